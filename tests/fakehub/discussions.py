"""Discussions and pull requests: who said what under them, and what they would change."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from .accounts import Account
from .clock import iso
from .trees import Blob, Folder, difference

MOST_LINES = 2000
"""Of a file that is compared line by line; a longer one is shown as removed and added."""


@dataclass
class Discussion:
    """A discussion, or a pull request with its own reference `refs/pr/N`."""

    number: int
    title: str
    author: Account
    created_at: datetime
    status: str
    """`open`, `closed`, `merged` or `draft`."""
    base: str = ""
    """Of a pull request: the commit that it starts from."""
    events: list[dict[str, object]] = field(default_factory=list)
    """As the Hub returns them, authors by their account."""
    merge_commit: str = ""

    @property
    def is_pull_request(self) -> bool:
        """A discussion without a reference has no base."""
        return bool(self.base)

    def happened(self, kind: str, author: Account, at: datetime, data: dict[str, object]) -> dict[str, object]:
        """Add an event and return it as the Hub does."""
        seed = f"{self.number}:{len(self.events)}:{kind}".encode()
        self.events.append(
            {
                "id": hashlib.sha256(seed).hexdigest()[:24],
                "author": author,
                "createdAt": iso(at),
                "type": kind,
                "data": data,
            }
        )
        return shown(self.events[-1])

    def say(self, author: Account, at: datetime, text: str) -> dict[str, object]:
        """Add a comment."""
        latest = {"raw": text, "html": f"<p>{escape(text)}</p>", "updatedAt": iso(at), "author": author.public()}
        data = {"edited": False, "hidden": False, "latest": latest, "numEdits": 0, "history": []}
        return self.happened("comment", author, at, data)

    def summary(self, kind: str, repo: str) -> dict[str, object]:
        """Return the discussion as it stands in a list."""
        return {
            "num": self.number,
            "title": self.title,
            **by(self.author),
            "repo": {"name": repo, "type": kind},
            "status": self.status,
            "createdAt": iso(self.created_at),
            "isPullRequest": self.is_pull_request,
            "numComments": sum(1 for event in self.events if event["type"] == "comment"),
            "pinned": False,
        }

    def details(self, kind: str, repo: str, diff: str) -> dict[str, object]:
        """Return all about the discussion."""
        told = self.summary(kind, repo)
        told["events"] = [shown(event) for event in self.events]
        if self.is_pull_request:
            told["changes"] = {
                "base": "refs/heads/main",
                **({"mergeCommitId": self.merge_commit} if self.merge_commit else {}),
            }
            told["filesWithConflicts"] = []
            told["diff"] = diff
        return told


def shown(event: dict[str, object]) -> dict[str, object]:
    """Return an event with its author under the present name."""
    author = event["author"]
    assert isinstance(author, Account)
    return {**{name: value for name, value in event.items() if name != "author"}, **by(author)}


def by(author: Account) -> dict[str, object]:
    """Return the author's entry, none at all when the account was deleted."""
    return {} if author.deleted else {"author": author.public()}


def git_diff(old: Folder, new: Folder) -> str:
    """Return what `git diff` says of two trees, LFS files as the pointers that git has of them."""
    return "".join(_file_diff(path, was, now) for path, was, now in difference(old, new))


def _file_diff(path: str, was: Blob | None, now: Blob | None) -> str:
    head = [f"diff --git a/{path} b/{path}\n"]
    if was is None:
        head.append("new file mode 100644\n")
    if now is None:
        head.append("deleted file mode 100644\n")
    head.append(f"index {was.oid[:9] if was else '0' * 9}..{now.oid[:9] if now else '0' * 9}\n")
    before, after = (b"" if blob is None else blob.pointer or blob.content for blob in (was, now))
    names = (f"a/{path}" if was else "/dev/null", f"b/{path}" if now else "/dev/null")
    try:
        old_lines, new_lines = (text.decode().splitlines(keepends=True) for text in (before, after))
    except UnicodeDecodeError:
        return "".join([*head, f"Binary files {names[0]} and {names[1]} differ\n"])
    return "".join([*head, *_hunks(old_lines, new_lines, names)])


def _hunks(old: list[str], new: list[str], names: tuple[str, str]) -> list[str]:
    if not old or not new or len(old) + len(new) > MOST_LINES:
        ranges = [f"{1 if lines else 0},{len(lines)}" for lines in (old, new)]
        lines = [f"--- {names[0]}\n", f"+++ {names[1]}\n", f"@@ -{ranges[0]} +{ranges[1]} @@\n"]
        lines += [f"-{line}" for line in old] + [f"+{line}" for line in new]
    else:
        lines = list(difflib.unified_diff(old, new, *names))
    return [line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines]
