"""One pass over the open pull requests: take in, grade, publish, rebuild the board, answer, close.

What makes it safe to be killed anywhere and run again:

* a request's bytes, result and failure go to the outbox in one go, and from there to the board in one commit;
* answering comes after publishing, and closes the pull request in the same step, so an answer that was lost is made
  up for: the next pass meets the pull request still open and finds its result in the records;
* what is in the records decides, not what lies in the pull request by then;
* a record's id says what it is about, so whatever is done twice is one record.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple

from . import answers
from .board.documents import Waiting as Open
from .budget import Bucket
from .errors import JudgeTrouble, RequestRefused, StoreError
from .intake import NAME, Accepted, accept, read
from .judge.client import Judge
from .judge.messages import Begun
from .judging import grade_or_set_aside, job_of, marks_of, problem, rules_of
from .ledger import Ledger, Thread
from .outbox import Outbox
from .publish import Waiting, publish
from .rule_book import lateness_of
from .schema import (
    AnyRecord,
    BoardSettings,
    FailureRecord,
    GradeRecord,
    Person,
    QuizRecord,
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
AHEAD = 100
"""Requests that are read ahead of their turn."""
TURNS_UP_S = 3_600.0
"""Seconds for which a pull request that cannot be read stays open."""
TROUBLES = 3
"""Requests in a row that could not be graded for reasons of ours: then the pass ends. Those of earlier passes do not
count, else a few that can never be graded would keep all others waiting."""


class Event(NamedTuple):
    """What a pass tells while it works."""

    kind: str
    """`grading`, `check`, `graded`, `refused`, `trouble`, `publishing`, `published`, `board`, `unanswered`."""
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
    result: GradeRecord | QuizRecord | None
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
        self.tell = tell
        """Hears what is being done."""
        self._clock = clock
        self._ledger = Ledger(store)
        self._rules = rules_of(judge.ready, settings)
        self._batch: list[Decided] = []
        self._open: dict[int, Incoming] = {}
        self._since = 0.0
        self._troubled: set[int] = set()
        self._tally = Tally()

    def run(self) -> Tally:
        """Go over the open requests once. Raises `StoreError` where the store or inbox fails, `JudgeTrouble`."""
        self._tally = Tally()
        self._batch = []
        self._open = {}
        self._publish()
        self._ledger.refresh()
        in_a_row = 0
        for incoming in self._arriving():
            try:
                self._one(incoming)
                self._open.pop(incoming.number)
                in_a_row = 0
            except JudgeTrouble as trouble:
                in_a_row += incoming.number not in self._troubled
                self._troubled.add(incoming.number)
                self._trouble(incoming, trouble)
                if in_a_row == TROUBLES:
                    break
            if len(self._batch) >= self._most or (self._batch and time.monotonic() - self._since > BATCH_S):
                self._flush()
        self._flush(board=True)
        return self._tally

    def open_requests(self) -> list[Open]:
        """Return the requests that are known to be open and not decided, for the page's status."""
        found = []
        for incoming in self._open.values():
            with contextlib.suppress(RequestRefused):
                named = read(incoming.content).unit
                slug = self._rules.aliases.get(named, named)
                state: Literal["queued", "running"] = "running" if incoming.note == answers.RUNNING else "queued"
                found.append(
                    Open(
                        number=incoming.number,
                        name=incoming.author.name,
                        unit=slug if slug in self._rules.settings.units else "",  # else it is a stranger's text
                        state=state,
                        received_at=incoming.received_at,
                    )
                )
        return found

    def _arriving(self) -> Iterator[Incoming]:
        """Yield the open requests, a part of them at a time: all of them at once may not fit into memory."""
        waiting = iter(self._inbox.waiting())
        while part := list(islice(waiting, AHEAD)):
            self._open |= {incoming.number: incoming for incoming in part}
            yield from part

    def _one(self, incoming: Incoming) -> None:
        """Decide one request. Raises `JudgeTrouble` where it must stay queued."""
        subject = self._judge.subject(incoming.author.id)
        thread = Thread(incoming.number, subject, _opened(incoming))
        before = self._ledger.of_thread(thread)
        if isinstance(before, FailureRecord):
            self._decide(Decided(incoming, None, before.reason, before.unit))
            self._count(made_up=1)
        elif before is not None and (result := self._ledger.result_of(before.request)) is not None:
            self._decide(Decided(incoming, result, "", before.unit))
            self._count(made_up=1)
        elif before is not None and (failure := self._ledger.set_aside(thread)) is not None:
            self._decide(Decided(incoming, None, failure.reason, before.unit))
            self._count(made_up=1)
        elif before is not None and self._ledger.is_withdrawn(before.request):
            self._refuse(incoming, subject, "withdrawn", record=before)
        elif before is not None:
            self._grade(incoming, self._ledger.sealed_again(before), request_id="", author="")
        else:
            self._new(incoming, subject)

    def _new(self, incoming: Incoming, subject: str) -> None:
        if incoming.trouble:
            self._trouble(incoming, JudgeTrouble(f"the pull request cannot be read now: {incoming.trouble}"))
            return
        if not incoming.head and self._is_young(incoming):
            self._trouble(incoming, JudgeTrouble("the pull request cannot be read now"))
            return
        try:
            accepted = accept(incoming, subject, self._rules, self._ledger)
        except RequestRefused as refused:
            self._refuse(incoming, subject, refused.reason)
            return
        record = self._request_record(incoming, accepted)
        self._grade(incoming, record, request_id=accepted.request.id, author=incoming.author.name)

    def _is_young(self, incoming: Incoming) -> bool:
        """Return whether what cannot be read of a request may still turn up: the Hub need not be done with it."""
        age = datetime.fromisoformat(self._clock()) - datetime.fromisoformat(incoming.received_at)
        return age.total_seconds() < TURNS_UP_S

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
                model_nonce=request.model_nonce,
                quiz=request.quiz,
                shown_name=request.shown_name,
                entry=request.entry,
                number=incoming.number,
                opened_at=incoming.opened_at if incoming.opened_at != incoming.received_at else "",
            )
        )

    def _grade(self, incoming: Incoming, record: RequestRecord, *, request_id: str, author: str) -> None:
        self.tell(Event("grading", incoming.number, incoming.author.name, record.unit))
        self._say_running(incoming)
        job = job_of(record, self._rules.settings.cohort, request_id=request_id, author=author)
        result, opened = grade_or_set_aside(self._judge, job, lambda begun: self._heard(incoming, begun))
        if isinstance(result, GradeRecord | QuizRecord):
            self._keep([record, result], incoming, record.subject)
            self._decide(Decided(incoming, result, "", record.unit))
            self._count(graded=1)
            event = Event("graded", incoming.number, incoming.author.name, record.unit)
            earned, most = marks_of(result)
            self.tell(event._replace(points=earned, max_points=most))
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
                opened_at=incoming.opened_at if incoming.opened_at != incoming.received_at else "",
            )
        )
        self._keep([*(also or []), failure], incoming, subject)
        self._decide(Decided(incoming, None, reason, unit))
        self._count(refused=1)
        self.tell(Event("refused", incoming.number, incoming.author.name, unit, reason))

    def _key_of(self, incoming: Incoming) -> str:
        """Return how a refused request is called: by its own id unless that one is taken, else by its number."""
        try:
            key = request_key(incoming.author.id, read(incoming.content).id)
        except RequestRefused:
            key = ""
        if not key or key in self._ledger.requests or key in self._ledger.failures:
            return request_key(incoming.author.id, f"#{incoming.number} {_opened(incoming)}")
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
        if self._batch:
            self.tell(Event("publishing"))
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
            self.tell(Event("board"))
        except StoreError as error:
            why = problem(error)
            self._tally = self._tally._replace(troubles=(*self._tally.troubles, why))
            self.tell(Event("trouble", reason=why))

    def _publish(self) -> bool:
        done = publish(self._store, self._outbox, bucket=self._bucket, waiting=self._waiting)
        if done.records:
            self.tell(Event("published", points=done.records))
        return bool(done.records or done.people)

    def _answer(self, decided: Decided) -> None:
        incoming = decided.incoming
        try:
            if isinstance(decided.result, QuizRecord):
                percent = self._judge.ready.quiz_percent
                text = answers.marked(
                    decided.result, self._rules.settings, percent, lateness_of(self._store, decided.result)
                )
            elif decided.result is not None:
                described = self._judge.describe(decided.result)
                text = answers.graded(decided.result, described, lateness_of(self._store, decided.result))
            else:
                fields = answers.fields_of(self._rules, decided.unit, incoming.received_at)
                text = answers.refused(decided.reason, fields)
            self._inbox.close(incoming.number, text)
        except (StoreError, JudgeTrouble) as error:
            self._count(unanswered=1)
            self.tell(Event("unanswered", incoming.number, incoming.author.name, decided.unit, problem(error)))

    def _say_running(self, incoming: Incoming) -> None:
        """Say that it begins. A courtesy: that it does not get through changes nothing."""
        if incoming.note != answers.RUNNING:
            try:
                self._inbox.comment(incoming.number, answers.running())
            except StoreError as error:
                event = Event("unanswered", incoming.number, incoming.author.name, "", problem(error))
                self.tell(event)

    def _trouble(self, incoming: Incoming, trouble: JudgeTrouble) -> None:
        why = problem(trouble)
        self._tally = self._tally._replace(troubles=(*self._tally.troubles, f"#{incoming.number}: {why}"))
        self.tell(Event("trouble", incoming.number, incoming.author.name, "", why))

    def _heard(self, incoming: Incoming, begun: Begun) -> None:
        self.tell(Event("check", incoming.number, incoming.author.name, begun.exercise, begun.check))

    def _count(self, *, graded: int = 0, refused: int = 0, made_up: int = 0, unanswered: int = 0) -> None:
        tally = self._tally
        self._tally = tally._replace(
            graded=tally.graded + graded,
            refused=tally.refused + refused,
            made_up=tally.made_up + made_up,
            unanswered=tally.unanswered + unanswered,
        )


def _opened(incoming: Incoming) -> str:
    return incoming.opened_at or incoming.received_at
