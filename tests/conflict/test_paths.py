"""Routes are the shortest legal sequences of moves, all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conflict.analysis import analyse
from detente.conflict.model import Conflict, Option, conflict
from detente.conflict.paths import find_routes
from detente.errors import ModelError, UnknownNameError
from oracle import SANCTIONS, Oracle, Step
from strategies import conflicts, random_conflict

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def steps_of(oracle: Oracle, by: str, concept: str, sanction: str) -> Step:
    """What each step of a sequence may be, by definition."""

    def unsanctioned(party: str, s: int) -> set[int]:
        return {
            s1
            for s1 in oracle.improvements(party, s)
            if not oracle.deterred(concept, party, s, s1, sanction)
        }

    return {
        "moves": oracle.moves,
        "improvements": oracle.improvements,
        "unsanctioned": unsanctioned,
    }[by]


def assert_routes_as_defined(
    game: Conflict,
    source: int,
    by: str,
    limit: int,
    compiled: bool = False,
    concept: str = "seq",
    sanction: str = "weak",
) -> None:
    oracle = Oracle(game)
    step = steps_of(oracle, by, concept, sanction)
    numbers = range(1, len(game.states) + 1)
    start = oracle.codes[source - 1]
    ends = oracle.sequences(oracle.parties, start, step)
    analysis = analyse(game, ["nash"], compiled=compiled, sanction=sanction)
    routes = find_routes(analysis, source, numbers, by=by, limit=limit, concept=concept)
    for target, route in zip(numbers, routes, strict=True):
        goal = oracle.codes[target - 1]
        assert (route.target, route.by) == (target, by)
        expected = oracle.shortest(oracle.parties, start, goal, step)
        if not expected:
            assert (route.steps, route.sequences, route.complete) == (None, (), True)
            continue
        fewest = min((n for (t, _), n in ends.items() if t == goal), default=0)
        assert route.steps == (0 if goal == start else fewest)
        found = [
            tuple((m.party, oracle.codes[m.source - 1], oracle.codes[m.target - 1]) for m in moves)
            for moves in route.sequences
        ]
        assert len(set(found)) == len(found) == min(limit, len(expected))
        assert set(found) <= set(expected)
        assert route.complete == (len(expected) <= limit)
        for moves in route.sequences:
            for m in moves:
                better = oracle.improvements(m.party, oracle.codes[m.source - 1])
                assert m.improves == (oracle.codes[m.target - 1] in better)


@pytest.mark.parametrize("by", ["moves", "improvements"])
@given(game=conflicts(max_options=4), limit=st.integers(1, 12), data=st.data())
def test_routes_are_the_shortest_legal_sequences(
    by: str, game: Conflict, limit: int, data: st.DataObject
) -> None:
    source = data.draw(st.integers(1, len(game.states)))
    assert_routes_as_defined(game, source, by, limit)


@pytest.mark.parametrize("by", ["moves", "improvements"])
def test_routes_are_the_shortest_legal_sequences_in_bulk(by: str) -> None:
    for seed in range(40_000, 40_080):
        game = random_conflict(seed, max_options=5)
        assert_routes_as_defined(game, 1 + seed % len(game.states), by, 1000)


@given(
    game=conflicts(max_options=4),
    concept=st.sampled_from(CONCEPTS),
    sanction=st.sampled_from(SANCTIONS),
    data=st.data(),
)
def test_unsanctioned_routes_are_the_shortest_unpunished_sequences(
    game: Conflict, concept: str, sanction: str, data: st.DataObject
) -> None:
    source = data.draw(st.integers(1, len(game.states)))
    assert_routes_as_defined(game, source, "unsanctioned", 6, False, concept, sanction)


def test_unsanctioned_routes_in_bulk() -> None:
    for seed in range(42_000, 42_060):
        game = random_conflict(seed, max_options=5)
        concept, sanction = CONCEPTS[seed % 5], SANCTIONS[seed % 2]
        source = 1 + seed % len(game.states)
        assert_routes_as_defined(game, source, "unsanctioned", 1000, False, concept, sanction)


@pytest.mark.slow
def test_unsanctioned_routes_with_compiled_loops() -> None:
    for seed in range(43_000, 43_060):
        game = random_conflict(seed, max_options=5)
        source = 1 + seed % len(game.states)
        assert_routes_as_defined(game, source, "unsanctioned", 1000, True, CONCEPTS[seed % 5])


def test_simultaneous_stability_knows_no_single_unpunished_move() -> None:
    game = conflict({"a": ["x"]}, {"a": []})
    with pytest.raises(ModelError, match="single moves"):
        find_routes(analyse(game), 1, [2], by="unsanctioned", concept="sim")


@pytest.mark.slow
@pytest.mark.parametrize("by", ["moves", "improvements"])
def test_routes_are_the_shortest_legal_sequences_with_compiled_loops(by: str) -> None:
    for seed in range(41_000, 41_150):
        game = random_conflict(seed, max_options=5)
        assert_routes_as_defined(game, 1 + seed % len(game.states), by, 1000, compiled=True)


def test_a_party_moves_again_after_another_has() -> None:
    """One party builds, the other permits, then the first opens what it built."""
    game = conflict(
        {"a": ["build", "open"], "b": ["permit"]},
        {"a": ["a.open", "a.build"], "b": ["b.permit", "not a.build"]},
        infeasible=["a.open and not b.permit", "b.permit and not a.build"],
    )
    analysis = analyse(game)
    built, permitted, opened = (game.states.index_of(code) + 1 for code in (0b001, 0b101, 0b111))
    (route,) = find_routes(analysis, 1, [opened], by="improvements")
    assert route.steps == 3
    assert route.complete
    (moves,) = route.sequences
    assert [move.party for move in moves] == ["a", "b", "a"]
    assert [move.target for move in moves] == [built, permitted, opened]


def test_what_cannot_be_undone_has_no_route_back() -> None:
    game = conflict(
        {"a": [Option("x", "a", direction="forward")], "b": ["y"]}, {"a": ["a.x"], "b": []}
    )
    analysis = analyse(game)
    there, back = (
        find_routes(analysis, source, [target], by="moves")[0]
        for source, target in ((1, 2), (2, 1))
    )
    assert there.steps == 1
    assert (back.steps, back.sequences) == (None, ())


def test_a_state_is_where_it_is_in_no_steps() -> None:
    game = conflict({"a": ["x"]}, {"a": []})
    (route,) = find_routes(analyse(game), 2, [2], by="improvements")
    assert (route.steps, route.sequences, route.complete) == (0, ((),), True)


@pytest.mark.parametrize(("source", "target"), [(0, 1), (1, 3)])
def test_routes_between_unknown_states_are_refused(source: int, target: int) -> None:
    game = conflict({"a": ["x"]}, {"a": []})
    with pytest.raises(UnknownNameError):
        find_routes(analyse(game), source, [target], by="moves")
