"""A dashboard of two pages, to test the reader's own table: that table, and the map."""

from __future__ import annotations

import streamlit as st

from geo.case import Case, read_case
from geo.control_map import control_map, page_html
from geo.ui import board, texts, upload


@st.cache_resource
def shipped() -> Case:
    """Return the shipped case, read once."""
    return read_case("data", geometry=False)


def changed() -> None:
    """Count how often the table shown has changed."""
    st.session_state["changes"] = st.session_state.get("changes", 0) + 1


st.html(texts.PAGE_STYLE)
if st.segmented_control("Page", ("Table", "Map"), default="Table", key="page") == "Map":
    case = upload.own_case(shipped())
    board.mount_frame(page_html(control_map(case)), name="map", title=case.title)
else:
    upload.show(shipped(), changed)
