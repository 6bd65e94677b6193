"""`init` and the first minutes after it: a workspace, one thing to do next, and where else to go."""

from __future__ import annotations

import os
import shlex
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from .. import settings
from ..course import EXAMPLE_UNIT, Course, Exercise, Unit, load_course
from ..errors import CourseError, OutputNotWritable, UsageError
from ..files import write_atomically
from ..links import Links
from ..locate import CourseFiles, course_files
from ..messages import say
from ..records import Language
from ..settings import Settings
from ..workspace import shown
from . import learning

CODE = (".py", ".md")
"""What is copied of a unit; its notebook only when that is asked for."""
IGNORED = ".smol-grade/\nsmol-submission-*.json\n.ipynb_checkpoints/\n__pycache__/\n"


class UnitNeeded(UsageError):
    """--unit names an exercise."""

    key = "start.unit_needed"

    def __init__(self, name: str, unit: str) -> None:
        super().__init__(name=name, unit=unit)


class NoRepository(UsageError):
    """--from-fork, but the folder is no clone."""

    key = "start.no_repository"
    hint = "start.no_repository.hint"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=folder.absolute())


class IsFork(UsageError):
    """A clone of a fork, without --from-fork: a second copy of its exercises would be graded in their place."""

    key = "start.is_fork"
    hint = "start.is_fork.hint"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=folder.absolute())


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    folder: Path
    unit: str = ""
    """Alias, number or slug; empty: the whole course."""
    notebook: bool = False
    from_fork: bool = False


@dataclass
class _Copied:
    """What became of a folder's files, by name."""

    wrote: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def init(asked: Asked, language: Language) -> str:
    """Copy what a learner gets into a folder, never over anything that is there; return what was done and what is next.

    Running it again brings what is missing.
    """
    files = course_files()
    course = load_course(files)
    unit = _unit(course, asked.unit) if asked.unit else None
    units = course.units if unit is None else (unit,)
    _check_place(asked, units)
    root = asked.folder / "exercises" if asked.from_fork else asked.folder
    lines = [say(language, "start.files", folder=shown(root) if root != Path() else root.resolve())]
    without = []
    for one in units:
        copied = _copy_code(files, one.alias, root)
        if asked.notebook and not _copy_notebook(files, one, root, language, copied):
            without.append(one.alias)
        lines.append(_line(one.alias, copied, language))
    if unit is None and course.project is not None:
        lines.append(_line(course.project.slug, _copy_code(files, course.project.slug, root), language))
    lines += _own_files(asked, unit, language)
    if without:
        lines.append(say(language, "start.no_notebook", units=", ".join(without)))
    return "\n".join([*lines, "", *_next(asked, units, root, language), "", *_where_to_go(course.links, language)])


def _unit(course: Course, name: str) -> Unit:
    unit, exercises = course.find(name)
    if exercises is not unit.exercises:
        raise UnitNeeded(name, unit.alias)
    return unit


def _check_place(asked: Asked, units: tuple[Unit, ...]) -> None:
    """Raise `NoRepository` or `IsFork` where --from-fork and the folder do not belong together."""
    folder = asked.folder
    is_repository = os.path.lexists(folder / ".git")
    if asked.from_fork and not is_repository:
        raise NoRepository(folder)
    if is_repository and not asked.from_fork:
        for unit in units:
            if (folder / "exercises" / unit.alias).is_dir() and not os.path.lexists(folder / unit.alias):
                raise IsFork(folder)


def _copy_code(files: CourseFiles, name: str, root: Path) -> _Copied:
    """Copy a unit's code files and READMEs."""
    copied = _Copied()
    for path in sorted(path for path in (files.exercises / name).glob("*") if path.suffix in CODE):
        _copy(path, root / name / path.name, copied)
    return copied


def _copy_notebook(files: CourseFiles, unit: Unit, root: Path, language: Language, copied: _Copied) -> bool:
    """Copy a unit's notebook; return whether there is one in this language."""
    suffix = "" if language == "en" else f".{language}"
    path = files.exercises / unit.alias / f"{unit.alias}{suffix}.ipynb"
    if not path.is_file():
        return False
    _copy(path, root / unit.alias / f"{unit.alias}.ipynb", copied)
    return True


def _copy(path: Path, copy: Path, copied: _Copied) -> None:
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(path, 0, str(error)) from error
    (copied.wrote if _write(copy, text) else copied.kept).append(copy.name)


def _write(path: Path, text: str) -> bool:
    """Write a file, all of it or nothing; return False where something of that name is already there."""
    try:
        if os.path.lexists(path):
            return False
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text)
    except OSError as error:
        raise OutputNotWritable(path, error.strerror or str(error)) from error
    return True


def _line(name: str, copied: _Copied, language: Language) -> str:
    counts = (("start.wrote", len(copied.wrote)), ("start.kept", len(copied.kept)))
    return f"  {name}: {', '.join(say(language, key, count=count) for key, count in counts if count)}"


def _own_files(asked: Asked, unit: Unit | None, language: Language) -> list[str]:
    """Write our settings and what git is to leave out; return a line for what was written, or says something else."""
    path = asked.folder / settings.NAME
    wanted = Settings(lang=language, unit=unit.alias if unit is not None else "")
    wrote, lines = [], []
    if _write(path, settings.text_of(wanted, say(language, "settings.about"))):
        wrote.append(path.name)
    elif _differs(settings.read(path).settings, wanted):
        lines.append(say(language, "start.settings_kept", file=settings.NAME))
    if not asked.from_fork and _write(asked.folder / ".gitignore", IGNORED):
        wrote.append(".gitignore")
    return [*([f"  {', '.join(wrote)}"] if wrote else []), *lines]


def _differs(kept: Settings, wanted: Settings) -> bool:
    return kept.lang != wanted.lang or (bool(wanted.unit) and kept.unit != wanted.unit)


def _next(asked: Asked, units: tuple[Unit, ...], root: Path, language: Language) -> list[str]:
    """Return the one instruction: the notebook where it was asked for, else to watch the first unit."""
    lines = [say(language, "start.next")]
    if asked.folder.resolve() != Path.cwd():
        lines.append(f"  cd {shlex.quote(str(asked.folder))}")
    course_units = [unit for unit in units if unit.slug != EXAMPLE_UNIT] or list(units)
    notebooks = [root / unit.alias / f"{unit.alias}.ipynb" for unit in course_units]
    notebook = next((path for path in notebooks if path.is_file()), None)
    if asked.notebook and notebook is not None:
        if shutil.which("jupyter-lab") is None:
            lines.append("  pip install jupyterlab")
        return [*lines, f"  jupyter lab {shlex.quote(notebook.relative_to(asked.folder).as_posix())}"]
    return [*lines, f"  smol-grade watch {course_units[0].alias}"]


def _where_to_go(links: Links, language: Language) -> list[str]:
    """Return the last lines: that practice needs nothing more, and the course's addresses, each once."""
    titles: dict[str, list[str]] = {}
    for link in links.given.values():
        titles.setdefault(link.url, []).append(link.title.in_language(language))
    lines = [say(language, "start.no_account")]
    for url, named in titles.items():
        lines += [f"{' · '.join(named)}:", f" {url}"]
    return lines


def what_now(language: Language) -> str:
    """Return one instruction for who types the program's name alone: to begin, or the exercise that comes next."""
    course = load_course(course_files())
    here = [unit for unit in course.units if learning.folder_of(unit) is not None]
    found = next_exercise(here)
    if not here:
        said = say(language, "start.begin")
    elif found is None:
        said = say(language, "start.finished")
    else:
        unit, exercise = found
        fields = {"number": exercise.number, "name": exercise.name, "unit": unit.alias}
        said = say(language, "start.go_on", title=exercise.title.in_language(language), **fields)
    return f"{said}\n\n{say(language, 'start.more')}"


def next_exercise(units: list[Unit]) -> tuple[Unit, Exercise] | None:
    """Return the first exercise that is not done, bonus aside: of the unit that the settings name, of the next ones.

    The warm-up comes last: it is an example of the grader, not of the course.
    """
    chosen = chosen_unit(units)
    for unit in sorted(units, key=lambda unit: (unit is not chosen, unit.slug == EXAMPLE_UNIT)):
        known = learning.standings(unit)
        for exercise in unit.exercises:
            standing = known.get(f"{unit.slug}/{exercise.name}")
            if not exercise.bonus and (standing is None or standing.status != "done"):
                return unit, exercise
    return None


def chosen_unit(units: list[Unit]) -> Unit | None:
    """Return the unit that smol-grade.toml names, None where it names none of these."""
    name = settings.here().settings.unit
    return next((unit for unit in units if name and name in (unit.alias, unit.slug)), None)
