"""How terms rest on each other: depths and circles, in linear time and without recursion."""

from __future__ import annotations

from collections.abc import Mapping

from detente.conditions import Condition

MAX_DEPTH = 150
"""Levels of a condition once its terms are written out; evaluation recurses that deep."""


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


def _needed(condition: Condition, terms: Mapping[str, Condition]) -> list[str]:
    return [name for name in condition.names() if name in terms]
