"""One judge and the tasks that it is given, wherever it runs: in a thread here, or in an actor of a cluster."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from smol_grade.messages import say

from ..errors import JudgeTrouble
from ..judge.client import Judge
from ..judge.messages import Handed, Job, NotGraded, Ready
from ..judging import grade_or_set_aside, problem
from ..measuring_errors import ModelRejected
from ..schema import EvaluationRecord, GradeRecord, QuizRecord, Struct

if TYPE_CHECKING:
    from ..evaluate.job import Evaluated
    from ..evaluate.job import Job as ModelJob

    Question = Handed | Job | ModelJob
    Answer = GradeRecord | QuizRecord | NotGraded | Evaluated


class Task(NamedTuple):
    """One thing to do."""

    key: str
    """What it is called where its outcome goes."""
    question: Question
    files: Mapping[str, bytes] = {}
    """Of a `Handed` question: its folder is made for it where its judge is."""


class Outcome(NamedTuple):
    """What came of a task."""

    key: str
    answer: Answer | None
    trouble: str = ""
    """Why there is no answer, in English: our fault, so that the task is still to be done."""


class Told(Struct, frozen=True, kw_only=True):
    """What a judge elsewhere says, on its way: what it can do, or what came of a task."""

    key: str = ""
    ready: Ready | None = None
    record: GradeRecord | QuizRecord | None = None
    not_graded: NotGraded | None = None
    evaluation: EvaluationRecord | None = None
    samples: dict[str, str] = {}
    reports: dict[str, str] = {}
    cached: bool = False
    trouble: str = ""


class Station:
    """Holds a judge. Close it."""

    def __init__(self, judge: Judge, room: Path) -> None:
        """Take a judge, and a private folder for the files that it grades: whoever has it alone passes it."""
        self._judge = judge
        self._room = room

    @property
    def judge(self) -> Judge:
        """The judge."""
        return self._judge

    def do(self, key: str, question: Question, files: Mapping[str, bytes]) -> Outcome:
        """Do a task. A question that ends the judge twice is set aside; what is our fault is told as trouble."""
        try:
            if not isinstance(question, Handed):
                return Outcome(key, self._ask(question))
            self._room.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="handed-", dir=self._room) as folder:
                for name, content in files.items():
                    (Path(folder) / os.path.basename(name)).write_bytes(content)
                return Outcome(key, self._ask(msgspec.structs.replace(question, folder=folder)))
        except JudgeTrouble as trouble:
            return Outcome(key, None, problem(trouble))
        except ModelRejected as rejected:
            return Outcome(key, None, say("en", rejected.key, **rejected.fields))
        except OSError as error:
            return Outcome(key, None, f"{error.filename or self._room}: {error.strerror}")

    def do_told(self, key: str, question: Question, files: Mapping[str, bytes]) -> bytes:
        """Do a task; return what came of it as it travels."""
        answer = (outcome := self.do(key, question, files)).answer
        said = Told(key=key, trouble=outcome.trouble)
        if isinstance(answer, GradeRecord | QuizRecord):
            said = msgspec.structs.replace(said, record=answer)
        elif isinstance(answer, NotGraded):
            said = msgspec.structs.replace(said, not_graded=answer)
        elif answer is not None:
            files_of = {"samples": answer.samples, "reports": answer.reports}
            said = msgspec.structs.replace(said, evaluation=answer.record, cached=answer.cached, **files_of)
        return told(said)

    def _ask(self, question: Question) -> Answer:
        if isinstance(question, Handed | Job):
            return grade_or_set_aside(self._judge, question, lambda _: None)[0]
        return self._judge.assess(question)

    def stop(self) -> None:
        """End the judge for good, from another thread than the one that asks it."""
        self._judge.stop()

    def close(self) -> None:
        """End the judge."""
        self._judge.close()


def told(said: Told) -> bytes:
    """Return what a judge says as it travels."""
    return msgspec.json.encode(said)


def read_outcome(said: bytes) -> Outcome:
    """Return what came of a task elsewhere."""
    from ..evaluate.job import Evaluated

    read = msgspec.json.decode(said, type=Told)
    if read.evaluation is not None:
        return Outcome(read.key, Evaluated(read.evaluation, read.samples, read.reports, read.cached))
    return Outcome(read.key, read.record or read.not_graded, read.trouble)
