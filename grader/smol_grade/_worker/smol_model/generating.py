"""Greedy texts of many prompts together: each row ends by itself, and leaves room for one that waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import batching
from .text import Stops, Text

ROWS = 64
"""Rows at the same time: the product of a step is then bound by arithmetic, and more would gain nothing."""
CACHE_BYTES = {"cpu": 2 * 2**30, "cuda": 16 * 2**30}
REFILLED = 4
"""Waiting prompts are read when one in so many rows is free, so that they are read together."""

Finished = tuple[int, str, int, str]
"""The number of the prompt, its text, how many tokens were generated, and what ended it: `eos`, `stop` or `length`."""


def generate(
    network: Any, text: Text, ends: frozenset[int], longest: int, prompts: list[str], stops: list[str], most: int
) -> Iterator[list[Finished]]:
    """Yield, step by step, the rows that have finished. `most` new tokens for each prompt.

    The floats depend on the list of prompts alone: what shares a step follows from it.
    """
    most = max(1, min(most, longest - 1))
    encoded = [text.encode(prompt)[-(longest - most) :] or [text.before_everything] for prompt in prompts]
    length = batching.shared(encoded, min(map(len, encoded), default=1) - 1)
    prefix = network.prefix(encoded[0][:length]) if length else None
    waiting = sorted(range(len(prompts)), key=lambda number: (-len(encoded[number]), number))
    columns = max((len(tokens) for tokens in encoded), default=0) - length + most
    room = CACHE_BYTES[network.device.type] // (columns * network.row_bytes)
    slots = max(1, min(ROWS, len(prompts), room))
    rows = network.rows(prefix, slots, columns)
    running = _Running(rows, Stops(text, stops), ends, most)
    while waiting or running.numbers:
        free = slots - len(running.numbers)
        if waiting and (not running.numbers or (network.admits_late and free * REFILLED >= slots)):
            coming, waiting = waiting[:free], waiting[free:]
            suffixes = [encoded[number][length:] for number in coming]
            for group in (
                batching.groups([len(suffix) for suffix in suffixes])
                if network.admits_late
                else [list(range(len(coming)))]
            ):
                logits = rows.admit([suffixes[at] for at in group])
                yield running.begin([coming[at] for at in group], logits)
        if running.numbers:
            yield running.advance(rows.step(running.last))


class _Running:
    """The rows that are in the cache, in its order."""

    def __init__(self, rows: Any, stops: Stops, ends: frozenset[int], most: int) -> None:
        self._rows = rows
        self._stops = stops
        self._ends = ends
        self._most = most
        self.numbers: list[int] = []
        self._tokens: list[list[int]] = []

    @property
    def last(self) -> list[int]:
        """The newest token of each row."""
        return [tokens[-1] for tokens in self._tokens]

    def begin(self, numbers: list[int], logits: Any) -> list[Finished]:
        """Take on new rows with the logits of their first tokens; return those that end at once."""
        first = len(self.numbers)
        self.numbers += numbers
        self._tokens += [[] for _ in numbers]
        return self._grow(first, logits)

    def advance(self, logits: Any) -> list[Finished]:
        """Append the likeliest token to each row; return the rows that end with it."""
        return self._grow(0, logits)

    def _grow(self, first: int, logits: Any) -> list[Finished]:
        finished = []
        for row, token in enumerate(logits.argmax(-1).tolist(), first):
            self._tokens[row].append(token)
        for row in range(len(self.numbers) - 1, first - 1, -1):  # from the end: the last takes a leaving one's place
            tokens = self._tokens[row]
            if how := self._ending(tokens):
                body = tokens[:-1] if how == "eos" else tokens
                finished.append((self.numbers[row], self._stops.cut(body), len(tokens), how))
                self._rows.leave(row)
                self.numbers[row], self._tokens[row] = self.numbers[-1], self._tokens[-1]
                self.numbers.pop()
                self._tokens.pop()
        return finished

    def _ending(self, tokens: list[int]) -> str:
        if tokens[-1] in self._ends:
            return "eos"
        if self._stops.reached(tokens):
            return "stop"
        return "length" if len(tokens) >= self._most else ""
