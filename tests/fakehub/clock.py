"""The time at the hub. It stands still until a test moves it, so that no test depends on how fast it runs."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that a test sets."""

    def __init__(self, at: str) -> None:
        self._lock = threading.Lock()
        self._now = datetime.fromisoformat(at).astimezone(UTC)
        self._since: float | None = None

    def now(self) -> datetime:
        """Return the time, UTC."""
        with self._lock:
            ran = 0.0 if self._since is None else time.monotonic() - self._since
            return self._now + timedelta(seconds=ran)

    def set(self, at: str | datetime) -> None:
        """Set the time, ISO 8601 with its zone."""
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        with self._lock:
            self._now = moment.astimezone(UTC)
            self._since = None if self._since is None else time.monotonic()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self._now += timedelta(seconds=seconds)

    def run(self) -> None:
        """Let it go on by itself from now on."""
        with self._lock:
            self._since = time.monotonic()


def iso(moment: datetime) -> str:
    """Return a moment as the Hub writes it, `2026-11-25T12:00:00.000Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
