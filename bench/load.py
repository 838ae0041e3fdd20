"""Many readers at once: how long the dashboard takes to answer them, and what they cost.

    python bench/load.py [--sessions 200] [--steps 10] [--pause 3] [--total 10000]

Starts one process of the dashboard and opens SESSIONS sockets to it, as browsers do. Then each reader
moves the slider STEPS times, PAUSE seconds apart, and opens a dossier at every third; then all do so
with no pause until TOTAL moves are made, to see whether memory grows. Prints a table, and the same as
JSON. Readers and dashboard share the machine, so that its time is counted too. Exit status 1 if a
move had no right answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

ROOT = Path(__file__).parent.parent
DAYS = [f"2021-08-{day:02}" for day in range(1, 32)]
with (ROOT / "data" / "reports.csv").open(encoding="utf-8", newline="") as _reports:
    PROVINCES = sorted({row["province"] for row in csv.DictReader(_reports)})
"""Those that have reports."""
PATIENCE = 60.0
"""Seconds after which an answer counts as none."""
AT_ONCE = 8
"""How many readers arrive, or move without a pause, at the same time."""


class NoAnswerError(Exception):
    """The dashboard answered with an error, or not what was asked for."""


@dataclass
class Reader:
    """A session as a browser holds it: what it keeps of the answers, and where its map is."""

    socket: ClientConnection
    query: str = ""
    kept: dict[str, ForwardMsg] = field(default_factory=dict)
    line: str = ""
    fragment: str = ""

    async def open_page(self, query: str) -> list[ForwardMsg]:
        """Ask for the page at an address, and note the component through which the map speaks."""
        self.query = query
        answer = await self.ask(BackMsg(), query)
        for message in answer:
            element = message.delta.new_element
            name = element.bidi_component.component_name
            if name == "control_map_line" and message.delta.fragment_id:
                self.line, self.fragment = element.bidi_component.id, message.delta.fragment_id
        return answer

    async def move(self, day: str, province: str | None = None) -> list[ForwardMsg]:
        """Come to rest on a day, as the map in its frame says it; the address has to follow.

        With a province its dossier is opened for the first time, and has to come too.
        """
        message = BackMsg()
        lacks = province is not None
        view = {"day": day, "known_by": "all", "province": province, "lacks": lacks}
        state = message.rerun_script.widget_states.widgets.add(id=self.line)
        state.json_value = json.dumps({"view": view})
        message.rerun_script.fragment_id = self.fragment
        answer = await self.ask(message, self.query)
        said = [
            one.page_info_changed.query_string
            for one in answer
            if one.HasField("page_info_changed")
        ]
        if said:
            self.query = said[-1]
        if f"day={day}" not in self.query:
            raise NoAnswerError(f"asked for {day}, and the address says {self.query!r}")
        if lacks and not (
            f"province={province}" in self.query
            and any(b"data-published" in one.SerializeToString() for one in answer)
        ):
            raise NoAnswerError(f"asked for the reports on {province}, and none came")
        return answer

    async def ask(self, message: BackMsg, query: str) -> list[ForwardMsg]:
        """Send a message, and return all that comes until the run is over."""
        message.rerun_script.query_string = query
        message.rerun_script.cached_message_hashes.extend(sorted(self.kept))
        await self.socket.send(message.SerializeToString())
        answer: list[ForwardMsg] = []
        while not answer or not answer[-1].HasField("script_finished"):
            received = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            one = ForwardMsg.FromString(received)
            if one.HasField("ref_hash"):
                one = self.kept[one.ref_hash]
            elif one.metadata.cacheable:
                self.kept[one.hash] = one
            answer.append(one)
        if any(one.delta.new_element.HasField("exception") for one in answer):
            raise NoAnswerError("the page shows an error")
        return answer


@asynccontextmanager
async def reader(address: str) -> AsyncIterator[Reader]:
    """Open a socket to a dashboard as its page does."""
    stream = address.replace("http://", "ws://") + "/_stcore/stream"
    spoken = [Subprotocol("streamlit")]
    async with connect(
        stream, origin=Origin(address), subprotocols=spoken, max_size=None
    ) as opened:
        yield Reader(opened)


@dataclass
class Stretch:
    """Some moves: seconds that each took to its answer, how many failed, and how long it lasted."""

    name: str
    taken: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    processor: float = 0.0

    def told(self) -> dict[str, Any]:
        """Return the figures, times in milliseconds."""
        marks = (
            quantiles(self.taken, n=100, method="inclusive") if len(self.taken) > 1 else [0.0] * 99
        )
        return {
            "what": self.name,
            "moves": len(self.taken),
            "errors": len(self.faults),
            "p50_ms": round(marks[49] * 1_000, 1),
            "p95_ms": round(marks[94] * 1_000, 1),
            "p99_ms": round(marks[98] * 1_000, 1),
            "per_second": round(len(self.taken) / self.seconds, 1) if self.seconds else 0.0,
            "processor_percent": round(100 * self.processor / self.seconds) if self.seconds else 0,
        }


class Server:
    """A process of the dashboard, or of a peer, and what it takes of the machine, from /proc."""

    def __init__(
        self,
        script: str = "app.py",
        environment: Mapping[str, str] | None = None,
        port: int | None = None,
        case: Path | None = None,
    ) -> None:
        port = port or free_port()
        command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true"]
        command += [f"--server.port={port}", "--server.address=127.0.0.1"]
        command += ["--", "--case", str(case)] if case else []
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | (environment or {}),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.address = f"http://127.0.0.1:{port}"

    def wait(self) -> None:
        """Return once it answers; raise TimeoutError if it does not."""
        for _ in range(600):
            try:
                with urlopen(f"{self.address}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the dashboard did not start")

    def megabytes(self) -> float:
        """Return the memory that is resident."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def processor(self) -> float:
        """Return the seconds of processor time used so far."""
        fields = (
            Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        )
        used = map(int, fields.split()[11:13])
        return sum(used) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(timeout=20)


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


async def timed(stretch: Stretch, one: Reader, day: str, province: str | None) -> None:
    """Make one move and note how long it took, or what went wrong."""
    start = time.perf_counter()
    try:
        await one.move(day, province)
    except (NoAnswerError, TimeoutError, OSError, EOFError) as fault:
        stretch.faults.append(f"{type(fault).__name__}: {fault}")
    else:
        stretch.taken.append(time.perf_counter() - start)


@asynccontextmanager
async def measured(server: Server, name: str) -> AsyncIterator[Stretch]:
    """Note the time and the processor time of what happens inside."""
    stretch = Stretch(name)
    start, used = time.perf_counter(), server.processor()
    yield stretch
    stretch.seconds = time.perf_counter() - start
    stretch.processor = server.processor() - used


def ways(seed: int) -> Iterator[tuple[str, str | None]]:
    """Yield days to go to, never the same twice in a row, every third with a dossier to open."""
    chance = random.Random(seed)  # noqa: S311 - moves, not secrets
    at = chance.randrange(len(DAYS))
    for turn in count(seed):
        at = (at + chance.randrange(1, len(DAYS))) % len(DAYS)
        yield DAYS[at], None if turn % 3 else chance.choice(PROVINCES)


async def paced(server: Server, readers: list[Reader], steps: int, pause: float) -> Stretch:
    """Let each reader move at her own times, ``pause`` seconds apart."""
    async with measured(server, f"a move every {pause:g} s each") as stretch:

        async def go(number: int, one: Reader) -> None:
            await asyncio.sleep(pause * number / len(readers))
            for day, province in islice(ways(number), steps):
                moved = time.perf_counter()
                await timed(stretch, one, day, province)
                await asyncio.sleep(max(0.0, pause - (time.perf_counter() - moved)))

        await asyncio.gather(*(go(number, one) for number, one in enumerate(readers)))
    return stretch


async def at_full_speed(
    server: Server, readers: list[Reader], moves: int
) -> tuple[Stretch, list[dict[str, float]]]:
    """Make so many moves, ``AT_ONCE`` at a time, and return the memory at every tenth."""
    left = iter(range(moves))
    going = [ways(len(readers) + number) for number in range(len(readers))]
    memory = [{"moves": 0, "megabytes": round(server.megabytes(), 1)}]
    async with measured(server, f"no pause, {AT_ONCE} at once") as stretch:

        async def go(first: int) -> None:
            own = range(first, len(readers), AT_ONCE)
            for turn, number in enumerate(left):
                at = own[turn % len(own)]
                await timed(stretch, readers[at], *next(going[at]))
                if (number + 1) % max(1, moves // 10) == 0:
                    memory.append({"moves": number + 1, "megabytes": round(server.megabytes(), 1)})

        await asyncio.gather(*(go(first) for first in range(min(AT_ONCE, len(readers)))))
    return stretch, memory


async def run(server: Server, options: argparse.Namespace) -> dict[str, Any]:
    """Return all figures of one run."""
    async with contextlib.AsyncExitStack() as opened:

        async def arrive(query: str) -> Reader:
            one = await opened.enter_async_context(reader(server.address))
            await one.open_page(query)
            return one

        first = await arrive("day=2021-08-09")  # what is made once is made for her
        alone = server.megabytes()
        gate = asyncio.Semaphore(AT_ONCE)
        pages = Stretch("opening the page")

        async def come(number: int) -> Reader:
            async with gate:
                start = time.perf_counter()
                one = await arrive(f"day={DAYS[number % len(DAYS)]}")
                pages.taken.append(time.perf_counter() - start)
                return one

        async with measured(server, "") as whole:
            others = await asyncio.gather(*map(come, range(options.sessions - 1)))
        pages.seconds, pages.processor = whole.seconds, whole.processor
        readers = [first, *others]
        each = (server.megabytes() - alone) / max(1, len(others))
        moves = await paced(server, readers, options.steps, options.pause)
        rest = max(0, options.total - options.steps * len(readers))
        fast, memory = await at_full_speed(server, readers, rest)
    stretches = [pages, moves, fast]
    return {
        "sessions": len(readers),
        "megabytes_of_one": round(alone, 1),
        "megabytes_per_session": round(each, 2),
        "stretches": [one.told() for one in stretches],
        "memory": memory,
        "load_average": [round(one, 1) for one in os.getloadavg()],
        "faults": sorted({fault for one in stretches for fault in one.faults})[:10],
    }


def show(found: dict[str, Any]) -> None:
    """Print figures as a table."""
    columns = list(found["stretches"][0])
    rows = [columns, *([str(one[name]) for name in columns] for one in found["stretches"])]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    memory = found["memory"]
    print(
        f"{found['sessions']} sessions: {found['megabytes_of_one']} MB with the first, and "
        f"{found['megabytes_per_session']} MB for each other; {memory[0]['megabytes']} MB before and "
        f"{memory[-1]['megabytes']} MB after {memory[-1]['moves']} moves without a pause"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run it as the command line says, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--steps", type=int, default=10, help="moves of each with pauses")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between her moves")
    parser.add_argument("--total", type=int, default=10_000, help="moves of all in the end")
    options = parser.parse_args(arguments)
    server = Server()
    try:
        server.wait()
        found = asyncio.run(run(server, options))
    finally:
        server.stop()
    show(found)
    print(json.dumps(found))
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
