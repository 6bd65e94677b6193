"""Discussions and pull requests: who said what under them, and what they would change."""

from __future__ import annotations

import difflib
import hashlib
import re
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
    head = [f"diff --git {quoted('a/' + path)} {quoted('b/' + path)}\n"]
    if was is None:
        head.append("new file mode 100644\n")
    if now is None:
        head.append("deleted file mode 100644\n")
    head.append(
        f"index {was.oid if was else '0' * 40}..{now.oid if now else '0' * 40}{' 100644' if was and now else ''}\n"
    )
    before, after = (b"" if blob is None else blob.pointer or blob.content for blob in (was, now))
    names = (quoted(f"a/{path}") if was else "/dev/null", quoted(f"b/{path}") if now else "/dev/null")
    if b"\0" in before[:8000] + after[:8000]:
        return "".join([*head, f"Binary files {names[0]} and {names[1]} differ\n"])
    return "".join([*head, *_hunks(_lines(before), _lines(after), names)])


def quoted(path: str) -> str:
    """Return a path as git writes it: in quotes if anything in it could be taken for something else."""
    if re.fullmatch(r"[ !#-\[\]-~]+", path):
        return path
    known = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
    return (
        '"'
        + "".join(known.get(byte, chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in path.encode())
        + '"'
    )


def _lines(content: bytes) -> list[str]:
    # str.splitlines would also split where git does not
    return re.findall(r"[^\n]*\n|[^\n]+", content.decode("utf-8", "replace"))


def _hunks(old: list[str], new: list[str], names: tuple[str, str]) -> list[str]:
    if not old and not new:
        return []
    if not old or not new or len(old) + len(new) > MOST_LINES:
        ranges = [f"{1 if lines else 0},{len(lines)}" for lines in (old, new)]
        lines = [f"@@ -{ranges[0]} +{ranges[1]} @@\n"] + [f"-{line}" for line in old] + [f"+{line}" for line in new]
    else:
        lines = list(difflib.unified_diff(old, new))[2:]
    # git ends a name that holds a space with a tab
    marks = [
        f"{sign} {name}\t\n" if " " in name else f"{sign} {name}\n"
        for sign, name in zip(("---", "+++"), names, strict=True)
    ]
    return marks + [line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines]
