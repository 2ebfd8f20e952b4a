"""Domains of other programs: the utilities that those programs would compute, hostile files told."""

from __future__ import annotations

import json
import os
from itertools import product
from pathlib import Path

import pytest

import detente
from detente import loading
from detente.bargaining.model import Bargaining
from detente.bargaining.worth import worth
from detente.case import Case
from detente.errors import DetenteError, LimitError
from detente.interop.domains import found, genius
from interop.domain_files import DOMAIN, OUTCOMES, TEMPLATE, UFUN, profile, space, write

Shares = (2, 3, 4, 5, 6)


def load(path: Path) -> tuple[Case, Bargaining]:
    case = detente.load(path)
    assert case.bargaining is not None
    return case, case.bargaining


def worths(problem: Bargaining, package: dict[str, str]) -> dict[str, float]:
    table = worth(problem)
    return table.utilities(table.sums([problem.package(package)])[0])


def problems(path: Path) -> list[str]:
    found = loading.diagnose(path)
    assert all(d.file.startswith(str(path)) or d.file == str(path.parent) for d in found)
    return [f"{d.line}:{d.column}: {d.message}" for d in found if d.severity == "error"]


# -- GENIUS --------------------------------------------------------------------------------


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    second = profile((0, 1, 0.5), (0.2, 0.2, 0.6), slope=-0.5, offset=1.0,
                     rest='<reservation value="0.4"/><discount_factor value="0.9"/>')  # fmt: skip
    files: dict[str, object] = {"garden.xml": TEMPLATE, "p10.xml": second, "p2.xml": profile()}
    return write(tmp_path / "garden", files)


def test_genius_utilities(garden: Path) -> None:
    case, problem = load(garden)
    assert case.id == case.title == "garden"
    assert list(case.parties) == ["p2", "p10"]
    assert [issue.id for issue in problem.issues] == ["fence type", "share", "deposit"]
    fences = ("none", "low, wooden", "3.5 m")
    deposits = [value.id for value in problem.issues[2].values]
    assert len(deposits) == 21
    assert deposits[:3] == ["0", "0.5", "1"]
    for fence, share, deposit in product(range(3), Shares, deposits):
        real = min(1.0, max(0.0, -0.5 + 0.2 * float(deposit)))
        package = {"fence type": fences[fence], "share": str(share), "deposit": deposit}
        assert worths(problem, package) == pytest.approx(
            {
                "p2": 0.5 * (0.5, 0.25, 1)[fence] + 0.3 * 0.25 * (share - 2) + 0.2 * real,
                "p10": 0.2 * (0, 1, 0.5)[fence]
                + 0.2 * max(0.0, 1 - 0.5 * (share - 2))
                + 0.6 * real,
            },
            abs=1e-11,
        )
    assert worth(problem).reservation.tolist() == [0, 400_000_000_000]


def test_genius_notes(garden: Path) -> None:
    notes = [f"{Path(d.file).name}: {d.message}" for d in detente.load(garden).warnings]
    assert notes == [
        "garden.xml: 'deposit' can be any number; 21 evenly spaced ones stand for them",
        "p2.xml: evaluations are divided by the largest of their issue ('fence type')",
        "p10.xml: the discount factor 0.9 is not used: no time passes here",
    ]


def test_a_domain_comes_with_the_profiles_beside_it_and_a_profile_alone(garden: Path) -> None:
    assert list(detente.load(garden / "garden.xml").parties) == ["p2", "p10"]
    _, alone = load(garden / "p2.xml")
    assert alone.party_ids == ("p2",)
    assert alone.size == 3 * 5 * 21
    (garden / "garden.xml").unlink()
    assert load(garden)[1].party_ids == ("p2", "p10")


def test_nothing_evaluated_counts_nothing_and_missing_weights_are_told(tmp_path: Path) -> None:
    text = profile((0, 0, 0), rest='<reservation value="0.1"/>').replace(
        '<weight index="3" value="0.2"/>', ""
    )
    case, problem = load(write(tmp_path / "d", {"p.xml": text}) / "p.xml")
    package = {"fence type": "3.5 m", "share": "6", "deposit": "10"}
    assert worths(problem, package) == {"p": 0.3}
    assert [d.message for d in case.warnings][-2:] == [
        "'deposit' has no weight, which counts as 0",
        "the weights of 'p' sum to 0.8, not to 1; they are kept",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('evaluation="10"', "", "'none' of 'fence type' has no evaluation"),
        ('evaluation="10"', 'evaluation="NaN"', "the evaluation of 'none' is 'NaN', not a number"),
        ('evaluation="10"', 'evaluation="1e999"', "the evaluation of 'none' is '1e999'"),
        ('value="none" ', 'value="nought" ', "'fence type' has no value 'nought' in the domain"),
        ('ftype="linear" slope', 'ftype="triangular" slope', "by a 'triangular' function"),
        ('slope="0.25"', "", "the parameter1 of 'share' is missing"),
        ('name="share"', 'name="shares"', "there is no issue 'share'"),
        ('value="0.3"', 'value="x"', "the weight of 'share' is 'x', not a number"),
        ("</objective>", "<utility_function/></objective>", "the utilities are not additive"),
    ],
)
def test_genius_problems(garden: Path, old: str, new: str, message: str) -> None:
    text = (garden / "p2.xml").read_text()
    assert old in text
    (garden / "p2.xml").write_text(text.replace(old, new, 1))
    assert any(message in told for told in problems(garden)), problems(garden)


def test_problems_have_their_place(garden: Path) -> None:
    (garden / "p2.xml").write_text(profile(("x", 1, 1)))
    assert problems(garden) == [
        "3:5: the evaluation of 'none' is 'x', not a number that can be used"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: not XML: no element found"),
        ("<utility_space>", "1:16: not XML: no element found"),
        ("<utility_space><a></utility_space>", "1:21: not XML: mismatched tag"),
        ("<a/>", "1:1: <a> is no GENIUS domain or profile"),
        (
            '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><utility_space/>',
            "the file declares a document type or entities",
        ),
        (
            '<!DOCTYPE a SYSTEM "file:///etc/passwd"><utility_space/>',
            "the file declares a document type or entities",
        ),
        ("<utility_space>&x;</utility_space>", "1:16: not XML: undefined entity"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "not XML: unknown encoding"),
        ("<a>" * 5000, "nested deeper than 64 levels"),
        ("<utility_space>" + "<b/>" * 300_001, "more than 300,000 elements"),
        ("<negotiation_template/>", "1:1: there is no <utility_space>"),
        ("<utility_space/>", "0:0: there are no issues"),
    ],
)
def test_hostile_xml(tmp_path: Path, text: str, message: str) -> None:
    file = write(tmp_path, {"x.xml": text}) / "x.xml"
    assert message in problems(file)[0]


def test_too_large(tmp_path: Path) -> None:
    file = tmp_path / "x.xml"
    with file.open("wb") as stream:
        stream.truncate((16 << 20) + 1)
    with pytest.raises(LimitError, match="larger than 16 MiB"):
        detente.load(file)
    file.write_text(TEMPLATE.replace('upperbound="6"', 'upperbound="60000000"'))
    assert detente.loading.diagnose(file)[0].message == (
        "nothing says what packages are worth to anybody"
    )


def test_numbers_that_are_too_many_become_a_grid(tmp_path: Path) -> None:
    text = profile().replace('upperbound="6"', 'upperbound="60000002"')
    case, problem = load(write(tmp_path, {"p.xml": text}) / "p.xml")
    assert len(problem.issue("share").values) == 21
    assert problem.issue("share").values[1].id == "3000002"
    assert "more than 1,000 numbers" in case.warnings[0].message


# -- GeniusWeb -----------------------------------------------------------------------------


def test_geniusweb_utilities(tmp_path: Path) -> None:
    bid = {"issuevalues": {"share": 4, "fence type": "3.5 m"}}
    folder = write(
        tmp_path / "web",
        {
            "domain.json": DOMAIN,
            "a.json": space(reservationBid=bid),
            "b.json": space(name="town", reservationBid={"issuevalues": {"share": "4"}}),
            "c.json": space(name="bank"),
            "results.json": [1, 2],
        },
    )
    case, problem = load(folder)
    assert problem.party_ids == ("owner", "town", "bank")
    for fence, share in product(("none", "low, wooden", "3.5 m"), Shares):
        mine = 0.6 * (fence == "3.5 m") + 0.4 * (0.5 + (share - 2) / 8)
        package = {"fence type": fence, "share": str(share)}
        assert worths(problem, package) == pytest.approx(
            {"owner": mine, "town": mine, "bank": mine}, abs=1e-12
        )
    kept = worth(problem).utilities(worth(problem).reservation)
    assert kept == pytest.approx({"owner": 0.9, "town": 0.3, "bank": 0})
    assert {d.code for d in case.warnings} == {"geniusweb-read"}
    assert list(detente.load(folder / "domain.json").parties) == ["owner", "town", "bank"]
    assert list(detente.load(folder / "b.json").parties) == ["town"]


def test_parties_are_named_by_file_where_names_do_not_tell_them_apart(tmp_path: Path) -> None:
    files: dict[str, object] = {"domain.json": DOMAIN, "a 1.json": space(), "b.json": space()}
    assert list(detente.load(write(tmp_path / "web", files)).parties) == ["a 1", "b"]


def _other_domain() -> dict[str, object]:
    return {"issuesValues": {"fence type": {"values": ["none"]}, "share": {"values": ["2"]}}}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"b.json": "{"}, "1:2: not JSON"),
        ({"b.json": '{"a": NaN}'}, "a: NaN is not a number JSON can hold"),
        ({"b.json": '{"a": 1, "a": 2}'}, 'the key "a" stands twice'),
        ({"b.json": "[" * 100}, "nested deeper than 64 levels"),
        ({"b.json": {"issuesValues": {}}}, "several domains are here: a.json, b.json"),
        ({"b.json": {"DefaultPartialOrdering": {}}}, "the preferences are a 'DefaultPartialOrd"),
        ({"b.json": {"LinearAdditiveUtilitySpace": 1}}, "an object is expected"),
        ({"b.json": space(issueWeights={"share": 1})}, "issueWeights: there is no issue 'fence"),
        ({"b.json": space(issueWeights={"share": "?", "fence type": 1})}, "is '?', not a number"),
        ({"b.json": space(issueUtilities={"share": {}})}, "the utilities do not fit the issue"),
        ({"b.json": space(domain=_other_domain())}, "for a domain with another 'share'"),
        ({"b.json": space(reservationBid={"issuevalues": {"share": 7}})}, "has no value 7"),
        ({"b.json": space(reservationBid={"issuevalues": {"x": 7}})}, "no issue 'x'"),
        ({"a.json": {"issuesValues": {"x": {"range": [1, 2, 0]}}}}, "the step is 0"),
        ({"a.json": {"issuesValues": {"x": {"range": [3, 2, 1]}}}}, "no values between 3 and 2"),
        ({"a.json": {"issuesValues": {"x": 3}}}, "issuesValues.x: an object is expected"),
        ({"a.json": {"issuesValues": {"x": {"values": [[]]}}}}, "is expected"),
        ({"a.json": {"issuesValues": {"x": {"values": []}}}}, "the issue 'x' has no values"),
        ({"a.json": {"issuesValues": {}}}, "there are no issues"),
    ],
)
def test_geniusweb_problems(tmp_path: Path, files: dict[str, object], message: str) -> None:
    folder = write(tmp_path / "web", {"a.json": DOMAIN, **files})
    assert any(message in told for told in problems(folder)), problems(folder)


def test_a_case_file_may_be_json(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"detente": 1, "id": "d", "title": "D", "parties": {}}))
    assert detente.load(file).id == "d"


# -- NegMAS --------------------------------------------------------------------------------


def test_negmas_utilities(tmp_path: Path) -> None:
    flat = "type: AffineUtilityFunction\nname: town\nweights: {n: 2, m: -1}\nbias: 0.5\n"
    folder = write(tmp_path / "neg", {"domain.yml": OUTCOMES, "owner.yml": UFUN, "_info.yaml": "["})
    case, problem = load(folder)
    assert problem.party_ids == ("owner",)
    for fence, share, deposit in product((0, 1, 2), Shares, ("0", "2.5", "10")):
        values = ("none", "low, wooden", "3.5 m")
        package = {"fence type": values[fence], "share": str(share), "deposit": deposit}
        expected = 0.125 + 0.5 * fence / 2 + 0.1 * (0.5 * share - 1) + 0.2 * float(deposit)
        assert worths(problem, package) == {"owner": pytest.approx(expected, abs=1e-12)}
    assert worth(problem).reservation.tolist() == [250_000_000_000]
    assert any("'deposit' can be any number" in d.message for d in case.warnings)

    numbers = "issues:\n- {name: n, values: 3}\n- {name: m, values: [1, 0.5, 2]}\n"
    _, other = load(write(tmp_path / "flat", {"d.yml": numbers, "town.yaml": flat}))
    assert worths(other, {"n": "2", "m": "0.5"}) == {"town": 4.0}
    # no reserved value: the least that it can be worth, which is negative
    assert worth(other).reservation.tolist() == [-1_500_000_000_000]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("{type: ConstFun, bias: 0.5}", [0.5, 0.5, 0.5]),
        ("{type: LinearFun, slope: 2}", [0, 2, 4]),
        ("{type: QuadraticFun, a2: 1, a1: -1, bias: 2}", [2, 2, 4]),
        ("{type: PolynomialFun, coefficients: [1, 0, 1], bias: 1}", [1, 3, 11]),
        ("{mapping: {0: 1, 1.0: 2, '2': 3}, type: TableFun}", [1, 2, 3]),
        ("{type: TableFun, mapping: {0: &x 0.5, 1: *x, 2: *x}}", [0.5, 0.5, 0.5]),
    ],
)
def test_negmas_functions(tmp_path: Path, function: str, expected: list[float]) -> None:
    text = f"type: LinearUtilityAggregationFunction\nreserved_value: -.inf\nweights: [1]\nvalues: [{function}]"
    files: dict[str, object] = {"d.yml": "issues: [{name: n, values: 3}]", "u.yml": text}
    _, problem = load(write(tmp_path / "n", files))
    assert [worths(problem, {"n": str(k)})["u"] for k in range(3)] == pytest.approx(expected)
    assert worth(problem).reservation.tolist() == [0]


def test_a_discount_is_noted(tmp_path: Path) -> None:
    inner = "".join(f"  {line}\n" for line in UFUN.splitlines())
    text = f"type: LinDiscountedUFun\nname: owner\nufun:\n{inner}"
    folder = write(tmp_path / "n", {"d.yml": OUTCOMES, "u.yml": text})
    case, problem = load(folder)
    assert any("discount is not used" in d.message for d in case.warnings)
    assert worth(problem).reservation.tolist() == [250_000_000_000]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("type: TableFun", "type: LambdaFun\n  f: !!binary aGk=", "Python code, which is never"),
        ("{type: IdentityFun}", "{type: SinFun}", "10:3: 'deposit' is valued by a 'SinFun'"),
        ("{type: IdentityFun}", "!!python/object/apply:os.system [id]", "the tag '!!python/obj"),
        ("weights: [0.5, 0.1, 0.2]", "weights: [0.5]", "5:10: 'weights' has to hold one entry"),
        ("weights: [0.5,", "weights: [.nan,", "the weight of 'fence type' is '.nan'"),
        ("weights: [0.5,", "weights: [.inf,", "the weight of 'fence type' is inf"),
        ("3.5 m: 1", "4 m: 1", "8:12: '3.5 m' of 'fence type' has no value"),
        ("LinearAdditive", "Mapping", "a 'MappingUtilityFunction' cannot be read"),
        ("bias: 0.125", "bias: yes", "the bias is 'yes'"),
        ("bias: 0.125", "name: again", "'name' stands here a second time"),
        ("bias: 0.125", "bias: [", "not YAML"),
        ("bias: 0.125", "? [a]\n: b", "a key must be a word or a number"),
        ("bias: 0.125", "bias: *x", "the alias '*x' refers to nothing"),
        ("bias: 0.125", "bias: " + "[" * 90, "nested deeper than 64 levels"),
        ("bias: 0.125", "bias: 1\n---\na: b", "a second document starts here"),
        ("bias: 0.125", BOMB, "more than 500,000 values once aliases are expanded"),
    ],
)
def test_negmas_problems(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in UFUN
    folder = write(tmp_path / "n", {"d.yml": OUTCOMES, "u.yml": UFUN.replace(old, new, 1)})
    assert any(message in told for told in problems(folder)), problems(folder)


@pytest.mark.parametrize(
    ("domain", "message"),
    [
        ("issues: []", "there are no issues"),
        ("issues: [{name: a}]", "an issue needs 'name' and 'values'"),
        ("issues: [{name: a, values: {b: c}}]", "no list of names"),
        ("issues: [{name: a, values: [b, b]}]", "stands twice"),
        ("issues: [{name: a, type: ContiguousIssue, values: [1]}]", "are not two ends"),
        ("issues: [{name: a, values: -3}]", "no values between 0 and -4"),
    ],
)
def test_negmas_domain_problems(tmp_path: Path, domain: str, message: str) -> None:
    folder = write(tmp_path / "n", {"d.yml": domain, "u.yml": UFUN})
    assert any(message in told for told in problems(folder)), problems(folder)


def test_a_utility_function_without_its_domain(tmp_path: Path) -> None:
    assert "one file with 'issues:' is needed; here is none" in problems(
        write(tmp_path / "n", {"u.yml": UFUN})
    )[0]  # fmt: skip


# -- Files and folders ---------------------------------------------------------------------


def test_folders_that_hold_nothing_or_too_much(tmp_path: Path, garden: Path) -> None:
    empty = write(tmp_path / "empty", {"a.txt": "", "b.yaml": "x: 1", "c.json": "[]"})
    assert problems(empty) == ["0:0: this is a directory without a case that can be read"]
    write(garden, {"case.yaml": "detente: 1"})
    (told,) = problems(garden)
    assert told.endswith("with a case file (case.yaml) and GENIUS (garden.xml, p10.xml, p2.xml)")
    alone = write(tmp_path / "alone", {"case.yaml": "detente: 1"})
    (diagnostic,) = loading.diagnose(alone)
    assert diagnostic.message == "this is a directory with a case file (case.yaml)"
    assert diagnostic.hint == "name the case file in it"


def test_links_lead_nowhere_else(tmp_path: Path, garden: Path) -> None:
    (tmp_path / "other.xml").write_text(profile())
    (garden / "p3.xml").symlink_to(tmp_path / "other.xml")
    assert problems(garden) == ["0:0: this link leads out of its directory"]
    (garden / "p3.xml").unlink()
    (garden / "p3.xml").symlink_to("p2.xml")
    (garden / "p4.xml").symlink_to("nowhere.xml")
    os.mkfifo(garden / "p5.xml")
    assert list(detente.load(garden).parties) == ["p2", "p3", "p10"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_unreadable(garden: Path) -> None:
    (garden / "p2.xml").chmod(0)
    assert problems(garden) == ["0:0: the file cannot be read: Permission denied"]
    garden.chmod(0)
    with pytest.raises(DetenteError, match="cannot be read"):
        detente.load(garden)
    garden.chmod(0o700)


def test_too_many_files(garden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "MAX_FILES", 2)
    assert problems(garden) == ["0:0: the directory holds more than 2 such files"]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for name in ("none.xml", "none.json"):
        (diagnostic,) = loading.diagnose(tmp_path / name)
        assert diagnostic.code == "no-such-file"
    with pytest.raises(DetenteError, match="cannot be read"):
        genius.read([tmp_path / "none.xml"])
