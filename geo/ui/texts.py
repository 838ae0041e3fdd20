"""The parts of the dashboard around the map: title, notices, tables, method, footer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo import evidence
from geo.address import Choice
from geo.case import Case, Fault
from geo.style import COLOURS, STYLES
from geo.tables import status_rows
from geo.words import medium_day

PAGE_TITLE = "Reported status of provincial capitals"

_LIGHT, _DARK = COLOURS["light"], COLOURS["dark"]
PAGE_STYLE = f"""
<style>
.stApp header[data-testid="stHeader"] {{ height: 0; min-height: 0; background: none; }}
.stMainBlockContainer {{ padding: 14px 32px 16px !important; max-width: 1280px; }}
.stMainBlockContainer > div > .stVerticalBlock, .stVerticalBlock {{ gap: 8px; }}
.page-title {{ font-size: 22px !important; line-height: 28px !important; font-weight: 600; padding: 0;
  margin: 0; }}
.st-key-page {{ border-bottom: 1px solid {_LIGHT["rule"]}; width: 100% !important; }}
.st-key-page [role="radio"] {{ border: 0 !important; border-bottom: 2px solid transparent !important;
  border-radius: 0 !important; background: none !important; padding: 2px 0 6px; margin-inline-end: 28px;
  min-height: 34px; }}
.st-key-page [role="radio"] p {{ font-size: 15px; }}
.st-key-page [role="radio"][aria-checked="true"] {{ border-bottom-color: {_LIGHT["accent"]} !important; }}
.st-key-page [role="radio"][aria-checked="true"] p {{ font-weight: 600; }}
.notice {{ border-inline-start: 4px solid {_LIGHT["warn-line"]}; background: {_LIGHT["warn"]};
  color: {_LIGHT["ink"]}; padding: 8px 14px; border-radius: 2px; font-size: 14px; line-height: 20px; }}
.notice p {{ margin: 0; }}
.notice ul {{ margin: 6px 0 0; padding-inline-start: 20px; font-family: monospace; font-size: 13px;
  max-height: 320px; overflow: auto; overflow-wrap: anywhere; }}
.page-footer {{ display: flex; justify-content: space-between; flex-wrap: wrap; gap: 4px 24px;
  font-size: 13px; line-height: 18px; color: {_LIGHT["ink2"]};
  border-top: 1px solid {_LIGHT["rule"]}; padding-top: 8px; }}
.copy-link {{ display: flex; flex-wrap: wrap; align-items: center; gap: 8px; font-size: 14px;
  color: {_LIGHT["ink"]}; }}
.copy-link button, .copy-link input {{ box-sizing: border-box; min-height: 34px; padding: 4px 12px;
  border: 1px solid {_LIGHT["rule2"]}; border-radius: 4px; background: {_LIGHT["panel"]};
  color: inherit; font: inherit; }}
.copy-link button {{ font-weight: 600; cursor: pointer; }}
.copy-link button:hover {{ background: {_LIGHT["wash"]}; }}
.copy-link button:focus-visible, .copy-link input:focus-visible {{
  outline: 2px solid {_LIGHT["accent"]}; outline-offset: 2px; }}
.copy-link input {{ flex: 1 1 200px; min-width: 0; color: {_LIGHT["ink2"]}; text-overflow: ellipsis; }}
.copy-link [role="status"] {{ min-width: 90px; }}
.copy-link [role="status"]:empty {{ display: none; }}
@media (pointer: coarse) {{
  .copy-link button, .copy-link input {{ min-height: 44px; }}
}}
@media (prefers-color-scheme: dark) {{
  .copy-link {{ color: {_DARK["ink"]}; }}
  .copy-link button, .copy-link input {{ border-color: {_DARK["rule2"]}; background: {_DARK["panel"]}; }}
  .copy-link input {{ color: {_DARK["ink2"]}; }}
  .copy-link button:hover {{ background: {_DARK["wash"]}; }}
  .copy-link button:focus-visible, .copy-link input:focus-visible {{ outline-color: {_DARK["accent"]}; }}
  .notice {{ border-color: {_DARK["warn-line"]}; background: {_DARK["warn"]}; color: {_DARK["ink"]}; }}
  .page-footer {{ color: {_DARK["ink2"]}; border-color: {_DARK["rule"]}; }}
  .st-key-page {{ border-color: {_DARK["rule"]}; }}
  .st-key-page [role="radio"][aria-checked="true"] {{ border-bottom-color: {_DARK["accent"]} !important; }}
}}
@media (max-width: 600px) {{
  .stMainBlockContainer {{ padding: 4px 0 8px !important; }}
  .stMainBlockContainer .stVerticalBlock {{ gap: 4px; }}
  .page-title {{ font-size: 15px !important; line-height: 20px !important; padding: 0 16px !important;
    white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }}
  .st-key-page {{ padding: 0 16px; overflow-x: auto; }}
  .st-key-page [role="radiogroup"] {{ flex-wrap: nowrap; }}
  .st-key-page [role="radio"] {{ margin-inline-end: 16px; flex: none; }}
  .stMainBlockContainer:has(iframe[data-control-map]) .st-key-page {{ order: 1; }}
  .stMainBlockContainer:has(iframe[data-control-map]) .stExpander {{ padding: 0 16px; }}
  .st-key-reports, .copy-link {{ padding: 0 16px; }}
  .stElementContainer:has(> .stHtml > .page-footer) {{ order: 2; }}
  .page-footer {{ padding: 8px 16px; }}
}}
</style>
"""


def faults(found: Sequence[Fault], *, shown_anyway: bool) -> None:
    """List everything that is wrong with the folder, as text."""
    what_now = (
        "The page keeps the last good data." if shown_anyway else "There is nothing to draw yet."
    )
    count = f"{len(found)} fault{'' if len(found) == 1 else 's'} in the tables."
    st.html(evidence.alert(count, map(str, found), what_now=what_now))


def notice(text: str) -> None:
    """Say what of a link could not be used."""
    st.html(evidence.alert(text, ()))


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
    out = ", ".join(f"{one.field} {one.value}" for one in choice.without)
    count = "no capital differs" if not lines else f"{len(lines)} capitals differ"
    if len(lines) == 1:
        count = "1 capital differs"
    st.html(evidence.alert(f"Without {out}: {count} on {medium_day(choice.day)}.", lines))


def link(parameters: Mapping[str, str | Sequence[str]]) -> None:
    """Offer the address that opens exactly this view, with every parameter, to be copied."""
    place = (st.context.url or "").split("?")[0]
    data = {"url": place, "query": urlencode(parameters, doseq=True)}
    _copy_link()(key="copy-link", data=data)


@st.cache_resource
def _copy_link() -> Callable[..., Any]:
    script = (Path(__file__).parent / "copy.js").read_text(encoding="utf-8")
    return st.components.v2.component("copy_link", js=script, isolate_styles=False)
