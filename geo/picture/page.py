"""One day of a case as a page: head, legend that is the count, map, and foot.

The page is laid out in pixels from its upper left corner, 800 wide. A pixel is a point of
the figure, so that a film has the page of a picture at half the size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.patches import BoxStyle
from matplotlib.path import Path

from geo.answer import answer, captured, under_date
from geo.control import AT_LEAST, THEN, UP_TO, Assessment, KnownBy, Status, Threshold, assess
from geo.language import RIGHT_TO_LEFT, digits, language, listed, named
from geo.picture.chart import Chart
from geo.picture.ground import Box
from geo.picture.shapes import LIGHT, Hue, colours
from geo.picture.sheet import WIDTH, Sheet
from geo.picture.texts import Face, Run
from geo.reports import SourceFilter, by_province, counting
from geo.style import STYLES
from geo.words import day_and_month, medium_day, pieces, sentence

if TYPE_CHECKING:
    from geo.case import Case

_MARGIN: Final = 16
_ROOM: Final = WIDTH - 2 * _MARGIN
_LEGEND: Final = 190
_ROW_TEXT: Final = _LEGEND - 43
_MAP_LEFT: Final = _MARGIN + _LEGEND + 16
_MAP_HEIGHT: Final = 424
_TRACK: Final = 26
"""Height of a film's line of days."""
_BANNER_LINES: Final = 3
_FOOT_LINES: Final = 3
_POINTS: Final = 72
"""Points an inch: matplotlib sizes its figures in inches."""

TITLE: Final = Face(20, bold=True, family="serif")
DAY: Final = Face(25, bold=True, family="serif")
ANSWER: Final = Face(18, family="serif")
SECOND: Final = Face(14)
NOTE: Final = Face(13)
HEADING: Final = Face(13, bold=True)
WORD: Final = Face(14, bold=True)
DEFINITION: Final = Face(12)
BOUND: Final = Face(12, bold=True)
CREDIT: Final = Face(11.5)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a reader has chosen, but for the day; ``view`` is one of ``geo.address.VIEWS``."""

    known_by: KnownBy = None
    without: Sequence[SourceFilter] = ()
    threshold: Threshold = Threshold.REPORTED
    view: str = "both"


class Page:
    """Draws days of a case under one choice; what no day changes is prepared once.

    In a language that is read from right to left, everything but the map is mirrored. With
    ``film``, a line under the map says how far ``days`` (in order) have come.
    ``height`` is that of the page in pixels, an even number, as film encoders want it.
    """

    def __init__(
        self, case: Case, choice: Choice, days: Sequence[date], *, film: bool = False
    ) -> None:
        self._case, self._choice, self._days, self._film = case, choice, days, film
        self._reports = by_province(counting(case.reports, choice.without))
        self._title = TITLE.wrap(case.title, _ROOM, 2)
        self._head = 20 + 24 * len(self._title)
        self._banner_lines = max(len(self._banner(day)) for day in (days[0], days[-1]))
        banner = 17 * self._banner_lines + 16 if self._banner_lines else 0
        top = self._head + 72 + banner
        height = max(_MAP_HEIGHT, _legend_height(case))
        self._map = Box(_MAP_LEFT, top, WIDTH - _MARGIN, top + height)
        self._foot = self._map.bottom + (_TRACK if film else 0)
        self._credits = CREDIT.wrap(self._credit(), _ROOM, _FOOT_LINES)
        self.height = 2 * round((self._foot + 36 + 15 * len(self._credits)) / 2)
        self._rtl = language() in RIGHT_TO_LEFT
        left, right = WIDTH - self._map.right, WIDTH - self._map.left
        box = self._map._replace(left=left, right=right) if self._rtl else self._map
        self.chart = Chart(case, choice.view, box)

    def figure(self, pixels: int) -> Figure:
        """Return an empty figure for this page, so many pixels wide."""
        # A hair more than its share, since matplotlib rounds down.
        size = (WIDTH / _POINTS, self.height / _POINTS)
        return Figure(size, dpi=_POINTS * (pixels + 0.01) / WIDTH, facecolor=LIGHT["page"])

    def paint(self, figure: Figure, day: date) -> None:
        """Draw a day on a figure; what was on it goes."""
        figure.clear()
        sheet = Sheet(figure, self.height)
        found = {one.province: self._assess(one.province, day) for one in self._case.provinces}
        by_status = Counter(one.status for one in found.values())
        sheet.mirrored = self._rtl
        self._paint_head(sheet, day, by_status)
        self._paint_legend(sheet, by_status)
        sheet.mirrored = False
        self.chart.paint(sheet, day, found)
        sheet.mirrored = self._rtl
        if self._film:
            self._paint_track(sheet, day)
        self._paint_foot(sheet)

    def _assess(self, province: str, day: date) -> Assessment:
        reports = self._reports.get(province, ())
        incumbents = self._case.incumbents
        return assess(reports, day, incumbents=incumbents, known_by=self._choice.known_by)

    # Head.

    def _paint_head(self, sheet: Sheet, day: date, by_status: Mapping[Status, int]) -> None:
        for n, line in enumerate(self._title):
            sheet.line(_MARGIN, 34 + 24 * n, line, TITLE)
        top, now, width = self._head, medium_day(day), self._map.width
        sheet.text(_MARGIN, top + 29, now, DAY.fitting(now, _LEGEND + 8))
        calendar = bool(self._case.view.second_calendar)
        if under := under_date(day, self._choice.known_by, second_calendar=calendar):
            sheet.text(_MARGIN, top + 48, under, NOTE.fitting(under, _LEGEND), "ink2")
        said = answer(by_status, self._choice.threshold, len(self._case.provinces))
        sheet.line(_MAP_LEFT, top + 25, said, ANSWER.fitting(said, width))
        for n, line in enumerate(SECOND.wrap(self._second(by_status), width, 2)):
            sheet.line(_MAP_LEFT, top + 46 + 17 * n, line, SECOND, "ink2")
        if self._banner_lines:
            self._paint_banner(sheet, day)

    def _second(self, by_status: Mapping[Status, int]) -> str:
        threshold = self._choice.threshold
        parts = [sentence(f"second_certain_{threshold}", n=captured(by_status, threshold)[0])]
        parts += [
            sentence(f"second_{status}", n=by_status[status])
            for status in (Status.REPORTED, Status.CLAIMED, Status.DISPUTED)
            if by_status[status] and status not in AT_LEAST[threshold]
        ]
        return f"{reduce(_joined, parts)}."

    def _banner(self, day: date) -> list[list[Run]]:
        """Return, in lines, what sets this page apart from one of all reports."""
        choice = self._choice
        runs: list[Run] = []
        if choice.known_by is not None:
            known = day if choice.known_by == THEN else choice.known_by
            runs += pieces("banner", end=sentence("banner_end", day=medium_day(known)))
        notes = []
        if choice.threshold != Threshold.REPORTED:
            notes.append(sentence(f"certain_{choice.threshold}"))
        if choice.view != "both":
            notes.append(sentence(f"shown_{choice.view}"))
        runs += [(f" {note}", False) for note in notes]
        return self._with_sources(runs)

    def _with_sources(self, runs: Sequence[Run]) -> list[list[Run]]:
        """Add which sources are left out: as many by name as there is room, and how many more."""
        names = [f"{one.field} {one.value}" for one in self._choice.without]
        width = WIDTH - _MARGIN - _MAP_LEFT - 24
        if not names:
            return NOTE.wrap(runs, width, _BANNER_LINES)
        for shown in range(len(names), 0, -1):
            first, more = listed(names[:shown]), len(names) - shown
            out = sentence("without_more", sources=first, n=more) if more else first
            sources = [(" ", False), *pieces("without", sources=out)]
            lines = NOTE.wrap([*runs, *sources], width)
            if len(lines) <= _BANNER_LINES:
                break
        return lines[:_BANNER_LINES]

    def _paint_banner(self, sheet: Sheet, day: date) -> None:
        bottom = self._map.top - 8
        box = Box(_MAP_LEFT, bottom - 17 * self._banner_lines - 8, self._map.right, bottom)
        sheet.box(box, facecolor=LIGHT["warn"])
        sheet.box(box._replace(right=box.left + 4), facecolor=LIGHT["warn-line"])
        for n, line in enumerate(self._banner(day)):
            sheet.line(box.left + 14, box.top + 16 + 17 * n, line, NOTE)

    # Legend.

    def _paint_legend(self, sheet: Sheet, by_status: Mapping[Status, int]) -> None:
        low, high = captured(by_status, self._choice.threshold)
        certain = [one for one in STYLES if one in AT_LEAST[self._choice.threshold]]
        rules = {
            certain[-1]: sentence("at_least", n=low),
            [one for one in STYLES if one in UP_TO][-1]: sentence("at_most", n=high),
        }
        y = self._map.top
        for line in HEADING.wrap(sentence("legend_title"), _LEGEND):
            sheet.line(_MARGIN, y + 11, line, HEADING, "ink2")
            y += 16
        y += 6
        for status in STYLES:
            y = _paint_row(sheet, status, self.chart.hues.first, digits(str(by_status[status])), y)
            if rule := rules.get(status):
                y = _paint_rule(sheet, rule, y)
        self._paint_actors(sheet, y)

    def _paint_actors(self, sheet: Sheet, y: float) -> None:
        """Name those who are said to have taken a capital, each with its shades, if several."""
        captors = self._case.captors
        if len(captors) <= 1:
            return
        sheet.box(Box(_MARGIN, y + 1, _MARGIN + _LEGEND, y + 2), facecolor=LIGHT["rule2"])
        y += 10
        for one in captors:
            shades = colours(self.chart.hues.of_actor[one.actor])
            for n, name in enumerate(("corroborated", "reported", "claimed")):
                left = _MARGIN + 11 * n
                sheet.box(Box(left, y, left + 11, y + 11), facecolor=shades[name])
            lines = DEFINITION.wrap(named(one.names), _ROW_TEXT)
            for n, line in enumerate(lines):
                sheet.line(_MARGIN + 43, y + 10 + 14 * n, line, DEFINITION)
            y += 14 * len(lines) + 4

    # Foot.

    def _paint_track(self, sheet: Sheet, now: date) -> None:
        """Draw the days of a film as a line, as far as it has come."""
        first, last = self._days[0], self._days[-1]
        y, ends = self._map.bottom + 15, (day_and_month(first), day_and_month(last))
        left = self._map.left + DEFINITION.width(ends[0]) + 14
        right = self._map.right - DEFINITION.width(ends[1]) - 14
        sheet.text(self._map.left, y + 4, ends[0], DEFINITION, "ink2")
        sheet.text(self._map.right, y + 4, ends[1], DEFINITION, "ink2", "right")
        here = left + (right - left) * (now - first).days / max(1, (last - first).days)
        sheet.box(Box(left, y - 2, right, y + 2), facecolor=LIGHT["rule"])
        sheet.box(Box(left, y - 2, here, y + 2), facecolor=LIGHT["accent"])
        knob: dict[str, Any] = {
            "facecolor": LIGHT["panel"],
            "edgecolor": LIGHT["accent"],
            "linewidth": 3,
        }
        sheet.path(Path.circle((here, y), 6), **knob)

    def _paint_foot(self, sheet: Sheet) -> None:
        caveat = pieces("caveat", reported=sentence("caveat_reported"))
        face = NOTE.fitting(caveat, _ROOM)
        sheet.line(_MARGIN, self._foot + 20, caveat, face, "ink2")
        for n, line in enumerate(self._credits):
            sheet.line(_MARGIN, self._foot + 40 + 15 * n, line, CREDIT, "ink2")

    def _credit(self) -> str:
        source = self._case.boundary_source
        boundaries = [sentence("boundaries", source=source)] if source else []
        version = sentence("data_version", version=self._case.digest)
        own = [f"{self._case.own}."] if self._case.own else []
        return " ".join([*own, sentence("compiled"), *boundaries, version])


def _joined(first: str, second: str) -> str:
    return sentence("joined", first=first, second=second)


def _legend_height(case: Case) -> int:
    """Return how high the legend is: its heading, its rows with two rules, and the actors."""
    heading = 16 * len(HEADING.wrap(sentence("legend_title"), _LEGEND)) + 6
    rows = sum(24 + 14 * len(DEFINITION.wrap(one.definition, _ROW_TEXT)) for one in STYLES.values())
    actors = [14 * len(DEFINITION.wrap(named(one.names), _ROW_TEXT)) + 4 for one in case.captors]
    return heading + rows + 2 * 18 + (10 + sum(actors) if len(actors) > 1 else 0)


def _paint_row(sheet: Sheet, status: Status, hue: Hue, count: str, y: float) -> float:
    """Draw a row of the legend from ``y`` down; return where the next one starts."""
    style, left, right = STYLES[status], _MARGIN + _LEGEND - _ROW_TEXT, _MARGIN + _LEGEND
    swatch = BoxStyle.Round(0, 3)(_MARGIN + 0.5, y + 0.5, 33, 25, 1)
    sheet.fill(status, hue, swatch)
    edge = colours(hue)["outline" if status is Status.DISPUTED else "rule2"]
    sheet.path(swatch, facecolor="none", edgecolor=edge, linewidth=1)
    sheet.glyph((_MARGIN + 17, y + 13), 18, status, hue)
    sheet.text(left, y + 13, style.word, WORD)
    sheet.text(right, y + 13, count, WORD, ha="right")
    lines = DEFINITION.wrap(style.definition, right - left)
    for n, line in enumerate(lines):
        sheet.line(left, y + 28 + 14 * n, line, DEFINITION, "ink2")
    return y + 18 + 14 * len(lines) + 6


def _paint_rule(sheet: Sheet, text: str, y: float) -> float:
    """Draw a rule between two rows of the legend; return where the next row starts."""
    start = _MARGIN + 48 + BOUND.width(text)
    sheet.box(Box(_MARGIN, y + 4, _MARGIN + 32, y + 5), facecolor=LIGHT["ink"])
    sheet.text(_MARGIN + 40, y + 8, text, BOUND)
    sheet.box(Box(start, y + 4, _MARGIN + _LEGEND, y + 5), facecolor=LIGHT["rule2"])
    return y + 18
