"""The examples in the documentation run, and say what the documentation says they say.

What a page can hold, and how it is run, is told in `pages`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pages import Runner, blocks, differences, same_lines

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.fixture
def empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [pytest.param(p, id=p.relative_to(ROOT).as_posix()) for p in PAGES]
)
@pytest.mark.usefixtures("empty_directory")
def test_examples_in_the_docs_run(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Runner(page, capsys).run()


# -- The runner itself ---------------------------------------------------------------------


def written(text: str, folder: Path) -> Path:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return page


def test_the_cutter_finds_blocks(empty_directory: Path) -> None:
    text = 'Text\n\n  ```json of="detente x"\n  {}\n  ```\n\n```\nnothing\n```\n'
    (block,) = blocks(written(text, empty_directory))
    assert (block.kind, block.settings, block.body, block.line) == (
        "json", {"of": "detente x"}, "{}\n", 4,
    )  # fmt: skip


def test_blocks_of_a_page_build_on_each_other(
    empty_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = """
```yaml file=case.yaml
detente: 1
```
```yaml file=case.yaml add
id: a case
```
```diff file=case.yaml
 detente: 1
-id: a case
+id: case
+title: Case
+parties: {}
```
```console
$ detente check case.yaml
case.yaml: no problems (0 parties, 0 statements, 0 sources)
```
```pycon
>>> one = 1
```
```pycon
>>> one + 1
2
```
"""
    Runner(written(page, empty_directory), capsys).run()
    assert Path("case.yaml").read_text() == "detente: 1\nid: case\ntitle: Case\nparties: {}\n"


@pytest.mark.parametrize(
    "wrong",
    [
        "```console\n$ detente --version\ndetente 0\n```\n",
        '```json of="detente catalog --format json"\n[]\n```\n',
        "```pycon\n>>> 1 + 1\n3\n```\n",
        "```yaml file=a\nb\n```\n```diff file=a\n-c\n+d\n```\n",
    ],
)
def test_what_is_wrong_fails(
    wrong: str, empty_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        Runner(written(wrong, empty_directory), capsys).run()


def test_lines_may_be_left_out_only_where_the_page_says_so() -> None:
    assert same_lines("a\n…\nd\n", "a\nb\nc\nd\n")
    assert same_lines("a\n…\n", "a\n")
    assert not same_lines("a\nd\n", "a\nb\nd\n")
    assert not same_lines("…\nc\n", "a\nb\n")


def test_json_may_be_left_out_only_where_the_page_says_so() -> None:
    real = {"a": [1, 2], "b": {"c": None}}
    assert not differences({"a": [1, 2], "b": {"c": None}}, real)
    assert not differences({"a": [1, "…"], "…": "…"}, real)
    assert differences({"a": [1], "b": {"c": None}}, real)
    assert differences({"a": [1, 2]}, real)
    assert differences({"a": [1, 2], "b": {"c": 0}}, real)
