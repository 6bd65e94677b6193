"""Packing a unit's exercise files for a submission, and unpacking them to be graded."""

from __future__ import annotations

import ast
import secrets
import warnings
from pathlib import Path
from typing import NamedTuple

from smol_grade.course import Exercise, Unit
from smol_grade.definitions import cell_of
from smol_grade.learner_file import LearnerFile
from smol_grade.locate import CourseFiles
from smol_grade.records import Reason
from smol_grade.workspace import MAX_BYTES, Found, Problem, find_files, read_submission, unfilled

from .errors import FileUnfit, NothingToSubmit, RequestRefused, SecretInFile
from .handed_in import Package, PackedFile
from .secret_scan import find_secrets


class Packed(NamedTuple):
    """What a submission would hold."""

    files: tuple[PackedFile, ...]
    left_out: tuple[str, ...]
    """Names of the exercises that have no file, or only the stub."""
    notebooks: tuple[str, ...]
    """Names of the exercises whose code comes from a notebook."""
    ignored: tuple[str, ...]
    """Notebooks that lie beside a `.py` of the same exercise, which counts."""
    broken: tuple[str, ...] = ()
    """Files that are no Python, with the line: none of their checks can pass."""

    @property
    def exercises(self) -> tuple[str, ...]:
        """Names of the exercises that are sent, in the manifest's order."""
        return tuple(dict.fromkeys(file.exercise for file in self.files))

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(len(file.text.encode()) for file in self.files)


def pack(files: CourseFiles, unit: Unit, path: Path | None = None) -> Packed:
    """Read the files of the exercises that were begun; `path` is a folder (default: the current one).

    Raises `FileUnfit`, `SecretInFile`, `NothingToSubmit`, `ExtraNeeded`, and what `find_files` does.
    """
    found = find_files(unit, unit.exercises, path)
    packed: list[PackedFile] = []
    begun, left_out, broken = [], [], []
    for exercise in unit.exercises:
        place = found[exercise.name]
        stub = files.exercises / unit.alias / f"{exercise.name}.py"
        read = read_submission(place, exercise.data, stub)
        if isinstance(read, Problem) and read.reason is not Reason.NO_FILE:
            raise FileUnfit(read.message)
        if isinstance(read, Problem) or unfilled(read, stub) is not None:
            left_out.append(exercise.name)
            continue
        begun.append(place)
        line = _broken_line(read.source)
        if line is not None:
            broken.append(f"{place.shown}:{line}")
        packed += _packed(exercise, place, read)
    other = [place.path.with_suffix(".ipynb") for place in found.values() if place.path.suffix == ".py"]
    ignored = tuple(notes.name for notes in other if notes.is_file())
    if not packed:
        raise NothingToSubmit(unit.alias, ignored)
    notes = tuple(place.path.stem for place in begun if place.path.suffix == ".ipynb")
    return Packed(tuple(packed), tuple(left_out), notes, ignored, tuple(broken))


def _broken_line(source: str) -> int | None:
    """Return the line at which a file stops being Python, None where it is."""
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return getattr(error, "lineno", None) or 1
    return None


def _packed(exercise: Exercise, place: Found, read: LearnerFile) -> list[PackedFile]:
    """Return an exercise's files; raise `SecretInFile` for the first that must not leave this machine."""
    texts = {f"{exercise.name}.py": read.source, **read.data}
    for name, text in texts.items():
        code = name == f"{exercise.name}.py"
        shown = place.shown if code else str(Path(place.shown).with_name(name))
        for secret in find_secrets(text):
            cell, line = 0, secret.line
            if code and place.path.suffix == ".ipynb":
                cell, line = cell_of(text, secret.line)
            raise SecretInFile(shown, line, secret.kind, cell)
    return [PackedFile(exercise=exercise.name, name=name, text=text) for name, text in texts.items()]


def package(request_id: str, user: str, unit: Unit, files: tuple[PackedFile, ...], model: str = "") -> Package:
    """Return the package of a request, with a fresh nonce."""
    nonce = secrets.token_hex(16)
    return Package(id=request_id, user=user, unit=unit.slug, nonce=nonce, files=files, model=model)


def unpack(package: Package, unit: Unit, folder: Path) -> None:
    """Write a package's files into a new folder, as a learner's folder holds them.

    Names come from the manifest, never from the package. Raises `RequestRefused` (`no_files`, `unknown_file`) for a
    file that no exercise of the unit has, that is there twice, or that is larger than grading reads.
    """
    allowed = {(e.name, name) for e in unit.exercises for name in (f"{e.name}.py", *e.data)}
    wanted: dict[str, bytes] = {}
    for file in package.files:
        text = file.text.encode("utf-8", "surrogatepass")
        known = (file.exercise, file.name) in allowed and wanted.get(file.name, text) == text
        if not known or len(text) > MAX_BYTES:
            raise RequestRefused("unknown_file", file=file.name[:100])
        allowed.remove((file.exercise, file.name))
        wanted[file.name] = text  # two exercises may share a data file
    if not wanted:
        raise RequestRefused("no_files")
    for name, content in wanted.items():
        with open(folder / name, "xb") as target:
            target.write(content)
