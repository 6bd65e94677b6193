"""Records and the files they lie in: segments, one JSON line a record, each written once and named by its content.

A store is read whatever lies in it: a bad line, an edited segment or a foreign file is set aside with a reason, and
the rest is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from . import layout
from .errors import RecordError
from .schema import KINDS, AnyRecord, canonical, read_record
from .store import Listed, Store

MONTH = re.compile(r"(?P<month>\d{4}-(?:0[1-9]|1[0-2]))-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
LARGEST_LINE = 1_000_000
"""Bytes; a request's sealed package makes the longest ones."""
LARGEST_SEGMENT = 256_000_000


class Quarantined(NamedTuple):
    """What is not counted, and why."""

    path: str
    line: int
    """From 1; 0 when it is about the whole file."""
    reason: str


class Segment(NamedTuple):
    """A segment as it was read."""

    path: str
    oid: str
    records: tuple[AnyRecord, ...]
    quarantined: tuple[Quarantined, ...]


class Reading(NamedTuple):
    """All records of a store at one revision."""

    revision: str
    records: dict[str, AnyRecord]
    """By id, one each."""
    quarantined: tuple[Quarantined, ...]


def month_of(record: AnyRecord) -> str:
    """Return the month under which a record is filed, `2026-11`; raise `RecordError` if its time is none."""
    match = MONTH.fullmatch(record.at)
    if match is None:
        raise RecordError(record.id[:80], f"at {record.at[:40]!r} is no time")
    return match["month"]


def kind_of(record: AnyRecord) -> str:
    """Return a record's kind, one of `schema.KINDS`."""
    return str(record.__struct_config__.tag)


def write_segments(records: Iterable[AnyRecord]) -> dict[str, bytes]:
    """Return the files that hold some records: path -> content, one for each kind and month.

    The same records give the same files, in whatever order they come.
    """
    groups: dict[tuple[str, str], list[AnyRecord]] = {}
    for record in sorted({record.id: record for record in records}.values(), key=lambda record: record.id):
        groups.setdefault((kind_of(record), month_of(record)), []).append(record)
    files = {}
    for (kind, month), group in sorted(groups.items()):
        content = b"".join(canonical(record) + b"\n" for record in group)
        files[layout.segment(kind, month, content)] = content
    return files


def list_segments(store: Store, revision: str, kinds: Iterable[str] = KINDS) -> tuple[list[Listed], list[Quarantined]]:
    """Return the segments of a store at a revision, by path, and the foreign files among them."""
    wanted = set(kinds)
    segments, foreign = [], []
    for file in store.files(layout.RECORDS, revision):
        match = layout.SEGMENT.fullmatch(file.path)
        if match is None or match["kind"] not in KINDS:
            foreign.append(Quarantined(file.path, 0, "is no segment"))
        elif file.size > LARGEST_SEGMENT:
            foreign.append(Quarantined(file.path, 0, f"has {file.size} bytes, more than {LARGEST_SEGMENT}"))
        elif match["kind"] in wanted:
            segments.append(file)
    return segments, foreign


def read_segment(path: str, content: bytes, oid: str = "") -> Segment:
    """Read a segment line by line. Nothing in it can stop the reader."""
    match = layout.SEGMENT.fullmatch(path)
    kind, month = (match["kind"], match["month"]) if match else ("", "")
    records, bad = [], []
    if match and layout.segment(kind, month, content) != path:
        bad.append(
            Quarantined(path, 0, "was edited: its name is not the hash of its content; its lines are read singly")
        )
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line:
            continue
        try:
            if len(line) > LARGEST_LINE:
                raise RecordError(path, f"the line has {len(line)} bytes, more than {LARGEST_LINE}")
            record = read_record(line, path)
            if kind_of(record) != kind:
                raise RecordError(path, f"a {kind_of(record)} record does not belong here")
        except RecordError as error:
            bad.append(Quarantined(path, number, error.fields["problem"]))
        else:
            records.append(record)
    return Segment(path, oid, tuple(records), tuple(bad))


def first_published(one: AnyRecord, other: AnyRecord) -> AnyRecord:
    """Return which of two records of the same id counts: the earlier, and at the same time the smaller hash."""
    return min(one, other, key=lambda record: (record.at, record.content_sha256))


class Cache:
    """Segments that were read. They never change, so one is read again only when its path or oid is new."""

    def __init__(self) -> None:
        self._segments: dict[tuple[str, str], Segment] = {}

    def read(
        self, store: Store, revision: str, files: Iterable[Listed], told: Callable[[int, int], None] | None = None
    ) -> list[Segment]:
        """Return some segments of a store at a revision. `told` hears how many are read, and of how many."""
        listed = list(files)
        found = []
        for number, file in enumerate(listed):
            key = (file.path, file.oid)
            if key not in self._segments:
                if told is not None:
                    told(number, len(listed))
                content = store.read(file.path, revision)
                self._segments[key] = read_segment(file.path, content or b"", file.oid)
            found.append(self._segments[key])
        return found


def read_records(
    store: Store,
    revision: str = "",
    *,
    kinds: Iterable[str] = KINDS,
    cache: Cache | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read all records of a store at a revision (the newest if empty); each id counts once."""
    at = revision or store.head()
    files, quarantined = list_segments(store, at, kinds)
    records: dict[str, AnyRecord] = {}
    for segment in (cache or Cache()).read(store, at, files, told):
        quarantined.extend(segment.quarantined)
        add_records(records, segment.records)
    return Reading(at, records, tuple(quarantined))


def add_records(records: dict[str, AnyRecord], more: Iterable[AnyRecord]) -> None:
    """Add records to those by id, in whatever order they are met."""
    for record in more:
        known = records.get(record.id)
        records[record.id] = record if known is None else first_published(known, record)


def is_there(store: Store, files: Mapping[str, bytes | None], revision: str) -> bool:
    """Read back: tell whether a revision holds all these contents (None: does not have the file)."""
    return all(store.read(path, revision) == content for path, content in files.items())
