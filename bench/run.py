"""How fast it is, beside others that show the same: ``make bench``.

    python -m bench.run [--only step,paint] [--runs 5]

Without ``--only`` it writes the figures to bench/results.json and into docs/performance.md, so that
all that is said there comes from one run on one machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, sync_playwright

from bench import rule, waits, weight
from bench.browser import Subject, subjects
from bench.figures import Figure, facts, table, told_in
from bench.peers.shown import ROOT
from tests.conftest import CHROMIUM_FLAGS, CHROMIUM_NAMES

RESULTS: Final = ROOT / "bench" / "results.json"
DOCUMENT: Final = ROOT / "docs" / "performance.md"

BUSY: Final = 1.5
"""Load average above which others are measured as well."""

InBrowser = Callable[[Browser, dict[str, Subject], int], list[Figure]]
IN_BROWSER: Final[dict[str, InBrowser]] = {
    "step": waits.steps,
    "drag": waits.drags,
    "paint": waits.paints,
    "work": waits.work,
    "bytes": weight.loads,
}
ALONE: Final[dict[str, Callable[[int], list[Figure]]]] = {
    "rule": rule.spells_of_many,
    "start": rule.starts,
    "crowd": rule.crowd,
}


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line names, print a table, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parts = [*IN_BROWSER, *ALONE]
    parser.add_argument("--only", default="", help=f"some of {','.join(parts)}")
    parser.add_argument("--runs", type=int, default=5, help="how often each is done (default 5)")
    options = parser.parse_args(arguments)
    only = [one for one in options.only.split(",") if one]
    if unknown := set(only) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    wanted = only or parts
    machine = machine_facts()
    if os.getloadavg()[0] > BUSY:
        print("This machine is busy: trust ratios only, and those with care", file=sys.stderr)
    figures: list[Figure] = []
    if inside := [part for part in wanted if part in IN_BROWSER]:
        machine["Chromium"], found = in_browser(inside, options.runs)
        figures += found
    for part in wanted:
        if part in ALONE:
            figures += said(part, ALONE[part](options.runs))
    machine["load average at the end"] = round(os.getloadavg()[0], 1)
    if not only:
        keep({"machine": machine, "figures": [one.told() for one in figures]})
    print(facts(machine))
    return 0


def in_browser(parts: list[str], runs: int) -> tuple[str, list[Figure]]:
    """Return the browser's version, and the figures of parts that are measured in it."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    figures: list[Figure] = []
    with subjects() as found, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named, args=list(CHROMIUM_FLAGS))
        for part in parts:
            figures += said(part, IN_BROWSER[part](browser, found, runs))
        name = browser.version
        browser.close()
    return name, figures


def said(part: str, figures: list[Figure]) -> list[Figure]:
    """Print the figures of a part, and return them."""
    print(f"\n{part}, load average {os.getloadavg()[0]:.1f}\n\n{table(figures)}", flush=True)
    return figures


def machine_facts() -> dict[str, Any]:
    """Return what the figures depend on."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load average at start": round(os.getloadavg()[0], 1),
        "Python": platform.python_version(),
        "Streamlit": version("streamlit"),
        "Folium": version("folium"),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), "")


def keep(results: dict[str, Any]) -> None:
    """Write the results, and the tables of the document."""
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    DOCUMENT.write_text(told_in(DOCUMENT.read_text(encoding="utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
