"""The shape of the section `spatial:`: lines, and who stands where on them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from pydantic_core import PydanticCustomError

from detente.casefile.numbers import Amount, amount, quantity
from detente.casefile.spellings import (
    IDS,
    NUMBER,
    Accepts,
    Entry,
    Grounded,
    Text,
    Visibility,
)
from detente.spatial import variants

WHOLE = (0.0, 100.0)
_POSITION = "a position lies between 0 and 100"
_SALIENCE = "a salience is a part of the whole and lies between 0 and 100"
_CAPABILITY = "a capability is at least 0"
_ENDS = "the ends of a band lie between 0 and 100"


def _as_band(value: Any) -> Any:
    """Refuse ends outside the line, or in the wrong order; leave the rest to the validator."""
    if not isinstance(value, dict):
        return value
    low, high = value.get("from", WHOLE[0]), value.get("to", WHOLE[1])
    if isinstance(low, int | float) and isinstance(high, int | float):
        if not (WHOLE[0] <= low <= WHOLE[1] and WHOLE[0] <= high <= WHOLE[1]):
            raise PydanticCustomError("number", _ENDS)
        if low > high:
            message = f"no number lies between {low:g} and {high:g}; write the smaller one first"
            raise PydanticCustomError("number", message)
    return value


def _as_share(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise PydanticCustomError("share", "use a number from 0 to 1")


def _whole(least: int, most: int | None, message: str) -> Accepts:
    """Return what takes a whole number within bounds."""

    def convert(value: Any) -> Any:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and least <= value and (most is None or value <= most):
            return int(value)
        raise PydanticCustomError("number", message)

    bounds = {"minimum": least} | ({} if most is None else {"maximum": most})
    return Accepts(convert, ({"type": "integer", **bounds},), only=True)


Seed = Annotated[int, _whole(0, None, "a seed is a whole number, at least 0")]
Rounds = Annotated[
    int, _whole(1, variants.MOST_ROUNDS, f"use a whole number from 1 to {variants.MOST_ROUNDS:,}")
]
Share = Annotated[
    float, Accepts(_as_share, ({"type": "number", "minimum": 0, "maximum": 1},), only=True)
]


# -- Lines ---------------------------------------------------------------------------------


class Band(Grounded):
    """A stretch of a line whose probability is asked for, its ends included."""

    label: Text = Field("", description="Name for people; the id where none is given.")
    low: float = Field(0.0, alias="from", description="Where it begins.")
    high: float = Field(100.0, alias="to", description="Where it ends.")


class Reference(Amount, Grounded):
    """The position that no agreement amounts to."""

    position: Any = Field(None, description="In place of 'from' and 'to': the position.")


Point = Annotated[Reference, quantity("position", within=WHOLE, message=_POSITION)]
Bands = dict[str, Annotated[Band, Accepts(_as_band, ())]]


class Outcome(Grounded):
    """Where it came out, known afterwards; no forecast looks at it."""

    position: float = Field(description="From 0 to 100.")


def _as_outcome(value: Any) -> Any:
    """Take a number alone for the position; refuse what is off the line or no single number."""
    entry = value if isinstance(value, dict) else {"position": value}
    position = entry.get("position", 0)
    if isinstance(position, list | dict):
        raise PydanticCustomError("number", "what came out is one number, from 0 to 100")
    if isinstance(position, int | float) and not WHOLE[0] <= position <= WHOLE[1]:
        raise PydanticCustomError("number", _POSITION)
    return entry


class Dimension(Entry):
    """A line on which positions differ, from 0 to 100."""

    label: Text = Field("", description="Name for people; the id where none is given.")
    low: Text = Field("", description="What stands at 0.")
    high: Text = Field("", description="What stands at 100.")
    reference: Point | None = Field(None, description="The position that no agreement amounts to.")
    outcome: Annotated[Outcome, Accepts(_as_outcome, (NUMBER,))] | None = Field(
        None, description="Where it came out, known afterwards; no forecast looks at it."
    )
    bands: Bands = Field(
        {}, description="Stretches whose probability is asked for.", json_schema_extra=IDS
    )
    visibility: Visibility = Field("public", description="internal: not in a shared brief.")


# -- Variants of the model ------------------------------------------------------------------


class Options(Entry):
    """Variants by which the Spatial Model of Politics is run where nobody says otherwise."""

    victory: variants.Victory | None = Field(
        None, description="How the probability to prevail follows from strengths."
    )
    election: variants.Election | None = Field(
        None, description="How probable each of several positions is to prevail."
    )
    vote: variants.Vote | None = Field(None, description="How votes follow from what is to gain.")
    risk: variants.Risk | None = Field(None, description="Where attitudes to risk lie.")
    perspective: variants.Perspective | None = Field(
        None, description="How much of another's attitude to risk an actor sees."
    )
    third_parties: variants.ThirdParties | None = Field(
        None, description="Whether those who join a challenge share its end."
    )
    bargain: variants.Bargain | None = Field(None, description="How far each moves.")
    versions: variants.Versions | None = Field(
        None, description="Whose view of the challenge a bargain follows."
    )
    transitions: variants.Transitions | None = Field(
        None, description="Whether the likeliest bargain is taken, or one by chance."
    )
    seed: Seed | None = Field(None, description="For stochastic transitions.")
    rounds: Rounds | None = Field(None, description="After how many it stops.")
    reference_slips: bool | None = Field(
        None, description="Whether slips of the reference program are made too."
    )


# -- Actors --------------------------------------------------------------------------------


class Capability(Amount, Grounded):
    """What an actor can bring to bear, in any unit."""

    capability: Any = Field(None, description="In place of 'from' and 'to': the number.")


class Stance(Grounded):
    """Where an actor stands on a line, and how much that matters to it."""

    position: Annotated[Amount, amount("unknown", within=WHOLE, message=_POSITION)] = Field(
        description="From 0 to 100, or unknown."
    )
    salience: Annotated[Amount, amount("unknown", within=WHOLE, message=_SALIENCE)] = Field(
        description="From 0 to 100, or unknown; over all dimensions at most 100."
    )


class Actor(Grounded):
    """Somebody who takes part; what it rests on covers entries without their own."""

    capability: Annotated[
        Capability, quantity("capability", within=(0.0, float("inf")), message=_CAPABILITY)
    ] = Field(description="What it can bring to bear, in any unit.")
    stances: dict[str, Stance] = Field(
        description="Where it stands on every dimension.", json_schema_extra=IDS
    )
    follows: dict[str, Share] = Field(
        {},
        description="By actor, how far its ideal follows that one's position; at most 1 together.",
        json_schema_extra=IDS,
    )


Actors = dict[str, Actor]


class Spatial(Entry):
    """Lines on which positions differ, and who stands where."""

    dimensions: dict[str, Dimension] = Field(
        description="The lines, by short id.", json_schema_extra=IDS
    )
    actors: Actors = Field(
        description="Who takes part, by the id of a party.", json_schema_extra=IDS
    )
    options: Options | None = Field(
        None, description="Variants by which the Spatial Model of Politics is run."
    )


# -- Scenarios -----------------------------------------------------------------------------


class DimensionVariation(Entry):
    """What a scenario changes of a line."""

    reference: Point = Field(description="Replaces what no agreement amounts to.")


class SpatialVariation(Entry):
    """What a scenario changes of who stands where."""

    dimensions: dict[str, DimensionVariation] = Field(
        {}, description="Lines on which no agreement amounts to something else.",
        json_schema_extra=IDS,
    )  # fmt: skip
    actors: Actors = Field(
        {}, description="Replaces all that is said of each actor, or adds one.",
        json_schema_extra=IDS,
    )  # fmt: skip
