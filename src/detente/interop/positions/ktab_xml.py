"""The XML of KTAB, which also holds variants of the model and how ideals follow positions.

Every actor's ideal follows its own position wholly, unless an ``<iaPair>`` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from detente.interop.positions.parts import (
    ForeignActor,
    Scenario,
    not_negative,
    one_line,
    within,
)
from detente.interop.reading import Reading
from detente.interop.strictxml import Element
from detente.interop.tables import Place
from detente.spatial.model import Dimension, Stance

ROOT = "Scenario"
LARGEST_SEED = 10**15
"""A seed has as many digits as a number in a case file; what is beyond is left out."""

VARIANTS: dict[str, tuple[str, dict[str, str]]] = {
    "VictoryProbModel": (
        "victory",
        {"Linear": "linear", "Square": "square", "Quartic": "quartic", "Octic": "octic",
         "Binary": "binary"},
    ),
    "PCEModel": (
        "election",
        {"Conditional": "conditional", "MarkovIncentive": "markov-incentive",
         "MarkovUniform": "markov-uniform"},
    ),
    "StateTransitions": (
        "transitions", {"Deterministic": "deterministic", "Stochastic": "stochastic"}
    ),
    "VotingRule": (
        "vote",
        {"Prop": "proportional", "Proportional": "proportional", "Binary": "binary",
         "PropBin": "proportional-binary", "PropCbc": "proportional-cubic", "Cubic": "cubic",
         "ASymProsp": "asymmetric"},
    ),
    "BigRAdjust": (
        "perspective",
        {"OneThird": "third", "None": "none", "No": "none", "Half": "half",
         "TwoThirds": "two-thirds", "Full": "full"},
    ),
    "BigRRange": ("risk", {"Mid": "mid", "Min": "min", "Max": "max"}),
    "ThirdPartyCommit": (
        "third_parties", {"SemiCommit": "semi", "FullCommit": "full", "NoCommit": "none"}
    ),
    "InterVecBrgn": ("bargain", {"S2P2": "s2p2", "S1P1": "s1p1", "S2PMax": "s2pmax"}),
    "BargnModel": (
        "versions",
        {"InitOnlyInterp": "initiator", "InitRcvrInterp": "both", "PWCompInterp": "weighted"},
    ),
}  # fmt: skip
"""By element, the option of `smp` and its variants by name, the default first.

Of two names the program writes the first; the second is in its schema.
"""


def parts(reading: Reading, root: Element, file: str) -> Scenario:
    """Return the scenario that a document holds.

    Raises
    ------
    CaseError
        If parts are missing; what is wrong with single numbers is recorded.
    """
    if root.tag != ROOT:
        message = f"the root element is <{one_line(root.tag)[:40]}>, not <{ROOT}>"
        reading.stop(message, file, _place(root))
    listed = root.first("Actors")
    if listed is None:
        reading.stop("the scenario has no <Actors>", file, _place(root))
    elements = list(listed.all("Actor"))
    names = _dimensions(reading, root, elements, file)
    actors = tuple(_actor(reading, each, names, file) for each in elements)
    return Scenario(
        _text(root, "name"),
        _text(root, "desc"),
        tuple(Dimension(name, name) for name in names),
        actors,
        _accommodation(reading, root, {actor.name for actor in actors}, file),
        _options(reading, root, file),
    )


def _place(element: Element) -> Place:
    return element.line, element.column


def _text(element: Element, tag: str) -> str:
    found = element.first(tag)
    return "" if found is None else one_line(found.text)


def _dimensions(
    reading: Reading, root: Element, actors: Sequence[Element], file: str
) -> tuple[str, ...]:
    """Return the names of dimensions; numbered where the file has none."""
    listed = root.first("Dimensions")
    if listed is not None:
        named = [one_line(each.text) for each in listed.all("dName")]
    else:
        positions = actors[0].first("Position") if actors else None
        named = [""] * sum(1 for _ in positions.all("dCoord")) if positions is not None else []
    if not named:
        at = _place(root if listed is None else listed)
        reading.stop("the scenario has no dimensions", file, at)
    return tuple(name or f"Dimension {k}" for k, name in enumerate(named, 1))


def _actor(
    reading: Reading, element: Element, dimensions: Sequence[str], file: str
) -> ForeignActor:
    before = len(reading.problems)
    at, name = _place(element), _text(element, "name")
    what = f"the capability of '{name}'"
    given = element.first("capability")
    place = at if given is None else _place(given)
    capability = reading.number(_number(given), what, file, place)
    columns = []
    for tag, part, told in (
        ("Position", "dCoord", "position of '{}' on '{}'"),
        ("Salience", "dSal", "salience of '{}' on '{}'"),
    ):
        listed = element.first(tag)
        cells = [] if listed is None else list(listed.all(part))
        if len(cells) != len(dimensions):
            where = at if listed is None else _place(listed)
            message = f"'{name}' has {len(cells)} <{part}>, not {len(dimensions)}"
            reading.problem(message, file, where, hint="one for every dimension")
        columns.append(
            [
                _bounded(reading, cell, f"the {told.format(name, dimension)}", file)
                for cell, dimension in zip(cells, dimensions, strict=False)
            ]
        )
    saliences = element.first("Salience")
    return ForeignActor(
        name,
        not_negative(reading, capability, what, file, place),
        tuple(Stance(*pair) for pair in zip(*columns, strict=False)),
        _text(element, "description"),
        at,
        at if saliences is None else _place(saliences),
        sound=len(reading.problems) == before,
    )


def _number(element: Element | None) -> str:
    text = "" if element is None else element.text
    return "" if "_" in text else text


def _bounded(reading: Reading, element: Element, what: str, file: str) -> Any:
    at = _place(element)
    number = reading.number(_number(element), what, file, at)
    return within(reading, number, what, file, at)


def _accommodation(
    reading: Reading, root: Element, names: set[str], file: str
) -> dict[str, dict[str, float]]:
    """Return how far ideals follow positions, of those that do not just follow their own."""
    listed = root.first("IdealAdjustment")
    found: dict[str, dict[str, float]] = {}
    places: dict[str, Place] = {}
    for pair in listed.all("iaPair") if listed is not None else ():
        at = _place(pair)
        follower, leader = (_text(pair, tag) for tag in ("adjustingIdeal", "referencePos"))
        if unknown := [name for name in (follower, leader) if name not in names]:
            reading.problem(f"there is no actor '{unknown[0][:40]}'", file, at)
            continue
        what = f"how far '{follower}' follows '{leader}'"
        share = reading.number(_number(pair.first("adjust")), what, file, at)
        if not 0 <= share <= 1:
            reading.problem(f"{what} is {share:g}; it lies between 0 and 1", file, at)
            share = 0.0
        found.setdefault(follower, {follower: 1.0})[leader] = share
        places[follower] = at
    for follower, shares in found.items():
        if (total := sum(shares.values())) > 1 + 1e-9:
            message = f"'{follower}' follows positions by {total:g} together"
            hint = f"at most 1; its own counts as 1 where no pair of '{follower}' and itself is"
            reading.problem(message, file, places[follower], hint=hint)
    return {
        follower: shares
        for follower, shares in found.items()
        if {leader: share for leader, share in shares.items() if share} != {follower: 1.0}
    }


def _options(reading: Reading, root: Element, file: str) -> dict[str, Any]:
    """Return the variants that a file names and that are not taken by default."""
    found: dict[str, Any] = {}
    listed = root.first("ModelParameters")
    for element in listed.children if listed is not None else ():
        tag, text = one_line(element.tag)[:40], one_line(element.text)
        option, known = VARIANTS.get(element.tag, ("", {}))
        if not known:
            hint = f"known: {', '.join(VARIANTS)}"
            reading.problem(f"there is no parameter <{tag}>", file, _place(element), hint=hint)
        elif text not in known:
            message = f"'{text[:40]}' is no variant of <{tag}>"
            hint = f"known: {', '.join(known)}"
            reading.problem(message, file, _place(element), hint=hint)
        elif known[text] != next(iter(known.values())):
            found[option] = known[text]
    if found.get("transitions") == "stochastic":
        found |= _seed(reading, root, file)
    if found.get("versions"):
        reading.note(
            "KTAB takes a gain for a probability in the receiver's version of a bargain",
            file,
            hint="detente forecast --option reference-slips=true gives KTAB's figures",
        )
    return found


def _seed(reading: Reading, root: Element, file: str) -> dict[str, int]:
    """Return the seed, decimal or hexadecimal, of what is left to chance."""
    given = root.first("prngSeed")
    if given is None or not given.text:
        return {}
    text = given.text.lower()
    base = 16 if text.startswith("0x") else 10
    try:
        seed = int(text, base) if len(text) <= 20 and "_" not in text else -1
    except ValueError:
        seed = -1
    if seed < 0:
        message = f"the seed is '{one_line(given.text)[:40]}', not a whole number"
        reading.problem(message, file, _place(given))
        return {}
    message = "KTAB's random numbers are not made again: the seed gives other turns here"
    reading.note(message, file, _place(given))
    return {"seed": seed % LARGEST_SEED}


# -- Writing -------------------------------------------------------------------------------

_NO_CHARACTERS = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
"""What no document may hold, however it is written; the rest of that kind is gone by now."""


def text(given: Scenario) -> str:
    """Return a scenario as a document."""
    return "\n".join(_lines(given)) + "\n"


def _lines(given: Scenario) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<{ROOT}>"
    yield _line(1, "name", given.name)
    yield _line(1, "desc", given.description)
    yield _line(1, "prngSeed", str(given.options.get("seed", 0)))
    yield from _block("ModelParameters", _parameters(given.options))
    yield from _block("Dimensions", (("dName", line.label) for line in given.dimensions))
    yield "  <Actors>"
    for actor in given.actors:
        yield "    <Actor>"
        yield _line(3, "name", actor.name)
        yield _line(3, "description", actor.description or actor.name)  # the program wants one
        yield _line(3, "capability", repr(actor.capability))
        positions = (("dCoord", repr(stance.position.centre)) for stance in actor.stances)
        yield from _block("Position", positions, 3)
        saliences = (("dSal", repr(stance.salience.centre)) for stance in actor.stances)
        yield from _block("Salience", saliences, 3)
        yield "    </Actor>"
    yield "  </Actors>"
    yield "  <IdealAdjustment>"
    for actor in given.actors:  # the program wants one pair at least
        own = {actor.name: 1.0}
        shares = {actor.name: 0.0, **given.accommodation.get(actor.name, own)}
        for leader, share in shares.items():
            tags = ("adjustingIdeal", "referencePos", "adjust")
            yield from _block(
                "iaPair", zip(tags, (actor.name, leader, repr(share)), strict=True), 2
            )
    yield "  </IdealAdjustment>"
    yield f"</{ROOT}>"


def _parameters(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for tag, (option, known) in VARIANTS.items():
        asked = options.get(option, next(iter(known.values())))
        yield tag, next(name for name, variant in known.items() if variant == asked)


def _block(tag: str, entries: Iterable[tuple[str, str]], depth: int = 1) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}<{tag}>"
    for name, value in entries:
        yield _line(depth + 1, name, value)
    yield f"{indent}</{tag}>"


def _line(depth: int, tag: str, value: str) -> str:
    return f"{'  ' * depth}<{tag}>{escape(value.translate(_NO_CHARACTERS))}</{tag}>"
