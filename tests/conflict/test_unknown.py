"""Unknown preferences: the four extensions as by definition, and how they relate."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from arc_oracle import CONCEPTS, EXTENSIONS, ArcOracle, Thinks, moves_of
from detente.conditions import parse
from detente.conflict.analysis import analyse
from detente.conflict.arcs import graph_conflict
from detente.conflict.base import BaseConflict
from detente.conflict.model import conflict
from detente.conflict.preferences import Ordered, Wish
from detente.conflict.relations import PairRelation, Relation
from detente.conflict.unknown import analyse_unknown
from detente.conflict.unknown.reach import Reach, circles_first
from detente.errors import LimitError, ModelError, UnknownNameError
from examples import examples
from graph_strategies import graph_conflicts, random_graph_conflict
from strategies import conflicts, random_conflict

VARIANTS = list(itertools.product(("weak", "strict"), (True, False)))
SIGNS = {1: "+", 0: "=", -1: "-", 2: "?"}


def doubts(game: BaseConflict, seed: int, share: float = 0.3) -> dict[str, Relation]:
    """Relations in which some pairs are unknown, for some parties."""
    rng = np.random.default_rng(seed)
    pairs = list(itertools.combinations(range(1, len(game.states) + 1), 2))
    return {
        party: PairRelation(game.payoffs(party), [pair for pair in pairs if rng.uniform() < share])
        for party in game.party_ids
        if rng.uniform() < 0.8
    }


def thoughts(game: BaseConflict, relations: dict[str, Relation]) -> Thinks:
    rows = {
        party: [
            relations.get(party, game.relation(party)).against(s).tolist()
            for s in range(len(game.states))
        ]
        for party in game.party_ids
    }
    return lambda party, s, t: SIGNS[rows[party][s][t]]


def check_against_definitions(game: BaseConflict, relations: dict[str, Relation]) -> None:
    oracle = ArcOracle(len(game.states), moves_of(game), thoughts(game, relations))
    for sanction, returns in VARIANTS:
        result = analyse_unknown(game, relations, sanction=sanction, returns=returns)
        for extension, concept, party in itertools.product(EXTENSIONS, CONCEPTS, game.party_ids):
            expected = oracle.table(
                concept, party, extension=extension, sanction=sanction, returns=returns
            )
            found = result.stable[extension][concept][party].tolist()
            assert found == expected, (extension, concept, party, sanction, returns)


@examples(80)
@given(graph_conflicts(), st.integers(0, 10_000))
def test_graph_form_is_judged_as_by_definition(game: BaseConflict, seed: int) -> None:
    check_against_definitions(game, doubts(game, seed))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 120, 30))
def test_graph_form_is_judged_as_by_definition_a_hundred_times(start: int) -> None:
    for seed in range(start, start + 30):
        game = random_graph_conflict(seed)
        check_against_definitions(game, doubts(game, seed))


@examples(40)
@given(conflicts(max_options=4), st.integers(0, 10_000))
def test_option_form_is_judged_as_by_definition(game: BaseConflict, seed: int) -> None:
    check_against_definitions(game, doubts(game, seed))


@pytest.mark.parametrize("seed", range(20))
def test_where_nothing_is_unknown_all_extensions_are_the_ordinary_concepts(seed: int) -> None:
    for game in (random_conflict(seed, max_options=6), random_graph_conflict(seed)):
        for sanction in ("weak", "strict"):
            known = analyse(game, CONCEPTS, sanction=sanction)
            result = analyse_unknown(game, sanction=sanction)
            assert result.unsure == ()
            for extension, concept, party in itertools.product(
                EXTENSIONS, CONCEPTS, game.party_ids
            ):
                found = result.stable[extension][concept][party]
                assert (found == known.stable[concept][party]).all()


# -- How extensions and concepts relate ----------------------------------------------------


@examples(80)
@given(graph_conflicts(), st.integers(0, 10_000))
def test_extensions_imply_each_other(game: BaseConflict, seed: int) -> None:
    stable = analyse_unknown(game, doubts(game, seed)).stable
    for strong, weak in (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")):
        for concept, party in itertools.product(CONCEPTS, game.party_ids):
            assert (stable[strong][concept][party] <= stable[weak][concept][party]).all()
    for concept_a, concept_b in (
        ("nash", "seq"), ("seq", "gmr"), ("nash", "sseq"), ("sseq", "smr"), ("smr", "gmr"),
        ("sseq", "seq"),
    ):  # fmt: skip
        for extension, party in itertools.product(EXTENSIONS, game.party_ids):
            one, other = stable[extension][concept_a][party], stable[extension][concept_b][party]
            assert (one <= other).all()
    for one, other in (("a", "c"), ("b", "d")):
        for party in game.party_ids:
            assert (stable[one]["nash"][party] == stable[other]["nash"][party]).all()


@examples(60)
@given(graph_conflicts(max_parties=3, max_states=4), st.integers(0, 10_000))
def test_a_and_d_bound_what_any_settling_of_the_doubt_gives(game: BaseConflict, seed: int) -> None:
    """For a party's own doubts, and answers that do not depend on what others prefer."""
    party = game.party_ids[0]
    relation = doubts(game, seed, 0.4).get(party)
    assume(relation is not None)
    think = thoughts(game, {party: relation})
    n = len(game.states)
    open_pairs = [(s, t) for s in range(n) for t in range(s) if think(party, s, t) == "?"]
    assume(0 < len(open_pairs) <= 3)
    result = analyse_unknown(game, {party: relation})
    moves = moves_of(game)
    for signs in itertools.product("+-=", repeat=len(open_pairs)):
        settled = dict(zip(open_pairs, signs, strict=True))

        def known(j: str, s: int, t: int, settled: dict = settled) -> str:
            if j != party or think(j, s, t) != "?":
                return think(j, s, t)
            mirrored = {"+": "-", "-": "+", "=": "="}
            return settled[s, t] if (s, t) in settled else mirrored[settled[t, s]]

        oracle = ArcOracle(n, moves, known)
        for concept, s in itertools.product(("nash", "gmr", "smr"), range(n)):
            holds = oracle.stable(concept, party, s)
            assert result.stable["a"][concept][party][s] <= holds
            assert holds <= result.stable["d"][concept][party][s]


def test_a_return_can_deter_a_doubtful_move_even_under_smr() -> None:
    # back in s, the party could only repeat its doubtful move; in c and d that is no escape
    game = graph_conflict(
        ["s", "t"], {"a": [("s", "t")], "b": [("t", "s")]}, {"a": [["t"], ["s"]], "b": [["s", "t"]]}
    )
    doubt = {"a": PairRelation(game.payoffs("a"), [(1, 2)])}
    logical, matrix = (analyse_unknown(game, doubt, returns=r) for r in (True, False))
    assert logical.stable["c"]["smr"]["a"][0]
    assert not matrix.stable["c"]["smr"]["a"][0]
    assert not logical.stable["a"]["smr"]["a"][0]


def test_what_may_be_better_is_not_transitive() -> None:
    # b may prefer y to x and z to y, and surely does not prefer z to x; c moves in between
    game = graph_conflict(
        ["today", "x", "y", "z", "w"],
        {"a": [("today", "x")], "b": [("x", "y"), ("w", "z")], "c": [("y", "w")]},
        {"a": [["x", "y", "w"], ["today"], ["z"]], "b": [["x"], ["y", "z"], ["today", "w"]],
         "c": [["w"], ["y", "x"], ["today", "z"]]},
    )  # fmt: skip
    doubt = {"b": PairRelation(game.payoffs("b"), [(2, 3)])}
    result = analyse_unknown(game, doubt, ["seq"])
    assert result.stable["a"]["seq"]["a"][0]
    assert not analyse(game, ["seq"]).stable["seq"]["a"][0]


# -- The result ----------------------------------------------------------------------------


def test_what_is_in_all_and_in_some() -> None:
    game = random_graph_conflict(11)
    result = analyse_unknown(game, doubts(game, 11, 0.5))
    for concept in CONCEPTS:
        each = [set(result.equilibria(e, concept)) for e in EXTENSIONS]
        assert set(result.in_all(concept)) == set.intersection(*each) == each[0]
        assert set(result.in_some(concept)) == set.union(*each) - set.intersection(*each)
    data = result.to_dict(case="c")
    assert data["format"] == "detente.unknown/1"
    assert data["equilibria"]["d"]["gmr"] == list(result.equilibria("d", "gmr"))
    assert data["unsure"] == list(result.unsure)


def test_the_answer_says_who_is_in_doubt_and_what_hangs_on_it() -> None:
    either = Ordered((Wish(parse("deal"), group=1), Wish(parse("not a.sign"), group=1)))
    game = conflict(
        {"a": ["sign"], "b": ["sign"]},
        {"a": either, "b": ["b.sign iff a.sign", "b.sign"]},
        status_quo=[],
        terms={"deal": "a.sign and b.sign"},
        outcomes=["deal"],
    )
    result = analyse_unknown(game)
    assert result.unsure == ("a",)
    assert result.answer() == (
        "What a wants is in part unknown.",
        "However it is taken, state 1 and state 3 would last under at least one concept.",
        "“deal” (state 4) would last only if doubt is taken in some ways.",
        "The status quo would last under Nash, GMR, SMR, SEQ and SSEQ however it is taken.",
    )
    known = analyse_unknown(conflict({"a": ["x"]}, {"a": []}))
    assert known.answer() == ("Nothing of what the parties want is marked as unknown.",)


def test_what_cannot_be_judged_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    game = random_conflict(3, max_options=4)
    with pytest.raises(ModelError, match="simultaneous"):
        analyse_unknown(game, concepts=["sim"])
    with pytest.raises(UnknownNameError, match="no party 'z'"):
        analyse_unknown(game, {"z": game.relation(game.party_ids[0])})
    wrong = PairRelation(np.zeros(len(game.states) + 1, np.int32), [])
    with pytest.raises(ModelError, match="not over"):
        analyse_unknown(game, {game.party_ids[0]: wrong})
    with pytest.raises(UnknownNameError, match="no extension 'e'"):
        analyse_unknown(game).equilibria("e", "nash")
    monkeypatch.setattr("detente.conflict.unknown.reach.MAX_ARCS", 1)
    with pytest.raises(LimitError, match="more than 1 moves") as caught:
        analyse_unknown(conflict({"a": ["x", "y"]}, {"a": []}))
    assert caught.value.code == "unknown-too-large"
    monkeypatch.setattr("detente.conflict.unknown.reach.MAX_STATES", 3)
    with pytest.raises(LimitError, match="4 states; at most 3"):
        analyse_unknown(conflict({"a": ["x", "y"]}, {"a": []}))


def test_progress_is_told() -> None:
    told: list[tuple[int, int, str]] = []
    analyse_unknown(random_graph_conflict(5), progress=lambda *step: told.append(step))
    assert [done for done, _, _ in told] == list(range(1, told[-1][1] + 1))


# -- Reach ---------------------------------------------------------------------------------


@examples(100)
@given(graph_conflicts(max_parties=4, max_states=6))
def test_reach_is_that_of_the_definition(game: BaseConflict) -> None:
    oracle = ArcOracle(len(game.states), moves_of(game), lambda *_: "=")
    graph = game.layout(compiled=False)
    for party, name in enumerate(game.party_ids):
        others = {
            j: (graph.sources[j], graph.targets[j]) for j in range(graph.parties) if j != party
        }
        reach = Reach(graph.states, others)
        for s in range(graph.states):
            expected = oracle.replies(name, s, "=")
            assert {t for t in range(graph.states) if reach.of(s) >> t & 1} == expected


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_circles_are_those_that_lead_to_each_other(links: list[tuple[int, int]]) -> None:
    after = {s: [t for source, t in links if source == s] for s in range(8)}
    reached = {s: {s} for s in range(8)}
    for _ in range(8):
        for s in range(8):
            reached[s] |= {u for t in reached[s] for u in after[t]}
    circles = list(circles_first(8, lambda place: iter(after[place])))
    assert sorted(place for circle in circles for place in circle) == list(range(8))
    done: set[int] = set()
    for circle in circles:
        for place in circle:
            assert {t for t in reached[place] if place in reached[t]} == set(circle)
            assert reached[place] <= done | set(circle)
        done |= set(circle)
