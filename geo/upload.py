"""A reader's own table of reports: titles and words understood kindly, but nothing guessed.

What can be read in one way only is read. What cannot, waits for the reader: a name that is
not known, with suggestions; dates whose day and month may be either way round; dates that
look like the Solar Hijri calendar's. ``Answers`` brings what the reader said to that.

Every row is accounted for: it became a report, it is at fault, or it waits.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final

from geo.case import Case
from geo.dates import NO_DAY, Order, read_written
from geo.faults import UPLOAD, Caps, Fault, shown
from geo.language import N_, _, number
from geo.provinces import NameIndex, PlaceIndex, plain_name
from geo.records import REQUIRED, Actor, ReportReader, in_row_order
from geo.reports import Precision, Report, Role, Says
from geo.rows import YEARS, Row, Table, not_a_year
from geo.statements import say_day

COLUMN_TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "province": ("province code", "capital", "provincial capital", "city", "place", "location"),
    "event_date": ("date", "day", "event day", "date of event"),
    "says": ("status", "claim", "what is said", "what was said"),
    "actor": ("party", "holder", "held by", "side in control", "who holds it"),
    "event_date_latest": ("latest date", "latest event date", "until", "end date"),
    "speaker": ("said by", "who said so", "spokesman", "spokesperson"),
    "side": ("speaker's side", "side of speaker"),
    "role": ("office", "position", "speaker's role"),
    "publisher": ("source", "outlet", "published by", "newspaper"),
    "origin": ("newsroom", "agency", "news agency"),
    "title": ("headline",),
    "url": ("link", "address", "web address"),
    "language": (),
    "published": ("publication date", "date published", "published on", "day published"),
    "published_precision": ("precision",),
    "excluded": ("excluded because", "reason excluded"),
    "note": ("notes", "comment", "comments", "remark", "remarks"),
    "report_id": ("id",),
}
"""The columns, and the other titles by which each is known; compared as plain names."""
SAYS_WORDS: Final[Mapping[Says, tuple[str, ...]]] = {
    Says.CAPTURED: ("capture", "taken", "seized"),
    Says.HELD: ("still held", "holding"),
    Says.CONTESTED: ("fighting", "clashes"),
    Says.RETAKEN: ("recaptured", "taken back"),
    Says.DENIED: ("denial", "capture denied"),
}
"""The other words for what a report says; compared as plain names."""
OWN_PREFIX: Final = "own-"
"""The start of an id that was made here."""
CONVERT: Final = "convert"
"""The answer that dates of a column are Solar Hijri."""
MOST_PUBLICATION_DAYS: Final = 200
"""Of the reports about one capital and one event date; the shipped case has up to 6."""
MOST_FAULTS: Final = 1_000
"""How many faults are kept of a table; all rows at fault are counted."""
MOST_SUGGESTIONS: Final = 50
"""How many unknown names get suggestions: each is compared with every name."""

_LONGEST_TITLE: Final = 60
_DATE_COLUMNS: Final = ("event_date", "event_date_latest", "published")
_NOT_EXCLUDED: Final = frozenset({"no", "n", "false", "0"})
_FORMULA: Final = re.compile(r"'(?=[=+@-])")
"""An apostrophe that a table of ours puts before what a spreadsheet would run."""


class Asked(StrEnum):
    """What a question is about."""

    ORDER = "order"
    CALENDAR = "calendar"


class Named(StrEnum):
    """What a name that is not known should have named."""

    PROVINCE = "province"
    ACTOR = "actor"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the reader said to the questions of an ``Upload``; what makes no sense is ignored.

    ``provinces`` gives the code for a name as typed, ``actors`` the key; ``orders`` gives
    the order for the title of a column, ``calendars`` the word ``CONVERT``.
    """

    provinces: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    calendars: Mapping[str, str] = field(default_factory=dict)


NO_ANSWERS: Final = Answers()


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the table calls it, and the column of reports that it was read as, if any."""

    title: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A name that is not known, in its first spelling and row, and how many rows have it.

    ``suggestions`` are codes of provinces, or keys of actors, to choose from: at most three.
    """

    kind: Named
    name: str
    row: int
    rows: int
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Dates of one column that can be read in two ways: one of them, and how many there are.

    ``readings`` says for each possible answer what the example would then be.
    """

    asked: Asked
    column: str
    example: str
    row: int
    rows: int
    readings: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What was understood of a table.

    ``numbers`` are the rows that ``reports`` stand in; the header is row 1. ``faults`` are
    in the order of rows, the first ``MOST_FAULTS`` of ``fault_count``. Of all rows that hold
    anything, ``at_fault`` are at fault, and ``waiting`` are not but need an answer.
    """

    name: str
    reports: tuple[Report, ...]
    numbers: tuple[int, ...]
    faults: tuple[Fault, ...]
    fault_count: int
    unmatched: tuple[Unmatched, ...]
    questions: tuple[Question, ...]
    columns: tuple[Column, ...]
    at_fault: int
    waiting: int

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return len(self.reports) + self.at_fault + self.waiting

    def beside(self, case: Case) -> tuple[tuple[Report, ...], tuple[Fault, ...]]:
        """Return the reports that can be added to a case, and the faults of the others.

        A report whose id the case has already would stand for two.
        """
        taken = {one.report_id for one in case.reports}
        title = next((one.title for one in self.columns if one.meaning == "report_id"), "report_id")
        faults = tuple(
            Fault(
                self.name,
                number,
                title,
                _(
                    "expected an id that the table shown does not have, found {found}",
                    found=shown(one.report_id),
                ),
            )
            for number, one in zip(self.numbers, self.reports, strict=True)
            if one.report_id in taken
        )
        return tuple(one for one in self.reports if one.report_id not in taken), faults


def read_upload(
    case: Case,
    data: bytes,
    *,
    name: str = "your table",
    answers: Answers = NO_ANSWERS,
    caps: Caps = UPLOAD,
) -> Upload:
    """Return what a reader's table says about the capitals of a case; it never raises.

    ``data`` is CSV in UTF-8 with a header. The time is proportional to its length. Dates
    are ``2021-08-10``, ``10 August 2021`` or ``Aug 10, 2021``, in digits of any script. A
    row without an id gets one that depends on what the row says, and on nothing else.
    """
    table = Table(data, name, REQUIRED, caps, _meaning)
    reader = _UploadReader(case, table, answers)
    found = [(row.number, report) for row in table.rows() for report in reader.read(row)]
    faults = in_row_order(table.faults)
    if not faults and not found and not reader.waiting:
        message = _("expected at least one row below the titles, found none")
        faults = [Fault(name, None, None, message)]
    numbers, reports = zip(*found, strict=True) if found else ((), ())
    return Upload(
        name=name,
        reports=reports,
        numbers=numbers,
        faults=tuple(faults[:MOST_FAULTS]),
        fault_count=len(faults),
        unmatched=reader.unmatched(),
        questions=reader.questions(),
        columns=tuple(map(Column, table.titles, table.header)),
        at_fault=len({one.row for one in faults} - {None, table.header_row} | reader.at_fault),
        waiting=reader.waiting,
    )


def template(case: Case) -> str:
    """Return a table to start from: a header, and one row, excluded, that shows how to fill it."""
    holder = next((one for one in case.actors if one.actor not in case.incumbents), None)
    cells = {
        "province": case.provinces[0].capital,
        "event_date": case.view.opening_day.isoformat(),
        "says": Says.CAPTURED.value,
        "actor": holder.actor if holder else "",
        "speaker": _("who said so"),
        "side": "",
        "role": Role.UNNAMED.value,
        "publisher": _("where it was printed"),
        "origin": _("newsroom that gathered it"),
        "url": "",
        "published": case.view.opening_day.isoformat(),
        "note": "",
        "excluded": _("an example: delete this row"),
    }
    text = io.StringIO()
    # With a byte order mark, or a spreadsheet would take it for an older encoding.
    text.write("\ufeff")
    csv.writer(text).writerows([cells, cells.values()])
    return text.getvalue()


_NO_DATE: Final = N_("expected a date such as 2021-08-10 or 10 August 2021, found {found}")
_DAY_FIRST: Final = N_("expected a date with the day first, as you answered, found {found}")
_MONTH_FIRST: Final = N_("expected a date with the month first, as you answered, found {found}")


# Titles and words.


def _plain(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {plain_name(one): key for key, others in words.items() for one in (key, *others)}


_MEANINGS: Final = _plain(COLUMN_TITLES)
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "says": _plain({one.value: others for one, others in SAYS_WORDS.items()}),
    "role": _plain({one.value: () for one in Role}),
    "published_precision": _plain({one.value: () for one in Precision}),
}


def _meaning(title: str) -> str:
    """Return the column that a title means, blank if none."""
    return _MEANINGS.get(plain_name(title), "") if len(title) <= _LONGEST_TITLE else ""


# Rows.


class _UploadReader:
    """Reads rows as a folder's table is read, after each cell was put into its words."""

    def __init__(self, case: Case, table: Table, answers: Answers) -> None:
        self.at_fault: set[int] = set()
        self.waiting = 0
        self._table, self._answers = table, answers
        self._reports = ReportReader(case.provinces, case.actors, given_ids=True)
        actors = {one.actor: _names_of(one) for one in case.actors}
        self._names = {
            Named.PROVINCE: _Names(PlaceIndex(case.provinces), answers.provinces),
            Named.ACTOR: _Names(NameIndex(actors), answers.actors),
        }
        self._ids: Counter[str] = Counter()
        self._published: defaultdict[tuple[str, date], set[date]] = defaultdict(set)
        self._questions: dict[tuple[Asked, str], Question] = {}

    def read(self, row: Row) -> tuple[Report, ...]:
        """Return the report of a row, or nothing."""
        before = len(self._table.faults)
        made = _hash_of(row)
        self._translate(row)
        row["report_id"] = row["report_id"] or self._new_id(row["province"], made)
        report = self._reports.read(row)
        if row.sound:
            self._check_publication(row, report)
        if row.sound:
            return (report,)
        if len(self._table.faults) > before or self._table.missing:
            self.at_fault.add(row.number)
        else:
            self.waiting += 1
        return ()

    def _check_publication(self, row: Row, report: Report) -> None:
        """Refuse what the rule would take very long over: each day of publication judges anew."""
        days = self._published[report.province, report.event]
        days.add(report.published)
        if len(days) > MOST_PUBLICATION_DAYS:
            days.discard(report.published)
            message = _(
                "expected at most {n} different days of publication for one capital and event "
                "date, found more",
                n=number(MOST_PUBLICATION_DAYS),
            )
            row.fault("published", message)

    def unmatched(self) -> tuple[Unmatched, ...]:
        """Return the names that are not known, those of provinces first."""
        return tuple(
            Unmatched(
                kind=kind,
                name=name,
                row=row,
                rows=rows,
                suggestions=names.index.suggest(name) if at < MOST_SUGGESTIONS else (),
            )
            for kind, names in self._names.items()
            for at, (name, row, rows) in enumerate(names.unknown.values())
        )

    def questions(self) -> tuple[Question, ...]:
        """Return what has to be asked about the dates."""
        return tuple(self._questions.values())

    def _new_id(self, province: str, made: str) -> str:
        """Return an id for a row that has none; equal rows are told apart by a number."""
        start = f"{OWN_PREFIX}{province}-{made}"
        self._ids[start] += 1
        times = self._ids[start]
        return start if times == 1 else f"{start}-{times}"

    def _translate(self, row: Row) -> None:
        for column, text in row.items():
            row[column] = _FORMULA.sub("", text, count=1) if text[:1] == "'" else text
        for column, words in _CHOICES.items():
            row[column] = words.get(plain_name(row[column]), row[column])
        for column in _DATE_COLUMNS:
            if row[column]:
                self._read_day(row, column)
        self._read_name(row, "province", Named.PROVINCE)
        self._read_name(row, "actor", Named.ACTOR)
        self._read_name(row, "side", Named.ACTOR)
        if plain_name(row["excluded"]) in _NOT_EXCLUDED:
            message = _(
                "expected the reason why it does not count, or a blank cell if it does, found {found}",
                found=shown(row["excluded"]),
            )
            row.fault("excluded", message)

    def _read_name(self, row: Row, column: str, kind: Named) -> None:
        if text := row[column]:
            key = self._names[kind].read(text, row.number)
            if key is None:
                row.skip(column)
            else:
                row[column] = key

    def _read_day(self, row: Row, column: str) -> None:
        """Put the date of a cell into ISO's form; a fault or a question if it cannot be."""
        text, title = row[column], self._table.title(column)
        written = read_written(text)
        order = self._answers.orders.get(title)
        message = _NO_DATE
        if written is not None and written.open:
            message = N_("expected a day of the calendar, found {found}")
            either = {one.value: written.ordered(one) for one in Order}
            if order in either:
                written = either[order]
                message = _MONTH_FIRST if order == Order.MONTH_FIRST else _DAY_FIRST
            elif any(one.date for one in either.values()):
                readings = {answer: one.say() for answer, one in either.items()}
                self._ask(row, column, Asked.ORDER, readings)
                return
        day = written.date if written else None
        convert = self._answers.calendars.get(title) == CONVERT
        if written and day and written.is_solar and not convert:
            self._ask(row, column, Asked.CALENDAR, {CONVERT: say_day(day)})
        elif day is None:
            row.fault(column, _(message, found=shown(text)))
            row.skip(column)
        elif day.year not in YEARS:
            row.fault(column, not_a_year(text))
            row.skip(column)
        else:
            row[column] = day.isoformat()

    def _ask(self, row: Row, column: str, asked: Asked, readings: Mapping[str, str]) -> None:
        """Note that a cell waits; the example is one that can be read in every way."""
        title, text = self._table.title(column), row[column]
        known = self._questions.get((asked, title))
        rows = known.rows + 1 if known else 1
        new = Question(
            asked=asked, column=title, example=text, row=row.number, rows=rows, readings=readings
        )
        better = known is None or (
            _(NO_DAY) in known.readings.values() and _(NO_DAY) not in readings.values()
        )
        self._questions[asked, title] = new if better or not known else replace(known, rows=rows)
        row.skip(column)


class _Names:
    """Names as typed, as keys: by the names that are known, and by the reader's answers."""

    def __init__(self, index: NameIndex, answers: Mapping[str, str]) -> None:
        self.index = index
        self.unknown: dict[str, tuple[str, int, int]] = {}
        self._answers = {_as_key(name): key for name, key in answers.items() if index.has(key)}

    def read(self, text: str, number: int) -> str | None:
        """Return the key that a text means; if none, note it with its row."""
        key = self.index.find(text)
        if key is None:
            key = self._answers.get(_as_key(text))
        if key is None:
            name, row, rows = self.unknown.get(_as_key(text), (text, number, 0))
            self.unknown[_as_key(text)] = name, row, rows + 1
        return key


def _as_key(name: str) -> str:
    return plain_name(name) or name


def _names_of(actor: Actor) -> list[str]:
    return [*actor.names.values(), *actor.aliases]


def _hash_of(row: Row) -> str:
    """Return ten digits that stand for what a row says, whatever the order of its columns."""
    said = (f"{column}={row[column]}" for column in sorted(row) if column and row[column])
    return sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:10]
