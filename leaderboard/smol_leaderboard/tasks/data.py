"""Where a task's rows come from: a folder, or the set that is embedded here. Never the network.

A folder is laid out as GSM8K is published (`test.jsonl`, or `main/test-*.parquet` as on the Hub), or holds a folder
for each task with a file for each split (`arc_easy/test.jsonl`, `piqa/validation.parquet`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ..measuring_errors import BadData, NoData
from . import conversations, format_rows, heldout
from .benchmark import Row, rows_sha256

EMBEDDED = "embedded"
FOLDER = "folder"
LARGEST = 200_000_000
"""Bytes of a file of rows."""
GSM8K_FILES = ("gsm8k/test.jsonl", "test.jsonl", "gsm8k/test.parquet", "main/test-00000-of-00001.parquet")
NEEDS_NONE = frozenset({"heldout", "format"})
"""Made by us, whatever data is at hand."""


class Source(NamedTuple):
    """Which data was asked for."""

    folder: Path | None = None
    name: str = FOLDER
    """As the record has it: `folder`, or a Hub data set with its commit."""
    heldout_seed: bytes = heldout.PUBLIC_SEED


class Rows(NamedTuple):
    """The rows of one task that are used."""

    rows: tuple[Row, ...]
    data: str
    sha256: str
    total: int
    """How many there are without the limit."""


def rows_of(task: str, source: Source, limit: int = 0) -> Rows:
    """Return the first `limit` rows of one of our own tasks (0: all). Raises `NoData`, `BadData`."""
    if source.folder is not None and task not in NEEDS_NONE:
        rows = gsm8k_rows(source.folder, task)
        data = source.name
    else:
        rows = EMBEDDED_ROWS[task]() if task != "heldout" else heldout.rows(source.heldout_seed)
        data = EMBEDDED
    used = tuple(rows[:limit] if limit else rows)
    return Rows(used, data, rows_sha256(used), len(rows))


EMBEDDED_ROWS: dict[str, Callable[[], list[Row]]] = {
    "gsm8k": heldout.public_rows,
    "format": format_rows.rows,
    "loss": conversations.rows,
}


def gsm8k_rows(folder: Path, task: str = "gsm8k") -> list[Row]:
    """Return GSM8K's test rows of a folder. Raises `NoData`, `BadData`."""
    file = first_of(folder, GSM8K_FILES)
    if file is None:
        raise NoData(task, GSM8K_FILES)
    rows = []
    for number, row in enumerate(read_rows(file), 1):
        question, answer = row.get("question"), row.get("answer")
        if not (isinstance(question, str) and isinstance(answer, str) and "####" in answer):
            raise BadData(file, f"row {number} has no question and answer with ####")
        rows.append({"question": question, "answer": answer})
    return rows


def first_of(folder: Path, names: Sequence[str]) -> Path | None:
    """Return the first of some files that is there."""
    return next((folder / name for name in names if (folder / name).is_file()), None)


def read_rows(file: Path) -> list[Row]:
    """Return the rows of a JSONL or Parquet file. Raises `BadData`."""
    try:
        if file.stat().st_size > LARGEST:
            raise BadData(file, f"it is larger than {LARGEST} bytes")
        rows = _parquet(file) if file.suffix == ".parquet" else _jsonl(file)
    except OSError as error:
        raise BadData(file, error.strerror or str(error)) from error
    if not rows:
        raise BadData(file, "it holds no row")
    return rows


def _jsonl(file: Path) -> list[Row]:
    rows: list[Row] = []
    try:
        for line in file.read_text("utf-8").split("\n"):
            if line.strip():
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise BadData(file, f"row {len(rows) + 1} is no object")
                rows.append(row)
    except (ValueError, RecursionError) as error:
        raise BadData(file, f"row {len(rows) + 1} is no JSON") from error
    return rows


def _parquet(file: Path) -> list[Row]:
    import pyarrow  # type: ignore[import-untyped]
    import pyarrow.parquet  # type: ignore[import-untyped]

    try:
        rows: list[Row] = pyarrow.parquet.read_table(file).to_pylist()
    except pyarrow.ArrowException as error:
        raise BadData(file, "it is no Parquet file") from error
    return rows
