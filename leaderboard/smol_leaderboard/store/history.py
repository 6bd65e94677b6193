"""What a local store remembers of its commits: a journal of the one under way, a log of those before.

`journal.json` is renamed into place when everything that a commit writes lies staged beside it: from then on the
commit has happened, whoever is killed. Readers look through the journal; the next writer carries it out.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import msgspec

from ..errors import StoreError
from ..schema import SCHEMA_VERSION, Struct, canonical
from .durable import read_or_none, replace, sync_folder

NOTHING = "0" * 40
"""The revision of a store before its first commit."""


class Written(Struct, frozen=True, kw_only=True):
    """A file as a commit wrote it."""

    oid: str
    size: int
    mtime_ns: int


class Step(Struct, frozen=True, kw_only=True):
    """One commit."""

    schema_version: int = SCHEMA_VERSION
    revision: str
    parent: str
    at: str
    message: str
    changes: dict[str, Written | None]
    """None for a file that was deleted."""

    def staged(self, path: str) -> str:
        """Return where the new content of a path waits, below the folder of the history."""
        return f"staged-{self.revision}/{sorted(self.changes).index(path)}"


class View:
    """The commits as they were at one moment, oldest first, and the one that is being carried out, if any."""

    def __init__(self, steps: list[Step], places: dict[str, int], pending: Step | None) -> None:
        self.pending = pending
        self._steps = steps
        self._places = places
        self._count = len(steps)

    @property
    def head(self) -> str:
        """The newest revision."""
        if self.pending:
            return self.pending.revision
        return self._steps[self._count - 1].revision if self._count else NOTHING

    def place(self, revision: str) -> int:
        """Return how many commits lead to a revision (empty: the newest); raise StoreError where it is unknown."""
        if not revision or revision == self.head:
            return self._count + (self.pending is not None)
        place = 0 if revision == NOTHING else self._places.get(revision, -1) + 1
        if revision != NOTHING and not 0 < place <= self._count:
            raise StoreError(f"there is no revision {revision[:80]}")
        return place

    def since(self, place: int) -> list[Step]:
        """Return the commits after a place."""
        steps = self._steps[place : self._count]
        return [*steps, self.pending] if self.pending and place <= self._count else steps

    def written(self, paths: set[str], place: int) -> dict[str, Written | None]:
        """Return what the commits up to a place made of some paths; a path that none of them names is left out."""
        found: dict[str, Written | None] = {}
        if self.pending and place > self._count:
            found = {path: self.pending.changes[path] for path in paths & self.pending.changes.keys()}
        for step in reversed(self._steps[: min(place, self._count)]):
            if found.keys() >= paths:
                break
            for path in (paths - found.keys()) & step.changes.keys():
                found[path] = step.changes[path]
        return found


class History:
    """Journal and log in a folder of their own. Whoever calls what writes holds the store's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = folder / "journal.json"
        self.begun = self.journal.with_suffix(".new")
        """What a killed writer leaves of a journal that did not happen."""
        self.log = folder / "log.jsonl"
        self._lock = threading.Lock()
        self._identity = (0, 0)
        self._offset = 0
        self._steps: list[Step] = []
        self._places: dict[str, int] = {}
        self.newest: dict[str, Written | None] = {}
        """What the log says of each path last: saves reading a file to know its oid."""

    def view(self) -> View:
        """Return the history as it is now. The journal is read first: what leaves it stands in the log already."""
        pending = self._pending()
        with self._lock:
            self._read_log()
            if pending and pending.revision in self._places:
                pending = None
            return View(self._steps, self._places, pending)

    def begin(self, step: Step) -> None:
        """Let a commit happen: everything it writes is staged and on the disk."""
        with open(self.begun, "wb") as file:
            file.write(canonical(step))
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.begun, self.journal)
        sync_folder(self.folder)

    def end(self, step: Step) -> None:
        """Note a commit whose files are in place. A line that a crash left half written is cut off first."""
        with open(self.log, "a+b") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read() != b"\n":
                    file.seek(0)
                    file.truncate(file.read().rfind(b"\n") + 1)
            file.write(canonical(step) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.folder)

    def begin_anew(self, step: Step) -> None:
        """Let a commit be the first and only one of the log."""
        replace(self.log, canonical(step) + b"\n")

    def forget_journal(self) -> None:
        """Remove the journal of a commit that the log knows."""
        self.journal.unlink(missing_ok=True)
        sync_folder(self.folder)

    def _pending(self) -> Step | None:
        content = read_or_none(self.journal)
        return None if content is None else _decode(content, self.journal)

    def _read_log(self) -> None:
        try:
            file = open(self.log, "rb")  # noqa: SIM115 - closed below
        except (FileNotFoundError, NotADirectoryError):
            self._reset((0, 0))
            return
        with file:
            status = os.fstat(file.fileno())
            identity = (status.st_dev, status.st_ino)
            if identity != self._identity or status.st_size < self._offset:
                self._reset(identity)
            file.seek(self._offset)
            content = file.read()
        whole = content.rfind(b"\n") + 1
        for line in content[:whole].splitlines():
            step = _decode(line, self.log)
            self._places[step.revision] = len(self._steps)
            self._steps.append(step)
            self.newest.update(step.changes)
        self._offset += whole

    def _reset(self, identity: tuple[int, int]) -> None:
        self._identity = identity
        self._offset = 0
        self._steps, self._places, self.newest = [], {}, {}


def _decode(content: bytes, path: Path) -> Step:
    try:
        return msgspec.json.decode(content, type=Step)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: {error}") from error
