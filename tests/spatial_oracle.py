"""The spatial model of politics transcribed from its definition, one number at a time.

Positions, ideals and saliences are fractions. Nothing here is shared with the program.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Any

TIED = 1e-12
"""Differences below this are rounding."""


@dataclass
class Oracle:
    """One model: who wants what how much, and the options by name."""

    capability: list[float]
    salience: list[list[float]]
    theta: list[list[float]]
    options: dict[str, Any]
    accommodation: list[list[float]] | None = None

    def __post_init__(self) -> None:
        self.actors = range(len(self.capability))
        self.dimensions = range(len(self.theta[0]))
        self.ideals = [list(row) for row in self.theta]
        self.total = [sum(row) for row in self.salience]
        self.random = random.Random(0)

    # ------------------------------------------------------------------ utilities

    def distance(self, i: int, place: list[float]) -> float:
        top = sum(
            (self.salience[i][k] * (self.ideals[i][k] - place[k])) ** 2 for k in self.dimensions
        )
        return math.sqrt(top / sum(s * s for s in self.salience[i]))

    def utility(self, h: int, k: int, place: list[float]) -> float:
        """Return k's utility of a place, as h sees k."""
        share = {"none": 0, "third": 1 / 3, "half": 1 / 2, "two-thirds": 2 / 3, "full": 1}
        weight = share[self.options["perspective"]]
        risk = (1 - weight) * self.risk[h] + weight * self.risk[k]
        d = self.distance(k, place)
        return (1 - d) * (1 + d * risk)

    # ---------------------------------------------------------------------- votes

    def vote(self, weight: float, gain: float) -> float:
        sign = max(-1.0, min(1.0, gain / 1e-8))
        match self.options["vote"]:
            case "binary":
                return weight * sign
            case "proportional-binary":
                return weight * (0.8 * gain + 0.2 * sign)
            case "proportional":
                return weight * gain
            case "proportional-cubic":
                return weight * (0.5 * gain + 0.5 * gain**3)
            case "cubic":
                return weight * gain**3
            case "asymmetric":
                return weight * gain if gain < 0 else weight * gain * 2 / 3
        raise AssertionError

    def victory(self, mine: float, other: float) -> float:
        match self.options["victory"]:
            case "binary":
                x = (2.1 * mine / (mine + other) - 1) / 0.1
                return max(1e-6, min(1 - 1e-6, x))
            case name:
                e = {"linear": 1, "square": 2, "quartic": 4, "octic": 8}[name]
                return mine**e / (mine**e + other**e)

    def chances(self, utility: list[list[float]], weight: list[float]) -> list[float]:
        """Return how probable each option is to win, from utilities by voter and option."""
        options = range(len(utility[0]))
        strength = [[1e-8 for _ in options] for _ in options]
        for i in options:
            for j in range(i):
                for voter, w in zip(utility, weight, strict=True):
                    v = self.vote(w, voter[i] - voter[j])
                    if v > 0:
                        strength[i][j] += v
                    else:
                        strength[j][i] -= v
        wins = [
            [0.5 if i == j else self.victory(strength[i][j], strength[j][i]) for j in options]
            for i in options
        ]
        if self.options["election"] == "conditional":
            logs = [sum(math.log(wins[i][j]) for j in options) for i in options]
            powers = [math.exp(x - max(logs)) for x in logs]
            return [x / sum(powers) for x in powers]
        count = len(options)
        incentive = self.options["election"] == "markov-incentive"
        share = [[1 / count for _ in options] for _ in options]
        if incentive:
            drive = [
                [strength[i][j] * wins[i][j] + (1e-10 if i == j else 0) for j in options]
                for i in options
            ]
            share = [
                [drive[i][j] / sum(drive[k][j] for k in options) for j in options] for i in options
            ]
        p = [1 / count for _ in options]
        while True:
            q = [
                sum(wins[i][j] * (p[i] * share[j][i] + p[j] * share[i][j]) for j in options)
                for i in options
            ]
            far = max(abs(a - b) for a, b in zip(p, q, strict=True))
            p = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
            if far < (1e-8 if incentive else 1e-6):
                return p

    # ----------------------------------------------------------------------- risk

    def set_risks(self) -> None:
        utility = [[1 - self.distance(h, place) for place in self.theta] for h in self.actors]
        p = self.chances(utility, self.capability)
        low, high = min(p), max(p)
        if high - low <= 1e-10:
            self.risk = [0.0 for _ in p]
            return
        match self.options["risk"]:
            case "min":
                self.risk = [(x - low) / (high - low) for x in p]
            case "mid":
                self.risk = [(3 * x - high - 2 * low) / (2 * (high - low)) for x in p]
            case "max":
                self.risk = [(2 * x - high - low) / (high - low) for x in p]

    # ------------------------------------------------------------------ challenges

    def prevailing(self, h: int, i: int, j: int) -> float:
        """Return the probability, as h sees it, that i prevails when it challenges j."""
        u = {
            n: [self.utility(h, n, self.theta[i]), self.utility(h, n, self.theta[j])]
            for n in self.actors
        }

        def weight(n: int) -> float:
            return self.capability[n] * self.total[n]

        def plus(v: float) -> tuple[float, float]:
            return max(v, 0.0), max(-v, 0.0)

        own = [plus(self.vote(weight(n), u[n][0] - u[n][1])) for n in (i, j)]
        a0, b0 = (1e-10 + sum(side) for side in zip(*own, strict=True))
        a, b = a0, b0
        for n in self.actors:
            if n in (i, j):
                continue
            for_i, for_j = plus(self.vote(weight(n), u[n][0] - u[n][1]))
            p = (a0 + for_i) / (a0 + for_i + b0 + for_j)
            ui, uj, un = *u[n], self.utility(h, n, self.theta[n])
            with_i, with_j = {
                "full": ((3 * ui, 3 * uj), (3 * ui, 3 * uj)),
                "semi": ((2 * ui + un, 3 * uj), (3 * ui, 2 * uj + un)),
                "none": ((2 * ui + un, 2 * uj + un), (2 * ui + un, 2 * uj + un)),
            }[self.options["third_parties"]]
            joined_i = p * with_i[0] + (1 - p) * with_i[1]
            joined_j = p * with_j[0] + (1 - p) * with_j[1]
            gain = joined_i - joined_j
            more, less = plus(self.vote(weight(n), gain))
            a, b = a + more, b + less
        return a / (a + b)

    def gain(self, h: int, k: int, i: int, j: int) -> float:
        """Return what k has, as h sees it, of i challenging j."""
        p, s = self.prevailing(h, i, j), self.total[j]
        ui, uj = self.utility(h, k, self.theta[i]), self.utility(h, k, self.theta[j])
        return (1 - s) * 2 * ui + s * (p * 2 * ui + (1 - p) * 2 * uj) - (ui + uj)

    def target(self, i: int) -> int | None:
        gains = {j: self.gain(i, i, i, j) for j in self.actors if j != i}
        best = max(gains.values(), default=0.0)
        return (
            next((j for j, g in gains.items() if g >= best - TIED), None) if best > 1e-5 else None
        )

    # -------------------------------------------------------------------- bargains

    def meet(self, i: int, j: int, p: float) -> tuple[list[float], list[float]]:
        mine, other = [], []
        for k in self.dimensions:
            x, y, si, sj = (
                self.theta[i][k],
                self.theta[j][k],
                self.salience[i][k],
                self.salience[j][k],
            )
            if self.options["bargain"] == "s2pmax":
                d = abs(2 * p - 1)
                won, lost = (si, sj) if p >= 0.5 else (sj, si)
                part = d * won**2 / (d * won**2 + 1e-6 + (1 - d) * lost**2)
                mine.append(x if p >= 0.5 else x + part * (y - x))
                other.append(y + part * (x - y) if p >= 0.5 else y)
                continue
            m = {"s1p1": 1, "s2p2": 2}[self.options["bargain"]]
            a, b = (si * p) ** m, (sj * (1 - p)) ** m
            for found, e in ((mine, (1e-6, 0)), (other, (0, 1e-6))):
                place = ((a + e[0]) * x + (b + e[1]) * y) / (a + b + 1e-6)
                found.append(math.floor(place * 1e4 + 0.5) / 1e4)
        return mine, other

    def bargains(self) -> dict[int, list[tuple[int, list[list[float]]]]]:
        """Return, by initiator, its bargains: with whom, and all places after each."""
        found: dict[int, list[tuple[int, list[list[float]]]]] = {}
        slips = self.options["reference_slips"]
        for i in self.actors:
            if (j := self.target(i)) is None:
                continue
            versions = [self.meet(i, j, self.prevailing(i, i, j))]
            if self.options["versions"] != "initiator":
                p = self.gain(j, i, i, j) if slips else self.prevailing(j, i, j)
                versions.append(self.meet(i, j, p))
            if self.options["versions"] == "weighted":
                w = self.capability[i] * self.total[i]
                v = self.capability[i if slips else j] * self.total[j]
                w, v = (w, v) if w + v > 0 else (1.0, 1.0)
                versions = [
                    tuple(
                        [(w * a + v * b) / (w + v) for a, b in zip(*sides, strict=True)]
                        for sides in zip(*versions, strict=True)
                    )
                ]
            found[i] = []
            for mine, other in versions:
                after = [list(place) for place in self.theta]
                after[i], after[j] = mine, other
                found[i].append((j, after))
        return found

    def choose(
        self, k: int, bargains: dict[int, list[tuple[int, list[list[float]]]]]
    ) -> list[float]:
        options = []
        for i in self.actors:
            if i == k:
                options.append(self.theta)
            options += [after for j, after in bargains.get(i, []) if k in (i, j)]
        utility = [
            [sum(self.utility(h, h, place) for place in after) / len(after) for after in options]
            for h in self.actors
        ]
        p = self.chances(utility, self.capability)
        return options[next(n for n, x in enumerate(p) if x >= max(p) - TIED)][k]

    # ----------------------------------------------------------------------- turns

    def turn(self) -> float:
        """Move everybody once; return how far they went."""
        self.set_risks()
        bargains = self.bargains()
        after = [list(self.choose(k, bargains)) for k in self.actors]
        moved = sum(math.dist(a, b) for a, b in zip(self.theta, after, strict=True))
        self.theta = after
        matrix = self.accommodation or [[float(i == j) for j in self.actors] for i in self.actors]
        self.ideals = [
            [
                sum(a * after[j][k] for j, a in zip(self.actors, row, strict=True))
                + (1 - sum(row)) * self.ideals[i][k]
                for k in self.dimensions
            ]
            for i, row in enumerate(matrix)
        ]
        return moved

    def run(self, most: int = 100) -> list[list[list[float]]]:
        """Return the places after each turn, first those before all turns."""
        rounds, moves = [self.theta], []
        while len(moves) < most:
            moves.append(self.turn())
            rounds.append(self.theta)
            if len(moves) >= 2 and moves[-1] / (moves[0] + 1e-4) < 0.02:
                break
        return rounds


# --------------------------------------------------------------------------- expected utility


def by_expected_utility(
    places: list[float],
    weight: list[tuple[float, float]],
    span: float,
    *,
    printed: bool,
    q: float = 1.0,
    better: str = "half",
) -> list[float]:
    """Return where actors stand after one round, from capability and salience of each."""
    actors = range(len(places))
    clout = [c * s for c, s in weight]

    def prevailing(i: int, j: int, r: list[float]) -> float:
        def vote(k: int, a: int, b: int) -> float:
            e = 1.0 if printed else r[k]
            far = [abs(places[k] - places[x]) / span for x in (a, b)]
            return clout[k] * (far[1] ** e - far[0] ** e)

        pairs = [(i, j)] if printed else [(a, b) for a in actors for b in actors]
        ayes = sum(max(0.0, vote(k, i, j)) for k in actors)
        votes = sum(abs(vote(k, a, b)) for k in actors for a, b in pairs)
        return ayes / votes if votes else 0.0

    def expects(i: int, j: int, r: list[float], e: float) -> float:
        """Return what i expects of challenging j, if everybody had this exponent."""
        gap = abs(places[i] - places[j]) / span
        success, failure = 2 - 4 * (0.5 - 0.5 * gap) ** e, 2 - 4 * (0.5 + 0.5 * gap) ** e
        p, s = prevailing(i, j, r), weight[j][1]
        ranked = sorted(zip(places, clout, strict=True))
        below = 0.0
        for median, w in ranked:  # noqa: B007
            below += w
            if 2 * below >= sum(clout):
                break
        off = abs(places[i] - median)
        part = 0.25 * (off / span + gap)
        for_better, for_worse = 2 - 4 * max(0.0, 0.5 - part) ** e, 2 - 4 * (0.5 + part) ** e
        t = {
            "half": 0.5,
            "nearer": float(off / span < gap - TIED),
            "always": 1.0,
            "never": 0.0,
        }[better]
        same = q * (2 - 4 * 0.5**e) + (1 - q) * (t * for_better + (1 - t) * for_worse)
        return s * (p * success + (1 - p) * failure) + (1 - s) * success - same

    neutral = [1.0 for _ in actors]
    danger = [sum(expects(j, i, neutral, 1.0) for j in actors if j != i) for i in actors]
    most, least = max(danger), min(danger)
    risk = [(2 * d - most - least) / (most - least) if most - least > TIED else 0.0 for d in danger]
    r = [(1 - x / 3) / (1 + x / 3) for x in risk]
    after = list(places)
    for i in actors:
        offers = []
        for j in actors:
            if places[i] == places[j]:
                continue
            mine = expects(i, j, r, r[i])
            other = expects(j, i, r, r[j] if printed else r[i])
            gap = places[j] - places[i]
            if other > mine + TIED and mine > TIED:
                offers.append((0, abs(gap), j, gap))
            elif other > TIED and mine < -TIED and other >= -mine - TIED:
                move = gap * -mine / other
                middle = (-mine * places[i] + other * places[j]) / (other - mine)
                offers.append((1, abs(move) if printed else middle, j, move))
            elif other > TIED and mine < -TIED:
                offers.append((2, abs(gap), j, gap))
        if offers:
            kind = min(offer[0] for offer in offers)
            least = min(rank for k, rank, _, _ in offers if k == kind)
            after[i] += next(g for k, x, _, g in offers if k == kind and x <= least + TIED)
    return after
