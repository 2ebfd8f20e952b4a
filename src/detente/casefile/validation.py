"""Does the data have the shape of a case file? pydantic's answers, in our words and with places.

A faulty piece is replaced by a stand-in before the semantic checks run, so that one slip does
not hide the problems beside it.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from detente.casefile.nodes import Path, Whole
from detente.casefile.positions import Document, follow
from detente.casefile.schema import FORMAT_VERSION, CaseFile
from detente.errors import Diagnostic, did_you_mean

_SECTIONS = ("parties", "sources", "statements", "conflict", "bargaining", "spatial", "scenarios")
_MODELS = ("conflict", "bargaining", "spatial")


@dataclass
class Validated:
    """The file as a model, what is wrong with its shape, and where stand-ins were put.

    `model` is None when too much is missing to look any further. `replaced` are paths that hold
    a stand-in, with all below; `filled` are mappings that got a missing field.
    """

    model: CaseFile | None
    problems: list[Diagnostic] = field(default_factory=list)
    replaced: set[Path] = field(default_factory=set)
    filled: set[Path] = field(default_factory=set)

    def is_stand_in(self, path: Path) -> bool:
        """Tell whether the file has something faulty at a (written) path."""
        above = (path[:length] for length in range(len(path) + 1))
        return path in self.filled or any(part in self.replaced for part in above)


def validate(document: Document) -> Validated:
    """Check a document's format version and shape."""
    if problem := _version_problem(document):
        return Validated(None, [problem])
    try:
        return Validated(CaseFile.model_validate(document.data))
    except ValidationError as error:
        errors: list[Any] = error.errors(include_url=False)
    problems = [_diagnostic(document, item) for item in errors]
    if any(_essential(item["loc"]) for item in errors):
        return Validated(None, problems)
    missing = {document.written(item["loc"]) for item in errors if item["type"] == "missing"}
    others = {document.written(item["loc"]) for item in errors if item["type"] != "missing"}
    return Validated(_mended(document.data, errors), problems, others, missing)


def _version_problem(document: Document) -> Diagnostic | None:
    if "detente" not in document.data:
        return document.diagnostic(
            "missing-version",
            "the file does not say its format version",
            hint=f"write 'detente: {FORMAT_VERSION}' in the first line",
        )
    version = document.data["detente"]
    if isinstance(version, Whole) and version == FORMAT_VERSION:
        return None
    if isinstance(version, Whole) and version > FORMAT_VERSION:
        return document.diagnostic(
            "newer-version",
            f"the file has format version {version}; this detente reads version {FORMAT_VERSION}",
            ("detente",),
            hint="upgrade detente",
        )
    return document.diagnostic(
        "bad-version",
        "there is no such format version",
        ("detente",),
        hint=f"write 'detente: {FORMAT_VERSION}'",
    )


def _essential(loc: Path) -> bool:
    """Tell whether a whole section is amiss, without which nothing else can be judged."""
    return (len(loc) == 1 and loc[0] in _SECTIONS) or (len(loc) == 2 and loc[0] in _MODELS)


# -- Stand-ins -----------------------------------------------------------------------------

# "true" serves wherever text, a label or a condition is wanted.
_STAND_INS: tuple[Any, ...] = ("true", {}, [], 1)


def _mended(data: Any, errors: list[Any]) -> CaseFile | None:
    """Return the model after replacing what is wrong, or None when that does not help."""
    data = copy.deepcopy(data)
    tried: dict[Path, int] = {}
    for _ in range(2 * len(_STAND_INS)):
        for item in errors:
            _mend(data, item, tried)
        try:
            return CaseFile.model_validate(data)
        except ValidationError as error:
            errors = error.errors(include_url=False)
    return None


def _mend(data: Any, item: Any, tried: dict[Path, int]) -> None:
    path = follow(data, item["loc"])[0]
    if item["type"] == "missing":
        path = (*path, item["loc"][-1])
    parent = follow(data, path[:-1])[1]
    attempt = tried[path] = tried.get(path, -1) + 1
    if item["type"] == "extra_forbidden" or attempt >= len(_STAND_INS):
        if isinstance(parent, dict):
            parent.pop(path[-1], None)
    else:
        parent[path[-1]] = copy.copy(_STAND_INS[attempt])


# -- Messages ------------------------------------------------------------------------------

_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping ('key: value' lines)",
    "model_type": "a mapping ('key: value' lines)",
}


def _diagnostic(document: Document, item: Any) -> Diagnostic:
    loc, kind = item["loc"], item["type"]
    if kind == "missing":
        fields = _fields(loc[:-1])
        return document.diagnostic(
            "missing-field",
            f"'{loc[-1]}' is missing",
            loc[:-1],
            key=True,
            hint=f"{loc[-1]}: {fields.get(loc[-1], '')}".rstrip(": "),
        )
    if kind == "extra_forbidden":
        return _unknown_field(document, loc)
    if kind == "literal_error":
        given = str(item["input"])
        choices = [str(choice) for choice in item["ctx"]["expected"].replace("'", "").split(", ")]
        choices = [part for choice in choices for part in choice.split(" or ")]
        return document.diagnostic(
            "bad-value",
            f"'{loc[-1]}' is one of {', '.join(choices)}; not {_described(item['input'])}",
            loc,
            hint=did_you_mean(given, choices),
        )
    if kind in _WANTED:
        return document.diagnostic(
            "wrong-type",
            f"{_named(document, loc)} needs {_WANTED[kind]}, not {_described(item['input'])}",
            loc,
            hint=_type_hint(kind, item["input"]),
        )
    return document.diagnostic("bad-value", f"{_named(document, loc)}: {item['msg']}", loc)


def _unknown_field(document: Document, loc: Path) -> Diagnostic:
    return document.diagnostic(
        "unknown-field",
        f"there is no field '{loc[-1]}' here",
        loc,
        key=True,
        hint=did_you_mean(str(loc[-1]), _fields(loc[:-1])),
    )


def _named(document: Document, loc: Path) -> str:
    """Name the piece of the file that a validator speaks of."""
    path = document.written(loc)
    names = [step for step in path if isinstance(step, str)]
    name = f"'{names[-1]}'" if names else "the file"
    return f"an entry of {name}" if path and isinstance(path[-1], int) else name


def _described(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = str(value)
    return f"'{text}'" if len(text) <= 40 else f"'{text[:39]}…'"


def _type_hint(kind: str, value: Any) -> str:
    if value is None:
        return "give a value, or remove the line" if kind != "list_type" else "write [] for none"
    if isinstance(value, bool) and kind == "string_type":
        return "put it in quotes if it is text"
    if isinstance(value, dict) and kind == "string_type":
        return "put a text that contains ': ' or starts with '{' in quotes"
    return ""


def _fields(loc: Path) -> dict[str, str]:
    """Return the fields of the mapping at a validator's path, with their descriptions."""
    kind: Any = CaseFile
    for step in loc:
        kind = _inside(kind, step)
    kind = _bare(kind)
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    return {info.alias or name: info.description or "" for name, info in kind.model_fields.items()}


def _inside(kind: Any, step: str | int) -> Any:
    """Return the type found at a step into a type; the type itself for a union's tag."""
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        named = {info.alias or name: info for name, info in kind.model_fields.items()}
        return named[str(step)].annotation if step in named else kind
    arguments = [choice for choice in get_args(kind) if choice is not type(None)]
    if get_origin(kind) in (dict, list):
        return arguments[-1]
    return next((choice for choice in arguments if _tagged(choice, step)), kind)


def _tagged(kind: Any, step: str | int) -> bool:
    return any(getattr(mark, "tag", None) == step for mark in getattr(kind, "__metadata__", ()))


def _bare(kind: Any) -> Any:
    """Strip Annotated and Optional."""
    while True:
        if hasattr(kind, "__metadata__"):
            kind = kind.__origin__
            continue
        choices = get_args(kind)
        if type(None) in choices and len(choices) == 2:
            kind = next(choice for choice in choices if choice is not type(None))
            continue
        return kind
