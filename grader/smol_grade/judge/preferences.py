"""Which of two answers a model prefers: pairs drawn anew in every run, and margins that the judge measures itself.

A pair's margin is log(pi(chosen) / ref(chosen)) - log(pi(rejected) / ref(rejected)), in nats and without beta (Rafailov
et al. 2023, https://arxiv.org/abs/2305.18290). Measured ranges:
docs/design/0014-preferences-and-rewards-are-measured.md.
"""

from __future__ import annotations

import functools
import itertools
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

STEPS = 20
RATE = 1e-2
BETA = 0.1
PAIRS = 32
HELD_OUT = 24
"""Pairs that the worker never sees."""
MARGIN = 12.0
"""Nats that the mean margin rises above in a training."""
EACH_WAY = 10.0
"""The same for the prompts of one kind."""
FLAT = 60.0
"""Beta times the margin, beyond which sigmoid has no slope that Adam would follow."""
LEAST = 10.0
"""What every margin begins with there, in nats: beta may then be a number as one sees it in practice."""
REJECTED = 8
"""How often what is rejected speaks there."""
SLOPE = 2.0
"""Beta times the margin, where sigmoid still has a slope, and hinge no more."""
SHARP = 0.4
"""Standard deviation of the weights of a policy that is far from an even reference."""
STILL = 0.05
"""Share of the learning rate that weights may move by where the loss is flat."""
KINDS = ("user one", "system other", "user other", "system one")
"""Of prompts: who says what decides, and which kind of word it is."""
USER = 4
"""Times that a user speaks who decides: often enough to be learnt in few steps."""
SYSTEM = 13
"""Times that a system speaks: so long that prompts with one have more than 64 tokens."""
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


@dataclass(frozen=True, eq=False)
class Settled:
    """Pairs whose margins are large from the beginning, and two values of beta."""

    pairs: Pairs
    steep: float
    """So small that the loss still falls."""
    flat: float
    """So large that it does not."""


@functools.lru_cache(maxsize=8)
def two_ways(world: World, name: str) -> Pairs:
    """Return pairs whose prompts decide: the kind of answer that is chosen after some is rejected after the others.

    What decides is said by the system where there is one, else by the user. The reference is the policy as it was.
    """
    return _drawn(world, name, KINDS, SCALE)


@functools.lru_cache(maxsize=8)
def settled(world: World, name: str) -> Settled:
    """Return pairs that have nothing left to teach, given enough beta.

    The reference gives all tokens the same probability and the policy is sharp, so that in the reference's eyes the
    policy gives away much with each token: most with the rejected answers, which are long.
    """
    return next(found for number in itertools.count() if (found := _settled(world, f"{name}/{number}")) is not None)


def _settled(world: World, name: str) -> Settled | None:
    """Return such pairs, or None if the draw left some that are not."""
    pairs = _drawn(world, name, ("user one",), SHARP, rejected=REJECTED)
    model = pairs.model
    even = dict(model.weights) | {"lm_head.weight": np.zeros_like(model.weights["lm_head.weight"])}
    special = {key: value for key, value in model.data["config"].items() if key.endswith("_token_id")}
    pairs = replace(pairs, reference=TinyModel(f"{name}/even", model.shape, even, special))
    taught = [pair_of(pairs.tokenizer, row, "") for row in pairs.rows.data["rows"]]
    least = float(np.min(margins_of(model.weights, replace(pairs, held_out=taught))))
    return None if least < LEAST else Settled(pairs, steep=round(SLOPE / least, 3), flat=float(math.ceil(FLAT / least)))


def _drawn(world: World, name: str, kinds: tuple[str, ...], scale: float, rejected: int = 1) -> Pairs:
    tokenizer = world.tokenizer(f"{name}/tokenizer")
    model = world.model(f"{name}/model", tokenizer, scale=scale, layers=1)
    draw = world.random(f"{name}/rows")
    words = Words(
        draw,
        {
            "user one": string.digits,
            "user other": "NOPQRSTUVWXYZ",
            "system one": "ABCDEFG",
            "system other": "HIJKLM",
            "neither": "+-*/=()[]#%",
            "early": "abcdefghijklm",
            "late": "nopqrstuvwxyz",
        },
    )

    def row(number: int) -> dict[str, Any]:
        decides = kinds[number % len(kinds)]
        who, kind = decides.split()
        good, bad = ("early", "late") if kind == "one" else ("late", "early")
        asked = [words.say(decides) for _ in range(USER)] if who == "user" else [words.say("neither")]
        prompt = [{"role": "user", "content": "".join(asked)}]
        if who == "system":
            prompt.insert(0, {"role": "system", "content": "".join(words.say(decides) for _ in range(SYSTEM))})
        worse = "".join(words.say(bad) for _ in range(rejected))
        return {
            "prompt": prompt,
            "chosen": [{"role": "assistant", "content": words.say(good)}],
            "rejected": [{"role": "assistant", "content": worse}],
            "source": draw.choice(SOURCES),
        }

    rows = [row(number) for number in range(PAIRS)]
    held_out = [pair_of(tokenizer, row(number), kinds[number % len(kinds)]) for number in range(HELD_OUT)]
    return Pairs(model, model, tokenizer, Rows(f"{name}/rows", rows), held_out)


def pair_of(tokenizer: ChatTokenizer, row: dict[str, Any], kind: str) -> Pair:
    """Return a row as token ids, as the chat template writes it."""
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


def expect_rise(result: dict[str, Any], pairs: Pairs) -> None:
    """Require a mean margin above that of the untrained policy."""
    expect_margin(result, pairs, float(np.mean(margins_of(pairs.model.weights, pairs))))


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
