"""Terms, the named conditions: how they rest on each other, and conditions without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from detente.conditions import Condition

MAX_DEPTH = 150
"""Levels of a condition once its terms are written out; evaluation recurses that deep."""


MAX_SIZE = 10_000
"""Names and connectives of a condition once its terms are written out."""


def depths(terms: Mapping[str, Condition]) -> dict[str, int]:
    """Return how deep each term is, written out; those that rest on a circle are left out.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> depths({"t": parse("not u"), "u": parse("a.x"), "v": parse("v")})
    {'u': 1, 't': 3}
    """
    found: dict[str, int] = {}
    users: dict[str, list[str]] = {key: [] for key in terms}
    waiting: dict[str, int] = {}
    for key, condition in terms.items():
        needed = _needed(condition, terms)
        waiting[key] = len(needed)
        for name in needed:
            users[name].append(key)
    ready = [key for key, count in waiting.items() if not count]
    while ready:
        key = ready.pop()
        inner = (found[name] for name in _needed(terms[key], terms))
        found[key] = terms[key].height + max(inner, default=0)
        for user in users[key]:
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    return found


def circles(terms: Mapping[str, Condition]) -> list[list[str]]:
    """Return chains of terms that lead back to their start; at least one where there are any.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> circles({"t": parse("not u"), "u": parse("t or v"), "v": parse("a.x")})
    [['t', 'u', 't']]
    """
    sound = depths(terms)
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in terms:
        if start in sound:
            continue
        way: dict[str, None] = {}
        key = start
        while key not in seen:
            seen.add(key)
            way[key] = None
            # one that is not sound rests on another that is not
            key = next(name for name in _needed(terms[key], terms) if name not in sound)
        if key in way:
            trail = list(way)
            found.append([*trail[trail.index(key) :], key])
    return found


def sizes(terms: Mapping[str, Condition]) -> dict[str, int]:
    """Return how many nodes each term has, written out; circles are left out as in `depths`.

    Terms that use others twice double at every step, so sizes are told before they are built.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> sizes({"t": parse("u and u"), "u": parse("not a.x")})
    {'u': 2, 't': 5}
    """
    found: dict[str, int] = {}
    for key in depths(terms):  # each after those that it rests on
        found[key] = size(terms[key], found)
    return found


def size(condition: Condition, known: Mapping[str, int]) -> int:
    """Return how many nodes a condition has once terms of known sizes are written out."""
    return sum(known.get(node.name, 1) if node.op == "name" else 1 for node in condition.nodes())


def written_out(condition: Condition, terms: Mapping[str, Condition]) -> Condition:
    """Return a condition with each term that it names replaced by what that means.

    Parameters
    ----------
    condition : Condition
    terms : mapping of str to Condition
        Themselves written out, as `resolved` returns them.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> str(written_out(parse("not t"), {"t": parse("a.x or b.y")}))
    'not (a.x or b.y)'
    """
    if condition.op == "name":
        return terms.get(condition.name, condition)
    if not condition.args:
        return condition
    return replace(condition, args=tuple(written_out(arg, terms) for arg in condition.args))


def resolved(terms: Mapping[str, Condition]) -> dict[str, Condition]:
    """Return terms without terms in them; those that rest on a circle are left out.

    Raises
    ------
    ConditionError
        If one is nested too deeply.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> {key: str(c) for key, c in resolved({"t": parse("not u"), "u": parse("a.x")}).items()}
    {'u': 'a.x', 't': 'not a.x'}
    """
    found: dict[str, Condition] = {}
    for key in depths(terms):
        found[key] = written_out(terms[key], found)
    return found


def _needed(condition: Condition, terms: Mapping[str, Condition]) -> list[str]:
    return [name for name in condition.names() if name in terms]
