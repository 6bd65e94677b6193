"""The settings of a board, from the course's manifest."""

from __future__ import annotations

from smol_grade import __version__
from smol_grade.course import Course, Unit, load_course
from smol_grade.errors import SuiteError
from smol_grade.locate import course_files

from . import suites
from .errors import OperatorError
from .rules import CertificateRule, Rules, UnitRule
from .schema import BoardSettings
from .store import hub_id
from .thresholds import COMPARED


def settings_of(
    public_key: str, before: BoardSettings | None = None, title: str = "", *, practice: bool = False, where: str = ""
) -> BoardSettings:
    """Return the settings for the installed course: the units that have suites, rules and deadlines of course.toml.

    `before` are the board's settings: title and `practice` stay as they were. Raises `OperatorError` for another key:
    what was sealed to the old one could not be opened any more. The key that course.toml names is that of the board
    which it names: one elsewhere (`where`), such as that of a rehearsal, has its own.
    """
    if before is not None and before.public_key != public_key:
        raise OperatorError("the keys are not those of this board: its public key is another one")
    if before is not None and practice and not before.practice:
        raise OperatorError("this board counts for certificates; it cannot become a practice board")
    files = course_files()
    course = load_course(files)
    if hub_id(where) == course.board.repo and course.board.public_key not in ("", public_key):
        raise OperatorError("course.toml names another public key than the keys have")
    units = {}
    for unit in course.units:
        try:
            suites.suite_version(files, unit)
        except SuiteError:
            continue
        units[unit.slug] = unit.full_marks
    cohort = course.board.cohort or "open"
    dates = {unit.slug: course.schedule.dates(cohort, unit.alias) for unit in course.units}
    return BoardSettings(
        title=title or (before.title if before is not None else course.title.en),
        public_key=public_key,
        smol_grade=__version__,
        cohort=cohort,
        attempts_per_day=course.board.attempts_per_day,
        deadlines={slug: found.closes for slug, found in dates.items() if found.closes},
        opens={slug: found.opens for slug, found in dates.items() if found.opens},
        units=units,
        quizzes=before.quizzes if before is not None else {},
        quiz_cooldown_h=course.board.quiz_cooldown_h,
        practice=before.practice if before is not None else practice,
    )


def installed_rules(*, practice: bool = False) -> Rules:
    """Return what the certificates of the installed course ask for."""
    return rules_of(load_course(course_files()), practice=practice)


def rules_of(course: Course, *, practice: bool = False) -> Rules:
    """Return what the certificates of a course ask for, as it is published."""
    slugs = {unit.alias: unit.slug for unit in course.units}
    asked = course.certificates
    named = {alias for kind in asked.kinds for alias in (*kind.units, *kind.models)}
    project = course.project.unit if course.project is not None else ""
    return Rules(
        course=course.title,
        exercise_percent=asked.exercise_percent,
        quiz_percent=asked.quiz_percent,
        late=asked.late,
        grace_h=asked.grace_h,
        valid_days=asked.valid_days,
        compared=COMPARED,
        units={unit.slug: _unit_rule(unit) for unit in course.units if unit.alias in {*named, project}},
        certificates=tuple(
            CertificateRule(
                slug=kind.slug,
                title=kind.title,
                units=tuple(slugs[alias] for alias in kind.units),
                includes=kind.includes,
                quiz=kind.quiz,
                models=tuple(slugs[alias] for alias in kind.models),
                project=slugs[project] if kind.project else "",
            )
            for kind in asked.kinds
        ),
        cohorts={
            one.name: {slugs[alias]: dates for alias, dates in one.units.items()} for one in course.schedule.cohorts
        },
        issuer=course.issuer,
        practice=practice,
    )


def _unit_rule(unit: Unit) -> UnitRule:
    required = {exercise.name: exercise.points for exercise in unit.exercises if not exercise.bonus}
    return UnitRule(alias=unit.alias, title=unit.title, exercises=required)
