"""Bonus points in official gradings: recorded beside the others, in no sum, no rank and no old record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from smol_grade.course import Course
from smol_grade.grade import Engine, grade
from smol_grade.locate import course_files
from smol_grade.records import Outcome, Report
from smol_leaderboard import keys, layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.errors import RecordError
from smol_leaderboard.judge.client import _is_ours
from smol_leaderboard.judge.describe import describe
from smol_leaderboard.judge.grading import Bench
from smol_leaderboard.judge.messages import Reference
from smol_leaderboard.replaying import compare
from smol_leaderboard.schema import CheckGrade, ExerciseGrade, GradeRecord, canonical, read_record, sealed_record

from . import sample_board
from .memory_store import MemoryStore
from .sample_board import moment, segments, settings, subject

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "unit1"
MUST, EXTRA = "smoltalk_to_chatml", "gsm8k_to_chatml"
WRONG = "def {name}(sample, tokenizer):\n    return {{'messages': [], 'text': ''}}\n"


def with_bonus(course: Course) -> Course:
    """Unit 1 with two exercises, the second a bonus."""
    unit = course.units[1]
    few = tuple(structs.replace(one, bonus=number == 1) for number, one in enumerate(unit.exercises[:2]))
    return structs.replace(course, units=(structs.replace(unit, exercises=few),))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """An engine for that course."""
    with Engine() as live:
        live.course = with_bonus(live.course)
        yield live


@pytest.fixture(scope="module")
def bench(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A judge's bench."""
    return Bench(engine, keys.create(tmp_path_factory.mktemp("keys") / "keys.json"), {}, allow_practice=True)


def files(folder: Path, wrong: str = "") -> Path:
    """A folder with both answers, one of them perhaps wrong."""
    for name in (MUST, EXTRA):
        source = WRONG.format(name=name) if name == wrong else (SOLUTIONS / f"{name}.py").read_text("utf-8")
        (folder / f"{name}.py").write_text(source, "utf-8")
    return folder


def record_of(bench: Bench, folder: Path) -> GradeRecord:
    """The record of these files."""
    asked = Reference(unit="instruction", name="solution", folder=str(folder), cohort="2026-11")
    return bench.reference(asked, lambda _: None)


@pytest.mark.parametrize(("wrong", "points", "bonus"), [("", 10, 12), (MUST, 0, 12), (EXTRA, 10, 0)])
def test_official_points_leave_the_bonus_out(wrong: str, points: int, bonus: int, bench: Bench, tmp_path: Path) -> None:
    """Points and full marks are those of the rest: nobody has more than all, and a bonus replaces nothing."""
    record = record_of(bench, files(tmp_path, wrong))
    assert (points, 10) == (record.points, record.max_points)
    assert [(MUST, points, 10)] == [(one.name, one.points, one.max_points) for one in record.exercises]
    assert [(EXTRA, bonus, 12)] == [(one.name, one.points, one.max_points) for one in record.extras]
    assert record == read_record(canonical(record))
    assert _is_ours(record)


def test_a_learner_reads_the_bonus_apart(bench: Bench, engine: Engine, tmp_path: Path) -> None:
    """Under the request: the points without it, its own row, and its hints if it was begun."""
    record = record_of(bench, files(tmp_path, EXTRA))
    text = describe(record, engine.files, engine.course.units[0])
    assert ": 10/10 points" in text
    assert f"| `{EXTRA}` (bonus) | 0/12 |" in text
    assert f"| `{EXTRA}` (extra) | 0/12 |" in text
    assert f"**`{EXTRA}`**" in text
    untouched = structs.replace(
        record,
        bonus=tuple(
            structs.replace(one, checks=tuple(structs.replace(c, outcome=Outcome.NOT_RUN) for c in one.checks))
            for one in record.extras
        ),
    )
    assert f"**`{EXTRA}`**" not in describe(untouched, engine.files, engine.course.units[0])


def again(engine: Engine, folder: Path) -> Report:
    """The same files, graded for practice."""
    return grade("unit1", folder, engine=engine, seed=3)


def test_a_replay_counts_the_bonus_apart(bench: Bench, engine: Engine, tmp_path: Path) -> None:
    """Its checks are compared and marked; without them the points are the record's."""
    record = record_of(bench, files(tmp_path))
    compared = compare(record, again(engine, tmp_path), {})
    assert {"same"} == {one.verdict for one in compared}
    assert {(MUST, False), (EXTRA, True)} == {(one.exercise, one.bonus) for one in compared}
    assert record.points == sum(one.here[1] for one in compared if one.here and not one.bonus)


def test_a_record_that_counts_its_bonus_is_refused(bench: Bench, engine: Engine, tmp_path: Path) -> None:
    """Well formed, adding up, and yet more points than the course gives: the replay says so."""
    record = record_of(bench, files(tmp_path))
    padded = structs.replace(
        record,
        points=record.points + 12,
        max_points=record.max_points + 12,
        exercises=(*record.exercises, *record.extras),
        bonus=(),
    )
    with pytest.raises(RecordError):
        compare(sealed_record(padded), again(engine, tmp_path), {})


def extra_of(points: int) -> tuple[ExerciseGrade, ...]:
    """A bonus exercise with one check of 8 points."""
    outcome = Outcome.PASSED if points == 8 else Outcome.FAILED
    check = CheckGrade(name="check", outcome=outcome, points=points, max_points=8)
    return (ExerciseGrade(name="extra", points=points, max_points=8, checks=(check,)),)


def rows(*records: GradeRecord) -> dict[str, bytes]:
    """The board that is made of records."""
    store = MemoryStore({layout.SETTINGS: canonical(settings())})
    store.content |= segments(records)
    rebuild(store)
    return store.board()


def test_a_bonus_moves_nobody_on_the_board() -> None:
    """A board is the same whatever its learners have as bonus: no rank, no point, no percentage changes."""
    plain = [sample_board.grade(1, points=40), sample_board.grade(2, points=39), sample_board.grade(3, points=39)]
    board = rows(*plain)
    for first, second in ((8, 0), (0, 8), (8, 8)):
        extra = [sealed_record(structs.replace(one, bonus=extra_of(8))) for one in plain]
        extra[1] = sealed_record(structs.replace(plain[1], bonus=extra_of(first)))
        extra[2] = sealed_record(structs.replace(plain[2], bonus=extra_of(second)))
        made = rows(*extra)
        for name in ("board/board.parquet", *(name for name in board if name.startswith("board/units"))):
            assert board[name] == made[name], name


@pytest.mark.parametrize("points", [-1, 9])
def test_bonus_points_beyond_full_marks_are_set_apart(points: int) -> None:
    """A record with more or less than there is goes to the quarantine, as with other points."""
    good = sealed_record(structs.replace(sample_board.grade(1, points=40), bonus=extra_of(8)))
    bad = sealed_record(structs.replace(good, bonus=extra_of(points)))
    assert b"points are not between" not in rows(good)["board/quarantine.json"]
    assert b"points are not between" in rows(bad)["board/quarantine.json"]


def test_a_record_without_bonus_is_written_as_before() -> None:
    """Where a unit has no bonus the field is not there: bytes and hashes of older records stay."""
    record = sample_board.grade(1, points=40)
    line = canonical(record)
    assert b"bonus" not in line
    assert () == record.extras
    assert line == canonical(read_record(line))
    assert (subject(1), moment(0)) == (record.subject, record.received_at)


def test_the_settings_and_the_judge_agree_on_full_marks() -> None:
    """Both leave the bonus out, for every unit of the course."""
    from smol_grade.course import load_course
    from smol_leaderboard.founding import settings_of

    marks = {unit.slug: unit.full_marks for unit in load_course(course_files()).units}
    found = settings_of("00" * 32).units
    assert {slug: marks[slug] for slug in found} == found
