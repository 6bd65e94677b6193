"""Several models are measured at once, ahead of the pass that publishes them one after the other.

What a model answers is kept in the operator's folder, and a question that was answered is not asked again. So the pass
that follows finds all answers there, and its records are those of a pass without this one, but for the number of
threads that they tell: what a model is compared with, copies of other submissions above all, depends on the order in
which models are looked at, and that stays.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say
from smol_grade.records import Language

from ..errors import LeaderboardError
from ..evaluate.room import files_sha256
from ..models_office import ModelsOffice, Wanted
from .batching import Machines, cores, engine_of
from .operating import Work

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from ..batch.station import Task
    from ..evaluate.fetching import Ready
    from ..evaluate.job import Job

    Staged = Callable[[Wanted], AbstractContextManager[tuple[Ready, Ready | None]]]


def measure_ahead(
    work: Work, models: ModelsOffice, queue: list[Wanted], machines: Machines, staged: Staged, language: Language
) -> None:
    """Measure the models of a queue that differ, as many at once as there are judges.

    What fails is passed over: the pass that follows meets it again, and says why.
    """
    threads = max(1, cores() // (machines.workers or cores()))
    staging = Staging(models, queue, staged, threads)
    desk = work.office
    try:
        with (
            changing_line() as show,
            engine_of(machines, desk.keys, "", desk.rooms, practice=work.settings.practice) as engine,
        ):
            show(say(language, "batch.measuring", done=0, total=len(queue)))
            for done, outcome in enumerate(engine.run(staging.tasks()), 1):
                output.stop_if_told()
                staging.let_go(outcome.key)
                show(say(language, "batch.measuring", done=done, total=len(queue)))
    finally:
        staging.close()


class Staging:
    """The files of models, staged when a judge is free and gone when it is done with them."""

    def __init__(self, models: ModelsOffice, queue: list[Wanted], staged: Staged, threads: int) -> None:
        self._models, self._queue, self._staged, self._threads = models, queue, staged, threads
        self._kept: dict[str, ExitStack] = {}
        self._lock = threading.Lock()
        self._seen: set[tuple[str, str]] = set()

    def tasks(self) -> Iterator[Task]:
        """Yield what is to be measured: of models with the same files, one; two judges would answer into one file."""
        from ..batch.station import Task

        for number, wanted in enumerate(self._queue):
            key = f"{number} {wanted.name}"
            with ExitStack() as staging:
                job = self._job(wanted, staging)
                if job is None:
                    continue
                with self._lock:
                    self._kept[key] = staging.pop_all()
            yield Task(key, job)

    def _job(self, wanted: Wanted, staging: ExitStack) -> Job | None:
        import msgspec

        try:
            here, base = staging.enter_context(self._staged(wanted))
            files = files_sha256(here.folder), files_sha256(base.folder) if base is not None else ""
            if files in self._seen:
                return None
            self._seen.add(files)
            return msgspec.structs.replace(self._models.job(wanted, here, base), threads=self._threads)
        except (LeaderboardError, OSError):
            return None

    def let_go(self, key: str) -> None:
        """Remove the staged files of a task."""
        with self._lock:
            kept = self._kept.pop(key, None)
        if kept is not None:
            kept.close()

    def close(self) -> None:
        """Remove what is left."""
        for key in list(self._kept):
            self.let_go(key)
