"""The brief: one self-contained HTML page, from a case to what can be handed on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from detente import __version__
from detente.brief.addresses import Addresses, Anchors, outcome_names
from detente.brief.deals.inputs import DealInputs
from detente.brief.deals.section import DealSection, deal_sections
from detente.brief.evidence import tell_evidence
from detente.brief.forecasts.inputs import PositionInputs
from detente.brief.forecasts.section import ForecastSection, forecast_sections
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
from detente.conflict.concepts import CONCEPTS, Sanction
from detente.conflict.findings import Findings, find
from detente.errors import UnknownNameError, unknown_name
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
    chosen = _chosen(case, scenarios, internal=internal)
    shown = case if internal else shared(case)
    asked = None if concepts is None else list(concepts)
    runs = {
        key: find(analyse(shown.conflict_under(key or None), asked, sanction=sanction))
        for key in chosen
        if shown.conflict is not None
    }
    what = _Asked(chosen, internal, date or _today(), ask_further, bargaining, forecast)
    return _page(shown, runs, what)


@dataclass(frozen=True)
class _Asked:
    """What a brief was asked to tell."""

    chosen: list[str]
    internal: bool
    date: str
    asking: bool
    bargaining: bool
    forecast: bool


def _today() -> str:
    return datetime.date.today().isoformat()


def _chosen(case: Case, scenarios: Iterable[str] | None, *, internal: bool) -> list[str]:
    """Return the runs to make: the case as written, then scenarios."""
    public = {
        key: scenario
        for key, scenario in case.scenarios.items()
        if internal or scenario.ground.visibility == "public"
    }
    names = list(public) if scenarios is None else [name for name in scenarios if name]
    for name in names:
        if name in case.scenarios and name not in public:
            raise UnknownNameError(
                f"the scenario '{name}' is marked internal",
                hint="add --internal for a brief that is not to be shared",
                code="internal-scenario",
            )
        if name not in public:
            raise unknown_name("scenario", name, public)
    return ["", *dict.fromkeys(names)]


def _page(case: Case, runs: Mapping[str, Findings], asked: _Asked) -> str:
    story = tell(case, runs)
    evidence = Evidence(case)
    asking = asked.asking
    sections = [
        section(case, evidence, key, findings, story.scenarios[key], place, asking=asking)
        for place, (key, findings) in enumerate(runs.items())
    ]
    analyses = {key: run.analysis for key, run in runs.items()}
    comparison = compare(analyses, limit=MOST_COMPARED) if runs else None
    conflicts = {key: run.analysis.conflict for key, run in runs.items()}
    deals = deal_sections(case, evidence, asked.chosen, analyses) if asked.bargaining else {}
    stands = forecast_sections(case, evidence, asked.chosen) if asked.forecast else {}
    deal, forecast = deals.pop("", None), stands.pop("", None)
    base = next(iter(runs.values()), None)
    parameters = base.analysis.parameters if base else {}
    page: str = _template().render(
        case=case,
        story=story,
        lead_to=_lead_to(sections),
        sections=sections,
        base=sections[0] if sections else None,
        scenarios=sections[1:],
        compared=comparison_table(comparison, story) if comparison and len(runs) > 1 else None,
        outcome_rows=outcome_rows(story, conflicts),
        evidence=evidence,
        evidence_story=tell_evidence(case, evidence, runs),
        model=Model(base.analysis.conflict, evidence) if base else None,
        parties=list(party_views(case)),
        balance=balance(base.analysis.conflict) if base else "",
        concepts=base.analysis.concepts if base else (),
        parameters=parameters,
        method=_method(base),
        deals=deal,
        deals_under=deals,
        deal_inputs=DealInputs(case.bargaining, evidence) if case.bargaining else None,
        forecast=forecast,
        forecasts_under=stands,
        told_under=[key for key in asked.chosen if key in deals or key in stands],
        leading=_leading(bool(base), deal, forecast),
        position_inputs=PositionInputs(case.spatial, evidence) if case.spatial else None,
        internal=asked.internal,
        date=asked.date,
        version=__version__,
        command=_command(case, base, asked),
    )
    return page


def _leading(conflict: bool, deal: DealSection | None, forecast: ForecastSection | None) -> str:
    """Return which part of the brief the answer begins with."""
    if conflict or not (deal or forecast):
        return "conflict"
    return "bargaining" if deal else "forecast"


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


def _command(case: Case, base: Findings | None, asked: _Asked) -> str:
    """Return the command that makes the same page again."""
    words = ["detente brief", PurePath(case.path).name or case.id, "-o brief.html"]
    if (scenarios := asked.chosen[1:]) != list(case.scenarios):
        words += [f"--scenario {name}" for name in scenarios or ["base"]]
    if base is not None:
        judged = [concept.id for concept in base.analysis.concepts]
        if judged != list(CONCEPTS) and not base.analysis.notes:
            words += [f"--concept {name}" for name in judged]
        if base.analysis.parameters["sanction"] != "weak":
            words.append(f"--sanction {base.analysis.parameters['sanction']}")
    if asked.internal:
        words.append("--internal")
    if not asked.asking:
        words.append("--no-further")
    if not asked.bargaining:
        words.append("--no-bargaining")
    if not asked.forecast:
        words.append("--no-forecast")
    return " ".join([*words, f"--date {asked.date}"])


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
