"""Publishing: from the outbox to the board, each record exactly once, in as few commits as the Hub allows.

A commit is tried once and then looked for. Where it certainly did not happen, a new one is planned; where nobody
knows, the same one is made again, because the one before may still come.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from smol_grade.records import Sentence

from .budget import Bucket
from .errors import Conflict, RateLimited, StoreError, Uncertain, Unreachable
from .outbox import Batch, Outbox
from .schema import Person
from .segments import is_there
from .store import Store

WORTH_WAITING_FOR = (Conflict, RateLimited, Uncertain, Unreachable)
LONG_S = 2.0
"""Who waits longer is told."""
PATIENCE_S = 7200.0
USED_UP = "the hour's commits are used up"

Told = Callable[[Sentence], None]


class Published(NamedTuple):
    """What one call of `publish` did."""

    records: int
    """That were read back from the board."""
    people: int
    commits: int
    """That were asked for, also those that failed."""
    revision: str
    """The newest that was written or found; empty if there was nothing to do."""


@dataclass
class Waiting:
    """How long to wait for what, and how often. Clock and sleep can be replaced."""

    attempts: int = 12
    """Failures in a row that are taken."""
    first_s: float = 1.0
    """After the first failure; doubled after each further one, and drawn between half and all of it."""
    longest_s: float = 120.0
    patience_s: float = PATIENCE_S
    """What all waiting of one call may come to; 0 waits for nothing."""
    sleep: Callable[[float], None] = time.sleep
    draw: random.Random = field(default_factory=random.Random)
    told: Told | None = None
    waited: float = 0.0

    def begin(self) -> None:
        """Start to count."""
        self.waited = 0.0

    def until_ready(self, bucket: Bucket | None) -> None:
        """Wait until there may be a commit: what comes in meanwhile goes into it. Raises `RateLimited`."""
        while bucket is not None and (seconds := bucket.wait()):
            self._wait(seconds, RateLimited(seconds, USED_UP), "publish.budget")

    def take(self, bucket: Bucket | None) -> None:
        """Take a token, waiting for it if another program was faster. Raises `RateLimited`."""
        while bucket is not None and (seconds := bucket.take()):
            self._wait(seconds, RateLimited(seconds, USED_UP), "publish.budget")

    def failure(self, error: StoreError, number: int, bucket: Bucket | None) -> None:
        """Wait after the n-th failure in a row; raise it if it was one too many, or the wait would be too long."""
        if number > self.attempts:
            raise error
        if isinstance(error, RateLimited):
            if bucket is not None:
                bucket.rest(error.seconds)
            seconds = error.seconds + self.draw.uniform(0, 5)
        else:
            seconds = min(self.longest_s, self.first_s * 2.0 ** (number - 1)) * self.draw.uniform(0.5, 1.0)
        self._wait(seconds, error, "publish.again")

    def _wait(self, seconds: float, error: StoreError, key: str) -> None:
        if self.waited + seconds > self.patience_s:
            raise error
        if self.told is not None and seconds > LONG_S:
            self.told(Sentence(key, {"seconds": round(seconds), "problem": error.fields["problem"]}))
        self.waited += seconds
        self.sleep(seconds)


def publish(
    store: Store,
    outbox: Outbox,
    *,
    people: Iterable[Person] = (),
    bucket: Bucket | None = None,
    waiting: Waiting | None = None,
) -> Published:
    """Publish all that waits in the outbox; return when it was read back.

    Raises the store's error when it does not help to wait, or not long enough (`RateLimited` with `patience_s=0` means
    that there is no commit left now). Whatever is raised, and whenever the program is killed: what was not read back
    is still in the outbox, and the next call goes on.
    """
    with outbox.publishing():
        for person in people:
            outbox.add_person(person)
        return _Publisher(store, outbox, bucket, waiting or Waiting()).run()


class _Publisher:
    def __init__(self, store: Store, outbox: Outbox, bucket: Bucket | None, waiting: Waiting) -> None:
        self._store = store
        self._outbox = outbox
        self._bucket = bucket
        self._waiting = waiting
        self._failures = 0
        self._done = Published(0, 0, 0, "")

    def run(self) -> Published:
        self._waiting.begin()
        batch = self._outbox.batch()
        doubtful = batch is not None  # left by a program that was killed, perhaps after its commit
        while True:
            try:
                batch = batch or self._plan()
                if batch is None:
                    return self._done
                doubtful = self._deliver(batch, doubtful=doubtful)
                batch = None
            except _Failed as failed:
                doubtful = failed.doubtful
                if not doubtful and batch is not None:
                    self._outbox.drop()
                    batch = None
                self._again(failed.error)
            except WORTH_WAITING_FOR as error:  # while planning: nothing was asked for yet
                self._again(error)

    def _plan(self) -> Batch | None:
        if self._outbox.is_empty():
            return None
        self._waiting.until_ready(self._bucket)
        return self._outbox.plan(self._store)

    def _again(self, error: StoreError) -> None:
        self._failures += 1
        self._waiting.failure(error, self._failures, self._bucket)

    def _deliver(self, batch: Batch, *, doubtful: bool) -> bool:
        """Make a commit and read it back; return False, as nothing is in doubt then. Raises `_Failed`."""
        try:
            revision = self._store.head() if doubtful else ""
            if not (revision and is_there(self._store, batch.proof, revision)):
                self._waiting.take(self._bucket)
                revision, doubtful = self._commit(batch, doubtful=doubtful)
                if not is_there(self._store, batch.proof, revision):
                    raise Uncertain("what was published cannot be read back")
        except WORTH_WAITING_FOR as error:
            raise _Failed(error, doubtful=doubtful or isinstance(error, Uncertain)) from error
        self._outbox.finish(batch)
        self._failures = 0
        done = self._done
        self._done = Published(done.records + len(batch.ids), done.people + len(batch.people), done.commits, revision)
        return False

    def _commit(self, batch: Batch, *, doubtful: bool) -> tuple[str, bool]:
        self._done = self._done._replace(commits=self._done.commits + 1)
        message = f"Records published: {len(batch.ids)}, people named: {len(batch.people)}"
        try:
            return self._store.commit(batch.changes, message), True
        except WORTH_WAITING_FOR as error:
            raise _Failed(error, doubtful=doubtful or isinstance(error, Uncertain)) from error


class _Failed(Exception):
    """A commit that is to be tried again; `doubtful` if it, or one like it before, may have happened."""

    def __init__(self, error: StoreError, *, doubtful: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.doubtful = doubtful


def commit_derived(
    store: Store,
    build: Callable[[str], Mapping[str, bytes | None]],
    message: str,
    *,
    bucket: Bucket | None = None,
    waiting: Waiting | None = None,
) -> str:
    """Write files that are derived from the rest of the store; return the revision that holds them.

    `build(parent)` returns what they should be at that revision. They are written only while it is the head; when
    somebody else was first, they are built anew. Contents that are there already cost no commit.
    Raises the store's error when waiting does not help.
    """
    waiting = waiting or Waiting()
    waiting.begin()
    failures = 0
    while True:
        try:
            waiting.until_ready(bucket)
            parent = store.head()
            changes = build(parent)
            new = {path: content for path, content in changes.items() if store.read(path, parent) != content}
            if not new:
                return parent
            waiting.take(bucket)
            return store.commit(new, message, parent)
        except WORTH_WAITING_FOR as error:
            # also Uncertain: if it happened, the next round finds that nothing is left to write
            failures += 1
            waiting.failure(error, failures, bucket)
