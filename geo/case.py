"""A case: a folder with boundaries, reports, actors and statements, read and checked.

``read_case`` reads all files and lists all their faults; nothing is drawn from a case with
a fault, since a row that is left out is a false statement about a place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import Final, TypeVar

from geo.control import Assessment, KnownBy, history
from geo.corrections import Correction, read_corrections
from geo.faults import FOLDER, FOLDER_JSON, UPLOAD, Caps, CaseError, Fault
from geo.language import ENGLISH, _, named, ngettext, number
from geo.neighbours import read_neighbours
from geo.package import DESCRIPTOR, USUAL_PATHS, Package, read_package
from geo.provinces import (
    Boundaries,
    Province,
    check_boundaries,
    languages_of,
    read_provinces,
)
from geo.records import (
    Actor,
    actors_named_in,
    read_actors,
    read_reports,
    read_statements,
)
from geo.reports import Report, SourceFilter, by_province, counting
from geo.rows import too_large
from geo.statements import Statement
from geo.view import DayRange, Position, View, read_view, view_of, without_reports

__all__ = [
    "UPLOAD",
    "Actor",
    "Caps",
    "Case",
    "CaseError",
    "Correction",
    "DayRange",
    "Fault",
    "How",
    "Own",
    "Position",
    "View",
    "read_case",
    "read_reports",
]

T = TypeVar("T")
Histories = Mapping[str, Sequence[tuple[date, Assessment]]]
"""Assessments by province code, each with the day it starts; see ``geo.control.history``."""
_CHOICES_REMEMBERED: Final = 4
_Read = Callable[[bytes, str], tuple[T, list[Fault]]]

_COLUMNS_THAT_NAME: Final[Mapping[str, tuple[str, ...]]] = {
    "provinces": ("province",),
    "actors": ("actor", "side", "stated"),
}
"""The columns whose values can only be checked if the other file is sound."""


class How(StrEnum):
    """What became of the reports of a case when a reader brought a table."""

    ADDED = "added"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Own:
    """A reader's own reports in a case: how they came in, the name of their table, their ids."""

    how: How
    name: str
    ids: frozenset[str]

    def __str__(self) -> str:
        n = number(len(self.ids))
        if self.how is How.ADDED:
            return ngettext(
                "With {n} report of a reader’s own table added",
                "With {n} reports of a reader’s own table added",
                len(self.ids),
                n=n,
            )
        return ngettext(
            "From a reader’s own table of {n} report alone",
            "From a reader’s own table of {n} reports alone",
            len(self.ids),
            n=n,
        )


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that a map is made from.

    ``provinces`` and the features of ``boundaries`` are in the order of their codes; the
    features have the code as ``province`` and no other property. ``titles`` are its title by
    language, English always. ``neighbours`` are
    outlines of surrounding countries (None if the case has none) whose properties are at
    most ``name_XX``, ``label_longitude`` and ``label_latitude``. ``languages`` are the codes
    of those that it has names in, English first, each with its own name or else its code.
    ``country`` are the words by which an English article means the country or its people.
    ``corrections`` and ``package``, what the descriptor says of gaps, licences and sources,
    are for a reader and change no status. ``digest`` names the version of the data: the first
    12 hex digits of the SHA-256 of the bytes of the case's files, one after another in the
    order of their names. ``own`` says which of the reports are a reader's own, None if all
    are those of the folder.
    """

    path: Path
    titles: Mapping[str, str]
    version: str
    provinces: tuple[Province, ...]
    reports: tuple[Report, ...]
    actors: tuple[Actor, ...]
    statements: tuple[Statement, ...]
    view: View
    boundaries: Boundaries
    neighbours: Boundaries | None
    languages: Mapping[str, str]
    country: tuple[str, ...]
    digest: str
    corrections: tuple[Correction, ...] = ()
    package: Package = field(default_factory=Package)
    own: Own | None = None

    @property
    def title(self) -> str:
        """The title in the language spoken, else in English."""
        return named(self.titles)

    @cached_property
    def incumbents(self) -> frozenset[str]:
        """The actors that hold every capital before the first report."""
        return _incumbents(self.actors)

    @property
    def actor_names(self) -> dict[str, str]:
        """What each actor is called in the language spoken, by key."""
        return {one.actor: named(one.names) for one in self.actors}

    @cached_property
    def captors(self) -> tuple[Actor, ...]:
        """The challengers that a counting report says hold a capital, as actors.csv lists them."""
        holders = {r.actor for own in self.counting.values() for r in own if r.names_holder}
        return tuple(one for one in self.actors if not one.incumbent and one.actor in holders)

    @property
    def boundary_source(self) -> str:
        """Whose the boundaries are, in the words of the descriptor; blank if it does not say."""
        drawn = self.package.resource("provinces")
        return drawn.sources[0].title if drawn and drawn.sources else ""

    @cached_property
    def reported(self) -> Mapping[str, list[Report]]:
        """All reports, those that do not count too, by province code."""
        return by_province(self.reports)

    def histories(
        self, known_by: KnownBy = None, without: Collection[SourceFilter] = ()
    ) -> Histories:
        """Return how every capital was assessed over time, by province code; see ``history``.

        The last few choices are remembered: whatever is shown of one is worked out once.
        """
        return self._histories(known_by, frozenset(without))

    @cached_property
    def _histories(self) -> Callable[[KnownBy, frozenset[SourceFilter]], Histories]:
        @lru_cache(maxsize=_CHOICES_REMEMBERED)
        def found(known_by: KnownBy, without: frozenset[SourceFilter]) -> Histories:
            reports = by_province(counting(self.reports, without)) if without else self.counting
            return {
                province: history(reports[province], incumbents=self.incumbents, known_by=known_by)
                for province in sorted(reports)
            }

        return found

    @cached_property
    def counting(self) -> Mapping[str, list[Report]]:
        """The reports that count, by province code; a province without any is absent."""
        return by_province(counting(self.reports))

    def with_reports(self, data: bytes | str, file: str, caps: Caps = UPLOAD) -> Case:
        """Return this case with the reports of another table in place of its own.

        The days shown follow the table. Raises CaseError with all its faults.
        """
        reports, faults = read_reports(data, file, self.provinces, self.actors, caps)
        if faults or not reports:
            raise CaseError(faults or [_no_rows(file)])
        return self.with_own(reports, How.REPLACED, file)

    def with_own(self, reports: Sequence[Report], how: How, name: str) -> Case:
        """Return this case with a reader's own reports added to its own, or in their place.

        Added reports widen the days shown where they need to; others bring their own days.
        ``reports`` are at least one, and their ids none of this case's if they are added;
        ``name`` is that of their table. In place of its own, what was corrected in, or said
        of, the case's tables does not come along.
        """
        own = view_of(reports, self.boundaries, self.incumbents)
        view = replace(
            self.view,
            first_day=own.first_day,
            last_day=own.last_day,
            opening_day=own.opening_day,
            ranges=(),
        )
        if how is How.ADDED:
            view = replace(
                self.view,
                first_day=min(own.first_day, self.view.first_day),
                last_day=max(own.last_day, self.view.last_day),
            )
        parts = [self.digest, how, *map(repr, reports)]
        return replace(
            self,
            reports=(*(self.reports if how is How.ADDED else ()), *reports),
            view=view,
            digest=_digest(part.encode("utf-8", "surrogatepass") for part in parts),
            own=Own(how, name, frozenset(one.report_id for one in reports)),
            corrections=self.corrections if how is How.ADDED else (),
            package=self.package if how is How.ADDED else self.package.of_boundaries(),
        )


def read_case(path: str | PathLike[str], *, geometry: bool = True) -> Case:
    """Return the case in a folder, which need not have a report yet.

    With ``geometry``, boundaries are checked for validity and overlaps too, which loads
    shapely. Without ``actors.csv`` every actor that a report names is a challenger, so that
    whoever is said to hold a capital is said to have taken it. Raises CaseError with all
    faults of all files.
    """
    return _CaseReader(_folder(path)).read(geometry=geometry)


def _folder(path: str | PathLike[str]) -> Path:
    text = str(path)
    problem = _("expected a folder on this machine, found none")
    try:
        if "://" not in text and Path(text).is_dir():
            return Path(text)
    except OSError as error:
        problem = _("expected a folder that can be read, found {error}", error=error.strerror)
    raise CaseError([Fault(text, None, None, problem)])


class _CaseReader:
    """Reads the files of one folder, each once, and collects their faults."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._package = Package()
        self._faults: dict[str, list[Fault]] = {}
        self._bytes: dict[str, bytes] = {}

    def read(self, *, geometry: bool) -> Case:
        """Return the case; CaseError if there is any fault."""
        self._package = self._read(DESCRIPTOR, read_package, FOLDER_JSON) or Package()
        provinces, boundaries = self._provinces(geometry=geometry)
        neighbours = self._resource(
            "neighbours", partial(read_neighbours, caps=FOLDER_JSON), FOLDER_JSON
        )
        given = self._resource("actors", partial(read_actors, caps=FOLDER), FOLDER)
        reports = self._reports(provinces, given)
        actors = actors_named_in(reports) if given is None else given
        read = partial(read_statements, provinces=provinces, actors=actors, caps=FOLDER)
        statements = self._resource("statements", read, FOLDER) or ()
        corrections = self._corrections(reports, statements)
        # Days of a table at fault say nothing: no day of the view is held against them.
        sound = () if self._at_fault("reports") else reports
        view = self._view(provinces, view_of(sound, boundaries, _incumbents(actors)))
        self._raise_faults()
        own_names = {ENGLISH: "English"} | dict(self._package.languages)
        return Case(
            path=self._folder,
            titles=self._package.titles or {ENGLISH: self._folder.resolve().name},
            version=self._package.version,
            provinces=provinces,
            reports=reports,
            actors=actors,
            statements=statements,
            view=view if reports else without_reports(view),
            boundaries=boundaries,
            neighbours=neighbours,
            languages={code: own_names.get(code, code) for code in languages_of(provinces)},
            country=self._package.country,
            digest=_digest(self._bytes[file] for file in sorted(self._bytes)),
            corrections=corrections,
            package=self._package,
        )

    def _provinces(self, *, geometry: bool) -> tuple[tuple[Province, ...], Boundaries]:
        def read(
            data: bytes, file: str
        ) -> tuple[tuple[tuple[Province, ...], Boundaries], list[Fault]]:
            provinces, boundaries, faults = read_provinces(data, file, caps=FOLDER_JSON)
            if geometry:
                faults += check_boundaries(provinces, boundaries, file)
            return (provinces, boundaries), faults

        nothing: Boundaries = {"type": "FeatureCollection", "features": []}
        return self._resource("provinces", read, FOLDER_JSON, needed=True) or ((), nothing)

    def _reports(
        self, provinces: Iterable[Province], actors: Iterable[Actor] | None
    ) -> tuple[Report, ...]:
        read = partial(read_reports, provinces=provinces, actors=actors, caps=FOLDER)
        return self._resource("reports", read, FOLDER, needed=True) or ()

    def _corrections(
        self, reports: Iterable[Report], statements: Iterable[Statement]
    ) -> tuple[Correction, ...]:
        ids = {one.report_id for one in reports} | {one.statement_id for one in statements}
        known = not self._at_fault("reports") and not self._at_fault("statements")
        read = partial(read_corrections, ids=ids if known else None, caps=FOLDER)
        return self._resource("corrections", read, FOLDER) or ()

    def _view(self, provinces: Iterable[Province], otherwise: View) -> View:
        known = not self._at_fault("provinces")
        codes = [place.province for place in provinces] if known else None
        view, faults = read_view(self._package.view, otherwise, codes)
        self._faults.setdefault(DESCRIPTOR, []).extend(faults)
        return view

    def _at_fault(self, resource: str) -> bool:
        return bool(self._faults.get(self._file(resource)))

    def _file(self, resource: str) -> str:
        return self._package.paths.get(resource, USUAL_PATHS[resource])

    def _resource(self, name: str, read: _Read[T], caps: Caps, *, needed: bool = False) -> T | None:
        needed = needed or name in self._package.paths
        return self._read(self._file(name), read, caps, needed=needed)

    def _read(self, file: str, read: _Read[T], caps: Caps, *, needed: bool = False) -> T | None:
        """Return what ``read`` makes of a file, None if there is no such file to read."""
        faults = self._faults.setdefault(file, [])
        path = self._folder / file
        try:
            problem = _problem(path, self._folder, caps)
            if problem is None:
                data = self._bytes[file] = path.read_bytes()
        except OSError as error:
            problem = _("expected a file that can be read, found: {error}", error=error.strerror)
        if problem is None:
            record, found = read(data, file)
            faults += found
            return record
        if needed or path.exists():
            faults.append(Fault(file, None, None, problem))
        return None

    def _raise_faults(self) -> None:
        """Raise all faults, but for those that only follow from faults of another file."""
        ignored: set[str | None] = set()
        faults: list[Fault] = []
        for name in ("provinces", "actors"):
            if self._at_fault(name):
                ignored.update(_COLUMNS_THAT_NAME[name])
        for file, found in self._faults.items():
            is_table = file in (self._file("reports"), self._file("statements"))
            faults += [one for one in found if not (is_table and one.column in ignored)]
        if faults:
            raise CaseError(faults)


def _problem(path: Path, folder: Path, caps: Caps) -> str | None:
    """Return what keeps a file from being read: what was expected and what was found."""
    if not path.is_file():
        return _("expected this file in the folder of the case, found none")
    if not path.resolve().is_relative_to(folder.resolve()):
        return _("expected a file inside the folder of the case, found a link that leads out of it")
    size = path.stat().st_size
    return too_large(caps, size) if size > caps.bytes else None


def _incumbents(actors: Iterable[Actor]) -> frozenset[str]:
    return frozenset(one.actor for one in actors if one.incumbent)


def _no_rows(file: str) -> Fault:
    return Fault(file, None, None, _("expected at least one report, found none"))


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()[:12]
