"""Finding single records in a store without the derived board: segments are searched as bytes, then read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from . import layout
from .errors import RecordError
from .schema import AnyRecord, EvaluationRecord, FailureRecord, GradeRecord, QuizRecord, RevealRecord, read_record
from .store import Store

R = TypeVar("R", GradeRecord, FailureRecord, RevealRecord, QuizRecord, EvaluationRecord)
AT_ONCE = 8
"""Segments that are read at a time: from the Hub each one is a request or two."""
KIND = {
    GradeRecord: "grade",
    FailureRecord: "failure",
    RevealRecord: "reveal",
    QuizRecord: "quiz",
    EvaluationRecord: "evaluation",
}


def find(
    store: Store,
    kind: type[R],
    needle: str,
    *,
    since: str = "",
    within: Callable[[str], bool] = lambda _month: True,
    revision: str = "",
    on_file: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[R]:
    """Return the records of a kind whose line holds a text, each id once, oldest first.

    `since` is a month (`2026-11`): older segments are left out, and those of months that are not `within`. A line that
    is no valid record is left out, and of two with one id the smaller (`at`, `content_sha256`) is the record, as
    everywhere. `on_file` hears how far it is.
    """
    head = revision or store.head()
    found: dict[str, R] = {}
    segments = [
        listed.path
        for listed in store.files(f"{layout.RECORDS}{KIND[kind]}/", head)
        if (named := layout.SEGMENT.fullmatch(listed.path)) and named["month"] >= since and within(named["month"])
    ]
    with ThreadPoolExecutor(AT_ONCE) as readers:
        for number, content in enumerate(readers.map(lambda path: store.read(path, head) or b"", segments), 1):
            for record in _records(content, needle.encode()):
                if isinstance(record, kind):
                    other = found.get(record.id)
                    found[record.id] = min(record, other, key=_age) if other is not None else record
            on_file(number, len(segments))
    return sorted(found.values(), key=_age)


def newest_grade(grades: Iterable[GradeRecord]) -> GradeRecord | None:
    """Return the grading that no other of these supersedes; of several, the newest."""
    grades = list(grades)
    replaced = {grade.supersedes for grade in grades}
    standing = [grade for grade in grades if grade.id not in replaced]
    return max(standing, key=_age) if standing else None


def _records(content: bytes, needle: bytes) -> Iterable[AnyRecord]:
    if needle not in content:
        return
    for line in content.splitlines():
        if needle in line:
            try:
                yield read_record(line)
            except RecordError:  # the board sets it apart and says why
                continue


def _age(record: GradeRecord | FailureRecord | RevealRecord | QuizRecord | EvaluationRecord) -> tuple[str, str]:
    return record.at, record.content_sha256
