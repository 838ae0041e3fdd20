"""The status rule: each clause by hand, its promised properties by chance, and the real days."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.control import (
    AT_LEAST,
    NO_REPORT,
    THEN,
    UP_TO,
    Assessment,
    Rule,
    Status,
    Threshold,
    as_spells,
    assess,
    counts,
    history,
    spells,
)
from geo.reports import Report, SourceFilter, by_province, counting
from tests import oracle
from tests.oracle import INCUMBENTS, ONE_DAY, at, clocks, limit, made_up_reports, report_sets, say

DAYS = range(-1, 12)


def on(day: int, *reports: Report, known_by: int | str | None = None) -> Assessment:
    """Assess some reports on a day of the small calendar."""
    clock = at(known_by) if isinstance(known_by, int) else known_by
    return assess(reports, at(day), incumbents=INCUMBENTS, known_by=clock)


def status(day: int, *reports: Report, known_by: int | str | None = None) -> str:
    """Return the status alone."""
    return on(day, *reports, known_by=known_by).status


# --- Point 1: which reports are eligible


def test_without_reports_there_is_no_report():
    """An empty table says nothing about anybody."""
    assert on(3) == NO_REPORT
    assert on(3).rule is Rule.NOTHING


def test_a_report_counts_from_its_event_date():
    """The day before it there is no report, and on it there is."""
    taken = say("captured", 3, "taliban")
    assert status(2, taken) == "no_report"
    assert status(3, taken) == "reported"


def test_a_range_counts_from_its_later_date():
    """Where the text leaves two days open, nothing is said of the first."""
    taken = say("captured", 2, "taliban", until=3)
    assert status(2, taken) == "no_report"
    assert status(3, taken) == "reported"


def test_a_fixed_clock_knows_what_was_published_by_then():
    """A report printed on the day itself counts, one printed on the next does not."""
    taken = say("captured", 1, "taliban", published=3)
    assert status(2, taken, known_by=2) == "no_report"
    assert status(2, taken, known_by=3) == "reported"


def test_the_clock_of_each_day_knows_what_was_published_by_its_end():
    """'then' moves with the day."""
    taken = say("captured", 1, "taliban", published=3)
    assert status(2, taken, known_by=THEN) == "no_report"
    assert status(3, taken, known_by=THEN) == "reported"


def test_a_capture_announced_ahead_waits_for_its_day():
    """Published early, a report still says nothing of the days before its event."""
    taken = say("captured", 3, "taliban", published=1)
    assert status(2, taken) == status(2, taken, known_by=THEN) == "no_report"
    assert status(3, taken, known_by=THEN) == "reported"


# --- Point 2: which reports decide


def test_a_capture_speaks_for_the_days_until_it_is_printed():
    """Fighting reported on a day between joins the capture instead of replacing it."""
    taken, fighting = say("captured", 1, "taliban", published=3), say("contested", 2)
    assert set(on(2, taken, fighting).deciding) == {taken, fighting}
    assert set(on(3, taken, fighting).deciding) == {taken}
    assert status(3, taken, fighting) == "reported"


def test_without_a_word_for_the_day_the_most_recent_day_decides():
    """The last day that anybody speaks for lasts until somebody speaks again."""
    taken, fighting = say("captured", 1, "taliban", published=2), say("contested", 3)
    assert status(2, taken, fighting) == "reported"
    assert status(3, taken, fighting) == "contested"
    assert status(9, taken, fighting) == "contested"


def test_a_denial_of_an_older_capture_lasts_a_day():
    """On its day it disputes the capture; on the next the capture stands again."""
    taken, denied = say("captured", 2, "taliban"), say("denied", 2, side="government")
    assert status(2, taken, denied) == "disputed"
    assert status(3, taken, denied) == "reported"


def test_a_denial_newer_than_the_newest_capture_lasts():
    """It was made after the capture, so it disputes it until somebody speaks again."""
    taken, denied = say("captured", 2, "taliban"), say("denied", 3, side="government")
    assert [status(d, taken, denied) for d in (2, 3, 4, 9)] == ["reported", *["disputed"] * 3]


def test_a_denial_ends_with_a_newer_capture():
    """A capture on the day of the denial is enough to make it no newer."""
    older, denied = say("captured", 1, "taliban"), say("denied", 3, side="government")
    newer = say("captured", 3, "taliban", published=4)
    assert status(3, older, denied, newer) == "disputed"
    assert status(4, older, denied, newer) == "reported"
    assert status(4, older, denied) == "disputed"


def test_a_denial_alone_is_held_by_its_side():
    """With no capture to deny, the last word is the denial's own."""
    denied = say("denied", 2, side="government")
    assert (status(2, denied), on(5, denied).actor) == ("held", "government")


def test_a_sides_own_word_disputes_a_capture_and_does_not_undo_it():
    """The government's own claim to hold brings the last captures back to the table."""
    taken = say("captured", 1, "taliban")
    own = say("held", 3, "government", side="government")
    assert status(2, taken, own) == "reported"
    assert set(on(3, taken, own).deciding) == {taken, own}
    assert status(3, taken, own) == "disputed"


def test_somebody_elses_word_undoes_a_capture():
    """A speaker of no side says that the capital is held, after the newest capture."""
    taken, own = say("captured", 1, "taliban"), say("held", 3, "government", side="government")
    other = say("held", 2, "government")
    assert status(3, taken, own, other) == "held"


def test_somebody_elses_word_must_be_newer_than_the_newest_capture():
    """One of the same day confirms nothing."""
    taken, own = say("captured", 2, "taliban"), say("held", 3, "government", side="government")
    other = say("held", 2, "government")
    assert status(3, taken, own, other) == "disputed"


def test_somebody_elses_word_must_name_a_holder():
    """Fighting seen by somebody else does not confirm that the capital is held."""
    taken, own = say("captured", 1, "taliban"), say("held", 3, "government", side="government")
    assert status(3, taken, own, say("contested", 2)) == "disputed"


def test_the_same_side_is_nobody_else():
    """A side's second word is still its own."""
    taken, own = say("captured", 1, "taliban"), say("held", 3, "government", side="government")
    again = say("retaken", 2, "government", side="government")
    assert status(3, taken, own, again) == "disputed"


def test_two_speakers_of_no_side_are_not_the_same_party():
    """A blank side is nobody's, so that one such speaker can confirm another."""
    taken = say("captured", 0, "taliban")
    held, denied = say("held", 1, "government"), say("denied", 2)
    assert status(2, taken, held, denied) == "held"


def test_an_admission_by_the_other_side_undoes_its_capture():
    """The captor says that the government holds: that is no word in its own favour."""
    taken, back = say("captured", 1, "taliban"), say("held", 3, "government", side="taliban")
    assert (status(3, taken, back), on(3, taken, back).recaptured) == ("held", True)


def test_captures_that_join_are_those_of_the_latest_day():
    """Older captures, by another actor, stay out of it."""
    old = say("captured", 0, "resistance")
    new = say("captured", 1, "taliban")
    own = say("held", 3, "government", side="government")
    assert set(on(3, old, new, own).deciding) == {new, own}


def test_captures_that_speak_until_later_join_rather_than_newer_ones():
    """The latest day that a capture speaks for decides, not its event date."""
    long = say("captured", 0, "taliban", published=2)
    short = say("captured", 1, "taliban")
    own = say("held", 3, "government", side="government")
    assert set(on(3, long, short, own).deciding) == {long, own}


# --- Point 3: what they add up to


def test_a_later_report_of_fighting_disputes_a_capture():
    """On the same day it is a stage on the way, a day later it is not."""
    taken = say("captured", 2, "taliban", published=4)
    assert status(2, taken, say("contested", 2)) == "reported"
    assert status(3, taken, say("contested", 3)) == "disputed"
    assert on(3, taken, say("contested", 3)).rule is Rule.LATER_REPORT


def test_an_earlier_report_that_still_speaks_is_no_contradiction():
    """A recapture printed late speaks for the day of a newer capture, and does not dispute it."""
    back = say("retaken", 1, "government", published=4)
    taken = say("captured", 3, "taliban")
    assert set(on(3, back, taken).deciding) == {back, taken}
    assert status(3, back, taken) == "reported"


def test_a_denial_disputes_captures_of_its_day_and_before():
    """The day of the newest capture is not too early for it."""
    old = say("captured", 2, "taliban", published=4)
    new = say("captured", 3, "taliban", published=4)
    denied = say("denied", 3, side="government")
    assert on(3, old, new, denied).rule is Rule.DENIED
    assert status(3, old, new, denied) == "disputed"


def test_a_denial_disputes_older_and_newer_captures_alike():
    """On the day of the newest capture, with an older one that still speaks."""
    denied = say("denied", 2, side="government")
    old, new = (say("captured", d, "taliban", published=2) for d in (1, 2))
    assert status(1, old, new, denied) == "reported"
    assert status(2, old, new, denied) == "disputed"


def test_two_captors_of_the_same_day_are_disputed():
    """The newest captures name two actors, so that nobody is named."""
    pair = say("captured", 2, "taliban"), say("captured", 2, "resistance")
    assert (status(2, *pair), on(2, *pair).actor, on(2, *pair).rule) == (
        "disputed",
        "",
        Rule.TWO_CAPTORS,
    )


def test_the_newer_of_two_captors_is_named():
    """An older capture by another actor that still speaks is a stage on the way."""
    old, new = say("captured", 1, "resistance", published=2), say("captured", 2, "taliban")
    assert (status(2, old, new), on(2, old, new).actor) == ("reported", "taliban")


def test_holding_by_a_challenger_is_a_capture():
    """A report that the Taliban hold a capital says that it was taken."""
    assert status(2, say("held", 2, "taliban")) == "reported"
    assert status(2, say("held", 2, "government")) == "held"


@pytest.mark.parametrize(
    ("others", "expected", "rule"),
    [
        ([], "claimed", Rule.OWN_WORD),
        ([{"origin": "unknown"}], "claimed", Rule.OWN_WORD),
        ([{"origin": ""}, {"origin": "unknown"}], "claimed", Rule.OWN_WORD),
        ([{"origin": "AFP"}], "reported", Rule.ONE_ORIGIN),
        ([{"origin": "AFP"}, {"origin": "AFP"}], "reported", Rule.ONE_ORIGIN),
        ([{"origin": "AFP"}, {"origin": "unknown"}], "reported", Rule.ONE_ORIGIN),
        ([{"origin": "AFP"}, {"origin": "Reuters"}], "corroborated", Rule.TWO_ORIGINS),
        ([{"origin": "unknown", "side": "government"}], "corroborated", Rule.ADMISSION),
        ([{"origin": "AFP", "side": "resistance"}], "corroborated", Rule.ADMISSION),
        ([{"origin": "Reuters", "side": "taliban"}], "claimed", Rule.OWN_WORD),
    ],
)
def test_strength_counts_known_origins_and_admissions(others, expected, rule):
    """Beyond the actor's own word: none, one or two known origins, or another side's word."""
    own = say("captured", 2, "taliban", side="taliban", origin="AFP")
    found = on(2, own, *(say("captured", 2, "taliban", **other) for other in others))
    assert (found.status, found.rule, found.actor) == (expected, rule, "taliban")


def test_strength_comes_from_all_eligible_reports():
    """Reports of older days that no longer decide still say so, of the same actor."""
    old = say("captured", 1, "taliban", origin="Reuters")
    new = say("held", 3, "taliban", origin="AFP")
    other = say("captured", 1, "resistance", origin="Reuters")
    assert status(3, old, new) == "corroborated"
    assert status(3, other, new) == "reported"


def test_fighting_is_contested():
    """Also beside a report that the capital is held."""
    assert status(2, say("contested", 2)) == "contested"
    assert status(2, say("contested", 2), say("held", 2, "government")) == "contested"


def test_held_names_the_incumbent_or_the_denials_side():
    """A denial without a side names nobody."""
    assert on(2, say("held", 2, "militia")).actor == "militia"
    assert on(2, say("retaken", 2, "government")).actor == "government"
    assert on(2, say("denied", 2, side="resistance")).actor == "resistance"
    assert (on(2, say("denied", 2)).status, on(2, say("denied", 2)).actor) == ("held", "")


def test_two_incumbents_named_are_disputed():
    """Who of them holds the capital stays open."""
    pair = say("held", 2, "government"), say("held", 2, "militia")
    assert (status(2, *pair), on(2, *pair).actor) == ("disputed", "")
    assert on(2, *pair).rule is Rule.TWO_HOLDERS


def test_a_recapture_is_marked_only_after_a_capture():
    """Held after a capture is a recapture; held from the start is not."""
    taken, back = say("captured", 1, "taliban"), say("retaken", 3, "government")
    assert not on(2, say("held", 2, "government")).recaptured
    assert on(3, taken, back).recaptured
    assert not on(1, taken, back).recaptured


def test_an_assessment_counts_what_it_rests_on():
    """Reports, outlets and known origins of all eligible reports, and their newest event."""
    found = on(
        5,
        say("captured", 1, "taliban", publisher="Dawn", origin="AFP"),
        say("contested", 3, publisher="Gulf News", origin="AFP"),
        say("contested", 2, publisher="Dawn", origin="unknown"),
        say("captured", 6, "taliban", publisher="BBC", origin="BBC"),
    )
    assert (found.reports, found.outlets, found.origins, found.latest) == (3, 2, 1, at(3))


# --- The oracle, and the properties that the rule promises


@settings(max_examples=1000)
@given(report_sets(last_day=3), clocks())
def test_the_rule_is_what_its_sentences_say(reports, known_by):
    """On every day and under every clock, a literal reading of the rule gives the same."""
    for day in map(at, DAYS):
        found = assess(reports, day, incumbents=INCUMBENTS, known_by=known_by)
        expected, actor = oracle.verdict(reports, day, limit(known_by, day), INCUMBENTS)
        assert found.status == expected
        assert actor is None or found.actor == actor


@settings(max_examples=300)
@given(report_sets(), clocks())
def test_history_tells_what_assess_finds_each_day(reports, known_by):
    """One pass over sorted reports gives the whole assessment of each day."""
    changes = history(reports, incumbents=INCUMBENTS, known_by=known_by)
    assert [day for day, _ in changes] == sorted({day for day, _ in changes})
    for day in map(at, DAYS):
        last = next((a for start, a in reversed(changes) if start <= day), NO_REPORT)
        assert last == assess(reports, day, incumbents=INCUMBENTS, known_by=known_by)


@given(report_sets(), st.randoms(use_true_random=False), clocks())
def test_the_order_of_rows_never_matters(reports, random, known_by):
    """Shuffled rows give the same history, down to the reports that decided."""
    shuffled = random.sample(reports, len(reports))
    assert history(shuffled, incumbents=INCUMBENTS, known_by=known_by) == history(
        reports, incumbents=INCUMBENTS, known_by=known_by
    )


@given(report_sets(), st.integers(-1, 7), clocks())
def test_a_report_of_a_later_day_never_matters(reports, day, known_by):
    """Taking out every report with an event date after the day changes nothing."""
    so_far = [r for r in reports if r.event <= at(day)]
    assert assess(so_far, at(day), incumbents=INCUMBENTS, known_by=known_by) == assess(
        reports, at(day), incumbents=INCUMBENTS, known_by=known_by
    )


@given(report_sets(), st.integers(-1, 7), st.integers(-1, 7))
def test_a_report_published_later_never_matters(reports, day, known_by):
    """Taking out every report published after the clock changes nothing."""
    known = [r for r in reports if r.published <= at(known_by)]
    assert assess(known, at(day), incumbents=INCUMBENTS) == assess(
        reports, at(day), incumbents=INCUMBENTS, known_by=at(known_by)
    )


STRENGTH = (Status.CLAIMED, Status.REPORTED, Status.CORROBORATED)


@given(
    report_sets().filter(lambda rs: any(oracle.is_taking(r, INCUMBENTS) for r in rs)),
    st.data(),
    clocks(),
)
def test_a_repeat_of_a_capture_never_lowers_a_status(reports, data, known_by):
    """The same words of the same days by another origin, whoever speaks, only strengthen.

    Claimed, reported and corroborated may rise; every other status stays what it was.
    """
    takings = [r for r in reports if oracle.is_taking(r, INCUMBENTS)]
    repeat = replace(
        data.draw(st.sampled_from(takings)),
        report_id="repeat",
        origin=data.draw(st.sampled_from(("BBC", "AFP", "unknown"))),
        publisher="BBC",
        side=data.draw(st.sampled_from(("", *oracle.CHALLENGERS, *INCUMBENTS))),
    )
    for day in map(at, DAYS):
        before = assess(reports, day, incumbents=INCUMBENTS, known_by=known_by)
        after = assess([*reports, repeat], day, incumbents=INCUMBENTS, known_by=known_by)
        assert before.actor == after.actor
        if before.status in STRENGTH and after.status in STRENGTH:
            assert STRENGTH.index(before.status) <= STRENGTH.index(after.status)
        else:
            assert before.status == after.status


@given(report_sets(), clocks())
def test_a_status_changes_only_on_a_date_of_a_report_or_the_day_after(reports, known_by):
    """Between an event or publication date and the next there is nothing to look up."""
    dates = {day for r in reports for day in (r.event, r.published)}
    changes = history(reports, incumbents=INCUMBENTS, known_by=known_by)
    assert {s.start for s in as_spells("AF-KDZ", changes)} <= dates | {d + ONE_DAY for d in dates}


@given(report_sets(), made_up_reports(), clocks())
def test_an_excluded_report_never_matters(reports, excluded, known_by):
    """A row with a reason to leave it out may stand anywhere in the table."""
    excluded = replace(excluded, report_id="excluded", excluded="no date")
    for table in ([excluded, *reports], [*reports, excluded]):
        assert history(counting(table), incumbents=INCUMBENTS, known_by=known_by) == history(
            reports, incumbents=INCUMBENTS, known_by=known_by
        )


@given(report_sets(), st.sampled_from(("AFP", "Reuters", "unknown", "none")), clocks())
def test_switching_a_source_off_equals_taking_its_rows_out(reports, origin, known_by):
    """A filter leaves no trace of what it leaves out."""
    left = [r for r in reports if (r.origin or "none") != origin]
    without = [SourceFilter.parse(f"origin={origin}")]
    assert history(counting(reports, without), incumbents=INCUMBENTS, known_by=known_by) == history(
        left, incumbents=INCUMBENTS, known_by=known_by
    )


# --- Spells and counts


def test_a_spell_ends_before_the_next_one_starts():
    """Ends are exclusive, the last one is open, and days without a report have no spell."""
    found = spells(
        {"AF-KDZ": [say("captured", 2, "taliban"), say("contested", 5)], "AF-BAL": []},
        incumbents=INCUMBENTS,
    )
    assert [(s.province, s.start, s.end, s.status, s.actor) for s in found] == [
        ("AF-KDZ", at(2), at(5), "reported", "taliban"),
        ("AF-KDZ", at(5), None, "contested", ""),
    ]


def test_a_spell_goes_on_while_only_its_evidence_grows():
    """More reports of the same status and actor change the assessment, not the spell."""
    reports = [say("held", d, "government") for d in (1, 2, 4)]
    assert len(history(reports, incumbents=INCUMBENTS)) == 3
    assert len(spells({"AF-KDZ": reports}, incumbents=INCUMBENTS)) == 1


def test_a_new_actor_starts_a_new_spell():
    """The same status of another holder is not the same run of days."""
    reports = [say("captured", 1, "resistance"), say("captured", 3, "taliban")]
    found = spells({"AF-KDZ": reports}, incumbents=INCUMBENTS)
    assert [(s.start, s.actor) for s in found] == [(at(1), "resistance"), (at(3), "taliban")]


def test_provinces_come_in_the_order_of_their_codes():
    """The order of the table does not show."""
    table = {p: [say("held", 1, "government")] for p in ("AF-SAM", "AF-BAL", "AF-KDZ")}
    found = spells(table, incumbents=INCUMBENTS)
    assert [s.province for s in found] == ["AF-BAL", "AF-KDZ", "AF-SAM"]


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [(Threshold.CLAIMED, 3), (Threshold.REPORTED, 2), (Threshold.CORROBORATED, 1)],
)
def test_a_threshold_moves_the_lower_end_of_a_count_alone(threshold, expected):
    """One capital of each strength, one disputed, one contested, one held."""
    own = say("captured", 1, "taliban", side="taliban")
    seen = say("captured", 1, "taliban", origin="AFP")
    admitted = say("captured", 1, "taliban", side="government")
    denied = say("denied", 1, side="government")
    table = {
        "claimed": [own],
        "reported": [seen],
        "corroborated": [admitted],
        "disputed": [own, denied],
        "contested": [say("contested", 1)],
        "held": [say("held", 1, "government")],
    }
    (found,) = counts(spells(table, incumbents=INCUMBENTS), at(1), at(1), threshold)
    assert (found.day, found.at_least, found.up_to) == (at(1), expected, 4)


def test_thresholds_only_ever_add():
    """A weaker threshold counts whatever a stronger one counts."""
    strict, middle, weak = (
        AT_LEAST[t] for t in (Threshold.CORROBORATED, Threshold.REPORTED, Threshold.CLAIMED)
    )
    assert strict < middle < weak < UP_TO
    assert UP_TO - weak == {Status.DISPUTED}


@given(
    st.dictionaries(st.sampled_from(("a", "b", "c")), report_sets(max_size=4)),
    clocks(),
    st.sampled_from(Threshold),
    st.integers(-1, 4),
    st.integers(0, 7),
)
def test_spells_and_counts_say_what_each_day_says(table, known_by, threshold, first, length):
    """A slider step only looks up: on each day, one spell a capital and the same counts."""
    found = spells(table, incumbents=INCUMBENTS, known_by=known_by)
    asked = [at(first + n) for n in range(length + 1)]
    counted = counts(found, asked[0], asked[-1], threshold)
    assert [c.day for c in counted] == asked
    for day, count in zip(asked, counted, strict=True):
        seen = Counter()
        for province, reports in table.items():
            a = assess(reports, day, incumbents=INCUMBENTS, known_by=known_by)
            seen[a.status] += 1
            covering = [
                (s.status, s.actor)
                for s in found
                if s.province == province and s.start <= day and (s.end is None or day < s.end)
            ]
            assert covering == ([] if a.status == "no_report" else [(a.status, a.actor)])
        assert count.at_least == sum(seen[s] for s in AT_LEAST[threshold])
        assert count.up_to == sum(seen[s] for s in UP_TO)


def test_counts_of_an_empty_range_are_none():
    """A last day before the first asks for nothing."""
    assert counts([], at(3), at(2)) == []


# --- The real table


@cache
def real():
    """Return the shipped reports that count, by province."""
    return by_province(counting(oracle.real_reports()))


@cache
def real_counts(known_by=None):
    """Return the counts of the shipped table, by day."""
    found = spells(real(), incumbents={"government"}, known_by=known_by)
    return {
        c.day: (c.at_least, c.up_to) for c in counts(found, date(2021, 7, 1), date(2021, 9, 10))
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 8, 5), (0, 0)),
        (date(2021, 8, 6), (0, 1)),
        (date(2021, 8, 8), (3, 5)),
        (date(2021, 8, 9), (5, 6)),
        (date(2021, 8, 10), (8, 9)),
        (date(2021, 8, 11), (9, 9)),
        (date(2021, 8, 12), (12, 14)),
        (date(2021, 8, 13), (18, 18)),
        (date(2021, 8, 14), (24, 25)),
        (date(2021, 8, 15), (32, 33)),
        (date(2021, 8, 16), (33, 33)),
        # A denial of the same day keeps the day of Bazarak a range, and no longer.
        (date(2021, 9, 6), (33, 34)),
        (date(2021, 9, 7), (34, 34)),
    ],
)
def test_the_real_table_counts_what_press_lists_count(day, expected):
    """Each golden day, with everything known."""
    assert real_counts()[day] == expected


def test_the_first_capture_stood_alone_before_it_was_denied():
    """As known by the end of 6 August, Zaranj was captured for certain; it is disputed now."""
    assert real_counts(THEN)[date(2021, 8, 6)] == (1, 1)
    zaranj = assess(real()["AF-NIM"], date(2021, 8, 6), incumbents={"government"})
    assert (zaranj.status, zaranj.rule, zaranj.actor) == ("disputed", Rule.DENIED, "taliban")


@pytest.mark.parametrize(
    ("province", "expected"),
    [
        ("AF-SAM", ("corroborated", "taliban")),
        ("AF-KDZ", ("disputed", "taliban")),
        ("AF-KAN", ("held", "government")),
        ("AF-HEL", ("held", "government")),
    ],
)
def test_the_real_capitals_stood_so_on_9_august(province, expected):
    """The capitals that an article of 10 August speaks of."""
    found = assess(real()[province], date(2021, 8, 9), incumbents={"government"})
    assert (found.status, found.actor) == expected


@pytest.mark.parametrize("known_by", [None, THEN, date(2021, 8, 10)])
def test_the_real_table_is_what_the_sentences_say(known_by):
    """Every capital on every day from July to September, against the literal reading."""
    for reports in real().values():
        changes = history(reports, incumbents={"government"}, known_by=known_by)
        for n in range(72):
            day = date(2021, 7, 1) + timedelta(days=n)
            found = next((a for start, a in reversed(changes) if start <= day), NO_REPORT)
            expected, actor = oracle.verdict(reports, day, limit(known_by, day), {"government"})
            assert found.status == expected
            assert actor is None or found.actor == actor
