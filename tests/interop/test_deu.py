"""Tables in the layout of Decision-making in the European Union: every variant, every fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import decided
from detente.errors import CaseError, Diagnostic
from detente.interop import deu
from detente.interop.reading import MAX_PROBLEMS
from detente.ranges import Range

TABLE = """\
isnr;prnr;prname;proc;pcom;pep;pde;scom;sep;sde;rp;out
1;1;Eggs;0;0;100;50;50;60;40;0;40
2;1;Eggs;0;20;100;999;50;60;40;999;100
3;2;"Milk; fresh";0;20;100;50,5;50;999;0;0;60
4;3;Oil;0;20;100;50;50;60;40;0;999
"""


def test_the_layout_is_understood() -> None:
    found = deu.read(TABLE, "deu.csv")
    first, second, third = found.cases
    assert [case.name for case in found.cases] == ["deu.csv:2", "deu.csv:3", "deu.csv:4"]
    assert first.group == second.group != third.group
    assert first.problem.actor_ids == ("com", "ep", "de")
    assert (first.problem.title, first.problem.dimension_ids) == ("Eggs", ("1",))
    (dimension,) = first.problem.dimensions
    assert dimension.reference == Range.exactly(0)
    assert dimension.outcome is not None
    assert dimension.outcome.position == 40
    stance = first.problem.actors[2].stances["1"]
    assert (stance.position, stance.salience) == (Range.exactly(50), Range.exactly(40))
    assert {actor.capability for actor in first.problem.actors} == {Range.exactly(1)}
    assert second.problem.actor_ids == ("com", "ep")
    assert second.problem.dimensions[0].reference is None
    assert third.problem.actor_ids == ("com",)  # no salience, and nothing at stake
    assert third.problem.title == "Milk; fresh"
    assert found.left_out == {
        "no_position": 1, "no_salience": 1, "no_stake": 1, "no_reference": 1, "no_outcome": 1,
    }  # fmt: skip
    assert set(found.left_out) <= set(deu.LEFT_OUT)


@pytest.mark.parametrize(
    "variant",
    [
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r"),
        TABLE.upper(),
        TABLE.replace("999", "."),
        TABLE.replace("999", ""),
        TABLE.replace("999", "NaN"),
        TABLE.replace("999", "#NULL!"),
        TABLE.replace("999", "-99"),
        TABLE.replace("Milk; fresh", "Milk fresh").replace(";", "\t"),
        TABLE.replace("50,5", '"50,5"').replace("Milk; fresh", "Milk fresh").replace(";", ","),
        TABLE.replace("50,5", "50.5"),
        TABLE.replace("\n", ";;\n").replace("out;;", "out"),
        TABLE + "\n;;;;;;;;;;;\n",
        TABLE.replace("prnr", "pronr").replace("isnr", "issnr"),
        TABLE.replace("Milk; fresh", "Milk;\n fresh").replace("Eggs", '"Eggs ""free"""'),
    ],
)
def test_variants_say_the_same(variant: str) -> None:
    plain, found = deu.read(TABLE, "deu.csv"), deu.read(variant, "deu.csv", missing=(-99.0,))
    assert [case.problem.actors for case in found.cases] == [
        case.problem.actors for case in plain.cases
    ]
    assert [case.problem.dimensions for case in found.cases] == [
        case.problem.dimensions for case in plain.cases
    ]
    assert [case.group for case in found.cases] == [case.group for case in plain.cases]
    assert found.left_out == plain.left_out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("1;1;Eggs;0;0;100", "1;1;Eggs;0;0;«101", "between 0 and 100"),
        ("1;1;Eggs;0;0;100", "1;1;Eggs;0;«-1;100", "--missing"),
        ("1;1;Eggs;0;0;100", "1;1;Eggs;0;«many;100", "'many' in column 'pcom'"),
        ("1;1;Eggs;0;0;100", "1;1;Eggs;0;«1e999;100", "no number"),
        ("1;1;Eggs;0;0;100", "1;1;Eggs;0;«1.000,5;100", "no number"),
        ("20;100;50,5;50", "20;100;50,5;«500", "column 'scom'"),
        ("60;40;0;40\n", "60;40;0;«400\n", "column 'out'"),
        ("1;1;Eggs;0;0;100;50;50;60;40;0;40\n", "«1;1;Eggs;0;0;100;50;50;60;40;0\n", "11 cells"),
        (
            "1;1;Eggs;0;0;100;50;50;60;40;0;40\n",
            "«1;1;Eggs;0;0;100;50;50;60;40;0;4;7\n",
            "13 cells",
        ),
        ("pcom;pep;pde", "pcom;pep;«pep", "two columns are called 'pep'"),
        ("rp;out", "out;«out", "two columns are called 'out'"),
        ('3;2;"Milk;', '«3;2;"Milk"Milk;', "no table"),
    ],
)
def test_faults_have_their_place(old: str, new: str, says: str) -> None:
    assert TABLE.count(old) == 1
    text = TABLE.replace(old, new)
    before = text[: text.index("«")]
    with pytest.raises(CaseError) as caught:
        deu.read(text.replace("«", ""), "deu.csv")
    found = caught.value.diagnostics[0]
    assert (found.code, found.file) == ("deu", "deu.csv")
    assert says in found.message + found.hint
    place = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    assert (found.line, found.column) == place, found


def test_all_faults_are_told_at_once_up_to_a_limit() -> None:
    rows = "".join(f"{k};1;Eggs;0;0;x;50;50;60;40;0;40\n" for k in range(3))
    with pytest.raises(CaseError) as caught:
        deu.read(TABLE + rows, "deu.csv")
    assert [each.line for each in caught.value.diagnostics] == [6, 7, 8]
    with pytest.raises(CaseError) as caught:
        deu.read(TABLE + rows * 200, "deu.csv")
    assert len(caught.value.diagnostics) == MAX_PROBLEMS


def test_a_table_can_be_too_long_or_too_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    assert deu.MAX_ROWS == 20_000
    monkeypatch.setattr(deu, "MAX_ROWS", 300)
    row = "1;1;Eggs;0;0;100;50;50;60;40;0;40\n"
    header = TABLE.splitlines()[0]
    assert len(deu.read(f"{header}\n{row * 300}", "t").cases) == 300
    with pytest.raises(CaseError, match="more than 300 rows"):
        deu.read(f"{header}\n{row * 100_000}", "t")
    wide = header + "".join(f";px{k};sx{k}" for k in range(500))
    with pytest.raises(CaseError, match="503 actors; at most 500"):
        deu.read(f"{wide}\n", "t")
    with pytest.raises(CaseError, match="field larger than"):
        deu.read(TABLE + '5;3;"' + "x" * 200_000 + '";0;20;100;50;50;60;40;0;9\n', "t")


@settings(max_examples=40)
@given(st.data())
def test_whatever_is_in_a_table_it_is_read_or_refused(data: st.DataObject) -> None:
    text = TABLE
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        put = data.draw(
            st.sampled_from(['"', ";", "\n", "\r", "\t", "999", "-", "e", "\u2028", "<", "p"])
        )
        text = text[:at] + put + text[at + data.draw(st.integers(0, 3)) :]
    faults: tuple[Diagnostic, ...] = ()
    try:
        assert all(case.settled for case in deu.read(text, "t").cases)
    except CaseError as error:
        faults = error.diagnostics
    lines = len(re.split("\r\n|\r|\n", text))
    assert all(1 <= each.line <= lines for each in faults)


def test_which_decisions_hang_together_can_be_named() -> None:
    by_name = deu.read(TABLE, "t", proposal="PRNAME")
    assert by_name.cases[0].group == "t: Eggs"
    without = deu.read(TABLE.replace("prnr", "nr"), "t")
    assert len({case.group for case in without.cases}) == 3
    assert "each counts by itself" in without.notes[0]
    with pytest.raises(CaseError, match="no column 'dossier'"):
        deu.read(TABLE, "t", proposal="dossier")


def test_what_is_no_table_is_told_so() -> None:
    assert "no column 'out'" in str(deu.layout("name,desc,2,1,\n"))
    assert "no actor" in str(deu.layout("isnr;pcom;pde;out\n"))
    assert "no column 'out'" in str(deu.layout(""))
    with pytest.raises(CaseError):
        deu.read("a;b\n1;2\n", "t")


# -- Capabilities --------------------------------------------------------------------------


def test_capabilities_are_taken(tmp_path: Path) -> None:
    found = deu.capabilities("actor;capability\nCOM;2,5\nep; 3\nde;0\n", "c")
    first = deu.read(TABLE, "t", capabilities=found).cases[0]
    assert [actor.capability.low for actor in first.problem.actors] == [2.5, 3, 0]
    nobody = deu.capabilities("com;0\nep;0\nde;1\n", "c")
    table = deu.read(TABLE, "t", capabilities=nobody)
    assert (len(table.cases), table.left_out["no_capability"]) == (1, 2)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("com;2\nep;many\nde;1\n", 2, "'many' is no capability"),
        ("com;2\nep;-1\nde;1\n", 2, "at least 0"),
        ("com;2\nep;nan\nde;1\n", 2, "no capability"),
        ("com;2\nep;1\ncom;3\nde;1\n", 3, "said twice"),
        ("com 2\nep;1\nde;1\n", 1, "a semicolon"),
        ("", 0, "no actor"),
    ],
)
def test_faults_of_capabilities_have_their_line(text: str, line: int, says: str) -> None:
    with pytest.raises(CaseError) as caught:
        deu.capabilities(text, "c.txt")
    (found,) = caught.value.diagnostics
    assert (found.code, found.file, found.line) == ("capabilities", "c.txt", line)
    assert says in found.message


def test_who_has_no_capability_is_told() -> None:
    with pytest.raises(CaseError) as caught:
        deu.read(TABLE, "t", capabilities=deu.capabilities("com;1\n", "c"))
    assert [each.message.split("'")[1] for each in caught.value.diagnostics] == ["ep", "de"]


# -- A folder ------------------------------------------------------------------------------


def test_encodings_of_spreadsheets_are_read(tmp_path: Path) -> None:
    text = TABLE.replace("Eggs", "Œufs")
    for name, encoding in (("a.csv", "utf-8-sig"), ("b.csv", "cp1252"), ("c.csv", "utf-16")):
        (tmp_path / name).write_bytes(text.encode(encoding))
    found = decided.load(tmp_path)
    assert [case.problem.title for case in found.cases if case.name.endswith(":2")] == ["Œufs"] * 3
    assert [note for note in found.notes if "Windows-1252" in note] == [
        f"{tmp_path / 'b.csv'}: this is not UTF-8; it was read as Windows-1252."
    ]
    assert dict(found.left_out)[deu.LEFT_OUT["no_outcome"]] == 3


def test_all_faults_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE.replace("100;50;50", "many;50;50"))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.yaml").write_text("detente: 1\nid: b\n")
    (tmp_path / "sub" / "c.csv").write_bytes(b"\0\0\0")
    (tmp_path / "d.yaml").write_bytes(b"\xff\xfe\0")
    with pytest.raises(CaseError) as caught:
        decided.load(tmp_path)
    files = {Path(each.file).name: each for each in caught.value.diagnostics[::-1]}
    assert set(files) == {"a.csv", "b.yaml", "c.csv", "d.yaml"}
    assert files["a.csv"].line == 2
    assert files["b.yaml"].file == str(tmp_path / "sub" / "b.yaml")
