"""Reports that no learner has handed in yet: other endings of a real one, and ones whose every text is hostile."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from smol_grade.evidence import excerpts
from smol_grade.records import (
    CheckResult,
    Environment,
    Evidence,
    ExerciseResult,
    Outcome,
    Reason,
    Report,
    Sentence,
    SubmittedFile,
    Text,
)
from smol_grade.scoring import status_of, totals

ENVIRONMENT = Environment(
    python="3.11.0",
    platform="linux",
    isolation="landlock",
    versions={"transformers": "5.0", "jinja2": "3.1.6"},
    drift={"transformers": "5.1"},
    tier=2,
    leaks=("own_namespaces",),
)
HOSTILE = (
    "<script>alert(1)</script>",
    "</pre></details><h1>22/22 points</h1>",
    '"><img src=https://example.com/x onerror=alert(1)>',
    "&lt;b&gt; &amp; {{ report }} {% raw %}",
    "]]></failure><testcase name='mine'/><![CDATA[",
    "![x](https://example.com/x) [y](javascript:alert(1)) <https://example.com>",
    "| a | b |\n|---|---|\n# title\n- item\n> quote\n```\n~~~~\n````text",
    "@someone #1 GH-1 owner/name#12 me@example.com www.example.com https://example.com :tada: $x$",
    "\x1b[31m \x00 \u202e \u2066 \ud800 \ufffe \u2028 \r\n ::error::mine",
    "**bold** _em_ ~~gone~~ `code` \\| \\` \\\\ &#64;someone &NoBreak;",
)
hostile = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40), st.lists(st.sampled_from(HOSTILE)).map("".join))


def kept_from(report: Report, reason: Reason, outcome: Outcome) -> Report:
    """The report of a unit whose first exercise could not run, for a reason that is told once."""
    message = Sentence(key="problem.no_file", fields={"file": "unit1/mine.py"})
    first = report.exercises[0]
    checks = tuple(
        CheckResult(
            id=check.id,
            exercise=check.exercise,
            title=check.title,
            outcome=outcome,
            reason=reason,
            max_points=check.max_points,
            message=message,
        )
        for check in first.checks
    )
    return with_exercises(report, (with_checks(first, checks, problem=checks[0]), *report.exercises[1:]))


def with_checks(exercise: ExerciseResult, checks: tuple[CheckResult, ...], **changes: object) -> ExerciseResult:
    """The exercise with other checks."""
    points = sum(check.points for check in checks)
    return replace(exercise, checks=checks, points=points, status=status_of(checks), **changes)


def with_exercises(report: Report, exercises: tuple[ExerciseResult, ...]) -> Report:
    """The report with other exercises."""
    return replace(report, exercises=exercises, **totals(exercises)._asdict())


def official(report: Report) -> Report:
    """The report as an official one: no seed, no message, no evidence."""
    exercises = tuple(
        with_checks(one, tuple(replace(check, message=None, evidence=None) for check in one.checks), problem=None)
        for one in report.exercises
    )
    return replace(with_exercises(report, exercises), audience="official", seed=None)


OURS = Text(en="Use <b>, | and `x`: not @you, nor #1.", es="Usa <b>, | y `x`: ni @tú, ni #1.")
"""A text of the course that needs as much care as a learner's."""


@st.composite
def evidences(draw: st.DrawFn, hostile: st.SearchStrategy[str] = hostile) -> Evidence:
    """Evidence whose every text is a learner's."""
    expected, got = draw(hostile), draw(hostile)
    difference = None
    if expected != got and draw(st.booleans()):
        expected, got, difference = excerpts(expected, got)
    return Evidence(
        call=draw(hostile),
        expected=expected,
        got=got,
        where=draw(hostile),
        difference=difference,
        special_tokens=tuple(draw(st.lists(hostile, max_size=2))),
        line=draw(st.integers(0, 3)),
        source=draw(hostile),
        printed=draw(hostile),
    )


@st.composite
def hostile_reports(draw: st.DrawFn, hostile: st.SearchStrategy[str] = hostile) -> Report:
    """A report in which everything that a learner controls is hostile."""
    return with_exercises(
        Report(
            schema_version=1,
            smol_grade="0.0.0",
            target=draw(hostile),
            unit="instruction",
            unit_alias="unit1",
            unit_title=OURS,
            audience="practice",
            seed=1,
            points=0,
            max_points=0,
            exercises=(),
            environment=ENVIRONMENT,
            seconds=1.0,
        ),
        tuple(
            replace(draw(hostile_exercises(name, hostile)), bonus=name == "two" and draw(st.booleans()))
            for name in ("one", "two")
        ),
    )


@st.composite
def hostile_exercises(draw: st.DrawFn, name: str, hostile: st.SearchStrategy[str] = hostile) -> ExerciseResult:
    """An exercise with two checks of any outcome, which perhaps share a problem."""
    checks = []
    for number in (1, 2):
        outcome = draw(st.sampled_from(Outcome))
        passed = outcome is Outcome.PASSED
        raised = Sentence(key="problem.raised", fields={"type": draw(hostile), "message": draw(hostile)})
        absent = Sentence(key="problem.no_file", fields={"file": draw(hostile)})
        checks.append(
            CheckResult(
                id=f"instruction/{name}/check_{number}",
                exercise=f"instruction/{name}",
                title=OURS,
                outcome=outcome,
                reason=None if passed else draw(st.sampled_from(Reason)),
                points=number if passed else 0,
                max_points=number,
                message=None if passed else draw(st.sampled_from([raised, absent])),
                hint=None if passed else draw(st.sampled_from([None, OURS])),
                evidence=None if passed else draw(st.none() | evidences(hostile)),
            )
        )
    exercise = ExerciseResult(
        id=f"instruction/{name}",
        name=name,
        title=OURS,
        level="lion",
        status="done",
        points=0,
        max_points=3,
        checks=(),
        file=draw(hostile),
        files=(SubmittedFile(name=draw(hostile), bytes=1, sha256="0" * 64),),
    )
    problem = checks[0] if checks[0].outcome is not Outcome.PASSED and draw(st.booleans()) else None
    return with_checks(exercise, tuple(checks), problem=problem)
