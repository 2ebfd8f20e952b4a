"""The ledger for other programs: Web Annotations, CSL-JSON and CSV.

Passages go out as the W3C Web Annotation model has them: by their words with
those around them, by their offsets, and with the hash of the text they refer to. Sources go out
as CSL-JSON, which Zotero and other reference managers read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from detente.ledger.drafts import SourceDraft
from detente.ledger.ledger import Entry, Ledger
from detente.ledger.sources import Source

_AROUND = 32
"""Characters of prefix and suffix."""
_CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {"schema": "https://schema.org/", "detente": "urn:detente:"},
]
_COLUMNS = (
    *("id", "name", "state", "says", "by", "speaker", "to", "about", "kind", "date", "chain"),
    *("slots", "contradicts", "status", "visibility", "source", "outlet", "published", "url"),
    *("sha256", "start", "end", "passage"),
)


def web_annotations(ledger: Ledger) -> dict[str, Any]:
    """Return the accepted statements as a W3C Annotation Collection, in JSON-LD."""
    sources = {source.id: source for source in ledger.sources()}
    texts = {s.id: ledger.text(s.sha256) for s in sources.values() if s.sha256}
    items = [
        _annotation(entry, sources[entry.source], texts[entry.source])
        for entry in ledger.statements("accepted")
    ]
    return {
        "@context": _CONTEXT,
        "id": "urn:detente:statements",
        "type": "AnnotationCollection",
        "label": "Accepted statements",
        "total": len(items),
        "first": {"id": "urn:detente:statements:1", "type": "AnnotationPage", "items": items},
    }


def _annotation(entry: Entry, source: Source, text: str) -> dict[str, Any]:
    draft = entry.draft
    start, end = draft.start, draft.end
    told = {key: value for key, value in draft.to_dict().items() if value not in ("", (), {})}
    place = f"{entry.sha256}:{start}-{end}"
    return {
        "id": f"urn:detente:statement:{place}:{entry.id}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "value": draft.says, "format": "text/plain"},
            {
                "type": "Dataset",
                "purpose": "classifying",
                "detente:statement": {k: told[k] for k in told if k not in ("start", "end")},
            },
        ],
        "target": {
            "type": "SpecificResource",
            "source": {
                "id": source.draft.url or f"urn:sha256:{entry.sha256}",
                "type": "Text",
                "format": "text/plain",
                "schema:sha256": entry.sha256,
            },
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": text[start:end],
                    "prefix": text[max(0, start - _AROUND) : start],
                    "suffix": text[end : end + _AROUND],
                },
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        },
    }


# -- CSL-JSON ------------------------------------------------------------------------------


def csl_items(ledger: Ledger) -> list[dict[str, Any]]:
    """Return all sources as CSL-JSON items."""
    return [csl_item(source.draft, source.title) for source in ledger.sources()]


def csl_item(draft: SourceDraft, name: str) -> dict[str, Any]:
    """Return a source as a CSL-JSON item.

    Examples
    --------
    >>> csl_item(SourceDraft(outlet="RIA", date="2019-01"), "ria")
    {'id': 'ria', 'type': 'article-newspaper', 'container-title': 'RIA',
     'issued': {'date-parts': [[2019, 1]]}}
    """
    item: dict[str, Any] = {"id": name, "type": "article-newspaper"}
    if draft.title:
        item["title"] = draft.title
    if draft.outlet != "unknown":
        item["container-title"] = draft.outlet
    if draft.author:
        item["author"] = [_person(part) for part in draft.author.split(";") if part.strip()]
    if draft.date != "unknown":
        item["issued"] = {"date-parts": [[int(part) for part in draft.date.split("-")]]}
    if draft.url:
        item["URL"] = draft.url
    if draft.note:
        item["note"] = draft.note
    own: dict[str, Any] = {"relays": list(draft.relays)} if draft.relays else {}
    if draft.visibility != "public":
        own["visibility"] = draft.visibility
    return {**item, "custom": {"detente": own}} if own else item


def _person(name: str) -> dict[str, str]:
    """Return a name; only one that says so is taken apart into family and given name."""
    family, comma, given = (part.strip() for part in name.partition(","))
    return {"family": family, "given": given} if comma and given else {"literal": name.strip()}


# -- CSV -----------------------------------------------------------------------------------

_FORMULA = re.compile(r"^[=+\-@\t\r]")


def table(ledger: Ledger) -> str:
    """Return all statements as CSV, one a line; spreadsheets take no cell for a formula."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    sources = {source.id: source for source in ledger.sources()}
    for entry in ledger.statements():
        writer.writerow({k: _cell(v) for k, v in _row(ledger, entry, sources).items()})
    return stream.getvalue()


def _row(ledger: Ledger, entry: Entry, sources: Mapping[int, Source]) -> dict[str, Any]:
    source, draft = sources[entry.source], entry.draft
    fields = {key: value for key, value in entry.to_dict().items() if key in _COLUMNS}
    return {
        **fields,
        "name": (entry.published or {}).get("id", draft.name),
        "source": source.title,
        "outlet": source.draft.outlet,
        "published": source.draft.date,
        "url": source.draft.url,
        "passage": draft.span.of(ledger.text(entry.sha256)),
    }


def _cell(value: Any) -> Any:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={_cell(inner)}" for key, inner in value.items())
    if isinstance(value, tuple | list):
        value = ", ".join(value)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value
