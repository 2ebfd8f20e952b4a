"""Domains written for other programs: read back, packages are worth what they were."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import islice, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import detente
from bargaining_strategies import problems
from detente import files
from detente.bargaining.model import Bargaining, Issue, Profile, Range, Score, Value, Weight
from detente.bargaining.worth import worth
from detente.case import Case, Party
from detente.cli import app
from detente.conditions import TRUE
from detente.interop.domains import exporting, genius, geniusweb, negmas
from detente.interop.domains.exporting import FORMATS, export
from examples import examples
from interop.domain_files import TEMPLATE, profile, write

READ = {"genius": genius.read, "geniusweb": geniusweb.read, "negmas": negmas.read}
names = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip() == text)


def packages(problem: Bargaining) -> list[tuple[int, ...]]:
    sizes = (range(len(issue.values)) for issue in problem.issues)
    return list(islice(product(*sizes), 400))


def sums(problem: Bargaining) -> np.ndarray:
    table = worth(problem)
    return table.sums(packages(problem)) * table.step


def reservation(problem: Bargaining) -> np.ndarray:
    table = worth(problem)
    return table.reservation * table.step


def trip(problem: Bargaining, kind: str, folder: Path) -> tuple[Bargaining, list[str]]:
    found = export(Case("c", "C", bargaining=problem), kind)
    for name, text in found.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    case = READ[kind]([folder / name for name in found.files])
    assert case.bargaining is not None
    return case.bargaining, [each.message for each in found.told if each.severity == "warning"]


@st.composite
def additive(draw: st.DrawFn) -> Bargaining:
    """Return a problem with odd names, weights that sum to 1 and scores from 0 to 1."""
    issues = tuple(
        Issue(name, tuple(map(Value, draw(st.lists(names, min_size=1, max_size=4, unique=True)))))
        for name in draw(st.lists(names, min_size=1, max_size=3, unique=True))
    )
    parties = tuple(map(Party, draw(st.lists(names, min_size=1, max_size=3, unique=True))))
    cents = st.integers(0, 100).map(lambda k: k / 100)

    def one(party: str) -> Profile:
        parts = draw(st.lists(st.integers(1, 9), min_size=len(issues), max_size=len(issues)))
        shares = [part / sum(parts) for part in parts]
        scores = {
            issue.id: tuple(Score(Range.exactly(draw(cents))) for _ in issue.values)
            for issue in issues
        }
        weights = {
            issue.id: Weight(Range.exactly(share))
            for issue, share in zip(issues, shares, strict=True)
        }
        return Profile(party, weights, scores, Range.exactly(draw(cents)))

    return Bargaining(parties, issues, {party.id: one(party.id) for party in parties})


@pytest.mark.parametrize("kind", FORMATS)
@given(problem=additive())
@examples(40)
def test_additive_problems_come_back(
    tmp_path_factory: pytest.TempPathFactory, kind: str, problem: Bargaining
) -> None:
    again, warnings = trip(problem, kind, tmp_path_factory.mktemp("trip"))
    assert [(i.id, [v.id for v in i.values]) for i in again.issues] == [
        (i.id, [v.id for v in i.values]) for i in problem.issues
    ]
    by_file = exporting._file_names(problem.party_ids)  # which GENIUS has in place of names
    called = by_file if kind == "genius" else {party: party for party in problem.party_ids}
    order = [again.party_ids.index(called[party]) for party in problem.party_ids]
    assert sums(again)[:, order] == pytest.approx(sums(problem), abs=4e-12)  # a step each issue
    if kind == "geniusweb":
        for text in export(Case("c", "C", bargaining=problem), kind).files.values():
            space = json.loads(text, parse_float=Decimal).get("LinearAdditiveUtilitySpace")
            assert space is None or sum(space["issueWeights"].values()) == 1
    if kind != "geniusweb":
        assert warnings == []
        assert reservation(again)[order] == pytest.approx(reservation(problem), abs=1e-12)
        return
    # a bid stands for what there is without a deal: the same packages are enough
    enough = sums(problem) >= reservation(problem) - 1e-9
    kept = sums(again)[:, order] >= reservation(again)[order] - 1e-9
    above = reservation(problem) > sums(problem).max(axis=0) + 1e-9
    assert (enough == kept)[:, ~above].all()
    assert len([w for w in warnings if "above every package" in w]) == above.sum()


@pytest.mark.parametrize("kind", FORMATS)
@given(problem=problems(max_parties=3, max_issues=3))
@examples(60)
def test_what_else_there_is_comes_back_up_to_scale(
    tmp_path_factory: pytest.TempPathFactory, kind: str, problem: Bargaining
) -> None:
    again, warnings = trip(problem, kind, tmp_path_factory.mktemp("trip"))
    assert any("cannot occur" in told for told in warnings) == bool(problem.infeasible)
    assert set(again.party_ids) == set(problem.agreement)
    for party in problem.agreement:
        if any(f"worth to '{party}' is left out" in told for told in warnings):
            continue
        before = sums(problem)[:, problem.party_ids.index(party)]
        after = sums(again)[:, again.party_ids.index(party)]
        if kind == "negmas":
            assert after == pytest.approx(before, abs=1e-11)
            continue
        # the same up to a positive scale and a constant
        width = np.ptp(before)
        if width == 0:
            assert np.ptp(after) == pytest.approx(0, abs=1e-9)
        else:
            assert (after - after.min()) / np.ptp(after) == pytest.approx(
                (before - before.min()) / width, abs=1e-7
            )
        if kind == "genius":
            r_before = reservation(problem)[problem.party_ids.index(party)]
            r_after = reservation(again)[again.party_ids.index(party)]
            assert after - r_after == pytest.approx(before - r_before, abs=1e-9)


@given(
    tables=st.lists(st.lists(st.integers(-3, 5), min_size=1, max_size=4), min_size=1, max_size=5),
    target=st.integers(-10, 15),
)
@examples(150)
def test_the_least_package_above(tables: list[list[int]], target: int) -> None:
    found = exporting._least_above([np.array(t, float) for t in tables], target)
    every = [
        sum(t[k] for t, k in zip(tables, p, strict=True)) for p in product(*map(_places, tables))
    ]
    enough = [total for total in every if total >= target]
    if not enough:
        assert found is None
    else:
        assert found is not None
        assert sum(t[k] for t, k in zip(tables, found, strict=True)) == min(enough)


def _places(table: list[int]) -> range:
    return range(len(table))


# -- The command ---------------------------------------------------------------------------


CASE = """\
detente: 1
id: dispute
title: A dispute
parties: {a: Alpha, b: Beta, c: Gamma}
bargaining:
  issues:
    land: {values: {none: None, part: Part of it, all: All of it}}
    money: {range: {from: 0, to: 2, step: 1, unit: million}}
  infeasible: [land.all and money >= 2]
  agreement: [a, b]
  no_deal: {land: none, money: 0}
  preferences:
    a:
      weights: {land: 0.6, money: 0.4}
      scores: {land: {none: 0, part: 0.5, all: 1}, money: {0: 1, 2: 0}}
      interactions: [{when: land.all, worth: -0.1}, {when: land.all and money >= 1, worth: 1}]
    b:
      weights: {land: [0.4, 0.6], money: [0.4, 0.6]}
      scores: {land: {none: 1, part: 0.5, all: 0}, money: {0: 0, 2: 1}}
    c:
      weights: {land: 1}
      scores: {land: {none: 1, part: 0, all: 0}}
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["convert", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(CASE)
    return tmp_path


@pytest.mark.parametrize("kind", FORMATS)
def test_a_case_as_a_folder(here: Path, kind: str) -> None:
    result = run("case.yaml", "out", "--to", kind)
    assert result.exit_code == 0, result.output
    told = " ".join(result.stderr.split())
    assert "1 combination that cannot occur is left out" in told
    assert "what 1 combination of issues is worth to 'a' is left out" in told
    assert "the best guesses are written" in told
    assert "'c' need not agree" in told
    again = detente.load("out")
    assert list(again.parties) == ["a", "b"]
    assert again.bargaining is not None
    assert [v.id for v in again.bargaining.issue("money").values] == ["0", "1", "2"]
    table = worth(again.bargaining)
    part = table.utilities(
        table.sums([again.bargaining.package({"land": "part", "money": "1"})])[0]
    )
    lowest = table.utilities(table.reservation)
    # of no deal (0.4, 0.5): a gains 0.3 + 0.2 - 0.4
    gained = {party: part[party] - lowest[party] for party in part}
    scale = 1 if kind != "geniusweb" else 1 / 0.9  # for a the format's 1 is worth 0.9
    assert gained == pytest.approx({"a": 0.1 * scale, "b": 0.0}, abs=1e-9)


def test_nothing_is_overwritten_unasked(here: Path) -> None:
    assert run("case.yaml", "out", "--to", "negmas").exit_code == 0
    before = {p.name: p.stat().st_mtime_ns for p in (here / "out").iterdir()}
    with pytest.raises(detente.errors.CaseError, match="the directory exists"):
        run("case.yaml", "out", "--to", "negmas")
    assert before == {p.name: p.stat().st_mtime_ns for p in (here / "out").iterdir()}
    assert run("case.yaml", "out", "--to", "negmas", "--force").exit_code == 0
    (here / "out" / "mine.txt").write_text("mine")
    with pytest.raises(detente.errors.CaseError, match="the directory holds other things"):
        run("case.yaml", "out", "--to", "negmas", "--force")
    assert (here / "out" / "mine.txt").read_text() == "mine"
    assert sorted(p.name for p in here.iterdir()) == ["case.yaml", "out"]


def test_a_folder_is_written_whole_or_not_at_all(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "empty").mkdir()
    files.write_folder("empty", {"a": "1"})
    assert (here / "empty" / "a").read_text() == "1"
    real = files.write

    def full(path: Path, data: str, *, overwrite: bool = True) -> None:
        if path.name == "b":
            raise OSError(28, "No space left on device", str(path))
        real(path, data, overwrite=overwrite)

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(OSError, match="No space") as caught:
        files.write_folder("new", {"a": "1", "b": "2"})
    assert caught.value.filename == "new"
    with pytest.raises(OSError, match="No space"):
        files.write_folder("empty", {"a": "3", "b": "2"}, overwrite=True)
    assert (here / "empty" / "a").read_text() == "1"
    assert sorted(p.name for p in here.iterdir()) == ["case.yaml", "empty"]
    (here / "link").symlink_to("empty")
    with pytest.raises(FileExistsError):
        files.write_folder("link", {"a": "1"}, overwrite=True)


def test_from_one_program_to_another(here: Path) -> None:
    write(
        here / "garden", {"garden.xml": TEMPLATE, "p1.xml": profile(), "p2.xml": profile((3, 2, 1))}
    )
    run("garden", "web", "--to", "geniusweb")
    run("web", "neg", "--to", "negmas")
    first, last = detente.load("garden").bargaining, detente.load("neg").bargaining
    assert first is not None
    assert last is not None
    assert last.values((1, 2, 3)) == first.values((1, 2, 3))
    assert sums(last) == pytest.approx(sums(first), abs=1e-9)


def test_a_domain_as_a_case_file(here: Path) -> None:
    rows: dict[str, object] = {
        "garden.xml": TEMPLATE,
        "p 1.xml": profile(),
        "p2.xml": profile((3, 2, 1)),
    }
    first = detente.load(write(here / "garden", rows)).bargaining
    assert run("garden", "garden.yaml").exit_code == 0
    last = detente.load("garden.yaml").bargaining
    assert first is not None
    assert last is not None
    assert (last.issues[0].id, last.issues[0].label) == ("fence_type", "fence type")
    assert [v.id for v in last.issues[0].values] == ["none", "low_wooden", "value_3_5_m"]
    assert [v.label for v in last.issues[0].values] == ["none", "low, wooden", "3.5 m"]
    assert {p.id: p.label for p in last.parties} == {"p2": "p2", "p_1": "p 1"}
    assert sums(last) == pytest.approx(sums(first), abs=1e-9)


def test_a_constant_is_a_bias(here: Path) -> None:
    problem = Bargaining(
        (Party("a"),),
        (Issue("x", (Value("y"), Value("z"))),),
        {
            "a": Profile(
                "a",
                {"x": Weight(Range.exactly(1))},
                {"x": (Score(Range.exactly(0)), Score(Range.exactly(1)))},
                interactions=(detente.bargaining.model.Interaction(TRUE, Range.exactly(-0.25)),),
            )
        },
    )
    for kind, least in (("negmas", -0.25), ("genius", 0.0), ("geniusweb", 0.0)):
        folder = here / kind
        folder.mkdir()
        again, _ = trip(problem, kind, folder)
        assert sums(again)[:, 0].tolist() == [least, least + 1]
        # a bid has to be a package: the least that is worth 0.25 and more is z
        kept = {"negmas": 0.0, "genius": 0.25, "geniusweb": 1.0}[kind]
        assert reservation(again).tolist() == [kept]
