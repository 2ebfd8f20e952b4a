"""A case by whatever name, and the package's front door."""

from __future__ import annotations

from pathlib import Path

import pytest

import detente
from detente import catalog, loading
from detente.errors import CaseError, UnknownNameError


def test_the_front_door() -> None:
    for name in detente.__all__:
        assert getattr(detente, name) is not None
        assert name in dir(detente)
    assert detente.load is loading.load
    assert detente.conflict.__name__ == "detente.conflict"
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        detente.lod  # noqa: B018


@pytest.mark.parametrize("name", catalog.names())
def test_packaged_cases_load_by_name(name: str) -> None:
    case = detente.load(name)
    assert case.id == name
    assert case.path == name, "no path of this machine in a brief"
    # that something is disputed is part of the story; anything else would be a slip
    assert {w.code for w in case.warnings if w.severity != "note"} <= {"rests-on-disputed"}
    assert case.conflict is not None
    assert case.as_of
    assert case.summary


def test_the_catalog_is_cheap_to_list() -> None:
    entries = {entry.name: entry for entry in catalog.entries()}
    assert list(entries) == catalog.names()
    for name, entry in entries.items():
        assert entry.title == detente.load(name).title
        assert entry.summary
        assert "\n" not in entry.summary


@pytest.mark.parametrize("name", ["elmria", "", "../catalog", "__init__.py", "."])
def test_unknown_packaged_cases(name: str) -> None:
    with pytest.raises(UnknownNameError):
        catalog.path(name)


def test_unknown_names_list_near_ones() -> None:
    with pytest.raises(CaseError) as caught:
        detente.load("elmria")
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.hint) == ("no-such-file", "did you mean 'elmira'?")


def test_a_local_file_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("elmira").write_text("detente: 1\nid: mine\ntitle: Mine\nparties: {}\n")
    assert detente.load("elmira").id == "mine"
    assert loading.diagnose("elmira") == []
