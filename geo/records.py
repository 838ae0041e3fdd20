"""The tables of a case as records: reports, actors and statements, each row checked.

Every reader takes bytes or text, never a path or an address, and never raises: it returns
the records that are sound, and all faults in the order of the rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from geo.faults import UPLOAD, Caps, Fault, one_of, shown
from geo.language import _
from geo.provinces import PlaceIndex, Province, columns_by_language, plain_name
from geo.reports import UNKNOWN_ORIGINS, Precision, Report, Role, Says
from geo.rows import Row, Table
from geo.statements import Kind, Statement

REQUIRED: Final = ("province", "event_date", "says", "actor")
"""The columns of ``reports.csv`` that a table must have; all others are optional."""

_SAYS: Final[Mapping[str, Says]] = {one.value: one for one in Says}
_ROLES: Final[Mapping[str, Role]] = {"": Role.UNNAMED} | {one.value: one for one in Role}
_PRECISIONS: Final[Mapping[str, Precision]] = {one.value: one for one in Precision}
_YES_OR_NO: Final[Mapping[str, bool]] = {"yes": True, "no": False}
_KINDS: Final[Mapping[str, Kind]] = {one.value: one for one in Kind}
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_SIGNED_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,5}")
_HUES: Final = range(361)
_NO_WORD: Final = re.compile(r"[\W_]+")
_SUGGESTIONS: Final = 50
"""How many unknown names of a table get suggestions: each is compared with every name."""
_BLANK_SIDE: Final = "none"
"""What a source filter calls a blank side, so that no actor may be called this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A party to the conflict: its key, its names by language, and whether it held all at first.

    ``hue`` is an angle of the colour circle in degrees, None if the case gives none.
    ``aliases`` are other words by which an article means the party, in English.
    """

    actor: str
    names: Mapping[str, str]
    incumbent: bool = False
    hue: int | None = None
    aliases: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All words for the party in an English text."""
        return self.names["en"], *self.aliases


def read_reports(
    data: bytes | str,
    file: str,
    provinces: Iterable[Province],
    actors: Iterable[Actor] | None = None,
    caps: Caps = UPLOAD,
) -> tuple[tuple[Report, ...], list[Fault]]:
    """Return the reports of a table and its faults.

    A blank cell takes the default of its column, just as a missing column does:
    ``published`` is the event date (and then inferred), ``origin`` the publisher, else
    unknown. Without a column ``report_id``, ids are ``<province>-<publisher>-<n>``. If
    ``actors`` is None, any word will do as an actor.
    """
    table = Table(data, file, REQUIRED, caps)
    reader = ReportReader(provinces, actors, given_ids="report_id" in table.header)
    reports = tuple(table.read(reader.read))
    return reports, in_row_order(table.faults)


def read_actors(
    data: bytes | str, file: str, caps: Caps = UPLOAD
) -> tuple[tuple[Actor, ...], list[Fault]]:
    """Return the actors of a table, in its order, and its faults."""
    table = Table(data, file, ("actor", "name_en", "incumbent"), caps)
    ids, owners = _Ids("actor"), dict[str, str]()
    columns = columns_by_language("name", table.header)

    def read(row: Row) -> Actor:
        row.needed("name_en", _("expected a name, found nothing"))
        key = ids.read(row)
        if key == _BLANK_SIDE:
            row.fault(
                "actor",
                _("expected a key other than {key}, which stands for no side", key=shown(key)),
            )
        names = {language: row[column] for language, column in columns.items()}
        return Actor(
            actor=key,
            names={language: name for language, name in names.items() if name},
            incumbent=row.choice("incumbent", _YES_OR_NO, otherwise=False),
            hue=_hue(row),
            aliases=_aliases(row, key, owners),
        )

    return tuple(table.read(read)), in_row_order(table.faults)


def read_statements(
    data: bytes | str,
    file: str,
    provinces: Iterable[Province],
    actors: Iterable[Actor],
    caps: Caps = UPLOAD,
) -> tuple[tuple[Statement, ...], list[Fault]]:
    """Return the statements of a table and its faults."""
    required = ("statement_id", "published", "kind", "as_of", "stated")
    table = Table(data, file, required, caps)
    reader = _StatementReader(_Places(provinces), _keys(actors))
    return tuple(table.read(reader.read)), in_row_order(table.faults)


def actors_named_in(reports: Iterable[Report]) -> tuple[Actor, ...]:
    """Return the actors and sides of reports by key, none of them an incumbent."""
    keys = {key for report in reports for key in (report.actor, report.side) if key}
    return tuple(Actor(actor=key, names={"en": key}) for key in sorted(keys))


def in_row_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults of one file by row, those of the whole file first."""
    return sorted(faults, key=lambda fault: fault.row or 0)


def _keys(actors: Iterable[Actor]) -> tuple[str, ...]:
    return tuple(map(attrgetter("actor"), actors))


class _Places:
    """Turns the ``province`` of a row into a code; each spelling is looked up once."""

    def __init__(self, provinces: Iterable[Province]) -> None:
        self._index = PlaceIndex(provinces)
        self._codes: dict[str, str | None] = {}
        self._messages: dict[str, str] = {}

    def read(self, row: Row) -> str:
        text = row["province"]
        if text not in self._codes:
            self._codes[text] = self._index.find(text)
        code = self._codes[text]
        if code is None:
            row.fault("province", self._message(text))
        return code or ""

    def _message(self, text: str) -> str:
        if text not in self._messages:
            suggesting = len(self._messages) < _SUGGESTIONS
            self._messages[text] = self._index.not_found(text, suggesting=suggesting)
        return self._messages[text]


class _Ids:
    """The ids of a table, each of which may be used once."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._rows: dict[str, int] = {}

    def read(self, row: Row) -> str:
        text = row.needed(self._column, _("expected an id that no other row has, found nothing"))
        first = self._rows.setdefault(text, row.number)
        if text and first != row.number:
            row.fault(
                self._column,
                _(
                    "expected an id that no other row has, found {found}, as in row {row}",
                    found=shown(text),
                    row=first,
                ),
            )
        return text


class _NewIds:
    """Makes ids for reports that come without."""

    def __init__(self) -> None:
        self._made: set[str] = set()
        self._last: Counter[str] = Counter()

    def make(self, province: str, publisher: str) -> str:
        slug = "-".join(filter(None, map(plain_name, _NO_WORD.split(publisher)))) or "unknown"
        start = f"{province}-{slug}"
        while True:
            self._last[start] += 1
            made = f"{start}-{self._last[start]}"
            if made not in self._made:
                self._made.add(made)
                return made


class ReportReader:
    """Reads the rows of a table of reports, by the rules of ``read_reports``.

    Without ``given_ids``, ids are made.
    """

    def __init__(
        self, provinces: Iterable[Province], actors: Iterable[Actor] | None, *, given_ids: bool
    ) -> None:
        self._places = _Places(provinces)
        self._actors = None if actors is None else _keys(actors)
        self._ids = _Ids("report_id") if given_ids else None
        self._new_ids = _NewIds()

    def read(self, row: Row) -> Report:
        """Return the report of a row, which says nothing unless the row is still sound."""
        province = self._places.read(row)
        event_date = row.needed_day("event_date")
        event_date_latest = row.day("event_date_latest")
        if event_date_latest is not None and event_date_latest < event_date:
            message = _(
                "expected event_date or a later day, found {found}, before {day}",
                found=event_date_latest,
                day=event_date,
            )
            row.fault("event_date_latest", message)
        says = row.choice("says", _SAYS, Says.CONTESTED)
        published = row.day("published")
        publisher = row["publisher"]
        return Report(
            report_id=self._id(row, province, publisher),
            province=province,
            event_date=event_date,
            event_date_latest=event_date_latest,
            says=says,
            actor=self._actor(row, says),
            speaker=row["speaker"],
            side=self._known(row, "side"),
            role=row.choice("role", _ROLES, Role.UNNAMED),
            origin=_origin(row["origin"] or publisher),
            publisher=publisher,
            title=row["title"],
            url=row.web_address("url"),
            language=row["language"],
            published=published or event_date,
            published_precision=_precision(row),
            excluded=row["excluded"],
            note=row["note"],
        )

    def _id(self, row: Row, province: str, publisher: str) -> str:
        return self._ids.read(row) if self._ids else self._new_ids.make(province, publisher)

    def _actor(self, row: Row, says: Says) -> str:
        actor = self._known(row, "actor")
        if not actor and says not in (Says.CONTESTED, Says.DENIED):
            row.fault(
                "actor",
                _("expected who holds it after, as it is {says}, found nothing", says=says),
            )
        return actor

    def _known(self, row: Row, column: str) -> str:
        text = row[column]
        if text and self._actors is not None and text not in self._actors:
            row.fault(column, _not_an_actor(self._actors, text))
        elif text == _BLANK_SIDE:
            row.fault(
                column, _("expected a blank cell for nobody, found {found}", found=shown(text))
            )
        return text


class _StatementReader:
    """Reads the rows of a table of statements."""

    def __init__(self, places: _Places, actors: Collection[str]) -> None:
        self._places = places
        self._actors = actors
        self._ids = _Ids("statement_id")
        self._check: Mapping[Kind, Callable[[Row, str], None]] = {
            Kind.COUNT: self._check_count,
            Kind.INTERVAL: self._check_interval,
            Kind.CAPTURE: self._check_actor,
            Kind.HELD: self._check_actor,
        }

    def read(self, row: Row) -> Statement:
        kind = row.choice("kind", _KINDS, Kind.COUNT)
        of_a_place = kind in (Kind.CAPTURE, Kind.HELD)
        as_of, window_start = row.needed_day("as_of"), row.day("window_start")
        if kind is not Kind.INTERVAL and window_start is not None and window_start > as_of:
            message = _(
                "expected as_of or an earlier day, found {found}, after {day}",
                found=window_start,
                day=as_of,
            )
            row.fault("window_start", message)
        if not of_a_place and row["province"]:
            message = _(
                "expected a blank cell, as the kind is {kind}, found {found}",
                kind=kind,
                found=shown(row["province"]),
            )
            row.fault("province", message)
        stated = row.needed("stated", _("expected a number, or an actor, found nothing"))
        if stated:
            self._check[kind](row, stated)
        return Statement(
            statement_id=self._ids.read(row),
            publisher=row["publisher"],
            url=row.web_address("url"),
            published=row.needed_day("published"),
            kind=kind,
            as_of=as_of,
            window_start=window_start,
            province=self._places.read(row) if of_a_place else "",
            stated=stated,
            summary=row["summary"],
        )

    def _check_count(self, row: Row, stated: str) -> None:
        if not _WHOLE_NUMBER.fullmatch(stated):
            row.fault("stated", _("expected a whole number, found {found}", found=shown(stated)))

    def _check_interval(self, row: Row, stated: str) -> None:
        if not _SIGNED_NUMBER.fullmatch(stated):
            row.fault(
                "stated",
                _("expected a number of days such as +22, found {found}", found=shown(stated)),
            )

    def _check_actor(self, row: Row, stated: str) -> None:
        if stated not in self._actors:
            row.fault("stated", _not_an_actor(self._actors, stated))


def _origin(text: str) -> str:
    return "unknown" if text.casefold() in UNKNOWN_ORIGINS else text


def _precision(row: Row) -> Precision:
    """Return how the publication day is known; a day that is not given was inferred."""
    if row["published_precision"]:
        return row.choice("published_precision", _PRECISIONS, Precision.DAY)
    return Precision.DAY if row["published"] else Precision.INFERRED


def _hue(row: Row) -> int | None:
    text = row["hue"]
    if not text:
        return None
    if _WHOLE_NUMBER.fullmatch(text) and int(text) in _HUES:
        return int(text)
    row.fault(
        "hue",
        _("expected degrees from 0 to {most}, found {found}", most=_HUES[-1], found=shown(text)),
    )
    return None


def _aliases(row: Row, key: str, owners: dict[str, str]) -> tuple[str, ...]:
    """Return the spellings in a cell; ``owners`` are the actors met so far, by their words."""
    aliases = tuple(filter(None, map(str.strip, row["aliases"].split("|"))))
    for column, word in (("name_en", row["name_en"]), *(("aliases", one) for one in aliases)):
        plain = plain_name(word)
        if plain and (owner := owners.setdefault(plain, key)) != key:
            message = _(
                "expected a word for one actor, found {found}, as of {owner}",
                found=shown(word),
                owner=owner,
            )
            row.fault(column, message)
    return aliases


def _not_an_actor(actors: Collection[str], text: str) -> str:
    if not actors:
        return _("expected a blank cell, found {found}", found=shown(text))
    return _("expected {words}, found {found}", words=one_of(actors), found=shown(text))
