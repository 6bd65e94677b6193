"""A learner's fork: its workflow's own steps, run as shell, grade it; nothing that it holds is carried out or told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from workflow_steps import FILES as RUNNERS_FILES
from workflow_steps import Command, Done, Machine, carried_out, plain_environment, ready_venv

from smol_grade import export
from smol_grade.course import load_course
from smol_grade.locate import checkout_files

from .conftest import FULL, ROOT, UNITS, smol_grade

FILES = checkout_files(ROOT)
CONTENTS = export.contents(FILES, load_course(FILES))
WORKFLOW = ".github/workflows/grade.yml"
REPORTS = ["badge.json", "junit.xml", "report.json", "summary.md"]
SECRET = "ghs_Canary0f7c1e5a9b3d"
NAMES_OF_OTHERS = {
    "GITHUB_REF_NAME": 'a";echo${IFS}pwned>pwned;#',
    "GITHUB_HEAD_REF": "$(touch pwned)`touch pwned`",
    "GITHUB_ACTOR": "::error::actor",
    "GITHUB_EVENT_PULL_REQUEST_TITLE": "'; touch pwned; '\n::stop-commands::x",
    "GITHUB_REF": "refs/heads/${{ github.token }}",
}
"""What strangers choose: no step reads it, and a shell that did would leave a file behind."""
MISCHIEF = """
import gc, os, sys, warnings
WORDS = ["::error file=x,line=1::mine", "::stop-commands::abc", "::add-mask::1", "::set-env name=PATH::/x", "::set-output name=a::b",
         "##[error]mine", "##vso[task.setvariable variable=a]b", "  ::warning::indented", "\\x1b[0m::notice::coloured", "::debug::",
         "\\r::error::return", "\\u2028::error::separator", "::add-path::/tmp", "::save-state name=x::y"]


def {name}(*arguments, **more):
    for word in WORDS:
        print(word)
        print(word, file=sys.stderr)
        warnings.warn(word)
    os.write(1, "\\n".join(WORDS).encode())
    os.write(2, "\\n".join(WORDS).encode())
    for variable in {files!r}:
        for path in (os.environ.get(variable, ""), {own!r} + "/" + variable):
            try:
                open(path, "a").write("PWNED=1\\n::error::file\\n")
            except OSError:
                pass
    found = [repr(dict(os.environ))]
    for place in ("/proc/self/environ", "/proc/1/environ", f"/proc/{{os.getppid()}}/environ", {own!r} + "/step.sh"):
        try:
            found.append(repr(open(place, "rb").read()))
        except OSError:
            pass
    {ending}
"""
ENDINGS = {
    "returns": "return {'text': '\\n'.join(WORDS) + repr(found), '::error::key': WORDS, 'messages': WORDS}",
    "raises": "raise type('::error::name', (Exception,), {})('\\n'.join(WORDS) + repr(found))",
    "dies": "os.write(2, b'::error::last words\\n'); os.kill(os.getpid(), 11)",
}


@pytest.fixture(scope="module")
def venv(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with our wheel, and with the libraries of the one that runs the tests.

    So the installation's own step has nothing left to fetch; `test_a_fork_from_nothing` lets it fetch all.
    """
    return ready_venv(tmp_path_factory.mktemp("ready") / "venv", wheel)


@pytest.fixture
def machine(venv: Path, tmp_path: Path) -> Machine:
    """A runner with a fresh fork checked out."""
    export.lay(CONTENTS, tmp_path / "fork")
    (tmp_path / "temp").mkdir()
    (tmp_path / "temp" / "smol-grade-venv").symlink_to(venv)
    secrets = {"ACTIONS_RUNTIME_TOKEN": SECRET, "GITHUB_TOKEN": SECRET, "HF_TOKEN": SECRET}
    variables = plain_environment() | NAMES_OF_OTHERS | secrets
    return Machine(tmp_path / "fork", tmp_path / "temp", variables, tmp_path / "artifacts")


def fill(machine: Machine, name: str, source: str) -> None:
    """Write a learner's file, `unitN/NAME`."""
    (machine.workspace / "exercises" / f"{name}.py").write_text(source, "utf-8")


def solve(machine: Machine, *names: str) -> None:
    """Put right answers in."""
    for name in names:
        shutil.copy(ROOT / "solutions" / f"{name}.py", machine.workspace / "exercises" / f"{name}.py")


def only(machine: Machine, *aliases: str) -> None:
    """Leave only these units in the fork, to be quick."""
    for unit in UNITS:
        if unit.alias not in aliases:
            shutil.rmtree(machine.workspace / "exercises" / unit.alias)


def grade(machine: Machine) -> Done:
    """Run the workflow."""
    return machine.run(machine.workspace / WORKFLOW, "grade")


def artifact(machine: Machine, name: str) -> str:
    """A file of the artifact."""
    return (machine.artifacts / "smol-grade" / name).read_text("utf-8")


def notices(done: Done) -> list[Command]:
    """What would be carried out, but the one line with the points, which comes last."""
    commands = done.commands
    assert ("notice", "smol course") == (commands[-1].name, commands[-1].properties["title"])
    return commands[:-1]


def test_a_fresh_fork_is_in_order(machine: Machine) -> None:
    """Nothing has been begun, so nothing is red: no mail to who only forked. The reports are there all the same."""
    done = grade(machine)
    assert 0 == done.code, done.output
    assert ["Install", "Grade"] == done.steps
    assert [] == notices(done)
    assert REPORTS == sorted(path.name for path in (machine.artifacts / "smol-grade").iterdir())
    assert "No exercise has been begun yet." in done.summary
    assert artifact(machine, "summary.md") == done.summary
    assert {"label": "smol course", "color": "lightgrey"}.items() <= json.loads(artifact(machine, "badge.json")).items()
    cases = ElementTree.fromstring(artifact(machine, "junit.xml")).findall(".//testcase")
    assert sum(len(exercise.checks) for unit in UNITS for exercise in unit.exercises) == len(cases)
    assert all(case.find("skipped") is not None for case in cases)


def test_a_fork_grades_itself(machine: Machine) -> None:
    """Right, wrong, broken and untouched: red, annotated at the line, counted in the badge, told in the summary."""
    only(machine, "unit0", "unit1")
    solve(machine, "unit0/transcript", "unit1/gsm8k_to_chatml")
    fill(
        machine, "unit1/smoltalk_to_chatml", "\n\ndef smoltalk_to_chatml(sample, tokenizer):\n    return {'text': 1}\n"
    )
    fill(
        machine,
        "unit1/render_chatml",
        "def render_chatml(messages, add_generation_prompt=False):\n    x = {}\n    x['a']\n",
    )
    fill(machine, "unit1/build_labels", "def build_labels(\n")
    done = grade(machine)
    assert 1 == done.code, done.output
    told = {command.properties["file"]: command for command in notices(done)}
    assert {
        "exercises/unit1/smoltalk_to_chatml.py": ("error", "3"),
        "exercises/unit1/render_chatml.py": ("error", "3"),
        "exercises/unit1/build_labels.py": ("error", "1"),
    } == {file: (command.name, command.properties["line"]) for file, command in told.items()}
    assert "KeyError" in told["exercises/unit1/render_chatml.py"].data
    assert "hint: " in told["exercises/unit1/smoltalk_to_chatml.py"].data
    report = json.loads(artifact(machine, "report.json"))
    assert {f"unit{number}" for number in range(2, 7)} == set(report["absent"])
    points = f"{report['points']}/{report['max_points']} points"
    assert points == json.loads(artifact(machine, "badge.json"))["message"]
    assert points in done.summary
    assert "3 exercises that have been begun fall short." in done.summary
    failed = ElementTree.fromstring(artifact(machine, "junit.xml")).findall(".//testcase[failure]")
    assert "warmup.transcript" not in {case.get("classname") for case in failed}
    assert "instruction.smoltalk_to_chatml" in {case.get("classname") for case in failed}


def test_all_that_was_begun_is_right(machine: Machine) -> None:
    """Two exercises done, the others untouched: green."""
    only(machine, "unit0", "unit1")
    solve(machine, "unit0/transcript", "unit1/gsm8k_to_chatml")
    done = grade(machine)
    assert (0, []) == (done.code, notices(done)), done.output
    assert "Everything that has been begun has full marks." in done.summary


def test_wrong_use_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """No unit, an exercise, a folder without exercises, reports that cannot be saved: a sentence, status 2, no file."""
    for words in (["ci", "unit77"], ["ci", "unit1/sft_loss"], ["ci"], ["ci", "--output", "/dev/null"]):
        done = smol_grade(*words, cwd=tmp_path)
        assert (2, "") == (done.returncode, done.stdout), words
        assert "Traceback" not in done.stderr
        assert "error:" in done.stderr
        assert [] == list(tmp_path.iterdir()), words


def test_a_notebook_is_graded_where_no_file_is_begun(machine: Machine) -> None:
    """Who works in the unit's notebook sees the same verdict; the annotation names the notebook."""
    only(machine, "unit1")
    path = machine.workspace / "exercises/unit1/unit1.ipynb"
    book = json.loads(path.read_text("utf-8"))
    [cell] = [c for c in book["cells"] if c["cell_type"] == "code" and "def smoltalk_to_chatml" in "".join(c["source"])]
    cell["source"] = ["def smoltalk_to_chatml(sample, tokenizer):\n", "    return {'text': 1}\n"]
    path.write_text(json.dumps(book), "utf-8")
    done = grade(machine)
    assert 1 == done.code, done.output
    assert [("error", "exercises/unit1/unit1.ipynb")] == [(c.name, c.properties["file"]) for c in notices(done)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_learner_code_prints_is_not_carried_out(ending: str, machine: Machine) -> None:
    """Printed, raised, returned or left as last words: no command is carried out, no file of the runner's is written.

    Nor is a secret of the runner's environment in the log, the summary or the artifact.
    """
    only(machine, "unit0", "unit1")
    own = str(machine.temp.parent / f"{machine.temp.name}-files")
    for name in ("unit1/smoltalk_to_chatml", "unit1/gsm8k_to_chatml", "unit0/transcript"):
        fields = {"name": name.partition("/")[2], "files": RUNNERS_FILES, "own": own, "ending": ENDINGS[ending]}
        fill(machine, name, MISCHIEF.format(**fields))
    done = grade(machine)
    assert 1 == done.code, done.output
    assert [
        ("error", f"exercises/{name}.py")
        for name in ("unit0/transcript", "unit1/smoltalk_to_chatml", "unit1/gsm8k_to_chatml")
    ] == [(command.name, command.properties["file"]) for command in notices(done)]
    assert {"file", "line", "title"} == {name for command in notices(done) for name in command.properties}
    assert ["", "", "", ""] == [text for name, text in done.files.items() if name != "GITHUB_STEP_SUMMARY"]
    written = [done.output, done.summary, *(artifact(machine, name) for name in REPORTS)]
    assert not [text for text in written if SECRET in text]
    assert "PWNED" not in done.summary


def test_names_that_strangers_choose_are_not_run(machine: Machine) -> None:
    """Branch, title, actor, names of files and folders: nothing of them is executed, annotated or taken for a module."""
    only(machine, "unit0")
    solve(machine, "unit0/transcript")
    fork = machine.workspace
    for name in (
        "venv",
        "pip",
        "torch",
        "msgpack",
        "pytest",
        "smol_grade",
        "sitecustomize",
        "usercustomize",
        "conftest",
    ):
        (fork / f"{name}.py").write_text("open('pwned', 'w').write(__name__)\nraise SystemExit(0)\n", "utf-8")
    for name in ("::error::file.py", "$(touch pwned)", "a;touch pwned;.py", "-rf", "##[error]x.py", "%0A::error::y"):
        (fork / name).mkdir()
        (fork / "exercises" / "unit0" / name).write_text("x", "utf-8")
    for name in ("pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml"):
        (fork / name).write_text("[pytest]\naddopts = --collect-only -p evil\n", "utf-8")
    done = grade(machine)
    assert (0, []) == (done.code, notices(done)), done.output
    assert [] == list(fork.rglob("pwned"))
    assert "3/3 points" in done.output


def test_every_escape_is_undone_once(machine: Machine) -> None:
    """A message and a title that hold percent signs, commas, colons and line breaks arrive as they are."""
    from smol_grade.records import CheckResult, CourseReport, ExerciseResult, Outcome, Reason, Report, Text
    from smol_grade.report import render_annotations

    from .hostile import ENVIRONMENT, HOSTILE

    for text in HOSTILE:
        check = CheckResult(
            "u/e/c", "u/e", Text(text, text), Outcome.FAILED, 3, reason=Reason.WRONG, hint=Text(text, text)
        )
        exercise = ExerciseResult(
            "u/e", text, Text(text, text), "dog", "in_progress", 0, 3, (check,), file=f"a,b:c%{text}"
        )
        unit = Report(1, "1", "u", "u", "u", Text("u", "u"), "practice", 1, 0, 3, (exercise,), ENVIRONMENT, 1.0)
        report = CourseReport(1, "1", 1, 0, 3, 0, 0, (unit,), (), ENVIRONMENT, 1.0)
        lines = render_annotations(report, "en", {}).splitlines()
        assert ["error", "notice"] == [command.name for line in lines for command in carried_out(line)]
        told = carried_out(lines[0])[0]
        assert {"file", "line", "title"} == told.properties.keys()
        assert told.properties["file"].startswith("a,b:c%")
        assert not {"\r", "\x1b"} & set(told.data)


def test_the_dev_container_reaches_unit_1(machine: Machine, venv: Path) -> None:
    """Its setup script runs, twice, and then the first unit can be graded from the folder."""
    fork = machine.workspace
    (fork / ".venv").symlink_to(venv)
    settings = json.loads((fork / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    for _ in range(2):
        done = subprocess.run(
            ["bash", "-c", settings["postCreateCommand"]],
            cwd=fork,
            env=plain_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert 0 == done.returncode, done.stderr
        assert "smol-grade watch unit1" in done.stdout
    path = settings["remoteEnv"]["PATH"].replace("${containerWorkspaceFolder}", str(fork))
    path = path.replace("${containerEnv:PATH}", os.environ["PATH"])
    solve(machine, "unit1/smoltalk_to_chatml")
    graded = subprocess.run(
        ["smol-grade", "unit1/smoltalk_to_chatml"],
        cwd=fork,
        env=plain_environment() | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == graded.returncode, graded.stdout + graded.stderr
    assert "10/10" in graded.stdout


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_a_fork_from_nothing(wheel: Path, tmp_path: Path) -> None:
    """With no environment made before: the dev container's script and the workflow install all that they need."""
    assert FULL
    export.lay(CONTENTS, tmp_path / "fork")
    (tmp_path / "temp").mkdir()
    variables = plain_environment() | {"PIP_FIND_LINKS": str(wheel.parent)}
    machine = Machine(tmp_path / "fork", tmp_path / "temp", variables, tmp_path / "artifacts")
    done = grade(machine)
    assert (0, []) == (done.code, notices(done)), done.output
    setup = subprocess.run(["bash", ".devcontainer/setup.sh"], cwd=machine.workspace, env=variables, check=False)
    assert 0 == setup.returncode
    solve(machine, *(f"unit1/{exercise.name}" for exercise in UNITS[1].exercises))
    shutil.copy(ROOT / "solutions/unit1/own_data.jsonl", machine.workspace / "exercises/unit1")
    ours = machine.workspace / ".venv/bin/smol-grade"
    graded = subprocess.run([str(ours), "unit1"], cwd=machine.workspace, capture_output=True, text=True, check=False)
    assert 0 == graded.returncode, graded.stdout
