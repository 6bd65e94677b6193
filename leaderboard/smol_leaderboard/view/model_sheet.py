"""What is shown of models, and the words around it that every form has."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from smol_grade.messages import say
from smol_grade.records import Language

from ..board.shapes import ModelsDocument
from .forms import age
from .model_choosing import Placed, Ranking
from .model_texts import metric_name, samples_of

SHARED = "="
"""Behind a rank that others have too."""


class ModelSheet(NamedTuple):
    """What is shown, on what."""

    where: str
    document: ModelsDocument
    rankings: list[Ranking]
    checked_at: datetime.datetime
    now: datetime.datetime
    language: Language
    width: int = 80
    color: bool = False
    unicode: bool = True
    unit: str = ""
    """Title of the unit that was asked for."""
    project: str = ""
    """Alias of the unit with which the final project is handed in; empty: the course has none."""


def head_of(ranking: Ranking, language: Language) -> str:
    """Return what a table is about: size class, task, metric, which samples."""
    metric = metric_name(ranking.task.metric, language)
    parts = [ranking.size_class, f"{ranking.task.task} ({metric})"]
    if ranking.limit:
        parts.append(samples_of(ranking.limit, language))
    return " · ".join(parts)


def rank_of(placed: Placed) -> str:
    """Return a rank, with a sign if others share it."""
    if placed.cell.rank is None:
        return "-"
    return f"{placed.cell.rank}{SHARED}" if placed.shared else str(placed.cell.rank)


def foot(sheet: ModelSheet) -> list[str]:
    """Return what is left out, what the signs mean, how to see one model, and how old the newest evaluation is."""
    language, document = sheet.language, sheet.document
    lines = []
    shown = sum(len(ranking.placed) for ranking in sheet.rankings)
    total = sum(ranking.total for ranking in sheet.rankings)
    if shown < total:
        lines.append(say(language, "models.shown", shown=shown, total=total))
    if any(one.shared for ranking in sheet.rankings for one in ranking.placed):
        lines.append(say(language, "models.shared"))
    if sheet.rankings:
        lines.append(say(language, "models.see_one"))
    if document.as_of:
        as_of = datetime.datetime.fromisoformat(document.as_of)
        at = f"{as_of:%Y-%m-%d %H:%M}"
        lines.append(
            say(language, "models.as_of", at=at, age=age(as_of, sheet.now, language), protocol=document.protocol)
        )
    return lines
