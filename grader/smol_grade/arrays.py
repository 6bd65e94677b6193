"""Arrays on the judge's side of the wire: safetensors bytes in a marked dict, opened as NumPy arrays."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import safetensors_check

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARK = "$array"


class BadArray(Exception):
    """The bytes of an array are not what they should be."""


@dataclass(frozen=True, eq=False)
class Array:
    """A tensor or array that the learner's function returned."""

    values: NDArray[Any]
    """The numbers; dtypes that NumPy lacks arrive as float32."""
    dtype: str
    """The original's, such as `bfloat16`."""
    type: str
    """`Tensor` or `ndarray`."""

    def __repr__(self) -> str:
        shape = "×".join(map(str, self.values.shape)) or "scalar"
        numbers = ", ".join(f"{number:.6g}" for number in self.values.reshape(-1)[:6].tolist())
        return f"{self.type}({shape}, {self.dtype}: {numbers}{', …' if self.values.size > 6 else ''})"


def to_wire(value: Any) -> Any:
    """Return plain data in which every NumPy array is a marked dict."""
    numpy = sys.modules.get("numpy")  # not imported by anybody: there is no array
    if numpy is not None and isinstance(value, numpy.ndarray):
        return {MARK: save({"": numpy.ascontiguousarray(value).reshape(value.shape)})}  # a scalar stays one
    if type(value) is list:
        return [to_wire(item) for item in value]
    return value


def from_wire(value: Any) -> Any:
    """Return a reply's plain data with every marked dict opened; raise `BadArray` for malformed ones."""
    if type(value) is list:
        return [from_wire(item) for item in value]
    if type(value) is not dict:
        return value
    if MARK not in value:
        return {key: from_wire(item) for key, item in value.items()}
    if value.keys() != {MARK, "type", "dtype"} or type(value[MARK]) is not bytes:
        raise BadArray("fields")
    if type(value["type"]) is not str or type(value["dtype"]) is not str:
        raise BadArray("names")
    return Array(load(value[MARK], [""])[""], value["dtype"][:20], value["type"][:20])


def load(data: bytes, names: list[str] | None = None) -> dict[str, NDArray[Any]]:
    """Return the arrays of safetensors bytes; raise `BadArray` when they are malformed or have other names."""
    from safetensors import SafetensorError
    from safetensors.numpy import load as read

    try:
        safetensors_check.check(data)
        arrays = read(data)
    except (SafetensorError, KeyError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise BadArray(f"{type(error).__name__}") from None
    if names is not None and sorted(arrays) != sorted(names):
        raise BadArray("names")
    return arrays


def save(arrays: dict[str, NDArray[Any]]) -> bytes:
    """Return arrays as safetensors bytes."""
    from safetensors.numpy import save as write

    data: bytes = write(arrays)
    return data
