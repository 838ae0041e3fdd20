"""A reader's way to the evidence, in a real browser: from map, table and list to the reports."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.case import Case
from geo.control import AT_LEAST, UP_TO, Threshold
from geo.language import _, speaking
from geo.reports import SourceFilter
from geo.tables import status_rows
from geo.words import medium_day

from .conftest import OpenPage
from .map_page import MapPage

TALL = {"width": 1280, "height": 1700}
"""Room for all of a page: a click in the same moment as a scroll may land in the map's frame."""
HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{7*7}}'
ROW_HEIGHT = 35
"""Pixels of a row of Streamlit's table, which is a canvas: its header is one row high."""


@pytest.fixture
def opened(open_page: OpenPage, dashboard: str):
    """Open the dashboard with a query in a tall window, and return its map page."""
    return lambda query="": MapPage(open_page(f"{dashboard}/{query}", viewport=TALL), inside=True)


def to_page(page: Page, name: str) -> None:
    """Go to another page of the dashboard by its tab."""
    page.get_by_role("radio", name=name, exact=True).click()
    expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()


def back_to_map(page: Page) -> MapPage:
    """Go back to the map."""
    to_page(page, "Map")
    return MapPage(page, inside=True)


def cell(table: Locator, row: int, column: int) -> Locator:
    """Return a cell of Streamlit's table as assistive technology finds it, counted from 0."""
    return table.locator(f"#glide-cell-{column + 1}-{row}")


def column_of(table: Locator, column: int, rows: int) -> list[str]:
    """Return the first cells of a column."""
    return [(cell(table, row, column).text_content() or "") for row in range(rows)]


def select_row(table: Locator, row: int) -> None:
    """Tick the box in front of a row; the table's scroller lies over its canvas."""
    expect(table).to_be_visible()
    box = table.bounding_box()
    table.page.mouse.click(box["x"] + 18, box["y"] + ROW_HEIGHT * (row + 1.5))


# To the reports of a capital.


def test_the_list_finds_a_capital_in_another_script(opened) -> None:
    """A name in Pashto leads through the list beside the map to the same dossier."""
    board = opened()
    board.find("details[data-fold=capitals] summary").click()
    board.find("input[type=search]").fill("کندوز")
    expect(board.find("ul.capitals li")).to_have_count(1)
    board.find("ul.capitals button").click()
    expect(board.root.get_by_test_id("dossier").locator("h2")).to_contain_text("Kunduz")
    expect(board.page).to_have_url(re.compile("province=AF-KDZ"))


def test_a_row_of_the_table_selects_its_capital(opened, shipped: Case) -> None:
    """A selected row marks its capital's rows, moves none, and opens the dossier on the map."""
    page = opened().page
    to_page(page, "Reports")
    page.get_by_label("Find in all columns").fill("Reuters")
    page.keyboard.press("Enter")
    own = [one for one in shipped.reports if one.origin == "Reuters" and not one.excluded]
    table = page.get_by_test_id("stDataFrame")
    expect(cell(table, 0, 9)).to_have_text("Reuters")
    before = column_of(table, 1, 12)
    row = next(n for n, capital in enumerate(before) if capital != before[0])
    assert len(own) > row
    select_row(table, row)
    expect(page.get_by_text(f"{before[row]} is selected: ")).to_be_visible()
    expect(cell(table, row, 0)).to_have_text("●")
    expect(cell(table, 0, 0)).to_have_text("")
    assert column_of(table, 1, 12) == before
    heading = back_to_map(page).root.get_by_test_id("dossier").locator("h2")
    expect(heading).to_contain_text(before[row])
    province = next(one.province for one in shipped.provinces if one.capital == before[row])
    expect(page).to_have_url(re.compile(f"province={province}"))
    to_page(page, "Reports")
    expect(cell(table, 0, 1)).to_have_text(before[row])


@pytest.mark.parametrize("view", ["All reports", "Lag per capital"])
def test_a_capital_of_the_map_is_on_top_of_the_table(opened, view: str) -> None:
    """What is selected on the map comes first in both tables, marked, until it is cleared."""
    board = opened()
    board.find("[data-capital=AF-KDZ]").click()
    expect(board.page).to_have_url(re.compile("province=AF-KDZ"))
    page = board.page
    to_page(page, "Reports")
    page.get_by_role("radio", name=view).click()
    table = page.get_by_test_id("stDataFrame")
    expect(page.get_by_text("Kunduz is selected: ")).to_be_visible()
    expect(cell(table, 0, 1)).to_have_text("Kunduz")
    expect(cell(table, 0, 0)).to_have_text("●")
    page.get_by_role("button", name="Clear selection").click()
    expect(page.get_by_text("Kunduz is selected: ")).to_have_count(0)
    expect(cell(table, 0, 1)).to_have_text("Mazar-i-Sharif")
    expect(cell(table, 0, 0)).to_have_text("")
    expect(back_to_map(page).root.get_by_test_id("dossier")).to_have_count(0)


def test_a_row_of_lags_selects_its_capital(opened, shipped: Case) -> None:
    """The table of lags leads to the map as the reports do."""
    page = opened().page
    to_page(page, "Reports")
    page.get_by_role("radio", name="Lag per capital").click()
    table = page.get_by_test_id("stDataFrame")
    expect(cell(table, 0, 1)).to_have_text(shipped.provinces[0].capital)
    select_row(table, 1)
    capital = shipped.provinces[1].capital
    expect(page.get_by_text(f"{capital} is selected: 1 row here, marked ●.")).to_be_visible()
    expect(cell(table, 1, 0)).to_have_text("●")
    dossier = back_to_map(page).root.get_by_test_id("dossier")
    expect(dossier.locator("h2")).to_contain_text(capital)


# Clocks and sources.


def count_of(case: Case, day: date, known_by, without=()) -> str:
    """Return the count that the page shows for a day."""
    statuses = [row.status for row in status_rows(case, day, known_by, without)]
    at_least = sum(one in AT_LEAST[Threshold.REPORTED] for one in statuses)
    up_to = sum(one in UP_TO for one in statuses)
    return f"{at_least} of 34" if at_least == up_to else f"{at_least} to {up_to} of 34"


def test_the_clocks_can_be_switched_to_and_fro(opened, shipped: Case) -> None:
    """Each clock shows its own count and stands in the address; All reports brings all back."""
    day = date(2021, 8, 6)
    board = opened("?day=2021-08-06")
    count = board.root.get_by_test_id("count")
    everything, then = count_of(shipped, day, None), count_of(shipped, day, "then")
    assert everything != then
    expect(count).to_have_text(everything)
    board.find("#clocks [data-value=then]").click()
    expect(count).to_have_text(then)
    expect(board.page).to_have_url(re.compile("known_by=then"))
    board.find("#clocks [data-value=all]").click()
    expect(count).to_have_text(everything)
    expect(board.page).not_to_have_url(re.compile("known_by="))


def test_sources_off_and_on_change_the_count_and_the_sentence(opened, shipped: Case) -> None:
    """Without a role the count and a sentence say so; with it again, both are as they were."""
    day = date(2021, 8, 9)
    board = opened("?day=2021-08-09")
    page, count = board.page, board.root.get_by_test_id("count")
    usual = count_of(shipped, day, None)
    without = [SourceFilter.parse("role:journalist"), SourceFilter.parse("role:analyst")]
    fewer = count_of(shipped, day, None, without)
    differing = sum(
        now.status != then.status
        for now, then in zip(
            status_rows(shipped, day, None, without), status_rows(shipped, day), strict=True
        )
    )
    assert usual != fewer
    assert differing > 1
    expect(count).to_have_text(usual)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_text("Whom to count, and what was known by when").click()
    roles = [page.get_by_text(name, exact=True) for name in ("Journalists", "Analysts")]
    expect(roles[0]).to_be_visible()
    page.wait_for_timeout(500)  # the fold opens slowly, and moves what is below
    for role, left_out in zip(roles, ("role%3Ajournalist", "role%3Aanalyst"), strict=True):
        role.click()
        expect(page).to_have_url(re.compile(left_out))
    expect(count).to_have_text(fewer)
    expect(page.get_by_role("alert")).to_contain_text(
        f"Without analysts, journalists: {differing} capitals differ on Mon 9 Aug 2021."
    )
    for role, left_out in zip(roles, ("role%3Ajournalist", "role%3Aanalyst"), strict=True):
        role.click()
        expect(page).not_to_have_url(re.compile(left_out))
    expect(count).to_have_text(usual)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("without="))


# The link.

EVERYTHING = {
    "page": ["map"],
    "day": ["2021-08-12"],
    "known_by": ["2021-08-14"],
    "province": ["AF-HER"],
    "without": ["publisher:CNN", "role:analyst"],
    "threshold": ["corroborated"],
    "view": ["capitals"],
    "against": ["known_by:then"],
    "layout": ["changes"],
    "lang": ["fa"],
}
"""A view that differs from the usual one in everything that a link can say."""


def state_of(board: MapPage) -> dict[str, object]:
    """Return what a reader sees of a view."""
    expect(board.root.get_by_test_id("dossier").locator(".report").first).to_be_visible()
    page = board.page
    shown = board.shown()
    return {
        "map": shown,
        "layers": board.find("body").get_attribute("data-show"),
        "dossier": board.root.get_by_test_id("dossier").locator("h2").text_content(),
        "banner": board.find("#banner").text_content(),
        "alert": page.get_by_role("alert").all_text_contents(),
        "link": page.locator(".copy-link input").input_value(),
    }


@pytest.mark.parametrize("allowed", [True, False], ids=["clipboard", "no-clipboard"])
def test_a_copied_link_reopens_the_same_view(
    opened, open_page: OpenPage, shipped: Case, *, allowed: bool
) -> None:
    """What the button copies names every choice, and shows the same to somebody else."""
    query = EVERYTHING | {"v": [shipped.digest]}
    board = opened(f"?{urlencode(query, doseq=True)}")
    page = board.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("() => navigator.clipboard.writeText('something else')")
    if not allowed:
        page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }"
        )
    before = state_of(board)
    with speaking(query["lang"][0]):
        button, done, banner = _("Copy link"), _("Link copied"), medium_day(date(2021, 8, 14))
    expect(page.get_by_role("status").filter(has_text=done)).to_have_count(0)
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=done)).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == before["link"]
    assert link.startswith(page.url.split("?")[0])
    assert parse_qs(urlsplit(link).query) == query
    again = MapPage(open_page(link, viewport=TALL), inside=True)
    expect(again.find("#banner")).to_contain_text(banner)
    expect(again.page.get_by_role("alert")).to_be_visible()
    assert state_of(again) == before


def test_the_link_follows_the_view(opened) -> None:
    """After a step the address in the field is that of the new day, and is not said to be copied."""
    board = opened("?day=2021-08-09")
    page = board.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    board.go_to("2021-08-13")
    field = page.get_by_label("Link to this view")
    expect(field).to_have_value(re.compile("day=2021-08-13"))
    expect(field).not_to_be_editable()
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_have_count(0)


def test_on_a_phone_the_button_is_large_enough(open_page: OpenPage, dashboard: str) -> None:
    """Under a finger button and field are at least 44 pixels high, and nothing is cut off."""
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = open_page(dashboard, **phone)
    MapPage(page, inside=True)
    for part in (
        page.get_by_role("button", name="Copy link"),
        page.get_by_label("Link to this view"),
    ):
        part.scroll_into_view_if_needed()
        box = part.bounding_box()
        assert box["height"] >= 44
        assert box["x"] >= 16
        assert box["x"] + box["width"] <= 360 - 16


def test_back_returns_to_the_capital_before(opened) -> None:
    """Back goes from one dossier to the one before it."""
    board = opened()
    heading = board.root.get_by_test_id("dossier").locator("h2")
    for province, capital in (("AF-HER", "Herat"), ("AF-NIM", "Zaranj")):
        board.find(f"[data-capital={province}]").dispatch_event("click")
        expect(heading).to_contain_text(capital)
        expect(board.page).to_have_url(re.compile(f"province={province}"))
    board.page.go_back()
    expect(heading).to_contain_text("Herat")
    expect(board.page).to_have_url(re.compile("province=AF-HER"))


# Words of a reader.


def ran_nothing(page: Page) -> None:
    """No script of a hostile text has run, in any frame."""
    assert all(frame.evaluate("typeof window.pwned") == "undefined" for frame in page.frames)


def test_a_pasted_article_is_judged_and_runs_nothing(opened) -> None:
    """Statements of an invented text get verdicts; its markup is text."""
    page = opened().page
    to_page(page, "Check an article")
    page.get_by_role("radio", name="An article of your own").click()
    article = (
        f"By Monday the militants had taken a sixth provincial capital in four days. {HOSTILE} "
        "A spokesman said that the Taliban captured Kabul on 9 August."
    )
    page.get_by_label("Paste its text, in English").fill(article)
    page.keyboard.press("Control+Enter")
    pasted = page.locator(".pasted")
    expect(pasted.locator("mark")).to_have_count(2)
    expect(pasted).to_contain_text(HOSTILE)
    verdicts = page.locator(".verdicts").last.locator(".chip")
    expect(verdicts.first).to_have_attribute("data-verdict", "consistent")
    expect(verdicts.last).to_have_attribute("data-verdict", "inconsistent")
    expect(pasted.locator("img, script")).to_have_count(0)
    ran_nothing(page)


def test_hostile_words_in_the_search_boxes_are_text(opened) -> None:
    """Neither search box runs what is typed; both say that nothing matches."""
    board = opened()
    board.find("details[data-fold=capitals] summary").click()
    board.find("input[type=search]").fill(HOSTILE)
    expect(board.find("ul.capitals")).to_contain_text(f"No capital matches “{HOSTILE}”")
    expect(board.find("ul.capitals img")).to_have_count(0)
    ran_nothing(board.page)
    to_page(board.page, "Reports")
    board.page.get_by_label("Find in all columns").fill(HOSTILE)
    board.page.keyboard.press("Enter")
    expect(board.page.get_by_text("No report matches.")).to_be_visible()
    expect(board.page.get_by_label("Find in all columns")).to_have_value(HOSTILE)
    ran_nothing(board.page)
