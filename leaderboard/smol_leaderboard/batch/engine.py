"""Many judges on this machine: each is driven by a thread, and takes the next task when it is done with one."""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, Self

from ..judge.messages import Ready
from .station import Outcome, Station, Task

JOIN_S = 5.0
AHEAD = 2
"""Outcomes a judge that may wait to be read."""
LOOK_EVERY_S = 0.2


class Engine(Protocol):
    """Does tasks, on this machine or on many. Close it."""

    def ready(self) -> Ready:
        """Return what its judges can do, as the first of them says. Raises `JudgeTrouble`."""

    @property
    def workers(self) -> int:
        """How many tasks are done at once, at most."""

    def run(self, tasks: Iterable[Task], at_once: int = 0) -> Iterator[Outcome]:
        """Yield what came of each task, as they get done, at most `at_once` (0: one a judge) at the same time.

        Tasks are taken when a judge is free. Raises what reading the tasks does.
        """

    def close(self) -> None:
        """End all judges, also in the middle of a task."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class LocalEngine:
    """Judges of this machine. `make` returns the station of a number from 0; `rooms` is the folder of all of them."""

    def __init__(self, make: Callable[[int], Station], workers: int, rooms: Path) -> None:
        self._rooms = rooms
        shutil.rmtree(rooms, ignore_errors=True)  # what was killed has left it
        self._stations = [make(number) for number in range(workers)]
        self._threads: list[threading.Thread] = []
        self._stopped = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ready(self) -> Ready:
        """See `Engine`."""
        return self._stations[0].judge.ready

    @property
    def workers(self) -> int:
        """See `Engine`."""
        return len(self._stations)

    def run(self, tasks: Iterable[Task], at_once: int = 0) -> Iterator[Outcome]:
        """See `Engine`."""
        stations = self._stations[: at_once or None]
        line = _Line(iter(tasks), self._stopped, AHEAD * len(stations))
        self._threads = [threading.Thread(target=line.work, args=(one,), daemon=True) for one in stations]
        for thread in self._threads:
            thread.start()
        return line.outcomes(len(stations))

    def close(self) -> None:
        """See `Engine`."""
        self._stopped.set()
        for station in self._stations:
            station.stop()
        until = time.monotonic() + JOIN_S
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        for station in self._stations:
            station.close()
        shutil.rmtree(self._rooms, ignore_errors=True)


class _Line:
    """The tasks that wait, and the outcomes that wait to be read."""

    def __init__(self, waiting: Iterator[Task], stopped: threading.Event, most: int) -> None:
        self._waiting = waiting
        self._stopped = stopped
        self._taking = threading.Lock()
        self._done: queue.Queue[Outcome | BaseException | None] = queue.Queue(most)

    def work(self, station: Station) -> None:
        """Do tasks until there are none, in a thread of the station's own."""
        try:
            while (task := self._next()) is not None:
                self._tell(station.do(task.key, task.question, task.files))
        except BaseException as error:  # noqa: BLE001 - of who reads the tasks: raised where the outcomes are awaited
            self._tell(error)
        finally:
            self._tell(None)

    def outcomes(self, workers: int) -> Iterator[Outcome]:
        """Yield what the stations tell until all of them are done; raise what one of them met."""
        while workers:
            outcome = self._done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            if outcome is None:
                workers -= 1
            else:
                yield outcome

    def _next(self) -> Task | None:
        with self._taking:
            return None if self._stopped.is_set() else next(self._waiting, None)

    def _tell(self, what: Outcome | BaseException | None) -> None:
        """Hand it over as soon as there is room: who reads is slow, and a kill would lose what lies here."""
        while not self._stopped.is_set():
            try:
                self._done.put(what, timeout=LOOK_EVERY_S)
            except queue.Full:
                continue
            return
