"""A difference in the words of a language, before anybody knows whether it becomes text, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from smol_grade.messages import say, say_sentence
from smol_grade.records import Language
from smol_grade.report.visible import visible_text

from ..schema import CheckGrade, GradeRecord
from .differing import CheckChange, Difference, Kind, OfCheck, Summary, summary

SHORT = 12
"""Digits of a request that a report shows; `regrade` takes them."""
SHORT_SUBJECT = 8
NONE = "-"
KINDS: tuple[Kind, ...] = ("up", "down", "same_points", "unchanged", "first", "failed")
"""In the order of a summary."""


class Sheet(NamedTuple):
    """What is reported, and in which language."""

    board: str
    differences: Sequence[Difference]
    names: Mapping[str, str]
    """Subject -> name on the board: a stranger's text."""
    language: Language
    width: int = 80

    @property
    def summary(self) -> Summary:
        """All of it, counted."""
        return summary(self.differences)

    @property
    def told(self) -> list[Told]:
        """What changed, in words; the order is that of the requests."""
        return [_told(one, self) for one in self.differences if one.is_told]


class ToldCheck(NamedTuple):
    """A check that ended otherwise."""

    name: str
    """`exercise/check`."""
    outcome: str
    hint: str
    """Empty where it is the same."""
    points: str
    """Empty where they are the same."""
    warning: str
    """What is said of a change that nothing explains; empty where something does."""


class Told(NamedTuple):
    """What changed for one request."""

    name: str
    request: str
    unit: str
    attempt: int
    points: str
    code: str
    """One of `KINDS`."""
    kind: str
    """In words."""
    checks: tuple[ToldCheck, ...]
    why: tuple[str, ...]
    problem: str


def counts(found: Summary, language: Language) -> list[tuple[str, int]]:
    """Return what is counted and how often it occurs; what never is left out, the unchanged aside."""
    rows = [(say(language, "regrade.graded"), found.graded)]
    rows += [
        (say(language, f"regrade.kind_{kind}"), found.kinds[kind])
        for kind in KINDS
        if found.kinds[kind] or kind in ("up", "down", "unchanged")
    ]
    return rows


def by_check(found: Summary, language: Language) -> list[tuple[str, str, int]]:
    """Return (check, outcome then and now, requests) of each check whose outcome changed somewhere."""
    return [(one.name, _outcomes(one, language), one.requests) for one in found.checks]


def name_of(subject: str, sheet: Sheet) -> str:
    """Return how a learner is called."""
    name = visible_text(sheet.names.get(subject, "")).strip()
    return name or say(sheet.language, "board.anonymous", subject=subject[:SHORT_SUBJECT])


def marks(grade: GradeRecord | None) -> str:
    """Return the points of a result."""
    return f"{grade.points}/{grade.max_points}" if grade is not None else NONE


def _told(one: Difference, sheet: Sheet) -> Told:
    request, before, after = one.regraded.chosen.request, one.regraded.before, one.regraded.after
    return Told(
        name=name_of(request.subject, sheet),
        request=request.request[:SHORT],
        unit=visible_text(request.unit),
        attempt=request.attempt,
        points=f"{marks(before)} -> {marks(after)}",
        code=one.kind,
        kind=say(sheet.language, f"regrade.kind_{one.kind}"),
        checks=tuple(_told_check(change, sheet.language) for change in one.checks),
        why=tuple(visible_text(say_sentence(sheet.language, cause)) for cause in one.causes),
        problem=visible_text(one.regraded.problem),
    )


def _told_check(change: CheckChange, language: Language) -> ToldCheck:
    then, now = change.before, change.after
    hints = [check.hint if check is not None else "" for check in (then, now)]
    points = [f"{check.points}/{check.max_points}" if check is not None else NONE for check in (then, now)]
    return ToldCheck(
        name=f"{visible_text(change.exercise)}/{visible_text(change.check)}",
        outcome=_arrow(_outcome(then, language), _outcome(now, language)),
        hint=_arrow(*(visible_text(hint) or NONE for hint in hints)) if hints[0] != hints[1] else "",
        points=_arrow(*points) if points[0] != points[1] else "",
        warning="" if change.explained else say(language, "regrade.unstable"),
    )


def _arrow(then: str, now: str) -> str:
    return f"{then} -> {now}"


def _outcome(check: CheckGrade | None, language: Language) -> str:
    return say(language, f"report.{check.outcome}") if check is not None else NONE


def _outcomes(one: OfCheck, language: Language) -> str:
    words = [say(language, f"report.{outcome}") if outcome else NONE for outcome in (one.before, one.after)]
    return _arrow(*words)
