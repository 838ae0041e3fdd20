"""The map page inside the dashboard: frames mounted once, and a line to each.

A frame holds the whole page and sends nothing while the slider moves. Once it rests, the
line tells Python what is shown; Python answers with what the page has not got: a story of
other sources, or a dossier. A plate is a frame that shows date, answer and map alone.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from gzip import compress
from typing import Any, Final

import streamlit as st

from geo.address import Choice, as_view
from geo.case import Case
from geo.control import Threshold
from geo.control_map import control_map, page_html
from geo.first_look import Drawing, drawing, first_look
from geo.language import N_, _
from geo.language import language as spoken
from geo.reports import SourceFilter
from geo.story import Story, tell
from geo.story import dossier_of as html_of
from geo.ui.component import component

FIRST_LOOK_ALONE: Final = 0.25
"""Seconds that the first look has to itself: a browser that gets all at once shows all at once, later.

As long as a slow one takes to fetch what shows HTML, and to show it; measured in docs/performance.md.
"""

SWAP = N_("Show the other map")
WAITING = N_("Drawing the map…")


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What is shown before a map page, by the digest of its case and its language.

    ``alone`` is whether that page is still to be mounted.
    """

    key: tuple[str, str]
    html: str
    alone: bool = True


def first_look_at(case: Case, choice: Choice) -> FirstLook | None:
    """Return the day, the answer and the provinces, to be shown until the map page covers them.

    They are the same for as long as the same map page is mounted: what the reader does meanwhile is
    the map's to show. A page without a map has none, and a map that comes after it begins anew.
    """
    look: FirstLook | None = st.session_state.pop("first_look", None)
    if choice.page != "map":
        return None
    key = (case.digest, choice.language)
    if look and look.key == key:
        look = replace(look, alone=False)
    else:
        drawn = drawing(case) if case.own else _drawing_of_all(case, case.digest)
        look = FirstLook(key, first_look(case, choice, drawn))
    st.session_state.first_look = look
    return look


def show_first_look(look: FirstLook) -> None:
    """Show a first look, and give the browser a moment to paint it before all else comes."""
    st.html(look.html)
    if look.alone:
        time.sleep(FIRST_LOOK_ALONE)


@st.cache_resource(max_entries=8, show_spinner=False)
def _drawing_of_all(_case: Case, digest: str) -> Drawing:  # noqa: ARG001 - digest is the key
    return drawing(_case)


def mount_frame(case: Case, choice: Choice, name: str, *, bare: bool = False) -> None:
    """Mount the map page; the same page again costs nothing and keeps zoom and pan.

    Bare, it fills the window: the page is itself in a frame.
    """
    _mount(case, choice, name, [{"name": name, "title": case.title}], bare=bare)


def mount_plates(case: Case, choice: Choice, names: Sequence[str]) -> None:
    """Mount plates side by side, locked in place and zoom; a phone shows one at a time."""
    frames = [
        {
            "name": name,
            "title": _(
                "{title}, map {number} of {n}", title=case.title, number=number, n=len(names)
            ),
        }
        for number, name in enumerate(names, 1)
    ]
    _mount(case, choice, "-".join(names), frames, plate=True)


def _mount(
    case: Case, choice: Choice, key: str, frames: list[dict[str, str]], **kind: bool
) -> None:
    head = json.dumps({"frames": frames, **kind, "swap": _(SWAP)})
    component("control_map_frame", "stage.js", "link.js")(
        key=f"frame-{key}", data=head.encode() + b"\n" + _page(case, choice.language)
    )


def show_plate(
    case: Case,
    choice: Choice,
    name: str,
    marks: Mapping[str, object],
    on_view: Callable[[object], None] | None = None,
) -> None:
    """Show a choice on a mounted plate.

    ``marks`` may name capitals: ``ringed`` (a list of codes), ``numbers`` (code to number),
    ``only`` (paint no others); and a ``note`` that stands under the date.
    """
    send_story(case, choice, name)
    view = as_view(choice) | {"marks": marks}
    mount_line(
        name,
        part="view",
        data={"command": [str(choice), str(marks)], "view": view, "dossier": None},
        on_view=on_view,
    )


def send_story(case: Case, choice: Choice, name: str, fixed: date | None = None) -> None:
    """Send a frame what it needs of a choice of sources other than its own first one.

    ``fixed`` adds the clock of a fixed day; a choice that is known by one adds its own.
    """
    if isinstance(choice.known_by, date):
        fixed = choice.known_by
    told = f"told-{name}"
    usual = not choice.without and choice.threshold == Threshold.REPORTED and fixed is None
    story = None
    if not usual or st.session_state.get(told):
        st.session_state[told] = True
        key = (case.digest, choice.without, choice.threshold, fixed, choice.language)
        story = {"key": str(key), "story": _story(case, key)}
    mount_line(name, part="story", data={"story": story})


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

    session = st.session_state.setdefault("session", secrets.token_hex(4)) if on_view else None
    component("control_map_line", "line.js")(
        key=key,
        data={"name": name, "session": session, **data},
        default={"view": None},
        on_view_change=hear,
    )


def dossier_of(case: Case, province: object) -> dict[str, str] | None:
    """Return the dossier of a province in the language spoken, or None if there is no such one."""
    if province not in {place.province for place in case.provinces}:
        return None
    keep = _dossier_of_one if case.own else _dossier_of_all
    return {"province": str(province), "html": keep(case, case.digest, spoken(), str(province))}


@st.cache_resource(max_entries=1_000, show_spinner=False)
def _dossier_of_all(_case: Case, digest: str, language: str, province: str) -> str:  # noqa: ARG001 - the key
    return html_of(_case, province)


@st.cache_resource(max_entries=50, show_spinner=False, scope="session")
def _dossier_of_one(_case: Case, digest: str, language: str, province: str) -> str:  # noqa: ARG001 - the key
    return html_of(_case, province)


def _page(case: Case, language: str) -> bytes:
    """Return the map page of a case as gzip: half of what the socket would carry, which packs nothing.

    That of a reader's own table is kept for that reader alone.
    """
    keep = _page_of_one if case.own else _page_of_all
    with st.spinner(_(WAITING)):
        return keep(case, case.digest, language)


@st.cache_resource(max_entries=8, show_spinner=False)
def _page_of_all(_case: Case, digest: str, language: str) -> bytes:  # noqa: ARG001 - digest is the key
    return _packed_page(_case, language)


@st.cache_resource(max_entries=2, show_spinner=False, scope="session")
def _page_of_one(_case: Case, digest: str, language: str) -> bytes:  # noqa: ARG001 - digest is the key
    return _packed_page(_case, language)


def _packed_page(case: Case, language: str) -> bytes:
    page = page_html(control_map(case, language=language, with_dossiers=False))
    return compress(page.encode(), mtime=0)


StoryKey = tuple[str, Collection[SourceFilter], Threshold, date | None, str]
"""Digest of the case, filters, threshold, fixed day and language."""


def _story(case: Case, key: StoryKey) -> Story:
    keep = _story_of_one if case.own else _story_of_all
    return keep(case, key)


@st.cache_resource(max_entries=64)
def _story_of_all(_case: Case, key: StoryKey) -> Story:
    return _tell(_case, key)


@st.cache_resource(max_entries=4, scope="session")
def _story_of_one(_case: Case, key: StoryKey) -> Story:
    return _tell(_case, key)


def _tell(case: Case, key: StoryKey) -> Story:
    _, without, threshold, fixed, language = key
    return tell(case, without=without, threshold=threshold, fixed=fixed, language=language)
