"""How much memory a session uses, all of its processes together."""

from __future__ import annotations

import os
from collections.abc import Iterator

PAGES = 1024
"""Bytes of the unit in which /proc counts."""


def members() -> Iterator[int]:
    """Yield the processes of a /proc that shows only a session's."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            yield int(name)


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes below a process."""
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                for child in file.read().split():
                    yield int(child)
                    yield from descendants(int(child))
    except OSError:  # gone meanwhile
        return


def inherited() -> int:
    """Return the bytes of this process's own memory: what a fork of it begins with, shared until written to."""
    return _in_use("self")


def exceeds(processes: list[int], allowed: int, shared: int) -> bool:
    """Return whether the processes hold more than `allowed` bytes, beside `shared` bytes that all have inherited.

    The sum of what each maps is quick to read and never too low; only when it is too high are pages that several
    processes share counted as the kernel shares them out.
    """
    if sum(_in_use(str(pid)) for pid in processes) <= allowed + shared:
        return False
    return sum(_share_of(str(pid)) for pid in processes) > allowed + shared


def _in_use(pid: str) -> int:
    return _read(f"/proc/{pid}/status", ("RssAnon:", "RssShmem:"))


def _share_of(pid: str) -> int:
    """Return what a process would free if it ended, and its part of what it shares; all of it where that is hidden."""
    counted = _read(f"/proc/{pid}/smaps_rollup", ("Pss_Anon:", "Pss_Shmem:"))
    return counted or _in_use(pid)


def _read(path: str, fields: tuple[str, ...]) -> int:
    try:
        with open(path) as file:
            return sum(int(line.split()[1]) * PAGES for line in file if line.startswith(fields))
    except OSError:
        return 0
