"""Which model has which award: pure functions from evaluation records. No jury, no file, no clock, no order of arrival.

Awards are given within a cohort, to records that may have a rank on a model board: official ones that count, that
nothing supersedes. What a withdrawn person's model reached is nobody's. For a model of a person its newest one stands.
Within an award those are compared that the newest protocol measured, and of these those that were asked all problems
where there are any, else those that were asked most.

- `best`, for each unit and size class: the best value in the task in which a model has to beat its base, and every
  value whose interval overlaps that one's.
- `held_out`: the same in the task whose problems nobody has seen, over all size classes.
- `most_improved`: the greatest gain over the base, and every gain whose interval overlaps that one's.
- `smallest`: the fewest parameters of those that are over the bar, with equally many sharing.

Several with the same best value lead together. *Over the bar* is what certificates ask for: the interval of a gain over
a base lies above zero. An award that nobody has is not there. So no award changes with a record that it does not rest
on, another one of the same model aside. `docs/design/0027-awards.md` has the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..schema import NOBODYS, EvaluationRecord, Gain, TaskResult
from ..thresholds import SECRET
from .model_ranking import (
    LOWER_IS_BETTER,
    ModelKey,
    choose,
    current_protocol,
    key_of,
    overlap,
    size_order,
    superseded,
    why_unranked,
)
from .shapes import AwardKind

KINDS: tuple[AwardKind, ...] = ("best", "held_out", "most_improved", "smallest")
"""In order of display."""


class Winner(NamedTuple):
    """A model that has an award."""

    record: str
    """Id of the evaluation that stands for it."""
    model: str
    subject: str
    value: int
    """A result or a difference in millionths, or a number of parameters."""
    low: int
    high: int


class Award(NamedTuple):
    """An award and who has it."""

    kind: AwardKind
    cohort: str
    unit: str
    """Slug; empty over all units."""
    size_class: str
    """Empty over all size classes."""
    task: str
    metric: str
    """Empty where nothing measured is compared."""
    winners: tuple[Winner, ...]
    """At least one, by model and subject."""

    @property
    def records(self) -> tuple[str, ...]:
        """The ids of the records that it rests on."""
        return tuple(winner.record for winner in self.winners)


class _Improved(NamedTuple):
    """A model that is over the bar."""

    record: EvaluationRecord
    gain: Gain
    metric: str


def awards(records: Iterable[EvaluationRecord], compared: str, *, every_tier: bool = False) -> tuple[Award, ...]:
    """Return the awards of all cohorts, by cohort, kind, unit, size class.

    `compared`: the task in which a model has to beat its base, `rules.Rules.compared`. `every_tier`: a practice board,
    on which evaluations of every tier rank.
    """
    known = sorted(records, key=lambda one: one.id)
    gone = superseded(known, every_tier=every_tier)
    cohorts: dict[str, list[EvaluationRecord]] = {}
    for one in known:
        if one.id not in gone:
            cohorts.setdefault(one.cohort, []).append(one)
    return tuple(
        award for cohort in sorted(cohorts) for award in _of_cohort(cohort, cohorts[cohort], compared, every_tier)
    )


def gain_over_base(gains: Iterable[Gain], compared: str) -> Gain | None:
    """Return a gain over a base in a task: of several the greatest, None for none."""
    found = (gain for gain in gains if gain.task == compared)
    return max(found, key=lambda gain: (gain.difference, gain.low, gain.high, gain.base), default=None)


def _of_cohort(cohort: str, records: Sequence[EvaluationRecord], compared: str, every_tier: bool) -> Iterator[Award]:
    rows = _rows(records, every_tier)
    groups: dict[tuple[str, str], list[EvaluationRecord]] = {}
    for one in rows:
        groups.setdefault((one.unit, one.size_class), []).append(one)
    for unit, size in sorted(groups, key=lambda group: (group[0], size_order(group[1]))):
        for metric, winners in _first(groups[unit, size], compared):
            yield Award("best", cohort, unit, size, compared, metric, winners)
    for metric, winners in _first(rows, SECRET):
        yield Award("held_out", cohort, "", "", SECRET, metric, winners)
    improved = list(_over_the_bar(rows, compared))
    for metric in sorted({one.metric for one in improved}):
        winners = _most_improved([one for one in improved if one.metric == metric])
        yield Award("most_improved", cohort, "", "", compared, metric, winners)
    if improved:
        yield Award("smallest", cohort, "", "", compared, "", _smallest([one.record for one in improved]))


def _rows(records: Iterable[EvaluationRecord], every_tier: bool) -> list[EvaluationRecord]:
    """Return the records that may have an award, one for each row of the board; no other row decides which."""
    found: dict[ModelKey, list[EvaluationRecord]] = {}
    for one in records:
        if not one.model.startswith(NOBODYS) and not why_unranked(one, one.protocol, every_tier=every_tier):
            found.setdefault(key_of(one), []).append(one)
    return [choose(mine, current_protocol(mine), every_tier=every_tier) for mine in found.values()]


def _alike(records: Sequence[EvaluationRecord]) -> list[EvaluationRecord]:
    """Return those that can be compared: of the newest protocol, and of these those that were asked most."""
    protocol = current_protocol(records)
    of_now = [one for one in records if one.protocol == protocol]
    limits = {one.limit for one in of_now}
    limit = 0 if 0 in limits else max(limits, default=0)
    return [one for one in of_now if one.limit == limit]


def _first(records: Iterable[EvaluationRecord], task: str) -> Iterator[tuple[str, tuple[Winner, ...]]]:
    """Yield who leads in each metric of a task, usually it has one, and whom intervals do not tell from the leaders.

    Not the first tie group of the board: who comes between two rows can part them there, and would decide an award
    that it has no part in.
    """
    found: dict[str, dict[str, TaskResult]] = {}
    by_id = {one.id: one for one in records}
    for one in by_id.values():
        for result in one.results:
            if result.task == task:
                found.setdefault(result.metric, {})[one.id] = result
    for metric, results in sorted(found.items()):
        measured = [(one, results[one.id]) for one in _alike([by_id[name] for name in results])]
        best = (min if metric in LOWER_IS_BETTER else max)(result.value for _, result in measured)
        leaders = [result for _, result in measured if result.value == best]
        firsts = [(one, result) for one, result in measured if any(overlap(result, leader) for leader in leaders)]
        yield metric, _shared(_winner(one, result.value, result.low, result.high) for one, result in firsts)


def _over_the_bar(records: Iterable[EvaluationRecord], compared: str) -> Iterator[_Improved]:
    for one in records:
        sure = [gain for gain in one.gains if gain.low > 0]
        gain = gain_over_base(sure, compared)
        metric = next((result.metric for result in one.results if result.task == compared), "")
        if gain is not None:
            yield _Improved(one, gain, metric)


def _most_improved(improved: Sequence[_Improved]) -> tuple[Winner, ...]:
    of = {one.record.id: one.gain for one in improved}
    gains = [(one, of[one.id]) for one in _alike([one.record for one in improved])]
    most = max(gain.difference for _, gain in gains)
    leaders = [gain for _, gain in gains if gain.difference == most]
    tied = [(one, gain) for one, gain in gains if any(overlap(gain, leader) for leader in leaders)]
    return _shared(_winner(one, gain.difference, gain.low, gain.high) for one, gain in tied)


def _smallest(improved: Sequence[EvaluationRecord]) -> tuple[Winner, ...]:
    records = _alike(improved)
    fewest = min(one.parameters for one in records)
    return _shared(_winner(one, fewest, fewest, fewest) for one in records if one.parameters == fewest)


def _winner(record: EvaluationRecord, value: int, low: int, high: int) -> Winner:
    return Winner(record.id, record.model, record.subject, value, low, high)


def _shared(winners: Iterable[Winner]) -> tuple[Winner, ...]:
    return tuple(sorted(winners, key=lambda winner: (winner.model, winner.subject, winner.record)))
