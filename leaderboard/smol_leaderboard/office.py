"""Where the operator's own files lie, outside the store: keys, outbox, commits that were counted, the board's state."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import layout
from .errors import OperatorError, Unreachable
from .store import hub_id
from .store.durable import locked

SWITCH = "SMOL_LEADERBOARD_HOME"
"""Environment variable: the folder of all offices, where `~/.smol-leaderboard` is not wanted."""


class Office(NamedTuple):
    """One board's folder."""

    folder: Path

    @property
    def keys(self) -> Path:
        """The secrets."""
        return self.folder / "keys.json"

    @property
    def issuer_key(self) -> Path:
        """The private key that signs certificates; see `issuer_keys`."""
        return self.folder / "issuer.pem"

    @property
    def settings(self) -> Path:
        """A copy of the board's settings: they say what counts, and must not be made up anew when they got lost."""
        return self.folder / "course.json"

    @property
    def quizzes(self) -> Path:
        """The private banks of the official quizzes, as they were published without keys."""
        return self.folder / "quizzes"

    @property
    def outbox(self) -> Path:
        """What is to be published."""
        return self.folder / "outbox"

    @property
    def draft(self) -> Path:
        """What was graded again and is not published, see `regrading.draft`."""
        return self.folder / "draft"

    @property
    def commits(self) -> Path:
        """The file in which commits are counted."""
        return self.folder / "commits.json"

    @property
    def board_state(self) -> Path:
        """What the rebuild keeps."""
        return self.folder / "board"

    @property
    def room(self) -> Path:
        """Where the judge keeps what it is grading."""
        return self.folder / "judge"

    @property
    def rooms(self) -> Path:
        """The same, where several judges work at once."""
        return self.folder / "judges"

    @property
    def withdrawing(self) -> Path:
        """Who is being forgotten, while that is under way."""
        return self.folder / "withdrawing.json"

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only program that grades for this board on this machine; raise `OperatorError` if another does."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = locked(self.folder / "grading.lock", patience=0.5)
            lock.__enter__()
        except Unreachable as error:
            raise OperatorError(f"another program is grading for this board ({self.folder})") from error
        except OSError as error:
            raise OperatorError(f"{self.folder}: {error.strerror}") from error
        try:
            yield
        finally:
            lock.__exit__(None, None, None)


def office(where: str, home: str = "") -> Office:
    """Return the folder of a board; `home` is the folder of all offices."""
    base = Path(home or os.environ.get(SWITCH, "") or "~/.smol-leaderboard").expanduser().resolve()
    place = hub_id(where) or str(Path(where).expanduser().resolve())
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", place).strip("-.")[-60:]
    return Office(base / f"{name}-{hashlib.sha256(place.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}")


def ensure_outside(secret: Path, where: str) -> None:
    """Raise `OperatorError` for keys or banks that would lie in the store itself, where they would be published."""
    if not hub_id(where) and secret.resolve().is_relative_to(Path(where).expanduser().resolve()):
        raise OperatorError(f"{secret} lies in the board's own folder; secrets are kept outside of it")


def ensure_board_or_empty(where: str, desk: Office) -> None:
    """Raise `OperatorError` for a folder that holds something else: a misspelt name must not fill it with a board."""
    folder = Path(where).expanduser()
    if hub_id(where) or desk.keys.exists() or (folder / layout.SETTINGS).exists() or not folder.exists():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise OperatorError(f"{folder} is not empty and no board; name a new folder")
