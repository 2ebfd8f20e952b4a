"""Writing the case file: whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import hashlib
from difflib import unified_diff
from pathlib import Path
from typing import Any

from detente import files
from detente.casefile.positions import MAX_BYTES
from detente.errors import DetenteError
from detente.web.workbench import Workbench

MARK = b"\xef\xbb\xbf"
"""What some editors begin a UTF-8 file with."""
COMPARED = 20_000
"""Lines of a text that are compared."""


class ChangedError(DetenteError):
    """The file is another than the one that was looked at.

    Parameters
    ----------
    digest : str
        Of the file as it is.
    difference : list of dict
        From the file as it is to what would have been written. Both are told with the error.
    """

    code = "changed-file"

    def __init__(self, digest: str, difference: list[dict[str, str]]) -> None:
        super().__init__(
            "the file changed meanwhile; it was not touched",
            hint="look at the difference, then decide which to keep",
        )
        self.more = {"digest": digest, "difference": difference}


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


def difference(before: str, after: str) -> list[dict[str, str]]:
    r"""Return the lines in which texts differ, with some around them.

    Returns
    -------
    list of dict
        ``sign`` is ``-`` for a line of `before`, ``+`` for one of `after`, a space for one of
        both, and ``@`` for where the next stretch begins.

    Examples
    --------
    >>> [(line["sign"], line["text"]) for line in difference("a\nb", "a\nc")]
    [('@', 'lines 1–2'), (' ', 'a'), ('-', 'b'), ('+', 'c')]
    """
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return []
    if max(len(old), len(new)) > COMPARED:
        return [{"sign": "@", "text": f"more than {COMPARED:,} lines are not compared"}]
    found = [_line(line) for line in unified_diff(old, new, lineterm="")]
    return found[2:]


def _line(line: str) -> dict[str, Any]:
    if not line.startswith("@@"):
        return {"sign": line[:1] or " ", "text": line[1:]}
    first, _, count = line.split()[1][1:].partition(",")
    last = int(first) + max(int(count or 1), 1) - 1
    where = f"line {first}" if last == int(first) else f"lines {first}–{last}"
    return {"sign": "@", "text": where}
