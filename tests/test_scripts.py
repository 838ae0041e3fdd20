"""The scripts that build what ships: each step on a toy, then the whole, byte for byte.

The last part fetches npm packages where .cache/npm does not hold them; it is never skipped.
"""

from __future__ import annotations

import io
import json
import tarfile
from hashlib import sha256

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box

from scripts import build_datapackage, build_geography, build_vendor
from scripts.build_geography import (
    HOME,
    Country,
    bounds_of,
    build_neighbours,
    decode_arcs,
    ends_on_ring,
    in_standard_order,
    is_speck,
    join_arcs,
    province_outlines,
    read_countries,
    read_country,
    read_provinces,
    require_capitals_inside,
    require_coverage,
    require_no_gap,
    rounded,
    simplified,
)
from scripts.npm_packages import Package, fetch, members
from scripts.outputs import BuildError, run, stale

# Two countries around home (H), in degrees. Arcs run from * to *, and are numbered:
#
#   34  3---------*---------5
#       |    W    0    E    |
#   32  |    1----*----4    |      The old outline of home ends at 32.01 in the north,
#       |    |    H    |    |      the provinces that replace it at 32.
#   30  |    1----*----4    |
#       |         2         |
#   28  3---------*---------5
#      58   60   61   62   64
ARCS_IN_DEGREES = [
    [(61, 34), (61, 32.01)],
    [(61, 32.01), (60, 32.01), (60, 30), (61, 30)],
    [(61, 30), (61, 28)],
    [(61, 28), (58, 28), (58, 34), (61, 34)],
    [(61, 30), (62, 30), (62, 32.01), (61, 32.01)],
    [(61, 34), (64, 34), (64, 28), (61, 28)],
]
WEST, EAST = "111", "222"
RINGS = {WEST: [0, 1, 2, 3], EAST: [5, ~2, 4, ~0], HOME: [1, 4]}
PROVINCES_AS_ONE = Polygon([(60, 30), (61, 30), (62, 30), (62, 32), (61, 32), (60, 32)])


def topology() -> dict:
    """Write the drawing as a quantized TopoJSON: integer steps of a hundredth of a degree."""
    scaled = [np.round(np.array(arc) * 100).astype(int) for arc in ARCS_IN_DEGREES]
    steps = [np.diff(arc, axis=0, prepend=np.zeros((1, 2), int)).tolist() for arc in scaled]
    return {
        "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
        "arcs": steps,
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "id": code, "arcs": [ring]} for code, ring in RINGS.items()
                ]
            }
        },
    }


# --- Reading --------------------------------------------------------------------------------------


def test_arcs_are_sums_of_steps_scaled_and_moved():
    """Steps (1, 1), (2, 0), (0, -3) become degrees by scale and translation."""
    arcs = decode_arcs(
        {
            "transform": {"scale": [0.5, 2.0], "translate": [60.0, 30.0]},
            "arcs": [[[1, 1], [2, 0], [0, -3]]],
        }
    )
    assert arcs[0].tolist() == [[60.5, 32.0], [61.5, 32.0], [61.5, 26.0]]


def test_the_toy_decodes_to_its_drawing():
    """Decoding undoes the quantizing of the toy."""
    for arc, drawn in zip(decode_arcs(topology()), ARCS_IN_DEGREES, strict=True):
        assert arc == pytest.approx(np.array(drawn, dtype=float))


def test_a_ring_runs_some_arcs_backwards_and_keeps_shared_points_once():
    """Arc ~1 is arc 1 reversed; where two arcs meet, their common point is there once."""
    arcs = [np.array([[0, 0], [1, 0], [1, 1]]), np.array([[0, 0], [0, 1], [1, 1]])]
    ring = join_arcs([0, ~1], arcs)
    assert ring.tolist() == [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def test_bounds_are_west_south_east_north():
    """Points in the order longitude, latitude give bounds in the order of shapely."""
    assert bounds_of(np.array([[60, 35], [62, 30], [61, 31]])) == (60, 30, 62, 35)


def test_only_the_parts_of_a_country_in_sight_are_kept():
    """A part outside the box is left out with its arcs, and so is one without an area."""
    arcs = [
        np.array([[0, 0], [1, 0], [1, 1], [0, 0]]),
        np.array([[9, 9], [10, 9], [10, 10], [9, 9]]),
        np.array([[0, 0], [1, 1], [0, 0]]),
    ]
    drawn = {"type": "MultiPolygon", "arcs": [[[0]], [[~1]], [[2]]]}
    country = read_country(drawn, arcs, box(0, 0, 2, 2))
    assert country.arcs == {0}
    assert country.area.area == 0.5


def test_a_country_that_is_not_in_the_table_is_refused():
    """A country in sight without a row would be a gap on the ground."""
    drawn = topology()
    with pytest.raises(BuildError, match=rf"expected \['{HOME}', '{WEST}'\], found .*'{EAST}'"):
        read_countries(drawn, decode_arcs(drawn), [HOME, WEST])


def test_provinces_are_known_by_code_and_never_by_name():
    """Two polygons of one name stay two, as they must for Uruzgan and Parwan."""
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    features = [
        {"properties": {"adm1_code": code, "name": "Uruzgan"}, "geometry": square}
        for code in ("AFG-1752", "AFG-1753")
    ]
    found = read_provinces(json.dumps({"features": features}).encode())
    assert list(found) == ["AFG-1752", "AFG-1753"]


# --- Coverages ------------------------------------------------------------------------------------


def wiggly_pair() -> list[Polygon]:
    """Return two cells that share a border with a fine wiggle in it."""
    border = [(1 + 0.01 * (n % 2), n / 50) for n in range(51)]
    return [
        Polygon([(0, 0), *border, (0, 1)]),
        Polygon([(2, 1), *reversed(border), (2, 0)]),
    ]


def test_a_simplified_border_is_still_one_border():
    """Both sides lose the same corners, so that the two cells are still a coverage."""
    before = wiggly_pair()
    after = simplified(before, 0.05, "cells")
    assert shapely.coverage_is_valid(after)
    assert shapely.get_num_coordinates(after).sum() < shapely.get_num_coordinates(before).sum() / 2
    assert shapely.area(after).sum() == pytest.approx(2)


def test_cells_that_overlap_are_refused_and_the_place_is_named():
    """Two cells whose common border differs by one corner, inwards, are no coverage."""
    left, right = box(0, 0, 1, 1), Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (0.99, 0.5)])
    with pytest.raises(BuildError, match=r"cells: expected borders shared .* at .*LINESTRING"):
        require_coverage(np.array([left, right]), "cells")


def test_cells_with_a_gap_between_them_are_refused():
    """The same corner outwards leaves a hole in the whole, and so does a cell that is missing."""
    left, right = box(0, 0, 1, 1), Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1.01, 0.5)])
    for cells in ([left, right], [left, box(2, 0, 3, 1)]):
        require_coverage(np.array(cells), "cells")
        with pytest.raises(BuildError, match="cells: expected one area without a gap"):
            require_no_gap(np.array(cells), "cells")
    assert require_no_gap(np.array([left, box(1, 0, 2, 1)]), "cells").area == 2


def test_an_invalid_polygon_is_refused():
    """A ring that crosses itself has no inside."""
    bow_tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(BuildError, match=r"number \[1\] is not"):
        require_coverage(np.array([box(2, 2, 3, 3), bow_tie]), "cells")


def test_rounding_drops_points_that_fall_together():
    """Two corners that round to one are one, on either side of a half."""
    cell = Polygon([(0, 0), (1.0004, 0), (1.00049, 0), (1.0006, 1)])
    (found,) = rounded(np.array([cell]), 3)
    assert list(found.exterior.coords) == [(0, 0), (1, 0), (1.001, 1), (0, 0)]


def test_rings_start_at_a_fixed_corner_and_run_anticlockwise():
    """However a ring is written, it comes out as the same bytes."""
    one = Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    other = Polygon([(1, 1), (0, 1), (0, 0), (1, 0)])
    assert in_standard_order(one).wkt == in_standard_order(other).wkt
    assert in_standard_order(one).exterior.is_ccw


# --- Provinces ------------------------------------------------------------------------------------


def row(number: int, longitude: float = 0.5) -> dict[str, str]:
    """Return a row of a provinces table; the longitude counts from the west of its square."""
    return {
        "province": f"XX-{number:02}",
        "natural_earth_id": f"XXX-{number}",
        "capital_en": f"Town {number}",
        "longitude": str(number + longitude),
        "latitude": "0.5",
    }


def strip(count: int) -> dict[str, Polygon]:
    """Return unit squares in a row, by code."""
    return {f"XXX-{number}": box(number, 0, number + 1, 1) for number in range(count)}


def test_34_provinces_with_their_capitals_inside_are_accepted():
    """Each outline is that of its own code."""
    found = province_outlines([row(number) for number in range(34)], strip(34))
    assert found["XX-07"].bounds == (7, 0, 8, 1)


@pytest.mark.parametrize(("rows", "drawn"), [(33, 33), (34, 33), (34, 35)])
def test_another_number_of_provinces_is_refused(rows, drawn):
    """33 provinces, or a table and outlines that do not pair, stop the build."""
    with pytest.raises(BuildError, match="expected 34"):
        province_outlines([row(number) for number in range(rows)], strip(drawn))


def test_a_capital_outside_its_province_is_refused_and_named():
    """A capital on the far side of a border, and one on the border itself, are outside."""
    rows = [row(0), row(1, longitude=-0.5), row(2, longitude=0)]
    outlines = {f"XX-{number:02}": box(number, 0, number + 1, 1) for number in range(3)}
    with pytest.raises(BuildError) as refused:
        require_capitals_inside(rows, outlines)
    assert "Town 0" not in str(refused.value)
    assert "Town 1 is not inside XX-01 (XXX-1); Town 2 is not inside XX-02" in str(refused.value)


# --- Neighbours -----------------------------------------------------------------------------------


def test_a_border_that_met_the_old_outline_ends_on_the_new_one():
    """The end that is a junction moves to the nearest corner, the other end stays."""
    line = np.array([(61, 34), (61, 32.01)])
    ring = np.array(PROVINCES_AS_ONE.exterior.coords)
    moved = ends_on_ring(line, {(61.0, 32.01)}, ring)
    assert moved.tolist() == [[61, 34], [61, 32]]
    assert line.tolist() == [[61, 34], [61, 32.01]]


def toy_countries() -> tuple[dict[str, Country], list]:
    """Return the countries of the drawing and its arcs."""
    drawn = topology()
    arcs = decode_arcs(drawn)
    return read_countries(drawn, arcs, RINGS), arcs


def test_neighbours_fill_the_ground_up_to_the_provinces():
    """The strip between the old outline and the new one goes to the countries beside it."""
    countries, arcs = toy_countries()
    ground = build_neighbours(countries, arcs, PROVINCES_AS_ONE)
    assert ground[WEST].area == pytest.approx(3 * 6 - 2)
    assert ground[EAST].area == pytest.approx(3 * 6 - 2)
    assert shapely.coverage_is_valid([*ground.values(), PROVINCES_AS_ONE])


def test_provinces_without_a_corner_at_the_border_still_get_a_coverage():
    """Where the outer edge has no corner near, the border ends at the nearest that it has."""
    countries, arcs = toy_countries()
    ground = build_neighbours(countries, arcs, box(60, 30, 62, 32))
    assert shapely.coverage_is_valid([*ground.values(), box(60, 30, 62, 32)])


def test_only_a_small_island_is_a_speck():
    """An exclave is as small but has a neighbour, and a large island is no speck."""
    land, exclave = (
        Polygon(box(0, 0, 9, 9).exterior, [box(1, 1, 1.1, 1.1).exterior.coords]),
        box(1, 1, 1.1, 1.1),
    )
    islet, island = box(20, 20, 20.1, 20.1), box(30, 30, 31, 31)
    faces = [land, exclave, islet, island]
    assert [is_speck(face, faces) for face in faces] == [False, False, True, False]


# --- Packages -------------------------------------------------------------------------------------


def tarball(path, files: dict[str, bytes]) -> Package:
    """Write an npm tarball and return the package that it is."""
    package = Package("toy", "1.0.0", "")
    with tarfile.open(path / package.tarball, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return Package("toy", "1.0.0", sha256((path / package.tarball).read_bytes()).hexdigest())


def test_a_scoped_package_has_the_file_name_that_npm_gives_it():
    """The at sign goes, the slash is a hyphen."""
    assert Package("@fontsource/vazirmatn", "5.3.0", "").tarball == "fontsource-vazirmatn-5.3.0.tgz"


def test_a_kept_tarball_is_used_and_another_one_refused(tmp_path):
    """A wrong sha256 stops the build, and the message says expected, got and where."""
    package = tarball(tmp_path, {"a.json": b"{}"})
    assert fetch(package, tmp_path) == tmp_path / "toy-1.0.0.tgz"
    with pytest.raises(BuildError) as refused:
        fetch(Package("toy", "1.0.0", "0" * 64), tmp_path)
    for part in ("toy-1.0.0.tgz", f"expected sha256 {'0' * 64}", f"got {package.sha256}"):
        assert part in str(refused.value)


def test_files_of_a_package_are_checked_one_by_one(tmp_path):
    """A file is given if its sha256 is the expected, else refused by its name, as one missing."""
    package = tarball(tmp_path, {"a.json": b"{}", "b/c.json": b"[]"})
    path = tmp_path / package.tarball
    assert members(path, {"b/c.json": sha256(b"[]").hexdigest()}) == {"b/c.json": b"[]"}
    with pytest.raises(BuildError, match=r"b/c\.json: expected sha256 0000"):
        members(path, {"b/c.json": "0" * 64})
    with pytest.raises(BuildError, match=r"expected a file d\.json, found none"):
        members(path, {"d.json": "0" * 64})


def test_only_the_line_that_names_a_source_map_is_cut():
    """The script before it stays as it was, and a script without one is untouched."""
    assert build_vendor.without_source_map(b"a;\nb;\n//# sourceMappingURL=x.map") == b"a;\nb;\n"
    assert build_vendor.without_source_map(b"a;\nb;\n") == b"a;\nb;\n"


# --- Descriptor -----------------------------------------------------------------------------------

TOY_PACKAGE = {
    "name": "toy",
    "title": "Toy",
    "version": "1",
    "created": "2001-06-01",
    "description": "A toy.",
    "licenses": ["MIT"],
    "sources": ["here"],
    "contributors": [],
    "words": {"country": ["Toyland"]},
    "view": {"zoom": 5},
    "licence": {"MIT": {"name": "MIT"}},
    "source": {"here": {"title": "Here", "path": "a.csv"}},
    "resources": [
        {
            "name": "a",
            "path": "a.csv",
            "title": "A",
            "description": "One.",
            "licenses": ["MIT"],
            "sources": ["here"],
            "fields": [
                {
                    "name": "x",
                    "type": "string",
                    "description": "An x.",
                    "constraints": {"required": True, "enum": ["1", "2"]},
                    "example": "1|2",
                }
            ],
        }
    ],
}


def test_the_descriptor_has_bytes_and_hash_of_the_file(tmp_path):
    """What is known by hand is joined by what the file itself says."""
    (tmp_path / "a.csv").write_bytes(b"x\n1\n")
    (found,) = build_datapackage.descriptor(TOY_PACKAGE, tmp_path)["resources"]
    assert (found["bytes"], found["mediatype"]) == (4, "text/csv")
    assert found["hash"] == "sha256:" + sha256(b"x\n1\n").hexdigest()


def test_a_table_with_another_header_is_refused(tmp_path):
    """A column that was renamed or added without a word in the schema stops the build."""
    (tmp_path / "a.csv").write_bytes(b"x,y\n1,2\n")
    with pytest.raises(
        BuildError, match=r"a\.csv: expected the columns \['x'\], found \['x', 'y'\]"
    ):
        build_datapackage.descriptor(TOY_PACKAGE, tmp_path)


def test_features_that_differ_in_their_properties_are_refused(tmp_path):
    """Columns of a GeoJSON are the properties that all of its features have."""
    features = [{"properties": {"a": 1}}, {"properties": {"b": 1}}]
    (tmp_path / "a.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")
    with pytest.raises(BuildError, match="the same properties in each feature"):
        build_datapackage.columns_of(tmp_path / "a.geojson")


def test_an_unknown_licence_is_refused():
    """A licence must be one that the hand-written part describes."""
    with pytest.raises(BuildError, match=r"expected one of \['MIT'\], got \['unknown'\]"):
        build_datapackage.described(["MIT", "unknown"], TOY_PACKAGE["licence"])


def test_lists_of_plain_values_stay_on_one_line():
    """The JSON is the same, only laid out so that a label is one line of a diff."""
    value = {"label": [0, -13, "middle"], "nested": [[1, 2], {"a": []}], "text": "[ a,\n b ]"}
    text = build_datapackage.as_text(value)
    assert '"label": [0, -13, "middle"]' in text
    assert json.loads(text) == value


def test_the_dictionary_says_type_values_and_example():
    """A bar in an example is escaped: it would end the cell of the table."""
    table = build_datapackage.dictionary(TOY_PACKAGE["resources"][0])
    assert table.endswith("|---|---|---|---|\n| `x` | An x. | string: `1`, `2` | 1\\|2 |\n")


def test_a_readme_gets_its_dictionary_between_two_comments():
    """What stood there before goes, what stands around stays, and twice is as once."""
    readme = "before\n<!-- dictionary: a -->\nold\n<!-- end -->\nafter\n"
    resources = TOY_PACKAGE["resources"]
    once = build_datapackage.with_dictionary(readme, resources)
    assert "old" not in once
    assert once.startswith("before\n<!-- dictionary: a -->\n| field |")
    assert once.endswith("|\n<!-- end -->\nafter\n")
    assert build_datapackage.with_dictionary(once, resources) == once


@pytest.mark.parametrize("readme", ["", "<!-- dictionary: b -->\n<!-- end -->\n"])
def test_a_readme_without_a_place_for_a_file_is_refused(readme):
    """A new file needs a place in the README, and a place needs a file."""
    with pytest.raises(BuildError, match=r"expected a place for each of \['a'\]"):
        build_datapackage.with_dictionary(readme, TOY_PACKAGE["resources"])


# --- Writing and checking -------------------------------------------------------------------------


def test_a_build_writes_and_its_check_only_compares(tmp_path):
    """After a build the check passes; a changed file fails it and is left as it is."""

    def build() -> dict[str, bytes]:
        return {"folder/a.txt": b"built"}

    assert run(build, tmp_path, "Toy.", ["--check"]) == 1
    assert not list(tmp_path.iterdir())
    assert run(build, tmp_path, "Toy.", []) == 0
    assert run(build, tmp_path, "Toy.", ["--check"]) == 0
    (tmp_path / "folder" / "a.txt").write_bytes(b"built\r\n")
    assert run(build, tmp_path, "Toy.", ["--check"]) == 1
    assert (tmp_path / "folder" / "a.txt").read_bytes() == b"built\r\n"
    assert stale(build(), tmp_path) == ["folder/a.txt"]


def test_a_failed_build_says_why_and_writes_nothing(tmp_path, capsys):
    """The message of a refused input goes to standard error, with exit code 1."""

    def build() -> dict[str, bytes]:
        message = "a.tgz: expected sha256 1, got 2"
        raise BuildError(message)

    assert run(build, tmp_path, "Toy.", []) == 1
    assert capsys.readouterr().err == "a.tgz: expected sha256 1, got 2\n"
    assert not list(tmp_path.iterdir())


# --- The whole, from the npm packages -------------------------------------------------------------


def test_the_geography_is_rebuilt_byte_for_byte(capsys):
    """Natural Earth's files and the two tables give exactly the committed boundaries."""
    assert build_geography.main(["--check"]) == 0, capsys.readouterr().err
    assert "read 34 provinces, 11181 corners" in capsys.readouterr().out


def test_the_vendored_files_are_rebuilt_byte_for_byte(capsys):
    """Leaflet and the fonts are what their npm packages hold."""
    assert build_vendor.main(["--check"]) == 0, capsys.readouterr().err


def test_the_descriptor_and_the_dictionary_are_rebuilt_byte_for_byte(capsys):
    """Descriptor and README are up to date; else run `make data`."""
    assert build_datapackage.main(["--check"]) == 0, capsys.readouterr().err
