"""What ``make bench`` measures is what it says, and it would notice if a page showed nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.browser import BY_HAND, EXPORTED, PAGE_FIRST, Opened, Subject, by_hand
from bench.figures import Figure, Measured, table, told_in
from bench.large import reports
from bench.peers.shown import FIRST_DAY, Shown, shown
from bench.rule import DAYS, spells_once
from bench.weight import weights
from geo.control_map import control_map, page_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NEXT_DAY = "2021-08-06"


@pytest.fixture(scope="module")
def peer() -> Shown:
    """What the peers show."""
    return shown()


def wanted(peer: Shown, day: str) -> str:
    """Return the colours of a day as the probe says them."""
    return " ".join(sorted(peer.fills[day].values()))


def test_a_step_of_the_peer_is_timed_until_its_colours_show(
    browser: Browser, peer: Shown, tmp_path: Path
) -> None:
    """The hand-written page opens on the first day; a key changes its colours, and that takes time."""
    file = tmp_path / "map.html"
    file.write_text(by_hand(peer), encoding="utf-8")
    opened = Opened(browser, Subject(BY_HAND, file.as_uri(), "path.leaflet-interactive"))
    assert opened.frame.evaluate("probe.fills()") == wanted(peer, FIRST_DAY)
    assert opened.step("ArrowRight", wanted(peer, NEXT_DAY)) > 0
    assert (
        opened.frame.evaluate("probe.fills()") == wanted(peer, NEXT_DAY) != wanted(peer, FIRST_DAY)
    )
    opened.close()


def test_a_step_of_ours_is_timed_until_its_day_is_painted(
    browser: Browser, shipped, tmp_path: Path
) -> None:
    """Ours says the painted day itself; each input of a drag is timed as well."""
    file = tmp_path / "map.html"
    drawn = control_map(shipped, language="en", with_dossiers=False)
    file.write_text(page_html(drawn), encoding="utf-8")
    opened = Opened(browser, Subject(EXPORTED, file.as_uri(), PAGE_FIRST))
    before = opened.frame.get_attribute("[data-day]", "data-day")
    after = f"{before[:-2]}{int(before[-2:]) + 1:02}"
    assert opened.step("ArrowRight", after) > 0
    assert opened.frame.get_attribute("[data-day]", "data-day") == after
    assert len(opened.frame.evaluate("probe.drawn")) == 1
    opened.close()


def test_no_other_host_is_asked(browser: Browser, peer: Shown, tmp_path: Path) -> None:
    """A peer that wants Leaflet from elsewhere gets ours, and nothing of anything else."""
    file = tmp_path / "map.html"
    file.write_text(by_hand(peer), encoding="utf-8")
    opened = Opened(browser, Subject(BY_HAND, file.as_uri(), "path.leaflet-interactive"))
    fetched = "url => fetch(url).then((answer) => answer.text())"
    leaflet = opened.page.evaluate(fetched, "https://cdn.example/leaflet@1.9.3/dist/leaflet.js")
    assert "Leaflet 1.9.4" in leaflet
    assert opened.page.evaluate(fetched, "https://cdn.example/world.json") == "{}"
    assert opened.page.evaluate(fetched, "https://cdn.example/jquery.min.js") == ""
    opened.close()


def test_parts_of_the_page_add_up(shipped) -> None:
    """Every part that the page is said to be made of is found in it, and together they are all of it."""
    page = page_html(control_map(shipped, language="en", with_dossiers=False))
    whole, *parts = (one.ours.value for one in weights(page))
    assert all(part > 1 for part in parts)
    assert sum(parts) == pytest.approx(whole, abs=1)


def test_made_up_reports_are_the_same_every_time() -> None:
    """Two runs work on one table, with as many reports and places as is said."""
    made = list(reports(500, 6, DAYS))
    assert made == list(reports(500, 6, DAYS))
    assert (len(made), len({report.province for report in made})) == (500, 6)
    found = spells_once(500)
    assert found["spells"] > 6
    assert found["seconds"] > 0


def test_a_figure_says_whether_its_target_is_met() -> None:
    """A limit is on the ratio to a peer, or on ours where there is none; one may be on p95."""
    twice, once = Measured.of([2, 2, 2]), Measured.of([1, 1, 1])
    beside = Figure("step", "a step", "ms", twice, "a peer", once, most=1.2)
    assert (beside.ratio, beside.met) == (2, False)
    assert Figure("step", "a step", "ms", once, "a peer", twice, most=1.2).met
    assert Figure("drag", "told", "ms", Measured.of([1, 1, 99]), most_p95=50).met is False
    assert Figure("rule", "spells", "s", Measured(2), most=10).met
    assert Figure("rule", "spells", "s", Measured(2)).met is None
    assert Figure.read(beside.told()) == beside
    assert "| a step | 2 (2) ms | a peer | 1 (1) ms | 2 × | ≤ 1.2 × | **no** |" in table([beside])


def test_a_document_is_filled_between_its_marks() -> None:
    """Tables stand between the marks of their part, whatever stood there; the rest stays."""
    figure = Figure("rule", "spells", "s", Measured(2))
    results = {"machine": {"cores": 2}, "figures": [figure.told()]}
    document = (
        "a\n<!-- bench: machine -->\nold\n<!-- end -->\nb\n<!-- bench: rule -->\n<!-- end -->\n"
    )
    filled = told_in(document, results)
    assert filled.startswith("a\n<!-- bench: machine -->\n\n- cores: 2\n<!-- end -->\nb\n")
    assert "| spells | 2 s |" in filled
    assert told_in(filled, results) == filled
