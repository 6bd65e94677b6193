"""A learner's side for tests: a workspace, a board that can be opened, the command line in a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click
import typer

from smol_grade import __version__
from smol_grade.course import Unit, load_course
from smol_grade.locate import checkout_files
from smol_leaderboard import schema
from smol_leaderboard.sealing import KeyPair, new_keys

ROOT = Path(__file__).parents[2]
FILES = checkout_files(ROOT)
COURSE = load_course(FILES)
SOLUTIONS = ROOT / "solutions"
ENDS = (signal.SIGINT, signal.SIGTERM)
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
    """Run the command line in this process (a new one takes half a second), in a fixed environment."""
    from smol_grade.cli.main import app

    out, err = io.StringIO(), io.StringIO()
    before, handlers, folder = dict(os.environ), [(n, signal.getsignal(n)) for n in ENDS], Path.cwd()
    os.environ.clear()
    os.environ.update(environment(cwd, variables))
    os.chdir(cwd)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = app(list(words), prog_name="smol-grade", standalone_mode=False)
    except typer.Exit as ended:
        code = ended.exit_code
    except click.ClickException as wrong:
        code = wrong.exit_code
        err.write(wrong.format_message())
    finally:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(before)
        for number, handler in handlers:
            signal.signal(number, handler)
    return subprocess.CompletedProcess(words, code or 0, out.getvalue(), err.getvalue())


def smol_grade_apart(*words: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, in a fixed environment."""
    return subprocess.run(
        [sys.executable, "-m", "smol_grade", *words],
        cwd=cwd,
        env=environment(cwd, variables),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def environment(cwd: Path, variables: dict[str, str]) -> dict[str, str]:
    """The environment of a learner who is logged in nowhere unless the variables say so."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "SMOL_GRADE_BOARD"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        kept.pop(name, None)
    home = cwd.parent / "home"
    home.mkdir(exist_ok=True)
    fixed = {"LC_ALL": "C.UTF-8", "HOME": str(home), "HF_HOME": str(home / "hf"), "PYTHONIOENCODING": "utf-8"}
    return kept | fixed | variables
