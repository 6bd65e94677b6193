"""`smol-grade submit project`, from a learner's folder to the official record: into a folder, and to the double of the Hub."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fakehub import FakeHub
from page.hostile_names import NAMES

from smol_grade.cli.distance import distance, handed_in
from smol_grade.cli.standing import submissions
from smol_grade.messages import LANGUAGES, say
from smol_leaderboard import layout
from smol_leaderboard.grades.marks import from_board
from smol_leaderboard.handed_in import Request
from smol_leaderboard.outbox import Outbox
from smol_leaderboard.outgoing import KnownBoard, Memory
from smol_leaderboard.queue import Tally
from smol_leaderboard.schema import GradeRecord, ProjectEntry, RequestRecord, canonical
from smol_leaderboard.sealing import open_sealed
from smol_leaderboard.segments import read_records
from smol_leaderboard.store import open_inbox, open_store

from .conftest import BOARD
from .course_side import Office
from .entries import BAD_LINKS, DEMO, ENGLISH, ENTRY, SPANISH, of_words
from .learner import COURSE, SOLUTIONS, TOKEN, environment, local_board, smol_grade, smol_grade_apart, unit

MODEL = "ada/tides"
UNIT = unit("unit6")
UNITS = {"warmup": 3, UNIT.slug: UNIT.full_marks}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A course whose judge stays warm for all tests here; each takes a folder of its own."""
    folder = tmp_path_factory.mktemp("office")
    with Office(folder / "office", str(folder / "board"), units=UNITS) as made:
        yield made


class Desk:
    """A learner in a folder that holds a summary and no exercise, and a board."""

    def __init__(self, folder: Path, office: Office, where: str, **variables: str) -> None:
        office.where, office.folder = where, folder
        office.outbox = Outbox(folder / "outbox")
        self.office, self.where, self.variables = office, where, variables
        self.work = folder / "tides"
        self.work.mkdir()
        self.write(ENGLISH)

    def write(self, summary: str | bytes, name: str = "summary.md") -> Path:
        """Write a summary's file."""
        path = self.work / name
        path.write_bytes(summary.encode() if isinstance(summary, str) else summary)
        return path

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command on this board."""
        user = () if self.variables or words[0] == "status" else ("--user", "ada")
        return smol_grade(*words, "--board", self.where, *user, cwd=self.work, **(self.variables | variables))

    def submit(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Hand the project in."""
        asked = ("--model", MODEL, "--summary", "summary.md")
        return self.run("submit", "project", *asked, *words, **variables)

    def told(self) -> list[dict[str, Any]]:
        """All submissions as JSON, newest first."""
        return json.loads(self.run("status", "--format", "json").stdout)["submissions"]

    def waiting(self) -> list[Request]:
        """What lies in the board's inbox."""
        found = open_inbox(self.where, token=self.office.token).waiting()
        return [msgspec.json.decode(one.content or b"", type=Request) for one in found]

    def records(self, kind: str) -> list[Any]:
        """The board's records of a kind, oldest request first."""
        store = open_store(self.where, token=self.office.token)
        return sorted(
            read_records(store, kinds=[kind]).records.values(),
            key=lambda one: (one.received_at, getattr(one, "attempt", 0)),
        )


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Desk:
    """A learner and a board in a folder."""
    office.token = ""
    return Desk(tmp_path, office, str(local_board(tmp_path / "board", office.settings)))


@pytest.fixture
def hub_desk(office: Office, board_hub: FakeHub, tmp_path: Path) -> Desk:
    """A learner who is logged in to a Hub, and a board on it."""
    office.token = board_hub.token("course")
    open_store(BOARD, token=office.token).commit({layout.SETTINGS: canonical(office.settings)}, "Settings")
    return Desk(tmp_path, office, BOARD, **board_hub.environment("ada"))


def whole_way(desk: Desk) -> None:
    """Hand in, grade, and read what is published."""
    done = desk.submit("--demo", f" {DEMO.replace('https', 'HTTPS')}")
    assert (0, False) == (done.returncode, "Traceback" in done.stderr), done.stderr
    [request] = desk.waiting()
    assert (ENTRY, UNIT.slug, MODEL) == (request.entry, request.unit, request.model)
    assert 32 == len(request.model_nonce)
    assert () == open_sealed(request.sealed, desk.office.keys.private_key).files
    assert Tally(graded=1) == desk.office.grade()
    [record] = desk.records("request")
    assert isinstance(record, RequestRecord)
    assert (ENTRY, request.model_nonce, 1) == (record.entry, record.model_nonce, record.attempt)
    [grade] = desk.records("grade")
    assert isinstance(grade, GradeRecord)
    assert (0, UNIT.full_marks, MODEL) == (grade.points, grade.max_points, grade.model)
    assert not any(one.begun for one in grade.graded)
    [(thread)] = open_inbox(desk.where, token=desk.office.token).threads("ada")
    answer = thread.comments[-1].text
    assert (False, True) == (thread.open, say("en", "entry.received") in answer)
    assert say("es", "entry.received") in answer
    assert "0/" not in answer
    [one] = desk.told()
    assert ("graded", None, msgspec.to_builtins(ENTRY)) == (one["state"], one["points"], one["entry"])
    said = desk.run("status").stdout
    assert "unit6 (project)" in said
    assert "received; it holds no exercises" in said
    assert f"has not measured {MODEL} yet" in said
    assert " 0/" not in said
    assert "replay" not in said


def test_the_whole_way_in_a_folder(desk: Desk) -> None:
    """The record holds summary and link; no exercise is needed, none is graded, and nobody speaks of nought points."""
    whole_way(desk)


def test_the_whole_way_on_the_hub(hub_desk: Desk) -> None:
    """The same over HTTP, with a login of the learner's own; then anybody reads it, without one."""
    whole_way(hub_desk)
    hub_desk.office.token = ""
    assert [ENTRY] == [one.entry for one in hub_desk.records("request")]


def test_what_will_be_public_is_shown_before_it_is_sent(desk: Desk) -> None:
    """Summary, its language and words, the link with its host, who and where to; a dry run ends there."""
    done = desk.submit("--dry-run", "--demo", DEMO)
    assert (0, [], []) == (done.returncode, desk.waiting(), desk.told())
    for line in ENGLISH.split("\n"):
        assert line in done.stdout
    for text in (
        "ada",
        MODEL,
        DEMO,
        "leads to huggingface.co",
        "English, 43 words",
        "will be public as soon as it is sent",
        "unit6",
    ):
        assert text in done.stdout, text
    assert done.stdout.index("on storms") < done.stdout.index("Nothing was sent")
    assert f"smol-grade project {MODEL}" in done.stderr
    assert "Your model gets a number when it is sent" in done.stdout
    assert not re.search("[0-9a-f]{32}", done.stdout)


def test_the_points_of_the_unit_stay(desk: Desk) -> None:
    """The best result counts: a project after an exercise takes nothing away; it is one of the day's submissions."""
    shutil.copytree(SOLUTIONS.parent / "exercises" / "unit6", desk.work / "unit6")
    exercise = UNIT.exercises[0].name
    shutil.copy(SOLUTIONS / "unit6" / f"{exercise}.py", desk.work / "unit6")
    assert 0 == desk.run("submit", "unit6").returncode
    assert 0 == desk.submit().returncode
    assert "left today: 1 of 3" in desk.submit("--dry-run").stderr
    assert Tally(graded=2) == desk.office.grade()
    board = json.loads(open_store(desk.where).read("board/board.json") or b"")
    [row] = [one for one in board["rows"] if one["name"] == "ada"]
    assert UNIT.exercises[0].points == row["points"]
    for attempt in ("best", "last"):
        [marks] = from_board(open_store(desk.where), attempt).of.values()  # type: ignore[arg-type]
        assert [UNIT.exercises[0].points] == [mark.points for mark in marks.values()], attempt
    assert [None, UNIT.exercises[0].points] == [one["points"] for one in desk.told()]
    assert 0 == desk.submit().returncode
    assert (1, True) == ((spent := desk.submit()).returncode, "all 3 submissions of unit6" in spent.stderr)


def test_a_project_is_no_unit_that_was_handed_in(desk: Desk) -> None:
    """What is still missing for a certificate says nothing of exercises that came with it: none did."""
    desk.submit()
    desk.office.grade()
    sent = submissions(Memory(desk.work), "", "en")
    assert [(True, False, "graded")] == [(one.is_project, one.holds_exercises, one.fate.state) for one in sent]
    assert frozenset() == handed_in(sent)
    plain = msgspec.structs.replace(desk.office.settings, practice=False)
    Memory(desk.work).remember_board(KnownBoard(board=desk.where, settings=plain, as_of="2026-11-25T12:00:00Z"))
    found = distance(COURSE, Memory(desk.work), sent, "", frozenset())
    asked = {(one.condition.kind, one.state) for two in found.certificates for one in two.conditions}
    assert {("exercise", "absent"), ("quiz", "absent"), ("model", "absent"), ("project", "waiting")} == asked


def test_the_newest_summary_takes_the_place_of_an_older_one(desk: Desk) -> None:
    """Both stand in records; the number of the model stays the same."""
    desk.submit()
    desk.write(SPANISH)
    assert 0 == desk.submit("--summary-lang", "ES").returncode
    desk.office.grade()
    first, second = desk.records("request")
    assert (ENGLISH, "en", "") == (first.entry.summary, first.entry.language, first.entry.demo)
    assert (SPANISH, "es") == (second.entry.summary, second.entry.language)
    assert first.model_nonce == second.model_nonce


@pytest.mark.parametrize(("words", "code"), [(29, 1), (30, 0), (199, 0), (200, 0), (201, 1), (231, 1)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_of_words(desk: Desk, words: int, code: int, language: str) -> None:
    """Told with what is allowed, in either language; nothing is sent or kept of one that is refused."""
    desk.write(of_words(words))
    done = desk.submit("--lang", language, *(() if code else ("--dry-run",)))
    assert (code, []) == (done.returncode, desk.waiting())
    if code:
        assert f"{words} " in done.stderr
        assert ("200" if words > 200 else "30") in done.stderr
        assert not (desk.work / ".smol-grade" / "submissions").exists()


def test_the_language_is_that_of_the_session_unless_it_is_said(desk: Desk) -> None:
    """Spanish texts of the whole way too."""
    desk.write(SPANISH)
    done = desk.submit("--lang", "es")
    assert (0, "") == (done.returncode, done.stderr.partition("Traceback")[2])
    assert "Resumen (español, 39 palabras)" in done.stdout
    desk.submit("--lang", "es", "--summary-lang", "en")
    assert ["es", "en"] == [one.entry.language for one in desk.waiting()]  # type: ignore[union-attr]
    assert "recibido" not in desk.run("status", "--lang", "es").stdout
    desk.office.grade()
    assert "recibido; no contiene ejercicios" in desk.run("status", "--lang", "es").stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_in_another_script_or_of_one_word_is_refused(desk: Desk, language: str) -> None:
    """With the sentence that says what is missing, and nothing is sent or kept; a quotation is shown as it is written."""
    for text, key in (("潮汐模型" * 40, "script"), ("tides " * 30, "few")):
        desk.write(text)
        done = desk.submit("--lang", language)
        said = " ".join(done.stderr.split())
        assert (1, []) == (done.returncode, desk.waiting())
        assert say(language, f"entry.summary_{key}.hint", least=30) in said  # type: ignore[arg-type]
    assert not (desk.work / ".smol-grade" / "submissions").exists()
    quoted = f"{of_words(30)} می\u200cخواهم"
    desk.write(quoted)
    done = desk.submit("--dry-run")
    assert (0, True) == (done.returncode, "می\u200cخواهم" in done.stdout), done.stderr


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_hostile_summaries(desk: Desk, name: str) -> None:
    """Refused with a sentence, or kept and shown as what they are; a terminal gets no control character."""
    desk.write(f"{of_words(30)} {name} {name}".encode("utf-8", "surrogatepass"))
    done = desk.submit("--dry-run")
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    for text in (done.stdout, done.stderr):
        assert not [sign for sign in text if not sign.isprintable() and sign not in "\n\u200c\u200d\ue000\u3000"], (
            ascii(text)
        )


@pytest.mark.parametrize("link", BAD_LINKS, ids=ascii)
def test_links_that_lead_elsewhere(desk: Desk, link: str) -> None:
    """A sentence with the link in it, and how to get one that does; nothing is sent."""
    done = desk.submit("--demo", link)
    assert (1, []) == (done.returncode, desk.waiting())
    assert say("en", "entry.demo.hint") in done.stderr
    assert max(map(len, done.stderr.splitlines())) < 400
    assert "Traceback" not in done.stderr


WRONG_USES = {
    "no model": (("project", "--summary", "summary.md"), 2, "needs --model."),
    "no summary": (("project", "--model", MODEL), 2, "needs --summary."),
    "neither": (("project",), 2, "needs --model and --summary."),
    "an empty one": (("project", "--model", MODEL, "--summary", ""), 2, "needs --summary."),
    "no Hub id": (("project", "--model", "tides", "--summary", "summary.md"), 2, "not the name of a model"),
    "no file": (("project", "--model", MODEL, "--summary", "gone.md"), 2, "gone.md cannot be read"),
    "a folder": (("project", "--model", MODEL, "--summary", "."), 2, "cannot be read"),
    "a name that none can have": (("project", "--model", MODEL, "--summary", "a\0b"), 2, "cannot be read"),
    "a pipe": (("project", "--model", MODEL, "--summary", "pipe"), 2, "a pipe or a device, not a file"),
    "a device": (("project", "--model", MODEL, "--summary", "/dev/zero"), 2, "a pipe or a device, not a file"),
    "words for a file": (("project", "--model", MODEL, "--summary", of_words(80)), 2, "cannot be read"),
    "no text": (("project", "--model", MODEL, "--summary", "odd.bin"), 2, "no plain text in UTF-8"),
    "a book": (("project", "--model", MODEL, "--summary", "book.txt"), 2, "more than 100000 bytes"),
    "exercises": (("project", "--path", "."), 2, "leave --path out"),
    "a quiz": (("project", "--quiz", "--path", "."), 2, "leave --path, --quiz out"),
    "French": (("project", "--model", MODEL, "--summary", "summary.md", "--summary-lang", "fr"), 2, "'fr'"),
    "a unit's summary": (("unit1", "--summary", "summary.md"), 2, "are for the final project"),
    "a unit's demo": (("unit1", "--demo", DEMO), 2, "are for the final project"),
    "a file's demo": (("later.json", "--demo", DEMO), 2, "are for the final project"),
}


@pytest.mark.parametrize("name", WRONG_USES)
def test_wrong_uses_are_told_at_once(desk: Desk, name: str) -> None:
    """All that is missing in one sentence, with the whole command; nothing is asked of a board."""
    desk.write(b"\xff\xfe\x00a", "odd.bin")
    desk.write("word " * 40_000, "book.txt")
    os.mkfifo(desk.work / "pipe")
    words, code, text = WRONG_USES[name]
    done = smol_grade("submit", *words, "--board", str(desk.work / "no-board"), cwd=desk.work)
    assert (code, True, False) == (done.returncode, text in done.stderr, "Traceback" in done.stderr), done.stderr


def test_a_secret_stops_it(desk: Desk) -> None:
    """In the summary or in the link; it is named by its line, and not shown."""
    desk.write(f"{of_words(30)}\nlogin with {TOKEN}")
    done = desk.submit()
    assert (1, []) == (done.returncode, desk.waiting())
    assert "summary.md, line 2:" in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    desk.write(ENGLISH)
    done = desk.submit("--demo", f"{DEMO}?token={TOKEN}")
    assert (1, [], True) == (done.returncode, desk.waiting(), "--demo, line 1:" in done.stderr)


def test_a_summary_can_be_piped_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """From standard input; one that ends at once has no words."""
    for text, code in ((ENGLISH, 0), ("", 1)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        asked = ("submit", "project", "--model", MODEL, "--summary", "-")
        assert code == desk.run(*asked).returncode
    assert [ENGLISH] == [one.entry.summary for one in desk.waiting()]  # type: ignore[union-attr]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_a_summary_can_come_out_of_a_command(desk: Desk) -> None:
    """`--summary <(…)`: a pipe that the shell has opened, whose writer takes a while."""
    asked = shlex.join(
        [sys.executable, "-m", "smol_grade", "submit", "project", "--model", MODEL, "--board", desk.where]
    )
    line = f"{asked} --user ada --dry-run --summary <(sleep 0.5; cat summary.md)"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=desk.work,
        env=environment(desk.work, {}),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (0, True) == (done.returncode, "English, 43 words" in done.stdout), done.stderr


@pytest.mark.parametrize("known", [False, True])
def test_saved_and_sent_later(desk: Desk, known: bool) -> None:
    """Sealed where the board is known, else as it is; one request arrives, with the entry; what was changed is refused."""
    words = ("--output", "later.json", "--demo", DEMO)
    if known:
        done = desk.submit(*words)
    else:
        asked = ("submit", "project", "--model", MODEL, "--summary", "summary.md", *words)
        done = smol_grade(*asked, "--board", "course/board", cwd=desk.work, HF_ENDPOINT="http://127.0.0.1:9")
    assert (0, []) == (done.returncode, desk.waiting()), done.stderr
    assert say("en", "entry.saved" if known else "entry.saved_nameless") in done.stdout
    file = desk.work / "later.json"
    assert 0o600 == file.stat().st_mode & 0o777
    kept = json.loads(file.read_text("utf-8"))
    assert known == (kept["request"] is not None)
    for entry in ({"summary": of_words(201)}, {"demo": "http://x.example/"}, {"more": 1}):
        other = json.dumps(kept | {"entry": kept["entry"] | entry})
        (desk.work / "other.json").write_text(other, "utf-8")
        assert (2, []) == (desk.run("submit", "other.json").returncode, desk.waiting())
    (done,) = (desk.run("submit", "later.json"),)
    assert 0 == done.returncode, done.stderr
    assert 0 == desk.run("submit", "later.json").returncode
    assert [ENTRY] == [one.entry for one in desk.waiting()]
    assert Tally(graded=1) == desk.office.grade()
    assert [ENTRY] == [one.entry for one in desk.records("request")]


def test_the_old_way_still_counts_and_says_what_it_does_not(desk: Desk) -> None:
    """`submit unit6 --model`: no entry; the status names the command that shows the project."""
    shutil.copytree(SOLUTIONS.parent / "exercises" / "unit6", desk.work / "unit6")
    exercise = UNIT.exercises[0].name
    shutil.copy(SOLUTIONS / "unit6" / f"{exercise}.py", desk.work / "unit6")
    assert 0 == desk.run("submit", "unit6", "--model", MODEL).returncode
    desk.office.grade()
    [record] = desk.records("request")
    assert (msgspec.UNSET, MODEL) == (record.entry, record.model)
    assert b"entry" not in canonical(record)
    assert f"smol-grade submit project --model {MODEL} --summary FILE" in desk.run("status").stdout


def test_a_package_without_files_is_refused_where_it_is_no_project(desk: Desk) -> None:
    """The entry alone makes the difference."""
    desk.submit()
    [request] = desk.waiting()
    bare = msgspec.structs.replace(request, entry=msgspec.UNSET)
    inbox = open_inbox(desk.where, user="ada")
    for number in [one.number for one in inbox.waiting()]:
        (Path(desk.where) / "inbox" / f"{number}.json").unlink()
    inbox.submit(layout.request("ada", bare.id), canonical(bare), "t", "t")
    assert Tally(refused=1) == desk.office.grade()
    assert ["no_files"] == [one.reason for one in desk.records("failure")]


def test_a_process_of_its_own(desk: Desk) -> None:
    """As it is typed, on a terminal of forty columns."""
    words = ("--model", MODEL, "--summary", "summary.md", "--dry-run", "--board", desk.where, "--user", "ada")
    done = smol_grade_apart("submit", "project", *words, cwd=desk.work, COLUMNS="40")
    assert 0 == done.returncode, done.stderr
    assert [] == [line for line in done.stdout.splitlines() if len(line) > 40 and " " in line.strip()]
    assert ProjectEntry(summary=ENGLISH, language="en") != ENTRY


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ways_to_it_name_the_command(tmp_path: Path, language: str) -> None:
    """`project`, `info project` and the help of `submit`."""
    for words in (("project",), ("info", "project")):
        done = smol_grade(*words, "--lang", language, cwd=tmp_path)
        assert (0, True) == (done.returncode, "smol-grade submit project --model" in done.stdout), words
    shown = smol_grade_apart("submit", "--help", "--lang", language, cwd=tmp_path, COLUMNS="200").stdout
    for option in ("--summary", "--summary-lang", "--demo"):
        assert option in shown
