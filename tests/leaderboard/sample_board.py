"""A made-up board of any size, by seed: `python -m tests.leaderboard.sample_board FOLDER --learners 10000 --hostile`.

Fills a folder with settings, people, records and the board that the real rebuild makes of them.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from smol_grade.records import Outcome, Reason
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.schema import (
    AnyRecord,
    BoardSettings,
    CheckGrade,
    ExerciseGrade,
    FailureRecord,
    GradeEnvironment,
    GradeRecord,
    Person,
    RevealRecord,
    canonical,
    record_id,
    request_key,
    sealed_record,
)

from .memory_store import MemoryStore

UNITS = {"instruction": 40, "preference": 30, "evaluation": 30}
EXERCISES = ("alpha", "beta", "gamma", "delta", "omega")
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert('x')</script>",
    '"><svg/onload=alert(1)>',
    '=HYPERLINK("https://example.org","x")',
    "+1+1",
    "@SUM(1)",
    "-2+3",
    "[x](javascript:alert(1)) | **b** `c`",
    "\u202egnp.exe",
    "a\u200bb",
    "x" * 10_000,
    "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "линия",
    "学習者",
    "👩‍💻 dev",
    "line\nbreak\rand\ttab",
    "\x1b[31mred",
    "::error::x",
    "{{7*7}}",
    "constructor",
    "__proto__",
    "",
    " ",
    "../../../etc/passwd",
)
START = datetime(2026, 9, 1, tzinfo=UTC)


def moment(seconds: int) -> str:
    """Return the time so many seconds after the sample begins."""
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def subject(number: int) -> str:
    """Return the subject of a made-up learner."""
    return hashlib.sha256(f"subject {number}".encode()).hexdigest()


def settings(units: dict[str, int] = UNITS, *, practice: bool = False) -> BoardSettings:
    """Return settings of a made-up board."""
    return BoardSettings(
        title="A made-up course",
        public_key="00" * 32,
        smol_grade="0.3.0",
        cohort="2026-09",
        attempts_per_day=5,
        units=units,
        practice=practice,
    )


def grade(
    learner: int,
    unit: str = "instruction",
    points: int = 10,
    *,
    request: int = 0,
    received: int = 0,
    at: int = -1,
    supersedes: str = "",
    tier: int = 1,
    reference: str = "",
    full: int = 0,
    suite: str = "0.3.0+1f2e3d4c5b6a",
    model: str = "",
    digits: str = "",
) -> GradeRecord:
    """Return a made-up grade. `received` and `at` are seconds; `at` follows `received` if it is not given.

    `digits` are those of each exercise's suite.
    """
    full = full or UNITS[unit]
    key = request_key(str(learner), f"{unit} {request}")
    sealed = hashlib.sha256(f"{learner} {unit} {request}".encode()).hexdigest()
    version = f"{suite} 1"
    return sealed_record(
        GradeRecord(
            id=record_id("grade", key, sealed, version, supersedes),
            subject=subject(learner),
            at=moment(received + 60 if at < 0 else at),
            request=key,
            sealed_sha256=sealed,
            unit=unit,
            attempt=request + 1,
            received_at=moment(received),
            points=points,
            max_points=full,
            exercises=tuple(_exercises(points, full, digits)),
            suite_version=suite,
            seed_commitment=hashlib.sha256(sealed.encode()).hexdigest(),
            cohort="2026-09",
            supersedes=supersedes,
            reference=reference,
            model=model,
            environment=GradeEnvironment(
                python="3.11.9",
                platform="Linux x86_64",
                isolation="namespaces",
                tier=tier,
                versions={"torch": "2.8.0", "transformers": "5.23.0", "trl": "1.0.0"},
            ),
        )
    )


def _exercises(points: int, full: int, digits: str) -> Iterator[ExerciseGrade]:
    share = full // len(EXERCISES)
    for number, name in enumerate(EXERCISES):
        most = full - share * (len(EXERCISES) - 1) if number == 0 else share
        got = min(points, most)
        points -= got
        checks = (
            CheckGrade(
                name=f"{name}_values",
                outcome=Outcome.PASSED if got == most else Outcome.FAILED,
                reason=None if got == most else Reason.WRONG,
                points=got,
                max_points=most,
            ),
        )
        suite = digits or msgspec.UNSET
        yield ExerciseGrade(name=name, points=got, max_points=most, checks=checks, suite=suite)


def failure(
    learner: int, reason: str, unit: str = "instruction", *, request: int = 0, received: int = 0
) -> FailureRecord:
    """Return a made-up refusal."""
    key = request_key(str(learner), f"{unit} refused {request}")
    return sealed_record(
        FailureRecord(
            id=record_id("failure", key, ""),
            subject=subject(learner),
            at=moment(received + 30),
            request=key,
            unit=unit,
            received_at=moment(received),
            reason=reason,
        )
    )


def reveal(of: GradeRecord, *, at: int) -> RevealRecord:
    """Return the made-up reveal of a grade's seed."""
    return sealed_record(
        RevealRecord(
            id=record_id("reveal", of.request, of.sealed_sha256, of.id),
            subject=of.subject,
            at=moment(at),
            grade=of.id,
            cohort=of.cohort,
            seed=hashlib.sha256(of.id.encode()).hexdigest(),
        )
    )


def segments(records: Iterable[AnyRecord]) -> dict[str, bytes]:
    """Return one publish: a segment per kind and month."""
    batches: dict[tuple[str, str], list[bytes]] = {}
    for record in records:
        kind = str(record.__struct_config__.tag)
        batches.setdefault((kind, record.at[:7]), []).append(canonical(record))
    found = {}
    for (kind, month), lines in batches.items():
        content = b"\n".join(lines) + b"\n"
        found[layout.segment(kind, month, content)] = content
    return found


def people(names: dict[int, str]) -> dict[str, bytes]:
    """Return entries of `people/`, learner's number -> name."""
    return {
        layout.person(subject(number)): canonical(Person(subject=subject(number), name=name, at=moment(0)))
        for number, name in names.items()
    }


def cohort(learners: int, each: int, seed: int, days: int = 60) -> Iterator[AnyRecord]:
    """Yield records of made-up learners who get better: about `each` a learner, in order of time."""
    random_ = random.Random(seed)
    skill = [random_.random() for _ in range(learners)]
    done: dict[tuple[int, str], int] = {}
    total = learners * each
    for number in range(total):
        learner = random_.randrange(learners)
        unit = random_.choice(sorted(UNITS))
        received = number * days * 86_400 // total
        attempt = done[learner, unit] = done.get((learner, unit), -1) + 1
        if random_.random() < 0.04:
            reason = random_.choice(("too_many_today", "not_a_request", "cannot_open"))
            yield failure(learner, reason, unit, request=attempt, received=received)
            continue
        level = min(1.0, skill[learner] * (0.5 + 0.2 * attempt) + random_.random() / 4)
        one = grade(
            learner,
            unit,
            round(UNITS[unit] * level),
            request=attempt,
            received=received,
            tier=2 if random_.random() < 0.01 else 1,
        )
        yield one
        if random_.random() < 0.02:
            points = max(0, one.points - random_.randrange(3))
            yield grade(
                learner,
                unit,
                points,
                request=attempt,
                received=received,
                at=received + 3600,
                supersedes=one.id,
                suite="0.3.1+aaaaaaaaaaaa",
            )
    solution = 10**9
    for unit, full in UNITS.items():
        yield grade(solution, unit, full, reference="solution")
        yield grade(solution, unit, full // 3, request=1, reference="SmolLM2-135M-Instruct")


def sample(learners: int, each: int, seed: int, *, hostile: bool = False, models: int = 0) -> MemoryStore:
    """Return a store with a made-up board, and with evaluations of so many made-up models."""
    store = MemoryStore({layout.SETTINGS: canonical(settings())})
    names = {number: f"learner-{number}" for number in range(learners) if number % 50 != 49}
    if hostile:
        names |= dict(enumerate(HOSTILE[:learners]))
    store.content |= people(names)
    batch: list[AnyRecord] = []
    for record in cohort(learners, each, seed):
        batch.append(record)
        if len(batch) == 500:
            store.content |= segments(batch)
            batch = []
    store.content |= segments(batch)
    if models:
        from .sample_evaluations import crowd

        for one, files in crowd(seed, models):
            store.content |= segments([one]) | files
    store.content |= {"records/grade/2026-09/00000000000000ff.jsonl": b"not json\n{}\n"}
    rebuild(store)
    return store


def main() -> None:
    """Write a sample into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--each", type=int, default=6, help="records a learner")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--models", type=int, default=24)
    parser.add_argument("--hostile", action="store_true")
    asked = parser.parse_args()
    sample(asked.learners, asked.each, asked.seed, hostile=asked.hostile, models=asked.models).save(asked.folder)


if __name__ == "__main__":
    main()
