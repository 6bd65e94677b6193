"""Hidden suite of exercise 1.12.

Oracles: the weights that a training leaves, whose losses the judge measures in NumPy on conversations that the worker
never saw; the size of Adam's first step; and the weights that were sent, bit for bit.
"""

import pytest

from smol_grade.judge.detect import Detector
from smol_grade.judge.lessons import chats
from smol_grade.judge.mistakes import LEFT, RAISED, RETURNED, end_masked, other_adapters, without_adapters
from smol_grade.judge.training import (
    ADAPTED,
    ADAPTER_RATE,
    LOOSELY_KEPT,
    PARTLY,
    RATE,
    STEPS,
    TAUGHT,
    expect_first_step,
    expect_frozen,
    expect_no_files,
    expect_steps,
    first_step,
    learning,
    learning_of,
    merged,
    told_by_tokens,
    trained,
)
from smol_grade.judge.world import Lora

NAME = "make_sft_trainer"
FOLDER = "out"
ADAPTERS = Lora(f"{NAME}/adapters", r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")


def _rate(world):
    return world.random(f"{NAME}/rate").choice([1e-3, 2e-3, 4e-3, 8e-3])


def _train(submission, world, steps, rate, **adapters):
    assets = chats(world, NAME).assets
    result = submission.call(NAME, *assets, FOLDER, then="train", max_steps=steps, learning_rate=rate, **adapters)
    return result | {"files": submission.files(FOLDER)}


def _full(submission, world):
    return _train(submission, world, STEPS, RATE)


def _adapters(submission, world):
    return _train(submission, world, STEPS, ADAPTER_RATE, peft_config=ADAPTERS)


def _one_step(submission, world):
    return _train(submission, world, 1, _rate(world))


SHARED = {"full": _full, "adapters": _adapters, "one step": _one_step}
DETECTORS = [
    *RAISED,
    *RETURNED,
    Detector("adapters_ignored", without_adapters),
    Detector("other_adapters", other_adapters),
    *LEFT,
    Detector("end_not_learnt", end_masked),
]


@pytest.mark.check(
    NAME,
    points=3,
    hint="does_not_learn",
    promise="The loss on what assistants say falls in the first step, and to less than a third in 24 steps at 1e-2.",
)
def test_learns_answers(shared, world):
    """It returns an SFTTrainer; its training teaches what assistants say."""
    result, lesson = trained(shared, "full"), chats(world, NAME)
    with told_by_tokens(result, lesson):
        learning(result, lesson).expect_fall("last", '"assistant"', TAUGHT)
    first = learning(trained(shared, "one step"), lesson)
    first.expect_fall("last", '"assistant"', first_step(_rate(world)))


@pytest.mark.check(
    NAME,
    points=4,
    hint="prompt_learnt",
    promise="Only what assistants say is learnt: the loss on users' and system messages does not fall.",
)
def test_learns_nothing_else(shared, world):
    """Only what assistants say is learnt: users' and system messages stay as surprising as before."""
    result, lesson = trained(shared, "full"), chats(world, NAME)
    found = learning(result, lesson)
    with told_by_tokens(result, lesson):
        found.expect_kept("user", '"user"')
        found.expect_kept("system", '"system"')


@pytest.mark.check(
    NAME,
    points=3,
    hint="answers_missing",
    promise="Every assistant message of a row is learnt, not the last one only, and each up to its end token.",
)
def test_every_answer_to_its_end(shared, world):
    """Every assistant message of a row is learnt, not the last one only, and each up to its end token."""
    result, lesson = trained(shared, "full"), chats(world, NAME)
    found = learning(result, lesson)
    with told_by_tokens(result, lesson):
        found.expect_fall("early", '"assistant"', PARTLY)
        found.expect_fall("end", "eos_token", PARTLY)


@pytest.mark.check(
    NAME, points=2, hint="rate", promise="Training takes max_steps steps; the first one has the full learning_rate"
)
def test_steps_and_rate(shared, world):
    """Training takes max_steps steps, and the first one has the full learning_rate."""
    result, lesson = trained(shared, "one step"), chats(world, NAME)
    expect_steps(result, 1)
    expect_first_step(result, lesson.model, _rate(world))
    expect_steps(trained(shared, "full"), STEPS)


@pytest.mark.check(
    NAME,
    points=3,
    hint="adapters",
    promise="With peft_config, the base weights come out bit for bit as they went in, and the adapters lower the loss",
)
def test_trains_adapters_only(shared, world):
    """With peft_config, the base weights come out bit for bit as they went in, and the adapters lower the loss."""
    result, lesson = trained(shared, "adapters"), chats(world, NAME)
    expect_frozen(result, lesson.model)
    found = learning_of(merged(result, ADAPTERS, lesson.model), lesson)
    found.expect_fall("last", '"assistant"', ADAPTED)
    found.expect_kept("user", '"user"', LOOSELY_KEPT)


@pytest.mark.check(NAME, points=1, hint="saved", promise="no file is written below output_dir")
def test_writes_nothing(shared):
    """No file is written below output_dir: no checkpoint, no model, no report."""
    for run in SHARED:
        expect_no_files(trained(shared, run), FOLDER)
