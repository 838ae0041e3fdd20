"""What a reader waits for: steps, drags and first paints, ours and its peers in turn.

All are timed in the page, from the press of a key, the input or the start of the way to the page,
until the frame that shows what follows is painted.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, TypeVar

from bench.browser import (
    BY_HAND,
    EXPORTED,
    OURS,
    PLOTLY,
    QUIET,
    REBUILT,
    TITLE,
    UPDATED,
    Opened,
    Subject,
    Wire,
    new_context,
    new_page,
    noted,
    opened,
    settle,
)
from bench.figures import Figure, Measured, beside
from bench.peers.shown import FIRST_DAY, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, CDPSession

T = TypeVar("T")

Taken = dict[str, list[float]]
"""What was taken in turn, by the name of the subject."""

DRAG: Final = 120
"""Moves of the mouse in one drag."""

WARM: Final = dict.fromkeys((OURS, TITLE, EXPORTED, BY_HAND), 4)
"""Warm visits to a page in a run, if its first paint is held to a target or is the measure of one: one
visit takes a fifth more or less than the next, and would leave the ratio to chance."""

PAIRED: Final = 4
"""Further rounds of steps, and drags in a run, of ours and the hand-written page alone: they differ by a
millisecond, and a few dozen steps of a busy machine by as much."""

THERE_AND_BACK: Final = [
    *(("ArrowRight", n) for n in range(1, 11)),
    *(("ArrowLeft", n) for n in range(9, -1, -1)),
]
"""Keys, and how many days from the first each leads to."""


def steps(browser: Browser, found: dict[str, Subject], runs: int) -> list[Figure]:
    """Time steps, and count what each costs on the socket and on the server."""
    table = shown()
    at = table.days.index(FIRST_DAY)
    days = table.days[at : at + 11]
    colours = [" ".join(sorted(table.fills[day].values())) for day in days]
    if any(one == other for one, other in pairwise(colours)):
        raise ValueError("a step that changes no colour cannot be seen")
    names = (OURS, BY_HAND, UPDATED, REBUILT, PLOTLY)
    taken: Taken = defaultdict(list)

    def there_and_back(pages: Sequence[Opened]) -> None:
        for key, n in THERE_AND_BACK:
            for one in in_any_order(pages):
                want = days[n] if one.subject.name == OURS else colours[n]
                taken[one.subject.name].append(one.step(key, want))

    with opened(browser, [found[name] for name in names]) as pages:
        before = [_costs(one) for one in pages]
        for _ in range(runs):
            there_and_back(pages)
        after = [_costs(one) for one in pages]
        for _ in range(runs * PAIRED):
            there_and_back([one for one in pages if one.subject.name in {OURS, BY_HAND}])
    many = runs * len(THERE_AND_BACK)
    sent, used = (
        {
            name: Measured(round((end[cost] - start[cost]) / many, 1))
            for name, start, end in zip(names, before, after, strict=True)
        }
        for cost in range(2)
    )
    asking = dict.fromkeys(names[2:])
    targets = dict.fromkeys(names[1:]) | {BY_HAND: 1.2, UPDATED: 0.1}
    return [
        *beside("step", "a step, key to paint", "ms", _summed(taken), OURS, targets),
        *beside("step", "a step on the socket, both ways", "bytes", sent, OURS, asking),
        *beside("step", "a step on the server", "ms CPU", used, OURS, asking),
    ]


def in_any_order(them: Sequence[T]) -> list[T]:
    """Return them in an order of chance: what one leaves to do is not always in the same one's way."""
    return random.sample(them, len(them))


def _costs(one: Opened) -> tuple[float, float]:
    """Return bytes on the socket so far, and milliseconds of the server's processor."""
    server = one.subject.server
    return one.wire.on_socket, 1000 * server.processor() if server else 0


def _summed(taken: Taken) -> dict[str, Measured]:
    return {name: Measured.of(own) for name, own in taken.items()}


def drags(browser: Browser, found: dict[str, Subject], runs: int) -> list[Figure]:
    """Time the paints of a drag, and how long Python waits for its end; count what is sent."""
    drawn: Taken = defaultdict(list)
    told: list[float] = []
    moving, sent, received = 0, [], []
    with opened(browser, [found[OURS], found[BY_HAND]]) as pages:
        for turn in range(runs * PAIRED):
            for one in in_any_order(pages):
                one.frame.evaluate("probe.drawn.length = 0")
                before = one.wire.sent, one.wire.received
                _drag(one, back=turn % 2 == 1)
                drawn[one.subject.name] += one.frame.evaluate("probe.drawn")
                at_rest = one.wire.sent
                one.page.mouse.up()
                settle(one.page, one.wire)
                if one.subject.name == OURS:
                    told.append(_told_after(one))
                    moving += at_rest - before[0]
                    sent.append(one.wire.sent - at_rest)
                    received.append(one.wire.received - before[1])
    target = {BY_HAND: 1.2}
    return [
        *beside("drag", "while dragging, input to paint", "ms", _summed(drawn), OURS, target),
        Figure("drag", "sent while dragging", "bytes", Measured(moving), most=0),
        Figure("drag", "Python told after release", "ms", Measured.of(told), most_p95=50),
        Figure("drag", "sent on release", "bytes", Measured(median(sent)), most=2_000),
        Figure("drag", "received on release", "bytes", Measured(median(received)), most=2_000),
    ]


def _drag(one: Opened, *, back: bool) -> None:
    """Drag the slider from one end to the other, or back, and rest with the button down."""
    slider = one.frame.locator(one.subject.slider)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    if box is None:
        raise ValueError(f"{one.subject.name} shows no slider")
    mouse, y = one.page.mouse, box["y"] + box["height"] / 2
    way = [box["x"] + 12 + (box["width"] - 24) * n / DRAG for n in range(DRAG + 1)]
    if back:
        way.reverse()
    mouse.move(way[0], y)
    mouse.down()
    for x in way[1:]:
        mouse.move(x, y)
        time.sleep(0.008)
    one.page.wait_for_timeout(2 * QUIET)


def _told_after(one: Opened) -> float:
    """Return the milliseconds from the slider's release to the word to Python."""
    released = float(one.frame.evaluate("probe.released"))
    sent = [float(at) for at in one.page.evaluate("probe.sent")]
    return min(at for at in sent if at >= released) - released


def paints(browser: Browser, found: dict[str, Subject], runs: int) -> list[Figure]:
    """Time first paints, with an empty cache and with a full one, and when a map can be moved."""
    cold: Taken = defaultdict(list)
    warm: Taken = defaultdict(list)
    moved: Taken = defaultdict(list)
    for turn in range(runs + 1):
        for name, subject in in_any_order(list(found.items())):
            context = new_context(browser, subject)
            for kept in (cold, *[warm] * WARM.get(name, 1)):
                page = new_page(context)
                page.goto(subject.address)
                taken, ready = noted(page), noted(page, "ready")
                settle(page, Wire(page))
                page.close()
                # Else the way out of one page is timed with the way into the next.
                time.sleep(QUIET / 1000)
                if turn:  # the first visitor makes what all others find made
                    kept[name].append(taken)
                    if kept is warm:
                        moved[name].append(ready)
            context.close()
    peers = dict.fromkeys((TITLE, UPDATED, REBUILT, PLOTLY))
    figures = []
    for state, kept, title, by_hand in (("warm", warm, 1.1, 1.5), ("cold", cold, None, None)):
        what, values = f"first paint, {state}", _summed(kept)
        figures += beside("paint", what, "ms", values, OURS, peers | {TITLE: title})
        what = f"first paint of the exported page, {state}"
        figures += beside("paint", what, "ms", values, EXPORTED, {BY_HAND: by_hand})
    values = _summed(moved)
    what = "until the map can be moved, warm"
    figures += beside("paint", what, "ms", values, OURS, {UPDATED: None})
    what = "until the map of the exported page can be moved, warm"
    figures += beside("paint", what, "ms", values, EXPORTED, {BY_HAND: None})
    return figures


def work(browser: Browser, found: dict[str, Subject], runs: int) -> list[Figure]:
    """Count the processor time of a page by itself: a busy machine changes it least of all."""
    opening: Taken = defaultdict(list)
    stepping: Taken = defaultdict(list)
    for _ in range(runs):
        for name in in_any_order((EXPORTED, BY_HAND)):
            context = new_context(browser, found[name])
            page = new_page(context)
            session = context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            page.goto(found[name].address)
            noted(page)
            opening[name].append(_worked(session))
            page.focus(found[name].slider)
            page.wait_for_timeout(2 * QUIET)
            before = _worked(session)
            for key, _n in THERE_AND_BACK:
                page.keyboard.press(key)
                page.wait_for_timeout(50)
            stepping[name].append((_worked(session) - before) / len(THERE_AND_BACK))
            context.close()
    return [
        *beside(
            "work", "to the first paint", "ms CPU", _summed(opening), EXPORTED, {BY_HAND: None}
        ),
        *beside("work", "a step", "ms CPU", _summed(stepping), EXPORTED, {BY_HAND: None}),
    ]


def _worked(session: CDPSession) -> float:
    """Return the milliseconds of processor time of a page's main thread so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(1000 * float(one["value"]) for one in metrics if one["name"] == "TaskDuration")
