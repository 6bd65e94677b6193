"""What can keep grades from being written; the rest of the tree is in `smol_leaderboard.errors`.

GradesError          what was asked for makes no sense (exit 2)
├── SourceNeeded       neither batches nor a board were named
├── OutIsRoster        the file to write is the roster that is read
├── NothingGraded      there is no grade to be written (exit 1)
├── MixedFullMarks     a unit was graded out of different totals
├── NoSuchUnit         no result is of this unit
├── BadColumn          what shall name a column does not
├── RosterUnreadable   the roster cannot be read as a table
│   ├── RosterNotUtf8      it is in another encoding
│   └── RosterUnknown      it has not the columns that the platform exports
├── NoSuchColumn       the roster has no column of this name
└── ByNeeded           names that learners chose themselves would be taken for the platform's
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import LeaderboardError


class GradesError(LeaderboardError):
    """What was asked for makes no sense."""

    exit_code = 2


class SourceNeeded(GradesError):
    """Neither batches nor a board were named."""

    key = "grades.source_needed"


class OutIsRoster(GradesError):
    """The file to write is the roster that is read; writing would lose what else is in it."""

    key = "grades.out_is_roster"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class NothingGraded(GradesError):
    """There is no grade to be written."""

    exit_code = 1
    key = "grades.nothing"


class MixedFullMarks(GradesError):
    """A unit was graded out of different totals; in one column the numbers would not mean the same."""

    key = "grades.mixed"
    hint = "grades.mixed.hint"

    def __init__(self, unit: str, found: Iterable[int]) -> None:
        super().__init__(unit=unit, found=", ".join(map(str, sorted(found))))


class NoSuchUnit(GradesError):
    """No result is of this unit; `known` are the units of which there are."""

    key = "grades.no_such_unit"

    def __init__(self, unit: str, known: str) -> None:
        super().__init__(unit=unit, known=known)


class BadColumn(GradesError):
    """What shall name a unit's column does not, or the unit has no results."""

    key = "grades.bad_column"

    def __init__(self, given: str, known: Iterable[str]) -> None:
        super().__init__(given=given, known=", ".join(known))


class RosterUnreadable(GradesError):
    """The roster cannot be read as a table; `problem` says why."""

    key = "grades.roster_unreadable"

    def __init__(self, path: Path, problem: str = "") -> None:
        super().__init__(file=str(path), problem=problem)


class RosterNotUtf8(RosterUnreadable):
    """The roster is in another encoding: names would be spoilt."""

    key = "grades.roster_not_utf8"
    hint = "grades.roster_not_utf8.hint"


class RosterUnknown(RosterUnreadable):
    """The roster has not the columns that the platform exports."""

    key = "grades.roster_unknown"

    def __init__(self, path: Path, platform: str, wanted: Iterable[str]) -> None:
        super().__init__(path)
        self.fields |= {"platform": platform.title(), "wanted": ", ".join(wanted)}


class NoSuchColumn(GradesError):
    """The roster has no column of this name."""

    key = "grades.no_such_column"

    def __init__(self, column: str, known: Iterable[str]) -> None:
        super().__init__(column=column, known="; ".join(known))


class ByNeeded(GradesError):
    """On a board, names are what people chose on the Hub: they must not be taken for a platform's names."""

    key = "grades.by_needed"
    hint = "grades.by_needed.hint"
