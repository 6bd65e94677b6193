"""Gradescope's results.json: what its specification allows, no number where there is none, no bonus in a sum."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from smol_grade.course import load_course
from smol_grade.locate import checkout_files
from smol_grade.records import CourseReport, Language, Outcome, Reason, Report
from smol_grade.report import render_course_gradescope, render_gradescope

from .conftest import ENDINGS, LANGUAGES, ROOT, smol_grade
from .hostile import hostile_reports, official, with_checks, with_exercises

ALL_POINTS = sum(unit.full_marks for unit in load_course(checkout_files(ROOT)).units)

# The specification of Gradescope's autograders, as far as we write it: key -> what may stand there.
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
TOP = {
    "score": (int, float),
    "execution_time": (int, float),
    "output": str,
    "output_format": FORMATS,
    "test_output_format": FORMATS,
    "test_name_format": FORMATS,
    "visibility": VISIBILITIES,
    "stdout_visibility": VISIBILITIES,
    "extra_data": dict,
    "tests": list,
}
TEST = {
    "score": (int, float),
    "max_score": (int, float),
    "status": {"passed", "failed"},
    "name": str,
    "name_format": FORMATS,
    "number": str,
    "output": str,
    "output_format": FORMATS,
    "tags": list,
    "visibility": VISIBILITIES,
    "extra_data": dict,
}


def assert_allowed(found: dict[str, Any], allowed: dict[str, Any]) -> None:
    """Every key is known, and holds a value of its kind."""
    for key, value in found.items():
        kind = allowed[key]
        assert value in kind if isinstance(kind, set) else isinstance(value, kind) and not isinstance(value, bool), key


def results_of(report: Report | CourseReport, language: Language = "en") -> dict[str, Any]:
    """What Gradescope reads, held to its specification."""
    render = render_course_gradescope if isinstance(report, CourseReport) else render_gradescope
    results: dict[str, Any] = json.loads(render(report, language, {}))  # type: ignore[arg-type]
    assert_allowed(results, TOP)
    for test in results["tests"]:
        assert_allowed(test, TEST)
        assert 0 <= test.get("score", 0) <= test.get("max_score", test.get("score", 0))
        assert all(isinstance(tag, str) for tag in test["tags"])
    scored = [test["score"] for test in results["tests"] if "score" in test]
    if "score" in results:
        assert results["score"] == sum(scored), "the sum of the tests is the score, whichever of them is taken"
    else:
        assert [] == scored, "Gradescope would add them up"
    return results


def as_course(report: Report, absent: tuple[str, ...] = ()) -> CourseReport:
    """A course of this one unit, of others nothing was found."""
    points = (report.points, report.max_points, report.bonus_points, report.max_bonus_points)
    return CourseReport(1, "0", 1, *points, (report,), absent, report.environment, 1.0)


def with_last_check(report: Report, **changes: object) -> Report:
    """The report with another last check of its last exercise."""
    *others, last = report.exercises
    *checks, check = last.checks
    changed = with_checks(last, (*checks, replace(check, points=0, **changes)))
    return with_exercises(report, (*others, changed))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ENDINGS)
def test_results_are_what_gradescope_expects(name: str, language: Language, endings: dict[str, Report]) -> None:
    """However a grading ended: known keys, and a score exactly where everything that counts was scored."""
    report = endings[name]
    could_not = any(check.outcome is Outcome.BLOCKED or check.reason is Reason.NOT_REPORTED for check in report.checks)
    for one in (report, as_course(report)):
        results = results_of(one, language)
        assert could_not == ("score" not in results)
        if not could_not:
            assert report.points == results["score"]
        assert [check.id.rpartition("/")[0] for check in report.checks] == [t["tags"][0] for t in results["tests"]]


@settings(deadline=None, max_examples=60)
@given(hostile_reports(), st.sampled_from(LANGUAGES))
def test_a_learner_changes_neither_score_nor_status(report: Report, language: Language) -> None:
    """Whatever a learner's code returned, printed or raised: statuses and points are those of the record."""
    results = results_of(report, language)
    alone = all(one.bonus for one in report.exercises)
    shown = [one for one in report.exercises if alone or not one.bonus or one.status != "not_started"]
    passed = [check.outcome is Outcome.PASSED for exercise in shown for check in exercise.checks]
    assert passed == [test.get("status") == "passed" for test in results["tests"]]


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": Outcome.BLOCKED, "reason": Reason.MISSING_DEPENDENCY},
        {"outcome": Outcome.NOT_RUN, "reason": Reason.NOT_REPORTED},
    ],
    ids=["blocked", "not_reported"],
)
def test_what_could_not_be_scored_is_no_zero(changes: dict[str, Any], endings: dict[str, Report]) -> None:
    """No number anywhere, neither passed nor failed, and a sentence at the top and at the test; the rest is told."""
    report = with_last_check(endings["all_passed"], **changes)
    results = results_of(report)
    *others, last = results["tests"]
    assert "no score yet" in results["output"]
    assert report.exercises[-1].name in results["output"]
    assert (None, "could not be scored" in last["output"]) == (last.get("status"), True)
    assert {"passed"} == {test["status"] for test in others}
    assert [report.exercises[-1].id] == results["extra_data"]["unscored"]


def test_a_stub_earns_0_and_says_so(endings: dict[str, Report]) -> None:
    """What a learner has not begun or not handed in is a 0 with a reason: nothing there is the grader's fault."""
    for name in ("not_started", "no_file"):
        results = results_of(endings[name])
        idle = [test for test in results["tests"] if "not_run" in test["tags"]]
        assert idle
        assert all(0 == test["score"] and "failed" == test["status"] and test["output"] for test in idle)


def test_a_bonus_is_in_no_sum(endings: dict[str, Report]) -> None:
    """A bonus has a status and its points in words, but no score; one that nobody has begun is no failure."""
    report = endings["all_passed"]
    *others, last = report.exercises
    assert others
    bonus = with_exercises(report, (*others, replace(last, bonus=True)))
    results = results_of(bonus)
    assert sum(one.points for one in others) == results["score"]
    extra = [test for test in results["tests"] if "bonus" in test["tags"]]
    assert len(last.checks) == len(extra)
    assert not any("score" in test or "max_score" in test for test in extra)
    assert all("in no sum" in test["output"] and "passed" == test["status"] for test in extra)
    idle = tuple(replace(c, outcome=Outcome.NOT_RUN, reason=Reason.NOT_STARTED, points=0) for c in last.checks)
    fresh = with_exercises(report, (*others, with_checks(last, idle, bonus=True)))
    assert not [test for test in results_of(fresh)["tests"] if "bonus" in test["tags"]]


def test_a_bonus_alone_counts(endings: dict[str, Report]) -> None:
    """An assignment that is a bonus exercise has its points: there is nothing else that decides."""
    report = endings["all_passed"]
    alone = replace(report.exercises[0], bonus=True)
    assert alone.points == results_of(with_exercises(report, (alone,)))["score"] > 0


def test_a_blocked_bonus_keeps_no_score_back(endings: dict[str, Report]) -> None:
    """What counts was scored, so the score stands; the bonus is neither passed nor failed."""
    report = endings["all_passed"]
    *others, last = report.exercises
    blocked = tuple(replace(check, outcome=Outcome.BLOCKED, points=0) for check in last.checks)
    results = results_of(with_exercises(report, (*others, with_checks(last, blocked, bonus=True))))
    assert sum(one.points for one in others) == results["score"]
    assert {None} == {test.get("status") for test in results["tests"] if "bonus" in test["tags"]}


def test_an_official_report_shows_titles_and_hints_only(endings: dict[str, Report]) -> None:
    """Practice shows the call and what was expected; official results have no input, no seed."""
    practice = endings["generation_prompt"]
    shown = json.dumps(results_of(practice), ensure_ascii=False)
    assert "call  " in shown
    assert "expected  " in shown
    quiet = replace(official(practice), seed=None)
    results = results_of(quiet)
    told = "\n".join(test.get("output", "") for test in results["tests"])
    assert "hint: " in told
    for word in ("call  ", "expected", "got  ", "printed  ", "--seed"):
        assert word not in told + results["output"], word
    assert results["extra_data"]["seed"] is None


def test_a_unit_without_files_is_told(endings: dict[str, Report]) -> None:
    """Of a whole course, what is absent is a test that failed, not a silence."""
    results = results_of(as_course(endings["all_passed"], absent=("unit3",)))
    assert endings["all_passed"].points == results["score"]
    assert ("unit3: files", "failed") == (results["tests"][-1]["name"], results["tests"][-1]["status"])


def test_numbers_are_those_of_the_todos(tmp_path: Path) -> None:
    """`smol-grade unit0 --format gradescope` writes the file, numbers its tests as the TODO, and draws no attention."""
    file = tmp_path / "results.json"
    words = ("unit0", "--path", str(ROOT / "solutions"), "--format", "gradescope", "--output", str(file))
    done = smol_grade(*words)
    results = json.loads(file.read_text("utf-8"))
    assert (0, "", 3) == (done.returncode, done.stdout, results["score"])
    assert ["0.1.1", "0.1.2"] == [test["number"] for test in results["tests"]]


@pytest.mark.parametrize(
    ("target", "points", "expected"), [("unit0", 3, "transcript.py"), ("all", ALL_POINTS, "unit1/")]
)
def test_a_submission_without_files(target: str, points: int, expected: str, tmp_path: Path) -> None:
    """Nothing handed in, or files of other names: 0 points and what is expected, exit 1, no traceback."""
    (tmp_path / "homework.py").write_text("x = 1\n", "utf-8")
    done = smol_grade(target, "--path", str(tmp_path), "--format", "gradescope")
    results = json.loads(done.stdout)
    assert_allowed(results, TOP)
    [test] = results["tests"]
    assert_allowed(test, TEST)
    assert (1, 0, 0, points) == (done.returncode, results["score"], test["score"], test["max_score"])
    assert expected in test["output"]
    assert "error" not in done.stderr.lower()
