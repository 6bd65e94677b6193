"""What a shell offers on TAB, asked as shells ask: through the program's own protocol, and by a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from smol_grade.cli import completing

from .conftest import ROOT, UNITS, smol_grade

ALIASES = [unit.alias for unit in UNITS]
SCRIPT = "import sys\n{first}from smol_grade.__main__ import main\nsys.exit(main())\n"
NO_COURSE = "from pathlib import Path\nimport smol_grade.locate as at\nat.CHECKOUT = Path('nowhere')\n"
CHOOSE = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
"""Lets a test name the shell."""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The console program, as an installer would have made it, but with this interpreter."""
    path = tmp_path / "bin" / "smol-grade"
    path.parent.mkdir()
    path.write_text(f"#!{sys.executable}\n{SCRIPT.format(first='')}", "utf-8")
    path.chmod(0o755)
    return path


def run(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program that finds ours."""
    environment = dict(os.environ) | {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT / "grader")} | variables
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False)


def bash(program: Path, line: str) -> list[str]:
    """Ask as bash does."""
    words = line.split(" ")
    asked = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = run([str(program)], _SMOL_GRADE_COMPLETE="complete_bash", **asked)
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout.split()


def zsh(program: Path, line: str) -> str:
    """Ask as zsh does."""
    done = run([str(program)], _SMOL_GRADE_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line)
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def test_the_first_word(program: Path) -> None:
    """It may be a command or a unit; what begins an exercise's name becomes it."""
    words = bash(program, "smol-grade ")
    assert {"init", "watch", "hint", "certificate", *ALIASES} <= set(words)
    assert "grade" not in words  # it is hidden
    assert ["watch"] == bash(program, "smol-grade wa")
    assert ALIASES == bash(program, "smol-grade un")
    assert ["gsm8k_to_chatml", "gsm8k_to_messages", "gsm8k_reward"] == bash(program, "smol-grade gsm8k")
    assert ["unit1/sft_loss"] == bash(program, "smol-grade unit1/sft")
    assert [] == bash(program, "smol-grade nothing")


def test_the_arguments_of_commands(program: Path) -> None:
    """Each command offers what it takes, and options stay options."""
    assert ALIASES == bash(program, "smol-grade watch ")
    assert ["unit1", *(f"unit1/{one.name}" for one in UNITS[1].exercises)] == bash(program, "smol-grade watch unit1")
    assert ["sft_loss"] == bash(program, "smol-grade hint sft")
    names = [one.name for unit in UNITS for one in unit.exercises]
    assert (names, names) == (bash(program, "smol-grade hint "), bash(program, "smol-grade reset "))
    assert ["project"] == bash(program, "smol-grade info proj")
    practice = ROOT / "quizzes" / "practice"
    assert [one for one in ALIASES if (practice / f"{one}.toml").is_file()] == bash(program, "smol-grade quiz ")
    assert ALIASES == bash(program, "smol-grade init --unit ")
    assert [*ALIASES, "project"] == bash(program, "smol-grade submit ")
    assert ["--seed"] == bash(program, "smol-grade unit1 --se")
    assert [] == bash(program, "smol-grade hint sft_loss x")


def test_zsh(program: Path) -> None:
    """The same for zsh, with what each command does."""
    shown = zsh(program, "smol-grade ")
    assert '"init":"' in shown
    assert [] == [alias for alias in ALIASES if f'"{alias}"' not in shown]
    assert "_arguments '*: :((\"unit1/sft_loss\"))'\n" == zsh(program, "smol-grade watch unit1/sf")


def test_a_course_that_cannot_be_read(tmp_path: Path) -> None:
    """Nothing is offered but the commands, and nothing is said."""
    broken = tmp_path / "smol-grade"
    broken.write_text(f"#!{sys.executable}\n{SCRIPT.format(first=NO_COURSE)}", "utf-8")
    broken.chmod(0o755)
    assert ["watch"] == bash(broken, "smol-grade wa")
    assert [[], [], []] == [bash(broken, f"smol-grade {line}") for line in ("un", "hint ", "quiz ")]


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_in_a_real_bash(program: Path) -> None:
    """The lines that --show-completion shows make bash complete."""
    shown = run([str(program), "--show-completion", "bash"], **CHOOSE)
    assert (0, "") == (shown.returncode, shown.stderr)
    script = (
        f"{shown.stdout}\nCOMP_WORDS=(smol-grade watch unit1/sft)\nCOMP_CWORD=2\n_smol_grade_completion smol-grade\n"
        'echo "${COMPREPLY[@]}"\ncomplete -p smol-grade\n'
    )
    done = run(["bash", "--norc", "-c", script], PATH=f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    assert ("", "unit1/sft_loss") == (done.stderr, done.stdout.splitlines()[0])
    assert done.stdout.splitlines()[1].endswith("-F _smol_grade_completion smol-grade")


def test_it_is_installed(program: Path, tmp_path: Path) -> None:
    """The shell's own file keeps what it holds and gets a line; the answer is in the learner's language."""
    (tmp_path / ".bashrc").write_text("alias ll='ls -l'\n", "utf-8")
    done = run([str(program), "--install-completion", "bash"], HOME=str(tmp_path), LC_ALL="es_ES.UTF-8", **CHOOSE)
    script = tmp_path / ".bash_completions" / "smol-grade.sh"
    assert (0, "") == (done.returncode, done.stderr)
    assert f"completará smol-grade desde su próximo inicio: {script}" in " ".join(done.stdout.split())
    kept = (tmp_path / ".bashrc").read_text("utf-8")
    assert ("alias ll='ls -l'", True) == (kept.splitlines()[0], f"source '{script}'" in kept)
    assert "_SMOL_GRADE_COMPLETE=complete_bash" in script.read_text("utf-8")


def test_a_shell_file_that_cannot_be_changed(program: Path, tmp_path: Path) -> None:
    """It is a sentence and 2, with another way."""
    (tmp_path / ".bashrc").write_bytes(b"# \xff\n")
    done = run([str(program), "--install-completion", "bash"], HOME=str(tmp_path), **CHOOSE)
    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("error: completion was not installed: ")
    assert "hint: smol-grade --show-completion" in done.stderr
    assert b"# \xff\n" == (tmp_path / ".bashrc").read_bytes()


@pytest.mark.parametrize("act", [completing._install, completing._show])
def test_a_shell_that_is_not_known(
    act: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the shell cannot be told, the sentence names those that can be helped."""
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: None)
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: None)
    monkeypatch.setattr("typer._completion_shared.get_current_context", lambda: root, raising=False)
    root = SimpleNamespace(resilient_parsing=False, find_root=lambda: SimpleNamespace(info_name="smol-grade"))
    with pytest.raises(typer.Exit) as caught:
        act(root, None, True)  # type: ignore[operator]
    told = capsys.readouterr()
    assert (2, "") == (caught.value.exit_code, told.out)
    assert "error: your shell is not one that can be helped: bash, zsh, fish, powershell.\n" == told.err


def test_help_of_completion_is_in_both_languages() -> None:
    """What Typer says in English is said in the learner's language."""
    english, spanish = (smol_grade("--help", LC_ALL=name).stdout for name in ("C.UTF-8", "es_ES.UTF-8"))
    assert "Let your shell complete commands" in english
    assert "Que tu shell complete comandos" in spanish
    assert "current shell" not in english + spanish
