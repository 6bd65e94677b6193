"""In the judge: from a sealed package to a grade record.

The record is made of integers, outcomes and our own names; nothing that a learner wrote can get into it.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from smol_grade.course import Exercise, Unit
from smol_grade.errors import SuiteError, UsageError
from smol_grade.quiz.bank import Bank
from smol_grade.records import ExerciseResult, Outcome, Report, Step

from .. import seeds, suites
from ..errors import JudgeTrouble, RequestRefused, SealError
from ..handed_in import Package
from ..keys import Keys
from ..package import unpack
from ..schema import (
    PROTOCOL_VERSION,
    CheckGrade,
    ExerciseGrade,
    GradeEnvironment,
    GradeRecord,
    QuizRecord,
    record_id,
    request_key,
    sealed_record,
)
from ..sealing import hash_of, open_sealed
from .messages import Handed, Job, Reference
from .quizzing import mark_quiz

if TYPE_CHECKING:
    from smol_grade.grade import Engine

Hear = Callable[[Step], None]


class Bench:
    """What a judge grades with. `allow_practice`: on a machine of any tier, which the record tells."""

    def __init__(self, engine: Engine, keys: Keys, banks: Mapping[str, Bank], *, allow_practice: bool) -> None:
        self._engine = engine
        self._banks = banks
        self._keys = keys
        self._allow_practice = allow_practice
        self._units = {unit.slug: unit for unit in engine.course.units}

    def unit(self, slug: str) -> Unit:
        """Return a unit of the manifest; raise `SuiteError` for another name."""
        if slug not in self._units:
            raise SuiteError(f"there is no unit {slug!r} in the manifest")
        return self._units[slug]

    def grade(self, job: Job, hear: Hear) -> GradeRecord | QuizRecord:
        """Grade a request: exercises, or the answers of a quiz.

        Raises `RequestRefused` for what its author did; for what is wrong on our side `SandboxError`, `SuiteError`,
        `TierNotReached`, `CourseError`, `JudgeTrouble`.
        """
        package = self._opened(job)
        unit = self.unit(job.unit)
        if job.quiz:
            percent = self._engine.course.certificates.quiz_percent
            return mark_quiz(job, package, self._banks, percent, moment())
        with tempfile.TemporaryDirectory(prefix="request-", dir=Path.home()) as name:
            if job.may_be_empty and not package.files:
                self._lay_stubs(unit, Path(name))
            else:
                unpack(package, unit, Path(name))
            return self._graded(unit, Path(name), self._begun(job, unit, job.subject), hear)

    def _lay_stubs(self, unit: Unit, folder: Path) -> None:
        """Fill a folder with the exercises as they are handed out: none of them is begun."""
        for exercise in unit.exercises:
            name = f"{exercise.name}.py"
            shutil.copyfile(self._engine.files.exercises / unit.alias / name, folder / name)

    def in_clear(self, asked: Handed | Reference, hear: Hear) -> GradeRecord:
        """Grade files that need not be opened. Raises what `grade` does."""
        return self.handed(asked, hear) if isinstance(asked, Handed) else self.reference(asked, hear)

    def handed(self, asked: Handed, hear: Hear) -> GradeRecord:
        """Grade a folder of a learner's. Raises what `grade` does, `JudgeTrouble` where there is no such folder."""
        if not os.path.isabs(asked.folder) or not os.path.isdir(asked.folder):
            raise JudgeTrouble(f"there is no folder {asked.folder}")
        unit = self.unit(asked.unit)
        subject = asked.subject or self._keys.subject(asked.learner)
        return self._graded(unit, Path(asked.folder), self._begun(asked, unit, subject), hear, asked.exercises)

    def _begun(self, job: Job | Handed, unit: Unit, subject: str) -> GradeRecord:
        """Return the record of a grading as far as it is known before."""
        return GradeRecord(
            id="",
            subject=subject,
            at="",
            request=job.request,
            sealed_sha256=job.sealed_sha256,
            unit=unit.slug,
            attempt=job.attempt,
            received_at=job.received_at,
            points=0,
            max_points=0,
            exercises=(),
            suite_version=suites.suite_version(self._engine.files, unit),
            private_cases=self._private(unit),
            seed_commitment="",
            cohort=job.cohort,
            supersedes=job.supersedes,
            model=job.model,
            environment=GradeEnvironment(python="", platform="", isolation="", tier=4, versions={}),
        )

    def reference(self, asked: Reference, hear: Hear) -> GradeRecord:
        """Grade files of the course's own. The row has a subject of its own and no rank."""
        unit = self.unit(asked.unit)
        folder = Path(asked.folder)
        digest = hashlib.sha256()
        for exercise in unit.exercises:
            digest.update((folder / f"{exercise.name}.py").read_bytes() + b"\0")
        handed = Handed(
            request=request_key("reference", f"{unit.slug} {asked.name}"),
            unit=unit.slug,
            attempt=1,
            received_at=moment(),
            folder=asked.folder,
            sealed_sha256=digest.hexdigest(),
            cohort=asked.cohort,
        )
        begun = self._begun(handed, unit, self._keys.subject(f"reference {asked.name}"))
        base = msgspec.structs.replace(begun, reference=asked.name)
        return self._graded(unit, folder, base, hear)

    def secrets(self, grades: tuple[str, ...]) -> tuple[str, ...]:
        """Return the secret seeds of gradings, hexadecimal."""
        return tuple(seeds.secret(self._keys.seed_key, grade).hex() for grade in grades)

    def _private(self, unit: Unit) -> bool:
        """Return whether the unit's suites are other ones than those that are installed."""
        files, published = self._engine.files, suites.suite_files()
        return files != published and suites.suite_version(files, unit) != suites.suite_version(published, unit)

    def _opened(self, job: Job) -> Package:
        try:
            if hash_of(job.sealed) != job.sealed_sha256:
                raise RequestRefused("wrong_hash")
            package = open_sealed(job.sealed, self._keys.private_key)
        except SealError as error:
            raise RequestRefused("cannot_open") from error
        says = [package.unit, package.model, package.quiz.bank if package.quiz is not None else ""]
        wanted = [job.unit, job.model, job.quiz]
        if job.author or job.request_id:
            says += [package.user, package.id]
            wanted += [job.author, job.request_id]
        if says != wanted:
            raise RequestRefused("seal_names_another")
        return package

    def _graded(
        self, unit: Unit, folder: Path, base: GradeRecord, hear: Hear, only: tuple[str, ...] = ()
    ) -> GradeRecord:
        from smol_grade.grade import grade

        version = f"{base.suite_version} {PROTOCOL_VERSION}"
        named = record_id("grade", base.request, base.sealed_sha256, version, base.supersedes)
        secret = seeds.secret(self._keys.seed_key, named)
        try:
            report = grade(
                unit.alias,
                folder,
                engine=self._engine,
                seed=seeds.suite_seed(secret),
                audience="practice" if self._allow_practice else "official",
                on_check=hear,
                only=only,
            )
        except UsageError as error:  # no code file among what was sent
            raise RequestRefused("no_files") from error
        asked = tuple(exercise for exercise in unit.exercises if not only or exercise.name in only)
        suite = suites.exercise_suites(self._engine.files, unit)
        found = (msgspec.structs.replace(one, suite=suite[one.name]) for one in checked(report, unit.alias, asked))
        graded = dict(zip(asked, found, strict=True))
        exercises = tuple(grade for exercise, grade in graded.items() if not exercise.bonus)
        bonus = tuple(grade for exercise, grade in graded.items() if exercise.bonus)
        return sealed_record(
            msgspec.structs.replace(
                base,
                id=named,
                at=moment(),
                points=sum(exercise.points for exercise in exercises),
                max_points=sum(exercise.max_points for exercise in exercises),
                exercises=exercises,
                bonus=bonus or msgspec.UNSET,
                seed_commitment=seeds.commitment(secret, named),
                environment=GradeEnvironment(
                    python=report.environment.python,
                    platform=report.environment.platform,
                    isolation=report.environment.isolation,
                    tier=report.environment.tier,
                    versions=report.environment.versions,
                ),
            )
        )


def checked(report: Report, unit: str, exercises: tuple[Exercise, ...]) -> tuple[ExerciseGrade, ...]:
    """Return the report's exercises for a record; raise where they are not those asked for, or could not be graded."""
    if [result.name for result in report.exercises] != [exercise.name for exercise in exercises]:
        raise SuiteError(f"{unit}: the report's exercises are not the manifest's")
    pairs = zip(exercises, report.exercises, strict=True)
    return tuple(_exercise(exercise, result) for exercise, result in pairs)


def _exercise(exercise: Exercise, result: ExerciseResult) -> ExerciseGrade:
    if tuple(check.id.rpartition("/")[2] for check in result.checks) != exercise.checks:
        raise SuiteError(f"{exercise.name}: the report's checks are not the manifest's")
    for check in result.checks:
        if check.outcome is Outcome.BLOCKED:
            raise JudgeTrouble(f"{check.id}: {check.message.fields if check.message else check.reason}")
    checks = tuple(
        CheckGrade(
            name=check.id.rpartition("/")[2],
            outcome=check.outcome,
            reason=check.reason,
            points=check.max_points if check.outcome is Outcome.PASSED else 0,
            max_points=check.max_points,
            hint=check.hint_id,
            shape=check.shape or UNSET,
        )
        for check in result.checks
    )
    points, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
    if points != result.points or most != exercise.points:
        raise SuiteError(f"{exercise.name}: {points}/{most} points, the manifest says {exercise.points}")
    return ExerciseGrade(name=exercise.name, points=points, max_points=most, checks=checks)


def moment() -> str:
    """Return the time of this machine, UTC."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
