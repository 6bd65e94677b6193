"""Grade a learner's files: `grade("unit1", path)` returns a `Report`."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import re
import secrets
import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from importlib import metadata
from pathlib import Path

from . import __version__, scoring
from .course import Course, Exercise, ExerciseTexts, Unit, load_course, load_texts
from .errors import NoRealData, SandboxError, SuiteError, TierNotReached
from .learner_file import LearnerFile
from .libraries import preload, shared
from .locate import CourseFiles, course_files
from .records import (
    SCHEMA_VERSION,
    WENT_WRONG,
    Audience,
    CheckResult,
    Environment,
    ExerciseResult,
    Outcome,
    Report,
    Step,
    SubmittedFile,
    Text,
)
from .sandbox import KINDS, Isolation, Sandbox, chosen, measure, open_sandbox
from .workspace import Found, Problem, find, take_in

COMPARED = (
    "transformers",
    "tokenizers",
    "jinja2",
    "pytest",
    "hypothesis",
    "msgpack",
    "torch",
    "trl",
    "peft",
    "datasets",
)
"""Packages whose version may change a verdict."""
REAL_ROWS = 200
OFFICIAL_TIER = 1
"""What an official grading requires of the machine, whatever the caller asks for."""


class Engine:
    """A live engine: the course read, the libraries imported. Grades again in a fraction of a cold start. Close it.

    `isolation` is a kind of sandbox (`sandbox.KINDS`), the best one if empty; `assets` are files and folders that
    learner code may read.
    """

    def __init__(self, files: CourseFiles | None = None, isolation: str = "", assets: tuple[str, ...] = ()) -> None:
        self.files = files or course_files()
        self.course: Course = load_course(self.files)
        self._isolation = chosen(isolation)
        self._assets = assets
        self._measuring = threading.Thread(target=self._measure, name="smol-grade-canaries")
        self._texts: dict[str, dict[str, ExerciseTexts]] = {}
        self._sandboxes: dict[tuple[str, ...], Sandbox] = {}

    @property
    def measured(self) -> Isolation:
        """What keeps workers apart here and what of it holds, measured once a process.

        Where the canaries themselves fail, nothing is known to hold.
        """
        if self._measuring.ident is not None:
            self._measuring.join()
        try:
            return measure(self._isolation)
        except SandboxError:
            return Isolation(self._isolation or KINDS[-1])

    def _measure(self) -> None:
        """Measure in the background, while libraries are imported; what fails is left to who asks for the result."""
        with contextlib.suppress(SandboxError):
            measure(self._isolation)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all worker processes."""
        while self._sandboxes:
            self._sandboxes.popitem()[1].close()

    def keep_only(self, preloads: set[tuple[str, ...]]) -> None:
        """End the worker processes that begin with other libraries than these: each set takes hundreds of megabytes."""
        for libraries in self._sandboxes.keys() - preloads:
            self._sandboxes.pop(libraries).close()

    def texts(self, unit: Unit) -> dict[str, ExerciseTexts]:
        """Return the unit's hints and titles by exercise."""
        if unit.slug not in self._texts:
            self._texts[unit.slug] = load_texts(self.files, unit)
        return self._texts[unit.slug]

    def sandbox(self, preload: tuple[str, ...]) -> Sandbox:
        """Return the sandbox with these libraries, started at first use; it warms up while the caller goes on."""
        if preload not in self._sandboxes:
            self._sandboxes[preload] = open_sandbox(preload, self._isolation, self._assets)
            if self._measuring.ident is None:
                self._measuring.start()
        return self._sandboxes[preload]


def grade(
    target: str,
    path: Path | None = None,
    *,
    engine: Engine | None = None,
    seed: int | None = None,
    audience: Audience = "practice",
    real_data: bool = False,
    require_tier: int | None = None,
    on_check: Callable[[Step], None] = lambda _: None,
    cells: Sequence[str] | None = None,
    course_notebook: bool = False,
    only: Collection[str] = (),
) -> Report:
    """Grade a unit (`unit1`) or an exercise (`unit1/gsm8k_to_chatml`) and return the report.

    `path` is a file or folder (default: the current folder), `seed` fixes everything random (default: drawn, and in the
    report), `real_data` also grades 200 rows of the data set in GSM8K_DIR, `require_tier` (1 to 4) refuses to run
    learner code where workers are kept apart less well, `on_check` hears of each check as it begins. `cells` are the
    code cells of a notebook, graded in place of files; `course_notebook` takes them, or `path`, for one of the course's
    own notebooks, whose learners choose all names. `only` names exercises of the unit, none: all. Official gradings
    require tier 1. What is wrong with a learner's
    file is in the report. Raises `UsageError`, `CourseError`, `SandboxError`, `SuiteError`, `TierNotReached`.
    """
    if engine is None:
        with Engine() as own:
            return grade(
                target,
                path,
                engine=own,
                seed=seed,
                audience=audience,
                real_data=real_data,
                require_tier=require_tier,
                on_check=on_check,
                cells=cells,
                course_notebook=course_notebook,
                only=only,
            )
    begun = time.monotonic()
    unit, exercises = engine.course.find(target)
    exercises = tuple(exercise for exercise in exercises if not only or exercise.name in only)
    found = find(unit, exercises, path, cells, course_notebook=course_notebook)
    exercises = tuple(exercise for exercise in exercises if exercise.name in found)
    seed = secrets.randbelow(2**32) if seed is None else seed
    official = audience == "official"
    stubs = engine.files.exercises / unit.alias
    problems, sources = take_in(stubs, exercises, found, cells, official=official)
    wanted = {e.name: preload(unit, e, sources[e.name]) for e in exercises if e.name in sources}
    sandboxes = {name: engine.sandbox(libraries) for name, libraries in shared(wanted).items()}
    for name, source in sources.items():  # the sandboxes warm up while the next lines import pytest
        sandboxes[name].warm(source.libraries)
    from .judge import rows
    from .judge.run import run_suites

    if real_data and rows.gsm8k_folder() is None:
        raise NoRealData(os.environ.get("GSM8K_DIR", ""))
    texts = engine.texts(unit)
    required = OFFICIAL_TIER if audience == "official" else require_tier
    if required is not None:
        ensure_tier(engine.measured, required)  # no learner code has run before this line
    try:
        runs = run_suites(
            engine.files,
            unit,
            exercises,
            sources,
            sandboxes,
            seed=seed,
            real_rows=REAL_ROWS if real_data else 0,
            on_check=on_check,
        )
    finally:
        for sandbox in sandboxes.values():
            sandbox.rest()
    build = _Builder(engine.files, unit, texts, audience)
    results = []
    for exercise in exercises:
        file = found[exercise.name]
        if exercise.name in problems:
            results.append(build.unusable(exercise, file, problems[exercise.name]))
        else:
            results.append(build.graded(exercise, file, sources[exercise.name], runs))
    total = scoring.totals(results)
    return Report(
        schema_version=SCHEMA_VERSION,
        smol_grade=__version__,
        target=target,
        unit=unit.slug,
        unit_alias=unit.alias,
        unit_title=unit.title,
        audience=audience,
        seed=seed if audience == "practice" else None,
        points=total.points,
        max_points=total.max_points,
        bonus_points=total.bonus_points,
        max_bonus_points=total.max_bonus_points,
        exercises=tuple(results),
        environment=environment(engine.files, engine.measured),
        seconds=round(time.monotonic() - begun, 3),
    )


def ensure_tier(isolation: Isolation, required: int) -> None:
    """Raise `TierNotReached` when less holds than in the required tier."""
    if isolation.tier > required:
        raise TierNotReached(isolation.tier, required, isolation.leaks)


class _Builder:
    """Makes results for one unit and one audience."""

    def __init__(self, files: CourseFiles, unit: Unit, texts: dict[str, ExerciseTexts], audience: Audience) -> None:
        self._files = files
        self._unit = unit
        self._texts = texts
        self._audience = audience

    def graded(self, exercise: Exercise, found: Found, file: LearnerFile, runs: dict) -> ExerciseResult:  # type: ignore[type-arg]
        """Return the result of an exercise whose suite ran."""
        from .evidence import evidence_for, in_cells, message_for, without_secrets
        from .judge.shape import words_of

        known = words_of(self._files.exercises / self._unit.alias / f"{exercise.name}.py")
        texts = self._texts[exercise.name]
        checks = []
        for name in exercise.checks:
            run = runs[exercise.name, name]
            hint = run.hint
            if hint and hint not in texts.mistakes:
                raise SuiteError(f"{exercise.name}: no text for the hint {hint!r}")
            passed = run.outcome is Outcome.PASSED
            practice = self._audience == "practice"
            checks.append(
                CheckResult(
                    id=f"{self._unit.slug}/{exercise.name}/{name}",
                    exercise=f"{self._unit.slug}/{exercise.name}",
                    title=Text(en=run.mark.title, es=texts.titles.get(name, run.mark.title)),
                    outcome=run.outcome,
                    reason=run.reason,
                    points=scoring.points_for(run.outcome, run.mark.points),
                    max_points=run.mark.points,
                    message=None if passed or not practice else message_for(run),
                    hint_id=hint,
                    hint=texts.mistakes[hint] if hint else None,
                    evidence=evidence_for(run, file, exercise.parameters) if practice and not passed else None,
                    seconds=round(run.seconds, 3),
                    shape=run.shape(known),
                )
            )
        if file.is_notebook:
            checks = [in_cells(check, file) for check in checks]
        checks = [without_secrets(check) for check in checks]
        return self._result(exercise, found, tuple(checks), _shared_problem(checks), file.files)

    def unusable(self, exercise: Exercise, found: Found, problem: Problem) -> ExerciseResult:
        """Return the result of an exercise whose suite could not run: one problem, told once."""
        from .judge.shape import shape_of_end

        suite = self._files.suites / self._unit.alias / f"test_{exercise.name}.py"
        declared = declared_checks(suite)
        texts = self._texts[exercise.name]
        if missing := set(exercise.checks) - set(declared):
            raise SuiteError(f"{exercise.name}: the suite has no checks {', '.join(sorted(missing))}")
        checks = []
        for name in exercise.checks:
            title, points = declared[name]
            checks.append(
                CheckResult(
                    id=f"{self._unit.slug}/{exercise.name}/{name}",
                    exercise=f"{self._unit.slug}/{exercise.name}",
                    title=Text(en=title, es=texts.titles.get(name, title)),
                    outcome=problem.outcome,
                    reason=problem.reason,
                    max_points=points,
                    message=problem.message,
                    shape=shape_of_end(problem.message) if problem.outcome in WENT_WRONG else "",
                )
            )
        return self._result(exercise, found, tuple(checks), checks[0])

    def _result(
        self,
        exercise: Exercise,
        found: Found,
        checks: tuple[CheckResult, ...],
        problem: CheckResult | None,
        files: tuple[SubmittedFile, ...] = (),
    ) -> ExerciseResult:
        return ExerciseResult(
            id=f"{self._unit.slug}/{exercise.name}",
            name=exercise.name,
            title=exercise.title,
            level=exercise.level,
            bonus=exercise.bonus,
            status=scoring.status_of(checks),
            points=sum(check.points for check in checks),
            max_points=exercise.points,
            checks=checks,
            file=found.shown,
            files=files,
            problem=problem,
        )


def _shared_problem(checks: list[CheckResult]) -> CheckResult | None:
    """Return the first check when one and the same thing kept all of them from running."""
    first = checks[0]
    if first.outcome in (Outcome.PASSED, Outcome.FAILED) or first.message is None:
        return None
    alike = all(check.message == first.message and check.outcome == first.outcome for check in checks)
    return first if alike and first.message.key != "problem.raised" else None


def declared_checks(suite: Path) -> dict[str, tuple[str, int]]:
    """Return title and points of each check of a suite, read from its source without running it."""
    import ast

    declared = {}
    for node in ast.parse(suite.read_text("utf-8")).body:
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.check":
                points = next(int(ast.literal_eval(word.value)) for word in mark.keywords if word.arg == "points")
                title = " ".join((ast.get_docstring(node) or "").split())
                declared[node.name.removeprefix("test_")] = (title, points)
    return declared


def environment(files: CourseFiles, isolation: Isolation) -> Environment:
    """Return where this grading runs, and which packages differ from the course's pins."""
    return Environment(
        python=platform.python_version(),
        platform=sys.platform,
        isolation=isolation.kind,
        tier=isolation.tier,
        leaks=isolation.leaks,
        versions=installed_versions(),
        drift=drift_of(files),
    )


def drift_of(files: CourseFiles) -> dict[str, str]:
    """Return the versions that the course pins of the packages that are here in another one."""
    pinned, here = pins(files.constraints), installed_versions()
    return {n: pinned[n] for n, version in here.items() if n in pinned and version.partition("+")[0] != pinned[n]}


def pins(constraints: Path) -> dict[str, str]:
    """Return the versions that the course is graded with, by name in small letters; none without the file."""
    pinning = constraints.read_text("utf-8", errors="replace") if constraints.is_file() else ""
    found = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", pinning, re.MULTILINE)
    return {name.lower(): version for name, version in found}


@functools.cache
def installed_versions() -> dict[str, str]:
    """Return the versions of the packages that may change a verdict."""
    versions = {}
    for name in COMPARED:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
