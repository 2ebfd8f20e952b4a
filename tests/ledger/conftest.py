from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.ledger import Ledger
from ledger.samples import reading


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger.open(tmp_path / "pact.ledger") as opened:
        yield opened


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """A ledger with one report and two proposals."""
    ledger.add_reading(reading(), {"outlet": "The Herald", "date": "2030-05-20"})
    return ledger
