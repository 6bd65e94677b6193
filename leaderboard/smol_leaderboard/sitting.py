"""An official quiz while it is answered: `.smol-grade/official-quizzes/BOARD-UNIT.json` of a learner's workspace."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from smol_grade.course import Unit
from smol_grade.quiz.bank import BANK_VERSION
from smol_grade.quiz.marking import Answer
from smol_grade.quiz.paper import Paper, PublicBank

from . import layout
from .errors import NewerBoard, RecordError
from .handed_in import QuizAnswers
from .outgoing import Memory, Submission, name_of
from .quiz_errors import NoOfficialQuiz, UnreadableAnswers
from .quizzes import paper_of
from .schema import SCHEMA_VERSION, BoardSettings, Struct
from .store import Store

FOLDER = "official-quizzes"
CHOOSING = frozenset({"single", "multi", "order"})
MOST_CHOICES = 6
"""More letters would run into those that skip and leave."""


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

    def is_of(self, other: Sitting) -> bool:
        """Return whether both are of one paper."""
        return (self.user, self.attempt, self.bank) == (other.user, other.attempt, other.bank)

    @property
    def handed_in(self) -> QuizAnswers:
        """What goes into the package."""
        return QuizAnswers(bank=self.bank.sha256, attempt=self.attempt, answers=self.answers)


def begin(store: Store, settings: BoardSettings, unit: Unit, where: str, user: str, attempt: int) -> Sitting:
    """Return a new paper from a board's published questions.

    Raises `NoOfficialQuiz` where the unit has none, `NewerBoard`, `RecordError` where the questions are not those that
    the board's settings name or cannot be asked, `StoreError`.
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
    if bank.schema_version > BANK_VERSION:
        raise NewerBoard(where)
    if _cannot_be_asked(bank):
        raise RecordError(path, "there are questions in it that cannot be asked")
    return Sitting(board=where, user=user, attempt=attempt, bank=bank)


def _cannot_be_asked(bank: PublicBank) -> bool:
    """Return whether a bank, which strangers may have written, has no items, one twice, or one without its choices."""
    ids = {item.id for item in bank.items}
    counts = [(item.kind, len({choice.key for choice in item.choices})) for item in bank.items]
    lacking = any(not 1 < count <= MOST_CHOICES for kind, count in counts if kind in CHOOSING)
    return not ids or len(ids) < len(bank.items) or lacking


def next_attempt(sent: list[Submission], where: str, user: str, unit: Unit) -> int:
    """Return which attempt at a unit's quiz is due, from what this workspace has sent and was not refused."""
    return len(taken(sent, where, user, unit)) + 1


def taken(sent: list[Submission], where: str, user: str, unit: Unit) -> list[Submission]:
    """Return the answers to a unit's quiz that this workspace has sent and that were not refused."""
    return [
        one
        for one in sent
        if (one.board, one.user, one.unit, one.state) == (where, user, unit.slug, "sent")
        and one.is_quiz
        and one.fate.state != "failed"
    ]


def read(memory: Memory, where: str, unit: Unit) -> Sitting | None:
    """Return the paper that is being answered, None if there is none.

    Raises `UnreadableAnswers` for a file that is damaged or of a later smol-grade: beginning anew would overwrite it.
    """
    path = _path(memory, where, unit)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Sitting)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableAnswers(path, unit.alias) from error
    fits = found.schema_version == SCHEMA_VERSION and (found.board, found.bank.unit) == (where, unit.slug)
    if not fits or _cannot_be_asked(found.bank):
        raise UnreadableAnswers(path, unit.alias)
    return found


def keep(memory: Memory, unit: Unit, sitting: Sitting) -> None:
    """Write a paper down, readable by its owner alone. Raises `OutputNotWritable`.

    What another terminal has answered of this very paper stays.
    """
    with contextlib.suppress(UnreadableAnswers):
        there = read(memory, sitting.board, unit)
        if there is not None and there.is_of(sitting):
            sitting = msgspec.structs.replace(sitting, answers=there.answers | sitting.answers)
    memory.write(_path(memory, sitting.board, unit), sitting)


def forget(memory: Memory, where: str, unit: Unit) -> None:
    """Remove a paper that was handed in."""
    _path(memory, where, unit).unlink(missing_ok=True)


def _path(memory: Memory, where: str, unit: Unit) -> Path:
    return memory.folder / FOLDER / f"{name_of(where)}-{unit.alias}.json"
