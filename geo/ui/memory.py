"""The memory of the server: Python stops for garbage, so there is little, and little to look through."""

from __future__ import annotations

import gc
from functools import cache
from typing import TYPE_CHECKING

from streamlit.components.v2.bidi_component import main as components

if TYPE_CHECKING:
    from streamlit.runtime.state import SessionState
    from streamlit.runtime.state.common import WidgetValuePresenter

SELDOM = 50
"""Collections of the middle generation before one of all that is not frozen (10 in CPython): sessions
are what there is to look through then, and nearly all garbage goes in the generations before."""


def make_little_garbage() -> None:
    """Let what a component says be read as it came from the browser.

    Streamlit wraps it anew whenever it is read, eight times in a move of the slider, and makes a
    class for that. A class refers to itself: these were four fifths of all garbage. The wrapping
    is there to write to a component from Python, and for triggers; the page does neither.
    """
    components.make_bidi_component_presenter = _as_it_is  # type: ignore[attr-defined, assignment]


def _as_it_is(*_: object) -> WidgetValuePresenter:
    def present(value: object, _state: SessionState) -> object:
        return value

    return present


@cache
def keep_for_good() -> None:
    """Take all there is now (modules, the case, what is cached) out of the search for garbage.

    To be called once the page has been made for the first time. To look through all that took a
    third of a second on a slow machine, in which all readers wait.
    """
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, SELDOM)
