"""A case of hundreds of provinces, years of days and tens of thousands of reports stays usable.

Nothing here is timed: what is counted are calls, bytes, nodes and messages.
"""

from __future__ import annotations

import json
import re
import sys
import tracemalloc
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bench.large import INCUMBENTS, codes, reports, write_case
from geo import case as case_module
from geo.case import Case, read_case
from geo.control import THEN, KnownBy, spells
from geo.control_map import control_map, page_html
from geo.downloads import offered, rows_by_day
from geo.reports import Report, SourceFilter, by_province
from geo.story import tell
from geo.tables import counts, spell_list, status_rows
from geo.words import long_day, medium_day

from .conftest import OpenPage, serve
from .map_page import MapPage

Reports = dict[str, list[Report]]


def calls_of(table: Reports, known_by: KnownBy) -> int:
    """Return how many functions are called to find the spells of a table."""
    called = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal called
        called += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        spells(table, incumbents=INCUMBENTS, known_by=known_by)
    finally:
        sys.setprofile(before)
    return called


@pytest.mark.parametrize("known_by", [None, THEN])
def test_a_report_costs_the_same_in_a_table_of_any_size(known_by: KnownBy) -> None:
    """From 480 reports to 8,000, with as many a province, the work per report stays as it is."""
    per_report = [
        calls_of(by_province(reports(count, count // 80, 1_500)), known_by) / count
        for count in (480, 8_000)
    ]
    assert max(per_report) < 1.1 * min(per_report)


def test_many_reports_about_one_capital_cost_no_more_each() -> None:
    """What speaks for a day is all that is looked at: a long history behind it costs nothing."""
    per_report = [
        calls_of(by_province(reports(days * 10, 1, days)), None) / (days * 10) for days in (50, 800)
    ]
    assert per_report[1] < 1.1 * per_report[0]


def test_spells_need_less_memory_than_their_table() -> None:
    """While spells are found, no more is held than the table and as much again."""
    tracemalloc.start()
    try:
        table = by_province(reports(4_000, 50, 1_500))
        size, _peak = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        found = spells(table, incumbents=INCUMBENTS)
        _size, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found) > 1_000
    assert peak < 2 * size


def test_the_invented_case_is_the_same_at_every_call() -> None:
    """What is measured today can be measured again: same reports, and all provinces have some."""
    first, again = (list(reports(600, 40, 100)) for _ in range(2))
    assert first == again
    assert list(by_province(first)) == codes(40)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case of 40 provinces, 2,000 reports and 1,500 days."""
    return read_case(write_case(tmp_path_factory.mktemp("small"), 40, 2_000, 1_500))


@pytest.mark.parametrize("days", [150, 1_500, 70_000])
def test_what_the_page_is_told_grows_with_the_reports_not_with_the_days(
    tmp_path: Path, days: int
) -> None:
    """As many reports over a year or over centuries make a story of the same size."""
    case = read_case(write_case(tmp_path, 40, 2_000, days, first=date(1900, 1, 1)))
    told = json.dumps(tell(case), separators=(",", ":"))
    assert len(told) < 60_000 + 150 * len(case.reports)


def test_each_choice_is_worked_out_once(small: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of many days, spells and counts look up what was found of a choice before."""
    found: list[object] = []
    usual = case_module.history

    def note(*args: Any, **options: Any) -> object:
        found.append(args)
        return usual(*args, **options)

    monkeypatch.setattr(case_module, "history", note)
    case = replace(small)
    without = [SourceFilter.parse("side:reds")]
    for n in range(5):
        status_rows(case, case.view.first_day + timedelta(100 * n), None, without)
    spell_list(case, None, without)
    tell(case, without=without)
    assert len(found) == 2 * len(case.provinces)  # a story has two clocks


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a case of 400 provinces, 8,000 reports and 1,500 days."""
    return write_case(tmp_path_factory.mktemp("large"), 400, 8_000, 1_500)


COUNTED = """
    const count = (owner, name) => {
        const usual = owner[name];
        owner[name] = function (...all) {
            window[name] = (window[name] ?? 0) + 1;
            return usual.apply(this, all);
        };
    };
    count(CanvasRenderingContext2D.prototype, "measureText");
"""


def by_hand(case: Case, day: date) -> set[str]:
    """Return the provinces that are not shown on a day as on the day before."""

    def shown(on: date) -> dict[str, tuple[object, ...]]:
        found = {code: [a for start, a in own if start <= on] for code, own in histories.items()}
        return {
            code: (own[-1].status, own[-1].actor, own[-1].recaptured)
            for code, own in found.items()
            if own
        }

    histories = case.histories()
    before, after = shown(day - timedelta(1)), shown(day)
    return {code for code in after if after[code] != before.get(code)}


def test_a_large_case_stays_light_in_the_browser(folder: Path, open_page: OpenPage) -> None:
    """Few nodes, a step touches what changed alone, and reports come when they are opened."""
    case = read_case(folder)
    received: list[bytes] = []
    with serve("--case", str(folder)) as address:
        page = open_page("about:blank")
        page.add_init_script(COUNTED)
        page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda data: received.append(bytes_of(data))),
        )
        day = case.view.first_day + timedelta(700)
        page.goto(f"{address}?day={day}")
        board = MapPage(page, inside=True)
        expect(board.map).to_have_attribute("data-day", str(day))
        assert board.find("[data-capital]").count() == len(case.provinces)
        assert board.find("#days *").count() < 150
        assert board.find("#chart *").count() < 40
        assert board.find("#side *").count() < 600
        assert board.find(".capitals li").count() == 0

        for step in (1, 2, 3):
            touched = board.map.evaluate(STEP, 1)
            assert set(touched) == by_hand(case, day + timedelta(step))
        moved = day + timedelta(3)
        count = case_counts(case, moved)
        assert board.slider.get_attribute("aria-valuetext") == (
            f"{long_day(moved)}: {count} of 400 capitals reported captured"
        )
        measured = board.map.evaluate("() => window.measureText")
        for back in (-1, -1, 1, 1):
            board.map.evaluate(STEP, back)
        assert board.map.evaluate("() => window.measureText") == measured

        board.find("[data-fold=capitals] summary").click()
        expect(board.find(".capitals li")).to_have_count(400)
        board.find("input[type=search]").fill(case.provinces[7].capital)
        expect(board.find(".capitals li")).to_have_count(1)

        assert not any(b"data-published" in one for one in received)
        board.find(".capitals .place").click()
        own = case.reported[case.provinces[7].province]
        expect(board.find(".dossier .report")).to_have_count(len(own))
        sent = [one for one in received if b"data-published" in one]
        ids = {code for one in sent for code in re.findall(rb"R-\d{6}", one)}
        assert ids == {one.report_id.encode() for one in own}
        page.close()  # before its server stops, which it would complain of


STEP = """async (map, by) => {
    const document = map.ownerDocument, input = document.querySelector("#day");
    const touched = new Set(), day = map.dataset.day;
    const observer = new MutationObserver((found) => found.forEach(({ target }) => {
        if (target.dataset.province) touched.add(target.dataset.province);
    }));
    observer.observe(map, { subtree: true, attributeFilter: ["data-status", "data-actor"] });
    input.value = input.valueAsNumber + by;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    while (map.dataset.day === day) await new Promise(requestAnimationFrame);
    observer.disconnect();
    return [...touched];
}"""


def bytes_of(data: str | bytes) -> bytes:
    """Return what a socket received."""
    return data if isinstance(data, bytes) else data.encode()


def case_counts(case: Case, day: date) -> str:
    """Return the range of a day as the page says it."""
    [found] = counts(case, day, day)
    if found.at_least == found.up_to:
        return str(found.up_to)
    return f"{found.at_least} to {found.up_to}"


def test_two_centuries_are_shown_whole(tmp_path: Path, open_page: OpenPage) -> None:
    """All days that a date may have, 1900 to 2100: none is left out, and none costs a node."""
    days = (date(2100, 12, 31) - date(1900, 1, 1)).days
    case = read_case(write_case(tmp_path, 9, 400, days, first=date(1900, 1, 1)))
    file = tmp_path / "map.html"
    file.write_text(page_html(control_map(case)), encoding="utf-8")
    page = open_page("about:blank")
    page.add_init_script("""{
        const Usual = window.DecompressionStream;
        window.unpacked = 0;
        window.DecompressionStream = function (...all) { window.unpacked += 1; return new Usual(...all); };
    }""")
    page.goto(file.as_uri())
    board = MapPage(page, inside=False)
    first, last = case.view.first_day, case.view.last_day
    assert (last - first).days > 70_000
    assert board.slider.evaluate("(input) => input.max - input.min") == (last - first).days
    assert board.find("#days *").count() < 100
    names = [int(name) for name in board.find("#days b").all_text_contents()]
    assert names == list(range(names[0], names[-1] + 1, names[1] - names[0]))
    assert 1900 <= names[0] < names[-1] <= 2100
    assert board.find("#chart .up-to").evaluate("(path) => path.getAttribute('d').length") < 40_000
    for key, day in (("Home", first), ("End", last), ("ArrowLeft", last - timedelta(1))):
        board.slider.press(key)
        expect(board.map).to_have_attribute("data-day", str(day))
        expect(board.find("#date")).to_have_text(medium_day(day))
        rows = status_rows(case, day)
        assert board.shown()["capitals"] == {row.province: row.status for row in rows}
    assert page.evaluate("() => window.unpacked") == 2  # the story, and Leaflet
    for place in case.provinces[:2]:
        board.find(f"[data-capital={place.province}]").press("Enter")
        expect(board.find(".dossier .report")).to_have_count(
            len(case.reported.get(place.province, ()))
        )
        assert page.evaluate("() => window.unpacked") == 3


@pytest.mark.parametrize(
    ("days", "there"),
    [(25_000, True), (25_001, False)],
)
def test_a_file_that_nobody_could_open_is_not_offered(
    small: Case, days: int, *, there: bool
) -> None:
    """A row for each capital and day, up to a million; above that, spells say the same."""
    last = small.view.first_day + timedelta(days - 1)
    long = replace(small, view=replace(small.view, last_day=last))
    assert ("statuses" in offered(long)) is there
    assert "spells" in offered(long)
    assert rows_by_day(long) == 40 * days
