"""Colours, glyphs and settings: one table, with the contrasts that it promises."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations, pairwise
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from streamlit import config

from geo.colour import oklch, turned
from geo.control import Status
from geo.style import (
    HOUSE_HUE,
    RAMP,
    STYLES,
    ThemeName,
    actor_css,
    actor_symbols,
    css_variables,
    hues_of,
    palette,
    province_css,
    status_css,
    symbols,
)

from .conftest import ROOT

SETTINGS = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
TEXT, LINE = 4.5, 3.0
PAIRS = [
    ("ink", "page", TEXT),
    ("ink", "ground", TEXT),
    ("ink", "base", TEXT),
    ("ink", "panel", TEXT),
    ("ink", "halo", TEXT),
    ("ink2", "page", TEXT),
    ("ink2", "panel", TEXT),
    ("ink2", "base", TEXT),
    ("ink2", "ground", TEXT),
    ("ink3", "page", TEXT),
    ("ink3", "panel", TEXT),
    ("ink3", "base", TEXT),
    ("ground-text", "ground", TEXT),
    ("accent", "page", TEXT),
    ("accent", "panel", TEXT),
    ("accent-on", "accent", TEXT),
    ("ink", "warn", TEXT),
    ("ink", "wash", TEXT),
    ("rule2", "page", LINE),
    ("rule2", "panel", LINE),
    ("warn-line", "warn", LINE),
    ("edge", "base", LINE),
    ("strong", "hollow", LINE),
    ("strong", "halo", LINE),
    ("ink", "hollow", LINE),
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


MEASURED = {
    ("ink", "page"): (16.2, 15.9),
    ("ink", "ground"): (13.2, 15.9),
    ("ink", "base"): (14.9, 12.8),
    ("ink", "halo"): (16.9, 15.9),
    ("ink", "warn"): (15.4, 12.9),
    ("ink2", "page"): (8.4, 10.1),
    ("ink2", "ground"): (6.9, 10.1),
    ("ink2", "base"): (7.8, 8.1),
    ("ink3", "page"): (5.3, 6.8),
    ("ink3", "base"): (4.9, 5.5),
    ("ground-text", "ground"): (4.9, 5.5),
    ("accent", "page"): (9.9, 9.6),
    ("accent-on", "accent"): (10.3, 9.5),
    ("rule2", "page"): (3.4, 4.1),
    ("edge", "base"): (7.8, 4.0),
    ("quiet", "base"): (5.9, 5.5),
    ("warn-line", "page"): (4.6, 10.5),
    ("on-consistent", "chip-consistent"): (9.9, 14.7),
    ("on-depends", "chip-depends"): (10.4, 12.9),
    ("on-inconsistent", "chip-inconsistent"): (15.2, 15.9),
}
"""Contrast that each pair was drawn with, in the light theme and in the dark, rounded down."""


@pytest.mark.parametrize(("front", "back"), MEASURED, ids=str)
def test_no_colour_fades(front: str, back: str) -> None:
    """No pair has less contrast than it was drawn with, however far above the minimum that is."""
    for theme, least in zip(("light", "dark"), MEASURED[front, back], strict=True):
        assert contrast(palette(theme)[front], palette(theme)[back]) >= least


# Colour vision: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
# Color Vision Deficiency", IEEE TVCG 15 (2009), severity 1.0, on linear RGB.
MACHADO = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
"""Linear sRGB to CIE XYZ, white D65 (IEC 61966-2-1)."""
WHITE = (0.95047, 1.0, 1.08883)
SMALLEST_DISTANCE = 9.5
SMALLEST_DISTANCE_OF_A_HUE = 8.5
Triple = tuple[float, float, float]


def times(matrix: tuple[Triple, ...], vector: Triple) -> Triple:
    """Return a 3 by 3 matrix times a vector."""
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def lab(colour: str, vision: str) -> Triple:
    """Return the CIE L*a*b* of an sRGB colour as somebody with this vision sees it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    r, g, b = (min(1.0, max(0.0, c)) for c in times(MACHADO[vision], (r, g, b)))
    xyz = (c / white for c, white in zip(times(XYZ, (r, g, b)), WHITE, strict=True))
    x, y, z = (c ** (1 / 3) if c > 216 / 24389 else (24389 / 27 * c + 16) / 116 for c in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: Triple, other: Triple) -> float:
    """Return CIEDE2000 of two L*a*b* colours, as in Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c7 = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * sqrt(c7 / (c7 + 25**7))
    c1, c2 = hypot(a1 * stretch, b1), hypot(a2 * stretch, b2)
    h1 = degrees(atan2(b1, a1 * stretch)) % 360
    h2 = degrees(atan2(b2, a2 * stretch)) % 360
    grey = c1 * c2 == 0
    turn = 0.0 if grey else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if grey else (h1 + turn / 2) % 360
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    off = (lightness - 50) ** 2
    dl = (l2 - l1) / (1 + 0.015 * off / sqrt(20 + off))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * t)
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + 25**7))
    rotation *= sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    return sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distance_is_that_of_the_standard(one: Triple, other: Triple, expected: float) -> None:
    """The measure itself gives the published values of Sharma, Wu and Dalal, both ways round."""
    assert distance(one, other) == pytest.approx(expected, abs=1e-4)
    assert distance(other, one) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", MACHADO)
def test_tints_differ_for_every_eye(theme: ThemeName, vision: str) -> None:
    """No two flat tints of provinces come closer than 9.5 for any kind of colour vision."""
    colours = palette(theme)
    tints = ("tint-corroborated", "tint-reported", "tint-claimed", "base")
    seen = {name: lab(colours[name], vision) for name in tints}
    close = {
        pair: found
        for pair in combinations(tints, 2)
        if (found := distance(seen[pair[0]], seen[pair[1]])) < SMALLEST_DISTANCE
    }
    assert not close


SMALLEST_BY_VISION = {
    "normal": (10.6, 10.6, 18.0, 17.1),
    "protan": (10.2, 10.6, 17.6, 16.9),
    "deutan": (10.2, 10.6, 17.9, 17.2),
    "tritan": (9.5, 10.6, 17.1, 17.1),
}
"""CIEDE2000 between the nearest two: tints in light and dark, full colours in light and dark."""


@pytest.mark.parametrize("vision", MACHADO)
def test_every_eye_keeps_its_distance(vision: str) -> None:
    """For each kind of colour vision, tints and full colours stay as far apart as they were drawn."""
    steps = ("corroborated", "reported", "claimed")
    sets = ((*(f"tint-{one}" for one in steps), "base"), (*steps, "contested"))
    found = [
        min(
            distance(a, b)
            for a, b in combinations([lab(palette(theme)[n], vision) for n in names], 2)
        )
        for names in sets
        for theme in ("light", "dark")
    ]
    assert all(one >= least for one, least in zip(found, SMALLEST_BY_VISION[vision], strict=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_stronger_reports_stand_out_more(theme: ThemeName) -> None:
    """The stronger the report, the further its tint is from the ground."""
    colours = palette(theme)
    away = [
        contrast(colours[f"tint-{status}"], colours["base"])
        for status in (Status.CORROBORATED, Status.REPORTED, Status.CLAIMED)
    ]
    assert away == sorted(away, reverse=True)


# Several actors: one ramp, turned.

EVERY_HUE = range(0, 360, 30)
STEPS = ("corroborated", "reported", "claimed")
ROUNDING = 0.004
"""How far 8 bits a channel may move an OKLCH lightness, which goes from 0 to 1."""


def lightness_steps(colours: dict[str, str]) -> list[float]:
    """Return how much lighter each strength is than the one before, in OKLCH."""
    light = [oklch(colours[name])[0] for name in STEPS]
    return [b - a for a, b in pairwise(light)]


@pytest.mark.parametrize(
    ("colour", "lightness", "chroma", "hue"),
    [
        ("#FFFFFF", 1.0, 0.0, None),
        ("#000000", 0.0, 0.0, None),
        ("#FF0000", 0.6280, 0.2577, 29.23),
        ("#00FF00", 0.8664, 0.2948, 142.50),
        ("#0000FF", 0.4520, 0.3132, 264.05),
    ],
)
def test_oklch_is_that_of_the_standard(
    colour: str, lightness: float, chroma: float, hue: float | None
) -> None:
    """White, black and the primaries have the values that CSS Color 4 gives for OKLCH."""
    found, across = oklch(colour)
    assert found == pytest.approx(lightness, abs=1e-4)
    assert abs(across) == pytest.approx(chroma, abs=1e-4)
    if hue is not None:
        assert degrees(atan2(across.imag, across.real)) % 360 == pytest.approx(hue, abs=0.02)


@settings(max_examples=300)
@given(st.integers(0, 0xFFFFFF), st.floats(-720, 720))
def test_a_turned_colour_is_as_light_as_before(number: int, angle: float) -> None:
    """A turn keeps lightness, never adds chroma, and a full turn changes nothing at all."""
    colour = f"#{number:06X}"
    before, after = oklch(colour), oklch(turned(colour, angle))
    assume(before[0] > 0.15)  # darker, eight bits a channel are too coarse to compare
    assert after[0] == pytest.approx(before[0], abs=0.01)
    assert abs(after[1]) <= abs(before[1]) + 0.01
    assert turned(colour, 360) == turned(colour, 0) == colour


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("hue", EVERY_HUE)
def test_every_hue_is_as_strong_as_purple(theme: ThemeName, hue: int) -> None:
    """Each hue has the lightness steps of purple, its glyphs stand out, and its tints keep order."""
    colours, purple = palette(theme, hue), palette(theme)
    for name in RAMP:
        assert oklch(colours[name])[0] == pytest.approx(oklch(purple[name])[0], abs=ROUNDING)
    assert lightness_steps(colours) == pytest.approx(lightness_steps(purple), abs=2 * ROUNDING)
    for ground in ("halo", "hollow"):
        assert contrast(colours["strong"], colours[ground]) >= LINE
    away = [contrast(colours[f"tint-{step}"], colours["base"]) for step in STEPS]
    assert away == sorted(away, reverse=True)
    assert {name for name in colours if colours[name] != purple[name]} <= {
        *RAMP,
        *(f"tint-{step}" for step in STEPS),
        "stripe-disputed",
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("hue", EVERY_HUE)
@pytest.mark.parametrize("vision", MACHADO)
def test_strengths_of_any_hue_differ_for_every_eye(theme: ThemeName, hue: int, vision: str) -> None:
    """Within one hue no two tints come close for any kind of colour vision."""
    colours = palette(theme, hue)
    seen = [lab(colours[name], vision) for name in (*(f"tint-{one}" for one in STEPS), "base")]
    assert min(distance(a, b) for a, b in combinations(seen, 2)) >= SMALLEST_DISTANCE_OF_A_HUE


def test_hues_that_are_not_given_keep_their_distance() -> None:
    """The first is purple, each further one lies far from those in use, and given ones stay."""
    assert hues_of({"a": None}) == {"a": HOUSE_HUE}
    assert hues_of({"a": None, "b": 172}) == {"a": 358, "b": 172}
    found = hues_of(dict.fromkeys("abcdef"))
    assert list(found) == list("abcdef")
    gaps = [abs((a - b + 180) % 360 - 180) for a, b in combinations(found.values(), 2)]
    assert min(gaps) >= 30
    assert hues_of(dict.fromkeys(map(str, range(40)))).keys() == {str(n) for n in range(40)}


def test_every_pattern_of_an_actor_is_there() -> None:
    """Each paint that an actor's rules or a dispute of two name is drawn, once."""
    hues = {"reds": 0, 'g"re<en>s': 120}
    drawn = symbols() + actor_symbols(hues)
    named = set(re.findall(r"url\(#([^)]*)\)", status_css() + actor_css(hues)))
    assert set(re.findall(r"url\(#([^)]*)\)", province_css(hues))) == named
    assert {"dots-1", "dots-2", "bold-stripes-1", "bold-stripes-2", "bold-stripes-"} <= named
    assert all(drawn.count(f'id="{name}"') == 1 for name in named)
    assert '"g&quot;re&lt;en&gt;s"' in actor_symbols(hues)


@given(st.text(min_size=1))
def test_no_key_leaves_its_string(key: str) -> None:
    """A key in CSS is letters, digits and escapes, and escapes are undone to the key itself."""
    found = re.findall(r'\[data-actor="((?:[a-zA-Z0-9]|\\[0-9a-f]+ )*)"\]', actor_css({key: 0}))
    assert found
    undone = re.sub(r"\\([0-9a-f]+) ", lambda one: chr(int(one[1], 16)), found[0])
    assert undone == key
    for made in (actor_css, province_css):
        assert made({key: 0}).count("{") == made({"plain": 0}).count("{")


def test_every_status_has_glyph_and_paint() -> None:
    """Each status has a word, a definition and a glyph of its own, drawn as valid SVG."""
    assert set(STYLES) == set(Status)
    assert len({style.glyph for style in STYLES.values()}) == len(STYLES)
    drawn = ET.fromstring(symbols())  # noqa: S314 - our own SVG
    ids = {element.get("id") for element in drawn}
    assert {f"glyph-{status}" for status in Status} | {"glyph-recaptured"} <= ids
    used = {style.fill[5:-1] for style in STYLES.values() if style.fill.startswith("url(#")}
    assert used <= ids


def test_glyphs_and_patterns_use_colours_of_the_table() -> None:
    """Every variable that the drawings use is a colour of both themes, and no colour is fixed."""
    drawn = symbols() + "".join(style.fill for style in STYLES.values())
    used = {part.split(")")[0] for part in drawn.split("var(--")[1:]}
    assert used <= palette("light").keys()
    assert {"strong", "hollow", "base"} <= used
    assert "#" not in drawn.replace("url(#", "")


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
    assert worn["primaryColor"].upper() == worn["linkColor"].upper() == colours["accent"]
    assert worn["secondaryBackgroundColor"].upper() == colours["panel"]
    assert worn["borderColor"].upper() == colours["rule2"]
    assert worn["dataframeBorderColor"].upper() == colours["rule"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("runner.postScriptGC", False),
        ("browser.gatherUsageStats", False),
        ("server.fileWatcherType", "none"),
        ("client.showErrorDetails", "none"),
        ("client.showErrorLinks", False),
        ("client.disableDataExport", True),
        ("server.headless", True),
        ("server.maxUploadSize", 1),
    ],
)
def test_settings_are_in_force(option: str, value: object) -> None:
    """Each setting that the speed and privacy of the page rest on exists and is set."""
    section, name = option.split(".")
    assert SETTINGS[section][name] == value
    assert option in config.get_config_options()
    assert config.get_option(option) == value
