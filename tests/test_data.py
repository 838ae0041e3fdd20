"""The shipped data: every promise that its README and its descriptor make, held against the files.

Each check is a function that lists faults, so that the last part can show that it finds one.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, shape

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
VENDOR = ROOT / "geo" / "page" / "vendor"

Row = dict[str, str]

ISO_3166_2_AF = frozenset(
    "AF-" + code
    for code in (
        "BAL BAM BDG BDS BGL DAY FRA FYB GHA GHO HEL HER JOW KAB KAN KAP KDZ KHO KNR LAG LOG NAN "
        "NIM NUR PAN PAR PIA PKA SAM SAR TAK URU WAR ZAB"
    ).split()
)
AREA_OF_AFGHANISTAN = 652_864
"""Square kilometres, as in the Demographic Yearbook of the United Nations."""
SPDX = frozenset({"CC-BY-4.0", "CC-PDDC", "ISC", "MIT", "Unicode-3.0"})
LATIN_IN_FONTS = frozenset("ıŒœˆ˜ʻʼ")
"""What the shipped Latin fonts hold beyond Latin-1."""
RADIUS_OF_THE_EARTH = 6371.0
WORDS_AT_MOST = 25
PIXELS_PER_CAPITAL_LETTER = 7.5
"""Of a country's name on the map, with the space after it."""
ZERO_WIDTH_NON_JOINER = "\u200c"
"""Part of the spelling of many words in Dari and Persian, though it cannot be printed."""


# --- The files ------------------------------------------------------------------------------------


@cache
def rows(name: str) -> list[Row]:
    """Return the rows of a table of data/."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def features(name: str) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file of data/."""
    return json.loads((DATA / name).read_bytes())["features"]


@cache
def package() -> dict[str, Any]:
    """Return the descriptor."""
    return json.loads((DATA / "datapackage.json").read_bytes())


@cache
def readme() -> str:
    """Return the README of data/."""
    return (DATA / "README.md").read_text(encoding="utf-8")


def resource(name: str) -> dict[str, Any]:
    """Return the entry of one file in the descriptor."""
    return next(one for one in package()["resources"] if one["name"] == name)


def outlines(name: str) -> list[Any]:
    """Return the geometries of a GeoJSON file of data/."""
    return [shape(feature["geometry"]) for feature in features(name)]


def codes() -> set[str]:
    """Return the codes of the provinces."""
    return {feature["properties"]["province"] for feature in features("provinces.geojson")}


def counting(reports: Iterable[Row]) -> list[Row]:
    """Return the reports that are not excluded."""
    return [row for row in reports if not row["excluded"]]


TABLES = ("reports", "statements", "actors", "corrections")
FILES = (*TABLES, "corrections-json", "provinces", "neighbours")


# --- Checks, each of which lists its faults -------------------------------------------------------


def schema_faults(table: Iterable[Row], schema: Mapping[str, Any]) -> list[str]:
    """Hold each cell against its field: required, unique, enum, pattern, minimum and type."""
    return [
        f"{field['name']}: {row[field['name']]!r}"
        for field in schema["fields"]
        for row in table
        if not _fits(row[field["name"]], field)
    ] + [
        f"{field['name']}: {value!r} twice"
        for field in schema["fields"]
        if field.get("constraints", {}).get("unique")
        for value, times in Counter(row[field["name"]] for row in table).items()
        if times > 1
    ]


def _fits(cell: str, field: Mapping[str, Any]) -> bool:
    limits = field.get("constraints", {})
    if not cell:
        return not limits.get("required", False)
    is_of_type = {
        "string": lambda: (
            cell == cell.strip() and cell.replace(ZERO_WIDTH_NON_JOINER, "").isprintable()
        ),
        "date": lambda: date.fromisoformat(cell).isoformat() == cell,
        "integer": lambda: int(cell) >= limits.get("minimum", 0),
        "boolean": lambda: cell in field["trueValues"] + field["falseValues"],
    }[field["type"]]
    try:
        return (
            bool(is_of_type())
            and cell in limits.get("enum", [cell])
            and re.fullmatch(limits.get("pattern", ".*"), cell) is not None
        )
    except ValueError:
        return False


def key_faults(table: Iterable[Row], provinces: set[str], actors: set[str]) -> list[str]:
    """Find provinces, actors and sides of reports that no other file knows."""
    known = {"province": provinces, "actor": actors | {""}, "side": actors | {""}}
    return [
        f"{row['report_id']}: {column} {row[column]!r}"
        for row in table
        for column, values in known.items()
        if row[column] not in values
    ]


def id_faults(table: Iterable[Row]) -> list[str]:
    """Find ids that are not <their own province>-<slug>-<n>, or whose n do not run from 1."""
    numbers: dict[str, list[int]] = {}
    faults = []
    for row in table:
        form = re.escape(row["province"]) + r"-[a-z0-9]+(?:-[a-z0-9]+)*-([1-9]\d*)"
        found = re.fullmatch(form, row["report_id"])
        if found is None:
            faults.append(row["report_id"])
        else:
            numbers.setdefault(row["report_id"][: found.start(1)], []).append(int(found[1]))
    return faults + [
        f"{name}{found}"
        for name, found in numbers.items()
        if sorted(found) != list(range(1, len(found) + 1))
    ]


def day_faults(table: Iterable[Row]) -> list[str]:
    """Find reports printed before their event, empty ranges, and years of another calendar."""
    return [
        f"{row['report_id']}: {row['event_date']} {row['event_date_latest']} {row['published']}"
        for row in table
        if not "2021-01-01" <= row["event_date"] <= "2021-12-31"
        or (row["event_date_latest"] and row["event_date_latest"] <= row["event_date"])
        or not (row["event_date_latest"] or row["event_date"]) <= row["published"] <= "2026-12-31"
    ]


def coding_faults(table: Iterable[Row]) -> list[str]:
    """Find rows against the coding rules on actors and on the resistance, and long notes."""
    return [
        row["report_id"]
        for row in table
        if (row["actor"] == "") != (row["says"] in ("contested", "denied"))
        or ("resistance" in (row["actor"], row["side"]) and row["event_date"] < "2021-08-16")
        or len(row["note"].split()) > WORDS_AT_MOST
    ]


def address_faults(table: Iterable[Row]) -> list[str]:
    """Find addresses that are not plain http(s), and tracking parameters."""
    return [
        row["url"]
        for row in table
        if row["url"]
        and (
            not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", row["url"])
            or re.search(r"[?&](utm_\w+|fbclid|gclid)=", row["url"])
        )
    ]


def thin_provinces(table: Iterable[Row], provinces: set[str]) -> list[str]:
    """Find provinces without three counting reports of capture from two named origins."""
    origins: dict[str, list[str]] = {province: [] for province in provinces}
    for row in counting(table):
        if row["says"] == "captured":
            origins[row["province"]].append(row["origin"])
    return sorted(
        province
        for province, found in origins.items()
        if len(found) < 3 or len(set(found) - {"unknown"}) < 2
    )


def shared_names(provinces: Iterable[Mapping[str, Any]]) -> list[str]:
    """Find spellings that lead to two provinces."""
    leads_to: dict[str, set[str]] = {}
    for one in provinces:
        for name in (one["name_en"], one["capital_en"], *one["capital_aliases"].split("|")):
            leads_to.setdefault(name.casefold(), set()).add(one["province"])
    return sorted(name for name, found in leads_to.items() if len(found) > 1)


def capitals_outside(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """Find capitals that lie outside the polygon of their province."""
    return [
        feature["properties"]["capital_en"]
        for feature in found
        if not shape(feature["geometry"]).contains(
            Point(feature["properties"]["longitude"], feature["properties"]["latitude"])
        )
    ]


def file_faults(resources: Iterable[Mapping[str, Any]], folder: Path) -> list[str]:
    """Find files whose bytes or sha256 are not as the descriptor says."""
    return [
        one["path"]
        for one in resources
        if one["bytes"] != len(content := (folder / one["path"]).read_bytes())
        or one["hash"] != f"sha256:{sha256(content).hexdigest()}"
    ]


def counts_in_words(table: list[Row]) -> list[str]:
    """Write the sentences of the README's section on counts, from the table."""
    counted = counting(table)
    says = Counter(row["says"] for row in counted)
    side = Counter(row["side"] for row in counted)

    def distinct(column: str) -> int:
        return len({row[column] for row in table} - {"", "unknown"})

    def having(column: str, value: str) -> int:
        return sum(row[column] == value for row in table)

    ranges = len(table) - having("event_date_latest", "")
    return [
        f"{len(table)} dated reports",
        f"{len(counted)} count, {len(table) - len(counted)} are kept but excluded",
        (
            f"Of the {len(counted)} rows that count: {says['captured']} captured, "
            f"{says['contested']} contested, {says['held']} held, {says['denied']} denied, "
            f"{says['retaken']} retaken."
        ),
        (
            f"{side['government']} government, {side['taliban']} taliban, "
            f"{side['resistance']} resistance, {side['']} nobody's."
        ),
        (
            f"All {len(table)} rows: {distinct('publisher')} publishers, {distinct('origin')} named "
            f"origins, {distinct('url')} addresses, {distinct('language')} languages."
        ),
        (
            f"{ranges} give a range of days, {having('origin', 'unknown')} have an unknown origin, "
            f"{having('title', '')} have no headline, "
            f"{having('published_precision', 'inferred')} an inferred day of publication."
        ),
    ]


def missing_from(text: str, sentences: Iterable[str]) -> list[str]:
    """Find sentences that a text does not have, however it breaks its lines."""
    flowing = " ".join(text.split())
    return [sentence for sentence in sentences if sentence not in flowing]


def dictionary_of(text: str, file: str) -> list[str]:
    """Return the columns that the README lists under the heading of a file."""
    section = re.search(
        rf"^### {re.escape(file)}$(.*?)^<!-- end -->", text, re.MULTILINE | re.DOTALL
    )
    return re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE) if section else []


# --- Boundaries -----------------------------------------------------------------------------------


def test_there_are_34_provinces_with_their_iso_codes():
    """The provinces are those of ISO 3166-2, each once, in the order of their codes."""
    found = [feature["properties"]["province"] for feature in features("provinces.geojson")]
    assert found == sorted(ISO_3166_2_AF)


@pytest.mark.parametrize("name", ["provinces.geojson", "neighbours.geojson"])
def test_every_outline_is_valid_and_rounded(name):
    """Outlines are valid, closed, anticlockwise, and no coordinate has over three decimals."""
    for outline in outlines(name):
        for part in shapely.get_parts(outline):
            assert part.is_valid
            assert part.exterior.is_ccw
        corners = shapely.get_coordinates(outline)
        assert (abs(corners - corners.round(3)) < 1e-12).all()


def test_provinces_share_their_borders():
    """The provinces are one coverage: no gap, no overlap, one outer edge."""
    found = outlines("provinces.geojson")
    assert shapely.coverage_is_valid(found)
    whole = shapely.coverage_union_all(found)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors


def test_a_border_moved_by_a_millidegree_breaks_the_coverage():
    """The coverage check finds one province that was shifted by the smallest step."""
    first, *others = outlines("provinces.geojson")
    moved = shapely.transform(first, lambda points: points + 0.001)
    assert not shapely.coverage_is_valid([moved, *others])


def test_longitude_comes_before_latitude():
    """All corners lie where Afghanistan does, in degrees, so no axes are swapped."""
    west, south, east, north = shapely.total_bounds(outlines("provinces.geojson"))
    assert 60 < west < 61
    assert 29 < south < 30
    assert 74 < east < 75
    assert 38 < north < 39


def test_the_area_is_that_of_afghanistan():
    """Simplifying has not changed the size of the country: within two percent of the published."""
    flat = shapely.transform(outlines("provinces.geojson"), equal_area)
    assert shapely.area(flat).sum() == pytest.approx(AREA_OF_AFGHANISTAN, rel=0.02)


def equal_area(points):
    """Project longitude and latitude to kilometres of equal area on a sphere (Lambert, 1772)."""
    longitude, latitude = np.radians(points).T
    return np.column_stack([longitude, np.sin(latitude)]) * RADIUS_OF_THE_EARTH


def test_every_capital_lies_in_its_province():
    """A capital outside its polygon would mean that the join of names to outlines is wrong."""
    assert capitals_outside(features("provinces.geojson")) == []


def test_neighbours_meet_the_provinces_corner_by_corner():
    """Neighbours and provinces are one coverage, and the provinces' outer edge has no gap."""
    around = outlines("neighbours.geojson")
    home = shapely.coverage_union_all(outlines("provinces.geojson"))
    assert shapely.coverage_is_valid([*around, home])
    edges = shapely.union_all([outline.boundary for outline in around])
    assert home.boundary.difference(edges).length == 0


def test_the_six_real_neighbours_are_there_and_five_are_named_on_the_map():
    """China is drawn but not named on the opening view, the other five are named in three scripts."""
    about = {
        one["properties"]["country"]: one["properties"] for one in features("neighbours.geojson")
    }
    assert {"CN", "IR", "PK", "TJ", "TM", "UZ"} <= set(about)
    assert "AF" not in about
    named = {code for code, one in about.items() if one["label_longitude"] is not None}
    assert named == {"IR", "PK", "TJ", "TM", "UZ"}
    for one in about.values():
        assert all(one[f"name_{language}"] for language in ("en", "fa", "ps"))
        assert (one["label_longitude"] is None) == (one["label_latitude"] is None)


def test_a_country_name_stands_in_its_country_and_over_no_province():
    """At the opening zoom the provinces, which are drawn above the names, cut none of them off."""
    degrees_per_pixel = 360 / (256 * 2 ** package()["view"]["zoom"])
    home = shapely.coverage_union_all(outlines("provinces.geojson"))
    for feature in features("neighbours.geojson"):
        about = feature["properties"]
        if about["label_longitude"] is not None:
            half = len(about["name_en"]) * PIXELS_PER_CAPITAL_LETTER / 2 * degrees_per_pixel
            east, north = about["label_longitude"], about["label_latitude"]
            name = LineString([(east - half, north), (east + half, north)])
            assert shape(feature["geometry"]).contains(name.centroid), about["country"]
            assert not home.intersects(name), about["country"]


@pytest.mark.parametrize(
    ("name", "most"), [("provinces.geojson", 160_000), ("neighbours.geojson", 60_000)]
)
def test_boundaries_stay_small_and_readable(name, most):
    """A file of boundaries keeps to its budget, with one feature a line and LF at the end."""
    content = (DATA / name).read_bytes()
    assert len(content) <= most
    assert b"\r" not in content
    assert content.endswith(b"]}\n")
    assert len(content.splitlines()) == len(features(name)) + 2


def test_no_spelling_leads_to_two_provinces():
    """A name or alias in a reader's table means one province only."""
    assert shared_names(one["properties"] for one in features("provinces.geojson")) == []


def test_only_two_names_are_missing():
    """Only the Pashto names of Nili and Bazarak are blank, as the README says."""
    blank = {
        (one["properties"]["capital_en"], column)
        for one in features("provinces.geojson")
        for column, value in one["properties"].items()
        if value == ""
    }
    assert blank == {("Nili", "capital_ps"), ("Bazarak", "capital_ps")}


# --- Tables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_fits_its_schema(name):
    """Required, unique, enum, pattern and type hold for each cell of each table."""
    assert schema_faults(rows(f"{name}.csv"), resource(name)["schema"]) == []


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_utf_8_with_lf(name):
    """A table has no byte order mark, no carriage return and a line feed at its end."""
    content = (DATA / f"{name}.csv").read_bytes()
    content.decode("utf-8")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_every_report_names_known_provinces_and_actors():
    """The keys of reports are in provinces.geojson and actors.csv."""
    actors = {row["actor"] for row in rows("actors.csv")}
    assert key_faults(rows("reports.csv"), codes(), actors) == []


def test_report_ids_are_unique_and_readable():
    """An id is <province>-<outlet>-<n>, used once, with n from 1 without a gap."""
    assert id_faults(rows("reports.csv")) == []
    assert len({row["report_id"] for row in rows("reports.csv")}) == len(rows("reports.csv"))


def test_days_are_gregorian_and_in_order():
    """Events are of 2021, a range has two ends, and nothing is published before its event."""
    assert day_faults(rows("reports.csv")) == []


def test_reports_follow_the_coding_rules():
    """Actors are blank for contested and denied only; the resistance begins on 16 August."""
    assert coding_faults(rows("reports.csv")) == []


@pytest.mark.parametrize("name", ["reports.csv", "statements.csv"])
def test_addresses_are_plain_and_without_tracking(name):
    """Only http and https are linked, and no address follows its reader."""
    assert address_faults(rows(name)) == []


def test_only_one_article_has_no_address():
    """An address is blank for BaaghiTV alone, which the README's dictionary allows for."""
    blank = {row["publisher"] for row in rows("reports.csv") if not row["url"]}
    assert blank == {"BaaghiTV"}


def test_every_province_is_covered_by_two_origins():
    """Each capital has three counting reports of capture or more, from two named origins or more."""
    assert thin_provinces(rows("reports.csv"), codes()) == []


def test_statements_say_what_their_kind_wants():
    """A count states a number up to 34, a capture an actor of a province, an interval signed days."""
    actors = {row["actor"] for row in rows("actors.csv")}
    for row in rows("statements.csv"):
        if row["kind"] in ("capture", "held"):
            assert row["stated"] in actors, row["statement_id"]
            assert row["province"] in codes(), row["statement_id"]
        else:
            form = r"[+-]\d+" if row["kind"] == "interval" else r"[1-9]|[12]\d|3[0-4]"
            assert re.fullmatch(form, row["stated"]), row["statement_id"]
            assert row["province"] == ""
        assert row["kind"] == "interval" or row["window_start"] <= row["as_of"]
        assert len(row["summary"].split()) <= WORDS_AT_MOST


def test_one_actor_is_the_incumbent_and_only_challengers_have_a_hue():
    """The government held every capital at first; the hues of the others are told apart."""
    hues = {row["actor"]: row["hue"] for row in rows("actors.csv")}
    incumbents = [row["actor"] for row in rows("actors.csv") if row["incumbent"] == "yes"]
    assert incumbents == ["government"]
    assert hues == {"taliban": "268", "government": "", "resistance": "172"}


def corrected(correction: Row) -> Row:
    """Return the row that a correction is about, as it is now; KeyError if there is none."""
    found = {row["report_id"]: row for row in rows("reports.csv")}
    return (found | {row["statement_id"]: row for row in rows("statements.csv")})[correction["id"]]


def test_corrected_cells_are_as_the_list_says():
    """What a correction says of a row, column=value, is what the table holds after it."""
    newest = {row["id"]: row for row in rows("corrections.csv") if row["after"]}
    assert newest
    for correction in newest.values():
        column, _, value = correction["after"].partition("=")
        was, _, before = correction["before"].partition("=")
        assert corrected(correction)[column] == value != before
        assert was == column


def test_corrections_are_the_same_as_json():
    """The list for programs has every cell of the table, null for a blank; else `make data`."""
    as_json = json.loads((DATA / "corrections.json").read_bytes())
    assert [{name: cell or "" for name, cell in row.items()} for row in as_json] == rows(
        "corrections.csv"
    )
    days = [row["date"] for row in as_json]
    assert days == sorted(days)


def test_gaps_are_those_of_the_readme():
    """Each sentence on what the data do not have stands in the README too."""
    text = " ".join(readme().split())
    assert package()["gaps"]
    assert [gap for gap in package()["gaps"] if gap not in text] == []


def test_latin_letters_are_in_the_shipped_fonts():
    """No Latin letter of the data is outside the Latin subset of the fonts that ship."""
    text = "".join(
        cell for name in TABLES for row in rows(f"{name}.csv") for cell in row.values()
    ) + (DATA / "provinces.geojson").read_text(encoding="utf-8")
    missing = {
        letter
        for letter in set(text)
        if ord(letter) > 0xFF
        and unicodedata.name(letter, "").startswith("LATIN")
        and letter not in LATIN_IN_FONTS
    }
    assert missing == set()


# --- Descriptor -----------------------------------------------------------------------------------


def test_the_descriptor_has_the_true_size_and_hash_of_each_file():
    """Bytes and sha256 of each resource are those of the file; else run `make data`."""
    assert file_faults(package()["resources"], DATA) == []


def test_the_descriptor_lists_every_file_of_data():
    """Each table and outline of the folder is a resource, and no resource is missing."""
    there = {path.name for path in DATA.iterdir() if path.is_file()}
    there -= {"README.md", "datapackage.json"}
    assert {one["path"] for one in package()["resources"]} == there
    assert {one["name"] for one in package()["resources"]} == set(FILES)


@pytest.mark.parametrize("name", TABLES)
def test_schemas_name_the_columns_of_their_table(name):
    """The fields of a schema are the header of the CSV file, in its order."""
    header = (DATA / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0]
    assert [field["name"] for field in resource(name)["schema"]["fields"]] == header.split(",")


@pytest.mark.parametrize("name", ["provinces", "neighbours"])
def test_schemas_name_the_properties_of_their_features(name):
    """The fields of a schema are the properties of each feature, in their order."""
    fields = [field["name"] for field in resource(name)["schema"]["fields"]]
    for feature in features(f"{name}.geojson"):
        assert list(feature["properties"]) == fields


def test_foreign_keys_lead_to_unique_columns():
    """A foreign key names a resource and a column of it that is unique."""
    for one in package()["resources"]:
        for key in one["schema"].get("foreignKeys", []):
            target = resource(key["reference"]["resource"])["schema"]["fields"]
            (column,) = key["reference"]["fields"]
            field = next(field for field in target if field["name"] == column)
            assert field["constraints"]["unique"]


def test_enums_of_actors_are_the_actors():
    """What the schema allows as actor and side is what actors.csv holds, and each is used."""
    actors = {row["actor"] for row in rows("actors.csv")}
    for field in resource("reports")["schema"]["fields"]:
        allowed = field.get("constraints", {}).get("enum")
        if field["name"] in ("actor", "side"):
            assert set(allowed) == actors
        if allowed:
            used = {row[field["name"]] for row in rows("reports.csv")} - {""}
            assert used == set(allowed), field["name"]


def test_every_file_has_a_licence_with_a_text_and_a_source():
    """Licences have SPDX names, none is unknown, and each text and source is there."""
    for one in (package(), *package()["resources"]):
        assert one["licenses"]
        assert one["sources"]
        for licence in one["licenses"]:
            assert licence["name"] in SPDX
            assert (DATA / licence["path"]).stat().st_size > 500
        for source in one["sources"]:
            path = source["path"]
            assert path.startswith("https://") or (DATA / path).is_file()


def test_no_licence_text_is_left_over():
    """Each text in licences/ is one that the descriptor refers to."""
    used = {licence["path"] for one in package()["resources"] for licence in one["licenses"]}
    assert {f"licences/{path.name}" for path in (DATA / "licences").iterdir()} == used


def test_examples_of_the_dictionary_fit_their_field():
    """The example of each column is a value that its own schema allows."""
    for name in TABLES:
        fields = resource(name)["schema"]["fields"]
        assert (
            schema_faults([{one["name"]: one["example"] for one in fields}], {"fields": fields})
            == []
        )


# --- View -----------------------------------------------------------------------------------------


def test_the_opening_day_is_among_the_days_and_the_ranges_too():
    """The view opens on a day that it shows, and its ranges lie within its days."""
    view = package()["view"]
    first, last = view["first_day"], view["last_day"]
    assert first <= view["opening_day"] <= last
    for one in view["ranges"]:
        assert first <= one["from"] <= one["to"] <= last


def test_every_counting_capture_is_on_the_shown_days():
    """No counting report of a capture has its event after the last day that is shown."""
    last = package()["view"]["last_day"]
    events = [
        row["event_date_latest"] or row["event_date"]
        for row in counting(rows("reports.csv"))
        if row["says"] == "captured"
    ]
    assert max(events) <= last


def test_every_capital_has_one_place_for_its_name():
    """Each of the 34 names is placed once: on the map, or in the inset if its capital is there."""
    view = package()["view"]
    main, inset = view["labels"]["main"], view["labels"]["inset"]
    assert set(inset) == set(view["inset"]["capitals"])
    assert set(main) | set(inset) == codes()
    assert not set(main) & set(inset)
    assert set(view["inset"]["nudge"]) <= set(inset)
    for x, y, anchor in (*main.values(), *inset.values()):
        assert max(abs(x), abs(y)) <= 20
        assert anchor in ("start", "middle", "end")


def test_the_inset_holds_its_capitals_and_no_other():
    """The box of the inset contains exactly the capitals that move into it."""
    inset = package()["view"]["inset"]
    bounds = inset["bounds"]
    inside = {
        one["properties"]["province"]
        for one in features("provinces.geojson")
        if bounds["west"] < one["properties"]["longitude"] < bounds["east"]
        and bounds["south"] < one["properties"]["latitude"] < bounds["north"]
    }
    assert inside == set(inset["capitals"])


# --- README ---------------------------------------------------------------------------------------


def test_the_readme_counts_what_the_table_holds():
    """Every number in the section on counts is the number that the table gives."""
    assert missing_from(readme(), counts_in_words(rows("reports.csv"))) == []


def test_the_readme_names_the_thinnest_provinces():
    """The provinces with the fewest origins, and how few, are those that the README names."""
    origins: dict[str, set[str]] = {}
    for row in counting(rows("reports.csv")):
        if row["says"] == "captured":
            origins.setdefault(row["province"], set()).add(row["origin"])
    few = {code: len(found - {"unknown"}) for code, found in origins.items()}
    named = {
        one["properties"]["province"]: one["properties"]["name_en"]
        for one in features("provinces.geojson")
    }
    thin = {named[code]: number for code, number in few.items() if number <= 4}
    assert thin == {"Parwan": 2, "Nuristan": 3, "Kapisa": 4, "Khost": 4, "Panjshir": 4}
    sentence = "Parwan (2 origins), Nuristan (3), Kapisa, Khost and Panjshir (4 each)."
    assert missing_from(readme(), [sentence]) == []


def test_the_readme_lists_the_rows_of_each_file():
    """The table of files has each file with as many rows as it holds."""
    listed = dict(re.findall(r"^\| `([\w.]+)` \| (\d+) \|", readme(), re.MULTILINE))
    held = {f"{name}.csv": str(len(rows(f"{name}.csv"))) for name in TABLES}
    held["corrections.json"] = held["corrections.csv"]
    held |= {name: str(len(features(name))) for name in ("provinces.geojson", "neighbours.geojson")}
    assert listed == held


@pytest.mark.parametrize("name", [name for name in FILES if name != "corrections-json"])
def test_the_dictionary_lists_exactly_the_columns(name):
    """The README's dictionary has each column of a file once, in order, and no other."""
    file = resource(name)["path"]
    fields = [field["name"] for field in resource(name)["schema"]["fields"]]
    assert dictionary_of(readme(), file) == fields


def test_the_readme_counts_the_excluded_rows_by_reason():
    """Reasons and numbers of the README are those of the column, and together they are all."""
    listed = {
        reason: int(number)
        for reason, number in re.findall(r"^\| ([a-z][a-z, ]+) \| (\d+) \|", readme(), re.MULTILINE)
    }
    held = Counter(
        row["excluded"].partition(":")[0] for row in rows("reports.csv") if row["excluded"]
    )
    assert listed == held


def test_reports_named_in_the_readme_exist():
    """Each report id that the README mentions is one of the table."""
    mentioned = set(re.findall(r"AF-[A-Z]{3}-[a-z0-9-]+-\d+", readme()))
    assert mentioned
    assert mentioned <= {row["report_id"] for row in rows("reports.csv")}


def test_what_we_write_takes_no_side():
    """README and descriptor use none of the words that claim more than a report does."""
    ours = (readme() + json.dumps(package(), ensure_ascii=False)).casefold()
    for word in ("fell", "fallen", "liberated", "regime", "insurgent-held", "terrorist"):
        assert not re.search(rf"\b{word}\b", ours), word


# --- Vendored files -------------------------------------------------------------------------------


def test_vendored_files_are_those_of_their_readme():
    """Bytes and sha256 of each vendored file are as listed, and no other file lies there."""
    text = (VENDOR / "README.md").read_text(encoding="utf-8")
    listed = {
        name: (int(size), digest)
        for name, size, digest in re.findall(
            r"^\| `([\w./-]+)` \| `[@\w/-]+` \| [\d.]+ \| (\d+) \| [\w.-]+ \| `([0-9a-f]{64})` \|$",
            text,
            re.MULTILINE,
        )
    }
    there = {
        path.relative_to(VENDOR).as_posix(): (len(content), sha256(content).hexdigest())
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "README.md"
        for content in [path.read_bytes()]
    }
    assert listed == there


def test_vendored_code_asks_no_other_host():
    """Leaflet's files name no source map, and every font has a licence beside it."""
    assert b"sourceMappingURL" not in (VENDOR / "leaflet" / "leaflet.js").read_bytes()
    for font in (VENDOR / "fonts").glob("*.woff2"):
        assert font.read_bytes().startswith(b"wOF2")
        assert any(
            font.name.startswith(licence.name.removeprefix("LICENSE-"))
            for licence in (VENDOR / "fonts").glob("LICENSE-*")
        )


# --- The checks can fail --------------------------------------------------------------------------


def planted(change: Callable[[list[Row]], None]) -> list[Row]:
    """Return a copy of the reports with one error in it."""
    copy = deepcopy(rows("reports.csv"))
    change(copy)
    return copy


def cell(column: str, value: str) -> Callable[[list[Row]], None]:
    """Return a change of one cell of the first row."""
    return lambda table: table[0].__setitem__(column, value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("report_id", ""),
        ("report_id", "AF-BAL-Long War Journal-1"),
        ("event_date", "10.08.2021"),
        ("event_date", "2021-02-30"),
        ("event_date", "20210810"),
        ("says", "fell"),
        ("actor", "isis"),
        ("role", ""),
        ("origin", ""),
        ("language", "english"),
        ("published_precision", "exact"),
        ("note", " padded"),
    ],
)
def test_the_schema_check_finds_a_planted_error(column, value):
    """A cell that breaks its schema is found, and named with its value."""
    faults = schema_faults(planted(cell(column, value)), resource("reports")["schema"])
    assert faults == [f"{column}: {value!r}"]


def test_the_schema_check_finds_an_id_used_twice():
    """A unique column with one value in two rows is a fault, once."""
    table = planted(cell("report_id", "AF-BAL-devdiscourse-1"))
    faults = schema_faults(table, resource("reports")["schema"])
    assert faults == ["report_id: 'AF-BAL-devdiscourse-1' twice"]


@pytest.mark.parametrize(
    ("check", "column", "value"),
    [
        (day_faults, "event_date", "1400-05-19"),
        (day_faults, "published", "2021-08-09"),
        (day_faults, "event_date_latest", "2021-08-10"),
        (coding_faults, "actor", ""),
        (coding_faults, "side", "resistance"),
        (coding_faults, "note", "word " * 26),
        (address_faults, "url", "javascript:alert(1)"),
        (address_faults, "url", "https://example.org/a?utm_source=x"),
        (address_faults, "url", "https://example.org/a b"),
        (id_faults, "report_id", "AF-BAM-long-war-journal-1"),
        (id_faults, "report_id", "AF-BAL-long-war-journal-2"),
    ],
)
def test_a_table_check_finds_a_planted_error(check, column, value):
    """One wrong cell in 493 rows is one fault, where there was none."""
    assert len(check(planted(cell(column, value)))) == 1


@pytest.mark.parametrize(
    ("column", "value"), [("province", "AF-99"), ("actor", "nobody"), ("side", "Taliban")]
)
def test_the_key_check_finds_a_planted_error(column, value):
    """A key that no other file knows is found, and named with its row."""
    actors = {row["actor"] for row in rows("actors.csv")}
    found = key_faults(planted(cell(column, value)), codes(), actors)
    assert found == [f"AF-BAL-long-war-journal-1: {column} {value!r}"]


def test_the_coverage_of_provinces_can_be_too_thin():
    """With one of its two origins gone, Parwan is named."""
    thinner = [row for row in rows("reports.csv") if row["origin"] != "TOLOnews"]
    assert "AF-PAR" in thin_provinces(thinner, codes())


def test_a_capital_moved_next_door_is_found():
    """Kabul at the position of Herat is outside its province."""
    copy = deepcopy(features("provinces.geojson"))
    kabul = next(one for one in copy if one["properties"]["province"] == "AF-KAB")
    kabul["properties"] |= {"longitude": 62.1997, "latitude": 34.3482}
    assert capitals_outside(copy) == ["Kabul"]


def test_an_alias_of_two_provinces_is_found():
    """A spelling that is added to a second province is named."""
    copy = [dict(one["properties"]) for one in features("provinces.geojson")]
    copy[0]["capital_aliases"] += "|KABUL"
    assert shared_names(copy) == ["kabul"]


def test_one_changed_byte_is_found(tmp_path):
    """A file that is not the one described is named, though it has the same length."""
    one = resource("actors")
    content = (DATA / one["path"]).read_bytes()
    (tmp_path / one["path"]).write_bytes(content.replace(b"268", b"269"))
    assert file_faults([one], tmp_path) == ["actors.csv"]


def test_a_row_more_makes_the_readme_wrong():
    """One report more than the README says makes each of its sentences about counts wrong."""
    extra = [*rows("reports.csv"), {**rows("reports.csv")[0], "publisher": "New"}]
    assert missing_from(readme(), counts_in_words(extra)) == counts_in_words(extra)


def test_a_column_left_out_of_the_dictionary_is_found():
    """A dictionary that lacks a column is not the list of columns."""
    cut = re.sub(r"^\| `speaker`.*\n", "", readme(), flags=re.MULTILINE)
    fields = [field["name"] for field in resource("reports")["schema"]["fields"]]
    assert dictionary_of(cut, "reports.csv") == [name for name in fields if name != "speaker"]
