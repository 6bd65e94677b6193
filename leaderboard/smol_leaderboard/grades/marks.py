"""Who has how many points in which unit: from the folders of batches, or from a board's records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from .. import lookup
from ..batch.results import read_results
from ..board.documents import BOARD_JSON
from ..board.ranking import Result, replaced, standing
from ..board.reading import foreign
from ..board.rebuild import read_settings
from ..certify import is_empty
from ..errors import NoStore
from ..schema import GradeRecord
from ..store import Store
from ..unit_names import unit_name, unit_names
from ..view.fetching import read_board
from .errors import MixedFullMarks, NoSuchUnit, NothingGraded

Attempt = Literal["best", "last"]


class Mark(NamedTuple):
    """The points of one learner in one unit; bonus exercises are in no sum."""

    points: int
    max_points: int


class Marks(NamedTuple):
    """The grades of a course."""

    units: tuple[str, ...]
    """Slugs of the units of which there is a grade."""
    full: dict[str, int]
    """Unit -> full marks."""
    names: dict[str, str]
    """Learner -> what they are called. Texts of strangers; empty for somebody whom the board has forgotten."""
    of: dict[str, dict[str, Mark]]
    """Learner -> unit -> points. Who was not graded has no entry, which is no 0."""


class _Graded(NamedTuple):
    record: GradeRecord
    attempt: int
    counts: bool

    @property
    def result(self) -> Result:
        """What ranking needs of it."""
        one = self.record
        numbers = (one.points, one.max_points)
        return Result(one.id, one.request, *numbers, one.received_at, one.at, one.supersedes, one.model, self.counts)


def from_batches(
    folders: Iterable[Path], attempt: Attempt, only: Collection[str] = (), aliases: Mapping[str, str] | None = None
) -> Marks:
    """Return the grades in the folders of batches; learners are who the course says they are.

    `aliases`, alias -> slug, are for messages.
    Raises `OperatorError` for a folder that is none, `NothingGraded`, `NoSuchUnit`, `MixedFullMarks`.
    """
    names: dict[str, str] = {}
    graded: dict[str, list[_Graded]] = {}
    for folder in folders:
        for one in read_results(folder):
            names[one.learner] = one.learner
            if one.record is not None and not one.record.reference:
                graded.setdefault(one.learner, []).append(_Graded(one.record, one.attempt, True))
    return _marks(names, graded, attempt, only, aliases or {})


def from_board(
    store: Store,
    attempt: Attempt,
    only: Collection[str] = (),
    on_file: Callable[[int, int], None] = lambda _d, _a: None,
    aliases: Mapping[str, str] | None = None,
) -> Marks:
    """Return the grades on a board; learners are called as on the Hub. What does not count there does not count here.

    Raises `NoStore` for what is no board or has not been built, and what `from_batches` raises.
    """
    head = store.head()
    settings = read_settings(store, head)
    content = store.read(BOARD_JSON, head)
    if content is None:
        raise NoStore(store.name)
    names = {row.subject: row.name for row in read_board(content, store.name).rows if not row.reference}
    graded: dict[str, list[_Graded]] = {}
    for record in lookup.find(store, GradeRecord, "", revision=head, on_file=on_file):
        if record.reference or foreign(record, settings.units):
            continue
        counts = settings.practice or record.environment.tier == 1
        if counts:
            names.setdefault(record.subject, "")
        if is_empty(record):
            continue
        graded.setdefault(record.subject, []).append(_Graded(record, record.attempt, counts))
    return _marks(names, graded, attempt, only, aliases or {})


def _marks(
    names: dict[str, str],
    graded: Mapping[str, list[_Graded]],
    attempt: Attempt,
    only: Collection[str],
    aliases: Mapping[str, str],
) -> Marks:
    of: dict[str, dict[str, Mark]] = {learner: {} for learner in names}
    for learner, all_units in graded.items():
        if learner not in names:  # nothing of theirs counts
            continue
        for unit in {one.record.unit for one in all_units}:
            chosen = _chosen([one for one in all_units if one.record.unit == unit], attempt)
            if chosen is not None:
                of[learner][unit] = chosen
    known = {unit for marks in of.values() for unit in marks}
    if not known:
        raise NothingGraded
    for unit in only:
        if unit not in known:
            raise NoSuchUnit(unit_name(unit, aliases), unit_names(known, aliases))
    units = tuple(sorted(set(only) or known))
    of = {learner: {unit: mark for unit, mark in marks.items() if unit in units} for learner, marks in of.items()}
    return Marks(units, {unit: _full(unit, of, aliases) for unit in units}, names, of)


def _chosen(graded: list[_Graded], attempt: Attempt) -> Mark | None:
    """Return the best result as the board ranks, or that of the last attempt; None where none counts."""
    if attempt == "best":
        best = standing([one.result for one in graded])
        return Mark(best.points, best.max_points) if best is not None else None
    gone = replaced(one.result for one in graded)
    left = [one for one in graded if one.counts and one.record.id not in gone]
    if not left:
        return None
    last = max(left, key=lambda one: (one.attempt, one.record.received_at, one.record.at, one.record.id)).record
    return Mark(last.points, last.max_points)


def _full(unit: str, of: Mapping[str, Mapping[str, Mark]], aliases: Mapping[str, str]) -> int:
    found = {marks[unit].max_points for marks in of.values() if unit in marks}
    if len(found) > 1:
        raise MixedFullMarks(unit_name(unit, aliases), found)
    return found.pop()
