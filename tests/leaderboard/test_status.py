"""`smol-grade status`: every state of a submission, as the board, its records and the request's thread tell it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from fakehub import FakeHub

from smol_grade.messages import catalogue
from smol_grade.schedule import Dates
from smol_leaderboard import schema
from smol_leaderboard.answers import running
from smol_leaderboard.founding import installed_rules
from smol_leaderboard.outgoing import Memory
from smol_leaderboard.rule_book import rule_files
from smol_leaderboard.store import open_inbox, open_store

from .course_side import Office
from .learner import local_board, smol_grade, smol_grade_apart, workspace


class Desk:
    """A learner with the warm-up done, and the course."""

    def __init__(self, folder: Path, office: Office) -> None:
        self.office = office
        self.board = local_board(folder / "board", office.settings)
        self.work = workspace(folder / "work", "transcript", alias="unit0")
        self.memory = Memory(self.work)
        self.inbox = open_inbox(str(self.board))

    def submit(self, *words: str) -> None:
        """Submit the warm-up as ada."""
        done = smol_grade("submit", "unit0", "--board", str(self.board), "--user", "ada", *words, cwd=self.work)
        assert 0 == done.returncode, done.stderr

    def status(self, *words: str, **variables: str) -> Any:
        """Run the command."""
        return smol_grade("status", *words, cwd=self.work, **variables)

    def told(self) -> list[dict[str, Any]]:
        """All submissions as JSON, newest first."""
        return json.loads(self.status("--format", "json").stdout)["submissions"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A course whose judge stays warm for all tests here; each takes a folder of its own."""
    folder = tmp_path_factory.mktemp("office")
    with Office(folder / "office", str(folder / "board")) as made:
        yield made


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Desk:
    """A desk with a board of its own, and an outbox of the course of its own."""
    from smol_leaderboard.outbox import Outbox

    office.where = str(tmp_path / "board")
    office.folder = tmp_path
    office.outbox = Outbox(tmp_path / "outbox")
    return Desk(tmp_path, office)


def test_nothing_was_submitted(desk: Desk) -> None:
    """A sentence for people, an empty list for programs; no file is made."""
    told = desk.status()
    assert (0, "", True) == (told.returncode, told.stderr, "nothing was submitted" in told.stdout)
    assert [] == desk.told()
    assert not (desk.work / ".smol-grade").exists()


def test_from_queued_over_running_to_graded(desk: Desk) -> None:
    """As the course proceeds; the record's id and the points are those of the grade record."""
    desk.submit()
    assert ["queued"] == [one["state"] for one in desk.told()]
    desk.inbox.comment(1, running())
    assert ["running"] == [one["state"] for one in desk.told()]
    desk.office.grade()
    (told,) = desk.told()
    assert ("graded", 3, 3) == (told["state"], told["points"], told["max_points"])
    shown = desk.status().stdout
    assert "graded, 3/3 points" in shown
    assert f"smol-grade replay {told['record'][:12]}" in shown
    assert str(desk.board / "inbox" / "1.json") in shown


def publish_rules(board: Path, late: Literal["counts", "does_not_count"], due: str, cohort: str = "autumn") -> None:
    """Write rules with one due date for the warm-up into a board."""
    dates = {cohort: {"warmup": Dates(due=due)}}
    rules = msgspec.structs.replace(installed_rules(), cohorts=dates, late=late, grace_h=1)
    store = open_store(str(board))
    store.commit(rule_files(rules), "Rules", parent=store.head())


@pytest.mark.parametrize(
    ("late", "due", "told"),
    [
        ("counts", "2020-01-01T00:00:00Z", "late"),
        ("does_not_count", "2020-01-01T00:00:00Z", "too_late"),
        ("does_not_count", "2099-01-01T00:00:00Z", ""),
    ],
)
def test_late_work_is_graded_and_marked(desk: Desk, late: Any, due: str, told: str) -> None:
    """In the status, with what the rule makes of it, and in the answer under the request."""
    publish_rules(desk.board, late, due)
    desk.submit()
    assert [told] == [one["late"] for one in desk.told()]
    desk.office.grade()
    assert [("graded", told)] == [(one["state"], one["late"]) for one in desk.told()]
    [thread] = desk.inbox.threads("ada")
    shown, answer = desk.status().stdout, thread.comments[-1].text
    for kind in ("late", "too_late"):
        assert (kind == told) is (catalogue("en")[f"status.{kind}"] in shown)
        assert (kind == told) is (catalogue("es")[f"official.{kind}"] in answer)


def test_a_result_keeps_the_dates_of_its_own_cohort(desk: Desk) -> None:
    """When another cohort begins, what was in time stays in time, and what was late stays late."""
    publish_rules(desk.board, "counts", "2020-01-01T00:00:00Z")
    desk.submit()
    desk.office.grade()
    assert ["late"] == [one["late"] for one in desk.told()]
    publish_rules(desk.board, "counts", "2099-01-01T00:00:00Z", "winter")
    assert ["late"] == [one["late"] for one in desk.told()]


def test_rules_that_cannot_be_read_stop_nobody(desk: Desk) -> None:
    """Whether something is late is not known then; all else is."""
    store = open_store(str(desk.board))
    store.commit({"rules.json": b"{"}, "Broken", parent=store.head())
    desk.submit()
    desk.office.grade()
    assert [("graded", "")] == [(one["state"], one["late"]) for one in desk.told()]


def test_results_are_found_without_the_derived_board(desk: Desk) -> None:
    """The board may be behind, and tells of the newest only: the records are searched."""
    desk.submit()
    desk.office.grade(board=False)
    assert not (desk.board / "board").exists()
    (told,) = desk.told()
    assert ("graded", 3, 64) == (told["state"], told["points"], len(told["record"]))


def test_a_clock_that_is_wrong_hides_no_result(desk: Desk) -> None:
    """Records are filed by the course's clock; a learner's that is months ahead does not matter."""
    desk.submit()
    desk.office.grade(board=False)
    (kept,) = desk.memory.submissions()
    desk.memory.remember(msgspec.structs.replace(kept, at="2099-01-01T00:00:00Z"))
    assert ["graded"] == [one["state"] for one in desk.told()]


def test_refusals_are_told_in_words(desk: Desk) -> None:
    """What the course does not grade has a reason, with the derived board or without it."""
    desk.office.settings = msgspec.structs.replace(desk.office.settings, attempts_per_day=1)
    try:
        for number in range(3):
            desk.submit()
            desk.office.grade(board=number == 1)
    finally:
        desk.office.settings = msgspec.structs.replace(desk.office.settings, attempts_per_day=3)
    assert ["failed", "failed", "graded"] == [one["state"] for one in desk.told()]
    assert ["too_many_today", "too_many_today", ""] == [one["reason"] for one in desk.told()]
    for lang in ("en", "es"):
        told = desk.status("--lang", lang).stdout
        assert 2 == told.count(catalogue(lang)["status.failed"])  # type: ignore[arg-type]
        assert "{" not in told


def test_closed_without_a_result_is_told_with_the_note(desk: Desk) -> None:
    """By whoever runs the board: what was said last is shown, as harmless text of one line."""
    desk.submit()
    desk.inbox.close(1, "<!-- x -->\n## See \x1b[31mforum\u202e post\nsecond line")
    (told,) = desk.told()
    assert "closed" == told["state"]
    shown = desk.status().stdout
    assert "said there: See" in shown
    assert "second line" not in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_what_was_saved_and_what_is_unsure(desk: Desk, tmp_path: Path) -> None:
    """A package that waits in a file; one whose sending nobody saw the end of, found by its title or not."""
    desk.submit("--output", str(tmp_path / "later.json"))
    (told,) = desk.told()
    assert "saved" == told["state"]
    assert f"smol-grade submit .smol-grade/submissions/{told['id']}.json" in desk.status().stdout
    desk.submit()
    (kept,) = [one for one in desk.memory.submissions() if one.state == "sent"]
    desk.memory.remember(msgspec.structs.replace(kept, state="sending", link=""))
    assert ("queued", kept.link) == next((one["state"], one["link"]) for one in desk.told() if one["id"] == kept.id)
    (desk.board / "inbox" / "1.json").unlink()
    desk.memory.remember(msgspec.structs.replace(kept, state="sending", link=""))
    assert {"saved", "sending"} == {one["state"] for one in desk.told()}
    assert "may have been sent" in desk.status().stdout


def test_without_the_board_the_last_known_state_is_told_with_its_age(desk: Desk) -> None:
    """And that the board could not be asked."""
    desk.submit()
    desk.office.grade()
    (known,) = desk.told()
    desk.board.rename(desk.board.with_name("away"))
    told = desk.status()
    assert (0, True) == (told.returncode, "cannot be asked now" in told.stderr)
    assert f"as of {known['as_of'].replace('T', ' ').removesuffix('Z')} UTC" in told.stdout
    assert [known] == desk.told()


def test_submissions_stand_in_their_order(desk: Desk) -> None:
    """Newest first, also of several within one second."""
    for _ in range(3):
        desk.submit()
    assert ["3.json", "2.json", "1.json"] == [Path(one["link"]).name for one in desk.told()]


def test_a_board_can_be_chosen(desk: Desk, tmp_path: Path) -> None:
    """Only what was sent to it is told."""
    desk.submit()
    for board, count in ((str(desk.board), 1), ("nobody/nothing", 0)):
        told = json.loads(desk.status("--format", "json", "--board", board).stdout)
        assert count == len(told["submissions"])


def test_a_damaged_board_tells_nothing_and_stops_nothing(desk: Desk) -> None:
    """`status.json` is derived: whatever stands in it, the thread and the records decide."""
    desk.submit()
    desk.office.grade()
    for content in (b"{", b"[]", b'{"recent": 5}', b"\xff", b"[" * 100_000):
        (desk.board / "board" / "status.json").write_bytes(content)
        (kept,) = desk.memory.submissions()
        desk.memory.remember(msgspec.structs.replace(kept, fate=type(kept.fate)()))
        assert ["graded"] == [one["state"] for one in desk.told()]


@pytest.mark.parametrize("width", [40, 80])
def test_lines_fit_the_terminal(desk: Desk, width: int) -> None:
    """Only what cannot be broken, a path, is longer; in both languages."""
    desk.submit()
    for lang in ("en", "es"):
        shown = desk.status("--lang", lang, COLUMNS=str(width)).stdout
        assert not [line for line in shown.splitlines() if len(line) > width and " " in line.strip()]


def test_through_the_hub(hub: FakeHub, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The learner's login, the course's token, one pull request: graded, answered, closed, and told as such."""
    from huggingface_hub import close_session

    from smol_leaderboard.outbox import Outbox

    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    hub.repo("dataset", "smol/board")
    hub.api("smol").upload_file(
        path_or_fileobj=schema.canonical(office.settings),
        path_in_repo="course.json",
        repo_id="smol/board",
        repo_type="dataset",
    )
    work = workspace(tmp_path / "work", "transcript", alias="unit0")
    login = hub.environment("ada") | {"SMOL_GRADE_BOARD": "smol/board"}
    assert 0 == smol_grade_apart("submit", "unit0", cwd=work, **login).returncode
    office.where, office.token, office.folder = "smol/board", hub.token("smol"), tmp_path
    office.outbox = Outbox(tmp_path / "outbox")
    try:
        assert 1 == office.grade().graded
    finally:
        office.token = ""
        close_session()
    hub.api("eve").comment_discussion("smol/board", 1, "You are expelled.", repo_type="dataset")
    told = smol_grade_apart("status", cwd=work, **login)
    assert (0, True) == (told.returncode, "graded, 3/3 points" in told.stdout), told.stderr
    assert "said there: eve: You are expelled." in told.stdout
    (kept,) = Memory(work).submissions()
    assert (kept.link in told.stdout, "graded") == (True, kept.fate.state)
    assert "closed" == hub.api("ada").get_discussion_details("smol/board", 1, repo_type="dataset").status
