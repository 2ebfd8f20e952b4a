"""Where numbers are not known: how often packages are acceptable, efficient, the Nash package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.bargaining.unknown.deciding import Decider
from detente.bargaining.unknown.result import PackageShares, Share, Uncertain
from detente.bargaining.unknown.words import unknown_in_words
from detente.bargaining.words import package_in_words
from detente.brief.charts.scale import Scale
from detente.brief.deals.words import without_kept_back
from detente.brief.graph import wrapped
from detente.text import capital, counted

WIDTH = 440.0
BARS = Scale(0.0, 1.0, 116.0, 386.0)
ROW = 15.0
PACKAGES = 6
DECIDERS = 5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class ShareBar:
    """A share with its standard error, as a bar.

    Parameters
    ----------
    kind : {"deal", "acceptable", "efficient", "nash", "decides"}
    label : str
    share : Share
    text : str
        The share for people.
    error : str
        Its standard error for people; of what is so in no draw, or in all, the bound.
    y : float
    width : float
    low, high : float
        Where one standard error less, and more, stands.
    """

    kind: str
    label: str
    share: Share
    text: str
    error: str
    y: float
    width: float
    low: float
    high: float

    left = BARS.start


@dataclass(frozen=True, slots=True)
class PackageBars:
    """A package: the letter that stands for it, its words, and how often it is what."""

    letter: str
    words: str
    y: float
    bars: tuple[ShareBar, ...]


@dataclass(frozen=True, slots=True)
class DeciderBar:
    """An unknown, with how much of the answer it explains by itself."""

    name: str
    lines: tuple[tuple[float, str], ...]
    text: str
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class AcceptabilityChart:
    """What follows from unknown numbers, ready to be drawn.

    Parameters
    ----------
    samples, seed : int
    deal : ShareBar
        The probability that a deal exists.
    packages : tuple of PackageBars
        The leading ones.
    left_out : int
        Packages that are not shown.
    ticks : tuple of (float, str)
    height : float
    deciders : tuple of DeciderBar
        The most decisive unknowns.
    decides : str
        What they decide.
    deciders_height : float
    description : str
    notes : tuple of str
    """

    samples: int
    seed: int
    deal: ShareBar
    packages: tuple[PackageBars, ...]
    left_out: int
    ticks: tuple[tuple[float, str], ...]
    height: float
    deciders: tuple[DeciderBar, ...]
    decides: str
    deciders_height: float
    description: str
    notes: tuple[str, ...]

    width, left, right = WIDTH, BARS.start, BARS.end


def acceptability_chart(found: Uncertain, limit: int = PACKAGES) -> AcceptabilityChart:
    """Return the chart of what follows from unknown numbers.

    Parameters
    ----------
    found : Uncertain
    limit : int
        Packages shown, at most 26.
    """
    shown = found.packages[: min(limit, len(LETTERS))]
    y = 46.0
    packages = []
    for letter, each in zip(LETTERS, shown, strict=False):
        bars = tuple(_bars(each, y))
        packages.append(PackageBars(letter, package_in_words(found.problem, each.package), y, bars))
        y += ROW * len(bars) + 12
    deciders, height = _deciders(found)
    exists = any(each.agreement is not None for each in found.deciding)
    return AcceptabilityChart(
        found.samples,
        found.seed,
        _bar("deal", "a deal exists", found.agreement, 12.0),
        tuple(packages),
        len(found.packages) - len(shown),
        tuple((BARS(part), f"{part:.0%}") for part in (0.0, 0.25, 0.5, 0.75, 1.0)),
        y + 16,
        deciders,
        "whether a deal exists" if exists else "which package is the Nash package",
        height,
        _description(found, len(shown)),
        found.notes,
    )


def _bars(each: PackageShares, y: float) -> Iterator[ShareBar]:
    shares = {
        "acceptable": each.acceptable,
        "efficient": each.efficient,
        "nash": each.solutions["nash"],
    }
    for place, (kind, share) in enumerate(shares.items()):
        label = "Nash package" if kind == "nash" else kind
        yield _bar(kind, label, share, y + ROW * place)


def _bar(kind: str, label: str, share: Share, y: float) -> ShareBar:
    bound = share.mean if share.bound is None else share.bound
    return ShareBar(
        kind,
        label,
        share,
        f"{share.mean:.1%}".replace(".0%", "%"),
        _error(share),
        y,
        round(BARS(share.mean) - BARS.start, 2),
        BARS(max(0.0, min(share.mean - share.error, bound))),
        BARS(min(1.0, max(share.mean + share.error, bound))),
    )


def _error(share: Share) -> str:
    if share.bound is None:
        return f"± {share.error:.1%}"
    sign = "<" if share.bound > share.mean else ">"
    return f"{sign} {share.bound:.1%}, 95% sure"


def _deciders(found: Uncertain) -> tuple[tuple[DeciderBar, ...], float]:
    """Return the unknowns that explain most, where they explain anything."""
    across = Scale(0.0, 1.0, 8.0, WIDTH - 62)
    y, listed = 0.0, []
    for each in found.deciding[:DECIDERS]:
        explained = _explained(each)
        if not explained or explained < 0.005:
            continue
        name = without_kept_back(found.problem, unknown_in_words(found.problem, each.unknown))
        lines = []
        for text in wrapped(capital(name), WIDTH - 16, 6.4, 2):
            y += 15.0
            lines.append((y, text))
        width = round(across(explained) - across.start, 2)
        listed.append(DeciderBar(capital(name), tuple(lines), f"{explained:.0%}", y + 6, width))
        y += 24.0
    return tuple(listed), y + 4


def _explained(each: Decider) -> float | None:
    return each.nash if each.agreement is None else each.agreement


def _description(found: Uncertain, shown: int) -> str:
    return (
        f"Shares of {found.samples:,} draws of what is unknown: in {found.agreement.mean:.1%} a "
        f"deal exists; for {counted(shown, 'package')} how often it is acceptable, efficient and "
        "the Nash package. Thin lines reach one standard error to either side. The table below "
        "has all numbers."
    )
