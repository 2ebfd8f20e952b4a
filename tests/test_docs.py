"""The examples in the documentation run, and say what the documentation says they say.

In Markdown the code fence right below an example's last line of output would be read as more
output, so the ``pycon`` blocks are cut out here instead of being left to pytest's own doctest
collection. The blocks of one file share one namespace, top to bottom.
"""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
FENCE = re.compile(r"^(?P<indent> *)```pycon\n(?P<body>.*?)^(?P=indent)```$", re.M | re.S)

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def examples(page: Path) -> list[doctest.Example]:
    """Return the examples of a page's ``pycon`` blocks, with their line numbers in the page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for block in FENCE.finditer(text):
        first_line = text.count("\n", 0, block.start("body"))
        for example in doctest.DocTestParser().get_examples(block["body"], str(page)):
            example.lineno += first_line
            found.append(example)
    return found


@pytest.mark.parametrize("page", [pytest.param(p, id=p.name) for p in sorted(PAGES)])
def test_examples_in_the_docs_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = doctest.DocTest(examples(page), {}, page.name, str(page), 0, None)
    monkeypatch.chdir(ROOT)
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=report.append)
    assert result.failed == 0, "".join(report)


def test_the_cutter_finds_examples(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Text\n\n```pycon\n>>> 1 + 1\n2\n```\n\n```python\nignored()\n```\n")
    (example,) = examples(page)
    assert (example.source, example.want, example.lineno) == ("1 + 1\n", "2\n", 3)
