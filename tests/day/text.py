"""The case as text, and what is taken along."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from browsing import Bench, Visit


def writes_a_mistake(page: Page, bench: Bench) -> None:
    """A jump from a problem or a figure leads to the line; a slip is told of while one types."""
    page.goto(f"{bench.address}/text")
    expect(page.locator("#count")).not_to_have_text("not checked yet")
    errors = page.get_by_role("region", name="Problems").get_by_role(
        "button", name=re.compile("error:")
    )
    expect(errors).to_have_count(0)
    source = page.get_by_label(re.compile("^Case file"))
    line = goes_to(page, "    - want: treaty")
    page.keyboard.press("End")
    page.keyboard.type("y")
    expect(errors).to_have_count(1)
    expect(errors.first).to_contain_text(f"{line}:")
    expect(errors.first).to_contain_text("treatyy")
    expect(page.get_by_role("button", name="Save")).to_be_enabled()
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    at = source.evaluate("area => area.value.slice(0, area.selectionStart).split('\\n').length")
    first = page.get_by_role("region", name="Problems").get_by_role("button").first
    assert first.inner_text().startswith(f"{at}:")


def goes_to(page: Page, found: str) -> int:
    """Put the cursor at the first line that begins so; return its number."""
    source = page.get_by_label(re.compile("^Case file"))
    return int(
        source.evaluate(
            """(area, found) => {
                const line = area.value.split("\\n").findIndex(one => one.trimStart().startsWith(found.trim()));
                const start = area.value.split("\\n").slice(0, line).join("\\n").length + 1;
                area.focus();
                area.setSelectionRange(start, start);
                return line + 1;
            }""",
            found,
        )
    )


def completes_a_name(page: Page, file: Path) -> None:
    """Ctrl-Space offers the names that fit; the text is saved as it then stands."""
    source = page.get_by_label(re.compile("^Case file"))
    goes_to(page, "    - want: treaty")
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+Space")
    names = page.get_by_role("listbox", name="Names that fit here")
    expect(names.get_by_role("option").first).to_be_visible()
    chosen = names.get_by_role("option", name=re.compile(r"^treaty\b")).first
    expect(chosen).to_be_visible()
    while chosen.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(names).to_be_hidden()
    assert "want: treaty\n" in source.input_value()
    goes_to(page, "summary:")
    page.keyboard.type("# looked through\n")
    page.keyboard.press("Control+s")
    expect(page.locator("#standing")).to_have_text("as saved")
    assert "# looked through\n" in file.read_text(encoding="utf-8")


def takes_along(page: Page) -> None:
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Take along").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take along")


def takes_the_brief(page: Page, folder: Path) -> None:
    takes_along(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="The brief as one HTML file").click()
    assert taken.value.suggested_filename == "japan-russia-brief.html"
    kept = folder / "brief.html"
    taken.value.save_as(kept)
    assert "Treaty on the 1956 basis" in kept.read_text(encoding="utf-8")


def takes_all_results(page: Page, folder: Path) -> None:
    takes_along(page)
    page.get_by_role("button", name="Work out all results").click()
    results = page.get_by_role("link", name="All results as JSON")
    expect(results).to_be_visible(timeout=180_000)
    with page.expect_download() as taken:
        results.click()
    kept = folder / "results.json"
    taken.value.save_as(kept)
    assert "Treaty on the 1956 basis" in json.dumps(json.loads(kept.read_bytes()))


def takes_a_link(page: Page, visit: Visit, bench: Bench) -> None:
    """The link to what one looked at shows the same to somebody who has just come in."""
    page.goto(f"{bench.address}/graph?where=treaty&party=russia")
    picture = page.get_by_role("figure", name="Graph of states")
    picture.get_by_role(
        "button", name=re.compile("Treaty on the 1956 basis, islands free")
    ).first.click()
    beside = page.get_by_role("complementary", name="The chosen state")
    expect(beside.get_by_role("heading", level=2)).to_be_visible()
    expect(page).to_have_url(re.compile("at="))
    told, shown = beside.inner_text(), picture.get_by_role("status").inner_text()
    takes_along(page)
    link = page.get_by_label("Address").input_value()
    other = visit(bench, link.removeprefix(bench.address))
    expect(other.get_by_role("complementary", name="The chosen state")).to_have_text(
        told, use_inner_text=True
    )
    expect(other.get_by_label("Only states where")).to_have_value("treaty")
    expect(other.get_by_role("figure", name="Graph of states").get_by_role("status")).to_have_text(
        shown
    )
