"""Reports, what they seem to say, and what was decided about it, in one file beside the case.

`Ledger` is the whole of it; `publish` puts what was accepted into a case file, `verify` looks
for damage, and `exports` and `imports` speak with other programs.
"""

from detente.ledger.drafts import Draft, SourceDraft
from detente.ledger.errors import (
    CorruptLedgerError,
    LedgerError,
    LockedLedgerError,
    NewerLedgerError,
    NotALedgerError,
)
from detente.ledger.ledger import Entry, Ledger, Stored, beside
from detente.ledger.sources import Source

__all__ = [
    "CorruptLedgerError",
    "Draft",
    "Entry",
    "Ledger",
    "LedgerError",
    "LockedLedgerError",
    "NewerLedgerError",
    "NotALedgerError",
    "Source",
    "SourceDraft",
    "Stored",
    "beside",
]
