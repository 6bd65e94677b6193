"""One judge and the tasks that it is given, wherever it runs: in a thread here, or in an actor of a cluster."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from smol_grade.messages import say

from ..errors import JudgeTrouble
from ..judge.client import Judge
from ..judge.messages import Handed, Job, NotGraded
from ..judging import grade_or_set_aside, problem
from ..measuring_errors import ModelRejected
from ..schema import GradeRecord, QuizRecord

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
    files: Callable[[], Mapping[str, bytes]] | None = None
    """Reads the files of a `Handed` question, whose folder is made for it where its judge is."""


class Outcome(NamedTuple):
    """What came of a task."""

    key: str
    answer: Answer | None
    trouble: str = ""
    """Why there is no answer, in English: our fault, so that the task is still to be done."""


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
