"""Chances: against every case of what may be wrong, analysed by the slow definitions."""

from __future__ import annotations

import dataclasses
import math
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conditions import parse
from detente.conflict import chances as package
from detente.conflict.analysis import analyse
from detente.conflict.arcs import GraphConflict
from detente.conflict.base import BaseConflict
from detente.conflict.chances import Chance, chances
from detente.conflict.chances import weighing as engine
from detente.conflict.model import Conflict, conflict
from detente.conflict.moves import build_moves
from detente.conflict.preferences import Ordered, Payoffs, Ranking, Weighted, Wish
from detente.errors import LimitError, ModelError, UnknownNameError
from detente.evidence import Ground
from examples import examples
from graph_strategies import graph_conflicts
from oracle import Oracle
from strategies import conditions, conflicts, random_conflict
from strength_oracle import ListedMoves

pytestmark = pytest.mark.slow  # many conflicts, or many runs of the program

ALL = ("nash", "gmr", "smr", "seq", "sseq", "sim")


@st.composite
def uncertain_conflicts(draw: st.DrawFn) -> Conflict:
    """Conflicts in which up to five statements may be wrong, others unsure, over all parties."""
    game = draw(conflicts(3, 4))
    left = 5
    preferences = {}
    for party in game.party_ids:
        listed = []
        for number in range(1, 1 + draw(st.integers(0, 3))):
            condition = draw(conditions([*game.columns], 2))
            confidence = ""
            if left and draw(st.booleans()):
                left -= 1
                confidence = draw(st.sampled_from(["0.3", "0.75", "0.5", "1", "0", "high"]))
            listed.append(
                Wish(
                    condition,
                    weight=draw(st.sampled_from([1, 2, -1, 0.5])),
                    ground=Ground(confidence=confidence),
                    group=number if draw(st.booleans()) else 1,
                )
            )
        kind = draw(st.integers(0, 3))
        if kind == 0:
            preferences[party] = Weighted(tuple(listed))
        elif kind == 1:
            preferences[party] = game.preferences[party]
        else:
            preferences[party] = Ordered(tuple(listed))
    return game.with_changes(preferences=preferences)


def cases(
    game: BaseConflict, wrong: str, words: dict[str, float]
) -> list[tuple[float, BaseConflict]]:
    """Every combination of statements that are so and statements that are not."""
    places = [
        (party, k, probability)
        for party in game.party_ids
        for k, wish in enumerate(getattr(game.preferences[party], "wishes", ()))
        if (probability := wish.ground.probability(words)) is not None
    ]
    found = []
    for so in product((True, False), repeat=len(places)):
        weight = math.prod(p if s else 1 - p for s, (_, _, p) in zip(so, places, strict=True))
        preferences = dict(game.preferences)
        for party in game.party_ids:
            false = {
                k for s, (owner, k, _) in zip(so, places, strict=True) if owner == party and not s
            }
            if not false:
                continue
            preference = game.preferences[party]
            listed = []
            for k, wish in enumerate(preference.wishes):
                if k not in false:
                    listed.append(wish)
                elif wrong == "reversed":
                    turned = parse(f"not ({wish.condition})")
                    listed.append(dataclasses.replace(wish, condition=turned))
            preferences[party] = type(preference)(tuple(listed))
        found.append((weight, game.with_changes(preferences=preferences)))
    return found


def compare(
    game: BaseConflict, readings: list[tuple[float, BaseConflict]], result: package.Chances
) -> None:
    n = len(game.states)
    for concept in result.stable:
        stable = {party: np.zeros(n) for party in game.party_ids}
        equilibrium, outcomes = np.zeros(n), dict.fromkeys(game.outcomes, 0.0)
        for weight, reading in readings:
            oracle = (ListedMoves if isinstance(reading, GraphConflict) else Oracle)(reading)
            held = np.ones(n, bool)
            for party in game.party_ids:
                where = np.array(oracle.table(concept, party))
                stable[party] += weight * where
                held &= where
            equilibrium += weight * held
            for name in game.outcomes:
                outcomes[name] += weight * (held & game.holds(game.terms[name].condition)).any()
        assert result.samples[concept] == 0
        assert np.allclose(result.equilibrium[concept], equilibrium)
        for party in game.party_ids:
            assert np.allclose(result.stable[concept][party], stable[party])
        for name, wanted in outcomes.items():
            assert result.outcomes[concept][name].probability == pytest.approx(wanted)


@given(uncertain_conflicts(), st.sampled_from(["dropped", "reversed"]))
@examples(40)
def test_exact_chances_are_those_of_all_cases(game: Conflict, wrong: str) -> None:
    from detente.conflict.model import Term

    terms = {"t": Term("t", parse(next(iter(game.columns), "true")))}
    game = game.with_changes(terms=terms, outcomes=("t",))
    words = {"high": 0.9}
    readings = cases(game, wrong, words)
    if sum(weight < 1 for weight, _ in readings) == 0:
        return
    uncertain = any(
        (p := w.ground.probability(words)) is not None and p < 1
        for preference in game.preferences.values()
        for w in getattr(preference, "wishes", ())
    )
    if not uncertain:
        with pytest.raises(ModelError):
            chances(game, ALL, wrong=wrong, words=words)
        return
    compare(game, readings, chances(game, ALL, wrong=wrong, words=words))


@given(graph_conflicts(3, 5), st.data())
@examples(40)
def test_exact_chances_in_graph_form(game: GraphConflict, data: st.DataObject) -> None:
    names = [*game.columns]
    wished = st.lists(st.tuples(conditions(names, 2), st.sampled_from(["0.4", ""])), max_size=3)
    preferences = {
        party: Ordered(tuple(Wish(c, ground=Ground(confidence=p)) for c, p in data.draw(wished)))
        for party in game.party_ids
    }
    game = game.with_changes(preferences=preferences)
    if not any(w.ground.confidence for p in preferences.values() for w in p.wishes):
        return
    compare(game, cases(game, "dropped", {}), chances(game))
    with pytest.raises(ModelError, match="not defined"):
        chances(game, ["sim"])


def doubtful(*listed: tuple[str, str], **marks: object) -> Ordered:
    return Ordered(
        tuple(Wish(parse(text), ground=Ground(confidence=p), **marks) for text, p in listed)
    )


GAME = conflict(
    {"a": ["x", "u"], "b": ["y"]},
    {
        "a": doubtful(("b.y", "0.8"), ("a.x", "0.6"), ("not a.u", "0.7")),
        "b": doubtful(("a.x", "0.9"), ("not b.y", "0.5")),
    },
    terms={"both": "a.x and b.y"},
    outcomes=["both"],
    status_quo=[],
)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["dropped", "reversed"])
def test_unsure_marks_with_every_order_and_direction_equally_probable(wrong: str) -> None:
    listed = GAME.preferences["a"].wishes
    marked = (
        dataclasses.replace(listed[0], group=1, unsure=True),
        dataclasses.replace(listed[1], group=1),
        dataclasses.replace(listed[2], group=1),
    )
    game = GAME.with_changes(preferences={**GAME.preferences, "a": Ordered(marked)})
    readings = []
    for order in permutations(listed):
        for turned in (False, True):
            first = listed[0].opposite() if turned else listed[0]
            # the opposite of what is doubtful is as doubtful
            settled = tuple(first if wish is listed[0] else wish for wish in order)
            as_read = game.with_changes(preferences={**game.preferences, "a": Ordered(settled)})
            readings += [(weight / 12, reading) for weight, reading in cases(as_read, wrong, {})]
    result = chances(game, ALL, wrong=wrong, unsure="equal")
    compare(game, readings, result)
    assert [d.kind for d in result.doubts if d.party == "a"].count("order") == 1
    assert [d.kind for d in result.doubts if d.party == "a"].count("direction") == 1
    taken_as_written = chances(game, ALL, wrong=wrong)
    compare(game, cases(GAME, wrong, {}), taken_as_written)


@pytest.mark.parametrize("seed", [1, 2])
def test_estimates_are_near_what_is_exact(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = chances(GAME, ALL)
    monkeypatch.setattr(engine, "EXACT_WORK", {False: 0, True: 0})
    drawn = chances(GAME, ALL, samples=1500, seed=seed)
    again = chances(GAME, ALL, samples=1500, seed=seed)
    for concept in ALL:
        assert drawn.samples[concept] == 1500
        assert (drawn.equilibrium[concept] == again.equilibrium[concept]).all()
        for state in range(1, 9):
            got, true = drawn.of_equilibrium(concept, state), exact.of_equilibrium(concept, state)
            spread = math.sqrt(true.probability * (1 - true.probability) / 1500)
            assert abs(got.probability - true.probability) <= 4.5 * spread + 1e-12
            for party in "ab":
                got = drawn.of_stability(concept, party, state)
                true = exact.of_stability(concept, party, state)
                spread = math.sqrt(true.probability * (1 - true.probability) / 1500)
                assert abs(got.probability - true.probability) <= 4.5 * spread + 1e-12
        got, true = drawn.outcomes[concept]["both"], exact.outcomes[concept]["both"]
        assert abs(got.probability - true.probability) <= 4.5 * max(true.error, got.error) + 1e-12


def test_where_a_party_has_too_many_readings_they_are_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exact = chances(GAME, ALL)
    monkeypatch.setattr("detente.conflict.chances.readings.MAX_READINGS", 2)
    drawn = chances(GAME, ALL, samples=1500, seed=3)
    assert drawn.readings["a"] is None
    for concept in ALL:
        assert drawn.samples[concept] == 1500
        distance = np.abs(drawn.equilibrium[concept] - exact.equilibrium[concept])
        assert (distance <= 4.5 * np.sqrt(0.25 / 1500)).all()


def test_where_outcomes_cannot_be_put_together_they_are_estimated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "MAX_PATTERNS", 0)
    monkeypatch.setattr(engine, "EXACT_WORK", {False: 8_000, True: 8_000})
    assert chances(GAME, ["gmr"], samples=9).samples == {"gmr": 9}


def test_without_draws_everything_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = chances(GAME, ALL)
    monkeypatch.setattr(engine, "EXACT_WORK", {False: 0, True: 0})
    forced = chances(GAME, ALL, samples=0)
    assert set(forced.samples.values()) == {0}
    assert all(np.allclose(forced.equilibrium[c], exact.equilibrium[c]) for c in ALL)


@given(conflicts(3, 5), conflicts(3, 5))
@examples(30)
def test_a_graph_with_other_payoffs_is_laid_out_as_if_new(game: Conflict, other: Conflict) -> None:
    rng = np.random.default_rng(len(game.states) + len(other.states))
    wanted = [rng.integers(0, 4, len(game.states)) for _ in game.parties]
    changed = game.with_changes(
        preferences={p: Payoffs.of(v) for p, v in zip(game.party_ids, wanted, strict=True)}
    )
    new = build_moves(changed, compiled=False)
    same = build_moves(game, compiled=False).with_payoffs(new.own_payoffs)
    assert (same.order == new.order).all()
    assert (same.standing == new.standing).all()


def test_what_decides_nothing_makes_no_readings() -> None:
    many = doubtful(("a.x", "1"), ("b.y", "1"), *[("a.x xor b.y", "0.5")] * 40)
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": many, "b": []})
    result = chances(game)
    assert result.readings == {"a": 1, "b": 1}
    assert all(((p == 0) | (p == 1)).all() for p in result.equilibrium.values())


def test_probability_0_and_words() -> None:
    game = conflict({"a": ["x"]}, {"a": doubtful(("not a.x", "0"), ("a.x", "low"))}, status_quo=[])
    assert chances(game, ["nash"]).of_equilibrium("nash", 2) == Chance(1.0)
    result = chances(game, ["nash"], words={"low": 0.25})
    assert result.of_equilibrium("nash", 1).probability == 0.75
    assert result.of_stability("nash", "a", 2).probability == 1.0
    assert "75.0 %" in result.answer()[0]


def test_a_chance_says_how_sure_it_is() -> None:
    assert Chance(0.5, 100).error == pytest.approx(0.05)
    assert Chance(0.5).error == 0
    nothing = Chance(0.0, 100)
    assert nothing.bound == pytest.approx(0.0295, abs=1e-4)
    assert (1 - nothing.bound) ** 100 == pytest.approx(0.05)
    assert Chance(1.0, 100).bound == pytest.approx(1 - nothing.bound)
    assert Chance(0.3, 100).bound is None
    assert Chance(1.0).bound is None


def test_the_result_as_json() -> None:
    result = chances(GAME)
    data = result.to_dict(case="game")
    assert data["format"] == "detente.chances/1"
    assert set(data["samples"]) == {"nash", "gmr", "smr", "seq", "sseq"}
    assert data["uncertain"][0] == {
        "party": "a", "place": 1, "wants": ["b.y"], "kind": "confidence", "probability": 0.8,
    }  # fmt: skip
    assert {entry["state"] for entry in data["states"]} == {1, *result.likeliest()}
    assert [e["state"] for e in result.to_dict(states=[3])["states"]] == [3]
    with pytest.raises(UnknownNameError):
        result.of_equilibrium("sim", 1)


@pytest.mark.parametrize(
    "wanted",
    [
        {"wrong": "forgotten"},
        {"unsure": "perhaps"},
        {"sanction": "none"},
        {"samples": -1},
        {"words": {"low": 2}},
        {"words": {"lowest": 0.2}},
    ],
)
def test_parameters_that_mean_nothing(wanted: dict[str, object]) -> None:
    with pytest.raises(ModelError):
        chances(GAME, **wanted)


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    large = doubtful(*[(f"{p}.o{k}", "0.5") for p in "ab" for k in range(9)], group=1)
    game = conflict({p: [f"o{k}" for k in range(9)] for p in "ab"}, {"a": large, "b": []})
    with pytest.raises(LimitError, match="group of 18"):
        chances(game, unsure="equal")
    monkeypatch.setattr(engine, "MOST_WORK", 1)
    monkeypatch.setattr(engine, "EXACT_WORK", {False: 0, True: 0})
    with pytest.raises(LimitError, match="take too long"):
        chances(GAME)
    with pytest.raises(LimitError, match="too many readings"):
        chances(GAME, samples=0)
    monkeypatch.setattr(engine, "MOST_WORK", 1e9)
    monkeypatch.setattr(engine, "SIM_LIMIT_WHEN_ASKED", {False: 1, True: 1})
    with pytest.raises(LimitError, match="simultaneous"):
        chances(GAME, ["sim"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_compiled_and_plain_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    game = random_conflict(seed, 3, 5)
    rng = np.random.default_rng(seed)
    names = [*game.columns]
    if not names:
        return
    party = game.party_ids[0]
    listed = doubtful(*[(names[int(rng.integers(len(names)))], "0.6") for _ in range(3)])
    game = game.with_changes(preferences={**game.preferences, party: listed})
    plain = chances(game, ALL)
    monkeypatch.setattr(engine, "WORTH_COMPILING", 0)
    compiled = chances(game, ALL)
    assert compiled.parameters["compiled"] is True
    for concept in ALL:
        assert np.allclose(plain.equilibrium[concept], compiled.equilibrium[concept])


def test_progress_and_the_certain_case() -> None:
    told: list[tuple[int, int, str]] = []
    chances(GAME, progress=lambda *step: told.append(step))
    assert told[-1][0] == told[-1][1]
    ranked = GAME.with_changes(
        preferences={"a": GAME.preferences["a"], "b": Ranking((tuple(range(1, 9)),))}
    )
    assert chances(ranked).readings["b"] == 1
    with pytest.raises(ModelError, match="nothing is uncertain"):
        chances(conflict({"a": ["x"]}, {"a": ["a.x"]}))


def test_strict_sanctions() -> None:
    strict = chances(GAME, ["gmr"], sanction="strict")
    weak = chances(GAME, ["gmr"])
    assert (strict.equilibrium["gmr"] <= weak.equilibrium["gmr"] + 1e-12).all()
    for _, reading in cases(GAME, "dropped", {})[:1]:
        assert analyse(reading, ["gmr"], sanction="strict").parameters["sanction"] == "strict"
