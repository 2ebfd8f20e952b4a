"""Into the ledger from elsewhere: references from CSL-JSON, statements of a case with its texts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from detente.case import Case
from detente.errors import FormatError
from detente.evidence import Source as CaseSource
from detente.evidence import Statement
from detente.ledger.drafts import Draft, SourceDraft, is_date
from detente.ledger.ledger import Ledger
from detente.ledger.publish import free, slug
from detente.ledger.sources import Source, digest

MAX_ITEMS = 20_000
_YEAR = re.compile(r"\b(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Imported:
    """Ids of references that came in new, and of those that were known and changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def import_csl(ledger: Ledger, text: str, *, by: str = "") -> Imported:
    """Take in references from CSL-JSON, as Zotero exports it.

    One whose id or address is known is brought up to date; fields that it lacks stay. Taking in
    the same file twice changes nothing.

    Raises
    ------
    FormatError
        If it is no CSL-JSON.
    """
    items = _items(text)
    added, changed = [], []
    with ledger.file.transaction():
        for item in items:
            known = _known(item)
            same = _same(ledger, item, known)
            if same is None:
                taken = {source.draft.name for source in ledger.sources()}
                known["name"] = free(_own_id(item) or _readable(known), taken)
                added.append(ledger.refer(known, by=by).draft.name)
            elif ledger.describe(same.id, known, by=by).draft != same.draft:
                changed.append(same.title)
    return Imported(tuple(added), tuple(changed))


def _items(text: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise FormatError(
            "this is not JSON", hint="export from Zotero as CSL JSON", code="not-csl"
        ) from None
    items = data if isinstance(data, list) else [data]
    if not all(isinstance(item, dict) and ("type" in item or "id" in item) for item in items):
        raise FormatError(
            "this is not CSL-JSON: it should be a list of references",
            hint="export from Zotero as CSL JSON",
            code="not-csl",
        )
    if len(items) > MAX_ITEMS:
        raise FormatError(f"more than {MAX_ITEMS:,} references", hint="split it", code="not-csl")
    return items


def _same(ledger: Ledger, item: Mapping[str, Any], known: Mapping[str, str]) -> Source | None:
    """Return the source that a reference is about, if it is known."""
    own, address = _own_id(item), known.get("url")
    for source in ledger.sources():
        if own and source.title == own:
            return source
        if address and source.draft.url == address:
            return source
        held = {key: _joined(getattr(source.draft, key)) for key in known}
        told = all(held[key] == known.get(key) for key in ("title", "author") if key in known)
        if not own and told and ("title" in known or held == known):
            return source
    return None


def _own_id(item: Mapping[str, Any]) -> str:
    """Return a reference's own id where a person could have chosen it."""
    own = _text(item.get("citation-key")) or _text(item.get("id"))
    return own if re.fullmatch(r"[^\s,()/:]{1,64}", own) and not own.isdigit() else ""


def _readable(known: Mapping[str, str]) -> str:
    author = known.get("author", "").partition(",")[0].partition(";")[0]
    who = author or known.get("outlet", "") or known.get("title", "")
    return slug(f"{who} {known.get('date', '')[:4]}")


def _known(item: Mapping[str, Any]) -> dict[str, str]:
    custom = item.get("custom")
    own = custom.get("detente") if isinstance(custom, dict) else None
    own = own if isinstance(own, dict) else {}
    relays = own.get("relays")
    found = {
        "outlet": _text(item.get("container-title")) or _text(item.get("publisher")),
        "title": _text(item.get("title")),
        "author": "; ".join(filter(None, map(_person, _list(item.get("author"))))),
        "date": _date(item.get("issued")),
        "url": _text(item.get("URL")),
        "note": _text(item.get("note")),
        "relays": ", ".join(map(_text, _list(relays))),
        "visibility": own.get("visibility") if own.get("visibility") == "internal" else "",
    }
    return {key: value for key, value in found.items() if value}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    clean = str(value).encode("utf-8", "replace").decode("utf-8")
    return " ".join(clean.split())


def _person(name: Any) -> str:
    if not isinstance(name, dict):
        return ""
    family, given = _text(name.get("family")), _text(name.get("given"))
    return ", ".join(filter(None, (family, given))) or _text(name.get("literal"))


def _date(issued: Any) -> str:
    """Return what is certain of a CSL date; a range or a season gives its year."""
    if not isinstance(issued, dict):
        return ""
    parts = _list(issued.get("date-parts"))
    first = _list(parts[0]) if parts else []
    numbers = [_text(part) for part in first if _text(part).isdecimal()]
    if not numbers:
        match = _YEAR.search(_text(issued.get("raw")) or _text(issued.get("literal")))
        return match.group() if match and is_date(match.group()) else ""
    if len(parts) > 1 and parts[1] != first:
        numbers = numbers[:1]
    text = "-".join([numbers[0].zfill(4), *(part.zfill(2) for part in numbers[1:3])])
    return text if is_date(text) else ""


# -- A case's statements with the texts they came from ---------------------------------------


def attach(ledger: Ledger, case: Case, text: str, *, file: str = "", by: str = "") -> int | None:
    """Take in the text that passages of a case refer to, and the statements made from it.

    For a case that came without its ledger: its statements tell where in a text they stand, and
    who has the text can see and go on with them.

    Returns
    -------
    int or None
        How many statements are new to the ledger; None, and nothing is stored, when no passage
        refers to this text.
    """
    sha256 = digest(text)
    quoting = [
        statement
        for statement in case.statements.values()
        if statement.passage is not None and statement.passage.sha256 == sha256
    ]
    if not quoting:
        return None
    origin = case.sources.get(quoting[0].source)
    with ledger.file.transaction():
        source = ledger.find_text(sha256)
        if source is None:
            known = {"name": origin.id, **_source_fields(origin)} if origin else {}
            source = ledger.store(text, known, file=file, by=by)
        names = {(e.published or {}).get("id", e.draft.name) for e in ledger.statements()}
        new = [statement for statement in quoting if statement.id not in names]
        for statement in new:
            ledger.insert(source.id, _draft(statement), by=by)
    return len(new)


def _source_fields(source: CaseSource) -> dict[str, str]:
    own = {item.name for item in fields(SourceDraft)} - {"name", "file"}
    return {key: _joined(getattr(source, key)) for key in own}


def _joined(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _draft(statement: Statement) -> Draft:
    own = {item.name for item in fields(Draft)}
    told = {item.name: getattr(statement, item.name) for item in fields(Statement)}
    assert statement.passage is not None  # only those are attached
    return Draft(
        **{key: value for key, value in told.items() if key in own},
        name=statement.id,
        start=statement.passage.start,
        end=statement.passage.end,
    )
