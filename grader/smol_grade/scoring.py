"""From check results to points. Pure."""

from __future__ import annotations

from .records import CheckResult, ExerciseResult, Outcome, Reason, Report, Status


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


def totals(exercises: tuple[ExerciseResult, ...]) -> tuple[int, int]:
    """Return the points earned and the points that can be earned, of the exercises that could be graded."""
    graded = [exercise for exercise in exercises if exercise.status != "blocked"]
    return sum(e.points for e in graded), sum(e.max_points for e in graded)


def exit_code(report: Report) -> int:
    """Return 0 when every check passed, 1 when the learner's work falls short, 3 when something could not be graded."""
    outcomes = {check.outcome for check in report.checks}
    if outcomes == {Outcome.PASSED}:
        return 0
    reasons = {check.reason for check in report.checks}
    if Outcome.BLOCKED in outcomes or Reason.NOT_REPORTED in reasons:
        return 3 if outcomes <= {Outcome.PASSED, Outcome.BLOCKED} or Reason.NOT_REPORTED in reasons else 1
    return 1
