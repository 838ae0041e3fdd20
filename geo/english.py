"""English words, names, numbers and days in a text, found without guessing.

The text is cut into words once; each search looks at a bounded number of words around one
word, so that the time is proportional to the length of the text, whatever it holds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from geo.language import N_, _


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, for lists that read better as one line."""
    return frozenset(text.split())


def _in_turn(text: str) -> list[str]:
    return text.split()


_WORD: Final = re.compile(r"\w+")
SPACE, JOIN, COMMA, STOP = " -,."
_JOINS: Final = frozenset({"", "-", "'", "\u2019", "\u2010", "\u2011", "."})
_BREAKS: Final = frozenset("!?\u2026;")
_PAUSES: Final = frozenset(',:()[]\u2013\u2014-"\u201c\u201d\u00ab\u00bb')
_ABBREVIATIONS: Final = word_set(
    "jan feb mar apr jun jul aug sep sept oct nov dec gen col lt maj mr mrs ms dr st"
)


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _gap(between: str, before: str, after: str) -> str:
    """Say what stands between two words: a space, a joint, a pause or a full stop."""
    if between == " ":
        return SPACE
    if between in _JOINS or (between == "," and before.isdigit() and after.isdigit()):
        return JOIN
    if not _BREAKS.isdisjoint(between) or _ends_line(between, after):
        return STOP
    if "." in between:
        abbreviated = (len(before) == 1 and before.isalpha()) or before.lower() in _ABBREVIATIONS
        return SPACE if abbreviated or after[0].islower() else STOP
    return SPACE if _PAUSES.isdisjoint(between) else COMMA


def _ends_line(between: str, after: str) -> bool:
    """Whether a line break ends a sentence, as after a headline: a wrapped line has no capital."""
    return between.count("\n") > 1 or ("\n" in between and after[0].isupper())


def normalise(name: str) -> str:
    """Return a name as it is compared: no case, accents, hyphens or doubled spaces."""
    return " ".join(_fold(word) for word in _WORD.findall(name))


class Words:
    """A text cut into words: where each stands, what precedes it, and its sentence.

    ``gaps[n]`` stands between word n - 1 and word n; the first one is a stop.
    """

    __slots__ = ("ends", "gaps", "questions", "sentences", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.gaps: list[str] = []
        self.sentences: list[int] = []
        self.questions: set[int] = set()
        raw, end, sentence = "", 0, 0
        for match in _WORD.finditer(text):
            between, found = text[end : match.start()], match.group()
            gap = _gap(between, raw, found) if raw else STOP
            if gap == STOP and raw:
                if "?" in between:
                    self.questions.add(sentence)
                sentence += 1
            raw, end = found, match.end()
            self.words.append(_fold(found))
            self.starts.append(match.start())
            self.ends.append(end)
            self.gaps.append(gap)
            self.sentences.append(sentence)
        if "?" in text[end:]:
            self.questions.add(sentence)

    def __len__(self) -> int:
        return len(self.words)

    def at(self, n: int) -> str:
        """Return word n, or an empty string outside the text."""
        return self.words[n] if 0 <= n < len(self.words) else ""

    def gap(self, n: int) -> str:
        """Return what precedes word n; a stop at both ends of the text."""
        return self.gaps[n] if 0 <= n < len(self.words) else STOP

    def ahead(self, n: int, most: int) -> range:
        """Return the positions from n on in the sentence of word n - 1, at most so many."""
        last = min(n + most, len(self.words))
        at = n
        while at < last and self.gaps[at] != STOP:
            at += 1
        return range(n, at)

    def back(self, n: int, most: int) -> range:
        """Return the positions before n in the sentence of word n, nearest first."""
        first = max(n - most, 0)
        at = n
        while at > first and self.gaps[at] != STOP:
            at -= 1
        return range(n - 1, at - 1, -1)

    def skip(self, n: int, these: Collection[str]) -> int:
        """Return the position after the words of a kind that stand from word n on, six at most."""
        end = n
        while end < n + 6 and self.at(end) in these:
            end += 1
        return end

    def unbroken(self, first: int, last: int) -> bool:
        """Whether no pause or full stop stands between two words."""
        return all(self.gap(n) in (SPACE, JOIN) for n in range(first + 1, last + 1))

    def quote(self, first: int, end: int) -> str:
        """Return the text of the words from first to before end."""
        return self.text[self.starts[first] : self.ends[end - 1]]


class Names:
    """Names of one or more words, each with its meaning; ambiguous ones are left out."""

    _LONGEST: Final = 8

    def __init__(self, names: Mapping[str, str]) -> None:
        meanings: dict[tuple[str, ...], set[str]] = {}
        for name, meaning in names.items():
            key = tuple(normalise(name).split())
            if 0 < len(key) <= self._LONGEST:
                meanings.setdefault(key, set()).add(meaning)
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for key in sorted(meanings, key=len, reverse=True):
            if len(meanings[key]) == 1:
                self._by_first.setdefault(key[0], []).append((key, next(iter(meanings[key]))))
        self.meanings = frozenset(names.values())

    def find(self, words: Words) -> list[Named]:
        """Return where the names stand, the longest first where several begin."""
        found: list[Named] = []
        at = 0
        for n, word in enumerate(words.words):
            one = self._match(words, n) if n >= at and word in self._by_first else None
            if one:
                found.append(one)
                at = one.end
        return found

    def _match(self, words: Words, at: int) -> Named | None:
        for key, meaning in self._by_first[words.words[at]]:
            end = at + len(key)
            inner = words.gaps[at + 1 : end]
            if tuple(words.words[at:end]) == key and COMMA not in inner and STOP not in inner:
                return Named(at, end, meaning)
        return None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a reading assumed: a sentence without its stop, and what stands in it.

    ``word`` is one of the text, ``actor`` the key of an actor.
    """

    sentence: str
    word: str = ""
    actor: str = ""

    def said(self, names: Mapping[str, str]) -> str:
        """Say it in the language spoken; ``names`` are those of actors by key."""
        return _(self.sentence, word=self.word, actor=names.get(self.actor, self.actor))


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text: from word start to before word end."""

    start: int
    end: int
    meaning: str


_UNITS: Final = _in_turn(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS: Final = _in_turn("twenty thirty forty fifty sixty seventy eighty ninety")
_CARDINALS: Final = {word: n for n, word in enumerate(_UNITS)} | {
    word: 10 * n for n, word in enumerate(_TENS, 2)
}
_ORDINAL_UNITS: Final = _in_turn(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_ORDINALS: Final = {word: n for n, word in enumerate(_ORDINAL_UNITS, 1)} | {
    f"{word[:-1]}ieth": 10 * n for n, word in enumerate(_TENS, 2)
}
_NUMBER_WORDS: Final = {*_CARDINALS, *_ORDINALS}
_ORDINAL_DIGITS: Final = re.compile(r"([0-9]{1,3})(?:st|nd|rd|th)")
_TEN: Final = 10
_LONGEST_NUMBER: Final = 3


def digits(word: str, most: int = _LONGEST_NUMBER) -> int | None:
    """Return a number of at most so many digits, or None for any other word."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= most else None


def may_be_number(word: str) -> bool:
    """Whether a number may start with this word; cheap, to look no further at most words."""
    return word in _NUMBER_WORDS or word[:1].isdigit()


def cardinal(words: Words, at: int) -> tuple[int, int] | None:
    """Return a whole number that starts at a word, and the position after it."""
    value = digits(words.at(at))
    if value is not None:
        split = JOIN in (words.gap(at), words.gap(at + 1))
        return None if split else (value, at + 1)
    return _spelled(words, at, _CARDINALS)


def ordinal(words: Words, at: int) -> tuple[int, int] | None:
    """Return an ordinal that starts at a word, and the position after it."""
    match = _ORDINAL_DIGITS.fullmatch(words.at(at))
    if match:
        return int(match[1]), at + 1
    return _spelled(words, at, _ORDINALS)


def _spelled(words: Words, at: int, last: Mapping[str, int]) -> tuple[int, int] | None:
    word = words.at(at)
    tens = _CARDINALS.get(word, 0) if word in _TENS else 0
    unit = last.get(words.at(at + 1), 0) if words.gap(at + 1) in (SPACE, JOIN) else 0
    if tens and 0 < unit < _TEN:
        return tens + unit, at + 2
    return (last[word], at + 1) if word in last else None


_WEEKDAYS: Final = {
    name: n
    for n, name in enumerate(_in_turn("monday tuesday wednesday thursday friday saturday sunday"))
}
MONTHS: Final = {
    name: n
    for n, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
"""The number of each month by its name and its abbreviations, in small letters."""
_VAGUE_DAYS: Final = word_set("ago tomorrow overnight weekend earlier previously recently")
_WHICH: Final = word_set("last this next past previous coming following every each another")
_PERIODS: Final = word_set("day week month year weekend summer spring winter days weeks")
_DAY_WORDS: Final = {*_WEEKDAYS, *MONTHS, *_VAGUE_DAYS, *_WHICH, "today", "yesterday"}
_RANGE_WORDS: Final = ("and", "to", "until", "or")
_RANGE_GAPS: Final = (JOIN, COMMA)
_MONTH_LEADS: Final = ("in", "of", "since", "mid", "late", "early")
_YEARS: Final = range(1900, 2101)
_YEAR_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class When:
    """A day named in the text; ``day`` is None where the words leave it open.

    ``how`` is what its reading assumed.
    """

    start: int
    end: int
    day: date | None
    how: Doubt | None = None


_NEAREST_YEAR: Final = N_("the year is the one nearest to the article")
_FROM_DAY: Final = N_("'{word}' is read from the day of the article")
_LATEST: Final = N_("'{word}' is the latest one by the day of the article")


def shift(day: date, days: int) -> date | None:
    """Return the day so many days later, or None beyond the end of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


class Calendar:
    """Finds the days named in a text, read against the day of the article."""

    def __init__(self, words: Words, published: date) -> None:
        self._words = words
        self._published = published

    def find(self) -> list[When]:
        """Return all days named, in order; they do not overlap."""
        found: list[When] = []
        at = 0
        for n, word in enumerate(self._words.words):
            if n >= at and (word in _DAY_WORDS or word[:1].isdigit()):
                one = self._at(n)
                if one:
                    found.append(one)
                    at = one.end
        return found

    def _at(self, at: int) -> When | None:
        word = self._words.words[at]
        if word in _WEEKDAYS:
            return self._weekday(at)
        if word in ("today", "yesterday"):
            day = shift(self._published, -1) if word == "yesterday" else self._published
            return When(at, at + 1, day, Doubt(_FROM_DAY, word))
        return self._calendar_day(at) or self._vague(at)

    def _weekday(self, at: int) -> When:
        words, number = self._words, _WEEKDAYS[self._words.words[at]]
        exact = self._calendar_day(at + 1) if words.gap(at + 1) != STOP else None
        if exact:
            agrees = exact.day is not None and exact.day.weekday() == number
            return When(at, exact.end, exact.day if agrees else None, exact.how)
        if words.at(at - 1) in _WHICH and words.gap(at) != STOP:
            return When(at, at + 1, None)
        day = shift(self._published, -((self._published.weekday() - number) % 7))
        name = words.quote(at, at + 1)
        return When(at, at + 1, day, Doubt(_LATEST, name))

    def _calendar_day(self, at: int) -> When | None:
        """Read '9 August', 'August 9', either with a year, or 2021-08-09."""
        return self._iso(at) or self._day_month(at) or self._month_day(at)

    def _iso(self, at: int) -> When | None:
        words = self._words
        if len(words.at(at)) != _YEAR_DIGITS:
            return None
        numbers = [digits(words.at(n), _YEAR_DIGITS) for n in range(at, at + 3)]
        year, month, day = numbers
        joined = words.gap(at + 1) == words.gap(at + 2) == JOIN
        if year is None or month is None or day is None or year not in _YEARS or not joined:
            return None
        return When(at, at + 3, _valid(year, month, day))

    def _day_month(self, at: int) -> When | None:
        words = self._words
        day, then = self._day_number(at), at + 1
        if words.at(then) == "of":
            then += 1
        month = MONTHS.get(words.at(then))
        if day is None or month is None or STOP in (words.gap(then), words.gap(at + 1)):
            return None
        before = at - 2 if words.at(at - 1) in _RANGE_WORDS else at - 1
        joined = before < at - 1 or words.gap(at) in _RANGE_GAPS
        ranged = joined and self._day_number(before) is not None
        return self._with_year(at, then + 1, month, None if ranged else day)

    def _month_day(self, at: int) -> When | None:
        words = self._words
        month = MONTHS.get(words.at(at))
        day = self._day_number(at + 1) if month and words.gap(at + 1) == SPACE else None
        if month is None or day is None:
            return None
        more = at + 3 if words.at(at + 2) in _RANGE_WORDS else at + 2
        joined = more > at + 2 or words.gap(more) in _RANGE_GAPS
        ranged = joined and self._day_number(more) is not None
        return self._with_year(at, at + 2, month, None if ranged else day)

    def _day_number(self, at: int) -> int | None:
        word = self._words.at(at)
        match = _ORDINAL_DIGITS.fullmatch(word)
        value = int(match[1]) if match else digits(word, 2)
        return value if value is not None and 1 <= value <= 31 else None  # noqa: PLR2004

    def _with_year(self, start: int, end: int, month: int, day: int | None) -> When:
        year = digits(self._words.at(end), _YEAR_DIGITS)
        dated = year is not None and year in _YEARS and self._words.gap(end) in (SPACE, COMMA)
        if day is None:
            return When(start, end, None)
        if year is not None and dated:
            return When(start, end + 1, _valid(year, month, day))
        nearest = self._nearest(month, day)
        return When(start, end, nearest, Doubt(_NEAREST_YEAR))

    def _nearest(self, month: int, day: int) -> date | None:
        this = self._published.year
        days = [_valid(year, month, day) for year in (this - 1, this, this + 1)]
        known = [one for one in days if one is not None]
        return min(known, key=lambda one: abs(one - self._published), default=None)

    def _vague(self, at: int) -> When | None:
        words = self._words
        word, following = words.words[at], words.at(at + 1)
        if word in _WHICH and following in _PERIODS and words.gap(at + 1) == SPACE:
            return When(at, at + 2, None)
        year = digits(word, _YEAR_DIGITS)
        month = word in MONTHS and words.at(at - 1) in _MONTH_LEADS
        if word in _VAGUE_DAYS or month or (year is not None and year in _YEARS):
            return When(at, at + 1, None)
        return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
