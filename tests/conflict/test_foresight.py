"""Looking several moves ahead gives what the definitions give, read literally."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import detente.conflict.foresight.anticipation as anticipation_module
import detente.conflict.foresight.arcs as arcs_module
import detente.conflict.foresight.foresight as foresight_module
from detente.conflict.analysis import analyse
from detente.conflict.arcs import GraphConflict
from detente.conflict.foresight.arcs import all_moves
from detente.conflict.foresight.courses import course
from detente.conflict.foresight.foresight import ALWAYS, NEVER, SOMETIMES, Foresight, foresee
from detente.conflict.foresight.variants import VARIANTS
from detente.conflict.model import Conflict, conflict
from detente.conflict.moves import MoveGraph, build_moves
from detente.conflict.preferences import Payoffs
from detente.errors import LimitError, ModelError, UnknownNameError
from foresight_oracle import ForesightOracle, GraphForm, TooManyReadingsError, limited_move
from graph_strategies import graph_conflicts
from oracle import Oracle
from strategies import conflicts, random_conflict

HORIZON = 4


def outcomes(found: Foresight, horizon: int, party: int, index: int) -> set[tuple[str, int]]:
    """What the engine anticipates, as the transcription puts it."""
    codes = found.conflict.states.codes
    said = found.step(horizon)[party]
    stays = {("stays", int(codes[index]))} if said.stays[index] else set()
    return stays | {("goes", int(codes[end])) for end in said.goes[index]}


def assert_as_defined(game: Conflict, variant: str, horizon: int = HORIZON) -> None:
    oracle = ForesightOracle(Oracle(game), variant)
    found = foresee(game, horizon, variant=variant)
    for h in range(1, horizon + 1):
        for j, party in enumerate(game.party_ids):
            for index, s in enumerate(oracle.base.codes):
                expected = oracle.outcomes(h, party, s)
                assert outcomes(found, h, j, index) == expected, (h, party, s)
                assert found.verdicts(party, h)[index] == oracle.verdict(h, party, s)


@given(conflicts(max_options=4), st.sampled_from(sorted(VARIANTS)))
def test_what_parties_anticipate_is_what_the_definition_says(game: Conflict, variant: str) -> None:
    try:
        assert_as_defined(game, variant)
    except TooManyReadingsError:
        assume(False)


@pytest.mark.parametrize("seed", range(40))
def test_what_parties_anticipate_in_larger_conflicts_is_as_defined(seed: int) -> None:
    for variant in VARIANTS:
        try:
            assert_as_defined(random_conflict(seed, max_options=6), variant, 3)
        except TooManyReadingsError:
            assert variant == "each-reading"


# -- Limits and lattices ---------------------------------------------------------------------


def strict(game: Conflict, seed: int) -> Conflict:
    """The same conflict with payoffs that have no ties."""
    rng = np.random.default_rng(seed)
    n = len(game.states)
    return game.with_changes(
        preferences={p: Payoffs.of(rng.permutation(n)) for p in game.party_ids}
    )


@given(conflicts(max_parties=4))
def test_one_move_ahead_is_nash_stability(game: Conflict) -> None:
    nash = analyse(game, ["nash"]).stable["nash"]
    for variant in VARIANTS:
        found = foresee(game, 1, variant=variant)
        for party in game.party_ids:
            expected = np.where(nash[party], ALWAYS, NEVER)
            assert found.verdicts(party, 1).tolist() == expected.tolist()


@given(conflicts(max_parties=2, max_options=4), st.integers(0, 1000))
def test_two_parties_without_ties_anticipate_the_textbook_s_one_state(
    game: Conflict, seed: int
) -> None:
    assume(len(game.parties) == 2)
    game = strict(game, seed)
    oracle = Oracle(game)
    found = {variant: foresee(game, HORIZON, variant=variant) for variant in VARIANTS}
    for h in range(1, HORIZON + 1):
        for i, j in (game.party_ids, game.party_ids[::-1]):
            for index, s in enumerate(oracle.codes):
                end = limited_move(oracle, h, i, j, s)
                expected = {("stays" if end == s else "goes", end)}
                for each in found.values():
                    assert outcomes(each, h, game.party_index(i), index) == expected


@given(conflicts(max_parties=4))
def test_stability_two_moves_ahead_implies_general_metarationality(game: Conflict) -> None:
    gmr = analyse(game, ["gmr"]).stable["gmr"]
    for variant in VARIANTS:
        found = foresee(game, 2, variant=variant)
        for party in game.party_ids:
            assert gmr[party][found.verdicts(party, 2) > NEVER].all()


@given(conflicts(max_parties=2))
def test_for_two_parties_three_moves_ahead_imply_symmetric_metarationality(game: Conflict) -> None:
    """L_h implies MR_h, and MR_3 is SMR: Zeng, Fang, Hipel & Kilgour (2006)."""
    smr = analyse(game, ["smr"]).stable["smr"]
    found = foresee(game, 3)
    for party in game.party_ids:
        assert smr[party][found.verdicts(party, 3) > NEVER].all()


# -- When it repeats -------------------------------------------------------------------------


@given(conflicts(max_parties=3, max_options=4), st.sampled_from(sorted(VARIANTS)))
def test_further_horizons_repeat_the_cycle(game: Conflict, variant: str) -> None:
    found = foresee(game, variant=variant)
    assume(found.repeats_from is not None)
    longest = len(found.steps) + found.period
    longer = _without_cycles(game, longest, variant)
    for horizon in range(1, longest + 1):
        for party in game.party_ids:
            said = found.verdicts(party, horizon).tolist()
            assert said == longer.verdicts(party, horizon).tolist()


def _without_cycles(game: Conflict, horizon: int, variant: str) -> Foresight:
    """Work out every horizon, without stopping where it repeats."""
    graph = build_moves(game, compiled=False)
    steps = foresight_module._steps(graph, variant)
    start = (foresight_module.nothing_left(graph.states),) * graph.parties
    worked_out = (start, *(next(steps) for _ in range(horizon)))
    return Foresight(game, graph, worked_out, None, VARIANTS[variant], {})


@given(conflicts(max_parties=3, max_options=4))
def test_non_myopic_stability_is_stability_for_every_horizon_of_the_cycle(game: Conflict) -> None:
    found = foresee(game)
    assume(found.repeats_from is not None)
    late = range(len(found.steps), len(found.steps) + 2 * found.period)
    for party in game.party_ids:
        verdicts = np.array([found.verdicts(party, h) for h in late])
        assert found.non_myopic(party).tolist() == verdicts.min(axis=0).tolist()
        changing = (verdicts != verdicts[0]).any(axis=0)
        assert found.unsettled[party].tolist() == changing.tolist()


def test_a_search_that_ends_too_soon_decides_nothing_and_says_so() -> None:
    found = foresee(two_by_two(*MATCHING), 1)
    assert found.repeats_from is None
    assert found.period is None
    assert found.non_myopic("row") is None
    assert found.non_myopic_equilibria() == ()
    assert found.to_dict()["non_myopic"] is None
    assert "not decided" in found.notes[0]
    with pytest.raises(ModelError, match="2 moves ahead"):
        found.verdicts("row", 2)


# -- The course of moves ---------------------------------------------------------------------


@given(conflicts(max_options=4), st.sampled_from(sorted(VARIANTS)), st.data())
def test_courses_are_legal_moves_that_lead_to_every_anticipated_end(
    game: Conflict, variant: str, data: st.DataObject
) -> None:
    found = foresee(game, HORIZON, variant=variant)
    oracle = Oracle(game)
    state = data.draw(st.integers(1, len(game.states)))
    for i, party in enumerate(game.party_ids):
        told = course(found, party, state, HORIZON, limit=100)
        ends = found.step(HORIZON)[i].goes[state - 1] + 1
        assert told.ends == len(ends)
        assert [moves[-1].target for moves in told.sequences] == ends.tolist()
        for moves in told.sequences:
            assert (moves[0].party, moves[0].source) == (party, state)
            assert len(moves) <= HORIZON
            for before, after in pairwise(moves):
                assert before.target == after.source
                assert before.party != after.party
            for step in moves:
                s, t = oracle.codes[step.source - 1], oracle.codes[step.target - 1]
                assert t in oracle.moves(step.party, s)
                assert step.improves == (t in oracle.improvements(step.party, s))


@given(conflicts(max_options=4), st.sampled_from(sorted(VARIANTS)))
def test_what_is_open_is_somebody_s_tie_or_turn(game: Conflict, variant: str) -> None:
    found = foresee(game, HORIZON, variant=variant)
    for party in game.party_ids:
        for state in range(1, len(game.states) + 1):
            told = course(found, party, state, HORIZON)
            if told.open:
                assert told.forks
            for fork in told.forks:
                assert fork.left < HORIZON or fork.state == state
                if fork.kind == "turn":
                    assert len(fork.parties) > 1
                elif variant == "each-reading":
                    (whose,) = fork.parties
                    payoffs = game.payoffs(whose)[np.array(fork.ends) - 1].tolist()
                    assert all(payoffs.count(payoff) > 1 for payoff in payoffs)


@given(conflicts(max_parties=2), st.integers(0, 1000))
def test_nothing_is_open_with_two_parties_and_no_ties(game: Conflict, seed: int) -> None:
    assume(len(game.parties) == 2)
    found = foresee(strict(game, seed), HORIZON)
    for party in game.party_ids:
        assert SOMETIMES not in found.verdicts(party, HORIZON)
        for state in range(1, len(game.states) + 1):
            assert not course(found, party, state, HORIZON).forks


@given(st.one_of(conflicts(max_options=4), graph_conflicts()), st.sampled_from(sorted(VARIANTS)))
def test_every_finding_can_be_told(game: Conflict | GraphConflict, variant: str) -> None:
    for today in (None, game.true_names(len(game.states))):
        if isinstance(game, Conflict):
            game = game.with_changes(status_quo=today)
        found = foresee(game, variant=variant)
        said = found.answer()
        assert len(said) <= 4
        assert all(sentence.endswith(".") for sentence in said)
        if found.repeats_from is not None:
            assert any("far" in sentence for sentence in said)
        state = game.status_quo_state
        if state is not None:
            assert said[0].startswith("The status quo, ")


# -- Published results -----------------------------------------------------------------------


def two_by_two(row: tuple[int, ...], column: tuple[int, ...]) -> Conflict:
    """A 2 × 2 game; outcomes in the order neither, row, column, both have changed strategy."""
    return conflict(
        {"row": ["change"], "column": ["change"]},
        {"row": Payoffs.of(np.array(row)), "column": Payoffs.of(np.array(column))},
    )


PRISONERS = (3, 4, 1, 2), (3, 1, 4, 2)
CHICKEN = (3, 4, 2, 1), (3, 2, 4, 1)
MATCHING = (4, 1, 2, 3), (1, 4, 3, 2)


def test_prisoners_dilemma() -> None:
    """Both the cooperative outcome and the Nash equilibrium are non-myopic equilibria.

    Brams & Wittman (1981); so again Brams & Hessel (1982) and Brams & Ismail (2022).
    """
    found = foresee(two_by_two(*PRISONERS))
    assert found.equilibria(1) == (4,)
    for horizon in range(2, 9):
        assert found.equilibria(horizon) == (1, 4)
    assert found.non_myopic_equilibria() == (1, 4)


def test_chicken() -> None:
    """Only the cooperative outcome is a non-myopic equilibrium: Brams & Wittman (1981)."""
    found = foresee(two_by_two(*CHICKEN))
    assert found.equilibria(1) == (2, 3)
    assert found.non_myopic_equilibria() == (1,)


Game = tuple[tuple[int, ...], tuple[int, ...]]


def strict_ordinal_games() -> list[Game]:
    """The 78 strict ordinal 2 × 2 games, strategies and players being interchangeable."""

    def forms(row: tuple[int, ...], column: tuple[int, ...]) -> Iterator[Game]:
        for turned in range(4):
            order = [s ^ turned for s in range(4)]
            one, two = (tuple(p[s] for s in order) for p in (row, column))
            yield one, two
            yield tuple(two[s] for s in (0, 2, 1, 3)), tuple(one[s] for s in (0, 2, 1, 3))

    ranks = list(permutations((1, 2, 3, 4)))
    return sorted({min(forms(row, column)) for row in ranks for column in ranks})


def terminates(game: Game, state: int, mover: int) -> bool:
    """Brams & Wittman's condition: in one round of moves somebody has the move at its best."""
    for _ in range(4):
        if game[mover][state] == 4:
            return True
        state, mover = state ^ (1 << mover), 1 - mover
    return False


def test_37_of_the_78_games_have_a_non_myopic_equilibrium_of_brams_and_wittman() -> None:
    """Brams & Wittman (1981); the count as given by Brams & Hessel (1982): 37 have, 41 have not.

    Theirs are the non-myopically stable states from which moves terminate whoever goes first.
    """
    games = strict_ordinal_games()
    assert len(games) == 78
    having = 0
    for game in games:
        states = foresee(two_by_two(*game)).non_myopic_equilibria()
        having += any(all(terminates(game, s - 1, who) for who in (0, 1)) for s in states)
    assert having == 37


def test_69_of_the_78_games_are_stable_one_move_ahead() -> None:
    """Rapoport & Guyer (1966): nine of the 78 games have no equilibrium in pure strategies."""
    assert sum(bool(foresee(two_by_two(*g), 1).equilibria(1)) for g in strict_ordinal_games()) == 69


# -- Limits and bad input --------------------------------------------------------------------


class Listed:
    """A graph that only lists its moves."""

    def __init__(self, graph: MoveGraph) -> None:
        self.states, self.parties = graph.states, graph.parties
        self.moves = graph.moves


@given(conflicts())
def test_moves_laid_out_by_lines_are_those_listed_one_by_one(game: Conflict) -> None:
    graph = build_moves(game, compiled=False)
    for fast, slow in zip(all_moves(graph), all_moves(Listed(graph)), strict=True):
        pairs = zip(slow.sources.tolist(), slow.targets.tolist(), strict=True)
        assert list(zip(fast.sources.tolist(), fast.targets.tolist(), strict=True)) == sorted(pairs)


@given(graph_conflicts(), st.sampled_from(sorted(VARIANTS)))
def test_in_graph_form_too_parties_anticipate_what_the_definition_says(
    game: GraphConflict, variant: str
) -> None:
    oracle = ForesightOracle(GraphForm(game), variant)
    found = foresee(game, HORIZON, variant=variant)
    try:
        for h in range(1, HORIZON + 1):
            for j, party in enumerate(game.party_ids):
                said = found.step(h)[j]
                for s in range(len(game.states)):
                    expected = oracle.outcomes(h, party, s)
                    assert {t for what, t in expected if what == "goes"} == set(said.goes[s])
                    assert (("stays", s) in expected) == said.stays[s]
                    for told in course(found, party, s + 1, h).sequences:
                        for move in told:
                            pair = move.source - 1, move.target - 1
                            assert pair in oracle.base.pairs[move.party]
    except TooManyReadingsError:
        assume(False)


@pytest.mark.parametrize("listed", [False, True])
def test_too_many_moves_are_refused_with_advice(
    monkeypatch: pytest.MonkeyPatch, *, listed: bool
) -> None:
    monkeypatch.setattr(arcs_module, "MAX_MOVES", 3)
    graph = build_moves(two_by_two(*PRISONERS), compiled=False)
    with pytest.raises(LimitError, match="looking ahead") as caught:
        all_moves(Listed(graph) if listed else graph)
    assert caught.value.diagnostics[0].hint


def test_what_takes_too_long_unasked_is_left_open_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    game = two_by_two(*MATCHING)
    monkeypatch.setattr(foresight_module, "HELD_UNASKED", 15)
    found = foresee(game)
    assert (len(found.horizons), found.repeats_from) == (2, None)
    assert "up to 2 moves ahead the anticipations do not repeat" in found.notes[0]
    assert len(foresee(game, 3).horizons) == 3


def test_ends_that_are_too_many_stop_a_search_but_fail_a_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    game = next(g for g in map(random_conflict, range(40)) if len(g.parties) == 4)
    sizes = [sum(len(each.goes.members) for each in step) for step in foresee(game, 4).steps]
    assert sizes[4] > sizes[1] > 0
    monkeypatch.setattr(anticipation_module, "MAX_ENDS", max(sizes[1], 1))
    found = foresee(game)
    assert 1 <= len(found.horizons) < 4
    assert found.repeats_from is None
    with pytest.raises(LimitError, match="anticipated ends"):
        foresee(game, 4)


def test_bad_questions_are_refused() -> None:
    game = two_by_two(*PRISONERS)
    with pytest.raises(ModelError, match="0 moves"):
        foresee(game, 0)
    with pytest.raises(UnknownNameError, match="variant"):
        foresee(game, variant="bold")
    found = foresee(game, 2)
    with pytest.raises(UnknownNameError):
        course(found, "nobody", 1, 2)
    with pytest.raises(UnknownNameError):
        course(found, "row", 9, 2)
    with pytest.raises(ModelError):
        found.step(-1)


@pytest.mark.parametrize("variant", VARIANTS)
def test_where_nobody_ever_moves_one_horizon_is_told_all_the_same(variant: str) -> None:
    found = foresee(conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []}), variant=variant)
    assert (list(found.horizons), found.repeats_from) == ([1], 0)
    assert found.equilibria(1) == found.non_myopic_equilibria() == (1, 2, 3, 4)
    assert list(foresee(conflict({"a": ["x"]}, {"a": []}), 1).horizons) == [1]
