"""Many judges on this machine: each is driven by a thread, and takes the next task when it is done with one."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, Self

from ..judge.messages import Ready
from .station import Outcome, Station, Task

JOIN_S = 10.0


class Engine(Protocol):
    """Does tasks, on this machine or on many. Close it."""

    def ready(self) -> Ready:
        """Return what its judges can do, as the first of them says. Raises `JudgeTrouble`."""

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield what came of each task, as they get done. Tasks are taken when a judge is free.

        Raises what reading the tasks does.
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

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """See `Engine`."""
        waiting = iter(tasks)
        taking = threading.Lock()
        done: queue.Queue[Outcome | BaseException | None] = queue.Queue()

        def work(station: Station) -> None:
            try:
                while not self._stopped.is_set():
                    with taking:
                        task = next(waiting, None)
                    if task is None:
                        break
                    done.put(station.do(task.key, task.question, task.files() if task.files is not None else {}))
            except BaseException as error:  # noqa: BLE001 - of who reads the tasks: raised where the outcomes are awaited
                done.put(error)
            finally:
                done.put(None)

        self._threads = [threading.Thread(target=work, args=(one,), daemon=True) for one in self._stations]
        for thread in self._threads:
            thread.start()
        left = len(self._threads)
        while left:
            outcome = done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            if outcome is None:
                left -= 1
            else:
                yield outcome

    def close(self) -> None:
        """See `Engine`."""
        self._stopped.set()
        for station in self._stations:
            station.stop()
        for thread in self._threads:
            thread.join(JOIN_S)
        for station in self._stations:
            station.close()
        shutil.rmtree(self._rooms, ignore_errors=True)
