"""Who is where: ranks, best results, what supersedes what."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from smol_leaderboard.board.ranking import Key, Result, Standing, board, overall, ranks, replaced, standing

from .made_records import result
from .sample_board import grade, moment


def best(points: int, reached: int, record: str = "r") -> Standing:
    return Standing(points=points, max_points=10, reached=moment(reached), requests=1, record=record, model="")


def test_ties_share_a_rank_and_leave_a_gap() -> None:
    """1-2-2-4, whatever the order they are told in."""
    points = {"a": 9, "b": 7, "c": 7, "d": 1}
    found = ranks((Key(name, ""), value) for name, value in reversed(points.items()))
    assert {"a": 1, "b": 2, "c": 2, "d": 4} == {key.subject: rank for key, rank in found.items()}


def test_references_have_no_rank_and_take_none() -> None:
    """A reference above everybody leaves rank 1 to the best learner."""
    found = ranks([(Key("course", "solution"), 10), (Key("a", ""), 9), (Key("b", ""), 8)])
    assert {Key("a", ""): 1, Key("b", ""): 2} == found


def test_the_first_to_reach_the_points_is_shown_first_and_ranks_the_same() -> None:
    """Time orders the display and breaks no tie."""
    standings = {Key("a", ""): {"unit": best(5, 20)}, Key("b", ""): {"unit": best(5, 10)}}
    rows = board(standings, ["unit"])
    assert [("b", 1), ("a", 1)] == [(row.key.subject, row.rank) for row in rows]


def test_the_best_result_is_the_one_with_most_points_received_first() -> None:
    """Of equal points the earlier request, even when it was graded later."""
    late = grade(1, points=8, request=1, received=500, at=600)
    early = grade(1, points=8, request=2, received=100, at=9000)
    worse = grade(1, points=7, request=3, received=10)
    found = standing([result(late), result(early), result(worse)])
    assert found is not None
    assert (8, moment(100), early.id, 3) == (found.points, found.reached, found.record, found.requests)


def test_a_superseded_result_does_not_count_even_if_it_had_more() -> None:
    """A chain of three: only the last counts, and the request is counted once."""
    first = grade(1, points=9, suite="1")
    second = grade(1, points=8, suite="2", supersedes=first.id)
    third = grade(1, points=3, suite="3", supersedes=second.id)
    found = standing([result(third), result(first), result(second)])
    assert found is not None
    assert (3, 1) == (found.points, found.requests)


def test_a_chain_goes_through_a_grading_that_does_not_count() -> None:
    """Tier 1 over tier 2 over tier 1: the first is replaced; a lone tier 2 replaces nothing."""
    first = grade(1, points=9, suite="1")
    weak = grade(1, points=8, suite="2", supersedes=first.id, tier=2)
    last = grade(1, points=3, suite="3", supersedes=weak.id)
    assert frozenset() == replaced([result(first), result(weak)])
    assert {first.id, weak.id} == replaced([result(last), result(first), result(weak)])


def test_a_circle_replaces_everything_and_ends() -> None:
    """Ids are hashes, so nobody can make one; a damaged store must not hang us."""
    one = result(grade(1, points=9))
    other = one._replace(id="b", supersedes=one.id)
    assert standing([one._replace(supersedes="b"), other]) is None


def test_only_tier_1_counts() -> None:
    """Full marks on a weak tier are no result."""
    assert standing([result(grade(1, points=40, tier=2))]) is None


def test_the_sum_is_reached_with_the_last_points_that_it_needs() -> None:
    """A unit with 0 points does not move the moment; with nothing but zeros it is the first of them."""
    assert (12, moment(20)) == overall([best(5, 10), best(7, 20), best(0, 99)])
    assert (0, moment(10)) == overall([best(0, 99), best(0, 10)])


def test_units_have_ranks_of_their_own() -> None:
    """First overall may be second in a unit."""
    standings = {Key("a", ""): {"x": best(5, 1), "y": best(9, 1)}, Key("b", ""): {"x": best(6, 1)}}
    rows = board(standings, ["x", "y"])
    assert {"a": (1, 2), "b": (2, 1)} == {row.key.subject: (row.rank, row.cells["x"][0]) for row in rows}


results = st.builds(
    Result,
    st.sampled_from("abcdefgh"),
    st.sampled_from("rs"),
    st.integers(0, 5),
    st.just(5),
    st.integers(0, 5).map(moment),
    st.integers(0, 5).map(moment),
    st.sampled_from(["", "", "a", "b", "c", "z"]),
    st.just(""),
    st.booleans(),
)


@settings(deadline=None)
@given(st.lists(results, unique_by=lambda one: one.id), st.data())
def test_order_of_arrival_decides_nothing(found: Sequence[Result], data: st.DataObject) -> None:
    """The standing of a crowd of results is that of any permutation; its points are of one that counts."""
    there = standing(found)
    assert there == standing(data.draw(st.permutations(found)))
    if there is not None:
        chosen = next(one for one in found if one.id == there.record)
        assert chosen.counts
        assert not any(one.supersedes == chosen.id for one in found if one.counts)
        assert all(
            one.points <= there.points
            for one in found
            if one.counts and not any(other.supersedes == one.id for other in found)
        )


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 4)))
def test_a_rank_is_one_more_than_the_number_of_better_ones(points: dict[str, int]) -> None:
    """The definition of 1-2-2-4."""
    found = ranks((Key(name, ""), value) for name, value in points.items())
    assert {name: 1 + sum(other > value for other in points.values()) for name, value in points.items()} == {
        key.subject: rank for key, rank in found.items()
    }
