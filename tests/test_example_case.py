"""Another case: an invented island with four parties, and cases that lack what may be lacking."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect

import geo
from geo.__main__ import main
from geo.address import PAGES
from geo.article import read_article
from geo.case import Case, read_case
from geo.control import THEN, KnownBy
from geo.control_map import page_html
from geo.story import tell
from geo.style import STYLES, hues_of, palette
from geo.tables import status_rows, verdict_rows

from .conftest import ROOT, OpenPage, run_app, table_of_day
from .factories import a_case, a_report, a_table
from .map_page import MapPage

FOLDER = ROOT / "docs" / "example-case"
CAPITALS = ("ASH", "BRI", "COR", "DUN", "ELL", "FEN", "GAN")
NONE, FIGHTING, HELD = "no_report", "contested", "held council"

# The golden days of March 2014, worked out from the rule by hand: for each capital, in the order
# above, its status and actor. Under THEN, as known by the end of that day.
GOLDEN: Mapping[tuple[int, KnownBy], tuple[str, ...]] = {
    (4, None): (NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    # Seen on the 6th and printed on the 7th: one newsroom in three papers. The League's own word
    # alone was known on the day.
    (6, None): ("reported harbour", NONE, NONE, NONE, NONE, NONE, NONE),
    (6, THEN): ("claimed harbour", NONE, NONE, NONE, NONE, NONE, NONE),
    (7, THEN): ("reported harbour", NONE, NONE, NONE, NONE, NONE, NONE),
    # A second newsroom sees the League hold Ashmere Quay; fighting in Lowbridge.
    (8, None): ("corroborated harbour", NONE, NONE, NONE, NONE, FIGHTING, NONE),
    # The Front's claim is denied on the same day; on the next, the denial no longer speaks.
    (9, None): ("corroborated harbour", "disputed upland", NONE, NONE, NONE, HELD, NONE),
    (10, None): ("corroborated harbour", "claimed upland", FIGHTING, NONE, NONE, HELD, NONE),
    # The mayor's admission of the 13th is about the 11th; a resident spoke on the 11th.
    (11, None): ("corroborated harbour", "corroborated upland", FIGHTING, NONE, NONE, HELD, NONE),
    (11, THEN): ("corroborated harbour", "reported upland", FIGHTING, NONE, NONE, HELD, NONE),
    # Two parties claim Corrowhaven.
    (12, None): (
        *("corroborated harbour", "corroborated upland", "disputed", NONE, NONE, HELD, NONE),
    ),
    # Of the range 11 to 13 the later day counts; one more newsroom spoke on the 13th itself.
    (13, None): (
        *("corroborated harbour", "corroborated upland", "disputed", "corroborated upland"),
        *(NONE, HELD, NONE),
    ),
    (13, THEN): (
        *("corroborated harbour", "corroborated upland", "disputed", "reported upland"),
        *(NONE, HELD, NONE),
    ),
    # A message of unknown origin does not make the Brigade's claim of Sandhythe a report; satire
    # on Corrowhaven does not count.
    (15, None): (
        *("corroborated harbour", "corroborated upland", "corroborated lantern"),
        *("corroborated upland", "claimed lantern", HELD, NONE),
    ),
    # The council's own word disputes, a reporter's undoes: printed on the 19th, about the 18th.
    (18, None): (
        *("corroborated harbour", "corroborated upland", "corroborated lantern", HELD),
        *("claimed lantern", HELD, "claimed harbour"),
    ),
    (18, THEN): (
        *("corroborated harbour", "corroborated upland", "corroborated lantern", "disputed upland"),
        *("claimed lantern", HELD, NONE),
    ),
    # Fighting in Gantry Cross a day after the capture that the League announces on the 20th.
    (19, None): (
        *("corroborated harbour", "corroborated upland", "corroborated lantern", HELD),
        *("corroborated harbour", HELD, "disputed harbour"),
    ),
    (19, THEN): (
        *("corroborated harbour", "corroborated upland", "corroborated lantern", HELD),
        *("reported harbour", HELD, FIGHTING),
    ),
    (20, None): (
        *("corroborated harbour", "corroborated upland", "corroborated lantern", HELD),
        *("corroborated harbour", "claimed upland", "claimed harbour"),
    ),
    # A reporter finds no Front in Lowbridge; the council concedes its own house.
    (22, None): (
        *("corroborated harbour", "corroborated upland", "corroborated lantern", HELD),
        *("corroborated harbour", HELD, "corroborated harbour"),
    ),
}


@pytest.fixture(scope="module")
def island() -> Case:
    """The invented case."""
    return read_case(FOLDER)


def test_check_finds_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """One line of counts, and nothing left to do."""
    assert main(["check", "--case", str(FOLDER)]) == 0
    assert capsys.readouterr().out == (
        "7 provinces, 40 reports (38 count, 2 excluded), 4 statements, 4 actors: no faults\n"
    )


@pytest.mark.parametrize(("day", "known_by"), GOLDEN)
def test_golden_days(island: Case, day: int, known_by: KnownBy) -> None:
    """On each day each capital has the status and the actor that follow from the rule."""
    rows = status_rows(island, date(2014, 3, day), known_by)
    found = {row.province[3:]: f"{row.status} {row.actor}".strip() for row in rows}
    assert found == dict(zip(CAPITALS, GOLDEN[day, known_by], strict=True))


def test_recaptures_are_called_so(island: Case) -> None:
    """Held after a capture, Marrowgate and Lowbridge are labelled; before it, Lowbridge is not."""
    story = tell(island)
    marked = {
        (province, segment[0] + 3)
        for province, segments in story["clocks"]["all"].items()
        for segment in segments
        if segment[story["segment_fields"].index("recaptured")]
    }
    assert {province for province, _ in marked} == {"XI-DUN", "XI-FEN"}
    assert min(marked) == ("XI-DUN", 18)
    assert min(day for province, day in marked if province == "XI-FEN") == 21


def test_it_exercises_what_a_case_may_hold(island: Case) -> None:
    """Each thing said, a range, an excluded row, an unknown origin, a late page, one alias each."""
    assert {str(r.says) for r in island.reports} == {
        *("captured", "contested", "denied", "held", "retaken")
    }
    assert [r.report_id for r in island.reports if r.event_date_latest] == [
        "XI-DUN-gantry-observer-1"
    ]
    assert sum(1 for r in island.reports if r.excluded) == 2
    assert any(r.origin == "unknown" and not r.excluded for r in island.reports)
    assert max(r.lag_days for r in island.reports) == 2
    assert all(one.aliases for one in island.actors)
    assert len({one.hue for one in island.actors}) == 4
    assert (island.neighbours, dict(island.languages)) == (None, {"en": "English"})
    assert all(place.population is None for place in island.provinces)
    assert not [r.url for r in island.reports if not r.url.startswith("https://example.org/")]


def test_statements_have_the_verdicts_that_follow(island: Case) -> None:
    """Five of four to five is consistent; what two parties claim depends on whom one believes."""
    verdicts = [str(row.verdict) for row in verdict_rows(island, island.statements)]
    assert verdicts == ["consistent", "depends_on_sources", "consistent", "consistent"]


def test_commands_take_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The counts of the article's day, and a status as GeoJSON, of the invented island."""
    days = ["--from", "2014-03-15", "--to", "2014-03-15"]
    assert main(["counts", *days, "--case", str(FOLDER)]) == 0
    assert capsys.readouterr().out == "day,at_least,up_to\n2014-03-15,4,5\n"
    arguments = ["status", "--day", "2014-03-15", "--format", "geojson", "--case", str(FOLDER)]
    assert main(arguments) == 0
    features = json.loads(capsys.readouterr().out)["features"]
    assert {f["properties"]["actor"] for f in features} == {
        *("harbour", "upland", "lantern", "council", None)
    }


def test_an_article_is_read_with_the_words_of_the_case(island: Case) -> None:
    """Names, aliases and the words for the country are those of the case that is shown."""
    mentions = read_article(
        "The Lanterns captured Corrow Haven on Friday. Council guards still hold Lowbridge on "
        "15 March. Leaguers have seized three island capitals in six days.",
        date(2014, 3, 16),
        {"Corrow Haven": "XI-COR", "Lowbridge": "XI-FEN"},
        actors={word: one.actor for one in island.actors for word in one.words},
        incumbents=island.incumbents,
        country=island.country,
    )
    found = [(m.statement.kind.value, m.statement.province, m.statement.stated) for m in mentions]
    assert found == [
        ("capture", "XI-COR", "lantern"),
        ("held", "XI-FEN", "council"),
        ("count", "", "3"),
    ]


@pytest.mark.parametrize("page", PAGES)
def test_the_dashboard_shows_it(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """Each page of the dashboard is made from it, without an alert, on its own opening day."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["app.py", "--case", str(FOLDER)])
    app = run_app(page=page)
    blocks = "".join(element.proto.body for element in app.get("html"))
    assert 'role="alert"' not in blocks
    assert "invented island" in blocks
    if page == "map":
        assert app.query_params["day"] == "2014-03-15"
        rows = status_rows(read_case(FOLDER), date(2014, 3, 15))
        assert list(table_of_day(app)["Status"]) == [STYLES[r.status].word for r in rows]


# How several actors are painted.


@pytest.fixture(scope="module")
def page(island: Case, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the island's map page."""
    file = tmp_path_factory.mktemp("island") / "map.html"
    file.write_text(page_html(geo.control_map(island)), encoding="utf-8")
    return file.as_uri()


def go_to(board: MapPage, day: int) -> None:
    """Go to a day of March by its column."""
    board.slider.evaluate(
        "(input, at) => { input.value = at; input.dispatchEvent(new Event('input')); }", day - 3
    )
    expect(board.map).to_have_attribute("data-day", f"2014-03-{day:02d}")


def painted(board: MapPage, selector: str, property_name: str = "fill") -> str:
    """Return a computed style of the first element, once its colour has come to rest."""
    board.page.wait_for_timeout(250)
    return str(
        board.find(selector).first.evaluate(
            "(element, name) => getComputedStyle(element).getPropertyValue(name)", property_name
        )
    )


def rgb(colour: str) -> str:
    """Return ``#RRGGBB`` as a browser computes it."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_captor_has_a_colour_of_its_own(
    open_page: OpenPage, page: str, island: Case, theme: str
) -> None:
    """Provinces corroborated for three actors are painted in three tints, those of their hues."""
    board = MapPage(open_page(page, color_scheme=theme), inside=False)
    hues = {one.actor: one.hue for one in island.captors}
    shown = {"ASH": "harbour", "BRI": "upland", "COR": "lantern"}
    fills = {
        actor: painted(board, f"path[data-province=XI-{code}]") for code, actor in shown.items()
    }
    tints = {actor: palette(theme, hue)["tint-corroborated"] for actor, hue in hues.items()}
    assert fills == {actor: rgb(tints[actor]) for actor in fills}
    assert len(set(fills.values())) == 3
    glyphs = {painted(board, f"[data-capital=XI-{code}]", "--strong") for code in shown}
    assert len(glyphs) == 3


def test_patterns_and_outlines_are_the_actors_own(
    open_page: OpenPage, page: str, island: Case
) -> None:
    """A claim's dots and a dispute's stripes and outline have the hue of the actor that claims."""
    board = MapPage(open_page(page), inside=False)
    for day, code, actor in ((14, "ELL", "lantern"), (9, "BRI", "upland")):
        go_to(board, day)
        fill = painted(board, f"path[data-province=XI-{code}]")
        pattern = re.search(r"#([\w-]+)", fill)
        assert pattern
        hue = next(one.hue for one in island.captors if one.actor == actor)
        strong = painted(board, f"#{pattern[1]}", "--strong")
        assert strong == palette("light", hue or 0)["strong"]
    line = painted(board, ".disputed-line", "stroke")
    assert line == rgb(palette("light", 75)["outline"])


def test_a_dispute_between_two_captors_is_in_neither_colour(
    open_page: OpenPage, page: str, island: Case
) -> None:
    """Stripes, outline and glyph are ink, and change once the dispute is over."""
    board = MapPage(open_page(page), inside=False)
    go_to(board, 12)
    expect(board.find("path[data-province=XI-COR]")).to_have_attribute("data-actor", "")
    ink = palette("light")["ink"]
    assert painted(board, ".disputed-line", "stroke") == rgb(ink)
    assert painted(board, "[data-capital=XI-COR]", "--strong") == ink
    assert '"#bold-stripes-"' in painted(board, "path[data-province=XI-COR]")
    go_to(board, 15)
    assert painted(board, "[data-capital=XI-COR]", "--strong") == palette("light", 240)["strong"]


def test_the_legend_names_the_captors(open_page: OpenPage, page: str) -> None:
    """Under the legend stand three names with three chips each; a tooltip and a marker say whose."""
    board = MapPage(open_page(page), inside=False)
    expect(board.find(".actors li")).to_have_text(
        ["Harbour League", "Upland Front", "Lantern Brigade"]
    )
    chips = board.find(".actors .chip").evaluate_all(
        "(chips) => chips.map((chip) => getComputedStyle(chip).backgroundColor)"
    )
    assert len(set(chips)) == 9
    expect(board.find("[data-capital=XI-BRI]")).to_have_attribute(
        "aria-label", "Brindleford: Corroborated (Upland Front)"
    )
    board.find("[data-capital=XI-BRI]").dispatch_event("click")
    expect(board.root.get_by_test_id("dossier")).to_contain_text("Corroborated (Upland Front) on")


def test_no_name_is_cut_by_the_edge_of_a_narrow_map(open_page: OpenPage, page: str) -> None:
    """A name that would run over the edge stands on another side of its capital."""
    board = MapPage(open_page(page, viewport={"width": 360, "height": 740}), inside=False)
    edges = """(labels) => labels.map((label) => {
        const { left, right } = label.getBoundingClientRect();
        return [label.textContent, left >= 0 && right <= document.documentElement.clientWidth];
    })"""
    shown = dict(board.find(".label").evaluate_all(edges))
    assert {"Corrowhaven", "Marrowgate"} <= shown.keys()
    assert all(shown.values()), shown


def test_what_an_inset_shows_has_the_same_colours(
    tmp_path: Path, open_page: OpenPage, island: Case
) -> None:
    """The larger drawing of a corner paints by status and by actor too."""
    folder = tmp_path / "island"
    folder.mkdir()
    for file in FOLDER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["view"]["inset"] = {
        "title": "East",
        "bounds": {"west": -23.6, "south": -35.5, "east": -22.8, "north": -34.2},
        "zoom": 12,
        "size": [180, 160],
        "capitals": ["XI-COR", "XI-DUN"],
    }
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    file = tmp_path / "map.html"
    file.write_text(page_html(geo.control_map(read_case(folder))), encoding="utf-8")
    board = MapPage(open_page(file.as_uri()), inside=False)
    drawn = {painted(board, f"[data-inset-province=XI-{code}]") for code in ("COR", "DUN")} | {
        painted(board, ".dot")
    }
    assert drawn == {
        rgb(palette("light", 240)["tint-corroborated"]),
        rgb(palette("light", 75)["tint-corroborated"]),
        rgb(palette("light", 240)["strong"]),
    }


HOSTILE_KEYS = (
    'a"]{} *{display:none}/*',
    "</style><script>window.pwned=1</script>",
    "\\",
    "{{7*7}}{% x %}",
    "'><img src=x onerror=window.pwned=1>",
    "url(https://example.org/)",
    "ترکیب",
)


def test_hostile_keys_are_nothing_but_keys(tmp_path: Path, open_page: OpenPage) -> None:
    """An actor's key, whatever it holds, paints its own provinces and does nothing else."""
    for n, (one, other) in enumerate(pairwise(HOSTILE_KEYS)):
        (tmp_path / str(n)).mkdir()
        actors = [
            {"actor": key, "name_en": f"N{at}", "incumbent": "no", "hue": str(hue)}
            for at, (key, hue) in enumerate(((one, 0), (other, 120)))
        ]
        reports = [a_report(actor=one), a_report(province="XX-B", actor=other)]
        folder = a_case(tmp_path / str(n), actors=a_table(actors), reports=a_table(reports))
        file = tmp_path / f"{n}.html"
        file.write_text(page_html(geo.control_map(read_case(folder))), encoding="utf-8")
        board = MapPage(open_page(file.as_uri()), inside=False)
        for code, key, hue in (("XX-A", one, 0), ("XX-B", other, 120)):
            path = f"path[data-province={code}]"
            expect(board.find(path)).to_have_attribute("data-actor", key)
            dots = painted(board, path).removeprefix('url("').removesuffix('")')
            expect(board.find(f"pattern{dots}")).to_have_attribute("data-actor", key)
            for own in (f"pattern{dots}", f"[data-capital={code}]"):
                assert painted(board, own, "--strong") == palette("light", hue)["strong"]
        expect(board.find(".actors li")).to_have_text(["N0", "N1"])
        assert board.page.evaluate("typeof window.pwned") == "undefined"
        assert board.find("img").count() == 0


# What a case may lack.


def test_without_anything_optional_a_case_is_shown(tmp_path: Path, open_page: OpenPage) -> None:
    """No actors, hues, statements, neighbours, languages, descriptor: two captors, two colours."""
    rows = [a_report(), a_report(province="XX-B", actor="greens")]
    folder = tmp_path / "bare"
    folder.mkdir()
    a_case(folder, actors=None, reports=a_table(rows))
    assert {path.name for path in folder.iterdir()} == {"provinces.geojson", "reports.csv"}
    case = read_case(folder)
    assert [one.actor for one in case.captors] == ["greens", "reds"]
    file = tmp_path / "map.html"
    file.write_text(page_html(geo.control_map(case)), encoding="utf-8")
    board = MapPage(open_page(file.as_uri()), inside=False)
    fills = {painted(board, f"path[data-province={code}]") for code in ("XX-A", "XX-B", "XX-C")}
    assert len(fills) == 3
    assert "undefined" not in (board.find("body").inner_text())


def test_one_captor_needs_no_list(tmp_path: Path, open_page: OpenPage) -> None:
    """With one captor the legend, the chart and the map are in its hue, and nobody is listed."""
    actors = a_table([{"actor": "reds", "name_en": "Reds", "incumbent": "no", "hue": "0"}])
    case = read_case(a_case(tmp_path, actors=actors))
    file = tmp_path / "map.html"
    file.write_text(page_html(geo.control_map(case)), encoding="utf-8")
    board = MapPage(open_page(file.as_uri()), inside=False)
    expect(board.find(".actors")).to_have_count(0)
    expect(board.find("[data-capital=XX-A]")).to_have_attribute("aria-label", "Aldertown: Claimed")
    strong = palette("light", 0)["strong"]
    assert painted(board, "#chart", "--strong") == strong
    assert painted(board, "#legend .swatch", "--strong") == strong


def test_the_shipped_purple_is_that_of_the_table(shipped: Case) -> None:
    """The first challenger's hue turns nothing: its colours are those that were chosen by hand."""
    hues = hues_of({one.actor: one.hue for one in shipped.captors})
    assert list(hues) == ["taliban", "resistance"]
    for theme in ("light", "dark"):
        assert palette(theme, hues["taliban"]) == palette(theme)


# Nothing in the code knows one case from another.

NAMES_OF_THE_SHIPPED_CASE = (
    *("afghan", "taliban", "taleban", "kabul", "dari", "pashto", "islamic emirate"),
    *("national resistance", "baaghi", "kunduz", "aybak", "samangan", "AF-"),
)


def named_in(folder: Path) -> list[str]:
    """Return where a file of code names a place or a party of the shipped case."""
    word = re.compile(rf"\b({'|'.join(NAMES_OF_THE_SHIPPED_CASE)})", re.IGNORECASE)
    return [
        f"{path.relative_to(folder).as_posix()}: {found[0]}"
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".py", ".js", ".css", ".html") and "vendor" not in path.parts
        for found in word.finditer(path.read_text(encoding="utf-8"))
    ]


def test_no_code_knows_which_case_it_shows() -> None:
    """Neither the country nor its places, parties and languages are named under ``geo``."""
    assert named_in(ROOT / "geo") == []


def test_the_search_for_names_can_fail(tmp_path: Path) -> None:
    """A planted name is found, in a script too."""
    (tmp_path / "one.js").write_text("// around Kabul", encoding="utf-8")
    assert named_in(tmp_path) == ["one.js: Kabul"]


def test_days_of_the_golden_table_are_shown(island: Case) -> None:
    """The golden days lie within the twenty days of the case."""
    view = island.view
    assert view.last_day - view.first_day == timedelta(19)
    assert all(view.first_day <= date(2014, 3, day) <= view.last_day for day, _ in GOLDEN)
