"""Reading ``.gmcr`` files: numbering, names, preferences, and every way to be wrong."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from detente.case import Case
from detente.conflict.hypergames import analyse_hypergame
from detente.conflict.preferences import Ordered, Ranking
from detente.errors import CaseError, DetenteError, FormatError, LimitError
from detente.interop import gmcr, strictjson
from interop.gmcr_files import DAM, FERRY, changed, text


def load(data: Any) -> Case:
    return gmcr.loads(text(data), "Dam", file="dam.gmcr")


# -- What is understood --------------------------------------------------------------------


def test_options_are_regrouped_by_decision_maker_before_states_are_numbered() -> None:
    conflict = load(DAM).conflict
    assert conflict is not None
    assert [option.name for option in conflict.options] == [
        "upstream_cote.full",
        "upstream_cote.half",
        "downstream.release_water",
        "downstream.full",
        "the_court_la_cour.option_and",
    ]
    assert [option.direction for option in conflict.options] == [
        "both", "back", "forward", "both", "both",
    ]  # fmt: skip
    # infeasible: full and half of upstream (bits 0, 1); release and the court (bits 2, 4)
    expected = [c for c in range(32) if c & 3 != 3 and not (c & 4 and c & 16)]
    assert conflict.states.codes.tolist() == expected


def test_names_stay_as_labels() -> None:
    case = load(DAM)
    assert [party.label for party in case.parties.values()] == [
        "Upstream Côté",
        "Downstream",
        "The court / “La cour”",
    ]
    assert case.conflict is not None
    assert [option.label for option in case.conflict.options] == [
        "Full", "Half", "Release water", "Full", "and",
    ]  # fmt: skip
    assert (case.id, case.title) == ("dam", "Dam")


def test_repeated_names_of_one_kind_get_ids_of_their_own() -> None:
    data = changed(changed(DAM, "options.2.name", "Full"), "decisionMakers.1.name", "Upstream Côté")
    conflict = load(data).conflict
    assert conflict is not None
    assert [option.name for option in conflict.options][:3] == [
        "upstream_cote.full",
        "upstream_cote.full_2",
        "upstream_cote_2.release_water",
    ]


def test_statements_count_unless_the_file_says_otherwise() -> None:
    for data in (DAM, changed(DAM, "useManualPreferenceRanking", ...)):
        conflict = load(data).conflict
        assert conflict is not None
        upstream = conflict.preferences["upstream_cote"]
        assert isinstance(upstream, Ordered)
        assert [str(wish.condition) for wish in upstream.wishes] == [
            "not downstream.full",
            "upstream_cote.full and not the_court_la_cour.option_and or upstream_cote.half",
            "upstream_cote.full",
        ]


def test_a_ranking_with_ties() -> None:
    conflict = load(FERRY).conflict
    assert conflict is not None
    assert conflict.preferences["crew"] == Ranking(((4,), (1, 3), (2,)))
    assert conflict.payoffs("crew").tolist() == [1, 0, 1, 2]
    assert conflict.payoffs("line").tolist() == [2, 3, 0, 1]


def test_older_keys() -> None:
    older: dict[str, Any] = json.loads(text(FERRY))
    older["useManualPreferenceVectors"] = older.pop("useManualPreferenceRanking")
    for entry in older["decisionMakers"]:
        entry["preferenceVector"] = entry.pop("preferenceRanking")
    assert load(older).conflict == load(FERRY).conflict


def test_nested_compounds_are_one_long_or() -> None:
    inner = {"compound": True, "members": [[[0, "Y"]], [[1, "N"]]]}
    rule = {"compound": True, "members": [inner, [[2, "Y"], [3, "Y"]]]}
    conflict = load(changed(DAM, "infeasibles", [rule])).conflict
    assert conflict is not None
    assert str(conflict.infeasible[0].condition) == (
        "upstream_cote.full or not downstream.release_water or "
        "upstream_cote.half and downstream.full"
    )


def test_an_empty_condition_is_a_line_not_filled_in() -> None:
    case = load(changed(DAM, "infeasibles", [[], {"compound": True, "members": [[], [[0, "Y"]]]}]))
    assert case.conflict is not None
    assert [str(rule.condition) for rule in case.conflict.infeasible] == ["upstream_cote.full"]
    notes = [d.message for d in case.warnings if d.code == "empty-condition"]
    assert notes == [
        "infeasibles[1].members[0] stands empty and is passed over",
        "infeasibles[0] stands empty and is passed over",
    ]
    # as a preference it holds everywhere
    assert case.conflict.payoffs("the_court_la_cour").max() == 1


def test_what_is_kept_but_not_analysed_is_told() -> None:
    messages = [d.message for d in load(DAM).warnings if d.code == "kept-not-analysed"]
    assert messages == [
        "coalitions are kept but not analysed",
        "fields unknown here (windowSize, mood, colour) are kept but not analysed",
    ]
    (message,) = [d.message for d in load(FERRY).warnings]
    assert message.startswith("preference statements, which the file overrides")
    assert "Line" in message


def test_misperceptions_are_what_a_party_believes_infeasible() -> None:
    data = changed(DAM, "decisionMakers.0.misperceptions", [[[1, "Y"]], [], [[0, "N"], [4, "Y"]]])
    case = load(data)
    game = case.conflict_under()
    assert [*game.views] == ["upstream_cote"]
    assert [str(rule.condition) for rule in game.views["upstream_cote"].infeasible] == [
        "downstream.release_water",
        "not upstream_cote.full and the_court_la_cour.option_and",
    ]
    (note,) = [d.message for d in case.warnings if d.code == "empty-condition"]
    assert note == "decisionMakers[0].misperceptions[1] stands empty and is passed over"
    assert analyse_hypergame(game).misled == ("upstream_cote",)


def test_a_ranking_that_repeats_the_statements_is_not_worth_a_note() -> None:
    by_statements = changed(FERRY, "useManualPreferenceRanking", False)
    repeating = changed(by_statements, "decisionMakers.0.preferenceRanking", [[2, 1], [4, 3]])
    repeating = changed(repeating, "decisionMakers.1.preferenceRanking", [[4, 3, 2, 1]])
    assert [d for d in load(repeating).warnings if d.code == "kept-not-analysed"] == []
    (message,) = [d.message for d in load(by_statements).warnings if d.code == "kept-not-analysed"]
    assert "rankings" in message
    assert "Line, Crew" in message


def test_rankings_without_statements_that_the_file_does_not_use() -> None:
    case = load(changed(FERRY, "useManualPreferenceRanking", False))
    hints = [d.hint for d in case.warnings if d.code == "unused-ranking"]
    assert hints == ['set "useManualPreferenceRanking" to true to use the rankings']


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "Two dams.gmcr"
    path.write_bytes(b"\xef\xbb\xbf" + text(DAM).encode())
    case = gmcr.read(path)
    assert (case.title, case.id, case.path) == ("Two dams", "two_dams", str(path))
    assert len(case.digest) == 64


# -- What is wrong -------------------------------------------------------------------------

PROBLEMS = {
    "not an object": ([], "the file: an object is expected"),
    "no options": (changed(DAM, "options", ...), "options: the list of options is missing"),
    "options no list": (changed(FERRY, "options", 3), "options: a list is expected"),
    "option no object": (changed(FERRY, "options.1", "x"), "options[1]: an object is expected"),
    "no name": (changed(FERRY, "options.1.name", ...), "options[1].name: the name is missing"),
    "name no text": (changed(FERRY, "options.1.name", 4), "options[1].name: text is expected"),
    "direction": (
        changed(FERRY, "options.0.permittedDirection", "sideways"),
        "options[0].permittedDirection: both, fwd or back is expected",
    ),
    "direction no text": (
        changed(FERRY, "options.0.permittedDirection", ["fwd"]),
        "options[0].permittedDirection: both, fwd or back is expected",
    ),
    "nobody": (changed(FERRY, "decisionMakers", []), "decisionMakers: at least one is needed"),
    "party no object": (
        changed(FERRY, "decisionMakers.0", 0),
        "decisionMakers[0]: an object is expected",
    ),
    "no such option": (
        changed(FERRY, "decisionMakers.0.options", [7]),
        "decisionMakers[0].options[0]: there is no option 7",
    ),
    "index no number": (
        changed(FERRY, "decisionMakers.0.options", [True]),
        "decisionMakers[0].options[0]: a number is expected",
    ),
    "owned twice": (
        changed(FERRY, "decisionMakers.1.options", [0, 1]),
        "decisionMakers[1].options[0]: option 0 already belongs to decisionMakers[0]",
    ),
    "listed twice": (
        changed(FERRY, "decisionMakers.1.options", [1, 1]),
        "decisionMakers[1].options[1]: option 1 already belongs to decisionMakers[1]",
    ),
    "owned by nobody": (
        changed(FERRY, "decisionMakers.1.options", []),
        "options[1]: no decision maker has this option",
    ),
    "condition no list": (
        changed(DAM, "decisionMakers.1.preferences.0", "full"),
        "decisionMakers[1].preferences[0]: a list is expected",
    ),
    "condition index": (
        changed(DAM, "decisionMakers.1.preferences.1", [[0, "Y"], [-1, "N"]]),
        "decisionMakers[1].preferences[1][1][0]: there is no option -1",
    ),
    "condition index kind": (
        changed(DAM, "decisionMakers.1.preferences.1", [[1.0, "Y"]]),
        "decisionMakers[1].preferences[1][0][0]: a number is expected",
    ),
    "condition value": (
        changed(DAM, "infeasibles.0", [[0, "y"]]),
        'infeasibles[0][0][1]: "Y" or "N" is expected',
    ),
    "condition value kind": (
        changed(DAM, "infeasibles.0", [[0, ["Y"]]]),
        'infeasibles[0][0][1]: "Y" or "N" is expected',
    ),
    "condition pair": (
        changed(DAM, "infeasibles.0", [[0]]),
        'infeasibles[0][0]: [option index, "Y" or "N"] is expected',
    ),
    "compound": (
        changed(DAM, "infeasibles.0", {"compound": False, "members": []}),
        'infeasibles[0]: a list or {"compound": true, "members": […]} is expected',
    ),
    "inside a compound": (
        changed(DAM, "infeasibles.0", {"compound": True, "members": [[[0, "Y"]], 3]}),
        "infeasibles[0].members[1]: a list is expected",
    ),
    "misperception": (
        changed(DAM, "decisionMakers.0.misperceptions", [[[9, "Y"]]]),
        "decisionMakers[0].misperceptions[0][0][0]: there is no option 9",
    ),
    "manual": (
        changed(FERRY, "useManualPreferenceRanking", "yes"),
        "useManualPreferenceRanking: true or false is expected",
    ),
    "ranking incomplete": (
        changed(FERRY, "decisionMakers.1.preferenceRanking", [4, [1, 3]]),
        ("decisionMakers[1].preferenceRanking: the ranking is incomplete: 1 of 4 states are "
            "missing (2)"),
    ),
    "ranking repeats": (
        changed(FERRY, "decisionMakers.1.preferenceRanking", [4, [1, 3], 2, 4]),
        ("decisionMakers[1].preferenceRanking: the ranking is cyclic: state 4 stands in it twice, "
            "so it would be better than itself"),
    ),
    "ranking beyond": (
        changed(FERRY, "decisionMakers.1.preferenceRanking", [4, [1, 3], 2, 5]),
        ("decisionMakers[1].preferenceRanking: the ranking names state 5; states are numbered "
            "1 to 4"),
    ),
    "ranking kind": (
        changed(FERRY, "decisionMakers.1.preferenceRanking", [4, [1, "3"], 2]),
        "decisionMakers[1].preferenceRanking[1][1]: a number is expected",
    ),
    "ranking too deep": (
        changed(FERRY, "decisionMakers.1.preferenceRanking", [4, [1, [3]], 2]),
        "decisionMakers[1].preferenceRanking[1][1]: a number is expected",
    ),
    "ranking missing": (
        changed(FERRY, "decisionMakers.1.preferenceRanking", ...),
        ("decisionMakers[1].preferenceRanking: the ranking is incomplete: 4 of 4 states are "
            "missing (1, 2, 3, 4)"),
    ),
    "nothing feasible": (
        changed(FERRY, "infeasibles", [[[0, "Y"]], [[0, "N"]]]),
        "infeasibles: no state is feasible: the infeasibility conditions exclude every combination",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_problems_name_their_place(data: Any, message: str) -> None:
    with pytest.raises(CaseError) as caught:
        load(data)
    assert [d.message for d in caught.value.diagnostics] == [message]
    assert {d.file for d in caught.value.diagnostics} == {"dam.gmcr"}


def test_all_problems_are_told_at_once() -> None:
    data = changed(changed(DAM, "infeasibles.0", [[9, "Y"]]), "decisionMakers.0.preferences.0", 1)
    with pytest.raises(CaseError) as caught:
        load(data)
    assert len(caught.value.diagnostics) == 2


BROKEN = {
    "not JSON": (b'{"options": [\n  {]}', 2, 4, "not JSON"),
    "empty": (b"", 1, 1, "not JSON"),
    "cut off": (b'{"options": ["\\', 1, 14, "not JSON"),
    "not UTF-8": (b'{\n"options": "\xff"}', 2, 13, "not UTF-8"),
    "deep": (b"[\n" + b"[" * 100_000, 2, 64, "nested deeper"),
    "deep objects": (b'{"a":' * 100_000, 1, 321, "nested deeper"),
    "NaN": (b'{"options": [1, NaN]}', 0, 0, "options[1]: NaN"),
    "infinity": (b'{"options": -Infinity}', 0, 0, "options: -Infinity"),
    "too large a float": (b'{"options": 1e999}', 0, 0, "options: 1e999"),
    "too long an integer": (b'{"a": %s}' % (b"9" * 5000), 0, 0, "a: 999999999999999999…"),
    "repeated key": (b'{"a": [{"b": 1, "b": 2}]}', 0, 0, 'a[0]: the key "b" stands twice'),
    "half a surrogate": (b'{"a": "\\ud800"}', 0, 0, "a: half a surrogate pair"),
}


@pytest.mark.parametrize(("raw", "line", "column", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_unsound_json(tmp_path: Path, raw: bytes, line: int, column: int, message: str) -> None:
    path = tmp_path / "x.gmcr"
    path.write_bytes(raw)
    with pytest.raises(FormatError) as caught:
        gmcr.read(path)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message.startswith(message)
    assert (diagnostic.file, diagnostic.line, diagnostic.column) == (str(path), line, column)


def test_quotes_without_end_take_no_time() -> None:
    with pytest.raises(FormatError):
        strictjson.loads('\\"' * 200_000)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="cannot be read"):
        gmcr.read(tmp_path / "nowhere.gmcr")
    with pytest.raises(FormatError, match="cannot be read"):
        gmcr.read(tmp_path)


def test_a_file_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.gmcr"
    path.write_bytes(b" " * (strictjson.MAX_BYTES + 1))
    with pytest.raises(LimitError, match="16 MiB"):
        gmcr.read(path)
    with pytest.raises(LimitError, match="16 MiB"):
        gmcr.loads(" " * (strictjson.MAX_BYTES + 1))


LARGE = {
    "options": {"options": [{"name": "x"}] * 63, "decisionMakers": []},
    "decision makers": {
        "options": [{"name": "x"}],
        "decisionMakers": [{"name": "a", "options": []}] * 201,
    },
    "parts of conditions": changed(FERRY, "infeasibles", [[[0, "Y"], [1, "Y"]]] * 40_000),
}


@pytest.mark.parametrize(("what", "data"), LARGE.items(), ids=LARGE.keys())
def test_limits(what: str, data: dict[str, Any]) -> None:
    with pytest.raises(LimitError, match=what):
        load(data)


def test_no_more_problems_than_anybody_reads() -> None:
    with pytest.raises(CaseError) as caught:
        load(changed(FERRY, "decisionMakers.0.options", [7] * 5000))
    assert len(caught.value.diagnostics) == strictjson.MAX_PROBLEMS
    with pytest.raises(FormatError) as unsound:
        strictjson.loads("[" + "NaN," * 5000 + "0]")
    assert len(unsound.value.diagnostics) == strictjson.MAX_PROBLEMS


JUNK = (None, True, 0, -1, 1.5, "", "Y", [], [[]], {}, {"compound": True}, [[0, "Y"], None])


def places(value: Any, path: str = "") -> list[str]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        place = f"{path}.{key}" if path else str(key)
        found += places(inner, place) if isinstance(inner, dict | list) else [place]
    return found


@pytest.mark.parametrize("data", [DAM, FERRY], ids=["statements", "rankings"])
def test_junk_anywhere_is_never_a_traceback(data: dict[str, Any]) -> None:
    for place in places(data):
        for junk in (*JUNK, ...):
            with contextlib.suppress(DetenteError):
                gmcr.loads(gmcr.dumps(load(changed(data, place, junk))))
