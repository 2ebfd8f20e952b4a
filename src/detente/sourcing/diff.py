"""What changed between two versions of a case: evidence, judgements, model, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import SequenceMatcher
from typing import Any, Literal

from detente.case import Case, Scenario
from detente.conflict.analysis import analyse
from detente.conflict.base import BaseConflict
from detente.conflict.findings import Findings, find
from detente.conflict.preferences import Ordered, Preference, Weighted, Wish, priorities
from detente.conflict.views import View
from detente.evidence import Ground
from detente.sourcing import bargains, positions
from detente.sourcing.changes import Changes, changes

What = Literal["added", "removed", "changed", "moved"]
Fields = Mapping[str, str]
Section = Mapping[str, Fields]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry, before and after; empty where it was or is not given."""

    name: str
    before: str
    after: str

    def to_dict(self) -> dict[str, str]:
        """Return JSON-ready fields."""
        return {"field": self.name, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that was added, removed, changed, or moved in its list.

    Parameters
    ----------
    section : str
        Of the case file: statements, options, preferences of a party…
    id : str
        Of the entry; for preferences and rules their condition.
    what : What
        Moved entries may have changed fields too.
    fields : tuple of FieldChange
        What differs; for what was added or removed, all it says.
    scenario : str
        The scenario it is written under; empty for the case as written.
    """

    section: str
    id: str
    what: What
    fields: tuple[FieldChange, ...] = ()
    scenario: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "section": self.section,
            "scenario": self.scenario or None,
            "id": self.id,
            "what": self.what,
            "fields": [change.to_dict() for change in self.fields],
        }

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield one flat record for every field."""
        head = {
            "section": self.section,
            "scenario": self.scenario,
            "id": self.id,
            "what": self.what,
        }
        for one in self.fields or (FieldChange("", "", ""),):
            yield {**head, **one.to_dict()}


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed between two versions of a case.

    Parameters
    ----------
    before, after : str
        Ids of the cases.
    changes : tuple of Change
        Section by section, in the order of the case file.
    findings : mapping of str to Changes
        By scenario id, the empty string for the case as written: what differs in the findings,
        for every run that both versions have. Empty where findings were not asked for.
    """

    before: str
    after: str
    changes: tuple[Change, ...]
    findings: Mapping[str, Changes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.changes) or any(self.findings.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as one JSON-ready object (format ``detente.diff/1``)."""
        return {
            "format": "detente.diff/1",
            "before": self.before,
            "after": self.after,
            "differ": bool(self),
            "changes": [change.to_dict() for change in self.changes],
            "findings": [
                {"scenario": key or None, **found.to_dict()} for key, found in self.findings.items()
            ],
        }

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield one flat record for every changed field."""
        for change in self.changes:
            yield from change.rows()


def _run(conflict: BaseConflict) -> Findings:
    return find(analyse(conflict))


def diff(
    before: Case,
    after: Case,
    *,
    findings: bool = True,
    run: Callable[[BaseConflict], Findings] = _run,
) -> Diff:
    """Tell what changed between two versions of a case.

    Parameters
    ----------
    before, after : Case
    findings : bool
        Whether to analyse both and compare the findings.
    run : callable
        Analyses a conflict; all concepts with weak sanctions by default.

    Notes
    -----
    Entries are matched by id; preferences and rules, which have none, by their condition, and
    preferences then by their label. An entry under a new id is one removed and one added.

    Examples
    --------
    >>> from detente.evidence import Statement
    >>> old = Case("c", "C", statements={"s": Statement("s", "we fill", date="2019")})
    >>> new = Case("c", "C", statements={"s": Statement("s", "we fill", date="2019-01")})
    >>> diff(old, new).changes[0].to_dict()["fields"]
    [{'field': 'date', 'before': '2019', 'after': '2019-01'}]
    """
    found = list(_evidence(before, after))
    bases = _parts(before), _parts(after)
    found += _model(*bases)
    for key in dict.fromkeys((*before.scenarios, *after.scenarios)):
        if key in before.scenarios and key in after.scenarios:
            old, new = (_own(*each) for each in ((before, key, bases[0]), (after, key, bases[1])))
            found += _model(old, new, key)
    compared: dict[str, Changes] = {}
    if findings and before.conflict is not None and after.conflict is not None:
        for key in ("", *(key for key in before.scenarios if key in after.scenarios)):
            olds, news = (case.conflict_under(key or None) for case in (before, after))
            compared[key] = changes(run(olds), run(news))
    return Diff(before.id, after.id, tuple(found), compared)


# -- Evidence and head ---------------------------------------------------------------------


def _evidence(before: Case, after: Case) -> Iterator[Change]:
    sections: Sequence[tuple[str, Callable[[Case], Section]]] = (
        ("case", lambda case: {"case": _plain(case, ("id", "title", "as_of", "summary"))}),
        ("parties", lambda case: _entries(case.parties)),
        ("sources", lambda case: _entries(case.sources)),
        ("statements", lambda case: _entries(case.statements)),
        ("scenarios", _scenarios),
        ("outcome", _outcome),
    )
    for name, section in sections:
        if name in ("sources", "statements") and getattr(before, name) == getattr(after, name):
            continue  # by far the most entries, and seldom changed
        yield from _compare(name, section(before), section(after))


def _entries(entries: Mapping[str, Any]) -> Section:
    names = {key: [f.name for f in fields(entry)] for key, entry in entries.items()}
    return {key: _plain(entry, names[key]) for key, entry in entries.items()}


def _plain(entry: object, names: Iterable[str]) -> Fields:
    """Return the fields of an entry as texts, without the id and what need not be said."""
    told = {name: _text(getattr(entry, name)) for name in names if name != "id"}
    unsaid = {("visibility", "public"), ("direction", "both")}
    return {name: text for name, text in told.items() if text and (name, text) not in unsaid}


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(item)}" for key, item in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(map(_text, value))
    if isinstance(value, bool):
        return "true" if value else ""
    if value is None:
        return ""
    if hasattr(value, "__dataclass_fields__"):
        return " ".join(
            filter(None, (_text(getattr(value, f)) for f in value.__dataclass_fields__))
        )
    return str(value).strip()


def _scenarios(case: Case) -> Section:
    return {
        key: {**_plain(scenario, ("label", "note")), **_ground(scenario.ground)}
        for key, scenario in case.scenarios.items()
    }


def _outcome(case: Case) -> Section:
    if case.outcome is None:
        return {}
    events = {f"{e.date}: {e.says.strip()}": _plain(e, ("sources",)) for e in case.outcome.events}
    return {"summary": {"summary": case.outcome.summary}, **events}


def _ground(ground: Ground) -> Fields:
    return _plain(ground, [f.name for f in fields(ground)])


# -- The model -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Parts:
    """The entries of a model, or of a scenario only its own, as texts."""

    sections: Mapping[str, Section]
    wishes: Mapping[str, Sequence[tuple[str, Fields]]]


def _parts(case: Case | Scenario, but: Case | None = None) -> _Parts:
    """Return the entries of all models as texts; what `but` shares may be left out."""
    found = _of_conflict(case.conflict, but.conflict if but else None)
    beside = {**bargains.sections(case.bargaining), **positions.sections(case.spatial)}
    return _Parts({**found.sections, **beside}, found.wishes)


def _of_conflict(model: BaseConflict | None, but: BaseConflict | None) -> _Parts:
    if model is None:
        return _Parts({}, {})
    options = {
        option.name: {**_plain(option, ("label", "direction")), **_ground(option.ground)}
        for option in model.options
        if but is None or option not in but.options
    }
    terms = {
        key: {"means": str(term.condition), "label": term.label, **_ground(term.ground)}
        for key, term in model.terms.items()
        if but is None or term != but.terms.get(key)
    }
    rules = {
        str(rule.condition): _ground(rule.ground)
        for rule in model.infeasible
        if but is None or rule not in but.infeasible
    }
    today = "(not given)" if model.today is None else ", ".join(sorted(model.today))
    sections: dict[str, Section] = {
        "options": options,
        "states": {s.id: {"label": s.label, **_ground(s.ground)} for s in model.named},
        "moves": {
            party: {"moves": "; ".join(f"{source} to {target}" for source, target in sorted(arcs))}
            for party, arcs in model.listed_moves.items()
        },
        "terms": terms,
        "infeasible": rules,
        "status quo": {"status quo": {"state" if model.named else "options taken": today}},
        "outcomes": {"outcomes": {"terms": ", ".join(model.outcomes)}},
        "views": {party: _view(view) for party, view in model.views.items()},
    }
    wanted = {
        party: _wishes(preference)
        for party, preference in model.preferences.items()
        if but is None or preference != but.preferences.get(party)
    }
    return _Parts(sections, wanted)


def _view(view: View) -> Fields:
    """Return what a party wrongly believes; what each belief rests on is compared with it."""

    def listed(entries: Iterable[tuple[str, Ground]]) -> str:
        rests = ((said, "; ".join(_ground(ground).values())) for said, ground in entries)
        return "; ".join(f"{said} [{on}]" if on else said for said, on in rests)

    texts = {
        "note": view.note,
        **_ground(view.ground),
        "infeasible": listed((str(rule.condition), rule.ground) for rule in view.infeasible),
        "disbelieves": listed((str(rule.condition), rule.ground) for rule in view.disbelieves),
        "unaware": listed(view.unaware.items()),
        "directions": listed((f"{o.name} {o.direction}", o.ground) for o in view.directions),
    }
    for party, preference in view.preferences.items():
        wished = [" ".join(filter(None, fields.values())) for _, fields in _wishes(preference)]
        texts[f"preferences of {party}"] = "; ".join(wished) or "indifferent"
    return {name: text for name, text in texts.items() if text}


def _wishes(preference: Preference) -> list[tuple[str, Fields]]:
    """Return what a party wants, by condition; another form of preference as one entry."""
    if not isinstance(preference, Ordered | Weighted):
        return [("ranking", {"levels": repr(preference)})]
    if isinstance(preference, Weighted):
        found: list[tuple[str, Fields]] = [
            (str(wish.condition), {**_wish(wish), "weight": f"{wish.weight:g}"})
            for wish in preference.wishes
        ]
        strong = ", ".join(f"{difference:g}" for difference in preference.strongly)
        return [*found, ("strongly", {"differences": strong})] if strong else found
    return [
        (str(wish.condition), {**_wish(wish), **_marks(wish, part)})
        for part in priorities(preference)
        for wish in part
    ]


def _wish(wish: Wish) -> Fields:
    label = {"label": wish.label} if wish.label else {}
    return {"want": str(wish.condition), **label, **_ground(wish.ground)}


def _marks(wish: Wish, part: Sequence[Wish]) -> Fields:
    """Return how strongly a statement of an ordered list counts, and what is not known of it."""
    marks = {"strongly": str(wish.strongly or ""), "unsure": "true" if wish.unsure else ""}
    marks["unsure against"] = ", ".join(str(o.condition) for o in part if o is not wish)
    return {name: value for name, value in marks.items() if value}


def _own(case: Case, scenario: str, base: _Parts) -> _Parts:
    """Return the entries of a scenario that are not those of the case as written."""
    parts = _parts(case.scenarios[scenario], case)
    return _Parts(
        {
            name: {
                key: entry
                for key, entry in section.items()
                if base.sections.get(name, {}).get(key) != entry
            }
            for name, section in parts.sections.items()
        },
        {
            party: listed
            for party, listed in parts.wishes.items()
            if base.wishes.get(party) != listed
        },
    )


def _model(old: _Parts, new: _Parts, scenario: str = "") -> Iterator[Change]:
    for name in dict.fromkeys((*old.sections, *new.sections)):
        olds, news = old.sections.get(name, {}), new.sections.get(name, {})
        yield from _compare(name, olds, news, scenario)
    for party in dict.fromkeys((*old.wishes, *new.wishes)):
        section = f"preferences of {party}"
        yield from _lists(section, old.wishes.get(party, ()), new.wishes.get(party, ()), scenario)


# -- Comparing -----------------------------------------------------------------------------


def _compare(name: str, before: Section, after: Section, scenario: str = "") -> Iterator[Change]:
    """Yield what changed in a section whose entries have ids, in the order of both versions."""
    for key in dict.fromkeys((*before, *after)):
        if change := _entry(name, key, before.get(key), after.get(key), scenario):
            yield change


def _entry(
    section: str, key: str, before: Fields | None, after: Fields | None, scenario: str
) -> Change | None:
    old, new = before or {}, after or {}
    found = tuple(
        FieldChange(name, old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys((*old, *new))
        if old.get(name, "") != new.get(name, "")
    )
    if before is None or after is None:
        return Change(section, key, "added" if before is None else "removed", found, scenario)
    return Change(section, key, "changed", found, scenario) if found else None


def _lists(
    section: str,
    before: Sequence[tuple[str, Fields]],
    after: Sequence[tuple[str, Fields]],
    scenario: str,
) -> Iterator[Change]:
    """Yield what changed in a list, where the order counts too."""
    pairs = _matched(before, after)
    taken = {old for old, _ in pairs}
    moved = _moved(pairs)
    for old, (key, entry) in enumerate(before):
        if old not in taken:
            yield _must(_entry(section, key, entry, None, scenario))
    by_new = {new: old for old, new in pairs}
    for new, (key, entry) in enumerate(after):
        if new not in by_new:
            yield _must(_entry(section, key, None, entry, scenario))
            continue
        old = by_new[new]
        change = _entry(section, key, before[old][1], entry, scenario)
        if (old, new) in moved:
            place = FieldChange("place", str(old + 1), str(new + 1))
            others = change.fields if change else ()
            yield Change(section, key, "moved", (place, *others), scenario)
        elif change:
            yield change


def _must(change: Change | None) -> Change:
    assert change is not None
    return change


def _matched(
    before: Sequence[tuple[str, Fields]], after: Sequence[tuple[str, Fields]]
) -> list[tuple[int, int]]:
    """Return pairs of indexes: the same condition first, then the same label."""
    pairs: list[tuple[int, int]] = []
    for name in ("want", "label"):
        done, used = {old for old, _ in pairs}, {new for _, new in pairs}
        free: dict[str, list[int]] = {}
        for new, (_, entry) in enumerate(after):
            if new not in used and (text := entry.get(name, "")):
                free.setdefault(text, []).append(new)
        for old, (_, entry) in enumerate(before):
            if old not in done and free.get(entry.get(name, "")):
                pairs.append((old, free[entry[name]].pop(0)))
    return sorted(pairs)


def _moved(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs that are out of order; the others keep their order among themselves."""
    olds = [old for old, _ in sorted(pairs)]
    news = [old for old, _ in sorted(pairs, key=lambda pair: pair[1])]
    blocks = SequenceMatcher(a=olds, b=news, autojunk=False).get_matching_blocks()
    kept = {old for block in blocks for old in olds[block.a : block.a + block.size]}
    return {pair for pair in pairs if pair[0] not in kept}
