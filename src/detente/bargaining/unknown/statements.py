"""What is said of a party's weights, one statement at a time, and which statements conflict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isclose, lcm

from detente.bargaining.consistency import exactly, fit, ratio
from detente.bargaining.model import Comparison, Profile, Range
from detente.bargaining.unknown.corners import Row
from detente.errors import ModelError
from detente.text import listed

MOST_CORNERS = 1_000
"""Polytopes with more are treated by linear programming."""
SLIP = 1e-6
"""By how much weights that are all given may miss the sum of 1: they may have been rounded."""
MOST_WORK = 60_000
"""Statements in all sets that are tested before a conflicting one that is only minimal is returned."""
MOST_NAMED = 6
"""Statements up to which a conflicting set is surely the smallest."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A weight lies between two numbers; None where there is no such bound, or it says nothing."""

    issue: str
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.issue} = {self.low:g}"
        bounds = ((self.low, ">="), (self.high, "<="))
        return " and ".join(f"{self.issue} {sign} {x:g}" for x, sign in bounds if x is not None)


Statement = Limit | Comparison


def statements(profile: Profile) -> tuple[Statement, ...]:
    """Return what is said of a party's weights besides that they sum to 1, none negative.

    The two ends of a range are two statements; a weight that is given is one.

    Examples
    --------
    >>> from detente.bargaining.model import Range, Weight
    >>> profile = Profile("a", {"x": Weight(Range(0.2, 1)), "y": Weight(Range.exactly(0.5))}, {})
    >>> [str(each) for each in statements(profile)]
    ['x >= 0.2', 'y = 0.5']
    """
    said: list[Statement] = []
    for issue, weight in profile.weights.items():
        share = weight.share
        if share.known:
            said.append(Limit(issue, share.low, share.high))
            continue
        if share.low > 0:
            said.append(Limit(issue, low=share.low))
        if share.high < 1:
            said.append(Limit(issue, high=share.high))
    return (*said, *profile.comparisons)


def rows(said: Iterable[Statement], issues: Sequence[str]) -> list[Row]:
    """Return statements as rows of whole numbers, each of which has to be ``row · w >= 0``.

    Since weights sum to 1, a bound b on w is one on ``w - b * sum``. Numbers are taken for the
    decimals that they are written as.
    """
    found: list[Row] = []
    for each in said:
        if isinstance(each, Comparison):
            found.append(_whole(_row(issues, {each.more: 1, each.less: -ratio(each.times)}, 0)))
            continue
        if each.low is not None:
            found.append(_whole(_row(issues, {each.issue: 1}, -exactly(each.low))))
        if each.high is not None:
            found.append(_whole(_row(issues, {each.issue: -1}, exactly(each.high))))
    return found


def _row(
    issues: Sequence[str], factors: dict[str, Fraction | int], shift: Fraction | int
) -> list[Fraction]:
    return [Fraction(factors.get(issue, 0)) + shift for issue in issues]


def _whole(row: Sequence[Fraction]) -> Row:
    common = lcm(*(x.denominator for x in row))
    return tuple(int(x * common) for x in row)


def conflicting(profile: Profile) -> tuple[Statement, ...]:
    """Return the fewest statements about a party's weights that cannot hold together.

    Parameters
    ----------
    profile : Profile

    Returns
    -------
    tuple of Limit or Comparison
        None if all of them can. Each of them is needed: without any one the others can hold.

    Raises
    ------
    ModelError
        If a comparison names an issue that has no weight.

    Notes
    -----
    Weights that are all given may miss the sum of 1 by a millionth. The fewest are found by
    hitting sets (Ignatiev and others 2015): every conflicting set shares a statement with every
    set whose removal mends things; the smallest set that does so with those found so far conflicts,
    or shows another one. Where that takes more than 6 statements, or does not end soon, what is
    returned is minimal only.

    Examples
    --------
    >>> from detente.bargaining.model import Range, Weight
    >>> weights = {"a": Weight(Range(0.1, 0.3)), "b": Weight(Range(0.1, 0.6))}
    >>> weights["c"] = Weight(Range(0.5, 0.8))
    >>> [str(each) for each in conflicting(Profile("us", weights, {}))]
    []
    >>> order = Comparison("a", "c")
    >>> found = conflicting(Profile("us", weights, {}, comparisons=(order,)))
    >>> [str(each) for each in found[:2]], found[2] is order
    (['a <= 0.3', 'c >= 0.5'], True)
    """
    issues = tuple(profile.weights)
    for each in profile.comparisons:
        for issue in (each.more, each.less):
            if issue not in issues:
                raise ModelError(
                    f"'{profile.party}' compares the weight of '{issue}', which it does not give",
                    hint="write 'unknown' for its weight if it is not known",
                )
    said = statements(profile)
    if not issues or _rounded(profile):
        return ()

    def consistent(places: Iterable[int]) -> bool:
        return _consistent([said[k] for k in sorted(places)], issues)

    everything = frozenset(range(len(said)))
    if consistent(everything):
        return ()
    return tuple(said[k] for k in sorted(_smallest(everything, consistent)))


def _rounded(profile: Profile) -> bool:
    """Tell whether weights that are all given sum to 1 and agree with what is compared."""
    given = {issue: weight.share.low for issue, weight in profile.weights.items()}
    return (
        all(weight.share.known for weight in profile.weights.values())
        and min(given.values()) >= 0
        and isclose(sum(given.values()), 1, rel_tol=0, abs_tol=SLIP)
        and all(given[c.more] >= c.times * given[c.less] - SLIP for c in profile.comparisons)
    )


def _consistent(said: Sequence[Statement], issues: Sequence[str]) -> bool:
    low, high = dict.fromkeys(issues, 0.0), dict.fromkeys(issues, 1.0)
    for each in said:
        if isinstance(each, Limit):
            low[each.issue] = max(low[each.issue], each.low or 0.0)
            high[each.issue] = min(high[each.issue], 1.0 if each.high is None else each.high)
    if any(low[issue] > high[issue] for issue in issues):
        return False
    shares = {issue: Range(low[issue], high[issue]) for issue in issues}
    return fit(shares, [each for each in said if isinstance(each, Comparison)])


def _smallest(
    everything: frozenset[int], consistent: Callable[[Iterable[int]], bool]
) -> frozenset[int]:
    """Return the smallest set that is not consistent."""
    repairs: list[frozenset[int]] = []
    size = 1
    for _ in range(MOST_WORK // len(everything) ** 2):
        while (candidate := _hits(repairs, size)) is None and size < MOST_NAMED:
            size += 1
        if candidate is None:
            break
        if not consistent(candidate):
            return candidate
        kept = set(candidate)
        for each in sorted(everything - candidate):
            if consistent({*kept, each}):
                kept.add(each)
        repairs.append(everything - kept)
    return _minimal(everything, consistent)


def _hits(sets: Sequence[frozenset[int]], most: int) -> frozenset[int] | None:
    """Return at most so many elements of which every set has one; None if there are none."""

    def search(left: Sequence[frozenset[int]], room: int) -> frozenset[int] | None:
        if not left:
            return frozenset()
        if room == 0:
            return None
        fewest: frozenset[int] = min(left, key=len)
        for element in sorted(fewest):
            rest = search([each for each in left if element not in each], room - 1)
            if rest is not None:
                return rest | {element}
        return None

    return search(sets, most)


def _minimal(
    everything: frozenset[int], consistent: Callable[[Iterable[int]], bool]
) -> frozenset[int]:
    """Return a set that is not consistent, and is so without any one of its elements."""
    left = set(everything)
    for each in sorted(everything):
        if not consistent(left - {each}):
            left.discard(each)
    return frozenset(left)


def contradiction(profile: Profile, said: Sequence[Statement]) -> ModelError:
    """Return the error that says which statements about a party's weights conflict."""
    texts = [each.text if isinstance(each, Comparison) and each.text else str(each)
             if isinstance(each, Limit) else f"{each.more} >= {each.times:g} {each.less}"
             for each in said]  # fmt: skip
    return ModelError(
        f"no weights of '{profile.party}' that sum to 1 meet {listed(texts)}",
        hint="change one of them",
        code="contradictory-weights",
    )
