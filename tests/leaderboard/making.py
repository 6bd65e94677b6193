"""Records for tests: small, valid, as many as are asked for."""

from __future__ import annotations

import hashlib

from smol_leaderboard.schema import (
    AnyRecord,
    ExerciseGrade,
    FailureRecord,
    GradeEnvironment,
    GradeRecord,
    Person,
    record_id,
    sealed_record,
)

AT = "2026-11-25T12:00:00Z"


def digest(text: str) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def failure(name: str, at: str = AT, reason: str = "not_a_request") -> FailureRecord:
    """A short record; the same name gives the same id."""
    request = digest(name)[:32]
    return sealed_record(
        FailureRecord(
            id=record_id("failure", request, ""),
            subject=digest(f"subject of {name}"),
            at=at,
            request=request,
            received_at=at,
            reason=reason,
        )
    )


def graded(name: str, at: str = AT, points: int = 3) -> GradeRecord:
    """The result of one grading; the same name gives the same id."""
    request, sealed = digest(name)[:32], digest(f"sealed {name}")
    return sealed_record(
        GradeRecord(
            id=record_id("grade", request, sealed, "0.1.0+1f2e3d4c5b6a/1"),
            subject=digest(f"subject of {name}"),
            at=at,
            request=request,
            sealed_sha256=sealed,
            unit="01-chat-templates",
            attempt=1,
            received_at=at,
            points=points,
            max_points=5,
            exercises=(ExerciseGrade(name="fix", points=points, max_points=5, checks=()),),
            suite_version="0.1.0+1f2e3d4c5b6a",
            seed_commitment=digest(f"seed {name}"),
            cohort="2026-1",
            environment=GradeEnvironment(python="3.11", platform="linux", isolation="namespaces", tier=1, versions={}),
        )
    )


def person(name: str, at: str = AT) -> Person:
    """Whose record `failure(name)` is."""
    return Person(subject=digest(f"subject of {name}"), name=name, at=at)


def many(count: int, prefix: str = "") -> list[AnyRecord]:
    """Some records of two kinds."""
    return [graded(f"{prefix}{number}") if number % 2 else failure(f"{prefix}{number}") for number in range(count)]
