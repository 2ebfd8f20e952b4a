"""Load whatever the user names: a case file, a file of another program, or a packaged case."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from detente import catalog
from detente.errors import CaseError, DetenteError, Diagnostic, did_you_mean

if TYPE_CHECKING:
    from detente.case import Case


def load(path: str | os.PathLike[str], dimension: str | None = None) -> Case:
    """Read a case.

    Parameters
    ----------
    path : str or path
        A case file, a GMCR+ file (``.gmcr``), a GENIUS, GeniusWeb or NegMAS domain (its folder,
        or an ``.xml`` or ``.json`` file), a scenario of KTAB (``.csv`` or ``.xml``) or a file of
        DECIDE (``.csv``, ``.tsv`` or ``.txt``), or the name of a packaged case. A file of that
        name in the working directory comes first.
    dimension : str, optional
        The only one of who stands where to look at.

    Returns
    -------
    Case

    Raises
    ------
    CaseError
        With every problem of a case file at once, or because there is no such file.
    FormatError
        If a foreign file cannot be understood.
    UnknownNameError, ModelError
        If there is no such dimension, or it matters to nobody.
    """
    file, name = _located(path)
    if read := _foreign(file, dimension):
        case = read()
    else:
        from detente import casefile

        case = casefile.load(file, name=name)
    return case if dimension is None else case.along(dimension)


def diagnose(path: str | os.PathLike[str]) -> list[Diagnostic]:
    """Return everything that is wrong, or worth a note, about what the user names."""
    try:
        file, name = _located(path)
        if read := _foreign(file):
            return list(read().warnings)
        from detente import casefile

        return casefile.diagnose(file, name=name)
    except DetenteError as error:
        return list(error.diagnostics)


def _foreign(file: str, dimension: str | None = None) -> Callable[[], Case] | None:
    """Return what reads a file or folder of another program; None for a case file."""
    path = Path(file)
    suffix = path.suffix.lower()
    if suffix == ".gmcr":
        from detente.interop import gmcr

        return partial(gmcr.read, file)
    if suffix in (".csv", ".tsv", ".txt", ".xml"):
        from detente.interop import positions

        if positions.recognised(path):
            return partial(positions.read, path, dimension)
    if suffix in (".xml", ".json") or path.is_dir():
        from detente.interop import domains

        if domains.recognised(path):
            return partial(domains.read, path)
    return None


def _located(path: str | os.PathLike[str]) -> tuple[str, str]:
    """Return the file that the user names, and what to call it."""
    name = os.fspath(path)
    if os.path.lexists(name):
        return name, name
    known = catalog.names()
    if name in known:
        return str(catalog.path(name)), name
    if Path(name).name != name or Path(name).suffix:
        raise CaseError([Diagnostic("no-such-file", "there is no such file", file=name)])
    message = "there is neither a file nor a packaged case of this name"
    hint = did_you_mean(name, known)
    raise CaseError([Diagnostic("no-such-file", message, hint, name)])
