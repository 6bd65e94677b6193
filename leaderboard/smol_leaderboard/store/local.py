"""A store that is a plain folder: course, people, records and board lie in it as they would lie in the Hub data set.

Bookkeeping is in `.store/` (lock, journal, log, staged files). Without it the folder can still be read, and so can a
folder that may not be written. Files put there by hand are seen; they belong to whatever revision is the newest.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import Conflict, Denied, NoStore, StoreError, Uncertain, Unreachable
from . import Listed, checked_path
from .durable import locked, make_folder, read_or_none, sync_folder, write_whole
from .history import NOTHING, History, Step, View, Written

BOOKS = ".store"
INBOX = "inbox"
NOT_FILES = frozenset({BOOKS, INBOX})
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})


class LocalStore:
    """A folder. It keeps no old contents: reading a file that has changed since the revision raises `Conflict`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._books = folder / BOOKS
        self._history = History(self._books)
        self._oids: dict[tuple[str, int, int, int], str] = {}

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.folder)

    def head(self) -> str:
        """Return the newest revision, 40 zeros before the first commit."""
        with _told(self.folder):
            return self._history.view().head

    def files(self, under: str = "", revision: str = "") -> list[Listed]:
        """Return the files below a folder, sorted by path, also at an older revision that this folder knows."""
        top = checked_path(under.rstrip("/")) if under.rstrip("/") else ""
        with _told(self.folder):
            while True:
                wanted = revision or self._history.view().head
                try:
                    return self._files(top, wanted)
                except FileNotFoundError:  # deleted between listing and hashing
                    continue

    def read(self, path: str, revision: str = "") -> bytes | None:
        """Return a file's bytes or None; raise `Conflict` if it has changed since the revision."""
        checked_path(path)
        with _told(self.folder):
            while True:
                before = self._history.view()
                place = before.place(revision)
                content = self._content(path, before)
                after = self._history.view()
                if not any(path in step.changes for step in after.since(place)):
                    return content
                if revision:
                    raise Conflict(f"{path} has changed since {revision[:8]}")

    def commit(self, changes: Mapping[str, bytes | None], message: str, parent: str = "") -> str:
        """Write and delete files in one step; see `Store.commit`. It never waits longer than for another's commit."""
        for path in changes:
            checked_path(path)
        with _told(self.folder):
            make_folder(self._books)
            with locked(self._books / "lock"):
                self._carry_out()
                head = self._history.view().head
                if parent and parent != head:
                    raise Conflict(f"{parent[:8]} is not the head any more")
                new = {path: content for path, content in changes.items() if self._differs(path, content)}
                if not new:
                    return head
                step = self._stage(new, message, head)
                return self._happen(step)

    def squash(self, message: str) -> str:
        """Make one revision of all that lies here. A folder keeps no old contents: what goes is the log of them."""
        with _told(self.folder):
            make_folder(self._books)
            with locked(self._books / "lock"):
                self._carry_out()
                for left in self._books.glob("staged-*"):
                    shutil.rmtree(left)
                self._history.begun.unlink(missing_ok=True)
                found = {path: self._written(path, status) for path, status in sorted(_walk(self.folder, ""))}
                told = "\n".join([message, *(f"{path}\n{one.oid}" for path, one in found.items())])
                revision = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:40]
                step = _step(revision, NOTHING, message, dict(found))
                self._history.begin_anew(step)
                return step.revision

    def _written(self, path: str, status: os.stat_result) -> Written:
        return Written(oid=self._oid(path, status), size=status.st_size, mtime_ns=status.st_mtime_ns)

    def recover(self) -> None:
        """Carry out a commit that a killed writer left, so that programs which know no journal read it too."""
        with contextlib.suppress(OSError, StoreError):
            if self._history.view().pending:
                with locked(self._books / "lock", patience=1.0):
                    self._carry_out()

    def _files(self, top: str, revision: str) -> list[Listed]:
        found = dict(_walk(self.folder, top))
        view = self._history.view()  # after the walk: whatever moved meanwhile stands in it
        place = view.place(revision)
        moved = {path for step in view.since(place) for path in step.changes}
        if view.pending:
            moved |= view.pending.changes.keys()
        moved = {path for path in moved if not top or path.startswith(f"{top}/")}
        listed = [
            Listed(path, status.st_size, self._oid(path, status)) for path, status in found.items() if path not in moved
        ]
        for path, written in view.written(moved, place).items():
            if written is not None:
                listed.append(Listed(path, written.size, written.oid))
        return sorted(listed)

    def _oid(self, path: str, status: os.stat_result) -> str:
        written = self._history.newest.get(path)
        if written and (written.size, written.mtime_ns) == (status.st_size, status.st_mtime_ns):
            return written.oid
        key = (path, status.st_size, status.st_mtime_ns, status.st_ino)
        if key not in self._oids:
            content = read_or_none(self.folder / path)
            if content is None:
                raise FileNotFoundError(path)
            self._oids[key] = oid_of(content)
        return self._oids[key]

    def _content(self, path: str, view: View) -> bytes | None:
        if view.pending and path in view.pending.changes:
            if view.pending.changes[path] is None:
                return None
            staged = read_or_none(self._books / view.pending.staged(path))
            if staged is not None:
                return staged
        return read_or_none(self.folder / path)

    def _differs(self, path: str, content: bytes | None) -> bool:
        target = self.folder / path
        if target.is_dir() and not target.is_symlink():
            raise StoreError(f"{path} is a folder")
        for folder in Path(path).parents:
            if (self.folder / folder).is_file() or (self.folder / folder).is_symlink():
                raise StoreError(f"{folder} is no folder")
        return read_or_none(target) != content

    def _stage(self, changes: Mapping[str, bytes | None], message: str, parent: str) -> Step:
        for left in self._books.glob("staged-*"):  # of writers who were killed before their commit happened
            shutil.rmtree(left)
        named = hashlib.sha256(f"{parent}\n{message}".encode("utf-8", "replace"))
        for path, content in sorted(changes.items()):
            named.update(f"\n{path}\n{oid_of(content) if content is not None else '-'}".encode())
        revision = named.hexdigest()[:40]
        folder = self._books / f"staged-{revision}"
        folder.mkdir()
        written: dict[str, Written | None] = {}
        for index, (path, content) in enumerate(sorted(changes.items())):
            if content is None:
                written[path] = None
                continue
            write_whole(folder / str(index), content)
            mtime = (folder / str(index)).stat().st_mtime_ns
            written[path] = Written(oid=oid_of(content), size=len(content), mtime_ns=mtime)
        sync_folder(folder)
        return _step(revision, parent, message, written)

    def _happen(self, step: Step) -> str:
        try:
            self._history.begin(step)
            self._carry_out()
        except OSError as error:  # once it stands in the journal, the next writer carries it out
            raise Uncertain(str(error)) from error
        return step.revision

    def _carry_out(self) -> None:
        """Do what the journal says, as often as it takes: every part of it may have been done already."""
        step = self._history.view().pending
        if step is not None:
            folders = {self.folder}
            for path in sorted(step.changes, key=lambda path: step.changes[path] is not None):  # deletions first
                target = self.folder / path
                folders.update(self.folder / folder for folder in Path(path).parents)
                if step.changes[path] is None:
                    with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                        target.unlink()
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(FileNotFoundError):
                    os.replace(self._books / step.staged(path), target)
            for folder in sorted(folders, reverse=True):
                if folder.is_dir():
                    sync_folder(folder)
            self._history.end(step)
            shutil.rmtree(self._books / f"staged-{step.revision}", ignore_errors=True)
        self._history.forget_journal()


def _step(revision: str, parent: str, message: str, changes: dict[str, Written | None]) -> Step:
    at = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Step(revision=revision, parent=parent, at=at, message=message, changes=changes)


def oid_of(content: bytes) -> str:
    """Return the name of a content."""
    return hashlib.sha256(content).hexdigest()[:40]


def _walk(root: Path, top: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the regular files below a folder. Links are not followed; what begins with a dot at the top is not ours."""
    try:
        entries = list(os.scandir(root / top))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        path = f"{top}/{entry.name}" if top else entry.name
        if not top and (entry.name in NOT_FILES or entry.name.startswith(".")):
            continue
        with contextlib.suppress(FileNotFoundError):
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(root, path)
            elif entry.is_file(follow_symlinks=False):
                yield path, entry.stat(follow_symlinks=False)


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say what the system says in our words."""
    try:
        yield
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise NoStore(str(folder)) from error
        raise StoreError(str(error)) from error
    except PermissionError as error:
        raise Denied(str(error)) from error
    except OSError as error:
        if error.errno == errno.EROFS:
            raise Denied(str(error)) from error
        if error.errno in FULL:
            raise Unreachable(str(error)) from error
        raise StoreError(str(error)) from error
