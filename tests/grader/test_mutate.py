"""`dev mutate` changes solutions one thing at a time and says which changes no suite notices."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smol_grade.cli import mutating
from smol_grade.cli.main import app
from smol_grade.course import Limits
from smol_grade.devcheck.mutate import Mutating, marked, mutants, read_survivors, shortened
from smol_grade.errors import CourseError
from smol_grade.grade import Engine
from smol_grade.locate import Checkout, checkout_files

from .conftest import ROOT

SOLUTION = '''"""Text."""


def f(x: int) -> int:
    """Return x."""
    x = x + 1
    # TODO 1.2: say it
    # BEGIN SOLUTION
    if x < 3:
        return x
    return "a" "b"
    # END SOLUTION
'''
REDUNDANT = "    # BEGIN SOLUTION\n    spare = 7\n    while False:\n        spare.bit_length()\n"
EXPLAINED = '[[survivors]]\nexercise = "transcript"\nline = "spare  = 7"\nbecomes = "spare=8"\nreason = "Unused."\n'
STALE = '[[survivors]]\nexercise = "transcript"\nline = "spare = 7"\nbecomes = "spare = 9"\nreason = "Unused."\n'


def test_only_the_marked_lines_are_changed() -> None:
    """One change each, all of them Python, none outside the marks, none twice, none that changes nothing."""
    made = mutants("f", SOLUTION)
    assert {9, 10, 11} == marked(SOLUTION)
    assert {("if x < 3:", 9)} == {(mutant.line, mutant.number) for mutant in made}
    changes = {"if x <= 3:", "if x == 3:", "if x > 3:", "if not x < 3:", "if x < 4:", "if x < 2:"}
    assert {"".join(text.split()) for text in changes} <= {"".join(mutant.becomes.split()) for mutant in made}
    assert not [mutant for mutant in made if " is " in mutant.becomes]
    assert len(made) == len({mutant.source for mutant in made})
    for mutant in made:
        compile(mutant.source, "f.py", "exec")


def test_what_was_made_endless_ends_soon() -> None:
    """Limits become ten times as long as the solution needs, at least 2 s, never longer than they are."""
    limits = Limits(call_s=10.0, check_s=30.0)
    assert (2.0, 2.0) == (shortened(limits, 0.01).call_s, shortened(limits, 0.01).check_s)
    assert (10.0, 20.0) == (shortened(limits, 2.0).call_s, shortened(limits, 2.0).check_s)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the course in which the solution of the warm-up has lines that nothing depends on."""
    for name in ("exercises", "solutions", "tests/hidden"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    solution = tmp_path / "solutions" / "unit0" / "transcript.py"
    text = solution.read_text("utf-8")
    solution.write_text(text.replace("    # BEGIN SOLUTION\n", REDUNDANT), "utf-8")
    return tmp_path


@pytest.fixture
def live(course: Path) -> Iterator[Engine]:
    """A warm engine over the copy."""
    with Engine(checkout_files(course)) as engine:
        yield engine


def test_survivors_and_explanations_are_matched(course: Path, live: Engine) -> None:
    """A change that nothing notices survives; an explanation fits it however it is spaced; one without is stale.

    A loop that was made endless is ended and counts as noticed. The engine's limits are what they were.
    """
    files = checkout_files(course)
    (files.suites / "unit0" / "survivors.toml").write_text(EXPLAINED + STALE, "utf-8")
    before = live.course
    said: list[str] = []
    mutating = Mutating(Checkout(course), files, live, "unit0", said.append)
    [row] = mutating.run()
    assert "" == row.failing
    assert {"spare = 6", "spare = 8"} == {" ".join(m.becomes.split()) for m in row.survivors}
    assert ["spare = 6"] == [" ".join(m.becomes.split()) for m in row.unexplained]
    assert ["spare = 9"] == [one.becomes for one in mutating.stale]
    assert row.mutants - 2 == row.killed > 0
    assert f"transcript {row.mutants}/{row.mutants}" == said[-1]
    assert live.course is before


def test_a_solution_that_fails_is_told(course: Path, live: Engine) -> None:
    """Where the solution itself falls short, nothing is learnt from changing it."""
    solution = course / "solutions" / "unit0" / "transcript.py"
    text = solution.read_text("utf-8")
    solution.write_text(text.replace(REDUNDANT, f"{REDUNDANT}    return None\n"), "utf-8")
    [row] = Mutating(Checkout(course), checkout_files(course), live, "transcript").run()
    assert row.failing.startswith("warmup/transcript/")
    assert 0 == row.mutants


def test_an_explanation_says_why(course: Path, live: Engine) -> None:
    """The entry that the command prints is no explanation before it has a reason."""
    files = checkout_files(course)
    unit, _ = live.course.find("unit0")
    assert () == read_survivors(files, unit)
    [printed] = [mutating.entry(m) for m in mutants("f", SOLUTION) if "==" in m.becomes]
    path = files.suites / "unit0" / "survivors.toml"
    path.write_text(printed, "utf-8")
    with pytest.raises(CourseError, match="no reason"):
        read_survivors(files, unit)
    path.write_text(printed.replace('reason = ""', 'reason = "So it is."'), "utf-8")
    [one] = read_survivors(files, unit)
    assert ("f", "ifx<3:") == one.change[:2]


def test_every_explanation_of_the_course_has_a_mutant(engine: Engine) -> None:
    """Each entry of a `survivors.toml` is a change that can be made. (That it survives, `dev mutate` finds out.)"""
    for unit in engine.course.units:
        for one in read_survivors(engine.files, unit):
            source = (ROOT / "solutions" / unit.alias / f"{one.exercise}.py").read_text("utf-8")
            assert one.change in {mutant.change for mutant in mutants(one.exercise, source)}, one


@pytest.mark.parametrize(("language", "title"), [("en", "unexplained"), ("es", "sin explicar")])
def test_the_command_prints_a_table(language: str, title: str) -> None:
    """A title and a row per exercise; the warm-up has no survivor."""
    done = CliRunner().invoke(app, ["dev", "mutate", "unit0", "--lang", language])
    head, row, *_ = done.stdout.splitlines()
    assert head.endswith(title)
    assert row.startswith("transcript ")
    assert 0 == done.exit_code, done.stdout
