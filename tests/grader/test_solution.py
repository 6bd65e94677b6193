"""`solution EXERCISE`: after full marks the idea, the learner's own code and what comes next; before, how to go on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from smol_grade import progress
from smol_grade.cli import solving
from smol_grade.cli.solving import NotDone, NoWalkthrough, own_code, paragraphs, told
from smol_grade.course import Exercise, Unit, load_course, load_texts, load_walkthroughs
from smol_grade.devcheck.walkthroughs import problems, secret_lines
from smol_grade.errors import CourseError
from smol_grade.locate import CourseFiles, checkout_files
from smol_grade.messages import say
from smol_grade.progress import Progress, Standing
from smol_grade.records import Language, Text

from .conftest import LANGUAGES, ROOT, UNITS, smol_grade

FILES = checkout_files(ROOT)
UNIT = UNITS[6]
NAME = "evolve"
RIGHT = (ROOT / "solutions" / "unit6" / f"{NAME}.py").read_text("utf-8")
WRITTEN = [unit for unit in UNITS if (FILES.suites / unit.alias / "walkthroughs.toml").is_file()]
SHORT = "def f(x):\n    return x\n"
WORDS = "word " * 90


def exercise_of(name: str, unit: Unit = UNIT) -> Exercise:
    """One of the unit's, by name."""
    return next(one for one in unit.exercises if one.name == name)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """One with unit 6 as it is handed out."""
    shutil.copytree(ROOT / "exercises" / "unit6", tmp_path / "work" / "unit6")
    return tmp_path / "work"


def stand(workspace: Path, **points: int) -> None:
    """Write down points as if exercises of unit 6 had been graded."""
    known = {}
    for name, reached in points.items():
        most = exercise_of(name).points
        status = "done" if reached == most else "in_progress"
        known[f"{UNIT.slug}/{name}"] = Standing(status=status, points=reached, max_points=most, at="2026-01-01T00:00Z")
    assert progress.write(workspace, progress.NAME, Progress(exercises=known))


def full(*names: str) -> dict[str, int]:
    """Full marks."""
    return {name: exercise_of(name).points for name in names}


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_full_marks_it_says_what_stands_and_how_to_go_on(workspace: Path, language: Language) -> None:
    """Nothing graded, a part of the points: exit 1, nothing on stdout, the two commands."""
    for reached in (0, 7):
        if reached:
            stand(workspace, evolve=reached)
        done = smol_grade("solution", NAME, "--lang", language, cwd=workspace)
        most = exercise_of(NAME).points
        assert (1, "") == (done.returncode, done.stdout)
        sentence = say(language, "solution.not_done", exercise=NAME, points=reached, max_points=most)
        go_on = say(
            language,
            "solution.go_on",
            where="",
            target=f"unit6/{NAME}",
            exercise=NAME,
            options=f" --lang {language}",
        )
        assert f"{sentence} {go_on}" == one_line(done.stderr)


def test_a_graded_answer_has_its_walkthrough(workspace: Path) -> None:
    """From the grading to the text: the idea, the code between, the next exercise; by --path from elsewhere, too."""
    (workspace / "unit6" / f"{NAME}.py").write_text(RIGHT, "utf-8")
    assert 0 == smol_grade(f"unit6/{NAME}", cwd=workspace).returncode
    inside = smol_grade("solution", f"unit6/{NAME}", cwd=workspace / "unit6")
    outside = smol_grade("solution", NAME, "--path", str(workspace), cwd=workspace.parent)
    assert (0, 0, inside.stdout) == (inside.returncode, outside.returncode, outside.stdout)
    assert inside.stdout == smol_grade("solution", NAME, "--path", ".", cwd=workspace / "unit6").stdout
    shown = one_line(inside.stdout)
    text = load_walkthroughs(FILES, UNIT)[NAME].en
    code = "names = list(methods)"
    ahead = say("en", "solution.next", number="6.5", exercise="decontaminate", title=UNIT.exercises[4].title.en)
    places = [shown.index(part) for part in (*paragraphs(text), code, ahead)]
    assert sorted(places) == places
    assert "One evolution: rng chooses a method" not in shown


def test_a_file_that_is_the_stub_again_has_none(workspace: Path) -> None:
    """As `reset` leaves it; from elsewhere the command says where to go."""
    stand(workspace, **full(NAME))
    done = smol_grade("solution", NAME, "--path", str(workspace), cwd=workspace.parent)
    assert (1, "") == (done.returncode, done.stdout)
    assert say("en", "solution.stub_again", exercise=NAME, max_points=exercise_of(NAME).points) in one_line(done.stderr)
    assert f"`cd {workspace} && smol-grade unit6/{NAME}`" in one_line(done.stderr)


def test_names_and_folders_that_are_none_are_told(workspace: Path) -> None:
    """A unit, an unknown name, a folder that is not there, one without exercises: exit 2 and a sentence."""
    empty = workspace.parent / "empty"
    empty.mkdir()
    for words in ((UNIT.alias,), ("nothing",), (NAME, "--path", "nowhere"), (NAME, "--path", str(empty))):
        done = smol_grade("solution", *words, cwd=workspace)
        assert (2, "", False) == (done.returncode, done.stdout, "Traceback" in done.stderr)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_fits_a_narrow_terminal(workspace: Path, language: Language) -> None:
    """No line of the nine is wider than 40 columns, the code's not either, and no word of the prose is lost."""
    stand(workspace, **full(*(one.name for one in UNIT.exercises)))
    for exercise in UNIT.exercises:
        shutil.copy(ROOT / "solutions" / "unit6" / f"{exercise.name}.py", workspace / "unit6")
        text = told(UNIT, exercise, workspace / "unit6", 40, language)
        assert 40 >= max(map(len, text.splitlines()))
        for paragraph in paragraphs(load_walkthroughs(FILES, UNIT)[exercise.name].in_language(language)):
            assert paragraph in one_line(text)
        assert say(language, "solution.last", unit="unit6") in one_line(text)


def test_the_next_exercise_is_one_that_is_left(workspace: Path) -> None:
    """The first after this one, else the first before it; a bonus exercise only when nothing else is left."""
    (workspace / "unit6" / f"{NAME}.py").write_text(SHORT, "utf-8")
    names = [one.name for one in UNIT.exercises]
    stand(workspace, **full(*names[2:6]))
    assert "Next: 6.7 minhash" in told(UNIT, exercise_of(NAME), workspace / "unit6", 80, "en")
    stand(workspace, **full(*names[1:]))
    assert "Next: 6.1 parse_instructions" in told(UNIT, exercise_of(NAME), workspace / "unit6", 80, "en")
    bonus = [one for one in UNITS[1].exercises if one.bonus]
    done = {f"{UNITS[1].slug}/{one.name}" for one in UNITS[1].exercises if one not in (bonus[0], UNITS[1].exercises[0])}
    at = UNITS[1].exercises[5]
    assert UNITS[1].exercises[0].name in solving._what_next(UNITS[1], at, done, "en")
    done.add(f"{UNITS[1].slug}/{UNITS[1].exercises[0].name}")
    assert bonus[0].name in solving._what_next(UNITS[1], at, done, "en")


def test_code_is_shown_for_what_it_is(workspace: Path) -> None:
    """What moves the cursor or turns the writing round is escaped, a tab is an indent; a backslash stays."""
    source = 'def evolve(x):\n\ty = "\x1b[2J\u202e"\n\treturn r"\\n"\n'
    (workspace / "unit6" / f"{NAME}.py").write_text(source, "utf-8")
    stand(workspace, **full(NAME))
    done = smol_grade("solution", NAME, cwd=workspace)
    assert 0 == done.returncode
    assert '  def evolve(x):\n      y = "\\x1b[2J\\u202e"\n      return r"\\n"\n' in done.stdout
    assert "\x1b" not in done.stdout


def test_a_notebook_or_a_file_that_is_gone(workspace: Path) -> None:
    """The code of a notebook's cells; without any file the text all the same, and why there is no code."""
    stand(workspace, **full(NAME))
    (workspace / "unit6" / f"{NAME}.py").unlink()
    without = smol_grade("solution", NAME, cwd=workspace)
    assert (0, True) == (without.returncode, say("en", "solution.no_code") in without.stdout)
    assert f"{NAME}.py is not there" in without.stdout
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [cell | {"source": "%pip list\ndef evolve(mine):\n    return mine\n"}]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    (workspace / "unit6" / f"{NAME}.ipynb").write_text(json.dumps(notebook), "utf-8")
    shown = smol_grade("solution", NAME, cwd=workspace).stdout
    assert f"{say('en', 'solution.own', file=f'unit6/{NAME}.ipynb')}\n" in shown
    assert "  def evolve(mine):\n      return mine\n" in shown


DOCUMENTED = '"""What the\nstub said."""\n\nimport re\n\n\n\ndef f(x):\n    """More of it."""\n    return g(x)\n'
HELPER = '\ndef g(x):\n    """Mine."""\n    return x\n'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (DOCUMENTED + HELPER, f"import re\n\ndef f(x):\n    return g(x)\n{HELPER.rstrip()}"),
        (DOCUMENTED.replace("\n", "\r\n"), "import re\n\ndef f(x):\n    return g(x)"),
        (DOCUMENTED + "x = 1\n" * 60, "def f(x):\n    return g(x)"),
        ("import a\n" * 60 + "@a.b(\n    1\n)\ndef f(x):\n    return 1\n", "@a.b(\n    1\n)\ndef f(x):\n    return 1"),
        ("x = 1\n" * 60 + SHORT + "f(1)\ndef f(x):\n    return 2\n", "def f(x):\n    return 2"),
        ('def f(x):\n    """Only this."""\n', 'def f(x):\n    """Only this."""'),
        ('def f(x): "said"; return x\n', 'def f(x): "said"; return x'),
        ('def f(x):\n    "said"; return x\n', 'def f(x):\n    "said"; return x'),
        ('def f(x):\n    f"no text: {x}"\n    return x\n', 'def f(x):\n    f"no text: {x}"\n    return x'),
        ("x = 1\n" * 61 + "f = lambda x: x\n", "x = 1\n" * 61 + "f = lambda x: x"),
        ("def f(:\n", "def f(:"),
        ('y = "\x0c\u2028"\n' + SHORT, 'y = "\x0c\u2028"\n' + SHORT.rstrip()),
        ("x = '\\d'\n" + SHORT, "x = '\\d'\n" + SHORT.rstrip()),
        ("(" * 5000, "(" * 5000),
    ],
)
def test_of_a_file_what_the_learner_wrote_is_shown(
    source: str, expected: str, recwarn: pytest.WarningsRecorder
) -> None:
    """Without the stub's texts; helpers with it, but of a long file the function alone; anything else as it is."""
    assert expected == "\n".join(own_code(source, "f"))
    assert [] == list(recwarn)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseFiles:
    """A copy of the course's files with the texts of unit 6, read by the command."""
    for name in ("exercises/course.toml", f"exercises/unit6/{NAME}.py", "tests/hidden/unit6/walkthroughs.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for path in (ROOT / "tests" / "hidden" / "unit6").glob("*.toml"):
        shutil.copy(path, tmp_path / "tests" / "hidden" / "unit6")
    files = checkout_files(tmp_path)
    monkeypatch.setattr(solving, "course_files", lambda: files)
    return files


def test_an_exercise_without_a_text_is_told(course: CourseFiles, workspace: Path) -> None:
    """It is the course's lack, not the learner's: exit 3. Before full marks those are spoken of."""
    (workspace / "unit6" / f"{NAME}.py").write_text(RIGHT, "utf-8")
    path = course.suites / "unit6" / "walkthroughs.toml"
    path.write_text('[minhash]\nen = "a"\nes = "b"\n', "utf-8")
    with pytest.raises(NotDone):
        told(UNIT, exercise_of(NAME), workspace / "unit6", 80, "en")
    stand(workspace, **full(NAME))
    for texts in (path.read_text("utf-8"), None):
        path.write_text(texts, "utf-8") if texts else path.unlink()
        with pytest.raises(NoWalkthrough) as caught:
            told(UNIT, exercise_of(NAME), workspace / "unit6", 80, "en")
        assert (3, {"exercise": NAME}) == (caught.value.exit_code, caught.value.fields)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('[evolve]\nen = "a"\nes = """\n', 3, "Unterminated string"),
        ('[minhash]\nen = "a"\nes = "b"\n[evolve]\nen = "a"\n', 4, "missing required field `es` (evolve)"),
        ('[minhash]\nen = "a"\nes = "b"\n[evolve]\nen = "a"\nes = 1\n', 6, "got `int` (evolve.es)"),
        ('[evolve]\nen = "a"\nes = "b"\n[evolv]\nen = "a"\nes = "b"\n', 4, "unknown field `evolv`"),
    ],
)
def test_a_malformed_file_is_told_with_its_line(course: CourseFiles, text: str, line: int, problem: str) -> None:
    """Like any other file of the course; gradings, which do not need it, go on."""
    (course.suites / "unit6" / "walkthroughs.toml").write_text(text, "utf-8")
    with pytest.raises(CourseError) as caught:
        load_walkthroughs(course, UNIT)
    assert (str(line), True) == (caught.value.fields["line"], problem in caught.value.fields["problem"])
    assert {one.name for one in UNIT.exercises} == load_texts(course, load_course(course).find("unit6")[0]).keys()


@pytest.mark.parametrize("unit", WRITTEN, ids=lambda unit: unit.alias)
def test_the_texts_that_are_written_are_sound(unit: Unit) -> None:
    """What `dev check` asks of them, exercise by exercise."""
    texts = load_walkthroughs(FILES, unit)
    assert [one.name for one in unit.exercises] == list(texts)
    for name, text in texts.items():
        assert [] == list(problems(name, text, (ROOT / "solutions" / unit.alias / f"{name}.py").read_text("utf-8")))


def test_what_is_wrong_with_a_text_is_found() -> None:
    """None at all, other paragraphs, too short or too long, a line of the code however it is broken; each by language."""
    secret = next(line for line in secret_lines(RIGHT) if "rng.choice" in line)
    for text, expected in (
        (None, ["x: no walkthrough"]),
        (Text(en=WORDS, es=WORDS), []),
        (Text(en=f"a\n\n{WORDS}", es=WORDS), ["x: 2 paragraphs (en), 1 (es) in the walkthrough"]),
        (Text(en=WORDS * 3, es="word"), ["x: 270 words (en)", "x: 1 words (es)"]),
        (Text(en=WORDS, es=WORDS + secret.replace(" ", "\n")), [f"x: the walkthrough (es) tells the line {secret!r}"]),
    ):
        found = list(problems("x", text, RIGHT))
        assert len(expected) == len(found)
        assert all(one.startswith(start) for one, start in zip(found, expected, strict=True))


def test_imports_and_short_lines_are_anybodys() -> None:
    """They may stand in a text, and so may what is outside of the blanks."""
    blank = "    # BEGIN SOLUTION\n    {}\n    # END SOLUTION\n"
    solution = "".join(
        ["a_line_outside_of_the_blanks()\n"]
        + [blank.format(line) for line in ("import unicodedata  # a module", "x = 1", "a_line_that_is_long(enough)")]
    )
    assert ["a_line_that_is_long(enough)"] == secret_lines(solution)
