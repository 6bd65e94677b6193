"""Plans: which tokens are computed once for all, and in what order rows are read. Pure, and a function of the requests.

Texts that begin alike are read once. What all begin with is the prefix; of the rest, sorted, neighbours that begin
alike are laid out as a tree, each token behind its ancestors (a conversation read up to each of its turns, a question
with each of its answers).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

WORTH = 16
"""Tokens in common that are worth a computation of their own."""
FLAT = 1024
"""Tokens that are read at the same time, beyond the first text."""


@dataclass(frozen=True)
class Stretch:
    """A part of the flat list of tokens that attends to itself, and to the prefix."""

    begin: int
    end: int
    mask: Any = None
    """Which of its tokens each of them sees, `[t, t]` of bool; None: all up to itself."""


@dataclass(frozen=True)
class Batch:
    """Tokens that are read together, and where logits are asked for."""

    tokens: list[int]
    depths: list[int]
    """How far behind the prefix each token is."""
    stretches: list[Stretch]
    asked: list[int]
    """Places in the flat list."""


@dataclass
class Tree:
    """Texts that begin alike, without what the prefix holds."""

    tokens: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    paths: dict[int, list[int]] = field(default_factory=dict)
    """By the number of a text: where in the tree its tokens are."""

    def add(self, number: int, text: list[int], path: list[int]) -> list[int]:
        """Add a text that shares the places `path` with one that is in the tree; return its places."""
        path = list(path)
        for token in text[len(path) :]:
            self.parents.append(path[-1] if path else -1)
            self.depths.append(len(path))
            path.append(len(self.tokens))
            self.tokens.append(token)
        self.paths[number] = path
        return path

    @property
    def is_line(self) -> bool:
        """Return whether no token has two successors."""
        return self.depths == list(range(len(self.depths)))

    def mask(self, device: Any) -> Any:
        """Return which tokens each token sees: itself and its ancestors, `[t, t]` of bool; None for a line."""
        import torch

        if self.is_line:
            return None
        sees = torch.eye(len(self.tokens), dtype=torch.bool)
        for place, parent in enumerate(self.parents):
            if parent >= 0:
                sees[place] |= sees[parent]
        return sees.to(device)


def common(first: list[int], second: list[int]) -> int:
    """Return how many tokens two texts begin with alike."""
    most = min(len(first), len(second))
    if first[:most] == second[:most]:
        return most
    return next(at for at in range(most) if first[at] != second[at])


def shared(texts: list[list[int]], most: int) -> int:
    """Return the length of the prefix of all texts, at most `most`; 0 where it is not worth it."""
    if len(texts) < 2:
        return 0
    length = min(common(min(texts), max(texts)), most)
    return length if length >= WORTH else 0


def trees(texts: list[list[int]], *, lines_only: bool) -> list[Tree]:
    """Return the texts as trees, the longest text first; with `lines_only`, each text as a tree of its own."""
    grown: list[Tree] = []
    path: list[int] = []
    before: list[int] = []
    for number in sorted(range(len(texts)), key=lambda number: (texts[number], number)):
        text = texts[number]
        alike = common(before, text) if grown and not lines_only else 0
        if alike < WORTH or len(grown[-1].tokens) + len(text) - alike > max(FLAT, len(text)):
            grown.append(Tree())
            alike = 0
        path = grown[-1].add(number, text, path[:alike])
        before = text
    return sorted(grown, key=lambda tree: (-len(tree.tokens), min(tree.paths)))


def groups(sizes: list[int]) -> list[list[int]]:
    """Return the numbers of things of these sizes, in order, in groups of at most `FLAT` together, or of one."""
    found: list[list[int]] = []
    filled = 0
    for number, size in enumerate(sizes):
        if not found or filled + size > FLAT:
            found.append([])
            filled = 0
        found[-1].append(number)
        filled += size
    return found
