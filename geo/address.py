"""The page address: a reader's choices as query parameters, and back.

``day=2001-05-10&known_by=then&province=XX-A&without=side:reds&threshold=reported``.
Broken or unknown values fall back to the case's own, each with a notice; nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from geo.control import AT_LEAST, THEN, UP_TO, KnownBy, Status, Threshold
from geo.language import N_, _, listed, speaking
from geo.reports import SourceFilter
from geo.style import STYLES
from geo.words import long_day, medium_day

T = TypeVar("T")

VIEWS: Final = ("both", "capitals", "provinces")
"""What the map shows: capitals with tinted provinces, or one of the two alone."""
PAGES: Final = ("map", "reports", "compare", "article", "take", "own", "method")
LAYOUTS: Final = ("side", "changes")
"""How two views are compared: side by side, or only what differs."""


class Aspect(StrEnum):
    """In what a view differs from the one that it is compared with."""

    DAY = "day"
    KNOWN_BY = "known_by"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class Against:
    """What a view is compared with: the same choice but for one aspect, which has ``value``.

    That is a day, a clock (``KnownBy``) or the filters of the sources that are left out.
    """

    aspect: Aspect
    value: KnownBy | tuple[SourceFilter, ...]


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
    page: str = "map"
    against: Against | None = None
    layout: str = "side"

    def other(self) -> Choice:
        """Return the choice that this one is compared with; itself if there is none."""
        if self.against is None:
            return self
        changed: dict[str, Any] = {str(self.against.aspect): self.against.value}
        return replace(self, **changed)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a case allows: its days, both inclusive, its opening day, provinces and languages.

    ``language`` is the one that is spoken where the address does not say.
    """

    first_day: date
    last_day: date
    opening_day: date
    provinces: Collection[str]
    version: str
    languages: Collection[str] = ("en",)
    language: str = "en"


def write(choice: Choice, version: str) -> dict[str, str | list[str]]:
    """Return every parameter of a choice, at its default too, with the data version."""
    return {
        "page": choice.page,
        "day": choice.day.isoformat(),
        "known_by": _clock(choice.known_by),
        "province": choice.province or "none",
        "without": _filters(choice.without),
        "threshold": str(choice.threshold),
        "view": choice.view,
        "against": _against(choice.against),
        "layout": choice.layout,
        "lang": choice.language,
        "v": version,
    }


def _clock(known_by: KnownBy) -> str:
    return "all" if known_by is None else str(known_by)


def _filters(without: Sequence[SourceFilter]) -> list[str]:
    return [str(one) for one in without] or ["none"]


def _against(against: Against | None) -> list[str]:
    """Return ``day:2021-08-13``, ``known_by:then`` or one ``without:side:KEY`` a filter."""
    if against is None:
        return ["none"]
    value = against.value
    values = _filters(value) if isinstance(value, tuple) else [_clock(value)]
    return [f"{against.aspect}:{one}" for one in values]


def in_words(choice: Choice) -> list[str]:
    """Return a choice of day, clock, sources and threshold as sentences, the day first."""
    clock = _("All reports count.")
    if choice.known_by == THEN:
        clock = _("Each day counts what was known by its own end.")
    elif isinstance(choice.known_by, date):
        day = medium_day(choice.known_by)
        clock = _("Only reports published by the end of {day} count.", day=day)
    out = listed([f"{one.field} “{one.value}”" for one in choice.without])
    certain = AT_LEAST[choice.threshold]
    return [
        f"{long_day(choice.day)}.",
        clock,
        _("Left out: {sources}.", sources=out) if out else _("No source is left out."),
        _(
            "At least counts {certain}; at most counts also {others}.",
            certain=_status_words(certain),
            others=_status_words(UP_TO - certain),
        ),
    ]


def _status_words(statuses: Collection[Status]) -> str:
    words = [style.word.lower() for status, style in STYLES.items() if status in statuses]
    return listed(words)


def read(query: Mapping[str, Sequence[str]], limits: Limits) -> tuple[Choice, list[str]]:
    """Return the choice that an address asks for, and a notice for each value not used.

    ``query`` maps each parameter to all its values; parameters of other uses are ignored. The
    notices are in the language that is asked for.
    """
    asked = [value for value in query.get("lang", ()) if value]
    with speaking(asked[-1] if asked and asked[-1] in limits.languages else limits.language):
        return _read(query, limits)


def _read(query: Mapping[str, Sequence[str]], limits: Limits) -> tuple[Choice, list[str]]:
    notices: list[str] = []

    def one(name: str, default: T, parse: Callable[[str], T], instead: str) -> T:
        values = [value for value in query.get(name, ()) if value]
        if not values:
            return default
        try:
            return parse(values[-1])
        except ValueError as fault:
            notices.append(f"{fault} {instead}")
            return default

    opening = _("Showing {day} instead.", day=limits.opening_day)
    choice = Choice(
        day=one("day", limits.opening_day, lambda text: _day(text, limits), opening),
        known_by=one("known_by", None, _known_by, _("All reports are shown.")),
        province=one(
            "province", None, lambda text: _province(text, limits), _("None is selected.")
        ),
        without=_without(query.get("without", ()), notices),
        threshold=one("threshold", Threshold.REPORTED, _threshold, _("Showing the usual one.")),
        view=one("view", VIEWS[0], lambda text: _listed("view", text, VIEWS), _("Showing both.")),
        language=one(
            "lang",
            limits.language,
            lambda text: _listed("language", text, limits.languages),
            # A catalogue names its own language here.
            _("Showing English."),
        ),
        page=one(
            "page", PAGES[0], lambda text: _listed("page", text, PAGES), _("Showing the map.")
        ),
        against=_read_against(query.get("against", ()), limits, notices),
        layout=one(
            "layout",
            LAYOUTS[0],
            lambda text: _listed("layout", text, LAYOUTS),
            _("Showing two maps side by side."),
        ),
    )
    version = [value for value in query.get("v", ()) if value]
    if version and version[-1] != limits.version:
        notices.append(
            _(
                "This link was made with data version {old}; you see version {new}.",
                old=_quoted(version[-1]),
                new=limits.version,
            )
        )
    return choice, notices


def _without(texts: Iterable[str], notices: list[str]) -> tuple[SourceFilter, ...]:
    read = (one_filter(text, notices) for text in texts if text not in ("", "none"))
    return tuple(sorted({one for one in read if one}))


def _read_against(texts: Sequence[str], limits: Limits, notices: list[str]) -> Against | None:
    """Return what is compared with; the first value says in what, others of its kind add to it."""
    values = [text for text in texts if text and text != "none"]
    if not values:
        return None
    kind, first = [*values[0].split(":", 1), ""][:2]
    try:
        aspect = Aspect(_listed("comparison", kind, tuple(Aspect)))
        if aspect is Aspect.DAY:
            return Against(aspect, _day(first, limits, _COMPARED))
        if aspect is Aspect.KNOWN_BY:
            return Against(aspect, _known_by(first, _COMPARED))
    except ValueError as fault:
        notices.append(" ".join([str(fault), _("Nothing is compared.")]))
        return None
    return Against(aspect, _without((one.removeprefix("without:") for one in values), notices))


def as_view(choice: Choice) -> dict[str, str | None]:
    """Return what the map page is to show: day, clock, capital, and which of the two layers."""
    clock = _clock(choice.known_by)
    return {
        "day": choice.day.isoformat(),
        "known_by": clock if clock in ("all", THEN) else "fixed",
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
            _(
                "The link leaves out {text}, which names no source. It is ignored.",
                text=_quoted(text),
            )
        )
        return None


def _quoted(text: str) -> str:
    return _("“{text}”", text=text[:40])


_Told = tuple[str, str]
"""What is said of a text that is no date, and of a day that is not shown."""
_ASKED: Final[_Told] = (
    N_("The link asks for {text}, which is not a date."),
    N_("The link asks for {day}, which is outside {first} to {last}."),
)
_COMPARED: Final[_Told] = (
    N_("The link compares with {text}, which is not a date."),
    N_("The link compares with {day}, which is outside {first} to {last}."),
)
_NO_SUCH: Final[Mapping[str, str]] = {
    "province": N_("The link asks for the province {text}, which does not exist."),
    "threshold": N_("The link asks for the threshold {text}, which does not exist."),
    "view": N_("The link asks for the view {text}, which does not exist."),
    "language": N_("The link asks for the language {text}, which does not exist."),
    "page": N_("The link asks for the page {text}, which does not exist."),
    "layout": N_("The link asks for the layout {text}, which does not exist."),
    "comparison": N_("The link compares with the comparison {text}, which does not exist."),
}


def _date(text: str, told: _Told) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise ValueError(_(told[0], text=_quoted(text)))
    return day


def _day(text: str, limits: Limits, told: _Told = _ASKED) -> date:
    day = _date(text, told)
    if not limits.first_day <= day <= limits.last_day:
        raise ValueError(_(told[1], day=day, first=limits.first_day, last=limits.last_day))
    return day


def _known_by(text: str, told: _Told = _ASKED) -> KnownBy:
    if text == "all":
        return None
    return THEN if text == THEN else _date(text, told)


def _province(text: str, limits: Limits) -> str | None:
    if text == "none":
        return None
    return _listed("province", text, limits.provinces)


def _threshold(text: str) -> Threshold:
    return Threshold(_listed("threshold", text, tuple(Threshold)))


def _listed(what: str, text: str, allowed: Collection[str]) -> str:
    if text not in allowed:
        raise ValueError(_(_NO_SUCH[what], text=_quoted(text)))
    return text
