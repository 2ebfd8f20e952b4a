"""Short ids for things that other programs name freely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_CONNECTIVES = ("not", "and", "or", "xor", "implies", "iff", "exactly", "at_most", "at_least")
RESERVED = frozenset([*_CONNECTIVES, "true", "false", "null", "status_quo"])
"""Words of the condition language and of the case file, which no id may be."""

_LONGEST = 40


def unique_id(name: str, taken: Container[str], kind: str) -> str:
    """Return a readable id for a name: ASCII letters, digits and underscores, used once.

    Parameters
    ----------
    name : str
        Any text.
    taken : container of str
        Ids already in use.
    kind : str
        What the name is of; starts the id where nothing in the name can.

    Examples
    --------
    >>> unique_id("Côte d’Ivoire", (), "party")
    'cote_d_ivoire'
    >>> unique_id("Full", {"full"}, "option")
    'full_2'
    >>> unique_id("4 islands", (), "option"), unique_id("日本", (), "party")
    ('option_4_islands', 'party')
    """
    folded = unicodedata.normalize("NFKD", name).replace("’", "'")
    ascii_text = folded.encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "_", ascii_text).strip("_")
    if len(slug) > _LONGEST:
        slug = slug[: _LONGEST + 1].rpartition("_")[0] or slug[:_LONGEST]
    if not slug or slug[0].isdigit() or slug in RESERVED:
        slug = f"{kind}_{slug}".rstrip("_")
    candidate, count = slug, 1
    while candidate in taken:
        count += 1
        candidate = f"{slug}_{count}"
    return candidate
