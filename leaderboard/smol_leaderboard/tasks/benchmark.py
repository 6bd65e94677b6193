"""What every benchmark says of itself, and the form in which its rows are asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

Row = dict[str, Any]
"""A row of a data set, gold answer included."""
Message = dict[str, str]
"""`role` and `content`."""


class Reply(NamedTuple):
    """What a model said to one prompt."""

    text: str
    ended: str
    """`eos`: it ended its turn; `stop`: at a stop string; `length`: it had to be stopped; empty: it said nothing."""
    tokens: int


class Document(NamedTuple):
    """One sample: what is asked, and what its answer is compared with."""

    messages: tuple[Message, ...]
    """Up to the turn of the assistant. For a loss the whole conversation, whose assistant turns are measured."""
    gold: str
    """Empty where there is none."""
    check: Row
    """What scoring needs besides."""


class Scored(NamedTuple):
    """What one sample adds to its task's number, `total / weight` over all samples."""

    total: float
    weight: float
    extra: dict[str, float]
    """Further numbers, each a mean over the samples that have it."""


class Benchmark(NamedTuple):
    """One task of ours. Whatever changes an answer or a score is in here, and so in the protocol's hash."""

    name: str
    metric: Literal["exact_match", "accuracy", "bits_per_byte"]
    version: int
    """Of the scoring code: raise it when a score changes."""
    documents: Callable[[Sequence[Row]], list[Document]]
    shots: tuple[Message, ...] = ()
    """Stand before the messages of every document."""
    stops: tuple[str, ...] = ()
    max_new_tokens: int = 0
    """0: nothing is generated, log-probabilities are asked for."""

    @property
    def material(self) -> dict[str, object]:
        """What goes into the protocol's hash."""
        return {
            "name": self.name,
            "metric": self.metric,
            "version": self.version,
            "shots": list(self.shots),
            "stops": list(self.stops),
            "max_new_tokens": self.max_new_tokens,
        }


def rows_sha256(rows: Sequence[Row]) -> str:
    """Return the hash of rows, gold answers included: over one canonical JSON line each."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()
