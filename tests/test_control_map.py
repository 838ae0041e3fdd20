"""The map page as one file: from whatever case, it fetches nothing and shows words as text."""

from __future__ import annotations

import csv
import json
import re
import shutil
from base64 import b64decode
from collections.abc import Callable
from datetime import date, timedelta
from gzip import decompress
from html.parser import HTMLParser
from pathlib import Path

import folium
import pytest
from playwright.sync_api import expect

import geo
from geo.case import Case, read_case
from geo.control_map import page_html
from geo.reports import SourceFilter
from geo.style import STYLES
from geo.tables import status_rows

from .conftest import ROOT, OpenPage, serve
from .folium_objects import held_by
from .map_page import MapPage

PAYLOADS = (
    "{{7*7}}",
    "{% for x in y %}",
    "{#",
    "<script>window.pwned=1</script>",
    '<img src=x onerror="window.pwned=1">',
    "`${1+1}`",
    "</script><script>window.pwned=1</script>",
    "</style></title><!--body--><!--head-->",
    "![x](https://example.org/x.png) :red[x] $7*7$",
)
"""Each alone, as a row's whole word: what spoils one engine may hide another's text."""
MARKERS = ("7*7", "for x in y", "pwned", "1+1", "{#", "<!--body")
FETCHING = frozenset({"src", "href", "srcset", "data", "poster", "action", "formaction"})


@pytest.fixture(scope="module")
def page(shipped: Case) -> str:
    """The page of the shipped case."""
    return page_html(geo.control_map(shipped))


def without_words(page: str) -> str:
    """Return a page without its story and its title: all that is not words of the case."""
    page = re.sub(
        r'(<script type="application/octet-stream" id="(?:story|dossiers)">).*?</script>',
        r"\1",
        page,
        flags=re.DOTALL,
    )
    return re.sub(r"<title>.*?</title>", "", page, flags=re.DOTALL)


class Elements(HTMLParser):
    """The elements of a page with their attributes, and what stands in each script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.found.append((tag, dict(attrs)))


def test_is_a_folium_map(shipped: Case) -> None:
    """A notebook gets a ``folium.Map`` that shows itself, and saves itself as the same page."""
    drawn = geo.control_map(shipped)
    assert isinstance(drawn, folium.Map)
    shown = drawn._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "startControlMap({map: map_control" in shown


def test_saves_itself_as_the_page(shipped: Case, page: str, tmp_path: Path) -> None:
    """What Folium's own ``save`` writes is the exported page."""
    geo.control_map(shipped).save(str(tmp_path / "map.html"))
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == page


def test_the_same_case_is_the_same_page(page: str) -> None:
    """Two builds, from the files on, give the same bytes: no random name, no time of day."""
    assert page_html(geo.control_map(read_case(ROOT / "data"))) == page


def test_choices_make_another_page(shipped: Case, page: str) -> None:
    """Day and sources of the call are in the page, and a day out of range is the nearest."""
    last = json.loads(story_of(page))["days"]["count"] - 1
    late = page_html(geo.control_map(shipped, day=date(2030, 1, 1)))
    assert json.loads(story_of(late))["opening"] == last
    early = page_html(geo.control_map(shipped, day=date(2021, 8, 2)))
    assert json.loads(story_of(early))["opening"] == 1
    fewer = page_html(geo.control_map(shipped, without=[SourceFilter.parse("side:taliban")]))
    assert json.loads(story_of(fewer))["left_out"]
    bare = page_html(geo.control_map(shipped, with_dossiers=False))
    assert 'id="dossiers"' not in bare
    assert len(bare) < len(page)


def test_is_small_enough_for_an_article(page: str) -> None:
    """The whole case with all its reports is one file of at most 700 KB."""
    assert len(page.encode()) <= 700_000


def story_of(page: str) -> str:
    """Return the story in a page, as JSON."""
    found = re.search(r'id="story">(.*?)</script>', page, re.DOTALL)
    assert found
    return decompress(b64decode(found[1])).decode()


def test_fetches_nothing(page: str) -> None:
    """No element and no style refers to another file, and the policy would not let it."""
    elements = Elements(page).found
    referring = [(tag, name) for tag, own in elements for name in own if name in FETCHING]
    assert referring == []
    assert not {tag for tag, _ in elements} & {"link", "iframe", "img", "object", "base", "form"}
    bare = without_words(page)
    assert set(re.findall(r"https?://([^/\s\"'<>)]+)", bare)) <= {
        "www.w3.org",  # the namespace of SVG
        "leafletjs.com",  # named in Leaflet's own comment and credit
        "bugs.chromium.org",  # named in Leaflet's comments
        "bugzilla.mozilla.org",
    }
    fetched = re.findall(r"url\(\s*[\"']?(?!#|data:)([^)]{1,40})", bare)
    assert fetched == []
    assert "@import" not in bare
    policy = next(
        own["content"] for _, own in elements if "http-equiv" in own and "default" in str(own)
    )
    assert policy
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy


def test_has_one_time_control(page: str) -> None:
    """There is one range input and it is the day."""
    ranges = [own for _, own in Elements(page).found if own.get("type") == "range"]
    assert [own.get("aria-label") for own in ranges] == ["Day"]


def test_opens_from_disk_without_a_network(
    shipped: Case, page: str, tmp_path: Path, open_page: OpenPage
) -> None:
    """Opened as a file, offline, it paints the opening day and shows the rule on any day."""
    file = tmp_path / "a page.html"
    file.write_text(page, encoding="utf-8")
    board = MapPage(open_page(file.as_uri(), offline=True), inside=False)
    expect(board.map).to_have_attribute("data-day", "2021-08-09")
    first = shipped.view.first_day
    for n in (8, 0, 5, 12, 14, 40):
        day = first + timedelta(n)
        board.go_to(day.isoformat())
        expected = {row.province: str(row.status) for row in status_rows(shipped, day)}
        assert board.shown()["provinces"] == expected
        assert board.shown()["capitals"] == expected
    assert board.page.evaluate("performance.getEntriesByType('resource').length") == 0


NOTE_SKETCH = """<script>
const noted = (paths) => paths.map((path) => {
    const { x, y, width, height } = path.getBoundingClientRect();
    return [path.dataset.status, ...[x, y, width, height].map((part) => Math.round(part * 100) / 100)];
});
new MutationObserver((_, observer) => {
    if (!document.querySelector("[data-sketched]")) return;
    observer.disconnect();
    const paths = [...document.querySelectorAll("#sketch .province")];
    window.sketched = noted(paths);
    const input = document.querySelector("input[type=range]");
    input.value = input.valueAsNumber + 1;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    window.after = noted(paths);
    window.library = typeof L;
}).observe(document, { subtree: true, attributeFilter: ["data-sketched"] });
</script>"""


@pytest.mark.parametrize("width", [1280, 360])
def test_the_first_look_lies_where_the_map_will_lie(
    shipped: Case, page: str, tmp_path: Path, open_page: OpenPage, width: int
) -> None:
    """Before Leaflet is read, all provinces have their tints and places; a slider moved by then counts."""
    file = tmp_path / "page.html"
    file.write_text(page.replace("<head>", f"<head>{NOTE_SKETCH}", 1), encoding="utf-8")
    opened = open_page(file.as_uri(), offline=True, viewport={"width": width, "height": 740})
    board = MapPage(opened, inside=False)
    board.wait_for("2021-08-10")
    expect(board.find("#sketch")).to_have_count(0)
    drawn = opened.evaluate("noted([...document.querySelectorAll('[data-province]')])")
    assert opened.evaluate("[window.library, window.after]") == ["undefined", drawn]
    sketched = opened.evaluate("window.sketched")
    assert [place for _, *place in sketched] == [place for _, *place in drawn]
    first = {row.province: str(row.status) for row in status_rows(shipped, date(2021, 8, 9))}
    codes = opened.evaluate(
        "[...document.querySelectorAll('[data-province]')].map((path) => path.dataset.province)"
    )
    assert [first[code] for code in codes] == [status for status, *_ in sketched]
    assert drawn != sketched


def test_folded_reprints_are_greyed_and_printed(
    page: str, tmp_path: Path, open_page: OpenPage
) -> None:
    """Reports of one origin that are folded up get their reason too, and open for printing."""
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    board = MapPage(open_page(file.as_uri(), offline=True), inside=False)
    board.go_to("2021-08-03")
    board.find("[data-capital=AF-HEL]").click()
    fold = board.find(".same").first
    folded = fold.locator(".report").first
    day = str(folded.get_attribute("data-event"))
    assert day <= "2021-08-03"
    expect(folded).not_to_be_visible()
    expect(folded).not_to_have_class(re.compile("grey"))
    board.go_to((date.fromisoformat(day) - timedelta(1)).isoformat())
    expect(folded).to_have_class("report grey")
    expect(folded.locator(".reason")).to_have_text("Speaks of a later day.")
    printing = """window.addEventListener("beforeprint", () => {
        window.closed = document.querySelectorAll(".same:not([open])").length;
    })"""
    board.page.evaluate(printing)
    board.page.pdf()
    assert board.page.evaluate("window.closed") == 0
    expect(folded).not_to_be_visible()
    fold.locator("summary").first.click()
    expect(folded).to_be_visible()


# A case whose every word is hostile.


def spoil_csv(file: Path, columns: dict[str, Callable[[int, dict[str, str]], str]]) -> None:
    """Rewrite columns of a table, each cell made from its row's number and cells."""
    with file.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        header, rows = list(reader.fieldnames or ()), list(reader)
    for number, row in enumerate(rows):
        row.update({name: spoil(number, row) for name, spoil in columns.items()})
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def spoil_geojson(file: Path, payloads: dict[str, str], names: tuple[str, ...]) -> None:
    """Give every feature its payload as each of its names, and as its capital's other names."""
    collection = json.loads(file.read_text(encoding="utf-8"))
    for number, feature in enumerate(collection["features"]):
        about = feature["properties"]
        code = about.get("province") or about["country"]
        payload = payloads.setdefault(code, PAYLOADS[number % len(PAYLOADS)])
        about.update({name: f"{payload} {name}" for name in names})
        if "capital_en" in names:
            about["capital_aliases"] = f"{payload} {code}"
        about["unasked"] = payload
    file.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def payloads() -> dict[str, str]:
    """The hostile text of each province, by code; filled in by ``folder``."""
    return {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, payloads: dict[str, str]) -> Path:
    """A case that is sound as a table, with hostile text wherever a text may stand."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("spoiled") / "case"))
    in_two = ("name_en", "name_fa", "name_ps", "capital_en", "capital_fa", "capital_ps")
    spoil_geojson(folder / "provinces.geojson", payloads, in_two)
    spoil_geojson(folder / "neighbours.geojson", {}, ("name_en", "name_fa", "name_ps"))

    def own(column: str) -> Callable[[int, dict[str, str]], str]:
        return lambda number, row: f"{payloads[row['province']]} {column} {number % 3}"

    texts = ("speaker", "origin", "publisher", "title", "language", "note")
    report: dict[str, Callable[[int, dict[str, str]], str]] = {name: own(name) for name in texts}
    report["report_id"] = lambda number, row: f"{payloads[row['province']]} {number}"
    report["excluded"] = lambda number, row: row["excluded"] and own("excluded")(number, row)
    report["url"] = lambda _, row: (
        "https://example.org/" + "".join(payloads[row["province"]].split())
    )
    spoil_csv(folder / "reports.csv", report)
    every = " ".join(PAYLOADS)
    spoil_csv(
        folder / "actors.csv",
        {name: lambda n, _: f"{every} {n}" for name in ("name_en", "name_fa", "name_ps", "note")},
    )
    of_row: Callable[[int, dict[str, str]], str] = lambda n, _: f"{PAYLOADS[n % len(PAYLOADS)]} {n}"  # noqa: E731 - one of several cells
    spoil_csv(
        folder / "statements.csv", dict.fromkeys(("statement_id", "publisher", "summary"), of_row)
    )
    correction = dict.fromkeys(("before", "after", "reason"), of_row)
    spoil_csv(folder / "corrections.csv", correction | {"id": lambda *_: ""})
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["gaps"] = list(PAYLOADS)
    package |= dict.fromkeys(("title", "version", "description", "name"), every)
    package["view"]["inset"]["title"] = "{{7*7}}<script>window.pwned=1</script>"
    for stretch in package["view"]["ranges"]:
        stretch["name"] = stretch["label"] = "{{7*7}}<b>"
    for resource in package["resources"]:
        resource["title"] = every
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def hostile(folder: Path) -> Case:
    """The hostile case."""
    return read_case(folder)


def test_folium_never_holds_a_word(hostile: Case, page: str) -> None:
    """No Folium object holds a hostile word, before or after it is rendered.

    Apart from story and title, the page is that of the shipped case, byte for byte.
    """
    drawn = geo.control_map(hostile)
    before = list(held_by(drawn.get_root()))
    spoiled = page_html(drawn)
    held = [*before, *held_by(drawn.get_root())]
    assert len(held) > 40
    assert not [text for text in held if any(marker in text for marker in MARKERS)]
    assert without_words(spoiled) == without_words(page)
    assert "{{7*7}}" in story_of(spoiled)


def pwned(board: MapPage) -> list[str]:
    """Return what a script of a table would have left behind, for every frame."""
    return [frame.evaluate("typeof window.pwned") for frame in board.page.frames]


def reads_literally(board: MapPage, case: Case, code: str, payload: str) -> None:
    """A capital's marker, heading and reports show its hostile text as it stands."""
    board.find(f"[data-capital={code}]").dispatch_event("click")
    dossier = board.root.get_by_test_id("dossier")
    expect(dossier).to_have_attribute("data-place", code)
    # to_contain_text makes spaces one, as HTML does; nothing else is forgiven.
    expect(dossier.locator("h2")).to_contain_text(f"{payload} capital_en")
    own = [report for report in case.reports if report.province == code]
    expect(dossier.locator(".report")).to_have_count(len(own))
    said = dossier.text_content() or ""
    for column in ("speaker", "publisher", "origin", "note"):
        assert f"{payload} {column}" in said
    assert all(report.report_id in said for report in own)
    assert dossier.locator("img, script, iframe, style").count() == 0
    link = dossier.locator(".report a").first
    assert link.get_attribute("title") == own[0].title or payload in str(
        link.get_attribute("title")
    )
    assert str(link.get_attribute("href")).startswith("https://example.org/")
    assert "49" not in (dossier.locator("h2").text_content() or "")


def test_a_file_shows_every_payload_as_text(
    hostile: Case, payloads: dict[str, str], tmp_path: Path, open_page: OpenPage
) -> None:
    """In the exported page each kind of hostile text is read as it was written, and none runs."""
    file = tmp_path / "page.html"
    file.write_text(page_html(geo.control_map(hostile)), encoding="utf-8")
    board = MapPage(open_page(file.as_uri(), offline=True), inside=False)
    assert board.page.title() == " ".join(hostile.title.split())
    seen = [place.province for place in hostile.provinces][: len(PAYLOADS)]
    assert {payloads[code] for code in seen} == set(PAYLOADS)
    for code in seen:
        reads_literally(board, hostile, code, payloads[code])
        board.page.keyboard.press("Escape")
    countries = " ".join(board.find(".country-name").all_text_contents())
    assert "</script><script>window.pwned=1</script> name_en" in countries
    assert "`${1+1}` name_en" in countries
    board.find("#day").focus()
    board.page.keyboard.press("End")
    expect(board.map).to_have_attribute("data-day", "2021-09-10")
    assert board.shown()["count"].endswith("of 34")
    assert "{{7*7}}" in (board.find("body").text_content() or "")
    assert pwned(board) == ["undefined"]


def test_the_dashboard_shows_every_payload_as_text(
    folder: Path, hostile: Case, payloads: dict[str, str], open_page: OpenPage
) -> None:
    """Map, controls, article page and reports page of the dashboard show it, and nothing runs."""
    code = next(code for code, payload in payloads.items() if payload == "{{7*7}}")
    with serve("--case", str(folder)) as address:
        board = MapPage(open_page(address), inside=True)
        page = board.page
        reads_literally(board, hostile, code, "{{7*7}}")
        expect(page.get_by_role("heading", level=1)).to_have_text(hostile.title)
        assert set(pwned(board)) == {"undefined"}
        page.get_by_role("radio", name="Reports").click()
        expect(page.get_by_text("{{7*7}} capital_en is selected: ")).to_be_visible()
        cells = page.locator("[data-testid=stDataFrame] canvas [role=gridcell]")
        expect(cells.first).to_be_attached()
        found = {text for text in cells.all_text_contents() if text}
        assert "{{7*7}} capital_en" in found
        assert not [text for text in found if text.startswith(("49", "2")) and "capital" in text]
        page.get_by_role("radio", name="Method and corrections").click()
        for payload in PAYLOADS:
            expect(page.get_by_text(payload, exact=True)).to_be_visible()
        expect(page.get_by_text(f"After: {PAYLOADS[1]} 1", exact=False)).to_be_visible()
        page.get_by_role("radio", name="Check an article").click()
        expect(page.get_by_text("{{7*7}} 0", exact=False).first).to_be_visible()
        assert page.locator("img[src*='example.org'], img[src=x]").count() == 0
        assert set(pwned(board)) == {"undefined"}
        page.close()  # before its server stops, which it would complain of


PAINTED = """(path) => [...document.querySelectorAll(".legend .swatch")].map((swatch) => {
    Object.assign(path.dataset, swatch.dataset);
    return [swatch.dataset.status, getComputedStyle(path).fill,
        getComputedStyle(swatch.querySelector("rect")).fill];
})"""
"""Each status of the legend, with the paint of a province that has it and of the swatch."""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("chosen", [True, False])
def test_a_province_is_painted_as_the_legend_says(
    open_page: OpenPage, page: str, tmp_path: Path, theme: str, *, chosen: bool
) -> None:
    """In both themes, by choice or by the system's, a tint is the swatch of its status."""
    file = tmp_path / "map.html"
    file.write_text(page, encoding="utf-8")
    other = "dark" if theme == "light" else "light"
    board = MapPage(open_page(file.as_uri(), color_scheme=other if chosen else theme), inside=False)
    if chosen:
        board.find(":root").evaluate("(root, theme) => { root.dataset.theme = theme; }", theme)
    painted = board.find("path[data-province=AF-BAL]").evaluate(PAINTED)
    assert [status for status, *_ in painted] == list(map(str, STYLES))
    assert [tint for _, tint, _ in painted] == [swatch for *_, swatch in painted]
    assert len({tint for _, tint, _ in painted}) == len(STYLES) - 1  # held and no report are bare
