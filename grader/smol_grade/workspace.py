"""Where a learner's files are, and reading one of them: once, as strict UTF-8, within a size."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from .course import Exercise, Unit
from .errors import NotPython, NoWorkspace, PathNotFound
from .learner_file import LearnerFile
from .records import Outcome, Reason, Sentence

MAX_BYTES = 256 * 1024
"""Size of the largest file that is graded, code or data."""
TODO = re.compile(r'raise NotImplementedError\("(TODO .*)"\)$')
"""The line of a stub that a learner replaces."""


@dataclass(frozen=True)
class Found:
    """Where an exercise's file is, or would be."""

    path: Path
    shown: str
    """The path as a person would type it from here."""


@dataclass(frozen=True)
class Problem:
    """Why a file cannot be graded."""

    outcome: Outcome
    reason: Reason
    message: Sentence
    line: int = 0


def find_files(unit: Unit, exercises: tuple[Exercise, ...], path: Path | None) -> dict[str, Found]:
    """Return the file of each exercise.

    `path` is a file (the exercise of its name; under any other name, every exercise), a folder with the files, or a
    folder with the unit's folder. Without it the current folder is taken for one of these, or for a checkout.
    Raises `PathNotFound`, `NotPython`, `NoWorkspace`.
    """
    try:
        there = path is None or path.exists()
    except OSError:  # a name that no file can have, or a folder that may not be searched
        there = False
    if path is not None and not there:
        raise PathNotFound(path)
    if path is not None and not path.is_dir():
        if path.is_file() and path.suffix != ".py":
            raise NotPython(path)
        named = [exercise for exercise in exercises if exercise.name == path.stem]
        return {exercise.name: Found(path, _shown(path)) for exercise in named or exercises}
    place = find_folder(unit, path if path is not None else Path.cwd())
    files = {exercise.name: place / f"{exercise.name}.py" for exercise in exercises}
    return {name: Found(file, _shown(file)) for name, file in files.items()}


def find_folder(unit: Unit, base: Path) -> Path:
    """Return the folder with a unit's files, in or beside `base`; raise `NoWorkspace` when there is none."""
    places = [base, base / unit.alias, base / "exercises" / unit.alias, base.parent / unit.alias]
    for place in places:
        if any(os.path.lexists(place / f"{exercise.name}.py") for exercise in unit.exercises):
            return place
    raise NoWorkspace(places, unit.alias)


def read_submission(found: Found, data: tuple[str, ...]) -> LearnerFile | Problem:
    """Read a learner's code file and the data files of these names beside it. A missing data file is left out."""
    source = read_text(found)
    if isinstance(source, Problem):
        return source
    texts: dict[str, str] = {}
    for name in data:
        path = found.path.parent / name
        text = read_text(Found(path, _shown(path)))
        if isinstance(text, str):
            texts[name] = text
        elif text.reason is not Reason.NO_FILE:
            return text
    return LearnerFile(found.shown, source, texts)


def unfilled(file: LearnerFile, stub: Path) -> Problem | None:
    """Return that an exercise is not started, when its file is still the stub, white space aside; else None.

    Nothing is run for it, so somebody who begins with the first exercise does not wait for the libraries of the others.
    """
    text = stub.read_text("utf-8") if stub.is_file() else ""  # that it is missing, `dev check` tells
    if not text or file.source.split() != text.split():
        return None
    for number, line in enumerate(text.splitlines(), 1):
        if found := TODO.search(line):
            message = Sentence(key="problem.not_started", fields={"todo": found[1].replace('\\"', '"')})
            return Problem(Outcome.NOT_RUN, Reason.NOT_STARTED, message, number)
    return None  # a stub without a blank: `dev check` tells


def read_text(found: Found) -> str | Problem:
    """Read a file of a learner's: a regular file, at most 256 KiB, UTF-8 (a byte order mark is fine), no NUL bytes."""
    try:
        descriptor = os.open(found.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return Problem(Outcome.NOT_RUN, Reason.NO_FILE, Sentence(key="problem.no_file", fields={"file": found.shown}))
    except OSError as error:
        if found.path.is_dir():
            return _unusable("directory", found)
        return _unusable("unreadable", found, why=error.strerror or str(error))
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            return _unusable("directory" if stat.S_ISDIR(mode) else "not_a_file", found)
        data = _read(descriptor, MAX_BYTES + 1)
    except OSError as error:
        return _unusable("unreadable", found, why=error.strerror or str(error))
    finally:
        os.close(descriptor)
    if len(data) > MAX_BYTES:
        return _unusable("too_large", found, kilobytes=MAX_BYTES // 1024)
    if b"\0" in data:
        return _unusable("nul", found, line=_line_at(data, data.index(b"\0")))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unusable("not_utf8", found, line=_line_at(data, error.start), byte=f"0x{data[error.start]:02x}")
    return text if text.strip() else _unusable("empty", found)


def _read(descriptor: int, most: int) -> bytes:
    data = b""
    while len(data) < most and (part := os.read(descriptor, most - len(data))):
        data += part
    return data


def _unusable(kind: str, found: Found, line: int = 0, **fields: str | int) -> Problem:
    message = Sentence(key=f"problem.file_{kind}", fields={"file": found.shown, "line": line, **fields})
    return Problem(Outcome.ERRORED, Reason.ERROR, message, line)


def _line_at(data: bytes, position: int) -> int:
    return data[:position].count(b"\n") + 1


def _shown(path: Path) -> str:
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive (Windows)
        return str(path)
    return relative if not relative.startswith(os.path.join("..", "..")) else str(path)
