"""How parties are taken to look ahead: the variants, in plain words and as definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.errors import unknown_name


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to anticipate what follows a move.

    Parameters
    ----------
    id : str
        Short name.
    name : str
        For people.
    plain : str
        What it assumes, in a sentence.
    definition : str
        G_h(i, s): what party i anticipates when it may move first at s and h moves are left.
    sources : tuple of str
        Citation keys in the references.
    """

    id: str
    name: str
    plain: str
    definition: str
    sources: tuple[str, ...]


_TWO_PARTIES = ("kilgour1985", "fang1993")

VARIANTS: Mapping[str, Variant] = {
    variant.id: variant
    for variant in (
        Variant(
            "each-reading",
            "each reading by itself",
            "every party knows what would follow its moves; where a tie, or several parties that "
            "would move next, leave that open, each possibility is followed by itself",
            "a reading settles every tie and, after every move, who of the parties that would "
            "move goes next; in a reading i moves to where it ends best, if that is better than "
            "s, and stays else.",
            _TWO_PARTIES,
        ),
        Variant(
            "pessimistic",
            "each party fears the worst",
            "where what follows a move is open, the party that moves counts on the worst for it",
            "i values a move by the worst, for i, of what may follow; it makes a move of highest "
            "value, if that is better than s, and stays else.",
            _TWO_PARTIES,
        ),
        Variant(
            "optimistic",
            "each party hopes for the best",
            "where what follows a move is open, the party that moves counts on the best for it",
            "i values a move by the best, for i, of what may follow; it makes a move of highest "
            "value, if that is better than s, and stays else.",
            _TWO_PARTIES,
        ),
    )
}

DEFAULT = "each-reading"


def variant_of(name: str) -> Variant:
    """Return a variant by id; `UnknownNameError` when there is none."""
    if name not in VARIANTS:
        raise unknown_name("variant", name, VARIANTS)
    return VARIANTS[name]
