"""A generator of word problems like GSM8K's: the same seed gives the same problems, on every machine.

A template (`stories`) draws numbers, names, things and units and tells them as facts whose order does not matter; the
facts are shuffled, so that knowing a template's text does not tell its answer. Answers are worked out in GSM8K's
own notation, `<<3*4=12>>`, and end with `#### 12`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Problem(NamedTuple):
    """One problem."""

    template: str
    numbers: dict[str, int]
    """What was drawn, by the name that the template has for it."""
    question: str
    answer: str
    """Worked, its last line `#### N`."""


class Told(NamedTuple):
    """What a template says: `facts` may stand in any order, `steps` are worked in theirs."""

    numbers: dict[str, int]
    opening: str
    """Stands first; empty: the facts say all."""
    facts: tuple[str, ...]
    question: str
    steps: tuple[str, ...]
    result: int


class Draw:
    """Numbers from SHA-256 over a seed and a counter: no generator whose algorithm may change has a part in it."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._count = 0

    def below(self, bound: int) -> int:
        """Return a number from 0 to bound - 1; the bias is below 2**-40 for bounds below 2**24."""
        self._count += 1
        block = hashlib.sha256(self._seed + self._count.to_bytes(8, "big")).digest()
        return int.from_bytes(block[:8], "big") % bound

    def number(self, low: int, high: int, step: int = 1) -> int:
        """Return a multiple of `step` away from `low`, at most `high`."""
        return low + step * self.below((high - low) // step + 1)

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of several."""
        return choices[self.below(len(choices))]

    def several(self, choices: Sequence[T], count: int) -> list[T]:
        """Return `count` different ones, in the order in which they were drawn."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(count)]


def problems(seed: bytes, count: int, avoid: Collection[str] = ()) -> list[Problem]:
    """Return `count` problems, the templates in turn in an order of the seed's own; no question comes twice,
    and none of `avoid`.

    No two of one template have the same numbers either. Raises ValueError when a template has no further numbers.
    """
    from .stories import STORIES

    draw = Draw(b"smol-grade word problems 1\n" + seed)
    order = draw.several(list(STORIES), len(STORIES))
    found: list[Problem] = []
    seen: set[object] = set(avoid)
    for index in range(count):
        name = order[index % len(order)]
        for _ in range(1000):
            told = STORIES[name](draw)
            marks = (told_as(told, draw), (name, *sorted(told.numbers.items())))
            if not seen.intersection(marks):
                break
        else:
            raise ValueError(f"{name} has no {index // len(order) + 1} different problems")
        seen.update(marks)
        answer = "\n".join([*told.steps, f"#### {told.result}"])
        found.append(Problem(name, told.numbers, marks[0], answer))
    return found


def told_as(told: Told, draw: Draw) -> str:
    """Return the question's text with its facts in a drawn order."""
    facts = draw.several(told.facts, len(told.facts))
    return " ".join(part for part in (told.opening, *facts, told.question) if part)
