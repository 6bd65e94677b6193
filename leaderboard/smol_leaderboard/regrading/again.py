"""The grading itself: from the chosen requests to results in the draft.

Three steps, each an iterator over the one before: what to ask, what the judges answer, what is kept of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..batch import station as batch
from ..batch.engine import Engine
from ..errors import JudgeTrouble
from ..judge.messages import Job, NotGraded
from ..judging import job_of
from ..ledger import Ledger
from ..schema import GradeRecord
from .choosing import Chosen, Today
from .draft import Draft, Drafted, hash_of, still_fits

TROUBLES = 3
"""In a row that end a regrading: what is wrong with our side will be wrong with the next request, too."""


class Task(NamedTuple):
    """One request and what the judge is asked about it."""

    chosen: Chosen
    job: Job


Answer = GradeRecord | NotGraded | JudgeTrouble


class Regraded(NamedTuple):
    """One request, then and now."""

    chosen: Chosen
    after: GradeRecord | None
    """None where it could not be graded now; the record before stays."""
    problem: str = ""
    """Why not, for the operator."""

    @property
    def before(self) -> GradeRecord | None:
        """None for a request that had been set aside."""
        return self.chosen.before


def tasks(chosen: Iterable[Chosen], ledger: Ledger, cohort: str) -> Iterator[Task]:
    """Yield what is to be graded; each sealed package is read from the store when its turn comes.

    A request keeps its attempt, its time and its cohort; `cohort` is for those that had no result. Raises `StoreError`.
    """
    for one in chosen:
        record = ledger.sealed_again(one.request)
        before = one.before
        yield Task(one, job_of(record, before.cohort if before else cohort, supersedes=before.id if before else ""))


def answers(engine: Engine, asked: Iterable[Task]) -> Iterator[tuple[Task, Answer]]:
    """Yield what judges say of each task, as they get done; a trouble of ours is an answer, too.

    Raises what reading the tasks does.
    """
    under_way: dict[str, Task] = {}

    def handed() -> Iterator[batch.Task]:
        for task in asked:
            under_way[task.job.request] = task
            yield batch.Task(task.job.request, task.job)

    for outcome in engine.run(handed()):
        answer = outcome.answer
        assert answer is None or isinstance(answer, GradeRecord | NotGraded)  # `choose` takes no quizzes
        yield under_way.pop(outcome.key), JudgeTrouble(outcome.trouble) if answer is None else answer


def kept(draft: Draft, today: Today, answered: Iterable[tuple[Task, Answer]]) -> Iterator[Regraded]:
    """Keep the answers in the draft, and yield each one when it is on the disk.

    What is no answer but a trouble of ours is not kept: the next run asks again. Raises the third `JudgeTrouble` in a
    row.
    """
    troubles = 0
    for task, answer in answered:
        if isinstance(answer, JudgeTrouble):
            troubles += 1
            if troubles == TROUBLES:
                raise answer
            yield Regraded(task.chosen, None, str(answer.fields["problem"]))
            continue
        troubles = 0
        drafted = Drafted(
            request=task.job.request,
            by=hash_of(today.suites[task.job.unit]),
            before=task.job.supersedes,
            record=answer if isinstance(answer, GradeRecord) else None,
            reason=answer.reason if isinstance(answer, NotGraded) else "",
        )
        draft.keep(drafted)
        yield regraded(task.chosen, drafted)


def regraded(chosen: Chosen, drafted: Drafted) -> Regraded:
    """Return what the draft says of a request."""
    return Regraded(chosen, drafted.record, drafted.reason)


class Left(NamedTuple):
    """What of a selection is in the draft already, and what is not."""

    there: dict[str, Drafted]
    """Results that stand, by request."""
    todo: tuple[Chosen, ...]
    stale: tuple[str, ...]
    """Requests whose result in the draft cannot be published any more: other suites made it, or its record was
    superseded, withdrawn or forgotten meanwhile."""


def left(draft: Draft, chosen: Iterable[Chosen], ledger: Ledger, today: Today, published: Iterable[str]) -> Left:
    """Compare the draft with what is chosen now. `published`: requests whose result went out before a kill."""
    results = draft.results()
    out = set(published)
    wanted = {one.request.request: one for one in chosen if one.request.request not in out}
    there, stale = {}, []
    for request, drafted in results.items():
        if request in out:
            continue
        one = wanted.get(request)
        if one is not None and still_fits(drafted, ledger, today.suites[one.request.unit]):
            there[request] = drafted
        else:
            stale.append(request)
    return Left(there, tuple(one for request, one in wanted.items() if request not in there), tuple(stale))
