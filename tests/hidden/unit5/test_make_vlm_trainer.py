"""Hidden suite of exercise 5.6.

Oracles: the weights that a training leaves, whose losses the judge measures in NumPy on questions about pictures that the
worker never saw, with the right pictures and with others; and the size of Adam's first step.
"""

import pytest

from smol_grade.judge.detect import Detector
from smol_grade.judge.mistakes import LEFT_BY_ANY, RAISED_BY_ANY, RETURNED, raises
from smol_grade.judge.pictures import RATE, STEPS, expect_seen, picture_learning, picture_lesson, shares
from smol_grade.judge.training import (
    LEARNT,
    LOOSELY_KEPT,
    PARTLY,
    TAUGHT,
    expect_first_step,
    expect_no_files,
    expect_steps,
    first_step,
    trained,
)

NAME = "make_vlm_trainer"
FOLDER = "out"


def _rate(world):
    return world.random(f"{NAME}/rate").choice([1e-3, 2e-3, 4e-3, 8e-3])


def _train(submission, world, steps, rate):
    assets = picture_lesson(world, NAME).assets
    result = submission.call(
        NAME, *assets, FOLDER, then="train", fields=("max_length",), max_steps=steps, learning_rate=rate
    )
    return result | {"files": submission.files(FOLDER)}


def _full(submission, world):
    return _train(submission, world, STEPS, RATE)


def _one_step(submission, world):
    return _train(submission, world, 1, _rate(world))


SHARED = {"full": _full, "one step": _one_step}


def _prompt_learnt(seen):
    """Answers are learnt, and what users say or what stands for pictures is too."""
    found = shares(seen, ("answer", "user", "image"))
    return found["answer"] < PARTLY and min(found["user"], found["image"]) < PARTLY


def _end_not_learnt(seen):
    found = shares(seen, ("answer", "end"))
    return found["answer"] < LEARNT and found["end"] > PARTLY


DETECTORS = [
    Detector("images_inside", raises("ValueError", "image placeholders")),
    Detector("images_inside", raises("ValueError", "number of <image> tokens")),
    Detector("images_inside", raises("TypeError", "list of entries is supported", "dict")),
    Detector("tokens_cut", raises("TypeError", "'NoneType' and 'int'")),
    Detector("tokens_cut", raises("ValueError", "Image features and image tokens do not match")),
    Detector("tokens_cut", raises("ValueError", "max_length")),
    Detector("tokens_cut", raises("OverflowError")),
    Detector("no_processor", raises("ValueError", "vision-language model")),
    Detector("packing", raises("ValueError", "not supported for vision datasets")),
    Detector("gone_from_transformers", raises("ImportError", "cannot import name", "transformers")),
    *RAISED_BY_ANY,
    *RETURNED,
    *LEFT_BY_ANY,
    Detector("prompt_learnt", _prompt_learnt),
    Detector("end_not_learnt", _end_not_learnt),
]


@pytest.mark.check(
    NAME,
    points=4,
    hint="does_not_learn",
    promise="The loss on answers falls in the first step, and to less than a third in 24 steps at 1e-2",
)
def test_learns_answers(shared, world):
    """It returns an SFTTrainer; its training teaches answers, each up to its end token."""
    lesson = picture_lesson(world, NAME)
    found = picture_learning(trained(shared, "full"), lesson)
    found.expect_fall("answer", '"assistant"', TAUGHT)
    found.expect_fall("end", "eos_token", TAUGHT)
    first = picture_learning(trained(shared, "one step"), lesson)
    first.expect_fall("answer", '"assistant"', first_step(_rate(world)))


@pytest.mark.check(
    NAME,
    points=5,
    hint="blind",
    promise="with a picture of another colour, their first tokens lose more than 2 nats",
)
def test_looks_at_pictures(shared, world):
    """The trained model looks at the picture: with another one, its answers become less likely."""
    expect_seen(picture_learning(trained(shared, "full"), picture_lesson(world, NAME)))


@pytest.mark.check(
    NAME,
    points=4,
    hint="prompt_learnt",
    promise="Only answers are learnt: the loss on users' and system messages and on tokens of images does not fall.",
)
def test_learns_nothing_else(shared, world):
    """Only answers are learnt: messages of users and systems, and images, stay as surprising as before."""
    found = picture_learning(trained(shared, "full"), picture_lesson(world, NAME))
    for kind, what in (("user", '"user"'), ("system", '"system"'), ("image", "<image>")):
        found.expect_kept(kind, what, LOOSELY_KEPT)


@pytest.mark.check(
    NAME, points=3, hint="rate", promise="Training takes max_steps steps; the first one has the full learning_rate"
)
def test_steps_and_rate(shared, world):
    """Training takes max_steps steps, and the first one has the full learning_rate."""
    result, lesson = trained(shared, "one step"), picture_lesson(world, NAME)
    expect_steps(result, 1)
    expect_first_step(result, lesson.model, _rate(world))
    expect_steps(trained(shared, "full"), STEPS)


@pytest.mark.check(NAME, points=2, hint="saved", promise="no file is written below output_dir")
def test_writes_nothing(shared):
    """No file is written below output_dir: no checkpoint, no model, no report."""
    for run in SHARED:
        expect_no_files(trained(shared, run), FOLDER)
