"""Hidden suite of exercise 4.7.

Oracles: the reward that the weights which a training leaves earn, on completions that the judge samples from them in NumPy
after prompts that the worker never saw; a reward function that refuses groups and completions of another size; and the
size of Adam's first step.
"""

import pytest

from smol_grade.judge import earnings
from smol_grade.judge.detect import Detector
from smol_grade.judge.earnings import SIDES, expect_gain, game
from smol_grade.judge.mistakes import LEFT_BY_ANY, RAISED_BY_ANY, RETURNED, moved, raises, settings_missing
from smol_grade.judge.training import expect_first_step, expect_no_files, expect_steps, trained

NAME = "make_grpo_trainer"
KIND = "GRPOTrainer"
FOLDER = "out"
SIZES = {"num_generations": earnings.GROUP, "max_completion_length": earnings.LENGTH}
FEW = 2
"""Steps of the run whose groups are counted."""


def _rate(world):
    return world.random(f"{NAME}/rate").choice([1e-3, 2e-3, 4e-3, 8e-3])


def _counted(world):
    """Return sizes of groups and completions, drawn."""
    draw = world.random(f"{NAME}/sizes")
    return {"num_generations": draw.choice([3, 5, 7]), "max_completion_length": draw.choice([5, 6, 7])}


def _train(submission, assets, steps, rate, sizes):
    told = ("beta", "mask_truncated_completions", "reward_weights")
    result = submission.call(
        NAME,
        *assets,
        FOLDER,
        then="train",
        trainer=KIND,
        fields=told,
        max_steps=steps,
        learning_rate=rate,
        **sizes,
    )
    return result | {"files": submission.files(FOLDER)}


def _one_side(submission, world):
    return _train(submission, game(world, NAME).assets(SIDES[0]), earnings.STEPS, earnings.RATE, SIZES)


def _other_side(submission, world):
    return _train(submission, game(world, NAME).assets(SIDES[1]), earnings.STEPS, earnings.RATE, SIZES)


def _counting(submission, world):
    sizes = _counted(world)
    assets = game(world, NAME).assets(SIDES[0], sizes["num_generations"], sizes["max_completion_length"])
    return _train(submission, assets, FEW, earnings.RATE, sizes)


def _one_step(submission, world):
    return _train(submission, game(world, NAME).assets(SIDES[0]), 1, _rate(world), SIZES)


SHARED = {"one side": _one_side, "other side": _other_side, "counting": _counting, "one step": _one_step}


def _truncated_masked(seen):
    """Completions that are cut off, here nearly all, are left out of the loss."""
    return seen.result["told"]["mask_truncated_completions"] is True


def _unmoved(seen):
    """Not one weight has moved in several steps."""
    return seen.result["steps"] > 1 and moved(seen) == 0


DETECTORS = [
    Detector("reward_called", raises("TypeError", "reward_fn()", "'completions'")),
    Detector("batch", raises("ValueError", "must be divisible by")),
    Detector("group_size", raises("ValueError", "num_generations is")),
    Detector("group_size", raises("ValueError", "num_generations says")),
    Detector("group_size", raises("ValueError", "at least 2 generations")),
    Detector("one_group", raises("ValueError", "one group only")),
    Detector("length", raises("ValueError", "max_completion_length is")),
    Detector("columns_lost", raises("TypeError", "missing", "'liked'")),
    Detector("reward_called", raises("TypeError", "reward_fn()")),
    Detector("reward_count", raises("ValueError", "returned", "rewards, but")),
    Detector("no_reward", raises("ValueError", "No reward source")),
    Detector("by_name", raises("OSError", "Repo id")),
    Detector("config_of_sft", settings_missing),
    Detector("completions_long", raises("MemoryError")),
    Detector("completions_long", raises("TimeoutError")),
    *RAISED_BY_ANY,
    *RETURNED,
    Detector("truncated_masked", _truncated_masked),
    Detector("all_the_same", _unmoved),
    *LEFT_BY_ANY,
]


@pytest.mark.check(
    NAME,
    points=5,
    hint="earns_nothing",
    promise="The mean reward of what the model writes rises: with a reward between",
)
def test_earns_more(shared, world):
    """It returns a GRPOTrainer; what its model writes earns more reward after the training than before."""
    expect_gain(trained(shared, "one side", KIND), game(world, NAME), SIDES[0])


@pytest.mark.check(
    NAME,
    points=4,
    hint="other_reward",
    promise="with other values in the column liked, for which reward_fn rewards the opposite, the model learns the opposite.",
)
def test_reward_is_the_reason(shared, world):
    """The reward is the reason: when reward_fn rewards the opposite, the model learns the opposite."""
    expect_gain(trained(shared, "other side", KIND), game(world, NAME), SIDES[1])


@pytest.mark.check(
    NAME,
    points=3,
    hint="group_size",
    promise="Each prompt is answered num_generations times in each call of reward_fn, in a row, and completions are cut off",
)
def test_groups_and_lengths(shared):
    """Each prompt is answered num_generations times, with up to max_completion_length tokens."""
    expect_steps(trained(shared, "counting", KIND), FEW)


@pytest.mark.check(
    NAME, points=3, hint="rate", promise="Training takes max_steps steps; the first one has the full learning_rate"
)
def test_steps_and_rate(shared, world):
    """Training takes max_steps steps, and the first one has the full learning_rate."""
    result = trained(shared, "one step", KIND)
    expect_steps(result, 1)
    expect_first_step(result, game(world, NAME).model, _rate(world))
    expect_steps(trained(shared, "one side", KIND), earnings.STEPS)


@pytest.mark.check(NAME, points=1, hint="saved", promise="no file is written below output_dir")
def test_writes_nothing(shared):
    """No file is written below output_dir: no checkpoint, no model, no report."""
    for run in ("one side", "one step"):
        expect_no_files(trained(shared, run, KIND), FOLDER)
