"""How many commits a board takes: counted over all our programs on this machine, and over their restarts.

The Hub answers about 128 commits an hour and repository, and counts those of everybody.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from .errors import StoreError
from .schema import SCHEMA_VERSION, Struct, canonical
from .store.durable import locked, make_folder, read_or_none, replace

HOUR_S = 3600.0
WINDOW_S = HOUR_S + 5
"""In which commits are counted: the Hub's clock is another one."""
HUB_LIMIT = 128
PER_HOUR = 60
BURST = 10
"""Commits that may follow each other at once; after them, one whenever its share of the hour has passed."""


class Spent(Struct, frozen=True, kw_only=True):
    """What the file holds."""

    schema_version: int = SCHEMA_VERSION
    times: tuple[float, ...] = ()
    """Commits of the last hour, seconds since 1970, oldest first."""
    not_before: float = 0.0
    """The store itself asked to wait until then."""


class Bucket:
    """A token bucket in a file. In no hour are there more than `per_hour` commits.

    It holds `burst` tokens and gains the rest of `per_hour` evenly over an hour, so that a commit that becomes due
    waits a minute or so, not for the end of the hour.
    """

    def __init__(
        self, path: Path, per_hour: int = PER_HOUR, burst: int = BURST, clock: Callable[[], float] = time.time
    ) -> None:
        if not 0 < burst < per_hour < HUB_LIMIT:
            raise ValueError(f"0 < {burst} < {per_hour} < {HUB_LIMIT} does not hold")
        self._path = path
        self._per_hour = per_hour
        self._burst = burst
        self._clock = clock

    def take(self) -> float:
        """Take a token and return 0; or take none and return after how many seconds there may be one."""
        make_folder(self._path.parent)
        with locked(self._path.with_suffix(".lock")):
            spent = self._read()
            wait = self._wait(spent)
            if wait <= 0:
                times = (*spent.times[-self._per_hour :], self._clock())
                replace(self._path, canonical(msgspec.structs.replace(spent, times=times)))
            return max(0.0, wait)

    def wait(self) -> float:
        """Return after how many seconds there may be a token, 0 for now; take none."""
        make_folder(self._path.parent)
        with locked(self._path.with_suffix(".lock")):
            return max(0.0, self._wait(self._read()))

    def rest(self, seconds: float) -> None:
        """Give no token for some time: the store asked for it."""
        make_folder(self._path.parent)
        with locked(self._path.with_suffix(".lock")):
            spent = self._read()
            until = max(spent.not_before, self._clock() + seconds)
            replace(self._path, canonical(msgspec.structs.replace(spent, not_before=until)))

    def _read(self) -> Spent:
        content = read_or_none(self._path)
        if content is None:
            return Spent()
        try:
            spent = msgspec.json.decode(content, type=Spent)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise StoreError(f"{self._path}: {error}") from error
        now = self._clock()
        # a clock that was set back must not make us wait for the times to come again
        times = tuple(min(at, now) for at in spent.times if at > now - WINDOW_S)
        return Spent(times=times, not_before=min(spent.not_before, now + HOUR_S))

    def _wait(self, spent: Spent) -> float:
        now = self._clock()
        rate = (self._per_hour - self._burst) / HOUR_S
        tokens, before = float(self._burst), now - WINDOW_S
        for at in spent.times:
            tokens = min(self._burst, tokens + (at - before) * rate) - 1
            before = at
        tokens = min(self._burst, tokens + (now - before) * rate)
        return max(spent.not_before - now, (1 - tokens) / rate)
