"""The results of batches, together: each submission once, however many of the folders hold it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from ..batch.results import BatchResult, read_results
from ..schema import GradeRecord, canonical
from .outline import Outline
from .reading import Gradings, Progress, read_gradings


def read_batches(folders: Sequence[Path], outline: Outline, progress: Progress) -> Gradings:
    """Return the gradings of some batches. Raises `OperatorError`.

    A submission that several hold with the same content, as where a batch is graded again or a folder is named twice,
    counts once, with the result of the folder that is named last; its place is where it came first.
    """
    places: dict[bytes, tuple[int, int]] = {}
    results = 0
    for number, folder in enumerate(folders):
        progress(number + 1, len(folders))
        for result in _graded(folder):
            results += 1
            first, _ = places.get(_known_by(result), (number, number))
            places[_known_by(result)] = (first, number)
    gradings = read_gradings(_records(folders, places), outline)
    return replace(gradings, batches=len(folders), same=results - len(places))


def _graded(folder: Path) -> Iterator[BatchResult]:
    return (result for result in read_results(folder) if result.record is not None)


def _known_by(result: BatchResult) -> bytes:
    """Return what says that two results are of one submission: unit, names and content."""
    assert result.record is not None
    content = result.sha256 or result.record.content_sha256
    return hashlib.sha256(canonical([result.record.unit, result.submission, result.learner, content])).digest()


def _records(folders: Sequence[Path], places: dict[bytes, tuple[int, int]]) -> Iterator[GradeRecord]:
    """Yield the records that count.

    Each batch may have keys of its own, so learners are known again by what the course calls them: its hash stands in
    for the subject here, and leaves this process no more than the subject does. Other submissions of two batches are
    two, whatever they are called: their names get the batch's number.
    """
    width = len(str(len(folders)))
    for number, folder in enumerate(folders):
        for result in _graded(folder):
            first, last = places[_known_by(result)]
            if number == last and result.record is not None:
                record = result.record
                batch, place = (f"{one + 1:0{width}}/" if len(folders) > 1 else "" for one in (number, first))
                yield msgspec.structs.replace(
                    record,
                    id=batch + record.id,
                    request=place + record.request,
                    supersedes=record.supersedes and batch + record.supersedes,
                    subject=hashlib.sha256(result.learner.encode("utf-8", "backslashreplace")).hexdigest(),
                )
