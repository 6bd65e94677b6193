"""`smol-grade certificate status`: what is earned, what is missing and the command for it, from the board alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from subprocess import CompletedProcess

import msgspec
import pytest
from fakehub import FakeHub

from smol_grade.messages import LANGUAGES
from smol_grade.records import Outcome, Reason
from smol_grade.schedule import Dates
from smol_leaderboard import layout
from smol_leaderboard.certify import standings
from smol_leaderboard.outgoing import Fate, Memory, Submission, new_id
from smol_leaderboard.package import package
from smol_leaderboard.rule_book import rule_files
from smol_leaderboard.rules import CertificateRule, Rules, UnitRule
from smol_leaderboard.schema import AnyRecord, CheckGrade, ExerciseGrade, sealed_record
from smol_leaderboard.submitting import place_of

from .certified import (
    ADA,
    COURSE,
    RULES,
    board_folder,
    board_of,
    completion,
    fundamentals,
    graded,
    measured,
    quizzed,
)
from .conftest import BOARD
from .desk import HALF, RIGHT, Court, Desk
from .learner import smol_grade, smol_grade_apart
from .sample_board import subject

EXERCISES = len(RULES.units["instruction"].exercises)
COUNT = EXERCISES + 2
"""Conditions of the first certificate."""


def status(folder: Path, *words: str, board: str = "", **variables: str) -> CompletedProcess[str]:
    """Ask how ada stands, from an empty folder, unless the words say otherwise."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    user = () if "--user" in words else ("--user", "ada")
    return smol_grade(
        "certificate", "status", "--board", board or str(folder / "board"), *user, *words, cwd=work, **variables
    )


def told(folder: Path, records: list[AnyRecord], *words: str, rules: Rules = RULES) -> tuple[int, str]:
    """Exit code and text for a learner with these records."""
    board_folder(folder / "board", records, rules=rules)
    done = status(folder, *words)
    assert "" == done.stderr
    return done.returncode, done.stdout


def test_both_are_earned(tmp_path: Path) -> None:
    """Nothing is missing: the exit code says so, and of each that the course team has yet to issue it."""
    code, text = told(tmp_path, completion())
    assert 0 == code
    assert f"Fundamentals of instruction tuning: {COUNT} of {COUNT} conditions met." in text
    assert 2 == text.count("  Earned. The course team has not issued it yet.\n")
    assert "smol-grade certificate get" not in text
    assert "smol-grade submit" not in text
    assert "due date" not in text


def test_the_first_is_earned_the_second_names_unit_by_unit_what_is_missing(tmp_path: Path) -> None:
    """Each unit with the commands for its exercises and its quiz, and the project; what is earned is not there."""
    code, text = told(tmp_path, fundamentals())
    assert 1 == code
    assert 1 == text.count("  Earned. ")
    assert "  unit1:" not in text
    for alias in ("unit2", "unit3", "unit4", "unit5", "unit6"):
        block = text.split(f"  {alias}: ")[1].split("\n  unit")[0]
        for command in (alias, f"submit {alias}", f"quiz {alias} --official", f"submit {alias} --quiz"):
            assert f"      smol-grade {command} --board".split(" --board")[0] in block
    assert "smol-grade project YOU/NAME" in text
    assert "smol-grade submit project --model YOU/NAME --summary FILE" in text


def test_points_that_are_missing_are_told_with_what_is_needed(tmp_path: Path) -> None:
    """One exercise a point short, a quiz with one right answer too few, a model that is not better."""
    name, points = next(iter(RULES.units["instruction"].exercises.items()))
    records = [graded("instruction", less=[name]), quizzed("instruction", 7), measured("instruction", low=0)]
    code, text = told(tmp_path, records)
    first = text.split("Completion of")[0]
    assert 1 == code
    assert f": {COUNT - 3} of {COUNT} conditions met." in first
    assert f"  - {name}: {points - 1} of {points} points, {points} are needed.\n" in first
    assert "  - official quiz: 7 of 10 right, 8 are needed.\n" in first
    assert "nothing shows that it beats its base model" in first
    assert "smol-grade check-model YOU/NAME" in first
    assert "3 of what is missing: see above." in text.split("Completion of")[1]


def test_a_model_that_does_not_count_says_why_and_what_to_do(tmp_path: Path) -> None:
    """In the sentences that every other view has for its codes."""
    lacking = measured("instruction", counts=False, counts_not=("no_nonce", "overfit"))
    _, text = told(tmp_path, [graded("instruction"), quizzed("instruction"), lacking])
    assert "its card does not hold the nonce of the submission.\n    Put the nonce" in text
    assert "it has learnt answers, not how to find them.\n    Leave the test rows" in text


def test_a_project_that_lacks_something_says_what(tmp_path: Path) -> None:
    """In the words of the evaluation's own answer, as a list, and the command that says more."""
    records = completion()
    records[-1] = measured("synthetic", project=("no_use", "few_rows"))
    code, text = told(tmp_path, records)
    assert 1 == code
    assert "\n    - what the model is for: a section Intended use\n" in text
    assert "\n    - enough rows in your own evaluation: at least 50\n" in text
    assert "smol-grade project YOU/NAME" in text
    assert "{" not in text


def test_a_project_that_is_handed_in_alone_leaves_the_exercises_ungraded(tmp_path: Path) -> None:
    """It is graded with no exercise begun: that is no result of any of them. One that was begun with it is."""
    unbegun = CheckGrade(name="a", outcome=Outcome.ERRORED, reason=Reason.NOT_STARTED, points=0, max_points=1)
    names = list(RULES.units["synthetic"].exercises)
    empty = [ExerciseGrade(name=name, points=0, max_points=1, checks=(unbegun,)) for name in names]
    alone = graded("synthetic", exercises=tuple(empty), points=0)
    _, text = told(tmp_path, [*fundamentals(), alone])
    assert "Computed from 4 public records" in text
    assert f"none of its {len(names)} exercises has been graded officially yet." in text
    assert "0 of" not in text.split("unit6: ")[1]
    begun = msgspec.structs.replace(empty[0], checks=(msgspec.structs.replace(unbegun, reason=Reason.WRONG),))
    _, text = told(tmp_path / "begun", [*fundamentals(), graded("synthetic", exercises=(begun, *empty[1:]), points=0)])
    assert f"  - {names[1]}: 0 of " in text


def test_what_was_handed_in_from_here_and_is_not_measured_yet_waits(tmp_path: Path) -> None:
    """With the day, and the command that says how far it is; not for others, nor once it was refused or measured."""
    board = board_folder(tmp_path / "board", [quizzed("synthetic")])
    (tmp_path / "work").mkdir()
    memory = Memory(tmp_path / "work")
    unit = COURSE.find("unit6")[0]
    sent = Submission(
        board=place_of(str(board)), user="ada", user_id="1", unit=unit.slug, unit_alias="unit6", state="sent",
        at="2026-11-26T10:00:00Z", package=package(new_id(), "ada", unit, (), "ada/tides"),
    )  # fmt: skip
    memory.remember(sent)
    absent = "no model has been measured for it yet"
    for words in ((), ("--user", "ada")):
        done = smol_grade("certificate", "status", "--board", str(board), *words, cwd=tmp_path / "work", LOGNAME="eve")
        text = " ".join(done.stdout.split())
        assert "handed in on 2026-11-26 10:00:00; the course has not measured its model yet" in text, done.stderr
        assert (False, False) == (absent in text, "smol-grade project" in text)
        assert f"      smol-grade status --board {board}\n" in done.stdout
    for one in (
        msgspec.structs.replace(sent, fate=Fate(state="failed", reason="not_gradable")),
        msgspec.structs.replace(sent, fate=Fate(state="graded", measured="0" * 64)),
        msgspec.structs.replace(sent, user="bob"),
    ):
        memory.remember(one)
        assert absent in " ".join(status(tmp_path).stdout.split())


def test_late_work_that_counts_is_marked_and_late_work_that_does_not_has_no_command(tmp_path: Path) -> None:
    """Who was late is told so; no command is named that would mend nothing."""
    due = {"open": {"instruction": Dates(due="2026-11-30T00:00:00Z")}}
    rules = msgspec.structs.replace(RULES, cohorts=due, late="counts")
    _, text = told(tmp_path, fundamentals(), rules=rules)
    assert "Came in after the due date, and counts: " in text
    assert "quiz of unit1, model of unit1" in text
    strict = msgspec.structs.replace(rules, late="does_not_count", grace_h=1)
    code, text = told(tmp_path / "strict", fundamentals(), rules=strict)
    first = text.split("Completion of")[0]
    assert (1, True) == (code, "official quiz: 8 of 10 right, but it came in too late to count." in first)
    assert "smol-grade" not in first


def test_a_practice_board_says_that_nothing_counts(tmp_path: Path) -> None:
    """And names no command: nothing that is handed in there helps."""
    code, text = told(tmp_path, completion(), rules=msgspec.structs.replace(RULES, practice=True))
    assert 1 == code
    assert "nothing on it counts for a certificate" in text
    assert "smol-grade submit" not in text


def test_a_board_without_certificates_says_so(tmp_path: Path) -> None:
    """Nothing is earned where nothing is given."""
    code, text = told(tmp_path, fundamentals(), rules=msgspec.structs.replace(RULES, certificates=()))
    assert (1, True) == (code, "This board gives no certificates." in text)


def test_superseded_records_references_and_weaker_sandboxes_count_for_nothing(tmp_path: Path) -> None:
    """What a board has beside results that count is in no condition."""
    whole = graded("instruction")
    name = next(iter(RULES.units["instruction"].exercises))
    worse = graded("instruction", less=[name], at="2026-12-02T12:00:00Z", supersedes=whole.id)
    _, text = told(tmp_path, [whole, worse, quizzed("instruction"), measured("instruction")])
    assert f": {COUNT - 1} of {COUNT} conditions met." in text
    weak = graded("instruction", environment=msgspec.structs.replace(whole.environment, tier=2))
    _, text = told(tmp_path / "weak", [weak, quizzed("instruction"), measured("instruction")])
    assert f": 2 of {COUNT} conditions met." in text
    assert f"none of its {EXERCISES} exercises has been graded officially yet." in text


def test_as_json_it_is_the_standing_with_its_commands(tmp_path: Path) -> None:
    """Every condition, met or not, as `certify.standings` says it, and the commands that mend it."""
    records = fundamentals()
    code, text = told(tmp_path, records, "--format", "json")
    found = json.loads(text)
    assert (1, "ada", subject(ADA), 3, RULES.sha256) == (
        code,
        *(found[name] for name in ("user", "subject", "records", "rules")),
    )
    for one, standing in zip(found["certificates"], standings(records, RULES), strict=True):
        assert (standing.certificate, standing.met) == (one["certificate"], one["met"])
        assert list(standing.evidence) == one["evidence"]
        plain = [{key: value for key, value in each.items() if key != "fixes"} for each in one["conditions"]]
        assert json.loads(msgspec.json.encode(standing.conditions)) == plain
        assert all(bool(each["fixes"]) != each["met"] for each in one["conditions"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [40, 80])
def test_it_fits_the_terminal_in_both_languages(tmp_path: Path, language: str, columns: int) -> None:
    """No line is wider, but for words that are; no field is left open, no escape sequence without colour."""
    board_folder(tmp_path / "board", [quizzed("instruction", 7), graded("evaluation", less=["exact_match"])])
    done = status(tmp_path, "--lang", language, COLUMNS=str(columns))
    assert 1 == done.returncode
    wide = [line for line in done.stdout.splitlines() if len(line) > columns and len(line.split()) > 1]
    assert [] == wide
    assert not set("{}\x1b") & set(done.stdout)


def test_names_of_strangers_do_nothing_to_the_terminal(tmp_path: Path) -> None:
    """A name is found by what it is, and shown for what it is."""
    name = "\x1b[31mred\u202e"
    board_folder(tmp_path / "board", fundamentals(), {ADA: name})
    done = status(tmp_path, "--user", name)
    assert 1 == done.returncode
    assert not set("\x1b\u202e") & set(done.stdout)


def test_the_newest_of_two_learners_with_one_name_is_meant(tmp_path: Path) -> None:
    """A name may change hands on the Hub. The other is found by the subject."""
    old, new = graded("instruction", learner=1), graded("evaluation", learner=2, at="2026-12-05T12:00:00Z")
    board_folder(tmp_path / "board", [old, new], {1: "ada", 2: "Ada"})
    found = json.loads(status(tmp_path, "--format", "json").stdout)
    assert (subject(2), "Ada", 1) == (found["subject"], found["user"], found["records"])
    other = json.loads(status(tmp_path, "--user", subject(1)[:12], "--format", "json").stdout)
    assert (subject(1), 1) == (other["subject"], other["records"])


def test_records_of_another_learner_earn_nothing(tmp_path: Path) -> None:
    """Of everybody's records only those of the one who is asked for are looked at."""
    others = [sealed_record(msgspec.structs.replace(one, subject=subject(2))) for one in fundamentals()]
    board_folder(tmp_path / "board", others, {1: "ada", 2: "bob"})
    assert 2 == status(tmp_path).returncode
    _, text = told(tmp_path / "both", [*others, graded("evaluation")])
    assert f"Fundamentals of instruction tuning: 0 of {COUNT} conditions met." in text


def test_a_model_that_is_named_like_a_learner_is_not_hers(tmp_path: Path) -> None:
    """Records are found by the subject's digits; anybody may put those into the name of a model."""
    foreign = measured("instruction", learner=2, model=f"bob/{subject(ADA)}")
    board_folder(tmp_path / "board", [quizzed("instruction"), foreign], {1: "ada", 2: "bob"})
    found = json.loads(status(tmp_path, "--format", "json").stdout)
    assert (1, [False]) == (
        found["records"],
        [one["met"] for one in found["certificates"][0]["conditions"] if one["kind"] == "model"],
    )


def test_a_learner_with_a_model_only_is_found(tmp_path: Path) -> None:
    """The board of learners has only who was graded; the models' board names the others."""
    _, text = told(tmp_path, [measured("instruction")])
    assert f": 1 of {COUNT} conditions met." in text


def test_only_months_with_something_of_the_learner_are_read(tmp_path: Path) -> None:
    """The board says on which days somebody was graded; quizzes are in no day, so theirs are all read."""
    from smol_leaderboard.learner_records import find_learner, records_of

    others = [graded("instruction", learner=2, at=f"2026-{month:02}-01T12:00:00Z") for month in range(1, 12)]
    mine = [graded("instruction", at="2026-03-05T12:00:00Z"), quizzed("instruction", at="2026-01-05T12:00:00Z")]
    store = board_of([*others, *mine], {1: "ada", 2: "bob"})
    learner = find_learner(store, "ADA")
    store.reads.clear()
    found = records_of(store, learner)
    assert sorted(one.id for one in mine) == sorted(one.id for one in found)
    months = {read.split("/")[2] for read in store.reads if read.startswith("records/grade")}
    assert {"2026-03", "2026-11"} == months  # the newest month may have more than the board knows


def test_somebody_whom_the_board_does_not_know_is_told_so(tmp_path: Path) -> None:
    """A misspelt name is a wrong use; who asks for themselves sees what is to be done."""
    board_folder(tmp_path / "board", fundamentals())
    wrong = status(tmp_path, "--user", "adda")
    assert (2, "") == (wrong.returncode, wrong.stdout)
    assert "adda is not on this board" in wrong.stderr
    mine = smol_grade("certificate", "status", "--board", str(tmp_path / "board"), cwd=tmp_path / "work", LOGNAME="eve")
    assert 1 == mine.returncode
    assert "has no result of eve yet." in mine.stdout
    assert f": 0 of {COUNT} conditions met." in mine.stdout


def without(folder: Path, path: str) -> None:
    """Take a file out of a board."""
    (folder / path).unlink()


BROKEN = {
    "no rules": (lambda board: without(board, layout.RULES), "does not say what its certificates ask for"),
    "later rules": (lambda board: (board / layout.RULES).write_bytes(b'{"schema_version":2}'), "a later smol-grade"),
    "a new field": (
        lambda board: (board / layout.RULES).write_bytes(b'{"new":1,' + (board / layout.RULES).read_bytes()[1:]),
        "a later smol-grade",
    ),
    "no JSON": (lambda board: (board / layout.RULES).write_bytes(b"\xff{"), "is not a valid record"),
    "deep": (lambda board: (board / layout.RULES).write_bytes(b"[" * 100_000), "is not a valid record"),
    "a unit that is not there": (
        lambda board: (board / layout.RULES).write_bytes(
            (board / layout.RULES).read_bytes().replace(b'"models":["instruction"]', b'"models":["nowhere"]')
        ),
        "asks for a unit that is not there",
    ),
    "a certificate that includes itself": (
        lambda board: (board / layout.RULES).write_bytes(
            (board / layout.RULES).read_bytes().replace(b'"includes":["fundamentals"]', b'"includes":["completion"]')
        ),
        "includes a certificate that is not before it",
    ),
    "no JSON on the board": (lambda board: (board / "board/board.json").write_bytes(b"{"), "is not a valid record"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_board_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, name: str) -> None:
    """Exit code 3, nothing on stdout, no traceback."""
    board = board_folder(tmp_path / "board", fundamentals())
    break_it, said = BROKEN[name]
    before = (board / layout.RULES).read_bytes()
    break_it(board)
    changed = not (board / layout.RULES).exists() or before != (board / layout.RULES).read_bytes()
    assert changed or name == "no JSON on the board"
    done = status(tmp_path)
    assert (3, "") == (done.returncode, done.stdout)
    assert said in " ".join(done.stderr.split())


def test_no_board_and_wrong_words(tmp_path: Path) -> None:
    """3 where there is no board, 2 for a format that there is not."""
    assert 3 == status(tmp_path, board=str(tmp_path / "nowhere")).returncode
    apart = smol_grade_apart("certificate", "status", "--format", "html", cwd=tmp_path / "work")
    assert (2, True) == (apart.returncode, "text, json" in apart.stderr)


def test_over_the_hub(board_hub: FakeHub, tmp_path: Path) -> None:
    """From a data set, without a login; without a login and a name nobody knows whose certificates are meant."""
    from smol_leaderboard.store import open_store

    made = board_of(fundamentals(), {ADA: "ada"})
    open_store(BOARD, token=board_hub.token("course"), create=True).commit(made.content, "A board")
    variables = {"HF_ENDPOINT": board_hub.url}
    done = status(tmp_path, board=BOARD, **variables)
    assert 1 == done.returncode, done.stderr
    assert "ada on course/board" in done.stdout
    assert f": {COUNT} of {COUNT} conditions met." in done.stdout
    nobody = smol_grade("certificate", "status", "--board", BOARD, cwd=tmp_path / "work", **variables)
    assert (2, True) == (nobody.returncode, "whose certificates?" in nobody.stderr)
    assert f"nothing was submitted from here to {BOARD}, and" in nobody.stderr
    token = board_hub.environment("ada")
    hers = smol_grade("certificate", "status", "--board", BOARD, cwd=tmp_path / "work", **token)
    assert (1, done.stdout) == (hers.returncode, hers.stdout)


def test_who_has_only_a_quiz_is_found(tmp_path: Path) -> None:
    """No board names them; the entries of those of whom there is but a quiz are read, and no others."""
    records = [quizzed("instruction"), quizzed("instruction", learner=2), graded("instruction", learner=3)]
    store = board_of(records, {1: "ada", 2: "bob", 3: "eve"})
    store.reads.clear()
    from smol_leaderboard.learner_records import find_learner

    assert subject(2) == find_learner(store, "bob").subject
    assert layout.person(subject(3)) not in store.reads
    _, text = told(tmp_path, [quizzed("instruction")])
    assert f": 1 of {COUNT} conditions met." in text


def test_what_the_course_graded_for_real(tmp_path: Path) -> None:
    """Handed in, graded in the sandbox, published: half an answer is missing with its points, a whole one earns."""
    warm = UnitRule(alias="unit0", title=RULES.course, exercises={"transcript": 3})
    asked = CertificateRule(slug="warm", title=RULES.course, units=("warmup",), quiz=False)
    rules = msgspec.structs.replace(RULES, units={"warmup": warm}, certificates=(asked,))
    court = Court(tmp_path / "keys.json")
    try:
        desk = Desk(tmp_path, court=court)
        desk.store.commit(rule_files(rules), "Rules")
        desk.submit("ada", 1, HALF)
        desk.submit("bob", 2, RIGHT)
        desk.queue().run()
        bob = status(tmp_path, "--user", "bob")
        assert (0, True) == (bob.returncode, "1 of 1 conditions met" in bob.stdout), bob.stdout
        ada = status(tmp_path)
        assert 1 == ada.returncode
        assert re.search(r"transcript: [12] of 3 points, 3 are needed\.", ada.stdout)
        assert f"smol-grade submit unit0 --board {tmp_path / 'board'} --user ada\n" in ada.stdout
        desk.submit("ada", 3, RIGHT)
        desk.queue().run()
        assert 0 == status(tmp_path).returncode
    finally:
        court.judge.close()


def test_without_a_network_it_could_not_be_asked(tmp_path: Path) -> None:
    """Exit code 3 and a sentence: nothing is said of what is missing."""
    done = status(tmp_path, board=BOARD, HF_ENDPOINT="http://127.0.0.1:9", HF_HUB_DISABLE_XET="1")
    assert (3, "") == (done.returncode, done.stdout)
    assert "cannot be reached" in done.stderr
