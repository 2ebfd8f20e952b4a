"""The commands evidence … and diff."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from detente import catalog
from detente.ledger import Ledger
from program import Run

COMMANDS = ("timeline", "stances", "contradictions", "lineage")
HOSTILE = r'"\e[2J\u202e=cmd\r\n[bold]x[/bold]"'
CASE = """\
detente: 1
id: dam
title: The dam
parties: {up: Upriver, down: Downriver}
sources: {herald: {outlet: Herald}}
statements:
  s1: {by: up, about: water, source: herald, says: half, slots: {quantity: 2}, date: 2001}
  s2: {by: up, about: water, source: herald, says: all, slots: {quantity: four}, date: 2001-05}
  s3: {by: up, about: water, says: third, slots: {set: [a, b, c]}, date: 2003}
conflict:
  options: {up: {fill: Fill}, down: {pay: Pay}}
  preferences:
    up: [{want: up.fill, cites: s1}]
    down: [{want: not up.fill and not down.pay, judgement: true}]
"""


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", catalog.names())
def test_packaged_cases_in_every_format(run: Run, command: str, name: str) -> None:
    shown = run("evidence", command, name)
    assert (shown.code, shown.err) == (0, "")
    assert all(len(line) <= 80 for line in shown.out.splitlines())
    answer = json.loads(run("evidence", command, name, "--format", "json").out)
    assert (answer["format"], answer["case"]) == (f"detente.{command}/1", name)
    table = run("evidence", command, name, "--format", "csv")
    assert table.code == 0
    assert table.out.count("\n") >= 1


def test_the_timeline_invents_no_day(run: Run) -> None:
    shown = run("evidence", "timeline", "japan-russia").out
    assert "\n2018-11 (the month)\n" in shown
    assert "Not dated; reported 2019-01-09\n" in shown
    assert "Not dated; reported at an unknown date\n" in shown
    table = rows(run("evidence", "timeline", "japan-russia", "--format", "csv").out)
    assert [row["statement"] for row in table][:2] == ["dulles_shigemitsu", "aide_memoire"]
    assert {row["grain"] for row in table} == {"day", "month", "unknown"}


def test_stances_show_moves(run: Run) -> None:
    Path("dam.yaml").write_text(CASE)
    shown = run("evidence", "stances", "dam.yaml").out
    assert "moved since s2: quantity four → a, b, c" in shown
    table = rows(run("evidence", "stances", "dam.yaml", "--format", "csv").out)
    assert {row["statement"]: row["moved_since"] for row in table} == {
        "s1": "", "s2": "", "s3": "s2",
    }  # fmt: skip


def test_contradictions_show_both_passages_and_whether_it_matters(run: Run) -> None:
    shown = run("evidence", "contradictions", "japan-russia").out
    flowing = " ".join(shown.split())
    assert "6 contradictions: 3 that the findings hang on, 3 not tested" in flowing
    assert "quantity 2 / 4, strength stipulates / agrees, declared; within one report" in flowing
    assert "In the declaration Moscow agrees to give up four islands" in flowing
    assert "The declaration stipulates that Japan regains Habomai and Shikotan" in flowing
    assert "the scenario “The 1956 basis read as four islands”, which takes" in flowing
    table = rows(run("evidence", "contradictions", "japan-russia", "--format", "csv").out)
    assert [row["matters"] for row in table].count("yes") == 3
    Path("dam.yaml").write_text(CASE)
    shown = run("evidence", "contradictions", "dam.yaml").out
    assert "water: quantity 2 / four; within one report" in shown
    assert "the same without conflict.preferences.up[0]" in " ".join(shown.split())


def test_lineage_counts_chains(run: Run) -> None:
    shown = run("evidence", "lineage", "japan-russia").out
    assert "Kyodo: 5 statements, in ria, r2, kyodo2016" in shown
    assert "ria and r2: only an agency or outlet, Kyodo" in shown
    assert "Wording was not compared" in shown
    table = rows(run("evidence", "lineage", "japan-russia", "--format", "csv").out)
    counts = {row["place"]: row["independent_chains"] for row in table}
    assert counts["conflict.terms.basis_met"] == "3"


COPIED = "the envoys met for three hours in the old customs house on the river"
QUOTED = "we shall never give up a single drop of the water that is ours"


def test_shared_wording_of_texts_at_hand(run: Run) -> None:
    Path("dam.yaml").write_text(
        CASE.replace("herald: {outlet: Herald}", "herald: {outlet: Herald}, radio: {outlet: Radio}")
    )
    Path("a.txt").write_text(f"On Monday {COPIED}.")
    Path("b.txt").write_text(f"It is said that {COPIED} again.")
    texts = ("--text", "herald=a.txt", "--text", "radio=b.txt")
    shown = " ".join(run("evidence", "lineage", "dam.yaml", *texts).out.split())
    assert f"herald and radio: wording outside quotes, so one voice: “{COPIED}”" in shown
    assert "Wording was compared among herald, radio." in shown
    Path("a.txt").write_text(f'A minister said: "{QUOTED}."')
    Path("b.txt").write_text(f'Asked again, she said "{QUOTED}", and left.')
    answer = json.loads(run("evidence", "lineage", "dam.yaml", *texts, "--format", "json").out)
    assert [pair["shares"] for pair in answer["kinships"]] == ["quote"]
    assert answer["texts_compared"] == ["herald", "radio"]


def test_texts_in_the_ledger_are_compared(run: Run) -> None:
    texts = {"herald": f"On Monday {COPIED}.", "radio": f"It is said that {COPIED} again."}
    lines = []
    with Ledger.open("dam.ledger") as ledger:
        for name, text in texts.items():
            sha = ledger.store(text).sha256
            lines.append(
                f"  on_{name}: {{says: x, source: {name}, "
                f"passage: {{sha256: {sha}, start: 0, end: 9}}}}\n"
            )
    sources = "herald: {outlet: Herald}, radio: {outlet: Radio}"
    case = CASE.replace("herald: {outlet: Herald}", sources)
    Path("dam.yaml").write_text(case.replace("statements:\n", f"statements:\n{''.join(lines)}"))
    answer = json.loads(run("evidence", "lineage", "dam.yaml", "--format", "json").out)
    assert [pair["shares"] for pair in answer["kinships"]] == ["wording"]
    Path("dam.ledger").write_bytes(b"no ledger at all" * 99)
    assert run("evidence", "lineage", "dam.yaml").code == 1


@pytest.mark.parametrize(
    ("text", "code"), [("herald", 2), ("hearld=a.txt", 1), ("herald=none.txt", 1), ("herald=.", 1),
                       ("herald=odd.txt", 1)]
)  # fmt: skip
def test_texts_that_cannot_be_had(run: Run, text: str, code: int) -> None:
    Path("dam.yaml").write_text(CASE)
    Path("odd.txt").write_bytes("caf\xe9".encode("latin-1"))
    assert run("evidence", "lineage", "dam.yaml", "--text", text).code == code


def test_a_case_without_statements(run: Run) -> None:
    head, _, rest = CASE.partition("sources:")
    Path("dam.yaml").write_text(head + rest[rest.index("conflict:") :].replace("cites: s1", ""))
    for command in COMMANDS:
        for form in ("text", "json", "csv"):
            shown = run("evidence", command, "dam.yaml", "--format", form)
            assert (shown.code, shown.err) == (0, "")
            assert shown.out


def test_hostile_text_reaches_nobody_untamed(run: Run) -> None:
    hostile = CASE.replace("says: half", f"says: {HOSTILE}").replace("Herald", HOSTILE)
    hostile = hostile.replace("title: The dam", f"title: {HOSTILE}")
    hostile = hostile.replace("about: water", f"about: {HOSTILE}").replace("Upriver", HOSTILE)
    Path("dam.yaml").write_text(hostile.replace("a, b, c", f"{HOSTILE}, '=b'"))
    Path("old.yaml").write_text(CASE)
    calls = [("evidence", command, "dam.yaml") for command in COMMANDS]
    for call in (*calls, ("diff", "old.yaml", "dam.yaml"), ("diff", "dam.yaml", "old.yaml")):
        shown = run(*call)
        assert shown.code == 0, shown.err
        for sign in ("\x1b", "\u202e", "\r"):
            assert sign not in shown.out
        assert json.loads(run(*call, "--format", "json").out)
        for row in rows(run(*call, "--format", "csv").out):
            assert not any(value.startswith(("=", "+", "@", "\t")) for value in row.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_trouble_is_told_in_words(run: Run, command: str) -> None:
    assert run("evidence", command, "none.yaml").code == 1
    Path("dam.yaml").write_text("nonsense: [")
    assert run("evidence", command, "dam.yaml").code == 1
    assert run("evidence", command).code == 2
    assert run("evidence", command, "elmira", "--format", "xml").code == 2


def test_wrong_calls(run: Run) -> None:
    assert run("evidence", "nothing", "elmira").code == 2
    assert "timeline" in run("evidence", "--help").out
    assert run("diff", "elmira").code == 2
    assert run("diff", "elmira", "elmria").code == 1


# -- diff ----------------------------------------------------------------------------------


def test_diff_of_a_case_with_itself(run: Run) -> None:
    shown = run("diff", "japan-russia", "japan-russia")
    assert (shown.code, shown.err) == (0, "")
    assert "The two say the same." in shown.out
    assert "The same in all 8 runs compared." in shown.out


def test_diff_tells_statements_judgements_and_findings(run: Run) -> None:
    Path("old.yaml").write_text(CASE)
    new = CASE.replace("says: half", "says: a half").replace("cites: s1", "cites: [s1, s3]")
    Path("new.yaml").write_text(new.replace("not up.fill and not down.pay", "down.pay"))
    shown = run("diff", "old.yaml", "new.yaml")
    assert shown.code == 0
    assert all(len(line) <= 80 for line in shown.out.splitlines())
    for part in (
        "  ~ s1\n      says: half → a half",
        "Preferences of up\n  ~ up.fill\n      cites: s1 → s1, s3",
        "  - not up.fill and not down.pay",
        "  + down.pay",
        "Under the case as written they differ:",
    ):
        assert part in shown.out
    without = run("diff", "old.yaml", "new.yaml", "--no-findings")
    assert "Findings" not in without.out
    answer = json.loads(run("diff", "old.yaml", "new.yaml", "--format", "json").out)
    assert answer["format"] == "detente.diff/1"
    assert answer["findings"][0]["differ"]
    table = rows(run("diff", "old.yaml", "new.yaml", "--format", "csv").out)
    assert {row["what"] for row in table} == {"changed", "added", "removed"}
