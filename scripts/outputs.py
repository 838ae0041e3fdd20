"""What every build script does with what it built: write it, or hold it against what is there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class BuildError(Exception):
    """An input or a result is not fit to ship; the message says what was expected, got, where."""


def stale(built: Mapping[str, bytes], folder: Path) -> list[str]:
    """Return the names of files that are missing from a folder or differ there."""
    return [
        name
        for name, content in built.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != content
    ]


def run(
    build: Callable[[], Mapping[str, bytes]],
    folder: Path,
    doc: str | None,
    arguments: Sequence[str] | None,
) -> int:
    """Write what ``build`` returns into a folder, or compare it under ``--check``.

    ``build`` returns contents by the file's path in ``folder``. The result is the exit code:
    0, or 1 if the build failed or a compared file differs; ``doc`` describes the script.
    """
    parser = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare byte for byte, write nothing")
    check = parser.parse_args(arguments).check
    try:
        built = build()
    except BuildError as fault:
        print(fault, file=sys.stderr)
        return 1
    for name, content in built.items():
        print(f"{name}: {len(content)} bytes")
        if not check:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    if differing := stale(built, folder):
        print(f"not as rebuilt, run `make data`: {', '.join(differing)}", file=sys.stderr)
    return 1 if differing else 0
