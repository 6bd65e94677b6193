"""Whether a published board follows from the published tables, as DuckDB sees it, which knows not our ranking."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..errors import NoStore, RecordError
from ..layout import BOARD
from ..store import Store
from . import documents
from .query import Place, places
from .shapes import BoardDocument
from .tables import sha256


class Checked(NamedTuple):
    """What was compared, and what is not as it should be."""

    rows: int
    """Of the overall board and of each unit's."""
    damaged: tuple[str, ...]
    """Files that are not those of `index.json`; then nothing else is looked at."""
    differing: tuple[str, ...]
    """Boards that the tables do not give: a unit's slug, or `overall`."""


def check(store: Store) -> Checked:
    """Compare the newest board with its index and with its tables. Raises `NoStore`, `RecordError`, `StoreError`s."""
    head = store.head()
    index = store.read(documents.INDEX, head)
    if index is None:
        raise NoStore(store.name)
    try:
        files = msgspec.json.decode(index, type=documents.Index).files
    except msgspec.MsgspecError as error:
        raise RecordError(documents.INDEX, str(error)) from error
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = _copy(store, head, folder)
        damaged = {path for path in files.keys() | found.keys() if files.get(path) != found.get(path)}
        if damaged:
            return Checked(0, tuple(sorted(damaged)), ())
        document = folder / documents.BOARD_JSON
        try:
            board = msgspec.json.decode(document.read_bytes() if document.exists() else b"", type=BoardDocument)
        except msgspec.MsgspecError as error:
            raise RecordError(documents.BOARD_JSON, str(error)) from error
        wanted = {"": overall(board)} | {one.slug: of_unit(board, n) for n, one in enumerate(board.units)}
        made = {unit: places(folder, unit, practice=board.practice) for unit in wanted}
    differing = sorted(unit or "overall" for unit in wanted if wanted[unit] != made[unit])
    return Checked(sum(map(len, wanted.values())), (), tuple(differing))


def overall(board: BoardDocument) -> list[Place]:
    """Return the overall board as the query has it."""
    return [Place(row.rank, row.points, row.reached, row.subject, row.reference) for row in board.rows]


def of_unit(board: BoardDocument, number: int) -> list[Place]:
    """Return a unit's board as the query has it."""
    found = [
        Place(cell.rank, cell.points, cell.reached, row.subject, row.reference)
        for row in board.rows
        if (cell := row.cells[number]) is not None
    ]
    return sorted(found, key=lambda place: (-place.points, *place[2:]))


def _copy(store: Store, head: str, folder: Path) -> dict[str, str]:
    """Copy the derived files; return path -> hash of all but the index."""
    hashes = {}
    for file in store.files(BOARD, head):
        content = store.read(file.path, head)
        if content is None or file.path == documents.INDEX:
            continue
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(content)
        hashes[file.path] = sha256(content)
    return hashes
