"""`submit UNIT --quiz`: the answers to an official quiz, sealed like exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from .. import __version__
from ..course import Course, Unit
from ..errors import UsageError
from ..messages import say
from ..records import Language
from . import output, sending, shown_name
from .quizzing import workspace_of
from .submitting import Asked, ask_who_and_what, hand_in, is_declined, is_on_hub

if TYPE_CHECKING:
    from smol_leaderboard.outgoing import Memory
    from smol_leaderboard.schema import BoardSettings
    from smol_leaderboard.sitting import Sitting


class NoModelWithQuiz(UsageError):
    """--quiz and --model exclude each other."""

    key = "official_quiz.no_model"


def submit_quiz(asked: Asked, unit: Unit, where: str, course: Course, language: Language) -> int:
    """Seal and send the answers that this workspace holds, or save them; return the exit code."""
    from smol_leaderboard import sitting as sittings
    from smol_leaderboard.outgoing import Memory, Submission, new_id, now
    from smol_leaderboard.package import package
    from smol_leaderboard.quiz_errors import NothingAnswered, OthersPaper
    from smol_leaderboard.submitting import sealed_submission

    if asked.model or asked.path is not None:
        raise NoModelWithQuiz()
    memory = Memory(workspace_of(course))
    sitting = sittings.read(memory, where, unit)
    if sitting is None or not sitting.answers:
        raise NothingAnswered(unit.alias)
    title = f"{unit.alias}: {unit.title.in_language(language)}"
    output.note(output.harmless(say(language, "submit.begin", version=__version__, title=title)))
    user = asked.user or ("" if is_on_hub(where) else sitting.user)  # the Hub knows who it is, and is asked
    board, me, problem = ask_who_and_what(where, memory, course, user, language)
    if me.name not in ("", sitting.user):
        raise OthersPaper(sitting.user, me.name, unit.alias)
    if board.settings is not None:
        _ensure_taken(sitting, board.settings, memory, unit)
    _tell(sitting, where, language)
    name = shown_name.chosen(asked.name)
    shown_name.tell(name, language)
    if asked.dry_run:
        output.write_wrapped(say(language, "submit.dry_run"))
        return 0
    if name and is_declined(asked, board, me, problem, language):
        return sending.DECLINED
    plain = msgspec.structs.replace(package(new_id(), sitting.user, unit, ()), quiz=sitting.handed_in)
    made = Submission(board=where, unit=unit.slug, unit_alias=unit.alias, at=now(), shown_name=name, package=plain)
    if board.settings is not None and me.name:
        made = sealed_submission(made, plain, board.settings, me)
    code = hand_in(made, problem, asked, memory, language)
    sittings.forget(memory, where, unit)  # sent, or in a file to be sent: it is written down in either case
    return code


def _ensure_taken(sitting: Sitting, settings: BoardSettings, memory: Memory, unit: Unit) -> None:
    """Raise where the board would refuse these answers: then they stay here, to be handed in later or given up.

    The cooldown is counted from what this workspace has sent, and by this machine's clock.
    """
    from smol_leaderboard.intake import quiz_opens
    from smol_leaderboard.outgoing import now
    from smol_leaderboard.quiz_errors import OtherQuestions, TooSoon
    from smol_leaderboard.sitting import taken
    from smol_leaderboard.submitting import ensure_open

    ensure_open(settings, unit, 1)
    if settings.quizzes.get(unit.slug) != sitting.bank.sha256:
        raise OtherQuestions(unit.alias)
    before = [one.at for one in taken(memory.submissions(), sitting.board, sitting.user, unit)]
    if before and now() < (opens := quiz_opens(max(before), settings)):
        raise TooSoon(unit.alias, opens)


def _tell(sitting: Sitting, where: str, language: Language) -> None:
    """Say what will be sent, where to, and what of it everybody will see."""
    from smol_leaderboard.store import hub_id

    answered = sum(bool(answer) for answer in sitting.answers.values())
    fields = {"count": answered, "total": len(sitting.paper.questions), "attempt": sitting.attempt}
    lines = [
        say(language, "submit.to_hub" if hub_id(where) else "submit.to_folder", board=where),
        say(language, "official_quiz.sending", **fields),
        say(language, "official_quiz.sealed"),
    ]
    output.write_wrapped(output.harmless("\n".join(lines)))
