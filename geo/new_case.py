"""A new case from a boundary file: provinces that can be drawn, and tables to fill in.

Only ``json`` and shapely read the boundaries. They are repaired, made a coverage (see
``geo.coverage``) where they nearly are one, simplified as one, and rounded, both to what the
map can show. Positions are longitude, latitude in degrees (EPSG:4326).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.faults import FOLDER_JSON, Caps, CaseError, Fault, shown
from geo.files import write_new
from geo.geojson import Feature, of_feature, read_features
from geo.language import N_, _, listed, number
from geo.package import DESCRIPTOR, USUAL_PATHS
from geo.provinces import (
    CODE,
    Boundaries,
    check_boundaries,
    is_name,
    plain_name,
    read_provinces,
)
from geo.rows import COMMENT, too_large
from geo.view import View, view_of

if TYPE_CHECKING:
    from geo.coverage import Overlap

FILES: Final = (
    *(USUAL_PATHS[name] for name in ("provinces", "actors", "reports", "statements")),
    DESCRIPTOR,
)
"""The files that a new case is made of, by their usual names."""

MOST_OVERLAP: Final = 0.01
"""The share of a province that may lie under another and still be the rounding of a border."""
_CENTER_DECIMALS: Final = 4
_MOST_LISTED: Final = 6

REPORT_COLUMNS: Final = (
    *("province", "event_date", "event_date_latest", "says", "actor", "speaker", "side", "role"),
    *("origin", "publisher", "title", "url", "language", "published", "published_precision"),
    *("excluded", "note"),
)
ACTOR_COLUMNS: Final = ("actor", "name_en", "incumbent", "hue", "aliases", "note")
STATEMENT_COLUMNS: Final = (
    *("statement_id", "publisher", "url", "published", "kind", "as_of", "window_start"),
    *("province", "stated", "summary"),
)
_ACTORS: Final = (
    (f"{COMMENT} One row a party; remove these examples, or leave them: rows with # say nothing.",),
    (f"{COMMENT} republic", "The Republic", "yes", "", "government forces", "Held all at first."),
    (f"{COMMENT} front", "The Front", "no", "268", "rebels", "Hue: 0 red, 120 green, 240 blue."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The properties of the boundary file that hold a province's code and its English name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an editor may ask of a new case.

    ``tolerance`` is in degrees: a corner goes if its triangle is under its square; None is
    half a pixel of the whole map, and 0 keeps every corner. Days are inclusive; left out,
    they follow the reports.
    """

    title: str = ""
    tolerance: float | None = None
    first_day: date | None = None
    last_day: date | None = None
    caps: Caps = FOLDER_JSON


USUAL: Final = Wanted()


def new_case(
    folder: str | PathLike[str],
    boundaries: str | PathLike[str],
    columns: Columns,
    wanted: Wanted = USUAL,
) -> list[str]:
    """Write the files of a new case into a folder, and return what the editor should know.

    Nothing is overwritten. Raises CaseError with all faults: of the folder if it holds any
    of FILES, else of the boundary file.
    """
    folder, source = Path(folder), Path(boundaries)
    _refuse_to_overwrite(folder)
    features, faults = read_features(_read(source, wanted.caps), source.name, caps=wanted.caps)
    named = _named(features, columns, source.name, faults)
    if faults:
        raise CaseError(faults)
    collection, notes = _drawable(named, wanted.tolerance, source.name)
    text = _as_text(collection)
    provinces, drawn, faults = read_provinces(text.encode(), source.name, caps=FOLDER_JSON)
    faults += check_boundaries(provinces, drawn, source.name)
    if faults:
        raise CaseError(faults)
    title = wanted.title or folder.resolve().name
    descriptor = _descriptor(title, view_of((), drawn, ()), wanted)
    example = next(iter(provinces)).province
    contents = (text, _table(ACTOR_COLUMNS, _ACTORS), _reports(example), _table(STATEMENT_COLUMNS))
    _write(folder, dict(zip(FILES, (*contents, descriptor), strict=True)))
    todo = _(
        "{n} provinces. Each capital has the name of its province and stands in the middle of it: "
        "mend capital_en, longitude and latitude in {file}.",
        n=len(provinces),
        file=folder / FILES[0],
    )
    return [*notes, todo]


# Reading the boundary file.


def _read(source: Path, caps: Caps) -> bytes:
    try:
        size = source.stat().st_size
        if size <= caps.bytes:
            return source.read_bytes()
        problem = too_large(caps, size)
    except OSError as error:
        problem = _("expected a file that can be read, found {error}", error=error.strerror)
    raise CaseError([Fault(source.name, None, None, problem)])


@dataclass(frozen=True, slots=True)
class _Named:
    """A feature with the code and the name of its province."""

    feature: Feature
    code: str
    name: str


def _named(
    features: Sequence[Feature], columns: Columns, file: str, faults: list[Fault]
) -> list[_Named]:
    """Return the features by code and name, and note all faults of either."""
    codes = _values(features, columns.id, file, faults, _CODES, CODE.fullmatch, key=str)
    names = _values(features, columns.name, file, faults, _NAMES, is_name, key=plain_name)
    return [_Named(*one) for one in zip(features, codes, names, strict=True)]


_CODES: Final = (
    N_(
        "expected a code of letters, digits, dots and hyphens that no other feature has, found {found}"
    ),
    N_(
        "expected a code of letters, digits, dots and hyphens that no other feature has, found "
        "{found}, as in feature {n}"
    ),
)
_NAMES: Final = (
    N_("expected a name that no other feature has, found {found}"),
    N_("expected a name that no other feature has, found {found}, as in feature {n}"),
)


def _values(  # noqa: PLR0913, PLR0917 - a file's column, and what its values may be
    features: Sequence[Feature],
    column: str,
    file: str,
    faults: list[Fault],
    expected: tuple[str, str],
    fits: Callable[[str], object],
    key: Callable[[str], str],
) -> list[str]:
    """Return a property of each feature as text; no two may have the same ``key``."""
    known = dict.fromkeys(name for feature in features for name in feature.properties)
    if features and column not in known:
        faults.append(Fault(file, None, column, _no_such_property(list(known))))
        return ["" for _ in features]
    values, first = [], dict[str, int]()
    for feature in features:
        raw = feature.properties.get(column)
        value = str(raw).strip() if type(raw) in (str, int) else ""
        same = first.setdefault(key(value), feature.number)
        if not value or not fits(value) or same != feature.number:
            repeated = bool(value) and same != feature.number
            message = _(expected[repeated], found=shown(raw), n=same)
            faults.append(Fault(file, None, column, of_feature(feature.number, message)))
        values.append(value)
    return values


def _no_such_property(known: Sequence[str]) -> str:
    names = [*map(shown, known[:_MOST_LISTED]), *(["…"] if len(known) > _MOST_LISTED else [])]
    return _(
        "expected a property of this name in the features, found {names}",
        names=listed(names) or _("none"),
    )


# Boundaries that can be drawn.


def _drawable(
    named: Sequence[_Named], tolerance: float | None, file: str
) -> tuple[Boundaries, list[str]]:
    """Return the provinces as GeoJSON: repaired, simplified as a coverage, and rounded."""
    from geo import coverage  # noqa: PLC0415 - it loads shapely, for this command alone

    notes = []
    shapes = coverage.shapes_of(one.feature.geometry for one in named)
    _require_areas(named, shapes, file)
    pixel = coverage.half_pixel(shapes)
    if not coverage.is_coverage(shapes, pixel):
        _require_no_wide_overlap(named, coverage.overlaps(shapes), file)
        shapes = coverage.cleaned(shapes, pixel)
        _require_areas(named, shapes, file)
        notes.append(
            _("Borders did not meet corner by corner: narrow overlaps and gaps were closed.")
        )
    before = coverage.corners(shapes)
    shapes = coverage.simplified(shapes, pixel if tolerance is None else tolerance, pixel)
    after = coverage.corners(shapes)
    if after < before:
        notes.append(
            _(
                "{before} corners became {after}; --tolerance 0 keeps all of them.",
                before=number(before),
                after=number(after),
            )
        )
    features = [
        {
            "type": "Feature",
            "properties": _properties(one, coverage.middle(area)),
            "geometry": coverage.geometry_of(area),
        }
        for one, area in zip(named, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}, notes


def _require_areas(named: Sequence[_Named], shapes: Iterable[Any], file: str) -> None:
    """Raise CaseError with each feature that has no area, or of which others leave none."""
    empty = [one for one, area in zip(named, shapes, strict=True) if area.is_empty]
    if empty:
        message = _("expected an area, found none of its own")
        raise CaseError(_fault(file, one, message) for one in empty)


def _require_no_wide_overlap(
    named: Sequence[_Named], overlaps: Iterable[Overlap], file: str
) -> None:
    """Raise CaseError with each overlap that is more than the rounding of a border.

    Whose it is only the editor can say: two levels of areas in one file, or a disputed one.
    """
    faults = [
        _fault(
            file,
            named[one],
            _(
                "expected boundaries that only touch, found {share} of the smaller one under the "
                "other, of {code}: take areas of one level, or cut one of the two",
                share=f"{share:.0%}",
                code=named[other].code,
            ),
        )
        for one, other, share in overlaps
        if share > MOST_OVERLAP
    ]
    if faults:
        raise CaseError(faults)


def _properties(one: _Named, capital: tuple[float, float]) -> dict[str, Any]:
    longitude, latitude = capital
    return {
        "province": one.code,
        "name_en": one.name,
        "capital_en": one.name,
        "longitude": longitude,
        "latitude": latitude,
        "capital_aliases": "",
    }


def _fault(file: str, one: _Named, message: str) -> Fault:
    return Fault(file, None, "geometry", of_feature(one.feature.number, message, one.code))


# Writing.


def _refuse_to_overwrite(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise CaseError([Fault(str(folder), None, None, _("expected a folder, found a file"))])
    there = [name for name in FILES if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        message = _("expected a folder without a case, found this file: nothing is overwritten")
        raise CaseError(Fault(str(folder / name), None, None, message) for name in there)


def _write(folder: Path, contents: Mapping[str, str]) -> None:
    try:
        write_new(folder, {name: text.encode() for name, text in contents.items()})
    except OSError as error:
        message = _("expected a folder that can be written to, found {error}", error=error.strerror)
        raise CaseError([Fault(str(folder), None, None, message)]) from error


def _as_text(collection: Boundaries) -> str:
    """Return GeoJSON with a feature on each line, so that a capital can be mended by hand."""
    lines = ",\n".join(_dumps(feature) for feature in collection["features"])
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _descriptor(title: str, view: View, wanted: Wanted) -> str:
    """Return ``datapackage.json``: how the case is called and shown, and where its files are."""
    first, last = wanted.first_day, wanted.last_day
    days = {"first_day": first, "last_day": last, "opening_day": first}
    content = {
        "profile": "data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "case",
        "title": title,
        "version": "0.1.0",
        "view": {
            **{name: day.isoformat() for name, day in days.items() if day},
            "center": {
                "latitude": round(view.center.latitude, _CENTER_DECIMALS),
                "longitude": round(view.center.longitude, _CENTER_DECIMALS),
            },
            "zoom": view.zoom,
        },
        "resources": [{"name": Path(file).stem, "path": file} for file in FILES[:-1]],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _reports(province: str) -> str:
    """Return the table of reports: its header, and an example that does not count."""
    example = {
        "province": f"{COMMENT} {province}",
        "event_date": "2001-05-10",
        "says": "captured",
        "actor": "front",
        "speaker": "a spokesman of the Front",
        "side": "front",
        "role": "party_spokesman",
        "origin": "the newsroom that gathered it",
        "publisher": "the outlet that printed it",
        "url": "https://example.org/page",
        "language": "en",
        "published": "2001-05-11",
        "published_precision": "day",
        "note": "An example: remove the # and put a report of your own here.",
    }
    return _table(REPORT_COLUMNS, [[example.get(column, "") for column in REPORT_COLUMNS]])


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([columns, *rows])
    return text.getvalue()
