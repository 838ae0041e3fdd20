"""The language of the interface: its words, plurals, digits and dates.

Sentences stand in the code in English, inside ``_`` or ``ngettext``; a catalogue in
``geo/locale`` gives them in another language. What has no translation stays English. The
language belongs to the run at hand (a context variable), so that two readers on one server
never share it.
"""

from __future__ import annotations

import gettext as catalogues
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final

LOCALE: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "geo"
ENGLISH: Final = "en"
RIGHT_TO_LEFT: Final = frozenset({"fa", "ps", "ar", "ur", "he"})

ENDONYMS: Final = {ENGLISH: "English", "fa": "دری", "ps": "پښتو"}
"""What the languages with a catalogue call themselves."""

_WITH_PERSIAN_DIGITS: Final = frozenset({"fa", "ps"})
_PERSIAN_DIGITS: Final = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")

_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """Return the code of the language that is spoken now."""
    return _spoken.get()


def speak(code: str) -> None:
    """Speak a language from here on, for as long as this run lasts."""
    _spoken.set(code)


def direction(code: str) -> str:
    """Return the direction in which a language is written, as HTML names it."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def spoken_languages() -> tuple[str, ...]:
    """Return the codes of all languages that can be spoken, English first."""
    return ENGLISH, *sorted(one.parent.parent.name for one in LOCALE.glob(f"*/*/{DOMAIN}.mo"))


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language inside the block."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(text: str, /, **values: object) -> str:
    """Return a sentence in the language spoken; ``{name}`` in it becomes ``values[name]``."""
    return _filled(_catalogue(language()).gettext(text), values)


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the sentence for a number of things; ``{n}`` in it is that number."""
    return _filled(_catalogue(language()).ngettext(one, many, n), {"n": n, **values})


def N_(text: str, /) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a sentence for the catalogues where it stands; ``_`` translates it where it is said."""
    return text


def untranslated(texts: Iterable[str]) -> list[str]:
    """Return those of our sentences that are said in English for want of a translation."""
    if language() == ENGLISH:
        return []
    catalogue = catalogues.translation(DOMAIN, LOCALE, [language()], fallback=True)
    catalogue.add_fallback(_Nothing())
    return [text for text in texts if not catalogue.gettext(text)]


class _Nothing(catalogues.NullTranslations):
    def gettext(self, message: str) -> str:  # noqa: ARG002 - gettext's own signature
        return ""


def _filled(text: str, values: dict[str, object]) -> str:
    """Return a text with its names replaced; what a value holds is never read again."""
    parts = text.split("{")
    filled = parts[0]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        filled += f"{_said(values[name])}{rest}" if closed and name in values else "{" + part
    return filled


def _said(value: object) -> str:
    return digits(str(value)) if type(value) is int else str(value)


def digits(text: str) -> str:
    """Return a text with its digits as the language spoken writes them."""
    return text.translate(_PERSIAN_DIGITS) if language() in _WITH_PERSIAN_DIGITS else text


def number(value: int) -> str:
    """Return a whole number with its thousands set apart."""
    return digits(f"{value:,}")


def listed(words: Iterable[str]) -> str:
    """Return words one after the other, with commas of the language spoken."""
    return _(", ").join(words)


def named(names: Mapping[str, str]) -> str:
    """Return the name in the language spoken, out of names by language; English is always there."""
    return names.get(language()) or names[ENGLISH]


@cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    return catalogues.translation(DOMAIN, LOCALE, [code], fallback=True)
