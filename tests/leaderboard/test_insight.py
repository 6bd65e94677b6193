"""What was planted in a cohort is found, and nothing else; each number by hand in a small one."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import pytest

from smol_grade.records import Outcome, Reason
from smol_leaderboard.insight.analysis import Insight, analyse
from smol_leaderboard.insight.clusters import clusters_of
from smol_leaderboard.insight.discrimination import Verdict, discriminations_of
from smol_leaderboard.insight.hard import hard_exercises
from smol_leaderboard.insight.hints import hints_of
from smol_leaderboard.insight.outline import Item, Outline, Recognised
from smol_leaderboard.insight.passing import Figures, Median, Share, figures_of, steps_of
from smol_leaderboard.insight.privacy import withheld
from smol_leaderboard.insight.pseudonyms import pseudonyms
from smol_leaderboard.insight.reading import Gradings, read_gradings
from smol_leaderboard.insight.report.page import render_page
from smol_leaderboard.insight.report.telling import Teller
from smol_leaderboard.schema import CheckGrade, ExerciseGrade, GradeRecord, record_id

from .cohort import ALL, HARD, HERE, MISLEADING, OUTLINE, TOGETHER, UNFORESEEN, UNFORESEEN_SHAPE, Cohort
from .killing import FULL
from .sample_board import moment, subject

HOUR = 3600
NO_COURSE = Outline()
"""Without suites every hint counts as recognised."""
E = Item("instruction", "alpha")
"""An exercise, in made-up records."""


class Found:
    """A cohort of 2,000 with everything planted, and what was found."""

    def __init__(self) -> None:
        self.cohort = Cohort(2_000, 1, ALL)
        self.insight = analyse(read_gradings(self.cohort.records(), OUTLINE))


@pytest.fixture(scope="module")
def planted() -> Found:
    """Made once."""
    return Found()


# a cohort with plants, and cohorts without


def test_the_hard_exercise_is_found(planted: Found) -> None:
    """It alone, and none of its checks is told again."""
    assert [HARD] == [one.figures.item for one in planted.insight.hard_exercises]
    assert () == planted.insight.hard_checks


def test_the_misleading_hint_is_found(planted: Found) -> None:
    """It alone; after it far fewer pass than after the other failures of its check."""
    [found] = planted.insight.misleading
    assert MISLEADING == (found.item, found.hint)
    assert found.others is not None
    assert found.after.value < 0.3
    assert found.others.value > 0.4
    assert not found.whole_exercise


def test_the_unforeseen_mistake_is_one_group(planted: Found) -> None:
    """With nearly all who made it and nobody else's failures; one that shows in a check less belongs to it."""
    [found] = planted.insight.unrecognised
    checks = next(one.checks for unit in OUTLINE.units for one in unit.exercises if one.name == UNFORESEEN.exercise)
    assert UNFORESEEN == found.item
    wanted = {(check, UNFORESEEN_SHAPE) for check in checks[:TOGETHER]}
    assert wanted == {(told.failure.check, told.failure.shape) for told in found.failures}
    gradings = planted.insight.gradings
    struck = {one.learner for one in gradings.submissions if one.request in planted.cohort.unforeseen}
    assert 0.95 * len(struck) <= found.learners <= 1.02 * len(struck)
    assert set(found.examples) <= planted.cohort.unforeseen
    assert 5 == len(set(found.examples))
    assert found.unsolved <= found.learners


def test_nothing_else_stands_out(planted: Found) -> None:
    """Three findings, no doubtful group, and no check that tells little."""
    kinds = [finding.kind for finding in Teller(planted.insight, "en").findings()]
    assert ["cluster", "hint", "hard"] == kinds


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(2, 7))
def test_a_cohort_without_plants_raises_no_alarm(seed: int) -> None:
    """Chance alone makes no finding: of 500 learners, in full of 2,000."""
    insight = analyse(read_gradings(Cohort(2_000 if FULL else 500, seed).records(), OUTLINE))
    assert [] == Teller(insight, "en").findings()
    assert len(insight.exercises) == len({one.item for one in insight.exercises}) > 50


# by hand


def passes(name: str = "one", points: int = 2) -> CheckGrade:
    """A check that passed."""
    return CheckGrade(name=name, outcome=Outcome.PASSED, points=points, max_points=points)


def fails(name: str = "one", hint: str = "", shape: str = "", points: int = 2, **other: object) -> CheckGrade:
    """A check that did not."""
    fields = {"outcome": Outcome.FAILED, "reason": Reason.WRONG} | other
    return CheckGrade(
        name=name, points=0, max_points=points, hint=hint, shape=shape or msgspec.UNSET, **fields  # type: ignore[arg-type]
    )  # fmt: skip


def submitted(
    learner: int,
    attempt: int,
    *checks: CheckGrade,
    hour: float = -1,
    unit: str = E.unit,
    exercise: str = E.exercise,
    bonus: bool = False,
    supersedes: str = "",
    reference: str = "",
) -> GradeRecord:
    """A grade of one exercise; the attempts of a learner come ten hours after each other."""
    request = f"{learner} {unit} {attempt}"
    points, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
    graded = (ExerciseGrade(name=exercise, points=points, max_points=most, checks=checks),)
    at = moment(int((hour if hour >= 0 else 10 * (attempt - 1)) * HOUR) + learner)
    return GradeRecord(
        id=record_id("grade", request, request, supersedes=supersedes),
        subject=subject(learner),
        at=moment(10**6) if supersedes else at,
        request=request,
        sealed_sha256="",
        unit=unit,
        attempt=attempt,
        received_at=at,
        points=0 if bonus else points,
        max_points=0 if bonus else most,
        exercises=() if bonus else graded,
        bonus=graded if bonus else msgspec.UNSET,
        suite_version="0.3.0+1f2e3d4c5b6a",
        seed_commitment="",
        cohort="made-up",
        supersedes=supersedes,
        reference=reference,
        environment=HERE,
    )


def gradings_of(*records: GradeRecord | None, outline: Outline = NO_COURSE) -> Gradings:
    """What is read of records."""
    return read_gradings(records, outline)


def tried(*patterns: str, hint: str = "") -> list[GradeRecord]:
    """Records of learners by their tries: `--+` failed twice and passed."""
    return [
        submitted(learner, attempt, passes() if mark == "+" else fails(hint=hint))
        for learner, pattern in enumerate(patterns)
        for attempt, mark in enumerate(pattern, 1)
    ]


def figures(records: Sequence[GradeRecord]) -> Figures:
    """The figures of the only check."""
    [found] = figures_of(gradings_of(*records).checks, NO_COURSE)
    return found


def test_attempts_and_hours_of_who_has_not_passed_are_censored() -> None:
    """2 of 6 pass at once, 1 of the 3 left at the second try (one has given up), nobody after: half at the second."""
    found = figures(tried("+", "+", "-+", "-", "--", "---"))
    assert (Share(2, 6), Share(3, 6)) == (found.first, found.end)
    # Kaplan and Meier: 4/6 are left after 1, then 4/6 * 2/3 after 2, since whoever stopped at 1 is no longer at risk
    assert found.attempts is not None
    assert found.hours is not None
    assert (2.0, 10.0) == (found.attempts.value, found.hours.value)
    assert found.attempts.high is None


def test_a_median_that_nobody_reached_is_told_as_such() -> None:
    """One of six passes: the others' attempts are no passes."""
    assert Median(None, None, None) == figures(tried("-", "--", "-", "-", "-", "-")).attempts
    found = figures(tried("+", "--", "-", "-", "-", "-")).attempts
    assert found is not None
    assert found.value is None


def test_the_curve_says_who_has_passed_after_each_attempt() -> None:
    """Exercises only, and no further than five learners went: 12 try, 6 of them twice, 2 three times."""
    [found] = figures_of(gradings_of(*tried(*["+", "+", "-+", "-", "--", "---"] * 2)).exercises, NO_COURSE)
    assert pytest.approx([1 / 3, 5 / 9], abs=1e-6) == list(found.reached)
    assert () == figures(tried(*"++++++")).reached
    for pattern, wanted in (("+", [1]), ("-", [0]), ("--", [0, 0]), ("-" * 9, [0] * 8), ("-" * 8 + "+", [0] * 8)):
        [found] = figures_of(gradings_of(*tried(*[pattern] * 5)).exercises, NO_COURSE)
        assert wanted == list(found.reached), pattern


def test_few_learners_have_no_numbers() -> None:
    """Four learners: how many there are is all that is known; five have shares."""
    few = figures(tried("+", "-", "+", "-"))
    assert (4, None, None, None, None) == (few.learners, few.first, few.end, few.attempts, few.hours)
    assert Share(2, 5) == figures(tried("+", "-", "+", "-", "-")).first


def test_what_was_superseded_or_is_a_reference_does_not_count() -> None:
    """The current gradings alone, as the ledger has it; of two records of one id the first published."""
    old = [submitted(learner, 1, fails()) for learner in range(6)]
    new = submitted(0, 1, passes(), supersedes=old[0].id)
    newer = submitted(0, 1, passes(), fails("two"), supersedes=new.id)
    reference = submitted(9, 1, passes(), reference="solution")
    late = msgspec.structs.replace(old[1], at=moment(10**7), exercises=newer.exercises)
    for records in ([*old, new, newer, reference, late], [late, reference, newer, new, *old]):
        found = {one.item.check: one for one in figures_of(gradings_of(*records).checks, NO_COURSE)}
        assert {"one": 6, "two": 1} == {name: one.learners for name, one in found.items()}
        assert Share(1, 6) == found["one"].first


def test_what_was_not_begun_is_no_try() -> None:
    """Who begins an exercise at the second submission passes it at the first try; lines that are no records are counted."""
    idle = fails(outcome=Outcome.NOT_RUN, reason=Reason.NOT_STARTED)
    records: list[GradeRecord | None] = [submitted(0, 1, idle), submitted(0, 2, passes()), None]
    records += [submitted(learner, 1, passes()) for learner in range(1, 5)]
    gradings = gradings_of(*records)
    [found] = figures_of(gradings.checks, NO_COURSE)
    assert (Share(5, 5), 5, 1) == (found.first, found.learners, gradings.skipped)
    [exercise] = figures_of(gradings.exercises, NO_COURSE)
    assert Share(5, 5) == exercise.first
    assert (1, 0, 5) == (gradings.idle, gradings.idle_learners, len(gradings.submissions))


def test_submissions_of_stubs_are_counted() -> None:
    """Two that were not begun, by somebody who is in no table; one that is superseded is none."""
    idle = fails(outcome=Outcome.NOT_RUN, reason=Reason.NOT_STARTED)
    first = submitted(9, 1, idle)
    again = submitted(9, 1, idle, supersedes=first.id)
    records = [first, again, submitted(9, 2, idle), *(submitted(learner, 1, passes(), idle) for learner in range(5))]
    gradings = gradings_of(*records)
    assert (2, 1, 5, 5) == (gradings.idle, gradings.idle_learners, gradings.learners, len(gradings.submissions))


def test_a_final_project_is_no_submission_of_exercises() -> None:
    """It comes without any: the time until a pass begins with the first request that holds one."""
    idle = fails(outcome=Outcome.NOT_RUN, reason=Reason.NO_FILE)
    projects = [submitted(learner, 1, idle) for learner in range(5)]
    passed = [submitted(learner, 2, passes(), hour=30) for learner in range(5)]
    gradings = gradings_of(*projects, *passed)
    assert {(1, 0.0)} == {(one.attempt, one.hours) for one in gradings.submissions}
    assert 0 == gradings.idle
    assert (5, 5) == (len(gradings.submissions), gradings.learners)


def test_an_exercise_passes_with_all_its_checks() -> None:
    """A check that was not reached keeps it from passing."""
    idle = fails("two", outcome=Outcome.NOT_RUN, reason=Reason.NOT_STARTED)
    gradings = gradings_of(*(submitted(learner, 1, passes(), idle) for learner in range(5)))
    [exercise] = figures_of(gradings.exercises, NO_COURSE)
    assert Share(0, 5) == exercise.first


def exercises(*rows: tuple[int, float | None], bonus: bool = False) -> list[Figures]:
    """Exercises of one unit by how many of 200 pass at once and the median of attempts, known exactly."""
    return [
        Figures(E._replace(exercise=f"e{n}"), 200, bonus, Share(first, 200), Share(200, 200), Median(half, half, half))
        for n, (first, half) in enumerate(rows)
    ]


ALIKE = ((120, 1.0), (130, 1.0), (110, 1.0), (125, 1.0))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ((10, 3.0), True),
        ((10, None), True),  # half never passed
        ((10, 1.0), False),  # few at once, but nearly all the next time
        ((80, 3.0), False),  # not that few
        ((190, 3.0), False),  # easy
    ],
)
def test_hard_is_what_lies_far_below_and_takes_longer(row: tuple[int, float | None], found: bool) -> None:
    """Both must agree."""
    hard = hard_exercises(exercises(*ALIKE, row))
    assert (["e4"] if found else []) == [one.figures.item.exercise for one in hard]


def test_hard_needs_others_to_compare_with() -> None:
    """Three others do not say what is usual, another unit's say nothing, and bonus exercises are meant to be hard."""
    assert () == hard_exercises(exercises(*ALIKE[:3], (10, 3.0)))
    assert () == hard_exercises([*exercises(*ALIKE), *exercises((10, 3.0), bonus=True)])
    other = [Figures(E._replace(unit="rl"), 200, False, Share(10, 200), None, Median(3, 3, 3))]
    assert () == hard_exercises([*exercises(*ALIKE), *other])
    [hard] = hard_exercises(exercises(*ALIKE, (10, 3.0)))
    assert (1.0, pytest.approx(0.6125, abs=0.01)) == (hard.usual_attempts, hard.usual_share)


def test_steps_from_unit_to_unit() -> None:
    """Of 6 who submit the first unit 2 get full marks, 5 submit the second, 3 get full marks there; a stranger aside."""
    first = {learner: learner < 2 for learner in range(6)}
    second = {**{learner: learner < 3 for learner in range(5)}, 99: True}
    step, last = steps_of({"preference": second, "instruction": first}, OUTLINE)
    assert ("instruction", 6, Share(2, 6), "preference") == (step.unit, step.submitted, step.passed, step.next_unit)
    assert (Share(5, 6), Share(3, 6)) == (step.went_on, step.passed_next)
    assert ("preference", Share(4, 6), "", None) == (last.unit, last.passed, last.next_unit, last.went_on)


def test_what_came_after_a_hint() -> None:
    """By the first failure of each learner: passes, the same hint, another failure, no next try."""
    mine = [
        [fails(hint="h"), passes()],
        [fails(hint="h"), fails(hint="h"), passes()],
        [fails(hint="h"), fails(hint="other")],
        [fails(hint="h")],
        [fails(hint="other"), fails(hint="h"), passes()],
    ]
    records = [
        submitted(learner, attempt, check)
        for learner, checks in enumerate(mine)
        for attempt, check in enumerate(checks, 1)
    ]
    found = {one.hint: one for one in hints_of(gradings_of(*records))}
    assert {"h"} == found.keys()  # the other one was shown to two learners
    one = found["h"]
    assert (5, 6, 1, 3) == (one.learners, one.shown, one.left, one.again)
    assert (1, 1, 1) == (one.passed, one.same, one.other)
    assert (None, False) == (one.p, one.misleads)  # too few to compare


def hinted(bad: int, good: int, others: int, check: str = "one") -> list[GradeRecord]:
    """Learners of whom `bad` of 40 pass after `h`, and `good` of `others` after something else in `check`."""
    records = []
    for learner in range(40 + others):
        mine = learner < 40
        first = fails(hint="h") if mine else fails(check, hint="else")
        name = "one" if mine else check
        done = learner < bad if mine else learner < 40 + good
        records += [
            submitted(learner, 1, first),
            submitted(learner, 2, passes(name) if done else fails(name, hint="x")),
        ]
    return records


def test_a_hint_misleads_only_beyond_chance() -> None:
    """8 of 40 against 30 of 40 does; 18 of 40 does not; helping more is no fault."""
    verdicts = {bad: {one.hint: one for one in hints_of(gradings_of(*hinted(bad, 30, 40)))} for bad in (8, 24, 40)}
    assert verdicts[8]["h"].misleads
    assert Share(30, 40) == verdicts[8]["h"].others
    assert verdicts[40]["h"].p == pytest.approx(1)  # one-sided: that more pass is as likely as can be
    assert not any(one.misleads for bad in (24, 40) for one in verdicts[bad].values() if one.hint == "h")


def test_a_hint_is_compared_with_the_exercise_where_its_check_has_too_few() -> None:
    """Nobody fails the check otherwise: the other check's failures stand in."""
    found = {one.hint: one for one in hints_of(gradings_of(*hinted(8, 30, 40, "two")))}
    assert (True, Share(30, 40), True) == (found["h"].whole_exercise, found["h"].others, found["h"].misleads)


def test_a_fallback_is_not_accused() -> None:
    """It is shown for mistakes of every kind, so that fewer pass after it is no news: it may lack a hint beside it."""
    check = E._replace(check="one")
    found = {}
    for named, recognised in ((frozenset(), Recognised.NO), (frozenset({"h"}), Recognised.UNSURE)):
        outline = Outline(fallbacks={check: "h"}, named={E: named})
        figures = {one.hint: one for one in hints_of(gradings_of(*hinted(8, 30, 40), outline=outline))}
        found[recognised] = figures["h"]
        assert (recognised, False) == (figures["h"].recognised, figures["h"].misleads)
    assert None is found[Recognised.NO].p
    assert found[Recognised.UNSURE].helps_less


@pytest.mark.parametrize(("passed", "told"), [(8, True), (24, False), (40, False)])
def test_a_group_is_doubtful_only_where_its_hint_helps_less(passed: int, told: bool) -> None:
    """A hint that is fallback and detector's alike: after it 8, 24, 40 of 40 pass, after others 30 of 40."""
    outline = Outline(fallbacks={E._replace(check="one"): "h"}, named={E: frozenset({"h"})})
    insight = analyse(gradings_of(*hinted(passed, 30, 40), outline=outline))
    [group] = [one for one in insight.clusters if "h" in {failure.hint for failure, _ in one.failures}]
    assert group.worth
    assert [(group, "h")] * told == [(one, hint.hint) for one, hint in insight.doubtful]


def test_a_group_of_whom_nobody_tried_again_is_no_finding() -> None:
    """Nothing says that the hint did not fit; the group is told with the others."""
    outline = Outline(fallbacks={E._replace(check="one"): "h"}, named={E: frozenset({"h"})})
    insight = analyse(gradings_of(*tried(*["-"] * 60, hint="h"), outline=outline))
    assert ([60], ()) == ([one.learners for one in insight.clusters], insight.doubtful)
    assert [] == Teller(insight, "en").findings()
    assert "(perhaps recognised)" in render_page(insight, "en")
    assert "(perhaps recognised)" not in render_page(
        analyse(gradings_of(*alike(range(9), "one"), outline=UNKNOWN)), "en"
    )


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ((3, 9, 7, 0), (True, False, True, False)),  # 19 - 9 would say 3
        ((3, 2, 9, 0), (True, True, False, False)),
        ((0, 9, 7, 5), (False, False, False, False)),
        ((3, 0, 0, 0), (True, False, False, False)),
    ],
)
def test_one_part_of_few_is_not_alone(parts: tuple[int, ...], hidden: tuple[bool, ...]) -> None:
    """Else the other parts and their sum would tell it."""
    assert hidden == withheld(parts)


def test_the_suites_tell_fallbacks_from_recognised_mistakes() -> None:
    """A hint that only a marker names is a fallback; one that a detector gives too may be either; others are known."""
    check = Item("instruction", "gsm8k_to_messages", "final_answer")
    said = [OUTLINE.recognised(check, hint) for hint in ("final_changed", "final_comma", "")]
    assert [Recognised.UNSURE, Recognised.YES, Recognised.NO] == said
    plain = check._replace(check="question_then_answer")
    assert Recognised.NO is OUTLINE.recognised(plain, "question_then_answer")
    shared = Item("instruction", "smoltalk_to_chatml", "content_verbatim")
    assert "content_changed" == OUTLINE.fallbacks[shared]
    assert Recognised.UNSURE is OUTLINE.recognised(shared, "content_changed")  # a detector of several suites
    assert Recognised.YES is OUTLINE.recognised(Item("unheard", "of", "it"), "a_hint")


def scores(rows: Sequence[Sequence[bool]]) -> list[GradeRecord]:
    """One submission a learner, one row of checks each."""
    return [
        submitted(
            learner, 1, *(passes(f"c{n}") if mark else fails(f"c{n}") for n, mark in enumerate(row))
        )
        for learner, row in enumerate(rows)
    ]  # fmt: skip


def test_a_check_is_compared_with_the_other_checks_only() -> None:
    """The corrected correlation, as numpy has it; a check that goes against the rest is told so."""
    draw = np.random.default_rng(7)
    skill = draw.normal(size=200)
    rows = (skill[:, None] + draw.normal(size=(200, 6))) > 0
    rows[:, 5] = ~rows[:, 5]
    found = discriminations_of(gradings_of(*scores(rows.tolist())).checks, NO_COURSE)
    for column in range(6):
        one = found[E._replace(check=f"c{column}")]
        rest = np.delete(rows, column, axis=1).sum(axis=1)
        assert pytest.approx(np.corrcoef(rows[:, column], rest)[0, 1]) == one.value
        assert one.low < one.value < one.high
        assert (Verdict.NEGATIVE if column == 5 else Verdict.FINE) == one.verdict


def test_a_check_that_all_pass_says_nothing() -> None:
    """No correlation of a constant, and none over few learners."""
    rows = [[True, learner % 2 == 0, learner % 3 == 0] for learner in range(60)]
    found = discriminations_of(gradings_of(*scores(rows)).checks, NO_COURSE)
    assert {"c1", "c2"} == {item.check for item in found}
    assert {} == discriminations_of(gradings_of(*scores(rows[:20])).checks, NO_COURSE)


UNKNOWN = Outline(fallbacks={E._replace(check=name): "fall" for name in ("one", "two", "three")})


def alike(learners: range, *names: str, shape: str = "wrong/a", attempt: int = 1) -> list[GradeRecord]:
    """Learners whose named checks fail in one way, with the fallback's hint."""
    checks = [fails(name, "fall", shape) if name in names else passes(name) for name in ("one", "two", "three")]
    return [submitted(learner, attempt, *checks) for learner in learners]


def test_a_group_needs_five_learners_not_submissions() -> None:
    """Four learners with many submissions are nobody's group; a fifth makes it one."""
    often = [record for attempt in range(1, 6) for record in alike(range(4), "one", "two", attempt=attempt)]
    assert () == clusters_of(gradings_of(*often, outline=UNKNOWN))
    [found] = clusters_of(gradings_of(*often, *alike(range(4, 5), "one", "two"), outline=UNKNOWN))
    assert (5, 21, 5, True) == (found.learners, found.submissions, found.unsolved, found.sure)


def test_a_learner_counts_once_however_often() -> None:
    """Three learners with two failures that are alike are three, not six."""
    records = alike(range(3), "one", "two") + alike(range(3), "one", "two", "three", attempt=2)
    assert () == clusters_of(gradings_of(*records, outline=UNKNOWN))


def test_what_lies_thin_is_no_group() -> None:
    """Five learners, each with one check more than the one before: nobody has five about, who submits often or not."""
    names = [f"c{n}" for n in range(6)]
    outline = Outline(fallbacks={E._replace(check=name): "fall" for name in names})
    records = [
        submitted(learner, attempt, *(fails(name, "fall", "wrong/a") for name in names[: learner + 2]))
        for learner in range(5)
        for attempt in range(1, 7)
    ]
    assert () == clusters_of(gradings_of(*records, outline=outline))


def test_groups_are_told_apart_by_how_answers_are_wrong() -> None:
    """The same checks, other shapes; what is left of a group after some mending still belongs to it."""
    records = alike(range(6), "one", "two") + alike(range(10, 17), "one", "two", shape="wrong/b")
    records += alike(range(20, 25), "one")
    first, second = clusters_of(gradings_of(*records, outline=UNKNOWN))
    assert (11, 7) == (first.learners, second.learners)
    assert {"wrong/a"} == {told.failure.shape for told in first.failures}


def test_what_a_detector_recognised_is_in_no_group() -> None:
    """However many fail so; where the fallback may be a detector's, the group is not sure."""
    records = alike(range(9), "one")
    assert () == clusters_of(gradings_of(*records))
    unsure = Outline(UNKNOWN.units, UNKNOWN.fallbacks, {E: frozenset({"fall"})})
    [found] = clusters_of(gradings_of(*records, outline=unsure))
    assert not found.sure


def test_no_order_of_records_makes_other_groups() -> None:
    """The same, example for example."""
    records = [one for n in range(4) for one in alike(range(10 * n, 10 * n + 7), "one", shape=f"wrong/{n}")]
    records += alike(range(50, 60), "one", "two", "three") + alike(range(60, 70), "one", "two")
    wanted = clusters_of(gradings_of(*records, outline=UNKNOWN))
    assert 5 == len(wanted)
    for seed in range(3):
        mixed = [records[n] for n in np.random.default_rng(seed).permutation(len(records))]
        assert wanted == clusters_of(gradings_of(*mixed, outline=UNKNOWN))


def test_records_without_shapes_make_coarse_groups() -> None:
    """By the checks that failed and how they ended; the report says so."""
    records = [submitted(learner, 1, fails("one", "fall"), fails("two", "fall")) for learner in range(6)]
    records += [submitted(9, 1, fails("one", outcome=Outcome.TIMED_OUT, reason=Reason.TIMEOUT))]
    gradings = gradings_of(*records, outline=UNKNOWN)
    [found] = clusters_of(gradings)
    assert {"failed/wrong"} == {told.failure.shape for told in found.failures}
    assert not gradings.has_shapes
    assert "timed_out/timeout" in gradings.shapes


def test_pseudonyms_depend_on_nothing_but_the_key() -> None:
    """Another key, another order; each learner has a name of its own."""
    one, again, other = (pseudonyms(500, key) for key in (b"k" * 32, b"k" * 32, b"l" * 32))
    assert one == again != other
    assert sorted(one) == sorted(other)
    assert 500 == len(set(one))


def test_an_empty_board_and_one_learner_are_no_trouble() -> None:
    """No number is told of one person."""
    empty = analyse(gradings_of())
    assert ((), (), (), ()) == (empty.exercises, empty.hints, empty.clusters, empty.steps)
    alone: Insight = analyse(gradings_of(submitted(1, 1, fails(hint="h")), submitted(1, 2, passes())))
    assert [None, None] == [one.first for one in (*alone.exercises, *alone.checks)]
    assert ((), ()) == (alone.hints, alone.clusters)
    assert None is alone.steps[0].passed
