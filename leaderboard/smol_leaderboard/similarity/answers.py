"""What is compared of a submission: the code of each exercise, as the grader takes it.

Files are hostile: nothing is run, and what cannot be compared is told with the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from smol_grade import notebook
from smol_grade.course import Exercise, Unit
from smol_grade.definitions import definitions
from smol_grade.locate import CourseFiles
from smol_grade.workspace import SUFFIXES, promised

from ..batch.submissions import Submitted

LARGEST_CODE = 64 * 1024
"""Bytes; the longest solution of the course has 5 KiB. What is longer takes time and says little."""


class Asked(NamedTuple):
    """An exercise that is compared."""

    unit: Unit
    exercise: Exercise

    @property
    def name(self) -> str:
        """As people type it."""
        return f"{self.unit.alias}/{self.exercise.name}"

    def stub(self, files: CourseFiles) -> Path:
        """Return the file that learners begin with."""
        return files.exercises / self.unit.alias / f"{self.exercise.name}.py"


class NotCompared(NamedTuple):
    """A file that could not be compared."""

    submission: str
    exercise: str
    file: str
    reason: str
    """The end of a key of the catalogue, `similarity.not_…`."""
    line: int = 0


class Unusable(Exception):
    """The bytes are no code that can be compared."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason = reason
        self.line = line
        super().__init__(reason)


def file_names(asked: tuple[Asked, ...]) -> frozenset[str]:
    """Return the names of the files that may hold an answer."""
    return frozenset(f"{one.exercise.name}{suffix}" for one in asked for suffix in SUFFIXES)


def file_of(submitted: Submitted, one: Asked) -> str:
    """Return the name of the file that holds a submission's answer, as grading takes it; empty where there is none."""
    names = (f"{one.exercise.name}{suffix}" for suffix in SUFFIXES)
    return next((name for name in names if name in submitted.files), "")


def code_of(data: bytes, name: str, stub: Path) -> str:
    """Return the code in a file: of a notebook only what the exercise's functions need. Raises `Unusable`."""
    is_notebook = name.endswith(".ipynb")
    text = _text(data, notebook.LARGEST_NOTEBOOK if is_notebook else LARGEST_CODE)
    if not is_notebook:
        return text
    try:
        taken = definitions(notebook.code_cells(text), promised(stub))
    except notebook.NotANotebook as error:
        raise Unusable("notebook") from error
    code = taken.source
    if len(code) > LARGEST_CODE:
        raise Unusable("large")
    if not code:
        raise Unusable("function")
    return code


def _text(data: bytes, most: int) -> str:
    if len(data) > most:
        raise Unusable("large")
    if b"\0" in data:
        raise Unusable("nul", data.count(b"\n", 0, data.index(b"\0")) + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable("utf8", data.count(b"\n", 0, error.start) + 1) from error
    if not text.strip():
        raise Unusable("empty")
    return text
