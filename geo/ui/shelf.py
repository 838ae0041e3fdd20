"""The case that a reader sees: read once for all readers, and kept whole while they stay.

A folder that changes under a running server is read anew for new readers; a reader in the
middle keeps the case that the session began with. A case that has become faulty is never
shown: the last good one stays, with the faults beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import streamlit as st

from geo.case import Case, CaseError, Fault, read_case
from geo.language import language

Signature = tuple[tuple[str, int, int], ...]


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

        A folder at fault is read once for each language that its faults are asked for in.
        """
        with self._lock:
            signature = _signature(Path(self._folder))
            if signature != self._signature:
                self._signature, self._faults = signature, {}
                self._read()
            elif self._faults and language() not in self._faults:
                self._read()
            return Shelved(self._case, self._faults.get(language(), ()))

    def _read(self) -> None:
        try:
            self._case = read_case(self._folder)
        except CaseError as error:
            self._faults[language()] = error.faults


def _signature(folder: Path) -> Signature:
    """Return name, size and time of every file: enough to notice a change."""
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
        return tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    except OSError:
        return ()


@st.cache_resource(show_spinner=False)
def shelf(folder: str) -> Shelf:
    """Return the shelf of a folder, one for all readers."""
    return Shelf(folder)
