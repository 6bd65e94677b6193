"""Frozen cases of exercise 4.3: what a GRPOTrainer makes of floats and None, for columns like gsm8k's.

A reward function gives None to some completions; the trainer's rewards are nan there, and their advantages 0.
"""

import importlib.util
import math
from pathlib import Path

GOLD = ("2*3 = <<2*3=6>>6\n#### 6", "no number", "#### 1,200", "#### -5")


def freeze():
    """Ask TRL: one step with a reward function that knows what the suite's oracle says of each answer."""
    seen = []

    def recording(completions, answer, **kwargs):
        says = ["6", "1200", "-5", "6"]
        texts = [f"#### {says[index % 4]}" for index, _ in enumerate(completions)]
        seen.extend(zip(texts, answer, strict=True))
        table = {"2*3 = <<2*3=6>>6\n#### 6": "6", "#### 1,200": "1200", "#### -5": "-5"}
        return [None if gold not in table else float(text == f"#### {table[gold]}") for text, gold in seen]

    rows = [{"answer": gold, "question": "?"} for gold in GOLD]
    trainer = _grpo().trained([recording], chat=True, rows=rows)
    got = [None if math.isnan(value) else value for value in trainer.kept_rewards[:, 0].tolist()]
    return [{"text": text, "answer": gold, "reward": reward} for (text, gold), reward in zip(seen, got, strict=True)]


def check(case, suite):
    """The suite's oracle gives what the trainer kept."""
    assert suite.reward(case["text"], case["answer"]) == case["reward"], case


def _grpo():
    path = Path(__file__).parents[1] / "grpo_training.py"
    spec = importlib.util.spec_from_file_location("oracle_grpo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
