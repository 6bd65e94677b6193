"""`smol-leaderboard batch`: grade a cohort's submissions that lie in a folder, on all cores or on a cluster."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say
from smol_grade.records import Language

from .options import LANG, Board, Home, Lang

if TYPE_CHECKING:
    from smol_grade.course import Course, Unit

    from ..batch.engine import Engine
    from ..batch.results import Plan, Results
    from ..batch.submissions import Submitted
    from ..judge.messages import Ready
    from .batch_telling import Told

FORMATS = ("text", "jsonl")
ENGINES = ("local", "ray")


def _(name: str) -> str:
    return say(LANG, f"batch.{name}")


Workers = Annotated[int, typer.Option("--workers", help=_("workers_help"), metavar="N", show_default=False)]
EngineName = Annotated[str, typer.Option("--engine", help=_("engine_help"), metavar="local|ray")]
Address = Annotated[str, typer.Option("--address", help=_("address_help"), show_default=False)]


def batch_command(
    source: Annotated[Path, typer.Argument(help=_("source_help"), metavar="FOLDER|FILE.jsonl", show_default=False)],
    unit: Annotated[str, typer.Option("--unit", help=_("unit_help"), show_default=False)],
    exercises: Annotated[
        list[str] | None, typer.Option("--exercise", help=_("exercise_help"), metavar="NAME", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help=_("out_help"), metavar="DIR", show_default=False)] = None,
    workers: Workers = 0,
    engine: EngineName = "local",
    address: Address = "",
    form: Annotated[str, typer.Option("--format", help=_("format_help"), metavar="text|jsonl")] = "text",
    board: Board = "",
    home: Home = "",
    suites: Annotated[str, typer.Option("--suites", help=_("suites_help"), metavar="DIR", show_default=False)] = "",
    practice: Annotated[bool, typer.Option("--practice", help=_("practice_help"))] = False,
    lang: Lang = "",
) -> None:
    """Grade many submissions."""
    language = output.language_of(lang)
    with output.explained(language):
        from .operating import Place

        ensure_one_of("--format", form, FORMATS)
        asked = Asked(source, unit, tuple(exercises or ()), out, form)
        machines = Machines(engine, address, workers)
        raise typer.Exit(run(Place(board, home, suites), language, asked, machines, practice=practice))


class Asked(NamedTuple):
    """What is to be graded, and where the results go."""

    source: Path
    unit: str
    exercises: tuple[str, ...]
    out: Path | None
    form: str


class Machines(NamedTuple):
    """Where the judges run."""

    engine: str = "local"
    address: str = ""
    """Of a Ray cluster."""
    workers: int = 0
    """Judges at once; 0: one a core."""


def ensure_one_of(option: str, given: str, allowed: tuple[str, ...]) -> None:
    """Raise `OperatorError` for a choice that there is not."""
    from ..errors import OperatorError

    if given not in allowed:
        raise OperatorError(f"{option} takes {' or '.join(allowed)}, not {given!r}")


def run(place: object, language: Language, asked: Asked, machines: Machines, *, practice: bool) -> int:
    """Grade what has no result yet; return the exit code."""
    from smol_grade.course import load_course
    from smol_grade.locate import course_files

    from ..batch.errors import ResultsNotKept
    from ..batch.grading import file_names
    from ..batch.noticing import notice
    from ..batch.results import FULL, Results
    from ..batch.submissions import read_submissions
    from .batch_telling import Told, notices
    from .operating import Place

    assert isinstance(place, Place)
    course = load_course(course_files())
    asked, unit = chosen(asked, course)
    submissions = read_submissions(asked.source, file_names(unit, asked.exercises), unit.alias)
    noticed = notice(asked.source, submissions, frozenset(one.alias for one in course.units))
    out = asked.out if asked.out is not None else Path(f"{asked.source.resolve().name.partition('.')[0]}-{unit.alias}")
    ensure_apart(asked.source, out)
    ensure_possible(machines, place.suites)
    keys = _keys_of(place)
    results = Results(out)
    told = Told(language, asked.form)
    try:
        keys = keys or results.keys()
        output.note(say(language, "batch.begins", count=len(submissions), unit=unit.alias, out=out))
        for sentence in (*notices(noticed, asked.source, language), *drift(language)):
            output.note(sentence)
        troubles = _grade(
            Batch(submissions, results, unit, asked), machines, keys, place.suites, told, practice=practice
        )
    except BaseException as error:
        if (isinstance(error, KeyboardInterrupt) or output.SIGNALS) and told.interrupted():
            raise output.ended(told.interrupted()) from None
        if isinstance(error, OSError) and error.filename is not None and error.errno in FULL:
            raise ResultsNotKept(out, error) from error
        raise
    finally:
        results.close()
    return told.summary(troubles, out)


class Batch(NamedTuple):
    """What is graded, and where it is kept."""

    submissions: list[Submitted]
    results: Results
    unit: Unit
    asked: Asked


def _grade(batch: Batch, machines: Machines, keys: Path, suites: str, told: Told, *, practice: bool) -> list[str]:
    """Grade; return why some could not be graded."""
    from ..batch.grading import grade_all
    from ..batch.results import ROOMS

    with engine_of(machines, keys, suites, batch.results.folder / ROOMS, practice=practice) as engine:
        plan = _plan(batch.asked, batch.unit, engine.ready())
        with changing_line() as told.show:
            return grade_all(batch.submissions, engine, batch.results, plan, told)


def drift(language: Language) -> list[str]:
    """Return a sentence on the packages of this machine that are not as the course is graded with; none without."""
    from smol_grade.grade import drift_of, installed_versions
    from smol_grade.locate import course_files

    here = installed_versions()
    what = ", ".join(f"{name} {here[name]} -> {pinned}" for name, pinned in drift_of(course_files()).items())
    return [say(language, "doctor.packages_differ", what=what)] if what else []


def ensure_apart(source: Path, out: Path) -> None:
    """Raise `OperatorError` where results would lie among the submissions, and be one of them the next time."""
    from ..errors import OperatorError

    if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
        raise OperatorError(f"{out} would lie among the submissions in {source}; name another --out")


def chosen(asked: Asked, course: Course) -> tuple[Asked, Unit]:
    """Return the question with its exercises in the course's order, those of `--unit unit1/NAME` among them.

    Raises `OperatorError` for an exercise that the unit does not have, `UnknownTarget` for no unit.
    """
    from ..errors import OperatorError

    unit, named = course.find(asked.unit)
    names = {one.name for one in unit.exercises}
    if unknown := sorted(set(asked.exercises) - names):
        known = ", ".join(one.name for one in unit.exercises)
        raise OperatorError(f"{unit.alias} has no exercise {', '.join(unknown)} for --exercise; it has {known}")
    wanted = {*asked.exercises, *((one.name for one in named) if "/" in asked.unit else ())}
    return asked._replace(exercises=tuple(one.name for one in unit.exercises if one.name in wanted)), unit


def ensure_possible(machines: Machines, suites: str) -> None:
    """Raise `OperatorError` for what makes no sense, `ExtraNeeded` for Ray where it is not, before anything is made."""
    from ..errors import ExtraNeeded, OperatorError
    from ..private_suites import ensure_suites

    ensure_one_of("--engine", machines.engine, ENGINES)
    if machines.workers < 0:
        raise OperatorError("--workers takes a whole number: 1 and more, or 0 for one a core")
    ensure_suites(suites)
    if machines.engine != "ray" and machines.address:
        raise OperatorError("--address is for --engine ray")
    if machines.engine == "ray" and importlib.util.find_spec("ray") is None:
        raise ExtraNeeded("ray", "ray")


def engine_of(machines: Machines, keys: Path, suites: str, rooms: Path, *, practice: bool) -> Engine:
    """Return the engine that was asked for; it starts its judges when they are needed.

    `rooms` is a folder for what they are grading: whoever has it alone passes it. Raises what `ensure_possible` does.
    """
    from ..batch.engine import LocalEngine
    from ..batch.station import Station
    from ..judge.client import Judge

    ensure_possible(machines, suites)
    if machines.engine == "ray":
        from ..batch.cluster import RayEngine

        return RayEngine(machines.address, machines.workers, keys, suites, allow_practice=practice)

    absolute = rooms.resolve()  # the judge is in another folder

    def make(number: int) -> Station:
        judge = Judge(keys, suites=suites, allow_practice=practice, room=absolute / f"judge-{number}")
        return Station(judge, absolute / f"files-{number}")

    return LocalEngine(make, machines.workers or cores(), absolute)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _keys_of(place: object) -> Path | None:
    """Return the keys of the board that is named, None for none: then the batch has its own."""
    from ..errors import OperatorError
    from ..office import office
    from .operating import Place

    assert isinstance(place, Place)
    if not place.board:
        return None
    keys = office(place.board, place.home).keys
    if not keys.exists():
        raise OperatorError(f"there are no keys of {place.board} on this machine ({keys})")
    return keys


def _plan(asked: Asked, unit: Unit, ready: Ready) -> Plan:
    from ..batch.results import Plan
    from ..errors import OperatorError

    version = ready.suites.get(unit.slug, "")
    if not version:
        raise OperatorError(f"there are no suites for {unit.alias}")
    return Plan(unit=unit.slug, exercises=asked.exercises, suite_version=version, cohort="batch", tier=ready.tier)
