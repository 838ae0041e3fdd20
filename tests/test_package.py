"""What scripts may rely on when they say ``import geo``."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys

import pytest

import geo

from .conftest import ROOT

PUBLIC = {
    "Case": ["path", "titles", "version", "provinces", "reports", "actors", "statements", "view",
             "boundaries", "neighbours", "languages", "country", "digest"],
    "CaseError": ["faults"],
    "SourceFilter": ["field", "value"],
    "control_map": ["case", "day", "without", "threshold", "language"],
    "counts": ["case", "first", "last", "known_by", "without", "threshold"],
    "read_case": ["path", "geometry"],
    "spells": ["case", "known_by", "without"],
    "status_on": ["case", "day", "known_by", "without"],
}  # fmt: skip
"""Every public name, with the parameters that a script may give."""


def test_the_public_names_are_these() -> None:
    """A name that comes or goes is a change for every script: it belongs in the changelog."""
    assert set(geo.__all__) == set(PUBLIC)
    assert set(PUBLIC) <= set(dir(geo))


@pytest.mark.parametrize("name", PUBLIC)
def test_the_parameters_are_these(name: str) -> None:
    """Parameters keep their names; more may come."""
    parameters = list(inspect.signature(getattr(geo, name)).parameters)
    assert set(PUBLIC[name]) <= set(parameters)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_documented(name: str) -> None:
    """Each says in a sentence what it is."""
    assert (inspect.getdoc(getattr(geo, name)) or "").split("\n", maxsplit=1)[0].endswith(".")


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as in any package."""
    with pytest.raises(AttributeError, match="no attribute 'statuson'"):
        _ = geo.statuson  # type: ignore[attr-defined]


def test_control_map_stays_the_function_when_its_module_is_imported() -> None:
    """Importing the module of the same name does not hide the function."""
    module = importlib.import_module("geo.control_map")
    assert geo.control_map is module.control_map
    assert module.page_html


def test_importing_the_package_costs_next_to_nothing() -> None:
    """Until a name is used, nothing is loaded: no table reader, no pandas, no map."""
    code = "import geo, sys; print(*[name for name in sys.modules if name.startswith('geo.')])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
