"""The section on positions as a model: what it says, and there and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefile.cases import SPATIAL
from detente import casefile
from detente.brief.brief import render
from detente.brief.visibility import shared
from detente.case import Case, Scenario
from detente.casefile.dump import dump
from detente.casefile.outline import outline
from detente.errors import ModelError
from detente.evidence import NO_GROUND, Ground
from detente.ranges import Range
from detente.sourcing.diff import diff
from detente.sourcing.judgements import judgements
from detente.spatial.model import Actor, Band, Dimension, Outcome, Spatial, Stance

GROUNDS = (
    NO_GROUND,
    Ground(judgement=True),
    Ground(because="so it is: always"),
    Ground(because="a secret", visibility="internal"),
    Ground(judgement=True, confidence="0.25"),
)
grounds = st.sampled_from(GROUNDS)


@st.composite
def ranges(draw: st.DrawFn, most: int) -> Range:
    low, best, high = sorted(draw(st.tuples(*[st.integers(0, 4 * most).map(lambda k: k / 4)] * 3)))
    return draw(
        st.sampled_from([Range.exactly(low), Range(low, high), Range(low, high, best)])
        if low < high
        else st.just(Range.exactly(low))
    )


@st.composite
def dimensions(draw: st.DrawFn, key: str) -> Dimension:
    reference = draw(st.none() | ranges(100))
    ground = draw(grounds) if reference else draw(st.sampled_from([NO_GROUND, GROUNDS[3]][:1]))
    label, low = draw(st.sampled_from([key, "What: matters"])), draw(st.sampled_from(["", "no"]))
    position = draw(st.sampled_from([0.0, 62.5]))
    outcome = draw(st.none() | grounds.map(lambda own: Outcome(position, own)))
    return Dimension(key, label, low, "all" if low else "", reference, ground, outcome)


@st.composite
def actors(draw: st.DrawFn, key: str, listed: tuple[Dimension, ...]) -> Actor:
    stances = {
        each.id: Stance(
            draw(st.just(Range(0, 100)) | ranges(100)),
            Range.exactly(draw(st.integers(1, 100)) / len(listed)),
            draw(grounds),
        )
        for each in listed
    }
    return Actor(key, draw(ranges(3)), stances, key.upper(), draw(grounds))


@st.composite
def problems(draw: st.DrawFn) -> Spatial:
    listed = tuple(draw(dimensions(key)) for key in ("tax", "date")[: draw(st.integers(1, 2))])
    ids = draw(st.permutations(["a", "b", "c"]))[: draw(st.integers(1, 3))]
    taking_part = [draw(actors(key, listed)) for key in ids]
    taking_part[0] = replace(taking_part[0], capability=Range(1, 2.5))
    bands = (
        (Band("most", listed[0].id, 50.0, 100.0, draw(st.sampled_from(["most", "M"])), draw(grounds)),)
        if draw(st.booleans())
        else ()
    )  # fmt: skip
    follows = {ids[0]: {ids[-1]: 0.25}} if draw(st.booleans()) else {}
    return Spatial(tuple(taking_part), listed, bands, follows, "X")


@settings(max_examples=40)
@given(problems(), st.data())
def test_there_and_back(problem: Spatial, data: st.DataObject) -> None:
    first, *others = problem.actors
    changed = replace(first, capability=Range(3, 4), ground=data.draw(grounds))
    newcomer = replace(first, id="d", label="D")
    varied = replace(problem, actors=(changed, *others, newcomer), accommodation={})
    scenarios = {"k": Scenario("k", "K", spatial=varied)}
    again = casefile.loads(dump(Case("x", "X", spatial=problem, scenarios=scenarios)))
    assert again.spatial == problem
    assert again.spatial_under("k") == varied


def test_the_section_as_a_model() -> None:
    case = casefile.loads(SPATIAL)
    problem = case.spatial_under()
    assert not problem.options
    assert (problem.actor_ids, problem.dimension_ids) == (
        ("north", "east", "south"),
        ("rate", "start"),
    )
    assert problem.bands == (Band("high", "rate", 50, 100, "At least half"),)
    assert problem.dimensions[0].reference == Range.exactly(10)
    assert problem.dimensions[0].ground.because == "The old law stays."
    north, east, south = problem.actors
    assert (north.label, north.capability, north.ground) == ("North", Range.exactly(40), GROUNDS[1])
    assert east.capability == Range(20, 30)
    assert east.stances["rate"].position == Range(20, 60, 50)
    assert east.stances["start"].position == Range(0, 100)
    assert south.stances["start"].ground == GROUNDS[1]  # inherited
    assert problem.accommodation == {"east": {"north": 0.1, "south": 0.2}}
    poor = case.spatial_under("poor")
    assert poor.dimensions[0].reference == Range(0, 20)
    assert (poor.actor_ids, poor.actors[2].capability.high) == (problem.actor_ids, 5)
    assert case.scenarios["poor"].changes == (
        "South: where it stands replaced",
        "no agreement on 'Height of the levy': replaced",
    )


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(ModelError, match="detente forecast") as caught:
        casefile.loads(SPATIAL).conflict_under()
    assert caught.value.code == "no-conflict"
    with pytest.raises(ModelError) as caught:
        Case("x", "X").spatial_under()
    assert caught.value.code == "no-spatial"


def test_what_the_format_cannot_say_is_refused() -> None:
    problem = casefile.loads(SPATIAL).spatial_under()
    rate, start = problem.dimensions
    for varied in (
        replace(problem, actors=problem.actors[:2], accommodation={}),
        replace(problem, actors=problem.actors[::-1]),
        replace(problem, bands=()),
        replace(problem, dimensions=(replace(rate, reference=None), start)),
    ):
        case = Case("x", "X", spatial=problem, scenarios={"k": Scenario("k", "K", spatial=varied)})
        with pytest.raises(ModelError, match="cannot say"):
            dump(case)
    groundless = replace(start, ground=Ground(because="x"))
    with pytest.raises(ModelError, match="without a reference point"):
        dump(Case("x", "X", spatial=replace(problem, dimensions=(rate, groundless))))


def test_names_and_judgements_have_their_lines() -> None:
    case, written = casefile.loads(SPATIAL), outline(SPATIAL)
    assert written.names["dimensions"] == {"rate": 7, "start": 13}
    assert written.names["actors"] == {"north": 15, "east": 21, "south": 27}
    found = {one.place: one for one in judgements(case)}
    assert found["spatial.actors.east.stances.start"].label == (
        "When it begins: at an unknown place, salience 0"
    )
    assert found["spatial.dimensions.rate.reference"].what == "reference"
    assert found["spatial.actors.east.capability"].party == "east"
    assert [place for place in found if place.startswith("scenarios.poor.")] == [
        "scenarios.poor.spatial.dimensions.rate.reference",
        "scenarios.poor.spatial.actors.south.capability",
        "scenarios.poor.spatial.actors.south.stances.rate",
    ]
    for place in found:
        assert written.line(place), place


def test_two_versions_are_compared() -> None:
    before = casefile.loads(SPATIAL)
    text = SPATIAL.replace("position: 90", "position: 80").replace("north: 0.1", "north: 0.3")
    after = casefile.loads(text.replace("from: 50, to: 100", "from: 60, to: 100"))
    assert not diff(before, before)
    assert [(c.section, c.id, c.fields[0].after) for c in diff(before, after).changes] == [
        ("positions: bands", "rate.high", "60"),
        ("where north stands", "stances.rate", "Height of the levy: at 80, salience 60"),
        ("where east stands", "follows", "north: 0.3; south: 0.2"),
    ]


def test_internal_words_are_kept_back_and_numbers_are_not() -> None:
    secret = Ground(because="told in secret", visibility="internal")
    text = SPATIAL.replace("label: When it begins", "label: When it begins, visibility: internal")
    text = text.replace("{label: At least half", "{visibility: internal, label: At least half")
    case = casefile.loads(
        text.replace(
            "because: The old law stays.", "because: The old law stays., visibility: internal"
        )
    )
    shown = shared(case).spatial_under("poor")
    told = repr(shown)
    for word in ("When it begins", "At least half", "old law", secret.because):
        assert word not in told
    assert shown.dimension_ids == ("internal_dimension_1", "internal_dimension_2")
    assert shown.actors[0].stances["internal_dimension_1"].position.low == 90
    assert [band.dimension for band in shown.bands] == ["internal_dimension_1"]
    assert shared(case).scenarios["poor"].changes == (
        "South: where it stands replaced",
        "a change kept internal",
    )


def test_what_came_out_rests_on_something_as_all_entries_do() -> None:
    line = "outcome: {position: 40, because: Told in secret., visibility: internal}"
    text = SPATIAL.replace("{label: When it begins", f"{{{line}, label: When it begins")
    case = casefile.loads(text)
    dimension = case.spatial_under("poor").dimensions[1]
    assert dimension.outcome == Outcome(
        40, Ground(because="Told in secret.", visibility="internal")
    )
    (found,) = (one for one in judgements(case) if one.what == "outcome")
    assert found.label == "When it begins: it came out at 40"
    assert outline(text).line(found.place) == 13
    assert "Told in secret" not in repr(shared(case).spatial)
    after = casefile.loads(text.replace("position: 40", "position: 41"))
    assert [(c.section, c.id) for c in diff(case, after).changes] == [
        ("positions: what came out", "start")
    ]
    said = "statements: {s: {by: north, about: levy, kind: demand, says: More}}\nspatial:\n  d"
    bare = casefile.loads(text.replace(line, "outcome: 40").replace("spatial:\n  d", said, 1))
    assert "outcomes (start)" in " ".join(one.message for one in bare.warnings)
    plain = casefile.loads(SPATIAL).spatial_under()
    with pytest.raises(ModelError, match="other dimensions"):
        dump(Case("x", "X", spatial=plain, scenarios={"k": Scenario("k", "K", spatial=bare.spatial)}))  # fmt: skip


def test_a_brief_of_positions_only_has_its_evidence() -> None:
    assert "A levy" in render(casefile.loads(SPATIAL), date="2024-01-02")
