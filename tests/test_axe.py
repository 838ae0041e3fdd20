"""axe-core finds nothing against WCAG 2.2 A and AA: on any page, in any theme, language or width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from geo.address import PAGES
from geo.case import Case
from geo.control_map import control_map, page_html
from geo.language import spoken_languages

from .conftest import OpenPage
from .map_page import PAINTED_WITHIN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

WIDTHS = (1280, 768, 360)
ALL_RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
}
COLOURS_ALONE = {"type": "rule", "values": ["color-contrast"]}
"""A theme changes nothing but colours, so that the dark one is asked about those."""
PAINTED = """() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(done)))"""
TARGETS_ALONE = {"type": "rule", "values": ["target-size"]}
QUERIES = {"map": "&province=AF-KDZ", "compare": "&against=day:2021-08-13"}

EXCUSED = {
    # A capital stands where it stands: WCAG 2.5.8 names pins on a map as its example of what is
    # essential. Each can also be had from the list of all capitals, where targets are large.
    ("target-size", ".capital"): "https://www.w3.org/WAI/WCAG22/Understanding/target-size-minimum",
}
"""What is not mended, by rule and elements, and why; nothing of Streamlit is among it."""

RUN = """async ([rules, excused]) => {
    const found = await axe.run(document, { iframes: false, resultTypes: ["violations"], runOnly: rules });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => {
        const element = document.querySelector(target.at(-1));
        const excuse = excused.find(([rule, elements]) => rule === id && element?.matches(elements));
        return { rule: id, excuse: excuse?.[1] ?? null, html: html.slice(0, 200) };
    }));
}"""


@dataclass(frozen=True)
class Found:
    """One violation: the rule, whose excuse covers it (None: nobody's), and where it is."""

    rule: str
    excuse: str | None
    where: str


def violations(frame: Frame, rules: dict[str, object], where: str) -> Iterator[Found]:
    """Yield what axe finds in one document."""
    if not frame.evaluate("'axe' in window"):
        frame.evaluate(AXE_SCRIPT)
    for one in frame.evaluate(RUN, [rules, [list(key) for key in EXCUSED]]):
        yield Found(one["rule"], one["excuse"], f"{where}: {one['html']}")


def on_page(page: Page, name: str) -> Iterator[Found]:
    """Yield what axe finds in a page and its frames, at each width in each theme."""
    for theme, rules in (("light", ALL_RULES), ("dark", COLOURS_ALONE)):
        page.emulate_media(color_scheme=theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 740})
            page.evaluate(PAINTED)
            for number, frame in enumerate(page.frames):
                yield from violations(frame, rules, f"{name}, {theme}, {width}, frame {number}")


def wait_until_drawn(page: Page) -> None:
    """Wait until Streamlit rests and every map has its markers."""
    page.locator(".page-footer").wait_for(timeout=PAINTED_WITHIN)
    maps = page.locator("iframe[data-control-map]")
    if parse_qs(urlsplit(page.url).query).get("page", ["map"])[0] in ("map", "compare"):
        maps.first.wait_for(state="attached", timeout=PAINTED_WITHIN)
    for number in range(maps.count()):
        marker = maps.nth(number).content_frame.locator("[data-capital][data-status]").first
        marker.wait_for(state="attached", timeout=PAINTED_WITHIN)


@pytest.fixture(scope="module")
def exported(shipped: Case, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the exported page."""
    path = Path(tmp_path_factory.mktemp("axe")) / "map.html"
    path.write_text(page_html(control_map(shipped)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def look(open_page: OpenPage, dashboard: str, exported: str) -> Callable[..., list[Found]]:
    """Return everything that axe finds on a page in a language."""

    def look_at(name: str, language: str) -> list[Found]:
        start = exported if name == "exported" else dashboard
        query = f"?page={name}&lang={language}{QUERIES.get(name, '')}"
        page = open_page(f"{start}{query}", reduced_motion="reduce")
        if name == "exported":
            page.locator("[data-capital=AF-KDZ]").press("Enter")
        else:
            wait_until_drawn(page)
        return list(on_page(page, f"{name}, {language}"))

    return look_at


@pytest.mark.parametrize("language", spoken_languages())
@pytest.mark.parametrize("name", [*PAGES, "exported"])
def test_nothing_is_found(look, name: str, language: str) -> None:
    """No page has a violation but those with an excuse."""
    assert not [f"{one.rule}, {one.where}" for one in look(name, language) if not one.excuse]


def test_every_excuse_is_needed(open_page: OpenPage, dashboard: str) -> None:
    """An excuse that covers nothing any longer has to go."""
    page = open_page(f"{dashboard}/?province=AF-KDZ", viewport={"width": 360, "height": 740})
    wait_until_drawn(page)
    found = [one for frame in page.frames for one in violations(frame, TARGETS_ALONE, "")]
    assert {(one.rule, one.excuse) for one in found if one.excuse} == EXCUSED.keys()


def test_axe_sees_into_every_frame(browser: Browser) -> None:
    """A button without a name is found, in a sandboxed frame as well."""
    page = browser.new_page()
    page.set_content(
        "<html lang=en><title>x</title><button></button>"
        "<iframe title=x sandbox=allow-scripts srcdoc='<button></button>'></iframe>"
    )
    page.frame_locator("iframe").locator("button").wait_for(state="attached")
    rules = [[one.rule for one in violations(frame, ALL_RULES, "")] for frame in page.frames]
    page.close()
    assert ["button-name" in each for each in rules] == [True, True]
