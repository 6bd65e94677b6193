"""What a learner has done in practice quizzes: a small file in the workspace, rewritten after each answer."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec

from .. import progress
from ..records import SCHEMA_VERSION, Record
from .marking import Answer, Score, enough
from .paper import Paper, PublicBank, draw_paper

NAME = "quizzes.json"


class Unfinished(Record, frozen=True):
    """A paper that was begun. It is drawn again from what it was drawn from."""

    seed: str
    bank: str
    """SHA-256 of the published bank."""
    again: tuple[str, ...] = ()
    """The items that were to be asked first, because they had been wrong."""
    answers: dict[str, Answer] = {}
    """Item id -> its answer; empty: skipped."""

    def paper(self, bank: PublicBank) -> Paper | None:
        """Return the paper, or None when the bank's questions are not the same any more."""
        return draw_paper(bank, self.seed, before=self.again) if bank.sha256 == self.bank else None


class Result(Record, frozen=True):
    """A finished paper."""

    right: int
    total: int
    at: str
    """UTC, ISO 8601."""

    def passed(self, percent: int) -> bool:
        """Return whether it is enough for a course that asks for so many per cent."""
        return enough(self.right, self.total, percent)


class Standing(Record, frozen=True):
    """Where a learner stands with one unit's quiz."""

    best: Result | None = None
    taken: int = 0
    """How many papers were finished."""
    wrong: tuple[str, ...] = ()
    """Items whose last answer was not right."""
    unfinished: Unfinished | None = None


class Kept(Record, frozen=True):
    """The whole file."""

    schema_version: int = SCHEMA_VERSION
    about: str = "Practice quizzes of smol-grade; safe to delete. Not a grade."
    quizzes: dict[str, Standing] = {}
    """By the unit's slug."""


def read(workspace: Path) -> Kept:
    """Return what is known in a workspace; a missing, damaged or newer file counts as none."""
    try:
        kept = msgspec.json.decode((workspace / progress.FOLDER / NAME).read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError, ValueError):
        return Kept()
    return kept if kept.schema_version == SCHEMA_VERSION else Kept()


def standing(workspace: Path, unit: str) -> Standing:
    """Return where a learner stands with a unit (slug)."""
    return read(workspace).quizzes.get(unit, Standing())


def keep(workspace: Path, unit: str, now: Standing) -> bool:
    """Write where a learner stands with a unit (slug); return False when the workspace cannot be written."""
    return progress.write(workspace, NAME, Kept(quizzes=read(workspace).quizzes | {unit: now}))


def finished(before: Standing, score: Score) -> Standing:
    """Return where a learner stands once a paper is finished: the best result stays, what was wrong is asked again."""
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    result = Result(right=score.right, total=score.total, at=at)
    best = before.best
    if best is None or result.right * best.total > best.right * result.total:
        best = result
    missed = {mark.item: None for mark in score.marks if not mark.right}
    stays = {item: None for item in before.wrong if item not in {mark.item for mark in score.marks}}
    return Standing(best=best, taken=before.taken + 1, wrong=tuple(stays | missed))
