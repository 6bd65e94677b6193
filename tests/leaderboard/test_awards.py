"""Awards follow from records: which they are, that ties share, and that they rest on what they name and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import msgspec
from hypothesis import given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from smol_leaderboard.board.awards import Award, awards
from smol_leaderboard.schema import NOBODYS, EvaluationRecord, TaskResult, sealed_record

from .sample_evaluations import LATER_PROTOCOL, METRICS, digest
from .sample_projects import COHORTS, crowds, gain, measured, results_of

Key = tuple[str, str, str, str, str]
LOSS = METRICS["loss"]


def given_to(records: Sequence[EvaluationRecord], *, every_tier: bool = False) -> dict[Key, frozenset[str]]:
    """Return award -> the ids of the records that it rests on."""
    found = awards(records, "loss", every_tier=every_tier)
    return {key_of(award): frozenset(award.records) for award in found}


def key_of(award: Award) -> Key:
    return (award.kind, award.cohort, award.unit, award.size_class, award.metric)


def best(unit: str = "instruction", size: str = "135M", cohort: str = COHORTS[0]) -> Key:
    return ("best", cohort, unit, size, LOSS)


IMPROVED = ("most_improved", COHORTS[0], "", "", LOSS)
SMALLEST = ("smallest", COHORTS[0], "", "", "")
HELD_OUT = ("held_out", COHORTS[0], "", "", METRICS["heldout"])


def test_nobody_has_an_award_where_nothing_was_measured() -> None:
    """And an award that nobody has is not there: no gain, no held-out problems."""
    assert () == awards([], "loss")
    assert {best()} == given_to([measured(1, loss=(1, 2, 3))]).keys()


def test_the_best_of_a_unit_and_size_is_shared_with_the_leader() -> None:
    """Of the loss less is better. Who overlaps the leader shares; who overlaps only another winner does not."""
    first, second, third = (
        measured(1, loss=(10, 20, 30)), measured(2, loss=(25, 35, 45)), measured(3, loss=(40, 50, 60)),
    )  # fmt: skip
    [found] = awards([third, second, first], "loss")
    assert (first.id, second.id) == found.records
    assert ("best", COHORTS[0], "instruction", "135M", "loss", LOSS) == found[:6]
    assert [(20, 10, 30), (35, 25, 45)] == [(one.value, one.low, one.high) for one in found.winners]


def test_who_stands_between_two_winners_parts_them_not() -> None:
    """A sure value between the leader and a vague one that reaches the leader: the award is the same with and without."""
    leader = measured(1, loss=(10, 20, 30))
    sure = measured(2, loss=(35, 36, 37))
    vague = measured(3, loss=(25, 60, 90))
    assert given_to([leader, sure, vague]) == given_to([leader, vague])
    assert {leader.id, vague.id} == given_to([leader, sure, vague])[best()]


def test_units_sizes_and_cohorts_have_awards_of_their_own() -> None:
    """A record's own unit counts."""
    one = measured(1, loss=(90, 95, 99))
    other_unit = measured(2, loss=(1, 2, 3), unit="preference")
    other_size = measured(3, loss=(1, 2, 3), size_class="1.7B")
    later = measured(4, loss=(1, 2, 3), cohort=COHORTS[1])
    assert {
        best(): {one.id},
        best("preference"): {other_unit.id},
        best(size="1.7B"): {other_size.id},
        best(cohort=COHORTS[1]): {later.id},
    } == given_to([one, other_unit, other_size, later])


def test_the_most_improved_is_surely_better_than_its_base() -> None:
    """The greatest gain, shared by gains whose interval overlaps it; a greater one that may be nothing is none."""
    unsure = measured(1, loss=(1, 2, 3), gains=(gain(900, 0, 1800),))
    leader = measured(2, loss=(1, 2, 3), gains=(gain(500, 400, 600),))
    tied = measured(3, loss=(1, 2, 3), gains=(gain(300, 200, 400),))
    behind = measured(4, loss=(1, 2, 3), gains=(gain(250, 150, 399),))
    other_task = measured(5, loss=(1, 2, 3), heldout=(1, 2, 3), gains=(gain(800, task="heldout"),))
    assert {leader.id, tied.id} == given_to([unsure, leader, tied, behind, other_task])[IMPROVED]
    assert IMPROVED not in given_to([unsure, other_task])


def test_the_smallest_over_the_bar() -> None:
    """Certificates ask for a gain whose interval lies above zero: a smaller model below that bar has no award."""
    below = measured(1, loss=(1, 2, 3), parameters=10, gains=(gain(5, -5, 15),))
    small = measured(2, loss=(1, 2, 3), parameters=20, gains=(gain(5, 1, 15),))
    alike = measured(3, loss=(50, 60, 70), parameters=20, gains=(gain(900),), size_class="360M")
    large = measured(4, loss=(1, 2, 3), parameters=21, gains=(gain(900),))
    assert {small.id, alike.id} == given_to([below, small, alike, large])[SMALLEST]
    found = next(one for one in awards([below, small, large], "loss") if one.kind == "smallest")
    assert ((20, 20, 20), "") == (found.winners[0][3:], found.metric)


def test_held_out_is_over_all_units_and_sizes() -> None:
    """More is better there."""
    small = measured(1, loss=(1, 2, 3), heldout=(50, 60, 70))
    large = measured(2, loss=(1, 2, 3), heldout=(65, 75, 85), size_class="1.7B", unit="preference")
    behind = measured(3, loss=(1, 2, 3), heldout=(30, 40, 64))
    assert {small.id, large.id} == given_to([small, large, behind])[HELD_OUT]


def test_who_has_no_rank_has_no_award_and_takes_none() -> None:
    """A base model, one that does not count, a weak tier, a person who withdrew; on a practice board tiers are alike."""
    mine = measured(1, loss=(50, 60, 70))
    better = {
        "a base": measured(2, loss=(1, 2, 3), reference="base"),
        "a copy": measured(3, loss=(1, 2, 3), counts_not=("copy_of_base",)),
        "a weak tier": measured(4, loss=(1, 2, 3), tier=2),
        "withdrawn": measured(5, loss=(1, 2, 3), model=f"{NOBODYS}{digest(5)[:12]}-1"),
    }
    assert {best(): {mine.id}} == given_to([mine, *better.values()])
    assert {best(): {better["a weak tier"].id}} == given_to([mine, *better.values()], every_tier=True)


def test_who_has_no_rank_takes_nothing_under_a_later_protocol_either() -> None:
    """The newest protocol of an award is that of those who may have it; one of another award takes nothing from it."""
    mine = measured(1, loss=(50, 60, 70), heldout=(5, 6, 7), gains=(gain(500),))
    before = given_to([mine])
    assert {best(), HELD_OUT, IMPROVED, SMALLEST} == before.keys()
    for other in (
        measured(2, loss=(1, 2, 3), protocol=LATER_PROTOCOL, reference="base"),
        measured(3, loss=(1, 2, 3), protocol=LATER_PROTOCOL, counts_not=("overfit",)),
        measured(4, loss=(1, 2, 3), protocol=LATER_PROTOCOL, tier=2),
        measured(5, loss=(1, 2, 3), protocol=LATER_PROTOCOL, model=f"{NOBODYS}{digest(5)[:12]}-1"),
    ):
        assert before == given_to([mine, other])
    elsewhere = measured(6, loss=(1, 2, 3), protocol=LATER_PROTOCOL, unit="preference")
    assert before | {best("preference"): {elsewhere.id}} == given_to([mine, elsewhere])


def test_who_was_asked_all_takes_nothing_where_they_do_not_compete() -> None:
    """Another size class, and no result on the unseen problems."""
    mine = measured(1, loss=(10, 20, 30), limit=8, heldout=(1, 2, 3), gains=(gain(500),))
    other = measured(2, loss=(900, 950, 999), size_class="1.7B")
    assert given_to([mine]) | {best(size="1.7B"): {other.id}} == given_to([mine, other])


def test_several_with_the_same_best_value_lead_together() -> None:
    """So what their models are called decides nothing: who overlaps one of them shares."""
    for narrow, wide in (("a/a", "b/b"), ("b/b", "a/a")):
        sure = measured(1, loss=(20, 20, 20), model=narrow, gains=(gain(500, 500, 500),))
        vague = measured(2, loss=(10, 20, 30), model=wide, gains=(gain(500, 100, 900),))
        third = measured(3, loss=(25, 28, 31), model="c/c", gains=(gain(300, 200, 400),))
        found = given_to([sure, vague, third])
        everybody = {sure.id, vague.id, third.id}
        assert (everybody, everybody) == (found[best()], found[IMPROVED])


def test_any_gain_that_is_sure_is_over_the_bar() -> None:
    """As for a certificate; a greater one over another base, which may be nothing, does not count and takes nothing."""
    both = measured(1, loss=(1, 2, 3), gains=(gain(900, -5, 1800), gain(300, 200, 400)))
    found = {award.kind: award for award in awards([both], "loss")}
    assert [(300, 200, 400)] == [one[3:] for one in found["most_improved"].winners]
    assert (both.id,) == found["smallest"].records


def test_rows_that_were_asked_all_are_compared_where_there_are_any() -> None:
    """Else those that were asked most."""
    some, more = measured(1, loss=(1, 2, 3), limit=8), measured(2, loss=(50, 60, 70), limit=64)
    every = measured(3, loss=(80, 90, 99))
    assert {best(): {every.id}} == given_to([some, more, every])
    assert {best(): {more.id}} == given_to([some, more])


def test_a_later_protocol_takes_nothing_from_an_earlier_cohort() -> None:
    """Within a cohort only the newest protocol ranks."""
    early = measured(1, loss=(50, 60, 70))
    later = measured(2, loss=(1, 2, 3), protocol=LATER_PROTOCOL, cohort=COHORTS[1])
    assert {early.id} == given_to([early, later])[best()]
    beside = measured(2, loss=(80, 90, 99), protocol=LATER_PROTOCOL)
    assert {best(): {beside.id}} == given_to([early, beside])


def expected(records: Iterable[EvaluationRecord], *, every_tier: bool = False) -> dict[Key, frozenset[str]]:
    """Find the awards by brute force, sharing no line with the program: record -> candidate -> who is not beaten."""
    everyone = list(records)
    left = [one for one in everyone if not any(_reaches(new, one, everyone, every_tier) for new in everyone)]
    found: dict[Key, frozenset[str]] = {}
    for cohort in {one.cohort for one in left}:
        here = [one for one in left if one.cohort == cohort]
        rows = _candidates(here, every_tier)
        for unit in {one.unit for one in rows}:
            for size in {one.size_class for one in rows}:
                those = [one for one in rows if (one.unit, one.size_class) == (unit, size)]
                if those:
                    found["best", cohort, unit, size, LOSS] = _unbeaten(those, "loss", 1)
        if asked := [one for one in rows if "heldout" in results_of(one)]:
            found["held_out", cohort, "", "", METRICS["heldout"]] = _unbeaten(asked, "heldout", -1)
        sure = {one.id: [g for g in one.gains if g.task == "loss" and g.low > 0] for one in rows}
        if over := _asked_alike([one for one in rows if sure[one.id]]):
            most = {one.id: max((g.difference, g.low, g.high) for g in sure[one.id]) for one in over}
            tops = [one for one in most.values() if one[0] == max(values[0] for values in most.values())]
            tied = {name for name, one in most.items() if any(one[1] <= top[2] and top[1] <= one[2] for top in tops)}
            found["most_improved", cohort, "", "", LOSS] = frozenset(tied)
            least = min(one.parameters for one in over)
            found["smallest", cohort, "", "", ""] = frozenset(one.id for one in over if one.parameters == least)
    return found


def _reaches(new: EvaluationRecord, old: EvaluationRecord, everyone: list[EvaluationRecord], every_tier: bool) -> bool:
    """Whether an official record replaces another, over any number of steps along one model of one person."""
    if not (every_tier or new.environment.tier == 1):
        return False
    at = new
    while True:
        before = [one for one in everyone if one.id == at.supersedes]
        if not before or [(one.model, one.subject, one.reference) for one in before] != [
            (new.model, new.subject, new.reference)
        ]:
            return False
        [at] = before
        if at.id == old.id:
            return True


def _candidates(here: list[EvaluationRecord], every_tier: bool) -> list[EvaluationRecord]:
    """Whoever may have an award: of each row the newest record of its newest protocol."""
    standing: dict[tuple[object, ...], EvaluationRecord] = {}
    for one in sorted(here, key=lambda one: (one.protocol[:11], one.received_at, one.at, one.id)):
        official = every_tier or one.environment.tier == 1
        if official and one.counts and not one.reference and not one.model.startswith("_withdrawn/"):
            standing[one.size_class, one.limit, one.model, one.subject] = one
    return list(standing.values())


def _asked_alike(those: list[EvaluationRecord]) -> list[EvaluationRecord]:
    newest = max((one.protocol for one in those), default="")
    those = [one for one in those if one.protocol == newest]
    asked = 0 if any(one.limit == 0 for one in those) else max((one.limit for one in those), default=0)
    return [one for one in those if one.limit == asked]


def _unbeaten(those: list[EvaluationRecord], task: str, sign: int) -> frozenset[str]:
    def value(one: EvaluationRecord) -> TaskResult:
        return results_of(one)[task]

    those = _asked_alike(those)
    best = min(sign * value(one).value for one in those)
    tops = [value(one) for one in those if sign * value(one).value == best]
    return frozenset(
        one.id for one in those if any(value(one).high >= top.low and value(one).low <= top.high for top in tops)
    )


@tuned(max_examples=150, deadline=None)
@given(crowds(), st.booleans())
def test_awards_are_what_the_text_says(made: list[EvaluationRecord], every_tier: bool) -> None:
    """Found a second time by brute force: the same awards, resting on the same records."""
    assert expected(made, every_tier=every_tier) == given_to(made, every_tier=every_tier)


@tuned(max_examples=60, deadline=None)
@given(crowds(), st.integers())
def test_the_order_of_records_does_not_matter(made: list[EvaluationRecord], seed: int) -> None:
    """Shuffled, awards and winners are the same, in the same order."""
    mixed = list(made)
    random.Random(seed).shuffle(mixed)
    assert awards(made, "loss") == awards(mixed, "loss")


@tuned(max_examples=200, deadline=None)
@given(crowds())
def test_without_a_record_exactly_the_awards_that_name_it_are_others(made: list[EvaluationRecord]) -> None:
    """A winner's award changes, no other: whatever protocol, limit, tier, cohort or person the record is of.

    A record that replaces one of the same model, or stands for it, gives way to that: then its award may be had by that.
    """
    before = given_to(made)
    for gone in made:
        left = [one for one in made if one is not gone]
        if any(_of_one_model(other, gone) for other in left):
            continue
        after = given_to(left)
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert {key for key, rests_on in before.items() if gone.id in rests_on} == changed


def _of_one_model(one: EvaluationRecord, other: EvaluationRecord) -> bool:
    return (one.model, one.subject, one.reference) == (other.model, other.subject, other.reference)


@tuned(max_examples=60, deadline=None)
@given(crowds(tangled=False), st.data())
def test_a_record_that_is_superseded_is_as_one_that_is_gone(made: list[EvaluationRecord], data: st.DataObject) -> None:
    """The new one stands in its place, also for worse; one on a weak tier replaces nothing."""
    if not made:
        return
    old = data.draw(st.sampled_from(made))
    [other] = data.draw(crowds(tangled=False).filter(lambda found: len(found) > 0))[:1]
    new = replacing(old, results=other.results, gains=other.gains)
    left = [one for one in made if one is not old]
    assert given_to([*left, new]) == given_to([*made, new])
    weak = replacing(old, results=other.results, environment=msgspec.structs.replace(old.environment, tier=2))
    assert given_to(made) == given_to([*made, weak])


def replacing(old: EvaluationRecord, **changes: object) -> EvaluationRecord:
    return sealed_record(
        msgspec.structs.replace(old, id=digest("new", old.id), supersedes=old.id, content_sha256="", **changes)
    )
