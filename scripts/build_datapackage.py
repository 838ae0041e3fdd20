"""Build ``data/datapackage.json``, and the dictionary in ``data/README.md``.

    python -m scripts.build_datapackage            write both
    python -m scripts.build_datapackage --check    compare, write nothing

All that is known by hand (titles, licences, sources, the meaning of each column, how the map
opens) stands once, in ``scripts/sources/datapackage.toml``. Added here are the bytes and the
sha256 of each file, so a table that was edited needs this script run before it is committed.

The result is a Data Package (https://specs.frictionlessdata.io/data-package/) with two objects
of our own, ``words`` and ``view``.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from scripts.npm_packages import ROOT, digest
from scripts.outputs import BuildError, run

DATA: Final = ROOT / "data"
SOURCE: Final = ROOT / "scripts" / "sources" / "datapackage.toml"
DESCRIPTOR: Final = "datapackage.json"
README: Final = "README.md"

FORMATS: Final = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "json": "application/json",
}
"""Media type by the ending of a file's name."""

DICTIONARY: Final = re.compile(r"(<!-- dictionary: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
"""Where the README wants the columns of a file: between two comments, by the file's name."""


def read_source(path: Path = SOURCE) -> dict[str, Any]:
    """Return the hand-written part; a file that holds the rows of another gets its fields."""
    source = tomllib.loads(path.read_text(encoding="utf-8"))
    fields = {one["name"]: one.get("fields", []) for one in source["resources"]}
    for resource in source["resources"]:
        if "rows_of" in resource:
            resource["fields"] = fields[resource["rows_of"]]
    return source


def as_json(table: Path) -> bytes:
    """Return the rows of a CSV file as a JSON list, an object on each line; a blank is null."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [
            {name: cell or None for name, cell in row.items()}
            for row in csv.DictReader(file, strict=True)
        ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return (f"[\n{lines}\n]\n" if lines else "[]\n").encode()


def made_files(source: Mapping[str, Any], folder: Path) -> dict[str, bytes]:
    """Return the files that hold the rows of another, by path."""
    paths = {one["name"]: one["path"] for one in source["resources"]}
    return {
        one["path"]: as_json(folder / paths[one["rows_of"]])
        for one in source["resources"]
        if "rows_of" in one
    }


def described(names: Iterable[str], known: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the licences or sources that some keys stand for; BuildError if one is not known."""
    wanted = list(names)
    if unknown := [name for name in wanted if name not in known]:
        message = f"{SOURCE.name}: expected one of {sorted(known)}, got {unknown}"
        raise BuildError(message)
    return [dict(known[name]) for name in wanted]


def columns_of(path: Path) -> list[str]:
    """Return the header of a CSV file, or the properties that each feature of a GeoJSON has.

    Raises BuildError if two features differ in their properties.
    """
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file))
    features = json.loads(path.read_bytes())["features"]
    headers = {tuple(feature["properties"]) for feature in features}
    if len(headers) != 1:
        message = f"{path.name}: expected the same properties in each feature, found {headers}"
        raise BuildError(message)
    return list(headers.pop())


def schema(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Table Schema of a resource; a blank cell stands for no value."""
    keys = {key: resource[key] for key in ("primaryKey", "foreignKeys") if key in resource}
    return {"fields": resource["fields"], "missingValues": [""], **keys}


def described_file(
    resource: Mapping[str, Any],
    source: Mapping[str, Any],
    folder: Path,
    made: Mapping[str, bytes] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return the entry of one file, with its bytes and sha256.

    ``made`` are contents, by path, that the build writes itself. Raises BuildError if the
    columns of any other file are not those of its schema, in their order.
    """
    path = folder / resource["path"]
    content = made.get(resource["path"]) or path.read_bytes()
    named = [field["name"] for field in resource["fields"]]
    if resource["path"] not in made and (found := columns_of(path)) != named:
        message = f"{path.name}: expected the columns {named}, found {found}"
        raise BuildError(message)
    kind = path.suffix.removeprefix(".")
    return {
        "name": resource["name"],
        "path": resource["path"],
        **({"profile": "tabular-data-resource"} if kind != "geojson" else {}),
        "title": resource["title"],
        "description": resource["description"],
        "format": kind,
        "mediatype": FORMATS[kind],
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{digest(content)}",
        "licenses": described(resource["licenses"], source["licence"]),
        "sources": described(resource["sources"], source["source"]),
        "schema": schema(resource),
    }


def descriptor(source: Mapping[str, Any], folder: Path = DATA) -> dict[str, Any]:
    """Return the descriptor of the files in a folder.

    Raises BuildError with every file whose columns are not as described.
    """
    resources, faults = [], []
    made = made_files(source, folder)
    for resource in source["resources"]:
        try:
            resources.append(described_file(resource, source, folder, made))
        except BuildError as fault:
            faults.append(str(fault))
    if faults:
        raise BuildError("\n".join(faults))
    return {
        "profile": "data-package",
        **{key: source[key] for key in ("name", "title")},
        **{key: title for key, title in source.items() if key.startswith("title_")},
        **{key: source[key] for key in ("version", "created", "description")},
        "licenses": described(source["licenses"], source["licence"]),
        "sources": described(source["sources"], source["source"]),
        "contributors": source["contributors"],
        **({"gaps": source["gaps"]} if "gaps" in source else {}),
        "words": source["words"],
        "view": source["view"],
        "resources": resources,
    }


def as_text(found: Mapping[str, Any]) -> str:
    """Return a descriptor as JSON; lists of plain values stay on one line, so diffs can be read."""
    text = json.dumps(found, ensure_ascii=False, indent=2)
    # A line break tells a list of JSON from brackets inside a text, where none can be.
    return re.sub(r"\[\n\s+([^][{}]*?)\n\s+\]", _on_one_line, text) + "\n"


def _on_one_line(plain_list: re.Match[str]) -> str:
    return "[" + re.sub(r",\s*\n\s*", ", ", plain_list[1]) + "]"


def dictionary(resource: Mapping[str, Any]) -> str:
    """Return the columns of a file as a Markdown table."""
    rows = [
        f"| `{field['name']}` | {field['description']} | {values(field)} | {_example(field)} |\n"
        for field in resource["fields"]
    ]
    return "| field | meaning | type, allowed values | example |\n|---|---|---|---|\n" + "".join(
        rows
    )


def values(field: Mapping[str, Any]) -> str:
    """Return the type and the allowed values of a column in words."""
    constraints = field.get("constraints", {})
    allowed = constraints.get("enum", [*field.get("trueValues", []), *field.get("falseValues", [])])
    parts = [
        field["type"],
        "unique" if constraints.get("unique") else "",
        "" if constraints.get("required") else "or blank",
    ]
    said = ", ".join(filter(None, parts))
    return said + (": " + ", ".join(f"`{one}`" for one in allowed) if allowed else "")


def _example(field: Mapping[str, Any]) -> str:
    # A bar would end the cell, and some spellings have one between them.
    return str(field["example"]).replace("|", "\\|")


def with_dictionary(readme: str, resources: Iterable[Mapping[str, Any]]) -> str:
    """Return a README with the columns of each file set in between its two comments.

    Raises BuildError if a file has no place there, or a place no file.
    """
    tables = {one["name"]: dictionary(one) for one in resources if "rows_of" not in one}
    places = [place[2] for place in DICTIONARY.finditer(readme)]
    if sorted(places) != sorted(tables):
        message = f"{README}: expected a place for each of {sorted(tables)}, found {sorted(places)}"
        raise BuildError(message)
    return DICTIONARY.sub(lambda place: place[1] + tables[place[2]] + place[3], readme)


def build(folder: Path = DATA) -> dict[str, bytes]:
    """Return the descriptor, the README, and files that hold the rows of another, by name.

    Raises BuildError if the hand-written part does not fit the files.
    """
    source = read_source()
    readme = (folder / README).read_text(encoding="utf-8")
    return {
        **made_files(source, folder),
        DESCRIPTOR: as_text(descriptor(source, folder)).encode(),
        README: with_dictionary(readme, source["resources"]).encode(),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check both files; return 0, or 1 if something is at fault."""
    return run(build, DATA, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
