"""Days between two dates: 'Monday, three weeks and a day after the August 31 deadline'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from geo.article.scene import (
    APPROXIMATE,
    NEAR,
    UNIT_DAYS,
    Draft,
    Scene,
    amount,
    doubts,
    one_day,
    other_days,
)
from geo.english import COMMA, JOIN, SPACE, STOP, When, Words, word_set
from geo.statements import Kind, say_interval

_BEFORE_DEADLINE: Final = word_set(
    "the a an on its this us u s american biden president washington deadline date withdrawal "
    "pullout final self imposed official planned of for set target troop troops forces military "
    "full complete exit to withdraw leave"
)


def read_intervals(scene: Scene) -> Iterator[Draft]:
    """Yield statements such as 'Monday, three weeks and a day after the August 31 deadline'."""
    for at, word in enumerate(scene.words.words):
        if word in ("before", "after"):
            draft = _interval(scene, at)
            if draft:
                yield draft


def _interval(scene: Scene, at: int) -> Draft | None:
    start, days = _days_up_to(scene.words, at)
    reference = _deadline(scene, at + 1)
    if not days or reference is None or reference.day is None:
        return None
    near = other_days(scene, start, reference.end, [(start, reference.end)])
    when = one_day(scene, near)
    if when is None or when.day is None:
        return None
    stated = days if scene.words.at(at) == "after" else -days
    return Draft(
        span=(start, reference.end),
        core=(start, reference.end),
        kind=Kind.INTERVAL,
        as_of=when.day,
        window_start=reference.day,
        stated=f"{stated:+d}",
        reading=say_interval(when.day, stated, reference.day),
        doubts=doubts(when.how, reference.how),
    )


def _days_up_to(words: Words, end: int) -> tuple[int, int]:
    """Return where a length of days that ends before a word starts, and the days (0: none)."""
    start, days = _length(words, end)
    if days and words.at(start - 1) == "and" and words.at(end - 1) in ("day", "days"):
        earlier, weeks = _length(words, start - 1)
        if weeks and words.at(start - 2) in ("week", "weeks"):
            start, days = earlier, weeks + days
    exact = words.at(start - 1) not in APPROXIMATE or words.gap(start) == STOP
    return (start, days) if exact else (start, 0)


def _length(words: Words, end: int) -> tuple[int, int]:
    """Return where a number and unit that end before a word start, and the days (0: none)."""
    unit = UNIT_DAYS.get(words.at(end - 1), 0)
    for start in (end - 3, end - 2):
        number, after = (0, 0) if start < 0 or not unit else amount(words, start)
        inner = {words.gap(n) for n in range(start + 1, end + 1)}
        if number and after == end - 1 and inner <= {SPACE, JOIN}:
            return start, number * unit
    return end, 0


def _deadline(scene: Scene, at: int) -> When | None:
    """Return the day named after 'before' or 'after', past words such as 'the deadline of'."""
    words = scene.words
    for n in words.ahead(at, NEAR):
        if n in scene.day_at:
            return scene.day_at[n]
        if words.at(n) not in _BEFORE_DEADLINE or words.gap(n) == COMMA:
            return None
    return None
