"""Requests that lie in a folder: `inbox/NUMBER.json` of a local board, for practice, demonstrations and tests.

**It believes the name that it is given.** A folder knows no logins, so whoever can write to it can submit as anybody:
what is graded from here counts for no certificate. On the Hub the author is who opened the pull request.
"""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import msgspec

from ..errors import Denied, NoStore, StoreError
from ..schema import LARGEST_REQUEST, SCHEMA_VERSION, Struct, canonical
from . import Author, Comment, Incoming, Thread, checked_path
from .durable import locked, make_folder, read_or_none, replace, sync_folder
from .local import INBOX, oid_of


class Said(Struct, frozen=True, kw_only=True):
    """A comment."""

    at: str
    text: str


class Dropped(Struct, frozen=True, kw_only=True):
    """A request in the folder, with all that was said about it."""

    schema_version: int = SCHEMA_VERSION
    number: int
    user: str
    """Id and name of who submitted, as they said."""
    title: str
    text: str
    received_at: str
    path: str
    content: str
    """Base64."""
    state: Literal["open", "closed"] = "open"
    comments: tuple[Said, ...] = ()


def now() -> str:
    """Return the time of this machine, UTC."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class LocalInbox:
    """The inbox of a local store. `user` is who submits; reading, commenting and closing need none."""

    def __init__(self, folder: Path, user: str = "", clock: Callable[[], str] = now) -> None:
        self.folder = folder
        self.user = user
        self._clock = clock
        self._inbox = folder / INBOX

    def submit(self, path: str, content: bytes, title: str, text: str) -> str:
        """Drop a request into the folder; return the file that shows its fate."""
        checked_path(path)
        if not self.user:
            raise Denied("no user is named")
        try:
            make_folder(self._inbox)
            with locked(self._inbox / ".lock"):
                number = max(self._numbers(), default=0) + 1
                dropped = Dropped(
                    number=number,
                    user=self.user,
                    title=title,
                    text=text,
                    received_at=self._clock(),
                    path=path,
                    content=base64.b64encode(content).decode("ascii"),
                )
                replace(self._file(number), canonical(dropped))
        except OSError as error:
            raise StoreError(str(error)) from error
        return str(self._file(number))

    def waiting(self) -> Iterable[Incoming]:
        """Yield the open requests, oldest first. A file that is no request is left alone."""
        for number in self._numbers():
            dropped = self._read(number)
            if dropped is None or dropped.state != "open":
                continue
            content = base64.b64decode(dropped.content)
            newest = dropped.comments[-1].text if dropped.comments else ""
            yield Incoming(
                number=number,
                author=Author(dropped.user, dropped.user),
                received_at=dropped.received_at,
                head=oid_of(content),
                changed=(dropped.path,),
                content=content if len(content) <= LARGEST_REQUEST else None,
                note=newest.strip().split("\n")[0],
            )

    def threads(self, author: str) -> list[Thread]:
        """Return one user's requests, newest first, with what was said about them."""
        found = []
        for number in reversed(self._numbers()):
            dropped = self._read(number)
            if dropped is not None and dropped.user == author:
                comments = tuple(Comment(said.at, "", said.text) for said in dropped.comments)
                title, link = dropped.title, str(self._file(number))
                found.append(Thread(number, title, dropped.received_at, dropped.state == "open", link, comments))
        return found

    def comment(self, number: int, text: str) -> None:
        """Say something under a request."""
        self._add(number, text, close=False)

    def close(self, number: int, text: str) -> None:
        """Say something and close a request, in one step; a closed one is left as it is."""
        self._add(number, text, close=True)

    def user_id(self, name: str) -> str:
        """Return the name: a folder knows no ids."""
        return name

    def withdraw(self, author: str, text: str) -> list[str]:  # noqa: ARG002 - of nothing that is left
        """Delete a user's requests; no text is left anywhere, and no link."""
        try:
            for number in self._numbers():
                with locked(self._inbox / ".lock"):
                    dropped = self._read(number)
                    if dropped is not None and dropped.user == author:
                        self._file(number).unlink()
            if self._inbox.is_dir():
                for left in self._inbox.glob(".[1-9]*.json.*"):  # half written, by who was killed
                    left.unlink(missing_ok=True)
                sync_folder(self._inbox)
        except OSError as error:
            raise StoreError(str(error)) from error
        return []

    def _add(self, number: int, text: str, *, close: bool) -> None:
        try:
            with locked(self._inbox / ".lock"):
                dropped = self._read(number)
                if dropped is None:
                    raise StoreError(f"there is no request {number}")
                if close and dropped.state == "closed":
                    return
                said = (*dropped.comments, Said(at=self._clock(), text=text))
                state: Literal["open", "closed"] = "closed" if close else dropped.state
                replace(self._file(number), canonical(msgspec.structs.replace(dropped, comments=said, state=state)))
        except OSError as error:
            raise StoreError(str(error)) from error

    def _file(self, number: int) -> Path:
        return self._inbox / f"{number}.json"

    def _numbers(self) -> list[int]:
        if not self.folder.is_dir():
            raise NoStore(str(self.folder))
        return sorted(int(path.stem) for path in self._inbox.glob("[1-9]*.json") if path.stem.isdecimal())

    def _read(self, number: int) -> Dropped | None:
        try:
            dropped = msgspec.json.decode(read_or_none(self._file(number)) or b"", type=Dropped)
            base64.b64decode(dropped.content, validate=True)
        except (msgspec.MsgspecError, ValueError, OSError):
            return None
        return dropped
