"""One protocol, two stores with the same layout: a local folder and a Hub data set.

`open_store(where)` takes a folder, or `USER/NAME` (also `hf://datasets/USER/NAME`) for the Hub. Only `hub` knows
huggingface_hub, and it is imported when a Hub store is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from ..errors import NoStore, StoreError

HUB_ID = re.compile(r"(?:hf://datasets/)?(?P<id>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})/?", re.ASCII)


class Listed(NamedTuple):
    """A file of the store."""

    path: str
    size: int
    oid: str
    """Changes when the content does."""


class Store(Protocol):
    """Files under revisions. Raises `StoreError` and its kinds, nothing else."""

    @property
    def name(self) -> str:
        """What people call it: a folder or a Hub id."""
        ...

    def head(self) -> str:
        """Return the newest revision."""
        ...

    def files(self, under: str = "", revision: str = "") -> list[Listed]:
        """Return the files below a folder (`records/grade/`), sorted by path; none if there is no such folder."""
        ...

    def read(self, path: str, revision: str = "") -> bytes | None:
        """Return a file's bytes, or None where it does not exist."""
        ...

    def commit(self, changes: Mapping[str, bytes | None], message: str, parent: str = "") -> str:
        """Write and delete (None) files in one step; return the revision that holds them.

        With `parent`, only if that is still the head, else `Conflict`. A content that is there already makes no new
        commit. One request to the store, no retry: `Uncertain` when it may have happened all the same.
        """
        ...

    def squash(self, message: str) -> str:
        """Make what the newest revision holds the only revision, and return it: those before cannot be named any more.

        What this machine has kept of them goes too. Doing it twice does no harm, so `Uncertain` means: once more.
        """
        ...


class Author(NamedTuple):
    """Who opened a pull request, as the Hub says."""

    id: str
    """Never changes."""
    name: str


class Incoming(NamedTuple):
    """An open request, before anything in it is believed."""

    number: int
    author: Author
    received_at: str
    """When what lies in it now came in, by the Hub's clock, UTC `2026-11-25T12:00:00Z`."""
    head: str
    """The revision at which it is read; a later push changes nothing."""
    changed: tuple[str, ...]
    """Paths that differ from the board's, at that revision."""
    content: bytes | None
    """Of the one changed file, when exactly one was added and it is not larger than `schema.LARGEST_REQUEST`."""
    note: str = ""
    """Our newest comment's first line, empty if we have not spoken."""
    opened_at: str = ""
    """When it was opened, where that can be earlier."""
    trouble: str = ""
    """Why it could not be read now, though it may well be there; then nothing else is known of it."""


class Comment(NamedTuple):
    """Something that was said under a request. On the Hub anybody may have said it."""

    at: str
    author: str
    """Name on the Hub; empty in a folder, where only the course speaks."""
    text: str


class Thread(NamedTuple):
    """A request as its author sees it."""

    number: int
    title: str
    received_at: str
    open: bool
    link: str
    comments: tuple[Comment, ...]
    """Oldest first."""


class Inbox(Protocol):
    """Where learners' requests come in. Raises `StoreError` and its kinds, nothing else."""

    def submit(self, path: str, content: bytes, title: str, text: str) -> str:
        """Hand in a request as the user who is logged in; return the link where its fate can be seen."""
        ...

    def waiting(self) -> Iterable[Incoming]:
        """Return the open requests, oldest first."""
        ...

    def threads(self, author: str) -> list[Thread]:
        """Return the requests of one user by name, newest first, with what others said under them."""
        ...

    def comment(self, number: int, text: str) -> None:
        """Say something (Markdown) under a request."""
        ...

    def close(self, number: int, text: str) -> None:
        """Say something and close a request without merging it."""
        ...

    def user_id(self, name: str) -> str:
        """Return the id of the user who has a name now, empty for nobody."""
        ...

    def withdraw(self, author: str, text: str) -> list[str]:
        """Delete a user's requests where that is possible, else close the open ones with a text.

        Returns the links of those that are still there.
        """
        ...


def hub_id(where: str) -> str:
    """Return the Hub id that `where` names, empty if it names a folder. A folder that exists is a folder."""
    named = HUB_ID.fullmatch(where)
    if named is None or (not where.startswith("hf://") and Path(where).expanduser().is_dir()):
        return ""
    return named["id"]


def open_store(where: str, *, token: str = "", create: bool = False) -> Store:
    """Open the board at a folder or a Hub id; `create` makes a folder (a public data set) that is not there.

    `token` is for the Hub; without one the login of this machine is used. Raises `NoStore` where there is none:
    a folder must hold `course.json` or have been written by us.
    """
    named = hub_id(where)
    if named:
        from .hub import HubStore

        return HubStore.open(named, token=token, create=create)
    from .local import BOOKS, LocalStore

    folder = Path(where).expanduser()
    try:
        if create:
            (folder / BOOKS).mkdir(parents=True, exist_ok=True)
        known = (folder / BOOKS).is_dir() or (folder / "course.json").is_file()
    except OSError as error:
        raise StoreError(str(error)) from error
    if not known:
        raise NoStore(where)
    store = LocalStore(folder)
    store.recover()
    return store


def open_inbox(where: str, *, token: str = "", user: str = "") -> Inbox:
    """Open the inbox of the board at a folder or a Hub id.

    `user` is who submits to a folder, which believes it; on the Hub it is whose token it is.
    """
    named = hub_id(where)
    if named:
        from .hub_inbox import HubInbox

        return HubInbox.open(named, token=token)
    from .local_inbox import LocalInbox

    folder = Path(where).expanduser()
    if not folder.is_dir():
        raise NoStore(where)
    return LocalInbox(folder, user)


def checked_path(path: str) -> str:
    """Return a path of the store; raise StoreError for one that leaves it, or touches its bookkeeping."""
    parts = path.split("/")
    if parts[0] in {".store", "inbox"} or not all(_is_name(part) for part in parts):
        raise StoreError(f"{ascii(path)[:200]} is no path of a store")
    return path


def _is_name(part: str) -> bool:
    try:
        size = len(part.encode("utf-8"))
    except UnicodeEncodeError:
        return False
    return 0 < size <= 255 and part not in {".", ".."} and not set(part) & set("\0\\\n\r")
