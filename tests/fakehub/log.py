"""What was asked of the hub and what it answered, for tests to read."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .answers import Request


@dataclass(frozen=True)
class Entry:
    """One request."""

    number: int
    at: datetime
    method: str
    path: str
    """With its query, as it came."""
    origin: str
    """`hub` or `cdn`."""
    route: str
    repo: str
    """`dataset/OWNER/NAME`, empty where the request was about none."""
    user: str
    """Name of the token's owner at that time, empty without a token."""
    status: int
    """That was sent; 0 if the connection ended without an answer."""
    fault: str
    """Name of the fault that was injected, or empty."""
    body_sha256: str
    answer_sha256: str
    body: bytes
    """What was sent to the hub: a test searches it for what must not be there."""

    def files(self) -> Iterator[bytes]:
        """Yield the contents that a commit sent, whether they were taken or not."""
        for line in self.body.splitlines() if self.route == "commit" else ():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                yield base64.b64decode(json.loads(line)["value"]["content"])


class Log:
    """All requests so far, in the order in which they were answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[Entry] = []

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, request: Request, at: datetime, status: int, answer: bytes, fault: str) -> None:
        """Note a request."""
        with self._lock:
            self._entries.append(
                Entry(
                    len(self._entries),
                    at,
                    request.method,
                    request.path + (f"?{request.query}" if request.query else ""),
                    request.origin,
                    request.route,
                    request.repo,
                    request.user.name if request.user else "",
                    status,
                    fault,
                    hashlib.sha256(request.body).hexdigest(),
                    hashlib.sha256(answer).hexdigest(),
                    request.body,
                )
            )

    def of(self, route: str = "", *, repo: str = "", user: str = "", since: int = 0) -> list[Entry]:
        """Return the entries of a route, a repository (`OWNER/NAME`), a user, from a number on."""
        return [
            entry
            for entry in list(self._entries)[since:]
            if route in {"", entry.route} and user in {"", entry.user} and entry.repo.endswith(repo)
        ]
