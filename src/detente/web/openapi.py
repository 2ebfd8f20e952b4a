"""The description of the API (OpenAPI 3.1), made from the questions themselves."""

from __future__ import annotations

from typing import Any

from detente import __version__
from detente.asking import QUESTIONS, Question, Setting
from detente.web.edits import EDITS, FEASIBLE, LEVELS
from detente.web.forecasts.positions import LABELS
from detente.web.openapi_work import PATHS, SCHEMAS

Schema = dict[str, Any]

_TYPES: dict[str, Schema] = {
    "text": {"type": "string"},
    "list": {"type": "string", "description": "Separated by commas."},
    "number": {"type": "integer"},
    "share": {"type": "number", "minimum": 0, "maximum": 1},
    "flag": {"type": "boolean"},
}

PROBLEMS: Schema = {
    "description": "Why there is no answer",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problems"}}},
}


OF = Setting("of", "choice", "Ask of the file, or of the draft.", "file", ("file", "draft"))
_VIEW = ("scenario", "concept", "sanction")
VIEW = (*(s for s in QUESTIONS["explain"].settings if s.name in _VIEW), OF)
"""What says how the case is looked at."""

_CHOICE = (
    Setting("where", "text", "Only states that fulfil this condition."),
    Setting("holds", "text", "Only states that hold under this concept, or under any."),
)

TABLE = (
    *_CHOICE,
    Setting("stays", "text", "A party whose staying counts, instead of everybody's."),
    Setting(
        "sort",
        "text",
        "state, holds, place-PARTY or a concept; with - before it, the other way.",
    ),
)
"""What says which states a table has, in which order."""

LISTING = (
    *TABLE,
    Setting("page", "number", "Which page.", 1),
    Setting("rows", "number", "States on a page, 5,000 at most.", 100),
)
"""What says which states are listed."""

PICTURE = (
    *_CHOICE,
    Setting("party", "text", "Only moves and joint steps of this party."),
    Setting("show", "list", "States to begin with, by number."),
    Setting("open", "list", "States whose neighbours are shown, too."),
    Setting("along", "list", "A way, state by state."),
)
"""What says which states are drawn."""


def describe() -> Schema:
    """Return the OpenAPI description of the workbench's API."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The detente workbench",
            "version": __version__,
            "description": "Answers are the JSON of the commands of the same name. Send the key "
            "from the workbench's address as a bearer token.",
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": {
            **{
                f"/api/{question.id}": {"get": _asking(question)} for question in QUESTIONS.values()
            },
            **_fixed(),
            **PATHS,
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {**_schemas(), **SCHEMAS},
        },
    }


def _asking(question: Question) -> Schema:
    return {
        "operationId": question.id,
        "summary": question.says,
        "parameters": [*(_parameter(setting) for setting in question.settings), _parameter(OF)],
        "responses": _responses(question.says, {"type": "object"}),
    }


def _parameter(setting: Setting) -> Schema:
    kind = {"type": "string", "enum": list(setting.choices)} if setting.choices else None
    schema = dict(kind or _TYPES[setting.kind])
    if setting.kind == "number":
        schema["minimum"] = setting.least
    if setting.default not in ("", None):
        schema["default"] = setting.default
    return {
        "name": setting.name,
        "in": "query",
        "required": setting.required,
        "description": setting.says,
        "schema": schema,
    }


def _edit() -> Schema:
    """Return what an edit of the draft says."""
    text, number = {"type": "string"}, {"type": "integer"}
    fields: Schema = {
        "do": {
            "enum": [*EDITS, "number", "stance", "undo", "redo", "reset", "discard", "save", "keep"]
        },
        **dict.fromkeys(("scenario", "party", "option", "issue", "id", "label"), text),
        **dict.fromkeys(("actor", "dimension"), text),
        **dict.fromkeys(LABELS, _range()),
        **dict.fromkeys(("place", "part", "to"), number),
        "value": {"type": "number"},
        "can": {"enum": list(FEASIBLE)},
        "direction": {"enum": ["both", "forward", "back"]},
        "confidence": {
            "oneOf": [{"enum": [*LEVELS, None]}, {"type": "number", "minimum": 0, "maximum": 1}]
        },
    }
    return {"type": "object", "properties": fields, "required": ["do"]}


def _range() -> Schema:
    """Return how a number, or between which ends it lies, can be written."""
    number = {"type": "number"}
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    ends: Schema = {
        "type": "object",
        "properties": dict.fromkeys(("from", "to", "best"), number),
        "required": ["from", "to"],
    }
    return {"oneOf": [number, pair, ends, {"type": "string"}]}


def _fixed() -> Schema:
    """Return the paths that are no question."""
    job, jobs = _ref("Job"), {"type": "object", "properties": {"jobs": _array("Job")}}
    return {
        "/api/check": {"get": _plain("check", "Every problem of the case.", _ref("Check"))},
        "/api/schema": {
            "get": _plain("schema", "The JSON Schema of case files.", {"type": "object"})
        },
        "/api/openapi.json": {"get": _plain("openapi", "This description.", {"type": "object"})},
        "/api/brief": {"get": _brief()},
        "/api/draft": {
            "get": _plain("draft", "How the draft differs from the file.", _ref("Draft")),
            "post": {
                "operationId": "edit",
                "summary": "Edit, undo, redo, save or keep the draft.",
                "requestBody": {"required": True, "content": _json(_ref("Edited"))},
                "responses": _responses("The draft", _ref("Draft")),
            },
        },
        "/api/draft/file": {
            "get": _file(
                "draft_file", "The case file as the draft would write it.", "application/yaml"
            )
        },
        "/api/states": {
            "get": {
                **_plain("states", "States, filtered, sorted and by the page.", _ref("States")),
                "parameters": [_parameter(setting) for setting in (*VIEW, *LISTING)],
            }
        },
        "/api/states.csv": {
            "get": {
                **_file("states_csv", "All states that are chosen, as CSV.", "text/csv"),
                "parameters": [_parameter(setting) for setting in (*VIEW, *TABLE)],
            }
        },
        "/api/graph": {
            "get": {
                **_plain("graph", "The picture of some states.", _ref("Picture")),
                "parameters": [_parameter(setting) for setting in (*VIEW, *PICTURE)],
            }
        },
        "/api/jobs": {
            "get": _plain("jobs", "Long questions, the latest first.", jobs),
            "post": {
                "operationId": "start",
                "summary": "Ask a long question.",
                "requestBody": {"required": True, "content": _json(_ref("Asked"))},
                "responses": _responses("The job", job, status="202"),
            },
        },
        "/api/jobs/{job}": {
            "parameters": [_JOB],
            "get": _plain("job", "How far a job is.", job),
            "delete": _plain("cancel", "End a job.", job),
        },
        "/api/jobs/{job}/result": {
            "parameters": [_JOB],
            "get": _plain("result", "What a job found.", {"type": "object"}),
        },
    }


_JOB: Schema = {"name": "job", "in": "path", "required": True, "schema": {"type": "string"}}


def _brief() -> Schema:
    internal: Schema = {
        "name": "internal",
        "in": "query",
        "required": False,
        "description": "Whether entries marked internal are shown.",
        "schema": {"type": "boolean", "default": False},
    }
    told = _file("brief", "The brief, as a page to keep.", "text/html")
    return {**told, "parameters": [internal]}


def _file(name: str, says: str, kind: str) -> Schema:
    text = {"description": "The file", "content": {kind: {"schema": {"type": "string"}}}}
    return {
        "operationId": name,
        "summary": says,
        "responses": {"200": text, "default": PROBLEMS},
    }


def _plain(name: str, says: str, schema: Schema) -> Schema:
    return {"operationId": name, "summary": says, "responses": _responses(says, schema)}


def _responses(says: str, schema: Schema, status: str = "200") -> Schema:
    return {status: {"description": says, "content": _json(schema)}, "default": PROBLEMS}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _array(name: str) -> Schema:
    return {"type": "array", "items": _ref(name)}


def _schemas() -> Schema:
    text, number = {"type": "string"}, {"type": "integer"}
    return {
        "Problems": _object({"diagnostics": _array("Diagnostic")}),
        "Diagnostic": _object(
            {
                "code": text,
                "severity": {"enum": ["error", "warning", "note"]},
                "message": text,
                "hint": text,
                "file": text,
                "line": number,
                "column": number,
            }
        ),
        "Check": _object(
            {
                "file": text,
                "ok": {"type": "boolean"},
                "errors": number,
                "warnings": number,
                "notes": number,
                "diagnostics": _array("Diagnostic"),
            }
        ),
        "Draft": _object(
            {
                "format": {"const": "detente.draft/1"},
                "revision": number,
                "digest": text,
                "changed": {"type": "boolean"},
                "undo": number,
                "redo": number,
                "clash": {"type": "boolean"},
                "changes": {"type": "array", "items": {"type": "object"}},
                "diagnostics": _array("Diagnostic"),
            }
        ),
        "Edited": _object({"revision": number, "edit": _edit()}),
        **_states(),
        "Asked": {
            "type": "object",
            "properties": {
                "question": {"enum": list(QUESTIONS)},
                "of": {"enum": ["file", "draft"]},
                "settings": {"type": "object", "additionalProperties": text},
            },
            "required": ["question"],
        },
        "Job": _object(
            {
                "format": {"const": "detente.job/1"},
                "id": text,
                "question": text,
                "settings": {"type": "array", "items": {"type": "array", "items": text}},
                "told": {"type": "boolean"},
                "state": {"enum": ["running", "done", "failed", "cancelled"]},
                "progress": _object({"done": number, "steps": number, "step": text}),
                "seconds": {"type": "number"},
                "diagnostics": _array("Diagnostic"),
            }
        ),
    }


def _states() -> Schema:
    """Return what the table and the graph of states answer."""
    text, number = {"type": "string"}, {"type": "integer"}
    texts, some = {"type": "array", "items": text}, {"type": "array", "items": {"type": "object"}}
    numbers = {"type": "array", "items": number}
    scenario = {"type": ["string", "null"]}
    return {
        "States": _object(
            {
                "format": {"const": "detente.states/1"},
                "case": text,
                "scenario": scenario,
                "states": _array("State"),
                "matching": number,
                "total": number,
                "page": number,
                "pages": number,
                "parameters": {"type": "object"},
            }
        ),
        "State": _object(
            {
                "state": number,
                "name": text,
                "words": text,
                "status_quo": {"type": "boolean"},
                "strength": {"enum": ["firm", "guarded", "weak", "none"]},
                "holds_under": texts,
                "places": {"type": "object", "additionalProperties": number},
                "stays": {"type": "object", "additionalProperties": texts},
                "was": {"type": ["object", "null"]},
            }
        ),
        "Picture": _object(
            {
                "format": {"const": "detente.graph/1"},
                "case": text,
                "scenario": scenario,
                "start": numbers,
                "open": numbers,
                "along": numbers,
                "nodes": some,
                "edges": some,
                "legend": some,
                "states": number,
                "matching": number,
                "states_left_out": number,
                "parameters": {"type": "object"},
            }
        ),
    }


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
