"""Another case starts from a boundary file: what is refused, what is mended, what is written."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.__main__ import main
from geo.address import PAGES
from geo.case import CaseError, read_case
from geo.coverage import half_pixel, is_coverage, middle, overlaps, shapes_of, simplified
from geo.faults import Caps
from geo.new_case import FILES, Columns, Wanted, new_case
from geo.view import NO_DAY
from geo.words import WORDS

from .conftest import ROOT, OpenPage, run_app
from .factories import square
from .map_page import MapPage

COLUMNS = Columns(id="CODE", name="NAME")
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm")


def areas(*geometries: Any, **properties: Iterable[object]) -> dict[str, Any]:
    """Return a boundary file: a feature for each geometry, with a code and a name of its own."""
    own = {"CODE": [f"XX-{name[0]}" for name in NAMES], "NAME": NAMES} | properties
    features = [
        {
            "type": "Feature",
            "properties": {name: list(values)[n] for name, values in own.items()},
            "geometry": geometry,
        }
        for n, geometry in enumerate(geometries)
    ]
    return {"type": "FeatureCollection", "features": features}


def a_file(folder: Path, content: object) -> Path:
    """Write a boundary file and return its path."""
    path = folder / "areas.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def polygon(*corners: tuple[float, float], holes: Iterable[list[Any]] = ()) -> dict[str, Any]:
    """Return a polygon with the corners in order."""
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]], *holes]}


def faults_of(tmp_path: Path, content: object, wanted: Wanted | None = None) -> list[str]:
    """Return the faults for which a boundary file is refused; nothing is written then."""
    with pytest.raises(CaseError) as refused:
        new_case(tmp_path / "war", a_file(tmp_path, content), COLUMNS, wanted or Wanted())
    assert not (tmp_path / "war").exists()
    return [str(fault) for fault in refused.value.faults]


def drawn(folder: Path) -> list[Any]:
    """Return the polygons of a written case."""
    return [shapely.geometry.shape(f["geometry"]) for f in read_case(folder).boundaries["features"]]


def test_a_sound_file_makes_a_case_without_reports(tmp_path: Path) -> None:
    """Each area is a province, its capital inside with its name; the tables are empty templates."""
    source = a_file(tmp_path, areas(square(0), square(1), square(2)))
    (todo,) = new_case(tmp_path / "new" / "war", source, COLUMNS)
    case = read_case(tmp_path / "new" / "war")
    assert [(p.province, p.name, p.capital) for p in case.provinces] == [
        ("XX-A", "Alder", "Alder"),
        ("XX-B", "Birch", "Birch"),
        ("XX-C", "Cedar", "Cedar"),
    ]
    assert (case.title, case.reports, case.actors, case.statements) == ("war", (), (), ())
    assert case.view.first_day == case.view.last_day == NO_DAY
    assert case.view.center == (0.5, 1.5)
    assert "mend capital_en, longitude and latitude" in todo


def test_examples_in_the_templates_work_once_they_are_no_comments(tmp_path: Path) -> None:
    """Without its # each example is a sound row, so that an editor can write over it."""
    new_case(tmp_path / "war", a_file(tmp_path, areas(square(0), square(1))), COLUMNS)
    for name in ("actors.csv", "reports.csv"):
        path = tmp_path / "war" / name
        text = path.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith('"#')]
        path.write_text("\n".join(line.removeprefix("# ") for line in lines), encoding="utf-8")
    case = read_case(tmp_path / "war")
    assert [(a.actor, a.incumbent, a.hue) for a in case.actors] == [
        ("republic", True, None),
        ("front", False, 268),
    ]
    assert [(r.province, r.actor, r.side) for r in case.reports] == [("XX-A", "front", "front")]


def test_days_and_title_are_as_asked(tmp_path: Path) -> None:
    """Days go into the descriptor only where the editor gives them."""
    wanted = Wanted(title="A {{war}}", first_day=date(2001, 5, 1), last_day=date(2001, 5, 31))
    new_case(tmp_path / "war", a_file(tmp_path, areas(square(0))), COLUMNS, wanted)
    case = read_case(tmp_path / "war")
    assert case.title == "A {{war}}"
    assert (case.view.first_day, case.view.last_day, case.view.opening_day) == (
        date(2001, 5, 1),
        date(2001, 5, 31),
        date(2001, 5, 1),
    )


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    """A folder that holds any file of a case is refused, and stays as it is."""
    (tmp_path / "war").mkdir()
    (tmp_path / "war" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(CaseError, match=f"{name}: expected a folder without a case"):
        new_case(tmp_path / "war", a_file(tmp_path, areas(square(0))), COLUMNS)
    assert [path.name for path in (tmp_path / "war").iterdir()] == [name]
    assert (tmp_path / "war" / name).read_text(encoding="utf-8") == "mine"


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    """The boundary file may lie in the folder itself."""
    source = a_file(tmp_path, areas(square(0)))
    before = source.read_bytes()
    new_case(tmp_path, source, COLUMNS)
    assert {path.name for path in tmp_path.iterdir()} == {*FILES, source.name}
    assert source.read_bytes() == before


FAULTY = [
    ("{", ["areas.geojson:1: expected JSON"]),
    ({"type": "Feature"}, ["areas.geojson: type: expected a FeatureCollection"]),
    (
        areas(square(0)) | {"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}},
        ["areas.geojson: crs: expected EPSG:4326 (longitude and latitude in degrees), found 'urn"],
    ),
    (
        areas(square(500_000, 5_000_000)),
        ["areas.geojson: geometry: feature 1: expected longitude from -180 to 180"],
    ),
    (
        areas({"type": "Point", "coordinates": [0, 0]}, square(1)),
        ["areas.geojson: geometry: feature 1: expected a geometry of type Polygon or MultiPolygon"],
    ),
    (
        areas(polygon((0, 0), (1, 0), (2, 0)), square(3)),
        ["areas.geojson: geometry: feature 1 (XX-A): expected an area, found none"],
    ),
    (
        areas(square(0), square(0.5), square(3)),
        [
            (
                "areas.geojson: geometry: feature 1 (XX-A): expected boundaries that only touch, "
                "found 50% of the smaller one under the other, of XX-B"
            ),
        ],
    ),
    (
        areas(square(0), square(1), square(2), square(3), CODE=("X", "", "X", "{{7*7}}")),
        [
            (
                "areas.geojson: CODE: feature 2: expected a code of letters, digits, dots and hyphens "
                "that no other feature has, found nothing"
            ),
            (
                "areas.geojson: CODE: feature 3: expected a code of letters, digits, dots and "
                "hyphens that no other feature has, found 'X', as in feature 1"
            ),
            "areas.geojson: CODE: feature 4: expected a code",
        ],
    ),
    (
        areas(square(0), square(1), square(2), NAME=("Älder", None, "alder"), CODE=(1, 2, True)),
        [
            "areas.geojson: CODE: feature 3: expected a code",
            "areas.geojson: NAME: feature 2: expected a name that no other feature has, found noth",
            "areas.geojson: NAME: feature 3: expected a name that no other feature has, found 'ald",
        ],
    ),
    (
        areas(square(0), square(1), NAME=("a\nb", "x" * 201)),
        [
            "areas.geojson: NAME: feature 1: expected a name",
            "areas.geojson: NAME: feature 2: expected a name",
        ],
    ),
    (
        json.loads(json.dumps(areas(square(0))).replace("CODE", "GID").replace("NAME", "N")),
        [
            "areas.geojson: CODE: expected a property of this name in the features, found 'GID', 'N'",
            "areas.geojson: NAME: expected a property of this name in the features, found 'GID', 'N'",
        ],
    ),
]


@pytest.mark.parametrize(("content", "expected"), FAULTY)
def test_a_file_at_fault_is_refused_with_all_its_faults(
    tmp_path: Path, content: object, expected: list[str]
) -> None:
    """Each fault says where it is, what was expected and what was found."""
    found = faults_of(tmp_path, content)
    assert len(found) == len(expected)
    assert all(one.startswith(start) for one, start in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("caps", "message"),
    [(Caps(bytes=50), "at most 50 bytes"), (Caps(vertices=9), "at most 9 vertices")],
)
def test_caps_hold(tmp_path: Path, caps: Caps, message: str) -> None:
    """A file that is too large is refused, by bytes before it is read."""
    content = areas(square(0), square(1))
    assert message in faults_of(tmp_path, content, Wanted(caps=caps))[0]


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """So is one that is a folder."""
    for path in (tmp_path / "none.geojson", tmp_path):
        with pytest.raises(CaseError, match="expected a file that can be read"):
            new_case(tmp_path / "war", path, COLUMNS)


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    """A file where the folder should be, or above it, is said."""
    source = a_file(tmp_path, areas(square(0)))
    with pytest.raises(CaseError, match="expected a folder, found a file"):
        new_case(source, source, COLUMNS)
    with pytest.raises(CaseError, match="expected a folder that can be written to"):
        new_case(source / "war", source, COLUMNS)


def test_broken_polygons_are_repaired(tmp_path: Path) -> None:
    """A bow tie becomes its two halves, and a spike is cut: only areas stay."""
    bow = polygon((0, 0), (1, 1), (1, 0), (0, 1))
    spiked = polygon((2, 0), (3, 0), (3, 1), (4, 1), (3, 1), (2, 1))
    new_case(tmp_path / "war", a_file(tmp_path, areas(bow, spiked)), COLUMNS)
    one, other = drawn(tmp_path / "war")
    assert one.geom_type == "MultiPolygon"
    assert (one.area, other.area) == (0.5, 1)


def test_borders_that_nearly_meet_are_closed_and_it_is_said(tmp_path: Path) -> None:
    """A narrow overlap, a narrow gap and a corner on one side only are mended."""
    left = square(0)
    middle_one = polygon((0.9999, 0), (2, 0), (2, 0.5), (2, 1), (0.9999, 1))
    right = polygon((2.0001, 0), (3, 0), (3, 1), (2.0001, 1))
    source = a_file(tmp_path, areas(left, middle_one, right))
    notes = new_case(tmp_path / "war", source, COLUMNS)
    assert "narrow overlaps and gaps were closed" in notes[0]
    found = drawn(tmp_path / "war")
    assert shapely.coverage_is_valid(found)
    assert shapely.union_all(found).area == pytest.approx(3, abs=1e-3)


def test_a_sliver_between_borders_is_closed_and_a_lake_is_not(tmp_path: Path) -> None:
    """A gap narrower than half a pixel is no gap; a wide one may be a lake, and stays."""
    left = polygon((0, 0), (1, 0), (1, 0.4), (0.9995, 0.5), (1, 0.6), (1, 1), (0, 1))
    lake = [[[1.2, 0.2], [1.8, 0.2], [1.8, 0.8], [1.2, 0.8], [1.2, 0.2]]]
    right = polygon((1, 0), (2, 0), (2, 1), (1, 1), (1, 0.6), (1, 0.4), holes=lake)
    new_case(tmp_path / "war", a_file(tmp_path, areas(left, right)), COLUMNS)
    whole = shapely.coverage_union_all(drawn(tmp_path / "war"))
    assert [shapely.Polygon(ring).area for ring in whole.interiors] == pytest.approx([0.36])


def test_an_enclave_keeps_its_place(tmp_path: Path) -> None:
    """A province inside another fills its hole, and is nobody's overlap."""
    ring = square(1, 1)["coordinates"][0]
    around = polygon((0, 0), (3, 0), (3, 3), (0, 3), holes=[ring])
    new_case(tmp_path / "war", a_file(tmp_path, areas(around, square(1, 1))), COLUMNS)
    outer, inner = drawn(tmp_path / "war")
    assert (outer.area, inner.area) == (8, 1)
    capital = read_case(tmp_path / "war").provinces[0]
    assert outer.covers(shapely.Point(capital.longitude, capital.latitude))


def test_specks_go_and_islands_stay(tmp_path: Path) -> None:
    """An island too small to be seen is left out, unless it is all that a province has."""
    small, large = 0.0005, 0.3
    parts = [square(0), square(2, 0, small), square(4, 0, large)]
    many = {"type": "MultiPolygon", "coordinates": [part["coordinates"] for part in parts]}
    alone = square(6, 0, 0.002)
    new_case(tmp_path / "war", a_file(tmp_path, areas(many, alone)), COLUMNS)
    one, other = drawn(tmp_path / "war")
    assert one.area == pytest.approx(1 + large**2, abs=1e-3)
    assert other.area > 0


def wavy(west: float, corners: int) -> list[tuple[float, float]]:
    """Return a border from south to north that swings a little, with many corners."""
    return [(west + 0.0001 * (-1) ** n, n / corners) for n in range(corners + 1)]


def test_borders_are_simplified_once_for_both_sides(tmp_path: Path) -> None:
    """Fewer corners, still a coverage; with a tolerance of 0 all of them stay."""
    border = wavy(1, 400)
    left = polygon((0, 0), *border, (0, 1))
    right = polygon((2, 0), (2, 1), *reversed(border))
    source = a_file(tmp_path, areas(left, right))
    notes = new_case(tmp_path / "war", source, COLUMNS)
    assert "--tolerance 0 keeps all of them" in notes[0]
    found = drawn(tmp_path / "war")
    assert shapely.coverage_is_valid(found)
    assert shapely.get_num_coordinates(found).sum() < 300
    new_case(tmp_path / "whole", source, COLUMNS, Wanted(tolerance=0))
    assert shapely.get_num_coordinates(drawn(tmp_path / "whole")).sum() == 2 * (401 + 3)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(-15, 15), st.integers(-15, 15)), min_size=4, max_size=12, unique=True
    ),
    st.floats(0, 0.5),
)
def test_any_coverage_stays_one(points: list[tuple[int, int]], tolerance: float) -> None:
    """Whatever is simplified and rounded is valid, shares its borders, and holds its middles."""
    near = shapely.MultiPoint([(x / 10, y / 10) for x, y in points])
    cells = shapely.voronoi_polygons(near, extend_to=shapely.box(-2, -2, 2, 2))
    assume(all(shapely.is_valid(cell) for cell in cells.geoms))
    island = shapely.box(-1.9, -1.9, 1.9, 1.9)
    shapes = shapes_of(shapely.geometry.mapping(cell & island) for cell in cells.geoms)
    assume(is_coverage(shapes, 0))
    found = simplified(shapes, tolerance, half_pixel(shapes))
    assert shapely.is_valid(found).all()
    assert shapely.coverage_is_valid(found)
    assert not [pair for pair in overlaps(found) if pair.share > 1e-9]
    assert all(area.covers(shapely.Point(middle(area))) for area in found)


def test_the_shipped_boundaries_come_through(tmp_path: Path, shipped) -> None:
    """A real file of 34 provinces gives 34, in their places, and the case is read without fault."""
    columns = Columns(id="province", name="name_en")
    new_case(tmp_path / "war", ROOT / "data" / "provinces.geojson", columns)
    case = read_case(tmp_path / "war")
    assert [p.province for p in case.provinces] == [p.province for p in shipped.provinces]
    before = [shapely.geometry.shape(f["geometry"]) for f in shipped.boundaries["features"]]
    for old, new in zip(before, drawn(tmp_path / "war"), strict=True):
        assert old.intersection(new).area > 0.97 * old.area


# The command, and what an editor sees of a case that has no report yet.


@pytest.fixture
def fresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The folder of a case that was started by the command."""
    source = a_file(tmp_path, areas(square(0), square(1)))
    folder = tmp_path / "a war"
    arguments = ["new", str(folder), "--boundaries", str(source), "--id", "CODE", "--name", "NAME"]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert printed.endswith(f"Next: python -m geo check --case '{folder}'\n")
    return folder


def test_the_command_lists_faults_and_exits_with_1(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second start in the same folder is refused, file by file."""
    source = str(fresh.parent / "areas.geojson")
    assert main(["new", str(fresh), "--boundaries", source, "--id", "CODE", "--name", "NAME"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in said] == [str(fresh / name) for name in FILES]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (["--tolerance", "-1"], "expected degrees such as 0.005, found '-1'"),
        (["--tolerance", "1e9"], "expected degrees such as 0.005, found '1e9'"),
        (["--most-bytes", "0"], "expected a whole number from 1, found '0'"),
        (["--from", "1400-05-18"], "Solar Hijri"),
        (["--from", "2001-05-02", "--to", "2001-05-01"], "--from to be no later than --to"),
        (["--case", "data"], "unrecognized arguments"),
        ([], "the following arguments are required: --name"),
    ],
)
def test_wrong_usage_exits_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], expected: str
) -> None:
    """What makes no sense on the command line is said, and nothing is written."""
    arguments = ["new", str(tmp_path / "war"), "--boundaries", "b.geojson", "--id", "CODE"]
    with pytest.raises(SystemExit) as stopped:
        main([*arguments, *(["--name", "NAME"] if more else []), *more])
    assert stopped.value.code == 2
    assert expected in capsys.readouterr().err
    assert not (tmp_path / "war").exists()


def test_check_says_what_is_next(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """First the parties, then the reports, then nothing more than the counts."""

    def checked() -> list[str]:
        assert main(["check", "--case", str(fresh)]) == 0
        counts, *rest = capsys.readouterr().out.splitlines()
        assert counts.endswith("no faults")
        return rest

    (first,) = checked()
    assert first.startswith("Next: name the parties in actors.csv")
    (fresh / "actors.csv").write_text("actor,name_en,incumbent\nreds,Reds,no\n", encoding="utf-8")
    (second,) = checked()
    assert second.startswith("Next: no report yet.")
    table = "province,event_date,says,actor\nAlder,2001-05-10,captured,reds\n"
    (fresh / "reports.csv").write_text(table, encoding="utf-8")
    assert checked() == []


@pytest.mark.parametrize(
    "command",
    [
        ["status", "--day", "2001-05-10"],
        ["counts", "--from", "2001-05-10", "--to", "2001-05-11"],
        ["spells"],
        ["verify"],
    ],
)
def test_commands_bear_a_case_without_reports(
    fresh: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """Nothing is said of any capital, and nothing breaks."""
    assert main([*command, "--case", str(fresh)]) == 0
    printed = capsys.readouterr().out
    assert printed.count("no_report") == (2 if command[0] == "status" else 0)


@pytest.mark.parametrize("page", PAGES)
def test_the_dashboard_shows_an_empty_map_with_a_note(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """Each page of the dashboard bears a case without reports; the map's says why it is empty."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["app.py", "--case", str(fresh)])
    app = run_app(page=page)
    assert 'role="alert"' not in "".join(element.proto.body for element in app.get("html"))
    assert [note.value for note in app.info] == ([WORDS["no_reports"]] if page == "map" else [])


def test_the_page_of_an_empty_case_is_painted(
    fresh: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    """Both provinces are drawn, without a report, and the page says so."""
    assert main(["page", str(tmp_path / "map.html"), "--case", str(fresh)]) == 0
    board = MapPage(open_page((tmp_path / "map.html").as_uri()), inside=False)
    assert board.shown()["provinces"] == {"XX-A": "no_report", "XX-B": "no_report"}
    assert board.find("#answer-second").text_content() == WORDS["no_reports"]


def test_a_mended_case_is_kept(fresh: Path) -> None:
    """What an editor has written survives: the folder can be copied, moved and read again."""
    moved = Path(shutil.move(fresh, fresh.parent / "moved"))
    assert [p.province for p in read_case(moved).provinces] == ["XX-A", "XX-B"]
