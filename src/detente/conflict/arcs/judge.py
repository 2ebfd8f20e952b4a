"""Stability for a party, where moves are given one by one.

As in option form, m_i(s1) is the least that the others can do to party i once it has moved to s1,
and one backward search finds it for all states, taking the states that sanction in the order of
the harm they do. But two moves of one party in a row need not amount to one here, and a party may
not make them; so a state is labelled with *who moves first* on the way from it. Before a move of
j only a way that another begins will do. Two labels with different first movers serve whoever
comes before, so a state never needs a third.

Where the others' return to s itself does not count as a sanction, a label also tells where its
way ends, and a state keeps those labels between which no choice of an excluded mover and an
excluded end can make a difference: at most six, since of pairs that can each be excluded by a
choice that excludes all before it there are no more (Bollobás 1965).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from detente.conditions import Bools
from detente.conflict.arcs.layout import ArcGraph
from detente.conflict.concepts import Concept, Sanction
from detente.conflict.preferences import Ranks
from detente.conflict.stability import harm_done

ANYWHERE = -1
"""The end of a label where it does not matter."""

Label = tuple[int, int, int]
"""First mover, end of the way (or `ANYWHERE`), and the harm done there."""


@dataclass(frozen=True, eq=False)
class ArcJudge:
    """Judges the states of a conflict in graph form for one party.

    Parameters
    ----------
    graph : ArcGraph
    party : int
        Index of the party.
    sanction : {"weak", "strict"}
        Whether an outcome exactly as good as s sanctions an improvement from s.
    returns : bool
        Whether s itself does, where the others bring it about again.
    sanctioned_from : ndarray of int32, shape (levels,), optional
        For every payoff level, the lowest level of an s that an outcome of it sanctions, as in
        `detente.conflict.stability.Judge`.
    """

    graph: ArcGraph
    party: int
    sanction: Sanction = "weak"
    returns: bool = True
    sanctioned_from: Ranks | None = None

    @property
    def payoff(self) -> Ranks:
        """The party's ordinal payoffs, shape (n,)."""
        return self.graph.own_payoffs[self.party]

    def response(self) -> Ranks:
        """Return the best payoff the party can reach from each state in at most one own move."""
        best = self.payoff.copy()
        sources, targets = self.graph.sources[self.party], self.graph.targets[self.party]
        np.maximum.at(best, sources, self.payoff[targets])
        return best

    def stable(self, concept: Concept) -> Bools:
        """Return where the party is stable.

        Returns
        -------
        ndarray of bool, shape (n,)

        Notes
        -----
        O(N · moves) time.
        """
        if concept.answers_by == "nothing":
            return self.payoff == self.response()
        labels = self._labels(concept)
        return np.array(
            [
                all(self._deters(labels[t], s) for t in self.graph.improvements(self.party, s))
                for s in range(self.graph.states)
            ],
            np.bool_,
        )

    def deterred_by(self, sanctioned_from: Ranks) -> ArcJudge:
        """Return a judge for whom only what is worse by such a bound sanctions."""
        return replace(self, sanctioned_from=sanctioned_from)

    def punished(self, concept: Concept, state: int, targets: Iterable[int]) -> list[int]:
        """Return those of the party's improvements from a state that the others can answer."""
        if concept.answers_by == "nothing":
            return []
        labels = self._labels(concept)
        return [target for target in targets if self._deters(labels[target], state)]

    def sanctioning(self, concept: Concept, state: int) -> Bools:
        """Return which states, if the others bring them about, sanction moves from a state."""
        found = self._harm(concept) <= self.payoff[state]
        found[state] &= self.returns
        return found

    def _harm(self, concept: Concept) -> Ranks:
        response = self.response() if concept.escape else None
        return harm_done(self.payoff, self.sanction, response, self.sanctioned_from)

    def _deters(self, labels: list[Label], state: int) -> bool:
        bound = self.payoff[state]
        # where every end is the same to us, none is this state
        return any(harm <= bound and end != state for _, end, harm in labels)

    def _labels(self, concept: Concept) -> list[list[Label]]:
        """Return what the others can bring about from every state, as far as it matters."""
        harm = self._harm(concept)
        into = self._replies(improving=concept.answers_by == "improvements")
        labels: list[list[Label]] = [[] for _ in range(self.graph.states)]
        for end in np.argsort(harm, kind="stable").tolist():
            done = int(harm[end])
            shown = ANYWHERE if self.returns else end
            pending = [(end, ANYWHERE)]
            while pending:
                state, first = pending.pop()
                for mover, before in into[state]:
                    if mover == first or not _says_something(labels[before], mover, shown):
                        continue
                    labels[before].append((mover, shown, done))
                    pending.append((before, mover))
        return labels

    def _replies(self, *, improving: bool) -> list[list[tuple[int, int]]]:
        """Return for every state the moves of others into it, as (mover, from)."""
        into: list[list[tuple[int, int]]] = [[] for _ in range(self.graph.states)]
        for j in range(self.graph.parties):
            if j == self.party:
                continue
            sources, targets = self.graph.sources[j], self.graph.targets[j]
            if improving:
                gains = self.graph.own_payoffs[j][targets] > self.graph.own_payoffs[j][sources]
                sources, targets = sources[gains], targets[gains]
            for source, target in zip(sources.tolist(), targets.tolist(), strict=True):
                into[target].append((j, source))
        return into


def _says_something(labels: list[Label], mover: int, end: int) -> bool:
    """Tell whether some choice of an excluded mover and end admits a new label and no other.

    Examples
    --------
    >>> _says_something([(1, -1, 0)], 1, -1), _says_something([(1, -1, 0)], 2, -1)
    (False, True)
    >>> _says_something([(1, 5, 0), (2, 6, 0)], 1, 7), _says_something([(1, 5, 0), (1, 6, 0)], 2, 6)
    (True, True)
    """
    if not labels:
        return True
    for excluded in {first for first, _, _ in labels if first != mover} | {None}:
        ends = {there for first, there, _ in labels if first != excluded}
        if not ends or (len(ends) == 1 and end not in ends):
            return True
    return False
