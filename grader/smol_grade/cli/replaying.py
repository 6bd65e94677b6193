"""`smol-grade replay`: do one's own official grading again, with the seed that was secret then."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..course import Unit, load_course
from ..locate import course_files
from ..messages import say
from ..records import Language, Report, Step
from . import output
from .progress import changing_line, progress
from .standing import workspace_around
from .submitting import board_of

if TYPE_CHECKING:
    from smol_leaderboard.replaying import Compared, Revealed
    from smol_leaderboard.schema import GradeRecord

DIFFERS = 1


def run(name: str, board: str, language: Language) -> int:
    """Find the record and its seed, grade again, and compare; return 0 when every check ended as recorded."""
    from smol_leaderboard.replaying import compare, ensure_same_suite, find_grade, reveal
    from smol_leaderboard.store import open_store
    from smol_leaderboard.suites import exercise_suites, suite_version

    course = load_course(course_files())
    where = _board(name, board) or board_of(board, course)
    output.note(output.harmless(say(language, "replay.begin", version=__version__, record=name[:64], board=where)))
    with changing_line() as show:

        def on_file(done: int, count: int) -> None:
            show(say(language, "status.search", done=done, count=count))

        store = open_store(where)
        record = find_grade(store, name, on_file)
        ensure_same_suite(record)
        revealed = reveal(store, record, on_file)
    output.note(output.harmless(say(language, "replay.revealed", seed=revealed.seed, at=record.at)))
    unit, _ = course.find(record.unit)
    if not record.private_cases and record.suite_version != suite_version(course_files(), unit):
        output.note(say(language, "replay.suites_differ"))
    report = _graded_again(revealed, unit, language)
    compared = compare(record, report, exercise_suites(course_files(), unit))
    return _tell(record, compared, report, language)


def _board(name: str, board: str) -> str:
    """Return the board that a submission of this workspace with this record went to, if none is named."""
    from smol_leaderboard.outgoing import Memory

    if board:
        return ""
    sent = Memory(workspace_around(Path.cwd())).submissions()
    known = [one.board for one in sent if one.fate.record and one.fate.record.startswith(name.lower())]
    boards = {one.board for one in sent}
    return known[0] if known else boards.pop() if len(boards) == 1 else ""  # it may have been superseded since


@contextmanager
def _files(record: GradeRecord, unit: Unit, language: Language) -> Iterator[Path | None]:
    """Yield a folder with the files that were submitted, or None: then the workspace's are all there is."""
    from smol_leaderboard.outgoing import Memory
    from smol_leaderboard.package import unpack

    for one in Memory(workspace_around(Path.cwd())).submissions():
        if one.package is not None and one.request is not None and one.request.sealed_sha256 == record.sealed_sha256:
            with tempfile.TemporaryDirectory(prefix="smol-grade-replay-") as folder:
                unpack(one.package, unit, Path(folder))
                yield Path(folder)
            return
    output.note(say(language, "replay.workspace"))
    yield None


def _graded_again(revealed: Revealed, unit: Unit, language: Language) -> Report:
    with _files(revealed.record, unit, language) as folder, progress(language) as on_check:
        from ..grade import grade

        def begin(step: Step) -> None:
            output.stop_if_told()
            on_check(step)

        report = grade(unit.alias, folder, seed=revealed.seed, on_check=begin)
        output.stop_if_told()
    return report


def _tell(record: GradeRecord, compared: list[Compared], report: Report, language: Language) -> int:
    """Show the comparison; return the exit code."""
    lines = []
    for exercise, group in groupby(compared, key=lambda one: one.exercise):
        checks = list(group)
        then = sum(one.official[1] for one in checks)
        now = sum(one.here[1] for one in checks if one.here is not None)
        same = all(one.verdict == "same" for one in checks)
        verdict = say(language, "replay.same" if same else "replay.not_same")
        name = f"{exercise} ({say(language, 'report.bonus')})" if checks[0].bonus else exercise
        lines.append(say(language, "replay.exercise", name=name, then=then, now=now, verdict=verdict))
        lines += [f"  {_difference(one, language)}" for one in checks if one.verdict != "same"]
    lines.append("")
    now = sum(one.here[1] for one in compared if one.here is not None and not one.bonus)
    lines.append(say(language, "replay.points", then=record.points, now=now, max_points=record.max_points))
    if record.private_cases:
        lines.append(say(language, "replay.private"))
    differs = sum(one.verdict == "differs" for one in compared)
    withheld = sum(one.verdict == "withheld" for one in compared)
    if differs:
        lines.append(say(language, "replay.differs", count=differs, of=len(compared)))
    elif withheld:
        lines.append(say(language, "replay.agrees", count=len(compared) - withheld, withheld=withheld))
    else:
        lines.append(say(language, "replay.agrees_all", count=len(compared)))
    if differs and report.environment.drift:
        packages = ", ".join(f"{package} {version}" for package, version in report.environment.drift.items())
        lines.append(say(language, "replay.drift", packages=packages))
    if report.points < report.max_points:
        lines.append(say(language, "replay.details", unit=report.unit_alias, seed=report.seed))
    output.write_wrapped(output.harmless("\n".join(lines)))
    return DIFFERS if differs else 0


def _difference(one: Compared, language: Language) -> str:
    then = say(language, "replay.then", outcome=_outcome(one.official[0], language), points=one.official[1])
    if one.verdict == "withheld":
        return say(language, "replay.check_withheld", check=one.check, then=then)
    if one.here is None:
        return say(language, "replay.check_gone", check=one.check, then=then)
    now = say(language, "replay.then", outcome=_outcome(one.here[0], language), points=one.here[1])
    return say(language, "replay.check_differs", check=one.check, then=then, now=now)


def _outcome(outcome: str, language: Language) -> str:
    return say(language, f"report.{outcome}")
