"""The server's memory: little garbage, and little to look through for it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Final

import pytest
from streamlit.components.v2.bidi_component import main as components
from streamlit.components.v2.presentation import make_bidi_component_presenter

from geo.ui.memory import SELDOM, keep_for_good, make_little_garbage

VALUE = {"view": {"day": "2021-08-09"}}


@pytest.fixture(autouse=True)
def as_found(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start from what Streamlit and Python do by themselves, and put all back."""
    monkeypatch.setattr(components, "make_bidi_component_presenter", make_bidi_component_presenter)
    found = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    _forget()
    yield
    _forget()
    gc.set_threshold(*found)


def _forget() -> None:
    gc.unfreeze()
    keep_for_good.cache_clear()


class States(dict[str, object]):
    """What Streamlit keeps of widgets: here one component that has had no event."""

    widget_metadata: Final = {"events": SimpleNamespace(value_type="json_trigger_value")}


def presented() -> object:
    """What a page that reads a component gets."""
    state: Any = SimpleNamespace(_new_widget_state=States())
    return components.make_bidi_component_presenter("events", "line", {"view"})(VALUE, state)


def test_a_component_is_read_as_it_came() -> None:
    """Streamlit makes a class each time. Once it does not, there is nothing here to mend."""
    assert presented() == VALUE
    assert type(presented()) is not type(presented())
    make_little_garbage()
    assert presented() is VALUE


def test_what_stays_is_not_looked_through() -> None:
    """Frozen, and all else looked through more seldom than CPython does; young garbage as often."""
    assert gc.get_freeze_count() == 0
    keep_for_good()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == (700, 10, SELDOM)
    frozen = gc.get_freeze_count()
    later = [[one] for one in range(10_000)]
    keep_for_good()
    assert gc.get_freeze_count() < frozen + len(later)  # once, whatever comes after
