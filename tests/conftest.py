"""What every floor's tests share: the shipped case, a server, and a real browser.

The browser tests are never skipped: where no Chromium is found they fail and say so.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from streamlit.testing.v1 import AppTest
from websockets.sync.client import ClientConnection, connect

from geo.case import Case, read_case

if TYPE_CHECKING:
    from pandas import DataFrame

ROOT = Path(__file__).parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERVER_STARTS_WITHIN = 60.0
expect.set_options(timeout=20_000)  # a busy machine answers late, and late is not wrong

settings.register_profile("default", deadline=None)
settings.load_profile("default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test in a browser fail once: a machine that is short of time is not a fault of the page.

    The summary names each test that was run again; one that comes back there has a fault to mend.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def shipped() -> Case:
    """The case that the repository ships."""
    return read_case(ROOT / "data")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole session; without one the tests fail, never skip."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not found:
        pytest.fail(f"no Chromium found (looked for {', '.join(CHROMIUM_NAMES)})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


class Watch:
    """What went wrong in a page: anything here fails the test that opened it."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def over(self, page: Page) -> None:
        """Listen to everything a reader's console and network would show."""
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self._failed(request.url))
        page.on("console", lambda message: self._said(message.type, message.text))

    def _failed(self, url: str) -> None:
        if not page_was_closed(url):
            self.faults.append(f"failed request: {url}")

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.faults.append(f"console {kind}: {text}")


def page_was_closed(url: str) -> bool:
    """Whether a request is one that Streamlit itself drops when a page closes."""
    return url.endswith("/_stcore/stream")


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open an address in a fresh context with every other host blocked.

    Keyword arguments are those of a Playwright context (locale, timezone_id, viewport…).
    A failed request, a request to another host or a word on the console fails the test.
    """
    contexts: list[BrowserContext] = []
    watch = Watch()

    def open_one(address: str, **options: object) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)

        def gate(route) -> None:  # type: ignore[no-untyped-def]
            host = (
                route.request.url.split("/")[2].split(":")[0] if "//" in route.request.url else ""
            )
            if host in ("127.0.0.1", "localhost", ""):
                route.continue_()
            else:
                watch.faults.append(f"request to another host: {route.request.url}")
                route.abort()

        context.route("**/*", gate)
        page = context.new_page()
        watch.over(page)
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not watch.faults, "\n".join(watch.faults)


@contextmanager
def serve(*arguments: str) -> Iterator[str]:
    """Run the dashboard on a free port and yield its address."""
    with running(arguments) as (address, _):
        yield address


@contextmanager
def running(
    arguments: Iterable[str] = (),
    environment: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the dashboard on a port, a free one by default; yield its address and its process."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    process = subprocess.Popen(
        [*command, "--", *arguments],
        cwd=ROOT,
        env=os.environ | (environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/_stcore/health", process)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def stream(address: str, host: str | None = None, **more: Any) -> Iterator[ClientConnection]:
    """Open a socket to a dashboard as its page does, by another name if one is given."""
    place = urlsplit(address)
    named = f"ws://{host or place.netloc}/_stcore/stream"
    with (
        socket.create_connection((place.hostname, place.port), timeout=20) as raw,
        connect(named, sock=raw, max_size=None, **more) as opened,
    ):
        yield opened


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return once a server answers; fail if it stops, or takes too long."""
    end = time.monotonic() + SERVER_STARTS_WITHIN
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the server stopped with code {process.returncode}")
        try:
            with urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not answer at {url}")


@pytest.fixture(scope="session")
def dashboard() -> Iterator[str]:
    """The address of a running dashboard of the shipped case."""
    with serve() as address:
        yield address


def run_app(locale: str | None = None, **query: str) -> AppTest:
    """Run the Python side of the page once with an address, in a browser of a language."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if locale:
        app.context["locale"] = locale
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def table_of_day(app: AppTest) -> DataFrame:
    """Unfold the table of all capitals on the map's page, and return it; folded it is not there."""
    assert not app.dataframe
    app.session_state["table"] = True
    app.run()
    table: DataFrame = app.dataframe[0].value
    return table
