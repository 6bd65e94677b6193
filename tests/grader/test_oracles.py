"""Frozen cases: what the libraries say today is what they said when they were frozen, and a wrong oracle is found."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from smol_grade.devcheck import oracles

from .conftest import ROOT, UNITS

pytest.importorskip("trl", reason="the libraries of the extra train are not installed")
FOLDER = ROOT / "tests" / "oracles"
SCRIPTS = {script.stem: script for script in sorted(FOLDER.glob("*/*.py"))}
FULL = os.environ.get("SMOL_GRADE_PROOF") == "full"


def alike(left: Any, right: Any) -> bool:
    """Whether two plain values are equal, numbers within 1e-4: another processor rounds otherwise."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(alike(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-4, abs_tol=1e-4)
    return bool(left == right)


def deviating(script: Path, suite: Path) -> int:
    """How many cases a suite's oracle gets wrong. In a process of its own: pytest here does not know the suites' marker."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom smol_grade.devcheck.oracles import deviations\n"
        "print(len(list(deviations(*map(Path, sys.argv[1:])))))"
    )
    command = [sys.executable, "-c", code, str(script), str(suite)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_every_script_belongs_to_an_exercise() -> None:
    """No script is left over, and each has its cases."""
    known = {f"{unit.alias}/{exercise.name}" for unit in UNITS for exercise in unit.exercises}
    assert {f"{script.parent.name}/{name}" for name, script in SCRIPTS.items()} <= known
    assert all(json.loads(path.with_suffix(".json").read_text("utf-8"))["cases"] for path in SCRIPTS.values())


@pytest.mark.proof
@pytest.mark.parametrize("name", SCRIPTS if FULL else ["lora_param_count", "sft_loss"])
def test_the_libraries_still_say_so(name: str, tmp_path: Path) -> None:
    """Asked again, the installed libraries give the frozen cases."""
    frozen = json.loads(SCRIPTS[name].with_suffix(".json").read_text("utf-8"))
    code = (
        "import json, sys\nfrom pathlib import Path\nfrom smol_grade.devcheck.oracles import freeze\n"
        "Path(sys.argv[2]).write_text(json.dumps(freeze(Path(sys.argv[1]))))"
    )
    subprocess.run([sys.executable, "-c", code, str(SCRIPTS[name]), str(tmp_path / "now.json")], check=True)
    assert alike(frozen["cases"], json.loads((tmp_path / "now.json").read_text("utf-8"))["cases"])


def test_a_wrong_oracle_is_found(tmp_path: Path) -> None:
    """An oracle that halves the loss deviates in every case that is not zero."""
    suite = ROOT / "tests" / "hidden" / "unit1" / "test_sft_loss.py"
    assert 0 == deviating(SCRIPTS["sft_loss"], suite)
    broken = tmp_path / "test_sft_loss.py"
    halved = (
        "\n\nright = loss_of\n\n\ndef loss_of(*a):\n    loss, gradient = right(*a)\n    return loss / 2, gradient\n"
    )
    broken.write_text(suite.read_text("utf-8") + halved)
    assert 0 < deviating(SCRIPTS["sft_loss"], broken)


def test_missing_cases_are_told(tmp_path: Path) -> None:
    """A script whose cases were never frozen is a problem with a command."""
    script = tmp_path / "sft_loss.py"
    script.write_text("def freeze(): return []\n")
    assert ["sft_loss.json is missing; run: smol-grade dev freeze sft_loss"] == list(oracles.deviations(script, script))
