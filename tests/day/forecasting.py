"""Where positions end: a number is tried out, rounds are gone through, and all is undone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from browsing import Bench


def forecast(page: Page) -> Locator:
    """Return what is forecast, in a line."""
    return page.locator("#verdict .first")


def field(page: Page, name: str, actor: str) -> Locator:
    return page.get_by_label(f"{name}: {actor}", exact=True)


def tries_a_position(page: Page) -> None:
    """The forecast follows, what it was stands beside it, and one goes on where one was."""
    before = forecast(page).inner_text()
    field(page, "Stands at", "Russia").fill("60")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not what the file says")).to_be_visible()
    expect(forecast(page)).not_to_have_text(before, use_inner_text=True)
    expect(forecast(page)).to_contain_text("was:")
    expect(field(page, "Stands at", "Russia")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page, "Stands at", "Russia")).to_have_attribute("value", "61")
    expect(page.locator("#n-2-position + .was")).to_have_text("was: 0–50")


def opens(page: Page, bench: Bench) -> None:
    page.goto(f"{bench.address}/forecast")
    expect(page.locator(".record")).to_contain_text("always 50")
    expect(page.locator("#fan")).to_be_visible()  # draws are asked for by themselves


def goes_from_round_to_round(page: Page) -> None:
    page.get_by_role("link", name="Round 2", exact=True).click()
    expect(page).to_have_url(re.compile("round=2"))
    expect(page.locator("#round [aria-current]")).to_have_text("Round 2")


def takes_it_back(page: Page) -> None:
    page.locator("#path-heading").focus()
    while page.get_by_role("button", name="Undo").is_enabled():
        changed = page.locator("#stance [name=revision]").input_value()
        page.keyboard.press("Control+z")
        expect(page.locator("#stance [name=revision]")).not_to_have_value(changed)
        page.locator("#path-heading").focus()
    expect(page.get_by_text("This is not what the file says")).to_have_count(0)
    expect(page.locator("#fan")).to_be_visible()
