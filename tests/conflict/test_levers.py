"""Levers are the options that change what another party likes best, situation by situation."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
import detente.conflict.levers.fixing as fixing_module
import detente.conflict.levers.levers as levers_module
from detente.conditions import name, negation
from detente.conflict.analysis import analyse
from detente.conflict.levers.fixing import fix_options, restricted
from detente.conflict.levers.levers import Lever, find_levers
from detente.conflict.levers.words import answer, lever_in_words
from detente.conflict.model import Conflict, Rule, conflict
from detente.conflict.preferences import Payoffs
from detente.conflict.words import outcome_of
from detente.errors import LimitError, ModelError, UnknownNameError
from oracle import CONCEPTS, Oracle
from strategies import conflicts, random_conflict

# -- The definition, read literally ------------------------------------------------------------


class Situation:
    """Everything settled but one option and a party's own; and what the party likes best."""

    def __init__(self, game: Conflict, oracle: Oracle, option: int, party: str, rest: int) -> None:
        own = [k for k, each in enumerate(game.options) if each.party == party]
        choices = [sum(b << k for b, k in zip(bits, own, strict=True))
                   for bits in product((0, 1), repeat=len(own))]  # fmt: skip
        lever = 1 << option
        self.choices = {c for c in choices if {rest | c, rest | c | lever} <= oracle.feasible}
        self.best_without = self.best(oracle, party, rest)
        self.best_with = self.best(oracle, party, rest | lever)
        self.turned = bool(self.choices) and not self.best_with & self.best_without
        self.changed = self.best_with != self.best_without

    def best(self, oracle: Oracle, party: str, rest: int) -> set[int]:
        payoff = {c: oracle.payoff[party][rest | c] for c in self.choices}
        return {c for c in payoff if payoff[c] == max(payoff.values())}


def situations(game: Conflict, oracle: Oracle, option: int, party: str) -> dict[int, Situation]:
    others = [k for k, o in enumerate(game.options) if o.party != party and k != option]
    rests = [sum(b << k for b, k in zip(bits, others, strict=True))
             for bits in product((0, 1), repeat=len(others))]  # fmt: skip
    return {rest: Situation(game, oracle, option, party, rest) for rest in rests}


def assert_levers_as_defined(game: Conflict) -> None:
    oracle = Oracle(game)
    found = {(lever.option, lever.turns): lever for lever in find_levers(game).found}
    assert len(found) == len(find_levers(game).found)
    for k, option in enumerate(game.options):
        for party in game.party_ids:
            if party == option.party:
                assert (option.name, party) not in found
                continue
            every = situations(game, oracle, k, party)
            turned = {rest: s for rest, s in every.items() if s.turned}
            assert ((option.name, party) in found) == bool(turned)
            if turned:
                lever = found[option.name, party]
                assert lever.turned == len(turned)
                assert lever.changed == sum(s.changed for s in every.values())
                assert lever.situations == sum(len(s.choices) > 1 for s in every.values())
                check_pulls(game, lever, turned)
                check_example(game, oracle, lever, turned)


def check_pulls(game: Conflict, lever: Lever, turned: dict[int, Situation]) -> None:
    expected = {}
    for k, option in enumerate(game.options):
        if option.party == lever.turns:
            takes = leaves = 0
            for situation in turned.values():
                with_it = {c >> k & 1 for c in situation.best_with}
                without = {c >> k & 1 for c in situation.best_without}
                takes += (with_it, without) == ({1}, {0})
                leaves += (with_it, without) == ({0}, {1})
            if takes or leaves:
                expected[option.name] = (takes, leaves)
    assert {pull.option: (pull.takes, pull.leaves) for pull in lever.pulls} == expected
    sizes = [max(pull.takes, pull.leaves) for pull in lever.pulls]
    assert sizes == sorted(sizes, reverse=True)


def check_example(
    game: Conflict, oracle: Oracle, lever: Lever, turned: dict[int, Situation]
) -> None:
    bit = 1 << game.columns[lever.option]
    mask = game.mask(lever.turns)
    example = lever.example
    with_best, with_other, without_best, without_other = (
        oracle.codes[number - 1]
        for number in (
            example.with_best, example.with_other, example.without_best, example.without_other,
        )
    )  # fmt: skip
    assert (with_best & bit, with_best ^ without_other) == (bit, bit)
    assert (without_best & bit, with_other ^ without_best) == (0, bit)
    rest = without_best & ~mask
    situation = turned[rest]
    assert with_best & mask in situation.best_with
    assert without_best & mask in situation.best_without
    changes = {(a ^ b).bit_count() for a in situation.best_with for b in situation.best_without}
    assert (with_best ^ without_best ^ bit).bit_count() == min(changes)
    for reason in (example.with_reason, example.without_reason):
        assert (reason.party, reason.verdict) == (lever.turns, "prefers")
    today = game.status_quo_state
    if today is None:
        assert not example.today
        return
    outside = ~(mask | bit)
    apart = {r: ((r ^ oracle.codes[today - 1]) & outside).bit_count() for r in turned}
    assert apart[rest] == min(apart.values())
    assert example.today == (apart[rest] == 0)


def somewhere(game: Conflict, place: int) -> Conflict:
    """The same conflict with a status quo, or none."""
    if place % 3 == 0:
        return game
    state = 1 + place % len(game.states)
    return game.with_changes(status_quo=frozenset(o.name for o in game.taken(state)))


@given(conflicts(max_options=6), st.integers(0, 1000))
def test_levers_are_those_of_the_definition(game: Conflict, place: int) -> None:
    if game.options:
        assert_levers_as_defined(somewhere(game, place))


@pytest.mark.parametrize("seed", range(40))
def test_levers_of_larger_conflicts_are_those_of_the_definition(seed: int) -> None:
    game = random_conflict(seed)
    if game.options:
        assert_levers_as_defined(somewhere(game, seed))


# -- Options settled for good ------------------------------------------------------------------


def with_outcomes(game: Conflict) -> Conflict:
    """The same conflict with an outcome for its first option, and one for its last."""
    first, last = (game.options[k].name for k in (0, -1))
    return conflict(
        {p: [o for o in game.options if o.party == p] for p in game.party_ids},
        game.preferences,
        infeasible=[rule.condition for rule in game.infeasible],
        terms={"one": first, "two": f"not {last}"},
        outcomes=["one", "two"],
    )


@given(conflicts(max_options=4))
def test_a_settled_option_leaves_the_equilibria_of_the_states_that_have_it(game: Conflict) -> None:
    if not game.options:
        return
    game = with_outcomes(game)
    for k, fixed in enumerate(fix_options(game, concepts=CONCEPTS)):
        assert fixed.option == game.options[k].name
        numbers = [i for i, code in enumerate(game.states.codes, 1)]
        taken = [s for s in numbers if int(game.states.codes[s - 1]) >> k & 1]
        left = [s for s in numbers if s not in taken]
        for states, found in ((taken, fixed.taken), (left, fixed.left)):
            assert found == {c: expected(game, k, states, c) for c in CONCEPTS}
        assert fixed.can_occur_taken == outcomes_of(game, taken)
        assert fixed.can_occur_left == outcomes_of(game, left)
        for concept in CONCEPTS:
            one, two = (outcomes_of(game, x[concept]) for x in (fixed.taken, fixed.left))
            assert fixed.only_taken[concept] == tuple(o for o in one if o not in two)
            assert fixed.only_left[concept] == tuple(o for o in two if o not in one)


def expected(game: Conflict, k: int, states: list[int], concept: str) -> tuple[int, ...]:
    """The equilibria of the conflict in which the option's other value is infeasible."""
    if not states:
        return ()
    literal = name(game.options[k].name)
    taken = int(game.states.codes[states[0] - 1]) >> k & 1
    payoffs = {
        p: Payoffs.of(game.payoffs(p)[np.array(states) - 1].tolist()) for p in game.party_ids
    }
    rule = Rule(negation(literal) if taken else literal)
    part = game.with_changes(infeasible=(*game.infeasible, rule), preferences=payoffs)
    return tuple(states[number - 1] for number in Oracle(part).equilibria(concept))


def outcomes_of(game: Conflict, states: list[int] | tuple[int, ...]) -> tuple[str, ...]:
    having = {term.id for s in states if (term := outcome_of(game, s)) is not None}
    return tuple(o for o in game.outcomes if o in having)


def test_a_restricted_conflict_has_the_chosen_states_and_the_same_order() -> None:
    game = detente.load("japan-russia").conflict
    kept = np.flatnonzero(game.holds("us.consent"))
    part = restricted(game, kept)
    assert part.states.codes.tolist() == game.states.codes[kept].tolist()
    for party in game.party_ids:
        before, after = game.payoffs(party)[kept], part.payoffs(party)
        assert (np.argsort(before, kind="stable") == np.argsort(after, kind="stable")).all()


# -- The flagship, by hand ---------------------------------------------------------------------


def test_american_consent_turns_russia_towards_the_two_islands() -> None:
    """By hand. Japan has six choices, and consent excludes an objection: six situations.

    Only where Japan settles and guarantees does consent make an exempt treaty of "two": then
    Russia's second wish holds with "two" and its third, a treaty, decides for it. Without consent
    the second wish forbids "two". Elsewhere the second wish forbids it either way.
    """
    game = detente.load("japan-russia").conflict
    (lever,) = [
        each
        for each in find_levers(game).found
        if (each.option, each.turns) == ("us.consent", "russia")
    ]
    assert (lever.turned, lever.changed, lever.situations) == (1, 1, 6)
    (pull,) = lever.pulls
    assert (pull.option, pull.takes, pull.leaves) == ("russia.two", 1, 0)
    example = lever.example
    assert not example.today
    assert {option.name for option in game.taken(example.with_best)} == {
        "japan.settle", "japan.no_forces", "russia.two", "russia.insist", "us.consent",
    }  # fmt: skip
    assert (example.with_reason.place, example.without_reason.place) == (3, 2)
    said = lever_in_words(game, lever)
    assert said.endswith(
        "Russia would rather take “commit to hand over Habomai and Shikotan”; without it, "
        "rather not."
    )


def test_the_ministry_turns_uniroyal_as_things_stand() -> None:
    """The story of Elmira: a modified order is what makes Uniroyal accept instead of delaying."""
    levers = find_levers(detente.load("elmira").conflict)
    (lever,) = levers.found
    assert levers.today == (lever,)
    assert (lever.option, lever.turns, lever.turned, lever.situations) == (
        "moe.modify", "uniroyal", 2, 2,
    )  # fmt: skip
    assert {(pull.option, pull.takes, pull.leaves) for pull in lever.pulls} == {
        ("uniroyal.accept", 2, 0), ("uniroyal.delay", 0, 2),
    }  # fmt: skip


# -- Words, limits, bad input ------------------------------------------------------------------


@given(conflicts(max_options=4), st.integers(0, 1000))
def test_every_finding_can_be_told(game: Conflict, place: int) -> None:
    if not game.options:
        return
    game = somewhere(with_outcomes(game), place)
    levers = find_levers(game)
    said = answer(levers, fix_options(game, concepts=["nash"]))
    assert 1 <= len(said) <= 4
    assert all(sentence.endswith(".") for sentence in said)
    assert levers.answer() == answer(levers)
    for lever in levers.found:
        assert lever_in_words(game, lever)


def test_a_conflict_without_levers_says_so() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x"], "b": ["b.y"]})
    levers = find_levers(game)
    assert levers.found == ()
    assert levers.answer() == ("No single act of a party changes what another would rather do.",)


def test_simultaneous_stability_is_left_out_for_all_options_or_for_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    game = detente.load("elmira").conflict
    assert all("sim" in fixed.taken for fixed in fix_options(game))
    monkeypatch.setattr(fixing_module, "SIM_LIMIT", {False: 1, True: 1})
    for fixed in fix_options(game):
        assert list(fixed.taken) == list(fixed.left) == ["nash", "gmr", "smr", "seq", "sseq"]
    assert "sim" in fix_options(game, ["moe.modify"], concepts=["sim"])[0].taken


def test_what_cannot_be_answered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="without options"):
        find_levers(conflict({"a": []}, {"a": []}))
    game = detente.load("elmira").conflict
    with pytest.raises(UnknownNameError, match="option"):
        fix_options(game, ["moe.modfy"])
    with pytest.raises(UnknownNameError, match="concept"):
        fix_options(game, concepts=["nosh"])
    monkeypatch.setattr(levers_module, "MAX_WORK", 10)
    monkeypatch.setattr(fixing_module, "MAX_WORK", 10)
    for ask in (find_levers, fix_options):
        with pytest.raises(LimitError) as caught:
            ask(game)
        assert caught.value.diagnostics[0].hint


def test_settling_an_option_keeps_what_is_stable_there_in_the_whole_conflict() -> None:
    """Whoever has no improvement in the whole has none among fewer states."""
    for seed in range(30):
        game = random_conflict(seed, max_options=5)
        if not game.options:
            continue
        nash = set(analyse(game, ["nash"]).equilibria("nash"))
        for fixed in fix_options(game, concepts=["nash"]):
            assert nash <= set(fixed.taken["nash"]) | set(fixed.left["nash"])
