"""Copies within a cohort are found, whatever was done to them, and nobody who worked alone is flagged."""

from __future__ import annotations

import functools
import random
from typing import NamedTuple, cast

import pytest

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_leaderboard.batch.submissions import Submitted
from smol_leaderboard.similarity.answers import Asked
from smol_leaderboard.similarity.comparing import Compared, compare

from .disguises import DISGUISES, disguised
from .independent import EXERCISES, cohort

SIZE = 200
SEEDS = 10
HOW = [*DISGUISES, "notebook"]
FILES = course_files()


def asked(*names: str) -> tuple[Asked, ...]:
    """These exercises of unit 1; by default those that the independent answers are written for."""
    course = load_course(FILES)
    found = [course.find(f"unit1/{name}") for name in names or tuple(EXERCISES)]
    return tuple(Asked(unit, exercise) for unit, (exercise,) in found)


class Held(NamedTuple):
    """A submission whose files are at hand."""

    id: str
    files: dict[str, bytes]


def compared(files: dict[str, dict[str, bytes]], *names: str) -> Compared:
    """The comparison of such submissions, by id."""
    cohort = [Held(name, held) for name, held in files.items()]
    return compare(cast("list[Submitted]", cohort), asked(*names), FILES, lambda *_: None)


def flagged(found: Compared) -> set[tuple[str, str]]:
    """The flagged pairs, by id."""
    return {(found.submissions[pair.left], found.submissions[pair.right]) for pair in found.flagged}


@functools.cache
def with_copies(seed: int) -> tuple[dict[str, dict[str, bytes]], set[tuple[str, str]]]:
    """A cohort of 200 who worked alone and one copy for each way to disguise it; the pairs that are copies."""
    files = cohort(SIZE, seed)
    originals = random.Random(seed).sample(sorted(files), len(HOW))
    copies = {
        f"of-{original}": disguised(files[original], how, seed) for original, how in zip(originals, HOW, strict=True)
    }
    return files | copies, {(original, f"of-{original}") for original in originals}


@pytest.mark.parametrize("seed", [0])
def test_every_copy_is_found_and_nobody_else_is_flagged(seed: int) -> None:
    """Of 200 independent answers and 8 disguised copies, exactly the copies are flagged."""
    files, copies = with_copies(seed)
    assert copies == flagged(compared(files))
