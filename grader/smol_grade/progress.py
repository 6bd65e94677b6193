"""What a learner has done so far: a small file in the workspace, rewritten after each grading."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import msgspec

from .files import write_atomically
from .records import SCHEMA_VERSION, Record, Report, Status

FOLDER = ".smol-grade"
NAME = "progress.json"


class Standing(Record, frozen=True):
    """One exercise's last grading."""

    status: Status
    points: int
    max_points: int
    at: str
    """UTC, ISO 8601."""


class Progress(Record, frozen=True):
    """The whole file."""

    schema_version: int = SCHEMA_VERSION
    about: str = "Written by smol-grade after each run; safe to delete. Not a grade."
    exercises: dict[str, Standing] = {}
    """By exercise id."""


def read(workspace: Path) -> Progress:
    """Return the progress of a workspace; a missing, damaged or newer file counts as none."""
    return _read(workspace / FOLDER / NAME) or Progress()


def _read(path: Path) -> Progress | None:
    try:
        progress = msgspec.json.decode(path.read_bytes(), type=Progress)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return progress if progress.schema_version == SCHEMA_VERSION else None


def unreadable(workspace: Path) -> Path | None:
    """Return the file with the progress when it is there and cannot be read: damaged, or of another version."""
    path = workspace / FOLDER / NAME
    return path if os.path.lexists(path) and _read(path) is None else None


def set_aside(workspace: Path) -> list[Path]:
    """Return the files that were set aside because they could not be read, oldest first."""
    stem, suffix = os.path.splitext(NAME)
    found = (workspace / FOLDER).glob(f"{stem}.old-*{suffix}")
    return sorted(found, key=lambda path: (len(path.name), path.name))


def remember(workspace: Path, report: Report) -> Path | None:
    """Record a report's exercises; a workspace that cannot be written is left as it is.

    Progress that this program cannot read, damaged or of a later version, is set aside and its new place returned.
    """
    aside = _set_aside(workspace / FOLDER / NAME)
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    known = dict(read(workspace).exercises)
    for exercise in report.exercises:
        known[exercise.id] = Standing(
            status=exercise.status, points=exercise.points, max_points=exercise.max_points, at=now
        )
    write(workspace, NAME, Progress(exercises=known))
    return aside


def _set_aside(path: Path) -> Path | None:
    """Give a file that cannot be read another name, one that no other has; None where there is nothing to set aside."""
    if not os.path.lexists(path) or _read(path) is not None:
        return None
    names = (path.with_name(f"{path.stem}.old-{number}{path.suffix}") for number in range(1, 1000))
    free = next((name for name in names if not os.path.lexists(name)), None)
    try:
        return path.rename(free) if free is not None else None
    except OSError:
        return None


def make_folder(workspace: Path) -> Path:
    """Return the folder of our files in a workspace, which git does not see; raise `OSError`."""
    folder = workspace / FOLDER
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        write_atomically(ignore, "*\n")
    return folder


def write(workspace: Path, name: str, record: Record) -> bool:
    """Write a file of ours in a workspace, all of it or nothing; return False when that is not possible."""
    try:
        folder = make_folder(workspace)
        write_atomically(folder / name, msgspec.json.format(msgspec.json.encode(record)).decode() + "\n")
    except OSError:
        return False
    return True
