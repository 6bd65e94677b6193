"""An official quiz while it is answered: `.smol-grade/official-quizzes/BOARD-UNIT.json` of a learner's workspace."""

from __future__ import annotations

from pathlib import Path

import msgspec

from smol_grade.course import Unit
from smol_grade.quiz.marking import Answer
from smol_grade.quiz.paper import Paper, PublicBank

from . import layout
from .errors import RecordError
from .handed_in import QuizAnswers
from .outgoing import Memory, Submission, name_of
from .quiz_errors import NoOfficialQuiz
from .quizzes import paper_of
from .schema import SCHEMA_VERSION, BoardSettings, Struct
from .store import Store

FOLDER = "official-quizzes"


class Sitting(Struct, frozen=True, kw_only=True):
    """A paper, and what was answered so far."""

    schema_version: int = SCHEMA_VERSION
    about: str = "An official quiz that is being answered, written by smol-grade; deleting it loses the answers."
    board: str
    user: str
    """Name on the Hub: the paper is this user's."""
    attempt: int
    bank: PublicBank
    answers: dict[str, Answer] = {}
    """Item id -> answer; empty: skipped."""

    @property
    def paper(self) -> Paper:
        """The questions that are asked."""
        return paper_of(self.bank, self.user, self.attempt)

    @property
    def open(self) -> int:
        """How many questions have no answer yet."""
        return sum(question.item not in self.answers for question in self.paper.questions)

    def answered(self, item: str, answer: Answer) -> Sitting:
        """Return the sitting with one more answer."""
        return msgspec.structs.replace(self, answers=self.answers | {item: answer})

    @property
    def handed_in(self) -> QuizAnswers:
        """What goes into the package."""
        return QuizAnswers(bank=self.bank.sha256, attempt=self.attempt, answers=self.answers)


def begin(store: Store, settings: BoardSettings, unit: Unit, where: str, user: str, attempt: int) -> Sitting:
    """Return a new paper from a board's published questions.

    Raises `NoOfficialQuiz` where the unit has none, `RecordError` where the questions are not those that the board's
    settings name, `StoreError`.
    """
    wanted = settings.quizzes.get(unit.slug, "")
    if not wanted:
        raise NoOfficialQuiz(unit.alias, where)
    path = layout.quiz(unit.slug)
    try:
        bank = msgspec.json.decode(store.read(path) or b"", type=PublicBank)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(path, str(error)) from error
    if bank.sha256 != wanted or bank.unit != unit.slug:
        raise RecordError(path, "these are not the questions that the board's settings name")
    return Sitting(board=where, user=user, attempt=attempt, bank=bank)


def next_attempt(sent: list[Submission], where: str, user: str, unit: Unit) -> int:
    """Return which attempt at a unit's quiz is due, from what this workspace has sent and was not refused."""
    taken = [
        one
        for one in sent
        if (one.board, one.user, one.unit, one.state) == (where, user, unit.slug, "sent")
        and one.is_quiz
        and one.fate.state != "failed"
    ]
    return len(taken) + 1


def read(memory: Memory, where: str, unit: Unit) -> Sitting | None:
    """Return the paper that is being answered, None if there is none (or what is there cannot be read)."""
    try:
        found = msgspec.json.decode(_path(memory, where, unit).read_bytes(), type=Sitting)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    fits = found.schema_version == SCHEMA_VERSION and (found.board, found.bank.unit) == (where, unit.slug)
    return found if fits else None


def keep(memory: Memory, unit: Unit, sitting: Sitting) -> None:
    """Write a paper down, readable by its owner alone. Raises `OutputNotWritable`."""
    memory.write(_path(memory, sitting.board, unit), sitting)


def forget(memory: Memory, where: str, unit: Unit) -> None:
    """Remove a paper that was handed in."""
    _path(memory, where, unit).unlink(missing_ok=True)


def _path(memory: Memory, where: str, unit: Unit) -> Path:
    return memory.folder / FOLDER / f"{name_of(where)}-{unit.alias}.json"
