"""Which rows are shown: of one unit or overall, of one user, so many from the top."""

from __future__ import annotations

from typing import NamedTuple

from ..board.shapes import BoardDocument, BoardRow, Cell
from ..errors import NobodyThere, UnitNotThere

SHORT_SUBJECT = 8
"""Digits of a subject that stand for it where there is no name."""


class Line(NamedTuple):
    """One line to be shown."""

    rank: int | None
    name: str
    """A stranger's text; empty for somebody who has none."""
    subject: str
    reference: str
    points: int
    max_points: int
    reached: str
    requests: int
    units: tuple[tuple[str, Cell], ...]
    """Slug and result of each unit that is summed up here."""
    stale: tuple[str, ...] = ()
    """Slugs of the units whose result older suites made than the newest ones."""


class Chosen(NamedTuple):
    """The lines, and of how many."""

    unit: str
    """Slug, empty for the sum."""
    lines: tuple[Line, ...]
    total: int
    """Lines without `--top` and `--user`."""
    one: bool = False
    """Whether one user was asked for: then the units are told too."""


def choose(board: BoardDocument, unit: str = "", user: str = "", top: int = 0) -> Chosen:
    """Return the lines of a unit's slug (empty: overall); `user` is a name or the beginning of a subject; `top` 0: all.

    Raises `UnitNotThere` and `NobodyThere`.
    """
    slugs = [one.slug for one in board.units]
    if unit and unit not in slugs:
        raise UnitNotThere(unit, slugs)
    lines = _within(board, slugs.index(unit)) if unit else [_overall(board, row) for row in board.rows]
    total = len(lines)
    if user:
        lines = [line for line in lines if _is(line, user)]
        if not lines:
            raise NobodyThere(user)
    return Chosen(unit, tuple(lines[:top] if top else lines), total, bool(user))


def _is(line: Line, user: str) -> bool:
    wanted = user.removeprefix("@").casefold()
    by_subject = len(wanted) >= SHORT_SUBJECT and line.subject.startswith(wanted)
    return by_subject or wanted in (line.name.casefold(), line.reference.casefold())


def _overall(board: BoardDocument, row: BoardRow) -> Line:
    cells = [(unit.slug, cell) for unit, cell in zip(board.units, row.cells, strict=True) if cell is not None]
    return Line(
        row.rank,
        row.name,
        row.subject,
        row.reference,
        row.points,
        board.max_points,
        row.reached,
        sum(cell.requests for _, cell in cells),
        tuple(cells),
        stale_units(board, row),
    )


def stale_units(board: BoardDocument, row: BoardRow) -> tuple[str, ...]:
    """Return the slugs of a row's units that are stale; what names no unit is left out."""
    numbers = row.stale if isinstance(row.stale, tuple) else ()
    return tuple(board.units[number].slug for number in numbers if 0 <= number < len(board.units))


def _within(board: BoardDocument, number: int) -> list[Line]:
    found = [
        Line(
            cell.rank,
            row.name,
            row.subject,
            row.reference,
            cell.points,
            cell.max_points,
            cell.reached,
            cell.requests,
            (),
            tuple(slug for slug in stale_units(board, row) if slug == board.units[number].slug),
        )
        for row in board.rows
        if (cell := row.cells[number]) is not None
    ]
    return sorted(found, key=lambda line: (-line.points, line.reached, line.subject, line.reference))
