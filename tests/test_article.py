"""Statements recognised in a pasted text, and all that stays unmarked."""

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.article import read_article
from geo.case import read_case
from geo.english import normalise
from geo.statements import Kind

from .conftest import ROOT

TUESDAY = date(2021, 8, 10)
PLACES = {
    "Aybak": "AF-SAM",
    "Samangan": "AF-SAM",
    "Herat": "AF-HER",
    "Kabul": "AF-KAB",
    "Kandahar": "AF-KAN",
    "Kunduz": "AF-KDZ",
    "Lashkar Gah": "AF-HEL",
    "Pul-e-Khumri": "AF-BGL",
    "Pul-i-Alam": "AF-LOG",
    "Sar-e-Pul": "AF-SAR",
    "Sheberghan": "AF-JOW",
    "Taloqan": "AF-TAK",
    "Zaranj": "AF-NIM",
    "Nimroz": "AF-NIM",
}
"""Names of capitals, and of two provinces."""

SOME_WORDS = sorted(
    {
        *" ".join(PLACES).replace("-", " ").split(),
        *"""Taliban government forces the a of in by to on and or not since before after as many
        captured seized fell fallen overran took taken hold held retook lost fall capture control
        sixth second twenty-first 6 34 six seven twenty five provincial capital capitals provinces
        days weeks day week hours less than under Monday Sunday today yesterday August 9 31 2021
        2021-08-09 9th said was were have last this city airport . , ; ? ! - ' “ ” \n \n\n é ٦ ² ½""".split(
            " "
        ),
    }
)


CASE = read_case(ROOT / "data", geometry=False)
KNOWN = {
    "actors": {word: one.actor for one in CASE.actors for word in one.words},
    "incumbents": CASE.incumbents,
    "country": CASE.country,
}
"""What the shipped case knows of parties and country."""


def read(text, published=TUESDAY):
    """Read a text, and check what is promised of every mention."""
    found = read_article(text, published, PLACES, **KNOWN)
    end = 0
    for n, mention in enumerate(found, 1):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.quoted
        assert mention.statement.statement_id == f"article-{n}"
        assert mention.statement.published == published
        assert mention.reading.startswith("Read as: ")
        assert mention.reading.endswith(".")
        assert ". " not in mention.reading
        end = mention.end
    return found


def only(text, published=TUESDAY):
    """Return the one statement of a text."""
    (mention,) = read(text, published)
    return mention


def day(month_day, year=2021):
    """Write a day short: 8.09 is 9 August."""
    month, number = str(month_day).split(".")
    return date(year, int(month), int(number))


# --- How many capitals


@pytest.mark.parametrize(
    ("text", "quoted", "stated", "start", "as_of"),
    [
        (
            (
                "On Monday, the Taliban announced that they had captured Afghanistan’s sixth "
                "provincial capital in four days."
            ),
            "sixth provincial capital in four days",
            "6",
            "8.06",
            "8.09",
        ),
        (
            "The Taliban have captured seven provincial capitals in five days.",
            "seven provincial capitals in five days",
            "7",
            "8.06",
            "8.10",
        ),
        (
            "The insurgents now control 25 of Afghanistan's 14 provincial capitals, he said.",
            "",
            "",
            "",
            "",
        ),
        (
            "The Taliban now control 8 of Afghanistan's 12 provincial capitals, he said.",
            "8 of Afghanistan's 12 provincial capitals",
            "8",
            None,
            "8.10",
        ),
        ("The Taliban seized 8 of the 12 provinces.", "8 of the 12 provinces", "8", None, "8.10"),
        (
            "The capitals are at risk, and the Taliban have seized 8 of the 12.",
            "8 of the 12",
            "8",
            None,
            "8.10",
        ),
        (
            "The Taliban have seized six provincial capitals.",
            "six provincial capitals",
            "6",
            None,
            "8.10",
        ),
        (
            "Twenty-five provincial capitals have now been seized.",
            "Twenty-five provincial capitals",
            "25",
            None,
            "8.10",
        ),
        (
            "Aybak became the second provincial capital to fall in as many days.",
            "second provincial capital to fall in as many days",
            "2",
            "8.09",
            "8.10",
        ),
        (
            "It was the fourth provincial capital to fall since Friday.",
            "fourth provincial capital to fall since Friday",
            "4",
            "8.06",
            "8.10",
        ),
        (
            "It is the 21st provincial capital to be captured since 6 August 2021.",
            "21st provincial capital to be captured since 6 August 2021",
            "21",
            "8.06",
            "8.10",
        ),
        (
            "They seized a provincial capital, the sixth in four days.",
            "sixth in four days",
            "6",
            "8.07",
            "8.10",
        ),
        (
            "In four days the Taliban have seized six provincial capitals.",
            "In four days the Taliban have seized six provincial capitals",
            "6",
            "8.07",
            "8.10",
        ),
        (
            "Two provincial capitals in a single day have fallen.",
            "Two provincial capitals in a single day",
            "2",
            "8.10",
            "8.10",
        ),
        (
            "The ninth capital to fall in under a week.",
            "ninth capital to fall in under a week",
            "9",
            "8.04",
            "8.10",
        ),
        (
            "The ninth capital to fall in less than a week.",
            "ninth capital to fall in less than a week",
            "9",
            "8.04",
            "8.10",
        ),
        (
            "The ninth capital to fall within the past week.",
            "ninth capital to fall within the past week",
            "9",
            "8.03",
            "8.10",
        ),
        (
            "The second capital seized in 24 hours.",
            "second capital seized in 24 hours",
            "2",
            "8.09",
            "8.10",
        ),
        (
            "The government has lost nine provincial capitals in two weeks.",
            "nine provincial capitals in two weeks",
            "9",
            "7.27",
            "8.10",
        ),
        (
            "Taliban announce sixth provincial capital in four days",
            "sixth provincial capital in four days",
            "6",
            "8.07",
            "8.10",
        ),
        (
            (
                "The Taliban captured a sixth Afghan provincial capital on Monday, following a weekend "
                "of fighting."
            ),
            "sixth Afghan provincial capital",
            "6",
            None,
            "8.09",
        ),
        (
            (
                "The Taliban have taken six provincial capitals since Friday, among them Kunduz, "
                "which fell on Sunday."
            ),
            "six provincial capitals since Friday",
            "6",
            "8.06",
            "8.10",
        ),
        (
            "By Monday, the Taliban held six provincial capitals.",
            "six provincial capitals",
            "6",
            None,
            "8.09",
        ),
        (
            "By Sunday the Taliban had seized five provincial capitals in all.",
            "five provincial capitals",
            "5",
            None,
            "8.08",
        ),
    ],
)
def test_a_number_of_capitals_is_read(text, quoted, stated, start, as_of):
    """Ordinals and totals, with and without a window; windows are inclusive days."""
    if not quoted:
        assert read(text) == []
        return
    mention = only(text)
    statement = mention.statement
    assert mention.quoted == quoted
    assert (statement.kind, statement.stated) == (Kind.COUNT, stated)
    assert statement.window_start == (day(start) if start else None)
    assert statement.as_of == day(as_of)


@pytest.mark.parametrize(
    "text",
    [
        "About six provincial capitals were captured.",
        "At least six provincial capitals were captured.",
        "Nearly 8 of 12 provincial capitals were captured.",
        "The Taliban captured another six provincial capitals.",
        "The Taliban captured two more provincial capitals.",
        "The Taliban captured five or six provincial capitals.",
        "The Taliban captured five to six provincial capitals.",
        "The Taliban captured between five and six provincial capitals.",
        "The Taliban captured 1,006 provincial capitals.",
        "The Taliban captured 2.5 provincial capitals.",
        "The Taliban captured six provincial capitals in recent days.",
        "The Taliban captured six provincial capitals in a few days.",
        "The Taliban captured six provincial capitals in less than five days.",
        "The Taliban captured six provincial capitals this week.",
        "The Taliban captured six provincial capitals last month.",
        "The Taliban captured six provincial capitals since the withdrawal began.",
        "The Taliban captured three provincial capitals on Sunday.",
        "The Taliban captured six provincial capitals before Monday.",
        "The Taliban captured three provincial capitals on Sunday, the total being five in three days.",
        "The Taliban captured six provincial capitals on Saturday and on Sunday.",
        "The Taliban could capture six provincial capitals.",
        "The Taliban have not captured six provincial capitals.",
        "Officials denied that six provincial capitals were captured.",
        "Were six provincial capitals captured in four days?",
        "The Taliban attacked six provincial capitals.",
        "Talks took place in six provincial capitals.",
        "The government still holds six provincial capitals.",
        "Government forces control 8 of the 12 provincial capitals.",
        "Government forces retook six provincial capitals in four days.",
        "Six provincial capitals were retaken and taken by government forces.",
        "The Taliban seized the country's 12 provincial capitals.",
        "The Taliban seized 8 of 34 trucks.",
        "The Taliban seized one of the provincial capitals.",
        "The Taliban seized the sixth largest provincial capital.",
        "It was the sixth European capital that he visited in four days.",
        "The minister visited the sixth provincial capital.",
        "The Taliban captured the second capital of the old kingdom.",
        "The Taliban have seized seven cities in five days.",
        "The Taliban took 6. Provincial capitals are in fear.",
        "",
    ],
)
def test_a_number_that_is_not_certain_stays_unmarked(text):
    """Approximate, additional, vague, doubted, of something else, or of another party."""
    assert read(text) == []


# --- Named capitals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Taliban fighters captured Aybak on Monday.", [("captured Aybak", "AF-SAM", "8.09")]),
        (
            "The Taliban overran Pul-e-Khumri on Aug. 10.",
            [("overran Pul-e-Khumri", "AF-BGL", "8.10")],
        ),
        ("Taliban seize PUL-I-ALAM on Monday", [("seize PUL-I-ALAM", "AF-LOG", "8.09")]),
        ("Kunduz fell to the Taliban on 8 August 2021.", [("Kunduz fell", "AF-KDZ", "8.08")]),
        (
            "The city of Kunduz has fallen to the Taliban today.",
            [("Kunduz has fallen", "AF-KDZ", "8.10")],
        ),
        ("Kunduz was seized by the Taliban yesterday.", [("Kunduz was seized", "AF-KDZ", "8.09")]),
        (
            "Kunduz, seized by the Taliban on Sunday, is quiet.",
            [("Kunduz, seized", "AF-KDZ", "8.08")],
        ),
        (
            "The Taliban took control of the city of Zaranj in Nimroz on Friday, without a fight.",
            [("took control of the city of Zaranj", "AF-NIM", "8.06")],
        ),
        (
            "The Taliban’s capture of Taloqan on the 8th of August.",
            [("capture of Taloqan", "AF-TAK", "8.08")],
        ),
        (
            "Kunduz, Sar-e-Pul and Taloqan fell to the Taliban on Sunday.",
            [
                ("Kunduz", "AF-KDZ", "8.08"),
                ("Sar-e-Pul", "AF-SAR", "8.08"),
                ("Taloqan fell", "AF-TAK", "8.08"),
            ],
        ),
        (
            "On Sunday the Taliban seized the cities of Kunduz, Sar e Pul and Taloqan.",
            [
                ("seized the cities of Kunduz", "AF-KDZ", "8.08"),
                ("Sar e Pul", "AF-SAR", "8.08"),
                ("Taloqan", "AF-TAK", "8.08"),
            ],
        ),
        (
            "The Taliban seized Zaranj on Friday and Sheberghan on Saturday.",
            [("seized Zaranj", "AF-NIM", "8.06"), ("Sheberghan", "AF-JOW", "8.07")],
        ),
        (
            "Taliban: on Friday Zaranj fell and on Saturday Sheberghan fell.",
            [("Zaranj fell", "AF-NIM", "8.06"), ("Sheberghan fell", "AF-JOW", "8.07")],
        ),
        (
            "Aybak, the capital of Samangan province, was overrun by the Taliban on Monday.",
            [("Aybak, the capital of Samangan province, was overrun", "AF-SAM", "8.09")],
        ),
        (
            "Sheberghan, the capital of Jawzjan province, fell to the Taliban on Saturday.",
            [("Sheberghan, the capital of Jawzjan province, fell", "AF-JOW", "8.07")],
        ),
        (
            "After Kabul, Aybak was captured by the Taliban on Monday.",
            [("Aybak was captured", "AF-SAM", "8.09")],
        ),
        (
            "On Monday the Taliban said that Aybak fell on Sunday.",
            [("Aybak fell", "AF-SAM", "8.08")],
        ),
        (
            "On Sunday the Taliban captured Aybak, officials said on Monday.",
            [("captured Aybak", "AF-SAM", "8.08")],
        ),
    ],
)
def test_a_named_capital_with_a_day_is_read(text, expected):
    """Active and passive, single and listed, each with the day that belongs to it."""
    found = read(text)
    assert [(m.quoted, m.statement.province, m.statement.as_of) for m in found] == [
        (quoted, province, day(when)) for quoted, province, when in expected
    ]
    assert {(m.statement.kind, m.statement.stated) for m in found} == {("capture", "taliban")}


@pytest.mark.parametrize(
    ("text", "actor", "places"),
    [
        ("Government forces still hold Kandahar and Lashkar Gah on Monday.", "government", 2),
        ("Kandahar was held by the government on Monday.", "government", 1),
        ("The government retook Kunduz on Sunday.", "government", 1),
        ("The Taliban have held Zaranj since Friday.", "taliban", 1),
        ("Kunduz fell to government forces on Sunday, and not to the Taliban.", "government", 1),
    ],
)
def test_a_capital_that_is_held_is_read(text, actor, places):
    """Holding, and every change of hands in favour of an incumbent."""
    found = read(text)
    assert len(found) == places
    assert {(m.statement.kind, m.statement.stated) for m in found} == {("held", actor)}


@pytest.mark.parametrize(
    "text",
    [
        "The Taliban captured Aybak.",
        "The Taliban captured Aybak last Monday.",
        "The Taliban captured Aybak before Monday.",
        "The Taliban captured Aybak two days after Monday.",
        "The Taliban captured Aybak between 6 and 9 August.",
        "The Taliban captured Aybak on 6-9 August.",
        "The Taliban captured Aybak on August 6 and 7.",
        "The Taliban captured Aybak on 31 June.",
        "The Taliban captured Aybak on Monday, 10 August.",
        "The Taliban captured Aybak on 11 August.",
        "The Taliban captured Kunduz in 2015.",
        "The Taliban captured Kunduz last week, officials said.",
        "The Taliban captured Kunduz airport on Monday.",
        "The Taliban captured Kunduz's police station on Monday.",
        "The Taliban captured parts of Kunduz on Monday.",
        "The Taliban captured 20 soldiers in Kunduz on Monday.",
        "The outskirts of Kunduz fell to the Taliban on Monday.",
        "Police in Kunduz fell back on Monday.",
        "Rockets of the Taliban fell on Kunduz on Monday.",
        "The Taliban took hostages in Kunduz on Monday.",
        "The Taliban held talks in Kunduz on Monday.",
        "Talks with the Taliban were held in Kunduz on Monday.",
        "The Taliban failed to capture Kunduz on Monday.",
        "The Taliban did not capture Kunduz on Monday.",
        "The Taliban hadn't captured Kunduz on Monday.",
        "The Taliban could have captured Kunduz on Monday.",
        "If the Taliban captured Kunduz on Monday, it is news.",
        "Kabul denied that the Taliban captured Kunduz on Monday.",
        "Reports that the Taliban captured Kunduz on Monday are false.",
        "Have the Taliban captured Kunduz on Monday?",
        "The Taliban moved to capture Kunduz on Monday.",
        "The Taliban attacked government forces and captured Kunduz on Monday.",
        "The Taliban said Russian troops captured Kunduz on Monday.",
        "Kunduz was captured by bandits on Monday, and not by the Taliban.",
        "Kunduz was captured on Monday.",
        "Kunduz was retaken from the Taliban on Monday.",
        "Resistance fighters and the Taliban: Kunduz was captured on Monday.",
        "The Taliban fell on Monday; Kunduz did not.",
        "On Monday the Taliban rested. They captured Kunduz.",
        "The Taliban captured Kunduz and Herat airport on Monday.",
        "The Taliban captured Kunduz on Saturday and Sunday.",
        "On Saturday or Sunday the Taliban captured Kunduz, they said on Monday.",
    ],
)
def test_a_capital_that_is_not_certain_stays_unmarked(text):
    """No day or a vague one, no capital or a part of one, no actor, a doubt, or a denial."""
    assert read(text) == []


def test_a_reading_says_what_it_assumed():
    """A captor or a day that the sentence leaves to the rest of the text is pointed out."""
    text = "The Taliban gain ground. Kunduz was captured, a lawmaker said on Sunday."
    assert only(text).reading == (
        "Read as: Kunduz reported captured by taliban on 8 August 2021; 'Sunday' is the latest "
        "one by the day of the article; that is the day on which it was said; taliban is the only "
        "captor that the text names."
    )


# --- Intervals


@pytest.mark.parametrize(
    ("text", "quoted", "stated", "as_of", "reference"),
    [
        (
            "As of Monday, three weeks and a day after the August 31 deadline, they gain ground.",
            "three weeks and a day after the August 31",
            "+22",
            "8.09",
            "8.31",
        ),
        (
            "On Monday, 22 days before the deadline of 31 August, talks began.",
            "22 days before the deadline of 31 August",
            "-22",
            "8.09",
            "8.31",
        ),
        (
            "Talks began on 9 August, a week after August 2nd.",
            "a week after August 2nd",
            "+7",
            "8.09",
            "8.02",
        ),
        (
            "Talks began one day after Sunday, August 8, on Monday.",
            "one day after Sunday, August 8",
            "+1",
            "8.09",
            "8.08",
        ),
    ],
)
def test_days_between_two_dates_are_read(text, quoted, stated, as_of, reference):
    """Weeks are seven days, and 'after' is positive."""
    mention = only(text)
    statement = mention.statement
    assert (mention.quoted, statement.kind, statement.stated) == (quoted, "interval", stated)
    assert (statement.as_of, statement.window_start) == (day(as_of), day(reference))


@pytest.mark.parametrize(
    "text",
    [
        "Talks began three weeks before the August 31 deadline.",
        "On Monday, three weeks before the deadline, talks began.",
        "On Monday, nearly three weeks before the August 31 deadline, talks began.",
        "On Monday, weeks before the August 31 deadline, talks began.",
        "On Monday, three weeks before, on 31 August, talks began.",
        "On Monday, three weeks before he spoke on 31 August, talks began.",
        "On Sunday and Monday, three weeks before the August 31 deadline, talks began.",
        "On Monday, three months before the August 31 deadline, talks began.",
    ],
)
def test_days_between_uncertain_dates_stay_unmarked(text):
    """Both days must be named, and the length must be exact."""
    assert read(text) == []


# --- Days


@pytest.mark.parametrize(
    ("words", "published", "expected"),
    [
        ("Tuesday", TUESDAY, "8.10"),
        ("Wednesday", TUESDAY, "8.04"),
        ("Monday", TUESDAY, "8.09"),
        ("Monday night", TUESDAY, "8.09"),
        ("Monday, August 9,", TUESDAY, "8.09"),
        ("Monday (9 August)", TUESDAY, "8.09"),
        ("9 August", TUESDAY, "8.09"),
        ("9th August", TUESDAY, "8.09"),
        ("the 9th of August", TUESDAY, "8.09"),
        ("August 9, 2021", TUESDAY, "8.09"),
        ("2021-08-09", TUESDAY, "8.09"),
        ("Aug 9", TUESDAY, "8.09"),
        ("31 December", date(2022, 1, 2), "12.31"),
    ],
)
def test_days_are_read_against_the_day_of_the_article(words, published, expected):
    """A weekday is the latest one by then, and a date without a year the nearest one."""
    mention = only(f"The Taliban captured Kunduz on {words}.", published)
    assert mention.statement.as_of == day(expected)


def test_29_february_belongs_to_a_leap_year():
    """The nearest year that has the day."""
    text = "The Taliban captured Kunduz on 29 February."
    assert only(text, date(2021, 3, 1)).statement.as_of == date(2020, 2, 29)
    assert read(text, date(2022, 6, 1)) == []


@pytest.mark.parametrize("published", [date.min, date.max])
def test_the_ends_of_the_calendar_are_no_trap(published):
    """A window or a weekday beyond them is not read."""
    read(
        "Captured sixth provincial capital in four days. Taliban took Kunduz on Friday.", published
    )
    read("On 9 August, three days after yesterday, Taliban took Kunduz on 31 December.", published)


# --- The text


def test_a_headline_is_a_sentence_of_its_own():
    """A line that starts with a capital letter goes on with nothing."""
    text = "Taliban seize sixth provincial capital\nMonday was quiet"
    assert only(text).statement.as_of == TUESDAY


def test_a_wrapped_line_goes_on():
    """A line that starts with a small letter belongs to the one before."""
    assert only("The Taliban captured Kunduz\non Monday.").quoted == "captured Kunduz"
    assert read("The Taliban captured Kunduz\n\non Monday.") == []


def test_an_abbreviation_ends_no_sentence():
    """Neither 'U.S.' nor 'Aug.' nor an initial does."""
    assert only("The Taliban captured Kunduz, Gen. A. Noor of the U.S. said on Aug. 9.")


def test_offsets_count_characters():
    """What stands before a mention, in whatever script, moves it by its length."""
    text = "طالبان 🗺️ é — The Taliban captured Kunduz on Monday."
    assert only(text).start == text.index("captured")


def test_names_are_compared_without_case_accents_and_hyphens():
    """The reader's text and the table may write them differently."""
    assert normalise("  Pul-e–KHUMRÍ ") == "pul e khumri"
    assert only("The Taliban captured pul e khumri on Monday.").statement.province == "AF-BGL"


def test_a_name_with_two_meanings_is_not_used():
    """Nothing is guessed."""
    text = "The Taliban captured Kunduz on Monday."
    assert read_article(text, TUESDAY, {"Kunduz": "AF-KDZ", "KUNDUZ": "AF-TAK"}, **KNOWN) == []


def test_another_case_brings_its_own_actors():
    """The words for the actors and the incumbents are the caller's."""
    (mention,) = read_article(
        "The rebels captured Northtown on Monday.",
        TUESDAY,
        {"Northtown": "X-N"},
        actors={"rebels": "front", "crown": "crown"},
        incumbents={"crown"},
    )
    assert (mention.statement.stated, mention.statement.province) == ("front", "X-N")


def test_our_words_are_neutral():
    """Loaded verbs are recognised and never repeated."""
    text = "Kunduz fell to the Taliban on Sunday. The Taliban overran Aybak on Monday."
    for mention in read(text):
        assert not {"fell", "overran", "fall"} & set(mention.reading.split())


@settings(max_examples=400)
@given(st.lists(st.sampled_from(SOME_WORDS), max_size=40).map(" ".join))
def test_any_order_of_words_is_read_safely(text):
    """Mentions stand in order, do not overlap, and quote the text."""
    read(text)


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_is_read_safely(text):
    """Whatever a reader pastes, halves of characters too, nothing goes wrong."""
    read(text)


@pytest.mark.parametrize(
    "unit",
    [
        "a ",
        "1 ",
        "in a ",
        "6 of 12 ",
        "fell ",
        "captured ",
        "Kunduz, ",
        "captured Kunduz on Monday and ",
        "three weeks and a day after the ",
        "On Monday the Taliban captured Aybak. ",
        ".,",
        "\n",
        "x",
        "1",
        "1st ",
        "twenty-",
        "a-",
        "'",
        " ",
        "A. ",
        "½",
        "a\u0301",
        "ﷺ",
        "٦ ",
        "\u202e",
        "as of Monday, ",
        "the sixth provincial capital ",
    ],
)
def test_a_long_text_takes_no_longer_than_its_length(unit):
    """A million characters of the worst kinds take about ten times what a tenth of them takes."""
    small = min(work(unit, 100_000) for _ in range(2))
    # A machine that is busy with other things can triple a time, but not each time.
    assert any(work(unit, 1_000_000) < 30 * max(small, LEAST) for _ in range(3))


LEAST = 0.005
"""Seconds below which the clock says little."""


def work(unit, length):
    """Return the processor time that a text of repeated units takes."""
    text = (unit * length)[:length]
    start = time.process_time()
    read_article(text, TUESDAY, PLACES, **KNOWN)
    return time.process_time() - start


def test_what_is_squared_would_be_noticed():
    """The check can fail: a pattern that tries every start and every end is far above its bound."""
    pattern = re.compile("x+y")

    def tried(length):
        start = time.process_time()
        assert not pattern.search("x" * length)
        return time.process_time() - start

    assert tried(60_000) > 30 * max(tried(6_000), LEAST)
