"""What a reader of the dashboard sees, in a real browser with every other host blocked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random

import pytest
from playwright.sync_api import expect

from geo.case import Case
from geo.citations import of_report
from geo.reports import SourceFilter
from geo.tables import status_rows
from geo.words import long_day, medium_day

from .conftest import OpenPage
from .map_page import MapPage

OPENING = date(2021, 8, 9)


def statuses(case: Case, day: date) -> dict[str, str]:
    """Return the status of every province on a day, as the command line gives it."""
    return {row.province: str(row.status) for row in status_rows(case, day)}


def test_opens_on_the_day_of_the_article(
    open_page: OpenPage, dashboard: str, shipped: Case
) -> None:
    """The page opens on 9 August with 34 provinces and 34 markers of the right status."""
    board = MapPage(open_page(dashboard), inside=True)
    shown = board.shown()
    assert shown["day"] == "2021-08-09"
    assert shown["date"] == "Mon 9 Aug 2021"
    assert shown["count"] == "5 to 6 of 34"
    assert shown["provinces"] == statuses(shipped, OPENING)
    assert shown["capitals"] == statuses(shipped, OPENING)
    assert board.find("path[data-province]").count() == len(shipped.provinces)
    assert board.find("[data-capital]").count() == len(shipped.provinces)


def test_the_list_of_changes_shows_both_statuses(open_page: OpenPage, dashboard: str) -> None:
    """Each change of the day stands in the list with the glyphs of before and after."""
    board = MapPage(open_page(dashboard), inside=True)
    changes = board.find(".change")
    expect(changes).to_have_count(5)
    expect(changes.first.locator(".glyph use")).to_have_count(2)
    expect(changes.first.locator("use").nth(1)).to_have_attribute("href", "#glyph-corroborated")


def test_slider_says_date_and_count(open_page: OpenPage, dashboard: str) -> None:
    """The slider speaks the date and the range of the count in words."""
    board = MapPage(open_page(dashboard), inside=True)
    expect(board.slider).to_have_attribute(
        "aria-valuetext", "Monday 9 August 2021: 5 to 6 of 34 capitals reported captured"
    )


READERS = [
    pytest.param({}, id="as-is"),
    pytest.param({"locale": "en-US", "timezone_id": "America/Los_Angeles"}, id="los-angeles"),
    pytest.param({"locale": "fa-AF", "timezone_id": "Asia/Kabul"}, id="kabul-dari"),
]


@pytest.mark.parametrize("reader", READERS)
def test_everything_agrees_after_random_moves(
    open_page: OpenPage, dashboard: str, shipped: Case, reader: dict[str, str]
) -> None:
    """After 20 moves slider, date, map, chart cursor and address show one day, for any reader."""
    board = MapPage(open_page(f"{dashboard}/?lang=en", **reader), inside=True)
    first, last = shipped.view.first_day, shipped.view.last_day
    days = (last - first).days + 1
    random = Random(0)  # noqa: S311 - moves, not secrets
    for _ in range(20):
        day = first + timedelta(random.randrange(days))
        board.go_to(day.isoformat())
        shown = board.shown()
        assert shown["date"] == medium_day(day)
        assert shown["spoken"].startswith(long_day(day))
        assert shown["value"] == (day - first).days
        assert shown["cursor"] == pytest.approx(((day - first).days + 0.5) / days, abs=0.002)
        assert shown["provinces"] == shown["capitals"] == statuses(shipped, day)
    expect(board.page).to_have_url(re.compile(f"day={day}"), timeout=20_000)


def test_going_back_leaves_no_trace(open_page: OpenPage, dashboard: str, shipped: Case) -> None:
    """After the last day, 5 August shows only what was reported by 5 August."""
    board = MapPage(open_page(dashboard), inside=True)
    board.go_to("2021-09-10")
    board.go_to("2021-08-05")
    assert board.shown()["provinces"] == statuses(shipped, date(2021, 8, 5))


def test_zoom_survives_play(open_page: OpenPage, dashboard: str) -> None:
    """Playing neither moves the map nor its zoom, and it advances the day."""
    board = MapPage(open_page(dashboard), inside=True)
    board.find(".leaflet-control-zoom-in").click()
    board.find(".leaflet-control-zoom-in").click()
    board.page.wait_for_timeout(600)
    where = """(map) => [
        map.querySelector(".leaflet-map-pane").style.transform,
        map.querySelector("[data-province=AF-BAM]").getAttribute("d"),
    ]"""
    before = board.map.evaluate(where)
    board.find("[data-value='400']").click()
    board.find("#play").click()
    board.wait_for_play("2021-08-12")
    board.find("#play").click()
    assert board.map.evaluate(where) == before


def test_a_step_asks_nothing_of_the_server(open_page: OpenPage, dashboard: str) -> None:
    """While the slider moves, no byte goes to the server; on release the address follows."""
    page = open_page("about:blank")
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda it: sent.append(it)))  # noqa: PLW0108 - Playwright sets an attribute on it
    page.goto(dashboard)
    board = MapPage(page, inside=True)
    page.wait_for_timeout(1000)
    sent.clear()
    for value in (9, 10, 11, 12):
        board.slider.evaluate(
            "(input, value) => { input.value = value;"
            " input.dispatchEvent(new Event('input', { bubbles: true })); }",
            value,
        )
    expect(board.map).to_have_attribute("data-day", "2021-08-13")
    assert sent == []
    board.slider.dispatch_event("change")
    expect(page).to_have_url(re.compile("day=2021-08-13"))
    assert sent


def test_python_is_told_once_the_day_is_on_screen(open_page: OpenPage, dashboard: str) -> None:
    """The work that the word to Python makes comes after the frame, and does not delay it."""
    board = MapPage(open_page(dashboard), inside=True)
    clock = "performance.timeOrigin + performance.now()"
    board.page.evaluate(
        "() => addEventListener('message', ({ data }) => {"
        f" if (data?.type === 'view') window.told ??= {clock}; }})"
    )
    board.map.evaluate(
        f"(map) => new MutationObserver(() => {{ window.painted ??= {clock}; }})"
        ".observe(map, { attributeFilter: ['data-day'] })"
    )
    board.slider.press("ArrowRight")
    board.page.wait_for_function("window.told")
    skew = 1  # between the clocks of two processes, in milliseconds
    assert board.page.evaluate("told") > board.map.evaluate("() => painted") - skew


def test_while_the_slider_is_held_the_map_follows_and_lists_wait(
    open_page: OpenPage, dashboard: str
) -> None:
    """Each day passed is painted, cursor, counts and markers with it; lists come once it is let go."""
    board = MapPage(open_page(f"{dashboard}/?lang=en&day=2021-08-09"), inside=True)
    here, title = board.find("#days .here"), board.find("#side h2")
    box, thumb = board.slider.bounding_box(), here.bounding_box()
    assert box
    assert thumb
    mouse, y = board.page.mouse, box["y"] + 10
    mouse.move(thumb["x"] + thumb["width"] / 2, y)
    mouse.down()
    mouse.move(box["x"] + box["width"] - 10, y, steps=9)
    expect(board.map).to_have_attribute("data-day", "2021-09-10")
    expect(here).to_have_text("10")
    expect(board.find("[data-capital=AF-KAB]")).to_have_attribute("data-glyph", "corroborated")
    assert board.find("[data-bound=up-to]").text_content() == "at most 34"
    assert board.find(".capital.changed").count() == 0, "no ring spreads while days fly past"
    assert title.text_content() == "Changed on Mon 9 Aug"
    mouse.up()
    expect(title).to_have_text("Changed on Fri 10 Sep")


def test_the_link_to_copy_follows_the_view(open_page: OpenPage, dashboard: str) -> None:
    """It names the day where the slider came to rest, on the map and on the pages opened from there."""
    page = open_page(f"{dashboard}/?lang=en&day=2021-08-09")
    board, link = MapPage(page, inside=True), page.locator(".copy-link input")
    expect(link).to_have_value(re.compile(r"\bday=2021-08-09\b"))
    for day in ("2021-08-13", "2021-08-15"):
        board.go_to(day)
        expect(link).to_have_value(re.compile(rf"\bday={day}\b"))
    page.get_by_role("radio", name="Reports", exact=True).click()
    expect(page.get_by_role("radio", name="Reports", exact=True)).to_be_checked()
    expect(link).to_have_value(re.compile(r"\bpage=reports&day=2021-08-15\b"))


def test_the_table_of_the_day_comes_when_it_is_unfolded(
    open_page: OpenPage, dashboard: str
) -> None:
    """Folded, the table is not sent; unfolded it is there, and follows the slider."""
    page = open_page(f"{dashboard}/?day=2021-08-09")
    board = MapPage(page, inside=True)
    table = page.get_by_test_id("stDataFrame")
    fold = page.locator("summary", has_text="as a table")
    fold.press("Enter")
    expect(table).to_be_visible()
    board.slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("day=2021-08-10"))
    expect(table).to_be_visible()
    fold.press("Enter")
    expect(table).to_have_count(0)


def test_a_link_opens_its_day_and_capital(open_page: OpenPage, dashboard: str) -> None:
    """An address with a day and a province opens on that day, with that dossier."""
    board = MapPage(open_page(f"{dashboard}/?day=2021-08-13&province=AF-HER"), inside=True)
    expect(board.map).to_have_attribute("data-day", "2021-08-13")
    dossier = board.root.get_by_test_id("dossier")
    expect(dossier).to_contain_text("Herat")
    expect(dossier.locator(".report").first).to_be_visible()


def test_broken_link_falls_back_with_a_notice(open_page: OpenPage, dashboard: str) -> None:
    """A date that does not exist shows the opening day and says so."""
    page = open_page(f"{dashboard}/?day=2021-02-31&province=<script>")
    board = MapPage(page, inside=True)
    expect(board.map).to_have_attribute("data-day", "2021-08-09")
    expect(page.get_by_role("alert").first).to_contain_text("which is not a date")
    expect(page.get_by_role("alert").nth(1)).to_contain_text("<script>")


@pytest.mark.parametrize("day", ["plate", "bare", "2021-08-10%20plate"])
def test_a_word_of_the_frames_in_a_link_changes_no_frame(
    open_page: OpenPage, dashboard: str, day: str
) -> None:
    """What a frame is called says what it is: a link that names one as its day makes none."""
    board = MapPage(open_page(f"{dashboard}/?lang=en&day={day}"), inside=True)
    expect(board.slider).to_be_visible()
    expect(board.find("#hint")).to_be_visible()
    assert board.find("html").get_attribute("class") == "framed"


def test_a_capital_opens_its_reports(open_page: OpenPage, dashboard: str, shipped: Case) -> None:
    """Choosing a marker shows name, status, the reason, and every report with its link."""
    board = MapPage(open_page(dashboard), inside=True)
    board.find("[data-capital=AF-SAM]").click()
    dossier = board.root.get_by_test_id("dossier")
    expect(dossier.get_by_role("heading", level=2)).to_contain_text("Aybak")
    expect(dossier).to_contain_text("Corroborated (Taliban) on Mon 9 Aug 2021")
    expect(dossier).to_contain_text("The losing side admits it")
    own = [report for report in shipped.reports if report.province == "AF-SAM"]
    expect(dossier.locator(".report")).to_have_count(len(own))
    links = dossier.locator(".report a")
    assert links.count() == sum(1 for report in own if report.url)
    assert all("noreferrer" in link.get_attribute("rel") for link in links.all())
    expect(board.page).to_have_url(re.compile("province=AF-SAM"))


def test_a_report_is_cited_as_of_the_readers_day(
    open_page: OpenPage, dashboard: str, shipped: Case
) -> None:
    """Unfolded, a citation is the one that Python makes, with the day on the reader's clock."""
    page = open_page(dashboard, timezone_id="Asia/Kabul")
    board = MapPage(page, inside=True)
    page.clock.set_fixed_time("2026-11-05T21:00:00Z")  # half past one of the 6th, in Kabul
    board.find("[data-capital=AF-SAM]").click()
    item = board.root.get_by_test_id("dossier").locator(".report").first
    item.locator(".cite summary").click()
    expect(item.locator(".cite pre").first).to_be_visible()
    name = item.locator(".id").text_content()
    cited = of_report(shipped, next(r for r in shipped.reports if r.report_id == name))
    written = item.locator(".cite pre").all_text_contents()
    assert written == [draft.on(date(2026, 11, 6)) for draft in cited.drafts]


def test_keyboard_alone_reaches_a_capital(open_page: OpenPage, dashboard: str) -> None:
    """Arrow keys move the day, space plays, and Enter on a marker opens the dossier."""
    board = MapPage(open_page(dashboard), inside=True)
    board.slider.focus()
    board.page.keyboard.press("ArrowRight")
    expect(board.map).to_have_attribute("data-day", "2021-08-10")
    board.page.keyboard.press("Home")
    expect(board.map).to_have_attribute("data-day", "2021-08-01")
    board.page.keyboard.press("End")
    expect(board.map).to_have_attribute("data-day", "2021-09-10")
    board.find("[data-capital=AF-KDZ]").focus()
    board.page.keyboard.press("Enter")
    expect(board.root.get_by_test_id("dossier")).to_contain_text("Kunduz")
    board.page.keyboard.press("Escape")
    expect(board.root.get_by_test_id("dossier")).to_have_count(0)


def test_without_a_source_the_map_changes(
    open_page: OpenPage, dashboard: str, shipped: Case
) -> None:
    """A link that leaves out a role shows the statuses without it, and says what differs."""
    without = [SourceFilter.parse("role:journalist"), SourceFilter.parse("role:analyst")]
    query = "day=2021-08-12&" + "&".join(f"without={one}" for one in without)
    board = MapPage(open_page(f"{dashboard}/?{query}"), inside=True)
    expected = {
        row.province: str(row.status)
        for row in status_rows(shipped, date(2021, 8, 12), None, without)
    }
    assert expected != statuses(shipped, date(2021, 8, 12))
    expect(board.find("path[data-province=AF-BDG]")).to_have_attribute(
        "data-status", expected["AF-BDG"]
    )
    assert board.shown()["provinces"] == expected
    expect(board.page.get_by_role("alert")).to_contain_text("Without analysts, journalists")


def test_a_fixed_clock_forgets_what_came_later(
    open_page: OpenPage, dashboard: str, shipped: Case
) -> None:
    """As known by the end of 8 August, the map shows nothing that was published later."""
    board = MapPage(open_page(f"{dashboard}/?day=2021-08-09&known_by=2021-08-08"), inside=True)
    expect(board.find("#banner")).to_contain_text("the end of Sun 8 Aug 2021")
    expected = {
        row.province: str(row.status)
        for row in status_rows(shipped, date(2021, 8, 9), date(2021, 8, 8))
    }
    assert board.shown()["provinces"] == expected != statuses(shipped, date(2021, 8, 9))
    expect(board.page).to_have_url(re.compile("known_by=2021-08-08"))


def test_each_days_end_switches_in_the_browser(
    open_page: OpenPage, dashboard: str, shipped: Case
) -> None:
    """The clock of each day's end needs no server, and the address follows."""
    board = MapPage(open_page(f"{dashboard}/?day=2021-08-06"), inside=True)
    board.find("#clocks [data-value=then]").click()
    expect(board.root.get_by_test_id("count")).to_have_text("1 of 34")
    expect(board.page).to_have_url(re.compile("known_by=then"))


def test_only_capitals_leaves_provinces_bare(open_page: OpenPage, dashboard: str) -> None:
    """With view=capitals no province is tinted, and the markers stay as they are."""
    board = MapPage(open_page(f"{dashboard}/?day=2021-08-09&view=capitals"), inside=True)
    tint = "path => getComputedStyle(path).fill"
    bare = board.find("path[data-province=AF-BAL]").evaluate(tint)
    expect(board.find("[data-capital=AF-NIM]")).to_be_visible()
    expect(board.find("body[data-show=capitals]")).to_have_count(1)
    board.page.wait_for_timeout(300)  # the tint fades
    assert board.find("path[data-province=AF-NIM]").evaluate(tint) == bare


def test_back_returns_to_the_day_before(open_page: OpenPage, dashboard: str) -> None:
    """The browser's Back button brings back the day that was shown before."""
    board = MapPage(open_page(f"{dashboard}/?day=2021-08-09"), inside=True)
    for day in ("2021-08-12", "2021-08-15"):
        board.go_to(day)
        expect(board.page).to_have_url(re.compile(f"day={day}"), timeout=20_000)
    board.page.go_back()
    expect(board.map).to_have_attribute("data-day", "2021-08-12")
    expect(board.page).to_have_url(re.compile("day=2021-08-12"))


def test_switching_speakers_off_and_on_redraws_the_map(
    open_page: OpenPage, dashboard: str, shipped: Case
) -> None:
    """Choosing speakers beside the map recolours it, keeps the day, and can be undone."""
    # Tall enough to need no scrolling: a click in the same moment as a scroll lands in the frame.
    tall = {"width": 1280, "height": 1500}
    board = MapPage(open_page(f"{dashboard}/?day=2021-08-12", viewport=tall), inside=True)
    usual = statuses(shipped, date(2021, 8, 12))
    board.page.get_by_text("Whom to count, and what was known by when").click()
    speakers = board.page.get_by_text("Journalists", exact=True)
    expect(speakers).to_be_visible()
    without = []
    for role in ("Journalists", "Analysts"):
        board.page.get_by_text(role, exact=True).click()
        without.append(SourceFilter.parse(f"role:{role[:-1].lower()}"))
        expect(board.page).to_have_url(re.compile(f"without=role%3A{role[:-1].lower()}"))
    fewer = {
        row.province: str(row.status)
        for row in status_rows(shipped, date(2021, 8, 12), None, without)
    }
    expect(board.find("path[data-province=AF-KDZ]")).to_have_attribute(
        "data-status", fewer["AF-KDZ"]
    )
    assert board.shown()["provinces"] == fewer != usual
    expect(board.page.get_by_role("alert")).to_contain_text("Kunduz")
    board.page.get_by_role("button", name="Count everything again").click()
    expect(board.page).not_to_have_url(re.compile("without="))
    expect(board.find("path[data-province=AF-KDZ]")).to_have_attribute(
        "data-status", usual["AF-KDZ"]
    )
    assert board.shown()["day"] == "2021-08-12"
    assert board.shown()["provinces"] == usual


def test_embedded_it_is_the_bare_map(open_page: OpenPage, dashboard: str) -> None:
    """With embed=true there is the map page, its day and its clock, and nothing around it."""
    address = f"{dashboard}/?embed=true&day=2021-08-13&known_by=2021-08-14"
    board = MapPage(open_page(address, viewport={"width": 320, "height": 420}), inside=True)
    expect(board.map).to_have_attribute("data-day", "2021-08-13")
    expect(board.find("#banner")).to_contain_text("Sat 14 Aug 2021")
    for around in ("h1", "[role=radiogroup]", "details", ".page-footer"):
        expect(board.page.locator(around)).to_have_count(0)
    board.go_to("2021-08-15")
    expect(board.page).to_have_url(
        re.compile("embed=true.*day=2021-08-15|day=2021-08-15.*embed=true")
    )
