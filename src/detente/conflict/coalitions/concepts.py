"""The stability concepts for coalitions: what each one trusts the others with.

H is a coalition, s a state. An *improvement* of H from s is a state that H can reach from s and
that its members prefer to s: all of them strictly, or, by Pareto, none likes it less and one
likes it more. Intermediate states need not please anybody. An improvement is *sanctioned* when
the others can answer it so that the result is no improvement on s any more. A state is stable for
H when every improvement is sanctioned; for a coalition of one party each concept is the
individual one of the same name without its *c*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from detente.conflict.concepts import chosen

Improvement = Literal["strict", "pareto"]
"""Must all members prefer an improvement, or may some be indifferent as long as one prefers it?"""

Moves = Literal["sequential", "joint"]
"""Do a coalition's members move one after the other, or all at once, as if they were one party?"""

Sanctioners = Literal["individuals", "coalitions"]
"""Do the others answer each on its own, or may some of them act as a coalition, too?"""


@dataclass(frozen=True, slots=True)
class CoalitionConcept:
    """One way to judge whether a coalition stays where it is.

    Parameters
    ----------
    id : str
        Short name.
    individual : str
        The concept for a single party that it generalises.
    name : str
        The field's term.
    plain : str
        What it assumes, for people.
    definition : str
        When a state s is stable for a coalition H.
    source : str
        Citation key in the references.
    """

    id: str
    individual: str
    name: str
    plain: str
    definition: str
    source: str


CONCEPTS: dict[str, CoalitionConcept] = {
    concept.id: concept
    for concept in (
        CoalitionConcept(
            "cnash",
            "nash",
            "coalition Nash stability",
            "has nothing it could do together that its members would prefer",
            "s is stable for H when H has no improvement from s.",
            "kilgour2001",
        ),
        CoalitionConcept(
            "cgmr",
            "gmr",
            "coalition general metarationality",
            "the others can answer all it would do together, at whatever cost to them",
            "s is stable for H when from each improvement s1 of H the others can reach, by any "
            "legal moves, some s2 that is no improvement of H on s.",
            "inohara2008",
        ),
        CoalitionConcept(
            "csmr",
            "smr",
            "coalition symmetric metarationality",
            "as coalition general metarationality, and it could not repair the damage together",
            "as CGMR, and besides no s3 that H can reach from s2 improves on s for H.",
            "inohara2008",
        ),
        CoalitionConcept(
            "cseq",
            "seq",
            "coalition sequential stability",
            "the others can answer all it would do together by what they themselves want",
            "as CGMR, with the others' sequence made of improvements only.",
            "inohara2008",
        ),
    )
}

LEAST_TO_MOST = ("cgmr", "csmr", "cseq", "cnash")
"""Who leaves under one leaves under the last; who leaves under the first leaves under all."""


def chosen_concepts(ids: Iterable[str] | None) -> tuple[CoalitionConcept, ...]:
    """Return the concepts of some ids, in the table's order; all of them for None.

    The names of the individual concepts do as well.

    Raises
    ------
    UnknownNameError
        If an id is not a concept's.

    Examples
    --------
    >>> [c.id for c in chosen_concepts(["cseq", "nash"])]
    ['cnash', 'cseq']
    """
    return chosen(CONCEPTS, ids, {concept.individual: key for key, concept in CONCEPTS.items()})
