"""Names beside the capitals of a picture: never two that touch; the quiet one goes.

The same rules as on the map page: what a case says of a name's place holds at about the
scale for which it was said; else right, left, above and below are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from geo.picture.ground import Box
from geo.picture.texts import Face

Anchor = Literal["start", "middle", "end"]
Offset = Sequence[float | str]
"""Pixels to the right and down from the marker's middle, and the anchor."""

STATED: Final = Face(13, bold=True)
QUIET: Final = Face(12)
DATE: Final = Face(11)
_DIRECTIONS: Final = ((0, -1), (1, 0), (0, 1), (-1, 0), (1, -1), (1, 1), (-1, 1), (-1, -1))
_DATE_HEIGHT: Final = 11
_ASCENT: Final = 0.82
"""Share of a text's size that stands above its baseline."""
_GAP: Final = 1
"""Pixels after a name that stay empty."""
_GRAZE: Final = 1.5
"""Pixels by which a name may touch another marker's halo."""
_NUDGES: Final = ((0, 0), *((r * x, r * y) for r in (3, 6, 9) for x, y in _DIRECTIONS))
_SHARES: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that is to stand beside a marker.

    ``rank`` orders names, the highest first. ``radius`` is that of the marker with its halo.
    """

    code: str
    name: str
    at: tuple[float, float]
    stated: bool
    rank: int
    radius: float
    date: str = ""

    @property
    def face(self) -> Face:
        """The face of the name."""
        return STATED if self.stated else QUIET


@dataclass(frozen=True, slots=True)
class Label:
    """A name in its place: ``boxes`` are those of the name and of the date under it, if any."""

    wanted: Wanted
    boxes: tuple[Box, ...]


def place(
    wanted: Iterable[Wanted],
    inside: Box,
    taken: Sequence[Box],
    by_hand: Mapping[str, Offset],
    *,
    drawn: bool,
) -> list[Label]:
    """Return the names that have room inside a box and off what is taken.

    They keep off markers, if need be in another place than ``by_hand`` says; if there is none
    and the map is ``drawn`` at the scale for which that was said, it holds after all.
    """
    wanted = list(wanted)
    full = list(taken)
    placed = []
    for one in sorted(wanted, key=lambda name: -name.rank):
        markers = [_square(other) for other in wanted if other is not one]
        hand = by_hand.get(one.code)
        options = [(boxes, full + markers) for boxes in _options(one, hand)]
        options += [(_boxes(one, hand), full)] if hand and drawn else []
        for boxes, others in options:
            if all(inside.holds(box) and all(map(box.apart, others)) for box in boxes):
                placed.append(Label(one, boxes))
                full += boxes
                break
    return placed


def baseline(box: Box, size: float) -> float:
    """Return where the letters of a name in a box stand."""
    return box.top + size * _ASCENT


def _options(one: Wanted, hand: Offset | None) -> Iterator[tuple[Box, ...]]:
    """Yield where a name may stand, the best first: as said or a little off, then elsewhere."""
    size = one.face.size
    around: list[Offset] = [
        (13, size * 0.35, "start"),
        (-13, size * 0.35, "end"),
        (0, -14, "middle"),
        (0, 14 + size * 0.75, "middle"),
    ]
    for offset in [hand, *around] if hand else around:
        for x, y in _NUDGES:
            yield tuple(box.moved(x, y) for box in _boxes(one, offset))


def _square(one: Wanted) -> Box:
    return Box(*one.at, *one.at).padded(one.radius - _GRAZE)


def _boxes(one: Wanted, offset: Offset) -> tuple[Box, ...]:
    x, y, anchor = float(offset[0]), float(offset[1]), str(offset[2])
    width, size = one.face.width(one.name), one.face.size
    if anchor == "middle" and y < 0:
        y = min(y, size * (_ASCENT - 1) - one.radius) - (_DATE_HEIGHT if one.date else 0)
    elif anchor == "middle":
        y = max(y, size * _ASCENT + one.radius)
    elif size * (_ASCENT - 1) - one.radius < y < size * _ASCENT + one.radius:
        # Beside the marker: off it, however large it is.
        x = max(x, one.radius + 1) if anchor == "start" else min(x, -one.radius - 1)
    left = one.at[0] + x - _SHARES[anchor] * width
    top = one.at[1] + y - size * _ASCENT
    name = Box(left, top, left + width + _GAP, top + size)
    if not one.date:
        return (name,)
    half, middle = DATE.width(one.date) / 2, left + width / 2
    return name, Box(middle - half, name.bottom, middle + half, name.bottom + _DATE_HEIGHT)
