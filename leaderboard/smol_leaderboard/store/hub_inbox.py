"""Requests that are pull requests on a Hub data set. Nothing here merges one.

A pull request is read once, at the commit that is its head at that moment; what is pushed later is never looked at.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Self

from .. import layout
from ..errors import NoStore, RateLimited, StoreError, Unreachable
from ..schema import LARGEST_REQUEST
from . import Author, Comment, Incoming, Thread, checked_path
from .hub import HubStore, client
from .hub_errors import NoRevision, in_our_words

if TYPE_CHECKING:
    from huggingface_hub import Discussion, DiscussionWithDetails

MOST_CHANGES = 10
"""Changed paths that are counted; an honest request has one."""
DEEPEST = 4
"""Names of a path that are looked at; nothing of ours lies deeper, and each folder costs a request of the hour's."""
MOST_COMMITS = 200
"""Of a pull request, that are looked through for the one on which it stands."""
MOST_THREADS = 50


class Entry(NamedTuple):
    """What a listing says of a file or a folder."""

    oid: str
    size: int
    """-1 for a folder."""


class Difference(NamedTuple):
    """A file that is not the same in two commits; None where it is not there."""

    path: str
    was: Entry | None
    now: Entry | None


class HubInbox:
    """The pull requests of a data set."""

    def __init__(self, repo_id: str, token: str = "") -> None:
        self._repo = repo_id
        self._token = token
        self._store = HubStore(repo_id, token)
        self._api = client(token)

    @classmethod
    def open(cls, repo_id: str, *, token: str = "") -> Self:
        """Return the inbox of a data set; whether there is one turns out when it is used."""
        return cls(repo_id, token)

    def submit(self, path: str, content: bytes, title: str, text: str) -> str:
        """Open a pull request that adds one file; return its address. After `Uncertain`, look at `threads` first."""
        from huggingface_hub import CommitOperationAdd

        checked_path(path)
        with in_our_words(self._repo, self._token, changing=True):
            made = self._api.create_commit(
                self._repo,
                [CommitOperationAdd(path, content)],
                commit_message=title,
                commit_description=text,
                repo_type="dataset",
                create_pr=True,
            )
        if made.pr_url is None:  # the client makes no commit of what is there already
            raise StoreError(f"{path} is on the board already")
        return made.pr_url

    def waiting(self) -> Iterable[Incoming]:
        """Yield the open pull requests, oldest first, each as it is when its turn comes.

        One whose reference is gone, or that cannot be read now (`trouble`), has no head, no author id and no content.
        """
        me = self._me()
        for discussion in sorted(self._discussions(status="open"), key=lambda found: found.num):
            try:
                yield self._incoming(discussion, me)
            except RateLimited:
                raise
            except StoreError as error:
                # one that cannot be read, today or ever, must not keep the others waiting
                self._store.head()  # raises where it is not this one, but the Hub or the board
                trouble = "" if isinstance(error, NoRevision) else error.fields["problem"]
                author = Author("", discussion.author)
                yield Incoming(discussion.num, author, _utc(discussion.created_at), "", (), None, trouble=trouble)

    def threads(self, author: str) -> list[Thread]:
        """Return one user's newest pull requests, newest first, with what others said under them."""
        found = []
        newest = sorted(self._discussions(author=author), key=lambda found: -found.num)
        for discussion in newest[:MOST_THREADS]:
            details = self._details(discussion.num)
            comments = tuple(said for said in _comments(details) if said.author != details.author)
            opened = discussion.status in {"open", "draft"}
            at = _utc(discussion.created_at)
            found.append(Thread(discussion.num, discussion.title, at, opened, discussion.url, comments))
        return found

    def comment(self, number: int, text: str) -> None:
        """Say something under a pull request."""
        with in_our_words(self._repo, self._token, changing=True):
            self._api.comment_discussion(self._repo, number, text, repo_type="dataset")

    def close(self, number: int, text: str) -> None:
        """Say something and close a pull request, in one request; a closed one is left as it is."""
        if self._details(number).status not in {"open", "draft"}:
            return
        with in_our_words(self._repo, self._token, changing=True):
            self._api.change_discussion_status(self._repo, number, "closed", comment=text, repo_type="dataset")

    def withdraw(self, author: str, text: str) -> list[str]:
        """Close a user's open pull requests; return the links of all: the Hub lets no program delete one."""
        found = sorted(self._discussions(author=author), key=lambda one: one.num)
        for discussion in found:
            if discussion.status in {"open", "draft"}:
                self.close(discussion.num, text)
        return [discussion.url for discussion in found]

    def _discussions(self, *, status: str = "", author: str = "") -> list[Discussion]:
        with in_our_words(self._repo, self._token):
            return list(
                self._api.get_repo_discussions(
                    self._repo,
                    author=author or None,
                    discussion_type="pull_request",
                    discussion_status="open" if status else None,
                    repo_type="dataset",
                )
            )

    def _details(self, number: int) -> DiscussionWithDetails:
        with in_our_words(self._repo, self._token):
            return self._api.get_discussion_details(self._repo, number, repo_type="dataset")

    def _me(self) -> str:
        with in_our_words(self._repo, self._token):
            return str(self._api.whoami(cache=True)["name"])

    def _incoming(self, discussion: Discussion, me: str) -> Incoming:
        with in_our_words(self._repo, self._token):
            head = self._api.dataset_info(self._repo, revision=f"refs/pr/{discussion.num}").sha or ""
        details = self._details(discussion.num)
        name = details.author
        person = self.user_id(name)  # asked each time: a name may have another owner than an hour ago
        base = self._base(head, details)
        differences = list(islice(self._differences("", base, head), MOST_CHANGES)) if base else []
        said = [said.text for said in _comments(details) if said.author == me]
        return Incoming(
            number=discussion.num,
            author=Author(person, name),
            received_at=_utc(_newest_push(details)),
            head=head,
            changed=tuple(difference.path for difference in differences),
            content=self._content(head, differences),
            note=said[-1].strip().split("\n")[0] if said else "",
            opened_at=_utc(details.created_at),
        )

    def user_id(self, name: str) -> str:
        """Return the id of a user, empty for one who is gone."""
        from huggingface_hub.errors import HfHubHTTPError

        with in_our_words(self._repo, self._token):
            try:
                found = str(getattr(self._api.get_user_overview(name), "_id", ""))
            except HfHubHTTPError as error:
                if error.response.status_code == 404:
                    return ""
                raise
        if not found:  # not the same as somebody who is gone
            raise StoreError(f"the Hub does not say the id of {name[:100]}")
        return found

    def _base(self, head: str, details: DiscussionWithDetails) -> str:
        """Return the commit on which a pull request stands: the newest before its own. Empty if it is not found."""
        from huggingface_hub import DiscussionCommit
        from huggingface_hub.utils import build_hf_headers, paginate  # type: ignore[attr-defined] # exported, not listed

        own = {event.oid for event in details.events if isinstance(event, DiscussionCommit)}
        if own:  # else it has no commit of its own, and stands on what it shows
            own.add(head)
        address = f"{self._api.endpoint}/api/datasets/{self._repo}/commits/{head}"
        with in_our_words(self._repo, self._token):
            headers = build_hf_headers(token=self._token or None)
            for commit in islice(paginate(address, params={}, headers=headers), MOST_COMMITS):
                if commit["id"] not in own:
                    return str(commit["id"])
        return ""

    def _differences(self, folder: str, old: str, new: str) -> Iterator[Difference]:
        """Yield the files that differ between two commits (empty: none), below a folder that does.

        Folders that are equal, not there, or too deep are not opened; the last are told as they are.
        """
        before = self._listing(folder, old) if old else {}
        after = self._listing(folder, new) if new else {}
        for path in sorted(before.keys() | after.keys()):
            was, now = before.get(path), after.get(path)
            if was == now:
                continue
            if path.count("/") >= DEEPEST - 1:
                yield Difference(path, was, now)
                continue
            folders = [revision if entry and entry.size < 0 else "" for entry, revision in ((was, old), (now, new))]
            if any(folders):
                yield from self._differences(path, *folders)
            files = [entry if entry and entry.size >= 0 else None for entry in (was, now)]
            if any(files):
                yield Difference(path, *files)

    def _listing(self, folder: str, revision: str) -> dict[str, Entry]:
        from huggingface_hub.errors import EntryNotFoundError
        from huggingface_hub.hf_api import RepoFolder

        with in_our_words(self._repo, self._token):
            try:
                entries = list(
                    self._api.list_repo_tree(self._repo, folder or None, revision=revision, repo_type="dataset")
                )
            except EntryNotFoundError:
                return {}
        return {
            entry.path: Entry(entry.tree_id, -1) if isinstance(entry, RepoFolder) else Entry(entry.blob_id, entry.size)
            for entry in entries
        }

    def _content(self, head: str, differences: list[Difference]) -> bytes | None:
        """Return the one file that was added, if it is not too large. Its size is known before it is fetched."""
        if len(differences) != 1:
            return None
        path, was, now = differences[0]
        if was is not None or now is None or not 0 <= now.size <= LARGEST_REQUEST:
            return None
        try:
            checked_path(path)
        except StoreError:  # a name that no file of ours has
            return None
        try:
            content = self._store.read(path, head)
        except (Unreachable, RateLimited, NoStore):
            raise
        except StoreError:
            if layout.REQUEST.fullmatch(path):  # our disk is full, or the answer was not understood
                raise
            return None  # a name that no disk takes
        return content if content is None or len(content) <= LARGEST_REQUEST else None


def _comments(details: DiscussionWithDetails) -> list[Comment]:
    """Return what was said under a pull request. The first words of its author are its description."""
    from huggingface_hub import DiscussionComment

    said = [
        Comment(_utc(event.created_at), event.author, event.content)
        for event in details.events
        if isinstance(event, DiscussionComment)
    ]
    return said[1:] if said and said[0].author == details.author else said


def _newest_push(details: DiscussionWithDetails) -> datetime.datetime:
    """Return when a pull request was last pushed to: who opens one before a deadline has not handed in yet.

    The time is the event's, which the Hub writes, not the commit's, which whoever commits can choose.
    """
    from huggingface_hub import DiscussionCommit

    pushed = [event.created_at for event in details.events if isinstance(event, DiscussionCommit)]
    return max([details.created_at, *pushed])


def _utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
