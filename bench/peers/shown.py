"""What every peer shows: boundaries, days, and the colour of each province on each day."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.case import read_case
from geo.tables import statuses_by_day

ROOT: Final = Path(__file__).parent.parent.parent
FIRST_DAY: Final = "2021-08-05"
"""On this day a peer opens; on each of the ten after it, some province changes its colour."""

COLOURS: Final = {
    "corroborated": "#542788",
    "reported": "#8073ac",
    "claimed": "#b2abd2",
    "disputed": "#d8daeb",
    "contested": "#fdb863",
    "held": "#e0e0e0",
    "no_report": "#f7f7f7",
}


@dataclass(frozen=True)
class Shown:
    """``fills`` is by day (YYYY-MM-DD), then province; ``boundaries`` is a FeatureCollection."""

    days: list[str]
    fills: dict[str, dict[str, str]]
    boundaries: dict[str, Any]


def shown() -> Shown:
    """Return it from the shipped case."""
    case = read_case(ROOT / "data")
    fills: dict[str, dict[str, str]] = {}
    for row in statuses_by_day(case, case.view.first_day, case.view.last_day):
        fills.setdefault(str(row.day), {})[row.province] = COLOURS[row.status]
    features = [
        {
            "type": "Feature",
            "id": feature["properties"]["province"],
            "properties": {"province": feature["properties"]["province"]},
            "geometry": feature["geometry"],
        }
        for feature in case.boundaries["features"]
    ]
    return Shown(list(fills), fills, {"type": "FeatureCollection", "features": features})
