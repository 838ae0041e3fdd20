"""The table of looks, which is SVG, as paths and paints of matplotlib.

Lengths are those of the SVG: glyphs are 20 by 20, patterns repeat in pixels of the page.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from fontTools.svgLib.path.shapes import PathBuilder
from matplotlib.path import Path

from geo.control import Status
from geo.style import HOUSE_HUE, PATTERNS, RECAPTURED, STYLES, actor_patterns, palette

LIGHT: Final = palette("light")
"""A picture is printed and passed on: it is always in the light theme."""
_CODES: Final = {
    "moveTo": [Path.MOVETO],
    "lineTo": [Path.LINETO],
    "curveTo": [Path.CURVE4] * 3,
    "closePath": [Path.CLOSEPOLY],
    "endPath": [],
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A path and its paint, as keyword arguments of a matplotlib patch."""

    path: Path
    paint: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fill:
    """What a province is filled with: a colour, and marks that repeat over it.

    A tile is ``size`` (width, height) and is turned by ``angle`` degrees as a whole.
    """

    colour: str
    marks: tuple[Shape, ...] = ()
    size: tuple[float, float] = (1, 1)
    angle: float = 0


Hue = int | None
"""The hue of an actor in degrees; None is nobody's: a dispute between two."""


@cache
def colours(hue: Hue) -> dict[str, str]:
    """Return every colour of the light theme by name, turned to a hue."""
    found = palette("light", HOUSE_HUE if hue is None else hue)
    if hue is None:
        found |= {
            "strong": found["ink"],
            "outline": found["ink"],
            "stripe-disputed": found["rule2"],
        }
    return found


@cache
def glyph(status: Status, hue: Hue, *, recaptured: bool = False) -> tuple[Shape, ...]:
    """Return the shapes of a capital's marker, from the lowest to the uppermost."""
    style = RECAPTURED if recaptured else STYLES[status]
    return tuple(_shape(one, colours(hue)) for one in _elements(style.glyph))


@cache
def fill(status: Status, hue: Hue) -> Fill:
    """Return what the provinces of a status are filled with."""
    paint, found = STYLES[status].fill, colours(hue)
    name = re.fullmatch(r"url\(#(.+)\)", paint)
    if not name:
        return Fill(_colour(paint, found))
    patterns = _elements(PATTERNS + actor_patterns())
    pattern = next(one for one in patterns if one.get("id") == name[1])
    ground, *marks = (_shape(one, found) for one in pattern)
    turn = re.search(r"rotate\((.+?)\)", pattern.get("patternTransform", ""))
    size = (float(pattern.attrib["width"]), float(pattern.attrib["height"]))
    return Fill(ground.paint["facecolor"], tuple(marks), size, float(turn[1]) if turn else 0)


def repeated(mark: Path, size: tuple[float, float], box: tuple[float, ...]) -> Path:
    """Return a mark in every tile that touches a box: left, top, right, bottom.

    A mark as high as its tile becomes one long bar, which has no seams.
    """
    columns, rows = (
        np.arange(np.floor(box[at] / size[at]), np.ceil(box[at + 2] / size[at])) * size[at]
        for at in (0, 1)
    )
    vertices = np.asarray(mark.vertices)
    if np.ptp(vertices[:, 1]) >= size[1]:
        vertices = vertices * [1, len(rows)]
        rows = rows[:1]
    shifts = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 1, 2)
    return Path((vertices + shifts).reshape(-1, 2), np.tile(np.asarray(mark.codes), len(shifts)))


def _elements(svg: str) -> Iterator[ET.Element]:
    # Not from outside: it is our own table of looks.
    return iter(ET.fromstring(f"<g>{svg}</g>"))  # noqa: S314


def _shape(element: ET.Element, found: dict[str, str]) -> Shape:
    builder = PathBuilder()
    builder.add_path_from_element(element)
    pen = RecordingPen()
    for described in builder.paths:
        parse_path(described, pen)
    vertices: list[tuple[float, float]] = []
    codes: list[Any] = []
    for name, points in pen.value:
        codes += _CODES[name]
        vertices += points or ([vertices[-1]] if name == "closePath" else [])
    stroke = _colour(element.get("stroke", "none"), found)
    paint = {
        "facecolor": _colour(element.get("fill", "none"), found),
        "edgecolor": stroke,
        "linewidth": 0 if stroke == "none" else float(element.get("stroke-width", "1")),
        "capstyle": element.get("stroke-linecap", "butt"),
        "joinstyle": element.get("stroke-linejoin", "miter"),
    }
    return Shape(Path(vertices, codes), paint)


def _colour(paint: str, found: dict[str, str]) -> str:
    variable = re.fullmatch(r"var\(--(.+)\)", paint)
    return found[variable[1]] if variable else paint
