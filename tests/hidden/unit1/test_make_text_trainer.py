"""Hidden suite of exercise 1.13.

Oracles: the weights that a training leaves, whose losses the judge measures in NumPy on files that the worker never
saw; and the size of Adam's first step.
"""

import pytest

from smol_grade.judge.detect import Detector
from smol_grade.judge.lessons import files
from smol_grade.judge.mistakes import LEFT, RAISED, RETURNED, other_column, part_of_column, template_applied
from smol_grade.judge.training import (
    LOOSELY_KEPT,
    PARTLY,
    RATE,
    STEPS,
    TAUGHT,
    expect_first_step,
    expect_no_files,
    expect_steps,
    first_step,
    learning,
    told_by_tokens,
    trained,
)

NAME = "make_text_trainer"
FOLDER = "out"


def _rate(world):
    return world.random(f"{NAME}/rate").choice([1e-3, 2e-3, 4e-3, 8e-3])


def _train(submission, world, steps, rate):
    assets = files(world, NAME).assets
    result = submission.call(NAME, *assets, FOLDER, then="train", max_steps=steps, learning_rate=rate)
    return result | {"files": submission.files(FOLDER)}


def _full(submission, world):
    return _train(submission, world, STEPS, RATE)


def _one_step(submission, world):
    return _train(submission, world, 1, _rate(world))


def _without_text(seen):
    """TRL looks for a column named text."""
    return seen.error is not None and seen.error.type == "KeyError" and "text" in seen.error.message


SHARED = {"full": _full, "one step": _one_step}
DETECTORS = [
    Detector("missing_column", _without_text),
    *RAISED,
    *RETURNED,
    Detector("other_column", other_column("content")),
    Detector("template_applied", template_applied),
    *LEFT,
    Detector("part_of_the_file", part_of_column("content")),
]


@pytest.mark.check(
    NAME,
    points=3,
    hint="does_not_learn",
    promise='The loss on the column "content" falls in the first step, and to less than a third in 24 steps at 1e-2.',
)
def test_learns_source_code(shared, world):
    """It returns an SFTTrainer; its training teaches source code."""
    result, lesson = trained(shared, "full"), files(world, NAME)
    with told_by_tokens(result, lesson):
        learning(result, lesson).expect_fall("middle", '"content"', TAUGHT)
    first = learning(trained(shared, "one step"), lesson)
    first.expect_fall("middle", '"content"', first_step(_rate(world)))


@pytest.mark.check(
    NAME,
    points=2,
    hint="more_than_the_file",
    promise="Nothing but that is learnt: no chat template around the code, no other column of the row.",
)
def test_learns_nothing_else(shared, world):
    """Nothing but the file is learnt: no chat template around it, no other column of the row."""
    result, lesson = trained(shared, "full"), files(world, NAME)
    found = learning(result, lesson)
    with told_by_tokens(result, lesson):
        found.expect_kept("user header", "chat_template", LOOSELY_KEPT)
        found.expect_kept("assistant header", "chat_template", LOOSELY_KEPT)
        found.expect_kept("path", '"path"', LOOSELY_KEPT)


@pytest.mark.check(
    NAME,
    points=3,
    hint="part_of_the_file",
    promise="The whole file is learnt as it stands, from its first line to the line break at its end.",
)
def test_whole_file(shared, world):
    """The whole file is learnt, from its first line to its last."""
    result, lesson = trained(shared, "full"), files(world, NAME)
    found = learning(result, lesson)
    with told_by_tokens(result, lesson):
        found.expect_fall("first", "content.splitlines()[0]", PARTLY)
        found.expect_fall("last", "content.splitlines()[-1]", PARTLY)


@pytest.mark.check(
    NAME,
    points=2,
    hint="end_not_learnt",
    promise="The end is learnt too: each file is followed by tokenizer.eos_token.",
)
def test_learns_the_end(shared, world):
    """The end of each file is learnt too: the end token follows it."""
    result, lesson = trained(shared, "full"), files(world, NAME)
    with told_by_tokens(result, lesson):
        learning(result, lesson).expect_fall("end", "eos_token", PARTLY)


@pytest.mark.check(
    NAME, points=1, hint="rate", promise="Training takes max_steps steps; the first one has the full learning_rate"
)
def test_steps_and_rate(shared, world):
    """Training takes max_steps steps, and the first one has the full learning_rate."""
    result, lesson = trained(shared, "one step"), files(world, NAME)
    expect_steps(result, 1)
    expect_first_step(result, lesson.model, _rate(world))
    expect_steps(trained(shared, "full"), STEPS)


@pytest.mark.check(NAME, points=1, hint="saved", promise="no file is written below output_dir")
def test_writes_nothing(shared):
    """No file is written below output_dir: no checkpoint, no model, no report."""
    for run in SHARED:
        expect_no_files(trained(shared, run), FOLDER)
