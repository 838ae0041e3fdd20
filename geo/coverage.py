"""Provinces as a coverage: polygons that share their borders corner by corner, with no overlap.

What is drawn twice, once for each neighbour, must stay one border: it is cleaned, simplified
and rounded for all polygons together. Coordinates are longitude, latitude in degrees
(EPSG:4326), widths and tolerances degrees, areas square degrees. This module imports shapely
when it is imported itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely
from shapely.geometry import mapping, shape

from geo.view import zoom_that_fits

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

POSITION_DECIMALS: Final = 4
"""Decimals of a point inside a polygon: some ten metres."""
_PIXEL_AT_ZOOM_0: Final = 360 / 256
"""Degrees along the equator of a web map; each zoom halves it."""
_FEWEST_DECIMALS: Final = 3
_ATTEMPTS: Final = 4

Shapes = np.ndarray[Any, np.dtype[np.object_]]
"""Polygons and multipolygons, shape (n,)."""


class Overlap(NamedTuple):
    """Two polygons by number, and the share of the smaller one that lies under the other."""

    one: int
    other: int
    share: float


def shapes_of(geometries: Iterable[Mapping[str, Any]]) -> Shapes:
    """Return GeoJSON geometries as valid polygons; one that has no area is empty."""
    return _all_polygons(shapely.make_valid([shape(one) for one in geometries]))


def geometry_of(area: BaseGeometry) -> dict[str, Any]:
    """Return a polygon as a GeoJSON geometry."""
    geometry: dict[str, Any] = mapping(area)
    return geometry


def half_pixel(shapes: Shapes) -> float:
    """Return half a pixel in degrees, one zoom closer than the map of all polygons."""
    return float(_PIXEL_AT_ZOOM_0 / 2 ** (zoom_that_fits(*shapely.total_bounds(shapes)) + 2))


def is_coverage(shapes: Shapes, gap_width: float) -> bool:
    """Whether the polygons share their borders, and enclose no gap narrower than a width."""
    if not shapely.coverage_is_valid(shapes):
        return False
    try:
        whole = shapely.get_parts(shapely.coverage_union_all(shapes))
    except shapely.GEOSException:  # borders that all but meet can confuse the union
        return False
    gaps = [shapely.Polygon(ring) for area in whole for ring in area.interiors]
    return not any(gap.buffer(-gap_width / 2).is_empty for gap in gaps)


def overlaps(shapes: Shapes) -> Iterator[Overlap]:
    """Yield the pairs of polygons of which one lies partly under the other."""
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()
    for one, other in sorted((a, b) for a, b in pairs if a < b):
        shared = shapely.intersection(shapes[one], shapes[other]).area
        if shared > 0:
            yield Overlap(one, other, shared / min(shapes[one].area, shapes[other].area))


def cleaned(shapes: Shapes, gap_width: float) -> Shapes:
    """Return a coverage: overlaps and gaps narrower than a width go to the longest neighbour."""
    return _all_polygons(shapely.coverage_clean(shapes, gap_width=gap_width))


def simplified(shapes: Shapes, tolerance: float, pixel: float) -> Shapes:
    """Return a coverage simplified as one (Visvalingam), rounded, and without specks.

    A corner goes if its triangle is under the square of the tolerance. Decimals are as many
    as ``pixel`` needs, and an island under its square is a speck. Where two borders would
    come to touch, less is simplified and more decimals are kept; as a last resort, all.
    """
    decimals = max(_FEWEST_DECIMALS, math.ceil(-math.log10(pixel)))
    for attempt in range(_ATTEMPTS):
        found = shapely.coverage_simplify(shapes, tolerance / 2**attempt) if tolerance else shapes
        found = _rounded(_without_specks(found, pixel**2), decimals + attempt)
        if shapely.is_valid(found).all() and shapely.coverage_is_valid(found):
            return _in_standard_order(found)
    return _in_standard_order(shapes)


def middle(area: BaseGeometry) -> tuple[float, float]:
    """Return a point inside a polygon, rounded if it stays inside."""
    point = area.representative_point()
    rounded = round(point.x, POSITION_DECIMALS), round(point.y, POSITION_DECIMALS)
    return rounded if area.covers(shapely.Point(rounded)) else (point.x, point.y)


def corners(shapes: Shapes) -> int:
    """Return how many coordinates the polygons have in all."""
    return int(shapely.get_num_coordinates(shapes).sum())


def _all_polygons(geometries: Iterable[BaseGeometry]) -> Shapes:
    """Return the polygons of each geometry, without the lines and points that a repair leaves."""
    found = []
    for geometry in geometries:
        parts = shapely.get_parts(shapely.get_parts(geometry))
        found.append(_as_one([part for part in parts if part.geom_type == "Polygon"]))
    return np.array(found, dtype=object)


def _without_specks(shapes: Shapes, smallest: float) -> Shapes:
    """Return areas without islands smaller than an area, but for the largest part of each."""
    found = []
    for area in shapes:
        parts = sorted(shapely.get_parts(area), key=lambda part: float(part.area))
        found.append(_as_one([part for part in parts if part.area >= smallest] or parts[-1:]))
    return np.array(found, dtype=object)


def _as_one(parts: list[BaseGeometry]) -> BaseGeometry:
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _rounded(shapes: Shapes, decimals: int) -> Shapes:
    rounded = shapely.transform(shapes, lambda points: np.round(points, decimals))
    found: Shapes = shapely.remove_repeated_points(rounded)
    return found


def _in_standard_order(shapes: Shapes) -> Shapes:
    """Return the polygons with rings that start at a fixed corner; outer ones anticlockwise."""
    found: Shapes = shapely.orient_polygons(shapely.normalize(shapes), exterior_cw=False)
    return found
