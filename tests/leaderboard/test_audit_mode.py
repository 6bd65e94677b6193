"""Audit mode: everything in practice mode works for ever without a network, an account or telemetry."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .killing import FULL, ROOT
from .offline import Offline
from .projects import whole

LOOKS_UP = "import socket; socket.getaddrinfo('huggingface.co', 443)"
CONNECTS = "import socket; s = socket.socket(); s.settimeout(1); s.connect(('203.0.113.7', 443))"
SENDS = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.7', 53))"
IN_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CONNECTS!r}])"
CLIENT = "import huggingface_hub; huggingface_hub.HfApi().whoami(token='hf_x')"
ANSWERS = "s\n" * 10


@pytest.fixture
def place(tmp_path: Path) -> Offline:
    """Nothing but empty folders."""
    return Offline(tmp_path)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Offline:
    """A workspace that `init` made offline, with a right warm-up, a right trainer and a whole project in it."""
    made = Offline(tmp_path_factory.mktemp("audit"))
    first = made.run("-m", "smol_grade", "init", ".")
    assert (0, (), (), 0) == (first.code, first.tried, first.written, first.sent), first.err
    for unit, name in (("unit0", "transcript"), ("unit1", "make_sft_trainer"), ("unit1", "make_sft_config")):
        shutil.copy(ROOT / "solutions" / unit / f"{name}.py", made.workspace / unit)
    whole(made.workspace / "model")
    return made


@pytest.mark.parametrize("program", [LOOKS_UP, CONNECTS, SENDS, IN_A_CHILD, CLIENT])
def test_the_guard_hears_and_stops_what_goes_out(place: Offline, program: str) -> None:
    """A name, a connection, a datagram, a child's, the Hub's client's: each is heard, and none gets out."""
    ran = place.run("-c", program)
    assert ran.tried
    assert 0 == ran.sent
    assert "Network is unreachable" in ran.err


@pytest.mark.parametrize("program", [LOOKS_UP, CONNECTS, SENDS])
def test_the_kernel_counts_what_no_hook_hears(place: Offline, program: str) -> None:
    """A program without the hook, as one in another language would be: counted all the same."""
    if not place.own_network:
        pytest.skip("this machine lets us make no network of our own")
    ran = place.run("-S", "-c", program)
    assert () == ran.tried
    assert 0 < ran.sent


def test_the_guard_hears_what_is_written_elsewhere(place: Offline) -> None:
    """In the home, for one: by opening, making and moving."""
    for program in (
        "open('{0}/x', 'w')",
        "import os; os.mkdir('{0}/d')",
        "import os; open('y', 'w'); os.rename('y', '{0}/y')",
    ):
        ran = place.run("-c", program.format(place.home))
        assert 1 == len(ran.written), program
    assert () == place.run("-c", "open('x', 'w'); import tempfile; tempfile.mkdtemp()").written


PRACTICE: tuple[tuple[tuple[str, ...], int, str], ...] = (
    (("list",), 0, "transcript"),
    (("list", "--format", "json"), 0, '"unit1"'),
    (("info", "unit1"), 0, "unit1"),
    (("info", "unit1/make_sft_trainer"), 0, "make_sft_trainer"),
    (("hint", "unit1/gsm8k_to_chatml"), 0, "hint 1 of 3"),
    (("unit0",), 0, "3/3 points"),
    (("unit1/gsm8k_to_chatml",), 1, "0/12 points"),
    (("unit1/make_sft_trainer",), 0, "make_sft_trainer"),
    (("quiz",), 0, "unit1"),
    (("quiz", "unit1", "--seed", "1"), 1, "Question 10/10"),
    (("check-model", "model"), 0, "The gate lets this model pass."),
    (("card", "model"), 0, "has all that the course asks for"),
    (("project",), 0, "Final project"),
    (("project", "model"), 0, "Training recipe: 6 of 6."),
    (("status",), 0, ""),
    (("doctor",), 0, "Grading works"),
    (("demo",), 0, "3/3 points"),
)


@pytest.mark.parametrize(
    ("words", "code", "said"), PRACTICE, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_practice_needs_nobody(begun: Offline, words: tuple[str, ...], code: int, said: str) -> None:
    """The command does what it is for; nothing was asked of another machine, nothing written but where one works."""
    ran = begun.run("-m", "smol_grade", *words, stdin=ANSWERS if words[0] == "quiz" else "")
    assert (code, True) == (ran.code, said in ran.out), ran.out + ran.err
    assert ((), (), 0) == (ran.tried, ran.written, ran.sent)
    assert [] == list(begun.home.iterdir())


def test_the_schedule_needs_nobody(begun: Offline) -> None:
    """Where this version has one."""
    if "schedule" not in begun.run("-m", "smol_grade", "--help").out:
        pytest.skip("no schedule in this version")
    ran = begun.run("-m", "smol_grade", "schedule")
    assert (0, (), (), 0) == (ran.code, ran.tried, ran.written, ran.sent), ran.err
    assert [] == list(begun.home.iterdir())


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_the_whole_course_needs_nobody(begun: Offline) -> None:
    """`all`: in full every unit's solutions, trainers and models among them; reduced the warm-up."""
    course = begun.workspace / "course"
    units = sorted(path.name for path in (ROOT / "solutions").glob("unit*")) if FULL else ["unit0"]
    for unit in units:
        shutil.copytree(begun.workspace / unit, course / unit, dirs_exist_ok=True)
        for file in (ROOT / "solutions" / unit).iterdir():
            if file.is_file():
                shutil.copy(file, course / unit)
    ran = begun.run("-m", "smol_grade", "all", "--path", "course", timeout=3000)
    assert (0 if FULL else 1) == ran.code, ran.out + ran.err
    assert ((), (), 0) == (ran.tried, ran.written, ran.sent)
    assert [] == list(begun.home.iterdir())
