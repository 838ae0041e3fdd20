"""A case at fault is refused with all its faults, each with file, row and column."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.case import Case, CaseError, read_case
from geo.language import speaking
from geo.records import read_reports
from geo.view import NO_DAY

from .conftest import ROOT
from .factories import NAMES, a_case, a_collection, a_feature, a_report, a_table

Edit = Callable[[Path], None]


def cell(row: int, old: str, new: str, file: str = "reports.csv") -> Edit:
    """Return an edit that replaces the first ``old`` in one row of a file."""

    def edit(folder: Path) -> None:
        lines = (folder / file).read_text(encoding="utf-8").split("\n")
        assert old in lines[row - 1]
        lines[row - 1] = lines[row - 1].replace(old, new, 1)
        (folder / file).write_text("\n".join(lines), encoding="utf-8")

    return edit


def raw(data: bytes, file: str = "reports.csv") -> Edit:
    """Return an edit that replaces the bytes of a file."""
    return lambda folder: (folder / file).write_bytes(data) and None


def outline(change: Callable[[dict], None]) -> Edit:  # type: ignore[type-arg]
    """Return an edit of the first province's geometry."""

    def edit(folder: Path) -> None:
        file = folder / "provinces.geojson"
        collection = json.loads(file.read_text(encoding="utf-8"))
        change(collection["features"][0])
        file.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")

    return edit


def cross(feature: dict) -> None:  # type: ignore[type-arg]
    """Swap two corners, so that the outline crosses itself."""
    ring = feature["geometry"]["coordinates"][0]
    ring[1], ring[30] = ring[30], ring[1]


def spread(feature: dict) -> None:  # type: ignore[type-arg]
    """Give the province a box that lies over its neighbours."""
    box = [[66, 35.5], [68.5, 35.5], [68.5, 37], [66, 37], [66, 35.5]]
    feature["geometry"] = {"type": "Polygon", "coordinates": [box]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped case, free to be spoilt."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "case"))


FAULTS = [
    pytest.param(
        cell(1, "event_date,", "eventdate,"), "reports.csv:1: event_date:", id="no-column"
    ),
    pytest.param(
        cell(2, ",AF-BAL,", ",AF-XXX,"), "reports.csv:2: province:", id="no-such-province"
    ),
    pytest.param(cell(2, ",held,", ",taken,"), "reports.csv:2: says:", id="no-such-word"),
    pytest.param(
        cell(2, "2021-08-10", "2021-02-31"), "reports.csv:2: event_date:", id="no-such-day"
    ),
    pytest.param(cell(2, "2021-08-10", "10/08/2021"), "reports.csv:2: event_date:", id="day-order"),
    pytest.param(
        cell(2, "2021-08-10", "1400-05-19"), "reports.csv:2: event_date:", id="solar-hijri"
    ),
    pytest.param(
        cell(3, "AF-BAL-devdiscourse-1", "AF-BAL-long-war-journal-1"),
        "reports.csv:3: report_id:",
        id="same-id",
    ),
    pytest.param(cell(2, ",analyst,", ",king,"), "reports.csv:2: role:", id="no-such-role"),
    pytest.param(cell(3, "https:", "javascript:"), "reports.csv:3: url:", id="no-web-address"),
    pytest.param(cell(2, ",held,government", ",held,"), "reports.csv:2: actor:", id="no-holder"),
    pytest.param(raw(b"report_id,province\n\xe9\xff,x"), "reports.csv:2:", id="old-encoding"),
    pytest.param(raw("report_id".encode("utf-16")), "reports.csv:", id="utf-16"),
    pytest.param(raw(b""), "reports.csv:", id="empty"),
    pytest.param(raw(b"{", "provinces.geojson"), "provinces.geojson:", id="broken-json"),
    pytest.param(raw(b"[" * 100_000, "provinces.geojson"), "provinces.geojson:", id="deep-json"),
    pytest.param(outline(cross), "provinces.geojson: geometry: AF-BAL", id="crossed"),
    pytest.param(outline(spread), "provinces.geojson: geometry: AF-BAL and AF-", id="overlap"),
    pytest.param(lambda folder: (folder / "reports.csv").unlink(), "reports.csv:", id="no-file"),
]


@pytest.mark.parametrize(("edit", "expected"), FAULTS)
def test_a_fault_names_file_row_and_column(folder: Path, edit: Edit, expected: str) -> None:
    """Each kind of fault is refused, and its message begins with where it is."""
    edit(folder)
    with pytest.raises(CaseError) as refused:
        read_case(folder)
    messages = [str(fault) for fault in refused.value.faults]
    assert any(message.startswith(expected) for message in messages), messages
    assert all("expected" in message for message in messages)


def test_all_faults_come_at_once(folder: Path) -> None:
    """Faults in several files and rows are listed together, not one after the other."""
    for edit in (
        cell(2, "2021-08-10", "1400-05-19"),
        cell(4, ",captured,", ",fell,"),
        cell(2, "count", "tally", "statements.csv"),
        outline(cross),
    ):
        edit(folder)
    with pytest.raises(CaseError) as refused:
        read_case(folder)
    files = [fault.file for fault in refused.value.faults]
    assert {"reports.csv", "statements.csv", "provinces.geojson"} <= set(files)
    assert files.count("reports.csv") == 2


def test_the_shipped_case_is_sound(shipped: Case) -> None:
    """The repository's own case has no fault and opens on the day of the article."""
    assert len(shipped.provinces) == 34
    assert len(shipped.reports) == 493
    assert shipped.view.opening_day == date(2021, 8, 9)
    assert shipped.incumbents == {"government"}
    assert {"province"} == set().union(
        *(feature["properties"] for feature in shipped.boundaries["features"])
    )


def test_digest_follows_the_bytes(folder: Path, shipped: Case) -> None:
    """Equal files have one data version, and one changed note has another."""
    assert read_case(folder).digest == shipped.digest
    cell(2, "under siege", "under pressure")(folder)
    assert read_case(folder).digest != shipped.digest


@pytest.mark.parametrize("path", ["https://example.org/data", "no-such-folder", "\0"])
def test_only_a_folder_is_a_case(path: str) -> None:
    """A web address, or a folder that is not there, is a fault and no traceback."""
    with pytest.raises(CaseError):
        read_case(path)


@given(st.text() | st.text(alphabet='province,event_date,says,actor\n"2021-08-09AF-BAL\0 '))
def test_no_text_breaks_the_reader(shipped: Case, text: str) -> None:
    """Whatever a table holds, reading it gives reports or faults, never an error."""
    reports, faults = read_reports(text, "upload.csv", shipped.provinces, shipped.actors)
    assert faults or all(report.province for report in reports)


# A reader's own case: what may be left out, and what is refused.


def faults_of(folder: Path) -> list[str]:
    """Return the faults of a case, as they are printed."""
    with pytest.raises(CaseError) as refused:
        read_case(folder)
    assert str(refused.value) == "\n".join(map(str, refused.value.faults))
    return str(refused.value).splitlines()


def test_provinces_and_reports_make_a_case(tmp_path: Path) -> None:
    """Without the other files a case has its folder's name, and its view from the data."""
    case = read_case(a_case(tmp_path, actors=None))
    assert (case.title, case.version, case.statements) == (tmp_path.name, "", ())
    assert case.neighbours is None
    assert case.languages == {"en": "English"}
    assert case.view.opening_day == date(2001, 5, 10)
    assert list(case.counting) == ["XX-A"]


def test_without_actors_everybody_is_a_challenger(tmp_path: Path) -> None:
    """Actors that are only named in reports and sides hold nothing before the first report."""
    rows = [a_report(side="pinks"), a_report(says="held", actor="blues", side="")]
    case = read_case(a_case(tmp_path, actors=None, reports=a_table(rows)))
    assert [one.actor for one in case.actors] == ["blues", "pinks", "reds"]
    assert case.incumbents == frozenset()


def test_files_lie_where_the_descriptor_says(tmp_path: Path) -> None:
    """A resource may have another name; one that is listed has to be there."""
    package = {
        "title": "A war",
        "version": "2",
        "resources": [{"name": "reports", "path": "mine.csv"}],
        "view": {"opening_day": "2001-05-10"},
    }
    a_case(tmp_path, datapackage=package, reports="no,table\n")
    assert faults_of(tmp_path) == [
        "mine.csv: expected this file in the folder of the case, found none"
    ]
    (tmp_path / "mine.csv").write_text(a_table([a_report(), a_report()]))
    case = read_case(tmp_path)
    assert (case.title, case.version, len(case.reports)) == ("A war", "2", 2)


def test_a_title_is_in_the_language_spoken(tmp_path: Path) -> None:
    """The descriptor may translate it; where it does not, it stands in English."""
    package = {"title": "A war", "title_fa": "جنگ", "title_ps": "", "title_": "no language"}
    case = read_case(a_case(tmp_path, datapackage=package))
    assert case.titles == {"en": "A war", "fa": "جنگ"}
    spoken = {}
    for code in ("en", "fa", "ps"):
        with speaking(code):
            spoken[code] = case.title
    assert spoken == {"en": "A war", "fa": "جنگ", "ps": "A war"}


def test_boundaries_are_credited_as_the_descriptor_says(tmp_path: Path) -> None:
    """The first source of the provinces is whose outlines they are; a broken one is a fault."""
    provinces = {"name": "provinces", "path": "provinces.geojson"}
    reports = {"name": "reports", "path": "reports.csv", "sources": [{"title": "Papers"}]}
    for sources, credit in (([{"title": "A survey"}, {"title": "B"}], "A survey"), ([], "")):
        package = {"resources": [provinces | {"sources": sources}, reports]}
        assert read_case(a_case(tmp_path, datapackage=package)).boundary_source == credit
    a_case(tmp_path, datapackage={"resources": [provinces | {"sources": ["A survey"]}]})
    assert faults_of(tmp_path) == [
        "datapackage.json: resources[0].sources[0]: expected an object, found 'A survey'"
    ]


def test_a_link_may_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    """A case that somebody else made cannot have other files of this machine read."""
    (tmp_path / "secret.csv").write_text(a_table([a_report()]))
    (tmp_path / "case").mkdir()
    a_case(tmp_path / "case", reports=None)
    (tmp_path / "case" / "reports.csv").symlink_to(tmp_path / "secret.csv")
    (fault,) = faults_of(tmp_path / "case")
    assert "found a link that leads out of it" in fault


def test_faults_that_only_follow_are_left_out(tmp_path: Path) -> None:
    """While provinces or actors are at fault, nothing is held against them; the rest is."""
    rows = [a_report(province="XX-B"), a_report(actor="pinks", says="held"), a_report(says="fell")]
    features = [a_feature("XX-A"), a_feature("XX-B", name_en="")]
    a_case(
        tmp_path,
        provinces=a_collection(*features),
        actors="actor,name_en\n",
        reports=a_table(rows),
        datapackage={"view": {"labels": {"main": {"XX-B": [0, 0, "end"]}}}},
    )
    assert [fault.split(" expected")[0] for fault in faults_of(tmp_path)] == [
        "provinces.geojson: name_en: feature 2 (XX-B):",
        "actors.csv:1: incumbent:",
        "reports.csv:4: says:",
    ]


def test_the_view_may_only_speak_of_the_provinces(tmp_path: Path) -> None:
    """A fault of the descriptor comes first, whatever it was checked against."""
    labels = {"main": {"XX-Z": [0, 0, "end"]}}
    a_case(
        tmp_path, datapackage={"view": {"labels": labels}}, reports=a_table([a_report(says="?")])
    )
    first, second = faults_of(tmp_path)
    assert first.startswith("datapackage.json: view.labels.main: expected codes of provinces")
    assert second.startswith("reports.csv:2: says:")


@pytest.mark.parametrize(
    ("view", "days"),
    [
        ({}, (NO_DAY, NO_DAY, NO_DAY)),
        ({"opening_day": "2001-05-10"}, (date(2001, 5, 10),) * 3),
        ({"last_day": "2001-05-10"}, (date(2001, 5, 10),) * 3),
        (
            {"first_day": "2001-05-01", "last_day": "2001-05-31"},
            (date(2001, 5, 1), date(2001, 5, 31), date(2001, 5, 1)),
        ),
    ],
)
def test_a_case_need_not_have_a_report_yet(
    tmp_path: Path, view: dict[str, str], days: tuple[date, ...]
) -> None:
    """A header alone is a case without reports, of the days that its descriptor names."""
    a_case(tmp_path, reports=a_table([], a_report()), datapackage={"view": view})
    case = read_case(tmp_path)
    assert case.reports == ()
    assert (case.view.first_day, case.view.last_day, case.view.opening_day) == days


def test_a_case_says_what_its_languages_and_its_country_are_called(tmp_path: Path) -> None:
    """A language that the descriptor does not name goes by its code; others are left out."""
    features = [a_feature(code, name_fa="آ", capital_xq="Q") for code in NAMES]
    words = {"languages": {"fa": "Dari", "de": "German"}, "country": ["Toyland", "Toy"]}
    a_case(tmp_path, provinces=a_collection(*features), datapackage={"words": words})
    case = read_case(tmp_path)
    assert case.languages == {"en": "English", "fa": "Dari", "xq": "xq"}
    assert case.country == ("Toyland", "Toy")


def test_faults_of_the_words_are_all_listed(tmp_path: Path) -> None:
    """Names of languages and words for the country are text that is not blank."""
    a_case(tmp_path, datapackage={"words": {"languages": {"fa": 7}, "country": ["", "Toy"]}})
    assert faults_of(tmp_path) == [
        "datapackage.json: words.languages.fa: expected text on one line, found 7",
        "datapackage.json: words.country: expected text, found nothing",
    ]


def test_shapes_are_only_checked_if_asked(tmp_path: Path) -> None:
    """Without geometry a capital outside its province is not noticed, and shapely not needed."""
    a_case(tmp_path, provinces=a_collection(a_feature("XX-A", longitude=7)))
    assert len(faults_of(tmp_path)) == 1
    assert read_case(tmp_path, geometry=False).provinces[0].longitude == 7


def test_the_digest_can_be_made_by_hand(tmp_path: Path) -> None:
    """The data version is that of ``cat`` over the files in the order of their names."""
    case = read_case(a_case(tmp_path, datapackage={"title": "A war"}))
    whole = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert case.digest == hashlib.sha256(whole).hexdigest()[:12]


def test_another_table_takes_the_place_of_the_reports(tmp_path: Path) -> None:
    """An uploaded table brings its days and its own data version, and is checked as ever."""
    case = read_case(a_case(tmp_path))
    other = case.with_reports(a_table([a_report(event_date="2002-02-02")]), "mine.csv")
    assert other.view.first_day == date(2002, 2, 2)
    assert list(case.counting) == list(other.counting) == ["XX-A"]
    assert other.digest != case.digest
    with pytest.raises(CaseError, match=r"mine\.csv:2: actor:"):
        case.with_reports(a_table([a_report(actor="pinks")]), "mine.csv")
    with pytest.raises(CaseError, match="expected at least one report"):
        case.with_reports(a_table([], a_report()), "mine.csv")


def test_a_case_has_all_provinces_in_the_order_of_their_codes(tmp_path: Path) -> None:
    """Provinces and boundaries go together, whatever the order in the file."""
    features = [a_feature(code) for code in reversed(NAMES)]
    case = read_case(a_case(tmp_path, provinces=a_collection(*features)))
    drawn = [feature["properties"] for feature in case.boundaries["features"]]
    assert drawn == [{"province": place.province} for place in case.provinces]
    assert [place.province for place in case.provinces] == sorted(NAMES)
