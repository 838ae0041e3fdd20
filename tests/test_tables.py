"""The case as tables: what scripts and downloads get."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from datetime import date
from io import StringIO

import pytest

import geo
from geo.__main__ import main
from geo.case import Case
from geo.reports import SourceFilter
from geo.tables import neutralised, status_rows

from .conftest import ROOT

DAY = date(2021, 8, 9)
STATUS_COLUMNS = "province,name,capital,day,known_by,status,actor,since,reports,origins".split(",")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command on the shipped case and return what it printed."""
    assert main([*arguments, "--case", str(ROOT / "data")]) == 0
    return capsys.readouterr().out


def rows(text: str) -> list[dict[str, str]]:
    """Read CSV as it was printed."""
    return list(csv.DictReader(StringIO(text)))


def test_status_has_a_row_a_province(shipped: Case, capsys: pytest.CaptureFixture[str]) -> None:
    """The status command prints the agreed columns, one row a province, as Python has them."""
    printed = rows(run(capsys, "status", "--day", "2021-08-09"))
    assert list(printed[0]) == STATUS_COLUMNS
    assert [row["status"] for row in printed] == [str(r.status) for r in status_rows(shipped, DAY)]
    by_code = {row["province"]: row for row in printed}
    assert by_code["AF-SAM"]["status"] == "corroborated"
    assert by_code["AF-KDZ"]["status"] == "disputed"
    assert by_code["AF-KAN"]["status"] == by_code["AF-HEL"]["status"] == "held"


def test_status_formats_agree(capsys: pytest.CaptureFixture[str]) -> None:
    """CSV, JSON and GeoJSON say the same of every province."""
    arguments = ("status", "--day", "2021-08-13", "--known-by", "then")
    table = rows(run(capsys, *arguments))
    listed = json.loads(run(capsys, *arguments, "--format", "json"))
    drawn = json.loads(run(capsys, *arguments, "--format", "geojson"))["features"]
    statuses = [row["status"] for row in table]
    assert statuses == [row["status"] for row in listed]
    assert statuses == [feature["properties"]["status"] for feature in drawn]
    assert {feature["geometry"]["type"] for feature in drawn} <= {"Polygon", "MultiPolygon"}


def test_counts_are_the_golden_days(capsys: pytest.CaptureFixture[str]) -> None:
    """The counts of 6 to 16 August are those of the press lists."""
    printed = rows(run(capsys, "counts", "--from", "2021-08-06", "--to", "2021-08-16"))
    found = [(int(row["at_least"]), int(row["up_to"])) for row in printed]
    assert found == [
        (0, 1), (0, 2), (3, 5), (5, 6), (8, 9), (9, 9),
        (12, 14), (18, 18), (24, 25), (32, 33), (33, 33),
    ]  # fmt: skip


def test_spells_rebuild_every_status(shipped: Case, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking a day up in the spells gives the status of that day, end exclusive."""
    printed = rows(run(capsys, "spells"))
    assert list(printed[0]) == ["province", "start", "end", "status", "actor"]
    for day in (date(2021, 8, 1), DAY, date(2021, 8, 15), date(2021, 9, 3)):
        iso = day.isoformat()
        holding = {
            row["province"]: row["status"]
            for row in printed
            if row["start"] <= iso and (not row["end"] or iso < row["end"])
        }
        for row in status_rows(shipped, day):
            assert holding.get(row.province, "no_report") == row.status


def test_python_gives_frames(shipped: Case) -> None:
    """status_on is a GeoDataFrame in EPSG:4326 of 34 rows; spells is a DataFrame."""
    frame = geo.status_on(shipped, DAY, without=[SourceFilter.parse("side=taliban")])
    assert frame.crs.to_epsg() == 4326
    assert list(frame["province"]) == [place.province for place in shipped.provinces]
    assert [*STATUS_COLUMNS, "geometry"] == list(frame.columns)
    assert list(geo.spells(shipped).columns) == ["province", "start", "end", "status", "actor"]


def test_a_left_out_source_never_counts(shipped: Case) -> None:
    """Without a side, no row counts more reports than with it."""
    everybody = [asdict(row) for row in status_rows(shipped, DAY)]
    fewer = [
        asdict(row)
        for row in status_rows(shipped, DAY, without=[SourceFilter.parse("side:government")])
    ]
    assert all(a["reports"] >= b["reports"] for a, b in zip(everybody, fewer, strict=True))
    assert everybody != fewer


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_are_neutralised(text: str) -> None:
    """A cell that a spreadsheet would run gets an apostrophe before it."""
    assert neutralised(text) == f"'{text}"
    assert neutralised("Aybak") == "Aybak"


WRONG_USES = [
    ["status"],
    ["status", "--day", "2021-02-31"],
    ["status", "--day", "2021-08-09", "--without", "colour=red"],
    ["counts", "--from", "2021-08-09", "--to", "soon"],
    ["conquer"],
]


@pytest.mark.parametrize("arguments", WRONG_USES, ids=" ".join)
def test_wrong_usage_exits_with_two(arguments: list[str]) -> None:
    """A wrong argument is a matter of usage: exit code 2."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_a_case_at_fault_exits_with_one(
    tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """Faults go to standard error as file:row: column: message, with exit code 1."""
    assert main(["check", "--case", str(tmp_path)]) == 1
    assert "reports.csv" in capsys.readouterr().err


def test_check_counts_what_it_read(capsys: pytest.CaptureFixture[str]) -> None:
    """A sound case prints one line of counts."""
    assert "34 provinces, 493 reports (456 count, 37 excluded)" in run(capsys, "check")
