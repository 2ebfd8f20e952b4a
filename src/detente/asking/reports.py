"""Reports taken into a case's ledger, one at a time: what both faces do with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.case import Case
from detente.errors import DetenteError, Diagnostic, FormatError, LimitError

if TYPE_CHECKING:
    from detente.ledger import Ledger
    from detente.proposals import Reading
    from detente.reading import Document

_DAY = len("2019-01-09")


@dataclass(frozen=True)
class Taken:
    """What became of one report.

    Parameters
    ----------
    source : str
        As the user named it.
    reading : Reading or None
        What was read; None where it was known already, or failed.
    is_new : bool
        Whether its text was not in the ledger before.
    proposed : int
        Statements that are new.
    changed : bool
        Whether anything was written at all.
    needs : tuple of str
        What the analyst should supply.
    sha256 : str
        Of its text.
    failure : Diagnostic or None
        Why it could not be read.
    """

    source: str
    reading: Reading | None = None
    is_new: bool = False
    proposed: int = 0
    changed: bool = False
    needs: tuple[str, ...] = ()
    sha256: str = ""
    failure: Diagnostic | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields of a report that was read."""
        return {
            "source": self.source,
            "sha256": self.sha256,
            "new": self.is_new,
            "proposed": self.proposed,
            "needs": list(self.needs),
        }


@dataclass(frozen=True)
class Intake:
    """Reads reports and stores what they propose.

    Parameters
    ----------
    case : Case
        Whose parties are looked for.
    ledger : Ledger or None
        None stores nothing.
    known : mapping of str to str
        What is known of all these reports: outlet, date, url.
    again : bool
        Whether to read anew what the ledger has already.
    by : str
        Who reads.
    """

    case: Case
    ledger: Ledger | None
    known: Mapping[str, str]
    again: bool = False
    by: str = ""

    def take(self, source: str, opened: Callable[[], Document]) -> Taken:
        """Read and store one report; whatever is wrong with it is its own result.

        Raises
        ------
        DetenteError
            If the ledger or the parser is amiss, and will be for the next report.
        """
        try:
            return self._take(source, opened())
        except DetenteError as error:
            of_the_file = isinstance(error, FormatError | LimitError)
            if not (of_the_file or error.code.startswith("bad-")):
                raise
            return Taken(source, failure=failure(source, error))
        except Exception as error:  # noqa: BLE001  # one bad file never stops the rest
            return Taken(source, failure=failure(source, error))

    def _take(self, source: str, document: Document) -> Taken:
        from detente import reading
        from detente.ledger.drafts import is_date
        from detente.ledger.sources import digest

        own = {key: getattr(document, key) or "" for key in ("outlet", "title", "url")}
        own["date"] = document.published if is_date(document.published or "") else ""
        known = {key: value for key, value in {**own, **self.known}.items() if value}
        before = self.ledger.find_text(digest(document.text)) if self.ledger else None
        if before is not None and self.ledger is not None:
            known = dict(self.known)  # what the analyst said before outweighs the document
            date = known.get("date", before.draft.date)
            if not self.again and date == before.draft.date:
                after = self.ledger.describe(before.id, known, by=self.by)
                needs, changed = after.draft.needs, after != before
                return Taken(source, changed=changed, needs=needs, sha256=before.sha256)
            known["date"] = date if date != "unknown" else ""
        date = known.get("date", "")
        found = reading.read(
            document.text,
            case=self.case,
            published=date if len(date) == _DAY else None,
            source=source,
            outlet=known.get("outlet", ""),
        )
        if self.ledger is None:
            proposed = len(found.statements)
            return Taken(source, found, True, proposed, needs=found.needs, sha256=found.sha256)
        stored = self.ledger.add_reading(found, known, by=self.by)
        needs = stored.source.draft.needs
        return Taken(
            source, found, stored.is_new, stored.proposed, stored.changed, needs, found.sha256
        )


def failure(source: str, error: Exception) -> Diagnostic:
    """Return why a report could not be read."""
    if isinstance(error, DetenteError):
        first = error.diagnostics[0]
        message = first.message.removeprefix(f"{source}: ")
        return Diagnostic(first.code, message, first.hint, source)
    if isinstance(error, OSError):
        return Diagnostic("unreadable-file", error.strerror or str(error), file=source)
    message = f"this is a fault in detente: {type(error).__name__}: {error}"
    return Diagnostic("internal", message, file=source)
