"""`leaderboard`: the board on a terminal, or for a program. It needs no account, and no more than the base install."""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Collection
from typing import NamedTuple

from ..course import Course, load_course
from ..errors import UnknownTarget
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import output

FORMS = ("text", "json", "csv", "md")
TOP = 20
"""Rows of a text when nothing else was asked for."""
HUB_PAGE = re.compile(r"https://(?:huggingface\.co|hf\.co)/datasets/([\w.-]+/[\w.-]+)/?", re.ASCII)
BOARD = "SMOL_GRADE_BOARD"


class Asked(NamedTuple):
    """What the command line asks for."""

    board: str
    unit: str
    user: str
    top: int | None
    form: str


def run(asked: Asked, language: Language) -> None:
    """Show the board."""
    from smol_leaderboard.view import choosing, fetching, forms, table

    from .progress import changing_line

    course = load_course(course_files())
    where = where_of(asked.board, course)
    with changing_line() as show:
        show(say(language, "board.asking", board=where))
        found = fetching.fetch(where)
    slug, title = unit_of(asked.unit, [one.slug for one in found.board.units], course, language)
    top = asked.top if asked.top is not None else (TOP if asked.form == "text" and not asked.user else 0)
    now = datetime.datetime.now(datetime.UTC)
    sheet = forms.Sheet(
        where,
        found.board,
        choosing.choose(found.board, slug, asked.user, top),
        found.checked_at,
        now,
        language,
        output.width_of(sys.stdout),
        output.wants_color(sys.stdout),
        output.speaks_unicode(sys.stdout),
        title,
    )
    makers = {"text": table.as_text, "json": forms.as_json, "csv": forms.as_csv, "md": forms.as_markdown}
    output.write(makers[asked.form](sheet))
    if found.problem is not None:
        checked = forms.age(found.checked_at, now, language)
        why = say(language, found.problem.key, **found.problem.fields)
        output.note(say(language, "board.from_cache", age=checked, why=why))


def where_of(named: str, course: Course) -> str:
    """Return the board that is meant. The page of a data set on the Hub is that data set."""
    from smol_leaderboard.view.fetching import is_address

    from .submitting import board_of

    asked = named or os.environ.get(BOARD, "")
    page = HUB_PAGE.fullmatch(asked)
    if page is None and is_address(asked):
        return asked
    return board_of(page[1] if page else asked, course)


def unit_of(named: str, slugs: Collection[str], course: Course, language: Language) -> tuple[str, str]:
    """Return slug and title of the unit that is meant; the board may have units that this course does not know."""
    if not named:
        return "", ""
    try:
        unit, _ = course.find(f"unit{named}" if named.isdecimal() else named)
    except UnknownTarget:
        if named not in slugs:
            raise
        return named, named
    return unit.slug, f"{unit.alias}, {unit.title.in_language(language)}"
