"""Which submissions a batch is about: the folders and files in a folder, or the lines of a JSONL file."""

from __future__ import annotations

import collections
import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from smol_grade import intake
from smol_grade.notebook import LARGEST_NOTEBOOK

from ..errors import OperatorError
from ..schema import Struct, canonical

LINES = ".jsonl"
LONGEST = 200
"""Characters of an id and of a learner's name."""
ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO, errno.ENODEV)
"""What opening says of a file that is not there, or is none. Anything else is our trouble, not the learner's."""
CODE = (".py", ".ipynb")
MOMENT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)
LARGEST = LARGEST_NOTEBOOK + 1
"""Bytes that are read of a file: one more than may be graded, so that a larger one is seen to be."""


class Wanted(NamedTuple):
    """What of a submission matters."""

    names: frozenset[str]
    """Of files: code (`NAME.py`, `NAME.ipynb`) and data files of the exercises."""
    unit: str = ""
    """Alias: the name of the folder in a submission's that may hold them."""


class Submitted(NamedTuple):
    """One submission, as the course team has it. Its files are read when they are asked for."""

    id: str
    """The name of its folder, or of its file without the suffix; or the `id` of its line. Unique."""
    learner: str
    """Who handed it in; the id where nothing says so."""
    attempt: int
    """From 1."""
    received_at: str
    """UTC, `2026-11-25T12:00:00Z`; empty where nothing says so."""
    place: Path
    """Its folder or file; the JSONL file where the files stand in the line itself."""
    base: Path
    """What the course team named: links below it are not followed."""
    wanted: Wanted
    offset: int = -1
    """Of the line in the JSONL file that holds the files, in bytes."""

    @property
    def files(self) -> dict[str, bytes]:
        """Contents by name, only those that matter; read anew each time.

        Raises `OperatorError` for what is there and cannot be read.
        """
        try:
            if self.offset >= 0:
                return _inline(self, self.wanted)
            if stat.S_ISDIR(_mode(self.place)):
                return _files(self.place, self.base, self.wanted)
            return _alone(self.place, self.base, self.wanted)
        except OSError as error:
            raise OperatorError(f"{error.filename or self.place}: {error.strerror}") from error


def digest(files: dict[str, bytes]) -> str:
    """Return the SHA-256 over names and contents, 64 hexadecimal digits."""
    parts = [[name, hashlib.sha256(content).hexdigest()] for name, content in sorted(files.items())]
    return hashlib.sha256(canonical(["files", *parts])).hexdigest()


class Line(Struct, frozen=True, kw_only=True):
    """A line of a JSONL file: where the files are, or the files themselves."""

    id: str
    path: str = ""
    """Folder or file, relative to the JSONL file."""
    files: dict[str, str] | None = None
    """Texts by name."""
    learner: str = ""
    attempt: int = 1
    received_at: str = ""


def read_submissions(source: Path, names: frozenset[str], unit: str = "") -> list[Submitted]:
    """Return the submissions, in the order of their ids. `names` are the file names that matter.

    A submission's files lie in its folder, or in a folder `unit` (an alias) in it. A single code file with a name of
    its own is graded for every exercise, as a notebook with several is. Links are not followed. Raises `OperatorError`
    for what cannot be read, with the line, and for an id that comes twice.
    """
    wanted = Wanted(names, unit)
    try:
        found = list(_lines(source, wanted) if source.is_file() else _entries(source, wanted))
    except OSError as error:
        raise OperatorError(f"{error.filename or source}: {error.strerror}") from error
    seen: set[str] = set()
    for one in found:
        if one.id in seen:
            raise OperatorError(f"{source}: two submissions are called {one.id!r}")
        seen.add(one.id)
    if not found:
        raise OperatorError(f"{source} holds no submissions: a folder or a code file for each, or a JSONL file's lines")
    return sorted(found, key=lambda one: one.id)


def _entries(source: Path, wanted: Wanted) -> Iterator[Submitted]:
    if not source.is_dir():
        raise OperatorError(f"there is no folder or JSONL file {source}")
    with os.scandir(source) as scanned:
        entries = [entry for entry in scanned if not entry.name.startswith(".") and not entry.is_symlink()]
    folders = {entry.name for entry in entries if entry.is_dir()}
    files = [Path(entry.path) for entry in entries if not entry.is_dir() and Path(entry.name).suffix in CODE]
    stems = collections.Counter(path.stem for path in files)
    for name in folders:
        yield _submitted(name, source / name, source, wanted)
    for path in files:  # by their stems, unless that is somebody else's name
        alone = stems[path.stem] == 1 and path.stem not in folders
        yield _submitted(path.stem if alone else path.name, path, source, wanted)


def _submitted(name: str, place: Path, base: Path, wanted: Wanted) -> Submitted:
    shown = name.encode("utf-8", "backslashreplace").decode()  # a file's name need not be text
    return Submitted(shown, shown, 1, "", place, base, wanted)


def _lines(source: Path, wanted: Wanted) -> Iterator[Submitted]:
    if source.suffix != LINES:
        raise OperatorError(f"{source} is neither a folder nor a file {LINES}")
    offset = 0
    with open(source, "rb") as file:
        for number, text in enumerate(file, 1):
            if text.strip():
                line = _line(text, f"{source}:{number}")
                about = (line.id, line.learner or line.id, line.attempt, line.received_at)
                if line.files is not None:
                    yield Submitted(*about, source, source.parent, wanted, offset)
                else:
                    yield Submitted(*about, source.parent / line.path, source.parent, wanted)
            offset += len(text)


def _line(text: bytes, where: str) -> Line:
    try:
        line = msgspec.json.decode(text, type=Line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise OperatorError(f"{where} is no submission: {error}") from error
    if not line.id or line.attempt < 1 or (line.files is None) == (not line.path):
        raise OperatorError(f"{where}: it takes an `id`, an attempt from 1, and either `path` or `files`")
    if max(len(line.id), len(line.learner)) > LONGEST:
        raise OperatorError(f"{where}: an id or a learner's name has at most {LONGEST} characters")
    if line.received_at and not MOMENT.fullmatch(line.received_at):
        raise OperatorError(f"{where}: received_at is no time such as 2026-11-25T12:00:00Z")
    if Path(line.path).is_absolute() or ".." in Path(line.path).parts:
        raise OperatorError(f"{where}: the path leads out of the folder of {LINES}")
    return line


def _inline(one: Submitted, wanted: Wanted) -> dict[str, bytes]:
    with open(one.place, "rb") as file:
        file.seek(one.offset)
        line = _line(file.readline(), str(one.place))
    if line.id != one.id:
        raise OSError(errno.ESTALE, "it was replaced while it was read", str(one.place))
    named = {name: text for name, text in (line.files or {}).items() if name in wanted.names}
    return {name: text.encode("utf-8", "surrogatepass")[:LARGEST] for name, text in named.items()}


def _files(folder: Path, base: Path, wanted: Wanted) -> dict[str, bytes]:
    """Return the files of the first folder that has code among them; else its only code file, for every exercise."""
    data: dict[str, bytes] = {}
    for place in (folder, *((folder / wanted.unit, folder / "exercises" / wanted.unit) if wanted.unit else ())):
        read = {name: _content(place / name, base) for name in sorted(wanted.names)}
        found = {name: content for name, content in read.items() if content is not None}
        if any(name.endswith(CODE) for name in found):
            return found
        data = data or found
    codes = [path for path in sorted(folder.iterdir()) if path.suffix in CODE and not path.is_symlink()]
    return data | _alone(codes[0], base, wanted) if len(codes) == 1 else data


def _alone(path: Path, base: Path, wanted: Wanted) -> dict[str, bytes]:
    """Return a single code file under the name of each exercise, or under its own where that is an exercise's."""
    content = _content(path, base) if path.suffix in CODE else None
    if content is None:
        return {}
    if path.name in wanted.names:
        return {path.name: content}
    return {name: content for name in sorted(wanted.names) if name.endswith(path.suffix)}


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError as error:
        if error.errno in ABSENT:
            return 0
        raise


def _content(path: Path, base: Path) -> bytes | None:
    """Return what can be graded of a regular file; None for links, devices and files with a second name elsewhere."""
    try:
        descriptor = intake.open_file(path, base)
    except intake.Linked:
        return None
    except OSError as error:
        if error.errno in ABSENT:
            return None
        raise
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        return file.read(LARGEST) if stat.S_ISREG(about.st_mode) and about.st_nlink == 1 else None
