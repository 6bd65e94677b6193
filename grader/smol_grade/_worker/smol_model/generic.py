"""The forward pass of transformers, for architectures that we have none of our own for: the same plans, more slowly.

The prefix is still read once and finished rows still leave; waiting prompts are read when all rows have left.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .batching import Batch


@dataclass(frozen=True)
class Prefix:
    """What all rows begin with: a cache of one row."""

    length: int
    cache: Any


class Generic:
    """A transformers model, asked in the way of `llama.Llama`."""

    takes_trees = False
    admits_late = False

    def __init__(self, model: Any) -> None:
        self.model = model
        self.device = model.device
        config = model.config.get_text_config()
        heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
        size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.row_bytes = 2 * config.num_hidden_layers * heads * size * model.dtype.itemsize

    def prefix(self, tokens: list[int]) -> Prefix:
        """Return the cache of a beginning."""
        import torch

        read = self.model(torch.tensor([tokens], device=self.device), use_cache=True, logits_to_keep=1)
        return Prefix(len(tokens), read.past_key_values)

    def read(self, prefix: Prefix | None, batch: Batch) -> Iterator[Any]:
        """Yield the logits at the tokens that are asked for, text by text."""
        import torch

        for one in batch.stretches:
            inside = [place - one.begin for place in batch.asked if one.begin <= place < one.end]
            tokens = torch.tensor([batch.tokens[one.begin : one.end]], device=self.device)
            cache = copy.deepcopy(prefix.cache) if prefix else None
            logits = self.model(tokens, past_key_values=cache, use_cache=prefix is not None).logits[0]
            yield logits[torch.tensor(inside, device=self.device)]

    def rows(self, prefix: Prefix | None, _slots: int, _columns: int) -> Rows:
        """Return an empty cache."""
        return Rows(self, prefix)


class Rows:
    """The cache of the rows that are generated together, padded between the prefix and each row's own tokens."""

    def __init__(self, network: Generic, prefix: Prefix | None) -> None:
        self._network = network
        self._prefix = prefix
        self._cache: Any = None
        self._mask: Any = None
        self._order: list[int] = []
        self._settled = True

    def admit(self, rows: list[list[int]]) -> Any:
        """Read the prompts of new rows; return the logits `[rows, vocabulary]` of what comes next. No row is there."""
        import torch

        width, device = max(map(len, rows)), self._network.device
        tokens = torch.tensor([[0] * (width - len(row)) + row for row in rows], device=device)
        mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows], device=device)
        self._cache = None
        if self._prefix:
            self._cache = copy.deepcopy(self._prefix.cache)
            self._cache.batch_repeat_interleave(len(rows))
            mask = torch.cat((torch.ones((len(rows), self._prefix.length), dtype=mask.dtype, device=device), mask), 1)
        self._mask = mask
        self._order, self._settled = list(range(len(rows))), True
        return self._ask(tokens)

    def step(self, tokens: list[int]) -> Any:
        """Append one token to each row; return the logits `[rows, vocabulary]` of what comes next."""
        import torch

        device = self._network.device
        if not self._settled:
            kept = torch.tensor(self._order, device=device)
            self._cache.batch_select_indices(kept)
            self._mask = self._mask[kept]
            self._order, self._settled = list(range(len(tokens))), True
        self._mask = torch.cat((self._mask, self._mask.new_ones((len(tokens), 1))), 1)
        return self._ask(torch.tensor(tokens, device=device)[:, None])

    def leave(self, row: int) -> None:
        """Let go of a row: the last one takes its place."""
        self._order[row] = self._order[-1]
        self._order.pop()
        self._settled = False

    def _ask(self, tokens: Any) -> Any:
        positions = (self._mask.cumsum(1) - 1).clamp(min=0)[:, -tokens.shape[1] :]
        read = self._network.model(
            tokens,
            attention_mask=self._mask,
            position_ids=positions,
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=1,
        )
        self._cache = read.past_key_values
        return read.logits[:, -1]
