"""`smol-leaderboard batch`: grade a cohort's submissions that lie in a folder, on all cores or on a cluster."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from smol_grade.cli import output
from smol_grade.cli.progress import before_a_line, changing_line
from smol_grade.messages import say
from smol_grade.records import Language

from .options import LANG, Board, Home, Lang

if TYPE_CHECKING:
    from smol_grade.course import Unit

    from ..batch.engine import Engine
    from ..batch.grading import Progress
    from ..batch.results import BatchResult, Plan
    from ..judge.messages import Ready

FAILED = 3
FORMATS = ("text", "jsonl")
ENGINES = ("local", "ray")
LOG_EVERY_S = 30.0
WHY = ("no_files", "not_gradable")
"""The refusals that files alone can meet."""


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
    from ..batch.grading import file_names, grade_all
    from ..batch.results import KEYS, ROOMS, Results
    from ..batch.submissions import read_submissions
    from ..keys import create
    from .operating import Place

    assert isinstance(place, Place)
    unit = unit_of(asked)
    submissions = read_submissions(asked.source, file_names(unit, asked.exercises), unit.alias)
    out = asked.out if asked.out is not None else Path(f"{asked.source.resolve().name.partition('.')[0]}-{unit.alias}")
    ensure_apart(asked.source, out)
    results = Results(out)
    try:
        keys = _keys_of(place) or out / KEYS
        if not keys.exists():
            create(keys)
        output.note(say(language, "batch.begins", count=len(submissions), unit=unit.alias, out=out))
        with engine_of(machines, keys, place.suites, out / ROOMS, practice=practice) as engine:
            plan = _plan(asked, unit, engine.ready())
            told = Told(language, asked.form)
            with changing_line() as told.show:
                troubles = grade_all(submissions, engine, results, plan, told)
    finally:
        results.close()
    return told.summary(troubles, out)


def ensure_apart(source: Path, out: Path) -> None:
    """Raise `OperatorError` where results would lie among the submissions, and be one of them the next time."""
    from ..errors import OperatorError

    if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
        raise OperatorError(f"{out} would lie among the submissions in {source}; name another --out")


def unit_of(asked: Asked) -> Unit:
    """Return the unit; raise `OperatorError` for an exercise that it does not have, `CourseError` for no unit."""
    from smol_grade.course import load_course
    from smol_grade.locate import course_files

    from ..errors import OperatorError

    unit, _ = load_course(course_files()).find(asked.unit.partition("/")[0])
    unknown = set(asked.exercises) - {one.name for one in unit.exercises}
    if unknown or "/" in asked.unit:
        named = ", ".join(sorted(unknown)) or asked.unit
        known = ", ".join(one.name for one in unit.exercises)
        raise OperatorError(f"{unit.alias} has no exercise {named} for --exercise; it has {known}")
    return unit


def engine_of(machines: Machines, keys: Path, suites: str, rooms: Path, *, practice: bool) -> Engine:
    """Return the engine that was asked for; it starts its judges when they are needed.

    `rooms` is a folder for what they are grading: whoever has it alone passes it.
    """
    from ..batch.engine import LocalEngine
    from ..batch.station import Station
    from ..errors import OperatorError
    from ..judge.client import Judge

    ensure_one_of("--engine", machines.engine, ENGINES)
    if machines.workers < 0:
        raise OperatorError("--workers takes a whole number from 1")
    if suites and not Path(suites).is_dir():
        raise OperatorError(f"there is no folder {suites} with suites")
    if machines.engine == "ray":
        from ..batch.cluster import RayEngine

        return RayEngine(machines.address, machines.workers, keys, suites, allow_practice=practice)
    if machines.address:
        raise OperatorError("--address is for --engine ray")

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


class Told:
    """Hears how far the batch is: results go to stdout as they come, rate and remaining time to stderr."""

    def __init__(self, language: Language, form: str) -> None:
        self.show: Callable[[str], None] = lambda _: None
        """Shows a text in place of the one before."""
        self._language = language
        self._form = form
        self._out, self._screen = sys.stdout, sys.stderr  # before the changing line takes both over
        self._begun = self._logged = time.monotonic()
        self._before = -1
        self._graded = self._refused = 0

    def __call__(self, progress: Progress) -> None:
        """Tell of one step."""
        output.stop_if_told()
        if self._before < 0:
            self._before = progress.done
            if progress.done:
                output.note(say(self._language, "batch.resumes", done=progress.done, total=progress.total))
        if progress.trouble:
            output.note(output.harmless(say(self._language, "batch.trouble", problem=progress.trouble)))
        if progress.result is not None:
            self._count(progress.result)
        line = self._line(progress)
        self.show(line)
        now = time.monotonic()
        if now - self._logged > LOG_EVERY_S and not (self._screen and self._screen.isatty()):
            self._logged = now
            output.note(line)

    def _count(self, result: BatchResult) -> None:
        self._graded += result.record is not None
        self._refused += result.record is None
        clear = before_a_line(self._out, self._screen)
        if self._form == "jsonl":
            import msgspec

            output.write(clear + msgspec.json.encode(result).decode(), self._out)
        else:
            output.write(clear + output.harmless(sentence(result, self._language)), self._out)

    def _line(self, progress: Progress) -> str:
        seconds = time.monotonic() - self._begun
        here = progress.done - self._before
        fields = {"done": progress.done, "total": progress.total}
        if not here:
            return say(self._language, "batch.warming", **fields)
        rate = here / seconds
        left = duration((progress.total - progress.done) / rate)
        return say(self._language, "batch.progress", **fields, rate=f"{rate:.1f}", left=left)

    def summary(self, troubles: list[str], out: Path) -> int:
        """Say what was done; return the exit code."""
        seconds = time.monotonic() - self._begun
        counted = self._graded + self._refused
        fields = {"graded": self._graded, "refused": self._refused, "before": max(self._before, 0)}
        rate = f"{counted / seconds:.2f}" if counted else "-"
        output.note(say(self._language, "batch.summary", **fields, time=duration(seconds), rate=rate, out=out))
        if troubles:
            output.note(say(self._language, "batch.left", count=len(troubles)))
        return FAILED if troubles else 0


def sentence(result: BatchResult, language: Language) -> str:
    """Return one line on a result: points, id, the exercises that fall short."""
    if result.record is None:
        reason = say(language, f"batch.why_{result.refused}" if result.refused in WHY else "batch.why_other")
        return say(language, "batch.refused", id=result.submission, reason=reason)
    short = [one.name for one in result.record.exercises if one.points < one.max_points]
    points = f"{result.record.points}/{result.record.max_points}"
    return f"{points:>9}  {result.submission}" + (f"  {', '.join(short)}" if short else "")


def duration(seconds: float) -> str:
    """Return a time as people read it: `42 s`, `3 min`, `2 h 5 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
