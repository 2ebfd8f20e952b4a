"""The least edit of a party's written statements that makes a state stable for it, or entered.

Four kinds of edit: a statement moves (reorder), is dropped, is turned round (reverse), or is
added. What each costs is a weight of its kind times how firmly the statement is held, so that a
statement of high confidence is touched last. Edits help or they do not (see `listing`), so that
more of them is never worse, and the cheapest set that is enough is found exactly (see `hitting`):
moved statements go to an end of the list first, and then back as far as the state stays stable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import floor, lcm
from typing import Any

import numpy as np

from detente.conflict.edits import (
    AddRule,
    AddWish,
    DropRule,
    DropWish,
    Edit,
    MoveWish,
    ReverseWish,
    SetDirection,
)
from detente.conflict.inverse.statements.costs import (
    CONFIDENCE,
    COSTS,
    KINDS,
    NO_LOCKS,
    Kind,
    Locks,
    weight,
)
from detente.conflict.inverse.statements.demands import Cause, Demand
from detente.conflict.inverse.statements.hitting import Chosen, cheapest
from detente.conflict.inverse.statements.listing import Listing, listing
from detente.conflict.inverse.statements.vocabulary import candidates, plain
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered, Wish
from detente.conflict.words import wish_in_words


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one party's statements.

    Parameters
    ----------
    party : str
    edits : tuple of Edit
        In the order in which they are made.
    said : tuple of str
        The same in the case's own words, told against the list as it is written.
    cost : Fraction
    """

    party: str
    edits: tuple[Edit, ...]
    said: tuple[str, ...]
    cost: Fraction

    @property
    def added(self) -> tuple[Wish, ...]:
        """The statements that it adds."""
        return tuple(edit.wish for edit in self.edits if isinstance(edit, AddWish))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "edits": [edit_to_dict(edit) for edit in self.edits],
            "said": list(self.said),
            "cost": float(self.cost),
        }


@dataclass(frozen=True, slots=True)
class Unmet:
    """A clause that stays unmet whatever is allowed to change.

    Parameters
    ----------
    cause : Cause
    place : int or None
        1-based place, as written, of the statement that then decides; None where the party's
        statements do not tell the two states apart.
    locked : bool
        Whether that statement is locked.
    """

    cause: Cause
    place: int | None
    locked: bool


@dataclass(frozen=True, slots=True)
class Least:
    """The cheapest changes of one party's statements that meet a demand.

    Parameters
    ----------
    changes : tuple of Change
        Of equal cost; those of fewest edits first, then by what a person would sooner say: moved,
        dropped, turned round, added (see `candidates`). None adds another party's statement
        where one does without. Empty when none will do.
    bound : Fraction
        No change of these kinds costs less.
    minimal : bool
        The cost is proved least.
    unmet : tuple of Unmet
        Where none will do: what stays unmet.
    """

    changes: tuple[Change, ...] = ()
    bound: Fraction = Fraction(0)
    minimal: bool = True
    unmet: tuple[Unmet, ...] = ()

    @property
    def change(self) -> Change | None:
        """The change to tell first."""
        return self.changes[0] if self.changes else None


@dataclass(frozen=True, slots=True)
class Element:
    """One edit of an item: what kind of edit, and what it costs."""

    kind: Kind
    item: int
    cost: Fraction


@dataclass(frozen=True, eq=False)
class Statements:
    """A party's statements against a state, ready to be asked for the least edit.

    Parameters
    ----------
    conflict : Conflict
    party : str
    demand : Demand
        What the party's ranking has to say.
    against : Listing
    locks : Locks
    """

    conflict: Conflict
    party: str
    demand: Demand
    against: Listing
    locks: Locks = NO_LOCKS

    @classmethod
    def of(
        cls,
        conflict: Conflict,
        party: str,
        state: int,
        demand: Demand,
        locks: Locks = NO_LOCKS,
        *,
        additions: bool = True,
    ) -> Statements:
        """Set a party's statements against a state, given by index."""
        can_add = additions and isinstance(conflict.preferences[party], Ordered)
        added = candidates(conflict, party, state + 1) if can_add else ()
        return cls(
            conflict,
            party,
            demand,
            listing(conflict, party, state, demand.states, added),
            locks,
        )

    def least(self, kinds: Sequence[Kind] = ("reorder", "drop", "add"), limit: int = 1) -> Least:
        """Return the cheapest edits of some kinds that meet the demand.

        Parameters
        ----------
        kinds : sequence of {"reorder", "drop", "add", "reverse"}
        limit : int
            Most changes of equal cost that are looked for.
        """
        elements = self.elements(kinds)

        def enough(chosen: Chosen) -> bool:
            return self.meets(self._at_ends([elements[e] for e in chosen]))

        step, ranked = self._ranked(elements)
        found = cheapest(ranked, enough, limit=limit, within=step)
        if not found.sets:
            return Least(unmet=self._unmet(self._at_ends(elements)))
        ways = [self._drawn_back([elements[e] for e in chosen]) for chosen in found.sets]
        changes = tuple(self.change(chosen, items) for chosen, items in ways)
        bound = (
            floor(found.bound / step) * step
        )  # what costs a fraction of a step more costs as much
        least = changes[0].cost
        equal = tuple(change for change in changes if change.cost == least)
        said = tuple(change for change in equal if all(map(plain, change.added)))
        return Least(said or equal, bound, least == bound)

    def _ranked(self, elements: Sequence[Element]) -> tuple[Fraction, list[Fraction]]:
        """Return the step in which costs differ, and the costs raised by less than a step in all.

        So of equal cost the fewest edits are cheapest, and of those what one would sooner say.
        """
        step = Fraction(1, lcm(1, *(element.cost.denominator for element in elements)))
        own = 2 * len(self.against.own)
        ranks = [RANK[e.kind] + max(0, e.item - own) for e in elements]
        one = len(elements) * (max(ranks, default=0) + 1)  # an edit more outweighs all ranks
        raised = [one + rank for rank in ranks]
        part = step / (sum(raised) + 1)
        return step, [e.cost + part * more for e, more in zip(elements, raised, strict=True)]

    def elements(self, kinds: Sequence[Kind], *, helpful: bool = True) -> list[Element]:
        """Return the edits of some kinds that no lock forbids.

        With `helpful` only those that can bear on the demand, and that can only help to meet it.
        """
        found = []
        for item, wish in enumerate(self.against.own):
            if item in self.locked:
                continue
            useful: list[Kind] = ["reorder"] if self.against.ordered else []
            if not (helpful and self.against.favours[item]):
                useful += ["drop", "reverse"]
            if not helpful or self.against.gains[item].any():
                found += [
                    Element(kind, item, COSTS[kind] * weight(wish.ground))
                    for kind in useful
                    if kind in kinds
                ]
        return found + (self._additions(helpful) if "add" in kinds else [])

    def _additions(self, helpful: bool) -> list[Element]:
        if self.party in self.locks.parties:
            return []
        first, price = 2 * len(self.against.own), COSTS["add"] * CONFIDENCE["medium"]
        return [
            Element("add", item, price)
            for item in range(first, first + len(self.against.added))
            if not helpful or self.against.gains[item].any()
        ]

    def _at_ends(self, chosen: Sequence[Element]) -> list[int]:
        """Return the list after some edits, each as far as it can go past no lock."""
        own = len(self.against.own)
        by_kind: dict[Kind, set[int]] = {kind: set() for kind in KINDS}
        for element in chosen:
            by_kind[element.kind].add(element.item)
        turned = by_kind["reverse"]  # the strongest of what can be done to one statement
        dropped = by_kind["drop"] - turned
        moved = by_kind["reorder"] - dropped - turned
        items: list[int] = []
        parts = [-1, *self.locked, own]
        for above, below in pairwise(parts):
            inside = [item for item in range(above + 1, below) if item not in dropped]
            if below == own:
                items += sorted(by_kind["add"])
            items += [i for i in inside if i in moved and self.against.favours[i]]
            items += [i + own if i in turned else i for i in inside if i not in moved]
            items += [i for i in inside if i in moved and not self.against.favours[i]]
            items += [below] if below < own else []
        return items

    @cached_property
    def locked(self) -> tuple[int, ...]:
        """The party's own statements that are locked, as items."""
        return tuple(
            item
            for item, wish in enumerate(self.against.own)
            if self.locks.holds(self.party, item + 1, wish)
        )

    def respects_locks(self, items: Sequence[int]) -> bool:
        """Tell whether nothing in a list has passed a locked statement, or was added above one."""
        own = len(self.against.own)
        was = [item % own if item < 2 * own else own for item in items]
        return all(
            (place < at) == (before < item)
            for item in self.locked
            for at in [items.index(item)]
            for place, before in enumerate(was)
            if place != at
        )

    def meets(self, items: Sequence[int]) -> bool:
        """Tell whether a list of items meets the demand."""
        return self.demand.met(self.against.signs(items))

    def _unmet(self, items: Sequence[int]) -> tuple[Unmet, ...]:
        met = self.demand.clauses_met(self.against.signs(items))
        own = len(self.against.own)
        found = []
        for cause, ok in zip(self.demand.causes, met, strict=True):
            if not ok:
                at = int(np.searchsorted(self.demand.states, cause[1]))
                item = next((i for i in items if self.against.gains[i, at] > 0), None)
                place = None if item is None else item % own + 1
                found.append(Unmet(cause, place, place is not None and place - 1 in self.locked))
        return tuple(found)

    def arrangements(self, chosen: Sequence[Element]) -> Iterator[tuple[int, ...]]:
        """Yield every list that some edits can make, statements moved or added at any place."""
        free = [e.item for e in chosen if e.kind in ("reorder", "add")]
        gone = {e.item for e in chosen if e.kind == "drop"}
        turned = {e.item for e in chosen if e.kind == "reverse"}
        own = len(self.against.own)
        kept = [k + own if k in turned else k for k in range(own) if k not in gone]

        def placed(items: tuple[int, ...], left: Sequence[int]) -> Iterator[tuple[int, ...]]:
            if not left:
                if self.respects_locks(items):
                    yield items
                return
            for p in range(len(items) + 1):
                yield from placed((*items[:p], left[0], *items[p:]), left[1:])

        yield from placed(tuple(item for item in kept if item not in free), free)

    # -- From a set of edits to a list and words -------------------------------------------

    def _drawn_back(self, chosen: Sequence[Element]) -> tuple[Sequence[Element], list[int]]:
        """Return a list in which each moved or added statement goes no further than it has to."""
        items = self._at_ends(chosen)
        for element in chosen:
            if element.kind not in ("reorder", "add"):
                continue
            rest = [item for item in items if item != element.item]
            places = [[*rest[:p], element.item, *rest[p:]] for p in range(len(rest) + 1)]
            places.sort(key=lambda way: self._displaced(element, way))
            items = next(way for way in places if self.respects_locks(way) and self.meets(way))
        return chosen, items

    def _displaced(self, element: Element, items: Sequence[int]) -> int:
        """Return how many others a statement stands on another side of than it did."""
        place = items.index(element.item)
        if element.kind == "add":
            return len(items) - place
        return self._passed(items)

    def _passed(self, items: Sequence[int]) -> int:
        """Return how many pairs of statements stand the other way round than they did."""
        own = len(self.against.own)
        was = [item % own for item in items if item < 2 * own]
        return sum(a > b for k, a in enumerate(was) for b in was[k + 1 :])

    def change(self, chosen: Sequence[Element], items: Sequence[int]) -> Change:
        """Return the change that some edits and the list they lead to are."""
        order = {element.item: element.kind for element in chosen}
        ranked = sorted(chosen, key=lambda e: (KINDS.index(e.kind), e.item))
        return Change(
            self.party,
            tuple(self._edits(order, items)),
            tuple(self._in_words(element, items, order) for element in ranked),
            sum((element.cost for element in chosen), Fraction(0)),
        )

    def _edits(self, kinds: Mapping[int, Kind], items: Sequence[int]) -> list[Edit]:
        """Return edits that, one after another, turn the list as written into the new one."""
        own = len(self.against.own)
        now = list(range(own))
        edits: list[Edit] = []
        for item, kind in kinds.items():
            place = now.index(item) + 1 if kind in ("drop", "reverse") else 0
            if kind == "drop":
                edits.append(DropWish(self.party, place))
                now.remove(item)
            elif kind == "reverse":
                edits.append(ReverseWish(self.party, place))
                now[place - 1] = item + own
        before: int | None = None
        for item in items:
            kind_of = kinds.get(item)
            if kind_of == "reorder":
                place = now.index(item) + 1
                now.remove(item)
                to = 0 if before is None else now.index(before) + 1
                edits.append(MoveWish(self.party, place, to + 1))
                now.insert(to, item)
            elif kind_of == "add":
                to = 0 if before is None else now.index(before) + 1
                edits.append(AddWish(self.party, self._wish(item), to + 1))
                now.insert(to, item)
            before = item
        return edits

    def _wish(self, item: int) -> Wish:
        own = len(self.against.own)
        return (
            self.against.own[item % own] if item < 2 * own else self.against.added[item - 2 * own]
        )

    def _in_words(self, element: Element, items: Sequence[int], edited: Mapping[int, Kind]) -> str:
        """Return one edit as a clause, placed by the statements that stay where they are."""
        said = self._said(element.item)
        if element.kind == "drop":
            return f"{said} is dropped"
        if element.kind == "reverse":
            return f"{said} is turned into its opposite"
        place = items.index(element.item)
        verb = "is added" if element.kind == "add" else "moves"
        still = [item for item in items if edited.get(item) not in ("reorder", "add")]
        if element.kind == "add" or self.against.favours[element.item]:
            below = next((item for item in items[place:] if item in still), None)
            return f"{said} {verb} {'last' if below is None else f'above {self._said(below)}'}"
        above = next((item for item in reversed(items[:place]) if item in still), None)
        return f"{said} {verb} {'first' if above is None else f'below {self._said(above)}'}"

    def _said(self, item: int) -> str:
        own = len(self.against.own)
        turned = "the opposite of " if own <= item < 2 * own else ""
        return f"{turned}“{wish_in_words(self.conflict, self._wish(item))}”"


RANK: Mapping[Kind, int] = {"reorder": 0, "drop": 1, "reverse": 2, "add": 3}
"""Of equal cost, which kind of edit is told first."""

_NAMES: Mapping[type, str] = {
    MoveWish: "move",
    DropWish: "drop",
    AddWish: "add",
    ReverseWish: "reverse",
    AddRule: "exclude",
    DropRule: "allow",
    SetDirection: "direction",
}


def edit_to_dict(edit: Edit) -> dict[str, Any]:
    """Return an edit as JSON-ready fields; ``kind`` says which it is."""
    fields: dict[str, Any] = {"kind": _NAMES[type(edit)]}
    for name in edit.__slots__:
        value = getattr(edit, name)
        if isinstance(value, Wish):
            value = {"want": str(value.condition), "label": value.label or None}
        fields[name] = value if isinstance(value, str | int | dict) else str(value)
    return fields
