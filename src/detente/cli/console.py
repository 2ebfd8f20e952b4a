"""What the commands share: output without surprises, formats, diagnostics."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from detente.errors import Diagnostic

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDTH = 80
"""Columns that text is wrapped to."""
SHOWN = 100
"""Diagnostics shown at a time; JSON has all."""
_STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}

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
    """Print diagnostics, the first hundred of them.

    In a terminal each message stands beneath its place, wrapped. Elsewhere it is on one line, for
    programs that look for lines, whatever colours they ask for.
    """
    for found in diagnostics[:SHOWN]:
        if console.file.isatty():
            lines = _wrapped(found, min(WIDTH, console.width))
        else:
            lines = _on_one_line(found)
        for line in lines:
            console.print(line)
    if len(diagnostics) > SHOWN:
        console.print(f"… and {len(diagnostics) - SHOWN} more")


def _on_one_line(found: Diagnostic) -> Iterator[Text | str]:
    yield _headed(found, f": {safe(found.message)}")
    if found.hint:
        yield f"    hint: {safe(found.hint)}"


def _wrapped(found: Diagnostic, width: int) -> Iterator[Text | str]:
    yield _headed(found)
    for said, hang in ((found.message, 0), (found.hint and f"hint: {found.hint}", 6)):
        yield from textwrap.wrap(
            safe(said),
            width,
            initial_indent=" " * 4,
            subsequent_indent=" " * (4 + hang),
            break_long_words=False,  # a path stays whole, to be copied
            break_on_hyphens=False,
        )


def _headed(found: Diagnostic, message: str = "") -> Text:
    from rich.text import Text

    place = f"{safe(found.place)}: " if found.place else ""
    return Text.assemble(
        place, (found.severity, _STYLES[found.severity]), message, (f" [{found.code}]", "dim")
    )


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "party", "parties"), counted(2, "error")
    ('1 party', '2 errors')
    """
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
