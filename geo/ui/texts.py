"""The parts of the dashboard around the map: title, notices, tables, method, footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo import address, evidence
from geo.address import Choice
from geo.case import Case, Fault
from geo.style import STYLES, image_css, page_variables
from geo.tables import status_rows
from geo.ui.choices import filter_words
from geo.words import WORDS, medium_day

PAGE_TITLE = "Reported status of provincial capitals"

PAGE_STYLE = "<style>{}</style>".format(
    page_variables()
    + image_css()
    + (Path(__file__).parent / "dashboard.css").read_text(encoding="utf-8")
)


def faults(found: Sequence[Fault], *, shown_anyway: bool) -> None:
    """List everything that is wrong with the folder, as text."""
    what_now = (
        "The page keeps the last good data." if shown_anyway else "There is nothing to draw yet."
    )
    count = f"{len(found)} fault{'' if len(found) == 1 else 's'} in the tables."
    st.html(evidence.alert(count, map(str, found), what_now=what_now))


def notices(found: Sequence[str]) -> None:
    """Say what of a link could not be used."""
    for text in found:
        st.html(evidence.alert(text, ()))


def own(case: Case) -> None:
    """Say on every page that it shows a reader's own table, which nobody else can see."""
    st.html(evidence.alert(f"{case.own}.", (), what_now="Only you see it, until you leave."))


def title(text: str) -> None:
    """Write the title of the page."""
    st.html(evidence.heading(text))


def footer(case: Case) -> None:
    """Say what the page is made from, and what it does not mean."""
    st.html(
        evidence.footer(
            "Compiled from published reports, which can be late, wrong, partisan or copied from "
            "each other. Days are local days of the case.",
            f"Lines imply no endorsement. Data version {case.digest}",
        )
    )


def status_table(case: Case, choice: Choice) -> None:
    """Show the day's status of every capital as a table: the map in words."""
    with st.expander(f"All {len(case.provinces)} capitals on {medium_day(choice.day)}, as a table"):
        rows = status_rows(case, choice.day, choice.known_by, choice.without)
        st.dataframe(
            [
                {
                    "Capital": row.capital,
                    "Province": row.name,
                    "Status": STYLES[row.status].word,
                    "Actor": row.actor,
                    "Since": row.since,
                    "Reports": row.reports,
                    "Origins": row.origins,
                }
                for row in rows
            ],
            hide_index=True,
            width="stretch",
        )


def difference(case: Case, choice: Choice) -> None:
    """Say what the reader's choice of sources changes on this day."""
    if not choice.without:
        return
    chosen = status_rows(case, choice.day, choice.known_by, choice.without)
    everybody = status_rows(case, choice.day, choice.known_by)
    if not any(row.reports for row in chosen):
        st.html(
            evidence.alert(
                "No speakers are selected, so no report counts.",
                (),
                what_now="Every capital shows “No report”.",
            )
        )
        return
    lines = [
        f"{now.capital}: {STYLES[usual.status].word.lower()} → {STYLES[now.status].word.lower()}"
        for usual, now in zip(everybody, chosen, strict=True)
        if usual.status != now.status
    ]
    out = ", ".join(filter_words(case, one) for one in choice.without)
    count = "no capital differs" if not lines else f"{len(lines)} capitals differ"
    if len(lines) == 1:
        count = "1 capital differs"
    st.html(evidence.alert(f"Without {out}: {count} on {medium_day(choice.day)}.", lines))


def caveat() -> str:
    """Return what the tint of a province means, and what not."""
    return WORDS["caveat"].format(reported=WORDS["caveat_reported"])


def open_reports(case: Case, choice: Choice, choose: Callable[[Choice], None]) -> None:
    """Offer the way from a selected capital to its reports on the map."""
    capitals = {place.province: place.capital for place in case.provinces}
    if choice.province:
        st.button(
            f"Read the reports about {capitals[choice.province]}",
            on_click=lambda: choose(replace(choice, page="map")),
        )


def full_address(case: Case, choice: Choice) -> str:
    """Return the address that opens exactly this view, with every parameter."""
    return f"{_place()}?{_query(case, choice)}"


def link(case: Case, choice: Choice) -> None:
    """Offer the address that opens exactly this view, with every parameter, to be copied."""
    if case.own:
        st.caption("A link does not carry your own table: it opens this view of the table shown.")
    _copy_link()(key="copy-link", data={"url": _place(), "query": _query(case, choice)})


def _place() -> str:
    return (st.context.url or "").split("?")[0]


def _query(case: Case, choice: Choice) -> str:
    return urlencode(address.write(choice, case.digest), doseq=True)


@st.cache_resource
def _copy_link() -> Callable[..., Any]:
    script = (Path(__file__).parent / "copy.js").read_text(encoding="utf-8")
    return st.components.v2.component("copy_link", js=script, isolate_styles=False)
