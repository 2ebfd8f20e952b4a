"""Games for Gambit, read with a small reader of the published formats, and played by definition."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from typer.testing import CliRunner, Result

import detente
from bargaining_strategies import additive, problems
from detente.bargaining.model import Bargaining
from detente.bargaining.worth import worth
from detente.case import Case
from detente.cli import app
from detente.conflict.analysis import analyse
from detente.errors import LimitError, ModelError
from detente.interop import gambit
from examples import examples

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{},"]+)')


class Reader:
    """Reads tokens: quoted text as (text,), braces, and bare words."""

    def __init__(self, text: str) -> None:
        self.tokens: list[Any] = [
            (m.group(1),) if m.group(1) is not None else m.group(2) or m.group(3)
            for m in _TOKEN.finditer(text)
        ]
        self.at = 0

    def next(self) -> Any:
        self.at += 1
        return self.tokens[self.at - 1]

    def text(self) -> str:
        token = self.next()
        assert isinstance(token, tuple), token
        return str(token[0])

    def listed(self) -> list[Any]:
        assert self.next() == "{"
        found: list[Any] = []
        while self.tokens[self.at] != "}":
            if self.tokens[self.at] == "{":
                found.append(self.listed())
            else:
                token = self.next()
                found.append(token[0] if isinstance(token, tuple) else token)
        self.at += 1
        return found


def read_nfg(text: str) -> tuple[list[str], list[list[str]], dict[tuple[int, ...], list[Fraction]]]:
    reader = Reader(text)
    assert [reader.next() for _ in range(3)] == ["NFG", "1", "R"]
    reader.text()
    players, strategies = reader.listed(), reader.listed()
    reader.text()
    outcomes = [[Fraction(x) for x in each[1:]] for each in reader.listed()]
    cells = [int(token) for token in reader.tokens[reader.at :]]
    sizes = [len(each) for each in strategies]
    # the first player's strategy changes fastest
    profiles = [p[::-1] for p in product(*map(range, reversed(sizes)))]
    assert len(cells) == len(profiles)
    table = {p: outcomes[cell - 1] for p, cell in zip(profiles, cells, strict=True)}
    return players, strategies, table


def pure_equilibria(table: dict[tuple[int, ...], list[Fraction]]) -> set[tuple[int, ...]]:
    def better(profile: tuple[int, ...], player: int) -> bool:
        others = (
            p
            for p in table
            if p[:player] + p[player + 1 :] == profile[:player] + profile[player + 1 :]
        )
        return any(table[p][player] > table[profile][player] for p in others)

    players = range(len(next(iter(table))))
    return {p for p in table if not any(better(p, player) for player in players)}


def read_efg(text: str) -> tuple[list[str], Any]:
    reader = Reader(text)
    assert [reader.next() for _ in range(3)] == ["EFG", "2", "R"]
    reader.text()
    players = reader.listed()
    reader.text()
    sets: set[tuple[int, int]] = set()
    outcomes: dict[int, tuple[str, list[Fraction]]] = {}

    labels: set[str] = set()

    def node() -> Any:
        kind, label = reader.next(), reader.text()
        assert not label or label not in labels, "Gambit 17 reads no other"
        labels.add(label)
        if kind == "t":
            number, name = int(reader.next()), reader.text()
            payoffs = [Fraction(x) for x in reader.listed()]
            assert outcomes.setdefault(number, (name, payoffs)) == (name, payoffs)
            return payoffs
        assert kind == "p"
        player, info = int(reader.next()) - 1, int(reader.next())
        assert (player, info) not in sets, "everything is known to everybody"
        sets.add((player, info))
        reader.text()
        actions = reader.listed()
        assert reader.next() == "0"
        return player, [(action, node()) for action in actions]

    root = node()
    assert reader.at == len(reader.tokens)
    return players, root


def value(tree: Any) -> list[Fraction]:
    """Return what backward induction gives; of equally good actions the first is taken."""
    if isinstance(tree, list):
        return tree
    player, actions = tree
    return max((value(after) for _, after in actions), key=lambda payoffs: payoffs[player])


def case_of(problem: Bargaining) -> Case:
    return Case("c", 'A "quoted" \\ title\n', bargaining=problem)


SPLIT = additive([(0, 4), (1, 3), (2, 2), (3, 1), (1, 1), (4, 0)], (0.5, 0.5))


def test_demands() -> None:
    players, strategies, table = read_nfg(gambit.demand(case_of(SPLIT)).text)
    assert players == ["p0", "p1"]
    assert strategies[0] == strategies[1] == [
        "1. point: v3", "2. point: v2", "3. point: v1"
    ]  # fmt: skip
    assert table[0, 0] == [3, 1]
    assert table[2, 2] == [1, 3]
    assert {tuple(table[p]) for p in table if p[0] != p[1]} == {(Fraction(1, 2), Fraction(1, 2))}
    # every deal better than none is an equilibrium, and nothing else is
    assert pure_equilibria(table) == {(0, 0), (1, 1), (2, 2)}


def test_offers() -> None:
    # the first of two who speak last decides: with one round, the proposer's best package
    for rounds, expected in ((1, [3, 1]), (2, [1, 3]), (3, [3, 1])):
        players, tree = read_efg(gambit.offers(case_of(SPLIT), rounds=rounds).text)
        assert players == ["p0", "p1"]
        assert tree[0] == 0
        assert next(action for action, _ in tree[1]) == "1. point: v3"
        assert value(tree) == expected, rounds


@given(problem=problems(max_parties=4, max_issues=3))
@examples(40)
def test_games_of_random_problems(problem: Bargaining) -> None:
    case = case_of(problem)
    try:
        game = gambit.demand(case, packages=3)
    except ModelError as error:
        assert "no package is acceptable" in error.message  # noqa: PT017
        return
    table = worth(problem)
    own = [problem.party_ids.index(party) for party in problem.agreement]
    least = [Fraction(int(table.reservation[k])) * Fraction(repr(table.step)) for k in own]
    players, strategies, cells = read_nfg(game.text)
    assert players == list(problem.agreement)
    for profile, payoffs in cells.items():
        assert (payoffs == least) or len(set(profile)) == 1
        assert all(x >= y for x, y in zip(payoffs, least, strict=True))
    deals = [cells[(k,) * len(players)] for k in range(len(strategies[0]))]
    assert not any(
        a != b and all(x >= y for x, y in zip(a, b, strict=True)) for a in deals for b in deals
    )
    _, tree = read_efg(gambit.offers(case, packages=3, rounds=2).text)
    assert value(tree) in deals or value(tree) == least


CASE = """\
detente: 1
id: dispute
title: A dispute
parties: {a: Alpha, b: Beta, c: Gamma}
conflict:
  options: {a: {insist: Insist, sue: 'Sue "them"'}, b: {leave: Leave}, c: {}}
  infeasible: [a.sue and b.leave]
  preferences: {a: [not b.leave, a.insist], b: [not a.insist, not b.leave], c: [b.leave]}
"""


def test_options(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE.replace(", c: {}", "").replace(", c: [b.leave]", ""))
    case = detente.load(tmp_path / "case.yaml")
    game = gambit.options(case)
    players, strategies, table = read_nfg(game.text)
    assert players[:2] == ["Alpha", "Beta"]
    assert strategies[:2] == [
        ["1. nothing", "2. Sue 'them'", "3. Insist", "4. Insist + Sue 'them'"],
        ["1. nothing", "2. Leave"],
    ]
    assert [note.message for note in game.notes][1].startswith("2 combinations of options cannot")
    conflict = case.conflict_under()
    own = [[[], ["a.sue"], ["a.insist"], ["a.insist", "a.sue"]], [[], ["b.leave"]]]
    stable = set()
    for profile, payoffs in table.items():
        names = frozenset(n for each, k in zip(own, profile[:2], strict=True) for n in each[k])
        state = conflict.with_names(names)  # type: ignore[attr-defined]
        if state is None:
            assert set(payoffs) == {-1}
            continue
        assert payoffs[:2] == [int(conflict.payoffs(p)[state - 1]) for p in ("a", "b")]
        if profile in pure_equilibria(table):
            stable.add(state)
    # moves are free here, so that Nash stability is equilibrium in pure strategies
    assert stable == set(analyse(conflict, ["nash"]).equilibria("nash"))


def test_limits() -> None:
    three = additive([(1, 1, 1)], (0, 0, 0))
    wide = additive([(k, 399 - k) for k in range(400)], (0, 0))
    game = gambit.demand(case_of(wide), packages=5)
    assert [note.message for note in game.notes] == [
        "5 of 400 efficient points are in the game, evenly spaced"
    ]
    _, strategies, _ = read_nfg(game.text)
    assert strategies[0][0].endswith("v399")
    assert strategies[0][-1].endswith("v0")
    with pytest.raises(LimitError, match="nodes of the tree"):
        gambit.offers(case_of(wide), rounds=6)
    with pytest.raises(LimitError, match="combinations of demands"):
        gambit.demand(case_of(wide), packages=1000)
    assert read_nfg(gambit.demand(case_of(three)).text)[2] == {(0, 0, 0): [1, 1, 1]}
    with pytest.raises(ModelError, match="two parties"):
        gambit.demand(case_of(additive([(1,)], (0,))))


# -- The command ---------------------------------------------------------------------------


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["convert", *map(str, arguments)], catch_exceptions=False)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = CASE.replace(", c: {}", "").replace(", c: [b.leave]", "")
    both = text + (
        "bargaining:\n  issues: {land: [none, all]}\n  preferences:\n"
        "    a: {weights: {land: 1}, scores: {land: {none: 0, all: 1}}}\n"
        "    b: {weights: {land: 1}, scores: {land: {none: 1, all: 0}}}\n"
    )
    (tmp_path / "case.yaml").write_text(text)
    (tmp_path / "both.yaml").write_text(both)
    assert run("case.yaml", "case.nfg").exit_code == 0
    assert "Options: A dispute" in (tmp_path / "case.nfg").read_text()
    assert run("both.yaml", "both.nfg").exit_code == 0
    assert "Demands: A dispute" in (tmp_path / "both.nfg").read_text()
    assert "payoffs are ranks" in run("both.yaml", "o.nfg", "--game", "options").stderr
    assert run("both.yaml", "both.efg", "--rounds", 3, "--packages", 2).exit_code == 0
    assert (tmp_path / "both.efg").read_text().startswith('EFG 2 R "Offers: A dispute"')
    with pytest.raises(ModelError, match="says nothing of what is bargained over"):
        run("case.yaml", "case.efg")
    assert not (tmp_path / "case.efg").exists()
