"""The page's Python side: what a run of the script shows and writes to the address."""

from __future__ import annotations

import json
import re
import shutil
import sys
from datetime import date
from gzip import decompress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.case import Case, CaseError, read_case
from geo.evidence import Group
from geo.reports import ROLE_MEANINGS, Role, Says
from geo.style import RECAPTURED, STYLES
from geo.tables import status_rows

from .conftest import ROOT, table_of_day
from .conftest import run_app as run

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


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


@pytest.mark.parametrize("clock", ["0001-01-01", "2021-06-01", "9999-12-31", "then", "all"])
@pytest.mark.parametrize("page", ["map", "reports", "compare", "article", "method"])
def test_no_clock_breaks_a_page(page: str, clock: str) -> None:
    """Any day as the clock of a link is taken by each page, before the first report too."""
    assert 'role="alert"' not in html(run(page=page, known_by=clock))


def test_reports_follow_the_clock_and_the_sources(shipped: Case) -> None:
    """Under a clock and without a side, the table of reports holds what counts then."""
    app = run(page="reports", known_by="2021-08-08", without="side:taliban")
    expected = {
        report.report_id
        for report in shipped.reports
        if not report.excluded
        and report.published.isoformat() <= "2021-08-08"
        and report.side != "taliban"
    }
    assert set(app.dataframe[0].value["Id"]) == expected
    assert expected


def test_a_search_that_finds_nothing_says_so() -> None:
    """Reports are found in any spelling, and what is not there is said in words."""
    app = run(page="reports")
    app.text_input(key="sought").input("mazar e sharif").run()
    assert set(app.dataframe[0].value["Capital"]) == {"Mazar-i-Sharif"}
    app.text_input(key="sought").input("{{7*7}} nowhere").run()
    assert not app.exception
    assert any("No report matches" in text.value for text in app.text)


def test_the_table_of_the_day_is_the_rule(shipped: Case) -> None:
    """The day's table has the 34 capitals, each with its status in the legend's word."""
    table = table_of_day(run(day="2021-08-13"))
    expected = [STYLES[row.status].word for row in status_rows(shipped, date(2021, 8, 13))]
    assert list(table["Status"]) == expected
    assert len(table) == 34


def test_a_plain_address_shows_no_alert() -> None:
    """Nothing is noticed where nothing is wrong."""
    assert 'role="alert"' not in html(run())


def test_the_map_is_sent_whole_and_without_dossiers() -> None:
    """The map page goes to its frame once, as gzip; dossiers are fetched when they are opened."""
    sent = next(one.proto for one in run().get("bidi_component") if "frame-map" in one.proto.id)
    head, _, packed = sent.bytes.partition(b"\n")
    assert [one["name"] for one in json.loads(head)["frames"]] == ["map"]
    page = decompress(packed).decode()
    assert 'id="story"' in page
    assert 'id="dossiers"' not in page


def test_reports_are_all_that_count(shipped: Case) -> None:
    """The page of reports lists every counting report."""
    counting = [report for report in shipped.reports if not report.excluded]
    table = run(page="reports").dataframe[0].value
    assert len(table) == 456
    assert list(table["Id"]) == [report.report_id for report in counting]


def test_method_defines_every_status() -> None:
    """The page of method gives the legend's definition of each status, at an anchor of its own."""
    shown = html(run(page="method"))
    for key, style in (*STYLES.items(), ("recaptured", RECAPTURED)):
        term = f'<dt id="status-{key}" class="glyph-{key}">{style.word}</dt>'
        assert f"{term}<dd>{style.definition}.</dd>" in shown


def test_method_defines_what_reports_say_and_who_speaks() -> None:
    """Each value of the table's columns has a word, a meaning and an anchor."""
    shown = html(run(page="method"))
    for kind, keys in (("says", Says), ("role", Role), ("group", Group)):
        for key in keys:
            assert re.search(rf'<dt id="{kind}-{key}">[^<]+</dt><dd>[^<]+\.</dd>', shown), key
    assert f"<dd>{ROLE_MEANINGS[Role.LAWMAKER]}.</dd>" in shown


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
    assert '<dt id="status-corroborated" class="glyph-corroborated">Corroborated</dt>' in html(app)


def test_faults_are_those_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page lists each fault of each file, in the words that ``check`` prints."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path / "case"))
    actors = (folder / "actors.csv").read_text(encoding="utf-8")
    (folder / "actors.csv").write_text(actors.replace(",yes,", ",perhaps,"), encoding="utf-8")
    table = (folder / "reports.csv").read_text(encoding="utf-8")
    table = table.replace("AF-BAL,2021-08-10", "AF-XXX,2021-02-31", 3)
    (folder / "reports.csv").write_text(table, encoding="utf-8")
    (folder / "neighbours.geojson").write_text("<script>", encoding="utf-8")
    with pytest.raises(CaseError) as refused:
        read_case(folder)
    monkeypatch.setattr(sys, "argv", ["app.py", "--case", str(folder)])
    shown = html(run())
    files = {fault.file for fault in refused.value.faults}
    assert files == {"actors.csv", "neighbours.geojson", "reports.csv"}
    assert len(refused.value.faults) == 6
    assert "6 faults in the tables." in shown
    for fault in refused.value.faults:
        assert f"<li>{escape(str(fault))}</li>" in shown
    assert "<script>" not in shown


def test_a_folder_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A case that does not exist is a fault in an alert, and the words are still explained."""
    monkeypatch.setattr(sys, "argv", ["app.py", "--case", str(tmp_path / "no <b>where</b>")])
    app = run()
    assert "1 fault in the tables." in html(app)
    assert "<b>where" not in html(app)
    assert '<dt id="status-corroborated" class="glyph-corroborated">Corroborated</dt>' in html(app)


def test_a_mended_folder_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the folder is sound again, the next run of the same session shows the map."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path / "case"))
    good = (folder / "reports.csv").read_bytes()
    (folder / "reports.csv").write_bytes(b"")
    monkeypatch.setattr(sys, "argv", ["app.py", "--case", str(folder)])
    app = run()
    assert 'role="alert"' in html(app)
    (folder / "reports.csv").write_bytes(good)
    app.run()
    assert not app.exception
    assert 'role="alert"' not in html(app)
    assert app.query_params["day"] == "2021-08-09"


def test_what_is_chosen_outlives_folding() -> None:
    """Folded, the controls are not sent; unfolded again, they say what counts, and the fixed day."""
    app = run(without="side:taliban", known_by="2021-08-10")
    assert not app.multiselect
    for unfolded in (True, False, True):
        app.session_state["choices"] = unfolded
        app.run()
    assert not app.exception
    assert app.multiselect(key="out-side").value == ["taliban"]
    assert app.date_input(key="fixed").value == date(2021, 8, 10)
    app.multiselect(key="out-side").set_value([]).run()
    app.session_state["choices"] = False
    app.run()
    assert app.session_state.choice.without == ()
    assert app.session_state.choice.known_by == date(2021, 8, 10)
