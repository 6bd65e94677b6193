"""What both kinds of sandbox share: a session with one worker, its channel, its output, its end."""

from __future__ import annotations

import contextlib
import enum
import itertools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ..course import Limits
from ..records import Reason
from ..wire import BadFrame, Channel, Unsolicited
from .layout import START, import_path

MAX_FILES = 1000
"""Names of files that are listed of a worker's folder."""
KEPT_OUTPUT = 4096
"""Bytes of the end of a session's output that are kept for the report."""


KEEPS_MEMORY = {
    "GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=2147483648"
    ":glibc.malloc.top_pad=67108864"
}
"""Freed blocks of any size stay in the process: the tensors of a training come and go, and asking the kernel each time
for pages, and for zeros in them, is a fifth of a tiny training's time. Other C libraries ignore it."""


class Ending(enum.Enum):
    """Why a session is ended."""

    DONE = enum.auto()
    """The check is over; nobody needs to know how the worker ends."""
    BROKEN = enum.auto()
    """The worker broke a rule, or its time is over."""
    CLOSED = enum.auto()
    """The worker has closed the channel: it is dying, or pretends to."""


@dataclass(frozen=True)
class Ended:
    """How a worker ended."""

    status: int | None = None
    """Its wait status, where it is known."""
    reason: Reason | None = None
    """Set when something other than the judge has ended it, such as the watch over its memory."""


class SessionEnded(Exception):
    """The worker broke a rule or died; the session is over. `detail` is for people, `status` a wait status or None."""

    def __init__(self, reason: Reason, detail: str = "", status: int | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.status = status


class Sandbox(Protocol):
    """Starts sessions. Open sandboxes cost memory: close them."""

    @property
    def isolation(self) -> str:
        """The kind: see the package."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Why it is not a stronger one: names with a text in the catalogues."""

    def warm(self, libraries: list[str]) -> None:
        """Import libraries once, before the next session."""

    def session(self, exercise: str, limits: Limits, *, untouched: bool = False) -> Session:
        """Start a session for one check of the exercise, when the session before it has ended.

        With `untouched`, in a process that has run no learner's file, and in which the caller runs none.
        """

    def rest(self) -> None:
        """End what served the last grading: nothing of one learner's may meet the next."""

    def close(self) -> None:
        """End every process and delete every scratch folder."""


class Output:
    """Drains what a worker prints, so that it cannot block; keeps the end; ends the worker when it floods."""

    def __init__(self, descriptor: int, on_flood: Callable[[], None], patience: float = 2.0) -> None:
        self.flooded = False
        self._patience = patience
        self._descriptor = descriptor
        self._on_flood = on_flood
        self._limit = 2**62
        self._kept = bytearray()
        self._total = 0
        self._thread = threading.Thread(target=self._drain, name="smol-grade-output", daemon=True)
        self._thread.start()

    def restart(self, limit: int) -> None:
        """Forget what was printed so far and allow `limit` bytes from here on."""
        self._kept, self._total, self._limit = bytearray(), 0, limit

    def join(self) -> bool:
        """Wait until every writer is gone, or for as long as it takes a living writer's last words to arrive.

        Return whether every writer is gone.
        """
        self._thread.join(self._patience)
        return not self._thread.is_alive()

    @property
    def text(self) -> str:
        """The end of the output; bytes that are not UTF-8 are shown escaped."""
        return bytes(self._kept).decode("utf-8", "backslashreplace")

    def _drain(self) -> None:
        while True:
            try:
                part = os.read(self._descriptor, 2**16)
            except OSError:
                break
            if not part:
                break
            self._total += len(part)
            self._kept = (self._kept + part)[-KEPT_OUTPUT:]
            if self._total > self._limit and not self.flooded:
                self.flooded = True
                self._on_flood()
        os.close(self._descriptor)


class Session:
    """One check's conversation with a worker."""

    def __init__(
        self,
        channel: Channel,
        output: Output,
        end: Callable[[Ending], Ended],
        assets: frozenset[str] = frozenset(),
        share: Callable[[dict[str, Any]], None] = lambda _: None,
        *,
        scratch: int | str,
        kill: Callable[[], None],
    ) -> None:
        self._channel = channel
        self._output = output
        self._end = end
        self._scratch = scratch
        self.kill = kill
        """End the worker from another thread; the exchange under way then ends as a crash."""
        self._assets = assets
        self.share = share
        """Offer an asset to later sessions, which then begin with it."""
        self._over = False

    def has(self, asset: str) -> bool:
        """Return whether the worker began with this asset."""
        return asset in self._assets

    def exchange(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Return the worker's reply to a request; raise `SessionEnded`, with the worker gone, when none can be had."""
        try:
            return self._channel.exchange(request, seconds)
        except TimeoutError:
            raise self._ended(Reason.TIMEOUT, f"{seconds:g}") from None
        except EOFError as error:
            raise self._ended(Reason.CRASHED, str(error), Ending.CLOSED) from None
        except BadFrame as error:
            raise self._ended(Reason.BAD_FRAME, str(error)) from None
        except Unsolicited as error:
            raise self._ended(Reason.UNSOLICITED, str(error)) from None

    def end(self) -> None:
        """End the session: the worker and all its descendants are gone, or, spawned, ready for the next check."""
        if not self._over:
            self._over = True
            self._end(Ending.DONE)

    @property
    def printed(self) -> str:
        """The end of what the worker printed; once the session is over, all of it has arrived."""
        if self._over:
            self._output.join()
        return self._output.text

    def all_gone(self) -> bool:
        """Return whether, once the session is over, no process holds its output pipe any more."""
        return self._output.join()

    def files(self, folder: str) -> list[str]:
        """Return the paths of the files below a folder of the worker's scratch folder, sorted."""
        return listing(self._scratch, folder)

    def _ended(self, reason: Reason, detail: str, how: Ending = Ending.BROKEN) -> SessionEnded:
        self._over = True
        ended = self._end(how)
        self._output.join()
        if self._output.flooded:
            return SessionEnded(Reason.OUTPUT_FLOOD, detail, ended.status)
        return SessionEnded(ended.reason or reason, detail, ended.status)


def listing(scratch: int | str, folder: str) -> list[str]:
    """Return the paths of the files below a folder of a scratch folder (a path or a descriptor), sorted.

    Folders without a file in them are not named; links are not followed; the first thousand files count, and those that
    are nested deeper than a path may be long do not.
    """
    found: list[str] = []
    with contextlib.suppress(OSError, RecursionError):  # no such folder, or a link, or one nested by the thousand
        found.extend(itertools.islice(_files(scratch, folder), MAX_FILES))
    return sorted(name.encode("utf-8", "backslashreplace").decode() for name in found)  # a name need not be text


def _files(scratch: int | str, folder: str) -> Iterator[str]:
    """Yield the files below a folder that learner code has filled: nothing but names is believed, no link followed."""
    if not hasattr(os, "fwalk"):  # Windows, where links take a privilege
        base = os.path.join(str(scratch), folder)
        for place, _, names in os.walk(base):
            yield from (os.path.relpath(os.path.join(place, name), base) for name in names)
        return
    opened = os.open(scratch, os.O_RDONLY | os.O_DIRECTORY) if isinstance(scratch, str) else scratch
    try:
        for place, _, names, _ in os.fwalk(folder, dir_fd=opened):
            yield from (os.path.relpath(os.path.join(place, name), folder) for name in names)
    finally:
        if opened != scratch:
            os.close(opened)


def remove(folder: str) -> None:
    """Delete a scratch folder, however deep learner code nested it; links are not followed."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        subprocess.run(["rm", "-rf", "--", folder], check=False)  # noqa: S607


def start_environment() -> dict[str, str]:
    """Return the environment of a worker's interpreter until it sets its own: no variable of the judge's but these."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", **KEEPS_MEMORY, **kept}


def command(config: dict[str, Any]) -> list[str]:
    """Return the command line of a worker's interpreter. Not `-I`, which would ignore PYTHONHASHSEED."""
    import json

    told = json.dumps(config | {"site": import_path()})
    quiet = ["-W", "ignore::FutureWarning"]  # libraries about each other: nothing that a learner can mend
    return [sys.executable, "-s", "-P", "-S", "-B", "-X", "utf8", *quiet, str(START), told]
