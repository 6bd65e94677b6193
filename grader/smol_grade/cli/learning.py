"""`list` and `hint`: finding one's way."""

from __future__ import annotations

from pathlib import Path

import msgspec

from .. import __version__, progress
from ..course import EXAMPLE_UNIT, LEVEL_MARKS, Course, Exercise, Unit, load_course, load_texts
from ..errors import NoWorkspace, UsageError
from ..locate import course_files
from ..messages import say
from ..records import SCHEMA_VERSION, Language
from ..workspace import find_folder
from . import output
from .quizzing import listed


class WrongStep(UsageError):
    """A hint step that does not exist."""

    key = "cli.bad_step"


class ExerciseNeeded(UsageError):
    """A unit was named where one exercise is needed."""

    key = "cli.hint_needs_exercise"

    def __init__(self, names: list[str]) -> None:
        super().__init__(names=", ".join(names))


def list_exercises(language: Language) -> str:
    """Return units and exercises with points, level and where the learner stands in this workspace."""
    course = load_course(course_files())
    lines = []
    quizzes = listed(course, language)
    for unit in course.units:
        known = standings(unit)
        lines.append(say(language, "cli.list_title", alias=unit.alias, title=unit.title.in_language(language)))
        lines += [_line(unit, exercise, known, language) for exercise in unit.exercises]
        lines += quizzes.get(unit.slug, ())
        lines.append("")
    if course.project is not None:
        title = course.project.title.in_language(language)
        lines += [say(language, "cli.list_project", slug=course.project.slug, title=title), ""]
    return "\n".join([*lines, _what_now(course, language)])


def list_as_json() -> str:
    """Return units and exercises as a JSON object, texts in both languages, and each standing in this workspace."""
    from ..report import json_text

    units = []
    for unit in load_course(course_files()).units:
        known = standings(unit)
        units.append(
            {
                "slug": unit.slug,
                "alias": unit.alias,
                "title": msgspec.structs.asdict(unit.title),
                "max_points": unit.full_marks,
                "exercises": [_entry(unit, exercise, known) for exercise in unit.exercises],
            }
        )
    return json_text({"schema_version": SCHEMA_VERSION, "smol_grade": __version__, "units": units})


def _entry(unit: Unit, exercise: Exercise, known: dict[str, progress.Standing]) -> dict[str, object]:
    standing = known.get(f"{unit.slug}/{exercise.name}")
    return {
        "id": f"{unit.slug}/{exercise.name}",
        "number": exercise.number,
        "name": exercise.name,
        "title": msgspec.structs.asdict(exercise.title),
        "level": exercise.level,
        "points": exercise.points,
        "bonus": exercise.bonus,
        "requires": list(exercise.requires),
        "extra": exercise.extra,
        "standing": None if standing is None else msgspec.structs.asdict(standing),
    }


def _what_now(course: Course, language: Language) -> str:
    """Return what to do next: begin, go on with the first unit that is not done, or nothing."""
    places = {unit.alias: folder_of(unit) for unit in course.units}
    if not any(places.values()):
        return say(language, "cli.list_start")
    for unit in sorted(course.units, key=lambda unit: unit.slug == EXAMPLE_UNIT):  # as `init` and the bare command do
        known = standings(unit)
        done = {name for name, standing in known.items() if standing.status == "done"}
        if not done.issuperset(f"{unit.slug}/{exercise.name}" for exercise in unit.exercises if not exercise.bonus):
            return say(language, "cli.list_check", unit=unit.alias)
    return say(language, "cli.list_finished")


def hint(target: str, step: int, language: Language, lang: str) -> str:
    """Return one of an exercise's three hints, and the command that shows the next one."""
    name, steps, lines = _hint(target, step, language)
    if step < steps:
        options = f" --lang {lang}" if lang else ""
        lines += ["", say(language, "cli.hint_next", exercise=name, step=step + 1, options=options)]
    return "\n".join(lines)


def hint_alone(target: str, step: int, language: Language) -> str:
    """Return one of an exercise's three hints."""
    return "\n".join(_hint(target, step, language)[2])


def _hint(target: str, step: int, language: Language) -> tuple[str, int, list[str]]:
    """Return the exercise's name, how many hints it has, and the lines of one."""
    files = course_files()
    unit, exercises = load_course(files).find(target)
    if len(exercises) != 1:
        raise ExerciseNeeded([exercise.name for exercise in exercises])
    steps = load_texts(files, unit)[exercises[0].name].hints.steps
    if not 1 <= step <= len(steps):
        raise WrongStep()
    name = exercises[0].name
    title = say(language, "cli.hint_title", exercise=name, step=step, steps=len(steps))
    return name, len(steps), [title, steps[step - 1].in_language(language)]


def standings(unit: Unit) -> dict[str, progress.Standing]:
    """Return what is known of a unit's exercises in this workspace, by id."""
    folder = folder_of(unit)
    return progress.read(folder.parent).exercises if folder is not None else {}


def folder_of(unit: Unit) -> Path | None:
    """Return the folder of a unit's files in or beside the current one, None where there is none."""
    try:
        return find_folder(unit, Path.cwd())
    except NoWorkspace:
        return None


def _line(unit: Unit, exercise: Exercise, known: dict[str, progress.Standing], language: Language) -> str:
    import sys

    standing = known.get(f"{unit.slug}/{exercise.name}")
    done = say(language, "cli.list_new")
    if standing is not None and standing.status in ("done", "in_progress"):
        done = f"{say(language, f'cli.list_{standing.status}')} {standing.points}/{standing.max_points}"
    mark = LEVEL_MARKS[exercise.level]
    if not output.speaks_unicode(sys.stdout):
        mark = f"({say(language, f'report.level_{exercise.level}')})"
    if exercise.bonus:
        mark += f" {say(language, 'report.bonus')}"
    return f"  {exercise.number} {exercise.name} {mark}  {exercise.title.in_language(language)}  [{done}]"
