"""`dev new-unit` and `dev new-exercise`, and the guide: with its blocks of code, an exercise becomes green."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from smol_grade.course import load_course
from smol_grade.devcheck import shipped, unwritten
from smol_grade.errors import CourseError
from smol_grade.locate import Checkout, checkout_files
from smol_grade.scaffold import NewExercise, NewUnit, add_exercise, add_unit, inserting, next_alias
from smol_grade.scaffold.errors import FileTaken, NameTaken, NoAlias, NotWritten, WarmUp
from smol_grade.scaffold.writing import Writing

from .conftest import ROOT

NAME = "parse_tool_call"
GUIDE = (ROOT / "docs" / "guides" / "write-an-exercise.md").read_text("utf-8")
BLOCK = re.compile(r"^(?P<fence>`{3,4})\w+ (?P<path>\S+/\S*)\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^smol-grade (dev new-.+?)(?:  +#.*)?$", re.MULTILINE)
WRONG = "def parse_tool_call(text):\n    return {}\n"


def copied(to: Path) -> Path:
    """Copy what the repository tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    return to


def smol_grade(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program of a copy, in the copy."""
    environment = os.environ | {"PYTHONPATH": f"{root / 'grader'}:{root / 'leaderboard'}", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "smol_grade", *words]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a copy, but for what Python and the tools keep for themselves."""
    passing = {"__pycache__", ".mypy_cache", ".ruff_cache", ".git", ".hypothesis", "build", ".smol-grade"}
    paths = [path for path in root.rglob("*") if path.is_file() and not passing & {*path.relative_to(root).parts}]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


@dataclass
class Begun:
    """A copy in which the guide's commands were run."""

    root: Path
    before: dict[str, bytes]
    after: dict[str, bytes]
    told: list[subprocess.CompletedProcess[str]]
    check: subprocess.CompletedProcess[str]
    unit: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """The copy after `dev new-unit` and `dev new-exercise`, and what `dev check` says then."""
    root = copied(tmp_path_factory.mktemp("checkout"))
    before = contents(root)
    commands = [re.findall(r'"[^"]*"|\S+', line) for line in COMMAND.findall(GUIDE)]
    told = [smol_grade(root, *(word.strip('"') for word in words)) for words in commands]
    after = contents(root)
    check = smol_grade(root, "dev", "check", f"unit8/{NAME}", "--seeds", "1")
    return Begun(root, before, after, told, check, smol_grade(root, "dev", "check", "unit8", "--seeds", "1"))


@pytest.fixture(scope="module")
def finished(begun: Begun) -> Path:
    """The same copy, with everything that the guide has its reader write."""
    root = begun.root
    for folder in ("mutants", "accepted"):
        shutil.rmtree(root / "tests" / "hidden" / "unit8" / folder / NAME)
    for found in BLOCK.finditer(GUIDE):
        write_block(root, found["path"], found["text"])
    for name in ("README.md", "README.es.md"):
        path = root / "solutions" / "unit8" / name
        row = f"| 8.1 `{NAME}` | 🐢 | "
        path.write_text(re.sub(rf"^{re.escape(row)}.*$", f"{row}JSON |", path.read_text("utf-8"), flags=re.M), "utf-8")
    assert 0 == smol_grade(root, "dev", "build").returncode
    return root


def write_block(root: Path, name: str, text: str) -> None:
    """Put a block of the guide where it belongs: a file, several, or a part of one."""
    path = root / name
    if name.endswith("/"):
        for one in text.split("# NAME: ")[1:]:
            stem, _, code = one.partition("\n")
            write_block(root, f"{name}{stem}.py", code)
        return
    replaced = {
        "course.toml": rf'\[\[units\.exercises\]\]\nname = "{NAME}"\n.*?(?=\n\[|\Z)',
        "README.md": rf"## 8\.1 `{NAME}`.*?(?=^## )",
        "README.es.md": rf"## 8\.1 `{NAME}`.*?(?=^## )",
        "walkthroughs.toml": rf"\[{NAME}\]\n.*?(?=^\[|\Z)",
    }.get(path.name)
    if replaced is not None:
        pattern = re.compile(replaced, re.MULTILINE | re.DOTALL)
        old = path.read_text("utf-8")
        assert len(pattern.findall(old)) == 1, name
        text = pattern.sub(lambda _: text + ("\n" if path.suffix == ".md" else ""), old)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_nothing_of_the_engine_changes(begun: Begun) -> None:
    """A unit and an exercise are files of the course, and lines in two lists."""
    assert [0, 0] == [one.returncode for one in begun.told], begun.told
    changed = {name for name, data in begun.before.items() if begun.after.get(name) != data}
    assert {"exercises/course.toml", "pyproject.toml"} == changed
    new = begun.after.keys() - begun.before.keys()
    assert {"exercises/unit8", "solutions/unit8", "tests/hidden/unit8"} == {
        re.match(r".*/unit8(?=/)", name)[0]  # type: ignore[index]
        for name in new
    }
    for name in changed:
        kept = iter(begun.after[name].decode().splitlines())
        assert all(line in kept for line in begun.before[name].decode().splitlines()), name


def test_every_placeholder_is_told(begun: Begun) -> None:
    """One sentence for each line that holds one, of the exercise alone and of the unit; nothing else is wrong."""
    assert (1, "") == (begun.check.returncode, begun.check.stderr)
    lines = begun.check.stdout.splitlines()
    for name in (f"solutions/unit8/{NAME}.py", f"tests/hidden/unit8/test_{NAME}.py", f"tests/hidden/unit8/{NAME}.toml"):
        marked = [n for n, line in enumerate(begun.after[name].decode().splitlines(), 1) if "TO_BE_WRITTEN" in line]
        told = [
            int(one[1]) for line in lines if (one := re.match(rf"      {name}, line (\d+) is to be written: \w", line))
        ]
        assert marked == told, name
    for name in ("exercises/course.toml", "solutions/unit8/README.es.md", "tests/hidden/unit8/walkthroughs.toml"):
        assert any(line.startswith(f"      {name}, line ") for line in lines), name
    assert any(f"mutants/{NAME}/" in line for line in lines)
    assert any(f"accepted/{NAME}/" in line for line in lines)
    bad = [line for line in lines if line.startswith("BAD")]
    assert ["BAD nothing is left to be written", "BAD right answers get full marks"] == bad, begun.check.stdout
    assert "where the right results come from" not in begun.check.stdout
    assert "where the right results come from" in begun.unit.stdout
    for kind in ("practice", "sample"):
        assert f"quizzes/{kind}/unit8.toml is missing" in begun.unit.stdout


def test_the_guide_makes_a_green_exercise(finished: Path) -> None:
    """With exactly the guide's blocks, `dev check` finds nothing."""
    done = smol_grade(finished, "dev", "check", f"unit8/{NAME}")
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert "dev check: all good." in done.stdout


def test_learners_can_work_on_it(finished: Path, tmp_path: Path) -> None:
    """`list` shows it, a right answer gets full marks, and a wrong one its hint."""
    assert f"8.1 {NAME}" in " ".join(smol_grade(finished, "list").stdout.split())
    (tmp_path / "unit8").mkdir()
    file = tmp_path / "unit8" / f"{NAME}.py"
    shutil.copy(finished / "solutions" / "unit8" / f"{NAME}.py", file)
    right = smol_grade(finished, "unit8", "--path", str(tmp_path))
    assert (0, True) == (right.returncode, "10/10" in right.stdout), right.stdout + right.stderr
    file.write_text(WRONG, "utf-8")
    wrong = smol_grade(finished, "unit8", "--path", str(tmp_path))
    assert (1, True) == (wrong.returncode, "return None" in wrong.stdout), wrong.stdout + wrong.stderr


def test_the_wheel_holds_its_files(finished: Path, tmp_path: Path) -> None:
    """What learners need, and no solution and no answer."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path), str(finished)]
    subprocess.run(command, capture_output=True, check=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name.removeprefix("smol_grade/_data/") for name in archive.namelist() if "unit8" in name}
    stubs = {f"exercises/unit8/{name}" for name in (f"{NAME}.py", "README.md", "README.es.md")}
    books = {"exercises/unit8/unit8.ipynb", "exercises/unit8/unit8.es.ipynb"}
    suites = {f"test_{NAME}.py", f"{NAME}.toml", "texts.toml", "walkthroughs.toml"}
    assert stubs | books | {f"suites/unit8/{name}" for name in suites} == held


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The parts of a checkout that the commands read."""
    for name in ("solutions", "exercises", "tests/hidden"):
        passing = shutil.ignore_patterns("__pycache__", "mutants", "accepted")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=passing)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


REFUSED = {
    "an unknown unit": (("new-exercise", "unit99", "new_one"), "unit99"),
    "a unit's exercise instead": (("new-exercise", "unit6/evolve", "new_one"), "unit6/evolve"),
    "the warm-up": (("new-exercise", "unit0", "new_one"), "warm-up"),
    "a capital": (("new-exercise", "unit6", "NewOne"), "NewOne"),
    "a path": (("new-exercise", "unit6", "../evil"), "../evil"),
    "a keyword": (("new-exercise", "unit6", "lambda"), "lambda"),
    "a module": (("new-exercise", "unit6", "json"), "json"),
    "a shared file": (("new-exercise", "unit6", "texts"), "texts"),
    "an exercise": (("new-exercise", "unit6", "sft_loss"), "sft_loss"),
    "the project": (("new-unit", "project"), "project"),
    "a unit": (("new-unit", "evaluation"), "evaluation"),
    "the project's number": (("new-unit", "agents", "--alias", "unit7"), "unit8"),
    "no alias": (("new-unit", "agents", "--alias", "../x"), "unit8"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str) -> None:
    """A sentence and exit status 2; nothing is written."""
    words, named = REFUSED[case]
    done = smol_grade(ROOT, "dev", *words)
    assert (2, "") == (done.returncode, done.stdout)
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_no_file_is_overwritten_and_nothing_half_written(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the way, and a disk that fails in the middle, leave everything as it was, empty folders too."""
    place, files = Checkout(course), checkout_files(course)
    asked = NewExercise("unit6", "new_one")
    kept = files.suites / "unit6" / "new_one.toml"
    kept.write_text("mine", "utf-8")
    before = contents(course)
    with pytest.raises(FileTaken):
        add_exercise(place, files, asked)
    assert before == contents(course)
    kept.unlink()
    before, folders = contents(course), {path for path in course.rglob("*") if path.is_dir()}
    put = Writing.put

    def fails(writing: Writing, path: Path, text: str) -> None:
        if path.suffix == ".ipynb":
            raise NotWritten(path, "No space left on device")
        put(writing, path, text)

    monkeypatch.setattr(Writing, "put", fails)
    for attempt in (lambda: add_exercise(place, files, asked), lambda: add_unit(place, files, NewUnit("agents"))):
        with pytest.raises(NotWritten):
            attempt()
        assert before == contents(course)
        assert folders == {path for path in course.rglob("*") if path.is_dir()}


def test_an_exercise_goes_to_the_end_of_its_unit(course: Path) -> None:
    """In the middle of the manifest, with its title and level; the units around it stay as they are."""
    place, files = Checkout(course), checkout_files(course)
    before = load_course(files)
    unit, _ = add_exercise(place, files, NewExercise("evaluation", "new_one", 'A "new"  one', "Uno nuevo", "lion"))
    after = load_course(files)
    made = after.units[2].exercises[-1]
    assert ("unit2", "2.9", "lion", 'A "new" one') == (unit.alias, made.number, made.level, made.title.en)
    assert [u.exercises for u in before.units] == [
        tuple(e for e in u.exercises if e.name != "new_one") for u in after.units
    ]
    readme = (course / "solutions" / "unit2" / "README.md").read_text("utf-8")
    assert readme.index("## 2.8 `") < readme.index("## 2.9 `new_one` 🦁") < readme.index("## How it is graded")
    assert readme.index("| 2.8 `") < readme.index("| 2.9 `new_one`") < readme.index("The unit takes")
    assert [] == list(shipped.problems(course, after.units[2], whole=True))
    add_exercise(place, files, NewExercise("2", "newer_one"))
    assert "2.10" == load_course(files).find("newer_one")[1][0].number
    with pytest.raises(NameTaken):
        add_exercise(place, files, NewExercise("2", "new_one"))


def test_units_are_numbered(course: Path) -> None:
    """The next one skips the project's number once, and an alias may be chosen; the warm-up gets no exercise."""
    place, files = Checkout(course), checkout_files(course)
    assert "unit8" == next_alias(load_course(files))
    assert "unit12" == add_unit(place, files, NewUnit("agents", "unit12"))[0]
    assert "unit13" == add_unit(place, files, NewUnit("robots"))[0]
    with pytest.raises(NoAlias):
        add_unit(place, files, NewUnit("others", "unit12"))
    with pytest.raises(WarmUp):
        add_exercise(place, files, NewExercise("warmup", "new_one"))


def test_what_the_wheel_lacks_is_told(course: Path) -> None:
    """A suite that is not listed, of an exercise; a quiz, only of a whole unit."""
    path = course / "pyproject.toml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "unit6/test_evolve.py" not in line), "utf-8")
    (course / "quizzes" / "practice").mkdir(parents=True)
    (course / "quizzes" / "practice" / "unit6.toml").touch()
    unit = load_course(checkout_files(course)).find("unit6")[0]
    [told] = shipped.problems(course, unit, whole=True)
    assert '"tests/hidden/unit6/test_evolve.py" = "smol_grade/_data/suites/unit6/test_evolve.py"' in told
    assert [] == list(unwritten.problems(course, checkout_files(course), unit, whole=True))


def test_a_manifest_of_another_form_is_left_alone(tmp_path: Path) -> None:
    """Where the units are no tables of their own, the entry is to be written by hand."""
    path = tmp_path / "course.toml"
    path.write_text('units = [{ slug = "a", alias = "unit1" }]\n', "utf-8")
    with pytest.raises(CourseError, match="by hand"):
        inserting.entry_of_exercise(path, "unit1", '[[units.exercises]]\nname = "x"\n')
    with pytest.raises(CourseError, match="by hand"):
        inserting.entry_of_unit(path, '[[units]]\nslug = "x"\n')


def test_the_guides_blocks_are_whole() -> None:
    """Every kind of file of an exercise has its block, and its manifest entry is one."""
    paths = [found["path"] for found in BLOCK.finditer(GUIDE)]
    assert 9 == len(paths)
    entry = next(found["text"] for found in BLOCK.finditer(GUIDE) if found["path"].endswith("course.toml"))
    assert NAME == tomllib.loads(entry)["units"]["exercises"][0]["name"]
