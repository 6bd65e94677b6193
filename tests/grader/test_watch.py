"""`watch`: the screen fits, saves are seen however an editor makes them, and the terminal is given back as it was."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pytest

from smol_grade.cli.keys import KNOWN, decoded
from smol_grade.cli.saves import Saves
from smol_grade.cli.watch_screen import KEYS, Size, View, frame, keys, nearest, room_of
from smol_grade.grade import grade
from smol_grade.messages import LANGUAGES, say
from smol_grade.progress import FOLDER
from smol_grade.records import Language
from smol_grade.report import Screen, render_terminal

from .conftest import ROOT, UNITS, smol_grade

UNIT = UNITS[1]
BODY = "\n".join(f"line {number} of a verdict that is rather long, so that it does not fit" for number in range(60))
RIGHT = (ROOT / "solutions" / "unit0" / "transcript.py").read_text("utf-8")
WRONG = "def transcript(messages):\n    return ''\n"


def view(**changes: object) -> View:
    """A view of unit 1's third exercise."""
    made = View("unit1: " + "a title " * 9, UNIT.exercises, frozenset({"render_chatml"}), 2, "a note " * 20, BODY, 0)
    return made._replace(**changes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 50), (20, 8), (10, 3)])
@pytest.mark.parametrize("signs", [True, False])
def test_a_frame_fits_the_screen_exactly(language: Language, size: tuple[int, int], signs: bool) -> None:
    """As many lines as there are, none too wide; keys and progress are on it; without colour nothing is lost."""
    width, lines = size
    shown = frame(view(), Size(width, lines, signs, signs), language)
    assert max(lines, 8) == len(shown)
    assert max(width, 20) >= max(line.cell_len for line in shown)
    text = "\n".join(line.plain for line in shown)
    assert f" 1/{sum(not one.bonus for one in UNIT.exercises)}" in text
    if lines >= 20:
        for key in KEYS:
            assert say(language, f"watch.key_{key}") in text
        assert "line 0 of" in text
        assert "line 59" not in text
    if not signs:
        assert text.isascii() or language == "es"
        assert not {"\u2588", "\u2591", "\u2026"} & set(text)


def test_scrolling_ends_at_the_end() -> None:
    """The last line can be reached, and nothing beyond it."""
    for scroll in (57, 10_000):
        text = "\n".join(line.plain for line in frame(view(scroll=scroll), Size(80, 24, False, True), "en"))
        assert ("line 59" in text, "line 0 of" in text) == (True, False)


def test_where_there_is_no_room_the_failure_comes_first(tmp_path: Path) -> None:
    """What is wrong, then the list of checks; the same lines in another order."""
    (tmp_path / "transcript.py").write_text(WRONG, "utf-8")
    report = grade("unit0", tmp_path, seed=1)
    first, last = (
        render_terminal(report, "en", Screen(80), closing=False, failures_first=first).splitlines()
        for first in (True, False)
    )
    assert sorted(first) == sorted(last)
    heads = [next(n for n, line in enumerate(lines) if line.startswith("transcript ")) for lines in (first, last)]
    hints = [next(n for n, line in enumerate(lines) if line.startswith("  hint:")) for lines in (first, last)]
    assert (heads[0] > hints[0], heads[1] < hints[1]) == (True, True)
    size = Size(80, 12, False, True)
    assert 12 - 5 - len(keys(80, "en")) == room_of(size, "en")


def test_one_begins_where_something_is_left() -> None:
    """Bonus exercises come last; with everything done, at the first."""
    names = [one.name for one in UNIT.exercises]
    assert 0 == nearest(UNIT.exercises, frozenset())
    assert 1 == nearest(UNIT.exercises, frozenset(names[:1]))
    assert 0 == nearest(UNIT.exercises, frozenset(names))
    required = {one.name for one in UNIT.exercises if not one.bonus}
    assert UNIT.exercises[nearest(UNIT.exercises, frozenset(required))].bonus


def test_keys_are_read_and_the_rest_is_not() -> None:
    """Letters of either case, arrows; what else a terminal sends is no key. Every key of the foot line is heard."""
    assert KNOWN.issuperset(KEYS)
    assert ["n", "q", "up", "down", " "] == decoded("nQ\x1b[A\x1bOB ")
    assert ["q"] == decoded("\x1b[200~q")
    assert [] == decoded("\x1b[1;5C\x00\x7f\r")
    assert [] == decoded("\x1b")
    assert ["\u00f1"] == decoded("\u00d1")


def test_each_way_of_saving_is_one_save(tmp_path: Path) -> None:
    """Written in place, replaced, deleted and made again; while it is being written it does not count."""
    file, saves = tmp_path / "a.py", Saves()
    assert [] == saves.of([file])
    file.write_text("1")
    assert ([], [file], []) == (saves.of([file]), saves.of([file]), saves.of([file]))
    file.write_text("12")
    assert [] == saves.of([file])
    file.write_text("123")  # still being written
    assert ([], [file]) == (saves.of([file]), saves.of([file]))
    (tmp_path / "b").write_text("123")
    os.replace(tmp_path / "b", file)
    assert ([], [file], []) == (saves.of([file]), saves.of([file]), saves.of([file]))
    file.unlink()
    assert ([], [file], []) == (saves.of([file]), saves.of([file]), saves.of([file]))
    file.write_text("123")
    assert ([], [file]) == (saves.of([file]), saves.of([file]))


class Terminal:
    """`watch` on a terminal of its own."""

    def __init__(self, folder: Path, *words: str, **variables: str) -> None:
        self.parent, child = pty.openpty()
        termios.tcsetwinsize(child, (24, 80))
        self.child = child
        self.before = termios.tcgetattr(child)
        clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
        environment = clean | {"TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"} | variables
        self.process = subprocess.Popen(
            [sys.executable, "-m", "smol_grade", "watch", *words],
            stdin=child,
            stdout=child,
            stderr=child,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        self.text = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self.parent, 65536)
            except OSError:
                return
            self.text += data.decode("utf-8", "replace")

    @property
    def plain(self) -> str:
        """What was written, without the moves of the cursor."""
        return " ".join(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", " ", self.text).split())

    def wait(self, text: str, seconds: float = 60) -> None:
        """Wait until a text has been written since the last call."""
        end = time.monotonic() + seconds
        while text not in self.plain:
            assert time.monotonic() < end, f"{text!r} is not in {self.plain!r}"
            assert self.process.poll() is None or text in self.plain, self.plain
            time.sleep(0.02)
        self.text = ""

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.parent, keys.encode())

    def end(self) -> int:
        """Wait for the end; return the exit code. The terminal must be as it was."""
        code = self.process.wait(30)
        time.sleep(0.2)
        assert self.before == termios.tcgetattr(self.child)
        assert "\x1b[?1049l" in self.text
        assert "\x1b[?25h" in self.text
        os.close(self.child)
        os.close(self.parent)
        return code


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """One that `init` made."""
    assert 0 == smol_grade("init", ".", cwd=tmp_path).returncode
    return tmp_path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_session(workspace: Path, language: Language) -> None:
    """Begin, save something wrong, a broken file, read hints, mend it, reset, leave; the progress is there afterwards."""
    file = workspace / "unit0" / "transcript.py"
    terminal = Terminal(workspace, "unit0", "--lang", language)
    named = {"exercise": "transcript", "points": 1, "max_points": 3, "seconds": ""}
    terminal.wait(say(language, "watch.not_started", file="unit0/transcript.py"))
    file.write_text(WRONG, "utf-8")
    terminal.wait(say(language, "watch.open", **named).partition("1/3")[0].strip() + " 1/3")
    file.write_text("def transcript(:\n", "utf-8")
    terminal.wait("SyntaxError")
    for step in (1, 2, 3):
        terminal.press("h")
        terminal.wait(say(language, "watch.hint", exercise="transcript", number=step)[:60])
    (workspace / "new").write_text(RIGHT, "utf-8")
    os.replace(workspace / "new", file)
    terminal.wait(say(language, "watch.done", **named | {"points": 3}).partition("3/3")[0].strip() + " 3/3")
    terminal.press("r")
    terminal.wait(say(language, "watch.reset_asks", exercise="transcript")[:60])
    assert RIGHT == file.read_text("utf-8")
    terminal.press("r")
    terminal.wait(say(language, "watch.reset_done", exercise="transcript"))
    assert [RIGHT] == [path.read_text("utf-8") for path in (workspace / FOLDER / "backups").rglob("*.py")]
    terminal.press("q")
    assert 0 == terminal.end()
    assert "3/3" in smol_grade("list", cwd=workspace).stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_gives_the_terminal_back(workspace: Path, number: signal.Signals) -> None:
    """Ctrl-C, and a kill that can be heard: nothing of ours is left running."""
    terminal = Terminal(workspace, "unit0")
    terminal.wait(say("en", "watch.not_started", file="unit0/transcript.py"))
    os.kill(terminal.process.pid, number)
    assert 128 + number == terminal.end()


def test_a_key_ends_a_grading_and_the_verdict_comes_all_the_same(workspace: Path) -> None:
    """Scrolling or asking for it brings it back; a key that means nothing, or something pasted, ends nothing."""
    shutil.copy(ROOT / "solutions" / "unit1" / "gsm8k_to_chatml.py", workspace / "unit1")
    terminal = Terminal(workspace, "unit1/gsm8k_to_chatml")
    terminal.wait("checking 1/")
    terminal.press("x")
    terminal.press("error")
    terminal.wait("full marks")
    (workspace / "unit1" / "gsm8k_to_chatml.py").touch()
    terminal.wait("checking 1/")
    terminal.press("j")
    terminal.wait("full marks")
    terminal.press("h")
    terminal.wait("hint 1 of 3")
    terminal.press("v")
    terminal.wait("full marks")
    terminal.press("q")
    assert 0 == terminal.end()


def test_what_r_asks_is_forgotten_when_something_else_is_shown(workspace: Path) -> None:
    """A save between two r: the second one asks again. A file that cannot be replaced is told, and nothing is claimed."""
    file = workspace / "unit0" / "transcript.py"
    file.write_text(RIGHT, "utf-8")
    terminal = Terminal(workspace, "unit0")
    terminal.wait("full marks")
    asks = say("en", "watch.reset_asks", exercise="transcript")[:60]
    terminal.press("r")
    terminal.wait(asks)
    file.write_text(RIGHT + "#", "utf-8")
    terminal.wait("full marks")
    terminal.press("r")
    terminal.wait(asks)
    assert RIGHT + "#" == file.read_text("utf-8")
    (workspace / FOLDER / "backups").write_text("in the way")
    terminal.press("r")
    terminal.wait(say("en", "watch.not_reset", exercise="transcript"))
    assert RIGHT + "#" == file.read_text("utf-8")
    terminal.press("q")
    assert 0 == terminal.end()


@pytest.mark.parametrize("language", LANGUAGES)
def test_s_tells_the_idea_after_full_marks(workspace: Path, language: Language) -> None:
    """Before them a note, and the verdict stays; after them the text, the code and what comes next; v goes back."""
    file = workspace / "unit6" / "decontaminate.py"
    file.write_text("def decontaminate(train, benchmark, n=8):\n    return []\n", "utf-8")
    terminal = Terminal(workspace, "unit6/decontaminate", "--lang", language)
    terminal.wait("decontaminate: 0/12")
    terminal.press("s")
    terminal.wait(say(language, "watch.solution_later", exercise="decontaminate")[:60])
    shutil.copy(ROOT / "solutions" / "unit6" / "decontaminate.py", file)
    terminal.wait("12/12")
    terminal.press("s")
    terminal.wait(say(language, "watch.solution", exercise="decontaminate")[:60])
    terminal.press(" " * 20)
    terminal.wait("`smol-grade info pairs_from_scores`")
    terminal.press("v")
    terminal.wait("12/12")
    terminal.press("q")
    assert 0 == terminal.end()


def test_progress_that_was_set_aside_is_told_at_the_end(workspace: Path) -> None:
    """Not while the screen is ours."""
    (workspace / FOLDER).mkdir()
    (workspace / FOLDER / "progress.json").write_text("{")
    terminal = Terminal(workspace, "unit0")
    terminal.wait(say("en", "watch.not_started", file="unit0/transcript.py"))
    terminal.press("q")
    assert 0 == terminal.end()
    assert "progress.old-1.json" in "".join(terminal.plain.split())


def test_a_notebook_beside_is_seen(workspace: Path) -> None:
    """A file of another kind that comes to be the exercise's is graded."""
    file = workspace / "unit0" / "transcript.py"
    file.write_text(RIGHT, "utf-8")
    terminal = Terminal(workspace, "unit0")
    terminal.wait("full marks")
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    notebook["cells"] = [
        {"cell_type": "code", "id": "a", "metadata": {}, "source": WRONG, "outputs": [], "execution_count": None}
    ]
    file.unlink()
    terminal.wait("grading transcript")
    file.with_suffix(".ipynb").write_text(json.dumps(notebook), "utf-8")
    terminal.wait("1/3")
    terminal.press("q")
    assert 0 == terminal.end()


def test_a_new_size_is_drawn_from_the_corner(workspace: Path) -> None:
    """Wherever the terminal has left the cursor; what was read goes on to be shown."""
    terminal = Terminal(workspace, "unit0")
    terminal.wait(say("en", "watch.not_started", file="unit0/transcript.py"))
    terminal.press("h")
    terminal.wait("hint 1 of 3")
    time.sleep(0.3)
    terminal.text = ""
    termios.tcsetwinsize(terminal.child, (20, 60))
    end = time.monotonic() + 20
    while "q quit" not in terminal.plain and time.monotonic() < end:
        time.sleep(0.02)
    shown = terminal.text.partition("\x1b[H")[2]
    assert "unit0: Warm-up" in shown
    assert "hint 1 of 3" in shown
    terminal.press("q")
    assert 0 == terminal.end()


def test_ctrl_z_is_no_trap(workspace: Path) -> None:
    """It neither suspends nor ends; the key after it is heard."""
    terminal = Terminal(workspace, "unit0")
    terminal.wait(say("en", "watch.not_started", file="unit0/transcript.py"))
    terminal.press("\x1ah")
    terminal.wait(say("en", "watch.hint", exercise="transcript", number=1)[:60])
    terminal.press("q")
    assert 0 == terminal.end()


def test_a_file_that_goes_and_comes_back(workspace: Path) -> None:
    """Deleted, then there again: the verdict follows, and nothing ends."""
    file = workspace / "unit0" / "transcript.py"
    file.write_text(RIGHT, "utf-8")
    terminal = Terminal(workspace, "unit0")
    terminal.wait("3/3")
    file.unlink()
    terminal.wait(say("en", "watch.grading", exercise="transcript"))
    shutil.copy(ROOT / "solutions" / "unit0" / "transcript.py", file)
    terminal.wait("full marks")
    terminal.press("q")
    assert 0 == terminal.end()


def test_without_a_terminal_it_is_a_sentence(workspace: Path) -> None:
    """In a pipe, and where the cursor cannot be moved; a wrong name is one, too."""
    done = smol_grade("watch", cwd=workspace)
    assert (2, True) == (done.returncode, "needs a terminal" in done.stderr)
    for words in (("nothing",), ("watch", "unit99")):
        assert 2 == smol_grade(*words, cwd=workspace).returncode
