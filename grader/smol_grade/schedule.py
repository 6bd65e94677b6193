"""`[schedule]` of the manifest: when units are released and due, for each cohort, and the recommended pace."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from .records import Record

MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class Dates(Record, frozen=True):
    """When one unit is worked on. Moments are UTC, `2026-12-31T23:59:59Z`; empty: not fixed."""

    opens: str = ""
    """From then on the board takes submissions of it. Practice needs no release."""
    due: str = ""
    """What comes in later is graded, and marked as late."""
    closes: str = ""
    """The last moment at which a submission may come in."""


class Cohort(Record, frozen=True):
    """One running of the course."""

    name: str
    units: dict[str, Dates] = {}
    """By alias. A unit that is not named is open, at everybody's own pace."""


class Schedule(Record, frozen=True):
    """`[schedule]`."""

    days_per_unit: int = 7
    """The recommended pace."""
    hours_per_unit: tuple[int, int] = (3, 4)
    """Hours of work that a unit takes, from and to."""
    cohorts: tuple[Cohort, ...] = ()

    def dates(self, cohort: str, alias: str) -> Dates:
        """Return the dates of a unit in a cohort; none are fixed in one that is not named."""
        found = next((one for one in self.cohorts if one.name == cohort), None)
        return found.units.get(alias, Dates()) if found is not None else Dates()


def moment(text: str) -> datetime.datetime:
    """Return the time that the manifest names, with its time zone; raise `ValueError` for anything else."""
    return datetime.datetime.strptime(text, MOMENT).replace(tzinfo=datetime.UTC)


def problems(schedule: Schedule, units: Collection[str]) -> Iterator[str]:
    """Yield what types cannot say: units that are not there, times in the wrong order. `units` are aliases."""
    low, high = schedule.hours_per_unit
    if schedule.days_per_unit < 1 or not 0 < low <= high:
        yield "schedule: days_per_unit and hours_per_unit must be above zero, from the least to the most"
    names = [cohort.name for cohort in schedule.cohorts]
    if len(set(names)) < len(names) or not all(names):
        yield "schedule.cohorts: each needs a name of its own"
    for cohort in schedule.cohorts:
        for alias, dates in cohort.units.items():
            if alias not in units:
                yield f"schedule.cohorts: {cohort.name} names {alias!r}, which is no unit"
            yield from _of_dates(f"{cohort.name}.{alias}", dates)


def _of_dates(where: str, dates: Dates) -> Iterator[str]:
    given = [text for text in (dates.opens, dates.due, dates.closes) if text]
    wrong = [text for text in given if not _is_moment(text)]
    for text in wrong:
        yield f'schedule.cohorts: {where}: {text!r} is not a time such as "2026-12-31T23:59:59Z"'
    if not wrong and given != sorted(given):
        yield f"schedule.cohorts: {where}: opens, due and closes must follow one another"


def _is_moment(text: str) -> bool:
    try:
        return moment(text).strftime(MOMENT) == text
    except ValueError:
        return False
