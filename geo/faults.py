"""What can be wrong with the files of a case, said so that a person can mend it.

A fault says where it is, what was expected and what was found. Readers of files collect
faults and go on, so that a contributor sees all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.language import _, listed

_LONGEST_SHOWN: Final = 60
_LONGEST_LIST: Final = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one file.

    ``row`` is the line that a spreadsheet or editor shows: the header is row 1. It is None
    where the fault is no row's, or the file has none. ``column`` is the column of a table,
    or the property of a JSON file.
    """

    file: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        return ": ".join(part for part in (place, self.column, self.message) if part)


class CaseError(ValueError):
    """The files of a case are at fault; ``faults`` holds all faults, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that a file may hold.

    ``rows``, ``columns`` and characters in a ``cell`` cap a table, ``vertices`` a GeoJSON
    file. The defaults are for what a stranger uploads.
    """

    bytes: int = 1_000_000
    rows: int = 20_000
    columns: int = 40
    cell: int = 2_000
    vertices: int = 100_000


UPLOAD: Final = Caps()
FOLDER: Final = Caps(bytes=500_000_000, rows=5_000_000, columns=100, cell=10_000)
"""For the tables of a folder, which whoever runs the program has chosen."""
FOLDER_JSON: Final = Caps(bytes=50_000_000, vertices=1_000_000)
"""For the JSON files of a folder."""


def shown(found: object) -> str:
    """Return what was found, short and on one line, whatever characters it holds."""
    if found is None or found == "":
        return _("nothing")
    if isinstance(found, dict):
        return _("an object")
    if isinstance(found, list) and (len(found) > _LONGEST_LIST or list in map(type, found)):
        return _("a list of {n}", n=len(found))
    text = repr(found[:_LONGEST_SHOWN] if isinstance(found, str) else found)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def one_of(words: Iterable[str]) -> str:
    """Return the words as a choice: ``a, b or c``."""
    *most, last = words
    return _("{most} or {last}", most=listed(most), last=last) if most else last
