"""`quiz --official`: the paper that a board asks, answered offline. Nobody marks the answers here."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..course import Unit, load_course
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import output
from .question import ask, show
from .quizzing import workspace_of
from .submitting import ask_who_and_what, board_of

if TYPE_CHECKING:
    from smol_leaderboard.outgoing import Memory
    from smol_leaderboard.sitting import Sitting


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    unit: str
    board: str
    user: str
    attempt: int
    """Which attempt it is; 0: as this workspace has counted."""
    new: bool
    options: str
    """The options to repeat in the next command."""


def run(asked: Asked, language: Language) -> int:
    """Ask the paper, or what is left of it; return 0 when every question has an answer, else 1."""
    course = load_course(course_files())
    unit, _ = course.find(asked.unit)
    from smol_leaderboard import sitting as sittings
    from smol_leaderboard.outgoing import Memory
    from smol_leaderboard.quiz_errors import OthersPaper

    where = board_of(asked.board, course)
    memory = Memory(workspace_of(course))
    title = unit.title.in_language(language)
    output.write_wrapped(say(language, "official_quiz.title", alias=unit.alias, title=title))
    sitting = None if asked.new else sittings.read(memory, where, unit)
    if sitting is not None and asked.attempt not in (0, sitting.attempt):
        sitting = None
    if sitting is not None and asked.user not in ("", sitting.user):
        raise OthersPaper(sitting.user, asked.user, unit.alias)
    if sitting is None:
        sitting = _begin(asked, unit, where, memory, language)
    else:
        done = len(sitting.paper.questions) - sitting.open
        fields = {"done": done, "total": len(sitting.paper.questions), "unit": unit.alias, "options": asked.options}
        output.write_wrapped(say(language, "official_quiz.resumed", **fields))
    try:
        sitting = _ask_all(sitting, unit, memory, language)
    except KeyboardInterrupt:
        output.note("\n" + say(language, "official_quiz.left", unit=unit.alias, options=asked.options))
        return 128 + (signal.SIGTERM if signal.SIGTERM in output.SIGNALS else signal.SIGINT)
    key = "official_quiz.left" if sitting.open else "official_quiz.done"
    output.write_wrapped("\n" + say(language, key, unit=unit.alias, options=asked.options))
    return 1 if sitting.open else 0


def _begin(asked: Asked, unit: Unit, where: str, memory: Memory, language: Language) -> Sitting:
    """Fetch the questions and draw the paper. Raises `StoreError` when the board cannot be asked now."""
    from smol_leaderboard import sitting as sittings
    from smol_leaderboard.quiz_errors import NobodyLoggedIn
    from smol_leaderboard.store import open_store
    from smol_leaderboard.submitting import ensure_open

    board, me, problem = ask_who_and_what(where, memory, load_course(course_files()), asked.user, language)
    if problem is not None and (board.settings is None or board.problem is not None):
        raise problem
    if not me.name:
        raise NobodyLoggedIn(where)
    assert board.settings is not None
    ensure_open(board.settings, unit, 1)
    attempt = asked.attempt or sittings.next_attempt(memory.submissions(), where, me.name, unit)
    sitting = sittings.begin(open_store(where), board.settings, unit, where, me.name, attempt)
    sittings.forget(memory, where, unit)  # a paper that was given up leaves no answers
    sittings.keep(memory, unit, sitting)
    fields = {"total": len(sitting.paper.questions), "user": me.name, "attempt": attempt}
    output.write_wrapped(output.harmless(say(language, "official_quiz.begun", **fields)))
    return sitting


def _ask_all(sitting: Sitting, unit: Unit, memory: Memory, language: Language) -> Sitting:
    """Ask what is not answered yet, and keep each answer at once; stops where somebody leaves."""
    from smol_leaderboard import sitting as sittings

    questions = sitting.paper.questions
    for number, question in enumerate(questions, 1):
        if question.item in sitting.answers:
            continue
        item = sitting.bank.item(question.item)
        show(item, question, number, len(questions), language)
        answer = ask(item, question, language)
        if answer is None:
            return sitting
        sitting = sitting.answered(item.id, answer)
        sittings.keep(memory, unit, sitting)
        output.write(say(language, "official_quiz.kept" if answer else "official_quiz.skipped"))
    return sitting
