"""The page's copies of the course's own functions: the certificates' rule, the canonical JSON. Drawn cases, both must agree."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leaderboard.sample_board import grade
from leaderboard.sample_evaluations import evaluation
from leaderboard.shown_names import BAD, GOOD
from leaderboard.test_certify import quiz

from smol_grade.records import Outcome, Reason, Text
from smol_grade.report.visible import visible_text
from smol_grade.schedule import Dates
from smol_leaderboard.certify import standings
from smol_leaderboard.rules import CertificateRule, Rules, UnitRule
from smol_leaderboard.schema import AnyRecord, CheckGrade, ExerciseGrade, Gain, canonical
from smol_leaderboard.shown_name import is_shown_name
from smol_leaderboard.site import BESIDE, page

from .browser import served

MANY = settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
UNITS = ("one", "two")
EXERCISES = {"a": 10, "b": 7}
MOMENTS = (
    "",
    "2026-12-01T00:00:00Z",
    "2026-12-01T00:00:01Z",
    "2026-12-01T12:00:00Z",
    "2026-12-02T00:00:00Z",
    "2027-01-01T00:00:00Z",
)
TITLE = Text(en="x", es="x")

moments = st.sampled_from(MOMENTS)
names = st.sampled_from([f"id-{number}" for number in range(6)] + ["\uffff", "\U0001f600"])
codes = st.lists(st.sampled_from(["no_nonce", "overfit", "\ue000", "\U0001f600"]), max_size=2).map(tuple)
shared = {
    "unit": st.sampled_from(UNITS),
    "received_at": moments,
    "id": names,
    "cohort": st.sampled_from(["open", "spring", "toString"]),
}
environment = st.sampled_from([1, 1, 1, 2])
checks = st.lists(st.sampled_from([None, Reason.WRONG, Reason.NOT_STARTED, Reason.NO_FILE]), max_size=1).map(
    lambda reasons: tuple(
        CheckGrade(name="c", outcome=Outcome.FAILED, reason=reason, points=0, max_points=1) for reason in reasons
    )
)


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """Rules of two small units and two certificates, the second of which includes the first."""
    dates = {unit: Dates(due=draw(moments)) for unit in UNITS if draw(st.booleans())}
    kinds = [
        CertificateRule(
            slug=slug,
            title=TITLE,
            units=tuple(draw(st.lists(st.sampled_from(UNITS), unique=True))),
            includes=includes,
            quiz=draw(st.booleans()),
            models=tuple(draw(st.lists(st.sampled_from(UNITS), unique=True))),
            project=draw(st.sampled_from(["", *UNITS])),
        )
        for slug, includes in (("first", ()), ("second", ("first",)))
    ]
    return Rules(
        course=TITLE,
        exercise_percent=draw(st.sampled_from([1, 50, 70, 71, 100])),
        quiz_percent=draw(st.integers(1, 100)),
        late=draw(st.sampled_from(["counts", "does_not_count"])),
        grace_h=draw(st.sampled_from([0, 12, 24, 744])),
        valid_days=0,
        compared="loss",
        units={unit: UnitRule(alias=unit, title=TITLE, exercises=EXERCISES) for unit in UNITS},
        certificates=tuple(kinds),
        cohorts={"open": dates},
        practice=draw(st.sampled_from([False, False, False, True])),
    )


@st.composite
def grades(draw: st.DrawFn) -> AnyRecord:
    """A grading of some exercises."""
    exercises = tuple(
        ExerciseGrade(name=name, points=draw(st.integers(0, most)), max_points=most, checks=draw(checks))
        for name, most in [*EXERCISES.items(), ("bonus", 5)]
        if draw(st.booleans())
    )
    made = grade(1, tier=draw(environment), supersedes=draw(st.one_of(st.just(""), names)))
    reference = draw(st.sampled_from(["", "", "", "solution"]))
    return msgspec.structs.replace(
        made, exercises=exercises, reference=reference, **draw(st.fixed_dictionaries(shared))
    )


@st.composite
def quizzes(draw: st.DrawFn) -> AnyRecord:
    """A marked quiz."""
    total = draw(st.integers(0, 12))
    made = quiz("instruction", draw(st.integers(0, 12)), total=total)
    return msgspec.structs.replace(made, **draw(st.fixed_dictionaries(shared)))


@st.composite
def evaluations(draw: st.DrawFn) -> AnyRecord:
    """A measured model, perhaps of a project."""
    gain = Gain(
        task=draw(st.sampled_from(["loss", "gsm8k"])), base="b", difference=1, low=draw(st.integers(-1, 2)), high=9
    )
    made = evaluation(
        1,
        gains=(gain,) * draw(st.integers(0, 1)),
        counts_not=draw(codes),
        tier=draw(environment),
        supersedes=draw(st.one_of(st.just(""), names)),
    )
    project = draw(st.one_of(st.just(msgspec.UNSET), codes))
    return msgspec.structs.replace(made, project=project, **draw(st.fixed_dictionaries(shared)))


@pytest.fixture(scope="module")
def pure(browser: Any) -> Iterator[Any]:
    """A tab that calls functions of the page's modules: `pure(module, name, arguments as JSON)`."""
    with served(page(BESIDE)) as link:
        tab = browser.new_page()
        tab.goto(f"{link}lang/en.json")  # of the same origin, without the page
        script = """async ([module, name, given]) =>
            JSON.stringify((await import(`/js/${module}.js`))[name](...JSON.parse(given)))"""
        yield lambda module, name, given: json.loads(tab.evaluate(script, [module, name, given.decode()]))
        tab.close()


@MANY
@given(
    name=st.one_of(
        st.sampled_from([*GOOD, *BAD]),
        st.text(st.sampled_from("aB\u00e9\u0301\u093f1 .,-'@/\u200d\u674e_A\u3164\ufe0f\u01c5"), max_size=9),
    )
)
def test_a_name_that_can_be_shown_is_the_courses(pure: Any, name: str) -> None:
    """The same texts are one here and there."""
    assert is_shown_name(name) == pure("names", "isShownName", msgspec.json.encode([name]))


@MANY
@given(
    text=st.text(
        st.sampled_from("aB\u00e9\u0301\u093f\u094d\u0915\u0645\u06cc\u0650\u200c\u200d\U0001f30a \u3164"), max_size=9
    )
)
def test_what_is_hidden_is_shown_as_the_terminal_shows_it(pure: Any, text: str) -> None:
    """Joiners count as letters where letters need them, and nowhere else."""
    assert visible_text(text) == pure("names", "visible", msgspec.json.encode([text]))


@MANY
@given(rules=rules(), records=st.lists(st.one_of(grades(), grades(), quizzes(), evaluations()), max_size=9))
def test_the_rule_is_the_courses(pure: Any, rules: Rules, records: list[AnyRecord]) -> None:
    """Every condition, met or not, with why not, its record and whether it was late; and what a certificate rests on."""
    expected = [
        msgspec.to_builtins(one)
        | {
            "met": one.met,
            "evidence": list(one.evidence),
            "missing": [msgspec.to_builtins(other) for other in one.missing],
        }
        for one in standings(records, rules)
    ]
    assert plain(expected) == pure("certify", "standings", msgspec.json.encode([records, rules]))


def test_late_work_is_the_courses_to_the_second(pure: Any) -> None:
    """Every pair of a due date and a moment, with and without grace, counted or not."""
    answered = msgspec.structs.replace(quiz("instruction", 10), unit="one")
    for late, grace_h, due, received in itertools.product(("counts", "does_not_count"), (0, 12, 24), MOMENTS, MOMENTS):
        asked = Rules(
            course=TITLE, exercise_percent=100, quiz_percent=80, late=late, grace_h=grace_h, valid_days=0, compared="loss",  # type: ignore[arg-type]
            units={"one": UnitRule(alias="one", title=TITLE, exercises={})},
            certificates=(CertificateRule(slug="first", title=TITLE, units=("one",)),),
            cohorts={"open": {"one": Dates(due=due)}},
        )  # fmt: skip
        record = msgspec.structs.replace(answered, received_at=received)
        [expected] = standings([record], asked)
        [found] = pure("certify", "standings", msgspec.json.encode([[record], asked]))
        assert plain(expected.conditions) == found["conditions"], (late, grace_h, due, received)


def plain(value: object) -> Any:
    """Return a value as JSON has it: tuples are lists."""
    return json.loads(msgspec.json.encode(value))


NASTY = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    [
        "\u2028\u2029",
        "\x00\x1f\x7f\x80",
        '"\\/',
        "\ufeff",
        "\uffff",
        "\ue000",
        "\U0001f600",
        "\U0010ffff",
        "__proto__",
        "1",
        "01",
        "-1",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | NASTY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NASTY, inner, max_size=5),
    max_leaves=15,
)


@MANY
@given(value=VALUES)
def test_the_canonical_json_is_the_courses(pure: Any, value: Any) -> None:
    """Hashes are taken of it: every text and every order of names is spelled the same."""
    assert canonical(value).decode() == pure("canonical", "canonical", canonical([value]))


@MANY
@given(value=VALUES)
def test_strict_json_reads_what_we_write(pure: Any, value: Any) -> None:
    """Whatever the course's programs write is read as it is."""
    assert plain(value) == pure("strict_json", "parse", canonical([canonical(value).decode()]))


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '{"b":{"a":[{"x":1,"x":2}]}}', "1.0", "1e3", "-0", "9007199254740993", "NaN",
        '"\\ud800"', "{} x", "\ufeff{}", "[1,]", "", "[" * 65 + "]" * 65, "[" * 100_000,
    ],
)  # fmt: skip
def test_strict_json_refuses_the_rest(pure: Any, text: str) -> None:
    """A name twice, what is no whole number, half characters, trailing text, too deep: no JSON of ours."""
    from playwright.sync_api import Error

    with pytest.raises(Error, match="SyntaxError"):
        pure("strict_json", "parse", json.dumps([text]).encode())
