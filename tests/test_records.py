"""Tables as records: every fault of a row is found, and what is left out has a default."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import Caps, Fault
from geo.records import read_actors, read_reports, read_statements
from geo.reports import Precision, Report, Role, Says

from .factories import ACTORS, NAMES, Cells, a_province, a_report, a_table

PROVINCES = (
    a_province("XX-A", aliases=("Alder-on-Sea", "Älder")),
    a_province("XX-B"),
    a_province("XX-C"),
)


def faults_in(data: bytes | str, **caps: int) -> list[str]:
    """Return the faults of a table of reports, as they are printed."""
    _, faults = read_reports(data, "t.csv", PROVINCES, ACTORS, Caps(**caps))
    return list(map(str, faults))


def reports_in(data: bytes | str) -> tuple[Report, ...]:
    """Return the reports of a table without any fault."""
    reports, faults = read_reports(data, "t.csv", PROVINCES, ACTORS)
    assert not faults
    return reports


def the_report(**cells: str) -> Report:
    """Return the one report of a table with these cells."""
    (report,) = reports_in(a_table([a_report(**cells)]))
    return report


ROW_FAULTS: list[tuple[str, Cells, str]] = [
    ("unknown place", {"province": "Oak"}, "province: expected a province's code or name"),
    ("no place", {"province": ""}, "province: expected a province's code or name"),
    ("no date", {"event_date": ""}, "event_date: expected a date as YYYY-MM-DD, found nothing"),
    ("day first", {"event_date": "10/05/2001"}, "event_date: expected a date as YYYY-MM-DD"),
    ("no dashes", {"event_date": "20010510"}, "event_date: expected a date as YYYY-MM-DD"),
    ("week", {"event_date": "2001-W19-4"}, "event_date: expected a date as YYYY-MM-DD"),
    ("clock", {"event_date": "2001-05-10T09:00"}, "event_date: expected a date as YYYY-MM-DD"),
    (
        "31 February",
        {"event_date": "2001-02-31"},
        "event_date: expected a date as YYYY-MM-DD, found '2001-02-31', which is no day",
    ),
    (
        "Solar Hijri",
        {"event_date": "1380-02-20"},
        "event_date: expected a date of the Gregorian calendar as YYYY-MM-DD, found '1380-02-20', which",
    ),
    (
        "Solar Hijri, in its own digits",
        {"event_date": "۱۴۰۰-۰۵-۳۱"},
        "event_date: expected a date of the Gregorian calendar",
    ),
    ("far future", {"event_date": "2101-01-01"}, "event_date: expected a year from 1900 to 2100"),
    (
        "range backwards",
        {"event_date_latest": "2001-05-09"},
        "event_date_latest: expected event_date or a later day, found 2001-05-09, before",
    ),
    ("publication day", {"published": "soon"}, "published: expected a date as YYYY-MM-DD"),
    (
        "unknown word",
        {"says": "fell"},
        "says: expected captured, held, contested, retaken or denied, found 'fell'",
    ),
    ("capital letter", {"says": "Captured"}, "says: expected captured, held"),
    ("unknown actor", {"actor": "pinks"}, "actor: expected blues, reds or greens, found 'pinks'"),
    ("no captor", {"actor": ""}, "actor: expected who holds it after, as it is captured"),
    ("no holder", {"says": "held", "actor": ""}, "actor: expected who holds it after"),
    ("no retaker", {"says": "retaken", "actor": ""}, "actor: expected who holds it after"),
    ("unknown side", {"side": "pinks"}, "side: expected blues, reds or greens, found 'pinks'"),
    ("unknown role", {"role": "king"}, "role: expected nothing, party_spokesman"),
    (
        "unknown precision",
        {"published_precision": "hour"},
        "published_precision: expected day or inferred",
    ),
    ("script address", {"url": "javascript:alert(1)"}, "url: expected an address with http://"),
    ("no host", {"url": "https://"}, "url: expected an address with http://"),
    ("space in address", {"url": "https://a.example/b c"}, "url: expected an address"),
    ("no id", {"report_id": ""}, "report_id: expected an id that no other row has, found nothing"),
    ("NUL", {"note": "a\0b"}, "note: expected plain text, found the hidden character '\\x00'"),
    ("tab", {"note": "a\tb"}, "note: expected plain text"),
    ("line break", {"note": "a\nb"}, "note: expected plain text"),
    ("text turned around", {"note": "a\u202eb"}, "note: expected plain text"),
    ("long cell", {"note": "a" * 2_001}, "note: expected at most 2,000 characters, found 2,001"),
]


@pytest.mark.parametrize(("cells", "expected"), [one[1:] for one in ROW_FAULTS],
                         ids=[one[0] for one in ROW_FAULTS])  # fmt: skip
def test_a_row_at_fault_is_named(cells: Cells, expected: str) -> None:
    """One wrong cell is one fault, which names the file, the line and the column."""
    rows = [a_report(report_id="first"), a_report(report_id="second") | cells]
    (fault,) = faults_in(a_table(rows))
    assert fault.startswith(f"t.csv:3: {expected}")


TABLE_FAULTS = [
    pytest.param("", "t.csv: expected a table with a header, found an empty file", id="empty"),
    pytest.param(" \n\n", "t.csv: expected a table with a header", id="blank"),
    pytest.param("\ufeff", "t.csv: expected a table with a header", id="mark alone"),
    pytest.param(
        "province,event_date,says,says,actor\n",
        "t.csv:1: says: expected one column of this name, found 2",
        id="column twice",
    ),
    pytest.param(
        "province;event_date;says;actor\nXX-A;2001-05-10;held;reds\n",
        "t.csv:1: expected commas between the cells, found 'province;event_date",
        id="semicolons",
    ),
    pytest.param(
        "province,event_date,says,actor\nXX-A,2001-05-10,held\n",
        "t.csv:2: expected 4 cells, found 3",
        id="cell short",
    ),
    pytest.param(
        'province,event_date,says,actor\nXX-A,2001-05-10,held,"reds\n',
        "t.csv:2: expected a closing quotation mark, found the end of the file",
        id="open quotation",
    ),
    pytest.param(
        'province,event_date,says,actor\nXX-A,2001-05-10,held,"reds"x\n',
        "t.csv:2: expected a comma or a line's end after a quoted cell",
        id="text after quotation",
    ),
    pytest.param("province".encode("utf-16"), "t.csv: expected UTF-8, found what looks like UTF-16",
                 id="UTF-16"),
    pytest.param("province".encode("utf-16-le"),
                 "t.csv: expected UTF-8, found what looks like UTF-16", id="UTF-16 unmarked"),
    pytest.param(
        "province,event_date,says,actor\nقندهار,2001-05-10,held,reds\n".encode("cp1256"),
        "t.csv:2: expected UTF-8, found what looks like Windows-1256 (cp1256) at byte 32: save",
        id="cp1256",
    ),
    pytest.param("a,b\né,\n".encode("latin-1"),
                 "t.csv:2: expected UTF-8, found what looks like an older encoding", id="latin-1"),
    pytest.param(b"PK\x03\x04...", "t.csv: expected UTF-8, found what looks like an Excel workbook",
                 id="workbook"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), TABLE_FAULTS)
def test_a_table_at_fault_is_named(data: bytes | str, expected: str) -> None:
    """A fault of the whole table, or of a row's shape, is the only one of its kind."""
    (fault,) = faults_in(data)
    assert fault.startswith(expected)


def test_a_missing_column_is_one_fault_and_names_what_may_be_meant() -> None:
    """A misspelt column is reported once, not per row, and the other cells are checked too."""
    text = a_table([a_report(says="fell"), a_report()]).replace("event_date", "Event Date")
    missing, word = faults_in(text)
    assert missing == (
        "t.csv:1: event_date: expected a column of this name, found 'Event Date', "
        "which may be meant"
    )
    assert word.startswith("t.csv:2: says:")


def test_all_missing_columns_are_named() -> None:
    """A table of something else lacks every required column."""
    assert [fault.split(":")[2].strip() for fault in faults_in("a,b\n1,2\n")] == [
        "province",
        "event_date",
        "says",
        "actor",
    ]


def test_all_faults_of_a_table_come_at_once() -> None:
    """Every row is read to its end, whatever was wrong before, and faults stand by row."""
    rows = [
        a_report(report_id="a", event_date="2001-02-31", says="fell", side="pinks"),
        a_report(report_id="a", province="Oak"),
        a_report(report_id="b"),
        a_report(report_id="b", url="ftp://a.example"),
    ]
    where = [fault.split(" expected")[0] for fault in faults_in(a_table(rows) + "short\n")]
    assert where == [
        "t.csv:2: event_date:",
        "t.csv:2: says:",
        "t.csv:2: side:",
        "t.csv:3: province:",
        "t.csv:3: report_id:",
        "t.csv:5: report_id:",
        "t.csv:5: url:",
        "t.csv:6:",
    ]


def test_a_repeated_id_names_its_first_row() -> None:
    """An id that two rows have is a fault of the second, which points at the first."""
    rows = [a_report(report_id="a"), a_report(report_id="b"), a_report(report_id="a")]
    assert faults_in(a_table(rows)) == [
        "t.csv:4: report_id: expected an id that no other row has, found 'a', as in row 2"
    ]


def test_an_unknown_place_gets_suggestions_but_no_province() -> None:
    """A name that is nearly right is a fault that names the likely provinces with their codes."""
    (fault,) = faults_in(a_table([a_report(province="Aldertwon")]))
    assert "did you mean Alder (XX-A)" in fault


def test_rows_are_numbered_as_an_editor_shows_them() -> None:
    """Empty lines, and lines of commas alone, are skipped and counted."""
    text = a_table([a_report()]) + "\n,,,\nOak,2001-05-10,held,reds\n"
    (fault,) = faults_in(text)
    assert fault.startswith("t.csv:5: province:")


def test_comments_are_skipped_and_counted_as_lines() -> None:
    """A row whose first cell starts with # says nothing, before the header too."""
    header, sound, faulty = a_table([a_report(), a_report(says="?")]).splitlines()
    text = "\n".join(["# by hand", header, " #,an example, or two", "#" + faulty, sound, faulty])
    reports, faults = read_reports(text, "r.csv", PROVINCES, ACTORS)
    assert [report.province for report in reports] == ["XX-A"]
    assert places(faults) == [(6, "says")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_a_byte_order_mark_are_read(end: str) -> None:
    """Tables saved on any system read alike, with a byte order mark or without."""
    text = a_table([a_report(), a_report(province="XX-B")]).replace("\n", end)
    assert len(reports_in(text.encode("utf-8-sig"))) == len(reports_in(text)) == 2


@pytest.mark.parametrize(
    "text", ["XX-A", "xx a", "alder", "ALDERTOWN", "Alder on Sea", "älder", " A\u0308lder "]
)
def test_a_place_may_go_by_any_of_its_names(text: str) -> None:
    """Code, name, capital and aliases mean a province, whatever their case and accents."""
    assert the_report(province=text).province == "XX-A"


def test_blank_and_missing_cells_take_the_same_defaults() -> None:
    """A column that is not there and a blank cell mean the same."""
    optional = dict.fromkeys(("published", "side", "role", "origin", "publisher", "url"), "")
    bare, blank = the_report(), the_report(**optional)
    assert bare == blank
    assert bare.published == bare.event_date == date(2001, 5, 10)
    assert bare.published_precision is Precision.INFERRED
    assert (bare.side, bare.role, bare.origin) == ("", Role.UNNAMED, "unknown")


def test_origin_defaults_to_the_publisher() -> None:
    """Without an origin a report is its publisher's own; any spelling of unknown stays unknown."""
    assert the_report(publisher="The Bugle").origin == "The Bugle"
    assert the_report(publisher="The Bugle", origin="Unknown").origin == "unknown"


def test_ids_are_made_from_province_and_publisher() -> None:
    """A table without ids gets readable ones, counted by province and publisher."""
    cells = [
        {"province": "Alder", "publisher": "The Daily Bugle.com"},
        {"province": "XX-A", "publisher": "the daily  bugle-com"},
        {"province": "XX-B", "publisher": "The Daily Bugle.com"},
        {},
    ]
    made = [one.report_id for one in reports_in(a_table([a_report() | one for one in cells]))]
    assert made == [
        "XX-A-the-daily-bugle-com-1",
        "XX-A-the-daily-bugle-com-2",
        "XX-B-the-daily-bugle-com-1",
        "XX-A-unknown-1",
    ]


def test_made_ids_are_unique_even_if_codes_and_publishers_blur() -> None:
    """Two ways to write one id do not make two reports of one id."""
    provinces = [a_province("XX-A", province="X"), a_province("XX-B", province="X-b")]
    rows = [a_report(province="X", publisher="b c"), a_report(province="X-b", publisher="c")]
    reports, faults = read_reports(a_table(rows), "t.csv", provinces, ACTORS)
    assert not faults
    assert len({one.report_id for one in reports}) == 2


def test_digits_of_any_script_are_digits() -> None:
    """A Gregorian date in Persian digits is that date."""
    assert the_report(event_date="۲۰۰۱-۰۵-۱۰").event_date == date(2001, 5, 10)


def test_what_is_announced_ahead_is_no_fault() -> None:
    """A report may be published before the day that it speaks of."""
    assert the_report(published="2001-05-08").lag_days == -2


@pytest.mark.parametrize("says", [Says.CONTESTED, Says.DENIED])
def test_fighting_and_denials_need_no_actor(says: Says) -> None:
    """Nobody holds a capital that is fought over, and a denial speaks for its side."""
    assert the_report(says=says, actor="").actor == ""


def test_columns_that_nobody_asks_for_are_ignored() -> None:
    """A table may carry columns of its own."""
    assert the_report(weather="rain") == the_report()


def test_only_sound_rows_become_reports() -> None:
    """A row with a fault makes no report, and does not keep others from making theirs."""
    table = a_table([a_report(), a_report(says="fell"), a_report()])
    reports, faults = read_reports(table, "t.csv", PROVINCES, ACTORS)
    assert (len(reports), len(faults)) == (2, 1)


def test_without_actors_any_word_names_one() -> None:
    """Where no actors are given, those of the reports are taken as they come."""
    rows = [a_report(actor="pinks"), a_report(side="none")]
    _, faults = read_reports(a_table(rows), "t.csv", PROVINCES, actors=None)
    assert [fault.column for fault in faults] == ["side"]


def test_caps_hold() -> None:
    """Bytes, rows, columns and characters beyond the caps are faults, whatever they hold."""
    table = a_table([a_report()] * 3)
    assert faults_in(table, bytes=50) == [f"t.csv: expected at most 50 bytes, found {len(table)}"]
    assert faults_in(table, rows=2) == ["t.csv:4: expected at most 2 rows, found more"]
    assert faults_in(table, rows=3) == []
    assert faults_in(table, columns=3) == ["t.csv:1: expected at most 3 columns, found 4"]
    assert faults_in(table, cell=9)[0].startswith("t.csv:1: cell 2: expected at most 9 characters")


def test_messages_stay_short_and_on_one_line() -> None:
    """However long and odd a cell is, its fault can be printed anywhere."""
    (fault,) = faults_in(a_table([a_report(says="\u200f" + "x" * 1_999)]))
    assert len(fault) < 200
    assert fault.isprintable() or "…" in fault


CSV_LIKE = st.text(alphabet='XX-A,2001-05-10,held,reds\n\r";\0\ufeff\ud800 ۱', max_size=200)


@given(
    st.text() | CSV_LIKE | CSV_LIKE.map("province,event_date,says,actor\n{}".format) | st.binary()
)
def test_nothing_that_is_uploaded_raises(data: bytes | str) -> None:
    """Any text and any bytes give sound reports or printable faults, never an error."""
    reports, faults = read_reports(data, "t.csv", PROVINCES, ACTORS)
    assert {report.province for report in reports} <= set(NAMES)
    assert all(str(fault).encode() for fault in faults)


# Actors and statements.


def test_actors_are_read_with_their_names() -> None:
    """An actor has a name by language, and a hue if the case gives one."""
    rows = [
        {"actor": "blues", "name_en": "Blues", "name_fa": "آبی", "incumbent": "yes", "hue": "240"},
        {"actor": "reds", "name_en": "Reds", "name_fa": "", "incumbent": "no", "hue": ""},
    ]
    (blues, reds), faults = read_actors(a_table(rows), "actors.csv")
    assert not faults
    assert (blues.incumbent, blues.hue, blues.names) == (True, 240, {"en": "Blues", "fa": "آبی"})
    assert (reds.incumbent, reds.hue, reds.names) == (False, None, {"en": "Reds"})


def test_actors_at_fault_are_named() -> None:
    """Incumbency, hue, names and keys are checked; `none` means no side, so nobody is called so."""
    rows = [
        {"actor": "reds", "name_en": "", "incumbent": "maybe", "hue": "361"},
        {"actor": "reds", "name_en": "Reds", "incumbent": "no", "hue": ""},
        {"actor": "none", "name_en": "None", "incumbent": "no", "hue": ""},
    ]
    _, faults = read_actors(a_table(rows), "a.csv")
    assert places(faults) == [
        (2, "name_en"),
        (2, "incumbent"),
        (2, "hue"),
        (3, "actor"),
        (4, "actor"),
    ]


def test_actors_have_aliases_that_no_two_share() -> None:
    """Other words for an actor are separated by bars; each means one actor, in any spelling."""
    rows = [
        {"actor": "reds", "name_en": "Reds", "incumbent": "no", "aliases": "Red Front | rebels|"},
        {"actor": "blues", "name_en": "Blues", "incumbent": "yes", "aliases": "Rebels|blues|—|–"},
        {"actor": "front", "name_en": "red-front", "incumbent": "no", "aliases": ""},
    ]
    (reds,), faults = read_actors(a_table(rows), "a.csv")
    assert reds.words == ("Reds", "Red Front", "rebels")
    assert places(faults) == [(3, "aliases"), (4, "name_en")]
    assert "found 'Rebels', as of reds" in str(faults[0])


def a_statement(**cells: str) -> dict[str, str]:
    """Return the cells of a sound statement, but for those given."""
    return {
        "statement_id": "S-1",
        "published": "2001-05-11",
        "kind": "count",
        "as_of": "2001-05-10",
        "window_start": "",
        "province": "",
        "stated": "2",
    } | cells


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"kind": "guess"}, "kind"),
        ({"stated": "two"}, "stated"),
        ({"stated": ""}, "stated"),
        ({"kind": "interval", "stated": "some"}, "stated"),
        ({"kind": "capture", "province": "XX-A", "stated": "pinks"}, "stated"),
        ({"kind": "held", "stated": "blues"}, "province"),
        ({"province": "XX-A"}, "province"),
        ({"window_start": "2001-05-11"}, "window_start"),
        ({"as_of": "2001-02-31"}, "as_of"),
        ({"published": ""}, "published"),
    ],
)
def test_statements_at_fault_are_named(cells: Cells, column: str) -> None:
    """What a statement says has to fit its kind."""
    table = a_table([a_statement(**cells)])
    statements, faults = read_statements(table, "s.csv", PROVINCES, ACTORS)
    assert places(faults) == [(2, column)]
    assert statements == ()


def test_statements_are_read() -> None:
    """Each kind is read, its province by code."""
    rows = [
        a_statement(),
        a_statement(statement_id="S-2", kind="capture", province="Birchtown", stated="reds"),
        a_statement(statement_id="S-3", kind="interval", stated="-22"),
    ]
    statements, faults = read_statements(a_table(rows), "s.csv", PROVINCES, ACTORS)
    assert not faults
    assert [one.province for one in statements] == ["", "XX-B", ""]


def places(faults: list[Fault]) -> list[tuple[int | None, str | None]]:
    """Return where faults are."""
    return [(fault.row, fault.column) for fault in faults]
