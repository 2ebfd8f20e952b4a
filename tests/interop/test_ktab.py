"""Scenarios of KTAB: read as cases, refused where they are none, written so that it reads them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from detente.case import Case
from detente.casefile import loads
from detente.casefile.dump import dump
from detente.cli import app
from detente.errors import DetenteError, FormatError
from detente.interop.plain import with_plain_ids
from detente.interop.positions import exported
from detente.interop.positions.ktab_xml import VARIANTS as PARAMETERS
from detente.loading import diagnose, load
from detente.ranges import Range
from detente.spatial.forecast import forecast
from detente.spatial.model import Actor, Spatial
from detente.spatial.smp import Options
from detente.spatial.smp.options import VARIANTS
from examples import examples
from interop.ktab_files import DOCUMENT, TABLE, numbers, replaced
from spatial_strategies import on_a_line, problems, smp_options

Read = Callable[..., Case]
REFERENCE = (
    Path(
        os.environ.get(
            "DETENTE_REFERENCE", Path(__file__).parents[2] / ".." / "shared" / "reference"
        )
    )
    / "spatial"
)
RUNS = sorted(REFERENCE.glob("**/*ktab*.json")) + sorted(REFERENCE.glob("options/*.json"))


def of(case: Case) -> Spatial:
    return case.spatial_under()


# -- Reading -------------------------------------------------------------------------------


def test_a_table_is_a_case(read: Read) -> None:
    case = read(TABLE)
    problem = of(case)
    assert (case.title, case.summary) == ("Bread", "Price, and weight")
    assert problem.actor_ids == ("Baker & Sons", "Müller")
    assert [actor.label for actor in problem.actors] == ["Baker & Sons", "Müller"]
    assert [each.label for each in problem.dimensions] == ["Price", "Weight"]
    assert numbers(problem) == [10.5, 20, 50, 0, 40, 3, 80, 30, 100, 60]
    assert [party.note for party in case.parties.values()] == ["old, big", ""]
    assert not problem.accommodation
    assert not problem.options


def test_a_document_is_a_case_with_its_variants(read: Read) -> None:
    problem = of(read(DOCUMENT, "case.xml"))
    assert numbers(problem) == [10.5, 20, 50, 3, 80, 30]
    assert problem.options == {"victory": "octic", "vote": "proportional-cubic"}
    assert problem.accommodation == {"Mill": {"Baker & Sons": 0.25, "Mill": 0.5}}
    found = forecast(problem)
    assert found.parameters["options"] == Options(**problem.options).to_dict()
    assert np.array_equal(
        found.positions,
        forecast(of(read(DOCUMENT, "case.xml")), vote="proportional-cubic").positions,
    )


@pytest.mark.parametrize(
    "written",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.encode("cp1252"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace(",\n", "\n").encode(),
        TABLE.replace(",", ", ").encode(),
        TABLE.replace(",\n", ",,,,\n\n").encode(),
        TABLE.replace("2,2,", "2,2,0,").encode(),
        TABLE.replace('"Price, and weight"', "P").replace('"old, big"', "o")
        .replace(".", "#").replace(",", ";").replace("#", ",").encode(),
        TABLE.replace(", and", " and").replace("old, ", "old ").replace(",", "\t").encode(),
    ],
    ids=["mark", "utf16", "western", "crlf", "no-last-comma", "blanks", "empty-cells", "more",
         "semicolons", "tabs"],
)  # fmt: skip
def test_tables_come_as_spreadsheets_save_them(read: Read, written: bytes) -> None:
    problem = of(read(written))
    assert numbers(problem) == numbers(of(read(TABLE)))
    assert problem.actors[1].label == "Müller"


def test_documents_come_in_other_orders_and_without_what_may_be_missing(read: Read) -> None:
    head, rest = DOCUMENT.split("  <Dimensions>", 1)
    dimensions, rest = rest.split("\n", 1)
    moved = rest.replace("</Scenario>", f"<!-- last -->  <Dimensions>{dimensions}</Scenario>")
    bare = moved.split("  <IdealAdjustment>")[0] + "</Scenario>"
    problem = of(read(head + moved, "case.xml"))
    assert problem == of(read(DOCUMENT, "case.xml"))
    plain = of(read("<Scenario kind='a'>" + bare, "plain.xml"))
    assert (plain.title, plain.dimensions[0].label) == ("plain", "Dimension 1")
    assert (plain.options, plain.accommodation) == ({}, {})


def test_a_seed_counts_where_something_is_left_to_chance(read: Read) -> None:
    chance = "<StateTransitions>Stochastic</StateTransitions></ModelParameters>"
    text = DOCUMENT.replace("</ModelParameters>", chance)
    case = read(text, "case.xml")
    assert (of(case).options["transitions"], of(case).options["seed"]) == ("stochastic", 350)
    assert ["random numbers" in each.message for each in case.warnings] == [True]
    assert of(read(text.replace("0350", "0x10"), "case.xml")).options["seed"] == 16
    longest = read(text.replace("0350", "03507583219545544127"), "case.xml")
    written = loads(dump(with_plain_ids(longest))).spatial_under()
    assert written.options == of(longest).options


def test_every_variant_has_a_name_of_the_toolkit() -> None:
    ours = {option: set(names.values()) for option, names in PARAMETERS.values()}
    assert ours == {option: set(known) for option, known in VARIANTS.items()}
    for option, names in PARAMETERS.values():
        assert next(iter(names.values())) == VARIANTS[option][0]


def test_one_dimension_can_be_looked_at_by_itself(read: Read) -> None:
    case = read(TABLE.replace("0,40", "0,0"), dimension="Weight")
    assert (of(case).actor_ids, numbers(of(case))) == (("Müller",), [3, 100, 60])
    assert of(case).notes == ("“Weight” does not matter to Baker & Sons, left out here.",)
    with pytest.raises(DetenteError, match="dimension"):
        read(TABLE, dimension="height")


# -- What is refused -----------------------------------------------------------------------

HEAD = "a,b,1,1,\nActor,Desc,Power,P,S,\n"


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", (1, 1), "no table"),
        ("{}", (1, 1), "no table"),
        ("a,b,2,1,\nActor,Desc,Power,P,S,\nx,,1,2,3,\n", (1, 5), "there are rows of 1"),
        (HEAD + "x,,1,2\n", (3, 7), "salience of 'P' to 'x' is missing"),
        (HEAD + "x,,1,2,\n", (3, 8), "salience of 'P' to 'x' is missing"),
        (HEAD + "x, ,1, nan,3,\n", (3, 8), "'nan', not a number"),
        (HEAD + "x,,1,1_0,3,\n", (3, 6), "missing"),
        (HEAD + "x,,1,-2,3,\n", (3, 6), "position of 'x' on 'P' is -2"),
        (HEAD + 'x,"a\nb,c",1,2,130,\n', (4, 10), "salience of 'P' to 'x' is 130"),
        (HEAD + "x,,-1,2,3,\n", (3, 4), "capability of 'x' is -1"),
        (HEAD + "x,,inf,2,3,\n", (3, 4), "capability of 'x'"),
        (HEAD + "x,,0,2,3,\n", (3, 1), "every capability is 0"),
        (HEAD + "x,,1,2,0,\n", (3, 8), "nothing matters to 'x'"),
        (HEAD + " ,,1,2,3,\n", (3, 2), "no name"),
        (HEAD + "x,a,b,1,2,3,\n", (3, 11), "more than 5 columns"),
        ("a,b,2,1,\nActor,Desc,Power,P,S,\nx,,1,2,3,\nx,,1,2,3,\n", (4, 1), "two actors 'x'"),
        ("a,b,1,2,\nA,D,C,P,S,Q,T\nx,,1,2,60,3,60,\n", (3, 8), "sum to 120"),
        ("a,b,9e9,1,\nActor,Desc,Power,P,S,\n", (1, 5), "no table"),
        ("a,b,0,1,\nActor,Desc,Power,P,S,\n", (1, 1), "0 actors"),
        ("a,b,1,21,\n" + "c," * 45 + "\n" + "x,,1" + ",2,3" * 21, (1, 1), "21 dimensions"),
        ("a,b,1,2,\nActor,Desc,Power,P,S,\nx,,1,2,3,\n", (2, 22), "header has 6 columns, not 7"),
        ("a,b,1,1,\nA,D,C,P,S,Q,T\nx,,1,2,3,4,5\n", (2, 11), "header has 7 columns, not 5"),
        ('a,"b,1,1,\nActor', (1, 1), "no table"),
        ("a,b,1,1,\n" + "c," * 200_000 + "\nx", (2, 11), "200,000 columns"),
        (b"PK\x03\x04\x00\xff\xfe", (1, 6), "not UTF-8"),
        (b"a,b\x00,1,1\n", (1, 4), "character 0x00"),
        (b"\xff\xfea", (1, 1), "not UTF-16"),
        (DOCUMENT.replace(">Octic<", ">Cubic<"), (5, 5), "no variant"),
        (DOCUMENT.replace("VotingRule", "Voting"), (5, 48), "no parameter"),
        (DOCUMENT.replace("<dCoord>80</dCoord>", "<dCoord></dCoord>"), (12, 17), "is missing"),
        (DOCUMENT.replace("<dCoord>80</dCoord>", ""), (12, 7), "0 <dCoord>, not 1"),
        (DOCUMENT.replace(">30<", ">130<"), (12, 57), "is 130"),
        (DOCUMENT.replace(">3<", "><"), (11, 57), "capability of 'Mill' is missing"),
        (DOCUMENT.replace(">Mill</adj", ">Mall</adj", 1), (15, 5), "no actor"),
        (DOCUMENT.replace("0.25", "-0.25"), (15, 5), "between 0 and 1"),
        (DOCUMENT.replace("0.25", "0.75"), (17, 5), "1.25 together"),
        (DOCUMENT.replace("0350", "many").replace("</ModelParameters>",
         "<StateTransitions>Stochastic</StateTransitions></ModelParameters>"), (3, 41), "seed"),
        ("<Scenario/>", (1, 1), "no <Actors>"),
        ("<Scenario><Actors/></Scenario>", (1, 1), "no dimensions"),
    ],
)  # fmt: skip
def test_what_is_no_scenario_is_refused_with_its_place(
    refused: Callable[..., Any],
    text: str | bytes,
    place: tuple[int, int],
    says: str,
) -> None:
    name = "some.xml" if text[:1] == "<" else "some.csv"
    told = refused(text, name)
    assert [(each.line, each.column) for each in told if says in each.message] == [place], told
    assert all(each.file.endswith(name) for each in told)


def test_nothing_outside_the_file_is_looked_at(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("42", encoding="utf-8")
    file = tmp_path / "case.xml"
    doctype = f'<!DOCTYPE Scenario [<!ENTITY e SYSTEM "{secret.as_uri()}">]>\n<Scenario'
    file.write_text(replaced(DOCUMENT, {"<Scenario": doctype, "10.5": "&e;"}), encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        load(file)
    assert caught.value.code == "invalid-xml"
    assert diagnose(tmp_path / "missing.csv")[0].code == "no-such-file"


@examples(60)
@given(st.data())
def test_no_bytes_make_it_stumble(folder: Path, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([TABLE, DOCUMENT])).encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 20, len(whole))))
    within = data.draw(
        st.binary(max_size=6) | st.sampled_from([b",", b'"', b"-1", b"1e400", b"\n"])
    )
    file = folder / ("case.xml" if whole.startswith(b"<") else "case.csv")
    file.write_bytes(whole[:start] + within + whole[end:])
    with suppress(DetenteError):
        forecast(load(file).spatial_under(), rounds=2)


# -- Writing -------------------------------------------------------------------------------


@examples(25)
@given(problems(), smp_options())
def test_what_is_written_is_read_again(
    folder: Path, problem: Spatial, variants: dict[str, Any]
) -> None:
    variants = {**variants, "reference_slips": False}
    problem = Spatial(
        problem.actors, problem.dimensions, accommodation=problem.accommodation, options=variants
    )
    case = Case("c", "A case", spatial=problem, foreign={"none": None})
    for kind in ("xml", "csv"):
        (folder / f"case.{kind}").write_text(exported(case, kind)[0], encoding="utf-8")
        again = of(load(folder / f"case.{kind}"))
        assert numbers(again) == numbers(problem)
    again = of(load(folder / "case.xml"))
    assert {**Options().to_dict(), **again.options} == Options(**variants).to_dict()
    asked = forecast(problem, rounds=2)
    assert np.array_equal(forecast(again, rounds=2).positions, asked.positions)
    written = loads(dump(case)).spatial_under()
    assert (written.options, written.accommodation) == (variants, problem.accommodation)


@examples(30)
@given(st.text(max_size=40), st.text(max_size=30), st.text(max_size=30))
def test_hostile_names_are_written_so_that_they_can_be_read(
    folder: Path, title: str, label: str, other: str
) -> None:
    problem = on_a_line((1, 10, 50), (2, 80, 60), (1, 20, 30), title=title)
    named = [
        Actor(each.id, each.capability, each.stances, text)
        for each, text in zip(problem.actors, (label, label, other), strict=True)
    ]
    case = Case("c", title, summary=title, spatial=Spatial(tuple(named), problem.dimensions))
    for kind in ("xml", "csv"):
        (folder / f"case.{kind}").write_text(exported(case, kind)[0], encoding="utf-8")
        again = of(load(folder / f"case.{kind}"))
        assert numbers(again) == numbers(problem)
        assert all(0 < len(actor.label) <= 25 for actor in again.actors)


def test_what_is_lost_is_told() -> None:
    variants = {"victory": "linear", "vote": "cubic", "rounds": 9, "seed": 1}
    long = on_a_line((0, 10, 50), (2, 80, 60), options=variants)
    first = Actor("a", Range(0, 4), long.actors[0].stances, "A name that is longer than theirs are")
    case = Case(
        "c", "C", spatial=Spatial((first, long.actors[1]), long.dimensions, options=long.options)
    )
    table, told = exported(case, "csv")
    assert "A name that is longer th…,A name that is longer than theirs are,2.0," in table
    assert [(each.code, each.severity, each.message.split(",")[0]) for each in told] == [
        ("left-out", "warning", "ranges"),
        ("left-out", "note", "what names have beyond 25 characters is left out"),
        ("left-out", "warning", "variants of the model"),
        ("ktab-limit", "warning", "KTAB reads from 3 to 250 actors"),
    ]
    assert "(vote, rounds)" in told[2].message
    assert "(rounds)" in exported(case, "xml")[1][2].message


# -- The program's own results -------------------------------------------------------------


def document(run: dict[str, Any]) -> str:
    """Return a run of the program as the document it was made from."""

    def element(tag: str, *within: object) -> str:
        return f"<{tag}>{''.join(map(str, within))}</{tag}>"

    names = [escape(actor["name"]) for actor in run["actors"]]
    shares = {(i, j): share for i, j, share in run["accommodation"]}
    actors = (
        element(
            "Actor",
            element("name", escape(each["name"])),
            element("description", "one"),
            element("capability", each["capability"]),
            element("Position", *(element("dCoord", x) for x in each["position"])),
            element("Salience", *(element("dSal", 100 * x) for x in each["salience"])),
        )
        for each in run["actors"]
    )
    pairs = (
        element(
            "iaPair",
            element("adjustingIdeal", names[i]),
            element("referencePos", names[j]),
            element("adjust", shares.get((i, j), 0)),
        )
        for i in range(len(names))
        for j in range(len(names))
    )
    return element(
        "Scenario",
        element("prngSeed", 1),
        element("ModelParameters", *(element(*each) for each in run["parameters"].items())),
        element("Dimensions", *(element("dName", escape(each)) for each in run["dimensions"])),
        element("Actors", *actors),
        element("IdealAdjustment", *pairs),
    )


def table(run: dict[str, Any]) -> str:
    """Return a run of the program as a table."""
    pairs = [cell for each in run["dimensions"] for cell in (each, "s")]
    rows = [
        ["run", "", len(run["actors"]), len(run["dimensions"]), ""],
        ["Actor", "Description", "Power", *pairs, ""],
    ]
    for each in run["actors"]:
        both = zip(each["position"], (100 * x for x in each["salience"]), strict=True)
        numbers = [number for pair in both for number in pair]
        rows.append([each["name"], "one", each["capability"], *numbers, ""])
    return "\n".join(",".join(map(str, row)) for row in rows)


@pytest.mark.parametrize("file", RUNS, ids=lambda file: file.stem)
def test_the_command_gives_the_reference_programs_turns(file: Path, tmp_path: Path) -> None:
    run = json.loads(file.read_text(encoding="utf-8"))
    (tmp_path / "run.xml").write_text(document(run), encoding="utf-8")
    (tmp_path / "run.csv").write_text(table(run), encoding="utf-8")
    sources = ["run.xml"]
    if file.stem == "base" or file.stem.startswith("ktab"):
        sources.append("run.csv")
    slips = run["parameters"]["BargnModel"] != "InitOnlyInterp"
    for name in sources:
        asked = ["forecast", str(tmp_path / name), "--format", "json"]
        done = CliRunner().invoke(app, [*asked, *(["--option", "reference-slips=true"] * slips)])
        assert done.exit_code == 0, done.output
        rounds = [list(each["positions"].values()) for each in json.loads(done.stdout)["rounds"]]
        assert np.abs(np.array(rounds) - np.array(run["positions_by_turn"])).max() < 1e-3
