"""Long calls that several checks of an exercise judge: each is made once, in the background, before its checks come.

A suite names them in `SHARED`, functions `(submission, world) -> plain data`; its checks ask the fixture `shared` for
what came of one. So a training is paid for once, and runs while other exercises are graded. Whatever the call raised,
every check that asks for it meets.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from ..submission import Call, CheckEnded, Submission, SubmissionError
from .world import World

JOIN_S = 10.0

Make = Callable[[Submission, World], Any]


@dataclass(frozen=True)
class Job:
    """One call to make."""

    exercise: str
    name: str
    make: Make
    submission: Submission
    future: Future[Done]


@dataclass(frozen=True)
class Done:
    """What came of a call."""

    result: Any
    error: SubmissionError | CheckEnded | None
    calls: list[Call]
    printed: str


class SharedRuns:
    """The shared calls of one grading, in one thread per sandbox."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: dict[int, list[Job]] = {}
        self._jobs: dict[tuple[str, str], Job] = {}
        self._threads: list[threading.Thread] = []
        self._stopped = threading.Event()

    def add(self, exercise: str, name: str, make: Make, submission: Submission, sandbox: object) -> None:
        """Put a call on the list of its sandbox."""
        job = Job(exercise, name, make, submission, Future())
        self._jobs[exercise, name] = job
        self._queues.setdefault(id(sandbox), []).append(job)

    def start(self) -> None:
        """Begin, in the order of the lists."""
        for jobs in self._queues.values():
            thread = threading.Thread(target=self._work, args=(jobs,), name="smol-grade-shared", daemon=True)
            self._threads.append(thread)
            thread.start()

    def wait(self, exercise: str, name: str) -> Done:
        """Return what came of a call, once it is there; raise what went wrong on our side."""
        return self._jobs[exercise, name].future.result()

    def stop(self, *, wait: bool = True) -> None:
        """End what still runs; nothing of it is needed any more. Without `wait`, somebody wants to leave at once."""
        self._stopped.set()
        for job in self._jobs.values():
            if not job.future.done():
                job.submission.kill()
        for thread in self._threads if wait else ():
            thread.join(JOIN_S)

    def _work(self, jobs: list[Job]) -> None:
        unusable: dict[str, CheckEnded] = {}
        for job in jobs:
            if self._stopped.is_set():
                return
            try:
                done = self._make(job, unusable.get(job.exercise))
                if isinstance(done.error, CheckEnded) and done.error.load:
                    unusable[job.exercise] = done.error
                job.future.set_result(done)
            except BaseException as error:  # noqa: BLE001 - ours, or pytest's: raised again where the check waits
                job.future.set_exception(error)
            finally:
                job.submission.close()
        self._stopped.wait()  # Linux ends a spawned worker with the thread that started it, and checks still use it

    def _make(self, job: Job, ended: CheckEnded | None) -> Done:
        error: SubmissionError | CheckEnded | None = ended
        result = None
        if error is None:
            try:
                result = job.make(job.submission, self._world)
            except (SubmissionError, CheckEnded) as raised:
                error = raised
        job.submission.close()
        printed = "" if error is None and result is not None else job.submission.printed
        return Done(result, error, job.submission.calls, printed)
