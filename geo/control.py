"""The status rule: what reports add up to, for one capital on one day.

Pure: no input or output, no clock, no drawing. The rule decides nothing by voting and
gives no report a hidden weight; every ``Assessment`` names the clause that decided and
the reports it decided on.

Words used here. A *taking* is a report that a challenger (any actor that is not an
incumbent) holds the capital. A report *speaks for* the days from its event date to
``Report.spoken_until``, both inclusive.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal

from geo.reports import UNKNOWN_ORIGINS, Report, Says

THEN: Final = "then"
"""The clock by which each day is shown as known at its own end."""

KnownBy = date | Literal["then"] | None
"""A fixed day (reports published by its end count), THEN, or None: everything counts."""

ONE_DAY: Final = timedelta(days=1)


class Status(StrEnum):
    """What the reports about a capital add up to, strongest report of a capture first."""

    CORROBORATED = "corroborated"
    REPORTED = "reported"
    CLAIMED = "claimed"
    DISPUTED = "disputed"
    CONTESTED = "contested"
    HELD = "held"
    NO_REPORT = "no_report"


class Rule(StrEnum):
    """The clause of the rule that decided a status."""

    ADMISSION = "admission"
    TWO_ORIGINS = "two_origins"
    ONE_ORIGIN = "one_origin"
    OWN_WORD = "own_word"
    DENIED = "denied"
    LATER_REPORT = "later_report"
    TWO_CAPTORS = "two_captors"
    TWO_HOLDERS = "two_holders"
    FIGHTING = "fighting"
    ALL_HELD = "all_held"
    NOTHING = "nothing"


class Threshold(StrEnum):
    """The weakest status that a reader counts as captured."""

    CLAIMED = "claimed"
    REPORTED = "reported"
    CORROBORATED = "corroborated"


_CAPTURED: Final = (Status.CORROBORATED, Status.REPORTED, Status.CLAIMED, Status.DISPUTED)
AT_LEAST: Final[Mapping[Threshold, frozenset[Status]]] = {
    Threshold.CLAIMED: frozenset(_CAPTURED[:3]),
    Threshold.REPORTED: frozenset(_CAPTURED[:2]),
    Threshold.CORROBORATED: frozenset(_CAPTURED[:1]),
}
"""The statuses that count for certain, by threshold."""
UP_TO: Final = frozenset(_CAPTURED)
"""The statuses that may count, whatever the threshold."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The status of one capital on one day, with what it rests on.

    ``actor`` is the holder that the status speaks of, blank where none or several are
    named. ``deciding`` are the reports that decided, by event date, publication date and
    id. ``reports``, ``outlets`` and ``origins`` count all eligible reports, their
    publishers and their known origins, and ``latest`` is the newest event date among them.
    ``recaptured`` marks a capital held after a taking.
    """

    status: Status
    rule: Rule
    actor: str = ""
    deciding: tuple[Report, ...] = ()
    recaptured: bool = False
    reports: int = 0
    outlets: int = 0
    origins: int = 0
    latest: date | None = None


NO_REPORT: Final = Assessment(Status.NO_REPORT, Rule.NOTHING)


@dataclass(frozen=True, slots=True)
class Spell:
    """An unbroken run of days with one status and actor: from start to before end.

    ``end`` is exclusive, and None while the spell lasts.
    """

    province: str
    start: date
    end: date | None
    status: Status
    actor: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many capitals were reported captured on a day: a range, ends inclusive."""

    day: date
    at_least: int
    up_to: int


def eligible(reports: Iterable[Report], day: date, known_by: KnownBy = None) -> list[Report]:
    """Return the reports that may count on ``day`` (point 1 of the rule), in the order given.

    They speak of that day or an earlier one; with ``known_by`` they were published by then.
    """
    limit = day if known_by == THEN else known_by
    return [r for r in reports if r.event <= day and (limit is None or r.published <= limit)]


def assess(
    reports: Iterable[Report],
    day: date,
    *,
    incumbents: Collection[str],
    known_by: KnownBy = None,
) -> Assessment:
    """Return the status of one capital on ``day``.

    ``reports`` are those about this capital that count (see ``reports.counting``), in any
    order. With ``known_by``, only reports published by that day are eligible.
    """
    ledger = _Ledger(frozenset(incumbents))
    for report in eligible(reports, day, known_by):
        ledger.add(report)
    return ledger.assess(day)


def arrivals(reports: Iterable[Report], known_by: KnownBy = None) -> list[tuple[date, Report]]:
    """Return reports with the day from which each is eligible, in order; those that never are go."""
    return sorted(
        ((_eligible_from(r, known_by), r) for r in reports if _ever_eligible(r, known_by)),
        key=lambda pair: (pair[0], _order(pair[1])),
    )


def history(
    reports: Iterable[Report],
    *,
    incumbents: Collection[str],
    known_by: KnownBy = None,
) -> list[tuple[date, Assessment]]:
    """Return the assessments of one capital over time, each with the day it starts.

    One pass over sorted reports: an assessment can change only when a report becomes
    eligible or ceases to speak. Days before the first entry have no report.
    """
    coming = arrivals(reports, known_by)
    ledger = _Ledger(frozenset(incumbents))
    changes: list[tuple[date, Assessment]] = []
    endings: list[date] = []
    at = 0
    while at < len(coming) or endings:
        day = min(
            coming[at][0] if at < len(coming) else date.max,
            endings[0] if endings else date.max,
        )
        while endings and endings[0] == day:
            heapq.heappop(endings)
        while at < len(coming) and coming[at][0] == day:
            report = coming[at][1]
            ledger.add(report)
            if report.spoken_until >= day:
                heapq.heappush(endings, report.spoken_until + ONE_DAY)
            at += 1
        assessment = ledger.assess(day)
        if not changes or changes[-1][1] != assessment:
            changes.append((day, assessment))
    return changes


def spells(
    reports: Mapping[str, Iterable[Report]],
    *,
    incumbents: Collection[str],
    known_by: KnownBy = None,
) -> list[Spell]:
    """Return the spells of every capital, by province code and start.

    ``reports`` are those that count, by province. Before its first spell a capital has
    no report.
    """
    return [
        spell
        for province in sorted(reports)
        for spell in as_spells(
            province, history(reports[province], incumbents=incumbents, known_by=known_by)
        )
    ]


def as_spells(province: str, changes: Sequence[tuple[date, Assessment]]) -> Iterator[Spell]:
    """Merge the assessments of one capital, by start, into its spells."""
    starts = [
        (day, a)
        for n, (day, a) in enumerate(changes)
        if n == 0 or (changes[n - 1][1].status, changes[n - 1][1].actor) != (a.status, a.actor)
    ]
    for n, (day, a) in enumerate(starts):
        end = starts[n + 1][0] if n + 1 < len(starts) else None
        yield Spell(province, day, end, a.status, a.actor)


def counts(
    spells: Iterable[Spell],
    first: date,
    last: date,
    threshold: Threshold = Threshold.REPORTED,
) -> list[Count]:
    """Return how many capitals were reported captured on each day, first to last inclusive."""
    days = [first + ONE_DAY * n for n in range((last - first).days + 1)]
    steps = {at: [0, 0] for at in [*days, last + ONE_DAY]}
    for spell in spells:
        start = max(spell.start, first)
        end = min(spell.end or date.max, last + ONE_DAY)
        if start < end:
            for n, counted in enumerate((AT_LEAST[threshold], UP_TO)):
                if spell.status in counted:
                    steps[start][n] += 1
                    steps[end][n] -= 1
    result: list[Count] = []
    at_least = up_to = 0
    for day in days:
        at_least += steps[day][0]
        up_to += steps[day][1]
        result.append(Count(day, at_least, up_to))
    return result


def _ever_eligible(report: Report, known_by: KnownBy) -> bool:
    return known_by is None or known_by == THEN or report.published <= known_by


def _eligible_from(report: Report, known_by: KnownBy) -> date:
    return max(report.event, report.published) if known_by == THEN else report.event


def _order(report: Report) -> tuple[date, date, str]:
    return report.event, report.published, report.report_id


@dataclass(slots=True)
class _Support:
    """Who says that an actor holds the capital."""

    origins: set[str] = field(default_factory=set)
    admitted: bool = False

    def add(self, report: Report) -> None:
        if report.side == report.actor:
            return
        self.admitted = self.admitted or report.side != ""
        if report.origin not in UNKNOWN_ORIGINS:
            self.origins.add(report.origin)

    def strength(self) -> tuple[Status, Rule]:
        if self.admitted:
            return Status.CORROBORATED, Rule.ADMISSION
        if len(self.origins) > 1:
            return Status.CORROBORATED, Rule.TWO_ORIGINS
        if self.origins:
            return Status.REPORTED, Rule.ONE_ORIGIN
        return Status.CLAIMED, Rule.OWN_WORD


class _Latest:
    """The reports with the latest of some date seen so far."""

    __slots__ = ("date", "reports")

    def __init__(self) -> None:
        self.date = date.min
        self.reports: list[Report] = []

    def add(self, day: date, report: Report) -> None:
        if day > self.date:
            self.date, self.reports = day, []
        if day == self.date:
            self.reports.append(report)


class _Ledger:
    """The eligible reports about one capital, added as days go by.

    It keeps what the rule asks for, so that an assessment costs no more than the reports
    that decide it: those speaking for the day, and the latest of each kind before.
    """

    def __init__(self, incumbents: frozenset[str]) -> None:
        self._incumbents = incumbents
        self._speaking: list[Report] = []
        self._newest_taking = _Latest()
        self._last_spoken_takings = _Latest()
        self._last_spoken = _Latest()
        self._newest_denials = _Latest()
        self._held_since: defaultdict[str, date] = defaultdict(lambda: date.min)
        self._support: defaultdict[str, _Support] = defaultdict(_Support)
        self._publishers: set[str] = set()
        self._origins: set[str] = set()
        self._count = 0
        self._latest = date.min

    def add(self, report: Report) -> None:
        """Take in a report that has become eligible."""
        self._count += 1
        self._latest = max(self._latest, report.event)
        self._publishers.add(report.publisher)
        if report.origin not in UNKNOWN_ORIGINS:
            self._origins.add(report.origin)
        self._speaking.append(report)
        if report.says is Says.DENIED:
            self._newest_denials.add(report.event, report)
            return
        self._last_spoken.add(report.spoken_until, report)
        if report.names_holder:
            self._support[report.actor].add(report)
        if self._is_taking(report):
            self._newest_taking.add(report.event, report)
            self._last_spoken_takings.add(report.spoken_until, report)
        elif report.says in (Says.HELD, Says.RETAKEN):
            self._held_since[report.side] = max(self._held_since[report.side], report.event)

    def assess(self, day: date) -> Assessment:
        """Return the assessment of a day on or after every event and arrival so far."""
        if not self._count:
            return NO_REPORT
        deciding = self._deciding(day)
        status, rule, actor = self._verdict(deciding)
        return Assessment(
            status,
            rule,
            actor,
            tuple(deciding),
            recaptured=status is Status.HELD and bool(self._newest_taking.reports),
            reports=self._count,
            outlets=len(self._publishers),
            origins=len(self._origins),
            latest=self._latest,
        )

    def _is_taking(self, report: Report) -> bool:
        return report.names_holder and report.actor not in self._incumbents

    def _deciding(self, day: date) -> list[Report]:
        """Return the reports that decide, in order (point 2 of the rule)."""
        self._speaking = [r for r in self._speaking if r.spoken_until >= day]
        deciding = self._speaking or self._spoke_last()
        if self._own_word_only(deciding) and not self._confirmed_by_others(deciding):
            deciding = deciding + self._last_spoken_takings.reports
        return sorted(deciding, key=_order)

    def _spoke_last(self) -> list[Report]:
        """Return what speaks for the most recent day that any report speaks for.

        A denial no newer than the newest taking does not outlive the days it speaks for.
        """
        denials, others = self._newest_denials, self._last_spoken
        outlives = denials.date > self._newest_taking.date
        if not outlives or others.date > denials.date:
            return others.reports
        return denials.reports + (others.reports if others.date == denials.date else [])

    def _own_word_only(self, deciding: Sequence[Report]) -> bool:
        return all(r.favours_speaker and not self._is_taking(r) for r in deciding)

    def _confirmed_by_others(self, deciding: Sequence[Report]) -> bool:
        """Whether anybody but the sides that speak says, after the newest taking, that it is held."""
        sides = {r.side for r in deciding}
        return any(
            (not side or side not in sides) and since > self._newest_taking.date
            for side, since in self._held_since.items()
        )

    def _verdict(self, deciding: Sequence[Report]) -> tuple[Status, Rule, str]:
        """Return status, clause and actor (point 3 of the rule)."""
        takings = [r for r in deciding if self._is_taking(r)]
        if not takings:
            return _without_takings(deciding)
        newest = max(r.event for r in takings)
        oldest = min(r.event for r in takings)
        captors = {r.actor for r in takings if r.event == newest}
        actor = captors.pop() if len(captors) == 1 else ""
        if not actor:
            return Status.DISPUTED, Rule.TWO_CAPTORS, ""
        if any(r.says is Says.DENIED and r.event >= oldest for r in deciding):
            return Status.DISPUTED, Rule.DENIED, actor
        if any(r.event > newest and not self._is_taking(r) for r in deciding):
            return Status.DISPUTED, Rule.LATER_REPORT, actor
        return *self._support[actor].strength(), actor


def _without_takings(deciding: Sequence[Report]) -> tuple[Status, Rule, str]:
    if any(r.says in (Says.CONTESTED, Says.CAPTURED) for r in deciding):
        return Status.CONTESTED, Rule.FIGHTING, ""
    holders = {r.side if r.says is Says.DENIED else r.actor for r in deciding} - {""}
    if len(holders) > 1:
        return Status.DISPUTED, Rule.TWO_HOLDERS, ""
    return Status.HELD, Rule.ALL_HELD, holders.pop() if holders else ""
