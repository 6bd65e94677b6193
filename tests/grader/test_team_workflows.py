"""The course team's workflows: what they may do, and that their steps work when they are run as shell.

Left out by name, because they install from the network or run for an hour: "Install" (a stand-in for its result is made),
"Install the builder", "Build sdist and wheel" and "Run everything". Stand-ins: `sudo` (we are root or the same user), twine,
GitHub's id tokens, and the Hub, which is the double in tests/fakehub over HTTP.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("yaml", reason="PyYAML is not installed: the extra evaluate brings it")
pytest.importorskip("nacl", reason="PyNaCl is not installed: the extra submit brings it")

from fakehub import FakeHub
from leaderboard.town import BOARD, Town

from .conftest import ROOT
from .team_steps import id_tokens, run_steps, runner_environment, workflow

FOLDER = ROOT / ".github" / "workflows"
OURS = ("ci", "official-grading", "release")
TRIGGERS = {
    "ci": {"push", "pull_request"},
    "official-grading": {"schedule", "workflow_dispatch"},
    "release": {"push"},
}
PINNED = re.compile(r"    +(?:- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
ID_TOKEN = "eyJhbGciOiJub25lIn0.e30.official-grading"
RESOURCE = f"datasets/{BOARD}"


def steps_of(read: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """All steps of a workflow with their jobs."""
    return [(name, step) for name, job in read["jobs"].items() for step in job["steps"]]


@pytest.mark.parametrize("name", OURS)
def test_a_workflow_is_built_as_it_must_be(name: str) -> None:
    """Harmless triggers, no rights but the jobs' own, time limits, names, pinned actions, no expression in a shell."""
    text = (FOLDER / f"{name}.yml").read_text("utf-8")
    read = workflow(FOLDER / f"{name}.yml")
    assert TRIGGERS[name] == set(read["on"])
    assert {} == read["permissions"]
    for job in read["jobs"].values():
        assert "timeout-minutes" in job
        assert "name" in job
        assert job["permissions"].keys() <= {"contents", "id-token"}
        assert job["permissions"].get("contents", "read") == "read"
        if any("run" in step for step in job["steps"]):
            assert {"run": {"shell": "bash"}} == job["defaults"]
    for _, step in steps_of(read):
        assert "name" in step
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert {"persist-credentials": False} == step["with"]
    uses = [line for line in text.splitlines() if re.search(r"\buses:", line)]
    assert [] == [line for line in uses if not PINNED.fullmatch(line)]
    assert "continue-on-error" not in text


def test_rights_and_secrets_are_where_they_are_needed() -> None:
    """Id tokens: both jobs of the grading, and publishing. Each secret in one step of one job with a protected environment."""
    with_id, secrets = {}, {}
    for name in OURS:
        read = workflow(FOLDER / f"{name}.yml")
        for job_name, job in read["jobs"].items():
            if "id-token" in job["permissions"]:
                with_id[job_name] = job["environment"] if name != "release" else job["environment"]["name"]
        assert "secrets." not in str({key: value for key, value in read.items() if key != "jobs"})
        for job_name, step in steps_of(read):
            for secret in re.findall(r"secrets\.(\w+)", str(step)):
                secrets.setdefault(secret, []).append((job_name, step["name"]))
    assert {"grade": "official-grading", "certify": "official-grading", "publish": "pypi"} == with_id
    parts = {f"SMOL_LEADERBOARD_QUIZZES_{part}": [("grade", "Write the keys")] for part in (1, 2, 3)}
    expected = {"SMOL_LEADERBOARD_KEYS": [("grade", "Write the keys")], **parts}
    assert {**expected, "SMOL_LEADERBOARD_ISSUER": [("certify", "Write the issuer's key")]} == secrets


def test_one_grading_at_a_time_and_nothing_handed_from_job_to_job() -> None:
    """A second run waits; no artifact carries what a learner wrote; the publishing job runs no shell."""
    grading = workflow(FOLDER / "official-grading.yml")
    assert {"group": "official-grading", "cancel-in-progress": False} == grading["concurrency"]
    assert [] == [step["name"] for _, step in steps_of(grading) if "artifact" in step.get("uses", "")]
    assert [] == [
        step for job, step in steps_of(workflow(FOLDER / "release.yml")) if job == "publish" and "run" in step
    ]


def test_the_board_is_that_of_the_course() -> None:
    """The workflow names the board that course.toml names."""
    import tomllib

    course = tomllib.loads((ROOT / "exercises" / "course.toml").read_text("utf-8"))
    assert course["board"]["repo"] == workflow(FOLDER / "official-grading.yml")["env"]["BOARD"]


def installed(folder: Path, hub: FakeHub) -> dict[str, str]:
    """Return the environment of a runner on which the step "Install" has run, with the double for the Hub."""
    environment = runner_environment(folder)
    made = folder / "temp" / "venv" / "bin"
    made.mkdir(parents=True)
    path = f"{ROOT / 'grader'}:{ROOT / 'leaderboard'}"
    there = f"export PYTHONPATH={path} HF_ENDPOINT={hub.url} HF_HUB_DISABLE_XET=1 NO_PROXY=127.0.0.1"
    for name, words in {"python": "", "smol-leaderboard": " -m smol_leaderboard"}.items():
        (made / name).write_text(f'#!/bin/sh\n{there}\nexec {sys.executable}{words} "$@"\n')
        (made / name).chmod(0o755)
    return environment


@pytest.fixture
def town(tmp_path: Path, hub: FakeHub) -> Town:
    """A board with an issuer, and a learner who has handed a unit in."""
    made = Town(tmp_path, hub, ())
    made.operate("keys", "new")
    made.solve("unit1", "gsm8k_to_messages")
    made.submit("unit1")
    return made


def test_the_steps_of_the_official_grading_grade_and_certify(town: Town, tmp_path: Path) -> None:
    """Run as a runner would, without a token of the Hub: the request is graded at tier 1, and no key stays."""
    hub = town.hub
    hub.trust(ID_TOKEN, RESOURCE, "course")
    read = workflow(FOLDER / "official-grading.yml")
    (office,) = (tmp_path / "office").iterdir()
    values = {"secrets.SMOL_LEADERBOARD_KEYS": (office / "keys.json").read_text()}
    values |= {"secrets.SMOL_LEADERBOARD_ISSUER": (office / "issuer.pem").read_text()}
    values |= {f"secrets.SMOL_LEADERBOARD_QUIZZES_{part}": "" for part in (1, 2, 3)}
    steps = {}
    with id_tokens(ID_TOKEN) as variables:
        for job in ("grade", "certify"):
            folder = tmp_path / f"runner-{job}"
            environment = installed(folder, hub) | variables
            values["runner.temp"] = environment["RUNNER_TEMP"]
            ran = run_steps(
                read, job, cwd=ROOT, environment=environment, values=values, env={"BOARD": BOARD}, skip=("Install",)
            )
            steps[job] = {one.name: one for one in ran}
            assert ["venv"] == [left.name for left in (folder / "temp").iterdir()]
    codes = {name: one.code for job in steps.values() for name, one in job.items()}
    expected = ["Write the keys", "Grade", "Remove the keys", "Write the issuer's key", "Certify"]
    assert dict.fromkeys([*expected, "Remove the issuer's key"], 0) == codes, steps
    assert "tier 1" in steps["grade"]["Grade"].output
    (graded,) = (record for record in town.records() if type(record).__name__ == "GradeRecord")
    assert 1 == graded.environment.tier
    said = "".join(one.output for job in steps.values() for one in job.values())
    for secret in (values["secrets.SMOL_LEADERBOARD_KEYS"], ID_TOKEN, "request-token"):
        assert secret.strip() not in said


def test_without_keys_or_without_trust_the_job_fails_with_a_sentence(tmp_path: Path, hub: FakeHub) -> None:
    """No secret: exit code 2 before anything is graded. No trusted publisher: 3. What was written is removed all the same."""
    read = workflow(FOLDER / "official-grading.yml")
    values = {f"secrets.SMOL_LEADERBOARD_QUIZZES_{part}": "" for part in (1, 2, 3)}
    said = {}
    hub.repo("dataset", BOARD)
    with id_tokens(ID_TOKEN) as variables:
        for keys in ("", "{}"):
            folder = tmp_path / f"runner-{len(keys)}"
            environment = installed(folder, hub) | variables
            values |= {"secrets.SMOL_LEADERBOARD_KEYS": keys, "runner.temp": environment["RUNNER_TEMP"]}
            ran = run_steps(
                read, "grade", cwd=ROOT, environment=environment, values=values, env={"BOARD": BOARD}, skip=("Install",)
            )
            said[keys] = [(one.name, one.code) for one in ran]
            assert "Traceback" not in "".join(one.output for one in ran)
            assert ["venv"] == [left.name for left in (folder / "temp").iterdir()]
    assert [("Write the keys", 2), ("Remove the keys", 0)] == said[""]
    assert [("Write the keys", 0), ("Grade", 3), ("Remove the keys", 0)] == said["{}"]


def tree(folder: Path, changelog: str) -> Path:
    """Return a tree of version 1.2.0 with a changelog and what was built of it."""
    made = folder / "tree"
    (made / "grader" / "smol_grade").mkdir(parents=True)
    (made / ".ci").mkdir()
    (made / "dist").mkdir()
    shutil.copy(ROOT / ".ci" / "release_check.py", made / ".ci")
    (made / "grader" / "smol_grade" / "__init__.py").write_text('"""A package."""\n\n__version__ = "1.2.0"\n')
    (made / "CHANGELOG.md").write_text(f"# Changelog\n\n## Unreleased\n\n{changelog}\n## 1.1.0\n\n- Older.\n")
    for name in ("smol_grade-1.2.0.tar.gz", "smol_grade-1.2.0-py3-none-any.whl"):
        (made / "dist" / name).touch()
    return made


def released(folder: Path, tag: str, changelog: str) -> tuple[list[int], str]:
    """Return the exit codes of the steps of a release that check it, and what they said."""
    made = tree(folder, changelog)
    stand_in = folder / "modules"
    stand_in.mkdir()
    (stand_in / "twine.py").write_text('import sys\nprint("twine", *sys.argv[1:])\n')
    environment = runner_environment(folder / "runner") | {"PYTHONPATH": str(stand_in)}
    read, codes, said = workflow(FOLDER / "release.yml"), [], ""
    left_out = {"test": ("Run everything",), "build": ("Install the builder", "Build sdist and wheel")}
    for job, skip in left_out.items():
        ran = run_steps(read, job, cwd=made, environment=environment, values={"github.ref_name": tag}, skip=skip)
        codes += [one.code for one in ran]
        said += "".join(one.output for one in ran)
    return codes, said


@pytest.mark.parametrize("heading", ["## 1.2.0", "## [1.2.0] - 2026-12-01"])
def test_a_tag_that_is_the_version_and_is_told_of_is_released(tmp_path: Path, heading: str) -> None:
    """Both checks pass, and twine is asked about both files."""
    codes, said = released(tmp_path, "v1.2.0", f"{heading}\n\n- News.\n")
    assert [0, 0] == codes
    assert "twine check --strict dist/smol_grade-1.2.0-py3-none-any.whl dist/smol_grade-1.2.0.tar.gz\n" == said


@pytest.mark.parametrize(
    ("tag", "changelog", "problem"),
    [
        ("v1.2.1", "## 1.2.0\n\n- News.\n", "the tag is v1.2.1"),
        ("1.2.0", "## 1.2.0\n\n- News.\n", "v1.2.0 was expected"),
        ("v1.2.0", "- News.\n", "CHANGELOG.md has no section '## 1.2.0'"),
        ("v1.2.0", "## 1.2.0\n\n", "CHANGELOG.md has no section '## 1.2.0'"),
        ("v1.2.0$(touch broken)", "## 1.2.0\n\n- News.\n", "the tag is v1.2.0$(touch broken)"),
    ],
)
def test_a_tag_that_is_not_ready_is_not_released(tmp_path: Path, tag: str, changelog: str, problem: str) -> None:
    """Another version, a tag without v, no section, an empty one; a tag is never run as shell."""
    codes, said = released(tmp_path, tag, changelog)
    assert [1, 1] == codes
    assert problem in said
    assert not (tmp_path / "tree" / "broken").exists()
