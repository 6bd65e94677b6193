"""The dates that matter to one learner: what comes next, and what is overdue. In the time zone of this machine."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ..course import Course, Unit
from ..messages import say
from ..records import Language
from ..schedule import Dates, moment
from .dates import Clock, at, relative
from .scheduling import as_json as schedule_as_json
from .scheduling import cohort_of, course_units, late_words, state_of, zone_name


class Deadlines(NamedTuple):
    """What of the running cohort's dates concerns who has handed in some units."""

    cohort: str
    fixed: bool
    """Whether any unit has a date."""
    overdue: tuple[Unit, ...]
    """Not handed in, and due or closed before now."""
    then: Unit | None
    """Not handed in, and due next."""


def deadlines(course: Course, handed_in: Collection[str], here: Clock) -> Deadlines:
    """Return what is overdue and what is due next. `handed_in` are slugs of units."""
    cohort = cohort_of(course)
    dated = [(unit, course.schedule.dates(cohort, unit.alias)) for unit in course_units(course)]
    open_ones = [(unit, dates) for unit, dates in dated if _end(dates) and unit.slug not in handed_in]
    overdue = tuple(unit for unit, dates in open_ones if state_of(dates, here.now) in ("late", "closed"))
    coming = [(moment(_end(dates)), unit) for unit, dates in open_ones if unit not in overdue]
    then = min(coming, key=lambda one: one[0])[1] if coming else None
    return Deadlines(cohort, any(dates != Dates() for _, dates in dated), overdue, then)


def _end(dates: Dates) -> str:
    return dates.due or dates.closes


def as_text(course: Course, found: Deadlines, here: Clock, language: Language) -> list[str]:
    """Return the dates for people; the recommended pace where the cohort has none."""
    plan = course.schedule
    if not found.fixed:
        low, high = plan.hours_per_unit
        pace = say(language, "schedule.pace", days=plan.days_per_unit, low=low, high=high)
        return [f"{say(language, 'standing.no_dates')} {pace}"]
    lines = [say(language, "standing.dates", cohort=found.cohort, zone=zone_name(here))]
    for unit in found.overdue:
        lines += _overdue(course, unit, plan.dates(found.cohort, unit.alias), here, language)
    if found.then is None:
        return [*lines, f"  {say(language, 'standing.no_date_to_come')}"]
    dates = plan.dates(found.cohort, found.then.alias)
    return [*lines, f"  {_told('due' if dates.due else 'closes', found.then, _end(dates), here, language)}"]


def _overdue(course: Course, unit: Unit, dates: Dates, here: Clock, language: Language) -> list[str]:
    if state_of(dates, here.now) == "closed":
        return [f"  {_told('closed', unit, dates.closes, here, language)}"]
    late = late_words(course, dates, here, language)
    return [f"  {_told('overdue', unit, dates.due, here, language)}", f"    {late}"]


def _told(key: str, unit: Unit, date: str, here: Clock, language: Language) -> str:
    when = moment(date)
    words = {"when": at(when, here, language), "relative": relative(when, here, language)}
    return say(language, f"standing.{key}", unit=unit.alias, **words)


def as_json(course: Course, found: Deadlines, here: Clock, done: dict[str, bool]) -> dict[str, object]:
    """Return the schedule as `smol-grade schedule` has it, with what is overdue and what is next, by alias."""
    return schedule_as_json(course, found.cohort, here, done) | {
        "overdue": [unit.alias for unit in found.overdue],
        "next": None if found.then is None else found.then.alias,
    }
