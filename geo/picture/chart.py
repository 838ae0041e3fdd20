"""The map of a picture: provinces, capitals and their names, neighbours, and the inset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from matplotlib.path import Path

from geo.control import UP_TO, Assessment, Status
from geo.language import language, named
from geo.picture.ground import Box, Ground, Placed
from geo.picture.labels import DATE, Wanted, baseline, place
from geo.picture.shapes import LIGHT, Hue, colours
from geo.picture.sheet import Sheet, halo, round_length
from geo.picture.texts import Face
from geo.style import HOUSE_HUE, STYLES, hues_of
from geo.words import day_and_month, sentence, tenths

if TYPE_CHECKING:
    from geo.case import Case

Found = Mapping[str, Assessment]
"""What the reports add up to on the day, by province code."""

COUNTRY: Final = Face(10.5)
SCALE: Final = Face(11)
_INSET_TITLE: Final = Face(12, bold=True)
_PAD: Final = 6
_MARKER: Final = 20
_SMALL_MARKER: Final = 17
_OLD: Final = timedelta(14)
"""A report older than this has its date under the name, so that it looks old."""
_SAME_SCALE: Final = 0.4
"""Zoom levels within which a case's own places of labels hold."""
_WIDEST_INSET: Final = 0.4
"""Share of the map's width."""
_TITLE_HEIGHT: Final = 16
_SCALE_WIDTH: Final = 60
_KILOMETRE: Final = 1000


@dataclass(frozen=True, slots=True)
class _Inset:
    """The crowded part, drawn larger: its frame and map on the page, and its own scale."""

    frame: Box
    map: Box
    placed: Placed
    part: Box
    title: str
    capitals: frozenset[str]
    nudge: Mapping[str, Sequence[float]]


class Hues:
    """The hue of each actor that is said to have taken a capital."""

    def __init__(self, case: Case) -> None:
        self.of_actor = hues_of({one.actor: one.hue for one in case.captors})
        self.first = next(iter(self.of_actor.values()), HOUSE_HUE)

    def of(self, found: Assessment) -> Hue:
        """Return the hue that a status is drawn in."""
        if found.status is Status.DISPUTED and not found.actor:
            return None
        return self.of_actor.get(found.actor, HOUSE_HUE)


class Chart:
    """Draws the map of a case into a box of the page; ``shown`` is one of ``VIEWS``."""

    def __init__(self, case: Case, shown: str, box: Box) -> None:
        self._case, self._shown, self._box = case, shown, box
        self.hues = Hues(case)
        self._ground = Ground(case)
        # The inset stands in the lower right corner, so the case makes room for it.
        corner = bool(case.view.inset)
        self.main = Placed.fitting(self._ground.extent, box.padded(-_PAD), corner=corner)
        # How much larger than on the map page, in zoom levels.
        self._closer = self._ground.zoom(self.main, case.view.center.latitude) - case.view.zoom
        self._inset = None if shown == "provinces" else self._make_inset()

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a point in degrees (EPSG:4326) lies on the page."""
        return self.main.at(self._ground.project(longitude, latitude))

    def paint(self, sheet: Sheet, day: date, found: Found) -> None:
        """Draw the map of a day."""
        sheet.box(self._box, facecolor=LIGHT["ground"])
        if self._ground.around:
            line: dict[str, Any] = {
                "facecolor": "none",
                "edgecolor": LIGHT["ground-line"],
                "linewidth": 1.25,
            }
            sheet.path(self._ground.around, self.main.transform, self._box, **line)
        self._paint_provinces(sheet, self.main, self._box, found)
        taken = [self._paint_scale(sheet)]
        if self._inset:
            taken.append(self._inset.frame)
            self._paint_dots(sheet, self._inset, found)
        if self._shown != "provinces":
            taken += self._paint_capitals(sheet, day, found, taken)
        self._name_countries(sheet, taken)
        if self._inset:
            self._paint_inset(sheet, self._inset, found)

    def _paint_provinces(self, sheet: Sheet, placed: Placed, inside: Box, found: Found) -> None:
        ground, transform = self._ground, placed.transform
        by_look: dict[tuple[Status, Hue], list[str]] = {}
        for code, one in found.items():
            if Box.around(transform.transform_path(ground.provinces[code])).apart(inside):
                continue
            shown = Status.NO_REPORT if self._shown == "capitals" else one.status
            by_look.setdefault((shown, self.hues.of(one)), []).append(code)
        for (status, hue), codes in by_look.items():
            together = Path.make_compound_path(*(ground.provinces[code] for code in codes))
            sheet.fill(status, hue, together, transform, inside)
        line: dict[str, Any] = {"facecolor": "none", "placed": transform, "inside": inside}
        sheet.path(ground.shared, **line, edgecolor=LIGHT["base"], alpha=0.6, linewidth=1.9)
        sheet.path(ground.shared, **line, edgecolor=LIGHT["edge"], linewidth=0.6)
        sheet.path(ground.outer, **line, edgecolor=LIGHT["edge"], linewidth=1.2)
        disputed = (
            (hue, codes) for (status, hue), codes in by_look.items() if status is Status.DISPUTED
        )
        for hue, codes in disputed:
            for code in codes:
                edge = colours(hue)["outline"]
                sheet.path(ground.provinces[code], **line, edgecolor=edge, linewidth=1.4)

    def _paint_capitals(
        self, sheet: Sheet, day: date, found: Found, taken: Sequence[Box]
    ) -> list[Box]:
        away = self._inset.capitals if self._inset else frozenset()
        here = [one.province for one in self._case.provinces if one.province not in away]
        at = {code: self.main.at(self._ground.capitals[code]) for code in here}
        wanted = [self._wanted(code, at[code], _MARKER, found[code], day) for code in here]
        names = self._case.view.labels["main"]
        boxes = _name(
            sheet, wanted, self._box, taken, names, drawn=abs(self._closer) <= _SAME_SCALE
        )
        for code in _weakest_first(here, found):
            one = found[code]
            hue = self.hues.of(one)
            sheet.glyph(at[code], _MARKER, one.status, hue, recaptured=one.recaptured)
            boxes.append(Box(*at[code], *at[code]).padded(_MARKER / 2))
        return boxes

    def _wanted(
        self,
        code: str,
        at: tuple[float, float],
        size: float,
        one: Assessment,
        day: date | None = None,
    ) -> Wanted:
        """Return the name of a capital whose marker is ``size`` wide; ``day`` dates old reports."""
        stated = one.status is not Status.NO_REPORT or code in self._case.view.always_named
        counted = one.status in UP_TO
        old = day and one.latest and one.latest < day - _OLD
        return Wanted(
            code=code,
            name=next(named(p.capitals) for p in self._case.provinces if p.province == code),
            at=at,
            stated=stated,
            rank=2 * counted + stated,
            radius=halo(one.status, size),
            date=day_and_month(one.latest) if old and one.latest else "",
        )

    def _paint_scale(self, sheet: Sheet) -> Box:
        """Draw a bar of a round length in the lower left corner; return where it stands."""
        metres = round_length(_SCALE_WIDTH / self.main.scale)
        left, bottom = self._box.left + 10, self._box.bottom - 10
        right = left + metres * self.main.scale
        bar = Path([(left, bottom - 5), (left, bottom), (right, bottom), (right, bottom - 5)])
        sheet.path(bar, facecolor="none", edgecolor=LIGHT["ink3"], linewidth=1)
        km = metres // _KILOMETRE
        text = sentence("km", length=km) if km else sentence("m", length=metres)
        sheet.text(left + 4, bottom - 4, text, SCALE, "ink2", halo=True)
        return Box(left, bottom - 14, max(right, left + 4 + SCALE.width(text)), bottom + 2)

    def _name_countries(self, sheet: Sheet, taken: Sequence[Box]) -> None:
        """Write the names of the surroundings where nothing else stands."""
        for feature in (self._case.neighbours or {"features": []})["features"]:
            about = feature["properties"]
            if about.get("label_longitude") is None:
                continue
            name = str(about.get(f"name_{language()}") or about["name_en"]).upper()
            x, y = self.at(about["label_longitude"], about["label_latitude"])
            half = COUNTRY.width(name) / 2
            box = Box(x - half, y - 5, x + half, y + 5)
            if self._box.holds(box) and all(map(box.apart, taken)):
                sheet.text(x, y + 4, name, COUNTRY, "ground-text", "center", gid="country")

    # The inset.

    def _make_inset(self) -> _Inset | None:
        """Return the inset of the case, None if it has none or it would show nothing larger."""
        wanted = self._case.view.inset
        if not wanted:
            return None
        west, south, east, north = extent = self._ground.box(wanted["bounds"])
        widest = self._box.width * _WIDEST_INSET / max(1, wanted["size"][0])
        share = min(1, 2**self._closer, widest)
        width, height = (share * one for one in wanted["size"])
        if not (
            width > 0 and 0 < height < self._box.height / 1.5 and west < east and south < north
        ):
            return None
        right, bottom = self._box.right - 8, self._box.bottom - 6
        inside = Box(right - width, bottom - height, right, bottom)
        placed = Placed.fitting(extent, inside)
        times = placed.scale / self.main.scale
        if times <= 1:
            return None
        (left, top), (far, foot) = self.main.at((west, north)), self.main.at((east, south))
        title = wanted.get(f"title_{language()}") or wanted["title"]
        titles = [
            sentence(key, title=title, times=tenths(times))
            for key in ("inset_title", "inset_title_short")
        ]
        fits = [title for title in titles if _INSET_TITLE.width(title) <= width - 12]
        return _Inset(
            frame=inside._replace(top=inside.top - _TITLE_HEIGHT),
            map=inside,
            placed=placed,
            part=Box(left, top, far, foot),
            title=(fits or titles[1:])[0],
            capitals=frozenset(wanted["capitals"]),
            nudge=wanted["nudge"],
        )

    def _paint_dots(self, sheet: Sheet, inset: _Inset, found: Found) -> None:
        """Draw, where the inset comes from, its box and a dot for each of its capitals."""
        for code in _weakest_first(inset.capitals, found):
            status, own = found[code].status, colours(self.hues.of(found[code]))
            colour = own[
                "strong"
                if status in UP_TO
                else "contested"
                if status is Status.CONTESTED
                else "hollow"
            ]
            edge = own["strong" if status in UP_TO else "ink"]
            at = self.main.at(self._ground.capitals[code])
            sheet.path(Path.circle(at, 2.5), facecolor=colour, edgecolor=edge, linewidth=1)
        sheet.box(inset.part, facecolor="none", edgecolor=LIGHT["ink"], linewidth=1.4)

    def _paint_inset(self, sheet: Sheet, inset: _Inset, found: Found) -> None:
        part, frame = inset.part, inset.frame
        for start, end in (
            ((part.left, part.bottom), (frame.left, frame.bottom)),
            ((part.right, part.bottom), (frame.right, frame.top)),
        ):
            sheet.path(Path([start, end]), edgecolor=LIGHT["ink3"], linewidth=0.8)
        sheet.box(inset.map, facecolor=LIGHT["ground"])
        self._paint_provinces(sheet, inset.placed, inset.map, found)
        sheet.box(frame._replace(bottom=inset.map.top), facecolor=LIGHT["ink"])
        sheet.box(frame, facecolor="none", edgecolor=LIGHT["ink"], linewidth=1.4)
        title = _INSET_TITLE.wrap(inset.title, frame.width - 12, 1)
        sheet.line(frame.left + 6, frame.top + 12, title[0], _INSET_TITLE, "page")
        wanted = []
        for code in sorted(inset.capitals):
            x, y = inset.placed.at(self._ground.capitals[code])
            right, down = inset.nudge.get(code, (0, 0))
            at = x + right, y + down
            wanted.append(self._wanted(code, at, _SMALL_MARKER, found[code]))
        _name(sheet, wanted, inset.map, [], self._case.view.labels["inset"], drawn=True)
        for one in wanted:
            status = found[one.code]
            hue = self.hues.of(status)
            sheet.glyph(one.at, _SMALL_MARKER, status.status, hue, recaptured=status.recaptured)


def _name(  # noqa: PLR0913 - what, where and how
    sheet: Sheet,
    wanted: Sequence[Wanted],
    inside: Box,
    taken: Sequence[Box],
    by_hand: Mapping[str, Sequence[float | str]],
    *,
    drawn: bool,
) -> list[Box]:
    """Write the names that have room, and return where they stand."""
    labels = place(wanted, inside, taken, by_hand, drawn=drawn)
    for label in labels:
        one, box = label.wanted, label.boxes[0]
        colour = "ink" if one.stated else "ink2"
        y = baseline(box, one.face.size)
        sheet.text(box.left, y, one.name, one.face, colour, halo=True, gid="label")
        if one.date:
            under = label.boxes[1]
            y = baseline(under, DATE.size)
            sheet.text(under.left, y, one.date, DATE, "ink2", halo=True, gid="date")
    return [box for label in labels for box in label.boxes]


def _weakest_first(codes: Sequence[str] | frozenset[str], found: Found) -> list[str]:
    """Return capitals in the order in which they are drawn, the strongest report on top."""
    order = list(STYLES)
    return sorted(codes, key=lambda code: (-order.index(found[code].status), code))
