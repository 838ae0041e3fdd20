"""Without a mouse: every way leads to the reports, the focus is seen, and little is spoken."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from geo.case import Case
from geo.control_map import control_map, page_html
from geo.language import speaking
from geo.style import STYLES
from geo.tables import status_rows

from .conftest import OpenPage
from .map_page import MapPage

FOCUS = """() => {
    let at = document.activeElement;
    const part = at.shadowRoot?.activeElement ?? at;
    // A marker shows its ring on the round part, the slider on its thumb.
    const seen = part.dataset.capital ? part.querySelector(".mark-box") : part;
    const style = getComputedStyle(seen, part.type === "range" ? "::-webkit-slider-thumb" : null);
    return {
        at: part.id || part.dataset.capital || part.dataset.testid
            || part.getAttribute("class") || part.tagName,
        ring: part.type === "range" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
            || style.boxShadow !== "none",
    };
}"""


def focus(board: MapPage) -> dict[str, object]:
    """Return where the focus is in the map page, and whether it can be seen."""
    return board.map.evaluate(f"({FOCUS})")


def tab_until(board: MapPage, wanted: Callable[[str], bool], most: int = 80) -> None:
    """Press Tab until the focus is on something; every stop on the way shows that it has it."""
    stops = []
    for _ in range(most):
        board.page.keyboard.press("Tab")
        stop = focus(board)
        stops.append(stop["at"])
        if stop["at"] == "BODY":  # the focus is still outside the map page
            continue
        assert stop["ring"], f"nobody can see the focus on {stop['at']}"
        if wanted(str(stop["at"])):
            return
    pytest.fail(f"it was not among the stops {stops}")


@pytest.fixture
def exported(open_page: OpenPage, shipped: Case, tmp_path) -> Callable[..., MapPage]:
    """Open the exported page, in a browser with the options given."""
    path = tmp_path / "map.html"
    path.write_text(page_html(control_map(shipped)), encoding="utf-8")
    return lambda **options: MapPage(open_page(path.as_uri(), **options), inside=False)


def test_from_the_page_to_a_source_and_a_link(open_page: OpenPage, dashboard: str) -> None:
    """The status of Kunduz on 9 August, one of its sources and the link need the keyboard alone."""
    board = MapPage(open_page(f"{dashboard}/?day=2021-08-08"), inside=True)
    page = board.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab_until(board, lambda at: at == "skip")
    tab_until(board, lambda at: at == "day")
    page.keyboard.press("ArrowRight")
    expect(board.map).to_have_attribute("data-day", "2021-08-09")
    page.keyboard.press("Alt+KeyL")
    expect(board.find("input[type=search]")).to_be_focused()
    page.keyboard.type("Kunduz")
    expect(board.find("ul.capitals li")).to_have_text(re.compile("Kunduz.*Disputed"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dossier = board.root.get_by_test_id("dossier")
    expect(dossier).to_be_focused()
    expect(dossier).to_contain_text("Disputed (Taliban) on Mon 9 Aug 2021")
    tab_until(board, lambda at: at == "A")
    link = dossier.locator(".report a").first
    expect(link).to_be_focused()
    assert (link.get_attribute("href") or "").startswith("http")
    page.keyboard.press("Escape")
    expect(board.find("ul.capitals button")).to_be_focused()
    expect(page).to_have_url(re.compile("day=2021-08-09"))
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.get_by_role("button", name="Copy link").evaluate(
            "e => e.matches(':focus-visible')"
        ):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    copied = parse_qs(urlsplit(page.evaluate("navigator.clipboard.readText()")).query)
    assert copied["day"] == ["2021-08-09"]


def test_the_frame_says_what_it_is(open_page: OpenPage, dashboard: str, shipped: Case) -> None:
    """The frame of the map has the title of the case."""
    page = MapPage(open_page(dashboard), inside=True).page
    expect(page.locator("iframe[data-control-map]")).to_have_attribute("title", shipped.title)


@pytest.mark.parametrize("opener", ["[data-capital=AF-KDZ]", ".changes .place"])
def test_escape_gives_the_focus_back(exported, opener: str) -> None:
    """Closed by Escape, a dossier leaves the focus where it was opened from."""
    board = exported()
    start = board.find(opener).first
    start.focus()
    board.page.keyboard.press("Enter")
    expect(board.root.get_by_test_id("dossier")).to_be_focused()
    board.page.keyboard.press("Escape")
    expect(board.root.get_by_test_id("dossier")).to_have_count(0)
    expect(board.find(opener).first).to_be_focused()


def test_every_marker_can_be_reached(exported, shipped: Case) -> None:
    """Tab comes past each capital's marker, which says its name and status, and shows the focus."""
    board = exported()
    words = {
        row.province: STYLES[row.status].word
        for row in status_rows(shipped, shipped.view.opening_day)
    }
    reached = set()
    for _ in range(70):
        board.page.keyboard.press("Tab")
        stop = focus(board)
        if stop["at"] == "BODY":  # once round
            break
        assert stop["ring"], f"nobody can see the focus on {stop['at']}"
        if stop["at"] in words:
            reached.add(stop["at"])
            spoken = board.find(":focus").get_attribute("aria-label") or ""
            assert words[str(stop["at"])] in spoken or "Recapture" in spoken
    assert reached == set(words)


def test_the_list_says_what_the_map_shows(exported, shipped: Case) -> None:
    """After any steps the list of all capitals has the statuses of that day."""
    board = exported()
    for day in ("2021-08-06", "2021-08-15", "2021-08-01"):
        board.go_to(day)
        board.page.keyboard.press("Alt+KeyL")
        listed = board.find(".capitals li").evaluate_all(
            "rows => Object.fromEntries(rows.map((row) =>"
            " [row.querySelector('button').dataset.opens, row.querySelector('.glyph').dataset.status]))"
        )
        assert listed == board.shown()["capitals"]
        assert listed == {
            row.province: row.status for row in status_rows(shipped, date.fromisoformat(day))
        }


def test_the_slider_speaks_and_the_page_waits_for_rest(exported) -> None:
    """The slider speaks each day itself; the page speaks once after a burst, never during play."""
    board = exported()
    page = board.page
    board.map.evaluate(
        """() => {
            window.spoken = [];
            const region = document.querySelector("[aria-live=polite]");
            new MutationObserver(() => window.spoken.push(region.textContent))
                .observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )
    board.slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    said = "Monday 9 August 2021: 5 to 6 of 34 capitals reported captured"
    expect(board.slider).to_have_attribute("aria-valuetext", said)
    expect(board.find("[aria-live=polite]")).to_have_text(said)
    page.wait_for_timeout(700)
    assert page.evaluate("window.spoken") == [said]
    board.find("[data-value='400']").click()
    page.evaluate("window.spoken.length = 0")
    board.find("#play").press("Enter")
    board.wait_for_play("2021-08-12")
    assert page.evaluate("window.spoken") == []
    board.find("#play").press("Enter")
    expect(board.find("[aria-live=polite]")).not_to_have_text(said)
    assert page.evaluate("window.spoken") == [board.slider.get_attribute("aria-valuetext")]


def test_the_sliders_focus_is_seen(exported) -> None:
    """Its thumb, which no style can be asked of, looks different with the focus."""
    board = exported()
    before = board.find("#slider").screenshot()
    board.slider.press("Shift")
    expect(board.slider).to_be_focused()
    assert board.find("#slider").screenshot() != before


def test_on_a_phone_a_legend_row_is_a_button(exported) -> None:
    """Where definitions have no room, Enter on a row shows its own; elsewhere all are shown."""
    narrow = exported(viewport={"width": 360, "height": 740})
    head = narrow.find(".legend-row[data-status=disputed] button")
    definition = narrow.find(".legend-row[data-status=disputed] .legend-definition")
    expect(definition).to_be_hidden()
    expect(head).to_have_attribute("aria-expanded", "false")
    head.press("Enter")
    expect(head).to_have_attribute("aria-expanded", "true")
    expect(definition).to_be_visible()
    narrow.page.set_viewport_size({"width": 1280, "height": 900})
    expect(narrow.find(".legend button")).to_have_count(0)
    for text in narrow.find(".legend-definition").all():
        expect(text).to_be_visible()
    expect(narrow.find("[data-legend-count=disputed]")).to_have_text("1")


def test_in_a_sheet_the_focus_goes_round(exported) -> None:
    """On a phone Tab stays in the open sheet, forwards and backwards, until Escape."""
    board = exported(viewport={"width": 360, "height": 740})
    page = board.page
    board.find("#list").press("Enter")
    inside = "() => document.querySelector('#side').contains(document.activeElement)"
    stops = set()
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 3:
        page.keyboard.press(key)
        assert page.evaluate(inside)
        stops.add(page.evaluate("document.activeElement.outerHTML"))
    assert 5 < len(stops) < 60
    page.keyboard.press("Escape")
    expect(board.find("#list")).to_be_focused()
    assert not board.find("#side").is_visible()


def test_the_first_line_goes_and_stays_away(exported) -> None:
    """It shows on a first visit, goes with the first step or its button, and is not shown again."""
    board = exported()
    hint = board.find("#hint")
    expect(hint).to_contain_text("Move the slider")
    board.slider.press("ArrowRight")
    expect(hint).to_be_hidden()
    board.page.reload()
    again = MapPage(board.page, inside=False)
    expect(again.find("#hint")).to_be_hidden()
    again.page.evaluate("localStorage.clear()")
    again.page.reload()
    MapPage(again.page, inside=False)
    hint.get_by_role("button").press("Enter")
    expect(hint).to_be_hidden()
    expect(board.slider).to_be_focused()


def test_an_embedded_map_has_no_first_line(open_page: OpenPage, dashboard: str) -> None:
    """In an article nobody sees it; on the dashboard, whose frame keeps nothing, a first visitor does."""
    board = MapPage(open_page(f"{dashboard}/?embed=true"), inside=True)
    expect(board.find("#hint")).to_be_hidden()
    board = MapPage(open_page(f"{dashboard}/?day=2021-08-13"), inside=True)
    expect(board.find("#hint")).to_be_visible()
    board.find("#play").press("Enter")
    expect(board.find("#hint")).to_be_hidden()
    board.page.wait_for_function("localStorage.getItem('control-map-hint-seen') !== null")
    board.page.reload()
    board = MapPage(board.page, inside=True)
    expect(board.find("#hint")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_status_word_opens_its_definition(exported, shipped: Case, language: str) -> None:
    """In the changes of a day and in a dossier: Enter opens it beside the word, Escape closes it."""
    with speaking(language):
        meant = STYLES["disputed"].definition
    board = exported()
    if language != "en":
        board.find(f".tongues [lang={language}]").click()
    board.go_to("2021-08-09")
    words = board.find(".change .word")
    assert words.count() == 2 * board.find(".change").count() > 0
    board.find("[data-capital=AF-KDZ]").press("Enter")
    word, means = board.find(".verdict .word"), board.find("#means-disputed")
    word.press("Enter")
    expect(means).to_be_visible()
    expect(means).to_contain_text(meant)
    board.page.keyboard.press("Escape")
    expect(means).to_be_hidden()
    expect(board.find("[data-testid=dossier]")).to_be_visible()
    expect(word).to_be_focused()
