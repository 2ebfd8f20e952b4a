"""The exception tree and its diagnostics."""

from __future__ import annotations

import pytest

from detente import errors
from detente.errors import CaseError, DetenteError, Diagnostic, did_you_mean, unknown_name


def test_every_exception_is_drawn_in_the_tree() -> None:
    for name, thing in vars(errors).items():
        if isinstance(thing, type) and issubclass(thing, Exception):
            assert name in (errors.__doc__ or "")
            assert issubclass(thing, DetenteError)
    assert issubclass(errors.MissingExtraError, ImportError)
    assert issubclass(CaseError, ValueError)


def test_every_error_is_a_diagnostic() -> None:
    error = DetenteError("it broke", hint="mend it", code="broken")
    assert error.diagnostics == (Diagnostic("broken", "it broke", "mend it"),)
    assert str(error) == "it broke (mend it)"
    assert unknown_name("party", "japn", ["japan"]).diagnostics[0].to_dict() == {
        "code": "unknown-party", "severity": "error", "message": "no party 'japn'",
        "hint": "did you mean 'japan'?", "file": "", "line": 0, "column": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("diagnostic", "text"),
    [
        (Diagnostic("c", "m"), "error: m [c]"),
        (Diagnostic("c", "m", file="f", severity="note"), "f: note: m [c]"),
        (Diagnostic("c", "m", "h", "f", 3, 4), "f:3:4: error: m [c]\n    hint: h"),
    ],
)
def test_diagnostics_read_like_a_compilers(diagnostic: Diagnostic, text: str) -> None:
    assert str(diagnostic) == text


def test_a_case_error_counts_errors_only() -> None:
    warning = Diagnostic("w", "w", severity="warning")
    error = CaseError([warning, Diagnostic("e", "first"), Diagnostic("e", "second")])
    assert str(error).startswith("the case has 2 problems; first: error: first [e]")
    assert error.diagnostics[0] == warning
    assert str(CaseError([Diagnostic("e", "only")])).startswith("the case has 1 problem;")


def test_hints() -> None:
    assert did_you_mean("settel", ["settle", "hold"]) == "did you mean 'settle'?"
    assert did_you_mean("x", []) == "none is defined"
    assert did_you_mean("x", "abcdefghij") == "known: a, b, c, d, e, f, g, h, …"
