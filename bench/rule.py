"""What needs no browser: the status rule on large tables, the start of a command, a crowd."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.figures import Figure, Measured
from bench.large import INCUMBENTS, reports
from bench.peers.shown import ROOT
from geo.control import spells
from geo.reports import by_province

SIZES: Final = {500: 6, 40_000: 500, 400_000: 5_000}
"""Reports, and the places that they are about: some 80 a place, whatever the size."""
DAYS: Final = 41
"""How many days their events are spread over: those of the shipped case."""


def spells_once(count: int) -> dict[str, float]:
    """Return the seconds for the spells of so many reports, and the memory in MB, in this process."""
    before = _megabytes()
    made = list(reports(count, SIZES[count], DAYS))
    table = _megabytes() - before
    start = time.process_time()
    found = spells(by_province(made), incumbents=INCUMBENTS)
    seconds = time.process_time() - start
    return {"seconds": seconds, "spells": len(found), "table": table, "peak": _megabytes() - before}


def _megabytes() -> float:
    """Return the most memory that this process ever had."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1_000


def spells_of_many(runs: int) -> list[Figure]:
    """Time the rule on small and large tables, each in a process of its own."""
    taken: dict[int, list[dict[str, float]]] = {count: [] for count in SIZES}
    for _ in range(runs):
        for count in SIZES:
            taken[count].append(json.loads(_run("-m", "bench.rule", str(count))))
    cost = {
        count: Measured.of([1e6 * one["seconds"] / count for one in each])
        for count, each in taken.items()
    }
    small, _, large = SIZES
    figures = [
        Figure(
            "rule",
            f"spells of {count:,} reports, a report",
            "µs",
            cost[count],
            f"of {small:,} reports" if count != small else "",
            cost[small] if count != small else None,
            most=1.5 if count != small else None,
        )
        for count in SIZES
    ]
    figures.append(
        Figure(
            "rule",
            f"spells of {large:,} reports over {SIZES[large]:,} places",
            "s",
            Measured.of([one["seconds"] for one in taken[large]]),
            most=10,
        )
    )
    figures.append(
        Figure(
            "rule",
            f"memory for {large:,} reports and their spells",
            "MB",
            Measured.of([one["peak"] for one in taken[large]]),
            "the reports alone",
            Measured.of([one["table"] for one in taken[large]]),
            most=3,
        )
    )
    return figures


def starts(runs: int) -> list[Figure]:
    """Time a command from nothing, beside a Python that does nothing but import pandas."""
    status = ("-m", "geo", "status", "--day", "2021-08-09")
    pandas = ("-c", "import pandas")
    taken: dict[Sequence[str], list[float]] = {status: [], pandas: []}
    for _ in range(2 * runs):
        for command, own in taken.items():
            start = time.perf_counter()
            _run(*command)
            own.append(1_000 * (time.perf_counter() - start))
    ours, theirs = (Measured.of(own) for own in taken.values())
    return [
        Figure("start", "`python -m geo status`", "ms", ours, "`import pandas`", theirs, most=1)
    ]


def crowd(_: int) -> list[Figure]:
    """Let 200 readers move their sliders every three seconds; see bench/load.py."""
    found = json.loads(_run("-m", "bench.load", "--total=2000").splitlines()[-1])
    moves = found["stretches"][1]
    answers = Measured(moves["p50_ms"], moves["p95_ms"])
    return [
        Figure(
            "crowd", f"{found['sessions']} active readers, an answer", "ms", answers, most_p95=50
        ),
        Figure(
            "crowd", "their moves without an answer", "of 2,000", Measured(moves["errors"]), most=0
        ),
        Figure(
            "crowd", "memory of one more reader", "MB", Measured(found["megabytes_per_session"])
        ),
    ]


def _run(*command: str) -> str:
    """Run Python and return what it prints."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


if __name__ == "__main__":
    print(json.dumps(spells_once(int(sys.argv[1]))))
