"""The JSON files under `board/`: what page and terminal read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from ..schema import SCHEMA_VERSION, BoardSettings, Struct, canonical
from .ranking import Row
from .reading import Problem
from .shapes import BoardDocument, BoardRow, Cell, UnitHead
from .tables import unpack_row

BOARD_JSON = "board/board.json"
BOARD_PARQUET = "board/board.parquet"
STATUS = "board/status.json"
QUARANTINE = "board/quarantine.json"
INDEX = "board/index.json"
EMPTY_PARQUET = "board/records/empty.parquet"
"""Only there while there is no record."""
RECENT = 200
"""Results in `status.json`."""
LISTED = 1_000
"""Entries of `quarantine.json`."""


class Waiting(Struct, frozen=True, kw_only=True):
    """An open request, as the operator's run hands it in for `status.json`."""

    number: int
    name: str
    """Of its author, as the Hub says."""
    unit: str
    state: Literal["queued", "running"]
    received_at: str


class Index(Struct, frozen=True, kw_only=True):
    """`index.json`: which files make up the board."""

    schema_version: int = SCHEMA_VERSION
    generation: str
    as_of: str
    records: int
    writer: str
    files: dict[str, str]
    """Path -> SHA-256, all but this one."""


def day_file(day: str) -> str:
    """Return the path of a day's records."""
    return f"board/records/{day}.parquet"


def board_json(
    settings: BoardSettings,
    rows: Sequence[Row],
    names: Mapping[str, str],
    days: Mapping[str, Sequence[str]],
    totals: tuple[int, str],
) -> bytes:
    """Return `board.json`. `days`: subject -> days with records; `totals`: number of records, the newest's time."""
    records, as_of = totals
    units = sorted(settings.units)
    every_day = sorted({day for found in days.values() for day in found})
    index = {day: number for number, day in enumerate(every_day)}
    document = BoardDocument(
        title=settings.title,
        practice=settings.practice,
        cohort=settings.cohort,
        as_of=as_of,
        records=records,
        units=tuple(UnitHead(slug=unit, max_points=settings.units[unit], ranked=_ranked(rows, unit)) for unit in units),
        max_points=sum(settings.units.values()),
        ranked=sum(row.rank is not None for row in rows),
        days=tuple(every_day),
        rows=tuple(
            BoardRow(
                subject=row.key.subject,
                name=names.get(row.key.subject, ""),
                reference=row.key.reference,
                rank=row.rank,
                points=row.points,
                reached=row.reached,
                cells=tuple(_cell(row, unit) for unit in units),
                days=tuple(map(index.__getitem__, days[row.key.subject])),
                stale=_stale(row, units) or msgspec.UNSET,
            )
            for row in rows
        ),
    )
    return canonical(document) + b"\n"


def _ranked(rows: Iterable[Row], unit: str) -> int:
    return sum(unit in row.cells and row.cells[unit][0] is not None for row in rows)


def _stale(row: Row, units: Sequence[str]) -> tuple[int, ...]:
    return tuple(number for number, unit in enumerate(units) if unit in row.cells and row.cells[unit][1].stale)


def _cell(row: Row, unit: str) -> Cell | None:
    if unit not in row.cells:
        return None
    rank, found = row.cells[unit]
    return Cell(rank, found.points, found.max_points, found.reached, found.requests)


def status_json(recent: Iterable[bytes], waiting: Iterable[Waiting], names: Mapping[str, str], as_of: str) -> bytes:
    """Return `status.json`. `recent` are packed rows of grades and failures, newest first."""
    return _document(
        {
            "as_of": as_of,
            "waiting": sorted(waiting, key=lambda one: (one.received_at, one.number)),
            "recent": [_recent(unpack_row(data), names) for data in recent],
        }
    )


def _recent(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, object]:
    same = ("request", "subject", "reference", "unit", "attempt", "points", "max_points", "reason", "tier", "at")
    return {
        **{name: row[name] for name in (*same, "received_at")},
        "state": "graded" if row["kind"] == "grade" else "failed",
        "record": row["id"],
        "name": names.get(row["subject"], ""),
    }


def quarantine_json(total: int, problems: Iterable[Problem]) -> bytes:
    """Return `quarantine.json`."""
    return _document({"total": total, "entries": [problem._asdict() for problem in problems]})


def generation_of(files: Mapping[str, str]) -> str:
    """Return the name of a board by its files, path -> SHA-256."""
    return hashlib.sha256(canonical(dict(files))).hexdigest()[:16]


def index_json(files: Mapping[str, str], generation: str, totals: tuple[int, str], writer: str) -> bytes:
    """Return `index.json`. `files` is path -> SHA-256."""
    records, as_of = totals
    index = Index(generation=generation, as_of=as_of, records=records, writer=writer, files=dict(files))
    return canonical(index) + b"\n"


def _document(content: dict[str, object]) -> bytes:
    return canonical({"schema_version": SCHEMA_VERSION, **content}) + b"\n"
