"""Text for a new case: the commented starter, or a packaged case to build upon."""

from __future__ import annotations

import re
from importlib.resources import files

from detente import catalog
from detente.casefile.edit import set_value
from detente.errors import CaseError, Diagnostic

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# what Windows keeps for devices, whatever the extension
_DEVICES = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")


def new(name: str, *, base: str = "") -> str:
    """Return the text of a new case.

    Parameters
    ----------
    name : str
        Its id: letters, digits, ``-`` and ``_``. The title follows from it.
    base : str
        A packaged case to start from instead of the starter.

    Returns
    -------
    str
        Comments and layout as in the case it starts from.

    Raises
    ------
    CaseError
        If the name cannot be an id and a file name.
    UnknownNameError
        If there is no such packaged case.

    Examples
    --------
    >>> [line for line in new("water-treaty").splitlines() if line.startswith(("id", "title"))]
    ['id: water-treaty                     # short name, used for file names',
     'title: Water treaty                  # name for people']
    """
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        raise CaseError(
            [
                Diagnostic(
                    "bad-name",
                    f"'{name}' cannot name a case",
                    "use up to 64 letters a to z, digits, '-' and '_'; a name, not a path",
                )
            ]
        )
    source = catalog.path(base) if base else files("detente.casefile") / "starter.yaml"
    text = source.read_text(encoding="utf-8")
    words = name.replace("-", " ").replace("_", " ").strip()
    text = set_value(text, ("id",), name)
    return set_value(text, ("title",), words[:1].upper() + words[1:])
