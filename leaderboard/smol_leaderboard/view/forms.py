"""The chosen lines as JSON, CSV or Markdown. Names are strangers' texts: each form has its way with them."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from typing import NamedTuple

from smol_grade.messages import say
from smol_grade.records import Language
from smol_grade.report.visible import visible_text

from ..board.shapes import BoardDocument
from .choosing import SHORT_SUBJECT, Chosen, Line

FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]")
"""Begins what a spreadsheet may run; full-width signs count in some."""
LONGEST_NAME = 200
"""Characters of a name in CSV and Markdown."""
COLUMNS = ("rank", "name", "subject", "reference", "points", "max_points", "reached", "requests")
STALE = "*"
"""Marks points that older suites gave; `foot` says what it means."""


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
            {name: getattr(line, name) for name in COLUMNS}
            | {"units": {slug: cell._asdict() for slug, cell in line.units}, "stale": line.stale}
            for line in sheet.chosen.lines
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def as_csv(sheet: Sheet) -> str:
    """Return CSV. A text that a spreadsheet could take for a formula begins with an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*COLUMNS, "stale"])
    for line in sheet.chosen.lines:
        values = [*(getattr(line, name) for name in COLUMNS), " ".join(line.stale)]
        writer.writerow([defused(value) if isinstance(value, str) else value for value in values])
    return file.getvalue()


def defused(text: str) -> str:
    """Return a text that no spreadsheet runs."""
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
            escaped(_cut(name_of(line, language), LONGEST_NAME)),
            f"{line.points}/{line.max_points}{escaped(STALE) if line.stale else ''}",
            minute(line.reached),
        ]
        for line in sheet.chosen.lines
    ]
    table = [f"| {' | '.join(row)} |" for row in (heads, ["---:", "---", "---:", "---"], *rows)]
    practice = [f"**{say(language, 'board.practice')}**", ""] if sheet.board.practice else []
    notes = [escaped(line) if line.startswith(STALE) else line for line in foot(sheet)]
    return "\n".join([f"# {escaped(title_of(sheet))}", "", *practice, *table, "", *notes]) + "\n"


def title_of(sheet: Sheet) -> str:
    """Return the board's title, and the unit's."""
    title = visible_text(_cut(sheet.board.title, LONGEST_NAME))
    return f"{title}: {visible_text(sheet.title)}" if sheet.title else title


def name_of(line: Line, language: Language) -> str:
    """Return what stands for a learner or a reference."""
    if line.reference:
        return say(language, "board.reference", name=visible_text(line.reference))
    if not line.name.strip():
        return say(language, "board.anonymous", subject=visible_text(line.subject[:SHORT_SUBJECT]))
    return visible_text(line.name)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def foot(sheet: Sheet) -> list[str]:
    """Return what a mark means, what is left out, and how old the newest result is."""
    language, shown = sheet.language, len(sheet.chosen.lines)
    stale = dict.fromkeys(slug for line in sheet.chosen.lines for slug in line.stale)
    units = ", ".join(visible_text(slug) for slug in stale)
    lines = [f"{STALE} {say(language, 'board.stale', units=units)}"] if stale else []
    if shown < sheet.chosen.total and not sheet.chosen.one:
        lines.append(say(language, "board.shown", shown=shown, total=sheet.chosen.total))
    if sheet.board.as_of:
        as_of = datetime.datetime.fromisoformat(sheet.board.as_of)
        lines.append(say(language, "board.as_of", at=f"{as_of:%Y-%m-%d %H:%M}", age=age(as_of, sheet.now, language)))
    return lines


def minute(moment: str) -> str:
    """Return a time of the board to the minute, for people."""
    return moment[:16].replace("T", " ")


def age(then: datetime.datetime, now: datetime.datetime, language: Language) -> str:
    """Return how long ago a moment is, in the largest unit that is at least one."""
    seconds = (now - then).total_seconds()
    for key, size in (("board.days", 86_400), ("board.hours", 3600), ("board.minutes", 60)):
        if seconds >= size:
            return say(language, key, number=int(seconds // size))
    return say(language, "board.just_now")


def _iso(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
