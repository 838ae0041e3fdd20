"""The case as tables: statuses of a day, spells and counts, as rows, frames, CSV and JSON.

Rows are plain objects, so that a command starts without pandas; the two functions that
return frames import what they need when they are called.

``known_by`` and ``without`` mean the same everywhere: count only reports published by the
end of that day (``then``: of each day itself), and leave out the sources that a filter names.
"""

from __future__ import annotations

import csv
import io
import json
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from geo.case import Case
from geo.control import (
    NO_REPORT,
    ONE_DAY,
    THEN,
    Assessment,
    Count,
    KnownBy,
    Spell,
    Status,
    Threshold,
    as_spells,
)
from geo.control import counts as count_spells
from geo.language import named
from geo.reports import Report, SourceFilter, counting
from geo.statements import Finding, Statement, verify

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.address import Choice
    from geo.provinces import Province

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet run a cell instead of showing it."""
_DATES: Final = "datetime64[us]"
History = Sequence[tuple[date, Assessment]]
"""The assessments of one capital, each with the day it starts."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """The status of one capital on one day.

    ``since`` is the first day of the run of days with this status and actor, under the same
    clock and sources; None without a report. ``reports`` and ``origins`` count the eligible
    reports and the known origins among them.
    """

    province: str
    name: str
    capital: str
    day: date
    known_by: KnownBy
    status: Status
    actor: str
    since: date | None
    reports: int
    origins: int


STATUS_COLUMNS: Final = tuple(field.name for field in fields(StatusRow))
COUNT_COLUMNS: Final = tuple(field.name for field in fields(Count))
SPELL_COLUMNS: Final = tuple(field.name for field in fields(Spell))


def status_rows(
    case: Case, day: date, known_by: KnownBy = None, without: Collection[SourceFilter] = ()
) -> list[StatusRow]:
    """Return the status of every capital on a day, by province code."""
    return statuses_by_day(case, day, day, known_by, without)


def statuses_by_day(
    case: Case,
    first: date,
    last: date,
    known_by: KnownBy = None,
    without: Collection[SourceFilter] = (),
) -> list[StatusRow]:
    """Return the status of every capital on each day, first to last inclusive.

    By day, then province code. Each capital's history is worked out once.
    """
    changes = case.histories(known_by, without)
    days = [first + ONE_DAY * n for n in range((last - first).days + 1)]
    columns = [
        list(_daily(place, changes.get(place.province, ()), days, known_by))
        for place in case.provinces
    ]
    return [row for rows in zip(*columns, strict=True) for row in rows]


def under(case: Case, choice: Choice) -> list[Report]:
    """Return the reports that count under a choice of sources and clock, in the table's order.

    Of whatever day they speak: the day of a choice only limits what was published by its end,
    and that only if each day is shown as known then.
    """
    limit = choice.day if choice.known_by == THEN else choice.known_by
    return [
        report
        for report in counting(case.reports, choice.without)
        if limit is None or report.published <= limit
    ]


def status_on(
    case: Case, day: date, known_by: KnownBy = None, without: Collection[SourceFilter] = ()
) -> gpd.GeoDataFrame:
    """Return the status of every capital on a day, with the province's boundary.

    One row per province by code, index 0 to n-1, EPSG:4326. Columns: ``province``, ``name``,
    ``capital``, ``known_by`` (blank, a date as text, or ``then``), ``status``, ``actor``
    (str); ``day``, ``since`` (datetime64[us], NaT without a report); ``reports``,
    ``origins`` (int64); ``geometry``.
    """
    import geopandas as gpd  # noqa: PLC0415 - see the module's docstring
    from shapely.geometry import shape  # noqa: PLC0415 - see the module's docstring

    rows = status_rows(case, day, known_by, without)
    shapes = [shape(feature["geometry"]) for feature in case.boundaries["features"]]
    frame = _frame(rows, STATUS_COLUMNS, dates=("day", "since"))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")


def spell_list(
    case: Case, known_by: KnownBy = None, without: Collection[SourceFilter] = ()
) -> list[Spell]:
    """Return the spells of every capital, by province code and start."""
    found = case.histories(known_by, without)
    return [spell for province, changes in found.items() for spell in as_spells(province, changes)]


def spells(
    case: Case, known_by: KnownBy = None, without: Collection[SourceFilter] = ()
) -> pd.DataFrame:
    """Return the spells of every capital, by province code and start.

    Columns: ``province``, ``status``, ``actor`` (str); ``start``, ``end`` (datetime64[us]).
    ``end`` is exclusive, and NaT while the spell lasts. A capital without any report has no
    row, and before its first spell there is no report.
    """
    found = spell_list(case, known_by, without)
    return _frame(found, SPELL_COLUMNS, dates=("start", "end"))


def counts(  # noqa: PLR0913 - each is one choice of the reader
    case: Case,
    first: date,
    last: date,
    known_by: KnownBy = None,
    without: Collection[SourceFilter] = (),
    *,
    threshold: Threshold = Threshold.REPORTED,
) -> list[Count]:
    """Return how many capitals were reported captured on each day, first to last inclusive."""
    return count_spells(spell_list(case, known_by, without), first, last, threshold)


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """How one statement of an article stands against the table of reports."""

    statement_id: str
    verdict: str
    answer: str


VERDICT_COLUMNS: Final = ("statement_id", "verdict", "answer")


def verdict_rows(case: Case, statements: Iterable[Statement]) -> list[VerdictRow]:
    """Return the verdict on each statement, in the order given."""
    return [
        VerdictRow(found.statement_id, str(found.verdict), found.answer)
        for found in findings(case, statements)
    ]


def findings(case: Case, statements: Iterable[Statement]) -> list[Finding]:
    """Return how each statement stands, in the order given, with provinces and actors by name."""
    names = case.actor_names
    names |= {place.province: named(place.names) for place in case.provinces}
    return [
        verify(one, case.counting, incumbents=case.incumbents, names=names) for one in statements
    ]


def to_csv(rows: Iterable[object], columns: Sequence[str]) -> str:
    """Return rows as CSV: a header, the columns in order, blanks for None, lines ended by LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(getattr(row, name)) for name in columns] for row in rows)
    return text.getvalue()


def to_json(rows: Iterable[object], columns: Sequence[str]) -> str:
    """Return rows as a JSON list, an object on each line; what would be blank is null."""
    lines = ",\n".join(_dumps(_object(row, columns)) for row in rows)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def to_geojson(case: Case, rows: Iterable[StatusRow]) -> str:
    """Return statuses as a GeoJSON FeatureCollection (EPSG:4326), a feature on each line."""
    geometries = {
        feature["properties"]["province"]: feature["geometry"]
        for feature in case.boundaries["features"]
    }
    features = ",\n".join(
        _dumps(
            {
                "type": "Feature",
                "properties": _object(row, STATUS_COLUMNS),
                "geometry": geometries[row.province],
            }
        )
        for row in rows
    )
    return f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n'


def neutralised(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: such a text gets an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _daily(
    place: Province, history: History, days: Iterable[date], known_by: KnownBy
) -> Iterator[StatusRow]:
    """Yield the status of one capital on each of the days, which are in order."""
    changes = deque(history)
    found, since = NO_REPORT, None
    for day in days:
        while changes and changes[0][0] <= day:
            start, new = changes.popleft()
            if since is None or (new.status, new.actor) != (found.status, found.actor):
                since = start
            found = new
        yield StatusRow(
            place.province,
            place.name,
            place.capital,
            day,
            known_by,
            found.status,
            found.actor,
            since,
            found.reports,
            found.origins,
        )


def _frame(rows: Sequence[object], columns: Sequence[str], dates: Collection[str]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - see the module's docstring

    values = {name: list(map(attrgetter(name), rows)) for name in columns}
    return pd.DataFrame(
        {
            name: pd.Series(column, dtype=_DATES)
            if name in dates
            else pd.Series([_plain(one) for one in column], dtype=_type(column))
            for name, column in values.items()
        }
    )


def _type(column: Sequence[object]) -> str:
    return "int64" if column and all(type(one) is int for one in column) else "str"


def _plain(value: Any) -> str | int:
    """Return a value as a number or text; None is a blank."""
    return value if isinstance(value, int) else "" if value is None else str(value)


def _cell(value: Any) -> str | int:
    plain = _plain(value)
    return neutralised(plain) if isinstance(plain, str) else plain


def _object(row: object, columns: Sequence[str]) -> dict[str, str | int | None]:
    values = {name: _plain(getattr(row, name)) for name in columns}
    return {name: None if value == "" else value for name, value in values.items()}


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
