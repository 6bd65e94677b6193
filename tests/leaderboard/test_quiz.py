"""Official quizzes: questions are published without keys, answers come in sealed, the course marks them once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from smol_grade.course import load_course
from smol_grade.devcheck.quizzes import private_problems
from smol_grade.locate import course_files
from smol_grade.quiz.bank import Bank, read_bank
from smol_grade.quiz.marking import right_answer
from smol_grade.quiz.paper import published
from smol_leaderboard import keys, layout
from smol_leaderboard.cli import operating, quizzing
from smol_leaderboard.errors import OperatorError
from smol_leaderboard.founding import settings_of
from smol_leaderboard.handed_in import QuizAnswers, Request
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.judging import rules_of
from smol_leaderboard.office import office
from smol_leaderboard.package import package
from smol_leaderboard.queue import Tally
from smol_leaderboard.quizzes import paper_of
from smol_leaderboard.schema import QuizRecord, canonical, sealed_record
from smol_leaderboard.sealing import seal
from smol_leaderboard.store import open_store

from .desk import NOON, RIGHT, Court, Desk, request, request_id, settings

ROOT = Path(__file__).parents[2]
COURSE = load_course(course_files())
UNIT, _ = COURSE.find("unit1")
MARKS = settings_of("0" * 64).units[UNIT.slug]
LATER = "2026-11-26T13:00:00Z"


def private_bank(folder: Path) -> Path:
    """Write a bank as an operator has it: as long as that for practice, with ids and questions of its own."""
    text = (ROOT / "quizzes" / "practice" / "unit1.toml").read_text("utf-8")
    folder.mkdir(exist_ok=True)
    path = folder / "unit1.toml"
    text = text.replace('id = "instruction-', 'id = "instruction-kept-').replace(
        'question.en = "', 'question.en = "Well: '
    )
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The private bank."""
    return read_bank(private_bank(tmp_path_factory.mktemp("bank")))


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """A judge that has the private bank."""
    folder = tmp_path_factory.mktemp("court")
    private_bank(folder / "quizzes")
    made = Court(folder / "keys.json")
    made.judge = Judge(made.path, quizzes=folder / "quizzes")
    with made.judge:
        yield made


def desk_of(folder: Path, court: Court, bank: Bank, at: str = NOON) -> Desk:
    """A board that has the quiz open; what is handed in there is received at `at`."""
    quizzes = {UNIT.slug: published(bank).sha256}
    made = Desk(folder, court=court, clock=lambda: at, units={"warmup": 3, UNIT.slug: MARKS}, quizzes=quizzes)
    rules_of(court.judge.ready, made.settings)
    return made


def right_answers(bank: Bank, user: str, attempt: int) -> dict[str, tuple[str, ...]]:
    """Return the right answers to a user's paper."""
    paper = paper_of(published(bank), user, attempt)
    return {one.item: right_answer(bank.item(one.item), one.case) for one in paper.questions}


def quiz_request(
    desk: Desk,
    bank: Bank,
    user: str,
    number: int,
    answers: Mapping[str, tuple[str, ...]],
    *,
    attempt: int = 1,
    **changes: object,
) -> Request:
    """Return a request that holds answers; `changes` are those of the public request."""
    made = package(request_id(number), user, UNIT, ())
    made = msgspec.structs.replace(
        made, quiz=QuizAnswers(bank=published(bank).sha256, attempt=attempt, answers=dict(answers))
    )
    box = seal(made, desk.keys.public_key)
    plain = Request(
        id=request_id(number),
        user=user,
        unit=UNIT.slug,
        smol_grade="0.1.0",
        at=NOON,
        sealed_sha256=box.sha256,
        sealed=box.text,
        quiz=published(bank).sha256,
    )
    return msgspec.structs.replace(plain, **changes)


def hand_in(desk: Desk, made: Request) -> None:
    """Drop a request into the folder's inbox."""
    desk.drop(made.user, layout.request(made.user, made.id), canonical(made))


def test_right_answers_pass_and_the_record_tells_no_key(tmp_path: Path, court: Court, bank: Bank) -> None:
    """Ten of ten is a pass; nothing of answers or keys is in what is published."""
    desk = desk_of(tmp_path, court, bank)
    answers = right_answers(bank, "ada", 1)
    hand_in(desk, quiz_request(desk, bank, "ada", 1, answers))
    hand_in(desk, quiz_request(desk, bank, "bob", 2, {}))
    assert Tally(graded=2) == desk.queue().run()
    ada, bob = (
        next(one for one in desk.records("quiz") if one.subject == desk.keys.subject(n)) for n in ("ada", "bob")
    )
    assert (10, 10, True, ()) == (ada.right, ada.total, ada.passed, ada.weak)
    assert (0, 10, False) == (bob.right, bob.total, bob.passed)
    assert {item.objective for item in bank.items} == set(bob.weak)
    everything = b"".join(desk.store.read(one.path) or b"" for one in desk.store.files())
    for item in bank.items:
        assert item.explanation.en.encode() not in everything
        assert item.id.encode() not in everything
    assert "passed.** 10 of 10" in desk.said("ada")[0][-1]
    assert "aprobado.** 10 de 10" in desk.said("ada")[0][-1]
    assert "from 2026-11-26T12:00:00Z on" in desk.said("bob")[0][-1]
    assert Tally() == desk.queue().run()


def test_eight_of_ten_are_enough_and_seven_are_not(tmp_path: Path, court: Court, bank: Bank) -> None:
    """80 % must be right; a wrong answer costs what a skipped one does."""
    desk = desk_of(tmp_path, court, bank)
    for number, (user, wrong) in enumerate((("ada", 2), ("bob", 3)), 1):
        answers = right_answers(bank, user, 1)
        for item in list(answers)[:wrong]:
            answers[item] = ("nothing that is right",)
        hand_in(desk, quiz_request(desk, bank, user, number, answers))
    desk.queue().run()
    passed = {one.subject: one.passed for one in desk.records("quiz")}
    assert passed == {desk.keys.subject("ada"): True, desk.keys.subject("bob"): False}


def test_attempts_have_papers_of_their_own_and_a_cooldown_between_them(
    tmp_path: Path, court: Court, bank: Bank
) -> None:
    """Too soon is refused and takes no attempt; so is the paper of another attempt; the next one is another paper."""
    desk = desk_of(tmp_path, court, bank)
    hand_in(desk, quiz_request(desk, bank, "ada", 1, right_answers(bank, "ada", 1)))
    desk.queue().run()
    hand_in(desk, quiz_request(desk, bank, "ada", 2, right_answers(bank, "ada", 2), attempt=2))
    assert Tally(refused=1) == desk.queue().run()
    assert ["quiz_cooldown"] == [one.reason for one in desk.records("failure")]
    assert "24 hours" in desk.said("ada")[1][-1]
    tomorrow = Desk(tmp_path, court=court, clock=lambda: LATER, **_same(desk))
    hand_in(tomorrow, quiz_request(tomorrow, bank, "ada", 3, right_answers(bank, "ada", 1), attempt=1))
    hand_in(tomorrow, quiz_request(tomorrow, bank, "ada", 4, right_answers(bank, "ada", 2), attempt=2))
    assert Tally(graded=1, refused=1) == tomorrow.queue().run()
    assert ["quiz_attempt", "quiz_cooldown"] == sorted(one.reason for one in tomorrow.records("failure"))
    assert [1, 2] == [one.attempt for one in tomorrow.records("quiz")]
    first, second = (paper_of(published(bank), "ada", attempt) for attempt in (1, 2))
    assert first.questions != second.questions
    assert first.questions != paper_of(published(bank), "bob", 1).questions


def test_exercises_and_quiz_have_attempts_of_their_own(tmp_path: Path, court: Court, bank: Bank) -> None:
    """Whoever took a quiz has not used up an attempt at the unit, and the other way round."""
    desk = desk_of(tmp_path, court, bank)
    hand_in(desk, quiz_request(desk, bank, "ada", 1, right_answers(bank, "ada", 1)))
    desk.submit("ada", 2, RIGHT)
    assert Tally(graded=2) == desk.queue().run()
    assert [1] == [one.attempt for one in desk.records("grade")]
    assert [1] == [one.attempt for one in desk.records("quiz")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quiz": "0" * 64}, "quiz_outdated"),
        ({"unit": "warmup"}, "quiz_unknown"),
        ({"quiz": "x"}, "not_a_request"),
        ({"model": "ada/model"}, "not_a_request"),
        ({"quiz": ""}, "seal_names_another"),
    ],
)
def test_what_is_no_answer_to_this_quiz_is_refused(
    tmp_path: Path, court: Court, bank: Bank, changes: dict[str, str], reason: str
) -> None:
    """Other questions, a unit without a quiz, no hash, a model beside it, or answers that say they are exercises."""
    desk = desk_of(tmp_path, court, bank)
    hand_in(desk, quiz_request(desk, bank, "ada", 1, right_answers(bank, "ada", 1), **changes))
    assert Tally(refused=1) == desk.queue().run()
    assert [reason] == [one.reason for one in desk.records("failure")]
    assert [] == desk.records("quiz")
    assert f"`{reason}`" in desk.said("ada")[0][-1]


def test_exercises_do_not_pass_for_answers(tmp_path: Path, court: Court, bank: Bank) -> None:
    """A package of exercises under the hash of a quiz is not what it says."""
    desk = desk_of(tmp_path, court, bank)
    made = request("ada", 1, RIGHT, desk.keys.public_key, unit=UNIT.slug, sealed_for={"unit": UNIT.slug})
    hand_in(desk, msgspec.structs.replace(made, quiz=published(bank).sha256))
    assert Tally(refused=1) == desk.queue().run()
    assert ["seal_names_another"] == [one.reason for one in desk.records("failure")]


def test_hostile_answers_are_wrong_and_nothing_else(tmp_path: Path, court: Court, bank: Bank) -> None:
    """Long, odd and foreign answers earn nothing and stop nothing."""
    desk = desk_of(tmp_path, court, bank)
    odd = ("9" * 5000, "1e999", "nan", "{r}", "\x00\x1b[2J", "<script>", "8/0", "-" * 300)
    answers = {one: odd[: 1 + place % 3] for place, one in enumerate(right_answers(bank, "ada", 1))}
    hand_in(desk, quiz_request(desk, bank, "ada", 1, answers | {"no such item": ("x",), "": ()}))
    assert Tally(graded=1) == desk.queue().run()
    assert [0] == [one.right for one in desk.records("quiz")]


def test_a_pass_that_was_killed_marks_what_was_recorded(tmp_path: Path, court: Court, bank: Bank) -> None:
    """With the request's record there and its result not, the next pass marks the recorded answers, once."""
    desk = desk_of(tmp_path, court, bank)
    hand_in(desk, quiz_request(desk, bank, "ada", 1, right_answers(bank, "ada", 1)))
    queue = desk.queue()
    keep = queue._keep
    queue._keep = lambda records, incoming, subject: keep(records[:1], incoming, subject)
    queue.run()
    assert [] == desk.records("quiz")
    (desk.board / "requests").mkdir(exist_ok=True)
    reopened = Desk(tmp_path, court=court, **_same(desk))
    hand_in(reopened, quiz_request(reopened, bank, "bob", 2, right_answers(bank, "bob", 1)))
    assert reopened.queue().run().graded >= 1
    assert all(one.passed for one in reopened.records("quiz"))


def test_a_record_of_another_version_of_the_program_is_read(bank: Bank) -> None:
    """A quiz record is read back as it was written."""
    from smol_leaderboard.schema import read_record

    made = QuizRecord(
        id="a" * 64,
        subject="b" * 64,
        at=NOON,
        request="c" * 32,
        sealed_sha256="d" * 64,
        unit=UNIT.slug,
        attempt=1,
        received_at=NOON,
        right=8,
        total=10,
        passed=True,
        bank_sha256=published(bank).sha256,
        cohort="open",
    )
    sealed = sealed_record(made)
    assert sealed == read_record(canonical(sealed))


def test_publishing_writes_no_key_and_keeps_the_bank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Questions and their hash are on the board, the bank with its keys lies in the office and nowhere else."""
    board, home, folder = tmp_path / "board", tmp_path / "home", tmp_path / "private"
    bank = read_bank(private_bank(folder))
    place = operating.Place(str(board), str(home))
    operating.init(place, "en", "A course", practice=True)
    banks = quizzing._sound(folder, COURSE, "en")
    assert 0 == quizzing._publish(place, folder, COURSE, banks, "en")
    store = open_store(str(board))
    assert published(bank).content == store.read(layout.quiz(UNIT.slug))
    everything = b"".join(store.read(one.path) or b"" for one in store.files())
    for item in bank.items:
        assert item.explanation.en.encode() not in everything
        for option in item.options:
            assert option.why is None or option.why.en.encode() not in everything
        if item.kind in {"code-output"}:
            assert item.output.strip().encode() not in everything
    kept = office(str(board), str(home)).quizzes / "unit1.toml"
    assert bank == read_bank(kept)
    assert 0o600 == kept.stat().st_mode & 0o777
    assert UNIT.slug in capsys.readouterr().out
    operating.init(place, "en", "", practice=False)
    again = msgspec.json.decode(store.read(layout.SETTINGS) or b"{}")
    assert {UNIT.slug: published(bank).sha256} == again["quizzes"]


def test_a_sample_is_no_official_bank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is public cannot be asked officially: the ids of samples are refused, and so are those of practice banks."""
    for kind in ("sample", "practice"):
        folder = tmp_path / kind
        folder.mkdir()
        text = (ROOT / "quizzes" / kind / "unit1.toml").read_text("utf-8")
        (folder / "unit1.toml").write_text(text, "utf-8")
        assert {} == quizzing._sound(folder, COURSE, "en")
    assert "instruction" in capsys.readouterr().out


def test_a_public_question_under_another_id_is_refused(tmp_path: Path) -> None:
    """Its key is public, whatever it is called: questions of practice banks and of samples, blanks and capitals aside."""
    path = private_bank(tmp_path)
    kept, mine = path.read_text("utf-8"), read_bank(path).items[0]
    for kind in ("practice", "sample"):
        public = next(one for one in read_bank(ROOT / "quizzes" / kind / "unit1.toml").items if not one.code)
        path.write_text(kept.replace(mine.question.en, public.question.en.upper() + " "), "utf-8")
        first = next(private_problems(path, COURSE, course_files()))
        assert f"{mine.id}: it asks what {public.id} asks" in first


def test_a_number_that_is_none_is_refused(tmp_path: Path) -> None:
    """TOML's nan and inf would end the judge that compares an answer with them, and are no JSON."""
    path = private_bank(tmp_path)
    kept = path.read_text("utf-8")
    for wrong, right in (
        ("answer = nan", "answer = 1.25"),
        ("b = inf", "b = 30"),
        ("tolerance = inf", "tolerance = 0.006"),
    ):
        assert right in kept
        path.write_text(kept.replace(right, wrong, 1), "utf-8")
        assert "must be finite" in next(private_problems(path, COURSE, course_files()))


def test_banks_in_the_boards_own_folder_are_refused(tmp_path: Path) -> None:
    """Whoever reads the board would read their keys."""
    board = tmp_path / "board"
    operating.init(operating.Place(str(board), str(tmp_path / "home")), "en", "A course", practice=True)
    private_bank(board / "private")
    words = ["publish", str(board / "private"), "--board", str(board), "--home", str(tmp_path / "home")]
    done = CliRunner().invoke(quizzing.quiz, words)
    assert 2 == done.exit_code
    assert "lies in the board's own folder" in done.stderr
    assert not (office(str(board), str(tmp_path / "home")).quizzes).exists()


def test_a_folder_without_banks_is_told(tmp_path: Path) -> None:
    """An empty folder, one that is not there, and a bank under another unit's name are sentences."""
    with pytest.raises(OperatorError, match="no bank in it"):
        quizzing._sound(tmp_path, COURSE, "en")
    with pytest.raises(OperatorError, match="there is no folder"):
        quizzing._sound(tmp_path / "nowhere", COURSE, "en")
    private_bank(tmp_path).rename(tmp_path / "unit2.toml")
    with pytest.raises(OperatorError, match="its unit is 'instruction'"):
        quizzing._sound(tmp_path, COURSE, "en")


def test_a_machine_without_the_bank_does_not_grade(tmp_path: Path, bank: Bank) -> None:
    """A judge whose bank is not the board's would mark other questions."""
    path = tmp_path / "keys.json"
    secrets = keys.create(path)
    units = {"warmup": 3, UNIT.slug: MARKS}
    board = settings(secrets.public_key, units=units, quizzes={UNIT.slug: published(bank).sha256})
    with Judge(path) as judge, pytest.raises(OperatorError, match="quiz publish"):
        rules_of(judge.ready, board)


def _same(desk: Desk) -> dict[str, object]:
    return {"units": desk.settings.units, "quizzes": desk.settings.quizzes}
