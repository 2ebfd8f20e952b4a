"""A file that changed since it was looked at: the refusal to overwrite it, and what differs."""

from __future__ import annotations

from difflib import unified_diff

from detente.errors import DetenteError

COMPARED = 20_000
"""Lines of a text that are compared."""

Difference = list[dict[str, str]]
"""Lines, each with a sign; see `difference`."""


class ChangedError(DetenteError):
    """The file is another than the one that was looked at; it was not overwritten.

    Parameters
    ----------
    digest : str
        Of the file as it is: whoever has seen the difference may name it and write.
    difference : list of dict
        What somebody else's change did, or would be undone. Both are told with the error.
    """

    code = "changed-file"

    def __init__(self, digest: str, difference: Difference) -> None:
        super().__init__(
            "the file changed meanwhile; it was not touched",
            hint="look at the difference, then decide which to keep",
        )
        self.difference = difference
        self.more = {"digest": digest, "difference": difference}


def difference(before: str, after: str) -> Difference:
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


def _line(line: str) -> dict[str, str]:
    if not line.startswith("@@"):
        return {"sign": line[:1] or " ", "text": line[1:]}
    first, _, count = line.split()[1][1:].partition(",")
    last = int(first) + max(int(count or 1), 1) - 1
    where = f"line {first}" if last == int(first) else f"lines {first}–{last}"
    return {"sign": "@", "text": where}
