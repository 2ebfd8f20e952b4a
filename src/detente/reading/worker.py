"""The other side of `detente.reading.sandbox`: takes HTML and PDF apart, answers in JSON lines."""

from __future__ import annotations

import contextlib
import io
import json
import re
import signal
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

MEMORY = 3_000_000_000
"""Bytes of address space for the worker, where the system can limit it."""
SECONDS = 60
"""For one file, after which the worker ends itself, should whoever asked be gone."""
MAX_PAGES = 300
MAX_DEPTH = 400
MAX_TAGS = 100_000
MAX_TEXT = 2_000_000
"""Characters taken from one file at most."""

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_VOID = frozenset(b"area base br col embed hr img input link meta source track wbr p li".split())
_DATES = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.issued", "publishdate", "pubdate", "parsely-pub-date", "sailthru.date",
)  # fmt: skip


def answer(form: str, data: bytes) -> dict[str, Any]:
    """Return text and metadata of a file, or what is wrong with it."""
    try:
        return _html(data) if form == "html" else _pdf(data)
    except MemoryError:
        return _problem("needs too much memory to open", "report-too-hard", limit=True)
    except RecursionError:
        return _problem("is nested too deeply", "report-too-hard", limit=True)
    except ImportError as error:
        return _problem(f"needs the package '{error.name}'", "missing-extra",
                        "pip install 'detente[reading]'")  # fmt: skip
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes ends here
        return _problem(f"cannot be opened ({type(error).__name__})", "unreadable")


def _problem(text: str, code: str, hint: str = "", *, limit: bool = False) -> dict[str, Any]:
    return {"error": text, "code": code, "hint": hint or "save its text as a .txt file",
            "limit": limit}  # fmt: skip


# -- HTML ----------------------------------------------------------------------------------


def _html(data: bytes) -> dict[str, Any]:
    if problem := _too_deep(data):
        return problem
    import trafilatura

    tree = trafilatura.load_html(data)
    if tree is None:
        return _problem("is no HTML page", "not-html")
    declared = _declared(tree)
    text = trafilatura.extract(
        tree, include_comments=False, include_tables=False, include_links=False, fast=True,
        with_metadata=False,
    )  # fmt: skip
    if not text or not text.strip():
        return _problem("has no text of an article", "no-text")
    return {"text": text[:MAX_TEXT], **declared}


def _too_deep(data: bytes) -> dict[str, Any] | None:
    """Return what is wrong with a page that is built to exhaust a parser."""
    depth = deepest = count = 0
    for match in _TAG.finditer(data):
        count += 1
        if match[2].lower() in _VOID or match[3]:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        return _problem(f"nests tags more than {MAX_DEPTH} deep", "report-too-hard", limit=True)
    if count > MAX_TAGS:
        return _problem(f"has more than {MAX_TAGS:,} tags", "report-too-hard", limit=True)
    return None


def _declared(tree: Any) -> dict[str, str]:
    """Return title, date, outlet and address as the page's head declares them."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name and meta.get("content"):
            metas.setdefault(name, meta.get("content").strip()[:500])
    published = next((metas[name] for name in _DATES if name in metas), "")
    if not published:
        published = next(
            (t.get("datetime") for t in tree.iter("time") if t.get("datetime")), ""
        )  # fmt: skip
    iso = re.match(r"\d{4}-\d{2}-\d{2}", published)
    title = tree.find(".//title")
    link = next((t.get("href") for t in tree.iter("link") if t.get("rel") == "canonical"), "")
    return {
        "title": metas.get("og:title") or (title.text or "" if title is not None else ""),
        "published": iso.group() if iso else "",
        "outlet": metas.get("og:site_name", ""),
        "url": metas.get("og:url", "") or link or "",
    }


# -- PDF -----------------------------------------------------------------------------------


def _pdf(data: bytes) -> dict[str, Any]:
    if b"%PDF-" not in data[:1024]:
        return _problem("is no PDF", "not-pdf")
    import logging

    import pypdf

    logging.disable(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        return _problem("is encrypted", "encrypted", "save it without a password")
    if len(reader.pages) > MAX_PAGES:
        return _problem(f"has more than {MAX_PAGES} pages", "report-too-long",
                        "split it into single reports", limit=True)  # fmt: skip
    parts: list[str] = []
    for page in reader.pages:
        parts.append(page.extract_text() or "")
        if sum(map(len, parts)) > MAX_TEXT:
            break
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    if not text:
        return _problem("holds no text, only pictures", "no-text",
                        "run a text recognition over it first")  # fmt: skip
    title = ""
    if reader.metadata is not None:
        title = str(reader.metadata.get("/Title") or "")
    clean = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return {"text": clean[:MAX_TEXT], "title": title[:500]}


# -- Worker --------------------------------------------------------------------------------


def main() -> None:
    """Answer until the other side closes."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    out, source = sys.stdout.buffer, sys.stdin.buffer
    sys.stdout = sys.stderr  # what a library prints must not pass for an answer
    _say(out, {"ready": True})
    while header := source.readline():
        asked = json.loads(header)
        with _limited(SECONDS):
            found = answer(asked["format"], source.read(asked["size"]))
        _say(out, found)


@contextlib.contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """Let the system end this process after some time, where it can, whatever is being run."""
    alarm = getattr(signal, "alarm", lambda seconds: None)
    alarm(seconds)
    yield
    alarm(0)


def _say(out: BinaryIO, fields: dict[str, Any]) -> None:
    out.write(json.dumps(fields).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
