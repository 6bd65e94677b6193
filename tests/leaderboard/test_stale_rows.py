"""The board marks results that older suites made: by the records alone, in every form, and with what it means."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as tuned

from smol_grade.messages import say
from smol_grade.records import Language, Reason
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.board.shapes import BoardDocument
from smol_leaderboard.schema import AnyRecord, GradeRecord, canonical, sealed_record
from smol_leaderboard.staleness import Suites, made_by, outdated
from smol_leaderboard.view import forms
from smol_leaderboard.view.choosing import choose
from smol_leaderboard.view.fetching import read_board
from smol_leaderboard.view.table import as_text

from .made_records import records
from .memory_store import MemoryStore
from .sample_board import UNITS, grade, people, segments, settings, subject

OLD, NEW = "0.3.0+aaaaaaaaaaaa", "0.3.0+bbbbbbbbbbbb"
A, B = "a" * 12, "b" * 12
NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
NAMES = {0: "ada", 1: "bob", 2: "cyd", 3: "dan", 4: "eve"}


def made(*content: AnyRecord, names: dict[int, str] = NAMES) -> MemoryStore:
    """Return a store with some records and the board that is made of them."""
    store = MemoryStore({layout.SETTINGS: canonical(settings()), **people(names), **segments(content)})
    rebuild(store)
    return store


def board(store: MemoryStore) -> BoardDocument:
    """Return `board.json`."""
    return read_board(store.content["board/board.json"], "here")


def stale(store: MemoryStore) -> dict[tuple[str, str], set[str]]:
    """Return (subject, reference) -> units that are marked, of the rows that bear a mark."""
    shown = board(store)
    units = [one.slug for one in shown.units]
    return {
        (row.subject, row.reference): {units[number] for number in row.stale}
        for row in shown.rows
        if isinstance(row.stale, tuple)
    }


def not_begun(record: GradeRecord, *names: str) -> GradeRecord:
    """Return a record in which some exercises were not begun."""

    def emptied(exercise: object) -> object:
        checks = tuple(msgspec.structs.replace(one, reason=Reason.NOT_STARTED) for one in exercise.checks)  # type: ignore[attr-defined]
        return msgspec.structs.replace(exercise, checks=checks)  # type: ignore[type-var]

    exercises = tuple(emptied(one) if one.name in names else one for one in record.exercises)
    return sealed_record(msgspec.structs.replace(record, exercises=exercises, content_sha256=""))


def with_suite(record: GradeRecord, name: str, digits: str) -> GradeRecord:
    """Return a record of which another suite graded one exercise."""
    exercises = tuple(
        msgspec.structs.replace(one, suite=digits) if one.name == name else one for one in record.exercises
    )
    return sealed_record(msgspec.structs.replace(record, exercises=exercises, content_sha256=""))


@tuned(max_examples=60, deadline=None)
@given(found=records())
def test_the_mark_follows_from_the_records(found: list[AnyRecord]) -> None:
    """As a plain reading of all records says: those of today's suites are not marked, and all others are."""
    store = made(*found)
    units = [one.slug for one in board(store).units]
    counting = [one for one in found if isinstance(one, GradeRecord) and one.environment.tier == 1]
    shown = {(row.subject, row.reference): row for row in board(store).rows}
    expected: dict[tuple[str, str], set[str]] = {}
    for key, row in shown.items():
        for unit, cell in zip(units, row.cells, strict=True):
            if cell is not None and not row.reference and is_old(standing(store, key, unit, found), counting):
                expected.setdefault(key, set()).add(unit)
    assert expected == stale(store)


def standing(store: MemoryStore, key: tuple[str, str], unit: str, found: Sequence[AnyRecord]) -> GradeRecord:
    """Return the record that stands for a row in a unit, as the published table names it."""
    table = pq.read_table(io.BytesIO(store.content["board/board.parquet"])).to_pylist()
    [name] = [row["record"] for row in table if (row["subject"], row["reference"], row["unit"]) == (*key, unit)]
    same = [one for one in found if isinstance(one, GradeRecord) and one.id == name]
    return min(same, key=lambda one: (one.at, one.content_sha256))


def is_old(one: GradeRecord, counting: Sequence[GradeRecord]) -> bool:
    """Return whether the newest records say of another suite than the one that graded some begun exercise."""
    newest = sorted((other for other in counting if other.unit == one.unit), key=lambda other: (other.at, other.id))
    for exercise in one.exercises:
        known = [
            (other.at, other.id, theirs.suite)
            for other in newest
            for theirs in other.exercises
            if theirs.name == exercise.name and theirs.suite
        ]
        if exercise.suite and known:
            differs = exercise.suite != max(known)[2]
        else:
            differs = one.suite_version != newest[-1].suite_version
        if differs and exercise.checks[0].reason not in (Reason.NO_FILE, Reason.NOT_STARTED):
            return True
    return False


def test_only_what_was_begun_and_is_another_suite_is_stale() -> None:
    """Per exercise where the record says which suite it was, per unit where it does not; not for the nameless."""
    newest = with_suite(grade(0, received=9000, suite=NEW, digits=A), "beta", B)
    store = made(
        newest,
        grade(1, suite=OLD, digits=A),  # beta was another suite
        not_begun(grade(2, suite=OLD, digits=A), "beta"),
        grade(3, suite=OLD),  # older than the digits
        not_begun(grade(4, suite=OLD), "alpha", "beta", "gamma", "delta", "omega"),
        grade(5, suite=OLD, digits=A),  # has withdrawn: no name
        grade(6, suite=OLD, digits=A, reference="solution"),
        grade(1, "preference", suite=OLD, digits=A),
    )
    assert {(subject(1), ""): {"instruction"}, (subject(3), ""): {"instruction"}} == stale(store)
    assert b'"stale"' not in made(newest).content["board/board.json"]


def test_what_counts_for_nothing_makes_nothing_stale() -> None:
    """A grading on a weak tier, and one that is older by its time, are no newer suites."""
    ada = grade(0, received=1000, suite=OLD, digits=A)
    assert {} == stale(made(ada, grade(1, received=5000, suite=NEW, digits=B, tier=2)))
    assert {} == stale(made(ada, grade(0, received=10, request=1, points=1, suite=NEW, digits=B)))
    assert [(subject(0), "")] == list(stale(made(ada, grade(1, received=5000, suite=NEW, digits=B))))


def test_the_order_of_publishes_makes_no_difference(tmp_path: Path) -> None:
    """An older record that comes late, as a second operator publishes it, is no newer suite; a state agrees."""
    ada, bob = grade(0, suite=OLD, digits=A), grade(1, received=5000, suite=NEW, digits=B)
    for first, second in ((ada, bob), (bob, ada)):
        store = MemoryStore({layout.SETTINGS: canonical(settings()), **people(NAMES), **segments([first])})
        folder = tmp_path / first.id[:8]
        rebuild(store, folder)
        store.content |= segments([second])
        store.revision += 1
        rebuild(store, folder)
        assert [(subject(0), "")] == list(stale(store))
        board_json = store.content["board/board.json"]
        rebuild(store, anew=True)
        assert board_json == store.content["board/board.json"]


def test_a_regrading_takes_the_mark_away() -> None:
    """The successor is by the newest suites; what it superseded marks nobody."""
    ada = grade(0, suite=OLD, digits=A)
    bob = grade(1, received=5000, suite=NEW, digits=B)
    assert [(subject(0), "")] == list(stale(made(ada, bob)))
    again = grade(0, at=6000, suite=NEW, digits=B, supersedes=ada.id)
    assert {} == stale(made(ada, bob, again))


def test_another_protocol_is_another_grading() -> None:
    """Of unknown suites and of known ones alike."""
    one = made_by(grade(0, suite=OLD, digits=A))
    names = tuple(name for name, _ in one.begun)
    same = dict.fromkeys(names, A)
    assert () == outdated(one, Suites(NEW, 1, same))
    assert names == outdated(one, Suites(OLD, 2, same))
    assert names == outdated(one, Suites(NEW, 1, {}))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_form_shows_the_mark(language: Language) -> None:
    """Terminal at 80 and 40 columns, Markdown, CSV, JSON, Parquet; the foot says what it means and for which units."""
    store = made(
        grade(0, points=30, suite=OLD, digits=A),
        grade(0, "preference", points=10, suite=OLD, digits=A),
        grade(1, received=5000, points=20, suite=NEW, digits=B),
    )
    shown = board(store)

    def sheet(width: int = 80, unit: str = "", user: str = "") -> forms.Sheet:
        return forms.Sheet("here", shown, choose(shown, unit, user, 0), NOW, NOW, language, width)

    meaning = "* " + say(language, "board.stale", units="instruction")
    for width in (80, 40):
        text = as_text(sheet(width))
        assert (1, 1) == (len(re.findall(r"40/100\*", text)), len(re.findall(r"20/100(?!\*)", text)))
        assert meaning in " ".join(text.split())
        assert all(len(line) <= width for line in text.splitlines())
    assert "30/40*" in as_text(sheet(unit="instruction"))
    assert "*" not in as_text(sheet(unit="preference"))
    lines = as_text(sheet(user="ada"))
    assert (True, False) == ("30/40*" in lines, "10/30*" in lines)
    assert r"40/100\*" in forms.as_markdown(sheet())
    assert meaning.replace("*", r"\*") in forms.as_markdown(sheet())
    assert ["instruction", ""] == [row["stale"] for row in csv.DictReader(io.StringIO(forms.as_csv(sheet())))]
    assert [["instruction"], []] == [row["stale"] for row in json.loads(forms.as_json(sheet()))["rows"]]
    table = pq.read_table(io.BytesIO(store.content["board/board.parquet"])).to_pylist()
    assert {("overall", "ada"), ("instruction", "ada")} == {(r["unit"], r["name"]) for r in table if r["stale"]}


def test_a_board_that_names_units_it_has_not_marks_none() -> None:
    """A number that is no unit's is left out, as another program may have written it."""
    store = made(grade(0, suite=OLD, digits=A), grade(1, received=5000, suite=NEW, digits=B))
    document = json.loads(store.content["board/board.json"])
    document["rows"][0]["stale"] = [len(UNITS), -1]
    shown = read_board(json.dumps(document).encode(), "here")
    assert () == choose(shown).lines[0].stale
