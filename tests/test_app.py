"""The page's Python side: what a run of the script shows and writes to the address."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.case import Case
from geo.style import STYLES

from .conftest import ROOT


def run(*, page: str | None = None, **query: str) -> AppTest:
    """Run the app once with an address, and again on another page if asked."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if page:
        app.session_state["page"] = page
        app.run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    """Return all HTML blocks of a run."""
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture(autouse=True)
def _of_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["app.py"])


def test_writes_the_opening_day_to_the_address() -> None:
    """Without an address the page opens on 9 August and says so in its address."""
    assert run().query_params["day"] == "2021-08-09"


def test_keeps_what_the_address_asks_for() -> None:
    """A day, a clock and a capital of a link are kept."""
    query = run(day="2021-08-13", known_by="then", province="AF-HER").query_params
    assert query["day"] == "2021-08-13"
    assert query["known_by"] == "then"
    assert query["province"] == "AF-HER"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day", "2021-02-31"),
        ("day", "1400-05-18"),
        ("known_by", "<script>"),
        ("province", "AF-XXX"),
        ("without", "colour:red"),
        ("threshold", "1e999"),
        ("v", "000000000000"),
    ],
)
def test_a_broken_link_is_noticed(name: str, value: str) -> None:
    """A value that makes no sense falls back with an alert, escaped, and never an error."""
    shown = html(run(**{name: value}))
    assert 'role="alert"' in shown
    assert "<script>" not in shown


def test_the_map_is_sent_whole_and_without_dossiers() -> None:
    """The map page goes to its frame once; dossiers are fetched when they are opened."""
    frame = next(
        element for element in run().get("bidi_component") if "frame-map" in element.proto.id
    )
    assert "control-map" in str(frame.proto)


def test_reports_are_all_that_count(shipped: Case) -> None:
    """The page of reports lists every counting report."""
    counting = [report for report in shipped.reports if not report.excluded]
    table = run(page="Reports").dataframe[0].value
    assert list(table["Id"]) == [report.report_id for report in counting]


def test_method_defines_every_status() -> None:
    """The page of method gives the legend's definition of each status."""
    texts = "\n".join(text.value for text in run(page="Method").text)
    assert all(f"{style.word}: {style.definition}." in texts for style in STYLES.values())


def test_a_case_at_fault_lists_all_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A faulty folder is refused with every fault in an alert, and the page stays usable."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path / "case"))
    table = (folder / "reports.csv").read_text(encoding="utf-8")
    table = table.replace(",2021-08-10,,held,", ",1400-05-19,,held,", 1)
    (folder / "reports.csv").write_text(table.replace(",contested,", ",<b>war</b>,", 1))
    monkeypatch.setattr(sys, "argv", ["app.py", "--case", str(folder)])
    app = run()
    shown = html(app)
    assert 'role="alert"' in shown
    assert "2 faults in the tables." in shown
    assert shown.count("reports.csv:") == 2
    assert "&lt;b&gt;war&lt;/b&gt;" in shown
    assert "Solar Hijri" in shown
    assert any("Corroborated" in text.value for text in app.text)
