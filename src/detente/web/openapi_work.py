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
_TEXTS: Schema = {"type": "object", "additionalProperties": _TEXT}
_LIST: Schema = {"type": "array", "items": {"type": "object"}}
_WAITING = _object(
    {"waiting": {"type": "array", "items": _object({"id": _TEXT, "name": _TEXT, "bytes": _NUMBER})}}
)
_TOLD = _object(
    {
        "id": _NUMBER,
        "state": {"enum": ["proposed", "accepted", "rejected"]},
        "seq": {**_NUMBER, "description": "Its latest entry in the log; sent with a decision."},
        "context": _object({"before": _TEXT, "text": _TEXT, "after": _TEXT}),
        "report": {"type": "object"},
    }
)
_SUMMARY: Schema = {
    **{name: {"type": "array", "items": _TEXT} for name in ("added", "changed", "withdrawn")},
    "kept": {"type": "array", "items": _ref("Diagnostic")},
}


def _path(name: str, kind: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": kind}


def _query(name: str, says: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": says, "schema": _TEXT}


def _started() -> Schema:
    told = _does(
        "read", "Read the reports that wait, as a job.", _ref("Job"), _object({"known": _TEXTS}, ())
    )
    told["responses"]["202"] = told["responses"].pop("200")
    return told


def _sent() -> Schema:
    told = _does("send", "Take in a report; it waits to be read.", {"type": "object"})
    return {
        **told,
        "parameters": [_query("name", "The name of its file; the ending tells the format.")],
        "requestBody": {"required": True, "content": {"application/octet-stream": {}}},
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
    "/api/reports": {
        "get": _does("waiting", "The reports that wait to be read.", _WAITING),
        "post": _sent(),
    },
    "/api/reports/read": {"post": _started()},
    "/api/reports/{report}": {
        "parameters": [_path("report", _TEXT)],
        "delete": _does("drop", "Forget a report that waits.", _WAITING),
    },
    "/api/ledger": {
        "get": {
            **_does(
                "ledger",
                "Statements and sources of the ledger, as `detente ledger` lists them.",
                _object({"statements": _LIST, "counts": {"type": "object"}, "sources": _LIST}),
            ),
            "parameters": [
                _query("state", "proposed, accepted or rejected; several with commas."),
                _query("source", "Only of the source of this number."),
                _query("find", "Only with these words."),
            ],
        }
    },
    "/api/ledger/statements/{number}": {
        "parameters": [_path("number", _NUMBER)],
        "get": {
            **_does("statement", "A statement with its passage in context.", _TOLD),
            "parameters": [_query("context", "all for the whole text around it.")],
        },
        "post": _does(
            "decide",
            "Accept, reject, edit, or move the passage's ends by words; 409 where somebody "
            "decided since the entry `seq`.",
            _TOLD,
            _object(
                {
                    "do": {"enum": ["accept", "reject", "edit", "move"]},
                    "seq": _NUMBER,
                    "changes": _TEXTS,
                    "start": _NUMBER,
                    "end": _NUMBER,
                },
                ("do", "seq"),
            ),
        ),
    },
    "/api/ledger/undo": {
        "post": _does(
            "undo",
            "Take back a decision, if it is still the latest about its statement.",
            {"type": "object"},
            _object({"statement": _NUMBER, "seq": _NUMBER}),
        )
    },
    "/api/ledger/sources/{number}": {
        "parameters": [_path("number", _NUMBER)],
        "get": _does("source", "A source with its text.", {"type": "object"}),
        "post": _does(
            "describe",
            "Set what is known of a source.",
            {"type": "object"},
            _object({"changes": _TEXTS}),
        ),
    },
    "/api/ledger/sources/{number}/statements": {
        "parameters": [_path("number", _NUMBER)],
        "post": _does(
            "add",
            "Add a statement, accepted, of the passage between two characters.",
            _TOLD,
            _object({"start": _NUMBER, "end": _NUMBER, "changes": _TEXTS}, ("start", "end")),
        ),
    },
    "/api/ledger/publication": {
        "get": _does(
            "preview",
            "What publishing would change in the case file.",
            _object(
                {"digest": _TEXT, "result": _TEXT, "difference": _ref("Difference"), **_SUMMARY}
            ),
        ),
        "post": _does(
            "publish",
            "Write exactly what was shown; 409 where it would be something else by now.",
            _object({"digest": _TEXT, **_SUMMARY}),
            _object({"digest": _TEXT, "result": _TEXT}),
        ),
    },
}
