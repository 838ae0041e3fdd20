"""Texts of a picture: the page's own fonts, measured and wrapped before they are set.

Lengths are in pixels of the page, which are points of the figure.
"""

from __future__ import annotations

import atexit
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final, Literal

from fontTools.ttLib import TTFont, woff2
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

Run = tuple[str, bool]
"""A piece of a sentence, and whether it is bold."""

_FONTS: Final = Path(__file__).parents[1] / "page" / "vendor" / "fonts"
_FILES: Final = {
    ("sans", False): ("source-sans-3-latin-400-normal", "vazirmatn-arabic-400-normal"),
    ("sans", True): ("source-sans-3-latin-600-normal", "vazirmatn-arabic-600-normal"),
    ("serif", False): ("source-serif-4-latin-400-normal", "vazirmatn-arabic-400-normal"),
    ("serif", True): ("source-serif-4-latin-600-normal", "noto-naskh-arabic-arabic-600-normal"),
}
"""The page's fonts by family and boldness, the second for letters that the first lacks."""
_LAST_RESORT: Final = {"sans": "DejaVu Sans", "serif": "DejaVu Serif"}
"""What matplotlib brings: for all other letters, and where there is no Brotli to read WOFF2."""
_NARROWER: Final = 0.87
"""The size at which these are about as wide as the page's fonts, for which the page is laid out."""
_LONGEST: Final = 500
"""Letters of a sentence that are looked at: more never fits."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a text looks: its size in pixels of the page, boldness and family."""

    size: float
    bold: bool = False
    family: Literal["sans", "serif"] = "sans"

    def font(self) -> FontProperties:
        """Return the fonts in which each letter is looked for, one after the other."""
        own = _names(self.family, self.bold)
        # A shipped font is one weight under a name of its own.
        weight = "bold" if self.bold and not own else "normal"
        size = self.size * (1 if own else _NARROWER)
        families = [*own, _LAST_RESORT[self.family]]
        return FontProperties(family=families, weight=weight, size=size)

    def width(self, text: str) -> float:
        """Return how wide a text on one line is."""
        return _width(text, self)

    def length(self, runs: Sequence[Run]) -> float:
        """Return how wide the pieces of a line are together."""
        return sum(self.of(run).width(run[0]) for run in runs)

    def of(self, run: Run) -> Face:
        """Return the face of a piece in a sentence of this face."""
        return replace(self, bold=self.bold or run[1])

    def fitting(self, sentence: str | Sequence[Run], width: float) -> Face:
        """Return this face, as much smaller as the sentence needs to fit on one line."""
        runs = [(sentence, False)] if isinstance(sentence, str) else sentence
        return replace(self, size=self.size * min(1, width / max(1, self.length(runs))))

    def wrap(self, sentence: str | Sequence[Run], width: float, most: int = 99) -> list[list[Run]]:
        """Break a sentence into lines of at most ``width``; what does not fit ends in ``…``."""
        runs = [(sentence, False)] if isinstance(sentence, str) else sentence
        text = re.sub(r"\s", " ", "".join(piece for piece, _ in runs))[:_LONGEST]
        bold = [flag for piece, flag in runs for _ in piece]

        def cut(start: int, end: int) -> list[Run]:
            groups = groupby(range(start, end), key=bold.__getitem__)
            return [("".join(text[at] for at in group), flag) for flag, group in groups]

        spans: list[tuple[int, int]] = []
        for word in re.finditer(r"\S+", text):
            if spans and self.length(cut(spans[-1][0], word.end())) <= width:
                spans[-1] = spans[-1][0], word.end()
            else:
                spans.append(word.span())
        lines = [cut(*span) for span in spans[:most]]
        if len(spans) > most:
            last, flag = lines[-1][-1]
            lines[-1][-1] = f"{last} …", flag
        return [self._fitted(line, width) for line in lines]

    def _fitted(self, line: list[Run], width: float) -> list[Run]:
        while len(line[0][0]) > 1 and self.length(line) > width:
            *before, (text, flag) = line
            shorter = text.rstrip("… ")[:-1]
            line = [*before, (f"{shorter}…", flag)] if shorter or not before else before
        return line


@lru_cache(maxsize=4096)
def _width(text: str, face: Face) -> float:
    # Between bars, since spaces at the ends would not be measured.
    return _ink(f"|{text}|", face) - _ink("||", face)


def _ink(text: str, face: Face) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, face.font(), ismath=False)
    return float(width)


@cache
def _names(family: str, bold: bool) -> list[str]:  # noqa: FBT001 - a part of the key
    return [name for file in _FILES[family, bold] if (name := _installed(file))]


@cache
def _installed(file: str) -> str:
    """Make a font of the page known to matplotlib; return its name, blank if it cannot be read."""
    if not woff2.haveBrotli:
        return ""
    path = _unpacked() / f"{file}.ttf"
    font = TTFont(_FONTS / f"{file}.woff2")
    font.flavor = None
    font.save(path)
    fontManager.addfont(path)
    return str(fontManager.ttflist[-1].name)


@cache
def _unpacked() -> Path:
    """Return the folder of this process for fonts that matplotlib can open."""
    folder = Path(mkdtemp(prefix="fonts-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder
