"""`grades`: what was graded, as a CSV file for the gradebook of Canvas or Moodle."""

from __future__ import annotations

import enum
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.course import Course, load_course
from smol_grade.locate import course_files
from smol_grade.messages import say
from smol_grade.records import Language

from .options import LANG, Board, Lang

if TYPE_CHECKING:
    from ..grades.marks import Marks
    from ..grades.roster import Table
    from ..grades.sheet import Asked, Sheet

LONGEST_NAME = 60
SHOWN = 20
"""Names of a group that are told."""


class Platform(enum.StrEnum):
    """Whose gradebook it is for."""

    CANVAS = "canvas"
    MOODLE = "moodle"


class Which(enum.StrEnum):
    """Which of a learner's results counts."""

    BEST = "best"
    LAST = "last"


class Wanted(NamedTuple):
    """What stands on the command line."""

    folders: tuple[Path, ...]
    board: str
    platform: Platform
    roster: Path | None
    by: str
    attempt: Which
    units: tuple[str, ...]
    columns: tuple[str, ...]
    """`UNIT=NAME`."""
    save_as: Path | None


def _(name: str) -> str:
    return say(LANG, f"grades.{name}")


def grades_command(
    folders: Annotated[
        list[Path] | None, typer.Argument(help=_("folders_help"), metavar="[FOLDER]...", show_default=False)
    ] = None,
    *,
    platform: Annotated[Platform, typer.Option("--for", help=_("for_help"), show_default=False)],
    roster: Annotated[
        Path | None, typer.Option("--roster", help=_("roster_help"), metavar="FILE.csv", show_default=False)
    ] = None,
    by: Annotated[str, typer.Option("--by", help=_("by_help"), metavar="COLUMN", show_default=False)] = "",
    attempt: Annotated[Which, typer.Option("--attempt", help=_("attempt_help"))] = Which.BEST,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", help=_("unit_help"), metavar="UNIT", show_default=False)
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help=_("column_help"), metavar="UNIT=NAME", show_default=False)
    ] = None,
    save_as: Annotated[
        Path | None, typer.Option("--out", help=_("out_help"), metavar="FILE.csv", show_default=False)
    ] = None,
    board: Board = "",
    lang: Lang = "",
) -> None:
    """Write grades for Canvas or Moodle."""
    language = output.language_of(lang)
    with output.explained(language):
        chosen = (tuple(unit or ()), tuple(column or ()), save_as)
        wanted = Wanted(tuple(folders or ()), board, platform, roster, by, attempt, *chosen)
        raise typer.Exit(run(wanted, language))


def run(wanted: Wanted, language: Language) -> int:
    """Write the file, and tell who is not in it; return the exit code."""
    from ..grades.errors import ByNeeded, OutIsRoster, SourceNeeded

    course = load_course(course_files())
    board = "" if wanted.folders else wanted.board or course.board.repo  # the environment may name one, too
    if not (wanted.folders or board):
        raise SourceNeeded
    if board and wanted.roster is not None and not wanted.by:
        raise ByNeeded
    if wanted.save_as is not None:
        if wanted.roster is not None and _same(wanted.save_as, wanted.roster):
            raise OutIsRoster(wanted.save_as)
        output.check_target(wanted.save_as, [])
    table = _table(wanted)
    marks = _marks(wanted, board, course, language)
    asked = _asked(wanted, marks, course)
    sheet = _sheet(wanted, marks, asked, table)
    _write(sheet.text, wanted.save_as)
    _tell(sheet, wanted, language)
    return 1 if sheet.left_out else 0


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _marks(wanted: Wanted, board: str, course: Course, language: Language) -> Marks:
    from ..grades.marks import from_batches, from_board
    from ..store import open_store

    slugs = [_slug(course, unit) for unit in wanted.units]
    aliases = {unit.alias: unit.slug for unit in course.units}
    if wanted.folders:
        return _in_order(from_batches(wanted.folders, wanted.attempt.value, slugs, aliases), course)
    store = open_store(board)
    with changing_line() as show:

        def told(number: int, total: int) -> None:
            show(say(language, "grades.reading", number=number, total=total))

        return _in_order(from_board(store, wanted.attempt.value, slugs, told, aliases), course)


def _in_order(marks: Marks, course: Course) -> Marks:
    """Return the grades with the units in the course's order."""
    order = {unit.slug: number for number, unit in enumerate(course.units)}
    return marks._replace(units=tuple(sorted(marks.units, key=lambda slug: (order.get(slug, len(order)), slug))))


def _slug(course: Course, named: str) -> str:
    """Return the slug of a unit by any of its names; a board may have units that this course has not."""
    return next((unit.slug for unit in course.units if named in (unit.slug, unit.alias)), named)


def _asked(wanted: Wanted, marks: Marks, course: Course) -> Asked:
    """Return the columns: named on the command line, else after the units."""
    from ..grades.errors import BadColumn
    from ..grades.sheet import Asked

    units = {unit.slug: unit for unit in course.units}
    columns = {slug: units[slug].alias if slug in units else slug for slug in marks.units}
    aliases = {
        slug: (unit.alias, slug, *(f"{unit.alias}: {title}" for title in (unit.title.en, unit.title.es)))
        for slug in marks.units
        if (unit := units.get(slug)) is not None
    }
    for given in wanted.columns:
        named, equals, column = given.partition("=")
        slug = _slug(course, named.strip())
        if not equals or not column.strip() or slug not in columns:
            raise BadColumn(given, columns.values())
        columns[slug] = column.strip()
        aliases[slug] = ()  # this column, and no other
    return Asked(columns, aliases, wanted.by)


def _sheet(wanted: Wanted, marks: Marks, asked: Asked, table: Table | None) -> Sheet:
    from ..grades import canvas, moodle

    if wanted.platform is Platform.CANVAS:
        return canvas.without_roster(marks, asked) if table is None else canvas.with_roster(marks, table, asked)
    return moodle.without_roster(marks, asked) if table is None else moodle.with_roster(marks, table, asked)


def _table(wanted: Wanted) -> Table | None:
    from ..grades import canvas, moodle
    from ..grades.roster import read_table

    if wanted.roster is None:
        return None
    return read_table(wanted.roster, canvas.PEOPLE if wanted.platform is Platform.CANVAS else moodle.HEADS)


def _write(text: str, save_as: Path | None) -> None:
    """Write the file as it is, in UTF-8; on a terminal, nothing in it does more than show itself."""
    out = sys.stdout
    if save_as is not None and str(save_as) != "-":
        output.save(text, save_as)
    elif out is not None and out.isatty():
        output.write(output.harmless(text.replace("\r\n", "\n")))
    elif out is not None:
        out.flush()
        out.buffer.write(text.encode("utf-8"))
        out.buffer.flush()


def _tell(sheet: Sheet, wanted: Wanted, language: Language) -> None:
    """Say on stderr how many are in the file, and name everybody who is not, or has no grade."""
    where = str(wanted.save_as or "-")
    notes = [say(language, "grades.written", file=where, number=len(sheet.written))]
    notes += _unfinished(wanted.folders, language)
    groups = [(f"left_{why}", names) for why, names in sheet.left_out.items()]
    groups += [("ungraded", sheet.ungraded), ("idle", sheet.idle)]
    for key, names in groups:
        if names:
            notes.append(say(language, f"grades.{key}", number=len(names), names=_listed(names, language)))
    notes += [say(language, "grades.other_full", **other._asdict()) for other in sheet.other_full]
    if wanted.roster is None:
        notes.append(say(language, "grades.no_roster"))
    for note in notes:
        output.note(output.harmless(note))


def _unfinished(folders: Sequence[Path], language: Language) -> list[str]:
    """Return a sentence for each batch that was interrupted, or could not grade everything."""
    from ..batch.results import unfinished

    left = [(folder, unfinished(folder)) for folder in folders]
    return [
        say(language, "grades.unfinished", folder=folder, number=len(names), names=_listed(names, language))
        for folder, names in left
        if names
    ]


def _listed(names: Sequence[str], language: Language) -> str:
    shown = "; ".join(_short(name) for name in names[:SHOWN])  # names have commas
    more = len(names) - SHOWN
    return f"{shown} {say(language, 'grades.more', number=more)}" if more > 0 else shown


def _short(name: str) -> str:
    from smol_grade.report.visible import visible_text

    return visible_text(name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…")
