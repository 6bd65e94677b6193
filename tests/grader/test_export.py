"""The learners' repository: exactly these files, the same bytes each time, and an upgrade that loses nothing."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from smol_grade import __version__, export
from smol_grade.course import load_course
from smol_grade.export.contents import EXECUTABLE, HANDED_OUT
from smol_grade.export.laying import ASIDE, DamagedList, Laid
from smol_grade.locate import checkout_files

from .conftest import ROOT, UNITS, lines_of_solution, smol_grade

FILES = checkout_files(ROOT)
CONTENTS = export.contents(FILES, load_course(FILES))
OURS = [
    ".devcontainer/devcontainer.json",
    ".devcontainer/setup.sh",
    ".gitattributes",
    ".github/actions/grade/action.yml",
    ".github/handed-out.json",
    ".github/workflows/grade.yml",
    ".gitignore",
    "LICENSE",
    "README.es.md",
    "README.md",
    "constraints.txt",
    "requirements.txt",
    *(f"exercises/project/{name}.md" for name in ("CARD", "CARD.es", "README", "README.es")),
]
UNIT = ("README.es.md", "README.md", "{alias}.es.ipynb", "{alias}.ipynb")
STUB = "exercises/unit1/smoltalk_to_chatml.py"
MINE = b"def smoltalk_to_chatml(sample, tokenizer):\n    return {'text': 'mine'}\n"


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Content and mode of every file, by path; of `.git` nothing."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(".git/"):
            found[name] = (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
    return found


def test_the_files_of_the_export() -> None:
    """The template's files, and per unit its READMEs, notebooks and stubs: nothing else, whatever lies beside them."""
    per_unit = [f"exercises/{unit.alias}/{name.format(alias=unit.alias)}" for unit in UNITS for name in UNIT]
    stubs = [f"exercises/{unit.alias}/{exercise.name}.py" for unit in UNITS for exercise in unit.exercises]
    assert sorted([*OURS, *per_unit, *stubs]) == sorted(CONTENTS)


def test_what_lies_beside_the_exercises_stays_here(tmp_path: Path) -> None:
    """A solution, a key or a log that somebody left in exercises/ is not exported."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    for name in ("unit1/answers.py", "unit1/.env", "keys.json", ".smol-grade/progress.json", "unit9/stub.py"):
        (tmp_path / "exercises" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "exercises" / name).write_text("secret = 1\n", "utf-8")
    there = FILES.__class__(tmp_path / "exercises", FILES.suites, FILES.demo, FILES.constraints, FILES.quizzes)
    assert CONTENTS == export.contents(there, load_course(there))


def test_no_solution_suite_or_key_is_exported() -> None:
    """No line of a solution, a wrong answer, a suite or a quiz's bank that is not also in a stub or README."""
    given = b"\n".join(CONTENTS.values()).decode("utf-8")
    for unit in UNITS[1:]:
        for exercise in unit.exercises:
            assert not [line for line in lines_of_solution(f"{unit.alias}/{exercise.name}") if line in given]
    for pattern in ("tests/hidden/*/mutants/*/*.py", "tests/hidden/*/test_*.py"):
        for path in ROOT.glob(pattern):
            source = path.read_text("utf-8")
            first = next((line for line in source.splitlines() if line.startswith(("# mistake:", '"""'))), "")
            assert len(first) < 30 or first not in given, path.name
    for bank in (ROOT / "quizzes").glob("*/*.toml"):
        whys = [line for line in bank.read_text("utf-8").splitlines() if line.strip().startswith("why")]
        assert whys
        assert not [line for line in whys if line.partition("=")[2].strip().strip('"') in given]


def test_the_same_checkout_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two exports with other hash seeds, umasks, time zones, locales and folders are equal, file modes too."""
    made = []
    for number, (umask, zone, language) in enumerate([(0o022, "UTC", "C.UTF-8"), (0o077, "Asia/Tokyo", "es_ES.UTF-8")]):
        out = tmp_path / str(number) / "out"
        out.parent.mkdir()
        variables = {"PYTHONHASHSEED": str(number + 1), "TZ": zone, "LC_ALL": language}
        before = os.umask(umask)
        try:
            done = smol_grade("dev", "export", str(out), cwd=out.parent, **variables)
        finally:
            os.umask(before)
        assert 0 == done.returncode, done.stderr
        made.append(tree(out))
    assert made[0] == made[1]
    assert {name: content for name, (content, _) in made[0].items()} == CONTENTS
    assert {name for name, (_, mode) in made[0].items() if mode & 0o111} == set(EXECUTABLE)


def test_an_export_again_changes_nothing(tmp_path: Path) -> None:
    """Over itself, and over one that was killed half way, it brings what is missing."""
    out = tmp_path / "out"
    assert len(CONTENTS) == len(export.lay(CONTENTS, out).wrote)
    first = tree(out)
    assert export.lay(CONTENTS, out).nothing
    assert first == tree(out)
    for name in (HANDED_OUT, STUB, "README.md"):
        (out / name).unlink()
    export.lay(CONTENTS, out)
    assert first == tree(out)


@pytest.mark.parametrize("name", ["notes.txt", STUB, ".smol-grade/progress.json"])
def test_another_folder_is_left_alone(name: str, tmp_path: Path) -> None:
    """A folder that holds a file of somebody else's, by whatever name, is refused with a sentence and stays as it is."""
    (tmp_path / "out" / name).parent.mkdir(parents=True)
    (tmp_path / "out" / name).write_bytes(MINE)
    before = tree(tmp_path / "out")
    done = smol_grade("dev", "export", "out", cwd=tmp_path)
    assert (2, "") == (done.returncode, done.stdout)
    assert "something else than the learners' repository" in " ".join(done.stderr.split())
    assert before == tree(tmp_path / "out")


def test_an_empty_clone_is_filled(tmp_path: Path) -> None:
    """`.git` alone does not stand in the way."""
    subprocess.run(["git", "init", "-q", str(tmp_path / "out")], check=True)
    assert len(CONTENTS) == len(export.lay(CONTENTS, tmp_path / "out").wrote)


def test_stubs_that_were_not_built_are_not_exported(tmp_path: Path) -> None:
    """A stub that differs from what its solution makes is named, and nothing is written."""
    copy = tmp_path / "copy"
    names = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    for name in names.stdout.decode().split("\0"):
        if name and not name.startswith("tests/") and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    (copy / STUB).write_bytes(MINE)
    paths = os.pathsep.join(str(copy / name) for name in ("grader", "leaderboard"))
    command = [sys.executable, "-m", "smol_grade", "dev", "export", str(tmp_path / "out"), "--lang", "en"]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False)
    assert (2, "") == (done.returncode, done.stdout)
    assert STUB in done.stderr
    assert "smol-grade dev build" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_upgrade_keeps_the_learners_work(tmp_path: Path) -> None:
    """What was changed stays, with the new version aside where there is one; what was not is brought up to date."""
    fork = tmp_path / "fork"
    export.lay(CONTENTS, fork)
    (fork / STUB).write_bytes(MINE)
    (fork / "exercises/unit1/gsm8k_to_chatml.py").write_bytes(MINE)
    (fork / "exercises/unit1/own_data.jsonl").write_bytes(b"{}\n")
    (fork / "exercises/unit1/sft_loss.py").unlink()
    (fork / "exercises/unit2/README.md").unlink()
    (fork / "requirements.txt").write_bytes(b"mine\n")
    new = dict(CONTENTS) | {
        STUB: b"# new\n",
        "exercises/unit1/sft_loss.py": b"# new loss\n",
        "exercises/unit1/render_chatml.py": b"# mended\n",
        "exercises/unit1/brand_new.py": b"# brand new\n",
    }
    for name in ("exercises/unit1/merge_lora.py", "requirements.txt"):
        del new[name]
    laid = export.upgrade(relisted(new), fork)
    assert Laid(
        before=__version__,
        wrote=["exercises/unit1/brand_new.py"],
        replaced=["exercises/unit1/render_chatml.py"],
        kept=[STUB],
        gone=["exercises/unit1/sft_loss.py"],
        removed=["exercises/unit1/merge_lora.py"],
        left=["requirements.txt"],
    ) == Laid(laid.before, sorted(laid.wrote), laid.replaced, laid.kept, laid.gone, laid.removed, laid.left)
    assert MINE == (fork / STUB).read_bytes() == (fork / "exercises/unit1/gsm8k_to_chatml.py").read_bytes()
    assert b"{}\n" == (fork / "exercises/unit1/own_data.jsonl").read_bytes()
    assert b"# new\n" == (fork / ASIDE / STUB).read_bytes()
    assert b"# mended\n" == (fork / "exercises/unit1/render_chatml.py").read_bytes()
    assert b"mine\n" == (fork / "requirements.txt").read_bytes()
    assert not (fork / "exercises/unit2/README.md").exists()
    again = tree(fork)
    assert export.upgrade(relisted(new), fork).nothing
    assert again == tree(fork)


def relisted(found: dict[str, bytes]) -> dict[str, bytes]:
    """Contents with the list that belongs to them."""
    listed = json.loads(found[HANDED_OUT])
    listed["files"] = {name: export.digest(content) for name, content in found.items() if name != HANDED_OUT}
    return dict(sorted((found | {HANDED_OUT: json.dumps(listed).encode()}).items()))


def test_line_ends_of_windows_are_no_change(tmp_path: Path) -> None:
    """A checkout with CRLF is brought up to date like any other."""
    fork = tmp_path / "fork"
    export.lay(CONTENTS, fork)
    (fork / STUB).write_bytes(CONTENTS[STUB].replace(b"\n", b"\r\n"))
    laid = export.upgrade(relisted(CONTENTS | {STUB: b"# new\n"}), fork)
    assert ([STUB], []) == (laid.replaced, laid.kept)


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A file or folder of the fork that is a link to elsewhere stays one, and nothing is written through it."""
    fork, elsewhere = tmp_path / "fork", tmp_path / "elsewhere"
    export.lay(CONTENTS, fork)
    elsewhere.mkdir()
    (elsewhere / "file.py").write_bytes(CONTENTS[STUB])
    (fork / STUB).unlink()
    (fork / STUB).symlink_to(elsewhere / "file.py")
    laid = export.upgrade(relisted(CONTENTS | {STUB: b"# new\n"}), fork)
    assert [STUB] == laid.kept
    assert CONTENTS[STUB] == (elsewhere / "file.py").read_bytes()


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/outside", "a/../../outside.txt", ".git/hooks/x", "a\\..\\b"])
def test_the_list_cannot_name_files_outside(name: str, tmp_path: Path) -> None:
    """A path in the fork's list that leads out of it, or into .git, deletes nothing."""
    fork = tmp_path / "fork"
    export.lay(CONTENTS, fork)
    (tmp_path / "outside.txt").write_bytes(b"x")
    listed = json.loads((fork / HANDED_OUT).read_bytes())
    listed["files"][name] = export.digest(b"x")
    (fork / HANDED_OUT).write_text(json.dumps(listed), "utf-8")
    laid = export.upgrade(CONTENTS, fork)
    assert ([], True) == (laid.removed, (tmp_path / "outside.txt").exists())


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"smol_grade": 1}', '{"smol_grade": "x", "files": {}}', "[" * 100_000]
)
def test_a_damaged_list_is_told(text: str, tmp_path: Path) -> None:
    """Without the list nobody knows whose a file is: nothing is changed, and the sentence says how to get it back."""
    fork = tmp_path / "fork"
    export.lay(CONTENTS, fork)
    (fork / HANDED_OUT).write_text(text, "utf-8")
    before = tree(fork)
    with pytest.raises(DamagedList):
        export.upgrade(relisted(CONTENTS | {STUB: b"# new\n"}), fork)
    done = smol_grade("upgrade", cwd=fork)
    assert (2, "") == (done.returncode, done.stdout)
    assert "git checkout -- .github/handed-out.json" in " ".join(done.stderr.split())
    assert before == tree(fork)


def test_a_later_version_is_not_overwritten(tmp_path: Path) -> None:
    """A fork of a later version, or of a later format of the list, is left alone; the answer is to upgrade."""
    fork = tmp_path / "fork"
    for changed in ({"smol_grade": "99.0.0"}, {"schema_version": 99}):
        shutil.rmtree(fork, ignore_errors=True)
        export.lay(CONTENTS, fork)
        listed = json.loads((fork / HANDED_OUT).read_bytes()) | changed
        (fork / HANDED_OUT).write_text(json.dumps(listed), "utf-8")
        done = smol_grade("upgrade", cwd=fork)
        assert 2 == done.returncode
        assert "pip install -U smol-grade" in done.stderr


def test_upgrade_elsewhere_says_where_to_go(tmp_path: Path) -> None:
    """In a folder that is no fork of the course's repository."""
    done = smol_grade("upgrade", cwd=tmp_path)
    assert 2 == done.returncode
    assert "top folder" in done.stderr
    assert [] == list(tmp_path.iterdir())


def test_a_merge_brings_the_new_version_too(tmp_path: Path) -> None:
    """Who merges the course's repository instead keeps the work, where the course has not changed the same file."""
    upstream, fork = tmp_path / "upstream", tmp_path / "fork"

    def git(where: Path, *words: str) -> None:
        name = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *name, *words], cwd=where, check=True, capture_output=True)

    export.lay(CONTENTS, upstream)
    git(tmp_path, "init", "-q", "upstream")
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", "handed out")
    git(tmp_path, "clone", "-q", "upstream", "fork")
    (fork / STUB).write_bytes(MINE)
    git(fork, "commit", "-qam", "mine")
    mended = "exercises/unit1/render_chatml.py"
    export.lay(relisted(CONTENTS | {mended: b"# mended\n"}), upstream)
    git(upstream, "commit", "-qam", "mended")
    git(fork, "pull", "-q", "--no-rebase", "--no-edit")
    assert (MINE, b"# mended\n") == ((fork / STUB).read_bytes(), (fork / mended).read_bytes())
    assert export.upgrade(relisted(CONTENTS | {mended: b"# mended\n"}), fork).nothing


def test_the_wheel_gives_the_same_contents(wheel: Path, tmp_path: Path) -> None:
    """`upgrade` of an installed wheel and `dev export` of its checkout agree byte for byte."""
    shutil.unpack_archive(wheel, tmp_path / "site", "zip")
    export.lay(CONTENTS, tmp_path / "fork")
    before = tree(tmp_path / "fork")
    (tmp_path / "fork" / STUB).unlink()
    (tmp_path / "fork" / HANDED_OUT).write_bytes(
        CONTENTS[HANDED_OUT].replace(STUB.encode(), b"exercises/unit1/other.py")
    )
    command = [sys.executable, "-m", "smol_grade", "upgrade", "--lang", "en"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(command, cwd=tmp_path / "fork", env=environment, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    assert f"new (1):\n  {STUB}\n" in done.stdout
    assert before == tree(tmp_path / "fork")
