"""A small valid case, and how to spoil it at a known place."""

from __future__ import annotations

from detente.casefile.load import _examine
from detente.errors import Diagnostic

BASE = """\
detente: 1
id: dam
title: The dam
as_of: 2024-03-01
parties:
  up: {label: Upriver, aliases: [{name: Uppers, from: 2000-01-01, until: 2001}]}
  down: Downriver
sources:
  herald: {outlet: Herald, date: 2024-02-11}
statements:
  s1: {by: up, to: down, source: herald, says: we fill, date: 2024-02-10}
conflict:
  options:
    up: {fill: Fill, share: Share}
    down: {pay: Pay, sue: Sue}
  terms:
    deal: up.share and down.pay
  infeasible: [down.pay and down.sue]
  status_quo: [up.fill]
  outcomes: [deal]
  preferences:
    up:
      - {want: not down.sue, judgement: true}
      - {want: up.fill, cites: s1}
      - {want: deal, because: it pays}
    down:
      - {want: up.share, judgement: true}
      - {want: not down.pay, judgement: true}
scenarios:
  calm: {label: Calm, judgement: true, preferences: {down: [{want: deal, judgement: true}]}}
outcome:
  events: [{date: 2024-06-01, says: filled, sources: herald}]
"""

MARK = "«"


def spoiled(old: str, new: str) -> tuple[bytes, tuple[int, int]]:
    """Return BASE with one replacement, and the place of the mark in it."""
    assert BASE.count(old) == 1, f"{old!r} stands {BASE.count(old)} times in the base case"
    text = BASE.replace(old, new)
    assert text.count(MARK) == 1
    before = text[: text.index(MARK)]
    place = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return text.replace(MARK, "").encode("utf-8", "surrogatepass"), place


def found(data: bytes | str) -> list[Diagnostic]:
    """Return all diagnostics about a file with this content."""
    return _examine(data if isinstance(data, bytes) else data.encode(), "case.yaml").diagnostics
