"""The notebook shows what the tables say: run again, it gives what is kept in it."""

from __future__ import annotations

import json

from scripts.run_notebook import executed

from .conftest import ROOT

NOTEBOOK = ROOT / "docs" / "golden_days.ipynb"
MOST_LINES = 30


def test_the_notebook_is_as_it_was_run() -> None:
    """Every output that is kept comes out again, the golden counts among them."""
    kept = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert executed(NOTEBOOK) == kept
    outputs = [output for cell in kept["cells"] for output in cell.get("outputs", ())]
    assert len(outputs) == 5
    counts = "".join(outputs[0]["data"]["text/plain"])
    assert counts.splitlines()[5].split() == ["2021-08-09", "5", "6"]


def test_the_notebook_is_short() -> None:
    """It rebuilds the golden days in fewer lines than a reader minds to read."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    lines = [line for cell in cells if cell["cell_type"] == "code" for line in cell["source"]]
    assert len(lines) < MOST_LINES
