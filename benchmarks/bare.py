"""Bare pytest as a peer: the same suites, seeds and Hypothesis settings, the learner's code in the same process.

`python benchmarks/bare.py unit1 solutions/unit1 SEED [EXERCISE …]`. This is what most graders do. Only what answers a
suite's calls differs from a grading: the file is imported once and its functions are called right here, with no process
between.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from smol_grade.course import Exercise, load_course
from smol_grade.judge import draws
from smol_grade.judge.collector import Collector
from smol_grade.judge.run import INI
from smol_grade.judge.shared import Done, SharedRuns
from smol_grade.judge.world import World
from smol_grade.learner_file import LearnerFile
from smol_grade.locate import PACKAGE, course_files
from smol_grade.sandbox.session import listing
from smol_grade.submission import CheckEnded, Submission


class InProcess:
    """A session without a worker: the worker's own server, called as a function.

    With a function that is already imported, the learner's file is not loaded again.
    """

    printed = ""

    def __init__(self, function: Callable[..., Any] | None = None) -> None:
        sys.path.append(str(PACKAGE / "_worker"))
        self._server = importlib.import_module("smol_worker.serve").Server(None, None)
        self._loaded: Any = None
        if function is not None:
            setattr(self._server._module, function.__name__, function)
            self._loaded = {"found": True, "binds": True, "close": [], "signature": ""}
        self._assets: set[str] = set()
        self._folder = tempfile.mkdtemp()

    def has(self, asset: str) -> bool:
        """Return whether an asset is there."""
        return asset in self._assets

    def files(self, folder: str) -> list[str]:
        """Return the files below a folder of the scratch folder."""
        return listing(self._folder, folder)

    def share(self, asset: dict[str, Any]) -> None:
        """Note that an asset is there."""
        self._assets.add(asset["name"])

    def exchange(self, request: dict[str, Any], _seconds: float) -> dict[str, Any]:
        """Answer a request; the file is loaded once."""
        try:
            if request["op"] != "load":
                return {"ok": self._server._answer(request)}
            self._loaded = self._loaded or self._server._answer(request)
        except Exception as error:  # noqa: BLE001 - as the worker does
            return {"err": self._server._explain(error)}
        return {"ok": self._loaded}

    def end(self) -> None:
        """Do nothing: the next check uses the same process."""


class InTurn(SharedRuns):
    """Shared calls, each made when a check first asks for it."""

    def start(self) -> None:
        """Begin nothing."""
        self._made: dict[tuple[str, str], Done] = {}

    def wait(self, exercise: str, name: str) -> Done:
        """Make the call, once."""
        job = self._jobs[exercise, name]
        if (exercise, name) not in self._made:
            self._made[exercise, name] = self._make(job, None)
        return self._made[exercise, name]

    def stop(self, *, wait: bool = True) -> None:
        """Do nothing: nothing runs."""


class Bare(Collector):
    """The judge's plugin with sessions in this process."""

    def __init__(
        self,
        files: dict[str, LearnerFile],
        exercises: dict[str, Exercise],
        world: World,
        function: Callable[..., Any] | None,
    ) -> None:
        super().__init__(files, exercises, dict.fromkeys(exercises, None), world, 0, _nobody)  # type: ignore[arg-type]
        self._shared = InTurn(world)
        self._function = function
        self._sessions: dict[str, InProcess] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
        """Take the outcome, and leave pytest its own report, with the traceback that it shows."""
        self._take(item, self._run_of(item), call)
        return (yield)

    def _submission(self, name: str, ended: CheckEnded | None = None) -> Submission:
        if name not in self._sessions:
            self._sessions[name] = InProcess(self._function)
        session: Any = self._sessions[name]
        return Submission(lambda: session, self._exercises[name], self._files[name], ended)


def _nobody(*_: object) -> None:
    """Hear which check begins."""


def run(
    target: str, folder: Path, seed: int, function: Callable[..., Any] | None = None, only: tuple[str, ...] = ()
) -> bool:
    """Run the suites of a unit or exercise over a folder's files in this process; return whether every check passed.

    `only` names exercises of the unit, none: all.
    """
    files = course_files()
    unit, exercises = load_course(files).find(target)
    exercises = tuple(exercise for exercise in exercises if not only or exercise.name in only)
    sources = {exercise.name: read(folder, exercise) for exercise in exercises}
    plugin = Bare(sources, {exercise.name: exercise for exercise in exercises}, World(seed), function)
    draws.use_profile()
    suites = [str(files.suites / unit.alias / f"test_{exercise.name}.py") for exercise in exercises]
    options = ["-c", str(INI), "--rootdir", str(files.suites), "--noconftest", "--import-mode=importlib"]
    options += ["--disable-plugin-autoload", "-p", "no:cacheprovider", "-q", "-s"]
    pytest.main([*options, *suites], plugins=[plugin])
    passed = all(run.outcome == "passed" for run in plugin.runs.values())
    return passed and bool(plugin.runs) and not plugin.problems


def read(folder: Path, exercise: Exercise) -> LearnerFile:
    """Read an exercise's files in a folder."""
    path = folder / f"{exercise.name}.py"
    data = {name: (folder / name).read_text("utf-8") for name in exercise.data}
    return LearnerFile(str(path), path.read_text("utf-8"), data)


if __name__ == "__main__":
    sys.exit(0 if run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), only=tuple(sys.argv[4:])) else 1)
