"""`smol-grade status` as one screen: what is done, what comes next, and how far the certificates are.

After a wanted change: `SMOL_GRADE_GOLDEN=write pytest tests/leaderboard/test_whereabouts.py`, then read the difference.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from smol_grade import progress
from smol_grade.cli import distance
from smol_grade.messages import say
from smol_leaderboard import certify, schema
from smol_leaderboard.handed_in import Package, QuizAnswers
from smol_leaderboard.outgoing import Fate, KnownBoard, Memory, Submission

from . import test_certify as official
from .learner import COURSE, course, smol_grade, unit, workspace

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES: tuple[Literal["en", "es"], ...] = ("en", "es")
BOARD = "smol/board"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A workspace with the warm-up and unit 1, as they were handed out."""
    return workspace(tmp_path / "work")


def keep(work: Path, **standings: tuple[str, int, int]) -> None:
    """Write progress: `unit__exercise=(status, points, max_points)`."""
    exercises = {
        name.replace("__", "/"): progress.Standing(status=status, points=points, max_points=most, at="2026-11-26")  # type: ignore[arg-type]
        for name, (status, points, most) in standings.items()
    }
    assert progress.write(work, progress.NAME, progress.Progress(exercises=exercises))


def half_way(work: Path) -> None:
    """Write progress with one exercise done, one begun, and a bonus."""
    bonus = next(exercise for exercise in unit("unit1").exercises if exercise.bonus)
    keep(
        work,
        instruction__smoltalk_to_chatml=("done", 10, 10),
        instruction__gsm8k_to_chatml=("in_progress", 4, 12),
        **{f"instruction__{bonus.name}": ("done", bonus.points, bonus.points)},
    )


def whole_unit(work: Path, alias: str = "unit1") -> None:
    """Write progress with full marks in a unit."""
    found = unit(alias)
    keep(work, **{f"{found.slug}__{e.name}": ("done", e.points, e.points) for e in found.exercises if not e.bonus})


def told(work: Path, *words: str, **variables: str) -> dict[str, Any]:
    """What programs get."""
    done = smol_grade("status", "--format", "json", *words, cwd=work, **variables)
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def sent(
    alias: str, fate: Fate, *, number: int = 1, model: str = "", quiz: bool = False, state: str = "sent"
) -> Submission:
    """A submission that a workspace remembers."""
    answers = QuizAnswers(bank="b", attempt=1, answers={}) if quiz else None
    package = Package(id=f"20261126-10000{number}-000{'0' * 16}", user="ada", unit=alias, nonce="n", files=())
    return Submission(
        board=BOARD,
        user="ada",
        unit=unit(alias).slug,
        unit_alias=alias,
        at="2026-11-26T10:00:00Z",
        state=state,  # type: ignore[arg-type]
        package=msgspec.structs.replace(package, model=model, quiz=answers),
        fate=fate,
    )


def far(work: Path, *submissions: Submission, full: frozenset[str] = frozenset()) -> distance.Distance:
    """How far the certificates are."""
    return distance.distance(COURSE, Memory(work), submissions, "", full)


def states(found: distance.Distance, kind: str, slug: str = "instruction") -> set[str]:
    """What is known of a unit's conditions of one kind."""
    conditions = [one for certificate in found.certificates for one in certificate.conditions]
    return {one.state for one in conditions if (one.condition.kind, one.condition.unit) == (kind, slug)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["nothing", "half_way", "whole_unit", "damaged"])
def test_golden_screens(name: str, language: str, work: Path) -> None:
    """The whole screen is what it was when somebody last looked at it."""
    if name == "damaged":
        half_way(work)
        (work / ".smol-grade" / "progress.json").write_text("{")
        (work / ".smol-grade" / "progress.old-1.json").write_text("{")
    elif name != "nothing":
        {"half_way": half_way, "whole_unit": whole_unit}[name](work)
    done = smol_grade("status", "--lang", language, cwd=work, TZ="UTC")
    assert (0, "") == (done.returncode, done.stderr)
    shown = done.stdout.replace(str(work), "FOLDER")
    path = GOLDEN / f"status-{name}.{language}.txt"
    if os.environ.get("SMOL_GRADE_GOLDEN") == "write":
        path.write_text(shown, "utf-8")
    assert path.read_text("utf-8") == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_columns_are_enough(language: str, work: Path) -> None:
    """Only what cannot be broken, a path or a command, is longer; nothing is coloured."""
    half_way(work)
    shown = smol_grade("status", "--lang", language, cwd=work, COLUMNS="40", FORCE_COLOR="1").stdout
    assert [] == [line for line in shown.splitlines() if len(line) > 40 and " " in line.strip()]
    assert "\x1b" not in shown


def test_programs_get_what_is_done(work: Path) -> None:
    """Points, bonus apart; what comes next is the first exercise that is not done."""
    half_way(work)
    practice = told(work)["practice"]
    bonus = sum(exercise.points for exercise in unit("unit1").exercises if exercise.bonus)
    first = next(exercise for exercise in unit("unit1").exercises if exercise.bonus).points
    [row] = [one for one in practice["units"] if one["alias"] == "unit1"]
    assert {
        "alias": "unit1",
        "slug": "instruction",
        "here": True,
        "done": 1,
        "exercises": 17,
        "points": 14,
        "max_points": unit("unit1").full_marks,
        "bonus_points": first,
        "max_bonus_points": bonus,
    } == row
    assert "instruction/gsm8k_to_chatml" == practice["next"]
    assert "smol-grade watch unit1" == practice["next_command"]
    assert [False] * 5 == [one["here"] for one in practice["units"] if one["alias"] > "unit1"]


def test_points_of_an_older_course_are_no_more_than_there_are(work: Path) -> None:
    """An exercise that has fewer points now counts with what it has."""
    keep(work, warmup__transcript=("done", 300, 300))
    assert (3, 3) == tuple(told(work)["practice"]["units"][0][key] for key in ("points", "max_points"))


def test_a_subfolder_and_the_workspace_say_the_same(work: Path) -> None:
    """In a unit's folder, too."""
    half_way(work)
    here, there = told(work), told(work / "unit1")
    assert [here[key] for key in ("practice", "certificates")] == [there[key] for key in ("practice", "certificates")]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_there_is_no_workspace_init_is_named(form: str, language: Literal["en", "es"], tmp_path: Path) -> None:
    """A sentence, wrong use, and nothing on stdout."""
    folder = tmp_path / "empty"
    folder.mkdir()
    done = smol_grade("status", "--format", form, "--lang", language, cwd=folder)
    assert (2, "") == (done.returncode, done.stdout)
    assert say(language, "standing.no_workspace", folder=folder) in done.stderr
    assert "`smol-grade init`" in done.stderr
    assert [] == list(folder.iterdir())


def test_submissions_are_told_where_the_exercises_are_gone(work: Path) -> None:
    """What was handed in outlives its files."""
    Memory(work).remember(sent("unit1", Fate(), state="saved"))
    for name in ("unit0", "unit1"):
        shutil.rmtree(work / name)
    assert ["saved"] == [one["state"] for one in told(work)["submissions"]]


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000, b'{"schema_version": 2}', b""])
def test_progress_that_cannot_be_read_is_told_and_kept(content: bytes, work: Path) -> None:
    """Damaged, or of a later version: it is named, and stays byte for byte; set aside, it is still told of."""
    file = work / ".smol-grade" / "progress.json"
    file.parent.mkdir()
    file.write_bytes(content)
    practice = told(work)["practice"]
    assert (str(file), []) == (practice["unreadable"], practice["set_aside"])
    assert content == file.read_bytes()
    aside = file.with_name("progress.old-1.json")
    file.rename(aside)
    practice = told(work)["practice"]
    assert (None, [str(aside)]) == (practice["unreadable"], practice["set_aside"])


def test_files_that_were_set_aside_stand_in_their_order(work: Path) -> None:
    """The tenth comes after the second."""
    (work / ".smol-grade").mkdir()
    for number in (10, 2, 1):
        (work / ".smol-grade" / f"progress.old-{number}.json").write_text("{")
    names = [path.name for path in progress.set_aside(work)]
    assert [f"progress.old-{number}.json" for number in (1, 2, 10)] == names


def test_no_board_is_asked_where_nothing_was_sent(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither with an empty memory nor with a package that waits in a file."""

    def refuse(*_: object) -> None:
        raise AssertionError("a board was asked")

    monkeypatch.setattr("smol_leaderboard.fates.ask", refuse)
    assert [] == told(work)["submissions"]
    Memory(work).remember(sent("unit1", Fate(), state="saved"))
    assert ["saved"] == [one["state"] for one in told(work)["submissions"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_board_that_nothing_was_sent_to_is_named(language: Literal["en", "es"], work: Path) -> None:
    """What was sent elsewhere is left out; all the rest of the screen stays."""
    Memory(work).remember(sent("unit1", Fate(), state="saved"))
    shown = smol_grade("status", "--board", "nobody/nothing", "--lang", language, cwd=work).stdout
    assert say(language, "standing.none_to_board", board="nobody/nothing", folder=work) in shown
    assert say(language, "standing.certificates") in shown


def test_a_saved_package_is_not_handed_in(work: Path) -> None:
    """Nor is one that the course refused; one that waits there is."""
    cases = {"saved": sent("unit1", Fate(), state="saved"), "failed": sent("unit1", Fate(state="failed"))}
    assert {"saved": frozenset(), "failed": frozenset()} == {k: distance.handed_in([v]) for k, v in cases.items()}
    assert frozenset({"instruction"}) == distance.handed_in([sent("unit1", Fate(state="queued"))])
    assert frozenset() == distance.handed_in([sent("unit1", Fate(state="queued"), quiz=True)])


@pytest.mark.parametrize(
    ("fate", "state"),
    [
        (Fate(), "waiting"),
        (Fate(state="queued"), "waiting"),
        (Fate(state="closed"), "waiting"),
        (Fate(state="failed"), "absent"),
        (Fate(state="graded", points=5, max_points=10), "too_few"),
        (Fate(state="graded", points=9, max_points=10), "too_few"),
        (Fate(state="graded", points=10, max_points=10), "met"),
        (Fate(state="graded", points=10, max_points=10, late="late"), "met"),
        (Fate(state="graded", points=10, max_points=10, late="too_late"), "too_late"),
    ],
)
def test_what_a_board_said_of_exercises_decides(fate: Fate, state: str, work: Path) -> None:
    """Of a unit the sum is known here: full marks meet all of its exercises, less than that none for certain."""
    found = far(work, sent("unit1", fate))
    assert ({state}, {"absent"}) == (states(found, "exercise"), states(found, "quiz"))
    assert {"absent"} == states(found, "exercise", "evaluation")


@pytest.mark.parametrize(("right", "state"), [(7, "too_few"), (8, "met"), (10, "met")])
def test_a_quiz_is_passed_by_the_courses_share(right: int, state: str, work: Path) -> None:
    """Eight of ten are enough; the exercises are no nearer by it."""
    found = far(work, sent("unit1", Fate(state="graded", points=right, max_points=10), quiz=True))
    assert ({state}, {"absent"}) == (states(found, "quiz"), states(found, "exercise"))


@pytest.mark.parametrize("right", range(11))
def test_a_quiz_is_met_here_when_the_rule_says_so(right: int, work: Path) -> None:
    """The same result as a record of the board, judged by what `certificate status` asks."""
    record = official.quiz("instruction", right)
    [judged] = [
        one.met for one in certify.standing([record], official.RULES, "fundamentals").conditions if one.kind == "quiz"
    ]
    told = far(work, sent("unit1", Fate(state="graded", points=record.right, max_points=record.total), quiz=True))
    assert judged == (states(told, "quiz") == {"met"})


@pytest.mark.parametrize("lost", [0, 1, 5])
def test_exercises_are_met_here_when_the_rule_says_so(lost: int, work: Path) -> None:
    """Of a grading whose first exercise lost points: all of the unit's exercises are met, or none is told as such."""
    record = official.whole_grade("instruction")
    first, *others = record.exercises
    exercises = (msgspec.structs.replace(first, points=first.points - lost), *others)
    record = msgspec.structs.replace(record, exercises=exercises)
    conditions = certify.standing([record], official.RULES, "fundamentals").conditions
    judged = all(one.met for one in conditions if one.kind == "exercise")
    points, most = sum(one.points for one in exercises), sum(one.max_points for one in exercises)
    told = far(work, sent("unit1", Fate(state="graded", points=points, max_points=most)))
    assert judged == (states(told, "exercise") == {"met"})


def test_the_best_of_several_counts(work: Path) -> None:
    """A later attempt takes nothing away."""
    bad, good = (Fate(state="graded", points=points, max_points=10) for points in (1, 10))
    for fates in ((bad, good), (good, bad)):
        found = far(work, *(sent("unit1", fate, number=n) for n, fate in enumerate(fates, 1)))
        assert {"met"} == states(found, "exercise")


def test_of_a_model_only_the_board_knows_whether_it_counts(work: Path) -> None:
    """It is never told as met from here, whatever is remembered."""
    for fate, state in ((Fate(state="queued"), "waiting"), (Fate(measured="r", counts=True, project=()), "measured")):
        assert {state} == states(far(work, sent("unit1", fate, model="ada/m")), "model")
        assert {state} == states(far(work, sent("unit6", fate, model="ada/m")), "project", unit("unit6").slug)


def test_on_a_practice_board_nothing_counts(work: Path) -> None:
    """And that is said."""
    settings = msgspec.structs.replace(course().settings, practice=True)
    Memory(work).remember_board(KnownBoard(board=BOARD, settings=settings, as_of=""))
    found = far(work, sent("unit1", Fate(state="graded", points=10, max_points=10)))
    assert (True, {"absent"}, frozenset()) == (found.practice_board, states(found, "exercise"), found.handed_in)
    shown = "\n".join(distance.as_text(found, "en"))
    assert (True, False) == (say("en", "rule.practice") in shown, "smol-grade submit" in shown)


def test_practice_alone_meets_nothing(work: Path) -> None:
    """Full marks here bring a unit no nearer to a certificate until it is handed in; then that is no longer asked."""
    whole_unit(work)
    certificates = told(work)["certificates"]
    assert [0, 0] == [kind["met"] for kind in certificates["kinds"]]
    assert (17, ["instruction"]) == (certificates["full_marks_here"], certificates["ready"])
    full = frozenset(f"instruction/{e.name}" for e in unit("unit1").exercises if not e.bonus)
    shown = "\n".join(distance.as_text(far(work, sent("unit1", Fate(state="queued")), full=full), "en"))
    assert "exercises of unit1 (handed in, no result yet)" in shown
    assert "\n    smol-grade submit unit2 --board smol/board\n" in shown


def test_a_board_that_is_not_the_usual_one_is_named(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command for the whole list looks where the submissions are."""
    one = sent("unit1", Fate(state="queued"))
    monkeypatch.delenv("SMOL_GRADE_BOARD", raising=False)
    assert " --board smol/board" == far(work, one).options
    monkeypatch.setenv("SMOL_GRADE_BOARD", BOARD)
    assert "" == far(work, one).options


def test_a_course_without_certificates_says_nothing_of_them(work: Path) -> None:
    """No heading, no command."""
    bare = msgspec.structs.replace(COURSE, certificates=msgspec.structs.replace(COURSE.certificates, kinds=()))
    assert [] == distance.as_text(distance.distance(bare, Memory(work), (), "", frozenset()), "en")


def test_the_document_has_a_version_and_the_old_keys(work: Path) -> None:
    """What a submission's entry had, it has."""
    Memory(work).remember(sent("unit1", Fate(), state="saved"))
    document = told(work)
    assert (1, str(work)) == (document["schema_version"], document["workspace"])
    keys = "id board user unit submitted_at state points max_points record reason late model measured project note"
    assert [*keys.split(), "link", "as_of", "entry"] == list(document["submissions"][0])
    assert schema.SCHEMA_VERSION == document["schema_version"]
