"""What an article said, held against the table of reports.

A statement is one countable sentence of one article: how many capitals were taken, that
one was taken, that one was still held, or how many days lie between two dates. The table
knows days and no hours, so a statement about a day may be true of any moment in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from geo.control import AT_LEAST, ONE_DAY, UP_TO, Spell, Status, Threshold, assess, spells
from geo.language import N_, _, digits, ngettext
from geo.reports import Report


class Kind(StrEnum):
    """What a statement counts."""

    COUNT = "count"
    CAPTURE = "capture"
    HELD = "held"
    INTERVAL = "interval"


class Verdict(StrEnum):
    """How a statement stands against the table."""

    CONSISTENT = "consistent"
    DEPENDS_ON_SOURCES = "depends_on_sources"
    INCONSISTENT = "inconsistent"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One row of ``statements.csv``; blank cells are empty strings, a blank date is None.

    ``window_start`` to ``as_of`` (both inclusive) is the window of a count; of an interval,
    ``window_start`` is the reference day, before or after ``as_of``. ``stated`` is kept as
    written in the table: a number for a count, the key of an actor for a capture or for
    holding, and for an interval the days from the reference day to ``as_of``, negative if
    it comes before.
    """

    statement_id: str
    publisher: str
    url: str
    published: date
    kind: Kind
    as_of: date
    window_start: date | None
    province: str
    stated: str
    summary: str


@dataclass(frozen=True, slots=True)
class CountRange:
    """The counts that the table allows for one day, under one clock.

    ``known_by`` is the clock: reports published by that day, or None for all of them.
    ``at_least`` and ``strictest`` (corroborated alone) are of the end of the day before,
    ``up_to`` of the end of the day; a stated number may be any in between, both inclusive.
    ``certain`` and ``possible`` are the captures at the end of the day, each with the first
    day of its run, by that day and province: those counted by 'at least', and those that
    only 'up to' counts.
    """

    known_by: date | None
    strictest: int
    at_least: int
    up_to: int
    certain: tuple[tuple[str, date], ...] = ()
    possible: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """The status of the capital that a statement names, on its day, under one clock."""

    known_by: date | None
    status: Status
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict, the sentence that says why, and the facts that it rests on.

    A count carries its ``ranges``, a capture or a holding its ``sightings``: first with
    everything known, then as known by the end of the day of publication. An interval
    carries ``days``, the days from the reference day to the day stated.
    """

    statement_id: str
    verdict: Verdict
    answer: str
    ranges: tuple[CountRange, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    days: int | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """An unbroken run of days on which a capital counts as captured, end exclusive."""

    province: str
    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


_CERTAIN: Final = AT_LEAST[Threshold.REPORTED]
_STRICTEST: Final = AT_LEAST[Threshold.CORROBORATED]
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,6}")
_MONTHS: Final = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
_IN_WORDS: Final[Mapping[Status, str]] = {
    Status.CORROBORATED: N_("is reported captured and corroborated"),
    Status.REPORTED: N_("is reported captured by one independent source"),
    Status.CLAIMED: N_("is claimed by the captor alone"),
    Status.DISPUTED: N_("is disputed"),
    Status.CONTESTED: N_("is contested"),
    Status.HELD: N_("is reported held"),
    Status.NO_REPORT: N_("has no report"),
}


def verify(
    statement: Statement,
    reports_by_province: Mapping[str, Iterable[Report]],
    *,
    incumbents: Collection[str],
    names: Mapping[str, str] | None = None,
) -> Finding:
    """Return how a statement stands against the reports that count, by province.

    ``incumbents`` are the actors that hold every capital before the first report, ``names``
    what the answer calls a province or an actor instead of its code or key. What
    cannot be read as a statement of its kind (no number, no actor, no capital, a window
    that starts after its end) is not checkable; nothing is raised.
    """
    if statement.kind is Kind.COUNT:
        return _verify_count(statement, reports_by_province, incumbents)
    if statement.kind is Kind.INTERVAL:
        return _verify_interval(statement)
    return _verify_place(statement, reports_by_province, incumbents, names or {})


def say_day(day: date) -> str:
    """Write a day in the language spoken, such as 9 August 2021."""
    return digits(f"{day.day} {_(_MONTHS[day.month - 1])} {day.year}")


def say_count(stated: str, since: date | None, as_of: date) -> str:
    """Say how many capitals were reported captured, in a window or in all."""
    n, day = int(stated) if stated.isdecimal() else 0, say_day(as_of)
    if since:
        return ngettext(
            "{stated} capital reported captured from {first} to {day}, both days included",
            "{stated} capitals reported captured from {first} to {day}, both days included",
            n,
            stated=digits(stated),
            first=say_day(since),
            day=day,
        )
    return ngettext(
        "{stated} capital reported captured in all by the end of {day}",
        "{stated} capitals reported captured in all by the end of {day}",
        n,
        stated=digits(stated),
        day=day,
    )


def say_interval(as_of: date, stated: int, reference: date | None) -> str:
    """Say how many days after a day, or before it if negative, another one is."""
    values = {
        "day": say_day(as_of),
        "reference": say_day(reference) if reference else _("a day not named"),
    }
    if stated < 0:
        return ngettext(
            "{day} is {n} day before {reference}",
            "{day} is {n} days before {reference}",
            -stated,
            **values,
        )
    return ngettext(
        "{day} is {n} day after {reference}",
        "{day} is {n} days after {reference}",
        stated,
        **values,
    )


def say_place(kind: Kind, capital: str, actor: str, as_of: date) -> str:
    """Say that one capital was reported captured, or held, by an actor."""
    values = {"capital": capital, "actor": actor, "day": say_day(as_of)}
    if kind is Kind.CAPTURE:
        return _("{capital} reported captured by {actor} on {day}", **values)
    return _("{capital} reported held by {actor} on {day}", **values)


def _not_checkable(statement: Statement, answer: str) -> Finding:
    return Finding(
        statement_id=statement.statement_id, verdict=Verdict.NOT_CHECKABLE, answer=answer
    )


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text.strip()) else None


def _verify_interval(statement: Statement) -> Finding:
    stated, reference = _number(statement.stated), statement.window_start
    if stated is None:
        return _not_checkable(
            statement, _("{text} is not a number of days.", text=repr(statement.stated))
        )
    if reference is None:
        return _not_checkable(statement, _("The statement names no day to count from."))
    days, that_day = (statement.as_of - reference).days, _("that day")
    return Finding(
        statement_id=statement.statement_id,
        verdict=Verdict.CONSISTENT if days == stated else Verdict.INCONSISTENT,
        answer=_(
            "{day} is {distance}; the statement puts it {stated}.",
            day=say_day(statement.as_of),
            distance=_say_distance(days, say_day(reference)),
            stated=_say_distance(stated, that_day),
        ),
        days=days,
    )


def _say_distance(days: int, reference: str) -> str:
    if not days:
        return _("0 days from {day}", day=reference)
    if days > 0:
        return ngettext("{n} day after {day}", "{n} days after {day}", days, day=reference)
    return ngettext("{n} day before {day}", "{n} days before {day}", -days, day=reference)


def _verify_place(
    statement: Statement,
    reports_by_province: Mapping[str, Iterable[Report]],
    incumbents: Collection[str],
    names: Mapping[str, str],
) -> Finding:
    if not statement.province or not statement.stated:
        return _not_checkable(statement, _("The statement names no capital or no actor."))
    reports = tuple(reports_by_province.get(statement.province, ()))
    sightings = tuple(
        _sighting(reports, statement.as_of, known_by, incumbents)
        for known_by in (None, statement.published)
    )
    judge = _judge_capture
    if statement.kind is Kind.HELD:
        judge = _judge_still_held if statement.stated in incumbents else _judge_held
    return Finding(
        statement_id=statement.statement_id,
        verdict=judge(sightings[0], statement.stated),
        answer=_say_sightings(statement, sightings, names),
        sightings=sightings,
    )


def _sighting(
    reports: Iterable[Report], day: date, known_by: date | None, incumbents: Collection[str]
) -> Sighting:
    found = assess(reports, day, incumbents=incumbents, known_by=known_by)
    return Sighting(known_by, found.status, found.actor)


def _judge_capture(sighting: Sighting, actor: str) -> Verdict:
    taken = sighting.status in AT_LEAST[Threshold.CLAIMED]
    if taken and sighting.actor == actor:
        return Verdict.CONSISTENT
    if sighting.status in (Status.DISPUTED, Status.CONTESTED):
        return Verdict.DEPENDS_ON_SOURCES
    return Verdict.INCONSISTENT


def _judge_held(sighting: Sighting, actor: str) -> Verdict:
    """Judge a holding by an actor that held nothing before the first report: it was a capture."""
    if sighting.status is Status.HELD and sighting.actor == actor:
        return Verdict.CONSISTENT
    return _judge_capture(sighting, actor)


def _judge_still_held(sighting: Sighting, actor: str) -> Verdict:
    if sighting.status is Status.HELD and sighting.actor not in ("", actor):
        return Verdict.INCONSISTENT
    if sighting.status in (Status.HELD, Status.CONTESTED, Status.NO_REPORT):
        return Verdict.CONSISTENT
    if sighting.status is Status.CORROBORATED:
        return Verdict.INCONSISTENT
    return Verdict.DEPENDS_ON_SOURCES


def _say_sightings(
    statement: Statement, sightings: tuple[Sighting, ...], names: Mapping[str, str]
) -> str:
    now, then = sightings
    values = {
        "day": say_day(statement.as_of),
        "province": names.get(statement.province, statement.province),
        "is": _say(now, names),
    }
    if (now.status, now.actor) == (then.status, then.actor):
        return _("On {day} the capital of {province} {is}.", **values)
    return _(
        "On {day} the capital of {province} {is}; by reports published by {published} it {then}.",
        **values,
        published=say_day(statement.published),
        then=_say(then, names),
    )


def _say(sighting: Sighting, names: Mapping[str, str]) -> str:
    words, actor = _(_IN_WORDS[sighting.status]), sighting.actor
    return f"{words} ({names.get(actor, actor)})" if actor else words


def _verify_count(
    statement: Statement,
    reports_by_province: Mapping[str, Iterable[Report]],
    incumbents: Collection[str],
) -> Finding:
    stated = _number(statement.stated)
    if stated is None or stated < 0:
        return _not_checkable(
            statement, _("{text} is not a number of capitals.", text=repr(statement.stated))
        )
    since = statement.window_start
    if since is not None and since > statement.as_of:
        return _not_checkable(statement, _("The window starts after the day that it ends on."))
    ranges = tuple(
        _count_range(
            spells(reports_by_province, incumbents=incumbents, known_by=known_by),
            statement.as_of,
            since or date.min,
            known_by,
        )
        for known_by in (None, statement.published)
    )
    return Finding(
        statement_id=statement.statement_id,
        verdict=_judge_count(stated, ranges),
        answer=_say_ranges(statement, ranges),
        ranges=ranges,
    )


def _judge_count(stated: int, ranges: Iterable[CountRange]) -> Verdict:
    if any(r.at_least <= stated <= r.up_to for r in ranges):
        return Verdict.CONSISTENT
    if any(r.strictest <= stated <= r.up_to for r in ranges):
        return Verdict.DEPENDS_ON_SOURCES
    return Verdict.INCONSISTENT


def _count_range(
    spells_: Iterable[Spell], day: date, since: date, known_by: date | None
) -> CountRange:
    """Return the range of a day, counting only captures that began on ``since`` or later.

    Where a capture is disputed at first and certain later, it may have begun on either
    day: 'at least' takes the earlier one, 'up to' the later one.
    """
    spells_ = list(spells_)
    certain, strictest = list(_runs(spells_, _CERTAIN)), list(_runs(spells_, _STRICTEST))
    any_run = list(_runs(spells_, UP_TO))
    before = max(day, date.min + ONE_DAY) - ONE_DAY
    old = {run.province for run in any_run if run.covers(before) and run.start < since}
    sure = {run.province: run.start for run in certain if run.covers(day)}
    maybe = {run.province: run.start for run in any_run if run.covers(day)}
    counted = {p: start for p, start in maybe.items() if sure.get(p, day) >= since}
    return CountRange(
        known_by,
        strictest=len({run.province for run in strictest if run.covers(before)} - old),
        at_least=len({run.province for run in certain if run.covers(before)} - old),
        up_to=len(counted),
        certain=_in_order({p: at for p, at in counted.items() if p in sure and at >= since}),
        possible=_in_order({p: at for p, at in counted.items() if p not in sure or at < since}),
    )


def _in_order(starts: Mapping[str, date]) -> tuple[tuple[str, date], ...]:
    return tuple(sorted(starts.items(), key=lambda pair: (pair[1], pair[0])))


def _runs(spells_: Iterable[Spell], statuses: Collection[Status]) -> Iterator[_Run]:
    """Join spells, by province and start, that follow each other, count, and agree on whom.

    A spell whose actor is left open goes on with the one before it.
    """
    run: _Run | None = None
    actor = ""
    for spell in spells_:
        if spell.status not in statuses:
            continue
        follows = run is not None and (run.province, run.end) == (spell.province, spell.start)
        same = not actor or spell.actor in ("", actor)
        if run is not None and follows and same:
            run = _Run(run.province, run.start, spell.end)
            actor = actor or spell.actor
            continue
        if run is not None:
            yield run
        run, actor = _Run(spell.province, spell.start, spell.end), spell.actor
    if run is not None:
        yield run


def _say_ranges(statement: Statement, ranges: tuple[CountRange, ...]) -> str:
    since = statement.window_start
    now, then = ranges
    same = (now.at_least, now.up_to) == (then.at_least, then.up_to)
    return _(
        _ALLOWED[since is not None, not same],
        range=_say_range(now),
        since=say_day(since) if since else "",
        day=say_day(statement.as_of),
        then=_say_range(then),
        published=say_day(statement.published),
        stated=digits(statement.stated.strip()),
    )


_ALLOWED: Final[Mapping[tuple[bool, bool], str]] = {
    (False, False): N_(
        "The table allows {range} capitals reported captured on {day}; the statement has {stated}."
    ),
    (False, True): N_(
        "The table allows {range} capitals reported captured on {day}, or {then} by reports "
        "published by {published}; the statement has {stated}."
    ),
    (True, False): N_(
        "The table allows {range} capitals reported captured since {since} on {day}; the "
        "statement has {stated}."
    ),
    (True, True): N_(
        "The table allows {range} capitals reported captured since {since} on {day}, or {then} "
        "by reports published by {published}; the statement has {stated}."
    ),
}
"""What is said of a range: whether a window is named, whether the reports of that day differ."""


def _say_range(one: CountRange) -> str:
    if one.at_least == one.up_to:
        return digits(str(one.up_to))
    return _("{low} to {high}", low=one.at_least, high=one.up_to)
