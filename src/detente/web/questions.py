"""Pages that ask one question: its controls, the answer in words, and how far a long search is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from detente.asking import QUESTIONS, Setting
from detente.case import Case
from detente.conflict.coalitions.concepts import CONCEPTS as COALITION_CONCEPTS
from detente.conflict.concepts import CONCEPTS
from detente.errors import DetenteError, Diagnostic
from detente.web.jobs import Job, Jobs
from detente.web.view import View

PATIENCE = 1.5
"""Seconds that a page waits for an answer before it tells of progress instead."""

TITLES = {
    "require": "What would it take?",
    "firmness": "How firm is it?",
    "coalitions": "Who could do it together?",
}

FIRST = {
    "require": ("state", "concept", "by"),
    "firmness": ("radius", "error"),
    "coalitions": ("improvement", "moves", "sanctioned-by"),
}
"""The settings that are always in sight."""

LABELS = {
    "state": "Outcome or state",
    "concept": "Concept",
    "party": "Parties asked one by one",
    "lock": "Leave as it is",
    "lock-confidence": "Leave what is held at least this firmly",
    "edit": "Kinds of edit",
    "by": "What may change",
    "from": "Entered from",
    "sanction": "An outcome exactly as good as today's",
    "states": "Most states examined",
    "finding": "Findings",
    "radius": "Errors at once",
    "error": "What may be wrong",
    "limit": "Most states judged",
    "coalition": "Coalitions",
    "largest": "Members at most",
    "improvement": "Who must gain",
    "moves": "Members move",
    "sanctioned-by": "The others answer as",
}

_WORDS = {
    "by": ("statements", "pairs", "moves", "outsider"),
    "edit": ("reorder", "drop", "add", "reverse"),
    "error": ("dropped", "reversed", "moved", "possible", "one-way"),
    "lock-confidence": ("low", "medium", "high"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A control for a setting.

    Parameters
    ----------
    name, label, says : str
    kind : {"text", "number", "select", "checks"}
    chosen : tuple of str
        What is asked for now.
    options : tuple of (str, str)
        Values and what they are called; for text, suggestions.
    least : int
        Of a number.
    required : bool
    """

    name: str
    label: str
    says: str
    kind: str
    chosen: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    least: int
    required: bool


def question_page(
    jobs: Jobs, case: Case, question: str, given: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """Return what the page of a question shows: the answer, or how far it is, or what is wrong."""
    pairs = asked(given)
    problems: Sequence[Diagnostic | Mapping[str, Any]] = ()
    job, busy = None, False
    settings = QUESTIONS[question].settings
    ready = all(s.name in dict(pairs) for s in settings if s.required)
    try:
        view = View.of(case, [pair for pair in pairs if pair[0] == "scenario"])
        if ready:
            QUESTIONS[question].read(pairs)
            job = jobs.known(case, question, pairs) or jobs.start(case, question, pairs, told=True)
            job.ended.wait(PATIENCE)
            problems = job.diagnostics
    except DetenteError as error:
        view, problems, busy = View.of(case, ()), error.diagnostics, error.code == "busy"
    more = {s.name: str(s.default) for s in settings if s.name not in FIRST[question]}
    del more["scenario"]
    fields = [_field(setting, view, pairs) for setting in settings if setting.name != "scenario"]
    return {
        "view": view,
        "question": question,
        "title": TITLES[question],
        "first": [field for field in fields if field.name in FIRST[question]],
        "more": [field for field in fields if field.name not in FIRST[question]],
        "changed": any(name in more and text != more[name] for name, text in pairs),
        "job": job,
        "pairs": pairs,
        "problems": problems,
        "busy": busy,
        "outcomes": [view.conflict.terms[name] for name in view.conflict.outcomes],
        "asking": lambda **changed: page_of(
            question, [*(p for p in pairs if p[0] not in changed), *changed.items()]
        ),
        "switched": lambda scenario: page_of(
            question, [*(p for p in pairs if p[0] != "scenario"), ("scenario", scenario)]
        ),
    }


def asked(given: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return what is asked for, without the controls that were left empty."""
    return tuple((name, text.strip()) for name, text in given if text.strip())


def page_of(question: str, given: Iterable[tuple[str, str]]) -> str:
    """Return the address of a question's page."""
    said = urlencode(asked(given))
    return f"/{question}?{said}" if said else f"/{question}"


def page_of_job(job: Job) -> str:
    """Return the address of the page that shows a job."""
    return job.page or page_of(job.question, job.given)


def _field(setting: Setting, view: View, pairs: Iterable[tuple[str, str]]) -> Field:
    options = tuple(_options(setting, view))
    kind = "number" if setting.kind == "number" else "text"
    if setting.kind == "list" and options:
        kind = "checks"
    elif options and setting.name not in ("state", "from"):
        kind = "select"
    texts = [text for name, text in pairs if name == setting.name]
    default = [str(setting.default)] if setting.default not in ("", None) else []
    if kind == "checks":
        texts = [part.strip() for text in texts for part in text.split(",")]
    return Field(
        setting.name,
        LABELS.get(setting.name, setting.name.capitalize()),
        setting.says,
        kind,
        tuple(texts or default),
        options,
        setting.least,
        setting.required,
    )


def _options(setting: Setting, view: View) -> Iterable[tuple[str, str]]:
    """Yield what there is to choose from."""
    conflict, name = view.conflict, setting.name
    if setting.choices:
        yield from ((text, text) for text in setting.choices)
    elif name == "party":
        yield from ((party.id, party.label) for party in conflict.parties)
    elif name in ("state", "from"):
        yield from ((key, conflict.terms[key].label) for key in conflict.outcomes)
        yield "status_quo", "the status quo"
    elif name == "concept" and setting.kind == "text":  # simultaneous stability cannot be required
        named = [(key, f"{key.upper()}: {c.name}") for key, c in CONCEPTS.items() if key != "sim"]
        yield from named
    elif name == "concept":
        group = "cnash" in setting.says
        yield from ((key, key.upper()) for key in (COALITION_CONCEPTS if group else CONCEPTS))
    elif name in _WORDS:
        if setting.kind != "list":
            yield "", "nothing"
        yield from ((word, word) for word in _WORDS[name])
