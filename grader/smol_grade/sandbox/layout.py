"""What exists where learner code runs: the interpreter, the course's libraries, the worker's package, assets.

The installed product, its suites, a checkout and the home folder do not, even where they lie inside something that
does, such as `site-packages`.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import SandboxError
from ..locate import CHECKOUT, PACKAGE

START = PACKAGE / "_worker" / "start.py"
SYSTEM = (
    *("/bin", "/lib", "/lib32", "/lib64", "/libx32", "/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32"),
    *("/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/alternatives"),
)
"""Programs, shared libraries, time zones: what an interpreter of the system and its libraries need."""
PRODUCT = re.compile(r"_*(editable_\w*)?smol[-_.]?(grade|leaderboard)", re.IGNORECASE)
"""Names in `site-packages` that are ours: packages, their metadata, the files of an editable install."""


@dataclass(frozen=True)
class Layout:
    """Absolute paths, for the private root."""

    visible: tuple[str, ...]
    """Files and folders that learner code can read."""
    covered: tuple[str, ...]
    """Those inside visible ones that it cannot."""

    @property
    def entries(self) -> tuple[str, ...]:
        """The same without covering: Landlock cannot take out of a folder what it allows, so it is named by parts."""
        return tuple(entry for path in self.visible for entry in _without(os.path.realpath(path), self._covered))

    @property
    def _covered(self) -> frozenset[str]:
        return frozenset(os.path.realpath(path) for path in self.covered)


def layout(assets: tuple[str, ...] = ()) -> Layout:
    """Return what this interpreter's workers see; `assets` are more files and folders that they may read.

    Raises `SandboxError` for an asset that only its owner may read: under root, workers are other users.
    """
    if os.name == "posix" and os.geteuid() == 0:
        for asset in assets:
            _expect_readable(asset)
    visible = tuple(dict.fromkeys(path for path in [*SYSTEM, *_python(), *assets] if os.path.lexists(path)))
    ours = [str(PACKAGE), *_checkout(), os.path.expanduser("~"), *_product(import_path())]
    covered = {inside for path in visible for mine in ours for inside in _inside(path, mine)}
    return Layout(visible, tuple(sorted(covered - set(assets))))


def import_path() -> list[str]:
    """Return the folders of installed libraries that a worker may import from.

    Only folders where installers put libraries: those of a checkout, which an editable install puts on the path, are
    left out, so that no suite and no solution of it is importable where learner code runs.
    """
    return [f for f in sys.path if os.path.basename(f) in ("site-packages", "dist-packages") and os.path.isdir(f)]


def _expect_readable(asset: str) -> None:
    for path in [asset, *(os.path.join(place, name) for place, _, names in os.walk(asset) for name in names)]:
        if not os.stat(path).st_mode & stat.S_IROTH:
            raise SandboxError(f"workers may not read {path}: chmod -R a+rX {asset}")


def _python() -> Iterator[str]:
    """Yield the interpreter's own folders and those of the libraries."""
    base = {"installed_base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    yield from (sysconfig.get_path(name, vars=base) for name in ("stdlib", "platstdlib"))
    if sys.base_prefix == "/usr/local":
        yield "/usr/local/bin"
    elif sys.base_prefix != "/usr":
        yield sys.base_prefix
    if sys.prefix != sys.base_prefix:
        yield from (os.path.join(sys.prefix, "bin"), os.path.join(sys.prefix, "pyvenv.cfg"))
    yield from import_path()
    yield from (f for f in os.environ.get("LD_LIBRARY_PATH", "").split(":") if f.startswith("/") and f != "/")


def _checkout() -> list[str]:
    """Return the folder that an installation from a checkout belongs to."""
    return [str(CHECKOUT)] if (CHECKOUT / "pyproject.toml").is_file() else []


def _product(folders: list[str]) -> Iterator[str]:
    for folder in folders:
        yield from (entry.path for entry in os.scandir(folder) if PRODUCT.match(entry.name))


def _inside(path: str, mine: str) -> Iterator[str]:
    """Yield where something of ours appears inside a visible folder: by the folder's name, and behind links."""
    for seen, real in ((path, path), (path, os.path.realpath(path))):
        for name in {mine, os.path.realpath(mine)}:
            if Path(name).is_relative_to(real) and os.path.lexists(name):
                yield os.path.normpath(os.path.join(seen, os.path.relpath(name, real)))


def _without(path: str, covered: frozenset[str]) -> Iterator[str]:
    """Yield the largest parts of a folder that hold nothing covered."""
    if path in covered:
        return
    if not any(inside.startswith(f"{path}/") for inside in covered):
        yield path
        return
    for name in sorted(os.listdir(path)):
        part = os.path.join(path, name)
        yield from _without(part, covered) if not os.path.islink(part) else ()
