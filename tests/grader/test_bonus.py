"""What a bonus is: graded and shown like others, counted apart, and needed by nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from smol_grade.cli import learning
from smol_grade.course import Course, Unit
from smol_grade.grade import Engine, grade
from smol_grade.progress import Standing
from smol_grade.records import CheckResult, ExerciseResult, Language, Outcome, Reason, Report, Status, Text
from smol_grade.report import Screen, render_html, render_json, render_junit, render_markdown, render_terminal
from smol_grade.report.telling import total_of
from smol_grade.scoring import exit_code, status_of, totals

from .conftest import GSM8K, LANGUAGES, ROOT, SMOLTALK, SOLUTIONS, UNITS, quick
from .hostile import ENVIRONMENT, with_exercises

WRONG = "def gsm8k_to_chatml(sample, tokenizer):\n    return {'messages': [], 'text': ''}\n"
TITLE = Text(en="A title", es="Un título")


def with_bonus(course: Course) -> Course:
    """The first two exercises of each unit, the second of them a bonus."""
    units = []
    for unit in quick(course).units:
        few = tuple(structs.replace(one, bonus=number == 1) for number, one in enumerate(unit.exercises))
        units.append(structs.replace(unit, exercises=few))
    return structs.replace(course, units=tuple(units))


@pytest.fixture(scope="module")
def generous() -> Iterator[Engine]:
    """An engine whose course has a bonus in each unit."""
    with Engine() as live:
        live.course = with_bonus(live.course)
        yield live


def graded(folder: Path, engine: Engine, bonus: str | None, target: str = "unit1") -> Report:
    """Grade unit 1 with its first exercise right and a bonus of this source; None: as it was handed out."""
    stub = (ROOT / "exercises" / "unit1" / f"{GSM8K}.py").read_text("utf-8")
    (folder / f"{SMOLTALK}.py").write_text((SOLUTIONS / f"{SMOLTALK}.py").read_text("utf-8"), "utf-8")
    (folder / f"{GSM8K}.py").write_text(stub if bonus is None else bonus, "utf-8")
    return grade(target, folder, engine=engine, seed=4)


def made(points: int, most: int, outcome: Outcome, *, bonus: bool) -> ExerciseResult:
    """An exercise with one check."""
    reason = None if outcome is Outcome.PASSED else Reason.WRONG
    if outcome is Outcome.NOT_RUN:
        reason = Reason.NOT_STARTED
    name = "extra" if bonus else "must"
    check = CheckResult(
        id=f"unit/{name}/check",
        exercise=f"unit/{name}",
        title=TITLE,
        outcome=outcome,
        max_points=most,
        points=points,
        reason=reason,
    )
    status = status_of((check,))
    return ExerciseResult(f"unit/{name}", name, TITLE, "lion", status, points, most, (check,), bonus=bonus)


def report_of(*exercises: ExerciseResult) -> Report:
    """A report of these exercises."""
    empty = Report(1, "0", "unit1", "unit", "unit1", TITLE, "practice", 1, 0, 0, (), ENVIRONMENT, 1.0)
    return with_exercises(empty, exercises)


def test_no_point_is_counted_twice_or_moves_over() -> None:
    """Whatever is earned where, points are those of the rest, bonus points those of the bonus, and both add up."""
    for points, extra, blocked in product((0, 3, 10), (0, 5, 8), (False, True)):
        exercises = (
            made(points, 10, Outcome.BLOCKED if blocked else Outcome.FAILED, bonus=False),
            made(extra, 8, Outcome.FAILED, bonus=True),
        )
        expected = (0, 0, extra, 8) if blocked else (points, 10, extra, 8)
        assert expected == totals(exercises)


@pytest.mark.parametrize(
    ("must", "extra", "expected"),
    [
        (Outcome.PASSED, Outcome.PASSED, 0),
        (Outcome.PASSED, Outcome.FAILED, 0),
        (Outcome.PASSED, Outcome.NOT_RUN, 0),
        (Outcome.PASSED, Outcome.BLOCKED, 0),
        (Outcome.FAILED, Outcome.PASSED, 1),
        (Outcome.NOT_RUN, Outcome.PASSED, 1),
        (Outcome.BLOCKED, Outcome.PASSED, 3),
        (Outcome.BLOCKED, Outcome.FAILED, 3),
        (None, Outcome.PASSED, 0),
        (None, Outcome.FAILED, 1),
        (None, Outcome.NOT_RUN, 1),
        (None, Outcome.BLOCKED, 3),
    ],
)
def test_a_bonus_decides_only_alone(must: Outcome | None, extra: Outcome, expected: int) -> None:
    """The exit status of a unit is that of the rest; of a bonus alone it is as for any exercise."""
    exercises = [made(0, 8, extra, bonus=True)]
    if must is not None:
        exercises.append(made(0, 10, must, bonus=False))
    assert expected == exit_code(report_of(*exercises))


@pytest.mark.parametrize(
    ("bonus", "status", "points"),
    [(None, "not_started", 0), (WRONG, "in_progress", 0), ((SOLUTIONS / f"{GSM8K}.py").read_text("utf-8"), "done", 12)],
)
def test_a_unit_is_green_without_its_bonus(
    bonus: str | None, status: Status, points: int, tmp_path: Path, generous: Engine
) -> None:
    """Untouched, wrong or right: the unit has full marks and exit status 0, and the bonus is told beside them."""
    report = graded(tmp_path, generous, bonus)
    assert (0, 10, 10) == (exit_code(report), report.points, report.max_points)
    assert (points, 12, status) == (report.bonus_points, report.max_bonus_points, report.exercises[1].status)
    document = json.loads(render_json(report, "en"))
    assert (0, 10, 10, points, 12) == tuple(
        document[key] for key in ("exit_code", "points", "max_points", "bonus_points", "max_bonus_points")
    )
    assert [False, True] == [exercise["bonus"] for exercise in document["exercises"]]


def test_full_marks_in_the_bonus_make_nobody_whole(tmp_path: Path, generous: Engine) -> None:
    """With the bonus right and the rest wrong, points are missing and the exit status is 1."""
    graded(tmp_path, generous, (SOLUTIONS / f"{GSM8K}.py").read_text("utf-8"))
    (tmp_path / f"{SMOLTALK}.py").write_text("def smoltalk_to_chatml(sample, tokenizer):\n    return {}\n")
    report = grade("unit1", tmp_path, engine=generous, seed=4)
    assert (0, 10, 12, 12, 1) == (
        report.points,
        report.max_points,
        report.bonus_points,
        report.max_bonus_points,
        exit_code(report),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_says_what_is_bonus(language: Language, tmp_path: Path, generous: Engine) -> None:
    """The word stands beside the exercise and beside the points, in each form and language."""
    report = graded(tmp_path, generous, WRONG)
    word = {"en": "bonus", "es": "extra"}[language]
    assert total_of(report, language).endswith(f", {word} 0/12")
    for text in (
        render_terminal(report, language, Screen()),
        render_markdown(report, language),
        render_html(report, language),
    ):
        assert total_of(report, language) in text
        assert 2 <= text.count(word)
    assert 1 == render_junit(report, language).count('name="bonus" value="true"')


def test_an_untouched_bonus_is_no_failure(tmp_path: Path, generous: Engine) -> None:
    """It is named as what is left, nothing is told as wrong, and the next unit comes."""
    text = render_terminal(graded(tmp_path, generous, None), "en", Screen(), then="unit2")
    assert f"a bonus is left: {GSM8K}. Next: smol-grade unit2" in " ".join(text.split())
    assert "✗" not in text
    assert "TODO 1.2" not in text


def test_a_wrong_bonus_is_told_with_its_hint(tmp_path: Path, generous: Engine) -> None:
    """It fails like any exercise, and is what to mend next once the rest is done."""
    text = render_terminal(graded(tmp_path, generous, WRONG), "en", Screen())
    assert "✗" in text
    assert f"mend {GSM8K}" in " ".join(text.split())
    assert "--seed 4" in text


def test_a_bonus_alone_is_graded_like_any(tmp_path: Path, generous: Engine) -> None:
    """By its own name: its points, its exit status."""
    right = graded(tmp_path, generous, (SOLUTIONS / f"{GSM8K}.py").read_text("utf-8"), f"unit1/{GSM8K}")
    assert (0, "bonus 12/12") == (exit_code(right), total_of(right, "en"))
    wrong = graded(tmp_path, generous, WRONG, f"unit1/{GSM8K}")
    assert (1, "bonus 0/12") == (exit_code(wrong), total_of(wrong, "en"))


def test_full_marks_of_a_unit_leave_its_bonus_out() -> None:
    """So does whatever is made of them: the board's settings, the judge's rules."""
    for unit in UNITS:
        everything = sum(exercise.points for exercise in unit.exercises)
        assert unit.full_marks == everything - sum(exercise.points for exercise in unit.exercises if exercise.bonus)


def test_list_goes_on_to_the_next_unit_without_the_bonus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is done is what must be done."""

    def known(unit: Unit) -> dict[str, Any]:
        done = [exercise for exercise in unit.exercises if not exercise.bonus and unit.alias == "unit1"]
        return {f"{unit.slug}/{one.name}": Standing("done", one.points, one.points, "") for one in done}

    course = Course(1, TITLE, (UNITS[1],))
    monkeypatch.setattr(learning, "standings", known)
    monkeypatch.setattr(learning, "folder_of", lambda _: tmp_path)
    assert "All done." == learning._what_now(course, "en")
