"""Run the cells of a notebook, and keep what each of them shows: ``… docs/golden_days.ipynb``.

Only what this notebook needs: Python cells in one namespace, run in the notebook's own
folder, each showing its last expression as text.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path
from typing import Any


def executed(path: Path) -> dict[str, Any]:
    """Return a notebook (nbformat 4) with the outputs of its code cells made anew."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    namespace: dict[str, Any] = {}
    before, search = Path.cwd(), list(sys.path)
    os.chdir(path.parent)
    try:
        codes = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for number, cell in enumerate(codes, 1):
            cell["execution_count"] = number
            cell["outputs"] = list(_outputs("".join(cell["source"]), namespace, number))
    finally:
        os.chdir(before)
        sys.path[:] = search
    return notebook


def _outputs(source: str, namespace: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Run a cell and return its outputs: one if it ends in an expression that is not None."""
    *statements, last = ast.parse(source).body
    shown = isinstance(last, ast.Expr)
    body = statements if shown else [*statements, last]
    exec(compile(ast.Module(body, []), "<cell>", "exec"), namespace)  # noqa: S102 - our own notebook
    if not isinstance(last, ast.Expr):
        return []
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)  # noqa: S307
    if value is None:
        return []
    return [
        {
            "output_type": "execute_result",
            "execution_count": number,
            "metadata": {},
            "data": {"text/plain": str(value).splitlines(keepends=True)},
        }
    ]


def main(argv: list[str]) -> None:
    """Run each notebook named and write it back."""
    for name in argv:
        path = Path(name)
        text = json.dumps(executed(path), ensure_ascii=False, indent=1)
        path.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
