"""Is an answer right? The rules are the same for practice and for what strangers send: any text gets a verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from ..records import Record, Sentence
from .bank import Bank, Item, key_of
from .paper import Paper

Answer = tuple[str, ...]
"""Keys of choices (`single`, `multi`, `order`), or one text (the other kinds); empty: skipped."""

LONGEST_NUMBER = 60
"""Characters of a number; more are refused unread."""
LONGEST_TEXT = 4000
"""Characters of an output; more are wrong unread."""
ROUNDING = Fraction(1, 10**12)
"""How far, of itself, an answer kept as a float may be from what it stands for: 8/15 has no end in decimals."""
DECIMAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
NUMBER = re.compile(rf"{DECIMAL}|[+-]?[0-9]+ ?/ ?[0-9]+")
AROUND = re.compile(r" ?([\[\](){},:]) ?")


class Mark(Record, frozen=True):
    """How one question of a paper was answered."""

    item: str
    objective: str
    right: bool
    skipped: bool = False


class Score(Record, frozen=True):
    """A marked paper."""

    marks: tuple[Mark, ...]
    """In the order of the paper."""

    @property
    def right(self) -> int:
        """How many questions were answered right."""
        return sum(mark.right for mark in self.marks)

    @property
    def total(self) -> int:
        """How many questions were asked."""
        return len(self.marks)

    @property
    def weak(self) -> tuple[str, ...]:
        """The objectives of which something was not answered right, in the order of the paper."""
        return tuple(dict.fromkeys(mark.objective for mark in self.marks if not mark.right))


def needed(total: int, percent: int) -> int:
    """Return how many of a paper's answers have to be right: the share that the course asks for, rounded up."""
    return -(-total * percent // 100)


def enough(right: int, total: int, percent: int) -> bool:
    """Return whether a paper is passed. `percent` is the course's `certificates.quiz_percent`."""
    return total > 0 and right >= needed(total, percent)


def score(bank: Bank, paper: Paper, answers: Mapping[str, Answer]) -> Score:
    """Mark the answers (item id -> answer) to a paper of a bank; what is not answered counts as skipped.

    Raises `KeyError` when the paper asks for an item that the bank has not.
    """
    marks = []
    for question in paper.questions:
        item = bank.item(question.item)
        answer = answers.get(item.id, ())
        right = mark(item, question.case, answer)
        marks.append(Mark(item=item.id, objective=item.objective, right=right, skipped=not answer))
    return Score(marks=tuple(marks))


def mark(item: Item, case: int, answer: Answer) -> bool:
    """Return whether an answer to an item, asked with one of its cases, is right; for no answer does it raise."""
    if item.kind == "multi":
        return bool(answer) and set(answer) == set(right_answer(item, case))
    if item.kind == "order":
        return answer == right_answer(item, case)
    if len(answer) != 1:
        return False
    [text] = answer
    if item.kind == "single":
        return text in right_answer(item, case)
    if item.kind == "numeric":
        return _is_near(item, case, text)
    if item.kind == "spot-the-bug":
        return read_line(text) == item.line
    return len(text) <= LONGEST_TEXT and plain(text) == plain(item.output)


def right_answer(item: Item, case: int) -> Answer:
    """Return the right answer to an item; of `numeric`, to one of its cases."""
    if item.kind in {"single", "multi"}:
        return tuple(key_of(item.id, option.text.en) for option in item.options if option.right)
    if item.kind == "order":
        return tuple(key_of(item.id, step.en) for step in item.steps)
    if item.kind == "numeric":
        return (f"{item.cases[case].answer:.15g}",)
    return (str(item.line) if item.kind == "spot-the-bug" else item.output,)


def _is_near(item: Item, case: int, text: str) -> bool:
    number = read_number(text)
    if isinstance(number, Sentence) or not 0 <= case < len(item.cases):
        return False
    answer = exact(item.cases[case].answer)
    return abs(number - answer) <= exact(item.tolerance) + ROUNDING * abs(answer)


def exact(number: float) -> Fraction:
    """Return a float as the decimal that it is written as: 0.1 is a tenth."""
    return Fraction(repr(number))


def read_number(text: str) -> Fraction | Sentence:
    """Return the number that a text is, exactly, or the sentence that says why it is none.

    Read are `1234.5`, `-3`, `1e-3` and `8/15`. What could be meant in two ways is asked again, never guessed: `1,234`
    (a thousand, or a decimal comma?) and per cent.
    """
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if not text or len(text) > LONGEST_NUMBER:
        return Sentence(key="quiz.number_none")
    if "%" in text:
        return Sentence(key="quiz.number_percent")
    if re.fullmatch(r"[+-]?[0-9]+(,[0-9]+)+(\.[0-9]*)?", text):
        return Sentence(key="quiz.number_comma")
    if not NUMBER.fullmatch(text):
        return Sentence(key="quiz.number_none")
    try:
        return Fraction(text.replace(" ", ""))
    except ZeroDivisionError:
        return Sentence(key="quiz.number_zero")


def read_line(text: str) -> int | None:
    """Return the number of a line, from 1, that a text is, or None."""
    found = re.fullmatch(r"[0-9]{1,4}", text.strip())
    return int(found[0]) if found else None


def plain(output: str) -> str:
    """Return what counts of an output: white space and line breaks are one blank, and none beside brackets, `,` `:`."""
    return AROUND.sub(r"\1", " ".join(output.split()))
