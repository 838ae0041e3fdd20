"""How the dashboard is hosted: a container, two copies behind nginx, a page on a static host.

nginx runs here as deploy/nginx.conf says, but for names and ports; where there is none the tests
fail, never skip. No container is built: what can be known of one without an engine is checked.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import InvalidStatus, InvalidURI
from websockets.sync.client import connect

from geo.__main__ import main

from .conftest import ROOT, OpenPage, free_port, running, stream, wait_for
from .map_page import MapPage

DEPLOY = ROOT / "deploy"
NGINX_CONF = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
LOCK = (DEPLOY / "requirements.lock").read_text(encoding="utf-8")
PAGES = ("map", "reports", "compare", "article", "own", "method")
MOVES_WITHIN = 30_000


# nginx, and two copies behind it.


@contextmanager
def nginx(upstreams: tuple[str, str], folder: Path) -> Iterator[str]:
    """Run nginx as it is shipped, but for its port and the names of what stands behind it."""
    named = os.environ.get("NGINX")
    program = named or shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if not program:
        pytest.fail("no nginx found (make test installs Debian's; or name it: NGINX=/path/to/it)")
    port = free_port()
    own = {"app1:8501": upstreams[0], "app2:8501": upstreams[1], "/tmp/nginx": f"{folder}/nginx"}  # noqa: S108 - what is replaced
    text = NGINX_CONF.replace("listen 8080;", f"listen 127.0.0.1:{port};")
    for shipped, here in own.items():
        assert shipped in text
        text = text.replace(shipped, here)
    conf = folder / "nginx.conf"
    conf.write_text(text, encoding="utf-8")
    # Root's nginx would hand its work to somebody who may not enter root's temporary folders.
    settings = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    # To nginx this variable means sockets that it inherits.
    environment = {name: value for name, value in os.environ.items() if name != "NGINX"}
    command = [program, "-e", "stderr", "-c", str(conf), "-g", settings]
    process = subprocess.Popen(command, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def netloc(address: str) -> str:
    """Return the host and port of an address."""
    return address.removeprefix("http://")


@pytest.fixture(scope="module")
def copies() -> Iterator[tuple[str, str]]:
    """Two copies of the dashboard: host and port of each."""
    with running() as (one, _), running() as (two, _):
        yield netloc(one), netloc(two)


@pytest.fixture(scope="module")
def site(copies: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx before two copies of the dashboard."""
    with nginx(copies, tmp_path_factory.mktemp("nginx")) as address:
        yield address


class Answer:
    """What a plain client gets: status, headers (each value of each name) and body."""

    def __init__(self, site: str, path: str, method: str = "GET", **more: Any) -> None:
        client = http.client.HTTPConnection(netloc(site), timeout=30)
        with suppress(BrokenPipeError, ConnectionResetError):  # a body that is refused half-way
            client.request(method, path, **more)
        answer = client.getresponse()
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        client.close()

    def __getitem__(self, name: str) -> str:
        return ", ".join(self.headers.get_all(name) or [])


def test_the_page_works_through_nginx(open_page: OpenPage, site: str) -> None:
    """Under the policy of the proxy the map paints, moves, opens a dossier; the console is clean."""
    board = MapPage(open_page(site), inside=True)
    expect(board.map).to_have_attribute("data-day", "2021-08-09")
    assert board.find("path[data-province]").count() == 34
    board.go_to("2021-08-13")
    expect(board.page).to_have_url(re.compile("day=2021-08-13"))
    board.find("[data-capital=AF-HER]").click()
    dossier = board.root.get_by_test_id("dossier")
    expect(dossier).to_contain_text("Herat")
    expect(dossier.locator(".report").first).to_be_visible()
    expect(board.page).to_have_url(re.compile("province=AF-HER"))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_works_under_the_policy(open_page: OpenPage, site: str, name: str) -> None:
    """No page of the dashboard needs what the policy forbids."""
    page = open_page(f"{site}/?page={name}&day=2021-08-12")
    expect(page.get_by_role("radio", name="Map")).to_be_visible(timeout=MOVES_WITHIN)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    for frame in page.locator("iframe[data-control-map]").all():
        expect(frame.content_frame.get_by_test_id("control-map")).to_have_attribute(
            "data-day", re.compile(r"2021-\d\d-\d\d"), timeout=MOVES_WITHIN
        )
    page.wait_for_timeout(300)


def test_a_table_is_brought_through_nginx(open_page: OpenPage, site: str) -> None:
    """An upload reaches the copy that the reader is on."""
    page = open_page(f"{site}/?page=own")
    table = b"province,event_date,says,actor\nAF-KAB,2021-08-09,captured,taliban\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": table}
    )
    expect(page.get_by_text("1 row: 1 read.")).to_be_visible()


def test_what_the_policy_forbids_is_stopped(browser: Browser, site: str) -> None:
    """The policy bites, in the page and in the map's frame: neither can call another host."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)
    board = MapPage(page, inside=True)
    call = """() => new Promise((done) => {
        addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
        new Image().src = "https://example.org/counted.png";
    })"""
    assert board.page.evaluate(call) == "img-src"
    assert board.map.evaluate(call) == "img-src"
    context.close()


def test_headers_are_as_promised(site: str) -> None:
    """The page, its files and refusals all carry the headers; nobody is told what runs here."""
    for path in ("/", "/_stcore/health", "/_stcore/metrics"):
        answer = Answer(site, path)
        policy = dict(
            part.strip().partition(" ")[::2]
            for part in answer["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["connect-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'self'"
        assert "unsafe-eval" not in answer["Content-Security-Policy"]
        assert not re.search(r"https?:|wss?:|\*", answer["Content-Security-Policy"])
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Server"] == "nginx"


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "//_stcore//metrics",
        "/_stcore/%6detrics",
        "/a/../_stcore/metrics",
        "/_stcore/metrics?families=x",
        "/_stcore/agent/mcp",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/interact",
    ],
)
def test_what_is_not_for_readers_is_not_there(site: str, path: str) -> None:
    """Neither figures of the server nor its door for programs are public, however spelt."""
    assert Answer(site, path).status == 404


def test_the_copies_do_have_figures(dashboard: str) -> None:
    """The check can fail: without nginx the figures are public."""
    with urlopen(f"{dashboard}/_stcore/metrics") as answer:
        assert answer.status == 200


def test_a_large_body_is_refused(site: str) -> None:
    """More than 2 MB is refused at the door; what fits is left to Streamlit, which wants a session."""
    path = "/_stcore/upload_file/none/none"
    assert Answer(site, path, "PUT", body=b"x" * 2_200_000).status == 413
    assert Answer(site, path, "PUT", body=b"x" * 1_000_000).status == 403


def test_scripts_are_compressed(site: str) -> None:
    """Streamlit's scripts come compressed, and unpack to what Streamlit serves."""
    script = re.search(rb'src="\./(static/js/index\.[^"]+\.js)"', Answer(site, "/").body)[
        1
    ].decode()
    plain = Answer(site, f"/{script}").body
    packed = Answer(site, f"/{script}", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain
    assert len(packed.body) < len(plain) / 2


def test_one_address_cannot_flood(copies: tuple[str, str], tmp_path: Path) -> None:
    """A newsroom that opens the page at once is served; beyond that an address has to wait."""
    with nginx(copies, tmp_path) as address:
        client = http.client.HTTPConnection(netloc(address), timeout=30)
        answers: list[int] = []
        while 429 not in answers and len(answers) < 20_000:
            client.request("GET", "/_stcore/health")
            answer = client.getresponse()
            answer.read()
            answers.append(answer.status)
        client.close()
    assert answers[:1_000] == [200] * 1_000  # seven pages
    assert answers[-1] == 429


def test_one_address_cannot_hold_every_socket(copies: tuple[str, str], tmp_path: Path) -> None:
    """A newsroom of a hundred is served; the next socket from its address is refused."""
    with nginx(copies, tmp_path) as address, ExitStack() as open_ones:
        stream = f"ws://{netloc(address)}/_stcore/stream"
        for _ in range(100):
            open_ones.enter_context(connect(stream))
        with pytest.raises(InvalidStatus, match="429"):
            open_ones.enter_context(connect(stream))


def test_a_cookie_binds_a_reader_to_a_copy(site: str) -> None:
    """The page sets a random cookie for the visit, once; other answers and other values set none."""
    first, second = (Answer(site, "/")["Set-Cookie"] for _ in range(2))
    assert re.fullmatch("reader=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", first)
    assert first != second
    again = Answer(site, "/", headers={"Cookie": first.partition(";")[0]})
    assert "reader=" not in again["Set-Cookie"]
    assert "reader=" not in Answer(site, "/_stcore/health")["Set-Cookie"]
    secure = Answer(site, "/", headers={"X-Forwarded-Proto": "https"})["Set-Cookie"]
    assert secure.endswith("; Secure")


def test_another_site_cannot_frame_it(browser: Browser, site: str, tmp_path: Path) -> None:
    """A page of another site that frames the dashboard gets nothing to show."""
    (tmp_path / "index.html").write_text(f'<iframe src="{site}"></iframe>', encoding="utf-8")
    with files_of(tmp_path) as other:
        page = browser.new_context().new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(other)
        page.wait_for_timeout(1_000)
        assert any("frame-ancestors" in text for text in said)
        assert page.frames[1].url == "chrome-error://chromewebdata/"
        page.context.close()


# One file on a static host.


@contextmanager
def files_of(folder: Path) -> Iterator[str]:
    """Serve a folder as any web space does."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    """Files, and no words about them."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_page_works_in_the_frame_that_is_given(open_page: OpenPage, tmp_path: Path) -> None:
    """The one file, on a static host in the frame of docs/hosting.md, paints, moves and opens."""
    hosting = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    [frame] = re.findall(r"<iframe.*?</iframe>", hosting, re.DOTALL)
    assert 'src="https://your.example/map.html"' in frame
    article = frame.replace("https://your.example/", "").replace(' loading="lazy"', "")
    icon = '<link rel="icon" href="data:,">'
    (tmp_path / "index.html").write_text(f"<!DOCTYPE html>{icon}{article}", encoding="utf-8")
    assert main(["page", str(tmp_path / "map.html"), f"--case={ROOT / 'data'}"]) == 0
    with files_of(tmp_path) as site:
        page = open_page(site)
        inside = page.frame_locator("iframe")
        root = inside.get_by_test_id("control-map")
        expect(root).to_have_attribute("data-day", "2021-08-09", timeout=MOVES_WITHIN)
        inside.locator("input[type=range][aria-label=Day]").press("ArrowRight")
        expect(root).to_have_attribute("data-day", "2021-08-10")
        inside.locator("[data-capital=AF-HER]").click()
        expect(inside.get_by_test_id("dossier")).to_contain_text("Herat")
        page.close()


# Many readers at once.


def test_many_readers_are_measured() -> None:
    """The load script opens its sessions, moves every slider, and every address follows."""
    command = [
        sys.executable,
        "bench/load.py",
        "--sessions=4",
        "--steps=2",
        "--pause=0.2",
        "--total=20",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert [one["moves"] for one in found["stretches"]] == [3, 8, 12]
    assert sum(one["errors"] for one in found["stretches"]) == 0
    assert all(0 < one["p50_ms"] <= one["p95_ms"] for one in found["stretches"])
    assert found["sessions"] == 4
    assert found["memory"][-1]["megabytes"] > 50


# One of two copies is killed.


class Reader:
    """A reader with a cookie of her own, looking at the map."""

    def __init__(self, page: Page, site: str, number: int, query: str) -> None:
        cookie = {"name": "reader", "value": f"{number:032x}", "url": site}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(f"{site}/?{query}")
        self.board = MapPage(page, inside=True)
        self.page = page

    def looks_at(self, day: str, capital: str, name: str) -> None:
        """The map, its dossier and the address show this day and this capital."""
        expect(self.board.map).to_have_attribute("data-day", day, timeout=MOVES_WITHIN)
        expect(self.board.root.get_by_test_id("dossier")).to_contain_text(name)
        expect(self.page).to_have_url(re.compile(f"day={day}.*province={capital}"))

    def moves_to(self, day: str) -> None:
        """The day changes on the map, and Python answers with the address and the table."""
        self.board.go_to(day)
        expect(self.page).to_have_url(re.compile(f"day={day}"), timeout=MOVES_WITHIN)


def readers_on(copy: str) -> int:
    """Return how many readers a copy has, by its own figures."""
    with urlopen(f"{copy}/_stcore/metrics?families=active_sessions") as answer:
        found = re.search(r"^active_sessions (\d+)", answer.read().decode(), re.MULTILINE)
    return int(found[1])


def test_when_a_copy_is_killed_its_reader_moves_and_the_other_notices_nothing(
    browser: Browser, open_page: OpenPage, tmp_path: Path
) -> None:
    """The one is reconnected to the other copy with her day and capital; the other goes on."""
    with (
        running() as (one, first),
        running() as (two, second),
        nginx((netloc(one), netloc(two)), tmp_path) as site,
    ):
        context = browser.new_context()  # its console may complain
        moved = Reader(context.new_page(), site, 1, "day=2021-08-12&province=AF-HER")
        moved.looks_at("2021-08-12", "AF-HER", "Herat")
        doomed, process, left = (one, first, two) if readers_on(one) else (two, second, one)
        assert (readers_on(doomed), readers_on(left)) == (1, 0)
        number = next(n for n in range(2, 50) if reaches(site, n, left))
        stays = Reader(open_page("about:blank"), site, number, "day=2021-08-13&province=AF-SAM")
        stays.looks_at("2021-08-13", "AF-SAM", "Aybak")
        stays.board.map.evaluate("map => { map.ownerDocument.defaultView.same = true; }")
        assert (readers_on(doomed), readers_on(left)) == (1, 1)

        process.kill()
        process.wait(timeout=20)
        end = time.monotonic() + 30
        while readers_on(left) < 2:
            assert time.monotonic() < end, "the reader did not come back"
            time.sleep(0.1)
        moved.looks_at("2021-08-12", "AF-HER", "Herat")
        moved.moves_to("2021-08-15")
        moved.looks_at("2021-08-15", "AF-HER", "Herat")
        moved.page.reload()
        moved.looks_at("2021-08-15", "AF-HER", "Herat")

        stays.looks_at("2021-08-13", "AF-SAM", "Aybak")
        stays.moves_to("2021-08-14")
        assert stays.board.map.evaluate("map => map.ownerDocument.defaultView.same")
        context.close()
        stays.page.close()  # before its server stops, which it would complain of


def reaches(site: str, number: int, copy: str) -> bool:
    """Whether the reader with this cookie would reach a copy: a socket shows it."""
    before = readers_on(copy)
    cookie = {"Cookie": f"reader={number:032x}"}
    with connect(f"ws://{netloc(site)}/_stcore/stream", additional_headers=cookie):
        return readers_on(copy) > before


# A container, as far as it can be known without an engine.


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile: keyword and the rest, continued lines joined."""
    lines = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    return [
        (word, rest.strip()) for word, _, rest in (x.partition(" ") for x in lines if x.strip())
    ]


def the_one(keyword: str) -> str:
    """Return what follows the only instruction of this kind in our Dockerfile."""
    [found] = [rest for word, rest in instructions(DOCKERFILE) if word == keyword]
    return found


def in_context(path: str) -> bool:
    """Whether a file gets into the build: the last pattern that fits it, or its folder, decides."""
    inside = True
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            pattern = re.escape(line.removeprefix("!"))
            pattern = pattern.replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
            if re.fullmatch(f"{pattern}(?:/.*)?", path):
                inside = line.startswith("!")
    return inside


def of_the_repository() -> list[str]:
    """Return every file that is kept, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for path in listed.stdout.split("\0") if path]


def test_every_file_that_is_copied_is_there_and_no_other_is_let_in() -> None:
    """The build gets what the dashboard runs on; tests, history and secrets stay outside."""
    sources = [rest.split()[0] for word, rest in instructions(DOCKERFILE) if word == "COPY"]
    assert {"app.py", "geo", "data", "deploy/requirements.lock"} < set(sources)
    assert all((ROOT / source).exists() for source in sources)
    inside = [path for path in of_the_repository() if in_context(path)]
    assert {
        path for path in inside if not any(map(f"{path}/".startswith, starts(sources)))
    } == set()
    for source in starts(sources):
        assert any(f"{path}/".startswith(source) for path in inside), source
    outside = ("tests/conftest.py", ".git/config", ".venv/bin/python", ".streamlit/secrets.toml",
               ".env", "bench/load.py", "docs/security.md", "geo/ui/__pycache__/a.pyc")  # fmt: skip
    assert [path for path in outside if in_context(path)] == []


def starts(sources: list[str]) -> list[str]:
    """Return how the paths of files below these begin, with a slash after each name."""
    return [f"{source}/" for source in sources]


def test_what_is_copied_runs(tmp_path: Path) -> None:
    """A folder with nothing but what the image gets serves the dashboard and reads its case."""
    for path in of_the_repository():
        if in_context(path):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tmp_path / path)
    code = (
        "import sys; from streamlit.testing.v1 import AppTest; sys.argv = ['app.py'];"
        "app = AppTest.from_file('app.py', default_timeout=60).run();"
        "assert not app.exception; assert app.query_params['day'] == '2021-08-09'"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)


def test_the_image_is_pinned_and_runs_as_nobody() -> None:
    """Base by digest, packages by hash, and no right to write beyond /tmp."""
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+@sha256:[0-9a-f]{64}", the_one("FROM"))
    installs = [rest for word, rest in instructions(DOCKERFILE) if "pip install" in rest]
    assert len(installs) == 1
    assert {"--require-hashes", "--no-cache-dir", "--only-binary=:all:"} <= set(installs[0].split())
    words = [word for word, _ in instructions(DOCKERFILE)]
    assert "ADD" not in words
    assert words.index("USER") < words.index("CMD")
    user, group = the_one("USER").split(":")
    assert int(user) > 0 < int(group)
    assert the_one("WORKDIR") == "/app"
    assert "HOME=/tmp" in the_one("ENV").split()


def test_it_is_found_healthy_where_streamlit_says_so(dashboard: str) -> None:
    """The command of the health check succeeds with a running dashboard, and fails without one."""
    code = json.loads(the_one("HEALTHCHECK").partition("CMD ")[2])
    assert code[0] == "python"
    for address, status in ((dashboard, 0), (f"http://127.0.0.1:{free_port()}", 1)):
        here = [part.replace("http://127.0.0.1:8501", address) for part in code[1:]]
        assert here != code[1:]
        done = subprocess.run([sys.executable, *here], capture_output=True, check=False)
        assert done.returncode == status


def test_it_starts_as_the_command_says() -> None:
    """The command is Streamlit's, on every address and on the port that is told to others."""
    command = json.loads(the_one("CMD"))
    assert command[:3] == ["streamlit", "run", "app.py"]
    assert set(command[3:]) == {"--server.address=0.0.0.0", f"--server.port={the_one('EXPOSE')}"}


@pytest.mark.parametrize("path", ["Dockerfile", "compose.yaml", "nginx.conf", "requirements.lock"])
def test_nothing_secret_and_no_other_registry_is_named(path: str) -> None:
    """No password, token or key, and no index of packages but the usual."""
    text = (DEPLOY / path).read_text(encoding="utf-8")
    assert not re.search(
        r"password|(?<!server_)token|api.?key|BEGIN .*KEY|index-url|find-links", text, re.IGNORECASE
    )


# The lock.


def locked() -> dict[str, str]:
    """Return each package of the lock with its block of lines."""
    blocks = re.split(
        r"^(?=[a-z0-9])", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE), flags=re.MULTILINE
    )
    return {re.match("[a-z0-9._-]+", block)[0]: block for block in blocks if block}


def test_the_lock_has_every_package_by_hash() -> None:
    """Each package is exact and hashed, and so is everything that an installed one needs."""
    for name, block in locked().items():
        assert re.match(rf"{name}==[\w.]+ ", block), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), name
    needed, seen = [name for name, _ in pinned()], set()
    while needed:
        name = canonicalize_name(needed.pop())
        if name not in seen:
            seen.add(name)
            rules = map(Requirement, metadata.requires(name) or ())
            needed += [rule.name for rule in rules if not rule.marker or rule.marker.evaluate()]
    assert len(seen) > 30
    assert seen - set(locked()) == set()


def pinned() -> list[tuple[str, str]]:
    """Return the names and versions of requirements.txt."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return re.findall(r"^([a-z]\S+)==(\S+)", text, re.MULTILINE)


def test_the_lock_is_that_of_the_requirements() -> None:
    """Each pin of requirements.txt has its version in the lock."""
    assert len(pinned()) > 5
    for name, version in pinned():
        assert locked()[name].startswith(f"{name}=={version} "), name


def test_every_tool_is_exact() -> None:
    """So is each package for tests and lint, and each tool that the Makefile fetches."""
    files = ("requirements-dev.txt", "bench/requirements.txt")
    text = "\n".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    lines = re.findall(r"^(?!#|-r )\S.*$", text, re.MULTILINE)
    assert len(lines) > 7
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    tools = re.findall(r"^(?:UV|PIP_AUDIT) := (.+)$", makefile, re.MULTILINE)
    assert len(tools) == 2
    assert [one for one in lines + tools if not re.fullmatch(r"[\w-]+==[\w.]+", one)] == []
    fetched = re.findall(r"pip install (.*)", makefile.replace("\\\n", ""))
    assert len(fetched) == 4
    named = r"\$\((UV|PIP_AUDIT|2)\)|-r bench/requirements.txt"
    assert all(re.search(named, one) for one in fetched)


# Compose.


def test_compose_locks_every_service_down() -> None:
    """Each service can write to memory alone, gains no right, is watched and started again."""
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert [mount.partition(":")[0] for mount in service["tmpfs"]] == ["/tmp"], name  # noqa: S108
        assert service["restart"] == "unless-stopped", name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert not {"privileged", "cap_add", "network_mode", "pid"} & set(service), name
        assert "healthcheck" in service or "build" in service, name


def test_compose_runs_what_nginx_asks_for() -> None:
    """Each upstream is a service with our image, on its port, and nginx waits for its health."""
    upstreams = re.findall(r"^ +server ([a-z]\w*):(\d+) ", NGINX_CONF, re.MULTILINE)
    services = COMPOSE["services"]
    assert [name for name, _ in upstreams] == [name for name in services if name != "nginx"]
    assert {port for _, port in upstreams} == {the_one("EXPOSE")}
    for name, _ in upstreams:
        build = services[name]["build"]
        assert (DEPLOY / build["context"]).resolve() == ROOT
        assert (ROOT / build["dockerfile"]).samefile(DEPLOY / "Dockerfile")
        assert services["nginx"]["depends_on"][name] == {"condition": "service_healthy"}
        assert services[name]["networks"] == ["inside"]
        assert "ports" not in services[name]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_compose_gives_nginx_our_configuration() -> None:
    """Nginx reads our file, on the port that is published to this machine alone, as nobody."""
    service = COMPOSE["services"]["nginx"]
    source, target, mode = service["volumes"][0].split(":")
    assert (DEPLOY / source).samefile(DEPLOY / "nginx.conf")
    assert (target in service["entrypoint"], mode) == (True, "ro")
    [port] = re.findall(r"listen (\d+);", NGINX_CONF)
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert service["healthcheck"]["test"][-1] == f"http://127.0.0.1:{port}/_stcore/health"
    assert int(service["user"].partition(":")[0]) > 0
    assert re.fullmatch(r"nginx:[\d.]+-alpine@sha256:[0-9a-f]{64}", service["image"])
    written = re.findall(r"^ *(?:pid|\w+_temp_path) ([^;]+);", NGINX_CONF, re.MULTILINE)
    assert len(written) == 6
    assert all(path.startswith("/tmp/") for path in written)  # noqa: S108 - it is the container's


def test_hosts_are_given_as_streamlit_reads_them() -> None:
    """The names of compose, with spaces between, reach Streamlit as a list, and no others pass."""
    variable = COMPOSE["services"]["app1"]["environment"]["STREAMLIT_SERVER_ALLOWED_HOSTS"]
    assert variable == "${HOSTS:-localhost 127.0.0.1}"
    names = "maps.example localhost"
    with running(environment={"STREAMLIT_SERVER_ALLOWED_HOSTS": names}) as (address, _):
        for name in names.split():
            with stream(address, host=name):
                pass
        for name in (names, "other.example", "maps.example.other.example"):
            with pytest.raises((InvalidStatus, InvalidURI)), stream(address, host=name):
                pass
