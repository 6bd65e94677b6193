"""Which submissions a batch is about: the folders and files in a folder, or the lines of a JSONL file."""

from __future__ import annotations

import collections
import datetime
import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..errors import OperatorError
from ..schema import Struct, canonical
from .contents import Taken, Wanted, is_ignored, mode_of, of_file, of_folder, of_texts, reason_of

LINES = ".jsonl"
LONGEST = 200
"""Characters of an id and of a learner's name."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", re.ASCII)


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
    line: str = ""
    """`FILE:NUMBER` of its line in the JSONL file, if it has one."""

    @property
    def taken(self) -> Taken:
        """What matters of its files, and what was passed over; read anew each time.

        Raises `OperatorError` for what is there and cannot be read, and where there is nothing at all: that is not the
        learner's doing.
        """
        try:
            if self.offset >= 0:
                return _inline(self, self.wanted)
            mode = mode_of(self.place)
            if not mode:
                raise OperatorError(self.gone)
            if stat.S_ISDIR(mode):
                return of_folder(self.place, self.base, self.wanted)
            return of_file(self.place, self.base, self.wanted)
        except OSError as error:
            raise OperatorError(f"{error.filename or self.place}: {error.strerror}") from error

    @property
    def files(self) -> dict[str, bytes]:
        """Contents by name, only those that matter. Raises what `taken` does."""
        return self.taken.files

    @property
    def gone(self) -> str:
        """What is said where its folder or file is not there."""
        return f"{self.line}: there is no {self.place}" if self.line else f"there is no {self.place} any more"


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

    A submission's files lie in its folder, or in a folder `unit` (an alias) in it; `contents` says which of them counts
    for which exercise. Links are not followed. Raises `OperatorError` for what cannot be read, with the line, for an id
    that comes twice, and where nothing is there of all that a JSONL file names.
    """
    wanted = Wanted(names, unit, _exercises() - {Path(name).stem for name in names})
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
    if all(one.offset < 0 and not os.path.lexists(one.place) for one in found):
        raise OperatorError(found[0].gone)
    return sorted(found, key=lambda one: one.id)


def _exercises() -> frozenset[str]:
    """Return the names of all exercises of the course."""
    from smol_grade.course import load_course
    from smol_grade.locate import course_files

    return frozenset(one.name for unit in load_course(course_files()).units for one in unit.exercises)


def _entries(source: Path, wanted: Wanted) -> Iterator[Submitted]:
    if not source.is_dir():
        raise OperatorError(f"there is no folder or JSONL file {source}")
    entries = [path for path, reason in entries_of(source) if not reason]
    folders = {path.name for path in entries if path.is_dir()}
    files = [path for path in entries if path.name not in folders]
    stems = collections.Counter(path.stem for path in files)
    for name in folders:
        yield _submitted(name, source / name, source, wanted)
    for path in files:  # by their stems, unless that is somebody else's name
        alone = stems[path.stem] == 1 and path.stem not in folders
        yield _submitted(path.stem if alone else path.name, path, source, wanted)


def entries_of(source: Path) -> list[tuple[Path, str]]:
    """Return what lies in a folder of submissions, and why it is none (empty: it is one); hidden files are left out.

    Raises `OSError`.
    """
    with os.scandir(source) as scanned:
        entries = [entry for entry in scanned if not is_ignored(entry.name)]
    return [(Path(entry.path), reason_of(entry.stat(follow_symlinks=False).st_mode, entry.name)) for entry in entries]


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
                where = f"{source}:{number}"
                line = _line(text, where)
                about = (line.id, line.learner or line.id, line.attempt, line.received_at)
                if line.files is not None:
                    yield Submitted(*about, source, source.parent, wanted, offset, where)
                else:
                    yield Submitted(*about, source.parent / line.path, source.parent, wanted, -1, where)
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
    if Path(line.path).is_absolute() or ".." in Path(line.path).parts or "\0" in line.path:
        raise OperatorError(f"{where}: the path leads out of the folder of {Path(where.rpartition(':')[0]).name}")
    return msgspec.structs.replace(line, received_at=_moment(line.received_at, where))


def _moment(said: str, where: str) -> str:
    """Return a time of the time zone that it names as records have it, in UTC."""
    try:
        if not said:
            return ""
        if MOMENT.fullmatch(said):
            moment = datetime.datetime.fromisoformat(said).astimezone(datetime.UTC)
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except (ValueError, OverflowError):
        pass
    raise OperatorError(f"{where}: received_at is no time such as 2026-11-25T12:00:00Z or 2026-11-25T14:00:00+02:00")


def _inline(one: Submitted, wanted: Wanted) -> Taken:
    with open(one.place, "rb") as file:
        file.seek(one.offset)
        line = _line(file.readline(), one.line)
    if line.id != one.id:
        raise OSError(errno.ESTALE, "it was replaced while it was read", str(one.place))
    return of_texts(line.files or {}, wanted)
