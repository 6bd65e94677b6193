"""`doctor`: what this machine lacks, and how well it keeps learner code apart. Everything said was tried just now."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .. import __version__, scoring
from ..course import Course, missing_modules
from ..errors import CourseError, SmolGradeError, TierNotReached
from ..grade import Engine, environment, grade
from ..locate import in_checkout
from ..messages import say
from ..records import Environment, Language, Report, Sentence
from ..report.diagnosis import Diagnosis, Extra, Trial, diagnosis_as_json, diagnosis_as_text
from ..report.findings import Finding
from ..report.terminal import Screen
from . import accelerator, examining, output
from .demo import UNIT
from .progress import changing_line


def run(language: Language, form: str, require_tier: int | None) -> int:
    """Examine this machine and show what was found; return 0 when grading works here, else 3.

    On a machine that holds less than `require_tier` that is said too, and 3 returned.
    """
    with changing_line() as show, _engine() as engine:
        diagnosis = examine(engine, lambda what: show(say(language, what)))
    output.stop_if_told()
    out = sys.stdout
    if form == "json":
        output.write(diagnosis_as_json(diagnosis, language))
    else:
        screen = Screen(output.width_of(out), output.wants_color(out), output.speaks_unicode(out))
        output.write(diagnosis_as_text(diagnosis, language, screen))
    isolation = diagnosis.isolation
    if require_tier is not None and isolation.tier > require_tier:
        short = TierNotReached(isolation.tier, require_tier, isolation.leaks)
        output.note(f"{say(language, 'error.prefix')} {say(language, short.key, **short.fields)}")
        return short.exit_code
    return diagnosis.exit_code


def _engine() -> Engine:
    """Return an engine; of a manifest that cannot be read say how to put it back."""
    try:
        return Engine()
    except CourseError as error:
        error.hint = "doctor.course_hint"
        error.fields["command"] = examining.put_back(in_checkout())
        raise


def examine(engine: Engine, working_on: Callable[[str], None]) -> Diagnosis:
    """Measure the isolation, grade the demo's right answer, look at the rest; `working_on` hears the key of a step."""
    with accelerator.asking() as gpu:
        working_on("doctor.measuring")
        isolation = engine.measured
        working_on("doctor.grading")
        trial = attempt(engine)
        working_on("doctor.looking")
        here = environment(engine.files, isolation)
        findings = (*looked(engine, here), gpu())
    return Diagnosis(__version__, here, isolation, extras(engine.course), trial, findings)


def looked(engine: Engine, here: Environment) -> tuple[Finding, ...]:
    """Look at everything that is neither isolation nor GPU."""
    return (
        examining.python_version(examining.required_python()),
        examining.packages(here, engine.files.constraints),
        examining.assets(engine.files, engine.course, is_checkout=in_checkout()),
        *examining.here(),
        examining.temporary(),
        examining.notebooks(),
        examining.login(),
    )


def extras(course: Course) -> tuple[Extra, ...]:
    """Return the extras that exercises of the course need, and what of them is not installed."""
    needing: dict[str, list[str]] = {}
    missing: dict[str, list[str]] = {}
    for exercise in (exercise for unit in course.units for exercise in unit.exercises if exercise.extra):
        needing.setdefault(exercise.extra, []).append(exercise.name)
        missing.setdefault(exercise.extra, []).extend(missing_modules(exercise))
    return tuple(Extra(name, tuple(needing[name]), tuple(dict.fromkeys(missing[name]))) for name in needing)


def attempt(engine: Engine) -> Trial:
    """Grade the demo's right answer."""
    try:
        report = grade(UNIT, engine.files.demo / "good", engine=engine)
    except SmolGradeError as error:
        keys = [error.key, error.hint] if error.hint else [error.key]
        return Trial(0, 0, 0.0, tuple(Sentence(key=key, fields=dict(error.fields)) for key in keys))
    return Trial(report.points, report.max_points, report.seconds, shortfall(report))


def shortfall(report: Report) -> tuple[Sentence, ...]:
    """Return why a right answer did not get full marks; nothing when it did."""
    if scoring.exit_code(report) == 0:
        return ()
    points = Sentence(key="report.points", fields={"points": report.points, "max_points": report.max_points})
    return (points, *[check.message for check in report.checks if check.message is not None][:1])
