"""The page address: a reader's choices as query parameters, and back.

``day=2001-05-10&known_by=then&province=XX-A&without=side:reds&threshold=reported``.
Broken or unknown values fall back to the case's own, each with a notice; nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from geo.control import THEN, KnownBy, Threshold
from geo.reports import SourceFilter

T = TypeVar("T")

VIEWS: Final = ("both", "capitals", "provinces")
"""What the map shows: capitals with tinted provinces, or one of the two alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Everything a reader has chosen; the same choice is the same page for everybody."""

    day: date
    known_by: KnownBy = None
    province: str | None = None
    without: tuple[SourceFilter, ...] = ()
    threshold: Threshold = Threshold.REPORTED
    view: str = "both"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a case allows: its days, both inclusive, its opening day, provinces and languages."""

    first_day: date
    last_day: date
    opening_day: date
    provinces: Collection[str]
    version: str
    languages: Collection[str] = ("en",)


def write(choice: Choice, version: str) -> dict[str, str | list[str]]:
    """Return every parameter of a choice, at its default too, with the data version."""
    known_by = "" if choice.known_by is None else str(choice.known_by)
    return {
        "day": choice.day.isoformat(),
        "known_by": known_by or "all",
        "province": choice.province or "none",
        "without": [str(one) for one in choice.without] or ["none"],
        "threshold": str(choice.threshold),
        "view": choice.view,
        "lang": choice.language,
        "v": version,
    }


def read(query: Mapping[str, Sequence[str]], limits: Limits) -> tuple[Choice, list[str]]:
    """Return the choice that an address asks for, and a notice for each value not used.

    ``query`` maps each parameter to all its values; parameters of other uses are ignored.
    """
    notices: list[str] = []

    def one(name: str, default: T, parse: Callable[[str], T], instead: str) -> T:
        values = [value for value in query.get(name, ()) if value]
        if not values:
            return default
        try:
            return parse(values[-1])
        except ValueError as fault:
            notices.append(f"The link asks for {fault}. {instead}")
            return default

    opening = f"Showing {limits.opening_day} instead."
    without: dict[SourceFilter, None] = {}
    for text in query.get("without", ()):
        if text not in ("", "none"):
            chosen = one_filter(text, notices)
            if chosen:
                without[chosen] = None
    choice = Choice(
        day=one("day", limits.opening_day, lambda text: _day(text, limits), opening),
        known_by=one("known_by", None, _known_by, "All reports are shown."),
        province=one("province", None, lambda text: _province(text, limits), "None is selected."),
        without=tuple(sorted(without)),
        threshold=one("threshold", Threshold.REPORTED, _threshold, "Showing the usual one."),
        view=one("view", VIEWS[0], lambda text: _listed("view", text, VIEWS), "Showing both."),
        language=one(
            "lang",
            "en",
            lambda text: _listed("language", text, limits.languages),
            "Showing English.",
        ),
    )
    version = [value for value in query.get("v", ()) if value]
    if version and version[-1] != limits.version:
        notices.append(
            f"This link was made with data version {_quoted(version[-1])}; "
            f"you see version {limits.version}."
        )
    return choice, notices


def as_view(choice: Choice) -> dict[str, str | None]:
    """Return what the map page is to show: day, clock, capital, and which of the two layers."""
    known_by = "all" if choice.known_by is None else str(choice.known_by)
    return {
        "day": choice.day.isoformat(),
        "known_by": known_by if known_by in ("all", THEN) else "fixed",
        "province": choice.province,
        "show": choice.view,
    }


def moved(choice: Choice, view: object, limits: Limits) -> Choice:
    """Return the choice after the map page has moved; what is not sound stays as it was."""
    if not isinstance(view, dict):
        return choice
    asked = {name: view.get(name) for name in ("day", "known_by", "province")}
    if asked["province"] is None:
        asked["province"] = "none"
    clock = asked["known_by"]
    if not all(isinstance(value, str) and value for value in asked.values()):
        return choice
    if clock not in ("all", THEN, "fixed"):
        return choice
    query = {name: [str(value)] for name, value in asked.items()}
    heard, notices = read(query | {"known_by": [THEN if clock == THEN else "all"]}, limits)
    if notices:
        return choice
    fixed = choice.known_by if clock == "fixed" else heard.known_by
    return replace(choice, day=heard.day, known_by=fixed, province=heard.province)


def one_filter(text: str, notices: list[str]) -> SourceFilter | None:
    """Return the filter that a text names, or add a notice."""
    try:
        return SourceFilter.parse(text)
    except ValueError:
        notices.append(
            f"The link leaves out {_quoted(text)}, which names no source. It is ignored."
        )
        return None


def _quoted(text: str) -> str:
    return f"“{text[:40]}”"


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        message = f"{_quoted(text)}, which is not a date"
        raise ValueError(message)
    return day


def _day(text: str, limits: Limits) -> date:
    day = _date(text)
    if not limits.first_day <= day <= limits.last_day:
        message = f"{day}, which is outside {limits.first_day} to {limits.last_day}"
        raise ValueError(message)
    return day


def _known_by(text: str) -> KnownBy:
    if text == "all":
        return None
    return THEN if text == THEN else _date(text)


def _province(text: str, limits: Limits) -> str | None:
    if text == "none":
        return None
    return _listed("province", text, limits.provinces)


def _threshold(text: str) -> Threshold:
    return Threshold(_listed("threshold", text, tuple(Threshold)))


def _listed(what: str, text: str, allowed: Collection[str]) -> str:
    if text not in allowed:
        message = f"the {what} {_quoted(text)}, which does not exist"
        raise ValueError(message)
    return text
