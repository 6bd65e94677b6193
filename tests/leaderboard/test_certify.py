"""The rule of the certificates: a pure function of records. Each condition is needed; what counts for nothing does not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_grade.schedule import Dates
from smol_leaderboard.certify import Condition, standing, standings
from smol_leaderboard.founding import rules_of
from smol_leaderboard.rules import Rules
from smol_leaderboard.schema import AnyRecord, EvaluationRecord, ExerciseGrade, Gain, GradeRecord, QuizRecord

from .sample_board import grade
from .sample_evaluations import evaluation

RULES = rules_of(load_course(course_files()))
NOON = "2026-12-01T12:00:00Z"


def whole_grade(unit: str, **changes: Any) -> GradeRecord:
    """An official grading with full marks in all required exercises of a unit."""
    exercises = tuple(
        ExerciseGrade(name=name, points=points, max_points=points, checks=())
        for name, points in RULES.units[unit].exercises.items()
    )
    return msgspec.structs.replace(
        grade(1, "instruction", 0), unit=unit, exercises=exercises, received_at=NOON, id=f"grade-{unit}", **changes
    )


def quiz(unit: str, right: int = 8, **changes: Any) -> QuizRecord:
    """A marked official quiz of ten questions."""
    made = QuizRecord(
        id=f"quiz-{unit}-{right}",
        subject="s",
        at=NOON,
        request="r",
        sealed_sha256="",
        unit=unit,
        attempt=1,
        received_at=NOON,
        right=right,
        total=10,
        passed=right >= 8,
        bank_sha256="",
        cohort="open",
    )
    return msgspec.structs.replace(made, **changes)


def model(unit: str, low: int = 5, **changes: Any) -> EvaluationRecord:
    """A measured model that counts and is better than its base."""
    gain = Gain(task="loss", base="b", difference=low + 10, low=low, high=low + 20)
    made = evaluation(1)
    changes = {"counts": True, "counts_not": (), "gains": (gain,), "reference": "", "supersedes": ""} | changes
    return msgspec.structs.replace(made, id=f"model-{unit}", unit=unit, received_at=NOON, **changes)


def everything() -> list[AnyRecord]:
    """What earns both certificates."""
    units = RULES.certificate("completion").units
    return [
        *(whole_grade(unit) for unit in units),
        *(quiz(unit) for unit in units),
        model("instruction"),
        model("synthetic", project=()),
    ]


def missing(records: list[AnyRecord], certificate: str, rules: Rules = RULES) -> list[tuple[str, str, str]]:
    """What is missing for a certificate: kind, unit, why."""
    return [(one.kind, one.unit, one.why) for one in standing(records, rules, certificate).missing]


def test_nothing_earns_nothing() -> None:
    """With no record every condition is named, absent."""
    found = standing([], RULES, "fundamentals")
    assert not found.met
    assert {"absent"} == {one.why for one in found.conditions}
    names = [one.exercise for one in found.conditions if one.kind == "exercise"]
    assert list(RULES.units["instruction"].exercises) == names
    assert ["quiz", "model"] == [one.kind for one in found.conditions if one.kind != "exercise"]


def test_everything_earns_both_and_rests_on_exactly_its_records() -> None:
    """Completion includes what fundamentals asks for, each condition once."""
    fundamentals, completion = standings(everything(), RULES)
    assert fundamentals.met
    assert completion.met
    assert set(fundamentals.conditions) < set(completion.conditions)
    assert len({(one.kind, one.unit, one.exercise) for one in completion.conditions}) == len(completion.conditions)
    assert sorted(one.id for one in everything()) == list(completion.evidence)
    assert ["grade-instruction", "model-instruction", "quiz-instruction-8"] == list(fundamentals.evidence)


@pytest.mark.parametrize("left_out", range(len(everything())))
def test_each_record_is_needed(left_out: int) -> None:
    """Without one of them there is no completion, and the list names exactly what it stood for."""
    records = everything()
    gone = records.pop(left_out)
    kind = {GradeRecord: "exercise", QuizRecord: "quiz", EvaluationRecord: "model"}[type(gone)]
    kind = "project" if gone.id == "model-synthetic" else kind
    unit = str(getattr(gone, "unit", ""))
    assert {(kind, unit, "absent")} == set(missing(records, "completion"))


def without_a_point(name: str) -> GradeRecord:
    """A grading of unit 1 in which one exercise lacks one point."""
    whole = whole_grade("instruction")
    exercises = tuple(msgspec.structs.replace(one, points=one.points - (one.name == name)) for one in whole.exercises)
    return msgspec.structs.replace(whole, exercises=exercises, id="almost")


@pytest.mark.parametrize("name", list(RULES.units["instruction"].exercises))
def test_each_exercise_is_needed(name: str) -> None:
    """One point less in one exercise, and exactly that one is missing."""
    records = [without_a_point(name), quiz("instruction"), model("instruction")]
    found = standing(records, RULES, "fundamentals")
    assert [name] == [one.exercise for one in found.missing]
    lacking = found.missing[0]
    assert (lacking.have, lacking.need, lacking.most, lacking.why) == (
        lacking.most - 1,
        lacking.most,
        lacking.most,
        "too_few",
    )


def test_each_exercise_counts_with_its_best_attempt() -> None:
    """What one attempt lost another may make up for."""
    first, second = list(RULES.units["instruction"].exercises)[:2]
    halves = [without_a_point(first), msgspec.structs.replace(without_a_point(second), id="other")]
    assert [] == missing([*halves, quiz("instruction"), model("instruction")], "fundamentals")


COUNTS_FOR_NOTHING = {
    "a reference": lambda: whole_grade("instruction", reference="solution"),
    "a weaker tier": lambda: whole_grade(
        "instruction", environment=msgspec.structs.replace(grade(1, "instruction", 0).environment, tier=2)
    ),
    "another unit": lambda: msgspec.structs.replace(whole_grade("instruction"), unit="evaluation"),
}


@pytest.mark.parametrize("name", COUNTS_FOR_NOTHING)
def test_what_counts_for_nothing(name: str) -> None:
    """References, gradings in a weaker sandbox and other units' records leave the exercises absent."""
    records: list[AnyRecord] = [COUNTS_FOR_NOTHING[name](), quiz("instruction"), model("instruction")]
    assert {("exercise", "instruction", "absent")} == set(missing(records, "fundamentals"))


def test_what_is_superseded_counts_for_nothing() -> None:
    """A regrade that finds less takes the certificate away, however good the record before it was."""
    name = next(iter(RULES.units["instruction"].exercises))
    worse = msgspec.structs.replace(without_a_point(name), supersedes="grade-instruction")
    records: list[AnyRecord] = [whole_grade("instruction"), worse, quiz("instruction"), model("instruction")]
    assert [("exercise", "instruction", "too_few")] == missing(records, "fundamentals")


def test_a_practice_board_certifies_nobody() -> None:
    """Whatever is on it."""
    practice = msgspec.structs.replace(RULES, practice=True)
    assert {"practice"} == {why for _, _, why in missing(everything(), "completion", practice)}


MODELS = {
    "does_not_count": {"counts": False, "counts_not": ("no_nonce",)},
    "not_better": {"gains": (Gain(task="loss", base="b", difference=5, low=0, high=10),)},
    "another task": {"gains": (Gain(task="gsm8k", base="b", difference=5, low=4, high=10),)},
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_must_count_and_be_better_by_more_than_the_interval(name: str) -> None:
    """The interval's lower end at zero is not better; another task than the loss is no comparison."""
    records: list[AnyRecord] = [whole_grade("instruction"), quiz("instruction"), model("instruction", **MODELS[name])]
    found = standing(records, RULES, "fundamentals").missing
    assert [("model", name if name in ("does_not_count", "not_better") else "not_better")] == [
        (one.kind, one.why) for one in found
    ]
    assert MODELS[name].get("counts_not", ()) == found[0].codes


@pytest.mark.parametrize("lacks", [msgspec.UNSET, ("no_own_task",)])
def test_a_project_must_have_been_looked_at_and_be_whole(lacks: Any) -> None:
    """A model that was measured as any other is no project; one that lacks something says what."""
    records = everything()
    records[-1] = model("synthetic", project=lacks)
    found = standing(records, RULES, "completion").missing
    assert [("project", "unfinished", lacks or ())] == [(one.kind, one.why, one.codes or ()) for one in found]


@pytest.mark.parametrize(("right", "met"), [(7, False), (8, True), (10, True)])
def test_the_quiz_is_measured_by_the_rule_not_by_what_the_record_says(right: int, met: bool) -> None:
    """The share that is needed may change; `passed` says what it was when the quiz was marked."""
    records: list[AnyRecord] = [whole_grade("instruction"), quiz("instruction", right), model("instruction")]
    assert met is standing(records, RULES, "fundamentals").met
    strict = msgspec.structs.replace(RULES, quiz_percent=100)
    assert (right == 10) is standing(records, strict, "fundamentals").met


def test_the_share_of_points_is_the_rules() -> None:
    """With 50 % of each exercise a lost point does not matter."""
    name = next(iter(RULES.units["instruction"].exercises))
    records: list[AnyRecord] = [without_a_point(name), quiz("instruction"), model("instruction")]
    assert [] == missing(records, "fundamentals", msgspec.structs.replace(RULES, exercise_percent=50))


DUE = {"open": {"instruction": Dates(due="2026-12-01T00:00:00Z")}}


def late_quiz(late: Any, grace_h: int) -> Condition:
    """The quiz's condition when it came in twelve hours after its due date."""
    rules = msgspec.structs.replace(RULES, cohorts=DUE, late=late, grace_h=grace_h)
    return next(one for one in standing([quiz("instruction")], rules, "fundamentals").conditions if one.kind == "quiz")


def test_late_work_follows_the_rule() -> None:
    """It counts and is marked; or it counts within the grace; or it does not, and that is said."""
    assert (True, True, "") == tuple(getattr(late_quiz("counts", 0), name) for name in ("met", "late", "why"))
    assert (True, True, "") == tuple(getattr(late_quiz("does_not_count", 12), name) for name in ("met", "late", "why"))
    refused = late_quiz("does_not_count", 11)
    assert (False, False, "too_late", 8) == (refused.met, refused.late, refused.why, refused.have)


def test_each_record_is_measured_by_its_own_cohort() -> None:
    """What was in time in spring stays so when autumn has begun; a cohort that the rules do not name has no dates."""
    dates = {"spring": {"instruction": Dates(due=NOON)}, "autumn": {"instruction": Dates(due="2026-01-01T00:00:00Z")}}
    rules = msgspec.structs.replace(RULES, cohorts=dates, late="does_not_count")
    for cohort, why in (("spring", ""), ("autumn", "too_late"), ("unknown", "")):
        found = standing([quiz("instruction", cohort=cohort)], rules, "fundamentals").conditions
        assert [why] == [one.why for one in found if one.kind == "quiz"]


def test_on_time_is_preferred_to_late_and_better() -> None:
    """Who passed in time is not marked as late for having tried again."""
    rules = msgspec.structs.replace(RULES, cohorts=DUE)
    early = quiz("instruction", 8, received_at="2026-11-30T00:00:00Z")
    found = next(
        one
        for one in standing([quiz("instruction", 10), early], rules, "fundamentals").conditions
        if one.kind == "quiz"
    )
    assert (early.id, False) == (found.record, found.late)


def test_the_order_of_records_changes_nothing() -> None:
    """Segments come in any order."""
    records = everything()
    assert standings(records, RULES) == standings(reversed(records), RULES)


def test_the_rules_are_the_courses() -> None:
    """Every required exercise of every unit, no bonus exercise, the order of the certificates."""
    course = load_course(course_files())
    assert ["fundamentals", "completion"] == [rule.slug for rule in RULES.certificates]
    for unit in course.units:
        if unit.slug in RULES.units:
            required = [exercise.name for exercise in unit.exercises if not exercise.bonus]
            assert required == list(RULES.units[unit.slug].exercises)
    assert RULES.sha256 == msgspec.json.decode(msgspec.json.encode(RULES), type=Rules).sha256
