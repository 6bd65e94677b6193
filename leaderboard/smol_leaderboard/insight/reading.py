"""From records to columns. One record is in memory at a time: a cohort's records are too many to hold.

Only current gradings of learners count: those that no other one supersedes, and no reference rows. A check that was
not begun, or could not be graded, is no try; a request without any exercise, as a final project's, is no submission.
"""

from __future__ import annotations

import io
import math
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from smol_grade.records import Outcome, Reason

from ..board.reading import is_moment
from ..errors import RecordError
from ..schema import CheckGrade, ExerciseGrade, GradeRecord, read_record
from ..segments import list_segments
from ..store import Store
from .outline import Item, Outline
from .tries import Tries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_TRY = frozenset({Reason.NOT_STARTED, Reason.NO_FILE, Reason.MISSING_DEPENDENCY, Reason.NOT_REPORTED})
Progress = Callable[[int, int], None]
MOST_POINTS = 1_000_000
COLUMNS = ("item", "passed", "points", "hint", "shape")


class Submission(NamedTuple):
    """A current grading of a learner's submission."""

    request: str
    """Its name in records: a pseudonym, by which the course team finds it."""
    learner: int
    unit: str
    received_at: str
    """Empty where nobody noted it: of some batches."""
    attempt: int
    """Which of the learner's graded submissions of the unit, from 1."""
    hours: float
    """Since the first of these; not a number where one of the two times is not known."""
    full: bool
    """Whether it has full marks; bonus exercises are not asked."""


@dataclass(frozen=True)
class Gradings:
    """Everything that statistics are made of."""

    outline: Outline
    submissions: tuple[Submission, ...]
    learners: int
    checks: Tries
    exercises: Tries
    hints: tuple[str, ...]
    """The first is empty."""
    shapes: tuple[str, ...]
    """The first is empty: passed. How else a check failed, or its outcome and reason where records do not say."""
    has_shapes: bool
    """Whether any record says how a check failed."""
    skipped: int
    """Records that could not be used: a time that is none, or a line that is no record."""
    idle: int = 0
    """Submissions besides, in which no exercise was begun."""
    idle_learners: int = 0
    """Learners besides, who have none but such submissions."""
    batches: int = 0
    """How many batches were read; 0: the records are a board's."""
    same: int = 0
    """Results that several of them hold for one submission, each counted once too often."""


class _Kept(NamedTuple):
    """What is remembered of one record."""

    id: str
    request: str
    subject: str
    unit: str
    attempt: int
    received_at: str
    at: str
    content_sha256: str
    supersedes: str
    full: bool
    begun: bool
    """Whether it held any exercise."""
    idle: bool
    """Whether it held exercises that were not begun, and no other one."""
    start: int
    """Of its rows among all."""
    end: int


def of_store(store: Store, progress: Progress) -> Iterator[GradeRecord | None]:
    """Yield the grade records of a board, None for a line that is none. Raises `StoreError`."""
    head = store.head()
    listed, _ = list_segments(store, head, ("grade",))
    for number, file in enumerate(listed, 1):
        progress(number, len(listed))
        for line in io.BytesIO(store.read(file.path, head) or b""):
            try:
                record = read_record(line.rstrip(b"\n"), file.path)
            except RecordError:
                record = None
            yield record if isinstance(record, GradeRecord) else None


def read_gradings(records: Iterable[GradeRecord | None], outline: Outline) -> Gradings:
    """Return the gradings that some records hold, whatever their order."""
    gathered = _Gathered()
    for record in records:
        gathered.take(record)
    return gathered.gradings(outline)


class _Codes(dict[str, int]):
    """Texts by the order in which they came."""

    def of(self, text: str) -> int:
        return self.setdefault(text, len(self))


class _Gathered:
    """Records on their way into columns."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._items: dict[tuple[str, str], dict[str, int]] = {}
        self._named: list[Item] = []
        self._hints, self._shapes = _Codes({"": 0}), _Codes({"": 0})
        self._rows = array("i")
        """`COLUMNS`, row after row."""
        self._has_shapes = False
        self._skipped = 0

    def take(self, record: GradeRecord | None) -> None:
        """Take in a record; of two with one id the first published counts."""
        if record is None or (record.received_at and not is_moment(record.received_at)):
            self._skipped += 1
            return
        known = self._kept.get(record.id)
        published = (record.at, record.content_sha256)
        if record.reference or (known is not None and (known.at, known.content_sha256) <= published):
            return
        start = len(self._rows) // len(COLUMNS)
        for exercise in (*record.exercises, *record.extras):
            self._take_exercise(record.unit, exercise)
        full = 0 < record.max_points <= record.points
        begun = any(one.begun for one in record.graded)
        untouched = any(check.reason is Reason.NOT_STARTED for one in record.graded for check in one.checks)
        self._kept[record.id] = _Kept(
            record.id, record.request, record.subject, record.unit, record.attempt, record.received_at, record.at,
            record.content_sha256, record.supersedes, full, begun,
            untouched and not begun, start, len(self._rows) // len(COLUMNS),
        )  # fmt: skip

    def _take_exercise(self, unit: str, exercise: ExerciseGrade) -> None:
        """Enter the checks of an exercise that were tried, and then the exercise itself."""
        codes = self._items.setdefault((unit, exercise.name), {})
        tried, passed = False, True
        for check in exercise.checks:
            code = codes.get(check.name) or self._code(codes, Item(unit, exercise.name, check.name))
            if check.outcome is Outcome.PASSED:
                self._rows.extend((code, 1, _marks(check.max_points), 0, 0))
                tried = True
                continue
            passed = False
            if _is_try(check):
                hint, shape = self._hints.of(check.hint), self._shapes.of(self._shape(check))
                self._rows.extend((code, 0, _marks(check.max_points), hint, shape))
                tried = True
        if tried:
            code = codes.get("") or self._code(codes, Item(unit, exercise.name))
            self._rows.extend((code, int(passed), _marks(exercise.max_points), 0, 0))

    def _code(self, codes: dict[str, int], item: Item) -> int:
        """Give an item the next number, from 1."""
        self._named.append(item)
        codes[item.check] = len(self._named)
        return len(self._named)

    def _shape(self, check: CheckGrade) -> str:
        if isinstance(check.shape, str) and check.shape:
            self._has_shapes = True
            return check.shape
        return f"{check.outcome}/{check.reason or ''}".rstrip("/")

    def gradings(self, outline: Outline) -> Gradings:
        """Return what was gathered, of current gradings alone."""
        import numpy as np

        counting = _current(self._kept.values())
        current = [one for one in counting if one.begun]
        idle = [one for one in counting if one.idle]
        subjects = {subject: number for number, subject in enumerate(sorted({one.subject for one in current}))}
        submissions = tuple(_numbered(current, subjects))
        spans = [np.arange(one.start, one.end) for one in current]
        rows = np.concatenate(spans) if spans else np.zeros(0, np.int64)
        owner = np.repeat(np.arange(len(current), dtype=np.int32), [len(span) for span in spans])
        table = np.array(self._rows, np.int32).reshape(-1, len(COLUMNS))[rows]
        columns = dict(zip(COLUMNS, table.T, strict=True))
        is_exercise = np.array([False, *(not item.check for item in self._named)])[columns["item"]]
        return Gradings(
            outline,
            submissions,
            len(subjects),
            self._tries(outline, submissions, columns, owner, ~is_exercise),
            self._tries(outline, submissions, columns, owner, is_exercise),
            tuple(self._hints),
            tuple(self._shapes),
            self._has_shapes,
            self._skipped,
            len(idle),
            len({one.subject for one in idle} - subjects.keys()),
        )

    def _tries(
        self,
        outline: Outline,
        submissions: tuple[Submission, ...],
        columns: dict[str, NDArray[np.int32]],
        owner: NDArray[np.int32],
        chosen: NDArray[np.bool_],
    ) -> Tries:
        """Return some of the rows, sorted; items stand in the course's order."""
        import numpy as np

        there = np.unique(columns["item"][chosen])
        ordered = sorted(there.tolist(), key=lambda code: outline.order(self._named[code - 1]))
        place = np.zeros(len(self._named) + 1, np.int32)
        place[ordered] = np.arange(len(ordered))
        item, owner = place[columns["item"][chosen]], owner[chosen]
        learner = np.array([one.learner for one in submissions], np.int32)[owner] if len(owner) else owner
        order = np.lexsort((owner, learner, item))  # submissions stand in the order of time
        hours = np.array([one.hours for one in submissions])[owner] if len(owner) else np.zeros(0)
        return Tries(
            tuple(self._named[code - 1] for code in ordered),
            item[order],
            learner[order],
            owner[order],
            hours[order],
            columns["passed"][chosen][order].astype(np.bool_),
            *(columns[name][chosen][order] for name in ("points", "hint", "shape")),
        )


def _marks(points: int) -> int:
    """Return full marks as a column holds them: a record of another's making may say any number."""
    return points if 0 <= points <= MOST_POINTS else 0


def _is_try(check: CheckGrade) -> bool:
    return check.outcome is not Outcome.BLOCKED and check.reason not in NO_TRY


def _current(kept: Iterable[_Kept]) -> list[_Kept]:
    """Return the gradings that no other one of the same request supersedes, the newest of each, by time.

    The ledger's rule, `Ledger.current`.
    """
    of_request: dict[str, list[_Kept]] = {}
    for one in kept:
        of_request.setdefault(one.request, []).append(one)
    found = []
    for grades in of_request.values():
        replaced = {one.supersedes for one in grades}
        left = [one for one in grades if one.id not in replaced]
        found += [max(left, key=lambda one: (one.at, one.content_sha256))] if left else []
    return sorted(found, key=lambda one: (one.received_at, one.attempt, one.request))


def _numbered(current: Iterable[_Kept], subjects: dict[str, int]) -> Iterator[Submission]:
    """Yield the submissions, each with its number and its time since the learner's first of the unit."""
    begun: dict[tuple[str, str], tuple[str, int]] = {}
    for one in current:
        since, number = begun.get((one.subject, one.unit), (one.received_at, 0))
        begun[one.subject, one.unit] = (since, number + 1)
        hours = _hours(since, one.received_at) if since and one.received_at else math.nan
        yield Submission(
            one.request, subjects[one.subject], one.unit, one.received_at, number + 1, hours, one.full
        )  # fmt: skip


def _hours(since: str, until: str) -> float:
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds() / 3600
