"""Whether what is said of a party's weights can be true together, and if not, which part cannot.

Ranges and comparisons of two weights ("at least twice") have a least and a greatest solution,
component by component, since the smaller, and the larger, of two solutions is one again. Between
the two the sum takes every value, so that weights which sum to 1 exist exactly where the least sum
to at most 1 and the greatest to at least 1. So no linear program is needed, and fractions keep
the answer exact.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from detente.bargaining.model import SHARE, Comparison, Profile, Range

TOLERANCE = Fraction(1, 10**9)
"""How far weights may be from summing to 1."""

SMALLEST_UP_TO = 3
"""Size up to which conflicting sets are tried out one by one."""
MAX_TRIALS = 2_000
MAX_DENOMINATOR = 10**6

Line = str | int
"""The issue whose range it is, or the place of a comparison."""
Ends = dict[str, tuple[Fraction, Fraction]]


@dataclass(frozen=True, slots=True)
class Conflicting:
    """What of a profile cannot be true together, though any less of it could.

    Parameters
    ----------
    weights : tuple of str
        Issues whose weights are part of it.
    comparisons : tuple of int
        0-based places in `Profile.comparisons`.
    least, most : float
        What the weights sum to at least, and at most, by these alone; `least` above `most` where
        no weights fit at all, whatever they sum to.
    """

    weights: tuple[str, ...]
    comparisons: tuple[int, ...]
    least: float
    most: float


def ends(shares: Mapping[str, Range], comparisons: Sequence[Comparison]) -> Ends | None:
    """Return the least and the greatest weights that fit ranges and comparisons.

    Parameters
    ----------
    shares : mapping of str to Range
        By issue.
    comparisons : sequence of Comparison
        Of these issues.

    Returns
    -------
    dict of str to (least, greatest), or None
        The least of all issues together are one solution, and so are the greatest. That weights
        sum to 1 is not yet asked. None where nothing fits.

    Notes
    -----
    O(n²m) for n issues and m comparisons at worst, O(nm) where no circle of comparisons forces
    weights to be 0.

    Examples
    --------
    >>> shares = {"a": Range(0, 0.6), "b": Range(0.1, 1)}
    >>> {key: [float(x) for x in pair] for key, pair in
    ...  ends(shares, [Comparison("a", "b", times=2)]).items()}
    {'a': [0.2, 0.6], 'b': [0.1, 0.3]}
    """
    low = {key: Fraction(repr(float(share.low))) for key, share in shares.items()}
    high = {key: Fraction(repr(float(share.high))) for key, share in shares.items()}
    edges = [
        (each.more, each.less, Fraction(each.times).limit_denominator(MAX_DENOMINATOR))
        for each in comparisons
        if each.times > 0
    ]
    _lower(high, edges)
    for _ in range(len(low) + 1):
        if any(low[key] > high[key] for key in low):
            return None
        raised = False
        for more, less, times in edges:
            if low[less] * times > low[more]:
                low[more], raised = low[less] * times, True
        if not raised:
            break
    return {key: (low[key], high[key]) for key in low}


def _lower(high: dict[str, Fraction], edges: Sequence[tuple[str, str, Fraction]]) -> None:
    """Lower greatest weights to what the comparisons allow.

    A circle in which every weight would have to outweigh itself only leaves 0; there bounds
    would sink forever, as is seen when they still sink after as many rounds as there are issues.
    """
    while True:
        above: dict[str, str] = {}
        last = ""
        for _ in range(len(high) + 1):
            last = ""
            for more, less, times in edges:
                if high[more] / times < high[less]:
                    high[less], above[less], last = high[more] / times, more, less
            if not last:
                return
        for _ in high:  # surely into the circle
            last = above[last]
        while high[last]:
            high[last], last = Fraction(0), above[last]


def conflicting(profile: Profile) -> Conflicting | None:
    """Return the smallest part of what is said of a party's weights that contradicts itself.

    Returns
    -------
    Conflicting or None
        None where weights exist that fit. Sets of up to `SMALLEST_UP_TO` ranges and comparisons
        are found with certainty if there are few to choose from; larger ones are such that
        nothing can be left out.

    Examples
    --------
    >>> from detente.bargaining.model import Weight
    >>> profile = Profile("p", {"a": Weight(), "b": Weight(Range(0.3, 1)), "c": Weight()}, {},
    ...     comparisons=(Comparison("a", "b", 2), Comparison("c", "b", 2), Comparison("a", "c")))
    >>> found = conflicting(profile)
    >>> found.weights, found.comparisons, found.least
    (('b',), (0, 1), 1.5)
    """
    shares = {key: weight.share for key, weight in profile.weights.items()}
    lines: list[Line] = [key for key, share in shares.items() if share != SHARE]
    lines += range(len(profile.comparisons))

    def sums(kept: Collection[Line]) -> tuple[Fraction, Fraction] | None:
        found = ends(
            {key: share if key in kept else SHARE for key, share in shares.items()},
            [each for k, each in enumerate(profile.comparisons) if k in kept],
        )
        if found is None:
            return None
        least, most = zip(*found.values(), strict=True)
        return sum(least, Fraction(0)), sum(most, Fraction(0))

    def fits(kept: Collection[Line]) -> bool:
        found = sums(kept)
        return found is not None and found[0] <= 1 + TOLERANCE and found[1] >= 1 - TOLERANCE

    if not shares or fits(lines):
        return None
    smallest = _smallest(lines, fits) or _irreducible(lines, fits)
    least, most = sums(smallest) or (Fraction(1), Fraction(0))
    return Conflicting(
        tuple(key for key in smallest if isinstance(key, str)),
        tuple(key for key in smallest if isinstance(key, int)),
        float(least),
        float(most),
    )


def _smallest(lines: Sequence[Line], fits: Callable[[Collection[Line]], bool]) -> list[Line] | None:
    """Return a smallest set of lines that do not fit, if it is small and soon found."""
    trials = 0
    for size in range(1, SMALLEST_UP_TO + 1):
        for chosen in combinations(lines, size):
            trials += 1
            if trials > MAX_TRIALS:
                return None
            if not fits(chosen):
                return list(chosen)
    return None


def _irreducible(lines: Sequence[Line], fits: Callable[[Collection[Line]], bool]) -> list[Line]:
    """Leave out stretches of lines, ever shorter ones, as long as the rest does not fit."""
    kept, length = list(lines), len(lines)
    while length:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + length :]
            if fits(rest):
                at += length
            else:
                kept = rest
        length //= 2
    return kept
