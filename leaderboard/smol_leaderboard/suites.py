"""Which suites grade: their version, and private ones in place of the published."""

from __future__ import annotations

import ast
import functools
import hashlib
from dataclasses import replace
from pathlib import Path

from smol_grade import __version__
from smol_grade.course import Unit
from smol_grade.errors import SuiteError
from smol_grade.locate import CourseFiles, course_files

from .errors import OperatorError
from .schema import canonical

DIGITS = 12


def suite_files(private: str = "") -> CourseFiles:
    """Return the course's files; a folder named (`DIR/unit1/test_NAME.py`) takes the place of its suites."""
    files = course_files()
    if not private:
        return files
    folder = Path(private).resolve()
    if not folder.is_dir():
        raise OperatorError(f"there is no folder {private} with suites")
    return replace(files, suites=folder)


def suite_version(files: CourseFiles, unit: Unit) -> str:
    """Return the version of a unit's suites, `0.1.0+1f2e3d4c5b6a`.

    The digits are of a hash over the manifest's entry (points and limits among it), the suites and their texts. Raises
    `SuiteError` when one of them is not there.
    """
    folder = files.suites / unit.alias
    names = [f"{exercise.name}.toml" for exercise in unit.exercises]
    names += [f"test_{exercise.name}.py" for exercise in unit.exercises]
    if (folder / "texts.toml").is_file():
        names.append("texts.toml")
    parts = [[name, _hash_of(folder / name)] for name in sorted(names)]
    digits = hashlib.sha256(canonical([unit, parts])).hexdigest()[:DIGITS]
    return f"{__version__}+{digits}"


def titles(files: CourseFiles, unit: Unit, exercise: str) -> dict[str, str]:
    """Return the English title of each check of an exercise, from the suite's source."""
    from smol_grade.grade import declared_checks

    try:
        declared = declared_checks(files.suites / unit.alias / f"test_{exercise}.py")
    except (OSError, SyntaxError, ValueError) as error:
        raise SuiteError(f"{exercise}: {error}") from error
    return {name: title for name, (title, _) in declared.items()}


def _hash_of(path: Path) -> str:
    """Return the SHA-256 of a file that has not changed since it was read last, or is read now."""
    try:
        there = path.stat()
        return _read(path, there.st_mtime_ns, there.st_size, there.st_ino)
    except OSError as error:
        raise SuiteError(f"{path}: {error.strerror}") from error
    except (SyntaxError, ValueError) as error:
        raise SuiteError(f"{path}: {error}") from error


@functools.lru_cache(maxsize=4096)
def _read(path: Path, *_as_it_is: int) -> str:
    content = path.read_bytes()
    if path.suffix == ".py":
        ast.parse(content)
    return hashlib.sha256(content).hexdigest()
