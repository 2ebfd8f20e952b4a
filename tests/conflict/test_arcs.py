"""Conflicts in graph form: verdicts as by definition, paths, explanations, and what is refused."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arc_oracle import CONCEPTS, moves_of, oracle_of
from detente.case import Party
from detente.conflict.analysis import analyse
from detente.conflict.arcs import GraphConflict, graph_conflict
from detente.conflict.arcs.model import State
from detente.conflict.base import BaseConflict
from detente.conflict.comparison import compare
from detente.conflict.explain import explain
from detente.conflict.findings import find
from detente.conflict.itinerary import plan
from detente.conflict.joint import can_step, joint_step, joint_steps
from detente.conflict.paths import find_routes
from detente.conflict.preferences import Payoffs, Ranking
from detente.conflict.words import change_in_words, name_of, state_in_words
from detente.errors import ConditionError, LimitError, ModelError, UnknownNameError
from examples import examples
from graph_strategies import graph_conflicts, random_graph_conflict
from strategies import conflicts, random_conflict

VARIANTS = list(itertools.product(("weak", "strict"), (True, False)))


def as_graph(conflict: BaseConflict) -> GraphConflict:
    """The same conflict with its moves listed one by one."""
    states = [f"s{k}" for k in range(len(conflict.states))]
    moves = {
        party: [(states[s], states[t]) for s, t in sorted(arcs)]
        for party, arcs in moves_of(conflict).items()
    }
    wants = {party: Payoffs.of(conflict.payoffs(party)) for party in conflict.party_ids}
    return graph_conflict(states, moves, wants)


# -- Verdicts ------------------------------------------------------------------------------


def check_against_definitions(game: GraphConflict) -> None:
    oracle = oracle_of(game)
    for sanction, returns in VARIANTS:
        result = analyse(game, CONCEPTS, sanction=sanction, returns=returns)
        for concept in CONCEPTS:
            for party in game.party_ids:
                expected = oracle.table(concept, party, sanction=sanction, returns=returns)
                found = result.stable[concept][party].tolist()
                assert found == expected, (sanction, returns, concept, party)


@pytest.mark.slow
@examples(150)
@given(graph_conflicts())
def test_verdicts_are_those_of_the_definitions(game: GraphConflict) -> None:
    check_against_definitions(game)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 240, 40))
def test_verdicts_are_those_of_the_definitions_hundreds_of_times(start: int) -> None:
    for seed in range(start, start + 40):
        check_against_definitions(random_graph_conflict(seed))


@examples(60)
@given(conflicts(max_options=4))
def test_option_form_given_by_its_moves_has_the_same_verdicts(game: BaseConflict) -> None:
    graph = as_graph(game)
    for sanction, returns in VARIANTS:
        expected = analyse(game, CONCEPTS, sanction=sanction)
        found = analyse(graph, CONCEPTS, sanction=sanction, returns=returns)
        for concept, party in itertools.product(CONCEPTS, game.party_ids):
            assert (found.stable[concept][party] == expected.stable[concept][party]).all()


def test_two_moves_in_a_row_may_not_be_made() -> None:
    # b could punish a's move only by moving twice in a row, or with c in between
    alone = graph_conflict(
        ["calm", "gain", "tension", "loss"],
        {"a": [("calm", "gain")], "b": [("gain", "tension"), ("tension", "loss")]},
        {"a": [["gain"], ["tension"], ["calm"], ["loss"]], "b": []},
    )
    assert not analyse(alone, ["gmr"]).stable["gmr"]["a"][0]
    joined = alone.with_changes(
        parties=(*alone.parties, Party("c")),
        moves={**alone.moves, "c": (("tension", "calm"), ("calm", "tension"), ("gain", "calm"))},
        preferences={**alone.preferences, "c": alone.preferences["b"]},
    )
    assert analyse(joined, ["gmr"]).stable["gmr"]["a"][0]


def test_whether_a_return_sanctions_is_a_variant_that_is_recorded() -> None:
    # all the others can do is to undo a's move
    undone = graph_conflict(
        ["today", "gain"],
        {"a": [("today", "gain")], "b": [("gain", "today")]},
        {"a": [["gain"], ["today"]], "b": [["today"], ["gain"]]},
    )
    logical, matrix = (analyse(undone, CONCEPTS, returns=returns) for returns in (True, False))
    assert logical.parameters["returns"] is True
    assert matrix.parameters["returns"] is False
    for concept, expected in (("gmr", True), ("seq", True), ("smr", False), ("sseq", False)):
        assert logical.stable[concept]["a"][0] == expected
        assert not matrix.stable[concept]["a"][0]


@examples(100)
@given(graph_conflicts())
def test_a_return_can_change_only_gmr_and_seq(game: GraphConflict) -> None:
    logical, matrix = (analyse(game, CONCEPTS, returns=returns) for returns in (True, False))
    for concept, party in itertools.product(CONCEPTS, game.party_ids):
        one, other = logical.stable[concept][party], matrix.stable[concept][party]
        assert (other <= one).all()
        if concept not in ("gmr", "seq"):
            assert (one == other).all()


@examples(80)
@given(graph_conflicts())
def test_concepts_imply_each_other(game: GraphConflict) -> None:
    stable = analyse(game).stable
    for strong, weak in (
        ("nash", "seq"), ("seq", "gmr"), ("nash", "sseq"), ("sseq", "smr"), ("smr", "gmr"),
        ("sseq", "seq"),
    ):  # fmt: skip
        for party in game.party_ids:
            assert (stable[strong][party] <= stable[weak][party]).all()


def test_simultaneous_stability_is_left_out_with_a_note_and_refused_when_asked_for() -> None:
    game = random_graph_conflict(1)
    assert "sim" not in analyse(game).stable
    assert any("simultaneous stability is left out" in note for note in analyse(game).notes)
    with pytest.raises(ModelError, match="not defined in graph form") as caught:
        analyse(game, ["nash", "sim"])
    assert caught.value.code == "undefined-concept"
    with pytest.raises(ModelError, match="not defined"):
        explain(analyse(game), 1, concepts=["sim"])


# The four games as Fang, Hipel & Kilgour (1993) and the textbooks state them; 4 is best.
GAMES = {
    "prisoners": ((3, 4, 1, 2), (3, 1, 4, 2), {"nash": {"DD"}, "gmr": {"CC", "DD"},
        "smr": {"CC", "DD"}, "seq": {"CC", "DD"}, "sseq": {"CC", "DD"}}),
    "chicken": ((3, 4, 2, 1), (3, 2, 4, 1), {"nash": {"DC", "CD"}, "gmr": {"CC", "DC", "CD"},
        "smr": {"CC", "DC", "CD"}, "seq": {"DC", "CD"}, "sseq": {"DC", "CD"}}),
    "stag hunt": ((4, 3, 1, 2), (4, 1, 3, 2), {concept: {"CC", "DD"} for concept in CONCEPTS}),
    "deadlock": ((2, 4, 1, 3), (2, 1, 4, 3), {concept: {"DD"} for concept in CONCEPTS}),
}  # fmt: skip


@pytest.mark.parametrize("name", GAMES)
def test_classic_games(name: str) -> None:
    row, column, expected = GAMES[name]
    game = graph_conflict(
        ["CC", "DC", "CD", "DD"],
        {
            "row": [("CC", "DC"), ("DC", "CC"), ("CD", "DD"), ("DD", "CD")],
            "column": [("CC", "CD"), ("CD", "CC"), ("DC", "DD"), ("DD", "DC")],
        },
        {"row": Payoffs.of(row), "column": Payoffs.of(column)},
    )
    result = analyse(game, CONCEPTS)
    for concept in CONCEPTS:
        assert {game.states[s - 1].id for s in result.equilibria(concept)} == expected[concept]


# -- Why, and how to get there -------------------------------------------------------------


def check_routes(game: GraphConflict, oracle_moves: dict[str, set[tuple[int, int]]]) -> None:
    analysis = analyse(game, ["nash"])
    n = len(game.states)
    for by in ("moves", "improvements"):
        legal = {
            j: {
                (s, t) for s, t in arcs
                if by == "moves" or game.payoffs(j)[t] > game.payoffs(j)[s]
            }
            for j, arcs in oracle_moves.items()
        }  # fmt: skip
        for route in find_routes(analysis, 1, range(1, n + 1), by=by, limit=10_000):
            expected = shortest(legal, 0, route.target - 1)
            found = {tuple((m.party, m.source - 1, m.target - 1) for m in moves)
                     for moves in route.sequences}  # fmt: skip
            assert found == expected
            assert route.complete


def shortest(
    legal: dict[str, set[tuple[int, int]]], start: int, end: int
) -> set[tuple[tuple[str, int, int], ...]]:
    """All shortest sequences in which nobody moves twice in a row, by trying every one."""
    if start == end:
        return {()}
    n = 1 + max([start, end, *(s for arcs in legal.values() for arc in arcs for s in arc)])
    trails: list[tuple[tuple[str, int, int], ...]] = [()]
    for _ in range(n * len(legal)):
        trails = [
            (*trail, (j, s, t))
            for trail in trails
            for j, arcs in legal.items()
            if not trail or trail[-1][0] != j
            for s, t in sorted(arcs)
            if s == (trail[-1][2] if trail else start)
        ]
        if found := {trail for trail in trails if trail[-1][2] == end}:
            return found
        # of the trails to one place by one last mover any few tell the length, but all are wanted
        if not trails or len(trails) > 20_000:
            break
    return set()


@examples(60)
@given(graph_conflicts(max_parties=3, max_states=5))
def test_routes_are_the_shortest_ones(game: GraphConflict) -> None:
    moves = moves_of(game)
    if sum(map(len, moves.values())) <= 9:
        check_routes(game, moves)


def test_a_shortest_way_need_not_be_one_for_whoever_comes_next() -> None:
    # the middle is reached fastest by b, but b must move on from there: a has to go there first
    game = graph_conflict(
        ["start", "aside", "middle", "end"],
        {"a": [("aside", "middle")], "b": [("start", "middle"), ("middle", "end")],
         "c": [("start", "aside")]},
        {"a": [], "b": [], "c": []},
    )  # fmt: skip
    (route,) = find_routes(analyse(game), 1, [4], by="moves")
    assert route.steps == 3
    assert [move.party for move in route.sequences[0]] == ["c", "a", "b"]


def check_witnesses(game: GraphConflict, sanction: str, returns: bool) -> None:
    oracle = oracle_of(game)
    analysis = analyse(game, sanction=sanction, returns=returns)
    for state in range(1, len(game.states) + 1):
        for witness in explain(analysis, state):
            s = state - 1
            assert witness.stable == analysis.stable[witness.concept][witness.party][s]
            targets = {answer.improvement.target - 1 for answer in witness.answers}
            assert targets == oracle.liked(witness.party, s, "+")
            for answer in witness.answers:
                s1 = answer.improvement.target - 1
                expected = oracle.deterred(
                    witness.concept, witness.party, s, s1, "a", sanction, returns
                )
                assert answer.punished == expected
                if not answer.punished:
                    continue
                here, last = s1, ""
                for move in answer.sanction:
                    assert move.source - 1 == here
                    assert move.party not in (last, witness.party)
                    assert (here, move.target - 1) in oracle.moves[move.party]
                    assert move.improves or witness.concept in ("gmr", "smr")
                    here, last = move.target - 1, move.party
                assert answer.ends_in == here + 1
                assert returns or here != s
                assert oracle.thinks(witness.party, s, here) in (
                    "-" if sanction == "strict" else "-="
                )


@examples(60)
@given(graph_conflicts(), st.sampled_from(VARIANTS))
def test_witnesses_show_what_they_claim(game: GraphConflict, variant: tuple[str, bool]) -> None:
    check_witnesses(game, *variant)


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_witnesses_show_what_they_claim_in_dense_graphs(variant: tuple[str, bool]) -> None:
    for seed in range(300, 330):
        check_witnesses(random_graph_conflict(seed), *variant)


@examples(60)
@given(graph_conflicts())
def test_joint_steps_are_the_improvements_of_single_parties(game: GraphConflict) -> None:
    oracle, analysis = oracle_of(game), analyse(game, ["nash"])
    for s in range(len(game.states)):
        found = {
            (group.group, step.target - 1)
            for group in joint_steps(analysis, s + 1, limit=100)
            for step in group.steps
        }
        improvements = {((j,), t) for j in game.party_ids for t in oracle.liked(j, s, "+")}
        best = {
            (group, t)
            for group, t in improvements
            if not any(g == group and oracle.thinks(group[0], t, u) == "+" for g, u in improvements)
        }
        assert found == best
        for t in range(len(game.states)):
            step = joint_step(analysis, s + 1, t + 1)
            assert (step is not None) == any(target == t for _, target in improvements)
            assert can_step(analysis, s + 1, t + 1) == (step is not None)


# -- The model -----------------------------------------------------------------------------


def crisis() -> GraphConflict:
    return graph_conflict(
        {"calm": "Calm", "blockade": "A blockade", "deal": "A deal", "war": "War"},
        {
            "a": [("calm", "blockade"), ("blockade", "calm"), ("blockade", "war")],
            "b": [("blockade", "deal"), ("blockade", "war")],
        },
        {"a": [["deal"], ["blockade"], ["calm"], ["war"]], "b": ["not war", "peace", "calm"]},
        terms={"peace": "calm or deal"},
        status_quo="calm",
        outcomes=["peace"],
    )


def test_conditions_speak_of_states() -> None:
    game = crisis()
    assert game.holds("peace").tolist() == [True, False, True, False]
    assert game.payoffs("b").tolist() == [3, 1, 2, 0]
    assert game.find("deal") == 3
    assert game.find("status_quo") == 1
    assert game.find("not peace and not war") == 2
    with pytest.raises(UnknownNameError, match="2 states"):
        game.find("peace")
    with pytest.raises(ConditionError, match="no state or term 'deel'"):
        game.find("deel")


def test_states_and_moves_in_words() -> None:
    game = crisis()
    assert state_in_words(game, 2) == name_of(game, 2) == "A blockade"
    assert change_in_words(game, 2, 3) == "b moves to “A deal”"
    assert change_in_words(game, 2, 4) == "a or b moves to “War”"
    assert change_in_words(game, 2, 4, party="a") == "a moves to “War”"
    assert game.movers(2, 4) == ("a", "b")


def test_findings_plan_and_comparison_work_as_in_option_form() -> None:
    game = crisis()
    findings = find(analyse(game))
    (peace,) = findings.outcomes
    assert (peace.states, peace.stable) == (2, True)
    assert findings.leaving[0].group == ("a",)
    assert findings.leaving[0].steps[0].target == 2
    way = plan(analyse(game), 1, [3])
    assert [move.party for move in way.by_improvements[0].sequences[0]] == ["a", "b"]
    assert way.agreed[3] is None
    bold = game.with_changes(preferences={**game.preferences, "b": Ranking(((4,), (3,), (1, 2)))})
    sides = compare({"": analyse(game, ["nash"]), "bold": analyse(bold, ["nash"])})
    assert {next(iter(s.taken)) for s in sides.states} == {"deal", "war"}


def test_the_analysis_as_json_and_rows() -> None:
    result = analyse(crisis(), ["nash"])
    data = result.to_dict()
    assert data["options"] == []
    assert data["states"][1] == {"id": 2, "values": [], "name": "blockade", "label": "A blockade"}
    assert data["parameters"]["method"] == "graph model in graph form, backward search"
    assert list(result.rows())[2] == {
        "state": 3, "name": "deal", "label": "A deal", "payoff:a": 3, "payoff:b": 2,
        "nash:a": 1, "nash:b": 1, "nash": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"moves": {"a": (("calm", "calm"),)}}, ModelError, "to itself"),
        ({"moves": {"a": (("calm", "war"), ("calm", "war"))}}, ModelError, "given twice"),
        ({"moves": {"a": (("calm", "wat"),)}}, UnknownNameError, "no state 'wat'"),
        ({"moves": {"z": ()}}, UnknownNameError, "no party 'z'"),
        ({"status_quo": "wat"}, UnknownNameError, "no state 'wat'"),
        ({"states": ()}, ModelError, "at least one state"),
        ({"states": (State("x"), State("x"))}, ModelError, "two state entries"),
        ({"outcomes": ("calm",)}, UnknownNameError, "no term 'calm'"),
        ({"preferences": {}}, ModelError, "has no preferences"),
    ],
)
def test_what_makes_no_sense_is_refused(
    change: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        crisis().with_changes(**change)


def test_a_term_and_a_state_of_one_name_are_refused() -> None:
    with pytest.raises(ModelError, match="both a state and a term"):
        graph_conflict(["s", "t"], {}, {"a": []}, terms={"s": "t"})


def test_too_many_moves_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.conflict.arcs.model.MAX_ARCS", 4)
    with pytest.raises(LimitError, match="5 moves; at most 4") as caught:
        crisis()
    assert caught.value.code == "too-many-moves"


def test_payoffs_are_kept_where_only_moves_change() -> None:
    game = crisis()
    before = game.payoffs("a")
    assert game.with_changes(moves={}).payoffs("a") is before


@pytest.mark.parametrize("seed", range(20))
def test_movers_are_those_of_the_option_form(seed: int) -> None:
    game = random_conflict(seed, max_options=5)
    graph = analyse(game, ["nash"]).graph
    n = len(game.states)
    for s, t in itertools.product(range(n), range(n)):
        expected = {game.party_ids[j] for j in range(graph.parties) if t in graph.moves(j, s)}
        assert set(game.movers(s + 1, t + 1)) == expected


def test_larger_graphs_are_no_matter() -> None:
    # a ring of a thousand states, which two parties can turn: labels reach every state once or twice
    n = 1000
    states = [f"s{k}" for k in range(n)]
    ring = [(states[k], states[(k + 1) % n]) for k in range(n)]
    rng = np.random.default_rng(0)
    game = graph_conflict(
        states, {"a": ring, "b": ring, "c": ring},
        {p: Payoffs.of(rng.permutation(n)) for p in "abc"},
    )  # fmt: skip
    result = analyse(game)
    stays = np.all([game.payoffs(p) > np.roll(game.payoffs(p), -1) for p in "abc"], axis=0)
    assert result.equilibrium("nash").tolist() == stays.tolist()
    assert set(result.equilibria("seq")) <= set(result.equilibria("gmr"))
