"""The headers of submitted safetensors files and the numbers in them, read without the library that would load them.

The rules are those of the grader's own reader of worker replies: a bounded header, strict JSON, no key twice, every
byte of the data covered once, in whatever order. Format: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
import math
import os
import re
from typing import Any, NoReturn

from .gate_json import Finding, Found, finding, read_object

METADATA = "__metadata__"
BYTES = {"F32": 4, "BF16": 2, "F16": 2}
INDEX = "model.safetensors.index.json"
SINGLE, ADAPTER, ADAPTER_CONFIG = "model.safetensors", "adapter_model.safetensors", "adapter_config.json"
SHARD = re.compile(r"model-\d{5}-of-\d{5}\.safetensors")
CHUNK = 2**22
EXPONENTS = {"F32": ("<u4", 0x7F800000), "BF16": ("<u2", 0x7F80), "F16": ("<u2", 0x7C00)}
"""The bits that are all set in infinities and in what is not a number."""

Tensor = tuple[str, list[int], int, int]
"""dtype, shape, begin and end in the data."""


def headers(folder: str, limits: dict[str, int]) -> dict[str, Any]:
    """Return `findings` and `tensors`, name -> [dtype, shape, file], of all weights of a folder."""
    try:
        files, index = _weight_files(folder, limits)
    except Found as found:
        return {"findings": [found.finding], "tensors": {}, "adapter": False}
    findings: list[Finding] = []
    tensors: dict[str, list[Any]] = {}
    for file in files:
        try:
            for name, (dtype, shape, _, _) in read_header(folder, file, limits)[1].items():
                if name in tensors:
                    raise Found("tensor_twice", tensor=name, file=file)
                tensors[name] = [dtype, shape, file]
        except Found as found:
            findings.append(found.finding)
    if not findings and index is not None:
        findings += _disagreements(index, tensors)
    if not findings and not tensors:
        findings.append(finding("no_weights"))
    if len(tensors) > limits["tensors"]:
        findings, tensors = [finding("too_many_tensors", file=files[0], most=limits["tensors"])], {}
    numbers = sum(math.prod(shape) for _, shape, _ in tensors.values())
    if numbers > limits["parameters"]:
        findings.append(finding("too_many_parameters", found=numbers, most=limits["parameters"]))
    return {"findings": findings, "tensors": tensors, "adapter": files == [ADAPTER]}


def values(folder: str, file: str, limits: dict[str, int]) -> list[Finding]:
    """Return a finding for the first tensor of a file with a number that is infinite or none."""
    import numpy

    begin, tensors = read_header(folder, file, limits)
    with open(os.path.join(folder, file), "rb") as data:
        for name, (dtype, _, start, end) in sorted(tensors.items(), key=lambda item: item[1][2]):
            kind, exponent = EXPONENTS[dtype]
            data.seek(begin + start)
            left = end - start
            while left:
                part = data.read(min(CHUNK, left))
                if not part:
                    return [finding("truncated", file=file)]
                left -= len(part)
                bits = numpy.frombuffer(part, kind)
                if ((bits & exponent) == exponent).any():
                    return [finding("not_finite", file=file, tensor=name)]
    return []


def _weight_files(folder: str, limits: dict[str, int]) -> tuple[list[str], dict[str, Any] | None]:
    """Return the weight files that belong to the model, and the index where there are several."""
    names = sorted(os.listdir(folder))
    shards = [name for name in names if SHARD.fullmatch(name)]
    indexed = INDEX in names
    adapter = ADAPTER in names or ADAPTER_CONFIG in names
    if adapter and (SINGLE in names or shards or indexed):  # which one it is must not depend on who reads it
        raise Found("two_models")
    if ADAPTER in names:
        return [ADAPTER], None
    if SINGLE in names:
        if shards or indexed:
            raise Found("shard_not_listed", file=(shards or [INDEX])[0])
        return [SINGLE], None
    return _shards(folder, shards, limits, indexed=indexed)


def _shards(
    folder: str, shards: list[str], limits: dict[str, int], *, indexed: bool
) -> tuple[list[str], dict[str, Any]]:
    if not shards and not indexed:
        raise Found("adapter_no_weights" if ADAPTER_CONFIG in os.listdir(folder) else "no_weights")
    if not indexed:
        raise Found("index_broken", file=INDEX, problem="missing")
    index = _index(folder, limits)
    listed = sorted(set(index.values()))
    for file in listed:
        if file not in shards:
            raise Found("shard_missing", file=file)
    for file in shards:
        if file not in listed:
            raise Found("shard_not_listed", file=file)
    if len(listed) > limits["shards"]:
        raise Found("index_broken", file=INDEX, problem=f"more than {limits['shards']} files")
    return listed, index


def _index(folder: str, limits: dict[str, int]) -> dict[str, str]:
    found = read_object(folder, INDEX, limits["json_bytes"]).get("weight_map")
    if type(found) is not dict or not found or len(found) > limits["tensors"]:
        raise Found("index_broken", file=INDEX, problem="weight_map")
    for file in found.values():
        if type(file) is not str or not SHARD.fullmatch(file):
            raise Found("index_broken", file=INDEX, problem=f"names {file!r}")
    return found


def _disagreements(index: dict[str, str], tensors: dict[str, list[Any]]) -> list[Finding]:
    """Return a finding when the index does not say where each tensor is."""
    for name, (_, _, file) in tensors.items():
        if index.get(name) != file:
            return [finding("index_broken", file=INDEX, problem=f"{name} is in {file}")]
    for name in index:
        if name not in tensors:
            return [finding("index_broken", file=INDEX, problem=f"{name} is in no file")]
    return []


def read_header(folder: str, file: str, limits: dict[str, int]) -> tuple[int, dict[str, Tensor]]:
    """Return where the data of a file begins, in bytes, and its tensors by name; raise `Found`."""
    with open(os.path.join(folder, file), "rb") as data:
        whole = os.fstat(data.fileno()).st_size
        first = data.read(8)
        size = int.from_bytes(first, "little")
        if len(first) < 8 or size < 2:
            raise Found("header_length", file=file, problem=f"a file of {whole} bytes")
        if size > limits["header_bytes"]:
            raise Found("header_length", file=file, problem=f"a header of {size} bytes")
        if size > whole - 8:
            raise Found("truncated", file=file)
        text = data.read(size)
    header = _parsed(text, file)
    _check_metadata(header.pop(METADATA, {}), file, limits)
    if len(header) > limits["tensors"]:
        raise Found("too_many_tensors", file=file, most=limits["tensors"])
    tensors = {name: _tensor(name, entry, file, limits) for name, entry in header.items()}
    _check_cover(tensors, whole - 8 - size, file)
    return 8 + size, tensors


def _parsed(data: bytes, file: str) -> dict[str, Any]:
    try:
        header = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse)
    except _Twice as twice:
        raise Found("duplicate_tensor", file=file, problem=twice.args[0]) from None
    except RecursionError:
        raise Found("header_broken", file=file, problem="nested too deeply") from None
    except ValueError as error:
        raise Found("header_broken", file=file, problem=str(error)) from None
    if type(header) is not dict:
        raise Found("header_broken", file=file, problem="not an object")
    return header


class _Twice(Exception):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            raise _Twice(name)
        table[name] = value
    return table


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _check_metadata(metadata: object, file: str, limits: dict[str, int]) -> None:
    if type(metadata) is not dict or any(type(value) is not str for value in metadata.values()):
        raise Found("header_broken", file=file, problem=METADATA)
    if sum(len(key) + len(value) for key, value in metadata.items()) > limits["metadata_chars"]:
        raise Found("metadata_too_large", file=file, most=limits["metadata_chars"])


def _tensor(name: str, entry: object, file: str, limits: dict[str, int]) -> Tensor:
    plain = 0 < len(name) <= 256 and name.isascii()
    if not plain or type(entry) is not dict or entry.keys() != {"dtype", "shape", "data_offsets"}:
        raise Found("header_broken", file=file, problem=name)
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if type(dtype) is not str or dtype not in BYTES:
        raise Found("dtype_not_allowed", file=file, tensor=name, found=dtype)
    if not _are_sizes(shape, limits["dimension"]) or len(shape) > limits["dimensions"] or 0 in shape:
        raise Found("bad_shape", file=file, tensor=name, found=shape)
    if not _are_sizes(offsets, 2**62) or len(offsets) != 2:
        raise Found("header_broken", file=file, problem=name)
    begin, end = offsets
    if math.prod(shape) * BYTES[dtype] != end - begin:
        raise Found("tensor_size", file=file, tensor=name)
    return dtype, shape, begin, end


def _are_sizes(sizes: object, most: int) -> bool:
    return type(sizes) is list and all(type(size) is int and 0 <= size <= most for size in sizes)


def _check_cover(tensors: dict[str, Tensor], size: int, file: str) -> None:
    """Raise `Found` unless the tensors cover the data without overlap, hole or rest."""
    end = 0
    for name, (_, _, begin, stop) in sorted(tensors.items(), key=lambda item: item[1][2:]):
        if begin != end:
            raise Found("tensors_overlap" if begin < end else "tensors_hole", file=file, tensor=name)
        end = stop
    if end != size:
        raise Found("truncated" if end > size else "trailing_bytes", file=file)
