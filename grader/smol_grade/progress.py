"""What a learner has done so far: a small file in the workspace, rewritten after each grading."""

from __future__ import annotations

import datetime
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
    try:
        progress = msgspec.json.decode((workspace / FOLDER / NAME).read_bytes(), type=Progress)
    except (OSError, msgspec.MsgspecError):
        return Progress()
    return progress if progress.schema_version == SCHEMA_VERSION else Progress()


def remember(workspace: Path, report: Report) -> None:
    """Record a report's exercises; a workspace that cannot be written is left as it is."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    known = dict(read(workspace).exercises)
    for exercise in report.exercises:
        known[exercise.id] = Standing(
            status=exercise.status, points=exercise.points, max_points=exercise.max_points, at=now
        )
    write(workspace, NAME, Progress(exercises=known))


def write(workspace: Path, name: str, record: Record) -> bool:
    """Write a file of ours in a workspace, all of it or nothing; return False when that is not possible."""
    folder = workspace / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            write_atomically(ignore, "*\n")
        write_atomically(folder / name, msgspec.json.format(msgspec.json.encode(record)).decode() + "\n")
    except OSError:
        return False
    return True
