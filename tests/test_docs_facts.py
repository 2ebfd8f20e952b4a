"""What the documentation says of the program is so, and leaves nothing out that it promises."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from detente import catalog
from detente.casefile import json_schema
from detente.cli import app
from detente.conflict.concepts import CONCEPTS
from pages import ELLIPSIS, blocks

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.glob("**/*.md")]
SOURCE = ROOT / "src" / "detente"


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def flowing(text: str) -> str:
    """Return text without line breaks and the marks of a quotation."""
    return " ".join(re.sub(r"^> ", "", text, flags=re.M).split())


# -- Links ---------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """Return what can be linked to in a page: headings as GitHub names them, and named places."""
    text = page.read_text(encoding="utf-8")
    bare = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", bare, re.M)
    made = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", [pytest.param(p, id=p.name) for p in sorted(PAGES)])
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), link
        if anchor:
            assert anchor in anchors(file), link


def test_the_index_lists_every_page() -> None:
    linked = set(re.findall(r"\]\(([\w/]+\.md)\)", text_of("index.md")))
    assert linked == {
        page.relative_to(DOCS).as_posix()
        for page in DOCS.glob("**/*.md")
        if page.name != "index.md"
    }


def test_pages_name_no_place_outside_the_project() -> None:
    for page in PAGES:
        assert not re.search(r"/(home|root|tmp|work|Users)/", page.read_text(encoding="utf-8"))


# -- The first page ------------------------------------------------------------------------


def test_the_readme_shows_the_whole_result_of_the_flagship() -> None:
    shown = [block for block in blocks(ROOT / "README.md") if block.kind == "console"]
    assert shown[0].body.startswith("$ detente analyse japan-russia\n")
    assert ELLIPSIS not in shown[0].body.splitlines()


def test_the_picture_of_the_brief_is_small() -> None:
    picture = DOCS / "images" / "brief.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 400_000


# -- The case file -------------------------------------------------------------------------


def test_every_field_of_the_case_file_is_described() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", text_of("casefile.md"), re.M)
    described = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    schema = json_schema()
    for kind, part in {"CaseFile": schema, **schema["definitions"]}.items():
        assert set(part.get("properties", ())) <= described, kind


def emitted() -> Iterator[str]:
    """Yield the codes of the diagnostics that the source can make, as far as it spells them out."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _called(node)
            elif isinstance(node, ast.Assign):
                yield from _assigned(node)
            elif isinstance(node, ast.FunctionDef):
                named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                yield from _texts(*(default for arg, default in named if arg.arg == "code"))


def _called(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    if name in ("Diagnostic", "Finding", "ReadError", "diagnostic"):
        yield from _texts(*call.args[:1])
    if name in ("unknown_name", "_unknown"):
        yield from (f"unknown-{kind}" for kind in _texts(*call.args[:1]))
    yield from _texts(*(word.value for word in call.keywords if word.arg == "code"))


def _assigned(node: ast.Assign) -> Iterator[str]:
    (target, *_), value = node.targets, node.value
    pairs = [(target, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = list(zip(target.elts, value.elts, strict=True))
    yield from _texts(*(value for name, value in pairs if getattr(name, "id", "") == "code"))


def _texts(*nodes: Any) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _texts(node.body, node.orelse)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


# What the source puts together from parts.
COMPOSED = {"rests-on-disputed", "rests-on-withdrawn", "duplicate-party", "duplicate-option"}
FORMATS = ("genius", "geniusweb", "negmas", "ktab", "decide")
COMPOSED |= {kind + end for kind in FORMATS for end in ("", "-read")} | {"deu", "capabilities"}
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def test_every_diagnostic_is_documented_and_no_other() -> None:
    codes = {code for code in emitted() if CODE.fullmatch(code)} | COMPOSED
    section = text_of("casefile.md").partition("## Diagnostics")[2]
    rows = re.findall(r"^\| (`[^|]+`) \| (?:error|warning|note) \|", section, re.M)
    documented = {code for row in rows for code in re.findall(r"`([^`]+)`", row)}
    assert codes - documented == set()
    assert documented - codes == set()


def test_the_limits_are_those_of_the_program() -> None:
    from detente import conditions, terms
    from detente.casefile import checks, nodes, positions
    from detente.casefile.checks import facts
    from detente.conflict import states
    from detente.conflict.arcs import model

    section = text_of("casefile.md").partition("## Limits")[2].partition("## Diagnostics")[0]
    for limit in (
        f"{positions.MAX_BYTES >> 20} MiB", f"{nodes.MAX_NODES:,}", f"{nodes.MAX_DEPTH} levels",
        f"{nodes.MAX_DIGITS}", f"{conditions.MAX_LENGTH:,}",
        f"{conditions.MAX_DEPTH}; {terms.MAX_DEPTH} levels", f"{states.MAX_OPTIONS}",
        f"{states.MAX_STATES:,}", f"{checks.MAX_ENTRIES:,}", f"{facts.MAX_STATES:,}",
        f"{model.MAX_ARCS:,}",
    ):  # fmt: skip
        assert f"| {limit}" in section, limit


# -- Definitions and commands --------------------------------------------------------------


@pytest.mark.parametrize("concept", CONCEPTS.values(), ids=CONCEPTS)
def test_the_definitions_are_those_of_the_program(concept: Any) -> None:
    page = text_of("definitions.md")
    _, found, section = page.partition(f'<a id="{concept.id}"></a>')
    assert found, "no place to point to"
    section = section.partition('<a id="')[0]
    assert concept.name.lower() in section.splitlines()[1].lower()
    assert concept.definition in flowing(section)
    assert concept.plain.lower() in flowing(section).lower()
    assert f"@{concept.source}" in section


def test_the_docs_know_every_command_and_case() -> None:
    everything = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for command in get_command(app).commands:  # type: ignore[attr-defined]
        assert f"detente {command}" in everything, command
    for name in catalog.names():
        assert name in everything, name


def test_every_picture_is_there_and_told_in_words() -> None:
    shown = set()
    for page in PAGES:
        for words, path in re.findall(
            r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8")
        ):
            assert len(words) > 30, f"{page.name}: {path}"
            assert (page.parent / path).is_file(), f"{page.name}: {path}"
            shown.add((page.parent / path).resolve())
    kept = {path.resolve() for path in (DOCS / "images").rglob("*.png")}
    assert kept == shown, "pictures that no page shows"
    tour = {path.with_suffix("") for path in (DOCS / "images" / "tour").glob("*.png")}
    assert tour == {path.with_suffix("") for path in (DOCS / "images" / "tour").glob("*.txt")}
