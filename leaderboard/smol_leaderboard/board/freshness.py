"""Which results were made by suites that are not the newest ones, as far as the board's own records tell.

The newest suites of a unit, and of each exercise, are those of the newest record that counts: so it is the records
alone that say what is stale, and a rebuild on another machine says the same. Part of the state's SQLite file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from ..schema import GradeRecord, canonical
from ..staleness import MadeBy, Suites, made_by, outdated

SCHEMA = """
create table made (number integer primary key, made text unique not null);
create table newest (
    unit text, exercise text, at text, id text, suite text, primary key (unit, exercise)) without rowid;
"""
TABLES = ("made", "newest")
UNIT = ""
"""Stands for the unit as a whole where an exercise would stand: its suite is version and protocol."""
NEWER = (
    "insert into newest values (?, ?, ?, ?, ?) on conflict (unit, exercise) do update set "
    "at = excluded.at, id = excluded.id, suite = excluded.suite "
    "where (excluded.at, excluded.id, excluded.suite) > (newest.at, newest.id, newest.suite)"
)


def number_of(db: sqlite3.Connection, grade: GradeRecord) -> int:
    """Return the number under which the state knows by what a result was made: many results share one."""
    made = canonical(made_by(grade)).decode()
    db.execute("insert or ignore into made (made) values (?)", (made,))
    (number,) = db.execute("select number from made where made = ?", (made,)).fetchone()
    return int(number)


def learn(db: sqlite3.Connection, grades: Iterable[GradeRecord]) -> None:
    """Take in which suites graded; the order in which records come makes no difference."""
    newest: dict[tuple[str, str], tuple[str, str, str]] = {}
    for grade in grades:
        whole = canonical([grade.suite_version, grade.protocol_version]).decode()
        known = [(UNIT, whole), *((one.name, str(one.suite)) for one in grade.graded if one.suite)]
        for exercise, suite in known:
            key, value = (grade.unit, exercise), (grade.at, grade.id, suite)
            newest[key] = max(newest.get(key, value), value)
    db.executemany(NEWER, sorted((*key, *value) for key, value in newest.items()))


class Freshness:
    """What is the newest now; ask it about each result."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[tuple[str, int], bool] = {}
        found: dict[str, dict[str, str]] = {}
        for unit, exercise, suite in db.execute("select unit, exercise, suite from newest"):
            found.setdefault(unit, {})[exercise] = suite
        self._newest = {}
        for unit, suites in found.items():
            version, protocol = msgspec.json.decode(suites.pop(UNIT), type=tuple[str, int])
            self._newest[unit] = Suites(version, protocol, suites)

    def is_stale(self, unit: str, number: int) -> bool:
        """Return whether a result of this `number_of` was made by older suites than the newest of its unit."""
        if (unit, number) not in self._known:
            (made,) = self._db.execute("select made from made where number = ?", (number,)).fetchone()
            of = msgspec.json.decode(made, type=MadeBy)
            self._known[unit, number] = unit in self._newest and bool(outdated(of, self._newest[unit]))
        return self._known[unit, number]
