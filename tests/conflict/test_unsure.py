"""What is known where preferences are in part marked unsure: against every reading."""

from __future__ import annotations

import dataclasses
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conditions import parse
from detente.conflict.analysis import analyse
from detente.conflict.model import Conflict, conflict
from detente.conflict.preferences import (
    Ordered,
    Weighted,
    Wish,
    is_unsure,
    marked_strongly,
    priorities,
)
from detente.conflict.relations import UNKNOWN
from detente.conflict.unsure import count_readings, readings
from examples import examples
from strategies import conditions, conflicts


@st.composite
def unsure_conflicts(draw: st.DrawFn) -> Conflict:
    """Conflicts whose first party has groups and statements of unknown direction."""
    game = draw(conflicts(3, 4))
    party = game.party_ids[0]
    listed, number = [], 0
    while len(listed) < 5 and draw(st.booleans()):
        number += 1
        for _ in range(draw(st.integers(1, 3))):
            condition = draw(conditions([*game.columns], 2))
            unsure = draw(st.integers(0, 3)) == 3
            listed.append(Wish(condition, unsure=unsure, group=number))
    marked = Ordered(tuple(listed[:6]))
    return game.with_changes(preferences={**game.preferences, party: marked})


def all_readings(preference: Ordered) -> list[Ordered]:
    """Every order of every group with every choice of directions, one list after another."""
    groups: list[list[Wish]] = []
    for wish in preference.wishes:
        if wish.group and groups and groups[-1][0].group == wish.group:
            groups[-1].append(wish)
        else:
            groups.append([wish])
    found = [()]
    for group in groups:
        found = [
            (*head, *order)
            for head in found
            for order in permutations(group)
        ]  # fmt: skip
    settled = []
    for listed in found:
        for turned in product((False, True), repeat=len(listed)):
            if all(wish.unsure or not t for wish, t in zip(listed, turned, strict=True)):
                plain = [
                    Wish(parse(f"not ({wish.condition})") if t else wish.condition)
                    for wish, t in zip(listed, turned, strict=True)
                ]
                settled.append(Ordered(tuple(plain)))
    return settled


@given(unsure_conflicts())
@examples(80)
def test_what_is_sure_is_what_every_reading_agrees_on(game: Conflict) -> None:
    party = game.party_ids[0]
    preference = game.preferences[party]
    payoffs = np.array(
        [
            game.with_changes(preferences={**game.preferences, party: reading}).payoffs(party)
            for reading in all_readings(preference)
        ]
    )
    assert count_readings(preference) == len(payoffs)
    relation = game.relation(party)
    assert relation.unsure == is_unsure(preference)
    for s in range(len(game.states)):
        signs = np.sign(payoffs - payoffs[:, [s]])
        agreed = (signs == signs[0]).all(axis=0)
        assert relation.against(s).tolist() == np.where(agreed, signs[0], UNKNOWN).tolist()


@given(unsure_conflicts())
@examples(40)
def test_readings_are_every_way_and_the_first_is_as_written(game: Conflict) -> None:
    party = game.party_ids[0]
    preference = game.preferences[party]

    def payoffs(listed: Ordered) -> tuple[int, ...]:
        changed = game.with_changes(preferences={**game.preferences, party: listed})
        return tuple(changed.payoffs(party).tolist())

    found = [payoffs(reading) for reading in readings(preference)]
    assert found[0] == payoffs(preference)
    assert sorted(found) == sorted(map(payoffs, all_readings(preference)))
    assert not any(is_unsure(reading) for reading in readings(preference))


@given(conflicts())
@examples(30)
def test_without_marks_everything_is_known(game: Conflict) -> None:
    for party in game.party_ids:
        relation, payoff = game.relation(party), game.payoffs(party)
        assert not relation.unsure
        for s in range(len(game.states)):
            assert relation.against(s).tolist() == np.sign(payoff - payoff[s]).tolist()


def test_analyses_take_marks_as_written_and_say_so() -> None:
    plain = ["b.y", "a.x"]
    marked = Ordered(tuple(Wish(parse(text), group=3, strongly=1) for text in plain))
    options = {"a": ["x"], "b": ["y"]}
    game = conflict(options, {"a": marked, "b": ["a.x"]})
    result = analyse(game)
    wanted = analyse(conflict(options, {"a": plain, "b": ["a.x"]}))
    assert wanted.notes == ()
    assert "what a wants is in part marked unsure" in result.notes[0]
    for concept, by_party in wanted.stable.items():
        assert all((result.stable[concept][p] == where).all() for p, where in by_party.items())
    assert marked_strongly(marked) == 1


def test_neighbours_with_one_group_number_are_one_part() -> None:
    listed = [Wish(parse("a"), group=g) for g in (0, 0, 1, 1, 2, 1)]
    assert [len(part) for part in priorities(Ordered(tuple(listed)))] == [1, 1, 2, 1, 1]
    assert not is_unsure(Ordered(tuple(listed[:2])))
    assert not is_unsure(Weighted(()))


@pytest.mark.parametrize("text", ["a.x", "not a.x", "a.x and b.y"])
def test_the_opposite_of_the_opposite(text: str) -> None:
    wish = dataclasses.replace(Wish(parse(text)), strongly=2)
    assert wish.opposite().opposite() == wish
    assert wish.opposite().strongly == 2
