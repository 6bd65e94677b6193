"""What `doctor` looks at besides the isolation: each is tried, and comes with the command that mends it."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shlex
import shutil
import tempfile
from importlib import metadata
from pathlib import Path

from ..course import Course, load_texts, load_walkthroughs
from ..errors import CourseError
from ..grade import declared_checks, pins
from ..locate import CourseFiles
from ..progress import FOLDER
from ..quiz.bank import read_bank
from ..records import Environment, Sentence
from ..report.findings import Finding, State
from .demo import UNIT
from .standing import workspace_in

GB = 1_000_000_000
LEAST_GB, MODEL_GB = 1, 10
"""Of free space: what practice needs with room to spare, and what work on a model of one's own does."""
TO_SUBMIT = ("huggingface_hub", "nacl", "detect_secrets")
TO_READ_NOTEBOOKS = ("nbformat", "IPython")
NEWEST = re.compile(r">=\s*(\d+(?:\.\d+)*)")


def found(name: str, state: State, key: str, fix: str = "", **fields: str | int) -> Finding:
    """Return a finding whose sentence is `doctor.KEY`."""
    return Finding(name, state, Sentence(key=f"doctor.{key}", fields=fields), fix)


def python_version(required: str, version: str = "") -> Finding:
    """Compare this Python with what the distribution requires, `>=3.11`; empty: nobody knows."""
    version = version or platform.python_version()
    least = NEWEST.search(required)
    if least is None:
        return found("python", "limit", "python_unknown", version=version)
    if _numbers(version) < _numbers(least[1]):
        fix = f"python{least[1]} -m venv .venv && .venv/bin/pip install smol-grade"
        return found("python", "limit", "python_old", fix, version=version, least=least[1])
    return found("python", "ok", "python_ok", version=version, least=least[1])


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def required_python() -> str:
    """Return what the installed distribution says of Python; empty where it is not installed."""
    try:
        known = metadata.metadata("smol-grade")
    except metadata.PackageNotFoundError:
        return ""
    return str(next(iter(known.get_all("Requires-Python") or ()), ""))


def packages(environment: Environment, constraints: Path) -> Finding:
    """Compare the packages that may change a verdict with the pinned ones."""
    compared = environment.versions.keys() & pins(constraints).keys()
    if not compared:
        return found("packages", "limit", "packages_unknown", file=str(constraints))
    drift = environment.drift
    if not drift:
        return found("packages", "ok", "packages_ok", count=len(compared))
    what = ", ".join(f"{name} {environment.versions[name]} -> {pinned}" for name, pinned in drift.items())
    fix = " ".join(["pip install", *(shlex.quote(f"{name}=={pinned}") for name, pinned in drift.items())])
    return found("packages", "limit", "packages_differ", fix, what=what)


def assets(files: CourseFiles, course: Course, *, is_checkout: bool) -> Finding:
    """Read every file of the course that a grading or a learner reads; name the first that is wrong."""
    problems = _problems(files, course)
    if problems:
        return found("course", "wrong", "course_damaged", put_back(is_checkout), count=len(problems), first=problems[0])
    count = sum(len(unit.exercises) for unit in course.units)
    return found("course", "ok", "course_ok", units=len(course.units), exercises=count)


def put_back(is_checkout: bool) -> str:
    """Return the command for a course whose files are damaged. In a checkout they may be somebody's work: it looks."""
    return "git status --short" if is_checkout else "pip install --force-reinstall --no-deps smol-grade"


def _problems(files: CourseFiles, course: Course) -> list[str]:
    """Return what is wrong with the course's files, each with its path."""
    problems = []
    for unit in course.units:
        try:
            load_texts(files, unit)
            load_walkthroughs(files, unit)
            bank = files.quizzes / f"{unit.alias}.toml"
            if bank.exists():
                read_bank(bank)
        except CourseError as error:
            problems.append(f"{error.fields['path']}: {error.fields['problem']}")
        folder = files.exercises / unit.alias
        texts = [folder / name for name in ("README.md", "README.es.md")]
        texts += [folder / f"{exercise.name}.py" for exercise in unit.exercises]
        problems += [problem for path in texts if (problem := _unreadable(path))]
        for exercise in unit.exercises:
            problems += _of_suite(files.suites / unit.alias / f"test_{exercise.name}.py", exercise.checks)
    problems += [problem for path in (files.constraints, *_demo(files, course)) if (problem := _unreadable(path))]
    return problems


def _demo(files: CourseFiles, course: Course) -> list[Path]:
    return [
        files.demo / side / f"{exercise.name}.py" for side in ("good", "wrong") for exercise in course.find(UNIT)[1]
    ]


def _unreadable(path: Path) -> str:
    """Return why a text cannot be read, empty where it can."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return f"{path}: {error.strerror or error}"
    except UnicodeDecodeError as error:
        return f"{path}: {error.reason}"
    return "" if text.strip() else f"{path}: 0 bytes"


def _of_suite(path: Path, checks: tuple[str, ...]) -> list[str]:
    if problem := _unreadable(path):
        return [problem]
    try:
        missing = sorted(set(checks) - set(declared_checks(path)))
    except (SyntaxError, ValueError) as error:
        return [f"{path}: {error}"]
    return [f"{path}: test_{missing[0]}?"] if missing else []


def here() -> tuple[Finding, ...]:
    """Look at the current folder: the workspace in or around it, whether it can be written, and its free space."""
    try:
        folder = Path.cwd()
    except OSError as error:  # it has been deleted
        return (found("workspace", "limit", "workspace_gone", "cd ~", why=error.strerror or str(error)),)
    place = workspace_in(folder)
    return workspace(folder, place), writing(place or folder), space("disk", place or folder)


def workspace(folder: Path, place: Path | None) -> Finding:
    """Tell which workspace was found in or around a folder."""
    if place is None:
        return found("workspace", "limit", "workspace_none", "smol-grade init my-course", folder=str(folder))
    return found("workspace", "ok", "workspace_ok", folder=str(place))


def writing(place: Path) -> Finding:
    """Write into a workspace, where progress is written."""
    kept = place / FOLDER
    folder = kept if kept.is_dir() else place
    try:
        _write_and_delete(folder)
    except OSError as error:
        why = error.strerror or str(error)
        return found("write", "limit", "write_refused", _give_back(folder, place), folder=str(folder), why=why)
    return found("write", "ok", "write_ok", folder=str(folder))


def _write_and_delete(folder: Path) -> None:
    """Write a file of a byte; raise `OSError` where that is not possible."""
    number, name = tempfile.mkstemp(prefix=".smol-grade-", dir=folder)
    try:
        os.write(number, b"x")
    finally:
        os.close(number)
        os.unlink(name)


def _give_back(folder: Path, place: Path) -> str:
    """Return how to get a folder that can be written: one's own is opened, of another's a copy is made."""
    try:
        own = folder.stat().st_uid == os.geteuid() and not os.access(folder, os.W_OK)
    except (OSError, AttributeError):  # AttributeError: Windows
        own = False
    if own:
        return f"chmod u+rwx {shlex.quote(str(folder))}"
    return f"cp -r {shlex.quote(str(place))} ~/smol-course && cd ~/smol-course"


def space(name: str, place: Path) -> Finding:
    """Measure the free space where a folder is; `name` is `disk` or `temporary`."""
    try:
        free = shutil.disk_usage(place).free
    except OSError as error:
        return found(name, "limit", "space_unknown", folder=str(place), why=error.strerror or str(error))
    told, folder = f"{free / GB:.1f}", str(place)
    if free < LEAST_GB * GB:
        fix = "export TMPDIR=FOLDER" if name == "temporary" else f"du -h -d 1 {shlex.quote(str(place))}"
        return found(name, "limit", "space_short", fix, free=told, folder=folder, least=LEAST_GB)
    if free < MODEL_GB * GB:
        return found(name, "ok", "space_no_models", free=told, folder=folder, models=MODEL_GB)
    return found(name, "ok", "space_ok", free=told, folder=folder)


def temporary() -> Finding:
    """Measure the free space in the folder for temporary files."""
    try:
        return space("temporary", Path(tempfile.gettempdir()))
    except OSError as error:
        why = error.strerror or str(error)
        return found("temporary", "wrong", "temporary_none", "export TMPDIR=FOLDER", why=why)


def absent(modules: tuple[str, ...]) -> list[str]:
    """Return which modules are not installed."""
    return [module for module in modules if importlib.util.find_spec(module) is None]


def login() -> Finding:
    """See whether there is a token of the Hub on this machine. It is not shown, and the Hub is not asked."""
    if missing := absent(TO_SUBMIT):
        return found("login", "limit", "login_extra", 'pip install "smol-grade[submit]"', modules=", ".join(missing))
    from huggingface_hub import get_token

    if os.environ.get("HF_OIDC_RESOURCE"):  # a CI job proves who it is when it needs to; to try would ask the Hub
        return found("login", "ok", "login_ok")
    try:
        token = get_token()
    except (OSError, ValueError) as error:  # ValueError: the file is not text
        return found("login", "limit", "login_unreadable", "hf auth login", why=getattr(error, "strerror", "") or "?")
    return found("login", "ok", "login_ok") if token else found("login", "limit", "login_none", "hf auth login")


def notebooks() -> Finding:
    """See whether exercises can be done in notebooks."""
    if missing := absent(TO_READ_NOTEBOOKS):
        fix = 'pip install "smol-grade[notebook]"'
        return found("notebooks", "limit", "notebooks_extra", fix, modules=", ".join(missing))
    return found("notebooks", "ok", "notebooks_ok")
