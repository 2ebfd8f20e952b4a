"""The stability concepts: what each one assumes, said in plain words and as a definition.

A concept asks whether each improvement of a party is *sanctioned*: whether the others can answer
it so that the party ends no better than it was. Concepts differ in what the others are trusted
to do, and in whether the party may react once more:

======  ===============================  =====================
id      the others sanction by           the party may escape
======  ===============================  =====================
nash    nothing                          –
gmr     any moves                        no
smr     any moves                        yes
seq     their own improvements           no
sseq    their own improvements           yes
sim     improvements made at once        no
======  ===============================  =====================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeVar

from detente.errors import unknown_name

_Entry = TypeVar("_Entry")
_NO_NAMES: Mapping[str, str] = MappingProxyType({})

Sanction = Literal["weak", "strict"]
"""Does an outcome as good as today sanction an improvement (weak: yes, strict: no)?"""


@dataclass(frozen=True, slots=True)
class Concept:
    """One way to judge whether a party stays where it is.

    Parameters
    ----------
    id : str
        Short name.
    name : str
        The field's term.
    plain : str
        What it assumes, for people.
    definition : str
        When a state s is stable for party i.
    answers_by : {"nothing", "moves", "improvements", "simultaneous improvements"}
        What the others are trusted to do.
    escape : bool
        Whether the party may react to the sanction.
    source : str
        Citation key in the references.
    """

    id: str
    name: str
    plain: str
    definition: str
    answers_by: Literal["nothing", "moves", "improvements", "simultaneous improvements"]
    escape: bool
    source: str


CONCEPTS: dict[str, Concept] = {
    concept.id: concept
    for concept in (
        Concept(
            "nash",
            "Nash stability",
            "has no move of its own that it would prefer",
            "s is stable for i when i has no unilateral improvement from s.",
            "nothing",
            False,
            "nash1951",
        ),
        Concept(
            "gmr",
            "general metarationality",
            "every move it would prefer can be answered by the others, at whatever cost to them",
            "s is stable for i when from each improvement s1 of i the others can reach, by any "
            "legal moves, some s2 that i does not prefer to s.",
            "moves",
            False,
            "howard1971",
        ),
        Concept(
            "smr",
            "symmetric metarationality",
            "as general metarationality, and it could not repair the damage with a further move",
            "as GMR, and besides every s3 that i can reach from s2 is not preferred to s by i.",
            "moves",
            True,
            "howard1971",
        ),
        Concept(
            "seq",
            "sequential stability",
            "every move it would prefer can be answered by moves that the others themselves want",
            "as GMR, with the others' sequence made of their own unilateral improvements only.",
            "improvements",
            False,
            "fraser1984",
        ),
        Concept(
            "sseq",
            "symmetric sequential stability",
            "as sequential stability, and it could not repair the damage with a further move",
            "as SEQ, and besides every s3 that i can reach from s2 is not preferred to s by i.",
            "improvements",
            True,
            "rego2017",
        ),
        Concept(
            "sim",
            "simultaneous stability",
            "moves that others would make at the same moment can spoil every move it would prefer",
            "s is stable for i when for each improvement s1 of i there is a combination in which "
            "every other party stays or takes one of its improvements from s, made at once with "
            "i's own, that is feasible and not preferred to s by i.",
            "simultaneous improvements",
            False,
            "fraser1984",
        ),
    )
}


def chosen_concepts(ids: Iterable[str] | None) -> tuple[Concept, ...]:
    """Return the concepts of some ids, in the table's order; all of them for None.

    Raises
    ------
    UnknownNameError
        If an id is not a concept's.

    Examples
    --------
    >>> [c.name for c in chosen_concepts(["seq", "nash"])]
    ['Nash stability', 'sequential stability']
    """
    return chosen(CONCEPTS, ids)


def chosen(
    table: Mapping[str, _Entry], ids: Iterable[str] | None, known_as: Mapping[str, str] = _NO_NAMES
) -> tuple[_Entry, ...]:
    """Return the entries of a table of concepts, in its order; `known_as` has other names."""
    if ids is None:
        return tuple(table.values())
    lower = [name.lower() for name in ([ids] if isinstance(ids, str) else ids)]
    wanted = [known_as.get(name, name) for name in lower]
    for name in wanted:
        if name not in table:
            raise unknown_name("concept", name, table)
    return tuple(concept for key, concept in table.items() if key in wanted)
