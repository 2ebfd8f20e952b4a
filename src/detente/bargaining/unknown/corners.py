"""The corners of a polytope of weights, and its division into simplices, in exact arithmetic.

Weights that sum to 1 and are not negative form a simplex, whose corners are the weights that
put everything on one issue. Each constraint cuts a part off. In homogeneous form, ``row · w >= 0``
on whole numbers, a corner is a ray, and a cut is one step of the double description method (Motzkin
and others 1953; Fukuda and Prodon 1996). There is no rounding, so that a polytope that is a
point or a segment is found to be one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from math import gcd

Row = tuple[int, ...]
Ray = tuple[int, ...]
Simplex = tuple[int, ...]
"""The places of its corners."""


@dataclass(frozen=True)
class Corners:
    """The corners of a polytope of weights.

    Parameters
    ----------
    rays : tuple of tuple of int
        A corner each: the weights times their common denominator.
    tight : tuple of int
        For each, the constraints that it meets with equality, as bits: first that no weight is
        negative, then the rows.
    """

    rays: tuple[Ray, ...]
    tight: tuple[int, ...]


def corners(size: int, rows: Sequence[Row], most: int) -> Corners | None:
    """Return the corners of the weights that meet all rows; None if they grow past `most`.

    Examples
    --------
    >>> corners(3, [(1, -1, 0), (0, 1, -1)], 10).rays  # the first at least the second, and so on
    ((1, 0, 0), (1, 1, 0), (1, 1, 1))
    """
    everything = (1 << size) - 1
    units = [tuple(int(i == k) for i in range(size)) for k in range(size)]
    found = {unit: everything ^ (1 << k) for k, unit in enumerate(units)}
    for place, row in enumerate(rows, size):
        found = _cut(found, row, 1 << place, size)
        if len(found) > most:
            return None
    return Corners(tuple(found), tuple(found.values()))


def _cut(found: dict[Ray, int], row: Row, bit: int, size: int) -> dict[Ray, int]:
    """Return the rays that are left where a row holds, and where it cuts between two of them."""
    sides = {ray: sum(a * x for a, x in zip(row, ray, strict=True)) for ray in found}
    kept = {ray: tight if sides[ray] else tight | bit for ray, tight in found.items()
            if sides[ray] >= 0}  # fmt: skip
    inside = [ray for ray in kept if sides[ray] > 0]
    outside = [ray for ray in found if sides[ray] < 0]
    for ray in inside:
        for other in outside:
            common = found[ray] & found[other]
            # An edge lies in at least `size - 2` planes, and in those of no third ray.
            if common.bit_count() < size - 2 or not _adjacent(found, ray, other, common):
                continue
            point = _reduced(
                sides[ray] * y - sides[other] * x for x, y in zip(ray, other, strict=True)
            )
            kept[point] = common | bit
    return kept


def _adjacent(found: dict[Ray, int], ray: Ray, other: Ray, common: int) -> bool:
    return not any(
        common & tight == common and third is not ray and third is not other
        for third, tight in found.items()
    )


def _reduced(numbers: Iterator[int]) -> Ray:
    listed = tuple(numbers)
    divisor = reduce(gcd, listed)
    return tuple(x // divisor for x in listed)


def simplices(found: Corners, most: int) -> list[Simplex] | None:
    """Return simplices over the corners that together make up the polytope; None past `most`.

    Notes
    -----
    A corner is pulled: the polytope is the union of the cones from it over the facets that do not
    contain it, and these are divided in the same way (Cohen and Hickey 1979).

    Examples
    --------
    >>> square = corners(4, [(1, 1, -1, -1), (-1, -1, 1, 1)], 10)  # two weights make up a half
    >>> len(square.rays), len(simplices(square, 10))
    (4, 2)
    """
    constraints = reduce(lambda a, b: a | b, found.tight, 0).bit_length()
    planes = [
        sum(1 << k for k, tight in enumerate(found.tight) if tight >> place & 1)
        for place in range(constraints)
    ]
    divided: dict[int, list[Simplex]] = {}

    def divide(face: int) -> list[Simplex]:
        if face not in divided:
            first = face & -face
            apex = first.bit_length() - 1
            if face == first:
                divided[face] = [(apex,)]
            else:
                parts = [divide(facet) for facet in _facets(face, planes) if not facet & first]
                if sum(map(len, parts)) > most:
                    raise _TooManyError
                divided[face] = [(apex, *simplex) for part in parts for simplex in part]
        return divided[face]

    try:
        return divide((1 << len(found.rays)) - 1)
    except _TooManyError:
        return None


class _TooManyError(Exception):
    """There are more simplices than asked for."""


def _facets(face: int, planes: Sequence[int]) -> list[int]:
    """Return the largest proper faces of a face; all are sets of corners, as bits."""
    parts = {face & plane for plane in planes} - {face, 0}
    return [part for part in sorted(parts) if not any(part & p == part != p for p in parts)]
