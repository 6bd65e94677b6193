"""`smol-grade submit`: say what goes where, seal it, open the pull request; or keep it in a file for later."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from .. import progress as practice
from ..course import Course, Unit, load_course
from ..errors import NoWorkspace, UnknownTarget
from ..locate import course_files
from ..messages import say
from ..records import Language
from ..workspace import find_folder
from . import model_nonce, output, sending, shown_name, submit_errors

if TYPE_CHECKING:
    from msgspec import UnsetType

    from smol_leaderboard.handed_in import PackedFile
    from smol_leaderboard.outgoing import Memory, Submission
    from smol_leaderboard.package import Packed
    from smol_leaderboard.schema import ProjectEntry
    from smol_leaderboard.store import Author
    from smol_leaderboard.submitting import Board

BOARD = "SMOL_GRADE_BOARD"


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    target: str
    board: str
    path: Path | None
    user: str
    model: str
    dry_run: bool
    save_as: Path | None
    write_card: bool = False
    quiz: bool = False
    """Hand in the answers to the unit's official quiz, not its exercises."""
    name: str | None = None
    """What to be called on certificates; empty takes it back, None says nothing."""
    summary: str = ""
    """File of the final project's summary, `-` for standard input."""
    summary_lang: str = ""
    """Of the summary; empty: the language of this session."""
    demo: str | None = None
    """Link to the final project's demo; None for none."""
    force: bool = False
    """Overwrite the file that `save_as` names."""
    yes: bool = False
    """Send public text without asking."""


def run(asked: Asked, language: Language) -> int:
    """Submit a unit, the final project, or a file that was saved before; return the exit code."""
    course = load_course(course_files())
    if sending.is_file(asked.target, course):
        from .submitting_file import submit_file

        return submit_file(asked, course, language)
    if asked.write_card and not asked.model:
        raise model_nonce.NeedsModel()
    name = shown_name.chosen(asked.name)
    if asked.save_as is not None:
        sending.ensure_free(asked.save_as, force=asked.force)
    if sending.is_project(asked.target, course):
        from .submitting_project import submit_project

        return submit_project(asked, board_of(asked.board, course), course, language)
    if asked.summary or asked.summary_lang or asked.demo is not None:
        raise submit_errors.OnlyWithProject()
    unit = _unit(asked, course)
    from smol_leaderboard.outgoing import Memory
    from smol_leaderboard.package import pack

    where = board_of(asked.board, course)
    if asked.quiz:
        from .submitting_quiz import submit_quiz

        return submit_quiz(asked, unit, where, course, language)
    title = f"{unit.alias}: {unit.title.in_language(language)}"
    output.note(output.harmless(say(language, "submit.begin", version=__version__, title=title)))
    packed = pack(course_files(), unit, asked.path)
    workspace = find_folder(unit, asked.path or Path.cwd()).parent
    memory = Memory(workspace)
    board, me, problem = ask_who_and_what(where, memory, course, asked.user, language)
    _tell(packed, where, me, asked.model, language)
    shown_name.tell(name, language)
    _warn(packed, practice.read(workspace), unit, language)
    if board.settings is not None:
        ensure_taken(board, memory, me, unit, language)
    if asked.dry_run:
        return dry_run_ends(asked, memory, language)
    if name and is_declined(asked, board, me, problem, language):
        return sending.DECLINED
    nonce = model_nonce.issue(asked.model, memory.nonce_of(asked.model), language) if asked.model else ""
    submission = prepared(packed.files, board, me, unit, asked.model, nonce, name)
    return hand_in_model(submission, problem, asked, memory, language)


def _unit(asked: Asked, course: Course) -> Unit:
    """Return the unit that is meant; raise what makes no sense in the command line."""
    try:
        unit, exercises = course.find(asked.target)
    except UnknownTarget as error:
        close = sending.project_close_to(asked.target, course)
        raise (UnknownTarget(asked.target, close) if close else error) from None
    if len(exercises) < len(unit.exercises):
        raise submit_errors.UnitNeeded(unit.alias)
    if asked.path is not None and asked.path.exists() and not asked.path.is_dir():
        raise submit_errors.FolderNeeded(asked.path)
    ensure_hub_id(asked.model)
    return unit


def hand_in(submission: Submission, problem: Exception | None, asked: Asked, memory: Memory, language: Language) -> int:
    """Send a submission, or save it where that is asked for or nothing can be sent now; return the exit code."""
    if asked.save_as is not None:
        sending.save(submission, asked.save_as, memory, language)
        return 0
    if problem is not None or submission.request is None:
        sending.explain(problem, language)
        sending.save(submission, sending.file_for(submission), memory, language)
        return sending.NOT_SENT
    return sending.send(submission, memory, language)


def is_declined(asked: Asked, board: Board, me: Author, problem: Exception | None, language: Language) -> bool:
    """Return whether somebody who read what will be public does not want it sent; what is only saved needs no yes."""
    sent_now = asked.save_as is None and problem is None and board.settings is not None and me.name
    return bool(sent_now) and not sending.agreed(language, yes=asked.yes)


def dry_run_ends(asked: Asked, memory: Memory, language: Language) -> int:
    """Say which number the model's card must hold, and that nothing was sent; return the exit code."""
    if asked.model:
        model_nonce.foretell(asked.model, memory.nonce_of(asked.model), language, write=asked.write_card)
    output.write_wrapped(say(language, "submit.dry_run"))
    return 0


def hand_in_model(
    submission: Submission, problem: Exception | None, asked: Asked, memory: Memory, language: Language
) -> int:
    """Hand in a submission and see to it that the number of its model, if it has one, gets into the card."""
    code = hand_in(submission, problem, asked, memory, language)
    if submission.model_nonce:
        may_ask = code == 0 and asked.save_as is None and is_on_hub(submission.board)
        model_nonce.put_in_card(asked.model, submission.model_nonce, language, write=asked.write_card, may_ask=may_ask)
    return code


def is_on_hub(where: str) -> bool:
    """Return whether a board is on the Hub, so that a login is at hand."""
    from smol_leaderboard.store import hub_id

    return bool(hub_id(where))


def board_of(named: str, course: Course) -> str:
    """Return the board that is meant: --board, else SMOL_GRADE_BOARD, else the course's."""
    from smol_leaderboard.submitting import place_of

    where = named or os.environ.get(BOARD, "") or course.board.repo
    if not where:
        raise submit_errors.NoBoard()
    return place_of(where)


def ensure_hub_id(model: str) -> None:
    """Raise `NotAModel` for a text that is no Hub id and not empty."""
    from ..course import HUB_ID

    if model and not HUB_ID.fullmatch(model):
        raise submit_errors.NotAModel(model)


def ask_who_and_what(
    where: str, memory: Memory, course: Course, user: str, language: Language
) -> tuple[Board, Author, Exception | None]:
    """Ask the board for its rules and the Hub who we are; what cannot be asked now is as it was last known."""
    from smol_leaderboard.errors import StoreError
    from smol_leaderboard.identity import who
    from smol_leaderboard.store import Author
    from smol_leaderboard.submitting import ask_board, remembered_board

    known = memory.board(where)
    problem: StoreError | None = None
    with sending.waiting(language):
        try:
            me = who(where, user)
        except StoreError as error:
            problem = error
            me = Author(known.user_id, known.user) if known else Author("", "")
        board = ask_board(where, memory, course)
    fresh = remembered_board(board, me)
    if fresh is not None:
        memory.remember_board(fresh)
    return board, me, problem or board.problem


def _tell(packed: Packed, where: str, me: Author, model: str, language: Language) -> None:
    """Say what will be sent, where to, and what of it everybody will see."""
    lines = addressed(where, me, language)
    count, files = len(packed.exercises), len(packed.files)
    kilobytes = -(-packed.size // 1024)
    lines.append(say(language, "submit.files", count=count, files=files, kilobytes=kilobytes))
    lines += [f"  {name}" for name in packed.exercises]
    if packed.left_out:
        lines.append(say(language, "submit.left_out", names=", ".join(packed.left_out)))
    if packed.notebooks:
        lines.append(say(language, "submit.notebooks", names=", ".join(packed.notebooks)))
    if packed.ignored:
        lines.append(say(language, "submit.ignored", names=", ".join(packed.ignored)))
    lines += of_model(model, where, me, language)
    lines.append(say(language, "submit.sealed_with_model" if model else "submit.sealed"))
    output.write_wrapped(output.harmless("\n".join(lines)))


def addressed(where: str, me: Author, language: Language) -> list[str]:
    """Return where a submission goes to, and in whose name."""
    on_hub = is_on_hub(where)
    lines = [say(language, "submit.to_hub" if on_hub else "submit.to_folder", board=where)]
    if me.name:
        lines.append(say(language, "submit.as_login" if on_hub else "submit.as_named", user=me.name))
    return lines


def of_model(model: str, where: str, me: Author, language: Language) -> list[str]:
    """Return which model goes with a submission, none for none."""
    lines = [say(language, "submit.model", model=model)] if model else []
    if model and is_on_hub(where) and me.name and model.split("/", maxsplit=1)[0] != me.name:
        lines.append(say(language, "submit.model_of_another", user=me.name))
    return lines


def _warn(packed: Packed, known: practice.Progress, unit: Unit, language: Language) -> None:
    """Say what may cost points: a file that is no Python, a practice run that was not complete."""
    if packed.broken:
        output.note(output.harmless(say(language, "submit.broken", files=", ".join(packed.broken))))
    done = [known.exercises.get(f"{unit.slug}/{name}") for name in packed.exercises]
    extras = {exercise.name for exercise in unit.exercises if exercise.bonus}
    tried = [(n, one) for n, one in zip(packed.exercises, done, strict=True) if n not in extras]
    open_ = [name for name, one in tried if one is None or one.status != "done"]
    if all(one is None for one in done):
        output.note(say(language, "submit.no_practice", unit=unit.alias))
    elif open_:
        output.note(say(language, "submit.incomplete", unit=unit.alias, names=", ".join(open_)))


def ensure_taken(board: Board, memory: Memory, me: Author, unit: Unit, language: Language) -> None:
    """Raise `Closed` when the board takes nothing now, else say how many attempts are left, and that we are old."""
    from smol_leaderboard.submitting import attempts_left, ensure_open, is_older

    assert board.settings is not None
    if is_older(__version__, board.settings.smol_grade):
        fields = {"mine": __version__, "boards": board.settings.smol_grade}
        output.note(output.harmless(say(language, "submit.older", **fields)))
    left = attempts_left(board.settings, memory.submissions(), board.where, me.name, unit)
    ensure_open(board.settings, unit, left)
    deadline = board.settings.deadlines.get(unit.slug, "")
    if deadline:
        output.note(output.harmless(say(language, "submit.deadline", deadline=deadline)))
    output.note(say(language, "submit.attempts", left=left, count=board.settings.attempts_per_day))


def prepared(
    files: tuple[PackedFile, ...],
    board: Board,
    me: Author,
    unit: Unit,
    model: str,
    nonce: str,
    name: str | UnsetType,
    entry: ProjectEntry | None = None,
) -> Submission:
    """Return the submission, sealed if it is known to whom and by whom; of a project it holds no file."""
    from msgspec import UNSET

    from smol_leaderboard.outgoing import Submission, new_id, now
    from smol_leaderboard.package import package
    from smol_leaderboard.submitting import sealed_submission

    plain = package(new_id(), me.name, unit, files, model)
    made = Submission(
        board=board.where,
        unit=unit.slug,
        unit_alias=unit.alias,
        at=now(),
        model_nonce=nonce,
        shown_name=name,
        entry=entry or UNSET,
        package=plain,
    )
    if board.settings is None or not me.name:
        return made
    return sealed_submission(made, plain, board.settings, me)


def workspace_near(folder: Path, unit: Unit) -> Path:
    """Return the workspace in or around a folder, or the folder itself."""
    try:
        return find_folder(unit, folder).parent
    except NoWorkspace:
        return folder
