"""A leaderboard in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.spatial.backtest.losses import LOSSES, Loss
from detente.spatial.backtest.resampling import FEW, Interval
from detente.spatial.words import place
from detente.text import counted, listed, sentence

if TYPE_CHECKING:
    from detente.spatial.backtest.result import Backtest, Standing

SUBJECTS = {
    "weighted_mean": "the weighted mean",
    "weighted_median": "the weighted median",
    "constant": "always saying 50",
    "reference": "expecting no agreement",
}


def answer(found: Backtest) -> tuple[str, ...]:
    """Return who comes nearest, what models add to that, and whether another loss says otherwise."""
    said = [_too_few(found)] if found.few else []
    said.append(_nearest(found))
    if (models := _models(found)) is not None:
        said.append(models)
    if (otherwise := _otherwise(found)) is not None:
        said.append(otherwise)
    return tuple(said)


def subject(standing: Standing) -> str:
    """Return what somebody who forecasts is called in a sentence."""
    name = standing.forecaster.name
    return SUBJECTS.get(name, name)


def figure(loss: Loss, number: float) -> str:
    """Return a loss as people read it.

    Examples
    --------
    >>> figure(LOSSES[0], 11.25), figure(LOSSES[1], 1 / 3)
    ('11.2', '33%')
    """
    return f"{number:.0%}" if loss.share else f"{number:.1f}"


def difference(loss: Loss, number: float) -> str:
    """Return by how much a loss differs, with its sign; of shares in points of a hundred.

    Examples
    --------
    >>> difference(LOSSES[0], -2.04), difference(LOSSES[1], 0.1), difference(LOSSES[0], 0.001)
    ('−2.0', '+10', '0.0')
    """
    text = f"{100 * abs(number):.0f}" if loss.share else f"{abs(number):.1f}"
    return text if float(text) == 0 else f"{'−' if number < 0 else '+'}{text}"


def span(loss: Loss, interval: Interval, *, signed: bool = False) -> str:
    """Return between which ends an interval lies; a dash where there is none."""
    if interval.low is None or interval.high is None:
        return "–"
    show = difference if signed else figure
    return f"{show(loss, interval.low)} to {show(loss, interval.high)}"


def made_of(found: Backtest) -> str:
    """Return how many decisions there are, and of how many cases or proposals."""
    decisions = counted(len(found.decisions), "decision")
    if found.groups == len(found.decisions):
        return decisions
    return f"{decisions} of {groups(found)}"


def groups(found: Backtest) -> str:
    """Return how many groups there are: cases, or proposals where tables say what they are."""
    kinds = {each.group == each.case for each in found.decisions}
    one, several = {
        frozenset({True}): ("case", "cases"),
        frozenset({False}): ("proposal", "proposals"),
    }.get(frozenset(kinds), ("case or proposal", "cases or proposals"))
    return counted(found.groups, one, several)


def _too_few(found: Backtest) -> str:
    few = "is" if found.groups == 1 else "are"
    return sentence(
        f"{groups(found)} {few} too few to tell anything: from fewer than {FEW}, "
        "who comes out best is mostly chance"
    )


def _nearest(found: Backtest) -> str:
    """Tell who misses by least."""
    first = found.standings[0]
    loss = LOSSES[0]
    interval = first.losses[loss.id]
    bounds = f" (95% interval {span(loss, interval)})" if interval.low is not None else ""
    size = f"{place(interval.mean)} in the mean"
    scale = "on scales from 0 to 100"
    if alike := _as_well(found, loss, first, found.standings[1:]):
        names = listed([subject(each) for each in (first, *alike)])
        return sentence(f"on {made_of(found)}, {names} come nearest: they miss by {size}, {scale}")
    return sentence(
        f"on {made_of(found)}, {subject(first)} comes nearest: it misses by {size}{bounds}, {scale}"
    )


def _models(found: Backtest) -> str | None:
    """Tell how the best model did beside what all are held against."""
    loss = LOSSES[0]
    models = [each for each in found.standings if each.forecaster.model and each.differences]
    rivals = [each for each in models if each.forecaster.name != found.against]
    if not rivals:
        return None
    best = rivals[0]
    gap = best.differences[loss.id]
    base = next(each for each in found.standings if each.forecaster.name == found.against)
    size = place(abs(gap.mean))
    more = f"by {size} {'more' if gap.mean > 0 else 'less'} than" if size != "0" else "as much as"
    name = subject(best)
    which = f"of the models, {name} does best: it" if len(models) > 1 else f"the model {name}"
    told = f"{which} misses {more} {subject(base)}"
    if alike := _as_well(found, loss, best, rivals[1:]):
        names = listed([subject(each) for each in (best, *alike)])
        told = f"of the models, {names} do best: they miss {more} {subject(base)}"
    if gap.low is None or gap.high is None:
        return sentence(told)
    alone = "may be chance" if gap.low <= 0 <= gap.high else "chance alone hardly explains"
    judged = "" if found.few else f", which {alone}"
    return sentence(f"{told} (95% interval {span(loss, gap, signed=True)}){judged}")


def _otherwise(found: Backtest) -> str | None:
    """Tell where another loss ranks otherwise."""
    by_name = {each.forecaster.name: each for each in found.standings}
    first = found.standings[0].forecaster.name
    others: dict[str, list[str]] = {}
    for loss in LOSSES[1:]:
        best = found.ranking(loss.id)[0]
        if best != first and not _level(found, loss, best, first):
            others_first = [each for each in found.standings if each.forecaster.name != best]
            alike = _as_well(found, loss, by_name[best], others_first)
            names = listed([subject(each) for each in (by_name[best], *alike)])
            others.setdefault(names, []).append(loss.label)
    if others:
        told = [f"by {listed(by)} {names}" for names, by in others.items()]
        return sentence(f"who does best hangs on the loss: {listed(told)}")
    orders = {found.ranking(loss.id) for loss in LOSSES}
    return (
        "Below the first place the order hangs on the loss: there is no one ranking."
        if len(orders) > 1
        else None
    )


def _as_well(
    found: Backtest, loss: Loss, best: Standing, others: Sequence[Standing]
) -> tuple[Standing, ...]:
    """Return those of others who did as well as the best, over as many decisions."""
    return tuple(
        each
        for each in others
        if each.decisions == best.decisions
        and _level(found, loss, each.forecaster.name, best.forecaster.name)
    )


def _level(found: Backtest, loss: Loss, one: str, other: str) -> bool:
    """Tell whether two did equally well by a loss, held against the same."""
    means = {
        each.forecaster.name: each.differences[loss.id].mean
        for each in found.standings
        if loss.id in each.differences
    }
    return one in means and other in means and abs(means[one] - means[other]) < 1e-12
