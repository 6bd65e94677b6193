"""A repository: commits, references, and what its owner and others may do there."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .accounts import Account
from .answers import Refused
from .clock import Clock, iso
from .discussions import Discussion
from .trees import EMPTY, Blob, Folder, blobs, find, with_path

MAIN = "refs/heads/main"
OID = re.compile(r"[0-9a-f]{5,40}")
HOUR = timedelta(hours=1)
LARGEST_FOLDER = 10_000
"""Entries that the Hub takes in one folder."""
GITATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n*.safetensors filter=lfs diff=lfs merge=lfs -text\n"
PER_HOUR = (
    "Retry after 271 seconds (949/1000 requests remaining in current 300s window).\n"
    "You have exceeded the rate limit for repository commits ({limit} per hour). You can retry this action in about 1 "
    "hour. If you need higher rates, please contact us."
)
"""The second sentence is true, the first is of another limit."""
WRONG_WAIT = {
    "Retry-After": "271",
    "RateLimit": '"api";r=949;t=271',
    "RateLimit-Policy": '"fixed window";"api";q=1000;w=300',
}
"""What the headers of that answer say."""


@dataclass(frozen=True)
class Commit:
    """A state of the whole repository and where it came from."""

    oid: str
    parents: tuple[str, ...]
    root: Folder
    author: Account
    at: datetime
    title: str
    message: str
    changed: tuple[str, ...]
    """Paths that the commit wrote or deleted."""


@dataclass(frozen=True)
class Made:
    """A line of the book of commits."""

    at: datetime
    ref: str
    oid: str
    user: str


class Repo:
    """A model, data set or Space. Reading takes no lock: what is read never changes."""

    def __init__(self, kind: str, owner: Account, name: str, clock: Clock, *, private: bool = False) -> None:
        self.kind = kind
        self.owner = owner
        self.name = name
        self.private = private
        self.gated = False
        """Everybody sees the repository; its files are for the owner alone."""
        self.listed_also: dict[str, Blob] = {}
        """What the answer about the repository lists besides: names that no client could commit."""
        self.served: dict[str, bytes] = {}
        """Path -> bytes that come in place of the file that is announced."""
        self.sdk = ""
        self.created_at = clock.now()
        self.lock = threading.RLock()
        self.commits: dict[str, Commit] = {}
        self.refs: dict[str, str] = {}
        self.made: list[Made] = []
        """Every commit that made something new, in order."""
        self.blobs: dict[str, Blob] = {}
        """Every content that was ever committed, by its git id."""
        self.lfs: dict[str, Blob] = {}
        """Every content that was ever uploaded with LFS, by its SHA-256."""
        self.discussions: list[Discussion] = []
        self.merges_asked: list[tuple[int, str]] = []
        """Number of the pull request and user for each time that somebody asked to merge."""
        self.commits_an_hour: int | None = None
        """How many commits to branches one hour may see; None for no limit."""
        self._clock = clock
        first = {".gitattributes": Blob(GITATTRIBUTES)}
        self.commit(owner, MAIN, first, title="initial commit", counted=False)

    @property
    def id(self) -> str:
        """`OWNER/NAME`, under the owner's present name."""
        return f"{self.owner.name}/{self.name}"

    def may_write(self, user: Account | None, ref: str) -> bool:
        """Tell whether somebody may commit to a reference: the owner to all, others to their own pull requests."""
        if user is None:
            return False
        number = re.fullmatch(r"refs/pr/(\d+)", ref)
        return user.speaks_for(self.owner) or (
            number is not None
            and 0 < int(number[1]) <= len(self.discussions)
            and self.discussions[int(number[1]) - 1].author is user
        )

    def ref_of(self, revision: str) -> str:
        """Return the full name of a reference, empty if there is none of that name."""
        return next((ref for ref in (revision, f"refs/heads/{revision}") if ref in self.refs), "")

    def at(self, revision: str = "main") -> Commit:
        """Return the commit that a branch, a pull request or a beginning of an id names; raise `Refused` if none."""
        ref = self.ref_of(revision)
        if ref:
            return self.commits[self.refs[ref]]
        if revision in self.commits:
            return self.commits[revision]
        if OID.fullmatch(revision):
            found = [oid for oid in list(self.commits) if oid.startswith(revision)]
            if len(found) == 1:
                return self.commits[found[0]]
        raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")

    def history(self, commit: Commit) -> Iterator[Commit]:
        """Yield a commit and those before it, newest first."""
        while True:
            yield commit
            if not commit.parents:
                return
            commit = self.commits[commit.parents[0]]

    def commit(
        self,
        author: Account,
        ref: str,
        changes: Mapping[str, Blob | None],
        *,
        title: str,
        message: str = "",
        parent: str = "",
        counted: bool = True,
    ) -> Commit:
        """Write and delete (None; `folder/` for a whole one) in one step. What changes nothing makes no commit.

        Raises `Refused`: 412 if `parent` is not the head, 404 for a deletion of what is not there, 400 for a path that
        git cannot hold, 429 when the hour is full.
        """
        with self.lock:
            head = self.commits.get(self.refs.get(ref, ""))
            if parent and (head is None or not head.oid.startswith(parent)):
                raise Refused(412, "A commit has happened since. Please refresh and try again.")
            if counted:
                self.count(ref)
            return self.add(author, ref, head, changes, title=title, message=message, counted=counted)

    def add(
        self,
        author: Account,
        ref: str,
        head: Commit | None,
        changes: Mapping[str, Blob | None],
        *,
        title: str,
        message: str = "",
        counted: bool = True,
    ) -> Commit:
        """Put a commit on top of another and let a reference name it; the lock must be held."""
        root = applied(head.root if head else EMPTY, changes)
        if head is not None and root.same(head.root):
            return head
        commit = self.sign(author, (head.oid,) if head else (), root, changes, title, message)
        self.blobs.update((blob.oid, blob) for blob in changes.values() if blob is not None)
        self.refs[ref] = commit.oid
        if counted:
            self.made.append(Made(commit.at, ref, commit.oid, author.name))
        number = re.fullmatch(r"refs/pr/(\d+)", ref)
        if number and int(number[1]) <= len(self.discussions):
            told = self.discussions[int(number[1]) - 1]
            told.happened("commit", author, commit.at, {"subject": title, "oid": commit.oid})
        return commit

    def sign(
        self,
        author: Account,
        parents: tuple[str, ...],
        root: Folder,
        changes: Mapping[str, Blob | None],
        title: str,
        message: str,
    ) -> Commit:
        """Make a commit and keep it. Its id is a hash over all that it says, though not by git's recipe."""
        now = self._clock.now()
        told = [self.kind, self.name, parents, author.id, iso(now), title, message]
        files = [(path, blob.oid if blob else "") for path, blob in changes.items()]
        oid = hashlib.sha1(json.dumps([told, files]).encode()).hexdigest()
        commit = Commit(oid, parents, root, author, now, title, message, tuple(path for path, _ in files))
        self.commits[oid] = commit
        return commit

    def now(self) -> datetime:
        """Return the time at the hub."""
        return self._clock.now()

    @property
    def first(self) -> Commit:
        """The commit that made the repository."""
        return next(iter(self.commits.values()))

    def discuss(self, user: Account, title: str, text: str, *, base: str = "", draft: bool = False) -> Discussion:
        """Open a discussion, or with a base a pull request; the lock must be held."""
        now = self.now()
        opened = Discussion(len(self.discussions) + 1, title, user, now, "draft" if draft else "open", base)
        opened.say(user, now, text)
        self.discussions.append(opened)
        return opened

    def count(self, ref: str) -> None:
        """Refuse a commit to a branch when the hour before has seen as many as it may."""
        if self.commits_an_hour is None or not ref.startswith("refs/heads/"):
            return
        since, recent = self._clock.now() - HOUR, 0
        for made in reversed(self.made):
            if made.at <= since:
                break
            recent += made.ref.startswith("refs/heads/")
        if recent >= self.commits_an_hour:
            raise Refused(429, PER_HOUR.format(limit=self.commits_an_hour), headers=WRONG_WAIT)

    def commits_by_hour(self, *, ref: str = MAIN) -> dict[str, int]:
        """Return how many commits each hour of the hub's clock saw on a reference: `2026-11-25T12` -> number."""
        hours: dict[str, int] = {}
        for made in list(self.made):
            if made.ref == ref:
                hour = made.at.strftime("%Y-%m-%dT%H")
                hours[hour] = hours.get(hour, 0) + 1
        return hours

    def most_commits_in_an_hour(self, *, ref: str = MAIN) -> int:
        """Return the most commits that any sixty minutes saw on a reference."""
        times = sorted(made.at for made in list(self.made) if made.ref == ref)
        start = most = 0
        for end, moment in enumerate(times):
            while times[start] <= moment - HOUR:
                start += 1
            most = max(most, end - start + 1)
        return most

    def write(
        self,
        files: Mapping[str, bytes | None],
        message: str = "write",
        *,
        by: Account | None = None,
        ref: str = MAIN,
        lfs: tuple[str, ...] = (),
    ) -> str:
        """Commit without any network, uncounted: how a test lays out what was there before. Returns the commit's id.

        Paths that end in one of `lfs` lie there as LFS files.
        """
        changes = {
            path: None if content is None else Blob(content, lfs=bool(lfs) and path.endswith(lfs))
            for path, content in files.items()
        }
        self.lfs.update((blob.sha256, blob) for blob in changes.values() if blob is not None and blob.sha256)
        return self.commit(by or self.owner, ref, changes, title=message, counted=False).oid

    def read(self, path: str, revision: str = "main") -> bytes | None:
        """Return a file's bytes, None where it is not."""
        node = find(self.at(revision).root, path)
        return node.content if isinstance(node, Blob) else None

    def files(self, revision: str = "main") -> dict[str, bytes]:
        """Return all files, but for the one that the Hub itself puts there."""
        everything = blobs(self.at(revision).root)
        return {path: blob.content for path, blob in everything.items() if path != ".gitattributes"}


def applied(root: Folder, changes: Mapping[str, Blob | None]) -> Folder:
    """Return a tree with changes; raise `Refused` where git or the Hub would not have it."""
    for path, blob in changes.items():
        if blob is None:
            root = without(root, path)
            continue
        check(path)
        try:
            root = with_path(root, path, blob)
        except OSError as error:
            raise Refused(400, f"A file and a folder cannot have the same name: {path}") from error
        folder = find(root, path.rpartition("/")[0])
        if isinstance(folder, Folder) and len(folder) > LARGEST_FOLDER:
            raise Refused(400, f"Too many files per directory: {path} would be one of more than {LARGEST_FOLDER}")
    return root


def without(root: Folder, path: str) -> Folder:
    """Return a tree without a file, or without a folder (`name/`); raise `Refused` where there is none."""
    node = find(root, path.rstrip("/"))
    if node is None or isinstance(node, Folder) != path.endswith("/"):
        raise Refused(404, f"A file with this name doesn't exist: {path}", "EntryNotFound")
    return with_path(root, path.rstrip("/"), None)


def check(path: str) -> None:
    """Refuse a path that git does not hold."""
    parts = path.split("/")
    if any(part in {"", ".", ".."} or part.lower() == ".git" for part in parts) or "\0" in path:
        raise Refused(400, f"Invalid path: {path!r}")
