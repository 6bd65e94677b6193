"""The strongest kind of sandbox: what learner code finds in it, and what becomes of it where it cannot be had."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smol_grade import sandbox as package
from smol_grade.course import Limits
from smol_grade.errors import SandboxError
from smol_grade.records import Reason
from smol_grade.sandbox import Sandbox, SessionEnded, measure, open_sandbox
from smol_grade.sandbox.layout import layout
from smol_grade.sandbox.tiers import CANARIES, Canary, Isolation

from .conftest import ROOT
from .test_sandbox import LIMITS, call, load, run

SMALL = Limits(call_s=10, load_s=20, check_s=20, memory_mb=64, file_mb=256)
OURS = ("smol_grade", "smol_leaderboard")


@pytest.fixture(scope="module")
def room() -> Iterator[Sandbox]:
    """A sandbox with namespaces, without libraries."""
    opened = open_sandbox((), "namespaces")
    yield opened
    opened.close()


def test_the_root_holds_what_is_needed_and_nothing_else(room: Sandbox) -> None:
    """The private root has no home folders, no checkout, no devices but five, and no process but the worker's own."""
    source = (
        "import os\ndef f():\n    return {name: sorted(os.listdir(name)) for name in ('/', '/dev', '/proc', '.')}\n"
    )
    found = run(room, source)
    assert ["full", "null", "random", "shm", "urandom", "zero"] == found["/dev"]  # type: ignore[index]
    assert {"2", "self", "thread-self"} == set(found["/proc"])  # type: ignore[index]
    assert [] == found["."]  # type: ignore[index]
    assert not {"home", "var", "sys", "srv", "boot", "opt"} & set(found["/"]) - {Path(sys.prefix).parts[1]}  # type: ignore[index]


def test_of_the_product_nothing_can_be_read(room: Sandbox) -> None:
    """Suites, solutions, the grader and its metadata are not there, wherever they are installed; the worker's code is."""
    paths = [str(ROOT), str(ROOT / "tests" / "hidden"), str(Path(package.__file__).parents[1] / "__init__.py")]
    paths += [str(Path.home() / ".cache"), "/etc/passwd", "/etc/hosts", "/proc/1/environ"]
    inside = Path(sys.prefix).is_relative_to(ROOT)  # as in the README: on the way to .venv nothing but it is seen
    way = Path(sys.prefix).relative_to(ROOT).parts[:1] if inside else ()
    source = (
        "import importlib.util, os, sys\ndef read(path):\n    try:\n"
        f"        return [n for n in os.listdir(path) if n not in {way!r}] if os.path.isdir(path) else open(path).read()\n"
        "    except OSError:\n        return ''\n"
        "def f(paths):\n    names = [os.path.join(p, n) for p in sys.path if os.path.isdir(p) for n in os.listdir(p) if 'smol_' in n and n not in ('smol_worker', 'smol_model')]\n"
        f"    names += [n for n in {OURS} if getattr(importlib.util.find_spec(n), 'origin', None)]\n"
        "    return [n for n in names + paths if read(n)] + [hasattr(__import__('smol_worker.rich'), 'rich')]\n"
    )
    assert [True] == run(room, source, paths)


def test_no_right_is_left(room: Sandbox) -> None:
    """No capability, no group, no way to gain one, a system call filter, and, under root, a user id of the session's."""
    source = "def f():\n    return dict(line.rstrip('\\n').split(':\\t', 1) for line in open('/proc/self/status') if ':\\t' in line)\n"
    first, second = run(room, source), run(room, source)
    for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert 0 == int(first[name], 16)  # type: ignore[index]
    assert ("1", "2") == (first["NoNewPrivs"], first["Seccomp"])  # type: ignore[index]
    if os.geteuid() == 0:
        assert first["Uid"] != second["Uid"]  # type: ignore[index]
        assert "" == first["Groups"].strip()  # type: ignore[index]
        assert 0 == int(first["CapBnd"], 16)  # type: ignore[index]


def test_the_scratch_folder_is_small(room: Sandbox) -> None:
    """The scratch folder ends at its size and at its number of files; nothing of either reaches the disk."""
    source = (
        "def f(count, size):\n    done = 0\n    try:\n        for n in range(count):\n            with open(str(n), 'wb') as file:\n"
        "                file.write(bytes(size))\n            done += 1\n    except OSError as error:\n        return [done, error.errno]\n    return [done, 0]\n"
    )
    full = run(room, source, 100, 2**20)
    many = run(room, source, 10000, 0)
    assert 28 == full[1] == many[1]  # type: ignore[index]  # ENOSPC
    assert 60 <= full[0] <= 64  # type: ignore[index]
    assert 4000 <= many[0] <= 4096  # type: ignore[index]


@pytest.mark.parametrize("kind", ["namespaces", "landlock"])
def test_memory_is_counted_over_all_processes(kind: str) -> None:
    """Processes that are small each and too much together are ended, and the reason is known."""
    source = (
        "import os, time\ndef f():\n    for _ in range(4):\n        if os.fork() == 0:\n            held = b'x' * (40 << 20)\n            time.sleep(9)\n"
        "    time.sleep(9)\n"
    )
    sandbox = open_sandbox((), kind)
    session = sandbox.session("f", SMALL)
    load(session, source)
    with pytest.raises(SessionEnded) as caught:
        call(session)
    sandbox.close()
    assert Reason.MEMORY is caught.value.reason


def test_a_crowd_of_processes_is_ended_or_refused() -> None:
    """Where the kernel does not count them (a user id that is somebody's), the supervisor does, and says why it ended."""
    source = (
        "import os, time\ndef f(count):\n    made = 0\n    try:\n        for _ in range(count):\n            if os.fork() == 0:\n                time.sleep(9)\n"
        "                os._exit(0)\n            made += 1\n    except OSError:\n        pass\n    time.sleep(1)\n    return made\n"
    )
    sandbox = open_sandbox((), "landlock")
    few = sandbox.session("f", LIMITS)
    load(few, source)
    answer = call(few, 20)
    few.end()
    crowd = sandbox.session("f", LIMITS)
    load(crowd, source)
    made, reason = 0, None
    try:
        made = call(crowd, 200)
    except SessionEnded as ended:
        reason = ended.reason
    sandbox.close()
    assert answer == 20
    assert reason is Reason.PROCESSES or 20 <= made <= 64  # type: ignore[operator]


def test_honest_children_are_not_ended_for_memory_that_they_share(room: Sandbox) -> None:
    """Memory that forks share is counted once: eight children of a process with thirty megabytes are no offence."""
    source = (
        "import os, time\nheld = bytearray(30 << 20)\nheld[::4096] = b'x' * len(held[::4096])\n"
        "def f():\n    children = []\n    for _ in range(8):\n        child = os.fork()\n        if child == 0:\n            time.sleep(0.6)\n            os._exit(0)\n"
        "        children.append(child)\n    return [os.waitpid(child, 0)[1] for child in children]\n"
    )
    session = room.session("f", SMALL)
    load(session, source)
    answer = call(session)
    session.end()
    assert [0] * 8 == answer


def test_listing_files_follows_no_link(room: Sandbox) -> None:
    """The judge lists what is in the scratch folder; a link to elsewhere is a name, or, as the folder, nothing."""
    source = (
        "import os\ndef f():\n    os.makedirs('out/deep')\n    open('out/a', 'w').close()\n    open('out/deep/b', 'w').close()\n"
        "    os.symlink('/', 'out/link')\n    os.symlink('/', 'away')\n    return 1\n"
    )
    session = room.session("f", LIMITS)
    load(session, source)
    call(session)
    assert ["a", "deep/b"] == session.files("out")
    assert [] == session.files("away")
    assert [] == session.files("nowhere")
    assert [] == session.files("/usr/share/zoneinfo") or "/usr" not in str(session.files("/usr/share/zoneinfo"))
    session.end()


def test_assets_can_be_read_and_not_written(tmp_path: Path) -> None:
    """A folder that the judge names is there for learner code, and nothing beside it."""
    folder, beside = tmp_path / "asset", tmp_path / "beside"
    for place in (folder, beside):
        place.mkdir()
        (place / "weights").write_text("numbers")
    for place in (tmp_path, folder):
        place.chmod(0o755)
    sandbox = open_sandbox((), "namespaces", (str(folder),))
    source = (
        "import os\ndef f(folder, beside):\n    try:\n        open(folder + '/new', 'w')\n    except OSError as error:\n"
        "        return [open(folder + '/weights').read(), error.errno, os.path.exists(beside)]\n"
    )
    answer = run(sandbox, source, str(folder), str(beside))
    sandbox.close()
    assert ["numbers", 30, False] == answer  # EROFS


@pytest.mark.skipif(os.geteuid() != 0, reason="workers are other users only under root")
def test_an_asset_that_workers_cannot_read_is_a_sentence(tmp_path: Path) -> None:
    """Weights that only their owner may read, as transformers saves them, are told before anything runs."""
    weights = tmp_path / "model.safetensors"
    weights.touch(0o600)
    tmp_path.chmod(0o755)
    with pytest.raises(SandboxError, match=r"model\.safetensors: chmod"):
        open_sandbox((), "namespaces", (str(tmp_path),))


def test_every_canary_is_held() -> None:
    """With namespaces nothing leaks: tier 1."""
    found = measure("namespaces")
    assert ((), 1) == (found.leaks, found.tier), found


def test_without_namespaces_all_but_they_hold() -> None:
    """Landlock, seccomp and limits alone: tier 2."""
    found = measure("landlock")
    assert (("own_namespaces",), 2) == (found.leaks, found.tier), found


def test_a_plain_process_is_tier_4() -> None:
    """The canaries are alive: where nothing holds them, they reach what they try to reach."""
    leaks = measure("fork").leaks
    assert {"secret_file", "product", "outside_file", "loopback", "sockets", "judge_process", "signals"} <= set(leaks)
    assert 4 == measure("fork").tier


def test_tiers_follow_from_what_holds() -> None:
    """1: everything; 2: all but namespaces; 3: files and network; 4: less."""

    def tier(*leaks: str) -> int:
        return Isolation("", tuple(Canary(name, name not in leaks) for name in CANARIES)).tier

    assert [1, 2, 3, 3, 4, 4] == [
        tier(),
        tier("own_namespaces"),
        tier("own_namespaces", "signals"),
        tier("memory"),
        tier("loopback"),
        tier("own_namespaces", "secret_file"),
    ]
    assert 4 == Isolation("namespaces").tier  # nothing was tried


DENYING = """
import errno, os, sys
import pyseccomp as libseccomp
denied = libseccomp.SyscallFilter(libseccomp.ALLOW)
for name, number in {calls}:
    denied.add_rule(libseccomp.ERRNO(number), name)
denied.load()
from smol_grade.sandbox import measure, open_sandbox
if {strict!r}:
    sandbox = open_sandbox((), {strict!r})
    print(sandbox.isolation)
else:
    found = measure()
    print(found.kind, found.tier, *found.missing)
"""


def denied(calls: dict[str, int], strict: str = "") -> subprocess.CompletedProcess[str]:
    """Measure on a system that refuses these calls."""
    code = DENYING.format(calls=list(calls.items()), strict=strict)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_where_namespaces_are_forbidden_landlock_remains() -> None:
    """A container that forbids them: the next weaker kind, tier 2, and why."""
    why = "no_namespaces" if os.geteuid() == 0 else "no_user_namespaces"
    assert ["landlock", "2", why] == denied({"unshare": 1}).stdout.split()
    assert ["landlock", "2", why] == denied({"mount": 1}).stdout.split()


def test_without_landlock_a_separate_process_remains() -> None:
    """An old kernel that forbids namespaces: tier 4, and why; with them, Landlock is not what keeps files apart."""
    without = {"landlock_create_ruleset": 38}
    assert ["fork", "4"] == denied(without | {"unshare": 1}).stdout.split()[:2]
    kind, tier, *missing = denied(without).stdout.split()
    assert ("namespaces", "1", ["no_landlock"]) == (kind, tier, missing)


def test_a_kind_that_was_asked_for_is_not_replaced_by_a_weaker_one() -> None:
    """It is an error that says why."""
    said = denied({"unshare": 1}, "namespaces")
    assert 0 != said.returncode
    assert "kept apart by namespaces" in said.stderr


def test_elsewhere_than_on_linux_workers_are_spawned(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS and Windows: practice grading works in separate processes, tier 4, and the reason has a name."""
    monkeypatch.setattr(sys, "platform", "darwin")
    measure.cache_clear()
    try:
        found = measure()
    finally:
        measure.cache_clear()
    assert ("spawn", 4, ("not_linux",)) == (found.kind, found.tier, found.missing)


def test_an_unknown_kind_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt environment variable does not weaken anything silently."""
    monkeypatch.setenv(package.SWITCH, "namespace")
    with pytest.raises(SandboxError, match="namespaces, landlock, fork, spawn"):
        open_sandbox(())


def test_landlock_names_parts_where_something_is_covered() -> None:
    """No entry of the layout is, or lies above, something of ours."""
    seen = layout()
    for entry in seen.entries:
        for path in seen.covered:
            assert not f"{path}/".startswith(f"{entry}/"), entry
    assert seen.entries
