"""Weights that a training left are bytes of a learner's: whatever they hold, measuring them ends in a sentence."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from smol_grade.arrays import save
from smol_grade.judge import training
from smol_grade.judge.expect import Mismatch
from smol_grade.judge.lessons import Lesson, chats
from smol_grade.judge.world import Lora, World

LORA = Lora("adapters", r=2, lora_alpha=4, target_modules="all-linear", task_type="CAUSAL_LM")
MODULE = "model.layers.0.self_attn.q_proj"


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    """A drawn lesson."""
    return chats(World(1), "make_sft_trainer")


def left(lesson: Lesson, **changes: Any) -> dict[str, Any]:
    """What a training of the lesson's model left, with some weights replaced."""
    weights = {**lesson.model.weights, **{name.replace("__", "."): values for name, values in changes.items()}}
    return {"weights": save({name: np.ascontiguousarray(values) for name, values in weights.items()})}


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 3e38, 1e-45, 0.0])
def test_odd_numbers_are_measured(number: float, lesson: Lesson) -> None:
    """Not finite, huge, tiny or no numbers at all: the losses do not fall, nothing warns or breaks."""
    full = {name: np.full(values.shape, number, np.float32) for name, values in lesson.model.weights.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = training.learning({"weights": save(full)}, lesson)
        for kind in found.before:
            with pytest.raises(Mismatch):
                found.expect_fall(kind, kind)
        with pytest.raises(Mismatch):
            training.expect_first_step({"weights": save(full)}, lesson.model, 1e-2)
        with pytest.raises(Mismatch):
            training.expect_frozen({"weights": save(full)}, lesson.model)


def test_one_weight_that_is_no_number_is_seen(lesson: Lesson) -> None:
    """After a first step of the right size, NaN in any one weight is not overlooked."""
    moved = {name: values + np.float32(1e-2) for name, values in lesson.model.weights.items()}
    training.expect_first_step({"weights": save(moved)}, lesson.model, 1e-2)
    for name in (min(moved), max(moved), "lm_head.weight"):
        broken = moved | {name: np.full_like(moved[name], np.nan)}
        with pytest.raises(Mismatch):
            training.expect_first_step({"weights": save(broken)}, lesson.model, 1e-2)


@pytest.mark.parametrize("dtype", ["int64", "bool", "uint8"])
def test_weights_are_real_numbers(dtype: str, lesson: Lesson) -> None:
    """Weights of another kind are a wrong answer."""
    with pytest.raises(Mismatch):
        training.weights_of(
            left(lesson, lm_head__weight=lesson.model.weights["lm_head.weight"].astype(dtype))["weights"], lesson.model
        )


HIDDEN = 32
ADAPTERS = {
    "no second matrix": {"lora_A": np.ones((2, HIDDEN))},
    "no dimension": {"lora_A": np.ones((2, HIDDEN)), "lora_B": np.ones(())},
    "both none": {"lora_A": np.ones(()), "lora_B": np.ones(())},
    "one dimension": {"lora_A": np.ones(HIDDEN), "lora_B": np.ones(HIDDEN)},
    "three dimensions": {"lora_A": np.ones((2, 1, HIDDEN)), "lora_B": np.ones((HIDDEN, 2, 1))},
    "another rank": {"lora_A": np.ones((2, HIDDEN)), "lora_B": np.ones((HIDDEN, 3))},
    "whole numbers": {"lora_A": np.ones((2, HIDDEN), int), "lora_B": np.ones((HIDDEN, 2), int)},
    "no numbers": {"lora_A": np.ones((2, 0)), "lora_B": np.ones((0, 2))},
}


@pytest.mark.parametrize("name", ADAPTERS)
def test_odd_adapters_are_a_wrong_answer(name: str, lesson: Lesson) -> None:
    """Adapters of other shapes or kinds are told, not multiplied."""
    made = {f"{MODULE}.{part}.default.weight": values for part, values in ADAPTERS[name].items()}
    with pytest.raises(Mismatch) as caught:
        training.merged(left(lesson, **made), LORA, lesson.model)
    assert "expect.adapters" == caught.value.sentence.key


def test_adapters_that_fit_are_added(lesson: Lesson) -> None:
    """W + alpha / r · B A, also where the numbers are as large as they can be."""
    for number in (1.0, 1e308):
        made = {f"{MODULE}.lora_A.default.weight": np.full((2, HIDDEN), number)}
        made[f"{MODULE}.lora_B.default.weight"] = np.full((HIDDEN, 2), number)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            merged = training.merged(left(lesson, **made), LORA, lesson.model)
        assert np.all(merged[f"{MODULE}.weight"] > (3 if number == 1.0 else 1e308))
