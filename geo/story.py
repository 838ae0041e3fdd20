"""What the map page is told: a case and a choice of sources, as plain data.

The page looks up; it does not compute statuses. Each capital comes as segments: runs of
days with one assessment and one sentence that says why. A page in several languages is told
in the first of them, with what differs in each of the others.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from geo.citations import of_report
from geo.control import AT_LEAST, THEN, UP_TO, Assessment, KnownBy, Threshold, arrivals
from geo.evidence import Witnesses, dossier, why
from geo.language import ENDONYMS, ENGLISH, digits, direction, named, speaking, untranslated
from geo.language import language as spoken
from geo.reports import Report, Says, SourceFilter, by_province, counting
from geo.style import LOOKS
from geo.words import (
    WORDS,
    calendar_words,
    decimal_mark,
    locale,
    medium_day,
    short_day,
    solar_months,
    words,
)

if TYPE_CHECKING:
    from geo.case import Case, Histories

Story = dict[str, Any]

SEGMENT_FIELDS: Final = (
    "start",
    "status",
    "actor",
    "recaptured",
    "why",
    "reports",
    "outlets",
    "origins",
    "latest",
)
"""A segment as the page gets it; ``start`` and ``latest`` count days from the first day shown.

Nothing in a story is said once a day: what it holds grows with the reports, not with the days.
"""


def tell(
    case: Case,
    *,
    without: Collection[SourceFilter] = (),
    threshold: Threshold = Threshold.REPORTED,
    fixed: date | None = None,
    language: str = "en",
) -> Story:
    """Return the story of a case under the reader's choices, in a language, ready for JSON.

    It holds the clocks ``all`` and ``then``, and with ``fixed`` also the reports known by
    the end of that day.
    """
    with speaking(language):
        return _tell(case, without, threshold, fixed, language)


def tell_in_all(case: Case, languages: Sequence[str], **choices: Any) -> Story:
    """Return the story in the first language, with ``tongues``: by language, what differs in it."""
    told = {code: tell(case, language=code, **choices) for code in languages}
    first = told[languages[0]]
    tongues = {
        code: {name: words for name, words in story.items() if words != first[name]}
        for code, story in told.items()
    }
    return first | {"tongues": tongues}


def _tell(
    case: Case,
    without: Collection[SourceFilter],
    threshold: Threshold,
    fixed: date | None,
    language: str,
) -> Story:
    first, last = case.view.first_day, case.view.last_day
    reports = by_province(counting(case.reports, without))
    whys: dict[str, int] = {}
    clocks: dict[str, KnownBy] = {"all": None, "then": THEN}
    if fixed is not None:
        clocks["fixed"] = fixed
    teller = _Teller(first, last, case.incumbents, case.actor_names, whys)
    segments = {
        name: teller.segments(case.histories(known_by, without), reports, known_by)
        for name, known_by in clocks.items()
    }
    return {
        "title": case.title,
        "own": str(case.own) if case.own else "",
        "version": case.digest,
        "language": language,
        "locale": str(locale()).replace("_", "-"),
        "empty": not case.reports,
        "direction": direction(language),
        "digits": digits("0123456789"),
        "decimal": decimal_mark(),
        "own_names": {code: ENDONYMS.get(code, name) for code, name in case.languages.items()},
        "languages": _languages(case, language),
        "words": words(language),
        "untranslated": untranslated([*WORDS.english.values(), *_english_statuses()]),
        "days": {"first": first.isoformat(), "count": (last - first).days + 1},
        "calendar": calendar_words()
        | {"solar": list(solar_months(first, last)) if case.view.second_calendar else []},
        "opening": _index(case.view.opening_day, first, last),
        "ranges": _ranges(case, first, last),
        "ticks": {
            name: _ticks(reports, known_by, first, last, case.incumbents)
            for name, known_by in clocks.items()
        },
        "fixed": fixed
        and {"day": fixed.isoformat(), "short": short_day(fixed), "medium": medium_day(fixed)},
        "threshold": str(threshold),
        "at_least": sorted(AT_LEAST[threshold]),
        "up_to": sorted(UP_TO),
        "statuses": _statuses(),
        "actors": [{"key": one.actor, "name": named(one.names)} for one in case.captors],
        "places": [_place(place) for place in case.provinces],
        "neighbours": _neighbours(case, language),
        "view": _view(case, language),
        "segment_fields": SEGMENT_FIELDS,
        "clocks": segments,
        "whys": list(whys),
        "left_out": _left_out(case, without),
    }


Parts = list[str | int]
"""HTML in parts: as it stands in any language, or the number of a part that differs."""

_PARAGRAPH: Final = re.compile(r".*?</(?:p|h3|b|title|text|summary)>|.+", re.DOTALL)
_TAG_OR_TEXT: Final = re.compile(r"<[^>]*>|[^<]+")
"""In our HTML no attribute holds a bracket: all are escaped."""


def dossiers(
    case: Case, languages: Sequence[str] = (ENGLISH,)
) -> tuple[dict[str, Parts], dict[str, list[str]]]:
    """Return the HTML of every capital's reports, by province code, in parts.

    The parts that differ between languages follow by language, each in the order of its
    number: names, notes and citations, most of the text, are there once.
    """
    numbers: dict[tuple[str, ...], int] = {}
    parts = {
        place.province: _parts(
            [dossier_of(case, place.province, one) for one in languages], numbers
        )
        for place in case.provinces
    }
    return parts, {code: [said[n] for said in numbers] for n, code in enumerate(languages)}


def _parts(texts: Sequence[str], numbers: dict[tuple[str, ...], int]) -> Parts:
    """Return one text in several languages as parts; what differs is numbered in ``numbers``."""
    parts: Parts = []
    for said in _aligned(texts):
        if len(set(said)) > 1:
            parts.append(numbers.setdefault(said, len(numbers)))
        elif parts and isinstance(last := parts[-1], str):
            parts[-1] = last + said[0]
        else:
            parts.append(said[0])
    return parts


def _aligned(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield what stands in the place of each other: tags and texts, or paragraphs of other order."""
    for paragraphs in zip_longest(*map(_PARAGRAPH.findall, texts), fillvalue=""):
        tokens = [_TAG_OR_TEXT.findall(one) for one in paragraphs]
        if len({len(one) for one in tokens}) == 1:
            yield from zip(*tokens, strict=True)
        else:
            yield paragraphs


def dossier_of(case: Case, province: str, language: str | None = None) -> str:
    """Return the HTML of one capital's reports, in a language, else in the one that is spoken."""
    own = case.reported.get(province, ())
    with speaking(language or spoken()):
        return dossier(own, case.incumbents, partial(of_report, case))


class _Teller:
    """Writes assessments as segments, each sentence stored once."""

    def __init__(
        self,
        first: date,
        last: date,
        incumbents: Collection[str],
        names: Mapping[str, str],
        whys: dict[str, int],
    ) -> None:
        self._first, self._last = first, last
        self._incumbents, self._names, self._whys = incumbents, names, whys

    def segments(
        self, histories: Histories, reports: Mapping[str, Sequence[Report]], known_by: KnownBy
    ) -> dict[str, list[tuple[Any, ...]]]:
        return {
            province: self._of_one(changes, arrivals(reports[province], known_by))
            for province, changes in histories.items()
        }

    def _of_one(
        self, found_on: Sequence[tuple[date, Assessment]], reports: Iterable[tuple[date, Report]]
    ) -> list[tuple[Any, ...]]:
        changes = [
            (max(start, self._first), start, found)
            for start, found in found_on
            if start <= self._last
        ]
        shown = {clipped: (start, found) for clipped, start, found in changes}
        coming = deque(reports)
        witnesses = Witnesses()
        segments = []
        for clipped, (start, found) in shown.items():
            while coming and coming[0][0] <= start:
                witnesses.add(coming.popleft()[1])
            segments.append(self._segment(clipped, found, witnesses))
        return segments

    def _segment(self, clipped: date, found: Assessment, witnesses: Witnesses) -> tuple[Any, ...]:
        sentence = why(found, witnesses, self._incumbents, self._names)
        return (
            (clipped - self._first).days,
            str(found.status),
            found.actor,
            int(found.recaptured),
            self._whys.setdefault(sentence, len(self._whys)),
            found.reports,
            found.outlets,
            found.origins,
            ((found.latest or self._first) - self._first).days,
        )


def _index(day: date, first: date, last: date) -> int:
    return (max(first, min(last, day)) - first).days


def _ranges(case: Case, first: date, last: date) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "label": one.label,
            "from": _index(one.first, first, last),
            "to": _index(one.last, first, last),
        }
        for one in case.view.ranges
    ]


def _ticks(
    reports: Mapping[str, Sequence[Report]],
    known_by: KnownBy,
    first: date,
    last: date,
    incumbents: Collection[str],
) -> list[int]:
    """Return the days that a challenger is reported to have taken a capital on.

    By each day's own end, that is the day on which a reader could first have known it.
    """
    takings = {
        max(r.event, r.published) if known_by == THEN else r.event
        for own in reports.values()
        for r in own
        if r.says in (Says.CAPTURED, Says.RETAKEN)
        and r.actor not in incumbents
        and (not isinstance(known_by, date) or r.published <= known_by)
    }
    return sorted((day - first).days for day in takings if first <= day <= last)


def _statuses() -> dict[str, dict[str, str]]:
    return {
        name: {"word": style.word, "definition": style.definition} for name, style in LOOKS.items()
    }


def _english_statuses() -> list[str]:
    return [text for style in LOOKS.values() for text in (style.name, style.meaning)]


def _languages(case: Case, language: str) -> dict[str, str]:
    """Return what the case calls its languages; in another than English, each by its own name."""
    own = {} if language == ENGLISH else ENDONYMS
    return {code: own.get(code, name) for code, name in case.languages.items()}


def _place(place: Any) -> dict[str, Any]:
    names = [*place.names.values(), *place.capitals.values(), *place.aliases, place.province]
    return {
        "id": place.province,
        "name": named(place.capitals),
        "province": named(place.names),
        "names": place.capitals,
        "at": [place.latitude, place.longitude],
        "search": names,
    }


def _neighbours(case: Case, language: str) -> list[dict[str, Any]]:
    """Return the names written on the ground and where, as latitude and longitude."""
    features = (case.neighbours or {"features": []})["features"]
    return [
        {
            "name": about.get(f"name_{language}") or about["name_en"],
            "at": [about["label_latitude"], about["label_longitude"]],
        }
        for about in (feature["properties"] for feature in features)
        if about.get("label_latitude") is not None
    ]


def _titled(inset: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return an inset with its title in one language alone."""
    title = inset.get(f"title_{language}") or inset["title"]
    plain = {name: value for name, value in inset.items() if not name.startswith("title_")}
    return plain | {"title": title}


def _view(case: Case, language: str) -> dict[str, Any]:
    view = case.view
    inset = view.inset and _titled(view.inset, language)
    return {
        "center": list(view.center),
        "zoom": view.zoom,
        "min_zoom": 5,
        "inset": inset,
        "labels": view.labels,
        "always_labelled": list(view.always_named),
    }


def _left_out(case: Case, without: Collection[SourceFilter]) -> list[str]:
    if not without:
        return []
    kept = {r.report_id for r in counting(case.reports, without)}
    return [r.report_id for r in counting(case.reports) if r.report_id not in kept]
