"""The case file's format as pydantic models, and as a JSON Schema for editors.

How values may be spelled, and what the sections share, is in `spellings`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from detente.casefile.bargaining.schema import Bargaining, Variation
from detente.casefile.spatial.schema import Spatial, SpatialVariation
from detente.casefile.spellings import (
    IDS,
    NAMES,
    NUMBER,
    STRING,
    Accepts,
    Condition,
    Date,
    Entry,
    Grounded,
    JsonSchema,
    Rules,
    Terms,
    Text,
    Texts,
    Visibility,
    as_condition,
    as_text,
    keyed,
    listed,
)

FORMAT_VERSION = 1

# -- Scalars -------------------------------------------------------------------------------


def _as_degree(value: Any) -> int:
    """Take true for the first degree, false for none."""
    if isinstance(value, bool) or (isinstance(value, int) and value >= 1):
        return int(value)
    raise PydanticCustomError("degree", "use true, or a degree: 1, 2, 3, …")


def _as_differences(value: Any) -> list[float]:
    """Take one number or a list of them."""
    listed = value if isinstance(value, list) else [value]
    numbers = [x for x in listed if isinstance(x, int | float) and not isinstance(x, bool)]
    if not numbers or len(numbers) < len(listed) or min(numbers) <= 0:
        raise PydanticCustomError("differences", "use a number above 0, or a list of them")
    return [float(x) for x in numbers]


def _as_unsure(value: Any) -> Any:
    if isinstance(value, list) and len(value) > 1:
        return value
    raise PydanticCustomError(
        "unsure", "list two statements or more, of which nobody knows which matters more"
    )


def _as_slot(value: Any) -> str | int | float | tuple[str, ...]:
    if isinstance(value, list) and value:
        texts = [as_text(item) for item in value]
        if all(isinstance(text, str) for text in texts):
            return tuple(texts)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise PydanticCustomError("slot", "a slot holds a text, a number or a list of texts")
    if isinstance(value, str):
        return value
    return int(value) if isinstance(value, int) else float(value)


def _as_state(value: Any) -> str | int:
    if isinstance(value, bool):
        return as_condition(value)  # type: ignore[no-any-return]
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return value
    raise PydanticCustomError("state", "use a state's number or a condition that picks one state")


Degree = Annotated[
    int,
    Accepts(_as_degree, ({"type": "boolean"}, {"type": "integer", "minimum": 1}), only=True),
]
_ABOVE_0: JsonSchema = {"type": "number", "exclusiveMinimum": 0}
Differences = Annotated[
    Any,
    Accepts(
        _as_differences,
        (_ABOVE_0, {"type": "array", "items": _ABOVE_0, "minItems": 1}),
        only=True,
    ),
]
_STRINGS: JsonSchema = {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 1}
Slot = Annotated[Any, Accepts(_as_slot, (STRING, NUMBER, _STRINGS), only=True)]
StateChoice = Annotated[
    Any, Accepts(_as_state, ({"type": "integer", "minimum": 1}, STRING), only=True)
]

# -- Parts ---------------------------------------------------------------------------------


class Alias(Entry):
    """Another name of a party, which may be limited in time."""

    name: Text = Field(description="The name, as reports write it.")
    since: Date = Field("", alias="from", description="First day on which it is used.")
    until: Date = Field("", description="Last day on which it is used.")


class Party(Entry):
    """Somebody with a part in the dispute."""

    label: Text = Field("", description="Name for people; the id where none is given.")
    aliases: Annotated[list[Annotated[Alias, keyed("name")]], Accepts(listed, (STRING,))] = Field(
        [], description="Other names, such as its capital."
    )
    predecessor: Text = Field("", description="Whose obligations it carries.")
    note: Text = Field("", description="Who this is, and why it has, or has not, a part.")


class Source(Entry):
    """A report, document or publication."""

    outlet: Text = Field("unknown", description="Who published it.")
    relays: Texts = Field([], description="Agencies whose report it passes on.")
    date: Date = Field("unknown", description="Year, year-month or day, or unknown.")
    title: Text = Field("", description="Headline or title.")
    author: Text = Field("", description="Who wrote it.")
    url: Text = Field("", description="Where it can be read.")
    note: Text = Field("", description="What a reader should know of it.")
    visibility: Visibility = Field("public", description="internal: not in a shared brief.")


class Passage(Entry):
    """The stretch of a report that a statement paraphrases; the ledger writes it."""

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] = Field(
        description="SHA-256 of the report's text, in hexadecimal."
    )
    start: Annotated[int, Field(ge=0)] = Field(description="First character of it.")
    end: Annotated[int, Field(ge=1)] = Field(description="The character after its last.")


class Statement(Entry):
    """What somebody said or did, in paraphrase, as one source relays it."""

    says: Text = Field(description="The content, in your own words.")
    source: Text = Field("", description="Id of the source.")
    by: Text = Field("", description="Id of the party that speaks.")
    speaker: Text = Field("", description="The person, as named.")
    to: Text = Field("", description="Id of the party addressed.")
    about: Text = Field("", description="The matter or instrument spoken of.")
    kind: Literal[
        "says", "position", "commitment", "demand", "request", "threat", "offer", "refusal"
    ] = Field("says", description="What kind of statement it is.")
    date: Date = Field("unknown", description="When it was said.")
    chain: Texts = Field([], description="Through whom it came, if not as the source relays.")
    slots: dict[str, Slot] = Field({}, description="What can be compared: quantity, holder, …")
    contradicts: Texts = Field([], description="Ids of statements it cannot be true with.")
    status: Literal["accepted", "disputed", "withdrawn"] = Field(
        "accepted", description="Where it stands today."
    )
    visibility: Visibility = Field("public", description="internal: not in a shared brief.")
    passage: Passage | None = Field(None, description="Where in the report's text it stands.")


class Option(Grounded):
    """Something a party can commit to, or not."""

    label: Text = Field("", description="Name for people; the id where none is given.")
    direction: Literal["both", "forward", "back"] = Field(
        "both", description="forward: can only be taken; back: can only be dropped."
    )


class State(Grounded):
    """Something that can be the case, where moves are listed one by one."""

    label: Text = Field("", description="Name for people; the id where none is given.")


class Wish(Grounded):
    """A preference statement: what a party would rather have true than false."""

    want: Condition = Field(description="The condition it would rather have true.")
    label: Text = Field("", description="In words for people.")


class OrderedWish(Wish):
    """A preference statement of an ordered list."""

    strongly: Degree = Field(0, description="true, or a degree: what it decides matters much.")
    unsure: bool = Field(False, description="true: it may want this, or the opposite.")


class Unsure(Entry):
    """Preference statements of which nobody knows which matters more."""

    unsure: Annotated[
        list[Annotated[OrderedWish, keyed("want", "boolean")]],
        BeforeValidator(_as_unsure),
        Field(min_length=2),
    ] = Field(description="Statements; it is not known which of them matters more.")


class WeightedWish(Wish):
    """A preference statement with a weight."""

    weight: float = Field(description="What its truth is worth to the party.", allow_inf_nan=False)


def _entry_form(value: Any) -> str:
    grouped = isinstance(value, dict) and "want" not in value and "unsure" in value
    group = grouped and not isinstance(value["unsure"], bool)
    return "unsure statements" if group else "statement"


Wishes = list[
    Annotated[
        Annotated[OrderedWish, keyed("want", "boolean"), Tag("statement")]
        | Annotated[Unsure, Tag("unsure statements")],
        Discriminator(_entry_form),
    ]
]
Level = Annotated[list[StateChoice], Accepts(listed, ({"type": "integer", "minimum": 1}, STRING))]


class Weights(Entry):
    """Preference statements whose weights add up."""

    weights: list[WeightedWish] = Field(description="Wishes, each with its weight.")
    strongly: Differences = Field(
        [], description="The difference of sums that matters much; a list for several degrees."
    )


class Gap(Entry):
    """A place in a ranking below which things are much worse."""

    after: int = Field(description="The level above it, 1 for the best.", ge=1)
    degree: Degree = Field(1, description="How much worse: 1, 2, 3, …")


class Ranking(Grounded):
    """All states in order of preference."""

    ranking: list[Level] = Field(description="States, best first; [a, b] are equally good.")
    strongly: Annotated[
        list[Annotated[Gap, keyed("after", "integer")]], Accepts(listed, ({"type": "integer"},))
    ] = Field([], description="The levels after which things are much worse.")


def _form(value: Any) -> str | None:
    """Return a tag that is no field, so that the path of an error cannot be misread."""
    if isinstance(value, list):
        return "by statements"
    forms = [key for key in ("weights", "ranking") if isinstance(value, dict) and key in value]
    return f"by {forms[0]}" if forms else None


Preference = Annotated[
    Annotated[Wishes, Tag("by statements")]
    | Annotated[Weights, Tag("by weights")]
    | Annotated[Ranking, Tag("by ranking")],
    Discriminator(
        _form,
        custom_error_type="preference",
        custom_error_message="use a list of conditions, 'weights:' or 'ranking:'",
    ),
]
Preferences = dict[str, Preference]
Options = dict[str, dict[str, Annotated[Option, keyed("label")]]]
States = dict[str, Annotated[State, keyed("label")]]


def _moves_form(value: Any) -> str | None:
    """Return a tag that is no field, so that the path of an error cannot be misread."""
    if isinstance(value, dict):
        return "by source"
    return "by pairs" if isinstance(value, list) else None


Pair = Annotated[list[Text], Field(min_length=2, max_length=2)]
PartyMoves = Annotated[
    Annotated[dict[str, Texts], Tag("by source")] | Annotated[list[Pair], Tag("by pairs")],
    Discriminator(
        _moves_form,
        custom_error_type="moves",
        custom_error_message="use 'state: [states]' lines, or a list of [from, to]",
    ),
]
Moves = dict[str, PartyMoves]


class Overlooked(Grounded):
    """An option that a party does not see."""

    option: Text = Field(description="The option, as party.option.")


class Believed(Grounded):
    """A direction that a party believes an option to have."""

    direction: Literal["both", "forward", "back"] = Field(
        description="What it believes: both, forward (only taken) or back (only dropped)."
    )


class View(Grounded):
    """What a party wrongly believes; what is not given it sees as it is."""

    note: Text = Field("", description="What it misreads, in a sentence.")
    infeasible: Rules = Field([], description="What it believes cannot occur, beside what cannot.")
    disbelieves: Rules = Field(
        [], description="Entries of the case's 'infeasible' in which it does not believe."
    )
    unaware: list[Annotated[Overlooked, keyed("option")]] = Field(
        [], description="Options that it does not see: to it they are never taken."
    )
    directions: dict[str, Annotated[Believed, keyed("direction")]] = Field(
        {}, description="By option, the direction that it believes in."
    )
    preferences: Preferences = Field(
        {},
        description="What it believes others, or it itself, want; replaces the whole preference.",
        json_schema_extra=IDS,
    )


Views = dict[str, View]


# -- Sections ------------------------------------------------------------------------------


class Conflict(Entry):
    """The dispute as a graph model: who can do what, and who wants what."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["options"]}, {"required": ["states"]}]}
    )

    options: Options = Field(
        {}, description="For every party, what it can do.", json_schema_extra=IDS
    )
    states: States = Field(
        {}, description="In place of options: what can be the case.", json_schema_extra=IDS
    )
    moves: Moves = Field(
        {},
        description="With states: for every party, from which state it can move to which.",
        json_schema_extra=IDS,
    )
    terms: Terms = Field({}, description="Named conditions.", json_schema_extra=IDS)
    infeasible: Rules = Field([], description="Combinations that cannot occur.")
    status_quo: Texts | None = Field(
        None,
        description="The options taken today, as party.option; [] for none. Or today's state.",
    )
    outcomes: list[Text] = Field(
        [], description="Terms in which outcomes are told; the first that holds names the state."
    )
    preferences: Preferences = Field(
        description="For every party, what it wants; [] for indifference.",
        json_schema_extra=IDS,
    )
    views: Views = Field(
        {}, description="For each party that misreads the dispute, how.", json_schema_extra=IDS
    )


class Scenario(Grounded):
    """One way in which what is unknown may turn out; what it gives replaces the case's own."""

    label: Text = Field("", description="Name for people; the id where none is given.")
    note: Text = Field("", description="What is assumed, in a sentence.")
    options: Options = Field(
        {}, description="Options to add or describe anew.", json_schema_extra=IDS
    )
    terms: Terms = Field({}, description="Terms to add or redefine.", json_schema_extra=IDS)
    infeasible: Rules | None = Field(None, description="Replaces the whole list.")
    status_quo: Texts | None = Field(None, description="Replaces the whole list.")
    moves: Moves = Field({}, description="Replaces all moves of each party.", json_schema_extra=IDS)
    preferences: Preferences = Field(
        {}, description="Replaces the whole preference of each party.", json_schema_extra=IDS
    )
    views: Views = Field(
        {}, description="Replaces the whole view of each party.", json_schema_extra=IDS
    )
    bargaining: Variation | None = Field(
        None, description="What changes of what is bargained over."
    )
    spatial: SpatialVariation | None = Field(None, description="What changes of who stands where.")


class Event(Entry):
    """Something that happened after the case's date."""

    date: Date = Field(description="Year, year-month or day.")
    says: Text = Field(description="What happened.")
    sources: Texts = Field([], description="Ids of the sources that tell of it.")
    visibility: Visibility = Field("public", description="internal: not in a shared brief.")


class Outcome(Entry):
    """What happened later: a record to compare with, never an input."""

    summary: Text = Field("", description="How it came out, in a sentence or two.")
    events: list[Event] = Field([], description="What happened, in order.")


class CaseFile(Entry):
    """A negotiation: who, what, on what evidence, and under which scenarios."""

    detente: int = Field(
        description="Version of this format.",
        json_schema_extra={"const": FORMAT_VERSION},
    )
    id: Text = Field(description="Short name: letters, digits, '-' and '_'.")
    title: Text = Field(description="Name for people.")
    as_of: Date = Field("", description="The day, month or year at which the case stands.")
    summary: Text = Field("", description="What it is about, in a paragraph.")
    parties: dict[str, Annotated[Party, keyed("label")]] = Field(
        description="Everybody with a part in it, by short id.", json_schema_extra=IDS
    )
    sources: dict[str, Source] = Field(
        {}, description="Where statements come from, by short id.", json_schema_extra=NAMES
    )
    statements: dict[str, Statement] = Field(
        {}, description="Who said or did what, by short id.", json_schema_extra=NAMES
    )
    conflict: Conflict | None = Field(None, description="The graph model.")
    bargaining: Bargaining | None = Field(None, description="What is bargained over.")
    spatial: Spatial | None = Field(None, description="Who stands where, for forecasts.")
    scenarios: dict[str, Scenario] = Field(
        {}, description="How what is unknown may turn out.", json_schema_extra=NAMES
    )
    outcome: Outcome | None = Field(None, description="What happened later.")


# -- JSON Schema ---------------------------------------------------------------------------


def json_schema() -> JsonSchema:
    """Return the format as a JSON Schema, draft 7, the one that editors' YAML servers read.

    Examples
    --------
    >>> json_schema()["required"]
    ['detente', 'id', 'title', 'parties']
    """
    schema = _draft_7(CaseFile.model_json_schema(by_alias=True))
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **schema,
        "title": "detente case file",
    }


def _draft_7(node: Any) -> Any:
    """Rewrite what pydantic emits (draft 2020-12), and drop what says nothing."""
    if isinstance(node, list):
        return [_draft_7(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:  # draft 7 ignores everything beside a reference
        beside = {key: value for key, value in node.items() if key != "$ref"}
        reference = {"$ref": node["$ref"].replace("#/$defs/", "#/definitions/")}
        return {"allOf": [reference], **_draft_7(beside)} if beside else reference
    if "anyOf" in node:  # an optional section is left out, not written as null
        given = [choice for choice in node["anyOf"] if choice != {"type": "null"}]
        rest = {key: value for key, value in node.items() if key != "anyOf"}
        if len(given) == 1:
            return _draft_7({**given[0], **rest})
        node = {"anyOf": given, **rest}
    return {
        "definitions" if key == "$defs" else key: _draft_7(value)
        for key, value in node.items()
        if not (key == "default" and not value and value is not False)
        and not (key == "title" and isinstance(value, str))
        and key != "discriminator"
    }
