"""The first look at the map, for while the map page is on its way: day, answer and tinted provinces.

Words, and a picture that needs no script: the browser has it on screen before it has unpacked the
map page. It lies where the map opens in a wide window, and near it in a narrow one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final
from urllib.parse import quote

import numpy as np
import shapely
from shapely.geometry import shape

from geo.address import Choice
from geo.answer import answer, under_date
from geo.case import Case
from geo.evidence import first_look as as_html
from geo.language import direction
from geo.style import (
    actor_css,
    actor_symbols,
    hues_of,
    page_variables,
    status_css,
    status_patterns,
)
from geo.tables import StatusRow, status_rows
from geo.words import medium_day

SLOT: Final = (604, 515)
"""Width and height in CSS pixels of the map in a wide window, as geo/page/page.css lays it out."""

_MARGIN: Final = 16
_SNAP: Final = 0.1
_WORLD: Final = 256
_POLE: Final = 85.0511287798
"""As geo/page/sketch.js has them: what stays free beside the case, steps of zoom, pixels round the
globe at zoom 0, and the latitude at which spherical Mercator ends."""

_KEPT: Final = " /:;=,()-{}"
"""What needs no escape in an address that is a picture itself, between double quotes. Brackets do:
Streamlit drops an attribute that could end an element."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the pictures of a case have in common, so that each day's is soon written.

    ``start`` holds styles and patterns as the beginning of an address; ``outlines`` the path data
    (SVG) of each province in pixels of the slot, by code: nothing in it needs an escape.
    """

    start: str
    outlines: Mapping[str, str]


def drawing(case: Case) -> Drawing:
    """Return what the pictures of a case have in common, at the zoom at which its map opens."""
    return Drawing(_start(hues_of({one.actor: one.hue for one in case.captors})), _outlines(case))


def first_look(case: Case, choice: Choice, drawn: Drawing) -> str:
    """Return the first look at a choice as HTML, in the language spoken; ``drawn`` is its case's."""
    rows = status_rows(case, choice.day, choice.known_by, choice.without)
    counted = Counter(row.status for row in rows)
    under = under_date(choice.day, choice.known_by, second_calendar=bool(case.view.second_calendar))
    said = answer(counted, choice.threshold, len(rows))
    picture = _picture(rows, drawn)
    return as_html(medium_day(choice.day), under, said, picture, direction(choice.language))


def _picture(rows: Iterable[StatusRow], drawn: Drawing) -> str:
    """Return the address of a picture that holds itself."""
    paths = (
        f"{_in_address(_path_start(row))}{drawn.outlines.get(row.province, '')}{_PATH_END}"
        for row in rows
    )
    return f"{drawn.start}{''.join(paths)}{_END}"


def _path_start(row: StatusRow) -> str:
    """Return a province's path as far as its data, with the attributes that decide its paint."""
    return f'<path data-status="{row.status}" data-actor="{escape(row.actor)}" d="'


def _start(hues: Mapping[str, int]) -> str:
    """Return how the address of a picture begins, in the colours of the reader's system."""
    style = (
        f"{page_variables()}{status_css()}{actor_css(hues)}"
        "path{fill:var(--fill);fill-rule:evenodd;stroke:var(--edge);stroke-width:.6px}"
    )
    width, height = SLOT
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">'
        f"<style>{escape(style, quote=False)}</style><defs>{status_patterns()}</defs>"
        f"{actor_symbols(hues)}"
    )
    return f"data:image/svg+xml,{_in_address(svg)}"


def _in_address(svg: str) -> str:
    return quote(svg, safe=_KEPT)


_PATH_END: Final = _in_address('"/>')
_END: Final = _in_address("</svg>")


def _outlines(case: Case) -> dict[str, str]:
    shapes = {
        str(feature["properties"]["province"]): shape(feature["geometry"])
        for feature in case.boundaries["features"]
    }
    whole = _on_world(shapely.get_coordinates(list(shapes.values())))
    zoom = min(case.view.zoom, _fitting(np.ptp(whole, axis=0)))
    latitude, longitude = case.view.center
    corner = _on_world(np.array([(longitude, latitude)]))[0] * 2**zoom - np.array(SLOT) / 2
    return {
        code: "".join(
            _line(np.rint(_on_world(shapely.get_coordinates(ring)) * 2**zoom - corner).astype(int))
            for ring in shapely.get_rings(shapely.get_parts(one))
        )
        for code, one in shapes.items()
    }


def _on_world(places: Any) -> Any:
    """Return where places (n × 2: longitude, latitude) lie at zoom 0, in pixels from the north-west."""
    sine = np.sin(np.radians(np.clip(places[:, 1], -_POLE, _POLE)))
    north = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return _WORLD * np.column_stack((places[:, 0] / 360 + 0.5, north))


def _fitting(size: Any) -> float:
    """Return the largest zoom that shows so many pixels of zoom 0, as ``openingOf`` in sketch.js does."""
    room = np.log2((np.array(SLOT) - _MARGIN) / np.maximum(size, 1e-9)).min()
    return max(0.0, math.floor(round(float(room) / _SNAP, 2)) * _SNAP)


def _line(points: Any) -> str:
    """Return a ring of whole pixels as path data; points that fall on one pixel are one point."""
    steps = np.diff(points, axis=0)
    steps = steps[steps.any(axis=1)]
    if len(steps) < 3:  # noqa: PLR2004 - nothing to fill
        return ""
    along = " ".join(map(str, steps.ravel())).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{along}z"
