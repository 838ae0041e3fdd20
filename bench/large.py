"""An invented case of any size, the same at every call: for tests, and to measure by.

    python -m bench.large FOLDER [--provinces 400] [--reports 20000] [--days 1500]

Writes the case into FOLDER. ``reports`` and ``write_case`` are for programs.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from geo.reports import Report, Role, Says

FIRST_DAY: Final = date(2001, 1, 1)
INCUMBENTS: Final = frozenset({"blues"})
_ACTORS: Final = (("blues", "yes"), ("reds", "no"), ("greens", "no"))
_SAYS: Final = (Says.CAPTURED, Says.CONTESTED, Says.HELD, Says.DENIED, Says.RETAKEN)
_SHARES: Final = (45, 25, 15, 8, 7)
_LAGS: Final = (0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 5, 9, 30)
"""Days from an event to its publication, each as likely."""
_OUTLETS: Final = 40
_NEWSROOMS: Final = 25
_SYLLABLES: Final = ("ba", "do", "ka", "li", "mu", "ne", "ra", "so", "ta", "vi")
_POINTS: Final = 8
"""Points on each border between two provinces."""


def codes(provinces: int) -> list[str]:
    """Return the codes of so many provinces, in order."""
    return [f"LG-{number:05}" for number in range(provinces)]


def reports(
    count: int, provinces: int, days: int, *, first: date = FIRST_DAY, seed: int = 1
) -> Iterator[Report]:
    """Yield reports of invented events on ``days`` days, spread evenly over the provinces."""
    chance, places = Random(seed), codes(provinces)  # noqa: S311 - to be the same each time
    for number in range(count):
        says = chance.choices(_SAYS, _SHARES)[0]
        event = first + timedelta(chance.randrange(days))
        newsroom, outlet = chance.randrange(_NEWSROOMS), chance.randrange(_OUTLETS)
        yield Report(
            report_id=f"R-{number:06}",
            province=places[number % provinces],
            event_date=event,
            says=says,
            published=event + timedelta(chance.choice(_LAGS)),
            actor=_actor(says, chance),
            speaker=chance.choice(("", "a resident", "a spokesman", "the governor")),
            side=_side(says, chance),
            role=chance.choice(tuple(Role)),
            origin=f"Newsroom {newsroom}" if newsroom else "unknown",
            publisher=f"Outlet {outlet}",
            title=f"Headline {number} of that day",
            url=f"https://example.org/{number}",
            note=f"What was said in report {number}, in a sentence of the usual length.",
        )


def _actor(says: Says, chance: Random) -> str:
    if says is Says.CAPTURED:
        return chance.choice(("reds", "greens"))
    return "blues" if says in (Says.HELD, Says.RETAKEN) else ""


def _side(says: Says, chance: Random) -> str:
    if says is Says.DENIED:
        return "blues"
    return chance.choice(("", "", "", "", "reds", "blues"))


def write_case(
    folder: Path, provinces: int = 400, count: int = 20_000, days: int = 1_500, **more: Any
) -> Path:
    """Write a case of so many provinces, reports and days into a folder, and return it.

    ``more`` goes to ``reports``. The provinces lie in rows, as crooked squares.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "provinces.geojson").write_text(json.dumps(_boundaries(provinces)), encoding="utf-8")
    actors = [("actor", "name_en", "incumbent"), *((a, a.title(), held) for a, held in _ACTORS)]
    _write_table(folder / "actors.csv", actors)
    columns = ("report_id", "province", "event_date", "says", "published", "actor", "speaker",
               "side", "role", "origin", "publisher", "title", "url", "note")  # fmt: skip
    made = reports(count, provinces, days, **more)
    rows = ([str(getattr(one, column)) for column in columns] for one in made)
    _write_table(folder / "reports.csv", [columns, *rows])
    return folder


def _write_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _boundaries(provinces: int) -> dict[str, Any]:
    across = round(provinces**0.5) or 1
    features = []
    for number, code in enumerate(codes(provinces)):
        row, column = divmod(number, across)
        name = _name(number)
        about = {
            "province": code,
            "name_en": name,
            "capital_en": f"{name} City",
            "longitude": round((column + 0.5) / 2, 4),
            "latitude": round((row + 0.5) / 2, 4),
        }
        ring = _ring(column, row)
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": about, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def _name(number: int) -> str:
    """Return a name that no other number has: a syllable a digit."""
    return "".join(_SYLLABLES[int(digit)] for digit in f"{number:03}").title()


def _ring(column: int, row: int) -> list[list[float]]:
    """Return the outline of a square of half a degree; neighbours share their crooked borders."""
    west, south = _side_of(column, row, upright=True), _side_of(column, row, upright=False)
    east, north = _side_of(column + 1, row, upright=True), _side_of(column, row + 1, upright=False)
    return [*south, *east[1:], *north[-2::-1], *west[-2::-1]]


def _side_of(column: int, row: int, *, upright: bool) -> list[list[float]]:
    """Return a border from its corner to the next: points a little off the line between."""
    chance = Random(f"{column} {row} {upright}")  # noqa: S311 - to be the same each time
    points = []
    for step in range(_POINTS + 1):
        off = 0 if step in (0, _POINTS) else chance.uniform(-0.04, 0.04)
        along = step / _POINTS
        x, y = (column + off, row + along) if upright else (column + along, row + off)
        points.append([round(x / 2, 4), round(y / 2, 4)])
    return points


def main() -> None:
    """Write a case as the command line asks."""
    parser = argparse.ArgumentParser(description="Write an invented case of any size.")
    parser.add_argument("folder", type=Path)
    for name, usual in (("provinces", 400), ("reports", 20_000), ("days", 1_500)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    write_case(asked.folder, asked.provinces, asked.reports, asked.days)


if __name__ == "__main__":
    main()
