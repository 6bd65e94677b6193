"""A Llama in NumPy and float64: what the judge measures trained weights with, and asks for logits, without torch.

The model is `transformers.LlamaForCausalLM` (pre-norm decoder, rotary positions, grouped-query attention, SwiGLU), from
Touvron et al. 2023, https://arxiv.org/abs/2302.13971; the frozen cases of `dev check` hold it equal to transformers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..records import Record
from ..submission import Asset

if TYPE_CHECKING:
    from numpy.typing import NDArray

Weights = Mapping[str, "NDArray[np.floating[Any]]"]
Ids = Sequence[int]
KEPT = 128
"""Sequences whose logits a model remembers, each a few hundred kilobytes at most."""
IGNORED = -100
"""The label of tokens that are not learnt."""


class Shape(Record, frozen=True):
    """The sizes of a model."""

    vocabulary: int
    hidden: int = 32
    layers: int = 2
    heads: int = 4
    key_value_heads: int = 2
    intermediate: int = 64
    positions: int = 512
    rope_theta: float = 10000.0
    epsilon: float = 1e-6

    @property
    def head(self) -> int:
        """Width of one attention head."""
        return self.hidden // self.heads

    @property
    def config(self) -> dict[str, Any]:
        """These sizes by the names of a `LlamaConfig`."""
        return {
            "vocab_size": self.vocabulary,
            "hidden_size": self.hidden,
            "intermediate_size": self.intermediate,
            "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads,
            "num_key_value_heads": self.key_value_heads,
            "max_position_embeddings": self.positions,
            "rope_parameters": {"rope_type": "default", "rope_theta": self.rope_theta},
            "rms_norm_eps": self.epsilon,
            "tie_word_embeddings": False,
        }

    @property
    def linear(self) -> dict[str, tuple[int, int]]:
        """The linear modules of one layer: name -> (out_features, in_features)."""
        narrow = self.key_value_heads * self.head
        return {
            "self_attn.q_proj": (self.heads * self.head, self.hidden),
            "self_attn.k_proj": (narrow, self.hidden),
            "self_attn.v_proj": (narrow, self.hidden),
            "self_attn.o_proj": (self.hidden, self.heads * self.head),
            "mlp.gate_proj": (self.intermediate, self.hidden),
            "mlp.up_proj": (self.intermediate, self.hidden),
            "mlp.down_proj": (self.hidden, self.intermediate),
        }


def draw_weights(shape: Shape, seed: int, scale: float = 0.02) -> dict[str, NDArray[np.float32]]:
    """Return random weights under the names that transformers gives them, untied, norms at one."""
    random = np.random.default_rng(seed)

    def normal(*size: int) -> NDArray[np.float32]:
        return random.normal(0.0, scale, size).astype(np.float32)

    weights = {"model.embed_tokens.weight": normal(shape.vocabulary, shape.hidden)}
    for layer in range(shape.layers):
        prefix = f"model.layers.{layer}"
        weights |= {f"{prefix}.{name}.weight": normal(*size) for name, size in shape.linear.items()}
        for name in ("input_layernorm", "post_attention_layernorm"):
            weights[f"{prefix}.{name}.weight"] = np.ones(shape.hidden, np.float32)
    weights["model.norm.weight"] = np.ones(shape.hidden, np.float32)
    weights["lm_head.weight"] = normal(shape.vocabulary, shape.hidden)
    return weights


class TinyModel(Asset):
    """A drawn model: an asset for the worker (`LlamaForCausalLM`, new for each call), an oracle for the judge."""

    shape: Shape
    weights: dict[str, NDArray[np.float32]]

    def __init__(
        self, name: str, shape: Shape, weights: dict[str, NDArray[np.float32]], special: Mapping[str, int]
    ) -> None:
        """`special` are token ids by their names in the config: bos_token_id, eos_token_id, pad_token_id."""
        from ..arrays import save

        config = {**shape.config, **special}
        super().__init__(name, "model", {"config": config, "weights": save(dict(weights))})
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "weights", weights)

    @cached_property
    def _network(self) -> Network:
        return Network(self.shape, self.weights)

    def logits(self, ids: Ids, positions: Ids | None = None) -> NDArray[np.float64]:
        """See `Network.logits`. Asked for the same ids again, it remembers: nobody may change what it returned."""
        asked = (tuple(ids), None if positions is None else tuple(positions))
        if asked not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[asked] = self._network.logits(ids, positions)
            self._known[asked].flags.writeable = False
        return self._known[asked]

    @cached_property
    def _known(self) -> dict[tuple[Any, ...], NDArray[np.float64]]:
        return {}


class Network:
    """Weights that can be run."""

    def __init__(self, shape: Shape, weights: Weights) -> None:
        self._shape = shape
        self._weights = {name: np.asarray(values, np.float64) for name, values in weights.items()}

    def embedded(self, ids: Ids) -> NDArray[np.float64]:
        """Return the vectors [T, hidden] that stand for token ids at the entrance."""
        return np.asarray(self._weights["model.embed_tokens.weight"][np.asarray(ids, int)])

    def logits(
        self, ids: Ids, positions: Ids | None = None, *, vectors: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return the logits [T, V] of one sequence.

        With `positions`, each 0 begins a document of a pack: tokens see only their own document, as in transformers
        with packed `position_ids` and no attention mask. `vectors` stand at the entrance in place of the ids' own.
        """
        shape = self._shape
        place = np.arange(len(ids)) if positions is None else np.asarray(positions)
        document = np.cumsum(place == 0)
        seen = (document[:, None] == document[None, :]) & np.tri(len(ids), dtype=bool)
        x = self.embedded(ids) if vectors is None else vectors
        for layer in range(shape.layers):
            prefix = f"model.layers.{layer}"
            x = x + self._attention(self._normed(x, f"{prefix}.input_layernorm"), prefix, place, seen)
            x = x + self._feed_forward(self._normed(x, f"{prefix}.post_attention_layernorm"), prefix)
        return self._normed(x, "model.norm") @ self._weights["lm_head.weight"].T

    def losses(
        self, ids: Ids, labels: Ids, positions: Ids | None = None, *, vectors: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return the cross-entropy in nats of every token that has a label, in their order; labels are not shifted."""
        logits = self.logits(ids, positions, vectors=vectors)[:-1]
        wanted = np.asarray(labels, int)[1:]
        scored = wanted != IGNORED
        below = logits - logits.max(axis=-1, keepdims=True)  # first: next to a logit of 1e20 the logarithm is nothing
        chosen = np.take_along_axis(below, np.where(scored, wanted, 0)[:, None], axis=-1)[:, 0]
        return np.asarray((np.log(np.exp(below).sum(axis=-1)) - chosen)[scored])

    def _normed(self, x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        variance = np.mean(x * x, axis=-1, keepdims=True)
        return np.asarray(x / np.sqrt(variance + self._shape.epsilon) * self._weights[f"{name}.weight"])

    def _project(self, x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return np.asarray(x @ self._weights[f"{name}.weight"].T)

    def _attention(
        self, x: NDArray[np.float64], prefix: str, place: NDArray[np.int_], seen: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        shape, length = self._shape, len(x)

        def heads(name: str, count: int) -> NDArray[np.float64]:
            return self._project(x, f"{prefix}.self_attn.{name}").reshape(length, count, shape.head).transpose(1, 0, 2)

        query = _rotated(heads("q_proj", shape.heads), place, shape.rope_theta)
        key = _rotated(heads("k_proj", shape.key_value_heads), place, shape.rope_theta)
        value = heads("v_proj", shape.key_value_heads)
        groups = shape.heads // shape.key_value_heads
        key, value = np.repeat(key, groups, axis=0), np.repeat(value, groups, axis=0)
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(shape.head)
        scores = np.where(seen, scores, -np.inf)
        weight = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weight /= weight.sum(axis=-1, keepdims=True)
        joined = (weight @ value).transpose(1, 0, 2).reshape(length, shape.heads * shape.head)
        return self._project(joined, f"{prefix}.self_attn.o_proj")

    def _feed_forward(self, x: NDArray[np.float64], prefix: str) -> NDArray[np.float64]:
        gate = self._project(x, f"{prefix}.mlp.gate_proj")
        up = self._project(x, f"{prefix}.mlp.up_proj")
        return self._project(gate / (1 + np.exp(-gate)) * up, f"{prefix}.mlp.down_proj")


def _rotated(x: NDArray[np.float64], place: NDArray[np.int_], theta: float) -> NDArray[np.float64]:
    """Turn each head by its position: Su et al. 2021, https://arxiv.org/abs/2104.09864, in the halves of GPT-NeoX."""
    half = x.shape[-1] // 2
    angle = place[:, None] / theta ** (np.arange(half) / half)
    cos, sin = np.cos(angle), np.sin(angle)
    left, right = x[..., :half], x[..., half:]
    return np.concatenate([left * cos - right * sin, right * cos + left * sin], axis=-1)
