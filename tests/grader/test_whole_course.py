"""`smol-grade all` and `smol-grade list --format json`: the whole course in one go, for people and for programs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from smol_grade.course import load_course
from smol_grade.errors import FolderNeeded, NoWorkspace, PathNotFound
from smol_grade.grade import Engine, grade
from smol_grade.locate import course_files
from smol_grade.records import CourseReport, Language, Outcome, Report
from smol_grade.report import Screen, render_course_json, render_course_terminal, render_json
from smol_grade.scoring import exit_code
from smol_grade.whole_course import grade_course

from .conftest import LANGUAGES, ROOT, UNITS, quick, smol_grade
from .test_death import GONE_WITHIN_S
from .test_sandbox import alive, until

SOLUTIONS = ROOT / "solutions"
GRADED = 3
"""Units of the course that these tests grade, from the first, two exercises of each."""


@pytest.fixture(scope="module")
def short() -> Iterator[Engine]:
    """A live engine for a short course, whose second exercise of unit 1 is a bonus."""
    with Engine() as live:
        units = list(quick(live.course).units[:GRADED])
        first, second = units[1].exercises
        units[1] = structs.replace(units[1], exercises=(first, structs.replace(second, bonus=True)))
        live.course = structs.replace(live.course, units=tuple(units))
        yield live


@pytest.fixture
def folder(tmp_path: Path, short: Engine) -> Path:
    """A folder with the right answers of the short course."""
    for unit in short.course.units:
        (tmp_path / "course" / unit.alias).mkdir(parents=True)
        for exercise in unit.exercises:
            shutil.copy(SOLUTIONS / unit.alias / f"{exercise.name}.py", tmp_path / "course" / unit.alias)
    return tmp_path / "course"


def told(report: CourseReport, language: Language = "en") -> str:
    """The words of the report, as they stand on a terminal."""
    return " ".join(render_course_terminal(report, language, Screen()).split())


def verdicts(report: Report) -> list[tuple[str, Outcome, int]]:
    """What a grading decided."""
    return [(check.id, check.outcome, check.points) for check in report.checks]


def test_each_unit_is_graded_as_alone(folder: Path, short: Engine) -> None:
    """Outcomes and points are those of each unit graded by itself with the seed; the sum is theirs, the bonus apart."""
    report = grade_course(folder, engine=short, seed=7)
    alone = [grade(unit.alias, folder, engine=short, seed=7) for unit in short.course.units]
    assert [verdicts(one) for one in alone] == [verdicts(one) for one in report.units]
    assert {7} == {one.seed for one in (report, *report.units)}
    assert sum(one.points for one in alone) == report.points == report.max_points
    assert (12, 12, 0) == (report.bonus_points, report.max_bonus_points, exit_code(report))
    assert "All units are done." in told(report)


def test_what_is_open_is_named(folder: Path, short: Engine) -> None:
    """A wrong answer, a missing file and an untouched bonus: names, points, status 1, and where to go on."""
    (folder / "unit1" / "smoltalk_to_chatml.py").write_text(
        "def smoltalk_to_chatml(sample, tokenizer):\n    return 1\n"
    )
    shutil.copy(ROOT / "exercises" / "unit1" / "gsm8k_to_chatml.py", folder / "unit1")
    (folder / "unit2" / "extract_answer.py").unlink()
    report = grade_course(folder, engine=short, seed=1)
    text = told(report)
    assert 1 == exit_code(report)
    assert "in progress: smoltalk_to_chatml 0/10" in text
    assert "not started: extract_answer" in text
    assert "not started: gsm8k_to_chatml" not in text
    assert "bonus 0/12" in text
    assert "Next: smol-grade unit1" in text
    assert "--seed 1" in text


def test_a_missing_library_blocks_its_exercises_alone(folder: Path, short: Engine) -> None:
    """They are told with the command that installs it; the others are graded; the status is 3, not a failure."""
    course = short.course
    first = structs.replace(course.units[1].exercises[0], requires=("no_such_module",), extra="train")
    blocked = structs.replace(course.units[1], exercises=(first, *course.units[1].exercises[1:]))
    short.course = structs.replace(course, units=(course.units[0], blocked, *course.units[2:]))
    try:
        report = grade_course(folder, engine=short, seed=2)
    finally:
        short.course = course
    text = told(report)
    assert 3 == exit_code(report)
    assert 1 == text.count('pip install "smol-grade[train]"')
    assert "not graded: smoltalk_to_chatml" in text
    assert [0, 3, 0] == [exit_code(one) for one in report.units]


def test_a_unit_that_is_not_there_counts_as_missing(folder: Path, short: Engine) -> None:
    """The others are graded; its points stay in the sum to reach; the status is 1."""
    shutil.rmtree(folder / "unit2")
    report = grade_course(folder, engine=short, seed=3)
    assert (("unit2",), 1) == (report.absent, exit_code(report))
    assert sum(unit.full_marks for unit in short.course.units) == report.max_points
    assert report.points == report.max_points - short.course.units[2].full_marks
    assert "smol-grade init" in told(report)


def test_no_unit_at_all_is_wrong_use(tmp_path: Path, short: Engine) -> None:
    """An empty folder, none, and a file."""
    (tmp_path / "empty" / "below").mkdir(parents=True)
    (tmp_path / "file.py").write_text("")
    for path, error in (("empty/below", NoWorkspace), ("none", PathNotFound), ("file.py", FolderNeeded)):
        with pytest.raises(error):
            grade_course(tmp_path / path, engine=short, seed=1)


def test_workers_that_no_later_unit_needs_are_ended(folder: Path, short: Engine) -> None:
    """A course with many sets of libraries does not hold all of them in memory; the last unit leaves none."""
    held = []
    units = short.course.units
    grade_course(folder, engine=short, seed=4, on_unit=lambda _: held.append(set(short._sandboxes)))
    for number, sandboxes in enumerate(held, 1):
        assert sandboxes <= {libraries for unit in units[number:] for libraries in unit.libraries.values()}
    assert held[1]
    assert set() == held[-1]


def test_steps_name_their_unit(folder: Path, short: Engine) -> None:
    """Progress tells which unit is at work; units are told of in the manifest's order."""
    steps: list[str] = []
    done: list[str] = []
    grade_course(
        folder,
        engine=short,
        seed=5,
        on_check=lambda step: steps.append(step.exercise),
        on_unit=lambda unit: done.append(unit.unit_alias),
    )
    assert ["unit0", "unit1", "unit2"] == done == list(dict.fromkeys(step.partition("/")[0] for step in steps))


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_holds_the_reports_and_the_sum(language: Language, folder: Path, short: Engine) -> None:
    """`units` are the documents of each unit, as `smol-grade UNIT --format json` writes them."""
    report = grade_course(folder, engine=short, seed=6)
    document = json.loads(render_course_json(report, language))
    assert [json.loads(render_json(one, language)) for one in report.units] == document["units"]
    assert (1, 6, report.points, report.max_points, 12, 12, 0, []) == tuple(
        document[key]
        for key in (
            "schema_version", "seed", "points", "max_points", "bonus_points", "max_bonus_points", "exit_code", "absent",
        )
    )  # fmt: skip


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_is_wider_than_the_screen(width: int, folder: Path, short: Engine) -> None:
    """At any width every line fits, with and without our marks."""
    shutil.rmtree(folder / "unit0")
    report = grade_course(folder, engine=short, seed=6)
    for unicode in (True, False):
        text = render_course_terminal(report, "es", Screen(width=width, unicode=unicode))
        assert max(map(len, text.splitlines())) <= width
        assert unicode or not set("✓✗○") & set(text)


@pytest.fixture
def warmed(tmp_path: Path) -> Path:
    """A workspace with the right answer of unit 0 and no other unit."""
    (tmp_path / "work" / "unit0").mkdir(parents=True)
    shutil.copy(SOLUTIONS / "unit0" / "transcript.py", tmp_path / "work" / "unit0")
    return tmp_path / "work"


def test_the_command_shows_saves_and_remembers(warmed: Path) -> None:
    """Text on stdout, the seed on stderr, JSON in a file; the workspace knows where one stands."""
    done = smol_grade("all", "--seed", "9", cwd=warmed)
    assert 1 == done.returncode
    assert "3/3 points" in done.stdout
    assert "seed 9" in done.stderr
    assert "[done 3/3]" in smol_grade("list", cwd=warmed).stdout
    done = smol_grade("all", "--path", ".", "--format", "json", "--output", "all.json", "--lang", "es", cwd=warmed)
    assert (1, "") == (done.returncode, done.stdout)
    document = json.loads((warmed / "all.json").read_text("utf-8"))
    assert (1, "es", ["unit0"]) == (
        document["schema_version"],
        document["language"],
        [unit["unit_alias"] for unit in document["units"]],
    )
    assert [unit.alias for unit in UNITS[1:]] == document["absent"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "junit"), "text, json"),
        (("--seed", "-1"), "0"),
        (("--path", "nowhere"), "nowhere"),
        (("--path", "unit0/transcript.py"), "folder"),
        (("--output", "unit0/transcript.py"), "exercise"),
        (("--require-tier", "9"), "1<=x<=4"),
    ],
)
def test_wrong_use_is_a_sentence(words: tuple[str, ...], told: str, warmed: Path) -> None:
    """Exit status 2, no traceback."""
    done = smol_grade("all", *words, cwd=warmed)
    assert (2, True, False) == (done.returncode, told in done.stderr, "Traceback" in done.stderr), done.stderr


def test_ctrl_c_leaves_nothing(warmed: Path, tmp_path: Path) -> None:
    """A sentence, status 130, no process, no folder; no report."""
    marker = f"all-{os.getpid()}-{time.monotonic_ns()}"
    code = f"import subprocess, sys, time\n\ndef transcript(messages):\n    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', '{marker}'])\n    time.sleep(60)\n"
    (warmed / "unit0" / "transcript.py").write_text(code)
    (tmp_path / "tmp").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "smol_grade", "all"],
        cwd=warmed,
        env=os.environ | {"TMPDIR": str(tmp_path / "tmp"), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert until(lambda: alive(marker) != [], 30)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (130, b"", True, False) == (process.returncode, out, b"interrupted" in err, b"Traceback" in err)
    assert until(lambda: alive(marker) == [], GONE_WITHIN_S)
    assert until(lambda: list((tmp_path / "tmp").iterdir()) == [], GONE_WITHIN_S)


def test_list_as_json_is_the_manifest_with_the_standing(warmed: Path) -> None:
    """Units and exercises in order, titles in both languages, what each needs, and where the learner stands."""
    before = json.loads(smol_grade("list", "--format", "json", cwd=warmed.parent).stdout)
    assert {None} == {one["standing"] for unit in before["units"] for one in unit["exercises"]}
    smol_grade("unit0", cwd=warmed)
    done = smol_grade("list", "--format", "json", "--lang", "es", cwd=warmed)
    document = json.loads(done.stdout)
    assert (0, 1, "") == (done.returncode, document["schema_version"], done.stderr)
    course = load_course(course_files())
    assert [unit.alias for unit in course.units] == [unit["alias"] for unit in document["units"]]
    for unit, shown in zip(course.units, document["units"], strict=True):
        assert unit.full_marks == shown["max_points"]
        assert [
            (one.number, one.name, one.title.en, one.title.es, one.level, one.points, one.bonus, list(one.requires))
            for one in unit.exercises
        ] == [
            (
                one["number"], one["name"], one["title"]["en"], one["title"]["es"], one["level"], one["points"],
                one["bonus"], one["requires"],
            )
            for one in shown["exercises"]
        ]  # fmt: skip
    standing = document["units"][0]["exercises"][0]["standing"]
    assert ("done", 3, 3) == (standing["status"], standing["points"], standing["max_points"])


@pytest.mark.parametrize(("language", "word"), [("en", "bonus"), ("es", "extra")])
def test_list_and_info_mark_a_bonus(language: str, word: str) -> None:
    """So that nobody takes it for a part of full marks."""
    extras = [exercise for unit in UNITS for exercise in unit.exercises if exercise.bonus]
    listed = smol_grade("list", "--lang", language, cwd=ROOT / "exercises").stdout
    for exercise in extras:
        [line] = [line for line in listed.splitlines() if f" {exercise.name} " in line]
        assert f" {word} " in line
    assert len(extras) == sum(f" {word} " in line for line in listed.splitlines())
    about = smol_grade("info", extras[0].name, "--lang", language, cwd=ROOT).stdout
    assert f"- {word}: " in about


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_teaches(language: Language) -> None:
    """Examples, every option explained, the exit statuses."""
    text = smol_grade("all", "--help", "--lang", language).stdout
    for part in ("smol-grade all --path solutions", "--format", "--output", "--require-tier", "--seed", "0 ", "3 "):
        assert part in text
    assert "--format" in smol_grade("list", "--help", "--lang", language).stdout
