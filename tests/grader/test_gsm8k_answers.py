"""The solution of exercise 2.1 reads answers as GSM8K's authors wrote them, and as the board reads them."""

from __future__ import annotations

import importlib.util
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade.judge import rows
from smol_leaderboard.tasks import gsm8k

from .conftest import SOLUTIONS

needs_gsm8k = pytest.mark.skipif(rows.gsm8k_folder() is None, reason="GSM8K_DIR names no folder with GSM8K")
ROWS = 8792
"""7,473 to train on and 1,319 to test with."""
HUGE = "7" * 100_000

CASES = {
    "run-on": ("#### 10\n\nQuestion: What is 3 + 4?\n#### 7", "10"),
    "words before the mark": ("The answer is 9. No:\n#### 10", "10"),
    "a mark without a number": ("#### Step 1\n2 + 2\n#### 4", "4"),
    "marks without any number": ("#### none\nSo 3 + 4 = 7", "7"),
    "negative": ("#### -5", "-5"),
    "unicode minus": ("#### \u22125", "-5"),
    "comma": ("#### 1,234,567", "1234567"),
    "$": ("#### $18.00", "18"),
    "$ behind the minus": ("#### -$1,800", "-1800"),
    "$ before the minus": ("#### $\u22121,800.5", "-1800.5"),
    "decimal": ("#### 0.50", "0.5"),
    "point at the end": ("#### 18.", "18"),
    "zero": ("#### -0.00", "0"),
    "zeros in front": ("#### 007", "7"),
    "zeros that count": ("#### 1000000", "1000000"),
    "percent": ("#### 25%", "25"),
    "unit": ("#### 5 apples", "5"),
    "emphasis": ("#### **72**", "72"),
    "no white space": ("####72", "72"),
    "boxed": (r"so $x = \boxed{-1,024}$ of 3", "-1024"),
    "boxed after words": (r"The answer is \boxed{12}, not 3", "12"),
    "answer is": ("I think the answer is: 42. That took 3 steps.", "42"),
    "answer:": ("**ANSWER:** 42 (3 steps)", "42"),
    "last number": ("15 times 24 is 360.", "360"),
    "list item": ("- 5 apples", "5"),
    "no answer": ("I do not know.", None),
    "nothing": ("", None),
    "only a mark": ("#### ", None),
    "huge": (f"#### -{HUGE}.{HUGE}0", f"-{HUGE}.{HUGE}"),
}


@pytest.fixture(scope="module")
def extract_answer() -> Callable[[object], str | None]:
    """The solution's function."""
    spec = importlib.util.spec_from_file_location("solution", SOLUTIONS.parent / "unit2" / "extract_answer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Callable[[object], str | None] = module.extract_answer
    return function


@needs_gsm8k
def test_gold_answers(extract_answer: Callable[[object], str | None]) -> None:
    """Of all rows, the solution reads the answer that the authors wrote, and the one that the board counts."""
    known = rows.real_gsm8k(Path(os.environ["GSM8K_DIR"]))
    wrong = []
    for row in known:
        gold = row["answer"].rpartition("####")[2].strip().replace(",", "")
        strict = re.search(gsm8k.STRICT, row["answer"])
        board = None if strict is None else strict[1].replace(",", "").removesuffix(".")
        got = extract_answer(row["answer"])
        if not got == gold == board == extract_answer(f"#### {gold}"):
            wrong.append((row["answer"], got, gold, board))
    assert [] == wrong
    assert ROWS == len(known)


@needs_gsm8k
def test_a_model_that_runs_on(extract_answer: Callable[[object], str | None]) -> None:
    """A further problem behind a solution changes nothing, on the board and here."""
    first, *others = rows.real_gsm8k(Path(os.environ["GSM8K_DIR"]))
    for row in others:
        text = f"{row['answer']}\n\nQuestion: {first['question']}\n{first['answer']}"
        strict = re.search(gsm8k.STRICT, text)
        assert strict is not None
        assert extract_answer(row["answer"]) == extract_answer(text) == strict[1].replace(",", "")


@pytest.mark.parametrize("name", CASES)
def test_corner_cases(name: str, extract_answer: Callable[[object], str | None]) -> None:
    """What the stub says of signs, separators, marks and texts without a number, and numbers of any length."""
    text, answer = CASES[name]
    assert answer == extract_answer(text)


@pytest.mark.parametrize("text", ["#### " * 50_000, "1," * 50_000, "-$" * 50_000, f"answer is {'*' * 100_000}"])
def test_no_text_takes_long(text: str, extract_answer: Callable[[object], str | None]) -> None:
    """Long texts that nearly match are read in a moment: no pattern goes over a text again and again."""
    began = time.process_time()
    extract_answer(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("other", [None, 5, ["#### 5"], b"#### 5"])
def test_other_types(other: object, extract_answer: Callable[[object], str | None]) -> None:
    """What is no text is no answer of a model."""
    with pytest.raises(TypeError):
        extract_answer(other)
