"""The dates that concern a learner: what is overdue and what is next, in the zone of the machine."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

import pytest
from msgspec import structs

from smol_grade.cli.dates import Clock
from smol_grade.cli.deadlines import as_json, as_text, deadlines
from smol_grade.course import Course, load_course
from smol_grade.locate import course_files
from smol_grade.records import Language
from smol_grade.schedule import Cohort, Dates, moment

COURSE = load_course(course_files())
MADRID = zoneinfo.ZoneInfo("Europe/Madrid")
DATES = {
    "unit1": Dates(due="2027-03-08T22:59:59Z", closes="2027-06-30T21:59:59Z"),
    "unit2": Dates(due="2027-03-15T22:59:59Z", closes="2027-06-30T21:59:59Z"),
    "unit3": Dates(closes="2027-04-30T21:59:59Z"),
    "unit4": Dates(opens="2027-05-01T00:00:00Z"),
}


def dated(**rules: Any) -> Course:
    """The course with dates for four units of the running cohort."""
    plan = structs.replace(COURSE.schedule, cohorts=(Cohort(name="open", units=DATES),))
    return structs.replace(COURSE, schedule=plan, certificates=structs.replace(COURSE.certificates, **rules))


def clock(text: str, zone: datetime.tzinfo = MADRID) -> Clock:
    """A clock that stands still."""
    return Clock(moment(text), zone)


def found(now: str, *handed_in: str) -> tuple[list[str], str | None]:
    """What is overdue, and what is next."""
    told = deadlines(dated(), handed_in, clock(now))
    return [unit.alias for unit in told.overdue], told.then.alias if told.then is not None else None


@pytest.mark.parametrize(
    ("now", "handed_in", "expected"),
    [
        ("2027-03-01T00:00:00Z", (), ([], "unit1")),
        ("2027-03-08T22:59:59Z", (), ([], "unit1")),
        ("2027-03-08T23:00:00Z", (), (["unit1"], "unit2")),
        ("2027-03-08T23:00:00Z", ("instruction",), ([], "unit2")),
        ("2027-03-01T00:00:00Z", ("instruction", "evaluation"), ([], "unit3")),
        ("2027-04-01T00:00:00Z", (), (["unit1", "unit2"], "unit3")),
        ("2027-07-01T00:00:00Z", (), (["unit1", "unit2", "unit3"], None)),
    ],
)
def test_what_was_handed_in_is_neither_overdue_nor_next(
    now: str, handed_in: tuple[str, ...], expected: tuple[list[str], str | None]
) -> None:
    """The last second of a date still belongs to it; where a unit has no due date, its closing is one."""
    assert expected == found(now, *handed_in)


@pytest.mark.parametrize(
    ("language", "now", "lines"),
    [
        (
            "en",
            "2027-03-10T10:00:00Z",
            [
                "Dates, cohort open (Europe/Madrid)",
                "  unit1: overdue since Mon 2027-03-08 23:59, 2 days ago",
                "    What you submit now is graded, counts, and is marked as late.",
                "  unit2: due Mon 2027-03-15 23:59, in 5 days",
            ],
        ),
        (
            "es",
            "2027-07-01T10:00:00Z",
            [
                "Fechas, edición open (Europe/Madrid)",
                "  unit1: cerró el mié 2027-06-30 23:59, ayer: ya no se acepta nada",
                "  unit2: cerró el mié 2027-06-30 23:59, ayer: ya no se acepta nada",
                "  unit3: cerró el vie 2027-04-30 23:59, hace 62 días: ya no se acepta nada",
                "  No queda otra fecha para lo que no has entregado.",
            ],
        ),
    ],
)
def test_dates_are_told_in_the_zone_of_the_clock(language: Language, now: str, lines: list[str]) -> None:
    """Just before midnight in Madrid is the evening in Greenwich; a closed unit takes nothing more."""
    here = clock(now)
    assert lines == as_text(dated(), deadlines(dated(), (), here), here, language)


def test_late_work_is_told_as_the_rule_has_it() -> None:
    """Where it does not count, that is said."""
    here, strict = clock("2027-03-20T10:00:00Z"), dated(late="does_not_count", grace_h=1)
    shown = "\n".join(as_text(strict, deadlines(strict, (), here), here, "en"))
    assert 2 == shown.count("does not count for a certificate")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_cohort_without_dates_gets_the_pace_in_one_line(language: Language) -> None:
    """Nothing is due, so nothing is overdue."""
    here = clock("2027-03-10T10:00:00Z")
    [line] = as_text(COURSE, deadlines(COURSE, (), here), here, language)
    assert {"en": "a unit in 7 days, 3 to 4 hours", "es": "una unidad en 7 días, de 3 a 4 horas"}[language] in line


def test_programs_get_the_schedule_with_what_concerns_them() -> None:
    """All that `schedule --format json` has, what is overdue, and what is next."""
    here = clock("2027-03-10T10:00:00Z")
    told = as_json(dated(), deadlines(dated(), (), here), here, {"instruction": True})
    assert (["unit1"], "unit2") == (told["overdue"], told["next"])
    assert ("open", "Europe/Madrid", "2027-03-10T10:00:00Z") == (told["cohort"], told["timezone"], told["now"])
