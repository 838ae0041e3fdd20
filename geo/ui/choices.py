"""Whom to count, from which strength on, and by when: the reader's choices beside the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

import streamlit as st

from geo.address import VIEWS, Choice
from geo.case import Case
from geo.control import THEN, Threshold
from geo.language import N_, _
from geo.reports import SourceField, SourceFilter, counting
from geo.sources import ROLE_WORDS
from geo.words import sentence

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

LabelVisibility = Literal["visible", "collapsed"]
THRESHOLD_WORDS: Final = {
    Threshold.CLAIMED: N_("Any claim"),
    Threshold.REPORTED: N_("One independent origin"),
    Threshold.CORROBORATED: N_("Two, or an admission"),
}
VIEW_WORDS: Final = dict(
    zip(
        VIEWS,
        (N_("Capitals and provinces"), N_("Capitals only"), N_("Provinces only")),
        strict=True,
    )
)
_LISTS: Final = {
    SourceField.SIDE: N_("Leave out a side"),
    SourceField.PUBLISHER: N_("Leave out outlets"),
    SourceField.ORIGIN: N_("Leave out origins"),
}


def show(case: Case, choice: Choice, seed: int, choose: Callable[[Choice], None]) -> None:
    """Show the controls once they are unfolded; ``choose`` hears a new choice.

    Folded ones are not sent: they would be built before the map is painted.

    ``seed`` changes when the choice came from elsewhere (a link, Back): the controls then
    take over what it says.
    """
    if not case.reports:
        st.info(sentence("no_reports"))
        return
    _seed(choice, seed)

    def hear() -> None:
        choose(_chosen(st.session_state.choice))

    panel = st.expander(
        _("Whom to count, and what was known by when"), key="choices", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        show_sources(case, hear)
        left, middle, right = st.columns(3)
        for column, label, words, key in (
            (left, _("Count a capital as captured from"), THRESHOLD_WORDS, "threshold"),
            (middle, _("Show"), VIEW_WORDS, "shown"),
        ):
            segments(column, label, words, key, hear)
        right.date_input(
            _("Known by the end of a fixed day"),
            value=None,
            key="fixed",
            min_value=published(case)[0],
            max_value=published(case)[1],
            on_change=hear,
        )
        st.button(_("Count everything again"), on_click=lambda: _reset(choose))


def segments(  # noqa: PLR0913, PLR0917 - where, what, and who hears
    column: DeltaGenerator,
    label: str,
    words: Mapping[Any, str],
    key: str,
    hear: Callable[[], None],
    label_visibility: LabelVisibility = "visible",
) -> None:
    """Show options of which one is always chosen, each under its words."""
    column.segmented_control(
        label,
        list(words),
        format_func=said(words),
        key=key,
        required=True,
        on_change=hear,
        label_visibility=label_visibility,
    )


def show_sources(case: Case, hear: Callable[[], None], prefix: str = "", label: str = "") -> None:
    """Show the controls that leave sources out; ``prefix`` tells two sets of them apart."""
    st.pills(
        label or _("Count reports from"),
        list(ROLE_WORDS),
        format_func=said(ROLE_WORDS),
        selection_mode="multi",
        key=f"{prefix}roles",
        on_change=hear,
    )
    for column, (field, words) in zip(st.columns(3), _LISTS.items(), strict=True):
        column.multiselect(
            _(words),
            _values(case, field),
            key=f"{prefix}out-{field}",
            on_change=hear,
            placeholder=_("None"),
        )


def seed_sources(without: Collection[SourceFilter], prefix: str = "") -> None:
    """Set the controls of ``show_sources`` to a choice."""
    out = {(one.field, one.value) for one in without}
    st.session_state[f"{prefix}roles"] = [
        role for role in ROLE_WORDS if (SourceField.ROLE, str(role)) not in out
    ]
    for field in _LISTS:
        values = [one.value for one in without if one.field is field]
        st.session_state[f"{prefix}out-{field}"] = values


def chosen_sources(prefix: str = "") -> tuple[SourceFilter, ...]:
    """Return the filters that the controls of ``show_sources`` say."""
    state = st.session_state
    kept = state[f"{prefix}roles"]
    out = [SourceFilter(SourceField.ROLE, str(role)) for role in ROLE_WORDS if role not in kept]
    out += [
        SourceFilter(field, value) for field in _LISTS for value in state[f"{prefix}out-{field}"]
    ]
    return tuple(sorted(out))


def said(words: Mapping[Any, str]) -> Callable[[Any], str]:
    """Return what says the words of an option in the language spoken."""
    return lambda key: _(words[key])


def published(case: Case) -> tuple[date, date]:
    """Return the first and the last day on which a report was published."""
    days = [report.published for report in case.reports] or [case.view.first_day]
    return min(days), max(days)


def fixed_day() -> date | None:
    """Return the fixed day that the reader has set, if any."""
    day: date | None = st.session_state.get("fixed-day")
    return day


def _seed(choice: Choice, seed: int) -> None:
    """Set the controls to a choice from elsewhere, and those that Streamlit forgot while folded."""
    state = st.session_state
    if state.get("choices-seed") != seed:
        state["fixed-day"] = choice.known_by if isinstance(choice.known_by, date) else None
    elif "roles" in state:
        return
    state["choices-seed"] = seed
    seed_sources(choice.without)
    state.threshold = choice.threshold
    state.shown = choice.view
    state.fixed = state["fixed-day"]


def _chosen(choice: Choice) -> Choice:
    """Return the choice with what the controls say now."""
    state = st.session_state
    known_by = choice.known_by
    state["fixed-day"] = state.fixed
    if state.fixed is not None:
        known_by = state.fixed
    elif known_by != THEN:
        known_by = None
    return replace(
        choice,
        without=chosen_sources(),
        threshold=state.threshold,
        known_by=known_by,
        view=state.shown,
    )


def _reset(choose: Callable[[Choice], None]) -> None:
    plain = replace(
        st.session_state.choice,
        without=(),
        threshold=Threshold.REPORTED,
        known_by=None,
        view=VIEWS[0],
    )
    st.session_state["choices-seed"] = None
    choose(plain)


def _values(case: Case, field: SourceField) -> list[str]:
    """Return the values of a field among the counting reports, the commonest first."""
    found: Iterable[str] = (str(getattr(r, field)) or "none" for r in counting(case.reports))
    return [value for value, _ in sorted(Counter(found).items(), key=lambda it: (-it[1], it[0]))]
