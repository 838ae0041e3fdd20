"""The parts of the dashboard around the map: title, notices, tables, method, footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from geo import address, evidence
from geo.address import Choice
from geo.case import Case, Fault
from geo.control_map import lean
from geo.language import N_, _, listed, named, ngettext
from geo.sources import filter_words
from geo.style import STYLES, image_css, page_variables
from geo.tables import StatusRow, status_rows
from geo.ui.component import component
from geo.words import medium_day, sentence

PAGE_TITLE = N_("Reported status of provincial capitals")

PAGE_STYLE = "<style>{}</style>".format(
    page_variables() + lean((Path(__file__).parent / "dashboard.css").read_text(encoding="utf-8"))
)
GLYPH_STYLE = f"<style>{image_css()}</style>"
"""What paints glyphs and swatches around the map page, which has its own: all pages but that of the map."""


def page_title() -> str:
    """Return what the page is called whatever the case."""
    return _(PAGE_TITLE)


def faults(found: Sequence[Fault], *, shown_anyway: bool) -> None:
    """List everything that is wrong with the folder, as text."""
    what_now = (
        _("The page keeps the last good data.")
        if shown_anyway
        else _("There is nothing to draw yet.")
    )
    count = ngettext("{n} fault in the tables.", "{n} faults in the tables.", len(found))
    st.html(evidence.alert(count, map(str, found), what_now=what_now))


def notices(found: Sequence[str]) -> None:
    """Say what of a link could not be used."""
    for text in found:
        st.html(evidence.alert(text, ()))


def own(case: Case) -> None:
    """Say on every page that it shows a reader's own table, which nobody else can see."""
    st.html(evidence.alert(f"{case.own}.", (), what_now=_("Only you see it, until you leave.")))


def title(text: str) -> None:
    """Write the title of the page."""
    st.html(evidence.heading(text))


def footer(case: Case) -> None:
    """Say what the page is made from, and what it does not mean."""
    st.html(
        evidence.footer(
            _(
                "Compiled from published reports, which can be late, wrong, partisan or copied from "
                "each other. Days are local days of the case."
            ),
            _("Lines imply no endorsement. Data version {version}", version=case.digest),
        )
    )


def status_table(case: Case, choice: Choice) -> None:
    """Show the day's status of every capital as a table: the map in words."""
    # The title says no day: Streamlit folds whatever has another title.
    title = _("All {n} capitals on this day, as a table", n=len(case.provinces))
    table = st.expander(title, key="table", on_change="rerun")
    if not table.open:  # a closed table would be sent with every day, and drawn before the map
        return
    places = {place.province: place for place in case.provinces}
    actors = case.actor_names
    table.dataframe(
        [
            {
                _("Capital"): named(places[row.province].capitals),
                _("Province"): named(places[row.province].names),
                _("Status"): STYLES[row.status].word,
                _("Actor"): actors.get(row.actor, row.actor),
                _("Since"): row.since,
                _("Reports"): row.reports,
                _("Origins"): row.origins,
            }
            for row in status_rows(case, choice.day, choice.known_by, choice.without)
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
                _("No speakers are selected, so no report counts."),
                (),
                what_now=_("Every capital shows “No report”."),
            )
        )
        return
    capitals = {place.province: named(place.capitals) for place in case.provinces}
    lines = [
        _(
            "{capital}: {before} → {after}",
            capital=capitals[now.province],
            before=_word(usual),
            after=_word(now),
        )
        for usual, now in zip(everybody, chosen, strict=True)
        if usual.status != now.status
    ]
    values = {
        "sources": listed(filter_words(case, one) for one in choice.without),
        "day": medium_day(choice.day),
    }
    title = _("Without {sources}: no capital differs on {day}.", **values)
    if lines:
        title = ngettext(
            "Without {sources}: {n} capital differs on {day}.",
            "Without {sources}: {n} capitals differ on {day}.",
            len(lines),
            **values,
        )
    st.html(evidence.alert(title, lines))


def _word(row: StatusRow) -> str:
    return STYLES[row.status].word.lower()


def caveat() -> str:
    """Return what the tint of a province means, and what not."""
    return sentence("caveat", reported=sentence("caveat_reported"))


def open_reports(case: Case, choice: Choice, choose: Callable[[Choice], None]) -> None:
    """Offer the way from a selected capital to its reports on the map."""
    capitals = {place.province: named(place.capitals) for place in case.provinces}
    if choice.province:
        st.button(
            _("Read the reports about {capital}", capital=capitals[choice.province]),
            on_click=lambda: choose(replace(choice, page="map")),
        )


def full_address(case: Case, choice: Choice) -> str:
    """Return the address that opens exactly this view, with every parameter."""
    return f"{_place()}?{query(case, choice)}"


def query(case: Case, choice: Choice) -> str:
    """Return what of that address names the view."""
    return urlencode(address.write(choice, case.digest), doseq=True)


def link(case: Case, choice: Choice) -> None:
    """Offer the address that opens exactly this view, with every parameter, to be copied."""
    if case.own:
        st.caption(
            _("A link does not carry your own table: it opens this view of the table shown.")
        )
    words = {
        "copy": _("Copy link"),
        "field": _("Link to this view"),
        "copied": _("Link copied"),
        "ask": _("Press Ctrl or ⌘ and C to copy the marked link"),
    }
    data = {"url": _place(), "query": query(case, choice), "words": words}
    component("copy_link", "copy.js")(key="copy-link", data=data)


def _place() -> str:
    return (st.context.url or "").split("?")[0]
