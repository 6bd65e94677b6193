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
from .answers import Answer, Asked, NotCompared, code_of, read_answers
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
    learners: list[int]
    """Whose each submission is, as a number from 0."""
    exercises: list[str]
    answers: dict[str, int]
    """How many answers each exercise has."""
    not_begun: dict[str, int]
    """How many submissions hold the stub of an exercise, and nothing of their own in it."""
    not_compared: list[NotCompared]
    is_compared: bool
    """Whether two learners, at least, have answers to one exercise; else no pair can be found."""
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
        return clusters(self.flagged, self.learners)

    @property
    def is_answered(self) -> bool:
        """Whether a file of some exercise was handed in, usable or not."""
        return len(self.not_compared) > sum(one.reason == "there" for one in self.not_compared) or any(
            (*self.answers.values(), *self.not_begun.values())
        )

    @property
    def people(self) -> int:
        """How many learners there are."""
        return len(set(self.learners))

    @property
    def common(self) -> int:
        """How many learners may have written what still counts."""
        return common_above(self.people)


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
    not_begun = dict.fromkeys(printed, 0)
    stubs = {one.name: _stub_prints(one, files) for one in asked}
    problems: list[NotCompared] = []
    for place, submitted in enumerate(submissions):
        on_submission(place + 1, len(submissions))
        answers = list(read_answers(submitted, asked, files))
        if not answers:
            problems.append(NotCompared(submitted.id, "", "", "there"))
        for answer in answers:
            read = _prints(place, answer, stubs[answer.exercise])
            if isinstance(read, NotCompared):
                problems.append(read)
            elif read is None:
                not_begun[answer.exercise] += 1
            else:
                printed[answer.exercise].append(read)
    people = {learner: number for number, learner in enumerate(sorted({one.learner for one in submissions}))}
    learners = [people[one.learner] for one in submissions]
    tally = Tally(learners)
    grounds = {one.name: tally.add(printed[one.name], common_ground.of_course(one, files)) for one in asked}
    shares = tally.shares()
    counts, _ = np.histogram(shares[shares >= 0], BINS, (0.0, 1.0))
    return Compared(
        submissions=[one.id for one in submissions],
        learners=learners,
        exercises=[one.name for one in asked],
        answers={name: len(found) for name, found in printed.items()},
        not_begun=not_begun,
        not_compared=sorted(problems),
        is_compared=any(len({learners[one.submission] for one in found}) > 1 for found in printed.values()),
        grounds=grounds,
        own=tally.own.tolist(),
        listed=tally.pairs(LISTED),
        histogram=counts.tolist(),
        knows_answers=common_ground.knows_answers(),
    )


def _stub_prints(one: Asked, files: CourseFiles) -> frozenset[bytes]:
    """Return the fingerprints of an exercise's stub, as it is in a file of its own and in a notebook."""
    stub = one.stub(files)
    data = stub.read_bytes()
    codes = (code_of(data, stub.name, stub, alone=alone) for alone in (True, False))
    return frozenset(prints_of(code).every.tobytes() for code in codes)


def _prints(place: int, answer: Answer | NotCompared, stubs: frozenset[bytes]) -> Printed | NotCompared | None:
    """Return an answer's fingerprints, or why there are none; None where they are those of the stub."""
    if isinstance(answer, NotCompared):
        return answer
    try:
        prints = prints_of(answer.code)
    except NotPython as problem:
        return NotCompared(answer.submission, answer.exercise, answer.file, "python", problem.line)
    return None if prints.every.tobytes() in stubs else Printed(place, prints.every, prints.kept)
