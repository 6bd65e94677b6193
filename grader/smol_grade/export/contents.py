"""What the learners' repository holds: exercises by name, the template's files, and a list of all with their hashes.

Nothing is copied because it lies in a folder: each file is named by the manifest or by the template, so what somebody
left beside the exercises (an answer, a log, a key) cannot come along. The same course gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec

from .. import __version__
from ..course import Course, Unit
from ..errors import CourseError
from ..locate import CourseFiles
from ..records import SCHEMA_VERSION, Record

TEMPLATE = Path(__file__).parent / "template"
HANDED_OUT = ".github/handed-out.json"
"""The list of what was handed out. It tells `upgrade` which files are the learner's own by now."""
HIDDEN = ("devcontainer", "gitattributes", "github", "gitignore")
"""Names of the template that begin with a dot in a repository; here they must mean nothing to git."""
EXECUTABLE = (".devcontainer/setup.sh",)
PROJECT = ("CARD.es.md", "CARD.md", "README.es.md", "README.md")
READMES = ("README.es.md", "README.md")
EXTRAS = "vlm,notebook,submit"
"""What grading all exercises, notebooks and `submit` need beyond the base install."""
FIELD = re.compile(r"@([A-Z]+)@")


class HandedOut(Record, frozen=True):
    """The content of `HANDED_OUT`."""

    smol_grade: str
    """The version that wrote the files."""
    files: dict[str, str]
    """Path -> SHA-256 of the file, its line ends being those of Unix."""
    schema_version: int = SCHEMA_VERSION
    about: str = "What smol-grade handed out. `smol-grade upgrade` reads it to leave your own work alone; keep it."


def contents(files: CourseFiles, course: Course) -> dict[str, bytes]:
    """Return every file of the learners' repository by its path, sorted; raise `CourseError` if one is missing."""
    found = {f"exercises/{name}": _read(files.exercises / name) for name in exercise_files(course)}
    found |= template(course)
    found["LICENSE"] = _read(files.constraints.with_name("LICENSE"))
    found["constraints.txt"] = _read(files.constraints)
    listed = HandedOut(smol_grade=__version__, files={path: digest(found[path]) for path in sorted(found)})
    found[HANDED_OUT] = msgspec.json.format(msgspec.json.encode(listed)) + b"\n"
    return dict(sorted(found.items()))


def exercise_files(course: Course) -> list[str]:
    """Return what learners get of the exercises, as paths below `exercises/`."""
    names = [f"{unit.alias}/{name}" for unit in course.units for name in _unit_files(unit)]
    return names + ([f"{course.project.slug}/{name}" for name in PROJECT] if course.project is not None else [])


def _unit_files(unit: Unit) -> list[str]:
    notebooks = [f"{unit.alias}.ipynb", f"{unit.alias}.es.ipynb"]
    return [*READMES, *notebooks, *(f"{exercise.name}.py" for exercise in unit.exercises)]


def template(course: Course) -> dict[str, bytes]:
    """Return the files that are no exercises, by their paths in the repository, with their fields filled in."""
    first = next((unit.alias for unit in course.units if unit.alias == "unit1"), course.units[0].alias)
    fields = {"VERSION": __version__, "EXTRAS": EXTRAS, "FIRST": first}
    found = {}
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_file():
            head, *rest = path.relative_to(TEMPLATE).parts
            name = "/".join([f".{head}" if head in HIDDEN else head, *rest])
            text = _read(path).decode("utf-8")
            found[name] = FIELD.sub(lambda field: fields[field[1]], text).encode("utf-8")
    return found


def digest(content: bytes) -> str:
    """Return the hash that is listed for a file; a checkout on Windows may have given it other line ends."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(path, 0, error.strerror or str(error)) from error
