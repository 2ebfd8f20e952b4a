"""The description of what the API can write: the case's text, the ledger, publishing."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_PROBLEMS: Schema = {
    "description": "Why it was not done",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problems"}}},
}


def _object(properties: Schema, required: tuple[str, ...] | None = None) -> Schema:
    needed = list(properties) if required is None else list(required)
    return {"type": "object", "properties": properties, "required": needed}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _does(name: str, says: str, answer: Schema, sends: Schema | None = None) -> Schema:
    """Return the description of a request and its answer."""
    told: Schema = {
        "operationId": name,
        "summary": says,
        "responses": {
            "200": {"description": says, "content": {"application/json": {"schema": answer}}},
            "default": _PROBLEMS,
        },
    }
    if sends is not None:
        content = {"application/json": {"schema": sends}}
        told["requestBody"] = {"required": True, "content": content}
    return told


SCHEMAS: Schema = {
    "Text": _object(
        {"file": _TEXT, "text": _TEXT, "digest": _TEXT, "writable": {"type": "boolean"}}
    ),
    "Names": {
        "type": "object",
        "description": "By kind: the line in which each name is defined.",
        "additionalProperties": {"type": "object", "additionalProperties": _NUMBER},
    },
    "Difference": {
        "type": "array",
        "items": _object({"sign": {"enum": ["-", "+", " ", "@"]}, "text": _TEXT}),
    },
}

PATHS: Schema = {
    "/api/text": {
        "get": _does("text", "The case file as it is now.", _ref("Text")),
        "put": _does(
            "save",
            "Write the case file, unless it is another than the digest says: then 409, with the "
            "digest and the difference.",
            _object({"digest": _TEXT}),
            _object({"text": _TEXT, "digest": _TEXT}),
        ),
    },
    "/api/text/check": {
        "post": _does(
            "check_text",
            "Every problem of a text, and what it names; nothing is written.",
            {"allOf": [_ref("Check"), _object({"names": _ref("Names")})]},
            _object({"text": _TEXT}),
        ),
    },
}
