"""The shortest report: a line for each exercise that falls short, and the points."""

from __future__ import annotations

from ..messages import say
from ..records import CourseReport, ExerciseResult, Language, Outcome, Report
from .telling import message_of, total_of


def render_short(report: Report | CourseReport, language: Language) -> str:
    """Return a line for each exercise that falls short (or unit that is not there), then the points."""
    lines = [_line(exercise, language) for exercise in report.exercises if _falls_short(exercise)]
    if isinstance(report, CourseReport):
        lines += [f"{alias}: {say(language, 'report.absent')}" for alias in report.absent]
    return "\n".join([*lines, total_of(report, language)])


def _falls_short(exercise: ExerciseResult) -> bool:
    """Return whether an exercise is to be told of: nobody needs a bonus that is not begun."""
    return exercise.status != "done" and not (exercise.bonus and exercise.status != "in_progress")


def _line(exercise: ExerciseResult, language: Language) -> str:
    """Return name, points, and the first check that did not pass, or the one reason why none did."""
    points = f"{exercise.points}/{exercise.max_points}"
    if exercise.status == "blocked":
        points = say(language, "report.not_graded")
    failing = next(check for check in exercise.checks if check.outcome is not Outcome.PASSED)
    why = failing.title.in_language(language)
    if exercise.status == "not_started":
        why = say(language, "report.not_started")
    elif exercise.problem is not None:
        why = message_of(exercise.problem, language) or why
    return f"{exercise.name} {points}: {why}"
