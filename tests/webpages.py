"""What the tests of the workbench's pages share: hostile text, headings, what is read, large cases."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import yaml

HOSTILE = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>"


class Headings(HTMLParser):
    """Collects heading levels, scripts and event handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.bad.append(tag)
        if tag in ("img", "style"):
            self.bad.append(tag)
        self.bad += [name for name in given if name.startswith("on") or name == "style"]


def said(page: str) -> str:
    """Return what one reads on a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def part(page: str, key: str) -> str:
    """Return what follows an id, to the end of the page."""
    return page.partition(f'id="{key}"')[2]


def large(parties: int, options: int) -> str:
    """Return a case of 2^(parties · options) states."""
    ids = "abcdefgh"[:parties]
    return yaml.safe_dump(
        {
            "detente": 1,
            "id": "large",
            "title": "Large",
            "as_of": "2024-01-01",
            "parties": {p: p.upper() for p in ids},
            "conflict": {
                "options": {p: {f"o{k}": f"option {k}" for k in range(options)} for p in ids},
                "status_quo": [],
                "preferences": {
                    p: [
                        {"want": f"{ids[j - 1]}.o0", "judgement": True},
                        {"want": f"{p}.o0 iff {ids[j - 1]}.o0", "judgement": True},
                        *({"want": f"not {p}.o{k}", "judgement": True} for k in range(1, options)),
                    ]
                    for j, p in enumerate(ids)
                },
            },
        }
    )
