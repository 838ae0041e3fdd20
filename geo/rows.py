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

T = TypeVar("T")

YEARS: Final = range(1900, 2101)
"""The years that a date may have."""
COMMENT: Final = "#"
"""What the first cell of a row starts with if the row is a comment."""
SOLAR_HIJRI_YEARS: Final = range(1300, 1500)
"""Years that, in a table of our time, are probably of the Solar Hijri calendar."""
_DELIMITERS: Final = ",;\t"
_IN_WORDS: Final = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}
_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def read_day(text: str) -> date | str:
    """Return the date that a text gives as YYYY-MM-DD, else what is wrong with it.

    Digits of any script are digits, so ۲۰۲۱-۰۸-۰۹ is read too. Other calendars are
    recognised but never converted: that could be wrong unseen.
    """
    expected = "expected a date as YYYY-MM-DD"
    found = _DATE.fullmatch(text)
    if not found:
        return f"{expected}, found {shown(text)}"
    year, month, day = map(int, found.groups())
    if year in SOLAR_HIJRI_YEARS:
        return (
            "expected a date of the Gregorian calendar as YYYY-MM-DD, found "
            f"{shown(text)}, which looks like a Solar Hijri date"
        )
    if year not in YEARS:
        return f"expected a year from {YEARS[0]} to {YEARS[-1]}, found {shown(text)}"
    try:
        return date(year, month, day)
    except ValueError:
        return f"{expected}, found {shown(text)}, which is no day of the calendar"


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

    def needed(self, column: str, expected: str) -> str:
        """Return a cell that must not be blank; ``expected`` says what it holds."""
        text = self[column]
        if not text:
            self.fault(column, f"expected {expected}, found nothing")
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
        words = one_of(word or "nothing" for word in allowed)
        self.fault(column, f"expected {words}, found {shown(self[column])}")
        return otherwise

    def web_address(self, column: str) -> str:
        """Return the web address in a cell, which may be blank."""
        text = self[column]
        if text and not _WEB_ADDRESS.fullmatch(text):
            self.fault(column, f"expected an address with http:// or https://, found {shown(text)}")
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
        for count, (number, cells) in enumerate(self._records):
            if count >= self._caps.rows:
                self._fault(number, f"expected at most {self._caps.rows:,} rows, found more")
                return
            if len(cells) != width:
                if any(cells):
                    self._fault(number, f"expected {width} cells, found {len(cells)}")
            elif self._fit(number, cells):
                stripped = list(map(str.strip, cells))
                if any(stripped):
                    yield Row(self, number, stripped)

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
            self._fault(None, f"expected at most {self._caps.bytes:,} bytes, found {size:,}")
            return iter(())
        text, faults = decode(data, self.file, wanted="CSV UTF-8")
        self.faults += faults
        if not faults and not text.strip():
            self._fault(None, "expected a table with a header, found an empty file")
        elif seems := markup_of(text):
            message = f"expected a table, found what looks like {seems}: save it as CSV UTF-8"
            self._fault(None, message)
            return iter(())
        return self._split(text) if text.strip() else iter(())

    def _split(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield each record that is no empty line and no comment, with its first line."""
        delimiter = _delimiter(text, self._meaning) if self._meaning else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._fault(number, _broken(error, number, reader.line_num))
                continue
            comment = not self._meaning and cells and cells[0].lstrip().startswith(COMMENT)
            if cells and not comment:
                yield number, cells

    def _check_header(self, required: Sequence[str]) -> None:
        number, cells = next(self._records, (0, []))
        self.header_row = number
        if not cells or not self._fit(number, cells):
            self._records = iter(())
            return
        self.titles = tuple(cell.strip() for cell in cells)
        self.header = tuple(map(self._meaning, self.titles)) if self._meaning else self.titles
        self.missing = frozenset(required).difference(self.header)
        if len(self.header) > self._caps.columns:
            message = f"expected at most {self._caps.columns} columns, found {len(self.header)}"
            self._fault(number, message)
        elif len(self.header) == 1 and re.search("[;\t|]", self.titles[0]):
            message = f"expected commas between the cells, found {shown(self.titles[0])}"
            self._fault(number, message)
        elif not any(self.header):
            expected = (
                f"expected a first row that names the columns, among them {', '.join(required)}"
            )
            self._fault(number, f"{expected}; found {shown(self.titles[0])}")
        else:
            self._check_columns(number, required)
            return
        self._records = iter(())

    def _check_columns(self, number: int, required: Sequence[str]) -> None:
        for column in required:
            if column in self.missing:
                message = f"expected a column of this name, found {_nearest(column, self.titles)}"
                self._fault(number, message, column)
        for column, times in Counter(filter(None, self.header)).items():
            if times > 1:
                self._fault(number, self._repeated(column, times), column)
                self.missing |= {column}

    def _repeated(self, column: str, times: int) -> str:
        titles = [self.titles[at] for at, one in enumerate(self.header) if one == column]
        if set(titles) == {column}:
            return f"expected one column of this name, found {times}"
        return f"expected one column that means {column}, found {' and '.join(map(shown, titles))}"

    def _fit(self, number: int, cells: Sequence[str]) -> bool:
        """Whether all cells are of a fair length and free of hidden characters."""
        joined = "".join(cells)
        if len(joined) <= self._caps.cell and hidden_character(joined) is None:
            return True
        before = len(self.faults)
        for at, cell in enumerate(cells):
            title = self.titles[at] if at < len(self.titles) else ""
            column = title or f"cell {at + 1}"
            if len(cell) > self._caps.cell:
                message = f"expected at most {self._caps.cell:,} characters, found {len(cell):,}"
                self._fault(number, message, column)
            elif hidden := hidden_character(cell):
                found = _IN_WORDS.get(hidden, f"the hidden character {hidden!r}")
                message = f"expected plain text, found {found}"
                self._fault(number, message, column)
        return len(self.faults) == before

    def _fault(self, row: int | None, message: str, column: str | None = None) -> None:
        self.faults.append(Fault(self.file, row, column, message))


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
        return "expected a closing quotation mark, found the end of the file"
    if "field larger" in str(error):
        return "expected cells of a fair length, found one of over 100,000 characters"
    where = f" in lines {first} to {last}" if last > first else ""
    return f"expected a comma or a line's end after a quoted cell, found other text{where}"


def _nearest(column: str, header: Iterable[str]) -> str:
    """Return the column that may be meant, if one is near, else that there is none."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a faulty table pays for it

    names = {
        re.sub(r"\W+", "_", name.casefold()): name
        for name in header
        if len(name) <= len(column) * 2
    }
    near = get_close_matches(column, names, n=1, cutoff=0.75)
    return f"{shown(names[near[0]])}, which may be meant" if near else "none"
