"""Games for Gambit: ``.nfg`` (strategic form) and ``.efg`` (a tree), to look for equilibria there.

Three games, of which a file holds one:

- *demand*: every party of the agreement names a package of a stated set, all at once. If all name
  the same one, that is the deal; otherwise each has what it has without a deal.
- *offers*: the parties propose in turn. A package that is proposed is accepted or refused by the
  others, one after another; if all accept, it is the deal, and whoever refuses first ends the
  round. After the last round there is no deal. Waiting costs nothing.
- *options*: the graph model as a game played once: a strategy of a party is a combination of its
  options, its payoff the rank of the state, 0 for its worst. Where a combination cannot occur,
  everybody has -1. Ranks are ordinal: only equilibria in pure strategies mean anything.

The packages of the first two games are acceptable and efficient, one for each point of utilities;
of more than can be written, evenly spaced ones are taken, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.frontier import frontier, members
from detente.bargaining.unknown.estimate import estimate
from detente.bargaining.worth import worth
from detente.case import Case
from detente.conditions import number_text
from detente.conflict.model import Conflict, Option, in_option_form
from detente.errors import Diagnostic, LimitError, ModelError

MAX_PROFILES = 100_000
"""Combinations of strategies, or nodes of a tree: what Gambit's algorithms can look at is less."""
PACKAGES = 12
"""Packages that a game is about, unless asked for more."""
ROUNDS = 2
"""Rounds of offers, unless asked for more."""
_LONGEST = 120


@dataclass(frozen=True)
class Game:
    """The text of a file, and what has to be known of it."""

    text: str
    notes: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class _Deals:
    """The packages that a game is about, and what they and no deal are worth to each party."""

    title: str
    parties: tuple[str, ...]
    names: tuple[str, ...]
    utilities: tuple[tuple[str, ...], ...]
    no_deal: tuple[str, ...]
    notes: tuple[Diagnostic, ...]


def demand(case: Case, *, scenario: str | None = None, packages: int = PACKAGES) -> Game:
    """Return the demand game as ``.nfg``.

    Parameters
    ----------
    case : Case
    scenario : str, optional
    packages : int
        How many the game is about at most.

    Raises
    ------
    ModelError
        If nothing is bargained over, or no package is acceptable.
    LimitError
        If there are more parties than a table can hold.
    """
    deals = _deals(case, scenario, packages)
    count, parties = len(deals.names), len(deals.parties)
    _limited(count**parties, "combinations of demands")
    outcomes = [("no deal", deals.no_deal), *zip(deals.names, deals.utilities, strict=True)]
    every = product(range(count), repeat=parties)
    cells = (1 if len(set(cell)) > 1 else cell[0] + 2 for cell in every)
    comment = (
        "Each party names a package; if all name the same it is the deal, otherwise there is none."
    )
    head = [_quoted(f"Demands: {deals.title}"), _braced(map(_quoted, deals.parties))]
    strategies = _braced([_braced(map(_quoted, deals.names))] * parties)
    return Game(_strategic(head, strategies, comment, outcomes, cells), deals.notes)


def offers(
    case: Case, *, scenario: str | None = None, packages: int = PACKAGES, rounds: int = ROUNDS
) -> Game:
    """Return the game of alternating offers as ``.efg``.

    Parameters
    ----------
    case : Case
    scenario : str, optional
    packages : int
        How many the game is about at most.
    rounds : int
        How many offers are made at most; the parties take turns, the first begins.

    Raises
    ------
    ModelError
        If nothing is bargained over, or no package is acceptable.
    LimitError
        If the tree would have more than 100,000 nodes.
    """
    deals = _deals(case, scenario, packages)
    branches = len(deals.names) * (len(deals.parties) - 1)
    _limited(sum((1 + 2 * branches) * branches**k for k in range(rounds)), "nodes of the tree")
    comment = (
        f"Offers in turn, {rounds} at most, each accepted or refused by the others one after "
        "another; without a deal after the last, none. Waiting costs nothing."
    )
    head = f"EFG 2 R {_quoted(f'Offers: {deals.title}')} {_braced(map(_quoted, deals.parties))}"
    return Game("\n".join([head, _quoted(comment), "", *_Tree(deals, rounds).nodes(), ""]),
                deals.notes)  # fmt: skip


def options(case: Case, *, scenario: str | None = None) -> Game:
    """Return the conflict as a game played once, as ``.nfg``.

    Raises
    ------
    ModelError
        If the case has no conflict, or one that is given by states and moves.
    LimitError
        If there are more than 100,000 combinations of options.
    """
    conflict = in_option_form(case.conflict_under(scenario), "a .nfg file")
    own = [_strategies(conflict, party) for party in conflict.party_ids]
    _limited(prod(len(each) for each in own), "combinations of options")
    ranks = np.column_stack([conflict.payoffs(party) for party in conflict.party_ids])
    outcomes = [("cannot occur", ("-1",) * len(own))]
    outcomes += [
        (f"state {number}", tuple(map(str, row))) for number, row in enumerate(ranks.tolist(), 1)
    ]
    cells = []
    impossible = 0
    for cell in product(*reversed(own)):  # the first party's strategy changes fastest
        state = conflict.with_names(frozenset().union(*(names for _, names in cell)))
        impossible += state is None
        cells.append(1 if state is None else state + 1)
    notes = [_note("payoffs are ranks: only equilibria in pure strategies mean anything")]
    if impossible:
        notes.append(
            _note(f"{impossible:,} combinations of options cannot occur: everybody has -1 there")
        )
    names = [conflict.party(party).label for party in conflict.party_ids]
    head = [_quoted(f"Options: {case.title or case.id}"), _braced(map(_quoted, names))]
    strategies = _braced(_braced(_quoted(label) for label, _ in each) for each in own)
    comment = "Every party chooses its options once, all at the same time; payoffs are ranks."
    return Game(_strategic(head, strategies, comment, outcomes, cells), tuple(notes))


# -- The packages of a game ------------------------------------------------------------------


def _deals(case: Case, scenario: str | None, packages: int) -> _Deals:
    problem = case.bargaining_under(scenario)
    numbers, notes = None, []
    if not problem.exact:
        numbers, _ = estimate(problem, 0)
        notes.append(_note("best guesses stand for numbers that are not known"))
    table = worth(problem, numbers)
    if len(problem.agreement) < 2:
        raise ModelError("a game needs two parties that have to agree")
    found = frontier(table, acceptable=True)
    if not len(found):
        raise ModelError(
            "no package is acceptable to all whose agreement it needs: there is no game to write",
            hint="'detente bargain' says who blocks",
        )
    chosen = np.arange(len(found))
    if len(found) > packages:
        chosen = np.unique(np.linspace(0, len(found) - 1, packages).round().astype(int))
        notes.append(
            _note(
                f"{len(chosen)} of {len(found):,} efficient points are in the game, evenly spaced"
            )
        )
    which, places, _ = found.packages(chosen)
    _, first = np.unique(which, return_index=True)
    places = places[first]
    own = members(table)
    sums = table.sums(places)[:, own]
    labels = {party.id: party.label for party in problem.parties}
    words = [
        "; ".join(
            f"{issue.label}: {issue.values[place].label}"
            for issue, place in zip(problem.issues, package, strict=True)
        )
        for package in places
    ]
    return _Deals(
        case.title or case.id,
        tuple(labels[party] for party in problem.agreement),
        tuple(f"{k}. {text}" for k, text in enumerate(words, start=1)),
        tuple(_exact(row, table.step) for row in sums),
        _exact(table.reservation[own], table.step),
        tuple(notes),
    )


def _exact(sums: NDArray[np.int64], step: float) -> tuple[str, ...]:
    """Return sums as decimals, which Gambit takes as exact."""
    by = Decimal(repr(step))
    return tuple(number_text(int(each) * by) for each in sums)


def _limited(count: int, what: str) -> None:
    if count > MAX_PROFILES:
        raise LimitError(
            f"the game would have {count:,} {what}; at most {MAX_PROFILES:,} are written",
            hint="take fewer packages or rounds, or a smaller case",
        )


def _note(message: str) -> Diagnostic:
    return Diagnostic("game", message, severity="note")


# -- The formats -----------------------------------------------------------------------------


def _strategic(
    head: Sequence[str],
    strategies: str,
    comment: str,
    outcomes: Sequence[tuple[str, Sequence[str]]],
    cells: Iterator[int] | Sequence[int],
) -> str:
    """Return a game of outcomes; each cell names one, the first party's strategy fastest."""
    listed = [f"{{ {_quoted(name)} {', '.join(payoffs)} }}" for name, payoffs in outcomes]
    return "\n".join(
        [
            f"NFG 1 R {head[0]}",
            head[1],
            strategies,
            _quoted(comment),
            "",
            "{",
            *listed,
            "}",
            " ".join(map(str, cells)),
            "",
        ]
    )


class _Tree:
    """Writes the nodes of the game of offers, every node before what follows it."""

    def __init__(self, deals: _Deals, rounds: int) -> None:
        self.deals, self.rounds = deals, rounds
        self.count = len(deals.parties)
        self.sets = [0] * self.count  # information sets so far, by party

    def nodes(self) -> Iterator[str]:
        yield from self.round(0)

    def node(self, name: str, party: int, actions: Sequence[str]) -> str:
        """Return a decision; the names of nodes have to differ, so that they are numbered."""
        self.sets[party] += 1
        label = _quoted(f"{sum(self.sets)}: {name}")
        listed = _braced(map(_quoted, actions))
        return f'p {label} {party + 1} {self.sets[party]} "" {listed} 0'

    def round(self, number: int) -> Iterator[str]:
        """Yield an offer and all that can follow it; after the last round, no deal."""
        if number == self.rounds:
            yield self.end(0)
            return
        proposer = number % self.count
        yield self.node(f"round {number + 1}", proposer, self.deals.names)
        for package in range(len(self.deals.names)):
            others = [(proposer + k) % self.count for k in range(1, self.count)]
            yield from self.answers(number, package, others)

    def answers(self, number: int, package: int, others: Sequence[int]) -> Iterator[str]:
        if not others:
            yield self.end(package + 1)
            return
        yield self.node(self.deals.names[package], others[0], ("accept", "refuse"))
        yield from self.answers(number, package, others[1:])
        yield from self.round(number + 1)

    def end(self, outcome: int) -> str:
        """Return an end: outcome 1 is no deal, the others are packages."""
        names = ("no deal", *self.deals.names)
        payoffs = (self.deals.no_deal, *self.deals.utilities)[outcome]
        listed = f"{{ {', '.join(payoffs)} }}"
        return f't "" {outcome + 1} {_quoted(names[outcome])} {listed}'


def _strategies(conflict: Conflict, party: str) -> list[tuple[str, frozenset[str]]]:
    """Return the combinations of a party's options: what each is called, and what it takes."""
    own: list[Option] = [option for option in conflict.options if option.party == party]
    _limited(1 << len(own), "combinations of options")
    found = []
    for number, taken in enumerate(product((False, True), repeat=len(own)), start=1):
        chosen = [option for option, yes in zip(own, taken, strict=True) if yes]
        label = " + ".join(option.label for option in chosen) or "nothing"
        found.append((f"{number}. {label}", frozenset(option.name for option in chosen)))
    return found


def _quoted(text: str) -> str:
    r"""Return a label in quotes.

    Neither quotes nor backslashes can be relied on in labels across versions of Gambit.
    """
    plain = "".join(c if c.isprintable() else " " for c in text)
    plain = plain.replace("\\", "/").replace('"', "'")
    return f'"{plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"}"'


def _braced(parts: Iterable[str]) -> str:
    return f"{{ {' '.join(parts)} }}"
