"""Bytes that grow towards code not yet reached, against what reads from strangers; by hand.

    python -m venv .cache/fuzz
    .cache/fuzz/bin/pip install atheris -r requirements.txt
    .cache/fuzz/bin/python -m tests.fuzz upload|article|case [-max_total_time=400] [FOLDER]

Whatever comes in, there is a result or a list of faults, never another error. A finding is
written to a file ``crash-…``: give its name in place of FOLDER to see it again, and make it a
test. FOLDER keeps what was found to reach new code, for the next time.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["geo"]):
    from geo.article import read_article
    from geo.case import CaseError, read_case
    from geo.statements import verify
    from geo.upload import read_upload

from .factories import a_case

ROOT = Path(__file__).parent.parent
SHIPPED = read_case(ROOT / "data", geometry=False)
PLACES = {name: one.province for one in SHIPPED.provinces for name in one.capitals.values()}
WORDS = {word: one.actor for one in SHIPPED.actors for word in one.words}
FILES = ("provinces", "reports", "actors", "statements", "corrections", "neighbours", "datapackage")


def upload(data: bytes) -> None:
    """Read a table: each row is a report, at fault or waiting, or the file as a whole is at fault."""
    found = read_upload(SHIPPED, data, name="mine.csv")
    assert found.reports or found.faults or found.waiting
    assert all(str(fault).encode() and "\n" not in str(fault) for fault in found.faults)


def article(data: bytes) -> None:
    """Read an article: mentions stand in order, quote the text, and can be judged."""
    days = atheris.FuzzedDataProvider(data)
    published = date(2021, 8, 1) + timedelta(days.ConsumeIntInRange(0, 31))
    text = days.ConsumeUnicode(atheris.ALL_REMAINING)
    end = 0
    for one in read_article(
        text,
        published,
        PLACES,
        actors=WORDS,
        incumbents=SHIPPED.incumbents,
        country=SHIPPED.country,
    ):
        assert end <= one.start < one.end
        assert text[one.start : one.end] == one.quoted
        assert verify(one.statement, SHIPPED.counting, incumbents=SHIPPED.incumbents, names={})
        end = one.end


def case(data: bytes) -> None:
    """Read a case with any bytes in place of one of its files."""
    if not data:
        return
    name = FILES[data[0] % len(FILES)]
    with tempfile.TemporaryDirectory() as folder, suppress(CaseError):
        read_case(a_case(Path(folder), **{name: data[1:]}))


TARGETS: dict[str, Callable[[bytes], None]] = {"upload": upload, "article": article, "case": case}


def main() -> None:
    """Fuzz what the first argument names; the others are libFuzzer's."""
    name = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"expected one of {', '.join(TARGETS)}, found {name or 'nothing'}")
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
