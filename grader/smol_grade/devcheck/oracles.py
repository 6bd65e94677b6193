"""The judge's oracles against the libraries whose behaviour they state.

A suite compares with an oracle of its own: a closed form, NumPy in float64. That the oracle says what TRL, peft and
transformers do, frozen cases prove: `tests/oracles/unit1/EXERCISE.py` holds `freeze()`, which asks the library, and
`check(case, suite)`, which asks the suite's oracle and needs no heavy library. `EXERCISE.json` beside it is what
`freeze()` said when it last ran, and with which versions.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

from ..course import Exercise, Unit
from ..errors import CourseError
from ..files import write_atomically

LIBRARIES = ("transformers", "tokenizers", "torch", "trl", "peft", "datasets")


def scripts(folder: Path, unit: Unit) -> list[tuple[Exercise, Path]]:
    """Return the exercises of a unit that have frozen cases, with the script that makes them."""
    found = [(exercise, folder / unit.alias / f"{exercise.name}.py") for exercise in unit.exercises]
    return [(exercise, script) for exercise, script in found if script.is_file()]


def load(path: Path) -> ModuleType:
    """Import a script or a suite from its file, outside the import system."""
    spec = importlib.util.spec_from_file_location(f"oracle_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise CourseError(path, 0, "cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def freeze(script: Path) -> dict[str, Any]:
    """Ask the libraries; return `{versions, cases}` as the JSON holds it."""
    cases = json.loads(json.dumps(load(script).freeze()))
    return {"versions": {name: metadata.version(name).partition("+")[0] for name in LIBRARIES}, "cases": cases}


def write(script: Path) -> Path:
    """Freeze into the JSON beside the script; return its path."""
    path = script.with_suffix(".json")
    write_atomically(path, as_text(freeze(script)))
    return path


def as_text(frozen: dict[str, Any]) -> str:
    """Return the JSON text of frozen cases, a line each: so a change shows which case changed."""
    versions = json.dumps(frozen["versions"], sort_keys=True)
    cases = ",\n".join(json.dumps(case, ensure_ascii=False, sort_keys=True) for case in frozen["cases"])
    return f'{{"versions": {versions},\n"cases": [\n{cases}\n]}}\n'


def deviations(script: Path, suite: Path) -> Iterator[str]:
    """Tell which frozen cases the suite's oracle does not agree with."""
    path = script.with_suffix(".json")
    if not path.is_file():
        yield f"{path.name} is missing; run: smol-grade dev freeze {script.stem}"
        return
    cases = json.loads(path.read_text("utf-8"))["cases"]
    if not cases:
        yield f"{path.name} has no cases"
    checks, oracle = load(script), load(suite)
    for number, case in enumerate(cases):
        try:
            checks.check(case, oracle)
        except AssertionError as error:
            yield f"{script.stem}: the oracle deviates from the library in case {number}: {str(error)[:300]}"
