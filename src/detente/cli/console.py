"""What the commands share: output without surprises, formats, diagnostics."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from detente.errors import Diagnostic

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = 100
"""Diagnostics shown at a time; JSON has all."""

# Control characters could rewrite a terminal; marks of direction could reorder what it shows.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Format(StrEnum):
    """How a command answers."""

    text = "text"
    json = "json"


def stdout() -> Console:
    """Return the console for answers: colour only in a terminal, and not under NO_COLOR."""
    return _console(stderr=False)


def stderr() -> Console:
    """Return the console for messages."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console  # slow to import, and `--help` does without

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)


def safe(text: str) -> str:
    r"""Return text from a file as one line that a terminal shows as it is.

    Examples
    --------
    >>> print(safe("red \x1b[31m and\na new line"))
    red \x1b[31m and\na new line
    """
    return _UNSAFE.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


def print_json(data: Any) -> None:
    """Print data as JSON, two spaces deep, in plain ASCII so that any pipe can carry it."""
    sys.stdout.write(json.dumps(data, indent=2) + "\n")


def print_compact_json(data: Any) -> None:
    """Print data as JSON on one line: results can have millions of entries."""
    sys.stdout.write(json.dumps(data, separators=(",", ":")) + "\n")


def show_diagnostics(diagnostics: Sequence[Diagnostic], console: Console) -> None:
    """Print diagnostics, the first hundred of them."""
    from rich.text import Text

    styles = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
    for found in diagnostics[:SHOWN]:
        line = Text(f"{safe(found.place)}: " if found.place else "")
        line.append(found.severity, styles[found.severity])
        line.append(f": {safe(found.message)} ")
        line.append(f"[{found.code}]", "dim")
        console.print(line)
        if found.hint:
            console.print(Text(f"    hint: {safe(found.hint)}"))
    if len(diagnostics) > SHOWN:
        console.print(f"… and {len(diagnostics) - SHOWN} more")


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "party", "parties"), counted(2, "error")
    ('1 party', '2 errors')
    """
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
