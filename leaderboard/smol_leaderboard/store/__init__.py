"""One protocol, two stores with the same layout: a local folder and a Hub data set.

`open_store(where)` takes a folder, or `USER/NAME` (also `hf://datasets/USER/NAME`) for the Hub. Only `hub` knows
huggingface_hub, and it is imported when a Hub store is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol


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
    """When it was opened, by the Hub's clock, UTC `2026-11-25T12:00:00Z`."""
    head: str
    """The revision at which it is read; a later push changes nothing."""
    changed: tuple[str, ...]
    """Paths that differ from the board's, at that revision."""
    content: bytes | None
    """Of the one changed file, when exactly one was added and it is not larger than `schema.LARGEST_REQUEST`."""
    note: str = ""
    """Our newest comment's first line, empty if we have not spoken."""


class Inbox(Protocol):
    """Where learners' requests come in. Raises `StoreError` and its kinds, nothing else."""

    def submit(self, path: str, content: bytes, title: str, text: str) -> str:
        """Hand in a request as the user who is logged in; return the link where its fate can be seen."""
        ...

    def waiting(self) -> Iterable[Incoming]:
        """Return the open requests, oldest first."""
        ...

    def comment(self, number: int, text: str) -> None:
        """Say something (Markdown) under a request."""
        ...

    def close(self, number: int, text: str) -> None:
        """Say something and close a request without merging it."""
        ...
