"""Numbers drawn for what is only known to lie somewhere: uniform, seeded, the same every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from detente.bargaining.model import Bargaining, Profile, Range
from detente.bargaining.unknown.linear import Floats
from detente.bargaining.unknown.polytope import Polytope, polytope
from detente.bargaining.unknown.walk import walk
from detente.bargaining.worth import Numbers
from detente.errors import LimitError
from detente.ranges import stream

MOST_SAMPLES = 1_000_000

Kind = Literal["weight", "score", "interaction", "reservation", "contribution"]


@dataclass(frozen=True, eq=False)
class Unknown:
    """One number that is not known.

    Parameters
    ----------
    kind : {"weight", "score", "interaction", "reservation", "contribution"}
    party : str
        To whom it matters.
    place : tuple of str
        Which it is: of a weight the issue, of a score issue and value, of an interaction its
        0-based place, of a contribution its id.
    range : Range
        Between which numbers it can lie, other numbers taken into account.
    drawn : ndarray of float, shape (samples,)
    """

    kind: Kind
    party: str
    place: tuple[str, ...]
    range: Range
    drawn: Floats = field(repr=False)

    @property
    def name(self) -> str:
        """What it is called in results: ``japan.weight.islands``."""
        return ".".join((self.party, self.kind, *self.place))


@dataclass(frozen=True, eq=False)
class Sample:
    """Numbers of all parties, drawn many times.

    Parameters
    ----------
    problem : Bargaining
    samples, seed : int
    polytopes : mapping of str to Polytope
        By party.
    weights : mapping of str to ndarray of float, shape (samples, issues with a weight)
        By party.
    unknowns : tuple of Unknown
        Everything that is not known, and what was drawn for it.
    """

    problem: Bargaining
    samples: int
    seed: int
    polytopes: Mapping[str, Polytope]
    weights: Mapping[str, Floats]
    unknowns: tuple[Unknown, ...]

    def __post_init__(self) -> None:
        places = {(each.party, each.kind, each.place): each.drawn for each in self.unknowns}
        object.__setattr__(self, "_drawn", places)

    def of(self, kind: Kind, party: str, place: tuple[str, ...], known: Range) -> Floats:
        """Return what was drawn for a number, shape (samples,), or the number itself, (1,)."""
        drawn: Mapping[tuple[str, Kind, tuple[str, ...]], Floats] = self._drawn  # type: ignore[attr-defined]
        return drawn.get((party, kind, place), np.array([known.low]))

    @property
    def walked(self) -> tuple[str, ...]:
        """Parties whose weights were found by walking, so that draws are not independent."""
        return tuple(p for p, found in self.polytopes.items() if found.simplices is None)

    def numbers(self, draw: int) -> dict[str, Numbers]:
        """Return what one draw takes for each party's numbers."""

        def one(kind: Kind, party: str, place: tuple[str, ...], known: Range) -> float:
            found = self.of(kind, party, place, known)
            return float(found[draw % len(found)])

        return {
            party: Numbers(
                dict(zip(profile.weights, self.weights[party][draw].tolist(), strict=True)),
                {
                    issue: np.array(
                        [
                            one("score", party, (issue, value.id), score.worth)
                            for value, score in zip(
                                self.problem.issue(issue).values, listed, strict=True
                            )
                        ]
                    )
                    for issue, listed in profile.scores.items()
                },
                tuple(
                    one("interaction", party, (str(k),), each.worth)
                    for k, each in enumerate(profile.interactions)
                ),
                None
                if profile.reservation is None
                else one("reservation", party, (), profile.reservation),
            )
            for party, profile in self.problem.profiles.items()
        }


def draw(problem: Bargaining, samples: int = 10_000, seed: int = 0) -> Sample:
    """Draw numbers for all that is only known to lie somewhere.

    Parameters
    ----------
    problem : Bargaining
    samples, seed : int

    Returns
    -------
    Sample

    Raises
    ------
    ModelError
        If no weights meet all that is said of them.
    LimitError
        If too many samples, or none, are asked for.
    MissingExtraError
        If a party has so many unknown weights that it takes linear programming, without scipy.

    Notes
    -----
    Weights are uniform over the polytope of those that meet all ranges and comparisons: one of the
    simplices that it divides into, by its share of the volume, and in it the point whose
    barycentric coordinates are the gaps between sorted uniform numbers. Where there are too
    many simplices, hit-and-run walks draw them. All other numbers are uniform between their ends,
    independent of each other; best guesses play no part. Every party's weights and
    every other number have a stream of their own, by name, so that what one is taken for does not
    depend on which others are unknown. Only arithmetic that is exact to the bit everywhere is used,
    except in walks.

    Examples
    --------
    >>> from detente.bargaining.model import Issue, Profile, Range, Value, Weight
    >>> from detente.case import Party
    >>> land = Issue("land", (Value("none"), Value("all")))
    >>> unsure = Profile("a", {}, {}, reservation=Range(0.2, 0.3))
    >>> found = draw(Bargaining((Party("a"),), (land,), {"a": unsure}), samples=3, seed=1)
    >>> [round(found.numbers(k)["a"].reservation, 4) for k in range(3)]
    [0.2256, 0.2057, 0.2237]
    """
    if not 1 <= samples <= MOST_SAMPLES:
        raise LimitError(f"{samples:,} samples cannot be drawn", hint="ask for 1 to 1,000,000")
    polytopes = {p: polytope(problem.profiles[p]) for p in problem.party_ids}
    weights = {
        p: weights_from(found, samples, stream(seed, f"{p}.weights"))
        for p, found in polytopes.items()
    }
    unknowns = [
        Unknown("weight", party, (issue,), implied, weights[party][:, place])
        for party, found in polytopes.items()
        for place, (issue, implied) in enumerate(found.implied.items())
        if not implied.known
    ]
    for kind, party, place, known in _ranges(problem):
        if not known.known:
            rng = stream(seed, ".".join((party, kind, *place)))
            drawn = known.low + (known.high - known.low) * rng.random(samples)
            unknowns.append(Unknown(kind, party, place, known, np.minimum(drawn, known.high)))
    return Sample(problem, samples, seed, polytopes, weights, tuple(unknowns))


def weights_from(found: Polytope, samples: int, rng: np.random.Generator) -> Floats:
    """Return weights drawn uniformly from a polytope, shape (samples, issues)."""
    if found.corners is None or found.simplices is None or found.volumes is None:
        return walk(found.rows, len(found.issues), samples, rng)
    dimension = found.simplices.shape[1] - 1
    sums = np.add.accumulate(found.volumes)
    chosen = np.searchsorted(sums, rng.random(samples) * sums[-1], side="right")
    chosen = found.simplices[np.minimum(chosen, len(sums) - 1)]
    cuts = np.sort(rng.random((samples, dimension)), axis=1)
    shares = np.diff(cuts, axis=1, prepend=0.0, append=1.0)
    point = np.zeros((samples, len(found.issues)))
    for corner in range(dimension + 1):
        point += shares[:, corner, None] * found.corners[chosen[:, corner]]
    # A weight that follows from the others is what it is, whatever the sum was rounded to.
    return np.clip(point, found.corners.min(axis=0), found.corners.max(axis=0))


def _ranges(problem: Bargaining) -> Iterator[tuple[Kind, str, tuple[str, ...], Range]]:
    """Yield all numbers that are not weights."""
    for party in problem.party_ids:
        yield from _own(problem, problem.profiles[party])
    for each in problem.contributions.values():
        for party, worth in each.worth.items():
            yield "contribution", party, (each.id,), worth


def _own(
    problem: Bargaining, profile: Profile
) -> Iterator[tuple[Kind, str, tuple[str, ...], Range]]:
    for issue, scores in profile.scores.items():
        for value, score in zip(problem.issue(issue).values, scores, strict=True):
            yield "score", profile.party, (issue, value.id), score.worth
    for place, each in enumerate(profile.interactions):
        yield "interaction", profile.party, (str(place),), each.worth
    if profile.reservation is not None:
        yield "reservation", profile.party, (), profile.reservation
