"""`submit FILE` and `submit --output FILE`: what is saved is shown before it is sent, and no file is lost or mistaken."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from smol_grade.messages import LANGUAGES, say
from smol_leaderboard.outgoing import Memory

from .entries import DEMO, ENGLISH, of_words
from .learner import course, environment, local_board, smol_grade, unit, workspace
from .test_submit import Desk as UnitDesk
from .test_submit import closed_port

MODEL = "ada/tides"
ELSEWHERE = {"HF_ENDPOINT": "http://127.0.0.1:9"}


class Desk:
    """A learner with a summary, and a board in a folder that takes unit 6."""

    def __init__(self, folder: Path) -> None:
        settings = course(units={"instruction": 100, unit("unit6").slug: 100}).settings
        self.board = local_board(folder / "board", settings)
        self.work = folder / "tides"
        self.work.mkdir()
        (self.work / "summary.md").write_text(ENGLISH, "utf-8")

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `submit` on this board, as ada."""
        here = ("--board", str(self.board), "--user", "ada")
        return smol_grade("submit", *words, *here, cwd=self.work, **variables)

    def project(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Hand the project in."""
        return self.run("project", "--model", MODEL, "--summary", "summary.md", "--demo", DEMO, *words, **variables)

    @property
    def sent(self) -> int:
        """How many requests lie in the board's inbox."""
        return len(list((self.board / "inbox").glob("*.json")))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A learner and a board in a folder."""
    return Desk(tmp_path)


def flat(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_file_makes_public_is_shown_as_in_a_direct_submission(desk: Desk, language: str, *, dry: bool) -> None:
    """Board, user, model, summary, demo and name, as they stand in the file; a dry run sends nothing."""
    words = ("--name", "Ana", "--lang", language)
    direct = desk.project("--dry-run", *words).stdout
    block = direct[: direct.index(say(language, "nonce.not_yet")[:20])]
    assert ENGLISH.split("\n", maxsplit=1)[0] in block
    assert 0 == desk.project("--output", "ivy.json", *words).returncode
    done = desk.run("ivy.json", "--lang", language, *(("--dry-run",) if dry else ()))
    assert (0, 0 if dry else 1) == (done.returncode, desk.sent), done.stderr
    assert done.stdout.startswith(block)
    assert "project, ivy.json" in done.stderr


def test_a_file_that_was_changed_shows_what_it_holds_now(desk: Desk) -> None:
    """Not what was written down when it was saved; and that is what arrives."""
    done = smol_grade(
        *("submit", "project", "--model", MODEL, "--summary", "summary.md", "--output", "ivy.json"),
        *("--board", "course/board"),
        cwd=desk.work,
        **ELSEWHERE,
    )
    assert 0 == done.returncode, done.stderr
    file = desk.work / "ivy.json"
    kept = json.loads(file.read_text("utf-8"))
    kept["entry"]["summary"] = of_words(31)
    file.write_text(json.dumps(kept), "utf-8")
    assert of_words(31) in desk.run("ivy.json", "--dry-run").stdout
    assert 0 == desk.run("ivy.json").returncode
    [sent] = [one for one in Memory(desk.work).submissions() if one.state == "sent"]
    assert sent.request is not None
    assert of_words(31) == sent.request.entry.summary  # type: ignore[union-attr]


def test_a_sealed_file_that_was_changed_in_one_place_is_refused(desk: Desk) -> None:
    """What is shown and what is sent would not be the same."""
    assert 0 == desk.project("--output", "ivy.json").returncode
    file = desk.work / "ivy.json"
    kept = json.loads(file.read_text("utf-8"))
    for part in (kept, kept["request"]):
        before = part["entry"]["summary"]
        part["entry"]["summary"] = of_words(31)
        file.write_text(json.dumps(kept), "utf-8")
        done = desk.run("ivy.json")
        assert (2, 0) == (done.returncode, desk.sent)
        assert "changed in one place only" in flat(done.stderr)
        part["entry"]["summary"] = before


def test_what_a_file_makes_public_is_shown_where_nothing_can_be_sent(desk: Desk) -> None:
    """Offline, too: the file waits."""
    words = ("project", "--model", MODEL, "--summary", "summary.md", "--board", "course/board")
    away = {"HF_ENDPOINT": closed_port()}
    assert 0 == smol_grade("submit", *words, "--output", "ivy.json", cwd=desk.work, **away).returncode
    done = smol_grade("submit", "ivy.json", cwd=desk.work, **away)
    assert (3, True) == (done.returncode, ENGLISH.split("\n", maxsplit=1)[0] in done.stdout)
    assert 0 == smol_grade("submit", "ivy.json", "--dry-run", cwd=desk.work, **away).returncode


def test_a_file_that_is_there_is_kept(desk: Desk) -> None:
    """Whatever it is, the summary itself too; nothing is remembered. --force overwrites a file, and no folder."""
    (desk.work / "gone.json").symlink_to("nowhere")
    for name in ("summary.md", "gone.json", "."):
        done = desk.project("--output", name)
        assert (2, False) == (done.returncode, "Traceback" in done.stderr), name
    assert ENGLISH == (desk.work / "summary.md").read_text("utf-8")
    assert [] == Memory(desk.work).submissions()
    assert "--force" in desk.project("--output", "summary.md").stderr
    (desk.work / "old.json").write_text("old")
    assert 0 == desk.project("--output", "old.json", "--force").returncode
    assert 0 == desk.run("old.json").returncode
    for name in (".", "gone.json"):
        assert 2 == desk.project("--output", name, "--force").returncode


def test_what_could_not_be_saved_is_remembered_nowhere(desk: Desk) -> None:
    """`status` lists no submission that nobody has."""
    done = desk.project("--output", "no-such-folder/ivy.json")
    assert (2, []) == (done.returncode, Memory(desk.work).submissions())


@pytest.mark.parametrize("name", ["pkg", "project", "unit6", "Project", "1", "my file.json", "-x", "a'b", "unit6.json"])
def test_the_command_that_is_printed_sends_the_file(desk: Desk, name: str) -> None:
    """Whatever the file is called: as it stands there, split by a shell."""
    saved = desk.project(f"--output={name}")
    assert 0 == saved.returncode, saved.stderr
    [line] = [line for line in saved.stdout.splitlines() if "smol-grade submit" in line]
    program, command, word = shlex.split(line.partition(": ")[2])
    assert ("smol-grade", "submit") == (program, command)
    done = desk.run(word)
    assert (0, 1) == (done.returncode, desk.sent), done.stderr


def test_the_name_of_a_unit_or_of_the_project_is_no_file(desk: Desk) -> None:
    """A file of that name changes nothing for it, nor does a folder."""
    assert 0 == desk.project("--output", "project").returncode
    assert "needs --model" in desk.run("project").stderr
    (desk.work / "project").unlink()
    (desk.work / "project").mkdir()
    for word in ("project", "./project", "project/"):
        assert "needs --model" in desk.run(word).stderr, word


def test_an_exercises_file_is_no_saved_submission(tmp_path: Path) -> None:
    """It says that a unit is submitted whole, as before."""
    work = UnitDesk(tmp_path, course()).work
    done = smol_grade("submit", "unit1/render_chatml.py", cwd=work)
    assert (2, True) == (done.returncode, "a unit is submitted whole" in done.stderr)


NO_SUBMISSIONS = {
    "empty": b"",
    "text": b"a note\n",
    "no text": b"\xff\xfe",
    "other JSON": b'{"a": 1}',
    "a list": b"[1, 2]",
    "large": b"x" * 3_000_000,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", NO_SUBMISSIONS)
def test_a_file_that_is_no_submission(desk: Desk, what: str, language: str) -> None:
    """Exit code 2 and a sentence with its name, whatever its name ends in."""
    for name in ("t.txt", "t.json", "t"):
        (desk.work / name).write_bytes(NO_SUBMISSIONS[what])
        done = desk.run(name, "--lang", language)
        assert (2, False) == (done.returncode, "Traceback" in done.stderr), done.stderr
        assert say(language, "submit.not_saved", name=name, why="")[:-3] in flat(done.stderr)


def test_a_folder_or_a_file_that_cannot_be_read_is_no_submission(desk: Desk) -> None:
    """Both are told as such."""
    (desk.work / "notes").mkdir()
    (desk.work / "t.json").symlink_to("t.json")
    for name in ("notes", "t.json"):
        done = desk.run(name)
        assert (2, True) == (done.returncode, f"{name} is not a submission that was saved" in done.stderr)


@pytest.mark.parametrize(
    "words",
    [
        ("--model", MODEL),
        ("--model", MODEL, "--write-card"),
        ("--write-card",),
        ("--quiz",),
        ("--path", "."),
        ("--output", "new.json"),
        ("--name", ""),
        ("--path", ".", "--quiz"),
    ],
)
def test_options_that_a_file_has_decided_are_refused(desk: Desk, words: tuple[str, ...]) -> None:
    """All of them are named; nothing is sent or written."""
    assert 0 == desk.project("--output", "ivy.json").returncode
    done = desk.run("ivy.json", *words)
    assert (2, 0, False) == (done.returncode, desk.sent, (desk.work / "new.json").exists())
    assert ", ".join(word for word in words if word.startswith("--")) in done.stderr or "--write-card" in words


def test_a_saved_project_is_called_one(desk: Desk) -> None:
    """Its file, and what is said of the name in it."""
    words = ("project", "--model", MODEL, "--summary", "summary.md", "--board", "course/board")
    done = smol_grade("submit", *words, cwd=desk.work, HF_ENDPOINT=closed_port())
    assert 3 == done.returncode
    assert 1 == len(list(desk.work.glob("smol-submission-project-*.json")))
    assert say("en", "entry.saved_nameless") in flat(done.stdout)
    assert say("en", "entry.saved") in flat(desk.project("--output", "ivy.json").stdout)


def own_terminal() -> None:
    """Make the terminal the child's own, so that Ctrl-C reaches it."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


CTRL_C = "\x03"
PATIENCE_S = 5


def at_terminal(desk: Desk, answer: str, *words: str) -> tuple[int, str]:
    """Run `submit` on a terminal and answer what is asked, no where nothing should be; return the exit code and what was shown.

    Ctrl-C is pressed again where nothing follows, as people do: a signal between Python's last look and its read of the
    terminal, microseconds after the question, is seen when the next one comes (3 times in 3 000 on a busy machine).
    """
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "smol_grade", "submit", *words, "--board", str(desk.board), "--user", "ada"]
    variables = environment(desk.work, {"TERM": "xterm"})
    streams = {"stdin": child, "stdout": child, "stderr": child}
    started = subprocess.Popen(command, cwd=desk.work, env=variables, preexec_fn=own_terminal, **streams)  # noqa: PLW1509 - no threads here
    os.close(child)
    shown, asked = "", False
    try:
        while True:
            if asked and answer == CTRL_C and not select.select([parent], [], [], PATIENCE_S)[0]:
                os.write(parent, answer.encode())
                continue
            if not (part := os.read(parent, 4096)):
                break
            shown += part.decode("utf-8", "replace")
            if shown.rstrip().endswith("[y/N]:"):
                os.write(parent, (answer or "n\n").encode())
                shown += " "
                asked = True
    except OSError:  # the other end is closed
        pass
    os.close(parent)
    return started.wait(60), flat(shown)


ASKED = ("project", "--model", MODEL, "--summary", "summary.md")


@pytest.mark.parametrize(
    ("answer", "code", "sent"), [("y\n", 0, 1), ("\n", 1, 0), ("n\n", 1, 0), ("\x04", 1, 0), (CTRL_C, 130, 0)]
)
def test_a_terminal_is_asked_when_all_was_shown(desk: Desk, answer: str, code: int, sent: int) -> None:
    """Enter is no; who says no has no number for a card and nothing that waits."""
    done, shown = at_terminal(desk, answer, *ASKED)
    assert (code, sent) == (done, desk.sent), shown
    assert shown.index("on storms") < shown.index("Send it? [y/N]")
    if not sent:
        assert "interrupted" in shown.lower() if code == 130 else "Nothing was sent." in shown
        assert [] == Memory(desk.work).submissions()
        assert "nonce" not in shown


def test_a_terminal_is_not_asked_where_it_makes_no_difference(desk: Desk) -> None:
    """With --yes, with --dry-run, with --output."""
    for words, sent in ((("--dry-run",), 0), (("--output", "ivy.json"), 0), (("--yes",), 1)):
        done, shown = at_terminal(desk, "", *ASKED, *words)
        assert (0, sent, False) == (done, desk.sent, "[y/N]" in shown), words


def test_a_terminal_is_asked_for_a_saved_file(desk: Desk) -> None:
    """It is as public."""
    assert 0 == desk.project("--output", "ivy.json").returncode
    assert (1, 0) == (at_terminal(desk, "n\n", "ivy.json")[0], desk.sent)
    assert (0, 1) == (at_terminal(desk, "y\n", "ivy.json")[0], desk.sent)


def test_exercises_are_asked_about_only_with_a_name(desk: Desk) -> None:
    """Without one nothing but sealed files goes; an empty one publishes nothing."""
    workspace(desk.work / "w", "render_chatml")
    shutil.copytree(desk.work / "w" / "unit1", desk.work / "unit1")
    assert (1, 0) == (at_terminal(desk, "n\n", "unit1", "--name", "Ana")[0], desk.sent)
    assert (0, 1) == (at_terminal(desk, "", "unit1")[0], desk.sent)


def test_a_dry_run_tells_the_number_that_is_known(desk: Desk) -> None:
    """And what --write-card would do."""
    assert 0 == desk.project().returncode
    [sent] = Memory(desk.work).submissions()
    done = desk.project("--dry-run", "--write-card")
    assert f"nonce: {sent.model_nonce}" in done.stdout
    assert say("en", "nonce.would_write", model=MODEL) in flat(done.stdout)


@pytest.mark.parametrize("word", ["proyecto", "projet", "projects"])
def test_the_project_by_nearly_its_name(desk: Desk, word: str) -> None:
    """It is told how it is called."""
    done = desk.run(word)
    assert (2, True) == (done.returncode, "Did you mean project?" in done.stderr)


@pytest.mark.parametrize(
    "link", ["https://huggingface.co/ana/tiny", "huggingface.co/ana/tiny/tree/main", "hf.co/ana/tiny"]
)
def test_a_link_for_a_model_is_told_as_its_id(desk: Desk, link: str) -> None:
    """Of a link to nowhere, nothing is told."""
    done = desk.run("project", "--model", link, "--summary", "summary.md")
    assert (2, True) == (done.returncode, "hint: use ana/tiny\n" in done.stderr), done.stderr
    assert "use" not in desk.run("project", "--model", "https://example.org/a/b", "--summary", "summary.md").stderr


def test_an_empty_link_is_not_left_out(desk: Desk) -> None:
    """A script whose variable is empty notices."""
    done = desk.run("project", "--model", MODEL, "--summary", "summary.md", "--demo", "")
    assert (1, 0, True) == (done.returncode, desk.sent, "--demo is empty" in done.stderr)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_called_public_that_was_not_sent(desk: Desk, language: str) -> None:
    """With a dry run and with --output it will be."""
    words = {
        "en": ("will be public as soon as it is sent", "at once"),
        "es": ("será público en cuanto se envíe", "desde ya"),
    }
    for option in (("--dry-run",), ("--output", "ivy.json")):
        shown = flat(desk.project("--name", "Ana", "--lang", language, *option).stdout).lower()
        assert (2, 0) == (shown.count(words[language][0]), shown.count(words[language][1]))
        assert "smol-leaderboard" not in shown
