"""Reported control of provincial capitals, day by day.

>>> import geo
>>> case = geo.read_case("data")
>>> len(case.provinces)
34

The names below are looked up when they are first used, so that each costs no more than it
needs: the command line starts without pandas and Folium.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geo.case import Case, CaseError, read_case
    from geo.control_map import control_map
    from geo.reports import SourceFilter
    from geo.tables import counts, spells, status_on

__all__ = [
    "Case",
    "CaseError",
    "SourceFilter",
    "control_map",
    "counts",
    "read_case",
    "spells",
    "status_on",
]

_HOMES: Final = {
    "Case": "geo.case",
    "CaseError": "geo.case",
    "SourceFilter": "geo.reports",
    "control_map": "geo.control_map",
    "counts": "geo.tables",
    "read_case": "geo.case",
    "spells": "geo.tables",
    "status_on": "geo.tables",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Keeps ``geo.control_map`` the function: Python would put the module of that name there."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
