"""A case at fault is refused with all its faults, each with file, row and column."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.case import Case, CaseError, read_case
from geo.records import read_reports

from .conftest import ROOT

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
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever a table holds, reading it gives reports or faults, never an error."""
    case = read_case(ROOT / "data", geometry=False)
    reports, faults = read_reports(text, "upload.csv", case.provinces, case.actors)
    assert faults or all(report.province for report in reports)
