"""Two models over the same samples: which is better, and is that more than chance?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..measuring_errors import BadResult, NotComparable
from ..schema import EvaluationRecord, Gain, TaskResult
from . import statistics
from .samples import Sample, from_jsonl

LOWER_IS_BETTER = frozenset({"loss"})


class Compared(NamedTuple):
    """One task of two models."""

    task: str
    n: int
    first: float
    second: float
    better: statistics.Difference
    """How much better the second is than the first: positive, also where lower is better."""

    @property
    def verdict(self) -> str:
        """`tie`, `first` or `second`: which is better, beyond the 95 % interval."""
        if self.better.is_tie:
            return "tie"
        return "second" if self.better.value > 0 else "first"


def compare(task: str, first: Sequence[Sample], second: Sequence[Sample]) -> Compared:
    """Compare two models on one task. Raises `NotComparable` unless both were asked the same, in the same words."""
    if [_asked(one) for one in first] != [_asked(one) for one in second] or not first:
        raise NotComparable(task)
    weights = [one.weight for one in first]
    one, other = [line.total for line in first], [line.total for line in second]
    sign = -1.0 if task in LOWER_IS_BETTER else 1.0
    better = statistics.paired([sign * total for total in one], [sign * total for total in other], weights)
    return Compared(task, len(first), sum(one) / sum(weights), sum(other) / sum(weights), better)


def _asked(sample: Sample) -> tuple[object, ...]:
    return sample.number, sample.prompt_sha256, sample.target, sample.weight


def gains(
    results: Mapping[str, TaskResult],
    samples: Mapping[str, Path],
    base: EvaluationRecord,
    base_samples: Mapping[str, str],
) -> tuple[Gain, ...]:
    """Return how much better a model is than its base, task by task, where both were asked the same.

    Other data or another limit gives nothing; samples that are not those of the base's
    record raise `BadResult`.
    """
    found = []
    for theirs in base.results:
        mine, file = results.get(theirs.task), base_samples.get(theirs.task, "")
        if file and mine is not None and mine.data_sha256 == theirs.data_sha256:
            content = Path(file).read_bytes()
            if hashlib.sha256(content).hexdigest() != theirs.samples_sha256:
                raise BadResult(file)
            ours = from_jsonl(samples[theirs.task].read_bytes(), samples[theirs.task])
            better = compare(theirs.task, from_jsonl(content, file), ours).better
            numbers = [statistics.millionths(number) for number in better]
            found.append(Gain(task=theirs.task, base=base.id, difference=numbers[0], low=numbers[1], high=numbers[2]))
    return tuple(found)
