"""What weights prefer and what they earn is measured on the judge's side, whatever bytes a training left."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from smol_grade.arrays import save
from smol_grade.judge import earnings, preferences
from smol_grade.judge.earnings import SIDES, Game, game
from smol_grade.judge.expect import Mismatch
from smol_grade.judge.llama import TinyModel
from smol_grade.judge.preferences import FLAT, SLOPE, Pairs, settled, two_ways
from smol_grade.judge.world import World
from smol_grade.replies import is_told


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    """Drawn pairs whose prompts decide."""
    return two_ways(World(1), "make_dpo_trainer")


@pytest.fixture(scope="module")
def drawn() -> Game:
    """A drawn model, its prompts and its reward."""
    return game(World(1), "make_grpo_trainer")


def left(model: TinyModel, number: float | None = None) -> dict[str, Any]:
    """What a training left: the model as it was, or full of a number, and the reference likewise."""
    weights = dict(model.weights)
    if number is not None:
        weights = {name: np.full(values.shape, number, np.float32) for name, values in weights.items()}
    return {"weights": save(weights), "models": [save(weights)]}


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 3e38, 1e-45, 0.0])
def test_odd_numbers_prefer_and_earn_nothing(number: float, pairs: Pairs, drawn: Game) -> None:
    """Not finite, huge, tiny or no numbers at all: no margin, no gain, no reference, and nothing warns or breaks."""
    odd = left(pairs.model, number)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for expect in (preferences.expect_margin, preferences.expect_each_way, preferences.expect_reference):
            with pytest.raises(Mismatch):
                expect(odd, pairs)
        with pytest.raises(Mismatch):
            preferences.expect_still(odd, pairs, 1e-2)
        with pytest.raises(Mismatch):
            earnings.expect_gain(left(drawn.model, number), drawn, SIDES[0])


def test_an_untrained_policy_prefers_nothing(pairs: Pairs, drawn: Game) -> None:
    """Weights as they were: all margins are 0, no reward is gained, the reference is itself, nothing has moved."""
    same = left(pairs.model)
    assert np.all(preferences.margins(same, pairs) == 0)
    assert earnings.gain(left(drawn.model), drawn, SIDES[0]) == 0
    preferences.expect_reference(same, pairs)
    preferences.expect_still(same, pairs, 1e-2)
    with pytest.raises(Mismatch):
        preferences.expect_rise(same, pairs)


def test_one_bit_of_the_reference_is_seen(pairs: Pairs) -> None:
    """The smallest change of one number in the reference is a change."""
    weights = dict(pairs.reference.weights)
    head = weights["lm_head.weight"].copy()
    head[3, 4] = np.nextafter(head[3, 4], np.float32(9))
    with pytest.raises(Mismatch) as caught:
        preferences.expect_reference({"models": [save(weights | {"lm_head.weight": head})]}, pairs)
    assert "ref_model: lm_head.weight" == caught.value.where


@pytest.mark.parametrize("seed", range(8))
def test_settled_pairs_have_two_betas(seed: int) -> None:
    """With one beta the sigmoid of the least margin still has a slope, with the other that of all has none."""
    found = settled(World(seed), "make_dpo_trainer/settled")
    least = preferences.margins_of(found.pairs.model.weights, found.pairs).min()
    assert SLOPE / 2 < found.steep * least
    assert FLAT / 2 < found.flat * least
    assert 0.1 * least < 20, "with the default beta, Adam would see no slope either"


def test_the_reward_likes_one_half(drawn: Game) -> None:
    """The two sides are halves of the vocabulary, special tokens aside, and the untrained model earns about a half."""
    one, other = (set(drawn.liked[side]) for side in SIDES)
    assert not one & other
    assert len(one | other) >= drawn.model.shape.vocabulary - 4
    assert all(0.3 < earned < 0.7 for earned in drawn.before.values())


def test_the_reward_counts_groups() -> None:
    """A reward with sizes refuses groups and completions of other sizes; without, it takes them all."""
    drawn, names = game(World(2), "make_grpo_trainer"), {}
    exec(drawn.reward(2, 3).data["source"], names)
    ask = names["reward_fn"]
    token = drawn.liked["x"][0]
    good = {"prompts": ["a", "a", "b", "b"], "completions": [""] * 4, "liked": ["x", "x", "y", "y"]}
    ids = [[token] * 3, [token], [token] * 2, [token]]
    assert [1.0, 1.0, 0.0, 0.0] == ask(completion_ids=ids, **good)
    for wrong in (
        {"prompts": ["a", "b", "a", "b"]},
        {"prompts": ["a", "a", "a", "a"]},
        {"completion_ids": [[token]] * 4},
        {"completion_ids": [[token] * 4] * 4},
    ):
        with pytest.raises(ValueError, match=r"num_generations|max_completion_length"):
            ask(**({"completion_ids": ids} | good | wrong))


def test_what_a_training_tells_has_its_form() -> None:
    """Fields that were asked for and weights of as many models as were asked for: nothing else is let in."""
    right = {"told": {"beta": 0.1}, "models": [b""]}
    assert is_told("train", ("beta",), (1,), 5, right)
    assert is_told("train", (), (), 5, {})
    for wrong in ({}, right | {"told": {}}, right | {"told": 1}, right | {"models": []}, right | {"models": [""]}, []):
        assert not is_told("train", ("beta",), (1,), 5, wrong)
