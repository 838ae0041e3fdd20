"""A toy case of three unit squares in a row, between actors that never were.

From west to east: Alder (XX-A, capital Aldertown), Birch (XX-B, Birchtown) and Cedar (XX-C,
Cedartown). The blues held all of it; the reds and the greens want it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from geo.provinces import Province
from geo.records import Actor

Cells = Mapping[str, str]

NAMES = {"XX-A": "Alder", "XX-B": "Birch", "XX-C": "Cedar"}
ACTORS = tuple(
    Actor(actor=key, names={"en": key.title()}, incumbent=key == "blues")
    for key in ("blues", "reds", "greens")
)


def a_report(**cells: str) -> dict[str, str]:
    """Return the cells of a sound report, but for those given."""
    return {
        "province": "XX-A",
        "event_date": "2001-05-10",
        "says": "captured",
        "actor": "reds",
    } | cells


def a_correction(**cells: str) -> dict[str, str]:
    """Return the cells of a sound correction, but for those given."""
    return {
        "date": "2001-06-01",
        "id": "R-1",
        "before": "says=held",
        "after": "says=captured",
        "reason": "The page says so.",
    } | cells


def a_table(rows: Iterable[Cells], header: Iterable[str] | None = None) -> str:
    """Return rows as CSV, under the header given or under every column that a row has."""
    rows = list(rows)
    columns = list(header or dict.fromkeys(column for row in rows for column in row))
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def square(west: float, south: float = 0, size: float = 1) -> dict[str, Any]:
    """Return a square as a GeoJSON geometry."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def a_feature(code: str, **properties: Any) -> dict[str, Any]:
    """Return the feature of a toy province, its capital in the middle of its square."""
    west = list(NAMES).index(code)
    own = {
        "province": code,
        "name_en": NAMES[code],
        "capital_en": f"{NAMES[code]}town",
        "longitude": west + 0.5,
        "latitude": 0.5,
    }
    return {"type": "Feature", "properties": own | properties, "geometry": square(west)}


def a_collection(*features: object) -> dict[str, Any]:
    """Return a FeatureCollection: of the features given, else of the whole toy case."""
    return {"type": "FeatureCollection", "features": list(features) or list(map(a_feature, NAMES))}


def a_province(code: str, **fields: Any) -> Province:
    """Return a toy province."""
    own = {
        "province": code,
        "names": {"en": NAMES[code]},
        "capitals": {"en": f"{NAMES[code]}town"},
        "longitude": list(NAMES).index(code) + 0.5,
        "latitude": 0.5,
    }
    return Province(**(own | fields))


def a_case(folder: Path, **files: str | bytes | object | None) -> Path:
    """Write the toy case into a folder and return it.

    A keyword names a resource (or ``datapackage``) and is its content in place of the usual:
    bytes and text as they are, anything else as JSON; None leaves the file out.
    """
    actors = a_table(
        {
            "actor": one.actor,
            "name_en": one.names["en"],
            "incumbent": "yes" if one.incumbent else "no",
        }
        for one in ACTORS
    )
    content: dict[str, object] = {
        "provinces": a_collection(),
        "actors": actors,
        "reports": a_table([a_report()]),
    } | files
    for name, value in content.items():
        ending = "csv" if name in ("actors", "reports", "statements", "corrections") else "geojson"
        path = folder / f"{name}.{'json' if name == 'datapackage' else ending}"
        if isinstance(value, bytes):
            path.write_bytes(value)
        elif value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            path.write_text(text, encoding="utf-8", newline="")
    return folder
