"""Hidden suite of exercise 1.11.

Oracles: the values that were passed; and the weights after a training with the config, whose losses the judge measures
in NumPy on conversations that the worker never saw.
"""

import pytest

from smol_grade.judge.expect import expect_equal, mismatch
from smol_grade.judge.lessons import chats
from smol_grade.judge.mistakes import LEFT, RAISED, RETURNED
from smol_grade.judge.training import (
    PARTLY,
    RATE,
    STEPS,
    expect_no_files,
    expect_steps,
    expected_type,
    learning,
    trained,
)

NAME = "make_sft_config"
TYPE = "SFTConfig"
LONGEST_ROW = 512


def _training(submission, world):
    """Train a tiny chat model with the config; list what that writes."""
    using = chats(world, NAME).assets
    result = submission.call(NAME, "out", then="train", using=using, max_steps=STEPS, learning_rate=RATE)
    return result | {"files": submission.files("out")}


SHARED = {"training": _training}
DETECTORS = [*RAISED, *RETURNED, *LEFT]


def _fields(submission, draw, *names):
    """Return fields of a config that is made of drawn arguments, and the arguments."""
    passed = {
        "output_dir": f"out/run{draw.randint(1, 999)}",
        "max_steps": draw.randint(2, 400),
        "learning_rate": draw.choice([1, 2, 3, 5]) / 10 ** draw.randint(2, 6),
    }
    numbers = {"max_steps": passed["max_steps"], "learning_rate": passed["learning_rate"]}
    with expected_type(TYPE):
        result = submission.call(NAME, passed["output_dir"], then="config", fields=names, **numbers)
    return result["fields"], passed


@pytest.mark.check(
    NAME, points=2, hint="passed_values", promise="It holds output_dir, max_steps and learning_rate as they were passed"
)
def test_passed_values(submission, draw):
    """It holds output_dir, max_steps and learning_rate as they were passed, each time anew; no warm-up comes first."""
    for _ in range(3):
        found, passed = _fields(submission, draw, "output_dir", "max_steps", "learning_rate", "warmup_steps")
        for name, value in passed.items():
            expect_equal(found[name], value, f"config.{name}")
        if found["warmup_steps"] != 0:
            raise mismatch("equal", where="config.warmup_steps", expected="0", got=found["warmup_steps"])


@pytest.mark.check(NAME, points=2, hint="no_gpu", promise="use_cpu is on, bf16 and fp16 are off.")
def test_works_without_a_gpu(submission, draw):
    """It works without a GPU, in full precision: use_cpu is on, bf16 and fp16 are off."""
    found, _ = _fields(submission, draw, "use_cpu", "bf16", "fp16")
    expect_equal(found, {"use_cpu": True, "bf16": False, "fp16": False}, "config")


@pytest.mark.check(
    NAME, points=2, hint="whole_answers_only", promise="Only what assistants say is learnt: assistant_only_loss is on."
)
def test_whole_answers_only(submission, draw):
    """Only what assistants say is learnt, and no row is cut: assistant_only_loss is on, max_length None or 512 and more."""
    found, _ = _fields(submission, draw, "assistant_only_loss", "max_length")
    expect_equal(found["assistant_only_loss"], True, "config.assistant_only_loss")
    length = found["max_length"]
    if length is not None and not (type(length) is int and length >= LONGEST_ROW):
        raise mismatch("equal", where="config.max_length", expected=f"None, ≥ {LONGEST_ROW}", got=length)


@pytest.mark.check(
    NAME,
    points=2,
    hint="saves_and_reports_nothing",
    promise='Nothing is saved during training and nothing is reported: save_strategy is "no", report_to is "none"',
)
def test_saves_and_reports_nothing(submission, shared, draw):
    """Nothing is saved during training and nothing is reported: save_strategy is "no", report_to is "none"."""
    found, _ = _fields(submission, draw, "save_strategy", "report_to")
    expect_equal(found["save_strategy"], "no", "config.save_strategy")
    if found["report_to"] not in ([], ["none"], "none"):
        raise mismatch("equal", where="config.report_to", expected="'none'", got=found["report_to"])
    expect_no_files(trained(shared, "training", TYPE), "out")


@pytest.mark.check(NAME, points=2, hint="does_not_learn", promise="as long as the tiny model learns")
def test_a_model_learns_with_it(shared, world):
    """A tiny chat model that is trained with it learns what assistants say, and nothing else."""
    result = trained(shared, "training", TYPE)
    expect_steps(result, STEPS)
    found = learning(result, chats(world, NAME))
    found.expect_fall("last", '"assistant"')
    found.expect_fall("early", '"assistant"', PARTLY)
    found.expect_fall("end", "eos_token", PARTLY)
    for kind in ("user", "system"):
        found.expect_kept(kind, f'"{kind}"')
