"""What a wrong answer is to the right one, as words of a fixed vocabulary: nothing of either is in them."""

from __future__ import annotations

from typing import Any

from ..arrays import Array
from .expect import same
from .number_relation import array_relation, number_relation
from .shape_words import type_word
from .text_relation import text_relation

MOST = 256
"""Items of a large list that are looked at, from its start."""
FEW = 12
"""Items that are no plain numbers or texts, so that each is compared with each."""
NODES = 1500
"""Values in lists and dicts, however deep: more of them are told by their number alone."""
DEPTH = 2
"""Levels that are looked into, of items in lists and values in dicts."""
KINDS = (dict, list, str, int, float, bool, bytes)


def kind_word(value: Any) -> str:
    """Return the name of a plain value's type, or what an array says to be."""
    if isinstance(value, Array):
        return type_word(value.type)
    return "None" if value is None else type(value).__name__ if type(value) in KINDS else "other"


def _plain(expected: Any) -> Any:
    """Return what a suite expects as an answer would bring it: a list for a tuple, no number of NumPy's."""
    if isinstance(expected, tuple):
        return list(expected)
    return expected.item() if type(expected).__module__ == "numpy" and not expected.ndim else expected


def relation(expected: Any, got: Any, depth: int = DEPTH) -> str:
    """Return what `got` is to `expected`, where they are not the same."""
    expected = _plain(expected)
    wanted, found = kind_word(expected), kind_word(got)
    if wanted in ("list", "dict") and depth == DEPTH and not (_small(expected) and _small(got)):
        return _large(expected, got) if wanted == found else f"{found}-for-{wanted}"
    if isinstance(expected, Array) and isinstance(got, Array):
        same_dtype = expected.dtype == got.dtype
        return array_relation(expected.values, got.values) if same_dtype else f"{type_word(got.dtype)}-dtype"
    if wanted != found:
        return _unlike(expected, got, depth)
    if wanted == "str":
        return text_relation(expected, got)
    if wanted in ("int", "float"):
        return number_relation(expected, got)
    if wanted == "list":
        return _lists(expected, got, depth)
    if wanted == "dict":
        return _dicts(expected, got, depth)
    return str(got).lower() if wanted == "bool" else "other"


def _unlike(expected: Any, got: Any, depth: int) -> str:
    """Return what a value of another type is: the right one in a list, the right one's only item, or just its type."""
    wanted, found = kind_word(expected), kind_word(got)
    if type(got) is list and len(got) == 1 and depth and same(got[0], expected):
        return "wrapped"
    if type(expected) is list and len(expected) == 1 and same(expected[0], got):
        return "unwrapped"
    numbers = (int, float)
    if type(expected) in numbers and type(got) in numbers:
        return f"{found}-for-{wanted}" if expected == got else f"{found}-{number_relation(expected, got)}"
    return f"{found}-for-{wanted}"


def _small(value: Any) -> bool:
    """Return whether a value is small enough to be compared in several ways."""
    left, waiting = NODES, [value]
    while waiting and left >= 0:
        inner = waiting.pop()
        if type(inner) in (list, dict):
            left -= len(inner)
            if left >= 0:
                waiting += inner.values() if type(inner) is dict else inner
    return left >= 0


def _large(expected: Any, got: Any) -> str:
    """Return how the sizes of large values differ, and the first numbers, where they are numbers."""
    if len(expected) != len(got):
        return "large-longer" if len(got) > len(expected) else "large-shorter"
    some = [*expected[:MOST], *got[:MOST]] if type(expected) is list else [None]
    if all(type(one) in (int, float) for one in some) and some[:MOST] != some[MOST:]:
        return f"large-{array_relation(some[:MOST], some[MOST:])}"
    return "large"


def _lists(expected: list[Any], got: list[Any], depth: int) -> str:
    if not got or not expected:
        return "empty" if not got else "list-for-empty"
    if len(got) == 1 and type(got[0]) is list and same(got[0], expected):
        return "wrapped"
    if len(expected) == 1 and type(expected[0]) is list and same(expected[0], got):
        return "unwrapped"
    if len(expected) != len(got):
        return _lengths(expected, got)
    if same(got, expected[::-1]):
        return "reversed"
    if _same_items(expected, got):
        return "reordered"
    if all(type(one) in (int, float) for one in [*expected, *got]):
        return array_relation(expected, got)
    wrong = [pair for pair in zip(expected, got, strict=True) if not same(*pair)]
    how = "each" if len(wrong) == len(expected) else "some"
    return f"{how}-{relation(*wrong[0], depth - 1)}" if depth and wrong else f"{how}-item"


def _lengths(expected: list[Any], got: list[Any]) -> str:
    """Return what a list of another length is."""
    shorter, longer = sorted((expected, got), key=len)
    verb, short = ("longer", len(shorter)) if longer is got else ("shorter", len(shorter))
    if same(longer[:short], shorter):
        return f"{verb}-end"
    if same(longer[-short:], shorter):
        return f"{verb}-start"
    if longer is got and len(got) == 2 * short and same(got[:short], got[short:]):
        return "longer-twice"
    if all(type(one) in (int, float, str) for one in longer):
        return _subset(shorter, longer, verb)
    return verb


def _subset(shorter: list[Any], longer: list[Any], verb: str) -> str:
    rest = iter(longer)
    if all(any(same(one, other) for other in rest) for one in shorter):
        return f"{verb}-inside"
    return verb


def _same_items(expected: list[Any], got: list[Any]) -> bool:
    """Return whether two lists of one length have the same items in another order."""
    kinds = {type(one) for one in [*expected, *got]}
    if len(kinds) == 1 and kinds <= {int, float, str}:
        return sorted(expected) == sorted(got)
    if len(got) > FEW:
        return False
    left = list(got)
    for one in expected:
        place = next((i for i, other in enumerate(left) if same(one, other)), None)
        if place is None:
            return False
        del left[place]
    return True


def _dicts(expected: dict[Any, Any], got: dict[Any, Any], depth: int) -> str:
    if not got or not expected:
        return "empty" if not got else "dict-for-empty"
    missing, extra = expected.keys() - got.keys(), got.keys() - expected.keys()
    if missing and extra:
        return "renamed-key" if _values_alike(expected, got) else "other-keys"
    if missing:
        return "missing-key" if len(missing) == 1 else "missing-keys"
    if extra:
        return "extra-key" if len(extra) == 1 else "extra-keys"
    wrong = [key for key in expected if not same(expected[key], got[key])]
    how = "value" if len(wrong) == 1 else "values"
    return f"{how}-{relation(expected[wrong[0]], got[wrong[0]], depth - 1)}" if depth and wrong else how


def _values_alike(expected: dict[Any, Any], got: dict[Any, Any]) -> bool:
    return len(expected) == len(got) and _same_items(list(expected.values()), list(got.values()))
