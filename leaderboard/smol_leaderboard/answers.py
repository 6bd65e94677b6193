"""What the course says under a pull request. Markdown in both languages; a hidden first line is for programs.

Nothing of a learner's gets into it but what `escaped` made harmless.
"""

from __future__ import annotations

from collections.abc import Mapping

from smol_grade.messages import LANGUAGES, say
from smol_grade.quiz.marking import needed
from smol_grade.report.markdown_text import escaped

from .intake import Rules, quiz_opens
from .rules import Lateness
from .schema import LARGEST_REQUEST, BoardSettings, GradeRecord, QuizRecord

RUNNING = "<!-- smol-grade: running -->"


def running() -> str:
    """Return that a request is being graded."""
    return "\n\n".join([RUNNING, *(say(language, "official.running") for language in LANGUAGES)])


def graded(record: GradeRecord, description: str, lateness: Lateness = "") -> str:
    """Return the result of a request, described by the judge, and whether it came in late."""
    lines = [f"<!-- smol-grade: graded {record.id} -->", description, "---"]
    lines += _late(lateness)
    lines += [say(language, "official.recorded", record=record.id[:16]) for language in LANGUAGES]
    return "\n\n".join(lines)


def _late(lateness: Lateness) -> list[str]:
    return [say(language, f"official.{lateness}") for language in LANGUAGES] if lateness else []


def marked(record: QuizRecord, settings: BoardSettings, percent: int, lateness: Lateness = "") -> str:
    """Return the result of a quiz that asks for `percent`: right and needed, what to read again, when to come again."""
    lines = [f"<!-- smol-grade: quiz {record.id} -->"]
    opens, need = quiz_opens(record.received_at, settings), needed(record.total, percent)
    for language in LANGUAGES:
        key = "quiz_passed" if record.passed else "quiz_not_passed"
        fields = {"right": record.right, "total": record.total, "attempt": record.attempt, "opens": opens, "need": need}
        text = say(language, f"official.{key}", unit=escaped(record.unit), **fields)
        if record.weak:
            text += " " + say(language, "official.quiz_weak", objectives=escaped(", ".join(record.weak)))
        lines.append(text)
    return "\n\n".join([*lines, *_late(lateness)])


def withdrawn() -> str:
    """Return that whoever opened a request has withdrawn."""
    lines = ["<!-- smol-grade: withdrawn -->"]
    return "\n\n".join([*lines, *(say(language, "withdraw.closed") for language in LANGUAGES)])


def refused(reason: str, fields: Mapping[str, object]) -> str:
    """Return why a request is not graded, and what to do. `fields` are the board's rules: see `fields_of`."""
    lines = [f"<!-- smol-grade: refused {reason} -->"]
    for language in LANGUAGES:
        known = {name: escaped(str(value)) for name, value in fields.items()}
        lines.append(f"**{say(language, 'official.refused')}** {say(language, f'refused.{reason}', **known)}")
    return "\n\n".join([*lines, f"`{reason}`"])


def fields_of(rules: Rules, unit: str, received_at: str) -> dict[str, object]:
    """Return what sentences of refusals may speak of: our own rules, nothing that a learner wrote."""
    return {
        "kilobytes": LARGEST_REQUEST // 1000,
        "units": ", ".join(sorted(alias for alias, slug in rules.aliases.items() if slug in rules.settings.units)),
        "version": rules.smol_grade,
        "opens": rules.settings.opens.get(unit, ""),
        "deadline": rules.settings.deadlines.get(unit, ""),
        "received": received_at,
        "hours": rules.settings.quiz_cooldown_h,
        "most": rules.settings.attempts_per_day,
    }
