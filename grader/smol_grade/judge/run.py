"""Run the hidden suites of some exercises under pytest and return what happened in each check."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ..course import Exercise, Unit
from ..errors import Abandoned, SuiteError
from ..learner_file import LearnerFile
from ..locate import CourseFiles
from ..records import Step
from ..sandbox import Sandbox
from . import draws
from .collector import CheckRun, Collector
from .world import World

_imported: dict[str, int] = {}
"""Suite -> time of the version that was imported last."""
INI = Path(__file__).with_name("pytest.ini")


def run_suites(
    files: CourseFiles,
    unit: Unit,
    exercises: tuple[Exercise, ...],
    sources: dict[str, LearnerFile],
    sandboxes: Mapping[str, Sandbox],
    *,
    seed: int,
    real_rows: int = 0,
    on_check: Callable[[Step], None] = lambda _: None,
) -> dict[tuple[str, str], CheckRun]:
    """Grade the files in `sources`, each in its sandbox (by exercise), and return the runs by exercise and check.

    Raises `SuiteError` when a suite is broken, or when its checks and points are not exactly the manifest's; other
    errors of ours as they are; `KeyboardInterrupt` when the user interrupts; `Abandoned`
    when `on_check` does, and then nothing of the run goes on.
    """
    graded = {exercise.name: exercise for exercise in exercises if exercise.name in sources}
    if not graded:
        return {}
    collector = Collector(sources, graded, sandboxes, World(seed), real_rows, on_check)
    draws.use_profile()
    suites = [str(files.suites / unit.alias / f"test_{name}.py") for name in graded]
    _forget_other_versions(suites)
    code: int = pytest.ExitCode.INTERRUPTED
    try:
        with _own_pytest(), contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
            code = pytest.main([*_options(files), *suites], plugins=[collector])
    finally:
        collector.stop(wait=collector.abandoned or code != pytest.ExitCode.INTERRUPTED)
    if collector.abandoned:
        raise Abandoned
    if collector.error is not None:
        raise collector.error
    if code == pytest.ExitCode.INTERRUPTED and not collector.problems:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not collector.problems:
        collector.problems.append(said.getvalue().strip()[-500:] or f"pytest ended with {code}")
    collector.problems += _deviations(collector.runs, graded)
    if collector.problems:
        raise SuiteError("; ".join(collector.problems))
    return collector.runs


def _options(files: CourseFiles) -> list[str]:
    """Options that cut pytest off from the folder it runs in: own ini and root, no conftest, no foreign plugins."""
    switched_off = ["cacheprovider", "terminal", "faulthandler", "doctest", "junitxml", "pastebin", "logging"]
    switched_off += ["debugging", "unraisableexception", "threadexception"]  # the last two collect garbage for long
    options = ["-c", str(INI), "--rootdir", str(files.suites), "--confcutdir", str(files.suites), "--noconftest"]
    options += ["--import-mode=importlib", "--disable-plugin-autoload", "-s", "-W", "ignore"]
    return options + [option for name in switched_off for option in ("-p", f"no:{name}")]


def _forget_other_versions(suites: list[str]) -> None:
    """Drop suites from `sys.modules` that came from elsewhere or have changed since: pytest would reuse them."""
    wanted = {Path(suite).name: suite for suite in suites}
    times = {suite: Path(suite).stat().st_mtime_ns for suite in suites if Path(suite).is_file()}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        suite = wanted.get(Path(file).name)
        if suite is not None and (file != suite or _imported.get(suite) != times.get(suite)):
            del sys.modules[name]
    _imported.update(times)


@contextlib.contextmanager
def _own_pytest() -> Iterator[None]:
    """Hide the caller's PYTEST_* variables: they could add options, plugins, or another pytest's state."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("PYTEST_")]:
            del os.environ[name]
        os.environ.update(hidden)


def _deviations(runs: dict[tuple[str, str], CheckRun], graded: dict[str, Exercise]) -> list[str]:
    """Return how the collected checks differ from the manifest's."""
    found = []
    for name, exercise in graded.items():
        collected = {check for owner, check in runs if owner == name}
        if collected != set(exercise.checks):
            odd = ", ".join(sorted(collected ^ set(exercise.checks)))
            found.append(f"{name}: suite and manifest disagree on the checks {odd}")
        points = sum(run.mark.points for (owner, _), run in runs.items() if owner == name)
        if points != exercise.points:
            found.append(f"{name}: the checks give {points} points, the manifest says {exercise.points}")
    return found
