"""Which submissions a batch is about: the folders and files in a folder, or the lines of a JSONL file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Submitted(NamedTuple):
    """One submission, as the course team has it."""

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
    files: dict[str, bytes]
    """Contents by name, only those that the unit's exercises have: code (`NAME.py`, `NAME.ipynb`) and data files."""


def read_submissions(source: Path, names: frozenset[str]) -> list[Submitted]:
    """Return the submissions, in the order of their ids. `names` are the file names that matter.

    Links are not followed. Raises `OperatorError` for what cannot be read, with the line, and for an id that comes twice.
    """
    raise NotImplementedError
