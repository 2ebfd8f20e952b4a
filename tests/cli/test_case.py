"""The commands new, check, schema and catalog, and what every command does with trouble."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

import detente
from detente import catalog, cli, files
from detente.cli.console import show_diagnostics
from detente.errors import Diagnostic
from program import Run

CASE = """\
detente: 1
id: dam
title: The dam
parties: {up: Upriver, down: Downriver}
conflict:
  options: {up: {fill: Fill}, down: {pay: Pay}}
  preferences:
    up: [{want: up.fill, judgement: true}]
    down: [{want: not up.fill and not down.pay, judgement: true}]
"""


# -- new -----------------------------------------------------------------------------------


def test_new_writes_a_case_that_checks(run: Run) -> None:
    made = run("new", "my-dam")
    assert made.code == 0
    assert "my-dam.yaml" in made.err
    checked = run("check", "my-dam.yaml")
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.endswith(
        "\nmy-dam.yaml: 3 notes (3 parties, 4 statements, 3 sources, 4 options, 1 scenario)\n"
    )
    assert [p.name for p in Path().iterdir()] == ["my-dam.yaml"], "no temporary file is left"


@pytest.mark.parametrize("name", catalog.names())
def test_new_from_a_packaged_case(run: Run, name: str) -> None:
    assert run("new", "mine", "--from", name).code == 0
    assert run("check", "mine.yaml").code == 0


def test_new_never_overwrites(run: Run) -> None:
    Path("dam.yaml").write_text("precious")
    again = run("new", "dam")
    assert again.code == 1
    assert "dam.yaml: error: the file exists" in again.err
    assert Path("dam.yaml").read_text() == "precious"
    Path("link.yaml").symlink_to("nowhere")
    assert run("new", "link").code == 1
    assert not Path("nowhere").exists()


@pytest.mark.parametrize("name", ["../dam", "/tmp/dam", "a/b", "dam.yaml", "nul", "~", "a b", ""])
def test_new_refuses_paths(run: Run, name: str) -> None:
    refused = run("new", name)
    assert refused.code == 1
    assert "cannot name a case" in refused.err
    assert list(Path().iterdir()) == []


def test_new_from_an_unknown_case(run: Run) -> None:
    refused = run("new", "mine", "--from", "elmria")
    assert refused.code == 1
    assert "did you mean 'elmira'?" in refused.err
    assert list(Path().iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind root")
def test_new_where_nothing_may_be_written(run: Run) -> None:
    Path().chmod(0o500)
    refused = run("new", "dam")
    Path().chmod(0o700)
    assert refused.code == 1
    assert "error" in refused.err


# -- check ---------------------------------------------------------------------------------


def test_check_lists_every_error_with_its_place(run: Run) -> None:
    Path("dam.yaml").write_text(CASE.replace("want: up.fill", "want: up.fil") + "scenarios: 5\n")
    checked = run("check", "dam.yaml")
    assert checked.code == 1
    assert checked.out == (
        "dam.yaml:10:12: error: 'scenarios' needs a mapping ('key: value' lines), not '5' "
        "[wrong-type]\n\ndam.yaml: 1 error\n"
    )
    Path("dam.yaml").write_text(
        CASE.replace("up.fill,", "up.fil,").replace("pay, judg", "pya, judg")
    )
    assert run("check", "dam.yaml").out == (
        "dam.yaml:8:17: error: no option 'up.fil' [unknown-option]\n"
        "    hint: did you mean 'up.fill'?\n"
        "dam.yaml:9:39: error: no option 'down.pya' [unknown-option]\n"
        "    hint: did you mean 'down.pay'?\n"
        "\ndam.yaml: 2 errors\n"
    )


def test_warnings_leave_the_exit_code_alone(run: Run) -> None:
    Path("dam.yaml").write_text(CASE.replace("{want: up.fill, judgement: true}", "up.fill"))
    checked = run("check", "dam.yaml")
    assert checked.code == 0
    assert "dam.yaml:8:5: warning: what 'up' wants rests on nothing" in checked.out
    assert checked.out.endswith(
        "dam.yaml: 1 warning (2 parties, 0 statements, 0 sources, 2 options, 0 scenarios)\n"
    )


def test_check_answers_in_json(run: Run) -> None:
    Path("dam.yaml").write_text(CASE.replace("want: up.fill", "want: up.fil"))
    checked = run("check", "dam.yaml", "--format", "json")
    answer = json.loads(checked.out)
    assert (checked.code, answer["ok"], answer["errors"]) == (1, False, 1)
    (error,) = answer["diagnostics"]
    assert (error["code"], error["line"], error["column"]) == ("unknown-option", 8, 17)
    Path("dam.yaml").write_text(CASE)
    good = json.loads(run("check", "dam.yaml", "--format", "json").out)
    assert good == {"file": "dam.yaml", "ok": True, "errors": 0, "warnings": 0, "notes": 0,
                    "diagnostics": []}  # fmt: skip


@pytest.mark.parametrize("name", catalog.names())
def test_packaged_cases_check_by_name(run: Run, name: str) -> None:
    checked = run("check", name)
    assert checked.code == 0
    assert f"{name}: " in checked.out
    assert "site-packages" not in checked.out


def test_a_file_comes_before_a_packaged_case(run: Run) -> None:
    Path("elmira").write_text(CASE)
    assert "2 options" in run("check", "elmira").out


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("none.yaml", "there is no such file"),
        ("some/where", "there is no such file"),
        ("elmria", "did you mean 'elmira'?"),
        (".", "this is a directory"),
        ("none.gmcr", "there is no such file"),
    ],
)
def test_check_without_a_file(run: Run, name: str, says: str) -> None:
    checked = run("check", name)
    assert checked.code == 1
    assert says in checked.out


def test_hostile_text_reaches_the_terminal_tamed(run: Run) -> None:
    hostile = r'"\e[2J\u202eevil\r\n[bold]x[/bold]"'
    Path("dam.yaml").write_text(CASE.replace("{want: up.fill,", f"{{want: {hostile},"))
    checked = run("check", "dam.yaml")
    Path("dam.yaml").write_text(CASE.replace("up: [{want", f"{hostile}: [{{want"))
    more = run("check", "dam.yaml")
    assert checked.code == more.code == 1
    for text in (checked.out, more.out):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\r" not in text
    assert r"\x1b[2J\u202eevil\r\n[bold]x[/bold]" in more.out


def test_colour_only_where_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dam.yaml").write_text(CASE.replace("up.fill,", "up.fil,"))
    assert "\x1b" not in run("check", "dam.yaml").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31merror" in run("check", "dam.yaml").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" not in run("check", "dam.yaml").out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(problem: Diagnostic, stream: io.StringIO) -> str:
    show_diagnostics([problem], Console(file=stream, width=80, soft_wrap=True))
    return re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue())


def test_in_a_terminal_a_problem_is_wrapped_beneath_its_place() -> None:
    problem = Diagnostic("a-code", "word " * 30, "mend " * 30, "dam.yaml", 3, 5)
    place, *beneath = shown(problem, Terminal()).splitlines()
    assert place == "dam.yaml:3:5: error [a-code]"
    assert max(map(len, beneath)) <= 80
    assert all(line.startswith("    ") and line.rstrip() == line for line in beneath)
    said, sign, hint = " ".join(" ".join(beneath).split()).partition(" hint: ")
    assert (said, sign, hint) == (("word " * 30).strip(), " hint: ", ("mend " * 30).strip())
    assert shown(Diagnostic("a-code", "said"), Terminal()) == "error [a-code]\n    said\n"


def test_elsewhere_a_problem_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # as where a log shows colours
    problem = Diagnostic("a-code", "a word " * 30 + "said", "mend", "dam.yaml", 3, 5)
    first, hint = shown(problem, io.StringIO()).splitlines()
    assert f"{first}\n{hint}" == str(problem)


# -- schema, catalog -----------------------------------------------------------------------


def test_schema_prints_draft_7(run: Run) -> None:
    printed = run("schema")
    assert printed.code == 0
    jsonschema.Draft7Validator.check_schema(json.loads(printed.out))


def test_catalog_lists_every_case(run: Run) -> None:
    listed = run("catalog")
    assert listed.code == 0
    assert all(len(line) <= 80 for line in listed.out.splitlines())
    entries = json.loads(run("catalog", "--format", "json").out)
    assert [entry["name"] for entry in entries] == catalog.names()
    for entry in entries:
        assert f"{entry['name']}: {entry['title']}" in listed.out
        assert entry["summary"]


# -- the program ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [[], ["check"], ["chekc", "x"], ["check", "x", "--format", "xml"], ["check", "a", "b"],
     ["new"], ["--nonsense"], ["schema", "x"]],
)  # fmt: skip
def test_usage_errors_exit_2(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).code == 2


def test_version_and_help(run: Run) -> None:
    assert run("--version").out == f"detente {detente.__version__}\n"
    shown = run("--help")
    assert shown.code == 0
    assert "check" in shown.out
    assert all(len(line) <= 80 for line in shown.out.splitlines())


def test_a_fault_of_ours_asks_for_a_report(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("boom\x1b[31m")

    monkeypatch.setattr(catalog, "entries", broken)
    failed = run("catalog")
    assert failed.code == 70
    assert "fault in detente: RuntimeError: boom\\x1b[31m" in failed.err
    assert "report" in failed.err
    monkeypatch.setenv("DETENTE_DEBUG", "1")
    monkeypatch.setattr(sys, "argv", ["detente", "catalog"])
    with pytest.raises(RuntimeError):
        cli.main()


def test_output_that_cannot_be_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "dam.yaml")

    monkeypatch.setattr(files, "write", full)
    failed = run("new", "dam")
    assert failed.code == 1
    assert failed.err == "dam.yaml: error: No space left on device [input-output]\n"


def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(catalog, "entries", interrupt)
    assert run("catalog").code == 130


@pytest.mark.slow
def test_a_reader_that_leaves_early_is_no_error() -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "detente", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout
    assert program.stderr
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    program.wait(timeout=30)


@pytest.mark.slow
def test_a_terminal_that_lacks_characters(tmp_path: Path) -> None:
    case = tmp_path / "dam.yaml"
    case.write_text(CASE.replace("  options", "  terms: {t: t}\n  options"))
    checked = subprocess.run(
        [sys.executable, "-m", "detente", "check", str(case)],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        text=True,
    )
    assert (checked.returncode, checked.stderr) == (1, "")
    assert r"t \u2192 t" in checked.stdout


def test_starting_is_cheap() -> None:
    """Neither the library nor the help may pull in what only analyses need."""
    heavy = ["numpy", "pydantic", "yaml", "ruamel", "rich", "pandas", "numba", "jinja2"]
    for code in ("import detente", "import detente.cli"):
        loaded = subprocess.run(
            [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        assert not set(heavy) & set(loaded), code


def test_without_standard_output_there_is_a_plain_message() -> None:
    code = "import sys; sys.stdout = None; from detente.cli import main; main()"
    command = [sys.executable, "-c", code, "catalog"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no standard output" in done.stderr
