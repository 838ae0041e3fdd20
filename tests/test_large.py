"""A case of hundreds of provinces, years of days and tens of thousands of reports stays usable.

Nothing here is timed: what is counted are calls, bytes, nodes and messages.
"""

from __future__ import annotations

import json
import sys
import tracemalloc
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.large import INCUMBENTS, codes, reports, write_case
from geo import case as case_module
from geo.case import Case, read_case
from geo.control import THEN, KnownBy, spells
from geo.reports import Report, SourceFilter, by_province
from geo.story import tell
from geo.tables import spell_list, status_rows

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
