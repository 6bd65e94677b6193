"""JSON of which there is one reading only: what a stranger hands in, and what is signed.

Refused: a name twice in one object, NaN and infinities, deep nesting, half characters, what is not UTF-8, anything
after the end. Two programs that read such a text may read different things.
"""

from __future__ import annotations

import json
import math
from typing import Any, Literal, NoReturn

DEEPEST = 24
LONGEST_NUMBER = 30
"""Characters."""

Problem = Literal["text", "json", "duplicate", "number", "deep"]


class NotStrict(ValueError):
    """A text that is refused; `problem` says why, `detail` is the name or number, a stranger's text."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = detail[:60]


def loads(content: bytes) -> Any:
    """Return the value of a JSON text in UTF-8; raise `NotStrict`."""
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_number,
            parse_float=_float,
            parse_int=_integer,
        )
        _check(value, 0)
    except UnicodeError:
        raise NotStrict("text") from None
    except RecursionError:
        raise NotStrict("deep") from None
    except json.JSONDecodeError as error:
        raise NotStrict("json", error.msg) from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise NotStrict("duplicate", name)
        found[name] = value
    return found


def _number(text: str) -> NoReturn:
    raise NotStrict("number", text)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        _number(text)
    return value


def _integer(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        _number(text)
    return int(text)


def _check(value: Any, depth: int) -> None:
    """Raise for what is nested too deep, and `UnicodeError` for half of a character."""
    if depth > DEEPEST:
        raise NotStrict("deep")
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, dict):
        for name, one in value.items():
            name.encode()
            _check(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _check(one, depth + 1)
