"""The page for a reader's own table: nothing is lost, nothing is guessed, words stay text."""

from __future__ import annotations

import sys
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.case import Case, How
from geo.tables import status_rows
from geo.ui.upload import MOST_FAULTS, MOST_NAMES, OWN, OwnTable
from geo.upload import template

from .conftest import ROOT, OpenPage, run_app
from .map_page import MapPage

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

HEADER = "Capital,Date,Status,Party,Source\n"
GOOD = "Kabul,2021-08-09,seized,Taliban,The Bugle\n"
HOSTILE = "<img src=x onerror=alert(1)> ![x](https://example.org/x.png) {{7*7}}"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page, run once."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["app.py"])
    return run_app(page="own")


def bring(app: AppTest, table: str | bytes, name: str = "mine.csv") -> AppTest:
    """Choose a file."""
    data = table if isinstance(table, bytes) else table.encode()
    app.file_uploader[0].set_value((name, data, "text/csv")).run()
    assert not app.exception
    return app


def paste(app: AppTest, table: str) -> AppTest:
    """Paste a table."""
    app.text_area[0].set_value(table).run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    """Press a button by its label."""
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    return app


def own(app: AppTest) -> OwnTable | None:
    """Return the table that the session shows, None if the shipped one alone."""
    return app.session_state.get(OWN, None)


def said(app: AppTest) -> str:
    """Return everything that the page says outside tables and controls."""
    blocks = [element.proto.body for element in app.get("html")]
    return "\n".join([*(text.value for text in app.text), *map(unescape, blocks)])


def preview(app: AppTest) -> list[str]:
    """Return the capitals of the preview, by row."""
    return list(app.dataframe[-1].value["Capital"])


# A good table.


@pytest.mark.parametrize("way", [bring, paste])
def test_a_table_is_previewed_and_shown_only_on_the_readers_word(app: AppTest, way) -> None:
    """What is brought is read at once, and nothing changes before a button is pressed."""
    way(app, HEADER + GOOD)
    assert preview(app) == ["Kabul"]
    assert "1 row: 1 read." in said(app)
    assert own(app) is None
    press(app, "Add to the table")
    table = own(app)
    assert table is not None
    assert (table.how, len(table.reports)) == (How.ADDED, 1)
    assert "With 1 report of a reader’s own table added" in said(app)


def test_a_table_replaces_and_is_forgotten(app: AppTest, shipped: Case) -> None:
    """In place of the shipped reports there are the reader's, until they are forgotten."""
    press(bring(app, HEADER + GOOD), "Replace the table")
    table = own(app)
    assert table is not None
    assert len(table.case.reports) == 1
    assert table.case.digest != shipped.digest
    press(app, "Forget my table")
    assert own(app) is None
    assert app.file_uploader[0].value is None
    assert not app.dataframe or "Capital" not in app.dataframe[-1].value


def test_another_page_and_back_loses_nothing(app: AppTest) -> None:
    """Draft, answers and table shown outlive a visit to another page."""
    text = HEADER + GOOD + "Kabbul,03/08/2021,held,government,x\n"
    bring(app, text)
    app.selectbox[0].set_value("AF-KAB").run()
    app.segmented_control(key="page").set_value("map").run()
    app.segmented_control(key="page").set_value("own").run()
    assert not app.exception
    assert app.selectbox[0].value == "AF-KAB"
    assert preview(app) == ["Kabul"]
    order = next(one for one in app.segmented_control if one.key.startswith("own-question"))
    order.set_value("dmy").run()
    assert preview(app) == ["Kabul", "Kabul"]


# Bad files.


@pytest.mark.parametrize("bad", [b"", b"PK\x03\x04", b"\xff\xfea", b"\0" * 9, HEADER.encode("utf-16"),
                                 b"<html>", b'{"a": 1}', HEADER.encode(), b"a,b\n1,2\n", b"\x80\x04.",
                                 (HEADER + "x\n").encode(), b'"' * 999])  # fmt: skip
def test_a_bad_file_says_so_and_costs_nothing(app: AppTest, bad: bytes) -> None:
    """The table shown stays, whatever comes after it, and the fault is an alert."""
    press(bring(app, HEADER + GOOD), "Add to the table")
    before = own(app)
    bring(app, bad, "bad.csv")
    assert own(app) == before
    assert 'role="alert"' in said(app)
    assert "1 fault in your table." in said(app) or "faults in your table." in said(app)
    assert not [one for one in app.button if one.label in ("Add to the table", "Replace the table")]
    assert "With 1 report of a reader’s own table added" in said(app)


def test_good_rows_stay_beside_faults(app: AppTest) -> None:
    """Faults come as one list with row and title, and the other rows can be shown."""
    bring(app, HEADER + GOOD + "Kabul,soon,won,Taliban,x\n" + GOOD.replace("Kabul", "Herat"))
    assert "3 rows: 2 read, 1 at fault." in said(app)
    assert "mine.csv:3: Date: expected a date such as 2021-08-10" in said(app)
    assert "mine.csv:3: Status: expected captured" in said(app)
    assert preview(app) == ["Kabul", "Herat"]


def test_very_many_faults_and_names_are_counted(app: AppTest) -> None:
    """A page is not filled with faults, nor with questions."""
    bring(app, HEADER + ",,,,\nKabul,x,held,taliban,\n" * 300 + "".join(
        f"Nowhere{n},2021-08-09,held,taliban,\n" for n in range(30)
    ))  # fmt: skip
    assert f"and {300 - MOST_FAULTS} more" in said(app)
    assert len(app.selectbox) == MOST_NAMES
    assert f"{30 - MOST_NAMES} names more" in said(app)


def test_an_id_that_is_shown_already_cannot_be_added(app: AppTest, shipped: Case) -> None:
    """It is said which rows, and the table may be replaced."""
    taken = shipped.reports[0].report_id
    bring(app, f"id,{HEADER}{taken},{GOOD}")
    assert "1 row cannot be added." in said(app)
    assert (
        f"mine.csv:2: id: expected an id that the table shown does not have, found '{taken}'"
        in said(app)
    )
    add, replace = (one for one in app.button if one.label.endswith("the table"))
    assert (add.disabled, replace.disabled) == (True, False)


def test_days_far_apart_are_said_and_not_shown(app: AppTest) -> None:
    """A slip in one year does not make a map of decades: the rows at both ends are named."""
    bring(app, HEADER + GOOD + GOOD.replace("2021", "1921"))
    assert "These days are too far apart" in said(app)
    assert "mine.csv:3: the first day is 9 August 1921" in said(app)
    assert all(one.disabled for one in app.button if one.label.endswith("the table"))
    bring(app, HEADER + GOOD.replace("2021", "1921"))
    add, replace = (one for one in app.button if one.label.endswith("the table"))
    assert (add.disabled, replace.disabled) == (True, False)


# Questions.


def test_a_name_is_chosen_and_chosen_again(app: AppTest) -> None:
    """Suggestions come first, nothing is chosen beforehand, and a choice can be undone."""
    bring(app, HEADER + GOOD.replace("Kabul", "Kundoz"))
    box = app.selectbox[0]
    assert box.value is None
    assert "Kunduz" in box.options[0]
    assert len(box.options) == 34
    box.set_value("AF-KDZ").run()
    assert preview(app) == ["Kunduz"]
    app.selectbox[0].set_value("AF-HER").run()
    assert preview(app) == ["Herat"]
    app.selectbox[0].set_value(None).run()
    assert "1 waiting for your answer" in said(app)


def test_order_and_calendar_are_asked_and_answered(app: AppTest) -> None:
    """Both readings of an example are shown, and the answer can be changed."""
    bring(
        app,
        HEADER
        + GOOD.replace("2021-08-09", "03/08/2021")
        + GOOD.replace("2021-08-09", "1400-05-18"),
    )
    assert "is 3 August 2021 (day first) or 8 March 2021 (month first)" in said(app)
    assert "looks like a Solar Hijri date. It would be 9 August 2021." in said(app)

    def days() -> list[str]:
        return [str(day)[:10] for day in app.dataframe[-1].value["About"]]

    order, calendar = (one for one in app.segmented_control if one.key.startswith("own-question"))
    order.set_value("dmy").run()
    assert days() == ["2021-08-03"]
    order, calendar = (one for one in app.segmented_control if one.key.startswith("own-question"))
    calendar.set_value("convert").run()
    assert days() == ["2021-08-03", "2021-08-09"]
    order, calendar = (one for one in app.segmented_control if one.key.startswith("own-question"))
    order.set_value("mdy").run()
    assert days() == ["2021-03-08", "2021-08-09"]


def test_answers_of_one_table_are_not_those_of_the_next(app: AppTest) -> None:
    """A new file starts with no answer."""
    text = HEADER + GOOD.replace("Kabul", "Kundoz")
    bring(app, text)
    app.selectbox[0].set_value("AF-KDZ").run()
    bring(app, text, "next.csv")
    assert app.selectbox[0].value is None


# Words.


def test_hostile_words_appear_as_text_alone(app: AppTest) -> None:
    """Whatever stands in titles, cells and the file's name becomes neither HTML nor Markdown."""
    table = (
        f"Capital,Date,Status,Party,Source,{HOSTILE}\n"
        f"{HOSTILE},03/08/2021,held,{HOSTILE},{HOSTILE},x\n"
        f"Kabul,{HOSTILE},{HOSTILE},taliban,x,y\nKabul,2021-08-09,held,taliban,{HOSTILE},z\n"
    )
    bring(app, table, f"{HOSTILE}.csv")
    press(app, "Add to the table")
    blocks = "\n".join(element.proto.body for element in app.get("html"))
    assert "<img" not in blocks
    assert "&lt;img" in blocks
    assert not app.markdown
    assert not app.error
    labels = [
        one.label for kind in ("button", "selectbox", "segmented_control") for one in app.get(kind)
    ]
    assert not [label for label in labels if "img" in label]
    assert HOSTILE in said(app)


def test_the_template_is_read_without_a_fault(app: AppTest, shipped: Case) -> None:
    """What the page gives out it takes back, and its example row is marked as left out."""
    bring(app, template(shipped))
    assert 'role="alert"' not in said(app)
    assert list(app.dataframe[-1].value["Left out"]) == ["an example: delete this row"]


def test_a_file_is_chosen_and_its_map_is_seen(
    open_page: OpenPage, dashboard: str, shipped: Case
) -> None:
    """In a real browser: a file is chosen, added, and the map is that of both tables."""
    page = open_page(f"{dashboard}?page=own")
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": (HEADER + GOOD).encode()}
    )
    expect(page.get_by_text("1 row: 1 read.")).to_be_visible()
    page.get_by_role("button", name="Add to the table").click()
    expect(page.get_by_role("alert")).to_contain_text("1 report of a reader’s own table added")
    page.get_by_role("radio", name="Map").click()
    board = MapPage(page, inside=True)
    expect(page.get_by_role("alert")).to_contain_text("1 report of a reader’s own table added")
    expect(board.find("#caveat")).to_contain_text("1 report of a reader’s own table added")
    board.go_to("2021-08-09")
    rows = {row.province: row.status for row in status_rows(shipped, date(2021, 8, 9))}
    kabul = board.find('[data-capital="AF-KAB"]')
    assert rows["AF-KAB"] == "no_report"
    expect(kabul).to_have_attribute("data-status", "reported")


def test_hostile_words_fetch_and_run_nothing(open_page: OpenPage, dashboard: str) -> None:
    """A table of hostile words, pasted in a real browser, asks for nothing and runs nothing."""
    page = open_page(f"{dashboard}?page=own")
    row = GOOD.replace("The Bugle", HOSTILE)
    table = f"{HEADER}{row}{HOSTILE},03/08/2021,held,{HOSTILE},x\n{HOSTILE},{HOSTILE},x,y,z\n"
    page.get_by_label("Or paste a table").fill(table)
    page.get_by_label("Or paste a table").blur()
    expect(page.get_by_role("alert").filter(has_text="2 faults in your table.")).to_be_visible()
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    assert page.locator("img[src=x], img[src*='example.org']").count() == 0
