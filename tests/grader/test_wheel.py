"""The wheel: exactly these files, and every command works from it in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import msgpack
import pytest

from .conftest import EXERCISES, FULL, NAMES, POINTS, ROOT, SOLUTIONS, UNITS, lines_of_solution

PACKAGE = ROOT / "grader" / "smol_grade"
BOARD = ROOT / "leaderboard" / "smol_leaderboard"
TEMPLATE = PACKAGE / "export" / "template"
PAGE = ROOT / "leaderboard" / "space"
DATA = [
    "LICENSE",
    "constraints.txt",
    "demo/good/transcript.py",
    "demo/wrong/transcript.py",
    "exercises/course.toml",
    "exercises/unit0/README.es.md",
    "exercises/unit0/README.md",
    "exercises/unit0/transcript.py",
    *(f"exercises/{unit.alias}/{unit.alias}{suffix}" for unit in UNITS for suffix in (".ipynb", ".es.ipynb")),
    *(f"exercises/{unit.alias}/{name}" for unit in UNITS[1:] for name in ("README.es.md", "README.md")),
    *(f"exercises/{unit.alias}/{exercise.name}.py" for unit in UNITS[1:] for exercise in unit.exercises),
    *(f"exercises/project/{name}.md" for name in ("CARD", "CARD.es", "README", "README.es")),
    "suites/unit0/test_transcript.py",
    "suites/unit0/transcript.toml",
    *(f"suites/{unit.alias}/test_{exercise.name}.py" for unit in UNITS[1:] for exercise in unit.exercises),
    *(f"suites/{unit.alias}/{exercise.name}.toml" for unit in UNITS[1:] for exercise in unit.exercises),
    *(f"suites/{unit.alias}/texts.toml" for unit in UNITS[1:]),
    *(f"suites/{unit.alias}/walkthroughs.toml" for unit in UNITS),
    *(f"quizzes/{path.name}" for path in (ROOT / "quizzes" / "practice").iterdir()),
]


def test_the_files_of_the_wheel(wheel: Path) -> None:
    """The code, and the data listed here: no solution, mutant, accepted answer or test of ours."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    code = {f"smol_grade/{path.relative_to(PACKAGE).as_posix()}" for path in PACKAGE.rglob("*") if path.suffix == ".py"}
    code |= {
        f"smol_grade/messages/{name}.toml"
        for part in (
            "",
            "awards.",
            "artwork.",
            "batch.",
            "ceremony.",
            "leaderboard.",
            "quiz.",
            "certificates.",
            "issuing.",
            "notebook.",
            "day.",
            "forks.",
            "gradescope.",
            "grades.",
            "insight.",
            "project.",
            "regrade.",
            "scaffold.",
            "schedule.",
            "similarity.",
            "verifying.",
            "withdraw.",
        )
        for name in (f"{part}en", f"{part}es")
    }
    code |= {"smol_grade/judge/pytest.ini"}
    code |= {"smol_grade/report/page.html", "smol_grade/judge/known/gsm8k.bin"}
    code |= {"smol_grade/jupyter/shown.html", "smol_grade/jupyter/verdict.html"}
    code |= {
        f"smol_grade/export/template/{path.relative_to(TEMPLATE).as_posix()}"
        for path in TEMPLATE.rglob("*")
        if path.is_file()
    }
    code |= {
        "smol_leaderboard/ceremony/page.html",
        "smol_leaderboard/artwork/template/artwork.typ",
        "smol_leaderboard/evaluate/chatml.jinja",
        "smol_leaderboard/insight/report/page.html",
        "smol_leaderboard/regrading/page.html",
    }
    code |= {f"smol_leaderboard/similarity/{name}.html" for name in ("frame", "overview", "pair")}
    code |= {f"smol_leaderboard/{path.relative_to(BOARD).as_posix()}" for path in BOARD.rglob("*.py")}
    code |= {
        f"smol_leaderboard/_space/{path.relative_to(PAGE).as_posix()}" for path in PAGE.rglob("*") if path.is_file()
    }
    assert code | {f"smol_grade/_data/{name}" for name in DATA} == names


def test_no_solution_is_in_the_wheel(wheel: Path) -> None:
    """Nothing in the wheel holds what stands between the solution marks of a unit that counts, but what stubs show."""
    with zipfile.ZipFile(wheel) as archive:
        text = "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    counted = [f"{unit.alias}/{exercise.name}" for unit in UNITS[1:] for exercise in unit.exercises]
    for name in counted:
        assert not [line for line in lines_of_solution(name) if line in text]


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a virtual environment with our wheel installed among its dependencies, as pip would."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    [libraries] = venv.glob("lib/python*/site-packages")
    ours = Path(msgpack.__file__).parents[1]
    for entry in ours.iterdir():
        if not entry.name.lstrip("_").startswith(("editable_impl_smol", "pycache", "smol_")):
            (libraries / entry.name).symlink_to(entry)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(libraries)
    return venv / "bin" / "python"


def run(python: Path, cwd: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program in a folder."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"LC_ALL": "C.UTF-8"} | variables
    command = [str(python), "-m", "smol_grade", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("workers", ["fork", pytest.param("spawn", marks=pytest.mark.full)])
def test_every_command_works_in_an_empty_folder(workers: str, python: Path, tmp_path: Path) -> None:
    """From the wheel alone: help, demo, list, hints, init, grading to a green check; what needs a checkout says so."""

    def do(*words: str) -> subprocess.CompletedProcess[str]:
        return run(python, tmp_path, *words, SMOL_GRADE_WORKERS=workers)

    ask = [str(python), "-c", "import smol_grade; print(smol_grade.__file__)"]
    elsewhere = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    where = subprocess.run(ask, env=elsewhere, capture_output=True, text=True, check=True)
    assert str(python.parents[1]) in where.stdout
    assert do("--help").returncode == 0
    assert do("demo").returncode == 0
    assert "smol-grade init" in do("list").stdout
    assert do("hint", "transcript").returncode == 0
    assert do("unit1").returncode == 2
    assert do("init").returncode == 0
    assert do("unit1").returncode == 1
    shutil.copy(ROOT / "solutions" / "unit0" / "transcript.py", tmp_path / "unit0")
    assert "Next: smol-grade unit1" in do("unit0").stdout
    whole = workers == "fork" and FULL  # a spawned worker imports the trainers' libraries again each time
    some = NAMES if whole else NAMES[:3]
    for name in some:
        shutil.copy(SOLUTIONS / f"{name}.py", tmp_path / "unit1")
    shutil.copy(SOLUTIONS / "own_data.jsonl", tmp_path / "unit1")
    done = do("unit1")
    points = sum(exercise.points for exercise in EXERCISES if exercise.name in some and not exercise.bonus)
    assert f"{points}/{POINTS}" in done.stdout, done.stdout + done.stderr
    assert done.returncode == (0 if whole else 1)
    assert do("unit0", "--format", "html").stdout.startswith("<!doctype html>")
    for command in ("build", "check"):
        team = do("dev", command)
        assert (team.returncode, "checkout" in team.stderr) == (2, True)


@pytest.mark.parametrize("workers", ["fork", pytest.param("spawn", marks=pytest.mark.full)])
def test_a_broken_installation_is_not_the_learners_fault(workers: str, python: Path, tmp_path: Path) -> None:
    """A worker that cannot import its own libraries is an error of ours, exit status 3, and grades nothing."""
    [libraries] = python.parents[1].glob("lib/python*/site-packages")
    assert run(python, tmp_path, "init").returncode == 0
    shutil.copy(SOLUTIONS / "render_chatml.py", tmp_path / "unit1")
    start = libraries / "smol_grade" / "_worker" / "smol_worker" / "plain.py"
    original = start.read_text("utf-8")
    start.write_text("raise ImportError('broken on purpose')\n", "utf-8")
    try:
        done = run(python, tmp_path, "unit1", SMOL_GRADE_WORKERS=workers)
    finally:
        start.write_text(original, "utf-8")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "worker process failed" in done.stderr
    assert done.stdout == ""


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """Built through the source distribution, the wheel holds the same files."""
    passing = shutil.ignore_patterns(".git", ".venv*", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, tmp_path / "copy", ignore=passing)
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "copy"),
    ]
    subprocess.run(command, capture_output=True, check=True)
    [other] = (tmp_path / "out").glob("*.whl")
    with zipfile.ZipFile(wheel) as left, zipfile.ZipFile(other) as right:
        assert sorted(left.namelist()) == sorted(right.namelist())
