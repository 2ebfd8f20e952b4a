"""The overview: the answer, its scenarios, and what if."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from browsing import Bench


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="What if")


def list_of(page: Page, party: str) -> Locator:
    """Return the list of what a party wants."""
    return panel(page).locator("details").filter(has_text=f"What {party} wants").get_by_role("list")


def wishes(page: Page, party: str) -> list[str]:
    return list_of(page, party).locator(".what").all_inner_texts()


def button(page: Page, name: str) -> Locator:
    return panel(page).get_by_role("button", name=name, exact=True)


def difference(page: Page) -> Locator:
    """Return what the panel tells of the draft against the file."""
    return panel(page).get_by_role("status")


def reads(page: Page) -> None:
    """The key leaves the address; the answer comes first."""
    assert "key=" not in page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("The answer")
    expect(page.locator(".lead").first).to_contain_text("would last as long as parties look ahead")
    row = page.get_by_role("row", name=re.compile("Treaty with all four islands")).first
    expect(row).to_contain_text("blocked by Russia")


def switches_scenarios(page: Page) -> None:
    scenarios = page.get_by_role("navigation", name="Scenarios")
    before = page.locator(".lead").inner_text()
    scenarios.get_by_role("link", name="Washington puts its forces first").click()
    expect(page.locator(".kicker")).to_contain_text("Under the scenario")
    assert page.locator(".lead").inner_text() != before
    scenarios.get_by_role("link", name="As written").click()
    expect(page.locator(".lead")).to_have_text(before, use_inner_text=True)


def moves_by_keyboard(page: Page) -> None:
    """Alt and an arrow moves a statement; its focus goes along."""
    before = wishes(page, "Japan")
    button(page, f"Move up: {before[4]}").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(list_of(page, "Japan").locator(".what")).to_have_text(
        [*before[:3], before[4], before[3], *before[5:]]
    )
    expect(button(page, f"Move up: {before[4]}")).to_be_focused()
    expect(difference(page)).to_contain_text("One change")


def moves_by_mouse(page: Page) -> None:
    """Drags the last wish of Russia to the top, as a hand does."""
    before = wishes(page, "Russia")
    entries = list_of(page, "Russia").get_by_role("listitem")
    entries.last.locator(".grip").hover()
    page.mouse.down()
    entries.first.hover()
    entries.first.hover(position={"x": 40, "y": 10})  # a browser drags once the mouse has moved
    page.mouse.up()
    expect(list_of(page, "Russia").locator(".what")).to_have_text([before[-1], *before[:-1]])
    expect(page.get_by_text("This is not what the file says")).to_be_visible()


def settles_an_option(page: Page) -> None:
    """Russia hands over two islands for good: another answer, and the difference listed."""
    before = page.locator(".lead").inner_text()
    panel(page).get_by_text("What options can do").click()
    option = panel(page).get_by_role(
        "group", name="commit to hand over Habomai and Shikotan: possible?"
    )
    option.get_by_role("button", name="never").click()
    expect(option.get_by_role("button", name="never")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".lead")).not_to_have_text(before, use_inner_text=True)
    expect(difference(page).get_by_role("listitem").first).to_contain_text(
        "Treaty on the 1956 basis"
    )


def chooses_concepts(page: Page) -> None:
    page.get_by_text("Concepts and variants").click()
    judged = page.get_by_role("group", name="Judged under")
    for name in judged.get_by_role("checkbox").all()[1:]:
        name.uncheck()
    page.get_by_role("button", name="Judge so").click()
    expect(page).to_have_url(re.compile("concept=nash"))
    stable = page.get_by_role("table", name=re.compile("would last under at least one concept"))
    expect(stable.get_by_role("columnheader")).to_have_count(3)
    page.go_back()
    expect(stable.get_by_role("columnheader")).to_have_count(8)


def undoes_and_redoes(page: Page) -> None:
    """Ctrl-Z takes all back, as fast as it is pressed; Ctrl-Shift-Z does it again."""
    drafted = page.locator(".lead").inner_text()
    for _ in range(4):  # three edits, and one too many
        page.keyboard.press("Control+z")
    expect(button(page, "Undo")).to_be_disabled()
    expect(page.get_by_text("This is not what the file says")).to_have_count(0)
    expect(page.locator(".lead")).not_to_have_text(drafted, use_inner_text=True)
    for _ in range(4):
        page.keyboard.press("Control+Shift+z")
    expect(button(page, "Redo")).to_be_disabled()
    expect(page.locator(".lead")).to_have_text(drafted, use_inner_text=True)


def keeps_a_scenario(page: Page, file: Path) -> None:
    panel(page).get_by_text("Keep as a scenario").click()
    panel(page).get_by_label("Id", exact=True).fill("tried_out")
    panel(page).get_by_label("Name", exact=True).fill("As tried out")
    panel(page).get_by_role("button", name="Keep", exact=True).click()
    chosen = page.get_by_role("navigation", name="Scenarios").get_by_role(
        "link", name="As tried out"
    )
    expect(chosen).to_have_attribute("aria-current", "true")
    text = file.read_text(encoding="utf-8")
    assert "tried_out:" in text
    assert comments(text) >= comments(file.with_suffix(".first").read_text(encoding="utf-8"))


def saves(page: Page, bench: Bench, file: Path) -> None:
    """What was moved stands in the file, with every comment it had."""
    page.goto(f"{bench.address}/")
    before = comments(file.read_text(encoding="utf-8"))
    *others, last = wishes(page, "United States")
    button(page, f"Move up: {last}").click()
    moved = [*others[:-1], last, others[-1]]
    expect(list_of(page, "United States").locator(".what")).to_have_text(moved)
    button(page, "Save into the file").click()
    expect(button(page, "Save into the file")).to_have_count(0)
    expect(list_of(page, "United States").locator(".what")).to_have_text(moved)
    text = file.read_text(encoding="utf-8")
    assert comments(text) == before
    written = text.partition("\nbargaining:")[0].rpartition("    us:")[2]
    assert written.index(f"label: {last}") < written.index(f"label: {others[-1]}")


def is_told_of_a_changed_file(page: Page, file: Path) -> None:
    """Somebody else writes the file: nothing of theirs is overwritten, the difference is shown."""
    last = wishes(page, "Japan")[-1]
    button(page, f"Move up: {last}").click()
    expect(button(page, "Save into the file")).to_be_visible()
    theirs = file.read_text(encoding="utf-8") + "# a line of somebody else\n"
    file.write_text(theirs, encoding="utf-8")
    page.watch.expect("409")  # type: ignore[attr-defined]
    button(page, "Save into the file").click()
    expect(difference(page)).to_contain_text("+ # a line of somebody else")
    assert file.read_text(encoding="utf-8") == theirs
    button(page, "As in the file").click()
    expect(button(page, "Save into the file")).to_have_count(0)


def comments(text: str) -> list[str]:
    """Return the comments of a case file, in their order."""
    return re.findall(r"(?:^|\s)(#.*)$", text, re.M)
