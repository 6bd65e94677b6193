"""How well a model predicts what assistants say in conversations that it never saw, in bits per byte.

A plain float32 forward pass of transformers, in this process: for checkpoints that we made ourselves. Submitted models
are measured by the task `loss` of the evaluation, in a sandbox.

The unit: minus the log-probability, in bits, of each assistant message and of the end token after it, given all that
stands before, over the UTF-8 bytes of the message. Bytes, not tokens: the number does not depend on the tokenizer.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

Messages = list[dict[str, str]]
Say = Callable[[str], None]
RESAMPLES = 10_000


class Conversation(NamedTuple):
    """What a model said to one conversation."""

    bits: float
    """Minus the log-probability of what the assistant says, and of its end tokens, in bits."""
    size: int
    """UTF-8 bytes of what the assistant says."""


class Comparison(NamedTuple):
    """Two models on the same conversations, in bits per byte."""

    base: float
    """All bits of the first model over all bytes."""
    tuned: float
    """All bits of the second."""
    gain: float
    """base - tuned: above zero where the second predicts better."""
    low: float
    """Lower end of the 95 % interval of the gain: conversations drawn again with replacement, in pairs."""
    high: float
    """Upper end."""

    def sentence(self) -> str:
        """Say it in one line."""
        return (
            f"base {self.base:.4f}, tuned {self.tuned:.4f}, gain {self.gain:.4f} bits per byte "
            f"(95 % interval {self.low:.4f} to {self.high:.4f})"
        )


def losses(
    model: Any,
    tokenizer: Any,
    conversations: Sequence[Messages],
    *,
    batch: int = 8,
    say: Say = lambda _: None,
) -> list[Conversation]:
    """Measure a causal language model of transformers (Llama's parts: model, lm_head), conversation by conversation.

    The tokenizer's chat template must mark the assistants' tokens with {% generation %}. `say` gets lines of progress.
    """
    import torch  # noqa: PLC0415 - seconds

    encoded = [
        tokenizer.apply_chat_template(messages, return_assistant_tokens_mask=True, return_dict=True)
        for messages in conversations
    ]
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]["input_ids"]))  # rows of a batch are padded alike
    bits = [0.0] * len(encoded)
    begun, told = time.monotonic(), time.monotonic()
    model.eval()
    for first in range(0, len(order), batch):
        rows = order[first : first + batch]
        ids, learnt, attended = _padded([encoded[i] for i in rows])
        with torch.no_grad():
            hidden = model.model(input_ids=ids, attention_mask=attended, use_cache=False).last_hidden_state
            logits = model.lm_head(hidden[:, :-1][learnt[:, 1:]])  # the vocabulary is large: only where it is needed
            nats = torch.nn.functional.cross_entropy(logits, ids[:, 1:][learnt[:, 1:]], reduction="none")
        for i, of_row in zip(rows, nats.double().split(learnt[:, 1:].sum(1).tolist()), strict=True):
            bits[i] = float(of_row.sum()) / math.log(2)
        if time.monotonic() - told > 10:
            told, done = time.monotonic(), first + len(rows)
            left = (told - begun) / done * (len(order) - done)
            say(f"loss: {done} of {len(order)} conversations, {left:.0f} s left")
    return [
        Conversation(bits[i], sum(len(m["content"].encode()) for m in messages if m["role"] == "assistant"))
        for i, messages in enumerate(conversations)
    ]


def _padded(rows: list[Any]) -> tuple[Any, Any, Any]:
    """Return token ids, the mask of what is learnt and the mask of what is there, each (rows, longest row)."""
    import torch  # noqa: PLC0415 - seconds

    longest = max(len(row["input_ids"]) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    learnt, attended = torch.zeros(ids.shape, dtype=torch.bool), torch.zeros_like(ids)
    for i, row in enumerate(rows):
        length = len(row["input_ids"])
        ids[i, :length] = torch.tensor(row["input_ids"])
        learnt[i, :length] = torch.tensor(row["assistant_masks"], dtype=torch.bool)
        attended[i, :length] = 1
    return ids, learnt, attended


def compare(base: Sequence[Conversation], tuned: Sequence[Conversation], *, seed: int = 0) -> Comparison:
    """Compare two measurements of the same conversations; raises ValueError where they are not the same."""
    import numpy as np  # noqa: PLC0415 - a tenth of a second

    if [one.size for one in base] != [one.size for one in tuned] or not base:
        raise ValueError("two models are compared on the same conversations, at least one")
    sizes = np.array([one.size for one in base], dtype=float)
    bits = np.array([[one.bits for one in base], [one.bits for one in tuned]])
    drawn = np.random.default_rng(seed).integers(0, len(base), size=(RESAMPLES, len(base)))
    gains = (bits[0] - bits[1])[drawn].sum(1) / sizes[drawn].sum(1)
    low, high = np.quantile(gains, [0.025, 0.975])
    first, second = (float(total) for total in bits.sum(1) / sizes.sum())
    return Comparison(first, second, first - second, float(low), float(high))
