"""Where the links of the fragments lead: the fragments are shared, the pages they link to are not.

The brief leads to places within itself; the workbench to its pages, and to the lines of the case
file that something rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from detente.conflict.base import BaseConflict
from detente.text import quoted

_STATE = re.compile(r"“[^“”]*” \(state (\d+)\)|\b[Ss]tate (\d+)\b")
_SEVERAL = re.compile(r"\b[Ss]tates (\d+(?:(?:, and|,| and| or) \d+)+)")
_WISHES = re.compile(r"\w+ preference statements?")
_DOUBTFUL = re.compile(r"\w+ (?:is|are) of low confidence")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the case file, and the address that shows it."""

    number: int
    address: str


class Addresses:
    """Leads to statements and definitions on the same page, and nowhere else.

    What returns an empty address is shown as plain text.
    """

    names: Mapping[str, str] = MappingProxyType({})
    """What sentences name in quotes, and the address that explains it."""
    all_states = ""
    """The table of all states."""
    wishes = "#inputs"
    """The list of preference statements."""
    doubtful = ""
    """The list of those that are held with low confidence."""

    def state(self, state: int) -> str:
        """Return where a state is told of."""
        return ""

    def box(self, state: int) -> str:
        """Return where a state's box in a picture leads."""
        return ""

    def verdict(self, state: int, concept: str = "", party: str = "") -> str:
        """Return where it is told why a party stays at a state or leaves it, under a concept."""
        return ""

    def outcome(self, outcome: str) -> str:
        """Return where an outcome is told in full."""
        return ""

    def step(self, source: int, target: int) -> str:
        """Return where it is told who wants a move or joint step, and why."""
        return ""

    def statement(self, number: int) -> str:
        """Return where a statement is listed."""
        return f"#statement-{number}"

    def question(self, question: str) -> str:
        """Return the page on which a question can be asked differently."""
        return ""

    def wish(self, party: str, place: int) -> Line | None:
        """Return the line of a preference statement, given by its place in the party's list."""
        return None

    def line(self, kind: str, key: str | int) -> Line | None:
        """Return the line of something, given by its kind and its id or number.

        Parameters
        ----------
        kind : {"party", "option", "state", "term", "rule", "preferences", "statement", "source",
            "scenario", "bargaining", "spatial"}
        key : str or int
            An option is given as ``party.option``, a rule by its 0-based place. What is bargained
            over is given by its place in that section, such as ``issues.land``,
            ``preferences.party.weights.land`` or ``infeasible.0``; who stands where likewise, such
            as ``actors.party.stances.price`` or ``dimensions.price.reference``.
        """
        return None

    def _lines(self, parts: Iterable[tuple[str, str, int]]) -> list[Line]:
        """Return the lines in which parts of the case are written, each once; see `Part`."""
        found = (
            self.wish(key, place)
            if kind == "wish"
            else self.line(kind, place if kind == "rule" else key)
            for kind, key, place in parts
        )
        return list({line.number: line for line in found if line}.values())

    def lines_of(self, rests: Iterable[Iterable[tuple[str, str, int]]]) -> list[list[Line]]:
        """Return the lines that each row of a table rests on; nothing where no row has any."""
        found = [self._lines(parts) for parts in rests]
        return found if any(found) else []

    def told(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the pieces of a sentence, each with the address of what it names, if any.

        Examples
        --------
        >>> page = Anchors("run", frozenset({3}), {"“Peace”": "#run-outcome-peace"})
        >>> list(page.told("“Peace” (state 3) would last, state 4 would not."))
        [('“Peace” (state 3)', '#run-state-3'), (' would last, state 4 would not.', '')]
        >>> list(page.told("“Peace” would last."))
        [('“Peace”', '#run-outcome-peace'), (' would last.', '')]
        """
        at = 0
        for start, end, address in self._found(text):
            if start >= at and address:
                if start > at:
                    yield text[at:start], ""
                yield text[start:end], address
                at = end
        if at < len(text):
            yield text[at:], ""

    def _found(self, text: str) -> list[tuple[int, int, str]]:
        """Return what a sentence names: from where to where, and its address."""
        found = [(m.start(), m.end(), self.state(int(m[1] or m[2]))) for m in _STATE.finditer(text)]
        for several in _SEVERAL.finditer(text):
            for m in re.finditer(r"\d+", several[1]):
                at = several.start(1)
                found.append((at + m.start(), at + m.end(), self.state(int(m[0]))))
        for pattern, listing in ((_WISHES, self.wishes), (_DOUBTFUL, self.doubtful)):
            found += [(m.start(), m.end(), listing) for m in pattern.finditer(text)]
        for name, address in self.names.items():
            found += [(m.start(), m.end(), address) for m in re.finditer(re.escape(name), text)]
        # of two that begin at one place, the longer says more
        return sorted(found, key=lambda piece: (piece[0], -piece[1]))


@dataclass(frozen=True)
class Anchors(Addresses):
    """Leads to places within the page that tells of a run.

    Parameters
    ----------
    run : str
        The anchor of the run, which sets its places apart from those of others.
    states : frozenset of int
        The states in its table.
    names : mapping of str to str
        See `Addresses`.
    """

    run: str
    states: frozenset[int] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    def state(self, state: int) -> str:
        """Return where a state is told of."""
        return f"#{self.run}-state-{state}" if state in self.states else ""

    def outcome(self, outcome: str) -> str:
        """Return where an outcome is told in full."""
        return f"#{self.run}-outcome-{outcome}"


def outcome_names(conflict: BaseConflict, to: Addresses) -> dict[str, str]:
    """Return what sentences call the outcomes of a conflict, and where each is told in full.

    What an option is called, too, is left out: a sentence may speak of that.
    """
    options = {option.label for option in conflict.options}
    return {
        quoted(conflict.terms[key].label): to.outcome(key)
        for key in conflict.outcomes
        if conflict.terms[key].label not in options
    }
