"""How an answer was wrong, in words of ours alone: `wrong/text/messages.N.content/stripped`, `raised/KeyError`.

Grade records are public and say no more of an answer than this, so that a course team sees which mistakes nobody has
written a detector for. Every word is from a fixed list, from the suite's sentence keys, or from the stub that all
learners get: what a learner wrote, named or raised chooses among them and adds none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from ..endings import CheckEnded, SubmissionError
from ..records import Sentence
from .detect import FOREIGN
from .expect import Mismatch
from .number_relation import number_relation, shape_relation
from .relation import kind_word, relation
from .shape_words import PLACES, ROLES, error_word, said_word, type_word
from .templates import CLOSE, OPEN
from .text_relation import MOST, SPECIAL, part_relation, text_relation

LONGEST = 80
ALPHABET = re.compile(r"[^A-Za-z0-9_.+/@ -]")
NAME = re.compile(r"'[^']*'|\"[^\"]*\"|[A-Za-z_]\w{0,39}|\d+", re.ASCII)
"""What a place is made of: keys in quotes, names, indices."""
DIGITS = r"[+-]?\d{1,15}(?:\.\d{1,25})?(?:e[+-]?\d{1,3})?"
NUMBER = re.compile(DIGITS, re.ASCII)
RANGE = re.compile(rf"({DIGITS}) … ({DIGITS})", re.ASCII)
COUNT = re.compile(rf"{DIGITS}(?=\Z|  \()", re.ASCII)
"""A number, alone or with how it comes about after it."""
SIZE = re.compile(r"\d{1,9}", re.ASCII)
ANY = "X"
"""Stands for a name that is not ours: one that a run drew, or a learner invented."""
ANY_NUMBER = "N"
KEYS = 28
"""Characters of the keys that a dict has in place of a missing one."""


def shape_of(error: Exception | None, ended: CheckEnded | None, known: Collection[str] = ()) -> str:
    """Return how a check that did not pass went wrong: at most 80 characters of `[A-Za-z0-9_.+/@ -]`.

    `error` is its counterexample's, `ended` what ended it without one. `known` are the names that may be told where
    they stand in the place of a difference, beside those that all suites use: the words of the stub.
    """
    if isinstance(error, Mismatch):
        return _wrong(error, known)
    if isinstance(error, SubmissionError):
        return _unsupported(error, known) if error.unsupported else _parts("raised", *_raised(error))
    if error is not None:
        return "wrong/assert"
    return shape_of_end(ended.message) if ended is not None else ""


def shape_of_end(message: Sentence) -> str:
    """Return the shape of a check that was ended, or of a file that cannot be graded, by its sentence."""
    fields = message.fields
    key = message.key.rpartition(".")[2]
    if key in ("import_error", "syntax_error", "raised"):
        kind = str(fields.get("type", ""))
        return _parts("ended", key, error_word(kind), said_word(str(fields.get("message", ""))))
    return _parts("ended", key, str(fields["signal"]) if "signal" in fields else "")


def _wrong(error: Mismatch, known: Collection[str]) -> str:
    key = error.sentence.key.rpartition(".")[2]
    where = error.where
    if key in ("key", "message_key"):
        where += f".{error.sentence.fields.get('name', '')}"
    try:
        how = _relation(key, error, known)
    except FOREIGN:
        how = "unclear"  # an answer that no relation was written for is no reason to end a grading
    room = LONGEST - len(f"wrong/{key}//{how}")
    return _parts("wrong", key, place(where, known, room), how)


def _relation(key: str, error: Mismatch, known: Collection[str]) -> str:
    """Return how what came is related to what was expected."""
    if key in ("key", "message_key"):
        return _keys(error, known)
    if key in OF_SENTENCES:
        return OF_SENTENCES[key](error)
    if error.compared is not None:
        return relation(*error.compared)
    return _texts(error.expected, error.got) if error.expected or error.exact else ""


def _types(error: Mismatch) -> str:
    kinds = (type_word(error.sentence.fields.get(name)) for name in ("found", "kind"))
    return "-for-".join(kinds)


def _sizes(error: Mismatch) -> str:
    """Return how two shapes are related, told as `[2, 3]`, or two lengths."""
    wanted, found = ([int(size) for size in SIZE.findall(text[:200])] for text in (error.expected, error.got))
    if error.got.startswith("[") and error.expected.startswith("["):
        return shape_relation(wanted, found)
    return "none" if error.got in ("-", "[]") else ""


def _keys(error: Mismatch, known: Collection[str]) -> str:
    """Return which of the names that are ours a dict has in place of a missing one."""
    _, got = error.compared or (None, None)
    if type(got) is not dict:
        return ""
    ours = sorted(name for name in {*known, *PLACES} if name in got)
    told = [name for number, name in enumerate(ours) if len("+".join(ours[: number + 1])) <= KEYS]
    return "+".join([*told, *[ANY] * (len(got) > len(told))]) or "none"


def _roles(error: Mismatch) -> str:
    """Return how the roles of a conversation, told as `user, assistant`, are other ones."""
    expected, got = error.expected.split(", "), error.got[:2000].split(", ")
    other = next((pair for pair in zip(expected, got, strict=False) if pair[0] != pair[1]), None)
    if other is None:
        return "longer" if len(got) > len(expected) else "shorter"
    if len(got) > 1 and sorted(expected) == sorted(got):
        return "reordered"
    wanted, found = (word if word in ROLES else "other" for word in other)
    return f"{found}-for-{wanted}"


def _texts(expected: str, got: str) -> str:
    """Return how texts are related that a suite shows: a number and the right one, a range, or mere texts."""
    if expected == got:
        return "same"
    if len(got) > 40 or not NUMBER.fullmatch(got):
        return got if got in ("nan", "inf", "-inf") else text_relation(expected, got)
    number, told = float(got), expected[:200]
    if found := RANGE.fullmatch(told):
        return "inside" if float(found[1]) <= number <= float(found[2]) else "outside"
    if found := COUNT.match(told):
        right = float(found[0])
        return number_relation(right, number) if right != number else "number-format"
    return "other-number"


def _marks(error: Mismatch) -> str:
    """Return how other parts of a text are marked: none, all, more, fewer; whether by special tokens alone."""
    (wanted, right), (found, text) = _marked(error.expected), _marked(error.got)
    if not any(found):
        return "none"
    if all(found):
        return "all"
    if text != right:
        return "another-text"
    pairs = list(zip(right, wanted, found, strict=True))
    extra = "".join(sign if has and not due else " " for sign, due, has in pairs)
    missing = "".join(sign if due and not has else " " for sign, due, has in pairs)
    if extra.strip() and missing.strip():
        return "elsewhere"
    rest = extra.strip() or missing.strip()
    return f"{'more' if extra.strip() else 'fewer'}{'' if SPECIAL.sub('', rest).strip() else '-special'}"


def _marked(shown: str) -> tuple[list[bool], str]:
    """Return which characters of a text stand between the signs of marked tokens, and the text without these."""
    inside, marks, text = False, [], []
    for sign in shown[:MOST]:
        if sign in (OPEN, CLOSE):
            inside = sign == OPEN
        else:
            marks.append(inside)
            text.append(sign)
    return marks, "".join(text)


def _instead(error: Mismatch) -> str:
    """Return what came in place of an exception: another one, or a value of some type."""
    _, got = error.compared or (None, None)
    came = kind_word(got)
    if isinstance(got, SubmissionError):
        came = type_word(got.found) if got.unsupported else error_word(got.type, got.kinds)
    return f"{came}-for-{error_word(str(error.sentence.fields.get('kind', '')))}"


OF_SENTENCES: dict[str, Callable[[Mismatch], str]] = {
    "type": _types,
    "shape": _sizes,
    "roles": _roles,
    "raises": _instead,
    "marks": _marks,
    "stop_token": _marks,
    **dict.fromkeys(("no_marks", "again", "always", "uneven"), lambda _: ""),
    "contains": lambda error: part_relation(error.expected, error.got),
    "ends_with": lambda error: part_relation(error.expected, error.got),
    "template_error": lambda error: said_word(str(error.sentence.fields.get("problem", ""))),
    "template_error_line": lambda error: said_word(str(error.sentence.fields.get("problem", ""))),
}
"""By the key of the sentence that says what is wrong."""


def _raised(error: SubmissionError) -> tuple[str, str]:
    return error_word(error.type, error.kinds), said_word(error.message)


def _unsupported(error: SubmissionError, known: Collection[str]) -> str:
    found = type_word(error.found)
    return _parts("wrong", "unsupported", place(error.path, known, 40), found)


def place(where: str, known: Collection[str], room: int) -> str:
    """Return where a difference is, `messages.N.content`: indices replaced, and names that are not ours.

    Of a place that does not fit into the room, its end.
    """
    names: list[str] = []
    for name in NAME.findall(where[:300]):
        key = name.strip("'\"")
        word = ANY_NUMBER if name[0].isdigit() else key if key in PLACES or key in known else ANY
        if not names or word != ANY or names[-1] != ANY:
            names.append(word)
    if len(names) > 1 and names[0] == "result" and names[1] != ANY_NUMBER:
        del names[0]
    while len(names) > 1 and len(".".join(names)) > room:
        del names[0]
    return ".".join(names)[: max(room, 0)]


def _parts(*parts: Any) -> str:
    """Return a shape of its parts, empty ones left out."""
    return ALPHABET.sub("", "/".join(part for part in parts if part))[:LONGEST]


def words_of(stub: Path) -> frozenset[str]:
    """Return the names in a stub, none without it: every learner has them, and none chooses them."""
    text = stub.read_text("utf-8", "replace") if stub.is_file() else ""
    return frozenset(re.findall(r"[A-Za-z_]\w{0,39}", text, re.ASCII))
