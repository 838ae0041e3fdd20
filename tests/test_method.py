"""The page of method: examples, corrections, gaps and licences come from the case, as text."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geo.case import Case, read_case
from geo.gaps import MOST, gaps
from geo.reports import Precision, Report, Says
from geo.ui.method import EXAMPLES, SHOWN, decided, examples

from .conftest import ROOT
from .factories import a_case, a_correction, a_report, a_table
from .test_app import html, run

HOSTILE = "<img src=x onerror=alert(1)> ![x](https://example.org/x.png) {{7*7}}"


@pytest.fixture(autouse=True)
def _of_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["app.py"])


def texts(app) -> list[str]:
    """Return the plain texts of a run, in order."""
    return [text.value for text in app.text]


def test_examples_name_the_reports_that_decided(shipped: Case) -> None:
    """Each example is of its clause, in the days shown, with few reports if there is such a case."""
    found = list(examples(shipped))
    assert [one[2].rule for one in found] == list(EXAMPLES)
    shown = texts(run(page="method"))
    for capital, start, assessment, reason in found:
        assert shipped.view.first_day <= start <= shipped.view.last_day
        assert len(assessment.deciding) <= SHOWN
        at = next(n for n, text in enumerate(shown) if reason in text and capital in text)
        assert shown[at + 1].splitlines() == decided(assessment.deciding)
        assert len(shown[at + 1].splitlines()) == len(assessment.deciding)


def test_of_many_deciding_reports_one_of_each_kind_is_listed() -> None:
    """A denial is not lost behind five reports of a capture; what is left out is counted."""
    day = date(2001, 5, 10)
    one = Report(
        report_id="R", province="XX-A", event_date=day, says=Says.CAPTURED, published=day, actor="a"
    )
    reports = [*[one] * 7, replace(one, says=Says.DENIED, speaker="Somebody", publisher="A daily")]
    lines = decided(reports)
    assert len(lines) == SHOWN + 1
    assert lines[-2:] == [
        "• Somebody (A daily): capture denied, about 10 May, published 10 May",
        "• and 3 more",
    ]
    assert decided([]) == []


def test_the_shipped_corrections_are_listed_and_can_be_downloaded(shipped: Case) -> None:
    """Each with its day, what was, what is and why; the file is that of the data."""
    app = run(page="method")
    shown = "\n".join(texts(app))
    with (ROOT / "data" / "corrections.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        block = f"{row['id']}: {row['reason']}\nBefore: {row['before']}\nAfter: {row['after']}"
        assert f"Wed 25 Nov 2026, {block}" in shown
    assert [button.proto.label for button in app.get("download_button")] == [
        "Download corrections (JSON)"
    ]


def shown_of(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a run of the page of method of a case."""
    monkeypatch.setattr(sys, "argv", ["app.py", "--case", str(folder)])
    return run(page="method")


def test_a_case_without_corrections_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A toy case has no corrections, no gaps of its own, no licences, and a page all the same."""
    app = shown_of(a_case(tmp_path), monkeypatch)
    assert "None so far." in texts(app)
    assert "The case does not name any." in texts(app)
    assert not app.get("download_button")


def test_corrections_are_listed_newest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By day; a row that is new or was removed, and a whole table, are named as such."""
    rows = [
        a_correction(reason="First.", after=""),
        a_correction(date="2001-06-03", reason="Last.", id=""),
        a_correction(date="2001-06-02", reason="Second.", before=""),
    ]
    folder = a_case(tmp_path, reports=a_table([a_report(report_id="R-1")]))
    (folder / "corrections.csv").write_text(a_table(rows), encoding="utf-8")
    shown = [text for text in texts(shown_of(folder, monkeypatch)) if "\nBefore: " in text]
    assert shown == [
        "Sun 3 Jun 2001, a table as a whole: Last.\nBefore: says=held\nAfter: says=captured",
        "Sat 2 Jun 2001, R-1: Second.\nBefore: no such row\nAfter: says=captured",
        "Fri 1 Jun 2001, R-1: First.\nBefore: says=held\nAfter: removed",
    ]


def test_gaps_are_counted(shipped: Case) -> None:
    """Each figure is that of the reports that count, and the days are those that nobody speaks of."""
    counting = [report for report in shipped.reports if not report.excluded]
    unknown = sum(one.origin == "unknown" for one in counting)
    inferred = sum(one.published_precision is Precision.INFERRED for one in counting)
    assert gaps(shipped) == [
        "Capitals without any report: none (0 of 34).",
        "Days shown that no report is about: 16 Aug, 18 Aug to 2 Sep, 7 Sep to 10 Sep (21 of 41).",
        f"Reports of unknown origin, which never count as independent: {unknown} of 456.",
        f"Reports whose day of publication was inferred from their text: {inferred} of 456.",
        f"Reports without a link to their page: {sum(not one.url for one in counting)} of 456.",
    ]
    shown = texts(run(page="method"))
    assert [gap for gap in (*gaps(shipped), *shipped.package.gaps) if gap not in shown] == []


def test_an_excluded_report_fills_no_gap(tmp_path: Path) -> None:
    """A capital whose only report does not count is a gap; a long list of days is cut."""
    days = [f"2001-05-{day:02}" for day in range(1, 29, 2)]
    rows = [
        a_report(excluded="rumour", province="XX-B"),
        *[a_report(event_date=day, excluded="") for day in days],
    ]
    capitals, empty, *_ = gaps(read_case(a_case(tmp_path, reports=a_table(rows))))
    assert capitals == "Capitals without any report: Birchtown, Cedartown (2 of 3)."
    assert empty.endswith(f", 24 May and {len(days) - 1 - MOST} more (13 of 27).")


def test_words_of_the_case_appear_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hostile corrections, gaps, licences and sources are in no HTML and no link."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path / "case"))
    rows = [a_correction(id="", reason=HOSTILE, before=HOSTILE, after=HOSTILE)]
    (folder / "corrections.csv").write_text(a_table(rows), encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_bytes())
    package["gaps"] = [HOSTILE]
    package["resources"][0] |= {
        "title": HOSTILE,
        "licenses": [{"name": HOSTILE}],
        "sources": [
            {"title": HOSTILE, "path": "javascript:alert(1)"},
            {"title": "b", "path": "https://a.b/"},
        ],
    }
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    app = shown_of(folder, monkeypatch)
    assert (
        f"Fri 1 Jun 2001, a table as a whole: {HOSTILE}\nBefore: {HOSTILE}\nAfter: {HOSTILE}"
        in (texts(app))
    )
    assert HOSTILE in texts(app)
    assert "onerror" not in html(app)
    assert "7*7" not in "".join(element.value for element in app.markdown)
    table = next(one.value for one in app.dataframe if "Licence" in one.value)
    assert list(table["Licence"])[:2] == [HOSTILE] * 2
    assert list(table["Address"].fillna("no link"))[:2] == ["no link", "https://a.b/"]
