"""The manifest: what is read, and that every malformation is a sentence with file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade.certificates import NONE
from smol_grade.course import Board, load_course, load_texts
from smol_grade.errors import CourseError, UnknownTarget
from smol_grade.locate import CourseFiles, checkout_files
from smol_grade.schedule import Dates, Schedule

from .conftest import NAMES, ROOT

MANIFEST = (ROOT / "exercises" / "course.toml").read_text("utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Callable[[str | bytes], CourseFiles]:
    """Write a manifest and return the course's files."""

    def write(text: str | bytes) -> CourseFiles:
        shutil.copytree(ROOT / "tests" / "hidden", tmp_path / "tests" / "hidden", dirs_exist_ok=True)
        (tmp_path / "exercises").mkdir(exist_ok=True)
        (tmp_path / "exercises" / "course.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return checkout_files(tmp_path)

    return write


def line_of(text: str) -> str:
    """The line of the manifest that holds a text."""
    return str(next(n for n, line in enumerate(MANIFEST.splitlines(), 1) if text in line))


def with_dates(units: str) -> str:
    """The manifest with dates in its only cohort."""
    return MANIFEST.replace('name = "open"', f'name = "open"\nunits.{units}')


PROJECT_TABLE = MANIFEST[MANIFEST.index("[project]") : MANIFEST.index("\n\n", MANIFEST.index("[project]"))]
MALFORMED = {
    "no closing quote": (MANIFEST.replace('slug = "warmup"', 'slug = "warmup'), line_of('slug = "warmup"'), ""),
    "not TOML": ("{]", "1", ""),
    "a text for a number": (MANIFEST.replace("points = 12", 'points = "12"'), line_of("points = 12"), "int"),
    "an unknown level": (MANIFEST.replace('level = "dog"', 'level = "cat"'), line_of('level = "dog"'), "cat"),
    "an unknown key": (MANIFEST.replace("points = 12", "pionts = 12"), line_of("points = 12"), "pionts"),
    "a missing title": (MANIFEST.replace('title.es = "Ajuste por instrucciones"\n', ""), "", "es"),
    "a name twice": (
        MANIFEST.replace('name = "transcript"', 'name = "gsm8k_to_chatml"'),
        line_of('name = "gsm8k_'),
        "twice",
    ),
    "an odd name": (
        MANIFEST.replace('name = "transcript"', 'name = "../x"'),
        line_of('name = "transcript"'),
        "not a name",
    ),
    "a limit of zero": (MANIFEST.replace("call_s = 5.0, load_s = 10.0", "call_s = 0.0"), "", "above zero"),
    "a board that is no Hub id": (
        MANIFEST.replace('repo = "smol-course/leaderboard"', 'repo = "leaderboard"'),
        line_of("repo = "),
        "USER/NAME",
    ),
    "no attempts": (
        MANIFEST.replace("attempts_per_day = 10", "attempts_per_day = 0"),
        line_of("attempts_per_day"),
        "above zero",
    ),
    "a key that is none": (
        MANIFEST.replace("attempts_per_day = 10", 'public_key = "abc"'),
        line_of("attempts_per_day"),
        "64 hex",
    ),
    "dates of no unit": (with_dates('unit9 = { closes = "2027-01-01T00:00:00Z" }'), line_of("[schedule]"), "unit9"),
    "a date that is no time": (with_dates('unit1 = { due = "tomorrow" }'), line_of("[schedule]"), "tomorrow"),
    "dates in the wrong order": (
        with_dates('unit1 = { opens = "2027-02-01T00:00:00Z", due = "2027-01-01T00:00:00Z" }'),
        line_of("[schedule]"),
        "follow one another",
    ),
    "two cohorts of one name": (
        MANIFEST.replace('name = "open"', 'name = "open"\n\n[[schedule.cohorts]]\nname = "open"'),
        line_of("[schedule]"),
        "name of its own",
    ),
    "a pace of no days": (
        MANIFEST.replace("days_per_unit = 7", "days_per_unit = 0"),
        line_of("[schedule]"),
        "above zero",
    ),
    "a share that nobody reaches": (
        MANIFEST.replace("quiz_percent = 80", "quiz_percent = 101"),
        line_of("[certificates]"),
        "quiz_percent",
    ),
    "no share that passes a quiz": (
        MANIFEST.replace("quiz_percent = 80\n", ""),
        line_of("[certificates]"),
        "quiz_percent",
    ),
    "a certificate for a unit that is not there": (
        MANIFEST.replace('units = ["unit1"]', 'units = ["unit9"]'),
        line_of("[certificates]"),
        "unit9",
    ),
    "a certificate that includes a later one": (
        MANIFEST.replace('includes = ["fundamentals"]', 'includes = ["completion"]'),
        line_of("[certificates]"),
        "before it",
    ),
    "a certificate for a project that is not there": (
        MANIFEST.replace(PROJECT_TABLE, ""),
        "",
        "[project]",
    ),
    "an issuer that is no did:web": (
        MANIFEST.replace("did:web:", "https://"),
        line_of("[issuer]"),
        "did:web",
    ),
    "a project that goes with no unit": (
        MANIFEST.replace('unit = "unit6"', 'unit = "unit9"'),
        line_of("[project]"),
        "unit9",
    ),
    "a project with a unit's name": (
        MANIFEST.replace('unit = "unit6"', 'unit = "unit6"\nslug = "instruction"'),
        line_of("[project]"),
        "used twice",
    ),
    "no checks": (
        MANIFEST.replace('checks = ["one_line_a_message", "empty_conversation"]', "checks = []"),
        "",
        "checks",
    ),
    "fewer points than checks": (MANIFEST.replace("points = 12", "points = 2"), line_of('name = "gsm8k_'), "points"),
    "a newer schema": (
        MANIFEST.replace("schema_version = 1", "schema_version = 2"),
        line_of("schema_version"),
        "upgrade",
    ),
    "empty": ("", "", "schema_version"),
    "Latin-1": (MANIFEST.encode() + "# ñ".encode("latin-1"), str(len(MANIFEST.splitlines()) + 1), "UTF-8"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_manifests_are_told_with_file_and_line(
    name: str, course: Callable[[str | bytes], CourseFiles]
) -> None:
    """Every malformed manifest is a `CourseError` that names the file, the line and the problem."""
    text, line, words = MALFORMED[name]
    files = course(text)
    with pytest.raises(CourseError) as caught:
        load_course(files)
    assert str(files.manifest) == caught.value.fields["path"]
    assert words in caught.value.fields["problem"]
    if line:
        assert line == caught.value.fields["line"]


def test_a_manifest_without_a_board_has_one_with_defaults(course: Callable[[str | bytes], CourseFiles]) -> None:
    """An older manifest stays valid: no place to submit to, ten attempts a day, no deadline."""
    head, _, rest = MANIFEST.partition("[board]")
    read = load_course(course(head + "[[units]]" + rest.partition("[[units]]")[2]))
    assert Board(repo="", cohort="", attempts_per_day=10, public_key="") == read.board
    assert (NONE, None, Schedule()) == (read.certificates, read.issuer, read.schedule)


def test_certificates_and_dates_are_read(course: Callable[[str | bytes], CourseFiles]) -> None:
    """A certificate may include another; a unit without dates is open."""
    read = load_course(course(with_dates('unit1 = { due = "2027-01-01T00:00:00Z" }')))
    assert ["fundamentals", "completion"] == [kind.slug for kind in read.certificates.kinds]
    assert read.schedule.dates("open", "unit1").due == "2027-01-01T00:00:00Z"
    assert Dates() == read.schedule.dates("open", "unit2") == read.schedule.dates("another", "unit1")


def test_the_final_project_is_no_unit(course: Callable[[str | bytes], CourseFiles]) -> None:
    """It has a name that records store and a unit with which it is handed in; a course may have none."""
    read = load_course(course(MANIFEST))
    assert read.project is not None
    assert ("project", "unit6") == (read.project.slug, read.project.unit)
    with pytest.raises(UnknownTarget):
        read.find(read.project.slug)
    head, _, rest = MANIFEST.partition("[project]")
    assert load_course(course(head + "[[units]]" + rest.partition("[[units]]")[2])).project is None


def test_a_missing_manifest_is_told(tmp_path: Path) -> None:
    """No manifest, no traceback."""
    with pytest.raises(CourseError):
        load_course(checkout_files(tmp_path))


def test_texts_of_every_exercise_are_needed(course: Callable[[str | bytes], CourseFiles]) -> None:
    """An exercise without texts is malformed."""
    files = course(MANIFEST)
    (files.suites / "unit1" / "gsm8k_to_chatml.toml").unlink()
    with pytest.raises(CourseError, match="gsm8k_to_chatml"):
        load_texts(files, load_course(files).find("unit1")[0])


@pytest.mark.parametrize(
    ("target", "names"),
    [
        ("unit1", NAMES),
        ("instruction", NAMES),
        ("unit1/gsm8k_to_chatml", ("gsm8k_to_chatml",)),
        ("instruction/gsm8k_to_chatml", ("gsm8k_to_chatml",)),
        ("gsm8k_to_chatml", ("gsm8k_to_chatml",)),
        ("unit1/gsm8k_to_chatml.py", ("gsm8k_to_chatml",)),
        ("unit1/", NAMES),
    ],
)
def test_targets(target: str, names: tuple[str, ...]) -> None:
    """Unit and exercise may be named by slug, alias, path or name alone."""
    assert names == tuple(exercise.name for exercise in load_course(checkout_files(ROOT)).find(target)[1])


@pytest.mark.parametrize(("target", "close"), [("untt1", "unit1"), ("gsm8k", "gsm8k_to_chatml"), ("Untt1", "unit1")])
def test_unknown_targets_come_with_a_guess(target: str, close: str) -> None:
    """A misspelt name is answered with close ones."""
    with pytest.raises(UnknownTarget) as caught:
        load_course(checkout_files(ROOT)).find(target)
    assert close in caught.value.fields["close"]
