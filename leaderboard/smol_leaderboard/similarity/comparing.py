"""Comparing a cohort: submissions in, flagged pairs and their groups out. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from smol_grade.locate import CourseFiles

from ..batch.submissions import Submitted
from ..errors import OperatorError
from . import common_ground
from .answers import Answer, Asked, NotCompared, read_answers
from .canonical import NotPython
from .fingerprints import prints_of
from .pairs import LARGEST_COHORT, Pair, Printed, Tally, clusters, common_above

if TYPE_CHECKING:
    from .fingerprints import Hashes

BINS = 50
"""Of the histogram of shares, each 2 % wide."""
CLOSEST = 20
"""Pairs that are listed though they are not flagged: the nearest to it."""
LISTED = 0.3
"""Share below which a pair is not worth a line."""


@dataclass(frozen=True)
class Compared:
    """What is known of a cohort."""

    submissions: list[str]
    """The ids of those that were compared, in order."""
    exercises: list[str]
    answers: dict[str, int]
    """How many answers each exercise has."""
    not_compared: list[NotCompared]
    grounds: dict[str, Hashes]
    """Common ground of each exercise."""
    own: list[int]
    """Own material of each submission, in fingerprints."""
    listed: list[Pair]
    """Pairs with a share of LISTED and more, the largest first."""
    histogram: list[int]
    """[BINS] how many pairs have each share."""
    knows_answers: bool
    """Whether the course's own answers are part of the common ground."""

    @cached_property
    def flagged(self) -> list[Pair]:
        """Pairs for a person to look at."""
        return [pair for pair in self.listed if pair.is_flagged]

    @cached_property
    def closest(self) -> list[Pair]:
        """Pairs that came next."""
        return [pair for pair in self.listed if not pair.is_flagged][:CLOSEST]

    @cached_property
    def groups(self) -> list[tuple[int, ...]]:
        """Submissions that flagged pairs connect."""
        return clusters(self.flagged)

    @property
    def common(self) -> int:
        """How many may have written what still counts."""
        return common_above(len(self.submissions))


def compare(
    cohort: Iterable[Submitted], asked: tuple[Asked, ...], files: CourseFiles, on_submission: Callable[[int, int], None]
) -> Compared:
    """Compare a cohort's answers to these exercises. `on_submission` hears of each: its number, of how many.

    The order of the submissions does not matter. Raises `OperatorError` for a cohort that is too large.
    """
    import numpy as np

    submissions = sorted(cohort, key=lambda one: one.id)
    if len(submissions) > LARGEST_COHORT:
        raise OperatorError(f"at most {LARGEST_COHORT} submissions can be compared, and there are {len(submissions)}")
    printed: dict[str, list[Printed]] = {one.name: [] for one in asked}
    problems: list[NotCompared] = []
    for place, submitted in enumerate(submissions):
        on_submission(place + 1, len(submissions))
        answers = list(read_answers(submitted, asked, files))
        if not answers:
            problems.append(NotCompared(submitted.id, "", "", "there"))
        for answer in answers:
            read = _prints(place, answer)
            if isinstance(read, NotCompared):
                problems.append(read)
            else:
                printed[answer.exercise].append(read)
    tally = Tally(len(submissions))
    grounds = {one.name: tally.add(printed[one.name], common_ground.of_course(one, files)) for one in asked}
    shares = tally.shares()
    counts, _ = np.histogram(shares[shares >= 0], BINS, (0.0, 1.0))
    return Compared(
        submissions=[one.id for one in submissions],
        exercises=[one.name for one in asked],
        answers={name: len(found) for name, found in printed.items()},
        not_compared=sorted(problems),
        grounds=grounds,
        own=tally.own.tolist(),
        listed=tally.pairs(LISTED),
        histogram=counts.tolist(),
        knows_answers=common_ground.knows_answers(),
    )


def _prints(place: int, answer: Answer | NotCompared) -> Printed | NotCompared:
    """Return an answer's fingerprints, or why there are none."""
    if isinstance(answer, NotCompared):
        return answer
    try:
        prints = prints_of(answer.code)
    except NotPython as problem:
        return NotCompared(answer.submission, answer.exercise, answer.file, "python", problem.line)
    return Printed(place, prints.every, prints.kept)
