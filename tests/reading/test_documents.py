"""Files from anywhere: read within limits, or refused with a sentence that helps."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.errors import FormatError, LimitError
from detente.reading import documents, worker
from detente.reading.documents import Document, ahead, files, from_bytes, opened
from detente.reading.sandbox import Sandbox

PARAGRAPH = "The two delegations met in the customs house and agreed to meet again in the spring. "
PAGE = (
    "<html><head><title>Talks go on</title><meta property='og:site_name' content='Valley Post'>"
    "<meta property='article:published_time' content='2031-05-09T08:00:00Z'></head><body>"
    "<nav><a href='/a'>Sport</a></nav><article><h1>Talks go on</h1>"
    + "".join(f"<p>On day {n}: {PARAGRAPH}</p>" for n in range(12))
    + "</article><footer>All rights reserved</footer></body></html>"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    pytest.importorskip("trafilatura")
    pytest.importorskip("pypdf")
    with Sandbox() as made:
        yield made


def pdf(text: str = "Aldia refused to sign the paper.", stream: bytes | None = None) -> bytes:
    """Return a PDF of one page, written by hand."""
    drawn = stream or f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    packed = zlib.compress(drawn)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )
    return out.getvalue()


# -- Text ----------------------------------------------------------------------------------


def test_text_is_kept_as_the_file_is(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes("\ufeffAldia\r\nrefused – twice.\n".encode())
    assert opened(path, sandbox).text == "\ufeffAldia\r\nrefused – twice.\n"


@pytest.mark.parametrize(("data", "code"), [(b"ok\nna\xefve", "not-utf-8"), (b"a\0b", "not-text")])
def test_text_that_is_none(data: bytes, code: str) -> None:
    with pytest.raises(FormatError) as error:
        from_bytes(data, "txt", Sandbox(), source="r.txt")
    assert error.value.code == code
    assert "r.txt" in error.value.message


def test_sizes_are_limited_before_anything_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(documents.MAX_BYTES, "pdf", 10)
    with pytest.raises(LimitError) as error:
        from_bytes(b"%PDF-" + b"x" * 20, "pdf", Sandbox())
    assert error.value.code == "report-too-large"
    with pytest.raises(LimitError):
        from_bytes(b"a" * (documents.MAX_CHARACTERS + 1), "txt", Sandbox())


# -- HTML ----------------------------------------------------------------------------------


def test_html(sandbox: Sandbox) -> None:
    found = from_bytes(PAGE.encode(), "html", sandbox, source="page.html")
    assert found.text.count("customs house") == 12
    assert "Sport" not in found.text
    assert "rights reserved" not in found.text
    assert (found.title, found.outlet, found.published) == (
        "Talks go on", "Valley Post", "2031-05-09")  # fmt: skip


@pytest.mark.parametrize(
    ("data", "raised"),
    [
        ("<div>" * 5000 + "x", LimitError),
        ("<b>x</b>" * 200_000, LimitError),
        ("", FormatError),
        ("<html><body></body></html>", FormatError),
        ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>&x;</p>", FormatError),
        ("\0\1\2" * 1000, FormatError),
    ],
    ids=["deep", "many-tags", "empty", "no-text", "external-entity", "binary"],
)
def test_hostile_html(sandbox: Sandbox, data: str, raised: type[Exception]) -> None:
    with pytest.raises(raised) as error:
        from_bytes(data.encode(), "html", sandbox, source="page.html")
    assert "page.html" in str(error.value)
    assert from_bytes(PAGE.encode(), "html", sandbox).text, "the worker goes on"


def test_html_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("trafilatura")
    import socket

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    page = PAGE.replace("</article>", "<img src='http://x.example/a.png'><iframe src='http://x.example'>"
                        "</iframe><link rel='stylesheet' href='http://x.example/s.css'></article>")  # fmt: skip
    assert "customs house" in worker.answer("html", page.encode())["text"]


# -- PDF -----------------------------------------------------------------------------------


def test_pdf(sandbox: Sandbox) -> None:
    assert from_bytes(pdf(), "pdf", sandbox).text == "Aldia refused to sign the paper."


def test_hostile_pdf(sandbox: Sandbox) -> None:
    for data, code in (
        (b"no pdf at all", "not-pdf"),
        (b"%PDF-1.4\ngarbage" * 50, "unreadable"),
        (pdf()[:200], "unreadable"),
        (pdf(stream=b"q Q"), "no-text"),
    ):
        with pytest.raises(FormatError) as error:
            from_bytes(data, "pdf", sandbox, source="r.pdf")
        assert error.value.code == code
        assert error.value.hint


def test_an_encrypted_pdf_says_so(sandbox: Sandbox) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(FormatError, match="encrypted"):
        from_bytes(out.getvalue(), "pdf", sandbox)


@pytest.mark.slow
def test_a_stream_that_unpacks_to_gigabytes_is_refused() -> None:
    pytest.importorskip("pypdf")
    bomb = pdf(stream=b" " * 400_000_000)
    assert len(bomb) < 1_000_000
    with Sandbox(seconds=15) as sandbox, pytest.raises((FormatError, LimitError)):
        from_bytes(bomb, "pdf", sandbox, source="bomb.pdf")


def test_a_worker_that_takes_too_long_is_ended() -> None:
    with Sandbox(seconds=5) as sandbox:
        first = sandbox._started()
        first.stdin.write(b"x")  # type: ignore[union-attr] # breaks the order of the conversation
        answer = sandbox.extract("html", PAGE.encode())
        assert answer["limit"]
        assert first.poll() is not None
        pytest.importorskip("trafilatura")
        sandbox.seconds = 30
        assert "customs" in sandbox.extract("html", PAGE.encode())["text"]


# -- Folders -------------------------------------------------------------------------------


def test_folders_give_their_reports_in_order_and_nothing_from_outside(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    (home / "sub").mkdir(parents=True)
    outside.mkdir()
    for name in ("b.txt", "a.html", "sub/c.PDF", "notes.md"):
        (home / name).write_text("x")
    (outside / "secret.txt").write_text("x")
    (home / "link.txt").symlink_to(outside / "secret.txt")
    (home / "way").symlink_to(outside, target_is_directory=True)
    names = [path.relative_to(home).as_posix() for path in files([home])]
    assert names == ["a.html", "b.txt", "sub/c.PDF"]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("x")
    for path, code in (
        (tmp_path / "a.docx", "unknown-format"),
        (tmp_path / "b.txt", "no-such-file"),
    ):
        with pytest.raises(FormatError) as error:
            list(files([path]))
        assert error.value.code == code


def test_opening_ahead_keeps_order_and_errors() -> None:
    def some() -> Iterator[Document]:
        yield from (Document(str(n)) for n in range(200))
        raise FormatError("the last one is broken")

    waiting = ahead(some(), 3)
    assert [next(waiting).text for _ in range(200)] == [str(n) for n in range(200)]
    with pytest.raises(FormatError, match="broken"):
        next(waiting)
