"""The settings of a board, from the course's manifest."""

from __future__ import annotations

from smol_grade import __version__
from smol_grade.course import load_course
from smol_grade.errors import SuiteError
from smol_grade.locate import course_files

from . import suites
from .errors import OperatorError
from .schema import BoardSettings


def settings_of(
    public_key: str, before: BoardSettings | None = None, title: str = "", *, practice: bool = False
) -> BoardSettings:
    """Return the settings for the installed course: the units that have suites, rules and deadlines of course.toml.

    `before` are the board's settings: title and `practice` stay as they were. Raises `OperatorError` for another key:
    what was sealed to the old one could not be opened any more.
    """
    if before is not None and before.public_key != public_key:
        raise OperatorError("the keys are not those of this board: its public key is another one")
    if before is not None and practice and not before.practice:
        raise OperatorError("this board counts for certificates; it cannot become a practice board")
    files = course_files()
    course = load_course(files)
    if course.board.public_key not in ("", public_key):
        raise OperatorError("course.toml names another public key than the keys have")
    units = {}
    for unit in course.units:
        try:
            suites.suite_version(files, unit)
        except SuiteError:
            continue
        units[unit.slug] = unit.full_marks
    slugs = {unit.alias: unit.slug for unit in course.units}
    return BoardSettings(
        title=title or (before.title if before is not None else course.title.en),
        public_key=public_key,
        smol_grade=__version__,
        cohort=course.board.cohort or "open",
        attempts_per_day=course.board.attempts_per_day,
        deadlines={slugs[alias]: moment for alias, moment in course.board.deadlines.items()},
        units=units,
        quizzes=before.quizzes if before is not None else {},
        quiz_cooldown_h=course.board.quiz_cooldown_h,
        practice=before.practice if before is not None else practice,
    )
