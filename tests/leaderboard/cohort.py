"""A made-up cohort by seed: skills, difficulties, mistakes with hints, learning, people who give up.

`python -m tests.leaderboard.cohort FOLDER --learners 2000` writes its records as a board. Three things can be planted
in it that a course team would want to know of: a hard exercise, a hint that misleads, a mistake that nobody foresaw.
Names of units, exercises, checks and hints are the course's own.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np

from smol_grade.course import Exercise, Unit
from smol_grade.locate import checkout_files
from smol_grade.records import Outcome, Reason
from smol_leaderboard.insight.outline import Item, read_outline
from smol_leaderboard.layout import SETTINGS
from smol_leaderboard.schema import (
    CheckGrade,
    ExerciseGrade,
    GradeEnvironment,
    GradeRecord,
    canonical,
    record_id,
    sealed_record,
)
from smol_leaderboard.segments import write_segments

from .sample_board import settings

START = datetime(2026, 9, 1, tzinfo=UTC)
HERE = GradeEnvironment(python="3.12", platform="linux", isolation="namespaces", tier=1, versions={})
OUTLINE = read_outline(checkout_files(Path(__file__).parents[2]))

HARD = Item("preference", "dpo_loss")
MISLEADING = (Item("instruction", "gsm8k_to_messages", "question_then_answer"), "answer_cut")
UNFORESEEN = Item("rl", "gsm8k_reward")
UNFORESEEN_SHAPE = "wrong/number/times_n"
TOGETHER = 3
"""Checks of the exercise, the first ones, in which the unforeseen mistake shows, now and then in one less."""


@dataclass(frozen=True)
class Plants:
    """What is in the cohort besides chance."""

    hard: bool = False
    misleading: bool = False
    unforeseen: bool = False


ALL = Plants(hard=True, misleading=True, unforeseen=True)
KNOWN = 0.8
"""Share of mistakes that a detector recognises."""
ROUNDS = 7
GIVES_UP = 0.12
COMMON = 0.5
"""Share of the known mistakes of its check that the misleading hint is shown for."""
NOISE = 400
"""Ways in which one check fails that nobody foresaw."""


class Cohort:
    """Learners of a course, from a seed."""

    def __init__(self, learners: int, seed: int, plants: Plants = Plants(), *, shapes: bool = True) -> None:
        self._draw = np.random.default_rng(seed)
        self._seed, self._plants, self._shapes = seed, plants, shapes
        self.learners = learners
        self.skill = self._draw.normal(0, 1, learners)
        self.unforeseen: set[str] = set()
        """Requests that show the unforeseen mistake."""

    def records(self) -> Iterator[GradeRecord]:
        """Yield the grades, unit after unit. Hashes of their contents are not filled in."""
        there = np.arange(self.learners)
        begun = np.zeros(self.learners)
        for unit in OUTLINE.units[1:]:
            begun = begun + self._draw.uniform(20, 160, self.learners)
            yield from _Term(self, unit, there, begun).records()
            stays = self._draw.random(len(there)) < 1 / (1 + np.exp(-2 - 0.5 * self.skill[there]))
            there = there[stays]

    def subject(self, learner: int) -> str:
        """Return a learner's subject."""
        return hashlib.sha256(f"{self._seed} subject {learner}".encode()).hexdigest()


class _Term:
    """One unit: who is there, and what they hand in."""

    def __init__(self, cohort: Cohort, unit: Unit, there: np.ndarray, begun: np.ndarray) -> None:
        self._cohort, self._unit, self._there, self._begun = cohort, unit, there, begun
        self._draw = cohort._draw
        self._plants = cohort._plants
        self._tables = [_Table(cohort, unit, exercise) for exercise in unit.exercises]

    def records(self) -> Iterator[GradeRecord]:
        states = [table.first(self._there) for table in self._tables]
        active = np.ones(len(self._there), bool)
        hours = self._begun[self._there].copy()
        late = self._draw.random((len(self._there), len(self._tables))) < 0.05
        for attempt in range(1, ROUNDS + 1):
            for place in np.flatnonzero(active).tolist():
                graded = [
                    table.graded(state[place], begun=attempt > 1 or not late[place, number])
                    for number, (table, state) in enumerate(zip(self._tables, states, strict=True))
                ]
                yield self._record(int(self._there[place]), attempt, float(hours[place]), graded, states, place)
            open_ = np.any([(state != 0).any(axis=1) for state in states], axis=0)
            active &= open_ & (self._draw.random(len(active)) > GIVES_UP)
            hours += self._draw.exponential(20, len(hours)) + 0.2
            for number, (table, state) in enumerate(zip(self._tables, states, strict=True)):
                tries = active & ((attempt > 1) | ~late[:, number])
                table.again(state, self._there, np.flatnonzero(tries))

    def _record(
        self, learner: int, attempt: int, hours: float, graded: Sequence[ExerciseGrade], states: list, place: int
    ) -> GradeRecord:
        subject = self._cohort.subject(learner)
        request = hashlib.sha256(f"{subject} {self._unit.slug} {attempt}".encode()).hexdigest()[:32]
        for table, state in zip(self._tables, states, strict=True):
            if table.shows(state[place]):
                self._cohort.unforeseen.add(request)
        pairs = list(zip(self._unit.exercises, graded, strict=True))
        counting = tuple(grade for exercise, grade in pairs if not exercise.bonus)
        moment = (START + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return GradeRecord(
            id=record_id("grade", request, request),
            subject=subject,
            at=moment,
            request=request,
            sealed_sha256=request * 2,
            unit=self._unit.slug,
            attempt=attempt,
            received_at=moment,
            points=sum(one.points for one in counting),
            max_points=sum(one.max_points for one in counting),
            exercises=counting,
            bonus=tuple(grade for exercise, grade in pairs if exercise.bonus) or msgspec.UNSET,
            suite_version="0.1.0+1f2e3d4c5b6a",
            seed_commitment="",
            cohort="made-up",
            environment=HERE,
        )


class _Table:
    """One exercise. A learner's state is, per check: 0 passed, else which mistake.

    1 … k: known ones, each with its hint; from `noise` on: such as nobody foresaw; -1: the planted unforeseen one.
    """

    def __init__(self, cohort: Cohort, unit: Unit, exercise: Exercise) -> None:
        self._draw, self._skill, self._shapes = cohort._draw, cohort.skill, cohort._shapes
        self._exercise, self.item = exercise, Item(unit.slug, exercise.name)
        self._hard = cohort._plants.hard and self.item == HARD
        self._difficulty = self._draw.uniform(-0.6, 0.6) + (3.5 if self._hard else 0.0)
        self._offsets = self._draw.uniform(-0.7, 0.7, len(exercise.checks))
        self._hints = [_hints(self.item, check) for check in exercise.checks]
        self._planted = np.zeros(len(exercise.checks), bool)
        if cohort._plants.unforeseen and self.item == UNFORESEEN:
            self._planted[:TOGETHER] = True
        self._misled = (-1, 0)
        check, hint = MISLEADING
        if cohort._plants.misleading and self.item == check._replace(check=""):
            column = exercise.checks.index(check.check)
            self._misled = (column, self._hints[column].index(hint) + 1)
        self._grades: dict[tuple[int, int], CheckGrade] = {}
        self._marks = _shared(exercise)

    def first(self, there: np.ndarray) -> np.ndarray:
        """Return the states of learners at their first try, (learners, checks)."""
        ability = self._skill[there] + self._draw.normal(0, 0.6, len(there)) - self._difficulty
        fails = self._draw.random((len(there), len(self._offsets))) > 1 / (
            1 + np.exp(-2.2 - ability[:, None] + self._offsets)
        )
        state = np.where(fails, self._mistakes(fails.shape), 0)
        if self._planted.any():
            struck = self._draw.random(len(there)) < 0.08
            shows = struck[:, None] & self._planted & (self._draw.random(state.shape) > 0.1)
            state = np.where(shows, -1, state)
        return state

    def again(self, state: np.ndarray, there: np.ndarray, who: np.ndarray) -> None:
        """Move the states of some learners to their next try."""
        now = state[who]
        known = (now > 0) & (now <= self._known)
        mended = np.where(known, 0.6, 0.35) + 0.08 * self._skill[there[who]][:, None]
        mended = np.where(now < 0, 0.2, mended) * (0.4 if self._hard else 1.0)
        column, hint = self._misled
        if hint:
            mended[:, column] = np.where(now[:, column] == hint, 0.15, mended[:, column])
        passes = self._draw.random(now.shape) < mended
        other = (self._draw.random(now.shape) < 0.4) & (now > 0)
        now = np.where(other, self._mistakes(now.shape), now)
        state[who] = np.where(passes | (state[who] == 0), 0, now)

    @property
    def _known(self) -> np.ndarray:
        return np.array([len(hints) for hints in self._hints])

    def _mistakes(self, shape: tuple[int, int]) -> np.ndarray:
        known = (self._draw.random(shape) * self._known).astype(int) + 1
        column, hint = self._misled
        if hint:
            known[:, column] = np.where(self._draw.random(shape[0]) < COMMON, hint, known[:, column])
        noise = self._known + 1 + self._draw.integers(0, NOISE, shape)
        return np.where(self._draw.random(shape) < KNOWN, known, noise)

    def shows(self, state: np.ndarray) -> bool:
        """Return whether the planted unforeseen mistake is among them."""
        return bool((state < 0).any())

    def graded(self, state: np.ndarray, *, begun: bool) -> ExerciseGrade:
        """Return what the grader would say."""
        checks = tuple(self._grade(column, int(code) if begun else -2) for column, code in enumerate(state))
        points = sum(check.points for check in checks)
        return ExerciseGrade(name=self._exercise.name, points=points, max_points=self._exercise.points, checks=checks)

    def _grade(self, column: int, code: int) -> CheckGrade:
        if (column, code) not in self._grades:
            self._grades[column, code] = self._made(column, code)
        return self._grades[column, code]

    def _made(self, column: int, code: int) -> CheckGrade:
        name, marks = self._exercise.checks[column], self._marks[column]
        if code == 0:
            return CheckGrade(name=name, outcome=Outcome.PASSED, points=marks, max_points=marks)
        if code == -2:
            return CheckGrade(name=name, outcome=Outcome.NOT_RUN, reason=Reason.NOT_STARTED, points=0, max_points=marks)
        hints = self._hints[column]
        fallback = OUTLINE.fallbacks[self.item._replace(check=name)]
        hint, shape = fallback, f"wrong/value/{code}"
        if code == -1:
            shape = UNFORESEEN_SHAPE
        elif code <= len(hints):
            hint = hints[code - 1]
            shape = f"wrong/{hint}"
        return CheckGrade(
            name=name,
            outcome=Outcome.FAILED,
            reason=Reason.WRONG,
            points=0,
            max_points=marks,
            hint=hint,
            shape=shape if self._shapes else msgspec.UNSET,
        )


def _hints(exercise: Item, check: str) -> list[str]:
    """Return the hints that detectors give for a check here: four of the exercise's, never the check's fallback."""
    fallback = OUTLINE.fallbacks[exercise._replace(check=check)]
    names = [name for name in OUTLINE.mistakes[exercise.unit, exercise.exercise] if name != fallback]
    wanted = MISLEADING[1] if MISLEADING[0] == exercise._replace(check=check) else ""
    start = int(hashlib.sha256(f"{exercise} {check}".encode()).hexdigest()[:8], 16) % len(names)
    turned = [*names[start:], *names[:start]][:4]
    return [wanted, *turned[:3]] if wanted and wanted not in turned else turned


def _shared(exercise: Exercise) -> list[int]:
    """Return marks of the checks that add up to the exercise's."""
    n = len(exercise.checks)
    return [exercise.points // n + (number < exercise.points % n) for number in range(n)]


def write_board(folder: Path, records: Sequence[GradeRecord]) -> None:
    """Write records as a board's folder has them."""
    folder.mkdir(parents=True, exist_ok=True)
    sealed = [sealed_record(record) for record in records]
    for path, content in write_segments(sealed).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    units = {unit.slug: sum(one.points for one in unit.exercises if not one.bonus) for unit in OUTLINE.units[1:]}
    (folder / SETTINGS).write_bytes(canonical(settings(units)))


def main() -> None:
    """Write a cohort."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learners", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-plants", action="store_true")
    asked = parser.parse_args()
    plants = Plants() if asked.no_plants else ALL
    write_board(asked.folder, list(Cohort(asked.learners, asked.seed, plants).records()))


if __name__ == "__main__":
    main()
