"""Boards with made-up records of the real course's units: what the tests of certificates read through the programs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.founding import rules_of
from smol_leaderboard.rule_book import rule_files
from smol_leaderboard.rules import Rules
from smol_leaderboard.schema import (
    AnyRecord,
    BoardSettings,
    EvaluationRecord,
    ExerciseGrade,
    Gain,
    GradeRecord,
    Person,
    QuizRecord,
    canonical,
    record_id,
    sealed_record,
)

from .memory_store import MemoryStore
from .sample_board import grade, segments, subject
from .sample_evaluations import evaluation

COURSE = load_course(course_files())
RULES = rules_of(COURSE)
NOON = "2026-12-01T12:00:00Z"
ADA = 1


def digest(*parts: object) -> str:
    """Return 64 digits for some parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def graded(
    unit: str, *, learner: int = ADA, less: Iterable[str] = (), at: str = NOON, **changes: object
) -> GradeRecord:
    """A grading with full marks in all required exercises of a unit, one point less in those of `less`."""
    exercises = tuple(
        ExerciseGrade(name=name, points=points - (name in tuple(less)), max_points=points, checks=())
        for name, points in RULES.units[unit].exercises.items()
    )
    full = sum(one.max_points for one in exercises)
    made = msgspec.structs.replace(
        grade(learner, "instruction", 0),
        unit=unit,
        exercises=exercises,
        points=sum(one.points for one in exercises),
        max_points=full,
        received_at=at,
        at=at,
        cohort="open",
        request=digest("request", learner, unit, at, tuple(less))[:32],
        sealed_sha256=digest("sealed", learner, unit, at),
    )
    made = msgspec.structs.replace(made, **changes)
    version = f"{made.suite_version} {made.protocol_version}"
    name = record_id("grade", made.request, made.sealed_sha256, version, made.supersedes)
    return sealed_record(msgspec.structs.replace(made, id=name))


def quizzed(unit: str, right: int = 8, *, learner: int = ADA, at: str = NOON, request: str = "") -> QuizRecord:
    """A marked official quiz of ten questions."""
    request = request or digest("quiz", learner, unit, at)[:32]
    sealed = digest("sealed", learner, unit, right)
    return sealed_record(
        QuizRecord(
            id=record_id("quiz", request, sealed),
            subject=subject(learner),
            at=at,
            request=request,
            sealed_sha256=sealed,
            unit=unit,
            attempt=1,
            received_at=at,
            right=right,
            total=10,
            passed=right >= 8,
            bank_sha256=digest("bank", unit),
            cohort="open",
        )
    )


def measured(unit: str, *, learner: int = ADA, low: int = 5, at: str = NOON, **changes: object) -> EvaluationRecord:
    """A measured model that counts and is better than its base by more than the interval."""
    gain = Gain(task="loss", base=digest("base"), difference=low + 10, low=low, high=low + 20)
    made = evaluation(learner, unit=unit, gains=(gain,))
    made = msgspec.structs.replace(made, received_at=at, at=at, cohort="open")
    return sealed_record(msgspec.structs.replace(made, **changes))


def fundamentals() -> list[AnyRecord]:
    """What earns the first certificate."""
    return [graded("instruction"), quizzed("instruction"), measured("instruction")]


def completion() -> list[AnyRecord]:
    """What earns both."""
    units = RULES.certificate("completion").units
    rest = [made(unit) for unit in units if unit != "instruction" for made in (graded, quizzed)]
    return [*fundamentals(), *rest, measured("synthetic", project=())]


def board_of(records: Iterable[AnyRecord], names: dict[int, str], rules: Rules | None = RULES) -> MemoryStore:
    """Return a store with these records, and the board that the real rebuild makes of them."""
    units = {unit.slug: unit.full_marks for unit in COURSE.units}
    settings = BoardSettings(
        title="A course",
        public_key="00" * 32,
        smol_grade="0.1.0",
        cohort="open",
        attempts_per_day=5,
        units=units,
        practice=rules is not None and rules.practice,
    )
    store = MemoryStore({layout.SETTINGS: canonical(settings), **(rule_files(rules) if rules is not None else {})})
    store.content |= segments(records)
    store.content |= {
        layout.person(subject(number)): canonical(Person(subject=subject(number), name=name, at=NOON))
        for number, name in names.items()
    }
    rebuild(store)
    return store


def board_folder(
    folder: Path, records: Iterable[AnyRecord], names: dict[int, str] | None = None, rules: Rules | None = RULES
) -> Path:
    """Write such a board into a folder; return it. Its first learner is ada."""
    board_of(records, names if names is not None else {ADA: "ada"}, rules).save(folder)
    return folder
