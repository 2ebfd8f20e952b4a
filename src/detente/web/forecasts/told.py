"""A forecast in rows and words, as its page sets them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.brief.addresses import Addresses, Line
from detente.spatial.forecast import Forecast
from detente.spatial.model import Spatial
from detente.spatial.runs import Move
from detente.spatial.words import place, why
from detente.text import capital

BASELINES = {
    "weighted_mean": ("Weighted mean of today's positions", "weighted mean", "weighted-mean"),
    "weighted_median": (
        "Weighted median of today's positions",
        "weighted median",
        "weighted-median",
    ),
    "reference": ("No agreement", "no agreement", "no-agreement"),
    "constant": ("Always 50", "always", "always-50"),
}
"""What needs no model: its name, that in short, and the anchor of what it means."""

ARGUMENTS = {
    "challenged": "It is challenged, and of all bargains before it this one has most support.",
    "challenging": "It challenges, and of all bargains before it this one has most support.",
    "conflict": "Both expect to gain by a clash; the one that expects less gives way wholly.",
    "compromise": "It expects to lose by a clash, the other to gain more: it goes part of the way.",
    "compel": "It expects to lose more by a clash than the other to gain: it gives in wholly.",
}
"""What each argument means."""

RECKONED = {
    "prevailing": "Chance that the challenger prevails, as it sees it",
    "gain": "What the challenger expects to gain, as it sees it",
    "support": "How probable what is taken was to prevail among what was offered",
    "own": "What the mover expects of challenging the other",
    "other": "What the other expects of challenging the mover",
}
"""The numbers that a model reckons with."""

TERMS = (
    ("position", "Position", "Where somebody stands on a line from 0 to 100: what it asks for."),
    (
        "salience",
        "Matters to it (salience)",
        (
            "Which share of what it can bring to bear it would bring to bear here, from 0 to 100; over "
            "all dimensions at most 100."
        ),
    ),
    (
        "capability",
        "Can bring to bear (capability)",
        "What it could bring to bear if this were all that mattered, in any one unit.",
    ),
    (
        "weighted-mean",
        "Weighted mean",
        (
            "The mean of positions, each counted by capability times salience. It needs no model, and "
            "has come nearer to what happened than the models where both could be tested."
        ),
    ),
    (
        "weighted-median",
        "Weighted median",
        "The position at or below which half of the weight stands, capability times salience.",
    ),
    (
        "no-agreement",
        "No agreement",
        "Where things stand if nothing is agreed, as the case has it.",
    ),
    ("always-50", "Always 50", "The middle of the scale: what one can say knowing nothing."),
    (
        "at-rest",
        "At rest",
        (
            "Positions no longer move, or hardly. If they still do when the model stops, the forecast is "
            "where they stood then."
        ),
    ),
    (
        "draws",
        "Draws",
        (
            "Forecasts with numbers from within the ranges, each as likely as the next and independent "
            "of the others, which is an assumption. Best guesses play no part in them."
        ),
    ),
    (
        "explained",
        "What decides it",
        (
            "The share of the variation of the forecast over draws that one unknown number explains by "
            "itself."
        ),
    ),
)
"""What words mean: anchor, word, meaning."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of figures on each dimension.

    Parameters
    ----------
    name, short : str
    anchor : str
        Of what it means.
    cells : tuple of (str, str)
        A figure, and what the file has in its place where that differs.
    lines : tuple of Line or None
        Where each figure is written.
    """

    name: str
    short: str
    anchor: str
    cells: tuple[tuple[str, str], ...]
    lines: tuple[Line | None, ...] = ()


def outcome_rows(
    found: Forecast | None,
    baselines: Mapping[str, Sequence[float | None]],
    before: Forecast | None,
    problem: Spatial,
    to: Addresses,
) -> Iterator[Row]:
    """Yield the forecast, and what needs no model."""
    if found is not None:
        figure = found.model.outcome.replace("_", " ")
        outcome = _cells(found.outcome, before.outcome if before else None)
        yield Row(f"Forecast: {figure} of the last round", "Forecast", "model", outcome)
    for key, (name, short, anchor) in BASELINES.items():
        numbers = baselines[key]
        if any(number is not None for number in numbers):
            lines: tuple[Line | None, ...] = ()
            if key == "reference":
                lines = tuple(
                    to.line("spatial", f"dimensions.{d}.reference") for d in problem.dimension_ids
                )
            was = before.baselines[key] if before else None
            yield Row(name, short, anchor, _cells(numbers, was), lines)


def _cells(
    numbers: Sequence[float | None], before: Sequence[float | None] | None
) -> tuple[tuple[str, str], ...]:
    texts = [_text(number) for number in numbers]
    was = texts if before is None else [_text(number) for number in before]
    return tuple((now, "" if now == old else old) for now, old in zip(texts, was, strict=True))


def _text(number: float | None) -> str:
    return "–" if number is None else place(number)


# -- Who moved whom ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody moves: who, from where to where on which dimension, why, and what was reckoned."""

    who: str
    ways: tuple[tuple[str, str, str], ...]
    why: str
    argument: str
    reckoned: tuple[tuple[str, str], ...]


def moved(found: Forecast, number: int) -> Iterator[Moved]:
    """Yield who moved in a round."""
    for move in found.moves_in(number):
        ways = tuple(
            (dimension.label, *_apart(before, after))
            for dimension, before, after in zip(
                found.problem.dimensions, move.before, move.after, strict=True
            )
            if before != after
        )
        who = found.problem.actor(move.actor).label
        said = f"{capital(why(found, move))}."
        yield Moved(who, ways, said, ARGUMENTS[move.argument], tuple(_reckoned(move)))


def _apart(before: float, after: float) -> tuple[str, str]:
    """Return two positions with as many digits as it takes to tell them apart.

    Examples
    --------
    >>> _apart(40, 61.25), _apart(40, 39.98), _apart(1, 1 + 1e-12)
    (('40', '61.2'), ('40', '39.98'), ('1', '1'))
    """
    if place(before) != place(after):
        return place(before), place(after)
    for digits in range(2, 7):
        texts = tuple(f"{number:.{digits}f}".rstrip("0").rstrip(".") for number in (before, after))
        if texts[0] != texts[1]:
            return texts[0], texts[1]
    return place(before), place(after)


def _reckoned(move: Move) -> Iterator[tuple[str, str]]:
    for key, value in move.numbers.items():
        shown = f"{value:.0%}" if key in ("prevailing", "support") else f"{value:.3g}"
        yield RECKONED[key], shown
