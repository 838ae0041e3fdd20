"""The page that compares two views: two days, one day under two clocks, or two sets of sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import compare, evidence
from geo.address import LAYOUTS, Against, Aspect, Choice
from geo.case import Case
from geo.control import THEN, Assessment, KnownBy
from geo.language import N_, _, listed, named, ngettext
from geo.reports import SourceFilter
from geo.sources import filter_words
from geo.style import LOOKS
from geo.ui import board, choices, texts
from geo.words import medium_day, sentence

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

ASPECT_WORDS: Final = {
    Aspect.DAY: N_("Two days"),
    Aspect.KNOWN_BY: N_("Two known-by times"),
    Aspect.WITHOUT: N_("Two sets of sources"),
}
LAYOUT_WORDS: Final = dict(zip(LAYOUTS, (N_("Side by side"), N_("Changes only")), strict=True))
CLOCK_WORDS: Final = {
    "all": N_("All reports"),
    THEN: N_("Each day’s end"),
    "fixed": N_("End of a fixed day"),
}
DAYS_APART: Final = 4
"""How far on the second day stands at first."""
SIDES: Final = ("first", "second")
_DAY_WORDS: Final = {"first": N_("First day"), "second": N_("Second day")}
_CLOCKS: Final = {"first": N_("First: known by"), "second": N_("Second: known by")}
_SOURCES: Final = {
    "first": N_("First map: count reports from"),
    "second": N_("Second map: count reports from"),
}


def show(
    case: Case,
    choice: Choice,
    seed: int,
    choose: Callable[[Choice], None],
    select: Callable[[object], None],
) -> None:
    """Show controls, plates, and the list of what differs.

    ``choose`` hears a new choice, ``select`` what the browser says is seen on a plate.
    """
    if choice.against is None:
        choice = replace(choice, against=_usual(case, choice, Aspect.DAY))
    _seed(choice, seed)
    _show_controls(case, choice, lambda: choose(_chosen(case, st.session_state.choice)))
    found = compare.differences(case, choice, choice.other())
    groups = compare.grouped(found)
    _show_plates(case, choice, [one.place.province for group in groups for one in group], select)
    st.html(evidence.legend_strip(_("Ringed: differs between the two")))
    st.caption(texts.caveat())
    _show_changes(case, choice, groups, len(found))
    texts.open_reports(case, choice, choose)


def _usual(case: Case, choice: Choice, aspect: Aspect) -> Against:
    """Return what an aspect is compared with before the reader has said so."""
    if aspect is Aspect.DAY:
        days_left = (case.view.last_day - choice.day).days
        return Against(aspect, choice.day + timedelta(min(DAYS_APART, days_left)))
    if aspect is Aspect.KNOWN_BY:
        return Against(aspect, None if choice.known_by == THEN else THEN)
    return Against(aspect, ())


# Controls. Their keys hold what the reader sees; a link or Back sets them anew.


def _seed(choice: Choice, seed: int) -> None:
    if st.session_state.get("compare-seed") == seed and "compare-aspect" in st.session_state:
        return
    state, against = st.session_state, choice.against
    state["compare-seed"] = seed
    state["compare-aspect"] = against.aspect if against else Aspect.DAY
    state["compare-layout"] = choice.layout
    for side, view in zip(SIDES, (choice, choice.other()), strict=True):
        fixed = isinstance(view.known_by, date)
        state[f"{side}-day"] = view.day
        state[f"{side}-clock"] = "fixed" if fixed else view.known_by or "all"
        state[f"{side}-fixed"] = view.known_by if fixed else view.day
        choices.seed_sources(view.without, side)


def _show_controls(case: Case, choice: Choice, hear: Callable[[], None]) -> None:
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    for column, label, words, key in (
        (left, _("Compare"), ASPECT_WORDS, "compare-aspect"),
        (right, _("As"), LAYOUT_WORDS, "compare-layout"),
    ):
        choices.segments(column, label, words, key, hear, "collapsed")
    aspect = choice.against.aspect if choice.against else Aspect.DAY
    with _box(choice):
        for column, side in zip(st.columns(2, gap="medium"), SIDES, strict=True):
            with column:
                _SHOW[aspect](case, side, hear)


def _box(choice: Choice) -> DeltaGenerator:
    """Return where the controls of the two views go: many of them fold away once they are set."""
    if choice.against and choice.against.aspect is Aspect.WITHOUT:
        return st.expander(_("Sources of the two maps"), expanded=choice.other() == choice)
    return st.container()


def _show_day(case: Case, side: str, hear: Callable[[], None]) -> None:
    st.date_input(
        _(_DAY_WORDS[side]),
        key=f"{side}-day",
        min_value=case.view.first_day,
        max_value=case.view.last_day,
        on_change=hear,
        width=240,
    )


def _show_clock(case: Case, side: str, hear: Callable[[], None]) -> None:
    left, right = st.columns(2)
    left.selectbox(
        _(_CLOCKS[side]),
        list(CLOCK_WORDS),
        format_func=choices.said(CLOCK_WORDS),
        key=f"{side}-clock",
        on_change=hear,
    )
    if st.session_state[f"{side}-clock"] == "fixed":
        first, last = choices.published(case)
        day = st.session_state[f"{side}-fixed"]  # of a link, it may lie beyond both
        right.date_input(
            _("Day"),
            key=f"{side}-fixed",
            min_value=min(first, day),
            max_value=max(last, day),
            on_change=hear,
        )


def _show_sources(case: Case, side: str, hear: Callable[[], None]) -> None:
    choices.show_sources(case, hear, side, _(_SOURCES[side]))


_SHOW: Final = {
    Aspect.DAY: _show_day,
    Aspect.KNOWN_BY: _show_clock,
    Aspect.WITHOUT: _show_sources,
}


def _chosen(case: Case, choice: Choice) -> Choice:
    """Return the choice with what the controls say now."""
    aspect = st.session_state["compare-aspect"]
    choice = replace(choice, layout=st.session_state["compare-layout"])
    if aspect is not (choice.against.aspect if choice.against else Aspect.DAY):
        new = replace(choice, against=_usual(case, choice, aspect))
        st.session_state["compare-seed"] = None
        return new
    first, second = (Against(aspect, _VALUE[aspect](side)) for side in SIDES)
    return replace(replace(choice, against=first).other(), against=second)


def _clock(side: str) -> KnownBy:
    clock: str = st.session_state[f"{side}-clock"]
    if clock == "fixed":
        fixed: date = st.session_state.get(f"{side}-fixed") or st.session_state.choice.day
        return fixed
    return THEN if clock == THEN else None


_VALUE: Final[dict[Aspect, Callable[[str], KnownBy | tuple[SourceFilter, ...]]]] = {
    Aspect.DAY: lambda side: st.session_state[f"{side}-day"],
    Aspect.KNOWN_BY: _clock,
    Aspect.WITHOUT: choices.chosen_sources,
}


# What is compared.


def _show_plates(
    case: Case, choice: Choice, differing: Sequence[str], select: Callable[[object], None]
) -> None:
    views = dict(zip(SIDES, (choice, choice.other()), strict=True))
    if choice.layout == "changes":
        del views["first"]
    board.mount_plates(case, choice, list(views))
    for side, view in views.items():
        marks = {
            "ringed": list(differing),
            "only": choice.layout == "changes",
            "note": sources(case, view) if view.without else "",
        }
        board.show_plate(case, view, side, marks, select)


def _show_changes(
    case: Case, choice: Choice, groups: Sequence[Sequence[compare.Difference]], total: int
) -> None:
    count = sum(map(len, groups))
    if not count:
        st.subheader(_("No difference: every capital has the same status in both"), anchor=False)
        return
    title = ngettext(
        "{n} capital differs; {others} do not",
        "{n} capitals differ; {others} do not",
        count,
        others=total - count,
    )
    st.subheader(title, anchor=False)
    several = len({one.after.actor for group in groups for one in group} - case.incumbents) > 1
    actors = case.actor_names if several else {}
    st.html(evidence.changes([_group(one, actors) for one in groups], names(case, choice)))


def names(case: Case, choice: Choice) -> tuple[str, str]:
    """Return what each of the two views is called, by that in which they differ."""
    first, second = (_name(case, choice, view) for view in (choice, choice.other()))
    return first, second


def _name(case: Case, choice: Choice, view: Choice) -> str:
    aspect = choice.against.aspect if choice.against else Aspect.DAY
    if aspect is Aspect.DAY:
        return medium_day(view.day)
    if aspect is Aspect.WITHOUT:
        return sources(case, view)
    if isinstance(view.known_by, date):
        return _("Known by the end of {day}", day=medium_day(view.known_by))
    return _("Known by the day’s end") if view.known_by else _("All reports")


def sources(case: Case, view: Choice) -> str:
    """Return in words which sources a choice counts."""
    left_out = listed(filter_words(case, one) for one in view.without)
    return _("Without {sources}", sources=left_out) if left_out else _("All sources")


def _group(group: Sequence[compare.Difference], actors: Mapping[str, str]) -> evidence.Changed:
    """Return capitals of one change in words; actors that have a name in ``actors`` are named."""
    one = group[0]
    before, after = (_word(found, actors) for found in (one.before, one.after))
    capitals = [(named(it.place.capitals), it.why_before, it.why_after) for it in group]
    return evidence.Changed((_glyph(one.before), _glyph(one.after)), (before, after), capitals)


def _glyph(found: Assessment) -> str:
    return "recaptured" if found.recaptured else str(found.status)


def _word(found: Assessment, actors: Mapping[str, str]) -> str:
    word, actor = LOOKS[_glyph(found)].word, actors.get(found.actor)
    return sentence("status_of", status=word, actor=actor) if actor else word
