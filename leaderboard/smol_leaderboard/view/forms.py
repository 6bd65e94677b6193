"""The chosen lines as text, JSON, CSV or Markdown. Names are strangers' texts: each form has its way with them."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from smol_grade.messages import say
from smol_grade.records import Language
from smol_grade.report.visible import visible_text, without_commands

from ..board.shapes import BoardDocument
from .choosing import SHORT_SUBJECT, Chosen, Line

FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]")
"""Begins what a spreadsheet may run; full-width signs count in some."""
ROOM = 24
"""Columns that names must keep before another column is shown."""
BETWEEN = 3
"""Columns that the table itself takes for each of its columns, at most."""
LONGEST_NAME = 200
"""Characters of a name in CSV and Markdown."""
COLUMNS = ("rank", "name", "subject", "reference", "points", "max_points", "reached", "requests")


class Sheet(NamedTuple):
    """What is shown, on what."""

    where: str
    board: BoardDocument
    chosen: Chosen
    checked_at: datetime.datetime
    now: datetime.datetime
    language: Language
    width: int = 80
    color: bool = False
    unicode: bool = True
    title: str = ""
    """Of the unit, in the course's words."""


def as_text(sheet: Sheet) -> str:
    """Return a table that fits the width: at 40 columns rank, name and points, wider also the units and the time."""
    file = io.StringIO()
    console = Console(
        file=file,
        width=max(sheet.width, 20),
        color_system="standard" if sheet.color else None,
        force_terminal=sheet.color,
        no_color=not sheet.color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        safe_box=not sheet.unicode,
    )
    console.print(Text(_title(sheet), style="bold"))
    if sheet.board.practice:
        console.print(Text(say(sheet.language, "board.practice"), style="bold yellow"))
    console.print(_table(sheet) if sheet.chosen.lines else Text(say(sheet.language, "board.nobody_yet")))
    for line in _foot(sheet):
        console.print(Text(line, style="dim"))
    lines = [line.rstrip() for line in file.getvalue().splitlines()]
    return without_commands("\n".join(lines) + "\n")


def _table(sheet: Sheet) -> Table:
    slugs = [unit.slug for unit in sheet.board.units] if not sheet.chosen.unit and len(sheet.board.units) > 1 else []
    heads = ["#", "", say(sheet.language, "board.points")]
    rows = [_cells(line) for line in sheet.chosen.lines]
    if _room(sheet, [*heads, *slugs], [[*row, *_of_units(line, slugs)] for row, line in _with(rows, sheet)]) >= ROOM:
        heads += [visible_text(slug) for slug in slugs]
        rows = [[*row, *_of_units(line, slugs)] for row, line in _with(rows, sheet)]
    time = say(sheet.language, "board.reached")
    timed = [[*row, _minute(line.reached)] for row, line in _with(rows, sheet)]
    if _room(sheet, [*heads, time], timed) >= ROOM:
        heads, rows = [*heads, time], timed
    room = _room(sheet, heads, rows)
    heads[1] = say(sheet.language, "board.name")
    table = Table(box=box.SIMPLE_HEAD if sheet.unicode else box.ASCII2, pad_edge=False, padding=(0, 1))
    for number, head in enumerate(heads):
        justify: Literal["left", "right"] = "left" if number == 1 or head == time else "right"
        table.add_column(head, justify=justify, no_wrap=True)
    for row, line in _with(rows, sheet):
        style = "dim" if line.reference else ""
        row[1] = _fitting(_name(line, sheet.language), room, sheet.unicode)
        table.add_row(*(Text(cell, style=style) for cell in row))
    return table


def _with(rows: list[list[str]], sheet: Sheet) -> Iterable[tuple[list[str], Line]]:
    return zip(rows, sheet.chosen.lines, strict=True)


def _cells(line: Line) -> list[str]:
    """Return rank, an empty name and the points."""
    return ["-" if line.rank is None else str(line.rank), "", f"{line.points}/{line.max_points}"]


def _of_units(line: Line, slugs: Iterable[str]) -> list[str]:
    points = dict(line.units)
    return [str(points.get(slug, "-")) for slug in slugs]


def _room(sheet: Sheet, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the columns that are left for names."""
    widths = [max(cell_len(row[number]) for row in (heads, *rows)) for number in range(len(heads))]
    return max(sheet.width, 20) - sum(widths) - BETWEEN * len(heads)


def _fitting(text: str, room: int, unicode: bool) -> str:
    if cell_len(text) <= room:
        return text
    sign = "…" if unicode else "..."
    return set_cell_size(text, max(room - len(sign), 1)).rstrip() + sign


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")


def as_json(sheet: Sheet) -> str:
    """Return a JSON object; whatever is not ASCII is escaped, so that no terminal takes it for more than text."""
    document = {
        "schema_version": sheet.board.schema_version,
        "board": sheet.where,
        "title": sheet.board.title,
        "practice": sheet.board.practice,
        "as_of": sheet.board.as_of,
        "checked_at": _iso(sheet.checked_at),
        "unit": sheet.chosen.unit,
        "total": sheet.chosen.total,
        "rows": [
            {name: getattr(line, name) for name in COLUMNS} | {"units": dict(line.units)} for line in sheet.chosen.lines
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def as_csv(sheet: Sheet) -> str:
    """Return CSV. A text that a spreadsheet could take for a formula begins with an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in sheet.chosen.lines:
        values = [getattr(line, name) for name in COLUMNS]
        writer.writerow([_defused(value) if isinstance(value, str) else value for value in values])
    return file.getvalue()


def _defused(text: str) -> str:
    shown = _cut(visible_text(text), LONGEST_NAME)
    return f"'{shown}" if FORMULA.match(shown) else shown


def as_markdown(sheet: Sheet) -> str:
    """Return a Markdown table."""
    from smol_grade.report.markdown_text import escaped

    language = sheet.language
    heads = ["#", *(say(language, f"board.{name}") for name in ("name", "points", "reached"))]
    rows = [
        [
            "-" if line.rank is None else str(line.rank),
            escaped(_cut(_name(line, language), LONGEST_NAME)),
            f"{line.points}/{line.max_points}",
            _minute(line.reached),
        ]
        for line in sheet.chosen.lines
    ]
    table = [f"| {' | '.join(row)} |" for row in (heads, ["---:", "---", "---:", "---"], *rows)]
    practice = [f"**{say(language, 'board.practice')}**", ""] if sheet.board.practice else []
    return "\n".join([f"# {escaped(_title(sheet))}", "", *practice, *table, "", *_foot(sheet)]) + "\n"


def _title(sheet: Sheet) -> str:
    title = visible_text(_cut(sheet.board.title, LONGEST_NAME))
    return f"{title}: {visible_text(sheet.title)}" if sheet.title else title


def _name(line: Line, language: Language) -> str:
    if line.reference:
        return say(language, "board.reference", name=visible_text(line.reference))
    if not line.name.strip():
        return say(language, "board.anonymous", subject=visible_text(line.subject[:SHORT_SUBJECT]))
    return visible_text(line.name)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _foot(sheet: Sheet) -> list[str]:
    language, shown = sheet.language, len(sheet.chosen.lines)
    lines = []
    if shown < sheet.chosen.total:
        lines.append(say(language, "board.shown", shown=shown, total=sheet.chosen.total))
    if sheet.board.as_of:
        as_of = datetime.datetime.fromisoformat(sheet.board.as_of)
        lines.append(say(language, "board.as_of", at=f"{as_of:%Y-%m-%d %H:%M}", age=age(as_of, sheet.now, language)))
    return lines


def age(then: datetime.datetime, now: datetime.datetime, language: Language) -> str:
    """Return how long ago a moment is, in the largest unit that is at least one."""
    seconds = (now - then).total_seconds()
    for key, size in (("board.days", 86_400), ("board.hours", 3600), ("board.minutes", 60)):
        if seconds >= size:
            return say(language, key, number=int(seconds // size))
    return say(language, "board.just_now")


def _iso(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
