"""What a rebuild remembers: the records as rows of an SQLite file, so that the next one reads only what is new.

It is a cache of the store and nothing else: a file that is missing, damaged, older than this code, of another store or
other settings is begun anew.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..schema import EvaluationRecord, GradeRecord, RequestRecord
from ..segments import kind_of
from . import entries, freshness
from .database import connect, remove, transaction
from .ranking import Key, Result, Standing, replaced, standing
from .reading import Problem, Read
from .tables import pack_row

VERSION = "6"
FILE = "records.sqlite"
SCHEMA = """
create table about (key text primary key, value text not null);
create table segments (path text primary key, oid text not null);
create table people (path text primary key, oid text not null, subject text, name text);
create table problems (path text, line integer, reason text, problem text, primary key (path, line));
create table records (
    id text, sha text, at text, subject text, kind text, reference text, unit text, data blob, path text, line integer,
    wins integer not null default 1, replaced integer not null default 0);
create index by_id on records (id);
create index by_day on records (substr(at, 1, 10), subject);
create index recent on records (at, id) where kind in ('failure', 'grade') and wins and not replaced;
create index losers on records (path, line) where not wins;
create table results (
    subject text, reference text, unit text, id text, sha text, request text, points integer, max_points integer,
    received_at text, at text, supersedes text, model text, counts integer, made integer,
    wins integer not null default 1, replaced integer not null default 0,
    primary key (subject, reference, unit, id, sha)) without rowid;
create table standings (
    subject text, reference text, unit text, points integer, max_points integer, reached text,
    requests integer, record text, model text, made integer, primary key (subject, reference, unit)) without rowid;
create table evaluations (id text, sha text, data blob, primary key (id, sha)) without rowid;
create table learners (subject text primary key, days text not null) without rowid;
create table days (day text primary key, records integer not null, newest text not null, sha text not null);
"""
TABLES = ("segments", "people", "problems", "records", "standings", "results", "evaluations", "learners", "days")
RECORD = (
    "insert into records (id, sha, at, subject, kind, reference, unit, data, path, line) values (?,?,?,?,?,?,?,?,?,?)"
)
RESULT = (
    "insert into results (subject, reference, unit, id, sha, request, points, max_points, received_at, at, supersedes, "
    "model, counts, made) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


class Recent(NamedTuple):
    """A result as the list of recent ones shows it."""

    kind: str
    data: bytes


class _Place(NamedTuple):
    """Where a record counts."""

    subject: str
    reference: str
    unit: str
    kind: str
    day: str


class State:
    """The open file. Everything that is written between `begin` and `commit` is kept as a whole or not at all."""

    def __init__(self, folder: Path | None, key: str) -> None:
        """Open or begin the state in a folder (None: in memory). `key` names the store, the settings and the writer."""
        self._folder = folder
        self._key = f"{VERSION} {key}"
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        if self._folder is not None and (self._folder / FILE).exists():
            with contextlib.suppress(sqlite3.DatabaseError):
                found = connect(self._folder / FILE)
                row = found.execute("select value from about where key = 'key'").fetchone()
                if row == (self._key,):
                    return found
                found.close()
        return self._begin_anew()

    def _begin_anew(self) -> sqlite3.Connection:
        if self._folder is not None:
            remove(self._folder)
            self._folder.mkdir(parents=True)
        db = connect(self._folder / FILE if self._folder else ":memory:")
        with transaction(db):
            for statement in (SCHEMA + freshness.SCHEMA + entries.SCHEMA).split(";"):
                db.execute(statement)
            db.execute("insert into about values ('key', ?)", (self._key,))
        return db

    def forget(self) -> None:
        """Begin anew."""
        self._db.close()
        self._db = self._begin_anew()

    def clear(self) -> None:
        """Begin anew within a transaction."""
        for table in (*TABLES, *freshness.TABLES, *entries.TABLES):
            self._db.execute(f"delete from {table}")  # noqa: S608 our own names

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """Keep all changes of the block, or none of them."""
        return transaction(self._db)

    def segments(self) -> dict[str, str]:
        """Return the segments that have been read, path -> oid."""
        return dict(self._db.execute("select path, oid from segments"))

    def people(self) -> dict[str, str]:
        """Return the entries of `people/` that have been read, path -> oid."""
        return dict(self._db.execute("select path, oid from people"))

    def names(self) -> dict[str, str]:
        """Return subject -> name."""
        return dict(self._db.execute("select subject, name from people where subject is not null"))

    def set_person(self, path: str, oid: str, subject: str | None, name: str, problem: Problem | None) -> None:
        """Remember an entry, or what is wrong with it."""
        self._db.execute("insert or replace into people values (?, ?, ?, ?)", (path, oid, subject, name))
        self._db.execute("delete from problems where path = ?", (path,))
        if problem is not None:
            self._db.execute("insert into problems values (?, ?, ?, ?)", problem)

    def drop_person(self, path: str) -> None:
        """Forget a person."""
        self._db.execute("delete from people where path = ?", (path,))
        self._db.execute("delete from problems where path = ?", (path,))

    def set_not_segments(self, problems: Iterable[Problem]) -> None:
        """Remember which files are no segments, in place of those before."""
        self._db.execute("delete from problems where reason = 'not_a_segment'")
        self._db.executemany("insert into problems values (?, ?, ?, ?)", problems)

    def add_segment(
        self, path: str, oid: str, good: Iterable[Read], bad: Iterable[Problem], every_tier: bool
    ) -> set[tuple[str, str, str]]:
        """Remember what a segment holds; return the (subject, reference, unit) whose standing may have changed."""
        self._db.execute("insert into segments values (?, ?)", (path, oid))
        self._db.executemany("insert into problems values (?, ?, ?, ?)", bad)
        touched: set[_Place] = set()
        raced: set[str] = set()
        counting: list[GradeRecord] = []
        for one in good:
            twins = self._twins(one)
            if twins is None:
                continue
            touched.add(self._insert(one, every_tier))
            if isinstance(one.record, GradeRecord) and (every_tier or one.record.environment.tier == 1):
                counting.append(one.record)
            if twins:
                touched.update(twins)
                raced |= {place.subject for place in twins} | {one.record.subject}
                self._settle_race(one.record.id)
        freshness.learn(self._db, counting)
        days = {(place.day,) for place in touched}
        self._db.executemany(
            "insert into days values (?, 0, '', '') on conflict (day) do update set sha = ''", sorted(days)
        )
        self._add_days(touched)
        for subject in sorted(raced):
            self._drop_days(subject)
        return {(place.subject, place.reference, place.unit) for place in touched if place.kind == "grade"}

    def add_requests(self, path: str, oid: str, requests: Iterable[RequestRecord]) -> None:
        """Remember what the final projects of a segment of requests say of themselves."""
        self._db.execute("insert into segments values (?, ?)", (path, oid))
        entries.learn(self._db, requests)

    def projects(self) -> entries.Entries:
        """Return what final projects say of themselves."""
        return entries.known(self._db)

    def _insert(self, read: Read, every_tier: bool) -> _Place:
        record, kind = read.record, kind_of(read.record)
        reference, unit = getattr(record, "reference", ""), getattr(record, "unit", "")
        self._db.execute(
            RECORD,
            (
                *(record.id, record.content_sha256, record.at, record.subject, kind, reference, unit),
                *(pack_row(record), read.path, read.line),
            ),
        )
        if isinstance(record, EvaluationRecord):
            packed = msgspec.msgpack.encode(record)
            self._db.execute("insert into evaluations values (?, ?, ?)", (record.id, record.content_sha256, packed))
        if isinstance(record, GradeRecord):
            self._db.execute(
                RESULT,
                (
                    *(record.subject, reference, unit, record.id, record.content_sha256, record.request),
                    *(record.points, record.max_points, record.received_at, record.at, record.supersedes),
                    *(record.model, int(every_tier or record.environment.tier == 1)),
                    freshness.number_of(self._db, record),
                ),
            )
        return _Place(record.subject, reference, unit, kind, record.at[:10])

    def _add_days(self, places: Iterable[_Place]) -> None:
        days: dict[str, set[str]] = {}
        for place in places:
            days.setdefault(place.subject, set()).add(place.day)
        for subject, new in sorted(days.items()):
            known = self._days_of(subject)
            if not known.issuperset(new):
                self._db.execute("insert or replace into learners values (?, ?)", (subject, _joined(known | new)))

    def _days_of(self, subject: str) -> set[str]:
        row = self._db.execute("select days from learners where subject = ?", (subject,)).fetchone()
        return set(row[0].split(" ")) if row else set()

    def _twins(self, read: Read) -> list[_Place] | None:
        """Return where the other records of this id are, None if one of them is the same line in another segment."""
        twins = self._db.execute(
            "select sha, path, line, subject, reference, unit, kind, substr(at, 1, 10) from records where id = ?",
            (read.record.id,),
        ).fetchall()
        for sha, path, line, *_ in twins:
            if sha == read.record.content_sha256:
                first = min((path, line), (read.path, read.line))  # it stands where the first path says
                self._db.execute(
                    "update records set path = ?, line = ? where id = ? and sha = ?", (*first, read.record.id, sha)
                )
                return None
        return [_Place(*row[3:]) for row in twins]

    def _settle_race(self, record: str) -> None:
        """Several records of one id: the smallest (`at`, `content_sha256`) is it."""
        (first,) = self._db.execute(
            "select sha from records where id = ? order by at, sha limit 1", (record,)
        ).fetchone()
        places = self._db.execute("select subject, reference, unit from records where id = ?", (record,)).fetchall()
        self._db.execute("update records set wins = (sha = ?) where id = ?", (first, record))
        for place in places:
            self._db.execute(
                "update results set wins = (sha = ?) where subject = ? and reference = ? and unit = ? and id = ?",
                (first, *place, record),
            )

    def _drop_days(self, subject: str) -> None:
        """Forget the days on which a subject had but records that lost a race."""
        query = "select 1 from records where substr(at, 1, 10) = ? and subject = ? and wins limit 1"
        left = {day for day in self._days_of(subject) if self._db.execute(query, (day, subject)).fetchone()}
        if left:
            self._db.execute("update learners set days = ? where subject = ?", (_joined(left), subject))
        else:
            self._db.execute("delete from learners where subject = ?", (subject,))

    def settle(self, groups: Iterable[tuple[str, str, str]]) -> None:
        """Find the standing of each (subject, reference, unit) anew."""
        for group in groups:
            rows = self._db.execute(
                "select made, replaced, id, request, points, max_points, received_at, at, supersedes, model, counts "
                "from results where subject = ? and reference = ? and unit = ? and wins",
                group,
            ).fetchall()
            results = [Result(*row[2:]) for row in rows]
            gone = replaced(results) if any(result.supersedes for result in results) else frozenset()
            self._mark(group, [(row[2], int(row[2] in gone)) for row in rows if row[1] != (row[2] in gone)])
            best = standing(results)
            self._db.execute("delete from standings where subject = ? and reference = ? and unit = ?", group)
            if best is not None:
                marks = (best.points, best.max_points, best.reached, best.requests, best.record, best.model)
                made = next(row[0] for row in rows if row[2] == best.record)
                self._db.execute("insert into standings values (?,?,?,?,?,?,?,?,?,?)", (*group, *marks, made))

    def _mark(self, group: tuple[str, str, str], changed: Iterable[tuple[str, int]]) -> None:
        for record, value in changed:
            self._db.execute("update records set replaced = ? where id = ?", (value, record))
            self._db.execute(
                "update results set replaced = ? where subject = ? and reference = ? and unit = ? and id = ?",
                (value, *group, record),
            )

    def standings(self) -> dict[Key, dict[str, Standing]]:
        """Return everybody's best results, per unit."""
        found: dict[Key, dict[str, Standing]] = {}
        fresh, people = freshness.Freshness(self._db), self.names()
        columns = ("points", "max_points", "reached", "requests", "record", "model")
        for subject, reference, unit, *marks, made in self._db.execute("select * from standings"):
            # who has withdrawn has no name and no package: it cannot be graded again; `reference` grades references
            stale = subject in people and not reference and fresh.is_stale(unit, made)
            of_it = Standing(**dict(zip(columns, marks, strict=True)), stale=stale)
            found.setdefault(Key(subject, reference), {})[unit] = of_it
        return found

    def days_to_make(self) -> list[str]:
        """Return the days whose file has to be made again."""
        return [day for (day,) in self._db.execute("select day from days where sha = '' order by day")]

    def day_rows(self, day: str) -> list[tuple[str, bytes]]:
        """Return kind and packed row of a day's records, sorted by (subject, at, id)."""
        return self._db.execute(
            "select kind, data from records where substr(at, 1, 10) = ? and wins order by subject, at, id", (day,)
        ).fetchall()

    def set_day(self, day: str, sha: str) -> None:
        """Remember the hash of a day's file, and with it how many records it has; a day without any is forgotten."""
        records, newest = self._db.execute(
            "select count(*), coalesce(max(at), '') from records where substr(at, 1, 10) = ? and wins", (day,)
        ).fetchone()
        if records:
            self._db.execute(
                "update days set records = ?, newest = ?, sha = ? where day = ?", (records, newest, sha, day)
            )
        else:
            self._db.execute("delete from days where day = ?", (day,))

    def days(self) -> dict[str, str]:
        """Return the days that have records, and the hash of each one's file."""
        return dict(self._db.execute("select day, sha from days order by day"))

    def learner_days(self) -> dict[str, list[str]]:
        """Return subject -> the days on which it has records, oldest first."""
        rows = self._db.execute("select subject, days from learners")
        return {subject: days.split(" ") for subject, days in rows}

    def totals(self) -> tuple[int, str]:
        """Return the number of records and the newest one's time."""
        records, newest = self._db.execute("select sum(records), max(newest) from days").fetchone()
        return records or 0, newest or ""

    def evaluations(self) -> list[EvaluationRecord]:
        """Return the evaluations of models, by id."""
        rows = self._db.execute(
            "select evaluations.data from evaluations join records using (id, sha) where wins order by id"
        )
        decode = msgspec.msgpack.Decoder(EvaluationRecord).decode
        return [decode(data) for (data,) in rows]

    def recent(self, limit: int) -> list[Recent]:
        """Return the newest grades and failures, newest first, without those that are superseded."""
        rows = self._db.execute(
            "select kind, data from records where kind in ('failure', 'grade') and wins and not replaced "
            "order by at desc, id desc limit ?",
            (limit,),
        )
        return [Recent(*row) for row in rows]

    def problems(self, limit: int) -> tuple[int, list[Problem]]:
        """Return how many lines and files are quarantined, and the first of them."""
        both = (
            "select path, line, reason, problem from problems union all "
            "select path, line, 'published_twice', id from records where not wins"
        )
        (total,) = self._db.execute(f"select count(*) from ({both})").fetchone()  # noqa: S608 no text of others
        rows = self._db.execute(f"select * from ({both}) order by path, line limit ?", (limit,))  # noqa: S608
        return total, [Problem(*row) for row in rows]


def _joined(days: Iterable[str]) -> str:
    return " ".join(sorted(days))
