"""The judge's own start: whatever lies in the learner's folder or on PYTHONPATH, only what is installed is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smol_grade import __main__ as start

from .conftest import POINTS, ROOT, SMOLTALK, SOLUTIONS

MODULES = ["msgpack", "torch", "pytest", "hypothesis", "numpy", "rich", "typer", "smol_grade", "smol_worker", "msgspec"]
STANDARD = ["json", "tomllib", "argparse", "random", "selectors", "subprocess", "unittest", "xml", "logging"]
TRACE = "import os\nwith open({trace!r}, 'a') as file:\n    file.write({name!r} + ' ')\n"
INI = "[pytest]\naddopts = --collect-only -p evil\npythonpath = .\n[tool.pytest.ini_options]\naddopts = '--collect-only'\n"


def plant(folder: Path, names: list[str], trace: Path) -> None:
    """Put modules into a folder that leave a trace when they are run."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.py").write_text(TRACE.format(trace=str(trace), name=f"{folder.name}/{name}"), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A learner's folder with every file that some tool might read by itself."""
    here = tmp_path / "here"
    plant(here, [*MODULES, *STANDARD, "conftest", "sitecustomize", "usercustomize", "evil"], tmp_path / "trace")
    for name in ("pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", ".coveragerc"):
        (here / name).write_text(INI, "utf-8")
    (here / f"{SMOLTALK}.py").write_bytes((SOLUTIONS / f"{SMOLTALK}.py").read_bytes())
    (here / "smol-grade.pth").write_text("import evil\n", "utf-8")
    return here


def run(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the console program in a folder, as an installer would have made it."""
    script = folder.parent / "bin" / "smol-grade"
    script.parent.mkdir()
    script.write_text("import sys\nfrom smol_grade.__main__ import main\nsys.exit(main())\n", "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    return subprocess.run(
        [sys.executable, str(script), "unit1"],
        cwd=folder,
        env=kept | {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT / "grader")} | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_nothing_of_the_folder_is_imported(folder: Path) -> None:
    """Modules, conftest.py and settings of pytest where the command runs have no say in the judge."""
    done = run(folder)
    assert (1, True) == (done.returncode, f"10/{POINTS} points" in done.stdout), done.stderr
    assert not (folder.parent / "trace").exists()


def test_nothing_on_pythonpath_is_imported(folder: Path) -> None:
    """Entries of PYTHONPATH are dropped, and variables of Python and pytest forgotten, before anything is imported."""
    plant(folder.parent / "path", [*MODULES, "tomllib", "unittest", "logging"], folder.parent / "trace")
    done = run(
        folder,
        PYTHONPATH=os.pathsep.join([str(ROOT / "grader"), str(folder.parent / "path"), "", "."]),
        PYTHONBREAKPOINT="evil.hook",
        PYTHONSTARTUP=str(folder / "evil.py"),
        PYTHONWARNINGS="error",
        PYTEST_ADDOPTS="--collect-only -p evil",
        PYTEST_PLUGINS="evil",
    )
    assert (1, True) == (done.returncode, f"10/{POINTS} points" in done.stdout), done.stderr
    ran = (folder.parent / "trace").read_text().split() if (folder.parent / "trace").exists() else []
    assert {"here/sitecustomize", "here/usercustomize"} >= set(ran)  # Python's own, before our first line


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An environment and a path that a test may change."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return monkeypatch


def test_what_is_installed_stays(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This package's folder and those of installed packages stay, though PYTHONPATH names them; the rest goes."""
    import site

    named = [start.OURS, *site.getsitepackages(), str(tmp_path)]
    os.environ.update(PYTHONPATH=os.pathsep.join(named), PYTEST_ADDOPTS="-x", PYTHONBREAKPOINT="0", HOME="/home/x")
    sys.path[:] = [*named, os.getcwd(), ""]
    start.stand_alone()
    assert named[:-1] == sys.path
    assert "/home/x" == os.environ["HOME"]
    assert not [name for name in os.environ if name.startswith(("PYTHON", "PYTEST_"))]


def test_a_folder_that_is_gone(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Started in a folder that has been deleted, it starts."""
    (tmp_path / "gone").mkdir()
    environment.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    os.environ["PYTHONPATH"] = "relative"
    start.stand_alone()
