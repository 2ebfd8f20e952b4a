"""From the status quo: layers, mixed sequences and concessions are what the definitions say."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import loading
from detente.conflict.analysis import analyse
from detente.conflict.arcs.model import graph_conflict
from detente.conflict.model import Conflict, conflict
from detente.conflict.paths import find_routes
from detente.conflict.statusquo import mixed, status_quo
from detente.conflict.statusquo.concessions import concessions
from detente.conflict.statusquo.mixed import mixed_distances, mixed_routes
from detente.errors import LimitError, ModelError, UnknownNameError
from examples import examples
from oracle import Oracle
from strategies import conflicts, random_conflict

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def walked(oracle: Oracle, s: int) -> dict[int, int]:
    """The fewest steps, single improvements or agreements, from s to whatever they lead to."""
    steps = {s: 0}
    newest = [s]
    while newest:
        found = {t for here in newest for t in oracle.joint_improvements(here)} - steps.keys()
        steps |= dict.fromkeys(found, 1 + steps[newest[0]])
        newest = sorted(found)
    return steps


def trails(oracle: Oracle, s: int, t: int, length: int) -> set[tuple[int, ...]]:
    """Every sequence of so many such steps from s to t, as the states it goes through."""
    if length == 0:
        return {(s,)} if s == t else set()
    return {
        (s, *rest)
        for here in oracle.joint_improvements(s)
        for rest in trails(oracle, here, t, length - 1)
    }


def assert_mixed_as_defined(game: Conflict, source: int, limit: int) -> None:
    oracle = Oracle(game)
    analysis = analyse(game, ["nash"])
    s = oracle.codes[source - 1]
    fewest = walked(oracle, s)
    found = mixed_distances(analysis, source)
    assert {oracle.codes[k]: int(d) for k, d in enumerate(found) if d >= 0} == fewest
    numbers = range(1, len(oracle.codes) + 1)
    for route in mixed_routes(analysis, source, numbers, limit=limit):
        t = oracle.codes[route.target - 1]
        assert route.steps == fewest.get(t)
        if route.steps is None:
            assert (route.sequences, route.complete) == ((), True)
            continue
        expected = trails(oracle, s, t, route.steps)
        told = [
            (s, *(oracle.codes[step.target - 1] for step in steps)) for steps in route.sequences
        ]
        assert len(set(told)) == len(told) == min(limit, len(expected))
        assert set(told) <= expected
        assert route.complete == (len(expected) <= limit)
        for steps in route.sequences:
            for step in steps:
                here, there = oracle.codes[step.source - 1], oracle.codes[step.target - 1]
                assert oracle.joint_improvements(here)[there] == set(step.group)


@examples(30)
@given(game=conflicts(max_options=4), limit=st.integers(1, 8), data=st.data())
def test_mixed_sequences_are_the_shortest(game: Conflict, limit: int, data: st.DataObject) -> None:
    assert_mixed_as_defined(game, data.draw(st.integers(1, len(game.states))), limit)


def test_mixed_sequences_in_bulk() -> None:
    for seed in range(70_000, 70_040):
        game = random_conflict(seed, max_options=4)
        assert_mixed_as_defined(game, 1 + seed % len(game.states), 1000)


@given(game=conflicts(max_options=5), concept=st.sampled_from(CONCEPTS), data=st.data())
def test_each_kind_of_step_reaches_at_least_what_a_narrower_one_does(
    game: Conflict, concept: str, data: st.DataObject
) -> None:
    source = data.draw(st.integers(1, len(game.states)))
    analysis = analyse(game, [concept])
    found = status_quo(analysis, source, concept=concept)
    far = {by: np.where(layer < 0, 1 << 20, layer) for by, layer in found.layers.items()}
    assert (far["unsanctioned"] >= far["improvements"]).all()
    assert (far["improvements"] >= far["moves"]).all()
    assert (far["improvements"] >= far["mixed"]).all()
    if concept == "nash":
        assert (far["unsanctioned"] == far["improvements"]).all()
    # an equilibrium is a state that no unsanctioned improvement leaves
    leaves = bool((found.layers["unsanctioned"] == 1).any())
    assert leaves == (not analysis.equilibrium(concept)[source - 1])


@given(game=conflicts(max_options=4), data=st.data())
def test_concessions_are_the_steps_that_do_not_improve(game: Conflict, data: st.DataObject) -> None:
    source, target = (data.draw(st.integers(1, len(game.states))) for _ in range(2))
    analysis = analyse(game, ["nash"])
    (route,) = find_routes(analysis, source, [target], by="moves", limit=3)
    for moves in route.sequences:
        given_up = {c.step: c for c in concessions(analysis, moves)}
        for step, move in enumerate(moves, 1):
            payoff = game.payoffs(move.party)
            here, there, end = (payoff[s - 1] for s in (move.source, move.target, moves[-1].target))
            assert (step in given_up) == (there <= here)
            if step in given_up:
                c = given_up[step]
                assert c.recovers == (end > here)
                lost = {True: "does not prefer", False: "is indifferent"}[bool(there < here)]
                assert c.cost.verdict == lost
                assert (c.overall.verdict == "prefers") == (end > payoff[source - 1])


# -- What it says --------------------------------------------------------------------------


@examples(30)
@given(game=conflicts(max_options=4), data=st.data())
def test_the_drawing_holds_together(game: Conflict, data: st.DataObject) -> None:
    source = data.draw(st.integers(1, len(game.states)))
    analysis = analyse(game, ["nash", "seq"])
    found = status_quo(analysis, source)
    drawn = found.to_dict()
    nodes = {node["state"]: node for node in drawn["nodes"]}
    edges = {edge["id"]: edge for edge in drawn["edges"]}
    reached = {
        k + 1 for layer in found.layers.values() for k in np.flatnonzero(layer >= 0).tolist()
    }
    assert nodes.keys() == reached | {source, *found.targets}
    for sequence in drawn["sequences"]:
        frames, by = sequence["frames"], sequence["by"]
        assert (frames[0]["state"], frames[-1]["state"]) == (source, sequence["target"])
        assert nodes[sequence["target"]]["layer"][by] == len(frames) - 1
        for before, after in pairwise(frames):
            edge = edges[after["edge"]]
            assert (edge["from"], edge["to"]) == (before["state"], after["state"])
            assert edge["step"][by] == after["step"] == nodes[after["state"]]["layer"][by]
            allowed = {
                "moves": {"move", "improvement", "unsanctioned"},
                "improvements": {"improvement", "unsanctioned"},
                "unsanctioned": {"unsanctioned"},
                "mixed": {"improvement", "unsanctioned", "joint"},
            }[by]
            assert edge["kind"] in allowed
            assert (edge["kind"] == "joint") == (len(edge["movers"]) > 1)
    assert 1 <= len(found.answer()) <= 4


def test_elmira_went_the_way_that_is_found() -> None:
    """Local governments insisted on their own; then ministry and company settled (October 1991).

    The course of events is that of the packaged case's own record, where its sources stand: from
    the appeal dragging on with the local governments insisting, by one step that the two took
    together, to a modified order that the company accepted.
    """
    game = loading.load("elmira").conflict_under(None)
    analysis = analyse(game)
    middle = game.find("local.insist and uniroyal.delay and not moe.modify")
    final = game.find("local.insist and uniroyal.accept and moe.modify")
    found = status_quo(analysis, game.status_quo_state, [middle, final])
    assert found.steps(middle)["unsanctioned"] == 1
    assert found.steps(final) == {
        "unsanctioned": None,
        "improvements": None,
        "moves": 3,
        "mixed": 2,
    }
    (steps,) = found.mixed[1].sequences
    assert [step.group for step in steps] == [("local",), ("moe", "uniroyal")]
    assert [step.target for step in steps] == [middle, final]


def test_the_treaty_takes_an_agreement_or_a_concession() -> None:
    game = loading.load("japan-russia").conflict_under(None)
    found = status_quo(analyse(game), game.status_quo_state)
    treaty = game.find("treaty_exempt and not russia.insist and not us.object")
    assert found.steps(treaty) == {
        "unsanctioned": None,
        "improvements": None,
        "moves": 3,
        "mixed": 1,
    }
    (steps,) = found.mixed[found.targets.index(treaty)].sequences
    assert steps[0].group == ("japan", "russia", "us")
    for moves in found.routes["moves"][found.targets.index(treaty)].sequences:
        given_up = concessions(found.analysis, moves)
        assert given_up
        assert all(c.recovers for c in given_up)
    assert "takes an agreement of Japan, Russia and United States, at once" in " ".join(
        found.answer()
    )


def test_mixed_sequences_are_left_out_of_large_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixed, "MIXED_LIMIT", 3)
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["b.y"], "b": ["a.x"]})
    analysis = analyse(game)
    with pytest.raises(LimitError):
        mixed_distances(analysis, 1)
    found = status_quo(analysis, 1)
    assert (found.mixed, "mixed" in found.layers) == ((), False)
    assert "too many" in found.notes[0]
    assert found.to_dict()["sequences"]


@pytest.mark.parametrize(
    ("source", "concept", "error"),
    [(0, "seq", UnknownNameError), (1, "nosuch", UnknownNameError), (1, "sim", ModelError)],
)
def test_what_makes_no_sense_is_refused(source: int, concept: str, error: type[Exception]) -> None:
    game = conflict({"a": ["x"]}, {"a": []})
    with pytest.raises(error):
        status_quo(analyse(game), source, concept=concept)


def test_states_and_moves_given_one_by_one_are_refused() -> None:
    game = graph_conflict(["s", "t"], {"a": [("s", "t")]}, {"a": [["t"], ["s"]]}, status_quo="s")
    with pytest.raises(ModelError, match="needs options"):
        status_quo(analyse(game), 1)
