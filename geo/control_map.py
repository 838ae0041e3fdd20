"""The map page: a Folium map with our time control, legend and dossiers around it.

Folium draws the provinces, and is given nothing but boundaries and codes: branca renders
whatever it holds twice through Jinja, so a word from a table would run as a template. The
words of a case, and the ground around it, are set into the finished page afterwards, packed
so that they cannot end their script element.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from gzip import compress
from html import escape
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import folium
from branca.element import Figure, MacroElement
from folium.map import CustomPane
from folium.template import Template

from geo.control import Threshold
from geo.language import direction
from geo.reports import SourceFilter
from geo.story import dossiers, tell_in_all
from geo.style import (
    actor_css,
    actor_symbols,
    css_variables,
    hues_of,
    province_css,
    status_css,
    symbols,
)

if TYPE_CHECKING:
    from geo.case import Case

E = TypeVar("E", bound=MacroElement)

PAGE: Final = Path(__file__).parent / "page"
VENDOR: Final = PAGE / "vendor"
SCRIPTS: Final = (
    "dom",
    "state",
    "calendar",
    "paint",
    "sketch",
    "labels",
    "plate",
    "hint",
    "map",
    "inset",
    "head",
    "time",
    "panel",
    "tongues",
    "bridge",
    "main",
)
"""The front end, in the order in which it is read."""

PANES: Final = {"ground": 350, "names": 360, "edges": 450, "outlines": 460, "labels": 590}
"""Leaflet panes by z-index: fills lie in Leaflet's own at 400, markers at 600."""

POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "font-src data:; img-src data:; form-action 'none'; base-uri 'none'"
)
"""Content security policy of the page: whatever happens in it, nothing is fetched or sent."""


def control_map(  # noqa: PLR0913 - each is one choice of the reader, by name
    case: Case,
    *,
    day: date | None = None,
    without: Collection[SourceFilter] = (),
    threshold: Threshold = Threshold.REPORTED,
    language: str | None = None,
    with_dossiers: bool = True,
) -> folium.Map:
    """Return a Folium map of a case with its time control; a notebook shows it as it is.

    It opens on ``day`` (else the case's own opening day). ``without`` leaves sources out.
    The page speaks one ``language``; without one it speaks all languages of the case, the
    reader's own first. Without dossiers the page is smaller and asks the page around it for each.
    """
    languages = [language] if language else list(case.languages)
    story = tell_in_all(case, languages, without=without, threshold=threshold)
    if day is not None:
        last = story["days"]["count"] - 1
        story["opening"] = max(0, min(last, (day - case.view.first_day).days))
    story["ground"] = [feature["geometry"] for feature in (case.neighbours or _NOTHING)["features"]]
    told: dict[str, Any] = {"story": story}
    if with_dossiers:  # apart from the story: they are unpacked when the first of them is opened
        told["dossiers"] = dossiers(case, languages)
    page = _Page(told, hues_of({one.actor: one.hue for one in case.captors}), languages)
    drawn = folium.Map(
        location=list(case.view.center),
        zoom_start=round(case.view.zoom),
        tiles=None,
        attribution_control=False,
        zoom_snap=0.1,
        zoom_delta=0.5,
        max_zoom=max(9, ceil(case.view.zoom) + 2),
        fade_animation=False,
    )
    drawn.default_js, drawn.default_css = [], []
    _named(drawn, "control").add_to(page)
    for name, height in PANES.items():
        _named(CustomPane(name, z_index=height), name).add_to(drawn)
    provinces = _named(_boundaries(case.boundaries), "provinces")
    provinces.add_to(drawn)
    _named(_TimeControl(provinces), "time").add_to(drawn)
    return drawn


def page_html(drawn: folium.Map) -> str:
    """Return the whole page of a map made by ``control_map``, as one HTML document."""
    return str(drawn.get_root().render())


def _named(element: E, name: str) -> E:
    """Give an element a lasting name, where branca would draw a random one."""
    element._id = name  # noqa: SLF001 - branca offers no other way
    return element


_NOTHING: Final[Mapping[str, Any]] = {"features": ()}


def _boundaries(collection: Mapping[str, Any]) -> folium.GeoJson:
    """Return a layer of bare outlines: whatever else the features hold stays behind."""
    bare = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"province": feature["properties"]["province"]},
                "geometry": feature["geometry"],
            }
            for feature in collection["features"]
        ],
    }
    return folium.GeoJson(bare, smooth_factor=0)


_BETWEEN_NUMBERS: Final = re.compile(r"(?<=[\d\]]), (?=[-\d\[])")
"""A comma and a blank in a list of positions: a tenth of the bytes are such blanks."""


class _TimeControl(MacroElement):
    """Starts the front end on the map that Folium has drawn."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "startControlMap({map: {{ this._parent.get_name() }},"
        " provinces: {{ this.provinces.get_name() }}});"
        "{% endmacro %}"
    )

    def __init__(self, provinces: folium.GeoJson) -> None:
        super().__init__()
        self._name = "TimeControl"
        self.provinces = provinces


class _Page(Figure):
    """A figure whose words are set in after branca has rendered it."""

    _template = Template(
        "<!DOCTYPE html>\n<html>\n<head>\n{{ this.header.render(**kwargs) }}\n<!--head-->\n</head>\n"
        "<body>\n<!--body-->\n{{ this.html.render(**kwargs) }}\n"
        '<script type="text/plain" id="drawing">\n{{ this.script.render(**kwargs) }}\n</script>\n'
        "</body>\n</html>\n"
    )

    def __init__(
        self, told: Mapping[str, Any], hues: Mapping[str, int], languages: Iterable[str]
    ) -> None:
        super().__init__(height="900px")
        self._story, self._hues = told, hues
        self._directions = frozenset(map(direction, languages))

    def render(self, **kwargs: Any) -> str:
        """Return the document; see the module's docstring for why it is made in two steps."""
        html = _BETWEEN_NUMBERS.sub(",", super().render(**kwargs))
        html = re.sub(r'<meta name="viewport"[^>]*>', "", html)
        head, rest = html.split("<!--head-->", 1)
        between, body = rest.split("<!--body-->", 1)
        styles = f"<style>{actor_css(self._hues)}{province_css(self._hues)}</style>"
        patterns = f'<svg class="symbols" aria-hidden="true">{actor_symbols(self._hues)}</svg>'
        return (
            head
            + _head(str(self._story["story"]["title"]), self._directions)
            + styles
            + between
            + patterns
            + _body(self._story)
            + body
        )


def _head(title: str, directions: frozenset[str]) -> str:
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{_styles(directions)}</style>"
    )


def _body(told: Mapping[str, Any]) -> str:
    parts = {"leaflet": _leaflet()} | {name: _packed(_as_json(one)) for name, one in told.items()}
    packed = "".join(
        f'<script type="application/octet-stream" id="{name}">{text}</script>'
        for name, text in parts.items()
    )
    return (
        f"{_skeleton()}{packed}<script>(function () {{\n'use strict';\n{_scripts()}}})();</script>"
    )


def _as_json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _packed(text: str) -> str:
    """Return a text gzipped, in base64: nothing in it can end its element."""
    return b64encode(compress(text.encode(), mtime=0)).decode("ascii")


@cache
def _leaflet() -> str:
    return _packed(_vendored("leaflet/leaflet.js"))


@cache
def _vendored(name: str) -> str:
    return (VENDOR / name).read_text(encoding="utf-8")


@cache
def _skeleton() -> str:
    return (PAGE / "page.html").read_text(encoding="utf-8").replace("SYMBOLS", symbols())


@cache
def _scripts() -> str:
    return "\n".join(lean((PAGE / f"{name}.js").read_text(encoding="utf-8")) for name in SCRIPTS)


def lean(source: str) -> str:
    """Return a script or style without indents and lines of comment, which no browser needs."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))


@cache
def _styles(directions: frozenset[str]) -> str:
    fonts = (font for font in FONTS if _BOLD.get(font[:2]) in (None, *directions))
    leaflet = re.sub(r"[^{}]*\{[^{}]*url\([^{}]*\}", "", _vendored("leaflet/leaflet.css"))
    own = lean((PAGE / "page.css").read_text(encoding="utf-8"))
    return f"{leaflet}\n{font_faces(fonts)}\n{css_variables()}\n{status_css()}\n{own}"


FONTS: Final[tuple[tuple[str, int, str], ...]] = (
    ("Source Sans 3", 400, "source-sans-3-latin-400-normal"),
    ("Source Sans 3", 600, "source-sans-3-latin-600-normal"),
    ("Source Serif 4", 400, "source-serif-4-latin-400-normal"),
    ("Source Serif 4", 600, "source-serif-4-latin-600-normal"),
    ("Vazirmatn", 400, "vazirmatn-arabic-400-normal"),
    ("Vazirmatn", 600, "vazirmatn-arabic-600-normal"),
)
"""Family, weight and file of the fonts in the page; Vazirmatn covers the Arabic script."""


_BOLD: Final = {("Source Serif 4", 600): "ltr", ("Vazirmatn", 600): "rtl"}
"""Bold that a page does without if none of its languages is written in that direction."""


def font_faces(fonts: Iterable[tuple[str, int, str]], display: str = "block") -> str:
    """Return the CSS of vendored fonts (family, weight, file), each within the CSS itself."""
    return "\n".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:{display};'
        f"src:url(data:font/woff2;base64,{_base64(file)}) format('woff2')}}"
        for family, weight, file in fonts
    )


def _base64(file: str) -> str:
    return b64encode((VENDOR / "fonts" / f"{file}.woff2").read_bytes()).decode("ascii")
