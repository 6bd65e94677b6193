"""`init` and the first minutes: what lies in the folder then, what is said, and that nothing of a learner's is lost."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade import settings
from smol_grade.cli import starting
from smol_grade.course import load_course
from smol_grade.errors import CourseError, OutputNotWritable, UnknownTarget
from smol_grade.locate import CourseFiles, checkout_files
from smol_grade.records import Language

from .conftest import ROOT, SMOLTALK, UNITS, smol_grade

LAST = """
No account is needed to practise.
An account on the Hub:
 https://huggingface.co/join
Enrolment (follow the organisation):
 https://huggingface.co/smol-course
Study groups · Questions:
 https://discord.gg/UrrTSsSyjb
What to know before:
 https://huggingface.co/learn/llm-course
"""


def files_in(folder: Path) -> set[str]:
    """The files below a folder, by their paths in it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def handed_out(*units: str) -> set[str]:
    """The files that a learner gets of some units, READMEs among them."""
    return {
        f"{unit}/{path.name}"
        for unit in units
        for path in (ROOT / "exercises" / unit).iterdir()
        if path.suffix in (".py", ".md")
    }


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseFiles:
    """A copy of the course's files, in which notebooks can be planted; the current folder is an empty one."""
    shutil.copytree(ROOT / "exercises", tmp_path / "course" / "exercises", ignore=shutil.ignore_patterns("*.ipynb"))
    files = checkout_files(tmp_path / "course")
    monkeypatch.setattr(starting, "course_files", lambda: files)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return files


@pytest.fixture
def init(course: CourseFiles, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The command, in this process."""
    monkeypatch.setattr("smol_grade.cli.starting.shutil.which", lambda name: f"/bin/{name}")

    def run(folder: str = ".", language: Language = "en", **asked: object) -> str:
        return starting.init(starting.Asked(Path(folder), **asked), language)  # type: ignore[arg-type]

    return run


def test_the_whole_course(tmp_path: Path) -> None:
    """Without options: all units and the project, a line for each, one instruction, then where else to go."""
    done = smol_grade("init", "my course", cwd=tmp_path)
    folder = tmp_path / "my course"
    names = [unit.alias for unit in UNITS] + ["project"]
    assert (0, "") == (done.returncode, done.stderr)
    assert handed_out(*names) | {"smol-grade.toml", ".gitignore"} == files_in(folder)
    counts = [f"  {name}: new {len(handed_out(name))}" for name in names]
    told = ["Files in my course:", *counts, "  smol-grade.toml, .gitignore", "", "Next:", "  cd 'my course'"]
    assert [*told, "  smol-grade watch unit1", *LAST.splitlines()] == done.stdout.splitlines()
    assert [] == [line for line in done.stdout.splitlines()[1:] if len(line) > 40]


def test_what_it_says_in_spanish(tmp_path: Path) -> None:
    """The same in Spanish; the Spanish README lies beside the English one, and the last lines fit 40 columns."""
    done = smol_grade("init", "--unit", "1", "--lang", "es", cwd=tmp_path, COLUMNS="40")
    assert {"README.md", "README.es.md"} <= {path.name for path in (tmp_path / "unit1").iterdir()}
    head, _, last = done.stdout.partition("Para practicar no necesitas cuenta.")
    assert head.endswith("\nAhora:\n  smol-grade watch unit1\n\n")
    assert "Una cuenta en el Hub:\n https://huggingface.co/join\n" in last
    assert [] == [line for line in last.splitlines() if len(line) > 40]
    assert {"schema_version": 1, "lang": "es", "unit": "unit1"} == tomllib.loads(
        (tmp_path / "smol-grade.toml").read_text("utf-8")
    )


@pytest.mark.parametrize("name", ["1", "unit1", "instruction"])
def test_one_unit(name: str, init: Callable[..., str], tmp_path: Path) -> None:
    """A unit's number, alias and slug bring its files and nothing of others."""
    said = init(unit=name)
    assert handed_out("unit1") | {"smol-grade.toml", ".gitignore"} == files_in(tmp_path / "here")
    assert ["  unit1: new 21", "  smol-grade.toml, .gitignore"] == said.splitlines()[1:3]
    assert "unit1" == settings.read(tmp_path / "here" / settings.NAME).settings.unit


def test_what_is_no_unit(init: Callable[..., str], tmp_path: Path) -> None:
    """An exercise, or a name that means nothing, is refused before anything is written."""
    with pytest.raises(starting.UnitNeeded) as caught:
        init(unit=SMOLTALK)
    assert {"name": SMOLTALK, "unit": "unit1"} == caught.value.fields
    with pytest.raises(UnknownTarget):
        init(unit="unit9")
    assert set() == files_in(tmp_path / "here")


def test_notebooks(init: Callable[..., str], course: CourseFiles, tmp_path: Path) -> None:
    """The notebook of the language comes under the unit's own name, and is what to open; without the option none."""
    for name in ("unit1.ipynb", "unit1.es.ipynb"):
        (course.exercises / "unit1" / name).write_text(f'"{name}"', "utf-8")
    assert "jupyter" not in init("none", unit="1")
    assert [] == list((tmp_path / "here" / "none").rglob("*.ipynb"))
    for language, name in (("en", "unit1.ipynb"), ("es", "unit1.es.ipynb")):
        said = init(language, language, unit="1", notebook=True)
        assert {"unit1/unit1.ipynb"} == {f for f in files_in(tmp_path / "here" / language) if f.endswith(".ipynb")}
        assert f'"{name}"' == (tmp_path / "here" / language / "unit1" / "unit1.ipynb").read_text("utf-8")
        assert f"\n  cd {language}\n  jupyter lab unit1/unit1.ipynb\n" in said
        assert "smol-grade watch" not in said
        assert handed_out("unit1") < files_in(tmp_path / "here" / language)


def test_where_there_is_no_jupyter_it_comes_first(
    init: Callable[..., str], course: CourseFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two lines to type instead of a command that is not found."""
    (course.exercises / "unit1" / "unit1.ipynb").write_text("{}", "utf-8")
    monkeypatch.setattr("smol_grade.cli.starting.shutil.which", lambda _: None)
    said = init("new", unit="1", notebook=True)
    assert "\n  cd new\n  pip install jupyterlab\n  jupyter lab unit1/unit1.ipynb\n" in said


def test_a_unit_without_a_notebook(init: Callable[..., str], course: CourseFiles) -> None:
    """It gets a sentence, and the instruction stays the usual one; of the whole course, one sentence for all."""
    assert "\nNo notebook in English yet: unit1.\n" in init(unit="1", notebook=True)
    (course.exercises / "unit2" / "unit2.ipynb").write_text("{}", "utf-8")
    said = init("all", notebook=True)
    others = ", ".join(unit.alias for unit in UNITS if unit.alias != "unit2")
    assert f"\nNo notebook in English yet: {others}.\n" in said
    assert "  jupyter lab unit2/unit2.ipynb\n" in said
    assert "\nTodavía sin notebook en español: unit2.\n" in init("es", "es", unit="2", notebook=True)


def test_again_changes_nothing(init: Callable[..., str], tmp_path: Path) -> None:
    """The second run writes nothing, says so in a line, and gives the same instruction."""
    first = init(unit="1").splitlines()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "here").rglob("*")}
    again = init(unit="1").splitlines()
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "here").rglob("*")}
    assert [first[0], "  unit1: kept 21", *first[3:]] == again


def test_nothing_of_the_learners_is_lost(init: Callable[..., str], course: CourseFiles, tmp_path: Path) -> None:
    """Files, links that lead nowhere, settings, a .gitignore and a notebook that are there stay as they are."""
    here = tmp_path / "here"
    (course.exercises / "unit1" / "unit1.ipynb").write_text("{}", "utf-8")
    mine = {
        "unit1/sft_loss.py": "mine",
        "unit1/unit1.ipynb": "my notes",
        ".gitignore": "*.log\n",
        "smol-grade.toml": 'lang = "es"\n',
    }
    (here / "unit1").mkdir()
    for name, text in mine.items():
        (here / name).write_text(text, "utf-8")
    (here / "unit1" / "README.md").symlink_to("elsewhere.md")
    said = init(unit="1", notebook=True)
    assert mine == {name: (here / name).read_text("utf-8") for name in mine}
    assert "elsewhere.md" == str((here / "unit1" / "README.md").readlink())
    assert "  unit1: new 19, kept 3\n" in said
    assert "\nsmol-grade.toml is kept, and says something else." in said


def test_an_interrupted_copy_is_resumed(
    init: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended in the middle, no file is half there; the next run brings the rest."""
    real = starting.write_atomically
    left = iter(range(9))

    def interrupted(path: Path, text: str) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        real(path, text)

    monkeypatch.setattr(starting, "write_atomically", interrupted)
    with pytest.raises(KeyboardInterrupt):
        init(unit="1")
    here = tmp_path / "here"
    assert 9 == len(files_in(here))
    assert [] == [n for n in files_in(here) if (here / n).read_bytes() != (ROOT / "exercises" / n).read_bytes()]
    (here / "unit1" / ".sft_loss.py.x1y2").write_text("half", "utf-8")  # what a power cut leaves
    monkeypatch.setattr(starting, "write_atomically", real)
    assert "  unit1: new 12, kept 9\n" in init(unit="1")
    assert handed_out("unit1") < files_in(here)


def test_a_fork(init: Callable[..., str], course: CourseFiles, tmp_path: Path) -> None:
    """In a clone, what is missing comes under exercises/, the settings to the root; nothing else is written."""
    clone = tmp_path / "here" / "fork"
    (clone / ".git").mkdir(parents=True)
    (clone / "exercises" / "unit1").mkdir(parents=True)
    (clone / "exercises" / "unit1" / "sft_loss.py").write_text("mine", "utf-8")
    (course.exercises / "unit1" / "unit1.ipynb").write_text("{}", "utf-8")
    said = init("fork", unit="1", from_fork=True, notebook=True)
    names = {f"exercises/{name}" for name in handed_out("unit1")} | {"exercises/unit1/unit1.ipynb", "smol-grade.toml"}
    assert names == files_in(clone)
    assert "mine" == (clone / "exercises" / "unit1" / "sft_loss.py").read_text("utf-8")
    assert ["Files in fork/exercises:", "  unit1: new 21, kept 1", "  smol-grade.toml"] == said.splitlines()[:3]
    assert "  cd fork\n  jupyter lab exercises/unit1/unit1.ipynb\n" in said


def test_a_fork_gets_no_second_copy(init: Callable[..., str], tmp_path: Path) -> None:
    """Without --from-fork a clone that has its exercises is refused; a repository of another kind takes a workspace."""
    here = tmp_path / "here"
    (here / ".git").mkdir()
    (here / "exercises" / "unit1").mkdir(parents=True)
    for unit in ("", "1"):
        with pytest.raises(starting.IsFork):
            init(unit=unit)
    assert set() == files_in(here)
    assert "  unit2: new " in init(unit="2")


@pytest.mark.parametrize("folder", [".", "nowhere"])
def test_no_fork(folder: str, tmp_path: Path) -> None:
    """Outside a repository --from-fork says so, ends with 2 and writes nothing."""
    done = smol_grade("init", folder, "--from-fork", cwd=tmp_path)
    assert (2, "", set()) == (done.returncode, done.stdout, files_in(tmp_path))
    assert [
        f"error: {tmp_path / folder} is no clone of a fork: there is no .git in it.",
        "hint: go to the folder that `git clone` made, or leave --from-fork out.",
    ] == done.stderr.splitlines()


@pytest.mark.parametrize("taken", ["my-course", "my-course/unit1"])
def test_a_place_that_is_taken(taken: str, init: Callable[..., str], tmp_path: Path) -> None:
    """A file where a folder must be is named, and stays."""
    path = tmp_path / "here" / taken
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", "utf-8")
    with pytest.raises(OutputNotWritable):
        init("my-course", unit="1")
    assert "mine" == path.read_text("utf-8")


def test_a_damaged_installation(init: Callable[..., str], course: CourseFiles) -> None:
    """A file of the course that is no text is told as the course's fault."""
    (course.exercises / "unit1" / "README.md").write_bytes(b"\xff")
    with pytest.raises(CourseError) as caught:
        init(unit="1")
    assert str(course.exercises / "unit1" / "README.md") == caught.value.fields["path"]


def test_git_leaves_out_what_is_ours(init: Callable[..., str], tmp_path: Path) -> None:
    """A new workspace's .gitignore names our folder and what Jupyter and Python leave."""
    init(unit="1")
    assert ".smol-grade/\nsmol-submission-*.json\n.ipynb_checkpoints/\n__pycache__/\n" == (
        tmp_path / "here" / ".gitignore"
    ).read_text("utf-8")


def test_the_program_alone(tmp_path: Path) -> None:
    """Without a workspace: how to begin. In one: the exercise that comes next. Then where the commands are."""
    more = "\n\nsmol-grade --help shows all commands.\n"
    assert f"Next:\n  smol-grade init my-course{more}" == smol_grade(cwd=tmp_path).stdout
    smol_grade("init", cwd=tmp_path)
    first = UNITS[1].exercises[0]
    said = f"Next: {first.number} {first.name}: {first.title.en}\n  smol-grade watch unit1{more}"
    done = smol_grade(cwd=tmp_path)
    assert (0, said, "") == (done.returncode, done.stdout, done.stderr)
    assert said == smol_grade(cwd=tmp_path / "unit3").stdout


def test_the_exercise_that_comes_next(init: Callable[..., str], tmp_path: Path, course: CourseFiles) -> None:
    """What is done is passed over, and a bonus; the unit of the settings comes first, the warm-up last."""
    from smol_grade import progress

    init()
    units = load_course(course).units
    here = tmp_path / "here"

    def done(*ids: str) -> None:
        standing = progress.Standing(status="done", points=1, max_points=1, at="2026-01-01T00:00:00+00:00")
        progress.write(here, progress.NAME, progress.Progress(exercises=dict.fromkeys(ids, standing)))

    def told() -> tuple[str, str]:
        first, second = starting.what_now("en").splitlines()[:2]
        return first.split()[2].rstrip(":"), second.split()[-1]

    ids = [f"{unit.slug}/{exercise.name}" for unit in units for exercise in unit.exercises if not exercise.bonus]
    done(f"{units[1].slug}/{units[1].exercises[0].name}")
    assert (units[1].exercises[1].name, "unit1") == told()
    (here / settings.NAME).write_text('unit = "unit3"\n', "utf-8")
    settings.around.cache_clear()
    assert (units[3].exercises[0].name, "unit3") == told()
    done(*ids[1:])
    assert (units[0].exercises[0].name, "unit0") == told()
    done(*ids)
    assert "All exercises are done. Next:\n  smol-grade status\n" in starting.what_now("en")


@pytest.mark.parametrize(
    ("url", "sound"),
    [
        ("https://huggingface.co/join", True),
        ("http://huggingface.co/join", False),
        ("https://hub@evil.example/join", False),
        ("https://huggingface.co/a b", False),
        ("https:///join", False),
        ("https://[x/join", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_links_of_the_course(url: str, sound: bool, course: CourseFiles) -> None:
    """The manifest takes https addresses only, and tells the line of another."""
    text = course.manifest.read_text("utf-8")
    line = text.splitlines().index("[links]") + 1
    course.manifest.write_text(text.replace("https://huggingface.co/join", url), "utf-8")
    if sound:
        assert url == load_course(course).links.given["account"].url
        return
    with pytest.raises(CourseError) as caught:
        load_course(course)
    assert (str(line), True) == (caught.value.fields["line"], "links.account" in caught.value.fields["problem"])


def test_a_course_without_links(course: CourseFiles, init: Callable[..., str]) -> None:
    """They are the course's to give: without any, the last line is that no account is needed."""
    before, _, rest = course.manifest.read_text("utf-8").partition("[links]\n")
    course.manifest.write_text(before + rest[rest.index("[[units]]") :], "utf-8")
    assert "No account is needed to practise." == init().splitlines()[-1]
