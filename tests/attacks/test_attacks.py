"""No attack of the catalogue gets through, and every one of them is dangerous.

By default every twenty-fourth attack is tried, on its first target and the best sandbox of this machine: `smol-grade dev attack`
tries them all so. In full, all of them on every target and every kind of sandbox, also by somebody who is not root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from smol_grade.cli.attacking import tell
from smol_grade.devattack.catalogue import Attack, read_catalogue
from smol_grade.devattack.run import DevAttack, available_kinds, catalogue_of
from smol_grade.devattack.targets import TARGETS
from smol_grade.locate import Checkout, checkout_files

ROOT = Path(__file__).parents[2]
FULL = os.environ.get("SMOL_GRADE_PROOF") == "full"
ATTACKS = read_catalogue(catalogue_of(ROOT))
NOBODY = 65534
PARTS = ("grader", "leaderboard", "exercises", "solutions", "tests", "constraints.txt", "pyproject.toml")
"""What of a checkout `dev attack` needs."""
needs_walls = pytest.mark.skipif(
    not available_kinds(), reason="attacks are never run without a sandbox that stops them"
)


def bad(attacks: list[Attack], kind: str, targets: tuple[str, ...], *, controls: bool) -> list[str]:
    """Try attacks; return what is told of those that are BAD."""
    run = DevAttack(Checkout(ROOT), checkout_files(ROOT), attacks, kind, targets, controls)
    found = [tell(line, "en") for line in run.run() if line.problems]
    return found + [str(sentence) for sentence in run.broken]


@needs_walls
@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_no_attack_gets_through() -> None:
    """No full marks, no secret told, nothing reached, nothing left; and a naive grader suffers what headers promise."""
    kind = available_kinds()[0]
    assert [] == bad(ATTACKS if FULL else ATTACKS[::24], kind, (), controls=kind == "namespaces")


def test_every_group_is_attacked() -> None:
    """The catalogue holds attacks of every group, more than a hundred, each with a name of its own."""
    assert {"a", "b", "c", "d", "e", "f", "h"} == {attack.group for attack in ATTACKS}
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) > 113


@needs_walls
@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("target", list(TARGETS))
@pytest.mark.parametrize("kind", ["namespaces", "landlock"])
def test_no_attack_gets_through_on_any_target_or_sandbox(kind: str, target: str) -> None:
    """The same for every target that a header names, on each kind of sandbox that this machine has."""
    if kind not in available_kinds():
        pytest.skip(f"no sandbox of the kind {kind} here")
    assert [] == bad(ATTACKS, kind, (target,), controls=False)


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that everybody can reach, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="smol-elsewhere-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def installed(folder: Path) -> list[str]:
    """Copy interpreter, libraries and checkout to where everybody may read; return how the program starts there."""
    checkout = folder / "checkout"
    checkout.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, checkout / part, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copy(source, checkout / part)
    subprocess.run(["chmod", "-R", "a+rX", str(checkout)], check=True)
    python = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    if Path(sys.base_prefix).is_relative_to(Path.home()):
        linked(Path(sys.base_prefix), folder / "python")
        python = folder / "python" / "bin" / python.name
    venv = folder / "venv"
    subprocess.run([str(python), "-m", "venv", "--without-pip", str(venv)], check=True)
    [libraries] = venv.glob("lib/python*/site-packages")
    [ours] = Path(sys.prefix).glob("lib/python*/site-packages")
    libraries.rmdir()
    linked(ours, libraries)
    for editable in libraries.glob("*smol_grade*"):  # it leads back to where only root may look
        shutil.rmtree(editable) if editable.is_dir() else editable.unlink()
    return [str(venv / "bin" / "python"), "-P", "-B", "-m", "smol_grade"]


def linked(source: Path, target: Path) -> None:
    """Copy a folder by hard links, or as it is where they are not possible."""
    done = subprocess.run(["cp", "-al", str(source), str(target)], check=False, capture_output=True)
    if done.returncode:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, symlinks=True)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root can become somebody else")
def test_no_attack_gets_through_where_an_ordinary_user_grades(elsewhere: Path) -> None:
    """Grader and learner are then the same user: every file of the one would be the other's without the sandbox."""
    command = installed(elsewhere)
    home = elsewhere / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    checkout = elsewhere / "checkout"
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(home)}
    environment["PYTHONPATH"] = f"{checkout / 'grader'}:{checkout / 'leaderboard'}"
    environment["LD_LIBRARY_PATH"] = str(elsewhere / "python" / "lib")  # a shared libpython, if it has been copied
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    done = subprocess.run(
        [*become, *command, "dev", "attack", "--lang", "en"],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, (
        "\n".join([line for line in done.stdout.splitlines() if line[:3] != "ok "]) + done.stderr
    )
