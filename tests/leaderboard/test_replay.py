"""`smol-grade replay`: official gradings by the real judge, done again by the learner, and every way in which they can't."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import structs

from smol_grade import __version__
from smol_leaderboard import layout, schema, seeds
from smol_leaderboard.errors import NoSuchRecord
from smol_leaderboard.lookup import find, newest_grade
from smol_leaderboard.outgoing import Memory
from smol_leaderboard.replaying import find_grade
from smol_leaderboard.schema import GradeRecord, RevealRecord, record_id, sealed_record
from smol_leaderboard.store import open_store

from .course_side import Office
from .learner import local_board, smol_grade, unit, workspace

FORGETS_THE_EMPTY = (
    "def transcript(messages):\n    if not messages:\n        return 'nothing'\n"
    "    return '\\n'.join(f'{m[\"role\"]}: {m[\"content\"]}' for m in messages)\n"
)


class Graded:
    """A folder with a board on which two submissions were graded by the real judge; the seeds are still secret."""

    def __init__(self, folder: Path, office: Office) -> None:
        self.board = local_board(folder / "board", office.settings)
        self.right = workspace(folder / "right" / "work", "render_chatml")
        self.wrong = workspace(folder / "wrong" / "work")
        (self.wrong / "unit0" / "transcript.py").write_text(FORGETS_THE_EMPTY)
        for alias, place in (("unit1", self.right), ("unit0", self.wrong)):
            sent = smol_grade("submit", alias, "--board", str(self.board), "--user", "ada", cwd=place)
            assert 0 == sent.returncode, sent.stderr
        assert 2 == office.grade().graded
        grades = find(open_store(str(self.board)), GradeRecord, "grade")
        self.grades = {grade.unit: grade for grade in grades}
        office.reveal()
        self.reveals = {one.grade: one for one in find(open_store(str(self.board)), RevealRecord, "reveal")}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graded]:
    """Graded once for all tests here, which do not change it."""
    folder = tmp_path_factory.mktemp("graded")
    with Office(folder / "office", str(folder / "board"), deadlines={"warmup": "2030-01-01T00:00:00Z"}) as office:
        local_board(folder / "board", office.settings)
        # revealing needs a closed cohort only on the command line
        yield Graded(folder, office)


def replay(place: Path, record: str, board: Path, *words: str) -> Any:
    """Run the command."""
    return smol_grade("replay", record, "--board", str(board), *words, cwd=place)


def test_a_right_submission_is_graded_again_as_it_was(graded: Graded) -> None:
    """From what was sent, though the files here have changed since; the first digits of the id are enough."""
    record = graded.grades["instruction"]
    file = graded.right / "unit1" / "render_chatml.py"
    before = file.read_text("utf-8")
    file.write_text("broken(")
    done = replay(graded.right, record.id[:10], graded.board)
    file.write_text(before)
    assert 0 == done.returncode, done.stderr
    assert "render_chatml: then 10, now 10 points, the same" in done.stdout
    count = sum(len(exercise.checks) for exercise in (*record.exercises, *record.extras))
    assert f"All {count} checks ended as recorded." in done.stdout
    assert f"{record.points} of {record.max_points}" in done.stdout


def test_what_failed_fails_again(graded: Graded) -> None:
    """A partly wrong submission: same checks, same points, and the command that tells why."""
    record = graded.grades["warmup"]
    assert 0 < record.points < record.max_points
    done = replay(graded.wrong, record.id, graded.board, "--lang", "es")
    assert 0 == done.returncode, done.stdout + done.stderr
    assert f"transcript: antes {record.points}, ahora {record.points} puntos, igual" in done.stdout
    seed = seeds.suite_seed(bytes.fromhex(graded.reveals[record.id].seed))
    assert f"smol-grade unit0 --seed {seed}" in done.stdout


def test_other_files_do_not_pass_for_what_was_sent(graded: Graded, tmp_path: Path) -> None:
    """Where the submission is not kept, the files of the folder are graded, that is said, and what differs is shown."""
    elsewhere = workspace(tmp_path / "work")
    (elsewhere / "unit0" / "transcript.py").write_text("def transcript(messages):\n    return ''\n")
    done = replay(elsewhere, graded.grades["warmup"].id[:12], graded.board)
    assert 1 == done.returncode
    assert "not kept in this folder" in done.stderr
    assert "one_line_a_message: then passed (2), now failed (0)" in done.stdout
    assert "did not end as recorded" in done.stdout


class Forged:
    """A copy of the board of which single records were exchanged."""

    def __init__(self, graded: Graded, folder: Path) -> None:
        self.board = folder / "board"
        shutil.copytree(graded.board, self.board, ignore=shutil.ignore_patterns("records", ".store"))
        self.graded = graded

    def publish(self, *records: schema.AnyRecord) -> None:
        """Write records into segments of their kinds."""
        changes = {}
        for record in records:
            line = schema.canonical(record) + b"\n"
            changes[layout.segment(type(record).__struct_config__.tag, "2026-11", line)] = line  # type: ignore[arg-type]
        open_store(str(self.board)).commit(changes, "test")


@pytest.fixture
def forged(graded: Graded, tmp_path: Path) -> Forged:
    """An empty copy."""
    return Forged(graded, tmp_path)


def test_a_secret_seed_is_awaited(forged: Forged, graded: Graded) -> None:
    """It says when: the unit's deadline, if there is one, else that the cohort is open."""
    forged.publish(*graded.grades.values())
    with_deadline = replay(graded.wrong, graded.grades["warmup"].id[:12], forged.board)
    assert (3, True) == (with_deadline.returncode, "not before 2030-01-01T00:00:00Z" in with_deadline.stderr)
    without = replay(graded.right, graded.grades["instruction"].id[:12], forged.board)
    assert (3, True) == (without.returncode, "when the cohort autumn closes." in without.stderr)


def test_a_seed_that_was_exchanged_is_noticed(forged: Forged, graded: Graded) -> None:
    """A published seed that is not the committed one is told as a forgery; beside the right one it does nothing."""
    grade = graded.grades["warmup"]
    right = graded.reveals[grade.id]
    wrong = sealed_record(structs.replace(right, id=record_id("reveal", "x", "y"), seed="ab" * 32))
    forged.publish(grade, wrong)
    done = replay(graded.wrong, grade.id[:12], forged.board)
    assert (3, True) == (done.returncode, "not the one that record" in done.stderr)
    forged.publish(right)
    assert 0 == replay(graded.wrong, grade.id[:12], forged.board).returncode


@pytest.mark.parametrize("seed", ["", "zz", "ab" * 31])
def test_seeds_that_are_none_fit_nothing(seed: str, forged: Forged, graded: Graded) -> None:
    """No traceback, no grading."""
    grade = graded.grades["warmup"]
    forged.publish(grade, sealed_record(structs.replace(graded.reveals[grade.id], seed=seed)))
    done = replay(graded.wrong, grade.id[:12], forged.board)
    assert (3, True, False) == (done.returncode, "committed" in done.stderr, "Traceback" in done.stderr)


def test_points_that_were_exchanged_are_noticed(forged: Forged, graded: Graded) -> None:
    """A record with more points than the work earns is well formed, and does not come out of the replay."""
    grade = graded.grades["warmup"]
    exercise = grade.exercises[0]
    checks = tuple(structs.replace(check, outcome="passed", points=check.max_points) for check in exercise.checks)
    better = structs.replace(exercise, points=exercise.max_points, checks=checks)
    forged.publish(
        sealed_record(structs.replace(grade, points=grade.max_points, exercises=(better,))), graded.reveals[grade.id]
    )
    done = replay(graded.wrong, grade.id[:12], forged.board)
    assert (1, True) == (done.returncode, "1 of 2 checks did not end as recorded" in done.stdout)


@pytest.mark.parametrize("rest", [0, 1])
def test_points_without_checks_are_noticed(rest: int, forged: Forged, graded: Graded) -> None:
    """Checks that were taken out of a record do not make it agree, whether its points still add up or not."""
    grade = graded.grades["warmup"]
    exercise = grade.exercises[0]
    checks = tuple(check for check in exercise.checks if check.points)[:rest]
    fewer = structs.replace(grade, exercises=(structs.replace(exercise, checks=checks),))
    forged.publish(sealed_record(fewer), graded.reveals[grade.id])
    done = replay(graded.wrong, grade.id[:12], forged.board)
    assert (3 if rest == 0 else 1, False) == (done.returncode, "ended as recorded" in done.stdout), done.stderr


@pytest.mark.parametrize(
    "change", [{"suite_version": '0.1.0" --index-url "https://example.org+1'}, {"seed_commitment": "\u202eé"}]
)
def test_a_record_of_a_hostile_board_is_no_command_and_no_traceback(
    change: dict[str, Any], forged: Forged, graded: Graded
) -> None:
    """What it says of its version stands in a command that the learner is told; what is none is not shown."""
    forged.publish(sealed_record(structs.replace(graded.grades["warmup"], **change)), *graded.reveals.values())
    done = replay(graded.wrong, graded.grades["warmup"].id[:12], forged.board)
    assert (3, False) == (done.returncode, "index-url" in done.stderr)


@pytest.mark.parametrize("change", [{"suite_version": "7.1.0+0123456789ab"}, {"protocol_version": 2}])
def test_another_version_is_named(change: dict[str, Any], forged: Forged, graded: Graded) -> None:
    """What to install is told, and nothing is graded."""
    grade = sealed_record(structs.replace(graded.grades["warmup"], **change))
    forged.publish(grade, graded.reveals[grade.id])
    done = replay(graded.wrong, grade.id[:12], forged.board)
    theirs = change.get("suite_version", f"{__version__}+").partition("+")[0]
    assert (3, True) == (done.returncode, f'pip install "smol-grade=={theirs}"' in done.stderr)


def test_what_a_published_suite_found_is_not_withheld(forged: Forged, graded: Graded) -> None:
    """Where private suites graded other exercises of the unit, this one must end as recorded."""
    grade = graded.grades["warmup"]
    exercise = grade.exercises[0]
    checks = tuple(structs.replace(check, outcome="failed", points=0) for check in exercise.checks)
    changed = structs.replace(exercise, points=0, checks=checks)
    forged.publish(
        sealed_record(structs.replace(grade, points=0, private_cases=True, exercises=(changed,))),
        graded.reveals[grade.id],
    )
    done = replay(graded.wrong, grade.id[:12], forged.board)
    assert (1, True) == (done.returncode, "1 of 2 checks did not end as recorded" in done.stdout), done.stdout


@pytest.mark.parametrize("suite", ["0123456789ab", msgspec.UNSET])
def test_private_cases_are_withheld(suite: str | msgspec.UnsetType, forged: Forged, graded: Graded) -> None:
    """A check that only private suites have, and one that ended otherwise there, are neither the same nor a contradiction."""
    grade = graded.grades["warmup"]
    exercise = grade.exercises[0]
    passed = next(check for check in exercise.checks if check.outcome == "passed")
    checks = tuple(structs.replace(check, outcome="failed", points=0) for check in exercise.checks)
    private = structs.replace(passed, name="only_the_course_knows", outcome="failed", points=0)
    changed = structs.replace(exercise, points=0, checks=(*checks, private), suite=suite)
    private_grade = sealed_record(structs.replace(grade, points=0, private_cases=True, exercises=(changed,)))
    forged.publish(private_grade, graded.reveals[grade.id])
    done = replay(graded.wrong, grade.id[:12], forged.board)
    assert 0 == done.returncode, done.stdout
    assert "only_the_course_knows: then failed (0); withheld" in done.stdout
    assert f"{passed.name}: then failed (0); withheld" in done.stdout
    assert "All 1 checks that could be repeated ended as recorded; withheld: 2." in done.stdout


@pytest.mark.parametrize("name", ["", "abc", "g" * 12, "0" * 64, "0" * 65, "../../etc", "ABCDEF' --"])
def test_records_that_are_not_there_are_told(name: str, graded: Graded) -> None:
    """Wrong use, exit code 2, whatever the text."""
    done = replay(graded.right, name, graded.board)
    assert (2, False) == (done.returncode, "Traceback" in done.stderr)
    assert "no grade record" in done.stderr


def test_a_prefix_of_several_records_is_told_with_them(forged: Forged, graded: Graded) -> None:
    """The learner chooses."""
    grade = graded.grades["warmup"]
    same = [sealed_record(structs.replace(grade, id="abcdef" + digit * 58)) for digit in "01"]
    forged.publish(*same)
    with pytest.raises(NoSuchRecord) as told:
        find_grade(open_store(str(forged.board)), "abcdef", lambda *_: None)
    assert "abcdef0000000000, abcdef1111111111" == told.value.fields["several"]
    assert same[1] == find_grade(open_store(str(forged.board)), "ABCDEF1", lambda *_: None)


def test_records_are_found_among_damaged_ones(forged: Forged, graded: Graded) -> None:
    """Of two with one id the first stands; lines that are no records, or were changed, are left out."""
    grade = graded.grades["warmup"]
    later = sealed_record(structs.replace(grade, at="2099-01-01T00:00:00Z", points=0))
    line = schema.canonical(grade)
    changed = line.replace(b'"points":', b'"points":1', 1)
    damaged = b"\n".join([b"{", changed, b"\xff" + line, b""])
    first, second = line + b"\n" + schema.canonical(later) + b"\n", schema.canonical(later) + b"\n" + line + b"\n"
    store = open_store(str(forged.board))
    for content in (damaged, damaged + first, second + damaged):
        store.commit({layout.segment("grade", "2026-11", content): content}, "test")
    assert [grade] == find(store, GradeRecord, grade.id)
    assert [grade] == find(store, GradeRecord, grade.request, since="2026-11")
    assert [] == find(store, GradeRecord, grade.id, since="2026-12")


def test_the_newest_grade_is_what_nothing_supersedes(graded: Graded) -> None:
    """A chain of regradings ends in one; without any there is none."""
    first = graded.grades["warmup"]
    second = structs.replace(first, id="2" * 64, supersedes=first.id, at="2026-11-26T00:00:00Z")
    third = structs.replace(first, id="3" * 64, supersedes=second.id, at="2026-11-24T00:00:00Z")
    assert third == newest_grade([second, first, third])
    assert None is newest_grade([])


def test_a_board_is_found_by_the_record(graded: Graded) -> None:
    """`status` has seen the record, so `replay` needs no --board."""
    assert 0 == smol_grade("status", cwd=graded.wrong).returncode
    (kept,) = Memory(graded.wrong).submissions()
    assert graded.grades["warmup"].id == kept.fate.record
    assert 0 == smol_grade("replay", kept.fate.record[:12], cwd=graded.wrong).returncode


@pytest.mark.full
@pytest.mark.proof
def test_the_whole_unit_comes_out_as_it_was_graded(tmp_path: Path) -> None:
    """All exercises of unit 1, training among them: each check of an official grading ends the same in the replay."""
    with Office(tmp_path / "office", str(tmp_path / "board")) as office:
        board = local_board(tmp_path / "board", office.settings)
        work = workspace(tmp_path / "work", *(exercise.name for exercise in unit("unit1").exercises))
        assert 0 == smol_grade("submit", "unit1", "--board", str(board), "--user", "ada", cwd=work).returncode
        assert 1 == office.grade().graded
        assert 1 == office.reveal()
        (grade,) = find(open_store(str(board)), GradeRecord, "grade")
        assert grade.max_points == grade.points
        done = replay(work, grade.id[:12], board)
        count = sum(len(exercise.checks) for exercise in (*grade.exercises, *grade.extras))
        assert (0, True) == (done.returncode, f"All {count} checks ended as recorded." in done.stdout), done.stdout
