"""Dates as people write them, as numbers: nothing is said about their order or calendar unseen."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import jdatetime

from geo.english import MONTHS
from geo.language import N_, _
from geo.rows import SOLAR_HIJRI_YEARS
from geo.statements import say_day

NO_DAY: Final = N_("no day of the calendar")
"""What is said of numbers that no day has."""
_YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)")
_YEAR_LAST: Final = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})")
_DAY_MONTH: Final = re.compile(
    r"(?P<day>\d\d?)[\s-]+(?P<month>[A-Za-z]+)\.?,?[\s-]+(?P<year>\d{4})"
)
_MONTH_DAY: Final = re.compile(r"(?P<month>[A-Za-z]+)\.?\s+(?P<day>\d\d?),?\s+(?P<year>\d{4})")


class Order(StrEnum):
    """Which number of a date such as 03/08/2021 comes first."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class Written:
    """A date as its numbers; ``open`` if day and month may stand the other way round."""

    year: int
    month: int
    day: int
    open: bool = False

    @property
    def is_solar(self) -> bool:
        """Whether the year is probably of the Solar Hijri calendar."""
        return self.year in SOLAR_HIJRI_YEARS

    @property
    def date(self) -> dt.date | None:
        """The day, in the calendar that the year is probably of; None if there is no such day."""
        try:
            if self.is_solar:
                solar = jdatetime.date(self.year, self.month, self.day)
                return solar.togregorian()  # type: ignore[no-any-return]
            return dt.date(self.year, self.month, self.day)
        except ValueError:
            return None

    def ordered(self, order: Order) -> Written:
        """Return the date read in one order."""
        if order is Order.DAY_FIRST:
            return Written(self.year, self.month, self.day)
        return Written(self.year, self.day, self.month)

    def say(self) -> str:
        """Return the date in words."""
        day = self.date
        if day is None:
            return _(NO_DAY)
        if self.is_solar:
            return _(
                "day {day} of month {month} of the year {year}",
                day=self.day,
                month=self.month,
                year=self.year,
            )
        return say_day(day)


@lru_cache(maxsize=4_096)
def read_written(text: str) -> Written | None:
    """Return the numbers of a date in any form that is understood."""
    if found := _YEAR_FIRST.fullmatch(text):
        return Written(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(text):
        day, month = int(found[1]), int(found[3])
        return Written(int(found[4]), month, day, open=day != month)
    found = _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text)
    number = MONTHS.get(found["month"].lower()) if found else None
    return Written(int(found["year"]), number, int(found["day"])) if found and number else None
