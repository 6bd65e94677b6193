"""Marking: what counts as right, and that no text of a stranger's breaks it."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smol_grade.messages import say_sentence
from smol_grade.quiz.bank import Case, Item
from smol_grade.quiz.marking import LONGEST_NUMBER, mark, plain, read_number, right_answer
from smol_grade.records import Sentence

from .quiz_bank import KINDS, bank, item

BANK = bank()
HOSTILE = st.text() | st.sampled_from(
    ["", "\0", "\ud800", "1e999", "9" * 5000, "1/0", "nan", "inf", "١٢", "1_0", "0x10"]
)


def numeric(answer: float, tolerance: float = 0.0) -> Item:
    """Return an item whose answer is a number."""
    return msgspec.structs.replace(item("numeric", 0), cases=(Case(answer=answer),), tolerance=tolerance)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", Fraction(2469, 2)),
        (" 8/15\n", Fraction(8, 15)),
        ("8 / 15", Fraction(8, 15)),
        ("1e-3", Fraction(1, 1000)),
        ("-.5", Fraction(-1, 2)),
        ("\N{MINUS SIGN}3", Fraction(-3)),
        ("+7.", Fraction(7)),
    ],
)
def test_numbers_are_read_exactly(text: str, number: Fraction) -> None:
    """Decimals, powers of ten and fractions, with blanks around."""
    assert number == read_number(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1,5", "comma"),
        ("1,234", "comma"),
        ("1,234.5", "comma"),
        ("25%", "percent"),
        ("25 %", "percent"),
        ("1/0", "zero"),
        ("", "none"),
        ("eight", "none"),
        ("1e9999999", "none"),
        ("1 000", "none"),
        ("1_000", "none"),
        ("0x10", "none"),
        ("٣", "none"),
        ("nan", "none"),
        ("inf", "none"),
        ("9" * (LONGEST_NUMBER + 1), "none"),
        ("1/2/3", "none"),
        ("1.5/2", "none"),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(text: str, key: str) -> None:
    """Nothing is guessed: a decimal comma and per cent are asked again."""
    refused = read_number(text)
    assert isinstance(refused, Sentence)
    assert f"quiz.number_{key}" == refused.key
    assert say_sentence("en", refused) != say_sentence("es", refused)


@pytest.mark.parametrize(
    ("answer", "tolerance", "text", "right"),
    [
        (0.3, 0.05, "0.35", True),
        (0.3, 0.05, "0.25", True),
        (0.3, 0.05, "0.3500001", False),
        (8 / 15, 0.0, "8/15", True),
        (8 / 15, 0.0, "0.5333", False),
        (8 / 15, 0.001, "0.5333", True),
        (1_711_376_384, 0.0, "1711376384", True),
        (1_711_376_384, 0.0, "1711376385", False),
        (0.0, 0.0, "0", True),
        (0.0, 0.0, "-0.0", True),
        (0.0, 0.0, "1e-9", False),
        (-2, 0.5, "2", False),
    ],
)
def test_a_tolerance_is_inclusive(answer: float, tolerance: float, text: str, right: bool) -> None:
    """Exactly as far as it says, in decimals; a fraction counts as the float that stands for it."""
    assert right is mark(numeric(answer, tolerance), 0, (text,))


@pytest.mark.parametrize("case", [-1, 1])
def test_a_case_that_is_not_there_has_no_right_answer(case: int) -> None:
    """Nor does one that counts from the end."""
    assert not mark(numeric(3.0), case, ("3",))


def test_what_is_right_and_what_is_not_of_each_kind() -> None:
    """Keys, a set, an order, a line, an output; too few, too many or another order are wrong."""
    single, multi, order, output, bug = (item(kind, 1) for kind in KINDS if kind != "numeric")
    options = [*right_answer(multi, 0)]
    steps = right_answer(order, 0)
    assert mark(multi, 0, tuple(options[::-1]))
    assert mark(multi, 0, (*options, options[0]))
    assert not mark(multi, 0, tuple(options[:1]))
    assert not mark(multi, 0, (*options, "0" * 12))
    assert not mark(single, 0, (*right_answer(single, 0), "0" * 12))
    assert not mark(order, 0, steps[::-1])
    assert not mark(order, 0, steps[:-1])
    assert mark(bug, 0, (" 2 ",))
    assert not mark(bug, 0, ("-2",))
    assert not mark(bug, 0, ("2.0",))
    assert mark(output, 0, ("\nOUTPUT-KEY \t1\r\n",))
    assert not mark(output, 0, ("output-key 1",))


def test_white_space_of_an_output_counts_between_words_only() -> None:
    """A list is a list however it is spaced; two words are not one."""
    assert plain("[1, 2]\n{'a': 3}") == plain(" [1,2] {'a':3}")
    assert plain("1 2") != plain("12")


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_is_right(kind: str) -> None:
    """For every item and case; skipped is not."""
    for one in (one for one in BANK.items if one.kind == kind):
        for case in range(len(one.cases) or 1):
            assert mark(one, case, right_answer(one, case)), one.id
            assert not mark(one, case, ())


@given(number=st.integers(0, len(BANK.items) - 1), case=st.integers(-3, 5), answer=st.lists(HOSTILE, max_size=4))
@example(number=12, case=0, answer=["1e-999999999999"])
@example(number=22, case=0, answer=[" " * 100_000 + "x"])
@example(number=22, case=0, answer=["[" * 100_000])
def test_any_text_is_marked(number: int, case: int, answer: list[str]) -> None:
    """Whatever is sent as an answer gets a verdict: wrong, unless it is the answer."""
    one = BANK.items[number]
    verdict = mark(one, case, tuple(answer))
    assert isinstance(verdict, bool)
    if one.kind in {"single", "multi", "order"}:
        assert not verdict


@given(HOSTILE)
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    """Reading a number never raises."""
    assert isinstance(read_number(text), Fraction | Sentence)
