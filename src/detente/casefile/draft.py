"""A draft: changes of a case that are tried out before anything is written.

A draft says how it differs from the file: which lists stand in another order or lack entries,
which entries say something else in a field, what is ruled out besides. So it can be undone,
compared and written as text with the comments kept, and it can be carried over when the file
changes elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from detente.case import Case
from detente.casefile.build import build
from detente.casefile.edit import add_entries
from detente.casefile.entries import described, opposite, says, with_fields
from detente.casefile.lists import append, rearrange
from detente.casefile.nodes import Path
from detente.casefile.positions import Document, follow, read
from detente.casefile.validation import validate
from detente.errors import CaseError, ModelError

Places = tuple[tuple[int, bool], ...]
"""The entries of a list in their order, by 0-based place in the file, and whether each counts."""

TRIED = "Tried out in the workbench."


@dataclass(frozen=True)
class Draft:
    """What differs from a case file.

    Parameters
    ----------
    lists : mapping of Path to Places
        Lists with another order, or with entries that do not count.
    fields : mapping of Path to mapping of str to object
        Entries that say something else in some fields, by where the file has them.
    rules : mapping of Path to tuple of str
        Conditions ruled out besides, by the list that they are added to.
    """

    lists: Mapping[Path, Places] = field(default_factory=dict)
    fields: Mapping[Path, Mapping[str, Any]] = field(default_factory=dict)
    rules: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lists or self.fields or self.rules)

    @property
    def touched(self) -> tuple[Path, ...]:
        """What of the file the draft rests on."""
        return (*self.lists, *self.fields)

    def places(self, document: Document, path: Path) -> Places:
        """Return the entries of a list as the draft has them."""
        if path in self.lists:
            return self.lists[path]
        return tuple((place, True) for place in range(len(_list(document.data, path))))

    def moved(self, document: Document, path: Path, place: int, to: int) -> Draft:
        """Return the draft with an entry of a list at another place; both are 0-based."""
        places = list(self.places(document, path))
        _check(places, place, to)
        places.insert(to, places.pop(place))
        return self._with_list(path, places)

    def switched(self, document: Document, path: Path, place: int) -> Draft:
        """Return the draft with an entry of a list left out, or counted again."""
        places = list(self.places(document, path))
        _check(places, place)
        at, counts = places[place]
        places[place] = (at, not counts)
        return self._with_list(path, places)

    def _with_list(self, path: Path, places: Sequence[tuple[int, bool]]) -> Draft:
        lists = {key: value for key, value in self.lists.items() if key != path}
        if any(entry != (k, True) for k, entry in enumerate(places)):
            lists[path] = tuple(places)
        return replace(self, lists=lists)

    def entry(self, document: Document, path: Path) -> Mapping[str, Any]:
        """Return an entry in full, as the draft has it."""
        return {**_entry(document.data, path), **self.fields.get(path, {})}

    def changed(self, document: Document, path: Path, fields: Mapping[str, Any]) -> Draft:
        """Return the draft with fields of an entry set; None for as the file has them."""
        written = _entry(document.data, path)
        kept = {
            name: value
            for name, value in {**self.fields.get(path, {}), **fields}.items()
            if value is not None and value != says(written, name)
        }
        others = {key: value for key, value in self.fields.items() if key != path}
        return replace(self, fields={**others, path: kept} if kept else others)

    def directed(self, document: Document, path: Path, direction: str) -> Draft:
        """Return the draft with an option that may be taken and dropped in another way."""
        if direction not in ("both", "forward", "back"):
            raise ModelError(f"no direction '{direction}'", hint="use both, forward or back")
        return self.changed(document, path, {"direction": direction})

    def turned(self, document: Document, path: Path) -> Draft:
        """Return the draft with a statement turned round, or as written again."""
        fields: dict[str, Any] = opposite(_entry(document.data, path))
        if self.is_turned(path):
            fields = dict.fromkeys(fields)
        return self.changed(document, path, fields)

    def is_turned(self, path: Path) -> bool:
        """Tell whether a statement is turned round."""
        return "want" in self.fields.get(path, {})

    def ruled(self, path: Path, add: Iterable[str] = (), drop: Iterable[str] = ()) -> Draft:
        """Return the draft with conditions ruled out besides, or no longer."""
        away = set(drop)
        kept = [condition for condition in self.rules.get(path, ()) if condition not in away]
        rules = {key: value for key, value in self.rules.items() if key != path}
        if listed := tuple(dict.fromkeys([*kept, *add])):
            rules[path] = listed
        return replace(self, rules=rules)

    def to_dict(self) -> dict[str, Any]:
        """Return the draft as JSON-ready fields."""
        return {
            "lists": [
                [list(path), [list(p) for p in places]] for path, places in self.lists.items()
            ],
            "fields": [[list(path), dict(value)] for path, value in self.fields.items()],
            "rules": [[list(path), list(listed)] for path, listed in self.rules.items()],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Draft:
        """Return the draft that `to_dict` described."""
        # drafts of older versions knew of one field alone
        directed = [(path, {"direction": value}) for path, value in data.get("directions", ())]
        return cls(
            {
                tuple(path): tuple((int(k), bool(on)) for k, on in places)
                for path, places in data["lists"]
            },
            {tuple(path): dict(value) for path, value in (*data.get("fields", ()), *directed)},
            {tuple(path): tuple(listed) for path, listed in data["rules"]},
        )


def _check(places: Sequence[object], *asked: int) -> None:
    for place in asked:
        if not 0 <= place < len(places):
            raise ModelError(
                f"there is no place {place + 1}",
                hint=f"there are {len(places)}",
                code="unknown-place",
            )


def _list(data: Any, path: Path) -> list[Any]:
    followed, listed = follow(data, path)
    if followed != path or not isinstance(listed, list):
        raise ModelError(f"there is no list at '{'.'.join(map(str, path))}'")
    return listed


def _entry(data: Any, path: Path) -> dict[str, Any]:
    found, entry = follow(data, path)
    if found != path:
        raise ModelError(f"there is no entry at '{'.'.join(map(str, path))}'")
    return described(path, entry)


# -- The drafted case ------------------------------------------------------------------------------


def drafted_data(document: Document, draft: Draft) -> Any:
    """Return what the file would hold."""
    data = document.data
    for path, fields in draft.fields.items():
        data = _placed(data, path, {**_entry(data, path), **fields})
    for path, places in draft.lists.items():
        listed = _list(data, path)
        data = _placed(data, path, [listed[k] for k, counts in places if counts])
    for path, conditions in draft.rules.items():
        found, parent = follow(data, path[:-1])
        if found != path[:-1] or not isinstance(parent, dict):
            raise ModelError(f"there is nothing at '{'.'.join(map(str, path))}'")
        listed = [*(parent.get(path[-1]) or ()), *map(_rule, conditions)]
        data = _placed(data, path, listed)
    return data


def _placed(data: Any, path: Path, value: Any) -> Any:
    """Return data with a value in another's place; what is not on the way there is shared."""
    if not path:
        return value
    first, *rest = path
    changed = copy(data)
    changed[first] = _placed(data[first] if rest else None, tuple(rest), value)
    return changed


def _rule(condition: str) -> dict[str, Any]:
    return {"when": condition, "because": TRIED, "judgement": True}


def drafted(document: Document, draft: Draft) -> Case:
    """Return the case as drafted; its text and digest are the file's.

    Raises
    ------
    CaseError
        If it would be no case.
    DetenteError
        If its model would contradict itself.
    """
    # without places: the file does not have these
    validated = validate(Document(document.file, "", drafted_data(document, draft)))
    if validated.model is None or validated.problems:
        raise CaseError(validated.problems)
    return build(validated.model, data=document.text.encode(), path=document.file)


def carried_over(draft: Draft, before: Document, after: Document) -> Draft | None:
    """Return the draft if it means the same of a file that has changed; else None."""
    for path in draft.touched:
        if follow(before.data, path) != follow(after.data, path):
            return None
    for path in draft.rules:
        if follow(before.data, path[:-1])[0] != follow(after.data, path[:-1])[0]:
            return None
    return draft


# -- Writing it ------------------------------------------------------------------------------------


def draft_to_text(document: Document, draft: Draft) -> str:
    """Return the file's text with the draft written into it, comments kept."""
    text = document.text
    for path, fields in draft.fields.items():
        text = with_fields(text, path, fields)  # where the file has it, so before lists change
    for path, places in draft.lists.items():
        text = rearrange(text, path, [k for k, counts in places if counts])
    for path, conditions in draft.rules.items():
        for condition in conditions:
            text = append(text, path, _rule(condition))
    assert read(text.encode("utf-8")).data == drafted_data(document, draft)
    return text


def draft_to_scenario(document: Document, draft: Draft, scenario: str, key: str, label: str) -> str:
    """Return the file's text with the draft, as seen under a scenario, kept as a new scenario.

    Parameters
    ----------
    document : Document
        The file.
    draft : Draft
    scenario : str
        Under which the draft is looked at; empty for the case as written.
    key, label : str
        Of the new scenario.

    Raises
    ------
    ModelError
        If there is a scenario of that id, or the draft changes nothing there.
    """
    data = drafted_data(document, draft)
    own = dict(data.get("scenarios", {}).get(scenario, {}) if scenario else {})
    before, after = document.data.get("conflict", {}), data.get("conflict", {})
    for section in ("options", "preferences"):
        parts = {
            k: v for k, v in after.get(section, {}).items() if v != before.get(section, {}).get(k)
        }
        if parts:
            own[section] = {**parts, **own.get(section, {})}
    if after.get("infeasible") != before.get("infeasible"):
        own.setdefault("infeasible", after.get("infeasible") or [])
    for section, name in (("bargaining", "preferences"), ("spatial", "actors")):
        if parts := _changed(document.data, data, section, name):
            kept = dict(own.get(section, {}))
            own[section] = {**kept, name: {**parts, **kept.get(name, {})}}
    said = ("label", "note", "cites", "because", "judgement", "visibility", "confidence")
    changes = {name: value for name, value in own.items() if name not in said}
    if not changes:
        raise ModelError("the draft changes nothing that a scenario could keep")
    entry = {"label": label, "because": TRIED, "judgement": True, **changes}
    return add_entries(document.text, "scenarios", {key: entry})


def _changed(before: Any, after: Any, section: str, name: str) -> dict[str, Any]:
    """Return those entries of a section, by party, of which the draft says something else."""
    was, now = (data.get(section, {}).get(name, {}) for data in (before, after))
    return {party: entry for party, entry in now.items() if entry != was.get(party)}
