"""The status rule written out literally, day by day, to hold the fast one against.

Nothing here is shared with ``geo.control``: every day is worked out from nothing, from the
sentences of the rule, with sets and loops and no thought for speed. Below it stand the
reports that the tests of floor 0 make up, by hand and by chance, and the real ones.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from hypothesis import strategies as st

from geo.reports import UNKNOWN_ORIGINS, Precision, Report, Role, Says

ONE_DAY = timedelta(days=1)
FIRST_DAY = date(2021, 8, 1)
CHALLENGERS = ("taliban", "resistance")
INCUMBENTS = ("government", "militia")
DATA = Path(__file__).parents[1] / "data"
HOLDS = (Says.CAPTURED, Says.HELD, Says.RETAKEN)


def event_of(report: Report) -> date:
    """Of a range, the later end."""
    return report.event_date if report.event_date_latest is None else report.event_date_latest


def days_spoken_for(report: Report) -> set[date]:
    """A change of hands speaks from its event to its publication, all else for its event."""
    last = report.published if report.says in (Says.CAPTURED, Says.RETAKEN) else date.min
    first = event_of(report)
    return {first} | {first + ONE_DAY * n for n in range((last - first).days + 1)}


def is_taking(report: Report, incumbents: Collection[str]) -> bool:
    """Whether it says that an actor who is no incumbent holds the capital."""
    return report.says in HOLDS and report.actor not in incumbents


def is_own_favour(report: Report) -> bool:
    """Whether it is a denial, or names the speaker's own side."""
    return report.says == Says.DENIED or (bool(report.actor) and report.actor == report.side)


def eligible_reports(reports: Iterable[Report], day: date, known_by: date | None) -> list[Report]:
    """Point 1: of this day or before, known by then, and not excluded."""
    return [
        r
        for r in reports
        if not r.excluded and event_of(r) <= day and (known_by is None or r.published <= known_by)
    ]


def deciding_reports(
    eligible: Sequence[Report], day: date, incumbents: Collection[str]
) -> list[Report]:
    """Point 2: those that speak for the day, else for the most recent day before it."""
    takings = [r for r in eligible if is_taking(r, incumbents)]
    newest = max((event_of(t) for t in takings), default=None)
    deciding = [r for r in eligible if day in days_spoken_for(r)]
    if not deciding:
        lasting = [
            r
            for r in eligible
            if not (r.says == Says.DENIED and newest is not None and event_of(r) <= newest)
        ]
        spoken = {d for r in lasting for d in days_spoken_for(r) if d < day}
        if spoken:
            deciding = [r for r in lasting if max(spoken) in days_spoken_for(r)]
    if (
        newest is not None
        and all(is_own_favour(r) for r in deciding)
        and not any(is_taking(r, incumbents) for r in deciding)
    ):
        sides = {r.side for r in deciding} - {""}  # a blank side is nobody's, so never the same
        undone = any(
            event_of(r) > newest
            and r.says in (Says.HELD, Says.RETAKEN)
            and r not in deciding
            and r.side not in sides
            for r in eligible
        )
        if not undone:
            latest = max(d for t in takings for d in days_spoken_for(t) if d <= day)
            deciding = deciding + [t for t in takings if latest in days_spoken_for(t)]
    return deciding


def strength(eligible: Sequence[Report], actor: str) -> str:
    """How well it is sourced that the actor holds the capital."""
    saying_so = [r for r in eligible if r.says in HOLDS and r.actor == actor]
    others = [r for r in saying_so if r.side != actor]
    origins = {r.origin for r in others if r.origin not in UNKNOWN_ORIGINS}
    if len(origins) >= 2 or any(r.side for r in others):
        return "corroborated"
    return "reported" if len(origins) == 1 else "claimed"


def verdict(
    reports: Iterable[Report], day: date, known_by: date | None, incumbents: Collection[str]
) -> tuple[str, str | None]:
    """Point 3: the status of one capital on one day, and the actor (None: left open).

    The rule does not say whom a disputed or contested capital is reported to be held by,
    so the actor of these is not compared.
    """
    eligible = eligible_reports(reports, day, known_by)
    if not eligible:
        return "no_report", ""
    deciding = deciding_reports(eligible, day, incumbents)
    takings = [r for r in deciding if is_taking(r, incumbents)]
    if takings:
        return _taken(eligible, deciding, takings)
    return _not_taken(deciding)


def _taken(
    eligible: Sequence[Report], deciding: Sequence[Report], takings: Sequence[Report]
) -> tuple[str, str | None]:
    oldest = min(event_of(t) for t in takings)
    newest = max(event_of(t) for t in takings)
    rest = [r for r in deciding if r not in takings]
    actors = {t.actor for t in takings if event_of(t) == newest}
    if (
        any(event_of(r) > newest for r in rest)
        or any(r.says == Says.DENIED and event_of(r) >= oldest for r in rest)
        or len(actors) > 1
    ):
        return "disputed", None
    (actor,) = actors
    return strength(eligible, actor), actor


def _not_taken(deciding: Sequence[Report]) -> tuple[str, str | None]:
    if not all(r.says in (Says.HELD, Says.RETAKEN, Says.DENIED) for r in deciding):
        return "contested", None
    named = {r.side if r.says == Says.DENIED else r.actor for r in deciding} - {""}
    if len(named) > 1:
        return "disputed", None
    return "held", (named.pop() if named else "")


def at(day: int) -> date:
    """Return a day of the small calendar that the made-up reports live in."""
    return FIRST_DAY + ONE_DAY * day


_numbers = count(1)


def say(
    says: str,
    day: int,
    actor: str = "",
    *,
    until: int | None = None,
    published: int | None = None,
    side: str = "",
    origin: str = "AFP",
    **rest: str,
) -> Report:
    """Make a report by hand: days of the small calendar, published on its event day."""
    event = day if until is None else until
    return Report(
        report_id=rest.pop("report_id", f"r{next(_numbers)}"),
        province=rest.pop("province", "AF-KDZ"),
        event_date=at(day),
        event_date_latest=None if until is None else at(until),
        says=Says(says),
        actor=actor,
        side=side,
        origin=origin,
        published=at(event if published is None else published),
        **rest,
    )


@st.composite
def made_up_reports(draw: st.DrawFn, last_day: int = 5) -> Report:
    """Draw one well-formed report: few days, few parties, so that reports meet often."""
    says = draw(st.sampled_from(Says))
    event = draw(st.integers(0, last_day))
    if says in (Says.CONTESTED, Says.DENIED):
        actor = ""
    elif says is Says.CAPTURED:
        actor = draw(st.sampled_from(CHALLENGERS))
    else:
        actor = draw(st.sampled_from(CHALLENGERS + INCUMBENTS))
    return Report(
        report_id=f"r{draw(st.integers(0, 10**9))}",
        province="AF-KDZ",
        event_date=at(event),
        event_date_latest=draw(st.sampled_from((None, None, None, at(event + 1)))),
        says=says,
        actor=actor,
        published=at(event + draw(st.sampled_from((0, 0, 0, 1, 1, 2, 4, -1)))),
        side=draw(st.sampled_from(("", "", *CHALLENGERS, *INCUMBENTS))),
        origin=draw(st.sampled_from(("AFP", "Reuters", "unknown", ""))),
        publisher=draw(st.sampled_from(("Dawn", "Gulf News"))),
    )


def report_sets(last_day: int = 5, max_size: int = 6) -> st.SearchStrategy[list[Report]]:
    """Draw small dense sets of reports about one capital, each with an id of its own."""
    return st.lists(made_up_reports(last_day), max_size=max_size, unique_by=lambda r: r.report_id)


def clocks() -> st.SearchStrategy[date | str | None]:
    """Draw a clock: everything known, each day's end, or a fixed day."""
    return st.sampled_from((None, "then", *map(at, range(8))))


def limit(known_by: date | str | None, day: date) -> date | None:
    """Return the last publication day that counts on a day under a clock."""
    return day if known_by == "then" else known_by


def rows(name: str) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a shipped table."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def real_reports() -> list[Report]:
    """Read the shipped reports, without the checks that a case goes through."""
    return [
        Report(
            report_id=row["report_id"],
            province=row["province"],
            event_date=date.fromisoformat(row["event_date"]),
            event_date_latest=_maybe_date(row["event_date_latest"]),
            says=Says(row["says"]),
            actor=row["actor"],
            speaker=row["speaker"],
            side=row["side"],
            role=Role(row["role"]),
            origin=row["origin"],
            publisher=row["publisher"],
            published=date.fromisoformat(row["published"]),
            published_precision=Precision(row["published_precision"]),
            excluded=row["excluded"],
        )
        for row in rows("reports.csv")
    ]


def _maybe_date(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
