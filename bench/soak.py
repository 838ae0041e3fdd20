"""Readers stay for a while, and meanwhile everything goes wrong: what the dashboard survives.

    python -m bench.soak [--minutes 9.5] [--seed 1]

Starts a server on a copy of the case, and readers of two kinds: browsers and plain sockets. Then, in
turn until the time is over: readers move; the data change, break and are mended; broken tables are
brought; hostile addresses and messages are sent; and, in the first half, the server is killed and
started again. Memory is watched in the second half, where one process lives. Prints a table of the
trials. Exit status 1 if one was not survived, or memory was not flat.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.async_api import Browser, FilePayload, FrameLocator, Page, async_playwright, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from bench.load import DAYS, ROOT, NoAnswerError, Server, free_port, reader
from geo.case import Case, CaseError, read_case
from geo.files import write_whole
from geo.tables import status_rows
from geo.ui.shelf import REST
from tests.conftest import CHROMIUM_FLAGS, CHROMIUM_NAMES

if TYPE_CHECKING:
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE = 60_000
"""Milliseconds after which a page counts as stuck."""
SOCKETS = 10
"""Readers without a browser in each trial that has some."""
GROWTH, SPARE = 1.15, 10.0
"""Memory is flat if the end is below so many times the beginning, and so many MB more."""
CHANGES = ((",contested,,", ",held,government,"), (",held,government,", ",contested,,"))
FAULTS = ((",yes,", ",perhaps,"), ("taliban", "nobody"))
NASTY = ("", "\0", "%ff%fe", "../../etc/passwd", "<script>pwned=1</script>", "{{7*7}}", "9" * 5_000,
         "2021-02-31", "1400-05-18", "AF-HER\u202e", "side:", "publisher:x&without=role:y")  # fmt: skip
NAMES = "page day known_by province without threshold view against layout lang v embed x".split()


class NotSurvivedError(Exception):
    """Something was not as it has to be."""


@dataclass
class Trial:
    """How often something was tried, how often it went wrong, and how long it took at most."""

    name: str
    times: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


@dataclass
class Looker:
    """A reader with a browser: her page, and the version of the data that she began with."""

    page: Page
    version: Case
    day: str

    @property
    def frame(self) -> FrameLocator:
        """The map."""
        return self.page.frame_locator("iframe[data-control-map=map]")

    async def moves(self, day: str) -> None:
        """Come to rest on a day; the address follows, and the map is that of her version."""
        await self.drags(day)
        await expect(self.page).to_have_url(re.compile(f"day={day}"), timeout=PATIENCE)
        await self.looks()

    async def drags(self, day: str) -> None:
        """Set the slider to a day as a drag and a release do; the map follows by itself."""
        self.day = day
        slider = self.frame.locator("input[type=range][aria-label=Day]")
        await slider.evaluate(
            """(input, day) => {
                input.value = Math.round((Date.parse(day) - Date.parse("2021-08-01")) / 86400000);
                for (const name of ["input", "change"])
                    input.dispatchEvent(new Event(name, { bubbles: true }));
            }""",
            day,
        )
        root = self.frame.get_by_test_id("control-map")
        await expect(root).to_have_attribute("data-day", day, timeout=PATIENCE)

    async def looks(self) -> None:
        """Map and footer are of her version, and no other."""
        root = self.frame.get_by_test_id("control-map")
        await expect(root).to_have_attribute("data-day", self.day, timeout=PATIENCE)
        shown = await root.evaluate(
            """(map) => Object.fromEntries([...map.ownerDocument.querySelectorAll("path[data-province]")]
                .map((path) => [path.dataset.province, path.dataset.status]))"""
        )
        rows = status_rows(self.version, date.fromisoformat(self.day))
        if shown != {row.province: str(row.status) for row in rows}:
            message = f"the map of {self.day} is not that of version {self.version.digest}"
            raise NotSurvivedError(message)
        said = self.page.get_by_text(f"Data version {self.version.digest}")
        await expect(said).to_be_visible(timeout=PATIENCE)


class Soak:
    """A server, its data and its readers, and what is done to them."""

    def __init__(self, folder: Path, browser: Browser, seed: int) -> None:
        self.folder, self.browser = folder, browser
        self.chance = random.Random(seed)  # noqa: S311 - trials, not secrets
        self.port = free_port()
        self.good = read_case(folder)
        self.lookers: list[Looker] = []
        self.turns = 0
        self.watched = False

    def until(self, end: float) -> Iterator[Act]:
        """Yield what to do, in turn, until the clock is at the end; kill in the first half alone."""
        half = (time.monotonic() + end) / 2
        while True:
            self.watched = time.monotonic() > half
            for act in ACTS if self.watched else (*ACTS, KILL):
                if time.monotonic() > end:
                    return
                yield act
            self.turns += 1

    async def start(self) -> None:
        """Start a server, and wait until it answers."""
        self.server = Server(port=self.port, case=self.folder)
        await asyncio.to_thread(self.server.wait)

    async def comes(self, query: str = "") -> Looker:
        """Open the page in a browser, as a reader who has never been here."""
        day = self.a_day()
        context = await self.browser.new_context(viewport={"width": 1280, "height": 900})
        page = await context.new_page()
        await page.goto(f"{self.server.address}/?day={day}{query}", timeout=PATIENCE)
        looker = Looker(page, self.good, day)
        await looker.looks()
        return looker

    def a_day(self) -> str:
        """Return a day of the slider."""
        return self.chance.choice(DAYS)

    def rewrite(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file of the case, whole."""
        file = self.folder / name
        write_whole(file, file.read_text(encoding="utf-8").replace(old, new).encode())

    # What is done.

    async def readers_move(self) -> None:
        """Browsers and sockets move their sliders, at the same time."""

        async def go() -> None:
            async with reader(self.server.address) as one:
                await one.open_page(f"day={self.a_day()}")
                for _ in range(5):
                    await one.move(self.a_day())

        browsers = [one.moves(self.a_day()) for one in self.lookers]
        await asyncio.gather(*browsers, *(go() for _ in range(SOCKETS)))

    async def server_is_killed(self) -> None:
        """Every page comes back by itself, on the day that its reader went to meanwhile."""
        self.server.process.kill()
        self.server.process.wait(timeout=20)
        for one in self.lookers:
            await expect(one.page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE)
            await one.drags(self.a_day())
        await self.start()
        for one in self.lookers:
            one.version = self.good  # she was not seen before by this server
            await expect(one.page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
            await expect(one.page).to_have_url(re.compile(f"day={one.day}"), timeout=PATIENCE)
            await one.looks()

    async def data_change(self) -> None:
        """Who is there keeps her version; who comes gets the new one."""
        self.rewrite("reports.csv", *CHANGES[self.turns % 2])
        self.rewrite("datapackage.json", '"version": "', f'"version": "{self.turns}.')
        self.good = read_case(self.folder)
        await asyncio.sleep(REST / 1e9)
        new = await self.comes()
        for one in self.lookers:
            await one.moves(self.a_day())
        await self.leaves(self.lookers.pop(0))
        self.lookers.append(new)

    async def data_break(self) -> None:
        """Who is there notices nothing; who comes is told all faults; mended, all is well."""
        before = {name: (self.folder / name).read_bytes() for name in ("actors.csv", "reports.csv")}
        self.rewrite("actors.csv", *FAULTS[0])
        self.rewrite("reports.csv", *FAULTS[1])
        try:
            read_case(self.folder)
        except CaseError as refused:
            count = len(refused.faults)
        await asyncio.sleep(REST / 1e9)
        try:
            late = await self.comes("&page=map")
            alert = late.page.get_by_role("alert").filter(has_text="in the tables")
            await expect(alert.locator("li")).to_have_count(count, timeout=PATIENCE)
            for one in self.lookers:
                await one.moves(self.a_day())
                await expect(one.page.get_by_role("alert")).to_have_count(0)
        finally:
            for name, data in before.items():
                write_whole(self.folder / name, data)
        await asyncio.sleep(REST / 1e9)
        await late.moves(self.a_day())
        new = await self.comes()
        await expect(new.page.get_by_role("alert")).to_have_count(0)
        for one in (late, new):
            await self.leaves(one)

    async def broken_tables(self) -> None:
        """Whatever is brought as a table is answered, and leaves the others alone."""
        good = (self.folder / "reports.csv").read_bytes()[:400_000]
        looker = await self.comes("")
        await looker.page.get_by_role("radio", name="Your own table").click()
        for number in range(5):
            cut = self.chance.randrange(len(good))
            kinds = (
                self.chance.randbytes(50_000),
                good[:cut] + self.chance.randbytes(20) + good[cut:],
                good.replace(b",", b";", cut % 1_000),
                b'"' * 300_000,
                good[cut:],
            )
            name = f"table-{self.turns}-{number}.csv"
            brought = FilePayload(name=name, mimeType="text/csv", buffer=kinds[number])
            await looker.page.locator("input[type=file]").set_input_files(brought)
            said = looker.page.get_by_text(f"“{name}”.")
            await expect(said).to_be_visible(timeout=PATIENCE)
        await self.no_error(looker.page)
        await self.leaves(looker)

    async def hostile_addresses(self) -> None:
        """Whatever an address asks for, there is a page without an error."""
        for _ in range(20):
            query = "&".join(
                f"{self.chance.choice(NAMES)}={self.chance.choice(NASTY)}" for _ in range(6)
            )
            async with reader(self.server.address) as one:
                await one.open_page(query)
                await one.open_page("day=2021-08-12&page=map&embed=false")
        page = await (await self.browser.new_context()).new_page()
        query = "&".join(f"{name}={self.chance.choice(NASTY[3:])}" for name in NAMES[1:6])
        await page.goto(f"{self.server.address}/?{query}", timeout=PATIENCE)
        root = page.frame_locator("iframe[data-control-map=map]").get_by_test_id("control-map")
        await expect(root).to_have_attribute("data-day", re.compile("2021-"), timeout=PATIENCE)
        await self.no_error(page)
        await page.context.close()

    async def hostile_messages(self) -> None:
        """Nonsense over the socket ends its own session; the caches may be emptied by it."""
        frames = (
            self.chance.randbytes(200),
            b"",
            b"\0" * 3_000_000,
            BackMsg(clear_cache=True).SerializeToString(),
            BackMsg(debug_shutdown_runtime=True).SerializeToString(),
        )
        for frame in frames:
            async with reader(self.server.address) as one:
                await one.open_page("day=2021-08-12")
                with suppress(ConnectionClosed, TimeoutError):
                    await one.socket.send(frame)
                    while True:
                        await asyncio.wait_for(one.socket.recv(), 0.3)
        for looker in self.lookers:
            await looker.moves(self.a_day())

    async def newest_version_is_served(self) -> None:
        """Many who come at once all get the newest version."""

        async def go() -> None:
            async with reader(self.server.address) as one:
                answer = await one.open_page(f"day={self.a_day()}")
                if versions_in(answer) != {self.good.digest}:
                    message = f"asked for {self.good.digest}, found {versions_in(answer)}"
                    raise NotSurvivedError(message)

        await asyncio.gather(*(go() for _ in range(SOCKETS)))

    async def no_error(self, page: Page) -> None:
        """The page shows no exception, and nothing of an address or a table ran in it."""
        await expect(page.get_by_test_id("stException")).to_have_count(0)
        if await page.evaluate("typeof pwned") != "undefined":
            message = "a script of an address ran"
            raise NotSurvivedError(message)

    async def leaves(self, looker: Looker) -> None:
        """Close a page, and all that it holds."""
        await looker.page.context.close()


def versions_in(answer: list[ForwardMsg]) -> set[str]:
    """Return the versions of the data that a page names in its footer."""
    texts = "".join(one.delta.new_element.html.body for one in answer)
    return set(re.findall(r"Data version (\w+)", texts))


Act = Callable[[Soak], Awaitable[None]]
KILL: Act = Soak.server_is_killed
ACTS: tuple[Act, ...] = (
    Soak.readers_move,
    Soak.data_change,
    Soak.newest_version_is_served,
    Soak.data_break,
    Soak.broken_tables,
    Soak.hostile_addresses,
    Soak.hostile_messages,
)


async def tried(trial: Trial, act: Awaitable[None]) -> None:
    """Do one thing, and note what came of it."""
    trial.times += 1
    start = time.perf_counter()
    try:
        await act
    except (AssertionError, NoAnswerError, NotSurvivedError, OSError, EOFError, TimeoutError) as e:
        trial.faults.append(f"{type(e).__name__}: {str(e)[:300]}")
    trial.slowest = max(trial.slowest, time.perf_counter() - start)


async def soak(folder: Path, minutes: float, seed: int) -> tuple[list[Trial], list[float]]:
    """Return the trials, and the megabytes of the server after each trial of the second half."""
    trials = {act: Trial(act.__name__.replace("_", " ")) for act in (*ACTS, KILL)}
    memory: list[float] = []
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_FLAGS))
        own = Soak(folder, browser, seed)
        await own.start()
        try:
            own.lookers = [await own.comes() for _ in range(3)]
            for act in own.until(time.monotonic() + 60 * minutes):
                await tried(trials[act], act(own))
                if own.watched:
                    memory.append(own.server.megabytes())
        finally:
            await browser.close()
            own.server.stop()
    return list(trials.values()), memory


def flat(memory: list[float]) -> bool:
    """Whether the second half of some measurements is no higher than the first, within bounds."""
    half = (len(memory) + 1) // 2
    return len(memory) < 2 or max(memory[half:]) <= GROWTH * max(memory[:half]) + SPARE  # noqa: PLR2004


def verdict(trials: list[Trial], memory: list[float]) -> int:
    """Print what was tried, and return the exit status: 1 if something was not survived."""
    show(trials, memory)
    return 0 if flat(memory) and not any(one.faults for one in trials) else 1


def show(trials: list[Trial], memory: list[float]) -> None:
    """Print what was tried as a table, and all that went wrong."""
    print(f"{'what':28}{'times':>6}{'not survived':>14}{'slowest':>10}")
    for one in trials:
        print(f"{one.name:28}{one.times:6}{len(one.faults):14}{one.slowest:8.1f} s")
    told = " ".join(f"{one:.0f}" for one in memory) or "not measured"
    bound = f"at most {GROWTH:g} times its first half and {SPARE:g} MB"
    print(f"memory in MB, {'flat' if flat(memory) else 'NOT flat'} ({bound}): {told}")
    for one in trials:
        for fault in one.faults:
            print(f"{one.name}: {fault}")


def main(arguments: list[str] | None = None) -> int:
    """Run it as the command line says, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=9.5, help="after which nothing is begun")
    parser.add_argument("--seed", type=int, default=1, help="another order of days and damage")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        case = Path(shutil.copytree(ROOT / "data", Path(folder) / "case"))
        trials, memory = asyncio.run(soak(case, options.minutes, options.seed))
    return verdict(trials, memory)


if __name__ == "__main__":
    sys.exit(main())
