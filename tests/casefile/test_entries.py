"""Fields of entries: set in whatever layout an entry is written, the rest as it was."""

from __future__ import annotations

from typing import Any

import pytest

from detente.casefile.entries import opposite, with_fields
from detente.casefile.nodes import Path
from detente.casefile.positions import read
from detente.errors import ModelError

TEXT = """\
conflict:
  options:
    a:
      x:  # nothing said
      y: Yield  # in a word
      z: {label: Zero}
  infeasible: [a.x and a.y, not a.z]
  preferences:
    a:
      # the first
      - a.x or atleast(1, a.y, a.z)  # in words of its own
      - true
      - {want: a.z, label: "to be, or not",}  # between braces
      - {
          want: a.y,  # why
          confidence: high
        }
      - want: not a.x
        because: >
          It has been said
          twice.
        # below it
      - unsure: [a.x, {want: a.y}]
      - want: a.z
        cites:
          - one
          - two

# the end
"""
ENTRIES: list[Path] = [
    ("conflict", "options", "a", "x"),
    ("conflict", "options", "a", "y"),
    ("conflict", "options", "a", "z"),
    ("conflict", "infeasible", 1),
    *(("conflict", "preferences", "a", k) for k in (0, 1, 2, 3, 4, 6)),
    ("conflict", "preferences", "a", 5, "unsure", 0),
    ("conflict", "preferences", "a", 5, "unsure", 1),
]


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


@pytest.mark.parametrize("path", ENTRIES)
@pytest.mark.parametrize(
    "fields", [{"confidence": "low"}, {"confidence": 0.25, "unsure": True}, {"cites": []}]
)
def test_fields_are_set_and_comments_stay(path: Path, fields: dict[str, Any]) -> None:
    before = read(TEXT.encode())
    text = with_fields(TEXT, path, fields)
    after = read(text.encode())
    assert not after.problems
    entry = at(after.data, path)
    assert {name: entry[name] for name in fields} == fields
    written = at(before.data, path)
    if isinstance(written, dict):
        assert {k: v for k, v in entry.items() if k not in fields} == {
            k: v for k, v in written.items() if k not in fields
        }
    for k, comment in enumerate(line for line in TEXT.splitlines() if "#" in line):
        assert comment[comment.index("#") :] in text, k
    if fields != {"cites": []} and path[-1] != "x":  # what has lines of its own is set anew
        assert len(set(text.splitlines()) - set(TEXT.splitlines())) <= len(fields)


def test_an_entry_written_short_stays_on_its_line() -> None:
    text = with_fields(TEXT, ("conflict", "preferences", "a", 0), {"unsure": True})
    assert '- {want: "a.x or atleast(1, a.y, a.z)", unsure: true}' in text.replace("'", '"')
    text = with_fields(TEXT, ("conflict", "options", "a", "y"), {"direction": "back"})
    assert "y: {label: Yield, direction: back}  # in a word" in text


def test_there_has_to_be_an_entry() -> None:
    with pytest.raises(ModelError, match="there is no entry"):
        with_fields(TEXT, ("conflict", "preferences", "a", 9), {"unsure": True})


def test_the_opposite_of_the_opposite_is_meant_as_at_first() -> None:
    for want in ("a.x", "not a.x", "a.x implies a.y", "not (a.x and a.y)", True):
        turned = opposite({"want": want})["want"]
        assert opposite({"want": turned})["want"] == str(want).lower()
    assert "cites" not in opposite({"want": "a.x"})
    assert opposite({"want": "a.x", "cites": "one"})["cites"] == []
