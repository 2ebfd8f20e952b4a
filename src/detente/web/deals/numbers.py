"""Numbers of what is bargained over that can be tried out: reservation values and weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from detente.bargaining.model import Bargaining, Profile, Range
from detente.bargaining.words import amount
from detente.casefile.bargaining.schema import Profile as Written
from detente.casefile.bargaining.sections import Section
from detente.casefile.draft import Draft
from detente.casefile.nodes import Path
from detente.casefile.positions import Document, follow
from detente.casefile.variants import Located
from detente.errors import DetenteError, ModelError, unknown_name

DIGITS = 4
"""Of weights that make room for another."""

WORDS = ("weight", "worth")
"""Under which a number stands that is described."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that can be tried out.

    Parameters
    ----------
    edit : mapping of str to object
        What changes it, but for its value.
    label : str
    value : str
        What is taken for it; empty where it is only known to lie somewhere.
    between : str
        Where it lies, in words; empty where it is known.
    changed : bool
    place : str
        Where it stands in the section.
    """

    edit: Mapping[str, Any]
    label: str
    value: str
    between: str
    changed: bool
    place: str


@dataclass(frozen=True, slots=True)
class PartyNumbers:
    """The numbers of a party; `own` tells whether the scenario has them of its own."""

    party: str
    label: str
    numbers: tuple[Number, ...]
    own: bool
    scaled: bool


def numbers(draft: Draft, section: Section, problem: Bargaining) -> Iterator[PartyNumbers]:
    """Yield the numbers of each party as they are, with what the draft changes of them."""
    for party in problem.parties:
        located, profile = section.preferences[party.id], problem.profiles[party.id]
        listed = tuple(_numbers(draft, section.scenario, located, profile, problem))
        own = section.owns(located)
        yield PartyNumbers(party.id, party.label, listed, own, _whole(located.entry))


def _numbers(
    draft: Draft,
    scenario: str,
    located: Located[Written],
    profile: Profile,
    problem: Bargaining,
) -> Iterator[Number]:
    edit = {"do": "number", "scenario": scenario, "party": profile.party}
    at = f"preferences.{profile.party}"
    if profile.reservation is not None and located.entry.reservation is not None:
        changed = _touched(draft, (*located.path, "reservation"))
        label, place = "What it has without a deal", f"{at}.reservation"
        yield _number(edit, label, profile.reservation, place, changed=changed)
    for key in located.entry.weights:
        label = f"Weight of {problem.issue(key).label}"
        changed = _touched(draft, (*located.path, "weights", key))
        share, place = profile.weights[key].share, f"{at}.weights.{key}"
        yield _number({**edit, "issue": key}, label, share, place, changed=changed)


def _number(
    edit: Mapping[str, Any], label: str, found: Range, place: str, *, changed: bool
) -> Number:
    known = found.known or found.best is not None
    between = "" if found.known else f"{amount(found.low)} to {amount(found.high)}"
    return Number(edit, label, amount(found.centre) if known else "", between, changed, place)


def _touched(draft: Draft, path: Path) -> bool:
    return path in draft.fields or path[-1] in draft.fields.get(path[:-1], {})


# -- The edit ------------------------------------------------------------------------------


def tried(document: Document, draft: Draft, section: Section, edit: Mapping[str, Any]) -> Draft:
    """Return the draft with a reservation value or a weight set; other known weights make room.

    Of a range the best guess is set.

    Raises
    ------
    DetenteError
        If the number cannot be that.
    """
    party, value = str(edit.get("party", "")), _value(edit.get("value"))
    if party not in section.preferences:
        raise unknown_name("party", party, section.preferences)
    located = section.preferences[party]
    if "issue" not in edit:
        return _set(document, draft, (*located.path, "reservation"), value)
    issue, path = str(edit["issue"]), (*located.path, "weights")
    if issue not in located.entry.weights:
        raise unknown_name("issue", issue, located.entry.weights)
    if not 0 <= value <= 1:
        raise ModelError(f"{amount(value)} is no weight", hint="use a number from 0 to 1")
    shares = {issue: value}
    if _whole(located.entry):
        shares |= _others(document, draft, path, list(located.entry.weights), issue, 1 - value)
    for key, share in shares.items():
        draft = _set(document, draft, (*path, key), share)
    return draft


def _value(given: Any) -> float:
    """Return the number that an edit gives, as JSON or as text."""
    try:
        value = float(given)
    except (TypeError, ValueError):
        value = float("nan")
    if isinstance(given, bool) or not isfinite(value):
        raise DetenteError("'value' is no number", hint="such as 0.25", code="wrong-request")
    return value


def _whole(entry: Written) -> bool:
    """Tell whether all weights of a party are known, so that they sum to 1."""
    return bool(entry.weights) and all(w.low == w.high for w in entry.weights.values())


def _others(
    document: Document, draft: Draft, path: Path, issues: list[str], issue: str, left: float
) -> dict[str, float]:
    """Return the weights of other issues that sum to what is left, in proportion as they are."""
    now = {key: _known(_as_it_is(document, draft, (*path, key))) for key in issues if key != issue}
    if not now:
        raise ModelError("the only issue has all the weight")
    total = sum(now.values())
    shares = {
        key: round(left * (share / total if total else 1 / len(now)), DIGITS)
        for key, share in now.items()
    }
    largest = max(shares, key=lambda key: shares[key])
    rest = left - sum(share for key, share in shares.items() if key != largest)
    return {**shares, largest: round(rest, 12)}


def _known(written: Any) -> float:
    """Return a number that is written, alone or described."""
    if isinstance(written, dict):
        written = next(written[word] for word in (*WORDS, "from") if word in written)
    return float(written[0] if isinstance(written, list) else written)


def _as_it_is(document: Document, draft: Draft, path: Path) -> Any:
    """Return what stands somewhere as the draft has it."""
    above = draft.fields.get(path[:-1], {})
    name = str(path[-1])
    written = above[name] if name in above else follow(document.data, path)[1]
    return {**written, **draft.fields.get(path, {})} if isinstance(written, dict) else written


def _set(document: Document, draft: Draft, path: Path, value: float) -> Draft:
    """Return the draft with a number set where it is written, the rest of its entry kept."""
    written = _as_it_is(document, draft, path)
    at, name = path[:-1], str(path[-1])
    if isinstance(written, dict):  # described: the number stands under a word, or as ends
        word = next((word for word in WORDS if word in written), "")
        if not word:
            return draft.changed(document, path, {"best": _guess(written, value)})
        at, name, written = path, word, written[word]
    if isinstance(written, list):
        written = {"from": written[0], "to": written[1]}
    if isinstance(written, dict):
        return draft.changed(document, at, {name: {**written, "best": _guess(written, value)}})
    return draft.changed(document, at, {name: value})


def _guess(ends: Mapping[str, Any], value: float) -> float:
    low, high = float(ends.get("from", 0)), float(ends.get("to", 1))
    if not low <= value <= high:
        raise ModelError(
            f"{amount(value)} does not lie between {amount(low)} and {amount(high)}",
            hint="a best guess lies in its range; change the range in the text",
        )
    return value
