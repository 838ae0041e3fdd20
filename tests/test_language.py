"""The language of the interface: one reader's is never another's, and values are only filled in."""

from __future__ import annotations

from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from geo.language import _, language, ngettext, speak, speaking


@given(st.text(), st.text())
def test_values_are_filled_in_and_never_read_again(before: str, value: str) -> None:
    """A value with braces in it appears as it is, and so does a brace that names nothing."""
    text = before.replace("{", "").replace("}", "") + "{one} {other} {"
    assert _(text, one=value) == f"{text.removesuffix('{one} {other} {')}{value} {{other}} {{"


def test_numbers_choose_the_form() -> None:
    """One thing has one form, several another."""
    assert [ngettext("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


def test_a_language_is_spoken_by_one_run_alone() -> None:
    """What one thread speaks, another does not, and a block gives back what was spoken before."""
    heard: list[str] = []

    def another() -> None:
        speak("fa")
        heard.append(language())

    thread = Thread(target=another)
    thread.start()
    thread.join()
    assert (heard, language()) == (["fa"], "en")
    with speaking("ps"):
        assert language() == "ps"
    assert language() == "en"
