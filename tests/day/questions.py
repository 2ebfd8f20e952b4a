"""What would it take, how firm, coalitions: asked, waited for, cancelled."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from browsing import Bench

SLOW = 120_000
"""Milliseconds that a long search may take on a busy machine."""


def asks_what_it_would_take(page: Page, bench: Bench) -> None:
    page.goto(f"{bench.address}/require")
    page.get_by_role("navigation", name="Outcomes").get_by_role(
        "link", name="Treaty with all four islands"
    ).click()
    expect(page).to_have_url(re.compile("state=treaty_four"))
    answer = page.get_by_role("region", name="The answer")
    expect(answer).to_contain_text("Treaty with all four islands")
    expect(page.get_by_role("heading", name="What this rests on")).to_be_visible()


def asks_about_coalitions(page: Page, bench: Bench) -> None:
    page.goto(f"{bench.address}/coalitions")
    expect(page.get_by_role("region", name="The answer")).to_be_visible()
    page.get_by_text("Ask differently").click()
    page.get_by_label("Who must gain").select_option(index=1)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page).to_have_url(re.compile("improvement="))
    expect(page.get_by_role("region", name="The answer")).to_be_visible()


def asks_how_firm(page: Page, bench: Bench) -> None:
    page.goto(f"{bench.address}/firmness")
    expect(page.get_by_role("region", name="The answer")).to_contain_text("judgements decide")


def searches(page: Page, bench: Bench, errors: int, most: int) -> Locator:
    """Ask how firm a large case is; return the bar that tells how far that is."""
    page.goto(f"{bench.address}/firmness?radius=0")  # which cannot be asked: the controls are open
    page.get_by_label("Errors at once").fill(str(errors))
    page.get_by_text("More settings").click()
    page.get_by_label("Most states judged").fill(str(most))
    page.get_by_role("button", name="Ask", exact=True).click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    return bar


def waits_for_a_long_search(page: Page, bench: Bench) -> None:
    """The page shows how far it is, and the answer by itself once that is there."""
    bar = searches(page, bench, errors=2, most=20_000_000)
    expect(bar).to_have_attribute("value", re.compile(r"[1-9]\d*"), timeout=SLOW)
    expect(page.get_by_role("region", name="The answer")).to_be_visible(timeout=SLOW)


def cancels_a_long_search(page: Page, bench: Bench) -> None:
    searches(page, bench, errors=3, most=999_999_999)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This was cancelled after")).to_be_visible()
    jobs = page.evaluate("fetch('/api/jobs').then(answer => answer.json())")["jobs"]
    assert jobs[0]["state"] == "cancelled"
