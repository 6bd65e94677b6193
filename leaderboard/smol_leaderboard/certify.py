"""From a learner's records to a certificate, or to the exact list of what is missing. Pure: anybody can recompute it.

What counts: results of official gradings on a machine of tier 1 that no later record supersedes, and that are nobody's
reference. Of several attempts each exercise, each quiz and each model counts with its best. On a practice board nothing
counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

from .rules import CertificateRule, Rules
from .schema import AnyRecord, EvaluationRecord, GradeRecord, QuizRecord, Struct

Counted = GradeRecord | QuizRecord | EvaluationRecord
ConditionKind = Literal["exercise", "quiz", "model", "project"]
TIER = 1
WHY = ("practice", "absent", "too_few", "too_late", "does_not_count", "not_better", "unfinished")
"""Why a condition is not met, each with a sentence and a way to mend it."""


class Condition(Struct, frozen=True, kw_only=True):
    """One thing that a certificate asks for."""

    kind: ConditionKind
    unit: str
    """Slug."""
    exercise: str = ""
    met: bool
    have: int = 0
    """Points of an exercise, right answers of a quiz: of the best that counts, else of the best there is."""
    need: int = 0
    most: int = 0
    why: str = ""
    """One of `WHY`; empty when it is met."""
    codes: tuple[str, ...] = ()
    """Of a model that does not count, `thresholds.COUNTS_NOT`; of a project, `project.DEMANDS`."""
    late: bool = False
    """Met by something that came in after its due date."""
    record: str = ""
    """Id of the record that meets it, or of the best there is."""


class Standing(Struct, frozen=True, kw_only=True):
    """How somebody stands with one certificate."""

    certificate: str
    """Slug."""
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> bool:
        """Whether the certificate is earned."""
        return bool(self.conditions) and all(condition.met for condition in self.conditions)

    @property
    def missing(self) -> tuple[Condition, ...]:
        """What is not met yet."""
        return tuple(condition for condition in self.conditions if not condition.met)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the records that it rests on, sorted."""
        return tuple(sorted({condition.record for condition in self.conditions if condition.met}))


class _Best(NamedTuple):
    """The best there is for one condition. Greater is better."""

    met: bool
    on_time: bool
    have: int
    earlier: tuple[int, ...]
    """Of two alike, the one that was received first."""
    record: str
    why: str
    codes: tuple[str, ...]


def standings(records: Iterable[AnyRecord], rules: Rules) -> tuple[Standing, ...]:
    """Return how one subject stands with each certificate. All records must be of that subject."""
    mine = tuple(counted(records))
    return tuple(standing(mine, rules, rule.slug) for rule in rules.certificates)


def standing(records: Iterable[AnyRecord], rules: Rules, certificate: str) -> Standing:
    """Return how one subject stands with a certificate, by slug. All records must be of that subject."""
    mine = tuple(counted(records))
    found: dict[tuple[str, str, str], Condition] = {}
    for rule in _included(rules, certificate):
        for condition in _conditions(mine, rules, rule):
            found[condition.kind, condition.unit, condition.exercise] = condition
    return Standing(certificate=certificate, conditions=tuple(found.values()))


def counted(records: Iterable[AnyRecord]) -> Iterator[Counted]:
    """Yield the results that may count: official, of a learner, not superseded."""
    results = [one for one in records if isinstance(one, GradeRecord | QuizRecord | EvaluationRecord)]
    replaced = {one.supersedes for one in results if not isinstance(one, QuizRecord)}
    for one in results:
        if isinstance(one, QuizRecord) or _stands(one, replaced):
            yield one


def is_empty(one: GradeRecord) -> bool:
    """Return whether a request held no exercise, as a final project's: then it is no attempt at any."""
    return any(grade.checks for grade in one.graded) and not any(grade.begun for grade in one.graded)


def _stands(one: GradeRecord | EvaluationRecord, replaced: Collection[str]) -> bool:
    return one.id not in replaced and not one.reference and one.environment.tier == TIER


def _included(rules: Rules, certificate: str) -> Iterator[CertificateRule]:
    rule = rules.certificate(certificate)
    for other in rule.includes:
        yield from _included(rules, other)
    yield rule


def _conditions(mine: tuple[Counted, ...], rules: Rules, rule: CertificateRule) -> Iterator[Condition]:
    for slug in rule.units:
        for exercise, points in rules.units[slug].exercises.items():
            yield _exercise(mine, rules, slug, exercise, points)
        if rule.quiz:
            yield _quiz(mine, rules, slug)
    for slug in rule.models:
        yield _model(mine, rules, slug, "model")
    if rule.project:
        yield _model(mine, rules, rule.project, "project")


def _exercise(mine: tuple[Counted, ...], rules: Rules, unit: str, exercise: str, most: int) -> Condition:
    need = -(-most * rules.exercise_percent // 100)
    found = []
    for one in mine:
        if isinstance(one, GradeRecord) and one.unit == unit and not is_empty(one):
            graded = (grade for grade in one.exercises if grade.name == exercise)
            found += [_best(one, rules, grade.points, need) for grade in graded]
    return _condition("exercise", unit, found, exercise=exercise, need=need, most=most)


def _quiz(mine: tuple[Counted, ...], rules: Rules, unit: str) -> Condition:
    found = []
    total = 0
    for one in mine:
        if isinstance(one, QuizRecord) and one.unit == unit and one.total > 0:
            total = max(total, one.total)
            need = -(-one.total * rules.quiz_percent // 100)
            found.append(_best(one, rules, one.right, need))
    return _condition("quiz", unit, found, need=-(-total * rules.quiz_percent // 100), most=total)


def _model(mine: tuple[Counted, ...], rules: Rules, unit: str, kind: Literal["model", "project"]) -> Condition:
    found = []
    for one in mine:
        if not isinstance(one, EvaluationRecord) or one.unit != unit:
            continue
        better = any(gain.task == rules.compared and gain.low > 0 for gain in one.gains)
        why = ""
        codes: tuple[str, ...] = ()
        if not one.counts:
            why, codes = "does_not_count", one.counts_not
        elif not better:
            why = "not_better"
        elif kind == "project" and one.project != ():
            why, codes = "unfinished", one.project if isinstance(one.project, tuple) else ()
        found.append(_best(one, rules, int(one.counts) + better + (not why), 3, why=why, codes=codes))
    return _condition(kind, unit, found)


def _best(one: Counted, rules: Rules, have: int, need: int, *, why: str = "", codes: tuple[str, ...] = ()) -> _Best:
    lateness = rules.lateness(one.cohort, one.unit, one.received_at)
    counts = lateness != "too_late" and not rules.practice
    met = counts and have >= need
    if rules.practice:
        why = "practice"
    elif not met and have >= need:
        why = "too_late"
    elif not met:
        why = why or "too_few"
    earlier = tuple(-ord(character) for character in one.received_at)
    return _Best(met, not lateness, have, earlier, one.id, "" if met else why, codes)


def _condition(
    kind: ConditionKind, unit: str, found: list[_Best], *, exercise: str = "", need: int = 0, most: int = 0
) -> Condition:
    if not found:
        return Condition(kind=kind, unit=unit, exercise=exercise, met=False, need=need, most=most, why="absent")
    best = max(found)
    return Condition(
        kind=kind,
        unit=unit,
        exercise=exercise,
        met=best.met,
        have=best.have if kind in ("exercise", "quiz") else 0,
        need=need,
        most=most,
        why=best.why,
        codes=() if best.met else best.codes,
        late=best.met and not best.on_time,
        record=best.record,
    )
