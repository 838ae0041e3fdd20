"""Files written whole or not at all: a disk that is full leaves what was there before.

All errors are OSError. A file is written under another name beside its place, and takes the
place once it is complete.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, over an old one if there is one, whose rights it keeps.

    A link keeps leading where it led. What is no file, such as a pipe or /dev/stdout, is
    written to as it is.
    """
    path = Path(os.path.realpath(path))  # resolve() fails on links that lead in a circle
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    with _draft_beside(path) as draft:
        _write(draft, data)
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)


def write_new(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files by name into a folder, which is made if need be: all of them, or none.

    FileExistsError if there is one of them; it stays as it is.
    """
    with _removed_on_failure() as made:
        for one in reversed([folder, *folder.parents]):
            if not one.exists():
                one.mkdir()
                made.append(one)
        for name, data in contents.items():
            path = folder / name
            path.open("xb").close()
            made.append(path)
            write_whole(path, data)


@contextmanager
def _draft_beside(path: Path) -> Iterator[Path]:
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _removed_on_failure() -> Iterator[list[Path]]:
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _write(path: Path, data: bytes) -> None:
    """Write a new file, down to the disk: only then is it known to fit."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
