"""A learner's side for tests: a workspace, a board that can be opened, the command line in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from smol_grade import __version__
from smol_grade.course import Unit, load_course
from smol_grade.locate import checkout_files
from smol_leaderboard import schema
from smol_leaderboard.sealing import KeyPair, new_keys

ROOT = Path(__file__).parents[2]
FILES = checkout_files(ROOT)
COURSE = load_course(FILES)
SOLUTIONS = ROOT / "solutions"
TOKEN = "hf_" + "AbCdEfGh12" * 4
"""Looks like a token, and is none."""


def unit(alias: str) -> Unit:
    """A unit of the course."""
    return COURSE.find(alias)[0]


class Course(NamedTuple):
    """What the course holds."""

    keys: KeyPair
    settings: schema.BoardSettings


def course(**changes: object) -> Course:
    """A course with fresh keys."""
    keys = new_keys()
    settings = schema.BoardSettings(
        title="test",
        public_key=keys.public,
        smol_grade=__version__,
        cohort="autumn",
        attempts_per_day=3,
        units={"instruction": 186, "warmup": 3},
    )
    return Course(keys, schema.msgspec.structs.replace(settings, **changes))


def local_board(folder: Path, settings: schema.BoardSettings) -> Path:
    """A board in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "course.json").write_bytes(schema.canonical(settings))
    return folder


def workspace(folder: Path, *names: str, alias: str = "unit1") -> Path:
    """A workspace as `init` leaves it, with the solutions of some exercises filled in."""
    shutil.copytree(ROOT / "exercises" / "unit0", folder / "unit0")
    shutil.copytree(ROOT / "exercises" / "unit1", folder / "unit1")
    for name in names:
        shutil.copy(SOLUTIONS / alias / f"{name}.py", folder / alias)
    if "to_messages" in names:
        shutil.copy(SOLUTIONS / "unit1" / "own_data.jsonl", folder / "unit1")
    return folder


def smol_grade(*words: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a fixed environment, logged in nowhere unless the variables say so."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "SMOL_GRADE_BOARD"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        kept.pop(name, None)
    home = cwd.parent / "home"
    home.mkdir(exist_ok=True)
    fixed = {"LC_ALL": "C.UTF-8", "HOME": str(home), "HF_HOME": str(home / "hf"), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "smol_grade", *words],
        cwd=cwd,
        env=kept | fixed | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
