"""An analyst's day on the flagship, in a real browser, against the program itself."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browsing import Bench, Visit, copy_of
from day import answer, bargaining, evidence, forecasting, graph, questions, text
from webpages import large

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_day(bench: Callable[..., Bench], visit: Visit, tmp_path: Path) -> None:
    file = copy_of("japan-russia", tmp_path)
    shutil.copyfile(file, file.with_suffix(".first"))
    running = bench(file, tmp_path)
    page = visit(running)

    answer.reads(page)
    answer.switches_scenarios(page)
    answer.moves_by_keyboard(page)
    answer.moves_by_mouse(page)
    answer.settles_an_option(page)
    answer.chooses_concepts(page)
    answer.undoes_and_redoes(page)
    answer.keeps_a_scenario(page, file)
    answer.saves(page, running, file)
    answer.is_told_of_a_changed_file(page, file)

    graph.opens(page, running)
    graph.reads_a_story(page)
    graph.walks_by_keyboard(page)
    graph.moves_the_picture(page)
    graph.filters(page)
    graph.plays_a_way(page)
    graph.reads_the_table(page, running)

    questions.asks_what_it_would_take(page, running)
    questions.asks_about_coalitions(page, running)
    questions.asks_how_firm(page, running)

    bargaining.drafts_a_package(page, running)
    bargaining.takes_an_improvement_over(page)
    bargaining.tries_another_number(page)

    forecasting.opens(page, running)
    forecasting.tries_a_position(page)
    forecasting.goes_from_round_to_round(page)
    forecasting.takes_it_back(page)

    evidence.drops_a_report(page, "retold.txt", evidence.retelling())
    evidence.waits_for_the_reader(page, len(evidence.RETOLD))
    evidence.reviews_by_keyboard(page)
    evidence.mends_a_field(page)
    evidence.adds_what_is_selected(page)
    evidence.publishes(page, running, file)
    evidence.reads_contradictions(page)

    text.writes_a_mistake(page, running)
    text.completes_a_name(page, file)
    text.takes_the_brief(page, tmp_path)
    text.takes_all_results(page, tmp_path)
    text.takes_a_link(page, visit, running)


def test_a_long_search(bench: Callable[..., Bench], visit: Visit, tmp_path: Path) -> None:
    """4,096 states, and more errors than can be tried at once."""
    file = tmp_path / "large.yaml"
    file.write_text(large(4, 3), encoding="utf-8")
    running = bench(file, tmp_path)
    page = visit(running)
    questions.waits_for_a_long_search(page, running)
    questions.cancels_a_long_search(page, running)


def test_a_pinch_on_a_phone(untouched: Bench, visit: Visit) -> None:
    page = visit(untouched, "/graph", width=390, has_touch=True, is_mobile=True)
    graph.pinches(page)


def test_without_scripts(bench: Callable[..., Bench], visit: Visit, tmp_path: Path) -> None:
    """Every button of the panel is then a button of a form, and so is the one that asks again."""
    running = bench(copy_of("japan-russia", tmp_path), tmp_path)
    page = visit(running, java_script_enabled=False)
    before = answer.wishes(page, "Japan")
    answer.button(page, f"Move down: {before[0]}").click()
    expect(answer.list_of(page, "Japan").locator(".what")).to_have_text(
        [before[1], before[0], *before[2:]]
    )
    expect(answer.difference(page)).to_contain_text("One change")
    answer.button(page, "Undo").click()
    expect(answer.list_of(page, "Japan").locator(".what")).to_have_text(before)
    page.goto(f"{running.address}/graph")
    page.get_by_role("link", name="Show its neighbours").first.click()
    expect(page).to_have_url(re.compile("open="))
