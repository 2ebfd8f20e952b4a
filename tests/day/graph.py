"""The graph of states and the table of them."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from browsing import Bench


def picture(page: Page) -> Locator:
    return page.get_by_role("figure", name="Graph of states")


def box(page: Page, state: int) -> Locator:
    return picture(page).locator(f'[data-state="{state}"]')


def shown(page: Page) -> Locator:
    return picture(page).get_by_role("status")


def beside(page: Page) -> Locator:
    return page.get_by_role("complementary", name="The chosen state")


def view(page: Page) -> list[float]:
    """Return where the picture stands: moved right, moved down, enlarged."""
    found = (
        picture(page)
        .locator("svg > g")
        .evaluate(
            "world => { const m = new DOMMatrix(getComputedStyle(world).transform); return [m.e, m.f, m.a]; }"
        )
    )
    return [float(value) for value in found]


def middle(page: Page) -> tuple[float, float]:
    """Return the middle of the canvas on the screen."""
    place = page.locator(".canvas").bounding_box()
    assert place
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


def opens(page: Page, bench: Bench) -> None:
    page.goto(f"{bench.address}/graph")
    expect(shown(page)).to_contain_text("of 108 states shown")
    expect(box(page, 21)).to_have_attribute("aria-label", re.compile("the status quo, would last"))


def reads_a_story(page: Page) -> None:
    box(page, 47).click()
    told = beside(page)
    expect(told.get_by_role("heading", level=2)).to_have_text(
        "Treaty on the 1956 basis, islands free of foreign forces"
    )
    expect(told).to_contain_text("What leads out of it")
    expect(page).to_have_url(re.compile(r"at=47"))
    before = shown(page).inner_text()
    told.get_by_role("button", name="Show its neighbours").click()
    expect(shown(page)).not_to_have_text(before)
    page.keyboard.press("Escape")
    expect(told.get_by_role("heading", level=2)).to_have_count(0)
    expect(box(page, 47)).to_be_focused()


def walks_by_keyboard(page: Page) -> None:
    """Home, arrows, Enter and Space do what the mouse does."""
    page.keyboard.press("Home")
    first = page.evaluate("document.activeElement.dataset.state")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    now = page.evaluate("document.activeElement.dataset.state")
    assert now != first
    page.keyboard.press("Enter")
    expect(beside(page).get_by_text(re.compile(f"^State {now} of 108"))).to_be_visible()
    page.keyboard.press("Escape")


def moves_the_picture(page: Page) -> None:
    """Dragging moves it, Ctrl and the wheel enlarge it, Fit shows all again."""
    picture(page).get_by_role("button", name="Fit").click()
    x, y = middle(page)
    first = view(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.up()
    moved = view(page)
    assert moved[0] - first[0] > 40
    assert moved[1] - first[1] > 20
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.wait_for_function(
        "scale => new DOMMatrix(getComputedStyle(document.querySelector('.canvas svg > g')).transform).a > scale",
        arg=moved[2] * 1.2,
    )


def pinches(page: Page) -> None:
    """Two fingers that part enlarge the picture, as a phone sends them."""
    page.locator(".canvas").scroll_into_view_if_needed()
    expect(shown(page)).to_contain_text("states shown")
    x, y = middle(page)
    before = view(page)
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": a, "y": b, "id": k} for k, (a, b) in enumerate(places)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x - 30, y), (x + 30, y))
    for apart in range(35, 95, 5):
        touch("touchMove", (x - apart, y), (x + apart, y))
    touch("touchEnd")
    assert view(page)[2] > 1.5 * before[2]


def filters(page: Page) -> None:
    form = page.get_by_role("search")
    form.get_by_label("Only states where").fill("treaty")
    form.get_by_label("Moves of").select_option(label="Russia")
    form.get_by_role("button", name="Show").click()
    expect(page.locator(".matching")).to_contain_text(re.compile(r"^\d+ of 108 states fit"))
    expect(box(page, 47)).to_be_visible()
    expect(box(page, 93)).to_have_count(0)  # no treaty there
    form.get_by_label("Only states where").fill("treaty and")
    form.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("condition")
    form.get_by_role("link", name="Everything").click()
    expect(box(page, 93)).to_be_visible()


def plays_a_way(page: Page) -> None:
    """Step by step there and back; then it plays by itself to the end."""
    player = picture(page).get_by_role("group", name="Play a way step by step")
    way = player.get_by_label("A way")
    longest = page.locator("[data-along]").evaluate_all(
        "ways => ways.map(w => w.dataset.along).sort((a, b) => b.split(',').length - a.split(',').length)[0]"
    )
    way.select_option(value=longest)
    last = longest.count(",")
    told = player.locator("[data-step]")
    expect(told).to_contain_text(f"{last} steps to go" if last > 1 else "1 step to go")
    for step in range(1, last + 1):
        player.get_by_role("button", name="Next").click()
        expect(told).to_contain_text(f"Step {step} of {last}:")
    expect(player.get_by_role("button", name="Next")).to_be_disabled()
    expect(box(page, int(longest.split(",")[-1]))).to_have_class(re.compile(r"\bnow\b"))
    player.get_by_role("button", name="Previous").click()
    expect(told).to_contain_text("The start" if last == 1 else f"Step {last - 1} of {last}:")
    player.get_by_role("button", name="Play").click()
    expect(told).to_contain_text(f"Step {last} of {last}:")
    expect(player.get_by_role("button", name="Play")).to_have_attribute("aria-pressed", "false")


def reads_the_table(page: Page, bench: Bench) -> None:
    """Filters, sorts, and goes on to the page of a state."""
    page.goto(f"{bench.address}/states")
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(100)
    form = page.get_by_role("search")
    form.get_by_label("Only states where").fill("treaty")
    form.get_by_label("Order").select_option(label="best for Japan first")
    form.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("where=treaty"))
    places = page.get_by_role("columnheader").all_inner_texts()
    column = next(k for k, label in enumerate(places) if label.startswith("Japan"))
    found = [
        int(row.locator("th, td").nth(column).inner_text().replace(",", "")) for row in rows.all()
    ]
    assert found == sorted(found)
    assert 0 < len(found) < 100
    rows.first.get_by_role("rowheader").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/states/\d+"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
