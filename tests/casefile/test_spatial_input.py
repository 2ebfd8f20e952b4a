"""Every kind of bad input in the section on positions, as in `test_bad_input`: « marks the place."""

from __future__ import annotations

import pytest

from casefile.cases import BARGAINING, BASE, SPATIAL, check_row, found, rows
from detente.casefile import loads

_NORTH = "        rate: {position: 90, salience: 60}\n"
_LABEL = "    start: {label: When it begins}\n"
_SECTION = SPATIAL[SPATIAL.index("spatial:\n  d") : SPATIAL.index("scenarios:")]
_ACTORS = _SECTION[_SECTION.index("  actors:") :]
_EAST = SPATIAL[SPATIAL.index("    east:") : SPATIAL.index("    south:\n      j")]
_EAST_STANCES = _EAST[_EAST.index("      stances") : _EAST.index("      follows")]

ERRORS = [
    # -- shape
    ("missing-field", _ACTORS, "", "actors"),
    ("missing-field", "rate: {position: 90, salience: 60}", "«rate: {position: 90}", "salience"),
    ("missing-field", "      capability: 40\n", "", "capability"),
    ("unknown-field", "      low: none", "      «lowest: none", "here"),
    ("unknown-field", "follows: {north", "«follow: {north", "did you mean 'follows'"),
    ("unknown-field", "dimensions: {rate: {reference", "dimensions: {rate: {«label: x, reference", "here"),
    ("bad-value", "position: 90", "position: «101", "between 0 and 100"),
    ("bad-value", "position: 90", "position: «-1", "between 0 and 100"),
    ("bad-value", "position: 90", "position: «[20, 10]", "smaller one first"),
    ("bad-value", "position: 90", "position: «.nan", "[least, most], or unknown"),
    ("bad-value", "position: 90", "position: «.inf", "[least, most], or unknown"),
    ("bad-value", "position: 90", "position: «{from: 20}", "[least, most], or unknown"),
    ("bad-value", "to: 60, best: 50}, s", "to: 60, best: 50}, s".replace("best: 50", "best: 70"), "70, lies outside"),
    ("bad-value", "salience: 60", "salience: «160", "part of the whole"),
    ("bad-value", "salience: 60", "salience: «[-10, 60]", "part of the whole"),
    ("bad-value", "capability: 40", "capability: «-40", "at least 0"),
    ("bad-value", "capability: 40", "capability: «unknown", "[least, most]"),
    ("bad-value", "capability: 40", "capability: «{best: 3}", "'from' and 'to'"),
    ("number-range", "capability: 40", "capability: «1e999", "too large"),
    ("bad-value", "reference: {position: 10", "reference: «{position: 110", "between 0 and 100"),
    ("bad-value", "{label: At least half, from: 50", "«{label: At least half, from: 150", "between 0 and 100"),
    ("bad-value", "{label: At least half, from: 50, to: 100", "«{label: At least half, from: 50, to: 40", "smaller one first"),
    ("wrong-type", "{label: At least half, from: 50", "{label: At least half, from: «half", "a number"),
    ("bad-value", "{label: When it begins}", "{outcome: «110}", "between 0 and 100"),
    ("bad-value", "{label: When it begins}", "{outcome: «[20, 30]}", "one number"),
    ("bad-value", "{label: When it begins}", "{outcome: «{position: -1}}", "between 0 and 100"),
    ("wrong-type", "{label: When it begins}", "{outcome: {position: «.nan}}", "a number"),
    ("missing-field", "{label: When it begins}", "{outcome: {because: so}}", "position"),
    ("unknown-statement", "{label: When it begins}", "{outcome: {position: 3, cites: «s}}", "no statement"),
    ("unknown-field", "dimensions: {rate: {r", "dimensions: {rate: {«outcome: 3, r", "here"),
    ("bad-value", "{north: 0.1, south", "{north: «1.1, south", "0 to 1"),
    ("bad-value", "{north: 0.1, south", "{north: «much, south", "0 to 1"),
    ("unknown-field", _ACTORS, "  options: {«votes: cubic}\n" + _ACTORS, "did you mean 'vote'"),
    ("bad-value", _ACTORS, "  options: {vote: «cubik}\n" + _ACTORS, "did you mean 'cubic'"),
    ("bad-value", _ACTORS, "  options: {rounds: «0}\n" + _ACTORS, "from 1 to 10,000"),
    ("bad-value", _ACTORS, "  options: {seed: «-1}\n" + _ACTORS, "at least 0"),
    ("wrong-type", _ACTORS, "  options: {reference_slips: «1}\n" + _ACTORS, "true or false"),
    ("wrong-type", _ACTORS, "  options: «cubic\n" + _ACTORS, "mapping"),
    # -- names
    ("unknown-party", "    east:\n      c", "    «eest:\n      c", "'east'"),
    ("unknown-party", "        south:\n          j", "        «soth:\n          j", "'south'"),
    ("unknown-actor", "{north: 0.1, south", "{«nort: 0.1, south", "'north'"),
    ("unknown-dimension", "        start: {position: [10", "        start: {position: 1, salience: 1}\n        «strat: {position: [10", "'start'"),
    ("unknown-dimension", "dimensions: {rate: {r", "dimensions: {«rat: {r", "'rate'"),
    ("unknown-statement", "salience: 0, because", "salience: 0, cites: «s, because", "no statement"),
    ("bad-id", _LABEL, "    «the start: {}\n    start: {}\n", "letters"),
    ("reserved-word", "bands: {high", "bands: {«not", "another id"),
    # -- what is missing, what is too much
    ("no-dimensions", _SECTION[:_SECTION.index("  actors")], "spatial:\n  «dimensions: {}\n", "at least one"),
    ("no-actors", _ACTORS, "  «actors: {}\n", "at least one"),
    ("too-many-dimensions", _LABEL, _LABEL + "".join(f"    d{k}: {{}}\n" for k in range(20)), "at most 20"),
    ("too-many-bands", "bands: {high", "«bands: {" + "".join(f"b{k}: {{}}, " for k in range(100)) + "high", "at most 100"),
    ("no-stance", "      stances:\n" + _NORTH, "      «stances:\n", "stands on rate"),
    ("salience-over-100", "      stances:\n" + _NORTH, "      «stances:\n" + _NORTH.replace("60", "60.1"), "sum to 100.1"),
    ("no-salience", _EAST_STANCES, _EAST_STANCES.replace("stances", "«stances").replace("salience: 50", "salience: 0"), "matters to 'east'"),
    ("no-capability", _ACTORS, "  «actors:\n    north: {judgement: true, capability: 0, stances: {rate: {position: 1, salience: 1}, start: {position: 1, salience: 1}}}\n", "every capability is 0"),
    ("follows-too-far", "follows: {north: 0.1", "«follows: {north: 0.9", "sum to 1.1"),
    ("no-spatial", _SECTION, "", "add 'spatial:'"),
]  # fmt: skip

WARNINGS = [
    ("rests-on-nothing", "    north:\n      judgement: true\n", "    «north:\n", "3 of 3 entries (capability, stance on rate"),
    ("rests-on-nothing", "{capability: [20, 30], judgement: true}", "[20, 30]", "1 of 3 entries (capability)"),
]  # fmt: skip


def test_the_base_case_is_flawless() -> None:
    assert [str(d) for d in found(SPATIAL)] == []


@pytest.mark.parametrize(
    ("severity", "code", "old", "new", "says"), rows(error=ERRORS, warning=WARNINGS)
)
def test_bad_input(severity: str, code: str, old: str, new: str, says: str) -> None:
    check_row(severity, code, old, new, says, SPATIAL)


def test_what_is_odd_is_noted() -> None:
    alone = SPATIAL.replace(_ACTORS, "  actors:\n" + _ACTORS[_ACTORS.index("    south:") :])
    (hit,) = found(alone)
    assert (hit.code, hit.severity, hit.line, hit.column) == ("one-actor", "note", 14, 3)
    alike = SPATIAL.replace("position: [10, 30], salience: [20, 40]", "position: 70, salience: 0")
    alike = alike.replace("position: unknown", "position: 70").replace(
        "salience: 20", "salience: 0"
    )
    hits = [(hit.code, hit.severity, hit.line, hit.column) for hit in found(alike)]
    assert hits == [("idle-dimension", "note", 13, 5), ("same-position", "note", 13, 5)]


def test_too_many_actors() -> None:
    stances = "{rate: {position: 1, salience: 1}, start: {position: 1, salience: 1}}"
    many = "".join(
        f"    p{k}: {{judgement: true, capability: 1, stances: {stances}}}\n" for k in range(498)
    )
    parties = ", ".join(f"p{k}: P" for k in range(498))
    text = SPATIAL.replace("{north: North, east", f"{{{parties}, north: North, east")
    text = text.replace("scenarios:\n", many + "scenarios:\n")
    hits = {(d.code, d.severity) for d in found(text)}
    assert hits == {("too-many-actors", "error")}
    assert not found(text.replace("    p0:", "    # p0:"))


@pytest.mark.parametrize("base", [BASE, BARGAINING], ids=["conflict", "bargaining"])
def test_all_kinds_of_models_stand_side_by_side(base: str) -> None:
    section = _SECTION.replace("north", "up").replace("east", "down").replace(", south: 0.2", "")
    section = section[: section.index("    south:")]
    case = loads(base.replace("scenarios:\n", section + "scenarios:\n"))
    assert case.spatial_under(next(iter(case.scenarios))).actor_ids == ("up", "down")
