"""The small scripts of the dashboard, each a component that is registered once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from geo.control_map import lean

HERE = Path(__file__).parent


@st.cache_resource(show_spinner=False)
def component(name: str, *scripts: str) -> Callable[..., Any]:
    """Return what mounts scripts of this folder as one; it shares the styles of the page.

    Streamlit sends them along whenever the data of the component change.
    """
    source = "\n".join(lean((HERE / one).read_text(encoding="utf-8")) for one in scripts)
    return st.components.v2.component(name, js=source, isolate_styles=False)
