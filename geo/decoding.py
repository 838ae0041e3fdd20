"""Bytes of a file as text and as JSON; what cannot be read becomes a fault, not an exception."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Final

from geo.faults import Fault, shown
from geo.language import N_, _, number

_SIGNATURES: Final = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK\x03\x04": N_("an Excel workbook or another zip archive"),
    b"PK\x05\x06": N_("an empty zip archive"),
    b"\xd0\xcf\x11\xe0": N_("an old Excel workbook"),
    b"\x1f\x8b": N_("a gzip archive"),
    b"%PDF": N_("a PDF"),
    b"PAR1": N_("a Parquet file"),
    b"{\\rtf": N_("a document of a word processor"),
    **{bytes([0x80, protocol]): N_("a Python pickle") for protocol in range(2, 6)},
}
_MARKUP: Final = {
    N_("a web page"): re.compile(r"<(!doctype html|html|head|body|table)\b", re.IGNORECASE),
    "XML": re.compile(r"<[a-z!?]", re.IGNORECASE),
    "JSON": re.compile(r"[{\[]\s*[\"{\[\]}\d-]"),
}
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LOOKED_AT: Final = 1_000
"""How many characters decide what a text looks like."""


def decode(data: bytes | str, file: str, *, wanted: str = "UTF-8") -> tuple[str, list[Fault]]:
    """Return the text of a UTF-8 file, with or without a byte order mark.

    The text is empty if there is a fault, which asks to save the file as ``wanted``.
    """
    if isinstance(data, str):
        return data.removeprefix("\ufeff"), []
    seems = next((kind for mark, kind in _SIGNATURES.items() if data.startswith(mark)), None)
    if seems is None and b"\x00" in data[:_LOOKED_AT]:
        seems = N_("UTF-16 or no text at all")
    if seems is not None:
        return "", [_not_utf8(file, None, _(seems), wanted)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        seems = _legacy_encoding(data[max(0, error.start - 20) :])
        where = _("{encoding} at byte {n}", encoding=seems, n=number(error.start + 1))
        return "", [_not_utf8(file, row, where, wanted)]


def markup_of(text: str) -> str:
    """Return what a text looks like, if it is markup or data of another kind, else nothing."""
    start = text[:_LOOKED_AT].lstrip()
    return next((_(kind) for kind, pattern in _MARKUP.items() if pattern.match(start)), "")


def hidden_character(text: str) -> str | None:
    """Return the first control character, line break, or mark that turns text around.

    Such characters make a text read unlike what it says. The joiners that Persian and
    other scripts need are none of them.
    """
    if text.isprintable():
        return None
    found = _HIDDEN.search(text)
    return found[0] if found else None


def load_json(data: bytes, file: str) -> tuple[Any, list[Fault]]:
    """Return the value that a JSON file holds, or None and a fault.

    A name given twice in one object is a fault: the first value would be lost unseen.
    """
    text, faults = decode(data, file)
    if faults:
        return None, faults
    try:
        return json.loads(text, object_pairs_hook=_without_repeats), []
    except json.JSONDecodeError as error:
        return None, [_not_json(file, error.lineno, error.msg)]
    except RecursionError:
        return None, [Fault(file, None, None, _("expected JSON, found it nested too deeply"))]
    except ValueError as error:  # a repeated name, or a number of thousands of digits
        return None, [_not_json(file, None, str(error))]


def _not_json(file: str, row: int | None, found: str) -> Fault:
    return Fault(file, row, None, _("expected JSON, found {found}", found=found))


def _not_utf8(file: str, row: int | None, seems: str, wanted: str) -> Fault:
    message = _(
        "expected UTF-8, found what looks like {kind}: save the file as {wanted}",
        kind=seems,
        wanted=wanted,
    )
    return Fault(file, row, None, message)


def _legacy_encoding(data: bytes) -> str:
    text = data[:_LOOKED_AT].decode("cp1256", errors="replace")
    high = [letter for letter in text if letter > "\x7f"]
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in high)
    if 2 * arabic > len(high):
        return "Windows-1256 (cp1256)"
    return _("an older encoding such as Windows-1252 (cp1252)")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        times = Counter(name for name, _value in pairs)
        repeated = times.most_common(1)[0][0]
        message = _("the name {name} more than once in one object", name=shown(repeated))
        raise ValueError(message)
    return result
