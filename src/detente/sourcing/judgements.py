"""Everything in a case that rests on something: options, terms, rules, wishes, weights, scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from detente.case import Case, Scenario
from detente.conflict.base import BaseConflict
from detente.conflict.preferences import Ordered, Preference, Weighted, priorities, wishes
from detente.conflict.views import View
from detente.evidence import Ground
from detente.sourcing import bargains, positions

What = (
    Literal["option", "state", "term", "infeasible", "preference", "view", "scenario"]
    | bargains.What
    | positions.What
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """An entry of a case, and its ground.

    Parameters
    ----------
    what : What
        The kind of entry.
    place : str
        Where the case file has it: ``conflict.preferences.japan[0]``.
    label : str
        What it says, for people.
    ground : Ground
        What it rests on.
    party : str
        Id of the party whose option or wish it is; empty for others.
    scenario : str
        The scenario that it is written under; empty for the case as written.
    """

    what: What
    place: str
    label: str
    ground: Ground
    party: str = ""
    scenario: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "what": self.what,
            "place": self.place,
            "label": self.label,
            "party": self.party or None,
            "scenario": self.scenario or None,
            "cites": list(self.ground.cites),
            "judgement": self.ground.judgement,
            "confidence": self.ground.confidence or None,
        }


def judgements(case: Case) -> tuple[Judgement, ...]:
    """List the entries of a case that can rest on something, each where it is written.

    Under a scenario stand the scenario itself and the entries that it replaces or adds. The
    ground of a ranking is not kept in a `Case`, so rankings are not among them.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"]}, {"a": ["a.x"]})
    >>> [judgement.place for judgement in judgements(Case("c", "C", conflict=game))]
    ['conflict.options.a.x', 'conflict.preferences.a[0]']
    """
    found = list(_of_model(case.conflict, "conflict", "")) if case.conflict else []
    found += _entries(case, None, "", "")
    for key, scenario in case.scenarios.items():
        at = f"scenarios.{key}"
        found.append(Judgement("scenario", at, scenario.label, scenario.ground, scenario=key))
        if scenario.conflict:
            found += _of_model(scenario.conflict, at, key, base=case.conflict)
        found += _entries(scenario, case, f"{at}.", key)
    return tuple(found)


def _of_model(
    model: BaseConflict, at: str, scenario: str, base: BaseConflict | None = None
) -> Iterator[Judgement]:
    """Yield the entries of a model that are not those of the base."""
    options = set(base.options) if base else ()
    for option in model.options:
        if option not in options:
            place = f"{at}.options.{option.name}"
            label = option.label
            yield Judgement("option", place, label, option.ground, option.party, scenario)
    known = set(base.named) if base else ()
    for state in model.named:
        if state not in known:
            place = f"{at}.states.{state.id}"
            yield Judgement("state", place, state.label, state.ground, "", scenario)
    for key, term in model.terms.items():
        if base is None or base.terms.get(key) != term:
            yield Judgement("term", f"{at}.terms.{key}", term.label, term.ground, "", scenario)
    if base is None or base.infeasible != model.infeasible:
        for k, rule in enumerate(model.infeasible):
            place, label = f"{at}.infeasible[{k}]", f"not possible: {rule.condition}"
            yield Judgement("infeasible", place, label, rule.ground, "", scenario)
    for party, preference in model.preferences.items():
        if base is None or base.preferences.get(party) != preference:
            place = f"{at}.preferences.{party}"
            yield from _of_preference(preference, place, party, scenario)
    for party, view in model.views.items():
        if base is None or base.views.get(party) != view:
            for place, label, ground in _of_view(view):
                yield Judgement(
                    "view", f"{at}.views.{party}{place}", label, ground, party, scenario
                )


def _entries(
    holder: Case | Scenario, base: Case | None, at: str, scenario: str
) -> Iterator[Judgement]:
    """Yield what is said of a bargaining and of positions that the base does not say."""
    known = set(_listed(base)) if base else set()
    for section, entry in _listed(holder):
        if (section, entry) not in known:
            what, place, label, ground, party = entry
            yield Judgement(what, f"{at}{section}.{place}", label, ground, party, scenario)


def _listed(
    holder: Case | Scenario,
) -> Iterator[tuple[str, bargains.Entry | positions.Entry]]:
    """Yield the entries of both sections, each with the section's name."""
    for bargained in bargains.entries(holder.bargaining) if holder.bargaining else ():
        yield "bargaining", bargained
    for stands in positions.entries(holder.spatial) if holder.spatial else ():
        yield "spatial", stands


def _of_view(view: View) -> Iterator[tuple[str, str, Ground]]:
    """Yield what a party wrongly believes: its place in the view, in words, what it rests on."""
    misread = "sees the dispute as it is" if view.empty else "misreads the dispute"
    yield "", view.note or misread, view.ground
    for k, rule in enumerate(view.infeasible):
        yield f".infeasible[{k}]", f"believes impossible: {rule.condition}", rule.ground
    for k, rule in enumerate(view.disbelieves):
        yield f".disbelieves[{k}]", f"believes possible: {rule.condition}", rule.ground
    for k, (option, ground) in enumerate(view.unaware.items()):
        yield f".unaware[{k}]", f"does not see: {option}", ground
    for believed in view.directions:
        label = f"believes of {believed.name}: {believed.direction}"
        yield f".directions.{believed.name}", label, believed.ground
    for other, preference in view.preferences.items():
        for wish in _of_preference(preference, f".preferences.{other}", other, ""):
            yield wish.place, f"believes that {other} wants: {wish.label}", wish.ground


def _of_preference(
    preference: Preference, at: str, party: str, scenario: str
) -> Iterator[Judgement]:
    for place, wish in zip(_places(preference), wishes(preference), strict=True):
        label = wish.label or str(wish.condition)
        yield Judgement("preference", f"{at}{place}", label, wish.ground, party, scenario)


def _places(preference: Preference) -> Iterator[str]:
    """Yield where the case file has each statement, below the party's entry."""
    if isinstance(preference, Weighted):
        yield from (f".weights[{k}]" for k in range(len(preference.wishes)))
    elif isinstance(preference, Ordered):
        for k, part in enumerate(priorities(preference)):
            grouped = (f"[{k}].unsure[{j}]" for j in range(len(part)))
            yield from grouped if len(part) > 1 else (f"[{k}]",)
