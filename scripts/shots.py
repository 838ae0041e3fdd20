"""Pictures of every page of the dashboard, to look at: ``make shots`` puts them in ``.cache/shots``.

Each page in both themes, on a desktop and on a phone, in every language of the case, then the
states that an address or a table leads to, and ``index.html`` with all of them on one sheet.
A picture is what a reader sees; the desktop's is the whole page. Needs requirements-dev.txt.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from geo.__main__ import main as command
from geo.address import PAGES
from geo.case import read_case
from tests.conftest import CHROMIUM_FLAGS, CHROMIUM_NAMES, ROOT, serve

SHOTS: Final = ROOT / ".cache" / "shots"
THEMES: Final = ("light", "dark")
SIZES: Final = {
    "1280": ViewportSize(width=1280, height=900),
    "360": ViewportSize(width=360, height=740),
}
OPENED: Final = {"map": "", "compare": "&against=day:2021-08-13", "article": "", "method": ""}
"""What an address adds to open a page with something on it."""
STATES: Final = {
    "dossier": "day=2021-08-09&province=AF-KDZ",
    "fixed-clock": "day=2021-08-09&known_by=2021-08-08",
    "only-changes": "page=compare&day=2021-08-09&against=day:2021-08-13&layout=changes",
    "busy-day": "day=2021-08-13",
    "broken-link": "day=2021-02-31&province=AF-XXX",
    "embedded": "embed=true&day=2021-08-09",
}
FAULTY: Final = (
    "Capital,Date,Status,Party,Source\n"
    "Kabul,2021-08-09,seized,Taliban,The Bugle\n"
    "Kabbul,03/08/2021,held,government,x\n"
    "<script>alert(1)</script>,yesterday,fell,nobody,{{7*7}}\n"
)
"""A reader's table with one sound row, one with questions, and one at fault."""
DOCUMENTED: Final = {
    "desktop": "map-light-1280-en",
    "phone": "map-light-360-en",
    "compare": "compare-light-1280-en",
}
"""Pictures of the README, by the shot that they are."""


Shot = tuple[str, str, str, str]
"""Name, query, theme, size."""


def shots(languages: Sequence[str]) -> Iterator[Shot]:
    """Yield every picture of the case: pages first, then states."""
    for language in languages:
        for page in PAGES:
            query = f"page={page}{OPENED.get(page, '')}&lang={language}"
            for theme in THEMES:
                for size in SIZES:
                    yield f"{page}-{theme}-{size}-{language}", query, theme, size
    for name, query in STATES.items():
        for size in SIZES:
            yield f"{name}-{size}", query, "light", size


def open_page(browser: Browser, address: str, theme: str, size: str) -> Page:
    """Open an address as a reader with this theme and screen does."""
    phone = size == "360"
    context = browser.new_context(
        viewport=SIZES[size],
        color_scheme="dark" if theme == "dark" else "light",
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        is_mobile=phone,
    )
    page = context.new_page()
    page.goto(address)
    return page


def wait_until_drawn(page: Page) -> None:
    """Wait for the footer, or the bare frame, and for every map to be drawn."""
    page.locator(".page-footer, iframe").first.wait_for(state="attached", timeout=30_000)
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')"
    )
    frames = page.locator("iframe[data-control-map]")
    for number in range(frames.count()):
        # Not the painted day: a frame that is hidden or below the screen is never painted.
        inside = frames.nth(number).content_frame
        inside.locator("[data-capital][data-status]").first.wait_for(
            state="attached", timeout=30_000
        )
        box = frames.nth(number).bounding_box()
        if box and page.viewport_size and box["y"] < page.viewport_size["height"]:
            inside.locator("[data-day]").first.wait_for(state="attached", timeout=30_000)
    page.wait_for_timeout(1500)


def take(browser: Browser, address: str, shot: Shot) -> Path:
    """Take one picture and return its file."""
    name, query, theme, size = shot
    page = open_page(browser, f"{address}/?{query}", theme, size)
    wait_until_drawn(page)
    return keep(page, name)


def keep(page: Page, name: str) -> Path:
    """Write a picture of a page, as high as the page on a desktop, and close the page."""
    screen = page.viewport_size or SIZES["1280"]
    if screen["width"] == SIZES["1280"]["width"]:
        # Streamlit scrolls inside, so that the browser knows of no whole page.
        high = page.evaluate("document.querySelector('.stMain').scrollHeight")
        page.set_viewport_size({"width": screen["width"], "height": max(screen["height"], high)})
        page.wait_for_timeout(700)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=path)
    page.context.close()
    return path


def take_faulty_table(browser: Browser, address: str) -> Iterator[Path]:
    """Bring a reader's own table with faults, and take what the page says of it."""
    for size in SIZES:
        page = open_page(browser, f"{address}/?page=own", "light", size)
        wait_until_drawn(page)
        content = {"name": "mine.csv", "mimeType": "text/csv", "buffer": FAULTY.encode()}
        page.locator("input[type=file]").set_input_files(content)  # type: ignore[arg-type]
        page.get_by_text("1 read").first.wait_for(timeout=30_000)
        wait_until_drawn(page)
        yield keep(page, f"own-with-faults-{size}")


def empty_case(folder: Path) -> Path:
    """Start a case without any report, from the shipped boundaries."""
    case = folder / "empty"
    boundaries = str(ROOT / "data" / "provinces.geojson")
    command(["new", str(case), "--boundaries", boundaries, "--id", "province", "--name", "name_en"])
    return case


def contact_sheet(paths: Sequence[Path]) -> str:
    """Return a page that shows all pictures, each a link to itself."""
    figures = "".join(
        f'<figure><a href="{escape(path.name)}"><img src="{escape(path.name)}" alt=""></a>'
        f"<figcaption>{escape(path.stem)}</figcaption></figure>"
        for path in paths
    )
    style = (
        "body{display:flex;flex-wrap:wrap;gap:16px;align-items:start;font:14px sans-serif}"
        "figure{margin:0}img{height:420px;border:1px solid #888}"
    )
    return f"<!DOCTYPE html><title>Shots</title><style>{style}</style>{figures}"


def take_all(browser: Browser, languages: Sequence[str]) -> list[Path]:
    """Take the pictures of the shipped case, of another case and of an empty one."""
    with ExitStack() as stack:
        address = stack.enter_context(serve())
        paths = [take(browser, address, shot) for shot in shots(languages)]
        paths += take_faulty_table(browser, address)
    with TemporaryDirectory() as folder:
        others = {
            "other-case": ROOT / "docs" / "example-case",
            "empty-case": empty_case(Path(folder)),
        }
        for name, case in others.items():
            with serve("--case", str(case)) as address:
                for size in SIZES:
                    paths.append(take(browser, address, (f"{name}-{size}", "", "light", size)))
    return paths


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures; ``--docs`` also refreshes those of the README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", nargs="*", help="languages; default: all of the case")
    parser.add_argument("--docs", action="store_true", help="refresh docs/*.png from them")
    chosen = parser.parse_args(arguments)
    languages = chosen.lang or list(read_case(ROOT / "data").languages)
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    SHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_FLAGS))
        paths = take_all(browser, languages)
        browser.close()
    (SHOTS / "index.html").write_text(contact_sheet(paths), encoding="utf-8")
    if chosen.docs:
        for name, shot in DOCUMENTED.items():
            whole = Image.open(SHOTS / f"{shot}.png")
            height = whole.height if name == "phone" else SIZES["1280"]["height"]
            first_screen = whole.crop((0, 0, whole.width, height))
            first_screen.save(ROOT / "docs" / f"{name}.png", optimize=True)
    print(f"{len(paths)} pictures: {SHOTS / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
