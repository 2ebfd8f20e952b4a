"""``detente brief``: where the page goes, and what a wrong call is told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from brief.pages import FERRY, Page
from detente import cli

Called = tuple[int, str, str]


@pytest.fixture
def brief(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Called]:
    """Run the command in an empty directory with a case in it; return code, output, messages."""
    monkeypatch.chdir(tmp_path)
    Path("ferry.yaml").write_text(FERRY, encoding="utf-8")

    def call(*arguments: str) -> Called:
        monkeypatch.setattr(sys, "argv", ["detente", "brief", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        code = caught.value.code
        return code if isinstance(code, int) else 0, *capsys.readouterr()

    return call


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_it_writes_a_page_and_says_where(brief: Callable[..., Called]) -> None:
    code, out, err = brief("ferry.yaml", "-o", "out.html", "--date", "2024-01-02")
    assert (code, out, err) == (0, "", "wrote out.html\n")
    assert Page(Path("out.html").read_text(encoding="utf-8")).faults == []
    assert names() == ["ferry.yaml", "out.html"]


def test_the_name_follows_the_case(brief: Callable[..., Called]) -> None:
    assert brief("ferry.yaml")[2] == "wrote ferry-brief.html\n"
    assert Path("ferry-brief.html").exists()


def test_the_stamped_command_makes_the_same_page(brief: Callable[..., Called]) -> None:
    brief("ferry.yaml", "--scenario", "same", "--concept", "seq,nash", "--date", "2024-01-02")
    first = Path("ferry-brief.html").read_bytes()
    words = Page(first.decode()).words
    command = words[words.index("detente brief ") :].split()[2:]
    assert brief(*command)[0] == 0
    assert Path("brief.html").read_bytes() == first


def test_a_dash_prints(brief: Callable[..., Called]) -> None:
    code, out, err = brief("ferry.yaml", "-o", "-", "--scenario", "base")
    assert (code, err) == (0, "")
    assert Page(out).faults == []
    assert "Nothing else" not in out
    assert names() == ["ferry.yaml"]


def test_internal_entries_are_shown_when_asked_for(brief: Callable[..., Called]) -> None:
    secret = FERRY.replace("because: It uses", "visibility: internal, because: It uses")
    Path("ferry.yaml").write_text(secret, encoding="utf-8")
    assert "It uses the ferry too" not in brief("ferry.yaml", "-o", "-")[1]
    assert "It uses the ferry too" in brief("ferry.yaml", "-o", "-", "--internal")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ferry.yaml", "-o", "."], 1, "this is a directory"),
        (["ferry.yaml", "-o", "no/such/place.html"], 1, "No such file or directory"),
        (["ferry.yaml", "--scenario", "prud"], 1, "did you mean 'proud'?"),
        (["ferry.yaml", "--concept", "nahs"], 1, "did you mean 'nash'?"),
        (["fery.yaml"], 1, "fery.yaml"),
        (["ferry.yaml", "--date", "2 January"], 2, "write YYYY-MM-DD"),
        (["ferry.yaml", "--date", "2024-02-30"], 2, "write YYYY-MM-DD"),
    ],
)
def test_what_a_wrong_call_is_told(
    brief: Callable[..., Called], arguments: list[str], code: int, message: str
) -> None:
    got, out, err = brief(*arguments)
    assert (got, out) == (code, "")
    assert message in err
    assert names() == ["ferry.yaml"]
