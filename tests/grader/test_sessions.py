"""A learner's first quarter of an hour in a real terminal, screen by screen, in English and Spanish.

After a wanted change: `SMOL_GRADE_GOLDEN=write pytest tests/grader/test_sessions.py`, then look at the screens.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smol_grade.messages import LANGUAGES, say
from smol_grade.records import Language

from .conftest import ROOT, SOLUTIONS

GOLDEN = Path(__file__).parent / "golden" / "sessions"
SIZES = {"wide": (80, 30), "small": (40, 20)}
PATIENCE_S = 60
WRONG = (
    "def smoltalk_to_chatml(sample, tokenizer):\n    return {'text': tokenizer.apply_chat_template(\n"
    "        sample['messages'], tokenize=False, add_generation_prompt=True)}\n"
)


class Terminal:
    """A tmux session of one size, its shell in an empty folder."""

    def __init__(self, folder: Path, width: int, height: int, language: Language) -> None:
        self._name = f"smol-{os.getpid()}-{width}-{language}"  # a server that ends takes who comes to it along
        self.folder = folder
        bin_folder = folder / ".bin"
        bin_folder.mkdir()
        script = bin_folder / "smol-grade"
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m smol_grade "$@"\n', "utf-8")
        script.chmod(0o755)
        locale = "es_ES.UTF-8" if language == "es" else "C.UTF-8"
        variables = {
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
            "PYTHONPATH": f"{ROOT / 'grader'}:{ROOT / 'leaderboard'}",
            "HOME": str(folder),
            "LANG": locale,
            "LC_ALL": "",
            "PS1": "$ ",
        }
        start = ["env", *(f"{name}={value}" for name, value in variables.items()), "bash", "--norc", "--noprofile"]
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), "-c", str(folder), *start
        )
        self._tmux("set-option", "-g", "status", "off")
        self.wait(lambda text: "$" in text)

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-u", "-L", self._name, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout

    def type(self, text: str) -> None:
        """Press keys."""
        self._tmux("send-keys", "-l", text)

    def enter(self, command: str) -> None:
        """Type a command on a clean screen."""
        self.type(f"clear; {command}\r")

    @property
    def screen(self) -> str:
        """What is seen, without blanks at line ends; times as N.N s."""
        text = "\n".join(line.rstrip() for line in self._tmux("capture-pane", "-p").split("\n")).rstrip("\n")
        return re.sub(r"\b\d+\.\d s\b", "N.N s", text) + "\n"

    def wait(self, done: Callable[[str], bool]) -> str:
        """Return the screen once it shows what is waited for and stands still."""
        end = time.monotonic() + PATIENCE_S
        before = ""
        while time.monotonic() < end:
            now = self.screen
            if now == before and done(now):
                return now
            before = now
            time.sleep(0.1)
        raise AssertionError(f"not shown within {PATIENCE_S} s:\n{before}")

    def close(self) -> None:
        """End the session and all in it."""
        subprocess.run(["tmux", "-L", self._name, "kill-server"], capture_output=True, check=False, timeout=20)


@pytest.fixture
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal of the size and language that a test names."""
    if shutil.which("tmux") is None:
        pytest.skip("sessions are played in tmux, and there is none on this machine")
    size, language = request.param
    made = Terminal(tmp_path, *SIZES[size], language)
    yield made
    made.close()


def played(terminal: Terminal, language: Language) -> Iterator[tuple[str, str]]:
    """Play the session; yield the name of each screen and the screen."""

    def word(key: str, **fields: object) -> str:
        return say(language, key, **fields)[:24]

    def has(*words: str) -> Callable[[str], bool]:
        return lambda text: all(" ".join(one.split()) in " ".join(text.split()) for one in words)

    unit = terminal.folder / "my-course" / "unit1"
    terminal.enter("smol-grade init my-course --unit 1")
    yield "01-init", terminal.wait(lambda text: text.rstrip().endswith("$") and "my-course" in text)
    terminal.enter("cd my-course && smol-grade watch unit1 --seed 7")
    yield "02-watch", terminal.wait(has("smoltalk_to_chatml", word("watch.not_started", file="unit1/").split("/")[0]))
    (unit / "smoltalk_to_chatml.py").write_text(WRONG, "utf-8")
    yield "03-wrong", terminal.wait(has("1/10"))
    right = (SOLUTIONS / "smoltalk_to_chatml.py").read_text("utf-8")
    (unit / "smoltalk_to_chatml.py").write_text(right, "utf-8")
    yield "04-fixed", terminal.wait(has("10/10", "1/17"))
    terminal.type("n")
    yield "05-next", terminal.wait(has("gsm8k_to_chatml", word("watch.not_started", file="unit1/").split("/")[0]))
    terminal.type("h")
    yield (
        "06-hint",
        terminal.wait(has(say(language, "cli.hint_title", exercise="gsm8k_to_chatml", step=1, steps=3)[:20])),
    )
    (unit / "gsm8k_to_chatml.py").write_text("def gsm8k_to_chatml(sample, tokenizer):\n    return 5\n", "utf-8")
    terminal.wait(has("0/12"))
    terminal.type("r")
    yield "07-reset-asks", terminal.wait(has(word("watch.reset_asks", exercise="gsm8k_to_chatml")))
    terminal.type("r")
    shown = terminal.wait(has(word("watch.reset_done", exercise="gsm8k_to_chatml")))
    yield "08-reset", re.sub(r"gsm8k_to_chatml-\d{8}-\d{6}|-\d{8}-\d{6}\.py|\d{8}-\d{6}", "…", shown)
    terminal.type("q")
    yield "09-quit", terminal.wait(has(word("watch.left", unit="unit1"), "$"))
    terminal.enter("smol-grade watch --seed 7")
    yield (
        "10-resumed",
        terminal.wait(has("gsm8k_to_chatml", "1/17", word("watch.not_started", file="unit1/").split("/")[0])),
    )
    terminal.type("q")
    terminal.wait(has(word("watch.left", unit="unit1"), "$"))


@pytest.mark.parametrize(
    ("terminal", "size", "language"),
    [((size, language), size, language) for size in SIZES for language in LANGUAGES],
    indirect=["terminal"],
    ids=[f"{size}-{language}" for size in SIZES for language in LANGUAGES],
)
def test_a_first_session(terminal: Terminal, size: str, language: Language) -> None:
    """From nothing to the first full marks, then the next exercise, a hint, a reset, and on after a break."""
    _, height = SIZES[size]
    folder = GOLDEN / f"{size}.{language}"
    for name, screen in played(terminal, language):
        lines = screen.rstrip("\n").split("\n")
        assert (True, True) == (len(lines) <= height, "Traceback" not in screen), name
        path = folder / f"{name}.txt"
        if os.environ.get("SMOL_GRADE_GOLDEN") == "write":
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(screen, "utf-8")
        assert path.read_text("utf-8") == screen, name
    kept = list((terminal.folder / "my-course" / ".smol-grade" / "backups" / "unit1").iterdir())
    assert ["return 5"] == [path.read_text("utf-8").split("\n")[1].strip() for path in kept]
