"""Samples: what one model answered to one task, a JSON line each, in the task's order. No time, no machine: hashed."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..measuring_errors import BadResult
from ..tasks.benchmark import Document, Reply, Row
from ..tasks.borrowed import BORROWED
from ..tasks.catalogue import OWN


class Sample(NamedTuple):
    """One line."""

    task: str
    number: int
    """From 0, in the data's order."""
    prompt_sha256: str
    """Of the rendered prompt, examples included."""
    messages: list[dict[str, str]]
    """What was asked, without the examples; empty where lm-eval makes the prompt."""
    target: str
    """The gold answer."""
    replies: list[dict[str, Any]]
    """`text`, `ended`, `tokens` of what was generated, or `logprob` of what was given."""
    total: float
    weight: float
    """The sample's part of the task's number, sum(total) / sum(weight)."""
    extra: dict[str, float]


Heard = Callable[[str, Sequence[str], int], Reply]
"""The answer to a prompt, with the stops and length that were asked for."""


def read_off(task: str, logged: Sequence[Row], documents: Sequence[Document], heard: Heard) -> list[Sample]:
    """Return the samples of a task from what lm-eval logged: it has a line for each filter, we have one."""
    by_number: dict[int, dict[str, Row]] = {}
    for line in logged:
        by_number.setdefault(line["doc_id"], {})[line["filter"]] = line
    return [_sample(task, number, lines, documents, heard) for number, lines in sorted(by_number.items())]


def _sample(task: str, number: int, lines: dict[str, Row], documents: Sequence[Document], heard: Heard) -> Sample:
    line = next(iter(lines.values()))
    prompt = str(line["arguments"][0][0])
    total, weight, extra = _numbers(task, lines)
    return Sample(
        task=task,
        number=number,
        prompt_sha256=hashlib.sha256(prompt.encode()).hexdigest(),
        messages=[dict(message) for message in documents[number].messages] if task in OWN else [],
        target=documents[number].gold if task in OWN else str(line["target"]),
        replies=[_reply(asked, said, heard) for asked, said in zip(line["arguments"], line["resps"], strict=True)],
        total=total,
        weight=weight,
        extra=extra,
    )


def _numbers(task: str, lines: dict[str, Row]) -> tuple[float, float, dict[str, float]]:
    line = next(iter(lines.values()))
    if task in OWN and OWN[task].metric == "exact_match":
        flexible = float(lines["flexible-extract"]["exact_match"])
        return float(lines["strict-match"]["exact_match"]), 1.0, {"flexible": flexible}
    if task in OWN and OWN[task].metric == "bits_per_byte":
        logprob, size = line["bits_per_byte"]
        return -float(logprob) / math.log(2), float(size), {}
    counts = BORROWED[task].counts if task in BORROWED else "acc"
    single = {name: line[name] for name in line["metrics"] if isinstance(line[name], (int, float))}
    return float(line[counts]), 1.0, {name: float(value) for name, value in single.items() if name != counts}


def _reply(asked: Sequence[Any], said: Sequence[Any], heard: Heard) -> dict[str, Any]:
    if isinstance(said[0], str):
        reply = heard(str(asked[0]), tuple(asked[1]["until"]), int(asked[1]["max_gen_toks"]))
        return {"text": said[0], "ended": reply.ended, "tokens": reply.tokens}
    logprob, greedy = said[0]
    return {"logprob": float(logprob), "greedy": bool(greedy)}


def as_jsonl(samples: Sequence[Sample]) -> bytes:
    """Return the file's bytes: the same samples always give the same."""
    lines = (json.dumps(one._asdict(), sort_keys=True, ensure_ascii=True, separators=(",", ":")) for one in samples)
    return "".join(line + "\n" for line in lines).encode()


def from_jsonl(content: bytes, file: object) -> list[Sample]:
    """Read samples back. Raises `BadResult` for anything else."""
    try:
        return [Sample(**json.loads(line)) for line in content.splitlines() if line]
    except (ValueError, TypeError, RecursionError) as error:
        raise BadResult(file) from error


def read_samples(file: Path) -> list[Sample]:
    """Read a file of samples. Raises `BadResult`."""
    try:
        return from_jsonl(file.read_bytes(), file)
    except OSError as error:
        raise BadResult(file) from error


__all__ = ["Sample", "as_jsonl", "from_jsonl", "read_off", "read_samples"]
