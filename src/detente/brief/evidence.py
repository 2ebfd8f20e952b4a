"""The brief's section on the evidence: when it was said, what contradicts it, how many voices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.brief.inputs import Evidence, Note
from detente.brief.visibility import WITHHELD, is_kept_back
from detente.case import Case
from detente.conflict.analysis import analyse
from detente.conflict.base import BaseConflict
from detente.conflict.findings import Findings, find
from detente.sourcing.contradictions import contradictions
from detente.sourcing.lineage import Lineage, Support, lineage
from detente.sourcing.readings import Run, Weighed, weigh
from detente.sourcing.said import Said
from detente.sourcing.timeline import timeline
from detente.sourcing.words import changes_in_words, weighed_in_words
from detente.text import capital, counted, date_in_words, listed, quoted

CONTRADICTIONS = 24
"""Contradictions that are told in full."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One side of a contradiction, or an entry of the timeline."""

    note: Note
    when: str
    who: str
    through: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Two statements that cannot both be true, and whether it matters."""

    title: str
    matters: str
    sides: tuple[Passage, Passage]
    conclusion: str
    compared: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """How many independent chains stand behind a judgement."""

    what: str
    label: str
    count: int
    least: str
    chains: str


@dataclass(frozen=True, slots=True)
class EvidenceStory:
    """All that the section tells.

    Parameters
    ----------
    timeline, undated : tuple of Passage
        What was said when, and what nobody dated.
    clashes : tuple of Clash
        Contradictions, those that matter first.
    more : int
        How many are not told.
    relayed : tuple of str
        Agencies and outlets that several sources relay, a sentence each.
    voices : tuple of Voices
        Judgements that cite statements, those with fewest chains first.
    balance : str
        How many judgements stand on how many chains, as a sentence.
    """

    timeline: tuple[Passage, ...]
    undated: tuple[Passage, ...]
    clashes: tuple[Clash, ...]
    more: int
    relayed: tuple[str, ...]
    voices: tuple[Voices, ...]
    balance: str


_ORDER = ("yes", "perhaps", "untested", "no", "unused")


def tell_evidence(
    case: Case, evidence: Evidence, runs: Mapping[str, Findings]
) -> EvidenceStory | None:
    """Return what the section on the evidence tells; None for a case without statements.

    Parameters
    ----------
    case : Case
        Without what is internal, where that is not to be shown.
    evidence : Evidence
        Numbers the statements.
    runs : mapping of str to Findings
        What was analysed already, by scenario id.
    """
    if not case.statements:
        return None
    order = timeline(case)
    weighed = weigh(case, contradictions(case).found, run=_like(runs), runs=runs)
    ranked = sorted(weighed, key=lambda one: _ORDER.index(one.matters))
    found = lineage(case)
    shown = [s for s in found.supports if s.cited and not is_kept_back(s.judgement.ground)]
    return EvidenceStory(
        tuple(_passage(evidence, entry) for entry in order.dated),
        tuple(_passage(evidence, entry) for entry in order.undated),
        tuple(_clash(case, evidence, one) for one in ranked[:CONTRADICTIONS]),
        max(0, len(ranked) - CONTRADICTIONS),
        tuple(_relayed(evidence, found)),
        tuple(_voices(case, support) for support in sorted(shown, key=lambda s: s.count)),
        _balance(case, found, shown),
    )


def _like(runs: Mapping[str, Findings]) -> Run:
    """Return what analyses another conflict as the others were: same concepts and sanctions."""

    def run(conflict: BaseConflict) -> Findings:
        for known in runs.values():
            analysis = known.analysis
            sanction = analysis.parameters["sanction"]
            return find(analyse(conflict, list(analysis.stable), sanction=sanction))
        return find(analyse(conflict))

    return run


def _passage(evidence: Evidence, entry: Said) -> Passage:
    date = entry.statement.date
    when = "" if date == "unknown" else date_in_words(date)
    return Passage(evidence.note(entry.id), when, entry.who, " → ".join(entry.through))


def _clash(case: Case, evidence: Evidence, one: Weighed) -> Clash:
    contradiction = one.contradiction
    told = [f"{d.kind} {d.left} against {d.right}" for d in contradiction.differences]
    where = "within one report" if contradiction.within_one_source else "between two reports"
    subject = f"{contradiction.matter}: " if contradiction.matter else ""
    conclusion, *compared = weighed_in_words(
        case, one, lambda key: f"statement {evidence.numbers[key]}"
    )
    changed = (changes_in_words(case, trial.changes) for trial in one.trials)
    return Clash(
        f"{subject}{listed(told) or 'declared by the author'}, {where}",
        one.matters,
        (_passage(evidence, contradiction.left), _passage(evidence, contradiction.right)),
        conclusion,
        tuple(compared),
        tuple(dict.fromkeys(line for lines in changed for line in lines)),
    )


def _relayed(evidence: Evidence, found: Lineage) -> Iterator[str]:
    for relay in found.relays:
        known = [key for key in relay.sources if key in evidence.case.sources]
        if len(known) > 1:
            names = listed([evidence.source_link(key)[0] for key in known])
            yield f"{relay.name} stands behind {names}: what came through it is one voice."


_SAID = {
    "option": "can commit to",
    "preference": "wants",
    "weight": "weighs",
    "order": "weighs",
    "score": "finds",
    "interaction": "gains",
    "reservation": "stands",
    "contribution": "can add",
    "package": "packages",
    "meaning": "states",
}
"""How what a judgement is of goes on after the party's name."""


def _voices(case: Case, support: Support) -> Voices:
    judgement = support.judgement
    party = case.parties[judgement.party].label if judgement.party in case.parties else ""
    scenario = case.scenarios.get(judgement.scenario)
    under = f", under {quoted(scenario.label)}" if scenario and judgement.what != "scenario" else ""
    what = _SAID.get(judgement.what, judgement.what)
    return Voices(
        f"{party} {what}{under}".strip(),
        judgement.label,
        support.count,
        "" if support.exact else "at least ",
        "; ".join(" → ".join(chain) for chain in support.chains),
    )


def _balance(case: Case, found: Lineage, shown: list[Support]) -> str:
    alone = sum(support.count < 2 for support in shown)
    total = counted(len(shown), "judgement cites", "judgements cite")
    rest = counted(alone, "of them rests", "of them rest")
    said = f"{capital(total)} statements; {rest} on one independent chain or none."
    cited = any(WITHHELD in support.judgement.ground.cites for support in found.supports)
    hidden = cited or any(s.source == WITHHELD for s in case.statements.values())
    return f"{said} Statements and sources not shown here are not counted." if hidden else said
