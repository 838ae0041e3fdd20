"""The ground of a picture: a case's outlines in an equal-area projection, made once.

Projected lengths are metres, x to the east and y to the north; lengths on the page are
pixels, x to the right and y down.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from pyproj import Transformer

if TYPE_CHECKING:
    from geo.case import Case

_HALF: Final = 180.0
"""Degrees of longitude: an azimuthal projection shows no more without tearing."""
_EARTH: Final = 6_378_137.0
"""Metres: the radius of the Earth in a web map (EPSG:3857)."""
_TILE: Final = 256
"""Pixels that the world is wide at zoom 0 of a web map."""


Extent = tuple[float, float, float, float]
"""West, south, east and north, in metres."""


class Box(NamedTuple):
    """A rectangle on the page, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, path: Path) -> Box:
        """Return the smallest rectangle around a path on the page."""
        return cls(*path.get_extents().extents)

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def apart(self, other: Box) -> bool:
        """Whether two rectangles do not overlap."""
        return (
            self.right <= other.left
            or other.right <= self.left
            or self.bottom <= other.top
            or other.bottom <= self.top
        )

    def holds(self, other: Box) -> bool:
        """Whether another rectangle lies inside this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def moved(self, x: float, y: float) -> Box:
        """Return this rectangle elsewhere."""
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def padded(self, by: float) -> Box:
        """Return this rectangle, wider on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where projected metres lie on the page: ``scale`` in pixels a metre."""

    scale: float
    x: float
    y: float

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return a projected point on the page."""
        return point[0] * self.scale + self.x, self.y - point[1] * self.scale

    @property
    def transform(self) -> Affine2D:
        """The same as a transform of matplotlib."""
        return Affine2D.from_values(self.scale, 0, 0, -self.scale, self.x, self.y)

    @classmethod
    def fitting(cls, extent: Extent, box: Box, *, corner: bool = False) -> Placed:
        """Return the largest scale at which an extent fits into a box.

        It stands in the middle, or in the upper left corner.
        """
        west, south, east, north = extent
        scale = min(box.width / (east - west), box.height / (north - south))
        share = 0 if corner else 0.5
        x = box.left + share * (box.width - (east - west) * scale) - west * scale
        return cls(
            scale, x, box.top + share * (box.height - (north - south) * scale) + north * scale
        )


class Ground:
    """A case's outlines, projected: Lambert azimuthal equal-area about the case's middle.

    A case wider than half the world is shown in a cylindrical equal-area projection.
    ``provinces`` are paths by code; ``shared`` are the lines between two provinces, ``outer``
    those of one; ``around`` are all outlines of the neighbours in one path. ``extent`` is
    that of the provinces.
    """

    def __init__(self, case: Case) -> None:
        frame = gpd.GeoDataFrame.from_features(case.boundaries, crs="EPSG:4326")
        west, south, east, north = frame.total_bounds
        longitude, latitude = (west + east) / 2, (south + north) / 2
        kind = f"laea +lat_0={latitude}" if east - west <= _HALF else f"cea +lat_ts={latitude}"
        self.crs = f"+proj={kind} +lon_0={longitude} +datum=WGS84 +units=m"
        self._transformer = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)
        shapes = shapely.orient_polygons(frame.to_crs(self.crs).geometry.to_numpy())
        self.extent = tuple(shapely.total_bounds(shapes))
        rings = [shapely.get_rings(shapely.get_parts(shape)) for shape in shapes]
        self.provinces = {
            place.province: _path(own) for place, own in zip(case.provinces, rings, strict=True)
        }
        self.shared, self.outer = _mesh(np.concatenate(rings))
        self.capitals = {
            place.province: self.project(place.longitude, place.latitude)
            for place in case.provinces
        }
        self.around = self._around(case.neighbours)

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return a point given in degrees (EPSG:4326) in metres."""
        x, y = self._transformer.transform(longitude, latitude)
        return float(x), float(y)

    def box(self, bounds: Mapping[str, float]) -> Extent:
        """Return the extent of a rectangle in degrees."""
        corners = [
            self.project(bounds[x], bounds[y]) for x in ("west", "east") for y in ("south", "north")
        ]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def zoom(self, placed: Placed, latitude: float) -> float:
        """Return the zoom at which a web map has this scale at a latitude."""
        metres = math.tau * _EARTH * math.cos(math.radians(latitude)) / _TILE
        return math.log2(placed.scale * metres)

    def _around(self, neighbours: Mapping[str, Any] | None) -> Path | None:
        if not neighbours or not neighbours["features"]:
            return None
        frame = gpd.GeoDataFrame.from_features(neighbours, crs="EPSG:4326")
        shapes = frame.to_crs(self.crs).geometry.explode()
        lines = [_lines(one) for one in shapes if np.isfinite(shapely.get_coordinates(one)).all()]
        return _path(np.concatenate(lines)) if lines else None


def _lines(shape: Any) -> Any:
    rings = shapely.get_rings(shape)
    return rings if len(rings) else np.array([shape])


def _path(lines: Iterable[Any]) -> Path:
    return Path.make_compound_path(
        *(Path(shapely.get_coordinates(line), closed=shapely.is_closed(line)) for line in lines)
    )


def _mesh(rings: Iterable[Any]) -> tuple[Path, Path]:
    """Split the outlines of a coverage into lines between two provinces and lines of one."""
    uses: Counter[tuple[Any, ...]] = Counter()
    for ring in rings:
        points = list(map(tuple, shapely.get_coordinates(ring)))
        uses.update(tuple(sorted(pair)) for pair in pairwise(points))
    kinds = ([pair for pair, n in uses.items() if n > 1], [p for p, n in uses.items() if n == 1])
    shared, outer = (
        _path(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(kind))))
        if kind
        else Path(np.empty((0, 2)))
        for kind in kinds
    )
    return shared, outer
