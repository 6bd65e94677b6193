"""`smol-leaderboard regrade`: a draft that survives kills, is published once, and only as it was looked at."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt

from smol_grade.locate import course_files
from smol_leaderboard import layout
from smol_leaderboard.office import Office, office
from smol_leaderboard.outbox import Outbox
from smol_leaderboard.publish import publish
from smol_leaderboard.regrading.draft import Draft
from smol_leaderboard.schema import GradeRecord, Person, canonical
from smol_leaderboard.segments import read_records
from smol_leaderboard.store.local import LocalStore

from .desk import HALF, RIGHT
from .test_operating import environment, files, run, submit

EVIL = "<script>alert(1)</script>|`x`"
MENDED = ("_wanted(messages), ", "submission.call(NAME, messages), ")
"""The check that compares lines compares an answer with itself: whoever fails it passes."""


class Place(NamedTuple):
    """A board in a folder, its operator's office, and suites that were mended."""

    folder: Path
    board: Path
    office: Office

    @property
    def draft(self) -> Draft:
        """What was graded again."""
        return Draft(self.office.draft)

    def do(self, *words: str, suites: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `regrade`."""
        return run(self.folder, *self.words(*words, suites=suites))

    def words(self, *words: str, suites: bool = True) -> tuple[str, ...]:
        """Return a command line."""
        private = ("--suites", str(self.folder / "suites")) if suites else ()
        return ("regrade", *words, "--board", str(self.board), *private)

    def grades(self) -> dict[str, GradeRecord]:
        """Return the grade records by id."""
        found = read_records(LocalStore(self.board), kinds=["grade"]).records
        return {name: one for name, one in found.items() if isinstance(one, GradeRecord)}


@pytest.fixture(autouse=True)
def unbroken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are not broken at a width."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with four results that the published suites gave, to be copied."""
    folder = tmp_path_factory.mktemp("graded")
    board = folder / "board"
    assert 0 == run(folder, "init", "--board", str(board)).returncode
    for number, (user, code) in enumerate({"ada": RIGHT, "bob": HALF, "cyd": HALF, "dan": HALF}.items(), 1):
        submit(board, user, number, code)
    done = run(folder, "grade", "--board", str(board))
    assert "4 graded" in done.stdout, done.stderr
    shutil.copytree(
        course_files().suites,
        folder / "suites",
        ignore=shutil.ignore_patterns("mutants", "accepted", "__pycache__"),
    )
    suite = folder / "suites" / "unit0" / "test_transcript.py"
    text = suite.read_text("utf-8")
    assert MENDED[0] in text
    suite.write_text(text.replace(*MENDED), "utf-8")
    return folder


@pytest.fixture
def place(graded: Path, tmp_path: Path) -> Place:
    """A copy of the board, where its office is found under its own name."""
    folder = tmp_path / "here"
    shutil.copytree(graded, folder, symlinks=True)
    board = folder / "board"
    before, now = (office(str(one / "board"), str(folder / "offices")) for one in (graded, folder))
    os.rename(before.folder, now.folder)
    shutil.rmtree(now.board_state)  # it is of a store of another name
    return Place(folder, board, now)


def test_a_kill_loses_at_most_one_and_the_next_run_goes_on(place: Place) -> None:
    """What is in the draft is not graded again; nothing reaches the board before it is published, and then once."""
    before = files(place.board)
    program = [sys.executable, "-m", "smol_leaderboard", *place.words("--unit", "unit0")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(program, env=environment(place.folder), cwd=place.folder, **quiet) as process:  # type: ignore[call-overload]
        until = time.monotonic() + 100
        while len(place.draft.results()) < 2 and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    kept = list(place.office.draft.glob("[0-9a-f]*.json"))
    assert 2 <= len(kept) < 4
    assert before == files(place.board)

    done = place.do("--unit", "unit0", "--publish")
    assert 0 == done.returncode, done.stderr
    assert f"{len(kept)} of 4 are in the draft already." in done.stderr
    assert "     4  graded again\n     3  more points\n" in done.stdout
    assert done.stdout.endswith("Published: 4 records.\n")
    assert 8 == len(place.grades())
    assert not place.office.draft.exists()
    after = files(place.board)
    again = place.do("--unit", "unit0", "--publish")
    assert (0, "Nothing is to be graded again.\n") == (again.returncode, again.stdout)
    assert after == files(place.board)


def test_a_crash_while_publishing_publishes_nothing_twice(place: Place) -> None:
    """Some results went out and the draft is still there: the next run publishes what is left, also with --again."""
    assert 0 == place.do("--unit", "unit0", "--again").returncode
    results = place.draft.results()
    outbox = Outbox(place.office.outbox)
    first, second, *_ = (one.record for one in results.values() if one.record is not None)
    outbox.add(first)
    publish(LocalStore(place.board), outbox)  # published, and killed before the draft was cleared
    outbox.add(second)  # in the outbox, and killed
    done = place.do("--publish", "--unit", "unit0", "--again")
    assert 0 == done.returncode, done.stderr
    assert "     2  graded again" in done.stdout
    assert {one.record.id for one in results.values() if one.record} < place.grades().keys()
    assert 8 == len(place.grades())
    assert not place.office.draft.exists()


def test_the_draft_is_of_one_selection_and_published_as_it_was_shown(place: Place) -> None:
    """Another selection is refused while it waits; alone, regrade goes on with it; --discard drops it."""
    before = files(place.board)
    assert 2 == place.do(suites=False).returncode
    first = place.do("--exercise", "unit0/transcript", "--where", "points = 0")
    assert 0 == first.returncode, first.stderr
    assert "     3  graded again" in first.stdout
    for words in (("--unit", "unit0"), ("--exercise", "warmup/transcript"), ("--unit", "warmup", "--again")):
        other = place.do(*words)
        assert (2, True) == (other.returncode, "another selection waits (--exercise warmup/transcript" in other.stderr)
    same = place.do("--exercise", "warmup/transcript", "--where", "points = 0")
    assert "3 of 3 are in the draft already." in same.stderr

    [name, *_] = place.draft.results()
    place.draft.drop([name])  # not as it was shown any more
    unseen = place.do("--publish", suites=False)
    assert (0, True) == (unseen.returncode, "Not published: this is not what" in unseen.stderr), unseen.stderr
    assert "2 of 3 are in the draft already." in unseen.stderr
    assert before == files(place.board)
    now = place.do("--publish", suites=False)
    assert now.stdout.endswith("Published: 3 records.\n"), now.stderr

    assert 0 == place.do("--unit", "unit0").returncode
    assert 1 == len(place.draft.results())
    dropped = place.do("--discard", suites=False)
    assert "The draft of 1 results is dropped." in dropped.stderr
    assert not place.office.draft.exists()
    assert "There is no draft." in place.do("--discard", suites=False).stderr


def test_what_does_not_fit_any_more_is_graded_anew(place: Place) -> None:
    """A draft by other suites, and of records that were replaced or damaged meanwhile, is not published."""
    assert 0 == place.do("--unit", "unit0").returncode
    suite = place.folder / "suites" / "unit0" / "test_transcript.py"
    suite.write_text(suite.read_text("utf-8") + "# once more\n", "utf-8")
    changed = place.do("--publish", suites=False)
    assert "4 results of the draft are dropped" in " ".join(changed.stderr.split())
    assert "Not published" in changed.stderr
    assert 4 == len(place.grades())

    first, second, *_ = (one.record for one in place.draft.results().values() if one.record is not None)
    outbox = Outbox(place.office.outbox)
    path = place.office.draft / f"{second.request}.json"
    path.write_bytes(path.read_bytes().replace(b'"points":3', b'"points":2'))
    other = run(place.folder, "regrade", first.supersedes[:12], "--again", "--board", str(place.board), "--publish")
    assert (2, True) == (other.returncode, "waits" in other.stderr)
    shutil.move(place.office.draft, place.folder / "draft")
    other = run(place.folder, "regrade", first.supersedes[:12], "--again", "--board", str(place.board), "--publish")
    assert 0 == other.returncode, other.stderr
    shutil.move(place.folder / "draft", place.office.draft)
    done = place.do("--unit", "unit0", "--publish")
    assert "1 results of the draft are dropped" in " ".join(done.stderr.split())
    assert "2 of 4 are in the draft already." in done.stderr
    assert outbox.is_empty()
    assert 9 == len(place.grades())
    replaced = {one.supersedes for one in place.grades().values()}
    assert 4 == len([one for one in place.grades() if one not in replaced])


def test_grading_goes_on_beside_a_draft(place: Place) -> None:
    """Requests are graded and the board is rebuilt as if there were no draft; who was graded by then is not in it."""
    assert 0 == place.do("--unit", "unit0").returncode
    submit(place.board, "eve", 9, HALF)
    graded = run(place.folder, "grade", "--board", str(place.board), "--suites", str(place.folder / "suites"))
    assert "1 graded" in graded.stdout, graded.stderr
    assert (4, 5) == (len(place.draft.results()), len(place.grades()))
    assert "0 graded" in run(place.folder, "grade", "--board", str(place.board)).stdout
    done = place.do("--publish", suites=False)
    assert done.stdout.endswith("Published: 4 records.\n"), done.stderr
    assert 9 == len(place.grades())


def test_the_report_says_the_same_in_every_form_and_nobody_writes_into_it(place: Place) -> None:
    """Markdown, HTML and JSON by the file's name; a stranger's name is text in all of them, and on the terminal."""
    store = LocalStore(place.board)
    [bob] = [one for one in read_records(store, kinds=["grade"]).records.values() if one.points == 1][:1]  # type: ignore[union-attr]
    person = Person(subject=bob.subject, name=EVIL + "\n::error::\u202e", at="2026-11-25T12:00:00Z")
    store.commit({layout.person(bob.subject): canonical(person)}, "A name")
    reports = {}
    for form in ("md", "html", "json"):
        done = place.do("--unit", "unit0", "--report", f"report.{form}")
        assert 0 == done.returncode, done.stderr
        reports[form] = (place.folder / f"report.{form}").read_text("utf-8")
    assert EVIL + "\\n::error::\\u202e  warmup, attempt 1  1/3 -> 3/3  more points" in done.stdout.replace("\n  ", "  ")
    assert not [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")]
    assert "<script" not in reports["html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;|`x`\\n::error::\\u202e" in reports["html"]
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").parse(reports["md"])
    assert not [token for token in shown if token.type.startswith("html")]
    heads = [shown[n + 1] for n, token in enumerate(shown) if token.type == "heading_open" and token.tag == "h2"]
    kinds = {child.type for head in heads for child in head.children or []}
    assert kinds <= {"text", "text_special"}, kinds
    told = json.loads(reports["json"])
    assert ({"up": 3, "unchanged": 1}, 0, 4) == (
        {kind: count for kind, count in told["summary"].items() if count},
        told["unstable"],
        told["graded"],
    )
    [mine] = [one for one in told["requests"] if one["name"].startswith(EVIL)]
    assert ("1/3", "3/3", bob.id) == (mine["before"]["points"], mine["after"]["points"], mine["before"]["grade"])
    assert ["suites", "suite", "private_now"] == [cause["code"] for cause in mine["why"]]
    assert ["transcript"] == list(mine["suites"])
    [check] = mine["checks"]
    assert ("transcript/one_line_a_message", "failed", "passed", True) == (
        *(check["check"], check["before"]["outcome"], check["after"]["outcome"], check["explained"]),
    )


def test_what_makes_no_sense_is_a_sentence(place: Place) -> None:
    """Exit code 2 and nothing graded or written: no traceback, whatever the condition does."""
    before = files(place.board)
    for words, said in (
        (("--where", "marks > 1"), 'the columns are unit, attempt, received_at, "at"'),
        (("--where", "exists (from read_csv('/etc/passwd'))"), "/etc/passwd"),
        (("--where", "true); drop table results; select (1"), "takes one condition"),
        (("--unit", "unit9"), "no unit 'unit9'"),
        (("--exercise", "unit0/nothing"), "unit0/transcript"),
        (("--again",), "say what --again is about"),
        (("--unit", "unit0", "--report", "report.pdf"), ".md, .html, .json"),
        (("--discard", "--publish"), "give it alone"),
        (("--dry-run", "--publish", "--unit", "unit0"), "exclude each other"),
    ):
        done = place.do(*words)
        assert (2, True) == (done.returncode, said in " ".join(done.stderr.split())), done.stderr
        assert "Traceback" not in done.stderr
    looked = place.do("--where", "outcome = 'failed' -- nobody else", "--dry-run")
    assert "To be graded again: 3." in looked.stdout, looked.stderr
    assert (before, False) == (files(place.board), place.office.draft.exists())


def test_two_judges_say_what_one_says(place: Place) -> None:
    """With several judges the same requests get successors with the same results, once."""
    done = place.do("--unit", "unit0", "--publish", "--workers", "2")
    assert 0 == done.returncode, done.stderr
    assert "     4  graded again\n     3  more points\n" in done.stdout
    grades = place.grades()
    replaced = {one.supersedes for one in grades.values() if one.supersedes}
    assert 8 == len(grades)
    assert 4 == len(replaced & grades.keys())
    assert not (place.office.rooms).exists()


@pytest.mark.parametrize("words", [("--workers", "-2"), ("--engine", "slurm"), ("--address", "auto")])
def test_machines_that_make_no_sense_are_a_sentence(place: Place, words: tuple[str, ...]) -> None:
    """What cannot be meant ends with 2, and nothing is graded."""
    done = place.do("--unit", "unit0", *words)
    assert (2, "") == (done.returncode, done.stdout)
    assert words[0] in done.stderr
    assert not place.draft.results()
