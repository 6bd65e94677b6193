"""What `doctor` looks at besides the isolation: each fault is provoked, and is told with the command that mends it.

After a wanted change: `SMOL_GRADE_GOLDEN=write pytest tests/grader/test_examining.py`, then read the difference.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs
from rich.cells import cell_len

from smol_grade.cli import accelerator, doctor, examining
from smol_grade.course import Course, load_course
from smol_grade.errors import CourseError
from smol_grade.grade import Engine, environment
from smol_grade.locate import CourseFiles, checkout_files
from smol_grade.messages import say, say_sentence
from smol_grade.records import Environment, Language
from smol_grade.report import Screen
from smol_grade.report.diagnosis import Diagnosis, Trial, broken, diagnosis_as_json, diagnosis_as_text
from smol_grade.report.findings import Finding

from .conftest import LANGUAGES, ROOT, isolation_of_tier

GOLDEN = Path(__file__).parent / "golden"
FILES = checkout_files(ROOT)
NOBODY = 65534
Usage = namedtuple("Usage", "total used free")
ALL = (
    examining.found("python", "ok", "python_ok", version="3.11.7", least="3.11"),
    examining.python_version(">=3.13", "3.11.7"),
    examining.found("python", "limit", "python_unknown", version="3.11.7"),
    examining.found("packages", "ok", "packages_ok", count=10),
    examining.found("packages", "limit", "packages_unknown", file="/course/constraints.txt"),
    examining.found("course", "ok", "course_ok", units=7, exercises=57),
    examining.found("course", "wrong", "course_damaged", "git status --short", count=2, first="/course/a.toml: gone"),
    examining.workspace(Path("/home/ada"), None),
    examining.workspace(Path("/home/ada/work"), Path("/home/ada/work")),
    examining.found("workspace", "limit", "workspace_gone", "cd ~", why="No such file or directory"),
    examining.found("write", "ok", "write_ok", folder="/home/ada/work"),
    examining.found("write", "limit", "write_refused", "chmod u+rwx /work", folder="/work", why="Permission denied"),
    examining.found("disk", "ok", "space_ok", free="80.5", folder="/work"),
    examining.found("disk", "ok", "space_no_models", free="4.0", folder="/work", models=10),
    examining.found("disk", "limit", "space_short", "du -h -d 1 /work", free="0.3", folder="/work", least=1),
    examining.found("disk", "limit", "space_unknown", folder="/work", why="No such device"),
    examining.found("temporary", "wrong", "temporary_none", "export TMPDIR=FOLDER", why="No usable folder"),
    examining.found("notebooks", "ok", "notebooks_ok"),
    examining.found("login", "ok", "login_ok"),
    examining.found("login", "limit", "login_none", "hf auth login"),
    examining.found("login", "limit", "login_unreadable", "hf auth login", why="Is a directory"),
    examining.found("login", "limit", "login_extra", 'pip install "smol-grade[submit]"', modules="nacl"),
    examining.found("notebooks", "limit", "notebooks_extra", 'pip install "smol-grade[notebook]"', modules="nbformat"),
    examining.found("gpu", "ok", "gpu_ok", names="NVIDIA H100 80GB HBM3"),
    examining.found("gpu", "ok", "gpu_none"),
    examining.found("gpu", "ok", "gpu_no_torch"),
    examining.found("gpu", "limit", "gpu_failed", why="ImportError: libcudart.so.13: cannot open"),
    examining.found("gpu", "limit", "gpu_slow", seconds=60),
)
"""Each thing that may be said."""


def diagnosis_of(*findings: Finding) -> Diagnosis:
    """What is found on a made-up machine."""
    isolation = isolation_of_tier(1)
    versions = {"pytest": "9.2.0", "torch": "2.13.0+cpu"}
    drift = {"pytest": "9.0.1", "torch": "2.14.0"}
    here = Environment(
        python="3.11.7", platform="linux", isolation=isolation.kind, versions=versions, drift=drift, tier=1
    )
    differ = examining.packages(here, FILES.constraints)
    return Diagnosis("0.0.0", here, isolation, (), Trial(3, 3, 1.25), (differ, *findings))


@pytest.mark.parametrize("screen", [80, 40])
@pytest.mark.parametrize("language", LANGUAGES)
def test_golden_findings(language: Language, screen: int) -> None:
    """Everything that may be found is told as when somebody last looked at it, and fits the screen."""
    shown = diagnosis_as_text(diagnosis_of(*ALL), language, Screen(width=screen))
    path = GOLDEN / f"doctor.{language}-{screen}.txt"
    if os.environ.get("SMOL_GRADE_GOLDEN") == "write":
        path.write_text(shown, "utf-8")
    assert path.read_text("utf-8") == shown
    for line in shown.splitlines():
        command = line.startswith("    ") and len(broken(line.removesuffix(" \\"), 1)) == 1
        assert cell_len(line) <= screen or command, line


def test_limits_are_no_failure() -> None:
    """Only what keeps exercises from being graded makes the exit status 3."""
    limits = [one for one in ALL if one.state == "limit"]
    assert (0, 3) == (diagnosis_of(*limits).exit_code, diagnosis_of(*ALL).exit_code)


def test_programs_get_every_finding() -> None:
    """By its name, with status, text and fix."""
    checks = json.loads(diagnosis_as_json(diagnosis_of(*ALL), "es"))["checks"]
    assert ["packages", *(one.name for one in ALL)] == [check["name"] for check in checks]
    assert {
        "name": "login",
        "status": "limit",
        "text": "No hay sesión del Hub. Practicar no la necesita; para entregar, inicia sesión.",
        "fix": "hf auth login",
    } == next(check for check in checks if check["fix"] == "hf auth login")


@pytest.mark.parametrize(
    ("required", "version", "state"),
    [
        (">=3.11", "3.11.0", "ok"),
        (">=3.11", "3.9.18", "limit"),
        (">=3.11", "3.12.0rc1", "ok"),
        (">=3.11,<4", "3.11.7", "ok"),
        ("", "3.11.7", "limit"),
    ],
)
def test_python_is_compared_as_numbers(required: str, version: str, state: str) -> None:
    """3.9 is older than 3.11; where nobody says what is needed, nothing is claimed."""
    assert state == examining.python_version(required, version).state


def test_this_python_will_do() -> None:
    """What is required stands in the distribution's metadata."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == examining.required_python()
    assert "ok" == examining.python_version(examining.required_python()).state


def test_packages_that_differ_get_one_command(tmp_path: Path) -> None:
    """A constraints file with other versions: each package, the pin, and one command for all of them."""
    pins = tmp_path / "constraints.txt"
    pins.write_text("pytest==1.0\nhypothesis==2.5.1\nunheard==3\n")
    here = environment(files_with(constraints=pins), isolation_of_tier(1))
    finding = examining.packages(here, pins)
    assert ("limit", "pip install pytest==1.0 hypothesis==2.5.1") == (finding.state, finding.fix)
    for name, pinned in (("pytest", "1.0"), ("hypothesis", "2.5.1")):
        assert f"{name} {here.versions[name]} -> {pinned}" in say_sentence("en", finding.sentence)


def test_packages_as_pinned_and_pins_that_are_gone(tmp_path: Path) -> None:
    """Without the file it is not claimed that the versions are right."""
    pins = tmp_path / "constraints.txt"
    pins.write_text(f"pytest=={pytest.__version__}\n")
    here = environment(files_with(constraints=pins), isolation_of_tier(1))
    right = examining.packages(here, pins)
    assert ("ok", "doctor.packages_ok", {"count": 1}) == (*of(right), right.sentence.fields)
    pins.write_text("")
    assert ("limit", "doctor.packages_unknown") == of(examining.packages(here, pins))
    pins.unlink()
    assert ("limit", "doctor.packages_unknown") == of(examining.packages(here, pins))


def of(finding: Finding) -> tuple[str, str]:
    """How it is, and what is said."""
    return finding.state, finding.sentence.key


def files_with(**changes: Path) -> CourseFiles:
    """The course's files, some of them elsewhere."""
    return CourseFiles(**(FILES.__dict__ | changes))


@pytest.fixture(scope="module")
def small() -> Course:
    """The course with the warm-up and one more unit."""
    course = load_course(FILES)
    return structs.replace(course, units=(course.units[0], course.units[4]))


@pytest.fixture
def copied(small: Course, tmp_path: Path) -> CourseFiles:
    """The files of these units, to be damaged."""
    files = CourseFiles(
        tmp_path / "exercises", tmp_path / "suites", tmp_path / "demo", tmp_path / "constraints.txt", tmp_path / "quiz"
    )
    for unit in small.units:
        for source, target in ((FILES.exercises, files.exercises), (FILES.suites, files.suites)):
            (target / unit.alias).mkdir(parents=True)
            for path in (source / unit.alias).iterdir():
                if path.is_file():
                    shutil.copy(path, target / unit.alias)
    shutil.copytree(FILES.demo, files.demo)
    shutil.copytree(FILES.quizzes, files.quizzes)
    shutil.copy(FILES.constraints, files.constraints)
    return files


def cut(path: Path) -> None:
    """Lose the second half of a file."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def into_folder(path: Path) -> None:
    """A folder where a file should be: nobody can read it, root neither."""
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a stub is gone": ("exercises/unit0/transcript.py", Path.unlink),
    "a stub is empty": ("exercises/unit0/transcript.py", lambda path: path.write_bytes(b"")),
    "a text is gone": ("exercises/unit4/README.es.md", Path.unlink),
    "a suite is gone": ("suites/unit0/test_transcript.py", Path.unlink),
    "a suite cannot be read": ("suites/unit0/test_transcript.py", into_folder),
    "a suite is no text": ("suites/unit0/test_transcript.py", lambda path: path.write_bytes(b"\xff\xfe")),
    "a suite is no Python": ("suites/unit0/test_transcript.py", lambda path: path.write_text("def (")),
    "a suite holds a zero byte": ("suites/unit0/test_transcript.py", lambda path: path.write_bytes(b"x = 1\0")),
    "a suite lacks a check": ("suites/unit0/test_transcript.py", lambda path: path.write_text("x = 1\n")),
    "hints are gone": ("suites/unit0/transcript.toml", Path.unlink),
    "hints are cut off": ("suites/unit4/texts.toml", cut),
    "a bank is cut off": ("quiz/unit4.toml", cut),
    "a walkthrough is cut off": ("suites/unit4/walkthroughs.toml", cut),
    "the pins are gone": ("constraints.txt", Path.unlink),
    "the demo is gone": ("demo/good/transcript.py", Path.unlink),
}


def test_a_complete_course_is_told_as_such(copied: CourseFiles, small: Course) -> None:
    """With what was counted; this checkout's is complete as well."""
    assert ("ok", "doctor.course_ok") == of(examining.assets(copied, small, is_checkout=False))
    assert ("ok", "doctor.course_ok") == of(examining.assets(FILES, load_course(FILES), is_checkout=True))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_course_is_told_with_the_file(damage: str, copied: CourseFiles, small: Course) -> None:
    """The file that is missing or cannot be read is named; the fix is to install again, in a checkout to look first."""
    name, spoil = DAMAGES[damage]
    path = copied.constraints.parent / name
    spoil(path)
    finding = examining.assets(copied, small, is_checkout=False)
    assert ("wrong", "doctor.course_damaged") == of(finding)
    assert str(path) in say_sentence("en", finding.sentence)
    assert "pip install --force-reinstall --no-deps smol-grade" == finding.fix
    assert "git status --short" == examining.assets(copied, small, is_checkout=True).fix


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_manifest_that_cannot_be_read_is_told_with_the_fix(
    form: str, copied: CourseFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nothing else can be looked at: file and line, and the command as the hint."""
    copied.manifest.write_text("schema_version = 1\ntitle =\n")
    monkeypatch.setattr("smol_grade.grade.course_files", lambda: copied)
    with pytest.raises(CourseError) as caught:
        doctor.run("en", form, None)
    assert ("doctor.course_hint", "git status --short") == (caught.value.hint, caught.value.fields["command"])
    assert (str(copied.manifest), "2") == (caught.value.fields["path"], caught.value.fields["line"])
    assert "put it back: git status --short" in say("en", caught.value.hint, **caught.value.fields)


def test_where_there_is_no_workspace_init_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And that the folder can be written, for it is where one would be made; nothing stays behind."""
    monkeypatch.chdir(tmp_path)
    assert ["doctor.workspace_none", "doctor.write_ok"] == [one.sentence.key for one in examining.here()[:2]]
    assert "smol-grade init my-course" == examining.here()[0].fix
    assert [] == list(tmp_path.iterdir())


def test_a_workspace_is_found_from_its_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a unit's folder the workspace is the folder around it."""
    shutil.copytree(ROOT / "exercises" / "unit0", tmp_path / "unit0")
    monkeypatch.chdir(tmp_path / "unit0")
    assert [str(tmp_path)] * 3 == [one.sentence.fields["folder"] for one in examining.here()]


def test_a_folder_that_was_deleted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can neither be written nor measured, and neither is claimed."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert [("limit", "doctor.workspace_gone")] == [of(one) for one in examining.here()]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that an ordinary user can reach."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def as_nobody(action: Callable[[], Finding]) -> tuple[str, str, str]:
    """What is found by an ordinary user: state, sentence and fix."""
    if os.geteuid() != 0:
        return (*of(action()), action().fix)
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setuid(NOBODY)
            finding = action()
            os.write(writes, json.dumps([*of(finding), finding.fix]).encode())
        finally:
            os._exit(0)
    os.close(writes)
    with open(reads, "rb") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    state, sentence, fix = json.loads(said)
    return state, sentence, fix


@pytest.mark.parametrize("inner", ["", ".smol-grade"])
def test_a_folder_without_write_access_is_told(open_folder: Path, inner: str) -> None:
    """One's own is opened with chmod, and that mends it; where progress is kept counts, not what is around it."""
    folder = open_folder / inner
    folder.mkdir(exist_ok=True)
    folder.chmod(0o555)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    mend = f"chmod u+rwx {folder}"
    assert ("limit", "doctor.write_refused", mend) == as_nobody(lambda: examining.writing(open_folder))

    def mended() -> Finding:
        subprocess.run(["sh", "-c", mend], check=True)
        return examining.writing(open_folder)

    assert ("ok", "doctor.write_ok", "") == as_nobody(mended)


def test_of_another_ones_folder_a_copy_is_made(open_folder: Path) -> None:
    """No command asks for rights that a learner has not."""
    if os.geteuid() != 0:
        pytest.skip("only root has folders of two users")
    state, sentence, fix = as_nobody(lambda: examining.writing(open_folder))
    assert ("limit", "doctor.write_refused") == (state, sentence)
    assert f"cp -r {open_folder} ~/smol-course && cd ~/smol-course" == fix


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        (999_999_999, ("limit", "doctor.space_short")),
        (1_000_000_000, ("ok", "doctor.space_no_models")),
        (9_999_999_999, ("ok", "doctor.space_no_models")),
        (10_000_000_000, ("ok", "doctor.space_ok")),
    ],
)
def test_free_space_is_told_by_what_it_is_enough_for(
    free: int, expected: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Less than 1 GB is a limit; less than 10 GB is too little for a model."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free))
    assert [expected, expected] == [of(examining.space("disk", tmp_path)), of(examining.temporary())]


def test_space_that_cannot_be_measured_is_not_claimed(tmp_path: Path) -> None:
    """A folder that is not there has no free space to tell."""
    assert ("limit", "doctor.space_unknown") == of(examining.space("disk", tmp_path / "absent"))


def test_without_any_temporary_folder_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where every folder that could be one is full or closed."""

    def none() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    assert ("wrong", "doctor.temporary_none") == of(examining.temporary())


def test_a_login_is_told_and_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """From the environment or from the file; without either the command is named; nobody is asked."""
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.delenv("HUGGING_FACE_HUB_TOKEN", raising=False)
    file = tmp_path / "token"
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(file))
    none = examining.login()
    assert ("limit", "doctor.login_none", "hf auth login") == (*of(none), none.fix)
    file.write_text("hf_secret")
    there = examining.login()
    assert ("ok", "doctor.login_ok", {}) == (*of(there), there.sentence.fields)
    file.unlink()
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    assert there == examining.login()


def test_a_login_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder in the token's place, and bytes that are no text."""
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path))
    assert ("limit", "doctor.login_unreadable") == of(examining.login())
    (tmp_path / "token").write_bytes(b"\xff")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    assert ("limit", "doctor.login_unreadable") == of(examining.login())


@pytest.mark.parametrize(
    ("module", "look", "fix"),
    [
        ("huggingface_hub", examining.login, 'pip install "smol-grade[submit]"'),
        ("nacl", examining.login, 'pip install "smol-grade[submit]"'),
        ("nbformat", examining.notebooks, 'pip install "smol-grade[notebook]"'),
        ("IPython", examining.notebooks, 'pip install "smol-grade[notebook]"'),
    ],
)
def test_a_package_that_is_missing_comes_with_its_extra(
    module: str, look: Callable[[], Finding], fix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, and is a limit."""
    for name in ("IPython", "nbformat", "nacl", "huggingface_hub", "detect_secrets"):
        monkeypatch.setitem(sys.modules, name, sys.modules.get(name) or type(sys)(name))
        sys.modules[name].__spec__ = sys.modules[name].__spec__ or object()  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, module, None)  # type: ignore[arg-type]
    finding = look()
    assert ("limit", fix, module) == (finding.state, finding.fix, finding.sentence.fields["modules"])


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("print('[]')", ("ok", "doctor.gpu_none")),
        ("print('[\"NVIDIA H100\"]')", ("ok", "doctor.gpu_ok")),
        ("print('no JSON')", ("limit", "doctor.gpu_failed")),
        ("print(1)", ("limit", "doctor.gpu_failed")),
        ("import os; os.abort()", ("limit", "doctor.gpu_failed")),
        ("raise ImportError('libcudart.so')", ("limit", "doctor.gpu_failed")),
        ("import time; time.sleep(60)", ("limit", "doctor.gpu_slow")),
    ],
)
def test_a_torch_that_fails_is_no_failure_of_the_doctor(
    program: str, expected: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It crashes, complains, says something else or nothing at all: told, and nothing is left running."""
    monkeypatch.setattr(accelerator, "may_have_one", lambda: True)
    patience = 0.5 if "sleep" in program else 30
    with accelerator.asking(program, patience) as gpu:
        finding = gpu()
    assert expected == of(finding)
    if "libcudart" in program:
        assert "ImportError: libcudart.so" == finding.sentence.fields["why"]


def test_without_a_driver_torch_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its import takes longer than all the rest; a driver of either make is reason enough to ask."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(accelerator, "AMD", str(tmp_path / "kfd"))
    monkeypatch.setattr(accelerator, "NVIDIA", "libnosuchdriver.so.1")
    monkeypatch.setattr(subprocess, "Popen", None)
    with accelerator.asking() as gpu:
        assert ("ok", "doctor.gpu_none") == of(gpu())
    monkeypatch.setattr(accelerator, "NVIDIA", "libc.so.6")
    assert accelerator.may_have_one()
    monkeypatch.setattr(accelerator, "NVIDIA", "libnosuchdriver.so.1")
    (tmp_path / "kfd").touch()
    assert accelerator.may_have_one()
    monkeypatch.setattr(sys, "platform", "darwin")
    (tmp_path / "kfd").unlink()
    assert accelerator.may_have_one()


def test_without_torch_no_gpu_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started for it."""
    monkeypatch.setattr(accelerator, "may_have_one", lambda: True)
    monkeypatch.setitem(sys.modules, "torch", None)  # type: ignore[arg-type]
    monkeypatch.setattr(subprocess, "Popen", None)
    with accelerator.asking() as gpu:
        assert ("ok", "doctor.gpu_no_torch") == of(gpu())


def test_torch_itself_is_asked() -> None:
    """The program that asks runs with the installed torch, and its answer is understood."""
    pytest.importorskip("torch")
    with subprocess.Popen([sys.executable, "-P", "-c", accelerator.PROGRAM], stdout=subprocess.PIPE) as child:
        names = json.loads(child.communicate()[0])
    assert (0, True) == (child.returncode, isinstance(names, list))


def test_a_file_of_the_learner_is_not_taken_for_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A torch.py in the current folder is not run."""
    monkeypatch.setattr(accelerator, "may_have_one", lambda: True)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "torch.py").write_text("open('ran', 'w')\n")
    with accelerator.asking("import torch") as gpu:
        gpu()
    assert ["torch.py"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("home", [None, "/nowhere/at/all"])
def test_the_doctor_needs_no_home(home: str | None, tmp_path: Path) -> None:
    """Without HOME, or with one that is not there: every check is made, and grading works."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HOME", "XDG_"))}
    variables |= {"HOME": home} if home is not None else {}
    words = [sys.executable, "-m", "smol_grade", "doctor", "--format", "json", "--lang", "en"]
    done = subprocess.run(words, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
    assert (0, False) == (done.returncode, "Traceback" in done.stderr), done.stderr
    checks = [check["name"] for check in json.loads(done.stdout)["checks"]]
    names = "python packages course workspace write disk temporary notebooks login gpu"
    assert names.split() == checks
    assert [] == list(tmp_path.iterdir())


def test_a_damaged_course_makes_the_doctor_fail(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, copied: CourseFiles, small: Course
) -> None:
    """Where the demo can be graded but exercises cannot, grading does not work here."""
    (copied.suites / "unit4" / "texts.toml").write_text("[")
    damaged = examining.assets(copied, small, is_checkout=False)
    monkeypatch.setattr(examining, "assets", lambda *_, **__: damaged)
    monkeypatch.setattr(doctor, "attempt", lambda _: Trial(3, 3, 1.0))
    found = doctor.examine(engine, lambda _: None)
    assert (3, True) == (found.exit_code, damaged in found.findings)
