"""The language of the dashboard: which one at first, the switch, and how its script is set."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from geo.case import Case
from geo.control_map import FONTS, font_faces
from geo.language import ENDONYMS, ENGLISH, _, direction, language, spoken_languages
from geo.ui.component import component

_SAME: Final = {"prs": "fa", "pbt": "ps", "pst": "ps", "pbu": "ps"}
"""Other codes that a browser may have for these languages (ISO 639-3)."""
_HERE: Final = Path(__file__).parent
_VAZIRMATN: Final = tuple(font for font in FONTS if font[0] == "Vazirmatn")
_NASKH: Final = ("Noto Naskh Arabic", 600, "noto-naskh-arabic-arabic-600-normal")
_WITH_VAZIRMATN: Final = frozenset({"fa", "ps"})


def preferred(languages: Collection[str]) -> str:
    """Return the language of the reader's browser if it is one of those given, else English."""
    code = (st.context.locale or "").replace("_", "-").partition("-")[0].lower()
    code = _SAME.get(code, code)
    return code if code in languages else ENGLISH


def asked() -> str:
    """Return the language to speak before there is a choice: the address's, else the browser's."""
    code = st.query_params.get("lang", "")
    return code if code in spoken_languages() else preferred(spoken_languages())


def switch(case: Case, turn: Callable[[], None]) -> None:
    """Show the languages of a case, each under its own name; ``turn`` hears of another one.

    The one that is picked is in the session's state, under ``language``.
    """
    if len(case.languages) > 1:
        st.segmented_control(
            _("Language"),
            list(case.languages),
            format_func=lambda code: ENDONYMS.get(code, case.languages[code]),
            key="language",
            label_visibility="collapsed",
            required=True,
            on_change=turn,
            width="content",
        )


def set_page() -> None:
    """Give the whole page the language spoken, its direction and its fonts."""
    code = language()
    if code in _WITH_VAZIRMATN:
        st.html(_arabic_script())
    shown = {"lang": code, "dir": direction(code)}
    component("page_language", "language.js")(key="page-language", data=shown)


@cache
def _arabic_script() -> str:
    """Return the styles for a page in Arabic script; its fonts come with it, from no other host."""
    faces = font_faces((*_VAZIRMATN, _NASKH), display="swap")
    return f"<style>{faces}{(_HERE / 'right-to-left.css').read_text(encoding='utf-8')}</style>"
