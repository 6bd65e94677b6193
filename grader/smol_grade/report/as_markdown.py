"""The report as Markdown, for the summary of a CI job or a question in a forum; of a unit, or of the whole course."""

from __future__ import annotations

from ..course import LEVEL_MARKS
from ..messages import say
from ..records import CheckResult, CourseReport, ExerciseResult, Language, Outcome, Report
from ..scoring import falling_short
from .markdown_text import escaped, fenced
from .telling import certificate_note, evidence_lines, failures, isolation_of, message_of, total_of
from .terminal import Screen

SUMMARY_BYTES = 900_000
"""GitHub shows summaries of up to 1 MiB."""


def render_markdown(report: Report, language: Language) -> str:
    """Return the report as Markdown: a table of the exercises, then per exercise its checks and what to mend."""
    page = _Page(language)
    parts = [page.head(report)]
    for exercise in report.exercises:
        parts.append(page.exercise(exercise))
        parts += [page.failure(exercise, check) for check in failures(exercise)]
    parts.append(page.foot(report))
    return "\n\n".join(part for part in parts if part) + "\n"


def render_course_markdown(report: CourseReport, language: Language, limit: int = SUMMARY_BYTES) -> str:
    """Return the whole course as Markdown: a line per unit, then what falls short or could not be graded.

    Of what has not been begun, only the names are told. Details that would make it longer than `limit` bytes are left
    out: a CI service shows no summary at all beyond its limit.
    """
    page = _Page(language)
    head = [page.course_head(report)]
    details = [page.begun_of(unit) for unit in report.units]
    foot = [page.course_foot(report)]
    whole = "\n\n".join(part for part in [*head, *details, *foot] if part) + "\n"
    if len(whole.encode("utf-8")) <= limit:
        return whole
    cut = escaped(say(language, "ci.cut"))
    return "\n\n".join([*head, f"**{cut}**", *foot]) + "\n"


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

    def course_head(self, report: CourseReport) -> str:
        """Return the points, whether something falls short, and a line per unit."""
        short, blocked = falling_short(report), [e for e in report.exercises if e.status == "blocked"]
        said = [say(self._language, "ci.red_one" if len(short) == 1 else "ci.red", count=len(short))] if short else []
        said += [say(self._language, "ci.blocked", count=len(blocked))] if blocked else []
        begun = any(exercise.status == "done" for exercise in report.exercises)
        said = said or [say(self._language, "ci.green" if begun else "ci.nothing")]
        rows = [[_mark(unit), escaped(self._unit(unit)), _counts(unit), _points(unit)] for unit in report.units]
        absent = say(self._language, "ci.absent")
        rows += [[Screen().mark(Outcome.NOT_RUN), f"`{alias}`", absent, ""] for alias in report.absent]
        heads = ["", say(self._language, "ci.unit"), say(self._language, "ci.begun"), self._say("points_head")]
        title = f"# {escaped(say(self._language, 'ci.title'))}: {total_of(report, self._language)}"
        return f"{title}\n\n**{escaped(' '.join(said))}**\n\n" + _table(heads, rows)

    def begun_of(self, report: Report) -> str:
        """Return what of a unit was begun and falls short, or could not be graded; and the names of the rest."""
        told = [e for e in report.exercises if e.status in ("in_progress", "blocked")]
        parts = [f"# {escaped(self._unit(report))}"] if told else []
        for exercise in told:
            parts.append(self.exercise(exercise))
            parts += [self.failure(exercise, check) for check in failures(exercise)]
        fresh = ", ".join(f"`{e.name}`" for e in report.exercises if e.status == "not_started" and not e.bonus)
        parts += [say(self._language, "ci.not_begun", names=fresh)] if told and fresh else []
        return "\n\n".join(parts)

    def course_foot(self, report: CourseReport) -> str:
        """Return how to draw the same inputs again, what it is worth, and where it ran."""
        environment = report.environment
        notes = [say(self._language, "ci.practice")]
        if falling_short(report):
            notes.insert(0, say(self._language, "ci.repeat", seed=report.seed))
        facts = [f"smol-grade {report.smol_grade}", f"Python {environment.python}", environment.platform]
        facts.append(isolation_of(environment, self._language))
        return "\n\n".join(["---", *notes, escaped(" · ".join(facts))])

    def _unit(self, report: Report) -> str:
        return f"{report.unit_alias}: {report.unit_title.in_language(self._language)}"

    def _bonus(self, exercise: ExerciseResult) -> str:
        return f" ({self._say('bonus')})" if exercise.bonus else ""

    def _say(self, key: str, **fields: object) -> str:
        return say(self._language, f"report.{key}", **fields)


def _mark(report: Report) -> str:
    """Return a unit's mark: wrong where something begun falls short, right where all is done, else not run."""
    if falling_short(report):
        return Screen().mark(Outcome.FAILED)
    if any(exercise.status == "blocked" for exercise in report.exercises):
        return Screen().mark(Outcome.BLOCKED)
    done = all(exercise.status == "done" for exercise in report.exercises if not exercise.bonus)
    return Screen().mark(Outcome.PASSED if done else Outcome.NOT_RUN)


def _counts(report: Report) -> str:
    """Return how many exercises are done, begun, and there are; without bonus ones."""
    due = [exercise for exercise in report.exercises if not exercise.bonus]
    done = sum(exercise.status == "done" for exercise in due)
    begun = sum(exercise.status in ("done", "in_progress") for exercise in due)
    return f"{done} / {begun} / {len(due)}"


def _points(report: Report) -> str:
    bonus = f" (+{report.bonus_points})" if report.bonus_points else ""
    return f"{report.points}/{report.max_points}{bonus}"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    """Return a table whose first column is a mark and whose last is a number."""
    rule = [":-:", *["---"] * (len(heads) - 2), "--:"]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows))
