"""Where a board comes from: a folder, a Hub data set or an address; what was seen last is kept in the user's cache."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import msgspec

from smol_grade.files import write_atomically

from ..board.documents import BOARD_JSON
from ..board.reading import is_moment
from ..board.shapes import BoardDocument
from ..errors import Denied, NewerBoard, NoStore, RateLimited, RecordError, StoreError, Unreachable
from ..layout import BOARD
from ..schema import SCHEMA_VERSION, Struct
from ..store import hub_id, open_store

FRESH_S = 60
"""Seconds during which a remote board is not asked for again."""
TIMEOUT_S = 20.0
LARGEST = 100_000_000
"""Bytes of a board that an address may send."""


D = TypeVar("D")


class Found(NamedTuple, Generic[D]):
    """A document, and how sure it is that there is no newer one."""

    document: D
    checked_at: datetime.datetime
    problem: StoreError | None


class Fetched(NamedTuple):
    """A board, and how sure it is that there is no newer one."""

    board: BoardDocument
    checked_at: datetime.datetime
    """When its source last said that this is the newest."""
    problem: StoreError | None
    """Why the source could not be asked now, None if it could."""


class Kept(Struct, frozen=True, kw_only=True):
    """The first line of a file in the cache; the rest of the file is the board."""

    schema_version: int = SCHEMA_VERSION
    where: str
    tag: str
    """Revision or ETag."""
    checked_at: str


class Answer(NamedTuple):
    """What a source says."""

    tag: str
    content: bytes | None
    """None: what has the tag that was asked about is the newest."""


def fetch(where: str, cache: Path | None = None, now: datetime.datetime | None = None) -> Fetched:
    """Return the board at a folder, Hub id or address; from the cache if its source cannot be reached.

    Raises `NoStore` and other `StoreError`s, `NewerBoard`, `RecordError` for a file that is no board.
    """
    return Fetched(*fetch_document(where, BOARD_JSON, read_board, cache, now))


def fetch_document(
    where: str,
    path: str,
    read: Callable[[bytes, str], D],
    cache: Path | None = None,
    now: datetime.datetime | None = None,
) -> Found[D]:
    """Return one of a board's documents, read by `read(content, where)`; else as `fetch`."""
    moment = now or datetime.datetime.now(datetime.UTC)
    if not is_address(where) and not hub_id(where):
        return Found(read(_from_store(where, path, "").content or b"", where), moment, None)
    name = where if path == BOARD_JSON else f"{where} {path}"
    file = (cache or cache_folder()) / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.board"
    kept, known = _read(file, name, where, read)
    if kept is not None and known is not None and _age(kept, moment) < FRESH_S:
        return Found(known.document, _moment(kept), None)
    try:
        answer = (_from_address if is_address(where) else _from_store)(where, path, kept.tag if kept else "")
    except (Unreachable, RateLimited) as error:
        error.fields["problem"] = f"{where}: {error.fields['problem']}"
        if kept is None or known is None:
            raise
        return Found(known.document, _moment(kept), error)
    content = answer.content if answer.content is not None or known is None else known.content
    document = read(content or b"", where)
    new = Kept(where=name, tag=answer.tag, checked_at=moment.isoformat(timespec="seconds"))
    with contextlib.suppress(OSError):  # a cache that cannot be written is no reason not to show the board
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, f"{msgspec.json.encode(new).decode()}\n{(content or b'').decode()}")
    return Found(document, moment, None)


def is_address(where: str) -> bool:
    """Return whether a board is named by an address."""
    return where.startswith(("https://", "http://"))


def read_board(content: bytes, where: str) -> BoardDocument:
    """Read `board.json`; raise `NewerBoard` for one of a later program, `RecordError` for what is none."""
    try:
        found = msgspec.json.decode(content)
        version = found.get("schema_version") if isinstance(found, dict) else None
        if isinstance(version, int) and version > SCHEMA_VERSION:
            raise NewerBoard(where)
        board = msgspec.convert(found, BoardDocument)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(f"{where}: {BOARD_JSON}", str(error)[:200]) from error
    if any(len(row.cells) != len(board.units) for row in board.rows):
        raise RecordError(f"{where}: {BOARD_JSON}", "a row has not one cell for each unit")
    times = {board.as_of or "1970-01-01T00:00:00Z"}
    times |= {one.reached for row in board.rows for one in (row, *row.cells) if one is not None}
    if not all(is_moment(time) for time in times):
        raise RecordError(f"{where}: {BOARD_JSON}", "a time is none")
    return board


def cache_folder() -> Path:
    """Return the folder of this user's cached boards, where the system wants it."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "smol-grade" / "boards"


def _from_store(where: str, path: str, tag: str) -> Answer:
    store = open_store(where)
    head = store.head()
    if head == tag:
        return Answer(tag, None)
    content = store.read(path, head if hub_id(where) else "")
    if content is None:
        raise NoStore(where)
    return Answer(head, content)


def _from_address(where: str, path: str, tag: str) -> Answer:
    address = _beside(where, path) if where.endswith(".json") else f"{where.rstrip('/')}/{path}"
    try:
        request = urllib.request.Request(address, headers={"If-None-Match": tag} if tag else {})  # noqa: S310 http only
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            content = answer.read(LARGEST + 1)
            tag = answer.headers.get("ETag", "")
    except urllib.error.HTTPError as error:
        return _explained(error, tag, where)
    except (OSError, ValueError) as error:  # ValueError: an address that is none
        raise Unreachable(str(getattr(error, "reason", error))[:200]) from error
    if len(content) > LARGEST:
        raise RecordError(where, f"has more than {LARGEST} bytes")
    return Answer(tag, content)


def _beside(board: str, path: str) -> str:
    """Return the address of a document, given the one of `board.json`."""
    return board if path == BOARD_JSON else f"{board.rpartition('/')[0]}/{path.removeprefix(BOARD)}"


def _explained(error: urllib.error.HTTPError, tag: str, where: str) -> Answer:
    if error.code == 304:
        return Answer(tag, None)
    if error.code in (401, 403):
        raise Denied(f"{error.code} {error.reason}") from error
    if error.code in (404, 410):
        raise NoStore(where) from error
    if error.code == 429:
        raise RateLimited(FRESH_S, str(error.reason)) from error
    raise Unreachable(f"{error.code} {error.reason}") from error


class _Known(NamedTuple, Generic[D]):
    """What the cache has."""

    content: bytes
    document: D


def _read(file: Path, name: str, where: str, read: Callable[[bytes, str], D]) -> tuple[Kept | None, _Known[D] | None]:
    try:
        head, _, body = file.read_bytes().partition(b"\n")
        kept = msgspec.json.decode(head, type=Kept)
        _moment(kept)
        known = _Known(body, read(body, where))
    except (OSError, msgspec.MsgspecError, ValueError, RecordError, NewerBoard):
        return None, None
    return (kept, known) if kept.where == name else (None, None)


def _moment(kept: Kept) -> datetime.datetime:
    return datetime.datetime.fromisoformat(kept.checked_at)


def _age(kept: Kept, now: datetime.datetime) -> float:
    seconds = (now - _moment(kept)).total_seconds()
    return seconds if seconds >= 0 else FRESH_S  # a clock that was set back must not keep a board for ever
