"""The report as annotations on the lines of a pull request or a commit: workflow commands of GitHub Actions.

These lines are commands, so this is the one renderer whose output may not hold any text of a learner's unescaped: `%`,
line breaks, and in properties `:` and `,` are escaped as the runner's toolkit does, everything invisible before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..messages import say
from ..records import CheckResult, CourseReport, ExerciseResult, Language
from .telling import failures, message_of, total_of
from .visible import visible_text

Kind = Literal["error", "warning", "notice"]
LONGEST = 1_000
"""Characters of one message; GitHub cuts longer ones."""


def render_annotations(report: CourseReport, language: Language, places: Mapping[str, tuple[str, int]]) -> str:
    """Return a line per exercise that was begun and falls short, or could not be graded, then one with the points.

    `places` says, by exercise id, in which file (as a path in the repository) and at which line the function stands; an
    exception has a line of its own.
    """
    lines = []
    for exercise in report.exercises:
        told = failures(exercise)
        if told and exercise.status in ("in_progress", "blocked"):
            lines.append(_annotation(exercise, told, places.get(exercise.id), language))
    lines.append(_command("notice", {"title": say(language, "ci.title")}, total_of(report, language)))
    return "\n".join(lines) + "\n"


def _annotation(
    exercise: ExerciseResult, told: tuple[CheckResult, ...], place: tuple[str, int] | None, language: Language
) -> str:
    first = told[0]
    kind: Kind = "error" if exercise.status == "in_progress" and not exercise.bonus else "warning"
    file, line = place or (exercise.file, 1)
    if first.evidence is not None and first.evidence.line and not first.evidence.cell:
        line = first.evidence.line
    said = [] if first is exercise.problem else [first.title.in_language(language)]
    said += [message_of(first, language)] if first.message is not None else []
    if first.hint is not None:
        said.append(say(language, "ci.hint", hint=first.hint.in_language(language)))
    title = f"{exercise.name} {exercise.points}/{exercise.max_points}"
    return _command(kind, {"file": file, "line": str(max(line, 1)), "title": title}, "\n".join(said)[:LONGEST])


def _command(kind: Kind, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {told}::{_data(message)}"


def _data(text: str) -> str:
    """Return a message as the runner reads it."""
    shown = visible_text(text, keep="\n\\")
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
