"""`leaderboard --models` and `--model`: which model is where, and all about one. The base install is enough."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ..course import load_course
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import output
from .progress import changing_line
from .ranking import TOP, unit_of, where_of

if TYPE_CHECKING:
    from smol_leaderboard.board.shapes import ModelLine
    from smol_leaderboard.schema import EvaluationRecord
    from smol_leaderboard.view.model_sheet import ModelSheet


class Asked(NamedTuple):
    """What the command line asks for."""

    board: str
    model: str
    """`USER/NAME`: only this one, and all about it."""
    task: str
    size: str
    unit: str
    user: str
    top: int | None
    form: str


def run(asked: Asked, language: Language) -> None:
    """Show the models, or one."""
    from smol_leaderboard.view import forms, model_choosing, model_fetching, model_sheet

    course = load_course(course_files())
    where = where_of(asked.board, course)
    with changing_line() as show:
        show(say(language, "board.asking", board=where))
        found = model_fetching.fetch_models(where)
    document = found.document
    slugs = {unit for line in document.rows for unit in line.units}
    slug, title = unit_of(asked.unit, slugs, course, language)
    top = asked.top if asked.top is not None else (TOP if asked.form == "text" else 0)
    wanted = model_choosing.Wanted(asked.task, asked.size, slug, asked.user, top)
    every = [head.task for head in document.tasks] if asked.form != "text" and not asked.task else [asked.task]
    by_task = [wanted._replace(task=task) for task in dict.fromkeys(every)]  # programs read all; people, one at a time
    now = datetime.datetime.now(datetime.UTC)
    sheet = model_sheet.ModelSheet(
        where,
        document,
        [] if asked.model else [one for each in by_task for one in model_choosing.rankings(document, each)],
        found.checked_at,
        now,
        language,
        output.width_of(sys.stdout),
        output.wants_color(sys.stdout),
        output.speaks_unicode(sys.stdout),
        title,
        course.project.unit if course.project is not None else "",
    )
    if asked.model:
        line = model_choosing.of_model(document, asked.model)[0]
        record = model_fetching.fetch_evaluation(where, line.record)
        output.write(_one(asked.form)(sheet, line, record))
    else:
        output.write(_all(asked.form)(sheet))
    if found.problem is not None:
        checked = forms.age(found.checked_at, now, language)
        why = say(language, found.problem.key, **found.problem.fields)
        output.note(say(language, "board.from_cache", age=checked, why=why))


def _one(form: str) -> Callable[[ModelSheet, ModelLine, EvaluationRecord], str]:
    """Return what makes the text of one model."""
    if form == "json":
        from smol_leaderboard.view.model_forms import one_as_json

        return one_as_json
    from smol_leaderboard.view.model_report import one_as_text

    return one_as_text


def _all(form: str) -> Callable[[ModelSheet], str]:
    """Return what makes the text of all models."""
    from smol_leaderboard.view import model_forms

    if form == "text":
        from smol_leaderboard.view.model_table import as_text

        return as_text
    return {"json": model_forms.as_json, "csv": model_forms.as_csv, "md": model_forms.as_markdown}[form]
