"""The shape of the section `bargaining:`: issues, and what each party makes of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from detente.casefile.spellings import (
    IDS,
    NUMBER,
    STRING,
    Accepts,
    Condition,
    Entry,
    Grounded,
    JsonSchema,
    Rules,
    Terms,
    Text,
    Texts,
    keyed,
)

# -- Numbers -------------------------------------------------------------------------------

_ENDS = ("from", "to", "best")
_PAIR: JsonSchema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ends(written: Any, words: tuple[str, ...]) -> dict[str, Any]:
    """Return between which ends a number lies, however that is written."""
    if _is_number(written):
        return {"from": written, "to": written}
    if isinstance(written, list) and len(written) == 2 and all(map(_is_number, written)):
        return {"from": written[0], "to": written[1]}
    if isinstance(written, dict) and {"from", "to"} <= written.keys() <= {*_ENDS}:
        return written
    if isinstance(written, str) and written in words:
        return {"from": 0, "to": 1}
    others = "".join(f", or {word}" for word in words)
    raise PydanticCustomError("number", f"use a number, [least, most]{others}")


def _checked(entry: dict[str, Any], *, share: bool = False) -> dict[str, Any]:
    """Refuse ends that contradict each other; leave what is no number to the validator."""
    low, high, best = (entry.get(end) if _is_number(entry.get(end)) else None for end in _ENDS)
    problem = ""
    if share and any(x is not None and not 0 <= x <= 1 for x in (low, high)):
        problem = "a weight is a part of the whole and lies between 0 and 1"
    elif low is not None and high is not None and low > high:
        problem = f"no number lies between {low:g} and {high:g}; write the smaller one first"
    elif best is not None and not (best if low is None else low) <= best <= (
        best if high is None else high
    ):
        problem = f"the best guess, {best:g}, lies outside the range"
    if problem:
        raise PydanticCustomError("number", problem)
    return entry


def _amount(value: Any) -> Any:
    return _checked(_ends(value, ()))


def _quantity(key: str, *words: str, open_ended: bool = False, share: bool = False) -> Accepts:
    """Return the spellings of a number in an entry that can also say what it rests on.

    Parameters
    ----------
    key : str
        Under which the number stands in a mapping, in place of ``from`` and ``to``.
    words : str
        What may stand in place of a number.
    open_ended : bool
        Whether either end may be left out.
    share : bool
        Whether it is a weight.
    """

    def convert(value: Any) -> Any:
        entry = dict(value) if isinstance(value, dict) else {key: value}
        if key in entry:
            if any(end in entry for end in _ENDS):
                message = f"give '{key}', or 'from' and 'to'; not both"
                raise PydanticCustomError("number", message)
            entry |= _ends(entry[key], words)
        elif not open_ended and not {"from", "to"} <= entry.keys():
            raise PydanticCustomError("number", f"give '{key}', or 'from' and 'to'")
        return _checked(entry, share=share)

    spelled: tuple[JsonSchema, ...] = ({"enum": list(words)},) if words else ()
    return Accepts(convert, (NUMBER, _PAIR, *spelled))


class Amount(Entry):
    """A number that is known to lie between two others."""

    low: float = Field(0.0, alias="from", description="The least that it can be.")
    high: float = Field(1.0, alias="to", description="The most that it can be.")
    best: float | None = Field(None, description="The best guess.")


class Weight(Amount, Grounded):
    """How much of a party's total an issue makes up."""

    weight: Any = Field(None, description="In place of 'from' and 'to': the number, or unknown.")


class Score(Amount, Grounded):
    """How good a value is to a party, from 0 for its worst to 1 for its best."""

    score: Any = Field(None, description="In place of 'from' and 'to': the number, or unknown.")


class Reservation(Amount, Grounded):
    """What a party has without a deal."""

    worth: Any = Field(None, description="In place of 'from' and 'to': the number, or no_deal.")


Worth = Annotated[Amount, Accepts(_amount, (NUMBER, _PAIR))]

# -- Issues --------------------------------------------------------------------------------


class Value(Grounded):
    """One way to settle an issue."""

    label: Text = Field("", description="Name for people; the id where none is given.")


class Numbers(Entry):
    """The values of an issue that is settled by a number."""

    low: float = Field(alias="from", description="The least value.")
    high: float = Field(alias="to", description="The greatest value.")
    step: float = Field(description="From one value to the next.")
    unit: Text = Field("", description="What is counted, such as: billion USD.")


def _values_form(value: Any) -> str | None:
    """Return a tag that is no field, so that the path of an error cannot be misread."""
    if isinstance(value, dict):
        return "by label"
    return "by id" if isinstance(value, list) else None


Values = Annotated[
    Annotated[
        dict[str, Annotated[Value, keyed("label")]], Tag("by label"), Field(json_schema_extra=IDS)
    ]
    | Annotated[list[Text], Tag("by id")],
    Discriminator(
        _values_form,
        custom_error_type="values",
        custom_error_message="use a list of ids, or 'id: label' lines",
    ),
]


class Issue(Grounded):
    """Something to be settled, by one of some values or by a number."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["values"]}, {"required": ["range"]}]}
    )

    label: Text = Field("", description="Name for people; the id where none is given.")
    values: Values | None = Field(None, description="The ways to settle it, by short id.")
    range: Numbers | None = Field(None, description="In place of values: the numbers it can be.")


# -- What packages are worth -----------------------------------------------------------------


class Order(Grounded):
    """What is known of how weights compare."""

    order: Text = Field(description="Issues, the one that weighs more first: land > 2 money.")


class Interaction(Grounded):
    """What a combination is worth to a party besides."""

    when: Condition = Field(description="Over values: the packages in which it counts.")
    worth: Worth = Field(description="What it adds, or takes where it is negative.")


Weights = dict[str, Annotated[Weight, _quantity("weight", "unknown", open_ended=True, share=True)]]
Scores = dict[str, dict[str, Annotated[Score, _quantity("score", "unknown", open_ended=True)]]]


class Profile(Grounded):
    """What packages are worth to a party; what it rests on covers entries without their own."""

    reservation: Annotated[Reservation, _quantity("worth", "no_deal")] | None = Field(
        None, description="What it has without a deal: a number, or no_deal."
    )
    weights: Weights = Field(
        {}, description="By issue, its part of the whole.", json_schema_extra=IDS
    )
    orders: list[Annotated[Order, keyed("order")]] = Field(
        [], description="What else is known of the weights."
    )
    scores: Scores = Field(
        {}, description="By issue, how good each value is, from 0 to 1.", json_schema_extra=IDS
    )
    interactions: list[Interaction] = Field([], description="What combinations are worth besides.")


# -- What a deal needs and means -------------------------------------------------------------


class Consent(Grounded):
    """Whose agreement some packages need besides."""

    of: Texts = Field(description="The parties, one or several.")
    when: Condition = Field("true", description="Over values: the packages that need it.")


class Contribution(Grounded):
    """What a party can add to a deal."""

    by: Text = Field(description="The party that makes it.")
    label: Text = Field("", description="Name for people; the id where none is given.")
    when: Condition = Field("true", description="Over values: the packages in which it counts.")
    worth: dict[str, Worth] = Field(
        description="By party, what it adds or takes.", json_schema_extra=IDS
    )


class Meaning(Grounded):
    """The packages that some states of the conflict amount to."""

    when: Condition = Field(description="Over options and terms of the conflict: the states.")
    package: dict[str, Text] = Field(
        description="By issue, its value; issues left out are open.", json_schema_extra=IDS
    )
    contributions: Texts = Field([], description="The contributions that are made in them.")


Profiles = dict[str, Profile]
Package = dict[str, Text]


def _as_issue(value: Any) -> Any:
    return {"values": value} if isinstance(value, list) else value


Issues = dict[str, Annotated[Issue, Accepts(_as_issue, ({"type": "array", "items": STRING},))]]


class Bargaining(Entry):
    """What is bargained over, and what packages are worth to whom."""

    issues: Issues = Field(description="What is to be settled, by short id.", json_schema_extra=IDS)
    terms: Terms = Field({}, description="Named conditions over values.", json_schema_extra=IDS)
    infeasible: Rules = Field([], description="Combinations that cannot occur.")
    agreement: Texts | None = Field(
        None, description="Who has to agree to any deal; all with preferences if not given."
    )
    consents: list[Consent] = Field([], description="Whose agreement some packages need besides.")
    no_deal: Package = Field(
        {}, description="What no deal amounts to, a value for every issue.", json_schema_extra=IDS
    )
    preferences: Profiles = Field(
        description="For every party, what packages are worth to it.", json_schema_extra=IDS
    )
    contributions: dict[str, Contribution] = Field(
        {}, description="What parties can add to a deal, by short id.", json_schema_extra=IDS
    )
    states: list[Meaning] = Field(
        [], description="Which packages the states of the conflict amount to; the first fit counts."
    )


class Variation(Entry):
    """What a scenario changes of what is bargained over; each part replaces the case's own."""

    terms: Terms = Field({}, description="Terms to add or redefine.", json_schema_extra=IDS)
    infeasible: Rules | None = Field(None, description="Replaces the whole list.")
    agreement: Texts | None = Field(None, description="Replaces the whole list.")
    consents: list[Consent] | None = Field(None, description="Replaces the whole list.")
    no_deal: Package | None = Field(
        None, description="Replaces the whole package.", json_schema_extra=IDS
    )
    preferences: Profiles = Field(
        {}, description="Replaces all that is said of each party.", json_schema_extra=IDS
    )
    contributions: dict[str, Contribution] = Field(
        {}, description="Contributions to add or describe anew.", json_schema_extra=IDS
    )
    states: list[Meaning] | None = Field(None, description="Replaces the whole list.")
