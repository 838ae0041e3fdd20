"""What has been corrected in the tables of a case since they were compiled: dated, with the reason.

A case without ``corrections.csv`` has no corrections. What is corrected here is the table,
never the newspaper: a page that was corrected is a new report.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from geo.faults import FOLDER, Caps, Fault, shown
from geo.language import _
from geo.records import in_row_order
from geo.rows import Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One change of a table, on one day.

    ``id`` is the report's or the statement's, blank where a table as a whole was changed.
    ``before`` and ``after`` are the cells as they were and as they are; one of them may be
    blank: a row that is new has nothing before, one that was removed nothing after.
    """

    date: date
    id: str
    before: str
    after: str
    reason: str


COLUMNS: Final = tuple(field.name for field in fields(Correction))


def read_corrections(
    data: bytes | str, file: str, ids: Collection[str] | None = None, caps: Caps = FOLDER
) -> tuple[tuple[Correction, ...], list[Fault]]:
    """Return the corrections of a table, in its order, and its faults.

    ``ids`` are those that reports and statements have; None if that is not known. Only a row
    that was removed may have another.
    """
    table = Table(data, file, COLUMNS, caps)

    def read(row: Row) -> Correction:
        name, before, after = row["id"], row["before"], row["after"]
        if not before and not after:
            row.fault(
                "after", _("expected what the cells were or what they are now, found nothing")
            )
        if name and after and ids is not None and name not in ids:
            message = _(
                "expected the id of a report or a statement, or a blank cell for a whole table, "
                "found {found}",
                found=shown(name),
            )
            row.fault("id", message)
        return Correction(
            date=row.needed_day("date"),
            id=name,
            before=before,
            after=after,
            reason=row.needed("reason", _("expected why it was corrected, found nothing")),
        )

    return tuple(table.read(read)), in_row_order(table.faults)


def newest_first(corrections: Collection[Correction]) -> list[Correction]:
    """Return corrections by day, newest first; those of one day as they stand in the table."""
    return sorted(corrections, key=lambda one: one.date, reverse=True)
