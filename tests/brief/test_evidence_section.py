"""The brief's section on the evidence."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import detente
from detente.brief.brief import render
from detente.case import Case
from detente.conflict.model import conflict
from detente.evidence import Source, Statement

DATE = "2026-01-02"


@pytest.fixture(scope="module")
def flagship() -> Case:
    return detente.load("japan-russia")


def section(case: Case, **how: bool) -> str:
    return cut(render(case, ask_further=False, date=DATE, **how))  # type: ignore[arg-type]


def cut(page: str) -> str:
    found = re.search(r'<section id="evidence".*?</section>', page, re.S)
    return found.group() if found else ""


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.slow
def test_the_flagship_tells_what_matters_first(flagship: Case) -> None:
    page = render(flagship, ask_further=False, date=DATE)
    html = cut(page)
    said = text(html)
    verdicts = re.findall("It matters: the findings differ|Whether it matters is not tested", said)
    assert len(verdicts) == 6
    assert all(verdict.startswith("It matters") for verdict in verdicts[:3])
    assert "quantity 2 against 4 and strength stipulates against agrees, within one report" in said
    assert "with the scenario “The 1956 basis read as four islands”" in said
    assert "Kyodo stands behind RIA, 9 January 2019, Report on whether a treaty" in said
    for number in re.findall(r'href="#(statement-\d+)"', html):
        assert f'id="{number}"' in page


@pytest.mark.slow
def test_the_timeline_invents_no_date(flagship: Case) -> None:
    said = text(section(flagship))
    assert "November 2018 Abe and Putin agreed" in said
    assert "not dated Japan claims" in said


@pytest.mark.slow
def test_a_case_without_statements_has_no_section(flagship: Case) -> None:
    bare = replace(flagship, statements={})
    page = render(bare, ask_further=False, date=DATE)
    assert cut(page) == ""
    assert 'href="#evidence"' not in page


@pytest.mark.slow
def test_a_case_without_a_model_still_has_its_evidence(flagship: Case) -> None:
    said = text(section(replace(flagship, conflict=None, scenarios={})))
    assert "No judgement rests on either statement" in said


@pytest.mark.slow
def test_what_is_internal_stays_out(flagship: Case) -> None:
    """Neither a statement nor a source, agency, scenario or reading that is kept internal."""
    secret = replace(
        flagship.statements["declaration_four"],
        says="SECRETSAYS", speaker="SECRETSPEAKER", chain=("SECRETAGENCY",), visibility="internal",
    )  # fmt: skip
    source = replace(flagship.sources["ria"], outlet="SECRETOUTLET", visibility="internal")
    case = replace(
        flagship,
        statements={**flagship.statements, "declaration_four": secret},
        sources={**flagship.sources, "ria": source},
    )
    shared = section(case)
    assert "SECRET" not in shared
    assert "Statements and sources not shown here are not counted." in text(shared)
    assert section(case, internal=True).count("SECRET") > 4


def test_hostile_text_is_escaped() -> None:
    hostile = "<script>alert(1)</script>\u202e\x1b[2J"
    statements = {
        key: Statement(
            key, hostile, "s", by="a", speaker=hostile, about=hostile, chain=(hostile,),
            slots={"set": (hostile, key)},
        )
        for key in ("s1", "s2")
    }  # fmt: skip
    case = Case(
        "c", "C", statements=statements, sources={"s": Source("s", hostile)},
        conflict=conflict({"a": ["x"]}, {"a": ["a.x"]}),
    )  # fmt: skip
    html = section(case)
    assert "&lt;script&gt;" in html
    for sign in ("<script", "\u202e", "\x1b"):
        assert sign not in html
