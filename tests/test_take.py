"""What a reader takes away from the page: citations and files, under every choice."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from geo.__main__ import main
from geo.case import Case
from geo.control import Threshold
from geo.reports import SourceFilter
from geo.tables import counts, status_rows

from .conftest import ROOT, OpenPage, run_app
from .map_page import MapPage

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page of 12 August as known by the 14th, without the party's statements."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["app.py"])
    query = {"page": "take", "day": "2021-08-12", "known_by": "2021-08-14", "province": "AF-HER"}
    return run_app(**query, without="side:taliban")


def codes(app: AppTest) -> list[str]:
    """Return what the page offers to copy."""
    return [element.value for element in app.code]


def test_cites_the_capital_that_is_selected(app: AppTest, shipped: Case) -> None:
    """Text, BibTeX and CSL-JSON name the capital, the day, the data version and the link."""
    app.date_input(key="accessed").set_value(date(2026, 1, 2)).run()
    text, bibtex, csl = codes(app)[:3]
    for one in (text, bibtex, csl):
        assert "Herat (AF-HER), Thursday 12 August 2021" in one
        assert shipped.digest in one
        assert "page=map" in one
        assert "side" in one
    assert "(accessed 2026-01-02)" in text
    assert "urldate = {2026-01-02}" in bibtex
    assert json.loads(csl)[0]["accessed"] == {"date-parts": [[2026, 1, 2]]}


def test_cites_the_view(app: AppTest) -> None:
    """Without a capital it is the view that is cited, with its clock and its sources."""
    app.selectbox(key="cited").set_value("").run()
    text = codes(app)[0]
    assert "AF-HER" not in text
    assert "published by the end of Sat 14 Aug 2021" in text


def test_the_embed_code_shows_a_title_as_text(app: AppTest) -> None:
    """What is pasted into an article is one frame with a title."""
    embed = codes(app)[3]
    assert embed.startswith('<iframe src="https://…/map.html" title="Reported status of Afghan')
    assert embed.endswith("</iframe>")


def test_a_film_is_made_and_kept_until_the_choice_changes(app: AppTest) -> None:
    """A short film is drawn on demand; other days have no film yet."""
    assert not offers_the_film(app)
    days = (date(2021, 8, 12), date(2021, 8, 13))
    app.date_input(key="film-days").set_value(days).run()
    app.button(key="make-film").click().run()
    assert not app.exception
    made = app.session_state["film"]
    assert Image.open(io.BytesIO(made["data"])).n_frames == 2
    assert offers_the_film(app)
    app.date_input(key="film-days").set_value((days[0], date(2021, 8, 14))).run()
    assert not offers_the_film(app)


def test_a_film_that_is_too_long_is_refused(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """More days than a reader may ask for are refused in words, and nothing is drawn."""
    monkeypatch.setattr("geo.ui.take.LONGEST_FILM", 1)
    app.button(key="make-film").click().run()
    assert [error.value for error in app.error] == [
        "Choose at most 1 days: each takes a while to draw."
    ]
    assert "film" not in app.session_state


def offers_the_film(app: AppTest) -> bool:
    """Whether there is a button to download the film."""
    return any("film-file" in element.proto.id for element in app.get("download_button"))


# In a browser.

QUERY = "?page=take&day=2021-08-12&known_by=2021-08-14&without=side:taliban&threshold=corroborated"


def test_the_zip_holds_what_the_page_shows(
    open_page: OpenPage, dashboard: str, shipped: Case, tmp_path: Path
) -> None:
    """The zip that a reader downloads has the counts and statuses of the reader's choice."""
    page = open_page(f"{dashboard}{QUERY}")
    with page.expect_download() as found:
        page.get_by_role("button", name="Download as one zip").click()
    assert shipped.digest in found.value.suggested_filename
    found.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as files:
        names = files.namelist()
        assert {"DICTIONARY.md", "LICENCE.md", "CHOICE.json"} <= set(names)
        choice = json.loads(files.read("CHOICE.json"))
        table = files.read(next(name for name in names if name.startswith("counts"))).decode()
    assert choice["address"]["known_by"] == "2021-08-14"
    assert choice["address"]["without"] == ["side:taliban"]
    expected = counts(
        shipped,
        shipped.view.first_day,
        shipped.view.last_day,
        date(2021, 8, 14),
        [SourceFilter.parse("side:taliban")],
        threshold=Threshold.CORROBORATED,
    )
    assert table.splitlines()[1:] == [f"{one.day},{one.at_least},{one.up_to}" for one in expected]


def test_a_picture_is_downloaded(open_page: OpenPage, dashboard: str, tmp_path: Path) -> None:
    """The button gives a PNG of the day."""
    page = open_page(f"{dashboard}{QUERY}")
    with page.expect_download(timeout=60_000) as found:
        page.get_by_role("button", name="PNG").click()
    assert found.value.suggested_filename == "status_2021-08-12.png"
    found.value.save_as(tmp_path / "day.png")
    with Image.open(tmp_path / "day.png") as drawn:
        assert drawn.width == 1600


def test_a_phone_shows_it_without_scrolling_sideways(open_page: OpenPage, dashboard: str) -> None:
    """Nothing of the page is wider than a phone."""
    page = open_page(f"{dashboard}?page=take", viewport={"width": 360, "height": 740})
    expect(page.get_by_role("button", name="Make the film")).to_be_visible(timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


# The map as one file.

EVERY_DAY = """async () => {
    const input = document.querySelector("input[type=range]"), found = {};
    const map = document.querySelector("[data-testid=control-map]");
    for (let day = 0; day <= Number(input.max); day += 1) {
        input.value = day;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        const was = map.dataset.day;
        for (let n = 0; n < 200 && day > 0 && map.dataset.day === was; n += 1) {
            await new Promise((done) => setTimeout(done, 10));
        }
        const paths = [...document.querySelectorAll("path[data-province]")];
        found[map.dataset.day] = Object.fromEntries(paths.map(
            ({ dataset }) => [dataset.province, dataset.status]));
    }
    return found;
}"""


@pytest.mark.parametrize("clock", ["all", "then"])
def test_the_file_shows_every_day_as_the_command_does(
    open_page: OpenPage, shipped: Case, tmp_path: Path, clock: str
) -> None:
    """Opened from disk without a network, each day has the statuses of ``status``, on both clocks."""
    assert main(["page", str(tmp_path / "map.html"), "--case", str(ROOT / "data")]) == 0
    page = open_page((tmp_path / "map.html").as_uri(), offline=True)
    board = MapPage(page, inside=False)
    board.find("[data-go=first]").click()
    board.wait_for(shipped.view.first_day.isoformat())
    if clock == "then":
        board.find("#clocks [data-value=then]").click()
    found = page.evaluate(EVERY_DAY)
    known_by = "then" if clock == "then" else None
    assert len(found) == 41
    for day, statuses in found.items():
        rows = status_rows(shipped, date.fromisoformat(day), known_by)
        assert statuses == {row.province: str(row.status) for row in rows}, day
