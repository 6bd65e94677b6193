"""`dev build`, `dev freeze` and `dev check`: the course team's commands."""

from __future__ import annotations

import contextlib

from msgspec import structs

from ..course import Course, load_course
from ..devcheck import oracles, quizzes, rule_page
from ..devcheck.build import build as build_stubs
from ..devcheck.check import DevCheck, Finding
from ..devcheck.gradings import useful_jobs
from ..grade import Engine
from ..locate import Checkout, checkout, checkout_files
from ..messages import say
from ..records import Language
from . import output
from .progress import changing_line


def build(language: Language) -> str:
    """Write the stubs that differ from their solutions; return what was done."""
    place = checkout()
    files = checkout_files(place.root)
    course = load_course(files)
    written = build_stubs(place.solutions, files.exercises, course)
    written += rule_page.build(place.root, course)
    if not written:
        return say(language, "cli.built_nothing")
    names = ", ".join(str(path.relative_to(place.root)) for path in written)
    return say(language, "cli.built", count=len(written), names=names)


def freeze(language: Language, target: str) -> str:
    """Ask the libraries again for the frozen cases of the course, a unit or an exercise; return what was written."""
    place = checkout()
    course = load_course(checkout_files(place.root))
    units = (
        [structs.replace(unit, exercises=exercises) for unit, exercises in [course.find(target)]]
        if target
        else course.units
    )
    with changing_line() as working_on:
        names = []
        for unit in units:
            for exercise, script in oracles.scripts(place.root / "tests" / "oracles", unit):
                working_on(exercise.name)
                names.append(str(oracles.write(script).relative_to(place.root)))
    return say(language, "cli.built", count=len(names), names=", ".join(names) or "-")


def check(language: Language, seeds: int, target: str = "", answer_seeds: int = 0) -> int:
    """Run every part of the check, each line as soon as it is known; return 0 when all is well, else 1."""
    place = checkout()
    files = checkout_files(place.root)
    if target == quizzes.TARGET:
        return _check_quizzes(language, place, load_course(files))
    with Engine(files) as engine, changing_line() as show:

        def working_on(name: str) -> None:
            show(say(language, "cli.working_on", name=name))

        run = DevCheck(place, files, engine, seeds, working_on, target, useful_jobs(), answer_seeds)
        with contextlib.closing(run):
            for finding in run.run():
                _tell(finding, language)
    output.write(f"\n{say(language, 'dev.matrix')}{run.outcomes.matrix}\n")
    counts = {"mutants": 0, "killed": 0, "accepted": 0, "passed": 0} | run.outcomes.fresh
    output.write(f"* {say(language, 'dev.fresh', **counts)}")
    return _end(run.outcomes.problems, language)


def _check_quizzes(language: Language, place: Checkout, course: Course) -> int:
    """Check the banks of questions alone, which needs no grading."""
    with changing_line() as show:
        show(say(language, "cli.working_on", name=quizzes.TARGET))
        finding = Finding(quizzes.TARGET, list(quizzes.problems(place.root, course, course.units)))
    _tell(finding, language)
    return _end(len(finding.problems), language)


def _tell(finding: Finding, language: Language) -> None:
    output.write(f"{'ok ' if not finding.problems else 'BAD'} {say(language, f'dev.{finding.name}')}")
    for problem in finding.problems:
        output.write(f"      {problem}")


def _end(problems: int, language: Language) -> int:
    """Say how it ended; return the exit code."""
    output.write(say(language, "dev.found", count=problems) if problems else say(language, "dev.all_good"))
    return 1 if problems else 0
