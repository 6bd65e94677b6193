"""What a learner's function returned, as plain data.

Only None, bool, int, float, str, bytes, list and dict travel, and arrays where the judge asks for them. Subclasses are
reduced through the base class's own methods, so an overridden `__eq__`, `__iter__` or `__getitem__` has no say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import arrays

MAX_DEPTH = 30
MAX_NODES = 150_000
REPR_CHARS = 300
SMALL = 32_768
"""Bytes of a value under a key that nobody asked for."""


class Unsupported(Exception):
    """The result holds an object that is not plain data; carries where it is and what it looks like."""

    def __init__(self, path: str, type_name: str, text: str) -> None:
        super().__init__(f"{path}: {type_name}")
        self.path = path
        self.type_name = type_name
        self.text = text


class _Walk:
    def __init__(self, *, with_arrays: bool = False) -> None:
        self.nodes = 0
        self._with_arrays = with_arrays

    def reduce(self, value: Any, path: str, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise Unsupported(path, type(value).__name__, "nested too deeply or too large")
        if value is None or type(value) in (bool, int, float, str, bytes):
            return value
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, float):  # numpy.float64 is one
            return float.__float__(value)
        if isinstance(value, dict):
            return self._mapping(dict.items(value), path, depth)
        if isinstance(value, list):
            return self._sequence(list.__iter__(value), path, depth)
        if isinstance(value, tuple):
            return self._sequence(tuple.__iter__(value), path, depth)
        if isinstance(value, Mapping) or type(value).__name__ == "BatchEncoding":
            return self._mapping(value.items(), path, depth)
        if self._with_arrays and arrays.is_array(value) and (packed := arrays.pack(value)):
            return packed
        raise Unsupported(path, type(value).__name__, describe(value))

    def _mapping(self, items: Any, path: str, depth: int) -> dict[str, Any]:
        reduced: dict[str, Any] = {}
        for key, item in items:
            if not isinstance(key, str):
                raise Unsupported(path, "dict", f"the key {describe(key)} is not a str")
            name = str.__str__(key)
            reduced[name] = self.reduce(item, f"{path}[{name[:40]!r}]", depth + 1)
        return reduced

    def _sequence(self, items: Any, path: str, depth: int) -> list[Any]:
        return [self.reduce(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(items)]


def plain(value: Any, keep: list[str] | None = None, *, with_arrays: bool = False) -> Any:
    """Return `value` reduced to plain data; raise `Unsupported` where that is not possible.

    With `keep`, only these keys of a dict matter: another key travels if it is small plain data, else it is left out.
    Where one of these is missing, an array under another key is not left out: it may be what was meant.
    With `with_arrays`, tensors and arrays are data too.
    """
    if keep is None or not (isinstance(value, Mapping) or type(value).__name__ == "BatchEncoding"):
        return _Walk(with_arrays=with_arrays).reduce(value, "result", 0)
    items = dict.items(value) if isinstance(value, dict) else value.items()
    reduced: dict[str, Any] = {}
    left_out: dict[str, Any] = {}
    for key, item in items:
        if isinstance(key, str) and str.__str__(key) in keep:
            where = f"result[{str.__str__(key)!r}]"
            reduced[str.__str__(key)] = _Walk(with_arrays=with_arrays).reduce(item, where, 1)
        elif isinstance(key, str) and (small := _small(item)):
            reduced[str.__str__(key)] = small[0]
        elif isinstance(key, str) and arrays.is_array(item):
            left_out[str.__str__(key)] = item
    if left_out and not reduced.keys() >= set(keep):
        return _Walk().reduce(left_out, "result", 0)
    return reduced


def _small(value: Any) -> tuple[Any] | None:
    """Return a value reduced, if it is plain data that packs into a few kilobytes."""
    import msgpack

    try:
        reduced = _Walk().reduce(value, "result", 1)
        return (reduced,) if len(msgpack.packb(reduced)) <= SMALL else None
    except (Unsupported, ValueError, OverflowError, TypeError, RecursionError):
        return None


def describe(value: Any) -> str:
    """Return a short text for an object: shape and dtype for an array, else its trimmed repr."""
    shape = getattr(value, "shape", None)
    if shape is not None and hasattr(value, "dtype"):
        return f"{type(value).__name__} of shape {tuple(shape)}, {value.dtype}"[:REPR_CHARS]
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value)[:REPR_CHARS])  # an address differs from run to run
