"""One pass over the open pull requests: take in, grade, publish, rebuild the board, answer, close.

What makes it safe to be killed anywhere and run again:

* a request's bytes, result and failure go to the outbox in one go, and from there to the board in one commit;
* answering comes after publishing, and closes the pull request in the same step, so an answer that was lost is made
  up for: the next pass meets the pull request still open and finds its result in the records;
* what is in the records decides, not what lies in the pull request by then;
* a record's id says what it is about, so whatever is done twice is one record.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from . import answers
from .budget import Bucket
from .errors import JudgeDied, JudgeTrouble, OperatorError, RequestRefused, StoreError
from .intake import NAME, Accepted, Rules, accept, read
from .judge.client import Judge
from .judge.messages import Begun, Job, NotGraded
from .ledger import Ledger, Thread
from .outbox import Outbox
from .publish import Waiting, publish
from .schema import (
    AnyRecord,
    BoardSettings,
    FailureRecord,
    GradeRecord,
    Person,
    RequestRecord,
    record_id,
    request_key,
    sealed_record,
)
from .store import Inbox, Incoming, Store

BATCH = 50
"""Requests of one commit."""
BATCH_S = 150.0
"""A batch is published when its first result is so old: 48 commits an hour with the board's, of the Hub's 128."""
DEATHS = 2
"""Times that grading a request may end the judge."""
TROUBLES = 3
"""Requests in a row that could not be graded for reasons of ours: then the pass ends."""


class Event(NamedTuple):
    """What a pass tells while it works."""

    kind: str
    """`grading`, `check`, `graded`, `refused`, `made_up`, `trouble`, `published`, `unanswered`, `board`."""
    number: int = 0
    author: str = ""
    unit: str = ""
    reason: str = ""
    points: int = 0
    max_points: int = 0


Tell = Callable[[Event], None]


class Tally(NamedTuple):
    """What a pass did."""

    graded: int = 0
    refused: int = 0
    made_up: int = 0
    """Requests that had been decided before and were only answered."""
    troubles: tuple[str, ...] = ()
    """Why requests are still queued."""
    unanswered: int = 0
    """Decided, published, but the answer did not get through: the next pass makes up for it."""


class Decided(NamedTuple):
    """A request whose result is on the board, or will be with the next commit."""

    incoming: Incoming
    grade: GradeRecord | None
    reason: str
    unit: str


class Queue:
    """The operator's desk: holds the token's store and inbox, and asks the judge."""

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        judge: Judge,
        settings: BoardSettings,
        outbox: Outbox,
        *,
        bucket: Bucket | None = None,
        waiting: Waiting | None = None,
        rebuild: Callable[[], object] = lambda: None,
        tell: Tell = lambda _: None,
        clock: Callable[[], str],
        batch: int = BATCH,
    ) -> None:
        """Take what a pass works with. `rebuild` makes the board anew, `clock` returns the time, UTC."""
        self._most = batch
        self._store = store
        self._inbox = inbox
        self._judge = judge
        self._outbox = outbox
        self._bucket = bucket
        self._waiting = waiting
        self._rebuild = rebuild
        self._tell = tell
        self._clock = clock
        self._ledger = Ledger(store)
        self._rules = rules_of(judge, settings)
        self._batch: list[Decided] = []
        self._since = 0.0
        self._tally = Tally()

    def run(self) -> Tally:
        """Go over the open requests once. Raises `StoreError` where the store or inbox fails, `JudgeTrouble`."""
        self._tally = Tally()
        self._batch = []
        self._publish()
        self._ledger.refresh()
        in_a_row = 0
        for incoming in self._inbox.waiting():
            try:
                self._one(incoming)
                in_a_row = 0
            except JudgeTrouble as trouble:
                in_a_row += 1
                self._trouble(incoming, trouble)
                if in_a_row == TROUBLES:
                    break
            if len(self._batch) >= self._most or (self._batch and time.monotonic() - self._since > BATCH_S):
                self._flush()
        self._flush(board=True)
        return self._tally

    def _one(self, incoming: Incoming) -> None:
        """Decide one request. Raises `JudgeTrouble` where it must stay queued."""
        subject = self._judge.subject(incoming.author.id)
        before = self._ledger.of_thread(Thread(incoming.number, subject, incoming.received_at))
        if isinstance(before, FailureRecord):
            self._decide(Decided(incoming, None, before.reason, before.unit))
            self._count(made_up=1)
        elif before is not None and (grade := self._ledger.current(before.request)) is not None:
            self._decide(Decided(incoming, grade, "", before.unit))
            self._count(made_up=1)
        elif before is not None and (failure := self._ledger.failures.get(before.request)) is not None:
            self._decide(Decided(incoming, None, failure.reason, before.unit))
            self._count(made_up=1)
        elif before is not None:
            self._grade(incoming, self._ledger.sealed_again(before), request_id="", author="")
        else:
            self._new(incoming, subject)

    def _new(self, incoming: Incoming, subject: str) -> None:
        try:
            accepted = accept(incoming, subject, self._rules, self._ledger)
        except RequestRefused as refused:
            self._refuse(incoming, subject, refused.reason)
            return
        record = self._request_record(incoming, accepted)
        self._grade(incoming, record, request_id=accepted.request.id, author=incoming.author.name)

    def _request_record(self, incoming: Incoming, accepted: Accepted) -> RequestRecord:
        request = accepted.request
        return sealed_record(
            RequestRecord(
                id=record_id("request", accepted.key, request.sealed_sha256),
                subject=accepted.subject,
                at=self._clock(),
                request=accepted.key,
                unit=accepted.unit,
                attempt=accepted.attempt,
                received_at=incoming.received_at,
                sealed_sha256=request.sealed_sha256,
                sealed=request.sealed,
                smol_grade=request.smol_grade,
                model=request.model,
                number=incoming.number,
            )
        )

    def _grade(self, incoming: Incoming, record: RequestRecord, *, request_id: str, author: str) -> None:
        self._tell(Event("grading", incoming.number, incoming.author.name, record.unit))
        self._say_running(incoming)
        job = job_of(record, self._rules.settings.cohort, request_id=request_id, author=author)
        result, opened = grade_or_set_aside(self._judge, job, lambda begun: self._heard(incoming, begun))
        if isinstance(result, GradeRecord):
            self._keep([record, result], incoming, record.subject)
            self._decide(Decided(incoming, result, "", record.unit))
            self._count(graded=1)
            event = Event("graded", incoming.number, incoming.author.name, record.unit)
            self._tell(event._replace(points=result.points, max_points=result.max_points))
            return
        kept = [record] if opened else []  # what the judge could not open as this request is none of the author's
        self._refuse(incoming, record.subject, result.reason, record=record, also=kept)

    def _refuse(
        self,
        incoming: Incoming,
        subject: str,
        reason: str,
        *,
        record: RequestRecord | None = None,
        also: list[RequestRecord] | None = None,
    ) -> None:
        key = record.request if record is not None else self._key_of(incoming)
        unit = record.unit if record is not None else ""
        failure = sealed_record(
            FailureRecord(
                id=record_id("failure", key, record.sealed_sha256 if record is not None else ""),
                subject=subject,
                at=self._clock(),
                request=key,
                unit=unit,
                received_at=incoming.received_at,
                reason=reason,
                number=incoming.number,
            )
        )
        self._keep([*(also or []), failure], incoming, subject)
        self._decide(Decided(incoming, None, reason, unit))
        self._count(refused=1)
        self._tell(Event("refused", incoming.number, incoming.author.name, unit, reason))

    def _key_of(self, incoming: Incoming) -> str:
        """Return how a refused request is called: by its own id unless that one is taken, else by its number."""
        try:
            key = request_key(incoming.author.id, read(incoming.content).id)
        except RequestRefused:
            key = ""
        if not key or key in self._ledger.requests or key in self._ledger.failures:
            return request_key(incoming.author.id, f"#{incoming.number} {incoming.received_at}")
        return key

    def _keep(self, records: list[AnyRecord], incoming: Incoming, subject: str) -> None:
        """Put into the outbox the author's name, a request, its result: in this order, so that what is there suffices.

        Once the result is there nobody comes by again to add what was missing; once the request is there its bytes
        stand fast.
        """
        if incoming.author.id and NAME.fullmatch(incoming.author.name):
            self._outbox.add_person(Person(subject=subject, name=incoming.author.name, at=self._clock()))
        for record in records:
            self._outbox.add(record)
        self._ledger.add(records)

    def _decide(self, decided: Decided) -> None:
        if not self._batch:
            self._since = time.monotonic()
        self._batch.append(decided)

    def _flush(self, *, board: bool = False) -> None:
        """Publish, rebuild, answer: in this order, so that whoever is told finds it there."""
        published = self._publish()
        if published or board:
            self._make_board()
        for decided in self._batch:
            self._answer(decided)
        self._batch = []

    def _make_board(self) -> None:
        """Rebuild the board. The records are safe by now: the next pass makes up for a board that fails."""
        try:
            self._rebuild()
            self._tell(Event("board"))
        except StoreError as error:
            why = problem(error)
            self._tally = self._tally._replace(troubles=(*self._tally.troubles, why))
            self._tell(Event("trouble", reason=why))

    def _publish(self) -> bool:
        done = publish(self._store, self._outbox, bucket=self._bucket, waiting=self._waiting)
        if done.records:
            self._tell(Event("published", points=done.records))
        return bool(done.records or done.people)

    def _answer(self, decided: Decided) -> None:
        incoming = decided.incoming
        try:
            if decided.grade is not None:
                text = answers.graded(decided.grade, self._judge.describe(decided.grade))
            else:
                fields = answers.fields_of(self._rules, decided.unit, incoming.received_at)
                text = answers.refused(decided.reason, fields)
            self._inbox.close(incoming.number, text)
        except (StoreError, JudgeTrouble) as error:
            self._count(unanswered=1)
            self._tell(Event("unanswered", incoming.number, incoming.author.name, decided.unit, problem(error)))

    def _say_running(self, incoming: Incoming) -> None:
        """Say that it begins. A courtesy: that it does not get through changes nothing."""
        if incoming.note != answers.RUNNING:
            try:
                self._inbox.comment(incoming.number, answers.running())
            except StoreError as error:
                event = Event("unanswered", incoming.number, incoming.author.name, "", problem(error))
                self._tell(event)

    def _trouble(self, incoming: Incoming, trouble: JudgeTrouble) -> None:
        why = problem(trouble)
        self._tally = self._tally._replace(troubles=(*self._tally.troubles, f"#{incoming.number}: {why}"))
        self._tell(Event("trouble", incoming.number, incoming.author.name, "", why))

    def _heard(self, incoming: Incoming, begun: Begun) -> None:
        self._tell(Event("check", incoming.number, incoming.author.name, begun.exercise, begun.check))

    def _count(self, *, graded: int = 0, refused: int = 0, made_up: int = 0, unanswered: int = 0) -> None:
        tally = self._tally
        self._tally = tally._replace(
            graded=tally.graded + graded,
            refused=tally.refused + refused,
            made_up=tally.made_up + made_up,
            unanswered=tally.unanswered + unanswered,
        )


def rules_of(judge: Judge, settings: BoardSettings) -> Rules:
    """Return the board's rules; raise `OperatorError` where judge and board do not belong together."""
    ready = judge.ready
    if ready.public_key != settings.public_key:
        raise OperatorError("the keys are not those of this board: its public key is another one")
    wrong = [slug for slug, points in settings.units.items() if ready.full_marks.get(slug) != points]
    if wrong:
        names = ", ".join(sorted(wrong))
        raise OperatorError(f"course.json and course.toml disagree on the units {names}; run: smol-leaderboard init")
    missing = sorted(set(settings.units) - set(ready.suites))
    if missing:
        raise OperatorError(f"there are no suites for {', '.join(missing)}")
    return Rules(settings, ready.aliases, ready.smol_grade)


def job_of(record: RequestRecord, cohort: str, *, request_id: str = "", author: str = "", supersedes: str = "") -> Job:
    """Return what the judge is asked about a request."""
    return Job(
        request=record.request,
        request_id=request_id,
        author=author,
        subject=record.subject,
        unit=record.unit,
        attempt=record.attempt,
        received_at=record.received_at,
        sealed=record.sealed,
        sealed_sha256=record.sealed_sha256,
        model=record.model,
        cohort=cohort,
        supersedes=supersedes,
    )


def grade_or_set_aside(judge: Judge, job: Job, hear: Callable[[Begun], None]) -> tuple[GradeRecord | NotGraded, bool]:
    """Have a request graded; the second value tells whether its package was opened and is this request's.

    A judge that dies is started again, once; dying again sets the request aside (`not_gradable`). Raises
    `JudgeTrouble` for what is our fault: also when the judge dies without having begun.
    """
    opened = False

    def heard(begun: Begun) -> None:
        nonlocal opened
        opened = True
        hear(begun)

    for death in range(1, DEATHS + 1):
        try:
            result = judge.grade(job, heard)
            return result, opened or isinstance(result, GradeRecord)
        except JudgeDied:
            if not opened and death == DEATHS:
                raise
    return NotGraded(reason="not_gradable"), opened


def problem(error: StoreError | JudgeTrouble) -> str:
    """Return what went wrong, in English, for the operator."""
    from smol_grade.messages import say

    return say("en", error.key, **error.fields)
