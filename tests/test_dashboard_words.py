"""The dashboard in every language: its pages, its faults, the switch, and the catalogues."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, expect

from geo.__main__ import main
from geo.address import PAGES
from geo.case import Case, CaseError, read_case
from geo.language import ENDONYMS, LOCALE, _, language, named, number, speaking
from geo.statements import say_day
from geo.ui.method import RULE
from geo.upload import read_upload
from geo.words import medium_day

from .conftest import ROOT, OpenPage
from .conftest import run_app as run
from .map_page import MapPage

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

TRANSLATED = ("fa", "ps")
ARABIC = re.compile("[\u0600-\u06ff]")


def pages_named(app: AppTest) -> list[str]:
    """Return the names of the pages as a reader sees them."""
    return list(group(app, "page").options)


def group(app: AppTest, key: str) -> Any:
    """Return a group of buttons by its key."""
    return next(one for one in app.get("button_group") if one.key == key)


@pytest.fixture(autouse=True)
def _of_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["app.py"])


# The catalogues.


def said() -> Iterator[str]:
    """Yield every sentence that our modules say, or mark to be said."""
    files = [ROOT / "app.py", *(ROOT / "geo").rglob("*.py")]
    for node in chain.from_iterable(ast.walk(ast.parse(one.read_bytes())) for one in files):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            if node.func.id in {"_", "N_", "ngettext"} and isinstance(first, ast.Constant):
                yield str(first.value)


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_word_takes_a_side(code: str) -> None:
    """No catalogue says that a city fell, was conquered or freed."""
    text = (LOCALE / code / "LC_MESSAGES" / "geo.po").read_text(encoding="utf-8")
    said_so = "\n".join(re.findall(r'^msgstr.*|^".*', text, re.MULTILINE))
    assert not re.search("سقوط|فتح|آزاد|ازاد", said_so)


def test_numbers_and_days_obey_the_language() -> None:
    """Digits, thousands and months are those of the language spoken."""
    with speaking("fa"):
        assert number(12_345) == "۱۲٬۳۴۵"
        assert named({"en": "Herat", "fa": "هرات"}) == "هرات"
        assert named({"en": "Herat"}) == "Herat"
    assert number(12_345) == "12,345"
    assert named({"en": "Herat", "fa": "هرات"}) == "Herat"


# The pages.


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("code", TRANSLATED)
def test_every_page_speaks_the_language(page: str, code: str) -> None:
    """Each page opens from a link in the language, under translated names, and keeps it."""
    app = run(lang=code, page=page)
    assert app.query_params["lang"] == [code] or app.query_params["lang"] == code
    assert all(map(ARABIC.search, pages_named(app)))
    shown = "\n".join(element.proto.body for element in app.get("html"))
    with speaking(code):
        assert _("Lines imply no endorsement. Data version {version}", version="").strip() in shown
    assert "direction: rtl" in shown
    english = set(translated(code)) & set(texts_of(app))
    assert not english


def texts_of(app: AppTest) -> Iterator[str]:
    """Yield every text of a page: labels, options and words, and each piece of its HTML."""
    for element in app.main:
        if proto := getattr(element, "proto", None):
            for text in strings(proto):
                yield from map(str.strip, re.split(r"<[^>]*>", text))


def strings(message: Any) -> Iterator[str]:
    """Yield every string in a message, at any depth."""
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield one
            elif field.message_type and not field.message_type.GetOptions().map_entry:
                yield from strings(one)


def translated(code: str) -> Iterator[str]:
    """Yield what is English for whoever sees it, and said otherwise in a language.

    A word in small letters may as well be a key, or a value of CSS.
    """
    with speaking(code):
        yield from (one for one in said() if _(one) != one and (" " in one or one[0].isupper()))


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_method_is_explained_in_the_language(code: str) -> None:
    """Rule and definitions stand in the language, none of them in English."""
    texts = [one.value for one in run(lang=code, page="method").text]
    with speaking(code):
        assert [_(sentence) for sentence in RULE] == [one for one in texts if one in map(_, RULE)]
    assert not set(RULE) & set(texts)


@pytest.mark.parametrize(
    ("locale", "code"),
    [("fa-AF", "fa"), ("prs-AF", "fa"), ("ps", "ps"), ("en-GB", "en"), ("fr-FR", "en")],
)
def test_the_browser_decides_where_the_address_is_silent(locale: str, code: str) -> None:
    """Without a language in the address the browser's own is spoken, if the case has it."""
    assert run(locale).session_state.choice.language == code


def test_the_address_decides_against_the_browser() -> None:
    """A link in English is English for a reader whose browser is not, and stays so."""
    app = run("fa-AF", lang="en")
    assert pages_named(app)[0] == "Map"
    assert "en" in app.query_params["lang"]


def test_english_goes_without_saying() -> None:
    """An English reader's address is as short as ever, and nothing is turned round."""
    app = run()
    assert "lang" not in app.query_params
    assert not any("direction: rtl" in element.proto.body for element in app.get("html"))


def test_a_broken_link_is_noticed_in_the_language() -> None:
    """What a link could not do is said in the language that it asks for."""
    shown = "\n".join(one.proto.body for one in run(lang="fa", day="2021-02-31").get("html"))
    assert "پیوند «2021-02-31» را می‌خواهد، که تاریخ نیست." in shown


def test_the_switch_keeps_what_was_chosen() -> None:
    """Another language is another page of words with the same day, capital and sources."""
    app = run(day="2021-08-13", province="AF-HER", without="side:taliban")
    before = app.session_state.choice
    group(app, "language").set_value("ps").run()
    assert not app.exception
    assert app.session_state.choice.language == "ps"
    assert app.session_state.choice.without == before.without
    assert (app.session_state.choice.day, app.session_state.choice.province) == (
        before.day,
        before.province,
    )
    assert list(group(app, "language").options) == list(ENDONYMS.values())


# Faults.

BROKEN = (
    "province,event_date,says,actor\nHerat,1400-13-45,captured,taliban\nKabul,2021-08-10,lost,x\n"
)


def test_faults_of_a_table_are_in_the_language_with_their_rows(shipped: Case) -> None:
    """A broken table is explained in Dari: file, row and column stay as they are."""
    with speaking("fa"):
        faults = list(map(str, read_upload(shipped, BROKEN.encode(), name="t.csv").faults))
    assert faults
    assert all(one.startswith("t.csv:") and "باید" in one for one in faults)
    assert {one.split(":")[1] for one in faults} <= {"2", "3"}


def test_a_day_is_refused_in_the_language_of_each_reader(shipped: Case) -> None:
    """What one reader was told is not told another one in a language that is not theirs."""
    table = b"province,event_date,says,actor\nHerat,2021-02-31,captured,taliban\n"
    told = []
    for code in ("en", "fa", "ps", "en"):
        with speaking(code):
            told.append(str(read_upload(shipped, table).faults[0]))
    assert told[0] == told[3]
    assert len(set(told)) == 3


def test_a_pasted_table_is_read_again_in_another_language() -> None:
    """Faults on the page follow the switch; the table stays."""
    app = run(page="own")
    app.text_area[0].set_value(BROKEN).run()
    group(app, "language").set_value("fa").run()
    assert not app.exception
    shown = "\n".join(one.proto.body for one in app.get("html"))
    assert "در جدول شما" in shown
    assert "باید" in shown


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_broken_folder_is_explained_in_the_language(code: str, tmp_path: Path) -> None:
    """A folder at fault says so in the language spoken."""
    with speaking(code), pytest.raises(CaseError, match="باید"):
        read_case(tmp_path)


def test_a_day_in_a_sentence() -> None:
    """A day of an answer has the month and the digits of the language."""
    from datetime import date  # noqa: PLC0415 - for one test

    with speaking("fa"):
        assert say_day(date(2021, 8, 9)) == "۹ اگست ۲۰۲۱"
    with speaking("ps"):
        assert say_day(date(2021, 8, 9)) == "۹ اګست ۲۰۲۱"


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_command_speaks_the_language(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Faults and counts of a command come in the language of ``--lang``, here alone."""
    assert main(["check", "--lang", code, "--case", str(tmp_path)]) == 1
    assert "باید" in capsys.readouterr().err
    assert language() == "en"


# In a browser.


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_turned_round_and_the_switch_works_by_keyboard(
    dashboard: str, browser: Browser, width: int
) -> None:
    """In Dari the page runs from right to left, never sideways; keys change the language.

    The keys stay where they are, though the map page comes anew and opens its dossier.
    """
    page = browser.new_page(viewport={"width": width, "height": 900}, locale="fa-AF")
    page.goto(f"{dashboard}/?day=2021-08-13&province=AF-HER")
    switch = page.locator(".st-key-language [role=radio]")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(switch).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    frame = page.frame_locator("iframe[data-control-map]")
    expect(frame.locator("[data-testid=control-map]")).to_have_attribute("data-day", "2021-08-13")
    switch.nth(1).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(frame.locator("[data-testid=control-map]")).to_have_attribute("data-day", "2021-08-13")
    expect(frame.get_by_test_id("dossier")).to_contain_text("on Fri 13 Aug 2021")
    expect(switch.nth(0)).to_be_focused()
    assert "province=AF-HER" in page.url
    page.close()


WIDTHS = """(date, days) => {
    const range = document.createRange(), rightToLeft = getComputedStyle(date).direction === "rtl";
    const startOf = (one) => one.getBoundingClientRect()[rightToLeft ? "right" : "left"];
    const room = Math.abs(startOf(date) - startOf(document.querySelector(".answer")));
    return days.map((day) => {
        date.textContent = day;
        range.selectNodeContents(date);
        return room - range.getBoundingClientRect().width;
    });
}"""
"""How much is free between each date and the answer beside it, in pixels."""


@pytest.mark.parametrize("language", ["en", "fa", "ps"])
def test_no_date_runs_into_the_answer(
    open_page: OpenPage, dashboard: str, shipped: Case, language: str
) -> None:
    """The longest date of the case leaves some room before the answer that stands beside it."""
    view = shipped.view
    count = (view.last_day - view.first_day).days + 1
    with speaking(language):
        dates = [medium_day(view.first_day + timedelta(n)) for n in range(count)]
    board = MapPage(open_page(f"{dashboard}/?lang={language}"), inside=True)
    board.find("body").evaluate("() => document.fonts.ready.then(() => 1)")
    assert min(board.find("#date").evaluate(WIDTHS, dates)) > 6
