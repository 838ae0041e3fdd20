"""How the tests drive the map page, wherever it lives: a frame, or a file of its own."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

ANY_DAY = re.compile(r"\d{4}-\d\d-\d\d")
PAINTED_WITHIN = 20_000


class MapPage:
    """The map page in a dashboard's frame called ``name`` (``inside``), or as the document."""

    def __init__(self, page: Page, *, inside: bool, name: str = "map") -> None:
        self.page = page
        self.root: Page | FrameLocator = (
            page.frame_locator(f"iframe[data-control-map={name}]") if inside else page
        )
        expect(self.map).to_have_attribute("data-day", ANY_DAY, timeout=PAINTED_WITHIN)

    @property
    def map(self) -> Locator:
        """The map's root, which says the painted day."""
        return self.root.get_by_test_id("control-map")

    @property
    def slider(self) -> Locator:
        """The one range input over the days."""
        return self.root.locator("input[type=range][aria-label=Day]")

    def find(self, selector: str) -> Locator:
        """Return a locator inside the page."""
        return self.root.locator(selector)

    def go_to(self, day: str) -> None:
        """Set the slider as a drag and a release do, and wait for the painted day."""
        self.slider.evaluate(
            """(input, day) => {
                const first = Date.parse("2021-08-01"), at = Date.parse(day);
                input.value = Math.round((at - first) / 86400000);
                input.dispatchEvent(new Event("input", { bubbles: true }));
                input.dispatchEvent(new Event("change", { bubbles: true }));
            }""",
            day,
        )
        self.wait_for(day)

    def wait_for(self, day: str) -> None:
        """Wait until a day is painted, and what follows its map: names, lists, the chart's cursor."""
        expect(self.map).to_have_attribute("data-day", day)
        self.map.evaluate("() => new Promise((done) => setTimeout(done))")

    def wait_for_play(self, day: str) -> None:
        """Wait until play has painted a day or one after it: a look now and then may miss the day."""
        from_then_on = (str(date.fromisoformat(day) + timedelta(n)) for n in range(60))
        expect(self.map).to_have_attribute("data-day", re.compile("|".join(from_then_on)))

    def shown(self) -> dict[str, Any]:
        """Return what the page says of the day, wherever it says it."""
        return self.map.evaluate(
            """(map) => {
                const document = map.ownerDocument;
                const attributes = (selector, key, value) => Object.fromEntries(
                    [...document.querySelectorAll(selector)].map((e) => [e.dataset[key], e.dataset[value]]));
                const cursor = document.querySelector(".cursor");
                const input = document.querySelector("input[type=range]");
                const box = document.querySelector("#axis").getBoundingClientRect();
                return {
                    day: map.dataset.day,
                    date: document.querySelector("#date").textContent,
                    spoken: input.getAttribute("aria-valuetext"),
                    value: input.valueAsNumber,
                    cursor: Number(cursor.getAttribute("x1")) / box.width,
                    count: document.querySelector("[data-testid=count]").textContent,
                    provinces: attributes("path[data-province]", "province", "status"),
                    capitals: attributes("[data-capital]", "capital", "status"),
                };
            }"""
        )
