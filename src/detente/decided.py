"""Load decided cases: a folder of case files and tables, each of which says what came out."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente import casefile
from detente.errors import CaseError, DetenteError, Diagnostic
from detente.interop import deu
from detente.interop.inputs import read_bytes
from detente.interop.reading import Reading
from detente.interop.tables import text_of
from detente.spatial.backtest import Decided
from detente.text import sentence

CASE_FILES = (".yaml", ".yml")
TABLES = (".csv", ".tsv", ".txt")
MAX_FILES = 2_000
MAX_DEPTH = 16
"""Folders within folders that are looked into."""
EQUAL = (
    "Tables do not say what actors can bring to bear: it was taken to be the same for all, which "
    "need not be so."
)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that was not used, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Collected:
    """Decided cases, and what was not used.

    Parameters
    ----------
    folder : str
        As it was named.
    cases : tuple of Decided
        In the order of their files.
    passed_over : tuple of PassedOver
    left_out : mapping of str to int
        What was not used of the files, in words.
    notes : tuple of str
        What was taken to be so.
    """

    folder: str
    cases: tuple[Decided, ...]
    passed_over: tuple[PassedOver, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()


def load(
    path: str | os.PathLike[str],
    *,
    capabilities: str | os.PathLike[str] | None = None,
    missing: Sequence[float] = (),
    proposal: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Collected:
    """Read all decided cases of a folder, and of the folders in it.

    Parameters
    ----------
    path : str or path
        A folder of case files in which dimensions have an `outcome`, and of tables in the layout
        of *Decision-making in the European Union*; or one such file. Links and hidden files are
        not followed.
    capabilities : str or path, optional
        A file that says what actors of tables can bring to bear; all alike by default.
    missing : sequence of float
        Numbers that stand for a missing one in tables, besides 999.
    proposal : str
        The column of tables that says which decisions hang together.
    progress : callable, optional
        Told how many files are read, and of how many.

    Raises
    ------
    CaseError
        With every problem of every file at once, or because nothing was decided.
    """
    name = os.fspath(path)
    reader = _Reader(name, missing=tuple(missing), proposal=proposal)
    if capabilities is not None:
        reader.read_capabilities(os.fspath(capabilities))
    files = list(_files(name, reader))
    for count, (file, label) in enumerate(files, start=1):
        reader.read(file, label)
        if progress is not None:
            progress(count, len(files))
    if reader.problems:
        raise CaseError(reader.problems)
    if not reader.cases:
        raise CaseError([*_nothing(name), *map(_told, reader.passed_over)])
    return reader.collected()


def _nothing(name: str) -> Iterator[Diagnostic]:
    yield Diagnostic(
        "no-decisions",
        "nothing here says what came out",
        "give a dimension of a case file an 'outcome', or a table a column 'out'",
        name,
    )


def _told(passed: PassedOver) -> Diagnostic:
    return Diagnostic(
        "passed-over", f"passed over: {passed.reason}", file=passed.file, severity="note"
    )


class _Reader:
    """Reads files one by one, and keeps what they hold and all that is wrong."""

    def __init__(self, folder: str, *, missing: tuple[float, ...], proposal: str) -> None:
        self.folder, self.missing, self.proposal = folder, missing, proposal
        self.capabilities: deu.Capabilities | None = None
        self.cases: list[Decided] = []
        self.passed_over: list[PassedOver] = []
        self.problems: list[Diagnostic] = []
        self.notes: list[str] = []
        self.left_out: Counter[str] = Counter()
        self.tables = 0

    def read_capabilities(self, file: str) -> None:
        try:
            self.capabilities = deu.capabilities(self.text(Path(file), "capabilities"), file)
        except DetenteError as error:
            self.problems += _placed(error, file)

    def read(self, file: Path, label: str) -> None:
        """Read a file, if it is one that may hold decided cases."""
        suffix = file.suffix.lower()
        try:
            if suffix in CASE_FILES:
                self.case(file, label)
            elif suffix in TABLES:
                self.table(file, label)
            else:
                self.pass_over(label, "neither a case file nor a table")
        except DetenteError as error:
            self.problems += _placed(error, str(file))

    def case(self, file: Path, label: str) -> None:
        found = casefile.load(file).spatial
        if found is None:
            self.pass_over(label, "it does not say who stands where")
            return
        case = Decided(label, found)
        if case.settled:
            self.cases.append(case)
            unsettled = len(found.dimensions) - len(case.settled)
            self.left_out["dimensions that do not say what came out"] += unsettled
        else:
            self.pass_over(label, "no dimension says what came out")

    def table(self, file: Path, label: str) -> None:
        text = self.text(file)
        found = deu.layout(text)
        if isinstance(found, str):
            self.pass_over(label, found)
            return
        table = deu.read(
            text,
            str(file),
            name=label,
            capabilities=self.capabilities,
            missing=self.missing,
            proposal=self.proposal,
        )
        self.tables += 1
        self.cases += table.cases
        self.notes += table.notes
        self.left_out.update({deu.LEFT_OUT[key]: n for key, n in table.left_out.items()})
        if not table.cases:
            self.pass_over(label, "no row says what came out")

    def text(self, file: Path, code: str = "deu") -> str:
        """Return what a table holds, in one of the ways in which spreadsheets write it."""
        reading = Reading(code)
        text = text_of(reading, read_bytes(file), str(file))
        self.notes += [sentence(f"{note.file}: {note.message}") for note in reading.notes]
        return text

    def pass_over(self, label: str, reason: str) -> None:
        self.passed_over.append(PassedOver(label, reason))

    def collected(self) -> Collected:
        notes = list(self.notes)
        if self.tables and self.capabilities is None:
            notes.insert(0, EQUAL)
        if self.capabilities is not None and not self.tables:
            notes.append("There is no table that capabilities could be taken for.")
        return Collected(
            self.folder,
            tuple(self.cases),
            tuple(self.passed_over),
            tuple((what, count) for what, count in self.left_out.items() if count),
            tuple(notes),
        )


def _placed(error: DetenteError, file: str) -> list[Diagnostic]:
    """Return what is wrong, each with its file."""
    return [
        each if each.file else Diagnostic(each.code, each.message, each.hint, file)
        for each in error.diagnostics
        if each.severity == "error"
    ]


# -- The folder ----------------------------------------------------------------------------


def _files(name: str, reader: _Reader) -> Iterator[tuple[Path, str]]:
    """Yield the files below a folder in the order of their names, each with what to call it."""
    top = Path(name)
    if not top.exists():
        reader.problems.append(Diagnostic("no-such-file", "there is no such folder", file=name))
    elif top.is_file():
        yield top, top.name
    elif not top.is_dir():
        reader.problems.append(Diagnostic("not-a-file", "neither a folder nor a file", file=name))
    else:
        for count, (file, label) in enumerate(_below(top, "", 0, reader)):
            if count == MAX_FILES:
                message = f"more than {MAX_FILES:,} files"
                hint = "name a folder that holds decided cases only"
                reader.problems.append(Diagnostic("too-many-files", message, hint, name))
                return
            yield file, label


def _below(folder: Path, prefix: str, depth: int, reader: _Reader) -> Iterator[tuple[Path, str]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        reader.problems.append(Diagnostic("unreadable-file", message, file=str(folder)))
        return
    for entry in entries:
        label = f"{prefix}{entry.name}"
        if entry.name.startswith("."):
            continue
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            if depth == MAX_DEPTH:
                reader.pass_over(label, f"a folder more than {MAX_DEPTH} deep")
            else:
                yield from _below(folder / entry.name, f"{label}/", depth + 1, reader)
        elif stat.S_ISREG(mode):
            yield folder / entry.name, label
        else:
            link = stat.S_ISLNK(mode)
            reader.pass_over(label, "a link, which is not followed" if link else "not a file")
