"""`smol-grade.toml`: where it is looked for, what it decides, and that a damaged one does no harm."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from smol_grade import progress, settings
from smol_grade.cli import watching
from smol_grade.course import load_course
from smol_grade.locate import checkout_files
from smol_grade.messages import say_sentence
from smol_grade.settings import NAME, Settings

from .conftest import LANGUAGES, ROOT, smol_grade

COURSE = load_course(checkout_files(ROOT))


def put(folder: Path, text: str | bytes) -> Path:
    """Write the file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("one", [Settings(), Settings(lang="es"), Settings(lang="en", unit="unit1")])
def test_what_is_written_is_read(one: Settings, tmp_path: Path) -> None:
    """The text that `init` writes says the settings, behind comments."""
    path = put(tmp_path, settings.text_of(one, "two\nlines"))
    assert (one, path, None) == settings.read(path)
    assert ["# two", "# lines", "schema_version = 1"] == path.read_text("utf-8").splitlines()[:3]


def test_the_nearest_one_counts(tmp_path: Path) -> None:
    """The folder's own, else that of the nearest folder above it."""
    deep = tmp_path / "course" / "unit1" / "more"
    deep.mkdir(parents=True)
    outer = put(tmp_path, "")
    inner = put(tmp_path / "course", 'unit = "unit1"')
    assert [inner, inner, outer] == [settings.find(place) for place in (deep, tmp_path / "course", tmp_path)]
    assert "unit1" == settings.around(str(deep)).settings.unit


@pytest.mark.parametrize("is_folder", [True, False], ids=["repository", "worktree"])
def test_not_above_a_repository(is_folder: bool, tmp_path: Path) -> None:
    """At the level of `.git` it is found, above that it belongs to something else."""
    put(tmp_path, "")
    deep = tmp_path / "clone" / "exercises" / "unit1"
    deep.mkdir(parents=True)
    (tmp_path / "clone" / ".git").mkdir() if is_folder else (tmp_path / "clone" / ".git").write_text("gitdir: x")
    assert settings.find(deep) is None
    assert put(tmp_path / "clone", "") == settings.find(deep)


def test_not_above_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home folder's own is found, reached through a link too; nothing above it is looked at."""
    put(tmp_path, "")
    (tmp_path / "home" / "course").mkdir(parents=True)
    (tmp_path / "link").symlink_to("home")
    monkeypatch.setenv("HOME", str(tmp_path / "link"))
    assert settings.find(tmp_path / "home" / "course") is None
    assert put(tmp_path / "home", "") == settings.find(tmp_path / "home" / "course")


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    """A folder, a pipe and a link to nowhere of that name are not opened."""
    outer = put(tmp_path, "")
    for name in ("folder", "pipe", "link"):
        (tmp_path / name).mkdir()
    (tmp_path / "folder" / NAME).mkdir()
    os.mkfifo(tmp_path / "pipe" / NAME)
    (tmp_path / "link" / NAME).symlink_to("nowhere")
    assert {outer} == {settings.find(tmp_path / name) for name in ("folder", "pipe", "link")}


DAMAGED: dict[str, tuple[str | bytes, str]] = {
    "no TOML": ("lang = ", "settings.unreadable"),
    "another language": ('lang = "fr"', "settings.unreadable"),
    "a list": ("unit = [1]", "settings.unreadable"),
    "a misspelt name": ('langauge = "es"', "settings.unreadable"),
    "no UTF-8": (b'lang = "\xff"', "settings.unreadable"),
    "too deep": ("unit = " + "[" * 20_000, "settings.unreadable"),
    "too large": ("#" * 70_000, "settings.unreadable"),
    "no version": ("schema_version = true", "settings.unreadable"),
    "a later version": ('schema_version = 2\nlang = { now = "a table" }', "settings.newer"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_told_and_left_alone(name: str, tmp_path: Path) -> None:
    """The defaults hold, a sentence in both languages names the file, and its bytes stay."""
    data, key = DAMAGED[name]
    path = put(tmp_path, data)
    before = path.read_bytes()
    kept = settings.read(path)
    assert kept.problem is not None
    assert (Settings(), key, before) == (kept.settings, kept.problem.key, path.read_bytes())
    for language in LANGUAGES:
        assert str(path) in say_sentence(language, kept.problem)


def test_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    """As Notepad saves it."""
    assert "es" == settings.read(put(tmp_path, b"\xef\xbb\xbflang = 'es'")).settings.lang


def test_it_is_told_once_and_on_stderr(tmp_path: Path) -> None:
    """A command goes on in the system's language, data on stdout stay data; the sentence shows what it names."""
    put(tmp_path, b'"\x1b[31m" = 1')
    done = smol_grade("list", "--format", "json", cwd=tmp_path)
    assert (0, "{") == (done.returncode, done.stdout[0])
    assert 1 == done.stderr.count("is not used")
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("lang", "system", "asked", "spanish"),
    [
        ("", "es_ES.UTF-8", (), True),
        ("", "C.UTF-8", (), False),
        ('lang = "es"', "C.UTF-8", (), True),
        ('lang = "en"', "es_ES.UTF-8", (), False),
        ('lang = "es"', "es_ES.UTF-8", ("--lang", "en"), False),
        ('lang = "en"', "C.UTF-8", ("--lang", "es"), True),
    ],
)
def test_which_language(lang: str, system: str, asked: tuple[str, ...], spanish: bool, tmp_path: Path) -> None:
    """--lang before smol-grade.toml before the system, for what is said and for help."""
    put(tmp_path, lang)
    said = smol_grade("list", *asked, cwd=tmp_path, LC_ALL=system).stdout
    helped = smol_grade("list", *asked, "--help", cwd=tmp_path, LC_ALL=system).stdout
    assert (spanish, spanish) == ("Aún no hay ejercicios" in said, "Muestra unidades" in helped)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all stubs, the current one."""
    for unit in COURSE.units:
        shutil.copytree(ROOT / "exercises" / unit.alias, tmp_path / unit.alias)
    monkeypatch.chdir(tmp_path)
    settings.around.cache_clear()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "unit"),
    [("", "unit1"), ('unit = "unit2"', "unit2"), ('unit = "evaluation"', "unit2"), ('unit = "unit9"', "unit1")],
)
def test_watch_begins_with_the_unit(text: str, unit: str, workspace: Path) -> None:
    """The unit that is named; where none of this workspace is, the first of the course that is not done, the warm-up last."""
    put(workspace, text)
    assert (unit, "") == (watching._begin(COURSE, "")[0].alias, watching._begin(COURSE, "")[1])
    assert "unit3" == watching._begin(COURSE, "unit3")[0].alias


def test_watch_goes_on_when_the_unit_is_done(workspace: Path) -> None:
    """A unit that is done but for its bonus is no longer what one begins with."""
    put(workspace, 'unit = "unit1"')
    done = progress.Standing(status="done", points=1, max_points=1, at="2026-01-01T00:00:00+00:00")
    ids = [f"{COURSE.units[1].slug}/{one.name}" for one in COURSE.units[1].exercises if not one.bonus]
    progress.write(workspace, progress.NAME, progress.Progress(exercises=dict.fromkeys(ids[1:], done)))
    assert "unit1" == watching._begin(COURSE, "")[0].alias
    progress.write(workspace, progress.NAME, progress.Progress(exercises=dict.fromkeys(ids, done)))
    assert "unit2" == watching._begin(COURSE, "")[0].alias


def test_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no current folder, the defaults hold."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert (Settings(), None, None) == settings.here()
