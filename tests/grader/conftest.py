"""What our own tests share: live engines, and grading a few lines of source."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs

from smol_grade.course import Course, load_course
from smol_grade.grade import Engine, grade
from smol_grade.locate import checkout_files
from smol_grade.records import ExerciseResult, Language, Outcome, Reason, Report
from smol_grade.sandbox.tiers import CANARIES, CLOSED, Canary, Isolation

from .hostile import kept_from, official

ROOT = Path(__file__).parents[2]
FULL = os.environ.get("SMOL_GRADE_PROOF") == "full"
SOLUTIONS = ROOT / "solutions" / "unit1"
SMOLTALK = "smoltalk_to_chatml"
GSM8K = "gsm8k_to_chatml"
UNITS = load_course(checkout_files(ROOT)).units
EXERCISES = UNITS[1].exercises
"""Of unit 1."""
NAMES = tuple(exercise.name for exercise in EXERCISES)
POINTS = UNITS[1].full_marks
"""Of the whole of unit 1, bonus aside."""
SOURCES = {
    "generation_prompt": {
        SMOLTALK: (
            "def smoltalk_to_chatml(sample, tokenizer):\n    print('topic:', sample['full_topic'])\n"
            "    text = tokenizer.apply_chat_template(sample['messages'], tokenize=False, add_generation_prompt=True)\n"
            "    return {'text': text}\n"
        ),
        GSM8K: (SOLUTIONS / f"{GSM8K}.py").read_text("utf-8"),
    },
    "errors": {
        SMOLTALK: "def smoltalk_to_chatml(sample, tokenizer:\n    return\n",
        GSM8K: (
            "def gsm8k_to_chatml(sample, tokenizer):\n"
            "    return {'messages': [{'role': 'user', 'content': sample['problem']}], 'text': ''}\n"
        ),
    },
    "shapes": {
        SMOLTALK: "def smoltalk_to_chatml(sample, tokenizer):\n    return ['\\x1b[31m', '\\u202e', 7]\n",
        GSM8K: "def gsm8k_to_chatml(sample, tokenizer):\n    return {'messages': sample['question'], 'text': 'x'}\n",
    },
}
ENDINGS = [*SOURCES, "all_passed", "not_started", "too_slow", "no_file", "blocked", "official", "official_error"]
LEAKS: dict[int, set[str]] = {
    1: set(),
    2: {"own_namespaces"},
    3: {"own_namespaces", "memory_together", "survivor"},
    4: {"own_namespaces", *CLOSED},
}
"""What does not hold on a machine of each tier."""
LACKS = {
    "not_linux",
    "no_user_namespaces",
    "no_namespaces",
    "no_landlock",
    "old_landlock",
    "no_seccomp",
    "forced",
}
"""Why a machine reaches no better tier."""
LANGUAGES: tuple[Language, ...] = ("en", "es")


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A warm engine with the best sandbox that this machine has."""
    with Engine() as live:
        live.course = quick(live.course)
        yield live


@pytest.fixture(scope="session")
def whole() -> Iterator[Engine]:
    """A warm engine with the best sandbox and the course as it is."""
    with Engine() as live:
        yield live


@pytest.fixture(scope="session")
def spawning() -> Iterator[Engine]:
    """A warm engine with spawned workers."""
    with Engine(isolation="spawn") as live:
        live.course = quick(live.course)
        yield live


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what the repository tracks or would track."""
    copy = tmp_path_factory.mktemp("source") / "copy"
    passing = shutil.ignore_patterns(".git", ".venv*", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=passing)
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(out), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    [built] = out.glob("*.whl")
    return built


ANYBODYS = (
    '"{%- for message in messages',
    '"{%- if add_generation_prompt',
    "for index, message in enumerate(messages):",
)
"""Beginnings of lines that say nothing of a solution: ChatML in Jinja has them however it is written, and any loop."""


def lines_of_solution(name: str) -> list[str]:
    """The longest lines between the solution marks of `unitN/NAME` that its stub does not show: whoever has one has it."""
    source = (ROOT / "solutions" / f"{name}.py").read_text("utf-8")
    between = source.split("# BEGIN SOLUTION")[1].split("# END SOLUTION")[0]
    shown = (ROOT / "exercises" / f"{name}.py").read_text("utf-8")
    longest = sorted((line.strip() for line in between.splitlines()), key=len)[-6:]
    lines = [line for line in longest if len(line) > 25 and not line.startswith(ANYBODYS) and line not in shown]
    assert lines, name
    return lines


def isolation_of_tier(tier: int, *missing: str) -> Isolation:
    """What canaries show on a machine of this tier."""
    canaries = tuple(
        Canary(name, held=name not in LEAKS[tier], detail="it answered" if name in LEAKS[tier] else "")
        for name in CANARIES
    )
    kinds = {1: "namespaces", 2: "landlock", 3: "landlock", 4: "spawn"}
    return Isolation(kinds[tier], canaries, missing)


def on_tier(monkeypatch: pytest.MonkeyPatch, tier: int, *missing: str) -> Isolation:
    """Make this machine one of the given tier, for engines of this process."""
    isolation = isolation_of_tier(tier, *missing)
    monkeypatch.setattr(Engine, "measured", property(lambda _: isolation))
    return isolation


def smol_grade_on(isolation: Isolation, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as on a machine with this isolation."""
    pretend = (
        "import sys\nfrom smol_grade.grade import Engine\nfrom smol_grade.sandbox.tiers import Canary, Isolation\n"
        f"Engine.measured = property(lambda _: {isolation!r})\nfrom smol_grade.__main__ import main\nmain()"
    )
    return run_python("-c", pretend, *words, **variables)


def quick(course: Course) -> Course:
    """Return the course with the first two exercises of each unit, and a shorter deadline per call: loops cost less."""
    units = []
    for unit in course.units:
        few = unit.exercises[:2]
        limits = [structs.replace(exercise.limits, call_s=2.0) for exercise in few]
        exercises = [structs.replace(e, limits=bound) for e, bound in zip(few, limits, strict=True)]
        units.append(structs.replace(unit, exercises=tuple(exercises)))
    return structs.replace(course, units=tuple(units))


@pytest.fixture(scope="session")
def reports(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """One report per way to fail, with files at a fixed name and nothing that depends on this machine."""
    made = {}
    before = Path.cwd()
    for name, files in SOURCES.items():
        folder = tmp_path_factory.mktemp(name)
        (folder / "unit1").mkdir()
        for exercise, source in files.items():
            (folder / "unit1" / f"{exercise}.py").write_text(source, "utf-8")
        os.chdir(folder)
        try:
            report = grade("unit1", engine=engine, seed=5)
        finally:
            os.chdir(before)
        steady = structs.replace(report.environment, drift={}, isolation="namespaces", tier=1, leaks=())
        made[name] = structs.replace(report, environment=steady)
    return made


@pytest.fixture(scope="session")
def endings(reports: dict[str, Report], engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """A report for each way in which a grading may end."""
    loops = tmp_path_factory.mktemp("loops")
    (loops / "transcript.py").write_text("def transcript(messages):\n    while True: pass\n", "utf-8")
    return {
        **reports,
        "all_passed": grade("unit1", SOLUTIONS, engine=engine, seed=5),
        "not_started": grade("unit1", ROOT / "exercises", engine=engine, seed=5),
        "too_slow": grade("unit0", loops, engine=engine, seed=5),
        "no_file": kept_from(reports["shapes"], Reason.NO_FILE, Outcome.NOT_RUN),
        "blocked": kept_from(reports["shapes"], Reason.MISSING_DEPENDENCY, Outcome.BLOCKED),
        "official": official(reports["shapes"]),
        "official_error": official(reports["errors"]),
    }


@pytest.fixture(scope="session")
def whole_spawning() -> Iterator[Engine]:
    """A warm engine with spawned workers and the course as it is."""
    with Engine(isolation="spawn") as live:
        yield live


@pytest.fixture
def submit(tmp_path: Path, engine: Engine) -> Callable[..., Report]:
    """Grade unit 1 with one file replaced by the given source; the other is the reference solution."""

    def run(source: str | bytes, exercise: str = SMOLTALK, *, using: Engine | None = None, seed: int = 1) -> Report:
        for name in (SMOLTALK, GSM8K):
            (tmp_path / f"{name}.py").write_bytes((SOLUTIONS / f"{name}.py").read_bytes())
        data = source if isinstance(source, bytes) else source.encode()
        (tmp_path / f"{exercise}.py").write_bytes(data)
        return grade("unit1", tmp_path, engine=using or engine, seed=seed)

    return run


def of(report: Report, exercise: str = SMOLTALK) -> ExerciseResult:
    """Return one exercise's result."""
    return next(result for result in report.exercises if result.name == exercise)


def smol_grade(
    *words: str, cwd: Path | None = None, stdin: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, in a fixed environment."""
    return run_python("-m", "smol_grade", *words, cwd=cwd, stdin=stdin, **variables)


def run_python(
    *words: str, cwd: Path | None = None, stdin: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run Python in a fixed environment."""
    clean = {
        k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "SMOL_GRADE_WORKERS")
    }
    environment = clean | {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"} | variables
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        encoding=variables.get("PYTHONIOENCODING", "utf-8"),
        timeout=120,
        check=False,
    )
