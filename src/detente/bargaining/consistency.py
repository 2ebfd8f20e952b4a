"""Whether what is said of a party's weights can be true together, in exact arithmetic.

Ranges and comparisons of two weights ("at least twice") have a least and a greatest solution,
component by component, since the smaller, and the larger, of two solutions is one again. Between
the two the sum takes every value, so that weights which sum to 1 exist exactly where the least sum
to at most 1 and the greatest to at least 1. So no linear program is needed, and fractions keep
the answer exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from detente.bargaining.model import Comparison, Range

MAX_DENOMINATOR = 10**6

Ends = dict[str, tuple[Fraction, Fraction]]


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
    O(nm) for n issues and m comparisons where no circle of comparisons forces weights to be 0;
    chains take O(n + m), in whichever order they are given.

    Examples
    --------
    >>> shares = {"a": Range(0, 0.6), "b": Range(0.1, 1)}
    >>> {key: [float(x) for x in pair] for key, pair in
    ...  ends(shares, [Comparison("a", "b", times=2)]).items()}
    {'a': [0.2, 0.6], 'b': [0.1, 0.3]}
    """
    low = {key: exactly(share.low) for key, share in shares.items()}
    high = {key: exactly(share.high) for key, share in shares.items()}
    edges = [(each.more, each.less, ratio(each.times)) for each in comparisons if each.times > 0]
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
        edges.reverse()  # a chain in the order against the sweep is done in the next
    return {key: (low[key], high[key]) for key in low}


def _lower(high: dict[str, Fraction], edges: list[tuple[str, str, Fraction]]) -> None:
    """Lower greatest weights to what the comparisons allow.

    A circle in which every weight would have to outweigh itself only leaves 0; there bounds
    would sink forever, as is seen when what lowered them leads back to where it started.
    """
    above: dict[str, str] = {}
    lowered = True
    while lowered:
        lowered = False
        for more, less, times in edges:
            if high[more] < high[less] * times:
                high[less], above[less], lowered = high[more] / times, more, True
        for issue in _circles(above):
            high[issue] = Fraction(0)
            del above[issue]
        edges.reverse()


def _circles(above: Mapping[str, str]) -> list[str]:
    """Return what leads back to itself."""
    found: list[str] = []
    seen: set[str] = set()
    for start in above:
        way: dict[str, None] = {}
        here = start
        while here in above and here not in seen:
            seen.add(here)
            way[here] = None
            here = above[here]
        if here in way:
            trail = list(way)
            found += trail[trail.index(here) :]
    return found


def fit(shares: Mapping[str, Range], comparisons: Sequence[Comparison], slip: float = 0.0) -> bool:
    """Tell whether weights exist that lie in their ranges, compare as said, and sum to 1; also if there are none.

    Parameters
    ----------
    shares : mapping of str to Range
        By issue.
    comparisons : sequence of Comparison
        Of these issues.
    slip : float
        By how much they may miss the sum.

    Examples
    --------
    >>> shares = {"a": Range(0, 0.6), "b": Range(0.1, 1)}
    >>> fit(shares, []), fit(shares, [Comparison("a", "b", times=2)])
    (True, False)
    """
    found = ends(shares, comparisons)
    if not found:
        return found is not None
    least, most = (sum(end, Fraction(0)) for end in zip(*found.values(), strict=True))
    return least <= 1 + Fraction(slip) and most >= 1 - Fraction(slip)


@lru_cache(maxsize=10_000)
def exactly(number: float) -> Fraction:
    """Return the decimal that a number is written as."""
    return Fraction(repr(float(number)))


@lru_cache(maxsize=10_000)
def ratio(times: float) -> Fraction:
    """Return the ratio that was rounded to a floating point number: two thirds stay two thirds.

    So "3 a = 2 b", which is two comparisons, does not contradict itself by a rounding error.
    """
    return Fraction(times).limit_denominator(MAX_DENOMINATOR)
