"""What stands over a map in words: the day, and how many capitals were reported captured by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from geo.control import AT_LEAST, THEN, UP_TO, KnownBy, Status, Threshold
from geo.language import digits
from geo.words import day_and_month, pieces, sentence, short_day, solar_day

Counted = Mapping[Status, int]
"""How many capitals have each status; a status that none has may be missing."""


def captured(counted: Counted, threshold: Threshold) -> tuple[int, int]:
    """Return how many capitals were reported captured: at least, and at most."""
    low, high = (
        sum(counted.get(one, 0) for one in statuses) for statuses in (AT_LEAST[threshold], UP_TO)
    )
    return low, high


def answer(counted: Counted, threshold: Threshold, total: int) -> list[tuple[str, bool]]:
    """Return the answer in one sentence, in pieces, the count among ``total`` marked with True."""
    low, high = captured(counted, threshold)
    number = digits(str(high)) if low == high else sentence("range", low=low, high=high)
    return pieces("answer", range=sentence("range_of_total", range=number, total=total))


def under_date(day: date, known_by: KnownBy, *, second_calendar: bool) -> str:
    """Return what stands under a date: the clock, if it leaves reports out, else another calendar's date."""
    if known_by == THEN:
        return sentence("known_then", day=day_and_month(day))
    if isinstance(known_by, date):
        return sentence("known_fixed", day=short_day(known_by))
    return solar_day(day) if second_calendar else ""
