"""What a learner's workspace remembers of its submissions: `.smol-grade/submissions/ID.json`, and of the boards.

These files hold the learner's code in clear (a replay needs it), so nobody else on the machine may read them, and git
is told to leave them out.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from smol_grade import progress
from smol_grade.errors import OutputNotWritable
from smol_grade.files import write_atomically
from smol_grade.intake import read_named

from . import layout
from .errors import RecordError
from .handed_in import Package, Request
from .new_entry import is_new_entry
from .rules import Lateness
from .schema import SCHEMA_VERSION, BoardSettings, ProjectEntry, Struct
from .shown_name import is_shown_name

SUBMISSIONS = "submissions"
BOARDS = "boards"
PRIVATE = 0o600
NONCE = re.compile(r"[0-9a-f]{32}")
LARGEST_FILE = 2_000_000
"""Bytes of a submission's file: package and request, with room."""
State = Literal["saved", "sending", "sent"]
T = TypeVar("T", "Submission", "KnownBoard")
FateState = Literal["unknown", "queued", "running", "graded", "failed", "closed"]


class Fate(Struct, frozen=True, kw_only=True):
    """What became of a submission, as the board said."""

    state: FateState = "unknown"
    record: str = ""
    """Id of the grade record."""
    points: int = 0
    max_points: int = 0
    reason: str = ""
    """One of `refusals.REFUSALS`."""
    late: Lateness = ""
    """Whether it came in after its due date, and too late to count for a certificate."""
    measured: str = ""
    """Id of the evaluation of the model that went with it, where that is the final project's."""
    counts: bool = False
    """Whether that model counts for a certificate."""
    project: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """What it lacks for the final project, codes."""
    note: str = ""
    """The first line of the course's newest comment. Text of others: escape it."""
    as_of: str = ""
    """When the board was asked."""


class Submission(Struct, frozen=True, kw_only=True):
    """One submission. As a file to be sent later it holds either the sealed request or the package in clear."""

    schema_version: int = SCHEMA_VERSION
    about: str = "A submission to the leaderboard, written by smol-grade. It may hold your code: do not publish it."
    board: str
    public_key: str = ""
    """What the request is sealed to."""
    user: str = ""
    user_id: str = ""
    """Of the user on the Hub; empty while nobody was logged in."""
    unit: str
    """Slug."""
    unit_alias: str
    at: str
    state: State = "saved"
    link: str = ""
    model_nonce: str = ""
    """What the model's card must hold; it goes with every submission of this model from this workspace."""
    shown_name: str | msgspec.UnsetType = msgspec.UNSET
    """See `Request`."""
    entry: ProjectEntry | msgspec.UnsetType = msgspec.UNSET
    """What the final project shows, see `Request`."""
    request: Request | None = None
    package: Package | None = None
    fate: Fate = Fate()

    @property
    def id(self) -> str:
        """The request's id."""
        return self.request.id if self.request is not None else self.package.id if self.package is not None else ""

    @property
    def is_quiz(self) -> bool:
        """Whether it holds the answers to an official quiz, and no exercises."""
        known = self.request or self.package
        return known is not None and bool(known.quiz)

    @property
    def holds_exercises(self) -> bool:
        """Whether it holds the exercises of its unit."""
        return not self.is_quiz and not self.is_project

    @property
    def is_project(self) -> bool:
        """Whether it is the final project, which comes without exercises."""
        return self.entry is not msgspec.UNSET

    @property
    def name(self) -> str:
        """What people call it: `unit1`, `unit1 (quiz)`, or `unit6 (project)`."""
        kind = " (quiz)" if self.is_quiz else " (project)" if self.is_project else ""
        return f"{self.unit_alias}{kind}"

    @property
    def model(self) -> str:
        """Hub id of the model that goes with it, empty for none."""
        known = self.request or self.package
        return known.model if known is not None else ""


class KnownBoard(Struct, frozen=True, kw_only=True):
    """What a board said when it could last be reached."""

    schema_version: int = SCHEMA_VERSION
    board: str
    settings: BoardSettings
    user: str = ""
    user_id: str = ""
    as_of: str


def new_nonce() -> str:
    """Return a nonce for a model's card: 32 hexadecimal digits, a letter first: YAML has numbers too."""
    return secrets.choice("abcdef") + secrets.token_hex(16)[1:]


def now() -> str:
    """Return this machine's time, UTC."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_id() -> str:
    """Return an id for a request: the time to the millisecond, so that ids stand in order, and 64 random bits."""
    moment = datetime.datetime.now(datetime.UTC)
    return f"{moment:%Y%m%d-%H%M%S}-{moment.microsecond // 1000:03d}{secrets.token_hex(8)}"


class Memory:
    """The submissions and boards of one workspace. What is damaged counts as not there."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / progress.FOLDER

    def remember(self, submission: Submission) -> Path:
        """Write a submission's file, readable by its owner alone; return it. Raises `OutputNotWritable`."""
        return self.write(self.folder / SUBMISSIONS / f"{submission.id}.json", submission)

    def submissions(self) -> list[Submission]:
        """Return what was submitted from here, oldest first."""
        found = [read for path in self._files(SUBMISSIONS) if (read := self._read(path, Submission)) is not None]
        return sorted((one for one in found if one.id), key=lambda one: one.id)

    def nonce_of(self, model: str) -> str:
        """Return the nonce that was issued for a model, the newest, empty if none was."""
        names = [(one.model.lower(), one.model_nonce) for one in reversed(self.submissions()) if one.model_nonce]
        return next((nonce for name, nonce in names if name == model.lower()), "")

    def remember_board(self, known: KnownBoard) -> None:
        """Write down what a board said. Raises `OutputNotWritable`."""
        self.write(self._board(known.board), known)

    def board(self, where: str) -> KnownBoard | None:
        """Return what a board said when it could last be reached."""
        known = self._read(self._board(where), KnownBoard)
        return known if known is not None and known.board == where else None

    def _board(self, where: str) -> Path:
        return self.folder / BOARDS / f"{name_of(where)}.json"

    def _files(self, folder: str) -> Iterator[Path]:
        return (self.folder / folder).glob("[0-9a-z]*.json")

    @staticmethod
    def _read(path: Path, kind: type[T]) -> T | None:
        try:
            read = msgspec.json.decode(path.read_bytes(), type=kind)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return read if read.schema_version == SCHEMA_VERSION else None

    def write(self, path: Path, value: Struct) -> Path:
        """Write a file of the workspace, readable by its owner alone; return it. Raises `OutputNotWritable`."""
        ignore = self.folder / ".gitignore"
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not ignore.exists():
                write_atomically(ignore, "*\n")
            write_atomically(path, encoded(value), PRIVATE)
        except OSError as error:
            raise OutputNotWritable(path, error.strerror or str(error)) from error
        return path


def name_of(where: str) -> str:
    """Return what a board is called in file names."""
    return hashlib.sha256(where.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def encoded(value: Struct) -> str:
    """Return a file's text."""
    return msgspec.json.format(msgspec.json.encode(value)).decode() + "\n"


def read_file(path: Path) -> Submission:
    """Read a file that `submit` saved; raise `RecordError` for anything else."""
    try:
        content = read_named(path, LARGEST_FILE + 1)
    except OSError as error:
        raise RecordError(str(path), error.strerror or str(error)) from error
    if len(content) > LARGEST_FILE:
        raise RecordError(str(path), f"larger than {LARGEST_FILE} bytes")
    try:
        read = msgspec.json.decode(content, type=Submission)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(str(path), str(error)) from error
    if read.model_nonce and not NONCE.fullmatch(read.model_nonce):
        raise RecordError(str(path), "model_nonce is not 32 hexadecimal digits")
    if read.shown_name and not is_shown_name(read.shown_name):
        raise RecordError(str(path), "shown_name is no name that can be shown")
    if read.entry is not msgspec.UNSET and not (read.model and is_new_entry(read.entry)):
        raise RecordError(str(path), "entry is none that can be shown")
    if read.request is not None:  # it is what is sent; the board reads nothing else
        known, sealed = (read.entry, read.shown_name, read.model_nonce), read.request
        if known != (sealed.entry, sealed.shown_name, sealed.model_nonce):
            raise RecordError(str(path), "what will be public stands in it twice, and was changed in one place only")
    # the id becomes the name of a file here, and the file may be somebody else's
    if read.schema_version != SCHEMA_VERSION or not layout.REQUEST_ID.fullmatch(read.id):
        raise RecordError(str(path), "no request and no package of this version in it")
    return read
