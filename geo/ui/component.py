"""The small scripts of the dashboard, each a component that is registered once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


@st.cache_resource(show_spinner=False)
def component(name: str, script: str) -> Callable[..., Any]:
    """Return what mounts a script of this folder; it shares the styles of the page."""
    return st.components.v2.component(
        name, js=(HERE / script).read_text(encoding="utf-8"), isolate_styles=False
    )
