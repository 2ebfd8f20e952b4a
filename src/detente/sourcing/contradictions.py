"""Which statements cannot both be true.

Two statements are compared where they share a matter (the slot ``instrument``, or else `about`)
and a holder (the slot ``holder``, or else who speaks) and may be of one time. What a party said
at surely different times is a move, which `stances` tells of, and no contradiction; but what an
instrument says does not change, so where both name an instrument time does not part them. Nor
does it change with who tells of it: a statement that names an instrument and no holder is
compared with all that is said of that instrument.

The same words of different speakers are compared wherever they stand. What an author declares to
contradict is taken over as declared. Withdrawn statements are not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from detente.case import Case
from detente.evidence import Statement, plain
from detente.sourcing.said import Said, said, shown
from detente.sourcing.slots import Comparable, Difference, apart, comparable, differences, turned

LIMIT = 5_000
"""Contradictions that are listed at most."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that cannot both be true.

    Parameters
    ----------
    left, right : Said
        In the order of the case.
    matter : str
        What both speak of, as the first writes it; empty where only a declaration joins them.
    differences : tuple of Difference
        In what they differ, by their slots.
    declared : bool
        Whether the author says so, with `contradicts`.
    """

    left: Said
    right: Said
    matter: str = ""
    differences: tuple[Difference, ...] = ()
    declared: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of difference, and ``declared``."""
        found = tuple(difference.kind for difference in self.differences)
        return (*found, "declared") if self.declared else found

    @property
    def within_one_source(self) -> bool:
        """Whether one report contradicts itself."""
        source = self.left.statement.source
        return bool(source) and source == self.right.statement.source

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "left": self.left.to_dict(),
            "right": self.right.to_dict(),
            "matter": self.matter,
            "kinds": list(self.kinds),
            "differences": [
                {"kind": d.kind, "left": d.left, "right": d.right} for d in self.differences
            ],
            "within_one_source": self.within_one_source,
        }


@dataclass(frozen=True, slots=True)
class Contradictions:
    """What in a case cannot be true together.

    Parameters
    ----------
    found : tuple of Contradiction
        In the order of the case.
    complete : bool
        False where there are more than `LIMIT`, of which these are the first.
    """

    found: tuple[Contradiction, ...]
    complete: bool = True


def contradictions(case: Case, *, limit: int = LIMIT) -> Contradictions:
    """Find the statements of a case that cannot both be true.

    Parameters
    ----------
    case : Case
    limit : int
        Most contradictions returned.

    Examples
    --------
    >>> told = {"a": {"quantity": 4}, "b": {"set": ("Habomai", "Shikotan")}, "c": {"quantity": 2}}
    >>> found = contradictions(Case("c", "C", statements={
    ...     key: Statement(key, "…", by="ussr", about="declaration", slots=slots)
    ...     for key, slots in told.items()})).found
    >>> [(c.left.id, c.right.id, c.kinds) for c in found]
    [('a', 'b', ('quantity',)), ('a', 'c', ('quantity',))]

    Notes
    -----
    O(g²) time for g different contents and dates of statements on one matter.
    """
    pairs: dict[tuple[str, str], tuple[Difference, ...]] = {}
    order = {key: place for place, key in enumerate(case.statements)}
    declared = _declared(case, order)
    complete = True
    for one, another, different in _compared(case):
        if order[one] < order[another]:
            left, right, found = one, another, different
        else:
            left, right, found = another, one, tuple(map(turned, different))
        if (left, right) not in pairs and len(pairs) >= limit:
            complete = False
            break
        pairs[left, right] = (*pairs.get((left, right), ()), *found)
    for pair in declared:
        pairs.setdefault(pair, ())
    listing = sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))
    return Contradictions(
        tuple(
            _contradiction(case, *pair, pairs[pair], declared=pair in declared)
            for pair in listing[:limit]
        ),
        complete and len(listing) <= limit,
    )


def _contradiction(
    case: Case, left: str, right: str, found: tuple[Difference, ...], *, declared: bool
) -> Contradiction:
    one, other = case.statements[left], case.statements[right]
    matter = _matter(one) if plain(_matter(one)) == plain(_matter(other)) else ""
    return Contradiction(said(case, one), said(case, other), matter, found, declared)


def _matter(statement: Statement) -> str:
    return shown(statement.slots.get("instrument") or statement.about)


def _declared(case: Case, order: dict[str, int]) -> set[tuple[str, str]]:
    return {
        (key, other) if order[key] < order[other] else (other, key)
        for key, statement in case.statements.items()
        for other in statement.contradicts
        if other in order and other != key
    }


def _compared(case: Case) -> Iterator[tuple[str, str, tuple[Difference, ...]]]:
    """Yield pairs of statement ids with what they differ in; the first has what is left."""
    standing = [s for s in case.statements.values() if s.status != "withdrawn"]
    groups: dict[str, dict[tuple[Comparable, str], list[Statement]]] = {}
    for statement in standing:
        slots = comparable(case, statement)
        if slots.matter and statement.slots:
            alike = groups.setdefault(slots.matter, {})
            alike.setdefault((slots, statement.date), []).append(statement)
    for group in groups.values():
        for ((slots, date), lefts), ((other, day), rights) in combinations(group.items(), 2):
            found = differences(slots, other)
            timeless = slots.fixed and other.fixed
            if found and (timeless or not apart(date, day)):
                for left, right in product(lefts, rights):
                    yield left.id, right.id, found
    yield from _attributions(standing)


def _attributions(statements: Iterable[Statement]) -> Iterator[tuple[str, str, tuple[Difference]]]:
    """Yield the same words of different speakers: equal paraphrases, or one slot ``content``."""
    groups: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        content = plain(shown(statement.slots.get("content", "")))
        words = ("content", content) if content else ("says", plain(statement.says).rstrip(".!"))
        groups.setdefault(words, []).append(statement)
    for group in groups.values():
        for left, right in combinations(group, 2):
            if _others_words(left, right) and not apart(left.date, right.date):
                yield left.id, right.id, (Difference("attribution", _who(left), _who(right)),)


def _others_words(left: Statement, right: Statement) -> bool:
    if left.by and right.by and left.by != right.by:
        return True
    named = left.speaker and right.speaker
    return bool(named) and plain(left.speaker) != plain(right.speaker)


def _who(statement: Statement) -> str:
    return statement.speaker or statement.by
