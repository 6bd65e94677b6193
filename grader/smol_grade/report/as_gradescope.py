"""The report as Gradescope's `results.json`: an exercise's check is a test, its points are its score.

A number is written only where there is one. As soon as something that counts could not be scored, no score stands
anywhere in the file: Gradescope takes a missing one for a failed run, which somebody looks at, and would take 0 or a
part of the points for a grade. All texts are plain (`text`), so there is no markup to escape; what a learner's code
returned is made visible as in every other format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..messages import say
from ..records import CheckResult, CourseReport, ExerciseResult, Language, Outcome, Reason, Report, Text
from ..scoring import due
from .as_json import json_text
from .telling import check_lines, isolation_of, total_of

LONGEST_OUTPUT = 10_000
"""Characters of one test's output."""


def render_gradescope(report: Report, language: Language, numbers: Mapping[str, str]) -> str:
    """Return the results of a unit or an exercise. `numbers` are those of exercises by id, `1.2`."""
    return _results(report, _tests(report.exercises, language, numbers), language)


def render_course_gradescope(report: CourseReport, language: Language, numbers: Mapping[str, str]) -> str:
    """Return the results of the whole course; a unit of which no file was found is a test that failed."""
    absent = [
        _missing(say(language, "gradescope.unit", unit=alias), say(language, "gradescope.absent"))
        for alias in report.absent
    ]
    return _results(report, [*_tests(report.exercises, language, numbers), *absent], language)


def render_gradescope_without_files(unit: str, files: Sequence[str], max_points: int, language: Language) -> str:
    """Return the results of a submission in which no file of the unit was found: nothing was handed in, so 0."""
    said = say(language, "gradescope.no_files", unit=unit, files=", ".join(files))
    test = _missing(say(language, "gradescope.unit", unit=unit), said) | {"score": 0, "max_score": max_points}
    return json_text(
        _head(say(language, "report.points", points=0, max_points=max_points)) | {"score": 0, "tests": [test]}
    )


def unscored(report: Report | CourseReport) -> tuple[ExerciseResult, ...]:
    """Return the exercises that count and of which something could not be scored, through no fault of the learner."""
    return tuple(one for one in due(report.exercises) if any(_is_unscored(check) for check in one.checks))


def _results(report: Report | CourseReport, tests: list[dict[str, Any]], language: Language) -> str:
    left = unscored(report)
    said = [total_of(report, language)]
    if left:
        names = ", ".join(one.name for one in left)
        said = [say(language, "gradescope.no_score", names=names)]
    if report.seed is not None:
        said.append(say(language, "gradescope.seed", seed=report.seed))
    said.append(isolation_of(report.environment, language))
    document = _head("\n".join(said)) | {"execution_time": round(report.seconds), "extra_data": _extra(report)}
    if left:
        for test in tests:
            test.pop("score", None)
    else:
        document["score"] = sum(one.points for one in due(report.exercises))
    return json_text(document | {"tests": tests})


def _head(said: str) -> dict[str, Any]:
    return {
        "output": said,
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",  # progress and paths: for the course team
    }


def _extra(report: Report | CourseReport) -> dict[str, Any]:
    """Return what a course team may look up later: how the points came about."""
    return {
        "smol_grade": report.smol_grade,
        "schema_version": report.schema_version,
        "seed": report.seed,
        "points": report.points,
        "max_points": report.max_points,
        "bonus_points": report.bonus_points,
        "max_bonus_points": report.max_bonus_points,
        "isolation": report.environment.isolation,
        "tier": report.environment.tier,
        "leaks": list(report.environment.leaks),
        "unscored": [one.id for one in unscored(report)],
    }


def _tests(
    exercises: tuple[ExerciseResult, ...], language: Language, numbers: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return a test per check; none of a bonus that nobody has begun: it would stand there as a failure."""
    decide = {one.id for one in due(exercises)}
    shown = [one for one in exercises if one.id in decide or one.status != "not_started"]
    return [
        _test(exercise, check, _number(numbers, exercise, position), language, counts=exercise.id in decide)
        for exercise in shown
        for position, check in enumerate(exercise.checks, 1)
    ]


def _number(numbers: Mapping[str, str], exercise: ExerciseResult, position: int) -> str:
    number = numbers.get(exercise.id, "")
    return f"{number}.{position}" if number else ""


def _test(
    exercise: ExerciseResult, check: CheckResult, number: str, language: Language, *, counts: bool
) -> dict[str, Any]:
    test: dict[str, Any] = {"name": _name(exercise, check.title, language), "name_format": "text"}
    if number:
        test["number"] = number
    lines: list[str] = []
    if _is_unscored(check):
        lines.append(say(language, "gradescope.unscored"))  # and neither passed nor failed
    else:
        test["status"] = "passed" if check.outcome is Outcome.PASSED else "failed"
    if counts:
        test["max_score"] = check.max_points
        if not _is_unscored(check):
            test["score"] = check.points
    else:
        lines.append(say(language, "gradescope.bonus", points=check.points, max_points=check.max_points))
    lines += check_lines(check, language) if check.outcome is not Outcome.PASSED else []
    if lines:
        test |= {"output": _bounded("\n".join(lines)), "output_format": "text"}
    tags = [exercise.id, check.outcome.value, *(["bonus"] if exercise.bonus else [])]
    return test | {"tags": tags, "visibility": "visible"}


def _missing(name: str, said: str) -> dict[str, Any]:
    """Return a test that stands for files that were not handed in."""
    test = {"name": name, "name_format": "text", "status": "failed", "output": said, "output_format": "text"}
    return test | {"tags": ["no_file"], "visibility": "visible"}


def _name(exercise: ExerciseResult, title: Text, language: Language) -> str:
    bonus = f" ({say(language, 'report.bonus')})" if exercise.bonus else ""
    return f"{exercise.name}{bonus}: {title.in_language(language)}"


def _is_unscored(check: CheckResult) -> bool:
    return check.outcome is Outcome.BLOCKED or check.reason is Reason.NOT_REPORTED


def _bounded(text: str) -> str:
    return text if len(text) <= LONGEST_OUTPUT else text[:LONGEST_OUTPUT] + "…"
