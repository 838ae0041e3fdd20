"""The small scripts of the dashboard, each a component that is registered once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from geo.control_map import lean

HERE = Path(__file__).parent


@st.cache_resource(show_spinner=False)
def component(name: str, script: str) -> Callable[..., Any]:
    """Return what mounts a script of this folder; it shares the styles of the page.

    Streamlit sends the script along whenever the data of the component change.
    """
    source = lean((HERE / script).read_text(encoding="utf-8"))
    return st.components.v2.component(name, js=source, isolate_styles=False)
