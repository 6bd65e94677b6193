"""`smol-grade dev attack` as it is typed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from smol_grade.devattack.run import available_kinds

needs_walls = pytest.mark.skipif(
    not available_kinds(), reason="attacks are never run without a sandbox that stops them"
)


def dev_attack(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    environment = {name: text for name, text in os.environ.items() if name not in ("COLUMNS", "SMOL_GRADE_WORKERS")}
    command = [sys.executable, "-m", "smol_grade", "dev", "attack", *words]
    return subprocess.run(command, env=environment | {"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", ["fork", pytest.param("spawn", marks=pytest.mark.full), "paper"])
def test_attacks_are_not_run_without_walls(kind: str) -> None:
    """A kind that stops nothing is refused, whatever there is on this machine."""
    done = dev_attack("--kind", kind, "--lang", "en")
    assert 2 == done.returncode
    assert f"no sandbox of the kind {kind}" in done.stderr
    assert "" == done.stdout


def test_what_does_not_exist_is_told() -> None:
    """A wrong target is a wrong use; a name that no attack has is told with the folder."""
    assert "text, tensor, trainer" in dev_attack("--target", "sound", "--lang", "en").stderr
    unknown = dev_attack("a00", "--lang", "en")
    assert (2, True) == (unknown.returncode, "'a00'" in unknown.stderr)


@needs_walls
@pytest.mark.parametrize(
    ("language", "naive", "summary"),
    [
        ("en", "naive grader: forged", "1 attacks, none got through; 1 of them harm a naive grader."),
        pytest.param(
            "es",
            "evaluador ingenuo: falsificado",
            "1 ataques, ninguno tuvo éxito; 1 de ellos dañan",
            marks=pytest.mark.full,
        ),
    ],
)
def test_a_line_for_each_attack_and_a_summary(language: str, naive: str, summary: str) -> None:
    """Group, attack, target, how it ended, points and what the naive grader suffered, in both languages."""
    done = dev_attack("a02", "--kind", "namespaces", "--lang", language)
    assert 0 == done.returncode, done.stderr
    first, *_, last = done.stdout.splitlines()
    assert first.startswith("ok  a02_exit_in_call (text): crashed, 0 ")
    assert naive in first
    assert summary in last
