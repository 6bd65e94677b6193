"""The judge: a process without a token that opens, checks and grades, and whose death is nobody's zero."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from smol_grade.course import load_course
from smol_grade.grade import grade as practise
from smol_grade.locate import course_files
from smol_grade.records import Outcome
from smol_leaderboard import seeds, suites
from smol_leaderboard.errors import JudgeDied, OperatorError, TroubleThere
from smol_leaderboard.handed_in import PackedFile, Request
from smol_leaderboard.judge import client
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.judge.messages import Begun, Job, NotGraded
from smol_leaderboard.judging import grade_or_set_aside, rules_of
from smol_leaderboard.schema import (
    PROTOCOL_VERSION,
    GradeRecord,
    content_hash,
    record_id,
    request_key,
)

from .desk import HALF, NOON, RIGHT, Court, request, request_id, settings

TOKEN = "hf_" + "JudgesMustNotSeeThisToken"
SLOW = "import time\ntime.sleep(4)\n" + RIGHT


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """Keys and a judge."""
    made = Court(tmp_path_factory.mktemp("keys") / "keys.json")
    with made.judge:
        yield made


def job(made: Request, court: Court, **changes: object) -> Job:
    """What the judge is asked about a request of ada's."""
    asked = Job(
        request=request_key("id-ada", made.id),
        request_id=made.id,
        author="ada",
        subject=court.keys.subject("id-ada"),
        unit="warmup",
        attempt=2,
        received_at=NOON,
        sealed=made.sealed,
        sealed_sha256=made.sealed_sha256,
        model=made.model,
        cohort="2026-11",
    )
    return msgspec.structs.replace(asked, **changes)


def graded(court: Court, code: str = RIGHT, **changes: object) -> GradeRecord:
    """The record of a request."""
    found = court.judge.grade(job(request("ada", 1, code, court.keys.public_key), court, **changes))
    assert isinstance(found, GradeRecord)
    return found


def test_a_package_becomes_a_record(court: Court) -> None:
    """Named by what it is about, with the points of each check, the suites' version and where it ran."""
    made = request("ada", 1, HALF, court.keys.public_key)
    heard: list[Begun] = []
    record = court.judge.grade(job(made, court), heard.append)
    assert isinstance(record, GradeRecord)
    assert ["one_line_a_message", "empty_conversation"] == [begun.check for begun in heard]
    version = f"{record.suite_version} {PROTOCOL_VERSION}"
    assert record_id("grade", record.request, made.sealed_sha256, version) == record.id
    assert content_hash(record) == record.content_sha256
    assert (1, 3, 2, NOON, "2026-11") == (
        record.points,
        record.max_points,
        record.attempt,
        record.received_at,
        record.cohort,
    )
    checks = record.exercises[0].checks
    assert [Outcome.FAILED, Outcome.PASSED] == [check.outcome for check in checks]
    assert [(0, 2), (1, 1)] == [(check.points, check.max_points) for check in checks]
    assert ["wrong/text/result/empty", msgspec.UNSET] == [check.shape for check in checks]
    unit, _ = load_course(course_files()).find("unit0")
    assert suites.suite_version(course_files(), unit) == record.suite_version
    assert not record.private_cases
    assert 1 == record.environment.tier


def test_what_a_learner_writes_is_in_no_record(court: Court) -> None:
    """How an answer was wrong is told in our words: a learner's own exception has none of its name and message."""
    raising = "class Sesame(KeyError): ...\ndef transcript(messages):\n    raise Sesame('open ../../x')\n"
    record = graded(court, raising)
    assert ["raised/other-KeyError"] * 2 == [check.shape for check in record.exercises[0].checks]
    assert "sesame" not in str(record).lower()
    assert "open" not in str(record)


def test_a_record_of_right_answers_is_written_as_it_always_was(court: Court) -> None:
    """Where nothing went wrong, no shape is written: what was recorded before there were any stays what it is."""
    assert b'"shape"' not in msgspec.json.encode(graded(court))
    assert b'"shape"' in msgspec.json.encode(graded(court, HALF))


def test_the_seed_is_secret_and_committed_to(court: Court, tmp_path: Path) -> None:
    """The secret comes of the seed key and the record's id; with it anybody gets the same outcomes."""
    record = graded(court, HALF)
    secret = seeds.secret(court.keys.seed_key, record.id)
    assert seeds.is_committed(secret, record.id, record.seed_commitment)
    assert str(seeds.suite_seed(secret)) not in str(record)
    (tmp_path / "transcript.py").write_text(HALF)
    report = practise("unit0", tmp_path, seed=seeds.suite_seed(secret))
    there = [(check.outcome, check.points) for check in record.exercises[0].checks]
    assert there == [(check.outcome, check.points) for check in report.checks]


def test_the_judge_reveals_nothing_unless_started_for_it(court: Court) -> None:
    """A hole in the operator's process gets no seed out of a judge that grades."""
    with pytest.raises(TroubleThere):
        court.judge.secrets((graded(court).id,))


@pytest.mark.parametrize(
    "sealed_for",
    [{"user": "bob"}, {"user": "Ada"}, {"unit": "instruction"}, {"id": request_id(2)}, {"model": "ada/model"}],
    ids=str,
)
def test_a_package_for_another_is_refused(court: Court, sealed_for: dict[str, str]) -> None:
    """It must name this user, unit, request and model; nothing of it is run."""
    made = request("ada", 1, RIGHT, court.keys.public_key, sealed_for=sealed_for)
    heard: list[Begun] = []
    assert NotGraded(reason="seal_names_another") == court.judge.grade(job(made, court), heard.append)
    assert [] == heard


def test_what_cannot_be_opened_or_used_is_refused(court: Court, tmp_path: Path) -> None:
    """Another key, damaged bytes, another hash, no file, a file that no exercise has."""
    other = Court(tmp_path / "keys.json")
    foreign = request("ada", 1, RIGHT, other.keys.public_key)
    assert "cannot_open" == _reason(court, job(foreign, court))
    good = request("ada", 1, RIGHT, court.keys.public_key)
    assert "wrong_hash" == _reason(court, job(good, court, sealed_sha256="0" * 64))
    short = job(good, court, sealed="AAAA", sealed_sha256=hashlib.sha256(bytes(3)).hexdigest())
    assert "cannot_open" == _reason(court, short)
    for files, reason in (
        ((), "no_files"),
        ((PackedFile(exercise="transcript", name="../transcript.py", text=RIGHT),), "unknown_file"),
        ((PackedFile(exercise="transcript", name="conftest.py", text=RIGHT),), "unknown_file"),
        ((PackedFile(exercise="transcript", name="transcript.py", text="x" * 262_145),), "unknown_file"),
    ):
        made = request("ada", 1, "", court.keys.public_key, files=files)
        assert reason == _reason(court, job(made, court))


def _reason(court: Court, asked: Job) -> str:
    found = court.judge.grade(asked)
    return found.reason if isinstance(found, NotGraded) else ""


def test_private_suites_are_told_by_their_version(court: Court, tmp_path: Path) -> None:
    """Other suites, another version, and `private_cases` in the record; units that there are not cannot be graded."""
    folder = tmp_path / "suites" / "unit0"
    folder.mkdir(parents=True)
    for name in ("test_transcript.py", "transcript.toml"):
        text = (course_files().suites / "unit0" / name).read_text()
        (folder / name).write_text(text + "\n# private\n")
    published = graded(court)
    with Judge(court.path, suites=str(tmp_path / "suites")) as judge:
        record = judge.grade(job(request("ada", 1, RIGHT, court.keys.public_key), court))
        assert isinstance(record, GradeRecord)
        assert (True, 3) == (record.private_cases, record.points)
        assert record.suite_version != published.suite_version
        assert record.id != published.id
        only = msgspec.structs.replace(judge.ready, suites={"warmup": judge.ready.suites["warmup"]})
        with pytest.raises(OperatorError, match=r"no suites for unit1 \(instruction\)"):
            rules_of(only, settings(court.keys.public_key, units={"warmup": 3, "instruction": 205}))


def test_a_weaker_machine_does_not_grade(court: Court) -> None:
    """Below tier 1 no learner is graded, and it is said to the operator; a practice board records the tier it has."""
    asked = job(request("ada", 1, RIGHT, court.keys.public_key), court)
    with Judge(court.path, isolation="fork") as judge, pytest.raises(TroubleThere) as caught:
        judge.grade(asked)
    assert "error.tier" == caught.value.key
    with Judge(court.path, isolation="fork", allow_practice=True) as judge:
        record = judge.grade(asked)
    assert isinstance(record, GradeRecord)
    assert (3, "fork") == (record.points, record.environment.isolation)
    assert record.environment.tier > 1


def test_the_wrong_keys_grade_nothing(court: Court) -> None:
    """A board of another key, units of another size: the operator is told before any request is read."""
    with pytest.raises(OperatorError):
        rules_of(court.judge.ready, settings("00" * 32))
    with pytest.raises(OperatorError):
        rules_of(court.judge.ready, settings(court.keys.public_key, units={"warmup": 4}))
    with Judge(court.path.with_name("none.json")) as judge, pytest.raises(TroubleThere):
        _ = judge.ready


def test_a_judge_that_dies_is_started_again(court: Court) -> None:
    """Killed at rest, the next question starts another; killed twice while grading one request, that is set aside."""
    with Judge(court.path) as judge:
        first = judge.ready and judge.pid
        os.kill(first, signal.SIGKILL)
        _until_gone(first)
        assert court.keys.subject("id-ada") == judge.subject("id-ada")
        assert first != judge.pid
        slow = job(request("ada", 1, SLOW, court.keys.public_key), court)
        killed: list[int] = []

        def kill(_: Begun) -> None:
            if judge.pid not in killed:
                killed.append(judge.pid)
                os.kill(judge.pid, signal.SIGKILL)

        assert (NotGraded(reason="not_gradable"), True) == grade_or_set_aside(judge, slow, kill)
        assert 2 == len(killed)
        found, opened = grade_or_set_aside(
            judge, job(request("ada", 2, RIGHT, court.keys.public_key), court), lambda _: None
        )
        assert opened
        assert isinstance(found, GradeRecord)


@pytest.mark.parametrize(
    "lie",
    [
        *(
            "points-of-another",
            "another-subject",
            "edited",
            "another-suite",
            "suite-of-no-exercise",
            "no-reason",
            "no-sentence",
        ),
        *("code", "hint", "shape", "never", "no-commitment"),
    ],
)
def test_a_judge_that_was_taken_over_lies_about_nothing_else(
    court: Court, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    """An answer that is not about the question, or says what nobody knows, is none: as if the judge had died."""
    monkeypatch.setattr(client, "START", Path(__file__).with_name("programs") / "lies_as_a_judge.py")
    made = request("ada", 1, RIGHT, court.keys.public_key, model=f"ada/{lie}")
    with Judge(court.path) as judge, pytest.raises(JudgeDied):
        judge.grade(job(made, court))


def test_a_killed_judge_leaves_no_code_behind(court: Court, tmp_path: Path) -> None:
    """What it was grading is removed when the next one starts, and when it ends."""
    room = tmp_path / "room"
    with Judge(court.path, room=room) as judge:
        there: list[list[str]] = []

        def kill(_: Begun) -> None:
            there.append([path.read_text() for path in room.rglob("transcript.py")])
            os.kill(judge.pid, signal.SIGKILL)

        with pytest.raises(JudgeDied):
            judge.grade(job(request("ada", 1, SLOW, court.keys.public_key), court), kill)
        _ = judge.ready
        assert [[SLOW]] == there
        assert [] == list(room.rglob("transcript.py"))
    assert [] == list(room.iterdir())


def test_a_silent_judge_has_died(court: Court) -> None:
    """Nothing heard for longer than any check may take: it is ended, and with it what it runs."""
    with Judge(court.path, silence=1.0) as judge:
        slow = job(request("ada", 1, SLOW, court.keys.public_key), court)
        pid = judge.ready and judge.pid
        begun = time.monotonic()
        with pytest.raises(JudgeDied):
            judge.grade(slow)
        assert time.monotonic() - begun < 3.5
        _until_gone(pid)


def _until_gone(pid: int) -> None:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if not Path(f"/proc/{pid}").exists() or "Z" == Path(f"/proc/{pid}/stat").read_text().split()[2]:
            return
        time.sleep(0.02)
    raise AssertionError(f"{pid} is still there")


def test_no_token_is_in_the_judge(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the operator's process holds one, the judge's memory and environment have none, and no HF_ variable.

    The keys are found in the same search: it does look where secrets would be.
    """
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", TOKEN)
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", TOKEN)
    monkeypatch.setenv("HF_OIDC_RESOURCE", "datasets/course/board")
    with Judge(court.path) as judge:
        asked = job(request("ada", 1, RIGHT, court.keys.public_key), court)
        searched: list[dict[str, int]] = []

        def search(_: Begun) -> None:
            if not searched:
                program = Path(__file__).with_name("programs") / "searches_memory.py"
                needles = [TOKEN, court.keys.private_key]
                done = subprocess.run(
                    [sys.executable, str(program), str(judge.pid)],
                    input="\n".join(needles),
                    capture_output=True,
                    text=True,
                    check=True,
                    env={"PATH": os.defpath},
                )
                searched.append(msgspec.json.decode(done.stdout))
                own = subprocess.run(
                    [sys.executable, str(program), str(os.getpid())],
                    input=TOKEN,
                    capture_output=True,
                    text=True,
                    check=True,
                    env={"PATH": os.defpath},
                )
                searched.append(msgspec.json.decode(own.stdout))

        judge.grade(asked, search)
    in_judge, in_operator = searched
    assert 0 == in_judge[TOKEN]
    assert in_judge[court.keys.private_key] > 0
    assert in_operator[TOKEN] > 0
    names = {line.partition("=")[0] for line in in_judge["environ"]}  # type: ignore[attr-defined]
    assert names <= {"PATH", "LANG", "HOME", "LD_LIBRARY_PATH", "LC_CTYPE"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is hidden from root")
def test_others_of_its_user_cannot_read_the_judge(court: Court) -> None:
    """Its memory and environment are closed to processes of the same user."""
    _ = court.judge.ready
    with pytest.raises(PermissionError):
        Path(f"/proc/{court.judge.pid}/environ").read_bytes()


def test_the_judge_has_no_network(tmp_path: Path) -> None:
    """Once it has left the network, neither it nor what it starts opens a socket to another machine."""
    program = Path(__file__).with_name("programs") / "leaves_the_network.py"
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert "here: True True, then False False, child: 1\n" == done.stdout, done.stderr


def test_the_judge_ends_with_its_operator(court: Court) -> None:
    """Killed without a word while the judge is grading, the operator leaves none behind."""
    program = Path(__file__).with_name("programs") / "holds_a_judge.py"
    path = os.pathsep.join(entry for entry in sys.path if entry)
    process = subprocess.Popen(
        [sys.executable, str(program), str(court.path)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    assert Path(f"/proc/{pid}").exists()
    process.kill()
    process.wait()
    process.stdout.close()
    _until_gone(pid)
