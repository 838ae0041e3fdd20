"""A CSV text as rows that know where they stand.

A ``Row`` turns its cells into values; a cell that cannot be one becomes a fault, and the
row goes on with a placeholder, so that all its faults come at once. A row that is not
``sound`` makes no record.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar

from geo.decoding import decode, hidden_character, markup_of
from geo.faults import Caps, Fault, one_of, shown
from geo.language import N_, _, language, listed, number

T = TypeVar("T")

YEARS: Final = range(1900, 2101)
"""The years that a date may have."""
COMMENT: Final = "#"
"""What the first cell of a row starts with if the row is a comment."""
SOLAR_HIJRI_YEARS: Final = range(1300, 1500)
"""Years that, in a table of our time, are probably of the Solar Hijri calendar."""
_DELIMITERS: Final = ",;\t"
_IN_WORDS: Final = {
    "\n": N_("a line break"),
    "\r": N_("a line break"),
    "\t": N_("a tab"),
}
_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


def read_day(text: str) -> date | str:
    """Return the date that a text gives as YYYY-MM-DD, else what is wrong with it.

    Digits of any script are digits, so ۲۰۲۱-۰۸-۰۹ is read too. Other calendars are
    recognised but never converted: that could be wrong unseen.
    """
    return _read_day(text, language())


@lru_cache(maxsize=4_096)
def _read_day(text: str, _language: str) -> date | str:
    match = _DATE.fullmatch(text)
    found = shown(text)
    if not match:
        return _("expected a date as YYYY-MM-DD, found {found}", found=found)
    year, month, day = map(int, match.groups())
    if year in SOLAR_HIJRI_YEARS:
        return _(
            "expected a date of the Gregorian calendar as YYYY-MM-DD, found {found}, which looks "
            "like a Solar Hijri date",
            found=found,
        )
    if year not in YEARS:
        return not_a_year(text)
    try:
        return date(year, month, day)
    except ValueError:
        return _(
            "expected a date as YYYY-MM-DD, found {found}, which is no day of the calendar",
            found=found,
        )


def not_a_year(text: str) -> str:
    """Return the message of a fault: the year of this date is far from any case."""
    return _(
        "expected a year from {first} to {last}, found {found}",
        first=YEARS[0],
        last=YEARS[-1],
        found=shown(text),
    )


class Row(dict[str, str]):
    """One row of a table: its stripped cells by column name, blank for a column it has not."""

    __slots__ = ("_skipped", "_table", "number", "sound")

    def __init__(self, table: Table, number: int, cells: Iterable[str]) -> None:
        super().__init__(zip(table.header, cells, strict=True))
        self._table = table
        self.number = number
        self.sound = not table.missing
        self._skipped: set[str] = set()

    def __missing__(self, column: str) -> str:
        return ""

    def fault(self, column: str, message: str) -> None:
        """Note a fault of this row, unless the column is missing or the cell is skipped."""
        self.sound = False
        if column not in self._table.missing and column not in self._skipped:
            title = self._table.title(column)
            self._table.faults.append(Fault(self._table.file, self.number, title, message))

    def skip(self, column: str) -> None:
        """Read a cell no further: its fault is known, or it waits for an answer."""
        self.sound = False
        self._skipped.add(column)
        self[column] = ""

    def needed(self, column: str, message: str) -> str:
        """Return a cell that must not be blank; ``message`` says what it should hold."""
        text = self[column]
        if not text:
            self.fault(column, message)
        return text

    def day(self, column: str) -> date | None:
        """Return the date in a cell, None if it is blank or at fault."""
        text = self[column]
        return self.needed_day(column) if text else None

    def needed_day(self, column: str) -> date:
        """Return the date in a cell that must not be blank."""
        day = read_day(self[column])
        if isinstance(day, date):
            return day
        self.fault(column, day)
        return date.min

    def choice(self, column: str, allowed: Mapping[str, T], otherwise: T) -> T:
        """Return what a cell's word stands for, ``otherwise`` if it is none of those allowed."""
        found = allowed.get(self[column])
        if found is not None:
            return found
        words = one_of(word or shown("") for word in allowed)
        self.fault(
            column,
            _("expected {words}, found {found}", words=words, found=shown(self[column])),
        )
        return otherwise

    def web_address(self, column: str) -> str:
        """Return the web address in a cell, which may be blank."""
        text = self[column]
        if text and not _WEB_ADDRESS.fullmatch(text):
            self.fault(
                column,
                _(
                    "expected an address with http:// or https://, found {found}",
                    found=shown(text),
                ),
            )
        return text


class Table:
    """A CSV text and the faults found while reading it.

    ``required`` columns must be in the header; columns that nobody asks for are ignored. A
    row whose first cell starts with ``#`` is a comment: it is skipped, before the header too,
    and counts as a line.

    With ``meaning``, which returns the column that a title of the header means (blank if
    none), titles may differ from the names of columns, and cells may be separated by commas,
    semicolons or tabs: whichever gives most titles a meaning. Then no row is a comment: a
    reader's row is never passed over. ``titles`` are those of the text, ``header`` the
    columns that they mean, and ``missing`` the columns that no title means, or several.
    """

    def __init__(
        self,
        data: bytes | str,
        file: str,
        required: Sequence[str],
        caps: Caps,
        meaning: Callable[[str], str] | None = None,
    ) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.titles: tuple[str, ...] = ()
        self.header: tuple[str, ...] = ()
        self.header_row: int | None = None
        self.missing: frozenset[str] = frozenset(required)
        self._caps = caps
        self._meaning = meaning
        self._records = self._open(data)
        self._check_header(required)

    def rows(self) -> Iterator[Row]:
        """Yield the rows; those of a wrong shape become faults, and blank ones are skipped."""
        width = len(self.header)
        for count, (at, cells) in enumerate(self._records):
            if count >= self._caps.rows:
                self._fault(
                    at, _("expected at most {n} rows, found more", n=number(self._caps.rows))
                )
                return
            if len(cells) != width:
                if any(cells):
                    self._fault(
                        at, _("expected {n} cells, found {found}", n=width, found=len(cells))
                    )
            elif self._fit(at, cells):
                stripped = list(map(str.strip, cells))
                if any(stripped):
                    yield Row(self, at, stripped)

    def title(self, column: str) -> str:
        """Return what the text calls a column."""
        return self.titles[self.header.index(column)] if column in self.header else column

    def read(self, read_row: Callable[[Row], T]) -> list[T]:
        """Return a record for each row in which ``read_row`` found no fault."""
        return [record for row in self.rows() for record in (read_row(row),) if row.sound]

    def _open(self, data: bytes | str) -> Iterator[tuple[int, list[str]]]:
        """Return numbered records, none at all if the text as a whole is at fault."""
        size = len(data)
        if size > self._caps.bytes:
            self._fault(None, too_large(self._caps, size))
            return iter(())
        text, faults = decode(data, self.file, wanted="CSV UTF-8")
        self.faults += faults
        if not faults and not text.strip():
            self._fault(None, _("expected a table with a header, found an empty file"))
        elif seems := markup_of(text):
            message = _(
                "expected a table, found what looks like {kind}: save it as CSV UTF-8", kind=seems
            )
            self._fault(None, message)
            return iter(())
        return self._split(text) if text.strip() else iter(())

    def _split(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield each record that is no empty line and no comment, with its first line."""
        delimiter = _delimiter(text, self._meaning) if self._meaning else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        while True:
            at = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._fault(at, _broken(error, at, reader.line_num))
                continue
            comment = not self._meaning and cells and cells[0].lstrip().startswith(COMMENT)
            if cells and not comment:
                yield at, cells

    def _check_header(self, required: Sequence[str]) -> None:
        at, cells = next(self._records, (0, []))
        self.header_row = at
        if not cells or not self._fit(at, cells):
            self._records = iter(())
            return
        self.titles = tuple(cell.strip() for cell in cells)
        self.header = tuple(map(self._meaning, self.titles)) if self._meaning else self.titles
        self.missing = frozenset(required).difference(self.header)
        if len(self.header) > self._caps.columns:
            message = _(
                "expected at most {n} columns, found {found}",
                n=self._caps.columns,
                found=len(self.header),
            )
            self._fault(at, message)
        elif len(self.header) == 1 and re.search("[;\t|]", self.titles[0]):
            message = _(
                "expected commas between the cells, found {found}", found=shown(self.titles[0])
            )
            self._fault(at, message)
        elif not any(self.header):
            message = _(
                "expected a first row that names the columns, among them {columns}; found {found}",
                columns=listed(required),
                found=shown(self.titles[0]),
            )
            self._fault(at, message)
        else:
            self._check_columns(at, required)
            return
        self._records = iter(())

    def _check_columns(self, at: int, required: Sequence[str]) -> None:
        for column in required:
            if column in self.missing:
                self._fault(at, _missing(column, self.titles), column)
        for column, times in Counter(filter(None, self.header)).items():
            if times > 1:
                self._fault(at, self._repeated(column, times), column)
                self.missing |= {column}

    def _repeated(self, column: str, times: int) -> str:
        titles = [self.titles[at] for at, one in enumerate(self.header) if one == column]
        if set(titles) == {column}:
            return _("expected one column of this name, found {n}", n=times)
        return _(
            "expected one column that means {column}, found {titles}",
            column=column,
            titles=_(" and ").join(map(shown, titles)),
        )

    def _fit(self, row: int, cells: Sequence[str]) -> bool:
        """Whether all cells are of a fair length and free of hidden characters."""
        joined = "".join(cells)
        if len(joined) <= self._caps.cell and hidden_character(joined) is None:
            return True
        before = len(self.faults)
        for at, cell in enumerate(cells):
            title = self.titles[at] if at < len(self.titles) else ""
            column = title or _("cell {n}", n=at + 1)
            if len(cell) > self._caps.cell:
                message = _(
                    "expected at most {n} characters, found {found}",
                    n=number(self._caps.cell),
                    found=number(len(cell)),
                )
                self._fault(row, message, column)
            elif hidden := hidden_character(cell):
                found = _("the hidden character {character}", character=repr(hidden))
                if hidden in _IN_WORDS:
                    found = _(_IN_WORDS[hidden])
                self._fault(row, _("expected plain text, found {found}", found=found), column)
        return len(self.faults) == before

    def _fault(self, row: int | None, message: str, column: str | None = None) -> None:
        self.faults.append(Fault(self.file, row, column, message))


def too_large(caps: Caps, size: int) -> str:
    """Return the message of a fault: so many bytes are too many."""
    return _(
        "expected at most {most} bytes, found {size}", most=number(caps.bytes), size=number(size)
    )


def _delimiter(text: str, meaning: Callable[[str], str]) -> str:
    """Return what separates the cells of a header: what gives most of them a meaning."""

    def meant(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            return sum(map(bool, map(meaning, next(filter(None, reader), []))))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=meant)


def _broken(error: csv.Error, first: int, last: int) -> str:
    if "unexpected end" in str(error):
        return _("expected a closing quotation mark, found the end of the file")
    if "field larger" in str(error):
        return _("expected cells of a fair length, found one of over 100,000 characters")
    if last > first:
        return _(
            "expected a comma or a line's end after a quoted cell, found other text in lines "
            "{first} to {last}",
            first=first,
            last=last,
        )
    return _("expected a comma or a line's end after a quoted cell, found other text")


def _missing(column: str, header: Iterable[str]) -> str:
    """Return the message of a missing column, with the one that may be meant, if one is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a faulty table pays for it

    names = {
        re.sub(r"\W+", "_", name.casefold()): name
        for name in header
        if len(name) <= len(column) * 2
    }
    near = get_close_matches(column, names, n=1, cutoff=0.75)
    if near:
        return _(
            "expected a column of this name, found {found}, which may be meant",
            found=shown(names[near[0]]),
        )
    return _("expected a column of this name, found none")
