"""The command line: exit codes, messages and what a command may cost."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from geo.__main__ import main

from .conftest import ROOT
from .factories import a_case, a_collection, a_feature, a_report, a_table

HEAVY = ("pandas", "geopandas", "numpy", "shapely", "folium", "branca", "streamlit", "matplotlib")


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A toy case in which Aldertown is claimed on the 10th and admitted on the 12th."""
    rows = [
        a_report(publisher="Reds' Gazette", side="reds", published="2001-05-10"),
        a_report(publisher="The Bugle", side="blues", published="2001-05-12"),
        a_report(province="Birch", event_date="2001-05-11", says="contested", actor=""),
        a_report(province="XX-C", says="held", actor="blues", excluded="rumour"),
    ]
    return a_case(tmp_path, reports=a_table(rows, [*rows[0], "excluded"]))


def run(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    """Run a command on a case and return what it printed."""
    assert main([*arguments, "--case", str(folder)]) == 0
    return capsys.readouterr().out


def table(text: str) -> list[dict[str, str]]:
    """Read CSV as it was printed."""
    return list(csv.DictReader(StringIO(text)))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that is used wrongly and return the last line of its complaint."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_check_prints_one_line(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sound case is one line of counts."""
    assert run(capsys, toy, "check") == (
        "3 provinces, 4 reports (3 count, 1 excluded), 0 statements, 3 actors: no faults\n"
    )


def test_check_prints_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All faults of all files go to standard error, a line each, and nothing to output."""
    features = [a_feature("XX-A"), a_feature("XX-B", longitude=0.5), a_feature("XX-C")]
    rows = [a_report(says="fell"), a_report(event_date="2001-02-31", url="x")]
    a_case(
        tmp_path,
        provinces=a_collection(*features),
        reports=a_table(rows, [*rows[0], "url"]),
        actors="actor,name_en,incumbent\nreds,Reds,perhaps\n",
    )
    assert main(["check", "--case", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(" expected")[0] for line in err.splitlines()] == [
        "provinces.geojson: geometry: XX-B:",
        "actors.csv:2: incumbent:",
        "reports.csv:2: says:",
        "reports.csv:3: event_date:",
        "reports.csv:3: url:",
    ]


def test_only_check_looks_at_shapes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A capital outside its province concerns `check` and the map, not a table of statuses."""
    a_case(tmp_path, provinces=a_collection(a_feature("XX-A", longitude=2.5)))
    assert main(["check", "--case", str(tmp_path)]) == 1
    assert len(table(run(capsys, tmp_path, "status", "--day", "2001-05-10"))) == 1


@pytest.mark.parametrize(
    ("known_by", "status", "since", "reports"),
    [
        ([], "corroborated", "2001-05-10", "2"),
        (["--known-by", "2001-05-11"], "claimed", "2001-05-10", "1"),
        (["--known-by", "then"], "corroborated", "2001-05-12", "2"),
        (["--known-by", "2001-05-09"], "no_report", "", "0"),
        (["--without", "side=blues"], "claimed", "2001-05-10", "1"),
        (["--without", "side=blues", "--without", "side:reds"], "no_report", "", "0"),
    ],
)
def test_status_follows_clock_and_sources(  # noqa: PLR0917 - one row of the table above each
    toy: Path,
    capsys: pytest.CaptureFixture[str],
    known_by: list[str],
    status: str,
    since: str,
    reports: str,
) -> None:
    """Status, since when and on how many reports depend on what counts."""
    row = table(run(capsys, toy, "status", "--day", "2001-05-12", *known_by))[0]
    assert (row["status"], row["since"], row["reports"]) == (status, since, reports)
    assert row["day"] == "2001-05-12"
    assert row["known_by"] == (known_by[1] if "--known-by" in known_by else "")


def test_counts_follow_the_threshold(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each day has a row, ends inclusive; a claim counts for certain only if the reader says so."""
    days = ["counts", "--from", "2001-05-09", "--to", "2001-05-10", "--known-by", "then"]
    assert run(capsys, toy, *days) == "day,at_least,up_to\n2001-05-09,0,0\n2001-05-10,0,1\n"
    claimed = json.loads(run(capsys, toy, *days, "--threshold", "claimed", "--format", "json"))
    assert claimed[1] == {"day": "2001-05-10", "at_least": 1, "up_to": 1}


def test_spells_end_where_the_next_one_starts(
    toy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The end of a spell is exclusive, and blank while it lasts."""
    assert run(capsys, toy, "spells", "--known-by", "then") == (
        "province,start,end,status,actor\n"
        "XX-A,2001-05-10,2001-05-12,claimed,reds\n"
        "XX-A,2001-05-12,,corroborated,reds\n"
        "XX-B,2001-05-11,,contested,\n"
    )


def test_a_source_that_is_not_there_is_noted(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Leaving out a misspelt source leaves out nothing, and that is said."""
    assert main(["spells", "--without", "side=redds", "--case", str(toy)]) == 0
    assert capsys.readouterr().err == "note: no report has side=redds\n"


def test_words_of_a_table_stay_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No printed cell starts a formula in a spreadsheet; JSON has the words as they are."""
    name = "=HYPERLINK(1)"
    a_case(tmp_path, provinces=a_collection(a_feature("XX-A", name_en=name)))
    status = ["status", "--day", "2001-05-10"]
    assert table(run(capsys, tmp_path, *status))[0]["name"] == f"'{name}"
    assert json.loads(run(capsys, tmp_path, *status, "--format", "json"))[0]["name"] == name


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "COMMAND"),
        (["status"], "--day"),
        (["status", "--day", "2021-02-31"], "which is no day of the calendar"),
        (["status", "--day", "1400-05-18"], "which looks like a Solar Hijri date"),
        (["status", "--day", "2021-08-09", "--known-by", "now"], "expected a date as YYYY-MM-DD"),
        (["status", "--day", "2021-08-09", "--without", "colour=red"], "expected FIELD=VALUE"),
        (["status", "--day", "2021-08-09", "--format", "xls"], "invalid choice: 'xls'"),
        (["counts", "--from", "2021-08-09", "--to", "2021-08-08"], "no later than --to"),
        (["counts", "--from", "2021-08-09", "--to", "2021-08-09", "--thresh", "claimed"], "unrec"),
    ],
)
def test_wrong_usage_is_explained(
    capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    """Wrong usage exits with 2 and says what was expected."""
    assert complaint in refused(capsys, *arguments)


@pytest.mark.parametrize("case", ["nowhere", "https://a.example/case"])
def test_no_case_is_a_fault(capsys: pytest.CaptureFixture[str], case: str) -> None:
    """What is no folder on this machine is the input's fault, not the user's."""
    assert main(["check", "--case", case]) == 1
    assert capsys.readouterr().err == f"{case}: expected a folder on this machine, found none\n"


def test_a_reader_that_stops_early_is_no_error() -> None:
    """Piping into something that closes its end leaves no traceback."""
    command = [sys.executable, "-m", "geo", "spells"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 0


def test_status_starts_without_what_draws() -> None:
    """A status needs no frame, no geometry library, no map and no web page."""
    code = (
        "import sys; from geo.__main__ import main; "
        "main(['status', '--day', '2021-08-09']); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(HEAVY) & set(done.stderr.split())


def test_output_is_the_same_bytes_everywhere() -> None:
    """The encoding of the terminal does not reach the output."""
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "geo", "status", "--day", "2021-08-09", "--format", "json"],
            cwd=ROOT,
            env={"PYTHONIOENCODING": encoding, "PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for encoding, seed in (("utf-8", "1"), ("ascii", "2"))
    }
    assert len(outputs) == 1
