"""Writing the case file: whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import hashlib
from pathlib import Path

from detente import files
from detente.casefile.positions import MAX_BYTES
from detente.errors import DetenteError
from detente.web.changed import ChangedError, difference
from detente.web.workbench import Workbench

MARK = b"\xef\xbb\xbf"
"""What some editors begin a UTF-8 file with."""


def target(workbench: Workbench) -> Path:
    """Return the file that may be written.

    Raises
    ------
    DetenteError
        If nothing may be written.
    """
    file = workbench.file
    if file is None:
        raise DetenteError(
            "nothing is written here",
            hint="a packaged case can be copied with 'detente new NAME --from CASE'",
            code="read-only",
        )
    return file


def digest(data: bytes) -> str:
    """Return what names the content of a file, as `Case.digest` does."""
    return hashlib.sha256(data).hexdigest()


def save(workbench: Workbench, text: str, looked_at: str) -> str:
    """Write the case file's text, and return the digest of what was written.

    Line ends and byte order mark stay as the file had them.

    Parameters
    ----------
    workbench : Workbench
    text : str
    looked_at : str
        The digest of the file that the text was made from.

    Raises
    ------
    ChangedError
        If the file is another by now.
    DetenteError
        If nothing may be written, or the text is too large.
    """
    file = target(workbench)
    with workbench.lock:
        present = file.read_bytes() if file.exists() else b""
        if digest(present) != looked_at:
            raise ChangedError(digest(present), difference(shown(present), text))
        data = _as_before(text, present)
        if len(data) > MAX_BYTES:
            raise DetenteError(
                f"a case file has at most {MAX_BYTES // 2**20} MiB", code="file-too-large"
            )
        if data != present:
            files.write(file, data)
        return digest(data)


def shown(data: bytes) -> str:
    """Return a file's text for people; what is no UTF-8 is marked."""
    return data.removeprefix(MARK).decode("utf-8", "replace").replace("\r\n", "\n")


def _as_before(text: str, present: bytes) -> bytes:
    plain = text.replace("\r\n", "\n")
    ends = "\r\n" if b"\r\n" in present else "\n"
    mark = MARK if present.startswith(MARK) else b""
    try:
        return mark + plain.replace("\n", ends).encode("utf-8")
    except UnicodeEncodeError:
        raise DetenteError("the text holds half a character", code="bad-text") from None
