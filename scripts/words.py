"""Bring the catalogues of the interface up to date: ``python -m scripts.words``.

Every sentence inside ``_``, ``N_`` and ``ngettext`` in ``geo`` and ``app.py`` gets its entry in
``geo/locale/*/LC_MESSAGES/geo.po``, what is no longer said loses it, and the ``.mo`` files,
which the interface reads, are made anew. What has no translation yet is named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from geo.language import DOMAIN, LOCALE

ROOT: Final = Path(__file__).parent.parent
KEYWORDS: Final = {"_": None, "N_": None, "ngettext": (1, 2)}
_UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""A day of making would make every build another file."""
_HEADER: Final = """msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def extracted() -> Catalog:
    """Return a catalogue of every sentence in the code, without translations."""
    found = Catalog()
    in_package = extract_from_dir(ROOT / "geo", [("**.py", "python")], keywords=KEYWORDS)
    for _file, _line, message, _comments, _context in in_package:
        found.add(message)
    for _line, message, _comments, _context in extract_from_file(
        "python", ROOT / "app.py", keywords=KEYWORDS
    ):
        found.add(message)
    return found


def files() -> list[Path]:
    """Return the catalogues, one a language."""
    return sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(file: Path) -> Catalog:
    """Return the catalogue in a ``.po`` file."""
    with file.open("rb") as source:
        return read_po(source)


def as_po(catalogue: Catalog) -> bytes:
    """Return a catalogue as a ``.po`` file: sorted, so that two branches seldom meet in a line."""
    body = BytesIO()
    write_po(
        body,
        catalogue,
        width=0,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    header = _HEADER.format(locale=catalogue.locale, plural_forms=catalogue.plural_forms)
    return header.encode() + body.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return a catalogue as the ``.mo`` file that ``gettext`` reads."""
    catalogue.creation_date = catalogue.revision_date = _UNDATED
    body = BytesIO()
    write_mo(body, catalogue)
    return body.getvalue()


def untranslated(catalogue: Catalog) -> Iterator[str]:
    """Yield the English of every entry that has no translation, or only some of its forms."""
    for message in catalogue:
        forms = [message.string] if isinstance(message.string, str) else message.string
        if message.id and not all(forms or [""]):
            yield message.id if isinstance(message.id, str) else message.id[0]


def main() -> int:
    """Rewrite every catalogue; return 1 if any sentence lacks a translation."""
    wanted, missing = extracted(), 0
    for file in files():
        catalogue = read(file)
        catalogue.update(wanted, no_fuzzy_matching=True)
        file.write_bytes(as_po(catalogue))
        file.with_suffix(".mo").write_bytes(as_mo(catalogue))
        lacking = list(untranslated(catalogue))
        missing += len(lacking)
        print(f"{file.relative_to(ROOT)}: {len(catalogue)} sentences, {len(lacking)} untranslated")
        print("".join(f"  {text}\n" for text in lacking), end="")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
