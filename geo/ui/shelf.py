"""The case that a reader sees: read once for all readers, and kept whole while they stay.

A folder that changes under a running server is read anew for new readers; a reader in the
middle keeps the case that the session began with. A case that has become faulty is never
shown: the last good one stays, with the faults beside it. Nor is a mixture of two: a folder
is read once it is at rest, and read again if it changed meanwhile.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

from geo.case import Case, CaseError, Fault, read_case
from geo.language import _, language

REST: Final = 1_000_000_000
"""Nanoseconds without a change after which a folder counts as at rest."""
_ATTEMPTS: Final = 5
_MOST_FILES: Final = 1_000
"""Files of a folder that are watched, so that a home folder given by mistake costs little."""

Signature = tuple[tuple[str, int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Shelved:
    """The newest good case, if there ever was one, and the faults of the folder as it is."""

    case: Case | None
    faults: tuple[Fault, ...] = ()


class Shelf:
    """Holds one folder's case for the whole server."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._lock = Lock()
        self._signature: Signature | None = None
        self._case: Case | None = None
        self._faults: dict[str, tuple[Fault, ...]] = {}

    def newest(self) -> Shelved:
        """Return the folder's case, reading it again only if a file has changed.

        Whoever comes in the middle of a change gets the case of before. A folder at fault is
        read once for each language that its faults are asked for in.
        """
        with self._lock:
            signature = _signature(self._folder)
            if signature != self._signature:
                if self._case is None or not _in_motion(signature):
                    self._faults = {}
                    self._read()
            elif self._faults and language() not in self._faults:
                self._read()
            return Shelved(self._case, self._faults.get(language(), ()))

    def _read(self) -> None:
        """Read the folder until it stays as it is meanwhile; nothing is taken of one that does not."""
        for _attempt in range(_ATTEMPTS):
            before = _signature(self._folder)
            case, faults = _case_or_faults(self._folder)
            if _signature(self._folder) == before:
                self._signature = before
                break
        else:
            case, faults = None, (_moving(self._folder),)
            self._signature = None
        self._case = case or self._case
        if faults:
            self._faults[language()] = faults
        else:
            self._faults = {}


def _case_or_faults(folder: str) -> tuple[Case | None, tuple[Fault, ...]]:
    try:
        return read_case(folder), ()
    except CaseError as error:
        return None, error.faults


def _moving(folder: str) -> Fault:
    message = _(
        "expected files that stay as they are while they are read, found that they keep changing"
    )
    return Fault(folder, None, None, message)


def _signature(folder: str) -> Signature:
    """Return name, size, times and number of every file: enough to notice a change."""
    try:
        found = [(path, path.stat()) for path in islice(_files(folder), _MOST_FILES)]
    except OSError:
        return ()
    return tuple((str(p), s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for p, s in found)


def _files(folder: str) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(files))


def _in_motion(signature: Signature) -> bool:
    """Whether a file was changed just now, so that others of the same change may follow."""
    last = max((change for *_name, change, _number in signature), default=0)
    return 0 <= time.time_ns() - last < REST


@cache  # not Streamlit's, which any reader may have emptied: it holds the last good case
def shelf(folder: str) -> Shelf:
    """Return the shelf of a folder, one for all readers."""
    return Shelf(folder)
