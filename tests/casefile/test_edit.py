"""Edits by the program: the value changes, the author's words and comments stay."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casefile.cases import BASE
from detente import catalog
from detente.casefile import add_entries, load, loads, new, set_value
from detente.casefile.positions import read
from detente.errors import CaseError, ModelError, UnknownNameError

COMMENTED = """\
# top
a: 1   # one
b:      # two
  - x   # three
  - {c: d,   e: 'f'}   # four
long: some text that
  runs on    # five
block: |  # six
  one
  two
# end
"""


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


def test_a_scalar_is_spliced_and_nothing_else_moves() -> None:
    assert set_value(COMMENTED, ("a",), 2) == COMMENTED.replace("a: 1", "a: 2")
    assert set_value(COMMENTED, ("b", 1, "c"), "x, y") == COMMENTED.replace("c: d", "c: 'x, y'")
    assert set_value(COMMENTED, ("b", 1, "e"), "NO") == COMMENTED.replace("'f'", "NO")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("a",), [1, 2]),
        (("b",), {"x": "y"}),
        (("block",), "new\ntext\n"),
        (("long",), "short"),
        (("new",), "entry"),
        (("new", "deeper"), {"entry": [1, "two"]}),
        (("b", 1, "g"), None),
        (("b", 0), "2019-01-09"),
    ],
)
def test_values_are_set_and_comments_stay(path: tuple[str | int, ...], value: object) -> None:
    edited = set_value(COMMENTED, path, value)
    data = read(edited.encode()).data
    for step in path:
        data = data[step]
    assert data == value
    kept = comments(edited)
    inside = {("b",): {"three", "four"}, ("block",): {"six"}}.get(path, set())
    assert [c for c in comments(COMMENTED) if c not in inside] == [
        c for c in kept if c not in inside
    ]


@pytest.mark.parametrize("path", [(), ("b", 7), ("a", "x"), ("b", "x"), ("b", 9, "x")])
def test_there_must_be_something_to_set(path: tuple[str | int, ...]) -> None:
    with pytest.raises(ModelError):
        set_value(COMMENTED, path, "x")


def test_only_yaml_can_be_edited() -> None:
    with pytest.raises(CaseError):
        set_value("a: [", ("a",), 1)


scalars = st.text() | st.integers(-(10**12), 10**12) | st.booleans()


@example("\x85", ("title",))
@example("a\u2028b", ("title",))
@given(scalars, st.sampled_from([("title",), ("parties", "up", "label"), ("as_of",)]))
def test_what_is_set_is_read_again(value: object, path: tuple[str, ...]) -> None:
    try:
        edited = set_value(BASE, path, value)
    except ModelError:
        # what no YAML file can hold: half a surrogate pair
        assert isinstance(value, str)
        assert any("\ud800" <= character <= "\udfff" for character in value)
        return
    data = read(edited.encode()).data
    for step in path:
        data = data[step]
    assert data == value


def test_an_anchor_is_not_torn_from_its_alias() -> None:
    text = "a: &x old  # anchor\nb: *x\n"
    assert read(set_value(text, ("a",), "new").encode()).data == {"a": "new", "b": "old"}


# -- new -----------------------------------------------------------------------------------


def test_the_starter_is_flawless_and_teaches_everything() -> None:
    case = loads(new("my-case"))
    assert (case.id, case.title) == ("my-case", "My case")
    assert {found.code for found in case.warnings} == {"rests-on-nothing", "one-chain"}
    assert {found.severity for found in case.warnings} == {"note"}
    assert case.conflict is not None
    assert case.scenarios
    for word in ("cites", "because", "judgement", "confidence", "visibility", "alias", "relays",
                 "slots", "contradicts", "direction", "infeasible", "outcomes"):  # fmt: skip
        assert word in case.text


@pytest.mark.slow
@pytest.mark.parametrize("name", catalog.names())
def test_a_packaged_case_keeps_its_comments(name: str) -> None:
    original = catalog.path(name).read_text(encoding="utf-8")
    text = new("mine", base=name)
    case = loads(text)
    assert (case.id, case.title) == ("mine", "Mine")
    assert comments(text) == comments(original)
    assert len(set(text.splitlines()) ^ set(original.splitlines())) == 4
    same = load(catalog.path(name))
    assert (case.parties, case.statements) == (same.parties, same.statements)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "../a", "/a", "a\\b", "~", "a b", "a\0", "-a", "a.yaml", "CON",
             "nul", "com1", "é", "x" * 65, "$(x)", "a\n"],
)  # fmt: skip
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(CaseError, match="cannot name a case"):
        new(name)


def test_a_base_must_be_a_packaged_case() -> None:
    with pytest.raises(UnknownNameError):
        new("mine", base="../starter")


# -- Adding entries ------------------------------------------------------------------------

NEW = {
    "n1": {"says": "no: never", "date": "2019-01-09", "slots": {"quantity": 2, "set": ["a", "b"]}},
    "n2": {
        "says": "A long sentence that has to be folded. " * 5 + "End.",
        "to": "x",
        "chain": ["y"],
    },
}
SECTIONS = {
    "block": "s:\n  a: 1   # one\n  # last words\n\n# next\nt: 2\n",
    "deeper": "s:\n      a: {b: c}   # one\nt: 2\n",
    "literal": "s:\n  a:\n    b: |  # text\n      one\n\n      two\n\n\n# next\nt: 2\n",
    "folded at the end": "t: 2\ns:\n  a:\n    b: >\n      one\n      two\n",
    "no line end": "t: 2\ns:\n  a: 1",
    "several lines": "s:\n  a: {b: c,\n    d: [e,\n    f]}  # one\nt: 2\n",
    "empty": "s: {}  # nothing yet\nt: 2\n",
    "nothing": "s:\nt: 2\n",
    "braces": "s: {a: 1}  # one\nt: 2\n",
    "missing": "t: 2  # two\n\n\n",
    "alias": "t: &x {u: v}\ns:\n  a: *x  # one\n",
}  # fmt: skip


@pytest.mark.parametrize("text", SECTIONS.values(), ids=SECTIONS)
def test_entries_are_added_and_the_rest_stays(text: str) -> None:
    edited = add_entries(text, "s", NEW)
    before = read(text.encode()).data
    assert read(edited.encode()).data == {**before, "s": {**(before.get("s") or {}), **NEW}}
    assert comments(edited) == comments(text)
    assert list(read(edited.encode()).data["s"])[-2:] == ["n1", "n2"]
    if text not in (SECTIONS["braces"], SECTIONS["empty"]):  # the others are not rewritten
        own = [line for line in text.splitlines() if line.strip()]
        assert [line for line in edited.splitlines() if line in own] == own


def test_entries_that_are_there_are_not_added_again() -> None:
    with pytest.raises(ModelError):
        add_entries("s: {n1: 1}\n", "s", NEW)
    with pytest.raises(ModelError):
        add_entries("s: 5\n", "s", NEW)
    with pytest.raises(CaseError):
        add_entries("s: [", "s", NEW)


@pytest.mark.slow
@pytest.mark.parametrize("name", catalog.names())
def test_added_statements_keep_every_line_of_a_packaged_case(name: str) -> None:
    text = catalog.path(name).read_text(encoding="utf-8")
    added = {"new": {"says": "yes", "status": "disputed"}}
    edited = add_entries(text, "statements", added)
    new_line = '  new: {says: "yes", status: disputed}'
    assert [line for line in edited.splitlines() if line != new_line] == text.splitlines()
    assert "new" in loads(edited).statements
