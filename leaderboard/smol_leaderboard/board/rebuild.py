"""Making the board anew: read what is new, derive, write what differs, only if nobody else wrote in between."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import msgspec

from .. import publish
from ..budget import Bucket
from ..errors import Conflict, NewerBoard, NoStore, OperatorError, RecordError, RecordsGone
from ..layout import BOARD, CARD, PEOPLE, SETTINGS
from ..rule_book import NoRules, read_rules
from ..schema import BoardSettings, EvaluationRecord, canonical
from ..segments import list_segments
from ..store import Listed, Store, hub_id
from ..thresholds import COMPARED
from . import documents, entries, tables
from .card import wanted_card
from .model_documents import model_files
from .ranking import OVERALL, board
from .reading import KINDS, Problem, is_person, not_segments, read_lines, read_person
from .showcase_documents import SHOWCASE_JSON, showcase_json
from .state import State

MESSAGE = "Rebuild the board"
AT_ONCE = 8
"""Files that are read from the Hub at the same time."""
AHEAD = 64
"""Files that are held in memory before they are taken in."""
Progress = Callable[[int, int], None]
"""Hears how many files of how many have been read."""


class Rebuilt(NamedTuple):
    """What a rebuild did."""

    revision: str
    """That holds the board."""
    generation: str
    records: int
    """Valid ones, of which the board is made."""
    read: int
    """Segments and people that were new."""
    changed: tuple[str, ...]
    """Files that were written or deleted."""
    quarantined: int


def rebuild(
    store: Store,
    state: Path | None = None,
    *,
    waiting: Sequence[documents.Waiting] = (),
    anew: bool = False,
    progress: Progress | None = None,
    bucket: Bucket | None = None,
    patience: publish.Waiting | None = None,
) -> Rebuilt:
    """Make the board of a store anew and return what was done.

    `state` is a folder of the operator's for what was read before; without one, or with `anew`, everything is read.
    `anew` also writes files that already should be right. `waiting` are the open requests that the status shows.
    `bucket` and `patience` are the publisher's. Raises `StoreError` and its kinds, `RecordError` for settings that
    cannot be read, `OperatorError` for a state that cannot be written.
    """
    made: list[_Made] = []

    def build(head: str) -> Mapping[str, bytes | None]:
        try:
            made.append(_make(store, head, state, waiting, anew, progress))
        except sqlite3.DatabaseError:  # a damage that was not seen when the file was opened
            made.append(_make(store, head, state, waiting, True, progress))
        return made[-1].changes

    with _alone(state), _told(state):
        revision = publish.commit_derived(store, build, MESSAGE, bucket=bucket, waiting=patience)
    last = made[-1]
    changed = tuple(sorted({path for one in made for path in one.changes}))
    return Rebuilt(revision, last.generation, last.records, sum(one.read for one in made), changed, last.quarantined)


class _Made(NamedTuple):
    """What the board has to be at one revision."""

    changes: dict[str, bytes | None]
    generation: str
    records: int
    read: int
    quarantined: int


def _make(
    store: Store,
    head: str,
    folder: Path | None,
    waiting: Sequence[documents.Waiting],
    anew: bool,
    progress: Progress | None,
) -> _Made:
    settings = read_settings(store, head)
    state = State(folder and folder / "state", _key(store, settings))
    try:
        if anew:
            state.forget()
        with state.transaction():
            read = _take_in(store, head, settings, state, progress)
            evaluations = state.evaluations()
            if entries.are_asked_for(evaluations):
                read += _take_in_entries(store, head, settings, state, progress)
            compared = _compared(store, head)
            there = {one.path for one in store.files(BOARD, head)}
            old = store.read(documents.INDEX, head) or b""
            index = {} if anew else {path: sha for path, sha in _hashes(old).items() if path in there}
            content, hashes = _derive(settings, state, waiting, index, evaluations, compared)
            total, problems = state.problems(documents.LISTED)
            content[documents.QUARANTINE] = documents.quarantine_json(total, problems)
            totals = state.totals()
            if not anew and totals[0] + total < (before := _records(old)):  # what is set apart is there, too
                raise RecordsGone(before, totals[0])
    finally:
        state.close()
    hashes |= {path: tables.sha256(data) for path, data in content.items()}
    generation = documents.generation_of(hashes)
    content[documents.INDEX] = documents.index_json(hashes, generation, totals, tables.writer())
    changes = _changes(content, hashes, index, there)
    if content[documents.INDEX] == old:
        del changes[documents.INDEX]
    own = store.read(CARD, head)
    card = wanted_card(settings, own)
    if card is not None and card != own:
        changes[CARD] = card
    return _Made(changes, generation, totals[0], read, total)


def read_settings(store: Store, revision: str = "") -> BoardSettings:
    """Return the board's settings; raise `NoStore` without any, `RecordError` for malformed ones."""
    content = store.read(SETTINGS, revision)
    if content is None:
        raise NoStore(store.name)
    try:
        settings = msgspec.json.decode(content, type=BoardSettings)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError(SETTINGS, str(error)) from error
    if OVERALL in settings.units:
        raise OperatorError(f"{SETTINGS}: {OVERALL!r} is the sum of the units and cannot be one")
    return settings


def _key(store: Store, settings: BoardSettings) -> str:
    """Return what a state was made of: another store, other units or another writer need another one."""
    of = canonical([store.name, settings.units, settings.practice, tables.writer()])
    return hashlib.sha256(of).hexdigest()


def _take_in(store: Store, head: str, settings: BoardSettings, state: State, progress: Progress | None) -> int:
    """Read the segments and people that are new; return how many."""
    every, others = list_segments(store, head, (*KINDS, entries.KIND))
    listed = [one for one in every if not entries.is_of_requests(one.path)]
    people = [one for one in store.files(PEOPLE, head) if is_person(one.path)]
    there = {one.path: one.oid for one in every}
    if any(there.get(path) != oid for path, oid in state.segments().items()):
        state.clear()  # a segment never changes: this is another history
    known, known_people = state.segments(), state.people()
    new = [one for one in listed if one.path not in known]
    new_people = [one for one in people if known_people.get(one.path) != one.oid]
    for path in known_people.keys() - {one.path for one in people}:
        state.drop_person(path)
    total = len(new) + len(new_people)
    touched: set[tuple[str, str, str]] = set()
    for number, (one, content) in enumerate(_contents(store, [*new, *new_people], head), 1):
        if progress:
            progress(number, total)
        if is_person(one.path):
            _add_person(state, one, content)
        else:
            good, bad = read_lines(one.path, content, settings.units)
            touched |= state.add_segment(one.path, one.oid, good, bad, settings.practice)
    state.set_not_segments(not_segments(others))
    state.settle(sorted(touched))
    return total


def _take_in_entries(store: Store, head: str, settings: BoardSettings, state: State, progress: Progress | None) -> int:
    """Read the segments of requests that are new, for what projects say of themselves; return how many."""
    known = state.segments()
    listed, _ = list_segments(store, head, (entries.KIND,))
    new = [one for one in listed if one.path not in known]
    for number, (one, content) in enumerate(_contents(store, new, head), 1):
        if progress:
            progress(number, len(new))
        state.add_requests(one.path, one.oid, entries.read_entries(one.path, content, settings.units))
    return len(new)


def _compared(store: Store, head: str) -> str:
    """Return the task in which a model has to beat its base; a board without rules that can be read has the usual."""
    try:
        return read_rules(store, head).compared
    except (NoRules, NewerBoard, RecordError):  # whoever issues certificates is told
        return COMPARED


def _contents(store: Store, listed: Sequence[Listed], head: str) -> Iterator[tuple[Listed, bytes]]:
    """Yield files and their contents, in order; the Hub is asked for several at once, each is a request."""
    with ThreadPoolExecutor(AT_ONCE if hub_id(store.name) else 1) as pool:
        for start in range(0, len(listed), AHEAD):
            part = listed[start : start + AHEAD]
            for one, content in zip(part, pool.map(lambda file: store.read(file.path, head), part), strict=True):
                if content is None:
                    raise Conflict(f"{one.path} is not there any more")
                yield one, content


def _add_person(state: State, listed: Listed, content: bytes) -> None:
    found = read_person(listed.path, content)
    if isinstance(found, Problem):
        state.set_person(listed.path, listed.oid, None, "", found)
    else:
        state.set_person(listed.path, listed.oid, found.subject, found.name, None)


def _derive(
    settings: BoardSettings,
    state: State,
    waiting: Sequence[documents.Waiting],
    index: Mapping[str, str],
    evaluations: Sequence[EvaluationRecord],
    compared: str,
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the files whose bytes are new, and the hashes of all others."""
    content: dict[str, bytes] = {}
    for day in state.days_to_make():
        made = tables.records_file(data for _, data in state.day_rows(day))
        state.set_day(day, tables.sha256(made))
        content[documents.day_file(day)] = made
    days = state.days()
    for day, sha in days.items():  # the state knows the day's records, but the store has another file, or none
        if index.get(documents.day_file(day)) != sha and documents.day_file(day) not in content:
            content[documents.day_file(day)] = tables.records_file(data for _, data in state.day_rows(day))
    content = {path: data for path, data in content.items() if _day(path) in days}
    if not days:
        content[documents.EMPTY_PARQUET] = tables.records_file([])
    names, totals = state.names(), state.totals()
    rows = board(state.standings(), sorted(settings.units))
    content[documents.BOARD_PARQUET] = tables.board_file(rows, names, settings.units)
    content[documents.BOARD_JSON] = documents.board_json(settings, rows, names, state.learner_days(), totals)
    content |= model_files(settings, evaluations, names)
    content[SHOWCASE_JSON] = showcase_json(settings, evaluations, state.projects(), names, compared)
    recent = [one.data for one in state.recent(documents.RECENT)]
    content[documents.STATUS] = documents.status_json(recent, waiting, names, totals[1])
    return content, {documents.day_file(day): sha for day, sha in days.items()}


def _day(path: str) -> str:
    return path.removeprefix("board/records/").removesuffix(".parquet")


def _hashes(index: bytes) -> dict[str, str]:
    """Return path -> hash of the files that an index names; nothing for one that cannot be read."""
    try:
        return msgspec.json.decode(index, type=documents.Index).files
    except msgspec.MsgspecError:
        return {}


def _records(index: bytes) -> int:
    """Return of how many records a published board was made; 0 for an index that cannot be read."""
    try:
        return msgspec.json.decode(index, type=documents.Index).records
    except msgspec.MsgspecError:
        return 0


def _changes(
    content: Mapping[str, bytes], hashes: Mapping[str, str], index: Mapping[str, str], there: set[str]
) -> dict[str, bytes | None]:
    """Return what differs from the store's board: new bytes, and None for what does not belong there."""
    changes: dict[str, bytes | None] = dict.fromkeys(there - hashes.keys() - {documents.INDEX})
    return changes | {
        path: data for path, data in content.items() if path == documents.INDEX or index.get(path) != hashes[path]
    }


@contextlib.contextmanager
def _told(state: Path | None) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:  # such as a full disk
        raise OperatorError(f"{state}: {error}") from error


@contextlib.contextmanager
def _alone(state: Path | None) -> Iterator[None]:
    """Let one rebuild at a time use a state; the lock ends with its process."""
    if state is None:
        yield
        return
    import fcntl

    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = (state / "lock").open("w")
    except OSError as error:
        raise OperatorError(f"{state}: {error.strerror}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
