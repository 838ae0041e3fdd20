"""The words of the interface, and dates in words.

Every sentence that the map page says stands here once, in English, under a key. A key
that ends in ``.one`` or ``.other`` is a plural form; ``{name}`` is filled in by the page.
Wording is neutral: reported captured, claimed, denied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

import jdatetime

WORDS: Final[Mapping[str, str]] = {
    "range": "{low} to {high}",
    "range_of_total": "{range} of {total}",
    "answer": "By this day, {range} provincial capitals were reported captured.",
    "second_certain_claimed": "{n} on any claim",
    "second_certain_reported": "{n} on the word of an independent origin or of the losing side",
    "second_certain_corroborated": "{n} on two independent origins, or an admission",
    "second_reported": "{n} more on one independent origin",
    "second_claimed.one": "{n} more is claimed by one side only",
    "second_claimed.other": "{n} more are claimed by one side only",
    "second_disputed.one": "{n} more is disputed",
    "second_disputed.other": "{n} more are disputed",
    "no_reports": "This case has no report yet, so nothing is said of any capital.",
    "legend_title": "Reported status of provincial capitals",
    "legend_actors": "Reported to hold a capital",
    "at_least": "at least {n}",
    "at_most": "at most {n}",
    "map_label": "Map of provinces and their capitals",
    "status_of": "{status} ({actor})",
    "marker_label": "{capital}: {status}",
    "caveat": (
        "A province is tinted by what was {reported}. It does not show who held the rest of the "
        "province."
    ),
    "caveat_reported": "reported about its capital city",
    "banner": "Showing only what had been published by {end}.",
    "banner_end": "the end of {day}",
    "banner_all": "Show all reports",
    "known_then": "known by the end of {day}",
    "known_fixed": "known by the end of {day}",
    "time_label": "Time",
    "first_day": "First day",
    "day_back": "One day back",
    "play": "Play",
    "pause": "Pause",
    "day_on": "One day on",
    "last_day": "Last day",
    "list": "Changes",
    "more": "More",
    "speed": "Speed",
    "tick_note": (
        "Tall tick: a day with a new capture report. Date under a name: its last report, if over "
        "14 days old"
    ),
    "chart_total": "{n} capitals",
    "chart_up-to": "at most {n}",
    "chart_at-least": "at least {n}",
    "known_by": "Known by",
    "clock_all": "All reports",
    "clock_then": "Each day’s end",
    "clock_fixed": "End of {day}",
    "show": "Days",
    "range_all": "All",
    "next_change": "Next change: {day}",
    "no_next_change": "No later change",
    "spoken": "{day}: {range} of {total} capitals reported captured",
    "changed_on": "Changed on {day}",
    "changed_since.one": "{n} capital changed status since {day}",
    "changed_since.other": "{n} capitals changed status since {day}",
    "first_day_note": "This is the first day shown",
    "from_to": "{from} to {to}",
    "nothing_changed": "{what}",
    "nothing_changed_what": "No report in this dataset changed any capital on {day}.",
    "last_change": "The last change was on {day}.",
    "go_there": "Go there",
    "new_reports.one": "New reports, same status: {n} capital",
    "new_reports.other": "New reports, same status: {n} capitals",
    "why_range": "Why {range}, and not one number",
    "all_capitals": "All {n} capitals on this day",
    "search_label": "Find a capital or province",
    "search_hint": "Name, in any spelling",
    "no_match": "No capital matches “{text}”. Try another spelling, or language.",
    "outlets.one": "{n} outlet",
    "outlets.other": "{n} outlets",
    "origins.one": "{n} origin",
    "origins.other": "{n} origins",
    "reports.one": "{n} report",
    "reports.other": "{n} reports",
    "tip_status": "{status} on {day}",
    "tip_province": "{province} province: status of its capital.",
    "tip_open": "Select to read them.",
    "why_no_report": (
        "No report in this dataset is about this capital by this day. That is not the same as held."
    ),
    "capital_of": "Capital of {province} province",
    "status_on": "{status} on {day}",
    "first_report": "First report:",
    "close": "Close",
    "skip_to_list": "Skip to the list of capitals",
    "hint": "Move the slider, or press play: every colour opens the reports behind it.",
    "loading": "Fetching the reports…",
    "left_out": "Left out by your choice of sources.",
    "later_day": "Speaks of a later day.",
    "later_known": "Published later than the clock allows.",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "inset_title_short": "{title}, {times}×",
    "inset_title": "{title}, {times} times larger",
    "shown_capitals": "Capitals only: provinces are not tinted.",
    "shown_provinces": "Provinces only: capitals are not marked.",
    "without": "Without {sources}.",
    "without_more": "{sources} and {n} more",
    "certain_claimed": "“At least” also counts captures that one side only claims.",
    "certain_corroborated": "“At least” counts corroborated captures only.",
    "compiled": (
        "Compiled from published reports, which can be late, wrong, partisan or copied from each "
        "other. Lines imply no endorsement."
    ),
    "boundaries": "Boundaries: {source}.",
    "data_version": "Data version {version}.",
}

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


_SOLAR_MONTHS = "Hamal Sawr Jawza Saratan Asad Sonbola Mizan Aqrab Qaws Jadi Dalw Hut".split()
"""The months of the Solar Hijri calendar, called after the signs of the zodiac."""


def pieces(key: str, **values: object) -> list[tuple[str, bool]]:
    """Return a sentence in pieces, those that are filled in marked with True.

    ``n`` chooses the plural form, where there is one.
    """
    number = "one" if values.get("n") == 1 else "other"
    template = WORDS.get(f"{key}.{number}") or WORDS[key]
    parts = re.split(r"\{(\w+)\}", template)
    filled = [(str(values[part]), True) if n % 2 else (part, False) for n, part in enumerate(parts)]
    return [piece for piece in filled if piece[0]]


def sentence(key: str, **values: object) -> str:
    """Return a sentence with its values filled in."""
    return "".join(text for text, _ in pieces(key, **values))


def solar_day(day: date) -> str:
    """Return a date in the Solar Hijri calendar, as ``18 Asad 1400``."""
    solar = jdatetime.date.fromgregorian(date=day)
    return f"{solar.day} {_SOLAR_MONTHS[solar.month - 1]} {solar.year}"


def day_and_month(day: date) -> str:
    """Return a date as ``9 Aug``."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def short_day(day: date) -> str:
    """Return a date as ``Mon 9 Aug``."""
    return f"{_WEEKDAYS[day.weekday()][:3]} {day_and_month(day)}"


def medium_day(day: date) -> str:
    """Return a date as ``Mon 9 Aug 2021``."""
    return f"{short_day(day)} {day.year}"


def long_day(day: date) -> str:
    """Return a date as ``Monday 9 August 2021``."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
