"""What a reader takes away is what the rule says under the same choice, read back from the file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.address import Choice, Limits, in_words, read
from geo.case import Case, How, read_case
from geo.control import THEN, Threshold
from geo.downloads import (
    DOWNLOADS,
    REPORT_COLUMNS,
    archive,
    archive_name,
    counts_csv,
    file_name,
    reports_csv,
    spells_csv,
    status_geojson,
    statuses_csv,
)
from geo.package import Package
from geo.records import read_reports
from geo.reports import Report, Role, SourceField, SourceFilter
from geo.tables import counts, neutralised, spells, status_on, status_rows, under

from .conftest import ROOT
from .factories import a_case, a_report, a_table

DAYS = st.dates(date(2021, 8, 1), date(2021, 9, 10))
FILTERS = st.sampled_from(
    [
        SourceFilter(SourceField.SIDE, "taliban"),
        SourceFilter(SourceField.SIDE, "none"),
        SourceFilter(SourceField.ROLE, str(Role.LAWMAKER)),
        SourceFilter(SourceField.ORIGIN, "AFP"),
        SourceFilter(SourceField.PUBLISHER, "Al Jazeera"),
    ]
)
CHOICES = st.builds(
    Choice,
    day=DAYS,
    known_by=st.none() | st.just(THEN) | DAYS,
    without=st.sets(FILTERS, max_size=2).map(lambda found: tuple(sorted(found))),
    threshold=st.sampled_from(Threshold),
)
few = settings(max_examples=12)
"""Each example writes and reads whole files."""
CHOICE = Choice(day=date(2021, 8, 9))


@cache
def the_shipped() -> Case:
    """Return the shipped case; not as a fixture, which Hypothesis would write out in full."""
    return read_case(ROOT / "data", geometry=False)


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV text by column."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def cells(rows: Iterable[Any], columns: Iterable[str]) -> list[dict[str, str]]:
    """Return rows as the cells that a CSV has for them."""
    plain = [{name: getattr(row, name) for name in columns} for row in rows]
    return [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in plain
    ]


def unpacked(data: bytes) -> dict[str, str]:
    """Return the files of a zip by name, in its order."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name).decode("utf-8") for name in packed.namelist()}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A toy case with words that a spreadsheet or a reader of Markdown would run."""
    words = {
        "speaker": "=HYPERLINK(1)",
        "publisher": "+1",
        "note": '@SUM(1)","x',
        "title": "-2|<img src=x> *b* `c`",
        "report_id": "../../x",
    }
    package = {
        "title": "<b>| Case\\ [x](javascript:1)",
        "licenses": [{"name": "own", "title": "![x](https://example.org/x.png)"}],
        "contributors": [{"title": "<script>x</script>"}],
        "resources": [
            {
                "name": "reports",
                "path": "reports.csv",
                "schema": {
                    "fields": [
                        {"name": "note", "type": "string", "description": "a | b\n<i>c</i>"},
                        {"name": "says", "type": 3, "constraints": {"enum": ["x|y"]}},
                        {"name": "side", "description": None},
                        "no field",
                    ]
                },
            }
        ],
    }
    folder = tmp_path_factory.mktemp("hostile")
    return read_case(a_case(folder, reports=a_table([a_report(**words)]), datapackage=package))


def test_reports_have_every_column() -> None:
    """The columns are those of the shipped table, and all that a report holds."""
    with (ROOT / "data" / "reports.csv").open(encoding="utf-8") as table:
        assert tuple(next(csv.reader(table))) == REPORT_COLUMNS
    assert {one.name for one in fields(Report) if one.init} == set(REPORT_COLUMNS)


@few
@given(choice=CHOICES)
def test_reports_are_read_back(choice: Choice) -> None:
    """The file is itself a table of reports: those that count, and no other."""
    shipped = the_shipped()
    text = reports_csv(shipped, choice)
    expected = under(shipped, choice)
    limit = {None: date.max, THEN: choice.day}.get(choice.known_by, choice.known_by)
    assert [one.report_id for one in expected] == [
        one.report_id
        for one in shipped.reports
        if not one.excluded
        and one.published <= limit
        and not any((str(getattr(one, out.field)) or "none") == out.value for out in choice.without)
    ]
    if expected:
        found, faults = read_reports(text, "reports.csv", shipped.provinces, shipped.actors)
        assert not faults
        safe = [
            replace(one, title=neutralised(one.title), note=neutralised(one.note))
            for one in expected
        ]
        assert list(found) == safe


@few
@given(choice=CHOICES)
def test_statuses_by_day_are_the_rules_own(choice: Choice) -> None:
    """Every day of the file is the status table of that day, row for row."""
    shipped = the_shipped()
    found = rows_of(statuses_csv(shipped, choice))
    first = shipped.view.first_day
    days = [first + timedelta(n) for n in range((shipped.view.last_day - first).days + 1)]
    assert [row["day"] for row in found[:: len(shipped.provinces)]] == list(map(str, days))
    for day in (days[0], choice.day, days[-1]):
        own = [row for row in found if row["day"] == str(day)]
        frame = status_on(shipped, day, choice.known_by, choice.without)
        plain = frame.drop(columns="geometry").astype(str).fillna("")
        assert own == plain.to_dict("records")


@few
@given(choice=CHOICES)
def test_the_day_as_geojson_is_the_days_frame(choice: Choice) -> None:
    """Read by GeoPandas, the file has the statuses and boundaries of the day."""
    shipped = the_shipped()
    text = status_geojson(shipped, choice)
    found = gpd.GeoDataFrame.from_features(json.loads(text), crs="EPSG:4326")
    expected = status_on(shipped, choice.day, choice.known_by, choice.without)
    found = found.fillna({"known_by": "", "actor": ""})[list(expected.columns)]
    assert_geodataframe_equal(found.astype(expected.dtypes), expected)


@few
@given(choice=CHOICES)
def test_spells_are_read_back(choice: Choice) -> None:
    """The spells are those of the sources and the clock chosen."""
    shipped = the_shipped()
    expected = spells(shipped, choice.known_by, choice.without)
    plain = expected.astype(str).fillna("").to_dict("records")
    assert rows_of(spells_csv(shipped, choice)) == plain


@few
@given(choice=CHOICES)
def test_counts_are_read_back(choice: Choice) -> None:
    """The counts are those of the sources, the clock and the threshold chosen."""
    shipped = the_shipped()
    view = shipped.view
    expected = counts(
        shipped,
        view.first_day,
        view.last_day,
        choice.known_by,
        choice.without,
        threshold=choice.threshold,
    )
    columns = ("day", "at_least", "up_to")
    assert rows_of(counts_csv(shipped, choice)) == cells(expected, columns)


@few
@given(choice=CHOICES, names=st.lists(st.sampled_from(list(DOWNLOADS)), max_size=6))
def test_a_zip_holds_what_was_chosen(choice: Choice, names: list[str]) -> None:
    """Each file once, the three papers, checksums that fit, and a choice that can be read back."""
    shipped = the_shipped()
    data = archive(shipped, choice, names)
    assert data == archive(shipped, replace(choice), set(names))
    files = unpacked(data)
    chosen = {file_name(name, shipped, choice): name for name in names}
    assert set(files) == {*chosen, "DICTIONARY.md", "LICENCE.md", "CHOICE.json"}
    for file, name in chosen.items():
        assert file.isascii()
        assert files[file] == DOWNLOADS[name].write(shipped, choice)
    about = json.loads(files["CHOICE.json"])
    assert about["sha256"] == {
        name: hashlib.sha256(text.encode()).hexdigest()
        for name, text in files.items()
        if name != "CHOICE.json"
    }
    assert about["in_words"] == in_words(choice)
    view = shipped.view
    codes = [place.province for place in shipped.provinces]
    days = view.first_day, view.last_day, view.opening_day
    assert read(parse_qs(about["query"]), Limits(*days, codes, shipped.digest)) == (choice, [])


def test_names_say_day_and_version(shipped: Case) -> None:
    """A file is known by its name: kind, day or days, data version."""
    version = shipped.digest
    assert [file_name(name, shipped, CHOICE) for name in DOWNLOADS] == [
        f"reports_2021-08-09_v{version}.csv",
        f"statuses_2021-08-01_to_2021-09-10_v{version}.csv",
        f"status_2021-08-09_v{version}.geojson",
        f"spells_2021-08-09_v{version}.csv",
        f"counts_2021-08-01_to_2021-09-10_v{version}.csv",
    ]
    assert archive_name(shipped, CHOICE) == f"reported_status_2021-08-09_v{version}.zip"


def test_a_readers_own_table_is_named_as_such(shipped: Case) -> None:
    """Every file, and the zip's own account of the choice, say that a reader's table is in it."""
    mine = shipped.with_own([replace(shipped.reports[0], report_id="own-1")], How.ADDED, "mine.csv")
    choice = Choice(day=mine.view.opening_day)
    names = [*(file_name(name, mine, choice) for name in DOWNLOADS), archive_name(mine, choice)]
    assert all(name.startswith("own_table_") for name in names)
    with zipfile.ZipFile(io.BytesIO(archive(mine, choice, ["reports"]))) as files:
        account = json.loads(files.read("CHOICE.json"))
    assert account["own_table"] == str(mine.own)


def test_unknown_files_are_refused(shipped: Case) -> None:
    """The fault names what was expected and what came."""
    with pytest.raises(ValueError, match=r"expected names of reports, .*, found films, songs"):
        archive(shipped, CHOICE, ["songs", "films", "reports"])


def test_every_column_is_in_the_dictionary(shipped: Case) -> None:
    """Each column of each file has a type and a meaning, the case's own where it gives one."""
    text = unpacked(archive(shipped, CHOICE, list(DOWNLOADS)))["DICTIONARY.md"]
    sections = dict(part.split("\n", 1) for part in text.split("\n## ")[1:])
    for name, kind in DOWNLOADS.items():
        rows = [
            line for line in sections[file_name(name, shipped, CHOICE)].splitlines() if "`" in line
        ]
        assert [row.split("`")[1] for row in rows] == list(kind.columns)
        assert all(all(cell.strip() for cell in row.split(" | ")) for row in rows)
    assert "turned into a Kabul day" in sections[file_name("reports", shipped, CHOICE)]


def test_licence_and_sources_are_the_cases(shipped: Case) -> None:
    """What the descriptor says of a table is said; a table of which nothing is said, so too."""
    text = unpacked(archive(shipped, CHOICE, []))["LICENCE.md"]
    for said in ("Creative Commons Attribution 4.0", "GeoNames", "Natural Earth"):
        assert said in text
    own = replace(shipped, package=Package())
    text = unpacked(archive(own, CHOICE, []))["LICENCE.md"]
    assert "No licence is named" in text
    assert "Creative" not in text


def test_no_cell_runs_in_a_spreadsheet(hostile: Case) -> None:
    """A cell that looks like a formula gets an apostrophe, and is quoted as CSV asks."""
    choice = Choice(day=date(2001, 5, 10))
    [row] = rows_of(reports_csv(hostile, choice))
    assert row["speaker"] == "'=HYPERLINK(1)"
    assert row["publisher"] == row["origin"] == "'+1"
    assert row["note"] == '\'@SUM(1)","x'
    assert row["title"].startswith("'-2")


def test_words_of_a_case_stay_words_in_markdown(hostile: Case) -> None:
    """Neither an element, an image, a link nor a cell comes of what a descriptor says."""
    choice = Choice(day=date(2001, 5, 10))
    files = unpacked(archive(hostile, choice, list(DOWNLOADS)))
    assert all(Path(name).name == name for name in files)
    papers = files["DICTIONARY.md"] + files["LICENCE.md"]
    for mark in ("<", "![", "[x]"):
        assert mark not in papers.replace(f"\\{mark[0]}", "").replace("\\[", "")
    assert r"| `note` | string | a \| b \<i\>c\</i\> |" in papers
    assert r"| `says` | x\|y |  |" in papers
    assert r"\<b\>\| Case\\ \[x\](javascript:1)" in papers


def test_statuses_of_one_day_and_of_many_agree(shipped: Case) -> None:
    """A day on its own gives the row that the whole stretch gives for it, on every day."""
    found = rows_of(statuses_csv(shipped, replace(CHOICE, known_by=THEN)))
    columns = list(found[0])
    first = shipped.view.first_day
    days = (shipped.view.last_day - first).days + 1
    alone = [row for n in range(days) for row in status_rows(shipped, first + timedelta(n), THEN)]
    assert found == cells(alone, columns)


def test_an_empty_choice_gives_headers(shipped: Case) -> None:
    """With every source left out, files have their header, and every capital has no report."""
    without = tuple(SourceFilter(SourceField.ROLE, str(role)) for role in Role)
    choice = replace(CHOICE, without=without)
    assert reports_csv(shipped, choice) == ",".join(REPORT_COLUMNS) + "\n"
    assert rows_of(spells_csv(shipped, choice)) == []
    assert {row["status"] for row in rows_of(statuses_csv(shipped, choice))} == {"no_report"}
