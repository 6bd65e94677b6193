"""Suites that were mended, learners of two units, and a regrading as the operator's command does it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_leaderboard.batch.engine import LocalEngine
from smol_leaderboard.batch.station import Outcome, Station, Task
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.handed_in import PackedFile
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.judging import rules_of
from smol_leaderboard.ledger import Ledger
from smol_leaderboard.publish import publish
from smol_leaderboard.regrading.again import Left, Regraded, answers, kept, left, regraded, tasks
from smol_leaderboard.regrading.choosing import Choice, Wanted, choose, spelled, today_of
from smol_leaderboard.regrading.draft import Draft, Selection, is_published
from smol_leaderboard.schema import GradeRecord, sealed_record
from smol_leaderboard.segments import list_segments, read_segment, write_segments

from .desk import Desk
from .learner import SOLUTIONS

EVALUATION = "evaluation"
UNIT = load_course(course_files()).find("unit2")[0]
PASS_AT_K = (SOLUTIONS / "unit2" / "pass_at_k.py").read_text("utf-8")
NO_TYPE_ERROR = PASS_AT_K.replace("raise TypeError", "raise ValueError")
"""Raises ValueError where the published suite wants TypeError."""
EXTRACT_ANSWER = (SOLUTIONS / "unit2" / "extract_answer.py").read_text("utf-8")
STRICT = (
    'for bad in ((float(n), 2, 1), (n, 2.0, 1), (n, 2, 1.0), (n, 2.5, 2), (str(n), 2, 1), (n, "2", 1), (n, 2, "1")):'
)


class OneJudge(LocalEngine):
    """An engine with a judge that somebody else has started and will close."""

    def __init__(self, judge: Judge) -> None:
        self._station = Station(judge, Path())

    def run(self, tasks: Iterable[Task], at_once: int = 0) -> Iterator[Outcome]:
        """One after the other, in this thread."""
        return (self._station.do(task.key, task.question, {}) for task in tasks)


def mended(folder: Path) -> Path:
    """Return a copy of the suites of which one is mended: any ValueError will do where it asked for a TypeError."""
    shutil.copytree(course_files().suites, folder, ignore=shutil.ignore_patterns("mutants", "accepted", "__pycache__"))
    suite = folder / "unit2" / "test_pass_at_k.py"
    text = suite.read_text("utf-8")
    assert STRICT in text
    suite.write_text(text.replace(STRICT, "for bad in ():"), "utf-8")
    return folder


def hand_in(desk: Desk, user: str, number: int, **files: str) -> None:
    """Submit exercises of unit 2."""
    packed = tuple(PackedFile(exercise=name, name=f"{name}.py", text=text) for name, text in files.items())
    desk.submit(user, number, unit=EVALUATION, files=packed, sealed_for={"unit": EVALUATION})


def ledger(desk: Desk) -> Ledger:
    """Return the records as they are now."""
    made = Ledger(desk.store)
    made.refresh()
    return made


def chosen(desk: Desk, judge: Judge, **wanted: object) -> Choice:
    """Return what would be graded."""
    rules, today = rules_of(judge.ready, desk.settings), today_of(judge.ready)
    return choose(ledger(desk), rules, today, spelled(Wanted(**wanted), rules, today))  # type: ignore[arg-type]


def drafted(desk: Desk, judge: Judge, **wanted: object) -> list[Regraded]:
    """Grade into the draft what is not in it; return all results."""
    known, today, draft = ledger(desk), today_of(judge.ready), Draft(desk.office.draft)
    choice = chosen(desk, judge, **wanted)
    if draft.selection() is None:
        draft.begin(Selection(wanted=Wanted(**wanted)))  # type: ignore[arg-type]
    there = standing(desk, judge, choice)
    asked = tasks(there.todo, known, desk.settings.cohort)
    done = {one.chosen.request.request: one for one in kept(draft, today, answers(OneJudge(judge), asked))}
    by_request = {one.request.request: one for one in choice.chosen}
    done |= {request: regraded(by_request[request], one) for request, one in there.there.items()}
    return [done[request] for request in by_request if request in done]


def standing(desk: Desk, judge: Judge, choice: Choice) -> Left:
    """Return what of a choice is in the draft."""
    known, draft = ledger(desk), Draft(desk.office.draft)
    out = [request for request, one in draft.results().items() if is_published(one, known)]
    return left(draft, choice.chosen, known, today_of(judge.ready), out)


def published(desk: Desk) -> int:
    """Publish the draft; return how many records it had."""
    draft = Draft(desk.office.draft)
    records = [one.record for one in draft.results().values() if one.record is not None]
    for record in records:
        desk.outbox.add(record)
    publish(desk.store, desk.outbox)
    rebuild(desk.store, desk.office.board_state)
    draft.discard()
    return len(records)


def rewrite(desk: Desk, change: Callable[[GradeRecord], GradeRecord]) -> None:
    """Put other grade records in the place of those that are there, as an older program would have written them."""
    head = desk.store.head()
    files = [file.path for file in list_segments(desk.store, head, ["grade"])[0]]
    records = [one for path in files for one in read_segment(path, desk.store.read(path) or b"").records]
    changed = [sealed_record(change(one)) for one in records if isinstance(one, GradeRecord)]
    desk.store.commit({**dict.fromkeys(files), **write_segments(changed)}, "Rewritten")
    rebuild(desk.store, anew=True)


def without_suites(grade: GradeRecord) -> GradeRecord:
    """Return a record that does not say which suite graded each exercise."""
    exercises = tuple(msgspec.structs.replace(one, suite=msgspec.UNSET) for one in grade.exercises)
    return msgspec.structs.replace(grade, exercises=exercises, content_sha256="")
