"""What the page is told is what the rule says, for every capital, day and clock."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from geo.case import Case
from geo.control import THEN, KnownBy, assess
from geo.reports import SourceFilter, by_province, counting
from geo.story import SEGMENT_FIELDS, tell

CLOCKS: dict[str, KnownBy] = {"all": None, "then": THEN, "fixed": date(2021, 8, 10)}


@pytest.fixture(scope="module")
def story(shipped: Case) -> dict[str, Any]:
    """The story of the shipped case with a fixed clock, as the browser reads it."""
    told: dict[str, Any] = json.loads(json.dumps(tell(shipped, fixed=date(2021, 8, 10))))
    return told


@pytest.mark.parametrize("clock", CLOCKS)
def test_segments_say_what_the_rule_says(shipped: Case, story: dict[str, Any], clock: str) -> None:
    """Looking up any day gives status, actor and counts of the rule itself."""
    reports = by_province(counting(shipped.reports))
    for n, iso in enumerate(story["days"]):
        for province, own in reports.items():
            found = assess(
                own,
                date.fromisoformat(iso),
                incumbents=shipped.incumbents,
                known_by=CLOCKS[clock],
            )
            segments = [s for s in story["clocks"][clock].get(province, ()) if s[0] <= n]
            told = dict(zip(SEGMENT_FIELDS, segments[-1], strict=True)) if segments else {}
            assert told.get("status", "no_report") == found.status
            assert told.get("actor", "") == found.actor
            assert told.get("reports", 0) == found.reports


def test_every_reason_is_a_sentence(story: dict[str, Any]) -> None:
    """Every segment has a reason: one sentence that ends, naming somebody."""
    assert len(story["whys"]) > 100
    assert all(why.endswith(".") and len(why) > 20 for why in story["whys"])


def test_days_are_all_days(shipped: Case, story: dict[str, Any]) -> None:
    """The days run from first to last without a gap, and the opening is 9 August."""
    first = shipped.view.first_day
    assert story["days"] == [(first + timedelta(n)).isoformat() for n in range(len(story["days"]))]
    assert story["days"][-1] == shipped.view.last_day.isoformat()
    assert story["days"][story["opening"]] == "2021-08-09"
    assert story["labels"][story["opening"]]["second"] == "18 Asad 1400"


def test_left_out_reports_are_named(shipped: Case) -> None:
    """The page is told which reports a choice leaves out, so that it can grey them."""
    without = [SourceFilter.parse("side:taliban")]
    left_out = set(tell(shipped, without=without)["left_out"])
    expected = {r.report_id for r in counting(shipped.reports) if r.side == "taliban"}
    assert left_out == expected
    assert expected
