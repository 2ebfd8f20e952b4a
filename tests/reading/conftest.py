"""One loaded parser for all tests of reading, and a fictional case."""

from __future__ import annotations

import pytest

from detente.case import Alias, Case, Party
from detente.errors import MissingExtraError
from detente.evidence import Statement
from detente.reading.reader import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    """Skips only where the extra is not installed; a model that is refused fails."""
    try:
        return Reader.load()
    except MissingExtraError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def valley() -> Case:
    """A dispute between invented countries, one of which succeeded another in 1990."""
    parties = (
        Party("aldia", "Aldia", (Alias("Port Merrin"),)),
        Party("borland", "Borland", (Alias("Kesk", since="1990-06-01"),), predecessor="union"),
        Party("union", "Northern Union", (Alias("Kesk", until="1990-06-01"),)),
        Party("cestria", "Cestria", (Alias("Cestrians"),)),
    )
    spoken = Statement("one", "They will sign.", by="aldia", speaker="Ana Brok")
    return Case(
        "valley",
        "The valley",
        parties={p.id: p for p in parties},
        statements={"one": spoken},
    )
