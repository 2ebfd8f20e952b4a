"""What they can agree on: a package is drafted, improved, and another number tried out."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from browsing import Bench

PANEL = "What if"


def verdict(page: Page) -> Locator:
    """Return what is told of the draft in a line."""
    return page.locator("#verdict")


def choice(page: Page, issue: str, value: str) -> Locator:
    return page.get_by_role("group", name=issue).get_by_role("radio", name=value, exact=True)


def drafts_a_package(page: Page, bench: Bench) -> None:
    """Nothing can be agreed until Washington adds something; then a click tells what it gives."""
    page.goto(f"{bench.address}/bargain")
    answer = page.get_by_role("region", name="What can they agree on?")
    expect(answer).to_contain_text("There is no zone of agreement")
    expect(verdict(page)).to_contain_text("Refused")
    page.get_by_role("checkbox", name="American consent in writing").check()
    expect(answer).to_contain_text("There is a zone of agreement")
    expect(verdict(page)).to_contain_text("Acceptable")
    before = verdict(page).inner_text()
    choice(page, "Sovereignty", "the treaty is silent").focus()
    page.keyboard.press("Space")
    expect(verdict(page)).not_to_have_text(before, use_inner_text=True)
    expect(page).to_have_url(re.compile("issue-sovereignty=silent"))
    expect(page.locator("#plot")).to_contain_text("The draft")


def takes_an_improvement_over(page: Page) -> None:
    before = verdict(page).inner_text()
    told = page.locator("#standing")
    expect(told).to_contain_text("It is not efficient")
    page.get_by_role("region", name="Better for all who make the deal").get_by_role(
        "link", name=re.compile("^Take it over")
    ).first.click()
    expect(told).to_contain_text("It is efficient")
    expect(verdict(page)).not_to_have_text(before, use_inner_text=True)
    drafted = page.url
    page.reload()
    expect(told).to_contain_text("It is efficient")
    assert page.url == drafted


def tries_another_number(page: Page) -> None:
    """What Russia has without a deal decides: with less of it there is more to agree on."""
    acceptable = page.get_by_role("region", name="What can they agree on?").locator(".first")
    before = acceptable.inner_text()
    page.get_by_text("What Russia holds").click()
    page.locator("#numbers-russia").get_by_label("What it has without a deal").fill("0.56")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not what the file says")).to_be_visible()
    expect(acceptable).not_to_have_text(before, use_inner_text=True)
    expect(page.get_by_role("region", name=PANEL).get_by_role("status")).to_contain_text("Before:")
    page.locator("#draft-heading").focus()
    page.keyboard.press("Control+z")
    expect(acceptable).to_have_text(before, use_inner_text=True)
    expect(page.get_by_text("This is not what the file says")).to_have_count(0)
