"""The fingerprint of a model's weights, taken in the sandbox: hashes of every tensor, and a few of its values."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from smol_grade.records import Record

from ..errors import RoomFailed
from .listing import WEIGHTS
from .room import Room, room_for
from .rules import LIMITS

VOCABULARIES = (49152, 128256)
"""Tokens of SmolLM2 and SmolLM3. What a learner adds beyond them must not hide that the rest is a copy."""
BYTES_S = 30 * 2**20
"""Of weights that one slow core hashes in a second, at least."""
MEMORY_MB = 1024
SAMPLE = 4


class Forms(Record, frozen=True):
    """Hashes of a tensor's values, and of what casts between float32, bfloat16 and float16 make of them."""

    values: str
    """SHA-256 of the float32 values, little-endian."""
    bf16: str
    fp16: str
    bf16_fp16: str
    """First to bfloat16, then to float16."""
    fp16_bf16: str
    is_bf16: bool
    """Every value is one of bfloat16."""
    is_fp16: bool

    def made_of(self, other: Forms) -> bool:
        """Return whether these values are the other's, or what some chain of casts makes of them."""
        if self.values == other.values:
            return True
        as_bf16 = self.is_bf16 and self.bf16 in (other.bf16, other.fp16_bf16)
        return as_bf16 or (self.is_fp16 and self.fp16 in (other.fp16, other.bf16_fp16))

    def same(self, other: Forms) -> bool:
        """Return whether one of the two is a cast of the other, whichever came first."""
        return self.made_of(other) or other.made_of(self)


class Tensor(Record, frozen=True):
    """One tensor."""

    name: str
    """Canonical: `layers.0.mlp.up_proj.weight`."""
    shape: tuple[int, ...]
    forms: Forms
    rows: dict[str, Forms]
    """Of embeddings that have more rows than known models: the forms of the first so many rows."""
    samples: bytes
    """Float32 values, little-endian, at places that depend on name and shape alone."""
    zero: bool

    def same(self, other: Tensor) -> bool:
        """Return whether one is a cast copy of the other; rows that one has beyond the other do not count."""
        if self.shape == other.shape:
            return self.forms.same(other.forms)
        if self.shape[1:] != other.shape[1:]:
            return False
        mine = {**self.rows, str(self.shape[0]): self.forms}
        theirs = {**other.rows, str(other.shape[0]): other.forms}
        common = mine.keys() & theirs.keys()
        if not common:
            return False
        most = max(common, key=int)
        return mine[most].same(theirs[most])


class Delta(Record, frozen=True):
    """What a LoRA adapter adds to one weight."""

    name: str
    """Of the weight."""
    shape: tuple[int, ...]
    """Outputs, inputs."""
    samples: bytes
    """At the places where the weight is sampled."""
    norm: float
    zero: bool


class Fingerprint(Record, frozen=True):
    """The weights of a model."""

    weights_sha256: str
    """Over name, shape and values of all tensors: the same whatever the shards, the dtype or a repeated tied weight."""
    tensors: tuple[Tensor, ...]
    """By name."""
    deltas: tuple[Delta, ...] = ()
    """Of an adapter."""
    base: str = ""
    """The permitted base that an adapter is for."""
    schema_version: int = 1

    @property
    def adapter(self) -> bool:
        """Whether it is a LoRA adapter."""
        return bool(self.deltas)


def fingerprint(
    folder: Path,
    *,
    base: str = "",
    rows: tuple[int, ...] = VOCABULARIES,
    isolation: str = "",
    room: Room | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Fingerprint:
    """Return the fingerprint of a staged folder that has passed the gate.

    `base` is the Hub id of the base that an adapter is for, `rows` are the numbers of tokens of known models. It reads
    every weight, 135 million float32 values in a few seconds; `progress` hears of bytes done and of all. `room`,
    of somebody who looks at more than the weights, can read the folder. Raises `RoomFailed` when the
    sandbox gives no usable answer.
    """
    folder = folder.absolute()
    files = [path for path in sorted(folder.iterdir()) if WEIGHTS.fullmatch(path.name)]
    total = sum(path.stat().st_size for path in files)
    limits = msgspec.to_builtins(LIMITS)
    found: list[Tensor] = []
    deltas: list[Delta] = []
    done = 0
    with room_for(folder, room, ("numpy",), isolation) as own:
        for path in files:
            size = path.stat().st_size
            seconds = 20 + size / BYTES_S
            asked = (str(folder), path.name, limits)
            progress(done, total)
            told = own.ask("fingerprint", "tensors", *asked, list(rows), seconds=seconds, memory_mb=MEMORY_MB)
            found += _checked(told, list[Tensor], "tensors")
            if path.name.startswith("adapter_model"):
                told = own.ask("fingerprint", "deltas", *asked, seconds=seconds, memory_mb=MEMORY_MB)
                deltas += _checked(told, list[Delta], "deltas")
            done += size
        progress(total, total)
    tensors = tuple(sorted(_untied(found), key=lambda one: one.name))
    return Fingerprint(root(tensors), tensors, tuple(sorted(deltas, key=lambda one: one.name)), base)


def _checked(answer: Any, kind: Any, function: str) -> Any:
    """Return an answer of the sandbox as records; raise `RoomFailed` for another shape."""
    try:
        told = msgspec.convert(answer, kind)
    except msgspec.ValidationError as error:
        raise RoomFailed(f"fingerprint.{function}", "crashed", str(error)) from None
    names = [one.name for one in told]
    if len(set(names)) != len(names) or any(len(one.samples) % SAMPLE for one in told):
        raise RoomFailed(f"fingerprint.{function}", "crashed", "a tensor twice")
    if any(isinstance(one, Delta) and not math.isfinite(one.norm) for one in told):
        raise RoomFailed(f"fingerprint.{function}", "crashed", "a norm that is no number")
    return told


def _untied(tensors: list[Tensor]) -> list[Tensor]:
    """Return the tensors without an output layer that repeats the embeddings, as tied weights are stored or not."""
    embeddings = [one for one in tensors if one.name == "embed_tokens.weight"]
    return [
        one
        for one in tensors
        if one.name != "lm_head.weight" or not any(one.forms.values == other.forms.values for other in embeddings)
    ]


def root(tensors: tuple[Tensor, ...]) -> str:
    """Return `weights_sha256` of tensors by name."""
    over = hashlib.sha256()
    for one in tensors:
        shape = "x".join(map(str, one.shape))
        over.update(f"{one.name} {shape} {one.forms.values}\n".encode())
    return over.hexdigest()
