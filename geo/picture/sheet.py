"""The sheet that a page is drawn on: what is drawn later lies above what was drawn before.

Lengths are in pixels of the page, from its upper left corner, x to the right and y down.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform, TransformedBbox

from geo.control import Status
from geo.picture.ground import Box
from geo.picture.shapes import LIGHT, Hue, fill, glyph, repeated
from geo.picture.texts import Face, Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

WIDTH: Final = 800
_GLYPH: Final = 20
_HALO: Final = 3


Side = Literal["left", "center", "right"]
_OTHER_SIDE: Final[Mapping[Side, Side]] = {"left": "right", "center": "center", "right": "left"}
_MIRROR: Final = Affine2D().scale(-1, 1).translate(WIDTH, 0)


class Sheet:
    """Draws on a figure whose points are the pixels of the page.

    While ``mirrored``, all that is given from the left stands as far from the right; glyphs,
    patterns and letters are never turned.
    """

    mirrored = False

    def __init__(self, figure: Figure, height: float) -> None:
        self._axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
        self._axes.set_axis_off()
        self._drawn = 0

    def text(  # noqa: PLR0913, PLR0917 - where, what and how
        self,
        x: float,
        y: float,
        text: str,
        face: Face,
        colour: str = "ink",
        ha: Side = "left",
        *,
        halo: bool = False,
        gid: str = "text",
    ) -> None:
        """Write a text on one line, its letters standing on ``y``.

        Nothing in it is taken for a formula. ``gid`` names it for whoever looks for it.
        """
        if self.mirrored:
            x, ha = WIDTH - x, _OTHER_SIDE[ha]
        effects = [withStroke(linewidth=_HALO, foreground=LIGHT["halo"])] if halo else []
        self._add(
            Text(
                x,
                y,
                text,
                fontproperties=face.font(),
                color=LIGHT[colour],
                ha=ha,
                va="baseline",
                parse_math=False,
                path_effects=effects,
                gid=gid,
                transform=self._axes.transData,
            )
        )

    def line(  # noqa: PLR0913, PLR0917 - where, what and how
        self,
        x: float,
        y: float,
        runs: Sequence[Run],
        face: Face,
        colour: str = "ink",
        strong: str = "ink",
    ) -> None:
        """Write the pieces of a line one after the other, the bold ones in their own colour."""
        for run in runs:
            own, text = face.of(run), run[0].lstrip()
            width = own.width(run[0])
            # What is aligned is the ink, so that a blank in front needs its own room.
            self.text(x + width - own.width(text), y, text, own, strong if run[1] else colour)
            x += width

    def path(
        self,
        path: Path,
        placed: Transform | None = None,
        inside: Box | None = None,
        **paint: Any,
    ) -> PathPatch:
        """Draw a path, placed by a transform to pixels of the page, and clipped to a box."""
        return self._path(path, self._placed(placed), inside, **paint)

    def _placed(self, placed: Transform | None) -> Transform:
        there = placed or IdentityTransform()
        return there + _MIRROR if self.mirrored else there

    def _path(self, path: Path, placed: Transform, inside: Box | None, **paint: Any) -> PathPatch:
        lines = {"edgecolor": "none", "capstyle": "round", "joinstyle": "round"}
        transform = placed + self._axes.transData
        patch = PathPatch(path, transform=transform, **(lines | paint))
        self._add(patch)
        if inside:
            bounds = Bbox.from_extents(inside.left, inside.bottom, inside.right, inside.top)
            patch.set_clip_box(TransformedBbox(bounds, self._axes.transData))
        return patch

    def box(self, box: Box, **paint: Any) -> None:
        """Draw a rectangle."""
        corners = [box[:2], (box.right, box.top), box[2:], (box.left, box.bottom), box[:2]]
        self.path(Path(corners, closed=True), **({"joinstyle": "miter"} | paint))

    def glyph(
        self,
        at: tuple[float, float],
        size: float,
        status: Status,
        hue: Hue,
        *,
        recaptured: bool = False,
    ) -> None:
        """Draw a capital's marker on its halo, ``size`` wide, about a point."""
        scale = size / _GLYPH
        at = (WIDTH - at[0], at[1]) if self.mirrored else at
        placed = Affine2D().translate(-_GLYPH / 2, -_GLYPH / 2).scale(scale).translate(*at)
        disc = Path.circle(at, halo(status, size))
        self._path(disc, IdentityTransform(), None, facecolor=LIGHT["halo"])
        for shape in glyph(status, hue, recaptured=recaptured):
            wide = shape.paint["linewidth"] * scale
            self._path(shape.path, placed, None, **(shape.paint | {"linewidth": wide}))

    def fill(
        self,
        status: Status,
        hue: Hue,
        path: Path,
        placed: Transform | None = None,
        inside: Box | None = None,
    ) -> None:
        """Fill a path with the colour and the pattern of a status."""
        paint = fill(status, hue)
        there = self._placed(placed)
        ground = self._path(path, there, inside, facecolor=paint.colour)
        if not paint.marks:
            return
        turn = Affine2D().rotate_deg(paint.angle)
        on_page = there.transform_path(path).get_extents()
        corners = turn.inverted().transform(on_page.corners())
        reach = (*corners.min(axis=0), *corners.max(axis=0))
        for mark in paint.marks:
            tiles = repeated(mark.path, paint.size, reach)
            patch = self._path(tiles, turn, inside, **mark.paint)
            patch.set_clip_path(path, ground.get_transform())

    def _add(self, artist: Any) -> None:
        self._drawn += 1
        artist.set_zorder(self._drawn)
        self._axes.add_artist(artist)


def halo(status: Status, size: float) -> float:
    """Return the radius of the halo under a marker that is ``size`` wide."""
    return size / _GLYPH * (6.4 if status is Status.NO_REPORT else 9.6)


def round_length(most: float) -> int:
    """Return the longest of 1, 2, 3, 5, 10, 20… that is not above ``most``, at least 1."""
    ten: int = 10 ** max(0, math.floor(math.log10(max(1, most))))
    return next(n * ten for n in (5, 3, 2, 1) if n * ten <= max(1, most))
