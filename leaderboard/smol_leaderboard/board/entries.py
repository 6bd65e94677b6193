"""What final projects say of themselves, out of the requests they came with. Part of the state's SQLite file.

Request records hold the sealed packages and are many, so a rebuild reads them only once a project was accepted, and of
those only the lines that hold such a text. They are no records of the board: they are not counted, and a line that
cannot be read shows nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

import msgspec

from ..layout import RECORDS
from ..project_entry import is_entry
from ..schema import EvaluationRecord, ProjectEntry, RequestRecord
from ..segments import read_segment
from .reading import foreign

KIND = "request"
SCHEMA = """
create table entries (
    request text, subject text, at text, id text, sha text, data blob, primary key (request, subject, id, sha))
    without rowid;
"""
TABLES = ("entries",)
MARK = b'"entry"'
"""Stands in every line with a text; the sealed package is base64 and holds no quotation mark."""
Entries = Mapping[tuple[str, str], ProjectEntry]
"""By a request's key and its subject."""


def are_asked_for(evaluations: Iterable[EvaluationRecord]) -> bool:
    """Return whether there is a project to whose model nothing is lacking."""
    return any(one.project == () for one in evaluations)


def is_of_requests(path: str) -> bool:
    """Return whether a segment holds requests."""
    return path.startswith(f"{RECORDS}{KIND}/")


def read_entries(path: str, content: bytes, units: Mapping[str, int]) -> list[RequestRecord]:
    """Return the requests of a segment that hold a project's text, such as the learner's program would have made."""
    lines = [line for line in content.split(b"\n") if MARK in line]
    found = read_segment(path, b"\n".join(lines)).records if lines else ()
    requests = (one for one in found if isinstance(one, RequestRecord) and not foreign(one, units))
    return [one for one in requests if isinstance(one.entry, ProjectEntry) and is_entry(one.entry)]


def learn(db: sqlite3.Connection, requests: Iterable[RequestRecord]) -> None:
    """Take in what projects say; the same record of another segment changes nothing."""
    db.executemany(
        "insert or ignore into entries values (?, ?, ?, ?, ?, ?)",
        [
            (one.request, one.subject, one.at, one.id, one.content_sha256, msgspec.msgpack.encode(one.entry))
            for one in requests
        ],
    )


def known(db: sqlite3.Connection) -> Entries:
    """Return all of them. Of two records about one request the first published counts."""
    rows = db.execute("select request, subject, data from entries order by at desc, id desc, sha desc")
    decode = msgspec.msgpack.Decoder(ProjectEntry).decode
    return {(request, subject): decode(data) for request, subject, data in rows}
