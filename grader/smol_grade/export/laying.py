"""Lay the learners' repository down, or bring one up to date, so that nothing of a learner's is lost.

A file whose content is the one that was handed out is ours, and is replaced. Any other is the learner's and stays;
where the hand-out has changed too, the new one is laid into `.smol-grade/new/`. The list of hashes is written last:
who is interrupted runs it again.
"""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import msgspec
from packaging.version import InvalidVersion, Version

from .. import __version__
from ..errors import OutputNotWritable, UsageError
from ..files import write_atomically
from ..records import SCHEMA_VERSION
from .contents import EXECUTABLE, HANDED_OUT, HandedOut, digest

ASIDE = ".smol-grade/new"
"""Where the new version of a file lies that the learner has changed; git does not see it, CI does not run it."""
LARGEST = 4 * 1024 * 1024
"""Bytes of a file of ours; a larger one is not."""


class NotEmpty(UsageError):
    """The folder holds something that was not exported."""

    key = "export.not_empty"
    hint = "export.not_empty.hint"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=folder.absolute())


class NotHandedOut(UsageError):
    """The folder is no learners' repository."""

    key = "export.not_handed_out"
    hint = "export.not_handed_out.hint"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=folder.absolute(), list=HANDED_OUT)


class DamagedList(UsageError):
    """The list of what was handed out cannot be read."""

    key = "export.damaged"
    hint = "export.damaged.hint"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(file=path, why=why)


class NewerHandedOut(UsageError):
    """The folder is of a later version than this program."""

    key = "export.newer"
    hint = "export.newer.hint"

    def __init__(self, found: str) -> None:
        super().__init__(found=found, installed=__version__)


@dataclass
class Laid:
    """What became of the files, by path."""

    before: str = ""
    """The version that was there; empty: none."""
    wrote: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """The learner's own, and there is a new version, now in `ASIDE`."""
    gone: list[str] = field(default_factory=list)
    """Deleted by the learner, and there is a new version; left deleted."""
    removed: list[str] = field(default_factory=list)
    """No longer handed out, and never changed."""
    left: list[str] = field(default_factory=list)
    """No longer handed out; the learner has changed it."""

    @property
    def nothing(self) -> bool:
        """Whether all was as it is handed out."""
        return not (self.wrote or self.replaced or self.kept or self.gone or self.removed or self.left)


def lay(found: dict[str, bytes], folder: Path) -> Laid:
    """Write the files into a new folder, an empty clone, or an earlier export, which is brought up to date.

    One that was interrupted is gone on with. Raises `NotEmpty` for a folder that holds anything else, `DamagedList`,
    `NewerHandedOut`, `OutputNotWritable`.
    """
    if os.path.lexists(folder / HANDED_OUT):
        return upgrade(found, folder)
    try:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()) or _holds_another(folder, found):
            raise NotEmpty(folder)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputNotWritable(folder, error.strerror or str(error)) from error
    laid = Laid()
    for name in _list_last(found):
        _write(folder, name, found[name])
        laid.wrote.append(name)
    return laid


def _holds_another(folder: Path, found: dict[str, bytes]) -> bool:
    """Return whether a folder holds a file, outside `.git`, that is not one of these."""
    for place, folders, names in os.walk(folder):
        if Path(place) == folder and ".git" in folders:
            folders.remove(".git")
        for name in (*names, *(one for one in folders if (Path(place) / one).is_symlink())):
            path = (Path(place) / name).relative_to(folder).as_posix()
            if path not in found or _digest_of(folder, path) != digest(found[path]):
                return True
    return False


def upgrade(found: dict[str, bytes], folder: Path) -> Laid:
    """Bring a learners' repository up to date.

    Raises `NotHandedOut`, `DamagedList`, `NewerHandedOut`, `OutputNotWritable`.
    """
    before = _listed(folder)
    laid = Laid(before=before.smol_grade)
    for name, content in found.items():
        if name != HANDED_OUT:
            _bring(folder, name, content, before.files.get(name), laid)
    for name in sorted(before.files.keys() - found.keys()):
        _take_away(folder, name, before.files[name], laid)
    if digest(found[HANDED_OUT]) != _digest_of(folder, HANDED_OUT):
        _write(folder, HANDED_OUT, found[HANDED_OUT])
    return laid


def _bring(folder: Path, name: str, content: bytes, handed_out: str | None, laid: Laid) -> None:
    """Bring one file up to date; `handed_out` is the hash that it had when it was handed out, None: it is new."""
    new = digest(content)
    there = _digest_of(folder, name)
    if there == new or (handed_out == new and there is not None):
        return
    if there is None and not os.path.lexists(folder / name):
        if handed_out is None:
            _write(folder, name, content)
            laid.wrote.append(name)
        elif handed_out != new:
            laid.gone.append(name)
    elif there is not None and there == handed_out:
        _write(folder, name, content)
        laid.replaced.append(name)
    elif handed_out != new:
        _write(folder, f"{ASIDE}/{name}", content)
        laid.kept.append(name)


def _take_away(folder: Path, name: str, handed_out: str, laid: Laid) -> None:
    """Remove a file that is no longer handed out, if it is as it was."""
    there = _digest_of(folder, name)
    if there is None:
        return
    if there != handed_out:
        laid.left.append(name)
        return
    try:
        (folder / name).unlink()
    except OSError as error:
        raise OutputNotWritable(folder / name, error.strerror or str(error)) from error
    laid.removed.append(name)


def _listed(folder: Path) -> HandedOut:
    path = folder / HANDED_OUT
    if not os.path.lexists(path):
        raise NotHandedOut(folder)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DamagedList(path, error.strerror or str(error)) from error
    try:
        listed = _parsed(data)
        later = Version(listed.smol_grade) > Version(__version__)
    except (msgspec.MsgspecError, InvalidVersion, UnicodeDecodeError, RecursionError) as error:
        raise DamagedList(path, str(error)) from error
    if later:
        raise NewerHandedOut(listed.smol_grade)
    return listed


def _parsed(data: bytes) -> HandedOut:
    """Return the list; only its version and its version's number are read of one of a later format."""

    class _Version(msgspec.Struct):
        schema_version: int
        smol_grade: str

    version = msgspec.json.decode(data, type=_Version)
    if version.schema_version > SCHEMA_VERSION:
        raise NewerHandedOut(version.smol_grade)
    return msgspec.json.decode(data, type=HandedOut)


def _digest_of(folder: Path, name: str) -> str | None:
    """Return a file's hash; None for none, for a link (also above it), and for what is too large to be ours."""
    if not _is_inside(name):
        return None
    path = folder
    for part in PurePosixPath(name).parts:
        path = path / part
        if path.is_symlink():
            return None
    try:
        if not path.is_file():
            return None
        return digest(path.read_bytes()) if path.stat().st_size <= LARGEST else "too large"
    except OSError as error:
        raise OutputNotWritable(path, error.strerror or str(error)) from error


def _is_inside(name: str) -> bool:
    """Return whether a listed path stays in the repository: the list lies among the learner's files."""
    parts = name.split("/")
    return bool(name) and "\\" not in name and "\0" not in name and not {"", ".", "..", ".git"} & set(parts)


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write one file, all of it or nothing, through no link; others may read it, whatever the umask."""
    path = folder / name
    try:
        for parent in reversed(path.relative_to(folder).parents):
            if (folder / parent).is_symlink():
                raise OutputNotWritable(folder / parent, os.strerror(errno.ELOOP))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content.decode("utf-8"))
        path.chmod(0o755 if name in EXECUTABLE else 0o644)
    except OSError as error:
        raise OutputNotWritable(path, error.strerror or str(error)) from error


def _list_last(found: dict[str, bytes]) -> list[str]:
    return [*(name for name in found if name != HANDED_OUT), HANDED_OUT]
