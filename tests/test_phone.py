"""On a phone, under fingers: the map comes first, nothing is cut, every target is large enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from geo.address import PAGES
from geo.case import Case
from geo.control_map import control_map, page_html

from .conftest import OpenPage
from .map_page import MapPage
from .test_axe import wait_until_drawn

SCREEN = {"width": 360, "height": 740}
PHONE = {"viewport": SCREEN, "has_touch": True, "is_mobile": True}
FINGER = 44
MAP_SHARE = 0.55

OURS = (
    ".st-key-page [role=radio], .copy-link :is(button, input), .swap,"
    ".change-group summary, .evidence-rows summary"
)
"""What of the dashboard's page we draw; all else there is Streamlit's."""
SMALL = """([selector, least]) => [...document.querySelectorAll(selector)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.closest(".report, .tip, .word"))
    .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
    .map(([html, box]) => [html, ...[box.width, box.height].map((side) => Number(side.toFixed(2)))])
    .filter(([, width, height]) => width > 1 && (width < least || height < least))
    .map(([html, width, height]) => `${html}: ${width} by ${height}`)"""
"""Links within the sentences of a report, and words that open their definition, are left out, as
WCAG 2.5.5 leaves out what stands in a sentence: text sets its size.
Sizes in hundredths of a pixel: a map that has moved leaves less than that of a 44 behind.
"""


@pytest.fixture
def phone(open_page: OpenPage) -> Callable[[str], Page]:
    """Open an address on a phone."""
    return lambda address: open_page(address, **PHONE)


@pytest.fixture
def exported(phone, shipped: Case, tmp_path) -> MapPage:
    """The exported page on a phone."""
    path = tmp_path / "map.html"
    path.write_text(page_html(control_map(shipped)), encoding="utf-8")
    return MapPage(phone(path.as_uri()), inside=False)


def too_small(frame: Frame | Page, selector: str) -> list[str]:
    """Return the targets that a finger would miss."""
    found: list[str] = frame.evaluate(SMALL, [selector, FINGER])
    return found


def sideways(page: Page) -> list[float]:
    """Return how far each document can be scrolled sideways."""
    return [
        frame.evaluate(
            "() => Math.max(...[document.scrollingElement, document.querySelector('.stMain')]"
            ".filter(Boolean).map((one) => one.scrollWidth - one.clientWidth))"
        )
        for frame in page.frames
    ]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_and_targets_are_large(phone, dashboard: str, name: str) -> None:
    """No page is wider than the screen, and a finger hits everything that is ours."""
    query = "&against=day:2021-08-13" if name == "compare" else ""
    page = phone(f"{dashboard}/?page={name}{query}")
    wait_until_drawn(page)
    assert set(sideways(page)) == {0}
    assert too_small(page, OURS) == []
    for frame in page.frames[1:]:
        assert too_small(frame, "button, a, summary, input, [role=button]") == []


@pytest.mark.parametrize("opened", ["list", "more", "dossier"])
def test_targets_of_an_open_sheet_are_large(exported: MapPage, opened: str) -> None:
    """The list, the menu and a dossier have targets for fingers, and a button that closes."""
    if opened == "dossier":
        exported.find("[data-capital=AF-KDZ]").press("Enter")
    else:
        exported.find(f"#{opened}").tap()
        exported.find("summary").evaluate_all(
            "all => all.forEach((one) => one.parentElement.open = true)"
        )
    assert too_small(exported.page, "button, a, summary, input, [role=button]") == []
    if opened != "more":
        close = exported.find("#side .close")
        expect(close).to_be_in_viewport()
        close.tap()
        expect(exported.find("#side")).to_be_hidden()


def test_the_map_has_most_of_the_first_screen(phone, dashboard: str) -> None:
    """Under the title the map keeps 55 of 100 pixels, and slider and play are on the screen."""
    board = MapPage(phone(dashboard), inside=True)
    wait_until_drawn(board.page)
    box = board.map.bounding_box()
    top, bottom = max(0, box["y"]), min(SCREEN["height"], box["y"] + box["height"])
    assert (bottom - top) / SCREEN["height"] >= MAP_SHARE
    assert box["width"] == SCREEN["width"]
    for part in (board.slider, board.find("#play"), board.find("#caveat")):
        expect(part).to_be_in_viewport(ratio=1)


class Fingers:
    """Fingers on the screen of a page, which move in steps as real ones do."""

    def __init__(self, page: Page) -> None:
        self._page, self._line = page, page.context.new_cdp_session(page)

    def drag(
        self, *paths: tuple[tuple[float, float], tuple[float, float]], steps: int = 12
    ) -> None:
        """Put down a finger for each path, move all from start to end, and lift them."""
        for step in range(steps + 1):
            points = [
                {"x": x + (to_x - x) * step / steps, "y": y + (to_y - y) * step / steps, "id": n}
                for n, ((x, y), (to_x, to_y)) in enumerate(paths)
            ]
            self._send("touchMove" if step else "touchStart", points)
            self._page.wait_for_timeout(20)
        self._send("touchEnd", [])
        self._page.wait_for_timeout(600)

    def _send(self, kind: str, points: list[dict[str, float]]) -> None:
        self._line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def view_of(board: MapPage) -> dict[str, float]:
    """Return where two capitals stand on the screen of the frame."""
    return board.map.evaluate(
        """(map) => {
            const at = (id) => map.querySelector(`[data-capital=${id}]`).getBoundingClientRect();
            const [west, east] = [at("AF-HER"), at("AF-KHO")];
            return { x: west.x, y: west.y, apart: Math.hypot(west.x - east.x, west.y - east.y) };
        }"""
    )


def at_rest(board: MapPage) -> dict[str, float]:
    """Return the view once it stays: on a busy machine the frame gets its height late."""
    before: dict[str, float] = {}
    while before != (now := view_of(board)):
        before = now
        board.page.wait_for_timeout(300)
    return before


def scrolled(page: Page) -> float:
    """Return how far the dashboard's page is scrolled."""
    far: float = page.evaluate("document.querySelector('.stMain').scrollTop")
    return far


def test_one_finger_scrolls_and_two_move_the_map(phone, dashboard: str) -> None:
    """A finger on the map scrolls the page and leaves the map; two move it, or zoom it."""
    board = MapPage(phone(dashboard), inside=True)
    page, fingers = board.page, Fingers(board.page)
    wait_until_drawn(page)
    expect(page.get_by_role("button", name="Copy link")).to_be_attached()  # something to scroll to
    before = at_rest(board)
    fingers.drag(((180, 400), (180, 300)))
    assert scrolled(page) > 30
    assert view_of(board) == before
    page.evaluate("document.querySelector('.stMain').scrollTop = 0")
    fingers.drag(((150, 300), (100, 300)), ((210, 300), (260, 300)))
    larger = view_of(board)
    assert larger["apart"] > 1.4 * before["apart"]
    fingers.drag(((120, 300), (120, 240)), ((240, 300), (240, 240)))
    moved = view_of(board)
    assert moved["y"] == pytest.approx(larger["y"] - 60, abs=20)
    assert moved["apart"] == pytest.approx(larger["apart"], rel=0.1)
    assert scrolled(page) == 0


def test_behind_a_sheet_nothing_scrolls(phone, dashboard: str) -> None:
    """A finger on an open dossier moves its reports, also at its end, and never the page behind."""
    board = MapPage(phone(f"{dashboard}/?province=AF-KDZ"), inside=True)
    expect(board.root.get_by_test_id("dossier").locator(".report").first).to_be_visible()
    fingers, side = Fingers(board.page), board.find("#side")
    fingers.drag(((180, 700), (180, 400)))
    assert side.evaluate("one => one.scrollTop") > 100
    side.evaluate("one => { one.scrollTop = one.scrollHeight; }")
    fingers.drag(((180, 700), (180, 400)))
    assert scrolled(board.page) == 0


def middle(of: Locator) -> tuple[float, float]:
    """Return the middle of something on the screen."""
    box = of.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_tap_on_a_glyph_means_that_capital(exported: MapPage, shipped: Case) -> None:
    """Hit areas overlap, and yet a tap in the middle of any glyph opens its own reports."""
    heading = exported.root.get_by_test_id("dossier").locator("h2")
    for place in shipped.provinces:
        exported.page.touchscreen.tap(*middle(exported.find(f"[data-capital={place.province}]")))
        expect(heading).to_contain_text(place.capital)
        expect(exported.find(f".selected[data-capital={place.province}]")).to_be_in_viewport()
        exported.page.keyboard.press("Escape")
        exported.page.wait_for_timeout(350)  # the map slides back
