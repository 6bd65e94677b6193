"""Many gradings at once, each process with a live engine of its own: `dev check` grades thousands of answers."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.util import Finalize
from typing import Any, TypeVar

from ..grade import Engine
from ..locate import CourseFiles

MOST = 4
"""Processes: each may come to hold a gigabyte, most of it shared between its workers."""
_engine: Engine | None = None
"""The engine of a process of the pool."""

T = TypeVar("T")


def useful_jobs() -> int:
    """Return how many gradings at once this machine is good for."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST)


class Gradings:
    """Gradings by `jobs` processes; with one, by the engine that is given, right here. Close it."""

    def __init__(self, engine: Engine, jobs: int = 1) -> None:
        self._engine = engine
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Gradings:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what they have not begun is not done."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def each(self, work: Callable[..., T], arguments: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """Yield `work(engine, *arguments)` for each of the arguments, in their order.

        Ctrl-C goes to every process of a terminal: those of the pool ignore it, and we end them in order.
        """
        if self._jobs == 1:
            yield from (work(self._engine, *one) for one in arguments)
            return
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._jobs, context, _begin, (self._engine.files,))
        waiting = []
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # processes start in submit and inherit it
        try:
            waiting += [self._pool.submit(_work, work, one) for one in arguments]
        finally:
            signal.signal(signal.SIGINT, before)
        try:
            for future in waiting:
                yield future.result()
        finally:
            for future in waiting:
                future.cancel()


def _begin(files: CourseFiles) -> None:
    """Open this process's engine."""
    global _engine  # noqa: PLW0603 - a process of the pool has no other place to keep it
    _engine = Engine(files)
    Finalize(None, _end, exitpriority=10)


def _end() -> None:
    with contextlib.suppress(AttributeError):
        _engine.close()  # type: ignore[union-attr]


def _work(work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    return work(_engine, *arguments)
