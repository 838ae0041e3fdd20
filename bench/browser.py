"""What a reader waits for, measured in Chromium: ours and its peers in turn, step by step.

A step is timed in the page, from the key press to the frame that shows it; so are a drag and the
first paint. Whoever is measured, all pages of a part are open, and each has its turn after the other.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import random
import re
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from bench.figures import Figure, Measured
from bench.load import Server
from bench.peers.shown import FIRST_DAY, ROOT, Shown, shown
from geo.case import read_case
from geo.control_map import VENDOR, control_map, page_html
from tests.test_deploy import netloc, nginx

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route

LEAFLET: Final = VENDOR / "leaflet"
PROBE: Final = (ROOT / "bench" / "probe.js").read_text(encoding="utf-8")
PACKAGES: Final = ROOT / ".cache" / "bench" / "packages"
SIZE: Final = {"width": 1280, "height": 900}
PATIENCE: Final = 60_000
"""Milliseconds after which something that does not appear is a fault."""
QUIET: Final = 200
"""Milliseconds of rest after a step, so that its answer does not run into the next one's time."""

DRAG: Final = 120
"""Moves of the mouse in one drag."""

OURS: Final = "our dashboard"
EXPORTED: Final = "our exported page"
BY_HAND: Final = "hand-written Leaflet page"
TITLE: Final = "Streamlit title, no map"
REBUILT: Final = "st_folium, rebuilt"
UPDATED: Final = "st_folium, feature group"
PLOTLY: Final = "plotly choropleth"


@dataclass
class Subject:
    """A page that is measured; ``ready`` is a selector of what its first paint shows."""

    name: str
    address: str
    ready: str
    slider: str = "input[type=range]"
    server: Server | None = None


PEERS: Final = {
    UPDATED: ("updated", "path.leaflet-interactive"),
    REBUILT: ("rebuilt", "path.leaflet-interactive"),
    PLOTLY: ("choropleth", ".choroplethlayer path"),
    TITLE: ("title", "h1"),
}
OWN_READY: Final = "[data-testid=control-map][data-day]"


@contextmanager
def subjects() -> Iterator[dict[str, Subject]]:
    """Start every server, write both files, and yield what can be opened, by name."""
    with ExitStack() as open_until_then:
        folder = Path(open_until_then.enter_context(TemporaryDirectory()))

        def started(script: str, **environment: str) -> Server:
            server = Server(script, environment)
            open_until_then.callback(server.stop)
            return server

        path = {"PYTHONPATH": f"{ROOT}:{PACKAGES}"}
        ours = started("app.py")
        found = {OURS: Subject(OURS, f"{ours.address}/?day={FIRST_DAY}&lang=en", OWN_READY)}
        found[OURS].server = ours
        for name, (script, ready) in PEERS.items():
            server = started(f"bench/peers/{script}.py", **path)
            found[name] = Subject(name, server.address, ready, server=server)
        for name, (text, ready) in {
            EXPORTED: (page_html(control_map(read_case(ROOT / "data"))), OWN_READY),
            BY_HAND: (by_hand(shown()), "path.leaflet-interactive"),
        }.items():
            file = folder / f"{name}.html"
            file.write_text(text, encoding="utf-8")
            found[name] = Subject(name, file.as_uri(), ready)
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
    context.add_init_script(PROBE.replace("SELECTOR", subject.ready))
    context.route(lambda url: url.startswith("https:"), _from_elsewhere)
    return context


def _from_elsewhere(route: Route) -> None:
    """Answer for other hosts at once: Leaflet is ours, and whatever else a peer wants is empty."""
    file = LEAFLET / route.request.url.rsplit("/", 1)[-1].replace(".min.", ".")
    kind = "text/css" if file.suffix == ".css" else "text/javascript"
    body = file.read_bytes() if file.suffix in (".js", ".css") and file.is_file() else b""
    if file.suffix == ".json":
        kind, body = "application/json", b"{}"
    route.fulfill(status=200, content_type=kind, body=body)


class Opened:
    """A subject on screen, with the frame that its slider stands in."""

    def __init__(self, browser: Browser, subject: Subject) -> None:
        self.subject = subject
        self.context = new_context(browser, subject)
        self.page = self.context.new_page()
        self.wire = Wire(self.page)
        self.page.goto(subject.address)
        first_paint(self.page)
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
        self.page.keyboard.press(key)
        taken = self.frame.evaluate(
            "patience => Promise.race([probe.taken, new Promise((_, no) => setTimeout(no, patience))])",
            PATIENCE,
        )
        self.page.wait_for_timeout(QUIET)
        return float(taken)

    def close(self) -> None:
        """Close its page."""
        self.context.close()


def first_paint(page: Page) -> float:
    """Return the milliseconds from the start of the way to a page until it is painted."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        for frame in page.frames:
            try:
                noted = frame.evaluate("window.probe?.first")
            except Exception:  # noqa: BLE001, S112 - a frame that goes while it is asked
                continue
            if noted:
                return float(noted) - float(page.evaluate("performance.timeOrigin"))
        page.wait_for_timeout(20)
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


# --- The parts ------------------------------------------------------------------------------------


def steps(browser: Browser, found: dict[str, Subject], runs: int) -> list[Figure]:
    """Time steps, and count what each costs on the socket and on the server."""
    table = shown()
    at = table.days.index(FIRST_DAY)
    days = table.days[at : at + 11]
    wanted = [" ".join(sorted(table.fills[day].values())) for day in days]
    if any(one == other for one, other in pairwise(wanted)):
        raise ValueError("a step that changes no colour cannot be seen")
    there_and_back = [("ArrowRight", n) for n in range(1, 11)]
    there_and_back += [("ArrowLeft", n) for n in range(9, -1, -1)]
    taken: dict[str, list[float]] = defaultdict(list)
    names = (OURS, BY_HAND, UPDATED, REBUILT, PLOTLY)
    with opened(browser, [found[name] for name in names]) as pages:
        bytes_before = {one.subject.name: one.wire.on_socket for one in pages}
        used_before = {one.subject.name: _used(one.subject) for one in pages}
        for _ in range(runs):
            for key, n in there_and_back:
                for one in pages:
                    want = days[n] if one.subject.name == OURS else wanted[n]
                    taken[one.subject.name].append(one.step(key, want))
        many = runs * len(there_and_back)
        sent = {
            one.subject.name: (one.wire.on_socket - bytes_before[one.subject.name]) / many
            for one in pages
        }
        used = {
            one.subject.name: (_used(one.subject) - used_before[one.subject.name]) / many
            for one in pages
        }
    ours = Measured.of(taken[OURS])
    limits = {BY_HAND: 1.2, UPDATED: 0.1}
    figures = [
        Figure(
            "step",
            "a step, key to paint",
            "ms",
            ours,
            name,
            Measured.of(taken[name]),
            most=limits.get(name),
        )
        for name in names[1:]
    ]
    figures += [
        Figure(
            "step",
            "a step on the socket, both ways",
            "bytes",
            Measured(round(sent[OURS])),
            name,
            Measured(round(sent[name])),
        )
        for name in names[2:]
    ]
    figures += [
        Figure(
            "step",
            "a step on the server",
            "ms CPU",
            Measured(round(1000 * used[OURS], 1)),
            name,
            Measured(round(1000 * used[name], 1)),
        )
        for name in names[2:]
    ]
    return figures


def _used(subject: Subject) -> float:
    return subject.server.processor() if subject.server else 0.0


def drags(browser: Browser, found: dict[str, Subject], runs: int) -> list[Figure]:
    """Time the paints of a drag, and how long Python waits for its end; count what is sent."""
    drawn: dict[str, list[float]] = defaultdict(list)
    told: list[float] = []
    moving, sent, received = 0, [], []
    with opened(browser, [found[OURS], found[BY_HAND]]) as pages:
        for _ in range(runs):
            for one in pages:
                one.frame.evaluate("probe.drawn.length = 0")
                before = one.wire.sent, one.wire.received
                _drag(one)
                drawn[one.subject.name] += one.frame.evaluate("probe.drawn")
                at_rest = one.wire.sent
                one.page.mouse.up()
                settle(one.page, one.wire)
                if one.subject.name == OURS:
                    told.append(_told_after(one))
                    moving += at_rest - before[0]
                    sent.append(one.wire.sent - at_rest)
                    received.append(one.wire.received - before[1])
    ours, by_hand_ = Measured.of(drawn[OURS]), Measured.of(drawn[BY_HAND])
    return [
        Figure("drag", "while dragging, input to paint", "ms", ours, BY_HAND, by_hand_, most=1.2),
        Figure("drag", "sent while dragging", "bytes", Measured(moving), most=0),
        Figure("drag", "Python told after release", "ms", Measured.of(told), most_p95=50),
        Figure("drag", "sent on release", "bytes", Measured(median(sent)), most=2_000),
        Figure("drag", "received on release", "bytes", Measured(median(received)), most=2_000),
    ]


def _drag(one: Opened) -> None:
    """Drag the slider from one end to the other, and rest with the button down."""
    slider = one.frame.locator(one.subject.slider)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    if box is None:
        raise ValueError(f"{one.subject.name} shows no slider")
    mouse, y = one.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + 12, y)
    mouse.down()
    for n in range(1, DRAG + 1):
        mouse.move(box["x"] + 12 + (box["width"] - 60) * n / DRAG, y)
        time.sleep(0.008)
    one.page.wait_for_timeout(2 * QUIET)


def _told_after(one: Opened) -> float:
    """Return the milliseconds from the slider's release to the word to Python."""
    released = float(one.frame.evaluate("probe.released"))
    sent = [float(at) for at in one.page.evaluate("probe.sent")]
    return min(at for at in sent if at >= released) - released


def paints(browser: Browser, found: dict[str, Subject], runs: int) -> list[Figure]:
    """Time first paints, with an empty cache and with a full one."""
    cold: dict[str, list[float]] = defaultdict(list)
    warm: dict[str, list[float]] = defaultdict(list)
    for turn in range(runs + 1):
        for name, subject in found.items():
            context = new_context(browser, subject)
            for kept in (cold, warm):
                page = context.new_page()
                wire = Wire(page)
                page.goto(subject.address)
                taken = first_paint(page)
                settle(page, wire)
                page.close()
                if turn:  # the first visitor makes what all others find made
                    kept[name].append(taken)
            context.close()
    beside: list[tuple[str, str, float | None]] = [(OURS, TITLE, 1.1), (EXPORTED, BY_HAND, 1.5)]
    beside += [(OURS, name, None) for name in (UPDATED, REBUILT, PLOTLY)]
    return [
        Figure(
            part="paint",
            what=f"first paint of {one}, {state}",
            unit="ms",
            ours=Measured.of(taken[one]),
            peer=other,
            theirs=Measured.of(taken[other]),
            most=limit if taken is warm else None,
        )
        for state, taken in (("warm", warm), ("cold", cold))
        for one, other, limit in beside
    ]


def loads(browser: Browser, found: dict[str, Subject], _: int) -> list[Figure]:
    """Count what a first visit receives through the proxy as it is shipped, and what the map is made of."""
    figures = weights(
        page_html(control_map(read_case(ROOT / "data"), language="en", with_dossiers=False))
    )
    if not shutil.which(os.environ.get("NGINX", "nginx"), path=f"{os.environ['PATH']}:/usr/sbin"):
        print("No nginx here: what a reader receives through it was not counted", file=sys.stderr)
        return figures
    ours, theirs = (_visit_through_nginx(browser, found[name]) for name in (OURS, TITLE))
    for n, (what, unit) in enumerate((("files", "KB"), ("on the socket", "KB"), ("requests", ""))):
        figures.append(
            Figure(
                "bytes",
                f"first visit through nginx: {what}",
                unit,
                Measured(ours[n]),
                TITLE,
                Measured(theirs[n]),
            )
        )
    return figures


def _visit_through_nginx(browser: Browser, subject: Subject) -> tuple[float, float, float]:
    """Return kilobytes of files and on the socket, and the requests, of a first visit."""
    place = netloc(subject.server.address if subject.server else "")
    with TemporaryDirectory() as folder, nginx((place, place), Path(folder)) as site:
        context = new_context(browser, subject)
        page = context.new_page()
        wire = Wire(page)
        page.goto(site)
        first_paint(page)
        settle(page, wire)
        context.close()
    return round(wire.files / 1000), round(wire.on_socket / 1000), wire.requests


PARTS: Final = {
    "fonts": r"@font-face\{[^}]*\}",
    "Leaflet": r'id="leaflet">[^<]*',
    "boundaries, as Folium draws them": r'(?s)id="drawing">.*?</script>',
    "statuses, words, neighbours": r'id="story">[^<]*',
    "our scripts": r"(?s)<script>\(function.*",
}
"""What the map page is made of; what none of these finds is markup and style."""


def weights(page: str) -> list[Figure]:
    """Return the compressed size of the map page, and of its parts."""
    whole = left = _gzipped(page)
    figures = [
        Figure("bytes", "map page, gzipped", "KB", Measured(round(whole / 1000, 1)), most=250)
    ]
    for name, pattern in PARTS.items():
        page = re.sub(pattern, "", page)
        after = _gzipped(page)
        figures.append(
            Figure("bytes", f"of these: {name}", "KB", Measured(round((left - after) / 1000, 1)))
        )
        left = after
    return [
        *figures,
        Figure("bytes", "of these: markup and style", "KB", Measured(round(left / 1000, 1))),
    ]


def _gzipped(text: str) -> int:
    return len(gzip.compress(text.encode()))
