"""Reports: what one row says by itself, and which rows count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reports import (
    Report,
    Role,
    Says,
    SourceField,
    SourceFilter,
    by_province,
    counting,
    distinct_origins,
)
from tests.oracle import at, report_sets, say


def test_a_report_without_a_range_is_of_its_event_date():
    """The event is the one date given."""
    assert say("held", 3, "government").event == at(3)


def test_a_report_with_a_range_is_of_its_later_date():
    """Of a range that the text leaves open, the later end is the event."""
    assert say("contested", 3, until=4).event == at(4)


@pytest.mark.parametrize("says", ["captured", "retaken"])
def test_a_change_of_hands_speaks_until_its_publication(says):
    """What was taken on one day and printed on another is said of the days between."""
    assert say(says, 2, "taliban", published=5).spoken_until == at(5)


@pytest.mark.parametrize("says", ["held", "contested", "denied"])
def test_all_else_speaks_for_its_event_day_alone(says):
    """Holding, fighting and denying say nothing of the days that follow."""
    assert say(says, 2, published=5).spoken_until == at(2)


def test_a_capture_announced_ahead_speaks_for_its_event_day():
    """A report published before its event never speaks for a day before it."""
    assert say("captured", 4, "taliban", published=2).spoken_until == at(4)


def test_a_ranged_capture_speaks_from_its_later_date():
    """The range moves the event, so a publication inside it adds no day."""
    report = say("captured", 2, "taliban", until=4, published=3)
    assert (report.event, report.spoken_until) == (at(4), at(4))


@pytest.mark.parametrize(
    ("says", "names"),
    [
        ("captured", True),
        ("held", True),
        ("retaken", True),
        ("contested", False),
        ("denied", False),
    ],
)
def test_three_of_the_five_words_name_a_holder(says, names):
    """Fighting and denials leave the holder open."""
    assert say(says, 1, "taliban").names_holder is names


def test_a_denial_favours_its_speaker():
    """Whoever denies a loss gains by it, also where no side is given."""
    assert say("denied", 1, side="government").favours_speaker
    assert say("denied", 1).favours_speaker


def test_a_report_favours_its_speaker_if_it_names_the_speakers_side():
    """An admission and a report by nobody's speaker favour nobody."""
    assert say("captured", 1, "taliban", side="taliban").favours_speaker
    assert not say("captured", 1, "taliban", side="government").favours_speaker
    assert not say("captured", 1, "taliban").favours_speaker
    assert not say("contested", 1).favours_speaker


def test_the_lag_is_counted_from_the_event_to_the_publication():
    """The later end of a range counts, and an announcement ahead is negative."""
    assert say("captured", 2, "taliban", published=5).lag_days == 3
    assert say("captured", 2, "taliban", until=3, published=5).lag_days == 2
    assert say("captured", 4, "taliban", published=3).lag_days == -1


def test_what_follows_from_a_report_is_no_part_of_its_identity():
    """Two rows with the same cells are the same report."""
    assert say("held", 1, report_id="a") == say("held", 1, report_id="a")
    assert "event=" not in repr(say("held", 1))


@pytest.mark.parametrize("text", ["side:taliban", "side=taliban", "side: taliban "])
def test_a_filter_is_written_in_two_ways(text):
    """Address and command line write the same choice."""
    assert SourceFilter.parse(text) == SourceFilter(SourceField.SIDE, "taliban")


def test_a_filter_splits_at_its_first_mark_only():
    """A publisher's name may hold either mark."""
    assert SourceFilter.parse("publisher=A: B=C").value == "A: B=C"
    assert SourceFilter.parse("publisher:A=B:C").value == "A=B:C"


@pytest.mark.parametrize("text", ["", "taliban", "sides:taliban", "side:", "side= ", ":x", "=x"])
def test_a_broken_filter_says_what_was_expected(text):
    """The message names the fields and what was found."""
    with pytest.raises(ValueError, match="side, role, publisher, origin") as caught:
        SourceFilter.parse(text)
    assert repr(text) in str(caught.value)


@given(st.sampled_from(SourceField), st.text(min_size=1).map(str.strip).filter(bool))
def test_a_filter_reads_what_it_writes(field, value):
    """Written out and parsed again, a filter is the same."""
    assert SourceFilter.parse(str(SourceFilter(field, value))) == SourceFilter(field, value)


def test_excluded_reports_do_not_count():
    """A filled 'excluded' takes a row out, whatever its reason."""
    kept, left_out = say("held", 1, "government"), say("held", 1, excluded="no date")
    assert list(counting([kept, left_out])) == [kept]


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ("side=taliban", "bc"),
        ("side=none", "ab"),
        ("role=resident", "ac"),
        ("publisher=Dawn", "bc"),
        ("origin=none", "ab"),
        ("origin=AFP", "bc"),
        ("origin=Nobody", "abc"),
    ],
)
def test_a_filter_leaves_out_what_equals_its_value(chosen, left):
    """Each field works, and 'none' stands for a blank side or origin."""
    reports = [
        say("captured", 1, "taliban", report_id="a", side="taliban", publisher="Dawn"),
        say(
            "captured",
            1,
            "taliban",
            report_id="b",
            side="government",
            role=Role.RESIDENT,
            origin="R",
        ),
        say("captured", 1, "taliban", report_id="c", origin=""),
    ]
    found = counting(reports, [SourceFilter.parse(chosen)])
    assert "".join(r.report_id for r in found) == left


def test_filters_of_one_field_or_of_several_add_up():
    """A report is left out if any one of the choices names it."""
    reports = [
        say("captured", 1, "taliban", report_id="a", side="taliban"),
        say("captured", 1, "taliban", report_id="b", side="government"),
        say("captured", 1, "taliban", report_id="c", origin="Reuters"),
        say("captured", 1, "taliban", report_id="d"),
    ]
    without = map(SourceFilter.parse, ["side:taliban", "side:government", "origin:Reuters"])
    assert [r.report_id for r in counting(reports, list(without))] == ["d"]


@given(
    report_sets(),
    st.lists(
        st.builds(
            SourceFilter,
            st.sampled_from(SourceField),
            st.sampled_from(("taliban", "government", "none", "AFP", "unknown", "Dawn", "unnamed")),
        ),
        max_size=3,
    ),
)
def test_filters_equal_removal(reports, without):
    """Switching a source off leaves exactly the reports that are not its own."""
    gone = {(one.field, one.value) for one in without}
    left = [
        r
        for r in reports
        if ("side", r.side or "none") not in gone
        and ("role", r.role) not in gone
        and ("publisher", r.publisher) not in gone
        and ("origin", r.origin or "none") not in gone
    ]
    assert list(counting(reports, without)) == left


def test_reports_are_grouped_in_the_order_given():
    """Grouping by province neither sorts nor drops."""
    a, b, c = (say("held", 1, province=p) for p in ("AF-KDZ", "AF-SAM", "AF-KDZ"))
    assert by_province([a, b, c]) == {"AF-KDZ": [a, c], "AF-SAM": [b]}


def test_reprints_of_one_newsroom_are_one_origin():
    """Unknown and blank origins are none at all."""
    origins = ["AFP", "AFP", "unknown", "", "Reuters"]
    assert distinct_origins(say("held", 1, origin=o) for o in origins) == {"AFP", "Reuters"}


def test_blank_cells_have_plain_defaults():
    """Only five fields are needed, as a reader's own table may have no more."""
    day = date(2021, 8, 9)
    report = Report(
        report_id="r", province="AF-KDZ", event_date=day, says=Says.CONTESTED, published=day
    )
    assert (report.actor, report.side, report.origin, report.role) == ("", "", "", Role.UNNAMED)
    assert report.spoken_until - report.event == timedelta(0)
