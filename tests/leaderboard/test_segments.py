"""Records lie in segments, and whatever else lies there is set aside with a reason while the rest is read."""

from __future__ import annotations

import hashlib

import msgspec
import pytest

from smol_leaderboard.errors import RecordError
from smol_leaderboard.schema import canonical, content_hash, read_record
from smol_leaderboard.segments import Cache, read_records, read_segment, write_segments
from smol_leaderboard.store import Listed

from .conftest import Backend
from .making import failure, graded, many


def test_records_come_back_as_they_went(backend: Backend) -> None:
    """One segment for each kind and month; the same records in another order are the same files."""
    records = [*many(6), failure("later", at="2026-12-01T00:00:00Z")]
    files = write_segments(records)
    assert 3 == len(files)
    assert files == write_segments(reversed(records))
    store = backend.store()
    store.commit(files, "records")
    reading = read_records(store)
    assert {record.id: record for record in records} == reading.records
    assert () == reading.quarantined
    assert store.head() == reading.revision
    assert {"grade"} == {
        record.__struct_config__.tag for record in read_records(store, kinds=["grade"]).records.values()
    }


def test_a_field_that_a_later_program_adds_changes_no_older_record() -> None:
    """The hash is that of what was written: a record from before `model` and `number` were there is still itself."""
    record = msgspec.to_builtins(failure("x"))
    before = {name: value for name, value in record.items() if name != "number"}
    assert before != record
    before["content_sha256"] = hashlib.sha256(canonical(before | {"content_sha256": ""})).hexdigest()
    read = read_record(canonical(before))
    assert before["content_sha256"] == read.content_sha256
    assert 0 == read.number  # type: ignore[union-attr]
    with pytest.raises(RecordError):
        read_record(canonical(before | {"reason": "too_large"}))


@pytest.mark.parametrize(
    "at", ["", "2026-13-01T00:00:00Z", "../../etc", "2026-11-25", "2026-11-25T12:00:00Z\n", "٢٠٢٦-11-25T12:00:00Z"]
)
def test_a_time_that_is_none_is_no_month(at: str) -> None:
    """It could not be filed, or would be filed anywhere."""
    with pytest.raises(RecordError):
        write_segments([failure("x", at=at)])


def test_what_is_bad_is_set_aside_and_the_rest_is_read(backend: Backend) -> None:
    """Bad lines, edited segments, foreign files: each with its path, line and reason; every good record is there."""
    good = many(4)
    files = write_segments(good)
    grades, failures = (next(path for path in files if kind in path) for kind in ("/grade/", "/failure/"))
    cheat = msgspec.structs.replace(graded("cheat"), points=5)
    rehashed = msgspec.structs.replace(graded("1"), points=5, at="2026-11-25T12:00:01Z")
    rehashed = msgspec.structs.replace(rehashed, content_sha256=content_hash(rehashed))
    lines = [
        b"{",
        b"\xff\xfe",
        b"null",
        b"[" * 5000,
        canonical(cheat),
        canonical(failure("misfiled")),
        canonical({**msgspec.to_builtins(graded("new")), "schema_version": 2}),
        canonical({**msgspec.to_builtins(graded("more")), "extra": 1}),
        b'{"kind":"grade","id":"' + b"x" * 1_000_000 + b'"}',
        canonical(rehashed),
    ]
    files[grades] += b"\n".join(lines) + b"\n\n"
    files["records/grade/2026-11/not-a-segment.jsonl"] = b"{}\n"
    files["records/notes.txt"] = b"hello"
    files["records/other/2026-11/0123456789abcdef.jsonl"] = b"{}\n"
    store = backend.store()
    store.commit(files, "all sorts")
    reading = read_records(store)
    assert {record.id: record for record in good} == reading.records
    told = {(bad.path, bad.line): bad.reason for bad in reading.quarantined}
    assert len(told) == len(reading.quarantined)
    foreign = {(path, 0) for path in files if path not in (grades, failures)}
    assert foreign | {(grades, 0)} | {(grades, number) for number in range(3, 12)} == told.keys()
    assert "edited" in told[grades, 0]
    assert "hash" in told[grades, 7]
    assert "does not belong" in told[grades, 8]
    assert "schema_version 2" in told[grades, 9]
    assert "1000024 bytes" in told[grades, 11]
    assert all(told.values())


def test_of_an_id_the_first_published_counts(backend: Backend) -> None:
    """Whatever the order of segments: the earlier time, and at the same time the smaller hash."""
    same = [failure("race", reason=reason) for reason in ("replayed", "too_large")]
    late = [failure("race", at="2026-11-25T12:00:01Z", reason="no_files"), failure("race", at="2026-12-01T00:00:00Z")]
    store = backend.store()
    for record in (late[0], same[0], late[1], same[1]):
        store.commit(write_segments([record]), "racing")
    (winner,) = read_records(store).records.values()
    assert min(same, key=lambda record: record.content_sha256) == winner


def test_a_segment_is_read_once(backend: Backend) -> None:
    """A reader that comes again reads only what is new."""
    store = backend.store()
    read: list[str] = []

    class Watched:
        def read(self, path: str, revision: str = "") -> bytes | None:
            read.append(path)
            return store.read(path, revision)

        def files(self, under: str = "", revision: str = "") -> list[Listed]:
            return store.files(under, revision)

        def head(self) -> str:
            return store.head()

    cache = Cache()
    first = write_segments([failure("first")])
    store.commit(first, "first")
    read_records(Watched(), cache=cache)
    second = write_segments([failure("second")])
    store.commit(second, "second")
    reading = read_records(Watched(), cache=cache)
    assert [*first, *second] == read
    assert 2 == len(reading.records)


def test_no_bytes_stop_the_reader() -> None:
    """Random bytes, cut and doubled lines: a segment is returned, and what is in it is good."""
    import random

    draw = random.Random(11)
    records = many(6)
    (path, content), _ = sorted(write_segments(records).items())
    for _ in range(500):
        bad = bytearray(content)
        for _ in range(draw.randrange(1, 6)):
            start = draw.randrange(len(bad))
            bad[start : start + draw.randrange(3)] = draw.randbytes(draw.randrange(3))
        segment = read_segment(path, bytes(bad))
        assert all(record in records for record in segment.records)
