"""Conditions as an or of ands, the only shape that some other programs know.

The disjunctive normal form of a condition can be exponentially larger than the condition itself,
so every step is simplified and bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from detente.conditions import Condition
from detente.errors import LimitError

Clause = frozenset[tuple[str, bool]]
"""Options with the value each must have; all together."""

MAX_CLAUSES = 1_000
_FEW = 200
"""Clauses up to which every pair is looked at for what could be shorter."""


def clauses(condition: Condition, terms: Mapping[str, Condition]) -> tuple[Clause, ...]:
    """Return clauses of which one holds exactly where the condition holds.

    Parameters
    ----------
    condition : Condition
    terms : mapping of str to Condition
        Named conditions, looked through; must not be circular.

    Returns
    -------
    tuple of Clause
        Short ones first; none for a condition that never holds, one empty clause
        for one that always holds. None implies another; it is not always the
        shortest such list.

    Raises
    ------
    LimitError
        If more than `MAX_CLAUSES` would be needed on the way.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> [sorted(c) for c in clauses(parse("a.x implies (b.y and b.z)"), {})]
    [[('a.x', False)], [('b.y', True), ('b.z', True)]]
    >>> clauses(parse("a.x or not a.x"), {})
    (frozenset(),)
    """
    return tuple(_Converter(terms).convert(condition, True))


class _Converter:
    """Pushes negation down to the names, simplifying at each step."""

    def __init__(self, terms: Mapping[str, Condition]) -> None:
        self.terms = terms
        self.seen: dict[tuple[int, bool], list[Clause]] = {}

    def convert(self, node: Condition, positive: bool) -> list[Clause]:
        """Return the clauses of a condition, or of its negation."""
        while node.op == "name" and node.name in self.terms:
            node = self.terms[node.name]
        key = id(node), positive  # once each: iff and xor ask for both, at every level
        if key not in self.seen:
            self.seen[key] = self.converted(node, positive)
        return self.seen[key]

    def converted(self, node: Condition, positive: bool) -> list[Clause]:
        if node.op == "name":
            return [frozenset([(node.name, positive)])]
        if node.op == "const":
            return [frozenset()] if bool(node.count) is positive else []
        if node.op == "not":
            return self.convert(node.args[0], not positive)
        if node.op in ("exactly", "at_most", "at_least"):
            return self.counted(node, positive)
        if node.op in ("iff", "xor"):
            return self.equal(node, positive is (node.op == "iff"))
        parts = [
            self.convert(arg, positive if not (node.op == "implies" and k == 0) else not positive)
            for k, arg in enumerate(node.args)
        ]
        joined = (node.op == "and") is positive
        return _all_of(parts) if joined else _any_of(parts)

    def equal(self, node: Condition, same: bool) -> list[Clause]:
        left, right = node.args
        return _any_of(
            [
                _all_of([self.convert(left, value), self.convert(right, value is same)])
                for value in (True, False)
            ]
        )

    def counted(self, node: Condition, positive: bool) -> list[Clause]:
        total = len(node.args)
        if node.op == "at_least":
            low, high = node.count, total
        elif node.op == "at_most":
            low, high = 0, node.count
        else:
            low, high = node.count, node.count
        if positive:
            return _all_of(
                [self.at_least(node, low, True), self.at_least(node, total - high, False)]
            )
        return _any_of(
            [self.at_least(node, high + 1, True), self.at_least(node, total - low + 1, False)]
        )

    def at_least(self, node: Condition, count: int, value: bool) -> list[Clause]:
        """Return where at least `count` operands have a value."""
        # found[k]: at least k of the operands seen so far
        found: list[list[Clause]] = [[frozenset()], *([] for _ in range(count))]
        for arg in node.args:
            this = self.convert(arg, value)
            for k in range(count, 0, -1):
                found[k] = _any_of([found[k], _all_of([found[k - 1], this])])
        return found[count] if count <= len(node.args) else []


def _any_of(parts: Iterable[list[Clause]]) -> list[Clause]:
    return _simplified(dict.fromkeys(clause for part in parts for clause in part))


def _all_of(parts: Iterable[list[Clause]]) -> list[Clause]:
    result: list[Clause] = [frozenset()]
    for part in parts:
        if len(result) * len(part) > 4 * MAX_CLAUSES:
            raise _too_many()
        joined = (left | right for left in result for right in part)
        result = _simplified(dict.fromkeys(clause for clause in joined if not _absurd(clause)))
    return result


def _absurd(clause: Clause) -> bool:
    return any((name, not value) in clause for name, value in clause)


def _simplified(found: Mapping[Clause, None]) -> list[Clause]:
    minimal = _absorbed(_merged(found))
    if len(minimal) > MAX_CLAUSES:
        raise _too_many()
    while len(minimal) <= _FEW:
        shorter = _shortened(minimal)
        if shorter == minimal:
            break
        minimal = _absorbed(shorter)
    return minimal


def _merged(found: Mapping[Clause, None]) -> list[Clause]:
    """Merge clauses that differ in one option's value only: fast, for many clauses."""
    pending, kept = list(found), dict(found)
    while pending:
        clause = pending.pop()
        if clause not in kept:
            continue
        for name, value in sorted(clause):  # sorted: the same answer on every run
            rest = clause - {(name, value)}
            if rest | {(name, not value)} in kept:
                del kept[clause], kept[rest | {(name, not value)}]
                kept[rest] = None
                pending.append(rest)
                break
    return list(kept)


def _absorbed(found: Iterable[Clause]) -> list[Clause]:
    """Drop clauses that another one implies."""
    minimal: list[Clause] = []
    for clause in sorted(found, key=len):
        if not any(other <= clause for other in minimal):
            minimal.append(clause)
    return minimal


def _shortened(found: Sequence[Clause]) -> list[Clause]:
    """Drop an option from a clause where another clause covers its other value.

    ``not x or x and y`` becomes ``not x or y``.
    """
    result = list(found)
    for k, clause in enumerate(found):
        for name, value in sorted(clause):
            opposite, rest = (name, not value), result[k] - {(name, value)}
            if any(opposite in other and other - {opposite} <= rest for other in result):
                result[k] = rest
    return result


def _too_many() -> LimitError:
    return LimitError(
        f"a condition needs more than {MAX_CLAUSES} clauses when written as an or of ands",
        hint="split it, or say it with fewer options",
    )
