"""Colours turned round the colour circle, each as light as it was.

In OKLCH (Ottosson, "A perceptual color space for image processing", 2020, with the matrices
of 25 January 2021) a colour is a lightness, a chroma and a hue. Here chroma and hue are one
complex number, so that a turn is a product. Colours are sRGB, ``#RRGGBB``.
"""

from __future__ import annotations

import cmath
from math import cbrt, radians
from typing import Final

Triple = tuple[float, float, float]

_RGB_TO_LMS: Final = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LMS_TO_LAB: Final = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_LAB_TO_LMS: Final = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_LMS_TO_RGB: Final = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_FOOT: Final = 0.04045
"""Up to here the transfer function of sRGB is a straight line (IEC 61966-2-1)."""
_HALVINGS: Final = 12
"""Steps of the search for the chroma that sRGB has: to 1/4096, below what 8 bits tell apart."""


def turned(colour: str, degrees: float) -> str:
    """Return a colour turned by an angle, of the same lightness (OKLCH).

    Its chroma is kept, or lowered to what sRGB has at that lightness and hue.
    """
    if degrees % 360 == 0:
        return colour
    lightness, chroma = oklch(colour)
    chroma *= cmath.rect(1, radians(degrees))
    share = 1.0 if _is_in_srgb(_linear(lightness, chroma)) else 0.0
    if not share:
        for halving in range(1, _HALVINGS + 1):
            more = share + 0.5**halving
            share = more if _is_in_srgb(_linear(lightness, chroma * more)) else share
    return "#" + "".join(f"{_eight_bits(c):02X}" for c in _linear(lightness, chroma * share))


def oklch(colour: str) -> tuple[float, complex]:
    """Return lightness (0 to 1), and chroma with hue as a complex number (a + bi of OKLab)."""
    red, green, blue = (_degamma(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long, medium, short = _times(_RGB_TO_LMS, (red, green, blue))
    lightness, a, b = _times(_LMS_TO_LAB, (cbrt(long), cbrt(medium), cbrt(short)))
    return lightness, complex(a, b)


def _linear(lightness: float, chroma: complex) -> Triple:
    long, medium, short = _times(_LAB_TO_LMS, (lightness, chroma.real, chroma.imag))
    return _times(_LMS_TO_RGB, (long**3, medium**3, short**3))


def _is_in_srgb(linear: Triple) -> bool:
    return all(0 <= channel <= 1 for channel in linear)


def _degamma(channel: float) -> float:
    """Return a channel without the transfer function of sRGB."""
    return channel / 12.92 if channel <= _FOOT else ((channel + 0.055) / 1.055) ** 2.4


def _eight_bits(linear: float) -> int:
    channel = 12.92 * linear if linear <= _FOOT / 12.92 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * channel)


def _times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z
