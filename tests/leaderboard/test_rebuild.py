"""Records -> board: the same bytes whatever the order, in one step or many; what is bad is set apart."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from smol_leaderboard import layout, publish
from smol_leaderboard.board.documents import Waiting
from smol_leaderboard.board.query import places
from smol_leaderboard.board.ranking import OVERALL
from smol_leaderboard.board.rebuild import Rebuilt, rebuild
from smol_leaderboard.errors import Conflict, NoStore, OperatorError, RecordError, RecordsGone, Uncertain
from smol_leaderboard.schema import Person, canonical, sealed_record
from smol_leaderboard.store import Store
from smol_leaderboard.store.local import LocalStore

from .made_records import batches, raced, records
from .memory_store import MemoryStore
from .sample_board import HOSTILE, failure, grade, moment, people, reveal, sample, segments, settings, subject

AT_ONCE = publish.Waiting(attempts=5, sleep=lambda seconds: None)
DEPENDS_ON_PLACES = ("board/quarantine.json", "board/index.json")
"""Quarantine names the segment that a line stands in, so it depends on how records were published."""


def begun(**content: bytes) -> MemoryStore:
    return MemoryStore({layout.SETTINGS: canonical(settings()), **content})


def with_records(*made: object) -> MemoryStore:
    store = begun()
    store.content |= segments(made)  # type: ignore[arg-type]
    return store


def document(store: MemoryStore, name: str) -> dict:
    return json.loads(store.content[f"board/{name}.json"])


def without_places(store: MemoryStore) -> dict[str, bytes]:
    return {path: data for path, data in store.board().items() if path not in DEPENDS_ON_PLACES}


@tuned(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_order_batches_and_steps_change_no_byte(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """From scratch, in other batches, and one publish after the other with a state: the same board."""
    made = data.draw(records())
    known = people({0: "ada", 1: "ada", 2: "<b>"})
    whole = with_records(*made)
    whole.content |= known
    rebuild(whole)
    steps = begun()
    folder = tmp_path_factory.mktemp("state")
    for batch in batches(data.draw, made):
        steps.content |= segments(batch)
        steps.revision += 1
        rebuild(steps, folder)
    steps.content |= known
    rebuild(steps, folder)
    assert without_places(whole) == without_places(steps)
    scratch = MemoryStore({path: content for path, content in steps.content.items() if not path.startswith("board/")})
    rebuild(scratch)
    assert scratch.board() == steps.board()


@tuned(max_examples=25, deadline=None)
@given(made=records())
def test_the_published_tables_give_the_published_board(tmp_path_factory: pytest.TempPathFactory, made: list) -> None:
    """DuckDB, over the Parquet alone and by a query that shares nothing with us, finds each rank and each time."""
    store = with_records(*made)
    rebuild(store)
    folder = tmp_path_factory.mktemp("board")
    store.save(folder)
    shown = document(store, "board")
    expected = [(r["rank"], r["points"], r["reached"], r["subject"], r["reference"]) for r in shown["rows"]]
    assert expected == places(folder)
    for number, unit in enumerate(one["slug"] for one in shown["units"]):
        within = [
            (r["cells"][number][0], r["cells"][number][1], r["cells"][number][3], r["subject"], r["reference"])
            for r in shown["rows"]
            if r["cells"][number]
        ]
        assert sorted(within, key=lambda row: (-row[1], *row[2:])) == places(folder, unit)


def test_an_empty_board_has_all_its_files() -> None:
    """No record yet: documents without rows, a table without lines, a card."""
    store = begun()
    done = rebuild(store)
    assert {
        "README.md",
        "board/board.json",
        "board/board.parquet",
        "board/index.json",
        "board/models.json",
        "board/models.parquet",
        "board/quarantine.json",
        "board/records/empty.parquet",
        "board/showcase.json",
        "board/status.json",
    } == set(done.changed)
    assert ("", 0, []) == tuple(document(store, "board")[name] for name in ("as_of", "records", "rows"))


def test_a_rebuild_of_the_same_makes_no_commit(tmp_path: Path) -> None:
    """With a state or without one, the second run changes nothing."""
    store = with_records(grade(1))
    rebuild(store, tmp_path)
    assert () == rebuild(store, tmp_path).changed
    assert () == rebuild(store).changed
    assert 1 == len(store.commits)


def test_a_new_record_is_all_that_is_read_and_its_day_all_that_is_written(tmp_path: Path) -> None:
    """Old segments are not opened again, other days' files stay."""
    day = 86_400
    store = with_records(*(grade(1, request=n, received=n * day) for n in range(5)))
    rebuild(store, tmp_path)
    store.reads.clear()
    new = segments([grade(2, received=2 * day)])
    store.content |= new
    done = rebuild(store, tmp_path)
    assert list(new) == [path for path in store.reads if path.startswith("records/")]
    assert ["board/records/2026-09-03.parquet"] == [path for path in done.changed if "/records/" in path]


def test_sums_names_and_days_stand_in_a_row() -> None:
    """A learner of two units, with a name; another without one."""
    store = with_records(
        grade(1, "instruction", 30, received=10),
        grade(1, "preference", 12, received=86_400),
        grade(2, "preference", 30, received=5),
        failure(2, "cannot_open", received=2 * 86_400),
    )
    store.content |= people({1: "ada"})
    rebuild(store)
    found = document(store, "board")
    first, second = found["rows"]
    assert ["evaluation", "instruction", "preference"] == [unit["slug"] for unit in found["units"]]
    assert {
        "subject": subject(1),
        "name": "ada",
        "reference": "",
        "rank": 1,
        "points": 42,
        "reached": moment(86_400),
        "cells": [None, [1, 30, 40, moment(10), 1], [2, 12, 30, moment(86_400), 1]],
        "days": [0, 1],
    } == first
    assert (subject(2), "", 2, [0, 2]) == (second["subject"], second["name"], second["rank"], second["days"])
    assert moment(2 * 86_400 + 30) == found["as_of"]
    assert [0, 1, 2] == [unit["ranked"] for unit in found["units"]]


def test_two_subjects_of_one_name_stay_two_rows() -> None:
    """Whoever takes a name takes no result."""
    store = with_records(grade(1, points=9), grade(2, points=8))
    store.content |= people({1: "ada", 2: "ada"})
    rebuild(store)
    assert [("ada", 9), ("ada", 8)] == [(row["name"], row["points"]) for row in document(store, "board")["rows"]]


def test_a_deleted_person_is_forgotten_everywhere(tmp_path: Path) -> None:
    """The name is in no derived file any more, nor in the state; the row stays."""
    store = with_records(grade(1, points=9))
    entry = people({1: "a-rather-rare-name"})
    store.content |= entry
    rebuild(store, tmp_path)
    for path in entry:
        del store.content[path]
    rebuild(store, tmp_path)
    assert not [path for path, data in store.content.items() if b"a-rather-rare-name" in data]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"a-rather-rare-name" in path.read_bytes()]
    assert "" == document(store, "board")["rows"][0]["name"]


def test_a_name_does_not_make_a_reference_row() -> None:
    """A learner called "solution" is a learner; what the record says is a reference has no rank."""
    store = with_records(grade(1, points=9), grade(7, points=40, reference="solution"))
    store.content |= people({1: "solution"})
    rebuild(store)
    rows = document(store, "board")["rows"]
    assert [(None, "solution", ""), (1, "", "solution")] == [(r["rank"], r["reference"], r["name"]) for r in rows]


BAD = {
    "not json": (b"nothing", "not_a_record"),
    "another schema": (canonical(sealed_record(msgspec.structs.replace(grade(1), schema_version=2))), "not_a_record"),
    "a changed mark": (canonical(msgspec.structs.replace(grade(1), points=40)), "not_a_record"),
    "another kind": (canonical(failure(1, "cannot_open")), "not_a_record"),
    "an unknown unit": (canonical(grade(1, "elsewhere", full=40)), "foreign"),
    "marks that do not add up": (canonical(sealed_record(msgspec.structs.replace(grade(1), points=39))), "foreign"),
    "too many points": (canonical(grade(1, points=41, full=40)), "foreign"),
    "a subject that is a name": (canonical(sealed_record(msgspec.structs.replace(grade(1), subject="ada"))), "foreign"),
    "no such day": (
        canonical(sealed_record(msgspec.structs.replace(grade(1), at="2026-02-30T00:00:00Z"))),
        "foreign",
    ),
    "a time with a zone": (
        canonical(sealed_record(msgspec.structs.replace(grade(1), received_at="2026-02-03T00:00:00+01:00"))),
        "foreign",
    ),
    "not UTF-8": (b'{"kind":"grade\xff"}', "not_a_record"),
    "very deep": (b"[" * 100_000, "not_a_record"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_record_is_set_apart_and_the_rest_stands(name: str) -> None:
    """Its line and a reason are told; the good record of the same segment is on the board."""
    line, reason = BAD[name]
    content = canonical(grade(2, points=5)) + b"\n" + line + b"\n"
    store = begun(**{layout.segment("grade", "2026-09", content): content})
    done = rebuild(store)
    entries = document(store, "quarantine")["entries"]
    assert [(2, reason)] == [(entry["line"], entry["reason"]) for entry in entries]
    assert [5] == [row["points"] for row in document(store, "board")["rows"]]
    assert (1, 1) == (done.records, done.quarantined)


def test_a_file_that_is_no_segment_is_set_apart() -> None:
    """A record counts only where segments lie."""
    store = begun(**{"records/grade/notes.jsonl": canonical(grade(1)) + b"\n"})
    rebuild(store)
    assert ["not_a_segment"] == [entry["reason"] for entry in document(store, "quarantine")["entries"]]
    assert [] == document(store, "board")["rows"]


def test_a_bad_person_is_anonymous() -> None:
    """An entry that is not the one of its path names nobody."""
    store = with_records(grade(1))
    store.content[layout.person(subject(1))] = canonical(Person(subject=subject(2), name="eve", at=moment(0)))
    rebuild(store)
    assert ["not_a_person"] == [entry["reason"] for entry in document(store, "quarantine")["entries"]]
    assert [""] == [row["name"] for row in document(store, "board")["rows"]]


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_records_of_one_id_the_earlier_counts(tmp_path: Path, first: int) -> None:
    """Whichever is read first, and although the other is of another day."""
    early, late = grade(1, points=3, at=100), raced(grade(1, points=3, at=100), 86_400 * 2, 40)
    store = begun()
    for one in (early, late) if first == 0 else (late, early):
        store.content |= segments([one])
        store.revision += 1
        rebuild(store, tmp_path)
    found = document(store, "board")
    assert ([3], ["2026-09-01"]) == ([row["points"] for row in found["rows"]], found["days"])
    assert ["published_twice"] == [entry["reason"] for entry in document(store, "quarantine")["entries"]]
    assert "board/records/2026-09-03.parquet" not in store.content


def test_a_practice_board_counts_every_tier_and_says_so(tmp_path: Path) -> None:
    """Elsewhere a weak tier's grading is kept and decides nothing; turning the board over begins anew."""
    store = with_records(grade(1, points=9, tier=4))
    rebuild(store, tmp_path)
    assert [] == document(store, "board")["rows"]
    store.content[layout.SETTINGS] = canonical(settings(practice=True))
    rebuild(store, tmp_path)
    found = document(store, "board")
    assert (True, [9]) == (found["practice"], [row["points"] for row in found["rows"]])
    assert b"practice board" in store.content["README.md"]


def test_status_tells_newest_first_and_no_superseded_one() -> None:
    """Graded and failed with the reason; the regrade stands for what it replaced; open requests as they were told."""
    old = grade(1, points=9, received=100, suite="1")
    new = grade(1, points=5, received=100, at=500, suite="2", supersedes=old.id)
    store = with_records(old, new, failure(2, "too_many_today", received=50), reveal(new, at=900))
    waiting = [
        Waiting(number=8, name="eve", unit="instruction", state="queued", received_at=moment(20)),
        Waiting(number=7, name="ada", unit="instruction", state="running", received_at=moment(10)),
    ]
    rebuild(store, waiting=waiting)
    found = document(store, "status")
    assert [("graded", 5, ""), ("failed", 0, "too_many_today")] == [
        (one["state"], one["points"], one["reason"]) for one in found["recent"]
    ]
    assert [(7, "running"), (8, "queued")] == [(one["number"], one["state"]) for one in found["waiting"]]


def test_hostile_names_are_text_in_json() -> None:
    """Every name comes back as it was."""
    store = with_records(*(grade(number, points=1) for number in range(len(HOSTILE))))
    store.content |= people(dict(enumerate(HOSTILE)))
    rebuild(store)
    names = {row["subject"]: row["name"] for row in document(store, "board")["rows"]}
    assert {subject(number): name for number, name in enumerate(HOSTILE)} == names


@pytest.mark.parametrize("damage", ["deleted", "cut", "garbage", "old", "empty", "within"])
def test_a_state_is_a_cache(tmp_path: Path, damage: str) -> None:
    """Deleted, cut short, overwritten or of older code: the board is that of a rebuild from scratch."""
    store = with_records(*(grade(n, points=n) for n in range(30)))
    rebuild(store, tmp_path)
    file = tmp_path / "state" / "records.sqlite"
    if damage == "deleted":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:5000])
    elif damage == "garbage":
        file.write_bytes(b"x" * 8192)
    elif damage == "within":
        content = file.read_bytes()
        file.write_bytes(content[:8192] + b"x" * (len(content) - 8192))
    elif damage == "empty":
        file.write_bytes(b"")
    else:
        import sqlite3

        with sqlite3.connect(file) as db:
            db.execute("update about set value = 'older'")
    store.content |= segments([grade(77, points=7)])
    rebuild(store, tmp_path)
    scratch = MemoryStore({path: data for path, data in store.content.items() if not path.startswith("board/")})
    rebuild(scratch)
    assert scratch.board() == store.board()


def test_a_state_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError):
        rebuild(begun(), tmp_path / "file" / "state")


def test_a_segment_that_changed_or_vanished_begins_anew(tmp_path: Path) -> None:
    """The store is another one than the state knows: nothing of the old one is left."""
    store = with_records(grade(1, points=9))
    rebuild(store, tmp_path)
    old = next(path for path in store.content if path.startswith("records/"))
    del store.content[old]
    store.content |= segments([grade(2, points=4)])
    rebuild(store, tmp_path)
    assert [subject(2)] == [row["subject"] for row in document(store, "board")["rows"]]


def test_records_that_are_gone_are_no_board(tmp_path: Path) -> None:
    """Records are never deleted: where there are fewer than before nothing is published, unless it is asked for."""
    store = with_records(grade(1, points=9), grade(2, points=4))
    rebuild(store, tmp_path)
    before = dict(store.content)
    for path in [path for path in store.content if path.startswith("records/")]:
        del store.content[path]
    gone = dict(store.content)
    for state in (tmp_path, None):
        with pytest.raises(RecordsGone) as caught:
            rebuild(store, state)
        assert {"before": "2", "now": "0"}.items() <= caught.value.fields.items()
        assert gone == store.content
    assert 0 == rebuild(store, tmp_path, anew=True).records
    store.content = before
    assert 2 == rebuild(store, tmp_path).records


def test_what_does_not_belong_is_deleted_and_what_is_lost_comes_back(tmp_path: Path) -> None:
    """Under board/ only what is derived; a day's file that was deleted is made again."""
    store = with_records(grade(1))
    rebuild(store, tmp_path)
    good = dict(store.board())
    store.content["board/mine.json"] = b"{}"
    del store.content["board/records/2026-09-01.parquet"]
    rebuild(store, tmp_path)
    assert good == store.board()


def test_anew_repairs_what_an_edit_by_hand_spoiled(tmp_path: Path) -> None:
    """The index still names the right hash; `anew` does not believe it."""
    store = with_records(grade(1))
    rebuild(store, tmp_path)
    good = dict(store.board())
    store.content["board/records/2026-09-01.parquet"] = b"spoiled"
    rebuild(store, tmp_path, anew=True)
    assert good == store.board()


def test_a_writer_in_between_is_not_lost(tmp_path: Path) -> None:
    """The commit names its parent; on a conflict everything is read again."""
    store = with_records(grade(1, points=9))

    def interfere() -> None:
        store.before_commit = lambda: None
        store.content.update(segments([grade(2, points=8)]))
        store.revision += 1

    store.before_commit = interfere
    rebuild(store, tmp_path, patience=AT_ONCE)
    assert [9, 8] == [row["points"] for row in document(store, "board")["rows"]]


def test_an_uncertain_commit_is_looked_up(tmp_path: Path) -> None:
    """It happened, but nobody said so: the next look finds it, and makes no second one."""
    store = with_records(grade(1, points=9))
    commit = store.commit

    def lost(*asked: object, **named: object) -> str:
        store.commit = commit  # type: ignore[method-assign]
        commit(*asked, **named)  # type: ignore[arg-type]
        raise Uncertain("500")

    store.commit = lost  # type: ignore[method-assign]
    rebuild(store, tmp_path, patience=AT_ONCE)
    assert 1 == len(store.commits)


def test_endless_conflicts_end() -> None:
    """After so many tries the conflict is told."""
    store = with_records(grade(1, points=9))
    tries = []

    def interfere() -> None:
        tries.append(1)
        store.revision += 1

    store.before_commit = interfere
    with pytest.raises(Conflict):
        rebuild(store, patience=AT_ONCE)
    assert AT_ONCE.attempts + 1 == len(tries)


def test_no_settings_no_board() -> None:
    """A folder without course.json is none; a malformed one is told; a unit cannot be called like the sum."""
    with pytest.raises(NoStore):
        rebuild(MemoryStore())
    with pytest.raises(RecordError):
        rebuild(MemoryStore({layout.SETTINGS: b"{}"}))
    with pytest.raises(OperatorError):
        rebuild(MemoryStore({layout.SETTINGS: canonical(settings({OVERALL: 3}))}))


def test_a_day_file_is_sorted_by_subject(tmp_path: Path) -> None:
    """A reader of one learner skips row groups by their statistics; the columns are those of the design note."""
    import pyarrow.parquet as pq

    store = with_records(*(grade(number) for number in range(2_500)))
    rebuild(store)
    path = tmp_path / "day.parquet"
    path.write_bytes(store.content["board/records/2026-09-01.parquet"])
    table = pq.read_table(path)
    assert table["subject"].to_pylist() == sorted(subject(number) for number in range(2_500))
    groups = [pq.ParquetFile(path).metadata.row_group(n).column(3).statistics for n in range(2)]
    assert groups[0].max < groups[1].min
    note = (Path(__file__).parents[2] / "docs" / "design" / "0009-the-board.md").read_text("utf-8")
    assert not [name for name in table.column_names if name not in note]


def test_a_folder_is_a_store(tmp_path: Path) -> None:
    """The same bytes as in memory."""
    made = sample(20, 5, 1)
    for path in [path for path in made.content if path.startswith(("board/", "README"))]:
        made.content.pop(path)
    made.save(tmp_path / "board")
    store: Store = LocalStore(tmp_path / "board")
    done = rebuild(store, tmp_path / "state")
    rebuild(made)
    assert isinstance(done, Rebuilt)
    assert made.board() == {path: store.read(path) for path in made.board()}
