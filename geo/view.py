"""How a case is shown at first: its days, the part of the world, insets and labels.

Whatever the descriptor does not say is worked out from the data.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, NamedTuple

from geo.faults import Fault
from geo.geojson import is_number
from geo.language import N_, listed
from geo.package import DESCRIPTOR, Values, other_titles
from geo.reports import Report

SECOND_CALENDARS: Final = ("solar_hijri",)
"""The calendars that can stand beside the Gregorian one."""
_FARTHEST_ZOOM: Final = 18.0
_MAP_SIZE: Final = (608, 456)
"""The map's usual size in pixels, into which the whole case has to fit."""
_TILE: Final = 256
"""Pixels that the world is wide at zoom 0 of a web map."""
_MERCATOR_LIMIT: Final = 85.0
_SMALLEST_EXTENT: Final = 1e-9
"""Radians per pixel, closer than any zoom."""
_FARTHEST_PIXEL: Final = 10_000
NO_DAY: Final = date(2000, 1, 1)
"""The day shown where neither a report nor the descriptor names one."""
_EDGES: Final = {"west": 180, "south": 90, "east": 180, "north": 90}


class Position(NamedTuple):
    """A point in degrees (EPSG:4326), in the order that Leaflet and Folium take."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class DayRange:
    """A stretch of days that a reader may choose, first to last inclusive."""

    name: str
    label: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class View:
    """How to show a case; days are inclusive.

    ``inset`` and ``labels`` are plain JSON for the front end. An inset has title (in other
    languages ``title_XX``), bounds
    (west, south, east, north), zoom, size (width and height in pixels), capitals (codes) and
    nudge (x, y in pixels by code). Labels are ``main`` and ``inset``, each with x, y in
    pixels from the marker and an anchor (start, middle, end), by code. ``always_named`` are
    the codes of capitals whose name stands out even without a report. ``second_calendar``
    is blank, or the calendar whose date stands under the Gregorian one.
    """

    first_day: date
    last_day: date
    opening_day: date
    center: Position
    zoom: float
    ranges: tuple[DayRange, ...] = ()
    inset: dict[str, Any] | None = None
    labels: dict[str, dict[str, Any]] = field(default_factory=lambda: {"main": {}, "inset": {}})
    always_named: tuple[str, ...] = ()
    second_calendar: str = ""


def view_of(
    reports: Sequence[Report], boundaries: Mapping[str, Any], incumbents: Collection[str]
) -> View:
    """Return the view that the data suggest: all days, all provinces, the first capture.

    Reports that do not count are left out, unless none does. Without any report every day
    is shown.
    """
    counted = [r for r in reports if not r.excluded] or reports
    takings = [r.event for r in counted if r.names_holder and r.actor not in incumbents]
    first = min((r.event_date for r in counted), default=date.min)
    vertices = list(_vertices(boundaries)) or [(0.0, 0.0)]
    longitudes, latitudes = zip(*vertices, strict=True)
    west, south, east, north = min(longitudes), min(latitudes), max(longitudes), max(latitudes)
    return View(
        first_day=first,
        last_day=max((r.event for r in counted), default=date.max),
        opening_day=min(takings, default=first),
        center=Position((south + north) / 2, (west + east) / 2),
        zoom=zoom_that_fits(west, south, east, north),
    )


def read_view(
    wanted: Mapping[str, Any],
    otherwise: View,
    codes: Collection[str] | None,
    file: str = DESCRIPTOR,
) -> tuple[View, list[Fault]]:
    """Return the view that a descriptor wants, and the faults of its ``view`` object.

    What it leaves open is as in ``otherwise``. ``codes`` are those of the provinces, None
    if they are not known.
    """
    reader = _ViewReader(file, codes)
    first, last, opening = reader.days(wanted, otherwise)
    center, zoom = reader.center(wanted.get("center")), reader.zoom(wanted.get("zoom"))
    view = View(
        first_day=first,
        last_day=last,
        opening_day=opening,
        center=otherwise.center if center is None else center,
        zoom=otherwise.zoom if zoom is None else zoom,
        ranges=tuple(
            reader.day_range(f"view.ranges[{number}]", one)
            for number, one in enumerate(reader.items("view.ranges", wanted.get("ranges")))
        ),
        inset=reader.inset("view.inset", wanted.get("inset")),
        labels=reader.labels("view.labels", wanted.get("labels")),
        always_named=reader.codes("view.always_named", wanted.get("always_named")),
        second_calendar=reader.calendar("view.second_calendar", wanted.get("second_calendar")),
    )
    return view, reader.faults


def without_reports(view: View) -> View:
    """Return the view of a case that has no report yet: the days that its descriptor names."""
    ends = (view.first_day, view.opening_day, view.last_day)
    named = [day for day in ends if day not in (date.min, date.max)] or [NO_DAY]
    first, last = named[0], named[-1]
    opening = max(first, min(last, view.opening_day))
    return replace(view, first_day=first, last_day=last, opening_day=opening)


def _vertices(boundaries: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    for feature in boundaries["features"]:
        coordinates = feature["geometry"]["coordinates"]
        one = feature["geometry"]["type"] == "Polygon"
        for polygon in [coordinates] if one else coordinates:
            yield from polygon[0]


def zoom_that_fits(west: float, south: float, east: float, north: float) -> float:
    """Return the closest zoom, in tenths, at which a box (degrees) fits into the map's usual size."""
    width = math.radians(east - west)
    height = _mercator(north) - _mercator(south)
    extent = max(width / _MAP_SIZE[0], height / _MAP_SIZE[1], _SMALLEST_EXTENT)
    zoom = math.log2(math.tau / extent / _TILE)
    return max(0.0, min(_FARTHEST_ZOOM, math.floor(zoom * 10) / 10))


def _mercator(latitude: float) -> float:
    limited = max(-_MERCATOR_LIMIT, min(_MERCATOR_LIMIT, latitude))
    return math.asinh(math.tan(math.radians(limited)))


class _ViewReader(Values):
    """Reads the ``view`` object of a descriptor."""

    def __init__(self, file: str, codes: Collection[str] | None) -> None:
        super().__init__(file)
        self._codes = None if codes is None else tuple(codes)

    def days(self, wanted: Mapping[str, Any], otherwise: View) -> tuple[date, date, date]:
        """Return the first, last and opening day; a day left open is moved between the others."""
        first = self.day("view.first_day", wanted.get("first_day")) or otherwise.first_day
        last = self.day("view.last_day", wanted.get("last_day")) or max(first, otherwise.last_day)
        opening = self.day("view.opening_day", wanted.get("opening_day"))
        if first > last:
            message = N_("expected the first day, {first}, or a later one, found {found}")
            self.fault("view.last_day", message, str(last), first=first)
        elif opening is not None and not first <= opening <= last:
            message = N_("expected a day from {first} to {last}, found {found}")
            self.fault("view.opening_day", message, str(opening), first=first, last=last)
        return first, last, opening or max(first, min(last, otherwise.opening_day))

    def center(self, value: Any) -> Position | None:
        """Return the middle of the map, None if there is none."""
        if value is None:
            return None
        place = self.mapping("view.center", value)
        return Position(
            self.number("view.center.latitude", place.get("latitude"), -90, 90),
            self.number("view.center.longitude", place.get("longitude"), -180, 180),
        )

    def zoom(self, value: Any) -> float | None:
        """Return the zoom of the map, None if there is none."""
        return None if value is None else self.number("view.zoom", value, 0, _FARTHEST_ZOOM)

    def day_range(self, where: str, value: Any) -> DayRange:
        """Return a named stretch of days, whose ``from`` and ``to`` are both inclusive."""
        raw = self.mapping(where, value)
        first = self.needed_day(f"{where}.from", raw.get("from"))
        last = self.needed_day(f"{where}.to", raw.get("to"))
        if first > last:
            message = N_("expected {first} or a later day, found {found}")
            self.fault(f"{where}.to", message, str(last), first=first)
        name = self.needed_text(f"{where}.name", raw.get("name"))
        return DayRange(name, self.text(f"{where}.label", raw.get("label")) or name, first, last)

    def inset(self, where: str, value: Any) -> dict[str, Any] | None:
        """Return the part of the map that is shown larger, None if there is none."""
        if value is None:
            return None
        raw = self.mapping(where, value)
        bounds = self.mapping(f"{where}.bounds", raw.get("bounds"))
        capitals = self.items(f"{where}.capitals", raw.get("capitals"))
        nudge = self._by_code(f"{where}.nudge", raw.get("nudge"))
        return {
            "title": self.needed_text(f"{where}.title", raw.get("title")),
            **{
                f"title_{code}": self.text(f"{where}.title_{code}", value)
                for code, value in other_titles(raw).items()
            },
            "bounds": {
                edge: self.number(f"{where}.bounds.{edge}", bounds.get(edge), -most, most)
                for edge, most in _EDGES.items()
            },
            "zoom": self.number(f"{where}.zoom", raw.get("zoom"), 0, _FARTHEST_ZOOM),
            "size": self._pixels(f"{where}.size", raw.get("size")),
            "capitals": self._known(f"{where}.capitals", capitals),
            "nudge": {
                code: self._pixels(f"{where}.nudge.{code}", xy) for code, xy in nudge.items()
            },
        }

    def codes(self, where: str, value: Any) -> tuple[str, ...]:
        """Return a list of codes of provinces."""
        return tuple(self._known(where, self.items(where, value)))

    def calendar(self, where: str, value: Any) -> str:
        """Return the name of a second calendar, blank if there is none."""
        if value in (None, "", *SECOND_CALENDARS):
            return str(value or "")
        message = N_("expected one of {words}, found {found}")
        self.fault(where, message, value, words=listed(SECOND_CALENDARS))
        return ""

    def labels(self, where: str, value: Any) -> dict[str, dict[str, Any]]:
        """Return where the names of capitals stand, by map and code."""
        raw = self.mapping(where, value or {})
        return {
            home: {
                code: self._label(f"{where}.{home}.{code}", label)
                for code, label in self._by_code(f"{where}.{home}", raw.get(home)).items()
            }
            for home in ("main", "inset")
        }

    def _label(self, where: str, value: Any) -> list[float | str]:
        match value:
            case [x, y, ("start" | "middle" | "end") as anchor]:
                return [*self._pixels(where, [x, y]), anchor]
        self.fault(where, N_("expected x, y and start, middle or end, found {found}"), value)
        return []

    def _pixels(self, where: str, value: Any) -> list[float]:
        match value:
            case [x, y] if all(is_number(n, -_FARTHEST_PIXEL, _FARTHEST_PIXEL) for n in (x, y)):
                return [x, y]
        self.fault(where, N_("expected two numbers of pixels, found {found}"), value)
        return [0.0, 0.0]

    def _by_code(self, where: str, value: Any) -> dict[str, Any]:
        raw = self.mapping(where, value or {})
        return {code: raw[code] for code in self._known(where, list(raw))}

    def _known(self, where: str, codes: Sequence[Any]) -> list[str]:
        known: list[str] = []
        for code in codes:
            if isinstance(code, str) and (self._codes is None or code in self._codes):
                known.append(code)
            else:
                self.fault(where, N_("expected codes of provinces, found {found}"), code)
        return known
