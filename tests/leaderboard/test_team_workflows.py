"""The course team's own workflows: their steps, run as shell, grade on a hub with a token for an hour, and tell no secret."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakehub import FakeHub
from workflow_steps import Machine, plain_environment, ready_venv

from smol_grade import __version__
from smol_leaderboard.schema import GradeRecord

from .learner import ROOT
from .town import BOARD, Town

WORKFLOWS = ROOT / ".github" / "workflows"
GRADING = WORKFLOWS / "official-grading.yml"
SUDO = """#!/bin/bash
# What sudo does to the environment: only what is named is kept.
kept=()
[[ $1 == --preserve-env=* ]] && IFS=, read -r -a names <<< "${1#*=}" && shift
for name in "${names[@]}"; do [[ -v $name ]] && kept+=("$name=${!name}"); done
exec env -i PATH="$PATH" HOME="$HOME" LC_ALL=C.UTF-8 HF_HUB_DISABLE_XET=1 NO_PROXY=127.0.0.1 "${kept[@]}" "$@"
"""


def workflow(name: str) -> dict[Any, Any]:
    """A workflow of ours, parsed."""
    return yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A board on a hub, with a learner who has handed in a right answer and one that is none."""
    with FakeHub() as hub:
        hub.account("course")
        hub.account("ana")
        made = Town(tmp_path_factory.mktemp("town"), hub, ())
        made.solve("unit1", "smoltalk_to_chatml")
        (made.work / "unit1" / "gsm8k_to_chatml.py").write_text(
            "print('::error::mine')\nraise SystemExit(0)\n", "utf-8"
        )
        made.submit("unit1")
        yield made


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the jobs install into; their own step brings our programs."""
    return ready_venv(tmp_path_factory.mktemp("ready") / "venv")


@pytest.fixture
def machine(town: Town, venv: Path, tmp_path: Path) -> Machine:
    """A runner whose job may prove to the hub that it is the course's workflow."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sudo").write_text(SUDO, "utf-8")
    (tmp_path / "bin" / "sudo").chmod(0o755)
    (tmp_path / "temp").mkdir()
    (tmp_path / "temp" / "venv").symlink_to(venv)
    variables = plain_environment() | town.hub.trust("course", f"datasets/{BOARD}")
    variables["PIP_NO_BUILD_ISOLATION"] = "false"  # pip's way to say yes: the builder is here already
    variables |= {"PATH": f"{tmp_path / 'bin'}:{variables['PATH']}", "HOME": str(tmp_path), "SMOL_GRADE_BOARD": BOARD}
    [keys] = town.folder.glob("office/*/keys.json")
    secrets = {"BOARD_KEYS": keys.read_text("utf-8")}
    return Machine(ROOT, tmp_path / "temp", variables, tmp_path / "artifacts", secrets)


def test_the_scheduled_job_grades_publishes_and_answers(town: Town, machine: Machine) -> None:
    """Every step of it, without a lasting token: a record in tier 1, an answer, and no key or token in the log."""
    done = machine.run(GRADING, "grade")
    assert 0 == done.code, done.output
    assert ["Install", "Bring the keys", "Grade", "Take the keys away"] == done.steps
    [record] = [one for one in town.records() if isinstance(one, GradeRecord)]
    assert (10, 1) == (record.points, record.environment.tier)
    assert "closed" == town.hub.repo("dataset", BOARD).discussions[0].status
    assert [] == [command for command in done.commands if command.name != "notice"]
    assert not (machine.temp / "office").exists()
    secret = machine.secrets["BOARD_KEYS"]
    told = [word for word in re.findall(r"[0-9a-f]{64}|hf_\w{30,}", secret) if word in done.output]
    assert [] == told
    assert not [token for token, _ in town.hub.accounts.tokens() if token in done.output]
    again = machine.run(GRADING, "grade")
    assert (0, 1) == (again.code, len([one for one in town.records() if isinstance(one, GradeRecord)])), again.output


def test_without_keys_or_trust_it_says_so(town: Town, machine: Machine) -> None:
    """No secret, or a workflow that the board does not trust: red, with a sentence, and the keys are taken away."""
    without = Machine(machine.workspace, machine.temp, machine.variables, machine.artifacts)
    done = without.run(GRADING, "grade")
    assert 2 == done.code
    assert "has no secret BOARD_KEYS" in done.output
    stranger = machine.variables | {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "somebody-else"}
    done = Machine(ROOT, machine.temp, stranger, machine.artifacts, machine.secrets).run(GRADING, "grade")
    assert 3 == done.code, done.output
    assert "Traceback" not in done.output
    assert not (machine.temp / "office").exists()


def test_certificates_are_given_in_a_job_of_their_own(town: Town, machine: Machine) -> None:
    """It holds the key that signs and no key that opens a package; without one it gives none and is green."""
    assert (0, True) == ((done := machine.run(GRADING, "certify")).code, "so none are given" in done.output), (
        done.output
    )
    town.operate("keys", "new")
    [key] = town.folder.glob("office/*/issuer.pem")
    secrets = {"ISSUER_KEY": key.read_text("utf-8")}
    done = Machine(ROOT, machine.temp, machine.variables, machine.artifacts, secrets).run(GRADING, "certify")
    assert 0 == done.code, done.output
    assert "0 issued, 0 there already, 2 with conditions missing" in done.output
    assert "PRIVATE KEY" not in done.output
    asked = workflow("official-grading")["jobs"]
    assert ["BOARD_KEYS"] == re.findall(r"secrets\.(BOARD_KEYS|ISSUER_KEY)", str(asked["grade"]))
    assert ["ISSUER_KEY"] == re.findall(r"secrets\.(\w+)", str(asked["certify"]))


def test_a_release_is_built_and_looked_over(machine: Machine, tmp_path: Path) -> None:
    """The step that builds makes wheel and source distribution, when tag, version and changelog agree; else it says so."""
    copy = tmp_path / "copy"
    names = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, names.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    ready_venv(machine.temp / "dist.venv")
    for tag, changelog, told in (
        ("v9.9.9", "", "The tag is v9.9.9"),
        (f"v{__version__}", "", "CHANGELOG.md has no section"),
        (f"v{__version__}", f"\n## {__version__} - 2026-12-01\n\n- All of it.\n", ".whl"),
    ):
        with (copy / "CHANGELOG.md").open("a", encoding="utf-8") as file:
            file.write(changelog)
        variables = machine.variables | {"GITHUB_REF_NAME": tag}
        artifacts = tmp_path / f"built-{len(changelog)}-{tag}"
        done = Machine(copy, machine.temp, variables, artifacts).run(copy / ".github/workflows/release.yml", "build")
        assert (0 if changelog else 2) == done.code, done.output
        assert told in done.output
    names = sorted(path.name for path in (artifacts / "dist").iterdir())
    assert [f"smol_grade-{__version__}-py3-none-any.whl", f"smol_grade-{__version__}.tar.gz"] == names


def test_no_workflow_of_ours_listens_to_strangers_with_a_secret() -> None:
    """Secrets and tokens only where nothing of a stranger's is checked out: by schedule, by hand, or for a tag."""
    for path in sorted(WORKFLOWS.glob("*.yml")):
        asked = workflow(path.stem)
        assert {} == asked["permissions"], path.name
        events = set(asked[True])  # YAML reads `on` as true
        assert not events & {"pull_request_target", "workflow_run", "issue_comment", "issues"}, path.name
        privileged = [job for job in asked["jobs"].values() if "id-token" in job["permissions"]]
        if "secrets." in str(asked) or privileged:
            assert events <= {"schedule", "workflow_dispatch", "push"}, path.name
            assert "branches" not in str(asked[True])
        for job in privileged:
            assert job["environment"]
        for job in asked["jobs"].values():
            assert set(job["permissions"].values()) <= {"read", "write"}
            assert {name for name, right in job["permissions"].items() if right == "write"} <= {"id-token"}
            for step in job["steps"]:
                assert "${{" not in step.get("run", "")
                assert "ref" not in step.get("with", {}), "only the workflow's own commit is checked out"
                if step.get("uses", "").startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] is False


def test_the_job_that_publishes_runs_nothing_of_ours() -> None:
    """PyPI's right is held by a job of two actions: it takes the artifact, and publishes it."""
    publish = workflow("release")["jobs"]["publish"]
    assert ({"id-token": "write"}, "pypi") == (publish["permissions"], publish["environment"])
    assert [] == [step["name"] for step in publish["steps"] if "run" in step]


def test_each_secret_is_in_one_step_of_a_protected_job() -> None:
    """The board's keys and the banks where grading needs them, the issuer's key where certificates are given; no other."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(WORKFLOWS.glob("*.yml")):
        for name, job in workflow(path.stem)["jobs"].items():
            assert "secrets." not in str({key: value for key, value in job.items() if key != "steps"}), path.name
            for step in job["steps"]:
                for secret in re.findall(r"secrets\.(\w+)", str(step)):
                    found.setdefault(secret, []).append((str(job.get("environment", "")), name))
    keys = {
        name: [("official-grading", "grade")] for name in ("BOARD_KEYS", *(f"QUIZ_UNIT{one}" for one in range(1, 7)))
    }
    assert {**keys, "ISSUER_KEY": [("certificates", "certify")]} == found


def test_every_job_ends_and_every_step_has_a_name() -> None:
    """No job may hang for GitHub's six hours; a red step is found by its name; a failure is never passed over."""
    for path in sorted(WORKFLOWS.glob("*.yml")):
        for job in workflow(path.stem)["jobs"].values():
            assert 0 < job["timeout-minutes"] <= 120, path.name
            assert [] == [step for step in job["steps"] if "name" not in step], path.name
            assert {"bash"} >= {step.get("shell") for step in job["steps"] if "run" in step}, path.name
        assert "continue-on-error" not in path.read_text("utf-8")
