"""The descriptor of a case, ``datapackage.json``: its title, its files, how it wants to be shown.

It is a Data Package (https://datapackage.org) with one object of our own, ``view``. All of
it is optional: a folder that holds the tables under their usual names is a case too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from geo.decoding import hidden_character, load_json
from geo.faults import Fault, shown
from geo.geojson import is_number
from geo.rows import read_day

DESCRIPTOR: Final = "datapackage.json"
USUAL_PATHS: Final[Mapping[str, str]] = {
    "provinces": "provinces.geojson",
    "neighbours": "neighbours.geojson",
    "actors": "actors.csv",
    "reports": "reports.csv",
    "statements": "statements.csv",
}
"""Where a resource lies, by its name, unless the descriptor says otherwise."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a descriptor says; ``paths`` holds the resources that it lists, by name.

    ``boundary_source`` is the title of the first source of the provinces, blank if none is named.
    """

    title: str = ""
    version: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    view: Mapping[str, Any] = field(default_factory=dict)
    boundary_source: str = ""


def read_package(data: bytes, file: str = DESCRIPTOR) -> tuple[Package, list[Fault]]:
    """Return what a descriptor says, and its faults; the view is read by ``read_view``."""
    content, faults = load_json(data, file)
    if faults:
        return Package(), faults
    reader = _PackageReader(file)
    content = reader.mapping("", content)
    paths: dict[str, str] = {}
    boundary_source = ""
    for number, resource in enumerate(reader.items("resources", content.get("resources"))):
        where = f"resources[{number}]"
        one = reader.mapping(where, resource)
        name = reader.text(f"{where}.name", one.get("name"))
        path = reader.path(f"{where}.path", one.get("path"))
        if name in USUAL_PATHS and path:
            paths[name] = path
        if name == "provinces":
            boundary_source = reader.first_source(f"{where}.sources", one.get("sources"))
    package = Package(
        title=reader.text("title", content.get("title")),
        version=reader.text("version", content.get("version")),
        paths=paths,
        view=reader.mapping("view", content.get("view") or {}),
        boundary_source=boundary_source,
    )
    return package, reader.faults


class Values:
    """Reads values of a JSON file; one that is not as expected is a fault and gets a default."""

    def __init__(self, file: str) -> None:
        self.faults: list[Fault] = []
        self._file = file

    def fault(self, where: str, expected: str, found: object) -> None:
        """Note a fault of the value that lies at ``where``; a blank one means the whole file."""
        message = f"expected {expected}, found {shown(found)}"
        self.faults.append(Fault(self._file, None, where or None, message))

    def mapping(self, where: str, value: Any) -> dict[str, Any]:
        """Return an object, empty if at fault."""
        if isinstance(value, dict):
            return value
        self.fault(where, "an object", value)
        return {}

    def items(self, where: str, value: Any) -> list[Any]:
        """Return a list, empty if there is none."""
        if value is None or isinstance(value, list):
            return value or []
        self.fault(where, "a list", value)
        return []

    def text(self, where: str, value: Any) -> str:
        """Return a text, blank if there is none."""
        if value is None or (isinstance(value, str) and hidden_character(value) is None):
            return value or ""
        self.fault(where, "text on one line", value)
        return ""

    def day(self, where: str, value: Any) -> date | None:
        """Return a date, None if there is none."""
        if value is None:
            return None
        day = (
            read_day(value) if isinstance(value, str) else f"expected a date, found {shown(value)}"
        )
        if isinstance(day, date):
            return day
        self.faults.append(Fault(self._file, None, where, day))
        return None

    def needed_day(self, where: str, value: Any) -> date:
        """Return a date that must be there."""
        if value is None:
            self.fault(where, "a date as YYYY-MM-DD", value)
        return self.day(where, value) or date.min

    def needed_text(self, where: str, value: Any) -> str:
        """Return a text that must be there."""
        if value in (None, ""):
            self.fault(where, "text", value)
        return self.text(where, value)

    def number(self, where: str, value: Any, low: float, high: float) -> float:
        """Return a number that must be there, ends inclusive."""
        if is_number(value, low, high):
            return float(value)
        self.fault(where, f"a number from {low:g} to {high:g}", value)
        return 0.0


class _PackageReader(Values):
    """Reads what a descriptor says of files."""

    def path(self, where: str, value: Any) -> str:
        """Return a path that stays inside the folder of the case."""
        text = self.text(where, value)
        outside = (
            ":" in text
            or PurePosixPath(text).is_absolute()
            or PureWindowsPath(text).is_absolute()
            or text.startswith(("\\", "~"))
            or ".." in text.replace("\\", "/").split("/")
        )
        if text and not outside:
            return text
        if text or value is None:
            self.fault(where, "a path inside the folder of the case", value)
        return ""

    def first_source(self, where: str, value: Any) -> str:
        """Return the title of the first source of a resource, blank if there is none."""
        sources = self.items(where, value)
        first = self.mapping(f"{where}[0]", sources[0]) if sources else {}
        return self.text(f"{where}[0].title", first.get("title"))
