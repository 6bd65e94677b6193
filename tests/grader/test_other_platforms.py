"""The guide's scripts for Gradescope, as they stand there, run in a stand-in for `/autograder`."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .conftest import ROOT

GUIDE = ROOT / "docs" / "guides" / "other-platforms.md"
SCRIPTS = dict(re.findall(r"<!-- file: (\w[\w.]*) -->\n```bash\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL))
SOLUTION = ROOT / "solutions" / "unit0" / "transcript.py"
FORGED = '{"score": 1000000, "output": "forged"}'
HALF = """def transcript(messages):
    return "\\n".join(f"{message['role']}: {message['content']}" for message in messages) or "empty"
"""
WRITES = """import os, sys
FORGED = %r
for path in (%r, "results.json", "../results.json", *sys.argv[1:]):
    try:
        with open(path, "w") as file:
            file.write(FORGED)
    except OSError:
        pass
print(FORGED, flush=True)
def transcript(messages):
    print(FORGED, flush=True)
    os._exit(0)
"""


class Ended(NamedTuple):
    """What was left of a submission."""

    code: int
    results: dict[str, Any]
    said: str


class Autograder:
    """Gradescope's folders, elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("source", "submission", "results", "venv/bin"):
            (folder / name).mkdir(parents=True)
        for name, script in SCRIPTS.items():
            (folder / "source" / name).write_text(script, "utf-8")
        self.grader(f'exec {shlex.quote(sys.executable)} -m smol_grade "$@"')

    def grader(self, command: str) -> None:
        """Put a program where `setup.sh` puts the grader."""
        program = self.folder / "venv" / "bin" / "smol-grade"
        program.write_text(f"#!/bin/sh\n{command}\n", "utf-8")
        program.chmod(0o755)

    def run(self, **variables: str) -> Ended:
        """Grade what lies in `submission`, as Gradescope's harness does, and read what it uploads."""
        done = self.start(**variables)
        text = (self.folder / "results" / "results.json").read_text("utf-8")
        assert not list(Path(os.environ["TMPDIR"]).glob("*")), "nothing is left behind"
        return Ended(done.returncode, json.loads(text), done.stdout + done.stderr)

    def start(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        environment = os.environ | {"AUTOGRADER": str(self.folder), "UNIT": "unit0", "LC_ALL": "C.UTF-8", **variables}
        environment["PYTHONPATH"] = str(ROOT / "grader")
        return subprocess.run(
            ["bash", str(self.folder / "source" / "run_autograder")],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def autograder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Autograder:
    """The folders, with nothing handed in yet, and a folder of its own for what is temporary."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    return Autograder(tmp_path / "autograder")


def test_both_scripts_stand_in_the_guide() -> None:
    """Under the names that Gradescope wants, for the shell that they name."""
    assert {"setup.sh", "run_autograder"} == set(SCRIPTS)
    for script in SCRIPTS.values():
        assert script.startswith("#!/usr/bin/env bash\n")
        checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
        assert (0, "") == (checked.returncode, checked.stderr)


def test_a_right_submission(autograder: Autograder) -> None:
    """Full marks, in whichever folder the file lies."""
    shutil.copy(SOLUTION, autograder.folder / "submission")
    flat = autograder.run()
    assert (0, 3) == (flat.code, flat.results["score"])
    (autograder.folder / "submission" / "unit0").mkdir()
    shutil.move(autograder.folder / "submission" / SOLUTION.name, autograder.folder / "submission" / "unit0")
    assert 3 == autograder.run().results["score"]


def test_a_half_right_submission(autograder: Autograder) -> None:
    """The points of what is right, and what is wrong with the rest."""
    (autograder.folder / "submission" / SOLUTION.name).write_text(HALF, "utf-8")
    ended = autograder.run()
    assert (0, 2) == (ended.code, ended.results["score"])
    failed = [test for test in ended.results["tests"] if test["status"] == "failed"]
    assert 1 == len(failed)
    assert "expected" in failed[0]["output"]


@pytest.mark.parametrize("name", ["", "homework.py", "transcript.txt"])
def test_a_submission_without_the_file(name: str, autograder: Autograder) -> None:
    """0 points and the name that is expected; what was there from before is gone."""
    (autograder.folder / "results" / "results.json").write_text(FORGED, "utf-8")
    if name:
        shutil.copy(SOLUTION, autograder.folder / "submission" / name)
    ended = autograder.run()
    assert (0, 0) == (ended.code, ended.results["score"])
    assert "transcript.py" in ended.results["tests"][0]["output"]


@pytest.mark.parametrize("kind", ["namespaces", "landlock"])
def test_a_hostile_submission_forges_nothing(kind: str, autograder: Autograder) -> None:
    """It writes to where results go, prints results, and ends its process with 0: no point, and the file is ours.

    So in tier 1, and in tier 2, which is to be expected in a container.
    """
    target = autograder.folder / "results" / "results.json"
    (autograder.folder / "submission" / SOLUTION.name).write_text(WRITES % (FORGED, str(target)), "utf-8")
    (autograder.folder / "submission" / "sitecustomize.py").write_text(WRITES % (FORGED, str(target)), "utf-8")
    (autograder.folder / "submission" / "results.json").write_text(FORGED, "utf-8")
    (autograder.folder / "submission" / "smol-grade.toml").write_text('lang = "es"\n', "utf-8")
    ended = autograder.run(SMOL_GRADE_WORKERS=kind)
    assert (0, 0) == (ended.code, ended.results["score"])
    assert {"failed"} == {test["status"] for test in ended.results["tests"]}
    assert ended.results["output"].startswith("0/3 points")


def test_a_link_is_not_followed(autograder: Autograder, tmp_path: Path) -> None:
    """A link to a file outside is no submission of it."""
    secret = tmp_path / "secret.py"
    shutil.copy(SOLUTION, secret)
    (autograder.folder / "submission" / SOLUTION.name).symlink_to(secret)
    assert 0 == autograder.run().results["score"]


@pytest.mark.parametrize(
    ("command", "variables"),
    [
        ("", {"TIER": "1", "SMOL_GRADE_WORKERS": "spawn"}),
        ("", {"UNIT": "unit99"}),
        ("kill -9 $$", {}),
        ("exit 127", {}),
    ],
    ids=["tier", "unit", "killed", "absent"],
)
def test_a_grader_that_cannot_run_gives_no_score(
    command: str, variables: dict[str, str], autograder: Autograder
) -> None:
    """A sentence, no number, and an exit code that tells: never a 0, never an older file, never a part of one."""
    (autograder.folder / "results" / "results.json").write_text(FORGED, "utf-8")
    shutil.copy(SOLUTION, autograder.folder / "submission")
    if command:
        autograder.grader(command)
    ended = autograder.run(**variables)
    assert ended.code not in (0, 1)
    assert ("score" not in ended.results, []) == (True, ended.results["tests"])
    assert "no score yet" in ended.results["output"]


def test_an_older_result_is_nobodys(autograder: Autograder) -> None:
    """If the script itself is killed, there is no result, and what lay there before is not uploaded."""
    (autograder.folder / "results" / "results.json").write_text(FORGED, "utf-8")
    autograder.grader("kill -9 $PPID")
    assert 0 != autograder.start().returncode
    assert [] == list((autograder.folder / "results").iterdir())


@pytest.mark.full
def test_setup_installs_the_wheel_beside_the_submission(autograder: Autograder, wheel: Path, tmp_path: Path) -> None:
    """The wheel of the zip, held to the constraints, with the extras; here without the network, so without libraries."""
    shutil.rmtree(autograder.folder / "venv")
    shutil.copy(wheel, autograder.folder / "source")
    shutil.copy(ROOT / "constraints.txt", autograder.folder / "source")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {shlex.quote(str(tmp_path / "asked"))}\n', "utf-8")
    (programs / "apt-get").chmod(0o755)
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "AUTOGRADER": str(autograder.folder),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
    }
    environment.pop("PYTHONPATH", None)
    script = str(autograder.folder / "source" / "setup.sh")
    done = subprocess.run(["bash", script], env=environment, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert "libseccomp2" in (tmp_path / "asked").read_text("utf-8")
    assert (autograder.folder / "venv" / "bin" / "smol-grade").is_file()
    assert list((autograder.folder / "venv").glob("lib/*/site-packages/smol_grade/_data"))
