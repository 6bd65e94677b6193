"""`board.json` as records: what a rebuild writes and what page and terminal read."""

from __future__ import annotations

from typing import NamedTuple

from ..schema import SCHEMA_VERSION, Struct


class UnitHead(Struct, frozen=True, kw_only=True):
    """A unit of the board."""

    slug: str
    max_points: int
    ranked: int
    """Learners with a rank in it."""


class Cell(NamedTuple):
    """A learner's best result in one unit."""

    rank: int | None
    """None for a reference."""
    points: int
    max_points: int
    reached: str
    """When the request that first had these points was received."""
    requests: int
    """Graded ones."""


class BoardRow(Struct, frozen=True, kw_only=True):
    """A learner, or a reference."""

    subject: str
    name: str
    """A stranger's text; empty for somebody without an entry in `people/`."""
    reference: str
    rank: int | None
    points: int
    reached: str
    cells: tuple[Cell | None, ...]
    """One for each unit."""
    days: tuple[int, ...]
    """Indices of the days with records of this subject."""


class BoardDocument(Struct, frozen=True, kw_only=True):
    """The whole file."""

    schema_version: int = SCHEMA_VERSION
    title: str
    practice: bool
    cohort: str
    as_of: str
    """The newest record's time, empty without any."""
    records: int
    units: tuple[UnitHead, ...]
    max_points: int
    ranked: int
    days: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    """In order of display, overall."""
