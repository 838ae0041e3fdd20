"""The documents say what the code does, and the check can fail."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from bench.figures import told_in
from geo.__main__ import COMMANDS, _parser, main
from geo.address import Choice, Limits, write
from geo.style import RECAPTURED, STYLES
from geo.words import WORDS

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = (
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"),
    *("docs/decisions.md", "docs/hosting.md", "docs/performance.md", "docs/security.md"),
)
PARTISAN = ("fell", "liberated", "regime", "controlled", "terrorist", "overran")
MACHINE_PATHS = re.compile(r"(?<![\w.])(?:/(?:home|root|tmp|work|Users|mnt)/|[A-Z]:\\)")
FLOOR_OF_LAYER = (3, 2, 2, 1, 1, 1, 0, 0, 0, 0)
"""The floor of the README for each layer of import-linter, from the top."""


def table_after(text: str, header: str) -> list[list[str]]:
    """Return the rows of the table with this header line, as cells."""
    body = text.split(header + "\n")[1].split("\n\n", maxsplit=1)[0]
    return [line.strip("| ").split(" | ") for line in body.splitlines()[1:]]


def statuses_in(text: str) -> list[tuple[str, str]]:
    """Return the status table of a document: word and definition."""
    return [(word, definition) for word, definition in table_after(text, "| status | meaning |")]


def partisan_words(text: str) -> list[str]:
    """Return the words that take a side."""
    return [word for word in PARTISAN if re.search(rf"\b{word}\b", text, re.IGNORECASE)]


def modules_in(text: str) -> list[tuple[int, str]]:
    """Return the floor and the name of each module of ``geo`` in the floor table."""
    rows = table_after(text, "| floor | module | what it holds |")
    found = [(floor, re.fullmatch(r"`geo/(\w+)(?:\.py|/)`", path)) for floor, path, _ in rows]
    return [(int(floor), match[1]) for floor, match in found if match]


def modules_of(folder: Path) -> set[str]:
    """Return the modules and packages of a package, by name."""
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return packages | {path.stem for path in folder.glob("*.py")} - {"__init__"}


def layers() -> list[list[str]]:
    """Return the layers of ``geo`` that import-linter holds, from the top."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return [re.findall(r"\w+", layer) for layer in contract["layers"]]


def commands_in(text: str) -> list[list[str]]:
    """Return the arguments of each ``python -m geo`` of a document."""
    return [shlex.split(found) for found in re.findall(r"python -m geo ([^`#\n]+)", text)]


def examples_in(text: str) -> list[tuple[list[str], list[str]]]:
    """Return each command of the console example, with the lines that it is said to print."""
    block = text.split("```console\n")[1].split("```", maxsplit=1)[0]
    examples = [part.splitlines() for part in block.split("$ python -m geo ")[1:]]
    return [(shlex.split(command), lines) for command, *lines in examples]


def shows(lines: list[str], printed: str) -> bool:
    """Whether lines stand in a text one after the other, ``…`` for any that are left out."""
    pattern = "".join("(?:.*\n)*?" if line == "…" else re.escape(line) + "\n" for line in lines)
    return re.fullmatch(pattern, printed) is not None


def files_in(name: str, text: str) -> list[Path]:
    """Return every file of ours that a document links to, shows or names in code."""
    linked = re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", text)
    links = [link for pair in linked for link in pair if link and "://" not in link]
    named = re.findall(r"`((?:geo|data|tests|docs|scripts|deploy|bench)/[\w./]*)`", text)
    return [Path(name).parent / link for link in links] + [Path(path) for path in named]


def test_readme_defines_each_status_as_the_legend_does() -> None:
    """The README's table of statuses is that of the code, in its order."""
    assert statuses_in(README) == [(style.word, style.definition) for style in STYLES.values()]


def test_every_command_is_in_the_readme() -> None:
    """The README shows each command, and no other."""
    assert {command[0] for command in commands_in(README)} == set(COMMANDS)


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_command_line_is_understood(text: str) -> None:
    """The command line takes every option that a document gives it."""
    for command in commands_in(text):
        _parser().parse_args(command)


@pytest.mark.parametrize(("command", "lines"), examples_in(README))
def test_commands_print_what_the_readme_shows(
    command: list[str],
    lines: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each example prints the lines shown below it."""
    monkeypatch.chdir(ROOT)
    assert main(command) == 0
    assert shows(lines, capsys.readouterr().out)


def test_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python example runs as it stands."""
    monkeypatch.chdir(ROOT)
    example = README.split("```python\n")[1].split("```", maxsplit=1)[0]
    names: dict[str, object] = {}
    exec(example, names)  # noqa: S102 - it is our own README
    assert "case" in names


def test_every_parameter_of_the_address_is_in_the_readme(shipped) -> None:
    """The README lists the parameters that a link carries, in the order in which it does."""
    rows = table_after(README, "| parameter | value |")
    limits = Limits(*[shipped.view.opening_day] * 3, shipped.provinces, shipped.version)
    written = write(Choice(day=limits.opening_day), limits.version)
    assert [name.strip("`") for name, _ in rows] == list(written)


def test_floor_table_has_every_module() -> None:
    """Each module of ``geo`` has one row; ``page`` holds the front end and no Python."""
    names = [name for _, name in modules_in(README)]
    assert len(names) == len(set(names))
    assert set(names) == modules_of(ROOT / "geo") | {"page"}


def test_floor_table_is_the_floor_plan_that_is_checked() -> None:
    """Floors and order in the README are those that import-linter holds."""
    layer_of = {name: at for at, layer in enumerate(layers()) for name in layer}
    rows = [(floor, layer_of[name]) for floor, name in modules_in(README) if name != "page"]
    assert [floor for floor, _ in rows] == [FLOOR_OF_LAYER[layer] for _, layer in rows]
    assert [layer for _, layer in rows] == sorted(layer for _, layer in rows)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_paths_exist(name: str) -> None:
    """Every file that a document links to, shows or names in code is there."""
    files = files_in(name, (ROOT / name).read_text(encoding="utf-8"))
    assert [str(path) for path in files if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_names_a_place_on_one_machine(name: str) -> None:
    """Paths are relative to the repository."""
    assert MACHINE_PATHS.findall((ROOT / name).read_text(encoding="utf-8")) == []


def test_figures_of_performance_are_those_of_the_results() -> None:
    """Every table of performance.md is made of bench/results.json, and every part has one."""
    document = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    results = json.loads((ROOT / "bench" / "results.json").read_text(encoding="utf-8"))
    assert told_in(document, results) == document
    parts = {fields["part"] for fields in results["figures"]} | {"machine", "targets"}
    assert set(re.findall(r"<!-- bench: (\w+) -->", document)) == parts


def test_every_test_file_is_explained() -> None:
    """CONTRIBUTING says what each test file holds."""
    missing = [
        path.name for path in (ROOT / "tests").glob("test_*.py") if path.name not in CONTRIBUTING
    ]
    assert not missing


def test_words_take_no_side() -> None:
    """The interface and the README use none of the words that take a side."""
    styles = [f"{style.word} {style.definition}" for style in (*STYLES.values(), RECAPTURED)]
    assert partisan_words(" ".join([*WORDS.values(), *styles, README])) == []


def test_changelog_has_the_version_that_the_data_has(shipped) -> None:
    """The newest entry is the shipped version, with a list for the data and one for the code."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = changelog.split("\n## ")[1]
    assert re.match(r"\[([\d.]+)\] - \d{4}-\d\d-\d\d\n", newest)[1] == shipped.version
    assert re.findall("^### (.+)$", newest, re.MULTILINE) == ["Data", "Code"]


def test_the_checks_can_fail() -> None:
    """A planted fault of each kind is found."""
    assert statuses_in(README.replace("Disputed", "Doubtful")) != statuses_in(README)
    assert partisan_words("The city fell to the Regime.") == ["fell", "regime"]
    assert MACHINE_PATHS.search("see /home/someone/map")
    assert MACHINE_PATHS.search("docs/work/map.html") is None
    assert files_in("docs/a.md", "[b](b.md) `geo/none.py`") == [
        Path("docs/b.md"),
        Path("geo/none.py"),
    ]
    assert modules_in(README.replace("`geo/rows.py`", "`rows`")) != modules_in(README)
    assert not shows(["a", "…", "d"], "a\nb\nc\n")
    assert shows(["a", "…", "c"], "a\nb\nc\n")
    with pytest.raises(SystemExit):
        _parser().parse_args(commands_in("`python -m geo status --noday`")[0])
