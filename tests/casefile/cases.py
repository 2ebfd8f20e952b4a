"""A small valid case, and how to spoil it at a known place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from detente.casefile import loads
from detente.casefile.load import _examine
from detente.errors import CaseError, Diagnostic

Row = tuple[str, str, str, str]
"""A code, what is replaced by what, and what is then said."""

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


GRAPH = """\
detente: 1
id: crisis
title: A crisis
parties: {a: Alba, b: Brenn}
conflict:
  states:
    calm: Calm
    blockade: {label: A blockade, judgement: true}
    deal: A deal
    war: War
  moves:
    a: {calm: blockade, blockade: [calm, war]}
    b: [[blockade, deal], [blockade, war]]
  terms: {peace: calm or deal}
  status_quo: calm
  outcomes: [peace]
  preferences:
    a: {ranking: [deal, blockade, [calm, war]], judgement: true}
    b: [{want: peace, judgement: true}]
scenarios:
  meek: {judgement: true, moves: {a: {calm: blockade}}}
"""
"""The same for a conflict in graph form."""


BARGAINING = """\
detente: 1
id: river
title: A river
parties: {up: Upriver, down: Downriver, bank: The bank}
bargaining:
  issues:
    water: {label: Water let through, values: {little: Little, half: Half, most: Most of it}}
    dam: [kept, lowered]
    money: {label: Payment, range: {from: 0, to: 3, step: 0.5, unit: million}}
  terms:
    large: money >= 2
  infeasible:
    - {when: dam.lowered and water.little, because: It would spill., judgement: true}
  consents:
    - {when: large, of: bank, judgement: true}
  no_deal: {water: little, dam: kept, money: 0}
  preferences:
    up:
      judgement: true
      weights: {water: 0.5, dam: 0.3, money: 0.2}
      scores:
        water: {little: 1, half: 0.6, most: 0}
        dam: {kept: 1, lowered: 0}
        money: {0: 0, 3: 1}
      interactions:
        - {when: large and water.most, worth: 0.1}
    down:
      reservation: {worth: [0.1, 0.2], judgement: true}
      weights:
        water: {from: 0.3, to: 0.6, best: 0.5, judgement: true}
        dam: unknown
        money: unknown
      orders:
        - {order: dam >= 2 money, judgement: true}
      scores:
        water: {little: {score: 0, judgement: true}, half: unknown, most: {score: 1, judgement: true}}
        dam: {kept: {score: 0, judgement: true}, lowered: {score: 1, judgement: true}}
        money: {0: {score: 1, judgement: true}, 3: {score: 0, judgement: true}}
    bank:
      judgement: true
      reservation: no_deal
      weights: {money: 1}
      scores: {money: {0: 0, 1: 0.8, 3: 1}}
  contributions:
    loan: {by: bank, label: A loan, when: money > 1, worth: {up: 0.1, bank: [-0.1, 0]}, judgement: true}
scenarios:
  dry:
    label: A dry year
    judgement: true
    bargaining:
      no_deal: {water: little, dam: kept, money: 0.50}
      preferences:
        down: {judgement: true, reservation: 0, weights: {water: 1}, scores: {water: {little: 0, half: 0.2, most: 1}}}
"""
"""A case of bargaining only."""


SPATIAL = """\
detente: 1
id: levy
title: A levy
parties: {north: North, east: East, south: South}
spatial:
  dimensions:
    rate:
      label: Height of the levy
      low: none
      high: a tenth of the price
      reference: {position: 10, because: The old law stays., judgement: true}
      bands: {high: {label: At least half, from: 50, to: 100}}
    start: {label: When it begins}
  actors:
    north:
      judgement: true
      capability: 40
      stances:
        rate: {position: 90, salience: 60}
        start: {position: [10, 30], salience: [20, 40]}
    east:
      capability: {capability: [20, 30], judgement: true}
      stances:
        rate: {position: {from: 20, to: 60, best: 50}, salience: 50, judgement: true}
        start: {position: unknown, salience: 0, because: It does not care., confidence: low}
      follows: {north: 0.1, south: 0.2}
    south:
      judgement: true
      capability: {from: 30, to: 60, best: 40}
      stances:
        rate: {position: 10, salience: 80}
        start: {position: 70, salience: 20}
scenarios:
  poor:
    judgement: true
    spatial:
      dimensions: {rate: {reference: {position: [0, 20], judgement: true}}}
      actors:
        south:
          judgement: true
          capability: 5
          stances: {rate: {position: 30, salience: 80}, start: {position: 70, salience: 20}}
"""
"""A case of positions only."""


def spoiled(old: str, new: str, base: str = BASE) -> tuple[bytes, tuple[int, int]]:
    """Return a case with one replacement, and the place of the mark in it."""
    assert base.count(old) == 1, f"{old!r} stands {base.count(old)} times in the base case"
    text = base.replace(old, new)
    assert text.count(MARK) == 1
    before = text[: text.index(MARK)]
    place = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return text.replace(MARK, "").encode("utf-8", "surrogatepass"), place


def found(data: bytes | str) -> list[Diagnostic]:
    """Return all diagnostics about a file with this content."""
    return _examine(data if isinstance(data, bytes) else data.encode(), "case.yaml").diagnostics


def rows(**by_severity: Sequence[Row]) -> list[Any]:
    """Return what `check_row` takes, by severity, as parameters of a test."""
    return [
        pytest.param(severity, *row, id=f"{row[0]}-{k}")
        for severity, each in by_severity.items()
        for k, row in enumerate(each)
    ]


def check_row(severity: str, code: str, old: str, new: str, says: str, base: str) -> None:
    """Check that a case with one replacement is told of once, and at its place."""
    if MARK in new:
        data, place = spoiled(old, new, base)
    else:  # what is missing is told where it belongs
        assert base.count(old) == 1
        data, place = base.replace(old, new).encode(), None
    hits = [d for d in found(data) if (d.code, d.severity) == (code, severity)]
    assert len(hits) == 1, [str(d) for d in found(data)]
    assert place in (None, (hits[0].line, hits[0].column)), str(hits[0])
    assert says in hits[0].message + hits[0].hint, str(hits[0])
    if severity == "error":
        with pytest.raises(CaseError):
            loads(data)
    else:
        assert code in [d.code for d in loads(data).warnings]
