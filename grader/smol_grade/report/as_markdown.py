"""The report as Markdown, for the summary of a CI job or a question in a forum."""

from __future__ import annotations

from ..course import LEVEL_MARKS
from ..messages import say
from ..records import CheckResult, ExerciseResult, Language, Report
from .markdown_text import escaped, fenced
from .telling import certificate_note, evidence_lines, failures, isolation_of, message_of, total_of
from .terminal import Screen


def render_markdown(report: Report, language: Language) -> str:
    """Return the report as Markdown: a table of the exercises, then per exercise its checks and what to mend."""
    page = _Page(language)
    parts = [page.head(report)]
    for exercise in report.exercises:
        parts.append(page.exercise(exercise))
        parts += [page.failure(exercise, check) for check in failures(exercise)]
    parts.append(page.foot(report))
    return "\n\n".join(part for part in parts if part) + "\n"


class _Page:
    def __init__(self, language: Language) -> None:
        self._language = language

    def head(self, report: Report) -> str:
        """Return the title, the points and a line per exercise."""
        title = escaped(f"{report.unit_alias}: {report.unit_title.in_language(self._language)}")
        total = total_of(report, self._language)
        rows = [
            [
                LEVEL_MARKS[exercise.level],
                f"`{exercise.id}`",
                escaped(exercise.title.in_language(self._language)) + self._bonus(exercise),
                self._say(exercise.status),
                f"{exercise.points}/{exercise.max_points}",
            ]
            for exercise in report.exercises
        ]
        heads = ["", self._say("exercise"), self._say("title"), self._say("status"), self._say("points_head")]
        return f"# {title}\n\n**{total}**\n\n" + _table(heads, rows)

    def exercise(self, exercise: ExerciseResult) -> str:
        """Return an exercise's head and a line per check."""
        rows = [
            [
                Screen().mark(check.outcome),
                f"`{check.id.rpartition('/')[2]}`",
                escaped(check.title.in_language(self._language)),
                self._say(check.outcome.value),
                f"{check.points}/{check.max_points}",
            ]
            for check in exercise.checks
        ]
        heads = ["", self._say("check"), self._say("title"), self._say("outcome"), self._say("points_head")]
        file = f"{self._say('file')}: {escaped(exercise.file)}\n\n" if exercise.file else ""
        points = f"{exercise.points}/{exercise.max_points}{self._bonus(exercise)}"
        return f"## `{exercise.name}` {points}\n\n{file}" + _table(heads, rows)

    def failure(self, exercise: ExerciseResult, check: CheckResult) -> str:
        """Return what went wrong in a check, or in all of an exercise, and the hint."""
        name = exercise.name if check is exercise.problem else check.id.rpartition("/")[2]
        parts = [f"### {Screen().mark(check.outcome)} `{name}`"]
        if check is not exercise.problem:
            parts.append(f"*{escaped(check.title.in_language(self._language))}*")
        if check.message is not None:
            parts.append(f"**{self._say('message')}:** {escaped(message_of(check, self._language))}")
        lines = evidence_lines(check.evidence, self._language) if check.evidence is not None else []
        if lines:
            parts.append(fenced(lines))
        if check.hint is not None:
            parts.append(f"**{self._say('hint')}:** {escaped(check.hint.in_language(self._language))}")
        return "\n\n".join(parts)

    def foot(self, report: Report) -> str:
        """Return the notes on the environment, and where the report comes from."""
        environment = report.environment
        notes = [
            f"- {escaped(self._say('drift', name=name, found=environment.versions[name], pinned=pinned))}"
            for name, pinned in environment.drift.items()
        ]
        certificate = certificate_note(report, self._language)
        notes += [f"- {escaped(certificate)}"] if certificate else []
        facts = [f"smol-grade {report.smol_grade}", f"Python {environment.python}", environment.platform]
        facts.append(isolation_of(environment, self._language))
        facts += [self._say("seed", seed=report.seed)] if report.seed is not None else []
        return "\n\n".join(["---", *(["\n".join(notes)] if notes else []), escaped(" · ".join(facts))])

    def _bonus(self, exercise: ExerciseResult) -> str:
        return f" ({self._say('bonus')})" if exercise.bonus else ""

    def _say(self, key: str, **fields: object) -> str:
        return say(self._language, f"report.{key}", **fields)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    """Return a table whose first column is a mark and whose last is a number."""
    rule = [":-:", *["---"] * (len(heads) - 2), "--:"]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows))
