"""The first look: what stands where the map will be says and shows what the map does, and goes in time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.address import Choice
from geo.case import Case
from geo.first_look import SLOT, drawing, first_look
from geo.tables import status_rows

from .conftest import OpenPage
from .conftest import run_app as run
from .map_page import MapPage

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

DAY = date(2021, 8, 13)
SVG = "{http://www.w3.org/2000/svg}"
NO_MAP = "if (window === top) window.DecompressionStream = null"
"""Keeps a dashboard from unpacking its map page, as if that were still on its way."""


def picture(html: str) -> ET.Element:
    """Return the root of the picture in a first look."""
    found = re.search(r'src="data:image/svg\+xml,([^"]*)"', html)
    assert found
    return ET.fromstring(unquote(found[1]))  # noqa: S314 - it is ours


def provinces(html: str) -> list[ET.Element]:
    """Return the provinces in the picture of a first look."""
    return [one for one in picture(html).iter(f"{SVG}path") if one.get("data-status")]


def look_of(app: AppTest) -> str:
    """Return the first look in a run of the page, or nothing."""
    return next(
        (one.proto.body for one in app.get("html") if 'class="first-look"' in one.proto.body), ""
    )


@pytest.mark.parametrize("day", [date(2021, 8, 1), DAY, date(2021, 9, 6)])
def test_provinces_have_the_status_of_the_rule(shipped: Case, day: date) -> None:
    """The picture holds every province once, with the status and the actor of that day."""
    rows = status_rows(shipped, day)
    shown = provinces(first_look(shipped, Choice(day=day), drawing(shipped)))
    assert [(one.get("data-status"), one.get("data-actor")) for one in shown] == [
        (str(row.status), row.actor) for row in rows
    ]
    assert all((one.get("d") or "").startswith("M") for one in shown)


def test_the_whole_case_lies_in_the_picture(shipped: Case) -> None:
    """Nothing of the country is cut off, and it fills the picture in one direction."""
    found = corners(shipped)
    for line, size in zip(found, SLOT, strict=True):
        assert 0 <= min(line) <= max(line) <= size
    shares = [(max(line) - min(line)) / size for line, size in zip(found, SLOT, strict=True)]
    assert max(shares) > 0.9


def corners(case: Case) -> list[list[int]]:
    """Return every x and every y in the outlines of a case."""
    xs, ys = [], []
    for path in drawing(case).outlines.values():
        for x, y, rest in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", path):
            at = [int(x), int(y)]
            steps = [int(one) for one in re.findall(r"-?\d+", rest)]
            for n, step in enumerate([0, 0, *steps]):
                at[n % 2] += step
                (xs, ys)[n % 2].append(at[n % 2])
    return [xs, ys]


def test_a_hostile_actor_stays_text(shipped: Case) -> None:
    """Whatever an actor's key holds, the picture is whole, and the look has no element of its own."""
    key = "\"><script>alert(1)</script>&'</style>{}"
    renamed = {"taliban": key}
    reports = tuple(
        replace(one, actor=renamed.get(one.actor, one.actor)) for one in shipped.reports
    )
    actors = tuple(replace(one, actor=renamed.get(one.actor, one.actor)) for one in shipped.actors)
    case = replace(shipped, reports=reports, actors=actors)
    look = first_look(case, Choice(day=DAY), drawing(case))
    assert key in {one.get("data-actor") for one in provinces(look)}
    assert set(re.findall(r"<(\w+)", look)) <= {"div", "p", "strong", "img"}


def test_a_look_is_sent_for_each_map_page_and_no_other() -> None:
    """It stays as it was while the map is there, and a map that is opened anew has that day's look."""
    app = run(day="2021-08-09")
    first = look_of(app)
    assert "9 Aug 2021" in first
    app.session_state["choice"] = replace(app.session_state["choice"], day=DAY)
    app.run()
    assert look_of(app) == first
    app.session_state["choice"] = replace(app.session_state["choice"], page="reports")
    app.run()
    assert look_of(app) == ""
    app.session_state["choice"] = replace(app.session_state["choice"], page="map")
    app.run()
    assert "13 Aug 2021" in look_of(app)
    app.session_state["choice"] = replace(app.session_state["choice"], language="fa")
    app.run()
    assert 'dir="rtl"' in look_of(app)


@pytest.mark.parametrize(
    "query",
    [
        "day=2021-08-13&lang=en",
        "day=2021-08-09&lang=en&known_by=then",
        "day=2021-08-12&lang=en&known_by=2021-08-10",
        "day=2021-08-12&lang=en&threshold=corroborated&without=side:taliban",
        "day=2021-08-13&lang=fa",
        "day=2021-08-13&lang=ps",
    ],
)
def test_it_says_what_the_map_says(open_page: OpenPage, dashboard: str, query: str) -> None:
    """Date, line below it and answer are, letter by letter, those of the map under the same choice."""
    page = open_page(f"{dashboard}/?{query}")
    board = MapPage(page, inside=True)
    look = page.locator(".first-look")
    expect(look).to_be_hidden()
    for own, of_map in (
        (".day", "#date"),
        (".when p + p", "#under-date"),
        (".sentence", "#answer"),
    ):
        said = look.locator(own).text_content() or ""
        expect(board.find(of_map)).to_have_text(said)


@pytest.mark.parametrize(("language", "off"), [("en", 2), ("fa", 16)])
def test_it_lies_where_the_map_lies(
    open_page: OpenPage, dashboard: str, shipped: Case, language: str, off: float
) -> None:
    """In a wide window the picture lies where the map does, and the country where that draws it.

    From right to left the map is lower by a few words of its legend, and its zoom a step less.
    """
    page = open_page(f"{dashboard}/?day=2021-08-13&lang={language}")
    board = MapPage(page, inside=True)
    board.find("#board").evaluate("() => document.fonts.ready.then(() => 1)")
    frame = box(page, "iframe")
    look = box(page, ".first-look img")
    slot = board.find("#map-slot").evaluate(BOX)
    assert look == pytest.approx([frame[0] + slot[0], frame[1] + slot[1], *slot[2:]], abs=0.6)
    xs, ys = corners(shipped)
    drawn = board.find("path.country").first.evaluate(BOX)
    inside = [drawn[0] - slot[0], drawn[1] - slot[1], drawn[2], drawn[3]]
    wanted = [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]
    assert wanted == pytest.approx(inside, abs=off)


BOX = "(one) => (({ x, y, width, height }) => [x, y, width, height])(one.getBoundingClientRect())"


def box(page: Page, selector: str) -> list[float]:
    """Return x, y, width and height of an element in the window."""
    found: list[float] = page.locator(selector).first.evaluate(BOX)
    return found


@pytest.mark.parametrize("width", [1280, 360])
def test_it_stands_while_the_map_is_on_its_way(
    browser: Browser, dashboard: str, width: int
) -> None:
    """As long as there is no map page, date, answer and a picture with colours are to be seen."""
    page = browser.new_page(viewport={"width": width, "height": 740})
    page.add_init_script(NO_MAP)
    page.goto(f"{dashboard}/?day=2021-08-13&lang=en")
    look = page.locator(".first-look")
    expect(look).to_be_visible(timeout=20_000)
    expect(look).to_contain_text("18 of 34")
    picture = page.locator(".first-look img")
    assert picture.evaluate("(one) => one.decode().then(() => one.width)") == min(width, SLOT[0])
    assert page.locator("iframe").count() == 0
    page.close()


def test_a_page_in_an_article_goes_without(open_page: OpenPage, dashboard: str) -> None:
    """Embedded, the map fills its window, whose size nobody knows before."""
    page = open_page(f"{dashboard}/?embed=true")
    MapPage(page, inside=True)
    assert page.locator(".first-look").count() == 0
