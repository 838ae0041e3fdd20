"""What the page is told is what the rule says, for every capital, day and clock."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from geo.case import Case
from geo.control import THEN, KnownBy, Threshold, assess
from geo.reports import SourceFilter, by_province, counting
from geo.story import SEGMENT_FIELDS, tell

CLOCKS: dict[str, KnownBy] = {"all": None, "then": THEN, "fixed": date(2021, 8, 10)}


@pytest.fixture(scope="module")
def story(shipped: Case) -> dict[str, Any]:
    """The story of the shipped case with a fixed clock, as the browser reads it."""
    told: dict[str, Any] = json.loads(json.dumps(tell(shipped, fixed=date(2021, 8, 10))))
    return told


NO_REPORT = {"status": "no_report", "recaptured": 0, "outlets": 0, "origins": 0, "latest": None}


def days_of(story: dict[str, Any]) -> list[date]:
    """Return the days that a story shows, in order."""
    first = date.fromisoformat(story["days"]["first"])
    return [first + timedelta(n) for n in range(story["days"]["count"])]


def spread(story: dict[str, Any], clock: str, place: str) -> list[dict[str, Any]]:
    """Return what a place is on each day, found as ``segmentOn`` of state.js does it."""
    days = story["days"]["count"]
    row = [NO_REPORT] * days
    own = [
        dict(zip(story["segment_fields"], segment, strict=True))
        for segment in story["clocks"][clock].get(place, ())
    ]
    for n, segment in enumerate(own):
        end = own[n + 1]["start"] if n + 1 < len(own) else days
        row[segment["start"] : end] = [segment] * (end - segment["start"])
    return row


@pytest.mark.parametrize("clock", CLOCKS)
def test_segments_say_what_the_rule_says(shipped: Case, story: dict[str, Any], clock: str) -> None:
    """Looking up any day gives status, actor and counts of the rule itself."""
    reports = by_province(counting(shipped.reports))
    for n, day in enumerate(days_of(story)):
        for province, own in reports.items():
            found = assess(
                own,
                day,
                incumbents=shipped.incumbents,
                known_by=CLOCKS[clock],
            )
            segments = [s for s in story["clocks"][clock].get(province, ()) if s[0] <= n]
            told = dict(zip(SEGMENT_FIELDS, segments[-1], strict=True)) if segments else {}
            assert told.get("status", "no_report") == found.status
            assert told.get("actor", "") == found.actor
            assert told.get("reports", 0) == found.reports


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_browser_sees_the_rule_for_every_place(
    shipped: Case, story: dict[str, Any], clock: str
) -> None:
    """Spread over the days as the page does it, the segments are the rule's, field by field."""
    reports = by_province(counting(shipped.reports))
    days = days_of(story)
    for place in story["places"]:
        row = spread(story, clock, place["id"])
        for n, day in enumerate(days):
            found = assess(
                reports.get(place["id"], ()),
                day,
                incumbents=shipped.incumbents,
                known_by=CLOCKS[clock],
            )
            assert row[n]["status"] == found.status
            assert row[n]["recaptured"] == found.recaptured
            assert row[n]["outlets"] == found.outlets
            assert row[n]["origins"] == found.origins
            latest = row[n]["latest"]
            assert (latest is None) == (found.latest is None)
            assert found.latest is None or days[0] + timedelta(latest) == found.latest


def test_the_story_is_of_all_provinces(shipped: Case, story: dict[str, Any]) -> None:
    """Each of the 34 provinces is a place, and no segment is of any other."""
    places = {place["id"] for place in story["places"]}
    assert places == {place.province for place in shipped.provinces}
    assert len(places) == 34
    assert all(clock.keys() <= places for clock in story["clocks"].values())


def test_segments_are_in_order(story: dict[str, Any]) -> None:
    """Segments of a capital start on shown days, each later than the one before."""
    for clock in story["clocks"].values():
        for segments in clock.values():
            starts = [segment[0] for segment in segments]
            assert starts == sorted(set(starts))
            assert all(0 <= start < story["days"]["count"] for start in starts)


def test_ticks_stand_on_days_with_a_capture(shipped: Case, story: dict[str, Any]) -> None:
    """A tall tick is a day that a counting report says a capital was taken on."""
    taken = {
        r.event
        for r in counting(shipped.reports)
        if r.says in ("captured", "retaken") and r.actor != "government"
    }
    days = days_of(story)
    ticked = {days[n] for n in story["ticks"]["all"]}
    first, last = shipped.view.first_day, shipped.view.last_day
    assert ticked == {day for day in taken if first <= day <= last}
    assert date(2021, 8, 6) in ticked
    fixed = {days[n] for n in story["ticks"]["fixed"]}
    assert fixed < ticked
    assert max(fixed) <= date(2021, 8, 10)
    known = {
        max(r.event, r.published)
        for r in counting(shipped.reports)
        if r.says in ("captured", "retaken") and r.actor != "government"
    }
    then = {days[n] for n in story["ticks"]["then"]}
    assert then == {day for day in known if first <= day <= last}


def test_a_fixed_clock_is_there_only_if_asked_for(shipped: Case, story: dict[str, Any]) -> None:
    """With a fixed day the story has a third clock and its words, else neither."""
    assert story["fixed"] == {
        "day": "2021-08-10",
        "short": "Tue 10 Aug",
        "medium": "Tue 10 Aug 2021",
    }
    usual = tell(shipped)
    assert usual["fixed"] is None
    assert set(usual["clocks"]) == set(usual["ticks"]) == {"all", "then"}
    assert usual["left_out"] == []


def test_the_threshold_moves_what_is_certain(shipped: Case) -> None:
    """A stricter threshold counts fewer statuses for certain, and never fewer as possible."""
    told = {one: tell(shipped, threshold=one) for one in Threshold}
    assert told[Threshold.CORROBORATED]["at_least"] == ["corroborated"]
    assert told[Threshold.REPORTED]["at_least"] == ["corroborated", "reported"]
    assert told[Threshold.CLAIMED]["at_least"] == ["claimed", "corroborated", "reported"]
    assert len({tuple(one["up_to"]) for one in told.values()}) == 1


def test_every_reason_is_a_sentence(story: dict[str, Any]) -> None:
    """Every segment has a reason: one sentence that ends, naming somebody."""
    assert len(story["whys"]) > 100
    assert all(why.endswith(".") and len(why) > 20 for why in story["whys"])


def test_days_are_all_days(shipped: Case, story: dict[str, Any]) -> None:
    """The days run from first to last without a gap, and the opening is 9 August."""
    first = shipped.view.first_day
    days = days_of(story)
    assert (days[0], days[-1]) == (first, shipped.view.last_day)
    assert days[story["opening"]] == date(2021, 8, 9)


def test_left_out_reports_are_named(shipped: Case) -> None:
    """The page is told which reports a choice leaves out, so that it can grey them."""
    without = [SourceFilter.parse("side:taliban")]
    left_out = set(tell(shipped, without=without)["left_out"])
    expected = {r.report_id for r in counting(shipped.reports) if r.side == "taliban"}
    assert left_out == expected
    assert expected
