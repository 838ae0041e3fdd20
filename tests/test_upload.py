"""A reader's own table: understood kindly, never guessed, and no row lost without a word."""

from __future__ import annotations

import csv
import gzip
import io
import json
import pickle
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.case import Case, How, read_case
from geo.dates import Order
from geo.faults import Caps
from geo.provinces import plain_name
from geo.reports import Precision, Report, Role, Says
from geo.tables import to_csv
from geo.upload import (
    COLUMN_TITLES,
    CONVERT,
    MOST_FAULTS,
    MOST_PUBLICATION_DAYS,
    OWN_PREFIX,
    SAYS_WORDS,
    Answers,
    Asked,
    Named,
    Upload,
    read_upload,
    template,
)

from .factories import a_case, a_collection, a_feature, a_report, a_table

HEADER = "province,event_date,says,actor\n"
GOOD = "Alder,2001-05-10,captured,reds\n"
HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} ![x](https://example.org/x.png) =1+1"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The toy case, with names in a second language and an alias."""
    features = [
        a_feature("XX-A", capital_aliases="Aldertoun", name_fa="توسکا", capital_fa="شهر توسکا"),
        a_feature("XX-B"),
        a_feature("XX-C"),
    ]
    actors = (
        "actor,name_en,name_fa,incumbent\n"
        "blues,The Blue Side,آبی,yes\nreds,The Red Side,سرخ,no\ngreens,Greens,,no\n"
    )
    folder = a_case(
        tmp_path_factory.mktemp("case"),
        provinces=a_collection(*features),
        actors=actors,
        reports=a_table([a_report(report_id="shipped-1")]),
    )
    return read_case(folder)


def read(case: Case, text: str | bytes, answers: Answers | None = None, **caps: int) -> Upload:
    """Return what is understood of a table named ``t``."""
    data = text if isinstance(text, bytes) else text.encode()
    return read_upload(case, data, name="t", answers=answers or Answers(), caps=Caps(**caps))


def the_report(case: Case, answers: Answers | None = None, **cells: str) -> Report:
    """Return the one report of a table without any fault or question."""
    upload = read(case, a_table([a_report(**cells)]), answers)
    assert (upload.faults, upload.unmatched, upload.questions) == ((), (), ())
    (report,) = upload.reports
    return report


def the_fault(case: Case, text: str | bytes, **caps: int) -> str:
    """Return the one fault of a table, as text."""
    (fault,) = read(case, text, **caps).faults
    return str(fault)


# Broken files.

BROKEN: list[tuple[str, str | bytes, str, int]] = [
    ("empty", b"", "t: expected a table with a header, found an empty file", 0),
    ("blank lines", b"\n \n", "t: expected a table with a header, found an empty file", 0),
    ("titles alone", HEADER, "t: expected at least one row below the titles, found none", 0),
    ("too large", HEADER + GOOD * 40_000, "t: expected at most 1,000,000 bytes, found 1,240,031", 0),
    ("too many rows", HEADER + GOOD * 20_001, "t:20002: expected at most 20,000 rows, found more",
     20_000),
    ("long cell", f"{HEADER}{GOOD}{'A' * 2_001},,,\n", "t:3: province: expected at most 2,000 char", 1),
    ("huge cell", f"{HEADER}{GOOD}{'A' * 200_000},,,\n", "t:3: expected cells of a fair length", 1),
    ("many columns", "province," * 41 + "\n", "t:1: expected at most 40 columns, found 42", 0),
    ("workbook", b"PK\x03\x04\x14\x00", ("looks like an Excel workbook or another zip archive: save "
     "the file as CSV UTF-8"), 0),
    ("empty zip", b"PK\x05\x06" + b"\0" * 18, "looks like an empty zip archive", 0),
    ("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1", "looks like an old Excel workbook", 0),
    ("gzip", gzip.compress(HEADER.encode()), "looks like a gzip archive", 0),
    ("pickle", pickle.dumps([1]), "looks like a Python pickle", 0),
    ("PDF", b"%PDF-1.7", "looks like a PDF", 0),
    ("Parquet", b"PAR1\x15\x04", "looks like a Parquet file", 0),
    ("web page", "<!DOCTYPE html>\n<table>", "looks like a web page: save it as CSV UTF-8", 0),
    ("VRT", "<OGRVRTDataSource><OGRVRTLayer name='a'>", "looks like XML: save it as CSV UTF-8", 0),
    ("JSON", json.dumps([{"province": "Alder"}]), "looks like JSON: save it as CSV UTF-8", 0),
    ("UTF-16", HEADER.encode("utf-16"), "looks like UTF-16: save the file as CSV UTF-8", 0),
    ("UTF-16, unmarked", HEADER.encode("utf-16-be"), "looks like UTF-16 or no text at all", 0),
    ("Windows-1256", (HEADER + "قندهار,,,\n").encode("cp1256"),
     "t:2: expected UTF-8, found what looks like Windows-1256 (cp1256) at byte 32", 0),
    ("Windows-1252", (HEADER + "é,,,\n").encode("cp1252"),
     "t:2: expected UTF-8, found what looks like an older encoding such as Windows-1252", 0),
    ("NUL", f"{HEADER}{GOOD}Al\0der,2001-05-10,captured,reds\n",
     "looks like UTF-16 or no text at all", 0),
    ("NUL far down", f"{HEADER}{GOOD * 50}Al\0der,2001-05-10,captured,reds\n",
     r"t:52: province: expected plain text, found the hidden character '\x00'", 50),
    ("text turned around", f"{HEADER}{GOOD}Al\u202eder,2001-05-10,captured,reds\n",
     r"t:3: province: expected plain text, found the hidden character '\u202e'", 1),
    ("line break in a cell", f'{HEADER}{GOOD}"Al\nder",2001-05-10,captured,reds\n',
     "t:3: province: expected plain text, found a line break", 1),
    ("open quotation", f'{HEADER}{GOOD}"Alder,2001-05-10,captured,reds\n',
     "t:3: expected a closing quotation mark, found the end of the file", 1),
    ("text after a quotation", f'{HEADER}{GOOD}"Alder"x,2001-05-10,captured,reds\n{GOOD}',
     "t:3: expected a comma or a line's end after a quoted cell", 2),
    ("no titles", GOOD, ("t:1: expected a first row that names the columns, among them province, "
     "event_date, says, actor; found 'Alder'"), 0),
    ("column missing", "Place,Day,Party\nAlder,2001-05-10,reds\n",
     "t:1: says: expected a column of this name, found none", 0),
    ("column misspelt", f"{HEADER.replace('actor', 'acter')}{GOOD}",
     "t:1: actor: expected a column of this name, found 'acter', which may be meant", 0),
    ("two columns for one", "City,Place,date,says,actor\nAlder,Birch,2001-05-10,captured,reds\n",
     "t:1: province: expected one column that means province, found 'City' and 'Place'", 0),
    ("cell short", f"{HEADER}{GOOD}Alder,2001-05-10,captured\n", "t:3: expected 4 cells, found 3", 1),
    ("cell over", f"{HEADER}{GOOD}Alder,2001-05-10,captured,reds,x\n", "t:3: expected 4 cells", 1),
    ("no place", f"{HEADER}{GOOD},2001-05-10,captured,reds\n",
     "t:3: province: expected a province's code or name, or its capital's, found nothing", 1),
    ("no date", f"{HEADER}{GOOD}Alder,,captured,reds\n",
     "t:3: event_date: expected a date as YYYY-MM-DD, found nothing", 1),
    ("no day", f"{HEADER}{GOOD}Alder,2001-02-31,captured,reds\n",
     "t:3: event_date: expected a date such as 2021-08-10 or 10 August 2021, found '2001-02-31'", 1),
    ("no day either way", f"{HEADER}{GOOD}Alder,45/67/2001,captured,reds\n",
     "t:3: event_date: expected a day of the calendar, found '45/67/2001'", 1),
    ("year of two digits", f"{HEADER}{GOOD}Alder,10/05/01,captured,reds\n",
     "t:3: event_date: expected a date such as", 1),
    ("far future", f"{HEADER}{GOOD}Alder,2101-01-01,captured,reds\n",
     "t:3: event_date: expected a year from 1900 to 2100, found '2101-01-01'", 1),
    ("unknown word", f"{HEADER}{GOOD}Alder,2001-05-10,won,reds\n",
     "t:3: says: expected captured, held, contested, retaken or denied, found 'won'", 1),
    ("no captor", f"{HEADER}{GOOD}Alder,2001-05-10,captured,\n",
     "t:3: actor: expected who holds it after, as it is captured, found nothing", 1),
    ("formula", f"{HEADER}{GOOD}Alder,=TODAY(),captured,reds\n", "found '=TODAY()'", 1),
    ("id twice", "id," + HEADER + f"a,{GOOD}a,{GOOD}",
     "t:3: id: expected an id that no other row has, found 'a', as in row 2", 1),
    ("script address", HEADER.replace("\n", ",Link\n") + "Alder,2001-05-10,captured,reds,javascript:x\n",
     "t:2: Link: expected an address with http:// or https://, found 'javascript:x'", 0),
    ("excluded, with a no", HEADER.replace("\n", ",excluded\n") + "Alder,2001-05-10,held,reds,No\n",
     "t:2: excluded: expected the reason why it does not count", 0),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected", "good"), [one[1:] for one in BROKEN],
                         ids=[one[0] for one in BROKEN])  # fmt: skip
def test_a_broken_file_says_what_is_wrong_and_keeps_what_is_good(
    case: Case, data: str | bytes, expected: str, good: int
) -> None:
    """Each kind of broken file gives one fault with its place, and its other rows are read."""
    upload = read(case, data)
    assert [expected in str(fault) for fault in upload.faults] == [True]
    assert str(upload.faults[0]).startswith("t:")
    assert len(upload.reports) == len(upload.numbers) == good


def test_all_faults_come_at_once_by_row(case: Case) -> None:
    """One list holds every fault, in the order of rows, under the titles that the table uses."""
    text = (
        "Capital;Day;Status;Party\nOak;soon;won;pinks\n;2001-05-10;held;reds\nAlder;x;held;reds\n"
    )
    upload = read(case, text)
    places = [(fault.row, fault.column) for fault in upload.faults]
    assert places == [(2, "Day"), (2, "Status"), (3, "Capital"), (4, "Day")]
    assert [one.name for one in upload.unmatched] == ["Oak", "pinks"]
    assert (upload.rows, upload.at_fault, upload.waiting) == (3, 3, 0)


def test_very_many_faults_are_counted_and_the_first_are_kept(case: Case) -> None:
    """A table full of faults does not fill the memory of the server."""
    upload = read(case, HEADER + ",,,\nAlder,x,y,reds\n" * 600)
    assert (len(upload.faults), upload.fault_count) == (MOST_FAULTS, 1_200)
    assert upload.at_fault == 600


# Titles and words.


@pytest.mark.parametrize("header", [
    "province,event_date,says,actor", "Province, Event Date ,SAYS,Actor",
    "\ufeffCapital,Date,Status,Party", "city,DAY,claim,side in control", "Place,event-date,Says,holder",
])  # fmt: skip
@pytest.mark.parametrize("delimiter", ",;\t")
def test_titles_and_delimiters_are_understood(case: Case, header: str, delimiter: str) -> None:
    """Case, spaces, synonyms, a byte order mark and three delimiters make no difference."""
    upload = read(case, f"{header}\n{GOOD}".replace(",", delimiter))
    assert not upload.faults
    assert [one.province for one in upload.reports] == ["XX-A"]
    assert [one.meaning for one in upload.columns] == ["province", "event_date", "says", "actor"]


def test_only_the_header_decides_the_delimiter(case: Case) -> None:
    """Semicolons in the cells of a table with commas stay text."""
    upload = read(
        case, "province,event_date,says,actor,note\nAlder,2001-05-10,held,blues,a;b;c;d;e\n"
    )
    assert upload.reports[0].note == "a;b;c;d;e"


def test_columns_that_nobody_knows_are_listed_and_left_alone(case: Case) -> None:
    """A column of the reader's own is shown as not read, and may be there twice."""
    upload = read(case, f"weather,{HEADER.strip()},weather\nrain,{GOOD.strip()},{HOSTILE}\n")
    assert (upload.columns[0].title, upload.columns[0].meaning) == ("weather", "")
    assert len(upload.reports) == 1


def test_no_title_and_no_word_means_two_things() -> None:
    """Every synonym leads to one column, or to one word, and each column is a field of a report."""
    for table in (COLUMN_TITLES, SAYS_WORDS):
        names = [plain_name(one) for key, others in table.items() for one in (key, *others)]
        assert len(names) == len(set(names))
    assert set(COLUMN_TITLES) == set(Report.__dataclass_fields__) - {"event", "spoken_until"}
    assert set(SAYS_WORDS) == set(Says)


@pytest.mark.parametrize(("word", "says"), [(word, says) for says, words in SAYS_WORDS.items()
                                            for word in (says, says.upper(), *words)])  # fmt: skip
def test_words_for_what_is_said(case: Case, word: str, says: Says) -> None:
    """A key or one of its synonyms is read, in any case."""
    assert the_report(case, says=word).says is says


@pytest.mark.parametrize("place", ["XX-A", "alder", "ALDERTOWN", "aldertoun", "توسکا", "شهر توسكا"])
def test_places_by_any_of_their_names(case: Case, place: str) -> None:
    """Code, name and alias of province or capital, in any language and spelling."""
    assert the_report(case, province=place).province == "XX-A"


@pytest.mark.parametrize("actor", ["reds", "The red side", "سرخ"])
def test_actors_by_any_of_their_names(case: Case, actor: str) -> None:
    """Key and names, for who holds a capital and for whose side speaks."""
    report = the_report(case, actor=actor, side=actor)
    assert (report.actor, report.side) == ("reds", "reds")


def test_actors_go_by_the_words_of_articles(shipped: Case) -> None:
    """What is understood in an article is understood in a table."""
    table = f"{HEADER}Kunduz,2021-08-08,seized,Islamic Emirate\n"
    assert read(shipped, table).reports[0].actor == "taliban"


def test_defaults_of_what_is_left_out(case: Case) -> None:
    """Published on the event's day, inferred; nobody's side; the publisher's own, or unknown."""
    bare, sourced = the_report(case), the_report(case, publisher="The Bugle")
    assert (bare.published, bare.published_precision) == (date(2001, 5, 10), Precision.INFERRED)
    assert (bare.side, bare.role, bare.origin) == ("", Role.UNNAMED, "unknown")
    assert sourced.origin == "The Bugle"
    assert the_report(case, role="Local official").role is Role.LOCAL_OFFICIAL


# Names that are not known.


def test_an_unknown_name_waits_with_suggestions(case: Case) -> None:
    """A name that is nearly right is never taken: its rows wait, at most three are suggested."""
    rows = [
        a_report(province="Aldertwon"),
        a_report(),
        a_report(province="ALDERTWON", actor="redz"),
    ]
    upload = read(case, a_table(rows))
    place, actor = upload.unmatched
    assert (place.kind, place.name, place.row, place.rows) == (Named.PROVINCE, "Aldertwon", 2, 2)
    assert place.suggestions[0] == "XX-A"
    assert len(place.suggestions) <= 3
    assert (actor.kind, actor.name, actor.row) == (Named.ACTOR, "redz", 4)
    assert actor.suggestions == ("reds",)
    assert (upload.numbers, upload.waiting, upload.faults) == ((3,), 2, ())


def test_the_readers_choice_resolves_a_name(case: Case) -> None:
    """A chosen code stands for the name wherever it is typed; a code that is none does not."""
    rows = [a_report(province="Oak", actor="pinks"), a_report(province="oak ", actor="reds")]
    chosen = Answers(provinces={"OAK": "XX-B"}, actors={"pinks": "greens"})
    upload = read(case, a_table(rows), chosen)
    assert [(one.province, one.actor) for one in upload.reports] == [
        ("XX-B", "greens"),
        ("XX-B", "reds"),
    ]
    ignored = read(case, a_table(rows), Answers(provinces={"Oak": "YY-Z"}))
    assert ignored.waiting == 2


def test_an_answer_never_overrules_a_name_that_is_known(case: Case) -> None:
    """Birch stays Birch, whatever an answer says."""
    answers = Answers(provinces={"Birch": "XX-A"})
    assert the_report(case, answers, province="Birch").province == "XX-B"


# Dates.


@pytest.mark.parametrize("text", [
    "2001-05-10", "2001-5-10", "2001/05/10", "2001.5.10", "۲۰۰۱-۰۵-۱۰", "٢٠٠١/٥/١٠", "10 May 2001",
    "10 may, 2001", "May 10, 2001", "MAY 10 2001", "10-May-2001", "۱۰ May ۲۰۰۱",
])  # fmt: skip
def test_dates_that_can_be_read_in_one_way_only(case: Case, text: str) -> None:
    """ISO, with the year first, or with the month in English; in digits of any script."""
    assert the_report(case, event_date=text).event_date == date(2001, 5, 10)


@pytest.mark.parametrize("month", ["August", "Aug", "aug.", "AUG"])
def test_months_may_be_short(case: Case, month: str) -> None:
    """A month goes by its name or its abbreviation."""
    assert the_report(case, event_date=f"{month} 9, 2001").event_date == date(2001, 8, 9)


def test_equal_numbers_need_no_question(case: Case) -> None:
    """8/8/2001 is one day, whichever number comes first."""
    assert the_report(case, event_date="8/8/2001").event_date == date(2001, 8, 8)


@pytest.mark.parametrize("other", ["25/12/2001", "12/25/2001", "2001-05-10"])
def test_the_order_of_day_and_month_is_never_guessed(case: Case, other: str) -> None:
    """Not even where another row of the column could be read in one order only."""
    text = a_table([a_report(event_date=other), a_report(event_date="03/08/2001")]).replace(
        "event_date", "Event Day"
    )
    upload = read(case, text)
    (question,) = upload.questions
    assert (question.asked, question.column, question.row) == (Asked.ORDER, "Event Day", 3)
    assert question.readings == {"dmy": "3 August 2001", "mdy": "8 March 2001"}
    assert question.rows == upload.waiting == 2 - len(upload.reports)
    assert len(upload.reports) == (other == "2001-05-10")


@pytest.mark.parametrize(("order", "day"), [(Order.DAY_FIRST, date(2001, 8, 3)),
                                            (Order.MONTH_FIRST, date(2001, 3, 8))])  # fmt: skip
def test_the_answer_reads_the_column(case: Case, order: Order, day: date) -> None:
    """Dates of a column are read in the order that the reader said, and no other column is."""
    answers = Answers(orders={"event_date": order.value})
    assert the_report(case, answers, event_date="03/08/2001").event_date == day
    asked = read(
        case, a_table([a_report(event_date="03/08/2001", published="04/08/2001")]), answers
    )
    assert [one.column for one in asked.questions] == ["published"]


def test_what_is_impossible_under_the_answer_is_a_fault(case: Case) -> None:
    """A value that has no day in the order chosen is at fault, and is not turned round."""
    text = a_table([a_report(event_date="25/12/2001"), a_report(event_date="03/08/2001")])
    upload = read(case, text, Answers(orders={"event_date": "mdy"}))
    assert [str(fault) for fault in upload.faults] == [
        "t:2: event_date: expected a date with the month first, as you answered, found '25/12/2001'"
    ]
    assert upload.reports[0].event_date == date(2001, 3, 8)


def test_solar_hijri_dates_are_converted_only_if_asked_to(case: Case) -> None:
    """A year like 1400 is a question, which says what the day would be; Gregorian rows are read."""
    text = a_table([a_report(event_date="۱۴۰۰-۰۵-۱۸"), a_report()])
    upload = read(case, text)
    (question,) = upload.questions
    assert (question.asked, question.example) == (Asked.CALENDAR, "۱۴۰۰-۰۵-۱۸")
    assert question.readings == {CONVERT: "9 August 2021"}
    assert (upload.numbers, upload.waiting) == ((3,), 1)
    converted = read(case, text, Answers(calendars={"event_date": CONVERT}))
    assert [one.event_date for one in converted.reports] == [date(2021, 8, 9), date(2001, 5, 10)]


def test_a_solar_hijri_date_may_need_both_answers(case: Case) -> None:
    """Order first, then calendar; what no calendar has is a fault at once."""
    text = a_table([a_report(event_date="05/06/1400"), a_report(event_date="1400-13-01")])
    first = read(case, text)
    assert [one.asked for one in first.questions] == [Asked.ORDER]
    assert first.questions[0].readings["dmy"] == "day 5 of month 6 of the year 1400"
    assert [fault.row for fault in first.faults] == [3]
    answers = Answers(orders={"event_date": "dmy"})
    assert [one.asked for one in read(case, text, answers).questions] == [Asked.CALENDAR]
    answers = Answers(orders={"event_date": "dmy"}, calendars={"event_date": CONVERT})
    assert read(case, text, answers).reports[0].event_date == date(2021, 8, 27)


# Ids.


def test_ids_that_are_made_depend_on_what_a_row_says_alone(case: Case) -> None:
    """They are the reader's own, unique, and the same in any order, under any title, with any answer."""
    rows = [a_report(), a_report(province="Oak"), a_report(province="Birch"), a_report()]
    made = [one.report_id for one in read(case, a_table(rows)).reports]
    assert len(set(made)) == 3
    assert all(one.startswith(OWN_PREFIX) for one in made)
    turned = a_table(rows[::-1], ["actor", "says", "event_date", "province"])
    answered = read(case, turned.replace("event_date", "Day"), Answers(provinces={"Oak": "XX-C"}))
    assert set(made) <= {one.report_id for one in answered.reports}


def test_a_blank_id_is_made_and_a_given_one_kept(case: Case) -> None:
    """Some rows may have an id and others none."""
    text = a_table([a_report(report_id="mine"), a_report(report_id="")])
    first, second = (one.report_id for one in read(case, text).reports)
    assert first == "mine"
    assert second.startswith(OWN_PREFIX)


def test_an_id_of_the_shipped_table_is_a_fault_when_adding(case: Case) -> None:
    """A report whose id is taken cannot be added, but may replace."""
    upload = read(case, a_table([a_report(report_id="shipped-1"), a_report(report_id="mine")]))
    assert len(upload.reports) == 2
    reports, (fault,) = upload.beside(case)
    assert [one.report_id for one in reports] == ["mine"]
    assert str(fault) == (
        "t:2: report_id: expected an id that the table shown does not have, found 'shipped-1'"
    )


# A case with a reader's own reports.


def test_added_reports_stand_beside_and_are_known(case: Case) -> None:
    """The case knows which reports are the reader's own, its digest differs, its days widen."""
    reports = read(case, a_table([a_report(event_date="2001-06-01")])).reports
    added = case.with_own(reports, How.ADDED, "t")
    assert added.reports == (*case.reports, *reports)
    assert added.own is not None
    assert (added.own.how, added.own.ids) == (How.ADDED, {reports[0].report_id})
    assert (added.view.first_day, added.view.last_day) == (date(2001, 5, 10), date(2001, 6, 1))
    assert str(added.own) == "With 1 report of a reader’s own table added"
    assert added.view.opening_day == case.view.opening_day
    replaced = case.with_own(reports, How.REPLACED, "t")
    assert replaced.reports == reports
    assert str(replaced.own) == "From a reader’s own table of 1 report alone"
    assert replaced.view.first_day == replaced.view.opening_day == date(2001, 6, 1)
    assert len({case.digest, added.digest, replaced.digest}) == 3
    assert case.own is None


def test_the_template_is_a_sound_table_that_counts_for_nothing(case: Case, shipped: Case) -> None:
    """It can be read as it is, by a spreadsheet too, and its example row is left out."""
    for one in (case, shipped):
        upload = read_upload(one, template(one).encode())
        assert (upload.faults, upload.unmatched, upload.questions) == ((), (), ())
        assert [bool(report.excluded) for report in upload.reports] == [True]
    assert template(case).startswith("\ufeffprovince,event_date,says,actor,")


# Round trip.

COLUMNS = [name for name in Report.__dataclass_fields__ if name not in ("event", "spoken_until")]
WORDS = (
    st.text("abé'=+-@,;\"\t <&{}توسکا0", max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: not text.startswith("'"))
)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
REPORTS = st.builds(
    Report,
    report_id=st.uuids().map(str),
    province=st.sampled_from(["XX-A", "XX-B", "XX-C"]),
    event_date=st.dates(date(1900, 1, 1), date(2000, 12, 31)),
    event_date_latest=st.none() | st.dates(date(2001, 1, 1), date(2100, 12, 31)),
    says=st.sampled_from(Says),
    published=DAYS,
    actor=st.sampled_from(["blues", "reds", "greens"]),
    side=st.sampled_from(["", "blues", "reds"]),
    role=st.sampled_from(Role),
    origin=WORDS.filter(bool),
    published_precision=st.sampled_from(Precision),
    excluded=WORDS.filter(lambda text: plain_name(text) != "0"),
    url=st.sampled_from(["", "https://example.org/a?b=c"]),
    **dict.fromkeys(("speaker", "publisher", "title", "language", "note"), WORDS),
)


@given(st.lists(REPORTS, min_size=1, max_size=6, unique_by=lambda one: one.report_id))
def test_what_was_written_is_read_back(case: Case, reports: list[Report]) -> None:
    """Reports written as our tables are, formulas made harmless, come back as they were."""
    upload = read(case, to_csv(reports, COLUMNS))
    assert not upload.faults
    assert upload.reports == tuple(reports)


def test_the_shipped_table_is_read_back(shipped: Case) -> None:
    """So does every shipped report."""
    assert read(shipped, to_csv(shipped.reports, COLUMNS)).reports == shipped.reports


# Anything at all.

CELLS = st.sampled_from(["Alder", "Oak", "XX-B", "2001-05-10", "03/08/2001", "1400-05-18", "1400/31/12",
                         "captured", "reds", "pinks", "", '"', "'", "'=", "a\nb", "\0", "۱",
                         HOSTILE])  # fmt: skip
TABLES = st.lists(st.lists(CELLS | st.text(max_size=8), min_size=3, max_size=6), max_size=8)


def as_csv(rows: list[list[str]]) -> str:
    """Return rows as CSV below the usual titles."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return HEADER + text.getvalue()


ANSWERS = st.builds(
    Answers,
    provinces=st.dictionaries(CELLS, st.sampled_from(["XX-A", "x", ""])),
    actors=st.dictionaries(CELLS, st.sampled_from(["reds", "x"])),
    orders=st.dictionaries(st.just("event_date"), st.sampled_from(["dmy", "mdy", "x"])),
    calendars=st.dictionaries(st.just("event_date"), st.sampled_from([CONVERT, "x"])),
)


@given(st.binary() | st.text().map(lambda t: t.encode("utf-8", "surrogatepass")), ANSWERS)
def test_no_bytes_raise(case: Case, data: bytes, answers: Answers) -> None:
    """Any bytes give faults that can be printed, never an error."""
    upload = read(case, data, answers)
    assert all(str(fault).encode() for fault in upload.faults)
    assert upload.reports == ()
    assert upload.faults


@given(TABLES, ANSWERS)
def test_every_row_is_accounted_for(case: Case, rows: list[list[str]], answers: Answers) -> None:
    """A row with anything in it is a report, is at fault, or waits for an answer that is asked."""
    text = as_csv(rows).encode("utf-8", "replace")
    upload = read(case, text, answers)
    if any("\x00" in cell for row in rows for cell in row):
        assert upload.faults
        return
    assert upload.rows == sum(any(map(str.strip, row)) for row in rows)
    assert len(upload.reports) == len(set(upload.numbers))
    assert not upload.waiting or upload.questions or upload.unmatched
    assert {one.province for one in upload.reports} <= {"XX-A", "XX-B", "XX-C"}


# Size.


def seconds(case: Case, rows: int, cells: str) -> float:
    """Return how much processor time a table of so many rows takes."""
    text = HEADER.replace("\n", ",note\n") + "".join(f"{cells},{n}\n" for n in range(rows))
    start = time.process_time()
    upload = read(case, text)
    taken = time.process_time() - start
    assert upload.rows == rows
    return taken


@pytest.mark.parametrize("cells", ["Alder,2001-05-10,seized,reds", ",x,y,z",
                                   "Oak{n},1/2/2001,held,pink{n}"], ids=str)  # fmt: skip
def test_the_largest_table_takes_seconds(case: Case, cells: str) -> None:
    """20,000 rows are read in a time that grows with their number, good or bad."""
    small = min(seconds(case, 2_000, cells) for _ in range(3))
    large = seconds(case, 20_000, cells)
    assert large < 10
    assert large < 40 * small


def test_a_capital_that_is_judged_anew_every_day_is_refused(case: Case) -> None:
    """Each day of publication takes another look at all reports of a date: there is an end to it."""
    days = [date(2001, 5, 10) + timedelta(n) for n in range(MOST_PUBLICATION_DAYS + 2)]
    header = HEADER.replace("\n", ",published\n")
    rows = [f"Alder,2001-05-10,captured,reds,{day}\n" for day in days]
    upload = read(case, header + "".join([*rows, rows[0]]))
    assert len(upload.reports) == MOST_PUBLICATION_DAYS + 1
    assert upload.fault_count == 2
    assert str(upload.faults[0]) == (
        f"t:{MOST_PUBLICATION_DAYS + 2}: published: expected at most 200 different days of "
        "publication for one capital and event date, found more"
    )


def test_a_megabyte_of_long_cells_is_read(case: Case) -> None:
    """The largest file with the longest cells is read too."""
    row = f"{GOOD.strip()},{'ا' * 950}\n"
    text = (HEADER.replace("\n", ",note\n") + row * 500).encode()
    assert 950_000 < len(text) <= 1_000_000
    assert len(read(case, text).reports) == 500
