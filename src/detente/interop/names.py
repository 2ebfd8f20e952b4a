"""Short ids for things that other programs name freely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence

_CONNECTIVES = ("not", "and", "or", "xor", "implies", "iff", "exactly", "at_most", "at_least")
RESERVED = frozenset([*_CONNECTIVES, "true", "false", "null", "status_quo"])
"""Words of the condition language and of the case file, which no id may be."""

_LONGEST = 40
_LONGEST_NAME = 200
_WORD = re.compile(r"[^\W\d]\w*")


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


def own_ids(names: Sequence[str], kind: str) -> list[str]:
    """Return the names themselves as ids, so that results can be looked up by them.

    Those that are no line of text, or stand twice, get an id made of them.

    Examples
    --------
    >>> own_ids(["SActor-00", "Second actor", "Second actor"], "actor")
    ['SActor-00', 'Second actor', 'second_actor']
    """
    found: list[str] = []
    for name in names:
        plain = name.strip() == name and name.isprintable() and 0 < len(name) <= _LONGEST_NAME
        found.append(name if plain and name not in found else unique_id(name, found, kind))
    return found


def plain_ids(names: Sequence[str], kind: str) -> list[str]:
    """Return ids that a case file can hold: the names where they are such, else made of them.

    Examples
    --------
    >>> plain_ids(["SActor-00", "second"], "actor")
    ['sactor_00', 'second']
    """
    found: list[str] = []
    for name in names:
        plain = _WORD.fullmatch(name) and name not in RESERVED and name not in found
        found.append(name if plain else unique_id(name, {*found, *names}, kind))
    return found
