"""When a measured model counts: bounds of the course, at their edges."""

from __future__ import annotations

import msgspec
import pytest

from smol_grade.course import Models
from smol_grade.messages import catalogue
from smol_leaderboard.schema import EvaluationRecord, Gain
from smol_leaderboard.thresholds import COUNTS_NOT, beats, counts_not, has_gap

from .sample_evaluations import LATER_PROTOCOL, evaluation, result

BASE = evaluation(0, reference="base")
MODELS = Models(overfit_gap=0.1)


def better(low: int = 1, base: str = BASE.id, task: str = "loss") -> Gain:
    return Gain(task=task, base=base, difference=low + 5, low=low, high=low + 10)


def record(gap: int = 0, stderr: int = 0, **changes: object) -> EvaluationRecord:
    """Return a record with both tasks of the gap, better than its base unless changed."""
    made = evaluation(1, (result("loss", 800_000), result("gsm8k", 0), result("heldout", 0)), gains=(better(),))
    return msgspec.structs.replace(made, overfit_gap=gap, overfit_gap_stderr=stderr, **changes)


def test_a_model_that_beats_its_base_counts() -> None:
    """Nothing is said against it."""
    assert () == counts_not(record(), MODELS, BASE)


@pytest.mark.parametrize(
    ("gap", "stderr", "overfit"),
    [
        (100_000, 0, False),
        (100_001, 0, True),
        (120_000, 10_000, False),
        (120_001, 10_000, True),
        (-900_000, 0, False),
        (500_000, 200_000, False),
        (500_000, 199_999, True),
    ],
)
def test_a_gap_counts_beyond_twice_its_standard_error(gap: int, stderr: int, overfit: bool) -> None:
    """Exactly at the bound is not above it; an uncertain gap is not held against anybody."""
    assert (("overfit",) if overfit else ()) == counts_not(record(gap, stderr), MODELS, BASE)


def test_a_course_may_allow_no_gap_at_all() -> None:
    """The bound is the course's: at 0 a sure gap of a millionth is too much."""
    assert ("overfit",) == counts_not(record(1), Models(overfit_gap=0.0), BASE)
    assert () == counts_not(record(999_999), Models(overfit_gap=1.0), BASE)


def test_no_gap_without_both_tasks() -> None:
    """A record that lacks one of them has a gap of 0 that says nothing, whatever stands in the field."""
    lone = msgspec.structs.replace(evaluation(1, (result("gsm8k", 900_000),), gains=(better(),)), overfit_gap=900_000)
    assert not has_gap(lone)
    assert () == counts_not(lone, MODELS, BASE)


@pytest.mark.parametrize(
    ("gains", "why"),
    [
        ((), "base_not_measured"),
        ((better(0),), "not_better_than_base"),
        ((better(-9),), "not_better_than_base"),
        ((better(task="format"),), "base_not_measured"),
        ((better(base="ab" * 32),), "base_not_measured"),
    ],
    ids=["none", "touches zero", "below zero", "another task", "another base"],
)
def test_a_model_must_beat_its_base_by_more_than_the_interval(gains: tuple[Gain, ...], why: str) -> None:
    """A comparison that touches zero, on another task or with another record is none, and told as such."""
    assert (why,) == counts_not(record(gains=gains), MODELS, BASE)


def test_a_comparison_across_protocols_is_none() -> None:
    """The base was measured under another protocol: the same samples were not asked."""
    assert not beats(record(), msgspec.structs.replace(BASE, protocol=LATER_PROTOCOL))


def test_without_a_base_only_the_recorded_comparison_counts() -> None:
    """The record's own comparison stands; one that has none is not better."""
    assert beats(record(), None)
    assert ("base_not_measured",) == counts_not(record(gains=()), MODELS, None)


def test_only_flags_that_spoil_keep_a_model_from_counting() -> None:
    """A flag for people changes nothing; one that spoils does, once, however many there are."""
    flagged = record(flags=("near_copy", "template_adds_content", "other"))
    assert () == counts_not(flagged, MODELS, BASE)
    assert ("flagged",) == counts_not(flagged, MODELS, BASE, {"template_adds_content", "other", "third"})


def test_what_is_known_of_the_origin_stays_and_the_rest_is_decided_anew() -> None:
    """A course that moves its bound is obeyed; asking twice says the same."""
    before = record(150_000, counts_not=("no_nonce", "copy_of_base", "overfit"))
    once = counts_not(before, MODELS, BASE)
    assert ("no_nonce", "copy_of_base", "overfit") == once
    assert once == counts_not(msgspec.structs.replace(before, counts_not=once), MODELS, BASE)
    assert ("no_nonce", "copy_of_base") == counts_not(before, Models(overfit_gap=0.5), BASE)


def test_a_reference_never_counts() -> None:
    """It is nobody's work, however good it is; that it is no better than itself nobody says."""
    assert ("reference",) == counts_not(evaluation(0, reference="base"), MODELS, None)
    assert ("copy_of_base", "reference") == counts_not(
        record(reference="x", counts_not=("copy_of_base",)), MODELS, BASE
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_reason_has_a_sentence_a_short_name_and_something_to_do(language: str) -> None:
    """One of each for every code, none besides."""
    keys = {key for key in catalogue(language) if key.startswith("counts_not.")}  # type: ignore[arg-type]
    assert {f"counts_not.{code}{part}" for code in COUNTS_NOT for part in ("", "_fix", "_short")} == keys
