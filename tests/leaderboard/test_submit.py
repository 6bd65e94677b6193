"""`smol-grade submit`, as a learner runs it: into a folder, and through the real client to the double of the Hub."""

from __future__ import annotations

import base64
import datetime
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from fakehub import FakeHub
from fakehub.faults import MOVED, SERVER_ERROR, SERVER_ERROR_AFTER, TOO_MANY_REQUESTS

from smol_grade import __version__
from smol_grade.course import Board as CourseBoard
from smol_leaderboard import handed_in, schema
from smol_leaderboard.errors import KeyChanged, NewerBoard, RecordError
from smol_leaderboard.outgoing import Memory, Submission, read_file
from smol_leaderboard.sealing import open_sealed
from smol_leaderboard.store import Incoming, open_inbox
from smol_leaderboard.submitting import ask_board, is_older, read_settings

from .learner import (
    COURSE,
    SOLUTIONS,
    TOKEN,
    Course,
    course,
    environment,
    local_board,
    smol_grade,
    smol_grade_apart,
    workspace,
)

SOLUTION = (SOLUTIONS / "unit1" / "render_chatml.py").read_text("utf-8")
REPO = "smol/board"


class Desk:
    """A learner's workspace and a board in a folder."""

    def __init__(self, folder: Path, board: Course) -> None:
        self.course = board
        self.board = local_board(folder / "board", board.settings)
        self.work = workspace(folder / "work", "render_chatml")
        self.memory = Memory(self.work)

    def submit(self, *words: str, **variables: str):  # type: ignore[no-untyped-def]
        """Submit unit 1 as ada, unless the words say otherwise."""
        target = () if words and words[0].endswith(".json") else ("unit1",)
        return smol_grade(
            "submit", *target, *words, "--board", str(self.board), "--user", "ada", cwd=self.work, **variables
        )

    def waiting(self) -> list[Incoming]:
        """What lies in the board's inbox."""
        return list(open_inbox(str(self.board)).waiting())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with a course that takes three submissions a day."""
    return Desk(tmp_path, course())


def request_in(incoming: Incoming) -> handed_in.Request:
    """The request that came in."""
    assert incoming.content is not None
    return msgspec.json.decode(incoming.content, type=handed_in.Request)


def test_a_submission_reaches_the_folder_and_opens_to_the_files(desk: Desk) -> None:
    """Path, author, hash and package fit each other; the code that the course opens is the learner's."""
    done = desk.submit("--model", "ada/smollm-chat")
    assert (0, "Traceback" in done.stderr) == (done.returncode, False)
    (incoming,) = desk.waiting()
    request = request_in(incoming)
    assert (f"requests/ada/{request.id}.json",) == incoming.changed
    assert ("ada", "instruction", __version__) == (request.user, request.unit, request.smol_grade)
    package = open_sealed(request.sealed, desk.course.keys.private)
    assert (request.id, "ada", "instruction", "ada/smollm-chat") == (
        package.id,
        package.user,
        package.unit,
        package.model,
    )
    assert [("render_chatml", "render_chatml.py", SOLUTION)] == [(f.exercise, f.name, f.text) for f in package.files]
    assert str(desk.board / "inbox" / "1.json") in done.stdout


def test_what_was_sent_is_kept_for_its_owner_alone(desk: Desk) -> None:
    """The plain package stays for a replay, in a file that others cannot read and git does not see."""
    desk.submit()
    (path,) = (desk.work / ".smol-grade" / "submissions").iterdir()
    assert 0o600 == path.stat().st_mode & 0o777
    kept = read_file(path)
    assert ("sent", SOLUTION) == (kept.state, kept.package.files[0].text if kept.package else "")
    assert "*\n" == (desk.work / ".smol-grade" / ".gitignore").read_text()


def test_nothing_stands_in_the_request_in_clear(desk: Desk) -> None:
    """Neither code nor a hash of it, in the folder's file or in its base64 undone."""
    desk.submit()
    dropped = (desk.board / "inbox" / "1.json").read_bytes()
    content = base64.b64decode(json.loads(dropped)["content"])
    for line in [line.encode() for line in SOLUTION.splitlines() if len(line) > 20]:
        assert line not in dropped + content
        assert base64.b64encode(line)[4:-4] not in dropped + content


def test_a_dry_run_sends_and_keeps_nothing(desk: Desk) -> None:
    """It says what would be sent."""
    done = desk.submit("--dry-run")
    assert (0, [], []) == (done.returncode, desk.waiting(), desk.memory.submissions())
    assert "render_chatml" in done.stdout


def test_attempts_of_a_day_are_counted(desk: Desk) -> None:
    """The fourth of three is refused before it is sent; yesterday's and other units' do not count, nor do failed ones."""
    for _ in range(3):
        assert 0 == desk.submit().returncode
    refused = desk.submit()
    assert (1, 3) == (refused.returncode, len(desk.waiting()))
    assert "all 3 submissions" in refused.stderr
    kept = desk.memory.submissions()
    desk.memory.remember(msgspec.structs.replace(kept[0], at="2020-01-01T00:00:00Z"))
    assert "left today: 1 of 3" in desk.submit("--dry-run").stderr
    failed = msgspec.structs.replace(kept[1].fate, state="failed")
    desk.memory.remember(msgspec.structs.replace(kept[1], fate=failed))
    assert "left today: 2 of 3" in desk.submit("--dry-run").stderr


def at(hours: float) -> str:
    """A moment so many hours from now."""
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_deadlines(tmp_path: Path) -> None:
    """One that has passed is told with both times, and nothing is sent; one to come is told."""
    late = Desk(tmp_path / "late", course(deadlines={"instruction": at(-1)}))
    refused = late.submit("--lang", "es")
    assert (1, []) == (refused.returncode, late.waiting())
    assert late.course.settings.deadlines["instruction"] in refused.stderr
    early = Desk(tmp_path / "early", course(deadlines={"instruction": at(1), "warmup": at(-1)}))
    accepted = early.submit()
    assert (0, 1) == (accepted.returncode, len(early.waiting()))
    assert early.course.settings.deadlines["instruction"] in accepted.stderr


def test_before_its_release_a_unit_is_not_sent(tmp_path: Path) -> None:
    """The moment is told, nothing is sent; once it has come the unit is taken."""
    early = Desk(tmp_path / "early", course(opens={"instruction": at(1)}))
    refused = early.submit()
    assert (1, []) == (refused.returncode, early.waiting())
    assert early.course.settings.opens["instruction"] in refused.stderr
    open_now = Desk(tmp_path / "open", course(opens={"instruction": at(-1), "warmup": at(1)}))
    assert (0, 1) == (open_now.submit().returncode, len(open_now.waiting()))


def test_an_older_smol_grade_is_warned(tmp_path: Path) -> None:
    """Only warned: the board decides."""
    desk = Desk(tmp_path, course(smol_grade="99.1"))
    done = desk.submit()
    assert (0, True) == (done.returncode, "grades with 99.1" in done.stderr)


@pytest.mark.parametrize(
    ("mine", "boards", "older"),
    [
        ("0.9.0", "0.10.0", True),
        ("0.10.0", "0.9.0", False),
        ("1.0", "1.0.0", False),
        ("1.0rc1", "1.0", True),
        ("x", "1", False),
    ],
)
def test_versions_are_compared_as_versions(mine: str, boards: str, older: bool) -> None:
    """Not as texts; what is no version is not older."""
    assert older == is_older(mine, boards)


def test_a_file_that_is_no_python_is_told_before_it_takes_an_attempt(desk: Desk) -> None:
    """With its line, also on a dry run."""
    (desk.work / "unit1" / "render_chatml.py").write_text("def render_chatml(:\n")
    assert (
        "not valid Python, so every check of it will fail: unit1/render_chatml.py:1" in desk.submit("--dry-run").stderr
    )


def test_practice_that_is_missing_or_incomplete_is_told(desk: Desk) -> None:
    """By name, and only of the exercises that are sent."""
    assert "no practice run of unit1" in desk.submit("--dry-run").stderr
    state = {"status": "in_progress", "points": 3, "max_points": 10, "at": "2026-11-25T12:00:00+00:00"}
    known = {"schema_version": 1, "about": "", "exercises": {"instruction/render_chatml": state}}
    folder = desk.work / ".smol-grade"
    folder.mkdir(exist_ok=True)
    (folder / "progress.json").write_text(json.dumps(known))
    told = desk.submit("--dry-run").stderr
    assert "not complete in your last practice run of unit1: render_chatml\n" in told
    state["status"] = "done"
    (folder / "progress.json").write_text(json.dumps(known))
    assert "practice" not in desk.submit("--dry-run").stderr


def test_a_secret_stops_the_submission(desk: Desk) -> None:
    """File and line are named, the secret is not, and nothing is sent or kept."""
    with open(desk.work / "unit1" / "render_chatml.py", "a", encoding="utf-8") as file:
        file.write(f"\nlogin('{TOKEN}')\n")
    refused = desk.submit()
    assert (1, [], []) == (refused.returncode, desk.waiting(), desk.memory.submissions())
    line = len(SOLUTION.splitlines()) + 2
    assert f"render_chatml.py, line {line}:" in refused.stderr
    assert TOKEN[:8] not in refused.stderr + refused.stdout


WRONG_USES = {
    "one exercise": (("submit", "render_chatml"), "a unit is submitted whole"),
    "no unit": (("submit", "unit77"), "unit1"),
    "a file for --path": (("submit", "unit1", "--path", "unit1/render_chatml.py"), "is a file"),
    "no model": (("submit", "unit1", "--model", "not a model"), "not the name of a model"),
    "no user": (("submit", "unit1", "--user", "../x"), "cannot be a user's name"),
    "no such file": (("submit", "gone.json"), "there is no file gone.json"),
}


@pytest.mark.parametrize("name", WRONG_USES)
def test_wrong_uses_are_told(name: str, desk: Desk) -> None:
    """A sentence, exit code 2, nothing sent."""
    words, sentence = WRONG_USES[name]
    done = smol_grade(*words, "--board", str(desk.board), cwd=desk.work)
    assert (2, []) == (done.returncode, desk.waiting())
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_name_is_not_taken_for_the_hub(desk: Desk) -> None:
    """--user is for folders."""
    done = smol_grade("submit", "unit1", "--board", "a/b", "--user", "ada", cwd=desk.work)
    assert (2, True) == (done.returncode, "the Hub knows who you are" in done.stderr)


def test_boards_that_cannot_be_used_are_told(desk: Desk) -> None:
    """No board, a damaged one, a later one, one without the unit, one with a key that is none."""
    settings = schema.canonical(desk.course.settings)
    for content, code, words in (
        (b"{", 3, "course.json"),
        (settings.replace(b'"schema_version":1', b'"schema_version":2,"more":1'), 3, "later smol-grade"),
        (settings.replace(b'"instruction":186,', b""), 1, "takes no submissions of unit1"),
        (settings.replace(desk.course.keys.public.encode(), b"abc"), 3, "64 hexadecimal"),
    ):
        (desk.board / "course.json").write_bytes(content)
        done = desk.submit()
        assert (code, [], True) == (done.returncode, desk.waiting(), words in done.stderr), done.stderr
    (desk.board / "course.json").unlink()
    done = desk.submit()
    assert (3, True) == (done.returncode, "no board" in done.stderr)


def test_another_key_than_the_courses_is_refused(tmp_path: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the installed manifest names the key, a board of that name with another one gets nothing."""
    settings = course().settings
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    hub.repo("dataset", REPO)
    hub.api("smol").upload_file(
        path_or_fileobj=schema.canonical(settings), path_in_repo="course.json", repo_id=REPO, repo_type="dataset"
    )
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    for key, refused in ((settings.public_key, False), ("0" * 64, True)):
        pinned = msgspec.structs.replace(COURSE, board=CourseBoard(repo=REPO, public_key=key))
        if refused:
            with pytest.raises(KeyChanged):
                ask_board(REPO, Memory(tmp_path), pinned)
        else:
            assert settings == ask_board(REPO, Memory(tmp_path), pinned).settings


def test_settings_are_read_strictly() -> None:
    """Later forms by their version, everything else that does not fit as malformed."""
    good = schema.canonical(course().settings)
    assert schema.BoardSettings is type(read_settings(good, "x"))
    with pytest.raises(NewerBoard):
        read_settings(good.replace(b'"schema_version":1', b'"schema_version":7,"new":true'), "x")
    for content in (None, b"", b"[]", b"\xff", good.replace(b"test", b'te"st'), good.replace(b"title", b"titel")):
        with pytest.raises(RecordError):
            read_settings(content, "x")


def test_a_saved_package_is_sealed_and_sent_later(desk: Desk, tmp_path: Path) -> None:
    """Nothing of the code stands in it; sending it twice makes one request; it is the learner's alone."""
    file = tmp_path / "later.json"
    assert 0 == desk.submit("--output", str(file)).returncode
    assert (0o600, []) == (file.stat().st_mode & 0o777, desk.waiting())
    assert not [line for line in SOLUTION.splitlines() if len(line) > 20 and json.dumps(line)[1:-1] in file.read_text()]
    assert (0, 0) == (desk.submit(str(file)).returncode, desk.submit(str(file)).returncode)
    (incoming,) = desk.waiting()
    assert SOLUTION == open_sealed(request_in(incoming).sealed, desk.course.keys.private).files[0].text
    (kept,) = desk.memory.submissions()
    assert ("sent", True) == (kept.state, kept.package is not None)


def test_somebody_elses_saved_package_is_refused(desk: Desk, tmp_path: Path) -> None:
    """The seal names its user."""
    file = tmp_path / "later.json"
    desk.submit("--output", str(file))
    done = smol_grade("submit", str(file), "--board", str(desk.board), "--user", "eve", cwd=tmp_path)
    assert (1, []) == (done.returncode, desk.waiting())
    assert "made by ada" in done.stderr


@pytest.mark.parametrize("content", [b"", b"{}", b"[1", b"\xff", b"x" * 3_000_000, b'{"schema_version": 1}'])
def test_files_that_are_no_submission_are_told(content: bytes, desk: Desk) -> None:
    """A sentence with the file's name."""
    (desk.work / "odd.json").write_bytes(content)
    done = desk.submit("odd.json")
    assert (2, False) == (done.returncode, "Traceback" in done.stderr)
    assert "odd.json is not a submission that was saved" in done.stderr


def test_a_pipe_for_a_saved_file_does_not_hang(desk: Desk) -> None:
    """Nobody writes to it."""
    os.mkfifo(desk.work / "odd.json")
    done = desk.submit("odd.json")
    assert (2, True) == (done.returncode, "a pipe or a device, not a file" in done.stderr)


def test_a_send_that_was_cut_short_arrives_once(desk: Desk) -> None:
    """The file of a submission whose end nobody saw can be sent again: what arrived is found by its title."""
    desk.submit()
    (kept,) = desk.memory.submissions()
    file = desk.memory.remember(msgspec.structs.replace(kept, state="sending", link=""))
    again = desk.submit(str(file))
    assert (0, 1) == (again.returncode, len(desk.waiting()))
    assert "sent" == desk.memory.submissions()[0].state
    (desk.board / "inbox" / "1.json").unlink()
    desk.memory.remember(msgspec.structs.replace(kept, state="sending", link=""))
    assert (0, 1) == (desk.submit(str(file)).returncode, len(desk.waiting()))


class HubDesk:
    """A learner's workspace and a board on the double of the Hub."""

    def __init__(self, folder: Path, hub: FakeHub) -> None:
        self.hub = hub
        self.course = course()
        hub.repo("dataset", REPO)
        hub.api("smol").upload_file(
            path_or_fileobj=schema.canonical(self.course.settings),
            path_in_repo="course.json",
            repo_id=REPO,
            repo_type="dataset",
        )
        self.work = workspace(folder / "work", "render_chatml")
        self.memory = Memory(self.work)

    def submit(self, *words: str, login: str = "ada", **variables: str):  # type: ignore[no-untyped-def]
        """Submit unit 1, or a file, with somebody's login."""
        target = () if words and words[0].endswith(".json") else ("unit1",)
        environment = self.hub.environment(login) | {"SMOL_GRADE_BOARD": REPO} | variables
        return smol_grade_apart("submit", *target, *words, cwd=self.work, **environment)

    @property
    def pulls(self) -> list[object]:
        """The open pull requests."""
        return list(self.hub.api("smol").get_repo_discussions(REPO, repo_type="dataset"))

    def saved(self) -> list[Path]:
        """Files that wait to be sent."""
        return sorted(self.work.glob("smol-submission-unit1-*.json"))


@pytest.fixture
def hub_desk(tmp_path: Path, hub: FakeHub) -> HubDesk:
    """A desk whose board is on a hub of its own."""
    return HubDesk(tmp_path, hub)


def test_a_pull_request_by_the_learners_own_login(hub_desk: HubDesk) -> None:
    """One file is added, by the user it names; its link is printed; nothing that the hub ever took in holds the code."""
    done = hub_desk.submit()
    assert (0, "Traceback" in done.stderr) == (done.returncode, False), done.stderr
    (pull,) = hub_desk.pulls
    assert ("ada", "open") == (pull.author, pull.status)  # type: ignore[attr-defined]
    (kept,) = hub_desk.memory.submissions()
    assert (hub_desk.hub.account("ada").id, kept.link in done.stdout) == (kept.user_id, True)
    path = f"requests/ada/{kept.id}.json"
    content = hub_desk.hub.api().hf_hub_download(
        REPO, path, repo_type="dataset", revision="refs/pr/1", cache_dir=hub_desk.work / "cache"
    )
    request = msgspec.json.decode(Path(content).read_bytes(), type=handed_in.Request)
    assert SOLUTION == open_sealed(request.sealed, hub_desk.course.keys.private).files[0].text
    lines = [line.strip().encode() for line in SOLUTION.splitlines() if len(line) > 20]
    stored = list(hub_desk.hub.stored())
    assert [] == [place for place, content in stored for line in lines if line in content]
    assert [place for place, content in stored if request.sealed.encode() in content]  # it would have been found
    token = hub_desk.hub.token("ada")
    assert token not in done.stdout + done.stderr + kept.link


def test_without_login_the_package_waits_in_a_file(hub_desk: HubDesk) -> None:
    """It says so, and how to log in; with a login the file is sealed, sent and the learner's."""
    done = hub_desk.submit(login="")
    assert (3, []) == (done.returncode, hub_desk.pulls)
    assert "hf auth login" in done.stderr
    (file,) = hub_desk.saved()
    assert (0o600, "") == (file.stat().st_mode & 0o777, read_file(file).user)
    sent = hub_desk.submit(file.name)
    assert (0, 1) == (sent.returncode, len(hub_desk.pulls)), sent.stderr
    (kept,) = hub_desk.memory.submissions()
    assert ("sent", "ada", kept.id) == (kept.state, kept.user, read_file(file).id)


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize("how", ["nobody listens", "switched off"])
def test_offline_the_package_is_sealed_to_the_key_that_is_known(hub_desk: HubDesk, how: str) -> None:
    """Known from an earlier submission, user and all: what is saved holds nothing in clear, and is sent as it is."""
    assert 0 == hub_desk.submit("--dry-run").returncode
    away = {"HF_ENDPOINT": closed_port()} if how == "nobody listens" else {"HF_HUB_OFFLINE": "1"}
    done = hub_desk.submit(**away)
    assert (3, []) == (done.returncode, hub_desk.pulls), done.stderr
    (file,) = hub_desk.saved()
    saved = read_file(file)
    assert (None, "ada") == (saved.package, saved.request.user if saved.request else "")
    still = hub_desk.submit(file.name, **away)
    assert (3, "Traceback" in still.stderr) == (still.returncode, False)
    eve = hub_desk.submit(file.name, login="eve")
    assert (1, []) == (eve.returncode, hub_desk.pulls)
    assert (0, 1) == (hub_desk.submit(file.name).returncode, len(hub_desk.pulls))
    assert saved.request == hub_desk.memory.submissions()[0].request


def test_a_commit_that_hides_behind_an_error_is_found(hub_desk: HubDesk) -> None:
    """The Hub answers 500 and has opened the pull request: it is told as sent, and there is one."""
    hub_desk.hub.faults.add(SERVER_ERROR_AFTER, "commit")
    done = hub_desk.submit()
    assert (0, 1) == (done.returncode, len(hub_desk.pulls)), done.stderr
    assert hub_desk.memory.submissions()[0].link in done.stdout


def test_an_error_that_hides_nothing_is_told_and_sent_again(hub_desk: HubDesk) -> None:
    """Nobody knows whether it arrived: the sentence names the file to send again, and that arrives once."""
    hub_desk.hub.faults.add(SERVER_ERROR, "commit")
    done = hub_desk.submit()
    assert (3, []) == (done.returncode, hub_desk.pulls)
    (kept,) = hub_desk.memory.submissions()
    file = hub_desk.work / ".smol-grade" / "submissions" / f"{kept.id}.json"
    assert ("sending", True) == (kept.state, str(file) in done.stderr.replace("\n", ""))
    assert (0, 1) == (hub_desk.submit(str(file)).returncode, len(hub_desk.pulls))


@pytest.mark.parametrize("fault", [TOO_MANY_REQUESTS, MOVED], ids=["429", "412"])
def test_a_board_that_is_busy_gets_it_later(hub_desk: HubDesk, fault: object) -> None:
    """It did not happen: the package is saved, and the command to send it is told."""
    hub_desk.hub.faults.add(fault, "commit")  # type: ignore[arg-type]
    done = hub_desk.submit()
    assert (3, [], 1) == (done.returncode, hub_desk.pulls, len(hub_desk.saved())), done.stderr
    assert 0 == hub_desk.submit(hub_desk.saved()[0].name).returncode
    assert 1 == len(hub_desk.pulls)


@pytest.mark.parametrize("when", ["before the commit", "before its answer"])
def test_a_learner_who_is_killed_while_sending_sends_once(hub_desk: HubDesk, when: str) -> None:
    """Killed with the request on its way: `status` finds out what became of it, and sending again makes no second."""
    started: list[subprocess.Popen[bytes]] = []

    def kill(_: object) -> None:
        started[0].kill()
        started[0].wait()

    hub_desk.hub.faults.add(kill, "commit", after=when == "before its answer")
    login = hub_desk.hub.environment("ada") | {"SMOL_GRADE_BOARD": REPO}
    words = [sys.executable, "-m", "smol_grade", "submit", "unit1"]
    folder, quiet = hub_desk.work, subprocess.DEVNULL
    started.append(subprocess.Popen(words, cwd=folder, env=environment(folder, login), stdout=quiet, stderr=quiet))
    assert -9 == started[0].wait(60)
    (kept,) = hub_desk.memory.submissions()
    assert "sending" == kept.state
    told = smol_grade_apart("status", "--format", "json", cwd=hub_desk.work, **login)
    assert ["queued" if hub_desk.pulls else "sending"] == [
        one["state"] for one in json.loads(told.stdout)["submissions"]
    ]
    file = hub_desk.work / ".smol-grade" / "submissions" / f"{kept.id}.json"
    assert (0, 1) == (hub_desk.submit(str(file)).returncode, len(hub_desk.pulls))
    assert "sent" == hub_desk.memory.submissions()[0].state


@pytest.mark.parametrize("token", ["not valid", "only to read"])
def test_a_login_that_may_not_submit(hub_desk: HubDesk, token: str) -> None:
    """It is told, the token is not, and the package waits."""
    value = "hf_" + "x" * 34 if token == "not valid" else hub_desk.hub.token("ada", "read")
    done = hub_desk.submit(HF_TOKEN=value)
    assert (3, [], 1) == (done.returncode, hub_desk.pulls, len(hub_desk.saved())), done.stderr
    assert "the Hub refused" in done.stderr
    assert value not in done.stderr + done.stdout + hub_desk.saved()[0].read_text()


def test_a_board_that_does_not_exist_is_told(hub_desk: HubDesk) -> None:
    """Nothing is saved: there is nobody to send it to."""
    done = hub_desk.submit("--board", "nobody/nothing")
    assert (3, True, []) == (done.returncode, "no board in nobody/nothing" in done.stderr, hub_desk.saved())


def test_hostile_names_are_shown_for_what_they_are(tmp_path: Path) -> None:
    """Folders and files whose names hold colours, line breaks and commands of a CI service: nothing of it acts."""
    evil = "a\x1b[31mb\n::error::c\u202ed"
    desk = Desk(tmp_path / evil, course())
    (desk.work / "unit1" / f"{evil}.py").write_text("x = 1\n")
    sent = desk.submit()
    saved = desk.submit("--output", str(desk.work / f"{evil}.json"))
    status = smol_grade("status", cwd=desk.work)
    (desk.work / "unit1" / "render_chatml.py").write_bytes(b"\0")
    refused = smol_grade("submit", "unit1", "--board", str(desk.board), "--path", str(desk.work), cwd=tmp_path)
    assert [0, 0, 0, 1] == [done.returncode for done in (sent, saved, status, refused)]
    for done in (sent, saved, status, refused):
        told = done.stdout + done.stderr
        assert not {"\x1b", "\u202e"} & set(told)
        assert not [line for line in told.splitlines() if line.strip().startswith("::")]
    assert 1 == len(desk.waiting())


def test_a_damaged_memory_counts_as_none(desk: Desk) -> None:
    """Files that a crash or a person left half written do not stop the next submission."""
    folder = desk.work / ".smol-grade" / "submissions"
    folder.mkdir(parents=True)
    for name, content in (("a.json", b"{"), ("b.json", b"\xff"), ("c.json", b"[" * 100_000), ("d.json", b"{}")):
        (folder / name).write_bytes(content)
    assert (0, 1) == (desk.submit().returncode, len(desk.memory.submissions()))
    assert Submission is type(desk.memory.submissions()[0])


@pytest.mark.parametrize("evil", ["../../../pwned", "x" * 65, "UPPER-CASE-1", "0123456\n"])
def test_a_saved_file_of_somebody_else_writes_nowhere_else(desk: Desk, evil: str) -> None:
    """Its id names a file in the workspace, so an id that leads out of it is none."""
    from smol_leaderboard.outgoing import encoded

    package = handed_in.Package(id=evil, user="", unit="warmup", nonce="0" * 32, files=())
    made = Submission(
        board=str(desk.board), unit="warmup", unit_alias="../x", at="2026-11-25T12:00:00Z", package=package
    )
    file = desk.work / "given.json"
    file.write_text(encoded(made))
    before = sorted(desk.work.parent.rglob("*.json"))
    assert 2 == smol_grade("submit", "given.json", cwd=desk.work).returncode
    assert before == sorted(desk.work.parent.rglob("*.json"))
