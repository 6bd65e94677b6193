"""What is to be published and lies, safe, in a folder of the operator until it was read back from the board.

`records/ID.json` and `people/SUBJECT.json` wait; `batch.json` is the commit that is being made. It is repeated, after a
crash too, exactly as it was: a commit that was believed lost and happens later then changes nothing.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from . import layout
from .errors import RecordError, StoreError
from .schema import SCHEMA_VERSION, AnyRecord, Person, Struct, canonical, content_hash, read_record
from .segments import kind_of, month_of, read_segment, write_segments
from .store import Listed, Store
from .store.durable import locked, make_folder, read_or_none, replace, sync_folder, write_whole

MOST_RECORDS = 2000
MOST_BYTES = 16_000_000
"""Of the records of one commit."""


class Batch(Struct, frozen=True, kw_only=True):
    """A commit: which files it writes, and what in the outbox is done when they are there."""

    schema_version: int = SCHEMA_VERSION
    files: dict[str, str]
    ids: tuple[str, ...]
    people: tuple[Person, ...]

    @property
    def changes(self) -> dict[str, bytes]:
        """What is handed to the store."""
        return {path: text.encode() for path, text in self.files.items()}

    @property
    def proof(self) -> dict[str, bytes]:
        """The files whose presence shows that it happened. A person's entry may have been replaced since."""
        segments = {path: content for path, content in self.changes.items() if path.startswith(layout.RECORDS)}
        return segments or self.changes


class Outbox:
    """A folder. Whatever `add` has returned from is published once, whoever is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._records = folder / "records"
        self._people = folder / "people"
        self._batch = folder / "batch.json"
        self.known = Known(folder / "known.jsonl")
        for path in (folder, self._records, self._people):
            with _told():
                make_folder(path)

    @contextlib.contextmanager
    def publishing(self) -> Iterator[None]:
        """Be the one who publishes from here."""
        with _told(), locked(self.folder / "lock"):
            yield

    def add(self, record: AnyRecord) -> None:
        """Keep a record: it is on the disk when this returns. The first of an id is kept. Raises `RecordError`."""
        month_of(record)
        read_record(canonical(record), record.id[:80])
        self._keep(self._records / f"{_named(record.id)}.json", canonical(record))

    def add_person(self, person: Person) -> None:
        """Keep an entry of `people/`, unless a newer one is waiting."""
        path = self._people / f"{_named(person.subject)}.json"
        waiting = self._person(path)
        if waiting is None or waiting.at <= person.at:
            self._keep(path, canonical(person), over=True)

    def is_empty(self) -> bool:
        """Tell whether nothing waits."""
        waiting = (path for folder in (self._records, self._people) for path in folder.glob("[!.]*.json"))
        return next(waiting, None) is None

    def records(self) -> list[AnyRecord]:
        """Return the records that wait, by id."""
        found = []
        for path in sorted(self._records.glob("[!.]*.json")):
            content = read_or_none(path)
            if content is not None:  # published by another program since
                found.append(_as_today(read_record(content, str(path))))
        return found

    def people(self) -> list[Person]:
        """Return the entries that wait, by subject."""
        people = (self._person(path) for path in sorted(self._people.glob("[!.]*.json")))
        return [person for person in people if person is not None]

    def batch(self) -> Batch | None:
        """Return the commit that was being made, if any."""
        content = read_or_none(self._batch)
        try:
            return None if content is None else msgspec.json.decode(content, type=Batch)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise RecordError(str(self._batch), str(error)) from error

    def plan(self, store: Store) -> Batch | None:
        """Choose the next commit and keep it; None if nothing is left. What is on the board already is done."""
        records, people = self.records(), self.people()
        if not records and not people:
            return None
        head = store.head()
        known = self.known.records(store, head, {kind_of(record) for record in records})
        names = self.known.people(store, head) if people else {}
        self._done({record.id for record in records if record.id in known}, ())
        same = [person for person in people if names.get(person.subject) == person.name]
        self._done((), same)
        left = _first([record for record in records if record.id not in known])
        entries = [person for person in people if person not in same]
        files = {path: content.decode() for path, content in write_segments(left).items()}
        files |= {layout.person(person.subject): canonical(person).decode() for person in entries}
        if not files:
            return None
        batch = Batch(files=files, ids=tuple(record.id for record in left), people=tuple(entries))
        replace(self._batch, canonical(batch))
        return batch

    def drop(self) -> None:
        """Forget a commit that certainly did not happen; what it held still waits."""
        self._batch.unlink(missing_ok=True)
        sync_folder(self.folder)

    def finish(self, batch: Batch) -> None:
        """Remove what was read back from the board."""
        self._done(batch.ids, batch.people)
        self.drop()

    def forget_what_was_read(self) -> None:
        """Remove what is remembered of the board, names among it, and what killed programs left half written."""
        with _told(), locked(self.folder / "add.lock"):
            self.known.forget()
            for folder in (self.folder, self._records, self._people):
                for left in folder.glob(".*"):
                    left.unlink()
                sync_folder(folder)

    def _done(self, ids: Iterable[str], people: Iterable[Person]) -> None:
        for name in ids:
            (self._records / f"{_named(name)}.json").unlink(missing_ok=True)
        sync_folder(self._records)
        with locked(self.folder / "add.lock"):
            for person in people:
                path = self._people / f"{_named(person.subject)}.json"
                if self._person(path) == person:  # and not a newer one, added since
                    path.unlink()
        sync_folder(self._people)

    def _keep(self, path: Path, content: bytes, *, over: bool = False) -> None:
        with _told(), locked(self.folder / "add.lock"):
            temporary = path.parent / ".new"
            write_whole(temporary, content)
            if over:
                os.replace(temporary, path)
            else:
                with contextlib.suppress(FileExistsError):
                    os.link(temporary, path)
                temporary.unlink()
            sync_folder(path.parent)

    def _person(self, path: Path) -> Person | None:
        content = read_or_none(path)
        try:
            return None if content is None else msgspec.json.decode(content, type=Person)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise RecordError(str(path), str(error)) from error


class Seen(Struct, frozen=True, kw_only=True):
    """What one file of the board holds."""

    path: str
    oid: str
    ids: tuple[str, ...] = ()
    """Of a segment's records."""
    subject: str = ""
    name: str = ""
    """Of a person's entry."""


class Known:
    """Which records and people are on the board. What was read is remembered in a file; losing it costs time only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: dict[tuple[str, str], Seen] | None = None

    def records(self, store: Store, revision: str, kinds: Iterable[str]) -> set[str]:
        """Return the ids of the records of some kinds."""
        ids: set[str] = set()
        for kind in sorted(kinds):
            for seen in self._all(store, revision, f"{layout.RECORDS}{kind}/"):
                ids.update(seen.ids)
        return ids

    def people(self, store: Store, revision: str) -> dict[str, str]:
        """Return subject -> name."""
        return {seen.subject: seen.name for seen in self._all(store, revision, layout.PEOPLE) if seen.subject}

    def forget(self) -> None:
        """Remember nothing."""
        self._seen = None
        self._path.unlink(missing_ok=True)

    def _all(self, store: Store, revision: str, under: str) -> list[Seen]:
        remembered = self._remembered()
        found, new = [], []
        for file in store.files(under, revision):
            seen = remembered.get((file.path, file.oid))
            if seen is None:
                seen = _look(file, store.read(file.path, revision) or b"")
                remembered[file.path, file.oid] = seen
                new.append(seen)
            found.append(seen)
        if new:
            with _told(), open(self._path, "ab") as cache:  # each line after a break: the one before may be half
                cache.write(b"".join(b"\n" + canonical(seen) for seen in new))
        return found

    def _remembered(self) -> dict[tuple[str, str], Seen]:
        if self._seen is None:
            self._seen = {}
            for line in (read_or_none(self._path) or b"").split(b"\n"):
                with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
                    seen = msgspec.json.decode(line, type=Seen)
                    self._seen[seen.path, seen.oid] = seen
        return self._seen


def _look(file: Listed, content: bytes) -> Seen:
    if layout.SEGMENT.fullmatch(file.path):
        ids = tuple(record.id for record in read_segment(file.path, content).records)
        return Seen(path=file.path, oid=file.oid, ids=ids)
    try:
        person = msgspec.json.decode(content, type=Person)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Seen(path=file.path, oid=file.oid)
    return Seen(path=file.path, oid=file.oid, subject=person.subject, name=person.name)


def _first(records: list[AnyRecord]) -> list[AnyRecord]:
    size = 0
    chosen: list[AnyRecord] = []
    for record in records[:MOST_RECORDS]:
        size += len(canonical(record))
        if chosen and size > MOST_BYTES:
            break
        chosen.append(record)
    return chosen


def _as_today(record: AnyRecord) -> AnyRecord:
    """Return a record that nobody has seen yet, hashed as it is written now: with the fields that are new since."""
    return msgspec.structs.replace(record, content_sha256=content_hash(record))


def _named(name: str) -> str:
    if len(name) != 64 or set(name) - set("0123456789abcdef"):
        raise RecordError(name[:80], "its id is not 64 hexadecimal digits")
    return name


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(str(error)) from error
