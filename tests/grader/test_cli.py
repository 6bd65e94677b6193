"""The command line, run as a user runs it: what it prints where, and its exit codes."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import GSM8K, NAMES, POINTS, ROOT, SMOLTALK, SOLUTIONS, smol_grade

WRONG = "def smoltalk_to_chatml(sample, tokenizer):\n    return {'text': 'naïve 你好'}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder as `init` leaves it."""
    assert 0 == smol_grade("init", cwd=tmp_path).returncode
    return tmp_path


@pytest.mark.parametrize(("unit", "points"), [("unit0", 3), pytest.param("unit1", POINTS, marks=pytest.mark.full)])
def test_solutions_exit_0(unit: str, points: int) -> None:
    """Full marks are 0."""
    done = smol_grade(unit, "--path", str(SOLUTIONS.parent / unit))
    assert (0, True) == (done.returncode, f"{points}/{points} points. All checks passed." in done.stdout)


def test_stubs_exit_1() -> None:
    """What a learner gets is 1, each exercise not started."""
    stubs = smol_grade("unit1", "--path", str(ROOT / "exercises"))
    assert 1 == stubs.returncode
    assert len(NAMES) == stubs.stdout.count("not started")
    assert f"0/{POINTS} points" in stubs.stdout
    assert "Traceback" not in stubs.stderr


def test_first_minutes(workspace: Path) -> None:
    """init, grade, mend, grade again, list: the way a learner goes."""
    assert (workspace / "unit1" / "README.md").is_file()
    assert 1 == smol_grade("unit0", cwd=workspace).returncode
    shutil.copy(ROOT / "solutions" / "unit0" / "transcript.py", workspace / "unit0")
    assert 0 == smol_grade("unit0", cwd=workspace).returncode
    assert 0 == smol_grade("transcript", cwd=workspace / "unit1").returncode
    listed = smol_grade("list", cwd=workspace).stdout
    assert "[done 3/3]" in listed
    assert "smol-grade project" in listed
    assert {"CARD.md", "CARD.es.md", "README.md", "README.es.md"} == {p.name for p in (workspace / "project").iterdir()}
    assert 0 == smol_grade("list", cwd=workspace / "unit0").stdout.count("[done 0/")
    state = json.loads((workspace / ".smol-grade" / "progress.json").read_text("utf-8"))
    assert 1 == state["schema_version"]
    assert "done" == state["exercises"]["warmup/transcript"]["status"]


def test_init_never_overwrites(workspace: Path) -> None:
    """A second init leaves a changed file as it is, and brings back a deleted one."""
    mine = workspace / "unit1" / f"{SMOLTALK}.py"
    mine.write_text("mine")
    (workspace / "unit1" / f"{GSM8K}.py").unlink()
    again = smol_grade("init", cwd=workspace)
    assert "mine" == mine.read_text()
    assert (workspace / "unit1" / f"{GSM8K}.py").is_file()
    assert "unit1: new 1, kept 20\n" in again.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["untt1"], 2, "Did you mean unit1"),
        (["gsm8k"], 2, "gsm8k_to_chatml"),
        (["unit1", "--path", "nowhere"], 2, "nowhere does not exist"),
        (["unit1"], 2, "smol-grade init"),
        (["unit1", "--lang", "fr"], 2, "fr"),
        (["unit1", "--format", "xml"], 2, "json"),
        (["lsit"], 2, "Did you mean list"),
        (["unit9"], 2, "unit0, unit1"),
        (["unit1", "--path", str(ROOT / "README.md")], 2, "not a Python file"),
        (["unit1", "--path", str(SOLUTIONS), "--seed", "99999999999"], 2, "--seed"),
        (["unit1", "--seed", "-1"], 2, "seed"),
        (["unit1", "--seed", "x"], 2, "seed"),
        (["--nothing"], 2, "--nothing"),
        (["hint", "unit1"], 2, "gsm8k_to_chatml"),
        (["hint", "gsm8k_to_chatml", "4"], 2, "1, 2"),
        (["hint", "gsm9k_to_chatml"], 2, "Did you mean"),
        (["unit1", "--path", str(SOLUTIONS), "--output", "/proc/nothing/x"], 2, "cannot write"),
        (["unit1", "--path", str(SOLUTIONS), "--output", "."], 2, "cannot write"),
    ],
)
def test_wrong_use_is_a_sentence(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    """A wrong name, path or option is answered on stderr, with the next action, without a traceback."""
    done = smol_grade(*words, cwd=tmp_path)
    assert code == done.returncode
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "" == done.stdout


def test_json_is_all_of_stdout(tmp_path: Path) -> None:
    """Data on stdout, the rest on stderr; a file gets the same."""
    done = smol_grade(GSM8K, "--path", str(SOLUTIONS), "--format", "json", "--seed", "3")
    report = json.loads(done.stdout)
    assert (3, 12) == (report["seed"], report["points"])
    target = tmp_path / "report.json"
    smol_grade(GSM8K, "--path", str(SOLUTIONS), "--format", "json", "--seed", "3", "--output", str(target))
    written = json.loads(target.read_text("utf-8"))
    for one in (report, written):
        one.pop("seconds")
        for check in one["checks"]:
            check.pop("seconds")
    assert report == written


@pytest.mark.parametrize(
    "encoding", ["ascii", *(pytest.param(name, marks=pytest.mark.full) for name in ("cp1252", "utf-8"))]
)
def test_any_encoding_will_do(encoding: str, tmp_path: Path) -> None:
    """A terminal without our marks gets others; nothing ends in an encoding error."""
    (tmp_path / f"{SMOLTALK}.py").write_text(WRONG, "utf-8")
    for language in ("en", "es"):
        done = smol_grade(SMOLTALK, "--path", str(tmp_path), "--lang", language, PYTHONIOENCODING=encoding)
        assert 1 == done.returncode
        assert "Traceback" not in done.stderr
        assert ("✗" in done.stdout) == (encoding == "utf-8")
        assert 0 == smol_grade("list", "--lang", language, PYTHONIOENCODING=encoding).returncode
    assert 0 == smol_grade("--help", PYTHONIOENCODING=encoding).returncode


@pytest.mark.parametrize(
    "variables",
    [{"LC_ALL": "es_ES.UTF-8"}, pytest.param({"LC_ALL": "", "LANG": "es_MX.UTF-8"}, marks=pytest.mark.full)],
)
def test_the_system_speaks_spanish(variables: dict[str, str], workspace: Path) -> None:
    """Help, errors and reports come in the system's language; --lang decides otherwise, and smol-grade.toml."""
    (workspace / "smol-grade.toml").unlink()
    assert "Comprueba tus ejercicios" in smol_grade("--help", **variables).stdout
    assert "no existe" in smol_grade("unit1", "--path", "x", cwd=workspace, **variables).stderr
    assert "sin empezar" in smol_grade("unit0", cwd=workspace, **variables).stdout
    assert "not started" in smol_grade("unit0", "--lang", "en", cwd=workspace, **variables).stdout


def test_narrow_and_plain() -> None:
    """COLUMNS and NO_COLOR are obeyed; without a terminal there is no colour."""
    path = str(ROOT / "exercises" / "unit1")
    done = smol_grade("unit1", "--path", path, COLUMNS="40")
    assert max(len(line) for line in done.stdout.splitlines()) <= 40
    assert "\x1b" not in done.stdout + done.stderr
    path = str(ROOT / "exercises" / "unit0")
    assert "\x1b[" in smol_grade("unit0", "--path", path, FORCE_COLOR="1").stdout
    assert "\x1b[" not in smol_grade("unit0", "--path", path, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_a_terminal_gets_colour_and_progress(tmp_path: Path) -> None:
    """On a terminal the report is coloured and the running check is shown."""
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "smol_grade", GSM8K, "--path", str(SOLUTIONS)]
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(command, stdout=child, stderr=child, env=environment)
    os.close(child)
    shown = b""
    while True:
        try:
            part = os.read(parent, 4096)
        except OSError:
            break
        shown += part
    assert 0 == process.wait()
    os.close(parent)
    assert b"\x1b[32m" in shown
    assert b"checking" in shown


def test_help_teaches() -> None:
    """Help shows the commands and how to name a unit; every command has its own."""
    text = smol_grade("--help").stdout
    assert "smol-grade unit1" in text
    for command in ("list", "hint", "init", "demo", "doctor", "dev"):
        assert command in text
        assert 0 == smol_grade(command, "--help").returncode
    options = smol_grade("unit1", "--help").stdout
    for option in ("--path", "--seed", "--lang", "--format", "--output", "--real-data", "--require-tier"):
        assert option in options
    assert smol_grade("--version").stdout.startswith("smol-grade ")


def test_hints_go_in_three_steps() -> None:
    """A question, a pointer, almost the code; each names the next."""
    texts = [smol_grade("hint", GSM8K, step).stdout for step in ("1", "2", "3")]
    assert 3 == len(set(texts))
    assert "hint gsm8k_to_chatml 2" in texts[0]
    assert "messages = [" in texts[2]
    assert smol_grade("hint", "unit1/gsm8k_to_chatml").stdout == texts[0]


def test_the_demo_shows_all_three() -> None:
    """The demo grades the stub, a wrong and a right answer, and leaves no folder."""
    done = smol_grade("demo")
    assert 0 == done.returncode
    assert [text in done.stdout for text in ("0/3 points", "1/3 points", "3/3 points", "hint:")] == [True] * 4


def test_real_data_says_what_it_needs(workspace: Path) -> None:
    """Without the data set the option is answered, not ignored."""
    done = smol_grade("unit1", "--real-data", cwd=workspace, GSM8K_DIR="")
    assert (2, True) == (done.returncode, "GSM8K_DIR" in done.stderr)


def test_a_closed_reader_is_no_error(workspace: Path) -> None:
    """`smol-grade … | head -1` ends quietly."""
    command = f"{sys.executable} -m smol_grade unit1 | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=workspace, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_a_malformed_manifest_is_told(tmp_path: Path) -> None:
    """A manifest that cannot be read ends with file, line and exit status 3."""
    shutil.copytree(ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns(".*", "__pycache__", "*.pyc"))
    manifest = tmp_path / "copy" / "exercises" / "course.toml"
    manifest.write_text(manifest.read_text("utf-8").replace("points = 12", "points ="), "utf-8")
    line = next(n for n, text in enumerate(manifest.read_text("utf-8").splitlines(), 1) if text == "points =")
    done = smol_grade("unit1", cwd=tmp_path, PYTHONPATH=str(tmp_path / "copy" / "grader"))
    assert 3 == done.returncode
    assert f"course.toml, line {line}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_foreign_pytest_setup_changes_nothing(workspace: Path) -> None:
    """pytest's variables, a pytest.ini and a conftest.py where the command runs have no say."""
    (workspace / "pytest.ini").write_text("[pytest]\naddopts = --collect-only -k nothing\n")
    (workspace / "conftest.py").write_text("raise SystemExit('conftest was read')\n")
    (workspace / "unit1" / "conftest.py").write_text("raise SystemExit('conftest was read')\n")
    for name in (SMOLTALK, GSM8K):
        shutil.copy(SOLUTIONS / f"{name}.py", workspace / "unit1")
    done = smol_grade("unit1", cwd=workspace, PYTEST_ADDOPTS="--collect-only", PYTEST_PLUGINS="nothing_of_this_name")
    assert (1, True) == (done.returncode, f"22/{POINTS} points" in done.stdout)


@pytest.mark.parametrize(
    ("name", "points"), [("Unit0", 3), ("./unit0", 3), ("0", 3), ("unit0/", 3), ("instruction", POINTS)]
)
def test_a_unit_by_other_names(name: str, points: int) -> None:
    """Capitals, a path's dot, the number alone and the slug name the unit too."""
    done = smol_grade(name, "--path", str(ROOT / "exercises"))
    assert (1, True) == (done.returncode, f"0/{points} points" in done.stdout)


def test_the_report_never_overwrites_an_exercise(workspace: Path) -> None:
    """--output refuses the file that is graded, before anything is lost."""
    mine = workspace / "unit1" / f"{SMOLTALK}.py"
    before = mine.read_text("utf-8")
    done = smol_grade("unit1", "--output", str(mine), cwd=workspace)
    assert (done.returncode, "overwrite" in done.stderr) == (2, True)
    assert mine.read_text("utf-8") == before


def test_a_device_stays_a_device(workspace: Path) -> None:
    """--output to a pipe or device writes into it and does not put a file in its place; `-` is the screen."""
    os.mkfifo(workspace / "pipe")
    with subprocess.Popen(["cat", str(workspace / "pipe")], stdout=subprocess.PIPE, text=True) as reader:
        smol_grade("unit0", "--output", str(workspace / "pipe"), cwd=workspace)
        assert "points" in reader.communicate(timeout=10)[0]
    assert (workspace / "pipe").is_fifo()
    assert "points" in smol_grade("unit0", "--output", "-", cwd=workspace).stdout
    assert not (workspace / "-").exists()


@pytest.mark.parametrize("words", ["unit0", "list", "--help"])
def test_a_full_or_closed_output_is_a_sentence(words: str, workspace: Path) -> None:
    """A disk without room, or no output at all, is no traceback."""
    for redirection in (">/dev/full", ">&-"):
        command = f"{sys.executable} -m smol_grade {words} {redirection}"
        done = subprocess.run(["bash", "-c", command], cwd=workspace, capture_output=True, text=True, check=False)
        if words != "--help":  # that one is written by the library
            assert "Traceback" not in done.stderr, done.stderr


def test_sigterm_leaves_nothing(workspace: Path) -> None:
    """A demo that is told to end says so and deletes its folder."""
    temporary = workspace / "tmp"
    temporary.mkdir()
    command = [sys.executable, "-m", "smol_grade", "demo"]
    environment = os.environ | {"TMPDIR": str(temporary), "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.terminate()
    _, err = process.communicate(timeout=20)
    assert (process.returncode, b"Traceback" in err) == (143, False)
    assert list(temporary.iterdir()) == []


def test_an_exercises_file_is_graded_alone_and_says_so() -> None:
    """A file named like one exercise grades that one of the unit, and the learner is told."""
    done = smol_grade("unit1", "--path", str(SOLUTIONS / f"{GSM8K}.py"))
    assert (done.returncode, "12/12" in done.stdout, "only that one" in done.stderr) == (0, True, True)


def test_the_language_is_carried_over(workspace: Path) -> None:
    """Commands that the program suggests keep the language that was asked for."""
    assert "hint transcript 2 --lang es" in smol_grade("hint", "transcript", "--lang", "es", cwd=workspace).stdout
    assert "smol-grade unit0 --lang es" in smol_grade("unit0", "--lang", "es", cwd=workspace).stdout
    assert smol_grade("--lang", "es", "unit0", cwd=workspace).returncode == 1
    assert "Evalúa" in smol_grade("--lang", "es", "--help").stdout


def test_a_seed_repeats_a_run_in_another_process(workspace: Path) -> None:
    """The same seed gives the same counterexamples, whatever Python's own hash seed."""
    (workspace / "unit1" / f"{SMOLTALK}.py").write_text(WRONG, "utf-8")
    words = (SMOLTALK, "--seed", "7", "--format", "json")
    evidence = [
        [
            check["evidence"]
            for check in json.loads(smol_grade(*words, cwd=workspace, PYTHONHASHSEED=seed).stdout)["checks"]
        ]
        for seed in ("1", "2")
    ]
    assert evidence[0] == evidence[1]
    assert evidence[0][1]["special_tokens"]


def test_a_misspelt_command_is_guessed_whatever_follows() -> None:
    """`submt unit1` is no unit with one word too many."""
    done = smol_grade("submt", "unit1")
    assert (2, True) == (done.returncode, "Did you mean submit?" in done.stderr)
