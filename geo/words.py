"""The words of the map page, and dates in words, in the language spoken.

Every sentence that the map page says stands here once, in English, under a key; ``{name}`` in
it is filled in later. Wording is neutral: reported captured, claimed, denied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final, Generic, Literal, TypeVar

import jdatetime
from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.lists import format_list
from babel.numbers import get_decimal_symbol

from geo.language import ENGLISH, N_, RIGHT_TO_LEFT, _, digits, language, ngettext, speaking

K = TypeVar("K")
V = TypeVar("V")


class Spoken(Mapping[K, V], Generic[K, V]):
    """A table of words, each in the language that is spoken when it is looked up."""

    def __init__(self, english: Mapping[K, V], say: Callable[[V], V]) -> None:
        self.english, self._say = english, say

    def __getitem__(self, key: K) -> V:
        return self._say(self.english[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self.english)

    def __len__(self) -> int:
        return len(self.english)


WORDS: Final = Spoken[str, str](
    {
        "range": N_("{low} to {high}"),
        "range_of_total": N_("{range} of {total}"),
        "answer": N_("By this day, {range} provincial capitals were reported captured."),
        "second_certain_claimed": N_("{n} on any claim"),
        "second_certain_reported": N_(
            "{n} on the word of an independent origin or of the losing side"
        ),
        "second_certain_corroborated": N_("{n} on two independent origins, or an admission"),
        "second_reported": N_("{n} more on one independent origin"),
        "no_reports": N_("This case has no report yet, so nothing is said of any capital."),
        "legend_title": N_("Reported status of provincial capitals"),
        "legend_actors": N_("Reported to hold a capital"),
        "at_least": N_("at least {n}"),
        "at_most": N_("at most {n}"),
        "map_label": N_("Map of provinces and their capitals"),
        "status_of": N_("{status} ({actor})"),
        "marker_label": N_("{capital}: {status}"),
        "caveat": N_(
            "A province is tinted by what was {reported}. It does not show who held the "
            "rest of the province."
        ),
        "caveat_reported": N_("reported about its capital city"),
        "banner": N_("Showing only what had been published by {end}."),
        "banner_end": N_("the end of {day}"),
        "banner_all": N_("Show all reports"),
        "known_then": N_("known by the end of {day}"),
        "known_fixed": N_("known by the end of {day}"),
        "km": N_("{length} km"),
        "m": N_("{length} m"),
        "time_label": N_("Time"),
        "first_day": N_("First day"),
        "day_back": N_("One day back"),
        "play": N_("Play"),
        "pause": N_("Pause"),
        "day_on": N_("One day on"),
        "last_day": N_("Last day"),
        "list": N_("Changes"),
        "day": N_("Day"),
        "language": N_("Language"),
        "joined": N_("{first}; {second}"),
        "beside": N_("{first} · {second}"),
        "more": N_("More"),
        "speed": N_("Speed"),
        "tick_note": N_(
            "Tall tick: a day with a new capture report. Date under a name: its last "
            "report, if over 14 days old"
        ),
        "chart_total": N_("{n} capitals"),
        "chart_up-to": N_("at most {n}"),
        "chart_at-least": N_("at least {n}"),
        "known_by": N_("Known by"),
        "clock_all": N_("All reports"),
        "clock_then": N_("Each day’s end"),
        "clock_fixed": N_("End of {day}"),
        "show": N_("Days"),
        "range_all": N_("All"),
        "next_change": N_("Next change: {day}"),
        "no_next_change": N_("No later change"),
        "spoken": N_("{day}: {range} of {total} capitals reported captured"),
        "changed_on": N_("Changed on {day}"),
        "first_day_note": N_("This is the first day shown"),
        "from_to": N_("{from} to {to}"),
        "nothing_changed": N_("No report in this dataset changed any capital on {day}."),
        "last_change": N_("The last change was on {day}."),
        "go_there": N_("Go there"),
        "why_range": N_("Why {range}, and not one number"),
        "all_capitals": N_("All {n} capitals on this day"),
        "search_label": N_("Find a capital or province"),
        "search_hint": N_("Name, in any spelling"),
        "no_match": N_("No capital matches “{text}”. Try another spelling, or language."),
        "tip_status": N_("{status} on {day}"),
        "tip_province": N_("{province} province: status of its capital."),
        "tip_open": N_("Select to read them."),
        "why_no_report": N_(
            "No report in this dataset is about this capital by this day. That is not the "
            "same as held."
        ),
        "capital_of": N_("Capital of {province} province"),
        "status_on": N_("{status} on {day}"),
        "first_report": N_("First report:"),
        "close": N_("Close"),
        "skip_to_list": N_("Skip to the list of capitals"),
        "hint": N_("Move the slider, or press play: every colour opens the reports behind it."),
        "loading": N_("Fetching the reports…"),
        "left_out": N_("Left out by your choice of sources."),
        "later_day": N_("Speaks of a later day."),
        "later_known": N_("Published later than the clock allows."),
        "zoom_in": N_("Zoom in"),
        "zoom_out": N_("Zoom out"),
        "inset_title_short": N_("{title}, {times}×"),
        "inset_title": N_("{title}, {times} times larger"),
        "shown_capitals": N_("Capitals only: provinces are not tinted."),
        "shown_provinces": N_("Provinces only: capitals are not marked."),
        "without": N_("Without {sources}."),
        "without_more": N_("{sources} and {n} more"),
        "certain_claimed": N_("“At least” also counts captures that one side only claims."),
        "certain_corroborated": N_("“At least” counts corroborated captures only."),
        "compiled": N_(
            "Compiled from published reports, which can be late, wrong, partisan or "
            "copied from each other. Lines imply no endorsement."
        ),
        "boundaries": N_("Boundaries: {source}."),
        "data_version": N_("Data version {version}."),
        "date_day": N_("{day} {month}"),
        "date_short": N_("{weekday} {day} {month}"),
        "date_whole": N_("{weekday} {day} {month} {year}"),
        "date_solar": N_("{day} {month} {year}"),
    },
    _,
)
"""Sentences by key, in the language spoken."""

_FORMS: Final[Mapping[str, Callable[[int], str]]] = {
    "second_claimed": lambda n: ngettext(
        "{n} more is claimed by one side only", "{n} more are claimed by one side only", n, n="{n}"
    ),
    "second_disputed": lambda n: ngettext(
        "{n} more is disputed", "{n} more are disputed", n, n="{n}"
    ),
    "changed_since": lambda n: ngettext(
        "{n} capital changed status since {day}",
        "{n} capitals changed status since {day}",
        n,
        n="{n}",
    ),
    "new_reports": lambda n: ngettext(
        "New reports, same status: {n} capital",
        "New reports, same status: {n} capitals",
        n,
        n="{n}",
    ),
    "outlets": lambda n: ngettext("{n} outlet", "{n} outlets", n, n="{n}"),
    "origins": lambda n: ngettext("{n} origin", "{n} origins", n, n="{n}"),
    "reports": lambda n: ngettext("{n} report", "{n} reports", n, n="{n}"),
}
"""Sentences about a number of things by key, as a form for that number."""

LOCALES: Final = {"en": "en", "fa": "fa_AF", "ps": "ps_AF"}
"""Whose numbers and dates are meant by a language; any other is said in English."""
_COUNTED: Final = range(200)
"""Numbers among which every plural category of these languages occurs."""

_SOLAR_MONTHS: Final = (
    N_("Hamal"),
    N_("Sawr"),
    N_("Jawza"),
    N_("Saratan"),
    N_("Asad"),
    N_("Sonbola"),
    N_("Mizan"),
    N_("Aqrab"),
    N_("Qaws"),
    N_("Jadi"),
    N_("Dalw"),
    N_("Hut"),
)
"""The months of the Solar Hijri calendar, called after the signs of the zodiac."""


def words(code: str) -> dict[str, str]:
    """Return every sentence in a language, by key.

    A sentence about a number of things stands under a key for each CLDR plural category of
    the language: ``reports.one``, ``reports.other``.
    """
    with speaking(code):
        category = locale().plural_form
        examples = {category(n): n for n in reversed(_COUNTED)}
        forms = {
            f"{key}.{name}": form(n)
            for key, form in _FORMS.items()
            for name, n in sorted(examples.items())
        }
        return dict(WORDS) | forms


def pieces(key: str, **values: object) -> list[tuple[str, bool]]:
    """Return a sentence in pieces, those that are filled in marked with True.

    ``n`` chooses the plural form, where there is one.
    """
    number = values.get("n")
    form = _FORMS.get(key)
    template = form(number) if form and isinstance(number, int) else WORDS[key]
    parts = re.split(r"\{(\w+)\}", template)
    filled = [
        (_said(values[part]), True) if n % 2 else (part, False) for n, part in enumerate(parts)
    ]
    return [piece for piece in filled if piece[0]]


def _said(value: object) -> str:
    return digits(str(value)) if type(value) is int else str(value)


def sentence(key: str, **values: object) -> str:
    """Return a sentence with its values filled in."""
    return "".join(text for text, _filled in pieces(key, **values))


def isolated(text: str) -> str:
    """Return words in whatever script so that those around them keep their order, as ``bdi`` does."""
    return f"\u2068{text}\u2069" if language() in RIGHT_TO_LEFT else text


def together(names: Sequence[str]) -> str:
    """Return names as a list, the last after ``and``."""
    return format_list(names, locale=locale())


def decimal_mark() -> str:
    """Return what stands between a number's ones and its tenths."""
    return get_decimal_symbol(locale(), numbering_system="default")


def tenths(number: float) -> str:
    """Return a number to one place after the decimal mark, none if that is zero."""
    return digits(f"{number:.1f}".removesuffix(".0")).replace(".", decimal_mark())


# Dates. Gregorian first; the words of the calendar are those of CLDR.


def locale() -> Locale:
    """Return the locale of the language spoken, the English one if there is none."""
    return _locale(LOCALES.get(language(), ENGLISH))


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def solar_day(day: date) -> str:
    """Return a date in the Solar Hijri calendar, as ``18 Asad 1400``."""
    solar = jdatetime.date.fromgregorian(date=day)
    month = _(_SOLAR_MONTHS[solar.month - 1])
    return _("{day} {month} {year}", day=solar.day, month=month, year=solar.year)


def solar_months(first: date, last: date) -> Iterator[tuple[int, int, int, int]]:
    """Yield the Solar Hijri months from ``first`` to ``last``, both inclusive.

    Each as the days from ``first`` to its start, and the day of the month, the month and the
    year on that day; the first month starts on ``first`` itself.
    """
    day = first
    while day <= last:
        solar = jdatetime.date.fromgregorian(date=day)
        yield (day - first).days, solar.day, solar.month, solar.year
        whole = jdatetime.j_days_in_month[solar.month - 1] + (solar.month == 12 and solar.isleap())  # noqa: PLR2004 - the last month
        day += timedelta(whole - solar.day + 1)


def calendar_words() -> dict[str, list[str]]:
    """Return the names of days, from Monday on, and of months, as dates use them."""
    numbers = range(1, 13)
    return {
        "weekdays": list(_day_names(_short())),
        "weekdays_wide": list(_day_names("wide")),
        "months": [str(get_month_names(_short(), locale=locale())[n]) for n in numbers],
        "months_wide": [str(get_month_names("wide", locale=locale())[n]) for n in numbers],
        "months_solar": [_(month) for month in _SOLAR_MONTHS],
    }


def _day_names(width: Literal["abbreviated", "wide"]) -> Iterator[str]:
    names = get_day_names(width, locale=locale())
    return (str(names[n]) for n in range(7))


def short_month(day: date) -> str:
    """Return a month as ``Aug``."""
    return str(get_month_names(_short(), locale=locale())[day.month])


def day_and_month(day: date) -> str:
    """Return a date as ``9 Aug``."""
    return _("{day} {month}", day=day.day, month=short_month(day))


def short_day(day: date) -> str:
    """Return a date as ``Mon 9 Aug``."""
    weekday = get_day_names(_short(), locale=locale())[day.weekday()]
    return _("{weekday} {day} {month}", weekday=weekday, day=day.day, month=short_month(day))


def medium_day(day: date) -> str:
    """Return a date as ``Mon 9 Aug 2021``."""
    return _dated(day, _short())


def long_day(day: date) -> str:
    """Return a date as ``Monday 9 August 2021``."""
    return _dated(day, "wide")


def _dated(day: date, width: Literal["abbreviated", "wide"]) -> str:
    return _(
        "{weekday} {day} {month} {year}",
        weekday=get_day_names(width, locale=locale())[day.weekday()],
        day=day.day,
        month=get_month_names(width, locale=locale())[day.month],
        year=day.year,
    )


def _short() -> Literal["abbreviated", "wide"]:
    """Return the width of short names: the Arabic script knows no abbreviations."""
    return "wide" if language() in RIGHT_TO_LEFT else "abbreviated"
