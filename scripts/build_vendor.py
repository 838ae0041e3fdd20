"""Build ``geo/page/vendor/``: Leaflet and the fonts that the page carries with it.

    python -m scripts.build_vendor            write the files
    python -m scripts.build_vendor --check    compare byte for byte, write nothing

Everything comes out of npm packages whose tarballs and files are refused if their sha256 is
not the one named here, and ships as it came. One thing is changed: Leaflet's last line, which
sends a browser's developer tools to a source map that is not shipped, is cut.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.npm_packages import CACHE, ROOT, Package, digest, fetch, members
from scripts.outputs import run

VENDOR: Final = ROOT / "geo" / "page" / "vendor"
SOURCE_MAP: Final = b"//# sourceMappingURL="


@dataclass(frozen=True, slots=True)
class Vendored:
    """Files taken from one package: ``files`` maps a path in it to the file's sha256.

    The files lie in ``folder`` under their own names, the licence as ``licence_file``.
    """

    package: Package
    licence: str
    folder: str
    licence_file: str
    licence_sha256: str
    files: Mapping[str, str]


VENDORED: Final = (
    Vendored(
        package=Package(
            "leaflet", "1.9.4", "84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77"
        ),
        licence="BSD-2-Clause",
        folder="leaflet",
        licence_file="LICENSE",
        licence_sha256="53e8dc25862014e4324741ca18fbe3611e11d42ef69f59f86ea8c5389647d4cb",
        files={
            "dist/leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
            "dist/leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
        },
    ),
    Vendored(
        package=Package(
            "@fontsource/source-sans-3",
            "5.3.1",
            "b598201d980b3512805bbea186aab8ef91590d59990e6a13c90e030b6ff37881",
        ),
        licence="OFL-1.1",
        folder="fonts",
        licence_file="LICENSE-source-sans-3",
        licence_sha256="18aabf190848725e2576eefb5c29ba06aac1029d02132252a7f312eac2e50cf3",
        files={
            "files/source-sans-3-latin-400-normal.woff2": (
                "0f73f35e08cde0a2f10c109c6e01d71459d97e4099ecd9a50f1b6c0209e4de2b"
            ),
            "files/source-sans-3-latin-600-normal.woff2": (
                "14527d193b0e30bc32ef931549a246cdfd286573bb12869b7e052b8101a39d38"
            ),
        },
    ),
    Vendored(
        package=Package(
            "@fontsource/source-serif-4",
            "5.3.1",
            "54b7898afa20cf4b2d807bbf2b5a2f865e28a83db8a5fcc563dafce5ecb5e7c8",
        ),
        licence="OFL-1.1",
        folder="fonts",
        licence_file="LICENSE-source-serif-4",
        licence_sha256="18aabf190848725e2576eefb5c29ba06aac1029d02132252a7f312eac2e50cf3",
        files={
            "files/source-serif-4-latin-400-normal.woff2": (
                "02194deb92d3975dd30e11a3824a1f1db32b48c93654e60560cb81ce8e7b5f95"
            ),
            "files/source-serif-4-latin-600-normal.woff2": (
                "f2b7e1cf1d277b7608231868135648f8ad8e2b58d8e97ca088bee15dc357bee7"
            ),
        },
    ),
    Vendored(
        package=Package(
            "@fontsource/vazirmatn",
            "5.3.0",
            "118ce3ae3eaf72b55e53915c5c9afd5e67e0f0f2197b7fdae6aa77017eef5e90",
        ),
        licence="OFL-1.1",
        folder="fonts",
        licence_file="LICENSE-vazirmatn",
        licence_sha256="e6f4ce7b6c830d5a25a4f8ac777c267cd7d3c180bc2a7150ca57cbb9b280c4b7",
        files={
            "files/vazirmatn-arabic-400-normal.woff2": (
                "e31830d3a52e0259b176326385d82bc469581a9898046300de46e5c00f6b7064"
            ),
            "files/vazirmatn-arabic-600-normal.woff2": (
                "98a9ca6ced63728b3b407877eda9896ccc9d88e3fc19a469e4e590cc40499605"
            ),
        },
    ),
    Vendored(
        package=Package(
            "@fontsource/noto-naskh-arabic",
            "5.3.0",
            "8e4d87d3ae28020665d61054e4262162797feee84f0f145502d15e769a5bbb73",
        ),
        licence="OFL-1.1",
        folder="fonts",
        licence_file="LICENSE-noto-naskh-arabic",
        licence_sha256="91053c23e8a0fe5fc9b5fdbe5ff74ceffd66f6f996c123f1a6ca4c23487c1fff",
        files={
            "files/noto-naskh-arabic-arabic-600-normal.woff2": (
                "0cefc9b889f4dc4ff1b958edae5ace24b0e9876fea79558013aa3bf840d8da91"
            ),
        },
    ),
)

README: Final = """\
# Other people's files

Leaflet draws the map; the fonts set its words: Source Sans 3 and Source Serif 4 for Latin
letters, Vazirmatn for Dari and Pashto, Noto Naskh Arabic for headlines in both. They are part of
the page, so that a reader's browser asks no other host for anything.

Written by `python -m scripts.build_vendor` from the npm packages below; do not edit. The files
are as they came, but for the last line of `leaflet.js`, which named a source map that is not
shipped. The pictures that `leaflet.css` names are not shipped either: nothing here uses them.

| file | package | version | bytes | licence | sha256 |
|---|---|---|---|---|---|
"""


def without_source_map(script: bytes) -> bytes:
    """Return a script without its last line, if that names a source map."""
    kept, newline, last = script.rpartition(b"\n")
    return kept + newline if last.startswith(SOURCE_MAP) else script


CHANGES: Final[Mapping[str, Callable[[bytes], bytes]]] = {"dist/leaflet.js": without_source_map}
"""What is done to a file on its way in, by its path in the package."""


def build(cache: Path = CACHE) -> dict[str, bytes]:
    """Return every file of the vendor folder by its path there, printing each package.

    Raises BuildError if a package is missing or another one than expected.
    """
    built: dict[str, bytes] = {}
    rows = []
    for one in VENDORED:
        print(f"{one.package.name} {one.package.version}: {len(one.files)} files")
        wanted = {**one.files, "LICENSE": one.licence_sha256}
        for path, content in members(fetch(one.package, cache), wanted).items():
            name = one.licence_file if path == "LICENSE" else path.rpartition("/")[2]
            target = f"{one.folder}/{name}"
            built[target] = CHANGES.get(path, bytes)(content)
            rows.append(_row(target, one, built[target]))
    text = README + "".join(sorted(rows))
    return {**built, "README.md": text.encode()}


def _row(target: str, source: Vendored, content: bytes) -> str:
    package = source.package
    return (
        f"| `{target}` | `{package.name}` | {package.version} | {len(content)} "
        f"| {source.licence} | `{digest(content)}` |\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check the vendor folder; return 0, or 1 if something is at fault."""
    return run(build, VENDOR, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
