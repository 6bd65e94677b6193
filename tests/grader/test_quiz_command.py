"""`smol-grade quiz`: asked line by line, in a pipe and on a terminal; nothing that was answered is ever lost."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smol_grade.cli.quizzing import standing_text
from smol_grade.messages import catalogue, say_sentence
from smol_grade.quiz import kept
from smol_grade.quiz.bank import read_bank
from smol_grade.quiz.marking import LONGEST_TEXT, Mark, Score, mark, right_answer
from smol_grade.quiz.paper import Paper, PublicItem, Question, draw_paper, published
from smol_grade.quiz.typed import letter_of, read_typed
from smol_grade.records import Sentence

from .conftest import LANGUAGES, ROOT
from .quiz_bank import bank

BANK = read_bank(ROOT / "quizzes" / "practice" / "unit1.toml")
SEED = "a class"
PAPER = draw_paper(published(BANK), SEED)
TOTAL = len(PAPER.questions)


def typed(question: Question) -> str:
    """Return what one types to answer a question of the practice bank right."""
    item = BANK.item(question.item)
    right = right_answer(item, question.case)
    return " ".join(letter_of(question, key) for key in right) if question.order else " ".join(right[0].split())


RIGHT = [typed(question) for question in PAPER.questions]


def quiz(*words: str, cwd: Path, lines: list[str] | bytes = b"", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `smol-grade quiz` with lines on stdin."""
    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}}
    environment = clean | {"LC_ALL": "C.UTF-8"} | variables
    command = [sys.executable, "-m", "smol_grade", "quiz", *words]
    given_ = lines if isinstance(lines, bytes) else "".join(f"{line}\n" for line in lines).encode()
    done = subprocess.run(command, cwd=cwd, env=environment, input=given_, capture_output=True, check=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(command, done.returncode, out, err)


def answers(folder: Path) -> dict[str, list[str]]:
    """Return the answers of the paper that is unfinished in a folder."""
    text = (folder / ".smol-grade" / "quizzes.json").read_text("utf-8")
    found: dict[str, list[str]] = json.loads(text)["quizzes"]["instruction"]["unfinished"]["answers"]
    return found


def test_a_quiz_that_is_answered_right_is_passed(tmp_path: Path) -> None:
    """Exit status 0; after each answer its explanation; the result is kept, and `quiz` and `list` show it."""
    done = quiz("unit1", "--seed", SEED, cwd=tmp_path, lines=RIGHT)
    assert (0, "") == (done.returncode, done.stderr)
    assert f"{TOTAL}/{TOTAL} right: passed." in done.stdout
    assert TOTAL == done.stdout.count("\nRight.\n") == len(re.findall("^Read: ", done.stdout, re.MULTILINE))
    for question in PAPER.questions:
        assert BANK.item(question.item).explanation.en in done.stdout
    assert f"best: {TOTAL}/{TOTAL}, passed" in quiz(cwd=tmp_path).stdout
    listed = subprocess.run([sys.executable, "-m", "smol_grade", "list"], cwd=tmp_path, capture_output=True, check=True)
    assert f"[best: {TOTAL}/{TOTAL}, passed]" in listed.stdout.decode()


def test_a_quiz_that_is_not_is_not(tmp_path: Path) -> None:
    """Exit status 1; what to read is told by objective, and the next paper asks first what was not right."""
    done = quiz("instruction", "--seed", SEED, cwd=tmp_path, lines=["s"] * TOTAL)
    assert 1 == done.returncode
    assert f"0/{TOTAL} right: not passed yet" in done.stdout
    for objective in {item.objective for item in BANK.items}:
        assert re.search(f"^  {objective}: .", done.stdout, re.MULTILINE)
    assert f"--seed '{SEED}'" in done.stdout
    again = quiz("unit1", cwd=tmp_path)
    assert f"{TOTAL} questions; {TOTAL} of them you did not have right" in again.stdout
    assert f"best: 0/{TOTAL}; one is unfinished" in quiz(cwd=tmp_path).stdout


def test_a_quiz_goes_on_where_it_was_left(tmp_path: Path) -> None:
    """At the end of the input it is saved, exit status 1; the next call asks the rest, in the same order."""
    first = quiz("unit1", "--seed", SEED, cwd=tmp_path, lines=[*RIGHT[:2], "Q", RIGHT[2]])
    assert (1, 2) == (first.returncode, len(answers(tmp_path)))
    second = quiz("unit1", cwd=tmp_path, lines=RIGHT[2:3])
    assert f"2 of {TOTAL} are answered" in second.stdout
    assert "Your answers are saved" in second.stdout
    last = quiz("unit1", "--seed", SEED, "--lang", "es", cwd=tmp_path, lines=RIGHT[3:])
    assert 0 == last.returncode
    assert f"{TOTAL}/{TOTAL} correctas: superado." in last.stdout


def test_a_new_paper_and_another_seed_begin_anew(tmp_path: Path) -> None:
    """`--new` leaves the unfinished paper, and so does a seed that is not its own."""
    for words in (("--new",), ("--seed", "another")):
        quiz("unit1", "--seed", SEED, cwd=tmp_path, lines=RIGHT[:1])
        assert 1 == len(answers(tmp_path))
        assert "1/" in quiz("unit1", *words, cwd=tmp_path, lines=["s", "s"]).stdout
        assert [[], []] == list(answers(tmp_path).values())


def test_the_same_seed_asks_the_same(tmp_path: Path) -> None:
    """Two people with one seed get one paper, whatever each had wrong before; a drawn seed gives another."""
    quiz("unit1", "--seed", "before", cwd=tmp_path, lines=["s"] * TOTAL)
    one, other = (quiz("unit1", "--new", "--seed", SEED, cwd=tmp_path, lines=RIGHT).stdout for _ in range(2))
    assert one == other
    papers = {quiz("unit1", "--new", cwd=tmp_path).stdout for _ in range(3)}
    assert len(papers) > 1


class Terminal:
    """`smol-grade quiz` on a pseudo-terminal."""

    def __init__(self, cwd: Path, *words: str) -> None:
        self.parent, child = pty.openpty()
        command = [sys.executable, "-m", "smol_grade", "quiz", *words]
        clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}}
        environment = clean | {"TERM": "xterm", "LC_ALL": "C.UTF-8"}
        streams = {"stdin": child, "stdout": child, "stderr": child}
        own = own_terminal
        self.process = subprocess.Popen(command, cwd=cwd, env=environment, preexec_fn=own, **streams)  # noqa: PLW1509 - no threads here
        os.close(child)
        self.shown = ""

    def until(self, text: str) -> None:
        """Wait until a text is shown, after what was waited for before."""
        while text not in self.shown:
            self.shown += os.read(self.parent, 4096).decode()
        self.shown = self.shown.partition(text)[2]

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.parent, text.encode())

    def end(self) -> int:
        """Read the rest; return the exit status."""
        try:
            while part := os.read(self.parent, 4096):
                self.shown += part.decode()
        except OSError:
            pass
        os.close(self.parent)
        return self.process.wait(20)


def own_terminal() -> None:
    """Make the terminal the child's own, so that Ctrl-C reaches it."""
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_ctrl_c_on_a_terminal_saves(tmp_path: Path) -> None:
    """It says so and ends with status 130; what was answered is answered."""
    terminal = Terminal(tmp_path, "unit1", "--seed", SEED)
    terminal.until("Answer")
    terminal.type(f"{RIGHT[0]}\r")
    terminal.until("\x1b[")  # on a terminal the verdict is coloured
    terminal.until(f"2/{TOTAL}")
    terminal.until("Answer")
    terminal.type("\x03")
    assert 130 == terminal.end()
    assert "your answers are saved" in terminal.shown
    assert 1 == len(answers(tmp_path))
    after = Terminal(tmp_path, "unit1")
    after.until(f"1 of {TOTAL} are answered")
    after.until("Answer")
    after.type("\x04")
    assert 1 == after.end()


def test_a_signal_to_end_saves(tmp_path: Path) -> None:
    """SIGTERM ends with 143, like every command."""
    terminal = Terminal(tmp_path, "unit1", "--seed", SEED)
    terminal.until("Answer")
    terminal.type(f"{RIGHT[0]}\r")
    terminal.until(f"2/{TOTAL}")
    time.sleep(0.1)
    terminal.process.send_signal(signal.SIGTERM)
    assert 143 == terminal.end()
    assert 1 == len(answers(tmp_path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_40_columns_and_needs_no_colour(language: str, tmp_path: Path) -> None:
    """No line but code is longer, there is no escape; colour comes when it is forced."""
    lines = ["?", *RIGHT]
    plain = quiz("unit1", "--seed", SEED, "--lang", language, cwd=tmp_path, lines=lines, COLUMNS="40")
    words = re.compile(r"^ {1,3}\d+  |^    |^ *\S+$|^(Answer|Respuesta)|: \S+$")
    assert [line for line in plain.stdout.splitlines() if len(line) > 40 and not words.search(line)] == []
    assert "\x1b" not in plain.stdout + plain.stderr
    colour = quiz("unit1", "--seed", SEED, "--lang", language, cwd=tmp_path, lines=lines, FORCE_COLOR="1")
    assert "\x1b[32m" in colour.stdout
    assert "\x1b" not in quiz("unit1", cwd=tmp_path, lines=["s"], FORCE_COLOR="1", NO_COLOR="1").stdout


HOSTILE = [
    b"\xff\xfe\n\0\n\x1b[2J\n" * 20,
    b"9" * 1_000_000 + b"\n",
    b"1e999999999\n-1\n99999\n1/0\n" * 10,
    "؟\N{RIGHT-TO-LEFT OVERRIDE}١\n".encode() * 20,
    b"::error::x\n" * 20,
]


@pytest.mark.parametrize("lines", HOSTILE)
def test_any_bytes_may_be_typed(lines: bytes, tmp_path: Path) -> None:
    """Nothing that is typed ends it in another way than the end of the input does, or reaches the terminal raw."""
    done = quiz("unit1", cwd=tmp_path, lines=lines)
    assert 1 == done.returncode
    strict = quiz("unit1", cwd=tmp_path, lines=lines, PYTHONIOENCODING="utf-8:strict")
    assert 1 == strict.returncode
    assert not re.search("[\x1b\0\N{RIGHT-TO-LEFT OVERRIDE}]|^::", done.stdout, re.MULTILINE)


def test_no_input_and_no_place_to_write(tmp_path: Path) -> None:
    """A closed stdin is an end of the input; where nothing can be kept, that is said and the quiz goes on."""
    command = f"{sys.executable} -m smol_grade quiz unit1 <&-"
    closed = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (1, "") == (closed.returncode, closed.stderr)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / ".smol-grade").write_text("no folder", "utf-8")
    done = quiz("unit1", "--seed", SEED, cwd=tmp_path / "full", lines=RIGHT)
    assert 0 == done.returncode
    assert 2 == done.stderr.count("cannot be saved")  # at the start, and of the result
    left = quiz("unit1", cwd=tmp_path / "full", lines=["s", "q"])
    assert "Your answers could not be saved." in left.stdout


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"schema_version": 9}', b'{"quizzes": {"instruction": 3}}'])
def test_a_damaged_file_counts_as_none(content: bytes, tmp_path: Path) -> None:
    """Of a newer version too; the quiz begins anew."""
    (tmp_path / ".smol-grade").mkdir()
    (tmp_path / ".smol-grade" / "quizzes.json").write_bytes(content)
    assert 0 == quiz("unit1", "--seed", SEED, cwd=tmp_path, lines=RIGHT).returncode


def test_a_unit_without_a_quiz_is_told(tmp_path: Path) -> None:
    """Exit status 2, with the units that have one, or with a guess."""
    warmup = quiz("unit0", cwd=tmp_path)
    assert (2, True) == (warmup.returncode, "unit1" in warmup.stderr)
    assert 2 == quiz("unit77", cwd=tmp_path).returncode
    assert 2 == quiz("unit1", "--seed", cwd=tmp_path).returncode
    assert "unit1: Ajuste por instrucciones" in quiz("--lang", "es", cwd=tmp_path).stdout


def test_changed_questions_give_a_new_paper() -> None:
    """A paper that is kept belongs to one published bank; it is drawn again from there, never read from a file."""
    public = published(bank())
    begun = kept.Unfinished(seed="x", bank=public.sha256, again=("instruction-order-1",))
    paper = begun.paper(public)
    assert paper is not None
    assert "instruction-order-1" in {question.item for question in paper.questions}
    assert begun.paper(published(bank(4))) is None


def test_the_best_result_stays_and_wrong_items_are_known() -> None:
    """A worse paper does not lower it; an item leaves the list of wrong ones when it is answered right."""

    def taken(before: kept.Standing, *right: bool) -> kept.Standing:
        marks = tuple(Mark(item=f"i{number}", objective="o", right=one) for number, one in enumerate(right))
        return kept.finished(before, Score(marks=marks))

    first = taken(kept.Standing(wrong=("old",)), True, False, False)
    second = taken(first, True, True)
    third = taken(second, False)
    assert [("i1", "i2"), ("i2",), ("i2", "i0")] == [
        tuple(x for x in s.wrong if x != "old") for s in (first, second, third)
    ]
    assert all("old" in standing.wrong for standing in (first, second, third))
    assert [(1, 3), (2, 2), (2, 2)] == [(s.best.right, s.best.total) for s in (first, second, third) if s.best]
    assert 3 == third.taken
    assert ("best: 1/3", "best: 2/2, passed") == tuple(standing_text(one, 80, "en") for one in (first, second))


def every_question() -> Iterator[tuple[PublicItem, Question]]:
    """One question of each kind."""
    public = published(bank(1))
    paper: Paper = draw_paper(public, "x")
    return ((public.item(question.item), question) for question in paper.questions)


@given(st.text())
def test_what_is_typed_is_an_answer_or_is_asked_again(text: str) -> None:
    """Any text gets an answer that can be marked, or a sentence in both languages."""
    for item, question in every_question():
        answer = read_typed(item, question, text)
        if isinstance(answer, Sentence):
            assert all("{" not in say_sentence(language, answer) for language in LANGUAGES)
        else:
            assert answer
            mark(bank(1).item(item.id), question.case, answer)


def test_letters_may_be_typed_in_many_ways() -> None:
    """With blanks, commas, brackets or nothing between them, in either case; each once, and as many as are asked."""
    questions = {item.kind: (item, question) for item, question in every_question()}
    order, multi, single = (questions[kind] for kind in ("order", "multi", "single"))
    keys = order[1].order
    for text in ("dcab", "D C A B", "d,c,a,b", "d) c) a) b)"):
        assert (keys[3], keys[2], keys[0], keys[1]) == read_typed(*order, text)
    assert (single[1].order[1],) == read_typed(*single, "B)")
    assert (multi[1].order[0], multi[1].order[2]) == read_typed(*multi, "ac")
    for of, text in ((order, "abc"), (order, "abcc"), (multi, "aa"), (multi, "x"), (single, "ab"), (single, "1")):
        assert isinstance(read_typed(*of, text), Sentence)


def test_a_line_is_one_of_the_program_and_an_output_has_an_end() -> None:
    """Other numbers are asked again, and so is what is longer than any output."""
    questions = {item.kind: (item, question) for item, question in every_question()}
    for text, good in (("1", True), (" 02 ", True), ("0", False), ("3", False), ("1.0", False), ("one", False)):
        assert good is not isinstance(read_typed(*questions["spot-the-bug"], text), Sentence)
    for size, good in ((LONGEST_TEXT, True), (LONGEST_TEXT + 1, False)):
        assert good is not isinstance(read_typed(*questions["code-output"], "x" * size), Sentence)


def test_every_kind_has_its_prompt_and_its_help() -> None:
    """In both languages, for the keys are put together from the kind's name."""
    for language in LANGUAGES:
        keys = catalogue(language).keys()
        assert {f"quiz.{part}_{item.kind}" for item in bank(1).items for part in ("prompt", "help")} <= keys
