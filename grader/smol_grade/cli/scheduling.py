"""`smol-grade schedule`: when units are released and due, relative to today, and the recommended pace."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from .. import progress
from ..course import EXAMPLE_UNIT, Course, Unit, load_course
from ..errors import UsageError
from ..locate import course_files
from ..messages import say
from ..records import Language
from ..schedule import Dates, moment
from . import output
from .dates import Clock, at, clock, day, relative
from .standing import workspace_around

State = Literal["own_pace", "not_open", "open", "late", "closed"]


class UnknownCohort(UsageError):
    """The course has no cohort of this name."""

    key = "schedule.unknown_cohort"
    hint = "schedule.unknown_cohort.hint"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(name=name[:100], known=", ".join(known))


class Asked(NamedTuple):
    """What the command line asks for."""

    cohort: str
    """Empty: the one that is running."""
    zone: str
    """Of the times; empty: this machine's."""
    form: str


def run(asked: Asked, language: Language) -> int:
    """Show the schedule; return the exit code."""
    course = load_course(course_files())
    cohort = cohort_of(course, asked.cohort)
    here = clock(asked.zone)
    done = _done(course)
    if asked.form == "json":
        output.write(json.dumps(as_json(course, cohort, here, done), indent=1))
    else:
        output.write_wrapped("\n".join(as_text(course, cohort, here, done, language)))
    return 0


def cohort_of(course: Course, wanted: str = "") -> str:
    """Return the cohort that is asked for, or the one that is running; raise `UnknownCohort`."""
    running = course.board.cohort or "open"
    known = list(dict.fromkeys([running, *(cohort.name for cohort in course.schedule.cohorts)]))
    if wanted and wanted not in known:
        raise UnknownCohort(wanted, known)
    return wanted or running


def state_of(dates: Dates, now: datetime.datetime) -> State:
    """Return where a unit is between its dates. The last second of a date still belongs to it."""
    if dates.opens and now < moment(dates.opens):
        return "not_open"
    if dates.closes and now > moment(dates.closes):
        return "closed"
    if dates.due and now > moment(dates.due):
        return "late"
    return "open" if dates != Dates() else "own_pace"


def as_text(course: Course, cohort: str, here: Clock, done: dict[str, bool], language: Language) -> Iterator[str]:
    """Yield the schedule for people, line by line."""
    plan = course.schedule
    yield say(language, "schedule.title", cohort=cohort, now=at(here.now, here, language), zone=zone_name(here))
    low, high = plan.hours_per_unit
    yield say(language, "schedule.pace", days=plan.days_per_unit, low=low, high=high)
    units = course_units(course)
    fixed = [unit for unit in units if plan.dates(cohort, unit.alias) != Dates()]
    first = here.now
    for unit in units:
        dates = plan.dates(cohort, unit.alias)
        yield ""
        mark = say(language, "schedule.done") if done.get(unit.slug) else ""
        yield f"{unit.alias}  {unit.title.in_language(language)}{mark}"
        if not fixed and not done.get(unit.slug):
            first += datetime.timedelta(days=plan.days_per_unit)
            yield "  " + say(language, "schedule.suggested", day=day(first, here, language))
        elif dates == Dates():
            yield "  " + say(language, "schedule.own_pace")
        yield from _lines(course, dates, here, language)
    yield ""
    yield say(language, "schedule.practice") if fixed else say(language, "schedule.no_dates")


def _lines(course: Course, dates: Dates, here: Clock, language: Language) -> Iterator[str]:
    """Yield a unit's dates, a line each, and what comes of it when it is late."""
    for text, coming, past in (
        (dates.opens, "opens", "opened"),
        (dates.due, "due", "was_due"),
        (dates.closes, "closes", "closed"),
    ):
        if text:
            when = moment(text)
            words = {"when": at(when, here, language), "relative": relative(when, here, language)}
            yield "  " + say(language, f"schedule.{past if here.now > when else coming}", **words)
    if state_of(dates, here.now) == "late":
        yield f"  {late_words(course, dates, here, language)}"


def late_words(course: Course, dates: Dates, here: Clock, language: Language) -> str:
    """Return what becomes of work on a unit whose due date is past."""
    rules = course.certificates
    if rules.late == "counts":
        return say(language, "schedule.late_counts")
    grace = moment(dates.due) + datetime.timedelta(hours=rules.grace_h)
    if here.now <= grace:
        return say(language, "schedule.late_grace", when=at(grace, here, language))
    return say(language, "schedule.late_does_not_count")


def as_json(course: Course, cohort: str, here: Clock, done: dict[str, bool]) -> dict[str, object]:
    """Return the schedule for programs; moments are UTC."""
    plan, rules = course.schedule, course.certificates
    return {
        "cohort": cohort,
        "now": f"{here.now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "timezone": zone_name(here),
        "days_per_unit": plan.days_per_unit,
        "hours_per_unit": list(plan.hours_per_unit),
        "late": rules.late,
        "grace_h": rules.grace_h,
        "units": [_unit_as_json(unit, plan.dates(cohort, unit.alias), here, done) for unit in course_units(course)],
    }


def _unit_as_json(unit: Unit, dates: Dates, here: Clock, done: dict[str, bool]) -> dict[str, object]:
    return {
        "alias": unit.alias,
        "slug": unit.slug,
        "opens": dates.opens,
        "due": dates.due,
        "closes": dates.closes,
        "state": state_of(dates, here.now),
        "done": done.get(unit.slug, False),
    }


def release_note(course: Course, unit: Unit, here: Clock, language: Language) -> str:
    """Return that a unit is not released yet and when it is, empty for one that is."""
    dates = course.schedule.dates(cohort_of(course), unit.alias)
    if state_of(dates, here.now) != "not_open":
        return ""
    when = moment(dates.opens)
    words = {"when": at(when, here, language), "relative": relative(when, here, language)}
    return say(language, "schedule.not_released", unit=unit.alias, **words)


def course_units(course: Course) -> list[Unit]:
    """Return the units that have a place in the schedule: all but the example."""
    return [unit for unit in course.units if unit.slug != EXAMPLE_UNIT]


def zone_name(here: Clock) -> str:
    """Return what the time zone of a clock is called."""
    return str(getattr(here.zone, "key", "")) or here.local(here.now).tzname() or "UTC"


def _done(course: Course) -> dict[str, bool]:
    """Return by slug which units the workspace here has full marks in: the last practice grading of each exercise."""
    known = progress.read(workspace_around(Path.cwd())).exercises
    found = {}
    for unit in course.units:
        required = [f"{unit.slug}/{exercise.name}" for exercise in unit.exercises if not exercise.bonus]
        found[unit.slug] = all(one in known and known[one].status == "done" for one in required)
    return found
