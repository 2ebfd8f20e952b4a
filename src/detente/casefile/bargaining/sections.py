"""The bargaining section as each scenario has it, every part with the path where it is written.

Checks look at these parts and `building` makes models of them, so that what a scenario replaces,
adds and inherits is decided in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detente.casefile import spellings
from detente.casefile.bargaining import schema
from detente.casefile.nodes import Path
from detente.casefile.schema import CaseFile, Scenario
from detente.casefile.variants import Located, Placed, located


@dataclass(frozen=True)
class Section(Placed):
    """What is bargained over under one scenario, or as written (`scenario` empty)."""

    scenario: str
    issues: Mapping[str, Located[schema.Issue]]
    terms: Mapping[str, Located[spellings.Term]]
    infeasible: Located[list[spellings.Rule]]
    agreement: Located[list[str]] | None
    consents: Located[list[schema.Consent]]
    no_deal: Located[dict[str, str]]
    preferences: Mapping[str, Located[schema.Profile]]
    contributions: Mapping[str, Located[schema.Contribution]]
    states: Located[list[schema.Meaning]]
    changes: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the section is written."""
        return ("scenarios", self.scenario, "bargaining") if self.scenario else ("bargaining",)

    @property
    def deciding(self) -> list[str]:
        """The parties that every deal needs.

        Where the file does not say: all with preferences, but for those whose agreement only
        some packages need.
        """
        if self.agreement is not None:
            return list(dict.fromkeys(self.agreement.entry))
        asked = {party for consent in self.consents.entry for party in consent.of}
        return [party for party in self.preferences if party not in asked]

    @cached_property
    def value_names(self) -> dict[str, None]:
        """What conditions can name of issues whose values have names: ``issue.value``."""
        return {
            f"{key}.{value}": None
            for key, issue in self.issues.items()
            for value in issue.entry.values or ()
        }

    def conditions(self) -> Iterator[Located[str]]:
        """Yield the text of every condition over values."""
        for term in self.terms.values():
            yield Located((*term.path, "means"), term.entry.means)
        for rule in each(self.infeasible):
            yield Located((*rule.path, "when"), rule.entry.when)
        for consent in each(self.consents):
            yield Located((*consent.path, "when"), consent.entry.when)
        for profile in self.preferences.values():
            for interaction in interactions(profile):
                yield Located((*interaction.path, "when"), interaction.entry.when)
        for contribution in self.contributions.values():
            yield Located((*contribution.path, "when"), contribution.entry.when)

    def grounded(self) -> Iterator[Located[Any]]:
        """Yield every entry that can cite statements."""
        for issue in self.issues.values():
            yield issue
            yield from values(issue)
        yield from self.terms.values()
        for listed in (self.infeasible, self.consents, self.states):
            yield from each(listed)
        for profile in self.preferences.values():
            yield profile
            for _, entry in judgements(profile):
                yield entry
        yield from self.contributions.values()


def sections(case: CaseFile) -> list[Section]:
    """Return the section as written, then under each scenario; none without one."""
    if case.bargaining is None:
        return []
    base = _base(case.bargaining)
    labels = {key: party.label or key for key, party in case.parties.items()}
    return [
        base,
        *(_under(base, key, scenario, labels) for key, scenario in case.scenarios.items()),
    ]


def each(listed: Located[list[Any]]) -> Iterator[Located[Any]]:
    """Yield the entries of a list."""
    for k, entry in enumerate(listed.entry):
        yield Located((*listed.path, k), entry)


def values(issue: Located[schema.Issue]) -> Iterator[Located[schema.Value]]:
    """Yield the values of an issue that are described."""
    if isinstance(issue.entry.values, dict):
        yield from located(issue.entry.values, (*issue.path, "values")).values()


def interactions(profile: Located[schema.Profile]) -> Iterator[Located[schema.Interaction]]:
    """Yield what combinations are worth to a party besides."""
    yield from each(Located((*profile.path, "interactions"), profile.entry.interactions))


def orders(profile: Located[schema.Profile]) -> Iterator[Located[schema.Order]]:
    """Yield what is known of how a party's weights compare."""
    yield from each(Located((*profile.path, "orders"), profile.entry.orders))


def judgements(profile: Located[schema.Profile]) -> Iterator[tuple[str, Located[Any]]]:
    """Yield what is said of a party, each with what to call it; all of these can rest on something."""
    entry, path = profile.entry, profile.path
    if entry.reservation is not None:
        yield "reservation", Located((*path, "reservation"), entry.reservation)
    for key, weight in entry.weights.items():
        yield f"weight of {key}", Located((*path, "weights", key), weight)
    for k, order in enumerate(orders(profile), start=1):
        yield f"order {k}", order
    for key, scores in entry.scores.items():
        for value, score in scores.items():
            yield f"score of {key}.{value}", Located((*path, "scores", key, value), score)
    for k, interaction in enumerate(interactions(profile), start=1):
        yield f"interaction {k}", interaction


def _base(section: schema.Bargaining) -> Section:
    at: Path = ("bargaining",)
    return Section(
        scenario="",
        issues=located(section.issues, (*at, "issues")),
        terms=located(section.terms, (*at, "terms")),
        infeasible=Located((*at, "infeasible"), section.infeasible),
        agreement=None
        if section.agreement is None
        else Located((*at, "agreement"), section.agreement),
        consents=Located((*at, "consents"), section.consents),
        no_deal=Located((*at, "no_deal"), section.no_deal),
        preferences=located(section.preferences, (*at, "preferences")),
        contributions=located(section.contributions, (*at, "contributions")),
        states=Located((*at, "states"), section.states),
    )


def _under(base: Section, key: str, scenario: Scenario, labels: Mapping[str, str]) -> Section:
    varied = scenario.bargaining or schema.Variation.model_validate({})
    at: Path = ("scenarios", key, "bargaining")

    def whole(part: str) -> Any:
        given = getattr(varied, part)
        return getattr(base, part) if given is None else Located((*at, part), given)

    def added(part: str) -> Any:
        return {**getattr(base, part), **located(getattr(varied, part), (*at, part))}

    return Section(
        scenario=key,
        issues=base.issues,
        terms=added("terms"),
        infeasible=whole("infeasible"),
        agreement=whole("agreement"),
        consents=whole("consents"),
        no_deal=whole("no_deal"),
        preferences=added("preferences"),
        contributions=added("contributions"),
        states=whole("states"),
        changes=tuple(_changes(base, varied, labels)),
    )


_WHOLE = {
    "infeasible": "packages that cannot occur: replaced",
    "agreement": "who has to agree to a deal: replaced",
    "consents": "whose consent some packages need: replaced",
    "no_deal": "what no deal amounts to: replaced",
    "states": "which packages states amount to: replaced",
}


def _changes(base: Section, varied: schema.Variation, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield what a scenario changes, one readable line each."""
    for party in varied.preferences:
        done = "replaced" if party in base.preferences else "added"
        yield f"{labels.get(party, party)}: what packages are worth to it {done}"
    for key, contribution in varied.contributions.items():
        done = "described anew" if key in base.contributions else "added"
        yield f"contribution '{contribution.label or key}' {done}"
    for key, term in varied.terms.items():
        done = "redefined" if key in base.terms else "added"
        # models have no terms, so that nothing later could tell which names are internal
        named = f"term '{key}'" if term.visibility == "public" else "an internal term"
        yield f"{named} of the bargaining {done}"
    for part, line in _WHOLE.items():
        if getattr(varied, part) is not None:
            yield line
