"""What fails around the program: a disk, a file, a cache, a server that is killed, data that change."""

from __future__ import annotations

import os
import re
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from playwright.sync_api import Browser, Page, expect

from bench.soak import Trial, verdict
from geo.__main__ import main
from geo.case import Case, CaseError, read_case
from geo.files import write_new, write_whole
from geo.language import speaking
from geo.reports import SourceFilter
from geo.tables import status_rows
from geo.ui.shelf import Shelf, Shelved, _in_motion, _signature, shelf

from .conftest import ROOT, OpenPage, free_port, run_app, running, serve
from .factories import a_case
from .map_page import MapPage

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

COMMANDS = {
    "page": ["page", "map.html"],
    "picture": ["picture", "day.png", "--day", "2021-08-09"],
    "drawing": ["picture", "day.svg", "--day", "2021-08-09"],
    "film": ["film", "days.gif", "--from", "2021-08-09", "--to", "2021-08-10"],
}
TALIBAN = SourceFilter.parse("side:taliban")
BACK_WITHIN = 60_000
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


# The server is killed.


def test_a_page_outlives_its_server(browser: Browser) -> None:
    """While the server is away the map plays on; once it is back the page goes on where it was."""
    port = free_port()
    page = browser.new_context().new_page()  # its console complains of the server, and should
    with running(port=port) as (address, process):
        page.goto(f"{address}/?{VIEW}")
        board = MapPage(page, inside=True)
        board.map.evaluate("map => { map.ownerDocument.defaultView.same = true; }")
        board.find("#play").click()
        board.wait_for_play("2021-08-14")
        process.kill()
        process.wait(timeout=20)
        expect(page.get_by_role("dialog")).to_contain_text("Connection error")
        expect(board.map).to_have_attribute("data-day", "2021-08-20")
        board.go_to("2021-08-16")
        assert "day=2021-08-16" not in page.url
    with running(port=port) as (address, _):
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=BACK_WITHIN)
        expect(page).to_have_url(re.compile("day=2021-08-16"), timeout=BACK_WITHIN)
        assert board.map.evaluate("map => map.ownerDocument.defaultView.same")
        board.go_to("2021-08-15")
        expect(page).to_have_url(re.compile("day=2021-08-15"))
        is_the_view(page, board, "2021-08-15")
        page.reload()
        is_the_view(page, MapPage(page, inside=True), "2021-08-15")
        page.context.close()


VIEW = "day=2021-08-12&known_by=2021-08-20&province=AF-HER&without=side:taliban&lang=fa"


def is_the_view(page: Page, board: MapPage, day: str) -> None:
    """The map, the dossier and the address show the day and all choices of the link."""
    expect(board.map).to_have_attribute("data-day", day)
    expect(board.root.get_by_test_id("dossier")).to_contain_text("هرات")
    shown = parse_qs(urlsplit(page.url).query)
    assert shown == parse_qs(VIEW) | {"day": [day]}
    case = read_case(ROOT / "data")
    rule = status_rows(case, date.fromisoformat(day), date(2021, 8, 20), [TALIBAN])
    assert board.shown()["provinces"] == {row.province: str(row.status) for row in rule}


def test_a_page_outlives_its_server_and_its_data(browser: Browser, case_folder: Path) -> None:
    """A server that comes back with other data sends another map, on the day of the reader."""
    port, folder = free_port(), ("--case", str(case_folder))
    page = browser.new_context().new_page()  # its console complains of the server, and should
    with running(folder, port=port) as (address, process):
        page.goto(f"{address}/?day=2021-08-12")
        board = MapPage(page, inside=True)
        board.go_to("2021-08-13")
        expect(page).to_have_url(re.compile("day=2021-08-13"))
        process.kill()
        process.wait(timeout=20)
        expect(page.get_by_role("dialog")).to_contain_text("Connection error")
        board.go_to("2021-08-16")
    without_fighting(case_folder)
    with running(folder, port=port):
        expect(page).to_have_url(re.compile("day=2021-08-16"), timeout=BACK_WITHIN)
        version = read_case(case_folder)
        expect(page.get_by_text(f"Data version {version.digest}")).to_be_visible()
        expect(board.map).to_have_attribute("data-day", "2021-08-16")
        assert board.shown()["provinces"] == statuses(version, "2021-08-16")
        page.context.close()


# Data that change under a server.


@pytest.fixture
def case_folder(tmp_path: Path) -> Path:
    """A copy of the shipped case, to be changed."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "case"))


def without_fighting(folder: Path) -> None:
    """Make another version of a case: every report of fighting says that the capital was held."""
    rewrite(folder / "reports.csv", ",contested,,", ",held,government,")


def rewrite(file: Path, old: str, new: str) -> None:
    """Replace a text in a file wherever it stands; the file takes its place at once."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    write_whole(file, text.replace(old, new).encode())


def broken(folder: Path) -> None:
    """Put a fault into each of two files."""
    rewrite(folder / "reports.csv", "AF-KDZ,2021-08-08,", "AF-KDZ,2021-02-31,")
    rewrite(folder / "actors.csv", ",yes,", ",perhaps,")


def statuses(case: Case, day: str = "2021-08-09") -> dict[str, str]:
    """Return the status of every province on a day."""
    return {row.province: str(row.status) for row in status_rows(case, date.fromisoformat(day))}


class Visitor:
    """A reader of one version of the data, in a browser."""

    def __init__(self, page: Page, version: Case, alert: str = "") -> None:
        self.page, self.version = page, version
        self.board = MapPage(page, inside=True)
        self.sees_hers("2021-08-09", alert)

    def sees_hers(self, day: str, alert: str = "") -> None:
        """Every part of the page is of her version, and the alert, if any, of the folder."""
        expect(self.page.get_by_text(f"Data version {self.version.digest}")).to_be_visible()
        expect(self.board.map).to_have_attribute("data-day", day)
        assert self.board.shown()["provinces"] == statuses(self.version, day)
        alerts = self.page.get_by_role("alert")
        expect(alerts).to_have_count(1 if alert else 0)
        if alert:
            expect(alerts).to_contain_text(alert)

    def goes_on(self, day: str) -> None:
        """A move, and another page and back, are answered with her version."""
        self.board.go_to(day)
        expect(self.page).to_have_url(re.compile(f"day={day}"))
        self.page.get_by_role("radio", name="Reports").click()
        expect(self.page.get_by_label("Find in all columns")).to_be_visible()
        self.page.get_by_role("radio", name="Map").click()
        self.board = MapPage(self.page, inside=True)
        self.sees_hers(day)


def at_rest(folder: Path) -> None:
    """Wait until a folder counts as at rest."""
    wait_until(lambda: not _in_motion(_signature(str(folder))))


def wait_until(true: Callable[[], bool]) -> None:
    """Return once something is so; fail if it takes too long."""
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_readers_keep_their_version_and_nobody_sees_a_mixture(
    open_page: OpenPage, case_folder: Path
) -> None:
    """Data that change, break and are mended under readers: each sees one version, whole."""
    with serve("--case", str(case_folder)) as address:
        one = Visitor(open_page(address), read_case(case_folder))
        without_fighting(case_folder)
        at_rest(case_folder)
        two = Visitor(open_page(address), read_case(case_folder))
        assert statuses(one.version) != statuses(two.version)
        one.goes_on("2021-08-12")

        broken(case_folder)
        at_rest(case_folder)
        late = open_page(address)
        said = late.get_by_role("alert")
        expect(said).to_contain_text("faults in the tables. The page keeps the last good data.")
        with pytest.raises(CaseError) as refused:
            read_case(case_folder)
        for fault in refused.value.faults:
            expect(said).to_contain_text(str(fault))
        three = Visitor(late, two.version, "in the tables")
        one.goes_on("2021-08-13")
        two.goes_on("2021-08-12")

        rewrite(case_folder / "reports.csv", "AF-KDZ,2021-02-31,", "AF-KDZ,2021-08-08,")
        rewrite(case_folder / "actors.csv", ",perhaps,", ",yes,")
        rewrite(case_folder / "datapackage.json", '"version": "', '"version": "9.')
        at_rest(case_folder)
        four = Visitor(open_page(address), read_case(case_folder))
        assert len({one.version.digest, two.version.digest, four.version.digest}) == 3
        three.goes_on("2021-08-12")
        for visitor in (one, two, three, four):
            visitor.page.close()  # before their server stops, which they would complain of


@pytest.fixture
def kept(case_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A shelf that holds the first version of a case, and finds every folder at rest."""
    monkeypatch.setattr("geo.ui.shelf.REST", 0)
    own = Shelf(str(case_folder))
    assert own.newest().case
    return own


def test_a_folder_that_changes_while_it_is_read_is_read_again(
    kept: Shelf, case_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is taken is the folder as it is in the end, not a file of before and one of after."""
    reads: list[str] = []

    def read(folder: str) -> Case:
        case = read_case(folder)
        reads.append(case.digest)
        if len(reads) == 1:
            without_fighting(case_folder)
        return case

    monkeypatch.setattr("geo.ui.shelf.read_case", read)
    rewrite(case_folder / "datapackage.json", '"version": "', '"version": "9.')
    found = kept.newest()
    assert found.case
    assert found.case.digest == read_case(case_folder).digest == reads[1] != reads[0]
    assert kept.newest().case is found.case
    assert len(reads) == 2


def test_a_folder_that_never_rests_is_not_taken(
    kept: Shelf, case_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last good case stays, the reason beside it, until the folder comes to rest."""
    good = kept.newest().case

    def read(folder: str) -> Case:
        case = read_case(folder)
        rewrite(case_folder / "datapackage.json", '"version": "', '"version": "9.')
        return case

    rewrite(case_folder / "datapackage.json", '"version": "', '"version": "9.')
    with monkeypatch.context() as patch:
        patch.setattr("geo.ui.shelf.read_case", read)
        found = kept.newest()
    assert found.case is good
    [fault] = found.faults
    assert fault.file == str(case_folder)
    assert fault.message.endswith("found that they keep changing")
    healed = kept.newest()
    assert healed.faults == ()
    assert healed.case
    assert healed.case.digest == read_case(case_folder).digest


def test_whoever_comes_in_the_middle_of_a_change_gets_the_case_of_before(
    kept: Shelf, case_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file of several is new: the others may follow. Once all is still, it is read."""
    good = kept.newest().case
    monkeypatch.setattr("geo.ui.shelf.REST", 10**18)
    broken(case_folder)
    assert kept.newest() == Shelved(good)
    monkeypatch.setattr("geo.ui.shelf.REST", 0)
    assert kept.newest().case is good
    assert {fault.file for fault in kept.newest().faults} == {"actors.csv", "reports.csv"}


@pytest.mark.parametrize("path", ["reports.csv", "tables/reports.csv"])
def test_a_change_of_the_same_size_and_time_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Tools that keep times and sizes hide no change, nor does a folder below."""
    monkeypatch.setattr("geo.ui.shelf.REST", 0)
    case = a_case(tmp_path, datapackage={"resources": [{"name": "reports", "path": path}]})
    (case / path).parent.mkdir(exist_ok=True)
    (case / "reports.csv").rename(case / path)
    own = Shelf(str(case))
    before, times = own.newest().case, (case / path).stat()
    rewrite(case / path, "2001-05-10", "2001-05-11")
    os.utime(case / path, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = own.newest().case
    assert before
    assert after
    assert before.digest != after.digest


def test_the_last_good_case_outlives_streamlits_caches(case_folder: Path) -> None:
    """Any reader may have Streamlit empty its caches; a folder that is at fault is shown anyway."""
    good = shelf(str(case_folder)).newest().case
    broken(case_folder)
    st.cache_resource.clear()
    assert shelf(str(case_folder)).newest().case is good


def test_faults_of_the_folder_follow_the_reader(
    case_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in the language that she speaks now, and go once they are mended."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("geo.ui.shelf.REST", 0)
    monkeypatch.setattr(sys, "argv", ["app.py", "--case", str(case_folder)])
    before = run_app()
    good = (case_folder / "actors.csv").read_bytes()
    rewrite(case_folder / "actors.csv", ",yes,", ",perhaps,")
    app = run_app()
    assert "expected yes or no" in alerts_of(app)
    assert alerts_of(before.run()) == ""
    for code, word in (("fa", "باید"), ("ps", "باید"), ("en", "expected")):
        app.session_state.choice = replace(app.session_state.choice, language=code)
        with speaking(code), pytest.raises(CaseError) as refused:
            read_case(case_folder)
        said = alerts_of(app.run())
        assert word in said
        assert all(escape(str(fault)) in said for fault in refused.value.faults)
    (case_folder / "actors.csv").write_bytes(good)
    assert alerts_of(app.run()) == ""
    assert not app.exception


def alerts_of(app: AppTest) -> str:
    """Return the alerts of a run."""
    blocks = [element.proto.body for element in app.get("html")]
    return "\n".join(block for block in blocks if 'role="alert"' in block)


# The soak, which is too long for a test, says what it saw.


@pytest.mark.parametrize(
    ("memory", "faults", "status"),
    [
        ([200.0, 215, 210, 214], [], 0),
        ([200.0, 220, 240, 280], [], 1),
        ([200.0], ["AssertionError: stuck"], 1),
    ],
)
def test_a_soak_fails_if_memory_grows_or_something_is_not_survived(
    capsys: pytest.CaptureFixture[str], memory: list[float], faults: list[str], status: int
) -> None:
    """Memory that goes up and down is flat, memory that goes up is not; a fault is printed."""
    assert verdict([Trial("server is killed", 3, 1.5, faults)], memory) == status
    said = capsys.readouterr().out
    assert ("NOT flat" in said) == (memory[-1] > 250)
    assert ("stuck" in said) == bool(faults)
