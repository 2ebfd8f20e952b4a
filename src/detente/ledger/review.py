"""Going through proposals one at a time: where one is, back and forth, and undo."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from detente.ledger.errors import LedgerError
from detente.ledger.ledger import Entry, Ledger


class Review:
    """A walk through the proposals of a ledger.

    What others decide meanwhile is passed over; what is decided here can be undone, latest first.

    Parameters
    ----------
    ledger : Ledger
    source : int or None
        Only proposals from this source.
    parties : collection of str
        Party ids that a statement may name.
    by : str
        Who decides; nobody by default.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        source: int | None = None,
        parties: Collection[str] = (),
        by: str = "",
    ) -> None:
        self.ledger, self.parties, self.by = ledger, parties, by
        self._numbers = [entry.id for entry in ledger.statements("proposed", source=source)]
        self._at = 0
        self._decided: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def position(self) -> int:
        """Which proposal is looked at, counted from 1."""
        return self._at + 1

    @property
    def current(self) -> Entry | None:
        """The statement looked at, as it stands; None when all have been seen."""
        if self._at >= len(self._numbers):
            return None
        return self.ledger.statement(self._numbers[self._at])

    def accept(self) -> Entry:
        """Accept the statement looked at, and go on."""
        return self._decide("accept")

    def reject(self) -> Entry:
        """Reject the statement looked at, and go on."""
        return self._decide("reject")

    def skip(self) -> None:
        """Go on without deciding; to the next that is still open."""
        while self._at < len(self._numbers):
            self._at += 1
            entry = self.current
            if entry is None or entry.state == "proposed":
                return

    def back(self) -> None:
        """Go to the statement before, decided or not."""
        if not self._at:
            raise LedgerError("this is the first one", code="no-statement")
        self._at -= 1

    def undo(self) -> Entry | None:
        """Take back the latest decision of this review, and go to its statement.

        Returns
        -------
        Entry or None
            The statement as it stands; None when it was one added here, which is gone again.
        """
        if not self._decided:
            raise LedgerError("nothing was decided in this review", code="nothing-to-undo")
        number, seq = self._decided.pop()
        self.ledger.undo(number, only=seq, by=self.by)
        if number not in self._numbers:
            return None
        self._at = self._numbers.index(number)
        return self.current

    def edit(self, changes: Mapping[str, str]) -> Entry:
        """Set fields of the statement looked at; see `Ledger.edit`."""
        entry = self._looked_at()
        return self._noted(
            entry, self.ledger.edit(entry.id, changes, parties=self.parties, by=self.by)
        )

    def move(self, *, start: int = 0, end: int = 0) -> Entry:
        """Move the ends of the passage looked at by words."""
        entry = self._looked_at()
        return self._noted(entry, self.ledger.move(entry.id, start=start, end=end, by=self.by))

    def add(self, quote: str, changes: Mapping[str, str] | None = None) -> Entry:
        """Add a statement that was missed in the report looked at; see `Ledger.add`."""
        source = self._looked_at().source
        entry = self.ledger.add(source, quote, changes, parties=self.parties, by=self.by)
        return self._noted(None, entry)

    def _decide(self, what: str) -> Entry:
        entry = self._looked_at()
        decide = self.ledger.accept if what == "accept" else self.ledger.reject
        result = self._noted(entry, decide(entry.id, by=self.by))
        self.skip()
        return result

    def _noted(self, before: Entry | None, after: Entry) -> Entry:
        if after != before:
            self._decided.append((after.id, self.ledger.history(after.id)[-1].seq))
        return after

    def _looked_at(self) -> Entry:
        entry = self.current
        if entry is None:
            raise LedgerError("all proposals have been seen", code="no-statement")
        return entry
