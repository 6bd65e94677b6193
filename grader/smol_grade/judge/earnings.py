"""How much reward a model earns: prompts and reward drawn anew in every run, completions that the judge samples.

The reward likes one half of the vocabulary, drawn in every run: those tokens whose rows of the output layer lie on one
side of a drawn plane, which few steps can learn. Measured ranges:
docs/design/0014-preferences-and-rewards-are-measured.md.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..submission import Asset
from .expect import mismatch
from .lessons import SCALE
from .llama import Network, TinyModel, Weights
from .training import weights_of
from .world import ChatTokenizer, Function, Rows, World

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 16
RATE = 2e-2
GROUP = 6
LENGTH = 4
PROMPTS = 16
HELD_OUT = 8
"""Prompts that the worker never sees."""
SAMPLES = 2
"""Completions of each that are sampled."""
GAIN = 0.15
"""What a training adds to the mean reward, at the least."""
SIDES = ("x", "y")
"""What the rows' column `liked` may say: which half of the vocabulary earns."""

SOURCE = """
LIKED = {liked}
GROUP, LENGTH = {group}, {length}


def reward_fn(prompts, completions, completion_ids, liked, **others):
    # the share of a completion's tokens that are liked
    if GROUP:
        for start in range(0, len(prompts), GROUP):
            group = prompts[start : start + GROUP]
            if len(group) != GROUP or any(prompt != group[0] for prompt in group):
                raise ValueError(f"a prompt is not answered {{GROUP}} times in a row, as num_generations says")
            if prompts.count(group[0]) != GROUP:
                raise ValueError(f"a prompt is answered too often: num_generations is {{GROUP}}")
        if len(prompts) == GROUP:
            raise ValueError("a step has one group only")
        longest = max(len(ids) for ids in completion_ids)
        if longest != LENGTH:
            raise ValueError(f"the longest completion has {{longest}} tokens, but max_completion_length is {{LENGTH}}")
    return [sum(token in LIKED[side] for token in ids) / max(1, len(ids)) for ids, side in zip(completion_ids, liked)]
"""


@dataclass(frozen=True, eq=False)
class Game:
    """What one run's trainers are given, and what they are measured with."""

    model: TinyModel
    tokenizer: ChatTokenizer
    prompts: tuple[list[dict[str, str]], ...]
    liked: dict[str, list[int]]
    """Side -> the token ids that earn."""
    held_out: tuple[list[int], ...]
    """Prompts as token ids."""

    def rows(self, side: str) -> Rows:
        """Return the rows with what they like."""
        return Rows(f"{self.model.name}/rows/{side}", [{"prompt": prompt, "liked": side} for prompt in self.prompts])

    def reward(self, group: int = 0, length: int = 0) -> Function:
        """Return the reward function; with a size of groups, it raises where these or completions have another."""
        return Function("reward_fn", SOURCE.format(liked=self.liked, group=group, length=length))

    def assets(self, side: str, group: int = 0, length: int = 0) -> tuple[Asset, Asset, Asset, Asset]:
        """Model, tokenizer, rows and reward, as the functions take them."""
        return self.model, self.tokenizer, self.rows(side), self.reward(group, length)

    @functools.cached_property
    def before(self) -> dict[str, float]:
        """Side -> what the untrained model earns."""
        return self.earned(self.model.weights)

    def earned(self, weights: Weights) -> dict[str, float]:
        """Return, for each side, the mean expected reward of completions that are sampled from weights.

        Tokens are sampled, and each counts with the probability that a liked one comes at its place: half the noise.
        """
        network, random = Network(self.model.shape, weights), np.random.default_rng(0)
        sides = {side: np.isin(np.arange(self.model.shape.vocabulary), ids) for side, ids in self.liked.items()}
        rewards: dict[str, list[float]] = {side: [] for side in sides}
        for prompt in self.held_out * SAMPLES:
            chances = self._sampled(network, random, prompt)
            for side, liked in sides.items():
                rewards[side].append(float(np.mean([chance[liked].sum() for chance in chances])))
        return {side: float(np.mean(found)) for side, found in rewards.items()}

    def _sampled(self, network: Network, random: np.random.Generator, prompt: list[int]) -> list[NDArray[np.float64]]:
        """Return the probabilities [V] of the next token at each place of a sampled completion."""
        ids, chances = list(prompt), []
        end = self.tokenizer.id_of(self.tokenizer.special_tokens.end)
        for _ in range(LENGTH):
            logits = network.logits(ids)[-1]
            chance = np.exp(logits - logits.max())
            chance /= chance.sum()
            chances.append(chance)
            if not np.all(np.isfinite(chance)):  # weights that are not finite: NaN is no reward
                break
            ids.append(int(random.choice(len(chance), p=chance)))
            if ids[-1] == end:
                break
        return chances


@functools.lru_cache(maxsize=8)
def game(world: World, name: str) -> Game:
    """Return the prompts, the model and the reward of a run."""
    tokenizer = world.tokenizer(f"{name}/tokenizer")
    model = world.model(f"{name}/model", tokenizer, scale=SCALE, layers=1)
    draw = world.random(f"{name}/rows")
    numbers = draw.sample(range(1000, 10000), PROMPTS + HELD_OUT)
    prompts = [[{"role": "user", "content": str(number)}] for number in numbers]
    held_out = [tokenizer.encode(tokenizer.render(prompt, add_generation_prompt=True)) for prompt in prompts[PROMPTS:]]
    plane = np.random.default_rng(draw.getrandbits(32)).normal(size=model.shape.hidden)
    special = {tokenizer.id_of(token) for token in tokenizer.special_tokens.all}
    order = np.argsort(model.weights["lm_head.weight"] @ plane).tolist()
    ids = [token for token in order if token not in special]
    half = len(ids) // 2
    liked = dict(zip(SIDES, (sorted(ids[:half]), sorted(ids[half:])), strict=True))
    return Game(model, tokenizer, tuple(prompts[:PROMPTS]), liked, tuple(held_out))


def gain(result: dict[str, Any], game: Game, side: str) -> float:
    """Return what the weights that a training left earn more than those before it."""
    return _earned(result["weights"], game)[side] - game.before[side]


@functools.lru_cache(maxsize=8)
def _earned(weights: bytes, game: Game) -> dict[str, float]:
    with np.errstate(all="ignore"):  # weights that are not finite
        return game.earned(weights_of(weights, game.model))


def expect_gain(result: dict[str, Any], game: Game, side: str, least: float = GAIN) -> None:
    """Require that a training earns more."""
    found, before = gain(result, game, side), game.before[side]
    if not found > least:
        expected, got = f"{before:.2f} → > {before + least:.2f}", f"{before:.2f} → {before + found:.2f}"
        raise mismatch("reward", where="reward", expected=expected, got=got)
