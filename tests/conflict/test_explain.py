"""Every witness shows what it claims: its moves are legal, and they end as it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conflict.analysis import Analysis, analyse
from detente.conflict.explain import Answer, Witness, explain
from detente.conflict.model import Conflict, conflict
from detente.conflict.paths import Move
from detente.conflict.preferences import Ordered
from detente.conflict.words import Reason, compare_states
from detente.errors import UnknownNameError
from oracle import CONCEPTS, SANCTIONS, Oracle
from strategies import conflicts, random_conflict

IN_TURN = {"gmr": False, "smr": False, "seq": True, "sseq": True}
"""Concepts whose sanctions are sequences, and whether of improvements only."""


class Court:
    """Hears the witnesses of one analysis, against the definitions."""

    def __init__(self, game: Conflict, sanction: str) -> None:
        self.game, self.sanction = game, sanction
        self.analysis: Analysis = analyse(game, CONCEPTS, sanction=sanction)
        self.oracle = Oracle(game)

    def code(self, state: int) -> int:
        return self.oracle.codes[state - 1]

    def hear(self, state: int) -> None:
        witnesses = explain(self.analysis, state)
        assert [(w.concept, w.party) for w in witnesses] == [
            (concept, party) for concept in CONCEPTS for party in self.game.party_ids
        ]
        for witness in witnesses:
            self.hear_one(witness, state)

    def hear_one(self, witness: Witness, state: int) -> None:
        party, s = witness.party, self.code(state)
        assert witness.state == state
        assert witness.stable == self.analysis.stable[witness.concept][party][state - 1]
        targets = [self.code(answer.improvement.target) for answer in witness.answers]
        assert sorted(targets) == sorted(self.oracle.improvements(party, s))
        payoff = self.oracle.payoff[party]
        order = [
            (answer.punished, -payoff[t])
            for answer, t in zip(witness.answers, targets, strict=True)
        ]
        assert order == sorted(order), "unpunished ones first, then by what the party gains"
        for answer in witness.answers:
            self.hear_answer(witness, answer, s)

    def hear_answer(self, witness: Witness, answer: Answer, s: int) -> None:
        party, concept = witness.party, witness.concept
        s1 = self.code(answer.improvement.target)
        self.check_move(answer.improvement, party, s, improving=True)
        self.check_reason(answer.gain, party, s1, s)
        assert answer.gain.verdict == "prefers"
        assert answer.punished == self.oracle.deterred(concept, party, s, s1, self.sanction)
        if answer.ends_in is None:
            assert answer.sanction == ()
            assert answer.loss is None
            return
        end = self.code(answer.ends_in)
        assert self.oracle.sanctions(party, s, end, self.sanction)
        self.check_reason(answer.loss, party, end, s)
        if concept in ("smr", "sseq"):
            assert not self.oracle.escapes(party, s, end)
        if concept == "sim":
            self.check_at_once(answer, party, s, end)
        else:
            self.check_in_turn(answer, witness, s1, end)

    def check_in_turn(self, answer: Answer, witness: Witness, s1: int, end: int) -> None:
        improving = IN_TURN[witness.concept]
        here, last = s1, witness.party
        for move in answer.sanction:
            assert move.party not in (witness.party, last)
            self.check_move(move, move.party, here, improving=improving)
            here, last = self.code(move.target), move.party
        assert here == end
        assert len(answer.sanction) == self.fewest_moves(witness, s1)

    def fewest_moves(self, witness: Witness, s1: int) -> int:
        party, s = witness.party, self.code(witness.state)
        step = self.oracle.improvements if IN_TURN[witness.concept] else self.oracle.moves
        return min(
            steps
            for (t, _), steps in self.oracle.sequences(self.oracle.others(party), s1, step).items()
            if self.oracle.sanctions(party, s, t, self.sanction)
            if witness.concept in ("gmr", "seq") or not self.oracle.escapes(party, s, t)
        )

    def check_at_once(self, answer: Answer, party: str, s: int, end: int) -> None:
        movers = [move.party for move in answer.sanction]
        assert movers
        assert len({party, *movers}) == len(movers) + 1
        changed = s ^ self.code(answer.improvement.target)
        for move in answer.sanction:
            self.check_move(move, move.party, s, improving=True)
            changed ^= s ^ self.code(move.target)
        assert s ^ changed == end

    def check_move(self, move: Move, party: str, source: int, *, improving: bool) -> None:
        assert move.party == party
        assert self.code(move.source) == source
        target = self.code(move.target)
        assert target in self.oracle.moves(party, source)
        assert move.improves == (target in self.oracle.improvements(party, source))
        assert move.improves or not improving

    def check_reason(self, reason: Reason | None, party: str, state: int, than: int) -> None:
        assert reason is not None
        assert (reason.party, self.code(reason.state), self.code(reason.than)) == (
            party, state, than,
        )  # fmt: skip
        difference = self.oracle.payoff[party][state] - self.oracle.payoff[party][than]
        sign = (difference > 0) - (difference < 0)
        assert reason.verdict == ("is indifferent", "prefers", "does not prefer")[sign]


@pytest.mark.parametrize("sanction", SANCTIONS)
@given(game=conflicts(max_options=4), data=st.data())
def test_witnesses_show_what_they_claim(sanction: str, game: Conflict, data: st.DataObject) -> None:
    Court(game, sanction).hear(data.draw(st.integers(1, len(game.states))))


def hear_all(first: int, last: int, sanction: str, max_options: int) -> None:
    for seed in range(first, last):
        court = Court(random_conflict(seed, max_options=max_options), sanction)
        for state in range(1 + seed % 3, len(court.game.states) + 1, 3):
            court.hear(state)


@pytest.mark.parametrize("sanction", SANCTIONS)
def test_witnesses_show_what_they_claim_in_bulk(sanction: str) -> None:
    hear_all(30_000, 30_060, sanction, max_options=5)


@pytest.mark.slow
@pytest.mark.parametrize("sanction", SANCTIONS)
@pytest.mark.parametrize("block", range(2))
def test_witnesses_show_what_they_claim_thousands_of_times(sanction: str, block: int) -> None:
    hear_all(31_000 + 80 * block, 31_080 + 80 * block, sanction, max_options=7)


@given(conflicts(), st.data())
def test_what_decides_is_the_first_statement_that_differs(
    game: Conflict, data: st.DataObject
) -> None:
    states = st.integers(1, len(game.states))
    one, other = data.draw(states), data.draw(states)
    for party in game.party_ids:
        reason = compare_states(game, party, one, other)
        preference = game.preferences[party]
        if not isinstance(preference, Ordered):
            assert reason.wish is None
            continue
        held = [game.holds(wish.condition) for wish in preference.wishes]
        differ = [place for place, h in enumerate(held, 1) if h[one - 1] != h[other - 1]]
        assert reason.place == (differ[0] if differ else 0)
        if differ:
            assert reason.wish == preference.wishes[differ[0] - 1]
            preferred = bool(held[differ[0] - 1][one - 1])
            assert reason.verdict == ("prefers" if preferred else "does not prefer")


def test_an_explanation_can_be_narrowed_to_a_party_and_a_concept() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x"], "b": ["a.x", "not b.y"]})
    (witness,) = explain(analyse(game), 1, parties=["a"], concepts=["seq"])
    assert (witness.party, witness.concept, witness.stable) == ("a", "seq", False)
    (answer,) = witness.answers
    assert not answer.punished
    assert answer.improvement == Move("a", 1, 2, True)
    assert (answer.gain.place, str(answer.gain.wish.condition)) == (1, "a.x")


@pytest.mark.parametrize(
    "unknown", [{"state": 5}, {"parties": ["c"]}, {"concepts": ["hope"]}], ids=str
)
def test_what_is_unknown_cannot_be_explained(unknown: dict[str, object]) -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []})
    with pytest.raises(UnknownNameError):
        explain(analyse(game), **{"state": 1, **unknown})
