"""The descriptor of a case: what it leaves open comes from the data, what is wrong is named."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.package import Column, Package, Reference, Resource, read_package
from geo.records import read_reports
from geo.view import DayRange, Position, View, read_view, view_of

from .factories import ACTORS, NAMES, a_collection, a_feature, a_province, a_report, a_table, square

PROVINCES = [a_province(code) for code in NAMES]
CODES = tuple(NAMES)


def suggested(*rows: dict[str, str], boundaries: Any = None) -> View:
    """Return the view that reports and boundaries suggest."""
    reports, faults = read_reports(a_table(rows), "t.csv", PROVINCES, ACTORS)
    assert not faults
    return view_of(reports, boundaries or a_collection(), {"blues"})


OTHERWISE = suggested(a_report())


def read(view: dict[str, Any]) -> tuple[View, list[str]]:
    """Return what is made of a ``view`` object, and its faults as they are printed."""
    found, faults = read_view(view, OTHERWISE, CODES)
    return found, list(map(str, faults))


def package(content: object) -> tuple[Package, list[str]]:
    """Return what is made of a descriptor, and its faults as they are printed."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    found, faults = read_package(data)
    return found, list(map(str, faults))


def test_days_come_from_the_reports_that_count() -> None:
    """The first and last day are those of counting reports, the opening is the first capture."""
    view = suggested(
        a_report(event_date="2001-05-03", says="contested", actor=""),
        a_report(event_date="2001-05-04", says="held", actor="blues"),
        a_report(event_date="2001-05-05", event_date_latest="2001-05-06"),
        a_report(event_date="2001-05-08"),
        a_report(event_date="2001-04-01", excluded="rumour"),
    )
    assert (view.first_day, view.last_day) == (date(2001, 5, 3), date(2001, 5, 8))
    assert view.opening_day == date(2001, 5, 6)


def test_days_come_from_all_reports_if_none_counts() -> None:
    """A table whose reports are all excluded can be looked at all the same."""
    view = suggested(a_report(excluded="rumour"))
    assert view.first_day == view.last_day == view.opening_day == date(2001, 5, 10)


def test_without_reports_no_day_is_out_of_range() -> None:
    """A descriptor's days are not held against a table that could not be read."""
    nothing = view_of((), a_collection(), {"blues"})
    view, faults = read_view({"opening_day": "2001-05-10"}, nothing, CODES)
    assert not faults
    assert view.opening_day == date(2001, 5, 10)


def test_the_map_shows_all_provinces() -> None:
    """The middle is that of the bounds, and the zoom fits them into the map."""
    view = suggested(a_report())
    assert view.center == Position(latitude=0.5, longitude=1.5)
    assert view.zoom == 8.1
    assert 608 / 2 < 256 * 2**view.zoom * 3 / 360 <= 608


@pytest.mark.parametrize(("size", "zoom"), [(0.0001, 18.0), (170, 0.8)])
def test_the_zoom_stays_within_that_of_maps(size: float, zoom: float) -> None:
    """Neither a courtyard nor half a world breaks the zoom."""
    feature = a_feature("XX-A") | {"geometry": square(0, -size / 2, size)}
    assert suggested(a_report(), boundaries=a_collection(feature)).zoom == zoom


def test_an_empty_view_is_that_of_the_data() -> None:
    """What the descriptor leaves open is as the data suggest."""
    assert read({}) == (OTHERWISE, [])


def test_a_full_view_is_read() -> None:
    """Everything that a descriptor may say of the view is kept."""
    inset = {
        "title": "The west",
        "bounds": {"west": 0, "south": 0, "east": 1, "north": 1},
        "zoom": 9,
        "size": [180, 160],
        "capitals": ["XX-A"],
        "nudge": {"XX-A": [-4, 0]},
    }
    labels = {"main": {"XX-B": [0, -13, "middle"]}, "inset": {"XX-A": [9, 4, "start"]}}
    view, faults = read(
        {
            "first_day": "2001-05-01",
            "last_day": "2001-05-31",
            "opening_day": "2001-05-09",
            "center": {"latitude": 0, "longitude": 0},
            "zoom": 0,
            "ranges": [
                {"name": "week", "label": "A week", "from": "2001-05-01", "to": "2001-05-07"}
            ],
            "inset": inset,
            "labels": labels,
        }
    )
    assert not faults
    assert view.opening_day == date(2001, 5, 9)
    assert view.center == Position(0, 0)
    assert view.zoom == 0
    assert view.ranges == (DayRange("week", "A week", date(2001, 5, 1), date(2001, 5, 7)),)
    assert (view.inset, view.labels) == (inset, labels)


def test_a_day_left_open_keeps_to_those_given() -> None:
    """If only the days shown are given, the map opens within them."""
    view, faults = read({"first_day": "2002-01-01"})
    assert not faults
    assert view.first_day == view.last_day == view.opening_day == date(2002, 1, 1)


VIEW_FAULTS = [
    ({"first_day": "1380-02-20"}, "view.first_day: expected a date of the Gregorian calendar"),
    ({"first_day": 20010510}, "view.first_day: expected a date, found 20010510"),
    ({"first_day": "2001-06-01", "last_day": "2001-05-01"}, "view.last_day: expected the first"),
    ({"opening_day": "2001-06-01"}, "view.opening_day: expected a day from 2001-05-10 to"),
    ({"center": [0, 0]}, "view.center: expected an object, found [0, 0]"),
    ({"center": {"latitude": 91, "longitude": 0}}, "view.center.latitude: expected a number"),
    ({"center": {"latitude": 0}}, "view.center.longitude: expected a number from -180 to 180"),
    ({"zoom": 19}, "view.zoom: expected a number from 0 to 18, found 19"),
    ({"zoom": True}, "view.zoom: expected a number from 0 to 18"),
    ({"ranges": {}}, "view.ranges: expected a list, found an object"),
    ({"ranges": [{"name": "a", "from": "2001-05-02", "to": "2001-05-01"}]}, "view.ranges[0].to:"),
    ({"ranges": [{"name": "a", "to": "2001-05-01"}]}, "view.ranges[0].from: expected a date"),
    ({"ranges": [{"from": "2001-05-01", "to": "2001-05-01"}]}, "view.ranges[0].name: expected"),
    ({"inset": {"title": "a\nb"}}, "view.inset.title: expected text on one line"),
    ({"inset": {"capitals": ["XX-Z"]}}, "view.inset.capitals: expected codes of provinces"),
    ({"inset": {"capitals": [["XX-A"]]}}, "view.inset.capitals: expected codes of provinces"),
    ({"inset": {"size": [1, "2"]}}, "view.inset.size: expected two numbers of pixels"),
    ({"inset": {"nudge": {"XX-A": [1]}}}, "view.inset.nudge.XX-A: expected two numbers"),
    ({"inset": {}}, "view.inset.bounds.west: expected a number from -180 to 180, found nothing"),
    ({"labels": {"main": {"XX-A": [0, 0, "up"]}}}, "view.labels.main.XX-A: expected x, y and"),
    ({"labels": {"main": {"XX-Z": [0, 0, "end"]}}}, "view.labels.main: expected codes of"),
    ({"labels": {"inset": {"XX-A": ["0", 0, "end"]}}}, "view.labels.inset.XX-A: expected two"),
]


@pytest.mark.parametrize(("view", "expected"), VIEW_FAULTS)
def test_a_view_at_fault_is_named(view: dict[str, Any], expected: str) -> None:
    """A fault names the file and the place in it."""
    faults = read(view)[1]
    assert any(fault.startswith(f"datapackage.json: {expected}") for fault in faults), faults


def test_a_descriptor_names_title_version_and_files() -> None:
    """Resources that are no table of ours are not read, but their licences are known."""
    licences = [{"name": "MIT", "path": "licences/MIT.txt"}, {"title": "None known"}]
    resources = [
        {"name": "reports", "path": "tables/mine.csv", "licenses": licences},
        {"name": "readme", "path": "a.md", "title": "On it", "sources": [{"path": "http://a.b"}]},
    ]
    descriptor = {"title": "A war", "title_fa": "جنگ", "version": "1.2", "gaps": ["No word of it."]}
    found, faults = package(descriptor | {"resources": resources})
    assert not faults
    assert found == Package(
        {"en": "A war", "fa": "جنگ"},
        "1.2",
        {"reports": "tables/mine.csv"},
        gaps=("No word of it.",),
        resources=(
            Resource(
                "tables/mine.csv",
                "reports",
                licences=(Reference("MIT", "licences/MIT.txt"), Reference("None known")),
            ),
            Resource("a.md", "On it", sources=(Reference("http://a.b", "http://a.b"),)),
        ),
    )


def test_a_descriptor_speaks_for_its_files() -> None:
    """A file without terms of its own has those of the package; its columns are described."""
    fields = [
        {"name": "says", "type": "string", "constraints": {"enum": ["up", "down"]}},
        {"name": "note", "description": "In our\n words"},
        {"name": 3},
        "note",
    ]
    resources = [
        {"name": "reports", "path": "r.csv", "schema": {"fields": fields}},
        {"name": "provinces", "path": "p.geojson", "schema": "https://example.org/schema.json"},
        {"name": "actors", "path": "a.csv", "licenses": [{"name": "MIT"}]},
    ]
    found, faults = package(
        {
            "created": "2001-05-20T10:00:00Z",
            "licenses": [{"name": "CC0-1.0"}],
            "sources": [{"title": "The press"}],
            "contributors": [{"title": "A. Reader"}, {"title": "B. Writer", "role": "author"}],
            "resources": resources,
        }
    )
    assert not faults
    assert found.created == date(2001, 5, 20)
    assert found.authors == ("A. Reader", "B. Writer")
    reports, actors = found.resource("reports"), found.resource("actors")
    assert reports is not None
    assert actors is not None
    assert reports.columns == {
        "says": Column("string: up, down", ""),
        "note": Column("", "In our words"),
    }
    assert (reports.licences, reports.sources) == (
        (Reference("CC0-1.0"),),
        (Reference("The press"),),
    )
    assert actors.licences == (Reference("MIT"),)
    assert found.resource("statements") is None


@pytest.mark.parametrize(
    ("descriptor", "where"),
    [
        ({"gaps": "none"}, "gaps"),
        ({"licenses": {"name": "MIT"}}, "licenses"),
        ({"contributors": ["me"]}, "contributors[0]"),
        ({"created": "last year"}, "created"),
        ({"created": 2021}, "created"),
        ({"gaps": [""]}, "gaps[0]"),
        ({"gaps": ["a\nb"]}, "gaps[0]"),
        ({"resources": [{"name": "a", "path": "a", "licenses": "MIT"}]}, "resources[0].licenses"),
        (
            {"resources": [{"name": "a", "path": "a", "sources": [{"path": 1}]}]},
            "resources[0].sources[0].path",
        ),
    ],
)
def test_what_a_descriptor_says_of_itself_is_checked(
    descriptor: dict[str, Any], where: str
) -> None:
    """Gaps, licences and sources that are not as expected are named, and nothing raises."""
    _, faults = package(descriptor)
    assert [fault.partition(": expected")[0] for fault in faults] == [f"datapackage.json: {where}"]


OUTSIDE = [
    "../reports.csv",
    "a/../../b.csv",
    "..\\b.csv",
    "/etc/passwd",
    "C:\\b.csv",
    "\\\\host\\b.csv",
    "~/b.csv",
    "https://a.example/b.csv",
    "file:///etc/passwd",
    "a\nb.csv",
    ["a.csv", "b.csv"],
    7,
    None,
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_stays_inside_the_folder(path: object) -> None:
    """No resource may lie outside the folder, whether it is a table of ours or not."""
    for name in ("reports", "readme"):
        found, faults = package({"resources": [{"name": name, "path": path}]})
        assert found.paths == {}
        assert len(faults) == 1
        assert faults[0].startswith("datapackage.json: resources[0].path: expected")


@pytest.mark.parametrize("content", [b"", b"[]", b"7", b'{"resources": 7}', b'{"view": [1]}'])
def test_a_broken_descriptor_is_a_fault(content: bytes) -> None:
    """A descriptor that is no JSON object, or holds none where one belongs, is one fault."""
    assert len(package(content)[1]) == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "first_day",
                    "center",
                    "zoom",
                    "ranges",
                    "inset",
                    "labels",
                    "main",
                    "bounds",
                    "from",
                ]
            ),
            inner,
        )
    ),
    max_leaves=20,
)


@given(VALUES)
def test_no_view_raises(value: object) -> None:
    """Any JSON in place of a view is read or refused, never an error."""
    found, _ = package({"view": value})
    view, _ = read_view(found.view, OTHERWISE, CODES)
    assert view.first_day
