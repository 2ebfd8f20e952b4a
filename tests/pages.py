"""Runs the examples of a documentation page, top to bottom, in a directory of their own.

A fence's info string says what its block is:

- ``yaml file=NAME`` writes a file, ``yaml file=NAME add`` appends to it; so with other languages;
- ``diff file=NAME`` changes it: the ``-`` and blank-led lines are found, the ``+`` lines take
  the place of the ``-`` lines;
- ``console`` holds ``$ detente …`` commands, each followed by all that it prints; a line with
  nothing but ``…`` stands for any number of lines;
- ``json of="detente …"`` is what a command prints; ``"…"`` at the end of a list stands for any
  further entries, ``"…": "…"`` at the end of an object for any further fields;
- ``pycon`` is a doctest; the blocks of a page share one namespace.

Blocks with any other info string are not run.
"""

from __future__ import annotations

import doctest
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from detente.cli import main

ELLIPSIS = "…"
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<kind>\w+)(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=indent)```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its settings, its text, and the line it starts in."""

    kind: str
    settings: dict[str, str]
    body: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page that have a language."""
    text = page.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        words = [word.partition("=") for word in shlex.split(match["info"])]
        settings = {key: value for key, _, value in words}
        indent = match["indent"]
        body = re.sub(rf"^{indent}", "", match["body"], flags=re.M)
        yield Block(match["kind"], settings, body, text.count("\n", 0, match.start("body")) + 1)


class Runner:
    """Does what the blocks of one page say, in the current directory."""

    def __init__(self, page: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.page, self.capture = page, capture
        self.names: dict[str, Any] = {}
        self.kinds: dict[str, Callable[[Block], None]] = {
            "diff": self.change,
            "console": self.console,
            "json": self.json,
            "pycon": self.python,
        }

    def run(self) -> None:
        for block in blocks(self.page):
            if "file" in block.settings and block.kind != "diff":
                self.write(block)
            elif block.kind in self.kinds:
                self.kinds[block.kind](block)

    def place(self, block: Block) -> str:
        return f"{self.page.name}:{block.line}"

    # -- Files -----------------------------------------------------------------------------

    def write(self, block: Block) -> None:
        file = Path(block.settings["file"])
        file.parent.mkdir(exist_ok=True)
        with file.open("a" if "add" in block.settings else "x", encoding="utf-8") as stream:
            stream.write(block.body)

    def change(self, block: Block) -> None:
        file = Path(block.settings["file"])
        text = file.read_text(encoding="utf-8")
        lines = block.body.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in "- ")
        after = "".join(line[1:] for line in lines if line[0] in "+ ")
        assert text.count(before) == 1, f"{self.place(block)}: not once in the file:\n{before}"
        file.write_text(text.replace(before, after), encoding="utf-8")

    # -- Commands --------------------------------------------------------------------------

    def detente(self, command: str) -> str:
        """Return all that a command prints; with ``> FILE``, that goes to the file."""
        program, *words = shlex.split(command)
        assert program == "detente", f"only detente is run here: {command}"
        target = words.pop() if len(words) > 1 and words[-2] == ">" else ""
        if target:
            words.pop()
        before, sys.argv = sys.argv, ["detente", *words]
        self.capture.readouterr()
        try:
            main()
        except SystemExit:
            pass
        finally:
            sys.argv = before
        printed, told = self.capture.readouterr()
        if target:
            Path(target).write_text(printed, encoding="utf-8")
            printed = ""
        return printed + told

    def console(self, block: Block) -> None:
        for part in re.split(r"^(?=\$ )", block.body, flags=re.M):
            if not part.strip():
                continue
            command, _, wanted = part.removeprefix("$ ").partition("\n")
            printed = self.detente(command)
            if not same_lines(wanted, printed):
                pytest.fail(f"{self.place(block)}: $ {command}\n{printed}", pytrace=False)

    def json(self, block: Block) -> None:
        if "of" not in block.settings:
            return
        printed = self.detente(block.settings["of"])
        if found := differences(json.loads(block.body), json.loads(printed)):
            pytest.fail(f"{self.place(block)}: {found}\n{printed}", pytrace=False)

    def python(self, block: Block) -> None:
        examples = doctest.DocTestParser().get_examples(block.body, self.page.name)
        name = self.page.name
        test = doctest.DocTest(examples, {}, name, str(self.page), block.line - 1, None)
        test.globs = self.names  # not a copy: the page goes on with what this block defines
        report: list[str] = []
        runner = doctest.DocTestRunner(optionflags=FLAGS)
        failed = runner.run(test, out=report.append, clear_globs=False).failed
        assert failed == 0, "".join(report)


def same_lines(wanted: str, printed: str) -> bool:
    """Tell whether output is what a page shows, lines left out where the page says so."""
    pattern = ""
    for line in wanted.rstrip().splitlines():
        if line.strip() == ELLIPSIS:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += re.escape(line.rstrip()) + r"\n"
    found = "".join(line.rstrip() + "\n" for line in printed.rstrip().splitlines())
    return re.fullmatch(pattern, found) is not None


def differences(shown: Any, real: Any, at: str = "$") -> str:
    """Return where shown JSON first differs from the real, or nothing."""
    if isinstance(shown, dict) and isinstance(real, dict):
        partly = ELLIPSIS in shown
        keys = [key for key in shown if key != ELLIPSIS]
        if set(keys) - set(real) or (not partly and set(keys) != set(real)):
            return f"{at}: fields {sorted(set(keys) ^ set(real))}"
        pairs = [(shown[key], real[key], f"{at}.{key}") for key in keys]
    elif isinstance(shown, list) and isinstance(real, list):
        partly = bool(shown) and shown[-1] == ELLIPSIS
        items = shown[:-1] if partly else shown
        if len(items) > len(real) or (not partly and len(items) != len(real)):
            return f"{at}: {len(real)} entries"
        pairs = [(item, real[k], f"{at}[{k}]") for k, item in enumerate(items)]
    else:
        same = shown == real and type(shown) is type(real)
        return "" if same else f"{at}: {real!r}, not {shown!r}"
    return next(filter(None, (differences(*pair) for pair in pairs)), "")
