"""Models that answer, and greedy decoding in NumPy, which tells what their answers are.

`readable` makes a drawn model speak in plain words, `chain` builds one that says what a suite wants to hear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .llama import Shape, TinyModel, draw_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .world import ChatTokenizer

Logits = Callable[[list[int]], "NDArray[np.floating[Any]]"]
"""Gives the logits [T, V] of a sequence: `TinyModel.logits`, or those of a real model."""
CERTAIN = 4.0
"""Weight in the head of what follows; the logit is this times the root of the hidden size."""
SPECIAL = ("bos_token_id", "eos_token_id", "pad_token_id")


class Continuation(NamedTuple):
    """What greedy decoding adds to a prompt."""

    ids: list[int]
    """The new tokens, the end token included if it came."""
    gap: float
    """The smallest distance, over all steps, between the best logit and the second best."""


def greedy(logits: Logits, prompt: Sequence[int], max_new_tokens: int, end: int | None = None) -> Continuation:
    """Continue a prompt, each new token being the most likely one, until the end token or the limit."""
    ids, gap = list(prompt), np.inf
    for _ in range(max_new_tokens):
        last = logits(ids)[-1]
        second, best = np.partition(last, -2)[-2:]
        gap = min(gap, float(best - second))
        ids.append(int(last.argmax()))
        if ids[-1] == end:
            break
    return Continuation(ids[len(prompt) :], gap)


def readable(model: TinyModel, tokenizer: ChatTokenizer) -> TinyModel:
    """Return the model with the logit 0 for special tokens and for all that are not printable ASCII.

    As long as another token has a better logit, it says none of them, and so never ends by itself.
    """
    texts = [tokenizer.decode([number]) for number in range(tokenizer.size)]
    words = [text.isascii() and text.isprintable() and text not in tokenizer.special_tokens.all for text in texts]
    weights = dict(model.weights)
    weights["lm_head.weight"] = weights["lm_head.weight"] * np.array(words, np.float32)[:, None]
    return TinyModel(model.name, model.shape, weights, _special(tokenizer))


def chain(
    name: str, tokenizer: ChatTokenizer, follows: Mapping[int, int | Mapping[int, float]], otherwise: int
) -> TinyModel:
    """Return a model whose next token depends on the last one only: `follows[last]`, or `otherwise`.

    Where several tokens may follow, with weights, the heaviest does; a weight below 1 leaves the model in doubt. Each
    token of the chain has a dimension of its own, all others share one; attention and feed-forward add nothing.
    """
    size = -(-(len(follows) + 1) // 8) * 8
    shape = Shape(tokenizer.size, hidden=size, layers=1, heads=2, key_value_heads=1, intermediate=8)
    weights = draw_weights(shape, seed=0, scale=0.0)
    embedding, head = weights["model.embed_tokens.weight"], weights["lm_head.weight"]
    place = {token: number for number, token in enumerate(follows, 1)}
    for token in range(tokenizer.size):
        embedding[token, place.get(token, 0)] = 1
    head[otherwise, 0] = CERTAIN
    for token, number in place.items():
        after = follows[token]
        for following, weight in ({after: 1.0} if isinstance(after, int) else after).items():
            head[following, number] = CERTAIN * weight
    return TinyModel(name, shape, weights, _special(tokenizer))


def _special(tokenizer: ChatTokenizer) -> dict[str, int]:
    return {name: tokenizer.id_of(token) for name, token in zip(SPECIAL, tokenizer.special_tokens.all, strict=True)}
