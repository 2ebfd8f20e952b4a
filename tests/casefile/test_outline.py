"""What a text names, and where."""

from __future__ import annotations

from casefile.cases import BARGAINING
from detente.casefile import outline

TEXT = """\
detente: 1
parties: {a: Alpha, b: Beta}
conflict:
  options:
    a:
      go: Go
    b: {stay: Stay}
  preferences:
    a:
      - a.go
      - want: b.stay
scenarios:
  calm: {}
"""


def test_names_and_places_are_found() -> None:
    found = outline(TEXT)
    assert found.names["parties"] == {"a": 2, "b": 2}
    assert found.names["options"] == {"a.go": 6, "b.stay": 7}
    assert found.names["scenarios"] == {"calm": 13}
    assert found.line("conflict.preferences.a[1]") == 11
    assert found.line("conflict.options.a.go") == 6


def test_what_is_not_there_has_no_line() -> None:
    found = outline(TEXT)
    assert found.line("conflict.preferences.a[7]") == 0
    assert found.line("sources.herald") == 0


def test_faulty_texts_name_what_can_be_read() -> None:
    assert outline("parties: [").names["parties"] == {}
    assert outline("parties: [a]\nconflict: 3\n").names["options"] == {}
    assert outline("\ud800").names["parties"] == {}


def test_issues_and_values_are_found() -> None:
    found = outline(BARGAINING)
    assert found.names["issues"] == {"water": 7, "dam": 8, "money": 9}
    assert found.names["values"]["water.half"] == 7
    assert found.names["values"]["dam.lowered"] == 8
    assert found.names["terms"] == {"large": 11}
    assert found.line("bargaining.preferences.up.scores.dam.kept") == 23
