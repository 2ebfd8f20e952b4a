"""The brief: one self-contained HTML page, from a case to what can be handed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from detente import __version__
from detente.brief.addresses import Addresses, Anchors, outcome_names
from detente.brief.asked import Asked, chosen_runs, command, today
from detente.brief.deals.inputs import DealInputs
from detente.brief.deals.section import deal_sections
from detente.brief.evidence import tell_evidence
from detente.brief.forecasts.inputs import PositionInputs
from detente.brief.forecasts.section import forecast_sections
from detente.brief.further import Question, further, raised
from detente.brief.graph import Figure, Remark, draw, nothing
from detente.brief.inputs import Entry, Evidence, Model, Preferences, balance, party_views, replaced
from detente.brief.outcomes import VERDICTS, OutcomeStory
from detente.brief.story import CONDITION, STABLE, RunStory, tell
from detente.brief.tables import (
    STATES,
    Agreements,
    StabilityTable,
    Way,
    agreements,
    comparison_table,
    leaves,
    outcome_rows,
    stability_table,
    ways,
    who,
)
from detente.brief.visibility import shared
from detente.brief.voice import Voice
from detente.case import Case
from detente.conflict.analysis import analyse
from detente.conflict.base import BaseConflict
from detente.conflict.comparison import compare
from detente.conflict.concepts import Sanction
from detente.conflict.findings import Findings, find
from detente.text import clean, counted, date_in_words, listed, quoted

MOST_COMPARED = 200
"""Equilibria of each run that are compared with the others'."""

STYLES = ("colours.css", "style.css", "charts.css", "forecasts.css")

SCENARIO_STATES = 8
"""States listed for a scenario."""


@dataclass(frozen=True)
class Section:
    """All about one run: the case as written, or a scenario."""

    story: RunStory
    anchor: str
    to: Addresses
    stability: StabilityTable
    figure: Figure | None
    ways: tuple[Way, ...]
    together: tuple[Agreements, ...]
    replaced: tuple[Preferences, ...]
    changed: tuple[Entry, ...]
    who: Mapping[str, str]
    leavers: str
    method: str
    questions: tuple[Question, ...]

    @property
    def told(self) -> list[tuple[OutcomeStory, ...]]:
        """The outcomes, together where all that is said of them is the same."""
        groups: dict[object, list[OutcomeStory]] = {}
        for outcome in self.story.outcomes:
            groups.setdefault((outcome.sentences, outcome.rests_on), []).append(outcome)
        return [tuple(group) for group in groups.values()]


def render(
    case: Case,
    *,
    scenarios: Iterable[str] | None = None,
    concepts: Iterable[str] | None = None,
    internal: bool = False,
    date: str | None = None,
    sanction: Sanction = "weak",
    ask_further: bool = True,
    bargaining: bool = True,
    forecast: bool = True,
) -> str:
    """Return the brief of a case as one HTML page that needs nothing else.

    Parameters
    ----------
    case : Case
    scenarios : iterable of str, optional
        Scenario ids to tell of, after the case as written; all by default.
    concepts : iterable of str, optional
        Concept ids; all by default.
    internal : bool
        Whether entries marked internal are shown.
    date : str, optional
        ISO date of the brief; today by default. The same case, version and date give the same
        page, byte for byte.
    sanction : {"weak", "strict"}
        See `detente.conflict.analysis.analyse`.
    ask_further : bool
        Whether what one asks next is answered, too.
    bargaining : bool
        Whether to tell what can be agreed, where the case says what is bargained over.
    forecast : bool
        Whether to tell where positions would end, where the case says who stands where.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        If a scenario or concept is unknown, or a scenario is internal and that was not asked for.
    ModelError, LimitError
        As from the analysis.
    """
    chosen = chosen_runs(case, scenarios, internal=internal)
    shown = case if internal else shared(case)
    judged = None if concepts is None else list(concepts)
    runs = {
        key: find(analyse(shown.conflict_under(key or None), judged, sanction=sanction))
        for key in chosen
        if shown.conflict is not None
    }
    asked = Asked(chosen, internal, date or today(), ask_further, bargaining, forecast)
    return _page(shown, runs, asked)


def _page(case: Case, runs: Mapping[str, Findings], asked: Asked) -> str:
    evidence = Evidence(case)
    base = next(iter(runs.values()), None)
    page: str = _template().render(
        case=case,
        evidence=evidence,
        evidence_story=tell_evidence(case, evidence, runs),
        parties=list(party_views(case)),
        internal=asked.internal,
        date=asked.date,
        version=__version__,
        command=command(case, base, asked),
        **_of_conflict(case, evidence, runs, asked),
        **_besides(case, evidence, runs, asked),
    )
    return page


def _of_conflict(
    case: Case, evidence: Evidence, runs: Mapping[str, Findings], asked: Asked
) -> dict[str, Any]:
    """Return what the page tells of the conflict."""
    story = tell(case, runs)
    sections = [
        section(case, evidence, key, findings, story.scenarios[key], place, asking=asked.further)
        for place, (key, findings) in enumerate(runs.items())
    ]
    analyses = {key: run.analysis for key, run in runs.items()}
    comparison = compare(analyses, limit=MOST_COMPARED) if runs else None
    base = next(iter(analyses.values()), None)
    return {
        "story": story,
        "lead_to": _lead_to(sections),
        "sections": sections,
        "base": sections[0] if sections else None,
        "scenarios": sections[1:],
        "compared": comparison_table(comparison, story) if comparison and len(runs) > 1 else None,
        "outcome_rows": outcome_rows(story, {key: run.conflict for key, run in analyses.items()}),
        "model": Model(base.conflict, evidence) if base else None,
        "balance": balance(base.conflict) if base else "",
        "concepts": base.concepts if base else (),
        "parameters": base.parameters if base else {},
        "method": _method(next(iter(runs.values()), None)),
    }


def _besides(
    case: Case, evidence: Evidence, runs: Mapping[str, Findings], asked: Asked
) -> dict[str, Any]:
    """Return what the page tells of deals and of forecasts, and with what its answer begins."""
    analyses = {key: run.analysis for key, run in runs.items()}
    deals = deal_sections(case, evidence, asked.chosen, analyses) if asked.bargaining else {}
    forecasts = forecast_sections(case, evidence, asked.chosen) if asked.forecast else {}
    deal, forecast = deals.pop("", None), forecasts.pop("", None)
    leading = "conflict"
    if not runs and (deal or forecast):
        leading = "bargaining" if deal else "forecast"
    return {
        "deals": deal,
        "deals_under": deals,
        "deal_inputs": DealInputs(case.bargaining, evidence) if case.bargaining else None,
        "forecast": forecast,
        "forecasts_under": forecasts,
        "position_inputs": (
            PositionInputs(case.spatial, evidence) if case.spatial and asked.forecast else None
        ),
        "told_under": [key for key in asked.chosen if key in deals or key in forecasts],
        "leading": leading,
    }


def section(
    case: Case,
    evidence: Evidence,
    key: str,
    findings: Findings,
    story: RunStory,
    place: int,
    *,
    asking: bool = True,
    elsewhere: bool = True,
    to: Addresses | None = None,
    remark: Remark = nothing,
) -> Section:
    """Return all that a page tells about one run.

    Parameters
    ----------
    case : Case
    evidence : Evidence
        Of the case.
    key : str
        The scenario; empty for the case as written.
    findings : Findings
        Of the run.
    story : RunStory
        Of the run.
    place : int
        0 for the run that is told in full; sets its links apart from the others'.
    asking : bool
        Whether to answer what one asks next of the case as written, which takes longest.
    elsewhere : bool
        Whether to tell of the case as written what groups can do from what would last, too.
    to : Addresses, optional
        Where links lead; to places in the section itself by default.
    remark : callable
        Says something of a state in the picture besides.
    """
    conflict = findings.analysis.conflict
    voice = Voice(conflict)
    starts = [findings.status_quo] if findings.status_quo is not None else []
    starts += [state for state in findings.agreements if state not in starts]
    # a scenario is told in brief: what else groups could do is in the case as written
    told = starts if elsewhere and not key else starts[:1]
    together = [agreements(voice, state, findings.ways.joint[state]) for state in told]
    model = Model(conflict, evidence)
    changed = replaced(case.scenarios[key], case.conflict) if key else ()
    anchor = f"run-{place}"
    stability = stability_table(findings, story, limit=SCENARIO_STATES if key else STATES)
    return Section(
        story,
        anchor,
        to or _within(anchor, stability, conflict),
        stability,
        draw(findings, story.outcomes, remark=remark),
        ways(findings),
        tuple(found for found in together if found.groups or found.state == findings.status_quo),
        tuple(model.preferences(changed)),
        tuple(model.changed(case.conflict)) if key else (),
        {outcome.id: who(outcome, voice) for outcome in story.outcomes},
        leaves(story.status_quo.leavers, voice) if story.status_quo else "",
        f"{_method(findings)}; {f'scenario {quoted(story.label)}' if key else 'case as written'}.",
        raised(findings) if key else further(findings) if asking else (),
    )


def _lead_to(sections: Sequence[Section]) -> Addresses:
    """Return where the answer leads: within the case as written, and to each scenario."""
    if not sections:
        return Addresses()
    base, *others = sections
    scenarios = {quoted(other.story.label): f"#{other.anchor}" for other in others}
    states = frozenset(row.state for row in base.stability.rows)
    return Anchors(base.anchor, states, {**scenarios, **base.to.names})


def _within(anchor: str, table: StabilityTable, conflict: BaseConflict) -> Anchors:
    """Return where a section leads to within itself."""
    states = frozenset(row.state for row in table.rows)
    return Anchors(anchor, states, outcome_names(conflict, Anchors(anchor)))


def _method(base: Findings | None) -> str:
    """Return what made a result, in one line, to stand under every figure."""
    if base is None:
        return ""
    parameters = base.analysis.parameters
    concepts = ", ".join("Nash" if c.id == "nash" else c.id.upper() for c in base.analysis.concepts)
    return f"Method: {parameters['method'].split(',')[0]}; concepts {concepts}; {parameters['sanction']} sanctions"


# -- Templates -----------------------------------------------------------------------------


def _safe(value: Any) -> Any:
    """Take control and direction characters out of whatever a template prints."""
    return clean(value) if isinstance(value, str) else value


@cache
def environment() -> Environment:
    """Return the templates, with the filters and names that the fragments use."""
    made = Environment(
        loader=PackageLoader("detente.brief", "fragments"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_safe,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "counted": counted,
        "date": date_in_words,
        "listed": listed,
        "quoted": quoted,
        "author_year": author_year,
    }
    made.globals |= {
        "STYLE": style(),  # our own file
        "STABLE": STABLE,
        "CONDITION": CONDITION,
        "VERDICTS": VERDICTS,
    }
    return made


def style() -> str:
    """Return the stylesheet."""
    here = files("detente.brief")
    return "\n".join(here.joinpath(name).read_text(encoding="utf-8") for name in STYLES)


def _template() -> Any:
    return environment().get_template("brief.html.jinja")


def author_year(key: str) -> str:
    """Return a citation key as people cite.

    Examples
    --------
    >>> author_year("fraser1984")
    'Fraser 1984'
    """
    name = key.rstrip("0123456789")
    return f"{name.capitalize()} {key[len(name) :]}".strip()
