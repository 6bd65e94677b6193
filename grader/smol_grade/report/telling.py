"""What a report tells, whatever its format: which results need telling, and the evidence line by line."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len

from ..messages import say, say_sentence
from ..records import (
    CheckResult,
    CourseReport,
    Environment,
    Evidence,
    ExerciseResult,
    Language,
    Outcome,
    Reason,
    Report,
)
from ..sandbox.tiers import TIERS
from ..scoring import exit_code
from .difference import difference_lines
from .visible import visible_text

LINES = "\n\\"
"""What stays as it is where several lines may be shown."""
LONGEST = 300
"""Characters shown of a value without a marked difference."""
PRINTED = 600
PRINTED_LINES = 8
"""How much of what a learner's code printed is shown: its end."""
WIDTH = 88
"""Columns of two texts, one above the other, where there is no screen."""


class Row(NamedTuple):
    """One line of evidence. `label` is empty where the line goes on from the one above."""

    label: str
    text: str


def failures(exercise: ExerciseResult) -> tuple[CheckResult, ...]:
    """Return the results to tell about: one that all checks share, else each that did not pass; none of a blank.

    A bonus that is not there is nothing to tell about either.
    """
    if exercise.bonus and exercise.status == "not_started":
        return ()
    results = exercise.checks if exercise.problem is None else (exercise.problem,)
    return tuple(
        result for result in results if result.outcome is not Outcome.PASSED and result.reason is not Reason.NOT_STARTED
    )


def total_of(report: Report | CourseReport, language: Language) -> str:
    """Return the points, and beside them the bonus where there is one: nobody takes one for the other."""
    bonus = say(language, "report.bonus_points", points=report.bonus_points, max_points=report.max_bonus_points)
    if not report.max_bonus_points:
        return say(language, "report.points", points=report.points, max_points=report.max_points)
    if not report.max_points:
        return bonus
    return f"{say(language, 'report.points', points=report.points, max_points=report.max_points)}, {bonus}"


def message_of(check: CheckResult, language: Language) -> str:
    """Return what went wrong, in one visible line; empty in an official report."""
    return visible_text(say_sentence(language, check.message)) if check.message is not None else ""


def line_of(evidence: Evidence, language: Language) -> str:
    """Return where the code of an evidence stands: a line of a file, or of a notebook's cell."""
    key = "report.cell_line" if evidence.cell else "report.line"
    return say(language, key, cell=evidence.cell, line=evidence.line)


def isolation_of(environment: Environment, language: Language) -> str:
    """Return the tier as a few words."""
    return say(
        language, "report.isolation", tier=environment.tier, tiers=len(TIERS), kind=visible_text(environment.isolation)
    )


def certificate_note(report: Report, language: Language) -> str:
    """Return that a certificate needs more, to who could think of one: all checks passed, in a weaker tier."""
    complete = exit_code(report) == 0
    return say(language, "report.certificate_tier") if complete and report.environment.tier > 1 else ""


def difference_note(evidence: Evidence, language: Language) -> str:
    """Return what is said at the first difference; empty where there is none to point at."""
    if evidence.difference is None or not evidence.expected or not evidence.got:
        return ""
    at = evidence.difference.index - evidence.difference.cut
    key = "ends_early" if at >= len(evidence.got) else "differs"
    return say(language, f"report.{key}", position=evidence.difference.index + 1)


def printed_lines(evidence: Evidence) -> list[str]:
    """Return the last lines that the learner's code printed, each visible; none when it printed only blanks."""
    if not evidence.printed.strip():
        return []
    return visible_text(evidence.printed[-PRINTED:].strip("\n"), keep=LINES).split("\n")[-PRINTED_LINES:]


def shortened(text: str, ellipsis: str = "…") -> str:
    """Return the start of a value."""
    return text if len(text) <= LONGEST else text[:LONGEST] + ellipsis


def evidence_lines(evidence: Evidence, language: Language) -> list[str]:
    """Return the evidence as lines of plain text, each behind its label: none begins with a learner's words."""
    rows = _rows(evidence, language)
    room = max((cell_len(row.label) for row in rows), default=0) + 2
    return [f"{row.label}{' ' * (room - cell_len(row.label))}{row.text}".rstrip() for row in rows]


def check_lines(check: CheckResult, language: Language) -> list[str]:
    """Return what is told of a check that did not pass, as lines of plain text: the problem, evidence, the hint."""
    message = message_of(check, language) or say(language, f"report.{check.outcome.value}")
    lines = [f"{say(language, 'report.message')}: {message}"]
    if check.evidence is not None:
        lines += evidence_lines(check.evidence, language)
    if check.hint is not None:
        lines.append(f"{say(language, 'report.hint')}: {check.hint.in_language(language)}")
    return lines


def _rows(evidence: Evidence, language: Language) -> list[Row]:
    rows = []
    if evidence.line:
        rows.append(Row(line_of(evidence, language), visible_text(evidence.source)))
    if evidence.call:
        rows.append(Row(say(language, "report.call"), visible_text(evidence.call)))
    expected, got = say(language, "report.expected"), say(language, "report.got")
    if evidence.difference is not None:
        lines = difference_lines(evidence, WIDTH, "…")
        nothing = say(language, "report.empty")
        rows.append(Row(expected, lines.expected.plain if evidence.expected else nothing))
        rows.append(Row(got, lines.got.plain if evidence.got else nothing))
        note = difference_note(evidence, language)
        rows += [Row("", f"{' ' * lines.column}^ {note}")] if note else []
    else:
        values = ((expected, evidence.expected), (got, evidence.got))
        rows += [Row(label, visible_text(shortened(text))) for label, text in values if text]
    for number, line in enumerate(printed_lines(evidence)):
        rows.append(Row(say(language, "report.printed") if number == 0 else "", f"| {line}"))
    return rows
