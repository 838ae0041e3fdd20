"""The language of the dashboard: which one at first, the switch, and how its script is set."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from geo.case import Case
from geo.language import ENDONYMS, ENGLISH, RIGHT_TO_LEFT, _, language, spoken_languages

_SAME: Final = {"prs": "fa", "pbt": "ps", "pst": "ps", "pbu": "ps"}
"""Other codes that a browser may have for these languages (ISO 639-3)."""
_HERE: Final = Path(__file__).parent
_FONTS: Final = _HERE.parent / "page" / "vendor" / "fonts"
_FACES: Final = (
    ("Vazirmatn", 400, "vazirmatn-arabic-400-normal"),
    ("Vazirmatn", 600, "vazirmatn-arabic-600-normal"),
    ("Noto Naskh Arabic", 600, "noto-naskh-arabic-arabic-600-normal"),
)
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
    _of_page()(key="page-language", data={"lang": code, "dir": direction(code)})


def direction(code: str) -> str:
    """Return the direction in which a language is written, as HTML names it."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


@cache
def _arabic_script() -> str:
    """Return the styles for a page in Arabic script; its fonts come with it, from no other host."""
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
        f"src:url(data:font/woff2;base64,{b64encode(_bytes(file)).decode()}) format('woff2')}}"
        for family, weight, file in _FACES
    )
    return f"<style>{faces}{(_HERE / 'right-to-left.css').read_text(encoding='utf-8')}</style>"


def _bytes(file: str) -> bytes:
    return (_FONTS / f"{file}.woff2").read_bytes()


@st.cache_resource(show_spinner=False)
def _of_page() -> Callable[..., Any]:
    script = (_HERE / "language.js").read_text(encoding="utf-8")
    return st.components.v2.component("page_language", js=script, isolate_styles=False)
