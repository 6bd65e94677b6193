"""Which model is where: pure functions from evaluation records to rows. No file, no clock, no order of arrival.

A *group* is one ranking: protocol, size class, samples a task at most, task. Within it rows are sorted by value, the
best first. The first row has rank 1 and leads the first tie group. Each further row whose 95 % interval overlaps that
of the row that leads the current tie group shares its rank; the first one whose interval lies wholly below leads the
next, and its rank is its place in the order: 1-2-2-4. Intervals that touch overlap.

`docs/design/0009-the-board.md` has the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from ..schema import EvaluationRecord, Gain, TaskResult

PROTOCOL = re.compile(r"[a-z][a-z-]*-(?P<number>[0-9]{1,6})\+[0-9a-f]{12}")
LOWER_IS_BETTER = frozenset({"bits_per_byte"})
METRICS = frozenset({"exact_match", "accuracy"}) | LOWER_IS_BETTER
TASKS = ("loss", "format", "heldout", "gsm8k")
"""In order of display, what tells small models apart first; others follow by name."""
Unranked = Literal["", "reference", "counts_not", "older_protocol", "weak_tier"]
"""Why a row has no rank; empty for one that has."""


class ModelKey(NamedTuple):
    """What makes a row: whose model, and how much of each task it was measured on."""

    size_class: str
    limit: int
    """Samples of a task at most; 0: all. Rows of different limits were asked different questions."""
    model: str
    subject: str
    reference: str


class ModelRow(NamedTuple):
    """One model of the board."""

    key: ModelKey
    record: EvaluationRecord
    """The evaluation that stands for it."""
    units: tuple[str, ...]
    """Slugs of the units that it was submitted for."""
    unranked: Unranked
    ranks: dict[str, int]
    """Task -> rank in its group, if it has one."""


class Measured(NamedTuple):
    """One result of a group, for ranking."""

    key: ModelKey
    result: TaskResult


def key_of(record: EvaluationRecord) -> ModelKey:
    """Return which row an evaluation belongs to."""
    return ModelKey(record.size_class, record.limit, record.model, record.subject, record.reference)


def task_order(task: str) -> tuple[int, str]:
    """Return what sorts tasks for display."""
    return (TASKS.index(task) if task in TASKS else len(TASKS), task)


def size_order(size_class: str) -> tuple[float, str]:
    """Return what sorts size classes, the smallest first."""
    number, unit = size_class[:-1], size_class[-1:]
    try:
        return (float(number) * (1_000 if unit == "B" else 1), size_class)
    except ValueError:
        return (float("inf"), size_class)


def current_protocol(records: Iterable[EvaluationRecord]) -> str:
    """Return the protocol whose rows are ranked: the highest number; of one number, the one measured with last."""
    found = {(_number(one.protocol), one.at, one.protocol) for one in records}
    return max(found)[2] if found else ""


def _number(protocol: str) -> int:
    match = PROTOCOL.fullmatch(protocol)
    return int(match["number"]) if match else 0


def superseded(records: Sequence[EvaluationRecord], *, every_tier: bool) -> frozenset[str]:
    """Return the ids that another evaluation of the same model replaces, directly or along a chain.

    One on a weak tier takes nothing away, but a chain goes through it.
    """
    by_id = {one.id: one for one in records}
    gone: set[str] = set()
    for one in records:
        old = one.supersedes if every_tier or one.environment.tier == 1 else ""
        while old in by_id and old not in gone and _same_row(by_id[old], one):
            gone.add(old)
            old = by_id[old].supersedes
    return frozenset(gone)


def _same_row(old: EvaluationRecord, new: EvaluationRecord) -> bool:
    return (old.model, old.subject, old.reference) == (new.model, new.subject, new.reference)


def why_unranked(record: EvaluationRecord, protocol: str, *, every_tier: bool) -> Unranked:
    """Return why a record has no rank, empty if nothing is in the way."""
    if record.reference:
        return "reference"
    if record.protocol != protocol:
        return "older_protocol"
    if not record.counts:
        return "counts_not"
    return "" if every_tier or record.environment.tier == 1 else "weak_tier"


def choose(records: Sequence[EvaluationRecord], protocol: str, *, every_tier: bool) -> EvaluationRecord:
    """Return which evaluation stands for a row.

    One of the current protocol before an older one, an official one before one on a weak tier, one that counts before
    one that does not; of these the newest: by when it was submitted, then when it was measured.
    """

    def worth(one: EvaluationRecord) -> tuple[object, ...]:
        official = every_tier or one.environment.tier == 1
        return (one.protocol == protocol, official, one.counts, one.received_at, one.at, one.id)

    return max(records, key=worth)


def overlap(one: TaskResult | Gain, other: TaskResult | Gain) -> bool:
    """Return whether two 95 % intervals have a point in common."""
    return one.low <= other.high and other.low <= one.high


def ordered(results: Iterable[Measured]) -> list[Measured]:
    """Return one task's results, the best value first; equal ones by model and subject."""

    def place(one: Measured) -> tuple[object, ...]:
        sign = 1 if one.result.metric in LOWER_IS_BETTER else -1
        return (sign * one.result.value, one.key.model, one.key.subject, one.key.reference)

    return sorted(results, key=place)


def ranks(results: Iterable[Measured]) -> dict[ModelKey, int]:
    """Return the ranks within one group: see the module's own text for what a tie is."""
    found: dict[ModelKey, int] = {}
    leader: TaskResult | None = None
    rank = 0
    for place, one in enumerate(ordered(results), 1):
        if leader is None or not overlap(one.result, leader):
            leader, rank = one.result, place
        found[one.key] = rank
    return found


def model_board(records: Iterable[EvaluationRecord], *, every_tier: bool = False) -> list[ModelRow]:
    """Return the rows of the model board, by size class, limit (all samples first), model and subject.

    `every_tier`: a practice board, on which evaluations of every tier rank.
    """
    known = sorted(records, key=lambda one: one.id)
    protocol = current_protocol(known)
    gone = superseded(known, every_tier=every_tier)
    by_key: dict[ModelKey, list[EvaluationRecord]] = {}
    for one in known:
        if one.id not in gone:
            by_key.setdefault(key_of(one), []).append(one)
    chosen = {key: choose(found, protocol, every_tier=every_tier) for key, found in by_key.items()}
    why = {key: why_unranked(one, protocol, every_tier=every_tier) for key, one in chosen.items()}
    placed = _all_ranks({key: one for key, one in chosen.items() if not why[key]})
    return [
        ModelRow(
            key=key,
            record=chosen[key],
            units=tuple(sorted({one.unit for one in by_key[key] if one.unit})),
            unranked=why[key],
            ranks=placed.get(key, {}),
        )
        for key in sorted(chosen, key=lambda key: (size_order(key.size_class), key.limit, *key[2:]))
    ]


def _all_ranks(chosen: Mapping[ModelKey, EvaluationRecord]) -> dict[ModelKey, dict[str, int]]:
    """Return task -> rank of each row that may have one."""
    groups: dict[tuple[str, int, str, str], list[Measured]] = {}
    for key, record in chosen.items():
        for result in record.results:
            group = (key.size_class, key.limit, result.task, result.metric)
            groups.setdefault(group, []).append(Measured(key, result))
    found: dict[ModelKey, dict[str, int]] = {}
    for (_, _, task, _), measured in groups.items():
        for key, rank in ranks(measured).items():
            found.setdefault(key, {})[task] = rank
    return found
