"""An Idefics3 in NumPy and float64: what the judge measures trained vision-language weights with, without torch.

The model is `transformers.Idefics3ForConditionalGeneration` (SigLIP's encoder, pixel shuffle and a projection, a Llama;
Laurençon et al. 2024, https://arxiv.org/abs/2408.12637, and Zhai et al. 2023, https://arxiv.org/abs/2303.15343). Each
picture is one whole tile. The frozen cases of `dev check` hold it equal to transformers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..records import Record
from ..submission import Asset
from .llama import Ids, Network, Shape, Weights, draw_weights
from .vision import IMAGE, Processor
from .world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

EPSILON = 1e-6
"""Of the encoder's layer norms."""
LANGUAGE = "model.text_model"
ENCODER = "model.vision_model"
PROJECTION = "model.connector.modality_projection.proj.weight"


class Sight(Record, frozen=True):
    """The sizes of an encoder, and how its patches become the language model's vectors."""

    edge: int = 16
    """Width and height of a tile, in pixels."""
    patch: int = 4
    scale: int = 2
    """Patches along each side that pixel shuffle makes one of."""
    hidden: int = 32
    layers: int = 1
    heads: int = 2
    intermediate: int = 32

    @property
    def across(self) -> int:
        """Patches along each side of a tile; a power of 2, so that transformers' positions are exact."""
        return self.edge // self.patch

    @property
    def seats(self) -> int:
        """Tokens that stand for a tile."""
        return (self.across // self.scale) ** 2


def draw_sight(sight: Sight, width: int, seed: int, scale: float) -> dict[str, NDArray[np.float32]]:
    """Return random weights of an encoder and its projection to vectors of a width, by transformers' names."""
    random = np.random.default_rng(seed)
    weights: dict[str, NDArray[np.float32]] = {}

    def draw(name: str, *size: int) -> None:
        weights[name] = random.normal(0.0, scale, size).astype(np.float32)

    def linear(name: str, wide: int, narrow: int) -> None:
        draw(f"{name}.weight", wide, narrow)
        weights[f"{name}.bias"] = np.zeros(wide, np.float32)

    def norm(name: str) -> None:
        weights[f"{name}.weight"] = np.ones(sight.hidden, np.float32)
        weights[f"{name}.bias"] = np.zeros(sight.hidden, np.float32)

    draw(f"{ENCODER}.embeddings.patch_embedding.weight", sight.hidden, 3, sight.patch, sight.patch)
    weights[f"{ENCODER}.embeddings.patch_embedding.bias"] = np.zeros(sight.hidden, np.float32)
    draw(f"{ENCODER}.embeddings.position_embedding.weight", sight.across**2, sight.hidden)
    for layer in range(sight.layers):
        prefix = f"{ENCODER}.encoder.layers.{layer}"
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            linear(f"{prefix}.self_attn.{name}", sight.hidden, sight.hidden)
        linear(f"{prefix}.mlp.fc1", sight.intermediate, sight.hidden)
        linear(f"{prefix}.mlp.fc2", sight.hidden, sight.intermediate)
        norm(f"{prefix}.layer_norm1")
        norm(f"{prefix}.layer_norm2")
    norm(f"{ENCODER}.post_layernorm")
    draw(PROJECTION, width, sight.hidden * sight.scale**2)
    return weights


class SeeingModel(Asset):
    """A drawn model: an asset for the worker (`Idefics3ForConditionalGeneration`, new for each call)."""

    shape: Shape
    sight: Sight
    image_token: int
    weights: dict[str, NDArray[np.float32]]

    def __init__(
        self, name: str, shape: Shape, sight: Sight, weights: dict[str, NDArray[np.float32]], processor: Processor
    ) -> None:
        """The special tokens are the processor's."""
        from ..arrays import save

        image, tokens = processor.tokenizer.id_of(IMAGE), processor.tokenizer.special_tokens
        config = {
            "image_token_id": image,
            "scale_factor": sight.scale,
            "tie_word_embeddings": False,
            "pad_token_id": processor.pad,
            "vision_config": {
                "hidden_size": sight.hidden,
                "intermediate_size": sight.intermediate,
                "num_hidden_layers": sight.layers,
                "num_attention_heads": sight.heads,
                "image_size": sight.edge,
                "patch_size": sight.patch,
                "layer_norm_eps": EPSILON,
            },
            "text_config": {
                "model_type": "llama",
                "bos_token_id": processor.tokenizer.id_of(tokens.start),
                "eos_token_id": processor.end,
                "pad_token_id": processor.pad,
                **shape.config,
            },
        }
        super().__init__(name, "vision_model", {"config": config, "weights": save(dict(weights))})
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "sight", sight)
        object.__setattr__(self, "image_token", image)
        object.__setattr__(self, "weights", weights)

    def network(self, weights: Weights) -> SeeingNetwork:
        """Return weights of this model that can be run."""
        return SeeingNetwork(self.shape, self.sight, weights, self.image_token)


def draw_seeing_model(
    world: World, name: str, processor: Processor, *, scale: float, sight: Sight, **sizes: int
) -> SeeingModel:
    """Return a model with drawn weights for a processor; `sizes` are fields of the language model's `Shape`."""
    shape = Shape(vocabulary=processor.tokenizer.size, **sizes)
    draw = world.random(f"model/{name}")
    language = draw_weights(shape, draw.getrandbits(32), scale)
    weights = {_inside(name): values for name, values in language.items()}
    weights |= draw_sight(sight, shape.hidden, draw.getrandbits(32), scale)
    return SeeingModel(name, shape, sight, weights, processor)


def _inside(name: str) -> str:
    """Return what a weight of a Llama is called in an Idefics3."""
    return name.replace("model.", f"{LANGUAGE}.", 1) if name.startswith("model.") else name


class SeeingNetwork:
    """Weights that can be run."""

    def __init__(self, shape: Shape, sight: Sight, weights: Weights, image_token: int) -> None:
        self._sight = sight
        self._image_token = image_token
        self._weights = {name: np.asarray(values, np.float64) for name, values in weights.items()}
        outside = {name.replace(f"{LANGUAGE}.", "model.", 1): values for name, values in self._weights.items()}
        self._language = Network(shape, outside)

    def losses(self, ids: Ids, labels: Ids, pictures: Sequence[NDArray[np.floating[Any]]]) -> NDArray[np.float64]:
        """Return the cross-entropy in nats of every token that has a label.

        A picture is [3, edge, edge], from -1 to 1; there is one for every `seats` image tokens, in their order.
        """
        vectors = self._language.embedded(ids)
        seats = np.asarray(ids) == self._image_token
        if seats.any():
            vectors[seats] = np.concatenate([self.vectors(picture) for picture in pictures])
        return self._language.losses(ids, labels, vectors=vectors)

    def vectors(self, picture: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return the vectors [seats, width] that the language model sees of a picture [3, edge, edge]."""
        sight, size = self._sight, self._sight.across
        patches = np.asarray(picture, np.float64).reshape(3, size, sight.patch, size, sight.patch)
        patches = patches.transpose(1, 3, 0, 2, 4).reshape(size * size, -1)
        kernel = self._weights[f"{ENCODER}.embeddings.patch_embedding.weight"].reshape(sight.hidden, -1)
        x = patches @ kernel.T + self._weights[f"{ENCODER}.embeddings.patch_embedding.bias"]
        x = x + self._weights[f"{ENCODER}.embeddings.position_embedding.weight"]
        for layer in range(sight.layers):
            prefix = f"{ENCODER}.encoder.layers.{layer}"
            x = x + self._attention(self._normed(x, f"{prefix}.layer_norm1"), prefix)
            x = x + self._feed_forward(self._normed(x, f"{prefix}.layer_norm2"), prefix)
        return self._shuffled(self._normed(x, f"{ENCODER}.post_layernorm")) @ self._weights[PROJECTION].T

    def _shuffled(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Make one vector of each block of scale x scale patches, row by row."""
        scale, fewer = self._sight.scale, self._sight.across // self._sight.scale
        blocks = x.reshape(fewer, scale, fewer, scale, -1).transpose(0, 2, 1, 3, 4)
        return blocks.reshape(fewer * fewer, -1)

    def _normed(self, x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt(np.mean(centred * centred, axis=-1, keepdims=True) + EPSILON)
        return np.asarray(scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])

    def _project(self, x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return np.asarray(x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"])

    def _attention(self, x: NDArray[np.float64], prefix: str) -> NDArray[np.float64]:
        """Every patch sees every other."""
        heads, length = self._sight.heads, len(x)

        def split(name: str) -> NDArray[np.float64]:
            return self._project(x, f"{prefix}.self_attn.{name}").reshape(length, heads, -1).transpose(1, 0, 2)

        query, key, value = split("q_proj"), split("k_proj"), split("v_proj")
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        weight = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weight /= weight.sum(axis=-1, keepdims=True)
        joined = (weight @ value).transpose(1, 0, 2).reshape(length, -1)
        return self._project(joined, f"{prefix}.self_attn.out_proj")

    def _feed_forward(self, x: NDArray[np.float64], prefix: str) -> NDArray[np.float64]:
        """GELU in its form with tanh: Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415."""
        x = self._project(x, f"{prefix}.mlp.fc1")
        x = 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        return self._project(x, f"{prefix}.mlp.fc2")
