"""What a model's tensors are, in hashes and samples: enough to recognise a copy, too little to rebuild anything.

A hash is taken of the values, and of the values as each chain of casts between float32, bfloat16 and float16 leaves
them. There are four such forms beside the values themselves: bf16(x), fp16(x), fp16(bf16(x)), bf16(fp16(x)). Longer
chains add none, up to the largest float16: whatever has eight bits and is rounded to a multiple of 2^-24 still has no
more than eight.

The folder has passed the gate, so the headers are sound; numbers are read a chunk at a time.
"""

from __future__ import annotations

import hashlib
import math
import os
from typing import Any

import numpy

from .gate_config import BUFFER
from .gate_json import read_object
from .gate_safetensors import BYTES, read_header

CHUNK = 2**21
"""Values that are worked on at a time."""
SAMPLES = 32
"""Values of a tensor that are kept, at places that depend on its name and shape alone."""
PREFIXES = ("base_model.model.", "model.")
SHORT = 32
"""Hexadecimal digits of the hashes of forms."""


def tensors(folder: str, file: str, limits: dict[str, int], rows: list[int]) -> list[dict[str, Any]]:
    """Return what is told of each tensor of a file. `rows` are numbers of tokens that known models have."""
    begin, found = read_header(folder, file, limits)
    told = []
    with open(os.path.join(folder, file), "rb") as data:
        for name, (dtype, shape, start, _) in sorted(found.items(), key=lambda item: item[1][2]):
            if BUFFER.search(name):  # nobody reads it, so it makes no other model
                continue
            data.seek(begin + start)
            told.append(_tensor(data, canonical(name), dtype, shape, rows))
    return told


def canonical(name: str) -> str:
    """Return a tensor's name without what says only where the model stood in another object."""
    for prefix in PREFIXES:
        while name.startswith(prefix):
            name = name.removeprefix(prefix)
    return name


def _tensor(data: Any, name: str, dtype: str, shape: list[int], rows: list[int]) -> dict[str, Any]:
    per_token = name in ("embed_tokens.weight", "lm_head.weight")
    known = sorted({count for count in rows if per_token and count < shape[0]})
    width = math.prod(shape[1:])
    places = _places(name, [known[-1] if known else shape[0], *shape[1:]])
    forms, begun = _Forms(dtype), 0
    prefixes: dict[str, dict[str, Any]] = {}
    samples = numpy.zeros(len(places), "<f4")
    zero = True
    total = math.prod(shape)
    while begun < total:
        stop = min([begun + CHUNK, total, *(count * width for count in known if count * width > begun)])
        raw = data.read((stop - begun) * BYTES[dtype])
        if len(raw) != (stop - begun) * BYTES[dtype]:
            raise ValueError(f"{name} ends early")
        values = forms.add(raw)
        inside = (places >= begun) & (places < stop)
        samples[inside] = values[places[inside] - begun]
        zero = zero and not values.any()
        begun = stop
        if begun // width in known and begun % width == 0:
            prefixes[str(begun // width)] = forms.told()
    return {
        "name": name,
        "shape": shape,
        "forms": forms.told(),
        "rows": prefixes,
        "samples": samples.tobytes(),
        "zero": bool(zero),
    }


def _places(name: str, shape: list[int]) -> Any:
    """Return the places, in rising order, of the samples in a flattened tensor of this name and shape."""
    seed = f"{name}|{'x'.join(map(str, shape))}".encode()
    drawn = numpy.frombuffer(hashlib.shake_256(seed).digest(8 * SAMPLES), "<u8")
    return numpy.sort((drawn % math.prod(shape)).astype(numpy.int64))


class _Forms:
    """The hashes of a tensor's values and of their casts, while the values go by."""

    def __init__(self, dtype: str) -> None:
        self._dtype = dtype
        self._values, self._bf16, self._fp16, self._bf16_fp16, self._fp16_bf16 = (hashlib.sha256() for _ in range(5))
        self._is_bf16 = self._is_fp16 = True

    def add(self, raw: bytes) -> Any:
        """Take the next values as they lie in the file; return them as float32."""
        values = as_float32(raw, self._dtype)
        bf16: Any = numpy.frombuffer(raw, "<u2") if self._dtype == "BF16" else to_bf16(values)
        with numpy.errstate(over="ignore"):
            fp16: Any = numpy.frombuffer(raw, "<f2") if self._dtype == "F16" else values.astype("<f2")
        self._values.update(values)
        self._bf16.update(bf16)
        self._fp16.update(fp16)
        self._is_bf16 = self._is_bf16 and (self._dtype == "BF16" or bool((from_bf16(bf16) == values).all()))
        self._is_fp16 = self._is_fp16 and (self._dtype == "F16" or bool((fp16.astype("<f4") == values).all()))
        with numpy.errstate(over="ignore"):
            self._bf16_fp16.update(fp16 if self._dtype == "BF16" else from_bf16(bf16).astype("<f2"))
        self._fp16_bf16.update(bf16 if self._dtype == "F16" else to_bf16(fp16.astype("<f4")))
        return values

    def told(self) -> dict[str, Any]:
        """Return the hashes so far. `bf16_fp16` is of what was cast to bfloat16 and then to float16."""
        return {
            "values": self._values.hexdigest(),
            "bf16": self._bf16.hexdigest()[:SHORT],
            "fp16": self._fp16.hexdigest()[:SHORT],
            "bf16_fp16": self._bf16_fp16.hexdigest()[:SHORT],
            "fp16_bf16": self._fp16_bf16.hexdigest()[:SHORT],
            "is_bf16": self._is_bf16,
            "is_fp16": self._is_fp16,
        }


def as_float32(raw: bytes, dtype: str) -> Any:
    """Return the values of a file's bytes; every value of the three dtypes is one of float32."""
    if dtype == "F32":
        return numpy.frombuffer(raw, "<f4")
    if dtype == "F16":
        return numpy.frombuffer(raw, "<f2").astype("<f4")
    return from_bf16(numpy.frombuffer(raw, "<u2"))


def to_bf16(values: Any) -> Any:
    """Return float32 rounded to bfloat16, to the nearest and of two to the even one, as bits."""
    bits = values.view("<u4")
    return (
        (bits + (numpy.uint32(0x7FFF) + ((bits >> numpy.uint32(16)) & numpy.uint32(1)))) >> numpy.uint32(16)
    ).astype("<u2")


def from_bf16(bits: Any) -> Any:
    """Return the float32 values of the bits of bfloat16."""
    return (bits.astype("<u4") << numpy.uint32(16)).view("<f4")


def deltas(folder: str, file: str, limits: dict[str, int]) -> list[dict[str, Any]]:
    """Return what a LoRA adapter adds to each weight, `scale * B @ A`, at the places where the weight is sampled.

    A has shape (rank, inputs), B (outputs, rank). It does not matter how the product is split between the two.
    """
    config = read_object(folder, "adapter_config.json", limits["json_bytes"])
    begin, found = read_header(folder, file, limits)
    told = []
    with open(os.path.join(folder, file), "rb") as data:

        def read(name: str) -> Any:
            dtype, shape, start, end = found[name]
            data.seek(begin + start)
            return as_float32(data.read(end - start), dtype).reshape(shape)

        for name in sorted(found):
            if not name.endswith(".lora_A.weight"):
                continue
            stem = name.removesuffix(".lora_A.weight")
            first, second = read(name), read(f"{stem}.lora_B.weight")
            told.append(_delta(f"{canonical(stem)}.weight", first, second, _scale(config, first.shape[0])))
    return told


def _scale(config: dict[str, Any], rank: int) -> float:
    alpha = float(config["lora_alpha"])
    return alpha / math.sqrt(rank) if config.get("use_rslora") else alpha / rank


def _delta(name: str, first: Any, second: Any, scale: float) -> dict[str, Any]:
    shape = [second.shape[0], first.shape[1]]
    places = _places(name, shape)
    at_rows, at_columns = places // shape[1], places % shape[1]
    wide_second, wide_first = second[at_rows].astype("f8"), first[:, at_columns].astype("f8")
    samples = (scale * (wide_second * wide_first.T).sum(axis=1)).astype("<f4")
    # the squared norm of B A is the sum over (B' B) * (A A'), without the product itself
    second, first = second.astype("f8"), first.astype("f8")
    squared = float(((second.T @ second) * (first @ first.T)).sum())
    zero = not second.any() or not first.any()
    norm = 0.0 if zero else scale * math.sqrt(max(0.0, squared))
    return {"name": name, "shape": shape, "samples": samples.tobytes(), "norm": norm, "zero": bool(zero)}
