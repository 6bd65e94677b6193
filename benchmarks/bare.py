"""Bare pytest as a peer: the same suites, seeds and Hypothesis settings, the learner's code in the same process.

`python benchmarks/bare.py unit1 solutions/unit1 SEED`. This is what most graders do. Only the `submission` fixture
differs from a grading: it imports the file and calls the function, with no process between.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from smol_grade.course import load_course
from smol_grade.judge import draws
from smol_grade.judge.collector import Collector
from smol_grade.judge.run import INI
from smol_grade.judge.world import World
from smol_grade.learner_file import LearnerFile
from smol_grade.locate import PACKAGE, course_files
from smol_grade.submission import Asset, Call


class InProcess:
    """A submission without a worker."""

    def __init__(self, module: ModuleType) -> None:
        self.calls: list[Call] = []
        self._module = module
        self._assets: dict[str, Any] = {}

    def call(self, function: str, *args: Any, keep: tuple[str, ...] = ()) -> Any:  # noqa: ARG002
        """Call the learner's function right here."""
        return getattr(self._module, function)(*[self._value(value) for value in args])

    def _value(self, value: Any) -> Any:
        if not isinstance(value, Asset):
            return value
        if value.name not in self._assets:
            self._assets[value.name] = _worker_assets().prepare(value.kind, value.data)()
        return self._assets[value.name]


class Bare(Collector):
    """The judge's plugin with the other fixture."""

    @pytest.fixture
    def submission(self, request: pytest.FixtureRequest) -> InProcess:
        """The learner's module, imported into this process."""
        name = request.node.get_closest_marker("check").args[0]
        spec = importlib.util.spec_from_file_location(f"learner_{name}", self._files[name].path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return InProcess(module)


def _worker_assets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("assets", PACKAGE / "_worker" / "smol_worker" / "assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(target: str, folder: str, seed: int) -> int:
    """Run the suites of a unit over the files of a folder; return pytest's exit code."""
    files = course_files()
    unit, exercises = load_course(files).find(target)
    sources = {e.name: LearnerFile(str(Path(folder) / f"{e.name}.py"), "") for e in exercises}
    plugin = Bare(sources, {e.name: e for e in exercises}, None, World(seed), 0, lambda _: None)  # type: ignore[arg-type]
    draws.use_profile()
    suites = [str(files.suites / unit.alias / f"test_{e.name}.py") for e in exercises]
    options = ["-c", str(INI), "--rootdir", str(files.suites), "--noconftest", "--import-mode=importlib"]
    options += ["--disable-plugin-autoload", "-p", "no:cacheprovider", "-q"]
    return int(pytest.main([*options, *suites], plugins=[plugin]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
