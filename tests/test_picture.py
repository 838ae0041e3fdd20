"""Pictures and films: what is in them and where, for the shipped case and for a toy.

Bytes are only compared with each other. Colours are looked up where the projection says that
a province is; what is written is read from the figure, and where from matplotlib's own boxes.
"""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Bbox
from PIL import Image
from pyproj import Geod
from shapely.geometry import shape

from geo.__main__ import main
from geo.case import Case, read_case
from geo.control import Status, Threshold
from geo.film import DAY, LAST_DAY, MOST_DAYS, FilmError, film
from geo.language import speaking
from geo.picture import draw, picture
from geo.picture.ground import Ground
from geo.picture.page import Choice, Page
from geo.picture.shapes import fill, glyph, repeated
from geo.picture.sheet import round_length
from geo.picture.texts import Face
from geo.reports import SourceFilter
from geo.style import HOUSE_HUE, STYLES, actor_patterns, palette
from geo.tables import counts, status_rows
from geo.words import medium_day, pieces, sentence

from .conftest import ROOT
from .factories import a_case, a_collection, a_feature, a_report, a_table, square

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LIGHT = palette("light")
NINTH = date(2021, 8, 9)
TOY_DAY = date(2001, 5, 12)
TALIBAN = SourceFilter.parse("side=taliban")
FAKE_FFMPEG = """#!{python}
import sys
from pathlib import Path
width, height = map(int, sys.argv[sys.argv.index("-s") + 1].split("x"))
frames, rest = divmod(len(sys.stdin.buffer.read()), width * height * 4)
Path(sys.argv[-1]).write_text(f"{{width}}x{{height}} {{frames}} frames {{rest}} over")
"""


@pytest.fixture
def toy(tmp_path: Path) -> Case:
    """Three squares: the first claimed, the second fought over, the third held; no more files."""
    rows = [
        a_report(side="reds", publisher="Reds' Gazette"),
        a_report(province="Birch", event_date="2001-05-11", says="contested", actor=""),
        a_report(province="XX-C", event_date="2001-05-12", says="held", actor="blues"),
    ]
    (tmp_path / "toy").mkdir()
    return read_case(a_case(tmp_path / "toy", reports=a_table(rows, [*rows[0]])))


@pytest.fixture(scope="module")
def ninth(shipped: Case) -> Figure:
    """The shipped case on 9 August, as a figure."""
    return draw(shipped, NINTH)


@pytest.fixture(scope="module")
def pixels(shipped: Case) -> np.ndarray:
    """The shipped case on 9 August, as rows of pixels."""
    return as_pixels(picture(shipped, NINTH))


def as_pixels(png: bytes) -> np.ndarray:
    """Return the pixels of a PNG: height by width by red, green and blue."""
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


def texts(figure: Figure, gid: str | None = None) -> list[Text]:
    """Return the texts on a figure that we wrote, or those of one kind."""
    ours = figure.findobj(lambda one: isinstance(one, Text) and one.get_gid() is not None)
    return [one for one in ours if gid in (None, one.get_gid())]


def written(figure: Figure) -> str:
    """Return all that is written on a figure, in the order of writing."""
    return " ".join(" ".join(one.get_text() for one in texts(figure)).split())


def boxes(found: list[Text]) -> dict[str, Bbox]:
    """Return the box of each text's letters, in pixels of the page, which is 800 wide."""
    shares = {"left": 0, "center": 0.5, "right": 1}
    result = {}
    for one in found:
        letters = TextPath((0, 0), one.get_text(), prop=one.get_fontproperties()).get_extents()
        x, y = one.get_position()
        x -= shares[one.get_ha()] * letters.width
        box = Bbox([[x + letters.x0, y - letters.y1], [x + letters.x1, y - letters.y0]])
        result[f"{one.get_text()} at {x:.0f}, {y:.0f}"] = box
    return result


def beside(figure: Figure, word: str) -> list[str]:
    """Return what stands in the same row of the legend as a word, to its right."""
    (own,) = [one for one in texts(figure) if one.get_text() == word]
    x, y = own.get_position()
    return [
        one.get_text()
        for one in texts(figure, "text")
        if abs(one.get_position()[1] - y) < 0.1 and x < one.get_position()[0] < 220
    ]


def share(pixels: np.ndarray, case: Case, code: str, colour: str, **choices: object) -> float:
    """Return which share of a province, looked up by longitude and latitude, has a colour."""
    page = Page(case, Choice(**choices), [case.view.first_day])
    scale = pixels.shape[1] / 800
    feature = next(f for f in case.boundaries["features"] if f["properties"]["province"] == code)
    outline = shape(feature["geometry"])
    west, south, east, north = outline.bounds
    grid = [(x, y) for x in np.linspace(west, east, 60) for y in np.linspace(south, north, 60)]
    inside = [point for point in grid if outline.contains(shapely.Point(point))]
    places = [page.chart.at(*point) for point in inside]
    found = [pixels[int(y * scale), int(x * scale)] for x, y in places]
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return float(np.mean([np.abs(one - np.array(wanted)).max() <= 2 for one in found]))


# A picture.


def test_picture_is_a_png_of_its_size(pixels: np.ndarray) -> None:
    """It is 1600 pixels wide, and less than square."""
    height, width, _ = pixels.shape
    assert width == 1600
    assert 1000 < height < 1400


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_same_input_same_bytes(toy: Case, kind: str) -> None:
    """Nothing of the time, and nothing random, is in the file."""
    one = picture(toy, TOY_DAY, kind=kind)
    assert one == picture(toy, TOY_DAY, kind=kind)
    assert str(date.today().year).encode() not in one[:4000]  # noqa: DTZ011 - of this machine


def test_svg_needs_nothing_from_elsewhere(toy: Case) -> None:
    """Texts are outlines, and nothing is fetched."""
    svg = picture(toy, TOY_DAY, kind="svg").decode()
    assert "<text" not in svg
    assert "<image" not in svg
    assert "font-family" not in svg
    assert set(re.findall(r'href="(.)', svg)) == {"#"}


def test_head_says_what_the_page_says(shipped: Case, ninth: Figure) -> None:
    """Title, day, second calendar and count stand at the top, as the tables have them."""
    said = written(ninth)
    count = counts(shipped, NINTH, NINTH)[0]
    total = len(shipped.provinces)
    assert said.startswith(f"{shipped.title} Mon 9 Aug 2021 18 Asad 1400 ")
    range_of_total = f"{count.at_least} to {count.up_to} of {total}"
    assert f"By this day, {range_of_total} provincial capitals were reported captured." in said


def test_legend_counts_each_status(shipped: Case, ninth: Figure) -> None:
    """Every status is there with its definition and the number that the table has."""
    rows = [row.status for row in status_rows(shipped, NINTH)]
    for status, style in STYLES.items():
        assert beside(ninth, style.word) == [str(rows.count(status))]
        assert style.definition in written(ninth)
    count = counts(shipped, NINTH, NINTH)[0]
    assert f"at least {count.at_least} " in written(ninth)
    assert f"at most {count.up_to} " in written(ninth)


def test_foot_says_what_the_picture_does_not_mean(shipped: Case, ninth: Figure) -> None:
    """Caveat, origin of the reports, credit and data version are burnt in."""
    said = written(ninth).replace(" .", ".")
    caveat = sentence("caveat", reported=sentence("caveat_reported"))
    for words in (caveat, sentence("compiled"), f"Data version {shipped.digest}."):
        assert words in said
    assert shipped.boundary_source == "Natural Earth, 1:10m Cultural Vectors"
    assert f"Boundaries: {shipped.boundary_source}." in said


def test_every_capital_has_its_name(shipped: Case, ninth: Figure) -> None:
    """None of the names is left out, also when all are bold, and none stands there twice."""
    capitals = sorted(place.capital for place in shipped.provinces)
    for figure in (ninth, draw(shipped, date(2021, 8, 15))):
        assert sorted(one.get_text() for one in texts(figure, "label")) == capitals
    assert [one.get_text() for one in texts(ninth, "date")] == ["10 Jul", "12 Jul"]
    assert "Around Kabul, 2.2 times larger" in written(ninth)


@pytest.mark.parametrize(
    ("day", "choices"),
    [
        (NINTH, {}),
        (date(2021, 8, 15), {}),
        (date(2021, 9, 10), {}),
        (date(2021, 8, 1), {"known_by": date(2021, 8, 8)}),
        (
            date(2021, 8, 13),
            {"known_by": "then", "without": [TALIBAN], "threshold": Threshold.CORROBORATED},
        ),
        (date(2021, 8, 11), {"view": "capitals", "threshold": Threshold.CLAIMED}),
        (date(2021, 8, 13), {"view": "provinces"}),
    ],
)
def test_texts_are_on_the_picture_and_labels_apart(
    shipped: Case, day: date, choices: dict[str, object]
) -> None:
    """No text leaves the figure, no label touches another one."""
    figure = draw(shipped, day, **choices)
    height = 800 * figure.bbox.height / figure.bbox.width
    for words, box in boxes(texts(figure)).items():
        assert 10 < box.x0 < box.x1 < 790, words
        assert 10 < box.y0 < box.y1 < height - 5, words
    named = [one for gid in ("label", "date", "country") for one in texts(figure, gid)]
    touching = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes(named).items(), 2)
        if a.overlaps(b)
    ]
    assert touching == []


STATUS_COLOURS = {
    Status.CORROBORATED: {"tint-corroborated": 0.35},
    Status.DISPUTED: {"stripe-disputed": 0.12, "base": 0.12},
    Status.CONTESTED: {"stripe-contested": 0.12, "base": 0.35},
    Status.HELD: {"base": 0.5},
}
"""The colours that a province of a status shows, and the least share of each."""


@pytest.mark.parametrize("status", STATUS_COLOURS)
def test_provinces_have_the_colours_of_their_status(
    shipped: Case, pixels: np.ndarray, status: Status
) -> None:
    """Where a province is, the picture has the tint or the pattern of its status."""
    of_status = [row.province for row in status_rows(shipped, NINTH) if row.status == status]
    assert of_status
    for code in of_status:
        for colour, least in STATUS_COLOURS[status].items():
            assert share(pixels, shipped, code, LIGHT[colour]) > least, (code, colour)


def test_claims_are_dotted(toy: Case) -> None:
    """A claimed province is tinted, with dots: pi times the square of the radius, per tile."""
    shown = as_pixels(picture(toy, TOY_DAY))
    assert share(shown, toy, "XX-A", LIGHT["tint-claimed"]) > 0.7
    assert 0.01 < share(shown, toy, "XX-A", LIGHT["strong"]) < 0.12
    assert share(shown, toy, "XX-B", LIGHT["stripe-contested"]) > 0.2
    assert share(shown, toy, "XX-C", LIGHT["base"]) > 0.8


def test_view_leaves_out_one_of_the_two(shipped: Case) -> None:
    """Capitals alone: no tint. Provinces alone: no names and no inset."""
    capitals = picture(shipped, NINTH, view="capitals")
    tinted = next(
        row.province for row in status_rows(shipped, NINTH) if row.status == Status.CORROBORATED
    )
    tint = LIGHT["tint-corroborated"]
    assert share(as_pixels(capitals), shipped, tinted, tint, view="capitals") == 0
    provinces = draw(shipped, NINTH, view="provinces")
    assert texts(provinces, "label") == []
    assert "times larger" not in written(provinces)
    assert "Provinces only: capitals are not marked." in written(provinces)


def test_clock_sources_and_threshold_are_burnt_in(shipped: Case) -> None:
    """What sets a picture apart from one of all reports stands in it, and in its counts."""
    fixed = date(2021, 8, 8)
    choices = {"known_by": fixed, "without": [TALIBAN], "threshold": Threshold.CLAIMED}
    said = written(draw(shipped, NINTH, **choices)).replace(" .", ".")
    assert "known by the end of Sun 8 Aug " in said
    assert "published by the end of Sun 8 Aug 2021." in said
    assert "“At least” also counts captures that one side only claims." in said
    assert "Without side taliban." in said
    (count,) = counts(shipped, NINTH, NINTH, fixed, [TALIBAN], threshold=Threshold.CLAIMED)
    assert f"at least {count.at_least} " in said
    assert "known by the end of 9 Aug " in written(draw(shipped, NINTH, known_by="then"))
    assert "Showing only" not in written(draw(shipped, NINTH))


def test_many_sources_are_counted_where_they_have_no_room(shipped: Case) -> None:
    """As many as fit are named, the others counted: none goes without a word."""
    publishers = sorted({report.publisher for report in shipped.reports})[:60]
    without = [SourceFilter.parse(f"publisher={name}") for name in publishers]
    said = written(draw(shipped, NINTH, without=without)).replace(" .", ".")
    more = int(re.search(r"Without .* and (\d+) more\.", said)[1])
    named = [name for name in publishers if f"publisher {name}" in said]
    assert 1 <= len(named) == 60 - more


def test_toy_needs_no_neighbours_inset_or_labels(toy: Case) -> None:
    """A case of three squares has its map, names and scale."""
    figure = draw(toy, TOY_DAY)
    names = {one.get_text() for one in texts(figure, "label")}
    assert names == {"Aldertown", "Birchtown", "Cedartown"}
    assert "Boundaries" not in written(figure)
    assert "30 km" in written(figure)


def test_words_of_a_table_are_no_formula_and_no_markup(tmp_path: Path) -> None:
    """What matplotlib or SVG would take for code stands there as it is, or is cut."""
    nasty = r"$\frac{1$ <b>{{7*7}}</b> &"
    features = [a_feature("XX-A", capital_en=nasty), a_feature("XX-B"), a_feature("XX-C")]
    descriptor = {
        "title": nasty * 30,
        "resources": [
            {"name": "provinces", "path": "provinces.geojson", "sources": [{"title": nasty}]}
        ],
    }
    case = read_case(a_case(tmp_path, provinces=a_collection(*features), datapackage=descriptor))
    figure = draw(case, case.view.first_day, without=[SourceFilter.parse("side=" + "$_{" * 600)])
    assert nasty in [one.get_text() for one in texts(figure, "label")]
    assert f"Boundaries: {nasty}." in written(figure)
    assert written(figure)[len(nasty) :].split("…")[0].count(nasty) >= 2
    picture(case, case.view.first_day, kind="svg")


def test_inset_that_shows_nothing_larger_is_left_out(shipped: Case) -> None:
    """Where the map is as large as the inset, its capitals stand on the map."""
    inset = shipped.view.inset | {
        "bounds": {"west": 60, "south": 29, "east": 75, "north": 39},
    }
    figure = draw(replace(shipped, view=replace(shipped.view, inset=inset)), NINTH)
    assert "larger" not in written(figure)
    around = {one.capital for one in shipped.provinces if one.province in inset["capitals"]}
    assert around & {one.get_text() for one in texts(figure, "label")}


@pytest.mark.parametrize(
    ("arguments", "choices", "complaint"),
    [
        ([date(2021, 7, 31)], {}, "expected a day from 2021-08-01 to 2021-09-10"),
        ([NINTH], {"view": "sides"}, "expected a view of both, capitals, provinces"),
        ([NINTH], {"kind": "bmp"}, "expected a picture of kind png or svg"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    shipped: Case, arguments: list[date], choices: dict[str, str], complaint: str
) -> None:
    """A day that is not shown, or a choice that does not exist, is no picture."""
    with pytest.raises(ValueError, match=complaint):
        picture(shipped, *arguments, **choices)


# Its parts.


def test_projection_keeps_areas(shipped: Case) -> None:
    """Each province is as large as on the ellipsoid, within what straight edges do to it."""
    ground = Ground(shipped)
    for feature in shipped.boundaries["features"]:
        area, _ = Geod(ellps="WGS84").geometry_area_perimeter(shape(feature["geometry"]))
        path = ground.provinces[feature["properties"]["province"]]
        drawn = sum(shapely.Polygon(ring).area for ring in path.to_polygons())
        assert drawn == pytest.approx(abs(area), rel=0.005)


def test_case_around_the_world_is_drawn(tmp_path: Path) -> None:
    """Provinces on both sides of the Earth lie side by side."""
    far = a_feature("XX-B", longitude=170.5) | {"geometry": square(170)}
    near = a_feature("XX-A", longitude=-179.5) | {"geometry": square(-180)}
    case = read_case(a_case(tmp_path, provinces=a_collection(near, far)))
    (left, _), (right, _) = Ground(case).capitals["XX-A"], Ground(case).capitals["XX-B"]
    assert left < 0 < right
    assert len(picture(case, case.view.first_day)) > 0


@pytest.mark.parametrize("status", Status)
def test_glyphs_are_those_of_the_table(status: Status) -> None:
    """A glyph stays in its 20 by 20 box and has as many shapes as its SVG, in its colours."""
    shapes = glyph(status, HOUSE_HUE)
    assert len(shapes) == STYLES[status].glyph.count("/>")
    for one in shapes:
        assert (one.path.vertices >= 0).all()
        assert (one.path.vertices <= 20).all()
        assert {one.paint["facecolor"], one.paint["edgecolor"]} <= {*LIGHT.values(), "none"}


def test_stripes_cover_their_share() -> None:
    """Bars five wide, every ten, cover half of a box, and reach over all of it."""
    bold = fill(Status.DISPUTED, HOUSE_HUE)
    assert 'id="bold-stripes" width="10"' in actor_patterns()
    assert (bold.size, bold.angle, len(bold.marks)) == ((10, 10), 45, 1)
    bars = repeated(bold.marks[0].path, bold.size, (-31, -57, 69, 43))
    area = shapely.union_all([shapely.Polygon(one) for one in bars.to_polygons()])
    box = shapely.box(-30, -57, 70, 43)
    assert shapely.intersection(area, box).area / box.area == pytest.approx(0.5)


def test_sentences_are_wrapped_to_measure() -> None:
    """No line is wider than it may be, no word is lost, and what is cut says so."""
    face, words = Face(13), "the quick brown fox jumps over the lazy dog " * 4
    lines = face.wrap([(words, False), ("and stays bold", True)], 120)
    assert all(face.length(line) <= 120 for line in lines)
    assert " ".join("".join(text for text, _ in line) for line in lines) == f"{words}and stays bold"
    assert lines[-1][-1][1]
    (cut,) = face.wrap(words, 120, 1)
    assert cut[-1][0].endswith("…")
    assert face.length(cut) <= 120
    (long,) = face.wrap("x" * 400, 120)
    assert face.length(long) <= 120
    assert face.fitting(words, 120).width(words) == pytest.approx(120, rel=0.02)


def test_spaces_at_the_ends_are_measured() -> None:
    """Two pieces of a line are together as wide as the line."""
    face = Face(18, family="serif")
    together = face.width("By this day, ") + face.width("5 to 6")
    assert together == pytest.approx(face.width("By this day, 5 to 6"), abs=0.3)


@pytest.mark.parametrize(
    ("most", "length"), [(0.2, 1), (1, 1), (4.9, 3), (99, 50), (100, 100), (151_000, 100_000)]
)
def test_scale_bar_has_a_round_length(most: float, length: int) -> None:
    """The longest round length that fits."""
    assert round_length(most) == length


def test_sentences_know_plurals_and_what_is_filled_in() -> None:
    """One is not other, and the page's bold words are bold here too."""
    assert sentence("second_disputed", n=1) == "1 more is disputed"
    assert sentence("second_disputed", n=2) == "2 more are disputed"
    assert pieces("banner", end="noon") == [
        ("Showing only what had been published by ", False),
        ("noon", True),
        (".", False),
    ]


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    """To have the functions at hand costs neither matplotlib nor GeoPandas."""
    code = "import sys, geo.picture, geo.film; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"matplotlib", "geopandas", "numpy", "PIL"} & set(done.stdout.split())


# A film.


@pytest.fixture(scope="module")
def gif(shipped: Case) -> bytes:
    """The ten days from 6 to 15 August."""
    return film(shipped, date(2021, 8, 6), date(2021, 8, 15))


def test_film_has_a_frame_a_day(gif: bytes) -> None:
    """Ten days are ten frames, the last one longer; it goes round, and is small."""
    with Image.open(BytesIO(gif)) as moving:
        assert moving.size[0] == 800
        assert moving.n_frames == 10
        assert moving.info["loop"] == 0
        times = []
        for frame in range(10):
            moving.seek(frame)
            times.append(moving.info["duration"])
    assert times == [DAY] * 9 + [LAST_DAY]
    assert len(gif) < 1_100_000


def test_frames_have_the_colours_of_their_day(shipped: Case, gif: bytes) -> None:
    """A frame shows the status of its own day, in the palette that all frames share."""
    first = date(2021, 8, 6)
    with Image.open(BytesIO(gif)) as moving:
        for frame in (3, 9):
            moving.seek(frame)
            shown = np.asarray(moving.convert("RGB"))
            taken = [
                row.province
                for row in status_rows(shipped, first + timedelta(frame))
                if row.status == Status.CORROBORATED
            ]
            for code in taken[:5]:
                assert share(shown, shipped, code, LIGHT["tint-corroborated"]) > 0.3, code


def test_progress_is_heard_and_burnt_in(toy: Case) -> None:
    """Whoever waits hears each day; the line of days gets longer from frame to frame."""
    toy = replace(toy, view=replace(toy.view, first_day=date(2001, 5, 1)))
    heard: list[tuple[int, int]] = []
    first = date(2001, 5, 1)
    made = film(
        toy, first, first + timedelta(2), progress=lambda done, total: heard.append((done, total))
    )
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]
    accent = np.array([int(LIGHT["accent"][at : at + 2], 16) for at in (1, 3, 5)])
    lengths = []
    with Image.open(BytesIO(made)) as moving:
        for frame in range(3):
            moving.seek(frame)
            rows = (np.asarray(moving.convert("RGB"))[450:] == accent).all(axis=2).sum(axis=1)
            lengths.append(rows.max())
    assert lengths[0] < lengths[1] - 100 < lengths[2] - 200


def test_film_of_one_day(toy: Case) -> None:
    """One day is one frame."""
    with Image.open(BytesIO(film(toy, TOY_DAY, TOY_DAY, known_by="then"))) as moving:
        assert getattr(moving, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("days", "complaint"),
    [
        ((-1, 2), "expected a day from 2001-05-10"),
        ((2, 1), "expected a first day no later than the last"),
        ((0, MOST_DAYS), f"expected at most {MOST_DAYS} days, found {MOST_DAYS + 1}"),
    ],
)
def test_days_that_make_no_film_are_refused(
    toy: Case, days: tuple[int, int], complaint: str
) -> None:
    """Days out of range, in the wrong order or too many are said so."""
    begin = date(2001, 5, 10)
    case = replace(toy, view=replace(toy.view, last_day=begin + timedelta(MOST_DAYS)))
    first, last = (begin + timedelta(n) for n in days)
    with pytest.raises(ValueError, match=complaint):
        film(case, first, last)
    with pytest.raises(ValueError, match="expected a film of kind gif or mp4"):
        film(case, begin, begin, kind="avi")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for programs that is all there is to run."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put(folder: Path, program: str) -> None:
    """Write an ffmpeg of our own into a folder."""
    file = folder / "ffmpeg"
    file.write_text(program, encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_mp4_gets_every_frame(toy: Case, path: Path) -> None:
    """Where there is an ffmpeg it is handed whole frames of an even size, the last three times."""
    put(path, FAKE_FFMPEG.format(python=sys.executable))
    made = film(toy, date(2001, 5, 10), date(2001, 5, 12), kind="mp4").decode()
    height = int(re.fullmatch(r"800x(\d+) 5 frames 0 over", made)[1])
    assert height % 2 == 0


def test_mp4_without_ffmpeg_is_refused_plainly(
    toy: Case, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, exit 1, and no file."""
    out = tmp_path / "x.mp4"
    days = ["--from", "2001-05-10", "--to", "2001-05-12"]
    assert main(["film", str(out), *days, "--case", str(toy.path)]) == 1
    assert capsys.readouterr().err == (
        f"{out}: expected ffmpeg, the program that makes MP4 films, found none; GIF needs none\n"
    )
    assert not out.exists()


def test_ffmpeg_that_fails_is_said_so(toy: Case, path: Path) -> None:
    """Its own last words are passed on."""
    put(path, f"#!{sys.executable}\nimport sys\nsys.stdin.buffer.read()\nsys.exit('no h264')\n")
    with pytest.raises(FilmError, match="no h264"):
        film(toy, TOY_DAY, TOY_DAY, kind="mp4")


# The commands.


def test_commands_write_files(
    toy: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each writes what its file's ending says, and says how much."""
    case, day = ["--case", str(toy.path)], ["--day", "2001-05-12"]
    days = ["--from", "2001-05-11", "--to", "2001-05-12"]
    options = ["--known-by", "then", "--without", "side=reds", "--threshold", "claimed"]
    starts = {"a.png": b"\x89PNG", "a.SVG": b"<?xml", "a.gif": b"GIF89a"}
    for name, start in starts.items():
        out = tmp_path / name
        command = ["film", str(out), *days] if name == "a.gif" else ["picture", str(out), *day]
        assert main([*command, *case, *options, "--view", "capitals"]) == 0
        data = out.read_bytes()
        assert data.startswith(start)
        assert capsys.readouterr().out == f"{out}: {len(data)} bytes\n"
    assert main(["picture", str(tmp_path / "no" / "a.png"), *day, *case]) == 1
    assert "expected a file that can be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["picture", "a.jpg", "--day", "2001-05-12"], "ends in .png or .svg, found a.jpg"),
        (["picture", "png", "--day", "2001-05-12"], "ends in .png or .svg, found png"),
        (["picture", "a.png", "--day", "2001-05-13"], "from 2001-05-10 to 2001-05-12"),
        (["film", "a.avi", "--from", "2001-05-11", "--to", "2001-05-12"], ".gif or .mp4"),
        (["film", "a.gif", "--from", "2001-05-12", "--to", "2001-05-11"], "no later than"),
        (["film", "a.gif", "--from", "2001-05-01", "--to", "2001-05-11"], "found 2001-05-01"),
    ],
)
def test_wrong_usage_is_explained(
    toy: Case, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    """A wrong ending, or days that are not shown, exit with 2 and say what was expected."""
    with pytest.raises(SystemExit) as stopped:
        main([*arguments, "--case", str(toy.path)])
    assert stopped.value.code == 2
    assert complaint in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("code", ["fa", "ps"])
def test_a_picture_is_in_the_language_spoken(shipped: Case, ninth: Figure, code: str) -> None:
    """Words, names and digits are those of the language; all but the map stands on the other side."""
    with speaking(code):
        figure = draw(shipped, NINTH)
        said = [medium_day(NINTH), *(style.word for style in STYLES.values())]
        answer = "".join(text for text, _ in pieces("answer", range="x")).split("x")
    now = written(figure)
    assert all(one in now for one in [*said, *answer, "کابل"])
    ours = [one for one in texts(figure, "text") if one.get_text() in said]
    assert len(ours) == len(said)
    assert {one.get_ha() for one in ours} == {"right"}
    assert all(one.get_position()[0] > 590 for one in ours)

    def across(drawn: Figure, names: list[str]) -> list[float]:
        at = {one.get_text(): one.get_position()[0] for one in texts(drawn, "country")}
        return [at[name] for name in names]

    neighbours = [one["properties"] for one in (shipped.neighbours or {})["features"]]
    here = {one.get_text() for one in texts(figure, "country")}
    shown = [one for one in neighbours if one[f"name_{code}"] in here and "label_longitude" in one]
    assert len(shown) >= 3
    mirrored = across(figure, [one[f"name_{code}"] for one in shown])
    usual = across(ninth, [one["name_en"].upper() for one in shown])
    shifts = {round(one - other) for one, other in zip(mirrored, usual, strict=True)}
    assert len(shifts) == 1
    assert shifts.pop() < 0
