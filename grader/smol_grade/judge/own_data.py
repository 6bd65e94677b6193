"""A learner's own data, JSON Lines: rows read from a text that may hold anything, or one sentence on what is wrong.

The text comes from the intake: at most 256 KiB, no NUL byte. Whatever else it holds, reading it takes well under a
second, raises nothing but a `Mismatch`, and never shows what looks like a secret.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from ..records import Sentence
from .expect import Mismatch, mismatch

LEAST_ROWS, MOST_ROWS = 20, 200
"""Where an exercise does not say otherwise."""
MOST_KEYS = 20
LEAST_TEXTS = 2
BITS = 64
EXCERPT = 60
"""Characters that are shown of a line."""
LINE_END = re.compile(r"\r\n|\n|\r")
HALF = re.compile("[\ud800-\udfff]")
BLANK = " \t"
"""What JSON takes for white space within a line."""
SECRET = re.compile(
    r"""(?<![A-Za-z0-9])(?:
        (hf_)[A-Za-z0-9]{16,}
      | (sk-)(?:[a-z]+[0-9]*-){0,3}[A-Za-z0-9_]{16,}
      | ((?:AKIA|ASIA))[0-9A-Z]{12,}
      | (gh[opsur]_)[A-Za-z0-9]{16,}
      | (github_pat_)\w{16,}
      | (glpat-)[\w-]{16,}
      | (xox[abprs]-)[\w-]{10,}
      | (AIza)[\w-]{30,}
      | (pypi-Ag)[\w-]{16,}
    )
    | (-----BEGIN\ )[A-Z0-9\ ]{0,40}PRIVATE\ KEY""",
    re.VERBOSE,
)
"""Access tokens of Hugging Face, OpenAI and Anthropic, AWS, GitHub, GitLab, Slack, Google and PyPI; private keys."""

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Row:
    """One row of the file."""

    line: int
    """Counted from 1, empty lines included."""
    values: dict[str, Value]

    @property
    def texts(self) -> dict[str, str]:
        """The texts that are not blank, by key."""
        return {key: value for key, value in self.values.items() if isinstance(value, str) and value.strip()}


def read_rows(text: str, name: str, most: int = MOST_ROWS) -> list[Row]:
    """Return the rows of the file `name`; raise `Mismatch` for the first thing that is wrong with its form.

    Secrets are looked for first. That there are enough rows is another question: `expect_enough`.
    """
    if found := SECRET.search(text):
        raise _secret(found, 1 + len(LINE_END.findall(text, 0, found.start())), name)
    lines = LINE_END.split(text.removeprefix("\ufeff"))
    filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip(BLANK)]
    if len(filled) > most:
        raise mismatch("data_many", where=name, found=len(filled), most=most, hint="row_count")
    rows = []
    for number, line in filled:
        try:
            row = Row(number, _values(line))
        except _Refused as refused:
            raise refused.told(number, name) from None
        for part in (*row.values, *row.texts.values()):  # with its escapes resolved, \u0068f_ is hf_
            if found := SECRET.search(part):
                raise _secret(found, number, name)
        rows.append(row)
    return rows


def expect_enough(rows: list[Row], name: str, least: int = LEAST_ROWS) -> None:
    """Require the least number of rows."""
    if len(rows) < least:
        raise mismatch("data_few", where=name, found=len(rows), least=least, hint="row_count")


class _Refused(Exception):
    """A line that is no row, before its number is known."""

    def __init__(self, key: str, hint: str, got: str = "", **fields: str | int) -> None:
        super().__init__(key)
        self._key, self._hint, self._got, self._fields = key, hint, got, fields

    def told(self, line: int, name: str) -> Mismatch:
        """Return it with its place."""
        sentence = Sentence(key=f"expect.{self._key}", fields={"where": name, "line": line, **self._fields})
        return Mismatch(sentence, where=name, got=self._got, hint=self._hint)


def _secret(found: re.Match[str], line: int, name: str) -> Mismatch:
    """Return the sentence for what looks like a secret: its line and its first characters, no more."""
    prefix = next(group for group in found.groups() if group)
    return mismatch("data_secret", where=name, line=line, found=f"{prefix.strip()}…", hint="secret")


def _values(line: str) -> dict[str, Value]:
    """Return the values of one line; raise `_Refused`."""
    row = _parsed(line)
    if not isinstance(row, dict):
        raise _Refused("data_object", "not_json_lines", _excerpt(line, 0), found=_kind(row))
    if len(row) > MOST_KEYS:
        raise _Refused("data_keys", "row_form", found=len(row), most=MOST_KEYS)
    for key, value in row.items():
        if isinstance(value, dict | list):
            raise _Refused("data_nested", "row_form", name=_excerpt(key, 0), found=_kind(value))
        if HALF.search(key) or (isinstance(value, str) and HALF.search(value)):
            raise _Refused("data_half", "row_form", name=_excerpt(HALF.sub("�", key), 0))
    texts = sum(isinstance(value, str) and bool(value.strip()) for value in row.values())
    if texts < LEAST_TEXTS:
        raise _Refused("data_texts", "row_form", found=texts, least=LEAST_TEXTS)
    return row


def _parsed(line: str) -> Any:
    try:
        return json.loads(
            line, object_pairs_hook=_unique, parse_constant=_constant, parse_int=_whole, parse_float=_fraction
        )
    except json.JSONDecodeError as error:
        got = _excerpt(line, error.pos)
        raise _Refused("data_json", "not_json_lines", got, character=error.colno, problem=error.msg) from None
    except RecursionError:
        raise _Refused("data_deep", "row_form") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for key, value in pairs:
        if key in row:
            raise _Refused("data_key_twice", "row_form", name=_excerpt(HALF.sub("�", key), 0))
        row[key] = value
    return row


def _constant(word: str) -> float:
    raise _Refused("data_number", "row_form", found=word)


def _whole(digits: str) -> int:
    if len(digits) <= BITS and -(2 ** (BITS - 1)) <= int(digits) < 2 ** (BITS - 1):
        return int(digits)
    raise _Refused("data_number", "row_form", found=_excerpt(digits, 0))


def _fraction(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _Refused("data_number", "row_form", found=_excerpt(digits, 0))
    return number


def _kind(value: Any) -> str:
    """Return what JSON calls a value."""
    names = {dict: "object", list: "array", str: "string", int: "number", float: "number", bool: "boolean"}
    return names.get(type(value), "null")


def _excerpt(text: str, start: int) -> str:
    """Return a short part of a text from a place on, halves of characters replaced."""
    part = HALF.sub("�", text[start : start + EXCERPT])
    return ("…" if start else "") + part + ("…" if start + EXCERPT < len(text) else "")
