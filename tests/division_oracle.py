"""Core, Shapley value and nucleolus by their definitions, in fractions: slow, and meant to be read.

Linear programs are solved by the simplex method with Bland's rule, which cannot cycle and does not
round. A game is a dictionary from frozen sets of players to what they are worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

Player = str
Coalition = frozenset
Game = dict
Row = Sequence[Fraction]


def coalitions(players: Sequence[Player]) -> list[Coalition]:
    """All coalitions except the empty one."""
    return [
        frozenset(some)
        for size in range(1, len(players) + 1)
        for some in combinations(players, size)
    ]


def maximum(aim: Row, rows: Sequence[Row], to: Row) -> Fraction:
    """The most of ``aim · x`` with ``rows · x == to``, x >= 0; ValueError if nothing meets that."""
    signs = [1 if each >= 0 else -1 for each in to]
    table = [
        [sign * x for x in row] + [Fraction(int(i == k)) for i in range(len(rows))] + [sign * each]
        for k, (row, each, sign) in enumerate(zip(rows, to, signs, strict=True))
    ]
    width = len(aim)
    basis = [width + k for k in range(len(rows))]
    missing = _climb(table, basis, [Fraction(0)] * width + [Fraction(-1)] * len(rows))
    if missing:
        raise ValueError("nothing meets the rows")
    for k, column in enumerate(basis):  # artificial columns leave where they can
        if column >= width:
            for other in range(width):
                if table[k][other]:
                    _pivot(table, basis, k, other)
                    break
    # Where none could leave, the row is void, and its column stays at 0.
    table[:] = [[*row[:width], row[-1]] for row in table]
    return _climb(table, basis, list(aim))


def _climb(table: list[list[Fraction]], basis: list[int], aim: list[Fraction]) -> Fraction:
    price = dict(enumerate(aim))
    while True:
        for column in range(len(aim)):
            gain = aim[column] - sum(
                price.get(b, Fraction(0)) * row[column] for b, row in zip(basis, table, strict=True)
            )
            if gain > 0:
                break
        else:
            return sum(
                (price.get(b, Fraction(0)) * row[-1] for b, row in zip(basis, table, strict=True)),
                Fraction(0),
            )
        steps = [
            (row[-1] / row[column], basis[k], k) for k, row in enumerate(table) if row[column] > 0
        ]
        if not steps:
            raise OverflowError("without bound")
        _pivot(table, basis, min(steps)[2], column)


def _pivot(table: list[list[Fraction]], basis: list[int], k: int, column: int) -> None:
    factor = table[k][column]
    table[k] = [x / factor for x in table[k]]
    for other, row in enumerate(table):
        if other != k and row[column]:
            table[other] = [x - row[column] * y for x, y in zip(row, table[k], strict=True)]
    basis[k] = column


class Divisions:
    """What is asked of the divisions of a game."""

    def __init__(self, players: Sequence[Player], game: Game) -> None:
        self.players = tuple(players)
        self.everybody = frozenset(players)
        self.worth = {some: Fraction(game.get(some, 0)) for some in coalitions(players)}

    def shapley(self) -> dict[Player, Fraction]:
        """The average of what each adds, over all orders of joining."""
        total = dict.fromkeys(self.players, Fraction(0))
        for order in permutations(self.players):
            for place, player in enumerate(order):
                after, before = frozenset(order[: place + 1]), frozenset(order[:place])
                total[player] += self.worth[after] - self.worth.get(before, 0)
        return {player: each / factorial(len(self.players)) for player, each in total.items()}

    def in_core(self, shares: dict[Player, Fraction]) -> bool:
        """Does it divide what there is, and give no coalition less than it is worth?"""
        got = {some: sum(shares[player] for player in some) for some in self.worth}
        return got[self.everybody] == self.worth[self.everybody] and all(
            got[some] >= self.worth[some] for some in self.worth
        )

    def least_excess(self) -> Fraction:
        """The least largest excess of the coalitions other than that of all."""
        return -self._most_slack(self._proper(), {}, imputation=False)

    def nucleolus(self) -> tuple[bool, dict[Player, Fraction]]:
        """Whether it is over imputations, and the lexicographically least sorted excesses.

        The largest excess is made least; coalitions that have it in every division that makes it
        least are kept so; and so on.
        """
        alone = sum(self.worth[frozenset([player])] for player in self.players)
        imputation = alone <= self.worth[self.everybody]
        kept: dict[Coalition, Fraction] = {}
        while len(kept) < len(self._proper()):
            among = [some for some in self._proper() if some not in kept]
            slack = self._most_slack(among, kept, imputation=imputation)
            for some in among:
                # Can it get more than that, while no other gets less?
                most = self._most(some, among, slack, kept, imputation=imputation)
                if most == self.worth[some] + slack:
                    kept[some] = most
        return imputation, {
            player: kept.get(frozenset([player]), self.worth[self.everybody])
            for player in self.players
        }

    def _proper(self) -> list[Coalition]:
        return [some for some in self.worth if some != self.everybody]

    def _columns(self, some: Coalition, *, imputation: bool) -> list[Fraction]:
        """Shares are what each has over its worth alone, or differences of two such numbers."""
        row = [Fraction(int(player in some)) for player in self.players]
        return row + [Fraction(0) if imputation else -x for x in row]

    def _over(self, some: Coalition) -> Fraction:
        return self.worth[some] - sum(self.worth[frozenset([player])] for player in some)

    def _rows(
        self, among: Sequence[Coalition], kept: dict[Coalition, Fraction], *, imputation: bool
    ) -> tuple[list[list[Fraction]], list[Fraction]]:
        """Columns: shares; the slack of all, as a difference; the slack of each."""
        rows, to = [], []
        for k, some in enumerate(among):
            own = [Fraction(-int(k == other)) for other in range(len(among))]
            slack = [Fraction(-1), Fraction(1)]
            rows.append(self._columns(some, imputation=imputation) + slack + own)
            to.append(self._over(some))
        for some, got in [*kept.items(), (self.everybody, self.worth[self.everybody])]:
            none = [Fraction(0)] * (2 + len(among))
            rows.append(self._columns(some, imputation=imputation) + none)
            to.append(got - sum(self.worth[frozenset([player])] for player in some))
        return rows, to

    def _most_slack(
        self, among: Sequence[Coalition], kept: dict[Coalition, Fraction], *, imputation: bool
    ) -> Fraction:
        rows, to = self._rows(among, kept, imputation=imputation)
        aim = [Fraction(0)] * len(rows[0])
        aim[2 * len(self.players)] = Fraction(1)
        aim[2 * len(self.players) + 1] = Fraction(-1)
        return maximum(aim, rows, to)

    def _most(
        self,
        some: Coalition,
        among: Sequence[Coalition],
        slack: Fraction,
        kept: dict[Coalition, Fraction],
        *,
        imputation: bool,
    ) -> Fraction:
        rows, to = self._rows(among, kept, imputation=imputation)
        fixed = [Fraction(0)] * len(rows[0])
        fixed[2 * len(self.players)] = Fraction(1)
        fixed[2 * len(self.players) + 1] = Fraction(-1)
        aim = self._columns(some, imputation=imputation)
        aim += [Fraction(0)] * (len(rows[0]) - len(aim))
        most = maximum(aim, [*rows, fixed], [*to, slack])
        return most + sum(self.worth[frozenset([player])] for player in some)
