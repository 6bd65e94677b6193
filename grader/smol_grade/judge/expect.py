"""Comparisons for suites. Each raises a `Mismatch` that knows what was expected, what came, and where."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..arrays import Array
from ..records import Sentence
from ..submission import SubmissionError

TYPE_NAMES = {dict: "dict", list: "list", str: "str", int: "int", float: "float", bool: "bool"}


class Mismatch(AssertionError):
    """A wrong answer. `sentence` says what is wrong; `expected` and `got` are compared character by character."""

    def __init__(
        self,
        sentence: Sentence,
        *,
        where: str,
        expected: str = "",
        got: str = "",
        exact: bool = False,
        hint: str = "",
        compared: tuple[Any, Any] | None = None,
    ) -> None:
        super().__init__(f"{sentence.key} at {where}")
        self.sentence = sentence
        self.where = where
        self.expected = expected
        self.got = got
        self.exact = exact
        """True when the two texts should have been equal, so that their first difference says something."""
        self.hint = hint
        """Id of the hint, where a data file is wrong: no call shows the mistake, so none is looked at or shown."""
        self.compared = compared
        """Expected and got themselves, where the two texts only show them: see `shape`."""


def mismatch(
    key: str,
    *,
    where: str = "result",
    expected: str = "",
    got: Any = "",
    hint: str = "",
    compared: tuple[Any, Any] | None = None,
    **fields: str | int,
) -> Mismatch:
    """Return a `Mismatch` whose sentence is `expect.<key>` of the catalogue."""
    shown = got if isinstance(got, str) else show(got)
    sentence = Sentence(key=f"expect.{key}", fields={"where": where, **fields})
    return Mismatch(sentence, where=where, expected=expected, got=shown, hint=hint, compared=compared)


def expect_raises(kind: str, call: Callable[[], Any]) -> None:
    """Require that a call raises a built-in exception of this kind, or one derived from it."""
    try:
        result = call()
    except SubmissionError as error:
        if kind not in (error.type, *error.kinds):
            expected, found = kind, f"{error.type}: {error.message}"
            raise mismatch("raises", expected=expected, got=found, kind=kind, compared=(kind, error)) from None
        return
    raise mismatch("raises", expected=kind, got=result, kind=kind, compared=(kind, result))


def expect_close(got: Any, expected: Any, where: str = "result", *, tolerance: float = 1e-5) -> None:
    """Require a tensor with the expected shape and numbers, within an absolute and relative tolerance."""
    import numpy

    wanted = numpy.asarray(expected)
    if not isinstance(got, Array) or got.type != "Tensor":
        found = got.type if isinstance(got, Array) else type_name(got)
        raise mismatch("type", where=where, expected="Tensor", got=got, kind="Tensor", found=found)
    if got.values.shape != wanted.shape:
        found = str(list(got.values.shape))
        raise mismatch("shape", where=where, expected=str(list(wanted.shape)), got=found, found=found)
    if not numpy.allclose(got.values, wanted, rtol=tolerance, atol=tolerance):
        right = Array(wanted, got.dtype, "Tensor")
        raise mismatch("close", where=where, expected=repr(right), got=repr(got), compared=(right, got))


def expect_number(got: Any, expected: float, where: str = "result", *, tolerance: float = 1e-9) -> None:
    """Require a float, or an int, within an absolute tolerance of the expected number."""
    if type(got) is not int:
        expect_type(got, float, where)
    if not abs(got - expected) <= tolerance:
        raise mismatch("number", where=where, expected=repr(expected), got=got, compared=(expected, got))


def expect_type(value: Any, kind: type, where: str = "result") -> None:
    """Require the exact type; bool is not an int here."""
    if type(value) is not kind:
        expected, got = TYPE_NAMES[kind], type_name(value)
        raise mismatch("type", where=where, expected=expected, got=value, kind=expected, found=got)


def expect_key(result: dict[str, Any], key: str) -> Any:
    """Require a key and return its value."""
    if key not in result:
        found = ", ".join(repr(name) for name in result) or "-"
        raise mismatch("key", expected=repr(key), got=result, name=key, found=found[:200], compared=(key, result))
    return result[key]


def expect_text(got: Any, expected: str, where: str) -> None:
    """Require a text, character for character."""
    expect_type(got, str, where)
    if got != expected:
        raise Mismatch(
            Sentence(key="expect.text", fields={"where": where}), where=where, expected=expected, got=got, exact=True
        )


def expect_equal(got: Any, expected: Any, where: str) -> None:
    """Require equal plain data, compared by exact type and structure."""
    if not same(got, expected):
        raise Mismatch(
            Sentence(key="expect.equal", fields={"where": where}),
            where=where,
            expected=show(expected),
            got=show(got),
            exact=True,
            compared=(expected, got),
        )


def same(left: Any, right: Any) -> bool:
    """Return whether two plain values are equal without coercion: `True` is not 1, NaN equals NaN."""
    if type(left) is not type(right):
        return False
    if type(left) is dict:
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if type(left) is list:
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, Array):
        return bool(left.dtype == right.dtype and left.values.tolist() == right.values.tolist())
    if type(left) is float:
        return left == right or (math.isnan(left) and math.isnan(right))
    return bool(left == right)


def ending(text: str, size: int = 200) -> str:
    """Return the end of a text, marked when something stands before it."""
    return text if len(text) <= size else "…" + text[-size:]


def type_name(value: Any) -> str:
    """Return the name of a plain value's type as a learner would write it."""
    return "None" if value is None else type(value).__name__


def show(value: Any, limit: int = 2000) -> str:
    """Return a plain value as Python would write it, cut in the middle of nothing but at its end."""
    text = repr(value)
    return text if len(text) <= limit else text[:limit] + "…"
