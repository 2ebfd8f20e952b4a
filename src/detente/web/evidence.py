"""The pages of the evidence: what was said when, where each party stands, what clashes, whence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from detente.asking.evidence import kept_passages, trace
from detente.brief.inputs import Evidence, web_address
from detente.case import Case
from detente.casefile import Outline, outline
from detente.evidence import Source
from detente.ledger.passages import Context
from detente.sourcing.lineage import Support
from detente.sourcing.said import Said, shown
from detente.sourcing.stances import stances
from detente.sourcing.timeline import timeline
from detente.text import date_in_words
from detente.web.pages import bench, page
from detente.web.view import View

REACH = 240
"""Characters shown on either side of a passage."""

PAGES = (
    ("/evidence", "Timeline"),
    ("/evidence/stances", "Stances"),
    ("/evidence/contradictions", "Contradictions"),
    ("/evidence/lineage", "Lineage"),
    ("/evidence/reports", "Reports"),
    ("/evidence/review", "Review"),
    ("/evidence/publish", "Publish"),
)
"""The pages of the evidence: four to look at, three to work on."""


def routes() -> list[Route]:
    """Return the routes of these pages."""
    return [
        Route("/evidence", show_timeline),
        Route("/evidence/stances", show_stances),
        Route("/evidence/lineage", show_lineage),
    ]


@dataclass(frozen=True)
class Desk:
    """A case's evidence, and where in its file and in its reports everything stands.

    Parameters
    ----------
    case : Case
    """

    case: Case

    @cached_property
    def places(self) -> Outline:
        """Where things stand in the case file."""
        return _outline(self.case.text)

    @cached_property
    def kept(self) -> tuple[dict[str, Context], dict[str, str]]:
        """Passages in their contexts, and texts by source, as far as the ledger has them."""
        return kept_passages(self.case, REACH)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Every statement's number, as the brief has it."""
        return Evidence(self.case).numbers

    def line(self, place: str) -> int:
        """Return the line of the case file in which something stands; 0 for none."""
        return self.places.line(place)

    def said(self, entry: Said) -> dict[str, Any]:
        """Return what is shown of a statement."""
        statement = entry.statement
        date = statement.date
        return {
            "id": entry.id,
            "number": self.numbers[entry.id],
            "line": self.places.names["statements"].get(entry.id, 0),
            "says": statement.says.strip(),
            "when": "" if date == "unknown" else date_in_words(date),
            "date": "" if date == "unknown" else date,
            "reported": "" if entry.reported == "unknown" else date_in_words(entry.reported),
            "who": entry.who,
            "kind": "" if statement.kind == "says" else statement.kind,
            "about": statement.about,
            "through": entry.through,
            "source": _source_name(entry.source),
            "url": web_address(entry.source.url) if entry.source else "",
            "status": "" if statement.status == "accepted" else statement.status,
            "internal": statement.visibility == "internal",
            "slots": [(name, shown(value)) for name, value in statement.slots.items()],
            "passage": self.kept[0].get(entry.id),
        }


_outline = lru_cache(maxsize=4)(outline)
"""Of the texts that were looked at last: to read thousands of lines takes longer than to show them."""


def _source_name(source: Source | None) -> str:
    if source is None:
        return ""
    return source.title or ("" if source.outlet == "unknown" else source.outlet) or source.id


def evidence_page(request: Request, template: str, fill: Callable[[Desk], Any]) -> Response:
    """Return a page about the evidence of the case."""
    view = View.of(bench(request).saved(), request.query_params.multi_items())
    desk = Desk(view.case)
    return page(request, template, view=view, evidence_pages=PAGES, desk=desk, **fill(desk))


# -- Timeline and stances ------------------------------------------------------------------


def show_timeline(request: Request) -> Response:
    """Show what was said when."""
    return evidence_page(request, "timeline.html.jinja", _timeline)


def _timeline(desk: Desk) -> dict[str, Any]:
    found = timeline(desk.case)
    dated = [
        (when, [desk.said(entry) for entry in entries])
        for when, entries in groupby(found.dated, key=lambda e: date_in_words(e.statement.date))
    ]
    undated = [
        (reported, [desk.said(entry) for entry in entries])
        for reported, entries in groupby(found.undated, key=_reported)
    ]
    later = [(date_in_words(event.date), event.says.strip()) for event in found.later]
    as_of = date_in_words(found.as_of) if found.as_of else ""
    return {"dated": dated, "undated": undated, "later": later, "as_of": as_of}


def _reported(entry: Said) -> str:
    return "at an unknown date" if entry.reported == "unknown" else date_in_words(entry.reported)


def show_stances(request: Request) -> Response:
    """Show what each party has said on each matter, and how that moved."""
    return evidence_page(request, "stances.html.jinja", _stances)


def _stances(desk: Desk) -> dict[str, Any]:
    parties = []
    for label, listed in groupby(stances(desk.case), key=lambda stance: stance.label):
        matters = []
        for stance in listed:
            moves = {}
            for move in stance.moves:
                told = [f"{d.kind}: {d.left} → {d.right}" for d in move.differences]
                told += [" → ".join(move.kinds)] if move.kinds else []
                moves[move.later] = (desk.numbers[move.earlier], told)
            matters.append((stance.matter, [desk.said(e) for e in stance.statements], moves))
        parties.append((label, matters))
    return {"parties": parties}


# -- Lineage -------------------------------------------------------------------------------


def show_lineage(request: Request) -> Response:
    """Show through whom everything came, and how many independent chains there are."""
    return evidence_page(request, "lineage.html.jinja", _lineage)


def _lineage(desk: Desk) -> dict[str, Any]:
    case = desk.case
    texts = {key: text for key, text in desk.kept[1].items() if key in case.sources}
    found = trace(case, texts)
    names = {key: _source_name(source) for key, source in case.sources.items()}
    return {
        "relays": found.relays,
        "kinships": found.kinships,
        "compared": [names[key] for key in found.compared],
        "names": names,
        "cited": [_support(desk, support) for support in _weakest_first(found.supports)],
        "bare": [_support(desk, s) for s in found.supports if not _is_cited(s)],
    }


def _is_cited(support: Support) -> bool:
    return bool(support.cited or support.withdrawn)


def _weakest_first(supports: tuple[Support, ...]) -> list[Support]:
    return sorted(filter(_is_cited, supports), key=lambda support: support.count)


def _support(desk: Desk, support: Support) -> dict[str, Any]:
    judgement = support.judgement
    party = desk.case.parties.get(judgement.party)
    scenario = desk.case.scenarios.get(judgement.scenario)
    keys = dict.fromkeys((*support.cited, *support.withdrawn))
    statements = [desk.case.statements[key] for key in keys if key in desk.case.statements]
    return {
        "label": judgement.label,
        "what": judgement.what,
        "party": party.label if party else "",
        "scenario": scenario.label if scenario else "",
        "place": judgement.place,
        "line": desk.line(judgement.place),
        "count": support.count,
        "exact": support.exact,
        "chains": [" → ".join(chain) for chain in support.chains],
        "statements": [(desk.numbers[s.id], s.says.strip(), s.status) for s in statements],
        "unsourced": [desk.numbers[key] for key in support.unsourced if key in desk.numbers],
        "argued": judgement.ground.because,
        "rests_on_nothing": judgement.ground.rests_on_nothing,
    }
