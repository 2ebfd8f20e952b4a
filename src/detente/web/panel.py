"""The panel beside the answer: what can be tried out, and how that differs from the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from detente.brief.story import tell
from detente.casefile.draft import Draft
from detente.casefile.nodes import Path
from detente.casefile.positions import Document, follow
from detente.casefile.variants import Variant
from detente.sourcing.diff import Change, diff
from detente.web.changed import Difference, difference
from detente.web.drafting import Drafted
from detente.web.edits import FEASIBLE, rule_list, weighted, wish_list
from detente.web.judged import Judged, judged, parts
from detente.web.view import View
from detente.web.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement, a group of such, or a rule, as the draft has it.

    Parameters
    ----------
    place : int
        1-based, in the draft.
    judged : tuple of Judged
        What it says; several for a group of which nobody knows what matters more.
    counts : bool
        Whether it is not left out.
    moved : bool
        Whether the file has it elsewhere.
    """

    place: int
    judged: tuple[Judged, ...]
    counts: bool
    moved: bool

    @property
    def said(self) -> str:
        """What it says, in words."""
        return " or, as important, ".join(each.said for each in self.judged)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a party wants.

    Parameters
    ----------
    party, label : str
    kind : {"statements", "weights", "ranking"}
        Only statements have an order, and a ranking has no entries.
    entries : tuple of Entry
    ranking : Judged or None
        The judgement that a ranking is.
    own : bool
        Whether the scenario has it of its own.
    changed : bool
    line : int
        Where the file has it.
    """

    party: str
    label: str
    kind: str
    entries: tuple[Entry, ...]
    ranking: Judged | None
    own: bool
    changed: bool
    line: int


@dataclass(frozen=True, slots=True)
class OptionControl:
    """What an option may do, and how sure that is."""

    name: str
    judged: Judged
    direction: str
    can: str
    changed: bool


@dataclass(frozen=True)
class Stance:
    """How the draft stands to the file, and what can be done with it."""

    revision: int
    digest: str
    changed: bool
    can_save: bool
    undo: bool
    redo: bool
    differences: tuple[str, ...]
    consequences: tuple[str, ...]
    clash: Difference
    problems: tuple[Any, ...]


@dataclass(frozen=True)
class Panel(Stance):
    """All controls of the draft, and what differs."""

    wants: tuple[Listed, ...]
    options: tuple[tuple[str, tuple[OptionControl, ...]], ...]
    rules: tuple[Entry, ...]


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
    variant, draft = now.variant(view.scenario), Draft() if now.clash else now.draft
    return Panel(
        **stance(workbench, now, _consequences(workbench, now, view)),
        wants=tuple(_wants(now, draft, variant)),
        options=tuple(_options(now, draft, variant)),
        rules=tuple(
            _entries(now.document, draft, rule_list(variant), {"scenario": view.scenario}, "rules")
        ),
    )


def stance(workbench: Workbench, now: Drafted, consequences: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields of `Stance`."""
    history = now.history
    return {
        "revision": history.revision,
        "digest": now.digest,
        "changed": bool(now.draft),
        "can_save": workbench.file is not None,
        "undo": history.at > 0,
        "redo": history.at < len(history.drafts) - 1,
        "differences": tuple(differences(workbench, now)),
        "consequences": consequences,
        "clash": difference(history.text, now.document.text) if now.clash else [],
        "problems": now.problems,
    }


def _wants(now: Drafted, draft: Draft, variant: Variant) -> Iterator[Listed]:
    for party, located in variant.preferences.items():
        path, about = wish_list(variant, party), {"scenario": variant.scenario, "party": party}
        kind = "weights" if weighted(variant, party) else "statements" if path else "ranking"
        entries = tuple(_entries(now.document, draft, path, about, kind)) if path else ()
        at = len(located.path)
        yield Listed(
            party,
            now.case.parties[party].label,
            kind,
            entries,
            None if path else judged(now.document, draft, located.path, about),
            own=variant.owns(located),
            changed=any(touched[:at] == located.path for touched in draft.touched),
            line=now.document.place(located.path, key=True)[0],
        )


def _entries(
    document: Document, draft: Draft, path: Path, about: Mapping[str, Any], kind: str
) -> Iterator[Entry]:
    found, listed = follow(document.data, path)
    if found != path or not listed:
        return
    places = draft.places(document, path)
    moved = _moved([index for index, _ in places])
    for place, (index, counts) in enumerate(places, start=1):
        within = parts(document, (*path, index))
        addresses = [{**about, "place": place}]
        if within[0] != (*path, index):
            addresses = [{**about, "place": place, "part": k + 1} for k in range(len(within))]
        said = tuple(
            judged(document, draft, part, address, marks=kind == "statements")
            for part, address in zip(within, addresses, strict=True)
        )
        yield Entry(place, said, counts, index in moved)


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
                about = {"scenario": variant.scenario, "option": name}
                direction = draft.entry(now.document, located.path).get("direction", "both")
                changed = can != "open" or located.path in draft.fields
                told = judged(now.document, draft, located.path, about)
                controls.append(OptionControl(name, told, direction, can, changed))
            yield now.case.parties[party].label, tuple(controls)


# -- What differs ----------------------------------------------------------------------------------


def differences(workbench: Workbench, now: Drafted) -> Iterator[str]:
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


class Answered(Protocol):
    """Whatever tells its finding in sentences."""

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences."""


def no_longer(before: Answered | None, found: Answered | None) -> tuple[str, ...]:
    """Return what the answer of the file says that this one does not."""
    if before is None or found is None:
        return ()
    now = found.answer()
    return tuple(f"Before: {said}" for said in before.answer() if said not in now)


def _consequences(workbench: Workbench, now: Drafted, view: View) -> tuple[str, ...]:
    """Return what becomes of the answer, against the file, as it is looked at."""
    if not now.draft or now.clash or now.problems:
        return ()
    saved = View(workbench.saved(), view.scenario, view.concepts, view.sanction)
    runs = {key: workbench.findings(each) for key, each in (("", saved), ("\0", view))}
    return tell(view.case, runs).scenarios["\0"].changes
