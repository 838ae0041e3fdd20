"""Words, digits and dates in the language spoken."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from geo.case import Case
from geo.control import Status
from geo.evidence import GROUP_WORDS, SAYS_WORDS, VERDICT_WORDS, Group
from geo.language import ENGLISH, speaking, untranslated
from geo.reports import Says
from geo.story import Parts, dossier_of, dossiers, tell
from geo.style import STYLES
from geo.words import (
    LOCALES,
    WORDS,
    day_and_month,
    isolated,
    long_day,
    medium_day,
    pieces,
    sentence,
    short_day,
    solar_day,
    tenths,
    together,
    words,
)

NINTH = date(2021, 8, 9)
LANGUAGES = st.sampled_from(sorted(LOCALES))
LATIN_DIGIT = re.compile("[0-9]")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ["9 Aug", "Mon 9 Aug", "Mon 9 Aug 2021", "Monday 9 August 2021", "18 Asad 1400"]),
        (
            "fa",
            ["۹ اگست", "دوشنبه ۹ اگست", "دوشنبه ۹ اگست ۲۰۲۱", "دوشنبه ۹ اگست ۲۰۲۱", "۱۸ اسد ۱۴۰۰"],
        ),
        ("ps", ["۹ اګست", "دونۍ ۹ اګست", "دونۍ ۹ اګست ۲۰۲۱", "دونۍ ۹ اګست ۲۰۲۱", "۱۸ زمری ۱۴۰۰"]),
    ],
)
def test_dates_are_in_the_language(code: str, expected: list[str]) -> None:
    """Days and months have the names and digits of the language, in either calendar."""
    with speaking(code):
        said = [say(NINTH) for say in (day_and_month, short_day, medium_day, long_day, solar_day)]
    assert said == expected


@given(LANGUAGES, st.integers(0, 10_000))
def test_the_form_is_the_one_that_the_browser_picks(code: str, n: int) -> None:
    """Python chooses a plural form as CLDR does, by whose categories the page's words are keyed."""
    category = Locale.parse(LOCALES[code]).plural_form(n)
    told = words(code)
    with speaking(code):
        for key in ("reports", "second_disputed", "changed_since"):
            template = told[f"{key}.{category}"]
            values = {"n": n, "day": "x"}
            spoken = sentence(key, **values)
            count = next(text for text, filled in pieces(key, **values) if filled and text != "x")
            assert template.replace("{n}", count).replace("{day}", "x") == spoken


@given(LANGUAGES, st.integers(0, 99), st.integers(0, 99))
def test_numbers_are_in_the_digits_of_the_language(code: str, low: int, high: int) -> None:
    """No Latin digit is left in Dari and Pashto, and no other than those in English."""
    with speaking(code):
        said = sentence("range", low=low, high=high)
        values = [int(number) for number in re.findall(r"\d+", said)]
    assert values == [low, high]
    assert bool(LATIN_DIGIT.search(said)) == (code == ENGLISH)


def test_tables_of_words_are_in_the_language() -> None:
    """Statuses, groups, verdicts and what reports say are looked up in the language spoken."""
    looked_up = {}
    for code in LOCALES:
        with speaking(code):
            looked_up[code] = [
                STYLES[Status.CORROBORATED].word,
                STYLES[Status.CORROBORATED].definition,
                GROUP_WORDS[Group.AGAINST],
                SAYS_WORDS[Says.CAPTURED],
                VERDICT_WORDS["inconsistent"][1],
                WORDS["play"],
            ]
    assert looked_up["en"][0] == "Corroborated"
    assert looked_up["fa"][0] == "تأییدشده"
    assert looked_up["ps"][0] == "تایید شوی"
    assert all(len(set(said)) == len(LOCALES) for said in zip(*looked_up.values(), strict=True))


def test_lists_decimals_and_foreign_names() -> None:
    """Lists end in the language's own "and", tenths follow its mark, other scripts stay apart."""
    assert (together(["a", "b"]), tenths(2.3), tenths(3.0), isolated("a")) == (
        "a and b",
        "2.3",
        "3",
        "a",
    )
    with speaking("fa"):
        assert (together(["ا", "ب"]), tenths(2.3), tenths(3.0)) == ("ا و ب", "۲٫۳", "۳")
        assert isolated("a") == "\u2068a\u2069"


def test_a_language_without_a_catalogue_is_said_in_english() -> None:
    """Its sentences, plurals and dates are English ones, and are named as not translated."""
    assert words("ar") == words("en")
    with speaking("ar"):
        assert long_day(NINTH) == "Monday 9 August 2021"
        assert untranslated(["Play"]) == ["Play"]
    with speaking("fa"):
        assert untranslated(["Play", "No such sentence"]) == ["No such sentence"]
    assert untranslated(["No such sentence"]) == []


def joined(parts: Parts, said: list[str]) -> str:
    """Put parts together as the page does."""
    return "".join(said[part] if isinstance(part, int) else part for part in parts)


def test_parts_make_every_dossier(shipped: Case) -> None:
    """What the page puts together is the dossier, in each language; names and notes are there once."""
    languages = list(shipped.languages)
    parts, said = dossiers(shipped, languages)
    for place in shipped.provinces:
        for code in languages:
            whole = joined(parts[place.province], said[code])
            assert whole == dossier_of(shipped, place.province, code)
    size = {name: len(json.dumps(part)) for name, part in (("parts", parts), ("said", said))}
    assert size["said"] < size["parts"] / 8


def test_a_case_is_told_in_the_language(shipped: Case) -> None:
    """Names, reasons and dates are in the language; what is not words is the same."""
    told = {code: tell(shipped, language=code) for code in shipped.languages}
    same = ("clocks", "days", "ticks", "ranges")
    assert all(told["fa"][name] == told["en"][name] for name in same)
    dari = told["fa"]
    assert (dari["locale"], dari["direction"], dari["digits"]) == ("fa-AF", "rtl", "۰۱۲۳۴۵۶۷۸۹")
    assert {place["name"] for place in dari["places"]} >= {"کابل", "کندوز"}
    assert next(actor["name"] for actor in dari["actors"]) == "طالبان"
    assert dari["view"]["inset"]["title"] == "اطراف کابل"
    assert dari["untranslated"] == []
    for code in ("fa", "ps"):
        assert len(told[code]["whys"]) == len(told["en"]["whys"])
        assert all(re.search("[\u0600-\u06ff]", why) for why in told[code]["whys"])
