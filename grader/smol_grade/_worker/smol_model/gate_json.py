"""Strict JSON of submitted files, and the form in which a stage of the gate tells what it has found."""

from __future__ import annotations

import json
import os
from typing import Any, NoReturn

Finding = dict[str, Any]
MAX_DEPTH = 24
SHOWN = 120
"""Characters of a name or a value that a finding shows."""


class Found(Exception):
    """A finding after which the stage cannot go on."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.finding = finding(code, **fields)


def finding(code: str, **fields: object) -> Finding:
    """Return a finding of the gate: its code, and texts for the sentence."""
    return {"code": code, "fields": {name: shown(value) for name, value in fields.items()}}


def shown(value: object) -> str:
    """Return a short text without control characters or lone surrogates."""
    text = value if type(value) is str else repr(value)[: 4 * SHOWN]
    text = "".join(
        c if c.isprintable() else c.encode("unicode_escape", "replace").decode("ascii") for c in text[:SHOWN]
    )
    return text.encode("utf-8", "backslashreplace").decode("utf-8")[: 2 * SHOWN]


def read_text(folder: str, name: str, most: int) -> str:
    """Return a file as text; raise `Found` when it is above `most` bytes or not UTF-8."""
    with open(os.path.join(folder, name), "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Found("file_too_large", file=name, most=f"{most} B")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Found("json_broken", file=name, problem=f"not UTF-8 at byte {error.start}") from None


def read_object(folder: str, name: str, most: int) -> dict[str, Any]:
    """Return a JSON object; raise `Found`: duplicate keys, NaN, deep nesting, lone surrogates are refused."""
    text = read_text(folder, name, most)
    try:
        value = parse(text)
    except ValueError as error:
        raise Found("json_broken", file=name, problem=str(error)) from None
    if type(value) is not dict:
        raise Found("json_broken", file=name, problem="not an object")
    return value


def parse(text: str) -> Any:
    """Return the value of strict JSON; raise `ValueError` with the problem."""
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        text.encode("utf-8")
        _check(value, 0)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {shown(twice)} appears twice")
    return table


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _check(value: Any, depth: int) -> None:
    """Raise `ValueError` for nesting, infinite floats (1e999) and texts that are not Unicode."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    if type(value) is str and not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("half of a surrogate pair") from None
    elif type(value) is float and value - value != 0.0:
        raise ValueError("a number beyond all bounds")
    elif type(value) is dict:
        for key, item in value.items():
            _check(key, depth + 1)
            _check(item, depth + 1)
    elif type(value) is list:
        for item in value:
            _check(item, depth + 1)
