"""Corrections are a checked table of a case: every fault is found, and a case may have none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.case import CaseError, read_case
from geo.corrections import Correction, newest_first, read_corrections

from .factories import Cells, a_case, a_correction, a_report, a_table

IDS = {"R-1", "S-1"}


def test_corrections_are_read() -> None:
    """A row of a report or a statement, one that was removed, a new one, and a whole table."""
    rows = [
        a_correction(),
        a_correction(id="S-1", before=""),
        a_correction(id="R-0", after=""),
        a_correction(id=""),
    ]
    found, faults = read_corrections(a_table(rows), "c.csv", IDS)
    assert not faults
    assert found[0] == Correction(
        date=date(2001, 6, 1),
        id="R-1",
        before="says=held",
        after="says=captured",
        reason="The page says so.",
    )
    assert [one.id for one in found] == ["R-1", "S-1", "R-0", ""]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"date": ""}, "date: expected a date as YYYY-MM-DD, found nothing"),
        ({"date": "1 June"}, "date: expected a date as YYYY-MM-DD, found '1 June'"),
        ({"id": "R-2"}, "id: expected the id of a report or a statement, or a blank cell"),
        ({"before": "", "after": ""}, "after: expected what the cells were or what they are now"),
        ({"reason": " "}, "reason: expected why it was corrected, found nothing"),
    ],
)
def test_each_fault_is_named(cells: Cells, fault: str) -> None:
    """A fault has file, row and column, and no faulty row becomes a correction."""
    found, faults = read_corrections(a_table([a_correction(), a_correction(**cells)]), "c.csv", IDS)
    assert len(found) == 1
    assert [str(one).startswith(f"c.csv:3: {fault}") for one in faults] == [True], faults


def test_a_missing_column_is_named() -> None:
    """A table under the usual name but of another kind is no list of corrections."""
    _, faults = read_corrections("date,before,after,reason\n", "c.csv")
    assert list(map(str, faults)) == ["c.csv:1: id: expected a column of this name, found none"]


def test_the_newest_comes_first() -> None:
    """By day; those of one day stay in the order of the table."""
    days = ["2001-06-01", "2001-06-03", "2001-06-02", "2001-06-03"]
    rows = [a_correction(date=day, reason=str(n)) for n, day in enumerate(days)]
    found, _ = read_corrections(a_table(rows), "c.csv")
    assert [one.reason for one in newest_first(found)] == ["1", "3", "2", "0"]


def write(folder: Path, *rows: Cells, reports: str | None = None) -> Path:
    """Write a toy case with corrections."""
    usual = a_table([a_report(report_id="R-1")])
    a_case(folder, reports=reports or usual)
    (folder / "corrections.csv").write_text(a_table(rows), encoding="utf-8")
    return folder


def test_a_case_has_its_corrections(tmp_path: Path) -> None:
    """They are part of the data version, and another table does not inherit them."""
    without = read_case(a_case(tmp_path, reports=a_table([a_report(report_id="R-1")])))
    case = read_case(write(tmp_path, a_correction()))
    assert without.corrections == ()
    assert [one.id for one in case.corrections] == ["R-1"]
    assert case.digest != without.digest
    assert case.with_reports(a_table([a_report()]), "mine.csv").corrections == ()


def test_a_case_lists_faults_of_corrections(tmp_path: Path) -> None:
    """A correction of a row that is not there is a fault of the case."""
    with pytest.raises(CaseError, match=r"^corrections\.csv:2: id: expected the id of a report"):
        read_case(write(tmp_path, a_correction(id="R-2")))


def test_ids_are_not_held_against_a_table_at_fault(tmp_path: Path) -> None:
    """While the reports are at fault, only what does not follow from that is said."""
    broken = a_table([a_report(report_id="R-1", says="?")])
    rows = (a_correction(), a_correction(reason=""))
    with pytest.raises(CaseError) as refused:
        read_case(write(tmp_path, *rows, reports=broken))
    assert [(one.file, one.row, one.column) for one in refused.value.faults] == [
        ("reports.csv", 2, "says"),
        ("corrections.csv", 3, "reason"),
    ]
