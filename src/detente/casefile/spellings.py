"""What the sections of the case file share: spellings of values, grounds, conditions, terms.

Shorthands (a party's label instead of a mapping, one citation instead of a list) are expanded
while validating, so that everything after this sees one shape.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

JsonSchema = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Accepts:
    """Marks a type that takes other spellings: how to convert them, how to describe them."""

    convert: Callable[[Any], Any]
    spellings: tuple[JsonSchema, ...]
    only: bool = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.convert, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        spellings = list(self.spellings)
        if not self.only:
            spellings.append(handler(schema))
        return spellings[0] if len(spellings) == 1 else {"anyOf": spellings}


# -- Scalars -------------------------------------------------------------------------------


def as_text(value: Any) -> Any:
    """Take a number for the text it was written as; leave the rest to the validator."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return getattr(value, "written", str(value))
    return value


def as_condition(value: Any) -> Any:
    """Take true and false for the conditions of that name."""
    return str(value).lower() if isinstance(value, bool) else value


def as_confidence(value: Any) -> str:
    """Take a word or a number for a text, and refuse all else."""
    if value in ("low", "medium", "high"):
        return str(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return f"{value:g}"
    raise PydanticCustomError("confidence", "use low, medium, high or a number from 0 to 1")


STRING: JsonSchema = {"type": "string"}
NUMBER: JsonSchema = {"type": "number"}

Text = Annotated[str, Accepts(as_text, (STRING, NUMBER), only=True)]
Date = Annotated[str, Accepts(as_text, (STRING, {"type": "integer"}), only=True)]
Condition = Annotated[
    str,
    Accepts(as_condition, (STRING, {"type": "boolean"}), only=True),
]
Confidence = Annotated[
    Any,
    Accepts(
        as_confidence,
        (
            {"enum": ["low", "medium", "high"]},
            {"type": "number", "minimum": 0, "maximum": 1},
        ),
        only=True,
    ),
]
# Looser than the checks: in the editors' dialect \\w is ASCII, and ids may be in any script.
IDS: JsonSchema = {"propertyNames": {"pattern": r"^[^\s.,()0-9-][^\s.,()-]*$"}}
NAMES: JsonSchema = {"propertyNames": {"pattern": r"^[^\s,()]+$"}}


def listed(value: Any) -> Any:
    """Take one thing for a list of it."""
    return value if isinstance(value, list) else [value]


def keyed(key: str, kind: str = "number") -> Accepts:
    """Return the shorthand of a text (or of `kind`) for a mapping with that under `key`."""

    def convert(value: Any) -> Any:
        return value if isinstance(value, dict) else {key: value}

    return Accepts(convert, ({"type": ["string", kind]},))


Texts = Annotated[list[Text], Accepts(listed, (STRING,))]


# -- Parts ---------------------------------------------------------------------------------


class Entry(BaseModel):
    """What all parts share: no unknown fields, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Visibility = Literal["public", "internal"]


class Grounded(Entry):
    """Something that rests on evidence, an argument, or the author's judgement."""

    cites: Texts = Field([], description="Ids of the statements it rests on.")
    because: Text = Field("", description="The argument, in a sentence.")
    confidence: Confidence = Field("", description="low, medium, high, or a number from 0 to 1.")
    judgement: bool = Field(False, description="true: the author says so, not a source.")
    visibility: Visibility = Field("public", description="internal: not in a shared brief.")


class Term(Grounded):
    """A named condition, such as what counts as a treaty."""

    means: Condition = Field(description="The condition it stands for.")
    label: Text = Field("", description="Name for people; the id where none is given.")


class Rule(Grounded):
    """A combination of options that cannot occur."""

    when: Condition = Field(description="The condition that cannot hold.")


Rules = list[Annotated[Rule, keyed("when", "boolean")]]
Terms = dict[str, Annotated[Term, keyed("means", "boolean")]]
