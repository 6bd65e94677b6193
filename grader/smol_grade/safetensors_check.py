"""The header of safetensors bytes, checked before a library parses it.

safetensors 0.8 takes time and memory for headers that no honest writer makes (90 MB of white space, half a million
empty tensors), keeps the last of two equal keys, and lets an empty tensor have a dimension of 2^62.
Format: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

MAX_HEADER = 2**20
"""Bytes of a header."""
MAX_TENSORS = 2000
MAX_METADATA = 64 * 2**10
"""Characters of all metadata together."""
MAX_DIMENSIONS = 8
MAX_DIMENSION = 2**23
"""As many bytes as a message has; for tensors without numbers nothing else would bound it."""
METADATA = "__metadata__"
BYTES = {"BOOL": 1, "U8": 1, "I8": 1, "U16": 2, "I16": 2, "F16": 2, "U32": 4, "I32": 4, "F32": 4}
BYTES |= {"U64": 8, "I64": 8, "F64": 8}
"""The dtypes that NumPy has, and the bytes of a number; whatever else a worker has travels as one of them."""


def check(data: bytes) -> None:
    """Raise `ValueError` unless these are whole and sober safetensors bytes of dtypes that NumPy has.

    The data of the tensors, in the order of the header or another, covers the rest of the file without overlap or hole.
    """
    size = int.from_bytes(data[:8], "little")
    if len(data) < 8 or size > min(MAX_HEADER, len(data) - 8):
        raise ValueError("length of the header")
    header = _header(data[8 : 8 + size])
    _check_metadata(header.pop(METADATA, {}))
    if len(header) > MAX_TENSORS:
        raise ValueError("too many tensors")
    end = 0
    for begin, stop in sorted(_span(entry) for entry in header.values()):
        if begin != end:
            raise ValueError("overlap or hole")
        end = stop
    if end != len(data) - 8 - size:
        raise ValueError("length of the data")


def _header(data: bytes) -> dict[str, Any]:
    """Return strict JSON: UTF-8, an object, no key twice, no NaN."""
    try:
        header = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if type(header) is not dict:
        raise ValueError("no object")
    return header


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a key appears twice")
    return table


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _check_metadata(metadata: object) -> None:
    if type(metadata) is not dict or any(type(value) is not str for value in metadata.values()):
        raise ValueError("metadata")
    if sum(len(key) + len(value) for key, value in metadata.items()) > MAX_METADATA:
        raise ValueError("too much metadata")


def _span(entry: object) -> tuple[int, int]:
    """Return begin and end of a tensor's data; raise unless its shape and dtype are right for it."""
    if type(entry) is not dict or entry.keys() != {"dtype", "shape", "data_offsets"}:
        raise ValueError("fields")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if type(dtype) is not str or dtype not in BYTES:
        raise ValueError("dtype")
    if not _are_sizes(shape, MAX_DIMENSION) or len(shape) > MAX_DIMENSIONS:
        raise ValueError("shape")
    if not _are_sizes(offsets, 2**62) or len(offsets) != 2:
        raise ValueError("offsets")
    begin, end = offsets
    if math.prod(shape) * BYTES[dtype] != end - begin:
        raise ValueError("size")
    return begin, end


def _are_sizes(values: object, most: int) -> bool:
    return type(values) is list and all(type(value) is int and 0 <= value <= most for value in values)
