"""What it would take, against every edit there is, and against the forward engine's oracle."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import detente
import inverse_oracle
from detente.conditions import name, negation, parse
from detente.conflict.analysis import analyse
from detente.conflict.concepts import CONCEPTS
from detente.conflict.edits import AddRule, DropRule, apply_all
from detente.conflict.inverse.moves import gaps, move_changes
from detente.conflict.inverse.outsiders import acts
from detente.conflict.inverse.question import ASKED, ask
from detente.conflict.inverse.require import require
from detente.conflict.inverse.statements.costs import KINDS, Locks, weight
from detente.conflict.inverse.statements.demands import stability
from detente.conflict.inverse.statements.hitting import cheapest
from detente.conflict.inverse.statements.parties import answer_for
from detente.conflict.inverse.statements.statements import Statements
from detente.conflict.inverse.statements.together import answer_together
from detente.conflict.inverse.statements.vocabulary import candidates
from detente.conflict.model import Conflict, Rule, conflict
from detente.conflict.preferences import Ordered, Ranking, Weighted, Wish, wishes
from detente.errors import ModelError, UnknownNameError
from detente.evidence import Ground
from examples import examples
from oracle import Oracle
from strategies import conditions, conflicts

pytestmark = pytest.mark.slow  # many conflicts, or many runs of the program

CONFIDENCES = ("", "low", "medium", "high", "0.3", "1")


@st.composite
def worded(draw: st.DrawFn, max_parties: int = 3, statements: int = 4) -> Conflict:
    """Conflicts whose parties have ordered statements, held more and less firmly."""
    base = draw(conflicts(max_parties, 4))
    names = [option.name for option in base.options]
    assume(names)
    preferences = {
        party: Ordered(
            tuple(
                Wish(condition, ground=Ground(confidence=draw(st.sampled_from(CONFIDENCES))))
                for condition in draw(st.lists(conditions(names, 2), max_size=statements))
            )
        )
        for party in base.party_ids
    }
    return base.with_changes(preferences=preferences)


@st.composite
def unstable(
    draw: st.DrawFn,
    max_parties: int = 3,
    statements: int = 4,
    sanctions: tuple[str, ...] = ("weak",),
) -> tuple[Conflict, str, int, str, str]:
    """A conflict with a party and a state that the party would leave under a concept."""
    game = draw(worded(max_parties, statements))
    concept, sanction = draw(st.sampled_from(ASKED)), draw(st.sampled_from(sanctions))
    verdicts = analyse(game, [concept], sanction=sanction).stable[concept]
    leaving = [
        (party, int(s) + 1) for party, where in verdicts.items() for s in np.flatnonzero(~where)
    ]
    assume(leaving)
    party, state = draw(st.sampled_from(leaving))
    return game, party, state, concept, sanction


# -- One party -----------------------------------------------------------------------------


@examples(60)
@given(unstable(sanctions=("weak", "strict")), st.data())
def test_no_edit_of_one_party_is_cheaper(
    found: tuple[Conflict, str, int, str, str], data: st.DataObject
) -> None:
    game, party, state, concept, sanction = found
    own = wishes(game.preferences[party])
    kinds = data.draw(st.sampled_from([("reorder",), ("drop",), ("reorder", "drop")]))
    locked = data.draw(st.sets(st.integers(1, max(1, len(own))), max_size=2))
    locked &= set(range(1, len(own) + 1))
    question = ask(
        game,
        state,
        concept,
        kinds=kinds,
        locks=Locks(places=frozenset((party, place) for place in locked)),
        sanction=sanction,
    )
    answer = answer_for(question, party, "stable")
    places = [place - 1 for place in locked]
    best = inverse_oracle.least(game, party, state, concept, sanction, kinds, places)
    assert answer.cost == best
    assert answer.least is not None
    assert answer.least.minimal
    assert answer.possible or answer.reasons
    for least in answer.ways.values():
        for change in least.changes:
            after = apply_all(game, change.edits)
            oracle = Oracle(after)
            assert oracle.stable(concept, party, oracle.codes[state - 1], sanction)
            left = wishes(after.preferences[party])
            for place in locked:
                at = next(k for k, wish in enumerate(left) if wish is own[place - 1])
                assert all(any(wish is one for one in own[: place - 1]) for wish in left[:at])


@examples(40)
@given(unstable(statements=3))
def test_no_single_addition_is_cheaper(found: tuple[Conflict, str, int, str, str]) -> None:
    game, party, state, concept, sanction = found
    added = candidates(game, party, state)
    kinds = ("reorder", "drop", "add")
    answer = answer_for(ask(game, state, concept), party, "stable")
    best = inverse_oracle.least(game, party, state, concept, sanction, kinds, (), added)
    assert answer.cost is not None  # everything against the state can be dropped
    assert best is not None
    assert answer.cost <= best
    change = answer.least.change if answer.least else None
    assert change is not None
    if sum(edit.__class__.__name__ == "AddWish" for edit in change.edits) <= 1:
        assert answer.cost == best
    only = answer.ways["add"].change
    if only is not None and len(only.edits) == 1:
        alone = inverse_oracle.least(game, party, state, concept, sanction, ["add"], (), added)
        assert only.cost == alone


@examples(40)
@given(unstable(statements=3))
def test_a_moved_statement_goes_no_further_than_it_has_to(
    found: tuple[Conflict, str, int, str, str],
) -> None:
    game, party, state, concept, _ = found
    answer = answer_for(ask(game, state, concept), party, "stable")
    for change in answer.ways["reorder"].changes:
        if len(change.edits) != 1:
            continue
        (edit,) = change.edits
        step = 1 if edit.place < edit.to else -1
        for to in range(edit.place + step, edit.to, step):
            shorter = Oracle(replace(edit, to=to).apply(game))
            assert not shorter.stable(concept, party, shorter.codes[state - 1])


def test_weighted_statements_can_be_dropped_and_reversed() -> None:
    game = conflict(
        {"a": ["x", "z"], "b": ["y"]},
        {"a": Weighted((Wish(name("a.x"), 3), Wish(name("a.z"), -1))), "b": []},
    )
    answer = answer_for(ask(game, 1, "nash", kinds=KINDS), "a", "stable")
    assert [c.said for c in answer.ways["drop"].changes] == [("“a.x” is dropped",)]
    assert answer.ways["reverse"].change is not None
    assert answer.ways["reorder"].changes == answer.ways["add"].changes == ()


def test_a_reversed_statement_speaks_for_the_state() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x"], "b": []}, status_quo=["a.x"])
    question = ask(game, 1, "nash", source=2, kinds=("reverse",))
    answer = answer_for(question, "a", "both")
    assert answer.least is not None
    (change,) = answer.least.changes
    assert change.said == ("“a.x” is turned into its opposite",)
    assert change.cost == Fraction(3, 2)
    # to drop it makes the state stable, but nothing to be gained by entering it
    assert not answer_for(ask(game, 1, "nash", source=2, kinds=("drop",)), "a", "both").possible


def test_words_tell_where_a_statement_goes() -> None:
    game = conflict(
        {"a": ["x", "z"], "b": ["y"]},
        {"a": ["not b.y", "a.x", "not a.z", "not a.x"], "b": []},
    )
    answer = answer_for(ask(game, 1, "nash"), "a", "stable")
    said = [change.said for change in answer.ways["reorder"].changes]
    assert said == [("“a.x” moves below “not a.x”",), ("“not a.x” moves above “a.x”",)] or said == [
        ("“not a.x” moves above “a.x”",),
        ("“a.x” moves below “not a.x”",),
    ]


def test_locks_make_it_impossible_and_are_named() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x", "b.y"], "b": []})
    question = ask(game, 1, "nash", kinds=("reorder", "drop"), locks=Locks.read(game, ["a:1"]))
    answer = answer_for(question, "a", "stable")
    assert not answer.possible
    assert answer.reasons == (
        "a takes up “x”: better for a still, and nobody can punish it (“a.x”, which is locked).",
    )
    assert answer_for(ask(game, 1, "nash", locks=Locks.read(game, ["b"])), "a", "stable").possible


def test_nothing_passes_what_is_locked() -> None:
    game = conflict(
        {"a": ["x"], "b": ["y"]},
        {"a": ["a.x", "not a.x", "not b.y"], "b": ["a.x or b.y"]},
        terms={"calm": "not a.x or b.y"},
    )
    for locked, possible in (([], True), (["a:1"], False), (["a:2"], False), (["a:3"], True)):
        question = ask(game, 1, "nash", kinds=("reorder",), locks=Locks.read(game, locked))
        assert answer_for(question, "a", "stable").possible is possible
    # what is added stands below what is locked
    question = ask(game, 1, "nash", kinds=("add",), locks=Locks.read(game, ["a:1"]))
    assert not answer_for(question, "a", "stable").possible
    assert answer_for(ask(game, 1, "nash", kinds=("add",)), "a", "stable").possible


def test_firm_statements_can_be_locked_by_confidence() -> None:
    firm = Wish(name("a.x"), ground=Ground(confidence="high"))
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": Ordered((firm,)), "b": []})
    for level, possible in (("high", False), (0.75, False), (0.8, True)):
        locks = Locks.read(game, [], level)
        question = ask(game, 1, "nash", kinds=("drop",), locks=locks)
        assert answer_for(question, "a", "stable").possible is possible


def test_what_is_held_firmly_is_touched_last() -> None:
    def game(first: str, second: str) -> Conflict:
        listed = (
            Wish(name("a.x"), ground=Ground(confidence=first)),
            Wish(negation(name("a.x")), ground=Ground(confidence=second)),
        )
        return conflict({"a": ["x"], "b": ["y"]}, {"a": Ordered(listed), "b": []})

    for first, second, moved in (("high", "low", "not a.x"), ("low", "high", "a.x")):
        answer = answer_for(ask(game(first, second), 1, "nash"), "a", "stable")
        assert answer.least is not None
        assert [c.said[0].split("”")[0] for c in answer.least.changes] == [f"“{moved}"]
        assert answer.cost == Fraction(1, 4)


def test_confidence_weighs() -> None:
    assert weight(Ground()) == weight(Ground(confidence="medium"))
    with pytest.raises(ModelError, match="neither a word nor a number"):
        weight(Ground(confidence="rather"))


@given(worded(2, 3), st.data())
def test_candidates_are_meaningful(game: Conflict, data: st.DataObject) -> None:
    state = data.draw(st.integers(1, len(game.states)))
    party = data.draw(st.sampled_from(game.party_ids))
    own = [game.holds(wish.condition) for wish in wishes(game.preferences[party])]
    for wish in candidates(game, party, state):
        holds = game.holds(wish.condition)
        assert holds[state - 1]
        assert 1 < holds.sum() < len(holds)
        assert not any((holds == said).all() or (holds != said).all() for said in own)


# -- All parties ---------------------------------------------------------------------------


@examples(40)
@given(worded(2, 3), st.sampled_from(ASKED), st.booleans(), st.data())
def test_no_edit_of_all_parties_is_cheaper(
    game: Conflict, concept: str, enter: bool, data: st.DataObject
) -> None:
    state = data.draw(st.integers(1, len(game.states)))
    source = data.draw(st.integers(1, len(game.states))) if enter else None
    kinds = ("reorder", "drop")
    question = ask(game, state, concept, source=source, kinds=kinds)
    answer = answer_together(question, "both" if enter else "stable")
    best = inverse_oracle.least_together(game, state, concept, kinds, source)
    if best is None:
        assert not answer.possible
    else:
        assert answer.bound <= best
        assert answer.possible
        assert answer.cost >= best
        if answer.minimal:
            assert answer.cost == best
        if concept in ("nash", "gmr", "smr"):
            assert answer.minimal
    edits = [edit for change in answer.changes for edit in change.edits]
    if answer.possible:
        assert inverse_oracle.holds_together(apply_all(game, edits), state, concept, source)


def test_under_seq_a_search_finds_what_adapting_misses() -> None:
    """Russia's wishes change what it would do against Washington's, which then stays."""
    game = detente.load("japan-russia").conflict_under("forces_first")
    question = ask(game, 8, "seq")
    found = answer_together(question, "stable")
    adapted = answer_together(question, "stable", checks=0)
    assert (found.cost, found.minimal, found.method) == (0.5, True, "all cheaper edits tried")
    assert adapted.cost is not None
    assert adapted.cost > 0.5
    assert not adapted.minimal
    assert [change.party for change in found.changes] == ["russia"]
    # Washington would leave as things are, and yet nothing of its own has to change
    assert not analyse(game, ["seq"]).stable["seq"]["us"][7]


# -- Moves and acts ------------------------------------------------------------------------


@examples(40)
@given(unstable())
def test_changes_of_moves_do_what_they_say(found: tuple[Conflict, str, int, str, str]) -> None:
    game, _, state, concept, _ = found
    question = ask(game, state, concept)
    code = int(game.states.codes[state - 1])
    before = stable_for(game, code, concept)
    by_edit = {change.edit: change for change in move_changes(question)}
    for change in by_edit.values():
        after = stable_for(change.edit.apply(game), code, concept)
        assert set(change.gained) == after - before
        assert set(change.lost) == before - after
        assert change.equilibrium == (len(after) == len(game.parties))
        assert int(change.edit.apply(game).states.codes[change.state - 1]) == code
    for k, option in enumerate(game.options):
        fixed = name(option.name)
        edit = AddRule(negation(fixed) if code >> k & 1 else fixed)
        assert (edit in by_edit) == bool(stable_for(edit.apply(game), code, concept) - before)
    for place in range(1, len(game.infeasible) + 1):
        edit = DropRule(place)
        assert (edit in by_edit) == bool(stable_for(edit.apply(game), code, concept) - before)


def stable_for(game: Conflict, code: int, concept: str) -> set[str]:
    oracle = Oracle(game)
    return {party for party in oracle.parties if oracle.stable(concept, party, code)}


@examples(40)
@given(unstable())
def test_gaps_are_the_moves_that_nobody_can_punish(
    found: tuple[Conflict, str, int, str, str],
) -> None:
    game, _, state, concept, _ = found
    oracle = Oracle(game)
    code = oracle.codes[state - 1]
    wanted = {
        (party, oracle.codes.index(t) + 1)
        for party in oracle.parties
        for t in oracle.improvements(party, code)
        if not oracle.deterred(concept, party, code, t, "weak")
    }
    assert {(g.party, g.improvement.target) for g in gaps(ask(game, state, concept))} == wanted


@examples(60)
@given(unstable())
def test_acts_of_outsiders_by_definition(found: tuple[Conflict, str, int, str, str]) -> None:
    game, _, state, concept, _ = found
    code = int(game.states.codes[state - 1])
    before, own = stable_for(game, code, concept), Oracle(game)
    wanted = set()
    for k, option in enumerate(game.options):
        others = set(game.party_ids) - {option.party}
        for taken in (True, False):
            there = code | 1 << k if taken else code & ~(1 << k)
            if there not in own.feasible or not others or others <= before:
                continue
            literal = name(option.name)
            rule = Rule(negation(literal) if taken else literal)
            settled = game.with_changes(infeasible=(*game.infeasible, rule))
            if others <= stable_for(settled, there, concept):
                willing = own.stable(concept, option.party, there)
                wanted.add((option.name, taken, own.codes.index(there) + 1, willing))
    got = acts(ask(game, state, concept))
    assert {(a.option, a.taken, a.state, a.willing) for a in got} == wanted


# -- The whole -----------------------------------------------------------------------------


def dilemma() -> Conflict:
    return conflict(
        {"a": ["defect"], "b": ["defect"]},
        {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]},
        terms={"peace": "not a.defect and not b.defect", "calm": "not a.defect"},
        outcomes=["peace"],
        status_quo=["a.defect", "b.defect"],
    )


def test_what_is_so_already_is_said_to_be() -> None:
    found = require(dilemma(), "peace", "seq")
    assert found.holds
    assert all(joint.holds and not joint.changes for joint in found.together.values())
    (said,) = found.answer()
    assert said == (
        "“peace” (state 1) is an equilibrium under SEQ already, and all who would have to act "
        "gain by entering it."
    )


def test_a_condition_is_met_where_it_is_cheapest() -> None:
    found = require(dilemma(), "calm", "nash", source="status_quo")
    assert (found.holding, found.examined) == (2, 2)
    # at 3, where b alone defects, a would have to want what nothing in the case speaks of
    prices = [answer_together(ask(dilemma(), s, "nash", source=4), "both").cost for s in (1, 3)]
    assert prices == [2, None]
    assert found.state == 1


def test_a_one_way_option_can_bar_the_way_in() -> None:
    base = dilemma()
    game = base.with_changes(
        options=(replace(base.options[0], direction="forward"), base.options[1])
    )
    found = require(game, 1, "nash")
    assert found.question.barred == ("a.defect",)
    assert set(found.together) == {"stable"}
    assert any("bars the way" in said for said in found.answer())


def test_layers_and_parties_can_be_chosen() -> None:
    found = require(dilemma(), 1, "nash", parties=["a"], by=["outsider"])
    assert found.alone == found.together == {}
    assert found.moves is None
    assert found.outsiders is not None
    found = require(dilemma(), 1, "nash", parties=["a"], by=["statements"])
    assert [answer.party for answer in found.alone["stable"]] == ["a"]
    assert found.outsiders is None


def test_rankings_have_no_statements_to_edit() -> None:
    game = dilemma().with_changes(
        preferences={**dilemma().preferences, "b": Ranking(((2,), (1,), (4,), (3,)))}
    )
    found = require(game, 1, "nash")
    by_party = {answer.party: answer for answer in found.alone["stable"]}
    assert by_party["a"].possible
    # b prefers state 3 least of all: it stays at 1
    assert by_party["b"].holds
    assert found.together["stable"].possible
    refusing = require(game, 3, "nash").alone["stable"][1]
    assert refusing.reasons == ("The preferences of b are not given as statements.",)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"state": 9}, UnknownNameError),
        ({"state": "a.defect and not a.defect"}, UnknownNameError),
        ({"concept": "sim"}, ModelError),
        ({"concept": "smrt"}, UnknownNameError),
        ({"parties": ["c"]}, UnknownNameError),
        ({"locked": ["c"]}, UnknownNameError),
        ({"locked": ["a:3"]}, UnknownNameError),
        ({"locked": ["a:"]}, UnknownNameError),
        ({"lock_confidence": "rather"}, ModelError),
        ({"edits": ["shout"]}, UnknownNameError),
        ({"by": ["magic"]}, UnknownNameError),
        ({"limit": 0}, ModelError),
    ],
)
def test_what_cannot_be_asked_is_refused(wrong: dict[str, object], error: type[Exception]) -> None:
    asked = {"state": 1, "concept": "nash", **wrong}
    with pytest.raises(error):
        require(dilemma(), **asked)  # type: ignore[arg-type]


# -- Hitting sets --------------------------------------------------------------------------


@examples(60)
@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=6),
    st.lists(st.sets(st.integers(0, 5), min_size=1), max_size=6),
    st.integers(1, 5),
)
def test_the_cheapest_set_is_the_cheapest(
    costs: list[int], hidden: list[set[int]], limit: int
) -> None:
    cores = [core & set(range(len(costs))) for core in hidden]

    def enough(chosen: frozenset[int]) -> bool:
        return all(chosen & core for core in cores)

    every = [
        frozenset(k for k in range(len(costs)) if code >> k & 1) for code in range(1 << len(costs))
    ]
    fits = [chosen for chosen in every if enough(chosen)]
    found = cheapest([Fraction(c) for c in costs], enough, limit=limit)
    if not fits:
        assert not found.sets
        return
    least = min(sum(costs[k] for k in chosen) for chosen in fits)
    assert found.cost == found.bound == least
    spare = [c for c in fits if sum(costs[k] for k in c) == least]
    minimal = {c for c in spare if not any(d < c for d in spare)}
    assert set(found.sets) <= minimal
    assert len(found.sets) == len(set(found.sets)) <= limit
    if found.complete:
        assert set(found.sets) == minimal


def test_clauses_agree_with_the_forward_engine() -> None:
    game = dilemma()
    analysis = analyse(game)
    for concept in ASKED:
        for place, party in enumerate(game.party_ids):
            for state in range(len(game.states)):
                demand = stability(analysis, place, state, CONCEPTS[concept])
                met = demand.met_by(game.payoffs(party), state)
                assert met == analysis.stable[concept][party][state]
                statements = Statements.of(game, party, state, demand)
                assert statements.meets(range(len(statements.against.own))) == met


# -- Of equal cost, what a person would say -------------------------------------------------


def yard() -> Conflict:
    return conflict(
        {"a": ["x", "z"], "b": ["y"]},
        {"a": [], "b": ["b.y iff a.x", "a.z or b.y"]},
        terms={"both": "a.x and b.y", "some": "a.x or b.y"},
        outcomes=["both"],
    )


def test_what_a_case_is_told_in_is_added_before_what_others_say() -> None:
    added = [
        str(wish.condition)
        for wish in candidates(yard(), "a", yard().find("a.x and not a.z and not b.y"))
    ]
    assert added == [
        "not both",
        "some",
        "a.x",
        "not a.z",
        "not b.y",
        "not (b.y iff a.x)",
        "not (a.z or b.y)",
    ]


def test_the_opposite_of_an_option_says_whose_it_is() -> None:
    labels = {str(w.condition): w.label for w in candidates(yard(), "a", 1)}
    assert labels["not b.y"] == "b: not ‘y’"


@pytest.mark.parametrize(
    ("statements", "confidence", "first", "cost"),
    [(("a.x", "not a.x"), "1", "moves", 1), (("a.x",), "medium", "is dropped", 1)],
)
def test_of_equal_cost_moving_comes_before_dropping_before_adding(
    statements: tuple[str, ...], confidence: str, first: str, cost: int
) -> None:
    held = Ground(confidence=confidence)
    wants = Ordered(tuple(Wish(parse(text), ground=held) for text in statements))
    terms = {"same": "a.x iff b.y"}
    theirs = ["a.x implies b.y"]  # would do as well, and is not what a person would add
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": wants, "b": theirs}, terms=terms)
    changes = answer_for(ask(game, 1, "nash"), "a", "stable").ways["any"].changes
    assert {change.cost for change in changes} == {cost}
    kinds = [change.edits[0].__class__.__name__ for change in changes]
    assert first in changes[0].said[0]
    assert kinds == sorted(kinds, key=["MoveWish", "DropWish", "AddWish"].index)
    assert [str(wish.condition) for change in changes for wish in change.added] == ["same"]
