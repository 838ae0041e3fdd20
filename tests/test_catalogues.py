"""The catalogues are whole: every sentence of the code, and nothing else, in every language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import words

from .conftest import ROOT

FILES = words.files()
PLACES = re.compile(r"\{\w+\}")


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    """Every sentence of the code."""
    return words.extracted()


@pytest.fixture(params=FILES, ids=lambda file: file.parts[-3])
def file(request: pytest.FixtureRequest) -> Path:
    """Each catalogue's file."""
    found: Path = request.param
    return found


def entries(catalogue: Catalog) -> dict[object, Message]:
    """Return the entries of a catalogue by what stands in the code."""
    return {message.id: message for message in catalogue if message.id}


def forms(message: Message) -> list[tuple[str, str]]:
    """Return each translated form of an entry beside the English that it stands for."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    one, many = message.id
    first, *others = message.string
    return [(one, first), *((many, other) for other in others)]


def test_there_are_dari_and_pashto() -> None:
    """The interface has two catalogues, named after their languages."""
    assert [file.parts[-3] for file in FILES] == ["fa", "ps"]


def test_a_catalogue_holds_what_the_code_says(extracted: Catalog, file: Path) -> None:
    """No sentence is missing and none is left of code that is gone; `make words` sees to it."""
    catalogue = words.read(file)
    assert set(entries(catalogue)) == set(entries(extracted))
    assert not catalogue.obsolete


def test_every_entry_is_translated(file: Path) -> None:
    """No entry is empty, fuzzy, or lacks a plural form of the language."""
    catalogue = words.read(file)
    assert list(words.untranslated(catalogue)) == []
    assert [one.id for one in catalogue if one.id and one.fuzzy] == []
    plurals = [one for one in catalogue if one.id and not isinstance(one.id, str)]
    assert plurals
    assert {len(one.string) for one in plurals} == {catalogue.num_plurals}


def test_translations_fill_in_the_same_names(file: Path) -> None:
    """A translation has each `{name}` of the English, in whatever order, and no markup."""
    for message in entries(words.read(file)).values():
        for english, said in forms(message):
            assert sorted(PLACES.findall(said)) == sorted(PLACES.findall(english)), said
            assert not set("<>&") & set(said), said


def test_what_is_read_is_what_is_written(file: Path) -> None:
    """The `.mo` file that the interface reads is the `.po` file, compiled; that one is in order."""
    catalogue = words.read(file)
    assert file.with_suffix(".mo").read_bytes() == words.as_mo(catalogue)
    assert file.read_bytes() == words.as_po(catalogue)


def test_no_translation_takes_sides(file: Path) -> None:
    """Nothing fell, was conquered or was freed."""
    said = " ".join(text for one in entries(words.read(file)).values() for _, text in forms(one))
    assert re.findall("سقوط|فتح|آزاد|ازاد شو|اشغال", said) == []


def test_sentences_stand_where_they_are_found() -> None:
    """No sentence stands inside an f-string, where the extraction does not look."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in [*(ROOT / "geo").rglob("*.py"), ROOT / "app.py"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in words.KEYWORDS
        and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_a_missing_translation_is_named(extracted: Catalog) -> None:
    """An entry without a translation, or with one of its plural forms alone, is found."""
    catalogue = Catalog()
    catalogue.add("whole", "ganz")
    catalogue.add("nothing")
    catalogue.add(("one", "many"), ("eins", ""))
    assert list(words.untranslated(catalogue)) == ["nothing", "one"]
    assert len(list(words.untranslated(extracted))) == len(entries(extracted))
