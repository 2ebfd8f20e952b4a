"""Expected utility on one dimension, as Scholz, Calbert and Smith (2011) reconstruct it.

They reconstruct the model of Bueno de Mesquita (1985, 1994, 1997). What they print does not give
the results they print; what does differs in three places. Both are here, by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args, get_type_hints

import numpy as np

from detente.errors import LimitError, ModelError, unknown_name
from detente.spatial.baselines import weighted_median, weights
from detente.spatial.inputs import Bools, Floats, Inputs, Places, total
from detente.spatial.model import SCALE, Spatial
from detente.spatial.runs import Move, Run

MOST_ROUNDS = 10_000
AT_REST = 1e-9
"""Part of the scale: positions that lie no further apart are one, and who moves no further rests."""
ARGUMENTS = ("conflict", "compromise", "compel")
"""In the order in which offers are considered."""
NONE = len(ARGUMENTS)
TIED = 1e-12
"""Expectations, and ranks of offers, that differ by no more are alike."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a forecast is made.

    Parameters
    ----------
    variant : {"table2", "printed"}
        What gives the paper's Table 2, or what the paper says.
    q : float
        The probability that the status quo lasts if nobody challenges it, 0 to 1. At 1 neither
        `better` nor the median matter.
    better : {"half", "nearer", "always", "never"}
        The rule for T, the probability that a change of the status quo is for the better of who
        asks: one half; 1 where the median is nearer to it than the one it might challenge,
        otherwise 0; 1; 0. The literature has several, and with q below 1 they decide the result.
    span : {"positions", "scale"}
        What distances are divided by: how far the first positions lie apart, or the whole scale.
    rounds : int
        After how many it stops, if positions are still moving.

    Raises
    ------
    UnknownNameError
        If there is no such variant.
    LimitError
        If a number lies where it cannot.
    """

    variant: Literal["table2", "printed"] = "table2"
    q: float = 1.0
    better: Literal["half", "nearer", "always", "never"] = "half"
    span: Literal["positions", "scale"] = "positions"
    rounds: int = 8

    def __post_init__(self) -> None:
        for name, known in VARIANTS.items():
            if getattr(self, name) not in known:
                raise unknown_name("variant", getattr(self, name), known, of=name)
        if not 0 <= self.q <= 1:
            raise LimitError(f"q cannot be {self.q:g}", hint="it lies between 0 and 1")
        if not 1 <= self.rounds <= MOST_ROUNDS:
            raise LimitError(
                f"{self.rounds:,} rounds cannot be run", hint=f"ask for 1 to {MOST_ROUNDS:,}"
            )

    def to_dict(self) -> dict[str, Any]:
        """Return them as JSON-ready fields."""
        return asdict(self)


_hints = get_type_hints(Options)
VARIANTS: dict[str, tuple[str, ...]] = {
    field.name: get_args(_hints[field.name])
    for field in fields(Options)
    if get_args(_hints[field.name])
}
"""The variants of each option, the default first."""


@dataclass(frozen=True, eq=False)
class Step:
    """What happened in one round, in the draws that were still going.

    Parameters
    ----------
    draws : ndarray of int
        Which.
    before, after : ndarray of float, shape (actors, draws)
    arguments : ndarray of int, shape (actors, draws)
        Why each moved, as a place in `ARGUMENTS`; `NONE` where it did not.
    others : ndarray of int, shape (actors, draws)
        To whom.
    own, against : ndarray of float, shape (actors, draws)
        What the mover expects of challenging the other, and the other of challenging it.
    over : ndarray of bool
        Where it came to rest.
    """

    draws: Places
    before: Floats
    after: Floats
    arguments: Places
    others: Places
    own: Floats
    against: Floats
    over: Bools


def run(options: Options, inputs: Inputs) -> Run:
    """Run a model to its end in every draw."""
    _check(inputs)
    positions = [inputs.positions]
    rounds = np.zeros(inputs.draws, np.intp)
    converged = np.zeros(inputs.draws, bool)
    for step in steps(options, inputs):
        now = positions[-1].copy()
        now[:, 0, step.draws] = step.after
        positions.append(now)
        rounds[step.draws] += 1
        converged[step.draws] = step.over
    return Run(positions, rounds, converged)


def traced(options: Options, problem: Spatial, inputs: Inputs) -> tuple[Run, list[Move]]:
    """Run a model for one draw and tell who moved whom.

    Returns
    -------
    run : Run
    moves : list of Move
        With the numbers ``own`` and ``other``: what the mover expects of challenging the other one,
        and the other one of challenging the mover.
    """
    _check(inputs)
    positions, converged = [inputs.positions], False
    moves: list[Move] = []
    for number, step in enumerate(steps(options, inputs), start=1):
        moves += _moves(problem, step, number)
        positions.append(step.after[:, None])
        converged = bool(step.over[0])
    return Run(positions, np.array([len(positions) - 1]), np.array([converged])), moves


def steps(options: Options, inputs: Inputs) -> Iterator[Step]:
    """Yield round after round, each with the draws that are not over."""
    draws = np.arange(inputs.draws)
    positions = inputs.positions[:, 0]
    span = np.ones(inputs.draws)
    if options.span == "positions":
        span = positions.max(axis=0) - positions.min(axis=0)
        # Where all stand alike nobody moves, whatever distances are divided by.
        span = np.where(span > 0, span, 1.0)
    for _ in range(options.rounds):
        step = _step(options, inputs, positions, span, draws)
        yield step
        going = ~step.over
        if not going.any():
            return
        positions, inputs = step.after[:, going], inputs.of(np.flatnonzero(going))
        span, draws = span[going], draws[going]


def _step(options: Options, inputs: Inputs, positions: Floats, span: Floats, draws: Places) -> Step:
    neutral = _expectations(options, inputs, positions, span, np.ones_like(positions))[0]
    exponents = _exponents(neutral)
    own, against = _expectations(options, inputs, positions, span, exponents)
    if options.variant == "printed":
        against = own.swapaxes(0, 1)
    kinds, moves, keys = _offers(options, positions, own, against)
    best = kinds.min(axis=1)
    ranks = np.where(kinds == best[:, None], keys, np.inf)
    others = (ranks <= ranks.min(axis=1)[:, None] + TIED).argmax(axis=1)

    def taken(numbers: Floats) -> Floats:
        return np.take_along_axis(numbers, others[:, None], axis=1)[:, 0]

    after = np.where(best < NONE, positions + taken(moves), positions)
    over = np.abs(after - positions).max(axis=0) <= AT_REST
    return Step(draws, positions, after, best, others, taken(own), taken(against), over)


def _expectations(
    options: Options, inputs: Inputs, positions: Floats, span: Floats, exponents: Floats
) -> tuple[Floats, Floats]:
    """Return what challenges are expected to bring, shape (actors, actors, draws) each.

    First what the one expects of challenging the other, then what the other would, of challenging
    the one, with the attitude to risk of the one.
    """
    r = exponents[:, None]
    # Positions stay between the first ones, but for rounding.
    near = np.minimum(np.abs(positions[:, None] - positions) / span, 1.0)
    success, failure = 2 - 4 * (0.5 - 0.5 * near) ** r, 2 - 4 * (0.5 + 0.5 * near) ** r
    prevails = _prevailing(options, inputs, near, exponents)
    salience = inputs.saliences[:, 0]
    from_median = np.abs(positions - weighted_median(positions[:, None], weights(inputs))[0]) / span

    def expected(salience: Floats, prevails: Floats, from_median: Floats) -> Floats:
        resisted = prevails * success + (1 - prevails) * failure
        otherwise = _unchallenged(options, near, from_median, r)
        return salience * resisted + (1 - salience) * success - otherwise

    return (
        expected(salience, prevails, from_median[:, None]),
        expected(salience[:, None], prevails.swapaxes(0, 1), from_median),
    )


def _unchallenged(options: Options, near: Floats, from_median: Floats, r: Floats) -> Floats:
    """Return what who challenges expects if it does not: that things stay, or change without it."""
    staying = 2 - 4 * 0.5**r
    if options.q == 1:
        return staying
    # Positions lie between the first ones, so that this is at most a half but for rounding.
    part = np.minimum(0.25 * (from_median + near), 0.5)
    if options.better == "nearer":
        better = (from_median < near - TIED).astype(float)
    else:
        better = np.full(1, {"half": 0.5, "always": 1.0, "never": 0.0}[options.better])
    for_better, for_worse = 2 - 4 * (0.5 - part) ** r, 2 - 4 * (0.5 + part) ** r
    changing = better * for_better + (1 - better) * for_worse
    return options.q * staying + (1 - options.q) * changing


def _prevailing(options: Options, inputs: Inputs, near: Floats, exponents: Floats) -> Floats:
    """Return how probable it is that the one prevails over the other, shape (actors, actors, draws).

    In "table2" by all votes that would be cast between any two, which makes it small.
    """
    weight = inputs.capabilities * inputs.saliences[:, 0]
    of_printed = options.variant == "printed"
    distance = near if of_printed else near ** exponents[:, None]
    ayes, votes = np.zeros(near.shape), np.zeros(near.shape)
    for own, theirs in zip(weight, distance, strict=True):
        cast = own * (theirs[None] - theirs[:, None])
        ayes += np.maximum(cast, 0.0)
        votes += np.abs(cast)
    if not of_printed:
        votes = np.broadcast_to(total(total(votes)), near.shape)
    return np.where(votes > 0, ayes / np.where(votes > 0, votes, 1.0), 0.0)


def _exponents(expected: Floats) -> Floats:
    """Return exponents of utilities, from ½ to 2: who is most in danger takes risks."""
    count = len(expected)
    others = expected.copy()
    others[np.arange(count), np.arange(count)] = 0.0
    danger = total(others)
    most, least = danger.max(axis=0), danger.min(axis=0)
    span = most - least
    attitude = np.where(
        span > TIED, (2 * danger - most - least) / np.where(span > TIED, span, 1.0), 0.0
    )
    return (1 - attitude / 3) / (1 + attitude / 3)


def _offers(
    options: Options, positions: Floats, own: Floats, against: Floats
) -> tuple[Places, Floats, Floats]:
    """Return what each is offered by each other one: of which kind, how it would move, and its rank.

    Only who has less to expect moves; of offers of one kind the one of least rank is taken.
    """
    gaps = positions[None] - positions[:, None]
    less, more = np.abs(own), np.abs(against)
    conflict = (against > own + TIED) & (own > TIED)
    opposed = (against > TIED) & (own < -TIED)
    kinds = np.select([conflict, opposed & (more >= less - TIED), opposed], range(NONE), NONE)
    # Who has moved to another stands there but for rounding, and makes it no further offer.
    kinds = np.where(np.abs(gaps) <= AT_REST, NONE, kinds)
    compromise = kinds == ARGUMENTS.index("compromise")
    share = np.where(compromise, less / np.where(compromise, more, 1.0), 1.0)
    moves = gaps * share
    keys = np.abs(moves)
    if options.variant == "table2":
        whole = np.where(compromise, less + more, 1.0)
        middle = (less * positions[:, None] + more * positions[None]) / whole
        keys = np.where(compromise, middle, keys)
    return kinds, moves, keys


def _moves(problem: Spatial, step: Step, number: int) -> Iterator[Move]:
    ids = problem.actor_ids
    for k in np.flatnonzero(step.arguments[:, 0] < NONE).tolist():
        yield Move(
            number,
            ids[k],
            ids[step.others[k, 0]],
            ARGUMENTS[step.arguments[k, 0]],
            (float(step.before[k, 0] * SCALE),),
            (float(step.after[k, 0] * SCALE),),
            {"own": float(step.own[k, 0]), "other": float(step.against[k, 0])},
        )


def _check(inputs: Inputs) -> None:
    if inputs.positions.shape[1] != 1:
        raise ModelError(
            f"expected utility knows one dimension, and there are {inputs.positions.shape[1]}",
            hint="take the model smp, or one dimension at a time",
            code="one-dimension",
        )
