"""How a submission leaves: sent, or saved in a file to be sent later; and which words are such files."""

from __future__ import annotations

import difflib
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..course import Course, load_course
from ..errors import OutputNotWritable, UnknownTarget
from ..files import write_atomically
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import output
from .progress import changing_line

if TYPE_CHECKING:
    from smol_leaderboard.outgoing import Memory, Submission

PRIVATE = 0o600
DECLINED = 1
NOT_SENT = 3
CLOSE = 0.6


@contextmanager
def waiting(language: Language, key: str = "submit.asking") -> Iterator[None]:
    """Say on a terminal what is waited for."""
    with changing_line() as show:
        show(say(language, key))
        yield


def is_project(target: str, course: Course) -> bool:
    """Return whether a word is the final project, or the folder of that name."""
    return course.project is not None and _plain(target) == course.project.slug


def project_close_to(target: str, course: Course) -> list[str]:
    """Return the final project's name if a word nearly is it."""
    names = [course.project.slug] if course.project is not None else []
    return difflib.get_close_matches(_plain(target), names, 1, CLOSE)


def is_file(target: str, course: Course) -> bool:
    """Return whether a word is a file that was saved, or can be nothing else.

    The exact name of a unit or of the project is no file: one that is called so is `./NAME`.
    """
    from smol_leaderboard.errors import RecordError
    from smol_leaderboard.outgoing import read_file

    if _is_name(target, course):
        return False
    if target.endswith(".json"):
        return True
    if not os.path.lexists(target):
        return False
    if is_project(target, course) and Path(target).is_dir():
        return False
    try:
        course.find(target)
    except UnknownTarget:
        return True
    try:
        read_file(Path(target))
    except RecordError:
        return False  # an exercise's own file, or a unit's folder
    return True


def _is_name(word: str, course: Course) -> bool:
    names = {name for unit in course.units for name in (unit.slug, unit.alias, unit.alias.removeprefix("unit"))}
    if course.project is not None:
        names.add(course.project.slug)
    return word.strip().lower() in names


def _plain(target: str) -> str:
    return target.strip().lower().removeprefix("./").strip("/")


def word_for(path: Path) -> str:
    """Return a file as it is typed behind `smol-grade submit`: quoted for a shell, and taken for no name or option."""
    word = str(path)
    if _is_name(word, load_course(course_files())) or word.startswith("-"):
        word = f"./{word}"
    return shlex.quote(word)


def ensure_free(path: Path, *, force: bool) -> None:
    """Raise `OutputNotWritable`, and `FileThere` for what is there and may not be overwritten."""
    from .certificate_get import FileThere

    output.check_target(path, [])
    if os.path.lexists(path) and not (force and path.is_file()):
        raise FileThere(path)


def agreed(language: Language, *, yes: bool) -> bool:
    """Ask whether what was shown is to be sent, on a terminal; where nobody is there to be asked, it is."""
    if yes or not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        return True
    import typer

    try:
        if typer.confirm(say(language, "submit.ask"), default=False, err=True):
            return True
    except typer.Abort:  # Ctrl-C, which ends us, or Ctrl-D
        output.stop_if_told()
        output.note("")
    output.note(say(language, "submit.declined"))
    return False


def send(submission: Submission, memory: Memory, language: Language) -> int:
    """Send, and say where it can be seen; a board that does not take it now gets it later, from a file."""
    from smol_leaderboard.errors import NoStore, StoreError, Uncertain
    from smol_leaderboard.store import hub_id
    from smol_leaderboard.submitting import send

    try:
        with waiting(language, "submit.sending"):
            sent = send(submission, memory)
    except NoStore:
        raise
    except Uncertain:
        file = memory.folder / "submissions" / f"{submission.id}.json"
        output.note(output.harmless(say(language, "submit.uncertain", file=word_for(file))))
        raise
    except StoreError as error:
        explain(error, language)
        save(submission, file_for(submission), memory, language)
        return NOT_SENT
    output.write_wrapped(output.harmless(say(language, "submit.sent", link=sent.link)))
    on_hub = bool(hub_id(submission.board))
    then = say(language, "submit.next_hub" if on_hub else "submit.next_folder", board=submission.board)
    output.write_wrapped(output.harmless(then))
    return 0


def explain(problem: Exception | None, language: Language) -> None:
    """Say why nothing is sent now."""
    from smol_leaderboard.errors import NotLoggedIn, StoreError

    if isinstance(problem, NotLoggedIn):
        output.note(say(language, "submit.no_login"))
    elif isinstance(problem, StoreError):
        why = say(language, problem.key, **problem.fields)
        output.note(output.harmless(say(language, "submit.not_now", why=why)))


def file_for(submission: Submission) -> Path:
    """Return the file that a submission which cannot be sent now is kept in."""
    project = load_course(course_files()).project
    name = project.slug if submission.is_project and project is not None else submission.unit_alias
    return Path(f"smol-submission-{name}-{submission.id[-8:]}.json")


def save(submission: Submission, path: Path, memory: Memory, language: Language) -> None:
    """Write a submission to a file to be sent later; what cannot be written there is remembered nowhere."""
    from smol_leaderboard.outgoing import encoded
    from smol_leaderboard.submitting import saved

    try:
        write_atomically(path, encoded(saved(submission)), PRIVATE)
    except OSError as error:
        raise OutputNotWritable(path, error.strerror or str(error)) from error
    memory.remember(submission)
    output.write_wrapped(output.harmless(say(language, "submit.saved", file=path)))
    output.write_wrapped(say(language, _holds(submission)))
    output.write_wrapped(output.harmless(say(language, "submit.saved_next", file=word_for(path))))


def _holds(submission: Submission) -> str:
    """Return the key of what a saved file holds."""
    if submission.is_project:
        return "entry.saved" if submission.user else "entry.saved_nameless"
    return "submit.saved_sealed" if submission.request is not None else "submit.saved_plain"
