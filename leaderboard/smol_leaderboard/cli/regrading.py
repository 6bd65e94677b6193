"""`smol-leaderboard regrade`, `reveal`, `reference`: gradings that nobody asked for by a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say
from smol_grade.records import Language

from ..errors import JudgeTrouble, OperatorError
from ..judge.grading import moment
from .operating import FAILED, Place, judge_of, opened, visible

if TYPE_CHECKING:
    from ..regrade import Regraded, Wanted
    from ..schema import GradeRecord


def regrade(place: Place, language: Language, wanted: Wanted, *, practice: bool) -> int:
    """Grade again and report what changed; return the exit code."""
    from ..judging import rules_of
    from ..regrade import choose
    from ..regrade import regrade as again

    if not (wanted.one or wanted.unit or wanted.suite_version):
        raise OperatorError("say what: an id, --unit or --suite-version")
    with opened(place, language) as work, judge_of(work, place, practice=practice) as judge:
        output.note(say(language, "official.judge_starts"))
        rules = rules_of(judge, work.settings)
        outbox = work.outbox()
        work.publish(outbox)
        ledger = work.ledger()
        chosen = choose(ledger, rules, judge.ready.suites, wanted)
        done: list[Regraded] = []
        with changing_line() as show:
            count = len(chosen)

            def begun(number: int, _of: int) -> None:
                show(say(language, "official.regrading", number=number + 1, count=count))

            for one in again(chosen, ledger, judge, outbox, work.settings.cohort, begun):
                output.stop_if_told()
                done.append(one)
        work.publish(outbox)
    output.write(table(done, language))
    failed = sum(bool(one.problem) for one in done)
    changed = sum(bool(one.changed) for one in done)
    output.write(say(language, "official.regraded", count=len(done) - failed, changed=changed, failed=failed))
    return FAILED if failed else 0


def table(done: list[Regraded], language: Language) -> str:
    """Return one line per request whose result is another one now, its checks below it."""
    lines = []
    for one in done:
        if one.changed or one.problem or one.before is None:
            points = f"{_points(one.before):>9} -> {_points(one.after):>9}"
            lines.append(f"{one.request[:16]}  {points}  {visible(one.problem)}".rstrip())
            lines += [f"    {visible(change)}" for change in one.changed]
    if not lines:
        return say(language, "official.no_differences")
    return "\n".join([say(language, "official.differences"), *lines])


def _points(grade: GradeRecord | None) -> str:
    return f"{grade.points}/{grade.max_points}" if grade is not None else "-"


def reveal(place: Place, language: Language, cohort: str, *, now: bool) -> int:
    """Publish the seeds of a cohort; return the exit code."""
    from ..reveal import ensure_closed
    from ..reveal import reveal as publish_seeds

    with opened(place, language) as work:
        if not now:
            ensure_closed(work.settings, cohort, moment())
        outbox = work.outbox()
        work.publish(outbox)
        with judge_of(work, place, reveals=True) as judge:
            count = publish_seeds(work.ledger(), judge, outbox, cohort, moment())
        work.publish(outbox)
    output.write(say(language, "official.revealed", count=count, cohort=visible(cohort)))
    return 0


def reference(place: Place, language: Language, unit: str, *, stub: bool, practice: bool) -> int:
    """Grade the checkout's own solutions or stubs, for a row to compare with; return the exit code."""
    from smol_grade.course import load_course
    from smol_grade.locate import checkout, course_files

    from ..judge.messages import NotGraded, Reference
    from ..schema import GradeRecord

    files = course_files()
    found, _ = load_course(files).find(unit)
    folder = (files.exercises if stub else checkout().solutions) / found.alias
    with opened(place, language) as work, judge_of(work, place, practice=practice) as judge:
        if found.slug not in work.settings.units:
            raise OperatorError(f"there is no unit {unit!r} on this board")
        name = "stub" if stub else "solution"
        output.note(say(language, "official.judge_starts"))
        asked = Reference(name=name, unit=found.slug, folder=str(folder.resolve()), cohort=work.settings.cohort)
        record = judge.grade(asked)
        if isinstance(record, NotGraded):
            raise JudgeTrouble(record.reason)
        assert isinstance(record, GradeRecord)
        outbox = work.outbox()
        outbox.add(record)
        work.publish(outbox)
    output.write(say(language, "official.referenced", name=name, points=record.points, max_points=record.max_points))
    return 0
