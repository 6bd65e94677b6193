"""The notebooks that are made of the units: whole, in both languages, graded like the files, and run in a kernel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from smol_grade.course import Unit
from smol_grade.grade import Engine, grade

from .conftest import ROOT, UNITS, smol_grade

SUFFIXES = (".ipynb", ".es.ipynb")


def made(unit: Unit, suffix: str) -> Any:
    """A unit's notebook."""
    return nbformat.read(ROOT / "exercises" / unit.alias / f"{unit.alias}{suffix}", 4)


def filled_in(unit: Unit, suffix: str, names: tuple[str, ...]) -> Any:
    """The notebook with the solutions of some exercises in their cells."""
    book = made(unit, suffix)
    for cell in book.cells:
        name = cell.id.removesuffix("-code")
        if cell.id.endswith("-code") and name in names:
            solution = (ROOT / "solutions" / unit.alias / f"{name}.py").read_text("utf-8")
            cell.source = f"%%grade {unit.alias}/{name} --seed 3\n{solution}"
    return book


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.alias)
def test_a_notebook_is_whole(unit: Unit, suffix: str) -> None:
    """Valid; every exercise has its heading, its cell and its help, in order; both languages have the same code."""
    book = made(unit, suffix)
    nbformat.validate(book)
    ids = [cell.id for cell in book.cells]
    assert [f"{one.name}{part}" for one in unit.exercises for part in ("", "-code", "-help")] == ids[4:-2]
    assert f"/exercises/{unit.alias}/{unit.alias}{suffix})" in book.cells[0].source
    code = [cell.source for cell in book.cells if cell.id.endswith("-code")]
    assert code == [cell.source for cell in made(unit, SUFFIXES[0]).cells if cell.id.endswith("-code")]
    assert [] == [cell for cell in book.cells if cell.cell_type == "code" and cell.outputs]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.alias)
def test_as_it_is_handed_out_nothing_is_started(unit: Unit, whole: Engine) -> None:
    """Nothing is run for it, as with files."""
    report = grade(unit.alias, ROOT / "exercises" / unit.alias / f"{unit.alias}.ipynb", engine=whole)
    assert {"not_started"} == {exercise.status for exercise in report.exercises}


def test_filled_in_it_is_graded_exercise_by_exercise(tmp_path: Path, whole: Engine) -> None:
    """Each exercise with what it needs; the others are not started."""
    names = ("smoltalk_to_chatml", "gsm8k_to_chatml", "render_chatml", "to_messages")
    (tmp_path / "mine.ipynb").write_text(nbformat.writes(filled_in(UNITS[1], ".es.ipynb", names)), "utf-8")
    data = (ROOT / "solutions" / "unit1" / "own_data.jsonl").read_text("utf-8")
    (tmp_path / "own_data.jsonl").write_text(data, "utf-8")
    report = grade("unit1", tmp_path / "mine.ipynb", engine=whole, seed=3)
    assert {*names} == {exercise.name for exercise in report.exercises if exercise.status == "done"}
    assert {"not_started"} == {exercise.status for exercise in report.exercises if exercise.name not in names}


@pytest.mark.parametrize(
    ("suffix", "said"), [(".ipynb", "All checks passed"), (".es.ipynb", "Todas las comprobaciones")]
)
def test_it_runs_from_top_to_bottom(suffix: str, said: str, tmp_path: Path) -> None:
    """In a real kernel, as it is and filled in; no cell ends in an error."""
    book = filled_in(UNITS[0], suffix, ("transcript",))
    NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = {cell.id: json.dumps(cell.outputs, ensure_ascii=False) for cell in book.cells if cell.cell_type == "code"}
    assert (True, True) == (said in shown["transcript-code"], said in shown["all"])
    assert [] == [name for name, text in shown.items() if '"output_type": "error"' in text]


def test_who_works_in_the_notebook_is_told_how_it_is_graded(tmp_path: Path) -> None:
    """Files that nobody has begun, and the notebook beside them; not where a file is begun."""
    smol_grade("init", ".", "--unit", "0", "--notebook", cwd=tmp_path)
    said = smol_grade("unit0", cwd=tmp_path)
    assert (1, True) == (said.returncode, "smol-grade unit0 --path unit0/unit0.ipynb" in " ".join(said.stderr.split()))
    (tmp_path / "unit0" / "transcript.py").write_text("def transcript(messages):\n    return ''\n", "utf-8")
    assert "unit0.ipynb" not in smol_grade("unit0", cwd=tmp_path).stderr
