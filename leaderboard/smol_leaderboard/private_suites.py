"""Private suites: a folder with some suites takes the place of these, and the published ones serve for all others.

`DIR/unit1/test_NAME.py` is a suite, `DIR/unit1/NAME.toml` beside it its texts; without them it says the published ones.
`DIR/unit1/texts.toml` are the hints that suites of a unit share. Whatever else looks as if it were meant for a suite is
named: under a misspelt name the published suite would grade, and nobody would notice.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from smol_grade.course import SharedTexts, Unit, load_course, read_toml
from smol_grade.locate import CourseFiles, course_files

from .errors import OperatorError

SHARED = "texts.toml"
OF_UNIT = (SHARED, "walkthroughs.toml", "survivors.toml")
"""What lies beside the suites of a unit and is of no one exercise."""
NAMED = 5
"""Files that a sentence names."""

_laid: list[tempfile.TemporaryDirectory[str]] = []
"""Folders that last as long as this process."""


def laid_over(published: CourseFiles, private: Path, place: Path | None = None) -> CourseFiles:
    """Return the files with a folder of suites that has a link to each private one, and to the published ones else.

    The folder is made in `place` and goes with this process. Raises what `private_files` does.
    """
    mine = private_files(published, private)
    there = (published.suites.glob(f"{unit.alias}/*.*") for unit in load_course(published).units)
    links = {path.relative_to(published.suites).as_posix(): path for paths in there for path in paths if path.is_file()}
    try:
        made = tempfile.TemporaryDirectory(prefix="smol-leaderboard-suites-", dir=place)
        _laid.append(made)
        for name, path in (links | mine).items():
            link = Path(made.name) / name
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(path)
    except OSError as error:
        raise OperatorError(f"{error.filename2 or error.filename}: {error.strerror}") from error
    return replace(published, suites=Path(made.name))


def ensure_suites(private: str) -> None:
    """Raise what `private_files` does for a folder that the command line names; nothing for none."""
    if private:
        private_files(course_files(), Path(private))


def private_files(published: CourseFiles, private: Path) -> dict[str, Path]:
    """Return the suites and texts in a folder, by `unit1/test_NAME.py`.

    Raises `OperatorError` where it has none, for what belongs to no exercise, for texts without their suite, for a
    suite that is no Python, and for shared texts in which a published suite would not find its hints; `CourseError` for
    texts that are none.
    """
    if not private.is_dir():
        raise OperatorError(f"there is no folder {private} with suites")
    private = private.resolve()
    units = {unit.alias: unit for unit in load_course(published).units}
    found: dict[str, Path] = {}
    strange: list[str] = []
    for name, path in _listed(private):
        alias, _, file = name.rpartition("/")
        if alias in units and file in _names(units[alias]):
            found[name] = path
        elif alias or file.startswith("test_"):
            strange.append(name)
    if strange:
        told = ", ".join(strange[:NAMED]) + (f" and {len(strange) - NAMED} more" if len(strange) > NAMED else "")
        raise OperatorError(f"no exercise has this in {private}: {told}; a suite is {private}/unitN/test_NAME.py")
    if not any(Path(name).name.startswith("test_") for name in found):
        raise OperatorError(f"there is no suite in {private}; one is {private}/unitN/test_NAME.py")
    for unit in units.values():
        _ensure_whole(published, private, unit, found)
    return found


def _listed(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what could be meant for a suite: files in the folder and in its folders, but for notes and hidden ones."""
    for path in sorted((*folder.glob("*"), *folder.glob("*/*"))):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith((".", "__pycache__")) for part in Path(name).parts)
        if not (hidden or path.suffix in (".md", ".pyc") or name.endswith("~")) and (
            not path.is_dir() or path.name.startswith("test_")
        ):
            yield name, path


def _names(unit: Unit) -> set[str]:
    """Return what may lie in a unit's folder."""
    own = (name for one in unit.exercises for name in (f"test_{one.name}.py", f"{one.name}.toml"))
    return {*own, *OF_UNIT}


def _ensure_whole(published: CourseFiles, private: Path, unit: Unit, found: dict[str, Path]) -> None:
    """Raise `OperatorError` where a unit's private files do not make suites together."""
    mine = [one.name for one in unit.exercises if f"{unit.alias}/test_{one.name}.py" in found]
    for one in unit.exercises:
        suite, texts = f"{unit.alias}/test_{one.name}.py", f"{unit.alias}/{one.name}.toml"
        if texts in found and suite not in found:
            raise OperatorError(f"{private} has {texts} and no {suite}: texts go with their suite")
        if suite in found:
            _ensure_python(found[suite])
    shared = f"{unit.alias}/{SHARED}"
    if shared not in found:
        return
    if not mine:
        raise OperatorError(f"{private} has {shared} and no suite of {unit.alias}: texts go with their suite")
    path = published.suites / unit.alias / SHARED
    if len(mine) < len(unit.exercises) and path.is_file():
        known = read_toml(path, SharedTexts).mistakes.keys()
        if lacking := sorted(known - read_toml(found[shared], SharedTexts).mistakes.keys()):
            raise OperatorError(
                f"{found[shared]} lacks hints of published suites, which say them from it: "
                f"{', '.join(lacking[:NAMED])}; put those of your suites into their own NAME.toml"
            )


def _ensure_python(path: Path) -> None:
    try:
        ast.parse(path.read_bytes())
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from error
    except SyntaxError as error:  # its words may be the suite's own
        raise OperatorError(f"{path} is no Python: line {error.lineno or 1}") from error
    except ValueError as error:
        raise OperatorError(f"{path} is no Python") from error
