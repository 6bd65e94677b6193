"""The model board on a terminal of whatever width: a table for each ranking; on a narrow one, blocks of lines."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from smol_grade.messages import say
from smol_grade.records import Language
from smol_grade.report.visible import visible_text, without_commands

from .forms import LONGEST_NAME
from .model_choosing import Placed, Ranking
from .model_sheet import ModelSheet, foot, head_of, rank_of
from .model_texts import interval, notes, points, value
from .table import fitting, new_console

NARROW = 68
"""Columns below which a table would leave too little for names."""


def as_text(sheet: ModelSheet) -> str:
    """Return the tables, what the signs in them mean, and how old it all is."""
    file = io.StringIO()
    console = new_console(file, sheet.width, color=sheet.color, unicode=sheet.unicode)
    language = sheet.language
    title = say(language, "models.title", board=visible_text(sheet.document.title[:LONGEST_NAME]))
    console.print(Text(f"{title}: {visible_text(sheet.unit)}" if sheet.unit else title, style="bold"))
    if sheet.document.practice:
        console.print(Text(say(language, "board.practice"), style="bold yellow"))
    if not sheet.rankings:
        console.print(Text(say(language, "models.none_yet")))
    for ranking in sheet.rankings:
        console.print()
        console.print(Text(head_of(ranking, language), style="bold"))
        console.print(_blocks(sheet, ranking) if sheet.width < NARROW else _table(sheet, ranking))
    console.print()
    for line in foot(sheet):
        console.print(Text(line, style="dim"))
    return finished(file, sheet)


def finished(file: io.StringIO, sheet: ModelSheet) -> str:
    """Return what was written, without blanks at the ends of lines and without a line that a log runs."""
    text = "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"
    if not sheet.unicode:
        text = text.encode("ascii", "backslashreplace").decode()
    return without_commands(text)


def _table(sheet: ModelSheet, ranking: Ranking) -> Table:
    language, metric = sheet.language, ranking.task.metric
    heads = ["#", say(language, "models.model"), say(language, "models.value"), "95 %", say(language, "models.gap")]
    rows = [
        [
            rank_of(one),
            "",
            value(one.cell.value, metric),
            interval(one.cell.low, one.cell.high, metric),
            "-" if one.line.overfit_gap is None else points(one.line.overfit_gap),
        ]
        for one in ranking.placed
    ]
    taken = sum(max(cell_len(row[n]) for row in (heads, *rows)) for n in (0, 2, 3, 4)) + 3 * len(heads)
    room = max(sheet.width - taken, 12)
    table = Table(box=box.SIMPLE_HEAD if sheet.unicode else box.ASCII2, pad_edge=False, padding=(0, 1))
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 1 else "right", no_wrap=number != 1)
    for row, one in zip(rows, ranking.placed, strict=True):
        style = "" if one.cell.rank is not None else "dim"
        name = Text(fitting(visible_text(one.line.model), room, sheet.unicode), style=style)
        for below in _wrapped(["; ".join(_about(one, language))], room, 2):
            name.append(f"\n{below}", style="dim")
        table.add_row(Text(row[0], style=style), name, *(Text(cell, style=style) for cell in row[2:]))
    return table


def _about(placed: Placed, language: Language) -> list[str]:
    return [*(visible_text(unit) for unit in placed.line.units), *notes(placed.line, language)]


def _blocks(sheet: ModelSheet, ranking: Ranking) -> Text:
    return Text("\n".join(_lines_of_blocks(sheet, ranking)))


def _lines_of_blocks(sheet: ModelSheet, ranking: Ranking) -> Iterator[str]:
    metric, language = ranking.task.metric, sheet.language
    wide = max(len(rank_of(one)) for one in ranking.placed)
    for one in ranking.placed:
        name = fitting(visible_text(one.line.model), max(sheet.width, 20) - wide - 2, sheet.unicode)
        yield f"{rank_of(one):<{wide}}  {name}"
        measured = f"{value(one.cell.value, metric)} {interval(one.cell.low, one.cell.high, metric)}"
        if one.line.overfit_gap is not None:
            measured += f"  {say(language, 'models.gap')} {points(one.line.overfit_gap)}"
        yield from _wrapped([measured, "; ".join(_about(one, language))], sheet.width, wide + 2)


def _wrapped(texts: Iterable[str], width: int, indent: int) -> Iterator[str]:
    import textwrap

    for text in texts:
        lines = textwrap.wrap(text, max(width - indent, 10), break_on_hyphens=False)
        yield from (" " * indent + line for line in lines)
