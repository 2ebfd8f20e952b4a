"""Hypergames: each own game, what holds in all of them together, and who is surprised."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conditions import parse
from detente.conflict.analysis import analyse
from detente.conflict.hypergames import Hypergame, analyse_hypergame, answer, find_surprises
from detente.conflict.hypergames import search as search_module
from detente.conflict.hypergames.games import Unseen
from detente.conflict.model import Conflict, Option, Rule, conflict
from detente.conflict.preferences import Ordered, Payoffs, Ranking, Wish
from detente.conflict.views import View, perceived
from detente.errors import ConditionError, DetenteError, ModelError, UnknownNameError
from detente.evidence import NO_GROUND
from hypergame_oracle import HypergameOracle
from hypergame_strategies import hypergames, with_views
from oracle import CONCEPTS, SANCTIONS
from strategies import Seeded

UNSEEN = get_args(Unseen)


def codes_of(game: Conflict, numbers: object) -> set[int]:
    return {int(game.states.codes[number - 1]) for number in numbers}  # type: ignore[attr-defined]


# -- Against the definitions ---------------------------------------------------------------


def assert_as_defined(game: Conflict, sanction: str, unseen: str) -> None:
    oracle = HypergameOracle(game)
    found = analyse_hypergame(game, CONCEPTS, sanction=sanction, unseen=unseen)  # type: ignore[arg-type]
    for party, own in found.games.items():
        slow = oracle.games[party]
        assert own.conflict.states.codes.tolist() == slow.codes
        for other in game.party_ids:
            fast = own.conflict.payoffs(other).tolist()
            assert fast == [slow.payoff[other][code] for code in slow.codes]
        assert own.seen.tolist() == [code in slow.feasible for code in oracle.truth.codes]
    for concept in CONCEPTS:
        for party in game.party_ids:
            fast = found.outcome.stable[concept][party].tolist()
            assert fast == [
                oracle.stable(concept, party, code, unseen, sanction) for code in oracle.truth.codes
            ]
            own = found.games[party]
            expected = oracle.expected(concept, party, sanction)
            assert codes_of(game, own.expected(concept)) == expected & oracle.truth.feasible
            vain = codes_of(own.conflict, own.expected_in_vain(concept))
            assert vain == expected - oracle.truth.feasible
        held = codes_of(game, found.outcome.equilibria(concept))
        assert held == oracle.equilibria(concept, unseen, sanction)
    assert_surprises_as_defined(found, oracle, sanction, unseen)


def assert_surprises_as_defined(
    found: Hypergame, oracle: HypergameOracle, sanction: str, unseen: str
) -> None:
    game = found.conflict
    surprises = find_surprises(found, starts=len(game.states))
    assert surprises.notes == ()
    codes = oracle.truth.codes
    # moves: from the status quo and every equilibrium that holds or is expected
    starts = {codes[game.status_quo_state - 1]} if found.misled else set()  # type: ignore[operator]
    held = {c: oracle.equilibria(c, unseen, sanction) for c in CONCEPTS}
    hoped = {(p, c): oracle.expected(c, p, sanction) for p in game.party_ids for c in CONCEPTS}
    false_hopes = {
        (p, s): [c for c in CONCEPTS if s in hoped[p, c] and s not in held[c]]
        for p in game.party_ids
        for s in (oracle.games[p].codes if found.misled else ())
    }
    false_hopes = {key: concepts for key, concepts in false_hopes.items() if concepts}
    if found.misled:
        starts |= {s for where in held.values() for s in where}
        starts |= {s for _, s in false_hopes} & oracle.truth.feasible
    fast = {
        (codes[m.move.source - 1], m.surprised, m.move.party, codes[m.move.target - 1], m.why,
         m.undeterred)
        for m in surprises.moves
    }  # fmt: skip
    assert fast == {(s, *move) for s in starts for move in oracle.surprising_moves(s, sanction)}
    # ends: shortest ways into what a party does not see
    assert_ends(found, oracle, surprises.ends)
    # expectations
    assert {
        (h.party, int(found.games[h.party].conflict.states.codes[h.own_state - 1])): list(
            h.concepts
        )
        for h in surprises.false_hopes
    } == false_hopes
    for hope in surprises.false_hopes:
        if hope.state is None:
            continue
        s = codes[hope.state - 1]
        assert hope.left_by == tuple(
            p
            for p in game.party_ids
            if any(not oracle.stable(c, p, s, unseen, sanction) for c in hope.concepts)
        )
        assert hope.left_by
        assert hope.true_under == tuple(
            c
            for c in hope.concepts
            if all(oracle.truth.stable(c, p, s, sanction) for p in game.party_ids)
        )
    missed = {
        (p, s): [c for c in CONCEPTS if s in held[c] and s not in hoped[p, c]]
        for p in game.party_ids
        for s in (codes if found.misled else ())
    }
    assert {(u.party, codes[u.state - 1]): list(u.concepts) for u in surprises.unexpected} == {
        key: concepts for key, concepts in missed.items() if concepts
    }
    for u in surprises.unexpected:
        assert u.seen == (codes[u.state - 1] in oracle.games[u.party].feasible)


def assert_ends(found: Hypergame, oracle: HypergameOracle, ends: object) -> None:
    codes = oracle.truth.codes
    today = codes[found.conflict.status_quo_state - 1]  # type: ignore[operator]
    steps = oracle.ways(today) if found.misled else {}
    expected = {
        (party, s)
        for s in steps
        for party in oracle.parties
        if s not in oracle.games[party].feasible
    }
    assert {(end.surprised, codes[end.state - 1]) for end in ends} == expected  # type: ignore[attr-defined]
    for end in ends:  # type: ignore[attr-defined]
        here = today
        assert len(end.moves) == steps[codes[end.state - 1]]
        for move in end.moves:
            assert codes[move.source - 1] == here
            here = codes[move.target - 1]
            assert here in oracle.would_move(move.party, codes[move.source - 1])
        assert here == codes[end.state - 1]


@given(hypergames(), st.sampled_from(SANCTIONS), st.sampled_from(UNSEEN))
def test_hypergames_are_as_defined(game: Conflict, sanction: str, unseen: str) -> None:
    assert_as_defined(game, sanction, unseen)


@pytest.mark.parametrize("seed", range(60))
def test_many_hypergames_are_as_defined(seed: int) -> None:
    game = with_views(Seeded(seed), max_options=5)
    assert_as_defined(game, SANCTIONS[seed % 2], UNSEEN[seed // 2 % 3])


# -- Relations -----------------------------------------------------------------------------


@given(hypergames(), st.sampled_from(UNSEEN))
def test_without_misperception_it_is_the_plain_analysis(game: Conflict, unseen: str) -> None:
    clear = game.with_changes(views=dict.fromkeys(game.views, View()))
    found = analyse_hypergame(clear, CONCEPTS, unseen=unseen)  # type: ignore[arg-type]
    plain = analyse(game.with_changes(views={}), CONCEPTS)
    assert found.misled == ()
    for concept in CONCEPTS:
        assert found.outcome.equilibria(concept) == plain.equilibria(concept)
        for party in game.party_ids:
            where = plain.stable[concept][party]
            assert np.array_equal(found.outcome.stable[concept][party], where)
            assert found.games[party].expected(concept) == plain.equilibria(concept)
    assert find_surprises(found) == find_surprises(analyse_hypergame(game.with_changes(views={})))


@given(hypergames())
def test_views_do_not_touch_the_plain_analysis(game: Conflict) -> None:
    seeing, bare = analyse(game, ["seq"]), analyse(game.with_changes(views={}), ["seq"])
    assert seeing.equilibria("seq") == bare.equilibria("seq")


@given(hypergames(), st.sampled_from(["mistaken", "stable"]))
def test_unseen_unstable_is_the_strictest_variant(game: Conflict, unseen: str) -> None:
    loose = analyse_hypergame(game, CONCEPTS, unseen=unseen)  # type: ignore[arg-type]
    strict = analyse_hypergame(game, CONCEPTS, unseen="unstable")
    loosest = analyse_hypergame(game, CONCEPTS, unseen="stable")
    for concept in CONCEPTS:
        held = loose.outcome.equilibria(concept)
        seen_by_all = {s for s in held if not loose.unseen_by(s)}
        assert set(strict.outcome.equilibria(concept)) == seen_by_all
        assert set(held) <= set(loosest.outcome.equilibria(concept))


@given(hypergames())
def test_everybody_sharing_one_view_expects_what_happens(game: Conflict) -> None:
    """If all misread the conflict alike, each expects exactly what holds of what can occur."""
    for view in game.views.values():
        alike = game.with_changes(views=dict.fromkeys(game.party_ids, view))
        found = analyse_hypergame(alike, CONCEPTS)
        for concept in CONCEPTS:
            for own in found.games.values():
                assert own.expected(concept) == found.outcome.equilibria(concept)
        surprises = find_surprises(found)
        assert surprises.unexpected == ()
        assert all(hope.state is None for hope in surprises.false_hopes)
        assert all(move.why == "is not possible" for move in surprises.moves)


# -- A hypergame worked out by hand --------------------------------------------------------


def breakthrough(**view: object) -> Conflict:
    """A defender who does not see that the attacker can come through the forest."""
    return conflict(
        {"attacker": ["plain", "forest"], "defender": ["plain", "forest"]},
        {
            "attacker": [
                "attacker.forest and not defender.forest",
                "attacker.plain and not defender.plain",
                "not (attacker.plain or attacker.forest)",
            ],
            "defender": [
                "attacker.plain implies defender.plain",
                "attacker.forest implies defender.forest",
                "defender.plain",
            ],
        },
        infeasible=["attacker.plain and attacker.forest", "defender.plain iff defender.forest"],
        status_quo=["defender.plain"],
    ).with_changes(views={"defender": View(**view)})  # type: ignore[arg-type]


def test_the_unseen_option_is_the_surprise() -> None:
    found = analyse_hypergame(breakthrough(unaware={"attacker.forest": NO_GROUND}), ["nash", "seq"])
    game = found.conflict
    through = game.find("attacker.forest and defender.plain")
    today = game.find("status_quo")
    # the defender expects to hold the plain; in truth nothing holds, and so the attack does
    assert found.games["defender"].expected("nash") == (today,)
    assert found.truth.equilibria("nash") == ()
    assert found.outcome.equilibria("nash") == (through,)
    assert found.unseen_by(through) == ("defender",)
    surprises = find_surprises(found)
    (first, *_) = surprises.moves
    assert (first.surprised, first.move.party, first.why) == (
        "defender",
        "attacker",
        "cannot occur",
    )
    assert (first.move.source, first.move.target) == (today, through)
    # the attacker does not know of the blind spot, and fears that the defender would follow
    assert first.undeterred == ("nash",)
    (end,) = [end for end in surprises.ends if end.state == through]
    assert [move.target for move in end.moves] == [through]
    hopes = {(hope.party, hope.state, hope.left_by) for hope in surprises.false_hopes}
    assert ("defender", today, ("attacker",)) in hopes
    plain = analyse_hypergame(game, ["nash"])
    said = answer(plain, find_surprises(plain))
    assert len(said) <= 4
    assert said[0] == (
        f"defender misreads the situation. State {through} can last only because of it."
    )
    assert said[-1] == (
        "From the status quo, attacker takes up “forest”: "
        "defender believes that this cannot come about."
    )


def test_a_combination_that_only_one_party_believes_in() -> None:
    both = Rule(parse("attacker.plain and attacker.forest"))
    game = breakthrough(
        disbelieves=(both,),
        preferences={"attacker": Ordered((Wish(both.condition),))},
    )
    found = analyse_hypergame(game, ["nash"])
    own = found.games["defender"]
    assert own.imagined == 2
    (hope,) = [hope for hope in find_surprises(found).false_hopes if hope.state is None]
    taken = {option.name for option in own.conflict.taken(hope.own_state)}
    assert taken == {"attacker.plain", "attacker.forest", "defender.plain"}
    assert hope.to_dict(own.conflict)["taken"] == [
        option.name for option in game.options if option.name in taken
    ]
    assert "which cannot occur at all" in " ".join(answer(found, find_surprises(found)))


def test_a_mistaken_wish_makes_a_move_surprising() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["not b.y"], "b": ["b.y"]}, status_quo=[])
    harmless = {"b": Ordered((Wish(parse("not b.y")),))}
    game = game.with_changes(views={"a": View(preferences=harmless)})
    (move,) = [m for m in find_surprises(analyse_hypergame(game)).moves if m.move.source == 1]
    assert (move.surprised, move.move.party, move.why) == ("a", "b", "has no interest")
    assert move.believed is not None
    assert move.believed.wish is not None
    assert str(move.believed.wish.condition) == "not b.y"
    assert move.to_dict() == {
        "surprised": "a",
        "move": {"party": "b", "from": 1, "to": 3, "improves": True},
        "why": "has no interest",
        "gains": "b.y",
        "believed_to_mind": "not b.y",
        "undeterred": list(CONCEPTS),
    }


def test_who_sees_clearly_is_surprised_by_who_does_not() -> None:
    """At the first level nobody knows that others see another game."""
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x"], "b": []}, status_quo=[])
    game = game.with_changes(
        views={"a": View(preferences={"a": Ordered((Wish(parse("not a.x")),))})}
    )
    found = analyse_hypergame(game, ["nash"])
    assert found.truth.equilibria("nash") == (2, 4)
    assert found.outcome.equilibria("nash") == (1, 3)
    (hope, *_) = [h for h in find_surprises(found).false_hopes if h.party == "b"]
    assert (hope.state, hope.left_by) == (2, ("a",))


@given(hypergames())
def test_the_answer_is_short_and_says_what_changes(game: Conflict) -> None:
    found = analyse_hypergame(game)
    said = answer(found, find_surprises(found))
    assert 1 <= len(said) <= 3
    assert all(sentence.endswith(".") and sentence.count(". ") <= 1 for sentence in said)
    if not found.misled:
        return
    held, true = set(found.outcome.strongest()), set(found.truth.strongest())
    assert ("only because of it" in said[0]) == bool(held - true)
    assert ("would last if nobody did" in said[0]) == bool(true - held)
    if held == true:
        counts = [len(found.outcome.held_under(s)) - len(found.truth.held_under(s)) for s in held]
        assert ("under more concepts" in said[0]) == any(count > 0 for count in counts)
        assert ("under fewer" in said[0]) == any(count < 0 for count in counts)


# -- The conflict as a party sees it -------------------------------------------------------


def test_rankings_name_states_of_the_case() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": Ranking(((4,), (2, 1), (3,))), "b": []})
    seen = perceived(
        game.with_changes(views={"a": View(infeasible=(Rule(parse("a.x and b.y")),))}), "a"
    )
    assert seen.payoffs("a").tolist() == [1, 1, 0]
    narrow = View(
        unaware={"a.x": NO_GROUND},
        preferences={"b": Ranking(((3,), (1,))), "a": Payoffs.of([5, 6, 7, 8])},
    )
    seen = perceived(game.with_changes(views={"b": narrow}), "b")
    assert seen.payoffs("b").tolist() == [0, 1]
    assert seen.payoffs("a").tolist() == [0, 1]


def test_a_ranking_keeps_its_strong_gaps() -> None:
    marks = ((1, 1), (2, 3), (3, 2))
    ranking = Ranking(((4,), (3,), (2,), (1,)), strongly=marks)
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ranking, "b": []})
    no_third = View(infeasible=(Rule(parse("b.y and not a.x")),))
    seen = perceived(game.with_changes(views={"b": no_third}), "b").preferences["a"]
    assert seen == Ranking(((3,), (2,), (1,)), strongly=((1, 3), (2, 2)))
    no_fourth = View(infeasible=(Rule(parse("b.y and a.x")),))
    seen = perceived(game.with_changes(views={"b": no_fourth}), "b").preferences["a"]
    assert seen == Ranking(((3,), (2,), (1,)), strongly=((1, 3), (2, 2)))


@pytest.mark.parametrize(
    ("view", "message", "code"),
    [
        (View(infeasible=(Rule(parse("true")),)), "as a sees it: no state", "no-feasible-state"),
        (View(preferences={"b": Ranking(((1,), (2,)))}), "2 of the states", "incomplete-ranking"),
        (View(preferences={"b": Ranking(((1, 2, 3, 4), (9,)))}), "state 9", "unknown-state"),
        (View(preferences={"b": Payoffs.of([1])}), "1 payoffs for 4", "invalid-model"),
        (
            View(disbelieves=(Rule(parse("a.z")),), preferences={"b": Ranking(((1, 2, 3, 4),))}),
            "as a sees it: a ranking leaves out",
            "incomplete-ranking",
        ),
    ],
)
def test_views_that_make_no_game(view: View, message: str, code: str) -> None:
    game = conflict(
        {"a": ["x", "z"], "b": ["y"]}, {"a": [], "b": []}, infeasible=["a.z"], status_quo=[]
    )
    with pytest.raises(ModelError, match=message) as caught:
        analyse_hypergame(game.with_changes(views={"a": view}))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("party", "view", "error"),
    [
        ("c", View(), UnknownNameError),
        ("a", View(unaware={"a.q": NO_GROUND}), UnknownNameError),
        ("a", View(directions=(Option("q", "a"),)), UnknownNameError),
        ("a", View(preferences={"c": Ordered(())}), UnknownNameError),
        ("a", View(infeasible=(Rule(parse("a.q")),)), ConditionError),
    ],
)
def test_views_name_what_exists(party: str, view: View, error: type[DetenteError]) -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []})
    with pytest.raises(error):
        game.with_changes(views={party: view})


def test_who_does_not_see_the_status_quo_has_none() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []}, status_quo=["b.y"])
    blind = game.with_changes(views={"a": View(unaware={"b.y": NO_GROUND})})
    assert perceived(blind, "a").status_quo is None
    assert perceived(blind, "b") is blind
    with pytest.raises(UnknownNameError):
        perceived(blind, "c")


@pytest.mark.parametrize("wrong", [{"unseen": "maybe"}, {"sanction": "maybe"}])
def test_variants_have_names(wrong: dict[str, str]) -> None:
    with pytest.raises(ModelError, match="maybe"):
        analyse_hypergame(conflict({"a": ["x"]}, {"a": []}), **wrong)  # type: ignore[arg-type]


def test_there_must_be_a_conflict() -> None:
    with pytest.raises(ModelError, match="no conflict"):
        analyse_hypergame(None)


def test_what_is_cut_short_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"o{k}" for k in range(4)]
    game = conflict({"a": names, "b": names}, {"a": [], "b": []}, status_quo=[])
    wants = Ordered(tuple(Wish(parse(f"b.{name}")) for name in names))
    game = game.with_changes(preferences={"a": Ordered(()), "b": wants})
    blind = game.with_changes(views={"a": View(preferences={"b": Ordered(())})})
    found = analyse_hypergame(blind, ["nash"])
    for name, limit in (("MAX_VISITED", 2), ("MAX_MOVES", 1), ("MAX_LISTED", 1)):
        monkeypatch.setattr(search_module, name, limit)
    assert find_surprises(found, starts=1).notes == (
        "expectations: the 1 strongest equilibria compared",
        "ways were followed through 2 states only",
        "surprising moves: looked for from 1 of 2 states",
        "surprising moves: at most 1 listed from one state",
    )


def test_progress_is_told_over_all_games() -> None:
    game = breakthrough(unaware={"attacker.forest": NO_GROUND})
    told: list[tuple[int, int]] = []
    analyse_hypergame(game, ["nash"], progress=lambda done, steps, what: told.append((done, steps)))
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))
