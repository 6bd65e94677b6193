"""The chosen lines as a table for the terminal, of whatever width."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from smol_grade.messages import say
from smol_grade.report.visible import visible_text, without_commands

from .choosing import Line
from .forms import STALE, Sheet, foot, minute, name_of, title_of

ROOM = 24
"""Columns that names must keep before another column is shown."""
BETWEEN = 3
"""Columns that the table itself takes for each of its columns, at most."""


def new_console(file: io.StringIO, width: int, *, color: bool, unicode: bool) -> Console:
    """Return a console that writes text of some width and colours, and takes nothing for markup."""
    return Console(
        file=file,
        width=max(width, 20),
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        safe_box=not unicode,
    )


def as_text(sheet: Sheet) -> str:
    """Return a table that fits the width: at 40 columns rank, name and points, wider also the units and the time."""
    file = io.StringIO()
    console = new_console(file, sheet.width, color=sheet.color, unicode=sheet.unicode)
    console.print(Text(title_of(sheet), style="bold"))
    if sheet.board.practice:
        console.print(Text(say(sheet.language, "board.practice"), style="bold yellow"))
    console.print(_table(sheet) if sheet.chosen.lines else Text(say(sheet.language, "board.nobody_yet")))
    for line in foot(sheet):
        console.print(Text(line, style="dim"))
    lines = [line.rstrip() for line in file.getvalue().splitlines()]
    return without_commands("\n".join(lines) + "\n")


def _table(sheet: Sheet) -> Table:
    chosen = sheet.chosen
    lines = _with_units(chosen.lines) if chosen.one else list(chosen.lines)
    slugs = [] if chosen.unit or chosen.one or len(sheet.board.units) < 2 else [one.slug for one in sheet.board.units]
    heads = ["#", "", say(sheet.language, "board.points")]
    blank = " " if any(line.stale for line in lines) else ""  # so that marked and unmarked numbers stand in line
    rows = [_cells(line, blank) for line in lines]
    wide = [[*row, *_of_units(line, slugs, blank)] for row, line in zip(rows, lines, strict=True)]
    if _room(sheet, [*heads, *slugs], wide) >= ROOM:
        heads, rows = [*heads, *map(visible_text, slugs)], wide
    time = say(sheet.language, "board.reached")
    timed = [[*row, minute(line.reached)] for row, line in zip(rows, lines, strict=True)]
    if _room(sheet, [*heads, time], timed) >= ROOM:
        heads, rows = [*heads, time], timed
    room = _room(sheet, heads, rows)
    heads[1] = say(sheet.language, "board.name")
    table = Table(box=box.SIMPLE_HEAD if sheet.unicode else box.ASCII2, pad_edge=False, padding=(0, 1))
    for number, head in enumerate(heads):
        justify: Literal["left", "right"] = "left" if number == 1 or head == time else "right"
        table.add_column(head, justify=justify, no_wrap=True)
    for row, line in zip(rows, lines, strict=True):
        style = "dim" if line.reference else ""
        name = name_of(line, sheet.language) if line.subject else f"  {visible_text(line.name)}"
        row[1] = fitting(name, room, sheet.unicode)
        table.add_row(*(Text(cell, style=style) for cell in row))
    return table


def _with_units(lines: Iterable[Line]) -> list[Line]:
    """Return each line, and below it one for each unit: without a subject, named by its slug."""
    found = []
    for line in lines:
        found.append(line)
        for slug, cell in line.units:
            marks = (cell.points, cell.max_points, cell.reached, cell.requests)
            stale = (slug,) if slug in line.stale else ()
            found.append(Line(cell.rank, slug, "", line.reference, *marks, (), stale))
    return found


def _cells(line: Line, blank: str) -> list[str]:
    """Return rank, an empty name and the points."""
    mark = STALE if line.stale else blank
    return ["-" if line.rank is None else str(line.rank), "", f"{line.points}/{line.max_points}{mark}"]


def _of_units(line: Line, slugs: Iterable[str], blank: str) -> list[str]:
    cells = dict(line.units)
    marks = dict.fromkeys(slugs, blank) | dict.fromkeys(line.stale, STALE)
    return [f"{cells[slug].points if slug in cells else '-'}{marks[slug]}" for slug in slugs]


def _room(sheet: Sheet, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the columns that are left for names."""
    widths = [max(cell_len(row[number]) for row in (heads, *rows)) for number in range(len(heads))]
    return max(sheet.width, 20) - sum(widths) - BETWEEN * len(heads)


def fitting(text: str, room: int, unicode: bool) -> str:
    """Return a text cut to so many columns, as ASCII where the screen has nothing else."""
    if not unicode:  # escaped now, not when it is written: then the frame would be out of line
        text = text.encode("ascii", "backslashreplace").decode()
    if cell_len(text) <= room:
        return text
    sign = "…" if unicode else "..."
    return set_cell_size(text, max(room - len(sign), 1)).rstrip() + sign
