"""Bytes on the wire: what the map page is made of, and what a first visit receives."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from bench.browser import OURS, TITLE, Subject, Wire, new_context, new_page, noted, settle
from bench.figures import Figure, Measured, beside
from bench.peers.shown import ROOT
from geo.case import read_case
from geo.control_map import control_map, page_html
from tests.test_deploy import netloc, nginx

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def loads(browser: Browser, found: dict[str, Subject], _: int) -> list[Figure]:
    """Count what a first visit receives through the proxy as it is shipped, and what the map is made of."""
    case = read_case(ROOT / "data")
    figures = weights(page_html(control_map(case, language="en", with_dossiers=False)))
    if not shutil.which(os.environ.get("NGINX", "nginx"), path=f"{os.environ['PATH']}:/usr/sbin"):
        print("No nginx here: what a reader receives through it was not counted", file=sys.stderr)
        return figures
    visits = {name: _visit_through_nginx(browser, found[name]) for name in (OURS, TITLE)}
    for n, (what, unit) in enumerate((("files", "KB"), ("on the socket", "KB"), ("requests", ""))):
        values = {name: Measured(visit[n]) for name, visit in visits.items()}
        line = f"first visit through nginx: {what}"
        figures += beside("bytes", line, unit, values, OURS, {TITLE: None})
    return figures


def _visit_through_nginx(browser: Browser, subject: Subject) -> tuple[float, float, float]:
    """Return kilobytes of files and on the socket, and the requests, of a first visit."""
    place = netloc(subject.server.address if subject.server else "")
    with TemporaryDirectory() as folder, nginx((place, place), Path(folder)) as site:
        context = new_context(browser, subject)
        page = new_page(context)
        wire = Wire(page)
        page.goto(site)
        noted(page)
        settle(page, wire)
        context.close()
    return round(wire.files / 1000), round(wire.on_socket / 1000), wire.requests


PARTS: Final = {
    "fonts": r"@font-face\{[^}]*\}",
    "Leaflet": r'id="leaflet">[^<]*',
    "boundaries, as Folium draws them": r'(?s)id="drawing">.*?</script>',
    "statuses, words, neighbours": r'id="story">[^<]*',
    "our scripts": r"(?s)<script>\(function.*",
}
"""What the map page is made of; what none of these finds is markup and style."""


def weights(page: str) -> list[Figure]:
    """Return the compressed size of the map page, and of its parts."""
    whole = left = _gzipped(page)
    figures = [
        Figure("bytes", "map page, gzipped", "KB", Measured(round(whole / 1000, 1)), most=250)
    ]
    for name, pattern in PARTS.items():
        page = re.sub(pattern, "", page)
        after = _gzipped(page)
        figures.append(
            Figure("bytes", f"of these: {name}", "KB", Measured(round((left - after) / 1000, 1)))
        )
        left = after
    return [
        *figures,
        Figure("bytes", "of these: markup and style", "KB", Measured(round(left / 1000, 1))),
    ]


def _gzipped(text: str) -> int:
    return len(gzip.compress(text.encode()))
