"""Tables as CSV on standard output."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence


def write_rows(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a header and one line for each row.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    writer = csv.DictWriter(sys.stdout, list(columns), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: harmless(value) for name, value in row.items()})


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs.

    Examples
    --------
    >>> harmless("=HYPERLINK(1)"), harmless("we fill")
    ("'=HYPERLINK(1)", 'we fill')
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
