"""Reports come in, proposals are decided upon by keyboard, what stands is published."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

from browsing import Bench
from detente import loading

RETOLD = ("us_support", "counterweight", "benefits_us", "commitment_to_talks", "no_threat")


def retelling() -> str:
    """Return a report that retells statements of the flagship in the case's own words."""
    case = loading.load("japan-russia")
    lines = ["What was said on the treaty, retold"]
    for name in RETOLD:
        said = case.statements[name]
        lines.append(f"{' '.join(said.says.split()).rstrip('.')}, {said.speaker} said.")
    return "\n\n".join(lines) + "\n"


def drops_a_report(page: Page, name: str, text: str) -> None:
    """Lets a file fall on the page, then has it read."""
    page.goto(urljoin(page.url, "/evidence/reports"))
    expect(
        page.get_by_text("No report yet.").or_(page.get_by_text("to decide")).first
    ).to_be_visible()
    page.evaluate(
        """([name, text]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], name));
            const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
            document.getElementById("drop").dispatchEvent(drop);
        }""",
        [name, text],
    )
    waiting = page.get_by_role("list", name="Waiting to be read")
    expect(waiting.get_by_role("listitem")).to_contain_text(name)
    page.get_by_label("Outlet, if all have the same").fill("Retold")
    page.get_by_label("Published, if all on one day").fill("2019-01-09")
    page.get_by_role("button", name="Read them").click()


def waits_for_the_reader(page: Page, proposed: int) -> None:
    told = page.get_by_role("region", name="Take reports in").get_by_role("status")
    expect(told).to_have_text(f"1 read, {proposed} statements proposed", timeout=120_000)
    page.get_by_role("link", name=f"{proposed} to decide").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review")


def place(page: Page) -> Locator:
    return page.locator("#where")


def passage(page: Page) -> Locator:
    return page.get_by_role("region", name="Text of the report").locator("mark")


def reviews_by_keyboard(page: Page) -> None:
    """Accepts, rejects, takes it back, and moves the ends of a passage by words."""
    expect(place(page)).to_have_text("1 of 5")
    expect(page.get_by_label("Speaker, as named")).to_have_value("Katsuyuki Kawai")
    page.keyboard.press("a")
    expect(place(page)).to_have_text("2 of 5")
    page.keyboard.press("r")
    expect(place(page)).to_have_text("3 of 5")
    page.keyboard.press("u")
    expect(place(page)).to_have_text("2 of 5")
    expect(page.locator("#state")).to_have_text("proposed")
    words = passage(page).inner_text()
    page.keyboard.press("<")
    expect(passage(page)).not_to_have_text(words)
    page.keyboard.press(">")
    expect(passage(page)).to_have_text(words)
    page.keyboard.press("]")
    expect(passage(page)).to_have_text(words.partition(" ")[2])
    page.keyboard.press("[")
    expect(passage(page)).to_have_text(words)
    page.keyboard.press("r")
    expect(place(page)).to_have_text("3 of 5")


def mends_a_field(page: Page) -> None:
    page.keyboard.press("e")
    expect(page.get_by_label("Says")).to_be_focused()
    page.get_by_label("About").fill("American interests")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Keep changes")).to_be_disabled()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(place(page)).to_have_text("4 of 5")


def adds_what_is_selected(page: Page) -> None:
    """Selects words of the report with the mouse and makes a statement of them."""
    report = page.get_by_role("region", name="Text of the report")
    spot = report.evaluate(
        """pane => {
            const range = document.createRange();
            range.setStart(pane.firstChild, 0);
            range.setEnd(pane.firstChild, 8);
            pane.scrollTop = 0;
            const { left, right, top, height } = range.getBoundingClientRect();
            return [left, right, top + height / 2];
        }"""
    )
    left, right, height = spot
    page.mouse.move(left + 1, height)
    page.mouse.down()
    page.mouse.move(right - 1, height, steps=4)
    page.mouse.up()
    page.keyboard.press("n")
    expect(place(page)).to_have_text("5 of 6")
    expect(page.locator("#state")).to_have_text("accepted")
    expect(passage(page)).to_have_text(re.compile("^What was?$"))
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("#spoken")).to_contain_text("the added statement is gone")


def publishes(page: Page, bench: Bench, file: Path) -> None:
    """The difference first, then exactly that in the file."""
    page.goto(f"{bench.address}/evidence/publish")
    difference = page.get_by_label("What changes in the case file")
    expect(difference).to_contain_text("about: American interests")
    added = [line[2:] for line in difference.inner_text().splitlines() if line.startswith("+ ")]
    assert "American interests" not in file.read_text(encoding="utf-8")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published: 2 added.")).to_be_visible()
    text = file.read_text(encoding="utf-8")
    for line in added:
        assert line in text
    page.get_by_role("navigation", name="Evidence").get_by_role("link", name="Timeline").click()
    expect(page.get_by_role("article").filter(has_text="on American interests")).to_be_visible()


def reads_contradictions(page: Page) -> None:
    page.get_by_role("navigation", name="Evidence").get_by_role(
        "link", name="Contradictions"
    ).click()
    first = page.locator(".clash").first
    expect(first.get_by_role("article")).to_have_count(2)
    expect(first).to_contain_text(re.compile("changes under each reading|does not matter", re.I))
