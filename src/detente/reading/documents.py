"""Files into texts: plain text as it is, HTML and PDF through a worker that may fail.

A page from anywhere is hostile until shown otherwise. Sizes are checked before anything is
opened; HTML and PDF are taken apart in another process with a limit on its time and memory;
nothing is fetched, nothing is written, and a folder gives only what lies inside it.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from detente.errors import DetenteError, FormatError, LimitError
from detente.reading.sandbox import Sandbox

Format = Literal["txt", "html", "pdf"]

SUFFIXES: dict[str, Format] = {
    ".txt": "txt", ".text": "txt", ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf",
}  # fmt: skip
MAX_BYTES: dict[Format, int] = {"txt": 2_000_000, "html": 5_000_000, "pdf": 20_000_000}
MAX_CHARACTERS = 400_000
"""Of the text of one report."""
MAX_FILES = 100_000
"""In one folder."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report's text and what its file tells of it.

    Parameters
    ----------
    text : str
        To which all offsets refer; of a text file, the file as it is.
    format : {"txt", "html", "pdf"}
        What it was.
    source : str
        The file as the user named it.
    title, published, outlet, url : str
        As far as the file itself declares them; empty otherwise.
    """

    text: str
    format: Format = "txt"
    source: str = ""
    title: str = ""
    published: str = ""
    outlet: str = ""
    url: str = ""


def files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Yield the reports among files and folders, folders in order of name.

    Links inside a folder that lead out of it are passed over; a file named outright is taken
    for what it is.

    Raises
    ------
    FormatError
        If a path does not exist, or a file has an ending that nothing here reads.
    LimitError
        If a folder holds too many files.
    """
    for given in paths:
        path = Path(given)
        if path.is_dir():
            yield from _inside(path)
        elif not path.is_file():
            raise FormatError(
                f"{path}: no such report", hint="name a file or a folder", code="no-such-file"
            )
        elif path.suffix.lower() not in SUFFIXES:
            raise FormatError(
                f"{path}: reports are read from {', '.join(SUFFIXES)}",
                hint="save it as one of these",
                code="unknown-format",
            )
        else:
            yield path


def _inside(folder: Path) -> Iterator[Path]:
    home = folder.resolve()
    found = []
    for path in folder.rglob("*"):
        wanted = path.suffix.lower() in SUFFIXES and path.is_file()
        if wanted and path.resolve().is_relative_to(home):
            found.append(path)
        if len(found) > MAX_FILES:
            raise LimitError(
                f"{folder}: more than {MAX_FILES:,} reports", hint="read its parts one by one"
            )
    yield from sorted(found)


def opened(path: str | Path, sandbox: Sandbox) -> Document:
    """Return a report's text from its file.

    Parameters
    ----------
    path : str or Path
        Its ending tells the format.
    sandbox : Sandbox
        Where HTML and PDF are taken apart.

    Raises
    ------
    FormatError
        If it is not what its ending says, or is encrypted or empty.
    LimitError
        If it is too large, or takes too long.
    """
    path = Path(path)
    form = SUFFIXES.get(path.suffix.lower())
    if form is None:
        next(files([path]))
        raise AssertionError  # files() has told what is wrong
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES[form] + 1)
    except OSError as error:
        raise FormatError(f"{path}: cannot be read: {error.strerror}", code="unreadable") from error
    return from_bytes(data, form, sandbox, source=str(path))


def from_bytes(data: bytes, form: Format, sandbox: Sandbox, *, source: str = "") -> Document:
    """Return a report's text from the bytes of its file; see `opened`."""
    if len(data) > MAX_BYTES[form]:
        raise LimitError(
            f"{source}: more than {MAX_BYTES[form] // 1_000_000} MB",
            hint="a report is smaller; split it, or save its text",
            code="report-too-large",
        )
    if form == "txt":
        document = Document(decoded(data, source), "txt", source)
    else:
        document = _extracted(sandbox.extract(form, data), form, source)
    if len(document.text) > MAX_CHARACTERS:
        raise LimitError(
            f"{source}: its text has more than {MAX_CHARACTERS:,} characters",
            hint="split it into single reports",
            code="report-too-long",
        )
    return document


def ahead(documents: Iterable[Document], size: int = 64) -> Iterator[Document]:
    """Yield the same documents, opened in the background while the last ones are being read.

    Parameters
    ----------
    documents : iterable of Document
        Taken in another thread; what it raises is raised here, at its place.
    size : int
        How many may wait.
    """
    waiting: queue.Queue[Document | BaseException | None] = queue.Queue(size)
    stopped = threading.Event()

    def put(item: Document | BaseException | None) -> None:
        while not stopped.is_set():
            with contextlib.suppress(queue.Full):
                waiting.put(item, timeout=0.2)
                return

    def fill() -> None:
        try:
            for document in documents:
                put(document)
                if stopped.is_set():
                    return
            put(None)
        except BaseException as error:  # noqa: BLE001 - raised again on the other side
            put(error)

    threading.Thread(target=fill, daemon=True).start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()


def decoded(data: bytes, source: str = "") -> str:
    """Return UTF-8 as text, line ends and byte order mark as they are.

    Raises
    ------
    FormatError
        If the bytes are not UTF-8.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(
            f"{source}: line {line} is not UTF-8 text",
            hint="save it as UTF-8",
            code="not-utf-8",
        ) from error
    if "\0" in text:
        raise FormatError(f"{source}: holds zero bytes, so it is no text", code="not-text")
    return text


def _extracted(answer: dict[str, Any], form: Format, source: str) -> Document:
    """Return the document a worker's answer holds, or raise what it complains of."""
    if problem := answer.get("error"):
        raised: type[DetenteError] = LimitError if answer.get("limit") else FormatError
        raise raised(
            f"{source}: {problem}",
            hint=answer.get("hint", ""),
            code=answer.get("code", "unreadable"),
        )
    kept = {key: str(answer.get(key) or "") for key in ("title", "published", "outlet", "url")}
    return Document(answer["text"], form, source, **kept)
