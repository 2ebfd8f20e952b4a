"""The command backtest: folders of decided cases, good and bad."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest

from casefile.cases import BASE, SPATIAL
from detente import decided
from program import Result, Run

SETTLED = SPATIAL.replace("label: When it begins", "label: When it begins, outcome: 40").replace(
    "      label: Height", "      outcome: {position: 60, judgement: true}\n      label: Height"
)
HEADER = "prnr;isnr;prname;pcom;pep;pde;scom;sep;sde;rp;out\n"
TABLE = HEADER + "".join(
    f"{k // 2};{k};Nets;{7 * k % 101};{31 * k % 101};{53 * k % 101};60;40;80;0;{11 * k % 101}\n"
    for k in range(50)
)


@pytest.fixture
def folder(run: Run) -> Run:
    """Run the program beside a folder of decided cases and of much else."""
    Path("past/sub").mkdir(parents=True)
    Path("past/levy.yaml").write_text(SETTLED)
    Path("past/sub/council.csv").write_text(TABLE)
    Path("past/conflict.yaml").write_text(BASE)
    Path("past/open.yml").write_text(SPATIAL)
    Path("past/notes.txt").write_text("Nothing of use.\n")
    Path("past/notes.pdf").write_bytes(b"%PDF")
    Path("past/.hidden.yaml").write_text("no: case\n")
    Path("past/link.yaml").symlink_to("levy.yaml")
    Path("past/round").symlink_to("..")
    os.mkfifo("past/pipe.csv")
    return run


def words(result: Result) -> str:
    assert result.code == 0, result.err
    assert max(map(len, result.out.splitlines())) <= 80
    return " ".join(result.out.split())


def answer(result: Result) -> dict:
    assert result.code == 0, result.err
    found: dict = json.loads(result.out)
    return found


QUICK = ("--resamples", "100", "--draws", "20")


def test_the_answer_comes_first_and_nothing_is_passed_over_in_silence(folder: Run) -> None:
    text = words(folder("backtest", "past", *QUICK))
    assert text.startswith(
        "How forecasts would have done: past 52 decisions of 26 cases or proposals The answer"
    )
    assert "too few" not in text
    assert text.index("comes nearest") < text.index("it was taken to be the same for all")
    assert text.index("hardly beaten “always 50”") < text.index("Leaderboard")
    for name, reason in {
        "conflict.yaml": "it does not say who stands where",
        "open.yml": "no dimension says what came out",
        "notes.txt": "no table of decisions",
        "notes.pdf": "neither a case file nor a table",
        "link.yaml": "a link, which is not followed",
        "round": "a link, which is not followed",
        "pipe.csv": "not a file",
    }.items():
        assert f"{name}: {reason}" in text, name
    assert ".hidden" not in text
    assert "Nothing was fitted" in text


def test_json_is_the_contract(folder: Run) -> None:
    found = answer(folder("backtest", "past", *QUICK, "--format", "json"))
    assert (found["format"], found["groups"]) == ("detente.backtest/1", 26)
    assert len(found["decisions"]) == 52
    assert found["decisions"][0]["case"] == "levy.yaml"
    assert found["decisions"][2]["case"] == "sub/council.csv:2"
    by_name = {each["name"]: each for each in found["leaderboard"]}
    assert by_name["constant"]["losses"]["absolute_error"]["mean"] == pytest.approx(
        sum(abs(50 - each["outcome"]) for each in found["decisions"]) / 52
    )
    assert (by_name["reference"]["decisions"], by_name["reference"]["compared"]) == (51, 51)
    again = answer(folder("backtest", "past", *QUICK, "--format", "json"))
    assert again == found
    rows = list(
        csv.DictReader(io.StringIO(folder("backtest", "past", *QUICK, "--format", "csv").out))
    )
    assert len(rows) == 52 * 7 - 1
    assert {row["forecaster"] for row in rows} == set(by_name)


def test_a_forecast_shows_what_came_out_and_does_not_hang_on_it(folder: Run) -> None:
    Path("before.yaml").write_text(SPATIAL)
    for model in ("smp", "scholz-table2"):
        asked = ("--model", model, "--draws", "50", "--format", "json")
        before, after = (
            json.loads(folder("forecast", case, *asked).out or "{}")
            for case in ("before.yaml", "past/levy.yaml")
        )
        assert (before.pop("came_out", None), after.pop("came_out", None)) in (
            ([None, None], [60, 40]),
            (None, None),  # a model that knows one dimension only
        )
        assert before == after
    assert "what came out 60 40" in words(folder("forecast", "past/levy.yaml", "--draws", "0"))
    assert "what came out" not in words(folder("forecast", "before.yaml", "--draws", "0"))


def test_models_options_and_what_all_are_held_against_are_taken(folder: Run) -> None:
    found = answer(
        folder(
            "backtest", "past/sub", *QUICK, "--format", "json", "--against", "constant",
            "--model", "smp", "--model", "scholz-table2", "--option", "vote=cubic,rounds=3",
        )
    )  # fmt: skip
    names = {each["name"]: each for each in found["leaderboard"]}
    assert found["against"] == "constant"
    assert "smp, vote cubic, rounds 3" in names
    assert names["scholz-table2, rounds 3"]["options"]["rounds"] == 3
    assert names["constant"]["differences"]["crps"]["mean"] == 0
    for wrong, code in (
        (["--option", "q=1", "--model", "smp"], "unknown-option"),
        (["--option", "vote=loud"], "unknown-variant"),
    ):
        result = folder("backtest", "past", *wrong)
        assert result.code == 1
        assert code in result.err
    assert folder("backtest", "past", "--option", "vote").code == 2
    assert folder("backtest", "past", "--option", "rounds=many").code == 2
    assert folder("backtest", "past", "--against", "luck").code == 2


def test_capabilities_change_the_forecast_and_what_is_said(folder: Run) -> None:
    Path("power.txt").write_text("com;10\nep;1\nde;1\n")
    plain = answer(folder("backtest", "past/sub", *QUICK, "--format", "json"))
    found = answer(
        folder("backtest", "past/sub", *QUICK, "--capabilities", "power.txt", "--format", "json")
    )
    assert decided.EQUAL in plain["notes"]
    assert decided.EQUAL in plain["answer"]
    assert decided.EQUAL not in found["notes"] + found["answer"]
    assert plain["leaderboard"] != found["leaderboard"]
    assert "no table" in words(
        folder("backtest", "past/levy.yaml", *QUICK, "--capabilities", "power.txt")
    )
    Path("power.txt").write_text("com;ten\n")
    result = folder("backtest", "past/sub", "--capabilities", "power.txt")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("power.txt:1:5: error: 'ten' is no capability")


def test_every_fault_of_every_file_is_told_and_nothing_else(folder: Run) -> None:
    Path("past/bad.yaml").write_text(SETTLED.replace("outcome: 40", "outcome: 400"))
    Path("past/worse.csv").write_text(HEADER + "1;1;Nets;x;50;50;60;40;80;0;400\n")
    result = folder("backtest", "past", "--page", "page.html")
    assert (result.code, result.out) == (1, "")
    assert re.search(r"past/bad\.yaml:14:\d+: error: .*between 0 and 100", result.err)
    assert re.search(r"past/worse\.csv:2:10: error: 'x' in column 'pcom'", result.err)
    assert re.search(r"past/worse\.csv:2:\d+: error: 400 in column 'out'", result.err)
    assert not Path("page.html").exists()


def test_a_folder_without_decisions_is_told_so(
    folder: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("empty").mkdir()
    Path("empty/open.yaml").write_text(SPATIAL)
    result = folder("backtest", "empty")
    assert result.code == 1
    assert "nothing here says what came out [no-decisions]" in result.err
    assert "open.yaml: note: passed over: no dimension says" in result.err
    assert "no such folder" in folder("backtest", "nowhere").err
    assert "neither a folder nor a file" in folder("backtest", "past/pipe.csv").err
    monkeypatch.setattr(decided, "MAX_FILES", 3)
    assert "too-many-files" in folder("backtest", "past").err


def test_a_folder_that_cannot_be_read_is_told_so(
    folder: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def scandir(path: object) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", scandir)
    result = folder("backtest", "past")
    assert result.code == 1
    assert "past/sub: error: cannot be read: Permission denied" in result.err


HOSTILE = "<script>alert(1)</script>\u202e&amp;"


def test_the_page_needs_nothing_else_and_escapes_everything(folder: Run) -> None:
    text = TABLE.replace("Nets", f'"{HOSTILE}"').replace("\n3;7;", "\n3;<i>7</i>;")
    Path("past/sub/<b>council.csv").write_text(text)
    levy = SETTLED.replace("Height of the levy", f"'{HOSTILE}{'x' * 300}'")
    levy = levy.replace("{label: When it begins", "{visibility: internal, label: When it begins")
    Path("past/levy.yaml").write_text(levy)
    assert folder("backtest", "past", *QUICK, "--page", "page.html").code == 0
    page = Path("page.html").read_text()
    assert "<script" not in page
    assert "\u202e" not in page
    assert "<i>7</i>" not in page
    assert "When it begins" not in page
    assert "levy.yaml: a dimension kept internal" in page
    assert "<b>council" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert not re.search(r"url\(|@import", page)
    assert "default-src 'none'" in page
    for told in ("hardly beaten", "Nothing was fitted", "bootstrap over whole groups", "open.yml"):
        assert told in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(" ".join(re.findall(r'aria-labelledby="([^"]+)"', page)).split()) <= set(ids)


def test_odd_names_of_files_are_shown_as_they_are(run: Run) -> None:
    name = os.fsdecode(b"\xff\x1b[31m.csv")
    Path("past").mkdir()
    Path("past", name).write_text(TABLE)
    for form in ("text", "json", "csv"):
        result = run("backtest", "past", "--resamples", "0", "--format", form, "--page", "p.html")
        assert result.code == 0, result.err
        assert "\x1b" not in result.out
    assert "\x1b" not in Path("p.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("rows", [1, 2, 45])
def test_pages_of_few_decisions_and_without_intervals(run: Run, rows: int) -> None:
    Path("t.csv").write_text("".join(TABLE.splitlines(keepends=True)[: 1 + rows]))
    for more in (["--resamples", "0"], ["--resamples", "50", "--against", "reference"]):
        assert run("backtest", "t.csv", "--page", "page.html", *more).code == 0
        page = Path("page.html").read_text()
        assert "nan" not in page.lower().replace("nano", "")
        assert ("too few" in page) == (rows < 45)


def test_a_missing_reference_everywhere_leaves_that_baseline_out(run: Run) -> None:
    Path("t.csv").write_text(TABLE.replace(";0;", ";999;"))
    found = answer(run("backtest", "t.csv", "--resamples", "50", "--format", "json"))
    last = found["leaderboard"][-1]
    assert (last["name"], last["decisions"], last["losses"]) == ("reference", 0, {})
    text = words(run("backtest", "t.csv", "--resamples", "50"))
    assert re.search(r"no agreement – – – – 0", text)
    result = run("backtest", "t.csv", "--against", "reference", "--page", "p.html")
    assert result.code == 0, result.err


def test_a_bar_is_shown_in_a_terminal_only(folder: Run) -> None:
    assert folder("backtest", "past", *QUICK).err == ""
