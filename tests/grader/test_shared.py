"""Calls that several checks share: made once, in the background; rich results are trained and measured outside."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs

from smol_grade.course import Course
from smol_grade.grade import Engine, grade
from smol_grade.locate import CourseFiles
from smol_grade.records import Outcome, Reason, Report

from .conftest import ROOT

SUITE = '''
import pytest
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import mismatch
NAME = "work"
DETECTORS = [Detector("memory", lambda seen: seen.error.type == "MemoryError")]


def once(submission, world):
    return submission.call(NAME, 20), submission.files("out")


SHARED = {"once": once}


@pytest.mark.check(NAME, points=1, hint="wrong", promise="x")
def test_first(shared):
    """First."""
    result, files = shared("once")
    if result != 40:
        raise mismatch("equal", expected="40", got=result)


@pytest.mark.check(NAME, points=1, hint="wrong", promise="x")
def test_second(shared):
    """Second."""
    result, files = shared("once")
    if files != ["deep/er", "log"]:
        raise mismatch("equal", expected="files", got=files)
'''
WRITES = "import os\nos.makedirs('out/deep', exist_ok=True)\nopen('out/log', 'w').close()\nopen('out/deep/er', 'w').close()\n"


@pytest.fixture
def course(tmp_path: Path) -> CourseFiles:
    """A course with one exercise, `work`, whose two checks share a call."""
    hidden, exercises = tmp_path / "hidden", tmp_path / "exercises"
    (hidden / "unit1").mkdir(parents=True)
    (exercises / "unit1").mkdir(parents=True)
    (hidden / "unit1" / "test_work.py").write_text(SUITE)
    text = 'en = "x"\nes = "x"\n'
    sections = [f"[hints.{step}]\n{text}" for step in ("question", "pointer", "almost")]
    sections += [f"[mistakes.{hint}]\n{text}" for hint in ("wrong", "memory")]
    (hidden / "unit1" / "work.toml").write_text("[titles]\nfirst = 'x'\nsecond = 'x'\n" + "\n".join(sections))
    (exercises / "course.toml").write_text(
        textwrap.dedent(
            """
            schema_version = 1
            title = { en = "x", es = "x" }
            [[units]]
            slug = "instruction"
            alias = "unit1"
            title = { en = "x", es = "x" }
            [[units.exercises]]
            name = "work"
            number = "1.1"
            title = { en = "x", es = "x" }
            level = "dog"
            points = 2
            parameters = ["x"]
            checks = ["first", "second"]
            limits = { call_s = 2.0, memory_mb = 256 }
            """
        )
    )
    return CourseFiles(exercises, hidden, hidden, ROOT / "constraints.txt", exercises)


@pytest.fixture(params=["namespaces", "landlock", "spawn"])
def run(request: pytest.FixtureRequest, course: CourseFiles, tmp_path: Path) -> Iterator[Callable[[str], Report]]:
    """Grade a source as `work`."""
    with Engine(course, isolation=request.param) as engine:

        def one(source: str) -> Report:
            (tmp_path / "work.py").write_text(source)
            return grade("unit1", tmp_path, engine=engine, seed=1)

        yield one


def outcomes(report: Report) -> list[tuple[Outcome, Reason | None]]:
    """What became of the two checks."""
    return [(check.outcome, check.reason) for check in report.checks]


def test_checks_share_one_call(run: Callable[[str], Report]) -> None:
    """The function is called once, and each check judges its answer and the files that it left."""
    once = "calls = []\ndef work(x):\n    calls.append(x)\n    assert len(calls) == 1\n    return x * 2\n"
    assert [(Outcome.PASSED, None)] * 2 == outcomes(run(WRITES + once))


def test_what_it_raised_every_check_meets(run: Callable[[str], Report]) -> None:
    """An exception is told by each check that needs the call, with its line and the call."""
    report = run("def work(x):\n    raise ValueError('no')\n")
    assert [(Outcome.ERRORED, Reason.ERROR)] * 2 == outcomes(report)
    assert ["work(20)"] * 2 == [check.evidence.call for check in report.checks if check.evidence]


def test_a_wrong_answer_fails_only_where_it_is_wrong(run: Callable[[str], Report]) -> None:
    """Each check looks at its own part of the answer."""
    assert [(Outcome.FAILED, Reason.WRONG), (Outcome.PASSED, None)] == outcomes(run(WRITES + "def work(x): return x\n"))


@pytest.mark.parametrize(
    ("source", "outcome", "reason"),
    [
        ("def work(x):\n    while True: pass\n", Outcome.TIMED_OUT, Reason.TIMEOUT),
        ("import os\ndef work(x):\n    os._exit(0)\n", Outcome.ERRORED, Reason.CRASHED),
        ("def work(x) -> None:\n    raise NotImplementedError('TODO 1.1: x')\n", Outcome.NOT_RUN, Reason.NOT_STARTED),
        ("def work(x:\n", Outcome.ERRORED, Reason.ERROR),
    ],
)
def test_ends_are_shared_too(source: str, outcome: Outcome, reason: Reason, run: Callable[[str], Report]) -> None:
    """A time-out, a crash, an unfilled stub or a syntax error costs one deadline, and every check says so."""
    begun = time.monotonic()
    assert [(outcome, reason)] * 2 == outcomes(run(source))
    assert time.monotonic() - begun < 20


def test_memory_has_a_hint(run: Callable[[str], Report]) -> None:
    """What ended a check is seen by detectors: running out of memory gets the hint that names it."""
    report = run("def work(x):\n    return len(bytearray(1 << 40))\n")
    assert [(Outcome.ERRORED, Reason.MEMORY)] * 2 == outcomes(report)
    assert {"memory"} == {check.hint_id for check in report.checks}


def test_a_check_may_call_and_then_wait(course: CourseFiles, run: Callable[[str], Report]) -> None:
    """A check that calls the function by itself and then asks for a shared call does not wait for itself."""
    suite = course.suites / "unit1" / "test_work.py"
    own = SUITE.replace("def test_second(shared):", "def test_second(shared, submission):").replace(
        '    """Second."""\n', '    """Second."""\n    submission.call(NAME, 1)\n'
    )
    assert own.count("submission.call(NAME, 1)") == 1
    suite.write_text(own)
    begun = time.monotonic()
    assert [(Outcome.PASSED, None)] * 2 == outcomes(run(WRITES + "def work(x): return x * 2\n"))
    assert time.monotonic() - begun < 20


def test_an_error_of_the_suite_is_ours(course: CourseFiles, run: Callable[[str], Report]) -> None:
    """What goes wrong in the suite's own part of a shared call is never blamed on the learner."""
    from smol_grade.errors import SuiteError

    suite = course.suites / "unit1" / "test_work.py"
    suite.write_text(SUITE.replace("return submission.call(NAME, 20)", "return submission.call(NAME, 20), 1 / 0"))
    with pytest.raises(SuiteError, match="ZeroDivisionError"):
        run("def work(x): return x * 2\n")


def test_a_file_that_trains_begins_with_the_trainers_libraries(engine: Engine) -> None:
    """A file that imports trl finds it imported, whatever its exercise needs; another one does not pay for it."""
    from smol_grade.learner_file import LearnerFile
    from smol_grade.libraries import preload

    unit, [exercise] = engine.course.find("smoltalk_to_chatml")
    plain = LearnerFile("x.py", "import json\n")
    trains = LearnerFile("x.py", "from trl import SFTTrainer\n")
    assert unit.libraries["base"] == preload(unit, exercise, plain)
    assert unit.libraries["trainer"] == preload(unit, exercise, trains)
    assert not any(name.startswith(("torch", "trl")) for name in unit.libraries["base"])
    assert not any(name.startswith(("trl", "peft", "datasets")) for name in unit.libraries["torch"])


def test_torch_is_imported_once_a_grading(engine: Engine) -> None:
    """Where one set of libraries holds all of another that has torch too, one zygote serves both, in each unit."""
    from smol_grade.libraries import shared

    for unit in engine.course.units[1:]:
        wanted = {exercise.name: unit.preload(exercise) for exercise in unit.exercises}
        served = shared(wanted)
        assert all({*wanted[name]} <= {*served[name]} for name in wanted)
        assert len({libraries for libraries in served.values() if "torch" in libraries}) <= 1, unit.alias
        assert {name for name in wanted if "torch" in wanted[name]} == {n for n in served if "torch" in served[n]}
    apart = {"a": ("torch", "x"), "b": ("torch", "y"), "c": ("z",), "d": ("torch", "z", "x")}
    assert apart | {"a": apart["d"]} == shared(apart)


def test_a_unit_may_not_name_libraries_that_it_lacks(engine: Engine) -> None:
    """A misspelt set of libraries is found when the manifest is read."""
    from smol_grade.course import check_libraries
    from smol_grade.errors import CourseError

    course: Course = engine.course
    unit = course.units[1]
    wrong = structs.replace(unit, exercises=(structs.replace(unit.exercises[0], libraries="tourch"),))
    with pytest.raises(CourseError, match="tourch"):
        check_libraries(wrong, engine.files.manifest)
