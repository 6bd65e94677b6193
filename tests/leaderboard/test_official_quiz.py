"""A learner takes an official quiz in the terminal and hands it in; the course marks it: the real programs, one story."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from smol_grade.quiz.bank import Bank, read_bank
from smol_grade.quiz.marking import right_answer
from smol_grade.quiz.typed import letter_of
from smol_leaderboard.sitting import Sitting

from .test_quiz import private_bank


class Story:
    """A board in a folder with the quiz of unit 1 open, and a learner's workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.board, self.work = folder, folder / "board", folder / "work"
        self.work.mkdir()
        self.bank: Bank = read_bank(private_bank(folder / "private"))
        self.variables = os.environ | {"SMOL_LEADERBOARD_HOME": str(folder / "home"), "HF_HUB_OFFLINE": "1"}

    def run(self, program: str, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run one of the programs on the board."""
        command = [sys.executable, "-m", program, *words, "--board", str(self.board)]
        return subprocess.run(
            command,
            check=False,
            input=typed,
            capture_output=True,
            text=True,
            cwd=self.work,
            env=self.variables,
            timeout=120,
        )

    def quiz(self, *words: str, user: str = "ada", typed: str = "") -> subprocess.CompletedProcess[str]:
        """Take the quiz."""
        return self.run("smol_grade", "quiz", "unit1", "--official", "--user", user, *words, typed=typed)

    def sitting(self) -> Sitting:
        """Return the paper that is being answered."""
        [path] = (self.work / ".smol-grade" / "official-quizzes").iterdir()
        assert 0o600 == path.stat().st_mode & 0o777
        return msgspec.json.decode(path.read_bytes(), type=Sitting)

    def right(self) -> str:
        """Return what one types to answer the rest of the paper right."""
        sitting, lines = self.sitting(), []
        for question in sitting.paper.questions:
            if question.item not in sitting.answers:
                right = right_answer(self.bank.item(question.item), question.case)
                keys = [letter_of(question, key) for key in right] if question.order else right[0].split("\n")
                lines.append(" ".join(keys))
        return "\n".join(lines) + "\n"


@pytest.fixture
def story(tmp_path: Path) -> Story:
    """The board, and its questions published."""
    made = Story(tmp_path)
    assert 0 == made.run("smol_leaderboard", "init", "--practice").returncode
    assert 0 == made.run("smol_leaderboard", "quiz", "publish", str(made.folder / "private")).returncode
    return made


def test_answered_handed_in_and_marked(story: Story) -> None:
    """The paper is resumed where it was left, shows no verdict, goes in sealed, and is passed when all of it is right."""
    left = story.quiz(typed="s\nq\n")
    assert 1 == left.returncode
    assert "attempt 1" in left.stdout
    assert "Go on with: smol-grade quiz unit1 --official" in left.stdout
    assert 1 == len(story.sitting().answers)
    done = story.quiz(typed=story.right())
    assert 0 == done.returncode, done.stdout
    assert "1 of 10" in done.stdout
    assert not {"Right", "Wrong", "right.", "wrong."} & set(done.stdout.split())
    for item in story.bank.items:
        assert item.explanation.en not in done.stdout
    sent = story.run("smol_grade", "submit", "unit1", "--quiz", "--user", "ada")
    assert 0 == sent.returncode, sent.stderr
    assert "9 of 10 questions are answered" in sent.stdout
    again = story.run("smol_grade", "submit", "unit1", "--quiz", "--user", "ada")
    assert 2 == again.returncode
    assert "no answers to an official quiz" in again.stderr
    marked = story.run("smol_leaderboard", "grade", "--once", "--practice")
    assert 0 == marked.returncode, marked.stderr
    assert "1 graded" in marked.stdout
    status = story.run("smol_grade", "status").stdout
    assert "unit1 (quiz)" in status
    assert "9/10" in status
    assert "attempt 2" in story.quiz(typed="q\n").stdout


def test_a_paper_belongs_to_its_user(story: Story) -> None:
    """Answers of one user cannot be handed in by another, nor be gone on with."""
    story.quiz(typed="s\n")
    other = story.quiz(user="bob", typed="s\n")
    assert 2 == other.returncode
    assert "the answers are those of ada, and you are bob" in other.stderr
    sent = story.run("smol_grade", "submit", "unit1", "--quiz", "--user", "bob")
    assert 2 == sent.returncode
    assert "those of ada" in sent.stderr
    assert "attempt 1" in story.quiz("--new", user="bob", typed="q\n").stdout
    assert "bob" == story.sitting().user


def test_without_a_board_answers_are_saved_and_sent_later(story: Story) -> None:
    """Once fetched, the questions need no board; what cannot be sent now lies in a file, sealed."""
    story.quiz(typed="s\n")
    hidden = story.board.rename(story.folder / "elsewhere")
    assert 0 == story.quiz(typed=story.right()).returncode
    unsent = story.run("smol_grade", "submit", "unit1", "--quiz", "--user", "ada")
    assert unsent.returncode in {2, 3}
    assert "Traceback" not in unsent.stderr
    assert not story.sitting().open
    hidden.rename(story.board)
    assert 0 == story.run("smol_grade", "submit", "unit1", "--quiz", "--user", "ada").returncode


def test_what_makes_no_sense_is_a_sentence(story: Story) -> None:
    """A unit without a quiz, options of practice, a model beside the answers, nothing answered."""
    cases = [
        (("quiz", "unit2", "--official", "--user", "ada"), "has no official quiz"),
        (("quiz", "unit1", "--official", "--seed", "x"), "do not go together"),
        (("submit", "unit1", "--quiz", "--model", "ada/model"), "leave out --model"),
        (("submit", "unit1", "--quiz"), "no answers to an official quiz"),
    ]
    for words, text in cases:
        done = story.run("smol_grade", *words)
        assert 2 == done.returncode, words
        assert text in done.stderr
        assert "Traceback" not in done.stderr


def test_answers_that_cannot_be_read_are_never_overwritten(story: Story) -> None:
    """A damaged file, or one of a later smol-grade, stays as it is until somebody gives it up with --new."""
    story.quiz(typed="s\nq\n")
    [path] = (story.work / ".smol-grade" / "official-quizzes").iterdir()
    whole = path.read_bytes()
    for content in (whole[:-20], whole.replace(b'"schema_version": 1', b'"schema_version": 9', 1)):
        path.write_bytes(content)
        for words in (("quiz", "unit1", "--official", "--user", "ada"), ("submit", "unit1", "--quiz", "--user", "ada")):
            done = story.run("smol_grade", *words, typed="q\n")
            assert (2, True) == (done.returncode, "cannot be read here" in done.stderr), done.stderr
            assert content == path.read_bytes()
    assert "attempt 1" in story.quiz("--new", typed="q\n").stdout
    assert not story.sitting().answers


def test_two_terminals_lose_no_answer(story: Story) -> None:
    """What one terminal has answered of a paper stays when another one, begun before, answers too."""
    from smol_grade.course import load_course
    from smol_grade.locate import course_files
    from smol_leaderboard import sitting as sittings
    from smol_leaderboard.outgoing import Memory

    story.quiz(typed="q\n")
    unit, _ = load_course(course_files()).find("unit1")
    begun, memory = story.sitting(), Memory(story.work)
    first, second = (question.item for question in begun.paper.questions[:2])
    sittings.keep(memory, unit, begun.answered(first, ("1",)))
    sittings.keep(memory, unit, begun.answered(second, ("2",)))
    assert {first: ("1",), second: ("2",)} == story.sitting().answers


def test_what_the_board_would_refuse_is_not_sent(story: Story) -> None:
    """A second attempt within the cooldown stays here, and so do answers to questions that are asked no more."""
    story.quiz(typed="s\nq\n")
    assert 0 == story.run("smol_grade", "submit", "unit1", "--quiz", "--user", "ada").returncode
    story.quiz(typed="s\nq\n")
    soon = story.run("smol_grade", "submit", "unit1", "--quiz", "--user", "ada")
    assert (2, True) == (soon.returncode, "takes the next attempt at the quiz of unit1 from" in soon.stderr)
    path = story.folder / "private" / "unit1.toml"
    path.write_text(path.read_text("utf-8").replace("Well: You render", "Now: You render"), "utf-8")
    assert 0 == story.run("smol_leaderboard", "quiz", "publish", str(path.parent)).returncode
    other = story.run("smol_grade", "submit", "unit1", "--quiz", "--user", "ada")
    assert (2, True) == (other.returncode, "asks other questions of unit1 by now" in other.stderr)
    assert 1 == len(story.sitting().answers)
