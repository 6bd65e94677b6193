"""The log-probabilities of continuations after their contexts, by lm-eval's rules; what begins alike is read once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import batching
from .batching import Batch, Stretch, Tree

Pair = tuple[list[int], list[int]]
"""The tokens of a context and of its continuation."""
Scored = tuple[int, float, int, bool]
"""The number of a pair; of its continuation the natural log-probability, the tokens, whether each is the likeliest."""


def score(network: Any, longest: int, pairs: list[Pair]) -> Iterator[list[Scored]]:
    """Yield, batch by batch, the pairs that have been scored. Texts that are too long lose their beginning.

    The floats depend on the list of pairs alone.
    """
    yield [(number, 0.0, 0, True) for number, (_, second) in enumerate(pairs) if not second]
    numbers = [number for number, (_, second) in enumerate(pairs) if second]
    if not numbers:
        return
    wholes = {number: (pairs[number][0] + pairs[number][1])[-(longest + 1) :] for number in numbers}
    texts = [wholes[number][:-1] for number in numbers]
    targets = [wholes[number][1:][-len(pairs[number][1]) :] for number in numbers]
    before_targets = min(len(text) - len(target) for text, target in zip(texts, targets, strict=True))
    length = batching.shared(texts, before_targets)
    prefix = network.prefix(texts[0][:length]) if length else None
    trees = batching.trees([text[length:] for text in texts], lines_only=not network.takes_trees)
    for group in batching.groups([len(tree.tokens) for tree in trees]):
        together = [trees[at] for at in group]
        asked = [(at, number) for at, tree in enumerate(together) for number in sorted(tree.paths)]
        batch = _batch(network, together, asked, targets)
        wanted = [token for _, number in asked for token in targets[number]]
        values, likeliest = _chosen(network, prefix, batch, wanted)
        found, begin = [], 0
        for _, number in asked:
            end = begin + len(targets[number])
            found.append((numbers[number], sum(values[begin:end]), end - begin, all(likeliest[begin:end])))
            begin = end
        yield found


def _batch(network: Any, together: list[Tree], asked: list[tuple[int, int]], targets: list[list[int]]) -> Batch:
    tokens: list[int] = []
    depths: list[int] = []
    stretches: list[Stretch] = []
    for tree in together:
        stretches.append(Stretch(len(tokens), len(tokens) + len(tree.tokens), tree.mask(network.device)))
        tokens += tree.tokens
        depths += tree.depths
    places = []
    for at, number in asked:
        path = together[at].paths[number]
        places += [stretches[at].begin + place for place in path[len(path) - len(targets[number]) :]]
    return Batch(tokens, depths, stretches, places)


def _chosen(network: Any, prefix: Any, batch: Batch, wanted: list[int]) -> tuple[list[float], list[bool]]:
    """Return the log-probability of each wanted token, and whether it is the likeliest."""
    import torch

    values: list[float] = []
    likeliest: list[bool] = []
    for logits in network.read(prefix, batch):
        targets = torch.tensor(wanted[len(values) : len(values) + len(logits)], device=logits.device)
        chosen = torch.log_softmax(logits.float(), -1).gather(1, targets[:, None])[:, 0]
        likeliest += (logits.argmax(-1) == targets).tolist()
        values += chosen.tolist()
    return values, likeliest


def score_rolling(network: Any, longest: int, before: int, texts: list[list[int]]) -> Iterator[list[Scored]]:
    """Yield each whole text, scored in windows that overlap as little as lm-eval's do; `before` stands before it."""
    owners: list[int] = []
    pairs: list[Pair] = []
    for number, text in enumerate(texts):
        for begin in range(0, len(text), longest):
            end = min(begin + longest, len(text))
            first = [before] if not begin else text[max(end - longest - 1, 0) : begin]
            owners.append(number)
            pairs.append((first, text[begin:end]))
    found: dict[int, Scored] = {number: (number, 0.0, 0, True) for number in range(len(texts))}
    for scored in score(network, longest, pairs):
        for at, value, tokens, likeliest in scored:
            number = owners[at]
            _, so_far, counted, all_likeliest = found[number]
            found[number] = (number, so_far + value, counted + tokens, all_likeliest and likeliest)
        yield []
    yield list(found.values())
