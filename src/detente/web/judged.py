"""A judgement as the panel shows it: what it says, how firmly it is held, what can be tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.casefile.draft import Draft
from detente.casefile.entries import says
from detente.casefile.nodes import Path
from detente.casefile.positions import Document, follow
from detente.web.edits import LEVELS


@dataclass(frozen=True, slots=True)
class Level:
    """How sure one can be of a judgement.

    Parameters
    ----------
    value : str or None
        What an edit says; None for as the file has it.
    label : str
    now : bool
        Whether the draft has it so.
    """

    value: str | None
    label: str
    now: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement, and what can be tried with it.

    Parameters
    ----------
    address : mapping of str to object
        What an edit says to be about it.
    key : str
        Sets it apart on a page, wherever it is moved.
    said, code : str
        In words; and as a condition, where the words are others.
    summary : str
        How firmly it is held.
    levels : tuple of Level
        How firmly it can be held.
    turned, doubted, strong : bool or None
        Whether it is so; None where it cannot be otherwise.
    changed : tuple of str
        What the draft changes of it, in words.
    line : int
        Where the file has it.
    """

    address: Mapping[str, Any]
    key: str
    said: str
    code: str
    summary: str
    levels: tuple[Level, ...]
    turned: bool | None
    doubted: bool | None
    strong: bool | None
    changed: tuple[str, ...]
    line: int


def judged(
    document: Document, draft: Draft, path: Path, address: Mapping[str, Any], *, marks: bool = False
) -> Judged:
    """Return a judgement as the draft has it.

    Parameters
    ----------
    document : Document
        The file.
    draft : Draft
    path : Path
        Where the file has the judgement.
    address : mapping of str to object
        What an edit says to be about it.
    marks : bool
        Whether it can be marked as in doubt and as strong, as a statement of an ordered list.
    """
    written, entry = Draft().entry(document, path), draft.entry(document, path)
    said, code = _said(entry)
    wish = "want" in written
    return Judged(
        address,
        "-".join(map(str, path)),
        said or str(path[-1]),
        code,
        _firmness(entry),
        tuple(_levels(written, entry)),
        turned=draft.is_turned(path) if wish else None,
        doubted=bool(says(entry, "unsure")) if wish and marks else None,
        strong=bool(says(entry, "strongly")) if marks and says(written, "strongly") else None,
        changed=tuple(_changes(draft, written, path)),
        line=document.place(path)[0],
    )


def parts(document: Document, path: Path) -> tuple[Path, ...]:
    """Return the judgements in an entry of a list: itself, or those of a group."""
    entry = follow(document.data, path)[1]
    group = entry.get("unsure") if isinstance(entry, dict) else None
    if not isinstance(group, list):
        return (path,)
    return tuple((*path, "unsure", k) for k in range(len(group)))


def _said(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Return a statement, a rule or an option in words, and as a condition."""
    written = entry.get("want", entry.get("when", ""))
    code = str(written).lower() if isinstance(written, bool) else str(written)
    label = str(entry.get("label") or "")
    return label or code, code if label else ""


def _shown(confidence: Any) -> str:
    """Return a confidence in words."""
    if confidence is None:
        return "confidence not said"
    return f"{confidence} confidence" if confidence in LEVELS else f"confidence {confidence}"


def _firmness(entry: Mapping[str, Any]) -> str:
    """Return how firmly a judgement is held, in a few words."""
    marks = [
        said
        for name, said in (("unsure", "in doubt"), ("strongly", "strongly wanted"))
        if says(entry, name)
    ]
    return ", ".join([_shown(entry.get("confidence")), *marks])


def _levels(written: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterator[Level]:
    now, before = entry.get("confidence"), written.get("confidence")
    if before not in LEVELS:
        yield Level(None, "not said" if before is None else str(before), now == before)
    if now not in (before, *LEVELS):
        yield Level(str(now), str(now), True)
    for level in LEVELS:
        yield Level(None if level == before else level, level, now == level)


def _changes(draft: Draft, written: Mapping[str, Any], path: Path) -> Iterator[str]:
    """Yield what the draft changes of a judgement, in words."""
    fields = draft.fields.get(path, {})
    if draft.is_turned(path):
        yield "turned round"
    if "unsure" in fields:
        yield "in doubt" if fields["unsure"] else "no longer in doubt"
    if "strongly" in fields:
        yield "no longer strong"
    if "confidence" in fields:
        before = written.get("confidence")
        yield f"{_shown(fields['confidence'])}{f', was {before}' if before is not None else ''}"
