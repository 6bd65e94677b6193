"""Hidden suite of exercise 3.6.

Oracles: margins that the judge computes in NumPy from the weights that a training leaves, on pairs that the worker never
saw; the reference's weights as they were sent, bit for bit; the size of Adam's first step; and weights that stay where
beta times the margin leaves the loss no slope.
"""

import pytest

from smol_grade.judge import preferences
from smol_grade.judge.detect import Detector
from smol_grade.judge.mistakes import (
    LEFT_BY_ANY,
    RAISED_BY_ANY,
    RETURNED,
    raises,
    settings_missing,
    state_of,
    trained_already,
)
from smol_grade.judge.preferences import (
    expect_each_way,
    expect_margin,
    expect_reference,
    expect_rise,
    expect_still,
    settled,
    two_ways,
)
from smol_grade.judge.training import expect_first_step, expect_no_files, expect_steps, trained

NAME = "make_dpo_trainer"
KIND = "DPOTrainer"
FOLDER = "out"
LONG = 200
"""Tokens that every row stays below."""


def _rate(world):
    return world.random(f"{NAME}/rate").choice([1e-3, 2e-3, 4e-3, 8e-3])


def _settled(world):
    return settled(world, f"{NAME}/settled")


def _train(submission, pairs, steps, rate, beta):
    result = submission.call(
        NAME,
        *pairs.assets,
        FOLDER,
        then="train",
        trainer=KIND,
        of=(1,),
        fields=("beta", "loss_type", "weight_decay", "max_length"),
        max_steps=steps,
        learning_rate=rate,
        beta=beta,
    )
    return result | {"files": submission.files(FOLDER)}


def _two_ways(submission, world):
    return _train(submission, two_ways(world, NAME), preferences.STEPS, preferences.RATE, preferences.BETA)


def _one_step(submission, world):
    found = _settled(world)
    return _train(submission, found.pairs, 1, _rate(world), found.steep)


def _flat(submission, world):
    found = _settled(world)
    return _train(submission, found.pairs, 1, preferences.RATE, found.flat)


SHARED = {"two ways": _two_ways, "one step": _one_step, "flat": _flat}


def _swapped(seen):
    """What is prepared as chosen is what was rejected."""
    row, tokenizer = seen.args[3].data["rows"][0], seen.args[2]
    chosen, rejected = (row[name][0]["content"] for name in ("chosen", "rejected"))
    texts = [tokenizer.decode(seen.result["rows"][0][name]) for name in ("chosen_ids", "rejected_ids")]
    return chosen in texts[1] and rejected in texts[0] and rejected not in texts[1]


def _prompt_lost(seen):
    """No prompt that is prepared holds what its user says."""
    rows, tokenizer = seen.args[3].data["rows"], seen.args[2]
    prepared = seen.result["rows"]
    texts = [tokenizer.decode(one["prompt_ids"]) for one in prepared]
    said = {row["prompt"][-1]["content"] for row in rows}
    return len(texts) > 0 and not any(word in text for word in said for text in texts)


def _no_template(seen):
    """No row that is prepared has a token that opens a turn."""
    tokenizer = seen.args[2]
    start = tokenizer.id_of(tokenizer.special_tokens.start)
    prepared = seen.result["rows"]
    return len(prepared) > 0 and not any(start in row["prompt_ids"] for row in prepared)


def _other_beta(seen):
    """The trainer's beta is another one."""
    return type(seen.result["told"]["beta"]) is float and seen.result["told"]["beta"] != seen.kwargs["beta"]


def _other_loss(seen):
    """The trainer's loss is another one."""
    return seen.result["told"]["loss_type"] not in (["sigmoid"], "sigmoid", None)


def _reference_changed(seen):
    """The reference's weights are not those that were sent."""
    after = state_of(seen.result["models"][0])
    return any(after[name].tolist() != values.tolist() for name, values in seen.args[1].weights.items())


def _weight_decay(seen):
    """Weights decay, whatever the loss says."""
    return seen.result["told"]["weight_decay"] > 0


def _system_lost(seen):
    """No prompt that is prepared holds what a system says, where one does."""
    rows, tokenizer = seen.args[3].data["rows"], seen.args[2]
    texts = [tokenizer.decode(one["prompt_ids"]) for one in seen.result["rows"]]
    said = {row["prompt"][0]["content"] for row in rows if len(row["prompt"]) > 1}
    return len(texts) > 0 and len(said) > 0 and not any(word in text for word in said for text in texts)


def _rows_cut(seen):
    """Some rows of the data set have more tokens than max_length."""
    return seen.result["told"]["max_length"] < LONG


DETECTORS = [
    Detector("same_model", raises("ValueError", "cannot be the same object")),
    Detector("reference_missing", raises("OSError", "Repo id")),
    Detector("reference_missing", raises("OSError", "repo")),
    Detector("all_rows_cut", raises("ValueError", "num_samples")),
    Detector("config_of_sft", settings_missing),
    *RAISED_BY_ANY,
    *RETURNED,
    Detector("trained_already", trained_already),
    Detector("reference", _reference_changed),
    Detector("weight_decay", _weight_decay),
    Detector("other_loss", _other_loss),
    *LEFT_BY_ANY,
    Detector("swapped", _swapped),
    Detector("prompt_lost", _prompt_lost),
    Detector("rows_cut", _rows_cut),
    Detector("system_lost", _system_lost),
    Detector("no_template", _no_template),
    Detector("beta_ignored", _other_beta),
]


@pytest.mark.check(
    NAME,
    points=4,
    hint="prefers_nothing",
    promise="The mean margin rises in the first step, and above 12 (in nats, without beta) in 20 steps at 1e-2",
)
def test_prefers_chosen(shared, world):
    """It returns a DPOTrainer; its training teaches a model to prefer the chosen answers."""
    expect_margin(trained(shared, "two ways", KIND), two_ways(world, NAME))
    expect_rise(trained(shared, "one step", KIND), _settled(world).pairs)


@pytest.mark.check(
    NAME,
    points=3,
    hint="prompt_lost",
    promise="what is chosen after some prompts is rejected after others, and the trained model tells them apart,",
)
def test_prompt_counts(shared, world):
    """The prompt counts: the trained model prefers one kind of answer after some prompts, and another after others."""
    expect_each_way(trained(shared, "two ways", KIND), two_ways(world, NAME))


@pytest.mark.check(NAME, points=3, hint="reference", promise="ref_model comes out bit for bit as it went in.")
def test_reference_unchanged(shared, world):
    """ref_model comes out bit for bit as it went in."""
    expect_reference(trained(shared, "two ways", KIND), two_ways(world, NAME))
    expect_reference(trained(shared, "flat", KIND), _settled(world).pairs)


@pytest.mark.check(
    NAME,
    points=3,
    hint="other_reference",
    promise="Margins are measured against ref_model, whatever its weights, and multiplied by beta",
)
def test_beta_and_reference_count(shared, world):
    """Margins are measured against ref_model and multiplied by beta: where that leaves no slope, the weights stay."""
    expect_still(trained(shared, "flat", KIND), _settled(world).pairs, preferences.RATE)


@pytest.mark.check(
    NAME, points=2, hint="rate", promise="Training takes max_steps steps; the first one has the full learning_rate"
)
def test_steps_and_rate(shared, world):
    """Training takes max_steps steps, and the first one has the full learning_rate."""
    result = trained(shared, "one step", KIND)
    expect_steps(result, 1)
    expect_first_step(result, _settled(world).pairs.model, _rate(world))
    expect_steps(trained(shared, "two ways", KIND), preferences.STEPS)


@pytest.mark.check(NAME, points=1, hint="saved", promise="no file is written below output_dir")
def test_writes_nothing(shared):
    """No file is written below output_dir: no checkpoint, no model, no report."""
    for run in SHARED:
        expect_no_files(trained(shared, run, KIND), FOLDER)
