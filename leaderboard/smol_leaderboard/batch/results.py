"""What a batch leaves behind: a folder with one line per submission, written as the results come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from ..errors import OperatorError
from ..schema import SCHEMA_VERSION, GradeRecord, Struct

RESULTS = "results.jsonl"


class BatchResult(Struct, frozen=True, kw_only=True):
    """What became of one submission."""

    schema_version: int = SCHEMA_VERSION
    submission: str
    """Its id: the name of its folder or file, or the `id` of its line."""
    learner: str
    """Who handed it in, as the course calls them; the record's `subject` is the pseudonym."""
    attempt: int
    """Which of the learner's submissions of this unit it is, from 1."""
    record: GradeRecord | None = None
    """None where it was not graded."""
    refused: str = ""
    """Why it was not graded: one of `refusals.REFUSALS`."""


def read_results(folder: Path) -> Iterator[BatchResult]:
    """Yield the results in a batch's folder, in the order in which they came.

    A last line that a kill cut short is left out: its submission is graded again. Raises `OperatorError` where there is
    no such file, and for any other line that is no result.
    """
    path = folder / RESULTS
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}; is {folder} the folder of a batch?") from error
    for number, line in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), 1):
        try:
            yield msgspec.json.decode(line, type=BatchResult)
        except msgspec.MsgspecError as error:
            raise OperatorError(f"{path}:{number} is no result of a batch: {error}") from error
