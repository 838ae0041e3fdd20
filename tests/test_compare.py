"""Two views beside each other: what differs, in words and in the browser."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from geo.address import Against, Aspect, Choice
from geo.case import Case, read_case
from geo.compare import Difference, assessed, differences, grouped
from geo.control import THEN
from geo.evidence import Changed, changes
from geo.reports import SourceField, SourceFilter
from geo.style import LOOKS
from geo.tables import status_rows

from .conftest import ROOT, OpenPage, run_app
from .map_page import MapPage

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

NINTH, THIRTEENTH = date(2021, 8, 9), date(2021, 8, 13)
TALIBAN = SourceFilter(SourceField.SIDE, "taliban")
HOSTILE = "<img src=x onerror=alert(1)>"

days = st.dates(date(2021, 7, 1), date(2021, 9, 10))
clocks = st.none() | st.just(THEN) | days
sources = st.sampled_from([(), (TALIBAN,), (SourceFilter(SourceField.ROLE, "journalist"),)])
views = st.builds(Choice, day=days, known_by=clocks, without=sources)
SHIPPED = read_case(ROOT / "data", geometry=False)


@given(views)
def test_a_view_has_the_statuses_of_the_rule(view: Choice) -> None:
    """What is compared is what the map and the command line show for the same choice."""
    rows = status_rows(SHIPPED, view.day, view.known_by, view.without)
    found = assessed(SHIPPED, view)
    assert {row.province: (row.status, row.actor) for row in rows} == {
        code: (one.status, one.actor) for code, (one, _) in found.items()
    }


@given(views, views)
def test_every_capital_is_listed_once_or_does_not_differ(first: Choice, second: Choice) -> None:
    """Groups hold exactly the capitals that differ, each once, the largest group first."""
    found = differences(SHIPPED, first, second)
    groups = grouped(found)
    listed = [one.place.province for group in groups for one in group]
    assert sorted(listed) == sorted(one.place.province for one in found if one.differs)
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)


@given(views)
def test_a_view_does_not_differ_from_itself(view: Choice) -> None:
    """Equal settings have no difference."""
    assert not grouped(differences(SHIPPED, view, view))


@given(views, views)
def test_turning_the_two_around_turns_each_change(first: Choice, second: Choice) -> None:
    """What changed from the first to the second changed back from the second to the first."""

    def both(found: list[Difference]) -> list[tuple[object, object]]:
        return [(one.before, one.after) for one in found]

    there, back = differences(SHIPPED, first, second), differences(SHIPPED, second, first)
    assert both(there) == [(after, before) for before, after in both(back)]


def test_names_and_reasons_are_escaped() -> None:
    """A name or a reason of a table appears as text."""
    group = Changed(("held", "claimed"), (HOSTILE, HOSTILE), [(HOSTILE, HOSTILE, HOSTILE)])
    block = changes([group], (HOSTILE, HOSTILE))
    assert "<img" not in block
    assert block.count("&lt;img") == 7


def test_within_a_sentence_a_name_keeps_its_capitals() -> None:
    """The status that follows another begins small; whose it is stays a name."""
    words = ("No report", "Reported (National Resistance Front)")
    block = changes([Changed(("no_report", "reported"), words, [])], ("before", "after"))
    assert ">reported (National Resistance Front)<" in block


# The page, in Python.


@pytest.fixture(autouse=True)
def _of_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["app.py"])


def run(**query: str) -> AppTest:
    """Run the page that compares with an address."""
    return run_app(page="compare", **query)


def heading(app: AppTest) -> str:
    """Return the sentence that counts the differences."""
    return str(app.subheader[-1].value)


def differing(first: Choice, second: Choice) -> str:
    """Return the sentence that counts the differences, from the rule."""
    count = sum(one.differs for one in differences(SHIPPED, first, second))
    return f"{count} capitals differ; {34 - count} do not"


def test_opens_on_two_days() -> None:
    """The day of the map is compared with a later one until the reader says otherwise."""
    app = run()
    assert heading(app) == differing(Choice(day=NINTH), Choice(day=THIRTEENTH))
    assert [one.value for one in app.date_input] == [NINTH, THIRTEENTH]


def test_another_day_is_written_to_the_address() -> None:
    """A day that the reader picks is compared, and the link says so."""
    app = run()
    app.date_input(key="second-day").set_value(date(2021, 8, 15)).run()
    assert heading(app) == differing(Choice(day=NINTH), Choice(day=date(2021, 8, 15)))
    assert app.query_params["against"] == "day:2021-08-15"
    assert app.query_params["page"] == "compare"


@pytest.mark.parametrize(
    ("query", "against"),
    [
        ({"against": "day:2021-08-15"}, Against(Aspect.DAY, date(2021, 8, 15))),
        ({"against": "known_by:2021-08-08"}, Against(Aspect.KNOWN_BY, date(2021, 8, 8))),
        (
            {"against": "without:side:none"},
            Against(Aspect.WITHOUT, (SourceFilter(SourceField.SIDE, "none"),)),
        ),
    ],
)
def test_a_link_reopens_a_comparison(query: dict[str, str], against: Against) -> None:
    """Each kind of comparison comes back from its address, with its differences."""
    first = Choice(day=NINTH, against=against)
    assert heading(run(**query)) == differing(first, first.other())


def test_turning_to_clocks_and_sources() -> None:
    """The three kinds of comparison can be had in turn, each beginning with its usual pair."""
    app = run(day="2021-08-09")
    app.segmented_control(key="compare-aspect").set_value(Aspect.KNOWN_BY).run()
    one = Choice(day=NINTH)
    count = sum(it.differs for it in differences(SHIPPED, one, replace(one, known_by=THEN)))
    assert heading(app).startswith(f"{count} capital")
    app.segmented_control(key="compare-aspect").set_value(Aspect.WITHOUT).run()
    assert heading(app).startswith("No difference")
    app.multiselect(key="secondout-side").set_value(["none"]).run()
    without = (SourceFilter(SourceField.SIDE, "none"),)
    assert heading(app) == differing(one, replace(one, without=without))
    assert not app.exception


def test_turning_back_to_the_map_keeps_the_day() -> None:
    """The first view of a comparison is the view of the map."""
    app = run()
    app.date_input(key="first-day").set_value(date(2021, 8, 12)).run()
    app.segmented_control(key="page").set_value("map").run()
    assert app.query_params["day"] == "2021-08-12"
    assert not app.exception


# The page, in a browser.


@pytest.fixture
def plates(open_page: OpenPage, dashboard: str) -> tuple[MapPage, MapPage]:
    """The two maps of 9 and 13 August, side by side."""
    page = open_page(f"{dashboard}?page=compare&day=2021-08-09&against=day:2021-08-13")
    first, second = (MapPage(page, inside=True, name=name) for name in ("first", "second"))
    expect(second.map).to_have_attribute("data-day", "2021-08-13")
    return first, second


def statuses(case: Case, day: date) -> dict[str, str]:
    """Return the status of every province on a day."""
    return {row.province: str(row.status) for row in status_rows(case, day)}


def test_two_maps_show_two_days(plates: tuple[MapPage, MapPage], shipped: Case) -> None:
    """Each map has its day's statuses, and the capitals that differ are ringed on both."""
    found = differences(shipped, Choice(day=NINTH), Choice(day=THIRTEENTH))
    differ = {one.place.province for one in found if one.differs}
    for plate, day in zip(plates, (NINTH, THIRTEENTH), strict=True):
        expect(plate.map).to_have_attribute("data-day", day.isoformat())
        painted = plate.find("path[data-province]").evaluate_all(
            "found => Object.fromEntries(found.map(e => [e.dataset.province, e.dataset.status]))"
        )
        assert painted == statuses(shipped, day)
        ringed = plate.find(".ringed").evaluate_all("found => found.map(e => e.dataset.capital)")
        assert set(ringed) == differ


def test_the_case_fills_each_map(plates: tuple[MapPage, MapPage]) -> None:
    """Once all is laid out, a map shows the whole case as large as it fits."""
    plates[0].page.wait_for_timeout(1000)  # whatever glides has arrived
    for plate in plates:
        box, case = plate.map.bounding_box(), plate.find("path.country").first.bounding_box()
        assert box
        assert case
        assert 0.75 < case["height"] / box["height"] < 1
        assert box["y"] < case["y"] < box["y"] + box["height"] - case["height"]


PLACE = """(map) => map.querySelector("[data-province=AF-BAM]").getBoundingClientRect().toJSON()"""


def test_pan_and_zoom_are_locked(plates: tuple[MapPage, MapPage]) -> None:
    """Zooming and dragging one map takes the other along, either way."""
    first, second = plates
    before = second.map.evaluate(PLACE)
    first.find(".leaflet-control-zoom-in").click()
    first.page.wait_for_timeout(600)
    zoomed = second.map.evaluate(PLACE)
    assert zoomed["width"] > before["width"] * 1.2
    box = second.map.bounding_box()
    assert box
    mouse = second.page.mouse
    mouse.move(box["x"] + 250, box["y"] + 150)
    mouse.down()
    mouse.move(box["x"] + 200, box["y"] + 190, steps=5)
    mouse.up()
    second.page.wait_for_timeout(600)
    dragged = first.map.evaluate(PLACE)
    assert dragged == pytest.approx(second.map.evaluate(PLACE), abs=1)
    assert dragged["x"] < zoomed["x"] - 20


def test_changes_only_paints_what_differs(
    open_page: OpenPage, dashboard: str, shipped: Case
) -> None:
    """The map of changes shows the later status of what differs, and paints nothing else."""
    page = open_page(
        f"{dashboard}?page=compare&layout=changes&day=2021-08-09&against=day:2021-08-10"
    )
    plate = MapPage(page, inside=True, name="second")
    expect(plate.map).to_have_attribute("data-day", "2021-08-10")
    found = differences(shipped, Choice(day=NINTH), Choice(day=date(2021, 8, 10)))
    differ = {one.place.province for one in found if one.differs}
    expect(plate.find("path[data-province]:not([data-muted])")).to_have_count(len(differ))
    expect(plate.find("[data-capital]:visible")).to_have_count(len(differ))
    expect(page.locator("iframe[data-control-map]")).to_have_count(1)
    for one in found:
        named = page.locator(".change-group summary", has_text=re.compile(f"^{one.place.capital}$"))
        expect(named).to_have_count(1 if one.differs else 0)


def test_a_capital_unfolds_to_both_reasons(plates: tuple[MapPage, MapPage]) -> None:
    """Under a capital's name stands why its status is what it is on either day."""
    page = plates[0].page
    capital = page.locator(".change-group details", has_text="Kunduz")
    capital.locator("summary").click()
    expect(capital.locator(".reason").nth(0)).to_contain_text("Mon 9 Aug 2021:")
    expect(capital.locator(".reason").nth(1)).to_contain_text("Fri 13 Aug 2021:")


def test_a_status_word_opens_its_definition(plates: tuple[MapPage, MapPage]) -> None:
    """In the list of changes as on the map: Enter opens it, Escape closes it."""
    page = plates[0].page
    word = page.locator(".change-group .word[popovertarget=means-corroborated]").first
    means = page.locator("#means-corroborated")
    word.press("Enter")
    expect(means).to_contain_text(LOOKS["corroborated"].definition)
    page.keyboard.press("Escape")
    expect(means).to_be_hidden()


def test_a_phone_swaps_the_two(open_page: OpenPage, dashboard: str) -> None:
    """On a phone one map stands at a time, and a button shows the other."""
    page = open_page(
        f"{dashboard}?page=compare&day=2021-08-09", viewport={"width": 360, "height": 740}
    )
    frames = page.locator("iframe[data-control-map]")
    expect(frames.nth(0)).to_be_visible()
    expect(frames.nth(1)).to_be_hidden()
    button = page.get_by_role("button", name="Show the other map")
    box = button.bounding_box()
    assert box
    assert box["height"] >= 44
    button.click()
    expect(frames.nth(0)).to_be_hidden()
    other = MapPage(page, inside=True, name="second")
    expect(other.map).to_have_attribute("data-day", "2021-08-13")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_capital_chosen_on_a_map_leads_to_its_reports(plates: tuple[MapPage, MapPage]) -> None:
    """A click on a capital marks it on both maps, and one button opens its dossier."""
    first, second = plates
    first.find("[data-capital=AF-KDZ]").click()
    expect(second.find("[data-capital=AF-KDZ].selected")).to_have_count(1)
    first.page.get_by_role("button", name="Read the reports about Kunduz").click()
    board = MapPage(first.page, inside=True)
    expect(board.find("[data-testid=dossier] h2")).to_contain_text("Kunduz")
