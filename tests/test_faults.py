"""What fails around the program: a disk that is full, a file nobody may read, a cache in pieces."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.case import CaseError, read_case
from geo.files import write_new, write_whole

from .conftest import ROOT
from .factories import a_case

COMMANDS = {
    "page": ["page", "map.html"],
    "picture": ["picture", "day.png", "--day", "2021-08-09"],
    "drawing": ["picture", "day.svg", "--day", "2021-08-09"],
    "film": ["film", "days.gif", "--from", "2021-08-09", "--to", "2021-08-10"],
}
NEW = ["new", "war", f"--boundaries={ROOT / 'data' / 'provinces.geojson'}", "--id=province"]
NEW += ["--name=name_en"]


def geo(
    folder: Path,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    **more: object,
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder, as a process of its own."""
    command = [sys.executable, "-m", "geo", *arguments]
    if arguments[0] != "new":
        command.append(f"--case={ROOT / 'data'}")
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {}),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **more,
    )


def limit_files(most: int) -> None:
    """Let no file of this process grow beyond so many bytes, as on a disk that is nearly full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


# A file is written whole, or not at all.


def test_a_file_takes_its_place_at_once(tmp_path: Path) -> None:
    """The new file has the rights of the old one, else the usual ones; a link leads where it led."""
    old, new, link = (tmp_path / name for name in ("old", "new", "link"))
    old.write_bytes(b"before")
    old.chmod(0o640)
    link.symlink_to(old)
    write_whole(link, b"after")
    write_whole(new, b"more")
    assert (old.read_bytes(), new.read_bytes(), link.is_symlink()) == (b"after", b"more", True)
    plain = tmp_path / "plain"
    plain.touch()
    rights = [stat.S_IMODE(path.stat().st_mode) for path in (old, new, plain)]
    assert rights == [0o640, rights[2], rights[2]]
    assert {path.name for path in tmp_path.iterdir()} == {"old", "new", "link", "plain"}


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """What is no file is written to, never replaced by one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reads = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"through")
    assert os.read(reads, 100) == b"through"
    os.close(reads)
    assert pipe.is_fifo()


@pytest.mark.parametrize("failing", ["write", "fsync", "replace"])
def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """Wherever it fails, the old file is whole and nothing lies beside it."""

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    place = {"write": "geo.files._write", "fsync": "os.fsync", "replace": "pathlib.Path.replace"}
    (tmp_path / "map.html").write_bytes(b"before")
    monkeypatch.setattr(place[failing], fails)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "map.html", b"after")
    with pytest.raises(OSError, match="No space"):
        write_new(tmp_path / "a" / "b", {"one": b"1", "two": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    assert (tmp_path / "map.html").read_bytes() == b"before"


def test_new_files_replace_none(tmp_path: Path) -> None:
    """If one of them is there, none is written, and it stays."""
    (tmp_path / "two").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_new(tmp_path, {"one": b"1", "two": b"2"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"two": b"mine"}


# The command line.


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the only line that a command said, as it failed because of its input."""
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "expected" in line
    return line


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path, name: str) -> None:
    """A map, picture or film that does not fit is one sentence; what was there stays."""
    target = tmp_path / COMMANDS[name][1]
    target.write_bytes(b"before")
    said = one_sentence(geo(tmp_path, *COMMANDS[name], preexec_fn=partial(limit_files, 200_000)))
    assert said == f"{target.name}: expected a file that can be written, found File too large"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_bytes() == b"before"


@pytest.mark.parametrize("there", [False, True])
def test_a_full_disk_leaves_no_half_of_a_new_case(tmp_path: Path, there: bool) -> None:  # noqa: FBT001
    """A case that does not fit is not begun: neither a file of it nor its folder is left."""
    if there:
        (tmp_path / "war").mkdir()
    said = one_sentence(geo(tmp_path, *NEW, preexec_fn=partial(limit_files, 3_000)))
    assert said == "war: expected a folder that can be written to, found File too large"
    assert [path.name for path in tmp_path.rglob("*")] == ["war"] * there


def test_what_fails_out_of_sight_is_said(tmp_path: Path) -> None:
    """A picture's fonts are unpacked to a disk that is full: a sentence too, and no picture."""
    said = one_sentence(geo(tmp_path, *COMMANDS["picture"], preexec_fn=partial(limit_files, 3_000)))
    assert said == "expected a disk that can be read and written, found File too large"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["page", "/dev/full"], ["spells"], ["check"]])
def test_a_device_that_is_full_is_said(tmp_path: Path, command: list[str]) -> None:
    """What is written to a device or to standard output and does not fit is one sentence."""
    with Path("/dev/full").open("wb") as full:
        said = one_sentence(geo(tmp_path, *command, stdout=full))
    assert said.endswith("expected a file that can be written, found No space left on device")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_an_output_that_is_closed_is_said(tmp_path: Path) -> None:
    """So is standard output that was closed before the command began."""
    said = one_sentence(geo(tmp_path, "spells", preexec_fn=lambda: os.close(1)))
    assert said == "stdout: expected a file that can be written, found Bad file descriptor"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_in_the_place_of_the_file_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """A folder is not written over, and nothing is left in or beside it."""
    target = tmp_path / COMMANDS[name][1]
    target.mkdir()
    command = [COMMANDS[name][0], str(target), *COMMANDS[name][2:], f"--case={ROOT / 'data'}"]
    assert main(command) == 1
    said = capsys.readouterr().err
    assert said == f"{target.name}: expected a file that can be written, found Is a directory\n"
    assert list(tmp_path.rglob("*")) == [target]


# What cannot be read.


@contextmanager
def as_nobody() -> Iterator[None]:
    """Give up the right to read everything, where the tests run with it."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize(
    "name", ["reports.csv", "actors.csv", "statements.csv", "provinces.geojson", "datapackage.json"]
)
def test_a_file_that_may_not_be_read_is_a_fault(open_folder: Path, name: str) -> None:
    """It is named, with the reason."""
    case = a_case(open_folder, statements="", datapackage={})
    (case / name).chmod(0)
    with as_nobody(), pytest.raises(CaseError) as refused:
        read_case(case, geometry=False)
    said = f"{name}: expected a file that can be read, found: Permission denied"
    assert said in map(str, refused.value.faults)


def test_a_folder_that_may_not_be_entered_is_a_fault(open_folder: Path) -> None:
    """So is a folder inside such a one, and a name that is too long for any."""
    closed = open_folder / "closed"
    closed.mkdir(mode=0o000)
    (open_folder / "war").symlink_to(closed / "war")
    for path in (closed / "war", open_folder / "war", open_folder / ("a" * 300)):
        with as_nobody(), pytest.raises(CaseError) as refused:
            read_case(path)
        [fault] = refused.value.faults
        assert str(fault).startswith(f"{path}: expected a folder that can be read, found ")


# Caches.


def test_a_cache_in_pieces_is_made_anew(tmp_path: Path) -> None:
    """What matplotlib remembers of the fonts may be nonsense, or not be writable: same picture."""
    pictures = []
    for kind in ("sound", "nonsense", "a file"):
        folder = tmp_path / kind
        if kind == "a file":
            folder.write_bytes(b"")
        else:
            folder.mkdir()
        if kind == "nonsense":
            for old in (tmp_path / "sound").iterdir():
                (folder / old.name).write_bytes(b"{\0")
            assert list(folder.iterdir())
        out = tmp_path / f"{kind}.png"
        command = ["picture", str(out), "--day", "2021-08-09"]
        done = geo(tmp_path, *command, environment={"MPLCONFIGDIR": str(folder)})
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        pictures.append(out.read_bytes())
    assert len(set(pictures)) == 1
