"""Models as JSON, CSV or Markdown. Numbers stay in millionths: programs read them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec

from smol_grade.messages import say

from ..board.shapes import ModelLine
from ..schema import EvaluationRecord
from .forms import defused
from .model_sheet import ModelSheet, foot, head_of, rank_of
from .model_texts import interval, notes, points, value

COLUMNS = (
    *("task", "metric", "size_class", "limit", "rank", "unranked", "model", "revision", "base", "subject", "reference"),
    *("units", "n", "value", "stderr", "low", "high", "overfit_gap", "overfit_gap_stderr", "flags", "counts_not"),
    *("protocol", "record", "reproduce"),
)


def as_json(sheet: ModelSheet) -> str:
    """Return a JSON object; whatever is not ASCII is escaped."""
    document = sheet.document
    found = {
        "schema_version": document.schema_version,
        "board": sheet.where,
        "title": document.title,
        "practice": document.practice,
        "as_of": document.as_of,
        "protocol": document.protocol,
        "unit_of_numbers": "millionths",
        "rankings": [
            {
                "size_class": ranking.size_class,
                "limit": ranking.limit,
                "task": ranking.task.task,
                "metric": ranking.task.metric,
                "lower_is_better": ranking.task.lower_is_better,
                "total": ranking.total,
                "rows": [_without_cells(one.line) | one.cell._asdict() for one in ranking.placed],
            }
            for ranking in sheet.rankings
        ],
    }
    return json.dumps(found, indent=2) + "\n"


def _without_cells(line: ModelLine) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(line)
    del found["cells"]
    return found


def one_as_json(sheet: ModelSheet, line: ModelLine, record: EvaluationRecord) -> str:
    """Return one model's line and its whole record."""
    ranks = {
        head.task: cell.rank for head, cell in zip(sheet.document.tasks, line.cells, strict=True) if cell is not None
    }
    found = {"board": sheet.where, **_without_cells(line), "ranks": ranks, "evaluation": msgspec.to_builtins(record)}
    return json.dumps(found, indent=2) + "\n"


def as_csv(sheet: ModelSheet) -> str:
    """Return CSV, a line a model and ranking. What a spreadsheet could take for a formula begins with an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for ranking in sheet.rankings:
        for one in ranking.placed:
            found = _without_cells(one.line) | one.cell._asdict() | ranking.task._asdict()
            found |= {name: " ".join(found[name]) for name in ("units", "flags", "counts_not")}
            writer.writerow([defused(found[name]) if isinstance(found[name], str) else found[name] for name in COLUMNS])
    return file.getvalue()


def as_markdown(sheet: ModelSheet) -> str:
    """Return a Markdown table for each ranking."""
    from smol_grade.report.markdown_text import escaped

    language = sheet.language
    lines = [f"# {escaped(say(language, 'models.title', board=sheet.document.title[:200]))}", ""]
    if sheet.document.practice:
        lines += [f"**{say(language, 'board.practice')}**", ""]
    heads = ["#", *(say(language, f"models.{name}") for name in ("model", "value", "interval", "gap", "notes"))]
    for ranking in sheet.rankings:
        metric = ranking.task.metric
        rows = [
            [
                rank_of(one),
                escaped(one.line.model),
                value(one.cell.value, metric),
                escaped(interval(one.cell.low, one.cell.high, metric)),
                "-" if one.line.overfit_gap is None else points(one.line.overfit_gap),
                escaped("; ".join([*one.line.units, *notes(one.line, language)])),
            ]
            for one in ranking.placed
        ]
        table = [f"| {' | '.join(row)} |" for row in (heads, ["---:", "---", "---:", "---:", "---:", "---"], *rows)]
        lines += [f"## {escaped(head_of(ranking, language))}", "", *table, ""]
    return "\n".join([*lines, *(escaped(line) for line in foot(sheet))]) + "\n"
