"""From reports to sourced statements: the tool proposes, the analyst decides.

`read` takes a text and returns a `detente.proposals.Reading`: statements with speaker,
addressee, cue, kind, chain, time and slots; mentions of the case's parties; what was masked;
and what is missing. It writes nothing and fetches nothing. The parser comes with the extra
``detente[reading]``; importing this package does not load it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from detente.case import Case
from detente.proposals import Reading
from detente.reading.documents import Document, files, opened
from detente.reading.sandbox import Sandbox

if TYPE_CHECKING:
    from detente.reading.reader import Reader

__all__ = ["Document", "Sandbox", "files", "opened", "read", "read_many"]


@cache
def _reader() -> Reader:
    """Return the one loaded parser of this process."""
    from detente.reading.reader import Reader

    return Reader.load()


def read(
    text: str,
    *,
    case: Case | None = None,
    published: date | str | None = None,
    source: str = "",
    outlet: str = "",
) -> Reading:
    """Return what a report proposes.

    Parameters
    ----------
    text : str
        The report. All offsets of the result count its characters.
    case : Case, optional
        Whose parties are looked for among speakers and mentions.
    published : date or str, optional
        When it was published, to the day. Without it *on Sunday* stays without a date.
    source, outlet : str
        The report as the user names it, and who published it.

    Raises
    ------
    MissingExtraError
        If the parser or its model is not installed; the message says what to install.
    ModelNotTrustedError
        If the installed model is not the official one.
    LimitError
        If the text is too long for one report.

    Examples
    --------
    >>> found = read("Aldia will open the dam, minister Ana Brok said on Sunday.")
    >>> (said,) = found.statements
    >>> said.text, said.speaker.text, said.cue
    ('Aldia will open the dam', 'minister Ana Brok', 'said')
    >>> said.time.text, said.time.needs_anchor, found.needs
    ('Sunday', True, ('date', 'outlet'))
    """
    return _reader().read(text, case=case, published=published, source=source, outlet=outlet)


def read_many(documents: Iterable[Document], *, case: Case | None = None) -> Iterator[Reading]:
    """Yield what each document proposes, in order; for more than a few this is faster.

    Parameters
    ----------
    documents : iterable of Document
        Taken some at a time, so that memory does not grow with their number.
    case : Case, optional
        Whose parties are looked for.
    """
    return _reader().read_many(documents, case=case)
