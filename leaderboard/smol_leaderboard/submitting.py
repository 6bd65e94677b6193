"""A submission from a learner's files to an open pull request. Prints nothing; what it finds out is told in records."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from smol_grade import __version__
from smol_grade.course import Course, Unit

from . import layout
from .errors import Closed, KeyChanged, NewerBoard, NoStore, OtherUser, RecordError, SealError, StoreError, Uncertain
from .handed_in import Package, Request
from .outgoing import KnownBoard, Memory, Submission, now
from .schema import SCHEMA_VERSION, BoardSettings, canonical
from .sealing import hash_of, seal
from .store import Author, Inbox, hub_id, open_inbox, open_store

REFUSED_AFTERWARDS = frozenset({"failed"})
"""What a submission ended as when it took no attempt."""


class Board(NamedTuple):
    """What is known of a board before anything is sent."""

    where: str
    settings: BoardSettings | None
    as_of: str
    """When the board said so."""
    problem: StoreError | None
    """Why it could not be asked now."""


def place_of(where: str) -> str:
    """Return the one spelling of a board's place: its Hub id, or the folder's full path."""
    return hub_id(where) or str(Path(where).expanduser().resolve())


def ask_board(where: str, memory: Memory, course: Course) -> Board:
    """Return a board's settings, as they were last known when it cannot be reached.

    Raises `NoStore`, `RecordError`, `NewerBoard`, and `KeyChanged` where the course's manifest names another key.
    """
    try:
        content = open_store(where).read(layout.SETTINGS)
    except NoStore:
        raise
    except StoreError as error:
        known = memory.board(where)
        return Board(where, known.settings if known else None, known.as_of if known else "", error)
    settings = read_settings(content, where)
    pinned = course.board.public_key
    if pinned and hub_id(where) == course.board.repo and pinned != settings.public_key:
        raise KeyChanged(where)
    return Board(where, settings, now(), None)


def read_settings(content: bytes | None, where: str) -> BoardSettings:
    """Read `course.json`; raise `NewerBoard` for one of a later program, `RecordError` for what is none."""
    path = f"{where}: {layout.SETTINGS}"
    if content is None:
        raise RecordError(path, "there is no such file")
    try:
        version = msgspec.json.decode(content, type=_Versioned).schema_version
        if version > SCHEMA_VERSION:
            raise NewerBoard(where)
        return msgspec.json.decode(content, type=BoardSettings)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(path, str(error)) from error


class _Versioned(msgspec.Struct):
    schema_version: int


def attempts_left(settings: BoardSettings, sent: list[Submission], where: str, user: str, unit: Unit) -> int:
    """Return how many submissions of a unit are left today (UTC), counting those that this workspace knows of."""
    today = now()[:10]
    counted = [
        one
        for one in sent
        if (one.board, one.user, one.unit, one.state) == (where, user, unit.slug, "sent")
        and not one.is_quiz
        and one.at[:10] == today
        and one.fate.state not in REFUSED_AFTERWARDS
    ]
    return max(0, settings.attempts_per_day - len(counted))


def ensure_open(settings: BoardSettings, unit: Unit, left: int) -> None:
    """Raise `Closed` when the board would not take a submission of the unit now."""
    if unit.slug not in settings.units:
        raise Closed("unit", unit=unit.alias)
    opens = settings.opens.get(unit.slug, "")
    if now() < opens:
        raise Closed("release", unit=unit.alias, opens=opens, now=now())
    deadline = settings.deadlines.get(unit.slug, "")
    if deadline and now() > deadline:
        raise Closed("deadline", unit=unit.alias, deadline=deadline, now=now())
    if left == 0:
        raise Closed("attempts", unit=unit.alias, count=settings.attempts_per_day)


def is_older(mine: str, boards: str) -> bool:
    """Return whether a version is older than another; what is no version is not."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(mine) < Version(boards)
    except InvalidVersion:
        return False


def sealed_submission(submission: Submission, package: Package, settings: BoardSettings, me: Author) -> Submission:
    """Return a submission with its package sealed to the board's key. Raises `TooLarge`, `NotAKey`, `ExtraNeeded`."""
    named = msgspec.structs.replace(package, user=me.name)
    sealed = seal(named, settings.public_key)
    request = Request(
        id=named.id,
        user=me.name,
        unit=named.unit,
        smol_grade=__version__,
        at=submission.at,
        sealed_sha256=sealed.sha256,
        sealed=sealed.text,
        model=named.model,
        model_nonce=submission.model_nonce,
        shown_name=submission.shown_name,
        entry=submission.entry,
        quiz=named.quiz.bank if named.quiz is not None else "",
    )
    return msgspec.structs.replace(
        submission,
        user=me.name,
        user_id=me.id,
        public_key=settings.public_key,
        request=request,
        package=named,
    )


def ready_to_send(submission: Submission, settings: BoardSettings, me: Author) -> Submission:
    """Return a saved submission as it can be sent now: sealed, by the user who is logged in, to the board's key.

    Raises `OtherUser`, `KeyChanged`, and what `sealed_submission` does.
    """
    if submission.request is None or submission.public_key != settings.public_key:
        if submission.package is None:
            raise KeyChanged(submission.board)
        if submission.user not in ("", me.name):
            raise OtherUser(submission.user, me.name)
        return sealed_submission(submission, submission.package, settings, me)
    if submission.request.user != me.name:
        raise OtherUser(submission.request.user, me.name)
    if hash_of(submission.request.sealed) != submission.request.sealed_sha256:
        raise SealError()
    return msgspec.structs.replace(submission, user_id=me.id)


def send(submission: Submission, memory: Memory) -> Submission:
    """Hand a sealed submission in; return it with its link. Raises `StoreError` and its kinds.

    It is written down before it goes out, so that a crash in between is seen afterwards.
    """
    assert submission.request is not None
    inbox = open_inbox(submission.board, user=submission.user)
    if submission.state == "sending":  # an earlier attempt may have arrived
        link = _arrived(inbox, submission)
        if link:
            return _kept(msgspec.structs.replace(submission, state="sent", link=link), memory)
    sending = _kept(msgspec.structs.replace(submission, state="sending"), memory)
    try:
        link = inbox.submit(
            layout.request(submission.user, submission.id),
            canonical(submission.request),
            title(submission),
            text(submission),
        )
    except Uncertain:
        link = _arrived(inbox, sending)
        if not link:
            raise
    except StoreError:
        _kept(msgspec.structs.replace(submission, state="saved"), memory)
        raise
    return _kept(msgspec.structs.replace(sending, state="sent", link=link), memory)


def title(submission: Submission) -> str:
    """Return the title of the pull request; it names the request, so that it is found again."""
    return f"Submission of {submission.name} ({submission.id})"


def text(submission: Submission) -> str:
    """Return what stands in the pull request."""
    kind = "the answers to the quiz of" if submission.is_quiz else "the exercises of"
    holds = f"{kind} {submission.unit_alias}, sealed so that only the course can open them"
    if submission.is_project:
        holds = "a final project, the name of its model and what everybody may read about it"
    return (
        f"Opened by `smol-grade submit` {__version__}. It adds one file: {holds}.\n\n"
        "The course reads it once, grades it, answers here and closes it. It is never merged; a later push changes "
        "nothing. To submit again, run `smol-grade submit` again."
    )


def _arrived(inbox: Inbox, submission: Submission) -> str:
    """Return the link of a submission that is in the inbox already, empty if it is not."""
    found = [thread.link for thread in inbox.threads(submission.user) if thread.title == title(submission)]
    return found[0] if found else ""


def saved(submission: Submission) -> Submission:
    """Return what is written to a file to be sent later: once it is sealed, nothing of it in clear."""
    return msgspec.structs.replace(submission, package=None if submission.request is not None else submission.package)


def _kept(submission: Submission, memory: Memory) -> Submission:
    memory.remember(submission)
    return submission


def remembered_board(board: Board, me: Author) -> KnownBoard | None:
    """Return what to write down of a board that has answered."""
    if board.settings is None or board.problem is not None:
        return None
    return KnownBoard(board=board.where, settings=board.settings, user=me.name, user_id=me.id, as_of=board.as_of)
