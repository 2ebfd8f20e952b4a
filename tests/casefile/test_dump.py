"""Cases written as case files read back as they were."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile.cases import GRAPH
from detente import casefile
from detente.case import Alias, Case, Event, Outcome, Party, Scenario
from detente.casefile import positions
from detente.casefile.dump import dump
from detente.casefile.layout import Rows, layout, scalar
from detente.conditions import parse
from detente.conflict.arcs import GraphConflict, graph_conflict
from detente.conflict.model import Conflict, Option, Rule, conflict
from detente.conflict.preferences import Ordered, Ranking, Weighted, Wish, wishes
from detente.conflict.views import View, perceived
from detente.errors import ModelError
from detente.evidence import Ground, Passage, Source, Statement
from graph_strategies import graph_conflicts
from hypergame_strategies import hypergames as random_hypergames
from strategies import conflicts

FROM_THE_FILE = ("text", "digest", "path", "warnings")


def content(case: Case) -> dict[str, Any]:
    return {key: value for key, value in vars(case).items() if key not in FROM_THE_FILE}


def read(text: str) -> Any:
    document = positions.read(text.encode())
    assert not document.problems
    return document.data


@given(conflicts(max_options=4).filter(lambda game: game.options))
def test_conflicts_there_and_back(game: Conflict) -> None:
    again = casefile.loads(dump(Case("x", "X", conflict=game))).conflict
    assert again is not None
    assert again.options == game.options
    assert again.states.codes.tolist() == game.states.codes.tolist()
    assert [rule.condition for rule in again.infeasible] == [
        rule.condition for rule in game.infeasible
    ]
    for party in game.party_ids:
        assert again.payoffs(party).tolist() == game.payoffs(party).tolist()
        assert [wish.condition for wish in wishes(again.preferences[party])] == [
            wish.condition for wish in wishes(game.preferences[party])
        ]


@given(graph_conflicts().filter(lambda game: any(game.moves.values())))
def test_conflicts_in_graph_form_there_and_back(game: GraphConflict) -> None:
    again = casefile.loads(dump(Case("x", "X", conflict=game))).conflict
    assert isinstance(again, GraphConflict)
    assert again.states == game.states
    for party in game.party_ids:
        assert set(again.moves.get(party, ())) == set(game.moves[party])
        assert again.payoffs(party).tolist() == game.payoffs(party).tolist()


def test_graph_form_with_grounds_and_scenarios_there_and_back() -> None:
    case = casefile.loads(GRAPH)
    assert content(casefile.loads(dump(case))) == content(case)


def test_a_scenario_has_the_states_of_the_case() -> None:
    base = graph_conflict(["s", "t"], {"a": [("s", "t")]}, {"a": []})
    other = graph_conflict(["s", "t", "u"], {"a": [("s", "u")]}, {"a": []})
    case = Case("x", "X", conflict=base, scenarios={"k": Scenario("k", "K", conflict=other)})
    with pytest.raises(ModelError, match="other states"):
        dump(case)


def test_a_packaged_case_there_and_back() -> None:
    text = (files("detente") / "catalog" / "elmira" / "case.yaml").read_text("utf-8")
    case = casefile.loads(text)
    assert content(casefile.loads(dump(case))) == content(case)


def test_every_field_there_and_back() -> None:
    ground = Ground(("s1",), "so it is: always", "0.25", True, "internal")
    base = conflict(
        {"a": [Option("x", "a", "No", "forward", ground), "y"], "b": ["z"]},
        {
            "a": Ordered((Wish(parse("t"), label="the treaty", ground=ground),)),
            "b": ["b.z"],
        },
        terms={"t": "a.x and b.z"},
        infeasible=["a.x and a.y"],
        status_quo=[],
        outcomes=["t"],
        title="All of it",
    )
    parties = {
        "a": Party("a", "Alpha", (Alias("A", until="1991-12-25"), Alias("Aleph")), "old", "note"),
        "b": Party("b", "b"),
        "c": Party("c", "Watcher"),
    }
    view = View(
        infeasible=(Rule(parse("b.z"), ground), Rule(parse("t"))),
        disbelieves=(Rule(parse("a.x and a.y"), ground),),
        unaware={"b.z": ground, "a.y": Ground()},
        directions=(replace(base.options[0], direction="back"),),
        preferences={"b": Ordered((Wish(parse("not t"), ground=ground),)), "a": Ordered(())},
        note="It errs.",
        ground=ground,
    )
    base = base.with_changes(parties=(parties["a"], parties["b"]), views={"a": view, "b": View()})
    other = base.with_changes(
        options=(*base.options, Option("w", "b", "Walk out")),
        infeasible=(),
        status_quo=frozenset(["a.x"]),
        preferences={"a": base.preferences["a"], "b": Ranking(((1, 2), tuple(range(3, 17))))},
        views={"a": View(), "b": View(unaware={"b.w": ground})},
    )
    changes = (
        "b: preferences replaced",
        "b: option 'Walk out' added",
        "infeasible combinations replaced",
        "status quo replaced",
        "Alpha: its view of the dispute replaced",
        "b: its view of the dispute replaced",
    )
    case = Case(
        id="all",
        title="All of it",
        as_of="1991",
        summary="First paragraph.\n\nSecond: with a colon.",
        parties=parties,
        sources={"r": Source("r", "Wire", ("A", "B"), "1991-05", "T # 1", "Me", "u://x", "n", "internal")},
        statements={
            "s1": Statement(
                "s1", "yes", "r", "a", "Mr. A", "b", "matter", "offer", "1991-05-01", ("A",),
                {"quantity": 4, "share": 0.5, "holder": "4"}, ("s2",), "disputed", "internal",
            ),
            "s2": Statement(
                "s2", "says: no", contradicts=("s1",), passage=Passage("0" * 64, 3, 9)
            ),
        },
        conflict=base,
        scenarios={"o": Scenario("o", "Other", "what if", changes, other, ground)},
        outcome=Outcome("done", (Event("1992", "over", ("r",), "internal"),)),
    )  # fmt: skip
    assert content(casefile.loads(dump(case))) == content(case)


def test_marks_there_and_back() -> None:
    def wish(text: str, group: int = 0, strongly: int = 0, unsure: bool = False) -> Wish:
        return Wish(parse(text), strongly=strongly, unsure=unsure, group=group)

    game = conflict(
        {"a": ["x"], "b": ["y"], "c": ["z"]},
        {
            "a": Ordered(
                (
                    wish("b.y", strongly=1),
                    wish("a.x", 2, 3),
                    wish("not b.y", 2, unsure=True),
                    wish("c.z", 3),
                    wish("a.x", 3),
                    wish("c.z", unsure=True),
                )
            ),
            "b": Weighted((Wish(parse("a.x"), 2.0), Wish(parse("b.y"), 0.5)), (0.5, 2.0)),
            "c": Ranking(((1,), (2, 3), (4,), (5, 6, 7, 8)), strongly=((1, 1), (3, 2))),
        },
    )
    text = dump(Case("x", "X", conflict=game))
    again = casefile.loads(text).conflict
    assert again is not None
    assert again.preferences == game.preferences
    assert "strongly: true" in text
    assert "{after: 3, degree: 2}" in text


def test_what_a_scenario_cannot_drop() -> None:
    base = conflict({"a": ["x", "y"]}, {"a": []})
    other = conflict({"a": ["x"]}, {"a": []})
    case = Case("x", "X", conflict=base, scenarios={"s": Scenario("s", "S", conflict=other)})
    with pytest.raises(ModelError, match=r"drops a\.y"):
        dump(case)


def test_a_ranking_is_explained() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": Ranking(((4, 1), (2,), (3,))), "b": []})
    text = dump(Case("x", "X", conflict=game))
    assert "  #   1: nothing\n  #   2: a.x\n  #   3: b.y\n  #   4: a.x, b.y\n" in text
    assert "a: {ranking: [[4, 1], 2, 3]}" in text


def test_what_a_ranking_rests_on_goes_both_ways() -> None:
    ground = Ground(because="it said so", confidence="0.7", judgement=True, visibility="internal")
    ranking = Ranking(((2,), (1,)), ground)
    text = dump(Case("x", "X", conflict=conflict({"a": ["x"]}, {"a": ranking})))
    read_back = casefile.loads(text).conflict
    assert read_back is not None
    assert read_back.preferences["a"] == ranking


ODD = [
    "", " ", "a ", "\ta", "a\nb", "a\n", "\n", "a: b", "a #b", "#a", "- a", "? a", "a:", "&a", "*a",
    "!a", "|", ">", "%a", "@a", "`a", "'a'", '"a"', "[a]", "{a}", "a, b", "null", "~", "No", "TRUE",
    "1", "1.0", "1e3", "0x1f", ".inf", "2019-01-09", "---", "...", "a\\b", "a\u2028b", "a\u0085b",
    "\ufeffa", "a\x00b", "a\x7fb", "a\xa0b", "日本", "🙂", "\U000e0001", "wide " * 40, "wide " * 40 + "end",
    "wide " * 40 + "end\n", "w" * 200, "wide  gap " * 20, "x # y " * 30 + "z", "=", "<<", "y", "a\r\nb",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_survive(text: str) -> None:
    data = {"a": text, "b": [text, "x"], "c": {"d": text}, "e": Rows([text, {"f": text}])}
    assert read(layout(data, [], {})) == data


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(text: str) -> None:
    data = {"a": text, "b": [text], "c": {"d": text}, "e": Rows([text]), "f": text * 9}
    assert read(layout(data, [], {})) == data


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_any_key_survives(text: str) -> None:
    assert read(f"{scalar(text)}: 1") == {text: 1}


def test_a_view_that_a_scenario_lacks_is_emptied() -> None:
    base = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []})
    seeing = base.with_changes(views={"a": View(unaware={"b.y": Ground()})})
    case = Case("x", "X", conflict=seeing, scenarios={"s": Scenario("s", "S", conflict=base)})
    again = casefile.loads(dump(case))
    assert again.conflict_under().views == seeing.views
    assert again.conflict_under("s").views == {"a": View()}
    assert again.scenarios["s"].changes == ("a: its view of the dispute replaced",)


@given(random_hypergames().filter(lambda game: game.options))
def test_views_there_and_back(game: Conflict) -> None:
    again = casefile.loads(dump(Case("x", "X", conflict=game))).conflict_under()
    assert [*again.views] == [*game.views]
    for party in game.party_ids:
        seen, before = perceived(again, party), perceived(game, party)
        assert seen.options == before.options
        assert seen.states.codes.tolist() == before.states.codes.tolist()
        for other in game.party_ids:
            assert seen.payoffs(other).tolist() == before.payoffs(other).tolist()
