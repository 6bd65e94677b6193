"""What somebody types as an answer: letters for choices, a number, a line or a text. No key is needed to read it."""

from __future__ import annotations

import string

from ..records import Sentence
from .marking import LONGEST_TEXT, Answer, read_line, read_number
from .paper import PublicItem, Question

SKIP, LEAVE, HELP = "s", "q", "?"
"""What is typed instead of an answer. No choice has such a letter: there are six at most."""


def letter_of(question: Question, key: str) -> str:
    """Return the letter of a choice, as the question shows it."""
    return string.ascii_lowercase[question.order.index(key)]


def read_typed(item: PublicItem, question: Question, text: str) -> Answer | Sentence:
    """Return the answer that a line of text is, or the sentence that says how to answer."""
    text = text.strip()
    if not text:
        return Sentence(key="quiz.nothing")
    if item.kind == "numeric":
        number = read_number(text)
        return number if isinstance(number, Sentence) else (text,)
    if item.kind == "spot-the-bug":
        last = len(item.code.splitlines())
        line = read_line(text)
        return (str(line),) if line is not None and 1 <= line <= last else Sentence("quiz.need_line", {"last": last})
    if item.kind == "code-output":
        return (text,) if len(text) <= LONGEST_TEXT else Sentence(key="quiz.too_long")
    return _choices(item, question, text)


def _choices(item: PublicItem, question: Question, text: str) -> Answer | Sentence:
    """Read letters, with blanks, commas or brackets between them or not: `b`, `a c`, `a,c`, `c) a) b)`."""
    keys = {letter_of(question, key): key for key in question.order}
    letters = [letter for letter in text.lower() if letter not in " \t,;.)("]
    fitting = {"single": len(letters) == 1, "multi": bool(letters), "order": len(letters) == len(keys)}[item.kind]
    if not fitting or len(set(letters)) < len(letters) or not keys.keys() >= set(letters):
        return Sentence(f"quiz.need_{item.kind}", {"last": list(keys)[-1], "count": len(keys)})
    return tuple(keys[letter] for letter in letters)
