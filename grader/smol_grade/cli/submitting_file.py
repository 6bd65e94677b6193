"""`submit FILE`: what was saved before. The file is plain: what it holds now is shown before it is sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..course import Course, Unit
from ..messages import say
from ..records import Language
from . import output, sending, shown_name, submit_errors
from .submitting import Asked, addressed, ask_who_and_what, ensure_taken, is_declined, of_model, workspace_near

if TYPE_CHECKING:
    from smol_leaderboard.outgoing import Memory, Submission
    from smol_leaderboard.store import Author


def submit_file(asked: Asked, course: Course, language: Language) -> int:
    """Show and send what was saved before; return the exit code.

    Raises `NotWithFile`, `NoFile`, `NotASubmission`, and what keeps a submission from being sent.
    """
    from smol_leaderboard.outgoing import Memory
    from smol_leaderboard.store import hub_id
    from smol_leaderboard.submitting import place_of, ready_to_send

    saved, path = _read(asked), Path(asked.target)
    where = place_of(asked.board) if asked.board else saved.board
    unit, _ = course.find(saved.unit)
    name = course.project.slug if saved.is_project and course.project is not None else unit.alias
    output.note(output.harmless(say(language, "submit.begin", version=__version__, title=f"{name}, {path}")))
    memory = Memory(workspace_near(Path.cwd(), unit))
    mine = _as_known(saved, memory, where, unit)
    if mine.state == "sent":
        output.write_wrapped(output.harmless(say(language, "submit.sent_before", link=mine.link)))
        return 0
    user = asked.user or ("" if hub_id(where) else mine.user)
    board, me, problem = ask_who_and_what(where, memory, course, user, language)
    ready = mine
    if board.settings is not None and me.name:
        ready = ready_to_send(mine, board.settings, me)
    _tell(ready, unit, me, language)
    if board.settings is not None and not mine.is_quiz:
        ensure_taken(board, memory, me, unit, language)
    if asked.dry_run:
        output.write_wrapped(say(language, "submit.dry_run"))
        return 0
    if problem is not None or ready.request is None:
        sending.explain(problem, language)
        output.note(output.harmless(say(language, "submit.saved_next", file=sending.word_for(path))))
        return sending.NOT_SENT
    if (ready.is_project or ready.shown_name) and is_declined(asked, board, me, problem, language):
        return sending.DECLINED
    return sending.send(ready, memory, language)


def _read(asked: Asked) -> Submission:
    """Return what a file holds; raise for options that say otherwise, and for what is no such file."""
    from smol_leaderboard.errors import RecordError
    from smol_leaderboard.outgoing import read_file

    if asked.summary or asked.summary_lang or asked.demo is not None:
        raise submit_errors.OnlyWithProject()
    given = {
        "--path": asked.path is not None,
        "--model": asked.model,
        "--write-card": asked.write_card,
        "--output": asked.save_as is not None,
        "--quiz": asked.quiz,
        "--name": asked.name is not None,
    }
    if wrong := [option for option, there in given.items() if there]:
        raise submit_errors.NotWithFile(wrong)
    if not os.path.lexists(asked.target):
        raise submit_errors.NoFile(asked.target)
    try:
        return read_file(Path(asked.target))
    except RecordError as error:
        raise submit_errors.NotASubmission(asked.target, str(error.fields["problem"])) from error


def _as_known(saved: Submission, memory: Memory, where: str, unit: Unit) -> Submission:
    """Return what a file holds, with what this workspace knows of it: whether it was sent, and its seal.

    Where somebody has changed the file since, the file counts.
    """
    import msgspec

    known = next((one for one in memory.submissions() if one.id == saved.id), saved)
    if _is_changed(saved, known):
        package = saved.package or known.package
        known = msgspec.structs.replace(saved, state=known.state, link=known.link, package=package)
    request = saved.request or known.request
    return msgspec.structs.replace(known, board=where, unit_alias=unit.alias, request=request)


def _is_changed(saved: Submission, known: Submission) -> bool:
    """Return whether a file holds something else than what was written down when it was saved."""
    import msgspec

    shown = [(one.entry, one.shown_name, one.model, one.model_nonce) for one in (saved, known)]
    if shown[0] != shown[1]:
        return True
    plain = [msgspec.structs.replace(one.package, user="") for one in (saved, known) if one.package is not None]
    return len(plain) == 2 and plain[0] != plain[1]


def _tell(made: Submission, unit: Unit, me: Author, language: Language) -> None:
    """Say what will be sent, where to, and what of it everybody will see, as before a submission that was not saved."""
    from msgspec import UNSET

    from .submitting_project import tell_entry

    if made.entry is not UNSET:
        tell_entry(made.model, made.entry, unit, me, made.board, language)
    else:
        lines = [*addressed(made.board, me, language), *of_model(made.model, made.board, me, language)]
        sealed = "submit.sealed_with_model" if made.model else "submit.sealed"
        lines.append(say(language, "official_quiz.sealed" if made.is_quiz else sealed))
        output.write_wrapped(output.harmless("\n".join(lines)))
    shown_name.tell(made.shown_name, language)
