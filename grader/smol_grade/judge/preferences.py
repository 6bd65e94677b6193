"""Which of two answers a model prefers: pairs drawn anew in every run, and margins that the judge measures itself.

A pair's margin is log(pi(chosen) / ref(chosen)) - log(pi(rejected) / ref(rejected)), in nats and without beta (Rafailov
et al. 2023, https://arxiv.org/abs/2305.18290). Measured ranges: docs/design/0014-preferences-and-rewards-are-measured.md.
"""

from __future__ import annotations

import functools
import math
import string
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .expect import mismatch
from .lessons import SCALE, Words
from .llama import IGNORED, Network, TinyModel, Weights
from .training import weights_of
from .world import ChatTokenizer, Rows, World

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 24
RATE = 1e-2
BETA = 0.1
PAIRS = 32
HELD_OUT = 24
"""Pairs that the worker never sees."""
MARGIN = 8.0
"""Nats that the mean margin rises above in a training."""
EACH_WAY = 5.0
"""The same for the prompts of one kind."""
FLAT = 60.0
"""Beta times the margin, beyond which sigmoid has no slope that Adam would follow."""
SHARP = 0.4
"""Standard deviation of the weights of a policy that is far from an even reference."""
STILL = 0.05
"""Share of the learning rate that weights may move by where the loss is flat."""
SOURCES = ("forum", "books", "a/b", "mail")


class Pair(NamedTuple):
    """A prompt and two answers, as token ids. An answer ends with its end token and a line break."""

    kind: str
    prompt: list[int]
    chosen: list[int]
    rejected: list[int]


@dataclass(frozen=True, eq=False)
class Pairs:
    """What one run's trainers are given, and what they are measured with."""

    model: TinyModel
    reference: TinyModel
    tokenizer: ChatTokenizer
    rows: Rows
    held_out: list[Pair]

    @property
    def assets(self) -> tuple[TinyModel, TinyModel, ChatTokenizer, Rows]:
        """Policy, reference, tokenizer and rows, as the functions take them."""
        return self.model, self.reference, self.tokenizer, self.rows

    @functools.cached_property
    def by_reference(self) -> NDArray[np.float64]:
        """Log-probabilities [pair, (chosen, rejected)] in the reference."""
        return log_probabilities(Network(self.reference.shape, self.reference.weights), self.held_out)


@functools.lru_cache(maxsize=8)
def two_ways(world: World, name: str) -> Pairs:
    """Return pairs whose prompts decide: the kind of answer that is chosen after some is rejected after the others.

    The reference is the policy as it was.
    """
    return _drawn(world, name, ("one", "other"), SCALE)


@functools.lru_cache(maxsize=8)
def one_way(world: World, name: str) -> Pairs:
    """Return pairs of which the same kind of answer is always chosen. The reference is the policy as it was."""
    return _drawn(world, name, ("one",), SCALE)


@functools.lru_cache(maxsize=8)
def settled(world: World, name: str) -> tuple[Pairs, float]:
    """Return pairs that have nothing left to teach, and the beta for which that is so.

    The reference gives all tokens the same probability and the policy is sharp, so that in the reference's eyes the
    policy gives away much with each token: most with the rejected answers, which are long.
    """
    pairs = _drawn(world, name, ("one",), SHARP, rejected=6)
    even = {
        key: np.zeros_like(values) if key == "lm_head.weight" else values for key, values in pairs.model.weights.items()
    }
    special = {key: value for key, value in pairs.model.data["config"].items() if key.endswith("_token_id")}
    pairs = replace(pairs, reference=TinyModel(f"{name}/even", pairs.model.shape, even, special))
    least = float(np.min(margins_of(pairs.model.weights, replace(pairs, held_out=_pairs_of(pairs)))))
    return pairs, max(1.0, math.ceil(2 * FLAT / max(least, 1.0)) / 2)


def _drawn(world: World, name: str, kinds: tuple[str, ...], scale: float, rejected: int = 1) -> Pairs:
    tokenizer = world.tokenizer(f"{name}/tokenizer")
    model = world.model(f"{name}/model", tokenizer, scale=scale, layers=1)
    draw = world.random(f"{name}/rows")
    words = Words(
        draw,
        {
            "system": "ABCDEFGHIJKLM",
            "one": string.digits,
            "other": "NOPQRSTUVWXYZ",
            "early": "abcdefghijklm",
            "late": "nopqrstuvwxyz",
        },
    )

    def row(number: int) -> dict[str, Any]:
        kind = kinds[number % len(kinds)]
        good, bad = ("early", "late") if kind == "one" else ("late", "early")
        prompt = [{"role": "user", "content": words.say(kind)}]
        if number % 4 < 2:
            prompt.insert(0, {"role": "system", "content": words.say("system")})
        worse = "".join(words.say(bad) for _ in range(rejected))
        return {
            "prompt": prompt,
            "chosen": [{"role": "assistant", "content": words.say(good)}],
            "rejected": [{"role": "assistant", "content": worse}],
            "source": draw.choice(SOURCES),
        }

    rows = [row(number) for number in range(PAIRS)]
    held_out = [_pair(tokenizer, row(number), kinds[number % len(kinds)]) for number in range(HELD_OUT)]
    return Pairs(model, model, tokenizer, Rows(f"{name}/rows", rows), held_out)


def _pairs_of(pairs: Pairs) -> list[Pair]:
    return [_pair(pairs.tokenizer, row, "") for row in pairs.rows.data["rows"]]


def _pair(tokenizer: ChatTokenizer, row: dict[str, Any], kind: str) -> Pair:
    prompt = tokenizer.render(row["prompt"], add_generation_prompt=True)
    answers = [tokenizer.render(row["prompt"] + row[name]).removeprefix(prompt) for name in ("chosen", "rejected")]
    chosen, rejected = (tokenizer.encode(answer) for answer in answers)
    return Pair(kind, tokenizer.encode(prompt), chosen, rejected)


def log_probabilities(network: Network, pairs: list[Pair]) -> NDArray[np.float64]:
    """Return the log-probabilities [pair, (chosen, rejected)] of answers after their prompts."""

    def of(prompt: list[int], answer: list[int]) -> float:
        return -float(np.sum(network.losses([*prompt, *answer], [*[IGNORED] * len(prompt), *answer])))

    return np.array([[of(pair.prompt, pair.chosen), of(pair.prompt, pair.rejected)] for pair in pairs])


def margins_of(weights: Weights, pairs: Pairs) -> NDArray[np.float64]:
    """Return the margin of each held-out pair for the weights of a policy."""
    with np.errstate(all="ignore"):  # weights that are not finite
        moved = log_probabilities(Network(pairs.model.shape, weights), pairs.held_out) - pairs.by_reference
        return np.asarray(moved[:, 0] - moved[:, 1])


def margins(result: dict[str, Any], pairs: Pairs) -> NDArray[np.float64]:
    """Return the margin of each held-out pair for the weights that a training left."""
    return _margins(result["weights"], pairs)


@functools.lru_cache(maxsize=8)
def _margins(weights: bytes, pairs: Pairs) -> NDArray[np.float64]:
    return margins_of(weights_of(weights, pairs.model), pairs)


def expect_margin(result: dict[str, Any], pairs: Pairs, least: float = MARGIN) -> None:
    """Require a mean margin above so many nats."""
    found = float(np.mean(margins(result, pairs)))
    if not found > least:
        raise mismatch("margin", where="margin", expected=f"> {least:.1f}", got=f"{found:.1f}")


def expect_each_way(result: dict[str, Any], pairs: Pairs) -> None:
    """Require that after the prompts of each kind most margins are positive, and their mean above some nats."""
    every = margins(result, pairs)
    for kind in sorted({pair.kind for pair in pairs.held_out}):
        found = every[[pair.kind == kind for pair in pairs.held_out]]
        mean, share = float(np.mean(found)), float(np.mean(found > 0))
        if not (mean > EACH_WAY and share > 0.5):
            prompt = next(pair.prompt for pair in pairs.held_out if pair.kind == kind)
            where = f"margin after {pairs.tokenizer.decode(prompt)!r}"
            expected, got = f"> {EACH_WAY:.1f}, > 50 % positive", f"{mean:.1f}, {share:.0%} positive"
            raise mismatch("margin", where=where, expected=expected, got=got)


def expect_reference(result: dict[str, Any], pairs: Pairs) -> None:
    """Require that every weight of the reference is bit for bit what it was."""
    for name, values in weights_of(result["models"][0], pairs.reference).items():
        if not np.array_equal(values, pairs.reference.weights[name]):
            raise mismatch("reference", where=f"ref_model: {name}")


def expect_still(result: dict[str, Any], pairs: Pairs, rate: float) -> None:
    """Require that no weight moved by more than next to nothing."""
    after = weights_of(result["weights"], pairs.model)
    with np.errstate(all="ignore"):
        moved = float(np.max([np.max(np.abs(after[name] - values)) for name, values in pairs.model.weights.items()]))
    if not moved < STILL * rate:
        raise mismatch("still", where="weights", expected="0", got=f"{moved:.3g}", found=f"{moved:.3g}")
