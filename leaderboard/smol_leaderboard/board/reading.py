"""The lines of a segment: good records, and what is quarantined with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from ..layout import PEOPLE, person
from ..refusals import REFUSALS
from ..schema import (
    SCHEMA_VERSION,
    AnyRecord,
    EvaluationRecord,
    FailureRecord,
    GradeRecord,
    Person,
    QuizRecord,
    RequestRecord,
    RevealRecord,
    record_id,
)
from ..segments import Quarantined, read_segment
from .evaluations import foreign_evaluation

KINDS = ("evaluation", "failure", "grade", "reveal")
"""What the board is made of. Request records hold the sealed packages; what is needed of them is in the others."""
LONGEST_PROBLEM = 200
LARGEST_NUMBER = 2**31 - 1
HEX12 = re.compile(r"[0-9a-f]{12}")
HEX64 = re.compile(r"[0-9a-f]{64}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class Problem(NamedTuple):
    """Why a line or a file is not part of the board."""

    path: str
    line: int
    """From 1; 0 for a whole file."""
    reason: str
    problem: str


class Read(NamedTuple):
    """A good record and where it stands."""

    path: str
    line: int
    record: EvaluationRecord | GradeRecord | FailureRecord | RevealRecord


def read_lines(path: str, content: bytes, units: Mapping[str, int]) -> tuple[list[Read], list[Problem]]:
    """Return the good records of a segment and what is wrong with its other lines."""
    segment = read_segment(path, content)
    good: list[Read] = []
    bad = [
        Problem(path, one.line, "not_a_record" if one.line else "edited", _short(one.reason))
        for one in segment.quarantined
    ]
    unread = {one.line for one in segment.quarantined}
    numbers = (n for n, line in enumerate(content.split(b"\n"), 1) if line and n not in unread)
    for number, record in zip(numbers, segment.records, strict=True):
        if problem := foreign(record, units):
            bad.append(Problem(path, number, "foreign", _short(problem)))
        elif not isinstance(record, RequestRecord | QuizRecord):
            good.append(Read(path, number, record))
    return good, bad


def not_segments(quarantined: Iterable[Quarantined]) -> list[Problem]:
    """Return the files that lie among segments and are none."""
    return [Problem(one.path, one.line, "not_a_segment", _short(one.reason)) for one in quarantined]


def foreign(record: AnyRecord, units: Mapping[str, int]) -> str:
    """Return what in a record cannot be of this board, empty if nothing."""
    if not HEX64.fullmatch(record.id) or not HEX64.fullmatch(record.subject):
        return "id or subject is not 64 hexadecimal digits"
    if not is_moment(record.at):
        return "at is not a time"
    if isinstance(record, RevealRecord):
        return ""
    if not is_moment(record.received_at) and not _without_request(record):
        return "received_at is not a time"
    if isinstance(record, FailureRecord):
        return "" if record.reason in REFUSALS else f"reason {record.reason!r}"
    if isinstance(record, EvaluationRecord):
        return foreign_evaluation(record, units)
    return _foreign_grade(record, units) if isinstance(record, GradeRecord) else ""


def _without_request(record: AnyRecord) -> bool:
    """Return whether a record is a base model's evaluation, which nobody handed in."""
    return isinstance(record, EvaluationRecord) and bool(record.reference) and not record.received_at


def _foreign_grade(record: GradeRecord, units: Mapping[str, int]) -> str:
    if record.unit not in units:
        return f"unit {record.unit!r}"
    marks = [(one.points, one.max_points) for one in record.exercises]
    extra = [(one.points, one.max_points) for one in record.extras]
    if any(not 0 <= points <= full for points, full in [*marks, *extra, (record.points, record.max_points)]):
        return "points are not between 0 and full marks"
    if (record.points, record.max_points) != (sum(one for one, _ in marks), sum(full for _, full in marks)):
        return "points are not the sum of the exercises'"
    if any(one.suite and not HEX12.fullmatch(one.suite) for one in record.graded):
        return "an exercise's suite is not 12 hexadecimal digits"
    version = f"{record.suite_version} {record.protocol_version}"
    if record.id != record_id("grade", record.request, record.sealed_sha256, version, record.supersedes):
        return "id is not that of what the record is about"
    numbers = (record.max_points, record.attempt, record.protocol_version)
    if not all(0 <= number <= LARGEST_NUMBER for number in numbers) or record.environment.tier not in range(1, 5):
        return "a number is out of range"
    return ""


def is_moment(text: str) -> bool:
    """Return whether a text is a time as records write it."""
    if not MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_person(path: str, content: bytes) -> Person | Problem:
    """Return an entry of `people/`, or why it is none."""
    import msgspec

    try:
        found = msgspec.json.decode(content, type=Person)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Problem(path, 0, "not_a_person", _short(str(error)))
    if found.schema_version != SCHEMA_VERSION or path != person(found.subject):
        return Problem(path, 0, "not_a_person", "not the entry of this path")
    return found


def is_person(path: str) -> bool:
    """Return whether a path is that of an entry of `people/`."""
    return path.startswith(PEOPLE) and path.endswith(".json")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_PROBLEM else text[: LONGEST_PROBLEM - 1] + "…"
