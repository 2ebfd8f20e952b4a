"""Who leaves together, how and to where: against the definition, and in known conflicts."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given

from coalition_oracle import CoalitionOracle
from detente import casefile
from detente.case import Case
from detente.conflict.analysis import analyse
from detente.conflict.arcs import graph_conflict
from detente.conflict.coalitions import coalitions
from detente.conflict.coalitions.departures import Departure, departures
from detente.conflict.model import Conflict, conflict
from detente.conflict.preferences import Payoffs
from detente.errors import LimitError, ModelError, UnknownNameError
from examples import examples
from strategies import conflicts

pytestmark = pytest.mark.slow  # many conflicts, or many runs of the program

TREATY, DEADLOCK = 47, 21


def packaged(name: str) -> Case:
    text = (files("detente") / "catalog" / name / "case.yaml").read_text("utf-8")
    return casefile.loads(text, name)


def check(oracle: CoalitionOracle, step: Departure) -> None:
    """Is this a departure by definition, and are its moves a shortest way?"""
    here, there = oracle.codes[step.state - 1], oracle.codes[step.target - 1]
    members = step.coalition
    assert there in oracle.coalition_improvements(members, here)
    assert step.under == tuple(
        c
        for c in ("cnash", "cgmr", "csmr", "cseq")
        if not oracle.coalition_stable(c, members, here)
    )
    assert step.unpunished == tuple(
        c for c in step.under if not oracle.sanctioned(c, members, here, there)
    )
    assert step.worse_off == tuple(
        j
        for j in oracle.parties
        if j not in members and oracle.payoff[j][there] < oracle.payoff[j][here]
    )
    assert [reason.party for reason in step.reasons] == list(members)
    if oracle.how == "joint":
        assert step.moves == ()
        return
    sequence = tuple(
        (move.party, oracle.codes[move.source - 1], oracle.codes[move.target - 1])
        for move in step.moves
    )
    assert sequence in oracle.shortest(members, here, there, oracle.moves)


@pytest.mark.slow
@pytest.mark.parametrize("moves", ["sequential", "joint"])
@pytest.mark.parametrize("improvement", ["strict", "pareto"])
@examples(30)
@given(game=conflicts(max_options=5))
def test_every_departure_is_one_by_definition(improvement: str, moves: str, game: Conflict) -> None:
    found = coalitions(game, improvement=improvement, moves=moves)
    oracle = CoalitionOracle(game, improvement, moves)
    everywhere = departures(found, range(1, len(game.states) + 1))
    for state, steps in everywhere.items():
        assert [step.coalition for step in steps] == [
            members
            for members in found.coalitions
            if not all(by[members][state - 1] for by in found.stable.values())
        ]
        for step in steps:
            check(oracle, step)
            assert step.smallest == (
                not any(
                    set(other.coalition) < set(step.coalition)
                    and set(step.under) <= set(other.under)
                    for other in steps
                )
            )


@given(conflicts(max_options=6))
def test_the_universal_are_the_equilibria_that_no_coalition_leaves(game: Conflict) -> None:
    found = coalitions(game)
    for concept in found.concepts:
        alone = set(found.individual.equilibria(concept.individual))
        universal = set(found.universal_states(concept.id))
        assert universal <= alone
        for state in alone:
            leaving = [s.coalition for s in found.leavers(state) if concept.id in s.under]
            assert (state in universal) == (not leaving)
            assert (concept.id in found.lost_under(state)) == bool(leaving)
    assert set(found.kept()).isdisjoint(found.left())


def test_elmira_jumps_to_another_equilibrium() -> None:
    """The equilibrium jump of Kilgour, Hipel, Peng & Fang (2001).

    With the closures merged, states 7 and 10 are the study's 5 and 8: the appeal goes on, and a
    modified order is accepted. Both are equilibria, but the ministry and the company leave the
    first for the second together; either alone would not.
    """
    found = coalitions(packaged("elmira").conflict_under(None))
    for concept in found.concepts:
        assert {7, 10} <= set(found.individual.equilibria(concept.individual))
        assert 10 in found.universal_states(concept.id)
        assert 7 not in found.universal_states(concept.id)
    (step,) = found.leavers(7)
    assert (step.coalition, step.target, len(step.moves)) == (("moe", "uniroyal"), 10, 2)
    assert step.unpunished == ("cnash", "cgmr", "csmr", "cseq")
    assert found.left() == (7,)


def test_two_prisoners_leave_what_neither_leaves_alone() -> None:
    game = conflict(
        {"a": ["defect"], "b": ["defect"]},
        {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]},
    )
    found = coalitions(game)
    assert found.individual.equilibria("nash") == (4,)
    assert found.kept() == (1,)  # held by the threat of punishment
    (step,) = found.leavers(4)
    assert (step.coalition, step.target, step.smallest) == (("a", "b"), 1, True)
    assert [reason.verdict for reason in step.reasons] == ["prefers", "prefers"]


@pytest.mark.parametrize("moves", ["sequential", "joint"])
def test_the_treaty_withstands_coalitions_and_the_deadlock_does_not(moves: str) -> None:
    case = packaged("japan-russia")
    found = coalitions(case.conflict_under(None), moves=moves)
    assert found.kept() == (TREATY,)
    assert found.universal_states("cseq") == (TREATY,)
    assert found.universal_states("cnash") == ()
    (step,) = found.leavers(DEADLOCK)
    assert (step.coalition, step.target) == (("japan", "russia", "us"), TREATY)
    friendly = coalitions(case.conflict_under("friendly"), moves=moves)
    assert friendly.kept() == (TREATY,)
    unfriendly = coalitions(case.conflict_under("no_transfer"), moves=moves)
    assert DEADLOCK in unfriendly.universal_states("cnash")


def test_an_analysis_at_hand_is_used() -> None:
    game = packaged("elmira").conflict_under(None)
    analysis = analyse(game)
    found = coalitions(analysis, ["seq"])
    assert found.individual is analysis
    assert list(found.stable) == ["cseq"]


def test_json_says_who_leaves() -> None:
    data = coalitions(packaged("elmira").conflict_under(None)).to_dict(case="elmira")
    assert data["format"] == "detente.coalitions/1"
    assert len(data["coalitions"]) == 7
    assert data["left"] == [7]
    told = {entry["state"]: entry["steps"] for entry in data["leavers"]}
    assert told[7][0]["coalition"] == ["moe", "uniroyal"]
    assert all(told[state] == [] for state in (5, 6, 10, 11, 12))


def test_rows_have_a_column_for_every_coalition() -> None:
    found = coalitions(packaged("elmira").conflict_under(None), ["cnash"])
    rows = list(found.rows())
    assert [row["cnash:moe+uniroyal"] for row in rows] == found.stable["cnash"][
        "moe", "uniroyal"
    ].astype(int).tolist()
    assert [row["state"] for row in rows if row["cnash"]] == list(found.universal_states("cnash"))


GAME = conflict({"a": ["x"], "b": ["y"]}, {"a": ["b.y"], "b": ["a.x"]})


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"concepts": ["core"]}, UnknownNameError),
        ({"coalitions": [("a", "nobody")]}, UnknownNameError),
        ({"coalitions": [()]}, ModelError),
        ({"largest": 0}, ModelError),
        ({"improvement": "weak"}, ModelError),
        ({"moves": "at once"}, ModelError),
        ({"sanctioned_by": "nobody"}, ModelError),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, object], error: type) -> None:
    with pytest.raises(error):
        coalitions(GAME, **arguments)


def test_strict_sanctions_are_refused() -> None:
    with pytest.raises(ModelError, match="weak sanctions"):
        coalitions(analyse(GAME, sanction="strict"))


def test_graph_form_is_refused() -> None:
    graph = graph_conflict(["s", "t"], {"a": [("s", "t")]}, {"a": Payoffs.of([0, 1])})
    with pytest.raises(ModelError, match="needs options"):
        coalitions(graph)


def many_parties(count: int) -> Conflict:
    ids = [f"p{j}" for j in range(count)]
    return conflict({j: ["x"] if j < "p2" else [] for j in ids}, {j: ["p0.x"] for j in ids})


def test_too_many_coalitions_are_refused_and_some_of_them_judged() -> None:
    game = many_parties(30)
    with pytest.raises(LimitError, match="coalitions") as caught:
        coalitions(game)
    assert "largest" in str(caught.value.diagnostics[0].hint)
    assert len(coalitions(game, ["cnash"], largest=1).coalitions) == 30
    named = coalitions(game, ["cnash"], coalitions=[game.party_ids])
    assert named.coalitions == (game.party_ids,)


def test_sanctions_by_coalitions_are_refused_where_they_compare_too_much() -> None:
    game = conflict({"a": ["x"], "b": [f"o{k}" for k in range(13)]}, {"a": [], "b": []})
    with pytest.raises(LimitError, match="pairs of states"):
        coalitions(game, sanctioned_by="coalitions")
    assert coalitions(game, ["cnash", "csmr"], sanctioned_by="coalitions").coalitions
