"""Dates: what is said of them is right in every time zone, on the second, over midnights, leap days and summer time."""

from __future__ import annotations

import datetime
import json
import zoneinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from smol_grade.cli.dates import Clock, UnknownZone, at, day, relative, zone_of
from smol_grade.cli.scheduling import UnknownCohort, as_json, as_text, cohort_of, release_note, state_of
from smol_grade.course import Course, load_course
from smol_grade.locate import course_files
from smol_grade.schedule import MOMENT, Cohort, Dates, moment

from .conftest import UNITS, smol_grade

COURSE = load_course(course_files())
MADRID = zoneinfo.ZoneInfo("Europe/Madrid")
DATES = Dates(opens="2027-03-01T00:00:00Z", due="2027-03-08T22:59:59Z", closes="2027-06-30T21:59:59Z")


def with_dates(**rules: Any) -> Course:
    """The course with dates for unit 1 in the running cohort."""
    plan = structs.replace(
        COURSE.schedule, cohorts=(Cohort(name="open", units={"unit1": DATES}), Cohort(name="spring"))
    )
    return structs.replace(COURSE, schedule=plan, certificates=structs.replace(COURSE.certificates, **rules))


def clock(text: str, zone: datetime.tzinfo = datetime.UTC) -> Clock:
    """A clock that stands still."""
    return Clock(moment(text), zone)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2027-02-28T23:59:59Z", "not_open"),
        ("2027-03-01T00:00:00Z", "open"),
        ("2027-03-08T22:59:59Z", "open"),
        ("2027-03-08T23:00:00Z", "late"),
        ("2027-06-30T21:59:59Z", "late"),
        ("2027-06-30T22:00:00Z", "closed"),
    ],
)
def test_the_last_second_still_belongs_to_a_date(now: str, state: str) -> None:
    """Exactly at the bound is on time; a second later is not."""
    assert state == state_of(DATES, moment(now))


def test_without_dates_a_unit_is_open_at_ones_own_pace() -> None:
    """Also a unit that a cohort with dates does not name."""
    assert "own_pace" == state_of(Dates(), moment("2027-01-01T00:00:00Z"))
    text = "\n".join(as_text(with_dates(), "open", clock("2027-03-02T10:00:00Z"), {}, "en"))
    assert len(COURSE.units) - 2 == text.count("open, at your own pace")  # neither the warm-up nor unit 1
    assert "suggest" not in text


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (
            "2027-02-26T10:00:00Z",
            ["opens   Mon 2027-03-01 01:00, in 3 days", "due     Mon 2027-03-08 23:59, in 10 days"],
        ),
        ("2027-02-28T10:00:00Z", ["opens   Mon 2027-03-01 01:00, tomorrow"]),
        ("2027-03-08T10:00:00Z", ["opened  Mon 2027-03-01 01:00, 7 days ago", "due     Mon 2027-03-08 23:59, today"]),
        ("2027-03-09T10:00:00Z", ["was due Mon 2027-03-08 23:59, yesterday", "counts, and is marked as late"]),
        ("2027-07-01T10:00:00Z", ["closed  Wed 2027-06-30 23:59, yesterday: nothing more is taken"]),
    ],
)
def test_dates_are_told_relative_to_now_in_the_zone(now: str, told: list[str]) -> None:
    """Midnight in Greenwich is one o'clock in Madrid in winter, two in summer."""
    text = "\n".join(as_text(with_dates(), "open", clock(now, MADRID), {}, "en"))
    for words in told:
        assert words in text


@pytest.mark.parametrize(
    ("now", "rules", "words"),
    [
        ("2027-03-09T10:00:00Z", {"late": "counts"}, "counts, and is marked as late"),
        (
            "2027-03-09T10:00:00Z",
            {"late": "does_not_count", "grace_h": 24},
            "until Tue 2027-03-09 22:59 it still counts",
        ),
        ("2027-03-09T23:00:00Z", {"late": "does_not_count", "grace_h": 24}, "does not count for a certificate"),
    ],
)
def test_late_work_is_told_as_the_rule_has_it(now: str, rules: dict[str, Any], words: str) -> None:
    """It counts; it counts within the grace; it does not."""
    assert words in "\n".join(as_text(with_dates(**rules), "open", clock(now), {}, "en"))


def test_a_cohort_without_dates_gets_a_suggestion() -> None:
    """A week a unit from today on; what is done in practice is left out, and marked."""
    done = {"instruction": True}
    text = "\n".join(as_text(COURSE, "open", clock("2028-02-24T10:00:00Z"), done, "es"))
    assert "Ajuste por instrucciones  (hecha, en práctica)" in text
    assert "hasta el jue 2028-03-02" in text  # over a leap day
    assert "hasta el jue 2028-03-09" in text
    assert len(COURSE.units) - 2 == text.count("al ritmo recomendado")


def test_programs_get_moments_in_utc() -> None:
    """And the state of each unit."""
    told = as_json(with_dates(), "open", clock("2027-03-09T10:00:00Z", MADRID), {"instruction": True})
    units: Any = told["units"]
    assert ("2027-03-09T10:00:00Z", "Europe/Madrid", [3, 4]) == (told["now"], told["timezone"], told["hours_per_unit"])
    assert {"state": "late", "due": "2027-03-08T22:59:59Z", "done": True}.items() <= units[0].items()
    assert {"own_pace"} == {unit["state"] for unit in units[1:]}


def test_a_unit_before_its_release_says_when_and_no_other_does() -> None:
    """In practice it is but a note."""
    units = {unit.alias: unit for unit in COURSE.units}
    before = release_note(with_dates(), units["unit1"], clock("2027-02-28T10:00:00Z", MADRID), "en")
    assert before == ("unit1 opens for submissions on Mon 2027-03-01 01:00, tomorrow. Practice works already.")
    assert "" == release_note(with_dates(), units["unit1"], clock("2027-03-01T00:00:00Z"), "en")
    assert "" == release_note(with_dates(), units["unit2"], clock("2027-02-28T10:00:00Z"), "en")


MOMENTS = st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2040, 1, 1), timezones=st.just(datetime.UTC))
ZONES = st.sampled_from(
    ["UTC", "Europe/Madrid", "America/Bogota", "Pacific/Kiritimati", "Asia/Kathmandu", "Pacific/Apia"]
)


@given(MOMENTS, st.integers(-400 * 86_400, 400 * 86_400), ZONES)
def test_relative_words_never_contradict_the_calendar(now: datetime.datetime, seconds: int, zone: str) -> None:
    """Never `in 0 days`, never a wrong sign; the number is that of the days between both dates in the zone."""
    here = Clock(now, zoneinfo.ZoneInfo(zone))
    when = now + datetime.timedelta(seconds=seconds)
    told = relative(when, here, "en")
    gap = (when.astimezone(here.zone).date() - now.astimezone(here.zone).date()).days
    expected = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(
        gap, f"in {gap} days" if gap > 0 else f"{-gap} days ago"
    )
    assert expected == told
    assert (gap >= 0) if seconds > 0 else (gap <= 0)


@given(MOMENTS)
def test_moments_are_read_as_they_are_written(when: datetime.datetime) -> None:
    """There and back, to the second; as texts they sort as moments do."""
    whole = when.replace(microsecond=0)
    assert whole == moment(whole.strftime(MOMENT))
    later = whole + datetime.timedelta(seconds=1)
    assert whole.strftime(MOMENT) < later.strftime(MOMENT)


def test_summer_time_is_the_zones() -> None:
    """Between two moments that are a week apart the clock may have changed."""
    here = clock("2027-03-25T10:00:00Z", MADRID)
    assert "Sun 2027-03-28 00:30" == at(moment("2027-03-27T23:30:00Z"), here, "en")
    assert "dom 2027-03-28 03:30" == at(moment("2027-03-28T01:30:00Z"), here, "es")
    assert "Mon 2027-03-29" == day(moment("2027-03-28T22:00:00Z"), here, "en")


def test_a_misspelt_zone_gets_near_names() -> None:
    """A name, a city alone, something that is none, and something that leaves the folder of zones."""
    for name, close in (("Europe/Madird", "Europe/Madrid"), ("bogota", "America/Bogota"), ("../../etc/passwd", "")):
        with pytest.raises(UnknownZone) as caught:
            zone_of(name)
        assert close in str(caught.value.fields["close"])


def test_the_cohort_is_the_running_one_unless_another_is_named() -> None:
    """An unknown one is told with those that there are."""
    assert "open" == cohort_of(with_dates())
    assert "spring" == cohort_of(with_dates(), "spring")
    with pytest.raises(UnknownCohort) as caught:
        cohort_of(with_dates(), "summer")
    assert "open, spring" == caught.value.fields["known"]


def test_the_command(tmp_path: Any) -> None:
    """As a learner runs it: outside a workspace, in Spanish, as JSON, with a zone that is none."""
    told = smol_grade("schedule", "--lang", "es", "--timezone", "America/Bogota", cwd=tmp_path)
    assert (0, True) == (told.returncode, "America/Bogota" in told.stdout)
    assert "unit6" in told.stdout
    assert "unit0" not in told.stdout
    as_data = json.loads(smol_grade("schedule", "--format", "json", cwd=tmp_path).stdout)
    assert [unit.alias for unit in UNITS[1:]] == [unit["alias"] for unit in as_data["units"]]
    for words in (("--timezone", "Mars/Base"), ("--cohort", "x"), ("--format", "xml")):
        refused = smol_grade("schedule", *words, cwd=tmp_path)
        assert (2, "") == (refused.returncode, refused.stdout)
        assert "Traceback" not in refused.stderr
