"""Notebooks as exercise files: which of their lines are Python, and that one is graded like a code file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
import pytest

from smol_grade.course import load_course
from smol_grade.grade import Engine, grade
from smol_grade.locate import checkout_files
from smol_grade.notebook import LARGEST_NOTEBOOK, NotANotebook, code_cells, without_magics
from smol_grade.records import Outcome
from smol_grade.workspace import find_files, read_submission

from .conftest import ROOT

UNIT = load_course(checkout_files(ROOT)).find("unit0")[0]
SOLUTION = (ROOT / "solutions" / "unit0" / "transcript.py").read_text("utf-8")


def notebook(*cells: str) -> str:
    """A notebook with these code cells, a text cell before each."""
    made = nbformat.v4.new_notebook()
    for cell in cells:
        made.cells += [nbformat.v4.new_markdown_cell("some text"), nbformat.v4.new_code_cell(cell)]
    return nbformat.writes(made)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("%matplotlib inline\nx = 5 % 3", "pass  # %matplotlib inline\nx = 5 % 3"),
        ("!pip install torch\nimport os", "pass  # !pip install torch\nimport os"),
        ("files = !ls\nfiles = 1", "pass  # files = !ls\nfiles = 1"),
        ("if x:\n    %time y\n    !echo it's (", "if x:\n    pass  # %time y\n    pass  # !echo it's ("),
        ("s = '''\n%not\n!not\n'''", "s = '''\n%not\n!not\n'''"),
        ("x = (5\n     % 3)", "x = (5\n     % 3)"),
        ("len?\n?len", "pass  # len?\npass  # ?len"),
        ("!tar \\\n  -x\ny = 1", "pass  # !tar \npass  # -x\ny = 1"),
        ("%%time\nx = 1", "pass  # %%time\nx = 1"),
        ("%%bash\nls\nrm x", "# %%bash\n# ls\n# rm x"),
        ("\n%%writefile a.py\nx = 1", "# \n# %%writefile a.py\n# x = 1"),
        ("def f(:\n    pass", "def f(:\n    pass"),
        ("", ""),
    ],
)
def test_what_only_ipython_understands_becomes_a_comment(cell: str, code: str) -> None:
    """Python keeps every character, wrong Python included; the number of lines is the same."""
    assert code == without_magics(cell)
    assert cell.count("\n") == without_magics(cell).count("\n")


def test_code_without_magics_is_kept_as_it_is() -> None:
    """Every solution of the course, cell for file."""
    for path in (ROOT / "solutions").rglob("*.py"):
        text = path.read_text("utf-8")
        assert text == without_magics(text)


def test_old_notebooks_and_split_sources_are_read() -> None:
    """Format 3 with worksheets; sources as lists of lines, as they lie on disk."""
    cell = {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python", "outputs": [], "metadata": {}}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell], "metadata": {}}]}
    assert ["x = 1\ny = 2"] == code_cells(json.dumps(old))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1",
        "[]",
        "null",
        "[" * 100_000,
        '{"a":' * 5_000,
        '{"nbformat": 4}',
        '{"nbformat": 99, "cells": []}',
        '{"nbformat": "x"}',
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [5]}',
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {"a": 5}}',
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "source": [5]}]}',
        '{"nbformat": 3, "worksheets": [4]}',
        '{"nbformat": 2, "worksheets": 5}',
    ],
)
def test_what_is_no_notebook_is_said_to_be_none(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    """One error of ours, and nothing on the screen."""
    with pytest.raises(NotANotebook):
        code_cells(text)
    assert ("", "") == capfd.readouterr()


def test_a_notebook_is_graded_like_a_code_file(tmp_path: Path) -> None:
    """Full marks from a notebook; it is named in the report, and a code file beside it goes before."""
    (tmp_path / "transcript.ipynb").write_text(notebook("%pip install x", SOLUTION), "utf-8")
    with Engine() as engine:
        report = grade("unit0", tmp_path, engine=engine, seed=3)
        assert report.max_points == report.points > 0
        assert report.exercises[0].file.endswith("transcript.ipynb")
        single = grade("unit0", tmp_path / "transcript.ipynb", engine=engine, seed=3)
        assert report.points == single.points
        (tmp_path / "transcript.py").write_text("def transcript(messages):\n    return 5\n", "utf-8")
        assert 0 == grade("unit0", tmp_path, engine=engine, seed=3).points


def problem_of(folder: Path) -> str:
    """Why the warm-up's notebook in a folder cannot be graded."""
    found = find_files(UNIT, UNIT.exercises, folder)
    read = read_submission(found["transcript"], ())
    return read.message.key if hasattr(read, "message") else ""


def test_notebooks_have_limits_of_their_own(tmp_path: Path) -> None:
    """Outputs may be large, code may not; a link is not followed; one without code is empty."""
    path = tmp_path / "transcript.ipynb"
    large = nbformat.from_dict(json.loads(notebook(SOLUTION)))
    large.cells[1].outputs = [nbformat.v4.new_output("stream", text="x" * 1_000_000)]
    path.write_text(nbformat.writes(large), "utf-8")
    assert "" == problem_of(tmp_path)
    path.write_text(notebook(f"def transcript(messages):\n    return 'x'  # {'x' * 300_000}"), "utf-8")
    assert "problem.file_too_large" == problem_of(tmp_path)
    path.write_text(" " * (LARGEST_NOTEBOOK + 1), "utf-8")
    assert "problem.file_too_large" == problem_of(tmp_path)
    path.write_text("{}", "utf-8")
    assert "problem.file_not_notebook" == problem_of(tmp_path)
    path.write_text(notebook(), "utf-8")
    assert "problem.no_definition" == problem_of(tmp_path)
    path.write_text(
        notebook("def transcript(messages):\n    return '\\ud800'").replace("\\\\ud800", "\\ud800"), "utf-8"
    )
    assert "problem.file_not_utf8" == problem_of(tmp_path)
    path.unlink()
    path.symlink_to(ROOT / "README.md")
    assert "problem.file_link" == problem_of(tmp_path)


def test_without_the_library_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot be graded here, which is not the learner's fault."""
    monkeypatch.setitem(sys.modules, "nbformat", None)
    (tmp_path / "transcript.ipynb").write_text("{}", "utf-8")
    read = read_submission(find_files(UNIT, UNIT.exercises, tmp_path)["transcript"], ())
    assert (Outcome.BLOCKED, "notebook") == (read.outcome, read.message.fields["extra"])  # type: ignore[union-attr]
