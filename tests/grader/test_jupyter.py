"""Notebooks for real: executed by nbclient in the installed kernel, what cells show looked at in Chromium."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from .conftest import SOLUTIONS

SMOLTALK = (SOLUTIONS / "smoltalk_to_chatml.py").read_text("utf-8")
WRONG = (
    "def smoltalk_to_chatml(sample, tokenizer):\n    print('<script>alert(1)</script></iframe>')\n"
    "    return {'text': '</iframe><script>document.title=1</script>\" onload=\"x'}\n"
)
CELLS = {
    "load": "import os\nos.environ['LANG'] = 'C.UTF-8'\n%load_ext smol_grade\nimport smol_grade",
    "stub": "smol_grade.exercises.smoltalk_to_chatml",
    "early": "smol_grade.check()",
    "wrong": f"%%grade unit1/smoltalk_to_chatml --seed 5\n{WRONG}",
    "hint": "smol_grade.exercises.smoltalk_to_chatml.hint()",
    "next_hint": "smol_grade.exercises['1.1'].hint()",
    "too_early": "smol_grade.exercises.smoltalk_to_chatml.solution()",
    "helper": "ROLES = {'ask': 'user', 'tell': 'assistant'}",
    "two_parts": (
        "def gsm8k_to_chatml(sample, tokenizer):\n    chat = [{'role': ROLES[k], 'content': sample[c]} for k, c in "
        "(('ask', 'question'), ('tell', 'answer'))]\n    return {'messages': chat, 'text': "
        "tokenizer.apply_chat_template(chat, tokenize=False)}\n"
    ),
    "check_two": "smol_grade.check('1.2', seed=3)",
    "right": f"%%grade 1.1\n{SMOLTALK}",
    "done": "smol_grade.exercises.smoltalk_to_chatml.solution()",
    "whole": "verdict = smol_grade.check('unit1', seed=4)\nverdict.points, verdict.passed, len(verdict.report.exercises)",
    "raises": "%%grade 1.1\ndef smoltalk_to_chatml(sample, tokenizer):\n    x = 1\n    return x / 0\n",
    "failed": "%%grade 1.1\nimport no_such_library\ndef smoltalk_to_chatml(sample, tokenizer):\n    return {}\n",
    "broken": "%%grade 1.1\ndef smoltalk_to_chatml(sample, tokenizer)\n    return {}\n",
    "awaits": "%%grade 1.1\nimport asyncio\nawait asyncio.sleep(0)\n",
    "shown": "def gsm8k_to_chatml(sample, tokenizer):\n    return {}\n\ngsm8k_to_chatml(1, 2)\n1 / 0\ndef later(): pass\n",
    "after": "smol_grade.check('gsm8k_to_chatml', seed=3).points",
    "library_fails": (
        "exec(compile('x = 1\\n' * 30 + '1 / 0', 'library.py', 'exec'), {})\n"
        "def gsm8k_to_chatml(sample, tokenizer):\n    return undefined\n"
    ),
    "after_library": "[c.message.key for c in smol_grade.check('gsm8k_to_chatml', seed=3).report.checks][0]",
    "as_it_was": "%grade 1.1",
    "guessed": f"%%grade --seed=5\n{SMOLTALK}",
    "no_exercise": "try:\n    smol_grade.exercises.gsm8k_to_chat\nexcept AttributeError as error:\n    said = str(error)\nsaid",
    "all_of_them": "len(list(smol_grade.exercises)), smol_grade.check(0.1).points",
    "misspelt": "smol_grade.check('unit1/smoltak_to_chatml')",
    "bad_line": "%%grade unit1 unit2\npass",
    "bad_seed": "smol_grade.check('1.1', seed=-1)",
    "spanish": "smol_grade.lang = 'es'\nsmol_grade.exercises['1.1'].hint(1)",
    "defined": "smoltalk_to_chatml.__name__, gsm8k_to_chatml.__name__",
}

TAGS = {
    "failed": ["raises-exception"],
    "broken": ["raises-exception"],
    "shown": ["raises-exception"],
    "library_fails": ["raises-exception"],
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What each cell shows, by its name."""
    made = nbformat.v4.new_notebook()
    made.cells = [
        nbformat.v4.new_code_cell(code, metadata={"name": name, "tags": TAGS.get(name, [])})
        for name, code in CELLS.items()
    ]
    folder = tmp_path_factory.mktemp("kernel")
    NotebookClient(made, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    assert [] == list(folder.iterdir())
    return {cell.metadata.name: cell.outputs for cell in made.cells}


def said(outputs: dict[str, list[Any]], name: str, kind: str = "text/plain") -> str:
    """What a cell's result says."""
    [result] = [one for one in outputs[name] if one.output_type == "execute_result"]
    return str(result.data[kind])


def test_a_wrong_cell_is_told_what_is_wrong(outputs: dict[str, list[Any]]) -> None:
    """The verdict as text and as HTML, each with the hint; the cell was run, too."""
    text = said(outputs, "wrong")
    assert ("0/10 points" in text, "✗" in text, "hint:" in text) == (True, True, True)
    assert "smoltalk_to_chatml" in said(outputs, "defined")


def test_what_a_notebook_defines_is_graded(outputs: dict[str, list[Any]]) -> None:
    """A function in one cell and its constant in another; the last version counts."""
    assert "12/12 points" in said(outputs, "check_two")
    assert "10/10 points" in said(outputs, "right")
    assert "(22, False, 19)" == said(outputs, "whole")


def test_an_error_names_the_cell_by_the_number_that_jupyter_shows(outputs: dict[str, list[Any]]) -> None:
    """In [14], and the line within it, the magic's own line included."""
    number = 1 + list(CELLS).index("raises")
    assert f"cell {number}, line 4" in said(outputs, "raises")


def test_hints_come_one_by_one_and_the_walkthrough_after_full_marks(outputs: dict[str, list[Any]]) -> None:
    """As in the terminal."""
    assert ("hint 1 of 3" in said(outputs, "hint"), "hint 2 of 3" in said(outputs, "next_hint")) == (True, True)
    assert "after full marks" in said(outputs, "too_early")
    assert "after full marks" not in said(outputs, "done")
    assert "pista 1 de 3" in said(outputs, "spanish")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("failed", "this cell stopped with ModuleNotFoundError, so nothing was graded"),
        ("broken", "this cell stopped with SyntaxError, so nothing was graded"),
        ("awaits", "does not run cells with `await`"),
        ("early", "no cell that you have run defines"),
        ("misspelt", "Did you mean"),
        ("bad_line", "takes one exercise or unit"),
        ("bad_seed", "from 0 to"),
    ],
)
def test_wrong_use_is_a_sentence(outputs: dict[str, list[Any]], name: str, sentence: str) -> None:
    """And no traceback."""
    assert sentence in said(outputs, name)
    if name not in ("failed", "broken"):  # those are Python's own
        assert [] == [one for one in outputs[name] if one.output_type == "error"]


def test_what_a_failed_cell_would_have_replaced_stays(outputs: dict[str, list[Any]]) -> None:
    """The version before it is what the kernel holds; a cell without a target is graded for what it defines."""
    assert "ZeroDivisionError" in said(outputs, "as_it_was")
    assert "0" == said(outputs, "after")  # what stood before the error was run
    assert "'expect.key'" == said(outputs, "after_library")  # and a line of a library's is none of the cell
    assert "10/10 points" in said(outputs, "guessed")
    assert "Did you mean gsm8k_to_chatml" in said(outputs, "no_exercise")
    assert "(57, 0)" == said(outputs, "all_of_them")


def test_an_exercise_says_what_it_can_do(outputs: dict[str, list[Any]]) -> None:
    """Its number, its title, its three questions."""
    assert re.search(r"<1\.1 smoltalk_to_chatml: .*\.check\(\) \.hint\(\) \.solution\(\)>", said(outputs, "stub"))
