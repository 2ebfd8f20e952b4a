"""The pictures of the docs are those of the workbench and of the brief as they are."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import ImageOps
from playwright.sync_api import Browser, Page, expect

import detente
import pictures
from browsing import Bench, Visit, copy_of
from day import answer, bargaining, evidence, forecasting, graph
from detente.brief.brief import render

pytestmark = [pytest.mark.slow, pytest.mark.browser]

RENEW = os.environ.get("DETENTE_PICTURES") == "new"
"""Whether the pictures are made anew (`make pictures`) instead of compared."""


@dataclass(frozen=True)
class Stop:
    """A place of the tour: where, what is done there, and how it is looked at."""

    name: str
    path: str
    act: Callable[[Page], None] = lambda page: None
    width: int = 1280
    height: int = 760
    dark: bool = False


def tells_a_state(page: Page) -> None:
    graph.box(page, 47).press("Enter")
    expect(graph.beside(page).get_by_role("heading", level=2)).to_be_visible()
    top(page, ".stage-row")


def waits(page: Page) -> None:
    expect(page.get_by_role("region", name="The answer")).to_be_visible(timeout=120_000)


def plays_a_way(page: Page) -> None:
    player = page.get_by_role("group", name="Play a way step by step")
    player.get_by_label("A way").select_option(index=1)
    player.get_by_role("button", name="Next").click()
    expect(player.locator("[data-step]")).to_contain_text("Step 1")
    top(page, ".stage")


def tries_out(page: Page) -> None:
    answer.settles_an_option(page)
    answer.button(page, "Undo").focus()
    answer.panel(page).evaluate("panel => { panel.scrollTop = 0; }")
    page.evaluate("scrollTo(0, 0)")


def takes_a_report_in(page: Page) -> None:
    evidence.drops_a_report(page, "retold.txt", evidence.retelling())
    evidence.waits_for_the_reader(page, len(evidence.RETOLD))
    expect(evidence.place(page)).to_have_text("1 of 5")


def writes_a_slip(page: Page) -> None:
    source = page.get_by_label(re.compile("^Case file"))
    at = source.evaluate(
        "area => { const at = area.value.indexOf('japan.hold', area.value.indexOf('preferences:'));"
        " area.focus(); area.setSelectionRange(at, at + 10); return at; }"
    )
    assert at > 0
    page.keyboard.type("japan.hlod")
    problem = page.get_by_role("region", name="Problems").get_by_role(
        "button", name=re.compile("hlod")
    )
    problem.first.click()


def drafts_a_package(page: Page) -> None:
    bargaining.choice(page, "Sovereignty", "the treaty is silent").check()
    expect(page.locator("#standing")).to_contain_text("It is not efficient")
    page.wait_for_load_state("networkidle")
    top(page, "#starts")


def tries_a_position(page: Page) -> None:
    page.get_by_role("button", name="As in the file").click()  # what was tried out before
    expect(page.get_by_text("Nothing is tried out.")).to_be_visible()
    forecasting.field(page, "Stands at", "United States").fill("0")
    page.keyboard.press("Enter")
    expect(forecasting.forecast(page)).to_contain_text("was:")
    page.wait_for_load_state("networkidle")
    top(page, ".beside-worth > .figures > .explain:last-of-type")


def top(page: Page, selector: str) -> None:
    page.locator(selector).first.evaluate(
        "element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 8)"
    )


PHONE = {"width": 390, "height": 760}

TOUR = (
    Stop("answer", "/"),
    Stop("answer-phone", "/", **PHONE),
    Stop("graph", "/graph", tells_a_state),
    Stop("way-dark", "/graph", plays_a_way, dark=True),
    Stop("states", "/states?where=treaty&sort=place-japan"),
    Stop("firmness", "/firmness", waits),
    Stop("bargaining", "/bargain?with=consent", drafts_a_package, height=900),
    Stop("bargaining-phone", "/bargain?with=consent", drafts_a_package, **PHONE),
    Stop("contradictions", "/evidence/contradictions"),
    Stop("review", "/evidence/reports", takes_a_report_in),
    Stop("review-phone", "/evidence/review", **PHONE),
    Stop("text", "/text", writes_a_slip),
    Stop("what-if", "/", tries_out),
    Stop("forecast", "/forecast", tries_a_position, height=900),
)


def test_the_pictures_show_the_workbench_as_it_is(
    bench: Callable[..., Bench], visit: Visit, tmp_path: Path
) -> None:
    running = bench(copy_of("japan-russia", tmp_path), tmp_path)
    page = visit(running, reduced_motion="reduce")
    found = []
    for stop in TOUR:
        page.set_viewport_size({"width": stop.width, "height": stop.height})
        page.emulate_media(color_scheme="dark" if stop.dark else "light")
        page.goto(running.address + stop.path)
        page.wait_for_load_state("networkidle")
        stop.act(page)
        found += compared(f"tour/{stop.name}", page)
    assert not found, "\n".join(found)


def test_the_picture_of_the_brief(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 1520})
    page.set_content(render(detente.load("japan-russia"), date="2026-11-22"))
    found = compared("brief", page)
    page.close()
    assert not found, "\n".join(found)


def compared(name: str, page: Page) -> list[str]:
    """Return how what is in sight differs from a picture, which is made anew where that is asked."""
    shot = pictures.take(page)
    if RENEW:
        pictures.keep(name, shot)
    found = pictures.differences(name, shot, page)
    return found and [*found, "`make pictures` renews them; look at them before committing"]


def test_what_has_changed_is_noticed(
    untouched: Bench, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "FOLDER", tmp_path)
    page = visit(untouched)
    shot = pictures.take(page)
    pictures.keep("answer", shot)
    assert pictures.differences("answer", shot, page) == []
    repainted = replace(shot, picture=ImageOps.invert(shot.picture))
    assert "looks different" in pictures.differences("answer", repainted, page)[0]
    page.get_by_text("Concepts and variants").evaluate(
        "words => { words.textContent = 'Another'; }"
    )
    other = pictures.take(page)
    assert (
        "no longer shows 'Concepts and variants'" in pictures.differences("answer", other, page)[0]
    )
    elsewhere = replace(other, made_with="another browser")
    assert (
        "no longer says 'Concepts and variants'"
        in pictures.differences("answer", elsewhere, page)[0]
    )
