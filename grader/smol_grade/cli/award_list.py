"""`leaderboard --awards`: who has which award. The base install is enough."""

from __future__ import annotations

import datetime

from ..course import load_course
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import output
from .progress import changing_line
from .ranking import where_of


def run(board: str, form: str, language: Language) -> None:
    """Show the awards of a board, as text or JSON."""
    from smol_leaderboard.view import award_texts, forms, model_fetching

    course = load_course(course_files())
    where = where_of(board, course)
    with changing_line() as show:
        show(say(language, "board.asking", board=where))
        found = model_fetching.fetch_showcase(where)
    if form == "json":
        output.write(award_texts.as_json(found.document, where))
    else:
        titles = {unit.slug: unit.title for unit in course.units}
        output.write(award_texts.every_cohort(found.document, titles, language))
    if found.problem is not None:
        checked = forms.age(found.checked_at, datetime.datetime.now(datetime.UTC), language)
        why = say(language, found.problem.key, **found.problem.fields)
        output.note(say(language, "board.from_cache", age=checked, why=why))
