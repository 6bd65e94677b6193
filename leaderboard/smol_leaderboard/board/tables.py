"""The Parquet files: an explicit flat schema each, and one way to write them, so that equal rows are equal bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from smol_grade.records import Outcome

from ..errors import ExtraNeeded
from ..schema import EvaluationRecord, FailureRecord, GradeRecord, RevealRecord
from .ranking import OVERALL, Row

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

RECORD_COLUMNS = {
    "id": "string",
    "content_sha256": "string",
    "kind": "string",
    "subject": "string",
    "at": "string",
    "request": "string",
    "unit": "string",
    "received_at": "string",
    "attempt": "int32",
    "points": "int32",
    "max_points": "int32",
    "exercises": "string",
    "missed": "string",
    "sealed_sha256": "string",
    "suite_version": "string",
    "private_cases": "bool",
    "protocol_version": "int32",
    "seed_commitment": "string",
    "cohort": "string",
    "supersedes": "string",
    "reference": "string",
    "model": "string",
    "python": "string",
    "platform": "string",
    "isolation": "string",
    "tier": "int32",
    "versions": "string",
    "reason": "string",
    "grade": "string",
    "seed": "string",
    "was": "string",
}
BOARD_COLUMNS = {
    "unit": "string",
    "rank": "int32",
    "name": "string",
    "subject": "string",
    "reference": "string",
    "points": "int32",
    "max_points": "int32",
    "reached": "string",
    "requests": "int32",
    "record": "string",
    "model": "string",
    "stale": "bool",
}
NULLABLE = frozenset({"rank", "gain", "gain_low", "gain_high", "overfit_gap"})
EMPTY = {"string": "", "int32": 0, "int64": 0, "bool": False}
ROW_GROUP = 2_000
"""Rows that a reader of one learner has to look at, at least."""


def pack_row(record: EvaluationRecord | GradeRecord | FailureRecord | RevealRecord) -> bytes:
    """Return a record as a row of the table, in the columns' order."""
    found: dict[str, object] = {
        name: value
        for name, value in msgspec.structs.asdict(record).items()
        if name in RECORD_COLUMNS and value is not msgspec.UNSET
    }
    found["kind"] = record.__struct_config__.tag
    if isinstance(record, EvaluationRecord | GradeRecord):
        environment = msgspec.structs.asdict(record.environment)
        found |= {name: environment[name] for name in ("python", "platform", "isolation", "tier")}
        found["versions"] = _json(environment["versions"])
    if isinstance(record, GradeRecord):
        found["exercises"] = _json([[one.name, one.points, one.max_points] for one in record.exercises])
        found["missed"] = _json(
            [
                [exercise.name, check.name, check.outcome]
                for exercise in record.exercises
                for check in exercise.checks
                if check.outcome is not Outcome.PASSED
            ]
        )
    return msgspec.msgpack.encode([found.get(name, EMPTY[kind]) for name, kind in RECORD_COLUMNS.items()])


def unpack_row(data: bytes) -> dict[str, Any]:
    """Return a packed row by column."""
    return dict(zip(RECORD_COLUMNS, msgspec.msgpack.decode(data), strict=True))


def records_file(rows: Iterable[bytes]) -> bytes:
    """Return the Parquet bytes of packed rows, in their order."""
    decode = msgspec.msgpack.Decoder(list[Any]).decode
    return parquet([decode(row) for row in rows], RECORD_COLUMNS)


def board_file(rows: Sequence[Row], names: Mapping[str, str], units: Mapping[str, int]) -> bytes:
    """Return `board.parquet`: the overall board, then each unit's."""
    lines: list[tuple[object, ...]] = []
    for row in rows:
        requests = sum(found.requests for _, found in row.cells.values())
        stale = any(found.stale for _, found in row.cells.values())
        whose = (OVERALL, row.rank, names.get(row.key.subject, ""), *row.key)
        lines.append((*whose, row.points, sum(units.values()), row.reached, requests, "", "", stale))
    for unit in sorted(units):
        within = [(row, *row.cells[unit]) for row in rows if unit in row.cells]
        within.sort(key=lambda item: (-item[2].points, item[2].reached, item[0].key))
        for row, rank, found in within:
            name = names.get(row.key.subject, "")
            of_it = (found.points, found.max_points, found.reached, found.requests, found.record, found.model)
            lines.append((unit, rank, name, *row.key, *of_it, found.stale))
    return parquet(lines, BOARD_COLUMNS)


def schema_of(columns: Mapping[str, str]) -> pa.Schema:
    """Return the Arrow schema of a table."""
    import pyarrow as pa

    types = {"string": pa.string(), "int32": pa.int32(), "int64": pa.int64(), "bool": pa.bool_()}
    return pa.schema([pa.field(name, types[kind], nullable=name in NULLABLE) for name, kind in columns.items()])


def writer() -> str:
    """Return what writes the Parquet files: another version may choose other bytes for the same rows."""
    try:
        import pyarrow
    except ImportError as error:
        raise ExtraNeeded("pyarrow", "operator") from error
    return f"pyarrow {pyarrow.__version__}"


def sha256(content: bytes) -> str:
    """Return the hash that `index.json` names a file by."""
    return hashlib.sha256(content).hexdigest()


def parquet(rows: Sequence[Sequence[object]], kinds: Mapping[str, str]) -> bytes:
    """Return the bytes of a table. Without rows it has one that is empty: `datasets` loads no table that has none."""
    import pyarrow as pa
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    columns = zip(*(rows or [[EMPTY[kind] for kind in kinds.values()]]), strict=True)
    schema = schema_of(kinds)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=schema),
        sink,
        row_group_size=ROW_GROUP,
        compression="snappy",
        use_dictionary=True,
        write_statistics=True,
        version="2.6",
        data_page_version="1.0",
        store_schema=False,
    )
    return bytes(sink.getvalue())


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
