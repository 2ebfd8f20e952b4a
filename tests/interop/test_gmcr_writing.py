"""Writing ``.gmcr`` files, and there and back again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given

from detente.case import Case, Outcome, Scenario
from detente.conditions import parse
from detente.conflict.model import Conflict, Option, conflict
from detente.conflict.preferences import Ordered, Payoffs, Ranking, Weighted, Wish
from detente.conflict.views import View, perceived
from detente.errors import LimitError, ModelError
from detente.evidence import Ground
from detente.interop import gmcr
from hypergame_strategies import hypergames
from interop.gmcr_files import DAM, FERRY, changed, text
from strategies import conflicts


def there(game: Conflict) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(gmcr.dumps(Case("x", "X", conflict=game)))
    return result


def back(game: Conflict) -> Conflict:
    again = gmcr.loads(gmcr.dumps(Case("x", "X", conflict=game))).conflict
    assert again is not None
    return again


@given(conflicts())
def test_a_conflict_there_and_back(game: Conflict) -> None:
    again = back(game)
    assert again.party_ids == game.party_ids
    assert [o.name for o in again.options] == [o.name for o in game.options]
    assert [o.direction for o in again.options] == [o.direction for o in game.options]
    assert again.states.codes.tolist() == game.states.codes.tolist()
    for party in game.party_ids:
        assert again.payoffs(party).tolist() == game.payoffs(party).tolist()


def without_payoffs(data: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(text(data))
    for entry in result["decisionMakers"]:
        entry.pop("payoffs", None)
    return result


@pytest.mark.parametrize("data", [DAM, FERRY], ids=["statements", "rankings"])
def test_a_file_there_and_back_keeps_every_field(data: dict[str, Any]) -> None:
    again = json.loads(gmcr.dumps(gmcr.loads(text(data))))
    expected = without_payoffs(data)
    for entry, other in zip(expected["decisionMakers"], again["decisionMakers"], strict=True):
        if not data["useManualPreferenceRanking"]:  # empty in the file, made anew
            assert len(other["preferenceRanking"]) > 1
            entry["preferenceRanking"] = other["preferenceRanking"]
    assert without_payoffs(again) == expected
    # a second time, nothing is new
    assert json.loads(gmcr.dumps(gmcr.loads(json.dumps(again)))) == again


def test_an_unused_ranking_is_kept_as_it_stands() -> None:
    data = changed(DAM, "decisionMakers.1.preferenceRanking", [3, [2, 1]])
    again = json.loads(gmcr.dumps(gmcr.loads(text(data))))
    assert again["decisionMakers"][1]["preferenceRanking"] == [3, [2, 1]]


def test_a_line_for_what_is_short() -> None:
    lines = gmcr.dumps(gmcr.loads(text(FERRY))).splitlines()
    assert '    {"name": "Sail", "permittedDirection": "both"},' in lines
    assert '      "preferenceRanking": [2, 1, 4, 3],' in lines
    assert len(lines) < 40


def test_payoffs_count_down_from_the_number_of_states() -> None:
    crew = json.loads(gmcr.dumps(gmcr.loads(text(FERRY))))["decisionMakers"][1]
    assert crew["payoffs"] == [3, 2, 3, 4]


def test_names_and_directions() -> None:
    game = conflict(
        {"a": [Option("x", "a", "Full"), Option("y", "a", "Full", "forward")], "b": ["z"]},
        {"a": ["a.x"], "b": []},
    )
    data = there(game)
    assert data["options"] == [
        {"name": "Full", "permittedDirection": "both"},
        {"name": "Full", "permittedDirection": "fwd"},
        {"name": "z", "permittedDirection": "both"},
    ]
    assert [o.name for o in back(game).options] == ["a.full", "a.full_2", "b.z"]


def test_one_ranking_makes_all_rankings() -> None:
    game = conflict(
        {"a": ["x"], "b": ["y"], "c": []},
        {
            "a": ["a.x implies b.y"],
            "b": Payoffs.of([5, 5, 1, 7]),
            "c": Weighted((Wish(parse("a.x"), 2), Wish(parse("b.y"), 1))),
        },
    )
    data = there(game)
    assert data["useManualPreferenceRanking"] is True
    assert [entry["preferenceRanking"] for entry in data["decisionMakers"]] == [
        [[1, 3, 4], 2],
        [4, [1, 2], 3],
        [4, 2, 3, 1],
    ]
    # the ordered statements are there too, for whoever switches back
    assert data["decisionMakers"][0]["preferences"] == [
        {"compound": True, "members": [[[0, "N"]], [[1, "Y"]]]}
    ]


SHAPES = {
    "a.x": [[0, "Y"]],
    "not a.x": [[0, "N"]],
    "true": [],
    "a.x or true": [],
    "a.x and not b.z": [[0, "Y"], [2, "N"]],
    "not a.x or a.y and b.z": {
        "compound": True,
        "members": [[[0, "N"]], [[1, "Y"], [2, "Y"]]],
    },
    "not (a.x or b.z)": [[0, "N"], [2, "N"]],
    "a.x xor a.y": {"compound": True, "members": [[[0, "N"], [1, "Y"]], [[0, "Y"], [1, "N"]]]},
    "a.x iff both": {"compound": True, "members": [[[0, "N"]], [[1, "Y"]]]},
    "both": [[0, "Y"], [1, "Y"]],
    "exactly(0, a.x, a.y, b.z)": [[0, "N"], [1, "N"], [2, "N"]],
    "at_least(2, a.x, a.y, b.z)": {
        "compound": True,
        "members": [[[0, "Y"], [1, "Y"]], [[0, "Y"], [2, "Y"]], [[1, "Y"], [2, "Y"]]],
    },
}


@pytest.mark.parametrize(("condition", "shape"), SHAPES.items(), ids=SHAPES.keys())
def test_conditions_as_or_of_ands(condition: str, shape: Any) -> None:
    game = conflict(
        {"a": ["x", "y"], "b": ["z"]},
        {"a": [condition], "b": []},
        terms={"both": "a.x and a.y"},
    )
    assert there(game)["decisionMakers"][0]["preferences"] == [shape]


def test_what_never_holds_is_left_out() -> None:
    game = conflict({"a": ["x"]}, {"a": ["a.x and not a.x or false", "a.x"]}, infeasible=["false"])
    data = there(game)
    assert data["infeasibles"] == []
    assert data["decisionMakers"][0]["preferences"] == [[[0, "Y"]]]


def test_a_condition_that_grows_too_large() -> None:
    names = [f"o{k}" for k in range(16)]
    parity = " xor ".join(f"a.{name}" for name in names)
    game = conflict({"a": names}, {"a": [parity]})
    with pytest.raises(LimitError, match="or of ands"):
        there(game)


def test_too_many_states_for_rankings() -> None:
    names = [f"o{k}" for k in range(17)]
    game = conflict({"a": names, "b": []}, {"a": ["a.o1"], "b": []})
    assert there(game)["decisionMakers"][0]["preferenceRanking"] == []
    with pytest.raises(LimitError, match="at most 65,536"):
        there(game.with_changes(preferences={"a": Weighted(()), "b": Ordered(())}))


def test_kept_conditions_follow_the_options() -> None:
    case = gmcr.loads(text(DAM))
    assert case.conflict is not None
    kept = case.conflict.options[1:]  # upstream's "Full" is gone
    smaller = conflict(
        {p: [o for o in kept if o.party == p] for p in case.conflict.party_ids},
        {p: [] for p in case.conflict.party_ids},
    )
    extras = case.foreign["gmcr"]
    assert isinstance(extras, gmcr.GmcrExtras)
    data = json.loads(gmcr.dumps(Case("x", "X", conflict=smaller, foreign={"gmcr": extras})))
    assert [option["name"] for option in data["options"]] == [
        "Half", "Release water", "Full", "and",
    ]  # fmt: skip
    seeing = smaller.with_changes(views=case.conflict.views)
    data = json.loads(gmcr.dumps(Case("x", "X", conflict=seeing, foreign={"gmcr": extras})))
    assert data["decisionMakers"][0]["misperceptions"] == [[[1, "Y"]]]


@given(hypergames())
def test_views_of_what_is_infeasible_there_and_back(game: Conflict) -> None:
    views = {
        party: View(infeasible=view.infeasible, unaware=view.unaware)
        for party, view in game.views.items()
    }
    game = game.with_changes(views=views, status_quo=None)
    for party in game.party_ids:
        try:
            perceived(game, party)
        except ModelError:  # with every rule believed in, no state may be left to it
            assume(False)
    again = back(game)
    for party in game.party_ids:
        seen, before = perceived(again, party), perceived(game, party)
        assert seen.states.codes.tolist() == before.states.codes.tolist()


def test_what_of_a_view_is_lost_is_told() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []})
    view = View(unaware={"b.y": Ground(because="it never asks")}, preferences={"b": Ordered(())})
    notes = gmcr.left_out(Case("x", "X", conflict=game.with_changes(views={"a": view})))
    assert [note.message for note in notes] == [
        "disbelieved rules, directions and preferences in what parties wrongly believe are left out",
        "what options, rules and preferences rest on is left out",
    ]
    secret = View(unaware={"b.y": Ground(visibility="internal")})
    notes = gmcr.left_out(Case("x", "X", conflict=game.with_changes(views={"a": secret})))
    assert notes[-1].code == "internal-written"


def test_marks_of_strength_and_doubt_are_told_to_be_lost() -> None:
    marked = Ordered((Wish(parse("a.x"), strongly=1, unsure=True),))
    notes = gmcr.left_out(Case("x", "X", conflict=conflict({"a": ["x"]}, {"a": marked})))
    assert [note.message for note in notes] == [
        "how strongly things are preferred is left out",
        "what is marked unsure is written as if it were sure, and its marks are left out",
    ]


def test_notes_say_what_is_left_out(tmp_path: Path) -> None:
    secret = Ground(because="a hunch", visibility="internal")
    game = conflict(
        {"a": [Option("x", "a", ground=secret)]},
        {"a": Ordered((Wish(parse("a.x"), label="to have it"),))},
        terms={"done": "a.x"},
        status_quo=["a.x"],
    )
    other = game.with_changes(preferences={"a": Ranking(((1,), (2,)))})
    scenarios = {"s": Scenario("s", "S", conflict=other)}
    case = Case("x", "X", conflict=game, scenarios=scenarios, outcome=Outcome("came out"))
    path = tmp_path / "x.gmcr"
    assert [note.message for note in gmcr.write(case, path)] == [
        "1 scenario is left out",
        "the outcome is left out",
        "the names of 1 term are left out",
        "the status quo is left out",
        "the labels of preferences are left out",
        "what options, rules and preferences rest on is left out",
        "options or preferences marked internal are written like all others",
    ]
    again = gmcr.read(path).conflict
    assert again is not None
    assert again.payoffs("a").tolist() == [0, 1]
    gmcr.write(case, path, scenario="s")
    again = gmcr.read(path).conflict
    assert again is not None
    assert again.payoffs("a").tolist() == [1, 0]


def test_a_case_without_conflict() -> None:
    with pytest.raises(ModelError, match="no conflict"):
        gmcr.dumps(Case("x", "X"))
