"""Nobody is shut out: axe on every page, keyboard to every control, calm where asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browsing import Bench, Visit, copy_of, serve
from day import answer, evidence, graph

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="session")
def used(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Bench]:
    """Serve a case with a draft, a report that was read, and proposals to decide."""
    folder = tmp_path_factory.mktemp("used")
    with serve(copy_of("japan-russia", folder), folder) as running:
        with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
            page = context.new_page()
            page.goto(running.entrance)
            answer.moves_by_keyboard(page)
            evidence.drops_a_report(page, "retold.txt", evidence.retelling())
            evidence.waits_for_the_reader(page, len(evidence.RETOLD))
            expect(evidence.place(page)).to_have_text("1 of 5")
            page.keyboard.press("a")
            expect(evidence.place(page)).to_have_text("2 of 5")
        yield running


def ready(page: Page) -> None:
    """Wait until the answer is there and nothing is fetched any more."""
    searching = page.locator(
        "[data-soon] [data-ask], [data-job]"
    )  # asked for by itself, or under way
    expect(searching).to_have_count(0, timeout=120_000)
    page.wait_for_load_state("networkidle")
    expect(page.locator("body[aria-busy]")).to_have_count(0)


def folds_out(page: Page) -> None:
    """Open everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")


def chooses_a_state(page: Page) -> None:
    graph.box(page, 47).press("Enter")
    expect(graph.beside(page).get_by_role("heading", level=2)).to_be_visible()


def writes_a_slip(page: Page) -> None:
    source = page.get_by_label(re.compile("^Case file"))
    source.press("Control+Home")
    page.keyboard.type("slip: 1\n")
    problems = page.get_by_role("region", name="Problems")
    expect(problems.get_by_role("button", name=re.compile("slip")).first).to_be_visible()
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")  # into the list and back out of it
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(source).to_be_focused()
    page.keyboard.press("Control+Space")


def plays(page: Page) -> None:
    player = page.get_by_role("group", name="Play a way step by step")
    player.get_by_label("A way").select_option(index=1)
    expect(player.locator("[data-step]")).not_to_be_empty()


def chooses_and_plays(page: Page) -> None:
    chooses_a_state(page)
    plays(page)


VIEWS: dict[str, tuple[str, Callable[[Page], None] | None]] = {
    "overview": ("/?scenario=friendly", folds_out),
    "graph": ("/graph", None),
    "graph with a state and a way": ("/graph", chooses_and_plays),
    "graph, nothing fits": ("/graph?where=treaty+and", None),
    "states": ("/states?rows=20", None),
    "state": ("/states/47", None),
    "require": ("/require?state=treaty_four", folds_out),
    "firmness": ("/firmness", folds_out),
    "coalitions": ("/coalitions", folds_out),
    "bargaining": ("/bargain", folds_out),
    "forecast": ("/forecast?draws=200&compare=true", folds_out),
    "timeline": ("/evidence", None),
    "stances": ("/evidence/stances", None),
    "contradictions": ("/evidence/contradictions", folds_out),
    "lineage": ("/evidence/lineage", folds_out),
    "reports": ("/evidence/reports", None),
    "review": ("/evidence/review", None),
    "publish": ("/evidence/publish", None),
    "text": ("/text", writes_a_slip),
    "what one asks next": ("/further", None),
    "take along": ("/take", None),
    "a problem": ("/states/9999", None),
}
"""What is looked at: folds are opened where what they hold is not seen elsewhere."""

WIDTHS = (1280, 390)
OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What axe looks at again in the dark; nothing else differs there."""


def shown(visit: Visit, bench: Bench, name: str) -> Page:
    """Open a view."""
    path, act = VIEWS[name]
    page: Page = visit(bench, path)
    page.watch.expect("422")  # type: ignore[attr-defined]
    ready(page)
    if act:
        act(page)
    return page


@pytest.mark.parametrize("name", VIEWS)
def test_axe_finds_nothing(used: Bench, visit: Visit, name: str) -> None:
    """At both widths, and once in the dark; and nothing is wider than a phone."""
    page = shown(visit, used, name)
    page.evaluate(LAID_OUT)
    page.evaluate(Axe().axe_script)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
        found += [f"{width}: {line}" for line in violations(page, {})]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{width}: wider than the screen")
    page.emulate_media(color_scheme="dark")
    found += [f"{width}, in the dark: {line}" for line in violations(page, OF_COLOUR)]
    assert not found, "\n".join(found)


LAID_OUT = """for (const each of document.querySelectorAll("main > section"))
    each.style.contentVisibility = "visible";"""
"""What is out of sight is not laid out, and axe would look for it where it does not stand."""


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """Return what axe finds, one line for each element."""
    asked = {"resultTypes": ["violations"], "preload": False, **options}  # all files are its own
    found = page.evaluate("options => axe.run(document, options)", asked)
    return [
        f"{one['id']} at {node['target']}: {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


# -- By keyboard ---------------------------------------------------------------------------

WATCH_FOCUS = """() => {
    document.activeElement?.blur();
    const look = element => [element, element.querySelector("rect")].filter(Boolean).map(part => {
        const s = getComputedStyle(part);
        const ring = s.outlineStyle === "none" ? "" : [s.outlineStyle, s.outlineWidth, s.outlineColor];
        return [ring, s.boxShadow, s.borderColor, s.backgroundColor, s.stroke, s.strokeWidth].join();
    }).join();
    const told = element => element.getAttribute("aria-label") || element.id || element.textContent.trim().slice(0, 60);
    const all = [...document.querySelectorAll(
        "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex='0']")];
    const radio = new Set();
    const wanted = all.filter(element => {
        if (element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) return false;
        if (element.type !== "radio") return true;
        return element.checked; // the arrow keys go on among the others
    });
    const before = new Map(wanted.map(element => [element, look(element)]));
    const seen = new Set(), unseen = new Set();
    document.addEventListener("focusin", ({ target }) => {
        if (!seen.has(target) && before.get(target) === look(target)) unseen.add(target);
        seen.add(target);
    });
    window.walked = () => ({
        missed: wanted.filter(element => !seen.has(element)).map(told),
        unseen: [...unseen].map(told),
    });
    return wanted.length;
}"""


@pytest.mark.parametrize("name", VIEWS)
def test_tab_reaches_every_control_and_shows_where_it_is(
    used: Bench, visit: Visit, name: str
) -> None:
    page = shown(visit, used, name)
    folds_out(page)
    page.keyboard.press("Escape")
    stops = page.evaluate(WATCH_FOCUS)
    assert stops > 3
    for _ in range(stops + 20):
        page.keyboard.down("Tab")  # held, so that it is not let go hundreds of times
    assert page.evaluate("walked()") == {"missed": [], "unseen": []}


# -- Calm ----------------------------------------------------------------------------------

WATCH_MOTION = """() => {
    window.moved = new Set();
    const look = () => {
        for (const one of document.getAnimations()) moved.add(`${one.effect.target.className.baseVal ?? one.effect.target.className}`);
        requestAnimationFrame(look);
    };
    look();
    const token = document.querySelector(".token");
    let places = 0;
    if (token) new MutationObserver(() => { places += 1; if (places > 12) moved.add("token"); })
        .observe(token, { attributeFilter: ["cx"] });
    const scrolls = getComputedStyle(document.documentElement).scrollBehavior;
    if (scrolls !== "auto") moved.add("scrolling");
}"""


def motion(page: Page, bench: Bench) -> set[str]:
    """Return what moved by itself while the picture was worked with."""
    page.goto(f"{bench.address}/graph")
    ready(page)
    page.evaluate(WATCH_MOTION)
    for name in ("Zoom in", "Zoom in", "Fit"):
        page.get_by_role("button", name=name).click()
    graph.box(page, 47).press("Enter")
    graph.beside(page).get_by_role("button", name="Show its neighbours").click()
    expect(graph.beside(page).get_by_role("button", name="Hide its neighbours")).to_be_visible()
    graph.plays_a_way(page)
    return set(page.evaluate("[...moved]"))


def test_nothing_moves_where_the_system_asks_for_calm(untouched: Bench, visit: Visit) -> None:
    assert motion(visit(untouched, reduced_motion="reduce"), untouched) == set()


def test_elsewhere_the_picture_glides(untouched: Bench, visit: Visit) -> None:
    """Or the test above would watch nothing."""
    assert {"glide", "token"} <= motion(visit(untouched, reduced_motion="no-preference"), untouched)
