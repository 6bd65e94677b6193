"""Which suites grade: their version, and private ones in place of the published."""

from __future__ import annotations

import ast
import functools
import hashlib
from pathlib import Path

import msgspec

import smol_grade
from smol_grade import __version__
from smol_grade.course import Unit
from smol_grade.errors import SuiteError
from smol_grade.locate import CourseFiles, course_files

from .private_suites import laid_over
from .schema import canonical

DIGITS = 12
ORACLES = "smol_grade.judge"
"""The package of what suites share: oracles, draws, detectors."""


def suite_files(private: str = "", place: Path | None = None) -> CourseFiles:
    """Return the course's files; the suites in a folder take the place of the published ones of the same exercises.

    `place` is where the folder with both is made, see `private_suites`. Raises `OperatorError`, `CourseError`.
    """
    files = course_files()
    return laid_over(files, Path(private), place) if private else files


def suite_version(files: CourseFiles, unit: Unit) -> str:
    """Return the version of a unit's suites, `0.1.0+1f2e3d4c5b6a`.

    The digits are of a hash over the manifest's entry (points and limits among it), the suites and their texts. Raises
    `SuiteError` when one of them is not there.
    """
    folder = files.suites / unit.alias
    names = [f"{exercise.name}.toml" for exercise in unit.exercises]
    names += [f"test_{exercise.name}.py" for exercise in unit.exercises]
    read = {name: _read(folder / name) for name in sorted(names)}
    if (folder / "texts.toml").is_file():
        read["texts.toml"] = _read(folder / "texts.toml")
    parts = [[name, hashlib.sha256(content).hexdigest()] for name, content in sorted(read.items())]
    digits = hashlib.sha256(canonical([unit, parts])).hexdigest()[:DIGITS]
    return f"{__version__}+{digits}"


def exercise_suites(files: CourseFiles, unit: Unit) -> dict[str, str]:
    """Return exercise -> digits of the suite that grades it, so that after a fix one knows whom it can concern.

    They are of a hash over the suite, each oracle that it imports, directly or not (a mended oracle mends every suite
    that asks it), and the manifest's entry. Words grade nothing: titles and hints are left out. Raises `SuiteError`
    when a suite is not there.
    """
    found = {}
    for exercise in unit.exercises:
        suite = _read(files.suites / unit.alias / f"test_{exercise.name}.py")
        entry = {name: value for name, value in msgspec.to_builtins(exercise).items() if name != "title"}
        oracles = {name: hashlib.sha256(_oracle(name)).hexdigest() for name in _with_theirs(_imported(suite))}
        whole = [entry, unit.preload(exercise), hashlib.sha256(suite).hexdigest(), oracles]
        found[exercise.name] = hashlib.sha256(canonical(whole)).hexdigest()[:DIGITS]
    return found


def _with_theirs(names: frozenset[str]) -> frozenset[str]:
    """Return oracles and all that these import."""
    found: frozenset[str] = frozenset()
    new = names
    while new:
        found |= new
        new = frozenset(other for name in new for other in _imported(_oracle(name))) - found
    return found


@functools.cache  # what this process has imported grades, whatever is in the file later
def _oracle(name: str) -> bytes:
    return _oracles()[name].read_bytes()


@functools.cache
def _oracles() -> dict[str, Path]:
    folder = Path(str(smol_grade.__file__)).parent / "judge"
    return {path.stem: path for path in folder.glob("*.py") if path.stem != "__init__"}


@functools.cache  # asked for each grading
def _imported(source: bytes) -> frozenset[str]:
    """Return which oracles some source imports, at its top or within its functions. Raises `SyntaxError`."""
    names = (name for node in ast.walk(ast.parse(source)) for name in _dotted(node) if name.startswith(f"{ORACLES}."))
    return frozenset(name.removeprefix(f"{ORACLES}.").partition(".")[0] for name in names) & _oracles().keys()


def _dotted(node: ast.AST) -> list[str]:
    """Return all that an import may mean, in full; `from . import` is written by oracles alone."""
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if not isinstance(node, ast.ImportFrom) or node.level > 1:
        return []
    base = ".".join(part for part in (ORACLES if node.level else "", node.module or "") if part)
    return [base, *(f"{base}.{one.name}" for one in node.names)]


def titles(files: CourseFiles, unit: Unit, exercise: str) -> dict[str, str]:
    """Return the English title of each check of an exercise, from the suite's source."""
    from smol_grade.grade import declared_checks

    try:
        declared = declared_checks(files.suites / unit.alias / f"test_{exercise}.py")
    except (OSError, SyntaxError, ValueError) as error:
        raise SuiteError(f"{exercise}: {error}") from error
    return {name: title for name, (title, _) in declared.items()}


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        if path.suffix == ".py":
            _imported(content)
    except OSError as error:
        raise SuiteError(f"{path}: {error.strerror}") from error
    except (SyntaxError, ValueError) as error:
        raise SuiteError(f"{path}: {error}") from error
    return content
