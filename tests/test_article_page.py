"""The page 'Check an article': verdicts on what is shipped and pasted, words only as text."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from geo.case import Case
from geo.evidence import VERDICT_WORDS, Judged, marked, verdicts
from geo.statements import Verdict
from geo.tables import findings
from geo.ui import article

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}}"
TOTAL = "The Taliban hold 25 of the 34 provincial capitals."
SIXTH = "The Taliban captured their sixth provincial capital in four days"


def page() -> None:
    """Show the page and nothing else."""
    from geo.address import Choice  # noqa: PLC0415 - the script runs on its own
    from geo.case import read_case  # noqa: PLC0415
    from geo.ui import article  # noqa: PLC0415

    case = read_case("data")
    article.show(case, Choice(day=case.view.opening_day))


@pytest.fixture
def app() -> AppTest:
    """The page, run once."""
    return AppTest.from_function(page, default_timeout=30).run()


def html(app: AppTest) -> list[str]:
    """Return every block of HTML on the page, in order, without the style."""
    assert not app.exception
    blocks = [element.proto.body for element in app.get("html")]
    return [block for block in blocks if not block.lstrip().startswith("<style")]


def rows(block: str) -> list[tuple[str, str]]:
    """Return the text and the verdict of each statement in a list."""
    cut = block.split('<div class="verdict-row"')[1:]
    return [(unescape(one), one.split('data-verdict="')[1].split('"')[0]) for one in cut]


def own(app: AppTest) -> AppTest:
    """Turn to the box for the reader's own text."""
    return app.segmented_control(key="article-source").set_value("own").run()


def paste(app: AppTest, text: str, day: date | None = None) -> AppTest:
    """Turn to the reader's own text, paste one, and set the day of its article if given."""
    own(app)
    if day:
        app.date_input[0].set_value(day)
    return app.text_area[0].set_value(text).run()


# What is shipped.


@pytest.mark.parametrize(
    ("number", "words", "verdict"),
    [
        (0, "sixth provincial capital in four days", "consistent"),
        (1, "Aybak", "consistent"),
        (2, "Kunduz", "depends_on_sources"),
        (3, "Kandahar", "consistent"),
        (4, "Lashkar Gah", "consistent"),
        (5, "22 days before 31 August 2021", "inconsistent"),
    ],
)
def test_the_first_article_is_shown_with_its_verdicts(
    app: AppTest, number: int, words: str, verdict: str
) -> None:
    """The six statements of the first publisher come first, each with its golden verdict."""
    shown = rows(html(app)[0])
    assert len(shown) == 6
    text, found = shown[number]
    assert words in text
    assert found == verdict
    assert VERDICT_WORDS[verdict][1] in text
    assert "BaaghiTV, Tue 10 Aug 2021" in text
    assert "Read as: " in text


def test_a_verdict_names_the_capitals_and_days_behind_it(app: AppTest) -> None:
    """A count lists captures with their first day, a capture the status of the day."""
    count, capture, *_ = (text for text, _ in rows(html(app)[0]))
    assert "Zaranj 6 Aug" in count
    assert "Sheberghan 7 Aug" in count
    assert "Claimed or disputed: " in count
    assert "Aybak on Mon 9 Aug 2021: corroborated, Taliban." in capture


def test_names_stand_in_place_of_codes(shipped: Case, app: AppTest) -> None:
    """No code of a province and no key of an actor is left in what a reader sees."""
    app.selectbox[0].set_value(len({one.publisher for one in shipped.statements})).run()
    shown = rows(html(app)[0])
    assert len(shown) == len(shipped.statements)
    for text, _ in shown:
        assert "AF-" not in text
        assert "(taliban)" not in text
        assert "by government" not in text


def test_one_publisher_at_a_time(shipped: Case, app: AppTest) -> None:
    """Another publisher's statements take the place of the first one's."""
    publishers = list(dict.fromkeys(one.publisher for one in shipped.statements))
    app.selectbox[0].set_value(1).run()
    own = [one for one in shipped.statements if one.publisher == publishers[1]]
    shown = rows(html(app)[0])
    assert len(shown) == len(own)
    assert all(publishers[1] in text for text, _ in shown)


def test_clocks_are_told_apart_only_where_they_differ(shipped: Case) -> None:
    """Evidence stands once if both clocks agree, and under each clock's name if not."""
    for one, found in zip(shipped.statements, findings(shipped, shipped.statements), strict=True):
        lines = article.behind(shipped, one, found)
        assert len(lines) == len(set(lines))
        assert len(lines) <= 2
        if len(lines) == 2:
            assert lines[0].startswith("All reports. ")
            assert lines[1].startswith("Known by the end of ")


def test_the_map_numbers_the_captures_behind_a_count(app: AppTest) -> None:
    """The first statement's captures stand below its map in the order of their days."""
    listed = html(app)[1]
    capitals = re.findall(r"<summary><b>([^<]+)</b> ([^<]+)", listed)
    assert capitals[0] == ("Zaranj", "Corroborated, first for 6 Aug ")
    assert capitals[-1] == ("Aybak", "Corroborated, first for 9 Aug ")
    assert len(capitals) == 6
    assert plate(app)["marks"] == {
        "numbers": {"AF-NIM": 1, "AF-JOW": 2, "AF-KDZ": 3, "AF-SAR": 4, "AF-TAK": 5, "AF-SAM": 6}
    }
    assert plate(app)["day"] == "2021-08-09"


def test_the_map_shows_the_capital_that_a_statement_names(app: AppTest) -> None:
    """A capture has its capital selected on its own day, and its reason below the map."""
    app.pills[0].set_value(2).run()
    assert plate(app)["province"] == "AF-KDZ"
    assert plate(app)["day"] == "2021-08-08"
    assert "Kunduz</b> Disputed <" in html(app)[1]
    assert "neither undoes the other" in html(app)[1]


def test_an_interval_has_its_sum_in_place_of_a_map(app: AppTest) -> None:
    """A statement about dates alone names no capital, so no map is shown for it."""
    app.pills[0].set_value(5).run()
    assert not app.get("bidi_component")
    assert any("22 days before 31 August 2021" in text.value for text in app.text)


def plate(app: AppTest) -> dict[str, object]:
    """Return the view that the map beside the statements was told to show."""
    line = next(
        element for element in app.get("bidi_component") if "statement-view" in element.proto.id
    )
    view: dict[str, object] = json.loads(line.proto.mixed.json or line.proto.json)["view"]
    return view


# What is pasted.


def test_the_day_of_the_article_starts_after_the_opening_day(shipped: Case, app: AppTest) -> None:
    """An article of a day is mostly printed on the next one."""
    assert own(app).date_input[0].value == shipped.view.opening_day + timedelta(1)


def test_a_pasted_sentence_is_marked_and_judged(app: AppTest) -> None:
    """An ordinal with a span of days is found, marked in the text and held against the table."""
    text, found, *_ = html(paste(app, SIXTH, date(2021, 8, 10)))
    assert "<mark>sixth provincial capital in four days<sup>1</sup></mark>" in text
    ((row, verdict),) = rows(found)
    assert verdict == "consistent"
    assert "Read as: 6 capitals reported captured from 7 August 2021 to 10 August 2021" in row
    assert "The table allows" in row
    assert "Taloqan 8 Aug" in row


def test_names_stand_in_readings_of_a_pasted_text(app: AppTest) -> None:
    """A capture that is read from a text names the actor, and how its day was found."""
    _, found, *_ = html(paste(app, "The Taliban captured Aybak on Monday.", date(2021, 8, 10)))
    ((row, verdict),) = rows(found)
    assert verdict == "consistent"
    assert "Read as: Aybak reported captured by Taliban on 9 August 2021; 'Monday' is" in row
    assert row.count("Read as") == 1


def test_hostile_words_only_appear_as_text(app: AppTest) -> None:
    """Tags and templates of a pasted text are escaped, and no other element shows them."""
    paste(app, f"{HOSTILE}\n{SIXTH}\n![x](https://example.org/x.png)", date(2021, 8, 10))
    everything = "\n".join(html(app))
    assert "<img" not in everything
    assert "&lt;img src=x onerror=alert(1)&gt; {{7*7}}" in everything
    assert not app.markdown
    assert not any(HOSTILE in element.value for element in app.text)


def test_every_word_of_a_row_is_escaped() -> None:
    """Whatever a table or a text says of a statement comes out as text."""
    for verdict in Verdict:
        block = verdicts(
            [
                Judged(
                    stated=HOSTILE,
                    source=HOSTILE,
                    reading=HOSTILE,
                    answer=HOSTILE,
                    verdict=verdict,
                    behind=[HOSTILE],
                )
            ]
        )
        assert "<img" not in block
        assert block.count("&lt;img") == 5
    assert "<img" not in marked(HOSTILE, [(0, 5), (5, 20)])


def test_nothing_found_is_said_plainly(app: AppTest) -> None:
    """A text without a countable statement stays unmarked, and the page says what it reads."""
    paste(app, f"Nothing to count here. {HOSTILE}")
    assert article.NOTHING_FOUND in [element.value for element in app.text]
    assert not html(app)


def test_nothing_pasted_says_nothing(app: AppTest) -> None:
    """Before a text is pasted, and for blanks, there is no empty state; that nothing is kept is."""
    for text in ("", "  \n "):
        paste(app, text)
        said = [element.value for element in app.text]
        assert article.NOTHING_FOUND not in said
        assert article.NOTHING_KEPT in said


def test_the_cap_on_checked_statements_is_said(app: AppTest) -> None:
    """A text with more statements than are checked says how many were found and checked."""
    many = article.MOST + 5
    text, found, *_ = html(paste(app, f"{SIXTH}.\n" * many, date(2021, 8, 10)))
    assert text.count("<mark>") == len(rows(found)) == article.MOST
    said = f"{many} statements were found. The first {article.MOST} are marked and checked."
    assert said in [element.value for element in app.text]


def test_a_text_has_a_greatest_length(app: AppTest) -> None:
    """The box takes no more than the cap."""
    assert own(app).text_area[0].max_chars == article.LONGEST


@pytest.mark.parametrize(
    "text", ["\0" * 9, "\u202esixth", "9" * 5000, "AF-SAM " * 500, "ششم ولایت"]
)
def test_odd_texts_do_no_harm(app: AppTest, text: str) -> None:
    """Control characters, endless numbers and other scripts are shown or passed over."""
    html(paste(app, f"{text} {SIXTH}.", date(2021, 8, 10)))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_do_no_harm(shipped: Case, day: date) -> None:
    """A text is read against any day."""
    found = article.mentions(shipped, f"{SIXTH}. Aybak fell to the Taliban on Monday. {TOTAL}", day)
    findings(shipped, [one.statement for one in found])
