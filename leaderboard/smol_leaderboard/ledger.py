"""What the board's records say about requests: which were graded, how often somebody submitted, whose a model is.

Derived from the store; segments are read once in a process. Sealed packages are not kept in memory: `sealed_again`
reads one from the store when a request is graded again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from .errors import RecordError
from .schema import (
    AnyRecord,
    EvaluationRecord,
    FailureRecord,
    GradeRecord,
    QuizRecord,
    RequestRecord,
    canonical,
    read_record,
)
from .segments import first_published, list_segments, read_segment
from .store import Store


class Thread(NamedTuple):
    """What makes a pull request this one and no other: numbers alone begin again where a folder's inbox is emptied."""

    number: int
    subject: str
    opened_at: str


def thread_of(record: RequestRecord | FailureRecord) -> Thread:
    """Return the pull request that a record is about."""
    return Thread(record.number, record.subject, record.opened_at or record.received_at)


def quiz_of(unit: str) -> str:
    """Return under which name the attempts at a unit's quiz are counted: apart from those at its exercises."""
    return f"quiz/{unit}"


def _is(line: bytes, record: AnyRecord) -> bool:
    """Return whether a line is that of a record, hash and all."""
    try:
        found = read_record(line)
    except RecordError:
        return False
    return (found.id, found.content_sha256) == (record.id, record.content_sha256)


class Ledger:
    """The records of a store, by what the operator asks for. `refresh` first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._forget()

    def _forget(self) -> None:
        self._seen: set[tuple[str, str]] = set()
        self._records: dict[str, AnyRecord] = {}
        self._where: dict[str, str] = {}
        self.requests: dict[str, RequestRecord] = {}
        """By the request's name in records."""
        self.failures: dict[str, FailureRecord] = {}
        self.evaluations: dict[str, EvaluationRecord] = {}
        self.grades: dict[str, GradeRecord] = {}
        """By id."""
        self.quizzes: dict[str, QuizRecord] = {}
        """By the request's name in records."""
        self._last_quiz: dict[tuple[str, str], str] = {}
        self._of_request: dict[str, set[str]] = {}
        self._accepted: dict[Thread, RequestRecord] = {}
        self._failed: dict[Thread, FailureRecord] = {}
        self._sealed: set[str] = set()
        self._withdrawn: set[str] = set()
        self._models: dict[str, RequestRecord] = {}
        self._days: Counter[tuple[str, str, str]] = Counter()
        self._revealed: set[str] = set()

    def refresh(self) -> None:
        """Read what is new in the store. Raises `StoreError`."""
        head = self._store.head()
        listed, _ = list_segments(self._store, head)
        there = {(file.path, file.oid) for file in listed}
        if self._seen - there:  # segments do not change: this is another history
            self._forget()
        for file in listed:
            if (file.path, file.oid) not in self._seen:
                content = self._store.read(file.path, head) or b""
                for record in read_segment(file.path, content, file.oid).records:
                    self._enter(record, file.path)
                self._seen.add((file.path, file.oid))

    def add(self, records: Iterable[AnyRecord]) -> None:
        """Take in records that are about to be published."""
        for record in records:
            self._enter(record, "")

    def _enter(self, record: AnyRecord, path: str) -> None:
        """Take in a record; of two with one id the first published counts."""
        known = self._records.get(record.id)
        kept = record if known is None else first_published(known, record)
        if path and (kept is record or record.id not in self._where):
            self._where[record.id] = path
        if kept is known:
            return
        if isinstance(kept, RequestRecord):
            if not kept.sealed:
                self._withdrawn.add(kept.request)
            kept = msgspec.structs.replace(kept, sealed="")
        self._records[kept.id] = kept
        if isinstance(kept, RequestRecord):
            self._enter_request(kept, new=known is None)
        elif isinstance(kept, FailureRecord):
            self.failures[kept.request] = kept
            self._failed[thread_of(kept)] = kept
        elif isinstance(kept, GradeRecord):
            self.grades[kept.id] = kept
            self._of_request.setdefault(kept.request, set()).add(kept.id)
        elif isinstance(kept, QuizRecord):
            self.quizzes[kept.request] = kept
        elif isinstance(kept, EvaluationRecord):
            self.evaluations[kept.id] = kept
        else:
            self._revealed.add(kept.grade)

    def _enter_request(self, record: RequestRecord, *, new: bool) -> None:
        self.requests[record.request] = record
        self._sealed.add(record.sealed_sha256)
        self._accepted[thread_of(record)] = record
        counted = quiz_of(record.unit) if record.quiz else record.unit
        if new:
            self._days[record.subject, counted, record.received_at[:10]] += 1
            self._days[record.subject, counted, ""] += 1
        if record.quiz:
            before = self._last_quiz.get((record.subject, record.unit), "")
            self._last_quiz[record.subject, record.unit] = max(before, record.received_at)
        first = self._models.get(record.model.casefold())
        if record.model and (first is None or record.received_at < first.received_at):
            self._models[record.model.casefold()] = record

    def grades_of(self, request: str) -> set[str]:
        """Return the ids of all gradings of a request, superseded ones too."""
        return self._of_request.get(request, set())

    def of_thread(self, thread: Thread) -> RequestRecord | FailureRecord | None:
        """Return what was made of a pull request before, whatever lies in it now."""
        return self._accepted.get(thread) or self._failed.get(thread)

    def set_aside(self, thread: Thread) -> FailureRecord | None:
        """Return the failure of a pull request whose request was accepted before, if it has one of its own."""
        return self._failed.get(thread)

    def has_sealed(self, sealed_sha256: str) -> bool:
        """Return whether these sealed bytes were accepted before, from anybody."""
        return sealed_sha256 in self._sealed

    def is_withdrawn(self, request: str) -> bool:
        """Return whether the package of a request is gone, because its author has withdrawn: it cannot be graded."""
        return request in self._withdrawn

    def accepted(self, subject: str, unit: str, day: str = "") -> int:
        """Return how many requests of a subject and unit (or `quiz_of` one) were accepted, on one UTC day if given."""
        return self._days[subject, unit, day]

    def last_quiz(self, subject: str, unit: str) -> str:
        """Return when the newest accepted answers of a subject to a unit's quiz were received, empty for never."""
        return self._last_quiz.get((subject, unit), "")

    def owner_of(self, model: str) -> str:
        """Return the subject that submitted a model first, empty if nobody has."""
        first = self._models.get(model.casefold())
        return first.subject if first is not None else ""

    def result_of(self, request: str) -> GradeRecord | QuizRecord | None:
        """Return what a request ended with: its current grade, or the result of its quiz."""
        return self.quizzes.get(request) or self.current(request)

    def current(self, request: str) -> GradeRecord | None:
        """Return the grade record of a request that no other one supersedes, the newest if there are several."""
        grades = [self.grades[one] for one in self._of_request.get(request, ())]
        replaced = {grade.supersedes for grade in grades}
        left = [grade for grade in grades if grade.id not in replaced]
        return max(left, key=lambda grade: (grade.at, grade.content_sha256)) if left else None

    def sealed_again(self, record: RequestRecord) -> RequestRecord:
        """Return a request record with its sealed package, from the store. Raises `StoreError`."""
        path = self._where[record.id]
        for found in read_segment(path, self._store.read(path) or b"").records:
            if found.id == record.id and found.content_sha256 == record.content_sha256:
                assert isinstance(found, RequestRecord)
                return found
        raise KeyError(record.id)

    def line_of(self, identifier: str) -> bytes:
        """Return a record's line as it was published; `KeyError` for one that is not. Raises `StoreError`."""
        record = self._records[identifier]
        line = canonical(record)
        if _is(line, record):
            return line
        # written by another version, whose fields are others: what it hashed is what stands there
        for found in (self._store.read(self._where[identifier]) or b"").splitlines():
            if identifier.encode() in found and _is(found, record):
                return found
        raise KeyError(identifier)

    def secret(self, cohort: str) -> list[GradeRecord]:
        """Return the grade records of a cohort whose seeds are not published yet, oldest first."""
        left = [one for one in self.grades.values() if one.cohort == cohort and one.id not in self._revealed]
        return sorted(left, key=lambda one: (one.at, one.id))
