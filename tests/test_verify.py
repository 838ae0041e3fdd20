"""Articles against the table: the command, and the page where a reader pastes one."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from geo.__main__ import main
from geo.case import Case
from geo.ui.article import mentions

from .conftest import ROOT
from .test_statements import GOLDEN

if TYPE_CHECKING:
    import pytest

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}}"


def verdicts(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    """Return the verdicts that the command prints, by statement."""
    assert main(["verify", *arguments, "--case", str(ROOT / "data")]) == 0
    printed = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert list(printed[0]) == ["statement_id", "verdict", "answer"]
    return {row["statement_id"]: row["verdict"] for row in printed}


def test_the_article_stands_as_it_should(capsys: pytest.CaptureFixture[str]) -> None:
    """The six statements of the article of 10 August have their golden verdicts."""
    found = verdicts(capsys)
    assert {name: found[name] for name in GOLDEN} == GOLDEN
    assert Counter(found.values()) == {
        "consistent": 27,
        "depends_on_sources": 1,
        "inconsistent": 1,
    }


def test_answers_name_provinces_and_actors(capsys: pytest.CaptureFixture[str]) -> None:
    """An answer has names where the table has codes and keys, as CSV and as JSON."""
    assert main(["verify", "--format", "json", "--case", str(ROOT / "data")]) == 0
    answers = {row["statement_id"]: row["answer"] for row in json.loads(capsys.readouterr().out)}
    assert answers["ST-baaghitv-2"] == (
        "On 9 August 2021 the capital of Samangan is reported captured and corroborated (Taliban)."
    )
    assert not any("AF-" in answer or "(taliban)" in answer for answer in answers.values())


def test_a_file_that_is_not_there_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that cannot be read is named, without its folder, and nothing is printed."""
    path = tmp_path / "none.csv"
    assert main(["verify", str(path), "--case", str(ROOT / "data")]) == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("none.csv: ")
    assert str(tmp_path) not in err


def test_a_file_of_statements_can_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another file is read instead; its faults name row and column, with exit code 1."""
    header = "statement_id,published,kind,as_of,stated\n"
    file = tmp_path / "mine.csv"
    file.write_text(f"{header}a,2021-08-10,count,2021-08-09,30\n")
    assert verdicts(capsys, str(file)) == {"a": "inconsistent"}
    file.write_text(f"{header}a,2021-08-10,count,2021-02-31,30\n")
    assert main(["verify", str(file), "--case", str(ROOT / "data")]) == 1
    assert "mine.csv:2: as_of:" in capsys.readouterr().err


def test_a_pasted_sentence_is_recognised(shipped: Case) -> None:
    """An ordinal with a span of days is read as a count with a window, and nothing else is."""
    text = f"{HOSTILE} The Taliban have seized their sixth provincial capital in four days."
    (found,) = mentions(shipped, text, date(2021, 8, 9))
    assert "sixth" in text[found.start : found.end]
    assert found.statement.stated == "6"
    assert found.statement.window_start == date(2021, 8, 6)
    assert mentions(shipped, f"{HOSTILE} Nothing to count here.", date(2021, 8, 9)) == []


def test_the_page_command_writes_one_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page command writes the whole map, and says where."""
    out = tmp_path / "map.html"
    assert main(["page", str(out), "--case", str(ROOT / "data")]) == 0
    assert str(out) in capsys.readouterr().out
    assert 'id="story"' in out.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder in place of the file is said in one line, with exit code 1."""
    assert main(["page", str(tmp_path), "--case", str(ROOT / "data")]) == 1
    assert "expected a file that can be written" in capsys.readouterr().err
