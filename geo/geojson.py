"""The features of a GeoJSON file, checked and copied down to what may be drawn.

Only ``json`` reads the file, never a GDAL driver: some of those follow addresses that the
file holds. Geometries are rebuilt from numbers alone, so that no text passes through.
Positions are longitude, latitude in degrees (EPSG:4326); a third number is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from geo.decoding import load_json
from geo.faults import Caps, Fault, one_of, shown
from geo.language import N_, _, number
from geo.rows import too_large

POLYGONS: Final = ("Polygon", "MultiPolygon")
LINES: Final = ("LineString", "MultiLineString")
_SAME_AS_EPSG_4326: Final = ("CRS84", "EPSG::4326", "EPSG:4326")
_SHORTEST_RING: Final = 4
_LINES: Final = N_("expected a list of lines, found {found}")
_POLYGONS: Final = N_("expected a list of polygons, found {found}")
_RINGS: Final = N_("expected a list of rings, found {found}")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file; ``number`` counts from 1."""

    number: int
    properties: dict[str, Any]
    geometry: dict[str, Any]


def read_features(
    data: bytes, file: str, types: Collection[str] = POLYGONS, *, caps: Caps
) -> tuple[list[Feature], list[Fault]]:
    """Return the features whose geometry is sound and of one of the types, and all faults."""
    if len(data) > caps.bytes:
        return [], [Fault(file, None, None, too_large(caps, len(data)))]
    content, faults = load_json(data, file)
    if faults:
        return [], faults
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        kind = content.get("type") if isinstance(content, dict) else content
        message = _("expected a FeatureCollection, found {found}", found=shown(kind))
        return [], [Fault(file, None, "type", message)]
    faults = _check_crs(content.get("crs"), file)
    raw = content.get("features")
    if not isinstance(raw, list) or not raw:
        message = _("expected features, found {found}", found=shown(raw))
        return [], [*faults, Fault(file, None, "features", message)]
    features: list[Feature] = []
    copier = _Copier(caps.vertices)
    for at, one in enumerate(raw, start=1):
        try:
            features.append(Feature(at, _properties(one), copier.geometry(one, types)))
        except _NotSoundError as error:
            faults.append(Fault(file, None, error.member, of_feature(at, str(error))))
            if copier.left < 0:
                break
    return features, faults


def of_feature(number: int, message: str, code: str = "") -> str:
    """Return the message of a fault with the feature that it is about."""
    if code:
        return _("feature {n} ({code}): {message}", n=number, code=code, message=message)
    return _("feature {n}: {message}", n=number, message=message)


def is_position(longitude: object, latitude: object) -> bool:
    """Whether two values are numbers within the degrees of longitude and latitude."""
    return is_number(longitude, -180, 180) and is_number(latitude, -90, 90)


def is_number(value: Any, low: float, high: float) -> bool:
    """Whether a value of a JSON file is a number, ends inclusive; NaN and truth values are none."""
    return type(value) in (int, float) and low <= value <= high


class _NotSoundError(ValueError):
    def __init__(self, message: str, *, member: str = "geometry") -> None:
        super().__init__(message)
        self.member = member


class _Copier:
    """Copies geometries until the vertices of all together exceed a cap."""

    def __init__(self, most: int) -> None:
        self._most = self.left = most
        self._copy: dict[str, Callable[[Any], list[Any]]] = {
            "LineString": self._line,
            "MultiLineString": lambda raw: self._each(raw, self._line, _LINES),
            "Polygon": self._polygon,
            "MultiPolygon": lambda raw: self._each(raw, self._polygon, _POLYGONS),
        }

    def geometry(self, feature: dict[str, Any], types: Collection[str]) -> dict[str, Any]:
        raw = feature.get("geometry")
        kind = raw.get("type") if isinstance(raw, dict) else raw
        if not isinstance(raw, dict) or not isinstance(kind, str) or kind not in types:
            raise _NotSoundError(
                _(
                    "expected a geometry of type {types}, found {found}",
                    types=one_of(types),
                    found=shown(kind),
                )
            )
        return {"type": kind, "coordinates": self._copy[kind](raw.get("coordinates"))}

    def _each(self, raw: Any, copy: Callable[[Any], list[Any]], what: str) -> list[Any]:
        if not isinstance(raw, list) or not raw:
            raise _NotSoundError(_(what, found=shown(raw)))
        return [copy(one) for one in raw]

    def _polygon(self, raw: Any) -> list[Any]:
        return self._each(raw, self._ring, _RINGS)

    def _ring(self, raw: Any) -> list[Any]:
        ring = self._line(raw)
        if len(ring) < _SHORTEST_RING or ring[0] != ring[-1]:
            message = _(
                "expected a ring of four or more positions that ends where it starts, found {found}",
                found=shown(raw),
            )
            raise _NotSoundError(message)
        return ring

    def _line(self, raw: Any) -> list[Any]:
        if not isinstance(raw, list):
            raise _NotSoundError(_("expected a list of positions, found {found}", found=shown(raw)))
        self.left -= len(raw)
        if self.left < 0:
            message = _(
                "expected at most {n} vertices in the whole file, found {found}",
                n=number(self._most),
                found="'more'",
            )
            raise _NotSoundError(message)
        return [_position(one) for one in raw]


def _position(raw: Any) -> list[float]:
    if isinstance(raw, list) and len(raw) > 1:
        longitude, latitude = raw[0], raw[1]
        if is_position(longitude, latitude):
            return [longitude, latitude]
    message = _(
        "expected longitude from -180 to 180 and latitude from -90 to 90 (EPSG:4326), found {found}",
        found=shown(raw),
    )
    raise _NotSoundError(message)


def _properties(feature: Any) -> dict[str, Any]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        message = _("expected a Feature, found {found}", found=shown(feature))
        raise _NotSoundError(message, member="features")
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        message = _("expected an object, found {found}", found=shown(properties))
        raise _NotSoundError(message, member="properties")
    return properties


def _check_crs(crs: Any, file: str) -> list[Fault]:
    """Check the coordinate system, if the file names one as GeoJSON did before RFC 7946."""
    if crs is None or any(name in str(crs) for name in _SAME_AS_EPSG_4326):
        return []
    about = crs.get("properties") if isinstance(crs, dict) else None
    name = about.get("name") if isinstance(about, dict) else crs
    message = _(
        "expected EPSG:4326 (longitude and latitude in degrees), found {found}", found=shown(name)
    )
    return [Fault(file, None, "crs", message)]
