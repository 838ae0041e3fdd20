"""Colours, glyphs and settings: one table, with the contrasts that it promises."""

from __future__ import annotations

import tomllib
from xml.etree import ElementTree as ET

import pytest
from streamlit import config

from geo.control import Status
from geo.style import STYLES, ThemeName, css_variables, palette, symbols

from .conftest import ROOT

SETTINGS = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
TEXT, LINE = 4.5, 3.0
PAIRS = [
    ("ink", "page", TEXT),
    ("ink", "ground", TEXT),
    ("ink", "base", TEXT),
    ("ink2", "page", TEXT),
    ("ink2", "ground", TEXT),
    ("ink3", "page", TEXT),
    ("ink3", "base", TEXT),
    ("ground-text", "ground", TEXT),
    ("accent", "page", TEXT),
    ("accent", "panel", TEXT),
    ("accent-on", "accent", TEXT),
    ("ink", "warn", TEXT),
    ("ink", "wash", TEXT),
    ("rule2", "page", LINE),
    ("edge", "base", LINE),
    ("strong", "hollow", LINE),
    ("on-contested", "contested", LINE),
    ("quiet", "base", LINE),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=str)
def test_contrast_holds(theme: ThemeName, front: str, back: str, least: float) -> None:
    """Text reaches 4.5 and lines 3, on each ground that they stand on, in both themes."""
    colours = palette(theme)
    assert contrast(colours[front], colours[back]) >= least


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_stronger_reports_stand_out_more(theme: ThemeName) -> None:
    """The stronger the report, the further its tint is from the ground."""
    colours = palette(theme)
    away = [
        contrast(colours[f"tint-{status}"], colours["base"])
        for status in (Status.CORROBORATED, Status.REPORTED, Status.CLAIMED)
    ]
    assert away == sorted(away, reverse=True)


def test_every_status_has_glyph_and_paint() -> None:
    """Each status has a word, a definition and a glyph of its own, drawn as valid SVG."""
    assert set(STYLES) == set(Status)
    assert len({style.glyph for style in STYLES.values()}) == len(STYLES)
    drawn = ET.fromstring(symbols())  # noqa: S314 - our own SVG
    ids = {element.get("id") for element in drawn}
    assert {f"glyph-{status}" for status in Status} | {"glyph-recaptured"} <= ids
    used = {style.fill[5:-1] for style in STYLES.values() if style.fill.startswith("url(#")}
    assert used <= ids


def test_css_names_every_colour() -> None:
    """Both themes define the same variables."""
    assert palette("light").keys() == palette("dark").keys()
    assert all(f"--{name}:" in css_variables() for name in palette("light"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_streamlit_wears_the_same_colours(theme: ThemeName) -> None:
    """The dashboard's theme is taken from the same table as the map."""
    worn = SETTINGS["theme"][theme]
    colours = palette(theme)
    assert worn["backgroundColor"].upper() == colours["page"]
    assert worn["textColor"].upper() == colours["ink"]
    assert worn["primaryColor"].upper() == colours["accent"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("runner.postScriptGC", False),
        ("browser.gatherUsageStats", False),
        ("server.fileWatcherType", "none"),
        ("client.showErrorDetails", "none"),
    ],
)
def test_settings_are_in_force(option: str, value: object) -> None:
    """Each setting that the speed and privacy of the page rest on exists and is set."""
    section, name = option.split(".")
    assert SETTINGS[section][name] == value
    assert option in config.get_config_options()
