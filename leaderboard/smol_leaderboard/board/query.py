"""The board by DuckDB, from the published record tables: what anybody can compute who has the Parquet.

It shares no line with `ranking` and must say the same; `smol-leaderboard rebuild --check` compares the two.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..errors import ExtraNeeded, RecordError

GRADES = """
create temp view grades as
select id, subject, reference, unit, points, received_at, supersedes, (tier = 1 or {practice}) as counts
from read_parquet({files}) where kind = 'grade' and ({unit} = '' or unit = {unit})
"""
REPLACED = """
create temp table replaced as
with recursive links as materialized (
    select id, subject, reference, unit, supersedes, counts from grades where supersedes <> ''),
reached as (
    select supersedes as id, subject, reference, unit from links where counts
    union
    select links.supersedes, links.subject, links.reference, links.unit
    from reached join links using (id, subject, reference, unit))
select * from reached
"""
PLACES = """
with best as (
    select subject, reference, unit, min((-points, received_at)) as first
    from grades anti join replaced using (id, subject, reference, unit) where counts group by all),
sums as (
    select subject, reference, sum(-first[1])::integer as points,
        coalesce(max(first[2]) filter (first[1] < 0), min(first[2])) as reached
    from best group by all)
select case when reference = '' then rank() over (partition by reference = '' order by points desc) end as place,
    points, reached, subject, reference
from sums order by points desc, reached, subject, reference {limit}
"""


class Place(NamedTuple):
    """A row of a board."""

    rank: int | None
    points: int
    reached: str
    subject: str
    reference: str


def places(folder: Path, unit: str = "", top: int = 0, *, practice: bool = False) -> list[Place]:
    """Return the board of all units, or of one, in order of display; `top`: only so many rows.

    `folder` is a store's, or a copy of it. Raises `RecordError` for tables that cannot be read, `ExtraNeeded`.
    """
    try:
        import duckdb
    except ImportError as error:
        raise ExtraNeeded("duckdb", "operator") from error
    files = str(folder / "board" / "records" / "*.parquet")
    try:
        with duckdb.connect() as db:
            db.execute(GRADES.format(practice=practice, files=_quoted(files), unit=_quoted(unit)))
            db.execute(REPLACED)
            rows = db.execute(PLACES.format(limit=f"limit {top:d}" if top else "")).fetchall()
    except duckdb.Error as error:
        raise RecordError(files, str(error).splitlines()[0][:200]) from error
    return [Place(*row) for row in rows]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
