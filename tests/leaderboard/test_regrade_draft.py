"""What a regrading keeps, compares and chooses by, without a judge: made-up records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from smol_grade.records import Sentence
from smol_leaderboard import withdrawing
from smol_leaderboard.errors import JudgeTrouble, OperatorError, RecordError
from smol_leaderboard.judge.messages import NotGraded
from smol_leaderboard.judging import job_of
from smol_leaderboard.office import Office
from smol_leaderboard.outbox import Outbox
from smol_leaderboard.regrading.again import Answer, Regraded, Task, kept
from smol_leaderboard.regrading.choosing import Chosen, Today, Wanted
from smol_leaderboard.regrading.differing import Difference, difference, summary
from smol_leaderboard.regrading.draft import Draft, Drafted, Selection, seen_hash
from smol_leaderboard.regrading.forms import MOST_SHOWN, as_html, as_markdown, as_text
from smol_leaderboard.regrading.predicate import columns, fulfilling
from smol_leaderboard.regrading.telling import Sheet
from smol_leaderboard.schema import GradeRecord, RequestRecord, sealed_record
from smol_leaderboard.staleness import Suites

from .sample_board import EXERCISES, UNITS, grade, subject

OLD, NEW = "0.3.0+aaaaaaaaaaaa", "0.3.0+bbbbbbbbbbbb"
A, B = "a" * 12, "b" * 12
TODAY = Today({"instruction": Suites(NEW, 1, dict.fromkeys(EXERCISES, B))}, UNITS)


def request_of(record: GradeRecord) -> RequestRecord:
    """Return the request that a record is about."""
    return sealed_record(
        RequestRecord(
            id=record.id,
            subject=record.subject,
            at=record.at,
            request=record.request,
            unit=record.unit,
            attempt=record.attempt,
            received_at=record.received_at,
            sealed_sha256=record.sealed_sha256,
            sealed="",
            smol_grade="0.3.0",
        )
    )


def task(number: int, points: int = 20) -> Task:
    """Return what is asked about a learner's only request."""
    before = grade(number, points=points, suite=OLD, digits=A)
    chosen = Chosen(request_of(before), before, EXERCISES)
    return Task(chosen, job_of(chosen.request, before.cohort, supersedes=before.id))


def answer(number: int, points: int = 20, **changes: object) -> GradeRecord:
    """Return its successor."""
    before = grade(number, suite=OLD, digits=A)
    made = grade(number, points=points, suite=NEW, digits=B, supersedes=before.id)
    return sealed_record(msgspec.structs.replace(made, content_sha256="", **changes))


def compared(before: GradeRecord | None, after: GradeRecord | None, problem: str = "") -> Difference:
    """Return what differs."""
    one = before or after
    assert one is not None
    return difference(Regraded(Chosen(request_of(one), before, ()), after, problem))


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """An empty draft."""
    made = Draft(tmp_path / "draft")
    made.begin(Selection(wanted=Wanted(unit="instruction")))
    return made


def test_each_answer_is_on_the_disk_before_the_next_is_asked_for(draft: Draft) -> None:
    """Also one that says that it cannot be graded; a trouble of ours is asked again another time."""
    there: list[int] = []

    def answered() -> Iterator[tuple[Task, Answer]]:
        for number, one in enumerate((answer(0), NotGraded(reason="not_gradable"), JudgeTrouble("no"), answer(3))):
            there.append(len(draft.results()))
            yield task(number), one

    done = list(kept(draft, TODAY, answered()))
    assert [0, 1, 2, 2] == there
    assert [True, False, False, True] == [one.after is not None for one in done]
    assert ["", "not_gradable", True, ""] == [
        one.problem if n != 2 else "no" in one.problem for n, one in enumerate(done)
    ]
    assert {task(number).job.request for number in (0, 1, 3)} == draft.results().keys()
    assert 0o700 == draft.folder.stat().st_mode & 0o777


def test_three_troubles_in_a_row_end_it(draft: Draft) -> None:
    """What is wrong here will be wrong with the next request, too; what was graded before is kept."""
    troubles = [JudgeTrouble(f"no {number}") for number in range(3)]
    answers: list[Answer] = [troubles[0], troubles[1], answer(2), *troubles, answer(6)]
    with pytest.raises(JudgeTrouble) as raised:
        list(kept(draft, TODAY, ((task(number), one) for number, one in enumerate(answers))))
    assert troubles[2] is raised.value
    assert 1 == len(draft.results())


def test_what_is_damaged_or_of_another_program_is_not_taken_for_a_result(draft: Draft) -> None:
    """A half, a changed record, a file of another name; a selection that cannot be read is said."""
    list(kept(draft, TODAY, [(task(number), answer(number)) for number in range(4)]))
    assert 4 == len(draft.results())
    first, second, third, _ = sorted(draft.folder.glob("[0-9a-f]*.json"))
    first.write_bytes(first.read_bytes()[:-30])
    second.write_bytes(second.read_bytes().replace(b'"points":20', b'"points":21'))
    third.rename(third.with_name("0" * 32 + ".json"))
    (draft.folder / ".x.json.0123").write_bytes(b"{")
    assert 1 == len(draft.results())
    (draft.folder / "selection.json").write_bytes(b'{"schema_version":2}')
    with pytest.raises(OperatorError, match="later smol-grade"):
        draft.selection()
    (draft.folder / "selection.json").write_bytes(b"{")
    with pytest.raises(RecordError, match="--discard"):
        draft.selection()
    draft.begin(Selection(wanted=Wanted(one="0123456789")))  # as after a discarding that was killed
    assert {} == draft.results()
    draft.discard()
    assert (None, False) == (draft.selection(), draft.folder.exists())


def test_no_name_leads_out_of_the_folder(draft: Draft) -> None:
    """A request's name is 32 digits and nothing else."""
    for name in ("../x", "", "0" * 31, "0" * 33, "G" * 32):
        with pytest.raises(OperatorError):
            draft.keep(Drafted(request=name, by=""))
        with pytest.raises(OperatorError):
            draft.drop([name])


def test_what_was_shown_is_known_again(draft: Draft) -> None:
    """The same results in any order have one hash; another result, or one more, has another."""
    list(kept(draft, TODAY, [(task(number), answer(number)) for number in range(2)]))
    results = list(draft.results().values())
    draft.show(results)
    selection = draft.selection()
    assert selection is not None
    assert (Wanted(unit="instruction"), seen_hash(reversed(results))) == (selection.wanted, selection.shown)
    assert selection.shown != seen_hash(results[:1])
    list(kept(draft, TODAY, [(task(1), answer(1, points=19))]))
    assert selection.shown != seen_hash(draft.results().values())


def test_who_is_forgotten_is_in_no_draft(tmp_path: Path) -> None:
    """What was graded again of somebody who withdraws goes, with whatever was half written; others' results stay."""
    office = Office(tmp_path / "office")
    draft = Draft(office.draft)
    draft.begin(Selection(wanted=Wanted(unit="instruction")))
    list(kept(draft, TODAY, [(task(number), answer(number, model="ada/sft")) for number in range(2)]))
    (office.draft / ".half.json.01").write_bytes(b"ada/sft")
    mine, other = (task(number).job.request for number in range(2))
    leaving = withdrawing.Leaving(
        subject=subject(0), names=(), models=(), evaluations=(), answers=(), requests=(mine,), revoke=False
    )
    withdrawing.clear(office, Outbox(office.outbox), leaving)
    assert {other} == draft.results().keys()
    assert {"selection.json", f"{other}.json"} == {path.name for path in office.draft.iterdir()}


def test_what_nothing_but_the_seed_explains_is_not_stable() -> None:
    """The same suite of that exercise on the same machine; anything else explains a change."""
    before = grade(0, points=40, suite=OLD, digits=A)

    def stable(**changes: object) -> list[bool]:
        found = compared(before, answer(0, points=30, **changes))
        assert "down" == found.kind
        return [change.explained for change in found.checks]

    def suited(**digits: str) -> tuple[object, ...]:
        graded = grade(0, points=30, digits=A).exercises
        return tuple(msgspec.structs.replace(one, suite=digits.get(one.name, A)) for one in graded)

    assert [True, True] == stable()
    same = {"exercises": suited(), "suite_version": OLD}
    assert [False, False] == stable(**same)
    assert [False, False] == stable(exercises=suited(alpha=B))  # another suite of the unit, and not of these exercises
    assert [True, False] == stable(exercises=suited(delta=B))
    assert [True, True] == stable(**{**same, "suite_version": "0.4.0+aaaaaaaaaaaa"})
    assert [True, True] == stable(**same, protocol_version=2)
    environment = msgspec.structs.replace(before.environment, versions={"torch": "2.13.0"})
    assert [True, True] == stable(**same, environment=environment)
    unknown = tuple(msgspec.structs.replace(one, suite=msgspec.UNSET) for one in suited())
    assert [False, False] == stable(**{**same, "exercises": unknown})
    assert [True, True] == stable(exercises=unknown)


def test_the_causes_are_all_that_differs() -> None:
    """Suites, the exercises' suites, what is new and gone, program, protocol, machine, versions, private cases."""
    before = grade(0, points=40, suite=OLD, digits=A)
    first, *others = grade(0, points=40, digits=A).exercises
    new = msgspec.structs.replace(first, name="zeta")
    environment = msgspec.structs.replace(
        before.environment,
        python="3.13.0",
        tier=2,
        versions={**before.environment.versions, "torch": "2.13.0", "x": "1"},
    )
    after = answer(
        *(0, 40),
        suite_version="0.4.0+cccccccccccc",
        protocol_version=2,
        private_cases=True,
        environment=environment,
        exercises=(*(msgspec.structs.replace(one, suite=B) for one in others), new),
    )
    assert [
        Sentence("regrade.why_suites", {"then": OLD, "now": "0.4.0+cccccccccccc"}),
        Sentence("regrade.why_new", {"exercises": "zeta"}),
        Sentence("regrade.why_gone", {"exercises": "alpha"}),
        Sentence("regrade.why_suite", {"exercises": ", ".join(f"{one.name} ({A} -> {B})" for one in others)}),
        Sentence("regrade.why_private_now", {}),
        Sentence("regrade.why_program", {"then": "0.3.0", "now": "0.4.0"}),
        Sentence("regrade.why_protocol", {"then": 1, "now": 2}),
        Sentence("regrade.why_machine", {"name": "python", "then": "3.11.9", "now": "3.13.0"}),
        Sentence("regrade.why_machine", {"name": "tier", "then": 1, "now": 2}),
        Sentence("regrade.why_machine", {"name": "torch", "then": "2.8.0", "now": "2.13.0"}),
        Sentence("regrade.why_machine", {"name": "x", "then": "-", "now": "1"}),
    ] == list(compared(before, after).causes)
    assert () == compared(before, before).causes


def test_the_sums_are_those_of_the_requests() -> None:
    """By the points; a check that ends otherwise for as many points counts apart; outcomes are counted by check."""
    before = grade(0, points=20, suite=OLD, digits=A)
    hinted = tuple(
        msgspec.structs.replace(one, checks=tuple(msgspec.structs.replace(check, hint="why") for check in one.checks))
        for one in before.exercises
    )
    found = [
        compared(before, answer(0, 32)),
        compared(before, answer(0, 16)),
        compared(before, answer(0, 20)),
        compared(before, answer(0, 20, exercises=hinted)),
        compared(None, answer(0, 20)),
        compared(before, None, "not_gradable"),
    ]
    sums = summary(found)
    assert {"up": 1, "down": 1, "same_points": 1, "unchanged": 1, "first": 1, "failed": 1} == sums.kinds
    assert (5, len(EXERCISES)) == (sums.graded, sums.unstable)
    outcomes = [tuple(one) for one in sums.checks]
    assert [
        ("instruction/delta/delta_values", "failed", "passed", 1),
        ("instruction/gamma/gamma_values", "failed", "passed", 1),
    ] == outcomes


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_terminal_is_told_of_so_many_and_a_file_of_all(language: str) -> None:
    """The sums count all of them, and a terminal is told where the rest is."""
    many = [compared(grade(n, points=20, suite=OLD, digits=A), answer(n, 32)) for n in range(MOST_SHOWN + 3)]
    names = {subject(n): f"learner-{n}." for n in range(len(many))}
    sheet = Sheet("here", many, names, language)  # type: ignore[arg-type]
    text, pages = as_text(sheet), (as_markdown(sheet), as_html(sheet))
    assert MOST_SHOWN == text.count("learner-")
    assert ("… and 3 more;" if language == "en" else "… y 3 más;") in text
    assert f"\n{len(many):>6}  " in text
    assert [len(many)] * 2 == [page.count("learner") for page in pages]


def test_a_condition_chooses_by_any_check() -> None:
    """Each column says what the record says; one check that fulfils it is enough."""
    low, high = grade(0, points=3, request=1), grade(1, points=40, received=86_400, digits=A)
    bonus = sealed_record(
        msgspec.structs.replace(
            grade(2, points=40), bonus=(msgspec.structs.replace(low.exercises[0], name="extra"),), content_sha256=""
        )
    )
    found = {
        condition: {number for number, one in enumerate((low, high, bonus)) if one.request in chosen}
        for condition in (
            "outcome = 'failed'",
            "exercise = 'alpha' and points = max_points",
            "bonus",
            "attempt > 1",
            f"grade = '{high.id}' or request = '{low.request}' or subject = '{subject(7)}'",
            "received_at >= '2026-09-02' and \"at\" >= '2026-09-02'",
            "unit = 'instruction' and cohort = '2026-09' and not private_cases and suite_version like '0.3.0+%'",
            "\"check\" = 'alpha_values' and reason = 'wrong' and hint = ''",
            "request in (select request from checks group by request having sum(points) > 40)",
            "false",
        )
        if (chosen := fulfilling([low, high, bonus], condition)) is not None
    }
    assert [{0, 2}, {1, 2}, {2}, {0}, {0, 1}, {1}, {0, 1, 2}, {0, 2}, {2}, set()] == list(found.values())
    assert set() == fulfilling([], "true")
    for name in columns().split(", "):
        assert 1 == len(fulfilling([low], f"{name} is not null")), name


@pytest.mark.parametrize(
    "condition",
    [
        "poins = 1",
        "",
        "'abc'",
        "true) or exists (from read_text('/etc/hostname')",
        "exists (from read_csv('https://example.org/x.csv'))",
        "true); copy results to '/tmp/x.csv'; select (true",
        "true); set enable_external_access = true; select (true",
        "exists (from grades)",  # a variable of the function that calls
        "error('no')",
        "at = '2026'",
    ],
)
def test_a_condition_can_do_nothing_but_choose(condition: str) -> None:
    """What DuckDB says of it, in one line, and the columns."""
    with pytest.raises(OperatorError) as raised:
        fulfilling([grade(0)], condition)
    problem = str(raised.value.fields["problem"])
    assert problem.startswith("--where")
    assert "\n" not in problem
    assert problem.endswith(f"the columns are {columns()}")


def test_other_full_marks_concern_a_result_that_the_suites_do_not() -> None:
    """Its sum is out of another one than today's, whatever was begun; a result of today's suites concerns nobody."""
    made = grade(0, points=20, suite=NEW, digits=B)
    assert () == TODAY.concerns(made)
    assert EXERCISES == TODAY._replace(full_marks={"instruction": 41}).concerns(made)
    one = {**dict.fromkeys(EXERCISES, B), "beta": A}
    assert ("beta",) == Today({"instruction": Suites(NEW, 1, one)}, UNITS).concerns(made)
    assert EXERCISES == Today({"instruction": Suites(NEW, 2, one)}, UNITS).concerns(made)
