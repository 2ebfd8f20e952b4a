"""How firm findings are, by definition: make every error, judge from scratch, and look.

Errors are enumerated here a second time, from what counts as one; nothing is told apart by its
effect, nothing is judged at once with anything else, and stability is the oracle's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from detente.conflict.edits import (
    DropRule,
    DropWish,
    Edit,
    MoveWish,
    ReverseWish,
    SetDirection,
)
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered, Weighted
from oracle import Oracle

Taken = frozenset[str]
Truth = Mapping[str, bool]


def errors(conflict: Conflict) -> Iterator[Edit]:
    """Every single judgement of a conflict, taken to be wrong."""
    for party, preference in conflict.preferences.items():
        if not isinstance(preference, Ordered | Weighted):
            continue
        places = range(1, len(preference.wishes) + 1)
        for place in places:
            yield DropWish(party, place)
            yield ReverseWish(party, place)
            if isinstance(preference, Ordered):
                yield from (MoveWish(party, place, to) for to in places if to != place)
    if all(isinstance(p, Ordered | Weighted) for p in conflict.preferences.values()):
        yield from (DropRule(place) for place in range(1, len(conflict.infeasible) + 1))
    for option in conflict.options:
        if option.direction == "both":
            yield SetDirection(option.name, "forward")
            yield SetDirection(option.name, "back")
        else:
            yield SetDirection(option.name, "both")


def truths(
    conflict: Conflict, today: Taken, outcomes: Sequence[str], concepts: Sequence[str]
) -> Truth:
    """What is so: of today, of each outcome, and of every group of parties."""
    oracle = Oracle(conflict)
    code = sum(1 << k for k, option in enumerate(conflict.options) if option.name in today)
    stable = {
        concept: {
            s for s in oracle.codes if all(oracle.stable(concept, j, s) for j in oracle.parties)
        }
        for concept in concepts
    }
    some = set().union(*stable.values())
    steps = oracle.joint_improvements(code)
    found: dict[str, bool] = {"today": code in some, "leave": bool(steps)}
    for concept in concepts:
        found[f"today:{concept}"] = code in stable[concept]
    for group in steps.values():
        found[f"leave:{'+'.join(j for j in oracle.parties if j in group)}"] = True
    for outcome in outcomes:
        holds = conflict.holds(conflict.terms[outcome].condition)
        within = {s for s, there in zip(oracle.codes, holds, strict=True) if there}
        found[f"stable:{outcome}"] = bool(within & some)
        for concept in concepts:
            found[f"stable:{outcome}:{concept}"] = bool(within & stable[concept])
        found[f"entry:{outcome}"] = code in within or bool(within & steps.keys())
        for t, group in steps.items():
            if t in within:
                name = "+".join(j for j in oracle.parties if j in group)
                found[f"entry:{outcome}:{name}"] = True
    return found


def looks(conflict: Conflict) -> tuple[object, ...]:
    """What tells one conflict from another here: exactly what is written in it."""
    written = tuple(
        tuple((str(w.condition), w.weight) for w in p.wishes)
        if isinstance(p, Ordered | Weighted)
        else None
        for p in conflict.preferences.values()
    )
    rules = tuple(str(rule.condition) for rule in conflict.infeasible)
    return written, rules, tuple(option.direction for option in conflict.options)


def within(conflict: Conflict, radius: int) -> list[list[tuple[Conflict, Edit]]]:
    """By number of errors, the conflicts they lead to, each with the last error made.

    After one error every error is listed; of more, each conflict is listed once.
    """
    levels: list[list[tuple[Conflict, Edit]]] = [
        [(edit.apply(conflict), edit) for edit in errors(conflict)]
    ]
    seen = {looks(conflict), *(looks(changed) for changed, _ in levels[0])}
    for _ in range(radius - 1):
        newest = []
        for before, _edit in levels[-1]:
            for edit in errors(before):
                changed = edit.apply(before)
                if looks(changed) not in seen:
                    seen.add(looks(changed))
                    newest.append((changed, edit))
        levels.append(newest)
    return levels[:radius]
