"""The page address: any choice survives it, and nothing in it can break the page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.address import (
    LAYOUTS,
    PAGES,
    VIEWS,
    Against,
    Aspect,
    Choice,
    Limits,
    as_view,
    in_words,
    moved,
    read,
    write,
)
from geo.control import THEN, Threshold
from geo.reports import SourceField, SourceFilter

FIRST, LAST, OPENING = date(2021, 8, 1), date(2021, 9, 10), date(2021, 8, 9)
LIMITS = Limits(FIRST, LAST, OPENING, ("AF-KDZ", "AF-SAM"), "abc123", ("en", "fa"))
PARAMETERS = (
    "page",
    "day",
    "known_by",
    "province",
    "without",
    "threshold",
    "view",
    "against",
    "layout",
    "lang",
    "v",
)

values = st.text(min_size=1).map(str.strip).filter(bool)
filters = st.builds(SourceFilter, st.sampled_from(SourceField), values)
clocks = st.none() | st.just(THEN) | st.dates(date(2021, 6, 1), date(2023, 9, 1))
sources = st.sets(filters, max_size=3).map(lambda found: tuple(sorted(found)))
comparisons = (
    st.builds(Against, st.just(Aspect.DAY), st.dates(FIRST, LAST))
    | st.builds(Against, st.just(Aspect.KNOWN_BY), clocks)
    | st.builds(Against, st.just(Aspect.WITHOUT), sources)
)
choices = st.builds(
    Choice,
    day=st.dates(FIRST, LAST),
    known_by=clocks,
    province=st.none() | st.sampled_from(LIMITS.provinces),
    without=sources,
    page=st.sampled_from(PAGES),
    against=st.none() | comparisons,
    layout=st.sampled_from(LAYOUTS),
    threshold=st.sampled_from(Threshold),
    view=st.sampled_from(VIEWS),
    language=st.sampled_from(LIMITS.languages),
)


def as_query(parameters: dict[str, str | list[str]]) -> dict[str, list[str]]:
    """Give every parameter as the list of its values, as an address has them."""
    return {name: [one] if isinstance(one, str) else one for name, one in parameters.items()}


@given(choices)
def test_any_choice_survives_the_address(choice: Choice) -> None:
    """Writing a choice and reading it again gives the same choice and no notice."""
    parameters = write(choice, LIMITS.version)
    assert set(parameters) == set(PARAMETERS)
    assert read(as_query(parameters), LIMITS) == (choice, [])


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(st.text(), max_size=3)))
def test_no_address_raises(query: dict[str, list[str]]) -> None:
    """Any text in any parameter gives a choice within the limits."""
    choice, notices = read(query, LIMITS)
    assert FIRST <= choice.day <= LAST
    assert choice.province in (None, *LIMITS.provinces)
    assert all(isinstance(notice, str) for notice in notices)


def test_each_broken_value_has_its_notice() -> None:
    """Every value that cannot be used is named, and the others are kept."""
    query = {
        "day": ["2021-02-31"],
        "known_by": ["soon"],
        "province": ["AF-SAM"],
        "without": ["side:taliban", "colour:red"],
        "threshold": ["all"],
        "lang": ["ps"],
        "v": ["old"],
    }
    choice, notices = read(query, LIMITS)
    assert choice == Choice(
        day=OPENING, province="AF-SAM", without=(SourceFilter(SourceField.SIDE, "taliban"),)
    )
    assert len(notices) == 6


OPENS = Choice(day=OPENING)
SOUND = {
    "day": lambda text: text.isascii() and FIRST.isoformat() <= text <= LAST.isoformat(),
    "known_by": lambda text: text in ("all", THEN) or is_date(text),
    "province": lambda text: text in ("none", *LIMITS.provinces),
    "without": lambda text: text == "none" or is_filter(text),
    "threshold": lambda text: text in list(Threshold),
    "view": lambda text: text in VIEWS,
    "page": lambda text: text in PAGES,
    "against": lambda text: text == "none" or is_comparison(text),
    "layout": lambda text: text in LAYOUTS,
    "lang": lambda text: text in LIMITS.languages,
    "v": lambda text: text == LIMITS.version,
}
"""What each parameter takes, written down a second time."""


def is_date(text: str) -> bool:
    """Whether a text is a date as it is written in an address."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_filter(text: str) -> bool:
    """Whether a text is a filter of sources."""
    try:
        return bool(SourceFilter.parse(text))
    except ValueError:
        return False


def is_comparison(text: str) -> bool:
    """Whether a text says with what a view is compared."""
    kind, _, value = text.partition(":")
    return kind in list(Aspect) and SOUND[kind](value)


@given(choices)
def test_the_other_view_differs_in_one_aspect(choice: Choice) -> None:
    """What a view is compared with has the other day, clock or sources, and all else is equal."""
    other = choice.other()
    differing = {name for name in Aspect if getattr(choice, name) != getattr(other, name)}
    assert differing <= ({choice.against.aspect} if choice.against else set())
    if choice.against:
        assert getattr(other, choice.against.aspect) == choice.against.value


@pytest.mark.parametrize("name", PARAMETERS)
@given(text=st.text(min_size=1) | st.sampled_from(["<script>", "2021-8-9", "٢٠٢١-٠٨-٠٩", "None"]))
def test_any_broken_value_falls_back_with_one_notice(name: str, text: str) -> None:
    """A value that a parameter does not take changes nothing and has one notice of its own."""
    assume(not SOUND[name](text))
    choice, notices = read({name: [text]}, LIMITS)
    assert choice == OPENS
    assert len(notices) == 1
    assert text[:20] in notices[0] or name in ("day", "against")
    assert len(notices[0]) < 200


def test_the_last_of_several_values_is_meant() -> None:
    """A parameter that is given twice means its last value, and a blank one means nothing."""
    query = {"day": ["2021-08-02", "2021-08-03", ""], "view": [""], "unknown": ["x"]}
    assert read(query, LIMITS) == (Choice(day=date(2021, 8, 3)), [])


def test_a_day_outside_the_case_falls_back() -> None:
    """The first and last day are allowed, the days around them are not."""
    for day, kept in ((FIRST, True), (LAST, True), (FIRST - timedelta(1), False)):
        choice, notices = read({"day": [day.isoformat()]}, LIMITS)
        assert (choice.day == day) is kept
        assert bool(notices) is not kept


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(choices, anything | st.fixed_dictionaries({"day": anything, "province": anything}))
def test_nothing_unsound_moves_the_page(choice: Choice, view: object) -> None:
    """Whatever a browser sends, the choice stays one that the case allows."""
    after = moved(choice, view, LIMITS)
    assert FIRST <= after.day <= LAST
    assert after.without == choice.without


SEEN = Choice(day=date(2021, 8, 20), known_by=THEN, province="AF-SAM")
sound_view = st.fixed_dictionaries(
    {
        "day": st.dates(FIRST, LAST).map(date.isoformat),
        "known_by": st.sampled_from(["all", "then"]),
        "province": st.none() | st.sampled_from(LIMITS.provinces),
    }
)


@given(sound_view, st.sampled_from(["day", "known_by", "province"]), anything)
def test_a_view_with_an_unsound_part_is_ignored(
    view: dict[str, object], name: str, value: object
) -> None:
    """A view whose day, clock or capital is of no use moves nothing, whatever its JSON type."""
    assume(not (name == "province" and value is None))
    assume(not (isinstance(value, str) and (SOUND[name](value) or value == "fixed")))
    assert moved(SEEN, {**view, name: value}, LIMITS) == SEEN


@given(anything.filter(lambda view: not isinstance(view, dict)) | st.just({}))
def test_what_is_no_view_is_ignored(view: object) -> None:
    """A number, a text, a list or an object without a day moves nothing."""
    assert moved(SEEN, view, LIMITS) == SEEN


@given(sound_view)
def test_a_sound_view_is_followed(view: dict[str, str]) -> None:
    """Day, clock and capital of the map are taken over, and nothing else."""
    after = moved(SEEN, view, LIMITS)
    assert as_view(after) == {**view, "show": "both"}


@given(choices)
def test_the_map_at_rest_changes_nothing(choice: Choice) -> None:
    """A map that shows the choice already leaves it as it is."""
    assert moved(choice, as_view(choice), LIMITS) == choice


def test_a_choice_has_words() -> None:
    """Day, clock, sources and threshold are each a sentence, the day first."""
    day = date(2021, 8, 9)
    assert in_words(Choice(day=day)) == [
        "Monday 9 August 2021.",
        "All reports count.",
        "No source is left out.",
        "At least counts corroborated, reported; at most counts also claimed, disputed.",
    ]
    without = (SourceFilter.parse("side:crown"), SourceFilter.parse("publisher:The Times"))
    fixed = Choice(day=day, known_by=day, without=without, threshold=Threshold.CORROBORATED)
    assert in_words(fixed)[1:] == [
        "Only reports published by the end of Mon 9 Aug 2021 count.",
        "Left out: side “crown”, publisher “The Times”.",
        "At least counts corroborated; at most counts also reported, claimed, disputed.",
    ]
    assert in_words(Choice(day=day, known_by=THEN))[1] == (
        "Each day counts what was known by its own end."
    )
