"""The frozen records that parts of the grader hand to each other. Nothing here knows a language or a terminal."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

SCHEMA_VERSION = 1

Language = Literal["en", "es"]
Audience = Literal["practice", "official"]
Status = Literal["done", "in_progress", "not_started", "blocked"]


class Outcome(StrEnum):
    """How one check ended. Only `passed` earns points."""

    PASSED = "passed"
    FAILED = "failed"
    """The submission answered, and the answer is wrong."""
    ERRORED = "errored"
    """The submission raised, crashed, or broke a rule of the sandbox."""
    TIMED_OUT = "timed_out"
    BLOCKED = "blocked"
    """Could not be graded here; not the submission's fault."""
    NOT_RUN = "not_run"
    """Nothing was there to run, or the check did not report."""


WENT_WRONG = (Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT)
"""Outcomes that an answer brought about: it was wrong in some way."""


class Reason(StrEnum):
    """Why a check did not pass."""

    WRONG = "wrong"
    ERROR = "error"
    """An exception in the learner's code, or a file that cannot be loaded."""
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    BAD_FRAME = "bad_frame"
    """The worker's answer broke the protocol."""
    UNSOLICITED = "unsolicited"
    """The worker spoke without being asked."""
    MEMORY = "memory"
    PROCESSES = "processes"
    """More processes than a session may have."""
    OUTPUT_FLOOD = "output_flood"
    NOT_STARTED = "not_started"
    NO_FILE = "no_file"
    MISSING_DEPENDENCY = "missing_dependency"
    NOT_REPORTED = "not_reported"


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all records: immutable, compared by value, strict when read back."""


class Text(Record, frozen=True):
    """A text in both languages of the course."""

    en: str
    es: str

    def in_language(self, language: Language) -> str:
        """Return the text in one language."""
        return self.es if language == "es" else self.en


class Sentence(Record, frozen=True):
    """A sentence of the message catalogue, before a language is chosen."""

    key: str
    fields: dict[str, str | int] = {}


class Difference(Record, frozen=True):
    """The first place where two texts differ."""

    index: int
    """Characters that are equal, counted from the start."""
    cut: int
    """Characters left out at the start of both excerpts."""


class Evidence(Record, frozen=True):
    """What a practice report shows about a check that did not pass. Official reports never hold one."""

    call: str = ""
    """The call with trimmed arguments."""
    expected: str = ""
    got: str = ""
    where: str = ""
    """The part of the result that was compared, e.g. `result["text"]`."""
    difference: Difference | None = None
    special_tokens: tuple[str, ...] = ()
    line: int = 0
    """Line of the learner's file that raised, 0 when unknown; of a notebook, line within the cell."""
    cell: int = 0
    """Which of a notebook's code cells it is in, from 1; 0 in a file."""
    source: str = ""
    """That line."""
    printed: str = ""
    """What the learner's code printed, its end, escaped."""


class CheckResult(Record, frozen=True):
    """One check of one exercise."""

    id: str
    """`unit-slug/exercise/check`."""
    exercise: str
    """`unit-slug/exercise`."""
    title: Text
    outcome: Outcome
    max_points: int
    points: int = 0
    reason: Reason | None = None
    message: Sentence | None = None
    hint_id: str = ""
    hint: Text | None = None
    evidence: Evidence | None = None
    seconds: float = 0.0
    shape: str = ""
    """How the answer was wrong, in words of ours alone (`judge.shape`): for records, no report shows it."""


class SubmittedFile(Record, frozen=True):
    """A file that was graded, as it was read."""

    name: str
    bytes: int
    """Size, as it was read."""
    sha256: str
    """Of the bytes that were read and are graded, in hexadecimal."""


class ExerciseResult(Record, frozen=True):
    """All checks of one exercise, in the manifest's order."""

    id: str
    name: str
    title: Text
    level: str
    status: Status
    points: int
    max_points: int
    checks: tuple[CheckResult, ...]
    file: str = ""
    """Where the learner's file was found, or would be."""
    files: tuple[SubmittedFile, ...] = ()
    """The code file and the data files that were read."""
    bonus: bool = False
    """Its points come on top: they are in no total of what must be done."""
    problem: CheckResult | None = None
    """Set when one thing (a syntax error, a missing file) decided every check: it is told once."""


class Environment(Record, frozen=True):
    """Where a grading ran."""

    python: str
    platform: str
    isolation: str
    """How workers are kept apart: `namespaces`, `landlock`, `fork` or `spawn`."""
    versions: dict[str, str]
    drift: dict[str, str] = {}
    """Package -> version that the course pins, where another one is installed."""
    tier: int = 4
    """How much of that holds, as measured by canaries: 1 (everything) to 4 (a separate process)."""
    leaks: tuple[str, ...] = ()
    """The canaries that did not hold, by name; empty in tier 1."""


class Step(Record, frozen=True):
    """A check that begins, and how far its grading has come."""

    exercise: str
    check: str
    number: int
    """Which of the checks that run it is, from 1."""
    total: int
    """How many checks run; those of a file that cannot be read do not."""


class Report(Record, frozen=True):
    """The result of one grading. `points` and `max_points` leave out what is bonus."""

    schema_version: int
    smol_grade: str
    target: str
    unit: str
    unit_alias: str
    unit_title: Text
    audience: Audience
    seed: int | None
    """None in official reports: their seed is secret."""
    points: int
    max_points: int
    exercises: tuple[ExerciseResult, ...]
    environment: Environment
    seconds: float
    bonus_points: int = 0
    max_bonus_points: int = 0

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """All checks of all exercises."""
        return tuple(check for exercise in self.exercises for check in exercise.checks)


class CourseReport(Record, frozen=True):
    """The gradings of all units of the course, with one seed."""

    schema_version: int
    smol_grade: str
    seed: int
    points: int
    max_points: int
    bonus_points: int
    max_bonus_points: int
    units: tuple[Report, ...]
    """In the manifest's order, without those that are absent."""
    absent: tuple[str, ...]
    """Aliases of the units of which no file was found. Their points count as missing."""
    environment: Environment
    seconds: float

    @property
    def exercises(self) -> tuple[ExerciseResult, ...]:
        """All exercises of all units that were graded."""
        return tuple(exercise for report in self.units for exercise in report.exercises)
