"""The map page in Dari and Pashto, in a real browser: direction, digits, keys and the switch."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

import geo
from geo import language
from geo.case import Case
from geo.control import AT_LEAST, UP_TO, Threshold
from geo.control_map import page_html
from geo.language import speaking
from geo.style import STYLES
from geo.tables import status_rows
from geo.words import long_day, medium_day, sentence, solar_day

from .conftest import OpenPage
from .map_page import MapPage

PERSIAN = re.compile("[۰-۹]")
LATIN = re.compile("[0-9]")

Open = Callable[..., MapPage]


@pytest.fixture(scope="module")
def file(shipped: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported page, which speaks every language of the case."""
    file = tmp_path_factory.mktemp("tongues") / "page.html"
    file.write_text(page_html(geo.control_map(shipped)), encoding="utf-8")
    return file


@pytest.fixture
def open_in(file: Path, open_page: OpenPage) -> Open:
    """Open the exported page in a language, with the options of a context."""

    def open_it(code: str = "", **options: object) -> MapPage:
        address = file.as_uri() + (f"?lang={code}" if code else "")
        return MapPage(open_page(address, offline=True, **options), inside=False)

    return open_it


def counted(case: Case, day: date) -> str:
    """Return the count of a day as Python says it, in the language spoken."""
    statuses = [row.status for row in status_rows(case, day)]
    low = sum(one in AT_LEAST[Threshold.REPORTED] for one in statuses)
    high = sum(one in UP_TO for one in statuses)
    said = sentence("range", low=low, high=high) if low != high else language.digits(str(high))
    return sentence("range_of_total", range=said, total=len(case.provinces))


@pytest.mark.parametrize("code", ["en", "fa", "ps"])
def test_the_page_says_what_python_says(shipped: Case, open_in: Open, code: str) -> None:
    """On any day date, count and what is spoken are Python's own sentences, in any language."""
    board = open_in(code)
    first, last = shipped.view.first_day, shipped.view.last_day

    @settings(max_examples=12, suppress_health_check=[HealthCheck.differing_executors])
    @given(st.integers(0, (last - first).days))
    def holds(n: int) -> None:
        day = first + timedelta(n)
        board.find("#day").evaluate(
            "(input, n) => { input.value = n; input.dispatchEvent(new Event('input')); }", n
        )
        shown = board.shown()
        with speaking(code):
            assert shown["count"] == counted(shipped, day)
            assert shown["date"] == medium_day(day)
            assert str(shown["spoken"]).startswith(long_day(day))
            assert board.find("#under-date").text_content() == solar_day(day)

    holds()


@pytest.mark.parametrize("code", ["fa", "ps"])
def test_words_and_digits_are_those_of_the_language(open_in: Open, code: str) -> None:
    """Direction, statuses and numbers follow the language; no Latin digit is in any count."""
    board = open_in(code)
    html = board.find("html")
    expect(html).to_have_attribute("dir", "rtl")
    expect(html).to_have_attribute("lang", code)
    with speaking(code):
        words = [style.word for style in STYLES.values()]
    assert board.find(".legend-word").all_text_contents() == words
    counts = [
        *board.find("[data-legend-count]").all_text_contents(),
        *board.find("#answer, #answer-second, .bound, .chart .value").all_text_contents(),
        *board.find("#days b, #days em, .change-sources, #side summary").all_text_contents(),
        str(board.find("#day").get_attribute("aria-valuetext")),
        str(board.find(".inset-title").text_content()),
    ]
    assert len(counts) > 40
    assert [text for text in counts if LATIN.search(text)] == []
    assert all(PERSIAN.search(text) for text in counts)
    assert board.find("[lang=en]:not(#tongues *)").count() == 0


@pytest.mark.parametrize("code", ["fa", "ps"])
def test_time_runs_from_right_to_left(shipped: Case, open_in: Open, code: str) -> None:
    """An arrow key moves the thumb to its side, which is later on the left; so do the buttons."""
    board = open_in(code)
    slider = board.find("#day")

    def day() -> int:
        return int(slider.evaluate("(input) => input.valueAsNumber"))

    def thumb() -> float:
        here = board.find("#days .here")
        with speaking(code):
            expect(here).to_have_text(
                language.digits(str((shipped.view.first_day + timedelta(day())).day))
            )
        box = here.bounding_box()
        assert box
        return box["x"] + box["width"] / 2

    slider.focus()
    before, first = thumb(), day()
    board.page.keyboard.press("ArrowLeft")
    assert thumb() < before
    assert day() == first + 1
    board.page.keyboard.press("ArrowRight")
    assert thumb() == pytest.approx(before)
    on, back = (board.find(f"[data-go={one}]").bounding_box() for one in ("on", "back"))
    assert on
    assert back
    assert on["x"] < back["x"]
    mirrored = "(icon) => new DOMMatrix(getComputedStyle(icon).transform).a"
    assert board.find("[data-go=on] svg").evaluate(mirrored) == -1
    assert board.find("#next .arrow").evaluate(mirrored) == -1


@pytest.mark.parametrize("code", ["fa", "ps"])
def test_the_map_is_never_mirrored(shipped: Case, open_in: Open, code: str) -> None:
    """Capitals lie as in the world; zoom and scale stand where they do in English."""
    places = {}
    for one in ("en", code):
        board = open_in(one)
        board.find("#hint .close").click()
        box = board.map.bounding_box()
        assert box
        selectors = [f"[data-capital={place.province}]" for place in shipped.provinces]
        selectors += [".leaflet-control-zoom", ".leaflet-control-scale", "#inset"]
        places[one] = [
            round(board.find(selector).bounding_box()["x"] - box["x"])  # type: ignore[index]
            for selector in selectors
        ]
    assert places[code] == pytest.approx(places["en"], abs=1)
    west, east = (
        board.find(f"[data-capital={one}]").bounding_box() for one in ("AF-HER", "AF-NAN")
    )
    assert west
    assert east
    assert west["x"] < east["x"]


@pytest.mark.parametrize("code", ["fa", "ps"])
@pytest.mark.parametrize("size", [(1280, 900), (360, 740)])
def test_names_do_not_touch_and_nothing_sticks_out(
    open_in: Open, code: str, size: tuple[int, int]
) -> None:
    """Names on the map are measured in their own script; the page is as wide as the window."""
    width, height = size
    board = open_in(code, viewport={"width": width, "height": height})
    boxes = board.find(".label-box .label").evaluate_all(
        """(labels) => labels.map((label) => {
            const range = document.createRange();
            range.selectNodeContents(label);
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return [left + 1, right - 1, top + 3, bottom - 3];
        })"""
    )
    assert len(boxes) > 4
    touching = [
        (one, other)
        for n, one in enumerate(boxes)
        for other in boxes[:n]
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]
    assert touching == []
    assert board.page.evaluate("document.documentElement.scrollWidth") <= width


def test_switching_keeps_what_the_reader_has_chosen(open_in: Open) -> None:
    """Another language changes words alone: day, clock, zoom and the open dossier stay."""
    board = open_in("en")
    board.go_to("2021-08-12")
    board.find("#clocks button").nth(1).click()
    board.find(".leaflet-control-zoom-in").click()
    board.page.wait_for_timeout(600)  # the zoom glides, and may not have begun yet
    expect(board.map).not_to_have_class(re.compile("leaflet-zoom-anim"))
    board.find("[data-capital=AF-KDZ]").dispatch_event("click")
    dossier = board.root.get_by_test_id("dossier")
    expect(dossier.locator(".report").first).to_contain_text("published")
    reports = dossier.locator(".report").count()
    before = board.find("[data-capital=AF-HER]").bounding_box()
    english = dossier.locator("h2").text_content()
    notes = dossier.locator(".note").all_text_contents()

    board.find("#tongues button[lang=fa]").click()
    expect(board.find("#tongues button[lang=fa]")).to_have_attribute("aria-pressed", "true")
    expect(board.find("html")).to_have_attribute("dir", "rtl")
    expect(board.find("#date")).to_contain_text("۱۲ اگست")
    expect(board.find("#clocks button").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(dossier).to_have_attribute("data-place", "AF-KDZ")
    expect(dossier.locator("h2")).to_contain_text("کندوز")
    expect(dossier.locator(".report").first).to_contain_text("نشرشده")
    assert dossier.locator(".report").count() == reports
    assert dossier.locator(".note").all_text_contents() == notes

    board.find("#tongues button[lang=en]").click()
    expect(board.find("html")).to_have_attribute("dir", "ltr")
    assert dossier.locator("h2").text_content() == english
    expect(board.find("#date")).to_have_text("Thu 12 Aug 2021")
    assert before
    board.page.wait_for_function(  # once the map has its old size again
        """([x, y]) => {
            const box = document.querySelector("[data-capital=AF-HER]").getBoundingClientRect();
            return Math.abs(box.x - x) <= 1 && Math.abs(box.y - y) <= 1;
        }""",
        arg=[before["x"], before["y"]],
    )


@pytest.mark.parametrize(
    ("asked", "locale", "spoken"),
    [
        ("", "en-GB", "en"),
        ("", "fa-AF", "fa"),
        ("", "prs-AF", "fa"),
        ("", "ps", "ps"),
        ("", "de-DE", "en"),
        ("ps", "fa-AF", "ps"),
        ("xx", "fa-AF", "fa"),
    ],
)
def test_the_first_language(open_in: Open, asked: str, locale: str, spoken: str) -> None:
    """The address decides, else the browser, else it is English."""
    expect(open_in(asked, locale=locale).find("html")).to_have_attribute("lang", spoken)


def test_one_language_has_no_switch(shipped: Case, tmp_path: Path, open_page: OpenPage) -> None:
    """A page that was asked for in one language speaks that one, whatever the browser's."""
    file = tmp_path / "page.html"
    drawn = geo.control_map(shipped, language="ps", with_dossiers=False)
    file.write_text(page_html(drawn), encoding="utf-8")
    board = MapPage(open_page(f"{file.as_uri()}?lang=fa", offline=True), inside=False)
    expect(board.find("html")).to_have_attribute("lang", "ps")
    expect(board.find("#tongues")).to_be_hidden()


def test_what_is_not_translated_is_marked_as_english(
    shipped: Case, tmp_path: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a catalogue each sentence of a page is in English, left to right, and says so."""
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    language._catalogue.cache_clear()
    try:
        html = page_html(geo.control_map(shipped, language="fa", with_dossiers=False))
    finally:
        language._catalogue.cache_clear()
    file = tmp_path / "page.html"
    file.write_text(html, encoding="utf-8")
    board = MapPage(open_page(file.as_uri(), offline=True), inside=False)
    expect(board.find("html")).to_have_attribute("dir", "rtl")
    for selector, text in (
        ("#answer", "By this day, "),
        ("#caveat", "A province is tinted"),
        (".legend-word [lang=en]", "Corroborated"),
        ("#legend-title [lang=en]", "Reported status"),
        ("#side h2 [lang=en]", "Changed on"),
        ("#next [lang=en]", "Next change"),
    ):
        found = board.find(selector).first
        expect(found).to_contain_text(text)
        expect(found).to_have_attribute("lang", "en")
        expect(found).to_have_attribute("dir", "ltr")
