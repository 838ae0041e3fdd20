"""Words of a table do nothing but appear as text, whatever they are."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from branca.element import Element
from playwright.sync_api import Page, expect

from geo.case import Case, read_case
from geo.control_map import control_map, page_html

from .conftest import ROOT, OpenPage, serve
from .folium_objects import held_by
from .map_page import MapPage

HOSTILE = (
    "{{7*7}} {% for x in y %} {# <script>window.pwned=1</script>"
    ' <img src=x onerror="window.pwned=1"> `${window.pwned=1}` </script>'
    "<script>window.pwned=1</script> ![x](https://example.org/x.png)"
)
REPORT_TEXTS = ("speaker", "origin", "publisher", "title", "note")
PROVINCE_TEXTS = ("name_en", "capital_en", "name_fa", "name_ps", "capital_fa", "capital_ps")


def spoil_csv(file: Path, columns: tuple[str, ...]) -> None:
    """Put the hostile text, numbered by row, into columns of a table."""
    with file.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        header, rows = list(reader.fieldnames or ()), list(reader)
    for number, row in enumerate(rows):
        row.update(dict.fromkeys(columns, f"{HOSTILE} {number}"))
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def spoil_geojson(file: Path, columns: tuple[str, ...]) -> None:
    """Put the hostile text into properties of every feature."""
    collection = json.loads(file.read_text(encoding="utf-8"))
    for number, feature in enumerate(collection["features"]):
        feature["properties"].update(dict.fromkeys(columns, f"{HOSTILE} {number}"))
    file.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound case with the hostile text in every text field."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("hostile") / "case"))
    spoil_csv(folder / "reports.csv", REPORT_TEXTS)
    spoil_csv(folder / "actors.csv", ("name_en", "name_fa", "name_ps", "note"))
    spoil_csv(folder / "statements.csv", ("publisher", "summary"))
    spoil_geojson(folder / "provinces.geojson", PROVINCE_TEXTS)
    spoil_geojson(folder / "neighbours.geojson", ("name_en", "name_fa", "name_ps"))
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["title"] = package["view"]["inset"]["title"] = HOSTILE
    for stretch in package["view"]["ranges"]:
        stretch["label"] = HOSTILE
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def hostile(folder: Path) -> Case:
    """The hostile case, which is sound as a table."""
    return read_case(folder)


def test_folium_holds_no_word_of_a_table(hostile: Case) -> None:
    """Nothing that Folium and branca render contains a word of the case."""
    drawn = control_map(hostile)
    page_html(drawn)
    assert not [text for text in held_by(drawn.get_root()) if "7*7" in text or "pwned" in text]


def frames_are_clean(page: Page) -> None:
    """No script of the hostile text has run in any frame."""
    assert all(frame.evaluate("typeof window.pwned") == "undefined" for frame in page.frames)


def reads_as_text(board: MapPage) -> None:
    """Names, reasons and reports show the hostile text literally."""
    board.find("[data-capital=AF-SAM]").dispatch_event("click")
    dossier = board.root.get_by_test_id("dossier")
    expect(dossier).to_contain_text("{{7*7}} {% for x in y %} {# <script>")
    expect(dossier.locator(".report").first).to_contain_text("<img src=x onerror")
    expect(dossier.locator("img, script")).to_have_count(0)
    assert "49" not in (dossier.locator("h2").text_content() or "")


def test_a_saved_page_shows_it_as_text(hostile: Case, tmp_path: Path, open_page: OpenPage) -> None:
    """The page opened from a file paints, runs no word, and shows each as text."""
    file = tmp_path / "page.html"
    file.write_text(page_html(control_map(hostile)), encoding="utf-8")
    page = open_page(file.as_uri())
    reads_as_text(MapPage(page, inside=False))
    assert page.title().startswith("{{7*7}}")
    frames_are_clean(page)


def test_the_dashboard_shows_it_as_text(folder: Path, open_page: OpenPage) -> None:
    """The dashboard of the hostile case paints, runs no word, and fetches no image."""
    with serve("--case", str(folder)) as address:
        page = open_page(address)
        reads_as_text(MapPage(page, inside=True))
        expect(page.get_by_role("heading", level=1)).to_contain_text("{{7*7}}")
        frames_are_clean(page)
        for name in ("Method and corrections", "Reports"):
            page.get_by_role("radio", name=name).click()
            expect(page.locator("[data-testid=stDataFrame]").first).to_be_visible()
            expect(page.locator("iframe[data-control-map]")).to_have_count(0)
            assert page.evaluate("typeof window.pwned") == "undefined"
        page.close()  # before its server stops, which it would complain of


def test_the_words_would_run_in_a_template() -> None:
    """The check can fail: the same text, given to branca, does run as a template."""
    rendered: Mapping[str, Any] | str = Element("{{7*7}}").render()
    assert rendered == "49"
