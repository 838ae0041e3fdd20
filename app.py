"""The page, top to bottom. Session state, caching and the address live here."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo import address
from geo.case import Case
from geo.language import ENGLISH, N_, _, language, speak
from geo.ui import article, board, choices, compare, method, reports, take, texts, tongues, upload
from geo.ui.memory import keep_for_good, make_little_garbage
from geo.ui.shelf import Shelved, shelf
from geo.ui.wire import send_at_once

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

PAGE_WORDS = {
    "map": N_("Map"),
    "reports": N_("Reports"),
    "compare": N_("Compare"),
    "article": N_("Check an article"),
    "take": N_("Download and cite"),
    "own": N_("Your own table"),
    "method": N_("Method and corrections"),
}


def main() -> None:
    """Run the script once: draw the page, in a process that is set for it."""
    send_at_once()
    make_little_garbage()
    _draw()
    keep_for_good()


def _draw() -> None:
    speak(tongues.asked())
    shelved = _shelved(_folder())
    case = upload.own_case(shelved.case) if shelved.case else None
    if case is None:
        _set_page()
        st.html(texts.GLYPH_STYLE)
        tongues.set_page()
        texts.faults(shelved.faults, shown_anyway=False)
        texts.title(texts.page_title())
        method.show_words()
        return
    notices = _read_address(case)
    speak(st.session_state.choice.language)
    bare = st.context.is_embedded
    # Before anything is sent, so that all of the first look goes at once.
    look = None if bare else board.first_look_at(case, st.session_state.choice)
    _set_page()
    if shelved.faults and (faults := shelf(_folder()).newest().faults):
        # As they are now: some may be mended, and the reader may have changed the language.
        texts.faults(faults, shown_anyway=True)
    if bare:
        tongues.set_page()
        st.html("<style>.stMainBlockContainer { padding: 0 !important; }</style>")
        texts.notices(notices)
        show_map(case)
        return
    head = st.container(key="head", horizontal=True, vertical_alignment="center")
    with head:
        texts.title(case.title)
    pages = st.empty()
    texts.notices(notices)
    if case.own:
        texts.own(case)
    stage = st.container(key="stage")
    if look:
        with stage:
            board.show_first_look(look)
    tongues.set_page()
    with head:
        _show_languages(case)
    _show_pages(pages)
    _show_page(case, st.session_state.choice, stage)
    texts.footer(case)


def _set_page() -> None:
    st.set_page_config(page_title=texts.page_title(), layout="wide")
    st.html(texts.PAGE_STYLE)


def _show_languages(case: Case) -> None:
    """Show the switch of languages; the language belongs to the choice, as all else."""
    st.session_state.language = st.session_state.choice.language

    def turn() -> None:
        st.session_state.choice = replace(
            st.session_state.choice, language=st.session_state.language
        )
        # Controls say the same in other words, and what a link could not do has been read.
        st.session_state.command += 1
        st.session_state.notices = []

    tongues.switch(case, turn)


def _show_pages(place: DeltaGenerator) -> None:
    """Show the names of the pages; the one that is open belongs to the choice, as all else."""
    st.session_state.page = st.session_state.choice.page

    def turn() -> None:
        st.session_state.choice = replace(st.session_state.choice, page=st.session_state.page)

    place.segmented_control(
        _("Page"),
        list(PAGE_WORDS),
        format_func=lambda page: _(PAGE_WORDS[page]),
        key="page",
        label_visibility="collapsed",
        required=True,
        on_change=turn,
    )


def _show_page(case: Case, choice: address.Choice, stage: DeltaGenerator) -> None:
    if choice.page == "map":
        show_map(case, stage)
        return
    st.html(texts.GLYPH_STYLE)
    with st.container(key="sheet"):
        if choice.page == "reports":
            reports.show(case, choice, _choose)
        elif choice.page == "compare":
            select = partial(_select, case)
            compare.show(case, choice, st.session_state.command, _choose, select)
        elif choice.page == "article":
            article.show(case, choice)
        elif choice.page == "take":
            take.show(case, choice, partial(texts.full_address, case))
        elif choice.page == "own":
            upload.show(st.session_state.shelved.case, _own_table_changed)
        else:
            method.show(case)
        _write_address(case)
        texts.link(case, choice)


def _own_table_changed() -> None:
    """Start afresh: days, clocks and sources of one table may not exist in another."""
    case = upload.own_case(st.session_state.shelved.case)
    st.session_state.choice = address.Choice(
        day=case.view.opening_day, language=st.session_state.choice.language, page="own"
    )
    st.session_state.command += 1


def _folder() -> str:
    """Return the folder that ``--case`` names after ``streamlit run app.py --``."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--case", default="data")
    return str(parser.parse_known_args(sys.argv[1:])[0].case)


def _shelved(folder: str) -> Shelved:
    """Return the case that this session began with, so that nobody sees a mixture of two."""
    if st.session_state.get("shelved") is None or st.session_state.shelved.case is None:
        st.session_state.shelved = shelf(folder).newest()
    shelved: Shelved = st.session_state.shelved
    return shelved


def _limits(case: Case) -> address.Limits:
    view = case.view
    codes = {place.province for place in case.provinces}
    days = (view.first_day, view.last_day, view.opening_day)
    preferred = tongues.preferred(case.languages)
    return address.Limits(*days, codes, case.digest, case.languages, preferred)


def _read_address(case: Case) -> list[str]:
    """Take the choice from the address when it is new: a link was opened, or Back pressed."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    if query == st.session_state.get("written"):
        known: list[str] = st.session_state.notices
        return known
    choice, notices = address.read(query, _limits(case))
    st.session_state.choice = choice
    st.session_state.notices = notices
    st.session_state.command = st.session_state.get("command", 0) + 1
    st.session_state.written = query
    return notices


def _write_address(case: Case) -> None:
    """Write the choice where it differs from the page's own, and the day always.

    English alone goes without saying, and only where the reader's browser would ask for it.
    """
    choice = st.session_state.choice
    usual = address.write(address.Choice(day=case.view.opening_day), case.digest)
    full = address.write(choice, case.digest)
    always = (
        {"day"} if tongues.preferred(case.languages) == language() == ENGLISH else {"day", "lang"}
    )
    short = {name: value for name, value in full.items() if name in always or value != usual[name]}
    written = {name: value if isinstance(value, list) else [value] for name, value in short.items()}
    if written != st.session_state.written:
        st.session_state.written = written
        st.query_params.from_dict(written)


def show_map(case: Case, stage: DeltaGenerator | None = None) -> None:
    """Show the map page on a stage, and keep address and table in step; without one, it is all there is."""
    choice, bare = st.session_state.choice, stage is None
    with stage or st.container():
        board.mount_frame(case, choice, "map", bare=bare)
    fixed = None
    if not bare:
        choices.show(case, choice, st.session_state.command, _choose)
        fixed = choices.fixed_day()
    board.send_story(case, st.session_state.choice, "map", fixed)
    follow_map(case, bare=bare)
    if not bare:
        texts.link(case, st.session_state.choice)


def _choose(choice: address.Choice) -> None:
    """Take over a choice made beside the map, and have the map follow it."""
    st.session_state.choice = choice
    st.session_state.moves = st.session_state.get("moves", 0) + 1


@st.fragment
def follow_map(case: Case, *, bare: bool = False) -> None:
    """Run alone whenever the reader comes to rest on a day, a capital or a clock."""
    choice, lacks = st.session_state.choice, st.session_state.get("lacks", False)
    speak(choice.language)
    board.mount_line(
        "map",
        part="view",
        data={
            "command": [st.session_state.command, st.session_state.get("moves", 0)],
            "view": address.as_view(choice),
            "dossier": board.dossier_of(case, choice.province) if lacks else None,
            "query": None if bare else texts.query(case, choice),
        },
        on_view=lambda view: _hear_view(case, view),
    )
    _write_address(case)
    if bare:
        return
    texts.difference(case, choice)
    texts.status_table(case, choice)


def _select(case: Case, view: object) -> None:
    """Take over the capital that is selected on a plate, and nothing else."""
    choice = st.session_state.choice
    _choose(replace(choice, province=address.moved(choice, view, _limits(case)).province))


def _hear_view(case: Case, view: object) -> None:
    """Take over what the reader sees on the map; whatever is not sound is left alone."""
    st.session_state.choice = address.moved(st.session_state.choice, view, _limits(case))
    heard = view if isinstance(view, dict) else {}
    st.session_state.lacks = heard.get("lacks") is True
    if "session" in heard:
        # Told anew after the server was away: a map that was loaded anew meanwhile has to follow.
        st.session_state.moves = st.session_state.get("moves", 0) + 1


main()
