"""The documents say what the code does, and the check can fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.__main__ import COMMANDS
from geo.style import RECAPTURED, STYLES
from geo.words import WORDS

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/decisions.md")
PARTISAN = ("fell", "liberated", "regime", "terrorist", "overran")


def statuses_in(text: str) -> dict[str, str]:
    """Return the status table of a document: word and definition."""
    section = text.split("| status | meaning |")[1].split("\n\n", maxsplit=1)[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if " | " in line]
    return {word: definition for word, definition in rows if set(word) != {"-"}}


def partisan_words(text: str) -> list[str]:
    """Return the words that take a side."""
    return [word for word in PARTISAN if re.search(rf"\b{word}\b", text, re.IGNORECASE)]


def test_readme_defines_each_status_as_the_legend_does() -> None:
    """The README's table of statuses is that of the code, in its order."""
    expected = {style.word: style.definition for style in STYLES.values()}
    assert list(statuses_in(README).items()) == list(expected.items())
    assert statuses_in(README.replace("Disputed", "Doubtful")) != expected


def test_every_command_is_in_the_readme() -> None:
    """The README shows each command, and no other."""
    shown = set(re.findall(r"python -m geo (\w+)", README))
    assert shown == set(COMMANDS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_paths_exist(name: str) -> None:
    """Every file that a document links to or names in code is there."""
    text = (ROOT / name).read_text(encoding="utf-8")
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    named = re.findall(r"`((?:geo|data|tests|docs|scripts)/[\w./]+)`", text)
    for path in [*(Path(name).parent / link for link in linked), *map(Path, named)]:
        assert (ROOT / path).exists(), path


def test_every_test_file_is_explained() -> None:
    """CONTRIBUTING says what each test file holds."""
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    missing = [
        path.name for path in (ROOT / "tests").glob("test_*.py") if path.name not in contributing
    ]
    assert not missing


def test_words_take_no_side() -> None:
    """The interface and the README use none of the words that take a side."""
    styles = [f"{style.word} {style.definition}" for style in (*STYLES.values(), RECAPTURED)]
    assert not partisan_words(" ".join([*WORDS.values(), *styles, README]))
    assert partisan_words("The city fell.") == ["fell"]
