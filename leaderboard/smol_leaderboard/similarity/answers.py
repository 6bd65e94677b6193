"""What is compared of a submission: the code of each exercise, as the grader takes it.

Files are hostile: nothing is run, and what cannot be compared is told with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from smol_grade import notebook
from smol_grade.course import Course, Exercise, Unit
from smol_grade.definitions import definitions
from smol_grade.locate import CourseFiles
from smol_grade.workspace import SUFFIXES, promised

from ..batch.submissions import Submitted
from ..errors import OperatorError

LARGEST_CODE = 32 * 1024
"""Bytes; the longest solution of the course has 5 KiB, with its stub. What is longer takes time and says little."""

MOST_LINES = 4_000
"""Of a notebook's code. No cell is longer than LARGEST_CODE: taking one apart reads its lines once for each of them."""


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


class Answer(NamedTuple):
    """One submission's code for one exercise."""

    submission: str
    exercise: str
    file: str
    code: str


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


def selected(course: Course, target: str) -> tuple[Asked, ...]:
    """Return the exercises that `unit1` or `unit1/NAME` means. Raises `UnknownTarget`, `OperatorError`."""
    unit, exercises = course.find(target)
    if not exercises:
        raise OperatorError(f"{unit.alias} has no exercises yet")
    return tuple(Asked(unit, one) for one in exercises)


def file_names(asked: tuple[Asked, ...]) -> frozenset[str]:
    """Return the names of the files that may hold an answer."""
    return frozenset(f"{one.exercise.name}{suffix}" for one in asked for suffix in SUFFIXES)


def read_answers(submitted: Submitted, asked: tuple[Asked, ...], files: CourseFiles) -> Iterator[Answer | NotCompared]:
    """Yield a submission's answers as grading takes them, and what cannot be compared, in the course's order."""
    held = submitted.files
    for one in asked:
        names = (f"{one.exercise.name}{suffix}" for suffix in SUFFIXES)
        name = next((name for name in names if name in held), "")
        if name:
            alone = sum(content == held[name] for content in held.values()) == 1
            try:
                yield Answer(submitted.id, one.name, name, code_of(held[name], name, one.stub(files), alone=alone))
            except Unusable as problem:
                yield NotCompared(submitted.id, one.name, name, problem.reason, problem.line)


def code_of(data: bytes, name: str, stub: Path, *, alone: bool = True) -> str:
    """Return the code in a file: of a notebook, or of a file for several exercises, what the stub's functions need.

    Raises `Unusable`.
    """
    is_notebook = name.endswith(".ipynb")
    text = _text(data, notebook.LARGEST_NOTEBOOK if is_notebook else LARGEST_CODE)
    if not is_notebook and alone:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    cells = _cells(text) if is_notebook else [text]
    if max(map(len, cells), default=0) > LARGEST_CODE or sum(_lines(cell) for cell in cells) > MOST_LINES:
        raise Unusable("large")
    taken = definitions(cells, promised(stub))
    code = taken.source.encode("utf-8", "replace").decode("utf-8")  # JSON can spell what UTF-8 cannot
    if len(code) > LARGEST_CODE:
        raise Unusable("large")
    if not code:
        raise Unusable("function")
    return code.replace("\r\n", "\n").replace("\r", "\n")


def _cells(text: str) -> list[str]:
    try:
        return notebook.code_cells(text)
    except notebook.NotANotebook as error:
        raise Unusable("notebook") from error


def _lines(code: str) -> int:
    return code.count("\n") + code.count(";") + 1


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
