"""A fork that is full of files against the grader gains nothing: it is graded as the same answers in a clean folder are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from smol_grade.locate import course_files
from smol_leaderboard import layout
from smol_leaderboard.handed_in import Request
from smol_leaderboard.schema import GradeRecord, Person
from smol_leaderboard.sealing import open_sealed
from smol_leaderboard.segments import read_records
from smol_leaderboard.store import open_inbox, open_store

from .course_side import Office
from .learner import ROOT, local_board

WRONG = {
    "unit0/transcript.py": "import json, random, torch, pytest\n\n\ndef transcript(messages):\n    return ''\n",
    "unit1/smoltalk_to_chatml.py": "import re\n\n\ndef smoltalk_to_chatml(sample, tokenizer):\n    return {'text': ''}\n",
}
"""By its place: answers that are wrong and get some points, or none."""
MODULES = [
    *("conftest", "sitecustomize", "usercustomize", "plugin", "pytest", "_pytest", "torch", "transformers", "numpy"),
    *("hypothesis", "msgspec", "msgpack", "typer", "click", "rich", "huggingface_hub", "nacl", "smol_worker", "setup"),
    *(
        "json",
        "re",
        "tomllib",
        "types",
        "random",
        "logging",
        "subprocess",
        "unittest",
        "typing",
        "contextlib",
        "pkgutil",
    ),
]
PACKAGES = ["smol_grade", "smol_leaderboard", "tests", "solutions"]
TRAP = """import os
_trace = os.open({trace!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
os.write(_trace, {name!r}.encode() + b" ")
os.close(_trace)


def main(*args, **kwargs):
    print("100/100 points. All checks passed.")
    raise SystemExit(0)


def pytest_runtest_makereport(item, call):
    from _pytest.reports import TestReport

    report = TestReport.from_item_and_call(item, call)
    report.outcome = "passed"
    return report


def __getattr__(name):
    if name.startswith(("pytest", "collect", "__")):
        raise AttributeError(name)
    return main
"""
INI = """[pytest]
addopts = -p plugin --collect-only
pythonpath = .
[tool:pytest]
addopts = -p plugin --collect-only
pythonpath = .
"""
TOML = """[pytest]
addopts = ["-p", "plugin", "--collect-only"]
pythonpath = ["."]
[tool.pytest.ini_options]
addopts = "-p plugin --collect-only"
pythonpath = ["."]
[project.scripts]
smol-grade = "plugin:main"
[tool.smol-grade]
points = 100
"""
SUITE = '''"""A suite that lets everything pass."""
import pytest


@pytest.mark.check("{name}", points={points}, hint="", promise="Anything passes.")
def test_one_line_a_message(submission):
    """Anything passes."""
    submission.call("{name}", [])
'''
WORKFLOW = """on: push
jobs:
  grade:
    runs-on: ubuntu-latest
    steps:
      - run: echo "100/100 points. All checks passed." | tee report.json >> "$GITHUB_STEP_SUMMARY"
"""


class Places:
    """A clean folder and a fork with the same answers, and one program that is started in either."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.trace = folder, folder / "trace"
        self.program = folder / "bin" / "smol-grade"
        self.program.parent.mkdir()
        paths = [str(ROOT / "grader"), str(ROOT / "leaderboard")]
        start = f"import sys\nsys.path[1:1] = {paths!r}\nfrom smol_grade.__main__ import main\nsys.exit(main())\n"
        self.program.write_text(start, "utf-8")
        self.clean, self.fork = folder / "clean", folder / "fork"
        for place in (self.clean / "exercises", self.fork / "exercises"):
            for unit in ("unit0", "unit1"):
                shutil.copytree(ROOT / "exercises" / unit, place / unit)
            for name, text in WRONG.items():
                (place / name).write_text(text, "utf-8")
        self._arm()

    def _arm(self) -> None:
        """Fill the fork with everything that some tool might read by itself."""
        fork = self.fork
        trap = TRAP.replace("{trace!r}", repr(str(self.trace)))
        for place in (fork, fork / "exercises", fork / "exercises" / "unit0", fork / "exercises" / "unit1"):
            for name in MODULES:
                (place / f"{name}.py").write_text(trap.replace("{name!r}", repr(f"{place.name}/{name}")), "utf-8")
            for name in PACKAGES:
                (place / name).mkdir(exist_ok=True)
                for file in ("__init__.py", "__main__.py"):
                    (place / name / file).write_text(trap.replace("{name!r}", repr(f"{name}/{file}")), "utf-8")
            for name in ("pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg"):
                (place / name).write_text(INI, "utf-8")
            for name in ("pyproject.toml", "pytest.toml"):
                (place / name).write_text(TOML, "utf-8")
            for name in ("requirements.txt", "constraints.txt"):
                (place / name).write_text("--index-url http://127.0.0.1:9/\n./plugin\n", "utf-8")
            (place / "smol_grade.pth").write_text("import plugin\n", "utf-8")
            (place / ".env").write_text(
                "PYTEST_ADDOPTS=--collect-only\nPYTHONPATH=.\nSMOL_GRADE_BOARD=eve/board\n", "utf-8"
            )
            (place / "smol-grade.toml").write_text('schema_version = 1\nlang = "en"\nunit = "unit0"\n', "utf-8")
        manifest = (ROOT / "exercises" / "course.toml").read_text("utf-8")
        for place in (fork, fork / "exercises", fork / "smol_grade" / "_data" / "exercises"):
            place.mkdir(parents=True, exist_ok=True)
            points = [
                f"points = 1{line[line.find('  #') :]}" if line.startswith("points = ") else line
                for line in manifest.splitlines()
            ]
            (place / "course.toml").write_text(
                "\n".join(points).replace("smol-course/leaderboard", "eve/board"), "utf-8"
            )
        for folder in ("tests/hidden/unit0", "smol_grade/_data/suites/unit0", "exercises/suites/unit0", "hidden/unit0"):
            (fork / folder).mkdir(parents=True)
            (fork / folder / "test_transcript.py").write_text(SUITE.format(name="transcript", points=3), "utf-8")
            shutil.copy(course_files().suites / "unit0" / "transcript.toml", fork / folder)
        (fork / ".github" / "workflows").mkdir(parents=True)
        (fork / ".github" / "workflows" / "grade.yml").write_text(WORKFLOW, "utf-8")
        (fork / ".github" / "handed-out.json").write_text("{}", "utf-8")
        (fork / "report.json").write_text('{"points": 100, "max_points": 100}', "utf-8")

    def run(
        self, place: Path, *words: str, start: tuple[str, ...] = (), **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the program in a folder, as an installer would have made it: no PYTHONPATH, no variable of ours."""
        passed_over = ("PYTHON", "PYTEST", "HF_", "SMOL_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(passed_over)}
        return subprocess.run(
            [sys.executable, *(start or (str(self.program),)), *words],
            cwd=place,
            env=kept | {"LC_ALL": "C.UTF-8", "HOME": str(self.folder)} | variables,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def traces(self) -> set[str]:
        """Return which files of the fork ran."""
        return set(self.trace.read_text("utf-8").split()) if self.trace.exists() else set()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Both folders."""
    return Places(tmp_path)


def outcomes(report: str) -> list[tuple[str, str, int, int]]:
    """What a report in JSON says of each check."""
    return [(one["id"], one["outcome"], one["points"], one["max_points"]) for one in json.loads(report)["checks"]]


@pytest.mark.parametrize(("exercise", "below"), [("unit0", "."), ("unit1/smoltalk_to_chatml", "exercises")])
def test_practice_in_a_fork_is_practice_in_a_clean_folder(places: Places, exercise: str, below: str) -> None:
    """The same draw gives the same outcomes and points, whatever lies around; nothing of the fork is imported."""
    words = (exercise, "--seed", "7", "--format", "json")
    done = [places.run(place / below, *words) for place in (places.clean, places.fork)]
    assert [1, 1] == [one.returncode for one in done], done
    clean, fork = (outcomes(one.stdout) for one in done)
    assert clean == fork
    assert {"failed"} <= {outcome for _, outcome, _, _ in clean} <= {"failed", "passed"}
    assert set() == places.traces()


def test_the_fork_is_armed(places: Places) -> None:
    """Positive control: pytest run there takes its settings, plugin and conftest, and lets nothing fail."""
    for name in set(MODULES) - {"conftest", "plugin"}:
        (places.fork / f"{name}.py").unlink()
    (places.fork / "test_naive.py").write_text("def test_it():\n    assert 1 == 2\n", "utf-8")
    done = places.run(places.fork, "-q", "-p", "no:cacheprovider", "test_naive.py", start=("-P", "-m", "pytest"))
    assert 0 == done.returncode, done.stdout + done.stderr
    assert {"fork/conftest", "fork/plugin"} <= places.traces()


def test_python_m_runs_what_lies_in_the_folder_unless_told_otherwise(places: Places) -> None:
    """Not closed, and said so in SECURITY.md: `python -m` looks into the current folder before our first line.

    With `-P` it does not, and all is as with the program. Only practice is started so, by whoever owns the folder.
    """
    path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard")])
    words = ("unit0", "--seed", "7", "--format", "json")
    taken = places.run(places.fork, *words, start=("-m", "smol_grade"), PYTHONPATH=path)
    assert (True, "100/100 points. All checks passed.\n") == (bool(places.traces()), taken.stdout)
    places.trace.unlink()
    kept = places.run(places.fork, *words, start=("-P", "-m", "smol_grade"), PYTHONPATH=path)
    assert (1, set()) == (kept.returncode, places.traces()), kept.stderr
    assert outcomes(places.run(places.clean, *words).stdout) == outcomes(kept.stdout)


class Board:
    """A board in a folder that grades for practice's tier or better, and its inbox."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder / "office", str(folder / "board"))
        self.where = local_board(folder / "board", self.office.settings)
        self.store = open_store(str(self.where))

    def names(self) -> dict[str, str]:
        """Return the name of each subject."""
        files = (file.path for file in self.store.files(layout.PEOPLE))
        people = (msgspec.json.decode(self.store.read(path) or b"", type=Person) for path in files)
        return {one.subject: one.name for one in people}

    def packages(self) -> dict[str, set[tuple[str, str]]]:
        """Return the exercise and the name of each file that was handed in, by user and unit."""
        key, found = self.office.keys.private_key, {}
        for incoming in open_inbox(str(self.where)).waiting():
            assert incoming.content is not None
            request = msgspec.json.decode(incoming.content, type=Request)
            package = open_sealed(request.sealed, key)
            found[f"{request.user} {request.unit}"] = {(file.name, file.text) for file in package.files}
        return found


def test_official_grading_takes_the_exercise_files_alone(places: Places, tmp_path: Path) -> None:
    """`submit` in a fork sends what it sends from a clean folder, and the record says the same of it."""
    board = Board(tmp_path)
    for place in (places.clean, places.fork):
        for unit in ("unit0", "unit1"):
            done = places.run(place, "submit", unit, "--board", str(board.where), "--user", place.name)
            assert 0 == done.returncode, done.stderr
    sent = board.packages()
    for unit, path in (("warmup", "unit0/transcript.py"), ("instruction", "unit1/smoltalk_to_chatml.py")):
        only = {(Path(path).name, WRONG[path])}
        assert [only, only] == [sent[f"{user} {unit}"] for user in ("clean", "fork")]
    with board.office:
        assert 4 == board.office.grade(board=False).graded
    told, names = {}, board.names()
    for record in read_records(board.store, kinds=["grade"]).records.values():
        assert isinstance(record, GradeRecord)
        told[names[record.subject], record.unit] = (
            record.points,
            record.max_points,
            record.exercises,
            record.suite_version,
        )
    for unit, full in board.office.settings.units.items():
        assert told["clean", unit] == told["fork", unit]
        assert full == told["fork", unit][1]
    assert (1, 3) == told["fork", "warmup"][:2]
    assert set() == places.traces()
