"""Whether a file says who stands where in the format of another program, and the case in it."""

from __future__ import annotations

import re
from pathlib import Path

from detente.case import Case
from detente.errors import DetenteError
from detente.interop import strictxml
from detente.interop.inputs import read_bytes
from detente.interop.positions import decide, ktab_csv, ktab_xml
from detente.interop.positions.parts import case_of
from detente.interop.reading import Reading
from detente.interop.tables import text_of

_TABLES = (".csv", ".tsv", ".txt")
_SOME = 512
"""Bytes in which a file of DECIDE shows what it is."""


def recognised(path: Path) -> bool:
    """Tell whether `read` is the one to open a file, or to say what is wrong with it."""
    suffix = path.suffix.lower()
    if path.is_dir() or suffix not in (*_TABLES, ".xml"):
        return False
    if suffix == ".csv":
        return True
    try:
        if suffix == ".xml":
            return strictxml.root_tag(read_bytes(path)) == ktab_xml.ROOT
        return decide.begins(_beginning(path))
    except DetenteError:
        return False  # whoever reads other files of that name says why


def _beginning(path: Path) -> str:
    """Return how a file begins, whatever its encoding: its signs are ASCII."""
    raw = read_bytes(path)[:_SOME]
    return re.sub(r"[^\t\n -~]", "", raw.decode("latin-1"))


def read(path: Path, dimension: str | None = None) -> Case:
    """Read who stands where.

    Parameters
    ----------
    path : Path
    dimension : str, optional
        The only one to read, where a file holds several that were asked about one by one.

    Raises
    ------
    FormatError
        If the file cannot be read, or is no sound XML.
    UnknownNameError
        If there is no such dimension.
    CaseError
        With every problem of its content.
    """
    file, raw = str(path), read_bytes(path)
    if path.suffix.lower() == ".xml":
        reading = Reading("ktab")
        return case_of(
            reading, ktab_xml.parts(reading, strictxml.loads(raw, file), file), raw, file
        )
    if decide.begins(_beginning(path)):
        return decide.case(raw, file, dimension)
    reading = Reading("ktab")
    text = text_of(reading, raw, file)
    return case_of(reading, ktab_csv.parts(reading, text, file), raw, file)
