"""Frozen cases of exercise 4.4: rewards and advantages of a GRPOTrainer, with two reward functions that skip some rows."""

import importlib.util
import math
from pathlib import Path

import numpy as np

WEIGHTS = ([1.0, 1.0], [1.0, 0.5], [0.25, -2.0])
PRECISE = 2e-5


def freeze():
    """Ask TRL."""
    return [_captured(scale, weights, one) for scale in ("group", "batch", "none") for weights, one in _settings()]


def _settings():
    return [*((weights, False) for weights in WEIGHTS), ([1.0], True)]


def _captured(scale, weights, one):
    def first(completion_ids, **kwargs):
        return [None if n in (1, 6) else float(sum(ids) % 5) for n, ids in enumerate(completion_ids)]

    def second(completion_ids, **kwargs):
        return [None if n in (1, 3) else float(ids[0] % 7) / 2 for n, ids in enumerate(completion_ids)]

    functions = [first] if one else [first, second]
    trainer = _grpo().trained(functions, chat=False, scale_rewards=scale, reward_weights=weights)
    rewards = [[None if math.isnan(value) else value for value in row] for row in trainer.kept_rewards.tolist()]
    [advantages] = [trainer.kept["advantages"]] if isinstance(trainer.kept, dict) else [trainer.kept]
    return {"scale": scale, "weights": weights, "rewards": rewards, "advantages": advantages.tolist()}


def check(case, suite):
    """The suite's formula gives the same advantages."""
    rewards = np.array([[np.nan if value is None else value for value in row] for row in case["rewards"]])
    got = suite.advantages_of(rewards, 4, case["weights"], case["scale"])
    assert np.allclose(got, case["advantages"], atol=PRECISE), (got, case["advantages"])


def _grpo():
    path = Path(__file__).parents[1] / "grpo_training.py"
    spec = importlib.util.spec_from_file_location("oracle_grpo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
