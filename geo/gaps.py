"""What a case does not have, counted from its tables and said in sentences (text, not HTML)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from geo.case import Case
from geo.control import ONE_DAY
from geo.language import N_, _, listed, named
from geo.reports import Precision, Report, counting, distinct_origins
from geo.words import day_and_month

MOST: Final = 12
"""Names or runs of days that a sentence lists."""

_LACKING: Final[Mapping[str, Callable[[Report], bool]]] = {
    N_("Reports of unknown origin, which never count as independent: {n} of {all}."): (
        lambda report: not distinct_origins([report])
    ),
    N_("Reports whose day of publication was inferred from their text: {n} of {all}."): (
        lambda report: report.published_precision is Precision.INFERRED
    ),
    N_("Reports without a link to their page: {n} of {all}."): lambda report: not report.url,
}


def gaps(case: Case) -> list[str]:
    """Return a sentence on each kind of gap; one that the case has not got is said to be none.

    Only reports that count are looked at. A day lacks a report if none is about it.
    """
    reports = list(counting(case.reports))
    told = {report.province for report in reports}
    untold = [named(place.capitals) for place in case.provinces if place.province not in told]
    days = _days(case.view.first_day, case.view.last_day)
    about = {report.event for report in reports}
    empty = [day for day in days if day not in about]
    return [
        _(
            "Capitals without any report: {names} ({n} of {all}).",
            names=_listed(untold),
            n=len(untold),
            all=len(case.provinces),
        ),
        _(
            "Days shown that no report is about: {days} ({n} of {all}).",
            days=_listed(_runs(empty)),
            n=len(empty),
            all=len(days),
        ),
        *(
            _(kind, n=sum(map(lacks, reports)), all=len(reports))
            for kind, lacks in _LACKING.items()
        ),
    ]


def _days(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]


def _runs(days: Sequence[date]) -> list[str]:
    """Return days in order as runs: ``16 Aug``, ``18 Aug to 2 Sep``."""
    starts = [day for n, day in enumerate(days) if n == 0 or days[n - 1] + ONE_DAY != day]
    ends = [day for n, day in enumerate(days) if day == days[-1] or days[n + 1] - ONE_DAY != day]
    return [
        day_and_month(start)
        if start == end
        else _("{first} to {last}", first=day_and_month(start), last=day_and_month(end))
        for start, end in zip(starts, ends, strict=True)
    ]


def _listed(names: Sequence[str]) -> str:
    shown = listed(names[:MOST]) or _("none")
    if len(names) > MOST:
        return _("{names} and {n} more", names=shown, n=len(names) - MOST)
    return shown
