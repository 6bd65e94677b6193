"""A batch grades every submission once, whoever is killed, with the same verdicts wherever its judges run."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from smol_grade.locate import course_files
from smol_leaderboard import keys
from smol_leaderboard.batch.cluster import PREFIX
from smol_leaderboard.batch.contents import LARGEST
from smol_leaderboard.batch.engine import LocalEngine
from smol_leaderboard.batch.errors import ResultsNotKept
from smol_leaderboard.batch.results import AWAITED, KEYS, RESULTS, BatchResult, Results, read_results, unfinished
from smol_leaderboard.batch.station import Station, Task
from smol_leaderboard.batch.submissions import Submitted, read_submissions
from smol_leaderboard.errors import OperatorError, StoreError
from smol_leaderboard.judge.client import Judge

from .desk import HALF, RIGHT
from .learner import SOLUTIONS

FULL = os.environ.get("SMOL_GRADE_PROOF") == "full"
BATCH = [sys.executable, "-m", "smol_leaderboard", "batch"]
NAMES = frozenset({"transcript.py", "transcript.ipynb"})
BROKEN = "def transcript(messages:\n"
EMPTY = 'def transcript(messages):\n    raise NotImplementedError("TODO 0.1: x")\n'
KINDS = {"right": RIGHT, "half": HALF, "broken": BROKEN, "empty": EMPTY}

POISON = {
    "exits": "import os\nos._exit(0)\n",
    "loops": "def transcript(messages):\n    while True:\n        pass\n",
    "forks": "import os\n\ndef transcript(messages):\n    while True:\n        os.fork()\n",
    "eats": "def transcript(messages):\n    held = []\n    while True:\n        held.append(bytearray(10**8))\n",
    "floods": "def transcript(messages):\n    while True:\n        print('x' * 10**6, flush=True)\n",
    "fills": "def transcript(messages):\n    with open('full', 'wb') as f:\n        while True:\n            f.write(b'x' * 10**7)\n",
    "stops": "import os, signal\n\ndef transcript(messages):\n    os.kill(os.getpid(), signal.SIGSTOP)\n",
    "nests": "def transcript(messages):\n    x = []\n    for _ in range(10**5):\n        x = [x]\n    return x\n",
    "kills": "import os, signal\nfor pid in range(2, 40000):\n    try:\n        os.kill(pid, signal.SIGKILL)\n    except OSError:\n        pass\n",
}
"""What each submission does to harm the others; none of it is right."""


def hand_in(folder: Path, sources: dict[str, str]) -> Path:
    """A folder with a submission of the warm-up for each source."""
    for name, source in sources.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "transcript.py").write_text(source, "utf-8")
    return folder


def mixed(folder: Path, count: int) -> Path:
    """Submissions of all kinds in turn."""
    kinds = list(KINDS.items())
    return hand_in(folder, {f"{number:04d}-{kinds[number % 4][0]}": kinds[number % 4][1] for number in range(count)})


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Keys, so that several batches draw the same."""
    path = tmp_path_factory.mktemp("keys") / KEYS
    keys.create(path)
    return path.read_bytes()


def place(out: Path, secrets: bytes) -> Path:
    """A folder for results, with keys."""
    out.mkdir()
    (out / KEYS).write_bytes(secrets)
    (out / KEYS).chmod(0o600)
    return out


def run(source: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command on the warm-up."""
    command = [*BATCH, str(source), "--unit", "unit0", "--out", str(out), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment())


def environment() -> dict[str, str]:
    return {**os.environ, "RAY_USAGE_STATS_ENABLED": "0", "LANG": "C.UTF-8"}


def verdicts(out: Path) -> dict[str, Any]:
    """All that a batch says of each submission but the time at which it was graded."""
    said = {}
    for one in read_results(out):
        record = one.record and msgspec.to_builtins(msgspec.structs.replace(one.record, at="", content_sha256=""))
        said[one.submission] = (one.learner, one.attempt, one.sha256, one.refused, record)
    return said


def lines(out: Path) -> list[str]:
    """The ids in a batch's results, one for each line."""
    content = (out / RESULTS).read_bytes().splitlines()
    return [msgspec.json.decode(line, type=BatchResult).submission for line in content]


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve submissions."""
    return mixed(tmp_path_factory.mktemp("twelve"), 12)


@pytest.fixture(scope="module")
def alone(twelve: Path, secrets: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Graded by one judge."""
    out = place(tmp_path_factory.mktemp("alone") / "out", secrets)
    done = run(twelve, out, "--workers", "1")
    assert done.returncode == 0, done.stderr
    return out


def test_verdicts_are_what_the_submissions_are_worth(alone: Path) -> None:
    """Right earns all points, half some, broken and empty none; each is graded once."""
    points = {one.submission: one.record and one.record.points for one in read_results(alone)}
    worth = {"right": 3, "half": 1, "broken": 0, "empty": 0}
    assert {name: worth[name[5:]] for name in points} == points
    assert sorted(points) == sorted(lines(alone))
    assert len(points) == 12


@pytest.mark.parametrize("workers", ["2", "8"])
def test_verdicts_do_not_depend_on_the_number_of_judges(
    workers: str, twelve: Path, alone: Path, secrets: bytes, tmp_path: Path
) -> None:
    """Two judges and eight say, to the letter, what one says."""
    out = place(tmp_path / "out", secrets)
    assert run(twelve, out, "--workers", workers).returncode == 0
    assert verdicts(alone) == verdicts(out)
    assert sorted(lines(out)) == sorted(verdicts(alone))


def test_killed_and_run_again_nothing_is_lost_or_graded_twice(
    twelve: Path, alone: Path, secrets: bytes, tmp_path: Path
) -> None:
    """`kill -9` in the middle, thrice: what was graded stays, what was under way is graded anew, to the same verdicts."""
    out = place(tmp_path / "out", secrets)
    for wanted in (2, 5, 8):
        command = [*BATCH, str(twelve), "--unit", "unit0", "--out", str(out), "--workers", "2"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()) as process:
            assert process.stdout is not None
            while len(lines(out) if (out / RESULTS).exists() else []) < wanted:
                assert process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        before = (out / RESULTS).read_bytes()
        assert before.count(b"\n") >= wanted
        assert set(verdicts(alone)) - set(lines(out)) == set(unfinished(out))
    with open(out / RESULTS, "ab") as file:
        file.write(b'{"schema_version":1,"submission":"0000-ri')  # as a kill while writing leaves it
    last = run(twelve, out, "--workers", "2")
    assert last.returncode == 0
    assert () == unfinished(out)
    assert (out / RESULTS).read_bytes().startswith(before)
    assert sorted(verdicts(alone)) == sorted(lines(out))
    assert verdicts(alone) == verdicts(out)
    content = (out / RESULTS).read_bytes()
    again = run(twelve, out, "--workers", "2")
    assert (again.returncode, again.stdout) == (0, "")
    assert content == (out / RESULTS).read_bytes()


def test_a_changed_submission_is_graded_anew(tmp_path: Path) -> None:
    """Who hands in something else meanwhile gets a new result, the others keep theirs."""
    source, out = hand_in(tmp_path / "in", {"ana": HALF, "ben": RIGHT}), tmp_path / "out"
    assert run(source, out).returncode == 0
    (source / "ana" / "transcript.py").write_text(RIGHT, "utf-8")
    assert run(source, out).returncode == 0
    assert sorted(["ana", "ben", "ana"]) == sorted(lines(out))
    assert {"ana": 3, "ben": 3} == {one.submission: one.record and one.record.points for one in read_results(out)}


def test_poison_harms_only_itself(tmp_path: Path) -> None:
    """Each hostile submission ends without a point; the right one behind each of them gets all of its."""
    sources = {}
    for number, (name, source) in enumerate(POISON.items()):
        sources |= {f"{number:02d}a-{name}": source, f"{number:02d}b-right": RIGHT}
    out = tmp_path / "out"
    done = run(hand_in(tmp_path / "in", sources), out, "--workers", "2")
    assert done.returncode == 0, done.stderr
    points = {one.submission: one.record and one.record.points for one in read_results(out)}
    assert {name: 3 if name.endswith("right") else 0 for name in sources} == points
    assert [] == [one for one in psutil.process_iter() if _judges(one, out)]


def _judges(process: psutil.Process, out: Path) -> bool:
    try:
        return str(out) in " ".join(process.cmdline())
    except psutil.Error:
        return False


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A Ray cluster of three nodes, a core each, the first of which is this machine's head."""
    cluster_utils = pytest.importorskip("ray.cluster_utils")
    made = cluster_utils.Cluster(
        initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False}, connect=False
    )
    try:
        yield made
    finally:
        made.shutdown()


def test_a_cluster_that_loses_a_node_grades_everything_once(
    cluster: Any, twelve: Path, alone: Path, secrets: bytes, tmp_path: Path
) -> None:
    """A node is killed while it grades: its submission goes to another, and the verdicts are those of one judge."""
    before = left_on_nodes()
    doomed = cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    out = place(tmp_path / "out", secrets)
    command = [*BATCH, str(twelve), "--unit", "unit0", "--out", str(out), "--engine", "ray", "--workers", "2"]
    command += ["--address", cluster.address]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for _ in range(3):
            assert process.stdout.readline(), process.stderr.read()
        cluster.remove_node(doomed, allow_graceful=False)
        assert process.wait(240) == 0, process.stderr.read()
    assert sorted(verdicts(alone)) == sorted(lines(out))
    assert verdicts(alone) == verdicts(out)
    kept = [path for folder in left_on_nodes() - before for path in folder.rglob("*") if path.is_file()]
    assert [] == [path for path in kept if secrets in path.read_bytes()], "keys stay on a node"


def left_on_nodes() -> set[Path]:
    """Folders of actors that are there."""
    return set(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))


def test_interrupted_it_says_so_and_leaves_no_process(twelve: Path, tmp_path: Path) -> None:
    """Ctrl-C ends it at once with status 130; what was graded is kept."""
    out = tmp_path / "out"
    command = [*BATCH, str(twelve), "--unit", "unit0", "--out", str(out), "--workers", "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        tree = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        said = process.stderr.read()
    assert "Traceback" not in said
    assert lines(out)
    _, alive = psutil.wait_procs(tree, timeout=20)
    assert [] == alive


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_memory_stays_flat(secrets: bytes, tmp_path: Path, record_property: Any) -> None:
    """The memory of all processes after most submissions is what it was after the first ones."""
    count = 3000 if FULL else 160
    source, out = mixed(tmp_path / "in", count), place(tmp_path / "out", secrets)
    command = [*BATCH, str(source), "--unit", "unit0", "--out", str(out), "--workers", "2"]
    used: list[tuple[int, int]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()) as process:
        assert process.stdout is not None
        for number, _ in enumerate(process.stdout, 1):
            if number % (count // 20) == 0:
                used.append((number, _memory(process.pid)))
    assert process.returncode == 0
    assert count == len(set(lines(out)))
    early = statistics.median(bytes_ for number, bytes_ in used if count // 5 <= number <= count // 2)
    late = statistics.median(bytes_ for number, bytes_ in used if number > count * 3 // 4)
    assert late < early * 1.1, [(number, bytes_ >> 20) for number, bytes_ in used]
    record_property("megabytes", [bytes_ >> 20 for _, bytes_ in used])


def _memory(pid: int) -> int:
    """The private and shared-out memory of a process, its judges and zygotes; sessions come and go and are left out."""
    total = 0
    tree = psutil.Process(pid)
    for one in [tree, *tree.children(recursive=True)]:
        try:
            lasting = one.pid == pid or any(str(word).endswith("start.py") for word in one.cmdline())
            total += one.memory_full_info().uss if lasting and one.status() != psutil.STATUS_ZOMBIE else 0
        except psutil.Error:
            continue
    return total


# What may be handed to it


def test_folders_files_and_notebooks_are_submissions(tmp_path: Path) -> None:
    """A folder, a folder with the unit's in it, and a single file are each one; what is hidden or a link is none."""
    source = hand_in(tmp_path / "in", {"ana": RIGHT})
    (source / "ben" / "exercises" / "unit0").mkdir(parents=True)
    (source / "ben" / "exercises" / "unit0" / "transcript.py").write_text(HALF)
    (source / "cleo_123_homework.py").write_text(RIGHT)
    (source / "dan.ipynb").write_text(json.dumps({"cells": []}))
    (source / "notes.txt").write_text("none")
    (source / ".git").mkdir()
    (source / "eve").symlink_to(source / "ana")
    found = {one.id: one.files for one in read_submissions(source, NAMES, "unit0")}
    assert {
        "ana": {"transcript.py": RIGHT.encode()},
        "ben": {"transcript.py": HALF.encode()},
        "cleo_123_homework": {"transcript.py": RIGHT.encode()},
        "dan": {"transcript.ipynb": b'{"cells": []}'},
    } == found


def test_links_out_of_a_submission_are_not_followed(tmp_path: Path) -> None:
    """Nothing of the operator's machine gets into a grading by a learner's link."""
    secret = tmp_path / "secret.py"
    secret.write_text("SECRET = 1")
    source = tmp_path / "in"
    (source / "ana").mkdir(parents=True)
    (source / "ana" / "transcript.py").symlink_to(secret)
    (source / "ben" / "exercises").mkdir(parents=True)
    (tmp_path / "unit0").mkdir()
    (tmp_path / "unit0" / "transcript.py").write_text("SECRET = 1")
    (source / "ben" / "exercises" / "unit0").symlink_to(tmp_path / "unit0")
    os.mkfifo(source / "ben" / "transcript.py")
    assert [{}, {}] == [one.files for one in read_submissions(source, NAMES, "unit0")]


def test_a_huge_file_is_read_only_as_far_as_is_needed_to_refuse_it(tmp_path: Path) -> None:
    """A sparse file of a terabyte takes no memory."""
    source = hand_in(tmp_path / "in", {"ana": ""})
    os.truncate(source / "ana" / "transcript.py", 10**12)
    [one] = read_submissions(source, NAMES)
    assert LARGEST == len(one.files["transcript.py"])


def test_lines_name_learner_attempt_and_time(tmp_path: Path) -> None:
    """A JSONL file tells of each submission what a folder cannot."""
    hand_in(tmp_path / "handed", {"ana-2": HALF})
    source = tmp_path / "cohort.jsonl"
    about = {"id": "ana-2", "learner": "ana", "attempt": 2, "received_at": "2026-11-25T12:00:00Z"}
    said = [about | {"path": "handed/ana-2"}, {"id": "ben", "files": {"transcript.py": RIGHT, "../x": "no"}}]
    source.write_text("\n\n".join(map(json.dumps, said)))
    ana, ben = read_submissions(source, NAMES)
    assert ("ana", 2, "2026-11-25T12:00:00Z") == (ana.learner, ana.attempt, ana.received_at)
    assert [{"transcript.py": HALF.encode()}, {"transcript.py": RIGHT.encode()}] == [ana.files, ben.files]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "cohort.jsonl:1 is no submission"),
        ('{"id": ""}', "takes an `id`"),
        ('{"id": "a"}', "either `path` or `files`"),
        ('{"id": "a", "path": "x", "attempt": 0}', "attempt"),
        ('{"id": "a", "path": "x", "received_at": "yesterday"}', "received_at"),
        ('{"id": "a", "path": "x", "colour": 1}', "colour"),
        ('{"id": "a", "path": "x"}\n{"id": "a", "path": "y"}', "two submissions are called 'a'"),
        ("[" * 5000, "cohort.jsonl:1 is no submission"),
        ("\xff", "cohort.jsonl:1 is no submission"),
        ("", "holds no submissions"),
    ],
)
def test_bad_lines_are_told_with_their_number(text: str, why: str, tmp_path: Path) -> None:
    """Bad input gets a sentence."""
    source = tmp_path / "cohort.jsonl"
    source.write_bytes(text.encode("latin-1"))
    with pytest.raises(OperatorError, match=re.escape(why)):
        read_submissions(source, NAMES)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["nowhere", "--unit", "unit0"], "there is no folder or JSONL file nowhere"),
        ([".", "--unit", "unit77"], "unit77"),
        ([".", "--unit", "unit0", "--exercise", "walk"], "walk"),
        ([".", "--unit", "unit0/walk"], "walk"),
        ([".", "--unit", "unit0", "--engine", "slurm"], "--engine takes local or ray"),
        ([".", "--unit", "unit0", "--workers", "-1"], "--workers"),
        ([".", "--unit", "unit0", "--address", "auto"], "--address is for --engine ray"),
        ([".", "--unit", "unit0", "--format", "xml"], "--format takes text or jsonl"),
        ([".", "--unit", "unit0", "--suites", "none"], "none"),
        ([".", "--unit", "unit0"], "would lie among the submissions"),
        ([".", "--unit", "unit0", "--out", "ana"], "would lie among the submissions"),
        ([".", "--unit", "unit0", "--board", "nobody"], "there are no keys of nobody"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(options: list[str], why: str, tmp_path: Path) -> None:
    """Usage errors end with status 2 and say what is wrong; no traceback, nothing graded."""
    hand_in(tmp_path / "in", {"ana": RIGHT})
    if "among" not in why:
        options = [*options, "--out", "../results"]
    done = subprocess.run(
        [*BATCH, *options], cwd=tmp_path / "in", capture_output=True, text=True, check=False, env=environment()
    )
    said = " ".join(done.stderr.split())
    assert (done.returncode, done.stdout) == (2, ""), said
    assert why in said
    assert "Traceback" not in said


def test_from_any_folder_with_names_that_are_relative(tmp_path: Path) -> None:
    """As it is typed first: no --out, everything relative. Results lie here, for their owner alone."""
    hand_in(tmp_path / "submissions", {"ana": RIGHT})
    command = [*BATCH, "submissions", "--unit", "unit0"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["3/3", "ana"]
    out = tmp_path / "submissions-unit0"
    assert [3] == [one.record and one.record.points for one in read_results(out)]
    assert 0o700 == out.stat().st_mode & 0o777
    assert {AWAITED, KEYS, RESULTS, "plan.json", "lock"} == {path.name for path in out.iterdir()}


def test_some_exercises_of_a_unit(tmp_path: Path) -> None:
    """Only those that are named are graded, and only their points count."""
    source = tmp_path / "in" / "ana"
    source.mkdir(parents=True)
    for name in ("make_mcq", "pass_at_k"):
        shutil.copyfile(SOLUTIONS / "unit2" / f"{name}.py", source / f"{name}.py")
    command = [*BATCH, str(source.parent), "--unit", "unit2", "--exercise", "pass_at_k", "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    [one] = read_results(tmp_path / "out")
    assert one.record is not None
    assert ["pass_at_k"] == [exercise.name for exercise in one.record.exercises]
    assert one.record.points == one.record.max_points > 0


def test_results_of_another_batch_are_not_mixed(tmp_path: Path) -> None:
    """Other exercises or other suites want another folder."""
    source = hand_in(tmp_path / "in", {"ana": RIGHT})
    assert run(source, tmp_path / "out").returncode == 0
    other = run(source, tmp_path / "out", "--exercise", "transcript")
    assert other.returncode == 2
    assert "another batch" in " ".join(other.stderr.split())


def test_two_batches_do_not_write_into_one_folder(tmp_path: Path) -> None:
    """The second is told so, and the first goes on."""
    out = tmp_path / "out"
    slow = hand_in(tmp_path / "in", {f"s{number}": f"import time\ntime.sleep(4)\n{RIGHT}" for number in range(6)})
    command = [*BATCH, str(slow), "--unit", "unit0", "--out", str(out), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()) as first:
        assert first.stdout is not None
        first.stdout.readline()
        second = run(slow, out)
        first.communicate()
    assert (first.returncode, second.returncode) == (0, 2)
    assert "another batch is writing" in " ".join(second.stderr.split())
    assert 6 == len(set(lines(out)))


def test_a_submission_without_files_is_refused_and_remembered(tmp_path: Path) -> None:
    """It is told, and not tried again and again."""
    source = tmp_path / "in"
    (source / "nobody").mkdir(parents=True)
    hand_in(source, {"ana": RIGHT})
    first = run(source, tmp_path / "out")
    assert first.returncode == 0
    assert "nobody" in first.stdout
    assert {"ana": "", "nobody": "no_files"} == {one.submission: one.refused for one in read_results(tmp_path / "out")}
    assert "" == run(source, tmp_path / "out").stdout


def test_hostile_ids_are_shown_for_what_they_are(tmp_path: Path) -> None:
    """No control character of an id reaches the terminal, no CI command is one."""
    source = tmp_path / "cohort.jsonl"
    hostile = "\x1b[31mred\u202e\n::error::x"
    source.write_text(json.dumps({"id": hostile, "files": {"transcript.py": RIGHT}}))
    done = run(source, tmp_path / "out")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert not any(line.startswith("::") for line in done.stdout.splitlines())
    [one] = read_results(tmp_path / "out")
    assert hostile == one.submission


def test_results_as_json_lines_are_those_of_the_file(tmp_path: Path) -> None:
    """A program that reads stdout sees what is kept."""
    out = tmp_path / "out"
    done = run(hand_in(tmp_path / "in", {"ana": RIGHT}), out, "--format", "jsonl", "--lang", "es")
    assert (out / RESULTS).read_text() == done.stdout
    assert "calificadas" in done.stderr


def test_submitted_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    """A cohort's contents are never all in memory; what has gone meanwhile is not there."""
    source = hand_in(tmp_path / "in", {"ana": RIGHT})
    [one] = read_submissions(source, NAMES)
    assert isinstance(one, Submitted)
    (source / "ana" / "transcript.py").unlink()
    assert {} == one.files


def test_names_that_are_not_text_stop_nobody(tmp_path: Path) -> None:
    """A file as an old archive names it is a submission like any other."""
    source = tmp_path / "in"
    source.mkdir()
    for name in (b"m\xfcller.py", b"ana.py"):
        Path(os.fsdecode(os.fsencode(source) + b"/" + name)).write_text(RIGHT)
    done = run(source, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {"ana": 3, "m\\udcfcller": 3} == {
        one.submission: one.record and one.record.points for one in read_results(tmp_path / "out")
    }


def test_links_and_second_names_in_a_jsonl_file_are_not_read(tmp_path: Path) -> None:
    """A path that is a link, or a file that is somewhere else too, brings in nothing; one that leads out is refused."""
    hand_in(tmp_path / "secret", {"solution": RIGHT})
    source = tmp_path / "in" / "cohort.jsonl"
    hand_in(tmp_path / "in", {"ana": HALF})
    (tmp_path / "in" / "eve").symlink_to(tmp_path / "secret" / "solution")
    (tmp_path / "in" / "dan").mkdir()
    os.link(tmp_path / "secret" / "solution" / "transcript.py", tmp_path / "in" / "dan" / "transcript.py")
    (tmp_path / "in" / "hostname").write_text("x")
    named = ("ana", "dan", "eve", "hostname")
    source.write_text("\n".join(json.dumps({"id": name, "path": name}) for name in named))
    found = [one.files for one in read_submissions(source, NAMES)]
    assert [{"transcript.py": HALF.encode()}, {}, {}, {}] == found
    for path in ("/etc/hostname", "../secret/solution"):
        source.write_text(json.dumps({"id": "eve", "path": path}))
        with pytest.raises(OperatorError, match="leads out"):
            read_submissions(source, NAMES)


def test_a_line_that_was_replaced_is_not_taken_for_another(tmp_path: Path) -> None:
    """The file of a batch is exchanged while it is read: nobody gets somebody else's code."""
    source = tmp_path / "cohort.jsonl"
    lines_of = [json.dumps({"id": name, "files": {"transcript.py": name}}) for name in "ab"]
    source.write_text("\n".join(lines_of))
    first, _ = read_submissions(source, NAMES)
    source.write_text("\n".join(reversed(lines_of)))
    with pytest.raises(OperatorError, match="replaced"):
        _ = first.files


def test_code_that_needs_the_machine_for_itself_is_graded_alone(tmp_path: Path) -> None:
    """What runs out of time beside seven others gets what it earns: the verdict does not depend on the neighbours."""
    slow = "import time\nuntil = time.process_time() + 3\nwhile time.process_time() < until:\n    pass\n" + RIGHT
    source = hand_in(tmp_path / "in", {f"s{number}": slow for number in range(8)})
    done = run(source, tmp_path / "out", "--workers", "8")
    assert done.returncode == 0, done.stderr
    assert [3] * 8 == [one.record and one.record.points for one in read_results(tmp_path / "out")]


def test_suites_that_are_exchanged_meanwhile_end_the_batch(tmp_path: Path) -> None:
    """Results of two versions do not stand beside each other under the name of one."""
    suites = tmp_path / "suites"
    shutil.copytree(course_files().suites, suites, ignore=shutil.ignore_patterns("mutants", "accepted", "__pycache__"))
    out = tmp_path / "out"
    command = [*BATCH, str(mixed(tmp_path / "in", 40)), "--unit", "unit0", "--out", str(out), "--suites", str(suites)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        with open(suites / "unit0" / "test_transcript.py", "a") as suite:
            suite.write("# mended\n")
        process.stdout.read()
        said = process.stderr.read()
    assert process.returncode in (2, 3), said
    assert 1 == len({one.record.suite_version for one in read_results(out) if one.record is not None})
    assert len(lines(out)) < 40


def test_a_full_disk_is_told_as_what_it_is(tmp_path: Path) -> None:
    """Results that cannot be kept end the batch with the folder's name."""
    keys.create(tmp_path / KEYS)
    results = Results(tmp_path)
    results._file.close()
    results._file = open("/dev/full", "ab", buffering=0)  # noqa: SIM115
    with pytest.raises(ResultsNotKept, match="No space left"):
        results.add(BatchResult(submission="ana", learner="ana", attempt=1))
    results.close()


def test_what_fails_while_tasks_are_read_is_not_lost(tmp_path: Path) -> None:
    """A store that cannot be read ends the run with its own error, not with results that are missing."""

    def tasks() -> Iterator[Task]:
        raise StoreError("the disk is gone")
        yield

    keys.create(tmp_path / KEYS)
    engine = LocalEngine(lambda _: Station(Judge(tmp_path / KEYS), tmp_path / "f"), 2, tmp_path / "rooms")
    with engine, pytest.raises(StoreError, match="the disk is gone"):
        list(engine.run(tasks()))
