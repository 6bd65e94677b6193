"""Notebooks as real people leave them get the verdict of the same code in a file; nothing but definitions runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from smol_grade.grade import Engine, grade
from smol_grade.learner_file import LearnerFile
from smol_grade.workspace import find, read_submission

from .conftest import EXERCISES, ROOT, UNITS
from .notebooks import SAMPLES, TOKEN, TRIPWIRE, Sample

SEED = 11
Verdict = list[tuple[str, str, int, str]]


@pytest.fixture(scope="module")
def known(whole: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """Verdicts on code files, by their text."""
    folder = tmp_path_factory.mktemp("code")
    made = {}
    for sample in {sample.code: sample for sample in SAMPLES}.values():
        path = folder / f"{sample.exercise}.py"
        path.write_text(sample.code, "utf-8")
        made[sample.code] = verdict(path, sample, whole)
    return made


def verdict(path: Path, sample: Sample, engine: Engine, *, course: bool = False) -> Verdict:
    """What each check says of a file."""
    report = grade(f"unit1/{sample.exercise}", path, engine=engine, seed=SEED, course_notebook=course)
    assert TOKEN not in repr(report)
    return [(check.id, str(check.outcome), check.points, check.hint_id) for check in report.checks]


def is_python(source: str) -> bool:
    """Whether anything of it can run at all."""
    try:
        compile(source, "module", "exec")
    except SyntaxError:
        return False
    return True


def test_there_are_sixty() -> None:
    """And no two are the same."""
    assert (
        60 <= len({sample.notebook for sample in SAMPLES}) == len({sample.name for sample in SAMPLES}) == len(SAMPLES)
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_notebook_is_graded_like_the_same_code_in_a_file(
    sample: Sample, tmp_path: Path, whole: Engine, known: dict[str, Verdict]
) -> None:
    """Check by check: outcome, points, hint."""
    path = tmp_path / "my notebook.ipynb"
    path.write_text(sample.notebook, "utf-8")
    assert known[sample.code] == verdict(path, sample, whole, course=sample.course)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_nothing_but_definitions_is_taken(sample: Sample, tmp_path: Path) -> None:
    """No token, and none of the statements that do something, is in the module that runs."""
    notes = tmp_path / "n.ipynb"
    notes.write_text(sample.notebook, "utf-8")
    exercises = tuple(one for one in EXERCISES if one.name == sample.exercise)
    found = find(UNITS[1], exercises, notes, None, course_notebook=sample.course)
    read = read_submission(found[sample.exercise], (), ROOT / "exercises" / "unit1" / f"{sample.exercise}.py")
    assert isinstance(read, LearnerFile)
    assert TOKEN not in read.source
    assert TRIPWIRE not in read.source or not is_python(read.source)


def test_right_and_wrong_ones_are_among_them(known: dict[str, Verdict]) -> None:
    """The verdicts that are compared are of many kinds."""
    hints = {hint for found in known.values() for *_, hint in found}
    full = [code for code, found in known.items() if all(outcome == "passed" for _, outcome, _, _ in found)]
    assert {"generation_prompt", "token_ids", "thrown_away", "constant"} <= hints
    assert 4 == len(full)
