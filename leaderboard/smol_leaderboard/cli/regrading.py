"""`smol-leaderboard reveal`, `reference`: seeds of gradings, and gradings that nobody asked for by a request."""

from __future__ import annotations

from smol_grade.cli import output
from smol_grade.messages import say
from smol_grade.records import Language

from ..errors import JudgeTrouble, OperatorError
from ..judge.grading import moment
from .operating import Place, judge_of, opened, visible


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
