"""How firm findings are, and which judgements decide them, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from detente.conflict.edits import (
    DropRule,
    DropWish,
    Edit,
    MoveWish,
    ReverseWish,
    SetDirection,
)
from detente.conflict.firmness.claims import CanEnter
from detente.conflict.firmness.result import DOUBT, Deciding, FindingFirmness, Firmness
from detente.conflict.model import Conflict
from detente.text import capital, listed, number, quoted


def answer(found: Firmness) -> tuple[str, ...]:
    """Return which judgements decide, and what is firm, in plain sentences."""
    count = len(found.findings)
    if not count:
        return ("There is no finding to test: the case names no status quo and no outcome.",)
    if not found.tried:
        return ("No error was tried, so nothing is known of how firm the findings are.",)
    if count == 1:
        return _one(found)
    if not found.ranked:
        return (f"No single error overturns any of the {count} findings.", *_firmest(found))
    first = found.ranked[:3]
    said = "; ".join(
        f"({k}) {deciding_in_words(found.conflict, entry)}, which can overturn "
        f"{len(entry.overturns)} on its own"
        for k, entry in enumerate(first, start=1)
    )
    one = len(first) == 1
    most = f"{number(len(first)).capitalize()} judgement{'' if one else 's'} decide{'s' * one} most"
    held = f"weighed by how weakly {'it is' if one else 'they are'} held"
    fallen = sum(finding.exact and not finding.survives for finding in found.findings)
    left = count - fallen
    rest = f"; {left} survive{'s' * (left == 1)} every one" if left else ""
    return (
        f"{most} of the {count} findings, {held}: {said}.",
        f"{_fallen(fallen, count)} with some single error{rest}.",
        *_firmest(found),
    )


def _fallen(fallen: int, count: int) -> str:
    if fallen == count:
        return f"Each of the {count} findings falls"
    return f"{fallen} of the {count} findings {'falls' if fallen == 1 else 'fall'}"


def _one(found: Firmness) -> tuple[str, ...]:
    """Return how firm the only finding is, and which judgements it hangs on most."""
    (finding,) = found.findings
    said = finding.claim.in_words(found.conflict, finding.true)
    first = f"{capital(said)}: {radius_in_words(finding)}."
    if not found.ranked:
        return (first,)
    hangs = "; ".join(deciding_in_words(found.conflict, entry) for entry in found.ranked[:3])
    more = f", and {len(found.ranked) - 3} more" if len(found.ranked) > 3 else ""
    return (first, f"It hangs, the weakest held first, on {hangs}{more}.")


def _firmest(found: Firmness) -> tuple[str, ...]:
    """Return a sentence on the findings that survive most, where they survive several errors."""
    most = max(finding.survives for finding in found.findings)
    if most < 2:
        return ()
    firm = [f.claim.in_words(found.conflict, f.true) for f in found.findings if f.survives == most]
    more = f", and {len(firm) - 2} more" if len(firm) > 2 else ""
    return (f"Any {number(most)} errors leave standing: {'; '.join(firm[:2])}{more}.",)


def radius_in_words(finding: FindingFirmness) -> str:
    """Return how many errors a finding survives, as a clause.

    Examples
    --------
    >>> from detente.conflict.firmness.claims import CanEnter
    >>> radius_in_words(FindingFirmness(CanEnter(), True, 1, True, (), 4))
    'survives every single error; some two overturn it'
    >>> radius_in_words(FindingFirmness(CanEnter(), True, 2, False, (), 0))
    'survives every two errors; three were not tried'
    """
    survived, more = finding.survives, number(finding.survives + 1)
    if not survived:
        return "some single error overturns it" if finding.exact else "no error was tried"
    errors = "single error" if survived == 1 else f"{number(survived)} errors"
    first = f"survives every {errors}"
    return f"{first}; {f'some {more} overturn it' if finding.exact else f'{more} were not tried'}"


def deciding_in_words(conflict: Conflict, entry: Deciding) -> str:
    """Return an entry and how it is held, as a clause."""
    held = _held(entry.ground.confidence)
    return f"{entry_in_words(conflict, entry)}{f' ({held})' if held else ''}"


def entry_in_words(conflict: Conflict, entry: Deciding) -> str:
    """Return an entry of the case: whose it is and what it says."""
    who = f"{conflict.party(entry.entry.party).label}: " if entry.entry.party else ""
    return f"{who}{quoted(entry.label)}"


def _held(confidence: str) -> str:
    if confidence in DOUBT:
        return f"{confidence} confidence"
    return f"confidence {confidence}" if confidence else ""


def alike(findings: Iterable[FindingFirmness]) -> list[list[FindingFirmness]]:
    """Put together the concepts under which a question is answered alike and as firmly."""
    groups: dict[object, list[FindingFirmness]] = {}
    for finding in findings:
        key = (finding.claim.question, finding.true, finding.survives, finding.overturned_by)
        groups.setdefault(key, []).append(finding)
    return list(groups.values())


def together_in_words(conflict: Conflict, findings: Sequence[FindingFirmness]) -> str:
    """Return one question's findings under several concepts, which all say the same, as a clause."""
    claim = findings[0].claim
    if isinstance(claim, CanEnter) or len(findings) == 1:
        return claim.in_words(conflict, findings[0].true)
    concepts = ", ".join(c for finding in findings for c in finding.claim.concepts)
    return replace(claim, concept=concepts).in_words(conflict, findings[0].true)


def errors_in_words(conflict: Conflict, edits: Iterable[Edit]) -> str:
    """Return what may be wrong with one entry, as a clause that follows "if it".

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"]}, {"a": ["a.x", "not a.x"]})
    >>> errors_in_words(game, [DropWish("a", 1), ReverseWish("a", 1), MoveWish("a", 1, 2)])
    'is dropped, turned round or moved to place 2'
    """
    different = set(edits)
    said = [
        word
        for kind, word in (
            (DropWish, "dropped"),
            (ReverseWish, "turned round"),
            (DropRule, "wrong"),
        )
        if any(isinstance(edit, kind) for edit in different)
    ]
    places = sorted(edit.to for edit in different if isinstance(edit, MoveWish))
    if places:
        said.append(f"moved to place {listed([str(place) for place in places], 'or')}")
    can = sorted(
        edit.in_words(conflict).rpartition("” ")[2]
        for edit in different
        if isinstance(edit, SetDirection)
    )
    return listed([*([f"is {listed(said, 'or')}"] if said else []), *can], "or")
