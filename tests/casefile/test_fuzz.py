"""Whatever the bytes: a case, or a CaseError whose diagnostics have sane places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile.cases import BARGAINING, BASE, SPATIAL, found
from detente.casefile import edit, loads, nodes
from detente.casefile.positions import read
from detente.errors import CaseError, ModelError
from examples import examples

WORDS = [
    "detente", "parties", "conflict", "options", "preferences", "ranking", "weights", "weight",
    "want", "up", "down", "up.fill", "deal", "not up.fill", "cites", "s1", "scenarios", "1", "2",
    "true", "null", "", "~", "[]", "{}", "- ", ": ", "\n", "\n  ", "\n    ", "&a ", "*a", "!x ",
    "'", '"', "|", ">", "#", ",", "{", "}", "[", "]", "%", "@", "\t", "\r", "\x85", "\ufeff",
    "water", "water.half", "money >= 2", "dam > 2 money", "unknown", "no_deal", "[0.1, 0.2]", "values",
    "range", "step", "scores", "best", "worth", "999999999999999999", "1e999", ".nan", "-1", "0x1f", "0o7", "2019-01-09", "<<", "---", "...",
]  # fmt: skip
scraps = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=30).map("".join)


def check(data: bytes | str) -> None:
    try:
        case = loads(data)
    except CaseError as error:
        problems = error.diagnostics
        assert any(d.severity == "error" for d in problems)
    else:
        problems = case.warnings
        if case.conflict is not None:
            for party in case.conflict.party_ids:
                case.conflict.payoffs(party)
    lines = data.count(b"\n" if isinstance(data, bytes) else "\n") + data.count(
        b"\r" if isinstance(data, bytes) else "\r"
    )
    for problem in problems:
        assert problem.code
        assert problem.message
        assert 0 <= problem.line <= lines + 2
        assert problem.column >= 0


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    check(data)


@given(scraps | st.text())
def test_any_text(text: str) -> None:
    check(text)


@st.composite
def mutated(draw: st.DrawFn, text: str = BASE) -> str:
    """Return a case after a few cuts, insertions and moves."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(scraps) + text[end:]
    return text


@given(mutated() | mutated(BARGAINING))
def test_mutated_cases(text: str) -> None:
    check(text)


json_like = st.recursive(
    st.sampled_from(["up", "down", "up.fill", "deal", "s1", "herald", "not deal", "", "2024"])
    | st.integers(-2, 14)
    | st.booleans()
    | st.none()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "want",
                    "weight",
                    "weights",
                    "ranking",
                    "means",
                    "when",
                    "label",
                    "cites",
                    "because",
                    "up",
                    "down",
                    "s1",
                    "deal",
                    "by",
                    "source",
                    "relays",
                    "events",
                    "date",
                    "says",
                    "confidence",
                    "judgement",
                    "visibility",
                    "direction",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("text", [BASE, BARGAINING, SPATIAL], ids=["base", "bargaining", "spatial"])
@given(st.data())
def test_any_value_anywhere(text: str, data: st.DataObject) -> None:
    paths = [path for path in read(text.encode()).values if path]
    for path, value in data.draw(
        st.lists(st.tuples(st.sampled_from(paths), json_like), min_size=1, max_size=3)
    ):
        try:
            text = edit.set_value(text, path, value)
        except ModelError:  # an earlier change took the place away
            continue
    check(text)


@given(mutated())
def test_both_parsers_agree(text: str) -> None:
    """The pure Python parser is the fallback where libyaml is missing."""
    import yaml

    if not hasattr(yaml, "CSafeLoader"):
        pytest.skip("no libyaml here")
    fast = read(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nodes, "_LOADER", yaml.SafeLoader)
        slow = read(text.encode())
    if not fast.problems and not slow.problems:  # they differ in what they forgive
        assert fast.data == slow.data
        assert {p: (s.line, s.column) for p, s in fast.values.items()} == {
            p: (s.line, s.column) for p, s in slow.values.items()
        }


@examples(20)
@given(st.integers(0, len(BASE)))
def test_a_file_cut_short(length: int) -> None:
    check(BASE[:length])


def test_problems_do_not_multiply_with_scenarios() -> None:
    text = BASE.replace("[up.fill]", "[up.fil]").replace("cites: s1", "cites: s9")
    more = "".join(f"  s{k}: {{terms: {{t{k}: up.fill}}, outcomes: x}}\n" for k in range(3))
    codes = [d.code for d in found(text.replace("scenarios:\n", f"scenarios:\n{more}"))]
    assert codes.count("unknown-option") == 1
    assert codes.count("unknown-statement") == 1
