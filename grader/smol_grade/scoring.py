"""From check results to points. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .records import CheckResult, CourseReport, ExerciseResult, Outcome, Reason, Report, Status


def points_for(outcome: Outcome, max_points: int) -> int:
    """Return what a check earns: its points when it passed, else 0."""
    return max_points if outcome is Outcome.PASSED else 0


def status_of(checks: tuple[CheckResult, ...]) -> Status:
    """Return where the learner stands with an exercise."""
    if all(check.outcome is Outcome.PASSED for check in checks):
        return "done"
    if any(check.outcome is Outcome.BLOCKED for check in checks):
        return "blocked"
    idle = (Reason.NOT_STARTED, Reason.NO_FILE)
    return "not_started" if all(check.reason in idle for check in checks) else "in_progress"


class Totals(NamedTuple):
    """What was earned and what can be earned, bonus apart."""

    points: int
    max_points: int
    bonus_points: int
    max_bonus_points: int


def totals(exercises: Iterable[ExerciseResult]) -> Totals:
    """Return the points of the exercises that could be graded; a bonus replaces no point that is missing."""
    graded = [exercise for exercise in exercises if exercise.status != "blocked"]
    due, bonus = [e for e in graded if not e.bonus], [e for e in graded if e.bonus]
    return Totals(
        sum(e.points for e in due),
        sum(e.max_points for e in due),
        sum(e.points for e in bonus),
        sum(e.max_points for e in bonus),
    )


def due(exercises: tuple[ExerciseResult, ...]) -> tuple[ExerciseResult, ...]:
    """Return the exercises that decide: all that are no bonus, or the bonus ones where nothing else was graded."""
    return tuple(exercise for exercise in exercises if not exercise.bonus) or exercises


def falling_short(report: Report | CourseReport) -> tuple[ExerciseResult, ...]:
    """Return the exercises, bonus aside, that were begun and have not full marks."""
    return tuple(one for one in report.exercises if one.status == "in_progress" and not one.bonus)


def exit_code_of_begun(report: CourseReport) -> int:
    """Return 1 when something that was begun falls short, 3 when something could not be graded, else 0.

    What has not been begun, and a unit that is absent, is nobody's fault: a fork that nobody works in is in order.
    """
    reasons = {check.reason for exercise in due(report.exercises) for check in exercise.checks}
    if Reason.NOT_REPORTED in reasons:
        return 3
    if falling_short(report):
        return 1
    return 3 if any(exercise.status == "blocked" and not exercise.bonus for exercise in report.exercises) else 0


def exit_code(report: Report | CourseReport) -> int:
    """Return 0 when every check passed, 1 when the learner's work falls short, 3 when something could not be graded.

    A bonus changes it only where nothing else was graded; a unit that is absent falls short.
    """
    checks = [check for exercise in due(report.exercises) for check in exercise.checks]
    outcomes = {check.outcome for check in checks}
    if Reason.NOT_REPORTED in {check.reason for check in checks}:
        return 3
    if isinstance(report, CourseReport) and report.absent:
        return 1
    if outcomes == {Outcome.PASSED}:
        return 0
    return 3 if Outcome.BLOCKED in outcomes and outcomes <= {Outcome.PASSED, Outcome.BLOCKED} else 1
