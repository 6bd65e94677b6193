"""Which model is where: tie groups by overlapping intervals, which evaluation stands for a model, what has no rank."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from hypothesis import given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from smol_leaderboard.board.model_ranking import (
    Measured,
    ModelRow,
    current_protocol,
    key_of,
    model_board,
    ordered,
    ranks,
)
from smol_leaderboard.schema import EvaluationRecord, TaskResult

from .sample_evaluations import LATER_PROTOCOL, PROTOCOL, evaluation, result


def score(low: int, value: int, high: int, task: str = "format") -> TaskResult:
    return result(task, value, low=low, high=high)


def placed(*results: TaskResult) -> list[int]:
    """Return the ranks of results in the order of display."""
    measured = [Measured(key_of(evaluation(n, (one,), model=f"a/m{n:03}")), one) for n, one in enumerate(results)]
    found = ranks(measured)
    return [found[one.key] for one in ordered(measured)]


def of(rows: Sequence[ModelRow], task: str = "loss") -> list[tuple[str, int | None, str]]:
    return [(row.key.model, row.ranks.get(task), row.unranked) for row in rows]


def test_who_overlaps_the_leader_shares_its_rank() -> None:
    """1-1-3-4: the third lies wholly below the first, the fourth wholly below the third."""
    assert [1, 1, 3, 4] == placed(score(80, 90, 99), score(70, 79, 80), score(60, 65, 79), score(1, 2, 3))


def test_intervals_that_touch_overlap() -> None:
    """One millionth apart they do not."""
    assert [1, 1] == placed(score(50, 60, 70), score(30, 40, 50))
    assert [1, 2] == placed(score(50, 60, 70), score(30, 40, 49))


def test_a_chain_of_overlaps_is_cut_where_the_leader_ends() -> None:
    """Each overlaps its neighbour, but not everybody is first: 1-1-3-3."""
    assert [1, 1, 3, 3] == placed(score(70, 80, 90), score(60, 70, 80), score(50, 60, 69), score(40, 50, 60))


def test_an_uncertain_row_ranks_with_the_leader_before_it() -> None:
    """A wide interval below the second group's leader reaches up to the first, yet its rank is the second group's."""
    assert [1, 2, 2] == placed(score(80, 90, 99), score(50, 60, 70), score(0, 55, 99))


def test_of_the_loss_less_is_better() -> None:
    """The lowest leads."""
    assert [1, 2] == placed(score(10, 20, 30, "loss"), score(40, 50, 60, "loss"))
    rows = model_board([evaluation(1, (score(40, 50, 60, "loss"),)), evaluation(2, (score(10, 20, 30, "loss"),))])
    assert [2, 1] == [row.ranks["loss"] for row in rows]


def test_equal_values_are_in_the_order_of_their_names() -> None:
    """Whatever the order they come in."""
    same = [evaluation(n, (score(40, 50, 60),), model=model) for n, model in enumerate(("b/x", "a/y", "a/x"))]
    measured = [Measured(key_of(one), one.results[0]) for one in same]
    assert ["a/x", "a/y", "b/x"] == [one.key.model for one in ordered(measured)]


results_ = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20), st.integers(0, 20)).map(
        lambda t: score(max(0, t[0] - t[1]), t[0], t[0] + t[2])
    ),
    max_size=14,
)


@given(results_)
def test_ranks_are_what_the_text_says(found: list[TaskResult]) -> None:
    """A rank is the place of the first of its group, which overlaps all of the group and not the next one's first."""
    by_value = sorted(found, key=lambda one: -one.value)
    expected: list[int] = []
    first = 0
    for place, one in enumerate(by_value):
        if place and (one.high < by_value[first].low or one.low > by_value[first].high):
            first = place
        expected.append(first + 1)
    given_ = placed(*by_value)
    assert expected == given_
    assert given_ == sorted(given_)
    assert not given_ or given_[0] == 1


def test_references_have_no_rank_and_take_none() -> None:
    """The base above everybody leaves the first rank to a learner."""
    rows = model_board(
        [evaluation(9, (score(90, 95, 99),), reference="base", model="b/b"), evaluation(1, (score(1, 2, 3),))]
    )
    assert [("b/b", None, "reference"), ("learner-1/sample-sft", 1, "")] == of(rows, "format")


def test_a_model_that_does_not_count_is_shown_without_a_rank() -> None:
    """And takes none."""
    copied = evaluation(1, (score(90, 95, 99),), counts_not=("copy_of_base",))
    rows = model_board([copied, evaluation(2, (score(1, 2, 3),))])
    assert [("learner-1/sample-sft", None, "counts_not"), ("learner-2/sample-sft", 1, "")] == of(rows, "format")


def test_protocols_share_no_rank() -> None:
    """The highest number is ranked, whatever was measured last; of one number the hash that was measured with last."""
    old, new = evaluation(1, at=900), evaluation(2, protocol=LATER_PROTOCOL, at=100)
    assert [None, 1] == [rank for _, rank, _ in of(model_board([old, new]))]
    assert "older_protocol" == model_board([old, new])[0].unranked
    other = "smol-eval-1+bbbbbbbbbbbb"
    assert other == current_protocol([old, evaluation(3, protocol=other, at=901)])
    assert PROTOCOL == current_protocol([old, evaluation(3, protocol=other, at=899)])
    assert "smol-eval-10+0123456789ab" == current_protocol(
        [old, evaluation(3, protocol="smol-eval-10+0123456789ab"), evaluation(3, protocol="smol-eval-9+0123456789ab")]
    )


def test_sizes_limits_and_tasks_are_groups_of_their_own() -> None:
    """Each has its first."""
    rows = model_board(
        [
            evaluation(1, (score(90, 95, 99), score(1, 2, 3, "loss"))),
            evaluation(2, (score(10, 15, 19), score(4, 5, 6, "loss"))),
            evaluation(3, (score(10, 15, 19),), size_class="360M"),
            evaluation(4, (score(10, 15, 19),), limit=64),
        ]
    )
    assert [("135M", 0, 1), ("135M", 0, 2), ("135M", 64, 1), ("360M", 0, 1)] == [
        (row.key.size_class, row.key.limit, row.ranks["format"]) for row in rows
    ]
    assert [1, 2, None, None] == [row.ranks.get("loss") for row in rows]


def test_the_newest_evaluation_that_counts_stands_for_a_model() -> None:
    """By when it was submitted; one that does not count takes nothing away; one on a weak tier neither."""
    first = evaluation(1, received=100, request=1)
    second = evaluation(1, received=200, request=2, unit="preference")
    failed = evaluation(1, received=300, request=3, counts_not=("overfit",))
    weak = evaluation(1, received=400, request=4, tier=2)
    [row] = model_board([weak, second, failed, first])
    assert (second.id, ("instruction", "preference"), "") == (row.record.id, row.units, row.unranked)
    [row] = model_board([weak, second, failed, first], every_tier=True)
    assert weak.id == row.record.id
    [row] = model_board([weak])
    assert (None, "weak_tier") == (row.ranks.get("loss"), row.unranked)


def test_what_is_superseded_does_not_stand() -> None:
    """Along a chain, also for worse; not by a weak tier, and not by another learner's or model's record."""
    first = evaluation(1, (result("loss", 500_000),), received=100)
    second = evaluation(1, (result("loss", 800_000),), received=100, supersedes=first.id, protocol=PROTOCOL)
    third = evaluation(1, (result("loss", 900_000),), received=100, supersedes=second.id, tier=3)
    [row] = model_board([first, second, third])
    assert second.id == row.record.id
    stranger = evaluation(2, supersedes=first.id)
    assert [first.id, stranger.id] == [row.record.id for row in model_board([first, stranger])]


@st.composite
def crowds(draw: st.DrawFn) -> list[EvaluationRecord]:
    """Return a few evaluations with everything that makes choosing hard."""
    made: list[EvaluationRecord] = []
    for request in range(draw(st.integers(0, 10))):
        value = draw(st.integers(0, 30))
        one = evaluation(
            draw(st.integers(0, 3)),
            (score(max(0, value - draw(st.integers(0, 9))), value, value + draw(st.integers(0, 9))),),
            request=request,
            received=draw(st.integers(0, 3)),
            at=draw(st.integers(4, 9)),
            size_class=draw(st.sampled_from(["135M", "1.7B"])),
            protocol=draw(st.sampled_from([PROTOCOL, LATER_PROTOCOL])),
            limit=draw(st.sampled_from([0, 0, 8])),
            tier=draw(st.sampled_from([1, 1, 2])),
            counts_not=draw(st.sampled_from([(), (), ("overfit",)])),
            reference=draw(st.sampled_from(["", "", "base"])),
            supersedes=made[-1].id if made and draw(st.booleans()) else "",
        )
        made.append(one)
    return made


@tuned(max_examples=60)
@given(crowds(), st.randoms())
def test_the_order_of_arrival_does_not_matter(made: list[EvaluationRecord], random: object) -> None:
    """Shuffled, the rows are the same."""
    mixed = list(made)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert model_board(made) == model_board(mixed)


@given(crowds())
def test_every_group_has_its_first_and_every_rank_is_earned(made: list[EvaluationRecord]) -> None:
    """Whoever has a rank counts, is nobody's reference, is of the current protocol and tier 1; each group begins at 1."""
    rows = model_board(made)
    groups: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        one = row.record
        fit = one.counts and not one.reference and one.environment.tier == 1 and one.protocol == current_protocol(made)
        assert fit == bool(row.ranks) == (row.unranked == "")
        for rank in row.ranks.values():
            groups.setdefault((row.key.size_class, row.key.limit), []).append(rank)
    assert all(1 == min(found) and max(found) <= len(found) for found in groups.values())


def test_records_are_hashed_as_they_are_made() -> None:
    """A sample's hash is right: a board would read it."""
    from smol_leaderboard.schema import canonical, read_record

    one = evaluation(3, (result("gsm8k", 20_000), result("heldout", 10_000)))
    assert one == read_record(canonical(one))
    assert 10_000 == one.overfit_gap
    assert msgspec.structs.replace(one, content_sha256="") != one
