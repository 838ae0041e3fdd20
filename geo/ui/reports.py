"""The page of reports: all of them under the reader's choices, and how late they came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from geo.address import Choice
from geo.case import Case
from geo.evidence import GROUP_WORDS, SAYS_WORDS, Group, group_of, is_web_address
from geo.provinces import plain_name
from geo.reports import Report, Says, by_province, distinct_origins
from geo.tables import under

VIEWS = ("All reports", "Lag per capital")
NONE_FOUND = "none found"


def show(case: Case, choice: Choice, choose: Callable[[Choice], None]) -> None:
    """Show the table that the reader picks; selecting a row selects its capital."""
    view = st.segmented_control(
        "Table",
        VIEWS,
        default=VIEWS[0],
        key="reports-view",
        required=True,
        label_visibility="collapsed",
    )
    reports = under(case, choice)
    if view == VIEWS[1]:
        _show_lags(case, reports)
    else:
        _show_reports(case, choice, reports, choose)


def _show_reports(
    case: Case, choice: Choice, reports: Sequence[Report], choose: Callable[[Choice], None]
) -> None:
    sought = plain_name(st.text_input("Find in all columns, in any spelling", key="sought"))
    names = {place.province: place for place in case.provinces}

    def texts(report: Report) -> str:
        place = names[report.province]
        known_as = (*place.capitals.values(), *place.names.values(), *place.aliases)
        said = (report.speaker, report.publisher, report.origin, report.report_id, report.note)
        return " ".join(map(plain_name, (*known_as, *said)))

    found = [r for r in reports if sought in texts(r)]
    origins = distinct_origins(found)
    st.text(
        f"{len(found)} reports, {len({r.publisher for r in found})} outlets, {len(origins)} origins"
    )
    if not found:
        st.text("No report matches. Try another spelling, Dari or Pashto.")
        return

    def hear() -> None:
        rows = st.session_state["reports-table"].selection.rows
        if rows:
            choose(replace(choice, province=found[rows[0]].province))

    st.dataframe(
        [_row(report, names[report.province].capitals["en"]) for report in found],
        key="reports-table",
        hide_index=True,
        width="stretch",
        height=600,
        on_select=hear,
        selection_mode="single-row",
        column_config={"Link": st.column_config.LinkColumn(display_text="Open")},
    )
    if choice.province:
        st.text(f"Selected on the map: {names[choice.province].capitals['en']}.")


def _row(report: Report, capital: str) -> dict[str, object]:
    return {
        "Capital": capital,
        "About": report.event,
        "Published": report.published,
        "Lag, days": report.lag_days,
        "Says": SAYS_WORDS[report.says],
        "Speaker": report.speaker,
        "Side": report.side,
        "Outlet": report.publisher,
        "Origin": report.origin,
        "Link": report.url if is_web_address(report.url) else None,
        "Id": report.report_id,
    }


def _show_lags(case: Case, reports: Sequence[Report]) -> None:
    own = by_province(reports)
    st.text("The day on which each kind of report was first published, and the day it is about.")
    st.dataframe(
        [
            {"Capital": place.capitals["en"], **lags(own.get(place.province, ()), case.incumbents)}
            for place in case.provinces
        ],
        hide_index=True,
        width="stretch",
        height=600,
    )


def lags(reports: Sequence[Report], incumbents: frozenset[str]) -> dict[str, str]:
    """Return the first claim, independent report, admission and denial of one capital."""
    kinds = {
        f"First {GROUP_WORDS[group][0].lower()}": [
            r for r in reports if group_of(r, incumbents) is group
        ]
        for group in (Group.CLAIM, Group.INDEPENDENT, Group.ADMISSION)
    }
    kinds["First denial"] = [r for r in reports if r.says is Says.DENIED]
    return {kind: _first(found) for kind, found in kinds.items()}


def _first(reports: Sequence[Report]) -> str:
    if not reports:
        return NONE_FOUND
    first = min(reports, key=lambda r: (r.published, r.event))
    return f"{first.published}, about {first.event} ({first.lag_days:+d} days)"
