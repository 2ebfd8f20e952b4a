"""Which format the user's file or folder is of, and the case in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from detente.case import Case
from detente.errors import CaseError, DetenteError, Diagnostic
from detente.interop import strictjson, strictxml, strictyaml
from detente.interop.domains import genius, geniusweb, negmas

MAX_FILES = 500
_READ = {"genius": genius.read, "geniusweb": geniusweb.read, "negmas": negmas.read}
_FELLOWS = {"genius": genius.fellows, "geniusweb": geniusweb.fellows}
_IS_ROOT: dict[str, Callable[[Any], bool]] = {
    "genius": genius.is_root,
    "geniusweb": geniusweb.is_root,
    "negmas": negmas.is_root,
}
_SUFFIXES = {".xml": "genius", ".json": "geniusweb", ".yml": "negmas", ".yaml": "negmas"}
_CASE = "case"
_NAMES = {"genius": "GENIUS", "geniusweb": "GeniusWeb", "negmas": "NegMAS", _CASE: "a case file"}


def recognised(path: Path) -> bool:
    """Tell whether `read` is the one to open a file or folder, or to say what is wrong with it.

    It is, but for a case file that is written as JSON, which YAML includes.
    """
    if path.suffix.lower() != ".json" or path.is_dir():
        return path.is_dir() or path.suffix.lower() == ".xml"
    try:
        data = strictjson.loads(strictjson.read_text(path), str(path))
    except DetenteError:
        return True
    return not (isinstance(data, dict) and "detente" in data)


def read(path: Path) -> Case:
    """Read a domain and its profiles.

    Parameters
    ----------
    path : Path
        A folder that holds them, a domain file with its profiles beside it, or a profile that
        names the issues itself.

    Raises
    ------
    FormatError
        If a file cannot be read, or is not sound XML, JSON or YAML.
    CaseError
        If the folder holds no domain, or several, or with every problem of its content.
    """
    if path.is_dir():
        kind, files = _sorted_out(path)
        return replace(_READ[kind](files, path.resolve().name), path=str(path))
    kind = _SUFFIXES[path.suffix.lower()]
    return replace(_READ[kind](_FELLOWS[kind](path)), path=str(path))


def _sorted_out(folder: Path) -> tuple[str, list[Path]]:
    """Return the one format of which a folder holds files, and those."""
    found: dict[str, list[Path]] = {}
    broken: list[Diagnostic] = []
    for path in _candidates(folder):
        try:
            if kind := _kind(path):
                found.setdefault(kind, []).append(path)
        except DetenteError as error:
            broken += error.diagnostics
    if broken:  # told before anything else: the domain may be among them
        raise CaseError(broken)
    if not found:
        _refuse(
            folder,
            "this is a directory without a case that can be read",
            "name a case file, or a directory with a GENIUS, GeniusWeb or NegMAS domain",
        )
    if len(found) > 1 or _CASE in found:
        listed = " and ".join(f"{_NAMES[kind]} ({_some(found[kind])})" for kind in found)
        hint = (
            "name the case file in it" if _CASE in found else "keep each in a directory of its own"
        )
        _refuse(folder, f"this is a directory with {listed}", hint)
    return next(iter(found.items()))


def _refuse(folder: Path, message: str, hint: str) -> NoReturn:
    raise CaseError([Diagnostic("unreadable-file", message, hint, str(folder))])


def _some(paths: Iterable[Path]) -> str:
    names = [path.name for path in paths]
    return ", ".join(names[:3]) + (", …" if names[3:] else "")


def _candidates(folder: Path) -> list[Path]:
    """Return the files in a folder that may be of a format; a link must not lead out of it."""
    try:
        listed = sorted(folder.iterdir())
    except OSError as error:
        _refuse(folder, f"the directory cannot be read: {error.strerror or error}", "")
    found = []
    for path in listed:
        usual = not path.name.startswith((".", "_"))  # NegMAS keeps its own notes under _names
        if not usual or path.suffix.lower() not in _SUFFIXES or not path.is_file():
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            _refuse(path, "this link leads out of its directory", "put the file itself there")
        found.append(path)
    if len(found) > MAX_FILES:
        _refuse(folder, f"the directory holds more than {MAX_FILES} such files", "")
    return found


def _kind(path: Path) -> str:
    """Return of which format a file is; empty for one that is none's business."""
    kind = _SUFFIXES[path.suffix.lower()]
    root: Any
    if kind == "genius":
        root = strictxml.read(path)
    elif kind == "geniusweb":
        root = strictjson.loads(strictjson.read_text(path), str(path))
    else:
        root = strictyaml.read(path)
        if isinstance(root.value, dict) and "detente" in root.value:
            return _CASE
    return kind if _IS_ROOT[kind](root) else ""
