"""What `smol-leaderboard batch` says of odd submissions, of interruptions, and of what makes no sense."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smol_grade import grade
from smol_grade.locate import course_files
from smol_leaderboard.batch.grading import Progress
from smol_leaderboard.batch.noticing import Noticed
from smol_leaderboard.batch.reaching import ensure_answers
from smol_leaderboard.batch.results import KEYS, RESULTS, BatchResult, Plan, Results, read_results
from smol_leaderboard.cli.batch_telling import Told, notices, sentence
from smol_leaderboard.cli.batching import drift
from smol_leaderboard.errors import OperatorError

from .desk import HALF, RIGHT
from .test_batch import BATCH, environment, hand_in, run

PLAN = Plan(unit="unit0", exercises=(), suite_version="1", cohort="batch", tier=1)
SLOW = "def transcript(messages):\n    while True:\n        pass\n"


def flat(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def results_of(folder: Path, *names: str) -> Path:
    """A folder with results of these submissions, and its keys."""
    results = Results(folder)
    results.keys()
    results.begin(PLAN)
    for name in names:
        results.add(BatchResult(submission=name, learner=name, attempt=1, refused="no_files"))
    results.close()
    return folder


def test_odd_submissions_are_told_and_nobody_waits_for_them(tmp_path: Path) -> None:
    """A folder in a file's place, a link, an archive and a wrong path: sentences, and the others are graded."""
    source = hand_in(tmp_path / "in", {"ben": RIGHT})
    (source / "ana" / "transcript.py").mkdir(parents=True)
    (source / "cy").mkdir()
    (source / "cy" / "transcript.py").symlink_to(source / "ben" / "transcript.py")
    (source / "new\nline\x1b[2J").mkdir()
    (source / "moe.zip").touch()
    (source / "__MACOSX").mkdir()
    done = run(source, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {"ana", "ben", "cy", "new\nline\x1b[2J"} == {one.submission for one in read_results(tmp_path / "out")}
    assert 4 == len(done.stdout.splitlines())
    assert "new\\nline\\x1b[2J" in done.stdout
    said = flat(done.stderr)
    assert "passed over: moe.zip (packed; unpack it into a folder)" in said
    assert "ana: passed over: transcript.py (a folder)" in said
    assert "cy: passed over: transcript.py (a link)" in said
    assert "board_error" not in said
    assert "1 graded, 3 refused, 0 before" in said
    again = run(source, tmp_path / "out", "--lang", "es")
    assert (0, "") == (again.returncode, again.stdout)
    assert "nada que calificar ahora, de antes: 4" in flat(again.stderr)


def test_what_is_wrong_with_a_whole_file_is_told(tmp_path: Path) -> None:
    """The team sees why there are no points, as the learner would: in words of ours, in both languages."""
    source = hand_in(tmp_path / "in", {"ana": RIGHT, "ben": RIGHT, "cy": "def f(:\n", "dee": "\n", "eve": "\0"})
    (source / "ben" / "transcript.py").write_bytes(b"# caf\xe9\n")
    (source / "fay.ipynb").write_text("{")
    done = run(source, tmp_path / "out")
    lines = {line.split()[1]: line.split(maxsplit=2)[2] for line in done.stdout.splitlines() if " transcript" in line}
    assert {
        "ben": "transcript (not UTF-8)",
        "cy": "transcript (a syntax error)",
        "dee": "transcript (the file is empty)",
        "eve": "transcript (a NUL byte in it)",
        "fay": "transcript (not a notebook that can be read)",
    } == lines, done.stderr
    [ben] = [one for one in read_results(tmp_path / "out") if one.submission == "ben"]
    assert sentence(ben, "es").endswith("transcript (no es UTF-8)")


def test_a_wrong_path_in_a_line_is_not_the_learners(tmp_path: Path) -> None:
    """The others are graded, exit 3, and nothing is kept of the wrong one; alone it is a wrong use, exit 2."""
    hand_in(tmp_path / "in", {"ana": RIGHT})
    source = tmp_path / "cohort.jsonl"
    source.write_text("\n".join(json.dumps({"id": name, "path": f"in/{name}"}) for name in ("ana", "be\nn")))
    done = run(source, tmp_path / "out")
    assert done.returncode == 3
    said = flat(done.stderr)
    assert "not graded: be\\nn: " in said
    assert "cohort.jsonl:2: there is no " in said
    assert "board_error" not in said
    assert ["ana"] == [one.submission for one in read_results(tmp_path / "out")]
    source.write_text(json.dumps({"id": "ben", "path": "in/ben"}))
    none = run(source, tmp_path / "none")
    assert (2, "") == (none.returncode, none.stdout)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_says_what_is_kept(number: int, code: int, tmp_path: Path) -> None:
    """Of two submissions one is graded: that is said, and that the same command goes on."""
    source = hand_in(tmp_path / "in", {"a": RIGHT, "b": SLOW})
    command = [*BATCH, str(source), "--unit", "unit0", "--out", str(tmp_path / "out"), "--workers", "1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code, said
    assert "1 of 2 are graded and kept; the same command goes on" in flat(said)
    assert "nothing is left" not in said


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--workers", "-1"], "1 and more, or 0"),
        (["--suites", "nowhere"], "there is no folder nowhere"),
        (["--board", "nobody"], "there are no keys of nobody"),
        (["--engine", "slurm"], "--engine takes"),
        (["--address", "auto"], "--address is for"),
    ],
)
def test_what_makes_no_sense_leaves_no_folder(options: list[str], why: str, tmp_path: Path) -> None:
    """It is said before anything is made."""
    done = run(hand_in(tmp_path / "in", {"ana": RIGHT}), tmp_path / "out", *options)
    assert done.returncode == 2
    assert why in flat(done.stderr)
    assert not (tmp_path / "out").exists()


def test_an_exercise_may_be_named_with_its_unit(tmp_path: Path) -> None:
    """As the other commands take it; `--workers 0` is one a core."""
    source, out = hand_in(tmp_path / "in", {"ana": HALF}), tmp_path / "out"
    options = ["--unit", "unit0/transcript", "--out", str(out), "--workers", "0"]
    done = subprocess.run(
        [*BATCH, str(source), *options], capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == 0, done.stderr
    assert ["transcript"] == json.loads((out / "plan.json").read_text())["exercises"]
    other = run(source, out)
    assert other.returncode == 2
    assert "(exercises: transcript there, all now)" in flat(other.stderr)


def test_lost_keys_are_not_replaced(tmp_path: Path) -> None:
    """Where results are, other keys would give the same learners other names; where none are, nothing is lost."""
    out = results_of(tmp_path / "out", "ana")
    (out / KEYS).unlink()
    done = run(hand_in(tmp_path / "in", {"ana": RIGHT}), out)
    assert (2, "") == (done.returncode, done.stdout)
    assert "keys.json is gone" in flat(done.stderr)
    assert not (out / KEYS).exists()
    fresh = results_of(tmp_path / "fresh")
    (fresh / KEYS).unlink()
    results = Results(fresh)
    assert results.keys().exists()
    results.close()


FULL = """
import resource, sys, typer
from pathlib import Path
from smol_grade.cli import output
from smol_leaderboard.batch.results import BatchResult, Results
try:
    with output.explained("en"):
        results = Results(Path(sys.argv[1]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        for number in range(9):
            results.add(BatchResult(submission=f"s{number}", learner="x", attempt=1))
except typer.Exit as end:
    sys.exit(end.exit_code)
"""


def test_a_full_disk_is_the_machines_trouble(tmp_path: Path) -> None:
    """Exit 3, as the guide says, and what was written before is whole."""
    out = results_of(tmp_path / "out")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(out)], capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == 3, done.stderr
    assert "What was graded before is kept" in flat(done.stderr)
    kept = [one.submission for one in read_results(out)]
    assert kept == [f"s{number}" for number in range(len(kept))]
    assert kept
    assert not (out / RESULTS).read_bytes().endswith(b"\n")
    results = Results(out)
    assert kept == list(results.begin(PLAN))
    results.close()


@pytest.fixture
def listening() -> Iterator[str]:
    """The address of something that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def test_no_cluster_at_an_address_is_a_sentence(tmp_path: Path) -> None:
    """Where nothing listens it is said at once."""
    pytest.importorskip("ray")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    done = run(hand_in(tmp_path / "in", {"ana": RIGHT}), tmp_path / "out", "--engine", "ray", "--address", address)
    assert done.returncode == 2
    assert f"no Ray cluster answers at {address}" in flat(done.stderr)


@pytest.mark.parametrize("address", ["auto", "nowhere", "no-such-host.invalid:6379", "127.0.0.1:999999"])
def test_addresses_that_are_none_are_a_sentence(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its form."""
    pytest.importorskip("ray")
    monkeypatch.setenv("RAY_TMPDIR", "/nowhere")
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    with pytest.raises(OperatorError, match=f"no Ray cluster answers at {address}: ."):
        ensure_answers(address)


def test_what_is_no_cluster_is_not_waited_for(listening: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something else at the port answers nothing for ever: the wait ends."""
    pytest.importorskip("ray")
    monkeypatch.setattr("smol_leaderboard.batch.reaching.JOINS_WITHIN_S", 8.0)
    with pytest.raises(OperatorError, match="within 8 s"):
        ensure_answers(listening)


def test_the_last_ones_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Once nothing waits, no time is guessed: it says what runs, escaped."""
    shown: list[str] = []
    told = Told("en", "text")
    told.show = shown.append
    result = BatchResult(submission="z\n", learner="z", attempt=1, refused="no_files")
    told(Progress(0, 6))
    told(Progress(1, 6, result))
    told(Progress(2, 6, result, running=("a\nb", "c", "d", "e")))
    assert "left" in shown[1]
    assert "2 of 6, still running: a\\nb, c, d, … (+1)" == shown[2]
    assert 2 == len(capsys.readouterr().out.splitlines())


def test_a_cohort_is_spoken_of_in_single_lines() -> None:
    """Names of others are escaped, long lists are cut."""
    twins = tuple(f"a{number}\n" for number in range(30))
    [named, hint] = notices(Noticed((), twins, one_learners=True), Path("cohort/ana"), "en")
    assert "a9\\n, … (+20)" in named
    assert str(Path("cohort").resolve()) in hint
    assert "\n" not in named + hint
    assert [] == notices(Noticed(), Path("x"), "es")


def test_a_result_is_one_line() -> None:
    """Whatever its id."""
    for refused in ("no_files", "not_gradable", "cannot_open"):
        one = BatchResult(submission="x\r\n  3/3  ana\u2028", learner="x", attempt=1, refused=refused)
        assert "x\\r\\n  3/3  ana\\u2028" in sentence(one, "en")


def test_other_versions_than_the_courses_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence names them; none where all are the course's."""
    pinned = grade.pins(course_files().constraints)
    monkeypatch.setattr(grade, "installed_versions", lambda: {"torch": "0.1", "numpy": pinned["numpy"]})
    [said] = drift("en")
    assert f"torch 0.1 -> {pinned['torch']}" in said
    assert "numpy" not in said
    monkeypatch.setattr(grade, "installed_versions", lambda: {"numpy": pinned["numpy"]})
    assert [] == drift("es")
