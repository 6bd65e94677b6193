"""Do two backends say the same? And where they do not, was it a near tie? Used by evaluate.py and by a test."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch

NEAR_TIE = 1e-3
"""The most that the two likeliest logits may differ by where float32 sums in another order may decide."""

SAME = 62 / 64
"""The least part of the texts that is the same to the letter."""


class Divergence(NamedTuple):
    """Where two texts part."""

    row: int
    token: int
    """The first one that differs, counted from the prompt's end."""
    gap: float
    """Between the two largest logits there, as the peer's model computes them by itself."""


def divergences(prompts: list[str], ours: list[str], theirs: list[str], model: Any, tokenizer: Any) -> list[Divergence]:
    """Return the rows whose texts differ. `model` is transformers', asked for one row at a time, without a cache."""
    found = []
    for row, (prompt, one, other) in enumerate(zip(prompts, ours, theirs, strict=True)):
        if one == other:
            continue
        first, second = (tokenizer.encode(text, add_special_tokens=False) for text in (one, other))
        same = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), None)
        same = min(len(first), len(second)) if same is None else same
        tokens = tokenizer.encode(prompt, add_special_tokens=False) + first[:same]
        with torch.inference_mode():
            logits = model(torch.tensor([tokens], device=model.device), logits_to_keep=1).logits[0, -1].float()
        top = logits.topk(2).values
        found.append(Divergence(row, same, float(top[0] - top[1])))
    return found


def agree(count: int, found: list[Divergence]) -> bool:
    """Return whether two backends say the same: nearly all of `count` texts, and each other parts at a near tie."""
    return count - len(found) >= SAME * count and all(one.gap < NEAR_TIE for one in found)
