"""The shape of the section `bargaining:`: issues, and what each party makes of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, Tag

from detente.casefile.numbers import Amount, amount, quantity
from detente.casefile.spellings import (
    IDS,
    STRING,
    Accepts,
    Condition,
    Entry,
    Grounded,
    Rules,
    Terms,
    Text,
    Texts,
    keyed,
)

# -- Numbers -------------------------------------------------------------------------------

SHARE = (0.0, 1.0)
_WEIGHT = "a weight is a part of the whole and lies between 0 and 1"


class Share(Amount):
    """A part of a whole."""

    high: float = Field(1.0, alias="to", description="The most that it can be.")


class Weight(Share, Grounded):
    """How much of a party's total an issue makes up."""

    weight: Any = Field(None, description="In place of 'from' and 'to': the number, or unknown.")


class Score(Share, Grounded):
    """How good a value is to a party, from 0 for its worst to 1 for its best."""

    score: Any = Field(None, description="In place of 'from' and 'to': the number, or unknown.")


class Reservation(Amount, Grounded):
    """What a party has without a deal."""

    worth: Any = Field(None, description="In place of 'from' and 'to': the number, or no_deal.")


Worth = Annotated[Amount, amount()]

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


Weights = dict[
    str,
    Annotated[
        Weight, quantity("weight", "unknown", open_ended=True, within=SHARE, message=_WEIGHT)
    ],
]
Scores = dict[
    str,
    dict[str, Annotated[Score, quantity("score", "unknown", open_ended=True, within=SHARE)]],
]


class Profile(Grounded):
    """What packages are worth to a party; what it rests on covers entries without their own."""

    reservation: Annotated[Reservation, quantity("worth", "no_deal", within=SHARE)] | None = Field(
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
