"""Ours and its peers, started and opened in Chromium with a probe inside."""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal

from bench.load import Server
from bench.peers.shown import FIRST_DAY, ROOT, Shown, shown
from geo.case import read_case
from geo.control_map import VENDOR, control_map, page_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Page

LEAFLET: Final = VENDOR / "leaflet"
PROBE: Final = (ROOT / "bench" / "probe.js").read_text(encoding="utf-8")
PACKAGES: Final = ROOT / ".cache" / "bench" / "packages"
SIZE: Final = {"width": 1280, "height": 900}
PATIENCE: Final = 60_000
"""Milliseconds after which something that does not appear is a fault."""
LOOKS: Final = 100
"""Milliseconds from one look at a page to the next; what it notes itself is to the point."""
QUIET: Final = 700
"""Milliseconds of rest after a step, so that its answer and its pulse do not run into the next one's time."""
HELD: Final = 40
"""Milliseconds that a finger stays on a key at least."""

OURS: Final = "our dashboard"
EXPORTED: Final = "our exported page"
BY_HAND: Final = "hand-written Leaflet page"
TITLE: Final = "Streamlit title, no map"
REBUILT: Final = "st_folium, rebuilt"
UPDATED: Final = "st_folium, feature group"
PLOTLY: Final = "plotly choropleth"


@dataclass
class Subject:
    """A page that is measured; ``first`` is a selector of what its first paint shows."""

    name: str
    address: str
    first: str
    slider: str = "input[type=range]"
    server: Server | None = None


PEERS: Final = {
    UPDATED: ("updated", "path.leaflet-interactive"),
    REBUILT: ("rebuilt", "path.leaflet-interactive"),
    PLOTLY: ("choropleth", ".choroplethlayer path"),
    TITLE: ("title", "h1"),
}
OWN_FIRST: Final = ".first-look img"
"""The provinces of the dashboard's first look, with its day and answer; a map to move comes after that."""
PAGE_FIRST: Final = "[data-sketched]"
"""What the map page says once its provinces, date and chart are on screen."""


@contextmanager
def subjects() -> Iterator[dict[str, Subject]]:
    """Start every server, write both files, and yield what can be opened, by name."""
    with ExitStack() as started_here:
        folder = Path(started_here.enter_context(TemporaryDirectory()))

        def started(script: str, **environment: str) -> Server:
            server = Server(script, environment)
            started_here.callback(server.stop)
            return server

        path = {"PYTHONPATH": f"{ROOT}:{PACKAGES}"}
        ours = started("app.py")
        found = {OURS: Subject(OURS, f"{ours.address}/?day={FIRST_DAY}&lang=en", OWN_FIRST)}
        found[OURS].server = ours
        for name, (script, first) in PEERS.items():
            server = started(f"bench/peers/{script}.py", **path)
            found[name] = Subject(name, server.address, first, server=server)
        exported = control_map(read_case(ROOT / "data"), day=date.fromisoformat(FIRST_DAY))
        for name, (text, first) in {
            EXPORTED: (page_html(exported), PAGE_FIRST),
            BY_HAND: (by_hand(shown()), "path.leaflet-interactive"),
        }.items():
            file = folder / f"{name}.html"
            file.write_text(text, encoding="utf-8")
            found[name] = Subject(name, file.as_uri(), first)
        for subject in found.values():
            if subject.server:
                subject.server.wait()
        yield found


def by_hand(table: Shown) -> str:
    """Return the hand-written page as one file, as ours is."""
    parts = {
        "LEAFLET_CSS": (LEAFLET / "leaflet.css").read_text(encoding="utf-8"),
        "LEAFLET_JS": (LEAFLET / "leaflet.js").read_text(encoding="utf-8"),
        "SHOWN": json.dumps(vars(table) | {"first": FIRST_DAY}, separators=(",", ":")),
    }
    text = (ROOT / "bench" / "peers" / "leaflet.html").read_text(encoding="utf-8")
    for name, content in parts.items():
        text = text.replace(name, content)
    return text


class Wire:
    """Bytes that a page sends and receives, as the browser's network panel counts them."""

    def __init__(self, page: Page) -> None:
        self.sent = self.received = self.files = self.requests = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.webSocketFrameSent", self._sent)
        session.on("Network.webSocketFrameReceived", self._received)
        session.on("Network.loadingFinished", self._loaded)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        self.sent += _size(event["response"])

    def _received(self, event: dict[str, Any]) -> None:
        self.received += _size(event["response"])

    def _loaded(self, event: dict[str, Any]) -> None:
        self.files += int(event["encodedDataLength"])
        self.requests += 1

    @property
    def on_socket(self) -> int:
        """Bytes on the socket, both ways."""
        return self.sent + self.received


def _size(frame: dict[str, Any]) -> int:
    text = str(frame["payloadData"])
    is_text = frame["opcode"] == 1
    return len(text.encode() if is_text else base64.b64decode(text))


def new_context(browser: Browser, subject: Subject) -> BrowserContext:
    """Return a browser with an empty cache that notes the first paint of a subject."""
    context = browser.new_context(viewport=SIZE, locale="en-US")  # type: ignore[arg-type]
    context.add_init_script(PROBE.replace("SELECTOR", subject.first))
    return context


def new_page(context: BrowserContext) -> Page:
    """Return a page that gets an answer for other hosts at once.

    Not by Playwright's own routes: these switch off the cache, and each file would take a detour.
    """
    page = context.new_page()
    session = context.new_cdp_session(page)

    def answer(event: dict[str, Any]) -> None:
        kind, body = _from_elsewhere(event["request"]["url"])
        headers = [{"name": "Content-Type", "value": kind}]
        headers.append({"name": "Access-Control-Allow-Origin", "value": "*"})
        session.send(
            "Fetch.fulfillRequest",
            {
                "requestId": event["requestId"],
                "responseCode": 200,
                "responseHeaders": headers,
                "body": base64.b64encode(body).decode("ascii"),
            },
        )

    session.on("Fetch.requestPaused", answer)
    session.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})
    return page


def _from_elsewhere(url: str) -> tuple[str, bytes]:
    """Return type and content of a foreign file: Leaflet is ours, all else that a peer wants is empty."""
    file = LEAFLET / url.rsplit("/", 1)[-1].replace(".min.", ".")
    if file.suffix == ".json":
        return "application/json", b"{}"
    known = file.suffix in (".js", ".css") and file.is_file()
    kind = "text/css" if file.suffix == ".css" else "text/javascript"
    return kind, file.read_bytes() if known else b""


class Opened:
    """A subject on screen, with the frame that its slider stands in."""

    def __init__(self, browser: Browser, subject: Subject) -> None:
        self.subject = subject
        self.context = new_context(browser, subject)
        self.page = new_page(self.context)
        self.wire = Wire(self.page)
        self.page.goto(subject.address)
        noted(self.page, "ready")
        self.frame = self._frame_of_slider()
        self.frame.focus(subject.slider)
        settle(self.page, self.wire)

    def _frame_of_slider(self) -> Frame:
        inside = [
            frame
            for frame in self.page.frames
            if frame != self.page.main_frame and frame.locator("[data-testid=control-map]").count()
        ]
        return inside[0] if inside else self.page.main_frame

    def step(self, key: str, want: str) -> float:
        """Press a key and return the milliseconds until what it leads to is painted."""
        self.frame.evaluate("want => probe.arm(want)", want)
        time.sleep(random.uniform(0, 0.017))  # noqa: S311 - a moment anywhere within a frame
        self.page.keyboard.press(key, delay=HELD)
        taken = self.frame.evaluate(
            "patience => Promise.race([probe.taken, new Promise((_, no) => setTimeout(no, patience))])",
            PATIENCE,
        )
        self.page.wait_for_timeout(QUIET)
        return float(taken)

    def close(self) -> None:
        """Close its page."""
        self.context.close()


def noted(page: Page, moment: Literal["first", "ready"] = "first") -> float:
    """Return the milliseconds from the start of the way to a page until it is painted, or all there."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        for frame in page.frames:
            try:
                at = frame.evaluate(f"window.probe?.{moment}")
            except Exception:  # noqa: BLE001, S112 - a frame that goes while it is asked
                continue
            if at:
                return float(at) - float(page.evaluate("performance.timeOrigin"))
        page.wait_for_timeout(LOOKS)
    raise TimeoutError(f"{page.url} did not paint")


def settle(page: Page, wire: Wire) -> None:
    """Return once nothing has come for a while."""
    before = -1
    while before != wire.on_socket + wire.files:
        before = wire.on_socket + wire.files
        page.wait_for_timeout(500)


@contextmanager
def opened(browser: Browser, found: Sequence[Subject]) -> Iterator[list[Opened]]:
    """Open subjects beside each other."""
    pages = [Opened(browser, one) for one in found]
    try:
        yield pages
    finally:
        for page in pages:
            page.close()
