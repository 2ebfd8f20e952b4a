"""Pictures for the docs, kept together with what can be read on them.

Beside each picture lies a text: what made it, then what one reads on it. Where the browser and its
fonts are the same, a page of today has to show the same and look the same; elsewhere lines break
at other places, and it has to say all of it still.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page

FOLDER = Path(__file__).parent.parent / "docs" / "images"
COLOURS = 64
MOST = 100_000
"""Bytes of a picture."""
COARSER = 4
UNLIKE = 0.6
"""How far two pictures may differ, on the mean of all points made coarser, of 255."""

IN_SIGHT = """() => {
    const lines = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node; (node = walker.nextNode()); ) {
        const text = node.textContent.trim().replace(/\\\\s+/g, " ");
        if (!text || !node.parentElement.checkVisibility({ visibilityProperty: true })) continue;
        range.selectNodeContents(node);
        const { left, top, right, bottom, width } = range.getBoundingClientRect();
        const hidden = node.parentElement.closest(".away, .skip, noscript, datalist, option");
        if (width && !hidden && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight) lines.push(text);
    }
    return lines;
}""".replace("\\\\s", "\\s")


@dataclass(frozen=True)
class Shot:
    """A picture that was just taken, and what one reads on it."""

    picture: Image.Image
    made_with: str
    lines: list[str]


def take(page: Page) -> Shot:
    """Photograph what is in sight."""
    page.wait_for_load_state("networkidle")
    raw = page.screenshot(animations="disabled", caret="hide")
    picture = Image.open(io.BytesIO(raw)).convert("RGB")
    browser = page.context.browser
    assert browser
    made_with = f"Chromium {browser.version.partition('.')[0]}, {', '.join(fonts(page))}"
    return Shot(picture, made_with, page.evaluate(IN_SIGHT))


def fonts(page: Page) -> list[str]:
    """Return the fonts that headings, text and code are really set in."""
    hand = page.context.new_cdp_session(page)
    for part in ("DOM", "CSS"):
        hand.send(f"{part}.enable")
    root = hand.send("DOM.getDocument")["root"]["nodeId"]
    found: set[str] = set()
    for kind in ("h1", "p", "a", "code"):
        node = hand.send("DOM.querySelector", {"nodeId": root, "selector": f"main {kind}"})[
            "nodeId"
        ]
        if node:
            used: Any = hand.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            found |= {font["familyName"] for font in used}
    hand.detach()
    return sorted(found)


def keep(name: str, shot: Shot) -> None:
    """Put a picture and its text into the docs."""
    (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
    small = shot.picture.quantize(
        COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    small.save(FOLDER / f"{name}.png", optimize=True)
    size = (FOLDER / f"{name}.png").stat().st_size
    assert size <= MOST, f"{name}: {size:,} bytes"
    text = "\n".join([shot.made_with, *shot.lines, ""])
    (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")


def differences(name: str, shot: Shot, page: Page) -> list[str]:
    """Return how the page of today differs from the picture that is kept."""
    picture, text = FOLDER / f"{name}.png", FOLDER / f"{name}.txt"
    if not (picture.is_file() and text.is_file()):
        return [f"{name}: there is no picture"]
    made_with, *lines = text.read_text(encoding="utf-8").splitlines()
    if made_with != shot.made_with:
        all_of_it = flat(page.locator("body").inner_text() + page.locator("body").text_content())
        return [f"{name}: no longer says {line!r}" for line in lines if flat(line) not in all_of_it]
    gone = [f"{name}: no longer shows {line!r}" for line in lines if line not in shot.lines]
    new = [f"{name}: shows {line!r} by now" for line in shot.lines if line not in lines]
    if gone or new:
        return gone + new
    with Image.open(picture) as kept:
        apart = unlike(kept.convert("RGB"), shot.picture)
    return [f"{name}: looks different by now ({apart:.2f})"] if apart > UNLIKE else []


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures differ; 255 where their sizes do."""
    if one.size != other.size:
        return 255
    coarse = (one.width // COARSER, one.height // COARSER)
    resized = [each.resize(coarse, Image.Resampling.BOX) for each in (one, other)]
    return float(max(ImageStat.Stat(ImageChops.difference(*resized)).mean))


def flat(text: str) -> str:
    """Return a text without its layout."""
    return "".join(text.split()).lower()
