"""A text with everything that the rules look up in it: names, days, windows, doubts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from geo.english import COMMA, STOP, Calendar, Doubt, Names, When, Words, cardinal, word_set
from geo.language import _
from geo.statements import Kind

NEAR: Final = 12
FAR: Final = 40
_WEEK: Final = 7
_HOURS: Final = 24
CAPTURED: Final = word_set("captured seized taken overrun conquered")
CAPTURES: Final = word_set("captures seizes takes overruns overran took")
CAPTURE_BASES: Final = word_set("capture seize take")
FELL: Final = word_set("fell falls fallen")
DENIALS: Final = word_set(
    "deny denied denies denying denial reject rejected rejects refuted dismissed untrue false "
    "fake baseless unfounded"
)
_DOUBTS: Final = DENIALS | word_set(
    "not t never no nor neither rumour rumours rumor rumors fail failed fails failing "
    "could may might would will shall should can cannot if unless whether threat threaten "
    "threatened threatens threatening try tries trying tried attempt attempted attempting "
    "attempts bid seek seeks seeking aim aims plan plans planned hope hopes hoped want wants "
    "wanted vow vowed poised expected likely unlikely fear fears feared nearly almost partly "
    "partially prevent prevented preventing avert stop stopped repel repelled"
)
BE: Final = word_set("was were been being is are be got")
HELPERS: Final = BE | word_set(
    "has have had also reportedly now finally already since later then quickly still both all "
    "fully completely apparently"
)
_BAD_LEADS: Final = word_set(
    "before until till after next from between through than ahead past against last"
)
_ADDITIONS: Final = word_set("which who whose where when following after before while as")
APPROXIMATE: Final = word_set(
    "about around nearly almost some over roughly approximately least most than up another other "
    "others further additional more remaining next every each possibly perhaps only"
)
_WINDOW_LEADS: Final = word_set("in within over during inside under")
_WINDOW_FILL: Final = word_set("the just past last space of less than under matter single")
UNIT_DAYS: Final = {"day": 1, "days": 1, "week": _WEEK, "weeks": _WEEK}
HOUR_UNITS: Final = ("hour", "hours")
_LENGTHS: Final = {*UNIT_DAYS, *HOUR_UNITS}


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement on its way to a mention: the words it spans, and what they are read as.

    ``core`` are the words that must be marked where the whole span meets another mention, and
    ``doubts`` what the reading assumed.
    """

    span: tuple[int, int]
    core: tuple[int, int]
    kind: Kind
    as_of: date
    stated: str
    reading: str
    window_start: date | None = None
    province: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """'in four days', 'since Friday': words from start to before end.

    ``back`` is how many days before the day of the count the window starts, ``since`` the
    day it starts on; both are None where the words leave it open. ``as_many`` marks 'in as
    many days'.
    """

    start: int
    end: int
    back: int | None = None
    since: date | None = None
    as_many: bool = False


class Scene:
    """A text with everything in it that the rules look up: names, days and windows."""

    def __init__(  # noqa: PLR0913, PLR0917 - made in one place, from what the case knows
        self,
        text: str,
        published: date,
        places: Mapping[str, str],
        actors: Mapping[str, str],
        incumbents: frozenset[str],
        country: frozenset[str],
    ) -> None:
        self.words = Words(text)
        self.published = published
        self.incumbents = incumbents
        self.country = country
        self.capitals = len(set(places.values()))
        found = Names(places).find(self.words)
        self.place_at = {one.start: one for one in found}
        self.place_to = {one.end: one for one in found}
        self.actors = Names(actors).find(self.words)
        self.actor_to = {one.end: one for one in self.actors}
        self.actor_at = {one.start: one for one in self.actors}
        challengers = {one.meaning for one in self.actors} - incumbents
        self.challenger = challengers.pop() if len(challengers) == 1 else ""
        self.days = Calendar(self.words, published).find()
        self.day_at = {one.start: one for one in self.days}
        self.day_to = {one.end for one in self.days}
        self._day_starts = [one.start for one in self.days]
        self.windows = list(_windows(self))
        self._window_starts = [one.start for one in self.windows]
        self.doubts = [n for n, word in enumerate(self.words.words) if self._is_doubt(n, word)]

    def _is_doubt(self, at: int, word: str) -> bool:
        return word in _DOUBTS and at not in self.day_at

    def days_within(self, first: int, end: int) -> list[When]:
        """Return the days named between two words, at most a few."""
        at = bisect_left(self._day_starts, first)
        return [one for one in self.days[at : at + NEAR] if one.end <= end]

    def window_near(self, first: int, end: int) -> Window | None:
        """Return the nearest window of the sentence, after the words or before them."""
        at = bisect_left(self._window_starts, end)
        for one in self.windows[at : at + 1]:
            if one.start < end + NEAR and self.same_sentence(first, one.start):
                return one
        for one in self.windows[max(at - 1, 0) : at]:
            if one.end > first - NEAR and one.end <= first and self.same_sentence(first, one.start):
                return one
        return None

    def skip(self, n: int, these: Collection[str]) -> int:
        """Return the position after the words of a kind, or for the country, six at most."""
        end = n
        while end < n + 6 and (self.words.at(end) in these or self.words.at(end) in self.country):
            end += 1
        return end

    def same_sentence(self, one: int, other: int) -> bool:
        """Whether two words stand in one sentence."""
        return self.words.sentences[one] == self.words.sentences[other]

    def doubted(self, at: int, most: int = NEAR) -> bool:
        """Whether a word before this one in its sentence takes back what is said, or it asks."""
        if self.words.sentences[at] in self.words.questions:
            return True
        n = bisect_left(self.doubts, at)
        near = n > 0 and self.doubts[n - 1] >= at - most
        return near and self.same_sentence(self.doubts[n - 1], at)


def _windows(scene: Scene) -> Iterator[Window]:
    """Yield every window of days in the text, also those that the words leave open."""
    words = scene.words
    for at, word in enumerate(words.words):
        if word == "since":
            yield _since(scene, at)
        elif word in _WINDOW_LEADS and not _LENGTHS.isdisjoint(words.words[at + 1 : at + NEAR]):
            window = _as_many(words, at) or _span_of_days(words, at) or _open_window(words, at)
            if window:
                yield window


def _since(scene: Scene, at: int) -> Window:
    named = next((n for n in scene.words.ahead(at + 1, 3) if n in scene.day_at), None)
    if named is None or any(scene.words.at(n) not in ("the", "on") for n in range(at + 1, named)):
        return Window(at, at + 1)
    day = scene.day_at[named]
    return Window(at, day.end, since=day.day)


def _as_many(words: Words, at: int) -> Window | None:
    ahead = [words.at(n) for n in words.ahead(at + 1, 3)]
    return Window(at, at + 4, as_many=True) if ahead == ["as", "many", "days"] else None


def _span_of_days(words: Words, at: int) -> Window | None:
    """Read 'in four days', 'within the past week', 'in under a week', 'in 24 hours'."""
    start = next((n for n in words.ahead(at + 1, 7) if words.at(n) not in _WINDOW_FILL), at + 1)
    number, end = amount(words, start)
    while words.at(end) == "single":
        end += 1
    unit = words.at(end)
    if not number or STOP in [words.gap(n) for n in range(at + 1, end + 1)]:
        return None
    less = not {words.at(n) for n in range(at, start)}.isdisjoint(("less", "under"))
    if unit in HOUR_UNITS:
        return Window(at, end + 1, back=-(-number // _HOURS))
    if unit in ("week", "weeks"):
        return Window(at, end + 1, back=number * _WEEK - less)
    if unit in ("day", "days") and not less:
        return Window(at, end + 1, back=number - 1)
    return None


def amount(words: Words, at: int) -> tuple[int, int]:
    """Return the number at a word and where it ends: 'a week' and 'the past week' are one."""
    if words.at(at) in ("a", "an"):
        return 1, at + 1
    if words.at(at) in ("day", "week"):
        return 1, at
    return cardinal(words, at) or (0, at)


def _open_window(words: Words, at: int) -> Window | None:
    """Return a window that the words leave open, such as 'in recent days'."""
    for n in words.ahead(at + 1, 5):
        if words.at(n) in UNIT_DAYS or words.at(n) in HOUR_UNITS:
            return Window(at, n + 1)
        if words.gap(n) == COMMA:
            break
    return None


def _lead(scene: Scene, when: When) -> str:
    """Return the word that governs a day: 'before' in 'before late Monday'."""
    at = when.start - 1
    while scene.words.at(at) in ("the", "late", "early", "about") and at > when.start - 4:
        at -= 1
    return scene.words.at(at) if scene.same_sentence(max(at, 0), when.start) else ""


def usable(scene: Scene, when: When) -> bool:
    """Whether a day is certain, and is said to be the day itself: not 'before Monday'."""
    certain = when.day is not None and not _is_paired(scene, when)
    return certain and _lead(scene, when) not in _BAD_LEADS


def _is_paired(scene: Scene, when: When) -> bool:
    """Whether it is one of two days, as in 'Saturday or Sunday'."""
    words, pairs = scene.words, ("and", "or", "to")
    before = words.at(when.start - 1) in pairs and when.start - 1 in scene.day_to
    return before or (words.at(when.end) in pairs and when.end + 1 in scene.day_at)


def other_days(scene: Scene, first: int, end: int, used: Iterable[tuple[int, int]]) -> list[When]:
    """Return the days that the sentence of some words names besides those already used.

    What a clause such as 'which …' or 'following …' adds behind the words is left out.
    """
    words, back = scene.words, scene.words.back(first, FAR)
    ahead = words.ahead(end, FAR)
    added = (n for n in ahead if words.at(n) in _ADDITIONS and n + 1 not in scene.day_at)
    ahead = words.ahead(end, next(added, end + FAR) - end)
    found = scene.days_within(back[-1] if back else first, first)
    found += scene.days_within(first, ahead[-1] + 1 if ahead else end)
    taken = list(used)
    return [one for one in found if not any(a < one.end and one.start < b for a, b in taken)]


def one_day(scene: Scene, days: Sequence[When]) -> When | None:
    """Return the day that all of them name, or None if they name several or leave it open."""
    if not days or not all(usable(scene, one) for one in days):
        return None
    return days[0] if len({one.day for one in days}) == 1 else None


def doubts(*found: Doubt | None) -> tuple[Doubt, ...]:
    """Return what a reading assumed, if anything."""
    return tuple(one for one in found if one)


def as_read(draft: Draft) -> str:
    """Return how a draft was read, and what that assumed, as one sentence."""
    parts = (draft.reading, *(one.said({}) for one in draft.doubts))
    return _("Read as: {reading}.", reading=_("; ").join(parts))
