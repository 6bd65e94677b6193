"""`rules.json`: published by `init`, every version kept, read strictly; `grade` says when the course has other rules."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import msgspec
import pytest

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_leaderboard import founding, layout
from smol_leaderboard.errors import NewerBoard, OperatorError, RecordError
from smol_leaderboard.rule_book import NoRules, decoded_rules, read_rules, rule_files
from smol_leaderboard.schema import canonical
from smol_leaderboard.store.local import LocalStore

from .certified import RULES
from .memory_store import MemoryStore
from .test_operating import run


def test_init_publishes_the_rules_and_keeps_every_version(tmp_path: Path) -> None:
    """Current and by hash; again after a change of course.toml: both versions stay. `grade` says when they differ."""
    board = tmp_path / "board"
    assert 0 == run(tmp_path, "init", "--board", str(board)).returncode
    assert RULES == read_rules(LocalStore(board))
    kept = board / layout.rules_at(RULES.sha256)
    assert canonical(RULES) == kept.read_bytes() == (board / layout.RULES).read_bytes()
    quiet = run(tmp_path, "grade", "--board", str(board))
    assert (0, False) == (quiet.returncode, "rules for certificates" in quiet.stderr)

    other = msgspec.structs.replace(RULES, quiz_percent=73)  # as an older course.toml had it
    LocalStore(board).commit(rule_files(other), "Older rules")
    told = run(tmp_path, "grade", "--board", str(board))
    assert (0, True) == (told.returncode, "`smol-leaderboard init` publishes them" in " ".join(told.stderr.split()))
    assert 0 == run(tmp_path, "init", "--board", str(board)).returncode
    assert RULES == read_rules(LocalStore(board))
    assert other == decoded_rules((board / layout.rules_at(other.sha256)).read_bytes(), "kept")
    assert kept.exists()
    assert not (board / layout.rules_at("0" * 64)).exists()

    (board / layout.RULES).unlink()
    missing = run(tmp_path, "grade", "--board", str(board), "--lang", "es")
    assert (0, True) == (missing.returncode, "`smol-leaderboard init` las publica" in " ".join(missing.stderr.split()))


def test_a_practice_board_publishes_that_it_is_one(tmp_path: Path) -> None:
    """Its rules say that nothing on it counts, also after a later `init` without the option."""
    board = tmp_path / "board"
    assert 0 == run(tmp_path, "init", "--practice", "--board", str(board)).returncode
    assert read_rules(LocalStore(board)).practice
    assert 0 == run(tmp_path, "init", "--board", str(board)).returncode
    assert read_rules(LocalStore(board)).practice


GOOD = canonical(RULES)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (None, NoRules),
        (b"", RecordError),
        (b"null", RecordError),
        (b"\xff", RecordError),
        (b"[" * 100_000, RecordError),
        (GOOD.replace(b'"grace_h"', b'"gr\\u0061ce_h":1,"gr"'), NewerBoard),
        (GOOD.replace(b'"schema_version":1', b'"schema_version":2'), NewerBoard),
        (GOOD.replace(b'"schema_version":1', b'"schema_version":0'), RecordError),
        (GOOD.replace(b'"late":"counts"', b'"late":"perhaps"'), RecordError),
        (GOOD.replace(b'"project":"synthetic"', b'"project":"nowhere"'), RecordError),
        (GOOD.replace(b'"slug":"completion"', b'"slug":"fundamentals"'), RecordError),
        (GOOD.replace(b'"includes":["fundamentals"]', b'"includes":["completion"]'), RecordError),
    ],
)
def test_what_is_no_rules_is_told(content: bytes | None, error: type[Exception]) -> None:
    """Nothing of it gets further: what cannot be followed is refused, what a later program wrote asks to upgrade."""
    assert content != GOOD
    store = MemoryStore({layout.RULES: content} if content is not None else {})
    with pytest.raises(error):
        read_rules(store)


def test_the_boards_settings_have_the_running_cohorts_dates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Release and closing bind the intake; a due date is the rules', and another cohort's dates are nobody's yet."""
    manifest = tmp_path / "exercises" / "course.toml"
    shutil.copytree(course_files().exercises, manifest.parent)
    text = manifest.read_text("utf-8").replace(
        '[[schedule.cohorts]]\nname = "open"',
        '[[schedule.cohorts]]\nname = "open"\n'
        'units.unit1 = { opens = "2027-01-01T00:00:00Z", due = "2027-02-01T00:00:00Z", closes = "2027-03-01T00:00:00Z" }\n'
        '[[schedule.cohorts]]\nname = "next"\nunits.unit2 = { opens = "2028-01-01T00:00:00Z" }',
    )
    manifest.write_text(text, "utf-8")
    files = dataclasses.replace(course_files(), exercises=manifest.parent)
    monkeypatch.setattr(founding, "course_files", lambda: files)
    made = founding.settings_of("00" * 32)
    assert ({"instruction": "2027-01-01T00:00:00Z"}, {"instruction": "2027-03-01T00:00:00Z"}) == (
        made.opens,
        made.deadlines,
    )
    assert "2027-02-01T00:00:00Z" == founding.installed_rules().cohorts["open"]["instruction"].due
    assert ["evaluation"] == list(founding.installed_rules().cohorts["next"])


def test_the_key_of_course_toml_is_that_of_the_board_which_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """That board must have it; a rehearsal in a folder, the demo and another course's board have keys of their own."""
    course = load_course(course_files())
    board = msgspec.structs.replace(course.board, repo="acme/board", public_key="11" * 32)
    monkeypatch.setattr(founding, "load_course", lambda _: msgspec.structs.replace(course, board=board))
    with pytest.raises(OperatorError, match="another public key"):
        founding.settings_of("00" * 32, where="acme/board")
    kept = {where: founding.settings_of("00" * 32, where=where).public_key for where in ("rehearsal", "acme/other")}
    assert {"rehearsal": "00" * 32, "acme/other": "00" * 32} == kept
    assert "11" * 32 == founding.settings_of("11" * 32, where="acme/board").public_key
