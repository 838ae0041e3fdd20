"""The page of reports: all of them under the reader's choices, and how late they came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from geo.address import Choice
from geo.case import Case
from geo.evidence import SAYS_WORDS, Group, group_of, is_web_address
from geo.language import N_, _, named, ngettext
from geo.provinces import plain_name
from geo.reports import Report, Says, by_province, distinct_origins
from geo.tables import under

VIEWS = (N_("All reports"), N_("Lag per capital"))
NONE_FOUND = N_("none found")
SELECTED, MARK, MARK_WIDTH = N_("Selected"), "●", 72
"""The column that marks rows of the selected capital, and its width in pixels."""

Rows = Sequence[tuple[str, Mapping[str, object]]]
"""Rows of a table, each with the code of the province that it is about."""


def show(case: Case, choice: Choice, choose: Callable[[Choice], None]) -> None:
    """Show the table that the reader picks; it and the map select a capital for each other."""
    with st.container(key="reports"):
        view = st.segmented_control(
            _("Table"),
            VIEWS,
            default=VIEWS[0],
            format_func=_,
            key="reports-view",
            required=True,
            label_visibility="collapsed",
        )
        reports = under(case, choice)
        shown = _show_lags if view == VIEWS[1] else _show_reports
        shown(case, choice, reports, choose)


def _show_reports(
    case: Case, choice: Choice, reports: Sequence[Report], choose: Callable[[Choice], None]
) -> None:
    sought = plain_name(st.text_input(_("Find in all columns, in any spelling"), key="sought"))
    names, actors = {place.province: place for place in case.provinces}, case.actor_names

    def texts(report: Report) -> str:
        place = names[report.province]
        known_as = (*place.capitals.values(), *place.names.values(), *place.aliases)
        cells = _row(report, place.capital, actors) | {_("Link"): report.note}
        return " ".join(map(plain_name, (*known_as, *map(str, cells.values()))))

    found = [r for r in reports if sought in texts(r)] if sought else reports
    st.text(
        _(
            "{reports} reports, {outlets} outlets, {origins} origins",
            reports=len(found),
            outlets=len({r.publisher for r in found}),
            origins=len(distinct_origins(found)),
        )
    )
    if not found:
        st.text(_("No report matches. Try another spelling."))
        return

    _table(
        "reports-table",
        case,
        choice,
        [(one.province, _row(one, named(names[one.province].capitals), actors)) for one in found],
        choose,
        sought=sought,
    )


def _table(  # noqa: PLR0913 - a table, its state and what it changes
    name: str,
    case: Case,
    choice: Choice,
    rows: Rows,
    choose: Callable[[Choice], None],
    *,
    sought: str = "",
) -> None:
    """Show rows; selecting one selects its capital, and rows of the selected one are marked.

    They also come first, unless the capital was selected in this very table: then no row
    moves, and what the reader has before them stays where it is.
    """
    first = _on_top(name, choice)
    if first:
        rows = sorted(rows, key=lambda row: row[0] != first)
    if choice.province:
        _show_selected(name, case, choice, rows, choose)
    # Rows in another order are another table: a selection is kept by its place.
    key = f"{name}-{first}-{sought}"
    st.session_state[f"{name}-shown"] = key, first, choice.province

    def hear() -> None:
        chosen = st.session_state[key].selection.rows
        if chosen:
            province = rows[chosen[0]][0]
            st.session_state[f"{name}-shown"] = key, first, province
            choose(replace(choice, province=province))

    st.dataframe(
        [{_(SELECTED): MARK if about == choice.province else "", **cells} for about, cells in rows],
        key=key,
        hide_index=True,
        width="stretch",
        height=600,
        on_select=hear,
        selection_mode="single-row",
        column_config={
            _(SELECTED): st.column_config.TextColumn(width=MARK_WIDTH),
            _("Link"): st.column_config.LinkColumn(display_text=_("Open")),
        },
        placeholder="",
    )


def _on_top(name: str, choice: Choice) -> str | None:
    """Return the province whose rows come first: the one that was selected before or elsewhere."""
    key, first, province = st.session_state.get(f"{name}-shown", (name, None, None))
    stays = key in st.session_state and province == choice.province
    return first if stays else choice.province


def _show_selected(
    name: str, case: Case, choice: Choice, rows: Rows, choose: Callable[[Choice], None]
) -> None:
    capital = next(named(one.capitals) for one in case.provinces if one.province == choice.province)
    count = sum(about == choice.province for about, _ in rows)
    text = _("{capital} is selected: no row here.", capital=capital)
    if count:
        text = ngettext(
            "{capital} is selected: {n} row here, marked {mark}.",
            "{capital} is selected: {n} rows here, marked {mark}.",
            count,
            capital=capital,
            mark=MARK,
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(text, width="content")
        st.button(
            _("Clear selection"),
            key=f"{name}-clear",
            on_click=lambda: choose(replace(choice, province=None)),
        )


def _row(report: Report, capital: str, actors: Mapping[str, str]) -> dict[str, object]:
    return {
        _("Capital"): capital,
        _("About"): report.event,
        _("Published"): report.published,
        _("Lag, days"): report.lag_days,
        _("Says"): SAYS_WORDS[report.says],
        _("Speaker"): report.speaker,
        _("Side"): actors.get(report.side, report.side),
        _("Outlet"): report.publisher,
        _("Origin"): report.origin,
        _("Link"): report.url if is_web_address(report.url) else None,
        _("Id"): report.report_id,
    }


def _show_lags(
    case: Case, choice: Choice, reports: Sequence[Report], choose: Callable[[Choice], None]
) -> None:
    own = by_province(reports)
    st.text(_("The day on which each kind of report was first published, and the day it is about."))
    rows = [
        (
            one.province,
            {_("Capital"): named(one.capitals), **lags(own.get(one.province, ()), case.incumbents)},
        )
        for one in case.provinces
    ]
    _table("lags-table", case, choice, rows, choose)


_FIRSTS: Final = {
    Group.CLAIM: N_("First claim"),
    Group.INDEPENDENT: N_("First independent"),
    Group.ADMISSION: N_("First admission"),
}


def lags(reports: Sequence[Report], incumbents: frozenset[str]) -> dict[str, str]:
    """Return the first claim, independent report, admission and denial of one capital."""
    kinds = {
        _(title): [r for r in reports if group_of(r, incumbents) is group]
        for group, title in _FIRSTS.items()
    }
    kinds[_("First denial")] = [r for r in reports if r.says is Says.DENIED]
    return {kind: _first(found) for kind, found in kinds.items()}


def _first(reports: Sequence[Report]) -> str:
    if not reports:
        return _(NONE_FOUND)
    first = min(reports, key=lambda r: (r.published, r.event))
    return _(
        "{published}, about {day} ({lag} days)",
        published=first.published,
        day=first.event,
        lag=f"{first.lag_days:+d}",
    )
