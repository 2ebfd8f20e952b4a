"""Whatever is tried out in the panel, undo gives the file back byte for byte, and redo the edits."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.casefile.draft import draft_to_text
from detente.errors import DetenteError
from detente.web.workbench import Workbench
from examples import examples

pytestmark = pytest.mark.slow  # every edit writes and reads a file

TEXT = """\
# A harbour and a ferry, with remarks that an edit has to leave alone.
detente: 1
id: ferry
title: The ferry
parties: {town: The town, line: The line}   # in this order
conflict:
  options:
    town:
      pay: {label: pay for the ferry, confidence: medium}
    line:
      sail: the ferry goes
      strike: {label: strike, direction: forward}
  infeasible:
    - line.sail and line.strike  # one cannot do both
  status_quo: []
  preferences:
    town:
      # what the town says first
      - {want: line.sail, label: the ferry, confidence: high}
      - want: not town.pay
        because: Money is short.

      - unsure: [{want: not line.strike}, {want: town.pay iff line.sail}]
    line:
      - {want: town.pay, strongly: true}
      - not line.strike
scenarios:
  rich:
    label: The town has money
    preferences:
      town: [line.sail, not line.strike]
"""

PLACES = st.integers(1, 4)
LISTED = {"party": st.sampled_from(["town", "line"]), "place": PLACES}
OPTION = {"option": st.sampled_from(["town.pay", "line.sail", "line.strike"])}
LEVEL = {"confidence": st.sampled_from(["high", "low", 0.3, None])}
PART = {"part": st.integers(1, 2)}


def does(name: str, *, part: bool = False, **fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    named = {"do": st.just(name), "scenario": st.sampled_from(["", "rich"]), **fields}
    return st.fixed_dictionaries(named, optional=PART if part else {})


EDITS = st.one_of(
    does("move", **LISTED, to=PLACES),
    does("switch", **LISTED),
    does("switch", place=st.just(1)),
    does("turn", part=True, **LISTED),
    does("doubt", part=True, **LISTED),
    does("strength", part=True, **LISTED),
    does("confidence", part=True, **LISTED, **LEVEL),
    does("confidence", **OPTION, **LEVEL),
    does("confidence", place=st.just(1), **LEVEL),
    does("option", **OPTION, can=st.sampled_from(["open", "never", "always"])),
    does("direction", **OPTION, direction=st.sampled_from(["both", "forward", "back"])),
)


def now(bench: Workbench) -> tuple[int, int, str]:
    """Return the draft's revision, how many steps one can go back, and the file it would write."""
    drafted = bench.drafted()
    assert drafted is not None
    history = drafted.history
    return history.revision, history.at, draft_to_text(drafted.document, drafted.draft)


@examples(20)
@given(st.lists(EDITS, min_size=1, max_size=12))
def test_undo_gives_the_file_back_and_redo_the_edits(edits: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ferry.yaml"
        file.write_bytes(TEXT.encode())
        bench = Workbench.open(str(file))
        texts = [TEXT]
        for edit in edits:
            revision, at, before = now(bench)
            try:
                bench.change(revision, edit)
            except DetenteError:  # there is no such place, or nothing to be changed in this way
                assert now(bench) == (revision, at, before)
            else:
                texts[at + 1 :] = [now(bench)[2]]
        for back, steps in (("undo", reversed(texts[:-1])), ("redo", texts[1:])):
            for text in steps:
                bench.change(now(bench)[0], {"do": back})
                assert now(bench)[2] == text
        assert file.read_bytes() == TEXT.encode()
        bench.close()


def test_most_of_these_edits_are_made() -> None:
    """Or the test above would undo nothing."""
    made = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ferry.yaml"
        file.write_bytes(TEXT.encode())
        bench = Workbench.open(str(file))
        about = {"scenario": "", "party": "town"}
        for edit in (
            {"do": "move", **about, "place": 1, "to": 3},
            {"do": "switch", **about, "place": 2},
            {"do": "turn", **about, "place": 1},
            {"do": "doubt", **about, "place": 3, "part": 2},
            {"do": "strength", "scenario": "", "party": "line", "place": 1},
            {"do": "confidence", "scenario": "", "option": "town.pay", "confidence": "low"},
            {"do": "option", "scenario": "rich", "option": "line.sail", "can": "never"},
            {"do": "direction", "scenario": "", "option": "line.strike", "direction": "both"},
            {"do": "switch", "scenario": "", "place": 1},
        ):
            before = now(bench)[2]
            bench.change(now(bench)[0], edit)
            made += now(bench)[2] != before
        bench.close()
    assert made == 9
