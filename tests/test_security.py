"""Hostile input through every door: the address, the socket, a case's folder, a table, an article."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import os
import pickle
import re
import socket
import tempfile
import time
import zipfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bench.load import Reader, reader
from geo.__main__ import main
from geo.case import Case, CaseError, read_case
from geo.evidence import marked
from geo.faults import FOLDER_JSON, Fault
from geo.tables import findings
from geo.ui.article import mentions
from geo.upload import read_upload

from .conftest import ROOT, OpenPage, running, stream
from .factories import a_case, a_collection, a_report, a_table
from .map_page import MapPage

CALLS_OUT = "![x](https://example.org/x.png)"
fast = settings(max_examples=60)


def visit(dashboard: str, act: Callable[[Reader], Awaitable[None]]) -> None:
    """Act as a browser with a socket; in a thread, as Playwright keeps a loop in this one."""

    async def come() -> None:
        async with reader(dashboard) as one:
            await act(one)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(come())).result()


# The address.

QUERIES = {
    "long value": "day=" + "9" * 100_000,
    "long name": "x" * 100_000 + "=1",
    "very many values": "&".join(["without=side:taliban"] * 900),
    "very many sources": "&".join(f"without=publisher:{n}" for n in range(900)),
    "too many fields": "&".join(f"a{n}=1" for n in range(5_000)),
    "repeated": "day=2021-08-12&day=x&day=2021-08-13&page=map&page=nowhere",
    "NUL": "day=%00&province=AF-HER%00&without=side:%00",
    "invalid UTF-8": "day=%ff%fe&province=%c3%28&page=%ed%a0%80&lang=%f5",
    "broken escapes": "day=%&province=%zz&known_by=%u0041&page=%2",
    "controls": "day=2021-08-12%0d%0aSet-Cookie:a=b&province=%1b%5b31m",
    "bidirectional": "province=%e2%80%ae%e2%81%a6&known_by=%e2%80%8f",
    "other digits": "day=%db%b2%db%b0%db%b2%db%b1-%db%b0%db%b8-%db%b0%db%b9",
    "prototype": "__proto__=1&constructor=2&province=__proto__&lang=__class__",
    "paths": "page=../../etc/passwd&province=/etc/passwd&lang=../fa&v=C:%5c",
    "templates": "province={{7*7}}&day={% for %}&known_by=$%7b1%7d&without=side:{{7*7}}",
    "markup": "day=<script>window.pwned=1</script>&v='\"><img src=x onerror=window.pwned=1>",
    "Markdown": f"province={CALLS_OUT}&without={CALLS_OUT}&v={CALLS_OUT}",
    "no name": "=&==&&=x&;",
    "numbers": "day=1e999&threshold=NaN&known_by=-0&v=0x10",
    "ends of the calendar": "known_by=0001-01-01&against=known_by:9999-12-31&page=compare",
    "compared with nonsense": "page=compare&against=day:&against=without:side:x&against=%00:",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_no_address_breaks_the_server(dashboard: str, query: str) -> None:
    """Whatever the query, the page answers without an error, and a good one is followed after it."""
    with urlopen(f"{dashboard}/?day=2021-08-12") as answer:
        assert answer.status == 200

    async def act(one: Reader) -> None:
        await one.open_page(query)
        await one.open_page("day=2021-08-12")
        await one.move("2021-08-13")

    visit(dashboard, act)


@pytest.mark.parametrize(
    "name", ["NUL", "invalid UTF-8", "broken escapes", "templates", "markup", "Markdown"]
)
def test_no_address_breaks_the_page(open_page: OpenPage, dashboard: str, name: str) -> None:
    """In a browser too: the map paints on its opening day, notices are text, nothing is fetched."""
    page = open_page(f"{dashboard}/?{QUERIES[name]}")
    expect(MapPage(page, inside=True).map).to_have_attribute("data-day", "2021-08-09")
    expect(page.get_by_role("alert").first).to_be_visible()
    assert page.evaluate("typeof window.pwned") == "undefined"


# The socket.


def test_a_foreign_page_gets_no_socket(dashboard: str) -> None:
    """A page of another origin, or of none, is refused; our own is let in."""
    for origin in ("https://evil.example", "http://127.0.0.1.evil.example", "null", "file://"):
        with pytest.raises(InvalidStatus, match="403"), stream(dashboard, origin=origin):
            pass
    with stream(dashboard, origin=dashboard):
        pass


def test_a_foreign_name_gets_no_socket_where_names_are_listed() -> None:
    """With server.allowedHosts, a name that was made to point here is refused, whatever its origin."""
    with running(environment={"STREAMLIT_SERVER_ALLOWED_HOSTS": "maps.example"}) as (address, _):
        for name in ("evil.example", "maps.example.evil.example", "127.0.0.1"):
            own = stream(address, host=name, origin=f"http://{name}")
            with pytest.raises(InvalidStatus, match="403"), own:
                pass
        with stream(address, host="maps.example", origin="http://maps.example"):
            pass


FRAMES = {
    "text": "hello",
    "no message": b"\xff" * 100,
    "empty": b"",
    "not JSON": "{",
    "deep": '{"view":' + "[" * 5_000 + "]" * 5_000 + "}",
    "too large": b"\0" * 30_000_000,
    "stop": BackMsg(debug_shutdown_runtime=True).SerializeToString(),
    "cache": BackMsg(clear_cache=True).SerializeToString(),
}


@pytest.mark.parametrize("name", FRAMES)
def test_what_no_page_sends_costs_its_sender_alone(dashboard: str, name: str) -> None:
    """Frames that are no messages, and messages that no page sends, leave other readers alone."""

    async def attack(one: Reader) -> None:
        frame = FRAMES[name]
        await one.open_page("day=2021-08-12")
        if name in ("not JSON", "deep"):
            frame = a_message(one, FRAMES[name]).SerializeToString()
        with suppress(ConnectionClosed, TimeoutError):
            await one.socket.send(frame)
            while True:
                await asyncio.wait_for(one.socket.recv(), 0.5)

    async def go_on(one: Reader) -> None:
        await one.open_page("day=2021-08-12")
        visit_at_the_same_time = ThreadPoolExecutor(1).submit(visit, dashboard, attack)
        await asyncio.wrap_future(visit_at_the_same_time)
        await one.move("2021-08-13")

    visit(dashboard, go_on)
    with urlopen(f"{dashboard}/_stcore/health") as answer:
        assert answer.status == 200


VIEWS: dict[str, Any] = {
    "no day": {"view": {"day": "2021-02-31", "known_by": "all", "province": None}},
    "no view": {"view": [1, 2]},
    "no object": [],
    "a number": 7,
    "types": {"view": {"day": 5, "known_by": {}, "province": ["AF-HER"], "lacks": "yes"}},
    "far away": {"view": {"day": "9999-12-31", "known_by": "then", "province": "AF-XXX"}},
    "markup": {"view": {"day": "<script>", "known_by": CALLS_OUT, "province": "{{7*7}}"}},
    "long": {"view": {"day": "9" * 1_000_000, "known_by": "all", "province": None}},
    "more": {"view": {"day": "x"}, "choice": {"page": "method"}, "__class__": "Choice"},
}


SAID = {name: json.dumps(view) for name, view in VIEWS.items()}
SAID |= {"nothing": "null", "nested": '{"view":' + "[" * 200 + "]" * 200 + "}"}


@pytest.mark.parametrize("text", SAID.values(), ids=SAID.keys())
def test_nothing_that_a_map_may_say_breaks_its_page(dashboard: str, text: str) -> None:
    """A view that is not sound changes nothing, is no error, and the next move is followed."""

    async def act(one: Reader) -> None:
        await one.open_page("day=2021-08-12")
        answer = await one.ask(a_message(one, text), one.query)
        said = [m.page_info_changed.query_string for m in answer if m.HasField("page_info_changed")]
        assert said in ([], ["day=2021-08-12"])
        await one.move("2021-08-13")

    visit(dashboard, act)


def a_message(one: Reader, text: str) -> BackMsg:
    """Return what a browser sends when the map's component says a text."""
    message = BackMsg()
    message.rerun_script.fragment_id = one.fragment
    message.rerun_script.widget_states.widgets.add(id=one.line).json_value = text
    return message


# A case's folder: an editor's, who may have it from anybody.


@contextmanager
def listener() -> Iterator[tuple[str, socket.socket]]:
    """Yield the address of a server that only listens, to see whether anybody calls."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)  # noqa: FBT003 - its only argument
        yield f"http://127.0.0.1:{server.getsockname()[1]}", server


def nobody_called(server: socket.socket) -> bool:
    """Whether no connection waits."""
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return True
    return False


class Planted:
    """What a pickle could do: write a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


def a_vrt(address: str) -> bytes:
    """Return a table for GDAL that lies elsewhere: in a file of the system, or on a server."""
    layers = "".join(
        f'<OGRVRTLayer name="a"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>'
        for source in (
            "/etc/passwd",
            f"CSV:/vsicurl/{address}/a.csv",
            f"/vsizip//vsicurl/{address}",
        )
    )
    return f"<OGRVRTDataSource>{layers}</OGRVRTDataSource>".encode()


def a_zip(content: bytes) -> bytes:
    """Return an archive that holds a table, much larger than itself."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("reports.csv", content + b" " * 50_000_000)
    return packed.getvalue()


@pytest.mark.parametrize("resource", ["reports", "actors", "statements", "provinces", "neighbours"])
@pytest.mark.parametrize("kind", ["VRT", "zip", "gzip", "pickle", "SQLite", "entities", "path"])
def test_a_file_of_another_kind_is_refused_and_does_nothing(
    tmp_path: Path, resource: str, kind: str
) -> None:
    """Whatever a file of a case really is, it is a fault that names it; nothing is run or called."""
    trap = tmp_path / "trap"
    case = tmp_path / "case"
    case.mkdir()
    with listener() as (address, server):
        entity = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{address}/e">]><html>&e;</html>'
        content = {
            "VRT": a_vrt(address),
            "zip": a_zip(b"province,event_date,says,actor"),
            "gzip": gzip.compress(b"a" * 50_000_000),
            "pickle": pickle.dumps(Planted(trap)),
            "SQLite": b"SQLite format 3\x00" + b"\x00" * 100,
            "entities": entity.encode(),
            "path": f"{address}/a.csv".encode(),
        }[kind]
        a_case(case, **{resource: content})
        start = time.process_time()
        with pytest.raises(CaseError) as refused:
            read_case(case)
        assert time.process_time() - start < 5
        assert nobody_called(server)
    assert not trap.exists()
    assert {fault.file.partition(".")[0] for fault in refused.value.faults} == {resource}
    assert "root:" not in str(refused.value)


def test_the_trap_works(tmp_path: Path) -> None:
    """The checks can fail: the pickle does write when it is loaded, and a call is seen."""
    pickle.loads(pickle.dumps(Planted(tmp_path / "trap")))  # noqa: S301 - it is our own
    assert (tmp_path / "trap").exists()
    with listener() as (address, server):
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))):
            pass
        assert not nobody_called(server)


@pytest.mark.parametrize(
    "path",
    ["..", "../..", "/etc", "/proc/self", "{address}", "{address}/data", "file:///etc", "\\\\host\\a",
     "s3://a/b", "", " ", "data\n", "~", "/vsicurl/{address}", "-"],
)  # fmt: skip
def test_a_case_is_a_folder_of_this_machine_that_holds_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """``--case`` takes neither an address nor a folder without a case: a fault, and no call."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    with listener() as (address, server):
        assert main(["check", f"--case={path.replace('{address}', address)}"]) == 1
        assert nobody_called(server)
    said = capsys.readouterr()
    assert "expected" in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    "path",
    ["../reports.csv", "a/../../reports.csv", "/etc/passwd", "{address}/r.csv", "file:///etc/passwd",
     "/vsicurl/{address}/r.csv", "..\\r.csv", "/dev/zero", "~/r.csv", "//host/r.csv", "r.csv\u0000"],
)  # fmt: skip
@pytest.mark.parametrize("resource", ["reports", "provinces"])
def test_a_descriptor_leads_nowhere_else(tmp_path: Path, resource: str, path: str) -> None:
    """No path of ``datapackage.json`` leaves the folder or the machine, whatever it looks like."""
    (tmp_path / "reports.csv").write_text(a_table([a_report()]), encoding="utf-8")
    case = tmp_path / "case"
    case.mkdir()
    with listener() as (address, server):
        listed = {"name": resource, "path": path.replace("{address}", address)}
        a_case(case, datapackage={"resources": [listed]})
        with pytest.raises(CaseError, match=r"datapackage\.json: resources\[0\]\.path: expected"):
            read_case(case)
        assert nobody_called(server)


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "outside"])
def test_what_only_looks_like_a_file_is_not_opened(tmp_path: Path, kind: str) -> None:
    """A pipe would wait for ever, a device never end, and a link may lead out of the folder."""
    case = a_case(tmp_path)
    table = case / "reports.csv"
    table.unlink()
    if kind == "pipe":
        os.mkfifo(table)
    elif kind == "folder":
        table.mkdir()
    else:
        table.symlink_to("/dev/zero" if kind == "device" else "/etc/passwd")
    with pytest.raises(CaseError, match=r"reports\.csv: expected .* found") as refused:
        read_case(case)
    assert "root:" not in str(refused.value)


@pytest.mark.parametrize("name", ["provinces.geojson", "datapackage.json"])
def test_a_file_above_the_cap_is_not_read(tmp_path: Path, name: str) -> None:
    """The size decides before a byte is read."""
    case = a_case(tmp_path)
    with (case / name).open("ab") as file:
        file.truncate(FOLDER_JSON.bytes + 1)
    start = time.process_time()
    with pytest.raises(CaseError, match="expected at most 50,000,000 bytes, found 50,000,001"):
        read_case(case)
    assert time.process_time() - start < 2


def nested(depth: int, opens: str, closes: str) -> str:
    """Return JSON that is nested so deep."""
    return opens * depth + "0" + closes * depth


PLACES = (
    "%s",
    '{"type":%s}',
    '{"type":"FeatureCollection","features":%s}',
    '{"type":"FeatureCollection","crs":%s,"features":[]}',
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":%s}]}',
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"province":%s}}]}',
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":%s}]}',
)
SHAPE = '{"type":"Polygon","coordinates":%s}'


@pytest.mark.parametrize("depth", [50, 400, 800, 900, 950, 990, 5_000, 100_000])
@pytest.mark.parametrize("braces", [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_a_fault(tmp_path: Path, depth: int, braces: tuple[str, str]) -> None:
    """However deep, wherever it stands: a fault or passed over, never the end of the program."""
    deep = nested(depth, *braces)
    for place in (*PLACES, PLACES[-1].replace("%s", SHAPE)):
        case = a_case(tmp_path, provinces=place.replace("%s", deep))
        with pytest.raises(CaseError, match=r"provinces\.geojson"):
            read_case(case)
    for key in ("view", "resources", "words", "gaps", "title", "licenses"):
        read_or_refused(a_case(tmp_path, datapackage=f'{{"{key}":{deep}}}'))


# Anything at all.

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    | st.sampled_from(["Polygon", "XX-A", "2001-05-10", "{{7*7}}", "../a.csv", "reports"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
WHOLE = {
    "type": "FeatureCollection",
    "features": a_collection()["features"],
    "title": "Toy",
    "view": {"first_day": "2001-05-01", "ranges": [{"from": "2001-05-02", "label": "a"}]},
    "resources": [
        {"name": "reports", "path": "reports.csv", "schema": {"fields": [{"name": "id"}]}}
    ],
    "words": {"languages": {"fa": "Dari"}, "country": ["Toyland"]},
    "licenses": [{"name": "MIT"}],
}


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to every value inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inside:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from places_in(one, (*path, key))


def replaced(path: tuple[Any, ...], by: Any) -> Any:
    """Return the whole of all JSON with another value in one place."""
    whole = json.loads(json.dumps(WHOLE))
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = by
    return whole


@fast
@given(st.sampled_from(list(places_in(WHOLE))), VALUES, st.booleans())
def test_no_json_of_a_case_raises(path: tuple[Any, ...], value: Any, named: bool) -> None:  # noqa: FBT001 - drawn
    """With any value in any place of its JSON files, a case is read or refused with its faults."""
    name = "datapackage" if named else "provinces"
    with tempfile.TemporaryDirectory() as folder:
        read_or_refused(a_case(Path(folder), **{name: json.dumps(replaced(path, value))}))


@fast
@given(
    st.sampled_from(["reports", "actors", "statements", "provinces", "datapackage", "neighbours"]),
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
)
def test_no_bytes_of_a_case_raise(name: str, content: bytes) -> None:
    """With any bytes in place of a file, a case is read or refused with its faults."""
    with tempfile.TemporaryDirectory() as folder:
        read_or_refused(a_case(Path(folder), **{name: content}))


def read_or_refused(folder: Path) -> None:
    """Read a case; what is wrong with it is a list of faults that can be printed."""
    said = [str(fault) for fault in faults_of(folder)]
    assert all(one.encode() and "\n" not in one for one in said)


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """Return why a case is refused, nothing if it is read."""
    try:
        read_case(folder)
    except CaseError as refused:
        return refused.faults
    return ()


TABLE = a_table([a_report(), a_report(province="XX-B", says="denied", actor="blues")]).encode()


@fast
@given(st.integers(0, len(TABLE)), st.integers(0, 20), st.binary(max_size=20))
@example(0, 0, b"\xef\xbb\xbf")
@example(10, 0, b'"')
def test_no_damage_to_a_table_raises(toy: Case, at: int, gone: int, put: bytes) -> None:
    """A good table with some bytes cut out and others put in is read, with its faults."""
    upload = read_upload(toy, TABLE[:at] + put + TABLE[at + gone :])
    assert upload.reports or upload.faults or upload.waiting
    assert all(report.province in {"XX-A", "XX-B", "XX-C"} for report in upload.reports)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The toy case."""
    return read_case(a_case(tmp_path_factory.mktemp("toy")))


@cache
def the_shipped() -> Case:
    """The case of the repository; not a fixture, which a failing search would print in full."""
    return read_case(ROOT / "data")


PHRASES = st.sampled_from(
    ["The Taliban", "captured", "Kunduz", "Aybak", "on Monday", "on 9 August", "sixth", "25 of the 34",
     "provincial capitals", "in four days", "government forces", "still hold", "three weeks", "a day",
     "after the August 31 deadline", "<b>", "&amp;", "</mark>", CALLS_OUT, "{{7*7}}", "\u202e", "\0", "."]
)  # fmt: skip


@settings(max_examples=100)
@given(
    st.lists(PHRASES | st.text(max_size=6), max_size=30).map(" ".join),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)),
)
def test_any_article_is_checked_and_shown_as_text(text: str, published: date) -> None:
    """What is found is judged, and the text is shown with marks and no other tag."""
    case = the_shipped()
    found = mentions(case, text, published)
    assert len(findings(case, [one.statement for one in found])) == len(found)
    block = marked(text, [(one.start, one.end) for one in found])
    inner = block.removeprefix('<div class="pasted">').removesuffix("</div>")
    inner = re.sub(r"<mark>|<sup>\d+</sup></mark>", "", inner)
    assert "<" not in inner
    assert unescape(inner) == text


# Nothing calls out.


def test_a_pasted_article_fetches_nothing(open_page: OpenPage, dashboard: str) -> None:
    """An image in the Markdown of an article, of a search or of a table's title stays text."""
    page = open_page(f"{dashboard}/?page=article")
    page.get_by_role("radio", name="An article of your own").click()
    page.get_by_label("Paste its text, in English").fill(
        f"The Taliban captured Kabul on 9 August. {CALLS_OUT}"
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator(".pasted")).to_contain_text(CALLS_OUT)
    page.get_by_role("radio", name="Reports").click()
    page.get_by_label("Find in all columns").fill(CALLS_OUT)
    page.keyboard.press("Enter")
    expect(page.get_by_text("No report matches.")).to_be_visible()
    page.get_by_role("radio", name="Your own table").click()
    table = f"Place,Date,Status,Party,{CALLS_OUT}\n{CALLS_OUT},2021-08-09,captured,{CALLS_OUT},x\n"
    page.locator("input[type=file]").set_input_files(
        {
            "name": f"{CALLS_OUT.replace('/', '_')}.csv",
            "mimeType": "text/csv",
            "buffer": table.encode(),
        }
    )
    expect(page.get_by_text("1 row: 0 read, 1 waiting for your answer.")).to_be_visible()
    page.get_by_text("How each column was read").click()
    assert page.locator("img[src*='example.org']").count() == 0


def test_the_frame_cannot_reach_the_dashboard(browser: Browser, dashboard: str) -> None:
    """A script in the map's frame has no origin: neither the page around it nor its store is open."""
    page = browser.new_context().new_page()  # its console may complain
    page.goto(dashboard)
    board = MapPage(page, inside=True)
    tried = board.map.evaluate(
        """(map) => {
            const view = map.ownerDocument.defaultView;
            const tries = {
                page: () => view.parent.document.title,
                cookies: () => view.document.cookie,
                store: () => view.localStorage.length,
                address: () => { view.top.location.href = "about:blank"; },
            };
            return Object.entries(tries).map(([name, go]) => {
                try { go(); return `${name}: open`; } catch (fault) { return `${name}: ${fault.name}`; }
            });
        }"""
    )
    assert tried == [f"{name}: SecurityError" for name in ("page", "cookies", "store", "address")]
    assert board.map.evaluate("map => map.ownerDocument.defaultView.origin") == "null"
    page.context.close()


def test_a_readers_table_is_seen_by_nobody_else(open_page: OpenPage, dashboard: str) -> None:
    """What a reader adds changes her map, and that of no other, who came before or after."""
    before = open_page(f"{dashboard}/?day=2021-08-09")
    hers = open_page(f"{dashboard}/?page=own&day=2021-08-09")
    table = (
        "province,event_date,says,actor,speaker\nAF-KAB,2021-08-09,captured,taliban,Nobody Else\n"
    )
    hers.get_by_label("Or paste a table").fill(table)
    hers.get_by_label("Or paste a table").blur()
    hers.get_by_role("button", name="Add to the table").click()
    hers.get_by_role("radio", name="Map").click()
    kabul = "[data-capital=AF-KAB]"
    expect(MapPage(hers, inside=True).find(kabul)).to_have_attribute("data-status", "claimed")
    before.get_by_role("radio", name="Reports").click()
    expect(before.get_by_label("Find in all columns")).to_be_visible()
    before.get_by_role("radio", name="Map").click()
    for page in (before, open_page(f"{dashboard}/?day=2021-08-09")):
        expect(MapPage(page, inside=True).find(kabul)).to_have_attribute("data-status", "no_report")
        expect(page.get_by_text("reader’s own table")).to_have_count(0)


# What docs/security.md says.


def named_in(text: str) -> list[str]:
    """Return each test that a text names, as file::name."""
    return re.findall(r"`(test_\w+\.py::test_\w+)`", text)


def is_there(name: str) -> bool:
    """Whether a test exists."""
    file, _, function = name.partition("::")
    path = ROOT / "tests" / file
    return path.exists() and f"def {function}(" in path.read_text(encoding="utf-8")


def test_every_defence_has_its_tests() -> None:
    """Each row of the threat model names tests, and each test is there."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = text.split("|---|---|---|---|\n")[1].split("\n\n")[0].splitlines()
    assert len(rows) > 12
    assert [row for row in rows if not named_in(row)] == []
    assert [name for name in named_in(text) if not is_there(name)] == []
    assert not is_there("test_security.py::test_nothing_of_the_kind")
