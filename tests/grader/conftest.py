"""What our own tests share: live engines, and grading a few lines of source."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs

from smol_grade.course import Course
from smol_grade.grade import Engine, grade
from smol_grade.records import ExerciseResult, Report

ROOT = Path(__file__).parents[2]
SOLUTIONS = ROOT / "solutions" / "unit1"
SMOLTALK = "smoltalk_to_chatml"
GSM8K = "gsm8k_to_chatml"


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A warm engine with forked workers."""
    with Engine(isolation="fork") as live:
        live.course = quick(live.course)
        yield live


@pytest.fixture(scope="session")
def spawning() -> Iterator[Engine]:
    """A warm engine with spawned workers."""
    with Engine(isolation="spawn") as live:
        live.course = quick(live.course)
        yield live


def quick(course: Course) -> Course:
    """Return the course with a shorter deadline per call, so that loops cost the tests less."""
    units = []
    for unit in course.units:
        limits = [structs.replace(exercise.limits, call_s=2.0) for exercise in unit.exercises]
        exercises = [structs.replace(e, limits=bound) for e, bound in zip(unit.exercises, limits, strict=True)]
        units.append(structs.replace(unit, exercises=tuple(exercises)))
    return structs.replace(course, units=tuple(units))


@pytest.fixture
def submit(tmp_path: Path, engine: Engine) -> Callable[..., Report]:
    """Grade unit 1 with one file replaced by the given source; the other is the reference solution."""

    def run(source: str | bytes, exercise: str = SMOLTALK, *, using: Engine | None = None, seed: int = 1) -> Report:
        for name in (SMOLTALK, GSM8K):
            (tmp_path / f"{name}.py").write_bytes((SOLUTIONS / f"{name}.py").read_bytes())
        data = source if isinstance(source, bytes) else source.encode()
        (tmp_path / f"{exercise}.py").write_bytes(data)
        return grade("unit1", tmp_path, engine=using or engine, seed=seed)

    return run


def of(report: Report, exercise: str = SMOLTALK) -> ExerciseResult:
    """Return one exercise's result."""
    return next(result for result in report.exercises if result.name == exercise)


def smol_grade(
    *words: str, cwd: Path | None = None, stdin: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, in a fixed environment."""
    clean = {
        k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "SMOL_GRADE_WORKERS")
    }
    environment = clean | {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"} | variables
    return subprocess.run(
        [sys.executable, "-m", "smol_grade", *words],
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        encoding=variables.get("PYTHONIOENCODING", "utf-8"),
        timeout=120,
        check=False,
    )
