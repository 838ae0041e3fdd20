"""The map page inside the dashboard: one frame mounted once, and the line to it.

The frame holds the whole page and sends nothing while the slider moves. Once it rests,
the line tells Python what is shown; Python answers with what the page has not got: a
story of other sources, or a dossier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from geo.case import Case
from geo.story import dossier_of as html_of

HERE = Path(__file__).parent


def mount_frame(page: str, *, name: str, title: str) -> None:
    """Mount the map page; the same page again costs nothing and keeps zoom and pan."""
    component = _component("control_map_frame", "stage.js")
    component(key=f"frame-{name}", data={"name": name, "title": title, "page": page})


def mount_line(
    name: str,
    *,
    part: str,
    data: Mapping[str, Any],
    on_view: Callable[[object], None] | None = None,
) -> None:
    """Mount one line to the frame called ``name``.

    ``on_view`` hears what the reader sees once at rest: day, known_by, province, and with
    ``lacks`` that the page has not got the province's dossier. It gets whatever came from
    the browser, and checks it.
    """
    key = f"line-{name}-{part}"

    def hear() -> None:
        if on_view:
            on_view(st.session_state[key].get("view"))

    _component("control_map_line", "link.js")(
        key=key,
        data={"name": name, **data},
        default={"view": None},
        on_view_change=hear,
    )


def dossier_of(case: Case, province: object) -> dict[str, str] | None:
    """Return the dossier of a province, or None if there is no such province."""
    if province not in {place.province for place in case.provinces}:
        return None
    return {"province": str(province), "html": html_of(case, str(province))}


@st.cache_resource
def _component(name: str, script: str) -> Callable[..., Any]:
    return st.components.v2.component(
        name, js=(HERE / script).read_text(encoding="utf-8"), isolate_styles=False
    )
