"""The panel beside the answer: what can be tried out, and how that differs from the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from detente.brief.story import tell
from detente.casefile.draft import Draft
from detente.casefile.nodes import Path
from detente.casefile.positions import Document, follow
from detente.casefile.variants import Variant
from detente.sourcing.diff import Change, diff
from detente.web.drafting import FEASIBLE, Drafted, difference, rule_list, wish_list
from detente.web.view import View
from detente.web.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement or a rule, as the draft has it.

    Parameters
    ----------
    place : int
        1-based, in the draft.
    said, code : str
        In words, and as a condition.
    counts : bool
        Whether it is not left out.
    moved : bool
        Whether the file has it elsewhere.
    """

    place: int
    said: str
    code: str
    counts: bool
    moved: bool
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a party wants; `entries` is None where that is no list."""

    party: str
    label: str
    ordered: bool
    entries: tuple[Entry, ...] | None
    own: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class OptionControl:
    """What an option may do."""

    name: str
    label: str
    direction: str
    can: str
    changed: bool


@dataclass(frozen=True)
class Panel:
    """All controls of the draft, and what differs."""

    revision: int
    digest: str
    changed: bool
    can_save: bool
    undo: bool
    redo: bool
    wants: tuple[Listed, ...]
    options: tuple[tuple[str, tuple[OptionControl, ...]], ...]
    rules: tuple[Entry, ...]
    differences: tuple[str, ...]
    consequences: tuple[str, ...]
    clash: str
    problems: tuple[Any, ...]


def panel(workbench: Workbench, view: View) -> Panel | None:
    """Return the panel for a view; None where the case cannot be drafted."""
    now = workbench.drafted()
    if (
        now is None
        or now.case.conflict is None
        or view.case.conflict is None
        or not view.case.conflict.options
    ):
        return None
    history, variant = now.history, now.variant(view.scenario)
    draft = Draft() if now.clash else now.draft
    return Panel(
        revision=history.revision,
        digest=now.digest,
        changed=bool(now.draft),
        can_save=workbench.file is not None,
        undo=history.at > 0,
        redo=history.at < len(history.drafts) - 1,
        wants=tuple(_wants(now, draft, variant)),
        options=tuple(_options(now, draft, variant)),
        rules=tuple(_entries(now.document, draft, rule_list(variant), "when")),
        differences=tuple(_differences(workbench, now)),
        consequences=_consequences(workbench, now, view),
        clash=difference(history.text, now.document.text, workbench.name) if now.clash else "",
        problems=now.problems,
    )


def _wants(now: Drafted, draft: Draft, variant: Variant) -> Iterator[Listed]:
    for party in variant.preferences:
        path = wish_list(variant, party)
        label = now.case.parties[party].label
        located = variant.preferences[party]
        entries = None if path is None else tuple(_entries(now.document, draft, path, "want"))
        yield Listed(
            party,
            label,
            isinstance(located.entry, list),
            entries,
            own=variant.owns(located),
            changed=path in draft.lists,
        )


def _entries(document: Document, draft: Draft, path: Path, key: str) -> Iterator[Entry]:
    listed = follow(document.data, path)[1] if follow(document.data, path)[0] == path else []
    if not isinstance(listed, list):
        return
    places = draft.places(document, path) if listed else ()
    moved = _moved([index for index, _ in places])
    for place, (index, counts) in enumerate(places):
        entry = listed[index]
        said, code, confidence = _said(entry, key)
        yield Entry(place + 1, said, code, counts, index in moved, confidence)


def _moved(order: Sequence[int]) -> set[int]:
    """Return the fewest entries that, moved, put the others of a list in this order.

    Examples
    --------
    >>> _moved([1, 2, 0, 3])
    {0}
    """
    runs: list[list[int]] = []  # the longest ascending run that ends with each entry
    for k, index in enumerate(order):
        before = [runs[j] for j in range(k) if order[j] < index]
        runs.append([*_longest(before), index])
    return set(order) - set(_longest(runs))


def _longest(runs: list[list[int]]) -> list[int]:
    return max(runs, key=len) if runs else []


def _said(entry: Any, key: str) -> tuple[str, str, str]:
    """Return a statement in words, as a condition, and how firmly it is held."""
    if not isinstance(entry, dict):
        return str(entry).lower() if isinstance(entry, bool) else str(entry), "", ""
    if "unsure" in entry and isinstance(entry["unsure"], list):
        return " or, as important, ".join(_said(one, key)[0] for one in entry["unsure"]), "", ""
    code = str(entry.get(key, ""))
    label = str(entry.get("label", "") or "")
    return label or code, code if label else "", str(entry.get("confidence", ""))


def _options(
    now: Drafted, draft: Draft, variant: Variant
) -> Iterator[tuple[str, tuple[OptionControl, ...]]]:
    ruled = draft.rules.get(rule_list(variant), ())
    for party, listed in variant.options.items():
        if listed:
            controls = []
            for key, located in listed.items():
                name = f"{party}.{key}"
                can = next(
                    (
                        can
                        for can, rules in FEASIBLE.items()
                        if rules and rules[0].format(name) in ruled
                    ),
                    "open",
                )
                direction = draft.directions.get(located.path, located.entry.direction)
                changed = can != "open" or direction != located.entry.direction
                controls.append(
                    OptionControl(name, located.entry.label or key, direction, can, changed)
                )
            yield now.case.parties[party].label, tuple(controls)


# -- What differs ----------------------------------------------------------------------------------


def _differences(workbench: Workbench, now: Drafted) -> Iterator[str]:
    """Yield what the draft changes of the file, a line each."""
    if not now.draft or now.clash or now.problems:
        return
    for change in diff(workbench.saved(), now.case, findings=False).changes:
        yield _change_in_words(change)


_WHAT = {"added": "added", "removed": "left out", "changed": "changed", "moved": "moved"}


def _change_in_words(change: Change) -> str:
    label = next((f.before or f.after for f in change.fields if f.name == "label"), "")
    where = f"{change.section}{f' under {change.scenario}' if change.scenario else ''}"
    fields = "; ".join(
        f"{f.name}: {f.before or '–'} → {f.after or '–'}"
        for f in change.fields
        if change.what in ("changed", "moved")
    )
    said = f"{where}: {label or change.id} {_WHAT[change.what]}"
    return f"{said} ({fields})" if fields else said


def _consequences(workbench: Workbench, now: Drafted, view: View) -> tuple[str, ...]:
    """Return what becomes of the answer, against the file, as it is looked at."""
    if not now.draft or now.clash or now.problems:
        return ()
    saved = View(workbench.saved(), view.scenario, view.concepts, view.sanction)
    runs = {key: workbench.findings(each) for key, each in (("", saved), ("\0", view))}
    return tell(view.case, runs).scenarios["\0"].changes
