"""The page of what a reader takes away: citations, tables, the map as one file, pictures, films.

Everything obeys the choices of the other pages. Files are made when their button is pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from geo.address import Choice
from geo.case import Case
from geo.citations import Citation, of_capital, of_view
from geo.control_map import control_map, page_html
from geo.downloads import (
    DOWNLOADS,
    MOST_ROWS,
    archive,
    archive_name,
    file_name,
    offered,
    rows_by_day,
)
from geo.film import FilmError, film
from geo.film import Kind as FilmKind
from geo.language import N_, _, number, speaking
from geo.picture import KINDS, picture
from geo.picture import Kind as PictureKind
from geo.words import medium_day

MIME: Final = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "gif": "image/gif",
    "mp4": "video/mp4",
}
FILM_KINDS: Final[tuple[FilmKind, ...]] = ("gif", "mp4")
EMBED: Final = (
    '<iframe src="{address}" title="{title}" width="100%" height="640" loading="lazy" '
    'sandbox="allow-scripts allow-popups" style="border:0"></iframe>'
)
"""What an editor pastes into an article, once the file is on a server of theirs."""
FILE: Final = "map.html"
BOTH: Final = 2
"""Days that a range has once its end is chosen, too."""
LONGEST_FILM: Final = 62
"""Days of one film: each takes half a second to draw."""
UNDER_WAY: Final = N_("Drawing day {done} of {total}")


def show(case: Case, choice: Choice, address_of: Callable[[Choice], str]) -> None:
    """Show the page; ``address_of`` gives the address of a view, with every parameter."""
    left, right = st.columns(2, gap="large")
    with left:
        _show_citations(case, replace(choice, page="map"), address_of)
        _show_tables(case, choice)
    with right:
        _show_file(case, choice)
        _show_pictures(case, choice)
        _show_film(case, choice)


def _show_citations(case: Case, choice: Choice, address_of: Callable[[Choice], str]) -> None:
    st.subheader(_("Cite"), anchor=False)
    capitals = {place.province: place.capital for place in case.provinces}
    chosen, when = st.columns(2)
    province = chosen.selectbox(
        _("What you cite"),
        ["", *capitals],
        index=[*capitals].index(choice.province) + 1 if choice.province else 0,
        format_func=lambda code: capitals.get(code) or _("This view"),
        key="cited",
    )
    choice = replace(choice, province=province or None)
    link = address_of(choice)
    accessed = when.date_input(_("You read it on"), key="accessed")
    cited = (
        of_capital(case, province, choice, permalink=link)
        if province
        else of_view(case, choice, permalink=link)
    )
    _show_formats(cited, accessed)
    st.caption(_("To cite one report, unfold “Cite” under it in its capital’s list on the map."))


def _show_formats(cited: Citation, accessed: date) -> None:
    formats = (
        (_("Text"), cited.text(accessed)),
        ("BibTeX", cited.bibtex(accessed)),
        ("CSL-JSON", cited.csl(accessed)),
    )
    for tab, (_label, text) in zip(
        st.tabs([label for label, _text in formats]), formats, strict=True
    ):
        tab.code(text, language=None, wrap_lines=True)


def _show_tables(case: Case, choice: Choice) -> None:
    st.subheader(_("Tables"), anchor=False)
    st.text(
        _(
            "Under the choices of this view: {day}, its clock and its sources.",
            day=medium_day(choice.day),
        )
    )
    names = offered(case)
    if len(names) < len(DOWNLOADS):
        st.info(
            _(
                "“Status by day” is not offered: it would have {n} rows, more than {most}. “Spells of "
                "one status” says the same in fewer.",
                n=number(rows_by_day(case)),
                most=number(MOST_ROWS),
            )
        )
    chosen = st.pills(
        _("Files"),
        names,
        default=names,
        format_func=lambda name: _(DOWNLOADS[name].label),
        selection_mode="multi",
        key="files",
    )
    st.download_button(
        _("Download as one zip, with dictionary and licence"),
        partial(_archive, case, choice, chosen),
        archive_name(case, choice),
        "application/zip",
        on_click="ignore",
        disabled=not chosen,
        key="zip",
    )
    with st.expander(_("One file alone")):
        for name in names:
            kind = DOWNLOADS[name]
            st.download_button(
                _(kind.label),
                partial(kind.write, case, choice),
                file_name(name, case, choice),
                kind.mime,
                on_click="ignore",
                key=f"file-{name}",
            )


def _show_file(case: Case, choice: Choice) -> None:
    st.subheader(_("The map as one file"), anchor=False)
    st.text(
        _(
            "Map, slider, legend and every report, in one file that needs no network. Put it on any "
            "server to embed it: it serves as many readers as that server does."
        )
    )
    st.download_button(
        _("Download the map"),
        partial(_page, case, choice),
        FILE,
        "text/html",
        on_click="ignore",
        key="page-file",
    )
    st.caption(_("To embed it, with your own address of the file:"))
    code = EMBED.format(address=f"https://…/{FILE}", title=escape(case.title))
    st.code(code, language=None, wrap_lines=True)


def _show_pictures(case: Case, choice: Choice) -> None:
    st.subheader(_("A picture of the day"), anchor=False)
    with st.container(horizontal=True):
        for kind in KINDS:
            st.download_button(
                kind.upper(),
                partial(_picture, case, choice, kind),
                f"status_{choice.day}.{kind}",
                MIME[kind],
                on_click="ignore",
                key=f"picture-{kind}",
            )


def _show_film(case: Case, choice: Choice) -> None:
    st.subheader(_("A film of days"), anchor=False)
    first, last = _usual_days(case)
    days = st.date_input(
        _("From and to, both included"),
        (first, last),
        min_value=case.view.first_day,
        max_value=case.view.last_day,
        key="film-days",
        width=320,
    )
    kind = st.segmented_control(
        _("Kind of file"),
        FILM_KINDS,
        default=FILM_KINDS[0],
        format_func=str.upper,
        required=True,
        key="film-kind",
    )
    if len(days) < BOTH:
        return
    first, last = days[0], days[-1]
    if st.button(_("Make the film"), key="make-film"):
        _make_film(case, choice, (first, last), kind)
    if st.session_state.get("film", {}).get("of") == (case.digest, choice, (first, last), kind):
        st.download_button(
            _("Download the film"),
            st.session_state.film["data"],
            f"status_{first}_to_{last}.{kind}",
            MIME[kind],
            on_click="ignore",
            key="film-file",
        )


def _usual_days(case: Case) -> tuple[date, date]:
    """Return the longest stretch of days that the case names, else its first weeks."""
    view = case.view
    named = max(view.ranges, key=lambda one: one.last - one.first, default=None)
    if named:
        return named.first, named.last
    last = min(view.last_day.toordinal(), view.first_day.toordinal() + LONGEST_FILM - 1)
    return view.first_day, date.fromordinal(last)


def _make_film(case: Case, choice: Choice, days: tuple[date, date], kind: FilmKind) -> None:
    """Draw a film and keep it for this reader; the bar says how far it has come."""
    if (days[1] - days[0]).days >= LONGEST_FILM:
        st.error(_("Choose at most {n} days: each takes a while to draw.", n=LONGEST_FILM))
        return
    bar = st.progress(0.0)

    def hear(done: int, total: int) -> None:
        bar.progress(done / total, _(UNDER_WAY, done=min(done + 1, total), total=total))

    try:
        data = film(
            case,
            *days,
            kind=kind,
            known_by=choice.known_by,
            without=choice.without,
            threshold=choice.threshold,
            view=choice.view,
            progress=hear,
        )
    except (FilmError, OSError) as error:
        st.error(str(error))
        return
    finally:
        bar.empty()
    st.session_state.film = {"of": (case.digest, choice, days, kind), "data": data}


# Files are made in a thread of their own, which has to be told the language.


def _archive(case: Case, choice: Choice, names: Collection[str]) -> bytes:
    with speaking(choice.language):
        return archive(case, choice, names)


def _page(case: Case, choice: Choice) -> str:
    return page_html(
        control_map(
            case,
            day=choice.day,
            without=choice.without,
            threshold=choice.threshold,
            language=choice.language,
        )
    )


def _picture(case: Case, choice: Choice, kind: PictureKind) -> bytes:
    with speaking(choice.language):
        return picture(
            case,
            choice.day,
            kind=kind,
            known_by=choice.known_by,
            without=choice.without,
            threshold=choice.threshold,
            view=choice.view,
        )
