"""Where a learner's files are, and reading one of them: once, as strict UTF-8, within a size."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import course_notebook, intake, notebook
from .course import Exercise, Unit, missing_modules
from .definitions import Definitions, Place, definitions, read_parts
from .errors import NoCourseNotebook, NotPython, NoWorkspace, PathNotFound
from .learner_file import LearnerFile
from .records import Outcome, Reason, Sentence, SubmittedFile

MAX_BYTES = 256 * 1024
"""Size of the largest file that is graded, code or data."""
SUFFIXES = (".py", ".ipynb")
"""Of a code file; of two, the first counts."""
TODO = re.compile(r'raise NotImplementedError\("(TODO .*)"\)$')
"""The line of a stub that a learner replaces."""


@dataclass(frozen=True)
class Found:
    """Where an exercise's file is, or would be."""

    path: Path
    shown: str
    """The path as a person would type it from here."""
    base: Path | None = None
    """What a person named: the file's folder (None) or one above it. Links below it are not followed."""
    course: str = ""
    """The exercise, where the file is one of the course's own notebooks, whose functions have names of their own."""


@dataclass(frozen=True)
class Problem:
    """Why a file cannot be graded."""

    outcome: Outcome
    reason: Reason
    message: Sentence
    line: int = 0


def find(
    unit: Unit,
    exercises: tuple[Exercise, ...],
    path: Path | None,
    cells: Sequence[str] | None,
    *,
    course_notebook: bool,
) -> dict[str, Found]:
    """Return where each exercise's code is: a file, or the cells of a notebook that has none."""
    if cells is not None:
        here = Path.cwd() / "notebook.ipynb"  # data files lie beside it
        return {one.name: Found(here, "notebook", course=one.name if course_notebook else "") for one in exercises}
    return find_in_course_notebook(exercises, path) if course_notebook else find_files(unit, exercises, path)


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
        if path.is_file() and path.suffix not in SUFFIXES:
            raise NotPython(path)
        named = [exercise for exercise in exercises if exercise.name == path.stem]
        return {exercise.name: Found(path, shown(path)) for exercise in named or exercises}
    named_folder = path if path is not None else Path.cwd()
    place = find_folder(unit, named_folder)
    base = named_folder if place.is_relative_to(named_folder) else named_folder.parent
    files = {exercise.name: code_file(place, exercise) for exercise in exercises}
    return {name: Found(file, shown(file), base) for name, file in files.items()}


def find_in_course_notebook(exercises: tuple[Exercise, ...], path: Path | None) -> dict[str, Found]:
    """Return one of the course's own notebooks for each of these exercises that it can hold.

    Raises `PathNotFound`, `NoCourseNotebook`.
    """
    if path is None or path.suffix != ".ipynb" or path.is_dir():
        raise NoCourseNotebook(str(path or ""))
    if not path.is_file():
        raise PathNotFound(path)
    known = [exercise.name for exercise in exercises if exercise.name in course_notebook.EXERCISES]
    if not known:
        raise NoCourseNotebook(", ".join(exercise.name for exercise in exercises))
    return {name: Found(path, shown(path), course=name) for name in known}


def code_file(place: Path, exercise: Exercise) -> Path:
    """Return an exercise's file in a folder: a notebook only where there is no `.py`."""
    code, notes = (place / f"{exercise.name}{suffix}" for suffix in SUFFIXES)
    return notes if os.path.lexists(notes) and not os.path.lexists(code) else code


def find_folder(unit: Unit, base: Path) -> Path:
    """Return the folder with a unit's files, in or beside `base`; raise `NoWorkspace` when there is none."""
    places = [base, base / unit.alias, base / "exercises" / unit.alias, base.parent / unit.alias]
    for place in places:
        if any(os.path.lexists(code_file(place, exercise)) for exercise in unit.exercises):
            return place
    raise NoWorkspace(places, unit.alias)


def take_in(
    stubs: Path,
    exercises: tuple[Exercise, ...],
    found: dict[str, Found],
    cells: Sequence[str] | None,
    *,
    official: bool,
) -> tuple[dict[str, Problem], dict[str, LearnerFile]]:
    """Read the files; return the problems and the sources, by exercise. A stub as it was handed out is not run."""
    problems: dict[str, Problem] = {}
    sources: dict[str, LearnerFile] = {}
    for exercise in exercises:
        missing = missing_modules(exercise)
        if missing:
            fields: dict[str, str | int] = {"modules": ", ".join(missing), "extra": exercise.extra}
            message = Sentence(key="problem.missing_dependency", fields=fields)
            problems[exercise.name] = Problem(Outcome.BLOCKED, Reason.MISSING_DEPENDENCY, message)
            continue
        stub = stubs / f"{exercise.name}.py"
        if cells is not None:
            read = read_cells(cells, found[exercise.name], exercise.data, stub, live=True)
        else:
            read = read_submission(found[exercise.name], exercise.data, stub, official=official)
        if isinstance(read, Problem):
            problems[exercise.name] = read
        elif (todo := unfilled(read, stub)) is not None:
            problems[exercise.name] = todo
        else:
            sources[exercise.name] = read
    return problems, sources


def read_submission(
    found: Found, data: tuple[str, ...], stub: Path | None = None, *, official: bool = False
) -> LearnerFile | Problem:
    """Read a learner's code file and the data files of these names beside it. A missing data file is left out.

    Of a notebook only what the functions of `stub` need is taken. For an official grading a file may have no second
    name elsewhere (practice: installers give their files several).
    """
    if found.path.suffix == ".ipynb":
        read = _read_text(found, official, notebook.LARGEST_NOTEBOOK)
        cells = read if isinstance(read, Problem) else _cells_of(read, found)
        return cells if isinstance(cells, Problem) else read_cells(cells, found, data, stub, official=official)
    code = _read_text(found, official)
    return code if isinstance(code, Problem) else _with_data(code, found, data, official)


def read_cells(
    cells: Sequence[str],
    found: Found,
    data: tuple[str, ...],
    stub: Path | None,
    *,
    official: bool = False,
    live: bool = False,
) -> LearnerFile | Problem:
    """Return what a notebook's code cells define for an exercise, and the data files beside it.

    `live`: the cells are in the order in which they were run.
    """
    if found.course:
        taken = course_notebook.adapted(cells, found.course)
        names: tuple[str, ...] = (found.course,)
    else:
        names = promised(stub) if stub is not None else (found.path.stem,)
        taken = definitions(cells, names, live=live)
    if taken is None or taken.absent.issuperset(names):
        return _no_definition(cells, found, names, taken.left_out if taken is not None else {})
    code = _text_of(found, taken.source.encode("utf-8", "surrogatepass"))  # JSON can spell what UTF-8 cannot
    if isinstance(code, Problem):
        return code
    return _with_data(code, found, data, official, taken)


def _cells_of(read: _Text, found: Found) -> list[str] | Problem:
    try:
        return notebook.code_cells(read.text)
    except notebook.NotANotebook:
        return _unusable("not_notebook", found)
    except ImportError:
        fields: dict[str, str | int] = {"modules": "nbformat", "extra": "notebook"}
        message = Sentence(key="problem.missing_dependency", fields=fields)
        return Problem(Outcome.BLOCKED, Reason.MISSING_DEPENDENCY, message)


def _with_data(
    code: _Text, found: Found, data: tuple[str, ...], official: bool, taken: Definitions | None = None
) -> LearnerFile | Problem:
    texts: dict[str, str] = {}
    files = [_submitted(found.path.name, code.data)]
    for name in data:
        path = found.path.parent / name
        read = _read_text(Found(path, shown(path), found.base), official)
        if isinstance(read, _Text):
            texts[name] = read.text
            files.append(_submitted(name, read.data))
        elif read.reason is not Reason.NO_FILE:
            return read
    left_out = taken.left_out if taken is not None else {}
    return LearnerFile(found.shown, code.text, texts, tuple(files), taken is not None, left_out)


def _no_definition(
    cells: Sequence[str], found: Found, names: tuple[str, ...], left_out: Mapping[str, Place]
) -> Problem:
    """Return that a notebook holds nothing of an exercise; a function of nearly its name is told."""
    import difflib

    if names[0] in left_out:
        at = left_out[names[0]]
        where: dict[str, str | int] = {"name": names[0], "cell": at.cell, "line": at.line}
        return Problem(Outcome.ERRORED, Reason.ERROR, Sentence(key="problem.left_out", fields=where))
    functions = {name for part in read_parts(cells).parts if part.is_def for name in part.binds}
    close = difflib.get_close_matches(names[0], functions, 1, 0.7) if not found.course else []
    fields: dict[str, str | int] = {"file": found.shown, "function": names[0], "close": ", ".join(close)}
    key = "problem.no_definition_close" if close else "problem.no_definition"
    key = "problem.course_no_definition" if found.course else key
    return Problem(Outcome.NOT_RUN, Reason.NO_FILE, Sentence(key=key, fields=fields))


def promised(stub: Path) -> tuple[str, ...]:
    """Return the names of the functions that a stub holds."""
    nodes = ast.parse(stub.read_text("utf-8")).body if stub.is_file() else []
    return tuple(node.name for node in nodes if isinstance(node, ast.FunctionDef)) or (stub.stem,)


def unfilled(file: LearnerFile, stub: Path) -> Problem | None:
    """Return that an exercise is not started, when its file is still the stub, white space aside; else None.

    Nothing is run for it, so somebody who begins with the first exercise does not wait for the libraries of the others.
    """
    text = stub.read_text("utf-8") if stub.is_file() else ""  # that it is missing, `dev check` tells
    same = _same_functions(file.source, text) if file.is_notebook else file.source.split() == text.split()
    if not text or not same:
        return None
    for number, line in enumerate(text.splitlines(), 1):
        if found := TODO.search(line):
            message = Sentence(key="problem.not_started", fields={"todo": found[1].replace('\\"', '"')})
            return Problem(Outcome.NOT_RUN, Reason.NOT_STARTED, message, number)
    return None  # a stub without a blank: `dev check` tells


def _same_functions(source: str, stub: str) -> bool:
    """Return whether what was taken from a notebook holds a stub's functions as they were handed out."""
    try:
        taken, blank = ast.parse(source).body, ast.parse(stub).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    mine = {node.name: ast.dump(node) for node in taken if isinstance(node, ast.FunctionDef)}
    return all(ast.dump(node) == mine.get(node.name) for node in blank if isinstance(node, ast.FunctionDef))


@dataclass(frozen=True)
class _Text:
    """A file's bytes as they were read, and what they say."""

    data: bytes
    text: str


def _read_text(found: Found, official: bool, most: int = MAX_BYTES) -> _Text | Problem:
    """Read a file of a learner's: a regular file, not too large, UTF-8 (a byte order mark is fine), no NUL bytes."""
    try:
        descriptor = intake.open_file(found.path, found.base or found.path.parent)
    except intake.Linked as linked:
        kind = "link" if linked.link == found.path else "folder_link"
        return _unusable(kind, found, folder=shown(linked.link))
    except FileNotFoundError:
        return Problem(Outcome.NOT_RUN, Reason.NO_FILE, Sentence(key="problem.no_file", fields={"file": found.shown}))
    except OSError as error:
        return _unopened(found, error)
    try:
        problem = _unfit(found, os.fstat(descriptor), official)
        data = b"" if problem is not None else intake.read(descriptor, most + 1)
    except OSError as error:
        return _unusable("unreadable", found, why=error.strerror or str(error))
    finally:
        os.close(descriptor)
    return problem or _text_of(found, data, most)


def _unopened(found: Found, error: OSError) -> Problem:
    """Return why a file could not be opened; some kinds of files cannot be."""
    try:
        mode = os.lstat(found.path).st_mode
    except OSError:
        mode = stat.S_IFREG
    if stat.S_ISREG(mode):
        return _unusable("unreadable", found, why=error.strerror or str(error))
    return _unusable("directory" if stat.S_ISDIR(mode) else "not_a_file", found)


def _unfit(found: Found, status: os.stat_result, official: bool) -> Problem | None:
    if not stat.S_ISREG(status.st_mode):
        return _unusable("directory" if stat.S_ISDIR(status.st_mode) else "not_a_file", found)
    if official and status.st_nlink > 1:
        return _unusable("hard_link", found, count=status.st_nlink)
    return None


def _text_of(found: Found, data: bytes, most: int = MAX_BYTES) -> _Text | Problem:
    if len(data) > most:
        return _unusable("too_large", found, kilobytes=most // 1024)
    if b"\0" in data:
        return _unusable("nul", found, line=_line_at(data, data.index(b"\0")))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unusable("not_utf8", found, line=_line_at(data, error.start), byte=f"0x{data[error.start]:02x}")
    return _Text(data, text) if text.strip() else _unusable("empty", found)


def _submitted(name: str, data: bytes) -> SubmittedFile:
    return SubmittedFile(name=_speakable(name), bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def _unusable(kind: str, found: Found, line: int = 0, **fields: str | int) -> Problem:
    message = Sentence(key=f"problem.file_{kind}", fields={"file": found.shown, "line": line, **fields})
    return Problem(Outcome.ERRORED, Reason.ERROR, message, line)


def _line_at(data: bytes, position: int) -> int:
    return data[:position].count(b"\n") + 1


def shown(path: Path) -> str:
    """Return a path as a person would type it from here."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):  # another drive (Windows); the current folder is gone
        relative = str(path)
    return _speakable(relative if not relative.startswith(os.path.join("..", "..")) else str(path))


def _speakable(name: str) -> str:
    """Return a file's name as text that can be written anywhere; names need not be UTF-8."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
