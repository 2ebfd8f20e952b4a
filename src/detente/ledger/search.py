"""Finding words in the stored texts, in any script and however short.

The index holds every three characters in a row, so it serves scripts without spaces as well as
others; but it drops terms that are shorter, without a word. It is therefore only asked for
candidates, by those words that are long enough and that it folds as we do; where there are none,
all texts are candidates. Whether and where the words stand is then settled on the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from detente.ledger import passages
from detente.ledger.drafts import Draft
from detente.ledger.errors import LedgerError
from detente.ledger.store import Store

_GRAM = 3
_FOLDED_OTHERWISE = frozenset("σςΣſıİµμΜ\u212a")
"""Letters that have more than one other form; a search for them goes through all texts."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where words stand: source, text, offsets, and the words around."""

    source: int
    sha256: str
    start: int
    end: int
    context: passages.Context

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "source": self.source,
            "sha256": self.sha256,
            "start": self.start,
            "end": self.end,
            "before": self.context.before,
            "text": self.context.content,
            "after": self.context.after,
        }


def texts(store: Store, words: str, limit: int = 100) -> tuple[Hit, ...]:
    """Return the places where words stand next to each other, in the order of the reports.

    Parameters
    ----------
    store : Store
    words : str
        Taken as they are: there are no operators. Case and line breaks do not matter.
    limit : int
        Most places returned.

    Raises
    ------
    LedgerError
        If there is no word to look for.
    """
    if not words.strip():
        raise LedgerError("there is nothing to look for", code="bad-field")
    hits: list[Hit] = []
    for row in _candidates(store, words):
        for span in passages.find(row["content"], words):
            if len(hits) == limit:
                return tuple(hits)
            around = passages.context(row["content"], span, 60)
            hits.append(Hit(row["source"], row["sha256"], span.start, span.end, around))
    return tuple(hits)


def _candidates(store: Store, words: str) -> list[Any]:
    query = index_query(words)
    chosen = "WHERE t.id IN (SELECT rowid FROM found WHERE found MATCH ?)" if query else ""
    return store.rows(
        "SELECT t.sha256, t.content, o.id AS source FROM texts AS t "
        f"JOIN sources AS o ON o.text = t.id {chosen} ORDER BY o.id",
        (query,) if query else (),
    )


def index_query(words: str) -> str:
    """Return what to ask the index for, or nothing where it could miss a text.

    Examples
    --------
    >>> print(index_query("four islands of"))
    "four" AND "islands"
    >>> index_query("UN"), index_query("島")
    ('', '')
    """
    terms = []
    for word in re.sub(r"…|\.\.\.", " ", words).split():
        spelt = {unicodedata.normalize(form, word) for form in ("NFC", "NFD")} | {word}
        if all(len(s) >= _GRAM and not _FOLDED_OTHERWISE & set(s) for s in spelt):
            quoted = [f'"{s}"' for s in sorted(s.replace('"', '""') for s in spelt)]
            terms.append(quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})")
    return " AND ".join(terms)


def holds(draft: Draft, words: str) -> bool:
    """Tell whether a statement's content, speaker or matter holds words."""
    if not words.strip():
        return True
    told = "\n".join((draft.says, draft.speaker, draft.by, draft.about, draft.name))
    return bool(passages.find(told, words))
