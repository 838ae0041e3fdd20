"""Dark, still, on paper, twice as large, in forced colours: nothing is lost in any of them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo.address import PAGES
from geo.case import Case
from geo.control import Status
from geo.control_map import control_map, page_html
from geo.style import palette
from geo.words import WORDS

from .conftest import OpenPage
from .map_page import MapPage
from .test_axe import wait_until_drawn
from .test_phone import sideways

ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
"""A window of 1280 by 900 at 200 %."""


@pytest.fixture
def exported(open_page: OpenPage, shipped: Case, tmp_path: Path) -> Callable[..., MapPage]:
    """Open the exported page, in a browser with the options given."""
    path = tmp_path / "map.html"
    path.write_text(page_html(control_map(shipped)), encoding="utf-8")
    return lambda **options: MapPage(open_page(path.as_uri(), **options), inside=False)


# Reduced motion.


def animations(board: MapPage) -> list[str]:
    """Return the animations and transitions that run, by what they move."""
    return board.map.evaluate(
        "map => map.ownerDocument.getAnimations().map((one) =>"
        " one.animationName ?? `transition of ${one.transitionProperty}`)"
    )


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_only_who_likes_motion_gets_any(exported, motion: str) -> None:
    """Tints fade and a ring spreads, or, with less motion, a still ring stands for two seconds."""
    board = exported(reduced_motion=motion)
    board.find("[data-go=on]").click()
    expect(board.find(".capital.changed")).not_to_have_count(0)
    running = set(animations(board))
    assert running == ({"still"} if motion == "reduce" else running)
    assert ("pulse" in running) == (motion != "reduce")
    board.page.wait_for_timeout(2200)
    assert board.find("body.playing").count() == 0
    assert board.find("#day").evaluate("one => one.valueAsNumber") == 9


def test_a_step_has_its_colours_at_once_and_play_fades(exported) -> None:
    """A step's first frame shows the colours of its day; from day to day, play lets them fade."""
    board = exported()
    board.map.evaluate(
        "map => map.ownerDocument.addEventListener('transitionrun',"
        " (one) => { map.dataset.faded = one.propertyName; })"
    )
    for day in ("2021-08-10", "2021-08-11", "2021-08-12"):
        board.find("[data-go=on]").click()
        expect(board.map).to_have_attribute("data-day", day)
    assert board.map.get_attribute("data-faded") is None
    board.find("#play").click()
    expect(board.map).to_have_attribute("data-faded", "fill")


def test_zooming_is_a_jump_without_motion(exported) -> None:
    """With less motion a press on + moves nothing on its way."""
    board = exported(reduced_motion="reduce")
    before = board.find("path[data-province=AF-BAM]").get_attribute("d")
    board.find(".leaflet-control-zoom-in").click()
    board.page.wait_for_timeout(50)
    assert not [name for name in animations(board) if "transform" in name]
    board.page.wait_for_timeout(500)
    assert board.find("path[data-province=AF-BAM]").get_attribute("d") != before


# Paper.

CONTROLS = ("#buttons .steps", "#clock-row", ".leaflet-control-zoom", "#hint", "#skip", "#speeds")


@pytest.mark.parametrize("width", [740, 560, 1040])
def test_paper_shows_the_day_and_no_controls(exported, shipped: Case, width: int) -> None:
    """In print there are date, map, legend, caveat and reports, in light, and nothing is cut."""
    board = exported(viewport={"width": width, "height": 1000}, color_scheme="dark")
    board.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    board.page.emulate_media(media="print")
    for part in ("#date", "#answer", "[data-testid=control-map]", "#legend", "#caveat", "#chart"):
        expect(board.find(part)).to_be_visible()
    for part in CONTROLS:
        expect(board.find(part)).to_be_hidden()
    assert board.find(".change .why").count() > 0
    expect(board.find("ul.capitals li")).to_have_count(len(shipped.provinces))
    for words in (*board.find(".legend-definition").all(), *board.find(".change .why").all()):
        expect(words).to_be_visible()
    assert colour_of(board, "body", "background-color") == rgb(palette("light")["page"])
    cut = board.page.evaluate(
        "() => [document.documentElement, document.body, ...document.querySelectorAll('#page, #side')]"
        ".filter((one) => one.scrollWidth > innerWidth || (one.scrollHeight > one.clientHeight + 1"
        " && !/visible/.test(getComputedStyle(one).overflowY))).map((one) => one.tagName)"
    )
    assert cut == []


def test_paper_has_every_report_of_a_dossier(exported, shipped: Case) -> None:
    """A printed dossier has all its reports, reprints unfolded."""
    board = exported()
    board.find("[data-capital=AF-KDZ]").press("Enter")
    board.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    board.page.emulate_media(media="print")
    own = [one for one in shipped.reports if one.province == "AF-KDZ"]
    reports = board.find(".report")
    expect(reports).to_have_count(len(own))
    assert reports.evaluate_all("all => all.every((one) => one.checkVisibility())")
    box = board.find(".dossier-reports")
    assert box.evaluate("one => one.scrollHeight - one.clientHeight") <= 1


def test_a_pdf_is_whole_pages_of_the_case(exported) -> None:
    """The browser prints to several pages, and more of them with a dossier open."""
    board = exported()

    def pages() -> int:
        written = board.page.pdf(format="A4")
        streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", written, re.DOTALL)
        assert any(len(zlib.decompress(one)) > 10_000 for one in streams if one[:1] == b"x")
        return len(re.findall(rb"/Type\s*/Page\b", written))

    day = pages()
    board.find("[data-capital=AF-KDZ]").press("Enter")
    expect(board.find(".report").first).to_be_visible()
    assert 2 <= day < pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_dashboard_prints_without_its_controls(
    open_page: OpenPage, dashboard: str, name: str
) -> None:
    """On paper no page has its tabs, folds or link, and each is there from top to bottom."""
    page = open_page(f"{dashboard}/?page={name}")
    wait_until_drawn(page)
    page.emulate_media(media="print")
    for part in (".st-key-language", ".st-key-page", ".copy-link", ".stExpander"):
        for one in page.locator(part).all():
            expect(one).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".page-footer")).to_be_visible()
    main = page.locator(".stMain")
    assert main.evaluate("one => getComputedStyle(one).overflowY") == "visible"
    assert main.evaluate("one => one.scrollHeight - one.clientHeight") <= 1


@pytest.mark.parametrize("query", ["", "&province=AF-KDZ&lang=fa"], ids=["day", "dossier"])
def test_the_dashboard_prints_the_whole_map_page(
    open_page: OpenPage, dashboard: str, query: str
) -> None:
    """On paper the frame is as high as what is in it, and begins at the top of the first page."""
    page = open_page(f"{dashboard}/?day=2021-08-09{query}", viewport={"width": 794, "height": 1123})
    wait_until_drawn(page)
    board = MapPage(page, inside=True)
    shown = ".report" if query else ".change"
    expect(board.find(shown).first).to_be_visible()
    board.map.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for part in ("#caveat", "#legend", shown):
        expect(board.find(part).first).to_be_visible()
    expect(page.locator("iframe.on-paper")).to_have_count(1)
    assert page.locator("iframe.on-paper").evaluate("one => one.getBoundingClientRect().top") <= 0
    more = "() => document.documentElement.scrollHeight - window.innerHeight"
    assert board.map.evaluate(more) <= 0


# Twice as large.


@pytest.mark.parametrize("name", PAGES)
def test_at_200_percent_nothing_is_cut(open_page: OpenPage, dashboard: str, name: str) -> None:
    """In half the width no page scrolls sideways, and title, tabs and footer stay whole."""
    page = open_page(f"{dashboard}/?page={name}", **ZOOMED)
    wait_until_drawn(page)
    assert set(sideways(page)) == {0}
    for part in page.locator("h1, .st-key-page [role=radio]").all():
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 640
    assert (
        overlapping(page, "h1, .st-key-page, iframe, .stExpander, .copy-link, .page-footer") == []
    )


def overlapping(page: Page, selector: str) -> list[str]:
    """Return the pairs of visible parts that lie on each other."""
    found: list[str] = page.evaluate(
        """(selector) => {
            const parts = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
            const clash = (a, b) => {
                const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
                return !a.contains(b) && !b.contains(a) && p.left < q.right - 1 && q.left < p.right - 1
                    && p.top < q.bottom - 1 && q.top < p.bottom - 1;
            };
            return parts.flatMap((a, n) => parts.slice(n + 1).filter((b) => clash(a, b))
                .map((b) => `${a.className || a.tagName} on ${b.className || b.tagName}`));
        }""",
        selector,
    )
    return found


def test_at_200_percent_the_map_page_is_whole(exported) -> None:
    """Its parts do not touch, and slider and list work."""
    board = exported(**ZOOMED)
    parts = "#date, #answer, #answer-second, #legend, #map-slot, #caveat, .steps, .speed"
    parts += ", #chart, #slider, #clock-row, #side"
    assert overlapping(board.page, parts) == []
    board.slider.press("ArrowRight")
    expect(board.map).to_have_attribute("data-day", "2021-08-10")
    board.page.keyboard.press("Alt+KeyL")
    expect(board.find("input[type=search]")).to_be_in_viewport()


def test_the_head_has_room_for_its_lines_at_every_width(exported) -> None:
    """Its height is fixed, so that a step lays out nothing else, and follows when its lines break."""
    board = exported(viewport={"width": 1280, "height": 900})
    heights = set()
    for width in (1280, 640, 340, 1280):
        board.page.set_viewport_size({"width": width, "height": 900})
        board.page.wait_for_timeout(200)
        room, lines = (
            board.find(part).evaluate("(one) => one.offsetHeight")
            for part in ("#head-room", "#head")
        )
        assert room == lines
        assert overlapping(board.page, "#head, #legend, #map-slot") == []
        heights.add(room)
    assert len(heights) > 1


# Forced colours.

TOLD_APART = (
    Status.CORROBORATED,
    Status.REPORTED,
    Status.CLAIMED,
    Status.DISPUTED,
    Status.CONTESTED,
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_statuses_apart(exported, scheme: str) -> None:
    """Provinces and swatches keep their paint, and no two statuses look alike in the legend."""
    board = exported(forced_colors="active", color_scheme=scheme)
    assert board.page.evaluate("matchMedia('(forced-colors: active)').matches")
    pictures = {
        status: board.find(f".legend-row[data-status={status}] .swatch").screenshot()
        for status in Status
    }
    assert len(set(pictures.values())) == len(Status)
    fills = {
        board.find(f"path[data-province={province}]").evaluate("one => getComputedStyle(one).fill")
        for province in ("AF-NIM", "AF-KDZ", "AF-HER", "AF-KAB")
    }
    assert len(fills) == 4
    assert rgb(palette(scheme)["tint-corroborated"]) in fills


def test_forced_colours_show_what_is_pressed_and_focused(exported) -> None:
    """The pressed button of a row differs from the others, and the focus has a ring."""
    board = exported(forced_colors="active")
    pressed = colour_of(board, "#clocks [aria-pressed=true]", "background-color")
    assert pressed != colour_of(board, "#clocks [aria-pressed=false]", "background-color")
    board.page.keyboard.press("Tab")
    for _ in range(60):
        board.page.keyboard.press("Tab")
        at = board.find(":focus")
        if at.get_attribute("type") == "range":
            break
        ring = at.locator(".mark-box") if at.get_attribute("data-capital") else at
        style = ring.evaluate("one => getComputedStyle(one).outlineStyle")
        assert style != "none"
    else:
        pytest.fail("the slider was never reached")


# Dark.


def test_dark_follows_the_system(exported) -> None:
    """The map page takes the dark colours of the table, text, ground and tints alike."""
    board = exported(color_scheme="dark")
    colours = palette("dark")
    assert colour_of(board, "body", "background-color") == rgb(colours["page"])
    assert colour_of(board, "body", "color") == rgb(colours["ink"])
    assert colour_of(board, ".leaflet-container", "background-color") == rgb(colours["ground"])
    assert colour_of(board, "path[data-province=AF-NIM]", "fill") == rgb(
        colours["tint-corroborated"]
    )
    expect(board.find("#hint")).to_contain_text(WORDS["hint"])


def colour_of(board: MapPage, selector: str, name: str) -> str:
    """Return a computed colour."""
    return board.find(selector).first.evaluate("(one, name) => getComputedStyle(one)[name]", name)


def rgb(colour: str) -> str:
    """Return a hex colour as browsers say it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
