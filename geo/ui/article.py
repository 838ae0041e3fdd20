"""The page that holds the countable statements of an article against the table.

What is pasted is read by plain rules in memory: nothing of it is stored or sent anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import streamlit as st

from geo.article import Mention, read_article
from geo.case import Case
from geo.evidence import marked, verdict
from geo.statements import Statement
from geo.style import COLOURS
from geo.tables import verdict_rows, with_names
from geo.words import medium_day

LONGEST: Final = 20_000
"""Characters of a pasted text."""
MOST: Final = 40
"""Statements of one text that are checked: each takes a pass over the table."""

_LIGHT, _DARK = COLOURS["light"], COLOURS["dark"]
STYLE: Final = f"""
<style>
.verdict-row {{ border-bottom: 1px solid {_LIGHT["rule"]}; padding: 8px 0; font-size: 14px;
  line-height: 20px; }}
.verdict-row p {{ margin: 0; }}
.verdict-row .quiet {{ color: {_LIGHT["ink2"]}; font-size: 13px; }}
.chip {{ display: inline-block; border-radius: 10px; padding: 0 9px; font-size: 13px;
  margin-inline-start: 6px; background: #E4EEF7; color: #123A5E; white-space: nowrap; }}
.chip[data-verdict="depends_on_sources"] {{ background: {_LIGHT["warn"]}; color: #5B2E02; }}
.chip[data-verdict="inconsistent"] {{ background: #2B2233; color: #FFFFFF; }}
.chip[data-verdict="not_checkable"] {{ background: none; color: {_LIGHT["ink2"]};
  border: 1px solid {_LIGHT["rule2"]}; }}
.pasted {{ white-space: pre-wrap; overflow-wrap: anywhere; font-size: 15px; line-height: 23px; }}
.pasted mark {{ background: {_LIGHT["wash"]}; color: inherit; border-bottom: 2px solid {_LIGHT["accent"]}; }}
@media (prefers-color-scheme: dark) {{
  .verdict-row {{ border-color: {_DARK["rule"]}; }}
  .verdict-row .quiet {{ color: {_DARK["ink2"]}; }}
  .chip {{ background: {_DARK["panel"]}; color: {_DARK["ink"]}; border: 1px solid {_DARK["rule2"]}; }}
  .chip[data-verdict="depends_on_sources"] {{ background: {_DARK["warn"]}; color: {_DARK["ink"]}; }}
  .chip[data-verdict="inconsistent"] {{ background: {_DARK["ink"]}; color: {_DARK["page"]}; }}
  .pasted mark {{ background: {_DARK["wash"]}; border-color: {_DARK["accent"]}; }}
}}
</style>
"""


def show(case: Case) -> None:
    """Show the shipped statements, and a box for an article of the reader's own."""
    st.html(STYLE)
    st.subheader("Check an article")
    st.text(
        "A count stated on a day may be any that held during it. Consistent: the table allows it. "
        "Depends on sources: only the strictest reading does, or the capture was disputed."
    )
    _show_shipped(case)
    st.subheader("An article of your own")
    _show_pasted(case)


def _show_shipped(case: Case) -> None:
    publishers = list(dict.fromkeys(one.publisher for one in case.statements))
    if not publishers:
        return
    everyone = "All articles"
    chosen = st.selectbox("Statements of", [*publishers, everyone], key="statements-of")
    shown = [one for one in case.statements if chosen in (everyone, one.publisher)]
    _list(case, shown, [one.summary for one in shown], [""] * len(shown))


def _show_pasted(case: Case) -> None:
    text = st.text_area(
        "Paste its text (English). It is read here and not kept.",
        key="article-text",
        height=180,
        max_chars=LONGEST,
    )
    published = st.date_input(
        "Day of the article",
        value=case.view.opening_day + timedelta(1),
        key="article-day",
        help="Weekdays in the text are the last such day up to this one.",
    )
    if not text.strip():
        return
    found = mentions(case, text, published)
    if not found:
        st.text(
            "No statement that the table can check was found. It reads counts, ordinals with a "
            "span of days, captures with a date, and spans to a named date."
        )
        return
    if len(found) > MOST:
        st.text(f"{len(found)} statements were found; the first {MOST} are checked.")
    checked = found[:MOST]
    left, right = st.columns(2, gap="large")
    with left:
        st.html(marked(text, [(one.start, one.end) for one in checked]))
    with right:
        _list(
            case,
            [one.statement for one in checked],
            [one.quoted for one in checked],
            [with_names(case, f"Read as: {one.reading}") for one in checked],
        )


def mentions(case: Case, text: str, published: date) -> list[Mention]:
    """Return what is recognised in a text, by the names of the case's own capitals."""
    places = {
        name: place.province
        for place in case.provinces
        for name in (*place.capitals.values(), *place.aliases)
    }
    return read_article(text, published, places)


def _list(
    case: Case, statements: Sequence[Statement], stated: Sequence[str], readings: Sequence[str]
) -> None:
    rows = verdict_rows(case, statements)
    st.html(
        "".join(
            verdict(f"{number}. {words}", _source(statement), reading, row.answer, row.verdict)
            for number, (statement, words, reading, row) in enumerate(
                zip(statements, stated, readings, rows, strict=True), 1
            )
        )
    )


def _source(statement: Statement) -> str:
    about = f"about {medium_day(statement.as_of)}"
    if not statement.publisher:
        return about
    return f"{statement.publisher}, {medium_day(statement.published)}, {about}"
