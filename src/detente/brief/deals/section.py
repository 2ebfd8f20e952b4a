"""The section on what is bargained over: the answer first, then charts, tables and limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from detente.agreements import Agreements
from detente.agreements.words import fares
from detente.bargaining.analysis import Bargained
from detente.bargaining.coalitions.analysis import CAVEAT, Coalitions
from detente.bargaining.coalitions.words import blocking_in_words
from detente.bargaining.model import Package
from detente.bargaining.solutions import CONCEPTS
from detente.bargaining.unknown.words import deal_in_words
from detente.bargaining.words import (
    amount,
    contributions_in_words,
    package_in_words,
    parties_in_words,
    values_in_words,
)
from detente.brief.charts import (
    AcceptabilityChart,
    FrontierChart,
    Marked,
    ParallelChart,
    UtilityBars,
    acceptability_chart,
    gains_chart,
    marked,
    utility_bars,
)
from detente.brief.deals.finding import Deals, Helped, find_deals
from detente.brief.deals.words import keeps_numbers_back, middle, without_kept_back
from detente.brief.further.question import Table
from detente.brief.inputs import Evidence, GroundView
from detente.brief.visibility import is_kept_back
from detente.brief.voice import Voice
from detente.case import Case
from detente.conflict.analysis import Analysis
from detente.text import capital, counted, number, quoted

LIMITS = (
    "It says which packages the numbers written here allow, not which deal will be made.",
    (
        "What a party gains is on the party's own scale: gains of different parties cannot be "
        "compared or added up unless their scales can."
    ),
    "What a party has without a deal is taken as written; another number changes what it accepts.",
    "Only the listed issues and values exist in it. A new issue can open a zone of agreement.",
    "Whether parties say what they want, and keep what they sign, is not in it.",
)

WITHHELD = "Numbers, and charts of them, are left out: some of what they rest on is kept internal."

WEIGHTS = {
    "best guesses": "the best guesses, divided by their sum",
    "centroid": "the centre of all that meet what is said of them",
    "mean of draws": "the mean of draws of all that meet what is said of them",
}

COALITIONS = 31
"""Coalitions whose worth is listed."""


@dataclass(frozen=True)
class HelpedView:
    """What contributions change: who makes which, what then is, and the packages to look at."""

    heading: str
    answer: tuple[str, ...]
    packages: Marked
    chance: str = ""


@dataclass(frozen=True)
class DealSection:
    """All about what can be agreed in one run.

    Parameters
    ----------
    id, label : str
        The scenario; id empty for the case as written.
    anchor : str
    answer : tuple of str
    chart : FrontierChart, ParallelChart or None
    numbers : bool
        Whether numbers may be shown.
    bars : UtilityBars or None
        What each issue adds to the first marked package.
    unknown : AcceptabilityChart or None
    unknown_answer : tuple of str
    lasting : tuple of str
        Which deals would last.
    meanings : tuple of (str, str, GroundView)
        What states amount to: words, how they fare, and what that rests on.
    coalitions : tuple of str
    helped : tuple of HelpedView
        What contributions change.
    shares : tuple of Table
        What coalitions are worth, and how gains may be divided.
    definitions : tuple of (str, str)
        What is called fair, and how that is defined.
    method : str
    notes : tuple of str
    command : str
    middle : str
        What the answer stands for where numbers are not known.
    """

    id: str
    label: str
    anchor: str
    answer: tuple[str, ...]
    chart: FrontierChart | ParallelChart | None
    numbers: bool
    bars: UtilityBars | None
    unknown: AcceptabilityChart | None
    unknown_answer: tuple[str, ...]
    lasting: tuple[str, ...]
    meanings: tuple[tuple[str, str, GroundView], ...]
    coalitions: tuple[str, ...]
    helped: tuple[HelpedView, ...]
    shares: tuple[Table, ...]
    definitions: tuple[tuple[str, str], ...]
    method: str
    notes: tuple[str, ...]
    command: str
    middle: str = ""

    limits = LIMITS

    @property
    def lead(self) -> str:
        """The first of the answer, to go on within another sentence."""
        first = f"{self.middle}{self.answer[0][:1].lower()}{self.answer[0][1:]}"
        helped = [
            f"{each.heading}, {each.chance[:1].lower()}{each.chance[1:]}"
            for each in self.helped
            if each.chance
        ]
        return " ".join((first, *self.unknown_answer[:1], *helped))


def deal_sections(
    case: Case,
    evidence: Evidence,
    runs: Iterable[str],
    analyses: Mapping[str, Analysis],
) -> dict[str, DealSection]:
    """Return the sections on what can be agreed: of the case as written, and where it differs.

    Parameters
    ----------
    case : Case
    evidence : Evidence
        Of the case.
    runs : iterable of str
        Scenarios; empty for the case as written.
    analyses : mapping of str to Analysis
        Of the conflict, by scenario; none where there is no conflict.

    Returns
    -------
    dict of str to DealSection
        By scenario; without those under which the same is bargained over.
    """
    told: dict[str, DealSection] = {}
    for place, key in enumerate(runs):
        problem = (case.scenarios[key] if key else case).bargaining
        if problem is None or (key and problem == case.bargaining):
            continue
        deals = find_deals(problem, analyses.get(key), in_full=not key)
        anchor = f"deals-{place}" if key else "deals"
        told[key] = deal_section(case, evidence, key, anchor, deals)
    return told


def deal_section(
    case: Case, evidence: Evidence, key: str, anchor: str, deals: Deals
) -> DealSection:
    """Return the section on what was found about one problem."""
    label = case.scenarios[key].label if key else "The case as written"
    numbers = not keeps_numbers_back(deals.problem)
    found, package = deals.found, deals.package
    section = DealSection(
        key,
        label,
        anchor,
        _answer(deals, numbers=numbers),
        gains_chart(found) if found and numbers else None,
        numbers,
        None,
        None,
        (),
        deals.agreements.answer() if deals.agreements else (),
        tuple(_meanings(deals.agreements, evidence)) if deals.agreements else (),
        (),
        (),
        (),
        _definitions(deals),
        how_found(found) if found else "",
        _notes(deals, numbers=numbers),
        f"detente bargain{f' --scenario {key}' if key else ''}",
        middle(deals.problem),
    )
    if found is None or not numbers:
        return section
    drawn, groups = deals.uncertain, deals.coalitions
    return replace(
        section,
        bars=_bars(found, package, f", {label}" if key else "") if package else None,
        unknown=acceptability_chart(drawn) if drawn else None,
        unknown_answer=tuple(without_kept_back(deals.problem, t) for t in drawn.answer())
        if drawn
        else (),
        helped=tuple(_helped(each) for each in deals.helped),
        coalitions=coalitions_in_words(groups) if groups else (),
        shares=tuple(shares(groups)) if groups else (),
    )


def _bars(found: Bargained, package: Package, where: str) -> UtilityBars:
    return utility_bars(found.worth, package, f"{marked(found).marks[0].name}{where}")


def _answer(deals: Deals, *, numbers: bool) -> tuple[str, ...]:
    found = deals.found
    if found is None:
        return ("What can be agreed could not be found here.",)
    said = found.answer()
    if not numbers:
        kept = 1 if found.zone.agreement else len(said) - bool(found.zone.nearest)
        packages = (f"{mark.name}: {mark.words}." for mark in marked(found).marks)
        said = (*said[:kept], *packages)
    return said


def _helped(each: Helped) -> HelpedView:
    problem = each.found.problem
    said = list(each.found.answer())
    chance = "" if each.chance is None else deal_in_words(each.chance, each.samples)
    return HelpedView(
        f"With {contributions_in_words(problem, each.given)}",
        (*said, *filter(None, [chance])),
        marked(each.found),
        chance,
    )


def _notes(deals: Deals, *, numbers: bool) -> tuple[str, ...]:
    notes = [*deals.notes, *(deals.found.notes if deals.found else ())]
    return tuple(dict.fromkeys(notes if numbers else [WITHHELD, *notes]))


def _definitions(deals: Deals) -> tuple[tuple[str, str], ...]:
    if deals.found is None:
        return ()
    return tuple(
        (capital(CONCEPTS[name].label), f"{capital(each.variant)}.")
        for name, each in deals.found.solutions.items()
    )


def how_found(found: Bargained) -> str:
    """Return what made the result, in one line."""
    parameters = found.parameters
    said = [f"Method: {parameters['method']}"]
    weights = parameters["weights"]
    for party, how in weights.items() if isinstance(weights, Mapping) else ():
        if how in WEIGHTS:
            said.append(f"weights of {parties_in_words(found.problem, [party])}: {WEIGHTS[how]}")
    return f"{'; '.join(said)}."


# -- Deals that last -----------------------------------------------------------------------


def _meanings(found: Agreements, evidence: Evidence) -> Iterator[tuple[str, str, GroundView]]:
    """Yield what states amount to, how many of them are stable, and how the package fares."""
    voice = Voice(found.analysis.conflict)
    for each in found.meant:
        ground = each.meaning.ground
        when = (
            "states kept internal" if is_kept_back(ground) else voice.condition(each.meaning.when)
        )
        package = values_in_words(found.bargained.problem, each.meaning.package) or "any package"
        if each.meaning.contributions:
            added = contributions_in_words(found.bargained.problem, each.meaning.contributions)
            package += f", with {added}"
        stable = len(each.stable_states)
        states = f"{counted(each.states, 'state')}, {number(stable) if stable else 'none'} of them stable"
        yield f"{capital(when)}: {package}", f"{states}; {fares(each)}", evidence.ground(ground)


# -- Coalitions ----------------------------------------------------------------------------


def coalitions_in_words(found: Coalitions) -> tuple[str, ...]:
    """Return what coalitions can secure, and who can upset the first fair package."""
    said = list(found.answer())
    if found.blocking is not None:
        package = package_in_words(found.problem, found.blocking.package)
        first, *rest = blocking_in_words(found.blocking)
        said += [f"Of {quoted(package)}: {first}", *rest]
    return (*said, f"{capital(CAVEAT)}.")


def shares(found: Coalitions) -> Iterator[Table]:
    """Yield how what all gain may be divided, and what each coalition can gain."""
    problem, game = found.problem, found.game
    heads = tuple(parties_in_words(problem, [party]) for party in game.players)
    rows = [("Shapley value", found.shapley)]
    if found.nucleolus is not None:
        rows.insert(0, (capital(found.nucleolus.kind), found.nucleolus.shares))
    yield Table(
        "What each gets over no deal if all conclude the best deal together and pay each other.",
        ("Division", *heads),
        tuple((name, *(amount(x) for x in game.named(shares).values())) for name, shares in rows),
    )
    worth = found.rows()
    yield Table(
        "What each coalition can gain together without the others; those not listed gain nothing.",
        ("Coalition", "Together"),
        tuple(
            (parties_in_words(problem, each["coalition"]), amount(each["worth"]))
            for each in worth[-COALITIONS:]
        ),
        f"{len(worth) - COALITIONS:,} smaller ones are not listed."
        if len(worth) > COALITIONS
        else "",
    )
