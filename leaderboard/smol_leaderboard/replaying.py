"""Doing an official grading again: its record, its revealed seed, and the comparison check by check."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from smol_grade import __version__
from smol_grade.records import Outcome, Report

from . import layout, lookup, seeds
from .errors import BrokenCommitment, NoSuchRecord, NotRevealed, OtherSuite, RecordError, StoreError
from .schema import PROTOCOL_VERSION, GradeRecord, RevealRecord
from .store import Store
from .submitting import read_settings

SHORTEST = 6
"""Digits of an id that are enough to look for it."""
VERSION = re.compile(r"[0-9][0-9A-Za-z.]{0,39}", re.ASCII)
Verdict = Literal["same", "differs", "withheld"]


class Revealed(NamedTuple):
    """A grading that can be done again."""

    record: GradeRecord
    seed: int
    """What the suites drew from."""


class Compared(NamedTuple):
    """One check, then and now."""

    exercise: str
    check: str
    verdict: Verdict
    official: tuple[Outcome, int]
    """Outcome and points, as recorded."""
    here: tuple[Outcome, int] | None
    """None for a check that the installed suites do not have."""
    bonus: bool = False
    """Whether its points are in no sum."""


def find_grade(store: Store, name: str, on_file: Callable[[int, int], None]) -> GradeRecord:
    """Return the grade record whose id begins with `name`; raise `NoSuchRecord` for none or several."""
    wanted = name.strip().lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", wanted):
        raise NoSuchRecord(name, store.name, [])
    found = [grade for grade in lookup.find(store, GradeRecord, wanted, on_file=on_file) if grade.id.startswith(wanted)]
    if len(found) != 1:
        raise NoSuchRecord(name, store.name, sorted(grade.id[:16] for grade in found)[:5])
    return found[0]


def ensure_same_suite(record: GradeRecord) -> None:
    """Raise `OtherSuite` when the installed smol-grade is not the one whose suites graded.

    Raises `RecordError` for a version that is none: it would stand in a command that the learner is told to run.
    """
    theirs = record.suite_version.partition("+")[0]
    if not VERSION.fullmatch(theirs):
        raise RecordError(record.id[:16], "suite_version is no version")
    if theirs != __version__ or record.protocol_version != PROTOCOL_VERSION:
        raise OtherSuite(theirs, __version__)


def reveal(store: Store, record: GradeRecord, on_file: Callable[[int, int], None]) -> Revealed:
    """Return the grading with its revealed seed, once that is known to be the one that was committed to.

    Raises `NotRevealed`, and `BrokenCommitment` when no published seed fits.
    """
    found = [one for one in lookup.find(store, RevealRecord, record.id, on_file=on_file) if one.grade == record.id]
    if not found:
        raise NotRevealed(record.cohort, _deadline(store, record.unit))
    for one in found:
        secret = _bytes(one.seed)
        if seeds.is_committed(secret, record.id, record.seed_commitment):
            return Revealed(record, seeds.suite_seed(secret))
    raise BrokenCommitment(record.id[:16])


def compare(record: GradeRecord, report: Report, installed: Mapping[str, str]) -> list[Compared]:
    """Return each check of the record beside the same one of a report, in the record's order, and those it lacks.

    `installed` are the digits of the suites that made the report, by exercise: what a private one found is withheld.
    Raises `RecordError` where the points are not those of the checks, or count a bonus: then they follow from nothing.
    """
    if record.points != sum(check.points for exercise in record.exercises for check in exercise.checks):
        raise RecordError(record.id[:16], "its points are not the sum of its checks' points")
    here = {check.id: (check.outcome, check.points) for check in report.checks}
    extras = {exercise.name for exercise in report.exercises if exercise.bonus}
    if extras & {exercise.name for exercise in record.exercises}:
        raise RecordError(record.id[:16], "its points count a bonus")
    extras |= {exercise.name for exercise in record.extras}
    private = {
        one.name: record.private_cases and (not one.suite or one.suite != installed.get(one.name))
        for one in record.graded
    }
    compared = []
    for exercise in (*record.exercises, *record.extras):
        for check in exercise.checks:
            now = here.get(f"{record.unit}/{exercise.name}/{check.name}")
            official = (check.outcome, check.points)
            verdict: Verdict = "same" if now == official else "differs"
            if private[exercise.name] and now != official:
                verdict = "withheld"
            compared.append(Compared(exercise.name, check.name, verdict, official, now, exercise.name in extras))
    known = {f"{record.unit}/{one.exercise}/{one.check}" for one in compared}
    for name in [name for name in here if name not in known]:
        _, exercise_name, check_name = name.split("/", 2)
        verdict = "withheld" if private.get(exercise_name, record.private_cases) else "differs"
        nothing = (Outcome.NOT_RUN, 0)
        compared.append(Compared(exercise_name, check_name, verdict, nothing, here[name], exercise_name in extras))
    order = list(dict.fromkeys(one.exercise for one in compared))
    return sorted(compared, key=lambda one: order.index(one.exercise))


def _deadline(store: Store, unit: str) -> str:
    """Return until when a unit takes submissions, as the board says; empty when it does not say."""
    try:
        return read_settings(store.read(layout.SETTINGS), store.name).deadlines.get(unit, "")
    except StoreError:
        return ""


def _bytes(seed: str) -> bytes:
    try:
        return bytes.fromhex(seed)
    except ValueError:
        return b""
