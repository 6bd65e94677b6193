"""Which model has which award: pure functions from evaluation records. No jury, no file, no clock, no order of arrival.

Awards are given within a cohort, to rows that have a rank on the model board of that cohort's records: official ones
that count, that nothing supersedes, of the current protocol. What a withdrawn person's model reached is nobody's. Rows
that were asked all problems are compared where there are any, else those that were asked most.

- `best`, for each unit and size class: the best value in the task in which a model has to beat its base, and every
  value whose interval overlaps that one's.
- `held_out`: the same in the task whose problems nobody has seen, over all size classes.
- `most_improved`: the greatest gain over the base, and every gain whose interval overlaps that one's.
- `smallest`: the fewest parameters of those that are over the bar, with equally many sharing.

*Over the bar* is what certificates ask for: the interval of the gain over the base lies above zero. An award that
nobody has is not there. `docs/design/0027-awards.md` has the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..schema import NOBODYS, EvaluationRecord, Gain, TaskResult
from ..thresholds import SECRET
from .model_ranking import Measured, ModelRow, model_board, ordered, overlap, size_order, superseded
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

    row: ModelRow
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


def gain_over_base(record: EvaluationRecord, compared: str) -> Gain | None:
    """Return a record's gain over its base in a task: of several the greatest, None for none."""
    gains = (gain for gain in record.gains if gain.task == compared)
    return max(gains, key=lambda gain: (gain.difference, gain.low, gain.high, gain.base), default=None)


def _of_cohort(cohort: str, records: Sequence[EvaluationRecord], compared: str, every_tier: bool) -> Iterator[Award]:
    rows = _compared_rows(model_board(records, every_tier=every_tier))
    groups: dict[tuple[str, str], list[ModelRow]] = {}
    for row in rows:
        groups.setdefault((row.record.unit, row.key.size_class), []).append(row)
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
        yield Award("smallest", cohort, "", "", compared, "", _smallest(improved))


def _compared_rows(rows: Iterable[ModelRow]) -> list[ModelRow]:
    """Return the ranked rows of people who are there, all asked equally many problems."""
    ranked = [row for row in rows if not row.unranked and not row.key.model.startswith(NOBODYS)]
    limits = {row.key.limit for row in ranked}
    limit = 0 if 0 in limits else max(limits, default=0)
    return [row for row in ranked if row.key.limit == limit]


def _first(rows: Iterable[ModelRow], task: str) -> Iterator[tuple[str, tuple[Winner, ...]]]:
    """Yield who leads in each metric of a task, usually it has one, and all whom intervals do not tell from the leader.

    Not the first tie group of the board: who comes between two rows can part them there, and would decide an award
    that it has no part in.
    """
    found: dict[str, list[tuple[ModelRow, TaskResult]]] = {}
    for row in rows:
        for result in row.record.results:
            if result.task == task:
                found.setdefault(result.metric, []).append((row, result))
    for metric, measured in sorted(found.items()):
        leader = ordered(Measured(row.key, result) for row, result in measured)[0].result
        firsts = [(row, result) for row, result in measured if overlap(result, leader)]
        yield metric, _shared(_winner(row, result.value, result.low, result.high) for row, result in firsts)


def _over_the_bar(rows: Iterable[ModelRow], compared: str) -> Iterator[_Improved]:
    for row in rows:
        gain = gain_over_base(row.record, compared)
        metric = next((result.metric for result in row.record.results if result.task == compared), "")
        if gain is not None and gain.low > 0:
            yield _Improved(row, gain, metric)


def _most_improved(improved: Sequence[_Improved]) -> tuple[Winner, ...]:
    def place(one: _Improved) -> tuple[int, str, str]:
        return (-one.gain.difference, one.row.key.model, one.row.key.subject)

    leader = min(improved, key=place).gain
    tied = [one for one in improved if one.gain.low <= leader.high and leader.low <= one.gain.high]
    return _shared(_winner(one.row, one.gain.difference, one.gain.low, one.gain.high) for one in tied)


def _smallest(improved: Sequence[_Improved]) -> tuple[Winner, ...]:
    fewest = min(one.row.record.parameters for one in improved)
    rows = (one.row for one in improved if one.row.record.parameters == fewest)
    return _shared(_winner(row, fewest, fewest, fewest) for row in rows)


def _winner(row: ModelRow, value: int, low: int, high: int) -> Winner:
    return Winner(row.record.id, row.key.model, row.key.subject, value, low, high)


def _shared(winners: Iterable[Winner]) -> tuple[Winner, ...]:
    return tuple(sorted(winners, key=lambda winner: (winner.model, winner.subject, winner.record)))
