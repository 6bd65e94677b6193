"""A store that is a dictionary: the protocol and nothing else, with a place to let others write in between."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from smol_leaderboard.errors import Conflict
from smol_leaderboard.store import Listed


class MemoryStore:
    """Keeps the newest content only; `before_commit` is called before each commit, `commits` lists what each changed."""

    name = "memory"

    def __init__(self, content: Mapping[str, bytes] | None = None) -> None:
        self.content = dict(content or {})
        self.revision = 0
        self.commits: list[tuple[str, ...]] = []
        self.reads: list[str] = []
        self.squashes: list[str] = []
        self.before_commit: Callable[[], None] = lambda: None

    def head(self) -> str:
        return f"{self.revision:040}"

    def files(self, under: str = "", revision: str = "") -> list[Listed]:
        self._check(revision)
        return [
            Listed(path, len(data), hashlib.sha256(data).hexdigest())
            for path, data in sorted(self.content.items())
            if path.startswith(under)
        ]

    def read(self, path: str, revision: str = "") -> bytes | None:
        self._check(revision)
        self.reads.append(path)
        return self.content.get(path)

    def commit(self, changes: Mapping[str, bytes | None], message: str, parent: str = "") -> str:
        self.before_commit()
        if parent and parent != self.head():
            raise Conflict(parent)
        new = {path: data for path, data in changes.items() if self.content.get(path) != data}
        for path, data in new.items():
            if data is None:
                del self.content[path]
            else:
                self.content[path] = data
        if new:
            self.revision += 1
            self.commits.append(tuple(sorted(new)))
        return self.head()

    def squash(self, message: str) -> str:
        self.before_commit()
        self.revision += 1
        self.squashes.append(message)
        return self.head()

    def board(self) -> dict[str, bytes]:
        """Return the derived files."""
        return {path: data for path, data in self.content.items() if path.startswith(("board/", "README.md"))}

    def save(self, folder: Path) -> None:
        """Write everything below a folder."""
        for path, data in self.content.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)

    def _check(self, revision: str) -> None:
        if revision and revision != self.head():
            raise Conflict(revision)
