"""`smol-grade ci`: grade in continuous integration, for a fork's own workflow, which has no secret."""

from __future__ import annotations

import ast
import contextlib
import os
from pathlib import Path

from .. import __version__, scoring
from ..course import Course, load_course
from ..errors import OutputNotWritable
from ..locate import course_files
from ..messages import say
from ..records import CourseReport, ExerciseResult, Language, Report, Step
from . import grading, output
from .progress import progress
from .starting import UnitNeeded

REPORTS = Path("smol-grade-reports")
SUMMARY = "GITHUB_STEP_SUMMARY"
"""Environment variable: the file to which GitHub lets a step add its summary."""
WORKSPACE = "GITHUB_WORKSPACE"
"""Environment variable: the folder of the checkout, to which annotations name files."""
LARGEST = 256 * 1024


def run(units: tuple[str, ...], path: Path | None, folder: Path, seed: int | None, language: Language) -> int:
    """Grade, write the reports, add the summary, print the annotations; return the exit code."""
    drawn = grading.drawn_seed(seed)
    course = load_course(course_files())
    wanted = tuple(dict.fromkeys(_unit(course, name) for name in units))
    title = ", ".join(wanted) or say(language, "cli.all_title")
    made = _prepare(folder)
    try:
        report = _graded(path, wanted, title, drawn, language)
    except BaseException:
        if made:  # nothing is left behind
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    _write(report, language, folder)
    return scoring.exit_code_of_begun(report)


def _unit(course: Course, name: str) -> str:
    """Return the alias of a unit; raise `UnitNeeded` for an exercise: the reports are of whole units."""
    unit, exercises = course.find(name)
    if exercises is not unit.exercises:
        raise UnitNeeded(name, unit.alias)
    return unit.alias


def _graded(path: Path | None, wanted: tuple[str, ...], title: str, seed: int, language: Language) -> CourseReport:
    output.note(say(language, "cli.grading", version=__version__, title=title, seed=seed))

    def begin(step: Step) -> None:
        output.stop_if_told()
        on_check(step)

    def done(report: Report) -> None:
        from ..report.telling import total_of

        output.stop_if_told()
        output.note(f"{report.unit_alias}: {total_of(report, language)}")

    with progress(language) as on_check:
        from ..grade import Engine
        from ..whole_course import grade_course

        with Engine() as engine:
            report = grade_course(
                path, engine=engine, seed=seed, only=wanted, notebooks=True, on_check=begin, on_unit=done
            )
        output.stop_if_told()
    return report


def _prepare(folder: Path) -> bool:
    """Make the folder of the reports; return whether it is new.

    Raises `OutputNotWritable` before a grading whose reports could not be saved.
    """
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputNotWritable(folder, error.strerror or str(error)) from error
    output.check_target(folder / "report.json", [])
    return made


def _write(report: CourseReport, language: Language, folder: Path) -> None:
    from ..report import (
        Screen,
        render_annotations,
        render_badge,
        render_course_json,
        render_course_junit,
        render_course_markdown,
        render_course_terminal,
    )

    summary = render_course_markdown(report, language)
    output.save(render_course_json(report, language), folder / "report.json")
    output.save(render_course_junit(report, language), folder / "junit.xml")
    output.save(render_badge(report, language), folder / "badge.json")
    output.save(summary, folder / "summary.md")
    _add_summary(summary)
    output.write(render_course_terminal(report, language, Screen()))
    output.write_commands(render_annotations(report, language, _places(report)))


def _add_summary(text: str) -> None:
    """Add to the job's summary, where there is one."""
    path = os.environ.get(SUMMARY, "")
    if not path:
        return
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OutputNotWritable(Path(path), error.strerror or str(error)) from error


def _places(report: CourseReport) -> dict[str, tuple[str, int]]:
    """Return where each exercise's function stands: its file as a path in the repository, and the line."""
    root = os.path.realpath(os.environ.get(WORKSPACE) or os.getcwd())
    places = {}
    for exercise in report.exercises:
        if exercise.file and exercise.status in ("in_progress", "blocked"):
            file = os.path.relpath(os.path.realpath(exercise.file), root).replace(os.sep, "/")
            places[exercise.id] = (file, _line(exercise))
    return places


def _line(exercise: ExerciseResult) -> int:
    """Return the line of the function's definition; 1 where there is none to be found."""
    if not os.path.isfile(exercise.file):  # to open a pipe would wait for ever
        return 1
    try:
        with open(exercise.file, encoding="utf-8-sig") as file:
            tree = ast.parse(file.read(LARGEST))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):  # the report tells what is wrong with it
        return 1
    named = (node.lineno for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == exercise.name)
    return max(named, default=1)
