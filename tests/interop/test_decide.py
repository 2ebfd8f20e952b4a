"""Files of DECIDE: all issues as one case, or one by itself; what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case import Case
from detente.casefile import loads
from detente.casefile.dump import dump
from detente.errors import DetenteError, UnknownNameError
from detente.interop.positions import recognised
from detente.loading import load
from detente.ranges import Range
from detente.spatial.forecast import forecast
from examples import examples

Read = Callable[..., Case]
TOLL = """\
#O;The toll of the town;;
#/;ID;Full name
#A;town;The town;asked in May
#A;shops;The shops' league
#A;mute;Nobody in particular
#P;height;How high the toll is
#P;when;When it is raised
#M;height;0.5;symbolic
#M;height;2;
#M;height;7;prohibitive
#/;actor;issue;position;salience;power;
#D;town;height;7;0.9;1;a remark
#D;shops;height;0,5;0.5;0.6
#D;town;when;100;0.6;0.5
"""


def messages(case: Case) -> list[str]:
    return [each.message for each in case.warnings]


def test_all_issues_are_one_case_with_saliences_scaled_in_common(read: Read) -> None:
    case = read(TOLL)
    problem = case.spatial_under()
    height, when = problem.dimensions
    assert (case.title, case.parties["town"].note) == ("The toll of the town", "asked in May")
    assert (height.label, height.low, height.high) == (
        "How high the toll is",
        "symbolic",
        "prohibitive",
    )
    assert (when.low, when.high) == ("", "")
    town, shops = problem.actors
    assert (town.label, town.capability.low, shops.capability.low) == ("The town", 1, 0.6)
    # On 'when' the town has half its power, so that its weight there is 0.6 × 0.5.
    saliences = [stance.salience.low for stance in town.stances.values()]
    assert saliences == pytest.approx([100 * 0.9 / 1.2, 100 * 0.3 / 1.2])
    assert shops.stances["height"].salience.low == pytest.approx(100 * 0.5 / 1.2)
    assert [actor.stances["height"].position.low for actor in problem.actors] == [100, 0]
    assert shops.stances["when"].position == Range(0, 100)
    assert shops.stances["when"].salience.high == 0
    told = messages(case)
    for part in ("'height', from 0.5 to 7", "one line #M", "mute is left out", "(one time)",
                 "power of town", "up to 120: all are multiplied by 0.833"):  # fmt: skip
        assert any(part in each for each in told), told
    again = loads(dump(case)).spatial_under()
    assert (again.actors, again.dimensions) == (problem.actors, problem.dimensions)


def test_one_issue_by_itself_is_as_the_file_has_it(read: Read) -> None:
    case = read(TOLL, "toll.txt", "height")
    problem = case.spatial_under()
    assert case.title == "The toll of the town: How high the toll is"
    assert [actor.stances["height"].salience.low for actor in problem.actors] == [90, 50]
    assert [actor.capability.low for actor in problem.actors] == [1, 0.6]
    found = forecast(problem)
    assert found.notes[: len(problem.notes)] == problem.notes != ()
    mean = found.baselines["weighted_mean"][0]
    assert mean == pytest.approx(100 * 0.9 / (0.9 + 0.5 * 0.6))
    assert not any("multiplied" in each for each in messages(case))
    assert forecast(read(TOLL).spatial_under()).baselines["weighted_mean"][0] == pytest.approx(mean)
    with pytest.raises(UnknownNameError, match="dimension"):
        read(TOLL, "toll.txt", "Height")


@pytest.mark.parametrize(
    "written",
    [
        TOLL.replace(";", "\t").encode(),
        TOLL.replace(",", ".").replace(";", ",").encode(),
        TOLL.encode("utf-16"),
        TOLL.encode("utf-8-sig"),
        TOLL.replace("shops'", "shops’").encode("cp1252"),
        "\n".join(
            ";".join("'" + cell.replace("'", "''") + "'" for cell in line.split(";"))
            for line in TOLL.splitlines()
        ).encode(),
        "\r\n".join(reversed(TOLL.splitlines())).encode(),
        TOLL.replace(";0.9;", ";90;").replace(";0.5;0.6", ";50;0.6").replace(";0.6;0.5", ";60;0.5")
        .encode(),
    ],
    ids=["tabs", "commas", "utf16", "mark", "western", "quotes", "backwards", "percent"],
)  # fmt: skip
def test_files_come_in_several_ways(read: Read, written: bytes) -> None:
    def known(case: Case) -> dict[str, Any]:
        return {
            actor.id: (actor.capability, dict(actor.stances))
            for actor in case.spatial_under().actors
        }

    assert known(read(written)) == known(read(TOLL))


def test_a_position_left_open_is_none_and_a_scale_that_nobody_gives_is_0_to_100(read: Read) -> None:
    text = TOLL.replace("height;0,5;", "height;;").replace("#M", "#/")
    case = read(text)
    assert case.spatial_under().actor_ids == ("town",)
    assert case.spatial_under().actors[0].stances["height"].position == Range.exactly(7)


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("#D;town;height", "#D;twon;height", (12, 4), "no actor 'twon'"),
        ("#D;town;height", "#D;town;depth", (12, 9), "no issue 'depth'"),
        ("height;7;0.9", "height;8;0.9", (12, 16), "is 8, not from 0.5 to 7"),
        ("height;7;0.9", "height;seven;0.9", (12, 16), "not a number"),
        ("7;0.9;1", "7;;1", (12, 18), "salience of 'height' to 'town' is missing"),
        ("7;0.9;1", "7;0.9;", (12, 22), "power of 'town' on 'height' is missing"),
        ("7;0.9;1", "7;-0.9;1", (12, 18), "is -0.9; it is at least 0"),
        ("7;0.9;1", "7;190;1", (12, 18), "over 100"),
        ("7;0.9;1", "7;nan;1", (12, 18), "not a number"),
        ("#D;shops;height", "#D;town;height", (13, 4), "stands twice"),
        ("#A;shops", "#A;town", (4, 4), "two actors 'town'"),
        ("#P;when", "#P;height", (7, 4), "two issues 'height'"),
        ("#A;mute", "#A;", (5, 4), "no name"),
        ("#P;when", "#Q;when", (7, 1), "begins with '#Q'"),
        ("#M;height;2", "#M;height;two", (9, 11), "not a number"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    refused: Callable[..., Any],
    old: str,
    new: str,
    place: tuple[int, int],
    says: str,
) -> None:
    assert old in TOLL
    told = refused(TOLL.replace(old, new, 1))
    assert [(each.line, each.column) for each in told if says in each.message] == [place], told
    assert {each.code for each in told} == {"decide"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("#O;x\n", "no line says who stands where"),
        ("#A;x\n#P;y\n", "no line #D"),
        ("#A;x\n", "0 actors"),
        ("#A;x\n#P;y\n#D;x;y;1;0;1\n", "0 actors"),
        ("#A;x\n#P;y\n#D;x;y;1;1;0\n", "every capability is 0"),
    ],
)
def test_a_file_that_says_too_little_is_refused(
    refused: Callable[..., Any],
    text: str,
    says: str,
) -> None:
    assert any(says in each.message for each in refused(text))


def test_other_texts_are_not_taken_for_such_files(tmp_path: Path) -> None:
    for text in ("# a comment\ndetente: 1\n", "#Actors and so on", "", "title: x"):
        file = tmp_path / "case.txt"
        file.write_text(text, encoding="utf-8")
        assert not recognised(file)
    file.write_text(TOLL, encoding="utf-8")
    assert recognised(file)


@examples(40)
@given(st.data())
def test_no_bytes_make_it_stumble(folder: Path, data: st.DataObject) -> None:
    whole = TOLL.encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 20, len(whole))))
    file = folder / "case.csv"
    file.write_bytes(whole[:start] + data.draw(st.binary(max_size=6)) + whole[end:])
    for dimension in (None, "height"):
        with suppress(DetenteError):
            forecast(load(file, dimension).spatial_under(), rounds=2)
