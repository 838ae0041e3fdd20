"""How a status looks and what it is called: the one table that every view reads.

Lightness, pattern and glyph say how strongly something is reported, and no view depends on
colour alone. The hue says who is reported to hold it: purple, and for any other actor the
same purple turned round the colour circle, so that all are equally strong. Colours are sRGB
hex; the contrast ratios and colour-vision distances behind them are held by the tests of
this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Final, Literal
from urllib.parse import quote

from geo.colour import turned
from geo.control import Status
from geo.language import N_, _

ThemeName = Literal["light", "dark"]

COLOURS: Final[Mapping[ThemeName, Mapping[str, str]]] = {
    "light": {
        "page": "#FBFAF8",
        "panel": "#FFFFFF",
        "ink": "#1F1B24",
        "ink2": "#4D4854",
        "ink3": "#6B6572",
        "rule": "#DDD8CF",
        "rule2": "#8A8490",
        "ground": "#E6E3DC",
        "ground-line": "#F8F6F2",
        "ground-text": "#625D68",
        "base": "#F3F1EC",
        "edge": "#4A4A4A",
        "halo": "#FFFFFF",
        "accent": "#542788",
        "accent-on": "#FFFFFF",
        "wash": "#F1EDF7",
        "warn": "#FFF3DD",
        "warn-line": "#B35806",
        "band": "#CFC9E3",
        "corroborated": "#542788",
        "reported": "#8073AC",
        "claimed": "#B2ABD2",
        "contested": "#FDB863",
        "strong": "#542788",
        "outline": "#2D1150",
        "hollow": "#FFFFFF",
        "quiet": "#5F5965",
        "on-contested": "#1F1B24",
        "chip-consistent": "#E4EEF7",
        "on-consistent": "#123A5E",
        "chip-depends": "#FFF3DD",
        "on-depends": "#5B2E02",
        "chip-inconsistent": "#2B2233",
        "on-inconsistent": "#FFFFFF",
    },
    "dark": {
        "page": "#17151B",
        "panel": "#1F1C25",
        "ink": "#F2EFF6",
        "ink2": "#C5BFCE",
        "ink3": "#A39CAF",
        "rule": "#3A3542",
        "rule2": "#7D7689",
        "ground": "#17151B",
        "ground-line": "#3A3542",
        "ground-text": "#938C9F",
        "base": "#2B2732",
        "edge": "#8B8498",
        "halo": "#17151B",
        "accent": "#C9B3F0",
        "accent-on": "#1D0F33",
        "wash": "#2A2336",
        "warn": "#33260F",
        "warn-line": "#FDB863",
        "band": "#4A4168",
        "corroborated": "#DCCBFA",
        "reported": "#9A8CC9",
        "claimed": "#6B6196",
        "contested": "#FDB863",
        "strong": "#DCCBFA",
        "outline": "#DCCBFA",
        "hollow": "#2B2732",
        "quiet": "#A39CAF",
        "on-contested": "#17151B",
        "chip-consistent": "#1F1C25",
        "on-consistent": "#F2EFF6",
        "chip-depends": "#33260F",
        "on-depends": "#F2EFF6",
        "chip-inconsistent": "#F2EFF6",
        "on-inconsistent": "#17151B",
    },
}

HOUSE_HUE: Final = 268
"""The hue of the purple above, as actors.csv counts it: 0 is red, 120 green, 240 blue."""
HUES: Final = tuple((HOUSE_HUE + 30 * n) % 360 for n in range(12))
"""What actors without a hue of their own choose from."""
RAMP: Final = ("corroborated", "reported", "claimed", "strong", "outline", "band")
"""The colours that turn with the actor's hue."""

TINT: Final = 0.65
"""Share of the full colour in a province's tint: the rest is base, so it only echoes."""
DISPUTED_STRIPE: Final[Mapping[ThemeName, float]] = {"light": TINT, "dark": 0.70}
CONTESTED_STRIPE: Final[Mapping[ThemeName, float]] = {"light": 1.0, "dark": 0.75}


@dataclass(frozen=True, slots=True)
class StatusStyle:
    """How one status is drawn and named; ``name`` and ``meaning`` are English.

    ``glyph`` is the inside of an SVG with viewBox 0 0 20 20, its colours the variables of
    ``css_variables``. ``fill`` is the CSS paint of a province: a tint or a pattern.
    """

    name: str
    meaning: str
    fill: str
    glyph: str

    @property
    def word(self) -> str:
        """What the status is called, in the language spoken."""
        return _(self.name)

    @property
    def definition(self) -> str:
        """What it means, in the language spoken."""
        return _(self.meaning)


_RING = '<circle cx="10" cy="10" r="7.25" fill="var(--hollow)" stroke="var(--strong)" stroke-width="1.5"/>'
_CROSS = (
    '<path d="M7 7 13 13M13 7 7 13" stroke="var(--on-contested)" stroke-width="2"'
    ' stroke-linecap="round" fill="none"/>'
)

STYLES: Final[Mapping[Status, StatusStyle]] = {
    Status.CORROBORATED: StatusStyle(
        N_("Corroborated"),
        N_("Two independent origins, or the losing side admits it"),
        "var(--tint-corroborated)",
        '<circle cx="10" cy="10" r="7.25" fill="var(--strong)" stroke="var(--strong)" stroke-width="1.5"/>',
    ),
    Status.REPORTED: StatusStyle(
        N_("Reported"),
        N_("One independent origin says it is captured"),
        "var(--tint-reported)",
        _RING + '<path d="M10 2.75A7.25 7.25 0 0 1 10 17.25Z" fill="var(--strong)"/>',
    ),
    Status.CLAIMED: StatusStyle(
        N_("Claimed"),
        N_("Only the gaining side says so"),
        "url(#dots)",
        _RING + '<path d="M10 10V2.75A7.25 7.25 0 0 1 17.25 10Z" fill="var(--strong)"/>',
    ),
    Status.DISPUTED: StatusStyle(
        N_("Disputed"),
        N_("Reported captured, and denied or still fought over"),
        "url(#bold-stripes)",
        '<circle cx="10" cy="10" r="8" fill="var(--hollow)" stroke="var(--strong)" stroke-width="1.75"/>'
        '<path d="M7.45 7.9C7.45 6.3 8.5 5.3 10.05 5.3c1.55 0 2.6.95 2.6 2.35 0 2-2.55 2.05-2.55 4"'
        ' fill="none" stroke="var(--strong)" stroke-width="1.9" stroke-linecap="round"/>'
        '<circle cx="10.08" cy="14.35" r="1.2" fill="var(--strong)"/>',
    ),
    Status.CONTESTED: StatusStyle(
        N_("Fighting"),
        N_("Reported in or at the city"),
        "url(#thin-stripes)",
        '<circle cx="10" cy="10" r="7.25" fill="var(--contested)" stroke="var(--on-contested)"'
        ' stroke-width="1.5"/>' + _CROSS,
    ),
    Status.HELD: StatusStyle(
        N_("Held"),
        N_("The latest reports say it was held, or not lost"),
        "var(--base)",
        '<circle cx="10" cy="10" r="6.5" fill="var(--hollow)" stroke="var(--ink)" stroke-width="1.5"/>'
        '<circle cx="10" cy="10" r="2.75" fill="none" stroke="var(--ink)" stroke-width="1.5"/>',
    ),
    Status.NO_REPORT: StatusStyle(
        N_("No report"),
        N_("No capture reported by this day. Not the same as held"),
        "var(--base)",
        '<circle cx="10" cy="10" r="4.25" fill="var(--hollow)" stroke="var(--quiet)" stroke-width="1.5"/>',
    ),
}

RECAPTURED: Final = StatusStyle(
    N_("Recapture reported"),
    N_("Held again, after an earlier report of its capture"),
    "var(--base)",
    '<circle cx="10" cy="10" r="7.25" fill="var(--hollow)" stroke="var(--ink)" stroke-width="1.5"/>'
    '<path d="M13 13.2V10.6A2.2 2.2 0 0 0 10.8 8.4H7M9 6 6.6 8.4 9 10.8" fill="none"'
    ' stroke="var(--ink)" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>',
)
"""The label and glyph of a held capital after an earlier taking; its status stays held."""

LOOKS: Final[Mapping[str, StatusStyle]] = {
    **{str(status): style for status, style in STYLES.items()},
    "recaptured": RECAPTURED,
}
"""All that a capital may look like, by the name of its glyph."""

REPORT_GLYPHS: Final[Mapping[str, str]] = {
    "captured": '<rect x="3.5" y="3.5" width="13" height="13" rx="2" fill="var(--strong)"/>',
    "contested": (
        '<rect x="3.75" y="3.75" width="12.5" height="12.5" rx="2" fill="var(--contested)"'
        ' stroke="var(--on-contested)" stroke-width="1.5"/>' + _CROSS
    ),
    "held": (
        '<rect x="3.75" y="3.75" width="12.5" height="12.5" rx="2" fill="var(--hollow)"'
        ' stroke="var(--ink)" stroke-width="1.5"/>'
        '<rect x="7.6" y="7.6" width="4.8" height="4.8" fill="none" stroke="var(--ink)"'
        ' stroke-width="1.5"/>'
    ),
    "denied": (
        '<rect x="3.75" y="3.75" width="12.5" height="12.5" rx="2" fill="var(--hollow)"'
        ' stroke="var(--ink)" stroke-width="1.5"/>'
        '<path d="M6.5 10H13.5" stroke="var(--ink)" stroke-width="2" stroke-linecap="round"/>'
    ),
}
"""Squares for single reports, as circles are for the status of a capital."""

PATTERNS: Final = (
    '<pattern id="thin-stripes" width="8" height="8" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="8" height="8" fill="var(--base)"/>'
    '<rect width="2.4" height="8" fill="var(--stripe-contested)"/></pattern>'
    '<pattern id="thin-hatch" width="7" height="7" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="1" height="7" fill="var(--rule)"/></pattern>'
)
"""SVG patterns in screen pixels: they do not scale with the zoom."""


def actor_patterns(suffix: str = "", attribute: str = "") -> str:
    """Return the patterns whose colours are an actor's, with a suffix to their ids."""
    return (
        f'<pattern id="bold-stripes{suffix}"{attribute} width="10" height="10"'
        ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="10" height="10" fill="var(--base)"/>'
        '<rect width="5" height="10" fill="var(--stripe-disputed)"/></pattern>'
        f'<pattern id="dots{suffix}"{attribute} width="9" height="9" patternUnits="userSpaceOnUse">'
        '<rect width="9" height="9" fill="var(--tint-claimed)"/>'
        '<circle cx="4.5" cy="4.5" r="1.15" fill="var(--strong)"/></pattern>'
    )


def mix(colour: str, ground: str, share: float) -> str:
    """Return ``share`` of a colour over an opaque ground, both ``#RRGGBB``."""
    channels = (
        round(share * int(colour[at : at + 2], 16) + (1 - share) * int(ground[at : at + 2], 16))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{value:02X}" for value in channels)


def palette(theme: ThemeName, hue: int = HOUSE_HUE) -> dict[str, str]:
    """Return every colour of a theme by name, the derived tints and stripes among them.

    ``hue`` (degrees) turns the colours of RAMP and what is derived from them.
    """
    colours = dict(COLOURS[theme])
    colours |= {name: turned(colours[name], hue - HOUSE_HUE) for name in RAMP}
    base = colours["base"]
    for status in (Status.CORROBORATED, Status.REPORTED, Status.CLAIMED):
        colours[f"tint-{status}"] = mix(colours[status], base, TINT)
    colours["stripe-disputed"] = mix(colours["reported"], base, DISPUTED_STRIPE[theme])
    colours["stripe-contested"] = mix(colours["contested"], base, CONTESTED_STRIPE[theme])
    return colours


def hues_of(given: Mapping[str, int | None]) -> dict[str, int]:
    """Return a hue for each actor: its own, else one of HUES that is far from those in use."""
    hues = {key: hue for key, hue in given.items() if hue is not None}
    for key in given:
        if key not in hues:
            used = list(hues.values())
            hues[key] = max(
                HUES, key=lambda one: min((_apart(one, hue) for hue in used), default=0)
            )
    return {key: hues[key] for key in given}


def _apart(one: int, other: int) -> int:
    """Return the smaller angle between two hues."""
    return abs((one - other + 180) % 360 - 180)


def page_variables() -> str:
    """Return both palettes as CSS for a page that follows the reader's system alone."""
    light, dark = (_declared(palette(theme)) for theme in ("light", "dark"))
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def css_variables() -> str:
    """Return both palettes as CSS: by the reader's system, or by ``data-theme`` if set."""
    return _themed("", lambda theme: f"color-scheme:{theme};{_declared(palette(theme))}")


def status_css() -> str:
    """Return the CSS that gives what carries ``data-status``, but for provinces, its ``--fill``.

    What is disputed between two actors, and so carries no actor, is in neither's colour.
    """
    rules = [
        f'[data-status="{status}"]:not(.province){{--fill:{style.fill}}}'
        for status, style in STYLES.items()
    ]
    neutral = "--strong:var(--ink);--outline:var(--ink);--stripe-disputed:var(--rule2)"
    disputed = '[data-status="disputed"][data-actor=""]:not(.province)'
    rules.append(f"{disputed}{{--fill:url(#bold-stripes-);{neutral}}}")
    return "\n".join(rules)


def actor_css(hues: Mapping[str, int]) -> str:
    """Return the CSS that turns the colours of what carries ``data-actor``, by actor key.

    Keys are words of a table: they are written so that no character of theirs is CSS.
    """
    rules = []
    for number, (key, hue) in enumerate(hues.items(), start=1):
        actor = f"[data-actor={_css_string(key)}]:not(.province)"
        rules.append(_themed(actor, partial(_turned_declarations, hue)))
        rules += [
            f'{actor}[data-status="{status}"]{{--fill:{fill}}}\n'
            for status, fill in _patterns(number).items()
        ]
    return "".join(rules)


def province_css(hues: Mapping[str, int]) -> str:
    """Return the CSS that paints provinces by ``data-status`` and ``data-actor``.

    It has the paints of ``status_css`` and ``actor_css`` without variables: with each province
    that a step changes, a browser would work out all those of its actor anew.
    """
    rules = [_filled(status, "", style.fill) for status, style in STYLES.items()]
    rules.append(_filled(Status.DISPUTED, '[data-actor=""]', "url(#bold-stripes-)"))
    for number, (key, hue) in enumerate(hues.items(), start=1):
        fills = {one: STYLES[one].fill for one in (Status.CORROBORATED, Status.REPORTED)}
        fills |= _patterns(number)
        actor = f"[data-actor={_css_string(key)}]"
        rules += [_filled(status, actor, fill, hue) for status, fill in fills.items()]
    return "".join(rules)


def _patterns(number: int) -> dict[Status, str]:
    """Return the paints of the statuses that have a pattern in the colours of their actor."""
    return {
        Status.CLAIMED: f"url(#dots-{number})",
        Status.DISPUTED: f"url(#bold-stripes-{number})",
    }


def _filled(status: Status, actor: str, fill: str, hue: int = HOUSE_HUE) -> str:
    """Return the CSS of the provinces with a status, and an actor if given."""
    province = f'.province[data-status="{status}"]{actor}'
    if not fill.startswith("var"):
        return f"{province}{{fill:{fill}}}\n"
    return _themed(province, lambda theme: f"fill:{_coloured(fill, palette(theme, hue))}")


def actor_symbols(hues: Mapping[str, int]) -> str:
    """Return one SVG ``<defs>`` with the patterns of each actor, in the order of ``actor_css``."""
    patterns = (
        actor_patterns(f"-{number}", f' data-actor="{escape(key)}"')
        for number, key in enumerate(hues, start=1)
    )
    return f"<defs>{''.join(patterns)}</defs>"


def _turned_declarations(hue: int, theme: ThemeName) -> str:
    """Return the colours of a theme that turn with the hue."""
    turns = (*RAMP, "tint-corroborated", "tint-reported", "tint-claimed", "stripe-disputed")
    colours = palette(theme, hue)
    return _declared({name: colours[name] for name in turns})


def _themed(selector: str, declarations: Callable[[ThemeName], str]) -> str:
    """Return rules for something in the light theme, and in the dark one by system or choice."""
    light, dark = declarations("light"), declarations("dark")
    return (
        f":root {selector}{{{light}}}\n"
        "@media screen and (prefers-color-scheme:dark){"
        f":root:not([data-theme=light]) {selector}{{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark] {selector}{{{dark}}}}}\n"
    )


def _declared(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def _css_string(text: str) -> str:
    """Return a CSS string; all but plain letters and digits is escaped (CSS Syntax 3, 4.3.7)."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'


def image_css() -> str:
    """Return CSS that paints glyphs and swatches as images, for a page that may hold no SVG.

    ``.glyph-NAME`` is the glyph of a status or of ``recaptured`` on its halo, ``.tint-NAME`` a
    swatch of 34 by 26 pixels; both follow the reader's system.
    """
    light, dark = _images("light"), _images("dark")
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"


def _images(theme: ThemeName) -> str:
    rules = []
    for name, style in LOOKS.items():
        halo = f'<circle cx="10" cy="10" r="{halo_radius(name)}" fill="var(--halo)"/>'
        rules.append(
            f".glyph-{name}{{background-image:{_image(halo + style.glyph, '0 0 20 20', theme)}}}"
        )
    for status, style in STYLES.items():
        tint = f'<defs>{PATTERNS}{actor_patterns()}</defs><rect width="34" height="26" fill="{style.fill}"/>'
        rules.append(f".tint-{status}{{background-image:{_image(tint, '0 0 34 26', theme)}}}")
    return "".join(rules)


def _image(inside: str, box: str, theme: ThemeName) -> str:
    """Return an SVG as a CSS image, its colour variables filled in from a theme."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'
    return f'url("data:image/svg+xml,{quote(_coloured(svg, palette(theme)), safe="")}")'


def _coloured(text: str, colours: Mapping[str, str]) -> str:
    """Return a text with its colour variables filled in."""
    return re.sub(r"var\(--([\w-]+)\)", lambda found: colours[found[1]], text)


def halo_radius(glyph: str) -> float:
    """Return the radius of the disc under a glyph, in its 20 units."""
    return 6.4 if glyph == Status.NO_REPORT else 9.6


def status_patterns() -> str:
    """Return the SVG patterns that ``status_css`` paints with: the house's own, and those of no actor."""
    neutral = actor_patterns("-", ' data-status="disputed" data-actor=""')
    return f"{PATTERNS}{actor_patterns()}{neutral}"


def symbols() -> str:
    """Return one SVG ``<defs>`` holding every glyph as a symbol, and the patterns."""
    glyphs = {name: style.glyph for name, style in LOOKS.items()}
    glyphs |= {f"says-{says}": glyph for says, glyph in REPORT_GLYPHS.items()}
    inside = "".join(
        f'<symbol id="glyph-{name}" viewBox="0 0 20 20">{glyph}</symbol>'
        for name, glyph in glyphs.items()
    )
    return f"<defs>{status_patterns()}{inside}</defs>"
