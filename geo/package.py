"""The descriptor of a case, ``datapackage.json``: its title, its files, how it wants to be shown.

It is a Data Package (https://datapackage.org) with three things of our own: the object
``view``, the object ``words`` for what the case calls its languages and its country, and
``gaps``, a list of sentences on what the data do not have. All of it is optional: a folder
that holds the tables under their usual names is a case too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from geo.decoding import hidden_character, load_json
from geo.faults import Fault, shown
from geo.geojson import is_number
from geo.language import ENGLISH, N_, _
from geo.rows import read_day

DESCRIPTOR: Final = "datapackage.json"
USUAL_PATHS: Final[Mapping[str, str]] = {
    "provinces": "provinces.geojson",
    "neighbours": "neighbours.geojson",
    "actors": "actors.csv",
    "reports": "reports.csv",
    "statements": "statements.csv",
    "corrections": "corrections.csv",
}
"""Where a resource lies, by its name, unless the descriptor says otherwise."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A licence or a source: its title, and an address or a path as the descriptor has it."""

    title: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What a descriptor says of a column: its type, and what it means; both may be blank."""

    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of a case, with what its use is subject to and what it was made from.

    ``columns`` are those that its schema describes, by name.
    """

    path: str
    title: str
    licences: tuple[Reference, ...] = ()
    sources: tuple[Reference, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Package:
    """What a descriptor says; ``paths`` holds the resources that are read, by name.

    ``languages`` are the names of languages by code, ``country`` the words by which an
    English article means the country or its people. ``gaps`` are sentences on what the data
    do not have. ``resources`` are all files that it lists, those that only people read among
    them; one without licences or sources of its own has those of the package. ``authors``
    are its contributors, and ``created`` is its day. ``titles`` are its title by language;
    English is there, or none is.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    view: Mapping[str, Any] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    country: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    resources: tuple[Resource, ...] = ()
    authors: tuple[str, ...] = ()
    created: date | None = None

    def of_boundaries(self) -> Package:
        """Return what is said of the boundaries alone, for reports that come from elsewhere."""
        drawn = [self.resource(name) for name in ("provinces", "neighbours")]
        return Package(paths=self.paths, resources=tuple(one for one in drawn if one))

    def resource(self, name: str) -> Resource | None:
        """Return what is said of the file that is read as ``name``, None if nothing is."""
        path = self.paths.get(name)
        return next((one for one in self.resources if path and one.path == path), None)


def read_package(data: bytes, file: str = DESCRIPTOR) -> tuple[Package, list[Fault]]:
    """Return what a descriptor says, and its faults; the view is read by ``read_view``."""
    content, faults = load_json(data, file)
    if faults:
        return Package(), faults
    reader = _PackageReader(file)
    content = reader.mapping("", content)
    licences = reader.references("licenses", content.get("licenses"))
    sources = reader.references("sources", content.get("sources"))
    paths: dict[str, str] = {}
    resources: list[Resource] = []
    for number, resource in enumerate(reader.items("resources", content.get("resources"))):
        where = f"resources[{number}]"
        one = reader.mapping(where, resource)
        name = reader.text(f"{where}.name", one.get("name"))
        path = reader.path(f"{where}.path", one.get("path"))
        if name in USUAL_PATHS and path:
            paths[name] = path
        resources.append(
            Resource(
                path,
                reader.text(f"{where}.title", one.get("title")) or name,
                reader.references(f"{where}.licenses", one.get("licenses")) or licences,
                reader.references(f"{where}.sources", one.get("sources")) or sources,
                _columns_of(one.get("schema")),
            )
        )
    words = reader.mapping("words", content.get("words") or {})
    languages = reader.mapping("words.languages", words.get("languages") or {})
    country = reader.items("words.country", words.get("country"))
    package = Package(
        titles=reader.titles(content),
        version=reader.text("version", content.get("version")),
        paths=paths,
        view=reader.mapping("view", content.get("view") or {}),
        gaps=tuple(
            reader.needed_text(f"gaps[{number}]", gap)
            for number, gap in enumerate(reader.items("gaps", content.get("gaps")))
        ),
        resources=tuple(resources),
        authors=tuple(
            one.title
            for one in reader.references("contributors", content.get("contributors"))
            if one.title
        ),
        created=reader.day("created", _day_of(content.get("created"))),
        languages={
            code: reader.needed_text(f"words.languages.{code}", name)
            for code, name in languages.items()
        },
        country=tuple(reader.needed_text("words.country", one) for one in country),
    )
    return package, reader.faults


def _columns_of(schema: Any) -> dict[str, Column]:
    """Return the columns that a schema describes; what is no Table Schema describes none."""
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return {
        one["name"]: Column(_type(one), _text(one.get("description")))
        for one in (fields if isinstance(fields, list) else ())
        if isinstance(one, dict) and isinstance(one.get("name"), str)
    }


def _type(described: Mapping[str, Any]) -> str:
    constraints = described.get("constraints")
    allowed = constraints.get("enum") if isinstance(constraints, dict) else None
    words = ", ".join(map(str, allowed)) if isinstance(allowed, list) else ""
    return ": ".join(filter(None, [_text(described.get("type")), words]))


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _day_of(created: Any) -> Any:
    """Return the day of a date and time as ISO 8601 writes them."""
    return created.partition("T")[0] if isinstance(created, str) else created


def other_titles(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the titles in other languages than English, ``title_XX``, by the code of each."""
    found = ((re.fullmatch("title_([a-z]{2,3})", name), value) for name, value in raw.items())
    return {match[1]: value for match, value in found if match}


class Values:
    """Reads values of a JSON file; one that is not as expected is a fault and gets a default."""

    def __init__(self, file: str) -> None:
        self.faults: list[Fault] = []
        self._file = file

    def fault(self, where: str, message: str, found: object, **values: object) -> None:
        """Note a fault of the value that lies at ``where``; a blank one means the whole file.

        ``message`` is in English, and marked for the catalogues.
        """
        message = _(message, **values, found=shown(found))
        self.faults.append(Fault(self._file, None, where or None, message))

    def mapping(self, where: str, value: Any) -> dict[str, Any]:
        """Return an object, empty if at fault."""
        if isinstance(value, dict):
            return value
        self.fault(where, N_("expected an object, found {found}"), value)
        return {}

    def items(self, where: str, value: Any) -> list[Any]:
        """Return a list, empty if there is none."""
        if value is None or isinstance(value, list):
            return value or []
        self.fault(where, N_("expected a list, found {found}"), value)
        return []

    def text(self, where: str, value: Any) -> str:
        """Return a text, blank if there is none."""
        if value is None or (isinstance(value, str) and hidden_character(value) is None):
            return value or ""
        self.fault(where, N_("expected text on one line, found {found}"), value)
        return ""

    def day(self, where: str, value: Any) -> date | None:
        """Return a date, None if there is none."""
        if value is None:
            return None
        day = (
            read_day(value)
            if isinstance(value, str)
            else _("expected a date, found {found}", found=shown(value))
        )
        if isinstance(day, date):
            return day
        self.faults.append(Fault(self._file, None, where, day))
        return None

    def needed_day(self, where: str, value: Any) -> date:
        """Return a date that must be there."""
        if value is None:
            self.fault(where, N_("expected a date as YYYY-MM-DD, found {found}"), value)
        return self.day(where, value) or date.min

    def needed_text(self, where: str, value: Any) -> str:
        """Return a text that must be there."""
        if value in (None, ""):
            self.fault(where, N_("expected text, found {found}"), value)
        return self.text(where, value)

    def number(self, where: str, value: Any, low: float, high: float) -> float:
        """Return a number that must be there, ends inclusive."""
        if is_number(value, low, high):
            return float(value)
        message = N_("expected a number from {low} to {high}, found {found}")
        self.fault(where, message, value, low=f"{low:g}", high=f"{high:g}")
        return 0.0


class _PackageReader(Values):
    """Reads what a descriptor says of the case and its files."""

    def titles(self, raw: Mapping[str, Any]) -> dict[str, str]:
        """Return the title by language; without one in English there is none."""
        title = self.text("title", raw.get("title"))
        others = {
            code: self.text(f"title_{code}", value) for code, value in other_titles(raw).items()
        }
        return (
            {ENGLISH: title} | {code: one for code, one in others.items() if one} if title else {}
        )

    def references(self, where: str, value: Any) -> tuple[Reference, ...]:
        """Return the licences or sources of a file; one without a title goes by its name or path."""
        found = []
        for number, item in enumerate(self.items(where, value)):
            at = f"{where}[{number}]"
            one = self.mapping(at, item)
            name, title, path = (
                self.text(f"{at}.{key}", one.get(key)) for key in ("name", "title", "path")
            )
            found.append(Reference(title or name or path, path))
        return tuple(found)

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
            self.fault(
                where, N_("expected a path inside the folder of the case, found {found}"), value
            )
        return ""
