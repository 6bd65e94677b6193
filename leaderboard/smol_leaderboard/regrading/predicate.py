"""Choosing results by a condition in SQL, over one row for each check of each result.

DuckDB, in memory: a condition reads no file, opens no connection and changes no setting. Whoever writes it is the
operator; that it can do nothing but choose keeps a condition from somebody's message harmless, too.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..errors import ExtraNeeded, OperatorError
from ..schema import GradeRecord

if TYPE_CHECKING:
    import duckdb

OF_RECORD = {
    "unit": "varchar",
    "attempt": "integer",
    "received_at": "varchar",
    "at": "varchar",
    "suite_version": "varchar",
    "cohort": "varchar",
    "private_cases": "boolean",
    "request": "varchar",
    "grade": "varchar",
    "subject": "varchar",
}
OF_CHECK = {
    "exercise": "varchar",
    "check": "varchar",
    "outcome": "varchar",
    "reason": "varchar",
    "hint": "varchar",
    "points": "integer",
    "max_points": "integer",
    "bonus": "boolean",
}
RESERVED = ("at", "check")
"""Names that SQL takes for words of its own unless they are quoted."""
ROWS = 20_000
"""That are handed over at once."""
LONGEST_PROBLEM = 300
TYPES = {"varchar": "string", "integer": "int32", "boolean": "bool_"}
"""What Arrow calls them."""
Row = tuple[object, ...]


def fulfilling(grades: Sequence[GradeRecord], condition: str) -> set[str]:
    """Return the requests of which at least one check fulfils a condition, `outcome = 'timed_out' and points = 0`.

    Raises `OperatorError` with what DuckDB says and the columns there are, `ExtraNeeded`.
    """
    try:
        import duckdb
    except ImportError as error:
        raise ExtraNeeded("duckdb", "operator") from error
    with duckdb.connect(":memory:", config={"enable_external_access": "false"}) as db:
        _fill(db, "results", OF_RECORD, (_of_record(*numbered) for numbered in enumerate(grades)))
        _fill(db, "marks", OF_CHECK, (row for numbered in enumerate(grades) for row in _of_checks(*numbered)))
        db.execute("create view checks as select * exclude (number) from results join marks using (number)")
        for setting in ("python_enable_replacements = false", "lock_configuration = true"):
            db.execute(f"set {setting}")
        # the bracket closes on a line of its own: a comment at the condition's end must not swallow it
        query = f"select distinct request from checks where (\n{condition}\n)"  # noqa: S608 it may say what it likes
        try:
            if len(db.extract_statements(query)) != 1:
                raise OperatorError(f"--where takes one condition, no statements; the columns are {columns()}")
            return {request for (request,) in db.execute(query).fetchall()}
        except duckdb.Error as error:
            raise OperatorError(f"--where: {_said(error)}; the columns are {columns()}") from error


def columns() -> str:
    """Return the names that a condition can use, as they are written in one."""
    return ", ".join(f'"{name}"' if name in RESERVED else name for name in (*OF_RECORD, *OF_CHECK))


def _fill(db: duckdb.DuckDBPyConnection, table: str, kinds: Mapping[str, str], rows: Iterator[Row]) -> None:
    """Make a table of some rows; each begins with the number of its record."""
    import pyarrow as pa  # type: ignore[import-untyped]

    kinds = {"number": "integer", **kinds}
    schema = pa.schema([(name, getattr(pa, TYPES[kind])()) for name, kind in kinds.items()])
    columns = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
    db.execute(f"create table {table} ({columns})")
    while part := list(itertools.islice(rows, ROWS)):
        arrays = [pa.array(column, field.type) for column, field in zip(zip(*part, strict=True), schema, strict=True)]
        db.register("part", pa.Table.from_arrays(arrays, schema=schema))
        db.execute(f"insert into {table} select * from part")  # noqa: S608 our own names
        db.unregister("part")


def _of_record(number: int, grade: GradeRecord) -> Row:
    return (
        *(number, grade.unit, grade.attempt, grade.received_at, grade.at, grade.suite_version, grade.cohort),
        *(grade.private_cases, grade.request, grade.id, grade.subject),
    )


def _of_checks(number: int, grade: GradeRecord) -> Iterator[Row]:
    bonus = {one.name for one in grade.extras}
    for exercise in grade.graded:
        for check in exercise.checks:
            yield (
                *(number, exercise.name, check.name, str(check.outcome), str(check.reason or ""), check.hint),
                *(check.points, check.max_points, exercise.name in bonus),
            )


def _said(error: Exception) -> str:
    """Return what DuckDB says as one line, without its picture of the place."""
    text = " ".join(str(error).partition("\nLINE ")[0].split())
    return text if len(text) <= LONGEST_PROBLEM else text[: LONGEST_PROBLEM - 1] + "…"
