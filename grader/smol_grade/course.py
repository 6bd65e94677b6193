"""The manifest of the course, `course.toml`, and the texts of each exercise, read into frozen records and checked."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from . import certificates, links, schedule
from .certificates import Certificates, Issuer
from .errors import CourseError, UnknownTarget
from .links import Links
from .locate import CourseFiles
from .records import Record, Text
from .schedule import Schedule

Level = Literal["turtle", "dog", "lion"]
LEVEL_MARKS = {"turtle": "🐢", "dog": "🐕", "lion": "🦁"}
EXAMPLE_UNIT = "warmup"
"""The unit that is an example of the grader, not of the course: it needs no collection of answers and no quiz."""
SLUG = re.compile(r"[a-z][a-z0-9_]*")
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
LONGEST_COOLDOWN_H = 8_784


class Limits(Record, frozen=True):
    """What one exercise may use."""

    call_s: float = 10.0
    """Seconds for one call."""
    load_s: float = 30.0
    """Seconds to import the learner's file."""
    check_s: float = 30.0
    """Seconds for a whole check."""
    memory_mb: int = 1024
    """Megabytes of address space beyond the zygote's."""
    file_mb: int = 64
    """Megabytes of the largest file that learner code may write."""
    output_mb: int = 16
    """Megabytes that learner code may print in one check before it is ended."""

    @property
    def cpu_s(self) -> int:
        """Processor seconds of one check."""
        return int(self.check_s + self.load_s) + 5


class Exercise(Record, frozen=True):
    """One function for the learner to write."""

    name: str
    """Of the function and of its file."""
    number: str
    """As in the TODO, e.g. `1.2`."""
    title: Text
    level: Level
    points: int
    parameters: tuple[str, ...]
    """Names of the arguments that a call passes, in order."""
    checks: tuple[str, ...]
    """Names of its checks, in the order of the report."""
    keywords: tuple[str, ...] = ()
    """Names of the arguments that a call passes by keyword."""
    data: tuple[str, ...] = ()
    """Names of the data files that belong to the submission, beside the code file."""
    libraries: str = "base"
    """Which set of the unit's libraries its workers begin with."""
    requires: tuple[str, ...] = ()
    """Modules that the grading needs beyond the base install."""
    extra: str = ""
    """The extra of the distribution that installs them."""
    bonus: bool = False
    """Extra: its points come on top and are needed neither for full marks nor for a certificate."""
    limits: Limits = Limits()


class Unit(Record, frozen=True):
    """One unit of the syllabus."""

    slug: str
    """Stable name, stored in records."""
    alias: str
    """`unit1`: what people type, and the folder's name."""
    title: Text
    exercises: tuple[Exercise, ...] = ()
    """None yet in a unit that has just been begun."""
    libraries: dict[str, tuple[str, ...]] = {}
    """Sets of what a zygote imports before it forks, `module` or `module:attribute`, by name."""

    @property
    def full_marks(self) -> int:
        """The points of all that is no bonus."""
        return sum(exercise.points for exercise in self.exercises if not exercise.bonus)

    def preload(self, exercise: Exercise) -> tuple[str, ...]:
        """Return what the workers of an exercise begin with."""
        return self.libraries.get(exercise.libraries, ())


class Board(Record, frozen=True):
    """`[board]`: where submissions of this course go, and its rules for them."""

    repo: str = ""
    """Hub id of the leaderboard data set, `USER/NAME`; empty: none, so `--board` must be given."""
    cohort: str = ""
    """Name of the running of the course whose results count together."""
    attempts_per_day: int = 10
    """Submissions of one learner and unit within one UTC day."""
    quiz_cooldown_h: int = 24
    """Hours between two attempts at one unit's official quiz."""
    public_key: str = ""
    """The key that submissions are sealed to, 64 hexadecimal digits. When given, the board must have the same one."""


class BaseModel(Record, frozen=True):
    """A model that learners may start from."""

    id: str
    """Hub id, `HuggingFaceTB/SmolLM2-135M-Instruct`."""
    size_class: str
    """`135M`, `360M`, `1.7B`, `3B`: models of one class are ranked together."""
    revision: str = ""
    """The commit that is compared with, 40 hexadecimal digits; empty: the newest."""


class Models(Record, frozen=True):
    """`[models]`: which models may be submitted, and when one counts."""

    bases: tuple[BaseModel, ...] = ()
    public: tuple[str, ...] = ()
    """Hub ids of public fine-tunes whose weights are nobody's own work here."""
    overfit_gap: float = 0.1
    """The most that `gsm8k` may be above `heldout`, beyond twice the gap's standard error, for a model to count."""


class Project(Record, frozen=True):
    """`[project]`: the final project, a model of the learner's own. It has no exercises, so it is no unit."""

    title: Text
    unit: str
    """Alias of the unit with which its model is handed in."""
    slug: str = "project"
    """Stable name, stored in records; also what people type, and the folder's name."""


class Course(Record, frozen=True):
    """The whole manifest."""

    schema_version: int
    title: Text
    units: tuple[Unit, ...]
    board: Board = Board()
    models: Models = Models()
    project: Project | None = None
    certificates: Certificates = certificates.NONE
    issuer: Issuer | None = None
    schedule: Schedule = Schedule()
    links: Links = Links()

    def find(self, target: str) -> tuple[Unit, tuple[Exercise, ...]]:
        """Return the unit and exercises that `unit1`, `instruction`, `unit1/NAME` or `NAME` means."""
        wanted = target.strip().lower().removeprefix("./").strip("/").removesuffix(".py").removesuffix(".ipynb")
        for unit in self.units:
            if wanted in (unit.slug, unit.alias, unit.alias.removeprefix("unit")):
                return unit, unit.exercises
            for exercise in unit.exercises:
                paths = (f"{unit.slug}/{exercise.name}", f"{unit.alias}/{exercise.name}")
                if wanted in (exercise.name, exercise.number, *paths):
                    return unit, (exercise,)
        import difflib

        names = [name for unit in self.units for name in (unit.alias, unit.slug, *(e.name for e in unit.exercises))]
        names += [f"{unit.alias}/{exercise.name}" for unit in self.units for exercise in unit.exercises]
        if re.fullmatch(r"unit\d+", wanted):
            raise UnknownTarget(target, [unit.alias for unit in self.units], unit=True)
        raise UnknownTarget(target, difflib.get_close_matches(wanted, names, 3, 0.5))


class Hints(Record, frozen=True):
    """Three hints on request, from a question to almost the code."""

    question: Text
    pointer: Text
    almost: Text

    @property
    def steps(self) -> tuple[Text, Text, Text]:
        """The hints in order."""
        return self.question, self.pointer, self.almost


class ExerciseTexts(Record, frozen=True):
    """An exercise's texts, `EXERCISE.toml` beside its suite."""

    hints: Hints
    titles: dict[str, str]
    """Check -> its title in Spanish (the English one is the test's docstring)."""
    mistakes: dict[str, Text] = {}
    """Hint id -> the hint for one known mistake."""


class SharedTexts(Record, frozen=True):
    """A unit's `texts.toml`, for what several of its exercises share."""

    mistakes: dict[str, Text] = {}
    """Hint id -> the hint; an exercise may have another one of that name."""


def load_course(files: CourseFiles) -> Course:
    """Read and check the manifest; raise `CourseError` with file and line."""
    course = read_toml(files.manifest, Course)
    if course.schema_version != 1:
        problem = f"schema_version {course.schema_version} is newer than this smol-grade; upgrade it"
        raise CourseError(files.manifest, _line_of(files.manifest, "schema_version"), problem)
    _check(course, files.manifest)
    return course


def load_texts(files: CourseFiles, unit: Unit) -> dict[str, ExerciseTexts]:
    """Read a unit's texts by exercise, the shared hints among each one's own; raise `CourseError` if one has none."""
    folder = files.suites / unit.alias
    shared = read_toml(folder / "texts.toml", SharedTexts) if (folder / "texts.toml").is_file() else SharedTexts()
    texts = {}
    for exercise in unit.exercises:
        own = read_toml(folder / f"{exercise.name}.toml", ExerciseTexts)
        texts[exercise.name] = ExerciseTexts(
            hints=own.hints, titles=own.titles, mistakes=shared.mistakes | own.mistakes
        )
    return texts


def load_walkthroughs(files: CourseFiles, unit: Unit) -> dict[str, Text]:
    """Read what is told after full marks, by exercise, those that have a text; raise `CourseError`. No grading asks."""
    path = files.suites / unit.alias / "walkthroughs.toml"
    if not path.is_file():
        return {}
    fields = [(exercise.name, Text | None, None) for exercise in unit.exercises]
    read = read_toml(path, msgspec.defstruct("Walkthroughs", fields, forbid_unknown_fields=True))
    return {name: text for name, text in msgspec.structs.asdict(read).items() if text is not None}


def missing_modules(exercise: Exercise) -> list[str]:
    """Return the modules that the exercise requires and that are not installed."""
    import importlib.util

    return [module for module in exercise.requires if importlib.util.find_spec(module) is None]


T = TypeVar("T")


def read_toml(path: Path, kind: type[T]) -> T:
    """Read one of the course's files; raise `CourseError` with the line of what is wrong."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return msgspec.convert(tomllib.loads(text), kind)
    except OSError as error:
        raise CourseError(path, 0, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CourseError(path, line, f"not UTF-8: {error.reason}") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        raise CourseError(path, line, re.sub(r" \(at .*\)$", "", str(error))) from error
    except msgspec.ValidationError as error:
        problem, _, where = str(error).partition(" - at `$")
        where = where.rstrip("`").lstrip(".")
        unknown = re.search(r"unknown field `(.+?)`", problem)
        named = f"{where}.{unknown[1]}" if unknown else where
        raise CourseError(path, _line_of_path(text, named), f"{problem} ({where or 'top level'})") from error


def _check(course: Course, path: Path) -> None:
    """Raise `CourseError` for what types cannot say: unique names, points that can be given."""
    seen: set[str] = set()
    for unit in course.units:
        for name in (unit.slug, unit.alias, *(exercise.name for exercise in unit.exercises)):
            if not SLUG.fullmatch(name):
                raise CourseError(path, _line_of(path, name), f"{name!r} is not a name (a-z, 0-9, _)")
            if name in seen:
                raise CourseError(path, _line_of(path, name, last=True), f"the name {name!r} is used twice")
            seen.add(name)
        for exercise in unit.exercises:
            _check_exercise(exercise, path)
        check_libraries(unit, path)
    _check_board(course, path)
    if course.project is not None:
        _check_project(course.project, course, path, seen)
    aliases = {unit.alias for unit in course.units}
    has_project = course.project is not None
    for problem in certificates.problems(course.certificates, course.issuer, aliases, project=has_project):
        raise CourseError(
            path, _line_of(path, "[issuer]" if problem.startswith("issuer") else "[certificates]"), problem
        )
    for problem in schedule.problems(course.schedule, aliases):
        raise CourseError(path, _line_of(path, "[schedule]"), problem)
    for problem in links.problems(course.links):
        raise CourseError(path, _line_of(path, "[links]"), problem)


def _check_project(project: Project, course: Course, path: Path, seen: set[str]) -> None:
    """Raise `CourseError` for a project without a name of its own, or that goes with no unit."""
    if not SLUG.fullmatch(project.slug) or project.slug in seen:
        problem = f"project.slug {project.slug!r} is not a name (a-z, 0-9, _), or is used twice"
    elif project.unit not in {unit.alias for unit in course.units}:
        problem = f"project.unit: there is no unit {project.unit!r}"
    else:
        return
    raise CourseError(path, _line_of(path, "[project]"), problem)


def check_libraries(unit: Unit, path: Path) -> None:
    """Raise `CourseError` when an exercise asks for a set of libraries that its unit does not name."""
    for exercise in unit.exercises:
        if exercise.libraries not in {"base", *unit.libraries}:
            line = _line_of(path, exercise.name)
            raise CourseError(path, line, f"{exercise.name}: the unit has no libraries {exercise.libraries!r}")


def _check_board(course: Course, path: Path) -> None:
    """Raise `CourseError` for a rule of the board that no submission could follow."""
    board = course.board
    if board.repo and not HUB_ID.fullmatch(board.repo):
        raise CourseError(path, _line_of(path, "repo"), f"board.repo {board.repo!r} is not USER/NAME")
    if board.attempts_per_day < 1:
        raise CourseError(path, _line_of(path, "attempts_per_day"), "board.attempts_per_day must be above zero")
    if not 0 <= board.quiz_cooldown_h <= LONGEST_COOLDOWN_H:
        line = _line_of(path, "quiz_cooldown_h")
        raise CourseError(path, line, f"board.quiz_cooldown_h must be from 0 to {LONGEST_COOLDOWN_H}, a year")
    if board.public_key and not re.fullmatch(r"[0-9a-f]{64}", board.public_key):
        line = _line_of(path, "public_key", last=True)
        raise CourseError(path, line, "board.public_key is not 64 hexadecimal digits")


def _check_exercise(exercise: Exercise, path: Path) -> None:
    problem = _problem_of(exercise)
    if problem:
        raise CourseError(path, _line_of(path, exercise.name), f"{exercise.name}: {problem}")


def _problem_of(exercise: Exercise) -> str:
    limits = exercise.limits
    if not exercise.checks or len(set(exercise.checks)) != len(exercise.checks):
        return "`checks` must name each check once, at least one"
    if exercise.points < len(exercise.checks):
        return "fewer points than checks"
    if not all(math.isfinite(seconds) for seconds in (limits.call_s, limits.load_s, limits.check_s)):
        return "limits must be finite"
    if min(limits.call_s, limits.load_s, limits.check_s, limits.memory_mb, limits.file_mb, limits.output_mb) <= 0:
        return "limits must be above zero"
    if exercise.requires and not exercise.extra:
        return "`requires` without `extra`, the extra that installs it"
    return ""


def _line_of(path: Path, needle: str, *, last: bool = False) -> int:
    lines = path.read_text("utf-8", errors="replace").splitlines()
    found = [number for number, line in enumerate(lines, 1) if re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", line)]
    return (found[-1] if last else found[0]) if found else 0


def _line_of_path(text: str, where: str) -> int:
    """Return the line of a path such as `units[1].exercises[0].points` in TOML text, as near as headers tell."""
    lines = text.splitlines()
    at = 0
    prefix = ""
    for name, index in re.findall(r"([^.\[\]]+)(?:\[(\d+)\])?", where):
        prefix = f"{prefix}.{name}" if prefix else name
        header = f"[[{prefix}]]" if index else f"[{prefix}]"
        matches = [i for i in range(at, len(lines)) if lines[i].strip().split("#")[0].strip() == header]
        if len(matches) > int(index or 0):
            at = matches[int(index or 0)]
            continue
        for i in range(at, len(lines)):
            if re.match(rf"\s*\"?{re.escape(name)}\"?\s*[=.]", lines[i]):
                return i + 1
        break
    return at + 1
